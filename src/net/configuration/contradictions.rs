//! What is written well, and cannot be meant: parts of a configuration that contradict each other.

use super::file::{File, GlobalTitle};
use super::mistake::Mistake;
use crate::machine::m3ua::{ApplicationServerId, Configuration, Role};
use crate::machine::sccp::{self, DigitPattern, Digits, Rule, Target};
use crate::wire::codes::PointCode;
use crate::wire::sccp::Routing;
use core::ops::Range;
use std::collections::HashSet;

/// The bounds of what a network takes for the longest message of SCCP (Q.713, Q.2210).
const LENGTHS: core::ops::RangeInclusive<usize> = 64..=4096;

pub(super) struct Contradictions<'c> {
    pub(super) file: &'c File,
    pub(super) m3ua: &'c Configuration,
    pub(super) sccp: &'c sccp::Configuration,
    pub(super) found: Vec<Mistake>,
}

impl Contradictions<'_> {
    /// Everything that contradicts something else.
    pub(super) fn find(mut self) -> Vec<Mistake> {
        self.links();
        self.application_servers();
        self.routes();
        self.subsystems();
        self.titles();
        self.found
    }

    fn mistake(&mut self, at: Range<usize>, words: impl Into<String>) {
        self.found.push(Mistake::new(at, words));
    }

    fn links(&mut self) {
        for (link, association) in self.file.links.iter().zip(&self.m3ua.associations) {
            if link.application_servers.is_empty() && !self.m3ua.registration {
                let words = "this link carries nothing: write `application_servers = [\"…\"]`";
                self.mistake(link.name.span(), words);
            }
            let mut seen = HashSet::new();
            let mut contexts = HashSet::new();
            let servers = association.application_servers.iter().zip(&link.application_servers);
            for (ApplicationServerId(place), name) in servers {
                if !seen.insert(place) {
                    let words = format!("`{}` stands here twice", name.get_ref());
                    self.mistake(name.span(), words);
                    continue;
                }
                let server = &self.m3ua.application_servers[usize::from(*place)];
                if !contexts.insert(server.routing_context) && !server.register {
                    let words = match server.routing_context {
                        Some(context) => {
                            format!(
                                "another application server of this link has routing context {context}"
                            )
                        }
                        None => "two application servers of one link without a routing context \
                                 cannot be told apart"
                            .into(),
                    };
                    self.mistake(name.span(), words);
                }
                let own = server.point_code.is_some_and(|code| self.is_own(code));
                if own && association.role == Role::SignallingGatewayProcess {
                    let words = format!(
                        "`{}` has this node's own point code as its routing key: nothing would go there",
                        name.get_ref()
                    );
                    self.mistake(name.span(), words);
                }
            }
        }
    }

    fn is_own(&self, code: PointCode) -> bool {
        self.m3ua.own_point_codes.contains(&code)
    }

    fn application_servers(&mut self) {
        for (place, server) in self.file.application_servers.iter().enumerate() {
            if server.register && server.point_code.is_none() {
                let words = "what is registered is a routing key: write `point_code = \"…\"`";
                self.mistake(server.name.span(), words);
            }
            let id = ApplicationServerId(place as u16);
            let serve = |serving: &&crate::machine::m3ua::AssociationConfiguration| {
                serving.application_servers.contains(&id)
            };
            let links = self.m3ua.associations.iter().filter(serve).count();
            let required = usize::from(server.required_active.unwrap_or(1));
            if links > 0 && required > links {
                let words =
                    format!("{required} active ASPs are required, and {links} links lead to it");
                self.mistake(server.name.span(), words);
            }
        }
    }

    fn routes(&mut self) {
        let mut seen = HashSet::new();
        for (written, route) in self.file.routes.iter().zip(&self.m3ua.routes) {
            if written.via.is_empty() {
                self.mistake(written.to.span(), "by which way? write `via = [\"…\"]`");
            }
            if !seen.insert((route.point_code, route.mask)) {
                let words = "there is another route to here: write all ways into one `via`";
                self.mistake(written.to.span(), words);
            }
            if route.mask == 0 && self.is_own(route.point_code) {
                self.mistake(written.to.span(), "this is the node's own point code");
            }
        }
    }

    fn subsystems(&mut self) {
        let mut seen = HashSet::new();
        for number in &self.file.sccp.subsystems {
            if !seen.insert(*number.get_ref()) {
                let words = format!("subsystem {} stands here twice", number.get_ref());
                self.mistake(number.span(), words);
            }
        }
        if let Some(length) = &self.file.sccp.maximum_length
            && !LENGTHS.contains(length.get_ref())
        {
            let words = format!(
                "the longest message has {} to {} octets; 272 is what classic links carry",
                LENGTHS.start(),
                LENGTHS.end()
            );
            self.mistake(length.span(), words);
        }
        for (written, node) in self.file.sccp.concerned.iter().zip(&self.sccp.concerned) {
            if let Some(words) = self.unreachable(*node) {
                self.mistake(written.span(), words);
            }
        }
    }

    /// Why no message would ever leave for a node.
    fn unreachable(&self, node: PointCode) -> Option<String> {
        let keyed =
            self.m3ua.application_servers.iter().any(|server| server.point_code == Some(node));
        let routed = self.m3ua.routes.iter().any(|route| route.leads_to(node.value));
        (!keyed && !routed && !self.is_own(node))
            .then(|| format!("no route and no routing key leads to {node}"))
    }

    fn titles(&mut self) {
        for (place, rule) in self.sccp.rules.iter().enumerate() {
            let written = &self.file.global_titles[place];
            let at = place_of(written);
            let before = self.sccp.rules[..place].iter().find(|before| hides(before, rule));
            if let Some(before) = before {
                let words = format!("never reached: `{}` takes all of this first", before.title());
                self.mistake(at.clone(), words);
            }
            for target in &rule.to {
                if let Some(words) = self.target(rule, target) {
                    self.mistake(at.clone(), words);
                }
            }
        }
    }

    fn target(&self, rule: &Rule, target: &Target) -> Option<String> {
        if let Some((from, _)) = &target.replace_prefix
            && !may_begin_with(&rule.digits, from)
        {
            return Some(format!("no title of this rule begins with {from}: nothing is replaced"));
        }
        match (target.point_code.filter(|node| !self.is_own(*node)), target.subsystem_number) {
            (Some(node), _) => self.unreachable(node),
            (None, Some(number)) if target.routing == Routing::SubsystemNumber => {
                (!self.sccp.subsystems.contains(&number))
                    .then(|| format!("this node has no subsystem {}", number.0))
            }
            (None, _) => None,
        }
    }
}

fn place_of(title: &GlobalTitle) -> Range<usize> {
    title.digits.as_ref().map_or_else(|| title.to.span(), toml::Spanned::span)
}

/// Whether a rule takes everything that a later one is for.
fn hides(before: &Rule, rule: &Rule) -> bool {
    fn wider<T: PartialEq>(before: Option<T>, rule: Option<T>) -> bool {
        before.is_none() || before == rule
    }
    wider(before.translation_type, rule.translation_type)
        && wider(before.numbering_plan, rule.numbering_plan)
        && wider(before.nature_of_address, rule.nature_of_address)
        && wider(before.subsystem_number, rule.subsystem_number)
        && match (&before.digits, &rule.digits) {
            (DigitPattern::Any, _) => true,
            (_, DigitPattern::Any) => false,
            (before, DigitPattern::Exactly(digits)) => before.matches(digits),
            (DigitPattern::Prefix(_), DigitPattern::Prefix(prefix)) => {
                before.digits.matches(prefix)
            }
            (_, DigitPattern::Prefix(_)) => false,
            (DigitPattern::Exactly(one), DigitPattern::Range(from, to)) => one == from && one == to,
            // All between two numbers that begin alike begin so.
            (before, DigitPattern::Range(from, to)) => before.matches(from) && before.matches(to),
        }
}

/// Whether digits that a pattern is for may begin with these.
fn may_begin_with(pattern: &DigitPattern, prefix: &Digits) -> bool {
    let alike = |one: &Digits| one.codes().zip(prefix.codes()).all(|(one, other)| one == other);
    match pattern {
        DigitPattern::Any => true,
        DigitPattern::Prefix(digits) => alike(digits),
        DigitPattern::Exactly(digits) => digits.len() >= prefix.len() && alike(digits),
        DigitPattern::Range(from, to) => {
            let front = |digits: &Digits| digits.codes().take(prefix.len()).collect::<Vec<_>>();
            let wanted: Vec<_> = prefix.codes().collect();
            from.len() >= prefix.len() && front(from) <= wanted && wanted <= front(to)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::net::Configuration;

    const GOOD: &str = r#"
[node]
name = "stp"
point_code = "1-1-1"
relay = true

[sccp]
subsystems = [247]
concerned = ["1-2-1"]

[[link]]
name = "ssp"
role = "sgp"
transport = "tcp"
listen = ["127.0.0.1:2905"]
peers = ["127.0.0.1:3001"]
application_servers = ["ssp", "other"]

[[application_server]]
name = "ssp"
routing_context = 1
point_code = "1-2-1"

[[application_server]]
name = "other"
routing_context = 2

[[route]]
to = "1-3-*"
via = ["other"]

[[global_title]]
name = "narrow"
digits = "8005550000-8005559999"
to = [{ point_code = "1-2-1", subsystem = 247, replace_prefix = ["800", "1800"] }]

[[global_title]]
digits = "800*"
to = [{ point_code = "1-3-1", subsystem = 247 }, { subsystem = 247 }]
"#;

    #[test]
    fn a_file_without_contradictions_is_good() {
        Configuration::parse(GOOD).expect("good");
    }

    #[test]
    fn each_contradiction_is_told() {
        for (good, bad, words) in [
            ("context = 2", "context = 1", "another application server of this link has routing"),
            ("routing_context = 2", "register = true", "what is registered is a routing key"),
            ("routing_context = 2", "required_active = 2", "2 active ASPs are required, and 1"),
            ("[\"ssp\", \"other\"]", "[\"ssp\", \"ssp\"]", "`ssp` stands here twice"),
            ("[\"ssp\", \"other\"]", "[]", "this link carries nothing"),
            ("= \"1-2-1\"\n\n", "= \"1-1-1\"\n\n", "nothing would go there"),
            ("via = [\"other\"]", "via = []", "by which way?"),
            ("to = \"1-3-*\"", "to = \"1-1-1\"", "this is the node's own point code"),
            (
                "[[route]]",
                "[[route]]\nto = \"1-3-*\"\nvia = [\"ssp\"]\n[[route]]",
                "there is another route to here",
            ),
            ("subsystems = [247]", "subsystems = [247, 247]", "subsystem 247 stands here twice"),
            ("[sccp]", "[sccp]\nmaximum_length = 3", "the longest message has 64 to 4096"),
            ("concerned = [\"1-2-1\"]", "concerned = [\"7-7-7\"]", "leads to 7-7-7"),
            ("point_code = \"1-3-1\"", "point_code = \"7-7-7\"", "leads to 7-7-7"),
            ("{ subsystem = 247 }]", "{ subsystem = 99 }]", "this node has no subsystem 99"),
            ("digits = \"8005550000-8005559999\"", "digits = \"*\"", "`narrow` takes all of this"),
            ("[\"800\", ", "[\"801\", ", "no title of this rule begins with 801"),
            ("digits = \"800*\"", "digits = \"8005551*\"", ""),
            (
                "digits = \"8005550000-8005559999\"",
                "digits = \"80*\"",
                "`narrow` takes all of this",
            ),
        ] {
            let text = GOOD.replacen(good, bad, 1);
            assert_ne!(text, GOOD, "{good}");
            let mistakes = Configuration::parse(&text).err().unwrap_or_default();
            let told = mistakes.iter().any(|mistake| mistake.words.contains(words));
            assert!(told || words.is_empty() && mistakes.is_empty(), "{bad}: {mistakes:?}");
        }
    }

    #[test]
    fn unknown_keys_are_told_all_at_once_and_with_whatever_else_is_wrong() {
        let text = GOOD
            .replacen("relay = true", "relai = true", 1)
            .replacen("transport =", "transport = \"tcp\"\ntransprot =", 1)
            .replacen("subsystem = 247 }]", "subsistem = 247 }]", 1)
            .replacen("via = [\"other\"]", "via = [\"othr\"]", 1)
            + "\n[foo]\nx = 1\n";
        let words: Vec<_> =
            Configuration::parse(&text).expect_err("five").into_iter().map(|m| m.words).collect();
        let expected = [
            "unknown key `relai`; `relay`?",
            "unknown key `transprot`; `transport`?",
            "there is no application server `othr`; `other`?",
            "unknown key `subsistem`; `subsystem`?",
        ];
        assert_eq!(words[..4], expected);
        assert!(words[4].starts_with("unknown key `foo`"), "{words:?}");
    }
}

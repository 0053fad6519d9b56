//! From the file to what the machines know. Every mistake is found, not only the first.

use super::contradictions::Contradictions;
use super::file::{self, File, Role};
use super::mistake::{Mistake, nearest};
use super::{Configuration, LinkConfiguration, Peer};
use crate::machine::m3ua::{
    self, ApplicationServerConfiguration, ApplicationServerId, AssociationConfiguration, Route,
    TrafficMode,
};
use crate::machine::sccp::{self, DigitPattern, Digits, Rule, Target};
use crate::machine::{stack, tcap};
use crate::net::codec::MAXIMUM_FRAME;
use crate::net::link::{Ends, Transport};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::sccp::{NatureOfAddress, NumberingPlan, Routing, SubsystemNumber};
use core::time::Duration;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr};
use toml::Spanned;

type Text = Spanned<String>;

/// How many streams an SCTP association asks for if nothing is said.
const STREAMS: u16 = 17;

/// What timers may be set to.
const TIMES: core::ops::RangeInclusive<Duration> =
    Duration::from_millis(10)..=Duration::from_secs(86_400);

struct Reader {
    variant: Variant,
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn mistake<T>(&mut self, at: &Spanned<T>, words: impl Into<String>) {
        self.mistakes.push(Mistake::new(at.span(), words));
    }

    /// A point code; the blank one after a mistake.
    fn point_code(&mut self, text: &Text) -> PointCode {
        match PointCode::parse(self.variant, text.as_ref()) {
            Ok(code) => code,
            Err(error) => {
                self.mistake(text, error.to_string());
                PointCode::new(self.variant, 0)
            }
        }
    }

    /// A destination: a point code, `*` in place of its last parts, or `*` alone.
    fn destination(&mut self, text: &Text) -> (PointCode, u8) {
        let all = self.variant.point_code_bits();
        let written = text.get_ref().trim();
        if written == "*" {
            return (PointCode::new(self.variant, 0), all as u8);
        }
        let Some(front) = written.strip_suffix("-*") else { return (self.point_code(text), 0) };
        let (parts, bits): (usize, &[u8]) = match self.variant {
            Variant::Ansi | Variant::China => (3, &[8, 16]),
            Variant::Itu => (3, &[3, 11]),
            Variant::Japan => (3, &[5, 9]),
        };
        let front = front.trim_end_matches("-*");
        let given = front.split('-').count();
        let missing = parts.saturating_sub(given);
        let whole = format!("{front}{}", "-0".repeat(missing));
        match (PointCode::parse(self.variant, &whole), bits.get(missing.wrapping_sub(1))) {
            (Ok(code), Some(mask)) => (code, *mask),
            _ => {
                self.mistake(
                    text,
                    "a destination is a point code, such as `1-3-1`, `1-3-*` or `*`",
                );
                (PointCode::new(self.variant, 0), 0)
            }
        }
    }

    /// The place of a name in a list of names.
    fn named(&mut self, text: &Text, names: &HashMap<String, usize>, what: &str) -> Option<usize> {
        let found = names.get(text.get_ref()).copied();
        if found.is_none() {
            let near = nearest(text.get_ref(), names.keys().map(String::as_str));
            let advice = near.map_or_else(String::new, |near| format!("; `{near}`?"));
            self.mistake(text, format!("there is no {what} `{}`{advice}", text.get_ref()));
        }
        found
    }

    /// The places of names, each of which may stand once.
    fn names<'n>(
        &mut self,
        names: impl Iterator<Item = &'n Text>,
        what: &str,
    ) -> HashMap<String, usize> {
        let mut places = HashMap::new();
        for (place, name) in names.enumerate() {
            if places.insert(name.get_ref().clone(), place).is_some() {
                self.mistake(name, format!("there is another {what} `{}`", name.get_ref()));
            }
        }
        places
    }

    fn seconds(&mut self, value: Option<&Spanned<f64>>, default: Duration) -> Duration {
        let Some(value) = value else { return default };
        match Duration::try_from_secs_f64(*value.get_ref()) {
            Ok(duration) if TIMES.contains(&duration) => duration,
            _ => {
                self.mistake(value, "a time is a number of seconds, 0.01 to 86400");
                default
            }
        }
    }

    fn digits(&mut self, text: &str, at: core::ops::Range<usize>) -> Digits {
        Digits::from_text(text).unwrap_or_else(|| {
            self.mistakes
                .push(Mistake::new(at, format!("`{text}` is no number of 24 digits or less")));
            // Replaced by nothing, and never used: a mistake ends the reading.
            Digits::from_codes([]).unwrap_or_else(|| unreachable!("no digits are few enough"))
        })
    }

    fn link(&mut self, link: &file::Link) -> LinkConfiguration {
        let listens = !link.listen.is_empty();
        let transport = *link.transport.get_ref();
        match (listens, link.connect.is_empty()) {
            (true, false) => {
                self.mistake(
                    &link.name,
                    "a link connects or listens: take out `connect` or `listen`",
                );
            }
            (false, true) => {
                let words = "where does this link go to? write `connect` or `listen`";
                self.mistake(&link.name, words);
            }
            _ => {}
        }
        if transport == Transport::Tcp && link.connect.len().max(link.local.len()) > 1 {
            let words = "TCP knows one address on each side; several need `transport = \"sctp\"`";
            self.mistake(&link.transport, words);
        }
        if listens && link.peers.is_empty() {
            let words = "who may come? write `peers = [\"address\"]`";
            self.mistake(&link.name, words);
        }
        let peers = link.peers.iter().filter_map(|text| self.peer(text)).collect();
        let streams = link.streams.as_ref().map_or(STREAMS, |streams| *streams.get_ref());
        LinkConfiguration {
            name: link.name.get_ref().clone(),
            listens,
            peers,
            ends: Ends {
                transport,
                local: if listens { link.listen.clone() } else { link.local.clone() },
                remote: link.connect.clone(),
                streams: if transport == Transport::Tcp { 1 } else { streams },
                maximum: MAXIMUM_FRAME,
            },
        }
    }

    fn peer(&mut self, text: &Text) -> Option<Peer> {
        let written = text.get_ref();
        let whole =
            |address: SocketAddr| Peer { address: address.ip(), port: Some(address.port()) };
        let alone = |address: IpAddr| Peer { address, port: None };
        let peer = written.parse().map(alone).ok().or_else(|| written.parse().map(whole).ok());
        if peer.is_none() {
            self.mistake(text, "a peer is an IP address, with a port where it matters");
        }
        peer
    }

    fn association(
        &mut self,
        link: &file::Link,
        servers: &HashMap<String, usize>,
    ) -> AssociationConfiguration {
        let listens = !link.listen.is_empty();
        let role = match (link.role.get_ref(), link.single_exchange.unwrap_or(true)) {
            (Role::Asp, _) => m3ua::Role::ApplicationServerProcess,
            (Role::Sgp, _) => m3ua::Role::SignallingGatewayProcess,
            (Role::Ipsp, true) => m3ua::Role::IpServerProcess { asks: !listens },
            (Role::Ipsp, false) => m3ua::Role::IpServerProcessDouble,
        };
        let asks = !matches!(
            role,
            m3ua::Role::SignallingGatewayProcess | m3ua::Role::IpServerProcess { asks: false }
        );
        let streams = link.streams.as_ref().map_or(STREAMS, |streams| *streams.get_ref());
        let sctp = *link.transport.get_ref() == Transport::Sctp;
        if let Some(streams) = &link.streams
            && (!sctp || *streams.get_ref() < 2)
        {
            let words = "an SCTP association has 2 streams or more, TCP has one";
            self.mistake(streams, words);
        }
        AssociationConfiguration {
            name: link.name.get_ref().clone(),
            role,
            asp_identifier: link.asp_identifier.filter(|_| asks),
            peer_identifier: link.asp_identifier.filter(|_| !asks),
            application_servers: link
                .application_servers
                .iter()
                .filter_map(|name| self.named(name, servers, "application server"))
                .map(|place| ApplicationServerId(place as u16))
                .collect(),
            streams: if sctp { streams } else { 1 },
        }
    }

    fn rule(&mut self, title: &file::GlobalTitle) -> Rule {
        let digits = match &title.digits {
            None => DigitPattern::Any,
            Some(text) => text.get_ref().parse().unwrap_or_else(|error| {
                self.mistake(text, format!("{error}"));
                DigitPattern::Any
            }),
        };
        if title.to.get_ref().is_empty() {
            self.mistake(&title.to, "a rule needs a target: `to = [{ point_code = \"…\" }]`");
        }
        let at = title.to.span();
        let targets = title.to.get_ref().iter().map(|target| Target {
            point_code: target.point_code.as_ref().map(|text| self.point_code(text)),
            subsystem_number: target.subsystem.map(SubsystemNumber),
            routing: if target.by_title { Routing::GlobalTitle } else { Routing::SubsystemNumber },
            translation_type: target.translation_type,
            replace_prefix: target
                .replace_prefix
                .as_ref()
                .map(|(from, to)| (self.digits(from, at.clone()), self.digits(to, at.clone()))),
        });
        Rule {
            name: title.name.clone(),
            translation_type: title.translation_type,
            numbering_plan: title.numbering_plan.map(NumberingPlan),
            nature_of_address: title.nature_of_address.map(NatureOfAddress),
            digits,
            subsystem_number: title.subsystem.map(SubsystemNumber),
            to: targets.collect(),
            loadshare: title.loadshare,
        }
    }
}

/// A number made by chance at each start: which life of the node this is, and where its ids begin.
fn life() -> (u8, u32) {
    // Its keys are the operating system's random numbers.
    let chance = RandomState::new().hash_one(0);
    ((chance >> 60) as u8, chance as u32 & 0xFF_FFFF)
}

pub(super) fn configuration(
    file: File,
    unknown: Vec<Mistake>,
) -> Result<Configuration, Vec<Mistake>> {
    let mut reader = Reader { variant: Variant::Ansi, mistakes: Vec::new() };
    if let Some(variant) = &file.node.variant {
        let found = Variant::ALL
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(variant.get_ref()));
        match found {
            Some(variant) => reader.variant = variant,
            None => reader.mistake(variant, "a variant is ansi, itu, china or japan"),
        }
    }
    let point_code = reader.point_code(&file.node.point_code);
    let aliases: Vec<_> = file.node.aliases.iter().map(|text| reader.point_code(text)).collect();
    if let Some(indicator) = &file.node.network_indicator
        && *indicator.get_ref() > 3
    {
        reader.mistake(indicator, "a network indicator is a number from 0 to 3");
    }
    let network_indicator =
        file.node.network_indicator.as_ref().map_or(2, |indicator| *indicator.get_ref());
    reader.names(file.links.iter().map(|link| &link.name), "link");
    let servers = reader
        .names(file.application_servers.iter().map(|server| &server.name), "application server");
    let links: Vec<_> = file.links.iter().map(|link| reader.link(link)).collect();
    let associations = file.links.iter().map(|link| reader.association(link, &servers)).collect();
    let application_servers = file
        .application_servers
        .iter()
        .map(|server| ApplicationServerConfiguration {
            name: server.name.get_ref().clone(),
            routing_context: server.routing_context,
            traffic_mode: server.traffic_mode.map(|mode| match mode {
                file::TrafficMode::Override => TrafficMode::Override,
                file::TrafficMode::Loadshare => TrafficMode::Loadshare,
                file::TrafficMode::Broadcast => TrafficMode::Broadcast,
            }),
            point_code: server.point_code.as_ref().map(|text| reader.point_code(text)),
            service_indicators: server.service_indicators.clone(),
            required_active: server.required_active.unwrap_or(1),
            register: server.register,
        })
        .collect();
    let mut routes = Vec::new();
    for route in &file.routes {
        let (point_code, mask) = reader.destination(&route.to);
        let via =
            route.via.iter().filter_map(|name| reader.named(name, &servers, "application server"));
        routes.push(Route {
            point_code,
            mask,
            via: via.map(|place| ApplicationServerId(place as u16)).collect(),
            assume_available: route.assume_available,
        });
    }
    let mut sccp = sccp::Configuration::new(point_code);
    sccp.aliases.clone_from(&aliases);
    sccp.network_indicator = network_indicator;
    sccp.relay = file.node.relay;
    sccp.maximum_length =
        file.sccp.maximum_length.as_ref().map_or(sccp.maximum_length, |length| *length.get_ref());
    sccp.long_unitdata = file.sccp.long_unitdata;
    sccp.concerned = file.sccp.concerned.iter().map(|text| reader.point_code(text)).collect();
    for number in &file.sccp.subsystems {
        if matches!(number.get_ref(), 0 | 1) {
            reader.mistake(number, "subsystem numbers 0 and 1 are SCCP's own");
        }
        sccp.subsystems.push(SubsystemNumber(*number.get_ref()));
    }
    for title in &file.global_titles {
        let rule = reader.rule(title);
        sccp.rules.push(rule);
    }
    let (life, first_id) = life();
    let mut tcap = tcap::Configuration { life, first_id, ..tcap::Configuration::default() };
    if let Some(node) = &file.tcap.node {
        if *node.get_ref() > 15 {
            reader.mistake(node, "a node's number is 0 to 15");
        }
        tcap.node = *node.get_ref();
    }
    if let Some(dialogues) = &file.tcap.dialogues {
        if !(1..=8_000_000).contains(dialogues.get_ref()) {
            reader.mistake(dialogues, "open dialogues may be 1 to 8000000");
        }
        tcap.dialogues = *dialogues.get_ref();
        tcap.invocations = tcap.dialogues * 2;
    }
    tcap.dialogue_timeout =
        reader.seconds(file.tcap.dialogue_timeout.as_ref(), tcap.dialogue_timeout);
    tcap.answer_timeout = reader.seconds(file.tcap.answer_timeout.as_ref(), tcap.answer_timeout);
    let mut own_point_codes = vec![point_code];
    own_point_codes.extend(aliases);
    let default = m3ua::Configuration::new(point_code);
    let heartbeat = match file.m3ua.heartbeat.as_ref() {
        Some(seconds) if *seconds.get_ref() == 0.0 => None,
        seconds => Some(reader.seconds(seconds, Duration::from_secs(30))),
    };
    let m3ua = m3ua::Configuration {
        own_point_codes,
        network_appearance: file.node.network_appearance,
        associations,
        application_servers,
        routes,
        relay: file.node.relay,
        registration: file.m3ua.registration,
        acknowledgement: reader
            .seconds(file.m3ua.acknowledgement.as_ref(), default.acknowledgement),
        recovery: reader.seconds(file.m3ua.recovery.as_ref(), default.recovery),
        heartbeat,
        ..default
    };
    let mut mistakes = reader.mistakes;
    mistakes.extend(unknown);
    // What is not there contradicts nothing.
    if mistakes.is_empty() {
        let found = Vec::new();
        mistakes = Contradictions { file: &file, m3ua: &m3ua, sccp: &sccp, found }.find();
    }
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|mistake| mistake.at.start);
        return Err(mistakes);
    }
    Ok(Configuration {
        name: file.node.name,
        stack: stack::Configuration { m3ua, sccp, tcap },
        links,
        http: file.http.map(|http| http.listen),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[node]
name = "stp"
point_code = "1-1-1"
relay = true

[[link]]
name = "ssp"
role = "sgp"
transport = "tcp"
listen = ["127.0.0.1:2905"]
peers = ["127.0.0.1:3001"]
application_servers = ["ssp"]

[[application_server]]
name = "ssp"
routing_context = 1
traffic_mode = "loadshare"
point_code = "1-2-1"

[[route]]
to = "1-2-*"
via = ["ssp"]

[[global_title]]
name = "freephone"
translation_type = 10
digits = "800*"
to = [{ point_code = "1-2-1", subsystem = 247 }]
"#;

    #[test]
    fn a_file_becomes_what_the_machines_know() {
        let configuration = Configuration::parse(GOOD).expect("good");
        let m3ua = &configuration.stack.m3ua;
        assert_eq!(m3ua.routes[0].mask, 8);
        assert_eq!(m3ua.application_servers[0].point_code.map(|code| code.value), Some(0x01_0201));
        assert_eq!(
            configuration.stack.sccp.rules[0].to[0].subsystem_number,
            Some(SubsystemNumber(247))
        );
        assert!(configuration.links[0].listens);
    }

    #[test]
    fn each_mistake_is_told_with_its_place_and_what_may_be_meant() {
        for (good, bad, words) in [
            ("point_code = \"1-1-1\"", "point_code = \"1-1\"", "point code"),
            ("relay = true", "relai = true", "unknown key `relai`; `relay`?"),
            ("role = \"sgp\"", "role = \"spg\"", "unknown value `spg`; `sgp`?"),
            ("via = [\"ssp\"]", "via = [\"spp\"]", "there is no application server `spp`; `ssp`?"),
            ("peers = [\"127.0.0.1:3001\"]", "peers = [\"localhost\"]", "a peer is an IP address"),
            ("peers = [\"127.0.0.1:3001\"]", "", "who may come?"),
            ("listen = [\"127.0.0.1:2905\"]", "", "where does this link go to?"),
            ("to = \"1-2-*\"", "to = \"1-2-3-*\"", "a destination is a point code"),
            ("digits = \"800*\"", "digits = \"8-00\"", "is no pattern of digits"),
        ] {
            let text = GOOD.replacen(good, bad, 1);
            let mistakes = Configuration::parse(&text).expect_err(bad);
            assert!(mistakes[0].words.contains(words), "{bad}: {:?}", mistakes[0]);
            assert!(mistakes[0].at.end <= text.len() && !mistakes[0].at.is_empty(), "{bad}");
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = GOOD.replace("\"1-1-1\"", "\"x\"").replace("via = [\"ssp\"]", "via = [\"y\"]");
        assert_eq!(Configuration::parse(&text).expect_err("two").len(), 2);
    }
}

//! `hookflash doctor`: link, ASP, application server, route, subsystem, global title: which is the
//! first that does not work?

use super::super::Exit;
use super::{Live, PATIENCE};
use crate::machine::m3ua::{
    self, ApplicationServerId, ApplicationServerState, AspState, AssociationId, Destination,
    DropReason, Route,
};
use crate::machine::sccp::{self, LocalState, Path, Target};
use crate::machine::stack::Stack;
use crate::machine::tcap::Indication;
use crate::machine::{Machine, Time};
use crate::net::{Application, Configuration, Handle, LinkState};
use crate::wire::sccp::{Routing, SubsystemNumber};
use core::convert::Infallible;
use core::time::Duration;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Brings the node's links up, waits for what should come of that, and says what works and what is the first
that does not. Exit status 0: all works; 1: something does not.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    live: Live,

    /// How many seconds to wait
    #[arg(long, default_value_t = PATIENCE.as_secs_f64())]
    patience: f64,
}

/// What was looked at, and whether it works.
#[derive(Debug)]
struct Finding {
    what: String,
    trouble: Option<String>,
}

#[derive(Debug)]
struct Doctor {
    configuration: Configuration,
    links: Vec<LinkState>,
    until: Option<Time>,
    patience: Duration,
    findings: Vec<Finding>,
    handle: Option<Handle<Infallible>>,
    over: bool,
    /// Whether the peers were asked after the destinations.
    asked: bool,
}

impl Doctor {
    /// Walks from the links upward.
    fn look(&self, stack: &Stack) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = |what: String, trouble: Option<String>| {
            findings.push(Finding { what, trouble });
        };
        let m3ua = &self.configuration.stack.m3ua;
        for (place, link) in self.configuration.links.iter().enumerate() {
            let id = AssociationId(place as u16);
            let (verb, ends) =
                if link.listens { ("from", link.local()) } else { ("to", link.remote()) };
            let what = format!(
                "link {} {verb} {} ({})",
                link.name,
                super::addresses(ends),
                link.transport()
            );
            let state = &self.links[place];
            let trouble = (!stack.m3ua.is_up(id)).then(|| match (&state.trouble, link.listens) {
                (Some(why), _) => why.clone(),
                (None, true) => "nobody came".into(),
                (None, false) => "no association yet".into(),
            });
            let broken = trouble.is_some();
            found(what, trouble);
            if broken {
                continue;
            }
            let standby = if stack.m3ua.is_standby(id) {
                " (stands by: another carries the traffic)"
            } else {
                ""
            };
            let what = format!("ASP at {}{standby}", link.name);
            let wanted = &m3ua.associations[place].application_servers;
            found(
                what,
                match stack.m3ua.asp_state(id) {
                    AspState::Down => {
                        Some("down: the peer does not answer ASPUP, or sends none".into())
                    }
                    AspState::Inactive if stack.m3ua.is_standby(id) => None,
                    AspState::Inactive if !wanted.is_empty() => Some(
                        "inactive: the peer does not accept the routing context, or is not asked"
                            .into(),
                    ),
                    _ => None,
                },
            );
        }
        for (place, server) in m3ua.application_servers.iter().enumerate() {
            let id = ApplicationServerId(place as u16);
            let context =
                server.routing_context.map_or_else(|| "none".into(), |context| context.to_string());
            let state = stack.m3ua.application_server_state(id);
            let trouble = (!stack.m3ua.is_ready(id)).then(|| {
                let word = match state {
                    ApplicationServerState::Down => "down",
                    ApplicationServerState::Inactive => "inactive",
                    _ => "pending",
                };
                format!("{word}: {} of its ASPs must be active", server.required_active)
            });
            found(
                format!("application server {} (routing context {context})", server.name),
                trouble,
            );
        }
        for route in &m3ua.routes {
            found(format!("route to {}", destination(route)), route_trouble(stack, route));
        }
        let sccp = &self.configuration.stack.sccp;
        for subsystem in &sccp.subsystems {
            found(
                format!("subsystem {} of this node", subsystem.0),
                local_trouble(stack, *subsystem),
            );
        }
        for rule in &sccp.rules {
            let troubles: Vec<_> =
                rule.to.iter().filter_map(|target| self.target_trouble(stack, target)).collect();
            let what = format!("global title rule {}", rule.title());
            let words = troubles.join("; ");
            match troubles.len() {
                0 => found(what, None),
                some if some < rule.to.len() => found(format!("{what} (in part: {words})"), None),
                _ => found(what, Some(words)),
            }
        }
        findings
    }

    /// Why a title does not get to one of its targets.
    fn target_trouble(&self, stack: &Stack, target: &Target) -> Option<String> {
        let own = &self.configuration.stack.m3ua.own_point_codes;
        let by_subsystem = target.routing == Routing::SubsystemNumber;
        let Some(node) = target.point_code.filter(|node| !own.contains(node)) else {
            return local_trouble(stack, target.subsystem_number.filter(|_| by_subsystem)?)
                .map(|why| format!("this node: {why}"));
        };
        if let Err(reason) = stack.m3ua.explain(node, 3) {
            return Some(format!("{node} cannot be reached: {}", reason.name()));
        }
        let subsystem = target.subsystem_number.filter(|_| by_subsystem)?;
        match stack.sccp.test_answered(node, subsystem) {
            Some(true) => None,
            _ => Some(format!(
                "{node} does not say that its subsystem {} takes messages (a subsystem status test \
                 is not answered)",
                subsystem.0
            )),
        }
    }

    /// Asks after destinations and subsystems that others have, once each, as soon as somebody can be asked.
    fn ask(&mut self, stack: &mut Stack) {
        let now = stack.now();
        if !self.asked && !self.configuration.stack.m3ua.routes.is_empty() {
            let up = (0..self.configuration.links.len() as u16)
                .any(|link| stack.m3ua.asp_state(AssociationId(link)) == AspState::Active);
            if up {
                self.asked = true;
                for route in self.configuration.stack.m3ua.routes.iter().filter(|r| r.mask == 0) {
                    stack.handle_input(now, m3ua::Input::Audit(route.point_code));
                }
            }
        }
        for target in self.configuration.stack.sccp.rules.iter().flat_map(|rule| &rule.to) {
            if let (Some(node), Some(subsystem), Routing::SubsystemNumber) =
                (target.point_code, target.subsystem_number, target.routing)
                && !self.configuration.stack.m3ua.own_point_codes.contains(&node)
                && stack.sccp.test_answered(node, subsystem).is_none()
                && stack.m3ua.explain(node, 3).is_ok()
            {
                stack.sccp.handle_input(now, sccp::Input::Test { node, subsystem });
            }
        }
    }
}

/// A destination as the configuration writes it.
fn destination(route: &Route) -> String {
    let parts = route.point_code.to_string();
    let all = route.point_code.variant.point_code_bits();
    match (route.mask, parts.rsplit_once('-')) {
        (0, _) => parts,
        (mask, _) if u32::from(mask) >= all => "*".into(),
        (_, Some((front, "0"))) => match front.rsplit_once('-') {
            Some((first, "0")) if route.mask > 8 => format!("{first}-*"),
            _ => format!("{front}-*"),
        },
        (mask, _) => format!("{parts}/{mask}"),
    }
}

fn route_trouble(stack: &Stack, route: &Route) -> Option<String> {
    if route.mask > 0 {
        let active = |server: &ApplicationServerId| {
            stack.m3ua.application_server_state(*server) == ApplicationServerState::Active
        };
        return (!route.via.iter().any(active)).then(|| DropReason::NotActive.name().to_string());
    }
    let reason = stack.m3ua.explain(route.point_code, 3).err()?;
    let told = match stack.m3ua.destination_state(route.point_code) {
        Destination::Unknown => {
            " (the peer was asked and did not say; `assume_available = true` takes its silence for yes)"
        }
        Destination::Unavailable => " (the peer says that it cannot be reached)",
        _ => "",
    };
    Some(match reason {
        DropReason::Unavailable => format!("{}{told}", reason.name()),
        _ => reason.name().to_string(),
    })
}

fn local_trouble(stack: &Stack, subsystem: SubsystemNumber) -> Option<String> {
    match stack.sccp.local_state(subsystem) {
        LocalState::InService | LocalState::Congested(_) => None,
        LocalState::OutOfService => Some(format!("subsystem {} is out of service", subsystem.0)),
        LocalState::Unequipped => Some(format!("there is no subsystem {}", subsystem.0)),
    }
}

impl Application for Doctor {
    type Message = Infallible;

    fn indication(&mut self, _: &mut Stack, _: Indication<Path>) {}

    fn link(&mut self, _: &mut Stack, place: usize, state: &LinkState) {
        self.links[place] = state.clone();
    }

    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        let now = stack.now();
        let until = *self.until.get_or_insert(now + self.patience);
        self.ask(stack);
        self.findings = self.look(stack);
        let well = self.findings.iter().all(|finding| finding.trouble.is_none());
        if (well || now >= until) && !self.over {
            self.over = true;
            if let Some(handle) = &self.handle {
                handle.stop();
            }
        }
        (!self.over).then(|| now + Duration::from_millis(50))
    }

    fn stopping(&mut self, _: &mut Stack) -> bool {
        true
    }
}

pub(crate) fn run(arguments: &Arguments) -> Exit {
    let configuration = match super::configuration(&arguments.live.config) {
        Ok(configuration) => configuration,
        Err(exit) => return exit,
    };
    let doctor = Doctor {
        links: vec![LinkState::default(); configuration.links.len()],
        configuration: configuration.clone(),
        until: None,
        patience: Duration::try_from_secs_f64(arguments.patience).unwrap_or(PATIENCE),
        findings: Vec::new(),
        handle: None,
        over: false,
        asked: false,
    };
    let give = |doctor: &mut Doctor, handle| doctor.handle = Some(handle);
    let doctor = match super::run_logged(&arguments.live, "error", configuration, doctor, give) {
        Ok(doctor) => doctor,
        Err(exit) => return exit,
    };
    let mut first = true;
    for Finding { what, trouble } in &doctor.findings {
        match trouble {
            None => println!("ok      {what}"),
            Some(why) => {
                println!("{}  {what}: {why}", if first { "BROKEN" } else { "broken" });
                first = false;
            }
        }
    }
    if first { Exit::Done } else { Exit::Wrong }
}

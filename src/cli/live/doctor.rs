//! `hookflash doctor`: link, ASP, application server, route, subsystem, global title: which is the
//! first that does not work?

use super::super::Exit;
use super::{Live, PATIENCE};
use crate::machine::Time;
use crate::machine::m3ua::{
    ApplicationServerState, AspState, AssociationId, Destination, DropReason,
};
use crate::machine::sccp::Path;
use crate::machine::stack::Stack;
use crate::machine::tcap::Indication;
use crate::net::{Application, Configuration, Handle, LinkState};
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
            let what = format!("ASP at {}", link.name);
            let wanted = &m3ua.associations[place].application_servers;
            found(
                what,
                match stack.m3ua.asp_state(id) {
                    AspState::Down => {
                        Some("down: the peer does not answer ASPUP, or sends none".into())
                    }
                    AspState::Inactive if !wanted.is_empty() => Some(
                        "inactive: the peer does not accept the routing context, or is not asked"
                            .into(),
                    ),
                    _ => None,
                },
            );
        }
        for (place, server) in m3ua.application_servers.iter().enumerate() {
            let id = crate::machine::m3ua::ApplicationServerId(place as u16);
            let context =
                server.routing_context.map_or_else(|| "none".into(), |context| context.to_string());
            let state = stack.m3ua.application_server_state(id);
            let trouble = (state != ApplicationServerState::Active).then(|| {
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
        for route in m3ua.routes.iter().filter(|route| route.mask == 0) {
            let via = stack.m3ua.explain(route.point_code, 3);
            let told = match stack.m3ua.destination_state(route.point_code) {
                Destination::Unknown => {
                    " (the peer was asked and did not say; `assume_available = true` \
                                         takes its silence for yes)"
                }
                Destination::Unavailable => " (the peer says that it cannot be reached)",
                _ => "",
            };
            let trouble = via.err().map(|reason| match reason {
                DropReason::Unavailable => format!("{}{told}", reason.name()),
                _ => reason.name().to_string(),
            });
            found(format!("route to {}", route.point_code), trouble);
        }
        for subsystem in &self.configuration.stack.sccp.subsystems {
            found(format!("subsystem {} of this node", subsystem.0), None);
        }
        for rule in &self.configuration.stack.sccp.rules {
            let nodes: Vec<_> = rule.to.iter().filter_map(|target| target.point_code).collect();
            let reachable =
                nodes.is_empty() || nodes.iter().any(|node| stack.m3ua.explain(*node, 3).is_ok());
            let trouble = (!reachable).then(|| {
                let names: Vec<_> = nodes.iter().map(ToString::to_string).collect();
                format!("no target can be reached: {}", names.join(", "))
            });
            found(format!("global title rule {}", rule.title()), trouble);
        }
        findings
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

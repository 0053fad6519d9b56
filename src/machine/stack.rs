//! M3UA, SCCP and TCAP one upon the other: what one hands down or up goes to the next, and what is
//! for the network or for the user of TCAP comes out.

use super::sccp::{self, Path};
use super::tcap::{self, Endpoint, Indication};
use super::{Machine, Time, m3ua};
use crate::wire::codes::PointCode;
use crate::wire::sccp::{ReturnCause, SubsystemNumber};
use crate::wire::tcap::ansi::{OperationCode, Problem};

/// What a stack is made of.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Associations, application servers, routes.
    pub m3ua: m3ua::Configuration,
    /// Subsystems and global titles.
    pub sccp: sccp::Configuration,
    /// Dialogues.
    pub tcap: tcap::Configuration,
}

/// The protocols of one node.
#[derive(Debug)]
pub struct Stack {
    /// M3UA.
    pub m3ua: m3ua::Node,
    /// SCCP.
    pub sccp: sccp::Node,
    /// TCAP.
    pub tcap: Endpoint<Path>,
    now: Time,
}

/// What comes out of a stack.
#[derive(Debug)]
#[allow(clippy::large_enum_variant)] // indications are what there is most of
pub enum Output {
    /// For the network.
    M3ua(m3ua::Output),
    /// For the user of TCAP.
    Indication(Indication<Path>),
    /// The time of an operation is up; as [`tcap::Output::Expired`].
    Expired {
        /// The dialogue.
        dialogue: tcap::DialogueId,
        /// The id of the Invoke.
        invoke_id: u8,
        /// The operation.
        operation: OperationCode,
        /// What it waited for.
        awaits: tcap::Awaits,
    },
    /// An answer to an operation was refused; as [`tcap::Output::Refused`].
    Refused {
        /// The dialogue.
        dialogue: tcap::DialogueId,
        /// The id of the Invoke.
        invoke_id: u8,
        /// The operation.
        operation: OperationCode,
        /// What was wrong with the answer.
        problem: Problem,
    },
    /// Something for the log.
    Event(Event),
}

/// Something for the log, by protocol.
#[derive(Debug, Clone)]
pub enum Event {
    /// Of M3UA.
    M3ua(m3ua::Event),
    /// Of SCCP.
    Sccp(sccp::Event),
    /// Of TCAP.
    Tcap(tcap::Event),
    /// What the network says about a destination.
    Destination(super::mtp::Status),
    /// What a node says about a subsystem of its own.
    Subsystem {
        /// The node.
        node: PointCode,
        /// Its subsystem.
        subsystem: SubsystemNumber,
        /// Whether it takes messages.
        allowed: bool,
        /// How congested it is, 0 to 8.
        congestion: u8,
    },
}

impl Stack {
    /// A stack with nothing open.
    pub fn new(configuration: Configuration) -> Self {
        let mut m3ua = m3ua::Node::new(configuration.m3ua);
        // Of several targets of a title the first that can be reached is taken: SCCP must know before it sends.
        let sccp = &configuration.sccp;
        let targets = sccp.rules.iter().flat_map(|rule| &rule.to);
        let targets = targets.filter_map(|target| target.point_code);
        let known = sccp.known.iter().map(|(node, _)| *node);
        for node in targets.chain(known).chain(sccp.concerned.iter().copied()) {
            m3ua.watch(node);
        }
        Self {
            m3ua,
            sccp: sccp::Node::new(configuration.sccp),
            tcap: Endpoint::new(configuration.tcap).telling_peers_apart(Path::may_be_of_one_peer),
            now: Time::ZERO,
        }
    }

    /// Who a subsystem of this node is, on the way to an address.
    pub const fn path(&self, local: SubsystemNumber, remote: sccp::Address) -> Path {
        Path::to(local, remote)
    }

    /// What M3UA hands up goes to SCCP; what is for others comes out.
    fn of_m3ua(&mut self, output: m3ua::Output) -> Option<Output> {
        match output {
            m3ua::Output::Transfer(transfer) => {
                self.sccp.handle_input(self.now, sccp::Input::Transfer(transfer));
                None
            }
            m3ua::Output::Status(status) => {
                self.sccp.handle_input(self.now, sccp::Input::Status(status));
                Some(Output::Event(Event::Destination(status)))
            }
            m3ua::Output::NotSent(transfer, reason) => {
                let cause = match reason {
                    m3ua::DropReason::PendingFull => ReturnCause::NETWORK_CONGESTION,
                    _ => ReturnCause::MTP_FAILURE,
                };
                self.sccp.handle_input(self.now, sccp::Input::NotTransferred { transfer, cause });
                None
            }
            m3ua::Output::Event(event) => Some(Output::Event(Event::M3ua(event))),
            output => Some(Output::M3ua(output)),
        }
    }

    fn of_sccp(&mut self, output: sccp::Output) -> Option<Output> {
        match output {
            sccp::Output::Transfer(transfer) => {
                self.m3ua.handle_input(self.now, m3ua::Input::Transfer(transfer));
            }
            sccp::Output::Unitdata { path, data, .. } => {
                let input = tcap::Input::Package { path, octets: data };
                self.tcap.handle_input(self.now, input);
            }
            sccp::Output::Notice { cause, data, .. } => {
                let input = tcap::Input::Returned { cause, octets: data };
                self.tcap.handle_input(self.now, input);
            }
            sccp::Output::PointCodeState { .. } => {}
            sccp::Output::SubsystemState { node, subsystem, allowed, congestion } => {
                let event = Event::Subsystem { node, subsystem, allowed, congestion };
                return Some(Output::Event(event));
            }
            sccp::Output::Event(event) => return Some(Output::Event(Event::Sccp(event))),
        }
        None
    }

    fn of_tcap(&mut self, output: tcap::Output<Path>) -> Option<Output> {
        match output {
            tcap::Output::Send { path, octets } => {
                let input = sccp::Input::Unitdata { path, data: octets };
                self.sccp.handle_input(self.now, input);
                None
            }
            tcap::Output::Indication(indication) => Some(Output::Indication(indication)),
            tcap::Output::Expired { dialogue, invoke_id, operation, awaits } => {
                Some(Output::Expired { dialogue, invoke_id, operation, awaits })
            }
            tcap::Output::Refused { dialogue, invoke_id, operation, problem } => {
                Some(Output::Refused { dialogue, invoke_id, operation, problem })
            }
            tcap::Output::Event(event) => Some(Output::Event(Event::Tcap(event))),
        }
    }

    /// The time of the latest input.
    pub const fn now(&self) -> Time {
        self.now
    }
}

impl Machine for Stack {
    type Input = m3ua::Input;
    type Output = Output;

    fn handle_input(&mut self, now: Time, input: m3ua::Input) {
        self.now = self.now.max(now);
        self.m3ua.handle_input(self.now, input);
    }

    fn handle_timeout(&mut self, now: Time) {
        self.now = self.now.max(now);
        self.m3ua.handle_timeout(self.now);
        self.sccp.handle_timeout(self.now);
        self.tcap.handle_timeout(self.now);
    }

    fn poll_output(&mut self) -> Option<Output> {
        // What one hands to another comes out of that one in turn.
        loop {
            let output = if let Some(output) = self.tcap.poll_output() {
                self.of_tcap(output)
            } else if let Some(output) = self.sccp.poll_output() {
                self.of_sccp(output)
            } else if let Some(output) = self.m3ua.poll_output() {
                self.of_m3ua(output)
            } else {
                return None;
            };
            if output.is_some() {
                return output;
            }
        }
    }

    fn poll_timeout(&self) -> Option<Time> {
        let timeouts =
            [self.m3ua.poll_timeout(), self.sccp.poll_timeout(), self.tcap.poll_timeout()];
        timeouts.into_iter().flatten().min()
    }
}

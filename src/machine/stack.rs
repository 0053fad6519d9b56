//! M3UA, SCCP and TCAP one upon the other: what one hands down or up goes to the next, and what is
//! for the network or for the user of TCAP comes out.

use super::sccp::{self, Path};
use super::tcap::{self, Endpoint, Indication};
use super::{Machine, Time, m3ua};
use crate::wire::tcap::ansi::OperationCode;

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
}

impl Stack {
    /// A stack with nothing open.
    pub fn new(configuration: Configuration) -> Self {
        Self {
            m3ua: m3ua::Node::new(configuration.m3ua),
            sccp: sccp::Node::new(configuration.sccp),
            tcap: Endpoint::new(configuration.tcap),
            now: Time::ZERO,
        }
    }

    /// The time of the latest input.
    pub const fn now(&self) -> Time {
        self.now
    }
}

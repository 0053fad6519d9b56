//! What passes between the network layer and its users: the MTP primitives (T1.111.1, Q.701 8).
//! M3UA gives them to SCCP as MTP level 3 would (RFC 4666 1.6.1).

use crate::wire::codes::PointCode;
use crate::wire::m3ua::UnavailabilityCause;
use bytes::Bytes;
use core::fmt;

/// MTP-TRANSFER, in either direction: a message of a user part and its routing label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Where it comes from.
    pub originating_point_code: PointCode,
    /// Where it goes.
    pub destination_point_code: PointCode,
    /// The user part: 3 is SCCP.
    pub service_indicator: u8,
    /// The network: 2 is national.
    pub network_indicator: u8,
    /// 0 to 3; a message of a higher one is thrown away later.
    pub message_priority: u8,
    /// Messages with the same selection keep their order.
    pub signalling_link_selection: u8,
    /// The user part's message.
    pub user_data: Bytes,
}

/// What the network says about a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// MTP-PAUSE: nothing reaches it.
    Pause(PointCode),
    /// MTP-RESUME: it can be reached.
    Resume(PointCode),
    /// MTP-STATUS: the way to it is congested, at this level; 0 when that is over.
    Congested(PointCode, u8),
    /// MTP-STATUS: it is there, but has no such user part, or not now.
    UserPartUnavailable {
        /// The node.
        destination: PointCode,
        /// The service indicator of the user part.
        user: u8,
        /// Why.
        cause: UnavailabilityCause,
    },
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause(node) => write!(f, "{node} cannot be reached"),
            Self::Resume(node) => write!(f, "{node} can be reached"),
            Self::Congested(node, level) => {
                write!(f, "the way to {node} is congested, level {level}")
            }
            Self::UserPartUnavailable { destination, user, cause } => write!(
                f,
                "{destination} has no user part {user} ({})",
                cause.name().unwrap_or("unknown cause")
            ),
        }
    }
}

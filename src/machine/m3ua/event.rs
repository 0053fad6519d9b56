use super::configuration::{ApplicationServerId, AssociationId};
use crate::wire::codes::PointCode;
use crate::wire::error::Error;
use crate::wire::m3ua::{ErrorCode, MessageType, RegistrationStatus, Status};
use alloc::string::String;
use core::fmt;

/// The state of an ASP (RFC 4666 4.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AspState {
    /// Not there, or not up.
    Down,
    /// Up, and carries nothing.
    Inactive,
    /// Carries traffic.
    Active,
}

/// The state of an application server (RFC 4666 4.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApplicationServerState {
    /// No ASP is up.
    Down,
    /// ASPs are up and none is active.
    Inactive,
    /// The last active ASP is gone; T(r) runs, messages are kept.
    Pending,
    /// ASPs carry its traffic.
    Active,
}

/// What is known of a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Destination {
    /// Nobody said anything of it: messages to it are not sent.
    Unknown,
    /// It can be reached.
    Available,
    /// It can be reached, though not well (DRST).
    Restricted,
    /// It cannot be reached.
    Unavailable,
}

/// Why a message was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DropReason {
    /// No route leads to the destination.
    NoRoute,
    /// The peer has not said that the destination can be reached, or has said that it cannot.
    Unavailable,
    /// No ASP of the application server is active.
    NotActive,
    /// As many messages as are kept while an application server is pending.
    PendingFull,
    /// T(r) ran out before an ASP became active.
    PendingExpired,
    /// It came from an ASP that is not active.
    SenderNotActive,
    /// It came from an ASP under a point code that is not its application server's.
    ForeignOriginator,
    /// It is for a point code of another node, and this one passes nothing on.
    NotForUs,
    /// It cannot be encoded.
    NotEncodable,
}

impl DropReason {
    /// Each.
    pub const ALL: [Self; 9] = [
        Self::NoRoute,
        Self::Unavailable,
        Self::NotActive,
        Self::PendingFull,
        Self::PendingExpired,
        Self::SenderNotActive,
        Self::ForeignOriginator,
        Self::NotForUs,
        Self::NotEncodable,
    ];

    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoRoute => "no route to the destination",
            Self::Unavailable => "destination not known to be available",
            Self::NotActive => "no ASP of the application server is active",
            Self::PendingFull => "application server pending, its queue full",
            Self::PendingExpired => "application server pending for longer than T(r)",
            Self::SenderNotActive => "sent by an ASP that is not active",
            Self::ForeignOriginator => {
                "sent under a point code that is not the application server's"
            }
            Self::NotForUs => "for another node, and this one is no relay",
            Self::NotEncodable => "cannot be encoded",
        }
    }
}

/// How often something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// DATA that came in.
    pub received: u64,
    /// DATA that went out.
    pub sent: u64,
    /// DATA that was not sent, by [`DropReason`].
    pub dropped: [u64; DropReason::ALL.len()],
    /// DATA that was taken back from an association that broke, and sent another way or kept.
    pub saved: u64,
    /// Errors that peers were told.
    pub errors_sent: u64,
    /// Errors that peers told.
    pub errors_received: u64,
}

/// What a node settled itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// This side's ASP has another state at a peer, for an application server or for all.
    Asp(AssociationId, Option<ApplicationServerId>, AspState),
    /// A peer's ASP has another state here.
    PeerAsp(AssociationId, Option<ApplicationServerId>, AspState),
    /// An application server has another state.
    ApplicationServer(ApplicationServerId, ApplicationServerState),
    /// A peer told of a change.
    Notified(AssociationId, Status),
    /// A peer found an error.
    PeerError(AssociationId, ErrorCode),
    /// A peer was told of an error.
    ErrorSent(AssociationId, ErrorCode, MessageType),
    /// A message that cannot be read.
    Undecodable(AssociationId, Error),
    /// A request that the peer did not answer; it is sent again.
    NoAnswer(AssociationId, MessageType),
    /// The peer is not there any more: a heartbeat was not answered.
    NoHeartbeat(AssociationId),
    /// A routing key was registered, or not.
    Registered(AssociationId, ApplicationServerId, RegistrationStatus),
    /// A message was not sent. Told once until one to the same destination is sent again.
    Dropped(PointCode, DropReason),
    /// Messages that were kept are given up.
    GivenUp(ApplicationServerId, usize),
    /// Messages of an association that broke were taken back.
    TakenBack(AssociationId, usize),
}

impl Event {
    /// The association that it is about.
    pub const fn association(&self) -> Option<AssociationId> {
        match self {
            Self::Asp(id, ..)
            | Self::PeerAsp(id, ..)
            | Self::Notified(id, _)
            | Self::PeerError(id, _)
            | Self::ErrorSent(id, ..)
            | Self::Undecodable(id, _)
            | Self::NoAnswer(id, _)
            | Self::NoHeartbeat(id)
            | Self::Registered(id, ..)
            | Self::TakenBack(id, _) => Some(*id),
            Self::ApplicationServer(..) | Self::Dropped(..) | Self::GivenUp(..) => None,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |server: &Option<ApplicationServerId>| match server {
            Some(server) => alloc::format!(" for application server {}", server.0),
            None => String::new(),
        };
        match self {
            Self::Asp(_, server, state) => write!(f, "this ASP is {state:?}{}", of(server)),
            Self::PeerAsp(_, server, state) => {
                write!(f, "the peer's ASP is {state:?}{}", of(server))
            }
            Self::ApplicationServer(server, state) => {
                write!(f, "application server {} is {state:?}", server.0)
            }
            Self::Notified(_, status) => {
                write!(f, "notified: {}", status.name().unwrap_or("unknown status"))
            }
            Self::PeerError(_, code) => {
                write!(f, "the peer reports: {}", code.name().unwrap_or("unknown error"))
            }
            Self::ErrorSent(_, code, message) => write!(
                f,
                "{} refused: {}",
                message.name().unwrap_or("message of unknown type"),
                code.name().unwrap_or("unknown error")
            ),
            Self::Undecodable(_, error) => write!(f, "message cannot be read: {error}"),
            Self::NoAnswer(_, message) => {
                write!(f, "{} not answered; sent again", message.name().unwrap_or("request"))
            }
            Self::NoHeartbeat(_) => {
                f.write_str("heartbeat not answered: the association is closed")
            }
            Self::Registered(_, server, status) => write!(
                f,
                "registration of application server {}: {}",
                server.0,
                status.name().unwrap_or("unknown status")
            ),
            Self::Dropped(node, reason) => {
                write!(f, "messages to {node} dropped: {}", reason.name())
            }
            Self::GivenUp(server, count) => {
                write!(f, "{count} messages kept for application server {} given up", server.0)
            }
            Self::TakenBack(_, count) => write!(f, "{count} messages taken back"),
        }
    }
}

use crate::wire::codes::{PointCode, Variant};
use crate::wire::m3ua::TrafficModeType;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

/// The place of an association in [`Configuration::associations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AssociationId(
    /// From 0.
    pub u16,
);

/// The place of an application server in [`Configuration::application_servers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationServerId(
    /// From 0.
    pub u16,
);

/// What a node is to its peer (RFC 4666 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A process of an application server, at a signalling gateway.
    ApplicationServerProcess,
    /// A process of a signalling gateway.
    SignallingGatewayProcess,
    /// One of two equals (RFC 4666 4.3.1): the one that asks or the one that answers in a single
    /// exchange.
    IpServerProcess {
        /// Whether this side asks.
        asks: bool,
    },
    /// One of two equals, both of which ask and answer.
    IpServerProcessDouble,
}

impl Role {
    /// Whether this side asks to be up and active.
    pub(super) const fn asks(self) -> bool {
        matches!(
            self,
            Self::ApplicationServerProcess
                | Self::IpServerProcess { asks: true }
                | Self::IpServerProcessDouble
        )
    }

    /// Whether this side answers a peer that does.
    pub(super) const fn answers(self) -> bool {
        matches!(
            self,
            Self::SignallingGatewayProcess
                | Self::IpServerProcess { asks: false }
                | Self::IpServerProcessDouble
        )
    }
}

/// How the processes of an application server share its traffic (RFC 4666 1.4.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrafficMode {
    /// One carries all; a new one takes it over.
    Override,
    /// Each carries a part, by the signalling link selection.
    Loadshare,
    /// Each gets all.
    Broadcast,
}

impl TrafficMode {
    pub(super) const fn code(self) -> TrafficModeType {
        match self {
            Self::Override => TrafficModeType::OVERRIDE,
            Self::Loadshare => TrafficModeType::LOADSHARE,
            Self::Broadcast => TrafficModeType::BROADCAST,
        }
    }

    pub(super) const fn of(code: TrafficModeType) -> Option<Self> {
        Some(match code {
            TrafficModeType::OVERRIDE => Self::Override,
            TrafficModeType::LOADSHARE => Self::Loadshare,
            TrafficModeType::BROADCAST => Self::Broadcast,
            _ => return None,
        })
    }
}

/// An association with a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssociationConfiguration {
    /// What people call it.
    pub name: String,
    /// What this node is to the peer.
    pub role: Role,
    /// This side's ASP identifier, where it asks.
    pub asp_identifier: Option<u32>,
    /// The identifier that the peer's ASP must give, where this side answers.
    pub peer_identifier: Option<u32>,
    /// The application servers that it serves.
    pub application_servers: Vec<ApplicationServerId>,
    /// How many streams each side has; DATA goes on all but the first.
    pub streams: u16,
}

/// An application server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationServerConfiguration {
    /// What people call it.
    pub name: String,
    /// Its routing context. None: an association that serves it serves no other, or it is
    /// registered.
    pub routing_context: Option<u32>,
    /// How its processes share. Whoever answers takes the first ASP's mode if none is said.
    pub traffic_mode: Option<TrafficMode>,
    /// The destination of its routing key.
    pub point_code: Option<PointCode>,
    /// The users of its routing key; any if none is said.
    pub service_indicators: Vec<u8>,
    /// How many ASPs must be active before it carries traffic (n of n + k).
    pub required_active: u16,
    /// Whether the ASP registers it (RFC 4666 4.4).
    pub register: bool,
}

/// Which application servers lead to a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The destination.
    pub point_code: PointCode,
    /// How many of its low bits do not matter.
    pub mask: u8,
    /// Ways to it, the best first.
    pub via: Vec<ApplicationServerId>,
    /// Whether it is taken for available before the peer says anything: some gateways never do.
    pub assume_available: bool,
}

impl Route {
    pub(crate) const fn leads_to(&self, destination: u32) -> bool {
        let shift = if self.mask > 24 { 24 } else { self.mask };
        destination >> shift == self.point_code.value >> shift
    }
}

/// A node: who it is, whom it is connected to, what it knows the way to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Its point codes; the first is the one that it speaks of itself by.
    pub own_point_codes: Vec<PointCode>,
    /// The variant of all point codes.
    pub variant: Variant,
    /// The network, where the peers know several.
    pub network_appearance: Option<u32>,
    /// Associations.
    pub associations: Vec<AssociationConfiguration>,
    /// Application servers.
    pub application_servers: Vec<ApplicationServerConfiguration>,
    /// Ways to destinations, beside the routing keys of application servers.
    pub routes: Vec<Route>,
    /// Whether DATA for others is passed on.
    pub relay: bool,
    /// Whether ASPs may register routing keys of application servers that are configured.
    pub registration: bool,
    /// T(ack): how long a request waits for its answer (RFC 4666 4.3.4.1).
    pub acknowledgement: Duration,
    /// T(r): how long an application server without active ASPs keeps messages (RFC 4666 4.3.2).
    pub recovery: Duration,
    /// T(beat): how often the peer is asked whether it is there (RFC 4666 4.3.4.6). None: never.
    pub heartbeat: Option<Duration>,
    /// How many messages an application server keeps meanwhile.
    pub pending: usize,
    /// How many octets of user data these messages may have together.
    pub pending_octets: usize,
}

impl Configuration {
    /// A node that is connected to nobody: T(ack) and T(r) of 2 s, T(beat) of 30 s, 4096 messages
    /// and 4 MiB kept.
    pub fn new(point_code: PointCode) -> Self {
        Self {
            own_point_codes: alloc::vec![point_code],
            variant: point_code.variant,
            network_appearance: None,
            associations: Vec::new(),
            application_servers: Vec::new(),
            routes: Vec::new(),
            relay: false,
            registration: false,
            acknowledgement: Duration::from_secs(2),
            recovery: Duration::from_secs(2),
            heartbeat: Some(Duration::from_secs(30)),
            pending: 4096,
            pending_octets: 1 << 22,
        }
    }
}

//! Routing control and connectionless control (T1.112.4 2 and 4, Q.714 2 and 4).

use super::address::{Address, Path, Title};
use super::management::States;
use super::reassembly::{GivenUp, Reassembly, Segment, T_REASSEMBLY, Whole};
use super::translation::{Mismatch, Rule, Target};
use crate::machine::mtp::{self, Transfer};
use crate::machine::{Machine, Time};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::error::{Error, Layer};
use crate::wire::reader::Reader;
use crate::wire::sccp::{
    self, Connectionless, ExtendedUnitdata, ExtendedUnitdataService, MAXIMUM_HOPS, ManagementType,
    Message, OptionalParameters, ProtocolClass, ReturnCause, Routing, Segmentation,
    SubsystemNumber, Unitdata, UnitdataService,
};
use crate::wire::writer::{Encode, Writer};
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};
use core::fmt;

/// The service indicator of SCCP.
pub(super) const SCCP: u8 = 3;

/// Who a node is, and what it knows of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// The node.
    pub point_code: PointCode,
    /// Other point codes under which it is known.
    pub aliases: Vec<PointCode>,
    /// The network: 2 is national.
    pub network_indicator: u8,
    /// Its subsystems.
    pub subsystems: Vec<SubsystemNumber>,
    /// Rules for global titles, tried in order.
    pub rules: Vec<Rule>,
    /// Nodes that are told when a subsystem comes or goes.
    pub concerned: Vec<PointCode>,
    /// Subsystems of other nodes whose state this node's users are told with the node's.
    pub known: Vec<(PointCode, SubsystemNumber)>,
    /// Whether it passes on what is for others.
    pub relay: bool,
    /// How many octets a message may have.
    pub maximum_length: usize,
    /// Whether a message that fits into no UDT may go as LUDT, before it is cut into XUDTs.
    pub long_unitdata: bool,
    /// How many messages may wait for segments, and how many octets of them.
    pub reassemblies: (usize, usize),
}

impl Configuration {
    /// A node of a national network without subsystems, rules and others that it knows: messages as
    /// long as classic links carry, segments of up to 256 messages and 1 MiB.
    pub fn new(point_code: PointCode) -> Self {
        Self {
            point_code,
            aliases: Vec::new(),
            network_indicator: 2,
            subsystems: Vec::new(),
            rules: Vec::new(),
            concerned: Vec::new(),
            known: Vec::new(),
            relay: false,
            maximum_length: sccp::maximum_length(point_code.variant),
            long_unitdata: false,
            reassemblies: (256, 1 << 20),
        }
    }

    pub(super) const fn variant(&self) -> Variant {
        self.point_code.variant
    }
}

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// MTP-TRANSFER indication.
    Transfer(Transfer),
    /// An MTP-TRANSFER that was requested and did not come about. MTP itself says no such thing (T1.111.4): who
    /// carries it for this node knows at once.
    NotTransferred {
        /// The message.
        transfer: Transfer,
        /// Why.
        cause: ReturnCause,
    },
    /// MTP-PAUSE, MTP-RESUME, MTP-STATUS.
    Status(mtp::Status),
    /// N-UNITDATA request.
    Unitdata {
        /// From which subsystem, and to whom.
        path: Path,
        /// The user's message.
        data: Bytes,
    },
    /// Asks a node after one of its subsystems; only good news is answered (Q.714 5.3.4.3).
    Test {
        /// The node.
        node: PointCode,
        /// Its subsystem.
        subsystem: SubsystemNumber,
    },
    /// N-STATE request: a subsystem of this node comes or goes.
    State {
        /// The subsystem.
        subsystem: SubsystemNumber,
        /// What it is now.
        state: LocalState,
    },
}

/// The state of a subsystem of this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalState {
    /// There is no such subsystem.
    Unequipped,
    /// It takes messages.
    InService,
    /// It takes none for now.
    OutOfService,
    /// It takes messages, and would rather have fewer: the level, 1 to 8.
    Congested(u8),
}

/// What comes of it.
#[derive(Debug, Clone)]
pub enum Output {
    /// MTP-TRANSFER request.
    Transfer(Transfer),
    /// N-UNITDATA indication.
    Unitdata {
        /// The subsystem that it is for.
        subsystem: SubsystemNumber,
        /// Who it is from, and how to answer.
        path: Path,
        /// The user's message.
        data: Bytes,
    },
    /// N-NOTICE indication: a message could not be delivered.
    Notice {
        /// The subsystem that sent it.
        subsystem: SubsystemNumber,
        /// Why.
        cause: ReturnCause,
        /// Who sent it, and to whom; where it did not leave this node, the path of the request.
        path: Path,
        /// The message, or its first segment.
        data: Bytes,
    },
    /// N-PCSTATE indication.
    PointCodeState {
        /// The node.
        node: PointCode,
        /// Whether it can be reached.
        reachable: bool,
    },
    /// N-STATE indication.
    SubsystemState {
        /// The node.
        node: PointCode,
        /// Its subsystem.
        subsystem: SubsystemNumber,
        /// Whether it takes messages.
        allowed: bool,
        /// How congested it is, 0 to 8.
        congestion: u8,
    },
    /// Something for the log.
    Event(Event),
}

/// What a node settled without its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A message that cannot be read.
    Undecodable(Error),
    /// A message of another user part.
    NotSccp(u8),
    /// A message that could not go on, and why. Its sender was told if it wanted to be.
    Undeliverable(ReturnCause, Option<PointCode>, Option<SubsystemNumber>),
    /// A message was given up because segments did not come.
    SegmentsMissing(u32),
    /// A segment that came twice.
    DoubleSegment(u32),
    /// A message was given up because a segment contradicts those before it.
    SegmentsInconsistent(u32),
    /// A message of SCCP management that asks nothing of this node.
    Management(ManagementType, PointCode, SubsystemNumber),
    /// A message to be sent that cannot be encoded.
    NotEncodable(Error),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable(error) => write!(f, "message cannot be read: {error}"),
            Self::NotSccp(user) => write!(f, "message of user part {user} is not for SCCP"),
            Self::Undeliverable(cause, node, subsystem) => {
                write!(f, "not delivered: {}", cause.name().unwrap_or("unknown cause"))?;
                match (node, subsystem) {
                    (Some(node), Some(ssn)) => write!(f, " (to {node}:{})", ssn.0),
                    (Some(node), None) => write!(f, " (to {node})"),
                    (None, Some(ssn)) => write!(f, " (to subsystem {})", ssn.0),
                    (None, None) => Ok(()),
                }
            }
            Self::SegmentsMissing(reference) => {
                write!(f, "segments of message {reference:06x} did not come")
            }
            Self::DoubleSegment(reference) => {
                write!(f, "a segment of message {reference:06x} came twice")
            }
            Self::SegmentsInconsistent(reference) => {
                write!(f, "segments of message {reference:06x} contradict each other")
            }
            Self::Management(kind, node, subsystem) => write!(
                f,
                "{} about {node}:{} asks nothing of this node",
                kind.name().unwrap_or("management message"),
                subsystem.0
            ),
            Self::NotEncodable(error) => write!(f, "message cannot be sent: {error}"),
        }
    }
}

/// How often something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Messages for this node's users.
    pub delivered: u64,
    /// Messages that went out for this node's users.
    pub sent: u64,
    /// Messages for others that were passed on.
    pub relayed: u64,
    /// Messages that could not go on.
    pub undeliverable: u64,
    /// Messages that cannot be read, or are of another user part.
    pub undecodable: u64,
}

/// SCCP of one node.
#[derive(Debug)]
pub struct Node {
    pub(super) configuration: Configuration,
    local: [LocalState; 256],
    pub(super) states: States,
    reassembly: Reassembly,
    next_reference: u32,
    outputs: VecDeque<Output>,
    counters: Counters,
    pub(super) now: Time,
    pub(super) writer: Writer,
    chunk: BytesMut,
}

const CHUNK: usize = 1 << 16;

/// How much longer a relay may make the addresses of a message that it translates: a subsystem number
/// and a point code for the called address, a point code for the calling one. Who sends leaves room
/// for it (Q.714 4.1.1.1.1), or the relay would have to cut.
const GROWTH: usize = 8;
/// An XUDT beyond which the pointer to the optional part, one octet, bounds the segments.
const LONGEST_SEGMENT: usize = 268;

/// How a message came: what its kind says of its way on and back.
#[derive(Clone, Copy)]
struct Envelope<'a> {
    kind: Kind,
    called: sccp::Address<'a>,
    calling: sccp::Address<'a>,
    protocol_class: ProtocolClass,
    hop_counter: u8,
    optional: OptionalParameters<'a>,
    data: Reader<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unitdata,
    Extended,
    Long,
}

/// Where a called address leads.
enum Way {
    Here(SubsystemNumber),
    There(PointCode, Address),
    Nowhere(ReturnCause, Option<PointCode>, Option<SubsystemNumber>),
}

/// How a global title was or would be translated: every rule that was tried, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rules in order, up to the one that fits.
    pub steps: Vec<Step>,
    /// Where the message goes: the node and the called address that it gets.
    pub way: Result<(PointCode, Address), ReturnCause>,
}

/// A rule that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What people call the rule, or what it is for.
    pub rule: String,
    /// Why it is not for the address. None: it is.
    pub mismatch: Option<Mismatch>,
}

impl Node {
    /// A node whose subsystems are in service.
    pub fn new(configuration: Configuration) -> Self {
        let mut local = [LocalState::Unequipped; 256];
        for subsystem in &configuration.subsystems {
            local[usize::from(subsystem.0)] = LocalState::InService;
        }
        Self {
            configuration,
            local,
            states: States::default(),
            reassembly: Reassembly::default(),
            next_reference: 0,
            outputs: VecDeque::new(),
            counters: Counters::default(),
            now: Time::ZERO,
            writer: Writer::new(),
            chunk: BytesMut::new(),
        }
    }

    /// Who the node is, and what it knows of others.
    pub const fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// How often what happened.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// How many messages wait for segments.
    pub fn waiting(&self) -> usize {
        self.reassembly.len()
    }

    /// The state of a subsystem of this node.
    pub const fn local_state(&self, subsystem: SubsystemNumber) -> LocalState {
        self.local[subsystem.0 as usize]
    }

    /// Whether the network says that a node cannot be reached.
    pub fn is_paused(&self, node: PointCode) -> bool {
        self.states.is_paused(node)
    }

    /// Whether a node said that its subsystem takes no messages.
    pub fn is_prohibited(&self, node: PointCode, subsystem: SubsystemNumber) -> bool {
        self.states.is_prohibited(node, subsystem)
    }

    pub(super) fn local_allowed(&self, subsystem: SubsystemNumber) -> bool {
        subsystem == SubsystemNumber::MANAGEMENT
            || matches!(
                self.local_state(subsystem),
                LocalState::InService | LocalState::Congested(_)
            )
    }

    pub(super) fn is_own(&self, node: PointCode) -> bool {
        node == self.configuration.point_code || self.configuration.aliases.contains(&node)
    }

    pub(super) fn put(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn event(&mut self, event: Event) {
        self.put(Output::Event(event));
    }

    /// How an address would be routed from here.
    pub fn explain(&self, address: &Address) -> Explanation {
        let mut steps = Vec::new();
        if let (Routing::GlobalTitle, Some(title)) = (address.routing, &address.global_title) {
            for rule in &self.configuration.rules {
                let mismatch = rule.fits(address, title).err();
                steps.push(Step { rule: rule.title(), mismatch });
                if mismatch.is_none() {
                    break;
                }
            }
        }
        let way = match self.way(address, 0) {
            Way::Here(subsystem) => {
                let here = self.configuration.point_code;
                Ok((here, Address { subsystem_number: Some(subsystem), ..*address }))
            }
            Way::There(node, address) => Ok((node, address)),
            Way::Nowhere(cause, ..) => Err(cause),
        };
        Explanation { steps, way }
    }

    /// Where a called address leads (T1.112.4 2.3, Q.714 2.3).
    fn way(&self, called: &Address, selection: u8) -> Way {
        match called.routing {
            Routing::GlobalTitle => match &called.global_title {
                Some(title) => self.translate(called, title, selection),
                None => Way::Nowhere(ReturnCause::NO_TRANSLATION_FOR_NATURE, None, None),
            },
            _ => match (called.point_code, called.subsystem_number) {
                (Some(node), _) if !self.is_own(node) => self.toward(node, *called),
                (_, Some(subsystem)) => self.here(subsystem),
                (_, None) => Way::Nowhere(ReturnCause::UNQUALIFIED, None, None),
            },
        }
    }

    fn here(&self, subsystem: SubsystemNumber) -> Way {
        let nowhere =
            |cause| Way::Nowhere(cause, Some(self.configuration.point_code), Some(subsystem));
        match self.local_state(subsystem) {
            _ if subsystem == SubsystemNumber::MANAGEMENT => Way::Here(subsystem),
            LocalState::InService | LocalState::Congested(_) => Way::Here(subsystem),
            LocalState::OutOfService => nowhere(ReturnCause::SUBSYSTEM_FAILURE),
            LocalState::Unequipped => nowhere(ReturnCause::UNEQUIPPED_USER),
        }
    }

    fn toward(&self, node: PointCode, called: Address) -> Way {
        let subsystem = called.subsystem_number;
        if self.states.is_paused(node) {
            return Way::Nowhere(ReturnCause::MTP_FAILURE, Some(node), subsystem);
        }
        let by_title = called.routing == Routing::GlobalTitle;
        // Management is never prohibited itself, or no test would ever find SCCP there again.
        if !by_title && subsystem == Some(SubsystemNumber::MANAGEMENT) {
            return Way::There(node, called);
        }
        if self.states.is_prohibited(node, SubsystemNumber::MANAGEMENT) {
            return Way::Nowhere(ReturnCause::SCCP_FAILURE, Some(node), subsystem);
        }
        let prohibited = |subsystem| self.states.is_prohibited(node, subsystem);
        if !by_title && subsystem.is_some_and(prohibited) {
            return Way::Nowhere(ReturnCause::SUBSYSTEM_FAILURE, Some(node), subsystem);
        }
        Way::There(node, called)
    }

    /// Whether the way to a node is too congested for a message (T1.111.4 3.8). Other variants know
    /// no priority that could spare a message, and their levels ask for fewer messages, not for none.
    fn is_too_congested(&self, node: PointCode, message_priority: u8, called: &Address) -> bool {
        self.configuration.variant() == Variant::Ansi
            && called.subsystem_number != Some(SubsystemNumber::MANAGEMENT)
            && self.states.congestion(node) > message_priority
    }

    fn translate(&self, called: &Address, title: &Title, selection: u8) -> Way {
        let rules = &self.configuration.rules;
        let Some(rule) = rules.iter().find(|rule| rule.fits(called, title).is_ok()) else {
            let known = rules.iter().any(|rule| {
                rule.translation_type.is_none_or(|tt| Some(tt) == title.translation_type)
            });
            return Way::Nowhere(
                if known {
                    ReturnCause::NO_TRANSLATION_FOR_ADDRESS
                } else {
                    ReturnCause::NO_TRANSLATION_FOR_NATURE
                },
                None,
                called.subsystem_number,
            );
        };
        let count = rule.to.len().max(1);
        let first = if rule.loadshare { usize::from(selection) % count } else { 0 };
        let mut failure =
            Way::Nowhere(ReturnCause::NO_TRANSLATION_FOR_ADDRESS, None, called.subsystem_number);
        for n in 0..rule.to.len() {
            let target: &Target = &rule.to[(first + n) % count];
            let address = target.apply(called);
            let way = match (target.point_code, address.subsystem_number) {
                (Some(node), _) if !self.is_own(node) => self.toward(node, address),
                (_, Some(subsystem)) => self.here(subsystem),
                (_, None) => Way::Nowhere(ReturnCause::UNQUALIFIED, target.point_code, None),
            };
            match way {
                Way::Nowhere(..) if n == 0 => failure = way,
                Way::Nowhere(..) => {}
                way => return way,
            }
        }
        failure
    }

    /// N-UNITDATA request.
    pub(super) fn unitdata(&mut self, path: Path, data: Bytes) {
        let selection = path.signalling_link_selection;
        // An answer goes back to the node that the query came from, unless its sender is to be
        // found by its title.
        let way = match (path.remote.routing, path.remote.point_code, path.remote_point_code) {
            (Routing::SubsystemNumber, None, Some(node)) if !self.is_own(node) => {
                self.toward(node, path.remote)
            }
            (Routing::GlobalTitle, _, Some(node)) if !self.is_own(node) => {
                match self.way(&path.remote, selection) {
                    // A node without rules of its own lets the node before it translate.
                    Way::Nowhere(
                        ReturnCause::NO_TRANSLATION_FOR_ADDRESS
                        | ReturnCause::NO_TRANSLATION_FOR_NATURE,
                        ..,
                    ) => self.toward(node, path.remote),
                    way => way,
                }
            }
            _ => self.way(&path.remote, selection),
        };
        match way {
            Way::Here(subsystem) => {
                let here = Some(self.configuration.point_code);
                let back = Path {
                    local: path.remote,
                    remote: path.local,
                    local_point_code: here,
                    remote_point_code: here,
                    ..path
                };
                self.deliver(subsystem, back, data);
            }
            Way::There(node, called)
                if self.is_too_congested(node, path.message_priority, &called) =>
            {
                let cause = ReturnCause::NETWORK_CONGESTION;
                self.refuse(cause, Some(node), called.subsystem_number, path, data);
            }
            Way::There(node, called) => self.send(node, &called, &path, data),
            Way::Nowhere(cause, node, subsystem) => {
                self.refuse(cause, node, subsystem, path, data);
            }
        }
    }

    /// A user's message that does not leave this node.
    fn refuse(
        &mut self,
        cause: ReturnCause,
        node: Option<PointCode>,
        subsystem: Option<SubsystemNumber>,
        path: Path,
        data: Bytes,
    ) {
        self.undeliverable(cause, node, subsystem);
        if path.protocol_class.return_on_error()
            && let Some(subsystem) = path.local.subsystem_number
        {
            self.put(Output::Notice { subsystem, cause, path, data });
        }
    }

    fn undeliverable(
        &mut self,
        cause: ReturnCause,
        node: Option<PointCode>,
        subsystem: Option<SubsystemNumber>,
    ) {
        self.counters.undeliverable += 1;
        self.event(Event::Undeliverable(cause, node, subsystem));
    }

    fn deliver(&mut self, subsystem: SubsystemNumber, path: Path, data: Bytes) {
        if subsystem == SubsystemNumber::MANAGEMENT {
            return self.management(&path, &data);
        }
        self.counters.delivered += 1;
        self.put(Output::Unitdata { subsystem, path, data });
    }

    /// Puts the user's message into a UDT, an LUDT or XUDTs.
    fn send(&mut self, node: PointCode, called: &Address, path: &Path, data: Bytes) {
        let subsystem = called.subsystem_number;
        let (called, calling) = (called.as_wire(), path.local.as_wire());
        let message = Connectionless {
            protocol_class: path.protocol_class,
            hop_counter: MAXIMUM_HOPS,
            called_party_address: called,
            calling_party_address: calling,
            data: &data,
        };
        let maximum = match message.called_party_address.routing {
            Routing::GlobalTitle => self.configuration.maximum_length.saturating_sub(GROWTH),
            _ => self.configuration.maximum_length,
        };
        self.counters.sent += 1;
        let originating = path.local_point_code.unwrap_or(self.configuration.point_code);
        let to = (originating, node, path.signalling_link_selection, path.message_priority);
        if let Some(unitdata) = message.unitdata(maximum) {
            self.transfer(to, &unitdata);
            return;
        }
        if self.configuration.long_unitdata
            && let Some(long) = message.long_unitdata(maximum)
        {
            self.transfer(to, &long);
            return;
        }
        self.next_reference = (self.next_reference + 1) & 0xFF_FFFF;
        match message.segments(maximum.min(LONGEST_SEGMENT - GROWTH), self.next_reference) {
            Ok(segments) => segments.for_each(|segment| {
                self.transfer(to, &segment);
            }),
            Err(error) => {
                self.event(Event::NotEncodable(error));
                let cause = ReturnCause::SEGMENTATION_FAILURE;
                self.refuse(cause, Some(node), subsystem, *path, data);
            }
        }
    }

    /// MTP-TRANSFER request. False for a message that cannot be encoded.
    fn transfer(
        &mut self,
        (originating, destination, selection, priority): (PointCode, PointCode, u8, u8),
        message: &impl Encode,
    ) -> bool {
        let octets = match self.writer.message(message) {
            Ok(octets) => octets,
            Err(error) => {
                self.event(Event::NotEncodable(error));
                return false;
            }
        };
        if self.chunk.capacity() < octets.len() {
            self.chunk.reserve(CHUNK.max(octets.len()));
        }
        self.chunk.extend_from_slice(octets);
        let user_data = self.chunk.split().freeze();
        self.put(Output::Transfer(Transfer {
            originating_point_code: originating,
            destination_point_code: destination,
            service_indicator: SCCP,
            network_indicator: self.configuration.network_indicator,
            message_priority: priority,
            signalling_link_selection: selection,
            user_data,
        }));
        true
    }

    /// MTP-TRANSFER indication.
    fn transferred(&mut self, transfer: Transfer) {
        if transfer.service_indicator != SCCP {
            self.counters.undecodable += 1;
            return self.event(Event::NotSccp(transfer.service_indicator));
        }
        let octets = transfer.user_data.clone();
        let mut reader = Reader::new(&octets, Layer::Sccp);
        let variant = self.configuration.variant();
        match Message::decode(&mut reader, variant) {
            Ok(Message::Unitdata(Unitdata {
                protocol_class,
                called_party_address: called,
                calling_party_address: calling,
                data,
            })) => self.arrived(
                &transfer,
                &Envelope {
                    kind: Kind::Unitdata,
                    called,
                    calling,
                    protocol_class,
                    hop_counter: MAXIMUM_HOPS,
                    optional: OptionalParameters::NONE,
                    data,
                },
            ),
            Ok(Message::ExtendedUnitdata(message)) => {
                self.arrived(&transfer, &Envelope::extended(Kind::Extended, message));
            }
            Ok(Message::LongUnitdata(message)) => {
                self.arrived(&transfer, &Envelope::extended(Kind::Long, message));
            }
            Ok(message) => self.came_back(&transfer, &message),
            Err(error) => {
                self.counters.undecodable += 1;
                self.event(Event::Undecodable(error));
            }
        }
    }

    /// A message that did not leave this node goes back to who sent it: a user here, or another node whose message
    /// was passed on.
    fn not_transferred(&mut self, transfer: &Transfer, cause: ReturnCause) {
        let octets = transfer.user_data.clone();
        let mut reader = Reader::new(&octets, Layer::Sccp);
        let node = Some(transfer.destination_point_code);
        let envelope = match Message::decode(&mut reader, self.configuration.variant()) {
            Ok(Message::Unitdata(Unitdata {
                protocol_class,
                called_party_address: called,
                calling_party_address: calling,
                data,
            })) => Envelope {
                kind: Kind::Unitdata,
                called,
                calling,
                protocol_class,
                hop_counter: MAXIMUM_HOPS,
                optional: OptionalParameters::NONE,
                data,
            },
            Ok(Message::ExtendedUnitdata(message)) => Envelope::extended(Kind::Extended, message),
            Ok(Message::LongUnitdata(message)) => Envelope::extended(Kind::Long, message),
            // What was returned already is not returned again.
            _ => return self.undeliverable(cause, node, None),
        };
        self.undeliverable(cause, node, envelope.called.subsystem_number);
        let (Some(called), Some(calling)) =
            (Address::of(&envelope.called), Address::of(&envelope.calling))
        else {
            return;
        };
        if !envelope.protocol_class.return_on_error() {
            return;
        }
        let way = match calling.subsystem_number {
            // Who relays nothing sends only for its own users.
            Some(subsystem) if !self.configuration.relay => Way::Here(subsystem),
            _ => self.way(&calling, transfer.signalling_link_selection),
        };
        match way {
            Way::Here(subsystem) => {
                // Segments after the first mean nothing to a user.
                if envelope.optional.segmentation.is_none_or(|segmentation| segmentation.first) {
                    let path = Path {
                        local: calling,
                        remote: called,
                        local_point_code: Some(transfer.originating_point_code),
                        remote_point_code: node,
                        protocol_class: envelope.protocol_class,
                        signalling_link_selection: transfer.signalling_link_selection,
                        message_priority: transfer.message_priority,
                    };
                    let data = transfer.user_data.slice_ref(envelope.data.rest());
                    self.put(Output::Notice { subsystem, cause, path, data });
                }
            }
            Way::There(node, address) => {
                let back = Transfer {
                    originating_point_code: node,
                    destination_point_code: self.configuration.point_code,
                    ..transfer.clone()
                };
                self.send_back(&back, &Envelope { calling: address.as_wire(), ..envelope }, cause);
            }
            Way::Nowhere(..) => {}
        }
    }

    fn arrived(&mut self, transfer: &Transfer, envelope: &Envelope<'_>) {
        let from = transfer.originating_point_code;
        // Without a connection there are classes 0 and 1, and 15 hops (T1.112.3 3.6, 3.18).
        if envelope.protocol_class.class() > 1 {
            return self.give_back(transfer, envelope, ReturnCause::UNQUALIFIED, None);
        }
        if envelope.hop_counter > MAXIMUM_HOPS {
            let cause = ReturnCause::HOP_COUNTER_VIOLATION;
            return self.give_back(transfer, envelope, cause, None);
        }
        let (Some(called), Some(calling)) =
            (Address::of(&envelope.called), Address::of(&envelope.calling))
        else {
            return self.give_back(
                transfer,
                envelope,
                ReturnCause::NO_TRANSLATION_FOR_NATURE,
                None,
            );
        };
        let by_title = called.routing == Routing::GlobalTitle;
        match self.way(&called, transfer.signalling_link_selection) {
            Way::Here(subsystem) => {
                let path = Path {
                    local: called,
                    remote: calling,
                    local_point_code: Some(transfer.destination_point_code),
                    remote_point_code: Some(from),
                    protocol_class: envelope.protocol_class,
                    signalling_link_selection: transfer.signalling_link_selection,
                    message_priority: transfer.message_priority,
                };
                if matches!(self.local_state(subsystem), LocalState::Congested(_)) {
                    self.came_for_congested(from, subsystem);
                }
                self.assemble(subsystem, path, transfer, envelope);
            }
            Way::There(node, address)
                if self.configuration.relay
                    && self.is_too_congested(node, transfer.message_priority, &address) =>
            {
                let cause = ReturnCause::NETWORK_CONGESTION;
                self.give_back(transfer, envelope, cause, Some(node));
            }
            Way::There(node, address) if self.configuration.relay => {
                let mut envelope = *envelope;
                if by_title && envelope.kind != Kind::Unitdata {
                    envelope.hop_counter = envelope.hop_counter.saturating_sub(1);
                    if envelope.hop_counter == 0 {
                        let cause = ReturnCause::HOP_COUNTER_VIOLATION;
                        return self.give_back(transfer, &envelope, cause, Some(node));
                    }
                }
                // Who cannot be named by the label any more is named by its address (Q.714 2.4.4).
                let calling = match calling {
                    Address { routing: Routing::SubsystemNumber, point_code: None, .. } => {
                        Address { point_code: Some(from), ..calling }
                    }
                    calling => calling,
                };
                if self.relay(node, &address, &calling, transfer, &envelope) {
                    self.counters.relayed += 1;
                } else {
                    // With the addresses of its way on, the message has no room for its data.
                    let cause = ReturnCause::SEGMENTATION_FAILURE;
                    self.give_back(transfer, &envelope, cause, Some(node));
                }
            }
            Way::There(node, _) => {
                self.give_back(transfer, envelope, ReturnCause::UNQUALIFIED, Some(node));
            }
            Way::Nowhere(cause, node, subsystem) => {
                self.give_back(transfer, envelope, cause, node);
                // Whoever sends to a subsystem that takes nothing is told (Q.714 5.3.2.1).
                if cause == ReturnCause::SUBSYSTEM_FAILURE
                    && node == Some(self.configuration.point_code)
                    && let Some(subsystem) = subsystem
                {
                    self.tell(from, ManagementType::SUBSYSTEM_PROHIBITED, subsystem);
                }
            }
        }
    }

    /// Hands a message to its subsystem, once all of its segments are there.
    fn assemble(
        &mut self,
        subsystem: SubsystemNumber,
        path: Path,
        transfer: &Transfer,
        envelope: &Envelope<'_>,
    ) {
        let data = transfer.user_data.slice_ref(envelope.data.rest());
        let segmentation = match envelope.optional.segmentation {
            Some(segmentation) if !(segmentation.first && segmentation.remaining == 0) => {
                segmentation
            }
            _ => return self.deliver(subsystem, path, data),
        };
        let Segmentation { local_reference, .. } = segmentation;
        let originating = transfer.originating_point_code;
        let whole = Whole { calling: path.remote, originating, local_reference };
        let (until, most) = (self.now + T_REASSEMBLY, self.configuration.reassemblies);
        match self.reassembly.add(whole, segmentation, data, transfer, until, most) {
            Segment::Complete(data) => self.deliver(subsystem, path, data),
            Segment::Waiting => {}
            Segment::Double => self.event(Event::DoubleSegment(local_reference)),
            Segment::Inconsistent(given_up) => {
                self.event(Event::SegmentsInconsistent(local_reference));
                self.give_back_first(given_up);
            }
            Segment::NoRoom => {
                self.give_back(transfer, envelope, ReturnCause::CANNOT_REASSEMBLE, None);
            }
        }
    }

    /// Returns a message of which segments did not come, by its first one: that one says whether
    /// it is wanted back (Q.714 4.1.1.2.3).
    fn give_back_first(&mut self, given_up: GivenUp) {
        let Some(transfer) = given_up.first else { return };
        let octets = transfer.user_data.clone();
        let mut reader = Reader::new(&octets, Layer::Sccp);
        let (kind, message) = match Message::decode(&mut reader, self.configuration.variant()) {
            Ok(Message::ExtendedUnitdata(message)) => (Kind::Extended, message),
            Ok(Message::LongUnitdata(message)) => (Kind::Long, message),
            _ => return,
        };
        let envelope = Envelope::extended(kind, message);
        self.give_back(&transfer, &envelope, ReturnCause::CANNOT_REASSEMBLE, None);
    }

    fn relay(
        &mut self,
        node: PointCode,
        called: &Address,
        calling: &Address,
        transfer: &Transfer,
        envelope: &Envelope<'_>,
    ) -> bool {
        let (called, calling) = (called.as_wire(), calling.as_wire());
        let to = (
            self.configuration.point_code,
            node,
            transfer.signalling_link_selection,
            transfer.message_priority,
        );
        let extended = ExtendedUnitdata {
            protocol_class: envelope.protocol_class,
            hop_counter: envelope.hop_counter,
            called_party_address: called,
            calling_party_address: calling,
            data: envelope.data,
            optional: envelope.optional,
        };
        match envelope.kind {
            Kind::Unitdata => {
                let protocol_class = envelope.protocol_class;
                let data = envelope.data;
                let unitdata = Unitdata { protocol_class, ..Unitdata::new(called, calling, data) };
                self.transfer(to, &Message::Unitdata(unitdata))
            }
            Kind::Extended => self.transfer(to, &Message::ExtendedUnitdata(extended)),
            Kind::Long => self.transfer(to, &Message::LongUnitdata(extended)),
        }
    }

    /// Returns a message to its sender, if the sender wants that (Q.714 4.2).
    fn give_back(
        &mut self,
        transfer: &Transfer,
        envelope: &Envelope<'_>,
        cause: ReturnCause,
        node: Option<PointCode>,
    ) {
        let subsystem = envelope.called.subsystem_number;
        self.undeliverable(cause, node, subsystem);
        if envelope.protocol_class.return_on_error() {
            self.send_back(transfer, envelope, cause);
        }
    }

    fn send_back(&mut self, transfer: &Transfer, envelope: &Envelope<'_>, cause: ReturnCause) {
        let to = (
            transfer.destination_point_code,
            transfer.originating_point_code,
            transfer.signalling_link_selection,
            transfer.message_priority,
        );
        let (called, calling) = (envelope.calling, envelope.called);
        let service = ExtendedUnitdataService {
            return_cause: cause,
            hop_counter: MAXIMUM_HOPS,
            called_party_address: called,
            calling_party_address: calling,
            data: envelope.data,
            // Its sender can tell the first segment from others.
            optional: OptionalParameters {
                segmentation: envelope.optional.segmentation,
                ..OptionalParameters::NONE
            },
        };
        match envelope.kind {
            Kind::Unitdata => {
                let service = UnitdataService::new(cause, called, calling, envelope.data);
                self.transfer(to, &Message::UnitdataService(service))
            }
            Kind::Extended => self.transfer(to, &Message::ExtendedUnitdataService(service)),
            Kind::Long => self.transfer(to, &Message::LongUnitdataService(service)),
        };
    }

    /// A message that was returned: for a user here, or for another node. It is never returned
    /// again.
    fn came_back(&mut self, transfer: &Transfer, message: &Message<'_>) {
        let cause = match message {
            Message::UnitdataService(service) => service.return_cause,
            Message::ExtendedUnitdataService(service) | Message::LongUnitdataService(service) => {
                service.return_cause
            }
            // A connection was never offered.
            _ => return self.undeliverable(ReturnCause::UNQUALIFIED, None, None),
        };
        let (Some((called, calling)), Some(data)) = (message.addresses(), message.data()) else {
            return;
        };
        let Some(called) = Address::of(called) else { return };
        match self.way(&called, transfer.signalling_link_selection) {
            // Segments after the first mean nothing to a user.
            Way::Here(subsystem) if message.segmentation().is_some_and(|one| !one.first) => {
                self.undeliverable(cause, Some(transfer.originating_point_code), Some(subsystem));
            }
            Way::Here(subsystem) => {
                let unknown =
                    || Address::subsystem(self.configuration.variant(), SubsystemNumber::UNKNOWN);
                let path = Path {
                    local: called,
                    remote: Address::of(calling).unwrap_or_else(unknown),
                    local_point_code: Some(transfer.destination_point_code),
                    remote_point_code: Some(transfer.originating_point_code),
                    protocol_class: ProtocolClass::CLASS_0,
                    signalling_link_selection: transfer.signalling_link_selection,
                    message_priority: transfer.message_priority,
                };
                let data = transfer.user_data.slice_ref(data.rest());
                self.put(Output::Notice { subsystem, cause, path, data });
            }
            Way::There(node, address) if self.configuration.relay => {
                self.relay_back(node, &address, transfer, message);
            }
            Way::There(node, _) => {
                self.undeliverable(cause, Some(node), called.subsystem_number);
            }
            Way::Nowhere(cause, node, subsystem) => self.undeliverable(cause, node, subsystem),
        }
    }

    /// Passes a returned message on to where its title leads, as any other (Q.714 2.3). One that
    /// goes in circles ends with its hops.
    fn relay_back(
        &mut self,
        node: PointCode,
        called: &Address,
        transfer: &Transfer,
        message: &Message<'_>,
    ) {
        let called_party_address = called.as_wire();
        let hops = |service: &ExtendedUnitdataService<'_>| {
            let translated = service.called_party_address.routing == Routing::GlobalTitle;
            service.hop_counter.checked_sub(translated.into()).filter(|hops| *hops > 0)
        };
        let message = match *message {
            Message::UnitdataService(service) => {
                Message::UnitdataService(UnitdataService { called_party_address, ..service })
            }
            Message::ExtendedUnitdataService(service) | Message::LongUnitdataService(service) => {
                let Some(hop_counter) = hops(&service) else {
                    let cause = ReturnCause::HOP_COUNTER_VIOLATION;
                    return self.undeliverable(cause, Some(node), called.subsystem_number);
                };
                let service =
                    ExtendedUnitdataService { hop_counter, called_party_address, ..service };
                match message {
                    Message::LongUnitdataService(_) => Message::LongUnitdataService(service),
                    _ => Message::ExtendedUnitdataService(service),
                }
            }
            _ => return,
        };
        let to = (
            self.configuration.point_code,
            node,
            transfer.signalling_link_selection,
            transfer.message_priority,
        );
        if self.transfer(to, &message) {
            self.counters.relayed += 1;
        }
    }

    pub(super) fn set_local_state(
        &mut self,
        subsystem: SubsystemNumber,
        state: LocalState,
    ) -> LocalState {
        core::mem::replace(&mut self.local[usize::from(subsystem.0)], state)
    }
}

impl<'a> Envelope<'a> {
    const fn extended(kind: Kind, message: ExtendedUnitdata<'a>) -> Self {
        Self {
            kind,
            called: message.called_party_address,
            calling: message.calling_party_address,
            protocol_class: message.protocol_class,
            hop_counter: message.hop_counter,
            optional: message.optional,
            data: message.data,
        }
    }
}

impl Machine for Node {
    type Input = Input;
    type Output = Output;

    fn handle_input(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Transfer(transfer) => self.transferred(transfer),
            Input::NotTransferred { transfer, cause } => self.not_transferred(&transfer, cause),
            Input::Status(status) => self.status(status),
            Input::Unitdata { path, data } => self.unitdata(path, data),
            Input::Test { node, subsystem } => self.test(node, subsystem),
            Input::State { subsystem, state } => self.local_changed(subsystem, state),
        }
    }

    fn handle_timeout(&mut self, now: Time) {
        self.now = self.now.max(now);
        while let Some(given_up) = self.reassembly.expired(self.now) {
            self.event(Event::SegmentsMissing(given_up.local_reference));
            self.give_back_first(given_up);
        }
        self.manage_until_now();
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn poll_timeout(&self) -> Option<Time> {
        [self.reassembly.next(), self.states.next()].into_iter().flatten().min()
    }
}

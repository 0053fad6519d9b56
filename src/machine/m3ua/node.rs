//! The node's doors, and where each message goes.

use super::configuration::{ApplicationServerId, AssociationId, Configuration};
use super::event::{ApplicationServerState, AspState, Counters, DropReason, Event};
use super::fault::{self, Fault};
use super::network::Destinations;
use super::traffic::Pending;
use crate::machine::mtp::{self, Transfer};
use crate::machine::timer::{Timer, Timers};
use crate::machine::{Machine, Time};
use crate::wire::codes::PointCode;
use crate::wire::error::Layer;
use crate::wire::m3ua::{
    DeregistrationStatus, ErrorCode, MaskedPointCode, Message, MessageClass, MessageType,
    Parameters, RegistrationStatus, Status, TrafficModeType, UnavailabilityCause, User, Value,
};
use crate::wire::reader::Reader;
use crate::wire::writer::{Encode, Writer};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// How many streams the association that comes up next has: what the two sides asked for and offered, the
    /// lesser of both each way. Not said, it is what is configured.
    Streams {
        /// The association.
        association: AssociationId,
        /// Toward this side.
        incoming: u16,
        /// Toward the peer.
        outgoing: u16,
    },
    /// The association is up.
    Up(AssociationId),
    /// The association is gone. What was handed out for it and was not sent comes back.
    Down(AssociationId, Vec<Bytes>),
    /// One whole message of the peer.
    Message {
        /// The association.
        association: AssociationId,
        /// The stream.
        stream: u16,
        /// The message.
        octets: Bytes,
    },
    /// MTP-TRANSFER request.
    Transfer(Transfer),
    /// Asks the peers what they know of a destination.
    Audit(PointCode),
    /// Whether the peer's ASP is kept out: it is told that management blocks it whenever it asks
    /// to be up or active, and what it carries is taken from it (RFC 4666 3.8.1, 4.3.4.4).
    Block {
        /// The association.
        association: AssociationId,
        /// Kept out, or let in again: then it may ask.
        blocked: bool,
    },
    /// M-ASP-INACTIVE, M-ASP-DOWN and the end of the association, in order (RFC 4666 4.2).
    Stop(AssociationId),
}

/// What comes of it.
#[derive(Debug, Clone)]
pub enum Output {
    /// A message for a peer.
    Send {
        /// The association.
        association: AssociationId,
        /// The stream.
        stream: u16,
        /// The message.
        octets: Bytes,
    },
    /// The association is to be ended.
    Close(AssociationId),
    /// MTP-TRANSFER indication.
    Transfer(Transfer),
    /// MTP-PAUSE, MTP-RESUME, MTP-STATUS.
    Status(mtp::Status),
    /// A message of this node's own that was asked for is not on its way, and why.
    NotSent(Transfer, DropReason),
    /// Something for the log.
    Event(Event),
}

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// T(ack).
    Acknowledgement(AssociationId),
    /// T(beat).
    Heartbeat(AssociationId),
    /// T(r).
    Recovery(ApplicationServerId),
    /// What the peer refused is asked for again.
    Refused(AssociationId),
}

/// What this side asked and the peer did not answer yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    Up,
    Register,
    Active,
    Inactive,
    Deregister,
    Down,
}

/// An association and both its halves.
#[derive(Debug)]
pub(super) struct Association {
    pub(super) up: bool,
    pub(super) incoming_streams: u16,
    pub(super) outgoing_streams: u16,
    /// This side's ASP: what it asks for, how far it is, for which application servers it is
    /// active.
    pub(super) own: AspState,
    pub(super) own_active: Vec<ApplicationServerId>,
    /// For which of them another ASP took over: it is not asked for until that one is gone.
    pub(super) overridden: Vec<ApplicationServerId>,
    /// Those that the peer refused: asked for again after a while.
    pub(super) refused: Vec<ApplicationServerId>,
    pub(super) refused_timer: Option<Timer>,
    pub(super) request: Option<(Request, Option<Timer>)>,
    /// How often the request was sent.
    pub(super) attempts: u32,
    /// When it was last asked for what the peer took away.
    pub(super) asked_again: Option<Time>,
    /// Whether the peer's ASP may not be up.
    pub(super) blocked: bool,
    pub(super) stopping: bool,
    /// The peer's ASP.
    pub(super) peer: AspState,
    pub(super) peer_active: Vec<ApplicationServerId>,
    /// For which it was active until lately, and how long its messages are still taken.
    pub(super) leaving: Vec<(ApplicationServerId, Time)>,
    pub(super) peer_identifier: Option<u32>,
    /// Application servers whose routing keys the peer registered.
    pub(super) registered: Vec<ApplicationServerId>,
    pub(super) heartbeat: Option<Timer>,
    /// Heartbeats without an answer.
    pub(super) unanswered: u32,
}

/// An application server.
#[derive(Debug)]
pub(super) struct ApplicationServer {
    pub(super) state: ApplicationServerState,
    /// Told when it was registered.
    pub(super) routing_context: Option<u32>,
    pub(super) traffic_mode: Option<super::TrafficMode>,
    pub(super) recovery: Option<Timer>,
    pub(super) pending: Pending,
    /// Numbers broadcast messages (RFC 4666 3.3.1).
    pub(super) correlation: u32,
}

/// M3UA of one node.
#[derive(Debug)]
pub struct Node {
    pub(super) configuration: Configuration,
    pub(super) associations: Vec<Association>,
    pub(super) servers: Vec<ApplicationServer>,
    pub(super) destinations: Destinations,
    pub(super) timers: Timers<Due>,
    outputs: VecDeque<Output>,
    pub(super) counters: Counters,
    pub(super) now: Time,
    writer: Writer,
    chunk: BytesMut,
}

const CHUNK: usize = 1 << 16;

/// The parameters of a message other than DATA, by tag; lists in place.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) routing_contexts: Option<crate::wire::m3ua::Numbers<'a>>,
    pub(super) traffic_mode: Option<TrafficModeType>,
    pub(super) asp_identifier: Option<u32>,
    pub(super) network_appearance: Option<u32>,
    pub(super) status: Option<Status>,
    pub(super) affected: Option<crate::wire::m3ua::PointCodes<'a>>,
    pub(super) user_cause: Option<(UnavailabilityCause, User)>,
    pub(super) congestion: Option<u8>,
    pub(super) local_key: Option<u32>,
    pub(super) destination: Option<MaskedPointCode>,
    pub(super) service_indicators: Option<&'a [u8]>,
    pub(super) unsupported_key: bool,
    pub(super) registration: Option<RegistrationStatus>,
    pub(super) deregistration: Option<DeregistrationStatus>,
}

impl<'a> Found<'a> {
    /// Reads every parameter; they may stand in any order.
    pub(super) fn read(parameters: Parameters<'a>) -> Result<Self, ErrorCode> {
        let mut found = Self::default();
        for parameter in parameters {
            let parameter = parameter.map_err(|error| fault::code_of(&error))?;
            let value = Value::decode(&parameter).map_err(|error| fault::code_of(&error))?;
            match value {
                Value::RoutingContext(list) => found.routing_contexts = Some(list),
                Value::TrafficModeType(mode) => found.traffic_mode = Some(mode),
                Value::AspIdentifier(id) => found.asp_identifier = Some(id),
                Value::NetworkAppearance(number) => found.network_appearance = Some(number),
                Value::Status(status) => found.status = Some(status),
                Value::AffectedPointCode(list) => found.affected = Some(list),
                Value::UserCause { cause, user } => found.user_cause = Some((cause, user)),
                Value::CongestionIndications(level) => found.congestion = Some(level),
                Value::LocalRoutingKeyIdentifier(id) => found.local_key = Some(id),
                Value::DestinationPointCode(code) => found.destination = Some(code),
                Value::ServiceIndicators(list) => found.service_indicators = Some(list),
                Value::OriginatingPointCodeList(_) | Value::CircuitRange(_) => {
                    found.unsupported_key = true;
                }
                Value::RegistrationStatus(status) => found.registration = Some(status),
                Value::DeregistrationStatus(status) => found.deregistration = Some(status),
                // What it does not know, it ignores (RFC 4666 3.2).
                _ => {}
            }
        }
        Ok(found)
    }
}

impl Node {
    /// A node with no association up. What names an application server that is not configured
    /// leads nowhere.
    pub fn new(mut configuration: Configuration) -> Self {
        let known = configuration.application_servers.len();
        let is_known = |server: &ApplicationServerId| usize::from(server.0) < known;
        for association in &mut configuration.associations {
            association.application_servers.retain(is_known);
        }
        for route in &mut configuration.routes {
            route.via.retain(is_known);
        }
        let association = |configured: &super::AssociationConfiguration| Association {
            up: false,
            incoming_streams: configured.streams,
            outgoing_streams: configured.streams,
            own: AspState::Down,
            own_active: Vec::new(),
            overridden: Vec::new(),
            refused: Vec::new(),
            refused_timer: None,
            request: None,
            attempts: 0,
            asked_again: None,
            blocked: false,
            stopping: false,
            peer: AspState::Down,
            peer_active: Vec::new(),
            leaving: Vec::new(),
            peer_identifier: None,
            registered: Vec::new(),
            heartbeat: None,
            unanswered: 0,
        };
        let servers = configuration.application_servers.iter();
        let mut node = Self {
            associations: configuration.associations.iter().map(association).collect(),
            servers: servers
                .map(|server| ApplicationServer {
                    state: ApplicationServerState::Down,
                    routing_context: server.routing_context,
                    traffic_mode: server.traffic_mode,
                    recovery: None,
                    pending: Pending::default(),
                    correlation: 0,
                })
                .collect(),
            destinations: Destinations::default(),
            configuration,
            timers: Timers::default(),
            outputs: VecDeque::new(),
            counters: Counters::default(),
            now: Time::ZERO,
            writer: Writer::new(),
            chunk: BytesMut::new(),
        };
        node.watch_configured();
        node
    }

    /// How the node is configured.
    pub const fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// How often what happened.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Whether an association is up.
    pub fn is_up(&self, association: AssociationId) -> bool {
        self.associations.get(usize::from(association.0)).is_some_and(|a| a.up)
    }

    /// The state of an association's ASP, whichever side has it; the lower one where both do.
    pub fn asp_state(&self, association: AssociationId) -> AspState {
        let place = usize::from(association.0);
        let Some((state, configured)) =
            self.associations.get(place).zip(self.configuration.associations.get(place))
        else {
            return AspState::Down;
        };
        let level = |state: AspState, active: &[ApplicationServerId]| {
            if state == AspState::Inactive && !active.is_empty() { AspState::Active } else { state }
        };
        let own = level(state.own, &state.own_active);
        let peer = level(state.peer, &state.peer_active);
        match (configured.role.asks(), configured.role.answers()) {
            (true, true) => own.min(peer),
            (true, false) => own,
            _ => peer,
        }
    }

    /// The state of an association as a number: 0 no association, 1 down, 2 inactive, 3 active.
    pub fn asp_level(&self, place: usize) -> u64 {
        let Ok(id) = u16::try_from(place).map(AssociationId) else { return 0 };
        if !self.is_up(id) {
            return 0;
        }
        match self.asp_state(id) {
            AspState::Down => 1,
            AspState::Inactive => 2,
            AspState::Active => 3,
        }
    }

    /// Whether an association's ASP is to carry nothing because another one does: it waits to take over.
    pub fn is_standby(&self, id: AssociationId) -> bool {
        let Some(association) = self.associations.get(usize::from(id.0)) else { return false };
        let mut servers = self.serves(id).peekable();
        let up = association.own == AspState::Inactive || association.peer == AspState::Inactive;
        association.up
            && up
            && servers.peek().is_some()
            && servers.all(|server| {
                association.overridden.contains(&server)
                    || self.application_server_state(server) == ApplicationServerState::Active
            })
    }

    /// Whether an application server does what it is for: it is active, or this node's ASPs stand by while
    /// another one carries its traffic.
    pub fn is_ready(&self, server: ApplicationServerId) -> bool {
        self.application_server_state(server) == ApplicationServerState::Active
            || self
                .associations
                .iter()
                .any(|association| association.up && association.overridden.contains(&server))
    }

    /// The state of an application server.
    pub fn application_server_state(&self, server: ApplicationServerId) -> ApplicationServerState {
        self.servers
            .get(usize::from(server.0))
            .map_or(ApplicationServerState::Down, |server| server.state)
    }

    pub(super) fn put(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn event(&mut self, event: Event) {
        self.put(Output::Event(event));
    }

    /// Encodes a message and sends it. False: it cannot be encoded.
    pub(super) fn send(
        &mut self,
        association: AssociationId,
        stream: u16,
        message: &(impl Encode + ?Sized),
    ) -> bool {
        let Ok(octets) = self.writer.message(message) else { return false };
        if self.chunk.capacity() < octets.len() {
            self.chunk.reserve(CHUNK.max(octets.len()));
        }
        self.chunk.extend_from_slice(octets);
        let octets = self.chunk.split().freeze();
        self.put(Output::Send { association, stream, octets });
        true
    }

    pub(super) fn association(&mut self, id: AssociationId) -> Option<&mut Association> {
        self.associations.get_mut(usize::from(id.0))
    }

    pub(super) fn stop_timer(&mut self, timer: Option<Timer>) {
        if let Some(timer) = timer {
            self.timers.stop(timer);
        }
    }

    fn up(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        if core::mem::replace(&mut association.up, true) {
            return;
        }
        association.stopping = false;
        association.unanswered = 0;
        if let Some(beat) = self.configuration.heartbeat {
            let timer = self.timers.arm(self.now + beat, Due::Heartbeat(id));
            if let Some(association) = self.association(id) {
                association.heartbeat = timer;
            }
        }
        if self.asks(id) {
            self.request(id, Request::Up);
        }
    }

    fn down(&mut self, id: AssociationId, unsent: Vec<Bytes>) {
        self.lost(id);
        self.take_back(id, unsent);
    }

    /// Nothing goes over the association any more.
    fn lost(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        if !core::mem::replace(&mut association.up, false) {
            return;
        }
        let heartbeat = association.heartbeat.take();
        self.stop_timer(heartbeat);
        // First, so that nothing more is said to a peer that is not there.
        self.peer_down(id, true);
        self.own_down(id);
    }

    pub(super) fn asks(&self, id: AssociationId) -> bool {
        let configured = self.configuration.associations.get(usize::from(id.0));
        configured.is_some_and(|configured| configured.role.asks())
    }

    pub(super) fn answers(&self, id: AssociationId) -> bool {
        let configured = self.configuration.associations.get(usize::from(id.0));
        configured.is_some_and(|configured| configured.role.answers())
    }

    fn message(&mut self, id: AssociationId, stream: u16, octets: &Bytes) {
        if !self.is_up(id) {
            return;
        }
        let mut reader = Reader::new(octets, Layer::M3ua);
        let message = match Message::decode(&mut reader) {
            Ok(message) => message,
            Err(error) => {
                self.event(Event::Undecodable(id, error));
                // What claims to be an ERR is not answered, whatever is wrong with it.
                let claimed = match octets.get(2..4) {
                    Some([class, number]) => MessageType::new(MessageClass(*class), *number),
                    _ => MessageType::DATA,
                };
                return self.fault(id, claimed, octets, fault::code_of(&error));
            }
        };
        let message_type = message.message_type;
        if message_type == MessageType::DATA {
            if let Err(fault) = self.data_came(id, stream, &message, octets) {
                self.fault(id, message_type, octets, fault);
            }
            return;
        }
        if let Some(code) = fault::unsupported(message_type) {
            return self.fault(id, message_type, octets, code);
        }
        // Management and maintenance have stream 0 to themselves; BEAT may try any (RFC 4666 1.4.7, 3.8.1).
        if stream > 0
            && matches!(
                message_type.class(),
                MessageClass::MANAGEMENT | MessageClass::ASP_STATE_MAINTENANCE
            )
            && !matches!(
                message_type,
                MessageType::HEARTBEAT | MessageType::HEARTBEAT_ACKNOWLEDGEMENT
            )
        {
            return self.fault(id, message_type, octets, ErrorCode::INVALID_STREAM_IDENTIFIER);
        }
        if let Err(fault) = self.other_came(id, message_type, message.parameters) {
            self.fault(id, message_type, octets, fault);
        }
    }

    /// Each type of message and who takes it (RFC 4666 4.3.4). What nobody here takes is
    /// unexpected.
    fn other_came(
        &mut self,
        id: AssociationId,
        message_type: MessageType,
        parameters: Parameters<'_>,
    ) -> Result<(), Fault> {
        if message_type == MessageType::ERROR {
            self.error_came(id, parameters);
            return Ok(());
        }
        if message_type == MessageType::HEARTBEAT {
            // What it holds goes back as it came (RFC 4666 3.5.6).
            let echo = Message { message_type: MessageType::HEARTBEAT_ACKNOWLEDGEMENT, parameters };
            // It cannot be written again only where it cannot be read.
            if !self.send(id, 0, &echo) {
                Found::read(parameters)?;
            }
            return Ok(());
        }
        let (asks, answers) = (self.asks(id), self.answers(id));
        match message_type {
            MessageType::REGISTRATION_REQUEST if answers => {
                return self.registration_requested(id, parameters);
            }
            MessageType::REGISTRATION_RESPONSE if asks => {
                return self.registration_answered(id, parameters);
            }
            MessageType::DEREGISTRATION_REQUEST if answers => {
                return self.deregistration_requested(id, parameters);
            }
            MessageType::DEREGISTRATION_RESPONSE if asks => {
                self.deregistration_answered(id);
                return Ok(());
            }
            _ => {}
        }
        let found = Found::read(parameters)?;
        if let Some(number) = found.network_appearance {
            self.check_appearance(number)?;
        }
        match message_type {
            MessageType::HEARTBEAT_ACKNOWLEDGEMENT => {
                if let Some(association) = self.association(id) {
                    association.unanswered = 0;
                }
                Ok(())
            }
            MessageType::ASP_UP if answers => self.up_came(id, &found),
            MessageType::ASP_DOWN if answers => self.down_came(id),
            MessageType::ASP_ACTIVE if answers => self.active_came(id, &found),
            MessageType::ASP_INACTIVE if answers => self.inactive_came(id, &found),
            MessageType::ASP_UP_ACKNOWLEDGEMENT if asks => self.up_acknowledged(id),
            MessageType::ASP_DOWN_ACKNOWLEDGEMENT if asks => self.down_acknowledged(id),
            MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT if asks => self.active_acknowledged(id, &found),
            MessageType::ASP_INACTIVE_ACKNOWLEDGEMENT if asks => {
                self.inactive_acknowledged(id, &found)
            }
            MessageType::NOTIFY if asks => {
                let status = found.status.ok_or(ErrorCode::MISSING_PARAMETER)?;
                self.notified(id, status, &found);
                Ok(())
            }
            MessageType::DESTINATION_UNAVAILABLE
            | MessageType::DESTINATION_AVAILABLE
            | MessageType::DESTINATION_RESTRICTED
            | MessageType::DESTINATION_USER_PART_UNAVAILABLE
                if asks =>
            {
                self.destination_told(id, message_type, &found)
            }
            MessageType::SIGNALLING_CONGESTION => self.congestion_told(id, &found),
            MessageType::DESTINATION_STATE_AUDIT if answers => self.audited(id, &found),
            _ => Err(ErrorCode::UNEXPECTED_MESSAGE.into()),
        }
    }

    pub(super) fn check_appearance(&self, number: u32) -> Result<(), Fault> {
        match self.configuration.network_appearance {
            Some(own) if own != number => {
                let code = ErrorCode::INVALID_NETWORK_APPEARANCE;
                Err(Fault { code, number: Some(number) })
            }
            _ => Ok(()),
        }
    }

    fn heartbeat(&mut self, id: AssociationId) {
        let Some(beat) = self.configuration.heartbeat else { return };
        let Some(association) = self.association(id) else { return };
        // 2 x T(beat) without an answer (RFC 4666 4.3.4.6).
        if association.unanswered >= 2 {
            association.heartbeat = None;
            self.event(Event::NoHeartbeat(id));
            self.put(Output::Close(id));
            return self.lost(id);
        }
        association.unanswered += 1;
        let stamp = self.now.as_micros().to_be_bytes();
        let parameters = [Value::HeartbeatData(&stamp)];
        self.send(id, 0, &Message { message_type: MessageType::HEARTBEAT, parameters });
        let timer = self.timers.arm(self.now + beat, Due::Heartbeat(id));
        if let Some(association) = self.association(id) {
            association.heartbeat = timer;
        }
    }
}

impl Machine for Node {
    type Input = Input;
    type Output = Output;

    fn handle_input(&mut self, now: Time, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Streams { association, incoming, outgoing } => {
                if let Some(association) = self.association(association) {
                    association.incoming_streams = incoming;
                    association.outgoing_streams = outgoing;
                }
            }
            Input::Up(id) => self.up(id),
            Input::Down(id, unsent) => self.down(id, unsent),
            Input::Message { association, stream, octets } => {
                self.message(association, stream, &octets);
            }
            Input::Transfer(transfer) => self.transfer(transfer),
            Input::Audit(point_code) => self.audit(point_code.value),
            Input::Block { association, blocked } => self.block(association, blocked),
            Input::Stop(id) => self.stop(id),
        }
    }

    fn handle_timeout(&mut self, now: Time) {
        self.now = self.now.max(now);
        while let Some(due) = self.timers.fire(self.now) {
            match due {
                Due::Acknowledgement(id) => self.not_acknowledged(id),
                Due::Heartbeat(id) => self.heartbeat(id),
                Due::Recovery(server) => self.recovery_over(server),
                Due::Refused(id) => self.refused_over(id),
            }
        }
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn poll_timeout(&self) -> Option<Time> {
        self.timers.next()
    }
}

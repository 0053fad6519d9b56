//! Nodes wired to each other under a clock that the test turns.

mod parameters;
mod recovery;
mod ways;

use super::*;
use crate::machine::mtp::{Status as Mtp, Transfer};
use crate::machine::{Machine, Time};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::m3ua::{
    Data, DataForm, ErrorCode, Message, MessageType, Numbers, PointCodes, ProtocolData, Status,
    Value,
};
use crate::wire::{Layer, Reader, Writer};
use alloc::collections::VecDeque;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;

const STP: u32 = 0x01_0101;
const SSP: u32 = 0x01_0201;
const SCP: u32 = 0x01_0301;

fn code(value: u32) -> PointCode {
    PointCode::new(Variant::Ansi, value)
}

fn transfer(from: u32, to: u32, selection: u8) -> Transfer {
    Transfer {
        originating_point_code: code(from),
        destination_point_code: code(to),
        service_indicator: 3,
        network_indicator: 2,
        message_priority: 1,
        signalling_link_selection: selection,
        user_data: Bytes::copy_from_slice(&[9, selection]),
    }
}

fn association(role: Role, servers: &[u16]) -> AssociationConfiguration {
    AssociationConfiguration {
        name: "link".to_string(),
        role,
        asp_identifier: Some(7),
        peer_identifier: None,
        application_servers: servers.iter().map(|n| ApplicationServerId(*n)).collect(),
        streams: 1,
    }
}

fn server(context: u32, mode: TrafficMode, key: Option<u32>) -> ApplicationServerConfiguration {
    ApplicationServerConfiguration {
        name: "as".to_string(),
        routing_context: Some(context),
        traffic_mode: Some(mode),
        point_code: key.map(code),
        service_indicators: vec![],
        required_active: 1,
        register: false,
    }
}

/// An ASP of the switch's (or the service control point's) application server.
fn asp(
    own: u32,
    context: u32,
    mode: TrafficMode,
    to: u32,
    assume_available: bool,
) -> Configuration {
    Configuration {
        associations: vec![association(Role::ApplicationServerProcess, &[0])],
        application_servers: vec![server(context, mode, None)],
        routes: vec![Route {
            point_code: code(to),
            mask: 0,
            via: vec![ApplicationServerId(0)],
            assume_available,
        }],
        ..Configuration::new(code(own))
    }
}

/// A gateway: associations 0 and 1 are of the switch, 2 of the service control point.
fn gateway(mode: TrafficMode) -> Configuration {
    Configuration {
        associations: vec![
            association(Role::SignallingGatewayProcess, &[0]),
            association(Role::SignallingGatewayProcess, &[0]),
            association(Role::SignallingGatewayProcess, &[1]),
        ],
        application_servers: vec![server(1, mode, Some(SSP)), server(2, mode, Some(SCP))],
        relay: true,
        ..Configuration::new(code(STP))
    }
}

/// A gateway and three ASPs, one on each of its associations.
struct Net {
    gateway: Node,
    asps: Vec<Node>,
    now: Time,
    /// What is on its way: on which association, toward the gateway or not.
    wire: VecDeque<(u16, bool, Bytes)>,
    up: [bool; 3],
    at_gateway: Vec<Output>,
    at_asp: [Vec<Output>; 3],
}

impl Net {
    fn new(mode: TrafficMode, assume: bool) -> Self {
        let asps = [(SSP, 1, SCP), (SSP, 1, SCP), (SCP, 2, SSP)];
        let mut identifier = 0;
        let asps = asps.map(|(own, context, to)| {
            let mut configuration = asp(own, context, mode, to, assume);
            identifier += 1;
            configuration.associations[0].asp_identifier = Some(identifier);
            Node::new(configuration)
        });
        Self::with(Node::new(gateway(mode)), asps.into())
    }

    fn with(gateway: Node, asps: Vec<Node>) -> Self {
        Self {
            gateway,
            asps,
            now: Time::ZERO,
            wire: VecDeque::new(),
            up: [false; 3],
            at_gateway: vec![],
            at_asp: [vec![], vec![], vec![]],
        }
    }

    fn connect(&mut self, number: u16) {
        self.up[usize::from(number)] = true;
        self.gateway.handle_input(self.now, Input::Up(AssociationId(number)));
        self.asps[usize::from(number)].handle_input(self.now, Input::Up(AssociationId(0)));
        self.run();
    }

    fn cut(&mut self, number: u16, unsent: Vec<Bytes>) {
        self.up[usize::from(number)] = false;
        self.wire.retain(|(other, ..)| *other != number);
        self.gateway.handle_input(self.now, Input::Down(AssociationId(number), unsent));
        let asp = &mut self.asps[usize::from(number)];
        asp.handle_input(self.now, Input::Down(AssociationId(0), vec![]));
        self.run();
    }

    fn drain(&mut self) {
        while let Some(output) = self.gateway.poll_output() {
            match output {
                Output::Send { association, octets, .. } => {
                    self.wire.push_back((association.0, false, octets));
                }
                other => self.at_gateway.push(other),
            }
        }
        for (number, asp) in self.asps.iter_mut().enumerate() {
            while let Some(output) = asp.poll_output() {
                match output {
                    Output::Send { octets, .. } => {
                        self.wire.push_back((number as u16, true, octets));
                    }
                    other => self.at_asp[number].push(other),
                }
            }
        }
    }

    fn run(&mut self) {
        self.drain();
        while let Some((number, to_gateway, octets)) = self.wire.pop_front() {
            if !self.up[usize::from(number)] {
                continue;
            }
            let (node, association) = if to_gateway {
                (&mut self.gateway, AssociationId(number))
            } else {
                (&mut self.asps[usize::from(number)], AssociationId(0))
            };
            node.handle_input(self.now, Input::Message { association, stream: 0, octets });
            self.drain();
        }
    }

    fn wait(&mut self, seconds: f64) {
        let until = self.now + Duration::from_secs_f64(seconds);
        loop {
            let asps = self.asps.iter().filter_map(Machine::poll_timeout);
            let due = asps.chain(self.gateway.poll_timeout()).min();
            let Some(due) = due.filter(|due| *due <= until) else { break };
            self.now = due;
            self.gateway.handle_timeout(due);
            self.asps.iter_mut().for_each(|asp| asp.handle_timeout(due));
            self.run();
        }
        self.now = until;
    }

    fn send(&mut self, number: usize, selection: u8) {
        let (from, to) = if number == 2 { (SCP, SSP) } else { (SSP, SCP) };
        self.asps[number].handle_input(self.now, Input::Transfer(transfer(from, to, selection)));
        self.run();
    }

    /// The selections of the messages that arrived at an ASP.
    fn arrived(&self, number: usize) -> Vec<u8> {
        let selection = |output: &Output| match output {
            Output::Transfer(transfer) => Some(transfer.signalling_link_selection),
            _ => None,
        };
        self.at_asp[number].iter().filter_map(selection).collect()
    }

    fn has_event(outputs: &[Output], wanted: Event) -> bool {
        outputs.iter().any(|output| matches!(output, Output::Event(event) if *event == wanted))
    }
}

#[test]
fn two_asps_in_different_contexts_reach_each_other_through_the_gateway() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.connect(2);
    assert_eq!(net.gateway.asp_state(AssociationId(0)), AspState::Active);
    assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Active);
    for server in [0, 1] {
        let state = net.gateway.application_server_state(ApplicationServerId(server));
        assert_eq!(state, ApplicationServerState::Active);
    }
    net.send(0, 5);
    net.send(2, 6);
    assert_eq!((net.arrived(2), net.arrived(0)), (vec![5], vec![6]));
    let arrived = net.at_asp[2].iter().find_map(|output| match output {
        Output::Transfer(transfer) => Some(transfer.clone()),
        _ => None,
    });
    assert_eq!(arrived, Some(transfer(SSP, SCP, 5)));
}

#[test]
fn a_destination_that_nobody_spoke_of_is_unavailable_until_the_gateway_says_so() {
    let mut net = Net::new(TrafficMode::Override, false);
    net.connect(0);
    // The audit was answered: the service control point is not there.
    assert_eq!(net.asps[0].destination_state(code(SCP)), Destination::Unavailable);
    net.send(0, 1);
    assert!(Net::has_event(&net.at_asp[0], Event::Dropped(code(SCP), DropReason::Unavailable)));
    net.connect(2);
    assert_eq!(net.asps[0].destination_state(code(SCP)), Destination::Available);
    assert!(
        net.at_asp[0]
            .iter()
            .any(|o| matches!(o, Output::Status(Mtp::Resume(pc)) if *pc == code(SCP)))
    );
    net.send(0, 2);
    assert_eq!(net.arrived(2), [2]);
    // Gone again: T(r), then DUNA.
    net.cut(2, vec![]);
    net.wait(3.0);
    assert_eq!(net.asps[0].destination_state(code(SCP)), Destination::Unavailable);
    assert!(
        net.at_asp[0]
            .iter()
            .any(|o| matches!(o, Output::Status(Mtp::Pause(pc)) if *pc == code(SCP)))
    );
}

#[test]
fn a_new_asp_overrides_the_old_one_which_is_told() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.connect(2);
    net.connect(1);
    assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Inactive);
    let told = Event::Notified(AssociationId(0), Status::ALTERNATE_ASP_ACTIVE);
    assert!(Net::has_event(&net.at_asp[0], told));
    net.send(2, 9);
    assert_eq!((net.arrived(0), net.arrived(1)), (vec![], vec![9]));
}

#[test]
fn a_loadshare_keeps_each_selection_with_one_asp() {
    let mut net = Net::new(TrafficMode::Loadshare, true);
    (0..3).for_each(|number| net.connect(number));
    for selection in [0, 1, 2, 3, 0, 1] {
        net.send(2, selection);
    }
    assert_eq!((net.arrived(0), net.arrived(1)), (vec![0, 2, 0], vec![1, 3, 1]));
    // The other takes over what one leaves.
    net.cut(0, vec![]);
    net.send(2, 0);
    assert_eq!(net.arrived(1), [1, 3, 1, 0]);
}

#[test]
fn a_broadcast_reaches_every_asp_with_a_number() {
    let mut net = Net::new(TrafficMode::Broadcast, true);
    (0..3).for_each(|number| net.connect(number));
    net.send(2, 4);
    assert_eq!((net.arrived(0), net.arrived(1)), (vec![4], vec![4]));
}

#[test]
fn messages_wait_for_an_asp_that_comes_back_in_time() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.connect(2);
    net.cut(0, vec![]);
    let server = ApplicationServerId(0);
    assert_eq!(net.gateway.application_server_state(server), ApplicationServerState::Pending);
    for selection in 0..3 {
        net.send(2, selection);
    }
    net.wait(1.0);
    net.connect(0);
    assert_eq!(net.arrived(0), [0, 1, 2]);
}

#[test]
fn messages_that_wait_too_long_are_counted_and_their_sender_is_told() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.connect(2);
    net.cut(0, vec![]);
    for selection in 0..3 {
        net.send(2, selection);
    }
    net.wait(2.5);
    let server = ApplicationServerId(0);
    assert_eq!(net.gateway.application_server_state(server), ApplicationServerState::Down);
    assert!(Net::has_event(&net.at_gateway, Event::GivenUp(server, 3)));
    assert_eq!(net.gateway.counters().dropped.iter().sum::<u64>(), 3);
    assert_eq!(net.asps[2].destination_state(code(SSP)), Destination::Unavailable);
}

#[test]
fn what_a_broken_association_did_not_send_goes_another_way() {
    let mut net = Net::new(TrafficMode::Loadshare, true);
    (0..3).for_each(|number| net.connect(number));
    // It is handed out for association 0, and never leaves.
    net.asps[2].handle_input(net.now, Input::Transfer(transfer(SCP, SSP, 0)));
    net.drain();
    let (_, _, octets) = net.wire.pop_front().expect("a message");
    let id = AssociationId(2);
    net.gateway.handle_input(net.now, Input::Message { association: id, stream: 0, octets });
    net.drain();
    let (number, _, unsent) = net.wire.pop_front().expect("a message");
    assert_eq!(number, 0);
    net.cut(0, vec![unsent]);
    assert_eq!(net.arrived(1), [0]);
    assert_eq!(net.gateway.counters().saved, 1);
}

#[test]
fn a_request_that_gets_lost_is_sent_again() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.up[0] = true;
    net.gateway.handle_input(net.now, Input::Up(AssociationId(0)));
    net.asps[0].handle_input(net.now, Input::Up(AssociationId(0)));
    net.drain();
    net.wire.clear();
    net.wait(2.1);
    assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Active);
    let again = Event::NoAnswer(AssociationId(0), MessageType::ASP_UP);
    assert!(Net::has_event(&net.at_asp[0], again));
}

#[test]
fn whatever_is_lost_or_doubled_on_the_way_both_sides_agree_in_the_end() {
    let mut seed = 99_u64;
    let mut chance = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for _ in 0..50 {
        let mut net = Net::new(TrafficMode::Override, true);
        net.up[0] = true;
        net.gateway.handle_input(net.now, Input::Up(AssociationId(0)));
        net.asps[0].handle_input(net.now, Input::Up(AssociationId(0)));
        for _ in 0..10 {
            net.drain();
            let waiting: Vec<_> = net.wire.drain(..).collect();
            for message in waiting {
                for _ in 0..chance() % 3 {
                    net.wire.push_back(message.clone());
                }
            }
            if chance().is_multiple_of(2) {
                net.wire.make_contiguous().reverse();
            }
            net.run();
            net.wait(2.1);
        }
        net.wait(10.0);
        assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Active);
        assert_eq!(net.gateway.asp_state(AssociationId(0)), AspState::Active);
    }
}

#[test]
fn an_end_in_order_takes_the_asp_inactive_and_down_and_closes() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.asps[0].handle_input(net.now, Input::Stop(AssociationId(0)));
    net.run();
    assert_eq!(net.gateway.asp_state(AssociationId(0)), AspState::Down);
    assert!(net.at_asp[0].iter().any(|output| matches!(output, Output::Close(_))));
}

#[test]
fn a_peer_that_answers_no_heartbeat_is_closed() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.wait(100.0);
    assert!(!net.at_gateway.iter().any(|output| matches!(output, Output::Close(_))));
    net.up[0] = false;
    net.wait(100.0);
    assert!(net.at_gateway.iter().any(|output| matches!(output, Output::Close(AssociationId(0)))));
}

#[test]
fn a_routing_key_is_registered_and_serves_until_it_is_given_back() {
    let mode = TrafficMode::Loadshare;
    let mut configuration = gateway(mode);
    configuration.registration = true;
    configuration.associations[0].application_servers.clear();
    configuration.application_servers[0].routing_context = None;
    let mut registering = asp(SSP, 0, mode, SCP, true);
    registering.application_servers[0] = ApplicationServerConfiguration {
        routing_context: None,
        register: true,
        ..server(0, mode, Some(SSP))
    };
    let asps = vec![
        Node::new(registering),
        Node::new(asp(SSP, 1, mode, SCP, true)),
        Node::new(asp(SCP, 2, mode, SSP, true)),
    ];
    let mut net = Net::with(Node::new(configuration), asps);
    net.connect(0);
    net.connect(2);
    assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Active);
    net.send(2, 8);
    assert_eq!(net.arrived(0), [8]);
    // While it is active it is not given back (RFC 4666 4.4.2); inactive it is.
    let deregister = |net: &mut Net| {
        let message = Message {
            message_type: MessageType::DEREGISTRATION_REQUEST,
            parameters: [Value::RoutingContext(Numbers::list(&[1]))],
        };
        let answer = ask(&mut net.gateway, 0, 0, &message).remove(0);
        octets_of(&answer).to_vec()
    };
    assert_eq!(deregister(&mut net).last(), Some(&5));
    let inactive =
        Message { message_type: MessageType::ASP_INACTIVE, parameters: [] as [Value<'_>; 0] };
    ask(&mut net.gateway, 0, 0, &inactive);
    assert_eq!(deregister(&mut net).last(), Some(&0));
    assert_eq!(deregister(&mut net).last(), Some(&4));
}

fn octets_of(output: &Output) -> &[u8] {
    match output {
        Output::Send { octets, .. } => octets,
        _ => panic!("nothing was sent"),
    }
}

/// Gives a node a message; what it sends.
fn ask(
    node: &mut Node,
    association: u16,
    stream: u16,
    message: &impl crate::wire::Encode,
) -> Vec<Output> {
    let octets = Bytes::copy_from_slice(Writer::new().message(message).expect("encodable"));
    give(node, association, stream, octets)
}

fn give(node: &mut Node, association: u16, stream: u16, octets: Bytes) -> Vec<Output> {
    let association = AssociationId(association);
    node.handle_input(Time::ZERO, Input::Message { association, stream, octets });
    let sent = core::iter::from_fn(|| node.poll_output());
    sent.filter(|output| matches!(output, Output::Send { .. })).collect()
}

fn type_of(output: &Output) -> MessageType {
    let octets = octets_of(output);
    Message::decode(&mut Reader::new(octets, Layer::M3ua)).expect("a message").message_type
}

/// The error code of the first message, if it is an ERR.
fn error_of(sent: &[Output]) -> Option<ErrorCode> {
    let error = sent.iter().find(|output| type_of(output) == MessageType::ERROR)?;
    let message =
        Message::decode(&mut Reader::new(octets_of(error), Layer::M3ua)).expect("a message");
    message.parameters.into_iter().flatten().find_map(|p| match Value::decode(&p).ok()? {
        Value::ErrorCode(code) => Some(code),
        _ => None,
    })
}

fn message(message_type: MessageType) -> Message<Vec<Value<'static>>> {
    const CONTEXT: &[u32] = &[1];
    let context = Value::RoutingContext(Numbers::list(CONTEXT));
    let parameters = match message_type {
        MessageType::ASP_ACTIVE
        | MessageType::ASP_INACTIVE
        | MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT
        | MessageType::ASP_INACTIVE_ACKNOWLEDGEMENT => vec![context],
        MessageType::NOTIFY => vec![Value::Status(Status::AS_ACTIVE)],
        MessageType::DESTINATION_STATE_AUDIT
        | MessageType::DESTINATION_AVAILABLE
        | MessageType::DESTINATION_UNAVAILABLE
        | MessageType::DESTINATION_RESTRICTED
        | MessageType::SIGNALLING_CONGESTION => vec![Value::AffectedPointCode(POINT_CODES)],
        MessageType::DESTINATION_USER_PART_UNAVAILABLE => vec![
            Value::UserCause {
                cause: crate::wire::m3ua::UnavailabilityCause::UNKNOWN,
                user: crate::wire::m3ua::User::SCCP,
            },
            Value::AffectedPointCode(POINT_CODES),
        ],
        _ => vec![],
    };
    Message { message_type, parameters }
}

const POINT_CODES: PointCodes<'static> =
    PointCodes::list(&[crate::wire::m3ua::MaskedPointCode { mask: 0, point_code: SCP }]);

fn data(context: Option<u32>, to: u32) -> Data<&'static [u8]> {
    let label = ProtocolData::new(code(SSP), code(to), &[9_u8, 1][..]);
    Data {
        network_appearance: None,
        routing_context: context,
        protocol_data: DataForm::ProtocolData(label),
        correlation_id: None,
    }
}

/// A gateway that has its switch's ASP in a state.
fn gateway_in(state: AspState) -> Node {
    let mut node = Node::new(gateway(TrafficMode::Override));
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    if state >= AspState::Inactive {
        ask(&mut node, 0, 0, &message(MessageType::ASP_UP));
    }
    if state >= AspState::Active {
        ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE));
    }
    node
}

/// An ASP in a state.
fn asp_in(state: AspState) -> Node {
    let mut node = Node::new(asp(SSP, 1, TrafficMode::Override, SCP, true));
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    while node.poll_output().is_some() {}
    if state >= AspState::Inactive {
        ask(&mut node, 0, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    }
    if state >= AspState::Active {
        ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT));
    }
    node
}

/// A message; for each state of the ASP the first answer and the state then.
type Row = (MessageType, [(Option<MessageType>, AspState); 3]);

/// RFC 4666 figure 3 and 4.3.4, 4.5: what each side sends first in answer to each message in each
/// state, and the state that the ASP is in then. E: ERR, unexpected message. -: nothing.
#[test]
fn every_message_in_every_state_is_answered_as_the_standard_says() {
    use AspState::{Active, Down, Inactive};
    use MessageType as M;
    const E: Option<M> = Some(M::ERROR);
    let at_gateway: [Row; 22] = [
        (
            M::ASP_UP,
            [
                (Some(M::ASP_UP_ACKNOWLEDGEMENT), Inactive),
                (Some(M::ASP_UP_ACKNOWLEDGEMENT), Inactive),
                // And ERR behind it (4.3.4.1).
                (Some(M::ASP_UP_ACKNOWLEDGEMENT), Inactive),
            ],
        ),
        (M::ASP_DOWN, [(Some(M::ASP_DOWN_ACKNOWLEDGEMENT), Down); 3]),
        (
            M::ASP_ACTIVE,
            [
                (E, Down),
                (Some(M::ASP_ACTIVE_ACKNOWLEDGEMENT), Active),
                (Some(M::ASP_ACTIVE_ACKNOWLEDGEMENT), Active),
            ],
        ),
        (
            M::ASP_INACTIVE,
            [
                (E, Down),
                (Some(M::ASP_INACTIVE_ACKNOWLEDGEMENT), Inactive),
                (Some(M::ASP_INACTIVE_ACKNOWLEDGEMENT), Inactive),
            ],
        ),
        (
            M::HEARTBEAT,
            [
                (Some(M::HEARTBEAT_ACKNOWLEDGEMENT), Down),
                (Some(M::HEARTBEAT_ACKNOWLEDGEMENT), Inactive),
                (Some(M::HEARTBEAT_ACKNOWLEDGEMENT), Active),
            ],
        ),
        (M::HEARTBEAT_ACKNOWLEDGEMENT, [(None, Down), (None, Inactive), (None, Active)]),
        (M::ERROR, [(None, Down), (None, Inactive), (None, Active)]),
        (
            M::DESTINATION_STATE_AUDIT,
            [
                (E, Down),
                (Some(M::DESTINATION_UNAVAILABLE), Inactive),
                (Some(M::DESTINATION_UNAVAILABLE), Active),
            ],
        ),
        (M::SIGNALLING_CONGESTION, [(E, Down), (E, Inactive), (None, Active)]),
        (M::NOTIFY, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_UP_ACKNOWLEDGEMENT, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_DOWN_ACKNOWLEDGEMENT, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_ACTIVE_ACKNOWLEDGEMENT, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_INACTIVE_ACKNOWLEDGEMENT, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DESTINATION_AVAILABLE, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DESTINATION_UNAVAILABLE, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DESTINATION_RESTRICTED, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DESTINATION_USER_PART_UNAVAILABLE, [(E, Down), (E, Inactive), (E, Active)]),
        // Without a routing key they lack a parameter, but for the state in which none is taken.
        (M::REGISTRATION_REQUEST, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DEREGISTRATION_REQUEST, [(E, Down), (E, Inactive), (E, Active)]),
        (M::REGISTRATION_RESPONSE, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DEREGISTRATION_RESPONSE, [(E, Down), (E, Inactive), (E, Active)]),
    ];
    let at_asp: [Row; 20] = [
        (
            M::ASP_UP_ACKNOWLEDGEMENT,
            // Active, it goes back to where it was (4.3.4.1), with ERR behind it.
            [(Some(M::ASP_ACTIVE), Inactive), (None, Inactive), (Some(M::ASP_ACTIVE), Inactive)],
        ),
        (
            M::ASP_DOWN_ACKNOWLEDGEMENT,
            [
                // The gateway put it down by itself: up again (4.3.4.2).
                (Some(M::ASP_UP), Down),
                (Some(M::ASP_UP), Down),
                (Some(M::ASP_UP), Down),
            ],
        ),
        (M::ASP_ACTIVE_ACKNOWLEDGEMENT, [(E, Down), (None, Active), (None, Active)]),
        // The gateway took it by itself: asked for again (4.3.4.4).
        (
            M::ASP_INACTIVE_ACKNOWLEDGEMENT,
            [(None, Down), (None, Inactive), (Some(M::ASP_ACTIVE), Inactive)],
        ),
        (M::NOTIFY, [(None, Down), (None, Inactive), (None, Active)]),
        (
            M::HEARTBEAT,
            [
                (Some(M::HEARTBEAT_ACKNOWLEDGEMENT), Down),
                (Some(M::HEARTBEAT_ACKNOWLEDGEMENT), Inactive),
                (Some(M::HEARTBEAT_ACKNOWLEDGEMENT), Active),
            ],
        ),
        (M::HEARTBEAT_ACKNOWLEDGEMENT, [(None, Down), (None, Inactive), (None, Active)]),
        (M::ERROR, [(None, Down), (None, Inactive), (None, Active)]),
        (M::DESTINATION_AVAILABLE, [(E, Down), (None, Inactive), (None, Active)]),
        (M::DESTINATION_UNAVAILABLE, [(E, Down), (None, Inactive), (None, Active)]),
        (M::DESTINATION_RESTRICTED, [(E, Down), (None, Inactive), (None, Active)]),
        (M::DESTINATION_USER_PART_UNAVAILABLE, [(E, Down), (None, Inactive), (None, Active)]),
        (M::SIGNALLING_CONGESTION, [(E, Down), (None, Inactive), (None, Active)]),
        (M::DESTINATION_STATE_AUDIT, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_UP, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_DOWN, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_ACTIVE, [(E, Down), (E, Inactive), (E, Active)]),
        (M::ASP_INACTIVE, [(E, Down), (E, Inactive), (E, Active)]),
        (M::REGISTRATION_REQUEST, [(E, Down), (E, Inactive), (E, Active)]),
        (M::DEREGISTRATION_REQUEST, [(E, Down), (E, Inactive), (E, Active)]),
    ];
    let check = |rows: &[Row], make: fn(AspState) -> Node, side: &str| {
        for (message_type, expected) in rows {
            for (state, (answer, after)) in [Down, Inactive, Active].into_iter().zip(expected) {
                let mut node = make(state);
                assert_eq!(node.asp_state(AssociationId(0)), state, "{side}: the way to {state:?}");
                let sent = ask(&mut node, 0, 0, &message(*message_type));
                let name = message_type.name();
                let first = sent.first().map(type_of);
                assert_eq!(first, *answer, "{side}: {name:?} in {state:?}");
                let now = node.asp_state(AssociationId(0));
                assert_eq!(now, *after, "{side}: {name:?} in {state:?}");
            }
        }
    };
    check(&at_gateway, gateway_in, "gateway");
    check(&at_asp, asp_in, "ASP");
}

#[test]
fn each_fault_gets_the_error_that_the_standard_names() {
    let raw = |octets: &[u8]| {
        let mut node = gateway_in(AspState::Active);
        error_of(&give(&mut node, 0, 0, Bytes::copy_from_slice(octets)))
    };
    assert_eq!(raw(&[2, 0, 3, 1, 0, 0, 0, 8]), Some(ErrorCode::INVALID_VERSION));
    assert_eq!(raw(&[1, 0, 7, 1, 0, 0, 0, 8]), Some(ErrorCode::UNSUPPORTED_MESSAGE_CLASS));
    assert_eq!(raw(&[1, 0, 3, 9, 0, 0, 0, 8]), Some(ErrorCode::UNSUPPORTED_MESSAGE_TYPE));
    assert_eq!(
        raw(&[1, 0, 4, 1, 0, 0, 0, 16, 0, 0x0B, 0, 8, 0, 0, 0, 9]),
        Some(ErrorCode::UNSUPPORTED_TRAFFIC_MODE_TYPE)
    );
    assert_eq!(
        raw(&[1, 0, 4, 1, 0, 0, 0, 16, 0, 6, 0, 8, 0, 0, 0, 77]),
        Some(ErrorCode::INVALID_ROUTING_CONTEXT)
    );
    assert_eq!(
        raw(&[1, 0, 4, 1, 0, 0, 0, 16, 0, 6, 0, 7, 0, 0, 0, 0]),
        Some(ErrorCode::PARAMETER_FIELD_ERROR)
    );
    // An ERR is never answered, whatever is wrong with it.
    assert_eq!(raw(&[2, 0, 0, 0, 0, 0, 0, 8]), None);
    assert_eq!(raw(&[1, 0, 0, 0, 0, 0, 0, 9]), None);

    let sent =
        |node: &mut Node, stream, message: &Data<&[u8]>| error_of(&ask(node, 0, stream, message));
    let mut active = gateway_in(AspState::Active);
    assert_eq!(sent(&mut active, 0, &data(Some(1), STP)), None);
    assert_eq!(sent(&mut active, 0, &data(None, STP)), None);
    assert_eq!(sent(&mut active, 0, &data(Some(2), STP)), Some(ErrorCode::INVALID_ROUTING_CONTEXT));
    let foreign = Data { network_appearance: Some(5), ..data(Some(1), STP) };
    let mut configuration = gateway(TrafficMode::Override);
    configuration.network_appearance = Some(4);
    configuration.associations[0].streams = 4;
    configuration.associations[0].peer_identifier = Some(7);
    let mut strict = Node::new(configuration);
    strict.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    let up = |id: Option<u32>| Message {
        message_type: MessageType::ASP_UP,
        parameters: id.map(Value::AspIdentifier).into_iter().collect::<Vec<_>>(),
    };
    let asked = error_of(&ask(&mut strict, 0, 0, &up(None)));
    assert_eq!(asked, Some(ErrorCode::ASP_IDENTIFIER_REQUIRED));
    let asked = error_of(&ask(&mut strict, 0, 0, &up(Some(8))));
    assert_eq!(asked, Some(ErrorCode::INVALID_ASP_IDENTIFIER));
    assert_eq!(error_of(&ask(&mut strict, 0, 0, &up(Some(7)))), None);
    ask(&mut strict, 0, 0, &message(MessageType::ASP_ACTIVE));
    assert_eq!(sent(&mut strict, 1, &foreign), Some(ErrorCode::INVALID_NETWORK_APPEARANCE));
    let known = Data { network_appearance: Some(4), ..data(Some(1), STP) };
    assert_eq!(sent(&mut strict, 1, &known), None);
    assert_eq!(sent(&mut strict, 0, &known), Some(ErrorCode::INVALID_STREAM_IDENTIFIER));

    let mut idle = gateway_in(AspState::Inactive);
    assert_eq!(sent(&mut idle, 0, &data(Some(1), STP)), Some(ErrorCode::UNEXPECTED_MESSAGE));
    let audit = Message {
        message_type: MessageType::DESTINATION_STATE_AUDIT,
        parameters: [] as [Value<'_>; 0],
    };
    let asked = error_of(&ask(&mut idle, 0, 0, &audit));
    assert_eq!(asked, Some(ErrorCode::MISSING_PARAMETER));
    let mut empty = gateway(TrafficMode::Override);
    empty.associations[0].application_servers.clear();
    let mut empty = Node::new(empty);
    empty.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut empty, 0, 0, &message(MessageType::ASP_UP));
    let bare = Message { message_type: MessageType::ASP_ACTIVE, parameters: [] as [Value<'_>; 0] };
    let asked = error_of(&ask(&mut empty, 0, 0, &bare));
    assert_eq!(asked, Some(ErrorCode::NO_CONFIGURED_AS_FOR_ASP));
}

#[test]
fn two_equals_reach_each_other_in_a_single_and_in_a_double_exchange() {
    for (one, other) in [
        (Role::IpServerProcess { asks: true }, Role::IpServerProcess { asks: false }),
        (Role::IpServerProcessDouble, Role::IpServerProcessDouble),
    ] {
        let equal = |own: u32, to: u32, role| Configuration {
            associations: vec![association(role, &[0])],
            ..asp(own, 1, TrafficMode::Loadshare, to, true)
        };
        let mut nodes = [Node::new(equal(SSP, SCP, one)), Node::new(equal(SCP, SSP, other))];
        let run = |nodes: &mut [Node; 2]| {
            let mut arrived = 0;
            for _ in 0..10 {
                for side in 0..2 {
                    while let Some(output) = nodes[side].poll_output() {
                        match output {
                            Output::Send { association, stream, octets } => nodes[1 - side]
                                .handle_input(
                                    Time::ZERO,
                                    Input::Message { association, stream, octets },
                                ),
                            Output::Transfer(_) => arrived += 1,
                            _ => {}
                        }
                    }
                }
            }
            arrived
        };
        nodes
            .iter_mut()
            .for_each(|node| node.handle_input(Time::ZERO, Input::Up(AssociationId(0))));
        run(&mut nodes);
        nodes[0].handle_input(Time::ZERO, Input::Transfer(transfer(SSP, SCP, 1)));
        nodes[1].handle_input(Time::ZERO, Input::Transfer(transfer(SCP, SSP, 1)));
        assert_eq!(run(&mut nodes), 2, "{one:?}");
    }
}

#[test]
fn no_octets_make_a_node_fail() {
    let mut seed = 5_u64;
    let mut chance = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let good: Vec<Bytes> = (0..0x0A00_u16)
        .map(MessageType)
        .filter(|message_type| message_type.name().is_some())
        .map(|message_type| {
            let octets = Writer::new().message(&message(message_type)).expect("encodable").to_vec();
            octets.into()
        })
        .collect();
    let mut nodes = [gateway_in(AspState::Active), asp_in(AspState::Active)];
    for _ in 0..20_000 {
        let mut octets = good[chance() % good.len()].to_vec();
        for _ in 0..chance() % 4 {
            let place = chance() % octets.len();
            octets[place] = chance() as u8;
        }
        let node = &mut nodes[chance() % 2];
        give(node, 0, (chance() % 2) as u16, octets.into());
    }
}

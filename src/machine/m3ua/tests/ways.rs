//! Which destinations can be reached, who is told so, and who may say so.

use super::*;
use crate::wire::m3ua::MaskedPointCode;

const FAR: u32 = 0x09_0909;

/// A gateway with a route to what is behind the service control point's application server, which has no routing
/// key, and behind another gateway, to which it is an ASP.
fn between() -> Node {
    let mut configuration = gateway(TrafficMode::Override);
    configuration.application_servers[1].point_code = None;
    configuration.application_servers.push(server(3, TrafficMode::Override, None));
    configuration.associations.push(association(Role::ApplicationServerProcess, &[2]));
    let route = |to: u32, mask: u8, via: u16| Route {
        point_code: code(to),
        mask,
        via: vec![ApplicationServerId(via)],
        assume_available: false,
    };
    configuration.routes = vec![route(SCP, 0, 1), route(0x09_0900, 8, 2)];
    let mut node = Node::new(configuration);
    for association in [0, 2, 3] {
        node.handle_input(Time::ZERO, Input::Up(AssociationId(association)));
    }
    activate(&mut node, 0, 1);
    ask(&mut node, 3, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    ask(&mut node, 3, 0, &in_context(MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT, &[3]));
    node
}

fn in_context(message_type: MessageType, contexts: &[u32]) -> Message<Vec<Value<'_>>> {
    Message { message_type, parameters: vec![Value::RoutingContext(Numbers::list(contexts))] }
}

fn activate(node: &mut Node, association: u16, context: u32) -> Vec<Output> {
    ask(node, association, 0, &message(MessageType::ASP_UP));
    ask(node, association, 0, &in_context(MessageType::ASP_ACTIVE, &[context]))
}

fn about(message_type: MessageType, places: &[MaskedPointCode]) -> Message<Vec<Value<'_>>> {
    Message { message_type, parameters: vec![Value::AffectedPointCode(PointCodes::list(places))] }
}

/// What SSNM of a type says, in order: on which association, and of which destinations.
fn told(sent: &[Output], wanted: MessageType) -> Vec<(u16, Vec<MaskedPointCode>)> {
    sent.iter()
        .filter(|output| type_of(output) == wanted)
        .map(|output| {
            let Output::Send { association, octets, .. } = output else { panic!("not sent") };
            let message = Message::decode(&mut Reader::new(octets, Layer::M3ua)).expect("one");
            let list =
                message.parameters.into_iter().flatten().find_map(|parameter| match Value::decode(
                    &parameter,
                )
                .ok()?
                {
                    Value::AffectedPointCode(list) => Some(list.iter().collect()),
                    _ => None,
                });
            (association.0, list.expect("an affected point code"))
        })
        .collect()
}

fn outputs(node: &mut Node) -> Vec<Output> {
    core::iter::from_fn(|| node.poll_output()).collect()
}

const UNAVAILABLE: MessageType = MessageType::DESTINATION_UNAVAILABLE;
const AVAILABLE: MessageType = MessageType::DESTINATION_AVAILABLE;

#[test]
fn an_asp_learns_that_what_is_behind_a_route_is_there_again() {
    let mut node = between();
    let sent = ask(&mut node, 0, 0, &data(Some(1), SCP));
    assert_eq!(told(&sent, UNAVAILABLE), [(0, vec![SCP.into()])]);
    assert!(ask(&mut node, 0, 0, &data(Some(1), SCP)).is_empty(), "told once");
    let sent = activate(&mut node, 2, 2);
    assert_eq!(told(&sent, AVAILABLE), [(0, vec![SCP.into()])]);
}

#[test]
fn an_asp_learns_what_another_gateway_says_of_a_destination() {
    let mut node = between();
    ask(&mut node, 3, 0, &about(AVAILABLE, &[FAR.into()]));
    let sent = ask(&mut node, 3, 0, &about(UNAVAILABLE, &[FAR.into()]));
    assert_eq!(told(&sent, UNAVAILABLE), [(0, vec![FAR.into()])]);
    let sent = ask(&mut node, 3, 0, &about(MessageType::DESTINATION_RESTRICTED, &[FAR.into()]));
    assert_eq!(told(&sent, MessageType::DESTINATION_RESTRICTED), [(0, vec![FAR.into()])]);
    let congestion = MessageType::SIGNALLING_CONGESTION;
    let sent = ask(&mut node, 3, 0, &about(congestion, &[FAR.into()]));
    assert_eq!(told(&sent, congestion), [(0, vec![FAR.into()])]);
    let sent = ask(&mut node, 3, 0, &message(MessageType::DESTINATION_USER_PART_UNAVAILABLE));
    let no_user = MessageType::DESTINATION_USER_PART_UNAVAILABLE;
    assert_eq!(told(&sent, no_user), [(0, vec![SCP.into()])]);
    // Said again at once, it is no news: gateways in a ring would never end.
    let sent = ask(&mut node, 3, 0, &about(congestion, &[FAR.into()]));
    assert!(told(&sent, congestion).is_empty());
    // The other gateway is gone, and all that only it leads to.
    node.handle_input(Time::ZERO, Input::Down(AssociationId(3), vec![]));
    let sent: Vec<_> =
        outputs(&mut node).into_iter().filter(|o| matches!(o, Output::Send { .. })).collect();
    assert_eq!(told(&sent, UNAVAILABLE), [(0, vec![FAR.into()])]);
}

#[test]
fn an_audit_of_a_group_is_answered_destination_by_destination() {
    let mut node = gateway_in(AspState::Active);
    let group = |mask, point_code| [MaskedPointCode { mask, point_code }];
    let audit = MessageType::DESTINATION_STATE_AUDIT;
    let sent = ask(&mut node, 0, 0, &about(audit, &group(8, 0x01_0300)));
    assert_eq!(told(&sent, UNAVAILABLE), [(0, vec![SCP.into()])]);
    assert!(told(&sent, AVAILABLE).is_empty());
    // All that there is: this node, the two of the routing keys.
    let sent = ask(&mut node, 0, 0, &about(audit, &group(24, 0)));
    assert_eq!(told(&sent, UNAVAILABLE), [(0, vec![SCP.into()])]);
    assert_eq!(told(&sent, AVAILABLE), [(0, vec![STP.into(), SSP.into()])]);
    // Nothing of it is known, and no route leads there.
    let nowhere = group(8, 0x50_0000);
    let sent = ask(&mut node, 0, 0, &about(audit, &nowhere));
    assert_eq!(told(&sent, UNAVAILABLE), [(0, nowhere.to_vec())]);
    // One route leads to all of it.
    let mut node = between();
    let group = group(8, 0x09_0900);
    ask(&mut node, 3, 0, &about(AVAILABLE, &group));
    let sent = ask(&mut node, 0, 0, &about(audit, &group));
    assert_eq!(told(&sent, AVAILABLE), [(0, group.to_vec())]);
}

#[test]
fn congestion_is_believed_of_those_who_can_know_and_to_the_highest_level_only() {
    let congested = |level| Message {
        message_type: MessageType::SIGNALLING_CONGESTION,
        parameters: vec![
            Value::AffectedPointCode(POINT_CODES),
            Value::CongestionIndications(level),
        ],
    };
    let statuses = |node: &mut Node, association: u16, level| {
        outputs(node);
        let octets = Bytes::copy_from_slice(Writer::new().message(&congested(level)).expect("ok"));
        let association = AssociationId(association);
        node.handle_input(Time::ZERO, Input::Message { association, stream: 0, octets });
        let outputs = outputs(node).into_iter();
        outputs.filter(|o| matches!(o, Output::Status(Mtp::Congested(..)))).count()
    };
    // An ASP knows how it is itself, and nothing of others.
    let mut node = gateway_in(AspState::Inactive);
    assert_eq!(statuses(&mut node, 0, 1), 0);
    let mut node = gateway_in(AspState::Active);
    assert_eq!(statuses(&mut node, 0, 1), 0);
    node.handle_input(Time::ZERO, Input::Up(AssociationId(2)));
    activate(&mut node, 2, 2);
    assert_eq!(statuses(&mut node, 2, 1), 1);
    // A gateway knows all.
    let mut node = asp_in(AspState::Active);
    assert_eq!(statuses(&mut node, 0, 3), 1);
    assert_eq!(statuses(&mut node, 0, 4), 0);
    assert_eq!(
        error_of(&ask(&mut node, 0, 0, &congested(255))),
        Some(ErrorCode::INVALID_PARAMETER_VALUE)
    );
}

#[test]
fn who_hands_in_a_message_learns_that_it_was_not_sent() {
    let mut node = Node::new(asp(SSP, 1, TrafficMode::Override, SCP, true));
    let before = outputs(&mut node);
    assert!(matches!(before[..], [Output::Status(Mtp::Pause(node))] if node == code(SCP)));
    node.handle_input(Time::ZERO, Input::Transfer(transfer(SSP, SCP, 4)));
    let lost = outputs(&mut node).into_iter().find_map(|output| match output {
        Output::NotSent(transfer, reason) => Some((transfer, reason)),
        _ => None,
    });
    assert_eq!(lost, Some((transfer(SSP, SCP, 4), DropReason::NotActive)));
}

#[test]
fn a_destination_behind_a_group_route_is_asked_for_when_it_is_first_wanted() {
    let mut node = between();
    outputs(&mut node);
    let wanted = |node: &mut Node| {
        node.handle_input(Time::ZERO, Input::Transfer(transfer(STP, FAR, 4)));
        let all = outputs(node);
        let sent: Vec<_> = all.into_iter().filter(|o| matches!(o, Output::Send { .. })).collect();
        sent
    };
    let audit = MessageType::DESTINATION_STATE_AUDIT;
    assert_eq!(told(&wanted(&mut node), audit), [(3, vec![FAR.into()])]);
    assert!(wanted(&mut node).is_empty(), "asked once");
    ask(&mut node, 3, 0, &about(AVAILABLE, &[FAR.into()]));
    assert_eq!(type_of(&wanted(&mut node)[0]), MessageType::DATA);
}

#[test]
fn an_asp_sends_only_under_the_point_code_of_its_application_server() {
    let mut node = gateway_in(AspState::Active);
    outputs(&mut node);
    let from = |from: u32| {
        let label = ProtocolData::new(code(from), code(STP), &[9_u8, 1][..]);
        Data { protocol_data: DataForm::ProtocolData(label), ..data(Some(1), STP) }
    };
    let mut came = |message: &Data<&[u8]>| {
        let octets = Bytes::copy_from_slice(Writer::new().message(message).expect("encodable"));
        let association = AssociationId(0);
        node.handle_input(Time::ZERO, Input::Message { association, stream: 0, octets });
        outputs(&mut node).iter().any(|output| matches!(output, Output::Transfer(_)))
    };
    assert!(came(&from(SSP)));
    assert!(!came(&from(SCP)) && !came(&from(FAR)));
    let foreign = DropReason::ALL.iter().position(|r| *r == DropReason::ForeignOriginator);
    assert_eq!(node.counters().dropped[foreign.expect("one of them")], 2);
}

#[test]
fn data_that_overtakes_the_answer_to_asp_active_is_taken() {
    let mut node = asp_in(AspState::Inactive);
    outputs(&mut node);
    let label = ProtocolData::new(code(SCP), code(SSP), &[9_u8, 1][..]);
    let message = Data { protocol_data: DataForm::ProtocolData(label), ..data(Some(1), SSP) };
    assert!(ask(&mut node, 0, 0, &message).is_empty());
    assert_eq!(node.counters().received, 1);
}

#[test]
fn data_that_was_sent_before_asp_inactive_and_comes_behind_it_is_taken_for_a_while() {
    let mut node = gateway_in(AspState::Active);
    ask(&mut node, 0, 0, &message(MessageType::ASP_INACTIVE));
    assert_eq!(error_of(&ask(&mut node, 0, 0, &data(Some(1), STP))), None);
    node.handle_timeout(Time::ZERO + Duration::from_secs(3));
    let late = error_of(&ask(&mut node, 0, 0, &data(Some(1), STP)));
    assert_eq!(late, Some(ErrorCode::UNEXPECTED_MESSAGE));
}

#[test]
fn streams_are_those_that_both_sides_have() {
    let mut configuration = gateway(TrafficMode::Override);
    configuration.associations[0].streams = 17;
    let mut node = Node::new(configuration);
    let association = AssociationId(0);
    node.handle_input(Time::ZERO, Input::Streams { association, incoming: 1, outgoing: 3 });
    node.handle_input(Time::ZERO, Input::Up(association));
    activate(&mut node, 0, 1);
    outputs(&mut node);
    assert_eq!(error_of(&ask(&mut node, 0, 0, &data(Some(1), STP))), None);
    let mut streams = vec![];
    for selection in 0..4 {
        node.handle_input(Time::ZERO, Input::Transfer(transfer(STP, SSP, selection)));
        streams.extend(outputs(&mut node).iter().filter_map(|output| match output {
            Output::Send { stream, .. } => Some(*stream),
            _ => None,
        }));
    }
    assert_eq!(streams, [1, 2, 1, 2]);
    // Management has stream 0 to itself.
    let notify = message(MessageType::ASP_UP);
    let refused = error_of(&ask(&mut node, 0, 2, &notify));
    assert_eq!(refused, Some(ErrorCode::INVALID_STREAM_IDENTIFIER));
}

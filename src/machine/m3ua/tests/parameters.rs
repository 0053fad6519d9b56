//! Parameters in any order, and those that are wrong.

use super::*;
use crate::wire::m3ua::{Group, MaskedPointCode, Tag, TrafficModeType};

/// Every order of some things.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![vec![]];
    }
    let mut all = vec![];
    for (place, first) in things.iter().enumerate() {
        let rest: Vec<T> = [&things[..place], &things[place + 1..]].concat();
        for mut order in orders(&rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}

fn octets_of_message(message_type: MessageType, parameters: &[u8]) -> Bytes {
    let [class, number] = message_type.0.to_be_bytes();
    let length = (8 + parameters.len()) as u32;
    let mut octets = vec![1, 0, class, number];
    octets.extend(length.to_be_bytes());
    octets.extend(parameters);
    octets.into()
}

#[test]
fn parameters_may_stand_in_any_order() {
    let parameters = [
        Value::TrafficModeType(TrafficModeType::OVERRIDE),
        Value::RoutingContext(Numbers::list(&[1])),
        Value::InfoString(b"one"),
        Value::Unknown { tag: Tag(0x7777), value: Reader::new(&[1, 2, 3, 4], Layer::M3ua) },
    ];
    let orders = orders(&parameters);
    assert_eq!(orders.len(), 24);
    for parameters in orders {
        let mut node = gateway_in(AspState::Inactive);
        let sent =
            ask(&mut node, 0, 0, &Message { message_type: MessageType::ASP_ACTIVE, parameters });
        assert_eq!(type_of(&sent[0]), MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT);
        assert_eq!(node.asp_state(AssociationId(0)), AspState::Active);
    }
}

#[test]
fn data_may_have_its_parameters_in_any_order() {
    let context: &[u8] = &[0, 6, 0, 8, 0, 0, 0, 1];
    let correlation: &[u8] = &[0, 0x13, 0, 8, 0, 0, 0, 9];
    let protocol_data: &[u8] =
        &[2, 0x10, 0, 18, 0, 1, 2, 1, 0, 1, 1, 1, 3, 2, 0, 5, 0xAA, 0xBB, 0, 0];
    for order in orders(&[context, correlation, protocol_data]) {
        let mut node = gateway_in(AspState::Active);
        let octets = octets_of_message(MessageType::DATA, &order.concat());
        let association = AssociationId(0);
        node.handle_input(Time::ZERO, Input::Message { association, stream: 0, octets });
        let arrived = core::iter::from_fn(|| node.poll_output()).find_map(|output| match output {
            Output::Transfer(transfer) => Some(transfer),
            _ => None,
        });
        let arrived = arrived.expect("a transfer");
        assert_eq!(
            (arrived.signalling_link_selection, &arrived.user_data[..]),
            (5, &[0xAA, 0xBB][..])
        );
    }
}

#[test]
fn what_is_wrong_with_a_parameter_has_its_own_code() {
    let data: &[u8] = &[2, 0x10, 0, 16, 0, 1, 2, 1, 0, 1, 1, 1, 3, 2, 0, 5];
    let draft: &[u8] = &[0, 2, 0, 8, 0x83, 1, 2, 3];
    let registration = |keys: usize| {
        let key = Group {
            tag: Tag::ROUTING_KEY,
            parameters: [
                Value::LocalRoutingKeyIdentifier(1),
                Value::DestinationPointCode(MaskedPointCode { mask: 0, point_code: SSP }),
            ],
        };
        let parameters = vec![key; keys];
        let message = Message { message_type: MessageType::REGISTRATION_REQUEST, parameters };
        Bytes::copy_from_slice(Writer::new().message(&message).expect("encodable"))
    };
    for (octets, expected) in [
        // Longer than it is.
        (Bytes::from_static(&[1, 0, 3, 1, 0, 0, 0, 99]), ErrorCode::PROTOCOL_ERROR),
        // Protocol data twice, and that of a draft.
        (
            octets_of_message(MessageType::DATA, &[data, data].concat()),
            ErrorCode::UNEXPECTED_PARAMETER,
        ),
        (octets_of_message(MessageType::DATA, draft), ErrorCode::UNEXPECTED_PARAMETER),
        (octets_of_message(MessageType::DATA, &[]), ErrorCode::MISSING_PARAMETER),
        // More keys than one message may have.
        (registration(65), ErrorCode::INVALID_PARAMETER_VALUE),
    ] {
        let mut node = gateway_in(AspState::Active);
        assert_eq!(error_of(&give(&mut node, 0, 0, octets.clone())), Some(expected), "{octets:?}");
    }
}

#[test]
fn an_error_holds_no_more_than_forty_octets_of_the_message_and_names_what_was_wrong() {
    let mut node = gateway_in(AspState::Active);
    let parameters = [Value::InfoString(&[b'a'; 200]), Value::RoutingContext(Numbers::list(&[77]))];
    let sent = ask(&mut node, 0, 0, &Message { message_type: MessageType::ASP_ACTIVE, parameters });
    let error = Message::decode(&mut Reader::new(octets_of(&sent[0]), Layer::M3ua)).expect("ERR");
    let values = error.parameters.into_iter().flatten();
    let mut context = None;
    let mut diagnostic = 0;
    for parameter in values {
        match Value::decode(&parameter).expect("a value") {
            Value::RoutingContext(list) => context = list.iter().next(),
            Value::DiagnosticInformation(octets) => diagnostic = octets.len(),
            _ => {}
        }
    }
    assert_eq!((context, diagnostic), (Some(77), 40));
}

#[test]
fn an_audit_is_answered_by_the_state_of_each_destination() {
    let mut node = gateway_in(AspState::Active);
    let place = MaskedPointCode { mask: 0, point_code: SSP };
    let places = [place];
    let answer = |node: &mut Node| {
        let audit = Message {
            message_type: MessageType::DESTINATION_STATE_AUDIT,
            parameters: [Value::AffectedPointCode(PointCodes::list(&places))],
        };
        ask(node, 0, 0, &audit).iter().map(type_of).collect::<Vec<_>>()
    };
    assert_eq!(answer(&mut node), [MessageType::DESTINATION_AVAILABLE]);
    node.destinations.set(&[place], Destination::Restricted);
    assert_eq!(answer(&mut node), [MessageType::DESTINATION_RESTRICTED]);
    ask(&mut node, 0, 0, &message(MessageType::ASP_INACTIVE));
    // Messages are kept until T(r) is over.
    assert_eq!(answer(&mut node), [MessageType::DESTINATION_RESTRICTED]);
    node.handle_timeout(Time::ZERO + Duration::from_secs(3));
    while node.poll_output().is_some() {}
    assert_eq!(answer(&mut node), [MessageType::DESTINATION_UNAVAILABLE]);
}

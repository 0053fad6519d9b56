//! What a node does when others take something away from it, or do not hear it: it comes back as
//! far as the standard says, and no further.

use super::*;
use crate::wire::m3ua::Tag;

fn states(net: &Net) -> [AspState; 2] {
    [0, 1].map(|number: usize| net.asps[number].asp_state(AssociationId(0)))
}

fn types(sent: &[Output]) -> Vec<MessageType> {
    sent.iter().map(type_of).collect()
}

/// The ASP identifiers of the notifications of one status that were sent on an association.
fn notified(net: &Net, number: u16, status: Status) -> Vec<Option<u32>> {
    let mut found = vec![];
    for (other, to_gateway, octets) in &net.wire {
        let message = Message::decode(&mut Reader::new(octets, Layer::M3ua)).expect("a message");
        if *other != number || *to_gateway || message.message_type != MessageType::NOTIFY {
            continue;
        }
        let values =
            || message.parameters.into_iter().flatten().filter_map(|p| Value::decode(&p).ok());
        if values().any(|value| value == Value::Status(status)) {
            found.push(values().find_map(|value| match value {
                Value::AspIdentifier(id) => Some(id),
                _ => None,
            }));
        }
    }
    found
}

#[test]
fn an_asp_that_was_overridden_takes_over_when_the_other_dies() {
    let mut net = Net::new(TrafficMode::Override, true);
    for number in [0, 2, 1] {
        net.connect(number);
    }
    assert_eq!(states(&net), [AspState::Inactive, AspState::Active]);
    net.cut(1, vec![]);
    assert_eq!(states(&net)[0], AspState::Active);
    net.wait(5.0);
    net.send(2, 3);
    assert_eq!(net.arrived(0), [3]);
}

#[test]
fn an_asp_that_was_overridden_does_not_fight_back() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.connect(1);
    net.wait(20.0);
    assert_eq!(states(&net), [AspState::Inactive, AspState::Active]);
}

#[test]
fn an_asp_whose_request_was_overtaken_does_not_ask_again() {
    let mut node = asp_in(AspState::Inactive);
    let alternate = Message {
        message_type: MessageType::NOTIFY,
        parameters: [Value::Status(Status::ALTERNATE_ASP_ACTIVE)],
    };
    assert_eq!(types(&ask(&mut node, 0, 0, &alternate)), []);
    node.handle_timeout(Time::ZERO + Duration::from_secs(5));
    let sent: Vec<_> = core::iter::from_fn(|| node.poll_output())
        .filter(|output| matches!(output, Output::Send { .. }))
        .collect();
    assert_eq!(types(&sent), []);
}

#[test]
fn what_the_gateway_took_away_unasked_is_asked_for_again() {
    let mut node = asp_in(AspState::Active);
    let sent = ask(&mut node, 0, 0, &message(MessageType::ASP_INACTIVE_ACKNOWLEDGEMENT));
    assert_eq!(types(&sent), [MessageType::ASP_ACTIVE]);
    assert_eq!(node.asp_state(AssociationId(0)), AspState::Inactive);

    let mut node = asp_in(AspState::Active);
    let sent = ask(&mut node, 0, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    assert_eq!(types(&sent), [MessageType::ASP_ACTIVE, MessageType::ERROR]);
    assert_eq!(node.asp_state(AssociationId(0)), AspState::Inactive);
}

#[test]
fn a_notification_names_the_asp_that_took_over_or_failed() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    // The gateway's answers stay on the wire, to be read.
    net.up[1] = true;
    net.gateway.handle_input(net.now, Input::Up(AssociationId(1)));
    let up = Message { message_type: MessageType::ASP_UP, parameters: [Value::AspIdentifier(2)] };
    for octets in [
        Writer::new().message(&up).expect("encodable").to_vec(),
        Writer::new().message(&message(MessageType::ASP_ACTIVE)).expect("encodable").to_vec(),
    ] {
        let association = AssociationId(1);
        let octets = octets.into();
        net.gateway.handle_input(net.now, Input::Message { association, stream: 0, octets });
    }
    net.drain();
    assert_eq!(notified(&net, 0, Status::ALTERNATE_ASP_ACTIVE), [Some(2)]);
    net.wire.clear();
    net.gateway.handle_input(net.now, Input::Down(AssociationId(1), vec![]));
    net.drain();
    assert_eq!(notified(&net, 0, Status::ASP_FAILURE), [Some(2)]);
}

/// A gateway at which the switch's ASP registers, and that ASP.
fn registering() -> Net {
    let mode = TrafficMode::Loadshare;
    let mut configuration = gateway(mode);
    configuration.registration = true;
    configuration.associations[0].application_servers.clear();
    configuration.application_servers[0].routing_context = None;
    // The context that the place of the first would give is taken.
    configuration.application_servers[1].routing_context = Some(1);
    let mut asp = asp(SSP, 0, mode, SCP, true);
    asp.application_servers[0] = ApplicationServerConfiguration {
        routing_context: None,
        register: true,
        ..server(0, mode, Some(SSP))
    };
    Net::with(Node::new(configuration), vec![Node::new(asp)])
}

#[test]
fn a_routing_key_gets_a_context_that_no_other_has() {
    let mut net = registering();
    net.connect(0);
    assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Active);
    let server = net.gateway.application_server_state(ApplicationServerId(0));
    assert_eq!(server, ApplicationServerState::Active);
    let contexts: Vec<_> = net.gateway.servers.iter().map(|s| s.routing_context).collect();
    assert_ne!(contexts[0], contexts[1]);
}

#[test]
fn an_asp_that_missed_the_answer_to_its_registration_becomes_active() {
    let mut net = registering();
    net.up[0] = true;
    net.gateway.handle_input(net.now, Input::Up(AssociationId(0)));
    net.asps[0].handle_input(net.now, Input::Up(AssociationId(0)));
    net.drain();
    let mut lost = 0;
    while let Some((number, to_gateway, octets)) = net.wire.pop_front() {
        let message = Message::decode(&mut Reader::new(&octets, Layer::M3ua)).expect("a message");
        if message.message_type == MessageType::REGISTRATION_RESPONSE {
            lost += 1;
            continue;
        }
        let (node, association) = if to_gateway {
            (&mut net.gateway, AssociationId(number))
        } else {
            (&mut net.asps[0], AssociationId(0))
        };
        node.handle_input(net.now, Input::Message { association, stream: 0, octets });
        net.drain();
    }
    assert_eq!(lost, 1);
    net.wait(10.0);
    assert_eq!(net.asps[0].asp_state(AssociationId(0)), AspState::Active);
    assert_eq!(net.gateway.asp_state(AssociationId(0)), AspState::Active);
}

/// One of two equals of which both ask, without a routing context.
fn equal() -> Node {
    let mut server = server(0, TrafficMode::Loadshare, None);
    server.routing_context = None;
    let mut node = Node::new(Configuration {
        associations: vec![association(Role::IpServerProcessDouble, &[0])],
        application_servers: vec![server],
        ..asp(SSP, 1, TrafficMode::Loadshare, SCP, true)
    });
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    while node.poll_output().is_some() {}
    node
}

fn bare(message_type: MessageType) -> Message<[Value<'static>; 0]> {
    Message { message_type, parameters: [] }
}

#[test]
fn an_equal_sends_to_the_other_once_the_other_is_active() {
    let mut node = equal();
    ask(&mut node, 0, 0, &bare(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    ask(&mut node, 0, 0, &bare(MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT));
    ask(&mut node, 0, 0, &bare(MessageType::ASP_UP));
    let sends = |node: &mut Node| {
        node.handle_input(Time::ZERO, Input::Transfer(transfer(SSP, SCP, 1)));
        core::iter::from_fn(|| node.poll_output()).any(|output| {
            matches!(output, Output::Send { .. }) && type_of(&output) == MessageType::DATA
        })
    };
    assert!(!sends(&mut node));
    ask(&mut node, 0, 0, &bare(MessageType::ASP_ACTIVE));
    assert!(sends(&mut node));
}

#[test]
fn data_without_a_context_is_taken_where_both_halves_are_active_for_one_application_server() {
    let mut node = equal();
    for message_type in [
        MessageType::ASP_UP_ACKNOWLEDGEMENT,
        MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT,
        MessageType::ASP_UP,
        MessageType::ASP_ACTIVE,
    ] {
        ask(&mut node, 0, 0, &bare(message_type));
    }
    assert_eq!(error_of(&ask(&mut node, 0, 0, &data(None, SSP))), None);
    assert_eq!(node.counters().received, 1);
}

#[test]
fn what_lay_behind_a_group_route_pauses_with_its_last_way() {
    let mut configuration = asp(SSP, 1, TrafficMode::Override, SCP & !0xFF, false);
    configuration.routes[0].mask = 8;
    let mut node = Node::new(configuration);
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut node, 0, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT));
    ask(&mut node, 0, 0, &message(MessageType::DESTINATION_AVAILABLE));
    assert_eq!(node.destination_state(code(SCP)), Destination::Available);
    node.handle_input(Time::ZERO, Input::Down(AssociationId(0), vec![]));
    let paused = core::iter::from_fn(|| node.poll_output())
        .any(|output| matches!(output, Output::Status(Mtp::Pause(node)) if node == code(SCP)));
    assert!(paused);
    assert_eq!(node.destination_state(code(SCP)), Destination::Unknown);
}

#[test]
fn a_group_of_destinations_is_not_known_any_more_without_a_way() {
    let mut configuration = asp(SSP, 1, TrafficMode::Override, SCP & !0xFF, false);
    configuration.routes[0].mask = 8;
    let mut node = Node::new(configuration);
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut node, 0, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT));
    let group = [crate::wire::m3ua::MaskedPointCode { mask: 16, point_code: SCP & !0xFFFF }];
    let available = Message {
        message_type: MessageType::DESTINATION_AVAILABLE,
        parameters: [Value::AffectedPointCode(PointCodes::list(&group))],
    };
    ask(&mut node, 0, 0, &available);
    assert_eq!(node.destination_state(code(SCP)), Destination::Available);
    node.handle_input(Time::ZERO, Input::Down(AssociationId(0), vec![]));
    assert_eq!(node.destination_state(code(SCP)), Destination::Unknown);
}

#[test]
fn a_heartbeat_that_cannot_be_read_is_answered_with_an_error() {
    let mut node = gateway_in(AspState::Active);
    let octets = [1, 0, 3, 3, 0, 0, 0, 12, 0, Tag::HEARTBEAT_DATA.0 as u8, 0, 3];
    let sent = give(&mut node, 0, 0, Bytes::copy_from_slice(&octets));
    assert_eq!(error_of(&sent), Some(ErrorCode::PARAMETER_FIELD_ERROR));
}

#[test]
fn what_waits_for_an_asp_is_bounded_in_octets_too() {
    let mut configuration = gateway(TrafficMode::Override);
    configuration.pending_octets = 5;
    let mut node = Node::new(configuration);
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut node, 0, 0, &message(MessageType::ASP_UP));
    ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE));
    node.handle_input(Time::ZERO, Input::Down(AssociationId(0), vec![]));
    // Each has two octets.
    for selection in 0..3 {
        node.handle_input(Time::ZERO, Input::Transfer(transfer(SCP, SSP, selection)));
    }
    assert_eq!(node.counters().dropped.iter().sum::<u64>(), 1);
    while node.poll_output().is_some() {}
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut node, 0, 0, &message(MessageType::ASP_UP));
    let sent = ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE));
    let data = sent.iter().filter(|output| type_of(output) == MessageType::DATA);
    assert_eq!(data.count(), 2);
}

#[test]
fn a_gateway_that_keeps_no_more_tells_of_congestion_once_a_second() {
    let mut configuration = gateway(TrafficMode::Override);
    configuration.pending = 2;
    let asps = Net::new(TrafficMode::Override, true).asps;
    let mut net = Net::with(Node::new(configuration), asps);
    net.connect(0);
    net.connect(2);
    net.cut(2, vec![]);
    for selection in 0..10 {
        net.send(0, selection);
    }
    let congested = |net: &Net| {
        let told = |output: &&Output| matches!(output, Output::Status(crate::machine::mtp::Status::Congested(node, 3)) if node.value == SCP);
        net.at_asp[0].iter().filter(told).count()
    };
    assert_eq!(congested(&net), 1);
    net.now = net.now + Duration::from_secs(1);
    net.send(0, 11);
    assert_eq!(congested(&net), 2);
}

#[test]
fn a_gateway_tells_of_a_user_part_that_nobody_has() {
    let mut configuration = gateway(TrafficMode::Override);
    configuration.application_servers[1].service_indicators = vec![3];
    let asps = Net::new(TrafficMode::Override, true).asps;
    let mut net = Net::with(Node::new(configuration), asps);
    net.connect(0);
    net.connect(2);
    let isup = Transfer { service_indicator: 5, ..transfer(SSP, SCP, 1) };
    net.asps[0].handle_input(net.now, Input::Transfer(isup));
    net.run();
    let told = |output: &Output| {
        matches!(output, Output::Status(crate::machine::mtp::Status::UserPartUnavailable { .. }))
    };
    assert_eq!(net.at_asp[0].iter().filter(|output| told(output)).count(), 1);
    net.send(0, 7);
    assert_eq!(net.arrived(2), [7], "SCCP is there");
}

#[test]
fn a_gateway_that_takes_away_each_time_is_not_asked_without_pause() {
    let mut node = asp_in(AspState::Active);
    let mut asked = 0;
    for _ in 0..100 {
        ask(&mut node, 0, 0, &message(MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT));
        asked += ask(&mut node, 0, 0, &message(MessageType::ASP_INACTIVE_ACKNOWLEDGEMENT)).len();
    }
    assert_eq!(asked, 1);
    // T(ack) later it is asked again.
    node.handle_timeout(Time::ZERO + Duration::from_secs(3));
    let sent: Vec<_> = core::iter::from_fn(|| node.poll_output())
        .filter(|output| matches!(output, Output::Send { .. }))
        .collect();
    assert_eq!(types(&sent), [MessageType::ASP_ACTIVE]);
}

#[test]
fn a_blocked_asp_is_put_down_and_refused_until_it_is_let_in_again() {
    let mut net = Net::new(TrafficMode::Loadshare, true);
    net.connect(0);
    assert_eq!(states(&net)[0], AspState::Active);
    let association = AssociationId(0);
    net.gateway.handle_input(net.now, Input::Block { association, blocked: true });
    net.run();
    net.wait(10.0);
    assert_eq!(states(&net)[0], AspState::Down);
    let told = Event::PeerError(association, ErrorCode::REFUSED_MANAGEMENT_BLOCKING);
    assert!(Net::has_event(&net.at_asp[0], told));
    net.gateway.handle_input(net.now, Input::Block { association, blocked: false });
    net.wait(20.0);
    assert_eq!(states(&net)[0], AspState::Active);
}

#[test]
fn an_asp_that_goes_takes_its_registration_back() {
    let mut net = registering();
    net.connect(0);
    assert_eq!(net.gateway.associations[0].registered, [ApplicationServerId(0)]);
    net.asps[0].handle_input(net.now, Input::Stop(AssociationId(0)));
    net.drain();
    let mut seen = vec![];
    while let Some((number, to_gateway, octets)) = net.wire.pop_front() {
        let message = Message::decode(&mut Reader::new(&octets, Layer::M3ua)).expect("a message");
        let (node, association) = if to_gateway {
            seen.push(message.message_type);
            (&mut net.gateway, AssociationId(number))
        } else {
            (&mut net.asps[0], AssociationId(0))
        };
        node.handle_input(net.now, Input::Message { association, stream: 0, octets });
        net.drain();
    }
    use MessageType as M;
    assert_eq!(seen, [M::ASP_INACTIVE, M::DEREGISTRATION_REQUEST, M::ASP_DOWN]);
    assert_eq!(net.gateway.associations[0].registered, []);
}

#[test]
fn an_application_server_that_is_not_configured_leads_nowhere() {
    let mut configuration = asp(SSP, 1, TrafficMode::Override, SCP, true);
    configuration.associations[0].application_servers.push(ApplicationServerId(77));
    configuration.routes.push(Route {
        point_code: PointCode { value: SCP, variant: Variant::Ansi },
        mask: 0,
        via: vec![ApplicationServerId(78)],
        assume_available: true,
    });
    let mut node = Node::new(configuration);
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut node, 0, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    node.handle_input(Time::ZERO, Input::Transfer(transfer(SSP, SCP, 1)));
    while node.poll_output().is_some() {}
}

#[test]
fn who_answered_no_heartbeat_begins_anew_when_it_is_back() {
    let mut net = Net::new(TrafficMode::Override, true);
    net.connect(0);
    net.connect(2);
    net.up[0] = false;
    net.wait(100.0);
    // Nobody waits for the socket to say that it is closed.
    assert_eq!(net.gateway.asp_state(AssociationId(0)), AspState::Down);
    let server = ApplicationServerId(0);
    assert_eq!(net.gateway.application_server_state(server), ApplicationServerState::Down);
    net.gateway.handle_input(net.now, Input::Down(AssociationId(0), vec![]));
    net.asps[0].handle_input(net.now, Input::Down(AssociationId(0), vec![]));
    net.connect(0);
    assert_eq!(states(&net)[0], AspState::Active);
    assert_eq!(net.gateway.asp_state(AssociationId(0)), AspState::Active);
    net.send(2, 6);
    assert_eq!(net.arrived(0), [6]);
}

fn error(
    code: ErrorCode,
    about: MessageType,
    contexts: &'static [u32],
) -> Message<Vec<Value<'static>>> {
    let octets: &'static [u8] = match about {
        MessageType::ASP_ACTIVE => &[1, 0, 4, 1, 0, 0, 0, 8],
        _ => &[1, 0, 1, 1, 0, 0, 0, 8],
    };
    let mut parameters = vec![Value::ErrorCode(code), Value::DiagnosticInformation(octets)];
    if !contexts.is_empty() {
        parameters.push(Value::RoutingContext(Numbers::list(contexts)));
    }
    Message { message_type: MessageType::ERROR, parameters }
}

/// What a node asks for by itself within so many seconds.
fn asked_within(node: &mut Node, seconds: u64) -> Vec<MessageType> {
    let until = Time::ZERO + Duration::from_secs(seconds);
    let mut asked = vec![];
    while let Some(due) = node.poll_timeout().filter(|due| *due <= until) {
        node.handle_timeout(due);
        while let Some(output) = node.poll_output() {
            if matches!(output, Output::Send { .. }) {
                asked.push(type_of(&output));
            }
        }
    }
    asked.retain(|asked| *asked != MessageType::HEARTBEAT);
    asked
}

#[test]
fn an_error_about_something_else_stops_no_request() {
    for (about, contexts) in
        [(MessageType::DATA, &[][..]), (MessageType::ASP_ACTIVE, &[99]), (MessageType::DATA, &[1])]
    {
        let mut node = asp_in(AspState::Inactive);
        ask(&mut node, 0, 0, &error(ErrorCode::INVALID_ROUTING_CONTEXT, about, contexts));
        assert!(asked_within(&mut node, 3).contains(&MessageType::ASP_ACTIVE), "{about:?}");
    }
}

#[test]
fn what_was_refused_is_asked_for_again_after_a_while() {
    let mut node = asp_in(AspState::Inactive);
    let refused = error(ErrorCode::INVALID_ROUTING_CONTEXT, MessageType::ASP_ACTIVE, &[1]);
    ask(&mut node, 0, 0, &refused);
    assert_eq!(asked_within(&mut node, 29), []);
    assert!(asked_within(&mut node, 31).contains(&MessageType::ASP_ACTIVE));
}

#[test]
fn of_several_contexts_each_is_taken_or_refused_by_itself() {
    // The gateway knows 1, and nothing of 77.
    let mut node = gateway_in(AspState::Inactive);
    let contexts = [1, 77];
    let both = Message {
        message_type: MessageType::ASP_ACTIVE,
        parameters: vec![Value::RoutingContext(Numbers::list(&contexts))],
    };
    let answers = ask(&mut node, 0, 0, &both);
    assert!(types(&answers).contains(&MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT));
    assert_eq!(error_of(&answers), Some(ErrorCode::INVALID_ROUTING_CONTEXT));
    assert_eq!(node.asp_state(AssociationId(0)), AspState::Active);
    // An ASP whose gateway refuses one and takes none asks for the other.
    let mut configuration = asp(SSP, 1, TrafficMode::Override, SCP, true);
    configuration.application_servers.push(server(77, TrafficMode::Override, None));
    configuration.associations[0].application_servers.push(ApplicationServerId(1));
    let mut node = Node::new(configuration);
    node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
    ask(&mut node, 0, 0, &message(MessageType::ASP_UP_ACKNOWLEDGEMENT));
    let refused = error(ErrorCode::INVALID_ROUTING_CONTEXT, MessageType::ASP_ACTIVE, &[77]);
    let again = ask(&mut node, 0, 0, &refused);
    assert_eq!(types(&again), [MessageType::ASP_ACTIVE]);
    let octets = octets_of(&again[0]);
    assert!(octets.ends_with(&[0, 6, 0, 8, 0, 0, 0, 1]), "the other alone: {octets:02x?}");
}

#[test]
fn the_next_asp_says_how_the_traffic_is_shared_where_nothing_else_does() {
    let mut configuration = gateway(TrafficMode::Override);
    configuration.application_servers[0].traffic_mode = None;
    let mut node = Node::new(configuration);
    let active = |node: &mut Node, mode| {
        node.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
        ask(node, 0, 0, &message(MessageType::ASP_UP));
        let parameters = vec![Value::TrafficModeType(mode)];
        error_of(&ask(node, 0, 0, &Message { message_type: MessageType::ASP_ACTIVE, parameters }))
    };
    use crate::wire::m3ua::TrafficModeType;
    assert_eq!(active(&mut node, TrafficModeType::OVERRIDE), None);
    let other = active(&mut node, TrafficModeType::LOADSHARE);
    assert_eq!(other, Some(ErrorCode::UNSUPPORTED_TRAFFIC_MODE_TYPE));
    node.handle_input(Time::ZERO, Input::Down(AssociationId(0), vec![]));
    node.handle_timeout(Time::ZERO + Duration::from_secs(3));
    assert_eq!(active(&mut node, TrafficModeType::LOADSHARE), None);
}

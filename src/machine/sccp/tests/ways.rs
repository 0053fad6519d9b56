//! Where messages go, what comes back, and what is paid for it.

use super::*;
use crate::wire::sccp::{
    Connectionless, ExtendedUnitdataService, MAXIMUM_HOPS, OptionalParameters, ProtocolClass,
    Segmentation, UnitdataService,
};
use allocation_counter::measure;

fn octets(message: &Message<'_, &[u8]>) -> Bytes {
    Writer::new().message(message).expect("encodable").to_vec().into()
}

fn segment(remaining: u8, first: bool, reference: u32, data: &[u8]) -> Transfer {
    let segmentation =
        Segmentation { first, class_1: false, remaining, local_reference: reference };
    let message = ExtendedUnitdata {
        protocol_class: ProtocolClass::CLASS_0.returned_on_error(),
        optional: OptionalParameters {
            segmentation: Some(segmentation),
            ..OptionalParameters::NONE
        },
        ..ExtendedUnitdata::new(
            sccp::Address::node(code(SCP), AIN),
            sccp::Address::node(code(SWITCH), CALLER),
            data,
        )
    };
    from_switch(SCP, octets(&Message::ExtendedUnitdata(message)))
}

#[test]
fn a_message_whose_segments_do_not_come_goes_back_by_its_first() {
    let mut net = Net::new();
    net.deliver(segment(2, true, 5, b"first"));
    net.deliver(segment(0, false, 5, b"last"));
    net.wait(11);
    assert_eq!(net.events(SCP)[0], Event::SegmentsMissing(5));
    let notices: Vec<_> = net
        .out
        .iter()
        .filter_map(|(own, output)| match output {
            Output::Notice { subsystem, cause, path, data } => {
                Some((*own, *subsystem, *cause, *path, data.clone()))
            }
            _ => None,
        })
        .collect();
    let [(SWITCH, CALLER, ReturnCause::CANNOT_REASSEMBLE, path, data)] = &notices[..] else {
        panic!("{notices:?}")
    };
    assert_eq!(&data[..], b"first");
    assert_eq!(path.local, Address::node(code(SWITCH), CALLER));
    assert_eq!(path.remote, Address::node(code(SCP), AIN));
    assert_eq!(path.remote_point_code, Some(code(SCP)));
    // Without its first, nobody knows whether it is wanted back.
    net.out.clear();
    net.deliver(segment(1, false, 6, b"second"));
    net.wait(11);
    assert_eq!(net.events(SCP), [Event::SegmentsMissing(6)]);
    assert!(net.notices(SWITCH).is_empty());
    assert_eq!((net.node(SCP).waiting(), net.node(SCP).poll_timeout()), (0, None));
}

#[test]
fn segments_that_contradict_each_other_make_no_whole() {
    let cases: [&[(u8, bool, &[u8])]; 5] = [
        // More to come than the first announced.
        &[(1, true, b"a"), (5, false, b"b")],
        &[(5, false, b"b"), (1, true, b"a")],
        // Two that say that they are the first.
        &[(2, true, b"a"), (1, true, b"b")],
        // As many behind it as behind the first.
        &[(1, true, b"a"), (1, false, b"b")],
        // The same place, other octets.
        &[(2, true, b"a"), (1, false, b"b"), (1, false, b"c")],
    ];
    for case in cases {
        let mut net = Net::new();
        for (remaining, first, data) in case {
            net.deliver(segment(*remaining, *first, 9, data));
        }
        assert!(net.arrived(SCP).is_none(), "{case:?}");
        assert!(net.events(SCP).contains(&Event::SegmentsInconsistent(9)), "{case:?}");
        assert_eq!((net.node(SCP).waiting(), net.node(SCP).poll_timeout()), (0, None));
    }
}

#[test]
fn a_segmented_message_that_comes_back_is_told_once() {
    let mut net = Net::new();
    let path = Path::to(CALLER, Address::node(code(SCP), SubsystemNumber(99)));
    net.send(SWITCH, path, &[7; 600]);
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::UNEQUIPPED_USER]);
}

#[test]
fn data_that_no_segments_hold_is_refused() {
    let mut net = Net::new();
    net.send(SWITCH, to_node(SCP), &[7; 5000]);
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::SEGMENTATION_FAILURE]);
    assert!(net.arrived(SCP).is_none());
}

#[test]
fn a_long_unitdata_goes_whole_where_it_may() {
    let mut net = Net::new();
    let configuration = &mut net.node(SWITCH).configuration;
    (configuration.maximum_length, configuration.long_unitdata) = (4091, true);
    let data: Vec<u8> = (0..3000_u32).map(|n| n as u8).collect();
    net.send(SWITCH, to_node(SCP), &data);
    net.drain();
    assert_eq!(net.wire.len(), 1);
    assert_eq!(net.wire[0].user_data[0], 0x13);
    net.run();
    assert_eq!(net.arrived(SCP).map(|(_, whole)| whole), Some(data.into()));
    let path = Path::to(CALLER, Address::node(code(SCP), SubsystemNumber(99)));
    net.send(SWITCH, path, &[7; 3000]);
    net.drain();
    let query = net.wire.pop_front().expect("a message");
    net.deliver(query);
    assert_eq!(net.wire[0].user_data[0], 0x14);
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::UNEQUIPPED_USER]);
}

#[test]
fn a_return_by_title_is_translated_on_its_way_and_its_hops_end() {
    let title = Address::parse(Variant::Ansi, "gt 8005551234 (tt 10) ssn 247").expect("one");
    let calling = Address::node(code(SWITCH), CALLER);
    let service = |hop_counter| {
        Message::ExtendedUnitdataService(ExtendedUnitdataService {
            hop_counter,
            ..ExtendedUnitdataService::new(
                ReturnCause::UNEQUIPPED_USER,
                title.as_wire(),
                calling.as_wire(),
                &b"query"[..],
            )
        })
    };
    let short = Message::UnitdataService(UnitdataService::new(
        ReturnCause::UNEQUIPPED_USER,
        title.as_wire(),
        calling.as_wire(),
        &b"query"[..],
    ));
    for (message, arrives) in [(short, true), (service(2), true), (service(1), false)] {
        let mut net = Net::new();
        net.deliver(from_switch(RELAY, octets(&message)));
        net.run();
        // The node has no rules of its own: it was told its subsystem.
        assert_eq!(net.notices(SCP).len(), usize::from(arrives), "{message:?}");
        let violation = ReturnCause::HOP_COUNTER_VIOLATION;
        let lost = Event::Undeliverable(violation, Some(code(SCP)), Some(AIN));
        assert_eq!(net.events(RELAY).contains(&lost), !arrives);
    }
}

#[test]
fn segments_that_a_relay_cannot_address_go_back() {
    let mut net = Net::new();
    let called = by_title("8005551234").remote;
    let calling = Address::subsystem(Variant::Ansi, CALLER);
    let message = Connectionless {
        protocol_class: ProtocolClass::CLASS_0.returned_on_error(),
        ..Connectionless::new(called.as_wire(), calling.as_wire(), &[7; 600])
    };
    for segment in message.segments(272, 1).expect("segments") {
        let octets = Writer::new().message(&segment).expect("encodable").to_vec();
        net.deliver(from_switch(RELAY, octets.into()));
    }
    // The last one is short, and waits for the others in vain.
    assert_eq!(net.wire.len(), 3);
    net.run();
    net.wait(11);
    assert!(net.arrived(SCP).is_none());
    assert_eq!(net.notices(SWITCH), [ReturnCause::SEGMENTATION_FAILURE]);
    assert_eq!(net.node(RELAY).counters().relayed, 1);
}

#[test]
fn class_1_keeps_its_selection_through_a_relay() {
    let mut net = Net::new();
    for selection in [0, 5, 31] {
        let path = Path {
            protocol_class: ProtocolClass::CLASS_1,
            signalling_link_selection: selection,
            ..by_title("8005551234")
        };
        net.send(SWITCH, path, &[7; 600]);
        net.drain();
        while let Some(transfer) = net.wire.pop_front() {
            assert_eq!(transfer.signalling_link_selection, selection);
            net.deliver(transfer);
        }
        let (path, _) = net.arrived(SCP).expect("arrived");
        assert_eq!(path.signalling_link_selection, selection);
        assert_eq!(path.protocol_class.class(), 1);
    }
}

#[test]
fn a_short_message_allocates_nothing_on_its_way_but_a_chunk_for_a_thousand() {
    let mut net = Net::new();
    let path = to_node(SCP);
    let data = Bytes::from_static(b"a query of forty octets, as queries are.");
    let mut pass = |count: usize| {
        for _ in 0..count {
            let input = Input::Unitdata { path, data: data.clone() };
            net.nodes[0].1.handle_input(Time::ZERO, input);
            let Some(Output::Transfer(transfer)) = net.nodes[0].1.poll_output() else {
                panic!("not sent")
            };
            net.nodes[2].1.handle_input(Time::ZERO, Input::Transfer(transfer));
            let output = net.nodes[2].1.poll_output();
            assert!(matches!(output, Some(Output::Unitdata { .. })));
        }
    };
    // The queues and the writer get their size with the first messages.
    pass(10);
    let allocations = measure(|| pass(1000)).count_total;
    // 1000 messages of some 60 octets fit into one or two chunks, each with its count of owners.
    assert!(allocations <= 4, "{allocations} allocations");
}

#[test]
fn a_message_that_did_not_leave_goes_back_to_who_sent_it() {
    let lost = |net: &mut Net, at: u32| {
        let place = net.wire.iter().position(|t| t.originating_point_code.value == at);
        let transfer = net.wire.remove(place.expect("it was sent")).expect("there");
        let (now, cause) = (net.now, ReturnCause::MTP_FAILURE);
        net.node(at).handle_input(now, Input::NotTransferred { transfer, cause });
        net.run();
    };
    // A user's own.
    let mut net = Net::new();
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.drain();
    lost(&mut net, SWITCH);
    assert_eq!(net.notices(SWITCH), [ReturnCause::MTP_FAILURE]);
    // One that was passed on for another node.
    let mut net = Net::new();
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.drain();
    let to_relay = net.wire.pop_front().expect("to the relay");
    net.deliver(to_relay);
    lost(&mut net, RELAY);
    assert_eq!(net.notices(SWITCH), [ReturnCause::MTP_FAILURE]);
    assert!(net.notices(RELAY).is_empty());
}

#[test]
fn a_class_with_a_connection_and_more_than_fifteen_hops_are_refused() {
    let mut net = Net::new();
    let called = Address::subsystem(Variant::Ansi, AIN);
    let calling = Address::subsystem(Variant::Ansi, CALLER);
    let came = |net: &mut Net, class: u8, hops: u8| {
        let extended = ExtendedUnitdata {
            protocol_class: ProtocolClass(class),
            hop_counter: MAXIMUM_HOPS,
            called_party_address: called.as_wire(),
            calling_party_address: calling.as_wire(),
            data: Reader::new(b"query", Layer::Tcap),
            optional: OptionalParameters::NONE,
        };
        let message = Message::ExtendedUnitdata(extended);
        let mut octets = Writer::new().message(&message).expect("encodable").to_vec();
        octets[2] = hops;
        net.out.clear();
        net.deliver(Transfer {
            originating_point_code: code(SWITCH),
            destination_point_code: code(SCP),
            service_indicator: 3,
            network_indicator: 2,
            message_priority: 0,
            signalling_link_selection: 0,
            user_data: octets.into(),
        });
        net.run();
        (net.arrived(SCP).is_some(), net.notices(SWITCH).first().copied())
    };
    assert_eq!(came(&mut net, 0x80, 15), (true, None));
    assert_eq!(came(&mut net, 0x82, 15), (false, Some(ReturnCause::UNQUALIFIED)));
    let violation = ReturnCause::HOP_COUNTER_VIOLATION;
    assert_eq!(came(&mut net, 0x80, 200), (false, Some(violation)));
}

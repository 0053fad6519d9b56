//! Nodes wired to each other under a clock that the test turns.

mod network;
mod states;
mod ways;

use super::*;
use crate::machine::mtp::{self, Transfer};
use crate::machine::{Machine, Time};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::sccp::{
    self, ExtendedUnitdata, Message, ReturnCause, Routing, SubsystemNumber, Unitdata,
};
use crate::wire::{Layer, Reader, Writer};
use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;

const SWITCH: u32 = 0x01_0201;
const RELAY: u32 = 0x01_0101;
const SCP: u32 = 0x01_0301;
const MATE: u32 = 0x01_0302;
const AIN: SubsystemNumber = SubsystemNumber(247);
const CALLER: SubsystemNumber = SubsystemNumber(246);

fn code(value: u32) -> PointCode {
    PointCode::new(Variant::Ansi, value)
}

fn rule(digits: &str, to: &[u32]) -> Rule {
    Rule {
        name: None,
        translation_type: Some(10),
        numbering_plan: None,
        nature_of_address: None,
        digits: digits.parse().expect("a pattern"),
        subsystem_number: None,
        to: to
            .iter()
            .map(|node| Target {
                point_code: Some(code(*node)),
                subsystem_number: Some(AIN),
                routing: Routing::SubsystemNumber,
                translation_type: None,
                replace_prefix: None,
            })
            .collect(),
        loadshare: false,
    }
}

/// A switch, a relay that translates, two service control points; every pair is connected.
struct Net {
    nodes: Vec<(u32, Node)>,
    now: Time,
    wire: VecDeque<Transfer>,
    out: Vec<(u32, Output)>,
}

impl Net {
    fn new() -> Self {
        let node = |own: u32, subsystems: &[SubsystemNumber]| Configuration {
            subsystems: subsystems.to_vec(),
            ..Configuration::new(code(own))
        };
        let relay = Configuration {
            relay: true,
            rules: vec![rule("800555*", &[SCP, MATE]), rule("900*", &[0x09_0909])],
            ..node(RELAY, &[])
        };
        let concerned = vec![code(SWITCH)];
        let configurations = [
            (SWITCH, node(SWITCH, &[CALLER])),
            (RELAY, relay),
            (SCP, Configuration { concerned, ..node(SCP, &[AIN]) }),
            (MATE, node(MATE, &[AIN])),
        ];
        Self {
            nodes: configurations.into_iter().map(|(own, c)| (own, Node::new(c))).collect(),
            now: Time::ZERO,
            wire: VecDeque::new(),
            out: vec![],
        }
    }

    fn node(&mut self, own: u32) -> &mut Node {
        &mut self.nodes.iter_mut().find(|(other, _)| *other == own).expect("a node").1
    }

    fn drain(&mut self) {
        for (own, node) in &mut self.nodes {
            while let Some(output) = node.poll_output() {
                match output {
                    Output::Transfer(transfer) => self.wire.push_back(transfer),
                    output => self.out.push((*own, output)),
                }
            }
        }
    }

    fn deliver(&mut self, transfer: Transfer) {
        let (to, now) = (transfer.destination_point_code.value, self.now);
        if self.nodes.iter().any(|(own, _)| *own == to) {
            self.node(to).handle_input(now, Input::Transfer(transfer));
        }
        self.drain();
    }

    fn run(&mut self) {
        self.drain();
        while let Some(transfer) = self.wire.pop_front() {
            self.deliver(transfer);
        }
    }

    fn send(&mut self, from: u32, path: Path, data: &[u8]) {
        let (now, data) = (self.now, Bytes::copy_from_slice(data));
        self.node(from).handle_input(now, Input::Unitdata { path, data });
    }

    fn wait(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while let Some(due) = self.nodes.iter().filter_map(|(_, node)| node.poll_timeout()).min()
            && due <= until
        {
            self.now = due;
            self.nodes.iter_mut().for_each(|(_, node)| node.handle_timeout(due));
            self.run();
        }
        self.now = until;
    }

    /// The latest message that a node's subsystem got.
    fn arrived(&self, at: u32) -> Option<(Path, Bytes)> {
        self.out.iter().rev().find_map(|(own, output)| match output {
            Output::Unitdata { path, data, .. } if *own == at => Some((*path, data.clone())),
            _ => None,
        })
    }

    fn notices(&self, at: u32) -> Vec<ReturnCause> {
        let notice = |(own, output): &(u32, Output)| match output {
            Output::Notice { cause, .. } if *own == at => Some(*cause),
            _ => None,
        };
        self.out.iter().filter_map(notice).collect()
    }

    fn events(&self, at: u32) -> Vec<Event> {
        let event = |(own, output): &(u32, Output)| match output {
            Output::Event(event) if *own == at => Some(*event),
            _ => None,
        };
        self.out.iter().filter_map(event).collect()
    }
}

/// To whoever a number is translated to, by way of the relay.
fn by_title(digits: &str) -> Path {
    let text = alloc::format!("gt {digits} (tt 10)");
    let remote = Address::parse(Variant::Ansi, &text).expect("an address");
    Path { remote_point_code: Some(code(RELAY)), ..Path::to(CALLER, remote) }
}

fn to_node(node: u32) -> Path {
    Path::to(CALLER, Address::node(code(node), AIN))
}

#[test]
fn a_query_by_title_is_translated_and_its_answer_goes_back_to_the_sender() {
    let mut net = Net::new();
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.run();
    let (path, data) = net.arrived(SCP).expect("translated");
    assert_eq!(&data[..], b"query");
    // The relay named the switch, which the label names no more.
    assert_eq!(path.remote.point_code, Some(code(SWITCH)));
    assert_eq!(path.remote_point_code, Some(code(RELAY)));
    net.send(SCP, path, b"answer");
    net.run();
    let (back, data) = net.arrived(SWITCH).expect("answered");
    assert_eq!((&data[..], back.remote.subsystem_number), (&b"answer"[..], Some(AIN)));
}

#[test]
fn an_answer_goes_to_the_node_that_the_query_came_from() {
    let mut net = Net::new();
    let path = Path { remote_point_code: Some(code(SCP)), ..to_node(SCP) };
    let path = Path { remote: Address { point_code: None, ..path.remote }, ..path };
    net.send(SWITCH, path, b"query");
    net.run();
    let (path, _) = net.arrived(SCP).expect("arrived");
    assert_eq!((path.remote.point_code, path.remote_point_code), (None, Some(code(SWITCH))));
    net.send(SCP, path, b"answer");
    net.run();
    assert_eq!(net.arrived(SWITCH).map(|(_, data)| data), Some(Bytes::from_static(b"answer")));
}

#[test]
fn what_cannot_be_delivered_comes_back_with_its_cause() {
    let cases: [(Path, ReturnCause); 6] = [
        (by_title("7775551234"), ReturnCause::NO_TRANSLATION_FOR_ADDRESS),
        (
            Path {
                remote: Address::parse(Variant::Ansi, "gt 8005551234 (tt 99)").expect("one"),
                ..by_title("1")
            },
            ReturnCause::NO_TRANSLATION_FOR_NATURE,
        ),
        (
            Path::to(CALLER, Address::node(code(SCP), SubsystemNumber(99))),
            ReturnCause::UNEQUIPPED_USER,
        ),
        (to_node(RELAY), ReturnCause::UNEQUIPPED_USER),
        (Path::to(CALLER, Address::subsystem(Variant::Ansi, AIN)), ReturnCause::UNEQUIPPED_USER),
        (
            Path {
                remote: Address {
                    global_title: None,
                    routing: Routing::GlobalTitle,
                    ..Address::subsystem(Variant::Ansi, AIN)
                },
                ..by_title("1")
            },
            ReturnCause::NO_TRANSLATION_FOR_NATURE,
        ),
    ];
    for (path, cause) in cases {
        let mut net = Net::new();
        net.send(SWITCH, path, b"query");
        net.run();
        assert_eq!(net.notices(SWITCH), [cause], "{}", path.remote);
        // Who does not want it back gets nothing.
        let mut net = Net::new();
        let path = Path { protocol_class: sccp::ProtocolClass::CLASS_0, ..path };
        net.send(SWITCH, path, b"query");
        net.run();
        assert!(net.notices(SWITCH).is_empty());
    }
}

#[test]
fn a_backup_takes_what_the_first_target_cannot() {
    let mut net = Net::new();
    let (now, status) = (net.now, mtp::Status::Pause(code(SCP)));
    net.node(RELAY).handle_input(now, Input::Status(status));
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.run();
    assert!(net.arrived(SCP).is_none() && net.arrived(MATE).is_some());
    // Without a backup it comes back.
    net.node(RELAY).handle_input(now, Input::Status(mtp::Status::Pause(code(MATE))));
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::MTP_FAILURE]);
    net.node(RELAY).handle_input(now, Input::Status(mtp::Status::Resume(code(SCP))));
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.run();
    assert!(net.arrived(SCP).is_some());
}

#[test]
fn a_loadshare_spreads_by_the_selection() {
    let mut net = Net::new();
    let mut shared = rule("8*", &[SCP, MATE]);
    shared.loadshare = true;
    net.node(RELAY).configuration.rules = vec![shared];
    for selection in 0..4 {
        let path = Path { signalling_link_selection: selection, ..by_title("8005551234") };
        net.send(SWITCH, path, b"query");
    }
    net.run();
    let at = |own: u32| {
        net.out.iter().filter(|(n, o)| *n == own && matches!(o, Output::Unitdata { .. })).count()
    };
    assert_eq!((at(SCP), at(MATE)), (2, 2));
}

#[test]
fn hops_are_counted_and_come_to_an_end() {
    let mut net = Net::new();
    // A relay that translates to itself by way of another one.
    let called = by_title("8005551234").remote;
    let calling = Address::node(code(SWITCH), CALLER);
    for (hops, arrives) in [(2, true), (1, false)] {
        net.out.clear();
        let message = Message::ExtendedUnitdata(ExtendedUnitdata {
            hop_counter: hops,
            protocol_class: sccp::ProtocolClass::CLASS_0.returned_on_error(),
            ..ExtendedUnitdata::new(called.as_wire(), calling.as_wire(), &b"query"[..])
        });
        let octets = Writer::new().message(&message).expect("encodable").to_vec();
        net.deliver(from_switch(RELAY, octets.into()));
        net.run();
        assert_eq!(net.arrived(SCP).is_some(), arrives);
        let violation = [ReturnCause::HOP_COUNTER_VIOLATION];
        assert_eq!(net.notices(SWITCH) == violation, !arrives);
    }
}

fn from_switch(to: u32, user_data: Bytes) -> Transfer {
    Transfer {
        originating_point_code: code(SWITCH),
        destination_point_code: code(to),
        service_indicator: 3,
        network_indicator: 2,
        message_priority: 0,
        signalling_link_selection: 0,
        user_data,
    }
}

#[test]
fn segments_make_a_whole_in_whatever_order_they_come() {
    let data: Vec<u8> = (0..600_u32).map(|n| n as u8).collect();
    let orders: [[usize; 3]; 6] =
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for order in orders {
        let mut net = Net::new();
        net.send(SWITCH, to_node(SCP), &data);
        net.drain();
        let segments: Vec<_> = net.wire.drain(..).collect();
        assert_eq!(segments.len(), 3);
        for place in order {
            net.deliver(segments[place].clone());
        }
        assert_eq!(net.arrived(SCP).map(|(_, whole)| whole), Some(data.clone().into()));
        assert_eq!(net.node(SCP).waiting(), 0);
        assert_eq!(net.node(SCP).poll_timeout(), None);
    }
}

#[test]
fn a_segment_that_is_lost_or_comes_twice_harms_nothing_else() {
    let data = [7; 600];
    let mut net = Net::new();
    net.send(SWITCH, to_node(SCP), &data);
    net.send(SWITCH, to_node(SCP), &data);
    net.drain();
    let segments: Vec<_> = net.wire.drain(..).collect();
    for place in [0, 1, 1, 3, 4, 5] {
        net.deliver(segments[place].clone());
    }
    let whole = net.out.iter().filter(|(_, o)| matches!(o, Output::Unitdata { .. })).count();
    assert_eq!((whole, net.node(SCP).waiting()), (1, 1));
    assert!(matches!(net.events(SCP)[..], [Event::DoubleSegment(1)]));
    net.wait(11);
    assert_eq!(net.node(SCP).waiting(), 0);
    assert!(net.events(SCP).contains(&Event::SegmentsMissing(1)));
}

#[test]
fn more_messages_than_may_wait_are_returned() {
    let mut net = Net::new();
    net.node(SCP).configuration.reassemblies = (4, 4000);
    for _ in 0..6 {
        net.send(SWITCH, to_node(SCP), &[7; 600]);
        net.drain();
        let first = net.wire.pop_front().expect("a segment");
        net.wire.clear();
        net.deliver(first);
        net.run();
    }
    assert_eq!(net.node(SCP).waiting(), 4);
    assert_eq!(net.notices(SWITCH), [ReturnCause::CANNOT_REASSEMBLE; 2]);
}

#[test]
fn a_subsystem_that_goes_is_told_asked_for_and_told_again() {
    let mut net = Net::new();
    let now = net.now;
    let state = |state| Input::State { subsystem: AIN, state };
    net.node(SCP).handle_input(now, state(LocalState::OutOfService));
    net.run();
    assert!(net.node(SWITCH).is_prohibited(code(SCP), AIN));
    net.send(SWITCH, to_node(SCP), b"query");
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::SUBSYSTEM_FAILURE]);
    // A node that was not told is, when it sends.
    net.out.clear();
    let path = Path::to(AIN, Address::node(code(SCP), AIN));
    net.send(MATE, path, b"query");
    net.run();
    assert!(net.node(MATE).is_prohibited(code(SCP), AIN));
    assert_eq!(net.notices(MATE), [ReturnCause::SUBSYSTEM_FAILURE]);
    net.wait(200);
    assert!(net.node(MATE).is_prohibited(code(SCP), AIN));
    // Back: who is concerned is told, the other one finds out by asking.
    let now = net.now;
    net.node(SCP).handle_input(now, state(LocalState::InService));
    net.run();
    assert!(!net.node(SWITCH).is_prohibited(code(SCP), AIN));
    assert!(net.node(MATE).is_prohibited(code(SCP), AIN));
    net.wait(600);
    assert!(!net.node(MATE).is_prohibited(code(SCP), AIN));
    assert!(net.nodes.iter().all(|(_, node)| node.poll_timeout().is_none()));
}

#[test]
fn rules_are_tried_in_order_and_say_why() {
    let mut net = Net::new();
    let explanation = net.node(RELAY).explain(&by_title("9005551234").remote);
    assert_eq!(explanation.steps.len(), 2);
    assert_eq!(explanation.steps[0].mismatch, Some(Mismatch::Digits));
    assert_eq!(explanation.steps[1].mismatch, None);
    assert_eq!(explanation.way.map(|(node, _)| node), Ok(code(0x09_0909)));
    let nowhere = net.node(RELAY).explain(&by_title("5").remote);
    assert_eq!(nowhere.way, Err(ReturnCause::NO_TRANSLATION_FOR_ADDRESS));
}

#[test]
fn what_a_node_says_is_no_relay_passes_nothing_on() {
    let mut net = Net::new();
    let unitdata = Unitdata {
        protocol_class: sccp::ProtocolClass::CLASS_0.returned_on_error(),
        ..Unitdata::new(
            sccp::Address::node(code(MATE), AIN),
            sccp::Address::node(code(SWITCH), CALLER),
            &b"query"[..],
        )
    };
    let message = Message::Unitdata(unitdata);
    let octets = Writer::new().message(&message).expect("encodable").to_vec();
    net.deliver(from_switch(SCP, octets.into()));
    net.run();
    assert!(net.arrived(MATE).is_none());
    assert_eq!(net.notices(SWITCH), [ReturnCause::UNQUALIFIED]);
}

#[test]
fn no_octets_make_a_node_fail_and_no_return_is_returned() {
    let mut seed = 11_u64;
    let mut chance = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let mut net = Net::new();
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.send(SWITCH, to_node(SCP), &[3; 600]);
    net.send(SWITCH, by_title("123"), b"query");
    net.drain();
    let good: Vec<_> = net.wire.iter().map(|transfer| transfer.user_data.clone()).collect();
    net.run();
    for _ in 0..20_000 {
        let mut octets = good[chance() % good.len()].to_vec();
        for _ in 0..=chance() % 3 {
            let place = chance() % octets.len();
            octets[place] = chance() as u8;
        }
        let to = [RELAY, SCP, SWITCH][chance() % 3];
        net.deliver(from_switch(to, octets.into()));
        // What comes of one message ends: a return is never returned.
        for _ in 0..100 {
            let Some(transfer) = net.wire.pop_front() else { break };
            net.deliver(transfer);
        }
        assert!(net.wire.len() < 16);
        net.out.clear();
    }
    let reader = Reader::new(&good[0], Layer::Sccp);
    assert!(!reader.is_empty());
}

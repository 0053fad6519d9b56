//! What a node knows of others, and tells them (Q.714 5).

use super::*;
use crate::wire::m3ua::UnavailabilityCause;
use crate::wire::sccp::{Management, ManagementType};

impl Net {
    fn status(&mut self, at: u32, status: mtp::Status) {
        let now = self.now;
        self.node(at).handle_input(now, Input::Status(status));
        self.run();
    }

    fn local(&mut self, at: u32, state: LocalState) {
        let now = self.now;
        self.node(at).handle_input(now, Input::State { subsystem: AIN, state });
        self.run();
    }

    fn point_code_states(&self, at: u32) -> Vec<(u32, bool)> {
        let state = |(own, output): &(u32, Output)| match output {
            Output::PointCodeState { node, reachable } if *own == at => {
                Some((node.value, *reachable))
            }
            _ => None,
        };
        self.out.iter().filter_map(state).collect()
    }

    fn subsystem_states(&self, at: u32) -> Vec<(u32, bool, u8)> {
        let state = |(own, output): &(u32, Output)| match output {
            Output::SubsystemState { node, subsystem: AIN, allowed, congestion } if *own == at => {
                Some((node.value, *allowed, *congestion))
            }
            _ => None,
        };
        self.out.iter().filter_map(state).collect()
    }
}

/// The SCCP management messages among what is on the wire: to whom, what, which octets.
fn management(wire: &VecDeque<Transfer>) -> Vec<(u32, ManagementType, Vec<u8>)> {
    let mut found = Vec::new();
    for transfer in wire {
        let mut reader = Reader::new(&transfer.user_data, Layer::Sccp);
        let Ok(Message::Unitdata(unitdata)) = Message::decode(&mut reader, Variant::Ansi) else {
            continue;
        };
        if unitdata.called_party_address.subsystem_number == Some(SubsystemNumber::MANAGEMENT) {
            let mut data = unitdata.data;
            let octets = data.rest().to_vec();
            let message = Management::decode(&mut data, Variant::Ansi).expect("management");
            found.push((transfer.destination_point_code.value, message.management_type, octets));
        }
    }
    found
}

/// A management message as it comes from the switch.
fn told(to: u32, message: &Management<'_>) -> Transfer {
    let octets = Writer::new().message(message).expect("encodable").to_vec();
    let management = sccp::Address::subsystem(Variant::Ansi, SubsystemNumber::MANAGEMENT);
    let unitdata = Message::Unitdata(Unitdata::new(management, management, &octets[..]));
    from_switch(to, Writer::new().message(&unitdata).expect("encodable").to_vec().into())
}

#[test]
fn a_node_that_is_paused_takes_its_subsystems_with_it_and_brings_them_back() {
    let mut net = Net::new();
    net.node(SWITCH).configuration.known = vec![(code(SCP), AIN), (code(MATE), AIN)];
    for _ in 0..2 {
        net.status(SWITCH, mtp::Status::Pause(code(SCP)));
    }
    assert_eq!(net.point_code_states(SWITCH), [(SCP, false)]);
    assert_eq!(net.subsystem_states(SWITCH), [(SCP, false, 0)]);
    assert!(net.node(SWITCH).paused_nodes().eq([code(SCP)]));
    net.send(SWITCH, to_node(SCP), b"query");
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::MTP_FAILURE]);
    // Nothing reaches it, so nothing is asked.
    assert_eq!(net.node(SWITCH).poll_timeout(), None);
    net.out.clear();
    for _ in 0..2 {
        net.status(SWITCH, mtp::Status::Resume(code(SCP)));
    }
    assert_eq!(net.point_code_states(SWITCH), [(SCP, true)]);
    assert_eq!(net.subsystem_states(SWITCH), [(SCP, true, 0)]);
    assert_eq!(net.node(SWITCH).impaired_subsystems().count(), 0);
    net.send(SWITCH, to_node(SCP), b"query");
    net.run();
    assert!(net.arrived(SCP).is_some());
}

#[test]
fn sccp_that_is_not_there_is_tested_until_its_management_answers() {
    let mut net = Net::new();
    let cause = UnavailabilityCause::INACCESSIBLE_REMOTE_USER;
    let status = mtp::Status::UserPartUnavailable { destination: code(SCP), user: 3, cause };
    for _ in 0..2 {
        net.status(SWITCH, status);
    }
    assert_eq!(net.point_code_states(SWITCH), [(SCP, false)]);
    net.send(SWITCH, to_node(SCP), b"query");
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::SCCP_FAILURE]);
    net.wait(31);
    assert_eq!(net.point_code_states(SWITCH), [(SCP, false), (SCP, true)]);
    net.send(SWITCH, to_node(SCP), b"query");
    net.run();
    assert!(net.arrived(SCP).is_some());
    assert_eq!(net.node(SWITCH).poll_timeout(), None);
    // ISUP is not SCCP.
    let cause = UnavailabilityCause::UNEQUIPPED_REMOTE_USER;
    let status = mtp::Status::UserPartUnavailable { destination: code(SCP), user: 5, cause };
    net.status(SWITCH, status);
    assert_eq!(net.point_code_states(SWITCH).len(), 2);
}

#[test]
fn a_test_is_repeated_after_twice_the_time_up_to_ten_minutes() {
    let mut net = Net::new();
    let prohibited = ManagementType::SUBSYSTEM_PROHIBITED;
    let prohibited = Management::new(prohibited, AIN, code(0x09_0909));
    net.deliver(told(MATE, &prohibited));
    let mut waits = Vec::new();
    let mut before = Time::ZERO;
    for _ in 0..7 {
        // The wheel may wake the node before anything is due.
        while net.wire.is_empty() {
            let due = net.node(MATE).poll_timeout().expect("a test");
            net.now = due;
            net.node(MATE).handle_timeout(due);
            net.drain();
        }
        let asked = management(&net.wire);
        let test = ManagementType::SUBSYSTEM_STATUS_TEST;
        // Format, subsystem, node from its last octet, multiplicity.
        assert_eq!(asked, [(0x09_0909, test, vec![3, 247, 9, 9, 9, 0])]);
        net.wire.clear();
        waits.push((net.now - before).as_secs());
        before = net.now;
    }
    assert_eq!(waits, [30, 60, 120, 240, 480, 600, 600]);
}

#[test]
fn a_way_that_is_congested_takes_what_is_important_and_opens_again_by_itself() {
    let mut net = Net::new();
    net.status(SWITCH, mtp::Status::Congested(code(SCP), 2));
    for (priority, arrives) in [(0, false), (1, false), (2, true), (3, true)] {
        net.out.clear();
        net.send(SWITCH, Path { message_priority: priority, ..to_node(SCP) }, b"query");
        net.run();
        assert_eq!(net.arrived(SCP).is_some(), arrives, "priority {priority}");
        let congestion: &[ReturnCause] =
            if arrives { &[] } else { &[ReturnCause::NETWORK_CONGESTION] };
        assert_eq!(net.notices(SWITCH), congestion);
    }
    net.wait(11);
    assert_eq!(net.node(SWITCH).congestion(code(SCP)), 1);
    net.wait(11);
    assert_eq!(net.node(SWITCH).congestion(code(SCP)), 0);
    assert_eq!(net.node(SWITCH).poll_timeout(), None);
    net.status(SWITCH, mtp::Status::Congested(code(SCP), 3));
    net.status(SWITCH, mtp::Status::Congested(code(SCP), 0));
    assert_eq!(net.node(SWITCH).poll_timeout(), None);
    // A relay returns what it cannot pass on.
    net.out.clear();
    net.status(RELAY, mtp::Status::Congested(code(SCP), 1));
    net.send(SWITCH, by_title("8005551234"), b"query");
    net.run();
    assert_eq!(net.notices(SWITCH), [ReturnCause::NETWORK_CONGESTION]);
}

#[test]
fn a_subsystem_that_is_congested_says_so_and_goes_on() {
    let mut net = Net::new();
    net.local(SCP, LocalState::Congested(2));
    assert_eq!(net.subsystem_states(SWITCH), [(SCP, true, 2)]);
    let known: Vec<_> = net.node(SWITCH).impaired_subsystems().collect();
    assert_eq!(known, [(code(SCP), AIN, RemoteState::Congested(2))]);
    // A node that was not told is, by the first and the ninth of its messages.
    for _ in 0..9 {
        net.send(MATE, Path::to(AIN, Address::node(code(SCP), AIN)), b"query");
    }
    net.drain();
    let queries: Vec<_> = net.wire.drain(..).collect();
    queries.into_iter().for_each(|query| net.deliver(query));
    let congested = ManagementType::SUBSYSTEM_CONGESTED;
    // The node's code is 1-3-1, its octets from the last; the level comes after the multiplicity.
    let octets = vec![6, 247, 0x01, 0x03, 0x01, 0, 2];
    assert_eq!(management(&net.wire), vec![(MATE, congested, octets); 2]);
    assert!(net.arrived(SCP).is_some());
    net.wire.clear();
    // It passes, level by level, if nothing more is heard.
    net.wait(31);
    assert_eq!(net.subsystem_states(SWITCH), [(SCP, true, 2), (SCP, true, 1), (SCP, true, 0)]);
    assert_eq!(net.node(SWITCH).poll_timeout(), None);
    // Or at once.
    net.local(SCP, LocalState::Congested(5));
    net.out.clear();
    net.local(SCP, LocalState::InService);
    assert_eq!(net.subsystem_states(SWITCH), [(SCP, true, 0)]);
}

#[test]
fn nobody_else_says_how_a_nodes_own_subsystems_are() {
    let mut net = Net::new();
    for kind in [ManagementType::SUBSYSTEM_PROHIBITED, ManagementType::SUBSYSTEM_CONGESTED] {
        net.deliver(told(SCP, &Management::new(kind, AIN, code(SCP))));
        assert!(!net.node(SCP).is_prohibited(code(SCP), AIN));
        assert_eq!(net.events(SCP).last(), Some(&Event::Management(kind, code(SCP), AIN)));
    }
    assert!(net.subsystem_states(SCP).is_empty());
    assert_eq!(net.node(SCP).poll_timeout(), None);
}

#[test]
fn requests_of_mates_and_of_backup_routing_are_told_and_change_nothing() {
    for octet in [4, 5, 0xFD, 0xFE, 0xFF, 0x77] {
        let mut net = Net::new();
        let kind = ManagementType(octet);
        net.deliver(told(SCP, &Management::new(kind, AIN, code(SCP))));
        assert_eq!(net.events(SCP), [Event::Management(kind, code(SCP), AIN)]);
        assert!(net.wire.is_empty());
        assert_eq!(net.node(SCP).local_state(AIN), LocalState::InService);
    }
}

#[test]
fn what_is_remembered_of_others_is_bounded() {
    let mut net = Net::new();
    for value in 0..70_000 {
        net.node(MATE).status(mtp::Status::Pause(code(0x10_0000 + value)));
        net.node(MATE).status(mtp::Status::Resume(code(0x20_0000 + value)));
        net.node(MATE).status(mtp::Status::Congested(code(0x30_0000 + value), 1));
    }
    let states = &net.node(MATE).states;
    assert_eq!(states.remembered(), (65_536, 65_536, 0));
    for subsystem in 2..=255 {
        for node in 0..20 {
            let kind = ManagementType::SUBSYSTEM_PROHIBITED;
            let message = Management::new(kind, SubsystemNumber(subsystem), code(0x40_0000 + node));
            net.deliver(told(SCP, &message));
        }
    }
    assert_eq!(net.node(SCP).states.remembered(), (0, 0, 4096));
}

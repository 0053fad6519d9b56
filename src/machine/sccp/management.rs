//! SCCP management: what is known of nodes and their subsystems (T1.112.4 5, Q.714 5).

use super::node::{Event, Node, Output};
use super::{Address, Path};
use crate::machine::Time;
use crate::machine::mtp::Status;
use crate::machine::timer::{Timer, Timers};
use crate::wire::codes::PointCode;
use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use crate::wire::sccp::{Management, ManagementType, ProtocolClass, SubsystemNumber};
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;
use std::collections::HashMap;

/// T(stat.info): how long after one test of a prohibited subsystem the next one follows; twice as long
/// each time (Q.714 5.3.4.2, annex C).
const FIRST_TEST: Duration = Duration::from_secs(30);
const LAST_TEST: Duration = Duration::from_secs(600);
/// How many subsystems of other nodes are remembered; who has more prohibited is no node.
const MOST_SUBSYSTEMS: usize = 4096;

/// What is known of a subsystem of another node.
#[derive(Debug)]
struct Remote {
    prohibited: bool,
    congestion: u8,
    timer: Option<Timer>,
    wait: Duration,
}

#[derive(Debug, Default)]
pub(super) struct States {
    /// Nodes that the network says cannot be reached; congestion levels of others.
    paused: HashMap<PointCode, bool>,
    congested: HashMap<PointCode, u8>,
    remote: HashMap<(PointCode, SubsystemNumber), Remote>,
    tests: Timers<(PointCode, SubsystemNumber)>,
}

impl States {
    pub(super) fn is_paused(&self, point_code: PointCode) -> bool {
        self.paused.get(&point_code).copied().unwrap_or(false)
    }

    pub(super) fn is_prohibited(&self, node: PointCode, subsystem: SubsystemNumber) -> bool {
        self.remote.get(&(node, subsystem)).is_some_and(|remote| remote.prohibited)
    }

    pub(super) fn next(&self) -> Option<Time> {
        self.tests.next()
    }
}

impl Node {
    /// MTP-PAUSE, MTP-RESUME, MTP-STATUS (Q.714 5.2).
    pub(super) fn status(&mut self, status: Status) {
        match status {
            Status::Pause(node) => {
                if self.states.paused.insert(node, true) != Some(true) {
                    self.put(Output::PointCodeState { node, reachable: false });
                }
            }
            Status::Resume(node) => {
                let was = self.states.paused.insert(node, false);
                self.states.congested.remove(&node);
                // What was prohibited before may have changed while nobody could tell.
                let known = self.states.remote.keys().filter(|(at, _)| *at == node);
                let known: Vec<_> = known.copied().collect();
                for place in known {
                    self.allowed(place);
                }
                if was != Some(false) {
                    self.put(Output::PointCodeState { node, reachable: true });
                }
            }
            Status::Congested(node, 0) => {
                self.states.congested.remove(&node);
            }
            Status::Congested(node, level) => {
                if self.states.congested.len() < MOST_SUBSYSTEMS {
                    self.states.congested.insert(node, level);
                }
            }
            Status::UserPartUnavailable { destination, user, .. } => {
                // SCCP itself: none of its subsystems can be reached, SCCP management among them.
                if user == super::node::SCCP {
                    self.prohibited((destination, SubsystemNumber::MANAGEMENT));
                    self.put(Output::PointCodeState { node: destination, reachable: false });
                }
            }
        }
    }

    /// How congested the way to a node is.
    pub fn congestion(&self, node: PointCode) -> u8 {
        self.states.congested.get(&node).copied().unwrap_or(0)
    }

    /// A message to subsystem 1.
    pub(super) fn management(&mut self, path: &Path, data: &Bytes) {
        let Some(from) = path.remote_point_code else { return };
        let mut reader = Reader::new(data, Layer::Sccp);
        let message = match Management::decode(&mut reader, self.configuration.variant()) {
            Ok(message) => message,
            Err(error) => return self.event(Event::Undecodable(error)),
        };
        let (node, subsystem) = (message.affected_point_code, message.affected_subsystem_number);
        match message.management_type {
            ManagementType::SUBSYSTEM_PROHIBITED => self.prohibited((node, subsystem)),
            ManagementType::SUBSYSTEM_ALLOWED => self.allowed((node, subsystem)),
            ManagementType::SUBSYSTEM_STATUS_TEST if self.is_own(node) => {
                // Only good news is answered; silence is the other answer (Q.714 5.3.4.3).
                if self.local_allowed(subsystem) {
                    self.tell(from, ManagementType::SUBSYSTEM_ALLOWED, subsystem);
                }
            }
            ManagementType::SUBSYSTEM_CONGESTED => {
                let level = message.congestion_level().unwrap_or(0);
                if let Some(remote) = self.remote((node, subsystem)) {
                    remote.congestion = level;
                }
                self.put(Output::SubsystemState {
                    node,
                    subsystem,
                    allowed: true,
                    congestion: level,
                });
            }
            ManagementType::SUBSYSTEM_OUT_OF_SERVICE_REQUEST => {
                // No mate of this node's subsystems is configured that could ask: it is not
                // granted, and T(coord.chg) of whoever asked runs out (Q.714 5.3.5).
                self.event(Event::Management(message.management_type, node, subsystem));
            }
            other => self.event(Event::Management(other, node, subsystem)),
        }
    }

    fn remote(&mut self, place: (PointCode, SubsystemNumber)) -> Option<&mut Remote> {
        let remote = &mut self.states.remote;
        if remote.len() >= MOST_SUBSYSTEMS && !remote.contains_key(&place) {
            return None;
        }
        Some(remote.entry(place).or_insert(Remote {
            prohibited: false,
            congestion: 0,
            timer: None,
            wait: FIRST_TEST,
        }))
    }

    fn prohibited(&mut self, place: (PointCode, SubsystemNumber)) {
        let now = self.now;
        let Some(remote) = self.remote(place) else { return };
        if core::mem::replace(&mut remote.prohibited, true) {
            return;
        }
        remote.wait = FIRST_TEST;
        let timer = self.states.tests.arm(now + FIRST_TEST, place);
        if let Some(remote) = self.remote(place) {
            remote.timer = timer;
        }
        let (node, subsystem) = place;
        self.put(Output::SubsystemState { node, subsystem, allowed: false, congestion: 0 });
    }

    fn allowed(&mut self, place: (PointCode, SubsystemNumber)) {
        let Some(remote) = self.states.remote.remove(&place) else { return };
        if let Some(timer) = remote.timer {
            self.states.tests.stop(timer);
        }
        if remote.prohibited || remote.congestion > 0 {
            let (node, subsystem) = place;
            self.put(Output::SubsystemState { node, subsystem, allowed: true, congestion: 0 });
        }
    }

    /// Asks again for subsystems that are prohibited.
    pub(super) fn test_subsystems(&mut self) {
        while let Some(place) = self.states.tests.fire(self.now) {
            let now = self.now;
            let Some(remote) = self.states.remote.get_mut(&place) else { continue };
            remote.wait = (remote.wait * 2).min(LAST_TEST);
            let wait = remote.wait;
            remote.timer = self.states.tests.arm(now + wait, place);
            // The network says itself when a node can be reached again.
            if !self.states.is_paused(place.0) {
                let (node, subsystem) = place;
                self.tell_of(node, ManagementType::SUBSYSTEM_STATUS_TEST, subsystem, node);
            }
        }
    }

    /// Tells a node of one of this node's subsystems.
    pub(super) fn tell(
        &mut self,
        to: PointCode,
        management_type: ManagementType,
        subsystem: SubsystemNumber,
    ) {
        self.tell_of(to, management_type, subsystem, self.configuration.point_code);
    }

    fn tell_of(
        &mut self,
        to: PointCode,
        management_type: ManagementType,
        subsystem: SubsystemNumber,
        affected: PointCode,
    ) {
        let message = Management::new(management_type, subsystem, affected);
        // A point code that was read or configured fits its variant.
        let Ok(octets) = self.writer.message(&message) else { return };
        let data = Bytes::copy_from_slice(octets);
        let variant = self.configuration.variant();
        let remote = Address::subsystem(variant, SubsystemNumber::MANAGEMENT);
        let path = Path {
            remote_point_code: Some(to),
            protocol_class: ProtocolClass::CLASS_0,
            ..Path::to(SubsystemNumber::MANAGEMENT, remote)
        };
        self.unitdata(path, data);
    }
}

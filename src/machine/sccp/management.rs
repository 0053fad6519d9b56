//! SCCP management: what is known of nodes and their subsystems (T1.112.4 5, Q.714 5).

use super::node::{Event, LocalState, Node, Output, SCCP};
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
use std::collections::{HashMap, HashSet};

/// T(stat.info): how long after one test of a prohibited subsystem the next one follows; twice as long
/// each time (Q.714 5.3.4.2, annex C).
const FIRST_TEST: Duration = Duration::from_secs(30);
const LAST_TEST: Duration = Duration::from_secs(600);
/// How long congestion lasts of which nothing more is heard, before it is taken to be a level less: the
/// decay timer of Q.714 2.6 and annex C. An end that is lost must not stop traffic for ever.
const DECAY: Duration = Duration::from_secs(10);
/// How many subsystems of other nodes are remembered; who has more prohibited is no node.
const MOST_SUBSYSTEMS: usize = 4096;
/// How many nodes are remembered as unreachable, and how many as congested.
const MOST_NODES: usize = 65_536;
/// A congested subsystem tells this one of so many messages' senders of it (Q.714 5.2.8, annex C).
const EVERY: u32 = 8;

/// Why a subsystem of another node is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoteState {
    /// It takes no messages.
    Prohibited,
    /// It would rather have fewer: the level, 1 to 8.
    Congested(u8),
}

/// What is known of a subsystem of another node.
#[derive(Debug)]
struct Remote {
    prohibited: bool,
    congestion: u8,
    /// The next test if it is prohibited, the next decay if it is congested.
    timer: Option<Timer>,
    wait: Duration,
}

/// What a timer is for.
#[derive(Debug, Clone, Copy)]
enum Due {
    Subsystem(PointCode, SubsystemNumber),
    Congestion(PointCode),
}

#[derive(Debug, Default)]
pub(super) struct States {
    /// Nodes that the network says cannot be reached; congestion levels of others.
    paused: HashSet<PointCode>,
    congested: HashMap<PointCode, (u8, Option<Timer>)>,
    remote: HashMap<(PointCode, SubsystemNumber), Remote>,
    timers: Timers<Due>,
    /// Subsystems of other nodes that were asked after, and whether they answered.
    tested: HashMap<(PointCode, SubsystemNumber), bool>,
    /// How many messages came for congested subsystems of this node.
    for_congested: u32,
}

impl States {
    pub(super) fn is_paused(&self, point_code: PointCode) -> bool {
        self.paused.contains(&point_code)
    }

    pub(super) fn is_prohibited(&self, node: PointCode, subsystem: SubsystemNumber) -> bool {
        self.remote.get(&(node, subsystem)).is_some_and(|remote| remote.prohibited)
    }

    pub(super) fn congestion(&self, node: PointCode) -> u8 {
        self.congested.get(&node).map_or(0, |(level, _)| *level)
    }

    pub(super) fn next(&self) -> Option<Time> {
        self.timers.next()
    }

    /// How many unreachable nodes, congested nodes and subsystems are remembered.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> (usize, usize, usize) {
        (self.paused.len(), self.congested.len(), self.remote.len())
    }
}

impl Node {
    /// MTP-PAUSE, MTP-RESUME, MTP-STATUS (Q.714 5.2).
    pub(super) fn status(&mut self, status: Status) {
        match status {
            Status::Pause(node) => self.paused(node),
            Status::Resume(node) => self.resumed(node),
            Status::Congested(node, level) => self.congested(node, level),
            // SCCP itself: none of its subsystems can be reached until its management answers a
            // test. It is tested whatever the cause: nothing else would tell that it was equipped.
            Status::UserPartUnavailable { destination: node, user, .. } if user == SCCP => {
                if !self.states.is_prohibited(node, SubsystemNumber::MANAGEMENT) {
                    self.prohibited((node, SubsystemNumber::MANAGEMENT));
                    self.put(Output::PointCodeState { node, reachable: false });
                }
            }
            Status::UserPartUnavailable { .. } => {}
        }
    }

    /// Asks a node after one of its subsystems (SST). [`test_answered`](Self::test_answered) says what came of it.
    pub(super) fn test(&mut self, node: PointCode, subsystem: SubsystemNumber) {
        if self.states.tested.len() < MOST_SUBSYSTEMS {
            self.states.tested.insert((node, subsystem), false);
        }
        self.tell_of(node, ManagementType::SUBSYSTEM_STATUS_TEST, subsystem, node);
    }

    /// Whether a subsystem that was asked after takes messages. None: it was not asked after.
    pub fn test_answered(&self, node: PointCode, subsystem: SubsystemNumber) -> Option<bool> {
        self.states.tested.get(&(node, subsystem)).copied()
    }

    /// The subsystems of a node that are configured, or of which something was heard.
    fn subsystems_of(&self, node: PointCode) -> Vec<(PointCode, SubsystemNumber)> {
        let heard = self.states.remote.keys().filter(|(at, _)| *at == node);
        let mut places: Vec<_> = heard.copied().collect();
        let known = self.configuration.known.iter().filter(|(at, _)| *at == node);
        places.extend(known.copied());
        // The same order in each run.
        places.sort_unstable_by_key(|(_, subsystem)| subsystem.0);
        places.dedup();
        places
    }

    /// No test is of use while nothing reaches the node (Q.714 5.2.2).
    fn paused(&mut self, node: PointCode) {
        if self.states.paused.len() >= MOST_NODES || !self.states.paused.insert(node) {
            return;
        }
        self.put(Output::PointCodeState { node, reachable: false });
        for place in self.subsystems_of(node) {
            self.prohibited(place);
            let timer = self.states.remote.get_mut(&place).and_then(|remote| remote.timer.take());
            timer.and_then(|timer| self.states.timers.stop(timer));
        }
    }

    /// What was prohibited before may have changed while nobody could tell: all is allowed until
    /// an answer says that it is not (Q.714 5.2.3).
    fn resumed(&mut self, node: PointCode) {
        self.congested(node, 0);
        if self.states.paused.remove(&node) {
            self.put(Output::PointCodeState { node, reachable: true });
        }
        for place in self.subsystems_of(node) {
            self.allowed(place);
        }
    }

    /// What the network says of the way to a node, or what its silence means.
    fn congested(&mut self, node: PointCode, level: u8) {
        if let Some((_, Some(timer))) = self.states.congested.remove(&node) {
            self.states.timers.stop(timer);
        }
        if level > 0 && self.states.congested.len() < MOST_NODES {
            let timer = self.states.timers.arm(self.now + DECAY, Due::Congestion(node));
            self.states.congested.insert(node, (level, timer));
        }
    }

    /// How congested the way to a node is.
    pub fn congestion(&self, node: PointCode) -> u8 {
        self.states.congestion(node)
    }

    /// Nodes that the network says cannot be reached, in no order.
    pub fn paused_nodes(&self) -> impl Iterator<Item = PointCode> + use<'_> {
        self.states.paused.iter().copied()
    }

    /// Subsystems of other nodes that take no messages, or are congested at this level; in no order.
    pub fn impaired_subsystems(
        &self,
    ) -> impl Iterator<Item = (PointCode, SubsystemNumber, RemoteState)> + use<'_> {
        self.states.remote.iter().map(|((node, subsystem), remote)| {
            let state = if remote.prohibited {
                RemoteState::Prohibited
            } else {
                RemoteState::Congested(remote.congestion)
            };
            (*node, *subsystem, state)
        })
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
            // Nobody knows better than this node how its own subsystems are.
            ManagementType::SUBSYSTEM_PROHIBITED
            | ManagementType::SUBSYSTEM_ALLOWED
            | ManagementType::SUBSYSTEM_CONGESTED
                if self.is_own(node) =>
            {
                self.event(Event::Management(message.management_type, node, subsystem));
            }
            ManagementType::SUBSYSTEM_PROHIBITED => self.prohibited((node, subsystem)),
            ManagementType::SUBSYSTEM_ALLOWED => {
                if let Some(answered) = self.states.tested.get_mut(&(node, subsystem)) {
                    *answered = true;
                }
                self.allowed((node, subsystem));
            }
            ManagementType::SUBSYSTEM_STATUS_TEST if self.is_own(node) => {
                // Only good news is answered; silence is the other answer (Q.714 5.3.4.3).
                if self.local_allowed(subsystem) {
                    self.tell(from, ManagementType::SUBSYSTEM_ALLOWED, subsystem);
                }
            }
            ManagementType::SUBSYSTEM_CONGESTED => {
                self.subsystem_congested(
                    (node, subsystem),
                    message.congestion_level().unwrap_or(0),
                );
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
        remote.congestion = 0;
        remote.wait = FIRST_TEST;
        self.rearm(place, now + FIRST_TEST);
        let (node, subsystem) = place;
        self.put(Output::SubsystemState { node, subsystem, allowed: false, congestion: 0 });
    }

    fn allowed(&mut self, place: (PointCode, SubsystemNumber)) {
        let Some(remote) = self.states.remote.remove(&place) else { return };
        if let Some(timer) = remote.timer {
            self.states.timers.stop(timer);
        }
        let (node, subsystem) = place;
        if remote.prohibited || remote.congestion > 0 {
            self.put(Output::SubsystemState { node, subsystem, allowed: true, congestion: 0 });
        }
        // Management that answers is SCCP that is there again (Q.714 5.2.3).
        if remote.prohibited
            && subsystem == SubsystemNumber::MANAGEMENT
            && !self.states.is_paused(node)
        {
            self.put(Output::PointCodeState { node, reachable: true });
        }
    }

    /// SSC, or silence after one. It says nothing of a subsystem that is known to be prohibited.
    fn subsystem_congested(&mut self, place: (PointCode, SubsystemNumber), level: u8) {
        if self.states.is_prohibited(place.0, place.1) {
            return;
        }
        if level == 0 {
            return self.allowed(place);
        }
        let now = self.now;
        let Some(remote) = self.remote(place) else { return };
        let before = core::mem::replace(&mut remote.congestion, level);
        self.rearm(place, now + DECAY);
        if before != level {
            let (node, subsystem) = place;
            self.put(Output::SubsystemState { node, subsystem, allowed: true, congestion: level });
        }
    }

    /// Gives a subsystem that is remembered its only timer.
    fn rearm(&mut self, place: (PointCode, SubsystemNumber), at: Time) {
        let Some(remote) = self.states.remote.get_mut(&place) else { return };
        if let Some(timer) = remote.timer.take() {
            self.states.timers.stop(timer);
        }
        remote.timer = self.states.timers.arm(at, Due::Subsystem(place.0, place.1));
    }

    /// Asks again for subsystems that are prohibited; lets congestion pass.
    pub(super) fn manage_until_now(&mut self) {
        while let Some(due) = self.states.timers.fire(self.now) {
            match due {
                Due::Congestion(node) => {
                    let level = self.states.congestion(node).saturating_sub(1);
                    self.congested(node, level);
                }
                Due::Subsystem(node, subsystem) => self.subsystem_due((node, subsystem)),
            }
        }
    }

    fn subsystem_due(&mut self, place: (PointCode, SubsystemNumber)) {
        let Some(remote) = self.states.remote.get_mut(&place) else { return };
        if !remote.prohibited {
            let level = remote.congestion.saturating_sub(1);
            return self.subsystem_congested(place, level);
        }
        remote.wait = (remote.wait * 2).min(LAST_TEST);
        let at = self.now + remote.wait;
        self.rearm(place, at);
        // The network says itself when a node can be reached again.
        let (node, subsystem) = place;
        if !self.states.is_paused(node) {
            self.tell_of(node, ManagementType::SUBSYSTEM_STATUS_TEST, subsystem, node);
        }
    }

    /// N-STATE request: those concerned are told (Q.714 5.3.6).
    pub(super) fn local_changed(&mut self, subsystem: SubsystemNumber, state: LocalState) {
        let before = self.set_local_state(subsystem, state);
        if before == state {
            return;
        }
        self.states.for_congested = 0;
        for place in 0..self.configuration.concerned.len() {
            let node = self.configuration.concerned[place];
            match (before, state) {
                (_, LocalState::OutOfService | LocalState::Unequipped) => {
                    self.tell(node, ManagementType::SUBSYSTEM_PROHIBITED, subsystem);
                }
                // There is no message for the end of congestion; this one says it too.
                (_, LocalState::InService) => {
                    self.tell(node, ManagementType::SUBSYSTEM_ALLOWED, subsystem);
                }
                (LocalState::OutOfService | LocalState::Unequipped, LocalState::Congested(_)) => {
                    self.tell(node, ManagementType::SUBSYSTEM_ALLOWED, subsystem);
                    self.tell(node, ManagementType::SUBSYSTEM_CONGESTED, subsystem);
                }
                (_, LocalState::Congested(_)) => {
                    self.tell(node, ManagementType::SUBSYSTEM_CONGESTED, subsystem);
                }
            }
        }
    }

    /// Who sends to a congested subsystem is told, the first and then one in so many: telling all
    /// would be more traffic where there is too much (Q.714 5.2.8).
    pub(super) fn came_for_congested(&mut self, from: PointCode, subsystem: SubsystemNumber) {
        if self.states.for_congested.is_multiple_of(EVERY) {
            self.tell(from, ManagementType::SUBSYSTEM_CONGESTED, subsystem);
        }
        self.states.for_congested = self.states.for_congested.wrapping_add(1);
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
        let level = match self.local_state(subsystem) {
            LocalState::Congested(level) => [level.clamp(1, 8)],
            _ => [1],
        };
        let message = Management {
            rest: if management_type == ManagementType::SUBSYSTEM_CONGESTED {
                Reader::new(&level, Layer::Sccp)
            } else {
                Reader::new(&[], Layer::Sccp)
            },
            ..Management::new(management_type, subsystem, affected)
        };
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

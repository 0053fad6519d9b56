//! What can be reached: SSNM in both directions (RFC 4666 3.4, 4.5).

use super::configuration::{ApplicationServerId, AssociationId};
use super::event::{ApplicationServerState, AspState, Destination, DropReason};
use super::fault::Fault;
use super::node::{Found, Node, Output};
use crate::machine::Time;
use crate::machine::mtp::Status;
use crate::wire::codes::PointCode;
use crate::wire::m3ua::{
    ErrorCode, MaskedPointCode, Message, MessageType, Numbers, PointCodes, UnavailabilityCause,
    User, Value,
};
use alloc::vec::Vec;
use core::time::Duration;
use std::collections::{HashMap, HashSet};

/// How many destinations, and how many groups of them, a node remembers.
const MOST: usize = 65_536;
const MOST_GROUPS: usize = 256;

/// How often a peer is told of congestion, or of a user part that is not there.
const REMINDER: Duration = Duration::from_secs(1);

/// The service indicator that a way is looked for by where no message says one.
const SCCP: u8 = 3;

#[derive(Debug, Default)]
pub(super) struct Destinations {
    states: HashMap<u32, Destination>,
    /// Groups of destinations, the latest word last.
    groups: Vec<(MaskedPointCode, Destination)>,
    /// Whom a drop was told of, so that it is told once.
    dropped: HashSet<(u32, DropReason)>,
    /// Which peers were told that a destination cannot be reached.
    told: HashSet<(u16, u32)>,
    /// When a peer was last told that a way is congested, or that a user part is not there.
    reminded: HashMap<(u16, u32, u8), Time>,
}

const fn covers(group: MaskedPointCode, destination: u32) -> bool {
    let bits = if group.mask > 24 { 24 } else { group.mask };
    group.point_code >> bits == destination >> bits
}

impl Destinations {
    pub(super) fn state(&self, destination: u32) -> Destination {
        if let Some(state) = self.states.get(&destination) {
            return *state;
        }
        let group = self.groups.iter().rev().find(|(group, _)| covers(*group, destination));
        group.map_or(Destination::Unknown, |(_, state)| *state)
    }

    /// Takes the peer's word. Gives back the destinations that are known one by one and changed.
    pub(super) fn set(&mut self, place: MaskedPointCode, state: Destination) -> Vec<u32> {
        self.told.retain(|(_, destination)| !covers(place, *destination));
        if place.mask == 0 {
            let known = self.states.contains_key(&place.point_code);
            if !known && self.states.len() >= MOST {
                return Vec::new();
            }
            let before = self.state(place.point_code);
            self.states.insert(place.point_code, state);
            return if before == state { Vec::new() } else { alloc::vec![place.point_code] };
        }
        self.groups.retain(|(group, _)| *group != place);
        if self.groups.len() >= MOST_GROUPS {
            self.groups.remove(0);
        }
        self.groups.push((place, state));
        let within = self.states.iter_mut().filter(|(code, _)| covers(place, **code));
        within
            .filter_map(|(code, known)| {
                (core::mem::replace(known, state) != state).then_some(*code)
            })
            .collect()
    }

    fn forget(&mut self, destination: u32) -> Destination {
        let before = self.state(destination);
        self.states.insert(destination, Destination::Unknown);
        before
    }

    /// Forgets what was said of a group as a whole.
    fn forget_group(&mut self, group: MaskedPointCode) {
        self.groups.retain(|(other, _)| *other != group);
        // Only a group that was spoken of, or a part of it, has something to forget.
        let overlaps = |other: MaskedPointCode| {
            covers(other, group.point_code) || covers(group, other.point_code)
        };
        if self.groups.iter().any(|(other, _)| overlaps(*other)) {
            if self.groups.len() >= MOST_GROUPS {
                self.groups.remove(0);
            }
            self.groups.push((group, Destination::Unknown));
        }
    }

    /// The destinations that are known one by one and can be reached.
    fn reachable(&self) -> impl Iterator<Item = u32> + use<'_> {
        let can = |state| matches!(state, Destination::Available | Destination::Restricted);
        self.states.iter().filter(move |(_, state)| can(**state)).map(|(code, _)| *code)
    }

    pub(super) fn first_drop(&mut self, destination: u32, reason: DropReason) -> bool {
        if self.dropped.len() >= MOST {
            self.dropped.clear();
        }
        self.dropped.insert((destination, reason))
    }

    /// A message was sent: the next drop is news again.
    pub(super) fn sent(&mut self, destination: u32) {
        // One by one: others may have been dropped for many destinations, and this is asked for
        // every message.
        if !self.dropped.is_empty() {
            for reason in DropReason::ALL {
                self.dropped.remove(&(destination, reason));
            }
        }
    }
}

impl Node {
    /// What is known of a destination.
    pub fn destination_state(&self, point_code: PointCode) -> Destination {
        self.destinations.state(point_code.value)
    }

    /// Why a message to a destination would not be sent, or by which application server it would.
    ///
    /// # Errors
    ///
    /// The reason for which it would be dropped.
    pub fn explain(
        &self,
        destination: PointCode,
        service_indicator: u8,
    ) -> Result<ApplicationServerId, DropReason> {
        let mut reason = DropReason::NoRoute;
        for (server, assume) in self.ways(destination.value, service_indicator) {
            match self.application_server_state(server) {
                ApplicationServerState::Active => {
                    match self.destinations.state(destination.value) {
                        Destination::Available | Destination::Restricted => return Ok(server),
                        _ if assume || self.is_served(server) => return Ok(server),
                        _ => reason = DropReason::Unavailable,
                    }
                }
                _ if reason == DropReason::NoRoute => reason = DropReason::NotActive,
                _ => {}
            }
        }
        Err(reason)
    }

    fn status(&mut self, destination: u32, available: bool) {
        let node = PointCode::new(self.configuration.variant, destination);
        let status = if available { Status::Resume(node) } else { Status::Pause(node) };
        self.put(Output::Status(status));
    }

    /// DUNA, DAVA, DRST, DUPU (RFC 4666 3.4).
    pub(super) fn destination_told(
        &mut self,
        id: AssociationId,
        message_type: MessageType,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        if self.association(id).is_some_and(|association| association.own == AspState::Down) {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let affected = found.affected.ok_or(ErrorCode::MISSING_PARAMETER)?;
        let state = match message_type {
            MessageType::DESTINATION_AVAILABLE => Destination::Available,
            MessageType::DESTINATION_RESTRICTED => Destination::Restricted,
            MessageType::DESTINATION_UNAVAILABLE => Destination::Unavailable,
            _ => {
                let (cause, user) = found.user_cause.ok_or(ErrorCode::MISSING_PARAMETER)?;
                for place in affected.iter() {
                    let destination = PointCode::new(self.configuration.variant, place.point_code);
                    let user = u8::try_from(user.0).unwrap_or(u8::MAX);
                    let status = Status::UserPartUnavailable { destination, user, cause };
                    self.put(Output::Status(status));
                }
                return Ok(());
            }
        };
        for place in affected.iter() {
            for destination in self.destinations.set(place, state) {
                self.status(destination, state != Destination::Unavailable);
            }
        }
        Ok(())
    }

    /// SCON (RFC 4666 3.4.4).
    pub(super) fn congestion_told(
        &mut self,
        _: AssociationId,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        let affected = found.affected.ok_or(ErrorCode::MISSING_PARAMETER)?;
        let level = found.congestion.unwrap_or(1);
        for place in affected.iter() {
            let node = PointCode::new(self.configuration.variant, place.point_code);
            self.put(Output::Status(Status::Congested(node, level)));
        }
        Ok(())
    }

    fn network_message(
        &mut self,
        id: AssociationId,
        message_type: MessageType,
        contexts: &[u32],
        affected: &[MaskedPointCode],
    ) {
        self.network_message_to(id, message_type, contexts, affected, None);
    }

    fn network_message_with(
        &mut self,
        id: AssociationId,
        message_type: MessageType,
        affected: &[MaskedPointCode],
        more: Option<Value<'_>>,
    ) {
        let contexts = self.contexts(id);
        self.network_message_to(id, message_type, &contexts, affected, more);
    }

    fn network_message_to(
        &mut self,
        id: AssociationId,
        message_type: MessageType,
        contexts: &[u32],
        affected: &[MaskedPointCode],
        more: Option<Value<'_>>,
    ) {
        let mut parameters = Vec::new();
        parameters.extend(self.configuration.network_appearance.map(Value::NetworkAppearance));
        if !contexts.is_empty() {
            parameters.push(Value::RoutingContext(Numbers::list(contexts)));
        }
        parameters.push(Value::AffectedPointCode(PointCodes::list(affected)));
        parameters.extend(more);
        self.send(id, 0, &Message { message_type, parameters });
    }

    fn contexts(&self, id: AssociationId) -> Vec<u32> {
        self.serves(id).filter_map(|server| self.routing_context(server)).collect()
    }

    /// DAUD (RFC 4666 4.5.3): each destination is answered by its state.
    pub(super) fn audited(&mut self, id: AssociationId, found: &Found<'_>) -> Result<(), Fault> {
        if self.association(id).is_some_and(|association| association.peer == AspState::Down) {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let affected = found.affected.ok_or(ErrorCode::MISSING_PARAMETER)?;
        let contexts = self.contexts(id);
        for place in affected.iter() {
            let own = self.configuration.own_point_codes.iter();
            let reachable = own.clone().any(|own| covers(place, own.value))
                || self
                    .explain(PointCode::new(self.configuration.variant, place.point_code), 3)
                    .is_ok();
            let restricted = self.destinations.state(place.point_code) == Destination::Restricted;
            let message_type = match (reachable, restricted) {
                (true, false) => MessageType::DESTINATION_AVAILABLE,
                (true, true) => MessageType::DESTINATION_RESTRICTED,
                (false, _) => MessageType::DESTINATION_UNAVAILABLE,
            };
            self.network_message(id, message_type, &contexts, &[place]);
        }
        Ok(())
    }

    /// Asks every gateway where this side is active about a destination.
    pub(super) fn audit(&mut self, destination: u32) {
        for place in 0..self.associations.len() {
            if !self.associations[place].own_active.is_empty() {
                let id = AssociationId(place as u16);
                let contexts = self.contexts(id);
                let audit = MessageType::DESTINATION_STATE_AUDIT;
                self.network_message(id, audit, &contexts, &[destination.into()]);
            }
        }
    }

    /// This side is active for an application server: what is behind it is asked for, or taken to
    /// be available.
    pub(super) fn gained(&mut self, id: AssociationId, server: ApplicationServerId) {
        let mut ask = Vec::new();
        let mut assumed = Vec::new();
        for route in &self.configuration.routes {
            if route.mask == 0 && route.via.contains(&server) {
                let destination = route.point_code.value;
                if !route.assume_available {
                    ask.push(MaskedPointCode::from(destination));
                } else if self.destinations.state(destination) == Destination::Unknown {
                    assumed.push(destination);
                }
            }
        }
        if !ask.is_empty() {
            let contexts: Vec<u32> = self.routing_context(server).into_iter().collect();
            self.network_message(id, MessageType::DESTINATION_STATE_AUDIT, &contexts, &ask);
        }
        assumed.into_iter().for_each(|destination| self.status(destination, true));
    }

    /// Ways were lost: destinations to which none is left cannot be reached, and what was known of
    /// them is not known any more.
    pub(super) fn lost_ways(&mut self) {
        let active = |server: &ApplicationServerId| {
            self.application_server_state(*server) == ApplicationServerState::Active
        };
        let mut lost = Vec::new();
        let mut groups = Vec::new();
        for route in &self.configuration.routes {
            if route.via.iter().any(active) {
                continue;
            }
            if route.mask == 0 {
                lost.push((route.point_code.value, route.assume_available));
            } else {
                let point_code = route.point_code.value;
                groups.push(MaskedPointCode { mask: route.mask, point_code });
            }
        }
        // Of those behind a group route, the ones that no narrower route leads to.
        if !groups.is_empty() {
            let behind = self.destinations.reachable().filter(|destination| {
                groups.iter().any(|group| covers(*group, *destination))
                    && !self.ways(*destination, SCCP).any(|(server, _)| active(&server))
            });
            lost.extend(behind.map(|destination| (destination, false)));
        }
        groups.into_iter().for_each(|group| self.destinations.forget_group(group));
        for (destination, assumed) in lost {
            let before = self.destinations.forget(destination);
            let could = matches!(before, Destination::Available | Destination::Restricted);
            if could || assumed {
                self.status(destination, false);
            }
        }
    }

    /// Tells the ASPs of other application servers that one came or went (RFC 4666 4.5.1).
    pub(super) fn tell_of(&mut self, server: ApplicationServerId, available: bool) {
        let configured = &self.configuration.application_servers[usize::from(server.0)];
        let Some(code) = configured.point_code else { return };
        self.destinations.told.retain(|(_, destination)| *destination != code.value);
        let message_type = if available {
            MessageType::DESTINATION_AVAILABLE
        } else {
            MessageType::DESTINATION_UNAVAILABLE
        };
        for place in 0..self.associations.len() {
            let id = AssociationId(place as u16);
            let concerned = !self.associations[place].peer_active.is_empty()
                && !self.serves(id).any(|served| served == server);
            if concerned {
                let contexts = self.contexts(id);
                self.network_message(id, message_type, &contexts, &[code.value.into()]);
            }
        }
        self.status(code.value, available);
    }

    /// Whether a peer may be told again of what it does not heed: not within a second.
    fn may_remind(&mut self, id: AssociationId, destination: u32, what: u8) -> bool {
        let (now, reminded) = (self.now, &mut self.destinations.reminded);
        if reminded.len() >= MOST {
            reminded.clear();
        }
        let last = reminded.insert((id.0, destination, what), now);
        let may = last.is_none_or(|last| now - last >= REMINDER);
        if let (false, Some(last)) = (may, last) {
            reminded.insert((id.0, destination, what), last);
        }
        may && self.answers(id)
    }

    /// SCON: more messages for a destination than are kept until its ASPs are back
    /// (RFC 4666 3.4.4). They are lost, which is the highest level.
    pub(super) fn tell_congested(&mut self, id: AssociationId, destination: u32) {
        if self.may_remind(id, destination, u8::MAX) {
            let level = Value::CongestionIndications(3);
            self.network_message_with(
                id,
                MessageType::SIGNALLING_CONGESTION,
                &[destination.into()],
                Some(level),
            );
        }
    }

    /// DUPU: no application server has this user of the destination (RFC 4666 3.4.5). The cause
    /// is an unequipped remote user.
    pub(super) fn tell_no_user_part(&mut self, id: AssociationId, destination: u32, user: u8) {
        if self.may_remind(id, destination, user) {
            let cause = Value::UserCause {
                cause: UnavailabilityCause::UNEQUIPPED_REMOTE_USER,
                user: User(user.into()),
            };
            let message_type = MessageType::DESTINATION_USER_PART_UNAVAILABLE;
            self.network_message_with(id, message_type, &[destination.into()], Some(cause));
        }
    }

    /// Tells an ASP, once, that what it sends to cannot be reached.
    pub(super) fn tell_unavailable(&mut self, id: AssociationId, destination: u32) {
        if self.destinations.told.len() >= MOST {
            self.destinations.told.clear();
        }
        if self.answers(id) && self.destinations.told.insert((id.0, destination)) {
            let contexts = self.contexts(id);
            let unavailable = MessageType::DESTINATION_UNAVAILABLE;
            self.network_message(id, unavailable, &contexts, &[destination.into()]);
        }
    }
}

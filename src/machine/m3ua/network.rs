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

/// How many destinations stand in one message.
const MOST_TOLD_AT_ONCE: usize = 1000;

/// What a word on congestion that is passed on is remembered by, with its level.
const CONGESTION_MARK: u8 = 0x40;

/// The highest level of congestion that SCON knows (RFC 4666 3.4.4).
const HIGHEST_CONGESTION: u8 = 3;

#[derive(Debug, Default)]
pub(super) struct Destinations {
    /// What peers said.
    states: HashMap<u32, Destination>,
    /// Groups of destinations, the latest word last.
    groups: Vec<(MaskedPointCode, Destination)>,
    /// How this node's users and its ASPs know the destinations that are configured, and those that somebody
    /// wanted.
    watched: HashMap<u32, Destination>,
    /// Whom a drop was told of, so that it is told once.
    dropped: HashSet<(u32, DropReason)>,
    /// Which peers were told that what they send to cannot be reached.
    told: HashSet<(u16, u32)>,
    /// When a peer was last told that a way is congested, or that a user part is not there.
    reminded: HashMap<(u16, u32, u8), Time>,
}

const fn covers(group: MaskedPointCode, destination: u32) -> bool {
    let bits = if group.mask > 24 { 24 } else { group.mask };
    group.point_code >> bits == destination >> bits
}

/// Point codes and groups of them. However many there are, whether a point code is among them is one look for
/// each length of mask.
#[derive(Debug, Default)]
struct Places {
    masks: Vec<u8>,
    prefixes: HashSet<(u8, u32)>,
}

impl Places {
    fn of(list: impl Iterator<Item = MaskedPointCode>) -> Self {
        let mut places = Self::default();
        for place in list {
            let mask = place.mask.min(24);
            if !places.masks.contains(&mask) {
                places.masks.push(mask);
            }
            places.prefixes.insert((mask, place.point_code >> mask));
        }
        places
    }

    fn has(&self, destination: u32) -> bool {
        self.masks.iter().any(|mask| self.prefixes.contains(&(*mask, destination >> mask)))
    }
}

impl Destinations {
    pub(super) fn state(&self, destination: u32) -> Destination {
        if let Some(state) = self.states.get(&destination) {
            return *state;
        }
        let group = self.groups.iter().rev().find(|(group, _)| covers(*group, destination));
        group.map_or(Destination::Unknown, |(_, state)| *state)
    }

    /// Takes the peer's word.
    pub(super) fn set(&mut self, list: &[MaskedPointCode], state: Destination) {
        for place in list {
            if place.mask == 0 {
                if self.states.contains_key(&place.point_code) || self.states.len() < MOST {
                    self.states.insert(place.point_code, state);
                }
                continue;
            }
            self.groups.retain(|(group, _)| group != place);
            if self.groups.len() >= MOST_GROUPS {
                self.groups.remove(0);
            }
            self.groups.push((*place, state));
        }
        let groups = Places::of(list.iter().filter(|place| place.mask > 0).copied());
        if !groups.masks.is_empty() {
            let within = self.states.iter_mut().filter(|(code, _)| groups.has(**code));
            within.for_each(|(_, known)| *known = state);
        }
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
        for (server, assume) in self.ways(destination.value, Some(service_indicator)) {
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

    /// How a destination can be reached from here, whoever wants it. What is kept for an application server that
    /// may come back counts as being on its way.
    fn reach(&self, destination: u32) -> Destination {
        let mut pending = false;
        let told = self.destinations.state(destination);
        for (server, assume) in self.ways(destination, None) {
            match self.application_server_state(server) {
                ApplicationServerState::Active => match told {
                    Destination::Restricted => return Destination::Restricted,
                    Destination::Available => return Destination::Available,
                    state => {
                        let assumed = assume && state == Destination::Unknown;
                        if assumed || self.is_served(server) {
                            return Destination::Available;
                        }
                    }
                },
                ApplicationServerState::Pending => pending = true,
                ApplicationServerState::Inactive | ApplicationServerState::Down => {}
            }
        }
        match (pending, told) {
            (false, _) => Destination::Unavailable,
            (true, Destination::Restricted) => Destination::Restricted,
            (true, _) => Destination::Available,
        }
    }

    /// From now on this node's users are told whether a destination can be reached: at once if it cannot. False:
    /// more are watched than a node has business with.
    pub fn watch(&mut self, point_code: PointCode) -> bool {
        let destination = point_code.value;
        if self.configuration.own_point_codes.contains(&point_code)
            || self.destinations.watched.contains_key(&destination)
        {
            return true;
        }
        if self.destinations.watched.len() >= MOST {
            return false;
        }
        let now = self.reach(destination);
        self.destinations.watched.insert(destination, now);
        if now == Destination::Unavailable {
            self.status(destination, false);
        }
        true
    }

    /// Watches what is configured: routing keys and routes.
    pub(super) fn watch_configured(&mut self) {
        let servers = self.configuration.application_servers.iter();
        let routes = self.configuration.routes.iter().filter(|route| route.mask == 0);
        let keys = servers.filter_map(|server| server.point_code);
        let all: Vec<_> = keys.chain(routes.map(|route| route.point_code)).collect();
        for point_code in all {
            self.watch(point_code);
        }
    }

    fn status(&mut self, destination: u32, available: bool) {
        let node = PointCode::new(self.configuration.variant, destination);
        let status = if available { Status::Resume(node) } else { Status::Pause(node) };
        self.put(Output::Status(status));
    }

    /// A way came or went: works out anew which destinations can be reached.
    pub(super) fn reckon(&mut self) {
        self.reckon_among(|_| true);
    }

    /// Whoever knows a destination otherwise than it is now is told: this node's users, and the ASPs whose
    /// messages it may be for (RFC 4666 4.5.1).
    fn reckon_among(&mut self, among: impl Fn(u32) -> bool) {
        let watched =
            self.destinations.watched.iter().filter(|(destination, _)| among(**destination));
        let changes =
            watched.map(|(destination, before)| (*destination, *before, self.reach(*destination)));
        let mut changes: Vec<_> = changes.filter(|(_, before, now)| before != now).collect();
        if changes.is_empty() {
            return;
        }
        // The same order in each run.
        changes.sort_unstable_by_key(|(destination, ..)| *destination);
        for (destination, before, now) in &changes {
            self.destinations.watched.insert(*destination, *now);
            let (could, can) =
                (*before != Destination::Unavailable, *now != Destination::Unavailable);
            if could != can {
                self.status(*destination, can);
            }
        }
        let changed: HashSet<u32> = changes.iter().map(|(destination, ..)| *destination).collect();
        self.destinations.told.retain(|(_, destination)| !changed.contains(destination));
        for (state, message_type) in [
            (Destination::Unavailable, MessageType::DESTINATION_UNAVAILABLE),
            (Destination::Available, MessageType::DESTINATION_AVAILABLE),
            (Destination::Restricted, MessageType::DESTINATION_RESTRICTED),
        ] {
            let codes = changes.iter().filter(|(.., now)| *now == state);
            let codes: Vec<u32> = codes.map(|(destination, ..)| *destination).collect();
            self.tell_asps(message_type, &codes, None, None);
        }
    }

    /// Sends SSNM to the active ASPs, of each destination to those that are no way to it themselves. What is no
    /// change of a state goes by a mark of its own, no more than once a second: gateways in a ring would pass it on
    /// without end.
    fn tell_asps(
        &mut self,
        message_type: MessageType,
        codes: &[u32],
        more: Option<Value<'_>>,
        mark: Option<u8>,
    ) {
        for place in 0..self.associations.len() {
            let id = AssociationId(place as u16);
            if self.associations[place].peer_active.is_empty() || codes.is_empty() {
                continue;
            }
            let is_way = |code: &u32| {
                self.ways(*code, None).any(|(way, _)| self.serves(id).any(|server| server == way))
            };
            let mut concerned: Vec<u32> =
                codes.iter().copied().filter(|code| !is_way(code)).collect();
            if let Some(mark) = mark {
                concerned.retain(|code| self.may_remind(id, *code, mark));
            }
            let concerned: Vec<MaskedPointCode> = concerned.into_iter().map(Into::into).collect();
            let contexts = self.contexts(id);
            for list in concerned.chunks(MOST_TOLD_AT_ONCE) {
                self.network_message(id, message_type, &contexts, list, more);
            }
        }
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
                let codes: Vec<u32> = affected.iter().map(|place| place.point_code).collect();
                let mark = Some(user.0 as u8 & 0x0F);
                self.tell_asps(message_type, &codes, Some(Value::UserCause { cause, user }), mark);
                return Ok(());
            }
        };
        let list: Vec<MaskedPointCode> = affected.iter().collect();
        self.destinations.set(&list, state);
        for place in list.iter().filter(|place| place.mask == 0) {
            if self.ways(place.point_code, None).next().is_some() {
                self.watch(PointCode::new(self.configuration.variant, place.point_code));
            }
        }
        let places = Places::of(list.into_iter());
        self.reckon_among(|destination| places.has(destination));
        Ok(())
    }

    /// SCON (RFC 4666 3.4.4). A gateway tells it of any destination, an ASP of those that it is the way to.
    pub(super) fn congestion_told(
        &mut self,
        id: AssociationId,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        let Some(association) = self.association(id) else { return Ok(()) };
        let of_gateway = association.own != AspState::Down;
        if !of_gateway && association.peer_active.is_empty() {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let affected = found.affected.ok_or(ErrorCode::MISSING_PARAMETER)?;
        // Without levels there is congestion or none (RFC 4666 3.4.4).
        let level = found.congestion.unwrap_or(1);
        if level > HIGHEST_CONGESTION {
            return Err(ErrorCode::INVALID_PARAMETER_VALUE.into());
        }
        let codes: Vec<u32> = affected
            .iter()
            .map(|place| place.point_code)
            .filter(|code| {
                of_gateway
                    || self.ways(*code, None).any(|(way, _)| {
                        self.associations[usize::from(id.0)].peer_active.contains(&way)
                    })
            })
            .collect();
        for code in &codes {
            let node = PointCode::new(self.configuration.variant, *code);
            self.put(Output::Status(Status::Congested(node, level)));
        }
        let mark = Some(CONGESTION_MARK | level);
        let level = found.congestion.map(Value::CongestionIndications);
        self.tell_asps(MessageType::SIGNALLING_CONGESTION, &codes, level, mark);
        Ok(())
    }

    fn network_message(
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

    /// DAUD (RFC 4666 4.5.3): each destination is answered by its state, a group by those of it that are known
    /// one by one, and as a whole only where none is.
    pub(super) fn audited(&mut self, id: AssociationId, found: &Found<'_>) -> Result<(), Fault> {
        if self.association(id).is_some_and(|association| association.peer == AspState::Down) {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let affected = found.affected.ok_or(ErrorCode::MISSING_PARAMETER)?;
        let asked: Vec<MaskedPointCode> = affected.iter().collect();
        let groups = Places::of(asked.iter().filter(|place| place.mask > 0).copied());
        let mut known: Vec<u32> = Vec::new();
        if !groups.masks.is_empty() {
            let own = self.configuration.own_point_codes.iter().map(|own| own.value);
            let all = own
                .chain(self.destinations.watched.keys().copied())
                .chain(self.destinations.states.keys().copied());
            known.extend(all.filter(|code| groups.has(*code)));
            known.sort_unstable();
            known.dedup();
        }
        let mut answers: [Vec<MaskedPointCode>; 3] = Default::default();
        let mut answer = |place: MaskedPointCode, state: Destination| match state {
            Destination::Restricted => answers[2].push(place),
            Destination::Available => answers[1].push(place),
            Destination::Unavailable | Destination::Unknown => answers[0].push(place),
        };
        for code in &known {
            answer((*code).into(), self.reach_or_own(*code));
        }
        for place in asked {
            if place.mask == 0 {
                answer(place, self.reach_or_own(place.point_code));
            } else if !known.iter().any(|code| covers(place, *code)) {
                answer(place, self.reach_group(place));
            }
        }
        let contexts = self.contexts(id);
        let kinds = [
            MessageType::DESTINATION_UNAVAILABLE,
            MessageType::DESTINATION_AVAILABLE,
            MessageType::DESTINATION_RESTRICTED,
        ];
        for (message_type, list) in kinds.into_iter().zip(&answers) {
            for list in list.chunks(MOST_TOLD_AT_ONCE) {
                self.network_message(id, message_type, &contexts, list, None);
            }
        }
        Ok(())
    }

    fn reach_or_own(&self, destination: u32) -> Destination {
        let own = self.configuration.own_point_codes.iter().any(|own| own.value == destination);
        if own { Destination::Available } else { self.reach(destination) }
    }

    /// How a group of which no destination is known by itself can be reached: as any of it, if one route leads
    /// to all.
    fn reach_group(&self, group: MaskedPointCode) -> Destination {
        let routes = &self.configuration.routes;
        let whole =
            routes.iter().any(|route| route.mask >= group.mask && route.leads_to(group.point_code));
        if whole { self.reach(group.point_code) } else { Destination::Unavailable }
    }

    /// Asks every gateway where this side is active about a destination.
    pub(super) fn audit(&mut self, destination: u32) {
        for place in 0..self.associations.len() {
            if !self.associations[place].own_active.is_empty() {
                let id = AssociationId(place as u16);
                let contexts = self.contexts(id);
                let audit = MessageType::DESTINATION_STATE_AUDIT;
                self.network_message(id, audit, &contexts, &[destination.into()], None);
            }
        }
    }

    /// This side is active for an application server: what is behind it is asked for, unless it is taken to be
    /// available.
    pub(super) fn gained(&mut self, id: AssociationId, server: ApplicationServerId) {
        let routes = self.configuration.routes.iter();
        let ask: Vec<_> = routes
            .filter(|route| !route.assume_available && route.via.contains(&server))
            .map(|route| MaskedPointCode { mask: route.mask, point_code: route.point_code.value })
            .collect();
        if !ask.is_empty() {
            let contexts: Vec<u32> = self.routing_context(server).into_iter().collect();
            self.network_message(id, MessageType::DESTINATION_STATE_AUDIT, &contexts, &ask, None);
        }
        self.reckon();
    }

    /// Ways were lost: what was known of destinations to which none is left is not known any more.
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
            let point_code = route.point_code.value;
            if route.mask == 0 {
                lost.push(point_code);
            } else {
                groups.push(MaskedPointCode { mask: route.mask, point_code });
            }
        }
        // Of those behind a group route, the ones that no narrower route leads to.
        if !groups.is_empty() {
            let places = Places::of(groups.iter().copied());
            let behind = self.destinations.states.keys().copied().filter(|destination| {
                places.has(*destination)
                    && !self.ways(*destination, None).any(|(server, _)| active(&server))
            });
            lost.extend(behind);
        }
        groups.into_iter().for_each(|group| self.destinations.forget_group(group));
        for destination in lost {
            self.destinations.states.insert(destination, Destination::Unknown);
        }
        self.reckon();
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
            let contexts = self.contexts(id);
            let congestion = MessageType::SIGNALLING_CONGESTION;
            self.network_message(id, congestion, &contexts, &[destination.into()], Some(level));
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
            let contexts = self.contexts(id);
            let message_type = MessageType::DESTINATION_USER_PART_UNAVAILABLE;
            self.network_message(id, message_type, &contexts, &[destination.into()], Some(cause));
        }
    }

    /// Tells an ASP, once, that what it sends to cannot be reached; and when it can be, if it ever can.
    pub(super) fn tell_unavailable(&mut self, id: AssociationId, destination: u32) {
        if self.destinations.told.len() >= MOST {
            self.destinations.told.clear();
        }
        if self.ways(destination, None).next().is_some() {
            self.watch(PointCode::new(self.configuration.variant, destination));
        }
        if self.answers(id) && self.destinations.told.insert((id.0, destination)) {
            let contexts = self.contexts(id);
            let unavailable = MessageType::DESTINATION_UNAVAILABLE;
            self.network_message(id, unavailable, &contexts, &[destination.into()], None);
        }
    }

    /// A message of this node was not sent for want of a word on its destination: the user is told when one
    /// comes, and the gateways are asked for it.
    pub(super) fn wanted_in_vain(&mut self, destination: u32) {
        if self.destinations.watched.contains_key(&destination)
            || self.ways(destination, None).next().is_none()
        {
            return;
        }
        self.watch(PointCode::new(self.configuration.variant, destination));
        if self.destinations.state(destination) == Destination::Unknown {
            self.audit(destination);
        }
    }
}

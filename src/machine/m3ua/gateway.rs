//! The peer's ASP as this side sees it, and the application servers that it makes up (RFC 4666
//! 4.3.2, 4.3.4).

use super::configuration::{ApplicationServerId, AssociationId, Role, TrafficMode};
use super::event::{ApplicationServerState, AspState, Event};
use super::fault::Fault;
use super::node::{Due, Found, Node};
use crate::wire::m3ua::{ErrorCode, Message, MessageType, Numbers, Status, Value};
use alloc::vec::Vec;

impl Node {
    fn acknowledge(&mut self, id: AssociationId, message_type: MessageType) {
        let parameters: [Value<'_>; 0] = [];
        self.send(id, 0, &Message { message_type, parameters });
    }

    fn acknowledge_contexts(
        &mut self,
        id: AssociationId,
        message_type: MessageType,
        servers: &[ApplicationServerId],
        mode: Option<TrafficMode>,
    ) {
        let contexts: Vec<u32> =
            servers.iter().filter_map(|server| self.routing_context(*server)).collect();
        let mut parameters = Vec::new();
        parameters.extend(mode.map(|mode| Value::TrafficModeType(mode.code())));
        if !contexts.is_empty() {
            parameters.push(Value::RoutingContext(Numbers::list(&contexts)));
        }
        self.send(id, 0, &Message { message_type, parameters });
    }

    fn set_peer(&mut self, id: AssociationId, state: AspState) {
        let Some(association) = self.association(id) else { return };
        if core::mem::replace(&mut association.peer, state) != state {
            self.event(Event::PeerAsp(id, None, state));
        }
    }

    /// Keeps the peer's ASP out, or lets it in again.
    pub(super) fn block(&mut self, id: AssociationId, blocked: bool) {
        if !self.answers(id) {
            return;
        }
        let Some(association) = self.association(id) else { return };
        association.blocked = blocked;
        if !blocked || association.peer == AspState::Down {
            return;
        }
        self.acknowledge(id, MessageType::ASP_DOWN_ACKNOWLEDGEMENT);
        self.peer_down(id, true);
    }

    fn may_come(&mut self, id: AssociationId) -> Result<(), Fault> {
        match self.association(id) {
            Some(association) if association.blocked => {
                Err(ErrorCode::REFUSED_MANAGEMENT_BLOCKING.into())
            }
            _ => Ok(()),
        }
    }

    /// ASPUP (RFC 4666 4.3.4.1).
    pub(super) fn up_came(&mut self, id: AssociationId, found: &Found<'_>) -> Result<(), Fault> {
        self.may_come(id)?;
        let wanted = self
            .configuration
            .associations
            .get(usize::from(id.0))
            .and_then(|configured| configured.peer_identifier);
        match (wanted, found.asp_identifier) {
            (Some(_), None) => return Err(ErrorCode::ASP_IDENTIFIER_REQUIRED.into()),
            (Some(wanted), Some(given)) if wanted != given => {
                return Err(ErrorCode::INVALID_ASP_IDENTIFIER.into());
            }
            _ => {}
        }
        // No two ASPs of an application server may have the same identifier.
        if let Some(given) = found.asp_identifier {
            let others = self.associations.iter().enumerate();
            let mut same = others.filter(|(place, other)| {
                *place != usize::from(id.0)
                    && other.peer != AspState::Down
                    && other.peer_identifier == Some(given)
            });
            let shared = same.any(|(place, _)| {
                let other = AssociationId(place as u16);
                self.serves(id).any(|server| self.serves(other).any(|also| also == server))
            });
            if shared {
                return Err(ErrorCode::INVALID_ASP_IDENTIFIER.into());
            }
        }
        let Some(association) = self.association(id) else { return Ok(()) };
        association.peer_identifier = found.asp_identifier;
        let was_active = !association.peer_active.is_empty();
        self.acknowledge(id, MessageType::ASP_UP_ACKNOWLEDGEMENT);
        if was_active {
            // It was started anew: inactive again, and told that this was not expected.
            self.peer_inactive_everywhere(id);
            self.set_peer(id, AspState::Inactive);
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        self.set_peer(id, AspState::Inactive);
        let servers: Vec<_> = self.serves(id).collect();
        for server in servers {
            let before = self.application_server_state(server);
            self.refresh(server);
            // One that comes later learns how things stand (RFC 4666 4.3.4.5).
            let now = self.application_server_state(server);
            if before == now {
                self.notify(id, server, status_of(now));
            }
        }
        Ok(())
    }

    /// ASPDN (RFC 4666 4.3.4.2).
    pub(super) fn down_came(&mut self, id: AssociationId) -> Result<(), Fault> {
        self.acknowledge(id, MessageType::ASP_DOWN_ACKNOWLEDGEMENT);
        self.peer_down(id, false);
        Ok(())
    }

    /// The peer's ASP is down; with its association or by itself.
    pub(super) fn peer_down(&mut self, id: AssociationId, failed: bool) {
        let Some(association) = self.association(id) else { return };
        let identifier = association.peer_identifier.take();
        let active = core::mem::take(&mut association.peer_active);
        let registered = core::mem::take(&mut association.registered);
        association.leaving.clear();
        self.set_peer(id, AspState::Down);
        // One that goes in order has not failed.
        for server in active.iter().filter(|_| failed) {
            self.notify_others(id, *server, Status::ASP_FAILURE, identifier);
        }
        let servers: Vec<_> = self.serves(id).chain(registered).collect();
        servers.into_iter().for_each(|server| self.refresh(server));
    }

    /// ASPAC (RFC 4666 4.3.4.3).
    pub(super) fn active_came(
        &mut self,
        id: AssociationId,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        self.may_come(id)?;
        let Some(association) = self.association(id) else { return Ok(()) };
        if association.peer == AspState::Down {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        // Each context is taken or refused by itself (RFC 4666 4.3.4.3).
        let (mut servers, mut fault) = self.named_in_part(id, found.routing_contexts);
        if servers.is_empty() {
            return Err(fault.unwrap_or_else(|| ErrorCode::NO_CONFIGURED_AS_FOR_ASP.into()));
        }
        let asked = match found.traffic_mode {
            Some(code) => {
                Some(TrafficMode::of(code).ok_or(ErrorCode::UNSUPPORTED_TRAFFIC_MODE_TYPE)?)
            }
            None => None,
        };
        servers.retain(|server| {
            let known = self.servers[usize::from(server.0)].traffic_mode;
            let fits = known.zip(asked).is_none_or(|(known, asked)| known == asked);
            if !fits {
                let code = ErrorCode::UNSUPPORTED_TRAFFIC_MODE_TYPE;
                fault.get_or_insert_with(|| Fault { code, number: self.routing_context(*server) });
            }
            fits
        });
        if let (true, Some(fault)) = (servers.is_empty(), fault) {
            return Err(fault);
        }
        self.acknowledge_contexts(id, MessageType::ASP_ACTIVE_ACKNOWLEDGEMENT, &servers, asked);
        for server in servers {
            let state = &mut self.servers[usize::from(server.0)];
            let mode =
                *state.traffic_mode.get_or_insert_with(|| asked.unwrap_or(TrafficMode::Override));
            let Some(association) = self.association(id) else { break };
            if association.peer_active.contains(&server) {
                continue;
            }
            association.peer_active.push(server);
            self.event(Event::PeerAsp(id, Some(server), AspState::Active));
            if mode == TrafficMode::Override {
                self.override_others(id, server);
            }
            self.refresh(server);
        }
        fault.map_or(Ok(()), Err)
    }

    /// Another ASP carries all traffic from now on (RFC 4666 4.3.4.3).
    fn override_others(&mut self, id: AssociationId, server: ApplicationServerId) {
        for place in 0..self.associations.len() {
            let other = AssociationId(place as u16);
            let active = &mut self.associations[place].peer_active;
            if other == id || !active.contains(&server) {
                continue;
            }
            active.retain(|active| *active != server);
            self.leaves(other, server);
            self.event(Event::PeerAsp(other, Some(server), AspState::Inactive));
            let identifier = self.associations[usize::from(id.0)].peer_identifier;
            self.notify_of(other, server, Status::ALTERNATE_ASP_ACTIVE, identifier);
        }
    }

    /// ASPIA (RFC 4666 4.3.4.4).
    pub(super) fn inactive_came(
        &mut self,
        id: AssociationId,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        let Some(association) = self.association(id) else { return Ok(()) };
        if association.peer == AspState::Down {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let servers = self.named(id, found.routing_contexts)?;
        self.acknowledge_contexts(id, MessageType::ASP_INACTIVE_ACKNOWLEDGEMENT, &servers, None);
        self.peer_inactive(id, &servers);
        Ok(())
    }

    fn peer_inactive_everywhere(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        let servers = association.peer_active.clone();
        self.peer_inactive(id, &servers);
    }

    /// What an ASP sent before it knew that it is inactive comes by other streams, and later (RFC 4666 4.3.4.3):
    /// it is taken for as long as an answer may take.
    fn leaves(&mut self, id: AssociationId, server: ApplicationServerId) {
        let until = self.now + self.configuration.acknowledgement;
        if let Some(association) = self.association(id) {
            association.leaving.retain(|(other, _)| *other != server);
            association.leaving.push((server, until));
        }
    }

    fn peer_inactive(&mut self, id: AssociationId, servers: &[ApplicationServerId]) {
        for server in servers {
            let Some(association) = self.association(id) else { return };
            let active = &mut association.peer_active;
            let Some(place) = active.iter().position(|active| active == server) else { continue };
            active.remove(place);
            self.leaves(id, *server);
            self.event(Event::PeerAsp(id, Some(*server), AspState::Inactive));
            self.refresh(*server);
        }
    }

    /// Tells a peer of an application server (RFC 4666 3.8.2).
    fn notify(&mut self, id: AssociationId, server: ApplicationServerId, status: Status) {
        let identifier = self.association(id).and_then(|association| association.peer_identifier);
        self.notify_of(id, server, status, identifier);
    }

    /// Tells a peer of an application server and of an ASP: of its own, or of the one that took
    /// over or failed (RFC 4666 3.8.2).
    fn notify_of(
        &mut self,
        id: AssociationId,
        server: ApplicationServerId,
        status: Status,
        identifier: Option<u32>,
    ) {
        let contexts: Vec<u32> = self.routing_context(server).into_iter().collect();
        let mut parameters = alloc::vec![Value::Status(status)];
        parameters.extend(identifier.map(Value::AspIdentifier));
        if !contexts.is_empty() {
            parameters.push(Value::RoutingContext(Numbers::list(&contexts)));
        }
        self.send(id, 0, &Message { message_type: MessageType::NOTIFY, parameters });
    }

    /// Tells all ASPs of an application server that are not down.
    fn notify_all(&mut self, server: ApplicationServerId, status: Status) {
        for place in 0..self.associations.len() {
            let id = AssociationId(place as u16);
            let concerned = self.associations[place].peer != AspState::Down
                && self.serves(id).any(|served| served == server);
            if concerned {
                self.notify(id, server, status);
            }
        }
    }

    fn notify_others(
        &mut self,
        but: AssociationId,
        server: ApplicationServerId,
        status: Status,
        identifier: Option<u32>,
    ) {
        for place in 0..self.associations.len() {
            let id = AssociationId(place as u16);
            let concerned = id != but
                && self.associations[place].peer != AspState::Down
                && self.serves(id).any(|served| served == server);
            if concerned {
                self.notify_of(id, server, status, identifier);
            }
        }
    }

    /// Whether an association carries the traffic of an application server. Where both sides ask,
    /// the peer's ASP Active says that it takes messages, and this side's that this one does (RFC
    /// 4666 4.3.4.3).
    pub(super) fn carries(&self, place: usize, server: ApplicationServerId) -> bool {
        let association = &self.associations[place];
        let double = matches!(
            self.configuration.associations.get(place).map(|configured| configured.role),
            Some(Role::IpServerProcessDouble)
        );
        association.up
            && (association.peer_active.contains(&server)
                || !double && association.own_active.contains(&server))
    }

    /// Works out the state of an application server anew (RFC 4666 figure 4).
    pub(super) fn refresh(&mut self, server: ApplicationServerId) {
        use ApplicationServerState::{Active, Down, Inactive, Pending};
        let place = usize::from(server.0);
        let Some(required) = self
            .configuration
            .application_servers
            .get(place)
            .map(|configured| usize::from(configured.required_active.max(1)))
        else {
            return;
        };
        let mut active = 0;
        let mut up = 0;
        let mut served_here = false;
        for number in 0..self.associations.len() {
            let id = AssociationId(number as u16);
            if !self.serves(id).any(|served| served == server) {
                continue;
            }
            let association = &self.associations[number];
            served_here |= self.answers(id);
            active += usize::from(self.carries(number, server));
            let is_up = association.own != AspState::Down || association.peer != AspState::Down;
            up += usize::from(is_up);
        }
        let was = self.servers[place].state;
        let now = match was {
            _ if active >= required => Active,
            // Once it carries traffic it goes on with what is left.
            Active | Pending if active > 0 => Active,
            Active | Pending if served_here => Pending,
            _ if up > 0 => Inactive,
            _ => Down,
        };
        if was == Active && now == Active && active < required {
            self.notify_idle(server);
        }
        if was == now {
            return;
        }
        self.change(server, now, served_here);
    }

    /// Fewer ASPs than it should have: those that are inactive may help (RFC 4666 4.3.4.5).
    fn notify_idle(&mut self, server: ApplicationServerId) {
        for place in 0..self.associations.len() {
            let id = AssociationId(place as u16);
            let idle = self.associations[place].peer != AspState::Down
                && !self.carries(place, server)
                && self.serves(id).any(|served| served == server);
            if idle {
                self.notify(id, server, Status::INSUFFICIENT_ASP_RESOURCES);
            }
        }
    }

    fn change(
        &mut self,
        server: ApplicationServerId,
        now: ApplicationServerState,
        served_here: bool,
    ) {
        let place = usize::from(server.0);
        let was = core::mem::replace(&mut self.servers[place].state, now);
        self.event(Event::ApplicationServer(server, now));
        let recovery = self.servers[place].recovery.take();
        self.stop_timer(recovery);
        if served_here {
            self.notify_all(server, status_of(now));
        }
        match now {
            ApplicationServerState::Pending => {
                let until = self.now + self.configuration.recovery;
                self.servers[place].recovery = self.timers.arm(until, Due::Recovery(server));
            }
            ApplicationServerState::Active => {
                self.flush(server);
                self.reckon();
            }
            ApplicationServerState::Inactive | ApplicationServerState::Down => {
                self.give_up(server);
                // Where the configuration says none, the first ASP that comes back says it (RFC 4666 4.3.4.3).
                if matches!(was, ApplicationServerState::Active | ApplicationServerState::Pending) {
                    let configured = self.configuration.application_servers[place].traffic_mode;
                    self.servers[place].traffic_mode = configured;
                }
                self.reckon();
            }
        }
    }

    /// T(r) ran out (RFC 4666 4.3.2): it is inactive, or down where no ASP is left.
    pub(super) fn recovery_over(&mut self, server: ApplicationServerId) {
        let place = usize::from(server.0);
        self.servers[place].recovery = None;
        if self.servers[place].state != ApplicationServerState::Pending {
            return;
        }
        let up = (0..self.associations.len()).any(|number| {
            let id = AssociationId(number as u16);
            self.associations[number].peer != AspState::Down
                && self.serves(id).any(|served| served == server)
        });
        let now = if up { ApplicationServerState::Inactive } else { ApplicationServerState::Down };
        self.change(server, now, true);
    }
}

const fn status_of(state: ApplicationServerState) -> Status {
    match state {
        // Nobody is there to be told of one that is down.
        ApplicationServerState::Down | ApplicationServerState::Inactive => Status::AS_INACTIVE,
        ApplicationServerState::Pending => Status::AS_PENDING,
        ApplicationServerState::Active => Status::AS_ACTIVE,
    }
}

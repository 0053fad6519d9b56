//! This side's ASP: what it asks of its peers, and what comes of their answers (RFC 4666 4.3.4).

use super::configuration::{ApplicationServerId, AssociationId};
use super::event::{AspState, Event};
use super::fault::Fault;
use super::node::{Due, Found, Node, Output, Request};
use crate::wire::m3ua::{ErrorCode, Message, MessageType, Numbers, Status, TrafficModeType, Value};
use alloc::vec::Vec;
use core::time::Duration;

/// How long a peer that refused something is left alone.
const REFUSED: Duration = Duration::from_secs(30);

/// How often an ASP that stops asks before it just goes.
const FAREWELLS: u32 = 2;

impl Request {
    const fn message_type(self) -> MessageType {
        match self {
            Self::Up => MessageType::ASP_UP,
            Self::Register => MessageType::REGISTRATION_REQUEST,
            Self::Active => MessageType::ASP_ACTIVE,
            Self::Inactive => MessageType::ASP_INACTIVE,
            Self::Deregister => MessageType::DEREGISTRATION_REQUEST,
            Self::Down => MessageType::ASP_DOWN,
        }
    }
}

impl Node {
    /// The application servers of an association, configured or registered.
    pub(super) fn serves(
        &self,
        id: AssociationId,
    ) -> impl Iterator<Item = ApplicationServerId> + use<'_> {
        let place = usize::from(id.0);
        let configured = self.configuration.associations.get(place);
        let registered = self.associations.get(place).map(|association| &association.registered);
        configured
            .into_iter()
            .flat_map(|configured| &configured.application_servers)
            .chain(registered.into_iter().flatten())
            .copied()
    }

    pub(super) fn routing_context(&self, server: ApplicationServerId) -> Option<u32> {
        self.servers.get(usize::from(server.0))?.routing_context
    }

    /// The application servers of an association that a list of routing contexts names; all of them
    /// where there is no list.
    pub(super) fn named(
        &self,
        id: AssociationId,
        contexts: Option<Numbers<'_>>,
    ) -> Result<Vec<ApplicationServerId>, Fault> {
        let Some(contexts) = contexts else { return Ok(self.serves(id).collect()) };
        contexts
            .iter()
            .map(|context| {
                let mut served = self.serves(id);
                let code = ErrorCode::INVALID_ROUTING_CONTEXT;
                served
                    .find(|server| self.routing_context(*server) == Some(context))
                    .ok_or(Fault { code, number: Some(context) })
            })
            .collect()
    }

    /// The application servers that a list of routing contexts names, and what is wrong with the first of the
    /// others.
    pub(super) fn named_in_part(
        &self,
        id: AssociationId,
        contexts: Option<Numbers<'_>>,
    ) -> (Vec<ApplicationServerId>, Option<Fault>) {
        let Some(contexts) = contexts else { return (self.serves(id).collect(), None) };
        let mut servers = Vec::new();
        let mut fault = None;
        for context in contexts.iter() {
            let mut served = self.serves(id);
            match served.find(|server| self.routing_context(*server) == Some(context)) {
                Some(server) => servers.push(server),
                None => {
                    let code = ErrorCode::INVALID_ROUTING_CONTEXT;
                    fault.get_or_insert(Fault { code, number: Some(context) });
                }
            }
        }
        (servers, fault)
    }

    /// Asks the peer, again and again until it answers.
    pub(super) fn request(&mut self, id: AssociationId, request: Request) {
        let Some(association) = self.association(id) else { return };
        association.attempts = 0;
        let before = association.request.take().and_then(|(_, timer)| timer);
        self.stop_timer(before);
        self.ask(id, request);
    }

    fn ask(&mut self, id: AssociationId, request: Request) {
        if request == Request::Register {
            self.ask_registration(id);
        } else if request == Request::Deregister {
            let contexts = self.registered_contexts(id);
            let parameters = [Value::RoutingContext(Numbers::list(&contexts))];
            self.send(id, 0, &Message { message_type: request.message_type(), parameters });
        } else {
            let mut contexts: Vec<u32> = Vec::new();
            let mut mode: Option<TrafficModeType> = None;
            if matches!(request, Request::Active | Request::Inactive) {
                let servers: Vec<_> = match request {
                    Request::Active => self.wanted(id).collect(),
                    _ => self.serves(id).collect(),
                };
                contexts.extend(servers.iter().filter_map(|server| self.routing_context(*server)));
                // One mode stands for all contexts of a message; where they differ the peer
                // uses what it is configured to.
                let mut modes = servers.iter().map(|server| {
                    self.servers.get(usize::from(server.0)).and_then(|server| server.traffic_mode)
                });
                let first = modes.next().flatten();
                if request == Request::Active && modes.all(|mode| mode == first) {
                    mode = first.map(super::TrafficMode::code);
                }
            }
            let configured = self.configuration.associations.get(usize::from(id.0));
            let identifier = configured
                .and_then(|configured| configured.asp_identifier)
                .filter(|_| request == Request::Up);
            let mut parameters = Vec::new();
            parameters.extend(identifier.map(Value::AspIdentifier));
            parameters.extend(mode.map(Value::TrafficModeType));
            if !contexts.is_empty() {
                parameters.push(Value::RoutingContext(Numbers::list(&contexts)));
            }
            self.send(id, 0, &Message { message_type: request.message_type(), parameters });
        }
        let until = self.now + self.configuration.acknowledgement;
        let timer = self.timers.arm(until, Due::Acknowledgement(id));
        if let Some(association) = self.association(id) {
            association.request = Some((request, timer));
            association.attempts += 1;
        }
    }

    /// Asks for what the peer took away by itself: at once, but of a peer that takes it away each
    /// time no more often than T(ack).
    fn ask_again(&mut self, id: AssociationId, request: Request) {
        let (now, pause) = (self.now, self.configuration.acknowledgement);
        let Some(association) = self.association(id) else { return };
        let last = association.asked_again.replace(now);
        let Some(last) = last.filter(|last| now - *last < pause) else {
            return self.request(id, request);
        };
        if association.request.is_some() {
            return;
        }
        let timer = self.timers.arm(last + pause, Due::Acknowledgement(id));
        if let Some(association) = self.association(id) {
            association.request = Some((request, timer));
            association.attempts = 0;
        }
    }

    /// T(ack) ran out (RFC 4666 4.3.4.1: it is sent again).
    pub(super) fn not_acknowledged(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        let Some((request, _)) = association.request.take() else { return };
        if association.stopping && association.attempts >= FAREWELLS {
            return self.put(Output::Close(id));
        }
        if association.attempts > 0 {
            self.event(Event::NoAnswer(id, request.message_type()));
        }
        self.ask(id, request);
    }

    /// The peer answered what was asked. False: it was not.
    fn answered(&mut self, id: AssociationId, request: Request) -> bool {
        let Some(association) = self.association(id) else { return false };
        match association.request {
            Some((asked, timer)) if asked == request => {
                association.request = None;
                self.stop_timer(timer);
                true
            }
            _ => false,
        }
    }

    /// The application servers for which an association's ASP is to be active and is not: not those
    /// that another ASP took over, nor those that are yet to be registered.
    pub(super) fn wanted(
        &self,
        id: AssociationId,
    ) -> impl Iterator<Item = ApplicationServerId> + use<'_> {
        let association = self.associations.get(usize::from(id.0));
        self.serves(id).filter(move |server| {
            let configured = self.configuration.application_servers.get(usize::from(server.0));
            let registered = self.routing_context(*server).is_some();
            association.is_some_and(|association| {
                !association.own_active.contains(server)
                    && !association.overridden.contains(server)
                    && !association.refused.contains(server)
            }) && configured.is_some_and(|configured| !configured.register || registered)
        })
    }

    /// Asks to be active for what is wanted, unless something else is asked already: what comes of
    /// that leads there, or ends the association.
    fn ask_for_wanted(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        let free = association.own == AspState::Inactive
            && !association.stopping
            && association.request.is_none();
        if free && self.wanted(id).next().is_some() {
            self.request(id, Request::Active);
        }
    }

    fn ask_for_wanted_again(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        let free = association.own == AspState::Inactive
            && !association.stopping
            && association.request.is_none();
        if free && self.wanted(id).next().is_some() {
            self.ask_again(id, Request::Active);
        }
    }

    /// The routing contexts that this side's ASP registered.
    fn registered_contexts(&self, id: AssociationId) -> Vec<u32> {
        let registered = self.serves(id).filter(|server| {
            let configured = self.configuration.application_servers.get(usize::from(server.0));
            configured.is_some_and(|configured| configured.register)
        });
        registered.filter_map(|server| self.routing_context(server)).collect()
    }

    /// DEREG RSP (RFC 4666 4.4.2). Whatever it says, the ASP goes.
    pub(super) fn deregistration_answered(&mut self, id: AssociationId) {
        if self.answered(id, Request::Deregister) {
            self.request(id, Request::Down);
        }
    }

    /// Nothing is wanted any more: what asked for it is answered.
    fn settle_active(&mut self, id: AssociationId) {
        if self.wanted(id).next().is_none() {
            self.answered(id, Request::Active);
        }
    }

    fn set_own(&mut self, id: AssociationId, state: AspState) {
        let Some(association) = self.association(id) else { return };
        if core::mem::replace(&mut association.own, state) != state {
            self.event(Event::Asp(id, None, state));
        }
    }

    pub(super) fn up_acknowledged(&mut self, id: AssociationId) -> Result<(), Fault> {
        if self.answered(id, Request::Up) {
            self.set_own(id, AspState::Inactive);
            let mut servers: Vec<_> = self.serves(id).collect();
            servers.iter().for_each(|server| self.refresh(*server));
            servers.retain(|server| {
                let configured = &self.configuration.application_servers[usize::from(server.0)];
                configured.register && self.routing_context(*server).is_none()
            });
            if !servers.is_empty() {
                self.request(id, Request::Register);
            } else {
                self.ask_for_wanted(id);
            }
            return Ok(());
        }
        // One that nobody asked for: the gateway has it inactive, whatever it was. An ASP that was
        // active says that it did not expect that, and goes back to where it was (RFC 4666
        // 4.3.4.1).
        let Some(association) = self.association(id) else { return Ok(()) };
        let active = association.own_active.clone();
        if active.is_empty() || association.stopping {
            return Ok(());
        }
        self.own_inactive(id, &active);
        self.ask_for_wanted_again(id);
        Err(ErrorCode::UNEXPECTED_MESSAGE.into())
    }

    /// The routing keys are registered as far as they can be.
    pub(super) fn registration_over(&mut self, id: AssociationId) {
        if self.answered(id, Request::Register) {
            self.ask_for_wanted(id);
        }
    }

    pub(super) fn active_acknowledged(
        &mut self,
        id: AssociationId,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        let servers = self.named(id, found.routing_contexts)?;
        let Some(association) = self.association(id) else { return Ok(()) };
        if association.own == AspState::Down {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        for server in servers {
            let Some(association) = self.association(id) else { break };
            if !association.own_active.contains(&server) {
                association.own_active.push(server);
                association.overridden.retain(|other| *other != server);
                self.event(Event::Asp(id, Some(server), AspState::Active));
                self.refresh(server);
                self.gained(id, server);
            }
        }
        // Contexts may be acknowledged one by one (RFC 4666 4.3.4.3).
        self.settle_active(id);
        Ok(())
    }

    pub(super) fn inactive_acknowledged(
        &mut self,
        id: AssociationId,
        found: &Found<'_>,
    ) -> Result<(), Fault> {
        let servers = self.named(id, found.routing_contexts)?;
        self.own_inactive(id, &servers);
        let Some(association) = self.association(id) else { return Ok(()) };
        let (left, stopping) = (association.own_active.len(), association.stopping);
        if !stopping {
            // Nobody asked for it: back to where it was (RFC 4666 4.3.4.4).
            self.ask_for_wanted_again(id);
        } else if left == 0 && self.answered(id, Request::Inactive) {
            let registered = !self.registered_contexts(id).is_empty();
            self.request(id, if registered { Request::Deregister } else { Request::Down });
        }
        Ok(())
    }

    fn own_inactive(&mut self, id: AssociationId, servers: &[ApplicationServerId]) {
        for server in servers {
            let Some(association) = self.association(id) else { return };
            if let Some(place) = association.own_active.iter().position(|other| other == server) {
                association.own_active.remove(place);
                self.event(Event::Asp(id, Some(*server), AspState::Inactive));
                self.refresh(*server);
            }
        }
        self.lost_ways();
    }

    pub(super) fn down_acknowledged(&mut self, id: AssociationId) -> Result<(), Fault> {
        let asked = self.answered(id, Request::Down);
        self.own_down(id);
        let Some(association) = self.association(id) else { return Ok(()) };
        if association.stopping {
            self.put(Output::Close(id));
        } else if !asked && self.is_up(id) {
            // The peer puts this ASP down by itself (RFC 4666 4.3.4.2): up again.
            self.ask_again(id, Request::Up);
        }
        Ok(())
    }

    /// This side's ASP is down.
    pub(super) fn own_down(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        let request = association.request.take().and_then(|(_, timer)| timer);
        association.own_active.clear();
        association.overridden.clear();
        association.refused.clear();
        let refused = association.refused_timer.take();
        self.stop_timer(request);
        self.stop_timer(refused);
        self.set_own(id, AspState::Down);
        let servers: Vec<_> = self.serves(id).collect();
        for server in servers {
            // What was registered is forgotten with the association.
            let configured = &self.configuration.application_servers[usize::from(server.0)];
            if configured.register && self.asks(id) {
                let context = configured.routing_context;
                self.servers[usize::from(server.0)].routing_context = context;
            }
            self.refresh(server);
        }
        self.lost_ways();
    }

    /// NTFY (RFC 4666 3.8.2).
    pub(super) fn notified(&mut self, id: AssociationId, status: Status, found: &Found<'_>) {
        self.event(Event::Notified(id, status));
        let Ok(servers) = self.named(id, found.routing_contexts) else { return };
        let Some(association) = self.association(id) else { return };
        match status {
            // Another ASP took over: this one is inactive, and does not fight back (RFC 4666
            // 4.3.4.5).
            Status::ALTERNATE_ASP_ACTIVE => {
                for server in &servers {
                    if !association.overridden.contains(server) {
                        association.overridden.push(*server);
                    }
                }
                self.own_inactive(id, &servers);
                self.settle_active(id);
            }
            // Too few carry it. That is no word about the one that took over: were it one, two ASPs
            // could take the traffic from each other without end.
            Status::INSUFFICIENT_ASP_RESOURCES => self.ask_for_wanted(id),
            // Nobody carries the traffic: one that is inactive takes it (RFC 4666 4.3.4.5).
            Status::AS_PENDING | Status::AS_INACTIVE => {
                association.overridden.retain(|server| !servers.contains(server));
                self.ask_for_wanted(id);
            }
            _ => {}
        }
    }

    /// The peer refuses something: which message, and for which routing contexts, as far as it says. What was
    /// asked for is asked for again after a while: what is wrong there may be mended.
    pub(super) fn refused(
        &mut self,
        id: AssociationId,
        code: ErrorCode,
        about: Option<MessageType>,
        contexts: &[u32],
    ) {
        let refuses = matches!(
            code,
            ErrorCode::INVALID_ROUTING_CONTEXT
                | ErrorCode::NO_CONFIGURED_AS_FOR_ASP
                | ErrorCode::UNSUPPORTED_TRAFFIC_MODE_TYPE
                | ErrorCode::INVALID_ASP_IDENTIFIER
                | ErrorCode::ASP_IDENTIFIER_REQUIRED
                | ErrorCode::UNSUPPORTED_MESSAGE_CLASS
        );
        let Some(association) = self.association(id) else { return };
        let Some((request, timer)) = association.request.filter(|_| refuses) else { return };
        let stopping = association.stopping;
        if about.is_some_and(|about| about != request.message_type()) {
            return;
        }
        let named: Vec<_> = self
            .serves(id)
            .filter(|server| {
                self.routing_context(*server).is_some_and(|context| contexts.contains(&context))
            })
            .collect();
        // About contexts that this side has not: about something else.
        if named.is_empty() && !contexts.is_empty() {
            return;
        }
        if stopping {
            return self.put(Output::Close(id));
        }
        self.stop_timer(timer);
        let until = self.now + REFUSED.max(self.configuration.acknowledgement);
        let Some(association) = self.associations.get_mut(usize::from(id.0)) else { return };
        if request == Request::Active {
            // Those that were not refused are asked for by themselves.
            association.request = None;
            let refused = if named.is_empty() { self.wanted(id).collect() } else { named };
            let timer = self.timers.arm(until, Due::Refused(id));
            if let Some(association) = self.association(id) {
                association.refused.extend(refused);
                let before = core::mem::replace(&mut association.refused_timer, timer);
                self.stop_timer(before);
            }
            self.ask_for_wanted(id);
        } else {
            let timer = self.timers.arm(until, Due::Acknowledgement(id));
            if let Some(association) = self.association(id) {
                association.request = Some((request, timer));
                association.attempts = 0;
            }
        }
    }

    /// What was refused is asked for again.
    pub(super) fn refused_over(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        association.refused.clear();
        association.refused_timer = None;
        self.ask_for_wanted(id);
    }

    /// Ends an association in order.
    pub(super) fn stop(&mut self, id: AssociationId) {
        let Some(association) = self.association(id) else { return };
        association.stopping = true;
        if !association.up {
            return;
        }
        match (association.own, association.own_active.is_empty()) {
            (AspState::Down, _) => self.put(Output::Close(id)),
            (_, false) => self.request(id, Request::Inactive),
            (_, true) if !self.registered_contexts(id).is_empty() => {
                self.request(id, Request::Deregister);
            }
            (_, true) => self.request(id, Request::Down),
        }
    }
}

//! DATA: which association carries it, and what becomes of it when none does.

use super::configuration::{ApplicationServerId, AssociationId, TrafficMode};
use super::event::{ApplicationServerState, Destination, DropReason, Event};
use super::fault::Fault;
use super::node::{Node, Output, Request};
use crate::machine::mtp::Transfer;
use crate::wire::codes::PointCode;
use crate::wire::error::Layer;
use crate::wire::m3ua::{
    Data, DataForm, ErrorCode, Message, MessageType, Parameters, ProtocolData,
};
use crate::wire::reader::Reader;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use bytes::Bytes;

/// Messages that wait for an ASP.
#[derive(Debug, Default)]
pub(super) struct Pending {
    messages: VecDeque<Transfer>,
    /// Of their user data.
    octets: usize,
}

impl Node {
    /// DATA came in.
    pub(super) fn data_came(
        &mut self,
        id: AssociationId,
        stream: u16,
        message: &Message<Parameters<'_>>,
        octets: &Bytes,
    ) -> Result<(), Fault> {
        let place = usize::from(id.0);
        // DATA never goes on stream 0 where there are others (RFC 4666 1.4.7).
        if stream == 0 && self.associations[place].incoming_streams > 1 {
            return Err(ErrorCode::INVALID_STREAM_IDENTIFIER.into());
        }
        let data = message.data().map_err(|error| Fault::from(super::fault::code_of(&error)))?;
        let DataForm::ProtocolData(label) = &data.protocol_data else {
            return Err(ErrorCode::UNEXPECTED_PARAMETER.into());
        };
        if let Some(number) = data.network_appearance {
            self.check_appearance(number)?;
        }
        let association = &self.associations[place];
        // DATA may overtake the answer to ASPAC, and come behind the one to ASPIA: they go by other streams
        // (RFC 4666 4.3.4.3).
        let asked = matches!(association.request, Some((Request::Active, _)));
        let coming: Vec<_> = if asked { self.wanted(id).collect() } else { Vec::new() };
        let leaving = association.leaving.iter().filter(|(_, until)| *until >= self.now);
        let mut active = association
            .own_active
            .iter()
            .chain(&association.peer_active)
            .chain(&coming)
            .chain(leaving.map(|(server, _)| server));
        match data.routing_context {
            Some(context) => {
                let named =
                    |server: ApplicationServerId| self.routing_context(server) == Some(context);
                if !active.clone().any(|server| named(*server)) {
                    let served = self.serves(id).any(named);
                    let destination = self.code(label.destination_point_code);
                    self.drop_message(destination, DropReason::SenderNotActive);
                    return Err(if served {
                        ErrorCode::UNEXPECTED_MESSAGE.into()
                    } else {
                        Fault { code: ErrorCode::INVALID_ROUTING_CONTEXT, number: Some(context) }
                    });
                }
            }
            None => {
                let Some(first) = active.next() else {
                    let destination = self.code(label.destination_point_code);
                    self.drop_message(destination, DropReason::SenderNotActive);
                    return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
                };
                // Which of them it is for cannot be told (RFC 4666 3.3.1). Both halves may be
                // active for the same one.
                if active.any(|other| other != first) {
                    return Err(ErrorCode::MISSING_PARAMETER.into());
                }
            }
        }
        if !self.may_send_as(id, label.originating_point_code) {
            let destination = self.code(label.destination_point_code);
            self.drop_message(destination, DropReason::ForeignOriginator);
            return Ok(());
        }
        self.counters.received += 1;
        let transfer = Transfer {
            originating_point_code: self.code(label.originating_point_code),
            destination_point_code: self.code(label.destination_point_code),
            service_indicator: label.service_indicator,
            network_indicator: label.network_indicator,
            message_priority: label.message_priority,
            signalling_link_selection: label.signalling_link_selection,
            user_data: octets.slice_ref(label.user_data.rest()),
        };
        let destination = transfer.destination_point_code;
        if self.configuration.own_point_codes.contains(&destination) {
            self.put(Output::Transfer(transfer));
        } else if self.configuration.relay {
            let service_indicator = transfer.service_indicator;
            if let Err(reason) = self.route(&transfer) {
                self.drop_message(destination, reason);
                let other_users = self.is_keyed(destination.value);
                match reason {
                    DropReason::PendingFull => self.tell_congested(id, destination.value),
                    DropReason::NoRoute if other_users => {
                        self.tell_no_user_part(id, destination.value, service_indicator);
                    }
                    _ => self.tell_unavailable(id, destination.value),
                }
            }
        } else {
            self.drop_message(destination, DropReason::NotForUs);
        }
        Ok(())
    }

    /// Whether an ASP may send under a point code: that of the routing key of an application server that it is in,
    /// or one that a route says to be behind it. One without a routing key may send as anybody.
    fn may_send_as(&self, id: AssociationId, originating: u32) -> bool {
        if !self.answers(id) {
            return true;
        }
        let mut has_key = false;
        for server in self.serves(id) {
            match self.configuration.application_servers[usize::from(server.0)].point_code {
                Some(code) if code.value == originating => return true,
                Some(_) => has_key = true,
                None => return true,
            }
        }
        !has_key
            || self.configuration.routes.iter().any(|route| {
                route.leads_to(originating)
                    && route.via.iter().any(|way| self.serves(id).any(|server| server == *way))
            })
    }

    fn code(&self, value: u32) -> PointCode {
        PointCode::new(self.configuration.variant, value)
    }

    /// MTP-TRANSFER request.
    pub(super) fn transfer(&mut self, transfer: Transfer) {
        if let Err(reason) = self.route(&transfer) {
            self.not_sent(transfer, reason);
        }
    }

    /// A message that cannot go on. Who handed it in is told, if it is of this node.
    fn not_sent(&mut self, transfer: Transfer, reason: DropReason) {
        let destination = transfer.destination_point_code;
        self.drop_message(destination, reason);
        if reason == DropReason::Unavailable {
            self.wanted_in_vain(destination.value);
        }
        if self.configuration.own_point_codes.contains(&transfer.originating_point_code) {
            self.put(Output::NotSent(transfer, reason));
        }
    }

    pub(super) fn drop_message(&mut self, destination: PointCode, reason: DropReason) {
        let place = DropReason::ALL.iter().position(|other| *other == reason).unwrap_or(0);
        self.counters.dropped[place] += 1;
        if self.destinations.first_drop(destination.value, reason) {
            self.event(Event::Dropped(destination, reason));
        }
    }

    /// The application servers whose routing key names a destination, then those of the routes to
    /// it, the narrowest first; for one user, or for any.
    pub(super) fn ways(
        &self,
        destination: u32,
        service_indicator: Option<u8>,
    ) -> impl Iterator<Item = (ApplicationServerId, bool)> + use<'_> {
        let keys = self.configuration.application_servers.iter().enumerate();
        let keyed = keys.filter_map(move |(place, server)| {
            let key = server.point_code.is_some_and(|code| code.value == destination)
                && (server.service_indicators.is_empty()
                    || service_indicator
                        .is_none_or(|user| server.service_indicators.contains(&user)));
            key.then_some((ApplicationServerId(place as u16), true))
        });
        let route = self
            .configuration
            .routes
            .iter()
            .filter(move |route| route.leads_to(destination))
            .min_by_key(|route| route.mask);
        let routed = route
            .into_iter()
            .flat_map(|route| route.via.iter().map(|server| (*server, route.assume_available)));
        keyed.chain(routed)
    }

    /// Whether a routing key names a destination, be it for other users.
    fn is_keyed(&self, destination: u32) -> bool {
        let mut keys = self.configuration.application_servers.iter();
        keys.any(|server| server.point_code.is_some_and(|code| code.value == destination))
    }

    /// Sends a message on its way, or keeps it.
    fn route(&mut self, transfer: &Transfer) -> Result<(), DropReason> {
        let destination = transfer.destination_point_code.value;
        let mut reason = DropReason::NoRoute;
        let mut pending = None;
        let mut found = None;
        for (server, assume) in self.ways(destination, Some(transfer.service_indicator)) {
            match self.application_server_state(server) {
                ApplicationServerState::Active => {
                    if self.reaches(server, destination, assume) {
                        found = Some(server);
                        break;
                    }
                    reason = DropReason::Unavailable;
                }
                ApplicationServerState::Pending => pending = pending.or(Some(server)),
                ApplicationServerState::Inactive | ApplicationServerState::Down => {
                    if reason == DropReason::NoRoute {
                        reason = DropReason::NotActive;
                    }
                }
            }
        }
        match (found, pending) {
            (Some(server), _) => self.send_data(server, transfer),
            (None, Some(server)) => {
                let (most, most_octets) =
                    (self.configuration.pending, self.configuration.pending_octets);
                let queue = &mut self.servers[usize::from(server.0)].pending;
                let octets = queue.octets.saturating_add(transfer.user_data.len());
                if queue.messages.len() >= most || octets > most_octets {
                    return Err(DropReason::PendingFull);
                }
                queue.octets = octets;
                queue.messages.push_back(transfer.clone());
                Ok(())
            }
            (None, None) => Err(reason),
        }
    }

    /// Whether messages to a destination may go by an application server: always by one that this
    /// node serves, else if the peer said so or is taken to say so.
    fn reaches(&self, server: ApplicationServerId, destination: u32, assume: bool) -> bool {
        match self.destinations.state(destination) {
            Destination::Available | Destination::Restricted => true,
            Destination::Unavailable => self.is_served(server),
            Destination::Unknown => assume || self.is_served(server),
        }
    }

    /// Whether this node answers the ASPs of an application server.
    pub(super) fn is_served(&self, server: ApplicationServerId) -> bool {
        self.associations.iter().any(|association| association.peer_active.contains(&server))
    }

    fn send_data(
        &mut self,
        server: ApplicationServerId,
        transfer: &Transfer,
    ) -> Result<(), DropReason> {
        let state = &mut self.servers[usize::from(server.0)];
        let (mode, routing_context) = (state.traffic_mode, state.routing_context);
        let correlation_id = (mode == Some(TrafficMode::Broadcast)).then(|| {
            state.correlation = state.correlation.wrapping_add(1);
            state.correlation
        });
        let message = Data {
            network_appearance: self.configuration.network_appearance,
            routing_context,
            protocol_data: DataForm::ProtocolData(ProtocolData {
                originating_point_code: transfer.originating_point_code.value,
                destination_point_code: transfer.destination_point_code.value,
                service_indicator: transfer.service_indicator,
                network_indicator: transfer.network_indicator,
                message_priority: transfer.message_priority,
                signalling_link_selection: transfer.signalling_link_selection,
                user_data: &transfer.user_data[..],
            }),
            correlation_id,
        };
        let count = self.associations.len();
        let carrying = (0..count).filter(|place| self.carries(*place, server)).count();
        if carrying == 0 {
            return Err(DropReason::NotActive);
        }
        // Of an override there is one; of a loadshare the selection says which.
        let chosen = usize::from(transfer.signalling_link_selection) % carrying;
        let all = mode == Some(TrafficMode::Broadcast);
        let mut nth = 0;
        for place in 0..count {
            if !self.carries(place, server) {
                continue;
            }
            if all || nth == chosen {
                let streams = self.associations[place].outgoing_streams;
                let selection = u16::from(transfer.signalling_link_selection);
                // Messages of one selection keep to one stream (RFC 4666 1.4.7).
                let stream = if streams > 1 { 1 + selection % (streams - 1) } else { 0 };
                if !self.send(AssociationId(place as u16), stream, &message) {
                    return Err(DropReason::NotEncodable);
                }
                self.counters.sent += 1;
            }
            nth += 1;
        }
        self.destinations.sent(transfer.destination_point_code.value);
        Ok(())
    }

    /// Sends what waited for an ASP.
    pub(super) fn flush(&mut self, server: ApplicationServerId) {
        let waiting = core::mem::take(&mut self.servers[usize::from(server.0)].pending);
        for transfer in waiting.messages {
            self.transfer(transfer);
        }
    }

    /// No ASP came: what waited for one is lost, and counted.
    pub(super) fn give_up(&mut self, server: ApplicationServerId) {
        let waiting = core::mem::take(&mut self.servers[usize::from(server.0)].pending).messages;
        if waiting.is_empty() {
            return;
        }
        self.event(Event::GivenUp(server, waiting.len()));
        for transfer in waiting {
            self.not_sent(transfer, DropReason::PendingExpired);
        }
    }

    /// Takes back DATA that an association that broke did not send.
    pub(super) fn take_back(&mut self, id: AssociationId, unsent: Vec<Bytes>) {
        let mut saved = 0;
        for octets in unsent {
            let mut reader = Reader::new(&octets, Layer::M3ua);
            let Ok(message) = Message::decode(&mut reader) else { continue };
            if message.message_type != MessageType::DATA {
                continue;
            }
            let Ok(Data { protocol_data: DataForm::ProtocolData(label), .. }) = message.data()
            else {
                continue;
            };
            saved += 1;
            self.transfer(Transfer {
                originating_point_code: self.code(label.originating_point_code),
                destination_point_code: self.code(label.destination_point_code),
                service_indicator: label.service_indicator,
                network_indicator: label.network_indicator,
                message_priority: label.message_priority,
                signalling_link_selection: label.signalling_link_selection,
                user_data: octets.slice_ref(label.user_data.rest()),
            });
        }
        if saved > 0 {
            self.counters.saved += saved as u64;
            self.event(Event::TakenBack(id, saved));
        }
    }
}

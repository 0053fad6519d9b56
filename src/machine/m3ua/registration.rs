//! Routing keys that are registered (RFC 4666 3.6, 4.4).

use super::configuration::{ApplicationServerId, AssociationId, TrafficMode};
use super::event::{AspState, Event};
use super::fault::Fault;
use super::node::{Found, Node};
use crate::wire::m3ua::{
    DeregistrationStatus, ErrorCode, Group, MaskedPointCode, Message, MessageType, Numbers,
    Parameters, RegistrationStatus, Tag, Value,
};
use alloc::vec::Vec;

/// How many keys one message may have.
const MOST: usize = 64;

/// The groups of one tag in a message, each read.
fn groups<'a>(parameters: Parameters<'a>, tag: Tag) -> Result<Vec<Found<'a>>, Fault> {
    let mut found = Vec::new();
    for parameter in parameters {
        let parameter = parameter.map_err(|error| Fault::from(super::fault::code_of(&error)))?;
        if parameter.tag != tag {
            continue;
        }
        let value = Value::decode(&parameter)
            .map_err(|error| Fault::from(super::fault::code_of(&error)))?;
        if let Value::RoutingKey(inner)
        | Value::RegistrationResult(inner)
        | Value::DeregistrationResult(inner) = value
        {
            if found.len() >= MOST {
                return Err(ErrorCode::INVALID_PARAMETER_VALUE.into());
            }
            found.push(Found::read(inner)?);
        }
    }
    if found.is_empty() { Err(ErrorCode::MISSING_PARAMETER.into()) } else { Ok(found) }
}

impl Node {
    /// Registers the routing keys that an association's ASP is to register.
    pub(super) fn ask_registration(&mut self, id: AssociationId) {
        let servers: Vec<_> = self.serves(id).collect();
        let keys = servers.into_iter().filter_map(|server| {
            let configured = &self.configuration.application_servers[usize::from(server.0)];
            let code = configured.point_code.filter(|_| configured.register)?;
            let mut key = alloc::vec![Value::LocalRoutingKeyIdentifier(u32::from(server.0) + 1)];
            key.extend(configured.traffic_mode.map(|mode| Value::TrafficModeType(mode.code())));
            let destination = MaskedPointCode::from(code.value);
            key.push(Value::DestinationPointCode(destination));
            key.extend(self.configuration.network_appearance.map(Value::NetworkAppearance));
            if !configured.service_indicators.is_empty() {
                // Owned by the configuration, which outlives the message.
                key.push(Value::ServiceIndicators(&configured.service_indicators));
            }
            Some(Group { tag: Tag::ROUTING_KEY, parameters: key })
        });
        let parameters: Vec<_> = keys.collect();
        let mut writer = crate::wire::Writer::new();
        let message = Message { message_type: MessageType::REGISTRATION_REQUEST, parameters };
        let octets = writer.message(&message).map(<[u8]>::to_vec);
        if let Ok(octets) = octets {
            self.send(id, 0, &octets[..]);
        }
    }

    /// REG RSP (RFC 4666 4.4.1).
    pub(super) fn registration_answered(
        &mut self,
        id: AssociationId,
        parameters: Parameters<'_>,
    ) -> Result<(), Fault> {
        for result in groups(parameters, Tag::REGISTRATION_RESULT)? {
            let (Some(key), Some(status)) = (result.local_key, result.registration) else {
                return Err(ErrorCode::MISSING_PARAMETER.into());
            };
            let server = key.checked_sub(1).and_then(|place| u16::try_from(place).ok());
            let Some(server) = server.map(ApplicationServerId) else { continue };
            if !self.serves(id).any(|served| served == server) {
                continue;
            }
            // 0 stands for none: also where it was registered before (RFC 4666 3.6.2).
            let context = result
                .routing_contexts
                .and_then(|contexts| contexts.iter().next())
                .filter(|context| *context != 0 || status == RegistrationStatus::REGISTERED);
            let registered = matches!(
                status,
                RegistrationStatus::REGISTERED | RegistrationStatus::ALREADY_REGISTERED
            );
            if registered && context.is_some() {
                self.servers[usize::from(server.0)].routing_context = context;
            }
            self.event(Event::Registered(id, server, status));
        }
        self.registration_over(id);
        Ok(())
    }

    /// REG REQ (RFC 4666 4.4.1).
    pub(super) fn registration_requested(
        &mut self,
        id: AssociationId,
        parameters: Parameters<'_>,
    ) -> Result<(), Fault> {
        if self.association(id).is_none_or(|association| association.peer == AspState::Down) {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let keys = groups(parameters, Tag::ROUTING_KEY)?;
        let mut results = Vec::new();
        for key in &keys {
            let local = key.local_key.ok_or(ErrorCode::MISSING_PARAMETER)?;
            let (status, context) = match self.register(id, key) {
                Ok((status, context)) => (status, context),
                Err(status) => (status, 0),
            };
            results.push((local, status, [context]));
        }
        let parameters: Vec<_> = results
            .iter()
            .map(|(local, status, context)| Group {
                tag: Tag::REGISTRATION_RESULT,
                parameters: [
                    Value::LocalRoutingKeyIdentifier(*local),
                    Value::RegistrationStatus(*status),
                    Value::RoutingContext(Numbers::list(context)),
                ],
            })
            .collect();
        self.send(id, 0, &Message { message_type: MessageType::REGISTRATION_RESPONSE, parameters });
        Ok(())
    }

    /// Finds the application server of a routing key and lets the association serve it. One that is
    /// registered already keeps its context, which the ASP may not have heard.
    fn register(
        &mut self,
        id: AssociationId,
        key: &Found<'_>,
    ) -> Result<(RegistrationStatus, u32), RegistrationStatus> {
        if !self.configuration.registration {
            return Err(RegistrationStatus::PERMISSION_DENIED);
        }
        if key.unsupported_key {
            return Err(RegistrationStatus::UNSUPPORTED_ROUTING_KEY_FIELD);
        }
        if key.network_appearance.is_some_and(|number| self.check_appearance(number).is_err()) {
            return Err(RegistrationStatus::INVALID_NETWORK_APPEARANCE);
        }
        let destination = key.destination.ok_or(RegistrationStatus::INVALID_ROUTING_KEY)?;
        if destination.mask != 0 {
            return Err(RegistrationStatus::INVALID_DPC);
        }
        let indicators = key.service_indicators.unwrap_or_default();
        let provisioned = |server: &super::ApplicationServerConfiguration| {
            server.point_code.is_some_and(|code| code.value == destination.point_code)
                && (server.service_indicators.is_empty() || server.service_indicators == indicators)
        };
        let place = self
            .configuration
            .application_servers
            .iter()
            .position(provisioned)
            .ok_or(RegistrationStatus::ROUTING_KEY_NOT_PROVISIONED)?;
        let server = ApplicationServerId(place as u16);
        let mode = match key.traffic_mode {
            Some(code) => {
                Some(TrafficMode::of(code).ok_or(RegistrationStatus::UNSUPPORTED_TRAFFIC_MODE)?)
            }
            None => None,
        };
        let state = &mut self.servers[place];
        if state.traffic_mode.zip(mode).is_some_and(|(known, asked)| known != asked) {
            return Err(RegistrationStatus::UNSUPPORTED_TRAFFIC_MODE);
        }
        if mode.is_some() {
            state.traffic_mode = mode;
        }
        let known = state.routing_context;
        let context = known.unwrap_or_else(|| self.free_context());
        self.servers[place].routing_context = Some(context);
        if self.serves(id).any(|served| served == server) {
            return Ok((RegistrationStatus::ALREADY_REGISTERED, context));
        }
        if let Some(association) = self.association(id) {
            association.registered.push(server);
        }
        self.event(Event::Registered(id, server, RegistrationStatus::REGISTERED));
        self.refresh(server);
        Ok((RegistrationStatus::REGISTERED, context))
    }

    /// The lowest routing context, from 1, that no application server has.
    fn free_context(&self) -> u32 {
        let taken = |context| self.servers.iter().any(|s| s.routing_context == Some(context));
        (1..=u32::MAX).find(|context| !taken(*context)).unwrap_or(u32::MAX)
    }

    /// DEREG REQ (RFC 4666 4.4.2).
    pub(super) fn deregistration_requested(
        &mut self,
        id: AssociationId,
        parameters: Parameters<'_>,
    ) -> Result<(), Fault> {
        if self.association(id).is_none_or(|association| association.peer == AspState::Down) {
            return Err(ErrorCode::UNEXPECTED_MESSAGE.into());
        }
        let found = Found::read(parameters)?;
        let contexts = found.routing_contexts.ok_or(ErrorCode::MISSING_PARAMETER)?;
        let mut results = Vec::new();
        for context in contexts.iter().take(MOST) {
            results.push(([context], self.deregister(id, context)));
        }
        let parameters: Vec<_> = results
            .iter()
            .map(|(context, status)| Group {
                tag: Tag::DEREGISTRATION_RESULT,
                parameters: [
                    Value::RoutingContext(Numbers::list(context)),
                    Value::DeregistrationStatus(*status),
                ],
            })
            .collect();
        let message_type = MessageType::DEREGISTRATION_RESPONSE;
        self.send(id, 0, &Message { message_type, parameters });
        Ok(())
    }

    fn deregister(&mut self, id: AssociationId, context: u32) -> DeregistrationStatus {
        let place = self.servers.iter().position(|s| s.routing_context == Some(context));
        let Some(server) = place.map(|place| ApplicationServerId(place as u16)) else {
            return DeregistrationStatus::INVALID_ROUTING_CONTEXT;
        };
        let Some(association) = self.association(id) else {
            return DeregistrationStatus::UNKNOWN;
        };
        if association.peer_active.contains(&server) {
            return DeregistrationStatus::ASP_ACTIVE;
        }
        if !association.registered.contains(&server) {
            return DeregistrationStatus::NOT_REGISTERED;
        }
        association.registered.retain(|registered| *registered != server);
        self.refresh(server);
        DeregistrationStatus::DEREGISTERED
    }
}

//! What a peer is told about a message that is wrong (RFC 4666 3.8.1).

use super::configuration::AssociationId;
use super::event::Event;
use super::node::Node;
use crate::wire::error::{Error, ErrorKind};
use crate::wire::m3ua::{
    ErrorCode, Message, MessageClass, MessageType, Numbers, Parameters, PointCodes, Value,
};
use alloc::vec::Vec;

/// How much of a message goes back with its error (RFC 4666 3.8.1: 40 octets at most).
const DIAGNOSTIC: usize = 40;

/// What is wrong, and which parameter says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: ErrorCode,
    /// The routing context, network appearance or point code at fault.
    pub(super) number: Option<u32>,
}

impl From<ErrorCode> for Fault {
    fn from(code: ErrorCode) -> Self {
        Self { code, number: None }
    }
}

/// The code for octets that are no message (RFC 4666 3.8.1).
pub(super) fn code_of(error: &Error) -> ErrorCode {
    match (error.kind, error.what) {
        (ErrorKind::Unsupported { .. }, _) => ErrorCode::INVALID_VERSION,
        (ErrorKind::Missing, _) => ErrorCode::MISSING_PARAMETER,
        (ErrorKind::OutOfRange { .. }, _) => ErrorCode::INVALID_PARAMETER_VALUE,
        (ErrorKind::Duplicate | ErrorKind::Unexpected { .. }, _) => ErrorCode::UNEXPECTED_PARAMETER,
        (ErrorKind::BadLength { .. } | ErrorKind::LengthBeyondEnd { .. }, what)
            if what != "message length" =>
        {
            ErrorCode::PARAMETER_FIELD_ERROR
        }
        _ => ErrorCode::PROTOCOL_ERROR,
    }
}

/// Whether a type is one of RFC 4666, and if not what is unknown of it.
pub(super) fn unsupported(message_type: MessageType) -> Option<ErrorCode> {
    if message_type.name().is_some() {
        None
    } else if matches!(
        message_type.class(),
        MessageClass::MANAGEMENT
            | MessageClass::TRANSFER
            | MessageClass::SS7_SIGNALLING_NETWORK_MANAGEMENT
            | MessageClass::ASP_STATE_MAINTENANCE
            | MessageClass::ASP_TRAFFIC_MAINTENANCE
            | MessageClass::ROUTING_KEY_MANAGEMENT
    ) {
        Some(ErrorCode::UNSUPPORTED_MESSAGE_TYPE)
    } else {
        Some(ErrorCode::UNSUPPORTED_MESSAGE_CLASS)
    }
}

impl Node {
    /// Answers a message with ERR. One in answer to an ERR would never end (RFC 4666 3.8.1).
    pub(super) fn fault(
        &mut self,
        association: AssociationId,
        message_type: MessageType,
        octets: &[u8],
        fault: impl Into<Fault>,
    ) {
        let fault = fault.into();
        if message_type == MessageType::ERROR {
            return;
        }
        self.counters.errors_sent += 1;
        let code = Value::ErrorCode(fault.code);
        let about = fault.number.map(|number| match fault.code {
            ErrorCode::INVALID_ROUTING_CONTEXT
            | ErrorCode::NO_CONFIGURED_AS_FOR_ASP
            | ErrorCode::UNSUPPORTED_TRAFFIC_MODE_TYPE => About::Contexts([number]),
            ErrorCode::INVALID_NETWORK_APPEARANCE => About::Appearance(number),
            _ => About::PointCode([number.into()]),
        });
        let mut parameters = alloc::vec![code];
        parameters.extend(about.as_ref().map(About::value));
        parameters.push(Value::DiagnosticInformation(&octets[..octets.len().min(DIAGNOSTIC)]));
        self.send(association, 0, &Message { message_type: MessageType::ERROR, parameters });
        self.event(Event::ErrorSent(association, fault.code, message_type));
    }

    /// A peer found an error in what this side sent.
    pub(super) fn error_came(&mut self, association: AssociationId, parameters: Parameters<'_>) {
        self.counters.errors_received += 1;
        let mut code = None;
        let mut about = None;
        let mut contexts = Vec::new();
        for parameter in parameters.into_iter().flatten() {
            match Value::decode(&parameter) {
                Ok(Value::ErrorCode(found)) => code = Some(found),
                Ok(Value::RoutingContext(list)) => contexts.extend(list.iter().take(256)),
                // The message at fault, or its beginning.
                Ok(Value::DiagnosticInformation([_, _, class, number, ..])) => {
                    about = Some(MessageType::new(MessageClass(*class), *number));
                }
                _ => {}
            }
        }
        // One without a code says only that something is wrong.
        self.event(Event::PeerError(association, code.unwrap_or(ErrorCode::PROTOCOL_ERROR)));
        if let Some(code) = code {
            self.refused(association, code, about, &contexts);
        }
    }
}

enum About {
    Contexts([u32; 1]),
    Appearance(u32),
    PointCode([crate::wire::m3ua::MaskedPointCode; 1]),
}

impl About {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Contexts(list) => Value::RoutingContext(Numbers::list(list)),
            Self::Appearance(number) => Value::NetworkAppearance(*number),
            Self::PointCode(list) => Value::AffectedPointCode(PointCodes::list(list)),
        }
    }
}

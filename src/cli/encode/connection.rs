//! SCCP messages of connections from their JSON.

use super::codes::coded;
use super::mistake::Mistakes;
use super::sccp::{address, optional_parameters};
use super::suggest::listed;
use super::tree::{Fields, range};
use crate::wire::codes::Variant;
use crate::wire::sccp::{
    Connection, ConnectionParameters, ErrorCause, Importance, MessageType, OtherParameters,
    Parameter, ParameterName, ProtocolClass, RefusalCause, ReleaseCause, ResetCause, Sequencing,
};

/// What only messages of connections have.
pub(super) const KEYS: [&str; 10] = [
    "destination_local_reference",
    "source_local_reference",
    "refusal_cause",
    "release_cause",
    "reset_cause",
    "error_cause",
    "send_sequence_number",
    "receive_sequence_number",
    "more_data",
    "credit",
];

/// What the optional part may have.
const OPTIONAL: &[&str] =
    &["called", "calling", "credit", "hop_counter", "importance", "optional", "data"];

/// The keys of a message of a connection beside `type`, and whether it has an optional part.
const fn keys(message_type: MessageType) -> (&'static [&'static str], bool) {
    const TO: &str = "destination_local_reference";
    const FROM: &str = "source_local_reference";
    match message_type {
        MessageType::CONNECTION_REQUEST => (&[FROM, "class"], true),
        MessageType::CONNECTION_CONFIRM => (&[TO, FROM, "class"], true),
        MessageType::CONNECTION_REFUSED => (&[TO, "refusal_cause"], true),
        MessageType::RELEASED => (&[TO, FROM, "release_cause"], true),
        MessageType::RELEASE_COMPLETE | MessageType::RESET_CONFIRM => (&[TO, FROM], false),
        MessageType::DATA_FORM_1 => (&[TO, "more_data", "data"], false),
        MessageType::DATA_FORM_2 => {
            (&[TO, "send_sequence_number", "receive_sequence_number", "more_data", "data"], false)
        }
        MessageType::DATA_ACKNOWLEDGEMENT => (&[TO, "receive_sequence_number", "credit"], false),
        MessageType::EXPEDITED_DATA => (&[TO, "data"], false),
        MessageType::EXPEDITED_DATA_ACKNOWLEDGEMENT => (&[TO], false),
        MessageType::RESET_REQUEST => (&[TO, FROM, "reset_cause"], false),
        MessageType::PROTOCOL_DATA_UNIT_ERROR => (&[TO, "error_cause"], false),
        _ => (
            &[
                TO,
                FROM,
                "class",
                "send_sequence_number",
                "receive_sequence_number",
                "more_data",
                "credit",
            ],
            false,
        ),
    }
}

/// Keys that a message of this type does not have are mistakes.
fn only_own_keys(message_type: MessageType, fields: &Fields<'_>, mistakes: &mut Mistakes) {
    let name = message_type.name().unwrap_or("message");
    let (own, has_optional) = keys(message_type);
    for property in &fields.object.properties {
        let key = property.name.as_str();
        let known = key == "type" || own.contains(&key) || has_optional && OPTIONAL.contains(&key);
        let elsewhere = super::sccp::KEYS.contains(&key) || KEYS.contains(&key);
        if !known && elsewhere && fields.get(key).is_some() {
            let help = format!("it has {}", listed(own, "and"));
            mistakes.add(range(&property.name), format!("{name} has no `{key}`"), help);
        }
    }
}

fn reference(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<u32> {
    if fields.get(key).is_none() {
        let help = "a number up to 16777215, the connection's name".to_string();
        mistakes.add(fields.opening(), format!("this message has `{key}`"), help);
    }
    fields.number(key, 0..=0xFF_FFFF, mistakes)
}

fn cause(
    fields: &Fields<'_>,
    key: &str,
    name: fn(u8) -> Option<&'static str>,
    mistakes: &mut Mistakes,
) -> Option<u8> {
    let Some(value) = fields.get(key) else { return Some(0) };
    let names: Vec<_> = (0..=255).filter_map(|code| Some((name(code)?, i64::from(code)))).collect();
    let code = coded(value, &key.replace('_', " "), &names, 255, mistakes)?;
    u8::try_from(code).ok()
}

fn sequencing(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Sequencing {
    let mut number = |key| fields.number(key, 0..=127, mistakes).unwrap_or(0);
    Sequencing {
        send_sequence_number: number("send_sequence_number"),
        receive_sequence_number: number("receive_sequence_number"),
        more_data: fields.boolean("more_data", mistakes).unwrap_or(false),
    }
}

/// The message of an `sccp` object, handed to `with`; `data` is what it carries, where it does.
pub(super) fn message(
    message_type: MessageType,
    fields: &Fields<'_>,
    data: Option<&[u8]>,
    variant: Variant,
    mistakes: &mut Mistakes,
    with: impl FnOnce(Connection<'_, &[u8]>, &mut Mistakes) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    only_own_keys(message_type, fields, mistakes);
    let (own, has_optional) = keys(message_type);
    let either = |key: &str, mistakes: &mut Mistakes| {
        if own.contains(&key) { reference(fields, key, mistakes) } else { Some(0) }
    };
    let destination = either("destination_local_reference", mistakes);
    let source = either("source_local_reference", mistakes);
    let (destination_local_reference, source_local_reference) = destination.zip(source)?;
    let needs_data = own.contains(&"data");
    let body = match data {
        Some(data) => data,
        None if needs_data => {
            let help = "`tcap`, or `data` in `sccp`".to_string();
            mistakes.add(fields.opening(), "nothing says what SCCP carries", help);
            return None;
        }
        None => &[],
    };
    if let Some(data) = data
        && !needs_data
        && !has_optional
        && !data.is_empty()
    {
        let name = message_type.name().unwrap_or("message");
        mistakes.add(fields.opening(), format!("{name} carries no data"), None);
        return None;
    }
    let class = fields.number::<u8>("class", 0..=15, mistakes).unwrap_or(2);
    let protocol_class = ProtocolClass(class);
    let credit = fields.number::<u8>("credit", 0..=255, mistakes);
    let mut digits = [String::new(), String::new()];
    let mut octets = [vec![], vec![], vec![], vec![]];
    let [called_digits, calling_digits] = &mut digits;
    let [called_octets, calling_octets, called_surplus, calling_surplus] = &mut octets;
    let called_room = (called_digits, called_octets, called_surplus);
    let is_request = message_type == MessageType::CONNECTION_REQUEST;
    let called = address(fields.get("called"), "called", variant, called_room, mistakes)?;
    let calling_room = (calling_digits, calling_octets, calling_surplus);
    let calling = address(fields.get("calling"), "calling", variant, calling_room, mistakes)?;
    let others = optional_parameters(fields, mistakes)?;
    let others: Vec<Parameter<'_>> =
        others.iter().map(|(name, value)| Parameter::new(ParameterName(*name), value)).collect();
    let optional = ConnectionParameters {
        credit,
        called_party_address: fields.get("called").filter(|_| !is_request).map(|_| called),
        calling_party_address: fields.get("calling").map(|_| calling),
        data,
        hop_counter: fields.number("hop_counter", 0..=255, mistakes),
        importance: fields.number("importance", 0..=255, mistakes).map(Importance),
        others: OtherParameters::list(&others),
    };
    let credit = credit.unwrap_or(0);
    let sequencing = sequencing(fields, mistakes);
    let connection = match message_type {
        MessageType::CONNECTION_REQUEST => Connection::Request {
            source_local_reference,
            protocol_class,
            called_party_address: called,
            optional,
        },
        MessageType::CONNECTION_CONFIRM => Connection::Confirm {
            destination_local_reference,
            source_local_reference,
            protocol_class,
            optional,
        },
        MessageType::CONNECTION_REFUSED => {
            let code = cause(fields, "refusal_cause", |code| RefusalCause(code).name(), mistakes)?;
            let refusal_cause = RefusalCause(code);
            Connection::Refused { destination_local_reference, refusal_cause, optional }
        }
        MessageType::RELEASED => {
            let code = cause(fields, "release_cause", |code| ReleaseCause(code).name(), mistakes)?;
            Connection::Released {
                destination_local_reference,
                source_local_reference,
                release_cause: ReleaseCause(code),
                optional,
            }
        }
        MessageType::RELEASE_COMPLETE => {
            Connection::ReleaseComplete { destination_local_reference, source_local_reference }
        }
        MessageType::DATA_FORM_1 => Connection::DataForm1 {
            destination_local_reference,
            more_data: sequencing.more_data,
            data: body,
        },
        MessageType::DATA_FORM_2 => {
            Connection::DataForm2 { destination_local_reference, sequencing, data: body }
        }
        MessageType::DATA_ACKNOWLEDGEMENT => Connection::DataAcknowledgement {
            destination_local_reference,
            receive_sequence_number: sequencing.receive_sequence_number,
            credit,
        },
        MessageType::EXPEDITED_DATA => {
            Connection::ExpeditedData { destination_local_reference, data: body }
        }
        MessageType::EXPEDITED_DATA_ACKNOWLEDGEMENT => {
            Connection::ExpeditedDataAcknowledgement { destination_local_reference }
        }
        MessageType::RESET_REQUEST => {
            let code = cause(fields, "reset_cause", |code| ResetCause(code).name(), mistakes)?;
            Connection::ResetRequest {
                destination_local_reference,
                source_local_reference,
                reset_cause: ResetCause(code),
            }
        }
        MessageType::RESET_CONFIRM => {
            Connection::ResetConfirm { destination_local_reference, source_local_reference }
        }
        MessageType::PROTOCOL_DATA_UNIT_ERROR => {
            let code = cause(fields, "error_cause", |code| ErrorCause(code).name(), mistakes)?;
            let error_cause = ErrorCause(code);
            Connection::ProtocolDataUnitError { destination_local_reference, error_cause }
        }
        _ => Connection::InactivityTest {
            destination_local_reference,
            source_local_reference,
            protocol_class,
            sequencing,
            credit,
        },
    };
    with(connection, mistakes)
}

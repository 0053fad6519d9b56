//! M2PA, M2UA, SUA and M3UA.

use super::{Each, Field, octets, present, unsigned};
use crate::capture::filter::value::{Kind, Value};
use crate::capture::{Decoded, Protocol};
use crate::wire::{Reader, m2pa, m2ua, m3ua, sua};

/// The common header (RFC 4666 1.3.1) of a message of this protocol: four octets and a length.
fn header(decoded: &Decoded<'_, '_>, protocol: Protocol) -> Option<([u8; 4], u32)> {
    let message = decoded.message;
    if message.protocol != protocol {
        return None;
    }
    let &[version, reserved, class, kind, a, b, c, d] = message.octets.get(..8)? else {
        return None;
    };
    Some(([version, reserved, class, kind], u32::from_be_bytes([a, b, c, d])))
}

/// An octet of the common header.
fn octet(decoded: &Decoded<'_, '_>, protocol: Protocol, place: usize, each: &mut Each<'_>) {
    let octet = header(decoded, protocol).and_then(|(octets, _)| octets.get(place).copied());
    unsigned(octet, each);
}

fn length(decoded: &Decoded<'_, '_>, protocol: Protocol, each: &mut Each<'_>) {
    unsigned(header(decoded, protocol).map(|(_, length)| length), each);
}

fn m2pa<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d m2pa::Message<'d>> {
    decoded.stack.m2pa.as_ref()
}

pub(super) const M2PA: &[Field] = &[
    Field::layers("m2pa", Kind::Protocol, |d, each| present(m2pa(d).is_some(), each)),
    Field::layers("m2pa.version", Kind::Unsigned, |d, each| octet(d, Protocol::M2pa, 0, each)),
    Field::layers("m2pa.spare", Kind::Hexadecimal(2), |d, each| octet(d, Protocol::M2pa, 1, each)),
    Field::layers("m2pa.class", Kind::Unsigned, |d, each| octet(d, Protocol::M2pa, 2, each)),
    Field::layers("m2pa.type", Kind::Unsigned, |d, each| octet(d, Protocol::M2pa, 3, each)),
    Field::layers("m2pa.length", Kind::Unsigned, |d, each| length(d, Protocol::M2pa, each)),
    Field::layers("m2pa.bsn", Kind::Unsigned, |d, each| {
        unsigned(m2pa(d).map(|message| message.backward_sequence_number), each);
    }),
    Field::layers("m2pa.fsn", Kind::Unsigned, |d, each| {
        unsigned(m2pa(d).map(|message| message.forward_sequence_number), each);
    }),
    // The priority stands where RFC 4165 has it, in the two highest bits; shown where it stands.
    Field::layers("m2pa.priority", Kind::Hexadecimal(2), |d, each| {
        let priority = m2pa(d).and_then(|message| match message.body {
            m2pa::Body::UserData { priority, .. } => Some(priority),
            _ => None,
        });
        unsigned(priority, each);
    }),
    Field::layers("m2pa.status", Kind::Unsigned, |d, each| {
        let status = m2pa(d).and_then(|message| match message.body {
            m2pa::Body::LinkStatus { status, .. } => Some(status.0),
            _ => None,
        });
        unsigned(status, each);
    }),
];

/// The parameters of an M2UA message, which are laid out as M3UA's are.
fn m2ua_parameters<'d>(decoded: &'d Decoded<'_, '_>) -> Option<m3ua::Parameters<'d>> {
    decoded.stack.m2ua.as_ref().map(|message| m3ua::Parameters(message.parameters.0))
}

/// Parameters that hold others: the results and the keys of registrations (RFC 3331 3.3.4,
/// RFC 3868 3.10, RFC 4666 3.6). No two layers use one of these numbers differently.
const HOLDERS: [u16; 9] = [
    m2ua::Tag::LINK_KEY.0,
    m2ua::Tag::REGISTRATION_RESULT.0,
    m2ua::Tag::DEREGISTRATION_RESULT.0,
    sua::Tag::ROUTING_KEY.0,
    sua::Tag::REGISTRATION_RESULT.0,
    sua::Tag::DEREGISTRATION_RESULT.0,
    m3ua::Tag::ROUTING_KEY.0,
    m3ua::Tag::REGISTRATION_RESULT.0,
    m3ua::Tag::DEREGISTRATION_RESULT.0,
];

/// The value of each parameter with this tag, of the message and of what holds parameters in it.
fn with_tag<'d>(
    parameters: Option<m3ua::Parameters<'d>>,
    tag: u16,
) -> impl Iterator<Item = Reader<'d>> {
    let parameters = parameters.into_iter().flatten().map_while(Result::ok);
    let with_inner = parameters.flat_map(|parameter| {
        let holds = HOLDERS.contains(&parameter.tag.0);
        let inner = holds.then_some(m3ua::Parameters(parameter.value));
        let inner = inner.into_iter().flatten().map_while(Result::ok);
        std::iter::once(parameter).chain(inner)
    });
    with_inner.filter(move |parameter| parameter.tag.0 == tag).map(|parameter| parameter.value)
}

/// The word that each parameter with this tag holds.
fn words(parameters: Option<m3ua::Parameters<'_>>, tag: u16, each: &mut Each<'_>) {
    for value in with_tag(parameters, tag) {
        for word in value.rest().chunks_exact(4) {
            let &[a, b, c, d] = word else { return };
            each(Value::Unsigned(u32::from_be_bytes([a, b, c, d]).into()));
        }
    }
}

/// One of the two halves of the word that each parameter with this tag holds.
fn half(parameters: Option<m3ua::Parameters<'_>>, tag: u16, place: usize, each: &mut Each<'_>) {
    words(parameters, tag, &mut |value| {
        if let Value::Unsigned(word) = value {
            let half = if place == 0 { word >> 16 } else { word };
            each(Value::Unsigned(half & 0xFFFF));
        }
    });
}

/// The mask or the point code (RFC 4666 3.4.1) of each word with this tag.
fn masked(parameters: Option<m3ua::Parameters<'_>>, tag: u16, mask: bool, each: &mut Each<'_>) {
    words(parameters, tag, &mut |value| {
        if let Value::Unsigned(word) = value {
            each(Value::Unsigned(if mask { word >> 24 } else { word & 0xFF_FFFF }));
        }
    });
}

fn values(parameters: Option<m3ua::Parameters<'_>>, tag: u16, each: &mut Each<'_>) {
    with_tag(parameters, tag).for_each(|value| octets(Some(value.rest()), each));
}

fn texts(parameters: Option<m3ua::Parameters<'_>>, tag: u16, each: &mut Each<'_>) {
    for value in with_tag(parameters, tag) {
        each(Value::Text(&String::from_utf8_lossy(value.rest())));
    }
}

fn tags(parameters: Option<m3ua::Parameters<'_>>, each: &mut Each<'_>) {
    for parameter in parameters.into_iter().flatten().map_while(Result::ok) {
        each(Value::Unsigned(parameter.tag.0.into()));
    }
}

/// The length that each parameter states: its value and the four octets before it.
fn lengths(parameters: Option<m3ua::Parameters<'_>>, each: &mut Each<'_>) {
    for parameter in parameters.into_iter().flatten().map_while(Result::ok) {
        each(Value::Unsigned(parameter.value.len() as u64 + 4));
    }
}

use m2ua_parameters as m2;

fn su<'d>(decoded: &'d Decoded<'_, '_>) -> Option<m3ua::Parameters<'d>> {
    decoded.stack.sua.as_ref().map(|message| m3ua::Parameters(message.parameters.0))
}

fn source<'d>(decoded: &'d Decoded<'_, '_>) -> Option<sua::Address<'d>> {
    decoded.stack.sua_addresses()[0]
}

fn destination<'d>(decoded: &'d Decoded<'_, '_>) -> Option<sua::Address<'d>> {
    decoded.stack.sua_addresses()[1]
}

fn source_subsystem(decoded: &Decoded<'_, '_>, each: &mut Each<'_>) {
    unsigned(source(decoded).and_then(|address| address.subsystem_number), each);
    // That of DUNA, DAVA, SCON and DRST stands by itself, and has tshark's name for the source's.
    bits(su(decoded), sua::Tag::SUBSYSTEM_NUMBER, (0, 0xFF), each);
}

fn destination_subsystem(decoded: &Decoded<'_, '_>, each: &mut Each<'_>) {
    unsigned(destination(decoded).and_then(|address| address.subsystem_number), each);
}

/// Some bits of the word that each parameter with this tag holds.
fn bits(
    parameters: Option<m3ua::Parameters<'_>>,
    tag: sua::Tag,
    (shift, mask): (u32, u64),
    each: &mut Each<'_>,
) {
    words(parameters, tag.0, &mut |value| {
        if let Value::Unsigned(word) = value {
            each(Value::Unsigned(word >> shift & mask));
        }
    });
}

/// The same for a single bit.
fn bit(parameters: Option<m3ua::Parameters<'_>>, tag: sua::Tag, shift: u32, each: &mut Each<'_>) {
    bits(parameters, tag, (shift, 1), &mut |value| {
        each(Value::Boolean(value == Value::Unsigned(1)));
    });
}

/// The fields of one of the two addresses (RFC 3868 3.10.2).
macro_rules! address {
    ($which:literal, $address:ident, $subsystem:ident) => {
        &[
            Field::layers(
                concat!("sua.", $which, ".routing_indicator"),
                Kind::Unsigned,
                |d, each| {
                    unsigned($address(d).map(|address| address.routing_indicator.0), each);
                },
            ),
            Field::layers(concat!("sua.", $which, ".gt_bit"), Kind::Boolean, |d, each| {
                if let Some(address) = $address(d) {
                    each(Value::Boolean(address.address_indicator & 4 != 0));
                }
            }),
            Field::layers(concat!("sua.", $which, ".pc_bit"), Kind::Boolean, |d, each| {
                if let Some(address) = $address(d) {
                    each(Value::Boolean(address.address_indicator & 2 != 0));
                }
            }),
            Field::layers(concat!("sua.", $which, ".ssn_bit"), Kind::Boolean, |d, each| {
                if let Some(address) = $address(d) {
                    each(Value::Boolean(address.address_indicator & 1 != 0));
                }
            }),
            Field::layers(
                concat!("sua.", $which, ".global_title_digits"),
                Kind::Text,
                |d, each| {
                    if let Some(digits) = $address(d).and_then(|address| address.digits) {
                        each(Value::Text(&digits.to_string()));
                    }
                },
            ),
            Field::layers(
                concat!("sua.", $which, ".global_title_number_of_digits"),
                Kind::Unsigned,
                |d, each| {
                    let digits = $address(d).and_then(|address| address.digits);
                    unsigned(digits.map(|digits| digits.len() as u64), each);
                },
            ),
            Field::layers(concat!("sua.", $which, ".point_code"), Kind::Unsigned, |d, each| {
                unsigned($address(d).and_then(|address| address.point_code), each);
            }),
            Field::layers(concat!("sua.", $which, ".ssn"), Kind::Unsigned, $subsystem),
        ]
    };
}

pub(super) const SUA_SOURCE: &[Field] = address!("source", source, source_subsystem);
pub(super) const SUA_DESTINATION: &[Field] =
    address!("destination", destination, destination_subsystem);

pub(super) const SUA: &[Field] = &[
    Field::layers("sua", Kind::Protocol, |d, each| present(d.stack.sua.is_some(), each)),
    Field::layers("sua.version", Kind::Unsigned, |d, each| octet(d, Protocol::Sua, 0, each)),
    Field::layers("sua.message_class", Kind::Unsigned, |d, each| octet(d, Protocol::Sua, 2, each)),
    Field::layers("sua.message_type", Kind::Unsigned, |d, each| octet(d, Protocol::Sua, 3, each)),
    Field::layers("sua.message_length", Kind::Unsigned, |d, each| length(d, Protocol::Sua, each)),
    Field::layers("sua.info_string", Kind::Text, |d, each| {
        texts(su(d), sua::Tag::INFO_STRING.0, each);
    }),
    Field::layers("sua.routing_context", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::ROUTING_CONTEXT.0, each);
    }),
    Field::layers("sua.diagnostic_information", Kind::Octets, |d, each| {
        values(su(d), sua::Tag::DIAGNOSTIC_INFORMATION.0, each);
    }),
    Field::layers("sua.heartbeat_data", Kind::Octets, |d, each| {
        values(su(d), sua::Tag::HEARTBEAT_DATA.0, each);
    }),
    Field::layers("sua.traffic_mode_type", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::TRAFFIC_MODE_TYPE.0, each);
    }),
    Field::layers("sua.error_code", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::ERROR_CODE.0, each);
    }),
    Field::layers("sua.status_type", Kind::Unsigned, |d, each| {
        half(su(d), sua::Tag::STATUS.0, 0, each);
    }),
    Field::layers("sua.status_info", Kind::Unsigned, |d, each| {
        half(su(d), sua::Tag::STATUS.0, 1, each);
    }),
    Field::layers("sua.congestion_level", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::CONGESTION_LEVEL.0, each);
    }),
    Field::layers("sua.asp_identifier", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::ASP_IDENTIFIER.0, each);
    }),
    Field::layers("sua.affected_point_code_mask", Kind::Hexadecimal(2), |d, each| {
        masked(su(d), sua::Tag::AFFECTED_POINT_CODE.0, true, each);
    }),
    Field::layers("sua.affected_pointcode_dpc", Kind::Unsigned, |d, each| {
        masked(su(d), sua::Tag::AFFECTED_POINT_CODE.0, false, each);
    }),
    Field::layers("sua.ss7_hop_counter_counter", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::HOP_COUNTER, (0, 0xFF), each);
    }),
    Field::layers("sua.source_reference_number", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::SOURCE_REFERENCE_NUMBER.0, each);
    }),
    Field::layers("sua.destination_reference_number", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::DESTINATION_REFERENCE_NUMBER.0, each);
    }),
    Field::layers("sua.sccp_cause_type", Kind::Hexadecimal(2), |d, each| {
        bits(su(d), sua::Tag::SCCP_CAUSE, (8, 0xFF), each);
    }),
    Field::layers("sua.sccp_cause_value", Kind::Hexadecimal(2), |d, each| {
        bits(su(d), sua::Tag::SCCP_CAUSE, (0, 0xFF), each);
    }),
    Field::layers("sua.credit", Kind::Unsigned, |d, each| words(su(d), sua::Tag::CREDIT.0, each)),
    Field::layers("sua.cause_user_cause", Kind::Unsigned, |d, each| {
        half(su(d), sua::Tag::USER_CAUSE.0, 0, each);
    }),
    Field::layers("sua.cause_user_user", Kind::Unsigned, |d, each| {
        half(su(d), sua::Tag::USER_CAUSE.0, 1, each);
    }),
    Field::layers("sua.network_appearance", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::NETWORK_APPEARANCE.0, each);
    }),
    Field::layers("sua.correlation_id", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::CORRELATION_ID.0, each);
    }),
    Field::layers("sua.smi_smi", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::SMI, (0, 0xFF), each);
    }),
    Field::layers("sua.importance_importance", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::IMPORTANCE, (0, 0xFF), each);
    }),
    Field::layers("sua.message_priority_priority", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::MESSAGE_PRIORITY, (0, 0xFF), each);
    }),
    Field::layers("sua.protocol_class_return_on_error_bit", Kind::Boolean, |d, each| {
        bit(su(d), sua::Tag::PROTOCOL_CLASS, 7, each);
    }),
    Field::layers("sua.protocol_class_class", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::PROTOCOL_CLASS, (0, 0x7F), each);
    }),
    Field::layers("sua.sequence_control_sequence_control", Kind::Unsigned, |d, each| {
        words(su(d), sua::Tag::SEQUENCE_CONTROL.0, each);
    }),
    Field::layers("sua.segmentation_first_bit", Kind::Boolean, |d, each| {
        bit(su(d), sua::Tag::SEGMENTATION, 31, each);
    }),
    Field::layers("sua.segmentation_number_of_remaining_segments", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::SEGMENTATION, (24, 0x7F), each);
    }),
    Field::layers("sua.segmentation_reference", Kind::Unsigned, |d, each| {
        bits(su(d), sua::Tag::SEGMENTATION, (0, 0xFF_FFFF), each);
    }),
    Field::layers("sua.data", Kind::Octets, |d, each| values(su(d), sua::Tag::DATA.0, each)),
];

pub(super) const M2UA: &[Field] = &[
    Field::layers("m2ua", Kind::Protocol, |d, each| present(d.stack.m2ua.is_some(), each)),
    Field::layers("m2ua.version", Kind::Unsigned, |d, each| octet(d, Protocol::M2ua, 0, each)),
    Field::layers("m2ua.reserved", Kind::Hexadecimal(2), |d, each| {
        octet(d, Protocol::M2ua, 1, each);
    }),
    Field::layers("m2ua.message_class", Kind::Unsigned, |d, each| {
        octet(d, Protocol::M2ua, 2, each);
    }),
    Field::layers("m2ua.message_type", Kind::Unsigned, |d, each| {
        octet(d, Protocol::M2ua, 3, each);
    }),
    Field::layers("m2ua.message_length", Kind::Unsigned, |d, each| {
        length(d, Protocol::M2ua, each);
    }),
    Field::layers("m2ua.parameter_tag", Kind::Hexadecimal(4), |d, each| tags(m2(d), each)),
    Field::layers("m2ua.parameter_length", Kind::Unsigned, |d, each| lengths(m2(d), each)),
    Field::layers("m2ua.interface_identifier_int", Kind::Unsigned, |d, each| {
        words(m2(d), m2ua::Tag::INTERFACE_IDENTIFIER.0, each);
    }),
    Field::layers("m2ua.interface_identifier_text", Kind::Text, |d, each| {
        texts(m2(d), m2ua::Tag::INTERFACE_IDENTIFIER_TEXT.0, each);
    }),
    Field::layers("m2ua.info_string", Kind::Text, |d, each| texts(m2(d), 0x0004, each)),
    Field::layers("m2ua.diagnostic_information", Kind::Octets, |d, each| {
        values(m2(d), 0x0007, each);
    }),
    Field::layers("m2ua.heartbeat_data", Kind::Octets, |d, each| values(m2(d), 0x0009, each)),
    Field::layers("m2ua.traffic_mode_type", Kind::Unsigned, |d, each| words(m2(d), 0x000B, each)),
    Field::layers("m2ua.error_code", Kind::Unsigned, |d, each| words(m2(d), 0x000C, each)),
    Field::layers("m2ua.status_type", Kind::Unsigned, |d, each| half(m2(d), 0x000D, 0, each)),
    Field::layers("m2ua.status_info", Kind::Unsigned, |d, each| half(m2(d), 0x000D, 1, each)),
    Field::layers("m2ua.asp_identifier", Kind::Unsigned, |d, each| words(m2(d), 0x0011, each)),
    Field::layers("m2ua.correlation_identifier", Kind::Unsigned, |d, each| {
        words(m2(d), 0x0013, each);
    }),
];

fn m3<'d>(decoded: &'d Decoded<'_, '_>) -> Option<m3ua::Parameters<'d>> {
    decoded.stack.m3ua.as_ref().map(|message| message.parameters)
}

fn data<'d>(decoded: &'d Decoded<'_, '_>) -> Option<m3ua::ProtocolData<Reader<'d>>> {
    match decoded.stack.m3ua_data?.protocol_data {
        m3ua::DataForm::ProtocolData(data) => Some(data),
        m3ua::DataForm::Msu { .. } => None,
    }
}

pub(super) const M3UA: &[Field] = &[
    Field::layers("m3ua", Kind::Protocol, |d, each| present(d.stack.m3ua.is_some(), each)),
    Field::layers("m3ua.version", Kind::Unsigned, |d, each| octet(d, Protocol::M3ua, 0, each)),
    Field::layers("m3ua.reserved", Kind::Hexadecimal(2), |d, each| {
        octet(d, Protocol::M3ua, 1, each);
    }),
    Field::layers("m3ua.message_class", Kind::Unsigned, |d, each| {
        octet(d, Protocol::M3ua, 2, each);
    }),
    Field::layers("m3ua.message_type", Kind::Unsigned, |d, each| {
        octet(d, Protocol::M3ua, 3, each);
    }),
    Field::layers("m3ua.message_length", Kind::Unsigned, |d, each| {
        length(d, Protocol::M3ua, each);
    }),
    Field::layers("m3ua.parameter_tag", Kind::Unsigned, |d, each| tags(m3(d), each)),
    Field::layers("m3ua.parameter_length", Kind::Unsigned, |d, each| lengths(m3(d), each)),
    Field::layers("m3ua.network_appearance", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::NETWORK_APPEARANCE.0, each);
    }),
    Field::layers("m3ua.routing_context", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::ROUTING_CONTEXT.0, each);
    }),
    Field::layers("m3ua.info_string", Kind::Text, |d, each| {
        texts(m3(d), m3ua::Tag::INFO_STRING.0, each);
    }),
    Field::layers("m3ua.diagnostic_information", Kind::Octets, |d, each| {
        values(m3(d), m3ua::Tag::DIAGNOSTIC_INFORMATION.0, each);
    }),
    Field::layers("m3ua.heartbeat_data", Kind::Octets, |d, each| {
        values(m3(d), m3ua::Tag::HEARTBEAT_DATA.0, each);
    }),
    Field::layers("m3ua.error_code", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::ERROR_CODE.0, each);
    }),
    Field::layers("m3ua.status_type", Kind::Unsigned, |d, each| {
        half(m3(d), m3ua::Tag::STATUS.0, 0, each);
    }),
    Field::layers("m3ua.status_info", Kind::Unsigned, |d, each| {
        half(m3(d), m3ua::Tag::STATUS.0, 1, each);
    }),
    Field::layers("m3ua.asp_identifier", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::ASP_IDENTIFIER.0, each);
    }),
    Field::layers("m3ua.affected_point_code_mask", Kind::Unsigned, |d, each| {
        masked(m3(d), m3ua::Tag::AFFECTED_POINT_CODE.0, true, each);
    }),
    Field::layers("m3ua.affected_point_code_pc", Kind::Unsigned, |d, each| {
        masked(m3(d), m3ua::Tag::AFFECTED_POINT_CODE.0, false, each);
    }),
    Field::layers("m3ua.unavailability_cause", Kind::Unsigned, |d, each| {
        half(m3(d), m3ua::Tag::USER_CAUSE.0, 0, each);
    }),
    Field::layers("m3ua.user_identity", Kind::Unsigned, |d, each| {
        half(m3(d), m3ua::Tag::USER_CAUSE.0, 1, each);
    }),
    Field::layers("m3ua.traffic_mode_type", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::TRAFFIC_MODE_TYPE.0, each);
    }),
    Field::layers("m3ua.congestion_level", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::CONGESTION_INDICATIONS.0, &mut |value| {
            if let Value::Unsigned(word) = value {
                each(Value::Unsigned(word & 0xFF));
            }
        });
    }),
    Field::layers("m3ua.concerned_dpc", Kind::Unsigned, |d, each| {
        masked(m3(d), m3ua::Tag::CONCERNED_DESTINATION.0, false, each);
    }),
    Field::layers("m3ua.correlation_identifier", Kind::Unsigned, |d, each| {
        words(m3(d), m3ua::Tag::CORRELATION_ID.0, each);
    }),
    Field::layers("m3ua.protocol_data_opc", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.originating_point_code), each);
    }),
    Field::layers("m3ua.protocol_data_dpc", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.destination_point_code), each);
    }),
    Field::layers("m3ua.protocol_data_si", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.service_indicator), each);
    }),
    Field::layers("m3ua.protocol_data_ni", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.network_indicator), each);
    }),
    Field::layers("m3ua.protocol_data_mp", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.message_priority), each);
    }),
    Field::layers("m3ua.protocol_data_sls", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.signalling_link_selection), each);
    }),
];

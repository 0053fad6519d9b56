//! SCCP.

use super::mtp::{part, three_ways};
use super::{Each, Field, present, unsigned};
use crate::capture::Decoded;
use crate::capture::filter::value::{Kind, Value};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::sccp::{
    Address, Connection, GlobalTitle, Importance, Management, Message, OptionalParameters,
    ProtocolClass, Routing, Segmentation, Sequencing,
};

fn message<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Message<'d>> {
    decoded.stack.sccp.as_ref()
}

fn called<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Address<'d>> {
    message(decoded)?.called_party_address()
}

fn calling<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Address<'d>> {
    message(decoded)?.calling_party_address()
}

fn both<'d>(decoded: &'d Decoded<'_, '_>) -> impl Iterator<Item = &'d Address<'d>> {
    [called(decoded), calling(decoded)].into_iter().flatten()
}

fn class(decoded: &Decoded<'_, '_>) -> Option<ProtocolClass> {
    match message(decoded)? {
        Message::Unitdata(message) => Some(message.protocol_class),
        Message::ExtendedUnitdata(message) | Message::LongUnitdata(message) => {
            Some(message.protocol_class)
        }
        Message::Connection(
            Connection::Request { protocol_class, .. }
            | Connection::Confirm { protocol_class, .. }
            | Connection::InactivityTest { protocol_class, .. },
        ) => Some(*protocol_class),
        _ => None,
    }
}

fn connection<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Connection<'d>> {
    match message(decoded)? {
        Message::Connection(message) => Some(message),
        _ => None,
    }
}

/// The receiver's and the sender's name for the connection.
fn references(decoded: &Decoded<'_, '_>) -> [Option<u32>; 2] {
    match connection(decoded).copied() {
        None => [None; 2],
        Some(Connection::Request { source_local_reference: own, .. }) => [None, Some(own)],
        Some(
            Connection::Confirm {
                destination_local_reference: to,
                source_local_reference: own,
                ..
            }
            | Connection::Released {
                destination_local_reference: to,
                source_local_reference: own,
                ..
            }
            | Connection::ReleaseComplete {
                destination_local_reference: to,
                source_local_reference: own,
            }
            | Connection::ResetRequest {
                destination_local_reference: to,
                source_local_reference: own,
                ..
            }
            | Connection::ResetConfirm {
                destination_local_reference: to,
                source_local_reference: own,
            }
            | Connection::InactivityTest {
                destination_local_reference: to,
                source_local_reference: own,
                ..
            },
        ) => [Some(to), Some(own)],
        Some(
            Connection::Refused { destination_local_reference: to, .. }
            | Connection::DataForm1 { destination_local_reference: to, .. }
            | Connection::DataForm2 { destination_local_reference: to, .. }
            | Connection::DataAcknowledgement { destination_local_reference: to, .. }
            | Connection::ExpeditedData { destination_local_reference: to, .. }
            | Connection::ExpeditedDataAcknowledgement { destination_local_reference: to }
            | Connection::ProtocolDataUnitError { destination_local_reference: to, .. },
        ) => [Some(to), None],
    }
}

fn sequencing(decoded: &Decoded<'_, '_>) -> Option<Sequencing> {
    match connection(decoded)? {
        Connection::DataForm2 { sequencing, .. }
        | Connection::InactivityTest { sequencing, .. } => Some(*sequencing),
        _ => None,
    }
}

fn credit(decoded: &Decoded<'_, '_>) -> Option<u8> {
    match connection(decoded)? {
        Connection::DataAcknowledgement { credit, .. }
        | Connection::InactivityTest { credit, .. } => Some(*credit),
        message => message.optional()?.credit,
    }
}

fn management<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Management<'d>> {
    decoded.stack.sccp_management.as_ref()
}

fn affected(decoded: &Decoded<'_, '_>) -> Option<PointCode> {
    management(decoded).map(|message| message.affected_point_code)
}

fn return_cause(decoded: &Decoded<'_, '_>) -> Option<u8> {
    match message(decoded)? {
        Message::UnitdataService(message) => Some(message.return_cause.0),
        Message::ExtendedUnitdataService(message) | Message::LongUnitdataService(message) => {
            Some(message.return_cause.0)
        }
        _ => None,
    }
}

fn optional<'d>(decoded: &'d Decoded<'_, '_>) -> Option<(u8, &'d OptionalParameters<'d>)> {
    match message(decoded)? {
        Message::ExtendedUnitdata(message) | Message::LongUnitdata(message) => {
            Some((message.hop_counter, &message.optional))
        }
        Message::ExtendedUnitdataService(message) | Message::LongUnitdataService(message) => {
            Some((message.hop_counter, &message.optional))
        }
        _ => None,
    }
}

/// In messages of a connection and in those of none.
fn importance(decoded: &Decoded<'_, '_>) -> Option<Importance> {
    match connection(decoded) {
        Some(message) => message.optional()?.importance,
        None => optional(decoded)?.1.importance,
    }
}

fn segmentation(decoded: &Decoded<'_, '_>) -> Option<Segmentation> {
    optional(decoded)?.1.segmentation
}

fn digits(address: Option<&Address<'_>>, each: &mut Each<'_>) {
    if let Some(digits) = address.and_then(|address| address.global_title?.digits()) {
        each(Value::Text(&digits.to_string()));
    }
}

fn title<'d>(address: Option<&Address<'d>>) -> Option<GlobalTitle<'d>> {
    address?.global_title
}

/// Numbering plan and encoding scheme.
fn plan(address: Option<&Address<'_>>) -> Option<(u8, u8)> {
    match title(address)? {
        GlobalTitle::NumberingPlan { numbering_plan, encoding_scheme, .. }
        | GlobalTitle::Full { numbering_plan, encoding_scheme, .. } => {
            Some((numbering_plan.0, encoding_scheme.0))
        }
        _ => None,
    }
}

fn nature(address: Option<&Address<'_>>) -> Option<u8> {
    match title(address)? {
        GlobalTitle::NatureOfAddress { nature_of_address, .. }
        | GlobalTitle::Full { nature_of_address, .. } => Some(nature_of_address.0),
        _ => None,
    }
}

/// Whether the number of digits is odd, where it stands with the nature of the address.
fn is_odd(address: Option<&Address<'_>>) -> Option<bool> {
    match title(address)? {
        GlobalTitle::NatureOfAddress { digits, .. } => Some(digits.is_odd()),
        _ => None,
    }
}

/// A bit of the address indicator (Q.713 3.4.1, T1.112.3 3.4.1).
fn national(address: Option<&Address<'_>>, is_ansi: bool) -> Option<u8> {
    let address = address?;
    ((address.variant == Variant::Ansi) == is_ansi).then_some(address.national.into())
}

/// The fields of one of the two addresses.
macro_rules! party {
    ($which:literal, $address:ident) => {
        &[
            Field::layers(concat!("sccp.", $which, ".ni"), Kind::Hexadecimal(2), |d, each| {
                unsigned(national($address(d), true), each);
            }),
            Field::layers(
                concat!("sccp.", $which, ".reserved"),
                Kind::Hexadecimal(2),
                |d, each| {
                    unsigned(national($address(d), false), each);
                },
            ),
            Field::layers(concat!("sccp.", $which, ".ri"), Kind::Hexadecimal(2), |d, each| {
                let routing = $address(d).map(|address| address.routing);
                unsigned(routing.map(|routing| routing == Routing::SubsystemNumber), each);
            }),
            Field::layers(concat!("sccp.", $which, ".gti"), Kind::Hexadecimal(2), |d, each| {
                unsigned($address(d).map(|address| address.indicator() >> 2 & 0x0F), each);
            }),
            Field::layers(concat!("sccp.", $which, ".ssni"), Kind::Hexadecimal(2), |d, each| {
                unsigned($address(d).map(|a| a.subsystem_number.is_some()), each);
            }),
            Field::layers(concat!("sccp.", $which, ".pci"), Kind::Hexadecimal(2), |d, each| {
                unsigned($address(d).map(|a| a.point_code.is_some()), each);
            }),
            Field::layers(concat!("sccp.", $which, ".ssn"), Kind::Unsigned, |d, each| {
                unsigned($address(d).and_then(|a| a.subsystem_number).map(|ssn| ssn.0), each);
            }),
            Field::layers(concat!("sccp.", $which, ".pc"), Kind::Unsigned, |d, each| {
                let code = $address(d).and_then(|address| address.point_code);
                let itu = code.filter(|code| matches!(code.variant, Variant::Itu | Variant::Japan));
                unsigned(itu.map(|code| code.value), each);
            }),
            Field::layers(concat!("sccp.", $which, ".ansi_pc"), Kind::Text, |d, each| {
                three_ways($address(d).and_then(|a| a.point_code), Variant::Ansi, each);
            }),
            Field::layers(concat!("sccp.", $which, ".chinese_pc"), Kind::Text, |d, each| {
                three_ways($address(d).and_then(|a| a.point_code), Variant::China, each);
            }),
            Field::layers(concat!("sccp.", $which, ".network"), Kind::Unsigned, |d, each| {
                part($address(d).and_then(|a| a.point_code), 0, each);
            }),
            Field::layers(concat!("sccp.", $which, ".cluster"), Kind::Unsigned, |d, each| {
                part($address(d).and_then(|a| a.point_code), 1, each);
            }),
            Field::layers(concat!("sccp.", $which, ".member"), Kind::Unsigned, |d, each| {
                part($address(d).and_then(|a| a.point_code), 2, each);
            }),
            Field::layers(concat!("sccp.", $which, ".nai"), Kind::Hexadecimal(2), |d, each| {
                unsigned(nature($address(d)), each);
            }),
            Field::layers(concat!("sccp.", $which, ".oe"), Kind::Hexadecimal(2), |d, each| {
                unsigned(is_odd($address(d)), each);
            }),
            Field::layers(concat!("sccp.", $which, ".tt"), Kind::Hexadecimal(2), |d, each| {
                unsigned(title($address(d)).and_then(|title| title.translation_type()), each);
            }),
            Field::layers(concat!("sccp.", $which, ".np"), Kind::Hexadecimal(2), |d, each| {
                unsigned(plan($address(d)).map(|(plan, _)| plan), each);
            }),
            Field::layers(concat!("sccp.", $which, ".es"), Kind::Hexadecimal(2), |d, each| {
                unsigned(plan($address(d)).map(|(_, scheme)| scheme), each);
            }),
            Field::layers(concat!("sccp.", $which, ".digits"), Kind::Text, |d, each| {
                digits($address(d), each);
            }),
            Field::layers(concat!("sccp.", $which, ".digits.length"), Kind::Unsigned, |d, each| {
                let digits = title($address(d)).and_then(|title| title.digits());
                unsigned(digits.map(|digits| digits.len() as u64), each);
            }),
        ]
    };
}

pub(super) const CALLED: &[Field] = party!("called", called);
pub(super) const CALLING: &[Field] = party!("calling", calling);

pub(super) const SCCP: &[Field] = &[
    Field::layers("sccp", Kind::Protocol, |d, each| present(d.stack.sccp.is_some(), each)),
    Field::layers("sccp.message_type", Kind::Hexadecimal(2), |d, each| {
        unsigned(message(d).map(|message| message.message_type().0), each);
    }),
    Field::layers("sccp.class", Kind::Hexadecimal(2), |d, each| {
        unsigned(class(d).map(|class| class.0 & 0x0F), each);
    }),
    Field::layers("sccp.handling", Kind::Hexadecimal(2), |d, each| {
        unsigned(class(d).map(|class| class.0 >> 4), each);
    }),
    Field::layers("sccp.ssn", Kind::Unsigned, |d, each| {
        both(d).for_each(|address| unsigned(address.subsystem_number.map(|ssn| ssn.0), each));
    }),
    Field::layers("sccp.digits", Kind::Text, |d, each| {
        both(d).for_each(|address| digits(Some(address), each));
    }),
    Field::layers("sccp.return_cause", Kind::Hexadecimal(2), |d, each| {
        unsigned(return_cause(d), each);
    }),
    Field::layers("sccp.hops", Kind::Hexadecimal(2), |d, each| {
        unsigned(optional(d).map(|(hops, _)| hops), each);
    }),
    Field::layers("sccp.importance", Kind::Hexadecimal(2), |d, each| {
        unsigned(importance(d).map(|importance| importance.0 & 7), each);
    }),
    Field::layers("sccp.segmentation.first", Kind::Hexadecimal(2), |d, each| {
        unsigned(segmentation(d).map(|segment| segment.first), each);
    }),
    Field::layers("sccp.segmentation.class", Kind::Hexadecimal(2), |d, each| {
        unsigned(segmentation(d).map(|segment| segment.class_1), each);
    }),
    Field::layers("sccp.segmentation.remaining", Kind::Hexadecimal(2), |d, each| {
        unsigned(segmentation(d).map(|segment| segment.remaining), each);
    }),
    Field::layers("sccp.segmentation.slr", Kind::Hexadecimal(6), |d, each| {
        unsigned(segmentation(d).map(|segment| segment.local_reference), each);
    }),
    Field::layers("sccp.dlr", Kind::Hexadecimal(6), |d, each| unsigned(references(d)[0], each)),
    Field::layers("sccp.slr", Kind::Hexadecimal(6), |d, each| unsigned(references(d)[1], each)),
    Field::layers("sccp.lr", Kind::Hexadecimal(6), |d, each| {
        references(d).into_iter().for_each(|reference| unsigned(reference, each));
    }),
    Field::layers("sccp.more", Kind::Hexadecimal(2), |d, each| {
        let more = match connection(d) {
            Some(Connection::DataForm1 { more_data, .. }) => Some(*more_data),
            _ => None,
        };
        unsigned(more, each);
    }),
    Field::layers("sccp.sequencing_segmenting.ssn", Kind::Hexadecimal(2), |d, each| {
        unsigned(sequencing(d).map(|numbers| numbers.send_sequence_number), each);
    }),
    Field::layers("sccp.sequencing_segmenting.rsn", Kind::Hexadecimal(2), |d, each| {
        unsigned(sequencing(d).map(|numbers| numbers.receive_sequence_number), each);
    }),
    Field::layers("sccp.sequencing_segmenting.more", Kind::Hexadecimal(2), |d, each| {
        unsigned(sequencing(d).map(|numbers| numbers.more_data), each);
    }),
    Field::layers("sccp.rsn", Kind::Hexadecimal(2), |d, each| {
        let number = match connection(d) {
            Some(Connection::DataAcknowledgement { receive_sequence_number, .. }) => {
                Some(*receive_sequence_number)
            }
            _ => None,
        };
        unsigned(number, each);
    }),
    Field::layers("sccp.credit", Kind::Hexadecimal(2), |d, each| unsigned(credit(d), each)),
    Field::layers("sccp.release_cause", Kind::Hexadecimal(2), |d, each| {
        if let Some(Connection::Released { release_cause, .. }) = connection(d) {
            each(Value::Unsigned(release_cause.0.into()));
        }
    }),
    Field::layers("sccp.refusal_cause", Kind::Hexadecimal(2), |d, each| {
        if let Some(Connection::Refused { refusal_cause, .. }) = connection(d) {
            each(Value::Unsigned(refusal_cause.0.into()));
        }
    }),
    Field::layers("sccp.reset_cause", Kind::Hexadecimal(2), |d, each| {
        if let Some(Connection::ResetRequest { reset_cause, .. }) = connection(d) {
            each(Value::Unsigned(reset_cause.0.into()));
        }
    }),
    Field::layers("sccp.error_cause", Kind::Hexadecimal(2), |d, each| {
        if let Some(Connection::ProtocolDataUnitError { error_cause, .. }) = connection(d) {
            each(Value::Unsigned(error_cause.0.into()));
        }
    }),
    Field::layers("sccpmg", Kind::Protocol, |d, each| present(management(d).is_some(), each)),
    Field::layers("sccpmg.message_type", Kind::Hexadecimal(2), |d, each| {
        unsigned(management(d).map(|message| message.management_type.0), each);
    }),
    Field::layers("sccpmg.ssn", Kind::Unsigned, |d, each| {
        unsigned(management(d).map(|message| message.affected_subsystem_number.0), each);
    }),
    Field::layers("sccpmg.pc", Kind::Unsigned, |d, each| {
        let itu = |code: &PointCode| matches!(code.variant, Variant::Itu | Variant::Japan);
        unsigned(affected(d).filter(itu).map(|code| code.value), each);
    }),
    Field::layers("sccpmg.ansi_pc", Kind::Text, |d, each| {
        three_ways(affected(d), Variant::Ansi, each);
    }),
    Field::layers("sccpmg.chinese_pc", Kind::Text, |d, each| {
        three_ways(affected(d), Variant::China, each);
    }),
    Field::layers("sccpmg.network", Kind::Unsigned, |d, each| part(affected(d), 0, each)),
    Field::layers("sccpmg.cluster", Kind::Unsigned, |d, each| part(affected(d), 1, each)),
    Field::layers("sccpmg.member", Kind::Unsigned, |d, each| part(affected(d), 2, each)),
    Field::layers("sccpmg.smi", Kind::Unsigned, |d, each| {
        unsigned(management(d).map(|message| message.multiplicity), each);
    }),
    Field::layers("sccpmg.congestion", Kind::Unsigned, |d, each| {
        unsigned(management(d).and_then(Management::congestion_level), each);
    }),
];

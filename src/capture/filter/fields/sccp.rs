//! SCCP.

use super::mtp::{part, three_ways};
use super::{Each, Field, present, unsigned};
use crate::capture::Decoded;
use crate::capture::filter::value::{Kind, Value};
use crate::wire::codes::Variant;
use crate::wire::sccp::{
    Address, GlobalTitle, Message, OptionalParameters, ProtocolClass, Routing, Segmentation,
};

fn message<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Message<'d>> {
    decoded.stack.sccp.as_ref()
}

fn called<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Address<'d>> {
    message(decoded)?.addresses().map(|(called, _)| called)
}

fn calling<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Address<'d>> {
    message(decoded)?.addresses().map(|(_, calling)| calling)
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
        _ => None,
    }
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
        unsigned(optional(d).and_then(|(_, optional)| optional.importance).map(|i| i.0 & 7), each);
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
    Field::layers("sccpmg", Kind::Protocol, |d, each| {
        present(d.stack.sccp_management.is_some(), each);
    }),
    Field::layers("sccpmg.message_type", Kind::Hexadecimal(2), |d, each| {
        let management = d.stack.sccp_management.as_ref();
        unsigned(management.map(|message| message.management_type.0), each);
    }),
    Field::layers("sccpmg.ssn", Kind::Unsigned, |d, each| {
        let management = d.stack.sccp_management.as_ref();
        unsigned(management.map(|message| message.affected_subsystem_number.0), each);
    }),
];

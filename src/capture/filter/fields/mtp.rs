//! MTP level 2 and level 3.

use super::{Each, Field, present, unsigned};
use crate::capture::Decoded;
use crate::capture::filter::value::{Kind, Value};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::mtp3::{Content, HeadingCode, Management, Msu, RoutingLabel};
use crate::wire::{Reader, isup, m3ua, mtp2};

fn unit<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d mtp2::SignalUnit<Reader<'d>>> {
    decoded.stack.mtp2.as_ref()
}

fn status(decoded: &Decoded<'_, '_>) -> Option<(u8, Option<u8>)> {
    match unit(decoded)?.body {
        mtp2::Body::LinkStatus { status, second } => Some((status.0, second)),
        _ => None,
    }
}

pub(super) const MTP2: &[Field] = &[
    Field::layers("mtp2", Kind::Protocol, |d, each| present(d.stack.mtp2.is_some(), each)),
    Field::layers("mtp2.bsn", Kind::Unsigned, |d, each| {
        unsigned(unit(d).map(|unit| unit.backward.number), each);
    }),
    Field::layers("mtp2.bib", Kind::Unsigned, |d, each| {
        unsigned(unit(d).map(|unit| unit.backward.indicator), each);
    }),
    Field::layers("mtp2.fsn", Kind::Unsigned, |d, each| {
        unsigned(unit(d).map(|unit| unit.forward.number), each);
    }),
    Field::layers("mtp2.fib", Kind::Unsigned, |d, each| {
        unsigned(unit(d).map(|unit| unit.forward.indicator), each);
    }),
    // The indicator is the octet behind both sequence numbers (Q.703 2.2), nine bits of two where
    // these are extended (Annex A).
    Field::layers("mtp2.li", Kind::Unsigned, |d, each| {
        let octets = d.message.octets;
        let indicator = unit(d).and_then(|unit| match unit.format {
            mtp2::Format::Basic => octets.get(2).map(|octet| u16::from(octet & 0x3F)),
            mtp2::Format::Extended => {
                let &[low, high] = octets.get(4..6)? else { return None };
                Some(u16::from_le_bytes([low, high]) & 0x1FF)
            }
        });
        unsigned(indicator, each);
    }),
    Field::layers("mtp2.spare", Kind::Unsigned, |d, each| {
        unsigned(unit(d).map(|unit| unit.spare), each);
    }),
    Field::layers("mtp2.sf", Kind::Unsigned, |d, each| {
        unsigned(status(d).map(|(first, _)| first), each);
    }),
    Field::layers("mtp2.sf_extra", Kind::Hexadecimal(2), |d, each| {
        unsigned(status(d).and_then(|(_, second)| second), each);
    }),
];

/// Hands on a number of an ISUP message.
fn number(decoded: &Decoded<'_, '_>, name: isup::ParameterName, each: &mut Each<'_>) {
    let found = decoded.stack.isup.as_ref().and_then(|message| message.number(name));
    if let Some(number) = found {
        each(Value::Text(&number.digits.to_string()));
    }
}

/// A message of network management (or of a link test), and its variant.
fn management<'d>(decoded: &'d Decoded<'_, '_>, test: bool) -> Option<(Management<'d>, Variant)> {
    let msu = msu(decoded).filter(|msu| msu.is_test() == test)?;
    Some((msu.management()?.ok()?, msu.routing_label.destination_point_code.variant))
}

fn either<'d>(decoded: &'d Decoded<'_, '_>) -> Option<Management<'d>> {
    management(decoded, false).or_else(|| management(decoded, true)).map(|(message, _)| message)
}

/// The destination that a message speaks of.
fn affected(decoded: &Decoded<'_, '_>) -> Option<PointCode> {
    match management(decoded, false)?.0.content {
        Content::Destination(code) | Content::Congestion(code, _) | Content::UserPart(code, _) => {
            Some(code)
        }
        _ => None,
    }
}

fn affected_in(decoded: &Decoded<'_, '_>, variant: Variant, each: &mut Each<'_>) {
    let code = affected(decoded).filter(|code| code.variant == variant);
    unsigned(code.map(|code| code.value), each);
}

fn heading(
    decoded: &Decoded<'_, '_>,
    test: bool,
    part: fn(HeadingCode) -> u8,
    each: &mut Each<'_>,
) {
    unsigned(management(decoded, test).map(|(message, _)| part(message.heading_code)), each);
}

/// The data link that is to become a signalling link.
fn data_link(decoded: &Decoded<'_, '_>) -> Option<u16> {
    match management(decoded, false)?.0.content {
        Content::DataLink(link) => Some(link),
        _ => None,
    }
}

fn user_part(decoded: &Decoded<'_, '_>) -> Option<u8> {
    match management(decoded, false)?.0.content {
        Content::UserPart(_, octet) => Some(octet),
        _ => None,
    }
}

pub(super) const MANAGEMENT: &[Field] = &[
    Field::layers("mtp3mg", Kind::Protocol, |d, each| {
        let found = msu(d).and_then(Msu::management);
        present(found.is_some_and(|message| message.is_ok()), each);
    }),
    Field::layers("mtp3mg.h0", Kind::Hexadecimal(2), |d, each| {
        heading(d, false, HeadingCode::h0, each);
    }),
    Field::layers("mtp3mg.h1", Kind::Hexadecimal(2), |d, each| {
        heading(d, false, HeadingCode::h1, each);
    }),
    Field::layers("mtp3mg.test.h0", Kind::Hexadecimal(2), |d, each| {
        heading(d, true, HeadingCode::h0, each);
    }),
    Field::layers("mtp3mg.test.h1", Kind::Hexadecimal(2), |d, each| {
        heading(d, true, HeadingCode::h1, each);
    }),
    Field::layers("mtp3mg.slc", Kind::Unsigned, |d, each| {
        unsigned(either(d).and_then(|message| message.signalling_link_code), each);
    }),
    Field::layers("mtp3mg.link", Kind::Unsigned, |d, each| unsigned(data_link(d), each)),
    Field::layers("mtp3mg.fsn", Kind::Unsigned, |d, each| {
        if let Some(Content::ForwardSequenceNumber(number)) = either(d).map(|m| m.content) {
            each(Value::Unsigned(number.into()));
        }
    }),
    Field::layers("mtp3mg.cbc", Kind::Unsigned, |d, each| {
        if let Some(Content::ChangebackCode(code)) = either(d).map(|m| m.content) {
            each(Value::Unsigned(code.into()));
        }
    }),
    Field::layers("mtp3mg.ansi_apc", Kind::Text, |d, each| {
        three_ways(affected(d), Variant::Ansi, each);
    }),
    Field::layers("mtp3mg.chinese_apc", Kind::Text, |d, each| {
        three_ways(affected(d), Variant::China, each);
    }),
    Field::layers("mtp3mg.apc", Kind::Unsigned, |d, each| affected_in(d, Variant::Itu, each)),
    Field::layers("mtp3mg.japan_apc", Kind::Unsigned, |d, each| {
        affected_in(d, Variant::Japan, each);
    }),
    Field::layers("mtp3mg.apc.network", Kind::Unsigned, |d, each| part(affected(d), 0, each)),
    Field::layers("mtp3mg.apc.cluster", Kind::Unsigned, |d, each| part(affected(d), 1, each)),
    Field::layers("mtp3mg.apc.member", Kind::Unsigned, |d, each| part(affected(d), 2, each)),
    Field::layers("mtp3mg.status", Kind::Unsigned, |d, each| {
        if let Some(Content::Congestion(_, status)) = either(d).map(|m| m.content) {
            each(Value::Unsigned(status.into()));
        }
    }),
    Field::layers("mtp3mg.user", Kind::Hexadecimal(2), |d, each| {
        unsigned(user_part(d).map(|octet| octet & 0x0F), each);
    }),
    Field::layers("mtp3mg.cause", Kind::Hexadecimal(2), |d, each| {
        unsigned(user_part(d).map(|octet| octet >> 4), each);
    }),
    Field::layers("mtp3mg.test.length", Kind::Unsigned, |d, each| {
        if let Some(Content::TestPattern(pattern)) = either(d).map(|m| m.content) {
            each(Value::Unsigned(pattern.len() as u64));
        }
    }),
    Field::layers("mtp3mg.test_pattern", Kind::Octets, |d, each| {
        if let Some(Content::TestPattern(pattern)) = either(d).map(|m| m.content) {
            each(Value::Octets(pattern));
        }
    }),
];

pub(super) const ISUP: &[Field] = &[
    Field::layers("isup", Kind::Protocol, |d, each| present(d.stack.isup.is_some(), each)),
    Field::layers("isup.cic", Kind::Unsigned, |d, each| {
        unsigned(d.stack.isup.as_ref().map(|isup| isup.circuit_identification_code), each);
    }),
    Field::layers("isup.message_type", Kind::Unsigned, |d, each| {
        unsigned(d.stack.isup.as_ref().map(|isup| isup.message_type.0), each);
    }),
    Field::layers("isup.called", Kind::Text, |d, each| {
        number(d, isup::ParameterName::CALLED_PARTY_NUMBER, each);
    }),
    Field::layers("isup.calling", Kind::Text, |d, each| {
        number(d, isup::ParameterName::CALLING_PARTY_NUMBER, each);
    }),
];

fn msu<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Msu<Reader<'d>>> {
    decoded.stack.mtp3.as_ref()
}

fn label<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d RoutingLabel> {
    msu(decoded).map(|msu| &msu.routing_label)
}

/// A point code that tshark shows in its parts, and the MSU's first octet in another way.
fn has_parts(variant: Variant) -> bool {
    matches!(variant, Variant::Ansi | Variant::China)
}

/// The contents of an M3UA DATA message, which tshark gives MTP3's names too.
fn data<'d>(decoded: &'d Decoded<'_, '_>) -> Option<m3ua::ProtocolData<Reader<'d>>> {
    match decoded.stack.m3ua_data?.protocol_data {
        m3ua::DataForm::ProtocolData(data) => Some(data),
        m3ua::DataForm::Msu { .. } => None,
    }
}

fn destination(decoded: &Decoded<'_, '_>) -> Option<PointCode> {
    label(decoded).map(|label| label.destination_point_code)
}

fn originating(decoded: &Decoded<'_, '_>) -> Option<PointCode> {
    label(decoded).map(|label| label.originating_point_code)
}

/// A point code of three octets as tshark tells it: in parts, in decimal, in hexadecimal.
pub(super) fn three_ways(code: Option<PointCode>, variant: Variant, each: &mut Each<'_>) {
    let Some(code) = code.filter(|code| code.variant == variant) else { return };
    let [_, network, cluster, member] = code.value.to_be_bytes();
    each(Value::Text(&format!("{network}-{cluster}-{member}")));
    each(Value::Text(&code.value.to_string()));
    each(Value::Text(&format!("0x{:x}", code.value)));
}

/// A part of a point code of three octets, the network first.
pub(super) fn part(code: Option<PointCode>, place: usize, each: &mut Each<'_>) {
    let Some(code) = code.filter(|code| has_parts(code.variant)) else { return };
    unsigned(code.value.to_be_bytes().get(place + 1).copied(), each);
}

pub(super) const MTP3: &[Field] = &[
    Field::layers("mtp3", Kind::Protocol, |d, each| present(d.stack.mtp3.is_some(), each)),
    Field::layers("mtp3.service_indicator", Kind::Hexadecimal(2), |d, each| {
        unsigned(msu(d).map(|msu| msu.service_information.service_indicator.0), each);
    }),
    Field::layers("mtp3.network_indicator", Kind::Hexadecimal(2), |d, each| {
        unsigned(msu(d).map(|msu| msu.service_information.network_indicator.0), each);
    }),
    Field::layers("mtp3.spare", Kind::Hexadecimal(2), |d, each| {
        let itu = msu(d)
            .filter(|msu| matches!(msu.routing_label.destination_point_code.variant, Variant::Itu));
        unsigned(itu.map(|msu| msu.service_information.priority), each);
    }),
    Field::layers("mtp3.priority", Kind::Unsigned, |d, each| {
        let others = msu(d).filter(|msu| {
            !matches!(msu.routing_label.destination_point_code.variant, Variant::Itu)
        });
        unsigned(others.map(|msu| msu.service_information.priority), each);
    }),
    Field::layers("mtp3.opc", Kind::Unsigned, |d, each| {
        unsigned(originating(d).map(|code| code.value), each);
        unsigned(data(d).map(|data| data.originating_point_code), each);
    }),
    Field::layers("mtp3.dpc", Kind::Unsigned, |d, each| {
        unsigned(destination(d).map(|code| code.value), each);
        unsigned(data(d).map(|data| data.destination_point_code), each);
    }),
    Field::layers("mtp3.pc", Kind::Unsigned, |d, each| {
        // tshark tells the destination first where it tells it in parts, as it does in the label.
        let parts = label(d).is_some_and(|label| has_parts(label.destination_point_code.variant));
        let codes = [originating(d), destination(d)];
        let codes = if parts { [codes[1], codes[0]] } else { codes };
        for code in codes.into_iter().flatten() {
            each(Value::Unsigned(code.value.into()));
        }
        if let Some(data) = data(d) {
            each(Value::Unsigned(data.originating_point_code.into()));
            each(Value::Unsigned(data.destination_point_code.into()));
        }
    }),
    Field::layers("mtp3.ansi_opc", Kind::Text, |d, each| {
        three_ways(originating(d), Variant::Ansi, each);
    }),
    Field::layers("mtp3.ansi_dpc", Kind::Text, |d, each| {
        three_ways(destination(d), Variant::Ansi, each);
    }),
    Field::layers("mtp3.chinese_opc", Kind::Text, |d, each| {
        three_ways(originating(d), Variant::China, each);
    }),
    Field::layers("mtp3.chinese_dpc", Kind::Text, |d, each| {
        three_ways(destination(d), Variant::China, each);
    }),
    Field::layers("mtp3.opc.network", Kind::Unsigned, |d, each| part(originating(d), 0, each)),
    Field::layers("mtp3.opc.cluster", Kind::Unsigned, |d, each| part(originating(d), 1, each)),
    Field::layers("mtp3.opc.member", Kind::Unsigned, |d, each| part(originating(d), 2, each)),
    Field::layers("mtp3.dpc.network", Kind::Unsigned, |d, each| part(destination(d), 0, each)),
    Field::layers("mtp3.dpc.cluster", Kind::Unsigned, |d, each| part(destination(d), 1, each)),
    Field::layers("mtp3.dpc.member", Kind::Unsigned, |d, each| part(destination(d), 2, each)),
    Field::layers("mtp3.sls", Kind::Unsigned, |d, each| {
        unsigned(label(d).map(|label| label.signalling_link_selection), each);
        unsigned(data(d).map(|data| data.signalling_link_selection), each);
    }),
    Field::layers("mtp3.ni", Kind::Unsigned, |d, each| {
        unsigned(data(d).map(|data| data.network_indicator), each);
    }),
];

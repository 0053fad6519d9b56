//! The layers below TCAP held against themselves, each around the octets that it carries.

use super::message::Outcome;
use super::reasons::{Difference, Reason};
use crate::capture::{Decoded, Protocol};
use crate::wire::codes::Variant;
use crate::wire::m3ua::{DataForm, MessageType as M3uaType};
use crate::wire::stack::Stack;
use crate::wire::writer::{Encode, Writer};
use crate::wire::{Error, Layer, Reader, isup, m2pa, m2ua, m3ua, mtp2, mtp3, sccp, sua};

/// A layer as it was: its octets and where they begin in the message.
#[derive(Clone, Copy)]
struct Old<'a> {
    octets: &'a [u8],
    at: u32,
    layer: Layer,
}

/// What compares a layer: collects differences, and says when the meaning changed.
struct Comparison<'o> {
    outcome: &'o mut Outcome,
}

impl Comparison<'_> {
    fn tell(&mut self, old: Old<'_>, offset: usize, field: &str, reason: Reason) {
        self.outcome.differences.push(Difference {
            at: old.at + offset as u32,
            layer: old.layer,
            field: field.into(),
            reason,
        });
    }

    fn refused(&mut self, old: Old<'_>, error: &Error) {
        let Old { layer, at, .. } = old;
        let text = format!("{layer} at octet {at} is not encoded: {}", error.reason());
        self.outcome.refused.push(text);
    }

    /// Encodes a layer; none where it came back as it was, or not at all.
    fn written(&mut self, old: Old<'_>, value: &impl Encode) -> Option<Vec<u8>> {
        match Writer::new().message(value) {
            Ok(new) if new == old.octets => None,
            Ok(new) => Some(new.to_vec()),
            Err(error) => {
                self.refused(old, &error);
                None
            }
        }
    }

    fn same_meaning(&mut self, old: Old<'_>, same: bool) {
        if !same {
            let Old { layer, at, .. } = old;
            self.outcome.changed.push(format!("{layer} at octet {at} means something else"));
        }
    }

    /// Each run of octets that differ is told once; octets more or fewer are a gap.
    fn octets(&mut self, old: Old<'_>, new: &[u8], field: &str, reason: Reason) {
        let mut differed = false;
        for (offset, (a, b)) in old.octets.iter().zip(new).enumerate() {
            if a != b && !differed {
                self.tell(old, offset, field, reason);
            }
            differed = a != b;
        }
        let shorter = old.octets.len().min(new.len());
        if old.octets.len() > new.len() {
            self.tell(old, shorter, field, Reason::Gap);
        } else if old.octets.len() < new.len() {
            self.tell(old, shorter, field, Reason::Unexplained);
        }
    }
}

/// Compares every layer below TCAP.
pub(super) fn check(decoded: &Decoded<'_, '_>, outcome: &mut Outcome) {
    let stack = decoded.stack;
    let octets = decoded.message.octets;
    let mut comparison = Comparison { outcome };
    let whole = |layer| Old { octets, at: 0, layer };
    if let Some(unit) = &stack.mtp2 {
        mtp2(&mut comparison, whole(Layer::Mtp2), unit);
    }
    if let Some(message) = &stack.m2pa {
        let old = whole(Layer::M2pa);
        if let Some(new) = comparison.written(old, message) {
            let again = m2pa::Message::decode(&mut Reader::new(&new, Layer::M2pa));
            comparison.same_meaning(old, again.is_ok_and(|again| again == *message));
            comparison.octets(old, &new, "header", Reason::SpareBits);
        }
    }
    if let Some(message) = &stack.m2ua {
        m2ua(&mut comparison, whole(Layer::M2ua), message);
    }
    if let Some(message) = &stack.sua {
        let old = whole(Layer::Sua);
        if let Some(new) = comparison.written(old, message) {
            let again = sua::Message::decode(&mut Reader::new(&new, Layer::Sua));
            comparison.same_meaning(old, again.is_ok_and(|again| again == *message));
            parameter_lists(&mut comparison, old, &new);
        }
    }
    if let Some(message) = &stack.m3ua {
        m3ua(&mut comparison, whole(Layer::M3ua), message, stack);
    }
    if let Some(msu) = &stack.mtp3 {
        mtp3(&mut comparison, octets, msu);
    }
    let user = match (&stack.mtp3, &stack.m3ua_data) {
        (Some(msu), _) => Some(msu.payload),
        (None, Some(data)) => match data.protocol_data {
            DataForm::ProtocolData(data) => Some(data.user_data),
            DataForm::Msu { .. } => None,
        },
        (None, None) if decoded.message.protocol == Protocol::Sccp => {
            Some(Reader::new(octets, Layer::Sccp))
        }
        (None, None) => None,
    };
    let Some(user) = user else { return };
    let user = |layer| Old { octets: user.rest(), at: user.at(), layer };
    if let Some(message) = &stack.isup {
        let old = user(Layer::Isup);
        if let Some(new) = comparison.written(old, message) {
            let mut reader = Reader::new(&new, Layer::Isup);
            let again = isup::Message::decode(&mut reader, stack.variant);
            comparison.same_meaning(old, again.is_ok_and(|again| again == *message));
            comparison.octets(old, &new, "circuit", Reason::SpareBits);
        }
    }
    if let Some(message) = &stack.sccp {
        sccp(&mut comparison, user(Layer::Sccp), message, stack.variant);
    }
    if let (Some(management), Some(data)) =
        (&stack.sccp_management, stack.sccp.as_ref().and_then(sccp::Message::data))
    {
        let old = Old { octets: data.rest(), at: data.at(), layer: Layer::Sccp };
        if let Some(new) = comparison.written(old, management) {
            let mut reader = Reader::new(&new, Layer::Sccp);
            let again = sccp::Management::decode(&mut reader, stack.variant);
            comparison.same_meaning(old, again.is_ok_and(|again| again == *management));
            comparison.octets(old, &new, "management", Reason::SpareBits);
        }
    }
}

fn mtp2(comparison: &mut Comparison<'_>, old: Old<'_>, unit: &mtp2::SignalUnit<Reader<'_>>) {
    if let Some(new) = comparison.written(old, unit) {
        let mut reader = Reader::new(&new, Layer::Mtp2);
        let again = mtp2::SignalUnit::decode(&mut reader, unit.format);
        comparison.same_meaning(old, again.is_ok_and(|again| again == *unit));
        // Check bits behind the unit are no part of it.
        comparison.octets(old, &new, "signal unit", Reason::SpareBits);
    }
}

fn mtp3(comparison: &mut Comparison<'_>, octets: &[u8], msu: &mtp3::Msu<Reader<'_>>) {
    let variant = msu.routing_label.destination_point_code.variant;
    let header = match variant {
        Variant::Ansi | Variant::China => 8,
        Variant::Itu => 5,
        Variant::Japan => 6,
    };
    let payload_at = msu.payload.at() as usize;
    let Some(start) = payload_at.checked_sub(header) else { return };
    let end = (payload_at + msu.payload.len()).min(octets.len());
    let old = Old { octets: &octets[start..end], at: start as u32, layer: Layer::Mtp3 };
    if let Some(new) = comparison.written(old, msu) {
        let again = mtp3::Msu::decode(&mut Reader::new(&new, Layer::Mtp3), variant);
        comparison.same_meaning(old, again.is_ok_and(|again| again == *msu));
        comparison.octets(old, &new, "routing label", Reason::SpareBits);
    }
}

/// The tag and the octets of each parameter with its place, and the value without padding.
fn parameters(octets: &[u8]) -> Vec<(usize, u16, &[u8], &[u8])> {
    let mut found = vec![];
    let mut at = 8;
    while let Some([a, b, c, d]) = octets.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([*c, *d]));
        let end = (at + length.next_multiple_of(4)).min(octets.len());
        let Some(value) = octets.get(at + 4..at + length) else { break };
        found.push((at, u16::from_be_bytes([*a, *b]), &octets[at..end], value));
        at = end;
    }
    found
}

/// Differences of two messages of an adaptation layer, parameter by parameter.
fn parameter_lists(comparison: &mut Comparison<'_>, old: Old<'_>, new: &[u8]) {
    if old.octets.get(1) != new.get(1) {
        comparison.tell(old, 1, "reserved", Reason::SpareBits);
    }
    let (olds, news) = (parameters(old.octets), parameters(new));
    let mut taken = vec![false; news.len()];
    let mut places = vec![];
    let mut explained = false;
    for (at, tag, octets, value) in &olds {
        // A DATA message of before RFC 4666 has its network appearance under another tag.
        let is = |candidate: u16| candidate == *tag || (*tag, candidate) == (1, 0x200);
        let place = (0..news.len()).find(|place| !taken[*place] && is(news[*place].1));
        let Some(place) = place else {
            comparison.tell(old, *at, &format!("parameter {tag:04X}"), Reason::Dropped);
            explained = true;
            continue;
        };
        taken[place] = true;
        places.push(place);
        let (_, new_tag, new_octets, new_value) = news[place];
        let name = format!("parameter {tag:04X}");
        if new_tag != *tag {
            comparison.tell(old, *at, &name, Reason::OldForm);
        }
        let reason = match (octets == &new_octets, value == &new_value) {
            (true, _) => continue,
            (false, true) if new_tag == *tag => Reason::Padding,
            (false, true) => continue,
            // Of several routing contexts DATA keeps the first.
            (false, false) if *tag == 6 && value.starts_with(new_value) => Reason::Dropped,
            (false, false) => Reason::Unexplained,
        };
        comparison.tell(old, at + 4, &name, reason);
        explained = true;
    }
    if !places.windows(2).all(|two| two[0] < two[1]) {
        comparison.tell(old, 8, "parameters", Reason::Order);
        explained = true;
    }
    if taken.contains(&false) {
        comparison.tell(old, 8, "parameters", Reason::Unexplained);
    }
    // The padding of the last parameter may be counted or not, and be there or not.
    if !explained && old.octets.get(4..8) != new.get(4..8) || old.octets.len() != new.len() {
        comparison.tell(old, 4, "message length", Reason::Padding);
    }
}

fn m2ua(
    comparison: &mut Comparison<'_>,
    old: Old<'_>,
    message: &m2ua::Message<m2ua::Parameters<'_>>,
) {
    // A DATA message that cannot be read was not decoded, and a diagnostic says so.
    if message.message_type == m2ua::MessageType::DATA && message.data().is_err() {
        return;
    }
    let new = match message.data() {
        Ok(data) if message.message_type == m2ua::MessageType::DATA => {
            comparison.written(old, &data)
        }
        _ => comparison.written(old, message),
    };
    let Some(new) = new else { return };
    let again = m2ua::Message::decode(&mut Reader::new(&new, Layer::M2ua));
    let same = again.is_ok_and(|again| {
        again == *message || again.data().ok().is_some_and(|data| Ok(data) == message.data())
    });
    comparison.same_meaning(old, same);
    parameter_lists(comparison, old, &new);
}

fn m3ua(
    comparison: &mut Comparison<'_>,
    old: Old<'_>,
    message: &m3ua::Message<m3ua::Parameters<'_>>,
    stack: &Stack<'_>,
) {
    // A message with a parameter that cannot be read was not decoded, and a diagnostic says so.
    if message.parameters.into_iter().any(|parameter| parameter.is_err()) {
        return;
    }
    let new = match &stack.m3ua_data {
        Some(data) if message.message_type == M3uaType::DATA => comparison.written(old, data),
        _ => comparison.written(old, message),
    };
    let Some(new) = new else { return };
    let again = m3ua::Message::decode(&mut Reader::new(&new, Layer::M3ua));
    let same = again.is_ok_and(|again| {
        again == *message || again.data().ok().is_some_and(|data| Ok(data) == message.data())
    });
    comparison.same_meaning(old, same);
    parameter_lists(comparison, old, &new);
}

/// Where the parts of a message begin (called, calling, data and optional part), and where the
/// first pointer to one stands.
fn parts(octets: &[u8]) -> Option<([Option<usize>; 4], usize)> {
    let (first, places, long): (usize, &[usize], bool) = match octets.first()? {
        0x09 | 0x0A => (2, &[0, 1, 2], false),
        0x11 | 0x12 => (3, &[0, 1, 2, 3], false),
        0x13 | 0x14 => (3, &[0, 1, 2, 3], true),
        // Messages of connections: CR; CC and RLSD; CREF; DT1; DT2; ED.
        0x01 => (5, &[0, 3], false),
        0x02 | 0x04 => (8, &[3], false),
        0x03 => (5, &[3], false),
        0x06 => (5, &[2], false),
        0x07 => (6, &[2], false),
        0x0B => (4, &[2], false),
        _ => return None,
    };
    let mut found = [None; 4];
    for (order, place) in places.iter().enumerate() {
        found[*place] = if long {
            let at = first + 2 * order;
            let value = u16::from_le_bytes([*octets.get(at)?, *octets.get(at + 1)?]);
            (value != 0).then(|| at + 1 + usize::from(value))
        } else {
            let at = first + order;
            let value = *octets.get(at)?;
            (value != 0).then(|| at + usize::from(value))
        };
    }
    Some((found, first))
}

fn sccp(
    comparison: &mut Comparison<'_>,
    old: Old<'_>,
    message: &sccp::Message<'_>,
    variant: Variant,
) {
    let Some(new) = comparison.written(old, message) else { return };
    let again = sccp::Message::decode(&mut Reader::new(&new, Layer::Sccp), variant);
    comparison.same_meaning(old, again.is_ok_and(|again| again == *message));
    let before = comparison.outcome.differences.len();
    let (Some((olds, first)), Some((news, _))) = (parts(old.octets), parts(&new)) else {
        return comparison.octets(old, &new, "message", Reason::SpareBits);
    };
    if let (Some(a), Some(b)) = (old.octets.get(..first), new.get(..first))
        && let Some(offset) = (0..first).find(|place| a[*place] != b[*place])
    {
        comparison.tell(old, offset, "fixed part", Reason::SpareBits);
    }
    let starts: Vec<usize> = olds.iter().flatten().copied().collect();
    if !starts.windows(2).all(|two| two[0] < two[1]) {
        comparison.tell(old, 2, "parts", Reason::Order);
    } else if olds != news {
        comparison.tell(old, 2, "pointers", Reason::Gap);
    }
    for (place, name) in ["called party address", "calling party address"].iter().enumerate() {
        let part = |octets: &[u8], at: Option<usize>| {
            let at = at?;
            let length = usize::from(*octets.get(at)?);
            Some((at + 1, octets.get(at + 1..at + 1 + length)?.to_vec()))
        };
        let (Some((at, a)), Some((_, b))) =
            (part(old.octets, olds[place]), part(&new, news[place]))
        else {
            continue;
        };
        for (offset, (x, y)) in a.iter().zip(&b).enumerate().filter(|(_, (x, y))| x != y) {
            let is_filler = offset + 1 == a.len() && x & 0x0F == y & 0x0F;
            let reason = if is_filler { Reason::Filler } else { Reason::SpareBits };
            comparison.tell(old, at + offset, name, reason);
        }
    }
    optional(comparison, old, &new, (olds[3], news[3]));
    // Behind the last part nothing belongs to the message.
    if old.octets.len() > new.len() && starts.windows(2).all(|two| two[0] < two[1]) {
        comparison.tell(old, new.len(), "message", Reason::Gap);
    }
    if comparison.outcome.differences.len() == before {
        comparison.tell(old, 0, "message", Reason::Unexplained);
    }
}

fn optional(
    comparison: &mut Comparison<'_>,
    old: Old<'_>,
    new: &[u8],
    (old_at, new_at): (Option<usize>, Option<usize>),
) {
    let list = |octets: &[u8], at: Option<usize>| {
        let mut found = vec![];
        let Some(mut at) = at else { return found };
        while let Some([name @ 1..=255, length]) = octets.get(at..at + 2) {
            let Some(value) = octets.get(at + 2..at + 2 + usize::from(*length)) else { break };
            found.push((*name, value.to_vec()));
            at += 2 + value.len();
        }
        found
    };
    let (mut olds, mut news) = (list(old.octets, old_at), list(new, new_at));
    if olds == news {
        return;
    }
    olds.sort();
    news.sort();
    let reason = if olds == news { Reason::Order } else { Reason::SpareBits };
    comparison.tell(old, old_at.unwrap_or(0), "optional part", reason);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{LinkId, Message, Overrides, Session};

    fn reasons(protocol: Protocol, variant: Variant, octets: &[u8]) -> Vec<(u32, String, Reason)> {
        let overrides = Overrides { variant: Some(variant), tcap_subsystems: vec![] };
        let message = Message {
            frame: 1,
            index: 0,
            time: None,
            protocol,
            octets,
            link: LinkId(0),
            forward: true,
            diagnostics: &[],
        };
        Session::new(overrides).decode(&message, |decoded| {
            let mut outcome = Outcome::default();
            check(decoded, &mut outcome);
            assert!(outcome.changed.is_empty(), "{:?}", outcome.changed);
            outcome.differences.into_iter().map(|d| (d.at, d.field, d.reason)).collect()
        })
    }

    const UDT: &[u8] = &[9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0xAA];

    #[test]
    fn parts_in_another_order_and_octets_between_them() {
        let reasons = |octets: &[u8]| reasons(Protocol::Sccp, Variant::Ansi, octets);
        assert_eq!(reasons(UDT), []);
        let data_first = [9, 0, 8, 4, 1, 1, 0xAA, 2, 0xC1, 248, 2, 0xC1, 247];
        assert_eq!(reasons(&data_first), [(2, "parts".into(), Reason::Order)]);
        let gap = [9, 0, 3, 5, 8, 2, 0xC1, 247, 2, 0xC1, 248, 0, 1, 0xAA];
        let found = reasons(&gap);
        assert!(found.iter().all(|found| found.2 == Reason::Gap), "{found:?}");
        assert_eq!(found[0].1, "pointers");
        let behind = [UDT, &[0, 0]].concat();
        assert_eq!(reasons(&behind), [(13, "message".into(), Reason::Gap)]);
    }

    #[test]
    fn spare_bits_of_a_label() {
        let china = [&[0x83, 1, 2, 3, 4, 5, 6, 0x36][..], UDT].concat();
        let found = reasons(Protocol::Mtp3, Variant::China, &china);
        assert!(found.contains(&(7, "routing label".into(), Reason::SpareBits)), "{found:?}");
    }

    #[test]
    fn parameters_in_another_order_with_padding_that_is_not_zero() {
        let data = [&[2, 0x10, 0, 18, 0, 5, 20, 1, 0, 0xFA, 7, 9, 5, 2, 1, 200][..], &[1, 1, 0, 0]];
        let data = data.concat();
        let context = [0, 6, 0, 8, 0, 0, 0, 5];
        let message = |parts: &[&[u8]]| {
            let body = parts.concat();
            [&[1, 0, 1, 1, 0, 0, 0, 8 + body.len() as u8][..], &body].concat()
        };
        let reasons = |octets: &[u8]| reasons(Protocol::M3ua, Variant::Ansi, octets);
        assert_eq!(reasons(&message(&[&context, &data])), []);
        let found = reasons(&message(&[&data, &context]));
        assert_eq!(found, [(8, "parameters".into(), Reason::Order)]);
        let mut padded = data.clone();
        padded[19] = 7;
        let found = reasons(&message(&[&context, &padded]));
        assert_eq!(found, [(20, "parameter 0210".into(), Reason::Padding)]);
        let unknown = [0x77, 0x77, 0, 4];
        let found = reasons(&message(&[&context, &unknown, &data]));
        assert!(found.contains(&(16, "parameter 7777".into(), Reason::Dropped)), "{found:?}");
    }
}

//! Where in a message numbers and names stand.

use super::substitute::Substitutes;
use crate::capture::{Decoded, Resolved};
use crate::cli::operation::{Argument, argument};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk, walk_result};
use crate::wire::ber::Tlv;
use crate::wire::digits::DigitString;
use crate::wire::mtp3::ServiceIndicator;
use crate::wire::sccp::{self, Address};
use crate::wire::stack::Stack;
use crate::wire::{Diagnostic, Reader, Severity, m2ua, m3ua, sua, tcap};
use std::ops::Range;

/// Something to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands in the message.
    octets: Range<usize>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Digits, two an octet, the first in bits 4-1.
    Packed,
    /// Characters.
    Text,
    /// An address of four octets.
    Ipv4,
    /// An address of sixteen.
    Ipv6,
    /// Unknown contents: runs of digits and of letters are replaced.
    Unknown,
}

const OBJECT_IDENTIFIER: u32 = 6;

/// Fewer octets of digits may be anything.
const RUN: usize = 4;

impl Found {
    pub(super) fn replace(&self, message: &mut [u8], with: &mut Substitutes) {
        let Some(octets) = message.get_mut(self.octets.clone()) else { return };
        match self.kind {
            Kind::Packed => packed(octets, with),
            Kind::Text => with.text(octets),
            Kind::Ipv4 => octets.first_chunk_mut().into_iter().for_each(|octets| with.ipv4(octets)),
            Kind::Ipv6 => octets.first_chunk_mut().into_iter().for_each(|octets| with.ipv6(octets)),
            Kind::Unknown => unknown(octets, with),
        }
    }
}

/// Replaces the decimal digits; fillers and signals as `*` stay where they are.
fn packed(octets: &mut [u8], with: &mut Substitutes) {
    let halves = |octets: &[u8]| -> Vec<u8> {
        octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]).collect()
    };
    let mut all = halves(octets);
    // A filler of zero behind an odd number is one of its digits as far as can be seen here, and
    // stands behind all that matters.
    let mut digits: Vec<u8> = all.iter().copied().filter(|half| *half < 10).collect();
    with.digits(&mut digits);
    let mut new = digits.into_iter();
    for half in all.iter_mut().filter(|half| **half < 10) {
        *half = new.next().unwrap_or(*half);
    }
    for (octet, pair) in octets.iter_mut().zip(all.chunks(2)) {
        *octet = pair[0] | pair[1] << 4;
    }
}

fn is_packed(octet: u8) -> bool {
    octet & 0x0F < 10 && (octet >> 4 < 10 || octet >> 4 == 0x0F)
}

fn is_character(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b' ' | b'.' | b',' | b'-' | b'\'' | b'@')
}

fn unknown(octets: &mut [u8], with: &mut Substitutes) {
    let mut at = 0;
    while at < octets.len() {
        let rest = &octets[at..];
        let text = rest.iter().take_while(|octet| is_character(**octet)).count();
        let digits = rest.iter().take_while(|octet| is_packed(**octet)).count();
        if text >= RUN && text >= digits {
            with.text(&mut octets[at..at + text]);
            at += text;
        } else if digits >= RUN {
            // What says of what nature a number is stands before it, with its first bit set.
            let skip = usize::from(octets[at] & 0x80 != 0);
            packed(&mut octets[at + skip..at + digits], with);
            at += digits;
        } else {
            at += 1;
        }
    }
}

/// Where `part` stands in `whole`, of which it is a slice.
fn place(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    (end <= whole.len()).then_some(start..end)
}

struct Finder<'m> {
    message: &'m [u8],
    found: Vec<Found>,
    /// Something is not a part of the message's own octets.
    lost: bool,
}

impl Finder<'_> {
    fn add(&mut self, part: &[u8], kind: Kind) {
        if part.is_empty() {
            return;
        }
        match place(self.message, part) {
            Some(octets) => self.found.push(Found { octets, kind }),
            None => self.lost = true,
        }
    }

    fn address(&mut self, address: &Address<'_>) {
        let digits = address.global_title.as_ref().and_then(sccp::GlobalTitle::digits);
        match digits.map(|digits| digits.packed_octets()) {
            Some(Some(octets)) => self.add(octets, Kind::Packed),
            // Of a reserved form nobody knows where the digits are.
            None if address.global_title.is_some() => self.lost = true,
            _ => {}
        }
    }

    fn digits(&mut self, digits: &DigitString<'_>, tlv: &Tlv<'_>) {
        match digits.packed_octets() {
            Some(octets) => self.add(octets, Kind::Packed),
            None => self.add(tlv.contents, Kind::Unknown),
        }
    }

    /// All primitive contents within an element that no table describes.
    fn opaque(&mut self, element: &Tlv<'_>, depth: usize) {
        // The name of a context or a syntax is nobody's.
        if element.identifier.0 == OBJECT_IDENTIFIER {
            return;
        }
        let inner = element.is_constructed().then(|| element.elements());
        let Some(Ok(mut elements)) = inner.filter(|_| depth < 16) else {
            self.add(element.contents, Kind::Unknown);
            return;
        };
        while !elements.is_empty() {
            match elements.tlv("parameter") {
                Ok(inner) => self.opaque(&inner, depth + 1),
                Err(_) => {
                    self.add(element.contents, Kind::Unknown);
                    return;
                }
            }
        }
    }

    fn component(&mut self, resolved: &Resolved<'_>) {
        let Ok(component) = &resolved.component else {
            self.lost = true;
            return;
        };
        let Some(parameter) = component.parameter() else { return };
        match argument(resolved) {
            Argument::Fields(fields) => walk(fields, &parameter, self),
            Argument::Result(result) => walk_result(result, &parameter, self),
            Argument::Opaque => self.opaque(&parameter, 0),
        }
    }
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        match value {
            Value::Digits(digits, _) => self.digits(&digits.digits, &element.tlv),
            Value::Decimal(octets) => match octets.contiguous() {
                Some(octets) => self.add(octets, Kind::Packed),
                None => self.add(element.tlv.contents, Kind::Unknown),
            },
            Value::Text(text) => match text.0.contiguous() {
                Some(octets) => self.add(octets, Kind::Text),
                None => self.add(element.tlv.contents, Kind::Unknown),
            },
            Value::Octets(_) | Value::Any(_) | Value::Unknown | Value::Undecoded => {
                self.opaque(&element.tlv, 0);
            }
            Value::Enumerated(..)
            | Value::Integer(_)
            | Value::Bits(..)
            | Value::Boolean(_)
            | Value::Null
            | Value::Carrier(_)
            | Value::Billing(_)
            | Value::ObjectIdentifier(_) => {}
        }
    }

    fn open(&mut self, _: &Element<'a>, _: Shape) {}
    fn close(&mut self, _: &Element<'a>, _: Shape) {}
    fn diagnostic(&mut self, _: Diagnostic) {}
}

/// What an adaptation layer says beside the message that it carries.
fn adaptation(finder: &mut Finder<'_>, stack: &Stack<'_>) {
    let m3ua = stack.m3ua.iter().flat_map(|message| message.parameters);
    for parameter in m3ua.filter_map(Result::ok) {
        let octets = parameter.value.rest();
        match parameter.tag {
            m3ua::Tag::INFO_STRING => finder.add(octets, Kind::Text),
            m3ua::Tag::HEARTBEAT_DATA => finder.add(octets, Kind::Unknown),
            _ => {}
        }
    }
    let m2ua = stack.m2ua.iter().flat_map(|message| message.parameters);
    for parameter in m2ua.filter_map(Result::ok) {
        let octets = parameter.value.rest();
        match parameter.tag {
            m2ua::Tag::INFO_STRING | m2ua::Tag::INTERFACE_IDENTIFIER_TEXT => {
                finder.add(octets, Kind::Text);
            }
            m2ua::Tag::HEARTBEAT_DATA | m2ua::Tag::DIAGNOSTIC_INFORMATION => {
                finder.add(octets, Kind::Unknown);
            }
            _ => {}
        }
    }
    let Some(message) = &stack.sua else { return };
    for parameter in message.parameters.filter_map(Result::ok) {
        let octets = parameter.value.rest();
        match parameter.tag {
            sua::Tag::INFO_STRING => finder.add(octets, Kind::Text),
            sua::Tag::HEARTBEAT_DATA => finder.add(octets, Kind::Unknown),
            sua::Tag::SOURCE_ADDRESS | sua::Tag::DESTINATION_ADDRESS => {
                sua_address(finder, parameter.value);
            }
            sua::Tag::DATA => finder.lost |= stack.tcap.is_none(),
            // A range of addresses, a message at fault.
            sua::Tag::ROUTING_KEY | sua::Tag::ADDRESS_RANGE | sua::Tag::DIAGNOSTIC_INFORMATION => {
                finder.lost = true;
            }
            _ => {}
        }
    }
}

fn sua_address(finder: &mut Finder<'_>, mut value: Reader<'_>) {
    match sua::Address::decode(value).map(|address| address.digits) {
        Ok(Some(digits)) => match digits.packed_octets() {
            Some(octets) => finder.add(octets, Kind::Packed),
            None => finder.lost = true,
        },
        Ok(None) => {}
        Err(_) => finder.lost = true,
    }
    // The indicators stand before its parts.
    finder.lost |= value.take(4, "indicators").is_err();
    let mut titles = 0;
    for part in sua::Parameters(value) {
        let Ok(part) = part else {
            finder.lost = true;
            return;
        };
        let octets = part.value.rest();
        match part.tag {
            sua::Tag::IPV4_ADDRESS if octets.len() == 4 => finder.add(octets, Kind::Ipv4),
            sua::Tag::IPV6_ADDRESS if octets.len() == 16 => finder.add(octets, Kind::Ipv6),
            sua::Tag::HOST_NAME => finder.add(octets, Kind::Text),
            sua::Tag::GLOBAL_TITLE if titles == 0 => titles += 1,
            sua::Tag::POINT_CODE | sua::Tag::SUBSYSTEM_NUMBER => {}
            // A second title is not read.
            _ => finder.lost = true,
        }
    }
}

/// Whether there is a user's message that nothing here reads.
fn is_unread(stack: &Stack<'_>) -> bool {
    let indicator = match (&stack.mtp3, stack.m3ua_data.map(|data| data.protocol_data)) {
        (Some(msu), _) => msu.service_information.service_indicator,
        (None, Some(m3ua::DataForm::ProtocolData(data))) => {
            ServiceIndicator(data.service_indicator)
        }
        // An ERR may hold a copy of any message (RFC 4666 3.8.1).
        (None, _) => {
            return stack
                .m3ua
                .is_some_and(|message| message.message_type == m3ua::MessageType::ERROR);
        }
    };
    let is_read = stack.sccp.is_some() || stack.isup.is_some();
    let is_management = indicator.0 <= ServiceIndicator::SPECIAL_TESTING.0;
    !is_read && !is_management
}

/// Finds what is to be replaced in a message; none where something of it cannot be read.
pub(super) fn find(decoded: &Decoded<'_, '_>) -> Option<Vec<Found>> {
    let (message, stack) = (decoded.message, decoded.stack);
    let mut finder =
        Finder { message: message.octets, found: Vec::new(), lost: decoded.reassembled };
    if let Some(sccp) = &stack.sccp {
        if let Some((called, calling)) = sccp.addresses() {
            finder.address(called);
            finder.address(calling);
        }
        let carries = sccp.data().is_some_and(|data| !data.is_empty());
        let is_read = stack.tcap.is_some() || stack.sccp_management.is_some();
        let segment = sccp.segmentation();
        let is_segment = segment.is_some_and(|segment| !segment.first || segment.remaining > 0);
        finder.lost |= carries && !is_read || is_segment;
        finder.lost |= matches!(sccp, sccp::Message::Connection(_));
    }
    if let Some(isup) = &stack.isup {
        let told = isup.each_parameter(|parameter| match parameter.number() {
            Some(number) => match number.digits.packed_octets() {
                Some(octets) => finder.add(octets, Kind::Packed),
                None => finder.lost = true,
            },
            None => finder.add(parameter.contents.rest(), Kind::Unknown),
        });
        finder.lost |= told.is_err();
    }
    finder.lost |= is_unread(stack);
    // What is wrong with a message may be that something of it was not read.
    finder.lost |= decoded.diagnostics.iter().any(|d| d.severity == Severity::Error);
    adaptation(&mut finder, stack);
    match &stack.tcap {
        Some(tcap::Message::Ansi(package)) => {
            finder.lost |= !package.rest.is_empty() || !package.trailing.is_empty();
            decoded.components.iter().for_each(|resolved| finder.component(resolved));
            if let Some(dialogue) = &package.dialogue {
                dialogue.user_information.iter().for_each(|element| finder.opaque(element, 0));
            }
            if let Some(tcap::ansi::Abort::User(information)) = &package.abort {
                finder.opaque(information, 0);
            }
        }
        Some(tcap::Message::Itu(message)) => {
            finder.lost |= !message.rest.is_empty() || !message.trailing.is_empty();
            if let Some(dialogue) = &message.dialogue {
                finder.opaque(&dialogue.portion, 0);
            }
            for (_, component) in message.components.iter().flat_map(tcap::itu::Components::iter) {
                match component.map(|component| component.parameter) {
                    Ok(Some(parameter)) => finder.opaque(&parameter, 0),
                    Ok(None) => {}
                    Err(_) => finder.lost = true,
                }
            }
        }
        None => {}
    }
    (!finder.lost).then_some(finder.found)
}

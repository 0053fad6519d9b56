//! Where in a message numbers and names stand.

use super::adaptation::adaptation;
use super::isup;
use super::places::sccp_has_no_gap;
use super::substitute::Substitutes;
use crate::capture::{Decoded, Resolved};
use crate::cli::operation::{Argument, argument};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk, walk_result};
use crate::wire::ber::Tlv;
use crate::wire::digits::DigitString;
use crate::wire::mtp3::ServiceIndicator;
use crate::wire::sccp::{self, Address};
use crate::wire::stack::Stack;
use crate::wire::{Diagnostic, ErrorKind, Layer, Reader, Severity, m3ua, mtp2, mtp3, tcap};
use std::ops::Range;

/// Something to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands in the message.
    octets: Range<usize>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    /// Contents that become zero.
    Zero,
}

const OBJECT_IDENTIFIER: u32 = 6;
/// Octets of the object identifiers of signalling; longer ones may hold anything.
const LONGEST_NAME: usize = 16;

/// Fewer octets of digits may be anything.
const RUN: usize = 4;

/// The most octets that an AIN code has.
const CODE: usize = 8;

/// Whether an AIN parameter is shown to people, however short it is: names and text, and numbers in
/// characters.
fn is_shown(name: &str, octets: &[u8]) -> bool {
    let printable = || octets.iter().all(|octet| matches!(octet, b' '..=b'~'));
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    name == "text" || ends(&["Name"]) || ends(&["Address", "Number", "Digits"]) && printable()
}

impl Found {
    pub(super) fn replace(&self, message: &mut [u8], with: &mut Substitutes) {
        let Some(octets) = message.get_mut(self.octets.clone()) else { return };
        match self.kind {
            Kind::Packed => packed(octets, with),
            Kind::Text => with.text(octets),
            Kind::Ipv4 => octets.first_chunk_mut().into_iter().for_each(|octets| with.ipv4(octets)),
            Kind::Ipv6 => octets.first_chunk_mut().into_iter().for_each(|octets| with.ipv6(octets)),
            Kind::Unknown => unknown(octets, with),
            Kind::Zero => octets.fill(0),
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
pub(super) fn place(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    (end <= whole.len()).then_some(start..end)
}

/// Looks for what is to be replaced.
pub(super) struct Finder<'m> {
    pub(super) message: &'m [u8],
    found: Vec<Found>,
    /// Something is not a part of the message's own octets, or could not be read.
    pub(super) lost: bool,
}

impl Finder<'_> {
    pub(super) fn add(&mut self, part: &[u8], kind: Kind) {
        let is_zero = kind == Kind::Zero && part.iter().all(|octet| *octet == 0);
        if part.is_empty() || is_zero {
            return;
        }
        match place(self.message, part) {
            Some(octets) => self.found.push(Found { octets, kind }),
            None => self.lost = true,
        }
    }

    /// Octets of the message that become zero.
    pub(super) fn zero(&mut self, octets: Range<usize>) {
        if let Some(part) = self.message.get(octets) {
            self.add(part, Kind::Zero);
        }
    }

    /// What pads a value to whole words becomes zero (RFC 4666 3.2).
    pub(super) fn padding(&mut self, value: &[u8]) {
        if let Some(value) = place(self.message, value) {
            let padded = value.end.next_multiple_of(4).min(self.message.len());
            self.zero(value.end..padded);
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
        if element.identifier.0 == OBJECT_IDENTIFIER && element.contents.len() <= LONGEST_NAME {
            return;
        }
        let inner = element.is_constructed().then(|| element.elements());
        let Some(Ok(mut elements)) = inner.filter(|_| depth < 16) else {
            self.add(element.contents, Kind::Unknown);
            return;
        };
        let mut inner = Vec::new();
        while !elements.is_empty() {
            let Ok(next) = elements.tlv("parameter") else {
                self.add(element.contents, Kind::Unknown);
                return;
            };
            inner.push(next);
        }
        inner.iter().for_each(|inner| self.opaque(inner, depth + 1));
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
            Value::Octets(octets) => match (element.name, octets.contiguous()) {
                // What kind of name it is stands before it.
                (Some("genericName"), Some(octets)) => {
                    self.add(octets.get(1..).unwrap_or_default(), Kind::Text);
                }
                (Some(name), Some(octets)) if is_shown(name, octets) => {
                    self.add(octets, Kind::Text);
                }
                _ => self.opaque(&element.tlv, 0),
            },
            Value::Any(_) | Value::Unknown | Value::Undecoded => self.opaque(&element.tlv, 0),
            Value::ObjectIdentifier(_) => {}
            Value::Enumerated(..)
            | Value::Integer(_)
            | Value::Bits(..)
            | Value::Boolean(_)
            | Value::Null
            | Value::Carrier(_)
            | Value::Billing(_) => {
                // Codes are short; more octets than they have may be anything.
                if element.tlv.contents.len() > CODE {
                    self.opaque(&element.tlv, 0);
                }
            }
        }
    }

    fn open(&mut self, _: &Element<'a>, _: Shape) {}
    fn close(&mut self, _: &Element<'a>, _: Shape) {}

    /// What is wrong may be that something was not read, or that something stands where no field is.
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.lost |= diagnostic.severity == Severity::Error
            || matches!(diagnostic.error.kind, ErrorKind::Trailing { .. });
    }
}

/// The octets that MTP3 or M3UA carries, or the whole message where SCCP stands on the link.
fn payload<'m>(message: &'m [u8], stack: &Stack<'m>) -> &'m [u8] {
    match (&stack.mtp3, stack.m3ua_data.map(|data| data.protocol_data)) {
        (Some(msu), _) => msu.payload.rest(),
        (None, Some(m3ua::DataForm::ProtocolData(data))) => data.user_data.rest(),
        (None, _) => message,
    }
}

/// Check bits of a signal unit that some captures keep (Q.703 2.2).
const CHECK_BITS: usize = 2;

/// What stands around a message in its signal unit.
fn signal_unit(finder: &mut Finder<'_>, unit: &mtp2::SignalUnit<Reader<'_>>) {
    let header = match unit.format {
        mtp2::Format::Basic => 3,
        mtp2::Format::Extended => 6,
    };
    let end = match unit.body {
        mtp2::Body::FillIn => Some(header),
        mtp2::Body::LinkStatus { second, .. } => Some(header + 1 + usize::from(second.is_some())),
        mtp2::Body::Msu(msu) => place(finder.message, msu.rest()).map(|msu| msu.end),
    };
    let whole = finder.message.len();
    match end.and_then(|end| whole.checked_sub(end)) {
        Some(0) => {}
        // They are those of the numbers that were replaced, and could confirm them.
        Some(CHECK_BITS) => finder.zero(whole - CHECK_BITS..whole),
        _ => finder.lost = true,
    }
}

/// Whether there is a user's message that nothing here reads, and what of network management is to be
/// replaced.
fn users(finder: &mut Finder<'_>, stack: &Stack<'_>) {
    let indicator = match (&stack.mtp3, stack.m3ua_data.map(|data| data.protocol_data)) {
        (Some(msu), _) => msu.service_information.service_indicator,
        (None, Some(m3ua::DataForm::ProtocolData(data))) => {
            ServiceIndicator(data.service_indicator)
        }
        (None, _) => return,
    };
    match stack.mtp3.and_then(|msu| msu.management()) {
        Some(Ok(message)) => match message.content {
            mtp3::Content::TestPattern(pattern) => finder.add(pattern, Kind::Zero),
            mtp3::Content::Other(contents) => finder.lost |= !contents.is_empty(),
            _ => {}
        },
        Some(Err(_)) => finder.lost = true,
        None => {
            let is_read = match indicator {
                ServiceIndicator::SCCP => stack.sccp.is_some(),
                ServiceIndicator::ISUP => stack.isup.is_some(),
                _ => false,
            };
            finder.lost |= !is_read;
        }
    }
}

/// What is to be replaced in SCCP.
fn sccp(finder: &mut Finder<'_>, message: &sccp::Message<'_>, stack: &Stack<'_>, octets: &[u8]) {
    if let Some((called, calling)) = message.addresses() {
        finder.address(called);
        finder.address(calling);
    }
    let carries = message.data().is_some_and(|data| !data.is_empty());
    let is_read = stack.tcap.is_some() || stack.sccp_management.is_some();
    let segment = message.segmentation();
    let is_segment = segment.is_some_and(|segment| !segment.first || segment.remaining > 0);
    finder.lost |= carries && !is_read || is_segment;
    finder.lost |= matches!(message, sccp::Message::Connection(_));
    finder.lost |= !sccp_has_no_gap(octets);
    let optional = match message {
        sccp::Message::ExtendedUnitdata(m) | sccp::Message::LongUnitdata(m) => Some(&m.optional),
        sccp::Message::ExtendedUnitdataService(m) | sccp::Message::LongUnitdataService(m) => {
            Some(&m.optional)
        }
        _ => None,
    };
    // What a parameter that nobody knows holds nobody knows.
    finder.lost |= optional.is_some_and(|optional| optional.others.iter().next().is_some());
    // The congestion level (Q.713 5.2.5).
    let behind = stack.sccp_management.map_or(0, |management| management.rest.len());
    finder.lost |= behind > 1;
}

/// What is to be replaced in TCAP.
fn tcap(finder: &mut Finder<'_>, message: &tcap::Message<'_>, components: &[Resolved<'_>]) {
    match message {
        tcap::Message::Ansi(package) => {
            finder.lost |= !package.rest.is_empty() || !package.trailing.is_empty();
            components.iter().for_each(|resolved| finder.component(resolved));
            let mut elements = package.dialogue.map(|dialogue| dialogue.elements);
            while let Some(elements) = elements.as_mut().filter(|elements| !elements.is_empty()) {
                match elements.tlv("element of the dialogue portion") {
                    // Protocol version, application and security context (T1.114.3).
                    Ok(element) if matches!(element.identifier.0, 0xDA..=0xDC | 0x80 | 0x81) => {}
                    Ok(element) => finder.opaque(&element, 0),
                    Err(_) => {
                        finder.lost = true;
                        break;
                    }
                }
            }
            if let Some(tcap::ansi::Abort::User(information)) = &package.abort {
                finder.opaque(information, 0);
            }
        }
        tcap::Message::Itu(message) => {
            finder.lost |= !message.rest.is_empty();
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
    }
}

/// Finds what is to be replaced in a message; none where something of it cannot be read.
pub(super) fn find(decoded: &Decoded<'_, '_>) -> Option<Vec<Found>> {
    let (message, stack) = (decoded.message.octets, decoded.stack);
    let mut finder = Finder { message, found: Vec::new(), lost: decoded.reassembled };
    let has_check_bits = |d: &Diagnostic| {
        let kind = ErrorKind::Trailing { count: CHECK_BITS as u32 };
        stack.mtp2.is_some() && d.error.layer == Layer::Sccp && d.error.kind == kind
    };
    let mut octets = payload(message, stack);
    for diagnostic in decoded.diagnostics {
        // Those of an address surplus have the layer of SCCP too, but are no notes.
        if diagnostic.severity == Severity::Note && has_check_bits(diagnostic) {
            let (before, check_bits) = octets.split_at(octets.len().saturating_sub(CHECK_BITS));
            finder.add(check_bits, Kind::Zero);
            octets = before;
        } else {
            finder.diagnostic(*diagnostic);
            // What stands where a package or a component has nothing, nobody has read.
            finder.lost |= diagnostic.error.layer == Layer::Tcap
                && diagnostic.severity > Severity::Note
                && matches!(diagnostic.error.kind, ErrorKind::Unexpected { .. });
        }
    }
    if let Some(unit) = &stack.mtp2 {
        signal_unit(&mut finder, unit);
    }
    adaptation(&mut finder, stack);
    users(&mut finder, stack);
    if let Some(message) = &stack.sccp {
        sccp(&mut finder, message, stack, octets);
    }
    if let Some(message) = &stack.isup {
        isup::find(&mut finder, message, stack.mtp2.is_some());
    }
    if let Some(message) = &stack.tcap {
        tcap(&mut finder, message, decoded.components);
    }
    (!finder.lost).then_some(finder.found)
}

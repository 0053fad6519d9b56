//! The octet rules of AIN parameter contents: one function a kind, used by every table row.

use crate::wire::ber::{self, Bits, Identifier, ObjectIdentifier, Octets, Tlv};
use crate::wire::digits::DigitString;
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::clamp;
use crate::wire::writer::{Writer, refused};
use core::fmt;
use core::ops::RangeInclusive;

fn within(count: usize, min: u16, max: u16) -> bool {
    (usize::from(min)..=usize::from(max)).contains(&count)
}

/// So many octets.
#[inline]
pub(super) fn length_within(tlv: &Tlv<'_>, length: usize, min: u16, max: u16) -> Result<(), Error> {
    if within(length, min, max) {
        return Ok(());
    }
    Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(length) }))
}

/// So many elements of a list.
pub(super) fn count_within(tlv: &Tlv<'_>, count: usize, min: u16, max: u16) -> Result<(), Error> {
    if within(count, min, max) {
        return Ok(());
    }
    Err(tlv.contents_error(ErrorKind::ElementCount { count: clamp(count) }))
}

#[inline]
pub(super) fn octets<'a>(tlv: &Tlv<'a>, min: u16, max: u16) -> Result<Octets<'a>, Error> {
    let octets = tlv.octet_string()?;
    length_within(tlv, octets.len(), min, max)?;
    Ok(octets)
}

#[inline]
pub(super) fn integer(tlv: &Tlv<'_>, min: u32, max: u32) -> Result<u32, Error> {
    let value = tlv.integer()?;
    match u32::try_from(value) {
        Ok(value) if (min..=max).contains(&value) => Ok(value),
        Ok(value) => Err(tlv.contents_error(ErrorKind::OutOfRange { value })),
        Err(_) => Err(tlv.contents_error(ErrorKind::OutOfRange { value: u32::MAX })),
    }
}

#[inline]
pub(super) fn enumerated(tlv: &Tlv<'_>) -> Result<u8, Error> {
    let value = tlv.integer()?;
    u8::try_from(value).map_err(|_| {
        let value = u32::try_from(value).unwrap_or(u32::MAX);
        tlv.contents_error(ErrorKind::OutOfRange { value })
    })
}

/// The bits of a named-bit string as a number: bit n of the string is `1 << n`. Bits past the
/// 64th must be 0.
pub(super) fn bits(tlv: &Tlv<'_>) -> Result<u64, Error> {
    tlv.bit_string()?.ones().try_fold(0, |set, bit| {
        if bit < 64 {
            Ok(set | 1 << bit)
        } else {
            Err(tlv.contents_error(ErrorKind::OutOfRange { value: clamp(bit) }))
        }
    })
}

/// Nature of number: octet 1, bits 7 to 1 of AIN digits (T1.113 tables).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NatureOfNumber(
    /// 0 to 127.
    pub u8,
);

/// Which table gives the names of [`NatureOfNumber`] values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NatureTable {
    /// As in the called party number.
    Called,
    /// As in the calling party number.
    Calling,
    /// As in the charge number.
    Charge,
}

impl NatureOfNumber {
    /// 0: not applicable.
    pub const NOT_APPLICABLE: Self = Self(0);
    /// 1: subscriber number.
    pub const SUBSCRIBER: Self = Self(1);
    /// 2: unknown.
    pub const UNKNOWN: Self = Self(2);
    /// 3: national number.
    pub const NATIONAL: Self = Self(3);
    /// 4: international number.
    pub const INTERNATIONAL: Self = Self(4);

    /// The name in the table that the parameter's type uses, where the value has one.
    pub const fn name(self, table: NatureTable) -> Option<&'static str> {
        use NatureTable::{Called, Calling, Charge};
        Some(match (table, self.0) {
            (_, 0) => "notApplicable",
            (Charge, 1) => "aniCallingSubscriber",
            (Charge, 2) => "aniNotAvailable",
            (Charge, 3) => "aniCallingNational",
            (Charge, 5) => "aniCalledSubscriber",
            (Charge, 6) => "aniCalledNone",
            (Charge, 7) => "aniCalledNational",
            (Called | Calling, 1) => "subscriber",
            (Called | Calling, 2) => "unknown",
            (Called | Calling, 3) => "national",
            (Called | Calling, 4) => "international",
            (Called, 5) => "networkSpecific",
            (Calling, 5) => "pisnSpecific",
            (Called, 0x71) => "subscriberOperatorRequested",
            (Called, 0x72) => "nationalOperatorRequested",
            (Called, 0x73) => "internationalOperatorRequested",
            (Called, 0x74) => "noNumberOperatorRequested",
            (Called, 0x75) => "noNumberCutThrough",
            (Called, 0x76) => "call950",
            (Called | Calling, 0x77) => "testLine",
            (Calling, 0x71) => "nonUniqueSubscriber",
            (Calling, 0x73) => "nonUniqueNational",
            (Calling, 0x74) => "nonUniqueInternational",
            _ => return None,
        })
    }
}

/// Numbering plan: octet 2, bits 7 to 5 of AIN digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NumberingPlan(
    /// 0 to 7.
    pub u8,
);

impl NumberingPlan {
    /// 0: unknown or not applicable.
    pub const UNKNOWN: Self = Self(0);
    /// 1: ISDN (E.164).
    pub const ISDN: Self = Self(1);
    /// 2: telephony (E.164, E.163).
    pub const TELEPHONY: Self = Self(2);
    /// 7: private.
    pub const PRIVATE: Self = Self(7);

    /// The plan's name; values above 7 do not occur on the wire.
    pub const fn name(self) -> &'static str {
        match self.0 & 7 {
            0 => "unknown",
            1 => "isdn",
            2 => "telephony",
            3 => "data",
            4 => "telex",
            5 => "maritimeMobile",
            6 => "landMobile",
            _ => "private",
        }
    }
}

/// Presentation restriction: octet 2, bits 4 and 3 of AIN digits (T1.113).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Presentation(
    /// 0 to 3.
    pub u8,
);

impl Presentation {
    /// 0: presentation allowed.
    pub const ALLOWED: Self = Self(0);
    /// 1: presentation restricted.
    pub const RESTRICTED: Self = Self(1);

    /// The value's name.
    pub const fn name(self) -> &'static str {
        match self.0 & 3 {
            0 => "allowed",
            1 => "restricted",
            2 => "notAvailable",
            _ => "spare",
        }
    }
}

/// Screening: octet 2, bits 2 and 1 of AIN digits (T1.113).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Screening(
    /// 0 to 3.
    pub u8,
);

impl Screening {
    /// The value's name.
    pub const fn name(self) -> &'static str {
        match self.0 & 3 {
            0 => "userNotVerified",
            1 => "userVerifiedPassed",
            2 => "userVerifiedFailed",
            _ => "network",
        }
    }
}

/// AIN digits: two octets of indicators, then digits two to an octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digits<'a> {
    /// Nature of number.
    pub nature: NatureOfNumber,
    /// Numbering plan.
    pub plan: NumberingPlan,
    /// Presentation restriction.
    pub presentation: Presentation,
    /// Screening.
    pub screening: Screening,
    /// The digits.
    pub digits: DigitString<'a>,
}

impl<'a> Digits<'a> {
    /// No digits, indicators of 0.
    pub const EMPTY: Self = Self {
        nature: NatureOfNumber(0),
        plan: NumberingPlan(0),
        presentation: Presentation(0),
        screening: Screening(0),
        digits: DigitString::EMPTY,
    };

    /// A national number of the ISDN numbering plan (E.164), presentation allowed.
    pub const fn national(digits: DigitString<'a>) -> Self {
        Self {
            nature: NatureOfNumber::NATIONAL,
            plan: NumberingPlan::ISDN,
            presentation: Presentation::ALLOWED,
            screening: Screening(0),
            digits,
        }
    }
}

/// The digits and their indicators, whatever their number.
#[inline]
pub(super) fn any_digits<'a>(tlv: &Tlv<'a>) -> Result<Digits<'a>, Error> {
    let octets = tlv.octet_string()?;
    let (first, second) = match octets.contiguous() {
        Some([first, second, ..]) => (*first, *second),
        Some(short) => {
            return Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(short.len()) }));
        }
        None => {
            let mut indicators = octets.iter();
            match (indicators.next(), indicators.next()) {
                (Some(first), Some(second)) => (first, second),
                _ => {
                    let length = clamp(octets.len());
                    return Err(tlv.contents_error(ErrorKind::BadLength { length }));
                }
            }
        }
    };
    Ok(Digits {
        nature: NatureOfNumber(first & 0x7F),
        plan: NumberingPlan(second >> 4 & 7),
        presentation: Presentation(second >> 2 & 3),
        screening: Screening(second & 3),
        digits: DigitString::after(octets, 2, first & 0x80 != 0),
    })
}

#[inline]
pub(super) fn digits<'a>(tlv: &Tlv<'a>, min: u16, max: u16) -> Result<Digits<'a>, Error> {
    let digits = any_digits(tlv)?;
    digit_count(tlv, &digits, min, max)?;
    Ok(digits)
}

/// The number of digits within its range, and one digit at least where the odd flag is set.
#[inline]
pub(super) fn digit_count(
    tlv: &Tlv<'_>,
    digits: &Digits<'_>,
    min: u16,
    max: u16,
) -> Result<(), Error> {
    if tlv.contents.len() == 2 && tlv.contents[0] & 0x80 != 0 {
        return Err(tlv.contents_error(ErrorKind::BadContents));
    }
    let count = digits.digits.len();
    if within(count, min, max) {
        return Ok(());
    }
    Err(tlv.contents_error(ErrorKind::DigitCount { count: clamp(count) }))
}

/// Carrier selection: octet 1 of the carrier format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CarrierSelection(
    /// The octet.
    pub u8,
);

impl CarrierSelection {
    /// The value's name, where it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "noIndication",
            1 => "presubscribedNotInput",
            2 => "presubscribedAndInput",
            3 => "presubscribedInputUnknown",
            4 => "notPresubscribedInput",
            _ => return None,
        })
    }
}

/// Nature of carrier: octet 2, bits 8 to 5 of the carrier format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NatureOfCarrier(
    /// 0 to 15.
    pub u8,
);

impl NatureOfCarrier {
    /// The value's name, where it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "none",
            1 => "local",
            2 => "intraLATAToll",
            3 => "interLATA",
            4 => "localIntraLATAInterLATA",
            5 => "localIntraLATA",
            6 => "intraLATAInterLATA",
            _ => return None,
        })
    }
}

/// A carrier: selection, nature and the carrier identification code. Four octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarrierCode<'a> {
    /// How the carrier was selected.
    pub selection: CarrierSelection,
    /// Which traffic the carrier serves.
    pub nature: NatureOfCarrier,
    /// The carrier identification code, four digits.
    pub digits: DigitString<'a>,
    /// The number of digits that octet 2 states; 4 in a clean encoding.
    pub stated: u8,
}

impl<'a> CarrierCode<'a> {
    /// No carrier; encoding refuses it.
    pub const EMPTY: Self = Self::new(CarrierSelection(0), NatureOfCarrier(0), DigitString::EMPTY);

    /// A carrier by its identification code of four digits.
    pub const fn new(
        selection: CarrierSelection,
        nature: NatureOfCarrier,
        digits: DigitString<'a>,
    ) -> Self {
        Self { selection, nature, digits, stated: 4 }
    }
}

impl Default for CarrierCode<'_> {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// A carrier of any length from two octets on.
pub(super) fn any_carrier<'a>(tlv: &Tlv<'a>) -> Result<CarrierCode<'a>, Error> {
    let octets = tlv.octet_string()?;
    let mut head = octets.iter();
    match (head.next(), head.next()) {
        (Some(selection), Some(second)) => Ok(CarrierCode {
            selection: CarrierSelection(selection),
            nature: NatureOfCarrier(second >> 4),
            digits: DigitString::after(octets, 2, false),
            stated: second & 15,
        }),
        _ => Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(octets.len()) })),
    }
}

pub(super) fn carrier<'a>(tlv: &Tlv<'a>) -> Result<CarrierCode<'a>, Error> {
    let carrier = any_carrier(tlv)?;
    length_within(tlv, tlv.octet_string()?.len(), 4, 4)?;
    Ok(carrier)
}

/// A billing indicator: two octets of call type, two of service feature (BAF digits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Billing {
    /// Call type.
    pub call_type: [u8; 2],
    /// Service feature.
    pub service_feature: [u8; 2],
}

pub(super) fn billing(tlv: &Tlv<'_>) -> Result<Billing, Error> {
    let octets = tlv.octet_string()?.to_cow();
    match *octets {
        [a, b, c, d] => Ok(Billing { call_type: [a, b], service_feature: [c, d] }),
        _ => Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(octets.len()) })),
    }
}

/// Characters of an IA5 string. Displays with control and non-ASCII octets escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text<'a>(
    /// The characters, one an octet.
    pub Octets<'a>,
);

impl Text<'_> {
    /// No characters.
    pub const EMPTY: Self = Self(Octets::EMPTY);
}

impl<'a> Text<'a> {
    /// These characters; encoding refuses any outside ASCII.
    pub const fn new(text: &'a str) -> Self {
        Self(Octets::new(text.as_bytes()))
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| match octet {
            b' '..=b'~' => write!(f, "{}", octet as char),
            _ => write!(f, "\\x{octet:02x}"),
        })
    }
}

/// IA5 is a seven-bit code (X.690 8.23.5).
pub(super) fn seven_bit(tlv: &Tlv<'_>, text: Octets<'_>) -> Result<(), Error> {
    if text.iter().all(|octet| octet < 0x80) {
        Ok(())
    } else {
        Err(tlv.contents_error(ErrorKind::BadContents))
    }
}

pub(super) fn text<'a>(tlv: &Tlv<'a>, min: u16, max: u16) -> Result<Text<'a>, Error> {
    let octets = octets(tlv, min, max)?;
    seven_bit(tlv, octets)?;
    Ok(Text(octets))
}

/// What an explicit tag or a CHOICE with a tag of its own wraps: exactly one element.
pub(super) fn inner<'a>(tlv: &Tlv<'a>) -> Result<Tlv<'a>, Error> {
    let mut elements = tlv.elements()?;
    if elements.is_empty() {
        return Err(elements.error(ErrorKind::Missing, tlv.what));
    }
    let inner = elements.tlv(tlv.what)?;
    elements.end(tlv.what)?;
    Ok(inner)
}

/// What a table compares to find the field of an element: the identifier in primitive form, and
/// for an untagged list the identifier of its first element after it.
///
/// The grammar gives `aMALineNumberList` and `aMADigitsDialedWCList` the same universal tag in one
/// SEQUENCE; only the tag of what they list tells them apart.
#[inline(always)]
pub(super) fn key(tlv: &Tlv<'_>) -> Identifier {
    key_of(tlv.identifier, tlv.contents)
}

/// The [`key`] of an element with this identifier and contents.
#[inline(always)]
pub(super) fn key_of(identifier: Identifier, contents: &[u8]) -> Identifier {
    let id = identifier.0;
    if id > 0xFF {
        // Two octets: nearly every parameter of AIN.
        return if id <= 0xFFFF { Identifier(id & !0x2000) } else { identifier.primitive() };
    }
    let primitive = id & !0x20;
    if primitive == 0x10
        && let Some(first @ (0x88 | 0x89 | 0xA8 | 0xA9)) = contents.first()
    {
        return Identifier(primitive << 8 | u32::from(first & !0x20));
    }
    Identifier(primitive)
}

#[inline(always)]
pub(super) fn quick_octets(contents: &[u8], range: RangeInclusive<usize>) -> Option<Octets<'_>> {
    range.contains(&contents.len()).then_some(Octets::new(contents))
}

#[inline(always)]
pub(super) fn quick_text(contents: &[u8], range: RangeInclusive<usize>) -> Option<Text<'_>> {
    (range.contains(&contents.len()) && contents.is_ascii()).then_some(Text(Octets::new(contents)))
}

#[inline(always)]
pub(super) fn quick_enumerated(contents: &[u8]) -> Option<u8> {
    match contents {
        [value @ 0..0x80] => Some(*value),
        _ => None,
    }
}

#[inline(always)]
pub(super) fn quick_integer(contents: &[u8], range: RangeInclusive<u32>) -> Option<u32> {
    let value = match *contents {
        [value @ 0..0x80] => value.into(),
        [high @ 0..0x80, low] => u16::from_be_bytes([high, low]).into(),
        [high @ 0..0x80, middle, low] => u32::from_be_bytes([0, high, middle, low]),
        _ => return None,
    };
    range.contains(&value).then_some(value)
}

/// Bits of eight octets at most.
#[inline(always)]
pub(super) fn quick_bits(contents: &[u8]) -> Option<u64> {
    let [unused @ 0..8, octets @ ..] = contents else { return None };
    match octets {
        [] if *unused == 0 => Some(0),
        [octet] => Some(u64::from((octet & 0xFF << unused).reverse_bits())),
        [_, .., last] if octets.len() <= 8 => {
            let mut padded = [0; 8];
            padded[..octets.len()].copy_from_slice(octets);
            padded[octets.len() - 1] = last & 0xFF << unused;
            Some(u64::from_be_bytes(padded).reverse_bits())
        }
        _ => None,
    }
}

#[inline(always)]
pub(super) fn quick_digits(contents: &[u8], range: RangeInclusive<usize>) -> Option<Digits<'_>> {
    let [first, second, octets @ ..] = contents else { return None };
    let odd = usize::from(first >> 7);
    let count = (octets.len() * 2).checked_sub(odd)?;
    range.contains(&count).then(|| Digits {
        nature: NatureOfNumber(first & 0x7F),
        plan: NumberingPlan(second >> 4 & 7),
        presentation: Presentation(second >> 2 & 3),
        screening: Screening(second & 3),
        digits: DigitString::after(Octets::new(contents), 2, odd != 0),
    })
}

#[inline(always)]
pub(super) fn quick_carrier(contents: &[u8], _: RangeInclusive<usize>) -> Option<CarrierCode<'_>> {
    let [selection, second, _, _] = contents else { return None };
    Some(CarrierCode {
        selection: CarrierSelection(*selection),
        nature: NatureOfCarrier(second >> 4),
        digits: DigitString::after(Octets::new(contents), 2, false),
        stated: second & 15,
    })
}

fn bad_length(length: usize, what: &'static str) -> Error {
    ber::bad_length(length, Layer::Ain, what)
}

#[cold]
fn out_of_range(value: impl Into<u32>, what: &'static str) -> Error {
    refused(ErrorKind::OutOfRange { value: value.into() }, Layer::Ain, what)
}

#[inline]
pub(super) fn write_octets(
    octets: &Octets<'_>,
    range: RangeInclusive<usize>,
    identifier: Identifier,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    let length = octets.len();
    if !range.contains(&length) {
        return Err(bad_length(length, what));
    }
    writer.octet_string(identifier, octets);
    Ok(())
}

#[inline]
pub(super) fn write_integer(
    value: u32,
    range: RangeInclusive<u32>,
    identifier: Identifier,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    if !range.contains(&value) {
        return Err(out_of_range(value, what));
    }
    writer.integer(identifier, value.into());
    Ok(())
}

/// Named bits, without the zeros behind the last one that is set (X.690 11.2.2).
#[inline]
pub(super) fn write_bits(bits: u64, identifier: Identifier, writer: &mut Writer) {
    let count = 64 - bits.leading_zeros() as usize;
    let octets = bits.reverse_bits().to_be_bytes();
    let octets = &octets[..count.div_ceil(8)];
    writer.bit_string(identifier, Bits { octets, unused: (octets.len() * 8 - count) as u8 });
}

#[inline]
pub(super) fn write_digits(
    digits: &Digits<'_>,
    range: RangeInclusive<usize>,
    identifier: Identifier,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    let count = digits.digits.len();
    if !range.contains(&count) {
        return Err(refused(ErrorKind::DigitCount { count: clamp(count) }, Layer::Ain, what));
    }
    for (value, limit) in [
        (digits.nature.0, 0x7F),
        (digits.plan.0, 7),
        (digits.presentation.0, 3),
        (digits.screening.0, 3),
    ] {
        if value > limit {
            return Err(out_of_range(value, what));
        }
    }
    let first = digits.nature.0 | (count as u8 & 1) << 7;
    let second = digits.plan.0 << 4 | digits.presentation.0 << 2 | digits.screening.0;
    let behind = writer.len();
    digits.digits.encode_packed(writer);
    writer.array([first, second]);
    writer.wrap(identifier, behind);
    Ok(())
}

pub(super) fn write_carrier(
    carrier: &CarrierCode<'_>,
    range: RangeInclusive<usize>,
    identifier: Identifier,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    let count = carrier.digits.len();
    if !range.contains(&count) {
        return Err(refused(ErrorKind::DigitCount { count: clamp(count) }, Layer::Ain, what));
    }
    for value in [carrier.nature.0, carrier.stated] {
        if value > 15 {
            return Err(out_of_range(value, what));
        }
    }
    let behind = writer.len();
    carrier.digits.encode_packed(writer);
    writer.array([carrier.selection.0, carrier.nature.0 << 4 | carrier.stated]);
    writer.wrap(identifier, behind);
    Ok(())
}

pub(super) fn write_billing(billing: &Billing, identifier: Identifier, writer: &mut Writer) {
    let ([a, b], [c, d]) = (billing.call_type, billing.service_feature);
    writer.element(identifier, &[a, b, c, d]);
}

pub(super) fn write_text(
    text: &Text<'_>,
    range: RangeInclusive<usize>,
    identifier: Identifier,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    // IA5 is a seven-bit code (X.690 8.23.5).
    if !text.0.iter().all(|octet| octet < 0x80) {
        return Err(refused(ErrorKind::BadContents, Layer::Ain, what));
    }
    write_octets(&text.0, range, identifier, what, writer)
}

pub(super) fn write_object_identifier(
    oid: &ObjectIdentifier<'_>,
    identifier: Identifier,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    if !oid.is_whole() {
        return Err(refused(ErrorKind::BadContents, Layer::Ain, what));
    }
    writer.element(identifier, oid.0);
    Ok(())
}

/// An element as it stands; it must be there.
pub(super) fn write_element(
    element: &Tlv<'_>,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    if element.octets.is_empty() {
        return Err(refused(ErrorKind::Missing, Layer::Ain, what));
    }
    writer.put(element.octets);
    Ok(())
}

/// The key of an untagged list whose elements have this context tag (below 31).
pub(super) const fn list_key(element_tag: u32) -> Identifier {
    Identifier(0x1000 | 0x80 | element_tag)
}

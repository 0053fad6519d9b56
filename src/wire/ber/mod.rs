//! Tags, lengths and values (X.690), read in place.
//!
//! Definite and indefinite lengths, long-form lengths and tags, all four classes, constructed
//! strings. The reader goes no deeper than [`MAX_DEPTH`] and looks at no octet twice except at
//! those inside nested indefinite lengths.

mod quick;
mod strings;
mod write;

use super::error::{Error, ErrorKind, Layer};
use super::reader::{Reader, clamp};
use core::fmt;

pub use asn1_rs::{Class, Tag};
pub use quick::Quick;
pub use strings::{Bits, ObjectIdentifier, Octets, Segments};
pub use write::Encoded;
pub(crate) use write::bad_length;

/// How many levels of nested elements are followed.
pub const MAX_DEPTH: usize = 64;

/// The identifier octets of an element, packed into a number with the first octet highest:
/// `BF 35` is `Identifier(0xBF35)`.
///
/// ```
/// use hookflash::wire::ber::{Class, Identifier, Tag};
/// let user_id = Identifier(0xBF35);
/// assert_eq!((user_id.class(), user_id.tag()), (Class::ContextSpecific, Some(Tag(53))));
/// assert!(user_id.is_constructed());
/// assert_eq!(user_id, Identifier::new(Class::ContextSpecific, true, 53));
/// assert_eq!(user_id.to_string(), "BF35");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(pub u32);

impl Identifier {
    /// Stands for any identifier longer than four octets; [`Tlv::octets`] has the octets.
    pub const LONG: Self = Self(u32::MAX);

    /// The identifier of a class, form and tag number up to 2 097 151.
    pub const fn new(class: Class, constructed: bool, tag: u32) -> Self {
        let lead = (class as u32) << 6 | if constructed { 0x20 } else { 0 };
        Self(match tag {
            0..=30 => lead | tag,
            31..=0x7F => (lead | 0x1F) << 8 | tag,
            0x80..=0x3FFF => (lead | 0x1F) << 16 | 0x8000 | (tag >> 7) << 8 | tag & 0x7F,
            0x4000..=0x1F_FFFF => {
                (lead | 0x1F) << 24
                    | (0x80 | tag >> 14) << 16
                    | (0x80 | tag >> 7 & 0x7F) << 8
                    | tag & 0x7F
            }
            _ => u32::MAX,
        })
    }

    /// How many identifier octets there are, 1 to 4 ([`LONG`](Self::LONG): 4).
    pub const fn size(self) -> usize {
        match self.0 {
            0..=0xFF => 1,
            0x100..=0xFFFF => 2,
            0x1_0000..=0xFF_FFFF => 3,
            _ => 4,
        }
    }

    const fn constructed_bit(self) -> u32 {
        0x20 << (8 * (self.size() - 1))
    }

    /// The class in bits 8 and 7 of the first octet.
    pub const fn class(self) -> Class {
        match self.0 >> (8 * (self.size() - 1)) >> 6 {
            0 => Class::Universal,
            1 => Class::Application,
            2 => Class::ContextSpecific,
            _ => Class::Private,
        }
    }

    /// Whether bit 6 of the first octet says constructed.
    pub const fn is_constructed(self) -> bool {
        self.0 & self.constructed_bit() != 0
    }

    /// The same class and tag in primitive form: what two identifiers of one type have in common.
    #[inline]
    #[must_use]
    pub const fn primitive(self) -> Self {
        Self(self.0 & !self.constructed_bit())
    }

    /// The same class and tag in constructed form.
    #[must_use]
    pub const fn constructed(self) -> Self {
        Self(self.0 | self.constructed_bit())
    }

    /// The tag number; none for [`LONG`](Self::LONG).
    pub const fn tag(self) -> Option<Tag> {
        let n = self.0;
        match self.size() {
            _ if n == u32::MAX => None,
            1 => Some(Tag(n & 0x1F)),
            2 => Some(Tag(n & 0x7F)),
            3 => Some(Tag((n >> 8 & 0x7F) << 7 | n & 0x7F)),
            _ => Some(Tag((n >> 16 & 0x7F) << 14 | (n >> 8 & 0x7F) << 7 | n & 0x7F)),
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$X}", self.0, width = self.size() * 2)
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier(0x{self})")
    }
}

/// The universal identifiers that are read here.
#[allow(missing_docs)] // each name says it all
pub mod universal {
    use super::Identifier;
    pub const BOOLEAN: Identifier = Identifier(0x01);
    pub const INTEGER: Identifier = Identifier(0x02);
    pub const BIT_STRING: Identifier = Identifier(0x03);
    pub const OCTET_STRING: Identifier = Identifier(0x04);
    pub const NULL: Identifier = Identifier(0x05);
    pub const OBJECT_IDENTIFIER: Identifier = Identifier(0x06);
    pub const EXTERNAL: Identifier = Identifier(0x28);
    pub const ENUMERATED: Identifier = Identifier(0x0A);
    pub const IA5_STRING: Identifier = Identifier(0x16);
    pub const SEQUENCE: Identifier = Identifier(0x30);
}

/// One element: identifier, length, contents. Two are equal where their octets are, wherever they
/// stand.
#[derive(Debug, Clone, Copy)]
pub struct Tlv<'a> {
    /// The identifier octets, packed.
    pub identifier: Identifier,
    /// The whole element: identifier, length and contents octets, and end-of-contents if any.
    pub octets: &'a [u8],
    /// The contents octets, without end-of-contents.
    pub contents: &'a [u8],
    /// Where the identifier stands in the message.
    pub at: u32,
    /// Where the contents begin in the message.
    pub contents_at: u32,
    /// Whether the length is indefinite (X.690 8.1.3.6).
    pub indefinite: bool,
    /// The layer that errors name.
    pub layer: Layer,
    /// The field that errors name.
    pub what: &'static str,
}

impl PartialEq for Tlv<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets
    }
}

impl Eq for Tlv<'_> {}

impl<'a> Reader<'a> {
    /// Reads one element. The contents must be there in full.
    #[inline(always)] // what the caller does not ask of the element is not worked out
    pub fn tlv(&mut self, what: &'static str) -> Result<Tlv<'a>, Error> {
        match self.short_tlv(what) {
            Some(tlv) => Ok(tlv),
            // Field by field, so that the element is not bound to the place that the call fills.
            None => match self.tlv_general(what) {
                Ok(Tlv {
                    identifier,
                    octets,
                    contents,
                    at,
                    contents_at,
                    indefinite,
                    layer,
                    what,
                }) => Ok(Tlv {
                    identifier,
                    octets,
                    contents,
                    at,
                    contents_at,
                    indefinite,
                    layer,
                    what,
                }),
                Err(Error { kind, at, layer, what }) => Err(Error { kind, at, layer, what }),
            },
        }
    }

    /// An element of up to three identifier octets and one length octet: nearly every element of a
    /// message.
    #[inline(always)]
    fn short_tlv(&mut self, what: &'static str) -> Option<Tlv<'a>> {
        let (identifier, header, length) = match *self.rest() {
            [first, length, ..] if first & 0x1F != 0x1F => (u32::from(first), 2, length),
            [first, second @ 0..0x80, length, ..] => {
                (u32::from_be_bytes([0, 0, first, second]), 3, length)
            }
            [first, second, third @ 0..0x80, length, ..] => {
                (u32::from_be_bytes([0, first, second, third]), 4, length)
            }
            _ => return None,
        };
        if length >= 0x80 || identifier == 0 {
            return None;
        }
        let at = self.at();
        let (octets, rest) = self.rest().split_at_checked(header + usize::from(length))?;
        *self = Self::new_at(rest, at.wrapping_add(octets.len() as u32), self.layer());
        Some(Tlv {
            identifier: Identifier(identifier),
            octets,
            contents: &octets[header..],
            at,
            contents_at: at + header as u32,
            indefinite: false,
            layer: self.layer(),
            what,
        })
    }

    #[cold]
    #[inline(never)]
    fn tlv_general(&mut self, what: &'static str) -> Result<Tlv<'a>, Error> {
        let start = *self;
        let identifier = self.identifier(what)?;
        let length = self.length(what)?;
        if length.is_none() && start.rest()[0] & 0x20 == 0 {
            return Err(start.error(ErrorKind::BadForm, what));
        }
        let contents_at = self.at();
        let contents = match length {
            Some(length) => self.sub(length, what)?.take_rest(),
            None => {
                let contents = &self.rest()[..self.indefinite_length(what)?];
                self.take(contents.len() + 2, what)?;
                contents
            }
        };
        Ok(Tlv {
            identifier,
            octets: &start.rest()[..start.len() - self.len()],
            contents,
            at: start.at(),
            contents_at,
            indefinite: length.is_none(),
            layer: self.layer(),
            what,
        })
    }

    fn identifier(&mut self, what: &'static str) -> Result<Identifier, Error> {
        let first = self.u8(what)?;
        if first == 0 {
            // End-of-contents where none is awaited (X.690 8.1.5).
            return Err(Error {
                at: self.at() - 1,
                ..self.error(ErrorKind::Unexpected { found: 0 }, what)
            });
        }
        let mut packed = u32::from(first);
        if first & 0x1F == 0x1F {
            let mut size = 1;
            loop {
                let octet = self.u8(what)?;
                size += 1;
                packed = packed << 8 | u32::from(octet);
                if octet & 0x80 == 0 {
                    break;
                }
            }
            if size > 4 {
                return Ok(Identifier::LONG);
            }
        }
        Ok(Identifier(packed))
    }

    /// Reads length octets; none is the indefinite form.
    fn length(&mut self, what: &'static str) -> Result<Option<usize>, Error> {
        let here = *self;
        match self.u8(what)? {
            0x80 => Ok(None),
            0xFF => Err(here.error(ErrorKind::ReservedLength, what)),
            short @ 0..0x80 => Ok(Some(short.into())),
            long => {
                let mut length = 0usize;
                for octet in self.take(usize::from(long & 0x7F), what)? {
                    if length > usize::MAX >> 8 {
                        return Err(here.error(
                            ErrorKind::LengthBeyondEnd {
                                claimed: u32::MAX,
                                available: u16::try_from(self.len()).unwrap_or(u16::MAX),
                            },
                            what,
                        ));
                    }
                    length = length << 8 | usize::from(*octet);
                }
                Ok(Some(length))
            }
        }
    }

    /// How many octets stand before the end-of-contents that closes the element just opened.
    fn indefinite_length(&self, what: &'static str) -> Result<usize, Error> {
        let mut scan = *self;
        let mut open = 1;
        loop {
            match scan.rest() {
                [0, 0, ..] => {
                    open -= 1;
                    if open == 0 {
                        return Ok(self.len() - scan.len());
                    }
                    scan.take(2, what)?;
                }
                [] | [0] => return Err(self.error(ErrorKind::Unterminated, what)),
                _ => {
                    scan.identifier(what)?;
                    match scan.length(what)? {
                        Some(length) => _ = scan.sub(length, what)?,
                        None if open == MAX_DEPTH => {
                            return Err(scan.error(ErrorKind::TooDeep, what));
                        }
                        None => open += 1,
                    }
                }
            }
        }
    }

    /// Reads one element that must have this identifier, in either form where `identifier` is
    /// primitive and in constructed form where it is constructed.
    pub fn expect(&mut self, identifier: Identifier, what: &'static str) -> Result<Tlv<'a>, Error> {
        let start = *self;
        if self.is_empty() {
            return Err(self.error(ErrorKind::Missing, what));
        }
        let tlv = self.tlv(what)?;
        if tlv.identifier == identifier
            || !identifier.is_constructed() && tlv.identifier.primitive() == identifier
        {
            Ok(tlv)
        } else {
            Err(start.error(ErrorKind::Unexpected { found: tlv.identifier.0 }, what))
        }
    }
}

impl<'a> Tlv<'a> {
    /// No element: no octets. Encoding refuses it where an element must be.
    pub const NONE: Self = Self {
        identifier: Identifier(0),
        octets: &[],
        contents: &[],
        at: 0,
        contents_at: 0,
        indefinite: false,
        layer: Layer::Ain,
        what: "element",
    };

    /// An error of `kind` at the element's identifier.
    #[cold]
    pub const fn error(&self, kind: ErrorKind) -> Error {
        Error { kind, at: self.at, layer: self.layer, what: self.what }
    }

    /// An error of `kind` at the element's contents.
    #[cold]
    pub const fn contents_error(&self, kind: ErrorKind) -> Error {
        Error { kind, at: self.contents_at, layer: self.layer, what: self.what }
    }

    /// The identifier octets as they stand in the message.
    pub fn identifier_octets(&self) -> &'a [u8] {
        let long = self.octets.iter().skip(1).position(|octet| octet & 0x80 == 0);
        match self.octets.first() {
            Some(first) if first & 0x1F == 0x1F => {
                &self.octets[..long.map_or(self.octets.len(), |n| n + 2)]
            }
            _ => &self.octets[..self.octets.len().min(1)],
        }
    }

    /// Reads the contents octets, whatever they hold.
    #[inline]
    pub const fn reader(&self) -> Reader<'a> {
        Reader::new_at(self.contents, self.contents_at, self.layer)
    }

    /// Reads the elements of a constructed encoding.
    #[inline]
    pub const fn elements(&self) -> Result<Reader<'a>, Error> {
        if self.identifier_is_constructed() {
            Ok(self.reader())
        } else {
            Err(self.error(ErrorKind::BadForm))
        }
    }

    const fn identifier_is_constructed(&self) -> bool {
        // From the octets: a long identifier has no packed form.
        match self.octets.first() {
            Some(first) => *first & 0x20 != 0,
            None => false,
        }
    }

    /// Whether the encoding is constructed.
    pub const fn is_constructed(&self) -> bool {
        self.identifier_is_constructed()
    }

    #[inline]
    fn primitive(&self) -> Result<&'a [u8], Error> {
        if self.identifier_is_constructed() {
            Err(self.error(ErrorKind::BadForm))
        } else {
            Ok(self.contents)
        }
    }

    /// A BOOLEAN: any octet but 0 is true (X.690 8.2).
    pub fn boolean(&self) -> Result<bool, Error> {
        match self.primitive()? {
            [octet] => Ok(*octet != 0),
            other => Err(self.contents_error(ErrorKind::BadLength { length: clamp(other.len()) })),
        }
    }

    /// A NULL: no contents (X.690 8.8).
    pub fn null(&self) -> Result<(), Error> {
        match self.primitive()? {
            [] => Ok(()),
            other => Err(self.contents_error(ErrorKind::BadLength { length: clamp(other.len()) })),
        }
    }

    /// An INTEGER or ENUMERATED of up to eight significant octets (X.690 8.3).
    #[inline]
    pub fn integer(&self) -> Result<i64, Error> {
        match self.primitive()? {
            [octet] => Ok(i64::from(*octet as i8)),
            [] => Err(self.contents_error(ErrorKind::BadLength { length: 0 })),
            octets => {
                let sign = if octets[0] & 0x80 == 0 { 0 } else { -1i64 };
                let filler = octets.iter().take_while(|octet| **octet == sign as u8).count();
                // The filler may go only as far as the sign stays in the octet that follows.
                let significant = &octets[filler..];
                let keeps_sign =
                    significant.first().is_none_or(|octet| (octet & 0x80 == 0) == (sign == 0));
                if significant.len() + usize::from(!keeps_sign) > 8 {
                    return Err(self.contents_error(ErrorKind::OutOfRange { value: u32::MAX }));
                }
                Ok(significant.iter().fold(sign, |value, octet| value << 8 | i64::from(*octet)))
            }
        }
    }

    /// An OBJECT IDENTIFIER (X.690 8.19).
    pub fn object_identifier(&self) -> Result<ObjectIdentifier<'a>, Error> {
        let oid = ObjectIdentifier(self.primitive()?);
        if oid.is_whole() { Ok(oid) } else { Err(self.contents_error(ErrorKind::BadContents)) }
    }

    /// An OCTET STRING or a string type with its rules, in either form (X.690 8.7, 8.23).
    ///
    /// The segments of a constructed string are checked here: each is a universal OCTET STRING.
    #[inline]
    pub fn octet_string(&self) -> Result<Octets<'a>, Error> {
        if !self.identifier_is_constructed() {
            return Ok(Octets { contents: self.contents, constructed: false });
        }
        check_segments(self.reader(), self.what, 1)?;
        Ok(Octets { contents: self.contents, constructed: true })
    }

    /// A BIT STRING in primitive form (X.690 8.6).
    pub fn bit_string(&self) -> Result<Bits<'a>, Error> {
        match self.primitive()? {
            [] => Err(self.contents_error(ErrorKind::BadLength { length: 0 })),
            [unused, octets @ ..] if *unused <= 7 && (!octets.is_empty() || *unused == 0) => {
                Ok(Bits { octets, unused: *unused })
            }
            _ => Err(self.contents_error(ErrorKind::BadContents)),
        }
    }
}

fn check_segments(mut segments: Reader<'_>, what: &'static str, depth: usize) -> Result<(), Error> {
    while !segments.is_empty() {
        let segment = segments.expect(universal::OCTET_STRING, what)?;
        if segment.is_constructed() {
            if depth == MAX_DEPTH {
                return Err(segment.error(ErrorKind::TooDeep));
            }
            check_segments(segment.reader(), what, depth + 1)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;
    use alloc::vec::Vec;

    fn read(octets: &[u8]) -> Result<Tlv<'_>, Error> {
        Reader::new(octets, Layer::Tcap).tlv("element")
    }

    #[test]
    fn identifiers_of_one_to_four_octets_are_packed() {
        for (octets, tag) in [
            (vec![0xE2u8], 2u32),
            (vec![0x9F, 0x34], 52),
            (vec![0x9F, 0x81, 0x14], 148),
            (vec![0xDF, 0x81, 0x80, 0x00], 16384),
        ] {
            let element = [&octets[..], &[0]].concat();
            let tlv = read(&element).unwrap();
            assert_eq!(tlv.identifier.tag(), Some(Tag(tag)), "{octets:02x?}");
            assert_eq!(tlv.identifier_octets(), octets);
            assert_eq!(
                Identifier::new(tlv.identifier.class(), tlv.identifier.is_constructed(), tag),
                tlv.identifier
            );
        }
    }

    #[test]
    fn an_identifier_of_seventy_bits_is_kept_as_octets() {
        let octets = [0x9F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1, 0xAA];
        let tlv = read(&octets).unwrap();
        assert_eq!(tlv.identifier, Identifier::LONG);
        assert_eq!(tlv.identifier_octets(), &octets[..11]);
        assert_eq!(tlv.contents, [0xAA]);
        assert!(!tlv.is_constructed());
    }

    #[test]
    fn a_length_with_leading_zeros_is_read() {
        let octets = [0x84, 0x88, 0, 0, 0, 0, 0, 0, 0, 1, 0xAA];
        assert_eq!(read(&octets).unwrap().contents, [0xAA]);
        let nine = [0x84, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xAA];
        assert!(matches!(
            read(&nine).unwrap_err().kind,
            ErrorKind::LengthBeyondEnd { claimed: u32::MAX, .. }
        ));
    }

    #[test]
    fn a_length_past_the_end_names_the_field_and_what_is_left() {
        let error = read(&[0x84, 0x05, 1, 2]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::LengthBeyondEnd { claimed: 5, available: 2 });
        assert_eq!(error.to_string(), "tcap: octet 2: element claims 5 octets, 2 left");
    }

    #[test]
    fn the_reserved_length_octet_is_refused() {
        assert_eq!(read(&[0x84, 0xFF, 0]).unwrap_err().kind, ErrorKind::ReservedLength);
    }

    #[test]
    fn indefinite_lengths_nest() {
        let octets = [0x30, 0x80, 0x30, 0x80, 0x04, 2, 0, 0, 0, 0, 0x05, 0, 0, 0, 0x77];
        let mut reader = Reader::new(&octets, Layer::Tcap);
        let tlv = reader.tlv("element").unwrap();
        assert!(tlv.indefinite);
        assert_eq!(tlv.contents, &octets[2..12]);
        assert_eq!(tlv.octets, &octets[..14]);
        assert_eq!(reader.rest(), [0x77]);
    }

    #[test]
    fn an_indefinite_length_needs_its_end_and_a_constructed_form() {
        assert_eq!(read(&[0x30, 0x80, 5, 0]).unwrap_err().kind, ErrorKind::Unterminated);
        assert_eq!(read(&[0x30, 0x80, 5, 0, 0]).unwrap_err().kind, ErrorKind::Unterminated);
        assert_eq!(read(&[0x04, 0x80, 0, 0]).unwrap_err().kind, ErrorKind::BadForm);
    }

    #[test]
    fn nesting_past_the_limit_is_an_error_and_not_a_stack_overflow() {
        let deep = [0x30, 0x80].repeat(100_000);
        assert_eq!(read(&deep).unwrap_err().kind, ErrorKind::TooDeep);
        let strings = [0x24, 0x80].repeat(1000);
        assert!(read(&strings).is_err());
    }

    #[test]
    fn integers_of_every_width_come_out_signed() {
        for (octets, value) in [
            (&[0x02, 1, 0xFF][..], -1),
            (&[0x02, 2, 0x01, 0x00], 256),
            (&[0x02, 2, 0xFF, 0x7F], -129),
            (&[0x02, 4, 0, 0, 0x64, 0x03], 25603),
            (&[0x02, 10, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], i64::MAX),
            (&[0x02, 9, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], i64::MIN),
        ] {
            assert_eq!(read(octets).unwrap().integer(), Ok(value), "{octets:02x?}");
        }
        for wide in
            [&[0x02, 9, 0, 0x80, 0, 0, 0, 0, 0, 0, 0][..], &[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]]
        {
            assert!(read(wide).unwrap().integer().is_err());
        }
        assert!(read(&[0x02, 0]).unwrap().integer().is_err());
    }

    #[test]
    fn segments_of_a_string_must_be_octet_strings() {
        let nested = [0x84 | 0x20, 9, 0x24, 5, 4, 1, 0x61, 4, 0, 4, 0];
        assert_eq!(read(&nested).unwrap().octet_string().unwrap().to_cow(), &b"a"[..]);
        let wrong = [0xA4, 3, 0x16, 1, 0x61];
        assert_eq!(
            read(&wrong).unwrap().octet_string().unwrap_err().kind,
            ErrorKind::Unexpected { found: 0x16 }
        );
    }

    #[test]
    fn bits_are_numbered_from_the_high_end() {
        let bits = read(&[0x03, 3, 1, 0x00, 0x02]).unwrap();
        assert_eq!(bits.bit_string().unwrap().ones().collect::<Vec<_>>(), [14]);
        assert_eq!(bits.bit_string().unwrap().len(), 15);
        for bad in [&[0x03, 2, 8, 0][..], &[0x03, 1, 1], &[0x03, 0]] {
            assert!(read(bad).unwrap().bit_string().is_err());
        }
    }

    #[test]
    fn object_identifiers_display_as_dotted_numbers() {
        for (octets, text) in [
            (&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x1d, 1, 1][..], "1.2.840.10013.1.1"),
            (&[6, 1, 0], "0.0"),
            (&[6, 3, 0x81, 0x34, 3], "2.100.3"),
        ] {
            assert_eq!(read(octets).unwrap().object_identifier().unwrap().to_string(), text);
        }
        for bad in [&[6, 0][..], &[6, 1, 0x81], &[6, 2, 0x80, 1]] {
            assert!(read(bad).unwrap().object_identifier().is_err());
        }
    }
}

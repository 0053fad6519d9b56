//! What the typed decoders of all table rows share.

use super::kinds;
use super::schema::{Field, ParameterType};
use crate::wire::Layer;
use crate::wire::ber::{Class, Identifier, Quick, Tlv};
use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Writer, refused};
use core::fmt;
use core::ops::RangeInclusive;

/// A type that a table row defines.
pub trait Parameter<'a>: Sized {
    /// The identifier that opens the type's encoding, in primitive form; 0 for a CHOICE or ANY
    /// without a tag of its own.
    const IDENTIFIER: Identifier;
    /// The type as data.
    const TYPE: &'static ParameterType;
    /// A value of zeros, to decode into; encoding refuses it where the type does.
    const BLANK: Self;
    /// The identifier that a writer puts before the type's encoding, in primitive form.
    const WRITTEN: Identifier = Self::IDENTIFIER;

    /// The type as data, behind a function.
    fn describe() -> &'static ParameterType {
        Self::TYPE
    }

    /// Whether an element with this identifier, in primitive form, can be of the type.
    #[inline]
    fn accepts(key: Identifier) -> bool {
        key == Self::IDENTIFIER
    }

    /// Whether `accepts` takes other identifiers than [`IDENTIFIER`](Self::IDENTIFIER).
    const SEVERAL: bool = false;

    /// Reads the type from an element whose tag has been looked at: the type's own, or the use
    /// site's in its place.
    ///
    /// # Errors
    ///
    /// Contents that break the type's encoding rules, size, range or mandatory fields.
    fn decode(tlv: &Tlv<'a>) -> Result<Self, Error>;

    /// Whether the type's encoding is always constructed.
    const CONSTRUCTED: bool = false;

    /// Whether this identifier opens the type's usual encoding, the form included.
    #[inline(always)]
    fn accepts_quick(identifier: Identifier) -> bool {
        identifier
            == const { if Self::CONSTRUCTED { Self::WRITTEN.constructed() } else { Self::WRITTEN } }
    }

    /// Reads a primitive type where it has its usual form; `outer` is what it stands in. None says
    /// only that [`decode`](Self::decode) must look.
    #[inline(always)]
    fn decode_quick(element: &Quick<'a>, outer: &Tlv<'a>) -> Option<Self> {
        Self::decode(&element.within(outer)).ok()
    }

    /// Reads a constructed type where it has its usual form, into a value that is there already.
    /// False says only that [`decode`](Self::decode) must look.
    fn decode_quick_to(&mut self, element: &Quick<'a>, outer: &Tlv<'a>) -> bool {
        Self::decode_quick(element, outer).map(|value| *self = value).is_some()
    }

    /// Writes the type with this identifier: [`WRITTEN`](Self::WRITTEN), or the use site's in its
    /// place. `what` is the field that errors name.
    ///
    /// # Errors
    ///
    /// A value that [`decode`](Self::decode) would refuse.
    fn encode_as(
        &self,
        identifier: Identifier,
        what: &'static str,
        writer: &mut Writer,
    ) -> Result<(), Error>;
}

/// The elements of a SEQUENCE that its table does not name, in order; they are read where they
/// stand, so keeping them costs nothing.
#[derive(Clone, Copy)]
pub struct Unknown<'a> {
    elements: Reader<'a>,
    fields: &'static [Field],
    count: u16,
}

impl<'a> Unknown<'a> {
    /// No such elements.
    pub const NONE: Self = Self::new(Reader::new(&[], Layer::Ain), &[], 0);

    /// Writes the elements as they stood.
    #[inline]
    pub(super) fn encode(&self, writer: &mut Writer) {
        if self.count > 0 {
            self.write(writer);
        }
    }

    #[cold]
    fn write(&self, writer: &mut Writer) {
        let mut room = writer.room(self.iter().map(|tlv| tlv.octets.len()).sum());
        for tlv in self.iter() {
            let (here, rest) = room.split_at_mut(tlv.octets.len());
            here.copy_from_slice(tlv.octets);
            room = rest;
        }
    }

    pub(super) const fn new(elements: Reader<'a>, fields: &'static [Field], count: u16) -> Self {
        Self { elements, fields, count }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count.into()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Each in order.
    pub fn iter(&self) -> impl Iterator<Item = Tlv<'a>> + use<'a> {
        let fields = self.fields;
        // The decoder has read these elements; an error cannot come up again.
        elements(self.elements)
            .map_while(Result::ok)
            .filter(move |tlv| !fields.iter().any(|field| field.accepts(kinds::key(tlv))))
            .take(self.count.into())
    }
}

impl Default for Unknown<'_> {
    fn default() -> Self {
        Self::NONE
    }
}

impl PartialEq for Unknown<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count
            && self.iter().map(|tlv| tlv.octets).eq(other.iter().map(|tlv| tlv.octets))
    }
}

impl fmt::Debug for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|tlv| tlv.octets)).finish()
    }
}

/// Each element in turn; ends after the first error.
pub(super) fn elements<'a>(
    mut reader: Reader<'a>,
) -> impl Iterator<Item = Result<Tlv<'a>, Error>> + use<'a> {
    core::iter::from_fn(move || {
        if reader.is_empty() {
            return None;
        }
        let element = reader.tlv("parameter");
        if element.is_err() {
            reader.take_rest();
        }
        Some(element)
    })
}

/// The elements of a SEQUENCE OF: where they stand in a message, or values to be sent.
#[derive(Clone, Copy)]
pub struct ListOf<'a, T>(Source<'a, T>);

#[derive(Clone, Copy)]
enum Source<'a, T> {
    /// Checked, one by one.
    Encoded(Reader<'a>),
    Values(&'a [T]),
}

impl<'a, T: Parameter<'a> + Copy> ListOf<'a, T> {
    /// A list of these elements, to be sent.
    pub const fn of(elements: &'a [T]) -> Self {
        Self(Source::Values(elements))
    }

    pub(super) fn decode(tlv: &Tlv<'a>, min: u16, max: u16) -> Result<Self, Error> {
        let reader = tlv.elements()?;
        let mut count = 0;
        for element in elements(reader) {
            let element = element?;
            if !T::accepts(kinds::key(&element)) {
                return Err(element.error(ErrorKind::Unexpected { found: element.identifier.0 }));
            }
            T::decode(&element)?;
            count += 1;
        }
        kinds::count_within(tlv, count, min, max)?;
        Ok(Self(Source::Encoded(reader)))
    }

    pub(super) fn decode_quick(
        &mut self,
        list: &Quick<'a>,
        range: RangeInclusive<usize>,
        outer: &Tlv<'a>,
    ) -> bool {
        let mut count = 0;
        let mut rest = list.contents;
        let mut element = T::BLANK;
        while let Some(next) = Quick::next(rest) {
            if next.is_end() {
                let contents = list.within(outer).reader().with_layer(Layer::Ain);
                self.0 = Source::Encoded(contents);
                return range.contains(&count);
            }
            if !T::accepts_quick(next.identifier) || !element.decode_quick_to(&next, outer) {
                return false;
            }
            rest = next.rest;
            count += 1;
        }
        false
    }

    /// Each element in turn.
    pub fn iter(&self) -> impl Iterator<Item = T> + use<'a, T> {
        let (encoded, values) = match self.0 {
            Source::Encoded(reader) => (Some(reader), &[][..]),
            Source::Values(values) => (None, values),
        };
        // The decoder has read every element once: an error cannot come up.
        let encoded = encoded.into_iter().flat_map(elements);
        encoded.filter_map(|element| T::decode(&element.ok()?).ok()).chain(values.iter().copied())
    }

    pub(super) fn encode(
        &self,
        identifier: Identifier,
        range: RangeInclusive<usize>,
        what: &'static str,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        let behind = writer.len();
        let mut count = 0;
        match self.0 {
            Source::Values(values) => {
                for value in values.iter().rev() {
                    value.encode_as(T::WRITTEN, what, writer)?;
                }
                count = values.len();
            }
            // These can be read from the front only: each one goes behind those before it.
            Source::Encoded(_) => {
                for value in self.iter() {
                    let before = writer.len();
                    value.encode_as(T::WRITTEN, what, writer)?;
                    writer.swap_latest(behind, before);
                    count += 1;
                }
            }
        }
        if !range.contains(&count) {
            let kind = ErrorKind::ElementCount { count: clamp(count) };
            return Err(refused(kind, Layer::Ain, what));
        }
        writer.wrap(identifier.constructed(), behind);
        Ok(())
    }
}

impl<'a, T: Parameter<'a> + Copy + PartialEq> PartialEq for ListOf<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Parameter<'a> + Copy + fmt::Debug> fmt::Debug for ListOf<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Parameter<'a> + Copy> Default for ListOf<'a, T> {
    fn default() -> Self {
        Self::of(&[])
    }
}

/// The identifier of a context tag, in primitive form.
pub(super) const fn tagged(tag: u32) -> Identifier {
    Identifier::new(Class::ContextSpecific, false, tag)
}

/// The identifier of a context tag in the form of what it tags.
pub(super) const fn quick_tag(tag: u32, constructed: bool) -> Identifier {
    Identifier::new(Class::ContextSpecific, constructed, tag)
}

pub(super) const fn own_identifier(tag: Option<u32>, universal: u32) -> Identifier {
    match tag {
        Some(tag) => Identifier::new(Class::ContextSpecific, false, tag),
        None => Identifier(universal),
    }
}

#[cold]
pub(super) fn missing(tlv: &Tlv<'_>, field: &'static str) -> Error {
    Error { kind: ErrorKind::Missing, what: field, ..tlv.error(ErrorKind::Missing) }
}

/// An element that no field from `latest` on takes: out of order, a repetition, or unknown.
#[cold]
pub(super) fn misplaced(tlv: &Tlv<'_>, fields: &'static [Field], seen: u64) -> Result<(), Error> {
    let key = kinds::key(tlv);
    let takers = || fields.iter().enumerate().filter(|(_, field)| field.accepts(key));
    match takers().find(|(place, _)| seen & 1 << place == 0).or_else(|| takers().next()) {
        None => Ok(()),
        Some((place, field)) => {
            let kind =
                if seen & 1 << place == 0 { ErrorKind::OutOfOrder } else { ErrorKind::Duplicate };
            Err(Error { what: field.name, ..tlv.error(kind) })
        }
    }
}

//! What the typed decoders of all table rows share.

use super::kinds;
use super::schema::{Field, ParameterType};
use crate::wire::ber::{Class, Identifier, Tlv};
use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::Reader;
use core::fmt;
use core::marker::PhantomData;

/// A type that a table row defines.
pub trait Parameter<'a>: Sized {
    /// The identifier that opens the type's encoding, in primitive form; 0 for a CHOICE or ANY
    /// without a tag of its own.
    const IDENTIFIER: Identifier;
    /// The type as data.
    const TYPE: &'static ParameterType;

    /// The type as data, behind a function.
    fn describe() -> &'static ParameterType {
        Self::TYPE
    }

    /// Whether an element with this identifier, in primitive form, can be of the type.
    #[inline]
    fn accepts(key: Identifier) -> bool {
        key == Self::IDENTIFIER
    }

    /// Reads the type from an element whose tag has been looked at: the type's own, or the use
    /// site's in its place.
    ///
    /// # Errors
    ///
    /// Contents that break the type's encoding rules, size, range or mandatory fields.
    fn decode(tlv: &Tlv<'a>) -> Result<Self, Error>;
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
        Self::new(Reader::new(&[], crate::wire::Layer::Ain), &[], 0)
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

/// The elements of a SEQUENCE OF, read one at a time.
#[derive(Debug, Clone, Copy)]
pub struct ListOf<'a, T> {
    elements: Reader<'a>,
    of: PhantomData<fn() -> T>,
}

impl<'a, T: Parameter<'a>> ListOf<'a, T> {
    pub(super) fn decode(tlv: &Tlv<'a>, min: u16, max: u16) -> Result<Self, Error> {
        let reader = tlv.elements()?;
        let mut count = 0;
        for element in elements(reader) {
            let element = element?;
            if !T::accepts(kinds::key(&element)) {
                return Err(element.error(ErrorKind::Unexpected { found: element.identifier.0 }));
            }
            count += 1;
        }
        kinds::count_within(tlv, count, min, max)?;
        Ok(Self { elements: reader, of: PhantomData })
    }

    /// Each element in turn.
    pub fn iter(&self) -> impl Iterator<Item = Result<T, Error>> + use<'a, T> {
        elements(self.elements).map(|element| T::decode(&element?))
    }
}

impl<T> PartialEq for ListOf<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.elements.rest() == other.elements.rest()
    }
}

impl<T> Default for ListOf<'_, T> {
    fn default() -> Self {
        Self { elements: Reader::new(&[], crate::wire::Layer::Ain), of: PhantomData }
    }
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

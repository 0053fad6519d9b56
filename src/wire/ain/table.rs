//! What a row of the AIN tables becomes: a type with its decoder, and its description as data.
//!
//! The macros here take rows that read like the ASN.1 (name, tag, range, fields in order). The
//! typed decoders are what programs use; the descriptions drive the walk behind the decoded tree,
//! JSON and `hookflash explain`, which goes on where a typed decoder must refuse.

use super::kinds::{self, NatureTable};
use crate::wire::ber::{Class, Identifier, Tlv};
use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::Reader;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

/// A parameter type of GR-1299-CORE, as data.
#[derive(Debug, PartialEq, Eq)]
pub struct ParameterType {
    /// The ASN.1 type name: `"CalledPartyID"`.
    pub name: &'static str,
    /// The context tag that belongs to the type, if one does.
    pub tag: Option<u32>,
    /// The contents.
    pub kind: Kind,
}

/// How to get at a type's description; a function, so that types can name each other in a circle.
pub type Describe = fn() -> &'static ParameterType;

/// The contents of a parameter type. Ranges are inclusive.
#[derive(Debug)]
pub enum Kind {
    /// Octets whose inner layout is not described; so many of them.
    Octets(u16, u16),
    /// Binary-coded decimal digits without indicators; so many octets. The layout is inferred
    /// (first digit in the low half), so JSON keeps these as octets.
    Decimal(u16, u16),
    /// AIN digits; so many digits.
    Digits(u16, u16, NatureTable),
    /// ENUMERATED: identifiers and values.
    Enumerated(&'static [(&'static str, u8)]),
    /// INTEGER of this range; 0 to `u32::MAX` stands for no range.
    Integer(u32, u32),
    /// BIT STRING: identifiers and bit numbers.
    Bits(&'static [(&'static str, u8)]),
    /// IA5String of so many characters.
    Text(u16, u16),
    /// BOOLEAN.
    Boolean,
    /// NULL.
    Null,
    /// Carrier format, four octets.
    Carrier,
    /// Billing indicator, four octets.
    Billing,
    /// OBJECT IDENTIFIER.
    ObjectIdentifier,
    /// Any one element.
    Any,
    /// SEQUENCE.
    Sequence(&'static [Field]),
    /// SEQUENCE OF, so many elements.
    SequenceOf(Describe, u16, u16),
    /// CHOICE; with a tag of its own, or an explicit one, the tag wraps the alternative.
    Choice(&'static [Field]),
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Kind {}

impl Kind {
    /// The kind's name in ASN.1 words.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Octets(..) | Self::Decimal(..) => "OCTET STRING",
            Self::Digits(..) => "AINDigits",
            Self::Enumerated(_) => "ENUMERATED",
            Self::Integer(..) => "INTEGER",
            Self::Bits(_) => "BIT STRING",
            Self::Text(..) => "IA5String",
            Self::Boolean => "BOOLEAN",
            Self::Null => "NULL",
            Self::Carrier => "CarrierFormat",
            Self::Billing => "BillingIndicator",
            Self::ObjectIdentifier => "OBJECT IDENTIFIER",
            Self::Any => "ANY",
            Self::Sequence(_) => "SEQUENCE",
            Self::SequenceOf(..) => "SEQUENCE OF",
            Self::Choice(_) => "CHOICE",
        }
    }
}

impl Kind {
    /// The universal tag of the kind, which an untagged type has: X.680 8.4.
    pub(super) const fn universal(&self) -> u32 {
        match self {
            Self::Octets(..)
            | Self::Decimal(..)
            | Self::Digits(..)
            | Self::Carrier
            | Self::Billing => 0x04,
            Self::Enumerated(_) => 0x0A,
            Self::Integer(..) => 0x02,
            Self::Bits(_) => 0x03,
            Self::Text(..) => 0x16,
            Self::Boolean => 0x01,
            Self::Null => 0x05,
            Self::ObjectIdentifier => 0x06,
            Self::Sequence(_) | Self::SequenceOf(..) => 0x10,
            Self::Any | Self::Choice(_) => 0,
        }
    }
}

/// A field of a SEQUENCE or an alternative of a CHOICE, as data.
#[derive(Clone, Copy)]
pub struct Field {
    /// The ASN.1 field name: `"calledPartyID"`.
    pub name: &'static str,
    /// The tag that the use site puts in place of, or around, the type's.
    pub tag: Option<u32>,
    /// Whether that tag wraps the type's own encoding.
    pub explicit: bool,
    /// Whether the element may be absent.
    pub optional: bool,
    /// The field's type.
    pub describe: Describe,
    pub(super) key: Identifier,
    pub(super) accepts_type: fn(Identifier) -> bool,
}

impl Field {
    /// The field's type.
    pub fn parameter_type(&self) -> &'static ParameterType {
        (self.describe)()
    }

    /// Whether an element with this key is this field's.
    #[inline]
    pub(super) fn accepts(&self, key: Identifier) -> bool {
        self.key == key || self.tag.is_none() && (self.accepts_type)(key)
    }

    /// The identifiers that can open the field's element, in primitive form unless the element is
    /// always constructed; an untagged CHOICE has several, ANY has none.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let ty = self.parameter_type();
        let constructed = |ty: &ParameterType| {
            matches!(ty.kind, Kind::Sequence(_) | Kind::SequenceOf(..) | Kind::Choice(_))
        };
        match (self.tag, ty.tag, &ty.kind) {
            (Some(tag), ..) => {
                let constructed = self.explicit || constructed(ty);
                alloc::vec![Identifier::new(Class::ContextSpecific, constructed, tag)]
            }
            (None, Some(tag), _) => {
                alloc::vec![Identifier::new(Class::ContextSpecific, constructed(ty), tag)]
            }
            (None, None, Kind::Choice(alternatives)) => {
                alternatives.iter().flat_map(Self::identifiers).collect()
            }
            (None, None, Kind::Any) => alloc::vec![],
            (None, None, Kind::SequenceOf(..)) => alloc::vec![Identifier(0x30)],
            (None, None, _) if constructed(ty) => alloc::vec![self.key.constructed()],
            (None, None, _) => alloc::vec![self.key],
        }
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

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

macro_rules! tag_of {
    () => {
        None
    };
    ($tag:expr) => {
        Some($tag)
    };
}

macro_rules! is_explicit {
    () => {
        false
    };
    (EXPLICIT) => {
        true
    };
}

macro_rules! is_optional {
    () => {
        false
    };
    (OPTIONAL) => {
        true
    };
}

macro_rules! slot {
    ($ty:ty) => { $ty };
    ($ty:ty, OPTIONAL) => { Option<$ty> };
}

macro_rules! filled {
    ($slot:ident, $tlv:ident, $asn1:ident) => {
        match $slot {
            Some(value) => value,
            None => return Err(missing($tlv, stringify!($asn1))),
        }
    };
    ($slot:ident, $tlv:ident, $asn1:ident, OPTIONAL) => {
        $slot
    };
}

macro_rules! accepts {
    ($key:ident, $ty:ty) => {
        <$ty as Parameter<'_>>::accepts($key)
    };
    ($key:ident, $ty:ty, $tag:expr) => {
        $key == const { Identifier::new(Class::ContextSpecific, false, $tag) }
    };
}

macro_rules! read {
    ($tlv:expr, $ty:ty) => {
        <$ty as Parameter<'_>>::decode($tlv)
    };
    ($tlv:expr, $ty:ty, EXPLICIT) => {
        kinds::inner($tlv).and_then(|inner| <$ty as Parameter<'_>>::decode(&inner))
    };
}

macro_rules! field_key {
    ($ty:ty) => {
        <$ty as Parameter<'_>>::IDENTIFIER
    };
    ($ty:ty, $tag:expr) => {
        Identifier::new(Class::ContextSpecific, false, $tag)
    };
}

/// The rows of a SEQUENCE's or CHOICE's fields as data.
macro_rules! fields {
    ($( $asn1:ident $ty:ty, [$($tag:expr)?] [$($explicit:ident)?] [$($optional:ident)?] ),* $(,)?) => {
        &[$( Field {
            name: stringify!($asn1),
            tag: tag_of!($($tag)?),
            explicit: is_explicit!($($explicit)?),
            optional: is_optional!($($optional)?),
            describe: <$ty as Parameter<'_>>::describe,
            key: field_key!($ty $(, $tag)?),
            accepts_type: <$ty as Parameter<'_>>::accepts,
        } ),*]
    };
}

/// A SEQUENCE: a struct with the fields in order and a decoder that holds their order.
macro_rules! sequence {
    (
        $(#[$meta:meta])* $name:ident {
            $( $field:ident : $ty:ty = $asn1:ident
                $([ $tag:tt $($explicit:ident)? ])? $($optional:ident)? ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name<'a> {
            $( #[doc = concat!("`", stringify!($asn1), "`.")] pub $field: slot!($ty $(, $optional)?), )*
            /// What the table does not name.
            pub unknown: Unknown<'a>,
        }

        impl<'a> $name<'a> {
            /// The fields as data, in order.
            pub const FIELDS: &'static [Field] =
                fields![$( $asn1 $ty, [$($tag)?] [$($($explicit)?)?] [$($optional)?] ),*];

            /// Reads the fields from the elements of a SEQUENCE (or, `in_order` false, of a SET).
            ///
            /// # Errors
            ///
            /// A mandatory field absent, a field repeated or out of order, or one whose contents
            /// are wrong. Elements that no field names are kept in `unknown`.
            pub fn decode_fields(tlv: &Tlv<'a>, in_order: bool) -> Result<Self, Error> {
                let start = tlv.elements()?.with_layer(crate::wire::Layer::Ain);
                let mut reader = start;
                $( let mut $field: Option<$ty> = None; )*
                let mut unknown = 0u16;
                let mut latest = 0u32;
                let mut seen = 0u64;
                while !reader.is_empty() {
                    let element = reader.tlv("parameter")?;
                    let key = kinds::key(&element);
                    let place = 0u32;
                    $(
                        if place >= latest && accepts!(key, $ty $(, $tag)?) && $field.is_none() {
                            let element = Tlv { what: stringify!($asn1), ..element };
                            $field = Some(read!(&element, $ty $($(, $explicit)?)?)?);
                            seen |= 1 << place;
                            if in_order {
                                latest = place;
                            }
                            continue;
                        }
                        let place = place + 1;
                    )*
                    let _ = place;
                    misplaced(&element, Self::FIELDS, seen)?;
                    unknown = unknown.saturating_add(1);
                }
                let _ = (&mut latest, &mut seen);
                Ok(Self {
                    $( $field: filled!($field, tlv, $asn1 $(, $optional)?), )*
                    unknown: Unknown::new(start, Self::FIELDS, unknown),
                })
            }
        }
    };
}

/// SEQUENCE types: name, own tag if any, fields.
macro_rules! sequences {
    ($( $name:ident $([ $own:expr ])? $(also $also:tt ($($args:tt)*))? { $($body:tt)* } )*) => {
        $(
            sequence! {
                #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: a SEQUENCE.")]
                $name { $($body)* }
            }

            impl<'a> Parameter<'a> for $name<'a> {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x10);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: Kind::Sequence(Self::FIELDS),
                };

                #[inline]
                fn accepts(key: Identifier) -> bool {
                    key == Self::IDENTIFIER $(|| key == $also($($args)*))?
                }

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    Self::decode_fields(tlv, true)
                }
            }
        )*

        /// Every SEQUENCE type.
        pub(super) const SEQUENCES: &[Describe] = &[$( <$name<'static> as Parameter<'static>>::describe ),*];
    };
}

/// CHOICE types: name, own tag if any (it wraps the alternative), alternatives.
macro_rules! choices {
    ($( $name:ident $([ $own:expr ])? {
        $( $alternative:ident ( $ty:ty ) = $asn1:ident $([ $tag:tt $($explicit:ident)? ])? ),* $(,)?
    } )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: a CHOICE.")]
            #[derive(Debug, Clone, Copy, PartialEq)]
            pub enum $name<'a> {
                $( #[doc = concat!("`", stringify!($asn1), "`.")] $alternative($ty), )*
                /// An alternative that the table does not name.
                Unknown(Tlv<'a>),
            }

            impl<'a> $name<'a> {
                /// The alternatives as data.
                pub const ALTERNATIVES: &'static [Field] =
                    fields![$( $asn1 $ty, [$($tag)?] [$($($explicit)?)?] [] ),*];
            }

            impl<'a> Parameter<'a> for $name<'a> {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: Kind::Choice(Self::ALTERNATIVES),
                };

                #[inline]
                fn accepts(key: Identifier) -> bool {
                    if Self::IDENTIFIER != Identifier(0) {
                        return key == Self::IDENTIFIER;
                    }
                    false $(|| accepts!(key, $ty $(, $tag)?))*
                }

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    let element =
                        if Self::IDENTIFIER != Identifier(0) { kinds::inner(tlv)? } else { *tlv };
                    let key = kinds::key(&element);
                    $(
                        if accepts!(key, $ty $(, $tag)?) {
                            let element = Tlv { what: stringify!($asn1), ..element };
                            return read!(&element, $ty $($(, $explicit)?)?).map(Self::$alternative);
                        }
                    )*
                    Ok(Self::Unknown(element))
                }
            }
        )*

        /// Every CHOICE type.
        pub(super) const CHOICES: &[Describe] = &[$( <$name<'static> as Parameter<'static>>::describe ),*];
    };
}

/// SEQUENCE OF types: name, own tag if any, element type, how many.
macro_rules! lists {
    ($( $name:ident $([ $own:expr ])? OF $ty:ty, $min:literal..=$max:literal $(, key $key:expr)?; )*) => {
        $(
            #[doc = concat!(
                "`", stringify!($name), "` of GR-1299-CORE: a list of ", $min, " to ", $max, "."
            )]
            #[derive(Debug, Clone, Copy, PartialEq, Default)]
            pub struct $name<'a>(
                /// The elements.
                pub ListOf<'a, $ty>,
            );

            impl<'a> Parameter<'a> for $name<'a> {
                const IDENTIFIER: Identifier = {
                    let own = own_identifier(tag_of!($($own)?), 0x10);
                    $(let own = if own.0 == 0x10 { $key } else { own };)?
                    own
                };
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: Kind::SequenceOf(<$ty as Parameter<'_>>::describe, $min, $max),
                };

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    ListOf::decode(tlv, $min, $max).map(Self)
                }
            }
        )*

        /// Every SEQUENCE OF type.
        pub(super) const LISTS: &[Describe] = &[$( <$name<'static> as Parameter<'static>>::describe ),*];
    };
}

/// Leaf types whose newtype borrows: name, own tag, and what `$decode` needs.
macro_rules! leaves {
    (
        $all:ident, $inner:ident<'a>, universal $universal:literal, $words:literal,
        $tlv:ident, $min_name:ident, $max_name:ident => $decode:expr, $kind:expr;
        $( $name:ident $([ $own:expr ])? $min:literal..=$max:literal $(, key $key:expr)?; )*
    ) => {
        $(
            #[doc = concat!(
                "`", stringify!($name), "` of GR-1299-CORE: ", $min, " to ", $max, " ", $words, "."
            )]
            #[derive(Debug, Clone, Copy, PartialEq, Default)]
            pub struct $name<'a>(
                /// The contents.
                pub $inner<'a>,
            );

            impl<'a> Parameter<'a> for $name<'a> {
                const IDENTIFIER: Identifier = {
                    let own = own_identifier(tag_of!($($own)?), $universal);
                    $(let own = if own.0 == $universal { $key } else { own };)?
                    own
                };
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: { const $min_name: u16 = $min; const $max_name: u16 = $max; $kind },
                };

                #[inline]
                fn decode($tlv: &Tlv<'a>) -> Result<Self, Error> {
                    const $min_name: u16 = $min;
                    const $max_name: u16 = $max;
                    $decode.map(Self)
                }
            }

            impl<'a> From<$inner<'a>> for $name<'a> {
                fn from(contents: $inner<'a>) -> Self {
                    Self(contents)
                }
            }
        )*

        /// Every type of this table.
        pub(super) const $all: &[Describe] = &[$( <$name<'static> as Parameter<'static>>::describe ),*];
    };
}

/// ENUMERATED types: name, own tag, values in the order of the ASN.1.
macro_rules! enumerations {
    ($( $name:ident $([ $own:expr ])? $(also $also:tt ($($args:tt)*))? {
        $( $constant:ident = $asn1:literal $value:literal ),* $(,)?
    } )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: an enumeration.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub struct $name(
                /// The value, named or not.
                pub u8,
            );

            impl $name {
                $( #[doc = concat!("`", $asn1, "`.")] pub const $constant: Self = Self($value); )*
                const NAMES: &'static [(&'static str, u8)] = &[$( ($asn1, $value) ),*];

                /// The ASN.1 identifier, where the value has one.
                pub fn name(self) -> Option<&'static str> {
                    name_of(Self::NAMES, self.0)
                }
            }

            impl<'a> Parameter<'a> for $name {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x0A);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: Kind::Enumerated(Self::NAMES),
                };

                #[inline]
                fn accepts(key: Identifier) -> bool {
                    key == <Self as Parameter<'_>>::IDENTIFIER $(|| key == $also($($args)*))?
                }

                #[inline]
                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::enumerated(tlv).map(Self)
                }
            }
        )*

        /// Every ENUMERATED type.
        pub(super) const ENUMERATIONS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

/// The identifier of a value, where the table has one.
pub(super) fn name_of(names: &[(&'static str, u8)], value: u8) -> Option<&'static str> {
    match names.get(usize::from(value)) {
        // Most tables count up from 0.
        Some((name, number)) if *number == value => Some(name),
        _ => names.iter().find(|(_, number)| *number == value).map(|(name, _)| *name),
    }
}

/// INTEGER types: name, own tag, range.
macro_rules! integers {
    ($( $name:ident $([ $own:expr ])? $min:literal..=$max:literal; )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: ", $min, " to ", $max, ".")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(
                /// The value.
                pub u32,
            );

            impl<'a> Parameter<'a> for $name {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x02);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: Kind::Integer($min, $max),
                };

                #[inline]
                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::integer(tlv, $min, $max).map(Self)
                }
            }
        )*

        /// Every INTEGER type.
        pub(super) const INTEGERS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

/// Named-bit strings: name, own tag, bits.
macro_rules! bit_strings {
    ($( $name:ident $([ $own:expr ])? { $( $constant:ident = $asn1:literal $bit:literal ),* $(,)? } )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: a set of named bits.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
            pub struct $name(
                /// Bit n of the BIT STRING is `1 << n`.
                pub u64,
            );

            impl $name {
                $( #[doc = concat!("Bit ", $bit, ", `", $asn1, "`.")] pub const $constant: Self = Self(1 << $bit); )*
                const NAMES: &'static [(&'static str, u8)] = &[$( ($asn1, $bit) ),*];

                /// Whether every bit of `other` is set.
                pub const fn contains(self, other: Self) -> bool {
                    self.0 & other.0 == other.0
                }
            }

            impl core::ops::BitOr for $name {
                type Output = Self;

                fn bitor(self, other: Self) -> Self {
                    Self(self.0 | other.0)
                }
            }

            impl<'a> Parameter<'a> for $name {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x03);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name),
                    tag: tag_of!($($own)?),
                    kind: Kind::Bits(Self::NAMES),
                };

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::bits(tlv).map(Self)
                }
            }
        )*

        /// Every BIT STRING type.
        pub(super) const BIT_STRINGS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

/// BOOLEAN types: name, own tag.
macro_rules! booleans {
    ($( $name:ident $([ $own:expr ])?; )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: true or false.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub struct $name(
                /// The value.
                pub bool,
            );

            impl<'a> Parameter<'a> for $name {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x01);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name), tag: tag_of!($($own)?), kind: Kind::Boolean,
                };

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    tlv.boolean().map(Self)
                }
            }
        )*

        /// Every BOOLEAN type.
        pub(super) const BOOLEANS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

/// NULL types: name, own tag.
macro_rules! nulls {
    ($( $name:ident $([ $own:expr ])?; )*) => {
        $(
            #[doc = concat!("`", stringify!($name), "` of GR-1299-CORE: present or absent.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
            pub struct $name;

            impl<'a> Parameter<'a> for $name {
                const IDENTIFIER: Identifier = own_identifier(tag_of!($($own)?), 0x05);
                const TYPE: &'static ParameterType = &ParameterType {
                    name: stringify!($name), tag: tag_of!($($own)?), kind: Kind::Null,
                };

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    tlv.null().map(|()| Self)
                }
            }
        )*

        /// Every NULL type.
        pub(super) const NULLS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

/// Which end sends an operation. The table's directions are recalled, not read from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the switch (SSP) to the service control point (SCP).
    FromSwitch,
    /// From the service control point (SCP) to the switch (SSP).
    FromControlPoint,
    /// Either way.
    Either,
}

/// An operation of GR-1299-CORE, as data.
#[derive(Debug)]
pub struct OperationType {
    /// The message name: `"Info_Collected"`.
    pub message: &'static str,
    /// The ASN.1 operation name: `"infoCollected"`.
    pub name: &'static str,
    /// The private operation code: family in the high octet, specifier in the low one.
    pub code: u16,
    /// Which end sends it.
    pub direction: Direction,
    /// The AIN release that brought it.
    pub release: &'static str,
    /// The fields of the argument, in order.
    pub fields: &'static [Field],
    /// The result, where the operation has one.
    pub result: Option<&'static ResultType>,
    /// ASN.1 names of the errors that can answer it.
    pub errors: &'static [&'static str],
    /// ASN.1 names of the operations that can answer it.
    pub linked: &'static [&'static str],
}

impl OperationType {
    /// The name of the operation's family (the code's high octet).
    pub const fn family_name(&self) -> &'static str {
        match self.code >> 8 {
            0x64 => "Request/Notification",
            0x65 => "Connection Control (Call Model)",
            0x66 => "Caller Interaction",
            0x67 => "Status Notification",
            0x68 => "Information Revision",
            0x69 => "Network Management",
            0x6B => "NCA Signaling",
            0x6C => "AMA",
            0x6D => "Request Event",
            0x6E => "Transaction Control",
            _ => "no family name",
        }
    }
}

/// The result of an operation, as data.
#[derive(Debug)]
pub enum ResultType {
    /// A SEQUENCE of these fields.
    Sequence(&'static [Field]),
    /// One parameter by itself.
    Single(&'static [Field; 1]),
}

/// An error of GR-1299-CORE, as data.
#[derive(Debug)]
pub struct ErrorType {
    /// The message name: `"Application_Error"`.
    pub message: &'static str,
    /// The ASN.1 error name: `"applicationError"`.
    pub name: &'static str,
    /// The private error code.
    pub code: u8,
    /// The fields, in order.
    pub fields: &'static [Field],
}

macro_rules! result_of {
    () => {
        None
    };
    ($result:ident) => {
        Some(<$result<'static>>::RESULT)
    };
}

/// Operations: type, message, ASN.1 name, code, sender, release, fields, result, errors, linked.
macro_rules! operations {
    ($(
        $name:ident = $message:ident $asn1:ident $code:literal, $direction:ident, $release:literal
        { $($body:tt)* }
        $(result $result:ident)? errors [$($error:ident),*] linked [$($linked:ident),*]
    )*) => {
        $(
            sequence! {
                #[doc = concat!("`", stringify!($message), "` (", stringify!($code), "), the argument of `", stringify!($asn1), "`.")]
                $name { $($body)* }
            }

            impl $name<'_> {
                /// The private operation code.
                pub const CODE: u16 = $code;
            }
        )*

        /// Every operation, in the order of their codes.
        pub const OPERATIONS: &[OperationType] = &[$(
            OperationType {
                message: stringify!($message),
                name: stringify!($asn1),
                code: $code,
                direction: Direction::$direction,
                release: $release,
                fields: <$name<'static>>::FIELDS,
                result: result_of!($($result)?),
                errors: &[$(stringify!($error)),*],
                linked: &[$(stringify!($linked)),*],
            }
        ),*];

        /// The argument of any operation.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[allow(clippy::large_enum_variant)] // a box would allocate for every message
        pub enum Operation<'a> {
            $( #[doc = concat!("`", stringify!($message), "`.")] $name($name<'a>), )*
        }

        impl<'a> Operation<'a> {
            /// Reads the argument of the operation with this private code from its parameter
            /// SEQUENCE (30) or SET (F2). None where no operation has the code.
            ///
            /// # Errors
            ///
            /// What the argument's type refuses; see `decode_fields` of each.
            pub fn decode(code: u16, parameter: &Tlv<'a>) -> Option<Result<Self, Error>> {
                let in_order = parameter.identifier != super::PARAMETER_SET;
                match code {
                    $( $code => Some($name::decode_fields(parameter, in_order).map(Self::$name)), )*
                    _ => None,
                }
            }

            /// The private operation code.
            pub const fn code(&self) -> u16 {
                match self {
                    $( Self::$name(_) => $code, )*
                }
            }
        }
    };
}

/// Results of operations: type, operation code, fields.
macro_rules! results {
    ($( $name:ident = $code:literal { $($body:tt)* } )*) => {
        $(
            sequence! {
                #[doc = concat!("The result of the operation with code ", stringify!($code), ".")]
                $name { $($body)* }
            }

            impl $name<'_> {
                const RESULT: &'static ResultType = &ResultType::Sequence(Self::FIELDS);
            }
        )*

        /// The result of any operation that has one.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[allow(clippy::large_enum_variant)] // a box would allocate for every message
        pub enum OperationResult<'a> {
            $( #[doc = concat!("`", stringify!($name), "`.")] $name($name<'a>), )*
            /// `SetTimerResult`.
            SetTimerResult(SetTimerResult<'a>),
        }

        impl<'a> OperationResult<'a> {
            /// Reads the result of the operation with this private code. None where the
            /// operation has no result, or there is no such operation.
            ///
            /// # Errors
            ///
            /// What the result's type refuses.
            pub fn decode(code: u16, parameter: &Tlv<'a>) -> Option<Result<Self, Error>> {
                let in_order = parameter.identifier != super::PARAMETER_SET;
                match code {
                    $( $code => Some($name::decode_fields(parameter, in_order).map(Self::$name)), )*
                    SetTimer::CODE => Some(SetTimerResult::decode(parameter).map(Self::SetTimerResult)),
                    _ => None,
                }
            }
        }
    };
}

/// Errors: type, message, ASN.1 name, code, fields.
macro_rules! errors {
    ($( $name:ident = $message:ident $asn1:ident $code:literal { $($body:tt)* } )*) => {
        $(
            sequence! {
                #[doc = concat!("`", stringify!($message), "` (error ", stringify!($code), ").")]
                $name { $($body)* }
            }
        )*

        /// Every error.
        pub const ERRORS: &[ErrorType] = &[$(
            ErrorType {
                message: stringify!($message),
                name: stringify!($asn1),
                code: $code,
                fields: <$name<'static>>::FIELDS,
            }
        ),*];

        /// The parameters of any error.
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[allow(clippy::large_enum_variant)] // a box would allocate for every message
        pub enum OperationError<'a> {
            $( #[doc = concat!("`", stringify!($message), "`.")] $name($name<'a>), )*
        }

        impl<'a> OperationError<'a> {
            /// Reads the parameters of the error with this private code. None where no error has
            /// the code.
            ///
            /// # Errors
            ///
            /// What the error's type refuses.
            pub fn decode(code: u8, parameter: &Tlv<'a>) -> Option<Result<Self, Error>> {
                let in_order = parameter.identifier != super::PARAMETER_SET;
                match code {
                    $( $code => Some($name::decode_fields(parameter, in_order).map(Self::$name)), )*
                    _ => None,
                }
            }
        }
    };
}

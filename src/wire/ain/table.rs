//! What a row of the AIN tables becomes: a type with its decoder, and its description as data.
//!
//! The macros here take rows that read like the ASN.1 (name, tag, range, fields in order). The
//! typed decoders are what programs use; the descriptions ([`schema`](super::schema)) drive the
//! walk behind the decoded tree, JSON and `hookflash explain`, which goes on where a typed decoder
//! must refuse.

macro_rules! tag_of {
    () => {
        None
    };
    ($tag:expr) => {
        Some($tag)
    };
}

macro_rules! is_untagged {
    () => {
        true
    };
    ($tag:expr) => {
        false
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

/// Whether a type has a second identifier.
macro_rules! has_another {
    () => {
        false
    };
    ($also:tt) => {
        true
    };
}

macro_rules! slot {
    ($ty:ty) => { $ty };
    ($ty:ty, OPTIONAL) => { Option<$ty> };
}

/// What a field holds before it is read.
macro_rules! blank {
    ($ty:ty) => {
        <$ty as Parameter<'_>>::BLANK
    };
    ($ty:ty, OPTIONAL) => {
        None
    };
}

/// Whether the element that stands next is this field's, in its usual form.
macro_rules! quick_accepts {
    ($next:expr, $ty:ty, [] []) => {
        <$ty as Parameter<'_>>::accepts_quick($next.identifier)
    };
    ($next:expr, $ty:ty, [$tag:expr] []) => {
        $next.identifier == const { quick_tag($tag, <$ty as Parameter<'_>>::CONSTRUCTED) }
    };
    ($next:expr, $ty:ty, [$tag:expr] [EXPLICIT]) => {
        $next.identifier == const { quick_tag($tag, true) }
    };
}

/// Reads a field to where it belongs, in its usual form or not at all.
macro_rules! quick_read {
    ($slot:expr, $element:expr, $outer:ident, $ty:ty, [] []) => {
        if <$ty as Parameter<'_>>::CONSTRUCTED {
            if !<$ty as Parameter<'_>>::decode_quick_to(&mut $slot, $element, $outer) {
                return false;
            }
        } else {
            let Some(value) = <$ty as Parameter<'_>>::decode_quick($element, $outer) else {
                return false;
            };
            $slot = value;
        }
    };
    ($slot:expr, $element:expr, $outer:ident, $ty:ty, [] [OPTIONAL]) => {
        if <$ty as Parameter<'_>>::CONSTRUCTED {
            let slot = $slot.get_or_insert(<$ty as Parameter<'_>>::BLANK);
            if !<$ty as Parameter<'_>>::decode_quick_to(slot, $element, $outer) {
                return false;
            }
        } else {
            let Some(value) = <$ty as Parameter<'_>>::decode_quick($element, $outer) else {
                return false;
            };
            $slot = Some(value);
        }
    };
    ($slot:expr, $element:expr, $outer:ident, $ty:ty, [EXPLICIT] $optional:tt) => {{
        let Some(inner) = $element.only() else { return false };
        if !<$ty as Parameter<'_>>::accepts_quick(inner.identifier) {
            return false;
        }
        quick_read!($slot, &inner, $outer, $ty, [] $optional)
    }};
}

/// What a field holds once it is read.
macro_rules! held {
    ($value:expr) => {
        $value
    };
    ($value:expr, OPTIONAL) => {
        Some($value)
    };
}

/// What becomes of a field whose element does not stand next.
macro_rules! absent {
    ($slot:expr, $else:expr) => {
        return $else
    };
    ($slot:expr, $else:expr, OPTIONAL) => {
        $slot = None
    };
}

/// A mandatory field that was not seen is missing.
macro_rules! required {
    ($seen:expr, $tlv:ident, $asn1:ident) => {
        if !$seen {
            return Err(missing($tlv, stringify!($asn1)));
        }
    };
    ($seen:expr, $tlv:ident, $asn1:ident, OPTIONAL) => {
        _ = $seen
    };
}

macro_rules! write_value {
    ($value:expr, $ty:ty, $asn1:ident, $writer:ident, [] []) => {
        Parameter::encode_as($value, <$ty as Parameter<'_>>::WRITTEN, stringify!($asn1), $writer)?
    };
    ($value:expr, $ty:ty, $asn1:ident, $writer:ident, [$tag:expr] []) => {
        Parameter::encode_as($value, const { tagged($tag) }, stringify!($asn1), $writer)?
    };
    ($value:expr, $ty:ty, $asn1:ident, $writer:ident, [$tag:expr] [EXPLICIT]) => {{
        let behind = $writer.len();
        let own = <$ty as Parameter<'_>>::WRITTEN;
        Parameter::encode_as($value, own, stringify!($asn1), $writer)?;
        $writer.wrap(const { tagged($tag).constructed() }, behind);
    }};
}

macro_rules! write_field {
    ($slot:expr, $ty:ty, $asn1:ident, $writer:ident, $tag:tt $explicit:tt []) => {
        write_value!(&$slot, $ty, $asn1, $writer, $tag $explicit)
    };
    ($slot:expr, $ty:ty, $asn1:ident, $writer:ident, $tag:tt $explicit:tt [OPTIONAL]) => {
        if let Some(value) = &$slot {
            write_value!(value, $ty, $asn1, $writer, $tag $explicit);
        }
    };
}

/// Writes fields, the last one first: the writer goes towards the front.
macro_rules! write_fields {
    ($self:ident, $writer:ident;) => {};
    (
        $self:ident, $writer:ident;
        [$field:ident $ty:ty, $asn1:ident $tag:tt $explicit:tt $optional:tt] $($rest:tt)*
    ) => {
        write_fields!($self, $writer; $($rest)*);
        write_field!($self.$field, $ty, $asn1, $writer, $tag $explicit $optional);
    };
}

/// A constructor with the mandatory fields as arguments.
macro_rules! constructor {
    ($(#[$meta:meta])* [$($made:tt)*] [$($argument:ident $type:ty),*];) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, clippy::new_without_default)]
        pub const fn new($($argument: $type),*) -> Self {
            Self { $($made)* unknown: Unknown::NONE }
        }
    };
    (
        $(#[$meta:meta])* [$($made:tt)*] [$($argument:ident $type:ty),*];
        [$field:ident $ty:ty, OPTIONAL] $($rest:tt)*
    ) => {
        constructor!($(#[$meta])* [$($made)* $field: None,] [$($argument $type),*]; $($rest)*);
    };
    (
        $(#[$meta:meta])* [$($made:tt)*] [$($argument:ident $type:ty),*];
        [$field:ident $ty:ty] $($rest:tt)*
    ) => {
        constructor!($(#[$meta])* [$($made)* $field,] [$($argument $type,)* $field $ty]; $($rest)*);
    };
}

macro_rules! accepts {
    ($key:expr, $ty:ty) => {
        <$ty as Parameter<'_>>::accepts($key)
    };
    ($key:expr, $ty:ty, $tag:expr) => {
        $key == const { tagged($tag) }
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
        tagged($tag)
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
            several: is_untagged!($($tag)?) && <$ty as Parameter<'_>>::SEVERAL,
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

            /// Every optional field absent, every other one zero: what [`decode_into`] starts from.
            ///
            /// [`decode_into`]: Self::decode_into
            pub const BLANK: Self = Self {
                $( $field: blank!($ty $(, $optional)?), )*
                unknown: Unknown::NONE,
            };

            constructor! {
                /// The mandatory fields given, every other one absent.
                [] []; $( [$field $ty $(, $optional)?] )*
            }

            /// Reads the fields from the elements of a SEQUENCE (or, `in_order` false, of a SET).
            ///
            /// # Errors
            ///
            /// A mandatory field absent, a field repeated or out of order, or one whose contents
            /// are wrong. Elements that no field names are kept in `unknown`.
            #[inline]
            pub fn decode_fields(tlv: &Tlv<'a>, in_order: bool) -> Result<Self, Error> {
                let mut value = Self::BLANK;
                value.decode_into(tlv, in_order)?;
                Ok(value)
            }

            /// Like [`decode_fields`](Self::decode_fields), into a value that is there already. All
            /// its fields are replaced; after an error they hold anything.
            #[inline]
            pub fn decode_into(&mut self, tlv: &Tlv<'a>, in_order: bool) -> Result<(), Error> {
                if in_order && tlv.is_constructed() && self.decode_quick_fields(tlv.contents, tlv) {
                    return Ok(());
                }
                self.decode_with_care(tlv, in_order)
            }

            /// Reads elements that stand in order, are all known, and have their usual form; tells
            /// whether they did. It keeps no account of places and reasons, for which
            /// `decode_with_care` looks at the elements again.
            fn decode_quick_fields(&mut self, contents: &'a [u8], outer: &Tlv<'a>) -> bool {
                let Some(mut next) = Quick::next(contents) else { return false };
                $(
                    if quick_accepts!(next, $ty, [$($tag)?] [$($($explicit)?)?]) {
                        quick_read!(
                            self.$field, &next, outer, $ty, [$($($explicit)?)?] [$($optional)?]
                        );
                        let Some(after) = Quick::next(next.rest) else { return false };
                        next = after;
                    } else {
                        absent!(self.$field, false $(, $optional)?);
                    }
                )*
                self.unknown = Unknown::NONE;
                _ = outer;
                next.is_end()
            }

            /// Reads elements of which some are unknown, missing, repeated or not in order.
            #[cold]
            #[inline(never)]
            fn decode_with_care(&mut self, tlv: &Tlv<'a>, in_order: bool) -> Result<(), Error> {
                *self = Self::BLANK;
                let start = tlv.elements()?.with_layer(crate::wire::Layer::Ain);
                let mut reader = start;
                let mut unknown = 0u16;
                let mut latest = 0u32;
                let mut seen = 0u64;
                while !reader.is_empty() {
                    let element = reader.tlv("parameter")?;
                    let key = kinds::key(&element);
                    let place = 0u32;
                    $(
                        if place >= latest && accepts!(key, $ty $(, $tag)?) && seen & 1 << place == 0 {
                            let element = Tlv { what: stringify!($asn1), ..element };
                            let value = read!(&element, $ty $($(, $explicit)?)?)?;
                            self.$field = held!(value $(, $optional)?);
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
                let _ = latest;
                let place = 0u32;
                $(
                    required!(seen & 1 << place != 0, tlv, $asn1 $(, $optional)?);
                    let place = place + 1;
                )*
                let _ = place;
                self.unknown = Unknown::new(start, Self::FIELDS, unknown);
                Ok(())
            }

            /// Writes the fields as the elements of a SEQUENCE or SET with this identifier; elements
            /// that no field names stand behind all others.
            ///
            /// # Errors
            ///
            /// A field whose value `decode_fields` would refuse.
            pub fn encode_as(&self, identifier: Identifier, writer: &mut Writer) -> Result<(), Error> {
                let behind = writer.len();
                self.unknown.encode(writer);
                write_fields!(self, writer; $( [$field $ty, $asn1 [$($tag)?] [$($($explicit)?)?] [$($optional)?]] )*);
                writer.wrap(identifier.constructed(), behind);
                Ok(())
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                Ok(Self {
                    $( $field: <slot!($ty $(, $optional)?)>::arbitrary(source)?, )*
                    unknown: Unknown::NONE,
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

                const SEVERAL: bool = has_another!($($also)?);

                #[inline]
                fn accepts(key: Identifier) -> bool {
                    key == Self::IDENTIFIER $(|| key == $also($($args)*))?
                }

                const BLANK: Self = Self::BLANK;
                const CONSTRUCTED: bool = true;

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    Self::decode_fields(tlv, true)
                }

                #[inline]
                fn decode_quick_to(&mut self, element: &Quick<'a>, outer: &Tlv<'a>) -> bool {
                    self.decode_quick_fields(element.contents, outer)
                }

                fn encode_as(
                    &self,
                    identifier: Identifier,
                    _: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    Self::encode_as(self, identifier, writer)
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
                const BLANK: Self = Self::Unknown(Tlv::NONE);
                const CONSTRUCTED: bool = true;

                const SEVERAL: bool = Self::IDENTIFIER.0 == 0;

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

                #[inline]
                fn accepts_quick(identifier: Identifier) -> bool {
                    if Self::IDENTIFIER != Identifier(0) {
                        return identifier == const { Self::IDENTIFIER.constructed() };
                    }
                    let next = Quick::of(identifier);
                    false $( || quick_accepts!(next, $ty, [$($tag)?] [$($($explicit)?)?]) )*
                }

                fn decode_quick_to(&mut self, element: &Quick<'a>, outer: &Tlv<'a>) -> bool {
                    let element = if Self::IDENTIFIER != Identifier(0) {
                        let Some(inner) = element.only() else { return false };
                        inner
                    } else {
                        *element
                    };
                    $(
                        if quick_accepts!(element, $ty, [$($tag)?] [$($($explicit)?)?]) {
                            let mut value = <$ty as Parameter<'_>>::BLANK;
                            quick_read!(value, &element, outer, $ty, [$($($explicit)?)?] []);
                            *self = Self::$alternative(value);
                            return true;
                        }
                    )*
                    false
                }

                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    let behind = writer.len();
                    match self {
                        $( Self::$alternative(value) => {
                            write_value!(value, $ty, $asn1, writer, [$($tag)?] [$($($explicit)?)?]);
                        } )*
                        Self::Unknown(element) => kinds::write_element(element, what, writer)?,
                    }
                    if Self::IDENTIFIER != Identifier(0) {
                        writer.wrap(identifier.constructed(), behind);
                    }
                    Ok(())
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    let mut place = source.choose_index(Self::ALTERNATIVES.len())?;
                    $(
                        if place == 0 {
                            return <$ty>::arbitrary(source).map(Self::$alternative);
                        }
                        place = place.wrapping_sub(1);
                    )*
                    _ = place;
                    Err(arbitrary::Error::EmptyChoose)
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
                const BLANK: Self = Self(ListOf::of(&[]));
                const WRITTEN: Identifier = own_identifier(tag_of!($($own)?), 0x10);
                const CONSTRUCTED: bool = true;

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    ListOf::decode(tlv, $min, $max).map(Self)
                }

                fn decode_quick_to(&mut self, element: &Quick<'a>, outer: &Tlv<'a>) -> bool {
                    self.0.decode_quick(element, $min..=$max, outer)
                }

                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    self.0.encode(identifier, $min..=$max, what, writer)
                }
            }

            impl<'a> From<&'a [$ty]> for $name<'a> {
                fn from(elements: &'a [$ty]) -> Self {
                    Self(ListOf::of(elements))
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    static POOL: std::sync::OnceLock<samples::Pool> = std::sync::OnceLock::new();
                    let pool = POOL.get_or_init(|| samples::lists::<$ty>(stringify!($name), $min..=$max));
                    samples::choose(source, pool)
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
        $tlv:ident, $min_name:ident, $max_name:ident => $decode:expr, $quick:path, $encode:path, $kind:expr;
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

                const BLANK: Self = Self(<$inner<'a>>::EMPTY);

                #[inline]
                fn decode($tlv: &Tlv<'a>) -> Result<Self, Error> {
                    const $min_name: u16 = $min;
                    const $max_name: u16 = $max;
                    $decode.map(Self)
                }

                #[inline(always)]
                fn decode_quick(element: &Quick<'a>, _: &Tlv<'a>) -> Option<Self> {
                    $quick(element.contents, $min..=$max).map(Self)
                }

                #[inline]
                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    $encode(&self.0, $min..=$max, identifier, what, writer)
                }
            }

            impl<'a> From<$inner<'a>> for $name<'a> {
                fn from(contents: $inner<'a>) -> Self {
                    Self(contents)
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    <$inner<'a> as samples::Sized>::of_size(source, $min..=$max).map(Self)
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

                const SEVERAL: bool = has_another!($($also)?);

                #[inline]
                fn accepts(key: Identifier) -> bool {
                    key == <Self as Parameter<'_>>::IDENTIFIER $(|| key == $also($($args)*))?
                }

                const BLANK: Self = Self(0);

                #[inline]
                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::enumerated(tlv).map(Self)
                }

                #[inline(always)]
                fn decode_quick(element: &Quick<'a>, _: &Tlv<'a>) -> Option<Self> {
                    kinds::quick_enumerated(element.contents).map(Self)
                }

                #[inline]
                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    _ = what;
                    writer.integer(identifier, self.0.into());
                    Ok(())
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    source.arbitrary().map(Self)
                }
            }
        )*

        /// Every ENUMERATED type.
        pub(super) const ENUMERATIONS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
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

                const BLANK: Self = Self(0);

                #[inline]
                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::integer(tlv, $min, $max).map(Self)
                }

                #[inline(always)]
                fn decode_quick(element: &Quick<'a>, _: &Tlv<'a>) -> Option<Self> {
                    kinds::quick_integer(element.contents, $min..=$max).map(Self)
                }

                #[inline]
                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    kinds::write_integer(self.0, $min..=$max, identifier, what, writer)
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    source.int_in_range($min..=$max).map(Self)
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

                const BLANK: Self = Self(0);

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    kinds::bits(tlv).map(Self)
                }

                #[inline(always)]
                fn decode_quick(element: &Quick<'a>, _: &Tlv<'a>) -> Option<Self> {
                    kinds::quick_bits(element.contents).map(Self)
                }

                #[inline]
                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    _ = what;
                    kinds::write_bits(self.0, identifier, writer);
                    Ok(())
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    source.arbitrary().map(Self)
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

                const BLANK: Self = Self(false);

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    tlv.boolean().map(Self)
                }

                #[inline(always)]
                fn decode_quick(element: &Quick<'a>, _: &Tlv<'a>) -> Option<Self> {
                    match element.contents {
                        [octet] => Some(Self(*octet != 0)),
                        _ => None,
                    }
                }

                #[inline]
                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    _ = what;
                    writer.boolean(identifier, self.0);
                    Ok(())
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    source.arbitrary().map(Self)
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

                const BLANK: Self = Self;

                fn decode(tlv: &Tlv<'a>) -> Result<Self, Error> {
                    tlv.null().map(|()| Self)
                }

                #[inline(always)]
                fn decode_quick(element: &Quick<'a>, _: &Tlv<'a>) -> Option<Self> {
                    element.contents.is_empty().then_some(Self)
                }

                #[inline]
                fn encode_as(
                    &self,
                    identifier: Identifier,
                    what: &'static str,
                    writer: &mut Writer,
                ) -> Result<(), Error> {
                    _ = what;
                    writer.element(identifier, &[]);
                    Ok(())
                }
            }

            #[cfg(feature = "arbitrary")]
            impl<'a> arbitrary::Arbitrary<'a> for $name {
                fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                    _ = source;
                    Ok(Self)
                }
            }
        )*

        /// Every NULL type.
        pub(super) const NULLS: &[Describe] = &[$( <$name as Parameter<'static>>::describe ),*];
    };
}

macro_rules! result_of {
    () => {
        None
    };
    ($result:ident) => {
        Some(<$result<'static>>::RESULT)
    };
}

/// What is sent as the parameter SEQUENCE of a component.
macro_rules! message {
    ($name:ident) => {
        impl Encode for $name<'_> {
            fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
                self.encode_as(super::PARAMETER_SEQUENCE, writer)
            }
        }
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

            impl super::Argument for $name<'_> {
                const CODE: u16 = $code;
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
                    // Made where it is handed out, and read there: it is a kilobyte or more.
                    $( $code => {
                        let mut decoded = Some(Ok(Self::$name(<$name<'a>>::BLANK)));
                        if let Some(Ok(Self::$name(value))) = &mut decoded
                            && let Err(error) = value.decode_into(parameter, in_order)
                        {
                            decoded = Some(Err(error));
                        }
                        decoded
                    } )*
                    _ => None,
                }
            }

            /// Like [`decode`](Self::decode), into a value that is there already: where it holds the
            /// same operation nothing is moved. After an error its fields hold anything.
            pub fn decode_into(&mut self, code: u16, parameter: &Tlv<'a>) -> Option<Result<(), Error>> {
                let in_order = parameter.identifier != super::PARAMETER_SET;
                match code {
                    $( $code => {
                        if !matches!(self, Self::$name(_)) {
                            *self = Self::$name(<$name<'a>>::BLANK);
                        }
                        match self {
                            Self::$name(value) => Some(value.decode_into(parameter, in_order)),
                            _ => None,
                        }
                    } )*
                    _ => None,
                }
            }

            /// Writes the argument as a parameter SEQUENCE (30) or SET (F2).
            ///
            /// # Errors
            ///
            /// A field whose value [`decode`](Self::decode) would refuse.
            pub fn encode_as(&self, identifier: Identifier, writer: &mut Writer) -> Result<(), Error> {
                match self {
                    $( Self::$name(value) => value.encode_as(identifier, writer), )*
                }
            }

            /// The private operation code.
            pub const fn code(&self) -> u16 {
                match self {
                    $( Self::$name(_) => $code, )*
                }
            }
        }

        $( message! { $name } )*

        impl Encode for Operation<'_> {
            fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
                self.encode_as(super::PARAMETER_SEQUENCE, writer)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for Operation<'a> {
            fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let mut place = source.choose_index(OPERATIONS.len())?;
                $(
                    if place == 0 {
                        return <$name<'a>>::arbitrary(source).map(Self::$name);
                    }
                    place = place.wrapping_sub(1);
                )*
                _ = place;
                Err(arbitrary::Error::EmptyChoose)
            }
        }

        $(
            impl<'a> From<$name<'a>> for Operation<'a> {
                fn from(argument: $name<'a>) -> Self {
                    Self::$name(argument)
                }
            }
        )*
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

            /// The private code of the operation that this answers.
            pub const fn code(&self) -> u16 {
                match self {
                    $( Self::$name(_) => $code, )*
                    Self::SetTimerResult(_) => SetTimer::CODE,
                }
            }

            /// Writes the result as a parameter SEQUENCE (30) or SET (F2); that of `Set_Timer` is
            /// one parameter by itself, whatever the identifier.
            ///
            /// # Errors
            ///
            /// A field whose value [`decode`](Self::decode) would refuse.
            pub fn encode_as(&self, identifier: Identifier, writer: &mut Writer) -> Result<(), Error> {
                match self {
                    $( Self::$name(value) => value.encode_as(identifier, writer), )*
                    Self::SetTimerResult(value) => value.encode(writer),
                }
            }
        }

        $( message! { $name } )*

        impl Encode for OperationResult<'_> {
            fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
                self.encode_as(super::PARAMETER_SEQUENCE, writer)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for OperationResult<'a> {
            fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let mut place = source.choose_index(0usize $( + { _ = stringify!($name); 1 } )* + 1)?;
                $(
                    if place == 0 {
                        return <$name<'a>>::arbitrary(source).map(Self::$name);
                    }
                    place = place.wrapping_sub(1);
                )*
                if place == 0 {
                    return TimerUpdated::arbitrary(source)
                        .map(|value| Self::SetTimerResult(SetTimerResult::new(value)));
                }
                place = place.wrapping_sub(1);
                _ = place;
                Err(arbitrary::Error::EmptyChoose)
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

        $(
            impl $name<'_> {
                /// The private error code.
                pub const CODE: u8 = $code;
            }

            message! { $name }
        )*

        impl Encode for OperationError<'_> {
            fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
                self.encode_as(super::PARAMETER_SEQUENCE, writer)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for OperationError<'a> {
            fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let mut place = source.choose_index(ERRORS.len())?;
                $(
                    if place == 0 {
                        return <$name<'a>>::arbitrary(source).map(Self::$name);
                    }
                    place = place.wrapping_sub(1);
                )*
                _ = place;
                Err(arbitrary::Error::EmptyChoose)
            }
        }

        impl<'a> OperationError<'a> {
            /// Writes the parameters as a SEQUENCE (30) or SET (F2).
            ///
            /// # Errors
            ///
            /// A field whose value [`decode`](Self::decode) would refuse.
            pub fn encode_as(&self, identifier: Identifier, writer: &mut Writer) -> Result<(), Error> {
                match self {
                    $( Self::$name(value) => value.encode_as(identifier, writer), )*
                }
            }

            /// The private error code.
            pub const fn code(&self) -> u8 {
                match self {
                    $( Self::$name(_) => $code, )*
                }
            }

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

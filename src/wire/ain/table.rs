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

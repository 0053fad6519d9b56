//! Codes that several rooms share: which family of networks a message belongs to, and the point
//! code of a node in it.

use super::error::{Error, ErrorKind, Layer, ParseError, parse_number};
use super::reader::Reader;
use super::writer::{Encode, Writer, refused};
use core::fmt;

/// Declares open newtypes for codes from the wire: every value is representable, the assigned
/// ones have a constant and a name.
macro_rules! codes {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident($repr:ty) { $($constant:ident = $value:literal, $text:literal;)* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name(pub $repr);

        impl $name {
            $(
                #[doc = concat!($text, ", `", stringify!($value), "`.")]
                pub const $constant: Self = Self($value);
            )*

            /// The standard's name for the code; none where it assigns none.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some($text),)*
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $name {
            /// The name, or the number where there is no name.
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => core::fmt::Display::fmt(&self.0, f),
                }
            }
        }
    )*};
}
pub(crate) use codes;

/// A family of SS7 networks. It decides the size of point codes, the routing label and the
/// layout of SCCP addresses; no octet of a message says which one applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Variant {
    /// North America: T1.111, 24-bit point codes.
    #[default]
    Ansi,
    /// International and most of the world: Q.704, 14-bit point codes.
    Itu,
    /// China: GF001-9001, ITU with 24-bit point codes.
    China,
    /// Japan: JT-Q704, ITU with 16-bit point codes.
    Japan,
}

impl Variant {
    /// Every variant.
    pub const ALL: [Self; 4] = [Self::Ansi, Self::Itu, Self::China, Self::Japan];

    /// `"ansi"`, `"itu"`, `"china"` or `"japan"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ansi => "ansi",
            Self::Itu => "itu",
            Self::China => "china",
            Self::Japan => "japan",
        }
    }

    /// How many bits a point code has.
    pub const fn point_code_bits(self) -> u32 {
        match self {
            Self::Ansi | Self::China => 24,
            Self::Itu => 14,
            Self::Japan => 16,
        }
    }

    /// How many octets a point code takes where it stands alone, as in an SCCP address.
    pub const fn point_code_octets(self) -> usize {
        match self {
            Self::Ansi | Self::China => 3,
            Self::Itu | Self::Japan => 2,
        }
    }
}

impl Variant {
    /// How many bits the middle and the low part of a point code have.
    const fn part_bits(self) -> (u32, u32) {
        match self {
            Self::Ansi | Self::China => (8, 8),
            Self::Itu => (8, 3),
            Self::Japan => (4, 5),
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl core::str::FromStr for Variant {
    type Err = ParseError;

    /// The variant of this name, in small or capital letters.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let named = |variant: &Self| variant.name().eq_ignore_ascii_case(text);
        let expected = "ansi, itu, china or japan";
        let unknown = ParseError::NoSuch { what: "variant", expected };
        Self::ALL.into_iter().find(named).ok_or(unknown)
    }
}

/// The address of a node in the MTP network.
///
/// ```
/// use hookflash::wire::mtp3::{PointCode, Variant};
/// let code = PointCode { variant: Variant::Ansi, value: 0xF4_D495 };
/// assert_eq!(code.to_string(), "244-212-149");
/// assert_eq!("244-212-149".parse(), Ok(code));
/// assert_eq!(PointCode::parse(Variant::Itu, "2-3-5")?.value, 2 << 11 | 3 << 3 | 5);
/// # Ok::<(), hookflash::wire::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PointCode {
    /// The network family, which gives the code its size and its parts.
    pub variant: Variant,
    /// The code as one number, most significant part (network, zone) highest.
    pub value: u32,
}

impl core::hash::Hash for PointCode {
    /// As one word: tables of point codes are looked into for every message.
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.value) << 8 | self.variant as u64);
    }
}

impl PointCode {
    /// The point code of this value; bits above the variant's size are dropped.
    pub const fn new(variant: Variant, value: u32) -> Self {
        Self { variant, value: value & ((1 << variant.point_code_bits()) - 1) }
    }

    /// Reads a code that stands alone: least significant octet first, so that an ANSI code reads
    /// member, cluster, network (T1.112.3 3.4.2.2, Q.713 3.4.2.2).
    #[inline(always)]
    pub fn decode(
        reader: &mut Reader<'_>,
        variant: Variant,
        what: &'static str,
    ) -> Result<Self, Error> {
        let value = match variant {
            Variant::Ansi | Variant::China => {
                let [low, middle, high] = reader.array(what)?;
                u32::from_le_bytes([low, middle, high, 0])
            }
            Variant::Itu | Variant::Japan => reader.u16_le(what)?.into(),
        };
        Ok(Self::new(variant, value))
    }

    /// The code that this text stands for: three numbers with hyphens, as they are displayed, or
    /// one decimal number.
    ///
    /// # Errors
    ///
    /// Another form; a number outside its range, which is named.
    pub fn parse(variant: Variant, text: &str) -> Result<Self, ParseError> {
        let parts = match variant {
            Variant::Ansi | Variant::China => [("network", 255), ("cluster", 255), ("member", 255)],
            Variant::Itu => [("zone", 7), ("area", 255), ("point", 7)],
            Variant::Japan => [("first part", 127), ("second part", 15), ("third part", 31)],
        };
        let mut words = text.split('-');
        let value = match [words.next(), words.next(), words.next(), words.next()] {
            [Some(whole), None, ..] => {
                let most = (1 << variant.point_code_bits()) - 1;
                parse_number(whole, "point code", most)?
            }
            [Some(network), Some(cluster), Some(member), None] => {
                let part = |(what, most), text| parse_number(text, what, most);
                let (middle, low) = variant.part_bits();
                part(parts[0], network)? << (middle + low)
                    | part(parts[1], cluster)? << low
                    | part(parts[2], member)?
            }
            _ => {
                let expected = "three numbers with hyphens, or one";
                return Err(ParseError::NoSuch { what: "point code", expected });
            }
        };
        Ok(Self { variant, value })
    }

    /// Whether the value has no more bits than the variant gives it.
    #[inline]
    pub const fn is_in_range(self) -> bool {
        self.value >> self.variant.point_code_bits() == 0
    }

    /// The code itself, or the refusal to write it as the field `what` of a layer.
    #[inline]
    pub(crate) const fn checked(self, layer: Layer, what: &'static str) -> Result<Self, Error> {
        if self.is_in_range() {
            Ok(self)
        } else {
            Err(refused(ErrorKind::OutOfRange { value: self.value }, layer, what))
        }
    }

    /// Writes a code that stands alone, least significant octet first.
    #[inline]
    pub(crate) fn write(
        self,
        writer: &mut Writer,
        layer: Layer,
        what: &'static str,
    ) -> Result<(), Error> {
        let [low, middle, high, _] = self.checked(layer, what)?.value.to_le_bytes();
        match self.variant {
            Variant::Ansi | Variant::China => writer.array([low, middle, high]),
            Variant::Itu | Variant::Japan => writer.array([low, middle]),
        }
        Ok(())
    }
}

impl Encode for PointCode {
    /// A code that stands alone, as in an SCCP address: 3 octets in ANSI and China, else 2.
    ///
    /// # Errors
    ///
    /// A value of more bits than the variant has.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.write(writer, Layer::Sccp, "point code")
    }
}

impl core::str::FromStr for PointCode {
    type Err = ParseError;

    /// An ANSI code: text does not tell the variant. For others see [`parse`](Self::parse).
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(Variant::Ansi, text)
    }
}

impl fmt::Display for PointCode {
    /// Network, cluster and member (ANSI, China: 8-8-8 bits), zone, area and point (ITU: 3-8-3),
    /// or the three parts of a Japanese code (7-4-5).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (middle, low) = self.variant.part_bits();
        let value = self.value;
        let network = value >> (middle + low);
        let cluster = value >> low & ((1 << middle) - 1);
        let member = value & ((1 << low) - 1);
        write!(f, "{network}-{cluster}-{member}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Layer;
    use alloc::string::ToString;

    #[test]
    fn each_variant_writes_its_point_codes_in_its_own_parts() {
        let text = |variant, value| PointCode::new(variant, value).to_string();
        assert_eq!(text(Variant::Ansi, 0xF4_D495), "244-212-149");
        assert_eq!(text(Variant::China, 0x01_02FF), "1-2-255");
        assert_eq!(text(Variant::Itu, 0x3FFF), "7-255-7");
        assert_eq!(text(Variant::Itu, 2 << 11 | 3 << 3 | 5), "2-3-5");
        assert_eq!(text(Variant::Japan, 0xFFFF), "127-15-31");
        assert_eq!(text(Variant::Japan, 1 << 9 | 2 << 5 | 3), "1-2-3");
    }

    #[test]
    fn what_is_displayed_can_be_parsed() {
        for variant in Variant::ALL {
            assert_eq!(variant.name().to_uppercase().parse(), Ok(variant));
            let most = (1 << variant.point_code_bits()) - 1;
            for value in (0..=most).step_by(997).chain([most]) {
                let code = PointCode { variant, value };
                assert_eq!(PointCode::parse(variant, &code.to_string()), Ok(code));
                assert_eq!(PointCode::parse(variant, &value.to_string()), Ok(code));
            }
        }
        for layer in Layer::ALL {
            assert_eq!(layer.name().parse(), Ok(layer));
        }
        assert!("mtp4".parse::<Layer>().is_err());
        assert!("etsi".parse::<Variant>().is_err());
    }

    #[test]
    fn what_is_wrong_in_a_text_is_told() {
        let wrong = |variant, text| PointCode::parse(variant, text).map_err(|e| e.to_string());
        let form = "point code must be three numbers with hyphens, or one";
        for (variant, text, told) in [
            (Variant::Ansi, "1-256-3", "cluster must be a number from 0 to 255"),
            (Variant::Ansi, "1-2-", "member must be a number from 0 to 255"),
            (Variant::Ansi, "+1-2-3", "network must be a number from 0 to 255"),
            (Variant::Ansi, "16777216", "point code must be a number from 0 to 16777215"),
            (Variant::Ansi, "", "point code must be a number from 0 to 16777215"),
            (Variant::Itu, "8-0-0", "zone must be a number from 0 to 7"),
            (Variant::Japan, "1-2-32", "third part must be a number from 0 to 31"),
            (Variant::Ansi, "1-2", form),
            (Variant::Ansi, "1-2-3-4", form),
        ] {
            assert_eq!(wrong(variant, text), Err(told.into()));
        }
    }

    #[test]
    fn the_member_comes_first_on_the_wire() -> Result<(), Error> {
        let mut reader = Reader::new(&[0x95, 0xD4, 0xF4, 0xFF], Layer::Sccp);
        let code = PointCode::decode(&mut reader, Variant::Ansi, "point code")?;
        assert_eq!(code.to_string(), "244-212-149");
        assert_eq!(reader.len(), 1);
        Ok(())
    }

    #[test]
    fn the_spare_bits_of_a_14_bit_code_are_dropped() -> Result<(), Error> {
        let mut reader = Reader::new(&[0x01, 0xC2], Layer::Sccp);
        let code = PointCode::decode(&mut reader, Variant::Itu, "point code")?;
        assert_eq!(code, PointCode { variant: Variant::Itu, value: 0x201 });
        Ok(())
    }

    #[test]
    fn a_code_is_written_member_first_or_refused() -> Result<(), Error> {
        let mut writer = Writer::new();
        assert_eq!(writer.message(&PointCode::new(Variant::Ansi, 0xF4_D495))?, [0x95, 0xD4, 0xF4]);
        assert_eq!(writer.message(&PointCode::new(Variant::China, 0x01_0203))?, [3, 2, 1]);
        assert_eq!(writer.message(&PointCode::new(Variant::Itu, 0x3FFE))?, [0xFE, 0x3F]);
        assert_eq!(writer.message(&PointCode::new(Variant::Japan, 0xC201))?, [0x01, 0xC2]);
        for variant in Variant::ALL {
            let value = 1 << variant.point_code_bits();
            let error = writer.message(&PointCode { variant, value }).expect_err("a bit more");
            assert_eq!(error.kind, ErrorKind::OutOfRange { value });
            assert_eq!((error.at, error.what), (Error::NOWHERE, "point code"));
        }
        Ok(())
    }
}

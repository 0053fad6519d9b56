//! Codes that several rooms share: which family of networks a message belongs to, and the point
//! code of a node in it.

use super::error::{Error, ErrorKind, Layer};
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

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The address of a node in the MTP network.
///
/// ```
/// use hookflash::wire::mtp3::{PointCode, Variant};
/// let code = PointCode { variant: Variant::Ansi, value: 0xF4_D495 };
/// assert_eq!(code.to_string(), "244-212-149");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointCode {
    /// The network family, which gives the code its size and its parts.
    pub variant: Variant,
    /// The code as one number, most significant part (network, zone) highest.
    pub value: u32,
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

impl fmt::Display for PointCode {
    /// Network, cluster and member (ANSI, China: 8-8-8 bits), zone, area and point (ITU: 3-8-3),
    /// or the three parts of a Japanese code (7-4-5).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (middle, low) = match self.variant {
            Variant::Ansi | Variant::China => (8, 8),
            Variant::Itu => (8, 3),
            Variant::Japan => (4, 5),
        };
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

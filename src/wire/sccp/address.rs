//! Called and calling party addresses (T1.112.3 3.4, Q.713 3.4).

use super::codes::{EncodingScheme, NatureOfAddress, NumberingPlan, SubsystemNumber};
use super::digits::GtDigits;
use crate::wire::codes::{PointCode, Variant};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

/// What the receiver routes on: bit 7 of the address indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Routing {
    /// On the global title, by translation.
    GlobalTitle,
    /// On the subsystem number, with the point code of the address or of the routing label.
    SubsystemNumber,
}

/// A called or calling party address.
///
/// The address indicator is not stored: its bits follow from the fields, and
/// [`indicator`](Self::indicator) gives the octet.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::mtp3::{PointCode, Variant};
/// use hookflash::wire::sccp::{Address, SubsystemNumber};
/// let ssn = SubsystemNumber(247);
/// let mut writer = Writer::new();
/// let address = Address::subsystem(Variant::Ansi, ssn);
/// assert_eq!(writer.message(&address)?, [0xC1, 247]);
/// let address = Address::node(PointCode::new(Variant::Ansi, 0x05_1401), ssn);
/// assert_eq!(writer.message(&address)?, [0xC3, 247, 1, 0x14, 5]);
/// let address = Address::node(PointCode::new(Variant::Itu, 0x0201), ssn);
/// assert_eq!(writer.message(&address)?, [0x43, 1, 2, 247]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Address<'a> {
    /// Where the address indicator stands in the message that the address was read from; no part
    /// of its value.
    pub at: u32,
    /// The family of the network that the address is used in.
    pub variant: Variant,
    /// Bit 8. ANSI: coded nationally; an ANSI address without it has the ITU layout (T1.112.3
    /// 3.4.1). ITU: reserved for national use.
    pub national: bool,
    /// Bit 7.
    pub routing: Routing,
    /// The user at the node. It precedes the point code in ANSI and follows it in ITU.
    pub subsystem_number: Option<SubsystemNumber>,
    /// The node; a code of the variant that [`layout`](Self::layout) tells.
    pub point_code: Option<PointCode>,
    /// Digits to be translated.
    pub global_title: Option<GlobalTitle<'a>>,
    /// Octets after the last field of an address without global title; a regular address has
    /// none.
    pub surplus: &'a [u8],
}

/// Equal where they say the same, wherever they stand.
impl PartialEq for Address<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.layout() == other.layout()
            && self.national == other.national
            && self.routing == other.routing
            && self.subsystem_number == other.subsystem_number
            && self.point_code == other.point_code
            && self.global_title == other.global_title
            && self.surplus == other.surplus
    }
}

impl Eq for Address<'_> {}

impl<'a> Address<'a> {
    /// The address that says there is none (T1.112.3 3.5, Q.713 3.5).
    pub const fn absent(variant: Variant) -> Self {
        Self {
            at: 0,
            variant,
            national: matches!(variant, Variant::Ansi),
            routing: Routing::GlobalTitle,
            subsystem_number: None,
            point_code: None,
            global_title: None,
            surplus: &[],
        }
    }

    /// A subsystem of the node that the routing label names.
    pub const fn subsystem(variant: Variant, subsystem_number: SubsystemNumber) -> Self {
        Self {
            routing: Routing::SubsystemNumber,
            subsystem_number: Some(subsystem_number),
            ..Self::absent(variant)
        }
    }

    /// A subsystem of a node.
    pub const fn node(point_code: PointCode, subsystem_number: SubsystemNumber) -> Self {
        Self {
            point_code: Some(point_code),
            ..Self::subsystem(point_code.variant, subsystem_number)
        }
    }

    /// Whoever the translation of a global title finds.
    pub const fn translated(variant: Variant, global_title: GlobalTitle<'a>) -> Self {
        Self { global_title: Some(global_title), ..Self::absent(variant) }
    }
}

impl<'a> Address<'a> {
    /// Reads an address, which ends where `reader` ends.
    pub fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        let address = Self::read(*reader, variant, Self::has_title(reader))?;
        *reader = reader.after(reader.len());
        Ok(address)
    }

    /// Reads an address, which fills `reader`, into a value that is there already.
    #[inline(always)]
    pub(super) fn read_into(&mut self, reader: Reader<'a>, variant: Variant) -> Result<(), Error> {
        let Some(address) = Self::read_quick(reader, variant) else {
            *self = Self::read_any(reader, variant)?;
            return Ok(());
        };
        // Field by field, so that each goes from its register to its place.
        self.at = address.at;
        self.variant = address.variant;
        self.national = address.national;
        self.routing = address.routing;
        self.subsystem_number = address.subsystem_number;
        self.point_code = address.point_code;
        self.global_title = None;
        self.surplus = address.surplus;
        Ok(())
    }

    /// Reads a national ANSI address of a subsystem, which fills `reader`; none says only that
    /// [`read_any`](Self::read_any) must look.
    #[inline(always)]
    fn read_quick(reader: Reader<'a>, variant: Variant) -> Option<Self> {
        const SUBSYSTEM: u8 = 0x81;
        const POINT_CODE: u8 = 0x02;
        const ROUTING: u8 = 0x40;
        let &[indicator, subsystem_number, ref surplus @ ..] = reader.rest() else { return None };
        if variant != Variant::Ansi || indicator & !(POINT_CODE | ROUTING) != SUBSYSTEM {
            return None;
        }
        let (point_code, surplus) = match *surplus {
            _ if indicator & POINT_CODE == 0 => (None, surplus),
            [low, middle, high, ref surplus @ ..] => {
                let value = u32::from_le_bytes([low, middle, high, 0]);
                (Some(PointCode { variant: Variant::Ansi, value }), surplus)
            }
            _ => return None,
        };
        Some(Self {
            at: reader.at(),
            variant: Variant::Ansi,
            national: true,
            routing: if indicator & ROUTING == 0 {
                Routing::GlobalTitle
            } else {
                Routing::SubsystemNumber
            },
            subsystem_number: Some(SubsystemNumber(subsystem_number)),
            point_code,
            global_title: None,
            surplus,
        })
    }

    /// Reads an address, which fills `reader`.
    #[inline(never)]
    pub(super) fn read_any(reader: Reader<'a>, variant: Variant) -> Result<Self, Error> {
        Self::read(reader, variant, Self::has_title(&reader))
    }

    /// Whether the address that `reader` begins with has a global title.
    #[inline(always)]
    pub(super) fn has_title(reader: &Reader<'_>) -> bool {
        reader.peek().is_some_and(|indicator| indicator & 0x3C != 0)
    }

    /// Reads an address, which fills `reader`, with or without a global title.
    // Inlined with a constant for `has_title`: no field is then written in two places.
    #[inline(always)]
    pub(super) fn read(
        reader: Reader<'a>,
        variant: Variant,
        has_title: bool,
    ) -> Result<Self, Error> {
        let mut reader = reader.with_layer(Layer::Sccp);
        let at = reader.at();
        let indicator = reader.u8("address indicator")?;
        let national = indicator & 0x80 != 0;
        let layout = layout(variant, national);
        let mut subsystem_number = None;
        let mut point_code = None;
        if layout == Variant::Ansi {
            if indicator & 1 != 0 {
                subsystem_number = Some(SubsystemNumber(reader.u8("subsystem number")?));
            }
            if indicator & 2 != 0 {
                point_code = Some(PointCode::decode(&mut reader, layout, "point code")?);
            }
        } else {
            if indicator & 1 != 0 {
                point_code = Some(PointCode::decode(&mut reader, layout, "point code")?);
            }
            if indicator & 2 != 0 {
                subsystem_number = Some(SubsystemNumber(reader.u8("subsystem number")?));
            }
        }
        let routing =
            if indicator & 0x40 == 0 { Routing::GlobalTitle } else { Routing::SubsystemNumber };
        Ok(if has_title {
            let title = GlobalTitle::decode(reader, layout, indicator >> 2 & 0x0F)?;
            Self {
                at,
                variant,
                national,
                routing,
                subsystem_number,
                point_code,
                global_title: Some(title),
                surplus: &[],
            }
        } else {
            Self {
                at,
                variant,
                national,
                routing,
                subsystem_number,
                point_code,
                global_title: None,
                surplus: reader.rest(),
            }
        })
    }

    /// How many octets the address is encoded in, without its length.
    pub(super) fn encoded_length(&self) -> usize {
        let title = match &self.global_title {
            None => 0,
            Some(GlobalTitle::NatureOfAddress { digits, .. }) => 1 + digits.octets_packed(),
            Some(GlobalTitle::TranslationType { digits, .. }) => 1 + digits.octets_packed(),
            Some(GlobalTitle::NumberingPlan { digits, .. }) => 2 + digits.octets_packed(),
            Some(GlobalTitle::Full { digits, .. }) => 3 + digits.octets_packed(),
            Some(GlobalTitle::Reserved { octets, .. }) => octets.len(),
        };
        1 + usize::from(self.subsystem_number.is_some())
            + self.point_code.map_or(0, |code| code.variant.point_code_octets())
            + title
            + self.surplus.len()
    }

    /// The variant whose layout the address has: one that is not marked national is coded as in
    /// ITU even in an ANSI network (T1.112.3 3.4.1).
    pub const fn layout(&self) -> Variant {
        layout(self.variant, self.national)
    }

    /// The address indicator octet.
    #[inline]
    pub fn indicator(&self) -> u8 {
        let layout = self.layout();
        let title = self.global_title.as_ref().map_or(0, |title| title.indicator(layout));
        self.indicator_without_title(layout) | title << 2
    }

    #[inline]
    fn indicator_without_title(&self, layout: Variant) -> u8 {
        let (has_subsystem, has_point_code) =
            (self.subsystem_number.is_some(), self.point_code.is_some());
        let (low, high) = if layout == Variant::Ansi {
            (has_subsystem, has_point_code)
        } else {
            (has_point_code, has_subsystem)
        };
        u8::from(self.national) << 7
            | u8::from(self.routing == Routing::SubsystemNumber) << 6
            | u8::from(high) << 1
            | u8::from(low)
    }

    /// What is decoded here and against the specification.
    pub fn irregularities(&self) -> impl Iterator<Item = Diagnostic> + use<> {
        let error = |kind, at, what| Error { kind, at, layer: Layer::Sccp, what };
        let reserved = match &self.global_title {
            Some(GlobalTitle::Reserved { indicator, .. }) => {
                let kind = ErrorKind::Unexpected { found: (*indicator).into() };
                Some(Diagnostic::warning(error(kind, self.at, "global title indicator")))
            }
            _ => None,
        };
        let surplus = (!self.surplus.is_empty()).then(|| {
            let kind = ErrorKind::Trailing { count: clamp(self.surplus.len()) };
            Diagnostic::warning(error(kind, self.at, "address"))
        });
        let missing = match self.routing {
            Routing::SubsystemNumber if self.subsystem_number.is_none() => Some("subsystem number"),
            // Nothing but an indicator of zeros means that there is no address (T1.112.3 3.5).
            Routing::GlobalTitle if self.global_title.is_none() && !self.is_absent() => {
                Some("global title")
            }
            _ => None,
        };
        let missing =
            missing.map(|what| Diagnostic::note(error(ErrorKind::Missing, self.at, what)));
        let indicator = self.indicator();
        let international = (self.variant == Variant::Ansi && !self.national && !self.is_absent())
            .then(|| {
                let kind = ErrorKind::Unexpected { found: indicator.into() };
                Diagnostic::note(error(kind, self.at, "national address indicator"))
            });
        [reserved, surplus, missing, international].into_iter().flatten()
    }

    /// Whether the address says only that there is none (T1.112.3 3.5, Q.713 3.5).
    pub const fn is_absent(&self) -> bool {
        matches!(self.routing, Routing::GlobalTitle)
            && self.subsystem_number.is_none()
            && self.point_code.is_none()
            && self.global_title.is_none()
    }
}

impl Encode for Address<'_> {
    /// # Errors
    ///
    /// A point code of another variant than the address or of too large a value; a global title
    /// that the layout cannot express; surplus octets behind a global title.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        if self.global_title.is_none() && self.surplus.is_empty() {
            return self.write_subsystem(0, writer);
        }
        self.write_any(writer)
    }
}

impl Address<'_> {
    /// An address that ends with its point code and subsystem number, in one piece where it has
    /// a subsystem number.
    #[inline]
    fn write_subsystem(&self, title: u8, writer: &mut Writer) -> Result<(), Error> {
        let layout = self.layout();
        let indicator = self.indicator_without_title(layout) | title << 2;
        match (self.subsystem_number, self.checked_point_code(layout)?) {
            (Some(SubsystemNumber(ssn)), None) => writer.array([indicator, ssn]),
            (Some(SubsystemNumber(ssn)), Some([a, b, c, _])) => match layout {
                Variant::Ansi => writer.array([indicator, ssn, a, b, c]),
                Variant::China => writer.array([indicator, a, b, c, ssn]),
                Variant::Itu | Variant::Japan => writer.array([indicator, a, b, ssn]),
            },
            (None, Some([a, b, c, _])) => match layout {
                Variant::Ansi | Variant::China => writer.array([indicator, a, b, c]),
                Variant::Itu | Variant::Japan => writer.array([indicator, a, b]),
            },
            (None, None) => writer.u8(indicator),
        }
        Ok(())
    }

    /// The point code, least significant octet first.
    #[inline]
    fn checked_point_code(&self, layout: Variant) -> Result<Option<[u8; 4]>, Error> {
        match self.point_code {
            Some(point_code) if point_code.variant != layout => {
                let what = "variant of the point code";
                Err(refused(ErrorKind::BadContents, Layer::Sccp, what))
            }
            Some(point_code) => {
                let point_code = point_code.checked(Layer::Sccp, "point code")?;
                Ok(Some(point_code.value.to_le_bytes()))
            }
            None => Ok(None),
        }
    }

    fn write_any(&self, writer: &mut Writer) -> Result<(), Error> {
        let layout = self.layout();
        if !self.surplus.is_empty() {
            if self.global_title.is_some() {
                let kind = ErrorKind::Trailing { count: clamp(self.surplus.len()) };
                return Err(refused(kind, Layer::Sccp, "global title"));
            }
            writer.put(self.surplus);
        }
        if let Some(title) = &self.global_title {
            title.write(layout, writer)?;
        }
        let title = self.global_title.as_ref().map_or(0, |title| title.indicator(layout));
        self.write_subsystem(title, writer)
    }
}

/// The variant whose layout an address has: one that is not marked national is coded as in ITU
/// even in an ANSI network (T1.112.3 3.4.1).
const fn layout(variant: Variant, national: bool) -> Variant {
    match variant {
        Variant::Ansi if !national => Variant::Itu,
        _ => variant,
    }
}

/// A global title in one of its forms. The global title indicator follows from the form and the
/// layout (T1.112.3 3.4.2.3, Q.713 3.4.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobalTitle<'a> {
    /// ITU 1. Whether the digits are odd in number is bit 8 of the nature of address octet.
    NatureOfAddress {
        /// What kind of number it is.
        nature_of_address: NatureOfAddress,
        /// The number.
        digits: GtDigits<'a>,
    },
    /// ANSI 2 and ITU 2. Nothing says whether the digits are odd in number: all of them count.
    TranslationType {
        /// The table that translates the title.
        translation_type: u8,
        /// The number.
        digits: GtDigits<'a>,
    },
    /// ANSI 1 and ITU 3.
    NumberingPlan {
        /// The table that translates the title.
        translation_type: u8,
        /// The plan that the number follows.
        numbering_plan: NumberingPlan,
        /// How the digits are coded: odd or even in number.
        encoding_scheme: EncodingScheme,
        /// The number.
        digits: GtDigits<'a>,
    },
    /// ITU 4.
    Full {
        /// The table that translates the title.
        translation_type: u8,
        /// The plan that the number follows.
        numbering_plan: NumberingPlan,
        /// How the digits are coded: odd or even in number.
        encoding_scheme: EncodingScheme,
        /// What kind of number it is.
        nature_of_address: NatureOfAddress,
        /// The number.
        digits: GtDigits<'a>,
    },
    /// An indicator that the variant does not define.
    Reserved {
        /// The global title indicator.
        indicator: u8,
        /// All that is left of the address.
        octets: &'a [u8],
    },
}

impl<'a> GlobalTitle<'a> {
    /// Reads a global title, which ends where `reader` ends.
    fn decode(mut reader: Reader<'a>, layout: Variant, indicator: u8) -> Result<Self, Error> {
        let reader = &mut reader;
        Ok(match (indicator, layout) {
            (1, Variant::Ansi) | (3, Variant::Itu | Variant::China | Variant::Japan) => {
                let translation_type = reader.u8("translation type")?;
                let (numbering_plan, encoding_scheme) = plan_and_scheme(reader)?;
                Self::NumberingPlan {
                    translation_type,
                    numbering_plan,
                    encoding_scheme,
                    digits: digits(reader, encoding_scheme),
                }
            }
            (1, _) => {
                let octet = reader.u8("nature of address")?;
                Self::NatureOfAddress {
                    nature_of_address: NatureOfAddress(octet & 0x7F),
                    digits: GtDigits::packed(reader.take_rest(), octet & 0x80 != 0),
                }
            }
            (2, _) => Self::TranslationType {
                translation_type: reader.u8("translation type")?,
                digits: GtDigits::packed(reader.take_rest(), false),
            },
            (4, Variant::Itu | Variant::China | Variant::Japan) => {
                let translation_type = reader.u8("translation type")?;
                let (numbering_plan, encoding_scheme) = plan_and_scheme(reader)?;
                Self::Full {
                    translation_type,
                    numbering_plan,
                    encoding_scheme,
                    // Bit 8 is spare here: the encoding scheme says odd or even.
                    nature_of_address: NatureOfAddress(reader.u8("nature of address")? & 0x7F),
                    digits: digits(reader, encoding_scheme),
                }
            }
            _ => Self::Reserved { indicator, octets: reader.take_rest() },
        })
    }

    /// The global title indicator, bits 6-3 of the address indicator.
    pub const fn indicator(&self, layout: Variant) -> u8 {
        match self {
            Self::NatureOfAddress { .. } => 1,
            Self::TranslationType { .. } => 2,
            Self::NumberingPlan { .. } => match layout {
                Variant::Ansi => 1,
                Variant::Itu | Variant::China | Variant::Japan => 3,
            },
            Self::Full { .. } => 4,
            Self::Reserved { indicator, .. } => *indicator,
        }
    }

    /// The digits, but for a reserved form.
    pub const fn digits(&self) -> Option<GtDigits<'a>> {
        match self {
            Self::NatureOfAddress { digits, .. }
            | Self::TranslationType { digits, .. }
            | Self::NumberingPlan { digits, .. }
            | Self::Full { digits, .. } => Some(*digits),
            Self::Reserved { .. } => None,
        }
    }

    /// The translation type, where the form has one.
    pub const fn translation_type(&self) -> Option<u8> {
        match self {
            Self::TranslationType { translation_type, .. }
            | Self::NumberingPlan { translation_type, .. }
            | Self::Full { translation_type, .. } => Some(*translation_type),
            Self::NatureOfAddress { .. } | Self::Reserved { .. } => None,
        }
    }
}

impl GlobalTitle<'_> {
    /// Writes all but the indicator, which the address has in its own.
    fn write(&self, layout: Variant, writer: &mut Writer) -> Result<(), Error> {
        let ansi = layout == Variant::Ansi;
        match *self {
            Self::NatureOfAddress { nature_of_address, digits } if !ansi => {
                digits.write(writer);
                let odd = if digits.is_odd() { 0x80 } else { 0 };
                writer.u8(nature(nature_of_address)? | odd);
            }
            Self::TranslationType { translation_type, digits } => {
                if digits.is_odd() {
                    let kind = ErrorKind::DigitCount { count: clamp(digits.len()) };
                    return Err(refused(kind, Layer::Sccp, "global title without odd indicator"));
                }
                digits.write(writer);
                writer.u8(translation_type);
            }
            Self::NumberingPlan { translation_type, numbering_plan, encoding_scheme, digits } => {
                write_digits(digits, encoding_scheme, writer)?;
                writer.array([translation_type, both(numbering_plan, encoding_scheme)?]);
            }
            Self::Full {
                translation_type,
                numbering_plan,
                encoding_scheme,
                nature_of_address,
                digits,
            } if !ansi => {
                write_digits(digits, encoding_scheme, writer)?;
                let plan = both(numbering_plan, encoding_scheme)?;
                writer.array([translation_type, plan, nature(nature_of_address)?]);
            }
            // The indicators that a layout defines are 1 and 2 in ANSI, 1 to 4 in others.
            Self::Reserved { indicator, octets } if indicator <= 15 => {
                if indicator <= if ansi { 2 } else { 4 } {
                    let kind = ErrorKind::Unexpected { found: indicator.into() };
                    return Err(refused(kind, Layer::Sccp, "reserved global title indicator"));
                }
                writer.put(octets);
            }
            Self::NatureOfAddress { .. } | Self::Full { .. } | Self::Reserved { .. } => {
                let kind = ErrorKind::OutOfRange { value: self.indicator(layout).into() };
                return Err(refused(kind, Layer::Sccp, "global title indicator"));
            }
        }
        Ok(())
    }
}

#[inline]
fn write_digits(
    digits: GtDigits<'_>,
    encoding_scheme: EncodingScheme,
    writer: &mut Writer,
) -> Result<(), Error> {
    if digits.is_odd() != (encoding_scheme == EncodingScheme::BCD_ODD) {
        let kind = ErrorKind::OutOfRange { value: encoding_scheme.0.into() };
        return Err(refused(kind, Layer::Sccp, "encoding scheme of the digits"));
    }
    digits.write(writer);
    Ok(())
}

fn nature(nature_of_address: NatureOfAddress) -> Result<u8, Error> {
    fits(nature_of_address.0, 0x7F, "nature of address")
}

fn both(numbering_plan: NumberingPlan, encoding_scheme: EncodingScheme) -> Result<u8, Error> {
    let numbering_plan = fits(numbering_plan.0, 0x0F, "numbering plan")?;
    Ok(numbering_plan << 4 | fits(encoding_scheme.0, 0x0F, "encoding scheme")?)
}

#[inline]
fn fits(value: u8, most: u8, what: &'static str) -> Result<u8, Error> {
    if value <= most {
        Ok(value)
    } else {
        Err(refused(ErrorKind::OutOfRange { value: value.into() }, Layer::Sccp, what))
    }
}

fn plan_and_scheme(reader: &mut Reader<'_>) -> Result<(NumberingPlan, EncodingScheme), Error> {
    let octet = reader.u8("numbering plan")?;
    Ok((NumberingPlan(octet >> 4), EncodingScheme(octet & 0x0F)))
}

fn digits<'a>(reader: &mut Reader<'a>, encoding_scheme: EncodingScheme) -> GtDigits<'a> {
    GtDigits::packed(reader.take_rest(), encoding_scheme == EncodingScheme::BCD_ODD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    fn address(octets: &[u8], variant: Variant) -> Result<Address<'_>, Error> {
        Address::decode(&mut Reader::new(octets, Layer::Sccp), variant)
    }

    fn number(address: &Address<'_>) -> Option<String> {
        Some(address.global_title?.digits()?.to_string())
    }

    #[test]
    fn ansi_puts_the_subsystem_first_and_itu_the_point_code() -> Result<(), Error> {
        let ansi = address(&[0xC3, 247, 1, 2, 3], Variant::Ansi)?;
        assert_eq!(ansi.subsystem_number, Some(SubsystemNumber(247)));
        assert_eq!(ansi.point_code, Some(PointCode { variant: Variant::Ansi, value: 0x03_0201 }));
        assert_eq!((ansi.national, ansi.routing), (true, Routing::SubsystemNumber));

        let itu = address(&[0x43, 1, 2, 247], Variant::Itu)?;
        assert_eq!(itu.subsystem_number, Some(SubsystemNumber(247)));
        assert_eq!(itu.point_code, Some(PointCode { variant: Variant::Itu, value: 0x0201 }));

        let japan = address(&[0x43, 1, 0xC2, 247], Variant::Japan)?;
        assert_eq!(japan.point_code, Some(PointCode { variant: Variant::Japan, value: 0xC201 }));
        let china = address(&[0x43, 1, 2, 3, 247], Variant::China)?;
        assert_eq!(china.point_code, Some(PointCode { variant: Variant::China, value: 0x03_0201 }));
        assert_eq!(china.subsystem_number, Some(SubsystemNumber(247)));
        Ok(())
    }

    #[test]
    fn an_ansi_address_that_is_not_national_has_the_itu_layout() -> Result<(), Error> {
        let octets = [0x43, 1, 2, 247];
        let read = address(&octets, Variant::Ansi)?;
        let itu = address(&octets, Variant::Itu)?;
        assert_eq!(read, itu);
        assert_eq!(read.irregularities().count(), 1);
        assert_eq!(itu.irregularities().count(), 0);
        Ok(())
    }

    #[test]
    fn every_form_of_global_title_is_read() -> Result<(), Error> {
        let ansi_1 = address(&[0x85, 7, 9, 0x11, 0x21, 0x03], Variant::Ansi)?;
        let Some(GlobalTitle::NumberingPlan { translation_type: 9, .. }) = ansi_1.global_title
        else {
            panic!("translation type and numbering plan: {ansi_1:?}");
        };
        assert_eq!(number(&ansi_1).as_deref(), Some("123"));
        // No octet says odd, so the digits of ANSI 2 are even in number.
        let ansi_2 = address(&[0x89, 7, 9, 0x21, 0x03], Variant::Ansi)?;
        assert_eq!(number(&ansi_2).as_deref(), Some("1230"));
        let itu_1 = address(&[0x04, 0x84, 0x21, 0x03], Variant::Itu)?;
        assert_eq!(number(&itu_1).as_deref(), Some("123"));
        let itu_2 = address(&[0x08, 9, 0x21, 0x03], Variant::Itu)?;
        assert_eq!(number(&itu_2).as_deref(), Some("1230"));
        let itu_3 = address(&[0x0C, 9, 0x62, 0x21, 0xFB], Variant::Itu)?;
        assert_eq!(number(&itu_3).as_deref(), Some("12BF"));
        let itu_4 = address(&[0x10, 9, 0x71, 0x84, 0x21, 0x03], Variant::Itu)?;
        assert_eq!(
            itu_4.global_title,
            Some(GlobalTitle::Full {
                translation_type: 9,
                numbering_plan: NumberingPlan::ISDN_MOBILE,
                encoding_scheme: EncodingScheme::BCD_ODD,
                nature_of_address: NatureOfAddress::INTERNATIONAL,
                digits: GtDigits::packed(&[0x21, 0x03], true),
            })
        );
        Ok(())
    }

    #[test]
    fn the_indicator_follows_from_the_fields() -> Result<(), Error> {
        let mut octets = [0x11; 12];
        for variant in Variant::ALL {
            for indicator in 0..=255 {
                octets[0] = indicator;
                let address = address(&octets, variant)?;
                assert_eq!(address.indicator(), indicator, "{variant} {address:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        let mut octets = [0x11, 0x91, 0x83, 0x11, 0x21, 0x32, 0x43, 0x54, 0x65, 0x06];
        let mut writer = Writer::new();
        for variant in Variant::ALL {
            for indicator in 0..=255 {
                octets[0] = indicator;
                let address = address(&octets, variant)?;
                let written = writer.message(&address)?;
                // A 14-bit point code drops the two spare bits above it, ITU's fourth form bit 8.
                let again = Address::decode(&mut Reader::new(written, Layer::Sccp), variant)?;
                assert_eq!(again, address);
                assert_eq!(written.len(), octets.len());
                assert_eq!(written.len(), address.encoded_length());
                assert_eq!(written[0], indicator);
                let changed = written.iter().zip(octets).filter(|(a, b)| **a != *b).count();
                assert!(changed <= 1, "{variant} {written:02x?}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_built_address_equals_the_one_that_is_read() -> Result<(), Error> {
        let digits = GtDigits::text("123").expect("digits");
        let title = GlobalTitle::NumberingPlan {
            translation_type: 10,
            numbering_plan: NumberingPlan::ISDN,
            encoding_scheme: EncodingScheme::of(&digits),
            digits,
        };
        let built = Address {
            subsystem_number: Some(SubsystemNumber(247)),
            ..Address::translated(Variant::Ansi, title)
        };
        let octets = [0x85, 247, 10, 0x11, 0x21, 0x03];
        assert_eq!(Writer::new().message(&built)?, octets);
        assert_eq!(address(&octets, Variant::Ansi)?, built);

        let built = Address { variant: Variant::Itu, national: false, ..built };
        let octets = [0x0E, 247, 10, 0x11, 0x21, 0x03];
        assert_eq!(Writer::new().message(&built)?, octets);
        assert_eq!(address(&octets, Variant::Itu)?, built);
        Ok(())
    }

    #[test]
    fn what_the_layout_cannot_express_is_refused() {
        let digits = GtDigits::text("123").expect("digits");
        let (translation_type, nature_of_address) = (9, NatureOfAddress::INTERNATIONAL);
        let (numbering_plan, encoding_scheme) = (NumberingPlan::ISDN, EncodingScheme::BCD_ODD);
        let short = GlobalTitle::NatureOfAddress { nature_of_address, digits };
        let middle = GlobalTitle::NumberingPlan {
            translation_type,
            numbering_plan,
            encoding_scheme,
            digits,
        };
        let full = GlobalTitle::Full {
            translation_type,
            numbering_plan,
            encoding_scheme,
            nature_of_address,
            digits,
        };
        let none = &[][..];
        let (ansi, itu) = (Variant::Ansi, Variant::Itu);
        for (address, what) in [
            (Address::translated(ansi, short), "global title indicator"),
            (Address::translated(ansi, full), "global title indicator"),
            (
                Address::translated(
                    ansi,
                    GlobalTitle::TranslationType { translation_type, digits },
                ),
                "global title without odd indicator",
            ),
            (
                Address::translated(ansi, GlobalTitle::Reserved { indicator: 2, octets: none }),
                "reserved global title indicator",
            ),
            (
                Address::translated(itu, GlobalTitle::Reserved { indicator: 16, octets: none }),
                "global title indicator",
            ),
            (
                Address::translated(
                    itu,
                    GlobalTitle::NatureOfAddress {
                        nature_of_address: NatureOfAddress(0x80),
                        digits,
                    },
                ),
                "nature of address",
            ),
            (
                Address::translated(
                    itu,
                    GlobalTitle::NumberingPlan {
                        translation_type,
                        numbering_plan: NumberingPlan(16),
                        encoding_scheme,
                        digits,
                    },
                ),
                "numbering plan",
            ),
            (
                Address::translated(
                    itu,
                    GlobalTitle::NumberingPlan {
                        translation_type,
                        numbering_plan,
                        encoding_scheme: EncodingScheme::BCD_EVEN,
                        digits,
                    },
                ),
                "encoding scheme of the digits",
            ),
            (Address { surplus: &[1], ..Address::translated(itu, middle) }, "global title"),
            (
                Address {
                    point_code: Some(PointCode::new(itu, 1)),
                    ..Address::subsystem(ansi, SubsystemNumber(8))
                },
                "variant of the point code",
            ),
            (
                Address::node(PointCode { variant: itu, value: 0x4000 }, SubsystemNumber(8)),
                "point code",
            ),
        ] {
            let error = Writer::new().message(&address).map(|_| ()).expect_err(what);
            assert_eq!((error.what, error.layer, error.at), (what, Layer::Sccp, Error::NOWHERE));
        }
    }

    #[test]
    fn a_reserved_global_title_keeps_its_octets_and_is_flagged() -> Result<(), Error> {
        let address = address(&[0xBD, 247, 1, 2], Variant::Ansi)?;
        let reserved = GlobalTitle::Reserved { indicator: 15, octets: &[1, 2] };
        assert_eq!(address.global_title, Some(reserved));
        let kinds: Vec<_> = address.irregularities().map(|d| d.error.kind).collect();
        assert_eq!(kinds, [ErrorKind::Unexpected { found: 15 }]);
        Ok(())
    }

    #[test]
    fn an_address_that_lacks_what_it_routes_on_is_flagged() -> Result<(), Error> {
        let whats = |octets| {
            let address = address(octets, Variant::Ansi)?;
            Ok::<_, Error>(address.irregularities().map(|d| d.error.what).collect::<Vec<_>>())
        };
        assert_eq!(whats(&[0xC1, 247])?, [""; 0]);
        assert_eq!(whats(&[0xC0])?, ["subsystem number"]);
        assert_eq!(whats(&[0x81, 247])?, ["global title"]);
        assert_eq!(whats(&[0xC1, 247, 0xAA])?, ["address"]);
        // There is no address, which is regular.
        assert_eq!(whats(&[0x80])?, [""; 0]);
        assert_eq!(whats(&[0x00])?, [""; 0]);
        Ok(())
    }

    #[test]
    fn an_address_cut_short_is_an_error() {
        let octets = [0x8B, 247, 1, 2, 3, 9];
        for cut in 0..octets.len() {
            let error = address(&octets[..cut], Variant::Ansi).expect_err("cut short");
            assert!(matches!(error.kind, ErrorKind::Truncated { .. }), "{error}");
        }
        assert!(address(&octets, Variant::Ansi).is_ok());
    }
}

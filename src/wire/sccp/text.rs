//! Addresses as text.

use super::address::{Address, GlobalTitle, Routing};
use super::codes::{EncodingScheme, NatureOfAddress, NumberingPlan};
use super::digits::GtDigits;
use crate::wire::codes::{PointCode, Variant};
use crate::wire::error::{ParseError, parse_number};
use core::fmt;

/// What an address routes on and how it is marked where its text does not say.
const fn usual(variant: Variant, has_title: bool) -> (Routing, bool) {
    let routing = if has_title { Routing::GlobalTitle } else { Routing::SubsystemNumber };
    (routing, matches!(variant, Variant::Ansi))
}

impl fmt::Display for Address<'_> {
    /// Global title, point code and subsystem number: `5-20-1:247`, `ssn 247`,
    /// `gt 18005551234 (tt 10) ssn 247`, or `none`. What is unusual is added: `national` or
    /// `international` where the address is marked otherwise than its variant's are, `route gt` or
    /// `route ssn` where it does not route on the global title that it has, or on another that it
    /// has not.
    ///
    /// All but reserved global titles and surplus octets is there, and
    /// [`parse`](Self::parse) reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_absent() && self.surplus.is_empty() {
            f.write_str("none")?;
            return self.write_national(f);
        }
        let mut gap = "";
        if let Some(title) = &self.global_title {
            write!(f, "{title}")?;
            gap = " ";
        }
        match (self.point_code, self.subsystem_number) {
            (Some(code), Some(ssn)) => write!(f, "{gap}{code}:{}", ssn.0)?,
            (Some(code), None) => write!(f, "{gap}{code}")?,
            (None, Some(ssn)) => write!(f, "{gap}ssn {}", ssn.0)?,
            (None, None) if self.global_title.is_none() => f.write_str("nothing")?,
            (None, None) => {}
        }
        if self.routing != usual(self.variant, self.global_title.is_some()).0 {
            f.write_str(match self.routing {
                Routing::GlobalTitle => " route gt",
                Routing::SubsystemNumber => " route ssn",
            })?;
        }
        self.write_national(f)
    }
}

impl fmt::Display for GlobalTitle<'_> {
    /// `gt`, the digits or `-` for none, and in brackets what else there is: translation type,
    /// numbering plan, encoding scheme where the digits do not tell it, nature of address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, plan, nature) = match self {
            Self::NatureOfAddress { nature_of_address, digits } => {
                (digits, None, Some(nature_of_address))
            }
            Self::TranslationType { digits, .. } => (digits, None, None),
            Self::NumberingPlan { numbering_plan, encoding_scheme, digits, .. } => {
                (digits, Some((numbering_plan, encoding_scheme)), None)
            }
            Self::Full { numbering_plan, encoding_scheme, nature_of_address, digits, .. } => {
                (digits, Some((numbering_plan, encoding_scheme)), Some(nature_of_address))
            }
            Self::Reserved { indicator, octets } => {
                write!(f, "gt reserved {indicator}")?;
                return octets.iter().try_for_each(|octet| write!(f, " {octet:02x}"));
            }
        };
        if digits.is_empty() {
            f.write_str("gt -")?
        } else {
            write!(f, "gt {digits}")?
        }
        let mut gap = " (";
        if let Some(translation_type) = self.translation_type() {
            write!(f, "{gap}tt {translation_type}")?;
            gap = " ";
        }
        if let Some((plan, scheme)) = plan {
            write!(f, "{gap}np {}", plan.0)?;
            if *scheme != EncodingScheme::of(digits) {
                write!(f, " es {}", scheme.0)?;
            }
            gap = " ";
        }
        if let Some(nature) = nature {
            write!(f, "{gap}noa {}", nature.0)?;
        }
        f.write_str(")")
    }
}

/// The words of an address: what is between spaces and brackets.
type Words<'a> = core::str::Split<'a, fn(char) -> bool>;

fn separates(character: char) -> bool {
    character.is_ascii_whitespace() || matches!(character, '(' | ')')
}

fn word<'a>(words: &mut Words<'a>) -> Option<&'a str> {
    words.find(|word| !word.is_empty())
}

const UNKNOWN: ParseError =
    ParseError::NoSuch { what: "address", expected: "like 5-20-1:247 or gt 18005551234 (tt 10)" };

fn number(words: &mut Words<'_>, what: &'static str, most: u8) -> Result<u8, ParseError> {
    Ok(parse_number(word(words).unwrap_or_default(), what, most.into())? as u8)
}

impl<'a> Address<'a> {
    fn write_national(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.national == usual(self.variant, false).1 {
            return Ok(());
        }
        f.write_str(if self.national { " national" } else { " international" })
    }

    /// The address that this text stands for, in the form that addresses are displayed in. The
    /// digits of a global title are borrowed from the text.
    ///
    /// ```
    /// use hookflash::wire::mtp3::Variant;
    /// use hookflash::wire::sccp::Address;
    /// let address = Address::parse(Variant::Ansi, "gt 18005551234 (tt 10 np 1) ssn 247")?;
    /// assert_eq!(address.to_string(), "gt 18005551234 (tt 10 np 1) ssn 247");
    /// assert_eq!(Address::parse(Variant::Itu, "2-3-5:8")?.to_string(), "2-3-5:8");
    /// # Ok::<(), hookflash::wire::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A word that has no place in an address; a number outside its range.
    pub fn parse(variant: Variant, text: &'a str) -> Result<Self, ParseError> {
        let mut words: Words<'a> = text.split(separates as fn(char) -> bool);
        let mut address = Self::absent(variant);
        let mut routing = None;
        let mut title = None;
        // The layout, which the point code needs, may be told last.
        let mut point_code = None;
        let mut empty = true;
        while let Some(name) = word(&mut words) {
            empty = false;
            match name {
                "none" => routing = Some(Routing::GlobalTitle),
                "nothing" => {}
                "national" => address.national = true,
                "international" => address.national = false,
                "ssn" => {
                    let text = word(&mut words).unwrap_or_default();
                    address.subsystem_number = Some(text.parse()?);
                }
                "route" => {
                    routing = Some(match word(&mut words) {
                        Some("gt") => Routing::GlobalTitle,
                        Some("ssn") => Routing::SubsystemNumber,
                        _ => return Err(UNKNOWN),
                    });
                }
                "gt" => {
                    title = Some(TitleParts { digits: digits(&mut words)?, ..TitleParts::NONE })
                }
                name => {
                    let in_title = match &mut title {
                        Some(title) => title.set(name, &mut words)?,
                        None => false,
                    };
                    if in_title {
                        continue;
                    }
                    if point_code.is_some() || !name.starts_with(|c: char| c.is_ascii_digit()) {
                        return Err(UNKNOWN);
                    }
                    let (code, ssn) = match name.split_once(':') {
                        Some((code, ssn)) => (code, Some(ssn)),
                        None => (name, None),
                    };
                    point_code = Some(code);
                    if let Some(ssn) = ssn {
                        address.subsystem_number = Some(ssn.parse()?);
                    }
                }
            }
        }
        if empty {
            return Err(UNKNOWN);
        }
        if let Some(code) = point_code {
            address.point_code = Some(PointCode::parse(address.layout(), code)?);
        }
        if let Some(title) = title {
            address.global_title = Some(title.title()?);
        }
        address.routing =
            routing.unwrap_or_else(|| usual(variant, address.global_title.is_some()).0);
        Ok(address)
    }
}

fn digits<'a>(words: &mut Words<'a>) -> Result<GtDigits<'a>, ParseError> {
    let expected = "0 to 9 and A to F, or -";
    let text = match word(words) {
        Some("-") => "",
        Some(text) => text,
        None => return Err(ParseError::NoSuch { what: "global title", expected }),
    };
    GtDigits::text(text).ok_or(ParseError::NoSuch { what: "global title", expected })
}

/// A global title as far as it was read.
struct TitleParts<'a> {
    digits: GtDigits<'a>,
    translation_type: Option<u8>,
    numbering_plan: Option<NumberingPlan>,
    encoding_scheme: Option<EncodingScheme>,
    nature_of_address: Option<NatureOfAddress>,
}

impl<'a> TitleParts<'a> {
    const NONE: Self = Self {
        digits: GtDigits::packed(&[], false),
        translation_type: None,
        numbering_plan: None,
        encoding_scheme: None,
        nature_of_address: None,
    };

    /// Reads what the name announces, if it is part of a global title.
    fn set(&mut self, name: &str, words: &mut Words<'_>) -> Result<bool, ParseError> {
        match name {
            "tt" => self.translation_type = Some(number(words, "translation type", 255)?),
            "np" => self.numbering_plan = Some(NumberingPlan(number(words, "numbering plan", 15)?)),
            "es" => {
                self.encoding_scheme = Some(EncodingScheme(number(words, "encoding scheme", 15)?));
            }
            "noa" => {
                let nature = number(words, "nature of address", 127)?;
                self.nature_of_address = Some(NatureOfAddress(nature));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn title(self) -> Result<GlobalTitle<'a>, ParseError> {
        let digits = self.digits;
        let encoding_scheme = self.encoding_scheme.unwrap_or_else(|| EncodingScheme::of(&digits));
        match (self.translation_type, self.numbering_plan, self.nature_of_address) {
            (None, None, Some(nature_of_address)) if self.encoding_scheme.is_none() => {
                Ok(GlobalTitle::NatureOfAddress { nature_of_address, digits })
            }
            (Some(translation_type), None, None) if self.encoding_scheme.is_none() => {
                Ok(GlobalTitle::TranslationType { translation_type, digits })
            }
            (Some(translation_type), Some(numbering_plan), None) => {
                Ok(GlobalTitle::NumberingPlan {
                    translation_type,
                    numbering_plan,
                    encoding_scheme,
                    digits,
                })
            }
            (Some(translation_type), Some(numbering_plan), Some(nature_of_address)) => {
                Ok(GlobalTitle::Full {
                    translation_type,
                    numbering_plan,
                    encoding_scheme,
                    nature_of_address,
                    digits,
                })
            }
            _ => Err(ParseError::NoSuch {
                what: "global title",
                expected: "followed by (tt), (tt np), (tt np noa) or (noa)",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Layer, Reader};
    use alloc::string::ToString;

    #[test]
    fn addresses_read_like_their_parts() {
        for (octets, variant, text) in [
            (&[0xC3, 247, 1, 20, 5][..], Variant::Ansi, "5-20-1:247"),
            (&[0xC1, 247], Variant::Ansi, "ssn 247"),
            (&[0xC2, 1, 20, 5], Variant::Ansi, "5-20-1"),
            (&[0x80], Variant::Ansi, "none"),
            (&[0], Variant::Itu, "none"),
            (&[0], Variant::Ansi, "none international"),
            (&[0xC0], Variant::Ansi, "nothing"),
            (&[0x89, 247, 10, 0x21, 0x43], Variant::Ansi, "gt 1234 (tt 10) ssn 247"),
            (&[0xC9, 247, 10, 0x21, 0x43], Variant::Ansi, "gt 1234 (tt 10) ssn 247 route ssn"),
            (&[0x85, 247, 10, 0x11, 0x21, 0x03], Variant::Ansi, "gt 123 (tt 10 np 1) ssn 247"),
            (&[0x84, 10, 0x13, 0x21, 0x43], Variant::Ansi, "gt 1234 (tt 10 np 1 es 3)"),
            (&[0x81, 247], Variant::Ansi, "ssn 247 route gt"),
            (&[0x43, 1, 2, 247], Variant::Ansi, "0-64-1:247 international"),
            (&[0x43, 1, 2, 8], Variant::Itu, "0-64-1:8"),
            (&[0xC2, 8], Variant::Itu, "ssn 8 national"),
            (&[0x04, 0x84, 0x21, 0x0B], Variant::Itu, "gt 12B (noa 4)"),
            (&[0x12, 8, 9, 0x72, 4, 0x21], Variant::Itu, "gt 12 (tt 9 np 7 noa 4) ssn 8"),
            (&[0x08, 9], Variant::Itu, "gt - (tt 9)"),
            (
                &[0x53, 1, 2, 3, 8, 9, 0x72, 4, 0x21],
                Variant::China,
                "gt 12 (tt 9 np 7 noa 4) 3-2-1:8 route ssn",
            ),
        ] {
            let mut reader = Reader::new(octets, Layer::Sccp);
            let address = Address::decode(&mut reader, variant).expect("an address");
            assert_eq!(address.to_string(), text);
            assert_eq!(Address::parse(variant, text), Ok(address), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_parsed_is_still_displayed() {
        let mut reader = Reader::new(&[0xBD, 247, 1, 2], Layer::Sccp);
        let address = Address::decode(&mut reader, Variant::Ansi).expect("an address");
        assert_eq!(address.to_string(), "gt reserved 15 01 02 ssn 247");
        assert!(Address::parse(Variant::Ansi, &address.to_string()).is_err());
    }

    #[test]
    fn what_is_wrong_in_a_text_is_told() {
        let told = |text| Address::parse(Variant::Ansi, text).map_err(|error| error.to_string());
        let unknown = "address must be like 5-20-1:247 or gt 18005551234 (tt 10)";
        let title = "global title must be followed by (tt), (tt np), (tt np noa) or (noa)";
        for (text, wanted) in [
            ("", unknown),
            ("subsystem 5", unknown),
            ("ssn 5 route 7", unknown),
            ("tt 5", unknown),
            ("5-20-256:247", "member must be a number from 0 to 255"),
            ("5-20-1:", "subsystem number must be a number from 0 to 255"),
            ("ssn 256", "subsystem number must be a number from 0 to 255"),
            ("gt 12 (tt 256)", "translation type must be a number from 0 to 255"),
            ("gt 12 (np 16 tt 1)", "numbering plan must be a number from 0 to 15"),
            ("gt 12 (noa)", "nature of address must be a number from 0 to 127"),
            ("gt 12x (tt 1)", "global title must be 0 to 9 and A to F, or -"),
            ("gt", "global title must be 0 to 9 and A to F, or -"),
            ("gt 12", title),
            ("gt 12 (np 1)", title),
            ("gt 12 (tt 1 es 1)", title),
        ] {
            assert_eq!(told(text), Err(wanted.into()), "{text}");
        }
        assert!(told("ssn hlr").is_ok());
    }
}

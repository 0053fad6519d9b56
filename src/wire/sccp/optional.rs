//! The optional part of a message: name, length, contents, in any order (T1.112.3 1.7,
//! Q.713 1.7).

use super::codes::ParameterName;
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};

/// The optional parameters of XUDT, XUDTS, LUDT and LUDTS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionalParameters<'a> {
    /// Which part of a segmented message this is.
    pub segmentation: Option<Segmentation>,
    /// How much the message matters in congestion (Q.713 3.19).
    pub importance: Option<Importance>,
    /// The networks between (ANSI, T1.112.3 3.20): its octets.
    pub intermediate_signalling_network_identification: Option<&'a [u8]>,
    /// All others, and repetitions of those above.
    pub others: OtherParameters<'a>,
}

impl<'a> OptionalParameters<'a> {
    /// No optional part.
    pub const NONE: Self = Self {
        segmentation: None,
        importance: None,
        intermediate_signalling_network_identification: None,
        others: OtherParameters(Reader::new(&[], Layer::Sccp)),
    };

    /// Reads an optional part up to its end of optional parameters octet.
    pub(super) fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut optional = Self { others: OtherParameters(*reader), ..Self::NONE };
        while let Some(parameter) = parameter(reader)? {
            match parameter.name {
                ParameterName::SEGMENTATION if optional.segmentation.is_none() => {
                    optional.segmentation = Some(Segmentation::decode(parameter.value)?);
                }
                ParameterName::IMPORTANCE if optional.importance.is_none() => {
                    let [importance] = exactly(parameter.value, "importance")?;
                    optional.importance = Some(Importance(importance));
                }
                ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION => {
                    let octets = parameter.value.rest();
                    optional.intermediate_signalling_network_identification.get_or_insert(octets);
                }
                _ => {}
            }
        }
        Ok(optional)
    }
}

/// One optional parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// What the parameter is.
    pub name: ParameterName,
    /// Its contents.
    pub value: Reader<'a>,
    /// Where the name stands in the message.
    pub at: u32,
}

/// Reads the next parameter; none at the end of optional parameters.
fn parameter<'a>(reader: &mut Reader<'a>) -> Result<Option<Parameter<'a>>, Error> {
    let at = reader.at();
    let name = ParameterName(reader.u8("end of optional parameters")?);
    if name == ParameterName::END_OF_OPTIONAL_PARAMETERS {
        return Ok(None);
    }
    let what = name.name().unwrap_or("optional parameter");
    let length = reader.u8(what)?;
    Ok(Some(Parameter { name, value: reader.sub(length.into(), what)?, at }))
}

fn exactly<const N: usize>(mut value: Reader<'_>, what: &'static str) -> Result<[u8; N], Error> {
    if value.len() == N {
        value.array(what)
    } else {
        Err(value.error(ErrorKind::BadLength { length: clamp(value.len()) }, what))
    }
}

/// Optional parameters that have no field of their own, in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherParameters<'a>(Reader<'a>);

impl<'a> OtherParameters<'a> {
    /// Each of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
        let mut reader = self.0;
        let mut seen = (false, false, false);
        // They were all read once, when the message was: there is no error to meet.
        core::iter::from_fn(move || parameter(&mut reader).ok().flatten()).filter(
            move |parameter| {
                let first = match parameter.name {
                    ParameterName::SEGMENTATION => &mut seen.0,
                    ParameterName::IMPORTANCE => &mut seen.1,
                    ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION => &mut seen.2,
                    _ => return true,
                };
                core::mem::replace(first, true)
            },
        )
    }
}

/// How much a message matters, 0 least to 7 most (Q.713 3.19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Importance(pub u8);

/// Which part of a segmented message this is (T1.112.3 3.17, Q.713 3.17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Segmentation {
    /// Bit 8: this is the first segment.
    pub first: bool,
    /// Bit 7: the sender asked for class 1, in-sequence delivery.
    pub class_1: bool,
    /// Bits 4-1: how many segments follow.
    pub remaining: u8,
    /// The same for all segments of a message from one sender; 24 bits, read least significant
    /// octet first.
    pub local_reference: u32,
}

impl Segmentation {
    fn decode(value: Reader<'_>) -> Result<Self, Error> {
        let [octet, a, b, c] = exactly(value, "segmentation")?;
        Ok(Self {
            first: octet & 0x80 != 0,
            class_1: octet & 0x40 != 0,
            remaining: octet & 0x0F,
            local_reference: u32::from_le_bytes([a, b, c, 0]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn optional(octets: &[u8]) -> Result<OptionalParameters<'_>, Error> {
        OptionalParameters::decode(&mut Reader::new(octets, Layer::Sccp))
    }

    #[test]
    fn optional_parameters_stand_in_any_order_and_unknown_ones_are_kept() -> Result<(), Error> {
        let octets = [0xFA, 2, 8, 9, 0x77, 1, 5, 0x12, 1, 7, 0x10, 4, 0xC3, 1, 2, 3, 0x12, 1, 6, 0];
        let optional = optional(&octets)?;
        assert_eq!(
            optional.segmentation,
            Some(Segmentation {
                first: true,
                class_1: true,
                remaining: 3,
                local_reference: 0x03_0201
            })
        );
        assert_eq!(optional.importance, Some(Importance(7)));
        assert_eq!(optional.intermediate_signalling_network_identification, Some(&[8, 9][..]));
        let others: Vec<_> = optional
            .others
            .iter()
            .map(|parameter| (parameter.name.0, parameter.value.rest(), parameter.at))
            .collect();
        assert_eq!(others, [(0x77, &[5][..], 4), (0x12, &[6], 16)]);
        Ok(())
    }

    #[test]
    fn an_optional_part_needs_its_end() {
        let error = optional(&[0x12, 1, 7]).expect_err("no end");
        assert_eq!((error.kind, error.at), (ErrorKind::Truncated { missing: 1 }, 3));
    }

    #[test]
    fn segmentation_has_four_octets() {
        let error = optional(&[0x10, 3, 0xC3, 1, 2, 0]).expect_err("three octets");
        assert_eq!(error.kind, ErrorKind::BadLength { length: 3 });
        assert_eq!((error.what, error.at), ("segmentation", 2));
        let error = optional(&[0x10, 9, 0xC3, 1, 2, 0]).expect_err("past the end");
        assert_eq!(error.kind, ErrorKind::LengthBeyondEnd { claimed: 9, available: 4 });
    }
}

//! The optional part of a message: name, length, contents, in any order (T1.112.3 1.7,
//! Q.713 1.7).

use super::codes::ParameterName;
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

/// The parameters that have a field of their own.
const NAMES: &[ParameterName] = &[
    ParameterName::SEGMENTATION,
    ParameterName::IMPORTANCE,
    ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION,
];

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
        others: OtherParameters::NONE,
    };

    /// Reads an optional part up to its end of optional parameters octet.
    pub(super) fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut optional = Self { others: OtherParameters::part(*reader, NAMES), ..Self::NONE };
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

    /// Whether there is nothing to be written.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.segmentation.is_none()
            && self.importance.is_none()
            && self.intermediate_signalling_network_identification.is_none()
            && self.others.iter().next().is_none()
    }
}

impl Encode for OptionalParameters<'_> {
    /// The parameters with a field of their own, then the others, then their end. Nothing where
    /// there are none.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let isni = self.intermediate_signalling_network_identification;
        writer.u8(ParameterName::END_OF_OPTIONAL_PARAMETERS.0);
        self.others.write(writer, |name| match name {
            ParameterName::SEGMENTATION => self.segmentation.is_some(),
            ParameterName::IMPORTANCE => self.importance.is_some(),
            ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION => isni.is_some(),
            _ => true,
        })?;
        if let Some(octets) = isni {
            let name = ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION;
            write_parameter(name, octets, writer)?;
        }
        if let Some(importance) = self.importance {
            writer.array([ParameterName::IMPORTANCE.0, 1, importance.0]);
        }
        if let Some(segmentation) = self.segmentation {
            segmentation.write(writer)?;
        }
        Ok(())
    }
}

/// One optional parameter.
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'a> {
    /// What the parameter is.
    pub name: ParameterName,
    /// Its contents.
    pub value: Reader<'a>,
    /// Where the name stands in the message that the parameter was read from; no part of its
    /// value.
    pub at: u32,
}

impl PartialEq for Parameter<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Eq for Parameter<'_> {}

impl<'a> Parameter<'a> {
    /// A parameter of these contents.
    pub const fn new(name: ParameterName, value: &'a [u8]) -> Self {
        Self { name, value: Reader::new(value, Layer::Sccp), at: 0 }
    }
}

impl Encode for Parameter<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        write_parameter(self.name, self.value.rest(), writer)
    }
}

fn write_parameter(name: ParameterName, value: &[u8], writer: &mut Writer) -> Result<(), Error> {
    let what = name.name().unwrap_or("optional parameter");
    if name == ParameterName::END_OF_OPTIONAL_PARAMETERS {
        return Err(refused(ErrorKind::Unexpected { found: 0 }, Layer::Sccp, "optional parameter"));
    }
    let Ok(length) = u8::try_from(value.len()) else {
        let length = clamp(value.len());
        return Err(refused(ErrorKind::BadLength { length }, Layer::Sccp, what));
    };
    writer.put(value);
    writer.array([name.0, length]);
    Ok(())
}

/// Reads the next parameter; none at the end of optional parameters.
pub(super) fn parameter<'a>(reader: &mut Reader<'a>) -> Result<Option<Parameter<'a>>, Error> {
    let at = reader.at();
    let name = ParameterName(reader.u8("end of optional parameters")?);
    if name == ParameterName::END_OF_OPTIONAL_PARAMETERS {
        return Ok(None);
    }
    let what = name.name().unwrap_or("optional parameter");
    let length = reader.u8(what)?;
    Ok(Some(Parameter { name, value: reader.sub(length.into(), what)?, at }))
}

pub(super) fn exactly<const N: usize>(
    mut value: Reader<'_>,
    what: &'static str,
) -> Result<[u8; N], Error> {
    if value.len() == N {
        value.array(what)
    } else {
        Err(value.error(ErrorKind::BadLength { length: clamp(value.len()) }, what))
    }
}

/// Optional parameters that have no field of their own, in place.
#[derive(Debug, Clone, Copy)]
pub struct OtherParameters<'a>(Source<'a>);

#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    /// The whole optional part of a message, and the names that have a field of their own.
    Part(Reader<'a>, &'static [ParameterName]),
    List(&'a [Parameter<'a>]),
}

impl PartialEq for OtherParameters<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for OtherParameters<'_> {}

/// No message has more names with a field of their own.
const MOST_NAMES: usize = 7;

/// Tells of each parameter of a message whether it is the first of one of these names.
fn first_of_its_name(names: &'static [ParameterName]) -> impl FnMut(ParameterName) -> bool {
    let mut seen = [false; MOST_NAMES];
    move |name| {
        let place = names.iter().position(|own| *own == name);
        match place.and_then(|place| seen.get_mut(place)) {
            Some(seen) => !core::mem::replace(seen, true),
            None => false,
        }
    }
}

impl<'a> OtherParameters<'a> {
    /// No other parameters.
    pub const NONE: Self = Self(Source::List(&[]));

    /// These parameters.
    pub const fn list(parameters: &'a [Parameter<'a>]) -> Self {
        Self(Source::List(parameters))
    }

    /// Those of an optional part that are not the first of one of `names`.
    pub(super) const fn part(part: Reader<'a>, names: &'static [ParameterName]) -> Self {
        assert!(names.len() <= MOST_NAMES, "a constant list of names");
        Self(Source::Part(part, names))
    }

    /// Each of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
        let (mut part, names, list) = match self.0 {
            Source::Part(part, names) => (Some(part), names, &[][..]),
            Source::List(list) => (None, &[][..], list),
        };
        let mut has_a_field = first_of_its_name(names);
        // They were all read once, when the message was: there is no error to meet.
        core::iter::from_fn(move || parameter(part.as_mut()?).ok().flatten())
            .filter(move |parameter| !has_a_field(parameter.name))
            .chain(list.iter().copied())
    }

    /// Writes them; a name that has a field of its own may only stand here once the field is set,
    /// or a decoder would take this one for the field.
    pub(super) fn write(
        &self,
        writer: &mut Writer,
        is_repetition: impl Fn(ParameterName) -> bool,
    ) -> Result<(), Error> {
        if let Some(found) = self.iter().find(|parameter| !is_repetition(parameter.name)) {
            let kind = ErrorKind::Unexpected { found: found.name.0.into() };
            return Err(refused(kind, Layer::Sccp, "other optional parameter"));
        }
        let (mut part, names) = match self.0 {
            Source::List(list) => return list.encode(writer),
            Source::Part(part, names) => (part, names),
        };
        // What is between the parameters that have a field is written as it stands.
        let octets = part.rest();
        let mut runs = [&octets[..0]; MOST_NAMES + 1];
        let mut has_a_field = first_of_its_name(names);
        let (mut count, mut begin, mut end) = (0, 0, 0);
        while let Some(parameter) = parameter(&mut part)? {
            if has_a_field(parameter.name) {
                // No more than `MOST_NAMES` have a field, so that this is not the last run.
                runs[count] = &octets[begin..end];
                count += 1;
                begin = octets.len() - part.len();
            }
            end = octets.len() - part.len();
        }
        runs[count] = &octets[begin..end];
        runs.encode(writer)
    }
}

/// How much a message matters, 0 least to 7 most (Q.713 3.19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
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

    fn write(self, writer: &mut Writer) -> Result<(), Error> {
        let refuse = |value, what| Err(refused(ErrorKind::OutOfRange { value }, Layer::Sccp, what));
        let [a, b, c, 0] = self.local_reference.to_le_bytes() else {
            return refuse(self.local_reference, "segmentation local reference");
        };
        if self.remaining > 15 {
            return refuse(self.remaining.into(), "remaining segments");
        }
        let first = if self.first { 0x80 } else { 0 };
        let class_1 = if self.class_1 { 0x40 } else { 0 };
        writer.array([ParameterName::SEGMENTATION.0, 4, first | class_1 | self.remaining, a, b, c]);
        Ok(())
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
    fn the_optional_part_is_written_with_what_has_a_field_first() -> Result<(), Error> {
        let octets = [0xFA, 2, 8, 9, 0x77, 1, 5, 0x12, 1, 7, 0x10, 4, 0xC3, 1, 2, 3, 0x12, 1, 6, 0];
        let read = optional(&octets)?;
        let mut writer = Writer::new();
        let written = writer.message(&read)?;
        let canonical =
            [0x10, 4, 0xC3, 1, 2, 3, 0x12, 1, 7, 0xFA, 2, 8, 9, 0x77, 1, 5, 0x12, 1, 6, 0];
        assert_eq!(written, canonical);
        assert_eq!(optional(written)?, read);
        assert!(Writer::new().message(&OptionalParameters::NONE)?.is_empty());
        assert_eq!(optional(&[0])?, OptionalParameters::NONE);
        Ok(())
    }

    #[test]
    fn a_built_optional_part_equals_the_one_that_is_read() -> Result<(), Error> {
        let others = [Parameter::new(ParameterName(0x77), &[5])];
        let built = OptionalParameters {
            importance: Some(Importance(7)),
            others: OtherParameters::list(&others),
            ..OptionalParameters::NONE
        };
        let mut writer = Writer::new();
        let octets = writer.message(&built)?;
        assert_eq!(octets, [0x12, 1, 7, 0x77, 1, 5, 0]);
        assert_eq!(optional(octets)?, built);
        Ok(())
    }

    #[test]
    fn what_a_decoder_would_take_for_something_else_is_refused() {
        let refused = |name: ParameterName, value: &[u8]| {
            let others = [Parameter::new(name, value)];
            let others = OtherParameters::list(&others);
            let optional = OptionalParameters { others, ..OptionalParameters::NONE };
            Writer::new().message(&optional).map(|_| ()).map_err(|error| error.kind)
        };
        assert_eq!(
            refused(ParameterName::IMPORTANCE, &[1]),
            Err(ErrorKind::Unexpected { found: 0x12 })
        );
        assert_eq!(refused(ParameterName(0), &[1]), Err(ErrorKind::Unexpected { found: 0 }));
        let length = 256;
        assert_eq!(refused(ParameterName(0x77), &[0; 256]), Err(ErrorKind::BadLength { length }));
        assert_eq!(refused(ParameterName(0x77), &[0; 255]), Ok(()));
        for (remaining, local_reference) in [(16, 0), (0, 0x100_0000)] {
            let segmentation =
                Segmentation { first: true, class_1: false, remaining, local_reference };
            let segmentation = Some(segmentation);
            let optional = OptionalParameters { segmentation, ..OptionalParameters::NONE };
            assert!(Writer::new().message(&optional).is_err());
        }
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

//! Values for `Arbitrary`: within the ranges of the tables, borrowed from the source of chance or
//! from pools that live as long as the program.

use super::kinds::{
    CarrierCode, CarrierSelection, Digits, NatureOfCarrier, NatureOfNumber, NumberingPlan,
    Presentation, Screening, Text,
};
use super::typed::Parameter;
use crate::wire::ber::{Identifier, ObjectIdentifier, Octets, Tlv};
use crate::wire::digits::DigitString;
use crate::wire::{Layer, Reader, Writer};
use alloc::vec::Vec;
use arbitrary::{Arbitrary, Result, Unstructured};
use core::ops::RangeInclusive;
use std::sync::OnceLock;

/// How far sizes without a bound of their own go.
const LONGEST: usize = 64;

fn size(source: &mut Unstructured<'_>, range: RangeInclusive<usize>) -> Result<usize> {
    let (min, max) = range.into_inner();
    source.int_in_range(min..=max.min(min.max(LONGEST)))
}

/// Octets of a size: from the source, or from chance of our own where the source has run out.
fn octets<'a>(source: &mut Unstructured<'a>, size: usize) -> Result<&'a [u8]> {
    if source.len() < size { Ok(&noise()[..size]) } else { source.bytes(size) }
}

/// Contents of a leaf type of so many octets, digits or characters.
pub(super) trait Sized<'a>: core::marker::Sized {
    fn of_size(source: &mut Unstructured<'a>, range: RangeInclusive<usize>) -> Result<Self>;
}

impl<'a> Sized<'a> for Octets<'a> {
    fn of_size(source: &mut Unstructured<'a>, range: RangeInclusive<usize>) -> Result<Self> {
        let size = size(source, range)?;
        octets(source, size).map(Octets::new)
    }
}

impl<'a> Sized<'a> for Text<'a> {
    fn of_size(source: &mut Unstructured<'a>, range: RangeInclusive<usize>) -> Result<Self> {
        const LETTERS: &[u8] = b"SIGNALLING LINK 7 TO 972-555-0123, The Quick Brown Fox {jumps} ~";
        let size = size(source, range)?;
        let octets = octets(source, size)?;
        Ok(Self(Octets::new(if octets.is_ascii() { octets } else { &LETTERS[..size] })))
    }
}

fn digit_string<'a>(source: &mut Unstructured<'a>, count: usize) -> Result<DigitString<'a>> {
    Ok(DigitString::packed(octets(source, count.div_ceil(2))?, !count.is_multiple_of(2)))
}

impl<'a> Sized<'a> for Digits<'a> {
    fn of_size(source: &mut Unstructured<'a>, range: RangeInclusive<usize>) -> Result<Self> {
        let count = size(source, range)?;
        Ok(Self {
            nature: NatureOfNumber(source.int_in_range(0..=0x7F)?),
            plan: NumberingPlan(source.int_in_range(0..=7)?),
            presentation: Presentation(source.int_in_range(0..=3)?),
            screening: Screening(source.int_in_range(0..=3)?),
            digits: digit_string(source, count)?,
        })
    }
}

impl<'a> Sized<'a> for CarrierCode<'a> {
    fn of_size(source: &mut Unstructured<'a>, _: RangeInclusive<usize>) -> Result<Self> {
        let selection = CarrierSelection(source.arbitrary()?);
        let nature = NatureOfCarrier(source.int_in_range(0..=15)?);
        Ok(Self::new(selection, nature, digit_string(source, 4)?))
    }
}

/// Contents of a universal type.
pub(super) trait Universal<'a>: core::marker::Sized {
    fn any(source: &mut Unstructured<'a>) -> Result<Self>;
}

impl<'a> Universal<'a> for Octets<'a> {
    fn any(source: &mut Unstructured<'a>) -> Result<Self> {
        Self::of_size(source, 0..=LONGEST)
    }
}

impl Universal<'_> for i64 {
    fn any(source: &mut Unstructured<'_>) -> Result<Self> {
        source.arbitrary()
    }
}

impl<'a> Universal<'a> for ObjectIdentifier<'a> {
    fn any(source: &mut Unstructured<'a>) -> Result<Self> {
        let samples: [&[u8]; 4] =
            [&[0], &[0x2A, 0x86, 0x48], &[0x88, 0x37, 3], &[0x81, 0x34, 0x7F]];
        source.choose(&samples).copied().map(Self)
    }
}

impl<'a> Universal<'a> for Tlv<'a> {
    fn any(source: &mut Unstructured<'a>) -> Result<Self> {
        let samples: [&[u8]; 4] =
            [&[5, 0], &[2, 1, 0x7F], &[0x30, 3, 0x9F, 0x3D, 0], &[0xDF, 0x81, 0x7F, 2, 0xCA, 0xFE]];
        let octets = source.choose(&samples)?;
        Reader::new(octets, Layer::Ain).tlv("sample").map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// Encoded lists: a list borrows its elements, and nothing else could own them.
pub(super) type Pool = Vec<Vec<u8>>;

/// Sixty-four lists of elements made by chance.
pub(super) fn lists<'a, T>(name: &str, range: RangeInclusive<usize>) -> Pool
where
    T: Parameter<'a> + Arbitrary<'a> + Copy + 'a,
{
    let mut writer = Writer::new();
    let mut list = |n: usize| {
        let mut source = Unstructured::new(&noise()[n * 509 + name.len()..]);
        let count = source.int_in_range(range.clone()).ok()?;
        writer.clear();
        for _ in 0..count {
            T::arbitrary(&mut source).ok()?.encode_as(T::WRITTEN, "sample", &mut writer).ok()?;
        }
        writer.wrap(Identifier(0x30), 0);
        Some(writer.octets().to_vec())
    };
    (0..64).filter_map(&mut list).collect()
}

/// One of the lists.
pub(super) fn choose<'a, L: Parameter<'a>>(
    source: &mut Unstructured<'a>,
    pool: &'static Pool,
) -> Result<L> {
    let tlv = Reader::new(source.choose(pool)?, Layer::Ain).tlv("sample");
    tlv.and_then(|tlv| L::decode(&tlv)).map_err(|_| arbitrary::Error::IncorrectFormat)
}

/// The same chance in every run (xorshift).
fn noise() -> &'static [u8] {
    static NOISE: OnceLock<Vec<u8>> = OnceLock::new();
    NOISE.get_or_init(|| {
        let mut state = 0x6920_2130_6920_2130u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()
        };
        core::iter::repeat_with(&mut next).take(8192).flatten().collect()
    })
}

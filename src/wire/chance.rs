//! What the rooms share for `Arbitrary`: octets and codes, within the ranges that are encoded.

use super::codes::{PointCode, Variant};
use super::error::Layer;
use super::reader::Reader;
use arbitrary::{Arbitrary, Result, Unstructured};

/// Up to `most` octets, fewer where the source has no more.
pub(crate) fn octets<'a>(source: &mut Unstructured<'a>, most: usize) -> Result<&'a [u8]> {
    let size = source.int_in_range(0..=most)?;
    let size = size.min(source.len());
    source.bytes(size)
}

/// A reader of up to `most` octets.
pub(crate) fn reader<'a>(source: &mut Unstructured<'a>, most: usize) -> Result<Reader<'a>> {
    Ok(Reader::new(octets(source, most)?, Layer::Tcap))
}

/// A point code of a variant.
pub(crate) fn point_code(source: &mut Unstructured<'_>, variant: Variant) -> Result<PointCode> {
    Ok(PointCode::new(variant, source.arbitrary()?))
}

impl<'a> Arbitrary<'a> for PointCode {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let variant = source.arbitrary()?;
        point_code(source, variant)
    }
}

impl<'a> Arbitrary<'a> for Reader<'a> {
    /// Up to 100 octets, which every message can carry.
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        reader(source, 100)
    }
}

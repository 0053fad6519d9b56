//! Elements of the usual form, read without account of their places.

use super::{Identifier, Tlv};
use crate::wire::reader::Reader;

/// An element of the usual form: definite length, identifier of three octets at most. It knows its
/// octets and not its place, so that it fits in registers.
#[derive(Debug, Clone, Copy)]
pub struct Quick<'a> {
    /// The identifier octets, packed; 0 at the end.
    pub identifier: Identifier,
    /// The whole element and all that follows it.
    from: &'a [u8],
    /// The contents octets.
    pub contents: &'a [u8],
    /// What follows the element.
    pub(crate) rest: &'a [u8],
}

impl<'a> Quick<'a> {
    const END: Self = Self::of(Identifier(0));

    /// An element without octets, to compare identifiers with.
    #[inline(always)]
    pub(crate) const fn of(identifier: Identifier) -> Self {
        Self { identifier, from: &[], contents: &[], rest: &[] }
    }

    /// The first element of `octets`; none where it is not of the usual form.
    #[inline(always)]
    pub(crate) fn next(octets: &'a [u8]) -> Option<Self> {
        let (identifier, length, after) = match octets {
            [] => return Some(Self::END),
            // No element has this identifier, and it must not be taken for the end.
            [0, ..] => return None,
            [first, length, after @ ..] if first & 0x1F != 0x1F => {
                (u32::from(*first), *length, after)
            }
            [first, second @ 0..0x80, length, after @ ..] => {
                (u32::from_be_bytes([0, 0, *first, *second]), *length, after)
            }
            [first, second, third @ 0..0x80, length, after @ ..] => {
                (u32::from_be_bytes([0, *first, *second, *third]), *length, after)
            }
            _ => return None,
        };
        if length < 0x80 {
            let (contents, rest) = after.split_at_checked(length.into())?;
            return Some(Self { identifier: Identifier(identifier), from: octets, contents, rest });
        }
        let (contents, rest) = long(length, after)?;
        Some(Self { identifier: Identifier(identifier), from: octets, contents, rest })
    }

    /// The one element that the contents are.
    #[inline]
    pub(crate) fn only(&self) -> Option<Self> {
        Self::next(self.contents).filter(|inner| inner.rest.is_empty() && !inner.is_end())
    }

    #[inline(always)]
    pub(crate) const fn is_end(&self) -> bool {
        self.identifier.0 == 0
    }

    /// The element with its place in the message, of which `outer` is a part that holds it.
    #[inline]
    pub(crate) fn within(&self, outer: &Tlv<'a>) -> Tlv<'a> {
        let start = Reader::new_at(outer.octets, outer.at, outer.layer);
        self.tlv(&start, "parameter")
    }

    /// The element with its place, which `start` knows: a reader of octets that hold the element.
    #[inline(always)]
    pub(crate) fn tlv(&self, start: &Reader<'a>, what: &'static str) -> Tlv<'a> {
        let octets = &self.from[..self.from.len() - self.rest.len()];
        let header = octets.len() - self.contents.len();
        let at = self.at(start);
        Tlv {
            identifier: self.identifier,
            octets,
            contents: self.contents,
            at,
            contents_at: at.wrapping_add(header as u32),
            indefinite: false,
            layer: start.layer(),
            what,
        }
    }

    /// Where the element begins, counted as `start` counts.
    #[inline(always)]
    fn at(&self, start: &Reader<'a>) -> u32 {
        // From the addresses: they are those of one slice.
        let skipped = self.from.as_ptr().addr().wrapping_sub(start.rest().as_ptr().addr());
        start.at().wrapping_add(skipped as u32)
    }

    /// A reader of the contents.
    #[inline(always)]
    pub(crate) fn reader(&self, start: &Reader<'a>) -> Reader<'a> {
        let header = self.from.len() - self.rest.len() - self.contents.len();
        let at = self.at(start).wrapping_add(header as u32);
        Reader::new_at(self.contents, at, start.layer())
    }

    /// A reader of what follows the element.
    #[inline(always)]
    pub(crate) fn after(&self, start: &Reader<'a>) -> Reader<'a> {
        let at = self.at(start).wrapping_add((self.from.len() - self.rest.len()) as u32);
        Reader::new_at(self.rest, at, start.layer())
    }
}

/// Contents whose length takes two octets, or three.
#[cold]
fn long(first: u8, octets: &[u8]) -> Option<(&[u8], &[u8])> {
    match (first, octets) {
        (0x81, [length, after @ ..]) => after.split_at_checked(usize::from(*length)),
        (0x82, [high, low, after @ ..]) => {
            after.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))
        }
        _ => None,
    }
}

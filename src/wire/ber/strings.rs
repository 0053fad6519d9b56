//! Values that stand for more than a number: octet strings, bit strings, object identifiers.

use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

/// The octets of a string, which BER may have cut into segments.
///
/// ```
/// use hookflash::wire::{Layer, Reader};
/// let whole = Reader::new(&[0x04, 2, 0x61, 0x62], Layer::Ain).tlv("s")?.octet_string()?;
/// let cut = Reader::new(&[0x24, 0x80, 4, 1, 0x61, 4, 1, 0x62, 0, 0], Layer::Ain)
///     .tlv("s")?
///     .octet_string()?;
/// assert_eq!(whole, cut);
/// assert_eq!(whole.contiguous(), Some(&b"ab"[..]));
/// assert_eq!(cut.to_cow(), &b"ab"[..]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Octets<'a> {
    pub(super) contents: &'a [u8],
    pub(super) constructed: bool,
}

impl<'a> Octets<'a> {
    /// No octets.
    pub const EMPTY: Self = Self::new(&[]);

    /// These octets, in one piece.
    pub const fn new(octets: &'a [u8]) -> Self {
        Self { contents: octets, constructed: false }
    }

    /// The octets where they stand in one piece.
    pub const fn contiguous(&self) -> Option<&'a [u8]> {
        if self.constructed { None } else { Some(self.contents) }
    }

    /// The octets, copied only where they stand in segments.
    pub fn to_cow(&self) -> Cow<'a, [u8]> {
        match self.contiguous() {
            Some(octets) => Cow::Borrowed(octets),
            None => Cow::Owned(self.iter().collect()),
        }
    }

    /// The pieces in order; a primitive string is one piece.
    pub fn segments(&self) -> Segments<'a> {
        let mut open = Vec::new();
        let whole = match self.contiguous() {
            Some(octets) => Some(octets),
            None => {
                open.push(Reader::new(self.contents, Layer::Ain));
                None
            }
        };
        Segments { whole, open }
    }

    /// Each octet in order.
    pub fn iter(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.segments().flatten().copied()
    }

    /// How many octets there are.
    pub fn len(&self) -> usize {
        match self.contiguous() {
            Some(octets) => octets.len(),
            None => self.segments().map(<[u8]>::len).sum(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> From<&'a [u8]> for Octets<'a> {
    fn from(contents: &'a [u8]) -> Self {
        Self { contents, constructed: false }
    }
}

impl PartialEq for Octets<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.contiguous(), other.contiguous()) {
            (Some(a), Some(b)) => a == b,
            _ => self.iter().eq(other.iter()),
        }
    }
}

impl Eq for Octets<'_> {}

impl fmt::Debug for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Lower-case hexadecimal.
impl fmt::Display for Octets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// The pieces of a string, from [`Octets::segments`].
#[derive(Debug)]
pub struct Segments<'a> {
    whole: Option<&'a [u8]>,
    open: Vec<Reader<'a>>,
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if let Some(whole) = self.whole.take() {
            return Some(whole);
        }
        while let Some(reader) = self.open.last_mut() {
            // `Tlv::octet_string` has walked these octets: an error here is the end.
            match reader.tlv("segment") {
                Ok(segment) if segment.is_constructed() => self.open.push(segment.reader()),
                Ok(segment) => return Some(segment.contents),
                Err(_) => _ = self.open.pop(),
            }
        }
        None
    }
}

/// A BIT STRING: bit 0 is the highest bit of the first octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits<'a> {
    /// The octets that hold the bits.
    pub octets: &'a [u8],
    /// How many of the last octet's low bits do not count, 0 to 7.
    pub unused: u8,
}

impl Bits<'_> {
    /// How many bits there are.
    pub const fn len(&self) -> usize {
        (self.octets.len() * 8).saturating_sub(self.unused as usize)
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether bit `n` is there and set.
    pub fn is_set(&self, n: usize) -> bool {
        n < self.len() && self.octets[n / 8] & 0x80 >> (n % 8) != 0
    }

    /// The numbers of the bits that are set, in order.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|n| self.is_set(*n))
    }
}

/// An OBJECT IDENTIFIER; displays as dotted numbers.
///
/// ```
/// use hookflash::wire::{Layer, Reader};
/// let oid = Reader::new(&[6, 3, 0x88, 0x37, 3], Layer::Tcap).tlv("id")?.object_identifier()?;
/// assert_eq!(oid.to_string(), "2.999.3");
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ObjectIdentifier<'a>(
    /// The contents octets.
    pub &'a [u8],
);

impl ObjectIdentifier<'_> {
    /// Whether the octets are arcs in their shortest form, the last one complete (X.690 8.19.2).
    pub fn is_whole(&self) -> bool {
        let complete = self.0.last().is_some_and(|octet| octet & 0x80 == 0);
        complete && self.0.split_inclusive(|octet| octet & 0x80 == 0).all(|arc| arc[0] != 0x80)
    }
}

impl fmt::Display for ObjectIdentifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arcs = self.0.split_inclusive(|octet| octet & 0x80 == 0);
        let value = |arc: &[u8]| {
            arc.iter().try_fold(0u128, |value, octet| {
                (value >> 120 == 0).then_some(value << 7 | u128::from(octet & 0x7F))
            })
        };
        if let Some(first) = arcs.next() {
            match value(first) {
                Some(first @ 0..80) => write!(f, "{}.{}", first / 40, first % 40)?,
                Some(first) => write!(f, "2.{}", first - 80)?,
                None => f.write_str("2.(huge)")?,
            }
        }
        arcs.try_for_each(|arc| match value(arc) {
            Some(value) => write!(f, ".{value}"),
            None => f.write_str(".(huge)"),
        })
    }
}

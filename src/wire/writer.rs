//! Writes a message from its last octet to its first.
//!
//! What a length, a pointer or a count speaks of stands behind it. Written from the end, all of
//! that is there already when the length is due: none is guessed, patched or moved, and each comes
//! out in its shortest form.

use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use alloc::vec::Vec;
use core::fmt;

/// Something that has an encoding.
///
/// Messages that carry others are generic over what they carry: octets as they come from a
/// decoder, or any other `Encode`. A reference to something that can be encoded can be encoded.
pub trait Encode {
    /// Writes the encoding before what `writer` holds.
    ///
    /// # Errors
    ///
    /// A value that a decoder would refuse: its field is named, its place is
    /// [`NOWHERE`](Error::NOWHERE). What `writer` holds then is of no use: [`clear`](Writer::clear)
    /// it.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error>;
}

impl<T: Encode + ?Sized> Encode for &T {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        (**self).encode(writer)
    }
}

/// Several, in order.
impl<T: Encode> Encode for [T] {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.iter().rev().try_for_each(|element| element.encode(writer))
    }
}

/// Several, in order.
impl<T: Encode, const N: usize> Encode for [T; N] {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.as_slice().encode(writer)
    }
}

/// Several, in order.
impl<T: Encode> Encode for Vec<T> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.as_slice().encode(writer)
    }
}

/// Octets that are encoded already.
impl Encode for [u8] {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self);
        Ok(())
    }
}

/// Octets that are encoded already.
impl<const N: usize> Encode for [u8; N] {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self);
        Ok(())
    }
}

/// What is left to be read, as it stands.
impl Encode for Reader<'_> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self.rest());
        Ok(())
    }
}

/// A buffer that grows towards its front.
///
/// Reused, it allocates nothing: [`clear`](Self::clear) keeps the memory.
///
/// ```
/// use hookflash::wire::Writer;
/// let mut writer = Writer::new();
/// writer.put(b"data");
/// writer.u8(4); // the length, once what it counts is there
/// assert_eq!(writer.octets(), b"\x04data");
/// writer.clear();
/// assert!(writer.is_empty());
/// ```
#[derive(Clone, Default)]
pub struct Writer {
    /// The message fills the end.
    buffer: Vec<u8>,
    /// Where the message begins.
    start: usize,
}

impl Writer {
    /// An empty writer, which allocates when something is written.
    pub const fn new() -> Self {
        Self { buffer: Vec::new(), start: 0 }
    }

    /// An empty writer with room for so many octets.
    pub fn with_capacity(octets: usize) -> Self {
        Self { buffer: alloc::vec![0; octets], start: octets }
    }

    /// What was written, first octet first.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        // `start` never passes the end; the form without a panic costs nothing.
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// How many octets were written.
    #[inline]
    pub const fn len(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// Whether nothing was written.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets what was written and keeps the memory.
    #[inline]
    pub const fn clear(&mut self) {
        self.start = self.buffer.len();
    }

    /// Encodes one message by itself: clears, encodes, and shows the octets.
    ///
    /// # Errors
    ///
    /// Those of [`Encode::encode`].
    #[inline]
    pub fn message(&mut self, message: &(impl Encode + ?Sized)) -> Result<&[u8], Error> {
        self.clear();
        message.encode(self)?;
        Ok(self.octets())
    }

    /// Makes room for `count` octets in front and gives them to be filled.
    #[inline]
    pub(crate) fn room(&mut self, count: usize) -> &mut [u8] {
        if self.start < count {
            self.grow(count);
        }
        self.start -= count;
        &mut self.buffer[self.start..self.start + count]
    }

    #[cold]
    fn grow(&mut self, count: usize) {
        let written = self.len();
        let size = (written + count).next_power_of_two().max(256);
        let mut buffer = alloc::vec![0; size];
        buffer[size - written..].copy_from_slice(self.octets());
        self.start = size - written;
        self.buffer = buffer;
    }

    /// Writes octets before what is there.
    #[inline]
    pub fn put(&mut self, octets: &[u8]) {
        self.room(octets.len()).copy_from_slice(octets);
    }

    /// Writes an array before what is there.
    #[inline]
    pub(crate) fn array<const N: usize>(&mut self, octets: [u8; N]) {
        self.room(N).copy_from_slice(&octets);
    }

    /// Writes an octet before what is there.
    #[inline]
    pub fn u8(&mut self, octet: u8) {
        self.array([octet]);
    }

    /// Writes two octets, most significant first, before what is there.
    #[inline]
    pub fn u16_be(&mut self, number: u16) {
        self.array(number.to_be_bytes());
    }

    /// Writes two octets, least significant first, before what is there.
    #[inline]
    pub fn u16_le(&mut self, number: u16) {
        self.array(number.to_le_bytes());
    }

    /// Writes four octets, most significant first, before what is there.
    #[inline]
    pub fn u32_be(&mut self, number: u32) {
        self.array(number.to_be_bytes());
    }

    /// Writes four octets, least significant first, before what is there.
    #[inline]
    pub fn u32_le(&mut self, number: u32) {
        self.array(number.to_le_bytes());
    }

    /// Puts zeros behind what was written since the writer held `behind` octets: padding, whose
    /// number is known only now.
    #[inline]
    pub(crate) fn zeros_behind(&mut self, count: usize, behind: usize) {
        self.room(count);
        let end = self.buffer.len() - behind;
        self.buffer.copy_within(self.start + count..end, self.start);
        self.buffer[end - count..end].fill(0);
    }

    /// Moves what was written since the writer held `before` octets in all behind what was written
    /// between `after` and `before`: for lists that can only be read from the front.
    pub(crate) fn swap_latest(&mut self, after: usize, before: usize) {
        let latest = self.len() - before;
        let end = self.buffer.len() - after;
        self.buffer[self.start..end].rotate_left(latest);
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({:02x?})", self.octets())
    }
}

/// The refusal to write a field: a decoder would not take it.
#[cold]
pub(crate) const fn refused(kind: ErrorKind, layer: Layer, what: &'static str) -> Error {
    Error { kind, at: Error::NOWHERE, layer, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_last_stands_first() {
        let mut writer = Writer::new();
        writer.u16_le(0x0102);
        writer.u32_be(0x0304_0506);
        writer.put(&[7, 8]);
        assert_eq!(writer.octets(), [7, 8, 3, 4, 5, 6, 2, 1]);
    }

    #[test]
    fn growing_keeps_what_is_there() {
        let mut writer = Writer::with_capacity(3);
        for n in 0..=255 {
            writer.u16_be(n);
        }
        assert_eq!(writer.len(), 512);
        let last_first: Vec<u8> = (0..=255u8).rev().flat_map(|n| [0, n]).collect();
        assert_eq!(writer.octets(), last_first);
    }

    #[test]
    fn clearing_keeps_the_memory() {
        let mut writer = Writer::with_capacity(64);
        writer.put(&[1; 64]);
        let place = writer.octets().as_ptr();
        writer.clear();
        writer.put(&[2; 64]);
        assert_eq!(writer.octets().as_ptr(), place);
    }

    #[test]
    fn zeros_come_behind_the_latest_octets() {
        let mut writer = Writer::with_capacity(4);
        writer.put(b"tail");
        let behind = writer.len();
        writer.put(b"first");
        writer.zeros_behind(3, behind);
        assert_eq!(writer.octets(), b"first\0\0\0tail");
    }

    #[test]
    fn the_latest_octets_change_places_with_those_before() {
        let mut writer = Writer::new();
        writer.put(b"tail");
        let after = writer.len();
        writer.put(b"first");
        let before = writer.len();
        writer.put(b"second");
        writer.swap_latest(after, before);
        assert_eq!(writer.octets(), b"firstsecondtail");
    }
}

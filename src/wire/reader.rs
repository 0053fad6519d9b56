//! A cursor over octets that knows where it is and which layer it reads.

use super::error::{Error, ErrorKind, Layer};

/// Reads one layer of a message, front to back.
///
/// Every method that takes a `what` names in its error the field that was being read. A reader is
/// `Copy`: copying it is how one looks ahead. Two are equal where the octets left to be read are,
/// wherever they stand.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    octets: &'a [u8],
    at: u32,
    layer: Layer,
}

impl PartialEq for Reader<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets
    }
}

impl Eq for Reader<'_> {}

pub(crate) fn clamp(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Reader<'a> {
    /// Reads `octets` from their first octet, which is octet 0 in errors.
    pub const fn new(octets: &'a [u8], layer: Layer) -> Self {
        Self { octets, at: 0, layer }
    }

    /// Reads `octets`, whose first octet is octet `at` of the message that errors speak of.
    pub const fn new_at(octets: &'a [u8], at: u32, layer: Layer) -> Self {
        Self { octets, at, layer }
    }

    /// The same octets read as another layer.
    #[must_use]
    pub const fn with_layer(self, layer: Layer) -> Self {
        Self { layer, ..self }
    }

    /// Octets from the start of the message to the next octet to be read.
    pub const fn at(&self) -> u32 {
        self.at
    }

    /// The layer that errors name.
    pub const fn layer(&self) -> Layer {
        self.layer
    }

    /// The octets not read yet.
    pub const fn rest(&self) -> &'a [u8] {
        self.octets
    }

    /// How many octets are not read yet.
    pub const fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether all octets are read.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The next octet, without reading it.
    pub fn peek(&self) -> Option<u8> {
        self.octets.first().copied()
    }

    /// An error of `kind` at the next octet to be read.
    #[cold]
    pub const fn error(&self, kind: ErrorKind, what: &'static str) -> Error {
        Error { kind, at: self.at, layer: self.layer, what }
    }

    #[cold]
    fn truncated(&self, need: usize, what: &'static str) -> Error {
        Error {
            kind: ErrorKind::Truncated { missing: clamp(need - self.octets.len()) },
            at: self.at.saturating_add(clamp(self.octets.len())),
            layer: self.layer,
            what,
        }
    }

    /// The next `count` octets.
    #[inline]
    pub fn take(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], Error> {
        match self.octets.split_at_checked(count) {
            Some((taken, rest)) => {
                self.octets = rest;
                self.at = self.at.wrapping_add(count as u32);
                Ok(taken)
            }
            None => Err(self.truncated(count, what)),
        }
    }

    /// A reader of the next `count` octets, for a field whose length is given elsewhere.
    #[inline]
    pub fn sub(&mut self, count: usize, what: &'static str) -> Result<Self, Error> {
        let at = self.at;
        if count > self.octets.len() {
            return Err(self.error(
                ErrorKind::LengthBeyondEnd {
                    claimed: clamp(count),
                    available: u16::try_from(self.octets.len()).unwrap_or(u16::MAX),
                },
                what,
            ));
        }
        Ok(Self { octets: self.take(count, what)?, at, layer: self.layer })
    }

    /// A reader of what is left after `count` more octets, of which there are as many.
    #[inline]
    pub(crate) fn after(self, count: usize) -> Self {
        let octets = self.octets.get(count..).unwrap_or_default();
        Self { octets, at: self.at.wrapping_add(count as u32), layer: self.layer }
    }

    /// All octets that are left.
    pub fn take_rest(&mut self) -> &'a [u8] {
        let rest = self.octets;
        self.octets = &[];
        self.at = self.at.saturating_add(clamp(rest.len()));
        rest
    }

    /// The next `N` octets as an array.
    #[inline]
    pub fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Error> {
        match self.octets.split_first_chunk::<N>() {
            Some((taken, rest)) => {
                self.octets = rest;
                self.at = self.at.wrapping_add(N as u32);
                Ok(*taken)
            }
            None => Err(self.truncated(N, what)),
        }
    }

    /// The next octet.
    #[inline]
    pub fn u8(&mut self, what: &'static str) -> Result<u8, Error> {
        Ok(self.array::<1>(what)?[0])
    }

    /// Two octets, most significant first.
    #[inline]
    pub fn u16_be(&mut self, what: &'static str) -> Result<u16, Error> {
        Ok(u16::from_be_bytes(self.array(what)?))
    }

    /// Two octets, least significant first.
    #[inline]
    pub fn u16_le(&mut self, what: &'static str) -> Result<u16, Error> {
        Ok(u16::from_le_bytes(self.array(what)?))
    }

    /// Four octets, most significant first.
    #[inline]
    pub fn u32_be(&mut self, what: &'static str) -> Result<u32, Error> {
        Ok(u32::from_be_bytes(self.array(what)?))
    }

    /// Four octets, least significant first.
    #[inline]
    pub fn u32_le(&mut self, what: &'static str) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    /// Reads a fixed-layout header with a nom parser; running out of octets is an error at the
    /// end of the octets, any refusal of the parser one at the octet it refused.
    pub fn header<T>(
        &mut self,
        what: &'static str,
        mut parser: impl nom::Parser<&'a [u8], Output = T, Error = nom::error::Error<&'a [u8]>>,
    ) -> Result<T, Error> {
        match parser.parse_complete(self.octets) {
            Ok((rest, value)) => {
                self.at = self.at.saturating_add(clamp(self.octets.len() - rest.len()));
                self.octets = rest;
                Ok(value)
            }
            Err(nom::Err::Error(e) | nom::Err::Failure(e)) => {
                let read = self.octets.len() - e.input.len();
                let short = matches!(e.code, nom::error::ErrorKind::Eof);
                let at =
                    self.at.saturating_add(clamp(if short { self.octets.len() } else { read }));
                let kind = if short {
                    ErrorKind::Truncated { missing: 1 }
                } else {
                    ErrorKind::Unexpected { found: e.input.first().copied().unwrap_or(0).into() }
                };
                Err(Error { kind, at, layer: self.layer, what })
            }
            Err(nom::Err::Incomplete(_)) => Err(self.truncated(self.octets.len() + 1, what)),
        }
    }

    /// Nothing may be left: `what` has ended.
    pub fn end(&self, what: &'static str) -> Result<(), Error> {
        if self.octets.is_empty() {
            Ok(())
        } else {
            Err(self.error(ErrorKind::Trailing { count: clamp(self.octets.len()) }, what))
        }
    }
}

//! Elements written: minimal, definite, primitive wherever X.690 allows it (8.1.3, 10.1, 10.2).

use super::strings::{Bits, Octets};
use super::{Identifier, Tlv};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

impl Writer {
    /// Writes identifier and length of the element whose contents are all that was written since
    /// the writer held `behind` octets.
    ///
    /// ```
    /// use hookflash::wire::Writer;
    /// use hookflash::wire::ber::Identifier;
    /// let mut writer = Writer::new();
    /// let behind = writer.len();
    /// writer.integer(Identifier(0x02), 1);
    /// writer.wrap(Identifier(0x30), behind);
    /// assert_eq!(writer.octets(), [0x30, 3, 2, 1, 1]);
    /// ```
    #[inline]
    pub fn wrap(&mut self, identifier: Identifier, behind: usize) {
        let length = self.len().wrapping_sub(behind);
        if length < 0x80 && identifier.0 <= 0xFF {
            self.array([identifier.0 as u8, length as u8]);
        } else {
            self.long_header(identifier, length);
        }
    }

    fn long_header(&mut self, identifier: Identifier, length: usize) {
        match length {
            0..0x80 => self.u8(length as u8),
            0x80..=0xFF => self.array([0x81, length as u8]),
            _ => {
                let octets = length.to_be_bytes();
                let filler = octets.iter().take_while(|octet| **octet == 0).count();
                self.put(&octets[filler..]);
                self.u8(0x80 | (octets.len() - filler) as u8);
            }
        }
        let octets = identifier.0.to_be_bytes();
        self.put(&octets[octets.len() - identifier.size()..]);
    }

    /// Writes an element of these contents.
    #[inline]
    pub fn element(&mut self, identifier: Identifier, contents: &[u8]) {
        let length = contents.len();
        if length < 0x80 && identifier.0 <= 0xFF {
            let room = self.room(length + 2);
            room[0] = identifier.0 as u8;
            room[1] = length as u8;
            room[2..].copy_from_slice(contents);
        } else {
            let behind = self.len();
            self.put(contents);
            self.long_header(identifier, self.len() - behind);
        }
    }

    /// Writes an element of one octet.
    #[inline]
    pub(crate) fn octet(&mut self, identifier: Identifier, octet: u8) {
        match identifier.0 {
            id @ 0..=0xFF => self.array([id as u8, 1, octet]),
            id @ 0x100..=0xFFFF => self.array([(id >> 8) as u8, id as u8, 1, octet]),
            _ => self.element(identifier, &[octet]),
        }
    }

    /// Writes an INTEGER or ENUMERATED in as few octets as it needs (X.690 8.3.2).
    #[inline]
    pub fn integer(&mut self, identifier: Identifier, value: i64) {
        if let Ok(octet) = i8::try_from(value) {
            return self.octet(identifier, octet as u8);
        }
        let octets = value.to_be_bytes();
        let sign = if value < 0 { 0xFF } else { 0 };
        // An octet is filler while the next one carries the same sign.
        let filler = octets
            .windows(2)
            .take_while(|pair| pair[0] == sign && (pair[1] ^ sign) & 0x80 == 0)
            .count();
        self.element(identifier, &octets[filler..]);
    }

    /// Writes a BOOLEAN; true is FF (X.690 11.1).
    pub fn boolean(&mut self, identifier: Identifier, value: bool) {
        self.octet(identifier, if value { 0xFF } else { 0 });
    }

    /// Writes a string in primitive form, whatever form it was read from.
    #[inline]
    pub fn octet_string(&mut self, identifier: Identifier, octets: &Octets<'_>) {
        match octets.contiguous() {
            Some(octets) => self.element(identifier, octets),
            None => self.segmented(identifier, octets),
        }
    }

    fn segmented(&mut self, identifier: Identifier, octets: &Octets<'_>) {
        let behind = self.len();
        self.put(&octets.to_cow());
        self.wrap(identifier, behind);
    }

    /// Writes a BIT STRING; the unused bits are 0 (X.690 11.2.1).
    pub fn bit_string(&mut self, identifier: Identifier, bits: Bits<'_>) {
        let behind = self.len();
        let unused = bits.unused & 7;
        if let Some((last, octets)) = bits.octets.split_last() {
            self.u8(last & 0xFF << unused);
            self.put(octets);
            self.u8(unused);
        } else {
            self.u8(0);
        }
        self.wrap(identifier, behind);
    }
}

/// The element as it stands: its own identifier, length and contents octets.
impl Encode for Tlv<'_> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self.octets);
        Ok(())
    }
}

/// One element that the caller has encoded, identifier and length included. It is written as it
/// is, and never wrapped in another identifier.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::ber::Encoded;
/// // A parameter SEQUENCE from elsewhere.
/// let sequence = Encoded(&[0x30, 3, 0x9F, 0x3D, 0]);
/// let mut writer = Writer::new();
/// assert_eq!(writer.message(&sequence)?, [0x30, 3, 0x9F, 0x3D, 0]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoded<'a>(
    /// The octets of exactly one element.
    pub &'a [u8],
);

impl Encode for Encoded<'_> {
    /// # Errors
    ///
    /// Octets that are not one whole element.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let mut reader = Reader::new(self.0, Layer::Tcap);
        reader.tlv("encoded element")?;
        reader.end("encoded element")?;
        writer.put(self.0);
        Ok(())
    }
}

/// The refusal of contents so long.
#[cold]
pub(crate) fn bad_length(length: usize, layer: Layer, what: &'static str) -> Error {
    refused(ErrorKind::BadLength { length: clamp(length) }, layer, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    use alloc::vec::Vec;

    fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut writer = Writer::new();
        write(&mut writer);
        writer.octets().to_vec()
    }

    #[test]
    fn lengths_come_out_in_their_shortest_form() {
        for (length, header) in [
            (0, &[0x04, 0][..]),
            (0x7F, &[0x04, 0x7F]),
            (0x80, &[0x04, 0x81, 0x80]),
            (0x100, &[0x04, 0x82, 1, 0]),
            (0x1_0000, &[0x04, 0x83, 1, 0, 0]),
        ] {
            let contents = alloc::vec![0xAA; length];
            let octets = written(|w| w.element(Identifier(4), &contents));
            assert_eq!(octets, [header, &contents].concat());
        }
    }

    #[test]
    fn identifiers_of_every_size_are_written() {
        for id in [0x04, 0x9F3D, 0x9F_8A1F, 0x9F81_8001] {
            let octets = written(|w| w.element(Identifier(id), &[7]));
            let tlv = Reader::new(&octets, Layer::Ain).tlv("element");
            assert_eq!(tlv.map(|tlv| (tlv.identifier.0, tlv.contents)), Ok((id, &[7][..])));
            assert_eq!(written(|w| w.octet(Identifier(id), 7)), octets);
        }
    }

    #[test]
    fn integers_take_as_few_octets_as_they_need() {
        for (value, octets) in [
            (0, &[2, 1, 0][..]),
            (-1, &[2, 1, 0xFF]),
            (127, &[2, 1, 0x7F]),
            (128, &[2, 2, 0, 0x80]),
            (-128, &[2, 1, 0x80]),
            (-129, &[2, 2, 0xFF, 0x7F]),
            (25_603, &[2, 2, 0x64, 3]),
            (i64::MAX, &[2, 8, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            (i64::MIN, &[2, 8, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(written(|w| w.integer(Identifier(2), value)), octets, "{value}");
        }
    }

    #[test]
    fn a_string_in_segments_is_written_in_one_piece() {
        let cut = [0x24, 0x80, 4, 1, 0x61, 4, 1, 0x62, 0, 0];
        let string = Reader::new(&cut, Layer::Ain).tlv("s").and_then(|tlv| tlv.octet_string());
        let octets = written(|w| w.octet_string(Identifier(4), &string.unwrap_or_default()));
        assert_eq!(octets, [4, 2, 0x61, 0x62]);
    }

    #[test]
    fn unused_bits_are_written_as_zeros() {
        let bits =
            |octets, unused| written(|w| w.bit_string(Identifier(3), Bits { octets, unused }));
        assert_eq!(bits(&[0xFF, 0xFF], 3), [3, 3, 3, 0xFF, 0xF8]);
        assert_eq!(bits(&[], 0), [3, 1, 0]);
    }

    #[test]
    fn what_is_not_one_element_is_not_passed_through() {
        for octets in [&[][..], &[0x30], &[0x30, 1], &[0x30, 0, 0x30, 0]] {
            assert!(Writer::new().message(&Encoded(octets)).is_err(), "{octets:?}");
        }
    }
}

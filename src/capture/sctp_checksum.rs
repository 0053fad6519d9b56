//! The checksum of an SCTP packet: CRC32c, or the Adler-32 that RFC 2960 had before RFC 3309.

use crate::wire::sctp::verify_checksum;
use crate::wire::{Diagnostic, Error, Layer, Reader};

/// What is wrong with the checksum of a packet, if anything.
///
/// A checksum of 0 is what a capture on the sending host shows where the network card computes it;
/// that is no fault of the packet.
pub(super) fn judge(packet: Reader<'_>) -> Option<Diagnostic> {
    let error: Error = verify_checksum(packet.with_layer(Layer::Sctp)).err()?;
    let (ports_and_tag, rest) = packet.rest().split_first_chunk::<8>()?;
    let (checksum, chunks) = rest.split_first_chunk::<4>()?;
    let sum = adler(adler(adler((1, 0), ports_and_tag), &[0; 4]), chunks);
    match u32::from_be_bytes(*checksum) {
        0 => Some(Diagnostic::note(error)),
        adler if adler == sum.1 << 16 | sum.0 => None,
        _ => Some(Diagnostic::warning(error)),
    }
}

/// RFC 1950 8.2, from the sums so far.
fn adler(start: (u32, u32), octets: &[u8]) -> (u32, u32) {
    octets.iter().fold(start, |(a, b), &octet| {
        let a = (a + u32::from(octet)) % 65_521;
        (a, (b + a) % 65_521)
    })
}

#[cfg(test)]
pub(super) mod build {
    use crate::wire::sctp::crc32c;

    /// A DATA chunk; `flags` are B (2), E (1) and U (4).
    pub(in super::super) fn data(
        flags: u8,
        tsn: u32,
        (stream, sequence): (u16, u16),
        payload_protocol: u32,
        user: &[u8],
    ) -> Vec<u8> {
        let length = 16 + user.len();
        let mut chunk = vec![0, flags, (length >> 8) as u8, length as u8];
        chunk.extend(tsn.to_be_bytes());
        chunk.extend(stream.to_be_bytes());
        chunk.extend(sequence.to_be_bytes());
        chunk.extend(payload_protocol.to_be_bytes());
        chunk.extend(user);
        chunk.resize(length.next_multiple_of(4), 0);
        chunk
    }

    /// A packet with a right CRC32c.
    pub(in super::super) fn packet(ports: (u16, u16), tag: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
        let mut packet = [ports.0.to_be_bytes(), ports.1.to_be_bytes()].concat();
        packet.extend(tag.to_be_bytes());
        packet.extend([0; 4]);
        packet.extend(chunks.concat());
        let checksum = crc32c(&packet);
        packet[8..12].copy_from_slice(&checksum.to_le_bytes());
        packet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Severity;

    fn severity(packet: &[u8]) -> Option<Severity> {
        judge(Reader::new(packet, Layer::Sctp)).map(|diagnostic| diagnostic.severity)
    }

    #[test]
    fn both_checksums_hold_none_is_noted_and_another_is_a_warning() {
        let mut packet = build::packet((2905, 2906), 7, &[build::data(3, 1, (0, 0), 3, b"ab")]);
        assert_eq!(severity(&packet), None);
        packet[8..12].copy_from_slice(&[0; 4]);
        assert_eq!(severity(&packet), Some(Severity::Note));
        let (a, b) = adler((1, 0), &packet);
        packet[8..12].copy_from_slice(&(b << 16 | a).to_be_bytes());
        assert_eq!(severity(&packet), None);
        packet[8] ^= 1;
        assert_eq!(severity(&packet), Some(Severity::Warning));
    }
}

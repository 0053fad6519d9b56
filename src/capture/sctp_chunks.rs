//! SCTP packets: chunks and checksums (RFC 9260 3).

use crate::wire::{Error, ErrorKind, Reader};

/// Octets of the common header: ports, verification tag, checksum.
pub(super) const HEADER: usize = 12;

/// A chunk: its type, its flags, and a reader of its value.
pub(super) struct Chunk<'a> {
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) value: Reader<'a>,
}

/// Reads the next chunk and its padding, which the last chunk may lack; none at the end.
pub(super) fn next_chunk<'a>(reader: &mut Reader<'a>) -> Option<Result<Chunk<'a>, Error>> {
    // Fewer zeros than a chunk header are padding.
    if reader.len() < 4 && reader.rest().iter().all(|&octet| octet == 0) {
        return None;
    }
    Some(chunk(reader))
}

fn chunk<'a>(reader: &mut Reader<'a>) -> Result<Chunk<'a>, Error> {
    let start = *reader;
    let [kind, flags, high, low] = reader.array("chunk header")?;
    let length = u16::from_be_bytes([high, low]);
    let Some(rest) = length.checked_sub(4) else {
        let kind = ErrorKind::BadLength { length: length.into() };
        return Err(start.error(kind, "chunk"));
    };
    let value = reader.sub(rest.into(), "chunk")?;
    let padding = usize::from(length).wrapping_neg() % 4;
    reader.take(padding.min(reader.len()), "chunk padding")?;
    Ok(Chunk { kind, flags, value })
}

/// Whether the checksum is the CRC32c of RFC 9260 6.8 or the Adler-32 of RFC 2960.
pub(super) fn checksum_holds(packet: &[u8]) -> bool {
    let Some((header, chunks)) = packet.split_first_chunk::<HEADER>() else { return false };
    let [ports_and_tag @ .., a, b, c, d] = header;
    let crc = crc(crc(crc(!0, ports_and_tag), &[0; 4]), chunks);
    if !crc == u32::from_le_bytes([*a, *b, *c, *d]) {
        return true;
    }
    let adler = adler(adler(adler((1, 0), ports_and_tag), &[0; 4]), chunks);
    adler.1 << 16 | adler.0 == u32::from_be_bytes([*a, *b, *c, *d])
}

/// Castagnoli's polynomial, reflected.
const POLYNOMIAL: u32 = 0x82f6_3b78;

/// `TABLES[n][octet]` is the remainder of `octet` with `n` zero octets behind it, so that eight
/// octets go at a time.
static TABLES: [[u32; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut octet = 0;
    while octet < 256 {
        let mut remainder = octet as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder = remainder >> 1 ^ if remainder & 1 != 0 { POLYNOMIAL } else { 0 };
            bit += 1;
        }
        tables[0][octet] = remainder;
        octet += 1;
    }
    let mut n = 1;
    while n < 8 {
        let mut octet = 0;
        while octet < 256 {
            let before = tables[n - 1][octet];
            tables[n][octet] = before >> 8 ^ tables[0][(before & 0xff) as usize];
            octet += 1;
        }
        n += 1;
    }
    tables
};

fn crc(start: u32, octets: &[u8]) -> u32 {
    let (eights, rest) = octets.as_chunks::<8>();
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &TABLES;
    let mut crc = start;
    for [a, b, c, d, e, f, g, h] in eights {
        let [i, j, k, l] = crc.to_le_bytes();
        crc = t7[usize::from(a ^ i)]
            ^ t6[usize::from(b ^ j)]
            ^ t5[usize::from(c ^ k)]
            ^ t4[usize::from(d ^ l)]
            ^ t3[usize::from(*e)]
            ^ t2[usize::from(*f)]
            ^ t1[usize::from(*g)]
            ^ t0[usize::from(*h)];
    }
    rest.iter().fold(crc, |crc, octet| crc >> 8 ^ t0[usize::from(crc as u8 ^ octet)])
}

fn adler(start: (u32, u32), octets: &[u8]) -> (u32, u32) {
    octets.iter().fold(start, |(a, b), &octet| {
        let a = (a + u32::from(octet)) % 65_521;
        (a, (b + a) % 65_521)
    })
}

#[cfg(test)]
pub(super) mod build {
    use super::*;

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
        let checksum = !crc(!0, &packet);
        packet[8..12].copy_from_slice(&checksum.to_le_bytes());
        packet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_is_that_of_rfc_3720_b_4() {
        assert_eq!(!crc(!0, &[0; 32]), 0x8a91_36aa);
        assert_eq!(!crc(!0, &[0xff; 32]), 0x62a8_ab43);
        assert_eq!(!crc(!0, b"123456789"), 0xe306_9283);
    }

    #[test]
    fn adler_32_of_old_stacks_holds_too_and_neither_does_not() {
        let mut packet = build::packet((1, 2), 3, &[build::data(3, 0, (0, 0), 3, b"abcd")]);
        assert!(checksum_holds(&packet));
        packet[8..12].fill(0);
        let (a, b) = adler((1, 0), &packet);
        packet[8..12].copy_from_slice(&(b << 16 | a).to_be_bytes());
        assert!(checksum_holds(&packet));
        packet[20] ^= 1;
        assert!(!checksum_holds(&packet));
        assert_eq!(adler((1, 0), b"Wikipedia"), (0x0398, 0x11e6));
    }
}

//! SCTP packets and their chunks (RFC 9260), as far as finding user messages needs.

use super::codes::codes;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use nom::number::complete::{be_u8, be_u16, be_u32};

codes! {
    /// Chunk type (RFC 9260 3.2 and the registry it keeps).
    pub struct ChunkType(u8) {
        DATA = 0, "DATA";
        INIT = 1, "INIT";
        INIT_ACK = 2, "INIT ACK";
        SACK = 3, "SACK";
        HEARTBEAT = 4, "HEARTBEAT";
        HEARTBEAT_ACK = 5, "HEARTBEAT ACK";
        ABORT = 6, "ABORT";
        SHUTDOWN = 7, "SHUTDOWN";
        SHUTDOWN_ACK = 8, "SHUTDOWN ACK";
        ERROR = 9, "ERROR";
        COOKIE_ECHO = 10, "COOKIE ECHO";
        COOKIE_ACK = 11, "COOKIE ACK";
        ECNE = 12, "ECNE";
        CWR = 13, "CWR";
        SHUTDOWN_COMPLETE = 14, "SHUTDOWN COMPLETE";
        AUTH = 15, "AUTH";
        I_DATA = 64, "I-DATA";
        ASCONF_ACK = 128, "ASCONF-ACK";
        RE_CONFIG = 130, "RE-CONFIG";
        PAD = 132, "PAD";
        FORWARD_TSN = 192, "FORWARD TSN";
        ASCONF = 193, "ASCONF";
        I_FORWARD_TSN = 194, "I-FORWARD-TSN";
    }

    /// What the user data is (RFC 9260 3.3.1): the identifiers of the signalling layers.
    pub struct PayloadProtocol(u32) {
        UNSPECIFIED = 0, "unspecified";
        IUA = 1, "IUA";
        M2UA = 2, "M2UA";
        M3UA = 3, "M3UA";
        SUA = 4, "SUA";
        M2PA = 5, "M2PA";
    }
}

/// A packet: the common header and its chunks (RFC 9260 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// The sender's port.
    pub source_port: u16,
    /// The receiver's port.
    pub destination_port: u16,
    /// Which association the packet belongs to, by the receiver's choice.
    pub verification_tag: u32,
    /// CRC32c of the packet as its header has it: see [`verify_checksum`].
    pub checksum: u32,
    /// The chunks.
    pub chunks: Chunks<'a>,
}

impl<'a> Packet<'a> {
    /// Reads the common header of a packet, which ends where `reader` ends. The checksum is not
    /// verified.
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Sctp);
        let layout = (be_u16, be_u16, be_u32, be_u32);
        let (source_port, destination_port, verification_tag, checksum) =
            reader.header("SCTP common header", layout)?;
        let chunks = Chunks(*reader);
        reader.take_rest();
        // The checksum alone is sent least significant octet first (RFC 9260 appendix A).
        let checksum = checksum.swap_bytes();
        Ok(Self { source_port, destination_port, verification_tag, checksum, chunks })
    }
}

/// One chunk (RFC 9260 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// What the chunk is.
    pub chunk_type: ChunkType,
    /// Flags, whose meaning depends on the type.
    pub flags: u8,
    /// The value, without padding.
    pub value: Reader<'a>,
    /// Where the chunk type stands.
    pub at: u32,
}

/// The chunks of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunks<'a>(pub Reader<'a>);

impl<'a> IntoIterator for Chunks<'a> {
    type Item = Result<Chunk<'a>, Error>;
    type IntoIter = ChunksIter<'a>;

    fn into_iter(self) -> ChunksIter<'a> {
        ChunksIter(self.0)
    }
}

/// Reads chunks one after the other. An error is the last item.
#[derive(Debug, Clone)]
pub struct ChunksIter<'a>(Reader<'a>);

impl<'a> Iterator for ChunksIter<'a> {
    type Item = Result<Chunk<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        // Zeros too few for a chunk are padding of the packet below.
        if self.0.len() < 4 && self.0.rest().iter().all(|octet| *octet == 0) {
            return None;
        }
        let chunk = chunk(&mut self.0);
        if chunk.is_err() {
            self.0.take_rest();
        }
        Some(chunk)
    }
}

impl core::iter::FusedIterator for ChunksIter<'_> {}

fn chunk<'a>(reader: &mut Reader<'a>) -> Result<Chunk<'a>, Error> {
    let start = *reader;
    let (chunk_type, flags, length) = reader.header("chunk header", (be_u8, be_u8, be_u16))?;
    let chunk_type = ChunkType(chunk_type);
    let what = chunk_type.name().unwrap_or("chunk");
    let at_length = |kind| Error { at: start.at() + 2, ..start.error(kind, what) };
    let Some(value_length) = usize::from(length).checked_sub(4) else {
        return Err(at_length(ErrorKind::BadLength { length: length.into() }));
    };
    let value = reader.sub(value_length, what).map_err(|_| {
        let available = u16::try_from(start.len()).unwrap_or(u16::MAX);
        at_length(ErrorKind::LengthBeyondEnd { claimed: length.into(), available })
    })?;
    // The last chunk of a packet may have lost its padding on the way into a capture.
    let padding = (usize::from(length).wrapping_neg() & 3).min(reader.len());
    reader.take(padding, "padding")?;
    Ok(Chunk { chunk_type, flags, value, at: start.at() })
}

/// A DATA chunk (RFC 9260 3.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataChunk<'a> {
    /// I: the receiver should acknowledge at once.
    pub immediate: bool,
    /// U: the message has no place in the order of its stream.
    pub unordered: bool,
    /// B: the first fragment of a message.
    pub beginning: bool,
    /// E: the last fragment of a message.
    pub ending: bool,
    /// Transmission sequence number.
    pub tsn: u32,
    /// Stream identifier.
    pub stream: u16,
    /// Stream sequence number.
    pub stream_sequence: u16,
    /// Payload protocol identifier.
    pub payload_protocol: PayloadProtocol,
    /// The message, or a fragment of it. A sender may not leave it empty.
    pub user_data: Reader<'a>,
}

impl<'a> DataChunk<'a> {
    /// Reads a chunk that must be [`ChunkType::DATA`].
    pub fn decode(chunk: &Chunk<'a>) -> Result<Self, Error> {
        let mut value = chunk.value;
        if chunk.chunk_type != ChunkType::DATA {
            let found = chunk.chunk_type.0.into();
            let error = value.error(ErrorKind::Unexpected { found }, "DATA chunk");
            return Err(Error { at: chunk.at, ..error });
        }
        let (tsn, stream, stream_sequence, payload_protocol) =
            value.header("DATA chunk", (be_u32, be_u16, be_u16, be_u32))?;
        Ok(Self {
            immediate: chunk.flags & 8 != 0,
            unordered: chunk.flags & 4 != 0,
            beginning: chunk.flags & 2 != 0,
            ending: chunk.flags & 1 != 0,
            tsn,
            stream,
            stream_sequence,
            payload_protocol: PayloadProtocol(payload_protocol),
            user_data: value,
        })
    }
}

/// Checks the checksum of a whole packet, `packet` (RFC 9260 6.8).
pub fn verify_checksum(packet: Reader<'_>) -> Result<(), Error> {
    let mut reader = packet.with_layer(Layer::Sctp);
    let ports_and_tag = reader.array::<8>("SCTP common header")?;
    let at = reader;
    let checksum = reader.u32_le("checksum")?;
    // It is computed with zeros in its own place.
    let mut crc = update(u32::MAX, &ports_and_tag);
    crc = update(crc, &[0; 4]);
    if !update(crc, reader.rest()) == checksum {
        Ok(())
    } else {
        Err(at.error(ErrorKind::BadChecksum, "checksum"))
    }
}

/// CRC32c, the Castagnoli polynomial (RFC 9260 appendix A).
pub fn crc32c(octets: &[u8]) -> u32 {
    !update(u32::MAX, octets)
}

/// `TABLES[n][octet]`: what an octet with n octets after it adds to the remainder.
static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut n = 0;
    while n < 256 {
        let mut crc = n as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0x82F6_3B78 };
            bit += 1;
        }
        tables[0][n] = crc;
        n += 1;
    }
    let mut slice = 1;
    while slice < 8 {
        let mut n = 0;
        while n < 256 {
            let before = tables[slice - 1][n];
            tables[slice][n] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            n += 1;
        }
        slice += 1;
    }
    tables
}

/// Eight octets at a step: every one has a table of its own.
fn update(mut crc: u32, octets: &[u8]) -> u32 {
    let look = |slice: usize, octet: u8| TABLES[slice][usize::from(octet)];
    let (eights, rest) = octets.as_chunks();
    for &[a, b, c, d, e, f, g, h] in eights {
        let [a, b, c, d] = (crc ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
        crc = look(7, a)
            ^ look(6, b)
            ^ look(5, c)
            ^ look(4, d)
            ^ look(3, e)
            ^ look(2, f)
            ^ look(1, g)
            ^ look(0, h);
    }
    rest.iter().fold(crc, |crc, octet| crc >> 8 ^ look(0, crc as u8 ^ octet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    const PACKET: &[u8] = &[
        0x0B, 0x59, 0x0B, 0x5A, 0, 0, 0, 7, 0, 0, 0, 0, // common header
        0, 0x0F, 0, 18, 0, 0, 0, 1, 0, 2, 0, 3, 0, 0, 0, 3, 0xAA, 0xBB, 0, 0, // DATA
        11, 0, 0, 4, // COOKIE ACK
        0x7F, 0, 0, 5, 0xCC, // unknown, without its padding
    ];

    fn packet(octets: &[u8]) -> Result<Packet<'_>, Error> {
        Packet::decode(&mut Reader::new(octets, Layer::Sctp))
    }

    #[test]
    fn crc32c_meets_the_test_patterns_of_rfc_3720() {
        assert_eq!(crc32c(&[0; 32]), 0x8A91_36AA);
        assert_eq!(crc32c(&[0xFF; 32]), 0x62A8_AB43);
        let mut octets: Vec<u8> = (0..32).collect();
        assert_eq!(crc32c(&octets), 0x46DD_794E);
        octets.reverse();
        assert_eq!(crc32c(&octets), 0x113F_DB5C);
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
        assert_eq!(crc32c(&[]), 0);
    }

    #[test]
    fn a_checksum_is_good_until_a_bit_changes() {
        let mut octets = PACKET.to_vec();
        let checksum = crc32c(&octets).to_le_bytes();
        octets[8..12].copy_from_slice(&checksum);
        let verify = |octets: &[u8]| verify_checksum(Reader::new(octets, Layer::Ip));
        assert_eq!(verify(&octets), Ok(()));
        assert_eq!(packet(&octets).map(|packet| packet.checksum), Ok(u32::from_le_bytes(checksum)));
        for bit in 0..octets.len() * 8 {
            let mut octets = octets.clone();
            octets[bit / 8] ^= 1 << (bit % 8);
            let error = verify(&octets).expect_err("one bit differs");
            assert_eq!((error.kind, error.at), (ErrorKind::BadChecksum, 8));
        }
    }

    #[test]
    fn chunks_follow_each_other_with_padding_between() -> Result<(), Error> {
        let packet = packet(PACKET)?;
        assert_eq!((packet.source_port, packet.destination_port), (2905, 2906));
        assert_eq!(packet.verification_tag, 7);
        let chunks: Vec<_> = packet.chunks.into_iter().collect::<Result<_, _>>()?;
        let kinds: Vec<_> =
            chunks.iter().map(|c| (c.chunk_type.name(), c.value.len(), c.at)).collect();
        assert_eq!(kinds, [(Some("DATA"), 14, 12), (Some("COOKIE ACK"), 0, 32), (None, 1, 36)]);

        let data = DataChunk::decode(&chunks[0])?;
        assert!(data.immediate && data.unordered && data.beginning && data.ending);
        assert_eq!((data.tsn, data.stream, data.stream_sequence), (1, 2, 3));
        assert_eq!(data.payload_protocol, PayloadProtocol::M3UA);
        assert_eq!((data.user_data.rest(), data.user_data.at()), (&[0xAA, 0xBB][..], 28));
        let error = DataChunk::decode(&chunks[1]).expect_err("not DATA");
        assert_eq!((error.kind, error.at), (ErrorKind::Unexpected { found: 11 }, 32));
        Ok(())
    }

    #[test]
    fn each_flag_is_told_from_the_others() -> Result<(), Error> {
        let value = Reader::new(&PACKET[16..30], Layer::Sctp);
        let flags = |flags| {
            let chunk = Chunk { chunk_type: ChunkType::DATA, flags, value, at: 0 };
            let data = DataChunk::decode(&chunk)?;
            Ok::<_, Error>([data.immediate, data.unordered, data.beginning, data.ending])
        };
        assert_eq!(flags(8)?, [true, false, false, false]);
        assert_eq!(flags(4)?, [false, true, false, false]);
        assert_eq!(flags(2)?, [false, false, true, false]);
        assert_eq!(flags(1)?, [false, false, false, true]);
        Ok(())
    }

    #[test]
    fn a_chunk_length_is_within_the_packet_and_holds_its_header() {
        let last = |length: u8| {
            let octets = [&PACKET[..12], &[11, 0, 0, length, 0, 0]].concat();
            let mut chunks = packet(&octets).expect("a packet").chunks.into_iter();
            let error = chunks.next().expect("an item").expect_err("a bad length");
            assert!(chunks.next().is_none());
            (error.kind, error.at)
        };
        assert_eq!(last(0), (ErrorKind::BadLength { length: 0 }, 14));
        assert_eq!(last(3), (ErrorKind::BadLength { length: 3 }, 14));
        assert_eq!(last(7), (ErrorKind::LengthBeyondEnd { claimed: 7, available: 6 }, 14));
    }
}

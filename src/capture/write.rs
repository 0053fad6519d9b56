//! Writing captures: pcap and pcapng files, and the frames that carry a message over IP.

use super::KeptFrame;
use super::item::Timestamp;
use crate::wire::sctp::crc32c;
use std::collections::HashMap;
use std::io::{self, Write};

/// The kind of a capture file. Both are written least significant octet first, with times in
/// nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileType {
    /// libpcap's own, with the magic number of nanosecond files.
    Pcap,
    /// pcapng: a section, an interface, a packet block a frame.
    Pcapng,
}

/// Link types of <https://www.tcpdump.org/linktypes.html> that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinkType(
    /// The number in the file.
    pub u16,
);

impl LinkType {
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// IP, with no link header.
    pub const RAW: Self = Self(101);
    /// MTP2 with a pseudo-header of four octets.
    pub const MTP2_WITH_PHDR: Self = Self(139);
    /// MTP2.
    pub const MTP2: Self = Self(140);
    /// MTP3.
    pub const MTP3: Self = Self(141);
    /// SCCP.
    pub const SCCP: Self = Self(142);
}

/// Longer frames are refused; readers, this crate's among them, take no more.
const SNAP_LENGTH: u32 = 1 << 18;

/// Writes frames to a capture file.
///
/// ```
/// use hookflash::capture::write::{CaptureWriter, FileType, LinkType};
/// use hookflash::capture::{Capture, Item, Timestamp};
/// use std::io::Cursor;
/// use std::ops::ControlFlow;
/// let mut writer = CaptureWriter::new(vec![], FileType::Pcapng, LinkType::MTP3)?;
/// let time = Timestamp { seconds: 1_718_010_000, nanoseconds: 5, digits: 9 };
/// writer.frame(time, &[0x83, 1, 20, 5, 1, 10, 5, 6])?;
/// let mut capture = Capture::new(Cursor::new(writer.into_inner())).unwrap();
/// capture
///     .for_each(|item| {
///         let Item::Message(message) = item else { panic!() };
///         assert_eq!((message.time, message.octets.len()), (Some(time), 8));
///         ControlFlow::Continue(())
///     })
///     .unwrap();
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct CaptureWriter<W> {
    to: W,
    file_type: FileType,
    /// The link types of the interfaces so far.
    interfaces: Vec<LinkType>,
}

impl<W: Write> CaptureWriter<W> {
    /// Writes the header of a file whose frames are all of one link type.
    ///
    /// # Errors
    ///
    /// Those of `to`.
    pub fn new(mut to: W, file_type: FileType, link_type: LinkType) -> io::Result<Self> {
        let interfaces = vec![link_type];
        match file_type {
            FileType::Pcap => {
                let link_type = u32::from(link_type.0);
                // Version 2.4; no time zone, no accuracy.
                to.write_all(&0xA1B2_3C4D_u32.to_le_bytes())?;
                to.write_all(&[2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
                to.write_all(&SNAP_LENGTH.to_le_bytes())?;
                to.write_all(&link_type.to_le_bytes())?;
            }
            FileType::Pcapng => {
                let mut section = 0x1A2B_3C4D_u32.to_le_bytes().to_vec();
                // Version 1.0; the section's length is not given.
                section.extend([1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
                block(&mut to, 0x0A0D_0D0A, &section)?;
                interface(&mut to, link_type)?;
            }
        }
        Ok(Self { to, file_type, interfaces })
    }

    /// Writes a frame.
    ///
    /// # Errors
    ///
    /// Those of the file; [`io::ErrorKind::InvalidInput`] for a frame of more than 256 KiB or a
    /// time that the file has no room for: before 1970, or after 2106 (pcap) or 2554 (pcapng).
    pub fn frame(&mut self, time: Timestamp, octets: &[u8]) -> io::Result<()> {
        self.put(0, time, octets, octets.len())
    }

    /// Writes a frame of another capture with its link type, and its length on the wire. A link
    /// type that is new to a pcapng file is a further interface.
    ///
    /// # Errors
    ///
    /// Those of [`frame`](Self::frame); [`io::ErrorKind::InvalidInput`] for a second link type in a
    /// pcap file, which has room for one. A frame without a time is written with that of 1970.
    pub fn kept(&mut self, frame: &KeptFrame) -> io::Result<()> {
        let link_type = LinkType(frame.link_type);
        let known = self.interfaces.iter().position(|known| *known == link_type);
        let interface = match (known, self.file_type) {
            (Some(place), _) => place,
            (None, FileType::Pcap) => {
                let what = "a second link type, for which only pcapng has room";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
            }
            (None, FileType::Pcapng) => {
                interface(&mut self.to, link_type)?;
                self.interfaces.push(link_type);
                self.interfaces.len() - 1
            }
        };
        let time = Timestamp { seconds: 0, nanoseconds: 0, digits: 9 };
        let length = usize::try_from(frame.length).unwrap_or(usize::MAX);
        self.put(interface as u32, frame.time.unwrap_or(time), &frame.octets, length)
    }

    fn put(
        &mut self,
        interface: u32,
        time: Timestamp,
        octets: &[u8],
        whole: usize,
    ) -> io::Result<()> {
        let refuse = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
        let length = u32::try_from(octets.len()).unwrap_or(u32::MAX);
        if length > SNAP_LENGTH {
            return Err(refuse("a frame of more than 256 KiB"));
        }
        let whole = u32::try_from(whole).unwrap_or(u32::MAX).max(length);
        match self.file_type {
            FileType::Pcap => {
                let seconds = u32::try_from(time.seconds)
                    .map_err(|_| refuse("a time that pcap has no room for"))?;
                for word in [seconds, time.nanoseconds, length, whole] {
                    self.to.write_all(&word.to_le_bytes())?;
                }
                self.to.write_all(octets)
            }
            FileType::Pcapng => {
                let ticks = u64::try_from(time.seconds)
                    .ok()
                    .and_then(|seconds| seconds.checked_mul(1_000_000_000))
                    .and_then(|ticks| ticks.checked_add(time.nanoseconds.into()))
                    .ok_or_else(|| refuse("a time that pcapng has no room for"))?;
                let mut packet = Vec::with_capacity(20 + octets.len());
                for word in [interface, (ticks >> 32) as u32, ticks as u32, length, whole] {
                    packet.extend(word.to_le_bytes());
                }
                packet.extend(octets);
                block(&mut self.to, 6, &packet)
            }
        }
    }

    /// Hands on what is buffered.
    ///
    /// # Errors
    ///
    /// Those of the file.
    pub fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    /// The file.
    pub fn into_inner(self) -> W {
        self.to
    }
}

/// A pcapng interface description block.
fn interface(to: &mut impl Write, link_type: LinkType) -> io::Result<()> {
    let mut interface = u32::from(link_type.0).to_le_bytes().to_vec();
    interface.extend(SNAP_LENGTH.to_le_bytes());
    // Option if_tsresol: 10 to the power of -9; then the end of options.
    interface.extend([9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0]);
    block(to, 1, &interface)
}

/// A pcapng block: kind, length, body in whole words, length again.
fn block(to: &mut impl Write, kind: u32, body: &[u8]) -> io::Result<()> {
    let padding = body.len().next_multiple_of(4) - body.len();
    let length = (body.len() + padding + 12) as u32;
    to.write_all(&kind.to_le_bytes())?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(body)?;
    to.write_all(&[0; 3][..padding])?;
    to.write_all(&length.to_le_bytes())
}

/// A protocol that SCTP carries: its port, and its payload protocol identifier (IANA).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SctpUser {
    /// The port of both ends.
    pub port: u16,
    /// The payload protocol identifier.
    pub payload_protocol: u32,
}

impl SctpUser {
    /// M2UA (RFC 3331).
    pub const M2UA: Self = Self { port: 2904, payload_protocol: 2 };
    /// M3UA (RFC 4666).
    pub const M3UA: Self = Self { port: 2905, payload_protocol: 3 };
    /// SUA (RFC 3868).
    pub const SUA: Self = Self { port: 14001, payload_protocol: 4 };
    /// M2PA (RFC 4165).
    pub const M2PA: Self = Self { port: 3565, payload_protocol: 5 };
}

/// Directions whose chunks are counted; with more of them counting begins anew.
const MOST_DIRECTIONS: usize = 65_536;

/// The longest message that an IPv4 packet holds in one DATA chunk: 65,535 octets without the
/// headers of IP (20), SCTP (12) and DATA (16), in whole words.
pub const LONGEST_MESSAGE: usize = 65_484;

/// Makes the IPv4 packets of SCTP associations: one DATA chunk each, numbered for each direction,
/// with the checksums that belong there.
#[derive(Debug, Default)]
pub struct Associations {
    /// The latest TSN of each direction.
    sent: HashMap<([u8; 4], [u8; 4], u16), u32>,
}

impl Associations {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next packet from one address to another; none for a message longer than
    /// [`LONGEST_MESSAGE`].
    pub fn packet(
        &mut self,
        user: SctpUser,
        source: [u8; 4],
        destination: [u8; 4],
        message: &[u8],
    ) -> Option<Vec<u8>> {
        if message.len() > LONGEST_MESSAGE {
            return None;
        }
        if self.sent.len() >= MOST_DIRECTIONS {
            self.sent.clear();
        }
        let tsn = self.sent.entry((source, destination, user.port)).or_insert(0);
        *tsn = tsn.wrapping_add(1);
        Some(ip(source, destination, &sctp(user, destination, *tsn, message)))
    }
}

/// An SCTP packet (RFC 9260 3) with one DATA chunk (3.3.1): all of a message, in order, on
/// stream 1; stream 0 is kept for management (RFC 4666 1.4.7).
fn sctp(user: SctpUser, destination: [u8; 4], tsn: u32, message: &[u8]) -> Vec<u8> {
    let mut packet = [user.port.to_be_bytes(), user.port.to_be_bytes()].concat();
    // The receiver chooses the tag; any but 0 will do.
    packet.extend(u32::from_be_bytes(destination).max(1).to_be_bytes());
    packet.extend([0; 4]);
    packet.extend([0, 3]);
    packet.extend(((16 + message.len()) as u16).to_be_bytes());
    packet.extend(tsn.to_be_bytes());
    packet.extend(1u16.to_be_bytes());
    packet.extend((tsn.wrapping_sub(1) as u16).to_be_bytes());
    packet.extend(user.payload_protocol.to_be_bytes());
    packet.extend(message);
    packet.resize(packet.len().next_multiple_of(4), 0);
    let checksum = crc32c(&packet);
    // Transmitted least significant octet first (RFC 9260 appendix A).
    packet[8..12].copy_from_slice(&checksum.to_le_bytes());
    packet
}

/// An IPv4 packet (RFC 791 3.1) that may not be cut, so that its identification may be 0
/// (RFC 6864 4.1).
fn ip(source: [u8; 4], destination: [u8; 4], payload: &[u8]) -> Vec<u8> {
    const SCTP: u8 = 132;
    let length = ((20 + payload.len()) as u16).to_be_bytes();
    let mut packet = vec![0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, SCTP, 0, 0];
    packet.extend(source);
    packet.extend(destination);
    let sum: u32 = packet.chunks(2).map(|two| u32::from(two[0]) << 8 | u32::from(two[1])).sum();
    let folded = (sum & 0xFFFF) + (sum >> 16);
    let checksum = !((folded & 0xFFFF) + (folded >> 16)) as u16;
    packet[10..12].copy_from_slice(&checksum.to_be_bytes());
    packet.extend(payload);
    packet
}

/// An Ethernet frame around an IPv4 packet; the addresses are made of the packet's, and marked as
/// given locally.
pub fn ethernet(packet: &[u8]) -> Vec<u8> {
    let address = |at: usize| {
        let mut octets = [2, 0, 0, 0, 0, 0];
        if let Some(ip) = packet.get(at..at + 4) {
            octets[2..].copy_from_slice(ip);
        }
        octets
    };
    [&address(16)[..], &address(12), &[0x08, 0x00], packet].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Capture, Ending, Item, Progress, Protocol};
    use std::io::Cursor;
    use std::ops::ControlFlow;

    fn read(file: Vec<u8>) -> Vec<(Protocol, Vec<u8>, Option<Timestamp>, bool)> {
        let mut found = vec![];
        let mut capture = Capture::new(Cursor::new(file)).unwrap();
        let end = capture.for_each(|item| {
            let Item::Message(message) = item else { panic!("{item:?}") };
            assert!(message.diagnostics.is_empty(), "{message:?}");
            found.push((message.protocol, message.octets.to_vec(), message.time, message.forward));
            ControlFlow::Continue(())
        });
        assert_eq!(end, Ok(Progress::End(Ending::Complete)));
        found
    }

    const TIME: Timestamp =
        Timestamp { seconds: 1_718_010_000, nanoseconds: 123_456_789, digits: 9 };

    #[test]
    fn frames_come_back_from_files_of_both_types() {
        for file_type in [FileType::Pcap, FileType::Pcapng] {
            let mut writer = CaptureWriter::new(vec![], file_type, LinkType::MTP3).unwrap();
            for length in 1..=5u8 {
                writer.frame(TIME, &vec![length; length.into()]).unwrap();
            }
            let found = read(writer.into_inner());
            for (length, (protocol, octets, time, _)) in (1..=5).zip(found) {
                assert_eq!(octets, vec![length; length.into()]);
                assert_eq!((protocol, time), (Protocol::Mtp3, Some(TIME)));
            }
        }
    }

    #[test]
    fn messages_over_sctp_come_back_with_right_checksums_and_both_directions() {
        let mut associations = Associations::new();
        let (a, b) = ([10, 5, 10, 1], [10, 5, 20, 2]);
        for raw in [false, true] {
            let link_type = if raw { LinkType::RAW } else { LinkType::ETHERNET };
            let mut writer = CaptureWriter::new(vec![], FileType::Pcapng, link_type).unwrap();
            for (user, from, to) in [
                (SctpUser::M3UA, a, b),
                (SctpUser::M3UA, b, a),
                (SctpUser::M2PA, a, b),
                (SctpUser::M2UA, a, b),
            ] {
                let packet = associations.packet(user, from, to, b"five.").unwrap();
                let frame = if raw { packet } else { ethernet(&packet) };
                writer.frame(TIME, &frame).unwrap();
            }
            let found = read(writer.into_inner());
            let protocols: Vec<_> = found.iter().map(|message| message.0).collect();
            assert_eq!(protocols, [Protocol::M3ua, Protocol::M3ua, Protocol::M2pa, Protocol::M2ua]);
            assert!(found.iter().all(|message| message.1 == b"five."));
            assert_ne!(found[0].3, found[1].3);
        }
    }

    #[test]
    fn the_header_checksum_is_that_of_rfc_1071() {
        let packet = ip([10, 0, 0, 1], [10, 0, 0, 2], b"payload");
        let sum: u32 =
            packet[..20].chunks(2).map(|two| u32::from(two[0]) << 8 | u32::from(two[1])).sum();
        assert_eq!((sum & 0xFFFF) + (sum >> 16), 0xFFFF);
    }

    #[test]
    fn what_a_file_has_no_room_for_is_refused() {
        let early = Timestamp { seconds: -1, ..TIME };
        let late = Timestamp { seconds: 1 << 32, ..TIME };
        let mut pcap = CaptureWriter::new(vec![], FileType::Pcap, LinkType::MTP3).unwrap();
        let mut pcapng = CaptureWriter::new(vec![], FileType::Pcapng, LinkType::MTP3).unwrap();
        assert!(pcap.frame(early, &[1]).is_err() && pcap.frame(late, &[1]).is_err());
        assert!(pcapng.frame(early, &[1]).is_err() && pcapng.frame(late, &[1]).is_ok());
        assert!(pcap.frame(TIME, &vec![0; 1 << 19]).is_err());
        let user = SctpUser::M3UA;
        let long = vec![0; LONGEST_MESSAGE + 1];
        assert_eq!(Associations::new().packet(user, [1; 4], [2; 4], &long), None);
        assert!(Associations::new().packet(user, [1; 4], [2; 4], &long[1..]).is_some());
    }
}

//! Addresses and checksums of the frames around messages.

use super::substitute::Substitutes;
use crate::capture::KeptFrame;
use crate::wire::sctp::crc32c;

/// What a frame carries beside headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// Somebody's data.
    Data,
    /// Acknowledgements, heartbeats and the like.
    Nothing,
}

const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;

/// Replaces the addresses of a frame and makes its checksums anew. None for a frame that is not
/// understood.
pub(super) fn replace(frame: &mut KeptFrame, with: &Substitutes) -> Option<Carried> {
    // What the snap length took away is missing from checksums.
    let is_whole = frame.octets.len() == usize::try_from(frame.length).ok()?;
    let ip = match frame.link_type {
        1 => {
            for address in [0..6, 6..12] {
                with.hardware(frame.octets.get_mut(address)?);
            }
            behind_ether_type(&frame.octets, 12)?
        }
        113 => {
            with.hardware(frame.octets.get_mut(6..14)?);
            behind_ether_type(&frame.octets, 14)?
        }
        276 => {
            with.hardware(frame.octets.get_mut(12..20)?);
            20
        }
        0 | 108 => 4,
        12 | 14 | 101 | 228 | 229 => 0,
        139..=142 => return Some(Carried::Data),
        _ => return None,
    };
    let packet = frame.octets.get_mut(ip..)?;
    match packet.first()? >> 4 {
        4 => v4(packet, with, is_whole),
        6 => v6(packet, with, is_whole),
        _ => None,
    }
}

fn behind_ether_type(octets: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let kind = u16::from_be_bytes([*octets.get(at)?, *octets.get(at + 1)?]);
        match kind {
            0x0800 | 0x86DD => return Some(at + 2),
            0x8100 | 0x88A8 | 0x9100 => at += 4,
            _ => return None,
        }
    }
}

fn v4(packet: &mut [u8], with: &Substitutes, is_whole: bool) -> Option<Carried> {
    let header = usize::from(packet.first()? & 0x0F) * 4;
    let length = usize::from(u16::from_be_bytes([*packet.get(2)?, *packet.get(3)?]));
    let fragment = u16::from_be_bytes([*packet.get(6)?, *packet.get(7)?]) & 0x3FFF != 0;
    let protocol = *packet.get(9)?;
    for at in [12, 16] {
        let address = packet.get_mut(at..at + 4)?.first_chunk_mut()?;
        with.ipv4(address);
    }
    packet.get_mut(10..12)?.fill(0);
    let checksum = !sum(0, packet.get(..header)?);
    packet.get_mut(10..12)?.copy_from_slice(&checksum.to_be_bytes());
    let pseudo = sum(0, packet.get(12..20)?);
    let length = if length == 0 { packet.len() } else { length.min(packet.len()) };
    transport(packet.get_mut(header..length)?, protocol, pseudo, is_whole && !fragment)
}

fn v6(packet: &mut [u8], with: &Substitutes, is_whole: bool) -> Option<Carried> {
    let length = usize::from(u16::from_be_bytes([*packet.get(4)?, *packet.get(5)?]));
    let protocol = *packet.get(6)?;
    for at in [8, 24] {
        let address = packet.get_mut(at..at + 16)?.first_chunk_mut()?;
        with.ipv6(address);
    }
    let pseudo = sum(0, packet.get(8..40)?);
    let end = (40 + length).min(packet.len());
    transport(packet.get_mut(40..end)?, protocol, pseudo, is_whole)
}

/// The sum in ones' complement (RFC 1071).
fn sum(start: u16, octets: &[u8]) -> u16 {
    let mut sum = u32::from(start);
    for pair in octets.chunks(2) {
        let low = pair.get(1).copied().unwrap_or(0);
        sum += u32::from(u16::from_be_bytes([pair[0], low]));
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    sum as u16
}

/// `is_whole`: a checksum can be made.
fn transport(segment: &mut [u8], protocol: u8, pseudo: u16, is_whole: bool) -> Option<Carried> {
    let length = u16::try_from(segment.len()).ok()?;
    let pseudo = sum(pseudo, &[0, protocol, length.to_be_bytes()[0], length.to_be_bytes()[1]]);
    match protocol {
        SCTP => sctp(segment, is_whole),
        TCP => {
            let data = usize::from(segment.get(12)? >> 4) * 4;
            if is_whole {
                segment.get_mut(16..18)?.fill(0);
                let checksum = !sum(pseudo, segment);
                segment.get_mut(16..18)?.copy_from_slice(&checksum.to_be_bytes());
            }
            Some(if segment.len() > data { Carried::Data } else { Carried::Nothing })
        }
        UDP => {
            let inner = segment.get_mut(8..)?;
            let carried = sctp(inner, is_whole)?;
            let has_checksum = segment.get(6..8)? != [0, 0];
            if is_whole && has_checksum {
                segment.get_mut(6..8)?.fill(0);
                let checksum = match !sum(pseudo, segment) {
                    0 => 0xFFFF,
                    checksum => checksum,
                };
                segment.get_mut(6..8)?.copy_from_slice(&checksum.to_be_bytes());
            }
            Some(carried)
        }
        _ => None,
    }
}

/// INIT, INIT ACK, HEARTBEAT, HEARTBEAT ACK, ASCONF and its answer may name addresses (RFC 9260
/// 3.3, RFC 5061); what a cookie holds nobody else knows.
fn sctp(packet: &mut [u8], is_whole: bool) -> Option<Carried> {
    let (mut at, mut carried) = (12, Carried::Nothing);
    while at + 4 <= packet.len() {
        let kind = *packet.get(at)?;
        let length = usize::from(u16::from_be_bytes([*packet.get(at + 2)?, *packet.get(at + 3)?]));
        if length < 4 {
            return None;
        }
        match kind {
            0 | 64 => carried = Carried::Data,
            // SACK, ABORT, SHUTDOWN, its answers, ERROR, COOKIE ACK, ECNE, CWR, FORWARD TSN.
            3 | 6 | 7 | 8 | 9 | 11 | 12 | 13 | 14 | 192 => {}
            // Those that may name an address are emptied: their contents become zero.
            4 | 5 => {
                let end = (at + length).min(packet.len());
                packet.get_mut(at + 8..end).unwrap_or_default().fill(0);
            }
            // The parameters behind the fixed part, and a cookie.
            1 | 2 | 10 | 128 | 193 => {
                let fixed = if kind <= 2 { 20 } else { 4 };
                let end = (at + length).min(packet.len());
                parameters(packet, at + fixed, end, kind == 10);
            }
            _ => return None,
        }
        at += length.next_multiple_of(4);
    }
    if is_whole {
        packet.get_mut(8..12)?.fill(0);
        let checksum = crc32c(packet);
        packet.get_mut(8..12)?.copy_from_slice(&checksum.to_le_bytes());
    }
    Some(carried)
}

/// Fills the contents of parameters with zeros; a cookie has none and is filled as a whole.
fn parameters(packet: &mut [u8], mut at: usize, end: usize, cookie: bool) {
    if cookie {
        packet.get_mut(at..end).unwrap_or_default().fill(0);
        return;
    }
    while at + 4 <= end {
        let Some([_, _, high, low]) = packet.get(at..).and_then(<[u8]>::first_chunk).copied()
        else {
            return;
        };
        let length = usize::from(u16::from_be_bytes([high, low])).max(4);
        packet.get_mut(at + 4..(at + length).min(end)).unwrap_or_default().fill(0);
        at += length.next_multiple_of(4);
    }
}

//! The headers around messages: addresses are replaced, what may name somebody becomes zero, and checksums
//! are made anew. A frame in which anything stands that is neither a known header nor a whole message is
//! none.

use super::Messages;
use super::substitute::Substitutes;
use crate::capture::KeptFrame;
use crate::wire::sctp::{ChunkType, crc32c, verify_checksum};
use crate::wire::{Layer, Reader};

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86DD;

const TCP: u8 = 6;
const UDP: u8 = 17;
const SCTP: u8 = 132;

/// The UDP port of SCTP in UDP (RFC 6951 5.1).
const SCTP_IN_UDP: u16 = 9899;

/// Replaces what is found in the messages of a frame and its addresses, and makes its checksums anew.
/// None for a frame that is not understood to its last octet.
pub(super) fn replace(
    frame: &mut KeptFrame,
    messages: &mut Messages<'_>,
    with: &mut Substitutes,
) -> Option<()> {
    let octets = frame.octets.as_mut_slice();
    let ip = match frame.link_type {
        1 => {
            for address in [0..6, 6..12] {
                with.hardware(octets.get_mut(address)?);
            }
            behind_ether_type(octets, 12)?
        }
        113 => {
            let length = u16_at(octets, 4)?.into();
            cooked_address(octets.get_mut(6..14)?, length, with);
            behind_ether_type(octets, 14)?
        }
        276 => {
            let length = usize::from(*octets.get(11)?);
            cooked_address(octets.get_mut(12..20)?, length, with);
            match u16_at(octets, 0)? {
                IPV4 | IPV6 => 20,
                0x8100 | 0x88A8 | 0x9100 => behind_ether_type(octets, 22)?,
                _ => return None,
            }
        }
        0 | 108 => 4,
        12 | 14 | 101 | 228 | 229 => 0,
        // The pseudo-header says direction, Annex A and the number of the link.
        139 => return messages.replace(octets.get_mut(4..)?, with),
        140..=142 => return messages.replace(octets, with),
        _ => return None,
    };
    let packet = octets.get_mut(ip..)?;
    match packet.first()? >> 4 {
        4 => v4(packet, messages, with),
        6 => v6(packet, messages, with),
        _ => None,
    }
}

fn u16_at(octets: &[u8], at: usize) -> Option<u16> {
    octets.get(at..)?.first_chunk().map(|two| u16::from_be_bytes(*two))
}

fn behind_ether_type(octets: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match u16_at(octets, at)? {
            IPV4 | IPV6 => return Some(at + 2),
            0x8100 | 0x88A8 | 0x9100 => at += 4,
            _ => return None,
        }
    }
}

/// The address of a Linux cooked header: eight octets, of which the first `length` count. One that is no
/// MAC address may be the IP address of a tunnel's end.
fn cooked_address(address: &mut [u8], length: usize, with: &Substitutes) {
    match address.split_at_mut_checked(length) {
        Some((address, behind)) if length == 6 => {
            with.hardware(address);
            behind.fill(0);
        }
        _ => address.fill(0),
    }
}

fn v4(packet: &mut [u8], messages: &mut Messages<'_>, with: &mut Substitutes) -> Option<()> {
    let header = usize::from(packet.first()? & 0x0F) * 4;
    let total = usize::from(u16_at(packet, 2)?);
    // More fragments, or an offset.
    if u16_at(packet, 6)? & 0x3FFF != 0 {
        return None;
    }
    let protocol = *packet.get(9)?;
    // Segmentation left to the network card: the length was not known yet.
    let total = if total == 0 { packet.len() } else { total };
    // Options may name the hosts on the way; a zero is the end of them (RFC 791 3.1).
    packet.get_mut(20..header)?.fill(0);
    // What the link put behind the packet.
    packet.get_mut(total..)?.fill(0);
    for at in [12, 16] {
        with.ipv4(packet.get_mut(at..)?.first_chunk_mut()?);
    }
    packet.get_mut(10..12)?.fill(0);
    let checksum = !sum(0, packet.get(..header)?);
    packet.get_mut(10..12)?.copy_from_slice(&checksum.to_be_bytes());
    let pseudo = sum(0, packet.get(12..20)?);
    transport(packet.get_mut(header..total)?, protocol, pseudo, messages, with)
}

/// With an extension header the packet is not understood: some name hosts.
fn v6(packet: &mut [u8], messages: &mut Messages<'_>, with: &mut Substitutes) -> Option<()> {
    let end = 40 + usize::from(u16_at(packet, 4)?);
    let protocol = *packet.get(6)?;
    packet.get_mut(end..)?.fill(0);
    for at in [8, 24] {
        with.ipv6(packet.get_mut(at..)?.first_chunk_mut()?);
    }
    let pseudo = sum(0, packet.get(8..40)?);
    transport(packet.get_mut(40..end)?, protocol, pseudo, messages, with)
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

/// Makes the checksum anew that stands here in a segment.
fn checksum(segment: &mut [u8], at: usize, pseudo: u16) -> Option<()> {
    segment.get_mut(at..at + 2)?.fill(0);
    let checksum = !sum(pseudo, segment);
    segment.get_mut(at..at + 2)?.copy_from_slice(&checksum.to_be_bytes());
    Some(())
}

/// What stands behind the IP header, which is there to its end.
fn transport(
    segment: &mut [u8],
    protocol: u8,
    pseudo: u16,
    messages: &mut Messages<'_>,
    with: &mut Substitutes,
) -> Option<()> {
    let [high, low] = u16::try_from(segment.len()).ok()?.to_be_bytes();
    let pseudo = sum(pseudo, &[0, protocol, high, low]);
    match protocol {
        SCTP => sctp(segment, messages, with),
        TCP => {
            let header = usize::from(segment.get(12)? >> 4) * 4;
            // Options may hold the keys and the clock of a host; a zero is the end of them
            // (RFC 9293 3.1).
            segment.get_mut(20..header)?.fill(0);
            messages.replace(segment.get_mut(header..)?, with)?;
            checksum(segment, 16, pseudo)
        }
        UDP => {
            let ports = [u16_at(segment, 0)?, u16_at(segment, 2)?];
            let length = usize::from(u16_at(segment, 4)?);
            if !ports.contains(&SCTP_IN_UDP) || length != segment.len() {
                return None;
            }
            let packet = segment.get_mut(8..)?;
            // A port says little; what has the right checksum is SCTP.
            verify_checksum(Reader::new(packet, Layer::Sctp)).ok()?;
            sctp(packet, messages, with)?;
            // 0 says that there is none, and a sum of 0 is sent as ones (RFC 768).
            if u16_at(segment, 6)? != 0 {
                checksum(segment, 6, pseudo)?;
                if u16_at(segment, 6)? == 0 {
                    segment.get_mut(6..8)?.fill(0xFF);
                }
            }
            Some(())
        }
        _ => None,
    }
}

fn sctp(packet: &mut [u8], messages: &mut Messages<'_>, with: &mut Substitutes) -> Option<()> {
    let mut at = 12;
    while packet.get(at..)?.len() >= 4 {
        let kind = ChunkType(*packet.get(at)?);
        let end = at + usize::from(u16_at(packet, at + 2)?);
        chunk(kind, packet.get_mut(at + 4..end)?, messages, with)?;
        at = pad(packet, end)?;
    }
    packet.get_mut(at..)?.fill(0);
    packet.get_mut(8..12)?.fill(0);
    let checksum = crc32c(packet);
    // Transmitted least significant octet first (RFC 9260 appendix A).
    packet.get_mut(8..12)?.copy_from_slice(&checksum.to_le_bytes());
    Some(())
}

/// Makes the padding zero that stands behind `end`, as far as it is there; where it ends.
fn pad(octets: &mut [u8], end: usize) -> Option<usize> {
    let padded = end.next_multiple_of(4).min(octets.len());
    octets.get_mut(end..padded)?.fill(0);
    Some(padded)
}

/// The value of a chunk, whose contents are a message, numbers of the protocol, or become zero. None for
/// one of another length than its fields have, for more may stand there (RFC 9260 3.3, RFC 8260 2.1,
/// RFC 3758 3.2, RFC 4820 3, RFC 5061 4.1).
fn chunk(
    kind: ChunkType,
    value: &mut [u8],
    messages: &mut Messages<'_>,
    with: &mut Substitutes,
) -> Option<()> {
    let is = |holds: bool| holds.then_some(());
    match kind {
        ChunkType::DATA => messages.replace(value.get_mut(12..)?, with),
        ChunkType::I_DATA => messages.replace(value.get_mut(16..)?, with),
        ChunkType::SACK => {
            let blocks = usize::from(u16_at(value, 8)?) + usize::from(u16_at(value, 10)?);
            is(value.len() == 12 + 4 * blocks)
        }
        ChunkType::SHUTDOWN | ChunkType::ECNE | ChunkType::CWR => is(value.len() == 4),
        ChunkType::SHUTDOWN_ACK | ChunkType::SHUTDOWN_COMPLETE | ChunkType::COOKIE_ACK => {
            is(value.is_empty())
        }
        ChunkType::FORWARD_TSN => is(!value.is_empty() && value.len().is_multiple_of(4)),
        // Parameters and causes may name addresses, and hold text and messages.
        ChunkType::INIT | ChunkType::INIT_ACK => parameters(value.get_mut(16..)?),
        ChunkType::ASCONF | ChunkType::ASCONF_ACK => parameters(value.get_mut(4..)?),
        ChunkType::HEARTBEAT | ChunkType::HEARTBEAT_ACK | ChunkType::ABORT | ChunkType::ERROR => {
            parameters(value)
        }
        // What a cookie holds nobody else knows.
        ChunkType::COOKIE_ECHO | ChunkType::PAD => {
            value.fill(0);
            Some(())
        }
        _ => None,
    }
}

/// Makes the contents of parameters or causes zero; none where they do not fill what holds them.
fn parameters(list: &mut [u8]) -> Option<()> {
    let mut at = 0;
    while at < list.len() {
        let end = at + usize::from(u16_at(list, at + 2)?);
        list.get_mut(at + 4..end)?.fill(0);
        at = pad(list, end)?;
    }
    Some(())
}

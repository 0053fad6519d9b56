//! IPv4 (RFC 791) and IPv6 (RFC 8200) headers, down to the transport protocol or a fragment.

use crate::wire::{Error, ErrorKind, Layer, Reader};

/// TCP's protocol number.
pub(super) const TCP: u8 = 6;
/// UDP's protocol number.
pub(super) const UDP: u8 = 17;
/// SCTP's protocol number.
pub(super) const SCTP: u8 = 132;

/// What a packet's headers lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packet<'a> {
    /// Addresses; an IPv4 address is mapped into IPv6 (RFC 4291 2.5.5.2).
    pub(super) source: u128,
    pub(super) destination: u128,
    /// The protocol of the payload: that of the whole datagram for an IPv4 fragment, the next
    /// header behind the fragment header for an IPv6 one.
    pub(super) protocol: u8,
    pub(super) payload: Reader<'a>,
    pub(super) fragment: Option<Fragment>,
    /// Octets that the header's length counts past the end of the frame.
    pub(super) missing: u32,
}

/// Where a fragment belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragment {
    pub(super) identification: u32,
    /// In octets.
    pub(super) offset: u32,
    pub(super) more: bool,
}

/// Reads the headers of one packet; octets behind its end are padding of the link.
#[inline]
pub(super) fn packet<'a>(reader: Reader<'a>) -> Result<Packet<'a>, Error> {
    let reader = reader.with_layer(Layer::Ip);
    match reader.peek().map(|octet| octet >> 4) {
        Some(4) => v4(reader),
        Some(6) => v6(reader),
        Some(version) => {
            Err(reader.error(ErrorKind::Unsupported { code: version.into() }, "IP version"))
        }
        None => Err(reader.error(ErrorKind::Truncated { missing: 1 }, "IP version")),
    }
}

/// The payload of `length` octets, or as much of it as there is.
fn bounded<'a>(mut reader: Reader<'a>, length: usize) -> Result<(Reader<'a>, u32), Error> {
    let here = length.min(reader.len());
    let missing = u32::try_from(length - here).unwrap_or(u32::MAX);
    Ok((reader.sub(here, "IP payload")?, missing))
}

fn v4<'a>(mut reader: Reader<'a>) -> Result<Packet<'a>, Error> {
    let start = reader;
    let [first, _, length_high, length_low] = reader.array("IPv4 header")?;
    let [id_high, id_low, flags, offset_low] = reader.array("IPv4 header")?;
    let [_, protocol, _, _] = reader.array("IPv4 header")?;
    let source = 0xffff_0000_0000 | u128::from(reader.u32_be("source address")?);
    let destination = 0xffff_0000_0000 | u128::from(reader.u32_be("destination address")?);
    let header = usize::from(first & 0x0f) * 4;
    let Some(options) = header.checked_sub(20) else {
        let kind = ErrorKind::BadLength { length: header as u32 };
        return Err(start.error(kind, "IPv4 header"));
    };
    reader.take(options, "IPv4 options")?;
    let total = u16::from_be_bytes([length_high, length_low]);
    let length = match usize::from(total).checked_sub(header) {
        Some(length) => length,
        // Segmentation left to the network card: the length was not known yet.
        None if total == 0 => reader.len(),
        None => {
            let kind = ErrorKind::BadLength { length: total.into() };
            return Err(start.error(kind, "IPv4 total length"));
        }
    };
    let offset = u32::from(u16::from_be_bytes([flags & 0x1f, offset_low])) * 8;
    let more = flags & 0x20 != 0;
    let identification = u16::from_be_bytes([id_high, id_low]).into();
    let fragment = (more || offset > 0).then_some(Fragment { identification, offset, more });
    let (payload, missing) = bounded(reader, length)?;
    Ok(Packet { source, destination, protocol, payload, fragment, missing })
}

fn v6<'a>(mut reader: Reader<'a>) -> Result<Packet<'a>, Error> {
    reader.take(4, "IPv6 header")?;
    let length = usize::from(reader.u16_be("IPv6 payload length")?);
    let [next, _] = reader.array("IPv6 header")?;
    let source = u128::from_be_bytes(reader.array("source address")?);
    let destination = u128::from_be_bytes(reader.array("destination address")?);
    // 0 is a jumbogram (RFC 2675) or segmentation left to the network card.
    let length = if length == 0 { reader.len() } else { length };
    let (payload, missing) = bounded(reader, length)?;
    let (protocol, payload, fragment) = extensions(next, payload)?;
    Ok(Packet { source, destination, protocol, payload, fragment, missing })
}

/// Passes IPv6 extension headers (RFC 8200 4) up to the transport protocol or a fragment.
pub(super) fn extensions<'a>(
    mut next: u8,
    mut reader: Reader<'a>,
) -> Result<(u8, Reader<'a>, Option<Fragment>), Error> {
    loop {
        match next {
            // Hop-by-hop options, routing, destination options, mobility, HIP, shim6.
            0 | 43 | 60 | 135 | 139 | 140 => {
                let [following, length] = reader.array("IPv6 extension header")?;
                reader.take(usize::from(length) * 8 + 6, "IPv6 extension header")?;
                next = following;
            }
            // The authentication header counts in fours (RFC 4302 2.2).
            51 => {
                let [following, length] = reader.array("authentication header")?;
                reader.take(usize::from(length) * 4 + 6, "authentication header")?;
                next = following;
            }
            44 => {
                let [following, _, high, low] = reader.array("fragment header")?;
                let identification = reader.u32_be("fragment header")?;
                let field = u16::from_be_bytes([high, low]);
                let (offset, more) = (u32::from(field & 0xfff8), field & 1 != 0);
                next = following;
                // An atomic fragment is whole (RFC 6946).
                if more || offset > 0 {
                    let fragment = Fragment { identification, offset, more };
                    return Ok((next, reader, Some(fragment)));
                }
            }
            _ => return Ok((next, reader, None)),
        }
    }
}

#[cfg(test)]
pub(super) mod build {
    /// An IPv4 packet from `source` to `destination`, the last octets of 10.0.0.x.
    pub(in super::super) fn v4(
        protocol: u8,
        (source, destination): (u8, u8),
        (identification, offset, more): (u16, u16, bool),
        payload: &[u8],
    ) -> Vec<u8> {
        let total = (20 + payload.len() as u16).to_be_bytes();
        let flags = ((offset / 8) | if more { 0x2000 } else { 0 }).to_be_bytes();
        let id = identification.to_be_bytes();
        let mut packet = vec![0x45, 0, total[0], total[1], id[0], id[1], flags[0], flags[1]];
        packet.extend([64, protocol, 0, 0, 10, 0, 0, source, 10, 0, 0, destination]);
        packet.extend(payload);
        packet
    }

    /// An IPv6 packet whose addresses differ in their last octet.
    pub(in super::super) fn v6(next: u8, ends: (u8, u8), payload: &[u8]) -> Vec<u8> {
        let length = (payload.len() as u16).to_be_bytes();
        let mut packet = vec![0x60, 0, 0, 0, length[0], length[1], next, 64];
        for end in [ends.0, ends.1] {
            packet.extend([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, end]);
        }
        packet.extend(payload);
        packet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Result<Packet<'_>, Error> {
        packet(Reader::new(octets, Layer::Link))
    }

    #[test]
    fn padding_of_the_link_is_left_out_and_a_missing_end_is_counted() {
        let whole = build::v4(SCTP, (1, 2), (9, 0, false), b"abcd");
        let padded = [&whole[..], &[0; 22]].concat();
        let found = read(&padded).unwrap();
        assert_eq!((found.payload.rest(), found.missing), (&b"abcd"[..], 0));
        assert_eq!((found.protocol, found.fragment), (SCTP, None));
        assert_eq!(found.payload.at(), 20);
        let found = read(&whole[..22]).unwrap();
        assert_eq!((found.payload.rest(), found.missing), (&b"ab"[..], 2));
    }

    #[test]
    fn ipv4_options_are_passed_and_a_fragment_is_placed() {
        let mut octets = build::v4(SCTP, (1, 2), (0x1234, 24, true), b"\x01\x01\x01\x00data");
        octets[0] = 0x46;
        let found = read(&octets).unwrap();
        assert_eq!(found.payload.rest(), b"data");
        let fragment = Fragment { identification: 0x1234, offset: 24, more: true };
        assert_eq!(found.fragment, Some(fragment));
    }

    #[test]
    fn headers_that_contradict_themselves_are_faults() {
        let mut octets = build::v4(SCTP, (1, 2), (0, 0, false), b"data");
        octets[0] = 0x44;
        assert_eq!(read(&octets).unwrap_err().kind, ErrorKind::BadLength { length: 16 });
        octets[0] = 0x45;
        octets[3] = 19;
        assert_eq!(read(&octets).unwrap_err().kind, ErrorKind::BadLength { length: 19 });
        octets[0] = 0x55;
        assert_eq!(read(&octets).unwrap_err().kind, ErrorKind::Unsupported { code: 5 });
        for length in 0..20 {
            assert!(read(&octets[..length]).is_err());
        }
    }

    #[test]
    fn a_length_of_zero_takes_what_the_frame_holds() {
        let mut octets = build::v4(SCTP, (1, 2), (0, 0, false), b"data");
        octets[2..4].fill(0);
        assert_eq!(read(&octets).unwrap().payload.rest(), b"data");
        let mut octets = build::v6(SCTP, (1, 2), b"data");
        octets[4..6].fill(0);
        assert_eq!(read(&octets).unwrap().payload.rest(), b"data");
    }

    #[test]
    fn every_extension_header_is_passed() {
        let hop = [43, 0, 1, 4, 0, 0, 0, 0];
        let routing = [60, 1, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9];
        let options = [51, 0, 1, 4, 0, 0, 0, 0];
        let authentication = [44, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2];
        let atomic = [SCTP, 0, 0, 0, 0, 0, 0, 7];
        let all = [&hop[..], &routing, &options, &authentication, &atomic, b"data"].concat();
        let octets = build::v6(0, (1, 2), &all);
        let found = read(&octets).unwrap();
        assert_eq!((found.protocol, found.payload.rest()), (SCTP, &b"data"[..]));
        assert_eq!(found.fragment, None);
        let fragment = [SCTP, 0, 0, 9, 0, 0, 0, 7, 1];
        let octets = build::v6(44, (1, 2), &fragment);
        let expected = Fragment { identification: 7, offset: 8, more: true };
        assert_eq!(read(&octets).unwrap().fragment, Some(expected));
    }
}

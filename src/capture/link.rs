//! Link layers: from the frame's first octet to IP or to a signalling protocol.

use super::item::Protocol;
use crate::wire::{Error, ErrorKind, Layer, Reader};

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payload<'a> {
    /// IPv4 or IPv6; the version is in the first octet.
    Ip(Reader<'a>),
    /// A signalling protocol straight on the link. `number` tells apart the links of one
    /// interface, and `sent` their directions.
    Signalling { protocol: Protocol, octets: &'a [u8], number: u16, sent: bool },
    /// Something else: ARP, LLC, ….
    Other,
}

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;

/// Reads the link header of a frame of a link type of
/// <https://www.tcpdump.org/linktypes.html>; none for a link type that is not known here.
#[inline]
pub(super) fn payload(link_type: u16, octets: &[u8]) -> Option<Result<Payload<'_>, Error>> {
    let plain = |protocol| {
        // An empty frame holds no message, and does not say what it lost.
        let number = 0;
        Some(match octets {
            [] => Err(Reader::new(octets, Layer::Link)
                .error(ErrorKind::Truncated { missing: 1 }, "frame")),
            _ => Ok(Payload::Signalling { protocol, octets, number, sent: true }),
        })
    };
    match link_type {
        141 => return plain(Protocol::Mtp3),
        142 => return plain(Protocol::Sccp),
        140 => return plain(Protocol::Mtp2),
        _ => {}
    }
    let reader = Reader::new(octets, Layer::Link);
    Some(match link_type {
        1 => ethernet(reader),
        139 => mtp2_with_pseudo_header(reader),
        12 | 14 | 101 => Ok(Payload::Ip(reader)),
        228 | 229 => Ok(Payload::Ip(reader)),
        113 => linux_cooked(reader, 14, 0),
        276 => linux_cooked(reader, 0, 18),
        0 | 108 => loopback(reader),
        _ => return None,
    })
}

/// Ethernet II. A length in place of the EtherType (IEEE 802.3) starts LLC, which carries none
/// of the protocols sought.
fn ethernet<'a>(mut reader: Reader<'a>) -> Result<Payload<'a>, Error> {
    reader.take(12, "Ethernet addresses")?;
    ether_type(reader)
}

/// EtherType, behind any stack of VLAN tags (IEEE 802.1Q, 802.1ad, and 9100 from before it).
fn ether_type<'a>(mut reader: Reader<'a>) -> Result<Payload<'a>, Error> {
    loop {
        match reader.u16_be("EtherType")? {
            IPV4 | IPV6 => return Ok(Payload::Ip(reader)),
            0x8100 | 0x88a8 | 0x9100 => {
                reader.take(2, "VLAN tag")?;
            }
            _ => return Ok(Payload::Other),
        }
    }
}

/// Linux cooked capture: the EtherType stands behind `before` octets, and `after` follow it.
/// With a VLAN tag only version 1 lets the tag follow the EtherType at once.
fn linux_cooked<'a>(
    mut reader: Reader<'a>,
    before: usize,
    after: usize,
) -> Result<Payload<'a>, Error> {
    reader.take(before, "Linux cooked header")?;
    if after == 0 {
        return ether_type(reader);
    }
    let kind = reader.u16_be("protocol type")?;
    reader.take(after, "Linux cooked header")?;
    match kind {
        IPV4 | IPV6 => Ok(Payload::Ip(reader)),
        0x8100 | 0x88a8 | 0x9100 => {
            reader.take(2, "VLAN tag")?;
            ether_type(reader)
        }
        _ => Ok(Payload::Other),
    }
}

/// BSD loopback: the address family in four octets, in the order of the capturing machine.
fn loopback<'a>(mut reader: Reader<'a>) -> Result<Payload<'a>, Error> {
    let family = reader.array("address family")?;
    let family = u32::from_le_bytes(family).min(u32::from_be_bytes(family));
    Ok(match family {
        // AF_INET, and AF_INET6 of Linux, NetBSD, FreeBSD and macOS.
        2 | 10 | 24 | 28 | 30 => Payload::Ip(reader),
        _ => Payload::Other,
    })
}

/// `LINKTYPE_MTP2_WITH_PHDR`: sent, Annex A used, link number.
fn mtp2_with_pseudo_header<'a>(mut reader: Reader<'a>) -> Result<Payload<'a>, Error> {
    let sent = reader.u8("MTP2 pseudo-header")? != 0;
    let annex_a = reader.u8("MTP2 pseudo-header")?;
    let number = reader.u16_be("MTP2 pseudo-header")?;
    // 2 stands for unknown, and links with Annex A are rare.
    let protocol = if annex_a == 1 { Protocol::Mtp2AnnexA } else { Protocol::Mtp2 };
    if reader.is_empty() {
        return Err(reader.error(ErrorKind::Truncated { missing: 1 }, "signal unit"));
    }
    Ok(Payload::Signalling { protocol, octets: reader.rest(), number, sent })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(link_type: u16, octets: &[u8]) -> Vec<u8> {
        match payload(link_type, octets) {
            Some(Ok(Payload::Ip(reader))) => reader.rest().to_vec(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn vlan_tags_of_every_kind_are_passed() {
        let tags = [0x81, 0, 0, 7, 0x88, 0xa8, 0, 1, 0x91, 0, 0, 2, 0x08, 0, 0x45];
        assert_eq!(ip(1, &[&[0; 12][..], &tags].concat()), [0x45]);
        assert_eq!(ip(113, &[&[0; 14][..], &tags].concat()), [0x45]);
        assert_eq!(ip(276, &[&[0x86, 0xdd][..], &[0; 18], &[0x60]].concat()), [0x60]);
        let tagged = [&[0x81, 0][..], &[0; 18], &[0, 7, 0x08, 0, 0x45]].concat();
        assert_eq!(ip(276, &tagged), [0x45]);
    }

    #[test]
    fn loopback_is_read_in_either_order() {
        assert_eq!(ip(0, &[2, 0, 0, 0, 0x45]), [0x45]);
        assert_eq!(ip(0, &[0, 0, 0, 30, 0x60]), [0x60]);
        assert_eq!(payload(108, &[0, 0, 0, 9, 0x45]), Some(Ok(Payload::Other)));
    }

    #[test]
    fn other_traffic_is_no_fault_and_a_cut_header_is() {
        let arp = [&[0; 12][..], &[0x08, 0x06]].concat();
        assert_eq!(payload(1, &arp), Some(Ok(Payload::Other)));
        let error = payload(1, &arp[..13]).unwrap().unwrap_err();
        assert_eq!(error.to_string(), "link: octet 13: EtherType ends 1 octet short");
        assert!(payload(141, &[]).unwrap().is_err());
        assert!(payload(147, &arp).is_none());
    }

    #[test]
    fn the_mtp2_pseudo_header_tells_link_direction_and_annex_a() {
        let found = payload(139, &[1, 1, 0x12, 0x34, 0x80]).unwrap().unwrap();
        let protocol = Protocol::Mtp2AnnexA;
        let octets: &[u8] = &[0x80];
        let expected = Payload::Signalling { protocol, octets, number: 0x1234, sent: true };
        assert_eq!(found, expected);
        let found = payload(139, &[0, 2, 0, 0, 0x80]).unwrap().unwrap();
        let protocol = Protocol::Mtp2;
        assert_eq!(found, Payload::Signalling { protocol, octets, number: 0, sent: false });
    }
}

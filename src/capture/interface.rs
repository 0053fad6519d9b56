//! The blocks of a pcapng file: sections, the interfaces each describes, packets.

use super::file::{BlockKind, Frame, Lost, Next};
use super::timing::Clock;
use crate::wire::{Error, Layer, Reader};
use pcap_parser::pcapng::{Block, InterfaceDescriptionBlock, OptionCode};

/// An interface that packets are captured on.
#[derive(Debug, Clone, Copy)]
struct Interface {
    number: u32,
    link_type: u16,
    snap_length: u32,
    clock: Clock,
}

/// The interfaces of the section at hand.
pub(super) struct Interfaces {
    list: Vec<Option<Interface>>,
    most: usize,
    /// Descriptions in all sections.
    seen: u32,
    big_endian: bool,
}

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
/// The obsolete packet block, which pcap-parser leaves unread.
const PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

impl Interfaces {
    pub(super) const fn new(most: usize) -> Self {
        Self { list: Vec::new(), most, seen: 0, big_endian: false }
    }

    /// The kind and the total length that a block starts with, if the length can be one.
    pub(super) fn header(&self, data: &[u8]) -> (BlockKind, Option<u64>) {
        let Some([kind, length]) = data.first_chunk::<8>().map(|octets| {
            let [a, b, c, d, e, f, g, h] = *octets;
            [[a, b, c, d], [e, f, g, h]].map(|four| self.word(four))
        }) else {
            return (BlockKind::Other, None);
        };
        let kind = match kind {
            SECTION => BlockKind::Section,
            INTERFACE => BlockKind::Interface,
            PACKET | SIMPLE_PACKET | ENHANCED_PACKET => BlockKind::Packet,
            _ => BlockKind::Other,
        };
        (kind, (length >= 12).then(|| u64::from(length)))
    }

    const fn word(&self, octets: [u8; 4]) -> u32 {
        if self.big_endian { u32::from_be_bytes(octets) } else { u32::from_le_bytes(octets) }
    }

    /// An interface description that cannot be read still counts.
    pub(super) fn unreadable(&mut self) {
        self.add(None);
    }

    fn add(&mut self, interface: Option<Interface>) {
        self.seen = self.seen.saturating_add(1);
        if self.list.len() < self.most {
            self.list.push(interface);
        }
    }

    fn describe(&mut self, block: &InterfaceDescriptionBlock<'_>) {
        let mut resolution = 6;
        let mut offset = 0;
        for option in &block.options {
            match (option.code, option.as_bytes()) {
                (OptionCode::IfTsresol, Ok([octet, ..])) => resolution = *octet,
                // pcap-parser reads it as little-endian in every section.
                (OptionCode::IfTsoffset, Ok(octets)) => {
                    if let Ok(octets) = octets.try_into() {
                        offset = if self.big_endian {
                            i64::from_be_bytes(octets)
                        } else {
                            i64::from_le_bytes(octets)
                        };
                    }
                }
                _ => {}
            }
        }
        self.add(Some(Interface {
            number: self.seen,
            // 16 bits in the block.
            link_type: (block.linktype.0 & 0xffff) as u16,
            snap_length: block.snaplen,
            clock: Clock::new(resolution, offset),
        }));
    }

    /// What a block has to give; sections and interface descriptions are remembered.
    pub(super) fn block<'a>(&mut self, block: &Block<'a>) -> Next<'a> {
        match block {
            Block::SectionHeader(section) => {
                self.list.clear();
                self.big_endian = section.big_endian();
                Next::Nothing
            }
            Block::InterfaceDescription(interface) => {
                self.describe(interface);
                Next::Nothing
            }
            Block::EnhancedPacket(packet) => {
                let ticks = u64::from(packet.ts_high) << 32 | u64::from(packet.ts_low);
                let (captured, original) = (packet.caplen, packet.origlen);
                self.frame(packet.if_id, Some(ticks), packet.data, captured, original)
            }
            Block::SimplePacket(packet) => {
                // It has no captured length: what the snap length leaves of the original one.
                let snap = match self.list.first().copied().flatten() {
                    Some(interface) if interface.snap_length > 0 => interface.snap_length,
                    _ => u32::MAX,
                };
                let octets = u32::try_from(packet.data.len()).unwrap_or(u32::MAX);
                let captured = packet.origlen.min(snap).min(octets);
                self.frame(0, None, packet.data, captured, packet.origlen)
            }
            Block::Unknown(unknown) if unknown.block_type == PACKET.swap_if(self.big_endian) => {
                self.obsolete_packet(unknown.data).unwrap_or(Next::Lost(Lost::Malformed))
            }
            _ => Next::Nothing,
        }
    }

    /// The packet block of early pcapng: interface and drop count in 16 bits each.
    fn obsolete_packet<'a>(&self, data: &'a [u8]) -> Result<Next<'a>, Error> {
        let mut reader = Reader::new(data, Layer::Capture);
        let interface = reader.array::<2>("interface")?;
        let interface = if self.big_endian {
            u16::from_be_bytes(interface)
        } else {
            u16::from_le_bytes(interface)
        };
        reader.take(2, "drop count")?;
        let high = self.word(reader.array("timestamp")?);
        let low = self.word(reader.array("timestamp")?);
        let captured = self.word(reader.array("captured length")?);
        let original = self.word(reader.array("original length")?);
        let ticks = u64::from(high) << 32 | u64::from(low);
        Ok(self.frame(interface.into(), Some(ticks), reader.rest(), captured, original))
    }

    #[inline]
    fn frame<'a>(
        &self,
        interface: u32,
        ticks: Option<u64>,
        data: &'a [u8],
        captured: u32,
        original: u32,
    ) -> Next<'a> {
        let Some(Some(interface)) = self.list.get(interface as usize) else {
            return Next::Lost(Lost::NoInterface);
        };
        let Some(octets) = data.get(..captured as usize) else {
            return Next::Lost(Lost::Malformed);
        };
        Next::Frame(Frame {
            time: ticks.map(|ticks| interface.clock.ticks(ticks)),
            link_type: interface.link_type,
            interface: interface.number,
            octets,
            missing: original.saturating_sub(captured),
        })
    }
}

/// pcap-parser gives block types as little-endian whatever the section says.
trait SwapIf {
    fn swap_if(self, condition: bool) -> Self;
}

impl SwapIf for u32 {
    fn swap_if(self, condition: bool) -> Self {
        if condition { self.swap_bytes() } else { self }
    }
}

#[cfg(test)]
mod tests {
    use crate::capture::{Capture, Ending, Item, Progress, Timestamp};
    use core::ops::ControlFlow;
    use std::io::Cursor;

    /// Writes blocks in one order of octets.
    #[derive(Clone, Copy)]
    struct Order(bool);

    impl Order {
        fn word(self, word: u32) -> [u8; 4] {
            if self.0 { word.to_be_bytes() } else { word.to_le_bytes() }
        }

        fn half(self, half: u16) -> [u8; 2] {
            if self.0 { half.to_be_bytes() } else { half.to_le_bytes() }
        }

        fn block(self, kind: u32, body: &[u8]) -> Vec<u8> {
            let mut padded = body.to_vec();
            padded.resize(body.len().next_multiple_of(4), 0);
            let length = self.word(12 + padded.len() as u32);
            [&self.word(kind)[..], &length, &padded, &length].concat()
        }

        fn section(self) -> Vec<u8> {
            let version = [self.half(1), self.half(0)].concat();
            self.block(0x0a0d_0d0a, &[&self.word(0x1a2b_3c4d)[..], &version, &[0xff; 8]].concat())
        }

        fn interface(self, link_type: u16, resolution: u8, offset: i64) -> Vec<u8> {
            let offset = if self.0 { offset.to_be_bytes() } else { offset.to_le_bytes() };
            let mut body = [self.half(link_type), [0; 2]].concat();
            body.extend(self.word(4));
            body.extend([self.half(9), self.half(1)].concat());
            body.extend([resolution, 0, 0, 0]);
            body.extend([self.half(14), self.half(8)].concat());
            body.extend(offset);
            body.extend([0; 4]);
            self.block(1, &body)
        }

        fn packet(self, interface: u32, ticks: u64, octets: &[u8]) -> Vec<u8> {
            let length = octets.len() as u32;
            let words = [interface, (ticks >> 32) as u32, ticks as u32, length, length];
            let words: Vec<u8> = words.into_iter().flat_map(|word| self.word(word)).collect();
            self.block(6, &[&words, octets].concat())
        }
    }

    fn read(file: Vec<u8>) -> Vec<String> {
        let mut items = Vec::new();
        let mut capture = Capture::new(Cursor::new(file)).unwrap();
        let end = capture.for_each(|item| {
            items.push(match item {
                Item::Message(message) => {
                    let (octets, protocol) = (message.octets.escape_ascii(), message.protocol);
                    let time = message.time.map(|time| {
                        let Timestamp { seconds, nanoseconds, digits } = time;
                        format!("{seconds}.{nanoseconds:09}/{digits}")
                    });
                    let time = time.unwrap_or_default();
                    format!("{} {time} {protocol:?} {octets}", message.frame)
                }
                Item::Fault(fault) => format!("{}! {}", fault.frame, fault.diagnostic.error),
            });
            ControlFlow::Continue(())
        });
        assert_eq!(end, Ok(Progress::End(Ending::Complete)));
        items
    }

    #[test]
    fn sections_of_either_order_have_interfaces_and_clocks_of_their_own() {
        for (one, two) in [(Order(true), Order(false)), (Order(false), Order(true))] {
            let file = [
                one.section(),
                one.interface(141, 6, 100),
                one.interface(142, 9, -1),
                one.packet(1, 2_000_000_003, b"scc"),
                one.packet(0, 5, b"mtp"),
                one.block(4, b"name resolution"),
                two.section(),
                two.interface(140, 0x81, 0),
                two.packet(0, (1 << 33) + 1, b"fisu"),
                two.packet(1, 1, b"none"),
            ];
            assert_eq!(
                read(file.concat()),
                [
                    "1 1.000000003/9 Sccp scc",
                    "2 100.000005000/6 Mtp3 mtp",
                    "3 4294967296.500000000/1 Mtp2 fisu",
                    "4! capture: octet 0: pcapng interface description is mandatory and absent",
                ]
            );
        }
    }

    #[test]
    fn simple_and_obsolete_packet_blocks_are_read() {
        for order in [Order(false), Order(true)] {
            let simple = [&order.word(9)[..], b"sixoctets"].concat();
            let mut obsolete = [order.half(0), order.half(0xffff)].concat();
            for word in [0, 7, 3, 3] {
                obsolete.extend(order.word(word));
            }
            obsolete.extend(b"old");
            let file = [
                order.section(),
                order.interface(141, 6, 0),
                // The snap length is 4.
                order.block(3, &simple),
                order.block(2, &obsolete),
            ];
            assert_eq!(read(file.concat()), ["1  Mtp3 sixo", "2 0.000007000/6 Mtp3 old"]);
        }
    }

    #[test]
    fn a_block_that_contradicts_itself_is_passed() {
        let order = Order(false);
        let mut long = order.packet(0, 1, b"abcd");
        long[20] = 200;
        let mut short = order.packet(0, 1, b"abcd");
        let last = short.len() - 4;
        short[last] = 0;
        let parts = [order.section(), order.interface(141, 6, 0), long, short];
        let file = [parts.concat(), order.packet(0, 1, b"good")].concat();
        assert_eq!(
            read(file),
            [
                "1! capture: octet 0: pcapng packet block breaks the encoding rules of its type",
                "2! capture: octet 0: pcapng packet block breaks the encoding rules of its type",
                "3 0.000001000/6 Mtp3 good",
            ]
        );
    }
}

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

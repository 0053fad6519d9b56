//! pcap and pcapng: from the file's octets to frames, each with its time and its interface.

use super::Ending;
use super::buffer::{Answer, Buffer, Reason};
use super::compression::{Source, Status};
use super::error::CaptureError;
use super::interface::Interfaces;
use super::item::Timestamp;
use super::limits::Limits;
use super::timing::Clock;
use pcap_parser::traits::PcapReaderIterator;
use pcap_parser::{LegacyPcapReader, PcapBlockOwned, PcapError, PcapNGReader};
use std::io::Read;
use std::sync::Arc;

/// A captured frame as it lies in the read buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) time: Option<Timestamp>,
    pub(super) link_type: u16,
    /// Counts the interface descriptions of all sections, from 0.
    pub(super) interface: u32,
    pub(super) octets: &'a [u8],
    /// Octets that the frame had on the wire past those captured.
    pub(super) missing: u32,
}

/// What the file has next.
pub(super) enum Next<'a> {
    Frame(Frame<'a>),
    /// A frame that cannot be had; the frames behind it can.
    Lost(Lost),
    /// Something other than a frame.
    Nothing,
    End(Ending),
}

/// Why a frame cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// It is longer than [`Limits::block`].
    TooLong,
    /// The block that holds it breaks the format.
    Malformed,
    /// No interface description has its number.
    NoInterface,
}

enum Format {
    Pcap { reader: LegacyPcapReader<Source>, record: RecordHeader, link_type: u16, clock: Clock },
    PcapNg { reader: Box<PcapNGReader<Source>>, interfaces: Interfaces },
}

/// A capture file that is read front to back through one buffer.
pub(super) struct File {
    format: Format,
    status: Arc<Status>,
    capacity: usize,
    most: usize,
    /// Octets of the block at hand to be dropped before the next is looked at.
    drop: u64,
    ended: Option<Ending>,
}

const PCAPNG: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];
const PCAP_HEADER: usize = 24;

impl File {
    pub(super) fn new(input: Box<dyn Read + Send>, limits: &Limits) -> Result<Self, CaptureError> {
        let mut source = Source::new(input, limits.zstd_window)?;
        let status = Arc::clone(&source.status);
        let most = limits.block.max(4096);
        let capacity = (most / 4).max(4096);
        // The readers of pcap-parser want their first header whole on the first read.
        source.look_ahead(12)?;
        let format = match source.head() {
            [0xd4, 0xc3, 0xb2, 0xa1, ..]
            | [0x4d, 0x3c, 0xb2, 0xa1, ..]
            | [0xa1, 0xb2, 0xc3, 0xd4, ..]
            | [0xa1, 0xb2, 0x3c, 0x4d, ..]
            | [0x34, 0xcd, 0xb2, 0xa1, ..] => {
                source.look_ahead(PCAP_HEADER)?;
                if source.head().len() < PCAP_HEADER {
                    return Err(CaptureError::HeaderCutShort { what: "pcap header" });
                }
                pcap(source, capacity)?
            }
            [a, b, c, d, l0, l1, l2, l3, o0, o1, o2, o3] if [*a, *b, *c, *d] == PCAPNG => {
                let length = [*l0, *l1, *l2, *l3];
                let length = match [*o0, *o1, *o2, *o3] {
                    [0x1a, 0x2b, 0x3c, 0x4d] => u32::from_be_bytes(length),
                    [0x4d, 0x3c, 0x2b, 0x1a] => u32::from_le_bytes(length),
                    _ => return Err(CaptureError::NotACapture),
                };
                let length = length as usize;
                if length > capacity {
                    let what = "section header block";
                    return Err(CaptureError::Damaged { frames: 0, what });
                }
                source.look_ahead(length)?;
                if source.head().len() < length {
                    return Err(CaptureError::HeaderCutShort { what: "section header block" });
                }
                let reader = Box::new(PcapNGReader::new(capacity, source).map_err(refused)?);
                Format::PcapNg { reader, interfaces: Interfaces::new(limits.interfaces) }
            }
            head if head.starts_with(&PCAPNG) => {
                return Err(CaptureError::HeaderCutShort { what: "section header block" });
            }
            _ if status.cut_short() => {
                return Err(CaptureError::HeaderCutShort { what: "compressed capture" });
            }
            _ => return Err(CaptureError::NotACapture),
        };
        Ok(Self { format, status, capacity, most, drop: 0, ended: None })
    }

    pub(super) fn octets_read(&self) -> u64 {
        self.status.octets.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Whether the read buffer lacks a part of the next frame, so that the input will be asked for
    /// more.
    pub(super) fn must_read(&self) -> bool {
        if self.ended.is_some() || self.drop > 0 {
            return self.ended.is_none();
        }
        match &self.format {
            Format::Pcap { reader, record, .. } => {
                let data = reader.data();
                let header = data.len() as u64 >= record.octets;
                !header || record.length_of(data) > data.len() as u64
            }
            Format::PcapNg { reader, interfaces } => {
                let mut data = reader.data();
                loop {
                    let (kind, length) = interfaces.header(data);
                    let length = length.and_then(|length| usize::try_from(length).ok());
                    match (kind, length.and_then(|length| data.get(length..))) {
                        (BlockKind::Packet, Some(_)) => return false,
                        (BlockKind::Section, _) | (_, None) => return true,
                        (_, Some(behind)) => data = behind,
                    }
                }
            }
        }
    }

    /// Hands the next block to `take`, which sees a frame where it lies in the buffer. `frames`
    /// is the number of frames before it, for errors.
    #[inline]
    pub(super) fn next<T>(
        &mut self,
        frames: u64,
        take: impl FnOnce(Next<'_>) -> T,
    ) -> Result<T, CaptureError> {
        if let Some(ending) = self.ended {
            return Ok(take(Next::End(ending)));
        }
        match &mut self.format {
            Format::Pcap { reader, record, link_type, clock } => {
                let mut buffer = Buffer {
                    status: &self.status,
                    capacity: &mut self.capacity,
                    most: self.most,
                    drop: &mut self.drop,
                };
                loop {
                    if *buffer.drop > 0 {
                        if !buffer.dropped(reader)? {
                            self.ended = Some(Ending::CutShort);
                            return Ok(take(Next::End(Ending::CutShort)));
                        }
                        continue;
                    }
                    let reason = match reader.next() {
                        Ok((length, PcapBlockOwned::Legacy(block))) => {
                            let captured = block.data.len();
                            let missing = block.origlen.saturating_sub(block.caplen);
                            let taken = take(Next::Frame(Frame {
                                time: Some(clock.record(block.ts_sec, block.ts_usec)),
                                link_type: *link_type,
                                interface: 0,
                                octets: block.data.get(..captured).unwrap_or_default(),
                                missing,
                            }));
                            reader.consume(length);
                            return Ok(taken);
                        }
                        Ok((length, _)) => {
                            reader.consume(length);
                            continue;
                        }
                        Err(error) => Reason::from(&error),
                    };
                    match buffer.answer(reader, reason, frames)? {
                        Answer::Again => {}
                        Answer::End(ending) => {
                            self.ended = Some(ending);
                            return Ok(take(Next::End(ending)));
                        }
                        Answer::Full | Answer::Broken => {
                            let length = record.length_of(reader.data());
                            *buffer.drop = length;
                            return Ok(take(Next::Lost(Lost::TooLong)));
                        }
                    }
                }
            }
            Format::PcapNg { reader, interfaces } => {
                let mut buffer = Buffer {
                    status: &self.status,
                    capacity: &mut self.capacity,
                    most: self.most,
                    drop: &mut self.drop,
                };
                loop {
                    if *buffer.drop > 0 {
                        if !buffer.dropped(&mut **reader)? {
                            self.ended = Some(Ending::CutShort);
                            return Ok(take(Next::End(Ending::CutShort)));
                        }
                        continue;
                    }
                    let mut reason = match reader.next() {
                        Ok((length, PcapBlockOwned::NG(block))) => {
                            let next = interfaces.block(&block);
                            if let Next::Nothing = next {
                                reader.consume(length);
                                continue;
                            }
                            let taken = take(next);
                            reader.consume(length);
                            return Ok(taken);
                        }
                        Ok((length, _)) => {
                            reader.consume(length);
                            continue;
                        }
                        Err(error) => Reason::from(&error),
                    };
                    let (kind, length) = interfaces.header(reader.data());
                    // A block that is here to its end and still wants more contradicts itself.
                    let whole = length.is_some_and(|length| length <= reader.data().len() as u64);
                    if whole && matches!(reason, Reason::More | Reason::Space | Reason::CutShort) {
                        reason = Reason::Broken;
                    }
                    match buffer.answer(&mut **reader, reason, frames)? {
                        Answer::Again => {}
                        Answer::End(ending) => {
                            self.ended = Some(ending);
                            return Ok(take(Next::End(ending)));
                        }
                        answer => {
                            let what = "pcapng block";
                            let damaged = CaptureError::Damaged { frames, what };
                            // Nothing can be read without the section header, and nothing is
                            // known of where the next block starts without a length.
                            let length = length.filter(|_| kind != BlockKind::Section);
                            *buffer.drop = length.ok_or(damaged)?;
                            if kind == BlockKind::Packet {
                                let full = matches!(answer, Answer::Full);
                                let lost = if full { Lost::TooLong } else { Lost::Malformed };
                                return Ok(take(Next::Lost(lost)));
                            }
                            if kind == BlockKind::Interface {
                                interfaces.unreadable();
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a pcapng block is, as far as getting past it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Section,
    Interface,
    Packet,
    Other,
}

fn refused(error: PcapError<&[u8]>) -> CaptureError {
    match error {
        PcapError::Incomplete(_) | PcapError::UnexpectedEof | PcapError::Eof => {
            CaptureError::HeaderCutShort { what: "capture header" }
        }
        _ => CaptureError::Damaged { frames: 0, what: "capture header" },
    }
}

fn pcap(source: Source, capacity: usize) -> Result<Format, CaptureError> {
    let (link_type, record, nanoseconds) = {
        let head = source.head();
        let big_endian = head.first() == Some(&0xa1);
        let network = head.get(20..24).and_then(|octets| octets.try_into().ok()).unwrap_or([0; 4]);
        let network: u32 =
            if big_endian { u32::from_be_bytes(network) } else { u32::from_le_bytes(network) };
        let nanoseconds =
            matches!(head, [0x4d, 0x3c, 0xb2, 0xa1, ..] | [0xa1, 0xb2, 0x3c, 0x4d, ..]);
        // The upper half is about the frame check sequence.
        let modified = head.first() == Some(&0x34);
        let record = RecordHeader { octets: if modified { 24 } else { 16 }, big_endian };
        ((network & 0xffff) as u16, record, nanoseconds)
    };
    let clock = if nanoseconds { Clock::NANOSECONDS } else { Clock::MICROSECONDS };
    let reader = LegacyPcapReader::new(capacity, source).map_err(refused)?;
    Ok(Format::Pcap { reader, record, link_type, clock })
}

/// The header of a pcap record.
struct RecordHeader {
    octets: u64,
    big_endian: bool,
}

impl RecordHeader {
    /// Octets of the record that `data` starts with.
    fn length_of(&self, data: &[u8]) -> u64 {
        let captured = data.get(8..12).and_then(|octets| octets.try_into().ok());
        let captured = captured.unwrap_or([0; 4]);
        let captured = if self.big_endian {
            u32::from_be_bytes(captured)
        } else {
            u32::from_le_bytes(captured)
        };
        self.octets + u64::from(captured)
    }
}

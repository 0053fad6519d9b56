//! M3UA on TCP: segments in order (RFC 9293 3.10.7.4), and M3UA messages by their length field.

use super::ip::Packet;
use super::item::{LinkId, Output, Protocol};
use super::limits::Limits;
use super::sctp::Ends;
use super::tcp_stream::Stream;
use crate::wire::error::Diagnostic;
use crate::wire::{Error, ErrorKind, Layer, Reader};
use std::collections::VecDeque;

/// The registered port of M3UA (RFC 4666 1.4.8).
pub(super) const M3UA_PORT: u16 = 2905;
const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
/// Slots that remember directions which carry something else.
const OTHERS: usize = 1024;

/// A segment with data, at its place in the stream.
#[derive(Clone, Copy)]
pub(super) struct Segment<'a> {
    pub(super) sequence: u32,
    pub(super) octets: &'a [u8],
    /// Octets behind `octets` that were sent and not captured.
    pub(super) missing: u32,
}

/// Directions of connections that are followed.
pub(super) struct Tcp {
    /// The one used last stands last.
    streams: VecDeque<(Ends, Stream)>,
    /// Hashes of directions that are not followed, each in the slot it falls to.
    others: Vec<u64>,
    limits: Limits,
}

impl Tcp {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { streams: VecDeque::new(), others: Vec::new(), limits: *limits }
    }

    /// Takes one segment and serves the messages that it completes.
    pub(super) fn packet(
        &mut self,
        packet: &Packet<'_>,
        octets: Reader<'_>,
        missing: u32,
        output: &mut Output<'_, '_>,
    ) {
        let mut reader = octets.with_layer(Layer::Tcp);
        if let Err(error) = self.segment(packet, &mut reader, missing, output) {
            // A broken header matters where the ports say so, or do not say anything.
            let ports = octets.rest().first_chunk::<4>();
            let known = |[a, b, c, d]: &[u8; 4]| {
                [[*a, *b], [*c, *d]].iter().any(|port| u16::from_be_bytes(*port) == M3UA_PORT)
            };
            if ports.is_none_or(known) {
                output.fault(error);
            }
        }
    }

    fn segment(
        &mut self,
        packet: &Packet<'_>,
        reader: &mut Reader<'_>,
        missing: u32,
        output: &mut Output<'_, '_>,
    ) -> Result<(), Error> {
        let start = *reader;
        let source = (packet.source, reader.u16_be("source port")?);
        let destination = (packet.destination, reader.u16_be("destination port")?);
        let ends = Ends { source, destination };
        let known = ends.has_port(M3UA_PORT);
        let position = self.streams.iter().rposition(|(other, _)| *other == ends);
        let slot = ends.link(super::ip::TCP);
        let other = (slot.0.0 << 2) | (u64::from(slot.1) << 1) | 1;
        if position.is_none() && !known && self.is_other(other) && reader.len() > 9 {
            // Only a new connection is looked at again.
            if reader.rest().get(9).is_some_and(|flags| flags & SYN == 0) {
                return Ok(());
            }
        }
        let sequence = reader.u32_be("sequence number")?;
        reader.take(4, "acknowledgement number")?;
        let [offset, flags] = reader.array("TCP header")?;
        let header = usize::from(offset >> 4) * 4;
        let Some(rest) = header.checked_sub(14) else {
            let kind = ErrorKind::BadLength { length: header as u32 };
            return Err(start.error(kind, "TCP header"));
        };
        reader.take(rest, "TCP header")?;
        // A SYN takes a sequence number of its own.
        let sequence = if flags & SYN != 0 { sequence.wrapping_add(1) } else { sequence };
        if flags & SYN != 0 {
            self.set_other(other, false);
            if let Some((_, mut stream)) =
                position.and_then(|position| self.streams.remove(position))
            {
                stream.end(&self.limits, ends_of(ends), output);
            }
            if known && flags & RST == 0 {
                self.streams.push_back((ends, Stream::new(Some(sequence))));
            }
        }
        let segment = Segment { sequence, octets: reader.rest(), missing };
        let position = self.streams.iter().rposition(|(other, _)| *other == ends);
        let position = match position {
            Some(position) => position,
            None if segment.octets.is_empty() => return Ok(()),
            None if known || super::tcp_stream::starts_message(segment.octets) => {
                let next = (!known).then_some(sequence);
                self.streams.push_back((ends, Stream::new(next)));
                self.streams.len() - 1
            }
            None => {
                self.set_other(other, true);
                return Ok(());
            }
        };
        let Some((ends, mut stream)) = self.streams.remove(position) else { return Ok(()) };
        if !segment.octets.is_empty() {
            stream.add(segment, *reader, &self.limits, ends_of(ends), output);
        }
        if flags & (FIN | RST) != 0 && stream.is_idle() {
            stream.end(&self.limits, ends_of(ends), output);
            return Ok(());
        }
        self.streams.push_back((ends, stream));
        self.let_go(output);
        Ok(())
    }

    /// Lets directions go that were not used for longest, as long as the bounds are passed.
    fn let_go(&mut self, output: &mut Output<'_, '_>) {
        let held = |(_, stream): &(Ends, Stream)| stream.octets();
        while self.streams.len() > self.limits.streams
            || self.streams.iter().map(held).sum::<usize>() > self.limits.stream_octets
        {
            let Some((ends, mut stream)) = self.streams.pop_front() else { return };
            stream.end(&self.limits, ends_of(ends), output);
        }
    }

    /// Serves what waits behind gaps, and reports what never completed.
    pub(super) fn end(&mut self, output: &mut Output<'_, '_>) {
        while let Some((ends, mut stream)) = self.streams.pop_front() {
            stream.end(&self.limits, ends_of(ends), output);
        }
    }

    fn is_other(&self, hash: u64) -> bool {
        self.others.get(hash as usize >> 1 & (OTHERS - 1)) == Some(&hash)
    }

    fn set_other(&mut self, hash: u64, other: bool) {
        if self.others.is_empty() && other {
            self.others.resize(OTHERS, 0);
        }
        if let Some(slot) = self.others.get_mut(hash as usize >> 1 & (OTHERS - 1)) {
            if other {
                *slot = hash;
            } else if *slot == hash {
                *slot = 0;
            }
        }
    }
}

fn ends_of(ends: Ends) -> (LinkId, bool) {
    ends.link(super::ip::TCP)
}

/// Hands out a message, with a remark if the stream was picked up again in front of it.
pub(super) fn serve(
    link: (LinkId, bool),
    octets: &[u8],
    remark: Option<Error>,
    output: &mut Output<'_, '_>,
) {
    output.message(Protocol::M3ua, link, octets, remark.map(Diagnostic::note));
}

//! Reassembly of fragmented datagrams (RFC 791 3.2, RFC 8200 4.5).

use super::ip::{self, Fragment, Packet};
use super::item::Output;
use super::limits::Limits;
use super::pending::{Entry, Pending};
use crate::wire::{Error, ErrorKind, Layer};

/// Octets charged for a fragment beside its own: a flood of small ones is bounded too.
const OVERHEAD: usize = 64;
/// Longest payload of a datagram, and so the furthest end of a fragment.
const LONGEST: usize = 65_535;

/// What fragments of one datagram have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    source: u128,
    destination: u128,
    identification: u32,
    /// RFC 8200 4.5 goes by the first fragment's, so that IPv6 fragments have 0 here.
    protocol: u8,
}

#[derive(Default)]
struct Datagram {
    /// Offset and octets, in order, without overlap.
    pieces: Vec<(usize, Vec<u8>)>,
    octets: usize,
    /// Where the datagram ends, once its last fragment is here.
    end: Option<usize>,
    /// The protocol that the first fragment names.
    protocol: u8,
}

/// Datagrams in reassembly.
pub(super) struct Fragments {
    pending: Pending<Key, Datagram>,
    whole: Vec<u8>,
}

impl Fragments {
    pub(super) fn new(limits: &Limits) -> Self {
        let (most, octets) = (limits.datagrams, limits.datagram_octets);
        Self { pending: Pending::new(most, octets, limits.nanoseconds()), whole: Vec::new() }
    }

    /// Adds a fragment; the datagram's protocol and payload if that completes it.
    pub(super) fn add(
        &mut self,
        packet: &Packet<'_>,
        fragment: Fragment,
        output: &mut Output<'_, '_>,
    ) -> Option<(u8, &[u8])> {
        let is_v4 = packet.source >> 32 == 0xffff;
        let key = Key {
            source: packet.source,
            destination: packet.destination,
            identification: fragment.identification,
            protocol: if is_v4 { packet.protocol } else { 0 },
        };
        let octets = packet.payload.rest();
        let offset = fragment.offset as usize;
        let what = "fragment";
        // All but the last end on a multiple of 8 (RFC 8200 4.5), and none past the longest.
        let uneven = fragment.more && (octets.is_empty() || !octets.len().is_multiple_of(8));
        if packet.missing > 0 || uneven || offset + octets.len() > LONGEST {
            if carries_signalling(packet.protocol, (offset == 0).then_some(octets)) {
                let kind = match packet.missing {
                    0 => ErrorKind::BadLength { length: octets.len() as u32 },
                    missing => ErrorKind::Truncated { missing },
                };
                output.fault(packet.payload.error(kind, what));
            }
            return None;
        }
        output.keep();
        let position = match self.pending.position(&key) {
            Some(position) => position,
            None => self.pending.open(key, Datagram::default(), output.frame, output.time),
        };
        let datagram = &mut self.pending.get_mut(position)?.value;
        if offset == 0 || datagram.pieces.is_empty() {
            datagram.protocol = packet.protocol;
        }
        match datagram.place(offset, octets, fragment.more) {
            Placed::New => {
                self.pending.charge(position, octets.len() + OVERHEAD, output.frame, output.time);
            }
            Placed::Repeated => {}
            Placed::Contradicts => {
                // RFC 5722: the whole datagram is dropped, as no host would take it either.
                if let Some(entry) = self.pending.remove(position)
                    && entry.value.carries_signalling()
                {
                    output.fault(packet.payload.error(ErrorKind::BadContents, what));
                }
                return None;
            }
        }
        let datagram = &self.pending.get_mut(position)?.value;
        let complete = datagram.end == Some(datagram.octets);
        if !complete {
            self.let_go(output);
            return None;
        }
        let datagram = self.pending.remove(position)?.value;
        self.whole.clear();
        for (_, octets) in &datagram.pieces {
            self.whole.extend_from_slice(octets);
        }
        Some((datagram.protocol, &self.whole))
    }

    fn let_go(&mut self, output: &mut Output<'_, '_>) {
        while let Some(entry) = self.pending.overdue(output.time) {
            report(&entry, ErrorKind::LimitReached, output);
        }
    }

    /// Reports what never completed.
    pub(super) fn end(&mut self, output: &mut Output<'_, '_>) {
        while let Some(entry) = self.pending.pop() {
            report(&entry, ErrorKind::NotCaptured, output);
        }
    }
}

fn report(entry: &Entry<Key, Datagram>, kind: ErrorKind, output: &mut Output<'_, '_>) {
    if entry.value.carries_signalling() {
        let what = "fragment of the datagram";
        output.fault_in(entry.frame, entry.time, Error { kind, at: 0, layer: Layer::Ip, what });
    }
}

/// Whether a datagram may hold signalling, as far as its first octets tell.
fn carries_signalling(protocol: u8, start: Option<&[u8]>) -> bool {
    let port_is = |port: u16| match start.and_then(|octets| octets.first_chunk::<4>()) {
        Some([a, b, c, d]) => {
            u16::from_be_bytes([*a, *b]) == port || u16::from_be_bytes([*c, *d]) == port
        }
        None => true,
    };
    match protocol {
        ip::SCTP => true,
        ip::UDP => port_is(super::sctp::UDP_PORT),
        ip::TCP => port_is(super::tcp::M3UA_PORT),
        _ => false,
    }
}

enum Placed {
    New,
    Repeated,
    Contradicts,
}

impl Datagram {
    fn carries_signalling(&self) -> bool {
        let start = self.pieces.first().filter(|(offset, _)| *offset == 0);
        carries_signalling(self.protocol, start.map(|(_, octets)| octets.as_slice()))
    }

    fn place(&mut self, offset: usize, octets: &[u8], more: bool) -> Placed {
        let end = offset + octets.len();
        let last = self.pieces.last().map_or(0, |(start, held)| start + held.len());
        match self.end {
            Some(known) if end > known || (!more && end != known) => return Placed::Contradicts,
            None if !more && last > end => return Placed::Contradicts,
            _ => {}
        }
        let after = self.pieces.partition_point(|(start, _)| *start <= offset);
        if let Some((start, held)) = after.checked_sub(1).and_then(|before| self.pieces.get(before))
            && start + held.len() > offset
        {
            // A copy of what is here is harmless; anything else lets one fragment be read in
            // two ways.
            let copy = held.get(offset - start..).is_some_and(|held| held.starts_with(octets));
            return if copy { Placed::Repeated } else { Placed::Contradicts };
        }
        if self.pieces.get(after).is_some_and(|(start, _)| *start < end) {
            return Placed::Contradicts;
        }
        if !more {
            self.end = Some(end);
        }
        self.octets += octets.len();
        self.pieces.insert(after, (offset, octets.to_vec()));
        Placed::New
    }
}

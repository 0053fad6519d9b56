//! One direction of a TCP connection that carries M3UA.

use super::item::{LinkId, Output, Timestamp};
use super::limits::Limits;
use super::tcp::{Segment, serve};
use crate::wire::{Error, ErrorKind, Layer, Reader};

/// Octets charged for a segment in wait beside its own.
const OVERHEAD: usize = 64;
/// A sequence number further off than this is not of this connection any more: far more than
/// the window of any signalling link.
const FAR: i32 = 1 << 24;
/// The common header of M3UA (RFC 4666 3.1).
const HEADER: usize = 8;

/// A segment that came before its time.
struct Waiting {
    sequence: u32,
    octets: Vec<u8>,
    missing: u32,
    frame: u64,
    time: Option<Timestamp>,
}

/// The octets of a stream in order, as far as they do not make a message yet.
pub(super) struct Stream {
    /// The sequence number that follows what is in `partial`; none until a start is found.
    next: Option<u32>,
    /// The start of a message.
    partial: Vec<u8>,
    waiting: Vec<Waiting>,
    waiting_octets: usize,
    /// When the gap was first seen.
    gap_since: Option<Timestamp>,
    /// Octets are dropped until a header is plausible.
    lost: bool,
    /// A resynchronisation is under way that was reported already.
    reported: bool,
    frame: u64,
    time: Option<Timestamp>,
}

/// Whether octets look like the start of an M3UA message: version 1, nothing in the reserved
/// octet, a class and a type that exist, a length that can be.
pub(super) fn starts_message(octets: &[u8]) -> bool {
    match octets {
        [1, 0, 0..=4 | 9, 0..=6, a, b, c, d, ..] => {
            let length = u32::from_be_bytes([*a, *b, *c, *d]);
            (8..=65_536).contains(&length)
        }
        _ => false,
    }
}

enum Framed {
    Message(usize),
    More,
    Implausible,
}

fn frame(octets: &[u8], limits: &Limits) -> Framed {
    let Some([version, _, _, _, a, b, c, d]) = octets.first_chunk::<HEADER>() else {
        let plausible = octets.first().is_none_or(|&version| version == 1);
        return if plausible { Framed::More } else { Framed::Implausible };
    };
    let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
    if *version != 1 || length < HEADER || length > limits.framed_message {
        return Framed::Implausible;
    }
    if length <= octets.len() { Framed::Message(length) } else { Framed::More }
}

impl Stream {
    /// A stream that starts at `next`, or wherever its first plausible header is.
    pub(super) const fn new(next: Option<u32>) -> Self {
        Self {
            next,
            partial: Vec::new(),
            waiting: Vec::new(),
            waiting_octets: 0,
            gap_since: None,
            lost: next.is_none(),
            reported: false,
            frame: 0,
            time: None,
        }
    }

    /// Octets held, overhead included.
    pub(super) fn octets(&self) -> usize {
        self.partial.capacity() + self.waiting_octets
    }

    /// Nothing waits for a missing segment.
    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes a segment: serves it if it is the next, keeps it if it is early.
    pub(super) fn add(
        &mut self,
        segment: Segment<'_>,
        place: Reader<'_>,
        limits: &Limits,
        link: (LinkId, bool),
        output: &mut Output<'_, '_>,
    ) {
        let next = *self.next.get_or_insert(segment.sequence);
        let ahead = segment.sequence.wrapping_sub(next) as i32;
        if ahead.unsigned_abs() > FAR as u32 {
            // Another connection of the same ports, whose start was not captured.
            self.give_up(limits, link, output);
            output.fault(place.error(ErrorKind::NotCaptured, "TCP segment"));
            self.restart(segment.sequence);
            self.reported = true;
        } else if ahead > 0 {
            output.keep();
            self.keep(segment, output);
            self.mind_the_gap(limits, link, output);
            return;
        }
        let repeated = self.next.unwrap_or(next).wrapping_sub(segment.sequence) as usize;
        let Some(octets) = segment.octets.get(repeated..) else { return };
        if octets.is_empty() {
            return;
        }
        output.keep();
        (self.frame, self.time) = (output.frame, output.time);
        self.take(octets, limits, link, output);
        if segment.missing > 0 {
            self.skip(segment.missing, output);
        }
        self.catch_up(false, limits, link, output);
    }

    /// Octets in order.
    fn take(
        &mut self,
        octets: &[u8],
        limits: &Limits,
        link: (LinkId, bool),
        output: &mut Output<'_, '_>,
    ) {
        self.next = self.next.map(|next| next.wrapping_add(octets.len() as u32));
        if self.partial.is_empty() {
            let left = self.messages(octets, limits, link, output);
            self.partial.extend_from_slice(left);
        } else {
            let mut partial = core::mem::take(&mut self.partial);
            partial.extend_from_slice(octets);
            let left = self.messages(&partial, limits, link, output).len();
            partial.drain(..partial.len() - left);
            self.partial = partial;
        }
        if self.partial.is_empty() {
            // Idle streams hold nothing.
            self.partial = Vec::new();
        }
    }

    /// Serves the whole messages at the front and gives back what is left.
    fn messages<'a>(
        &mut self,
        mut octets: &'a [u8],
        limits: &Limits,
        link: (LinkId, bool),
        output: &mut Output<'_, '_>,
    ) -> &'a [u8] {
        loop {
            if self.lost {
                let at = (0..octets.len()).find(|&at| {
                    octets.get(at..).is_some_and(|rest| {
                        let start = rest.len() < HEADER && rest.starts_with(&[1]);
                        start || starts_message(rest)
                    })
                });
                let skipped = at.unwrap_or(octets.len());
                octets = octets.get(skipped..).unwrap_or_default();
                if skipped > 0 && !self.reported {
                    self.reported = true;
                    let kind = ErrorKind::Unexpected { found: 0 };
                    output.fault(Error { kind, at: 0, layer: Layer::M3ua, what: "M3UA header" });
                }
                if octets.len() < HEADER {
                    return octets;
                }
                self.lost = false;
            }
            match frame(octets, limits) {
                Framed::Message(length) => {
                    self.reported = false;
                    let Some((message, rest)) = octets.split_at_checked(length) else {
                        return octets;
                    };
                    serve(link, message, None, output);
                    octets = rest;
                }
                Framed::More => return octets,
                Framed::Implausible => {
                    let found = octets.first().copied().unwrap_or(0).into();
                    let kind = ErrorKind::Unexpected { found };
                    output.fault(Error { kind, at: 0, layer: Layer::M3ua, what: "M3UA header" });
                    self.reported = true;
                    self.lost = true;
                    // One octet on, or the search would find the same header again.
                    octets = octets.get(1..).unwrap_or_default();
                }
            }
        }
    }

    fn keep(&mut self, segment: Segment<'_>, output: &Output<'_, '_>) {
        (self.frame, self.time) = (output.frame, output.time);
        if self.waiting.is_empty() {
            self.gap_since = output.time;
        }
        let Some(next) = self.next else { return };
        let ahead = segment.sequence.wrapping_sub(next);
        let place = self.waiting.partition_point(|held| held.sequence.wrapping_sub(next) < ahead);
        let same = self.waiting.get(place).is_some_and(|held| {
            held.sequence == segment.sequence && held.octets.len() >= segment.octets.len()
        });
        if !same {
            let Segment { sequence, octets, missing } = segment;
            self.waiting_octets += octets.len() + OVERHEAD;
            let (frame, time, octets) = (output.frame, output.time, octets.to_vec());
            self.waiting.insert(place, Waiting { sequence, octets, missing, frame, time });
        }
    }

    /// Gives a gap up that holds back too much, or for too long.
    fn mind_the_gap(&mut self, limits: &Limits, link: (LinkId, bool), output: &mut Output<'_, '_>) {
        let late = match (output.time, self.gap_since) {
            (Some(now), Some(since)) => now.nanoseconds_since(&since) > limits.nanoseconds(),
            _ => false,
        };
        if late || self.waiting_octets > limits.gap_octets {
            self.cross(limits, link, output);
        }
    }

    /// Reports the gap in front of the first segment in wait and goes on behind it.
    fn cross(&mut self, limits: &Limits, link: (LinkId, bool), output: &mut Output<'_, '_>) {
        let Some(first) = self.waiting.first() else { return };
        let sequence = first.sequence;
        let (layer, what) = (Layer::Tcp, "TCP segment");
        output.fault(Error { kind: ErrorKind::NotCaptured, at: 0, layer, what });
        self.restart(sequence);
        self.reported = true;
        // What was captured behind the gap was complete then, not now.
        self.catch_up(true, limits, link, output);
        self.gap_since = output.time;
    }

    /// Drops the start of a message, to look for a header from `sequence` on.
    fn restart(&mut self, sequence: u32) {
        self.next = Some(sequence);
        self.partial = Vec::new();
        self.lost = true;
    }

    /// Steps over octets that the capture left out.
    fn skip(&mut self, missing: u32, output: &mut Output<'_, '_>) {
        let kind = ErrorKind::Truncated { missing };
        output.fault(Error { kind, at: 0, layer: Layer::Tcp, what: "TCP segment" });
        self.restart(self.next.unwrap_or(0).wrapping_add(missing));
        self.reported = true;
    }

    /// Takes the segments in wait that are next now; `late`, each under its own frame, for it is
    /// not the frame at hand that completes their messages.
    fn catch_up(
        &mut self,
        late: bool,
        limits: &Limits,
        link: (LinkId, bool),
        output: &mut Output<'_, '_>,
    ) {
        while let (Some(next), Some(first)) = (self.next, self.waiting.first()) {
            let repeated = next.wrapping_sub(first.sequence);
            if (repeated as i32) < 0 {
                return;
            }
            let held = self.waiting.remove(0);
            self.waiting_octets -= held.octets.len() + OVERHEAD;
            let Some(octets) = held.octets.get(repeated as usize..).filter(|o| !o.is_empty())
            else {
                continue;
            };
            let mut serve = |output: &mut Output<'_, '_>| {
                self.take(octets, limits, link, output);
                if held.missing > 0 {
                    self.skip(held.missing, output);
                }
            };
            if late {
                output.under(held.frame, held.time, serve);
            } else {
                serve(output);
            }
        }
    }

    /// Serves what can be served of the segments in wait, gap by gap.
    fn give_up(&mut self, limits: &Limits, link: (LinkId, bool), output: &mut Output<'_, '_>) {
        while !self.waiting.is_empty() {
            self.cross(limits, link, output);
        }
    }

    /// The stream is over: serves what waits behind gaps, reports a message without an end.
    pub(super) fn end(
        &mut self,
        limits: &Limits,
        link: (LinkId, bool),
        output: &mut Output<'_, '_>,
    ) {
        self.give_up(limits, link, output);
        let told = self.lost && self.reported;
        if !told && !self.partial.is_empty() {
            let (layer, what) = (Layer::Tcp, "rest of the M3UA message");
            let error = Error { kind: ErrorKind::NotCaptured, at: 0, layer, what };
            output.fault_in(self.frame, self.time, error);
        }
    }
}

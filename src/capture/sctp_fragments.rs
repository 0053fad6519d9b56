//! Reassembly of SCTP user messages (RFC 9260 6.9, RFC 8260 2.2).

use super::item::Output;
use super::limits::Limits;
use super::pending::{Entry, Pending};
use super::sctp::Ends;
use crate::wire::{Error, ErrorKind, Layer};
use std::collections::VecDeque;

/// Octets charged for a fragment beside its own: a flood of small ones is bounded too.
const OVERHEAD: usize = 128;
/// How many messages that are complete are remembered, to know their fragments when they are
/// sent again.
const REMEMBERED: usize = 64;

/// What the fragments of one user message have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) ends: Ends,
    pub(super) tag: u32,
    pub(super) stream: u16,
    pub(super) unordered: bool,
    /// The type of the chunk.
    pub(super) kind: u8,
    /// Stream sequence number, or message identifier of I-DATA.
    pub(super) message: u32,
}

/// One fragment.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// TSN, or fragment sequence number of I-DATA.
    pub(super) sequence: u32,
    pub(super) first: bool,
    pub(super) last: bool,
    pub(super) identifier: Option<u32>,
    pub(super) octets: &'a [u8],
    /// The packet's checksum does not hold.
    pub(super) bad: bool,
}

struct Held {
    sequence: u32,
    first: bool,
    last: bool,
    identifier: Option<u32>,
    octets: Vec<u8>,
    bad: bool,
}

/// The fragments of a user message, in order.
#[derive(Default)]
struct Parts {
    held: VecDeque<Held>,
    /// How many of them are a first and a last one: without both there is nothing to look for,
    /// however many fragments come.
    firsts: usize,
    lasts: usize,
}

struct Complete {
    key: Key,
    start: u32,
    /// Sequence numbers past `start`.
    span: u32,
}

/// User messages in reassembly.
pub(super) struct Messages {
    pending: Pending<Key, Parts>,
    complete: VecDeque<Complete>,
    whole: Vec<u8>,
}

impl Messages {
    pub(super) fn new(limits: &Limits) -> Self {
        let (most, octets) = (limits.user_messages, limits.user_message_octets);
        Self {
            pending: Pending::new(most, octets, limits.nanoseconds()),
            complete: VecDeque::new(),
            whole: Vec::new(),
        }
    }

    /// Adds a fragment; the payload protocol identifier, the octets and whether a checksum was
    /// bad, if that completes a message.
    pub(super) fn add(
        &mut self,
        key: Key,
        part: Part<'_>,
        output: &mut Output<'_, '_>,
    ) -> Option<(u32, &[u8], bool)> {
        output.keep();
        let again = |done: &Complete| {
            done.key == key && part.sequence.wrapping_sub(done.start) <= done.span
        };
        if self.complete.iter().any(again) {
            return None;
        }
        let position = match self.pending.position(&key) {
            Some(position) => position,
            None => self.pending.open(key, Parts::default(), output.frame, output.time),
        };
        let parts = &mut self.pending.get_mut(position)?.value;
        // Serial number arithmetic (RFC 1982): before, if the difference is negative.
        let behind = |held: &Held| held.sequence.wrapping_sub(part.sequence) as i32;
        let place = parts.held.partition_point(|held| behind(held) < 0);
        if parts.held.get(place).is_none_or(|held| behind(held) != 0) {
            let Part { sequence, first, last, identifier, octets, bad } = part;
            let octets = octets.to_vec();
            parts.firsts += usize::from(first);
            parts.lasts += usize::from(last);
            parts.held.insert(place, Held { sequence, first, last, identifier, octets, bad });
            let octets = part.octets.len() + OVERHEAD;
            self.pending.charge(position, octets, output.frame, output.time);
        }
        let parts = &mut self.pending.get_mut(position)?.value;
        let Some((start, end)) = run(parts, place) else {
            self.let_go(output);
            return None;
        };
        self.whole.clear();
        let mut identifier = 0;
        let mut bad = false;
        let mut released = 0;
        let mut span = 0;
        let mut from = part.sequence;
        for held in parts.held.drain(start..=end) {
            parts.firsts -= usize::from(held.first);
            parts.lasts -= usize::from(held.last);
            if held.first {
                identifier = held.identifier.unwrap_or(0);
                from = held.sequence;
            }
            span = held.sequence.wrapping_sub(from);
            bad |= held.bad;
            released += held.octets.len() + OVERHEAD;
            self.whole.extend_from_slice(&held.octets);
        }
        if parts.held.is_empty() {
            self.pending.remove(position);
        } else {
            self.pending.release(position, released);
        }
        if self.complete.len() >= REMEMBERED {
            self.complete.pop_front();
        }
        self.complete.push_back(Complete { key, start: from, span });
        Some((identifier, &self.whole, bad))
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

/// The fragments around `place` from a first one to a last one with none missing between.
fn run(parts: &Parts, place: usize) -> Option<(usize, usize)> {
    if parts.firsts == 0 || parts.lasts == 0 {
        return None;
    }
    let parts = &parts.held;
    let follows = |before: usize, after: usize| match (parts.get(before), parts.get(after)) {
        (Some(a), Some(b)) => a.sequence.wrapping_add(1) == b.sequence && !a.last && !b.first,
        _ => false,
    };
    let mut start = place;
    while start > 0 && follows(start - 1, start) {
        start -= 1;
    }
    let mut end = place;
    while follows(end, end + 1) {
        end += 1;
    }
    let whole = parts.get(start)?.first && parts.get(end)?.last;
    whole.then_some((start, end))
}

fn report(entry: &Entry<Key, Parts>, kind: ErrorKind, output: &mut Output<'_, '_>) {
    let what = "fragment of the user message";
    output.fault_in(entry.frame, entry.time, Error { kind, at: 0, layer: Layer::Sctp, what });
}

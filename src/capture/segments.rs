//! Segments of XUDT and LUDT put together (T1.112.4, Q.714 4.1.1.2), bounded in number, size and
//! time.

use super::item::{LinkId, Timestamp};
use crate::wire::codes::PointCode;
use crate::wire::sccp::Segmentation;
use std::collections::{HashMap, VecDeque};

/// Messages in reassembly at a time.
const MESSAGES: usize = 256;
/// Octets held by all of them: 1 MiB.
const OCTETS: usize = 1 << 20;
/// How long the next segment is waited for, in capture time; Q.714 gives the reassembly timer 10
/// to 20 seconds.
const WAIT_NANOSECONDS: u64 = 20_000_000_000;

/// What all segments of one message have in common (Q.714 4.1.1.2.3: the calling party address and
/// the local reference).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Where the message has no point codes. The segments of one that has may come over several
    /// links of a linkset or associations of an application server.
    pub(super) link: Option<LinkId>,
    pub(super) originating: Option<PointCode>,
    pub(super) calling: Vec<u8>,
    pub(super) local_reference: u32,
}

#[derive(Debug)]
struct Partial {
    octets: Vec<u8>,
    remaining: u8,
    frame: u64,
    time: Option<Timestamp>,
}

/// What a segment came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Segmented {
    /// The message is complete.
    Whole(Vec<u8>),
    /// More must come.
    Waiting,
    /// The segment follows none that is known, or not in order; it is let go.
    Stray,
}

#[derive(Debug, Default)]
pub(super) struct Segments {
    partial: HashMap<Key, Partial>,
    octets: usize,
    given_up: VecDeque<(u64, Option<Timestamp>)>,
}

impl Segments {
    pub(super) fn add(
        &mut self,
        key: Key,
        segment: Segmentation,
        data: &[u8],
        frame: u64,
        time: Option<Timestamp>,
    ) -> Segmented {
        self.expire(time);
        if segment.first {
            self.remove(&key, true);
            self.make_room(data.len());
            self.octets += data.len();
            let octets = data.to_vec();
            let remaining = segment.remaining;
            self.partial.insert(key, Partial { octets, remaining, frame, time });
            return Segmented::Waiting;
        }
        let in_order = self
            .partial
            .get(&key)
            .is_some_and(|partial| partial.remaining == segment.remaining.wrapping_add(1));
        if !in_order {
            return Segmented::Stray;
        }
        if self.octets + data.len() > OCTETS {
            self.remove(&key, true);
            return Segmented::Stray;
        }
        if let Some(partial) = self.partial.get_mut(&key) {
            partial.octets.extend_from_slice(data);
            (partial.remaining, partial.frame, partial.time) = (segment.remaining, frame, time);
            self.octets += data.len();
        }
        if segment.remaining > 0 {
            return Segmented::Waiting;
        }
        match self.remove(&key, false) {
            Some(partial) => Segmented::Whole(partial.octets),
            None => Segmented::Stray,
        }
    }

    /// Frame and time of the last segments of messages that were given up since this was asked; the
    /// last [`MESSAGES`] of them.
    pub(super) fn given_up(&mut self) -> impl Iterator<Item = (u64, Option<Timestamp>)> + '_ {
        self.given_up.drain(..)
    }

    pub(super) fn any_given_up(&self) -> bool {
        !self.given_up.is_empty()
    }

    /// Gives up all that is incomplete.
    pub(super) fn finish(&mut self) {
        self.octets = 0;
        let mut last: Vec<_> =
            self.partial.drain().map(|(_, partial)| (partial.frame, partial.time)).collect();
        last.sort_unstable();
        last.into_iter().for_each(|place| self.give_up(place));
    }

    fn give_up(&mut self, place: (u64, Option<Timestamp>)) {
        if self.given_up.len() == MESSAGES {
            self.given_up.pop_front();
        }
        self.given_up.push_back(place);
    }

    fn remove(&mut self, key: &Key, given_up: bool) -> Option<Partial> {
        let partial = self.partial.remove(key)?;
        self.octets -= partial.octets.len();
        if given_up {
            self.give_up((partial.frame, partial.time));
        }
        Some(partial)
    }

    fn make_room(&mut self, octets: usize) {
        while self.partial.len() >= MESSAGES || self.octets + octets > OCTETS {
            let oldest = self.partial.iter().min_by_key(|(_, partial)| partial.frame);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
            self.remove(&key, true);
        }
    }

    fn expire(&mut self, now: Option<Timestamp>) {
        let Some(now) = now else { return };
        if self.partial.is_empty() {
            return;
        }
        let late = |partial: &Partial| {
            partial.time.is_some_and(|then| now.nanoseconds_since(&then) > WAIT_NANOSECONDS)
        };
        let mut keys: Vec<_> = self
            .partial
            .iter()
            .filter(|(_, partial)| late(partial))
            .map(|(key, partial)| (partial.frame, partial.time, key.clone()))
            .collect();
        // A map has no order of its own, and what is told must have one.
        keys.sort_unstable_by_key(|(frame, time, _)| (*frame, *time));
        for (_, _, key) in keys {
            self.remove(&key, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(local_reference: u32) -> Key {
        Key { link: Some(LinkId(1)), originating: None, calling: vec![1], local_reference }
    }

    fn segment(first: bool, remaining: u8, local_reference: u32) -> Segmentation {
        Segmentation { first, class_1: true, remaining, local_reference }
    }

    fn at(seconds: i64) -> Option<Timestamp> {
        Some(Timestamp { seconds, nanoseconds: 0, digits: 6 })
    }

    #[test]
    fn segments_in_order_make_the_message_even_when_two_are_interleaved() {
        let mut segments = Segments::default();
        assert_eq!(segments.add(key(1), segment(true, 2, 1), b"ab", 1, at(0)), Segmented::Waiting);
        assert_eq!(segments.add(key(2), segment(true, 1, 2), b"x", 2, at(0)), Segmented::Waiting);
        assert_eq!(segments.add(key(1), segment(false, 1, 1), b"cd", 3, at(0)), Segmented::Waiting);
        let second = segments.add(key(2), segment(false, 0, 2), b"y", 4, at(0));
        assert_eq!(second, Segmented::Whole(b"xy".to_vec()));
        let first = segments.add(key(1), segment(false, 0, 1), b"e", 5, at(0));
        assert_eq!(first, Segmented::Whole(b"abcde".to_vec()));
        assert_eq!(segments.octets, 0);
    }

    #[test]
    fn a_segment_without_its_first_or_out_of_order_is_let_go() {
        let mut segments = Segments::default();
        assert_eq!(segments.add(key(1), segment(false, 0, 1), b"z", 1, at(0)), Segmented::Stray);
        segments.add(key(1), segment(true, 2, 1), b"a", 2, at(0));
        assert_eq!(segments.add(key(1), segment(false, 0, 1), b"c", 3, at(0)), Segmented::Stray);
    }

    #[test]
    fn a_message_that_waits_too_long_is_given_up_and_reported() {
        let mut segments = Segments::default();
        segments.add(key(1), segment(true, 1, 1), b"a", 7, at(0));
        assert_eq!(segments.add(key(1), segment(false, 0, 1), b"b", 8, at(21)), Segmented::Stray);
        assert_eq!(segments.given_up().collect::<Vec<_>>(), [(7, at(0))]);
    }

    #[test]
    fn messages_that_wait_too_long_together_are_reported_in_order() {
        let mut segments = Segments::default();
        for n in 0..20 {
            segments.add(key(n), segment(true, 1, n), b"a", n.into(), at(0));
        }
        segments.add(key(20), segment(true, 1, 20), b"a", 20, at(60));
        let frames = segments.given_up().map(|(frame, _)| frame);
        assert!(frames.eq(0..20));
    }

    #[test]
    fn a_flood_of_first_segments_stays_within_its_bounds() {
        let mut segments = Segments::default();
        for n in 0..2000 {
            segments.add(key(n), segment(true, 15, n), &[0; 4000], n.into(), at(0));
            assert!(segments.partial.len() <= MESSAGES && segments.octets <= OCTETS);
            assert!(segments.given_up.len() <= MESSAGES);
        }
    }
}

//! Segments that wait for the others (T1.112.4 4.1.1, Q.714 4.1.1).

use super::address::Address;
use crate::machine::mtp::Transfer;
use crate::machine::timer::{Timer, Timers};
use crate::machine::{Key, Slab, Time};
use crate::wire::codes::PointCode;
use crate::wire::sccp::{MAXIMUM_SEGMENTS, Segmentation};
use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};
use core::time::Duration;
use std::collections::HashMap;

/// Which segments belong together (Q.714 4.1.1.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Whole {
    pub(super) calling: Address,
    pub(super) originating: PointCode,
    pub(super) local_reference: u32,
}

#[derive(Debug)]
struct Waiting {
    whole: Whole,
    /// How many there are, once the first came; those that came, by how many follow each.
    count: Option<u8>,
    segments: Vec<(u8, Bytes)>,
    octets: usize,
    timer: Option<Timer>,
    /// The first segment as it came: what goes back where the others do not come.
    first: Option<Transfer>,
}

/// A message that was given up.
#[derive(Debug)]
pub(super) struct GivenUp {
    pub(super) local_reference: u32,
    pub(super) first: Option<Transfer>,
}

/// What became of a segment.
#[derive(Debug)]
pub(super) enum Segment {
    /// It was the last one that was missing.
    Complete(Bytes),
    /// Others are missing.
    Waiting,
    /// It came before.
    Double,
    /// It contradicts those before it, and the message is given up.
    Inconsistent(GivenUp),
    /// There is no room for it.
    NoRoom,
}

impl Waiting {
    fn given_up(self) -> GivenUp {
        GivenUp { local_reference: self.whole.local_reference, first: self.first }
    }

    /// Whether a segment can be one of those that came: the first says how many there are, and
    /// only the first has as many behind it.
    fn contradicts(&self, segmentation: Segmentation) -> bool {
        let remaining = segmentation.remaining & 0x0F;
        match self.count {
            Some(count) => segmentation.first || remaining + 1 >= count,
            None => segmentation.first && self.segments.iter().any(|(n, _)| *n >= remaining),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Reassembly {
    wholes: HashMap<Whole, Key>,
    waiting: Slab<Waiting>,
    timers: Timers<Key>,
    octets: usize,
}

impl Reassembly {
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn next(&self) -> Option<Time> {
        self.timers.next()
    }

    /// A message whose time is up, if there is one.
    pub(super) fn expired(&mut self, now: Time) -> Option<GivenUp> {
        let key = self.timers.fire(now)?;
        self.forget(key).map(Waiting::given_up)
    }

    fn forget(&mut self, key: Key) -> Option<Waiting> {
        let waiting = self.waiting.remove(key)?;
        self.wholes.remove(&waiting.whole);
        self.octets -= waiting.octets;
        if let Some(timer) = waiting.timer {
            self.timers.stop(timer);
        }
        Some(waiting)
    }

    /// Takes a segment in. `most` bounds the messages that wait and their octets.
    pub(super) fn add(
        &mut self,
        whole: Whole,
        segmentation: Segmentation,
        data: Bytes,
        transfer: &Transfer,
        until: Time,
        most: (usize, usize),
    ) -> Segment {
        let room = self.octets + data.len() <= most.1;
        let key = match self.wholes.get(&whole) {
            Some(key) => *key,
            None if room && self.waiting.len() < most.0 => {
                let new = Waiting {
                    whole,
                    count: None,
                    segments: Vec::new(),
                    octets: 0,
                    timer: None,
                    first: None,
                };
                let Some(key) = self.waiting.insert(new) else { return Segment::NoRoom };
                let timer = self.timers.arm(until, key);
                if let Some(waiting) = self.waiting.get_mut(key) {
                    waiting.timer = timer;
                }
                self.wholes.insert(whole, key);
                key
            }
            None => return Segment::NoRoom,
        };
        let Some(waiting) = self.waiting.get_mut(key) else { return Segment::NoRoom };
        let remaining = segmentation.remaining & 0x0F;
        if let Some((_, other)) = waiting.segments.iter().find(|(other, _)| *other == remaining)
            && *other == data
        {
            return Segment::Double;
        }
        if waiting.segments.iter().any(|(other, _)| *other == remaining)
            || waiting.contradicts(segmentation)
        {
            let given_up = self.forget(key).map(Waiting::given_up);
            return given_up.map_or(Segment::NoRoom, Segment::Inconsistent);
        }
        if !room {
            self.forget(key);
            return Segment::NoRoom;
        }
        if segmentation.first {
            waiting.count = Some(remaining + 1);
            waiting.first = Some(transfer.clone());
        }
        waiting.octets += data.len();
        self.octets += data.len();
        waiting.segments.push((remaining, data));
        if waiting.count.is_none_or(|count| waiting.segments.len() < usize::from(count)) {
            return Segment::Waiting;
        }
        let Some(mut whole) = self.forget(key) else { return Segment::Waiting };
        whole.segments.sort_unstable_by_key(|(remaining, _)| core::cmp::Reverse(*remaining));
        let mut octets = BytesMut::with_capacity(whole.octets);
        whole.segments.iter().for_each(|(_, data)| octets.extend_from_slice(data));
        Segment::Complete(octets.freeze())
    }
}

const _: () = assert!(MAXIMUM_SEGMENTS == 16);

/// How long a message waits for its segments: T(reassembly), 10 to 20 s (Q.714 annex C).
pub(super) const T_REASSEMBLY: Duration = Duration::from_secs(10);

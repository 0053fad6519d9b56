//! A wheel of timers: arming one, stopping one and going on by a tick cost the same however many
//! are armed.
//!
//! Time is cut into ticks of a millisecond. A timer stands on the wheel whose slots are as long as
//! its wait: the first has 64 slots of one tick, the next 64 slots of 64 ticks, and so on. When the
//! hand of a wheel comes to a slot, the timers there move to finer wheels, at most five times
//! before they are due.

use super::{Key, Slab, Time};

/// Microseconds to a tick.
const TICK: u64 = 1000;
const SLOTS: usize = 64;
/// 64^6 ticks: two years. What waits longer goes round again.
const WHEELS: usize = 6;

/// An armed timer. Once it fired or was stopped, its handle does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timer(Key);

#[derive(Debug, Clone)]
struct Entry<T> {
    what: T,
    /// The tick at which it is due.
    due: u64,
    slot: u16,
    previous: Option<Key>,
    next: Option<Key>,
}

/// Timers, each with what it stands for.
///
/// A timer never fires before its time; it fires at most a tick, one millisecond, after it.
///
/// ```
/// use core::time::Duration;
/// use hookflash::machine::{Time, timer::Timers};
/// let mut timers = Timers::default();
/// let second = timers.arm(Time::ZERO + Duration::from_secs(1), "a second").unwrap();
/// timers.arm(Time::ZERO + Duration::from_secs(2), "two").unwrap();
/// timers.stop(second);
/// assert!(timers.next() <= Some(Time::ZERO + Duration::from_secs(2)));
/// assert_eq!(timers.fire(Time::ZERO + Duration::from_secs(1)), None);
/// assert_eq!(timers.fire(Time::ZERO + Duration::from_secs(2)), Some("two"));
/// ```
#[derive(Debug, Clone)]
pub struct Timers<T> {
    entries: Slab<Entry<T>>,
    /// The first and the last timer of every slot of every wheel; the slot after them all has
    /// those that are due.
    slots: [(Option<Key>, Option<Key>); SLOTS * WHEELS + 1],
    /// Which slots of a wheel have timers.
    occupied: [u64; WHEELS],
    /// The tick up to which timers were moved.
    now: u64,
}

const DUE: u16 = (SLOTS * WHEELS) as u16;

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self {
            entries: Slab::default(),
            slots: [(None, None); SLOTS * WHEELS + 1],
            occupied: [0; WHEELS],
            now: 0,
        }
    }
}

impl<T> Timers<T> {
    /// How many are armed.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Arms a timer. One whose time is past fires next. None where 2^32 - 1 are armed.
    pub fn arm(&mut self, at: Time, what: T) -> Option<Timer> {
        let due = at.as_micros().div_ceil(TICK);
        let entry = Entry { what, due, slot: 0, previous: None, next: None };
        let key = self.entries.insert(entry)?;
        self.link(key, due);
        Some(Timer(key))
    }

    /// Stops a timer and gives back what it stood for; None where it has fired or was stopped.
    pub fn stop(&mut self, timer: Timer) -> Option<T> {
        self.unlink(timer.0);
        self.entries.remove(timer.0).map(|entry| entry.what)
    }

    /// What is due at `now`, one after the other, earlier ticks first.
    pub fn fire(&mut self, now: Time) -> Option<T> {
        let end = now.as_micros() / TICK;
        loop {
            if let (Some(first), _) = self.slots[usize::from(DUE)] {
                return self.stop(Timer(first));
            }
            if self.now >= end || !self.advance(end) {
                return None;
            }
        }
    }

    /// The earliest time at which something may be due. It may be early by the length of a slot
    /// for a timer that is far away, never late.
    pub fn next(&self) -> Option<Time> {
        if self.slots[usize::from(DUE)].0.is_some() {
            return Some(Time::from_micros(self.now.saturating_mul(TICK)));
        }
        self.next_tick().map(|tick| Time::from_micros(tick.saturating_mul(TICK)))
    }

    /// The next tick at which a slot has timers.
    fn next_tick(&self) -> Option<u64> {
        let ahead = |wheel: usize| {
            let shift = 6 * wheel as u32;
            let hand = self.now >> shift;
            // The slot of the hand itself is empty, or is reached after a whole turn.
            let rotated = self.occupied[wheel].rotate_right((hand % 64) as u32 + 1);
            (rotated != 0).then(|| (hand + 1 + u64::from(rotated.trailing_zeros())) << shift)
        };
        (0..WHEELS).filter_map(ahead).min()
    }

    /// Goes on to the next tick at which a slot has timers, and spreads those. False: none before
    /// `end`, which is reached.
    fn advance(&mut self, end: u64) -> bool {
        let Some(tick) = self.next_tick().filter(|tick| *tick <= end) else {
            self.now = end;
            return false;
        };
        self.now = tick;
        // The coarse wheels first: what they give may be due in this very tick.
        for wheel in (0..WHEELS).rev() {
            let shift = 6 * wheel;
            if tick & ((1 << shift) - 1) == 0 {
                let slot = wheel * SLOTS + (tick >> shift) as usize % SLOTS;
                let (mut next, _) = core::mem::take(&mut self.slots[slot]);
                self.occupied[wheel] &= !(1 << (slot % SLOTS));
                while let Some(key) = next {
                    let Some(entry) = self.entries.get(key) else { break };
                    let due = entry.due;
                    next = entry.next;
                    self.link(key, due);
                }
            }
        }
        true
    }

    /// Puts a timer at the end of the slot where it belongs.
    fn link(&mut self, key: Key, due: u64) {
        let slot = match due.saturating_sub(self.now) {
            0 => usize::from(DUE),
            wait => {
                let wheel = (wait.ilog2() as usize / 6).min(WHEELS - 1);
                // One that waits longer than a turn of the last wheel stands in its last slot.
                let at = due.min(self.now + (1 << (6 * WHEELS)) - (1 << (6 * (WHEELS - 1))));
                wheel * SLOTS + (at >> (6 * wheel)) as usize % SLOTS
            }
        };
        let last = self.slots[slot].1.replace(key);
        match last.and_then(|last| self.entries.get_mut(last)) {
            Some(before) => before.next = Some(key),
            None => self.slots[slot].0 = Some(key),
        }
        if let Some(entry) = self.entries.get_mut(key) {
            entry.slot = slot as u16;
            entry.previous = last;
            entry.next = None;
        }
        if let Some(occupied) = self.occupied.get_mut(slot / SLOTS) {
            *occupied |= 1 << (slot % SLOTS);
        }
    }

    fn unlink(&mut self, key: Key) {
        let Some(entry) = self.entries.get(key) else { return };
        let (slot, previous, next) = (usize::from(entry.slot), entry.previous, entry.next);
        match previous.and_then(|previous| self.entries.get_mut(previous)) {
            Some(before) => before.next = next,
            None => self.slots[slot].0 = next,
        }
        match next.and_then(|next| self.entries.get_mut(next)) {
            Some(behind) => behind.previous = previous,
            None => self.slots[slot].1 = previous,
        }
        if self.slots[slot].0.is_none()
            && let Some(occupied) = self.occupied.get_mut(slot / SLOTS)
        {
            *occupied &= !(1 << (slot % SLOTS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn at(millis: u64) -> Time {
        Time::from_micros(millis * TICK)
    }

    /// Numbers by chance, the same in each run (Marsaglia's xorshift).
    fn chance(state: &mut u64) -> u64 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state
    }

    #[test]
    fn each_timer_fires_in_its_tick_and_never_before() {
        let mut seed = 7;
        for reach in [50, 5_000, 400_000, 30_000_000, 90_000_000_000, 400_000_000_000] {
            let mut timers = Timers::default();
            let mut due: Vec<u64> = (0..300).map(|_| chance(&mut seed) % reach).collect();
            for time in &due {
                timers.arm(at(*time), *time).expect("room");
            }
            due.sort_unstable();
            let mut fired = Vec::new();
            while let Some(next) = timers.next() {
                while let Some(time) = timers.fire(next) {
                    assert_eq!(at(time).max(at(0)), next, "reach {reach}");
                    fired.push(time);
                }
            }
            assert_eq!(fired, due);
        }
    }

    #[test]
    fn stopping_takes_out_the_one_and_leaves_the_others() {
        let mut seed = 3;
        let mut timers = Timers::default();
        let armed: Vec<_> = (0..500u64)
            .map(|n| (n, timers.arm(at(chance(&mut seed) % 100_000), n).expect("room")))
            .collect();
        timers.fire(at(0));
        for (n, timer) in armed.iter().filter(|(n, _)| n % 3 == 0) {
            let stopped = timers.stop(*timer);
            assert!(stopped == Some(*n) || stopped.is_none());
            assert_eq!(timers.stop(*timer), None);
        }
        let mut fired: Vec<_> = core::iter::from_fn(|| timers.fire(at(100_000))).collect();
        fired.sort_unstable();
        assert!(fired.iter().all(|n| n % 3 != 0));
        assert!(fired.len() >= 332 && timers.is_empty());
    }

    #[test]
    fn time_that_leaps_ahead_fires_everything_once() {
        let mut timers = Timers::default();
        for n in 0..1000 {
            timers.arm(at(n * 977), n).expect("room");
        }
        let fired: Vec<_> = core::iter::from_fn(|| timers.fire(at(u64::MAX / TICK))).collect();
        assert_eq!(fired, (0..1000).collect::<Vec<_>>());
        assert_eq!((timers.next(), timers.fire(Time::NEVER)), (None, None));
    }

    #[test]
    fn a_time_between_ticks_is_kept_to() {
        let mut timers = Timers::default();
        timers.arm(Time::from_micros(1_500), ()).expect("room");
        assert_eq!(timers.fire(Time::from_micros(1_999)), None);
        assert_eq!(timers.fire(Time::from_micros(2_000)), Some(()));
    }
}

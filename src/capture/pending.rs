//! What waits for its missing parts: a bounded table that lets the oldest go first.

use super::item::Timestamp;

/// One thing in reassembly.
pub(super) struct Entry<K, V> {
    pub(super) key: K,
    pub(super) value: V,
    /// Octets charged to it, overhead of its parts included.
    pub(super) octets: usize,
    /// When its first part was seen.
    first: Option<Timestamp>,
    /// The last frame that added to it, and when.
    pub(super) frame: u64,
    pub(super) time: Option<Timestamp>,
}

/// Entries in order of their first parts. Few wait at a time, so a search is a short scan.
pub(super) struct Pending<K, V> {
    entries: Vec<Entry<K, V>>,
    octets: usize,
    most_entries: usize,
    most_octets: usize,
    most_nanoseconds: u64,
}

impl<K: PartialEq, V> Pending<K, V> {
    pub(super) const fn new(
        most_entries: usize,
        most_octets: usize,
        most_nanoseconds: u64,
    ) -> Self {
        Self { entries: Vec::new(), octets: 0, most_entries, most_octets, most_nanoseconds }
    }

    pub(super) fn position(&self, key: &K) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == *key)
    }

    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut Entry<K, V>> {
        self.entries.get_mut(position)
    }

    /// Adds an entry that holds nothing yet.
    pub(super) fn open(&mut self, key: K, value: V, frame: u64, time: Option<Timestamp>) -> usize {
        self.entries.push(Entry { key, value, octets: 0, first: time, frame, time });
        self.entries.len() - 1
    }

    /// Charges `octets` more to an entry, for a part seen in `frame`.
    pub(super) fn charge(
        &mut self,
        position: usize,
        octets: usize,
        frame: u64,
        time: Option<Timestamp>,
    ) {
        if let Some(entry) = self.entries.get_mut(position) {
            entry.octets += octets;
            entry.frame = frame;
            entry.time = time;
            self.octets += octets;
        }
    }

    pub(super) fn release(&mut self, position: usize, octets: usize) {
        if let Some(entry) = self.entries.get_mut(position) {
            let octets = octets.min(entry.octets);
            entry.octets -= octets;
            self.octets -= octets;
        }
    }

    pub(super) fn remove(&mut self, position: usize) -> Option<Entry<K, V>> {
        if position >= self.entries.len() {
            return None;
        }
        let entry = self.entries.remove(position);
        self.octets -= entry.octets;
        Some(entry)
    }

    /// The oldest entry, if it is too old at `now` or the bounds are passed. To be asked until
    /// it gives nothing more.
    pub(super) fn overdue(&mut self, now: Option<Timestamp>) -> Option<Entry<K, V>> {
        let oldest = self.entries.first()?;
        let late = match (now, oldest.first) {
            (Some(now), Some(first)) => now.nanoseconds_since(&first) > self.most_nanoseconds,
            _ => false,
        };
        if late || self.entries.len() > self.most_entries || self.octets > self.most_octets {
            return self.remove(0);
        }
        None
    }

    pub(super) fn pop(&mut self) -> Option<Entry<K, V>> {
        self.remove(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Option<Timestamp> {
        Some(Timestamp { seconds, nanoseconds: 0, digits: 6 })
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let mut pending = Pending::new(2, 100, 30_000_000_000);
        for key in 0..3 {
            pending.open(key, (), key, at(0));
        }
        assert_eq!(pending.overdue(at(0)).map(|entry| entry.key), Some(0));
        assert!(pending.overdue(at(0)).is_none());
    }

    #[test]
    fn the_oldest_goes_when_too_much_is_held_or_it_waited_too_long() {
        let mut pending = Pending::new(9, 100, 30_000_000_000);
        let first = pending.open(1, (), 1, at(0));
        pending.charge(first, 60, 4, at(3));
        let second = pending.open(2, (), 2, at(5));
        pending.charge(second, 50, 5, at(5));
        let gone = pending.overdue(at(5)).expect("110 octets are held");
        assert_eq!((gone.key, gone.frame, gone.octets), (1, 4, 60));
        assert!(pending.overdue(at(35)).is_none(), "30 s is not past 30 s");
        assert_eq!(pending.overdue(at(36)).map(|entry| entry.key), Some(2));
        assert!(pending.pop().is_none());
    }

    #[test]
    fn time_that_runs_backwards_or_to_the_ends_of_the_range_lets_nothing_go_wrong() {
        let mut pending = Pending::new(9, 100, 30_000_000_000);
        pending.open(1, (), 1, at(i64::MAX));
        assert!(pending.overdue(at(i64::MIN)).is_none());
        pending.pop();
        pending.open(2, (), 1, at(i64::MIN));
        assert!(pending.overdue(at(i64::MAX)).is_some());
    }
}

//! Rows by a key, for keys of which a few come again and again.

use crate::capture::seeded::Seed;
use std::collections::HashMap;
use std::hash::Hash;

/// Rows by a key. So many that were asked for lately are looked at before the key is hashed.
#[derive(Debug)]
pub(super) struct Tally<K, V, const LATELY: usize> {
    rows: Vec<(K, V)>,
    places: HashMap<K, usize, Seed>,
    /// The places that were asked for lately, and which of them is the oldest.
    lately: [usize; LATELY],
    oldest: usize,
}

impl<K, V, const LATELY: usize> Default for Tally<K, V, LATELY> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::default(), lately: [0; LATELY], oldest: 0 }
    }
}

impl<K: Copy + Eq + Hash, V: Default, const LATELY: usize> Tally<K, V, LATELY> {
    /// The row of this key; a new one as long as there are fewer than `most`.
    pub(super) fn row(&mut self, key: K, most: usize) -> Option<&mut V> {
        let same = |place: &usize| self.rows.get(*place).is_some_and(|(own, _)| *own == key);
        let place = match self.lately.iter().copied().find(|place| same(place)) {
            Some(place) => place,
            None => {
                let place = match self.places.get(&key) {
                    Some(place) => *place,
                    None if self.rows.len() < most => {
                        self.rows.push((key, V::default()));
                        self.places.insert(key, self.rows.len() - 1);
                        self.rows.len() - 1
                    }
                    None => return None,
                };
                self.lately[self.oldest] = place;
                self.oldest = (self.oldest + 1) % LATELY;
                place
            }
        };
        self.rows.get_mut(place).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter().map(|(key, value)| (key, value))
    }

    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_row_however_many_there_are() {
        let mut tally: Tally<u32, u64, 8> = Tally::default();
        for number in 0..10_000 {
            if let Some(count) = tally.row(number * 7 % 100, 50) {
                *count += 1;
            }
        }
        assert_eq!(tally.len(), 50);
        assert!(tally.iter().all(|(_, count)| *count == 100));
    }
}

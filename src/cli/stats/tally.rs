//! Rows by a key, for keys of which a few come again and again.

use crate::capture::seeded::Seed;
use std::collections::HashMap;
use std::hash::Hash;

/// A key with a number that tells it from most others.
pub(super) trait Rough: Copy + Eq + Hash {
    fn rough(&self) -> u32;
}

/// Rows by a key. Where the rows of keys that come again and again lie is known without a hash.
#[derive(Debug)]
pub(super) struct Tally<K, V> {
    rows: Vec<(K, V)>,
    places: HashMap<K, usize, Seed>,
    /// By the rough number of a key: which row was asked for last.
    lately: [usize; LATELY],
}

const LATELY: usize = 64;

impl<K, V> Default for Tally<K, V> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashMap::default(), lately: [0; LATELY] }
    }
}

impl<K: Rough, V: Default> Tally<K, V> {
    /// The row of this key; a new one as long as there are fewer than `most`.
    #[inline]
    pub(super) fn row(&mut self, key: K, most: usize) -> Option<&mut V> {
        let lately = (key.rough().wrapping_mul(0x9E37_79B1) >> 26) as usize % LATELY;
        let place = self.lately[lately];
        let place = match self.rows.get(place) {
            Some((own, _)) if *own == key => place,
            _ => {
                let place = self.find(key, most)?;
                self.lately[lately] = place;
                place
            }
        };
        self.rows.get_mut(place).map(|(_, value)| value)
    }

    fn find(&mut self, key: K, most: usize) -> Option<usize> {
        match self.places.get(&key) {
            Some(place) => Some(*place),
            None if self.rows.len() < most => {
                self.rows.push((key, V::default()));
                self.places.insert(key, self.rows.len() - 1);
                Some(self.rows.len() - 1)
            }
            None => None,
        }
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

    impl Rough for u32 {
        fn rough(&self) -> u32 {
            *self % 7
        }
    }

    #[test]
    fn every_key_has_one_row_however_many_there_are() {
        let mut tally: Tally<u32, u64> = Tally::default();
        for number in 0..10_000 {
            if let Some(count) = tally.row(number * 7 % 100, 50) {
                *count += 1;
            }
        }
        assert_eq!(tally.len(), 50);
        assert!(tally.iter().all(|(_, count)| *count == 100));
    }
}

//! A fast hash whose seed is drawn anew in every run: who writes a capture decides what is put
//! into the tables here, and must not be able to tell which of it falls into one place.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Odd, and with as many ones as zeros; the first digits of pi.
const MULTIPLIER: u64 = 0x243f_6a88_85a3_08d3;

/// The secret of one table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed(u64);

impl Default for Seed {
    fn default() -> Self {
        Self(RandomState::new().hash_one(MULTIPLIER))
    }
}

impl Seed {
    /// Two words as one. Both halves of the product count, so that every bit of the words tells
    /// on every bit of the result.
    #[inline]
    pub(super) const fn fold(self, a: u64, b: u64) -> u64 {
        let product = ((a ^ self.0) as u128) * ((b ^ self.0.rotate_left(32) ^ MULTIPLIER) as u128);
        (product as u64) ^ ((product >> 64) as u64)
    }
}

impl BuildHasher for Seed {
    type Hasher = SeededHasher;

    #[inline]
    fn build_hasher(&self) -> SeededHasher {
        SeededHasher { seed: *self, state: 0 }
    }
}

/// Hashes with a [`Seed`].
#[derive(Debug)]
pub(super) struct SeededHasher {
    seed: Seed,
    state: u64,
}

impl Hasher for SeededHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }

    fn write(&mut self, octets: &[u8]) {
        for chunk in octets.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.state = self.seed.fold(self.state, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn equal_words_hash_alike_with_one_seed_and_differently_with_two() {
        let (one, two) = (Seed::default(), Seed::default());
        assert_eq!(one.hash_one(7u64), one.hash_one(7u64));
        assert_ne!(one.hash_one(7u64), two.hash_one(7u64));
    }

    #[test]
    fn numbers_in_a_row_fall_into_places_of_their_own() {
        let seed = Seed::default();
        let low: HashSet<u64> = (0..1024).map(|n| seed.fold(n, 1) & 0xFFFF).collect();
        let high: HashSet<u64> = (0..1024).map(|n| seed.fold(n << 32, 1) >> 48).collect();
        // By chance alone eight of each would meet.
        assert!(low.len() > 900 && high.len() > 900, "{} {}", low.len(), high.len());
    }
}

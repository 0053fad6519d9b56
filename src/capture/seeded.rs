//! A fast hash whose seed is drawn anew in every run: who writes a capture decides what is put
//! into the tables here, and must not be able to tell which of it falls into one place.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Odd; the first digits of pi.
const MULTIPLIER: u64 = 0x243f_6a88_85a3_08d3;

/// The secret of one table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seed(u64);

impl Default for Seed {
    fn default() -> Self {
        Self(RandomState::new().hash_one(MULTIPLIER))
    }
}

impl Seed {
    /// The hash of two words.
    #[inline]
    pub(super) const fn hash_pair(self, a: u64, b: u64) -> u64 {
        self.finish(self.fold(a, b))
    }

    /// The hash of octets, to be compared with others of the same seed.
    #[inline]
    pub(super) fn hash_octets(self, octets: &[u8]) -> u64 {
        // Two rows of products, since each waits for the one before in its row. The last two words may
        // have octets of those before them: the number of octets is hashed too, so that this is clear.
        let mut rows = [octets.len() as u64, MULTIPLIER];
        let mut fold = |row: usize, pair: [u8; 16]| {
            let pair = u128::from_le_bytes(pair);
            rows[row] = self.fold(rows[row] ^ pair as u64, (pair >> 64) as u64);
        };
        let (pairs, rest) = octets.as_chunks::<16>();
        let (twos, one) = pairs.as_chunks::<2>();
        for [first, second] in twos {
            fold(0, *first);
            fold(1, *second);
        }
        one.iter().for_each(|pair| fold(0, *pair));
        match octets.last_chunk() {
            _ if rest.is_empty() => {}
            Some(last) => fold(1, *last),
            None => {
                let mut last = [0; 16];
                last[..rest.len()].copy_from_slice(rest);
                fold(1, last);
            }
        }
        self.fold(rows[0], rows[1])
    }

    /// Two words as one, which tells most of them apart but need not spread them: where one word
    /// is always the same, it and the seed are a multiplier that may have a few ones only.
    #[inline]
    const fn fold(self, a: u64, b: u64) -> u64 {
        product(a ^ self.0, b ^ self.0.rotate_left(32) ^ MULTIPLIER)
    }

    /// The hash of what was folded, spread by a multiplier that is good for every seed.
    #[inline]
    const fn finish(self, folded: u64) -> u64 {
        product(folded ^ self.0, MULTIPLIER)
    }
}

/// Both halves of the product count, so that high bits tell on low ones too.
#[inline]
const fn product(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    (product as u64) ^ ((product >> 64) as u64)
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
pub(crate) struct SeededHasher {
    seed: Seed,
    state: u64,
}

impl SeededHasher {
    #[inline]
    fn write_pair(&mut self, octets: [u8; 16]) {
        let pair = u128::from_le_bytes(octets);
        self.state = self.seed.fold(self.state ^ pair as u64, (pair >> 64) as u64);
    }
}

impl Hasher for SeededHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.seed.finish(self.state)
    }

    #[inline(always)]
    fn write(&mut self, octets: &[u8]) {
        // Two words at a time, for each product waits for the one before. The last two may have
        // octets of those before them: the number of octets is hashed too, so that this is clear.
        let (pairs, rest) = octets.as_chunks();
        pairs.iter().for_each(|pair| self.write_pair(*pair));
        match octets.last_chunk() {
            _ if rest.is_empty() => {}
            Some(last) => self.write_pair(*last),
            None => {
                let mut last = [0; 16];
                last[..rest.len()].copy_from_slice(rest);
                self.write_pair(last);
            }
        }
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.write_u64(number.into());
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.write_u64(number.into());
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    #[inline]
    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    // What a derived hash says of an enum's variant.
    #[inline]
    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
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
    fn octets_hash_differently_by_any_of_them_and_by_their_number() {
        let seed = Seed::default();
        let all: Vec<u8> = (1..=19).collect();
        let mut seen: HashSet<u64> = (0..=19).map(|count| seed.hash_one(&all[..count])).collect();
        for place in 0..19 {
            let mut other = all.clone();
            other[place] ^= 0x40;
            seen.insert(seed.hash_one(&*other));
        }
        assert_eq!(seen.len(), 20 + 19);
    }

    #[test]
    fn octets_hash_by_their_number_and_by_each_of_them() {
        let seed = Seed::default();
        let all = [7; 70];
        let mut seen: HashSet<u64> =
            (0..=all.len()).map(|count| seed.hash_octets(&all[..count])).collect();
        for count in [1, 15, 16, 17, 31, 32, 33, 47, 48, 64, 70] {
            for place in 0..count {
                let mut other = all;
                other[place] ^= 0x40;
                seen.insert(seed.hash_octets(&other[..count]));
            }
        }
        assert_eq!(
            seen.len(),
            71 + [1, 15, 16, 17, 31, 32, 33, 47, 48, 64, 70].iter().sum::<usize>()
        );
    }

    /// How many of 65,536 places 1024 numbers take, by the low and by the high bits of their
    /// hashes.
    fn places(hash: impl Fn(u64) -> u64) -> [usize; 2] {
        let hashes: Vec<u64> = (0..1024).map(hash).collect();
        let count = |shift: u32| {
            hashes.iter().map(|hash| (hash >> shift) & 0xFFFF).collect::<HashSet<u64>>().len()
        };
        [count(0), count(48)]
    }

    #[test]
    fn numbers_in_a_row_fall_into_places_of_their_own_whatever_the_seed() {
        for bit in 0..64 {
            // The seeds with which a word that is always the same (1, the second word, and 0,
            // what a hasher begins with) makes a multiplier of a single one.
            let first = Seed(1 ^ (1 << bit));
            let second = Seed((1 ^ MULTIPLIER ^ (1 << bit)).rotate_right(32));
            let alone = Seed(1 << bit);
            for shift in [0, 8, 16, 32, 48] {
                let numbers = [
                    places(|n| first.hash_pair(1, n << shift)),
                    places(|n| second.hash_pair(n << shift, 1)),
                    places(|n| alone.hash_one(n << shift)),
                ];
                // By chance alone eight of the 1024 meet another.
                assert!(
                    numbers.as_flattened().iter().all(|&taken| taken > 900),
                    "{bit} {shift} {numbers:?}"
                );
            }
        }
    }
}

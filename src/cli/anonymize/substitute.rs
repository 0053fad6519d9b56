//! What stands in place of a number, a name or an address.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::HashMap;

/// Replacements that are remembered, so that they need not be made again; there may be more.
const KNOWN: usize = 1 << 16;
/// Digits of the longest that is remembered.
const LONGEST: usize = 32;

/// Replaces by a key: the same by the same, different by different.
pub(super) struct Substitutes {
    key: Hmac<Sha256>,
    digits: HashMap<Vec<u8>, Vec<u8>>,
}

impl Substitutes {
    pub(super) fn new(key: &[u8]) -> Self {
        let key = Hmac::<Sha256>::new_from_slice(key)
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        Self { key, digits: HashMap::new() }
    }

    fn begin(&self, kind: u8) -> Hmac<Sha256> {
        let mut hash = self.key.clone();
        hash.update(&[kind]);
        hash
    }

    fn hash(&self, kind: u8, of: &[u8]) -> [u8; 32] {
        let mut hash = self.begin(kind);
        hash.update(of);
        hash.finalize().into_bytes().into()
    }

    /// Replaces decimal digits, each a number from 0 to 9: digit by digit with an order of the ten
    /// that the digits before it decide, so that numbers that begin alike still do, and no two
    /// become one.
    pub(super) fn digits(&mut self, digits: &mut [u8]) {
        if let Some(known) = self.digits.get(digits) {
            digits.copy_from_slice(known);
            return;
        }
        let before = digits.to_vec();
        let mut prefix = self.begin(0);
        for digit in digits.iter_mut() {
            let order = order(&prefix.clone().finalize().into_bytes());
            prefix.update(&[*digit]);
            *digit = order[usize::from(*digit % 10)];
        }
        if before.len() > LONGEST {
            return;
        }
        if self.digits.len() >= KNOWN {
            self.digits.clear();
        }
        self.digits.insert(before, digits.to_vec());
    }

    /// Replaces the letters and digits of a text, word by word; what stands between them stays. What
    /// is not ASCII may be a part of any letter.
    pub(super) fn text(&mut self, text: &mut [u8]) {
        let parts = |octet: &u8| octet.is_ascii() && !octet.is_ascii_alphanumeric();
        for word in text.split_mut(parts) {
            if word.iter().all(u8::is_ascii_digit) {
                word.iter_mut().for_each(|digit| *digit -= b'0');
                self.digits(word);
                word.iter_mut().for_each(|digit| *digit += b'0');
                continue;
            }
            let hash = self.hash(1, &word.to_ascii_lowercase());
            for (character, chance) in word.iter_mut().zip(hash.iter().cycle()) {
                *character = match *character {
                    b'0'..=b'9' => b'0' + chance % 10,
                    b'A'..=b'Z' => b'A' + chance % 26,
                    _ => b'a' + chance % 26,
                };
            }
        }
    }

    /// An address in 10.0.0.0/8; loopback, multicast and unspecified ones stay.
    pub(super) fn ipv4(&self, address: &mut [u8; 4]) {
        let old = std::net::Ipv4Addr::from(*address);
        if old.is_loopback() || old.is_multicast() || old.is_unspecified() || old.is_broadcast() {
            return;
        }
        let [a, b, c, ..] = self.hash(2, address);
        *address = [10, a, b, c];
    }

    /// An address in fd00::/8; loopback, multicast and unspecified ones stay.
    pub(super) fn ipv6(&self, address: &mut [u8; 16]) {
        let old = std::net::Ipv6Addr::from(*address);
        if old.is_loopback() || old.is_multicast() || old.is_unspecified() {
            return;
        }
        let hash = self.hash(3, address);
        address[0] = 0xFD;
        address[1..].copy_from_slice(&hash[..15]);
    }

    /// An address that is marked as given locally; those of groups stay.
    pub(super) fn hardware(&self, address: &mut [u8]) {
        if address.first().is_none_or(|first| first & 1 == 1)
            || address.iter().all(|octet| *octet == 0)
        {
            return;
        }
        let hash = self.hash(4, address);
        for (octet, chance) in address.iter_mut().zip(hash) {
            *octet = chance;
        }
        if let Some(first) = address.first_mut() {
            *first = *first & 0xFC | 2;
        }
    }
}

/// An order of the ten digits.
fn order(chances: &[u8]) -> [u8; 10] {
    let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    // Fisher and Yates, with more chance than 10! needs.
    for (left, chance) in (2..=10_u16).rev().zip(chances.chunks_exact(2)) {
        let chance = u16::from_be_bytes([chance[0], chance[1]]);
        order.swap(usize::from(left - 1), usize::from(chance % left));
    }
    order
}

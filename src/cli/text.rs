//! Values as octets of text. `std::fmt` is made for any value in any form and pays for that with a
//! call through a table for every piece; a line of output has dozens of pieces, and all but a few
//! are numbers, names and hexadecimal.

use crate::wire::ber::{Identifier, ObjectIdentifier, Octets};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::digits::DigitString;
use crate::wire::sccp::GtDigits;
use crate::wire::tcap::ansi::TransactionId;
use std::fmt::{self, Display};
use std::io::Write;

/// Can be appended to text.
pub(super) trait Put {
    fn put(&self, to: &mut Vec<u8>);
}

impl<T: Put + ?Sized> Put for &T {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        (**self).put(to);
    }
}

impl Put for str {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.as_bytes());
    }
}

impl Put for [u8] {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self);
    }
}

impl Put for String {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        self.as_str().put(to);
    }
}

/// Nothing, where there is none.
impl<T: Put> Put for Option<T> {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        if let Some(value) = self {
            value.put(to);
        }
    }
}

/// One behind the other.
macro_rules! put_tuples {
    ($(($($name:ident)+))+) => {$(
        impl<$($name: Put),+> Put for ($($name,)+) {
            #[inline]
            #[allow(non_snake_case)] // the names of the types are those of the values
            fn put(&self, to: &mut Vec<u8>) {
                let ($($name,)+) = self;
                $($name.put(to);)+
            }
        }
    )+};
}

put_tuples! { (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) }

macro_rules! put_unsigned {
    ($($number:ty)+) => {$(
        impl Put for $number {
            #[inline]
            fn put(&self, to: &mut Vec<u8>) {
                decimal(to, *self as u64);
            }
        }
    )+};
}

put_unsigned! { u8 u16 u32 u64 usize }

impl Put for i64 {
    fn put(&self, to: &mut Vec<u8>) {
        if *self < 0 {
            to.push(b'-');
        }
        decimal(to, self.unsigned_abs());
    }
}

impl Put for bool {
    fn put(&self, to: &mut Vec<u8>) {
        (if *self { "true" } else { "false" }).put(to);
    }
}

/// The numbers 00 to 99.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n] = [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        n += 1;
    }
    pairs
};

/// A number in decimal.
#[inline]
pub(super) fn decimal(to: &mut Vec<u8>, number: u64) {
    match number {
        0..10 => to.push(b'0' + number as u8),
        10..100 => to.extend_from_slice(&PAIRS[number as usize]),
        100..1000 => {
            let [tens, ones] = PAIRS[number as usize % 100];
            to.extend_from_slice(&[b'0' + (number / 100) as u8, tens, ones]);
        }
        _ => long_decimal(to, number),
    }
}

fn long_decimal(to: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    while number >= 100 {
        start -= 2;
        digits[start..start + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
        number /= 100;
    }
    if number >= 10 {
        start -= 2;
        digits[start..start + 2].copy_from_slice(&PAIRS[number as usize]);
    } else {
        start -= 1;
        digits[start] = b'0' + number as u8;
    }
    to.extend_from_slice(&digits[start..]);
}

/// A number in so many digits at least, with zeros before it; 20 at most.
pub(super) fn padded_decimal(to: &mut Vec<u8>, number: u64, width: usize) {
    let mut text = [b'0'; 20];
    let (mut rest, mut start) = (number, text.len());
    while rest > 0 {
        start -= 1;
        text[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let start = start.min(text.len() - width.min(text.len()));
    to.extend_from_slice(&text[start..]);
}

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";

const fn hexadecimal(digits: &[u8; 16]) -> [[u8; 2]; 256] {
    let mut pairs = [[0; 2]; 256];
    let mut n = 0;
    while n < 256 {
        pairs[n] = [digits[n >> 4], digits[n & 15]];
        n += 1;
    }
    pairs
}

static LOWER_PAIRS: [[u8; 2]; 256] = hexadecimal(LOWER);
static UPPER_PAIRS: [[u8; 2]; 256] = hexadecimal(UPPER);

/// Octets in lower-case hexadecimal.
#[inline]
pub(super) fn hex(to: &mut Vec<u8>, octets: &[u8]) {
    pairs(to, octets, &LOWER_PAIRS);
}

/// Octets in upper-case hexadecimal.
#[inline]
pub(super) fn upper_hex(to: &mut Vec<u8>, octets: &[u8]) {
    pairs(to, octets, &UPPER_PAIRS);
}

#[inline]
fn pairs(to: &mut Vec<u8>, octets: &[u8], pairs: &[[u8; 2]; 256]) {
    // Pieces of fixed size are written in place, and the length is looked at once for each.
    let mut rest = octets.chunks_exact(4);
    for octets in &mut rest {
        let mut piece = [0; 8];
        for (pair, octet) in piece.chunks_exact_mut(2).zip(octets) {
            pair.copy_from_slice(&pairs[usize::from(*octet)]);
        }
        to.extend_from_slice(&piece);
    }
    for octet in rest.remainder() {
        to.extend_from_slice(&pairs[usize::from(*octet)]);
    }
}

/// Octets in lower-case hexadecimal, with blanks between them.
#[derive(Clone, Copy)]
pub(super) struct Spaced<'a>(pub(super) &'a [u8]);

impl Put for Spaced<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        for (place, octet) in self.0.iter().enumerate() {
            if place > 0 {
                to.push(b' ');
            }
            to.extend_from_slice(&LOWER_PAIRS[usize::from(*octet)]);
        }
    }
}

/// Octets in upper-case hexadecimal.
#[derive(Clone, Copy)]
pub(super) struct UpperHex<'a>(pub(super) &'a [u8]);

impl Put for UpperHex<'_> {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        upper_hex(to, self.0);
    }
}

/// Lower-case hexadecimal.
impl Put for Octets<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        match self.contiguous() {
            Some(octets) => hex(to, octets),
            None => self.segments().for_each(|segment| hex(to, segment)),
        }
    }
}

impl Put for TransactionId {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        let [a, b, c, d] = self.0.to_be_bytes().map(|octet| LOWER_PAIRS[usize::from(octet)]);
        to.extend_from_slice(&[a[0], a[1], b[0], b[1], c[0], c[1], d[0], d[1]]);
    }
}

impl Put for Identifier {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        match self.0 {
            one @ 0..=0xFF => to.extend_from_slice(&UPPER_PAIRS[one as usize]),
            more => {
                let octets = more.to_be_bytes();
                upper_hex(to, &octets[octets.len() - self.size()..]);
            }
        }
    }
}

impl Put for PointCode {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        let (middle, low) = match self.variant {
            Variant::Ansi | Variant::China => (8, 8),
            Variant::Itu => (8, 3),
            Variant::Japan => (4, 5),
        };
        decimal(to, (self.value >> (middle + low)).into());
        to.push(b'-');
        decimal(to, (self.value >> low & ((1 << middle) - 1)).into());
        to.push(b'-');
        decimal(to, (self.value & ((1 << low) - 1)).into());
    }
}

/// The character of each digit code, as `wire::digits` has them.
const DIGITS: &[u8; 16] = b"0123456789A*#DEF";

impl Put for DigitString<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        // Most numbers have fewer digits than this; the codes come one by one.
        let mut piece = [0; 32];
        let mut codes = self.codes();
        loop {
            let mut count = 0;
            codes.by_ref().take(piece.len()).for_each(|code| {
                piece[count] = DIGITS[usize::from(code & 15)];
                count += 1;
            });
            to.extend_from_slice(&piece[..count]);
            if count < piece.len() {
                break;
            }
        }
    }
}

impl Put for GtDigits<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        to.extend(self.iter().map(|digit| UPPER[usize::from(digit & 15)]));
    }
}

/// A value that is rare enough, or has enough forms, to be left to its [`Display`].
#[derive(Clone, Copy)]
pub(super) struct Shown<T>(pub(super) T);

impl<T: Display> Put for Shown<T> {
    fn put(&self, to: &mut Vec<u8>) {
        // Writing to a vector does not fail.
        _ = write!(to, "{}", self.0);
    }
}

impl Put for fmt::Arguments<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        _ = to.write_fmt(*self);
    }
}

/// Dotted numbers.
impl Put for ObjectIdentifier<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        let arcs = self.0.split_inclusive(|octet| octet & 0x80 == 0);
        if arcs.clone().any(|arc| arc.len() > 9) {
            // Numbers of more than 63 bits.
            return Shown(self).put(to);
        }
        for (place, arc) in arcs.enumerate() {
            let value = arc.iter().fold(0, |value, octet| value << 7 | u64::from(octet & 0x7F));
            match (place, value) {
                (0, 0..80) => (value / 40, ".", value % 40).put(to),
                (0, _) => ("2.", value - 80).put(to),
                _ => (".", value).put(to),
            }
        }
    }
}

/// How many characters UTF-8 text has.
pub(super) fn characters(text: &[u8]) -> usize {
    text.iter().filter(|octet| **octet & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: impl Put) -> String {
        let mut to = Vec::new();
        value.put(&mut to);
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn numbers_are_written_as_display_writes_them() {
        for shift in 0..64 {
            for number in [1u64 << shift, (1u64 << shift) - 1, u64::MAX >> shift, 10 << (shift / 2)]
            {
                assert_eq!(text(number), number.to_string());
            }
        }
        for number in [0, -1, 99, 100, i64::MIN, i64::MAX] {
            assert_eq!(text(number), number.to_string());
        }
        let padded = |number, width| text(Padded(number, width));
        assert_eq!(padded(0, 6), "000000");
        assert_eq!(padded(42, 3), "042");
        assert_eq!(padded(1234, 2), "1234");
    }

    struct Padded(u64, usize);

    impl Put for Padded {
        fn put(&self, to: &mut Vec<u8>) {
            padded_decimal(to, self.0, self.1);
        }
    }

    #[test]
    fn values_of_the_wire_are_written_as_display_writes_them() {
        let octets: Vec<u8> = (0..=255).collect();
        assert_eq!(text(Octets::from(&octets[..])), Octets::from(&octets[..]).to_string());
        let packed = DigitString::packed(&octets[..], true);
        assert_eq!(text(packed), packed.to_string());
        let written = DigitString::text("0189*#AF").unwrap();
        assert_eq!(text(written), written.to_string());
        for odd in [false, true] {
            let digits = GtDigits::packed(&octets, odd);
            assert_eq!(text(digits), digits.to_string());
            let none = GtDigits::packed(&[], odd);
            assert_eq!(text(none), "");
        }
        for variant in [Variant::Ansi, Variant::Itu, Variant::China, Variant::Japan] {
            for value in [0, 1, 0x1234, 0xF4_D495, u32::MAX] {
                let code = PointCode::new(variant, value);
                assert_eq!(text(code), code.to_string());
            }
        }
        for id in [0, 7, 0xDEAD_BEEF] {
            assert_eq!(text(TransactionId(id)), TransactionId(id).to_string());
        }
        for oid in [
            &[][..],
            &[42, 0x86, 0x48, 0xCE, 0x1D, 1, 1],
            &[0x88, 0x37, 3],
            &[79, 0],
            &[80, 0x81],
            &[1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            &[1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            &[0x80; 40],
        ] {
            assert_eq!(text(ObjectIdentifier(oid)), ObjectIdentifier(oid).to_string());
        }
        for identifier in [0x30, 0xBF35, 0x9F8101, u32::MAX] {
            assert_eq!(text(Identifier(identifier)), Identifier(identifier).to_string());
        }
    }

    #[test]
    fn tuples_are_written_in_order() {
        assert_eq!(text(("a", 1u8, (" ", Some(UpperHex(&[0xAB])), None::<u8>))), "a1 AB");
        assert_eq!(text(Spaced(&[1, 0xAB])), "01 ab");
        assert_eq!(characters("→ x".as_bytes()), 3);
    }
}

//! The digits of a global title (T1.112.3 3.4.2.3, Q.713 3.4.2.3).

use crate::wire::writer::Writer;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};

/// The digits of a global title, in place: packed two an octet, the first in bits 4-1, or as text.
/// Two are equal where they have the same digits.
///
/// ```
/// use hookflash::wire::sccp::GtDigits;
/// let digits = GtDigits::packed(&[0x21, 0xB3, 0x0F], true);
/// assert_eq!(digits.to_string(), "123BF");
/// assert_eq!(GtDigits::text("123bf"), Some(digits));
/// ```
#[derive(Clone, Copy, Default)]
pub struct GtDigits<'a> {
    octets: &'a [u8],
    form: Form,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Even,
    /// Bits 8-5 of the last octet are filler.
    Odd,
    /// One character an octet.
    Text,
}

const fn code(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'A'..=b'F' => Some(character - b'A' + 10),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

impl<'a> GtDigits<'a> {
    /// Digits packed two to an octet; where `odd`, bits 8-5 of the last octet are filler.
    #[inline]
    pub const fn packed(octets: &'a [u8], odd: bool) -> Self {
        Self { octets, form: if odd { Form::Odd } else { Form::Even } }
    }

    /// Digits written as text: `0` to `9` and `A` to `F`. None for any other character.
    pub fn text(text: &'a str) -> Option<Self> {
        let digits = text.bytes().all(|character| code(character).is_some());
        digits.then_some(Self { octets: text.as_bytes(), form: Form::Text })
    }

    /// How many digits there are.
    #[inline]
    pub const fn len(&self) -> usize {
        match self.form {
            Form::Even => self.octets.len() * 2,
            Form::Odd => (self.octets.len() * 2).saturating_sub(1),
            Form::Text => self.octets.len(),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether bits 8-5 of the last octet are filler.
    #[inline]
    pub const fn is_odd(&self) -> bool {
        match self.form {
            Form::Even => false,
            Form::Odd => true,
            Form::Text => self.octets.len() % 2 == 1,
        }
    }

    /// The octets that the digits are packed in; none where they are text.
    pub const fn packed_octets(&self) -> Option<&'a [u8]> {
        match self.form {
            Form::Even | Form::Odd => Some(self.octets),
            Form::Text => None,
        }
    }

    /// How many octets the digits are packed in.
    pub(super) const fn octets_packed(&self) -> usize {
        match self.form {
            Form::Even | Form::Odd => self.octets.len(),
            Form::Text => self.octets.len().div_ceil(2),
        }
    }

    /// Each digit in order: 0 to 9, 11 for code 11, 12 for code 12, 15 for end of pulsing, or a
    /// spare code.
    pub fn iter(&self) -> impl Iterator<Item = u8> + use<'a> {
        let text = self.form == Form::Text;
        self.octets
            .iter()
            .flat_map(move |octet| {
                let pair =
                    if text { [code(*octet).unwrap_or(0), 0] } else { [octet & 0x0F, octet >> 4] };
                pair.into_iter().take(if text { 1 } else { 2 })
            })
            .take(self.len())
    }

    /// Writes the digits packed; the filler of those that were read stays what it was.
    #[inline]
    pub(super) fn write(&self, writer: &mut Writer) {
        if self.form == Form::Text {
            let room = writer.room(self.octets.len().div_ceil(2));
            for (octet, pair) in room.iter_mut().zip(self.octets.chunks(2)) {
                let digit = |place: usize| pair.get(place).and_then(|c| code(*c)).unwrap_or(0);
                *octet = digit(0) | digit(1) << 4;
            }
        } else {
            writer.put(self.octets);
        }
    }
}

impl PartialEq for GtDigits<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for GtDigits<'_> {}

impl Hash for GtDigits<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|digit| digit.hash(state));
    }
}

impl fmt::Display for GtDigits<'_> {
    /// One character a digit, 10 to 15 as A to F.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|digit| {
            f.write_char(char::from(if digit < 10 { b'0' + digit } else { b'A' + digit - 10 }))
        })
    }
}

impl fmt::Debug for GtDigits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn written(digits: GtDigits<'_>) -> Vec<u8> {
        let mut writer = Writer::new();
        digits.write(&mut writer);
        writer.octets().to_vec()
    }

    #[test]
    fn text_and_packed_digits_are_equal_when_their_digits_are() {
        let packed = GtDigits::packed(&[0x21, 0xF3], true);
        assert_eq!(GtDigits::text("123"), Some(packed));
        assert_ne!(GtDigits::text("12"), Some(packed));
        assert_eq!(GtDigits::text("12*"), None);
        assert_eq!(GtDigits::text(""), Some(GtDigits::packed(&[], true)));
    }

    #[test]
    fn text_is_packed_with_a_filler_of_zero_and_packed_digits_keep_theirs() {
        let text = |text| GtDigits::text(text).map(written);
        assert_eq!(text("123Bf"), Some([0x21, 0xB3, 0x0F].to_vec()));
        assert_eq!(text("1234"), Some([0x21, 0x43].to_vec()));
        assert_eq!(written(GtDigits::packed(&[0x21, 0xF3], true)), [0x21, 0xF3]);
    }
}

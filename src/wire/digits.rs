//! Digits: binary-coded decimal two to an octet, first digit in the low half, or text.

use super::ber::Octets;
use super::writer::Writer;
use core::fmt;

/// A string of digits as codes 0 to 15, borrowed from where it stands.
///
/// Displays with `*` for code 11, `#` for code 12 and capital letters for the others above 9.
///
/// ```
/// use hookflash::wire::digits::DigitString;
/// let digits = DigitString::packed(&[0x10, 0x52, 0x0B][..], true);
/// assert_eq!(digits.to_string(), "0125*");
/// assert_eq!(digits, DigitString::text("0125*").unwrap());
/// ```
#[derive(Clone, Copy, Default)]
pub struct DigitString<'a> {
    octets: Octets<'a>,
    /// Octets of `octets` that stand before the digits.
    skip: u8,
    form: Form,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Even,
    Odd,
    Text,
}

/// The character of a digit code.
pub const fn character(code: u8) -> char {
    match code & 15 {
        digit @ 0..=9 => (b'0' + digit) as char,
        11 => '*',
        12 => '#',
        letter => (b'A' + letter - 10) as char,
    }
}

const fn code(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'*' => Some(11),
        b'#' => Some(12),
        b'A'..=b'F' => Some(character - b'A' + 10),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

impl<'a> DigitString<'a> {
    /// No digits.
    pub const EMPTY: Self = Self { octets: Octets::EMPTY, skip: 0, form: Form::Even };

    /// Digits packed two to an octet; where `odd`, the last high half is filler.
    pub fn packed(octets: impl Into<Octets<'a>>, odd: bool) -> Self {
        Self::after(octets.into(), 0, odd)
    }

    /// Digits packed two to an octet after the first `skip` octets.
    pub(crate) const fn after(octets: Octets<'a>, skip: u8, odd: bool) -> Self {
        Self { octets, skip, form: if odd { Form::Odd } else { Form::Even } }
    }

    /// Digits written as text: `0`–`9`, `*`, `#` and `A`–`F`. None for any other character.
    pub fn text(text: &'a str) -> Option<Self> {
        let digits = text.bytes().all(|character| code(character).is_some());
        digits.then(|| Self { octets: text.as_bytes().into(), skip: 0, form: Form::Text })
    }

    /// How many digits there are.
    pub fn len(&self) -> usize {
        let octets = self.octets.len().saturating_sub(self.skip.into());
        match self.form {
            Form::Even => octets * 2,
            Form::Odd => (octets * 2).saturating_sub(1),
            Form::Text => octets,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The octets that the digits are packed in, where they stand in one piece.
    pub fn packed_octets(&self) -> Option<&'a [u8]> {
        match self.form {
            Form::Even | Form::Odd => self.octets.contiguous()?.get(self.skip.into()..),
            Form::Text => None,
        }
    }

    /// The half octet that pads an odd number of digits; 0 in a clean encoding.
    pub fn filler(&self) -> Option<u8> {
        (self.form == Form::Odd && self.octets.len() > self.skip.into())
            .then(|| self.octets.iter().last().map_or(0, |octet| octet >> 4))
    }

    /// Writes the digits two to an octet; digits that were read are written as they stood.
    #[inline]
    pub(crate) fn encode_packed(&self, writer: &mut Writer) {
        match self.octets.contiguous() {
            Some(octets) if self.form != Form::Text => {
                writer.put(octets.get(self.skip.into()..).unwrap_or_default());
            }
            Some(text) if self.skip == 0 => {
                let room = writer.room(text.len().div_ceil(2));
                let code = |character: u8| code(character).unwrap_or(0);
                for (octet, pair) in room.iter_mut().zip(text.chunks(2)) {
                    *octet = match *pair {
                        [low, high] => code(low) | code(high) << 4,
                        [low] => code(low),
                        _ => 0,
                    };
                }
            }
            _ => self.pack(writer),
        }
    }

    fn pack(&self, writer: &mut Writer) {
        let room = writer.room(self.len().div_ceil(2));
        room.fill(0);
        for (place, code) in self.codes().enumerate() {
            room[place / 2] |= code << (place % 2 * 4);
        }
    }

    /// The digit codes, first digit first.
    pub fn codes(&self) -> impl Iterator<Item = u8> + use<'a> {
        let text = self.form == Form::Text;
        self.octets
            .iter()
            .skip(self.skip.into())
            .flat_map(move |octet| {
                let pair =
                    if text { [code(octet).unwrap_or(0), 0] } else { [octet & 15, octet >> 4] };
                pair.into_iter().take(if text { 1 } else { 2 })
            })
            .take(self.len())
    }
}

impl PartialEq for DigitString<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.codes().eq(other.codes())
    }
}

impl Eq for DigitString<'_> {}

impl fmt::Display for DigitString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        self.codes().try_for_each(|code| f.write_char(character(code)))
    }
}

impl fmt::Debug for DigitString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn the_filler_of_an_odd_number_is_not_a_digit() {
        let digits = DigitString::packed(&[0x81, 0x00, 0x55, 0x15, 0x32, 0x04][..], true);
        assert_eq!(digits.to_string(), "18005551234");
        assert_eq!((digits.len(), digits.filler()), (11, Some(0)));
    }

    #[test]
    fn text_and_packed_digits_are_equal_when_their_codes_are() {
        let packed = DigitString::packed(&[0xCB, 0xFA][..], false);
        assert_eq!(packed.to_string(), "*#AF");
        assert_eq!(DigitString::text("*#af"), Some(packed));
        assert_eq!(DigitString::text("12x"), None);
    }

    #[test]
    fn an_odd_number_of_digits_in_no_octets_is_none() {
        let digits = DigitString::packed(&[][..], true);
        assert!(digits.is_empty());
        assert_eq!((digits.codes().count(), digits.filler()), (0, None));
    }
}

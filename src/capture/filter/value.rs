//! The values of fields, the values that filters name, and how they compare.

use crate::capture::Timestamp;
use core::cmp::Ordering;

/// A value that a field has in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'v> {
    /// The field is there, and has no value of its own.
    Present,
    /// A number without a sign.
    Unsigned(u64),
    /// A number with a sign.
    Signed(i64),
    /// A truth value.
    Boolean(bool),
    /// Characters.
    Text(&'v str),
    /// Octets.
    Octets(&'v [u8]),
    /// A time.
    Time(Timestamp),
}

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A protocol: there or not.
    Protocol,
    /// An element that has no value of its own: there or not.
    Label,
    /// A number without a sign, shown in decimal.
    Unsigned,
    /// A number without a sign, shown in so many hexadecimal digits.
    Hexadecimal(u8),
    /// A number with a sign.
    Signed,
    /// A truth value.
    Boolean,
    /// Characters.
    Text,
    /// Octets.
    Octets,
    /// An object identifier, in numbers and points.
    ObjectIdentifier,
    /// Seconds since 1970-01-01T00:00:00Z.
    Time,
}

impl Kind {
    /// The kind in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Protocol => "protocol",
            Self::Label => "label",
            Self::Unsigned | Self::Hexadecimal(_) => "number",
            Self::Signed => "signed number",
            Self::Boolean => "true or false",
            Self::Text => "text",
            Self::Octets => "octets",
            Self::ObjectIdentifier => "object identifier",
            Self::Time => "time",
        }
    }

    pub(super) const fn has_order(self) -> bool {
        !matches!(self, Self::Protocol | Self::Label)
    }

    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Unsigned | Self::Hexadecimal(_) | Self::Signed | Self::Boolean)
    }

    /// Whether it can be searched and cut.
    pub(super) const fn is_string(self) -> bool {
        matches!(self, Self::Text | Self::Octets)
    }

    /// Whether values of both kinds compare.
    pub(super) const fn compares_with(self, other: Self) -> bool {
        self.is_number() && other.is_number()
            || self.is_string() && other.is_string()
            || matches!(
                (self, other),
                (Self::ObjectIdentifier, Self::ObjectIdentifier) | (Self::Time, Self::Time)
            )
    }
}

/// A value that is kept: one of a filter, or one that stands beside another of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Constant {
    Number(i128),
    Octets(Vec<u8>),
    /// Nanoseconds since 1970.
    Time(i128),
}

fn nanoseconds(time: Timestamp) -> i128 {
    i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanoseconds)
}

impl Value<'_> {
    pub(super) fn number(&self) -> Option<i128> {
        match *self {
            Self::Unsigned(number) => Some(number.into()),
            Self::Signed(number) => Some(number.into()),
            Self::Boolean(is_true) => Some(is_true.into()),
            _ => None,
        }
    }

    pub(super) const fn octets(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::Octets(octets) => Some(octets),
            _ => None,
        }
    }

    pub(super) fn kept(&self) -> Option<Constant> {
        match *self {
            Self::Present => None,
            Self::Time(time) => Some(Constant::Time(nanoseconds(time))),
            _ => match self.octets() {
                Some(octets) => Some(Constant::Octets(octets.into())),
                None => self.number().map(Constant::Number),
            },
        }
    }

    /// How the value compares; none if it is of another kind.
    pub(super) fn compare(&self, constant: &Constant) -> Option<Ordering> {
        match (self, constant) {
            (Self::Time(time), Constant::Time(other)) => Some(nanoseconds(*time).cmp(other)),
            // Of octets the shorter come first, as in Wireshark.
            (Self::Octets(octets), Constant::Octets(other)) => {
                Some(octets.len().cmp(&other.len()).then_with(|| (*octets).cmp(other)))
            }
            (Self::Text(text), Constant::Octets(other)) => {
                Some(text.as_bytes().cmp(other.as_slice()))
            }
            (_, Constant::Number(other)) => Some(self.number()?.cmp(other)),
            _ => None,
        }
    }
}

/// A number as Wireshark reads it: decimal, `0x` hexadecimal, `0b` binary, octal behind a 0.
pub(super) fn number(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let prefixed = |prefix: [&str; 2]| prefix.iter().find_map(|p| digits.strip_prefix(p));
    let (digits, radix) = if let Some(digits) = prefixed(["0x", "0X"]) {
        (digits, 16)
    } else if let Some(digits) = prefixed(["0b", "0B"]) {
        (digits, 2)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (digits, 8)
    } else {
        (digits, 10)
    };
    // `from_str_radix` takes a sign, which would be the second.
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let number = i128::from(u64::from_str_radix(digits, radix).ok()?);
    Some(if negative { -number } else { number })
}

/// Octets as Wireshark reads them: in hexadecimal, with `:`, `-`, `.` or nothing between; a group of
/// one digit is an octet.
pub(super) fn octets(text: &str) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    for group in text.split([':', '-', '.']) {
        let digits: Option<Vec<u8>> = group
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        match digits?.as_slice() {
            [] => return None,
            &[digit] => found.push(digit),
            digits if digits.len() % 2 == 0 => {
                found.extend(digits.chunks_exact(2).map(|pair| match pair {
                    &[high, low] => high << 4 | low,
                    _ => 0,
                }));
            }
            _ => return None,
        }
    }
    Some(found)
}

/// Seconds and their fraction since 1970, in nanoseconds.
pub(super) fn time(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    if seconds.is_empty() || !all_digits(seconds) || !all_digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let fraction: i128 = format!("{fraction:0<9}").parse().ok()?;
    let time = i128::from(seconds.parse::<i64>().ok()?) * 1_000_000_000 + fraction;
    Some(if negative { -time } else { time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_four_bases() {
        let cases = [("10", 10), ("0x10", 16), ("010", 8), ("0b10", 2), ("-1", -1), ("0", 0)];
        for (text, expected) in cases {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in ["", "x", "0x", "08", "--1", "0x-1", "+1", "1.5", "99999999999999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn octets_are_read_with_any_separator() {
        for text in ["00001001", "00:00:10:01", "00-00-10-01", "0000.1001", "0:0:10:1"] {
            assert_eq!(octets(text), Some(vec![0, 0, 0x10, 1]), "{text}");
        }
        for text in ["", "000", "0g", "00:", "5-100-1"] {
            assert_eq!(octets(text), None, "{text}");
        }
    }

    #[test]
    fn times_have_fractions() {
        assert_eq!(time("1.5"), Some(1_500_000_000));
        assert_eq!(time("1718010000"), Some(1_718_010_000_000_000_000));
        for text in ["", "x", "1.x", "1.0000000001", "1.2.3"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn of_octets_the_shorter_come_first_and_of_text_the_earlier() {
        let longer = Constant::Octets(vec![0; 5]);
        assert_eq!(Value::Octets(&[9]).compare(&longer), Some(Ordering::Less));
        let text = Constant::Octets(b"10".to_vec());
        assert_eq!(Value::Text("9").compare(&text), Some(Ordering::Greater));
    }
}

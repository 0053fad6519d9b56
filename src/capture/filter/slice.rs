//! Parts of octets: `field[0:2]`.

use super::error::Mistake;

/// Parts of a value, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slice(Vec<Part>);

/// From one place to another, counted from the end where negative; to the end where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    from: i64,
    to: Option<To>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// So many octets.
    Length(i64),
    /// Up to this octet and with it.
    Octet(i64),
}

impl Slice {
    /// The parts of `octets`; none where one of them is not there.
    pub(super) fn of(&self, octets: &[u8]) -> Option<Vec<u8>> {
        let length = i64::try_from(octets.len()).ok()?;
        let place = |n: i64| if n < 0 { n.checked_add(length) } else { Some(n) };
        let mut found = Vec::new();
        for part in &self.0 {
            let from = place(part.from)?;
            let to = match part.to {
                None => length,
                Some(To::Length(count)) => from.checked_add(count)?,
                Some(To::Octet(last)) => place(last)?.checked_add(1)?,
            };
            let (from, to) = (usize::try_from(from).ok()?, usize::try_from(to).ok()?);
            found.extend_from_slice(octets.get(from..to).filter(|part| !part.is_empty())?);
        }
        Some(found)
    }
}

/// Reads what stands between the brackets; `at` is where that begins in the filter.
pub(super) fn parse_slice(text: &str, at: usize) -> Result<Slice, Mistake> {
    let mut parts = Vec::new();
    let mut at = at;
    for written in text.split(',') {
        let span = at..at + written.len();
        let refused = || {
            let message = "a part is written `first:length`, `first-last`, `first`, `first:` or \
                           `:length`, in decimal";
            Mistake::new(span.clone(), message)
        };
        parts.push(part(written.trim()).ok_or_else(refused)?);
        at += written.len() + 1;
    }
    Ok(Slice(parts))
}

fn part(text: &str) -> Option<Part> {
    let number = |text: &str| text.trim().parse::<i64>().ok();
    if let Some((from, length)) = text.split_once(':') {
        let from = if from.trim().is_empty() { 0 } else { number(from)? };
        let to = match length.trim() {
            "" => None,
            length => Some(To::Length(number(length).filter(|length| *length > 0)?)),
        };
        return Some(Part { from, to });
    }
    // The sign of the first number is not the dash of a range.
    let dash = text.char_indices().skip(1).find(|(_, character)| *character == '-');
    match dash {
        Some((dash, _)) => {
            let to = To::Octet(number(text.get(dash + 1..)?)?);
            Some(Part { from: number(text.get(..dash)?)?, to: Some(to) })
        }
        None => Some(Part { from: number(text)?, to: Some(To::Length(1)) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_that_wireshark_takes() {
        let octets = [0, 1, 2, 3, 4];
        for (text, expected) in [
            ("0:2", Some(vec![0, 1])),
            ("1-2", Some(vec![1, 2])),
            ("3", Some(vec![3])),
            ("3:", Some(vec![3, 4])),
            (":2", Some(vec![0, 1])),
            ("-2:", Some(vec![3, 4])),
            ("-3:2", Some(vec![2, 3])),
            ("-1", Some(vec![4])),
            ("0,3:2", Some(vec![0, 3, 4])),
            ("5", None),
            ("4:2", None),
            ("-6", None),
        ] {
            assert_eq!(parse_slice(text, 0).unwrap().of(&octets), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_part_is_told_with_its_place() {
        assert_eq!(parse_slice("0:2,x", 7).unwrap_err().span, 11..12);
        assert!(parse_slice("", 0).is_err() && parse_slice("1:0", 0).is_err());
        let far = parse_slice("9223372036854775807:9223372036854775807", 0).unwrap();
        assert_eq!(far.of(&[1]), None);
    }
}

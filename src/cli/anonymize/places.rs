//! Whether anything stands between the parts of a message that pointers lead to, where no field is.

use std::ops::Range;

/// Whether the parts of a connectionless SCCP message follow its pointers and each other without a gap,
/// up to its end (T1.112.3 1.5, Q.713 1.5).
pub(super) fn sccp_has_no_gap(message: &[u8]) -> bool {
    parts(message).is_some_and(|(behind, parts)| follow_each_other(behind, parts, message.len()))
}

/// Where the pointers end, and what they lead to; none for another message.
fn parts(message: &[u8]) -> Option<(usize, Vec<Range<usize>>)> {
    let octet = |at: usize| message.get(at).copied().map(usize::from);
    let (pointers, count, width) = match message.first()? {
        // UDT, UDTS.
        9 | 10 => (2, 3, 1),
        // XUDT, XUDTS.
        0x11 | 0x12 => (3, 4, 1),
        // LUDT, LUDTS.
        0x13 | 0x14 => (3, 4, 2),
        _ => return None,
    };
    // Of two octets the least significant comes first.
    let number =
        |at: usize| Some(if width == 1 { octet(at)? } else { octet(at)? | octet(at + 1)? << 8 });
    let mut parts = Vec::new();
    for place in 0..count {
        let at = pointers + place * width;
        let pointer = number(at)?;
        // It counts from its own octet, of two the most significant one.
        let start = at + width - 1 + pointer;
        let end = match place {
            // Addresses of every message have a length of one octet.
            0 | 1 => start + 1 + octet(start)?,
            2 => start + width + number(start)?,
            _ if pointer == 0 => continue,
            _ => end_of_optional(message, start)?,
        };
        parts.push(start..end);
    }
    Some((pointers + count * width, parts))
}

/// Where an optional part ends: behind its end of optional parameters (T1.112.3 1.7, Q.713 1.7).
fn end_of_optional(message: &[u8], mut at: usize) -> Option<usize> {
    while *message.get(at)? != 0 {
        at += 2 + usize::from(*message.get(at + 1)?);
    }
    Some(at + 1)
}

/// Whether parts, in any order, follow each other from one place to another.
fn follow_each_other(from: usize, mut parts: Vec<Range<usize>>, to: usize) -> bool {
    parts.sort_by_key(|part| part.start);
    let mut at = from;
    parts.iter().all(|part| part.start == std::mem::replace(&mut at, part.end)) && at == to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_any_order_have_no_gap_and_an_octet_between_them_is_one() {
        // Q.713 4.10: type, class, pointers 3, 5, 7, two addresses and data of two octets each.
        let mut udt = vec![9, 0, 3, 5, 7, 2, 0x42, 8, 2, 0x42, 6, 2, 0xAA, 0xBB];
        assert!(sccp_has_no_gap(&udt));
        let swapped = [9, 0, 6, 2, 7, 2, 0x42, 8, 2, 0x42, 6, 2, 0xAA, 0xBB];
        assert!(sccp_has_no_gap(&swapped));
        assert!(!sccp_has_no_gap(&[&udt[..], &[0]].concat()));
        udt.insert(11, 0x23);
        udt[4] += 1;
        assert!(!sccp_has_no_gap(&udt));
        for end in 0..udt.len() {
            assert!(!sccp_has_no_gap(&udt[..end]));
        }
    }

    #[test]
    fn the_optional_part_and_pointers_of_two_octets_are_followed() {
        // XUDT: hop counter, four pointers, the optional part an importance (Q.713 3.19).
        let xudt = [0x11, 0, 15, 4, 6, 8, 10, 2, 0x42, 8, 2, 0x42, 6, 2, 0xAA, 0xBB, 0x12, 1, 7, 0];
        assert!(sccp_has_no_gap(&xudt));
        // LUDT: pointers and the length of the data with the least significant octet first.
        let ludt = [0x13, 0, 15, 7, 0, 8, 0, 9, 0, 0, 0, 2, 0x42, 8, 2, 0x42, 6, 2, 0, 0xAA, 0xBB];
        assert!(sccp_has_no_gap(&ludt));
    }
}

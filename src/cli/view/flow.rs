//! Words in lines of a width.

use crate::capture::filter::FilterError;
use std::mem::take;

/// Lines of at most so many characters, broken between words; a word that is longer is broken too.
pub(super) fn flowing(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let (mut lines, mut line, mut length) = (Vec::new(), String::new(), 0);
    for word in text.split(' ') {
        if length > 0 && length + 1 + word.chars().count() > width {
            lines.push(take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length == width {
                lines.push(take(&mut line));
                length = 0;
            }
            line.push(character);
            length += 1;
        }
    }
    lines.push(line);
    lines
}

/// The end of a text, an ellipsis before it where that is not all.
pub(super) fn ending(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.into();
    }
    let rest = text.chars().skip((count + 1).saturating_sub(most));
    ['…'].into_iter().chain(rest).collect()
}

/// What is wrong with a filter, and where. Of a filter that is longer than a line, what stands around the place.
pub(super) fn mistake(error: &FilterError, width: usize) -> Vec<String> {
    const INDENT: usize = 2;
    let blank = |character: char| if character.is_control() { ' ' } else { character };
    let filter: Vec<char> = error.filter.chars().map(blank).collect();
    let column = |octets: usize| {
        error.filter.get(..octets).map_or(filter.len(), |before| before.chars().count())
    };
    let (start, end) = (column(error.span.start), column(error.span.end));
    let room = width.saturating_sub(INDENT).max(1);
    // What is missing at the end is marked behind it.
    let all = filter.len().max(start + 1);
    let first = if all <= room { 0 } else { start.saturating_sub(room / 3).min(all - room) };
    let mut shown: Vec<char> = filter.iter().copied().skip(first).take(room).collect();
    if first > 0
        && let Some(character) = shown.first_mut()
    {
        *character = '…';
    }
    if first + room < filter.len()
        && let Some(character) = shown.last_mut()
    {
        *character = '…';
    }
    let before = start - first;
    let marked = end.saturating_sub(start).clamp(1, room.saturating_sub(before).max(1));
    let mut lines = flowing(&error.message, width);
    lines.push(format!("{:INDENT$}{}", "", shown.into_iter().collect::<String>()));
    lines.push(format!("{:1$}^{2}", "", INDENT + before, "~".repeat(marked - 1)));
    if let Some(name) = &error.suggestion {
        lines.extend(flowing(&format!("= did you mean `{name}`?"), width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_words_that_are_longer_where_they_must() {
        assert_eq!(flowing("one two three", 8), ["one two", "three"]);
        assert_eq!(flowing("one two three", 13), ["one two three"]);
        assert_eq!(flowing("abcdefg hi", 3), ["abc", "def", "g", "hi"]);
        assert_eq!(flowing("", 3), [""]);
        assert_eq!(flowing("ab", 0), ["a", "b"]);
    }

    #[test]
    fn of_what_is_too_long_the_end_is_shown() {
        assert_eq!(ending("abc", 3), "abc");
        assert_eq!(ending("abcdef", 3), "…ef");
        assert_eq!(ending("abcdef", 0), "…");
    }

    fn wrong(filter: &str, start: usize, end: usize) -> FilterError {
        let message = "no such field".into();
        FilterError { filter: filter.into(), span: start..end, message, suggestion: None }
    }

    #[test]
    fn the_mark_stands_below_the_place() {
        let lines = mistake(&wrong("sccp && abc == 1", 8, 11), 80);
        assert_eq!(lines, ["no such field", "  sccp && abc == 1", "          ^~~"]);
        let lines = mistake(&wrong("sccp ==", 7, 7), 80);
        assert_eq!(lines[1..], ["  sccp ==", "         ^"]);
    }

    #[test]
    fn of_a_long_filter_the_part_around_the_place_is_shown() {
        let filter = format!("{} || abc || {}", "a".repeat(50), "b".repeat(50));
        let lines = mistake(&wrong(&filter, 54, 57), 32);
        // Ten of thirty characters stand before the place.
        assert_eq!(lines[1], format!("  …aaaaa || abc || {}…", "b".repeat(12)));
        assert_eq!(lines[2], "            ^~~");
    }

    #[test]
    fn a_narrow_line_is_no_panic() {
        for width in 0..40 {
            for start in 0..20 {
                mistake(&wrong("sccp.called.ssn == 2", start, 20), width);
            }
        }
    }
}

//! What is wrong with a message's JSON, shown where it stands.

use super::source::Piece;
use std::fmt::Write;
use std::ops::Range;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Where, in octets from the start of the object.
    pub(super) range: Range<usize>,
    /// What.
    pub(super) text: String,
    /// What could be done about it.
    pub(super) help: Option<String>,
}

/// Everything that is wrong with a message; it is written only if nothing is.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    /// Whether rules of the protocol may be broken; rules of the JSON may not.
    pub(super) lax: bool,
    found: Vec<Mistake>,
}

impl Mistakes {
    pub(super) const fn new(lax: bool) -> Self {
        Self { lax, found: Vec::new() }
    }

    /// Something that leaves it open what to write.
    pub(super) fn add(
        &mut self,
        range: Range<usize>,
        text: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        self.found.push(Mistake { range, text: text.into(), help: help.into() });
    }

    /// Something that can be written, and that a decoder would object to.
    pub(super) fn against_the_rules(
        &mut self,
        range: Range<usize>,
        text: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        if !self.lax {
            self.add(range, text, help);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, in the order of their places.
    pub(super) fn into_sorted(mut self) -> Vec<Mistake> {
        self.found.sort_by_key(|mistake| (mistake.range.start, mistake.range.end));
        self.found.dedup();
        self.found
    }
}

/// Columns of a line that are shown before and behind the spot, where the line is long.
const BEFORE: usize = 40;
const BEHIND: usize = 50;

/// `file:line:column: what`, the line, and carets under the spot.
pub(super) fn show(mistake: &Mistake, piece: &Piece<'_>, file: &str) -> String {
    let text = piece.text;
    let boundary = |at: usize| {
        let at = at.min(text.len());
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let start = boundary(piece.start + mistake.range.start);
    let end = boundary(piece.start + mistake.range.end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = piece.line + text[..start].matches('\n').count();
    let before: Vec<char> = text[line_start..start].chars().collect();
    let first = if line_start == 0 { piece.column } else { 0 };
    let column = first + before.len() + 1;
    let spot: Vec<char> = text[start..end.min(line_end)].chars().collect();
    let behind: Vec<char> = text[end.min(line_end)..line_end].trim_end().chars().collect();
    let mut shown = String::new();
    let width = |c: &char| if c.is_control() { ' ' } else { *c };
    let cut = before.len() > BEFORE + 10;
    if cut {
        shown.push('…');
        shown.extend(before[before.len() - BEFORE..].iter().map(width));
    } else {
        shown.extend(before.iter().map(width));
    }
    let indent = shown.chars().count();
    // A spot longer than the window is shown by its beginning.
    let long = spot.len() > BEHIND + 30;
    let visible = if long { BEHIND } else { spot.len() };
    shown.extend(spot[..visible].iter().map(width));
    if long {
        shown.push('…');
    } else if behind.len() > BEHIND + 10 {
        shown.extend(behind[..BEHIND].iter().map(width));
        shown.push('…');
    } else {
        shown.extend(behind.iter().map(width));
    }
    let mut output = format!("{file}:{line}:{column}: {}\n", mistake.text);
    // Writing to a String does not fail.
    _ = writeln!(output, "  | {}", shown.trim_end());
    let mark = "~".repeat(visible.saturating_sub(1));
    _ = write!(output, "  | {}^{mark}", " ".repeat(indent));
    if let Some(help) = &mistake.help {
        _ = write!(output, "\n  = {help}");
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, range: Range<usize>) -> String {
        let piece = Piece { text, start: 0, line: 3, column: 0 };
        let mistake = Mistake { range, text: "wrong".into(), help: Some("right".into()) };
        show(&mistake, &piece, "f")
    }

    #[test]
    fn the_caret_stands_under_the_spot() {
        assert_eq!(
            shown("{\n\t\"é\": 12}\n", 9..11),
            "f:4:7: wrong\n  |  \"é\": 12}\n  |       ^~\n  = right"
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_spot() {
        let line = format!("{}here{}", "x".repeat(500), "y".repeat(500));
        let shown = shown(&line, 500..504);
        assert!(shown.contains(&format!("  | …{}here{}…", "x".repeat(40), "y".repeat(50))));
        assert!(shown.contains(&format!("\n  | {}^~~~\n", " ".repeat(41))), "{shown}");
    }

    #[test]
    fn a_spot_over_several_lines_or_past_the_end_is_marked_on_its_first() {
        assert!(shown("{\n  [\n  ]\n}", 4..9).contains("  |   [\n  |   ^"));
        assert!(shown("{\"a\":1", 6..99).contains("  | {\"a\":1\n  |       ^\n"));
    }
}

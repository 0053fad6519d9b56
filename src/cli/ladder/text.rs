//! Ladders for the terminal.

use super::super::output::{Paint, Row as Line};
use super::{Ladder, Row};

/// Columns of the margin: frame and time.
const FRAME: usize = 7;
const TIME: usize = 11;
const MARGIN: usize = FRAME + TIME + 3;

/// A ladder in lines of this width.
pub(in crate::cli) struct Text {
    /// Characters a column.
    column: usize,
    columns: usize,
}

impl Text {
    pub(in crate::cli) fn new(columns: usize, width: usize) -> Self {
        let room = width.saturating_sub(MARGIN);
        Self { column: (room / columns.max(1)).clamp(16, 44), columns }
    }

    fn middle(&self, place: usize) -> usize {
        place * self.column + self.column / 2
    }

    /// The names of the columns.
    pub(in crate::cli) fn head(&self, ladder: &Ladder, to: &mut Line) {
        let details = ladder.columns.iter().any(|column| !column.detail.is_empty());
        let names = ladder.columns.iter().map(|column| (Paint::Bold, column.name.as_str()));
        self.centred(names, to);
        if details {
            let details = ladder.columns.iter().map(|column| (Paint::Dim, column.detail.as_str()));
            self.centred(details, to);
        }
    }

    fn centred<'t>(&self, texts: impl Iterator<Item = (Paint, &'t str)>, to: &mut Line) {
        to.blanks(MARGIN);
        for (paint, text) in texts {
            let text = cut(text, self.column - 1);
            let length = text.chars().count();
            let left = (self.column - length).div_ceil(2);
            to.blanks(left);
            to.push(paint, text.as_str());
            to.blanks(self.column - left - length);
        }
        trim(to);
        to.end();
    }

    /// A row: the words, then the arrow.
    pub(in crate::cli) fn row(&self, row: &Row, to: &mut Line) {
        let (left, right) = (self.middle(row.from.min(row.to)), self.middle(row.from.max(row.to)));
        let width = self.columns * self.column;
        let lines = || {
            let mut cells = vec![' '; width];
            (0..self.columns).for_each(|place| {
                if let Some(cell) = cells.get_mut(self.middle(place)) {
                    *cell = '│';
                }
            });
            cells
        };
        let mut words = lines();
        let is_note = row.from == row.to;
        // Words stand between the ends of the arrow, or go on behind it.
        let length = row.label.chars().count();
        let span = right - left;
        let start = match () {
            () if is_note => (left + 2).min(width.saturating_sub(length)),
            () if length + 3 <= span => left + 1 + (span - length) / 2,
            () => (left + 2).min(width.saturating_sub(length).max(1)),
        };
        let label = cut(&row.label, width.saturating_sub(start));
        for (cell, character) in words.iter_mut().skip(start).zip(label.chars()) {
            *cell = character;
        }
        let paint = row.tone.paint();
        to.blanks(MARGIN);
        painted(&words, start..start + label.chars().count(), paint, to);
        if is_note {
            return;
        }
        let mut shaft = lines();
        for (offset, cell) in shaft.iter_mut().enumerate().take(right).skip(left + 1) {
            *cell = if row.answers && offset % 2 == 1 { ' ' } else { '─' };
        }
        let tip = if row.from < row.to { right - 1 } else { left + 1 };
        if let Some(cell) = shaft.get_mut(tip) {
            *cell = if row.from < row.to { '▶' } else { '◀' };
        }
        to.blanks(FRAME.saturating_sub(row.frame.chars().count()));
        to.push(Paint::Dim, row.frame.as_str());
        to.blanks(1 + TIME.saturating_sub(row.time.chars().count()));
        to.push(Paint::Dim, row.time.as_str());
        to.blanks(2);
        painted(&shaft, left + 1..right, paint, to);
    }
}

/// A line of cells, those in `within` in a colour.
fn painted(cells: &[char], within: std::ops::Range<usize>, paint: Paint, to: &mut Line) {
    let text = |range: std::ops::Range<usize>| -> String {
        cells.get(range).unwrap_or_default().iter().collect()
    };
    let end = cells.iter().rposition(|cell| *cell != ' ').map_or(0, |last| last + 1);
    let (start, stop) = (within.start.min(end), within.end.min(end));
    to.push(Paint::Dim, text(0..start).as_str());
    to.push(paint, text(start..stop).as_str());
    to.push(Paint::Dim, text(stop..end).as_str());
    to.end();
}

fn trim(to: &mut Line) {
    while to.text.last() == Some(&b' ') {
        to.text.pop();
    }
}

/// At most so many characters, an ellipsis for the last where there are more.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Tone};
    use super::*;

    fn row(from: usize, to: usize, label: &str) -> Row {
        Row {
            from,
            to,
            frame: "12".into(),
            time: "+1.5 ms".into(),
            label: label.into(),
            detail: vec![],
            answers: false,
            tone: Tone::Message,
            of: None,
        }
    }

    fn shown(rows: &[Row]) -> String {
        let column = |name: &str| Column { name: name.into(), detail: String::new() };
        let columns = vec![column("SSP"), column("SCP"), column("server")];
        let ladder = Ladder { columns, ..Ladder::default() };
        let (text, mut to) = (Text::new(3, 21 + 60), Line::new(false));
        text.head(&ladder, &mut to);
        rows.iter().for_each(|row| text.row(row, &mut to));
        String::from_utf8(to.text).expect("text")
    }

    #[test]
    fn arrows_lead_from_node_to_node_and_their_words_stand_above() {
        let text = shown(&[row(0, 1, "Query"), row(2, 1, "Response")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>(), ["SSP", "SCP", "server"]);
        assert!(lines[1].contains("Query"), "{text}");
        assert!(lines[2].trim_start().starts_with("12     +1.5 ms"), "{text}");
        assert!(lines[2].ends_with("│──────────────────▶│                   │"), "{text}");
        assert!(lines[4].ends_with("│                   │◀──────────────────│"), "{text}");
    }

    #[test]
    fn long_words_are_cut_at_the_end_of_the_line() {
        let text = shown(&[row(1, 2, &"word ".repeat(40))]);
        assert!(text.lines().all(|line| line.chars().count() <= 81), "{text}");
        assert!(text.contains('…'), "{text}");
    }
}

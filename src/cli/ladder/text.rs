//! Ladders for the terminal.

use super::super::output::{Paint, Row as Line};
use super::{Ladder, Row};

/// Characters between lifelines: as a rule, and at least, however short a line is.
const USUAL: usize = 24;
const LEAST: usize = 16;

/// Characters of a name that lifelines make room for.
const NAME: usize = 40;

/// Characters behind the last lifeline, at most.
const BEHIND: usize = 24;

/// The same where labels are not known when the head is drawn: of frame and time, and of a column.
const FRAME: usize = 7;
const TIME: usize = 11;
const COLUMN: (usize, usize) = (16, 44);

/// A ladder in lines of text.
pub(in crate::cli) struct Text {
    /// Characters of the margin's parts.
    frame: usize,
    time: usize,
    /// Where the lifelines stand, behind the margin.
    lifelines: Vec<usize>,
    /// Characters behind the margin.
    cells: usize,
    /// Words that are longer than their arrow go on behind it, in place of being cut.
    goes_on: bool,
}

impl Text {
    /// So many columns in lines of this width, for rows that are not known yet.
    pub(in crate::cli) fn new(columns: usize, width: usize) -> Self {
        let margin = FRAME + TIME + 3;
        let column = (width.saturating_sub(margin) / columns.max(1)).clamp(COLUMN.0, COLUMN.1);
        Self {
            frame: FRAME,
            time: TIME,
            lifelines: (0..columns).map(|place| place * column + column / 2).collect(),
            cells: columns * column,
            goes_on: true,
        }
    }

    /// What these ladders need to be drawn below each other, within this width. Where there are more nodes than it
    /// has room for, lines are longer: [`width`](Self::width).
    pub(in crate::cli) fn of<'l>(
        ladders: impl IntoIterator<Item = &'l Ladder>,
        width: usize,
    ) -> Self {
        let mut needs = Needs::default();
        ladders.into_iter().for_each(|ladder| needs.add(ladder));
        needs.within(width)
    }

    /// Characters of a line.
    pub(in crate::cli) const fn width(&self) -> usize {
        self.margin() + self.cells
    }

    /// Characters before the cells of the lifelines.
    pub(in crate::cli) const fn margin(&self) -> usize {
        self.frame + 1 + self.time + 2
    }

    /// Where the lifelines of a row stand, behind the margin.
    pub(in crate::cli) fn span(&self, row: &Row) -> (usize, usize) {
        (self.lifeline(row.from.min(row.to)), self.lifeline(row.from.max(row.to)))
    }

    fn lifeline(&self, place: usize) -> usize {
        self.lifelines.get(place).copied().unwrap_or(0)
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
        let mut at = 0;
        for (place, ((paint, text), middle)) in texts.zip(&self.lifelines).enumerate() {
            let half = |other: usize| other.abs_diff(*middle).saturating_sub(2) / 2;
            let before = place.checked_sub(1).and_then(|place| self.lifelines.get(place));
            let left = before.map_or(*middle, |before| half(*before));
            let right = match self.lifelines.get(place + 1) {
                Some(next) => half(*next),
                None => self.cells.saturating_sub(middle + 1),
            };
            let text = cut(text, 2 * left.min(right) + 1);
            let length = text.chars().count();
            if length == 0 {
                continue;
            }
            let start = middle.saturating_sub(length / 2);
            to.blanks(start.saturating_sub(at) + if at == 0 { self.margin() } else { 0 });
            to.push(paint, text.as_str());
            at = start + length;
        }
        to.end();
    }

    fn empty(&self) -> Vec<char> {
        let mut cells = vec![' '; self.cells];
        for middle in &self.lifelines {
            if let Some(cell) = cells.get_mut(*middle) {
                *cell = '│';
            }
        }
        cells
    }

    /// Where the words of a row begin, and how many characters they may have.
    fn words(&self, row: &Row) -> (usize, usize) {
        let (left, right) = self.span(row);
        let length = row.label.chars().count();
        let inner = right.saturating_sub(left + 1);
        if row.from == row.to {
            let start = left + 2;
            return match self.lifelines.get(row.to + 1) {
                Some(next) if !self.goes_on => (start, next.saturating_sub(start + 1)),
                _ => {
                    let most = self.cells.saturating_sub(if self.goes_on { length } else { 0 });
                    let start = start.min(most);
                    (start, self.cells - start)
                }
            };
        }
        match () {
            () if length <= inner => (left + 1 + (inner - length).div_ceil(2), inner),
            () if self.goes_on => {
                let start = (left + 2).min(self.cells.saturating_sub(length).max(1));
                (start, self.cells.saturating_sub(start))
            }
            () => (left + 1, inner),
        }
    }

    /// A row: the words, then the arrow.
    pub(in crate::cli) fn row(&self, row: &Row, to: &mut Line) {
        let mut words = self.empty();
        let (start, room) = self.words(row);
        let label = cut(&row.label, room);
        for (cell, character) in words.iter_mut().skip(start).zip(label.chars()) {
            *cell = character;
        }
        let paint = row.tone.paint();
        to.blanks(self.margin());
        painted(&words, start..start + label.chars().count(), paint, to);
        if row.from == row.to {
            return;
        }
        let (left, right) = self.span(row);
        let mut shaft = self.empty();
        for (offset, cell) in shaft.iter_mut().enumerate().take(right).skip(left + 1) {
            *cell = if row.answers && offset % 2 == 1 { ' ' } else { '─' };
        }
        let tip = if row.from < row.to { right.saturating_sub(1) } else { left + 1 };
        if let Some(cell) = shaft.get_mut(tip) {
            *cell = if row.from < row.to { '▶' } else { '◀' };
        }
        to.blanks(self.frame.saturating_sub(row.frame.chars().count()));
        to.push(Paint::Dim, row.frame.as_str());
        to.blanks(1 + self.time.saturating_sub(row.time.chars().count()));
        to.push(Paint::Dim, row.time.as_str());
        to.blanks(2);
        painted(&shaft, left + 1..right, paint, to);
    }
}

/// What ladders need so that nothing is cut.
#[derive(Default)]
struct Needs {
    frame: usize,
    time: usize,
    /// Before the first lifeline, between them, and behind the last.
    before: usize,
    gaps: Vec<usize>,
    behind: usize,
    /// The arrows that cross others' lifelines: from, to, and what they need.
    far: Vec<(usize, usize, usize)>,
}

impl Needs {
    fn add(&mut self, ladder: &Ladder) {
        let halves = ladder.columns.iter().map(|column| {
            column.name.chars().count().max(column.detail.chars().count()).min(NAME) / 2
        });
        let halves: Vec<usize> = halves.collect();
        self.before = self.before.max(halves.first().copied().unwrap_or(0));
        self.behind = self.behind.max(halves.last().copied().unwrap_or(0));
        let gaps = halves.len().saturating_sub(1).max(self.gaps.len());
        self.gaps.resize(gaps, USUAL);
        for (gap, names) in self.gaps.iter_mut().zip(halves.windows(2)) {
            *gap = names.iter().fold(*gap, |gap, half| gap.max(2 * half + 2));
        }
        for row in &ladder.rows {
            self.frame = self.frame.max(row.frame.chars().count());
            self.time = self.time.max(row.time.chars().count());
            let (left, right) = (row.from.min(row.to), row.from.max(row.to));
            // A blank on both sides, and the lifeline.
            let need = row.label.chars().count() + 3;
            match (right - left, self.gaps.get_mut(left)) {
                (0 | 1, Some(gap)) => *gap = (*gap).max(need),
                (0 | 1, None) => self.behind = self.behind.max(need - 2),
                _ => self.far.push((left, right, need)),
            }
        }
    }

    fn within(mut self, width: usize) -> Text {
        for (left, right, need) in self.far {
            let Some(crossed) = self.gaps.get_mut(left..right) else { continue };
            let lack = need.saturating_sub(crossed.iter().sum());
            let each = lack.div_ceil(crossed.len().max(1));
            crossed.iter_mut().for_each(|gap| *gap += each);
        }
        let behind = self.behind.min(BEHIND);
        let margin = self.frame + 1 + self.time + 2;
        let room = width.saturating_sub(margin + self.before + 1 + behind);
        // The widest give way first.
        let taken = |most: usize| self.gaps.iter().map(|gap| *gap.min(&most)).sum::<usize>();
        let widest = self.gaps.iter().copied().max().unwrap_or(LEAST);
        let most = (LEAST..=widest).rev().find(|most| taken(*most) <= room).unwrap_or(LEAST);
        let mut lifelines = vec![self.before];
        let mut at = self.before;
        for gap in &self.gaps {
            at += gap.min(&most);
            lifelines.push(at);
        }
        Text {
            frame: self.frame,
            time: self.time,
            lifelines,
            cells: at + 1 + behind,
            goes_on: false,
        }
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

/// At most so many characters, an ellipsis for the last where there are more.
pub(in crate::cli) fn cut(text: &str, most: usize) -> String {
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

    /// The lines of a ladder that has the width that is given, behind its head.
    fn within(width: usize, names: &[&str], rows: Vec<Row>) -> Vec<String> {
        let column = |name: &&str| Column { name: (*name).into(), detail: String::new() };
        let columns = names.iter().map(column).collect();
        let ladder = Ladder { columns, rows, ..Ladder::default() };
        let (text, mut to) = (Text::of([&ladder], width), Line::new(false));
        text.head(&ladder, &mut to);
        ladder.rows.iter().for_each(|row| text.row(row, &mut to));
        let text = String::from_utf8(to.text).expect("text");
        text.lines().map(String::from).collect()
    }

    #[test]
    fn columns_grow_to_what_their_words_need() {
        let label = "Conversation  Analyze_Route + Request_Report_BCM_Event + Monitor_For_Change";
        let lines = within(220, &["SSP", "SCP"], vec![row(0, 1, label)]);
        assert_eq!(lines[1], format!("{}│ {label} │", " ".repeat(13)));
        assert_eq!(lines[2], format!("12 +1.5 ms   │{}▶│", "─".repeat(label.len() + 1)));
        let next = within(100, &["SSP", "SCP", "server"], vec![row(1, 2, &label[..45])]);
        assert_eq!(
            next[1],
            format!("{0}│{1}│ {2} │", " ".repeat(13), " ".repeat(23), &label[..45])
        );
    }

    #[test]
    fn words_without_room_are_cut_before_the_next_lifeline() {
        let rows = vec![row(0, 1, &"word ".repeat(40)), row(2, 1, "a"), row(1, 1, "no answer")];
        let lines = within(80, &["SSP", "SCP", "server"], rows);
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{lines:#?}");
        let lifelines = |line: &str| -> Vec<usize> {
            line.chars().enumerate().filter(|(_, cell)| *cell == '│').map(|(at, _)| at).collect()
        };
        let first = lifelines(&lines[1]);
        assert_eq!(first.len(), 3, "{lines:#?}");
        assert!(lines[1].contains("…│"), "{lines:#?}");
        assert!(lines[1..].iter().all(|line| lifelines(line) == first), "{lines:#?}");
        assert!(lines[5].contains("│ no answer"), "{lines:#?}");
    }

    #[test]
    fn an_arrow_that_crosses_lifelines_has_all_of_its_way_for_its_words() {
        let label = "w".repeat(60);
        let lines = within(100, &["a", "b", "c"], vec![row(0, 2, &label), row(0, 1, "x")]);
        assert!(lines[1].ends_with(&format!("│  {label} │")), "{lines:#?}");
    }

    #[test]
    fn nodes_without_room_make_lines_longer() {
        let names = ["n"; 8];
        let column = |name: &&str| Column { name: (*name).into(), detail: String::new() };
        let columns: Vec<Column> = names.iter().map(column).collect();
        let ladder = Ladder { columns, ..Ladder::default() };
        // A blank for each of frame and time, two behind them, eight lifelines with seven times 15 between them.
        assert_eq!(Text::of([&ladder], 60).width(), 3 + 8 + 7 * 15);
        assert_eq!(Text::of([&ladder], 116).width(), 116);
        assert_eq!(Text::of([&ladder], 500).width(), 3 + 8 + 7 * 23);
    }

    #[test]
    fn long_words_are_cut_at_the_end_of_the_line() {
        let text = shown(&[row(1, 2, &"word ".repeat(40))]);
        assert!(text.lines().all(|line| line.chars().count() <= 81), "{text}");
        assert!(text.contains('…'), "{text}");
    }
}

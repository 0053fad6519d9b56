//! What the parts of a system say to each other, as a ladder.

use crate::cli::ladder::{Column, Ladder, Row, Text, Tone};
use crate::cli::output::Row as Line;
use crate::node::observer::Observed;
use anstream::print;

/// An arrow of a ladder.
#[derive(Debug, Clone)]
pub(super) struct Arrow {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Milliseconds since the beginning.
    pub(super) at: f64,
    /// What was said.
    pub(super) what: Observed,
}

/// The columns, in their order. Telephones and desks have one each; their names stand at the
/// arrows.
const COLUMNS: [&str; 5] = ["phones", "SSP", "SCP", "server", "desks"];

/// Characters of a line.
const WIDTH: usize = 132;

/// The columns of an arrow.
fn places(what: &Observed) -> (usize, usize) {
    let place = |name: &str, other: &str| {
        COLUMNS.iter().position(|column| *column == name).unwrap_or(match (what.protocol, other) {
            ("phone", _) => 0,
            _ => 4,
        })
    };
    (place(&what.from, &what.to), place(&what.to, &what.from))
}

/// Who of several stands in the column: the name of the telephone or desk.
fn name(what: &Observed) -> Option<&str> {
    [&what.from, &what.to]
        .into_iter()
        .find(|name| !COLUMNS.contains(&name.as_str()))
        .map(String::as_str)
}

fn row(arrow: &Arrow) -> Row {
    let what = &arrow.what;
    let (from, to) = places(what);
    let tone = match (what.error, what.protocol) {
        (true, _) => Tone::Wrong,
        (_, "phone") => Tone::Telephone,
        (_, "server") => Tone::Server,
        (_, "desk") => Tone::Desk,
        _ => Tone::Message,
    };
    Row {
        from,
        to,
        frame: arrow.number.to_string(),
        time: format!("{:.1} ms", arrow.at),
        label: match name(what) {
            Some(name) => format!("{name}: {}", what.label),
            None => what.label.clone(),
        },
        detail: what.detail.clone(),
        answers: false,
        tone,
        of: None,
    }
}

/// The ladder without its rows.
fn empty(title: &str) -> Ladder {
    let column = |name: &str| Column { name: name.into(), detail: String::new() };
    Ladder { title: title.into(), columns: COLUMNS.map(column).to_vec(), ..Ladder::default() }
}

fn lines(with: impl FnOnce(&Text, &mut Line)) -> String {
    let mut line = Line::new(true);
    with(&Text::new(COLUMNS.len(), WIDTH), &mut line);
    String::from_utf8_lossy(&line.text).into_owned()
}

/// The head of the ladder.
pub(super) fn head() -> String {
    lines(|text, line| text.head(&empty(""), line))
}

/// An arrow as lines of text: red where something is wrong, where the terminal has colours.
pub(super) fn print(arrow: &Arrow) {
    print!("{}", lines(|text, line| text.row(&row(arrow), line)));
}

/// The ladder as a picture that needs nothing else, readable on light and on dark ground.
pub(super) fn svg(title: &str, arrows: &[Arrow]) -> String {
    crate::cli::ladder::svg(&Ladder { rows: arrows.iter().map(row).collect(), ..empty(title) })
}

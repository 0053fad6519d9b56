//! Two messages side by side.

use super::app::Common;
use super::keys::{Key, moved};
use super::ladder::Place;
use super::message;
use super::model::Model;
use crate::cli::lines::{self, Pair};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Stylize;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// What a line says, without where it stands.
fn said(line: &str) -> &str {
    line.get(8..).unwrap_or(line)
}

/// The field that a line gives the value of, with the blanks before it.
fn field(line: &str) -> Option<&str> {
    said(line).split_once(": ").map(|(field, _)| field)
}

/// Pairs the lines of two messages.
pub(super) fn pairs(left: &[String], right: &[String]) -> Vec<Pair> {
    lines::pairs(left, right, |one, other| said(one) == said(other))
}

/// What stands in a row: the line on the left, the line on the right.
pub(super) type Beside = (Option<usize>, Option<usize>);

/// Lays lines beside each other that say the same, and between those the lines of the same field.
pub(super) fn beside(left: &[String], right: &[String]) -> Vec<Beside> {
    let mut rows: Vec<Beside> = Vec::new();
    // Where the lines that have no counterpart yet begin.
    let (mut a, mut b) = (0, 0);
    let same = pairs(left, right).into_iter().filter_map(|pair| match pair {
        Pair::Same(one, other) => Some((one, other)),
        Pair::Left(_) | Pair::Right(_) => None,
    });
    for (one, other) in same.chain([(left.len(), right.len())]) {
        let (lefts, rights) =
            (left.get(a..one).unwrap_or_default(), right.get(b..other).unwrap_or_default());
        let alike = |one: &str, other: &str| field(one).is_some() && field(one) == field(other);
        rows.extend(lines::pairs(lefts, rights, alike).into_iter().map(|pair| match pair {
            Pair::Same(one, other) => (Some(a + one), Some(b + other)),
            Pair::Left(one) => (Some(a + one), None),
            Pair::Right(other) => (None, Some(b + other)),
        }));
        if one < left.len() {
            rows.push((Some(one), Some(other)));
        }
        (a, b) = (one + 1, other + 1);
    }
    rows
}

#[derive(Default)]
pub(super) struct Compare {
    messages: Option<(Place, Place)>,
    offset: usize,
    height: usize,
    count: usize,
}

impl Compare {
    pub(super) const fn new(one: Place, other: Place) -> Self {
        Self { messages: Some((one, other)), offset: 0, height: 1, count: 0 }
    }

    pub(super) fn key(&mut self, key: Key) {
        let most = (self.count + 1).saturating_sub(self.height);
        self.offset = moved(key, self.offset, most, self.height);
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        model: &Model,
        common: &Common,
    ) {
        let Some((one, other)) = self.messages else { return };
        let (left, right) =
            (message::lines(model, one, common), message::lines(model, other, common));
        let rows = beside(&left, &right);
        self.count = rows.len();
        let halves = [Constraint::Percentage(50), Constraint::Percentage(50)];
        let [first, second] = Layout::horizontal(halves).areas(area);
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        let line = |lines: &[String], place: usize| lines.get(place).cloned().unwrap_or_default();
        for (a, b) in rows {
            let (a, b) = (a.map(|place| line(&left, place)), b.map(|place| line(&right, place)));
            let (a, b) = match (a, b) {
                (Some(a), Some(b)) if said(&a) == said(&b) => {
                    (message::painted(&a, ""), message::painted(&b, ""))
                }
                (Some(a), Some(b)) => (
                    Line::from(a).black().on_light_yellow(),
                    Line::from(b).black().on_light_yellow(),
                ),
                (a, b) => (
                    a.map(|a| Line::from(a).black().on_light_red()).unwrap_or_default(),
                    b.map(|b| Line::from(b).black().on_light_green()).unwrap_or_default(),
                ),
            };
            lefts.push(a);
            rights.push(b);
        }
        for (area, lines, place) in [(first, lefts, one), (second, rights, other)] {
            let block =
                Block::bordered().title(format!(" dialogue {}, message {} ", place.0, place.1 + 1));
            let inner = block.inner(area);
            self.height = usize::from(inner.height).max(1);
            let shown: Vec<Line<'_>> =
                lines.into_iter().skip(self.offset).take(self.height).collect();
            frame.render_widget(block, area);
            frame.render_widget(Paragraph::new(shown), inner);
        }
    }
}

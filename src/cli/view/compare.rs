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

/// Pairs the lines of two messages.
pub(super) fn pairs(left: &[String], right: &[String]) -> Vec<Pair> {
    lines::pairs(left, right, |one, other| said(one) == said(other))
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
        let pairs = pairs(&left, &right);
        self.count = pairs.len();
        let halves = [Constraint::Percentage(50), Constraint::Percentage(50)];
        let [first, second] = Layout::horizontal(halves).areas(area);
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        let line = |lines: &[String], place: usize| lines.get(place).cloned().unwrap_or_default();
        for pair in pairs {
            match pair {
                Pair::Same(a, b) => {
                    lefts.push(message::painted(&line(&left, a), ""));
                    rights.push(message::painted(&line(&right, b), ""));
                }
                Pair::Left(a) => {
                    lefts.push(Line::from(line(&left, a)).black().on_light_red());
                    rights.push(Line::default());
                }
                Pair::Right(b) => {
                    lefts.push(Line::default());
                    rights.push(Line::from(line(&right, b)).black().on_light_green());
                }
            }
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

//! Two messages side by side.

use super::app::Common;
use super::keys::{Key, moved};
use super::ladder::Place;
use super::message;
use super::model::Model;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Stylize;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

/// Longer messages are laid side by side without a search for what they share.
const MOST: usize = 2000;

/// Lines beside those that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    Same(usize, usize),
    Left(usize),
    Right(usize),
}

/// What a line says, without where it stands.
fn said(line: &str) -> &str {
    line.get(8..).unwrap_or(line)
}

/// Pairs the lines of two texts by their longest common part.
pub(super) fn pairs(left: &[String], right: &[String]) -> Vec<Pair> {
    if left.len().max(right.len()) > MOST {
        let all = (0..left.len()).map(Pair::Left).chain((0..right.len()).map(Pair::Right));
        return all.collect();
    }
    let width = right.len() + 1;
    let same = |a: usize, b: usize| said(&left[a]) == said(&right[b]);
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    for a in (0..left.len()).rev() {
        for b in (0..right.len()).rev() {
            longest[a * width + b] = if same(a, b) {
                longest[(a + 1) * width + b + 1] + 1
            } else {
                longest[(a + 1) * width + b].max(longest[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while a < left.len() || b < right.len() {
        if a < left.len() && b < right.len() && same(a, b) {
            pairs.push(Pair::Same(a, b));
            (a, b) = (a + 1, b + 1);
        } else if b == right.len()
            || a < left.len() && longest[(a + 1) * width + b] >= longest[a * width + b + 1]
        {
            pairs.push(Pair::Left(a));
            a += 1;
        } else {
            pairs.push(Pair::Right(b));
            b += 1;
        }
    }
    pairs
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

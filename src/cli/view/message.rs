//! A message: the whole tree.

use super::app::Common;
use super::keys::{Key, moved};
use super::ladder::Place;
use super::model::Model;
use crate::cli::clock::Clock;
use crate::cli::output::Row;
use crate::cli::tree;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

/// Characters before the tree: the offset.
const OFFSET: usize = 8;

/// The tree of a message, line by line.
pub(super) fn lines(model: &Model, (number, wanted): Place, common: &Common) -> Vec<String> {
    let mut row = Row::new(false);
    let (mut clock, mut found) = (Clock::default(), Vec::new());
    model.decode(number, &common.overrides, |place, decoded| {
        if place == wanted {
            let time = decoded.message.time.map(|time| clock.rfc3339(time));
            tree::message(&mut row, time, decoded, common.octets, &mut found);
        }
    });
    String::from_utf8_lossy(&row.text).lines().map(String::from).collect()
}

/// A line of the tree in colours; what is searched for stands out.
pub(super) fn painted(line: &str, search: &str) -> Line<'static> {
    let split = line.char_indices().nth(OFFSET).map_or(line.len(), |(at, _)| at);
    let (offset, rest) = line.split_at(split);
    let is_offset = offset.trim().chars().all(|character| character.is_ascii_digit());
    if !is_offset {
        return Line::from(line.to_string()).bold();
    }
    let title = !rest.starts_with(' ') && !offset.trim().is_empty();
    let wrong = ["error: ", "warning: "].iter().any(|word| rest.trim_start().starts_with(word));
    let style = match (wrong, title) {
        (true, _) => Style::new().red(),
        (false, true) => Style::new().bold(),
        (false, false) => Style::new(),
    };
    let found = !search.is_empty() && rest.to_lowercase().contains(&search.to_lowercase());
    let style = if found { style.black().on_yellow() } else { style };
    let mut spans = vec![Span::from(offset.to_string()).dim()];
    match rest.split_once(": ").filter(|_| !wrong && !title && !found) {
        Some((name, value)) => {
            spans.push(Span::raw(format!("{name}: ")));
            spans.push(Span::styled(value.to_string(), Style::new().yellow()));
        }
        None => spans.push(Span::styled(rest.to_string(), style)),
    }
    Line::from(spans)
}

#[derive(Default)]
pub(super) struct MessageScreen {
    places: Vec<Place>,
    place: usize,
    offset: usize,
    height: usize,
    lines: Vec<String>,
}

impl MessageScreen {
    pub(super) fn new(places: Vec<Place>, one: Place) -> Self {
        let place = places.iter().position(|place| *place == one).unwrap_or(0);
        Self { places, place, ..Self::default() }
    }

    pub(super) fn key(&mut self, key: Key, common: &Common) {
        let searched = common.search.to_lowercase();
        match key {
            Key::Letter('n') if !searched.is_empty() => {
                let after = self.lines.iter().enumerate().skip(self.offset + 1);
                let mut all = after.chain(self.lines.iter().enumerate());
                let found = all.find(|(_, line)| line.to_lowercase().contains(&searched));
                self.offset = found.map_or(self.offset, |(place, _)| place);
            }
            Key::Letter('n') | Key::Tab => {
                self.place = (self.place + 1).min(self.places.len().saturating_sub(1));
                self.offset = 0;
            }
            Key::Letter('p') => {
                self.place = self.place.saturating_sub(1);
                self.offset = 0;
            }
            other => {
                let most = (self.lines.len() + 1).saturating_sub(self.height);
                self.offset = moved(other, self.offset, most, self.height);
            }
        }
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        model: &Model,
        common: &Common,
    ) {
        let Some(place) = self.places.get(self.place) else { return };
        self.lines = lines(model, *place, common);
        let title =
            format!(" dialogue {}, message {} of {} ", place.0, place.1 + 1, self.places.len());
        let block = Block::bordered().title(title);
        let inner = block.inner(area);
        self.height = usize::from(inner.height).max(1);
        let shown = self.lines.iter().skip(self.offset).take(self.height);
        let shown: Vec<Line<'_>> = shown.map(|line| painted(line, &common.search)).collect();
        frame.render_widget(block, area);
        frame.render_widget(Paragraph::new(shown), inner);
    }
}

//! The dialogues, a line each.

use super::app::Common;
use super::columns::{BEGAN, COUNT, DURATION, HEADS, MESSAGES, NUMBER, OPERATIONS, STATE, widths};
use super::keys::{Key, moved, scrolled};
use super::model::{Model, Reading};
use crate::capture::dialogues::Dialogue;
use crate::capture::filter::Filter;
use crate::cli::clock::Clock;
use crate::cli::dialogues::{duration, node, operations, state};
use crate::cli::ladder::cut;
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Cell, Row, Table};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// What dialogues are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Order {
    #[default]
    Beginning,
    Longest,
    MostMessages,
    Operations,
    State,
}

impl Order {
    const fn next(self) -> Self {
        match self {
            Self::Beginning => Self::Longest,
            Self::Longest => Self::MostMessages,
            Self::MostMessages => Self::Operations,
            Self::Operations => Self::State,
            Self::State => Self::Beginning,
        }
    }
}

#[derive(Default)]
pub(super) struct List {
    /// The numbers of those that are shown.
    rows: Vec<u64>,
    /// What `rows` was made from.
    revision: Option<u64>,
    place: usize,
    offset: usize,
    height: usize,
    selected: BTreeSet<u64>,
    filter: Option<(String, Filter)>,
    /// For each dialogue whether it matches, and how many messages it had then.
    verdicts: HashMap<u64, (usize, bool)>,
    only_wrong: bool,
    order: Order,
    /// Characters that the columns needed so far: nothing jumps where other rows are shown.
    needs: [usize; COUNT],
}

impl List {
    pub(super) const fn filter(&self) -> Option<&(String, Filter)> {
        self.filter.as_ref()
    }

    pub(super) fn set_filter(&mut self, filter: Option<(String, Filter)>) {
        self.filter = filter;
        self.verdicts.clear();
        self.needs = [0; COUNT];
        self.revision = None;
    }

    fn shows(&mut self, dialogue: &Dialogue, model: &Model, common: &Common) -> bool {
        if self.only_wrong && !dialogue.is_wrong() {
            return false;
        }
        let Some((_, filter)) = &self.filter else { return true };
        let count = dialogue.steps.len();
        match self.verdicts.get(&dialogue.number) {
            Some((of, verdict)) if *of == count || *verdict => *verdict,
            _ => {
                let verdict = model.matches(dialogue.number, &common.overrides, filter);
                self.verdicts.insert(dialogue.number, (count, verdict));
                verdict
            }
        }
    }

    /// Finds out what there is to show.
    pub(super) fn refresh(&mut self, model: &Model, common: &Common) {
        if self.revision == Some(model.revision) {
            return;
        }
        let at_end = model.reading == Reading::Running && self.place + 1 >= self.rows.len();
        let current = self.rows.get(self.place).copied();
        let mut rows: Vec<&Dialogue> = Vec::new();
        for dialogue in model.dialogues.iter() {
            if self.shows(dialogue, model, common) {
                rows.push(dialogue);
            }
        }
        match self.order {
            Order::Beginning => {}
            Order::Longest => rows.sort_by_key(|dialogue| Reverse(dialogue.duration())),
            Order::MostMessages => rows.sort_by_key(|dialogue| Reverse(dialogue.steps.len())),
            Order::Operations => rows.sort_by_cached_key(|dialogue| operations(dialogue)),
            Order::State => rows.sort_by_cached_key(|dialogue| state(dialogue)),
        }
        self.rows = rows.into_iter().map(|dialogue| dialogue.number).collect();
        self.revision = Some(model.revision);
        let found = current.and_then(|number| self.rows.iter().position(|row| *row == number));
        let last = self.rows.len().saturating_sub(1);
        self.place = match found {
            // Whoever looks at the newest goes on looking at the newest.
            Some(place) if !at_end || place == 0 => place,
            _ if at_end && self.order == Order::Beginning && current.is_some() => last,
            found => found.unwrap_or_else(|| self.place.min(last)),
        };
        self.verdicts.retain(|number, _| model.dialogue(*number).is_some());
        self.selected.retain(|number| model.dialogue(*number).is_some());
    }

    /// What a ladder is wanted of: those that are selected, else the one at the cursor.
    pub(super) fn chosen(&self) -> Vec<u64> {
        if self.selected.is_empty() {
            return self.rows.get(self.place).copied().into_iter().collect();
        }
        self.selected.iter().copied().collect()
    }

    pub(super) fn selected_or_all(&self) -> Vec<u64> {
        if self.selected.is_empty() { self.rows.clone() } else { self.chosen() }
    }

    pub(super) fn key(&mut self, key: Key, model: &Model, common: &Common) {
        match key {
            Key::Space => {
                if let Some(number) = self.rows.get(self.place)
                    && !self.selected.remove(number)
                {
                    self.selected.insert(*number);
                }
                self.place = moved(Key::Down, self.place, self.rows.len(), self.height);
            }
            Key::Letter('e') => {
                self.only_wrong = !self.only_wrong;
                self.revision = None;
            }
            Key::Letter('o') => {
                self.order = self.order.next();
                self.revision = None;
            }
            Key::Letter(direction @ ('n' | 'N')) => {
                let text = common.search.to_lowercase();
                let count = self.rows.len();
                let found = (1..=count).find_map(|steps| {
                    let place = match direction {
                        'n' => (self.place + steps) % count,
                        _ => (self.place + count - steps) % count,
                    };
                    let dialogue = model.dialogue(*self.rows.get(place)?)?;
                    let shown = cells(dialogue, common).join(" ").to_lowercase();
                    shown.contains(&text).then_some(place)
                });
                self.place = found.unwrap_or(self.place);
            }
            other => self.place = moved(other, self.place, self.rows.len(), self.height),
        }
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        model: &Model,
        common: &Common,
    ) {
        self.height = usize::from(area.height).saturating_sub(1).max(1);
        self.offset = scrolled(self.offset, self.place, self.height);
        let by = match self.order {
            Order::Beginning => None,
            Order::Operations => Some(OPERATIONS),
            Order::State => Some(STATE),
            Order::Longest => Some(DURATION),
            Order::MostMessages => Some(MESSAGES),
        };
        let mut heads = HEADS.map(String::from);
        if let Some(by) = by {
            heads[by] += " ↓";
        }
        let visible = self.rows.iter().skip(self.offset).take(self.height);
        let shown: Vec<(&Dialogue, [String; COUNT])> = visible
            .filter_map(|number| model.dialogue(*number))
            .map(|dialogue| (dialogue, cells(dialogue, common)))
            .collect();
        for row in shown.iter().map(|(_, cells)| cells).chain([&heads]) {
            for (need, text) in self.needs.iter_mut().zip(row) {
                *need = (*need).max(text.chars().count());
            }
        }
        let widths = widths(&self.needs, area.width.into());
        let line = |mark: &'static str, texts: &[String; COUNT]| {
            let columns = (0..COUNT).filter(|column| widths[*column] > 0);
            let cells = columns.map(|column| cell(column, &texts[column], widths[column]));
            Row::new([Cell::from(mark)].into_iter().chain(cells).collect::<Vec<_>>())
        };
        let rows = shown.iter().enumerate().map(|(row, (dialogue, texts))| {
            let mark = if self.selected.contains(&dialogue.number) { "●" } else { "" };
            let style = match (row + self.offset == self.place, dialogue.is_wrong()) {
                (true, true) => Style::new().white().on_red().bold(),
                (true, false) => Style::new().black().on_cyan(),
                (false, true) => Style::new().red(),
                (false, false) => Style::new(),
            };
            line(mark, texts).style(style)
        });
        let kept = widths.iter().filter(|width| **width > 0);
        let constraints: Vec<Constraint> = [1]
            .into_iter()
            .chain(kept.map(|width| *width as u16))
            .map(Constraint::Length)
            .collect();
        let head = line("", &heads).style(Style::new().bold().dim());
        let table = Table::new(rows, constraints).header(head);
        frame.render_widget(table, area);
    }
}

/// A text in its column. Of the time of day, the second is what is left.
fn cell(column: usize, text: &str, width: usize) -> Cell<'static> {
    let is_long = text.chars().count() > width;
    let text = match text.split_once('.') {
        Some((second, _)) if column == BEGAN && is_long => cut(second, width),
        _ => cut(text, width),
    };
    let line = Line::from(text);
    let is_number = matches!(column, NUMBER | DURATION | MESSAGES);
    Cell::from(if is_number { line.right_aligned() } else { line })
}

/// What stands in the columns.
fn cells(dialogue: &Dialogue, common: &Common) -> [String; COUNT] {
    let mut clock = Clock::default();
    let began =
        dialogue.began().map(|time| String::from_utf8_lossy(clock.time_of_day(time)).into_owned());
    let name = |end: usize| {
        let of = &dialogue.nodes[end];
        common.names.of(of).map_or_else(|| node(of), String::from)
    };
    [
        dialogue.number.to_string(),
        began.unwrap_or_default(),
        name(0),
        name(1),
        operations(dialogue),
        state(dialogue),
        dialogue.duration().map(duration).unwrap_or_default(),
        (dialogue.steps.len() as u64 + dialogue.more).to_string(),
    ]
}

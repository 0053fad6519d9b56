//! The dialogues, a line each.

use super::app::Common;
use super::keys::{Key, moved, scrolled};
use super::model::{Model, Reading};
use crate::capture::dialogues::Dialogue;
use crate::capture::filter::Filter;
use crate::cli::clock::Clock;
use crate::cli::dialogues::{duration, node, operations, state};
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
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
}

impl List {
    pub(super) const fn filter(&self) -> Option<&(String, Filter)> {
        self.filter.as_ref()
    }

    pub(super) fn set_filter(&mut self, filter: Option<(String, Filter)>) {
        self.filter = filter;
        self.verdicts.clear();
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
            Order::Beginning => 1,
            Order::Operations => 5,
            Order::State => 6,
            Order::Longest => 7,
            Order::MostMessages => 8,
        };
        let head = ["", "#", "Began", "From", "To", "Operations", "State", "Duration", "Msgs"];
        let head = head.iter().enumerate().map(|(place, name)| {
            let mark = if place == by && by > 1 { " ↓" } else { "" };
            Cell::from(format!("{name}{mark}"))
        });
        let visible = self.rows.iter().skip(self.offset).take(self.height);
        let rows = visible.enumerate().filter_map(|(row, number)| {
            let dialogue = model.dialogue(*number)?;
            let mark = if self.selected.contains(number) { "●" } else { "" };
            let cells = [vec![mark.to_string()], cells(dialogue, common)].concat();
            let style = match (row + self.offset == self.place, dialogue.is_wrong()) {
                (true, true) => Style::new().white().on_red().bold(),
                (true, false) => Style::new().black().on_cyan(),
                (false, true) => Style::new().red(),
                (false, false) => Style::new(),
            };
            Some(Row::new(cells).style(style))
        });
        let widths = [
            Constraint::Length(1),
            Constraint::Length(6),
            Constraint::Length(15),
            Constraint::Length(14),
            Constraint::Length(14),
            Constraint::Fill(5),
            Constraint::Fill(3),
            Constraint::Length(11),
            Constraint::Length(6),
        ];
        let table =
            Table::new(rows, widths).header(Row::new(head).style(Style::new().bold().dim()));
        frame.render_widget(table, area);
    }
}

/// What stands in the columns.
fn cells(dialogue: &Dialogue, common: &Common) -> Vec<String> {
    let mut clock = Clock::default();
    let began =
        dialogue.began().map(|time| String::from_utf8_lossy(clock.time_of_day(time)).into_owned());
    let name = |end: usize| {
        let of = &dialogue.nodes[end];
        common.names.of(of).map_or_else(|| node(of), String::from)
    };
    vec![
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

//! The ladder of one dialogue, or of several together, with the message beside it.

use super::app::Common;
use super::keys::{Key, moved};
use super::message;
use super::model::Model;
use crate::capture::dialogues::Dialogue;
use crate::cli::ladder::{Drawing, Ladder, Row, Text, Tone, cut, draw};
use crate::cli::output::Row as Lines;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style, Stylize};
use ratatui::text::{Line, Text as Shown};
use ratatui::widgets::{Block, Borders, Paragraph};

/// A message by its dialogue and its place there.
pub(super) type Place = (u64, usize);

/// Below so many columns the message has no room beside the ladder.
const WIDE: u16 = 110;

#[derive(Default)]
pub(super) struct LadderScreen {
    numbers: Vec<u64>,
    place: usize,
    offset: usize,
    height: usize,
    /// The messages of the rows as they were drawn last; none for words about what did not come.
    rows: Vec<Option<Place>>,
    marked: Option<Place>,
    alone: bool,
}

const fn style(tone: Tone) -> Style {
    match tone {
        Tone::Wrong => Style::new().fg(Color::Red),
        Tone::Stale => Style::new().fg(Color::DarkGray),
        _ => Style::new(),
    }
}

impl LadderScreen {
    pub(super) fn new(numbers: Vec<u64>) -> Self {
        Self { numbers, ..Self::default() }
    }

    pub(super) fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// The messages in their order.
    pub(super) fn places(&self) -> Vec<Place> {
        self.rows.iter().flatten().copied().collect()
    }

    /// What to open: one message, or two side by side.
    pub(super) fn key(&mut self, key: Key) -> Option<(Place, Option<Place>)> {
        let current = self.rows.get(self.place).copied().flatten();
        match key {
            Key::Enter => return current.map(|current| (current, None)),
            Key::Space => match (self.marked.take(), current) {
                (Some(marked), Some(current)) if marked != current => {
                    return Some((marked, Some(current)));
                }
                (None, Some(current)) => self.marked = Some(current),
                _ => {}
            },
            Key::Tab => self.alone = !self.alone,
            other => self.place = moved(other, self.place, self.rows.len(), self.height / 2),
        }
        None
    }

    fn ladder(&mut self, model: &Model, common: &Common) -> Ladder {
        let dialogues: Vec<&Dialogue> =
            self.numbers.iter().filter_map(|number| model.dialogue(*number)).collect();
        let with = Drawing { names: &common.names, of: "selected", numbered: false };
        let ladder = draw(&dialogues, &with);
        self.rows = ladder.rows.iter().map(|row| row.of).collect();
        self.place = self.place.min(self.rows.len().saturating_sub(1));
        ladder
    }

    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        model: &Model,
        common: &Common,
    ) {
        let ladder = self.ladder(model, common);
        let beside = !self.alone && area.width >= WIDE;
        let (left, right) = if beside {
            // The ladder has what it needs, if the message keeps enough.
            let need = Text::of([&ladder], area.width.into()).width() + 2;
            let (least, most) = (area.width / 5 * 2, area.width / 5 * 3);
            let width = u16::try_from(need).map_or(most, |need| need.clamp(least, most));
            let parts = [Constraint::Length(width), Constraint::Fill(1)];
            let [left, right] = Layout::horizontal(parts).areas(area);
            (left, Some(right))
        } else {
            (area, None)
        };
        let room = usize::from(left.width.saturating_sub(4));
        let title = format!(" {} ", cut(&ladder.title, room));
        let below = format!(" {} ", cut(&ladder.subtitle, room));
        let mut block = Block::bordered().title(title).title_bottom(below);
        let inner = block.inner(left);
        let text = Text::of([&ladder], inner.width.into());
        let shift = shift(&text, ladder.rows.get(self.place), inner.width.into());
        if text.width() > usize::from(inner.width) {
            let said = format!(" {} nodes; those of the message are seen ", ladder.columns.len());
            block = block.title(Line::from(said).right_aligned());
        }
        frame.render_widget(block, left);
        let mut head = Lines::new(false);
        text.head(&ladder, &mut head);
        let head: Vec<Line<'_>> =
            lines(&head, &text, shift).into_iter().map(|line| Line::from(line).bold()).collect();
        let parts = [Constraint::Length(head.len() as u16), Constraint::Min(1)];
        let [above, below] = Layout::vertical(parts).areas(inner);
        frame.render_widget(Paragraph::new(Shown::from(head)), above);
        self.rungs(frame, below, (&text, shift), &ladder.rows);
        if let Some(right) = right {
            let block = Block::new().borders(Borders::ALL).title(" message ");
            let inner = block.inner(right);
            frame.render_widget(block, right);
            if let Some(Some(place)) = self.rows.get(self.place) {
                let lines = message::lines(model, *place, common);
                let lines: Vec<Line<'_>> =
                    lines.iter().map(|line| message::painted(line, "")).collect();
                frame.render_widget(Paragraph::new(lines), inner);
            }
        }
    }

    fn rungs(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        (text, shift): (&Text, usize),
        rows: &[Row],
    ) {
        self.height = usize::from(area.height).max(1);
        let mut shown: Vec<Line<'_>> = Vec::new();
        let (mut first, mut last) = (0, 0);
        for (place, row) in rows.iter().enumerate() {
            let mut to = Lines::new(false);
            text.row(row, &mut to);
            let mut style = style(row.tone);
            if row.of.is_some() && row.of == self.marked {
                style = style.fg(Color::Yellow);
            }
            if place == self.place {
                style = style.add_modifier(ratatui::style::Modifier::REVERSED);
                first = shown.len();
            }
            shown.extend(lines(&to, text, shift).into_iter().map(|line| Line::styled(line, style)));
            if place == self.place {
                last = shown.len();
            }
        }
        let least = last.saturating_sub(self.height);
        self.offset = self.offset.clamp(least.min(first), first.max(least));
        let visible: Vec<Line<'_>> =
            shown.into_iter().skip(self.offset).take(self.height).collect();
        frame.render_widget(Paragraph::new(visible), area);
    }
}

/// How far the cells move to the left, so that the lifelines of a row are seen in lines of this width.
fn shift(text: &Text, row: Option<&Row>, width: usize) -> usize {
    let Some(row) = row else { return 0 };
    let (left, right) = text.span(row);
    let room = width.saturating_sub(text.margin());
    // The last has room for some of its name.
    let wanted = (right + 8).saturating_sub(room).min(left.saturating_sub(1));
    wanted.min(text.width().saturating_sub(width))
}

/// Lines whose cells stand that much further left.
fn lines(of: &Lines, text: &Text, shift: usize) -> Vec<String> {
    let margin = text.margin();
    let moved = |line: &str| -> String {
        let cells = line.chars().skip(margin + shift);
        line.chars().take(margin).chain(cells).collect()
    };
    String::from_utf8_lossy(&of.text).lines().map(moved).collect()
}

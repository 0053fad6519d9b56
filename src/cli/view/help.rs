//! All the keys, on a page.

use super::flow::flowing;
use super::keys::{Key, moved};
use ratatui::Frame;
use ratatui::layout::Constraint;
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Everywhere",
        &[
            ("↑ ↓ PgUp PgDn", "move; Home, End: to the first, to the last"),
            ("Enter", "look into it"),
            ("Esc, ←", "back"),
            ("F1, ?", "this page"),
            ("q", "back; in the list of dialogues, end"),
        ],
    ),
    (
        "Dialogues",
        &[
            ("Space", "select; Enter shows all that are selected in one ladder"),
            ("F3, /", "search"),
            ("n N", "next, previous that was found"),
            ("F7, f", "display filter, as `ain.userID` or `sccp.called.ssn == 247`"),
            ("e", "only dialogues in which something went wrong"),
            ("o", "sort by another column"),
            ("F2, s", "save what is selected, else all: .pcapng, .pcap, .svg, .txt"),
        ],
    ),
    (
        "Ladder",
        &[
            ("Space", "mark a message; a second mark shows both side by side"),
            ("Tab", "show or hide the message beside the ladder"),
            ("x", "with the octets"),
        ],
    ),
    (
        "Message",
        &[("n p", "next, previous message"), ("x", "with the octets"), ("F3, /", "search")],
    ),
];

/// Characters before what a key does.
const KEY: usize = 17;

/// Characters of a line, where there is room.
const WIDE: u16 = 84;

/// The page, and how far it is scrolled.
#[derive(Default)]
pub(super) struct Help {
    offset: usize,
    height: usize,
    most: usize,
}

impl Help {
    /// Whether the page stays.
    pub(super) fn key(&mut self, key: Key) -> bool {
        let moves = [Key::Up, Key::Down, Key::PageUp, Key::PageDown, Key::Home, Key::End];
        self.offset = moved(key, self.offset, self.most + 1, self.height);
        moves.contains(&key)
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let width = area.width.saturating_sub(2).min(WIDE);
        self.height = usize::from(area.height).saturating_sub(2).max(1);
        let mut lines = page(width.into(), true);
        if lines.len() > self.height {
            lines = page(width.into(), false);
        }
        self.most = lines.len().saturating_sub(self.height);
        self.offset = self.offset.min(self.most);
        let below =
            if self.most > 0 { " ↑ ↓ more, Esc leads back " } else { " Esc leads back " };
        // All of them fit into a number of 16 bits: the page has some hundred words.
        let rows = lines.len() as u16 + 2;
        let area = area.centered(Constraint::Length(width + 2), Constraint::Max(rows));
        let lines: Vec<Line<'_>> = lines.into_iter().skip(self.offset).take(self.height).collect();
        frame.render_widget(Clear, area);
        let block = Block::bordered().title(" Keys ").title_bottom(below);
        frame.render_widget(Paragraph::new(lines).block(block), area);
    }
}

/// In lines of this width, with or without space between the screens.
fn page(width: usize, spaced: bool) -> Vec<Line<'static>> {
    let mut lines = vec![];
    for (title, keys) in KEYS {
        if spaced && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(title).bold());
        for (key, what) in keys {
            for (place, words) in flowing(what, width.saturating_sub(KEY)).into_iter().enumerate() {
                let key = if place == 0 { format!("  {key}") } else { String::new() };
                let key = Span::styled(format!("{key:KEY$}"), Style::new().cyan());
                lines.push(Line::from(vec![key, Span::raw(words)]));
            }
        }
    }
    lines
}

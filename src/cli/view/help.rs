//! All the keys, on a page.

use ratatui::Frame;
use ratatui::style::{Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Everywhere",
        &[
            ("↑ ↓ PgUp PgDn Home End", "move"),
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
            ("F2, s", "save what is selected, or shown: FILE.pcapng, .pcap, .svg or .txt"),
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

pub(super) fn draw(frame: &mut Frame<'_>) {
    let mut lines = vec![];
    for (title, keys) in KEYS {
        lines.push(Line::from(title).bold());
        for (key, what) in keys {
            let key = Span::styled(format!("  {key:24}"), Style::new().cyan());
            lines.push(Line::from(vec![key, Span::raw(*what)]));
        }
        lines.push(Line::default());
    }
    let area = frame.area();
    let area = area.centered(
        ratatui::layout::Constraint::Max(86),
        ratatui::layout::Constraint::Max(lines.len() as u16 + 1),
    );
    frame.render_widget(Clear, area);
    let block = Block::bordered().title(" Keys ").title_bottom(" Esc leads back ");
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

//! The keys of a screen, in the last line.

use super::app::Screen;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// A key and what it does.
type Entry = (&'static str, &'static str);

/// These go last where there is no room: they show all the keys, and lead out.
const LAST: [&str; 3] = ["F1", "q", "Esc"];

const fn entries(screen: Screen) -> &'static [Entry] {
    match screen {
        Screen::List => &[
            ("Enter", "ladder"),
            ("Space", "select"),
            ("/", "search"),
            ("f", "filter"),
            ("e", "only wrong"),
            ("o", "order"),
            ("s", "save"),
            ("F1", "keys"),
            ("q", "end"),
        ],
        Screen::Ladder => &[
            ("Enter", "message"),
            ("Space", "mark, compare"),
            ("Tab", "beside"),
            ("x", "octets"),
            ("s", "save"),
            ("F1", "keys"),
            ("Esc", "back"),
        ],
        Screen::Message => &[
            ("n p", "next, previous"),
            ("x", "octets"),
            ("/", "search"),
            ("F1", "keys"),
            ("Esc", "back"),
        ],
        Screen::Compare => &[("x", "octets"), ("F1", "keys"), ("Esc", "back")],
    }
}

/// ` key  what`, and two blanks before the next.
fn width(kept: &[Entry]) -> usize {
    let each = |(key, what): &Entry| key.chars().count() + what.chars().count() + 5;
    kept.iter().map(each).sum::<usize>().saturating_sub(2)
}

/// The entries that a line of this width has room for, each whole.
fn fitting(screen: Screen, room: usize) -> Vec<Entry> {
    let mut kept = entries(screen).to_vec();
    while !kept.is_empty() && width(&kept) > room {
        let other = kept.iter().rposition(|(key, _)| !LAST.contains(key));
        kept.remove(other.unwrap_or(kept.len() - 1));
    }
    kept
}

pub(super) fn line(screen: Screen, room: usize) -> Line<'static> {
    let spans = fitting(screen, room).into_iter().flat_map(|(key, what)| {
        let key = Span::styled(format!(" {key} "), Style::new().black().on_cyan());
        [key, Span::raw(format!(" {what}  "))]
    });
    Line::from(spans.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_without_room_are_left_out_whole_and_the_page_of_keys_last() {
        let keys = |room| -> Vec<&str> {
            fitting(Screen::List, room).into_iter().map(|(key, _)| key).collect()
        };
        assert_eq!(keys(150), ["Enter", "Space", "/", "f", "e", "o", "s", "F1", "q"]);
        // ` Enter  ladder   Space  select   /  search   f  filter   F1  keys   q  end`
        assert_eq!(keys(80), ["Enter", "Space", "/", "f", "F1", "q"]);
        assert_eq!(keys(20), ["F1", "q"]);
        assert_eq!(keys(10), ["F1"]);
        assert_eq!(keys(3), [""; 0]);
    }
}

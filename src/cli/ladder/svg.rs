//! Ladders as pictures: one file each that needs nothing else, readable on light and on dark ground.

use super::text::cut;
use super::{Ladder, Row, Tone};
use std::fmt::Write;

/// What all the pictures of a page share.
pub(super) const STYLE: &str = "\
.ladder text{font:13px ui-sans-serif,system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#1d2733;stroke:none!important}\
.ladder .t{font-weight:600;font-size:17px}.ladder .s{fill:#5b6875;font-size:12.5px}\
.ladder .c{font-weight:600}.ladder .d{fill:#5b6875;font-size:11.5px}\
.ladder .m{fill:#5b6875;font:11.5px ui-monospace,'Cascadia Mono','DejaVu Sans Mono',monospace}\
.ladder .b{fill:#fff}.ladder .n{fill:#f3f6f9;stroke:#c5ced7}.ladder .l{stroke:#c5ced7;stroke-dasharray:2 4}\
.ladder .a{stroke-width:1.7;fill:none}.ladder .r{stroke-dasharray:6 4}.ladder .z{fill:transparent}\
.ladder g:hover .z{fill:#1c6dd014}\
.ladder .message{stroke:#1c6dd0}.ladder path.message{fill:#1c6dd0}\
.ladder .telephone{stroke:#7a5cc2}.ladder path.telephone{fill:#7a5cc2}\
.ladder .server{stroke:#1f8a5b}.ladder path.server{fill:#1f8a5b}\
.ladder .desk{stroke:#b06a00}.ladder path.desk{fill:#b06a00}\
.ladder .stale{stroke:#8a95a1}.ladder path.stale{fill:#8a95a1}.ladder text.stale{fill:#667483}\
.ladder .wrong{stroke:#c62828}.ladder path.wrong{fill:#c62828}\
.ladder text.wrong{fill:#b3261e;font-weight:600}.ladder rect.wrong{fill:#fdecea}\
@media(prefers-color-scheme:dark){\
.ladder text{fill:#e6ebf0}.ladder .s,.ladder .d,.ladder .m{fill:#9eabb8}.ladder .b{fill:#12171d}\
.ladder .n{fill:#1c242d;stroke:#42505e}.ladder .l{stroke:#42505e}\
.ladder .message{stroke:#6aa9f5}.ladder path.message{fill:#6aa9f5}\
.ladder .telephone{stroke:#b59cf0}.ladder path.telephone{fill:#b59cf0}\
.ladder .server{stroke:#5ccf9a}.ladder path.server{fill:#5ccf9a}\
.ladder .desk{stroke:#f0b35c}.ladder path.desk{fill:#f0b35c}\
.ladder .stale{stroke:#7d8996}.ladder path.stale{fill:#7d8996}.ladder text.stale{fill:#9eabb8}\
.ladder .wrong{stroke:#ff8a80}.ladder path.wrong{fill:#ff8a80}\
.ladder text.wrong{fill:#ff9d94}.ladder rect.wrong{fill:#3a1d1c}}";

/// Rows of the picture, in its units.
const STEP: usize = 42;
/// Where the first column stands.
const LEFT: usize = 250;
/// Between two columns.
const NARROW: usize = 230;
const WIDE: usize = 460;
/// Half of a column's box, at most.
const HALF: usize = 130;
/// An average character; a little too wide, so that words do not reach their neighbours.
const CHARACTER: usize = 7;
/// The same of the title.
const TITLE_CHARACTER: usize = 10;

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Telephone => "telephone",
            Self::Server => "server",
            Self::Desk => "desk",
            Self::Stale => "stale",
            Self::Wrong => "wrong",
        }
    }
}

/// Text between tags.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Others have no place in XML.
            '\n' | '\t' | ' '.. => safe.push(character),
            _ => safe.push('\u{FFFD}'),
        }
    }
    safe
}

/// The room between columns: what the longest words need.
fn between(ladder: &Ladder) -> usize {
    let need = |row: &Row| {
        let steps = row.from.abs_diff(row.to).max(1);
        (row.label.chars().count() * CHARACTER + 40) / steps
    };
    let names = ladder.columns.iter().map(|column| {
        column.name.chars().count().max(column.detail.chars().count()) * CHARACTER + 50
    });
    let rows = ladder.rows.iter().filter(|row| row.from != row.to).map(need);
    rows.chain(names).max().unwrap_or(NARROW).clamp(NARROW, WIDE)
}

/// A picture that stands alone.
pub(in crate::cli) fn svg(ladder: &Ladder) -> String {
    picture(ladder, true)
}

/// A picture; as a part of a page it has neither style nor title of its own.
pub(super) fn picture(ladder: &Ladder, alone: bool) -> String {
    let between = between(ladder);
    let x = |place: usize| LEFT + place * between;
    let last = ladder.columns.len().saturating_sub(1);
    let half = (between / 2 - 16).min(HALF);
    let width = x(last) + half + 36;
    let top = if alone { 132 } else { 76 };
    let height = top + ladder.rows.len() * STEP + 34;
    let room = width.saturating_sub(48);
    let title = escaped(&cut(&ladder.title, room / TITLE_CHARACTER));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ladder\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n"
    );
    // Nothing can go wrong where a string is written to.
    if alone {
        let subtitle = escaped(&cut(&ladder.subtitle, room / CHARACTER));
        _ = write!(
            svg,
            "<title>{title}</title>\n<style>{STYLE}</style>\n<rect class=\"b\" width=\"{width}\" height=\"{height}\"/>\n\
             <text class=\"t\" x=\"24\" y=\"34\">{title}</text>\n<text class=\"s\" x=\"24\" y=\"56\">{subtitle}</text>\n",
        );
    }
    for (place, column) in ladder.columns.iter().enumerate() {
        let (x, bottom) = (x(place), height - 18);
        let most = (2 * half - 12) / CHARACTER;
        let (name, detail) =
            (escaped(&cut(&column.name, most)), escaped(&cut(&column.detail, most)));
        let baseline = if detail.is_empty() { top - 36 } else { top - 43 };
        _ = writeln!(
            svg,
            "<line class=\"l\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{bottom}\"/>\
             <rect class=\"n\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"44\" rx=\"7\"/>\
             <text class=\"c\" x=\"{x}\" y=\"{baseline}\" text-anchor=\"middle\">{name}</text>\
             <text class=\"d\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{detail}</text>",
            top - 18,
            x - half,
            top - 62,
            2 * half,
            top - 27,
        );
    }
    for (number, row) in ladder.rows.iter().enumerate() {
        let y = top + number * STEP + 26;
        _ = write!(svg, "<g><title>{}</title>", escaped(&hover(row)));
        _ = write!(
            svg,
            "<rect class=\"z\" x=\"0\" y=\"{}\" width=\"{width}\" height=\"{STEP}\"/>\
             <text class=\"m\" x=\"58\" y=\"{m}\" text-anchor=\"end\">{}</text>\
             <text class=\"m\" x=\"72\" y=\"{m}\">{}</text>",
            y - 26,
            escaped(&row.frame),
            escaped(&row.time),
            m = y + 4,
        );
        if row.from == row.to {
            note(&mut svg, row, x(row.from), y);
        } else {
            arrow(&mut svg, row, [x(row.from), x(row.to)], y);
        }
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn hover(row: &Row) -> String {
    if row.detail.is_empty() { row.label.clone() } else { row.detail.join("\n") }
}

fn arrow(svg: &mut String, row: &Row, [from, to]: [usize; 2], y: usize) {
    let class = row.tone.class();
    let dashed = if row.answers { " r" } else { "" };
    let back = if to > from { "-10" } else { "10" };
    let shaft = if to > from { to - 6 } else { to + 6 };
    let room = from.abs_diff(to).saturating_sub(24) / CHARACTER;
    let label = escaped(&cut(&row.label, room));
    _ = write!(
        svg,
        "<line class=\"a {class}{dashed}\" x1=\"{from}\" y1=\"{y}\" x2=\"{shaft}\" y2=\"{y}\"/>\
         <path class=\"{class}\" d=\"M{to} {y}l{back} -4.5v9z\"/>\
         <text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
        (from + to) / 2,
        y - 8,
    );
}

fn note(svg: &mut String, row: &Row, x: usize, y: usize) {
    let class = row.tone.class();
    let width = row.label.chars().count() * (CHARACTER + 1) + 24;
    _ = write!(
        svg,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"24\" rx=\"12\"/>\
         <text class=\"{class}\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        x.saturating_sub(width / 2),
        y - 16,
        y,
        escaped(&row.label),
    );
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    #[test]
    fn words_of_a_capture_do_not_become_tags() {
        let column = |name: &str| Column { name: name.into(), detail: "<b>".into() };
        let row = Row {
            from: 1,
            to: 0,
            frame: "<1>".into(),
            time: "&".into(),
            label: "</text><script>".into(),
            detail: vec!["\u{0}\"".into()],
            answers: false,
            tone: Tone::Message,
            of: None,
        };
        let ladder = Ladder {
            title: "<title>".into(),
            columns: vec![column("a<"), column("b")],
            rows: vec![row],
            ..Ladder::default()
        };
        let text = svg(&ladder);
        assert!(!text.contains("<script") && !text.contains('\u{0}'), "{text}");
        assert_eq!(text.matches("<svg").count(), 1);
        assert_eq!(text.matches("<g>").count(), text.matches("</g>").count());
    }
}

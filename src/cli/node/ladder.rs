//! Ladder diagrams: who said what to whom, as text and as a picture.

use crate::node::observer::Observed;
use anstream::println;
use std::fmt::Write;

/// An arrow of a ladder.
#[derive(Debug, Clone)]
pub(super) struct Arrow {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Milliseconds since the beginning.
    pub(super) at: f64,
    /// What was said.
    pub(super) what: Observed,
}

/// The columns, in their order. Telephones and desks have one each; their names stand at the
/// arrows.
pub(super) const COLUMNS: [&str; 5] = ["phones", "SSP", "SCP", "server", "desks"];

/// The columns of an arrow.
pub(super) fn places(what: &Observed) -> (usize, usize) {
    let place = |name: &str, other: &str| {
        COLUMNS.iter().position(|column| *column == name).unwrap_or(match (what.protocol, other) {
            ("phone", _) => 0,
            _ => 4,
        })
    };
    (place(&what.from, &what.to), place(&what.to, &what.from))
}

/// Who of several stands in the column: the name of the telephone or desk.
fn name(what: &Observed) -> Option<&str> {
    [&what.from, &what.to]
        .into_iter()
        .find(|name| !COLUMNS.contains(&name.as_str()))
        .map(String::as_str)
}

const WIDTH: usize = 22;

/// The head of the ladder.
pub(super) fn head() -> String {
    let mut line = " ".repeat(11);
    for column in COLUMNS {
        let _ = write!(line, "{column:^WIDTH$}");
    }
    line.trim_end().to_string()
}

/// An arrow as a line of text: red where something is wrong, where the terminal has colours.
pub(super) fn print(arrow: &Arrow) {
    let (from, to) = places(&arrow.what);
    let middle = |place: usize| place * WIDTH + WIDTH / 2;
    let (left, right) = (middle(from.min(to)), middle(from.max(to)));
    let mut line: Vec<char> = vec![' '; COLUMNS.len() * WIDTH];
    for place in 0..COLUMNS.len() {
        line[middle(place)] = '│';
    }
    let label = match name(&arrow.what) {
        Some(name) => format!("{name}: {}", arrow.what.label),
        None => arrow.what.label.clone(),
    };
    for cell in line.iter_mut().take(right).skip(left + 1) {
        *cell = '─';
    }
    if from < to {
        line[right - 1] = '▶';
    } else if to < from {
        line[left + 1] = '◀';
    }
    let shaft: String = line.into_iter().collect();
    // The words stand above the shaft, at its beginning.
    let room = COLUMNS.len() * WIDTH - left - 2;
    let shown: String = label.chars().take(room).collect();
    let mut words: Vec<char> = vec![' '; COLUMNS.len() * WIDTH];
    for place in 0..COLUMNS.len() {
        words[middle(place)] = '│';
    }
    for (offset, character) in shown.chars().enumerate() {
        words[left + 2 + offset] = character;
    }
    let words: String = words.into_iter().collect();
    let (red, reset) = if arrow.what.error { ("\x1b[31m", "\x1b[0m") } else { ("", "") };
    println!("{:9}  {red}{}{reset}", "", words.trim_end());
    println!("{:>7.1} ms {red}{}{reset}", arrow.at, shaft.trim_end());
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The ladder as a picture that needs nothing else, readable on light and on dark ground.
pub(super) fn svg(title: &str, arrows: &[Arrow]) -> String {
    const STEP: usize = 34;
    const TOP: usize = 84;
    const BETWEEN: usize = 300;
    let x = |place: usize| 150 + place * BETWEEN;
    let width = x(COLUMNS.len() - 1) + 130;
    let height = TOP + (arrows.len() + 1) * STEP + 30;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-label=\"{0}\">\n<title>{0}</title>\n<style>\
         text{{font:13px system-ui,sans-serif;fill:#1d2733}}.t{{font-weight:600;font-size:16px}}\
         .c{{font-weight:600}}.m{{fill:#667483;font-size:11px}}.l{{stroke:#b8c2cc;stroke-width:1}}\
         .a{{stroke:#1c6dd0;stroke-width:1.6;fill:none}}.h{{fill:#1c6dd0}}.phone{{stroke:#7a5cc2}}.hphone{{fill:#7a5cc2}}\
         .server{{stroke:#1f8a5b}}.hserver{{fill:#1f8a5b}}.desk{{stroke:#b06a00}}.hdesk{{fill:#b06a00}}\
         .e{{stroke:#c62828}}.he{{fill:#c62828}}.b{{fill:#fff}}\
         @media(prefers-color-scheme:dark){{text{{fill:#e4e9ee}}.m{{fill:#98a4b0}}.l{{stroke:#4a5560}}.b{{fill:#14191f}}\
         .a{{stroke:#6aa9f5}}.h{{fill:#6aa9f5}}.phone{{stroke:#b59cf0}}.hphone{{fill:#b59cf0}}.server{{stroke:#5ccf9a}}\
         .hserver{{fill:#5ccf9a}}.desk{{stroke:#f0b35c}}.hdesk{{fill:#f0b35c}}.e{{stroke:#ff7b72}}.he{{fill:#ff7b72}}}}\
         </style>\n<rect class=\"b\" width=\"100%\" height=\"100%\"/>\n<text class=\"t\" x=\"24\" y=\"30\">{0}</text>\n",
        escaped(title)
    );
    for (place, column) in COLUMNS.iter().enumerate() {
        let (x, bottom) = (x(place), height - 16);
        let _ = writeln!(
            svg,
            "<text class=\"c\" x=\"{x}\" y=\"64\" text-anchor=\"middle\">{column}</text>\
             <line class=\"l\" x1=\"{x}\" y1=\"72\" x2=\"{x}\" y2=\"{bottom}\"/>"
        );
    }
    for (row, arrow) in arrows.iter().enumerate() {
        let (from, to) = places(&arrow.what);
        let y = TOP + (row + 1) * STEP;
        let (start, end) = (x(from), x(to));
        let towards: i64 = if end > start { -1 } else { 1 };
        let tip = end as i64;
        let (class, head) = if arrow.what.error {
            ("a e", "h he")
        } else {
            match arrow.what.protocol {
                "phone" => ("a phone", "h hphone"),
                "server" => ("a server", "h hserver"),
                "desk" => ("a desk", "h hdesk"),
                _ => ("a", "h"),
            }
        };
        let label = match name(&arrow.what) {
            Some(name) => format!("{name}: {}", arrow.what.label),
            None => arrow.what.label.clone(),
        };
        let detail = escaped(&arrow.what.detail.join("\n"));
        let middle = (start + end) / 2;
        let _ = writeln!(
            svg,
            "<g><title>{detail}</title><text class=\"m\" x=\"14\" y=\"{}\">{:.1} ms</text>\
             <line class=\"{class}\" x1=\"{start}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\"/>\
             <path class=\"{head}\" d=\"M{tip} {y}l{} -4v8z\"/>\
             <text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>",
            y + 4,
            arrow.at,
            towards * 9,
            y - 6,
            escaped(&label),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

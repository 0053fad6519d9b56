//! Ladders as Mermaid's sequence diagrams.

use super::{Ladder, Tone};
use std::fmt::Write;

/// What Mermaid would take for its own.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '#' => safe.push_str("#35;"),
            ';' => safe.push_str("#59;"),
            '<' => safe.push_str("#lt;"),
            '>' => safe.push_str("#gt;"),
            ':' => safe.push_str("#58;"),
            '"' => safe.push_str("#quot;"),
            '\n' | '\r' => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

/// The diagram's text.
pub(super) fn mermaid(ladder: &Ladder) -> String {
    let mut text = String::from("sequenceDiagram\n");
    // Nothing can go wrong where a string is written to.
    for (place, column) in ladder.columns.iter().enumerate() {
        let detail = if column.detail.is_empty() {
            String::new()
        } else {
            format!("<br/>{}", escaped(&column.detail))
        };
        _ = writeln!(text, "  participant n{place} as {}{detail}", escaped(&column.name));
    }
    for row in &ladder.rows {
        let label = escaped(&row.label);
        if row.from == row.to {
            _ = writeln!(text, "  Note over n{}: {label}", row.from);
            continue;
        }
        let arrow = match (row.tone, row.answers) {
            (Tone::Wrong, true) => "--x",
            (Tone::Wrong, false) => "-x",
            (_, true) => "-->>",
            (_, false) => "->>",
        };
        let margin = [row.frame.as_str(), row.time.as_str()].join(" ");
        _ = writeln!(
            text,
            "  n{}{arrow}n{}: {label}<br/>{}",
            row.from,
            row.to,
            escaped(margin.trim())
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Row};
    use super::*;

    #[test]
    fn what_mermaid_would_take_for_its_own_is_escaped() {
        let column = |name: &str| Column { name: name.into(), detail: String::new() };
        let row = Row {
            from: 0,
            to: 1,
            frame: "1".into(),
            time: "+0 µs".into(),
            label: "#1 a; b: <c>".into(),
            detail: vec![],
            answers: true,
            tone: Tone::Wrong,
            of: None,
        };
        let columns = vec![column("a"), column("b")];
        let text = mermaid(&Ladder { columns, rows: vec![row], ..Ladder::default() });
        let last = text.lines().last().unwrap_or_default();
        assert_eq!(last, "  n0--xn1: #35;1 a#59; b#58; #lt;c#gt;<br/>1 +0 µs");
    }
}

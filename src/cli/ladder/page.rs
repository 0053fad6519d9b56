//! A page with every dialogue: an index, and for each its ladder and its messages.

use super::super::dialogues::{duration, operations, state};
use super::svg::{STYLE, escaped, picture};
use super::{Drawing, Ladder, draw};
use crate::capture::dialogues::Dialogue;
use std::fmt::Write;

const PAGE_STYLE: &str = "\
:root{color-scheme:light dark;--ground:#fff;--text:#1d2733;--quiet:#5b6875;--line:#d8dfe6;--wrong:#b3261e;--soft:#f3f6f9;\
--link:#1457a8}\
@media(prefers-color-scheme:dark){:root{--ground:#12171d;--text:#e6ebf0;--quiet:#9eabb8;--line:#33404c;--wrong:#ff9d94;\
--soft:#1c242d;--link:#8fc1ff}}\
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--text);\
font:15px/1.5 ui-sans-serif,system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif}\
main{max-width:1240px;margin:0 auto;padding:28px 24px 80px}h1{font-size:24px;margin:0 0 4px}\
h2{font-size:17px;margin:0}p{margin:4px 0 18px;color:var(--quiet)}a{color:var(--link)}\
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}\
th{text-align:left;font-weight:600;color:var(--quiet);border-bottom:2px solid var(--line);padding:6px 10px}\
td{border-bottom:1px solid var(--line);padding:6px 10px;vertical-align:top}td.n,th.n{text-align:right}\
td.n,td.node{white-space:nowrap}\
tr.wrong td.state{color:var(--wrong);font-weight:600}section{margin-top:44px;padding-top:18px;border-top:1px solid var(--line)}\
.picture{overflow-x:auto;background:var(--soft);border:1px solid var(--line);border-radius:10px;padding:8px;margin-bottom:14px}\
.picture svg{display:block;max-width:none}details{margin-top:6px}summary{cursor:pointer;color:var(--quiet)}\
.wide{overflow-x:auto}.ladder .b{fill:none}";

/// The head of a page and its index.
pub(super) fn page(
    title: &str,
    subtitle: &str,
    dialogues: &[Dialogue],
    with: &Drawing<'_>,
) -> String {
    let title = escaped(title);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{PAGE_STYLE}{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n\
         <div class=\"wide\"><table>\n<thead><tr><th class=\"n\">#</th><th>From</th><th>To</th><th>Operations</th>\
         <th>State</th><th class=\"n\">Duration</th><th class=\"n\">Messages</th></tr></thead>\n<tbody>\n",
        escaped(subtitle)
    );
    let ladders: Vec<Ladder> = dialogues.iter().map(|dialogue| draw(&[dialogue], with)).collect();
    // Nothing can go wrong where a string is written to.
    for (dialogue, ladder) in dialogues.iter().zip(&ladders) {
        let class = if dialogue.is_wrong() { " class=\"wrong\"" } else { "" };
        let name = |place: usize| {
            escaped(ladder.columns.get(place).map_or("", |column| column.name.as_str()))
        };
        _ = writeln!(
            html,
            "<tr{class}><td class=\"n\"><a href=\"#d{n}\">{n}</a></td><td class=\"node\">{}</td><td class=\"node\">{}</td>\
             <td>{}</td><td class=\"state\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            name(0),
            name(if ladder.columns.len() > 1 { 1 } else { 0 }),
            escaped(&operations(dialogue)),
            escaped(&state(dialogue)),
            dialogue.duration().map(duration).unwrap_or_default(),
            dialogue.steps.len() as u64 + dialogue.more,
            n = dialogue.number,
        );
    }
    html.push_str("</tbody>\n</table></div>\n");
    for (dialogue, ladder) in dialogues.iter().zip(&ladders) {
        section(&mut html, dialogue, ladder);
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn section(html: &mut String, dialogue: &Dialogue, ladder: &Ladder) {
    _ = write!(
        html,
        "<section id=\"d{}\">\n<h2>{}</h2>\n<p>{}</p>\n<div class=\"picture\">{}</div>\n\
         <details><summary>Messages</summary><div class=\"wide\"><table>\n<thead><tr><th class=\"n\">Frame</th>\
         <th class=\"n\">Time</th><th>From</th><th>To</th><th>Message</th><th>Details</th></tr></thead>\n<tbody>\n",
        dialogue.number,
        escaped(&ladder.title),
        escaped(&ladder.subtitle),
        picture(ladder, false),
    );
    for row in &ladder.rows {
        let name = |place: usize| {
            escaped(ladder.columns.get(place).map_or("", |column| column.name.as_str()))
        };
        let detail: Vec<String> = row.detail.iter().map(|line| escaped(line)).collect();
        _ = writeln!(
            html,
            "<tr><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"node\">{}</td><td class=\"node\">{}</td>\
             <td>{}</td><td>{}</td></tr>",
            escaped(&row.frame),
            escaped(&row.time),
            name(row.from),
            name(row.to),
            escaped(&row.label),
            detail.join("<br>"),
        );
    }
    html.push_str("</tbody>\n</table></div></details>\n</section>\n");
}

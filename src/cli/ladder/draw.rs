//! From dialogues to a ladder.

use super::super::clock::Clock;
use super::super::dialogues::{
    Names, cause, duration, node, operations, package, part, state, wrong,
};
use super::{Column, Ladder, Row, Tone};
use crate::capture::Timestamp;
use crate::capture::dialogues::{Dialogue, Kind, Node, State, Step};

/// What a ladder is drawn with.
pub(in crate::cli) struct Drawing<'n> {
    pub(in crate::cli) names: &'n Names,
    /// What the dialogues are of.
    pub(in crate::cli) of: &'n str,
    /// More than one capture was read: frames alone do not say which.
    pub(in crate::cli) numbered: bool,
}

fn column(node_of: &Node, names: &Names, end: usize) -> Column {
    let subsystem = node_of.subsystem_number.map(|subsystem| format!("subsystem {}", subsystem.0));
    match names.of(node_of) {
        Some(name) => {
            let place = node(node_of);
            let both = [Some(place), subsystem].into_iter().flatten().collect::<Vec<_>>();
            Column { name: name.into(), detail: both.join(" · ") }
        }
        None if *node_of == Node::default() => {
            let name = if end == 0 { "who asks" } else { "who answers" };
            Column { name: name.into(), detail: String::new() }
        }
        None => Column { name: node(node_of), detail: subsystem.unwrap_or_default() },
    }
}

/// What identifies a node among the columns: its point code alone, where it has one.
fn same(one: &Node, other: &Node) -> bool {
    match (one.point_code, other.point_code) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one == other,
        _ => false,
    }
}

fn tone(step: &Step) -> Tone {
    let bad = |kind| matches!(kind, Kind::Error | Kind::Reject | Kind::Unreadable);
    let fails = step.abort_cause.is_some()
        || step.returned.is_some()
        || step.late
        || step.parts.iter().any(|part| bad(part.kind));
    match (fails || wrong(step).is_some(), step.repeated) {
        (_, true) => Tone::Stale,
        (true, _) => Tone::Wrong,
        (false, false) => Tone::Message,
    }
}

fn label(dialogue: &Dialogue, step: &Step) -> String {
    if let (Some(_), Some(why)) = (step.returned, wrong(step)) {
        return format!("{}  {why}", package(step.package));
    }
    let mut words = vec![package(step.package).to_string()];
    // Before what may be cut off.
    if step.repeated {
        words.push("(again)".into());
    }
    let parts: Vec<String> = step.parts.iter().map(part).collect();
    if !parts.is_empty() {
        words.push(parts.join(" + "));
    }
    words.extend(wrong(step));
    words.extend(cause(dialogue, step));
    words.join("  ")
}

fn detail(dialogue: &Dialogue, step: &Step) -> Vec<String> {
    let mut lines = vec![format!("{}, frame {}", step.package.name(), step.frame)];
    for component in &step.parts {
        let id = component.invoke_id.map(|id| format!(", invoke {id}")).unwrap_or_default();
        let answers = component.answers.map(|id| format!(", to invoke {id}")).unwrap_or_default();
        let waited = component.waited.map(|time| format!(", after {}", duration(time)));
        let lost = if dialogue.is_lost(step, component) { ", no answer" } else { "" };
        let waited = waited.unwrap_or_default();
        lines.push(format!("{}{id}{answers}{waited}{lost}", part(component)));
    }
    if let [Some(one), Some(other)] = dialogue.ids {
        lines.push(format!("transactions {one:08x} and {other:08x}"));
    }
    lines
}

/// Draws dialogues together: all their messages in the order of the capture.
pub(in crate::cli) fn draw(dialogues: &[&Dialogue], with: &Drawing<'_>) -> Ladder {
    let mut nodes: Vec<Node> = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    let mut place = |node: &Node, end: usize| -> usize {
        if let Some(place) = nodes.iter().position(|other| same(node, other)) {
            // Who has several subsystems is not called by one of them.
            if let (Some(kept), Some(shown)) = (nodes.get_mut(place), columns.get_mut(place))
                && kept.subsystem_number != node.subsystem_number
            {
                kept.subsystem_number = None;
                *shown = column(kept, with.names, end);
            }
            return place;
        }
        nodes.push(*node);
        columns.push(column(node, with.names, end));
        nodes.len() - 1
    };
    let mut steps: Vec<(&Dialogue, usize, &Step, [usize; 2])> = Vec::new();
    let mut silent: Vec<(&Dialogue, usize)> = Vec::new();
    for dialogue in dialogues {
        let [asks, answers] = &dialogue.nodes;
        let ends = [place(asks, 0), place(answers, 1)];
        for (place, step) in dialogue.steps.iter().enumerate() {
            let ends = if step.forward { ends } else { [ends[1], ends[0]] };
            steps.push((dialogue, place, step, ends));
        }
        if dialogue.state == State::Unanswered {
            silent.push((dialogue, ends[1]));
        }
    }
    if !with.numbered {
        steps.sort_by_key(|(_, _, step, _)| (step.frame, step.index));
    }
    let several = dialogues.len() > 1;
    let first = steps.iter().find_map(|(_, _, step, _)| step.time);
    let rows = steps.iter().map(|(dialogue, place, step, [from, to])| {
        let number = if several { format!("#{} ", dialogue.number) } else { String::new() };
        Row {
            from: *from,
            to: *to,
            frame: format!("{}", step.frame),
            time: since(first, step.time),
            label: format!("{number}{}", label(dialogue, step)),
            detail: detail(dialogue, step),
            answers: step.returned.is_some()
                || !step.parts.is_empty()
                    && step.parts.iter().all(|part| part.kind != Kind::Invoke),
            tone: tone(step),
            of: Some((dialogue.number, *place)),
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.extend(silent.into_iter().map(|(dialogue, place)| {
        let number = if several { format!("#{} ", dialogue.number) } else { String::new() };
        Row {
            from: place,
            to: place,
            frame: String::new(),
            time: String::new(),
            label: format!("{number}no answer"),
            detail: vec![format!("The capture has no answer to {}.", operations(dialogue))],
            answers: true,
            tone: Tone::Wrong,
            of: None,
        }
    }));
    let (title, subtitle) = titles(dialogues, first, with.of);
    Ladder { title, subtitle, columns, rows }
}

fn since(first: Option<Timestamp>, time: Option<Timestamp>) -> String {
    match first.zip(time) {
        Some((first, time)) if time < first => {
            format!("-{}", duration(first.nanoseconds_since(&time)))
        }
        Some((first, time)) => format!("+{}", duration(time.nanoseconds_since(&first))),
        None => String::new(),
    }
}

fn titles(dialogues: &[&Dialogue], first: Option<Timestamp>, of: &str) -> (String, String) {
    let began = first.map(|time| {
        let mut clock = Clock::default();
        format!("began {}", String::from_utf8_lossy(clock.rfc3339(time)))
    });
    match dialogues {
        [one] => {
            let title = format!("Dialogue {}: {}", one.number, operations(one));
            let mut facts = vec![state(one)];
            facts.extend(one.duration().map(duration));
            facts.extend(began);
            if one.more > 0 {
                facts.push(format!("{} messages more than are shown", one.more));
            }
            if !one.whole {
                facts.push("its beginning is not in the capture".into());
            }
            (title.trim_end_matches([':', ' ']).into(), facts.join(" · "))
        }
        several => {
            let mut facts = vec![verdict(several)];
            facts.extend(began);
            (format!("{of}: {} dialogues", several.len()), facts.join(" · "))
        }
    }
}

/// Of so many dialogues it is said what went wrong in each.
const SAID: usize = 3;

/// What went wrong in some of several dialogues.
fn verdict(several: &[&Dialogue]) -> String {
    let wrong: Vec<&Dialogue> =
        several.iter().copied().filter(|dialogue| dialogue.is_wrong()).collect();
    match wrong.len() {
        0 => "all went well".into(),
        1..=SAID => {
            let each = wrong.iter().map(|one| format!("#{} {}", one.number, state(one)));
            each.collect::<Vec<_>>().join("; ")
        }
        count => format!("something is wrong in {count}"),
    }
}

//! The figures as tables and as JSON.

use super::super::clock::Clock;
use super::super::dialogues::{code, duration};
use super::super::output::{Paint, Row};
use super::collect::{Collected, Operation};
use super::messages::Amount;
use super::times::{QUANTILES, Times};
use crate::capture::Timestamp;
use crate::capture::dialogues::Package;
use crate::wire::Layer;
use crate::wire::codes::Variant;
use crate::wire::sccp::SubsystemNumber;
use serde_json::{Value, json};

impl Collected {
    /// From the first message to the last.
    fn seconds(&self) -> f64 {
        let span = self.messages.first.zip(self.messages.last);
        span.map_or(0.0, |(first, last)| last.nanoseconds_since(&first) as f64 / 1e9)
    }

    fn rate(&self, amount: Amount) -> Option<f64> {
        let seconds = self.seconds();
        (seconds > 0.0).then(|| amount.messages as f64 / seconds)
    }

    fn layers(&self) -> Vec<(String, Amount)> {
        let rows = Layer::ALL.iter().zip(&self.messages.layers);
        let seen = rows.filter(|(_, amount)| amount.messages > 0);
        seen.map(|(layer, amount)| (layer.to_string(), *amount)).collect()
    }

    fn pairs(&self, top: usize) -> Vec<(String, String, Amount)> {
        let mut rows: Vec<_> =
            self.messages.pairs.iter().map(|(pair, amount)| (*pair, *amount)).collect();
        rows.sort_by_key(|(pair, amount)| (std::cmp::Reverse(amount.messages), *pair));
        let rows = rows.into_iter().take(top);
        rows.map(|((from, to), amount)| (from.to_string(), to.to_string(), amount)).collect()
    }

    fn subsystems(&self, top: usize) -> Vec<(String, Amount)> {
        let rows = self.messages.subsystems.iter().enumerate();
        let mut rows: Vec<_> = rows.filter(|(_, amount)| amount.messages > 0).collect();
        rows.sort_by_key(|(_, amount)| std::cmp::Reverse(amount.messages));
        let name = |number: usize| match u8::try_from(number) {
            // Of what variant the messages were that call it is not counted.
            Ok(number) => match SubsystemNumber(number).name_in(Variant::Ansi) {
                Some(name) => format!("{number} {name}"),
                None => number.to_string(),
            },
            Err(_) => "none".into(),
        };
        rows.into_iter().take(top).map(|(number, amount)| (name(number), *amount)).collect()
    }

    fn operations(&self, top: usize) -> Vec<(String, &Operation)> {
        let mut rows: Vec<_> = self
            .dialogues
            .operations
            .iter()
            .map(|(key, operation)| (code(*key), operation))
            .collect();
        rows.sort_by(|one, other| (other.1.invoked, &one.0).cmp(&(one.1.invoked, &other.0)));
        rows.truncate(top);
        rows
    }

    /// Errors, rejects and answers of all operations.
    fn answers(&self) -> [u64; 3] {
        let all = self.dialogues.operations.iter().map(|(_, operation)| operation);
        all.fold([0; 3], |[errors, rejects, results], operation| {
            [errors + operation.errors, rejects + operation.rejects, results + operation.results]
        })
    }
}

/// The name of a message type, or its number.
fn message_name(message: Package) -> String {
    let (name, number) = match message {
        Package::Ansi(package) => (package.name(), package.0),
        Package::Itu(message) => (message.name(), message.0),
        Package::Isup(message) => (message.name(), message.0),
    };
    name.map_or_else(|| format!("unknown message {number}"), Into::into)
}

fn stamp(time: Option<Timestamp>) -> Option<String> {
    let mut clock = Clock::default();
    time.map(|time| String::from_utf8_lossy(clock.rfc3339(time)).into_owned())
}

/// 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn share(part: u64, of: u64) -> String {
    if of == 0 {
        return String::new();
    }
    format!("{:.1} %", part as f64 * 100.0 / of as f64)
}

fn per_second(rate: Option<f64>) -> String {
    match rate {
        Some(rate) if rate >= 100.0 => grouped(rate.round() as u64),
        Some(rate) => format!("{rate:.2}"),
        None => "-".into(),
    }
}

/// Rows in columns: the first to the left, the others to the right.
struct Table {
    left: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new<const N: usize>(left: usize, head: [&str; N]) -> Self {
        Self { left, rows: vec![head.map(String::from).to_vec()] }
    }

    fn put(self, title: &str, to: &mut Row) {
        if self.rows.len() < 2 {
            return;
        }
        let columns = self.rows.first().map_or(0, Vec::len);
        let widths: Vec<usize> = (0..columns)
            .map(|place| {
                let cells = self.rows.iter().filter_map(|row| row.get(place));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        to.end();
        to.push(Paint::Bold, title);
        to.end();
        for (number, row) in self.rows.iter().enumerate() {
            let paint = if number == 0 { Paint::Dim } else { Paint::Plain };
            for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
                to.blanks(2);
                let blanks = width - cell.chars().count().min(*width);
                if place < self.left {
                    to.push(paint, cell.as_str());
                    // Nothing follows the last.
                    if place + 1 < columns {
                        to.blanks(blanks);
                    }
                } else {
                    to.blanks(blanks);
                    to.push(paint, cell.as_str());
                }
            }
            to.end();
        }
    }
}

pub(super) fn text(collected: &Collected, top: usize, colored: bool) -> Vec<u8> {
    let mut to = Row::new(colored);
    let all = collected.messages.all;
    to.push(
        Paint::Bold,
        format_args!("{} messages, {} octets", grouped(all.messages), grouped(all.octets)),
    );
    if let (Some(first), Some(last)) =
        (stamp(collected.messages.first), stamp(collected.messages.last))
    {
        let span = duration((collected.seconds() * 1e9) as u64);
        to.push(Paint::Plain, format_args!(", {span}, from {first} to {last}"));
    }
    to.end();
    if collected.messages.wrong > 0 {
        let share = share(collected.messages.wrong, all.messages);
        to.push(
            Paint::Red,
            format_args!(
                "{} messages with something wrong ({share})",
                grouped(collected.messages.wrong)
            ),
        );
        to.end();
    }
    let faults = collected.messages.faults;
    if faults > 0 {
        let text = "frames, or parts of them, that hold no message though they should";
        to.push(
            Paint::Red,
            format_args!("{} {text}: `hookflash decode` tells them", grouped(faults)),
        );
        to.end();
    }
    let amount_cells = |amount: Amount| {
        [
            grouped(amount.messages),
            share(amount.messages, all.messages),
            grouped(amount.octets),
            per_second(collected.rate(amount)),
        ]
    };
    let mut table = Table::new(1, ["layer", "messages", "share", "octets", "messages/s"]);
    for (layer, amount) in collected.layers() {
        table.rows.push([vec![layer], amount_cells(amount).to_vec()].concat());
    }
    table.put("Layers", &mut to);
    let mut table = Table::new(2, ["from", "to", "messages", "share", "octets", "messages/s"]);
    let pairs = collected.messages.pairs.len();
    for (from, other, amount) in collected.pairs(top) {
        table.rows.push([vec![from, other], amount_cells(amount).to_vec()].concat());
    }
    if collected.messages.other_pairs.messages > 0 {
        let cells = amount_cells(collected.messages.other_pairs).to_vec();
        table.rows.push([vec!["others".into(), String::new()], cells].concat());
    }
    table.put(&of("Point codes", pairs, top), &mut to);
    let mut table =
        Table::new(1, ["called subsystem", "messages", "share", "octets", "messages/s"]);
    for (name, amount) in collected.subsystems(top) {
        table.rows.push([vec![name], amount_cells(amount).to_vec()].concat());
    }
    table.put("Subsystems", &mut to);
    let mut calls: Vec<_> = collected.messages.calls.iter().collect();
    calls.sort_by_key(|(message, count)| (std::cmp::Reverse(**count), message.name()));
    let all: u64 = calls.iter().map(|(_, count)| **count).sum();
    let mut table = Table::new(1, ["ISUP message", "messages", "share"]);
    for (message, count) in calls {
        table.rows.push(vec![message_name(*message), grouped(*count), share(*count, all)]);
    }
    table.put("Calls", &mut to);
    dialogues(collected, &mut to);
    operations(collected, top, &mut to);
    to.text
}

fn of(title: &str, rows: usize, top: usize) -> String {
    if rows > top {
        format!("{title} (the first {top} of {})", grouped(rows as u64))
    } else {
        title.into()
    }
}

fn dialogues(collected: &Collected, to: &mut Row) {
    let (counters, outcomes) = (&collected.dialogues, &collected.dialogues.outcomes);
    if counters.seen == 0 {
        return;
    }
    let mut table = Table::new(1, ["", "dialogues", "share"]);
    let all = counters.seen;
    let mut row = |name: &str, count: u64| {
        if count > 0 {
            table.rows.push(vec![name.into(), grouped(count), share(count, all)]);
        }
    };
    row("seen", all);
    row("ended", outcomes.ended);
    row("open", outcomes.open);
    row("no answer", outcomes.unanswered);
    row("aborted by a user", outcomes.user_aborts);
    row("aborted by TCAP", outcomes.provider_aborts);
    row("returned by the network", outcomes.returned);
    row("unidirectional", outcomes.unidirectional);
    row("beginning not in the capture", outcomes.without_beginning);
    row("counted before their end, for want of room", counters.given_up);
    table.put("Dialogues", to);
    let mut facts = vec![];
    if !collected.dialogues.durations.is_empty() {
        let names = QUANTILES.iter().zip(collected.dialogues.durations.quantiles());
        let shown = names.filter_map(|((name, _), time)| Some(format!("{name} {}", micro(time?))));
        facts.push(format!(
            "duration of those that ended: {}",
            shown.collect::<Vec<_>>().join(", ")
        ));
    }
    if counters.repeated + counters.late > 0 {
        facts.push(format!(
            "messages that were seen before: {}; that came when all was over: {}",
            grouped(counters.repeated),
            grouped(counters.late)
        ));
    }
    for fact in facts {
        to.blanks(2);
        to.push(Paint::Plain, fact.as_str());
        to.end();
    }
    let mut packages: Vec<_> = collected.dialogues.packages.iter().collect();
    packages.sort_by_key(|(package, count)| (std::cmp::Reverse(**count), package.name()));
    let all: u64 = packages.iter().map(|(_, count)| **count).sum();
    let mut table = Table::new(1, ["package", "messages", "share"]);
    for (package, count) in packages {
        table.rows.push(vec![message_name(*package), grouped(*count), share(*count, all)]);
    }
    table.put("Packages", to);
}

fn micro(microseconds: u64) -> String {
    duration(microseconds.saturating_mul(1000))
}

fn operations(collected: &Collected, top: usize, to: &mut Row) {
    let head = [
        "operation",
        "invoked",
        "octets",
        "invoked/s",
        "answered",
        "errors",
        "rejects",
        "no answer",
        "p50",
        "p90",
        "p99",
        "max",
    ];
    let mut table = Table::new(1, head);
    let number = |count: u64| if count == 0 { "-".into() } else { grouped(count) };
    for (name, operation) in collected.operations(top) {
        let invoked = collected.rate(Amount { messages: operation.invoked, octets: 0 });
        let sizes = [number(operation.invoked), number(operation.octets), per_second(invoked)];
        let counts = [operation.results, operation.errors, operation.rejects, operation.unanswered];
        let times = operation.times.quantiles().map(|time| time.map_or_else(|| "-".into(), micro));
        table.rows.push(
            [vec![name], sizes.to_vec(), counts.map(number).to_vec(), times.to_vec()].concat(),
        );
    }
    let [errors, rejects, results] = collected.answers();
    let answers = errors + rejects + results;
    table.put(&of("Operations", collected.dialogues.operations.len(), top), to);
    if answers > 0 {
        let (errors, rejects) = (share(errors, answers), share(rejects, answers));
        to.push(Paint::Plain, format_args!("  of all answers, errors {errors}, rejects {rejects}"));
        to.end();
    }
    if collected.dialogues.other_operations > 0 {
        to.push(
            Paint::Dim,
            format_args!(
                "  {} components of further operations",
                collected.dialogues.other_operations
            ),
        );
        to.end();
    }
}

pub(super) fn json(collected: &Collected, top: usize) -> Vec<u8> {
    let amount = |amount: Amount| json!({ "messages": amount.messages, "octets": amount.octets, "per_second": collected.rate(amount) });
    let with = |key: &str, name: String, value: Value| {
        let mut row = serde_json::Map::new();
        row.insert(key.into(), name.into());
        row.extend(value.as_object().cloned().unwrap_or_default());
        Value::Object(row)
    };
    let quantiles = |times: &Times| {
        let names = QUANTILES.iter().zip(times.quantiles());
        names
            .map(|((name, _), time)| ((*name).to_string(), json!(time)))
            .collect::<serde_json::Map<_, _>>()
    };
    let operations: Vec<Value> = collected
        .operations(top)
        .into_iter()
        .map(|(name, operation)| {
            json!({
                "operation": name,
                "invoked": operation.invoked,
                "octets": operation.octets,
                "per_second": collected.rate(Amount { messages: operation.invoked, octets: 0 }),
                "answered": operation.results,
                "errors": operation.errors,
                "rejects": operation.rejects,
                "no_answer": operation.unanswered,
                "microseconds": quantiles(&operation.times),
            })
        })
        .collect();
    let pairs = collected.pairs(top).into_iter().map(|(from, to, count)| {
        let mut row = with("originating_point_code", from, amount(count));
        row["destination_point_code"] = to.into();
        row
    });
    let (outcomes, counters) = (&collected.dialogues.outcomes, &collected.dialogues);
    let packages: serde_json::Map<_, _> = collected
        .dialogues
        .packages
        .iter()
        .map(|(package, count)| (message_name(*package), json!(count)))
        .collect();
    let calls: serde_json::Map<_, _> = collected
        .messages
        .calls
        .iter()
        .map(|(message, count)| (message_name(*message), json!(count)))
        .collect();
    let value = json!({
        "messages": collected.messages.all.messages,
        "octets": collected.messages.all.octets,
        "wrong": collected.messages.wrong,
        "faults": collected.messages.faults,
        "first": stamp(collected.messages.first),
        "last": stamp(collected.messages.last),
        "seconds": collected.seconds(),
        "layers": collected.layers().into_iter().map(|(name, count)| with("layer", name, amount(count))).collect::<Vec<_>>(),
        "point_codes": pairs.collect::<Vec<_>>(),
        "further_point_codes": amount(collected.messages.other_pairs),
        "subsystems": collected.subsystems(top).into_iter().map(|(name, count)| with("called", name, amount(count))).collect::<Vec<_>>(),
        "dialogues": {
            "seen": counters.seen,
            "ended": outcomes.ended,
            "open": outcomes.open,
            "no_answer": outcomes.unanswered,
            "user_aborts": outcomes.user_aborts,
            "provider_aborts": outcomes.provider_aborts,
            "returned": outcomes.returned,
            "unidirectional": outcomes.unidirectional,
            "without_beginning": outcomes.without_beginning,
            "counted_before_their_end": counters.given_up,
            "repeated_messages": counters.repeated,
            "late_messages": counters.late,
            "microseconds": quantiles(&collected.dialogues.durations),
        },
        "packages": packages,
        "calls": calls,
        "operations": operations,
        "components_of_further_operations": collected.dialogues.other_operations,
    });
    let mut text = value.to_string().into_bytes();
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_read_in_groups_of_three() {
        let groups = [0, 12, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(groups, ["0", "12", "999", "1,000", "1,234,567"]);
    }
}

//! What is sent and what is expected: a scenario in TOML, encoded before the first dialogue begins.

use crate::cli::encode;
use crate::wire::ain::{self, OPERATIONS};
use crate::wire::tcap::ansi::{Component, Package};
use crate::wire::{Layer, Reader};
use bytes::Bytes;
use core::fmt::Write;
use core::time::Duration;
use serde::Deserialize;

/// What is sent where no scenario is given: a number-portability query and its answer.
const DEFAULT: &str = include_str!("default.toml");

/// How many rows of data are encoded.
const MOST_ROWS: usize = 100_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "step")]
    steps: Vec<StepRow>,
    #[serde(default, rename = "answer")]
    answers: Vec<AnswerRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Send {
    Query,
    Conversation,
    Response,
    Unidirectional,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRow {
    send: Option<Send>,
    #[serde(default)]
    without_permission: bool,
    operation: Option<String>,
    #[serde(default)]
    parameters: Option<toml::Value>,
    receive: Option<Vec<String>>,
    /// Seconds.
    pause: Option<f64>,
    /// With `pause`: up to so many seconds more, by chance.
    jitter: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerRow {
    to: Option<String>,
    #[serde(default = "one")]
    weight: u32,
    send: Option<Send>,
    operation: Option<String>,
    #[serde(default)]
    parameters: Option<toml::Value>,
    /// The code of an AIN error.
    error: Option<u8>,
    #[serde(default)]
    reject: bool,
    #[serde(default)]
    abort: bool,
    /// Says nothing.
    #[serde(default)]
    silent: bool,
    pause: Option<f64>,
    jitter: Option<f64>,
}

const fn one() -> u32 {
    1
}

/// An operation to be invoked, its argument encoded once for every row of the data.
#[derive(Debug, Clone)]
pub(super) struct Invocation {
    pub(super) code: u16,
    arguments: Vec<Bytes>,
}

impl Invocation {
    pub(super) fn argument(&self, row: usize) -> &[u8] {
        &self.arguments[row % self.arguments.len()]
    }
}

/// A pause of at least, and of at most.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pause {
    pub(super) least: Duration,
    pub(super) more: Duration,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Send { send: Send, without_permission: bool, invocation: Option<Invocation> },
    Receive(Vec<u16>),
    Pause(Pause),
}

#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Invoke(Send, Invocation),
    Error(u8),
    Reject,
    Abort,
    Silent,
}

#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) to: Option<u16>,
    pub(super) weight: u32,
    pub(super) outcome: Outcome,
    pub(super) pause: Option<Pause>,
}

#[derive(Debug, Clone)]
pub(super) struct Scenario {
    pub(super) steps: Vec<Step>,
    pub(super) answers: Vec<Answer>,
    pub(super) rows: usize,
}

/// Rows of a CSV file with a header; quotes are not known.
fn rows(csv: Option<&str>) -> Result<Vec<Vec<(String, String)>>, String> {
    let Some(csv) = csv else { return Ok(vec![Vec::new()]) };
    let mut lines = csv.lines().filter(|line| !line.trim().is_empty());
    let header: Vec<&str> = lines.next().ok_or("the data has no header")?.split(',').collect();
    let mut rows = Vec::new();
    for (number, line) in lines.enumerate() {
        let values: Vec<&str> = line.split(',').collect();
        if values.len() != header.len() {
            let (has, wants) = (values.len(), header.len());
            return Err(format!(
                "row {} of the data has {has} values, the header {wants}",
                number + 1
            ));
        }
        let named = header.iter().zip(values);
        rows.push(named.map(|(name, value)| (name.trim().into(), value.trim().into())).collect());
        if rows.len() > MOST_ROWS {
            return Err(format!("the data has more than {MOST_ROWS} rows"));
        }
    }
    if rows.is_empty() { Err("the data has no rows".into()) } else { Ok(rows) }
}

/// The JSON of a TOML value, `{name}` in its strings replaced by a row's value.
fn json(value: &toml::Value, row: &[(String, String)], to: &mut String) {
    match value {
        toml::Value::String(text) => {
            let mut text = text.clone();
            for (name, value) in row {
                text = text.replace(&format!("{{{name}}}"), value);
            }
            // Writing to a string cannot fail.
            let _ = write!(to, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        }
        toml::Value::Array(list) => {
            to.push('[');
            for (place, element) in list.iter().enumerate() {
                to.push_str(if place > 0 { "," } else { "" });
                json(element, row, to);
            }
            to.push(']');
        }
        toml::Value::Table(table) => {
            to.push('{');
            for (place, (key, element)) in table.iter().enumerate() {
                let _ = write!(to, "{}\"{key}\":", if place > 0 { "," } else { "" });
                json(element, row, to);
            }
            to.push('}');
        }
        other => {
            let _ = write!(to, "{other}");
        }
    }
}

fn code(name: &str) -> Result<u16, String> {
    let found = OPERATIONS
        .iter()
        .find(|row| row.message.eq_ignore_ascii_case(name) || row.name.eq_ignore_ascii_case(name));
    found
        .map(|row| row.code)
        .ok_or_else(|| format!("there is no operation `{name}`; `hookflash explain` lists them"))
}

fn invocation(
    name: &str,
    parameters: Option<&toml::Value>,
    rows: &[Vec<(String, String)>],
) -> Result<Invocation, String> {
    let code = code(name)?;
    let message = ain::operation(code).map_or(name, |row| row.message);
    let mut arguments = Vec::new();
    for row in rows {
        let mut text = format!(
            "{{\"tcap\":{{\"otid\":\"00000001\",\"components\":[{{\"operation\":\"{message}\",\"parameters\":"
        );
        match parameters {
            Some(parameters) => json(parameters, row, &mut text),
            None => text.push_str("[]"),
        }
        text.push_str("}]}}");
        let octets = encode::tcap_text(&text, name)
            .ok_or_else(|| format!("the parameters of {message} are wrong (see above)"))?;
        let argument = argument(&octets).ok_or_else(|| format!("{message} has no parameters"))?;
        arguments.push(Bytes::copy_from_slice(argument));
        if !text.contains('{') || parameters.is_none() {
            break;
        }
    }
    Ok(Invocation { code, arguments })
}

/// The parameter of the only Invoke of a package.
fn argument(package: &[u8]) -> Option<&[u8]> {
    let package = Package::decode(&mut Reader::new(package, Layer::Tcap)).ok()?;
    match package.components?.iter().next()?.1.ok()? {
        Component::Invoke(invoke) => Some(invoke.parameter?.octets),
        _ => None,
    }
}

fn pause(seconds: Option<f64>, jitter: Option<f64>) -> Result<Option<Pause>, String> {
    let duration = |seconds: Option<f64>| {
        Duration::try_from_secs_f64(seconds.unwrap_or(0.0))
            .map_err(|error| format!("a pause is a number of seconds: {error}"))
    };
    if seconds.is_none() && jitter.is_none() {
        return Ok(None);
    }
    Ok(Some(Pause { least: duration(seconds)?, more: duration(jitter)? }))
}

impl Scenario {
    /// Reads a scenario and encodes what it sends.
    pub(super) fn parse(text: Option<&str>, data: Option<&str>) -> Result<Self, String> {
        let file: File =
            toml::from_str(text.unwrap_or(DEFAULT)).map_err(|error| error.to_string())?;
        let rows = rows(data)?;
        let mut steps = Vec::new();
        for row in file.steps {
            let invoked = row.operation.as_deref();
            let invocation =
                invoked.map(|name| invocation(name, row.parameters.as_ref(), &rows)).transpose()?;
            steps.push(match (row.send, row.receive, pause(row.pause, row.jitter)?) {
                (Some(send), None, None) => {
                    Step::Send { send, without_permission: row.without_permission, invocation }
                }
                (None, Some(names), None) => {
                    Step::Receive(names.iter().map(|name| code(name)).collect::<Result<_, _>>()?)
                }
                (None, None, Some(pause)) => Step::Pause(pause),
                _ => return Err("a step has one of `send`, `receive`, `pause`".into()),
            });
        }
        if !matches!(
            steps.first(),
            None | Some(Step::Send { send: Send::Query | Send::Unidirectional, .. })
        ) {
            return Err("the first step sends a query or a unidirectional".into());
        }
        let mut answers = Vec::new();
        for row in file.answers {
            let outcome = match (&row.operation, row.error) {
                (Some(name), None) => Outcome::Invoke(
                    row.send.unwrap_or(Send::Response),
                    invocation(name, row.parameters.as_ref(), &rows)?,
                ),
                (None, Some(code)) => Outcome::Error(code),
                (None, None) if row.reject => Outcome::Reject,
                (None, None) if row.abort => Outcome::Abort,
                (None, None) if row.silent => Outcome::Silent,
                _ => {
                    return Err(
                        "an answer has one of `operation`, `error`, `reject`, `abort`, `silent`"
                            .into(),
                    );
                }
            };
            answers.push(Answer {
                to: row.to.as_deref().map(code).transpose()?,
                weight: row.weight,
                outcome,
                pause: pause(row.pause, row.jitter)?,
            });
        }
        Ok(Self { steps, answers, rows: rows.len() })
    }

    /// The answer to an operation: by weight among those that are for it.
    pub(super) fn answer(&self, code: u16, chance: u32) -> Option<&Answer> {
        let fits = || self.answers.iter().filter(|a| a.to.is_none_or(|to| to == code));
        let all: u32 = fits().map(|answer| answer.weight).sum();
        let mut left = chance % all.max(1);
        fits().find(|answer| match left.checked_sub(answer.weight) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_scenario_is_encoded() {
        let scenario = Scenario::parse(None, None).expect("good");
        assert_eq!((scenario.steps.len(), scenario.answers.len()), (2, 1));
    }

    #[test]
    fn rows_of_data_stand_in_the_arguments() {
        let text = DEFAULT.replace("9725550123", "{number}");
        let data = "number\n2145550001\n2145550002\n";
        let scenario = Scenario::parse(Some(&text), Some(data)).expect("good");
        let Step::Send { invocation: Some(invocation), .. } = &scenario.steps[0] else { panic!() };
        assert_eq!(scenario.rows, 2);
        assert_ne!(invocation.argument(0), invocation.argument(1));
        assert_eq!(invocation.argument(0), invocation.argument(2));
    }

    #[test]
    fn answers_come_by_their_weight() {
        let text = "[[answer]]\nweight = 3\nsilent = true\n[[answer]]\nweight = 1\nreject = true\n";
        let scenario = Scenario::parse(Some(text), None).expect("good");
        let rejects = (0..400).filter(|n| {
            matches!(scenario.answer(0x6403, *n).map(|a| &a.outcome), Some(Outcome::Reject))
        });
        assert_eq!(rejects.count(), 100);
    }

    #[test]
    fn a_scenario_that_makes_no_sense_is_refused_with_the_reason() {
        for (text, words) in [
            ("[[step]]\nsend = \"response\"\n", "the first step sends"),
            ("[[step]]\nsend = \"query\"\npause = 1.0\n", "one of `send`"),
            ("[[step]]\nsend = \"query\"\noperation = \"Nope\"\n", "no operation `Nope`"),
            ("[[answer]]\n", "an answer has one of"),
        ] {
            let error = Scenario::parse(Some(text), None).expect_err(text);
            assert!(error.contains(words), "{error}");
        }
    }
}

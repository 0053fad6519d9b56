//! Words for what is in a dialogue.

use crate::capture::dialogues::{Code, Dialogue, Kind, Node, Package, Part, State, Step, Title};
use crate::wire::ain;
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{ansi, itu};
use std::fmt::Write;

/// `5-20-2`, or what else says where a node is.
pub(in crate::cli) fn node(node: &Node) -> String {
    match (node.point_code, node.subsystem_number) {
        (Some(code), _) => code.to_string(),
        (None, _) if !node.title.is_empty() => node.title.to_string(),
        (None, Some(subsystem)) => format!("subsystem {}", subsystem.0),
        (None, None) => "?".into(),
    }
}

/// The package in as few letters as its standard's readers need.
pub(in crate::cli) fn package(package: Package) -> &'static str {
    match package {
        Package::Ansi(package) => match package {
            ansi::PackageType::UNIDIRECTIONAL => "Unidirectional",
            ansi::PackageType::QUERY_WITH_PERMISSION
            | ansi::PackageType::QUERY_WITHOUT_PERMISSION => "Query",
            ansi::PackageType::RESPONSE => "Response",
            ansi::PackageType::CONVERSATION_WITH_PERMISSION
            | ansi::PackageType::CONVERSATION_WITHOUT_PERMISSION => "Conversation",
            ansi::PackageType::ABORT => "Abort",
            _ => "?",
        },
        Package::Itu(message) => match message {
            itu::MessageType::UNIDIRECTIONAL => "Unidirectional",
            itu::MessageType::BEGIN => "Begin",
            itu::MessageType::CONTINUE => "Continue",
            itu::MessageType::END => "End",
            itu::MessageType::ABORT => "Abort",
            _ => "?",
        },
        Package::Isup(message) => message.name().unwrap_or("?"),
    }
}

/// An operation, error or problem.
pub(in crate::cli) fn code(code: Code) -> String {
    match code {
        Code::Operation(operation) => match operation.ain().and_then(ain::operation) {
            Some(row) => row.message.into(),
            None => match operation.national_name() {
                Some(name) => name.into(),
                None => other_operation(operation),
            },
        },
        Code::Error(error) => {
            let is_private = error.class == ansi::OperationClass::Private;
            let row = u8::try_from(error.code).ok().filter(|_| is_private).and_then(ain::error);
            row.map_or_else(|| format!("error {}", error.code), |row| row.message.into())
        }
        Code::Problem(problem) => problem.name().map_or_else(
            || format!("problem {} {}", problem.problem_type, problem.specifier),
            Into::into,
        ),
        Code::Local(application, code) => local(application, code),
        Code::LocalError(code) => format!("error {code}"),
        Code::Global => "of an object identifier".into(),
        Code::ItuProblem(problem) => problem.name().map_or_else(
            || format!("{} problem {}", problem.kind_name(), problem.code),
            Into::into,
        ),
    }
}

/// An operation that is neither AIN's nor national: ANSI-41's by name, others by their numbers.
pub(in crate::cli) fn other_operation(operation: ansi::OperationCode) -> String {
    let application = Application::of_operation(operation);
    let name = application.and_then(|of| of.operation(operation.specifier().into()));
    name.map_or_else(|| format!("{} {}", operation.class.name(), operation.code), Into::into)
}

/// An operation of an application; by its number, where it has no name.
fn local(application: Option<Application>, code: i64) -> String {
    match application.map(|application| (application, application.operation(code))) {
        Some((_, Some(name))) => name.into(),
        Some((application, None)) => format!("{application} {code}"),
        None => code.to_string(),
    }
}

/// A component: `Info_Analyzed`, `result of …`, `error 3 of …`.
pub(in crate::cli) fn part(part: &Part) -> String {
    let asked = || part.asked.map_or_else(|| "unknown invoke".into(), code);
    let own = |none: &str| part.code.map_or_else(|| none.into(), code);
    match part.kind {
        Kind::Invoke => own("invoke"),
        Kind::Result => match (part.asked, part.code) {
            (None, Some(operation)) => format!("result of {}", code(operation)),
            _ => format!("result of {}", asked()),
        },
        Kind::Error => format!("{} of {}", own("error"), asked()),
        Kind::Reject => format!("reject of {}: {}", asked(), own("no reason")),
        Kind::Unreadable => "unreadable component".into(),
    }
}

/// The operations that were asked for, each once, in their order; of a call, who calls whom.
pub(in crate::cli) fn operations(dialogue: &Dialogue) -> String {
    if dialogue.is_call() {
        return call(dialogue);
    }
    let mut seen: Vec<Code> = Vec::new();
    for part in dialogue.steps.iter().flat_map(|step| &step.parts) {
        if let (Kind::Invoke, Some(code)) = (part.kind, part.code)
            && !seen.contains(&code)
        {
            seen.push(code);
        }
    }
    let mut text = String::new();
    for (place, operation) in seen.into_iter().enumerate() {
        // Nothing can go wrong where a string is written to.
        _ = write!(text, "{}{}", if place > 0 { ", " } else { "" }, code(operation));
    }
    text
}

/// `call 3125550100 → 9725550123, circuit 5`.
fn call(dialogue: &Dialogue) -> String {
    let circuit = dialogue.ids[0].unwrap_or(0);
    let number = |title: Title| if title.is_empty() { "?".into() } else { title.to_string() };
    match dialogue.nodes.map(|node| node.title) {
        [calling, called] if calling.is_empty() && called.is_empty() => {
            format!("circuit {circuit}")
        }
        [calling, called] => {
            format!("call {} → {}, circuit {circuit}", number(calling), number(called))
        }
    }
}

/// What is wrong with a step, in a few words.
pub(in crate::cli) fn wrong(step: &Step) -> Option<String> {
    if let Some(cause) = step.returned {
        let name = cause.name().map_or_else(|| format!("cause {}", cause.0), Into::into);
        return Some(format!("returned: {name}"));
    }
    if step.late {
        return Some("late".into());
    }
    match (step.package, step.abort_cause) {
        (Package::Ansi(ansi::PackageType::ABORT), None)
        | (Package::Itu(itu::MessageType::ABORT), None) => Some("by the user".into()),
        (Package::Ansi(_), Some(cause)) => Some(ansi_cause(cause)),
        (Package::Itu(_), Some(cause)) => Some(itu_cause(cause)),
        _ => None,
    }
}

/// Why a call was released, in its network's words.
pub(in crate::cli) fn cause(dialogue: &Dialogue, step: &Step) -> Option<String> {
    let cause = step.cause?;
    let variant = dialogue.nodes.iter().find_map(|node| node.point_code)?.variant;
    let name = cause.name(variant).map(Into::into);
    Some(name.unwrap_or_else(|| format!("cause {}", cause.value)))
}

fn ansi_cause(cause: i64) -> String {
    let name = u8::try_from(cause).ok().and_then(|cause| ansi::PAbortCause(cause).name());
    name.map_or_else(|| format!("cause {cause}"), Into::into)
}

fn itu_cause(cause: i64) -> String {
    itu::p_abort_cause_name(cause).map_or_else(|| format!("cause {cause}"), Into::into)
}

/// How a dialogue stands, and what went wrong in it.
pub(in crate::cli) fn state(dialogue: &Dialogue) -> String {
    let says_why =
        matches!(dialogue.state, State::UserAbort | State::ProviderAbort(_) | State::Returned(_));
    match trouble(dialogue).filter(|_| !says_why) {
        Some(trouble) => format!("{}, {trouble}", stands(dialogue)),
        None => stands(dialogue),
    }
}

/// The first that went wrong in a dialogue without ending it.
fn trouble(dialogue: &Dialogue) -> Option<String> {
    let is_bad = |part: &&Part| matches!(part.kind, Kind::Error | Kind::Reject | Kind::Unreadable);
    let Some(bad) = dialogue.steps.iter().find_map(|step| step.parts.iter().find(is_bad)) else {
        if dialogue.steps.iter().any(|step| step.late) {
            return Some("a message came late".into());
        }
        let (_, lost) = dialogue.lost().next()?;
        return Some(format!(
            "no answer to {}",
            lost.code.map_or_else(|| "an invoke".into(), code)
        ));
    };
    let words = part(bad);
    let is_named = bad.kind == Kind::Error && !words.starts_with("error");
    Some(if is_named { format!("error {words}") } else { words })
}

fn stands(dialogue: &Dialogue) -> String {
    match dialogue.state {
        State::Unanswered => "no answer".into(),
        State::Open => "open".into(),
        State::Ended => "ended".into(),
        State::UserAbort => "aborted by a user".into(),
        State::ProviderAbort(cause) => {
            let is_ansi =
                dialogue.steps.iter().any(|step| matches!(step.package, Package::Ansi(_)));
            format!("aborted: {}", if is_ansi { ansi_cause(cause) } else { itu_cause(cause) })
        }
        State::Returned(cause) => {
            let name = cause.name().map_or_else(|| format!("cause {}", cause.0), Into::into);
            format!("returned: {name}")
        }
        State::Unidirectional => "unidirectional".into(),
    }
}

/// Nanoseconds in the unit that suits them.
pub(in crate::cli) fn duration(nanoseconds: u64) -> String {
    let value = nanoseconds as f64;
    match nanoseconds {
        0..1_000_000 => format!("{:.0} µs", value / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", value / 1e6),
        1_000_000_000..600_000_000_000 => format!("{:.3} s", value / 1e9),
        _ => match nanoseconds / 1_000_000_000 {
            seconds @ 0..7_200 => format!("{} min {:02} s", seconds / 60, seconds % 60),
            seconds @ 7_200..172_800 => {
                format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60)
            }
            seconds => format!("{} d {:02} h", seconds / 86_400, seconds / 3600 % 24),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::dialogues::Dialogues;
    use crate::capture::{Capture, Item, Session};
    use std::mem::take;
    use std::ops::ControlFlow;

    #[test]
    fn times_have_the_unit_that_suits_them() {
        let seconds = |seconds: u64| duration(seconds * 1_000_000_000);
        assert_eq!([duration(31_000_000), seconds(1)], ["31.0 ms", "1.000 s"]);
        assert_eq!([seconds(600), seconds(7_199)], ["10 min 00 s", "119 min 59 s"]);
        assert_eq!([seconds(7_260), seconds(180_000)], ["2 h 01 min", "2 d 02 h"]);
    }

    #[test]
    fn a_dialogue_that_ended_with_an_error_says_which_and_of_what() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/ain_mtp3.pcap");
        let mut capture = Capture::open(path).expect("the corpus");
        let (mut session, mut dialogues) = (Session::default(), Dialogues::default());
        let mut over: Vec<Dialogue> = Vec::new();
        let read = capture.for_each(|item| {
            if let Item::Message(message) = item {
                session
                    .decode(&message, |decoded| dialogues.add(decoded, |old| over.push(take(old))));
            }
            ControlFlow::Continue(())
        });
        read.expect("read");
        dialogues.finish(|old| over.push(take(old)));
        // By the corpus' list, 583 asks for a Reconnect and 584 answers with a Return Error.
        let one = over.iter().find(|one| one.steps.iter().any(|step| step.frame == 583));
        assert_eq!(state(one.expect("it")), "ended, error Application_Error of Reconnect");
    }
}

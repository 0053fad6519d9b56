//! What a package says, captured or live, in lines to be compared.

use super::super::tree;
use super::script::{Turn, components, package};
use crate::machine::sccp::Path;
use crate::machine::tcap::{Indication, Primitive};
use crate::wire::tcap::ansi::{Abort, Component, OperationCode, Package, TransactionId};
use std::collections::HashMap;

/// What the client invoked: the live id by the captured one, and the operation.
pub(super) type Invoked = HashMap<u8, (u8, OperationCode)>;

/// The operation that a captured component of the server answers.
fn answers_to(component: &Component<'_>, invoked: &Invoked) -> Option<OperationCode> {
    let id = match component {
        Component::Invoke(invoke) => invoke.correlation_id?,
        Component::ReturnResult(result) => result.correlation_id,
        Component::ReturnError(error) => error.correlation_id,
        Component::Reject(reject) => reject.correlation_id?,
    };
    invoked.get(&id).map(|(_, operation)| *operation)
}

/// What a captured package of the server says, and its components. `invoked` has what the client
/// invoked before.
pub(super) fn captured<'t>(
    turn: &'t Turn,
    invoked: &Invoked,
    ignored: &[String],
) -> (Vec<String>, Vec<Component<'t>>) {
    let Some(package) = package(&turn.octets) else {
        return (vec!["a package that cannot be read".to_string()], vec![]);
    };
    let components = components(&package);
    let each = components.iter().map(|component| (*component, answers_to(component, invoked)));
    (said(heading(&package), each, ignored), components)
}

/// What came, in the same lines.
pub(super) fn live(told: &Indication<Path>, ignored: &[String]) -> Vec<String> {
    let each = told
        .message
        .components()
        .map(|received| (received.component, received.answers.map(|answered| answered.operation)));
    said(live_heading(told), each, ignored)
}

/// The words for what came, as for a captured package.
fn live_heading(told: &Indication<Path>) -> String {
    match told.primitive {
        Primitive::Undeliverable { cause, .. } => {
            format!("given back by the network: {}", cause.name().unwrap_or("unknown cause"))
        }
        Primitive::TimedOut => "the dialogue timed out".to_string(),
        Primitive::ProviderAbort(cause) => {
            heading(&Package::abort(TransactionId(0), Abort::Cause(cause)))
        }
        _ => package(told.message.octets()).map_or_else(|| "nothing".into(), |p| heading(&p)),
    }
}

/// The words for a package that begins or goes on or ends.
fn heading(package: &Package<'_>) -> String {
    let name = package.package_type.name().unwrap_or("unknown package");
    match &package.abort {
        Some(Abort::Cause(cause)) => match cause.name() {
            Some(cause) => format!("{name}: {cause}"),
            None => format!("{name}: P-Abort cause {}", cause.0),
        },
        Some(Abort::User(_)) => format!("{name} by the user"),
        None => name.to_string(),
    }
}

/// What a package says, in lines to be compared. `asked` tells the operations that its components
/// answer.
fn said<'a>(
    heading: String,
    components: impl Iterator<Item = (Component<'a>, Option<OperationCode>)>,
    ignored: &[String],
) -> Vec<String> {
    let mut lines = vec![heading];
    for (component, asked) in components {
        lines.extend(without(tree::said(component, asked), ignored));
    }
    lines
}

/// Leaves out the parameters of these names, and what they hold.
fn without(lines: Vec<String>, ignored: &[String]) -> Vec<String> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut below = None;
    let kept = lines.into_iter().filter(|line| {
        if below.is_some_and(|below| depth(line) > below) {
            return false;
        }
        below = None;
        let name = line.trim_start().split([' ', ':']).next().unwrap_or("");
        if ignored.iter().any(|ignored| ignored.eq_ignore_ascii_case(name)) {
            below = Some(depth(line));
            return false;
        }
        true
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ignored_parameter_goes_with_what_it_holds() {
        let lines = ["Invoke: X", "  a: 1", "  b [8C]:", "    c: 2", "    d: 3", "  e: 4"];
        let kept = without(lines.map(String::from).to_vec(), &["B".into()]);
        assert_eq!(kept, ["Invoke: X", "  a: 1", "  e: 4"]);
    }
}

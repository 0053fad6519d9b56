//! One message decoded to its typed values, encoded from them, and held against itself.

use super::labels::Labels;
use super::lower;
use super::meaning::Meaning;
use super::reasons::{Difference, Reason, compare};
use crate::capture::{Decoded, Resolved};
use crate::cli::operation::{Argument, argument};
use crate::wire::ain::{
    Operation, OperationError, OperationResult, PARAMETER_SEQUENCE, PARAMETER_SET, ResultType, walk,
};
use crate::wire::ber::Tlv;
use crate::wire::tcap::ansi::{Component, Components, Package};
use crate::wire::tcap::{Message, itu};
use crate::wire::writer::Writer;
use crate::wire::{Error, Layer, Reader, Severity};

/// What became of a message.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) differences: Vec<Difference>,
    /// What could not be decoded, and was passed through as it stood.
    pub(super) undecoded: Vec<String>,
    /// What was decoded and is refused to be encoded.
    pub(super) refused: Vec<String>,
    /// Where the new octets mean something else.
    pub(super) changed: Vec<String>,
}

impl Outcome {
    pub(super) fn is_failure(&self) -> bool {
        !self.changed.is_empty()
            || self.differences.iter().any(|found| found.reason == Reason::Unexplained)
    }
}

/// Encodes what was decoded and compares.
pub(super) fn check(decoded: &Decoded<'_, '_>) -> Outcome {
    let mut outcome = Outcome::default();
    for diagnostic in decoded.diagnostics {
        if diagnostic.severity == Severity::Error {
            outcome.undecoded.push(diagnostic.error.to_string());
        }
    }
    lower::check(decoded, &mut outcome);
    match &decoded.stack.tcap {
        Some(Message::Ansi(package)) => {
            check_package(package, decoded.components, &mut outcome);
        }
        Some(Message::Itu(message)) => check_itu(message, &mut outcome),
        None => {}
    }
    // What the decoder has warned of may be more than the encoder takes, as a hop counter of 0.
    let warned = decoded.diagnostics.iter().any(|found| found.severity == Severity::Warning);
    let refused = std::mem::take(&mut outcome.refused);
    if warned { &mut outcome.undecoded } else { &mut outcome.changed }.extend(refused);
    outcome.undecoded.sort();
    outcome.undecoded.dedup();
    outcome.differences.sort_by_key(|found| (found.layer, found.at));
    outcome
}

/// ITU components are encoded from what they were decoded to; their parameters stand as they are.
fn check_itu(message: &itu::Message<'_>, outcome: &mut Outcome) {
    let mut octets: Vec<u8> = vec![];
    let mut writer = Writer::new();
    for (element, component) in message.components.iter().flat_map(itu::Components::iter) {
        match (element, component) {
            (Some(element), Ok(component)) => match writer.message(&component) {
                Ok(encoded) => octets.extend(encoded),
                Err(error) => return refused(outcome, Layer::Tcap, element.at, &error),
            },
            (Some(element), Err(_)) => octets.extend(element.octets),
            (None, _) => return,
        }
    }
    let at = message.element.at;
    let new = itu::Message {
        message_type: message.message_type,
        originating_id: message.originating_id,
        destination_id: message.destination_id,
        p_abort_cause: message.p_abort_cause,
        dialogue: message.dialogue,
        components: message.components.map(|_| &octets[..]),
        element: message.element,
        rest: message.rest,
        trailing: message.trailing,
    };
    let octets = match writer.message(&new) {
        Ok(octets) => octets,
        Err(error) => return refused(outcome, Layer::Tcap, at, &error),
    };
    let new = itu::Message::decode(&mut Reader::new(octets, Layer::Tcap));
    let element = Reader::new(octets, Layer::Tcap).tlv("message");
    let components = |message: &itu::Message<'_>| -> Vec<String> {
        let all = message.components.iter().flat_map(itu::Components::iter);
        all.map(|(_, component)| match component {
            Ok(component) => {
                let parameter = component.parameter.map(|tlv| tlv.octets.to_vec());
                let behind = [component.rest.rest(), component.trailing.rest()];
                format!("{:?} {parameter:?} {behind:?}", part(&component))
            }
            Err(error) => error.reason().to_string(),
        })
        .collect()
    };
    match (new, element) {
        (Ok(new), Ok(element)) => {
            compare(&message.element, &element, &Labels::new(), &mut outcome.differences);
            let heads = |m: &itu::Message<'_>| {
                let ids = [m.originating_id, m.destination_id].map(|id| id.map(<[u8]>::to_vec));
                (m.message_type, ids, m.p_abort_cause, m.rest.rest().to_vec())
            };
            if heads(message) != heads(&new)
                || message.dialogue != new.dialogue
                || components(message) != components(&new)
            {
                outcome.changed.push(format!("tcap at octet {at} means something else"));
            }
        }
        _ => outcome.changed.push(format!("tcap at octet {at} cannot be decoded any more")),
    }
}

/// A component without its parameter and what stands behind it: they know their places.
const fn part<'a>(component: &itu::Component<'a>) -> itu::Component<'a, ()> {
    itu::Component {
        component_type: component.component_type,
        invoke_id: component.invoke_id,
        linked_id: component.linked_id,
        operation: component.operation,
        error: component.error,
        problem: component.problem,
        parameter: None,
        rest: Reader::new(&[], Layer::Tcap),
        trailing: Reader::new(&[], Layer::Tcap),
    }
}

fn refused(outcome: &mut Outcome, layer: Layer, at: u32, error: &Error) {
    outcome.refused.push(format!("{layer} at octet {at} is not encoded: {}", error.reason()));
}

fn check_package(package: &Package<'_>, resolved: &[Resolved<'_>], outcome: &mut Outcome) {
    let mut labels = Labels::new();
    let mut octets = vec![];
    let found = package.components.iter().flat_map(Components::iter);
    for ((element, component), resolved) in found.zip(resolved) {
        match (element, component) {
            (_, Ok(component)) => {
                let (encoded, at) =
                    (encode(&component, resolved, &mut labels, outcome), resolved.at);
                match encoded {
                    Ok(encoded) => octets.extend(encoded),
                    Err(error) => return refused(outcome, Layer::Tcap, at, &error),
                }
            }
            (Some(element), Err(_)) => octets.extend(element.octets),
            // Its length does not hold, and what follows cannot be found.
            (None, Err(_)) => return,
        }
    }
    let Package { package_type, originating_id, responding_id, dialogue, abort, .. } = *package;
    let new = Package {
        package_type,
        originating_id,
        responding_id,
        dialogue,
        components: package.components.map(|_| &octets[..]),
        abort,
        element: package.element,
        rest: package.rest,
        trailing: package.trailing,
    };
    let mut writer = Writer::new();
    let at = package.element.at;
    let octets = match writer.message(&new) {
        Ok(octets) => octets,
        Err(error) => return refused(outcome, Layer::Tcap, at, &error),
    };
    let mut reader = Reader::new(octets, Layer::Tcap);
    let new = Package::decode(&mut reader);
    let element = Reader::new(octets, Layer::Tcap).tlv("package");
    match (new, element) {
        (Ok(new), Ok(element)) => {
            compare(&package.element, &element, &labels, &mut outcome.differences);
            if !same_package(package, &new, resolved) {
                outcome.changed.push(format!("tcap at octet {at} means something else"));
            }
        }
        _ => outcome.changed.push(format!("tcap at octet {at} cannot be decoded any more")),
    }
}

/// A component with its parameter encoded from the typed value, where there is one.
fn encode(
    component: &Component<'_>,
    resolved: &Resolved<'_>,
    labels: &mut Labels,
    outcome: &mut Outcome,
) -> Result<Vec<u8>, Error> {
    let parameter = match component.parameter() {
        Some(parameter) => {
            Some(encode_parameter(&parameter, component, resolved, labels, outcome)?)
        }
        None => None,
    };
    let parameter = parameter.as_deref();
    let mut writer = Writer::new();
    let octets = match *component {
        Component::Invoke(c) => writer.message(&crate::wire::tcap::ansi::Invoke {
            last: c.last,
            invoke_id: c.invoke_id,
            correlation_id: c.correlation_id,
            operation: c.operation,
            parameter,
            rest: c.rest,
        }),
        Component::ReturnResult(c) => writer.message(&crate::wire::tcap::ansi::ReturnResult {
            last: c.last,
            correlation_id: c.correlation_id,
            parameter,
            rest: c.rest,
        }),
        Component::ReturnError(c) => writer.message(&crate::wire::tcap::ansi::ReturnError {
            correlation_id: c.correlation_id,
            error: c.error,
            parameter,
            rest: c.rest,
        }),
        Component::Reject(c) => writer.message(&crate::wire::tcap::ansi::Reject {
            correlation_id: c.correlation_id,
            problem: c.problem,
            parameter,
            rest: c.rest,
        }),
    };
    octets.map(<[u8]>::to_vec)
}

/// Which typed value a parameter is.
#[allow(clippy::large_enum_variant)] // one at a time, on the stack
enum Typed<'a> {
    Operation(Operation<'a>),
    Result(OperationResult<'a>),
    Error(OperationError<'a>),
}

fn typed<'a>(
    parameter: &Tlv<'a>,
    component: &Component<'a>,
    resolved: &Resolved<'a>,
) -> Option<Result<Typed<'a>, Error>> {
    match component {
        Component::Invoke(invoke) => {
            let code = invoke.operation.ain()?;
            Some(Operation::decode(code, parameter)?.map(Typed::Operation))
        }
        Component::ReturnResult(_) => {
            let code = resolved.asked?.operation.ain()?;
            Some(OperationResult::decode(code, parameter)?.map(Typed::Result))
        }
        Component::ReturnError(error) => {
            // An error of another user's operation is none of AIN's.
            if !argument(resolved).is_ain() {
                return None;
            }
            let code = u8::try_from(error.error.code).ok()?;
            Some(OperationError::decode(code, parameter)?.map(Typed::Error))
        }
        Component::Reject(_) => None,
    }
}

fn encode_parameter(
    parameter: &Tlv<'_>,
    component: &Component<'_>,
    resolved: &Resolved<'_>,
    labels: &mut Labels,
    outcome: &mut Outcome,
) -> Result<Vec<u8>, Error> {
    let holder = matches!(parameter.identifier, PARAMETER_SEQUENCE | PARAMETER_SET);
    let single = match argument(resolved) {
        Argument::Fields(fields) if holder => {
            labels.parameters(fields, parameter);
            false
        }
        Argument::Result(result) => {
            labels.result(result, parameter);
            matches!(result, ResultType::Single(_))
        }
        Argument::Fields(_) | Argument::Opaque => false,
    };
    let value = match typed(parameter, component, resolved) {
        Some(Ok(value)) if holder || single => value,
        Some(Err(error)) => {
            outcome.undecoded.push(error.to_string());
            return Ok(parameter.octets.to_vec());
        }
        Some(Ok(_)) | None => return Ok(parameter.octets.to_vec()),
    };
    let mut writer = Writer::new();
    match value {
        Typed::Operation(value) => value.encode_as(parameter.identifier, &mut writer)?,
        Typed::Result(value) => value.encode_as(parameter.identifier, &mut writer)?,
        Typed::Error(value) => value.encode_as(parameter.identifier, &mut writer)?,
    }
    Ok(writer.octets().to_vec())
}

/// Whether two packages mean the same, whatever their octets.
fn same_package(old: &Package<'_>, new: &Package<'_>, resolved: &[Resolved<'_>]) -> bool {
    let components =
        |package: &Package<'_>| package.components.iter().flat_map(Components::iter).count();
    if components(old) != components(new)
        || (old.package_type, old.originating_id, old.responding_id)
            != (new.package_type, new.originating_id, new.responding_id)
        || old.abort != new.abort
        || !same_dialogue(old, new)
    {
        return false;
    }
    let pairs = (old.components.iter().flat_map(Components::iter))
        .zip(new.components.iter().flat_map(Components::iter));
    pairs.zip(resolved).all(|(((_, old), (_, new)), resolved)| match (old, new) {
        (Ok(old), Ok(new)) => same_component(&old, &new, resolved),
        (Err(_), Err(_)) => true,
        _ => false,
    })
}

/// The portion's elements stand in any order; `user_information` is compared as it stands.
fn same_dialogue(old: &Package<'_>, new: &Package<'_>) -> bool {
    match (old.dialogue, new.dialogue) {
        (Some(old), Some(new)) => {
            let contents = |tlv: Option<Tlv<'_>>| tlv.map(|tlv| tlv.contents.to_vec());
            old.protocol_version == new.protocol_version
                && old.application_context == new.application_context
                && old.security_context == new.security_context
                && contents(old.user_information) == contents(new.user_information)
                && old.confidentiality.map(|c| c.id) == new.confidentiality.map(|c| c.id)
        }
        (None, None) => true,
        _ => false,
    }
}

fn same_component(old: &Component<'_>, new: &Component<'_>, resolved: &Resolved<'_>) -> bool {
    let heads = match (old, new) {
        (Component::Invoke(a), Component::Invoke(b)) => {
            (a.last, a.invoke_id, a.correlation_id, a.operation)
                == (b.last, b.invoke_id, b.correlation_id, b.operation)
        }
        (Component::ReturnResult(a), Component::ReturnResult(b)) => {
            (a.last, a.correlation_id) == (b.last, b.correlation_id)
        }
        (Component::ReturnError(a), Component::ReturnError(b)) => {
            (a.correlation_id, a.error) == (b.correlation_id, b.error)
        }
        (Component::Reject(a), Component::Reject(b)) => {
            (a.correlation_id, a.problem) == (b.correlation_id, b.problem)
        }
        _ => false,
    };
    let parameters = match (old.parameter(), new.parameter()) {
        (None, None) => true,
        (Some(old), Some(new)) => meaning(&old, resolved) == meaning(&new, resolved),
        _ => false,
    };
    heads && parameters
}

fn meaning(parameter: &Tlv<'_>, resolved: &Resolved<'_>) -> (Vec<String>, Vec<String>) {
    let mut meaning = Meaning::default();
    match argument(resolved) {
        Argument::Fields(fields) => walk::walk(fields, parameter, &mut meaning),
        Argument::Result(result) => walk::walk_result(result, parameter, &mut meaning),
        Argument::Opaque => {
            let octets: String =
                parameter.octets.iter().map(|octet| format!("{octet:02x}")).collect();
            return (vec![octets], vec![]);
        }
    }
    meaning.into_parts()
}

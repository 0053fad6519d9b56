//! Components of ANSI TCAP from their JSON.

use super::ain::{Table, Tag, parameters};
use super::codes;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, range};
use crate::wire::ain::{self, Field, PARAMETER_SEQUENCE, PARAMETER_SET, ResultType};
use crate::wire::tcap::ansi::{
    Component, ErrorCode, Invoke, OperationClass, OperationCode, Problem, Reject, ReturnError,
    ReturnResult,
};
use crate::wire::writer::Writer;
use crate::wire::{Layer, Reader};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

const COMPONENT_KEYS: [&str; 9] = [
    "type",
    "last",
    "invoke_id",
    "correlation_id",
    "operation",
    "error",
    "problem",
    "parameter_tag",
    "parameters",
];

/// The types of components by their names in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Invoke,
    ReturnResult,
    ReturnError,
    Reject,
}

impl Type {
    /// What `type` says, or what stands in the component.
    pub(super) fn read(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        const TYPES: [(&str, Type); 4] = [
            ("Invoke", Type::Invoke),
            ("ReturnResult", Type::ReturnResult),
            ("ReturnError", Type::ReturnError),
            ("Reject", Type::Reject),
        ];
        let Some(value) = fields.get("type") else {
            let has = |key| fields.get(key).is_some();
            return Some(match (has("error"), has("problem")) {
                (true, _) => Self::ReturnError,
                (_, true) => Self::Reject,
                _ => Self::Invoke,
            });
        };
        let name = tree::string(value, "type", mistakes)?;
        let found = TYPES.iter().find(|(candidate, _)| folded(candidate) == folded(name));
        if found.is_none() {
            let help = suggestion(name, TYPES.iter().map(|(name, _)| *name));
            mistakes.add(range(value), format!("`{name}` is no component"), help);
        }
        found.map(|(_, found)| *found)
    }
}

/// Every problem of T1.114 that has a name.
fn problems() -> Vec<(Problem, &'static str, &'static str)> {
    let all = (0..=8).flat_map(|problem_type| {
        (0..=16).map(move |specifier| Problem { problem_type, specifier })
    });
    all.filter_map(|problem| Some((problem, problem.type_name()?, problem.name()?))).collect()
}

/// What the parameters of a component are written with, and how they stand in it.
enum Argument {
    Fields(&'static [Field], &'static str),
    Single(&'static [Field], &'static str),
    Opaque,
}

fn argument(of: Type, operation: Option<OperationCode>, error: Option<ErrorCode>) -> Argument {
    let asked = operation.map(OperationCode::ain);
    let known = asked.flatten().and_then(ain::operation);
    match of {
        Type::Invoke => match (asked.flatten(), known) {
            (Some(_), Some(operation)) => Argument::Fields(operation.fields, operation.message),
            (Some(_), None) => Argument::Fields(&[], "an operation that is not known"),
            _ => Argument::Opaque,
        },
        Type::ReturnResult => match (asked.flatten(), known) {
            (Some(_), Some(operation)) => match operation.result {
                Some(ResultType::Sequence(fields)) => Argument::Fields(fields, operation.message),
                Some(ResultType::Single(field)) => Argument::Single(&field[..], operation.message),
                None => Argument::Fields(&[], "an operation without a result"),
            },
            (Some(_), None) => Argument::Fields(&[], "an operation that is not known"),
            _ => Argument::Opaque,
        },
        Type::ReturnError => {
            let code = error.filter(|error| error.class == OperationClass::Private);
            let code = code.and_then(|error| u8::try_from(error.code).ok());
            match (asked, code.and_then(ain::error)) {
                (Some(None), _) => Argument::Opaque,
                (_, Some(error)) => Argument::Fields(error.fields, error.message),
                (Some(Some(_)), None) => Argument::Fields(&[], "an error that is not known"),
                (None, None) => Argument::Opaque,
            }
        }
        Type::Reject => Argument::Opaque,
    }
}

/// The element of a component; `place` counts those before it.
pub(super) fn component(
    value: &Value<'_>,
    place: usize,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let fields = Fields::of(value, "component", &COMPONENT_KEYS, mistakes)?;
    let of = Type::read(&fields, mistakes)?;
    let last = fields.boolean("last", mistakes).unwrap_or(true);
    let rest = Reader::new(&[], Layer::Tcap);
    let operation = match fields.get("operation") {
        Some(value) => Some(codes::operation(value, mistakes)?),
        None => None,
    };
    let error = match fields.get("error") {
        Some(value) => Some(codes::error(value, mistakes)?),
        None => None,
    };
    let parameter = parameter(&fields, of, argument(of, operation, error), mistakes);
    let parameter = parameter.as_deref();
    let component = match of {
        Type::Invoke => {
            let Some(operation) = operation else {
                mistakes.add(fields.opening(), "an Invoke has `operation`", None);
                return None;
            };
            let correlation_id = fields.number("correlation_id", 0..=255, mistakes);
            let invoke_id = match fields.given("invoke_id") {
                // Not even null: somebody who does not care.
                None => u8::try_from(place + 1).ok(),
                Some(_) => fields.number("invoke_id", 0..=255, mistakes),
            };
            if invoke_id.is_none() && correlation_id.is_some() {
                let text = "an Invoke with `correlation_id` has `invoke_id` too";
                mistakes.add(fields.opening(), text, None);
            }
            Component::Invoke(Invoke {
                last,
                invoke_id,
                correlation_id,
                operation,
                parameter,
                rest,
            })
        }
        Type::ReturnResult => {
            let correlation_id = answered(&fields, "ReturnResult", mistakes)?;
            Component::ReturnResult(ReturnResult { last, correlation_id, parameter, rest })
        }
        Type::ReturnError => {
            let correlation_id = answered(&fields, "ReturnError", mistakes)?;
            let Some(error) = error else {
                mistakes.add(fields.opening(), "a ReturnError has `error`", None);
                return None;
            };
            Component::ReturnError(ReturnError { correlation_id, error, parameter, rest })
        }
        Type::Reject => {
            let both = ["correlation_id", "invoke_id"];
            let has_id = both.iter().any(|key| fields.get(key).is_some());
            let correlation_id =
                if has_id { Some(answered(&fields, "Reject", mistakes)?) } else { None };
            let Some(problem) = fields.get("problem") else {
                mistakes.add(fields.opening(), "a Reject has `problem`", None);
                return None;
            };
            let problem = codes::problem(problem, &problems(), mistakes)?;
            Component::Reject(Reject { correlation_id, problem, parameter, rest })
        }
    };
    let mut writer = Writer::new();
    match writer.message(&component) {
        Ok(octets) => Some(octets.to_vec()),
        Err(error) => {
            mistakes.add(fields.opening(), error.reason().to_string(), None);
            None
        }
    }
}

/// The id of the Invoke that is answered: either key holds it.
fn answered(fields: &Fields<'_>, name: &str, mistakes: &mut Mistakes) -> Option<u8> {
    let correlation = fields.number::<u8>("correlation_id", 0..=255, mistakes);
    let invoke = fields.number::<u8>("invoke_id", 0..=255, mistakes);
    match (correlation, invoke) {
        (Some(one), Some(other)) if one != other => {
            let help = "an answer has one id, and either key alone will do".to_string();
            let at = fields.get("invoke_id").map_or_else(|| fields.opening(), range);
            mistakes.add(at, format!("invoke_id is {other}, and correlation_id is {one}"), help);
            None
        }
        (None, None)
            if ["correlation_id", "invoke_id"].iter().any(|key| fields.get(key).is_some()) =>
        {
            None
        }
        (None, None) => {
            mistakes.add(fields.opening(), format!("a {name} has `correlation_id`"), None);
            None
        }
        (one, other) => one.or(other),
    }
}

/// The parameter of a component as a whole element.
fn parameter(
    fields: &Fields<'_>,
    of: Type,
    argument: Argument,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let list = fields.get("parameters");
    let list = list.and_then(|list| tree::array(list, "parameters", mistakes));
    let is_empty = list.is_none_or(|list| list.elements.is_empty());
    let tag = match fields.given("parameter_tag") {
        Some(Value::NullKeyword(_)) if is_empty => return None,
        Some(Value::NullKeyword(_)) | None => match of {
            Type::ReturnResult if is_empty => return None,
            Type::Reject => PARAMETER_SET,
            _ => PARAMETER_SEQUENCE,
        },
        Some(value) => match Tag::read(value, mistakes)?.identifier() {
            Some(identifier) => identifier,
            None => {
                mistakes.add(range(value), "longer than any tag of a parameter", None);
                return None;
            }
        },
    };
    let opening = fields.opening();
    let mut writer = Writer::new();
    let is_holder = matches!(tag, PARAMETER_SEQUENCE | PARAMETER_SET) || tag.0 == 0xF0;
    let (table, whole) = match argument {
        Argument::Fields(fields, of) => {
            (Table { fields, of, in_order: tag == PARAMETER_SEQUENCE, whole: true }, false)
        }
        Argument::Single(fields, of) => (Table { fields, of, in_order: true, whole: true }, true),
        Argument::Opaque => (
            Table { fields: &[], of: "what is not AIN", in_order: false, whole: false },
            !is_holder,
        ),
    };
    if whole && let Some(second) = list.and_then(|list| list.elements.get(1)) {
        let text = "this component has one parameter, not in a SEQUENCE or SET";
        mistakes.add(second.start()..second.end(), text, None);
    }
    if !whole && !is_holder {
        let at = fields.get("parameter_tag").map_or_else(|| opening.clone(), range);
        let help = "`30`, a SEQUENCE, or `F2`, a SET".to_string();
        mistakes.against_the_rules(at, "AIN parameters stand in a SEQUENCE or SET", help);
    }
    parameters(&mut writer, list, table, opening, mistakes);
    if !whole {
        writer.wrap(tag, 0);
    }
    (!writer.is_empty()).then(|| writer.octets().to_vec())
}

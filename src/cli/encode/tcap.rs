//! ANSI TCAP messages from their JSON.

use super::ain::{Table, Tag, parameters};
use super::codes;
use super::itu;
use super::leaves::object_identifier;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, range};
use crate::wire::ain::{self, Field, PARAMETER_SEQUENCE, PARAMETER_SET, ResultType};
use crate::wire::ber::{Identifier, ObjectIdentifier, Tlv};
use crate::wire::tcap::ansi::{
    Abort, Component, Confidentiality, DialoguePortion, ErrorCode, Identification, Invoke,
    OperationClass, OperationCode, PAbortCause, Package, PackageType, Problem, Reject, ReturnError,
    ReturnResult, TransactionId,
};
use crate::wire::writer::Writer;
use crate::wire::{Layer, Reader};
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

const KEYS: [&str; 7] = ["variant", "package", "otid", "dtid", "dialogue", "abort", "components"];

/// Whether a `tcap` object is of ITU: it says so, or its package has an ITU name.
pub(super) fn is_itu(tcap: &Value<'_>) -> bool {
    let Value::Object(object) = tcap else { return false };
    let text = |key| match (Fields { object }).get(key) {
        Some(Value::StringLit(text)) => Some(&*text.value),
        _ => None,
    };
    match text("variant") {
        Some(variant) => variant == "itu",
        None => matches!(text("package"), Some("Begin" | "End" | "Continue")),
    }
}

/// The octets of a `tcap` object; of no use where there are mistakes.
pub(super) fn encode(tcap: &Value<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let fields = Fields::of(tcap, "tcap", &KEYS, mistakes)?;
    if let Some(variant) = fields.get("variant")
        && let Some(name) = tree::string(variant, "variant", mistakes)
        && !["ansi", "itu"].contains(&name)
    {
        let help = suggestion(name, ["ansi", "itu"]);
        mistakes.add(range(variant), format!("`{name}` is no variant of TCAP"), help);
        return None;
    }
    if is_itu(tcap) { itu::encode(&fields, mistakes) } else { encode_ansi(&fields, mistakes) }
}

fn encode_ansi(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let originating_id = transaction_id(fields, "otid", mistakes);
    let responding_id = transaction_id(fields, "dtid", mistakes);
    let has_abort = fields.get("abort").is_some();
    let package_type = match fields.get("package") {
        Some(package) => package_type(package, mistakes)?,
        None => match (originating_id.is_some(), responding_id.is_some()) {
            (_, true) if has_abort => PackageType::ABORT,
            (true, true) => PackageType::CONVERSATION_WITH_PERMISSION,
            (true, false) => PackageType::QUERY_WITH_PERMISSION,
            (false, true) => PackageType::RESPONSE,
            (false, false) => PackageType::UNIDIRECTIONAL,
        },
    };
    check_ids(fields, package_type, mistakes);
    let dialogue = fields.get("dialogue").and_then(|value| Dialogue::read(value, mistakes));
    let abort = fields.get("abort").and_then(|value| AbortReason::read(value, mistakes));
    let list = fields.get("components");
    let list = list.and_then(|list| tree::array(list, "components", mistakes));
    let list = list.map_or(&[][..], |list| &list.elements);
    let encoded: Vec<Vec<u8>> = list
        .iter()
        .enumerate()
        .filter_map(|(place, value)| component(value, place, mistakes))
        .collect();
    let components = encoded.concat();
    if package_type == PackageType::ABORT {
        if !has_abort {
            let help = "`p_abort_cause` or `user_information`".to_string();
            mistakes.against_the_rules(fields.opening(), "an Abort says why in `abort`", help);
        }
    } else if let Some(abort) = fields.get("abort") {
        mistakes.add(range(abort), "only an Abort has `abort`", None);
    } else if list.is_empty() && dialogue.is_none() {
        let text = "a package has components or a dialogue portion";
        mistakes.against_the_rules(fields.opening(), text, None);
    }
    if !mistakes.is_empty() {
        return None;
    }
    let dialogue = dialogue.as_ref().map(Dialogue::portion);
    let nothing = Reader::new(&[], Layer::Tcap);
    let package = Package {
        package_type,
        originating_id,
        responding_id,
        dialogue,
        components: (!list.is_empty()).then_some(&components[..]),
        abort: abort.as_ref().and_then(AbortReason::abort),
        element: Tlv::NONE,
        rest: nothing,
        trailing: nothing,
    };
    let mut writer = Writer::new();
    match writer.message(&package) {
        Ok(octets) => Some(octets.to_vec()),
        Err(error) => {
            mistakes.add(fields.opening(), error.reason().to_string(), None);
            None
        }
    }
}

fn package_type(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<PackageType> {
    let all = [0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xF6];
    let names = || all.iter().filter_map(|octet| PackageType(*octet).name());
    let text = tree::string(value, "package", mistakes)?;
    let found = all
        .iter()
        .find(|octet| PackageType(**octet).name().is_some_and(|name| folded(name) == folded(text)));
    if found.is_none() {
        let help = suggestion(text, names());
        mistakes.add(range(value), format!("`{text}` is no package of ANSI TCAP"), help);
    }
    found.copied().map(PackageType)
}

/// Four octets; fewer digits stand for a smaller number.
fn transaction_id(
    fields: &Fields<'_>,
    key: &str,
    mistakes: &mut Mistakes,
) -> Option<TransactionId> {
    let value = fields.get(key)?;
    if let Value::NumberLit(_) = value {
        return tree::number(value, key, 0..=u32::MAX.into(), mistakes).map(TransactionId);
    }
    let text = tree::string(value, key, mistakes)?;
    let id = u32::from_str_radix(text, 16).ok().filter(|_| !text.starts_with('+'));
    if id.is_none() {
        let help = "up to eight hexadecimal digits, such as 00001001".to_string();
        mistakes.add(range(value), format!("{key} is no transaction identifier"), help);
    }
    id.map(TransactionId)
}

/// Each package type has its own identifiers.
fn check_ids(fields: &Fields<'_>, package_type: PackageType, mistakes: &mut Mistakes) {
    let Some(name) = package_type.name() else { return };
    let (originates, responds) = match package_type {
        PackageType::QUERY_WITH_PERMISSION | PackageType::QUERY_WITHOUT_PERMISSION => (true, false),
        PackageType::RESPONSE | PackageType::ABORT => (false, true),
        PackageType::UNIDIRECTIONAL => (false, false),
        _ => (true, true),
    };
    for (key, wanted) in [("otid", originates), ("dtid", responds)] {
        match fields.get(key) {
            None if wanted => {
                mistakes.add(fields.opening(), format!("a {name} has `{key}`"), None);
            }
            Some(value) if !wanted => {
                mistakes.add(range(value), format!("a {name} has no `{key}`"), None);
            }
            _ => {}
        }
    }
}

/// An integer or an object identifier.
enum Id {
    Integer(i64),
    Object(Vec<u8>),
}

impl Id {
    fn read(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<Self> {
        match fields.get(key)? {
            value @ Value::NumberLit(_) => tree::integer(value, key, mistakes).map(Self::Integer),
            value => object_identifier(value, key, mistakes).map(Self::Object),
        }
    }

    fn identification(&self) -> Identification<'_> {
        match self {
            Self::Integer(value) => Identification::Integer(*value),
            Self::Object(octets) => Identification::Object(ObjectIdentifier(octets)),
        }
    }

    /// The element of the identification under one of two identifiers.
    fn element(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        match self {
            Self::Integer(value) => writer.integer(Identifier(0x80), *value),
            Self::Object(octets) => writer.element(Identifier(0x81), octets),
        }
        writer.octets().to_vec()
    }
}

struct Dialogue {
    protocol_version: Option<u8>,
    application_context: Option<Id>,
    user_information: Option<Vec<u8>>,
    security_context: Option<Id>,
    confidentiality: Option<(Id, Vec<u8>)>,
}

/// The whole element that octets are; they were made here.
fn element(octets: &[u8]) -> Option<Tlv<'_>> {
    Reader::new(octets, Layer::Tcap).tlv("element").ok()
}

fn wrapped(identifier: u32, contents: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Identifier(identifier), contents);
    writer.octets().to_vec()
}

impl Dialogue {
    fn read(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let keys = [
            "protocol_version",
            "application_context",
            "user_information",
            "security_context",
            "confidentiality",
        ];
        let fields = Fields::of(value, "dialogue", &keys, mistakes)?;
        let information = fields.get("user_information").and_then(|value| {
            let list = tree::array(value, "user_information", mistakes)?;
            let mut all = vec![];
            for value in &list.elements {
                all.extend(whole_element(value, "user_information", mistakes)?);
            }
            Some(wrapped(0xFD, &all))
        });
        let confidentiality = Id::read(&fields, "confidentiality", mistakes).map(|id| {
            let element = wrapped(0xA2, &id.element());
            (id, element)
        });
        Some(Self {
            protocol_version: fields.number("protocol_version", 0..=255, mistakes),
            application_context: Id::read(&fields, "application_context", mistakes),
            user_information: information,
            security_context: Id::read(&fields, "security_context", mistakes),
            confidentiality,
        })
    }

    fn portion(&self) -> DialoguePortion<'_> {
        DialoguePortion {
            protocol_version: self.protocol_version,
            application_context: self.application_context.as_ref().map(Id::identification),
            user_information: self.user_information.as_deref().and_then(element),
            security_context: self.security_context.as_ref().map(Id::identification),
            confidentiality: self.confidentiality.as_ref().and_then(|(id, octets)| {
                let id = Some(id.identification());
                Some(Confidentiality { id, element: element(octets)? })
            }),
            ..DialoguePortion::EMPTY
        }
    }
}

/// Octets of exactly one element, such as an EXTERNAL.
fn whole_element(value: &Value<'_>, what: &str, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let octets = tree::hex(value, what, mistakes)?;
    let mut reader = Reader::new(&octets, Layer::Tcap);
    if reader.tlv("element").is_err() || !reader.is_empty() {
        let help = "an EXTERNAL begins with 28 and its length".to_string();
        mistakes.add(range(value), format!("{what} is not one whole element"), help);
        return None;
    }
    Some(octets)
}

enum AbortReason {
    Cause(u8),
    User(Vec<u8>),
}

impl AbortReason {
    fn read(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let fields = Fields::of(value, "abort", &["p_abort_cause", "user_information"], mistakes)?;
        match (fields.get("p_abort_cause"), fields.get("user_information")) {
            (Some(cause), None) => {
                let names: Vec<_> = (0..=255)
                    .filter_map(|code| Some((PAbortCause(code).name()?, i64::from(code))))
                    .collect();
                let cause = codes::coded(cause, "P-Abort cause", &names, 255, mistakes)?;
                u8::try_from(cause).ok().map(Self::Cause)
            }
            (None, Some(information)) => {
                whole_element(information, "user_information", mistakes).map(Self::User)
            }
            _ => {
                let text = "an abort has either `p_abort_cause` or `user_information`";
                mistakes.add(fields.opening(), text, None);
                None
            }
        }
    }

    fn abort(&self) -> Option<Abort<'_>> {
        Some(match self {
            Self::Cause(cause) => Abort::Cause(PAbortCause(*cause)),
            Self::User(octets) => Abort::User(element(octets)?),
        })
    }
}

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

fn component(value: &Value<'_>, place: usize, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
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
            let at = fields.get("invoke_id").map_or(fields.opening(), range);
            mistakes.add(at, format!("invoke_id is {other}, and correlation_id is {one}"), help);
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
        let at = fields.get("parameter_tag").map_or(opening.clone(), range);
        let help = "`30`, a SEQUENCE, or `F2`, a SET".to_string();
        mistakes.against_the_rules(at, "AIN parameters stand in a SEQUENCE or SET", help);
    }
    parameters(&mut writer, list, table, opening, mistakes);
    if !whole {
        writer.wrap(tag, 0);
    }
    (!writer.is_empty()).then(|| writer.octets().to_vec())
}

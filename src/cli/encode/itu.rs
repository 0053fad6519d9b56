//! ITU TCAP messages (Q.773) from their JSON: parameters as they stand.

use super::ain::Tag;
use super::codes;
use super::component::Type;
use super::itu_dialogue;
use super::leaves::object_identifier;
use super::lower::written;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tcap::element;
use super::tree::{self, Fields, range};
use crate::wire::ber::{ObjectIdentifier, Tlv};
use crate::wire::tcap::ansi::Problem;
use crate::wire::tcap::itu::{self, Component, Dialogue, Message, MessageType};
use crate::wire::tcap::users::Application;
use crate::wire::writer::Writer;
use crate::wire::{Layer, Reader};
use jsonc_parser::ast::Value;
use std::collections::BTreeSet;

const PACKAGES: [(&str, MessageType); 5] = [
    ("Unidirectional", MessageType::UNIDIRECTIONAL),
    ("Begin", MessageType::BEGIN),
    ("End", MessageType::END),
    ("Continue", MessageType::CONTINUE),
    ("Abort", MessageType::ABORT),
];

pub(super) fn encode(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let ids = ["otid", "dtid"].map(|key| transaction_id(fields, key, mistakes));
    let [originating_id, destination_id] = &ids;
    let message_type = match fields.get("package") {
        Some(value) => package(value, mistakes)?,
        None => match (originating_id, destination_id) {
            _ if fields.get("abort").is_some() => MessageType::ABORT,
            (Some(_), Some(_)) => MessageType::CONTINUE,
            (Some(_), None) => MessageType::BEGIN,
            (None, Some(_)) => MessageType::END,
            (None, None) => MessageType::UNIDIRECTIONAL,
        },
    };
    let wanted = match message_type {
        MessageType::UNIDIRECTIONAL => [false, false],
        MessageType::BEGIN => [true, false],
        MessageType::CONTINUE => [true, true],
        _ => [false, true],
    };
    for (key, wanted) in ["otid", "dtid"].into_iter().zip(wanted) {
        if wanted && fields.get(key).is_none() {
            let text = format!("this package has `{key}`");
            mistakes.against_the_rules(fields.opening(), text, None);
        }
    }
    let portion = fields.get("dialogue").and_then(|value| itu_dialogue::encode(value, mistakes));
    let dialogue = portion.as_deref().and_then(element).map(Dialogue::decode);
    let context = dialogue.and_then(|dialogue| dialogue.application_context());
    let application = application(fields, mistakes)?
        .or_else(|| context.and_then(|context| Application::of_context(&context)));
    let list = fields.get("components");
    let list = list.and_then(|list| tree::array(list, "components", mistakes));
    let list = list.map_or(&[][..], |list| &list.elements);
    let components: Vec<u8> = list
        .iter()
        .zip(1..)
        .filter_map(|(value, place)| component(value, application, place, mistakes))
        .flatten()
        .collect();
    let mut p_abort_cause = None;
    if let Some(abort) = fields.get("abort") {
        let abort = Fields::of(abort, "abort", &["p_abort_cause"], mistakes)?;
        let names: Vec<_> =
            (0..8).filter_map(|code| Some((itu::p_abort_cause_name(code)?, code))).collect();
        if let Some(cause) = abort.get("p_abort_cause") {
            p_abort_cause = Some(codes::coded(cause, "P-Abort cause", &names, 127, mistakes)?);
        }
    }
    if !mistakes.is_empty() {
        return None;
    }
    let message = Message {
        message_type,
        originating_id: originating_id.as_deref(),
        destination_id: destination_id.as_deref(),
        p_abort_cause,
        dialogue,
        components: (!list.is_empty()).then_some(&components[..]),
        element: Tlv::NONE,
        rest: Reader::new(&[], Layer::Tcap),
        trailing: Reader::new(&[], Layer::Tcap),
    };
    written(&message, fields.opening(), mistakes)
}

fn package(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<MessageType> {
    let text = tree::string(value, "package", mistakes)?;
    let found = PACKAGES.iter().find(|(name, _)| folded(name) == folded(text));
    if found.is_none() {
        let help = suggestion(text, PACKAGES.iter().map(|(name, _)| *name));
        mistakes.add(range(value), format!("`{text}` is no package of ITU TCAP"), help);
    }
    found.map(|(_, message_type)| *message_type)
}

fn transaction_id(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let value = fields.get(key)?;
    let octets = tree::hex(value, key, mistakes)?;
    if !(1..=4).contains(&octets.len()) {
        let text = format!("{key} has {} octets", octets.len());
        mistakes.against_the_rules(range(value), text, "1 to 4 octets".to_string());
    }
    Some(octets)
}

/// A code, or the octets of an object identifier that one borrows from.
enum Code {
    Local(i64),
    Global(Vec<u8>),
}

impl Code {
    /// `{"kind":"local","code":56}`, `{"kind":"global","code":"1.2.3"}`, or the code alone. Of an
    /// operation, whose application `names` has where it is known, the name beside the code or in
    /// its place; an error has no name.
    fn read(
        value: &Value<'_>,
        what: &str,
        names: Option<Option<Application>>,
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let code = match value {
            Value::Object(_) => {
                let keys: &[&str] = match names {
                    Some(_) => &["kind", "code", "name"],
                    None => &["kind", "code"],
                };
                let fields = Fields::of(value, what, keys, mistakes)?;
                let name = fields.get("name").zip(names);
                let Some(code) = fields.get("code") else {
                    if let Some((at, application)) = name {
                        let name = tree::string(at, "name", mistakes)?;
                        return named(at, name, application, mistakes).map(Self::Local);
                    }
                    mistakes.add(fields.opening(), format!("{what} has no `code`"), None);
                    return None;
                };
                let fits = match (fields.string("kind", mistakes), code) {
                    (None, _) => true,
                    (Some("local"), code) => matches!(code, Value::NumberLit(_)),
                    (Some("global"), code) => matches!(code, Value::StringLit(_)),
                    (Some(_), _) => false,
                };
                if !fits {
                    let at = fields.get("kind").map_or_else(|| fields.opening(), range);
                    let help = "`local` with a number, or `global` with an object identifier";
                    mistakes.add(at, "the kind does not fit the code", help.to_string());
                }
                if let Some((at, Some(application))) = name {
                    contradicts(at, code, application, mistakes);
                }
                code
            }
            // An object identifier begins with a digit.
            Value::StringLit(name)
                if let Some(application) = names
                    && name.value.starts_with(|first: char| first.is_ascii_alphabetic()) =>
            {
                return named(value, &name.value, application, mistakes).map(Self::Local);
            }
            code => code,
        };
        match code {
            Value::NumberLit(_) => tree::integer(code, what, mistakes).map(Self::Local),
            _ => object_identifier(code, what, mistakes).map(Self::Global),
        }
    }

    fn code(&self) -> itu::Code<'_> {
        match self {
            Self::Local(code) => itu::Code::Local(*code),
            Self::Global(octets) => itu::Code::Global(ObjectIdentifier(octets)),
        }
    }
}

/// The application of the operations, where it is said; a mistake, where there is none of the name.
fn application(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Option<Application>> {
    let Some(at) = fields.get("application") else { return Some(None) };
    let name = tree::string(at, "application", mistakes)?;
    let found = Application::named(name);
    if found.is_none() {
        let help = "`GSM MAP`, `CAP` or `INAP`".to_string();
        mistakes.add(range(at), format!("`{name}` is no application"), help);
        return None;
    }
    Some(found)
}

/// The operations of an application with their codes, which are octets in all of them.
fn operations(of: Application) -> impl Iterator<Item = (i64, &'static str)> + Clone {
    (0..=0xFF).filter_map(move |code| Some((code, of.operation(code)?)))
}

/// The code of an operation by its name: of the application, or of all that have one of the name,
/// if they agree.
fn named(
    at: &Value<'_>,
    name: &str,
    application: Option<Application>,
    mistakes: &mut Mistakes,
) -> Option<i64> {
    let candidates = match application {
        Some(application) => vec![application],
        None => vec![Application::GsmMap, Application::Cap, Application::Inap],
    };
    let all = candidates.into_iter().flat_map(operations);
    let wanted = folded(name);
    let mut codes = all.clone().filter(|(_, own)| folded(own) == wanted).map(|(code, _)| code);
    let Some(code) = codes.next() else {
        let text = match application {
            Some(application) => format!("`{name}` is no operation of {application}"),
            None => format!("`{name}` is no operation"),
        };
        let names: BTreeSet<&str> = all.map(|(_, own)| own).collect();
        mistakes.add(range(at), text, suggestion(name, names));
        return None;
    };
    if codes.any(|other| other != code) {
        let help = "`application` says whose: `GSM MAP`, `CAP` or `INAP`".to_string();
        mistakes.add(range(at), format!("`{name}` may be an operation of several"), help);
        return None;
    }
    Some(code)
}

/// A name beside a code must be the code's.
fn contradicts(
    at: &Value<'_>,
    code: &Value<'_>,
    application: Application,
    mistakes: &mut Mistakes,
) {
    let Some(name) = tree::string(at, "name", mistakes) else { return };
    let Value::NumberLit(number) = code else { return };
    let own = number.value.parse().ok().and_then(|code| application.operation(code));
    if own.is_none_or(|own| folded(own) != folded(name)) {
        let text = format!("{} is not {application}'s `{name}`", number.value);
        mistakes.add(range(at), text, own.map(|own| format!("it is `{own}`")));
    }
}

const COMPONENT_KEYS: [&str; 8] =
    ["type", "last", "invoke_id", "linked_id", "operation", "error", "problem", "parameters"];

/// `place` counts the components from 1.
fn component(
    value: &Value<'_>,
    application: Option<Application>,
    place: usize,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let fields = Fields::of(value, "component", &COMPONENT_KEYS, mistakes)?;
    let of = Type::read(&fields, mistakes)?;
    let last = fields.boolean("last", mistakes).unwrap_or(true);
    let mut code = |key: &str, names| match fields.get(key) {
        Some(value) => Code::read(value, key, names, mistakes).map(Some),
        None => Some(None),
    };
    let (operation, error) = (code("operation", Some(application))?, code("error", None)?);
    let problem = match fields.get("problem") {
        Some(value) => {
            let problem = codes::problem(value, &problems(), mistakes)?;
            Some(itu::Problem { kind: problem.problem_type, code: problem.specifier.into() })
        }
        None => None,
    };
    let mut invoke_id = fields.number::<i64>("invoke_id", -128..=127, mistakes);
    if fields.get("invoke_id").is_none() && of == Type::Invoke {
        invoke_id = i8::try_from(place).ok().map(i64::from);
    }
    if invoke_id.is_none() && fields.get("invoke_id").is_some() {
        return None;
    }
    if invoke_id.is_none() && of != Type::Reject {
        mistakes.add(fields.opening(), "this component has `invoke_id`", None);
        return None;
    }
    let parameter = match fields.get("parameters") {
        Some(list) => parameter(list, mistakes)?,
        None => None,
    };
    let component = Component {
        component_type: match (of, last) {
            (Type::Invoke, _) => 0xA1,
            (Type::ReturnResult, true) => 0xA2,
            (Type::ReturnResult, false) => 0xA7,
            (Type::ReturnError, _) => 0xA3,
            (Type::Reject, _) => 0xA4,
        },
        invoke_id,
        linked_id: fields.number("linked_id", -128..=127, mistakes),
        operation: operation.as_ref().map(Code::code),
        error: error.as_ref().map(Code::code),
        problem,
        parameter: parameter.as_deref(),
        rest: Reader::new(&[], Layer::Tcap),
        trailing: Reader::new(&[], Layer::Tcap),
    };
    written(&component, fields.opening(), mistakes)
}

/// `elements` is for reading: `raw` has the octets.
const PARAMETER_KEYS: [&str; 5] = ["name", "tag", "raw", "value", "elements"];

/// The one parameter of a component, as it stands.
fn parameter(list: &Value<'_>, mistakes: &mut Mistakes) -> Option<Option<Vec<u8>>> {
    let list = tree::array(list, "parameters", mistakes)?;
    if let Some(second) = list.elements.get(1) {
        mistakes.add(range(second), "a component of ITU has one parameter", None);
    }
    let Some(value) = list.elements.first() else { return Some(None) };
    let fields = Fields::of(value, "parameter", &PARAMETER_KEYS, mistakes)?;
    let (Some(tag), Some(raw)) = (fields.get("tag"), fields.hex("raw", mistakes)) else {
        let text = "a parameter of ITU TCAP is given by `tag` and `raw`";
        mistakes.add(fields.opening(), text, None);
        return None;
    };
    let mut writer = Writer::new();
    Tag::read(tag, mistakes)?.write(&mut writer, &raw);
    Some(Some(writer.octets().to_vec()))
}

/// Every problem of Q.773 that has a name.
fn problems() -> Vec<(Problem, &'static str, &'static str)> {
    let all = (0..=3u8).flat_map(|kind| (0..=8u8).map(move |code| (kind, code)));
    let named = all.filter_map(|(kind, code)| {
        let problem = itu::Problem { kind, code: code.into() };
        let both = Problem { problem_type: kind, specifier: code };
        Some((both, problem.kind_name(), problem.name()?))
    });
    named.collect()
}

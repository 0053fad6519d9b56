//! ITU TCAP messages (Q.773) from their JSON: parameters and dialogue as they stand.

use super::ain::Tag;
use super::codes;
use super::leaves::object_identifier;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tcap::Type;
use super::tree::{self, Fields, range};
use crate::wire::ber::{Identifier, universal};
use crate::wire::tcap::ansi::Problem;
use crate::wire::tcap::itu;
use crate::wire::writer::Writer;
use jsonc_parser::ast::Value;

const PACKAGES: [(&str, u32); 5] =
    [("Unidirectional", 0x61), ("Begin", 0x62), ("End", 0x64), ("Continue", 0x65), ("Abort", 0x67)];

pub(super) fn encode(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let ids = ["otid", "dtid"].map(|key| transaction_id(fields, key, mistakes));
    let [originating_id, destination_id] = ids;
    let package = match fields.get("package") {
        Some(value) => package(value, mistakes)?,
        None => match (&originating_id, &destination_id) {
            _ if fields.get("abort").is_some() => 0x67,
            (Some(_), Some(_)) => 0x65,
            (Some(_), None) => 0x62,
            (None, Some(_)) => 0x64,
            (None, None) => 0x61,
        },
    };
    let wanted = match package {
        0x61 => [false, false],
        0x62 => [true, false],
        0x65 => [true, true],
        _ => [false, true],
    };
    for (key, wanted) in ["otid", "dtid"].into_iter().zip(wanted) {
        if wanted && fields.get(key).is_none() {
            let text = format!("this package has `{key}`");
            mistakes.against_the_rules(fields.opening(), text, None);
        }
    }
    let list = fields.get("components");
    let list = list.and_then(|list| tree::array(list, "components", mistakes));
    let list = list.map_or(&[][..], |list| &list.elements);
    let mut writer = Writer::new();
    for value in list.iter().rev() {
        component(&mut writer, value, mistakes);
    }
    if !list.is_empty() {
        writer.wrap(Identifier(0x6C), 0);
    }
    if let Some(dialogue) = fields.get("dialogue") {
        let keys = ["apdu", "application_context", "raw"];
        let dialogue = Fields::of(dialogue, "dialogue", &keys, mistakes)?;
        match dialogue.hex("raw", mistakes) {
            Some(raw) => writer.element(Identifier(0x6B), &raw),
            None => {
                let text = "a dialogue portion of ITU is given by `raw`, its octets";
                mistakes.add(dialogue.opening(), text, None);
            }
        }
    }
    if let Some(abort) = fields.get("abort") {
        let abort = Fields::of(abort, "abort", &["p_abort_cause"], mistakes)?;
        let names: Vec<_> =
            (0..8).filter_map(|code| Some((itu::p_abort_cause_name(code)?, code))).collect();
        if let Some(cause) = abort.get("p_abort_cause") {
            let cause = codes::coded(cause, "P-Abort cause", &names, 127, mistakes)?;
            writer.integer(Identifier(0x4A), cause);
        }
    }
    if let Some(id) = destination_id {
        writer.element(Identifier(0x49), &id);
    }
    if let Some(id) = originating_id {
        writer.element(Identifier(0x48), &id);
    }
    writer.wrap(Identifier(package), 0);
    mistakes.is_empty().then(|| writer.octets().to_vec())
}

fn package(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<u32> {
    let text = tree::string(value, "package", mistakes)?;
    let found = PACKAGES.iter().find(|(name, _)| folded(name) == folded(text));
    if found.is_none() {
        let help = suggestion(text, PACKAGES.iter().map(|(name, _)| *name));
        mistakes.add(range(value), format!("`{text}` is no package of ITU TCAP"), help);
    }
    found.map(|(_, octet)| *octet)
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

/// `{"kind":"local","code":56}`, `{"kind":"global","code":"1.2.3"}`, or the code alone.
fn code(writer: &mut Writer, value: &Value<'_>, what: &str, mistakes: &mut Mistakes) -> Option<()> {
    let code = match value {
        Value::Object(_) => {
            let fields = Fields::of(value, what, &["kind", "code"], mistakes)?;
            let Some(code) = fields.get("code") else {
                mistakes.add(fields.opening(), format!("{what} has no `code`"), None);
                return None;
            };
            let kind = fields.string("kind", mistakes);
            let fits = match (kind, code) {
                (None, _) => true,
                (Some("local"), code) => matches!(code, Value::NumberLit(_)),
                (Some("global"), code) => matches!(code, Value::StringLit(_)),
                (Some(_), _) => false,
            };
            if !fits {
                let at = fields.get("kind").map_or(fields.opening(), range);
                let help = "`local` with a number, or `global` with an object identifier";
                mistakes.add(at, "the kind does not fit the code", help.to_string());
            }
            code
        }
        code => code,
    };
    match code {
        Value::NumberLit(_) => {
            writer.integer(universal::INTEGER, tree::integer(code, what, mistakes)?);
        }
        _ => {
            let octets = object_identifier(code, what, mistakes)?;
            writer.element(universal::OBJECT_IDENTIFIER, &octets);
        }
    }
    Some(())
}

fn component(writer: &mut Writer, value: &Value<'_>, mistakes: &mut Mistakes) -> Option<()> {
    let keys =
        ["type", "last", "invoke_id", "linked_id", "operation", "error", "problem", "parameters"];
    let fields = Fields::of(value, "component", &keys, mistakes)?;
    let of = Type::read(&fields, mistakes)?;
    let behind = writer.len();
    if let Some(list) = fields.get("parameters") {
        let list = tree::array(list, "parameters", mistakes)?;
        if let Some(second) = list.elements.get(1) {
            mistakes.add(range(second), "a component of ITU has one parameter", None);
        }
        if let Some(value) = list.elements.first() {
            parameter(writer, value, mistakes)?;
        }
    }
    let missing = |key: &str, mistakes: &mut Mistakes| {
        mistakes.add(fields.opening(), format!("this component has `{key}`"), None);
    };
    let invoke_id = fields.number::<i64>("invoke_id", -128..=127, mistakes);
    let identifier = match of {
        Type::Invoke => {
            match fields.get("operation") {
                Some(operation) => code(writer, operation, "operation", mistakes)?,
                None => missing("operation", mistakes),
            }
            if let Some(linked) = fields.number::<i64>("linked_id", -128..=127, mistakes) {
                writer.integer(Identifier(0x80), linked);
            }
            0xA1
        }
        Type::ReturnResult => {
            if let Some(operation) = fields.get("operation") {
                code(writer, operation, "operation", mistakes)?;
                writer.wrap(universal::SEQUENCE, behind);
            } else if writer.len() > behind {
                missing("operation", mistakes);
            }
            if fields.boolean("last", mistakes).unwrap_or(true) { 0xA2 } else { 0xA7 }
        }
        Type::ReturnError => {
            match fields.get("error") {
                Some(error) => code(writer, error, "error", mistakes)?,
                None => missing("error", mistakes),
            }
            0xA3
        }
        Type::Reject => {
            match fields.get("problem") {
                Some(problem) => {
                    let problem = codes::problem(problem, &problems(), mistakes)?;
                    let tag = Identifier(0x80 | u32::from(problem.problem_type & 3));
                    writer.integer(tag, problem.specifier.into());
                }
                None => missing("problem", mistakes),
            }
            0xA4
        }
    };
    match invoke_id {
        Some(id) => writer.integer(universal::INTEGER, id),
        None if of == Type::Reject => writer.element(universal::NULL, &[]),
        None => missing("invoke_id", mistakes),
    }
    writer.wrap(Identifier(identifier), behind);
    Some(())
}

fn parameter(writer: &mut Writer, value: &Value<'_>, mistakes: &mut Mistakes) -> Option<()> {
    let fields = Fields::of(value, "parameter", &["name", "tag", "raw", "value"], mistakes)?;
    match (fields.get("tag"), fields.hex("raw", mistakes)) {
        (Some(tag), Some(raw)) => Tag::read(tag, mistakes)?.write(writer, &raw),
        _ => {
            let text = "a parameter of ITU TCAP is given by `tag` and `raw`";
            mistakes.add(fields.opening(), text, None);
        }
    }
    Some(())
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

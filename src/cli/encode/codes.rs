//! Operations, errors and problems: by code, by name, or by an object with either.

use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, name_or_number, range};
use crate::wire::ain::{self, ERRORS, OPERATIONS};
use crate::wire::tcap::ansi::{ErrorCode, OperationClass, OperationCode, Problem};
use crate::wire::tcap::users::Application;
use jsonc_parser::ast::Value;
use std::ops::Range;

const CLASSES: [(&str, OperationClass); 2] =
    [("private", OperationClass::Private), ("national", OperationClass::National)];

/// A name that does not belong to the code beside it: only the user knows which is meant.
fn disagree(at: Range<usize>, name: &str, code: i64, own: Option<&str>, mistakes: &mut Mistakes) {
    let own = own.map_or_else(|| "no name that is known".into(), |own| format!("`{own}`"));
    let help = "give the one that is meant, and leave the other out".to_string();
    mistakes.add(at, format!("the name is `{name}`, and code {code} has {own}"), help);
}

/// The code of an AIN operation by its message name or its ASN.1 name.
fn ain_operation(name: &str) -> Option<u16> {
    let name = folded(name);
    let is = |candidate: &str| folded(candidate) == name;
    OPERATIONS.iter().find(|o| is(o.message) || is(o.name)).map(|operation| operation.code)
}

fn ain_name(code: OperationCode) -> Option<&'static str> {
    let operation = code.ain().and_then(ain::operation).map(|operation| operation.message);
    operation.or_else(|| code.national_name())
}

/// The national operation with this name, if no other has it: names of families are many
/// operations' names.
fn national_operation(name: &str) -> Option<i64> {
    let name = folded(name);
    let mut found = (0..=0x7FFF).filter(|code| {
        let code = OperationCode { class: OperationClass::National, code: *code };
        code.national_name().is_some_and(|candidate| folded(candidate) == name)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn no_operation(value: &Value<'_>, name: &str, class: OperationClass, mistakes: &mut Mistakes) {
    let help = match class {
        OperationClass::Private => {
            suggestion(name, OPERATIONS.iter().flat_map(|o| [o.message, o.name]))
                .or_else(|| Some("`hookflash explain` lists the operations".into()))
        }
        OperationClass::National => Some("a national operation is given by its code".into()),
    };
    mistakes.add(range(value), format!("`{name}` is no operation"), help);
}

fn operation_named(
    value: &Value<'_>,
    name: &str,
    class: OperationClass,
    mistakes: &mut Mistakes,
) -> Option<OperationCode> {
    let code = match class {
        OperationClass::Private => ain_operation(name).map(i64::from),
        OperationClass::National => national_operation(name),
    };
    if code.is_none() {
        no_operation(value, name, class, mistakes);
    }
    Some(OperationCode { class, code: code? })
}

const WHOLE: std::ops::RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// The code itself, and the parts that docs/json.md shows beside it, which must be its parts.
fn operation_code(
    fields: &Fields<'_>,
    class: OperationClass,
    mistakes: &mut Mistakes,
) -> Option<OperationCode> {
    // A national code has two octets; with its top bit set it is negative, or written as it is not.
    let within = match class {
        OperationClass::National => -0x8000..=0xFFFF,
        OperationClass::Private => WHOLE,
    };
    let code = fields.number::<i64>("code", within, mistakes)?;
    let code = match class {
        OperationClass::National => i64::from(code as i16),
        OperationClass::Private => code,
    };
    let operation = OperationCode { class, code };
    let mut part = |key: &str, own: i64| {
        if let Some(value) = fields.get(key)
            && let Some(given) = tree::integer(value, key, mistakes)
            && given != own
        {
            let help = format!("change `code`, and leave `{key}` out");
            let text = format!("{key} is {given}, and that of code {code} is {own}");
            mistakes.add(range(value), text, help);
        }
    };
    part("family", operation.family().into());
    part("specifier", operation.specifier().into());
    Some(operation)
}

/// The operation with its top bit as `reply_required` says; `whole` where the bit is given already.
fn with_reply(
    operation: OperationCode,
    whole: bool,
    fields: &Fields<'_>,
    mistakes: &mut Mistakes,
) -> OperationCode {
    let Some(at) = fields.get("reply_required") else { return operation };
    let Some(wanted) = fields.boolean("reply_required", mistakes) else { return operation };
    if operation.class == OperationClass::Private {
        let text = "a private operation has no `reply_required`";
        mistakes.add(range(at), text, "national operations have it".to_string());
        return operation;
    }
    if wanted == operation.reply_required() {
        return operation;
    }
    if whole || !wanted {
        let text =
            format!("reply_required is {wanted}, and code {} says otherwise", operation.code);
        mistakes.add(range(at), text, "it may be left out".to_string());
        return operation;
    }
    OperationCode { code: operation.code - 0x8000, ..operation }
}

/// An operation: `"Info_Collected"`, `25602`, or an object.
pub(super) fn operation(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<OperationCode> {
    let private = OperationClass::Private;
    let hexadecimal = |text: &str| {
        let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
        u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    match value {
        Value::StringLit(text) if let Some(code) = hexadecimal(&text.value) => {
            Some(OperationCode::private(code))
        }
        Value::StringLit(name) => operation_named(value, &name.value, private, mistakes),
        Value::NumberLit(_) => tree::number(value, "operation", WHOLE, mistakes)
            .map(|code| OperationCode { class: private, code }),
        _ => {
            let keys = [
                "kind",
                "code",
                "family",
                "specifier",
                "reply_required",
                "name",
                "application",
                "by",
                "invoke_frame",
            ];
            let fields = Fields::of(value, "operation", &keys, mistakes)?;
            let class = class(&fields, mistakes);
            let name = fields.string("name", mistakes);
            let application = fields.string("application", mistakes).map(Application::named);
            if fields.get("code").is_some() {
                let code = operation_code(&fields, class, mistakes)?;
                let named = |name: &str| match class {
                    OperationClass::Private => {
                        let of = Application::of_operation(code);
                        let own = || of?.operation(code.specifier().into());
                        ain_operation(name).map(i64::from) == Some(code.code)
                            || own().is_some_and(|own| folded(own) == folded(name))
                    }
                    OperationClass::National => {
                        code.national_name().is_some_and(|own| folded(own) == folded(name))
                    }
                };
                if let (Some(name), Some(at)) = (name, fields.get("name"))
                    && !named(name)
                {
                    disagree(range(at), name, code.code, ain_name(code), mistakes);
                }
                if let (Some(of), Some(at)) = (application, fields.get("application"))
                    && (of.is_none() || of != Application::of_operation(code))
                {
                    let text = format!("operation {} is of another application", code.code);
                    mistakes.add(range(at), text, "it may be left out".to_string());
                }
                return Some(with_reply(code, true, &fields, mistakes));
            }
            if let (Some(name), Some(Some(Application::Ansi41)), OperationClass::Private) =
                (name, application, class)
                && let Some(specifier) = Application::Ansi41.code(name)
            {
                // 3GPP2 X.S0004-520 1.2.1: family 9.
                let operation = OperationCode { class, code: 9 << 8 | specifier };
                return Some(with_reply(operation, false, &fields, mistakes));
            }
            if let (Some(name), Some(at)) = (name, fields.get("name")) {
                let code = operation_named(at, name, class, mistakes)?;
                return Some(with_reply(code, false, &fields, mistakes));
            }
            let family = fields.number::<i64>("family", 0..=255, mistakes);
            let specifier = fields.number::<i64>("specifier", 0..=255, mistakes);
            match (family, specifier) {
                (Some(family), Some(specifier)) => {
                    let code = family << 8 | specifier;
                    let code = match class {
                        OperationClass::National => i64::from(code as i16),
                        OperationClass::Private => code,
                    };
                    let operation = OperationCode { class, code };
                    Some(with_reply(operation, false, &fields, mistakes))
                }
                _ => {
                    let help = "give its `name` or its `code`".to_string();
                    mistakes.add(fields.opening(), "nothing says which operation this is", help);
                    None
                }
            }
        }
    }
}

fn class(fields: &Fields<'_>, mistakes: &mut Mistakes) -> OperationClass {
    let Some(kind) = fields.get("kind") else { return OperationClass::Private };
    let Some(name) = tree::string(kind, "kind", mistakes) else { return OperationClass::Private };
    let found = CLASSES.iter().find(|(candidate, _)| *candidate == name);
    if found.is_none() {
        let help = suggestion(name, CLASSES.iter().map(|(name, _)| *name));
        mistakes.add(range(kind), format!("`{name}` is no kind of code"), help);
    }
    found.map_or(OperationClass::Private, |(_, class)| *class)
}

/// An error: `"Failure_Report"`, `2`, or an object.
pub(super) fn error(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<ErrorCode> {
    let named = |value: &Value<'_>, name: &str, mistakes: &mut Mistakes| {
        let wanted = folded(name);
        let is = |candidate: &str| folded(candidate) == wanted;
        let found = ERRORS.iter().find(|error| is(error.message) || is(error.name));
        if found.is_none() {
            let help = suggestion(name, ERRORS.iter().map(|error| error.message));
            mistakes.add(range(value), format!("`{name}` is no error"), help);
        }
        found.map(|error| i64::from(error.code))
    };
    let private = OperationClass::Private;
    match value {
        Value::StringLit(name) => {
            named(value, &name.value, mistakes).map(|code| ErrorCode { class: private, code })
        }
        Value::NumberLit(_) => tree::number(value, "error", WHOLE, mistakes)
            .map(|code| ErrorCode { class: private, code }),
        _ => {
            let fields = Fields::of(value, "error", &["kind", "code", "name"], mistakes)?;
            let class = class(&fields, mistakes);
            let code = fields.number::<i64>("code", WHOLE, mistakes);
            let name = fields.string("name", mistakes).zip(fields.get("name"));
            match (code, name) {
                (Some(code), None) => Some(ErrorCode { class, code }),
                (None, Some((name, at))) => {
                    named(at, name, mistakes).map(|code| ErrorCode { class, code })
                }
                (Some(code), Some((name, at))) => {
                    let own = u8::try_from(code).ok().and_then(ain::error).map(|e| e.message);
                    if own.is_none_or(|own| folded(own) != folded(name)) {
                        disagree(range(at), name, code, own, mistakes);
                    }
                    Some(ErrorCode { class, code })
                }
                (None, None) => {
                    let help = "give its `name` or its `code`".to_string();
                    mistakes.add(fields.opening(), "nothing says which error this is", help);
                    None
                }
            }
        }
    }
}

/// Why a component was rejected, in numbers or in names: whatever tells one problem from all
/// others. `problems` lists those that have names.
pub(super) fn problem(
    value: &Value<'_>,
    problems: &[(Problem, &'static str, &'static str)],
    mistakes: &mut Mistakes,
) -> Option<Problem> {
    let (problem_type, specifier, type_name, name, at) = if let Value::StringLit(name) = value {
        (None, None, None, Some(&*name.value), range(value))
    } else {
        let keys = ["type", "specifier", "type_name", "name"];
        let fields = Fields::of(value, "problem", &keys, mistakes)?;
        let problem_type = fields.number::<u8>("type", 0..=255, mistakes);
        let specifier = fields.number::<u8>("specifier", 0..=255, mistakes);
        let type_name = fields.string("type_name", mistakes);
        (problem_type, specifier, type_name, fields.string("name", mistakes), fields.opening())
    };
    let same = |given: Option<&str>, own: &str| given.is_none_or(|g| folded(g) == folded(own));
    let fitting: Vec<Problem> = problems
        .iter()
        .filter(|(problem, own_type, own)| {
            problem_type.is_none_or(|given| given == problem.problem_type)
                && specifier.is_none_or(|given| given == problem.specifier)
                && same(type_name, own_type)
                && same(name, own)
        })
        .map(|(problem, ..)| *problem)
        .collect();
    match (problem_type.zip(specifier), &fitting[..]) {
        (_, [only]) => Some(*only),
        // One without a name: then no name may be given.
        (Some((problem_type, specifier)), _) if name.is_none() => {
            Some(Problem { problem_type, specifier })
        }
        (_, several) => {
            let names = problems.iter().map(|(_, _, name)| *name);
            let (text, help) = match (several, name) {
                ([], Some(name)) => {
                    (format!("no such problem is called `{name}`"), suggestion(name, names))
                }
                ([], None) => ("there is no such problem".into(), None),
                _ => ("several problems are called so".into(), Some("give its `type`".into())),
            };
            mistakes.add(at, text, help);
            None
        }
    }
}

/// A code with a name: the name, the number, or `{"code":…,"name":…}`.
pub(super) fn coded(
    value: &Value<'_>,
    what: &str,
    names: &[(&str, i64)],
    most: i64,
    mistakes: &mut Mistakes,
) -> Option<i64> {
    let Value::Object(_) = value else {
        return name_or_number(value, what, names, most, mistakes);
    };
    let fields = Fields::of(value, what, &["code", "name"], mistakes)?;
    let code = fields.number::<i64>("code", 0..=most, mistakes);
    let name = fields.get("name");
    match (code, name) {
        (Some(code), Some(at)) => {
            let given = tree::string(at, "name", mistakes)?;
            let own = names.iter().find(|(_, own)| *own == code).map(|(name, _)| *name);
            if own.is_none_or(|own| folded(own) != folded(given)) {
                disagree(range(at), given, code, own, mistakes);
            }
            Some(code)
        }
        (None, Some(name)) => name_or_number(name, what, names, most, mistakes),
        (code, None) => {
            if code.is_none() {
                let help = "give its `name` or its `code`".to_string();
                mistakes.add(fields.opening(), format!("{what} is not given"), help);
            }
            code
        }
    }
}

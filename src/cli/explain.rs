//! `hookflash explain`: what the AIN tables say of an operation, error, parameter or code.

use super::decode::output_failed;
use super::{Exit, output::Output};
use crate::wire::ain::{
    self, Direction, ERRORS, ErrorType, Field, Kind, OPERATIONS, OperationType, ParameterType,
    ResultType,
};
use crate::wire::ber::{Class, Identifier};
use std::io;

/// What to explain.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A message (`Info_Collected`), parameter (`calledPartyID`), operation code (`25602`,
    /// `0x6402`), tag (`BF35`) or part of a name; none lists the operations
    name: Option<String>,
}

/// Names compare without case, `_` and `-`.
fn folded(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

fn code(name: &str) -> Option<u16> {
    match name.strip_prefix("0x").or_else(|| name.strip_prefix("0X")) {
        Some(hex) => u16::from_str_radix(hex, 16).ok(),
        None => name.parse().ok(),
    }
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut out = Output::standard();
    let done = match &arguments.name {
        None => list(&mut out).map(|()| true),
        Some(name) => explain(&mut out, name),
    };
    match done.and_then(|found| out.finish().map(|()| found)) {
        Ok(true) => Exit::Done,
        Ok(false) => Exit::Usage,
        Err(error) => output_failed(&error),
    }
}

fn list(out: &mut Output) -> io::Result<()> {
    for operation in OPERATIONS {
        let arrow = sender(operation.direction);
        let (code, message) = (operation.code, operation.message);
        out.line(format_args!("{code}  0x{code:04X}  {arrow:<8}  {message}"))?;
    }
    Ok(())
}

/// Every field of every operation, result, error and parameter type.
fn every_field() -> impl Iterator<Item = &'static Field> {
    let results = OPERATIONS.iter().filter_map(|operation| match operation.result {
        None => None,
        Some(ResultType::Sequence(fields)) => Some(*fields),
        Some(ResultType::Single(field)) => Some(&field[..]),
    });
    let types = ain::parameter_types().filter_map(|ty| match &ty.kind {
        Kind::Sequence(fields) | Kind::Choice(fields) => Some(*fields),
        _ => None,
    });
    let operations = OPERATIONS.iter().map(|operation| operation.fields);
    let errors = ERRORS.iter().map(|error| error.fields);
    operations.chain(results).chain(errors).chain(types).flatten()
}

/// Identifier octets in hexadecimal, of the context class that AIN parameters have.
fn identifier(name: &str) -> Option<Identifier> {
    let tag = u32::from_str_radix(name, 16).ok().filter(|_| name.len().is_multiple_of(2))?;
    let tag = Identifier(tag);
    (tag.class() == Class::ContextSpecific && tag != Identifier::LONG).then_some(tag)
}

fn has_identifier(field: &Field, tag: Identifier) -> bool {
    field.tag.is_none()
        && field.parameter_type().tag.is_some()
        && field.identifiers().iter().any(|id| id.primitive() == tag.primitive())
}

/// Whether anything was found.
fn explain(out: &mut Output, name: &str) -> io::Result<bool> {
    let wanted = folded(name);
    let by_code = code(name);
    let is = |candidate: &str| folded(candidate) == wanted;
    let operations: Vec<_> = OPERATIONS
        .iter()
        .filter(|o| is(o.message) || is(o.name) || by_code == Some(o.code))
        .collect();
    let errors: Vec<_> = ERRORS
        .iter()
        .filter(|e| is(e.message) || is(e.name) || by_code == Some(e.code.into()))
        .collect();
    let mut types: Vec<_> = ain::parameter_types().filter(|ty| is(ty.name)).collect();
    if types.is_empty() {
        // A field's name or an identifier, as decoded messages show them.
        let tag = identifier(name);
        let mut named: Vec<_> = every_field()
            .filter(|field| is(field.name) || tag.is_some_and(|tag| has_identifier(field, tag)))
            .map(Field::parameter_type)
            .collect();
        named.sort_by_key(|ty| ty.name);
        named.dedup_by_key(|ty| ty.name);
        types = named;
    }
    for operation in &operations {
        explain_operation(out, operation)?;
    }
    for error in &errors {
        explain_error(out, error)?;
    }
    for ty in &types {
        explain_type(out, ty)?;
    }
    if !(operations.is_empty() && errors.is_empty() && types.is_empty()) {
        return Ok(true);
    }
    let part = |candidate: &str| !wanted.is_empty() && folded(candidate).contains(&wanted);
    let mut near: Vec<&str> = OPERATIONS
        .iter()
        .map(|o| o.message)
        .chain(ERRORS.iter().map(|e| e.message))
        .chain(ain::parameter_types().map(|ty| ty.name))
        .filter(|candidate| part(candidate))
        .collect();
    near.sort_unstable();
    eprintln!("hookflash: no AIN operation, error or parameter is called {name:?}");
    if by_code.is_some() {
        eprintln!("operation codes run from 25602 (0x6402) to 28161 (0x6E01); errors are 1 and 2");
    }
    if !near.is_empty() {
        eprintln!("names with that part: {}", near.join(", "));
    } else {
        eprintln!("`hookflash explain` alone lists the operations");
    }
    Ok(false)
}

const fn sender(direction: Direction) -> &'static str {
    match direction {
        Direction::FromSwitch => "SSP→SCP",
        Direction::FromControlPoint => "SCP→SSP",
        Direction::Either => "SSP↔SCP",
    }
}

fn explain_operation(out: &mut Output, operation: &OperationType) -> io::Result<()> {
    let code = operation.code;
    out.heading(format_args!("{} — AIN operation", operation.message))?;
    out.line(format_args!("  ASN.1 name   {}", operation.name))?;
    out.line(format_args!(
        "  code         {code} (0x{code:04X}), on the wire D1 02 {:02X} {:02X}",
        code >> 8,
        code & 0xFF
    ))?;
    out.line(format_args!("  family       {}", operation.family_name()))?;
    out.line(format_args!("  sent         {} (recalled)", sender(operation.direction)))?;
    out.line(format_args!("  release      AIN {}", operation.release))?;
    out.line(format_args!("  argument"))?;
    fields(out, operation.fields)?;
    match operation.result {
        None => out.line(format_args!("  result       none"))?,
        Some(ResultType::Sequence(result)) => {
            out.line(format_args!("  result"))?;
            fields(out, result)?;
        }
        Some(ResultType::Single(result)) => {
            out.line(format_args!("  result, not in a SEQUENCE"))?;
            fields(out, *result)?;
        }
    }
    names(out, "errors", operation.errors)?;
    names(out, "answered by", operation.linked)
}

fn names(out: &mut Output, title: &str, names: &[&str]) -> io::Result<()> {
    let names = if names.is_empty() { "none".into() } else { names.join(", ") };
    out.line(format_args!("  {title:<12} {names}"))
}

fn explain_error(out: &mut Output, error: &ErrorType) -> io::Result<()> {
    out.heading(format_args!("{} — AIN error", error.message))?;
    out.line(format_args!("  ASN.1 name   {}", error.name))?;
    out.line(format_args!("  code         {0}, on the wire D4 01 {0:02X}", error.code))?;
    out.line(format_args!("  parameters"))?;
    fields(out, error.fields)
}

fn tags(field: &Field) -> String {
    let identifiers = field.identifiers();
    match &identifiers[..] {
        [] => "any".into(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first}…{last}"),
    }
}

fn fields(out: &mut Output, fields: &[Field]) -> io::Result<()> {
    listed(out, fields, |field| if field.optional { "optional" } else { "mandatory" })
}

fn listed(
    out: &mut Output,
    fields: &[Field],
    presence: impl Fn(&Field) -> &'static str,
) -> io::Result<()> {
    let width = fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
    for field in fields {
        let presence = presence(field);
        let ty = field.parameter_type();
        let shown = range(ty);
        out.line(format_args!(
            "    {:<9} {:<width$}  {presence:<9}  {}{}",
            tags(field),
            field.name,
            ty.name,
            if shown.is_empty() || shown == ty.name { String::new() } else { format!(": {shown}") },
        ))?;
    }
    Ok(())
}

fn between(min: u32, max: u32) -> String {
    if min == max { min.to_string() } else { format!("{min}–{max}") }
}

/// `1 octet`, `3 octets`, `0–15 digits`.
fn counted(min: u16, max: u16, unit: &str) -> String {
    let plural = if (min, max) == (1, 1) { "" } else { "s" };
    format!("{} {unit}{plural}", between(min.into(), max.into()))
}

/// The kind and range of a type in a few words.
pub(super) fn range(ty: &ParameterType) -> String {
    match &ty.kind {
        Kind::Octets(_, u16::MAX) => "octets".into(),
        Kind::Octets(min, max) => counted(*min, *max, "octet"),
        Kind::Decimal(_, u16::MAX) => "decimal digits, two an octet".into(),
        Kind::Decimal(min, max) => counted(*min, *max, "octet") + ", two decimal digits each",
        Kind::Digits(min, max, _) => counted(*min, *max, "digit"),
        Kind::Text(min, max) => counted(*min, *max, "character"),
        Kind::Integer(_, u32::MAX) => "any".into(),
        Kind::Integer(min, max) => between(*min, *max),
        Kind::Enumerated(names) => match names.len() {
            1 => "one name".into(),
            count => format!("one of {count} names"),
        },
        Kind::Bits(names) => format!("{} bits", names.len()),
        Kind::SequenceOf(element, min, max) => {
            format!("{} of {}", between((*min).into(), (*max).into()), element().name)
        }
        other => other.name().into(),
    }
}

fn explain_type(out: &mut Output, ty: &ParameterType) -> io::Result<()> {
    out.heading(format_args!("{} — AIN parameter", ty.name))?;
    match ty.tag {
        Some(tag) => {
            let constructed =
                matches!(ty.kind, Kind::Sequence(_) | Kind::SequenceOf(..) | Kind::Choice(_));
            let octets = Identifier::new(Class::ContextSpecific, constructed, tag);
            out.line(format_args!("  tag          [{tag}], on the wire {octets}"))?;
        }
        None => out.line(format_args!("  tag          none of its own"))?,
    }
    match (ty.kind.name(), range(ty)) {
        (kind, range) if kind == range => out.line(format_args!("  kind         {kind}"))?,
        (kind, range) => out.line(format_args!("  kind         {kind}, {range}"))?,
    }
    match &ty.kind {
        Kind::Enumerated(names) | Kind::Bits(names) => {
            for (name, value) in *names {
                out.line(format_args!("    {value:>4}  {name}"))?;
            }
        }
        Kind::Sequence(inner) => fields(out, inner)?,
        Kind::Choice(inner) => listed(out, inner, |_| "or")?,
        Kind::Digits(_, _, table) => {
            out.line(format_args!("  nature of number"))?;
            for value in 0..=127 {
                if let Some(name) = ain::kinds::NatureOfNumber(value).name(*table) {
                    out.line(format_args!("    {value:>4}  {name}"))?;
                }
            }
        }
        _ => {}
    }
    // By name: one description may lie at several addresses.
    let holds =
        |fields: &[Field]| fields.iter().any(|field| field.parameter_type().name == ty.name);
    let mut users: Vec<&str> = OPERATIONS
        .iter()
        .filter(|operation| holds(operation.fields))
        .map(|operation| operation.message)
        .chain(ERRORS.iter().filter(|error| holds(error.fields)).map(|error| error.message))
        .collect();
    users.extend(ain::parameter_types().filter_map(|other| match &other.kind {
        Kind::Sequence(inner) | Kind::Choice(inner) if other.name != "Parms" && holds(inner) => {
            Some(other.name)
        }
        Kind::SequenceOf(element, ..) if element().name == ty.name => Some(other.name),
        _ => None,
    }));
    names(out, "used in", &users)
}

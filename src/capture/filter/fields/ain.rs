//! AIN: a field for every name of its tables, of the kind that tshark gives to its type.

use super::{Field, Source};
use crate::capture::filter::value::{Kind, Value};
use crate::capture::{Decoded, Resolved};
use crate::wire::Diagnostic;
use crate::wire::ain::walk::{Element, Shape, Value as Found, Visitor, walk, walk_result};
use crate::wire::ain::{self, ERRORS, OPERATIONS, ParameterType, ResultType};
use crate::wire::ber::Octets;
use crate::wire::tcap::ansi::{Component, OperationClass};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a field shows of AIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    /// That there are parameters of AIN.
    Protocol,
    /// The arguments of an operation, by its code.
    Argument(u16),
    /// The result of an operation, by its code.
    Result(u16),
    /// The parameters of an error, by its code.
    Error(u8),
    /// Every element of this name; an element of a list goes by the name of its type.
    Element(&'static str),
    /// Every element of this name that has no value of its own.
    Label(&'static str),
    /// Every element of this name and type, where tshark tells it from others of the name.
    Renamed(&'static str, &'static str),
    /// A bit of a BIT STRING of this type.
    Bit(&'static str, u8),
    /// A part of digits.
    Digits(DigitsPart),
    /// A part of a carrier.
    Carrier(CarrierPart),
    /// The digits of an aMAslpID, which are octets to its own field.
    Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DigitsPart {
    IsOdd,
    Nature,
    Plan,
    Digits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CarrierPart {
    Selection,
    /// tshark gives both halves of the octet this name: nature, and number of digits.
    Nature,
    Digits,
}

/// All of them, sorted by name.
pub(super) fn fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let mut found = Names::default();
        found.collect();
        found.0.into_values().collect()
    })
}

/// Names of tshark's for elements that share theirs with another of another type: the name, the
/// element's own, its type.
const RENAMED: [(&str, &str, &str); 2] = [
    ("ain.displayInformation.notificationIndicator", "notificationIndicator", "OCTET STRING"),
    ("ain.action8.invoke", "invoke", "Invoke8"),
];

fn renamed(
    name: &str,
    ty: &ParameterType,
) -> Option<&'static (&'static str, &'static str, &'static str)> {
    RENAMED.iter().find(|(_, own, of)| *own == name && *of == ty.name)
}

#[derive(Default)]
struct Names(BTreeMap<String, Field>);

impl Names {
    fn collect(&mut self) {
        self.add("ain", Kind::Protocol, Aspect::Protocol);
        for operation in OPERATIONS {
            let mut name = operation.name.to_string();
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            let argument = format!("ain.{name}Arg_element");
            self.add(&argument, Kind::Label, Aspect::Argument(operation.code));
            operation
                .fields
                .iter()
                .for_each(|field| self.element(field.name, field.parameter_type()));
            match operation.result {
                Some(ResultType::Sequence(fields)) => {
                    // The one result whose type has a name of its own in tshark's grammar.
                    let result = match operation.name {
                        "createCall" => "ain.CreateCallRes_element".into(),
                        name => format!("ain.RES_{name}_element"),
                    };
                    self.add(&result, Kind::Label, Aspect::Result(operation.code));
                    fields
                        .iter()
                        .for_each(|field| self.element(field.name, field.parameter_type()));
                }
                Some(ResultType::Single([field])) => {
                    self.element(field.name, field.parameter_type());
                }
                None => {}
            }
        }
        for error in ERRORS {
            let name = format!("ain.PAR_{}_element", error.name);
            self.add(&name, Kind::Label, Aspect::Error(error.code));
            error.fields.iter().for_each(|field| self.element(field.name, field.parameter_type()));
        }
        for ty in ain::parameter_types() {
            match &ty.kind {
                ain::Kind::Sequence(fields) | ain::Kind::Choice(fields) => {
                    for field in *fields {
                        self.element(field.name, field.parameter_type());
                    }
                }
                ain::Kind::SequenceOf(describe, ..) => self.element(describe().name, describe()),
                ain::Kind::Bits(names) => {
                    // tshark sets a type apart whose tag is its own.
                    let own = if ty.tag.is_some() { "U." } else { "" };
                    for (name, bit) in *names {
                        let aspect = Aspect::Bit(ty.name, *bit);
                        self.add(&format!("ain.{}.{own}{name}", ty.name), Kind::Boolean, aspect);
                    }
                }
                _ => {}
            }
        }
        for (name, kind, aspect) in [
            ("ain.odd_even_indicator", Kind::Boolean, Aspect::Digits(DigitsPart::IsOdd)),
            ("ain.nature_of_address", Kind::Unsigned, Aspect::Digits(DigitsPart::Nature)),
            ("ain.numbering_plan", Kind::Unsigned, Aspect::Digits(DigitsPart::Plan)),
            ("ain.bcd_digits", Kind::Text, Aspect::Digits(DigitsPart::Digits)),
            ("ain.carrier_selection", Kind::Unsigned, Aspect::Carrier(CarrierPart::Selection)),
            ("ain.nature_of_carrier", Kind::Unsigned, Aspect::Carrier(CarrierPart::Nature)),
            ("ain.carrier_bcd_digits", Kind::Text, Aspect::Carrier(CarrierPart::Digits)),
            ("ain.amaslpid", Kind::Text, Aspect::Decimal),
            ("ain.ext_type_oid", Kind::Text, Aspect::Element("assignmentAuthority")),
            ("ain.TimerUpdated", Kind::Unsigned, Aspect::Element("timerUpdated")),
        ] {
            self.add(name, kind, aspect);
        }
    }

    fn element(&mut self, name: &'static str, ty: &'static ParameterType) {
        if let Some((other, ..)) = renamed(name, ty) {
            self.add(other, kind(ty), Aspect::Renamed(name, ty.name));
            return;
        }
        let kind = kind(ty);
        // tshark marks what has no value of its own.
        let (mark, aspect) = match kind {
            Kind::Label => ("_element", Aspect::Label(name)),
            _ => ("", Aspect::Element(name)),
        };
        let field = self.add(&format!("ain.{name}{mark}"), kind, aspect);
        if let ain::Kind::Enumerated(names) = ty.kind {
            field.names = names.iter().map(|(name, number)| (*name, (*number).into())).collect();
        }
    }

    fn add(&mut self, name: &str, kind: Kind, aspect: Aspect) -> &mut Field {
        let field = self.0.entry(name.to_string()).or_insert_with(|| Field {
            name: Cow::Owned(name.to_string()),
            kind,
            further: Vec::new(),
            names: Vec::new(),
            source: Source::Ain(aspect),
        });
        if field.kind != kind && !field.further.contains(&kind) {
            field.further.push(kind);
        }
        field
    }
}

const fn kind(ty: &ParameterType) -> Kind {
    match &ty.kind {
        ain::Kind::Octets(..)
        | ain::Kind::Decimal(..)
        | ain::Kind::Digits(..)
        | ain::Kind::Carrier
        | ain::Kind::Billing
        | ain::Kind::Bits(_) => Kind::Octets,
        ain::Kind::Enumerated(_)
        | ain::Kind::Integer(..)
        | ain::Kind::SequenceOf(..)
        | ain::Kind::Choice(_) => Kind::Unsigned,
        ain::Kind::Text(..) => Kind::Text,
        ain::Kind::Boolean => Kind::Boolean,
        ain::Kind::ObjectIdentifier => Kind::ObjectIdentifier,
        ain::Kind::Null | ain::Kind::Sequence(_) | ain::Kind::Any => Kind::Label,
    }
}

/// What a component's parameter is read with.
enum Content {
    Argument(&'static ain::OperationType),
    Result(&'static ain::OperationType),
    Error(&'static ain::ErrorType),
    /// Of an operation that has no such thing in the tables.
    Nothing,
}

/// The content of a component; none, if it is not AIN's or nothing says what it is.
fn content(resolved: &Resolved<'_>) -> Option<Content> {
    let asked = resolved.asked.map(|asked| asked.operation.ain());
    Some(match &resolved.component {
        Ok(Component::Invoke(invoke)) => {
            Content::Argument(ain::operation(invoke.operation.ain()?)?)
        }
        Ok(Component::ReturnResult(_)) => match ain::operation(asked??) {
            Some(operation) if operation.result.is_some() => Content::Result(operation),
            _ => Content::Nothing,
        },
        Ok(Component::ReturnError(error)) => {
            asked??;
            let private = error.error.class == OperationClass::Private;
            let code = u8::try_from(error.error.code).ok().filter(|_| private);
            code.and_then(ain::error).map_or(Content::Nothing, Content::Error)
        }
        Ok(Component::Reject(_)) | Err(_) => return None,
    })
}

/// Hands on the values of a field.
pub(super) fn each(aspect: &Aspect, decoded: &Decoded<'_, '_>, with: &mut dyn FnMut(Value<'_>)) {
    for resolved in decoded.components {
        let Some(content) = content(resolved) else { continue };
        let parameter = match &resolved.component {
            Ok(component) => component.parameter(),
            Err(_) => None,
        };
        match (aspect, &content, &parameter) {
            // Without parameters tshark does not say whose an operation is.
            (Aspect::Protocol, _, Some(_)) => with(Value::Present),
            (Aspect::Protocol, _, None) => {}
            (Aspect::Argument(code), Content::Argument(operation), Some(_))
            | (Aspect::Result(code), Content::Result(operation), Some(_)) => {
                if operation.code == *code {
                    with(Value::Present);
                }
            }
            (Aspect::Error(code), Content::Error(error), Some(_)) => {
                if error.code == *code {
                    with(Value::Present);
                }
            }
            (Aspect::Argument(_) | Aspect::Result(_) | Aspect::Error(_), ..) | (.., None) => {}
            (_, content, Some(parameter)) => {
                let mut search = Search { aspect, with, choice: None, lists: Vec::new() };
                match content {
                    Content::Argument(operation) => {
                        walk(operation.fields, parameter, &mut search);
                    }
                    Content::Result(ain::OperationType { result: Some(result), .. }) => {
                        walk_result(result, parameter, &mut search);
                    }
                    Content::Error(error) => walk(error.fields, parameter, &mut search),
                    _ => {}
                }
            }
        }
    }
}

/// Looks for one aspect among all elements.
struct Search<'s> {
    aspect: &'s Aspect,
    with: &'s mut dyn FnMut(Value<'_>),
    /// The CHOICE that was asked for, until its alternative is met.
    choice: Option<&'static [ain::Field]>,
    /// Lists that were asked for: how deep they are, and how many elements were met.
    lists: Vec<(usize, u64)>,
}

impl Search<'_> {
    /// Whether this element is asked for.
    fn is_wanted(&self, element: &Element<'_>) -> bool {
        let Some(ty) = element.parameter_type else { return false };
        let name = element.name.unwrap_or(ty.name);
        match self.aspect {
            Aspect::Element(wanted) => {
                name == *wanted && kind(ty) != Kind::Label && renamed(name, ty).is_none()
            }
            Aspect::Label(wanted) => name == *wanted && kind(ty) == Kind::Label,
            Aspect::Renamed(wanted, of) => name == *wanted && ty.name == *of,
            _ => false,
        }
    }

    /// Counts an element for what holds it.
    fn met(&mut self, element: &Element<'_>) {
        if let Some(alternatives) = self.choice.take() {
            let place = alternatives.iter().position(|field| Some(field.name) == element.name);
            if let Some(place) = place {
                (self.with)(Value::Unsigned(alternative(alternatives, place)));
            }
        }
        if let Some((depth, count)) = self.lists.last_mut()
            && element.depth == *depth + 1
        {
            *count += 1;
        }
    }
}

/// The number that tshark gives to an alternative: its tag, where all have context tags and no two
/// the same; else its place.
fn alternative(alternatives: &[ain::Field], place: usize) -> u64 {
    let tag = |field: &ain::Field| field.tag.or_else(|| field.parameter_type().tag);
    let tagged = alternatives.iter().all(|field| tag(field).is_some());
    match alternatives.get(place).and_then(tag) {
        Some(tag) if tagged => tag.into(),
        _ => place as u64,
    }
}

impl<'a> Visitor<'a> for Search<'_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Found<'a>) {
        self.met(element);
        match (self.aspect, value) {
            (Aspect::Bit(ty, bit), Found::Bits(bits, _)) => {
                let is_this = element.parameter_type.is_some_and(|found| found.name == *ty);
                // tshark shows every bit that has a name, those that were not sent as 0.
                if is_this && !bits.octets.is_empty() {
                    (self.with)(Value::Boolean(bits.is_set((*bit).into())));
                }
            }
            (Aspect::Digits(part), Found::Digits(digits, _)) => match part {
                DigitsPart::IsOdd => {
                    (self.with)(Value::Boolean(digits.digits.len() % 2 == 1));
                }
                DigitsPart::Nature => (self.with)(Value::Unsigned(digits.nature.0.into())),
                DigitsPart::Plan => (self.with)(Value::Unsigned(digits.plan.0.into())),
                DigitsPart::Digits => {
                    (self.with)(Value::Text(&decimal(digits.digits.codes())));
                }
            },
            (Aspect::Carrier(part), Found::Carrier(carrier)) => match part {
                CarrierPart::Selection => {
                    (self.with)(Value::Unsigned(carrier.selection.0.into()));
                }
                CarrierPart::Nature => {
                    (self.with)(Value::Unsigned(carrier.nature.0.into()));
                    (self.with)(Value::Unsigned(carrier.stated.into()));
                }
                CarrierPart::Digits => {
                    (self.with)(Value::Text(&decimal(to_end(carrier.digits.codes()))));
                }
            },
            (Aspect::Decimal, Found::Decimal(octets))
                if element.parameter_type.is_some_and(|ty| ty.name == "AMAslpID") =>
            {
                let codes = octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
                (self.with)(Value::Text(&decimal(to_end(codes))));
            }
            (Aspect::Element(_) | Aspect::Label(_) | Aspect::Renamed(..), value)
                if self.is_wanted(element) =>
            {
                self.element(element, value);
            }
            _ => {}
        }
    }

    fn open(&mut self, element: &Element<'a>, shape: Shape) {
        self.met(element);
        if !self.is_wanted(element) {
            return;
        }
        match (shape, element.parameter_type.map(|ty| &ty.kind)) {
            (Shape::Sequence, _) => (self.with)(Value::Present),
            (Shape::List, _) => self.lists.push((element.depth, 0)),
            (Shape::Choice, Some(ain::Kind::Choice(alternatives))) => {
                self.choice = Some(alternatives);
            }
            (Shape::Choice, _) => {}
        }
    }

    fn close(&mut self, element: &Element<'a>, shape: Shape) {
        if shape == Shape::List
            && self.is_wanted(element)
            && let Some((_, count)) = self.lists.pop()
        {
            (self.with)(Value::Unsigned(count));
        }
    }

    fn diagnostic(&mut self, _: Diagnostic) {}
}

impl Search<'_> {
    fn element(&mut self, element: &Element<'_>, value: &Found<'_>) {
        let number = |number: i64| match u64::try_from(number) {
            Ok(number) => Value::Unsigned(number),
            Err(_) => Value::Signed(number),
        };
        match value {
            Found::Octets(octets) | Found::Decimal(octets) => self.octets(*octets),
            // The indicators are in the octets alone.
            Found::Digits(..) | Found::Carrier(_) | Found::Billing(_) => {
                if let Ok(octets) = element.tlv.octet_string() {
                    self.octets(octets);
                }
            }
            Found::Bits(bits, _) => (self.with)(Value::Octets(bits.octets)),
            Found::Enumerated(_, value) | Found::Integer(value) => (self.with)(number(*value)),
            Found::Text(text) => (self.with)(Value::Text(&text.to_string())),
            Found::Boolean(is_true) => (self.with)(Value::Boolean(*is_true)),
            Found::ObjectIdentifier(name) => (self.with)(Value::Text(&name.to_string())),
            Found::Null | Found::Any(_) => (self.with)(Value::Present),
            Found::Unknown | Found::Undecoded => {}
        }
    }

    fn octets(&mut self, octets: Octets<'_>) {
        (self.with)(Value::Octets(&octets.to_cow()));
    }
}

/// Digits as tshark shows them: what is no decimal digit is a question mark.
fn decimal(codes: impl Iterator<Item = u8>) -> String {
    codes.map(|code| if code < 10 { char::from(b'0' + code) } else { '?' }).collect()
}

/// Where no indicator says that there is an odd number of digits, code 15 in the high half of an
/// octet does, and ends them.
fn to_end(codes: impl Iterator<Item = u8>) -> impl Iterator<Item = u8> {
    let is_end = |place: usize, code: u8| place % 2 == 1 && code == 15;
    codes.enumerate().take_while(move |(place, code)| !is_end(*place, *code)).map(|(_, code)| code)
}

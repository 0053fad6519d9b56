//! What the elements of a message are called, and which rule their contents follow.

use crate::wire::ain::walk::{self, Element, Shape, Value, Visitor};
use crate::wire::ain::{Field, Kind, ParameterType, ResultType};
use crate::wire::ber::Tlv;
use crate::wire::{Diagnostic, Layer};
use std::collections::HashMap;

/// How contents are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Octets,
    Integer,
    Boolean,
    Bits,
    Digits,
    Carrier,
}

impl Rule {
    const fn of(ty: &ParameterType) -> Self {
        match ty.kind {
            Kind::Enumerated(_) | Kind::Integer(..) => Self::Integer,
            Kind::Boolean => Self::Boolean,
            Kind::Bits(_) => Self::Bits,
            Kind::Digits(..) => Self::Digits,
            Kind::Carrier => Self::Carrier,
            _ => Self::Octets,
        }
    }
}

/// The AIN elements of a message by their places; all others go by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Labels {
    places: HashMap<u32, (String, Option<Rule>)>,
}

impl Labels {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Learns the elements of a parameter SEQUENCE or SET.
    pub(super) fn parameters(&mut self, fields: &'static [Field], parameter: &Tlv<'_>) {
        self.places.insert(parameter.at, ("parameters".into(), Some(Rule::Octets)));
        walk::walk(fields, parameter, self);
    }

    /// Learns the elements of a result.
    pub(super) fn result(&mut self, result: &ResultType, parameter: &Tlv<'_>) {
        if matches!(result, ResultType::Sequence(_)) {
            self.places.insert(parameter.at, ("parameters".into(), Some(Rule::Octets)));
        }
        walk::walk_result(result, parameter, self);
    }

    /// Layer, name and rule of an element.
    pub(super) fn of(&self, tlv: &Tlv<'_>) -> (Layer, String, Rule) {
        match self.places.get(&tlv.at) {
            Some((name, rule)) => (Layer::Ain, name.clone(), rule.unwrap_or(Rule::Octets)),
            None => {
                let (name, rule) = tcap(tlv.identifier.primitive().0);
                let name = name.map_or_else(|| tlv.identifier.to_string(), Into::into);
                (Layer::Tcap, name, rule)
            }
        }
    }

    /// Whether it is an AIN element that no table names.
    pub(super) fn is_unknown(&self, tlv: &Tlv<'_>) -> bool {
        matches!(self.places.get(&tlv.at), Some((_, None)))
    }

    fn learn(&mut self, element: &Element<'_>) {
        let tlv = &element.tlv;
        let rule = element.parameter_type.map(Rule::of);
        let name = match (element.name, element.parameter_type) {
            (Some(name), _) => name.to_string(),
            (None, Some(ty)) => ty.name.to_string(),
            (None, None) => tlv.identifier.to_string(),
        };
        // What an explicit tag wraps has the same name. The segments of a string have their own
        // place, and are never asked for.
        if tlv.is_constructed() {
            self.places.entry(tlv.contents_at).or_insert_with(|| (name.clone(), rule));
        }
        self.places.insert(tlv.at, (name, rule));
    }
}

/// Names and rules of ANSI TCAP's elements (T1.114.3), by identifier in primitive form.
const fn tcap(identifier: u32) -> (Option<&'static str>, Rule) {
    let (name, rule) = match identifier {
        0xC1..=0xC6 | 0xD6 => ("package", Rule::Octets),
        0xC7 => ("transaction ID", Rule::Octets),
        0xC8 => ("component portion", Rule::Octets),
        0xC9 | 0xCD => ("Invoke", Rule::Octets),
        0xCA | 0xCE => ("ReturnResult", Rule::Octets),
        0xCB => ("ReturnError", Rule::Octets),
        0xCC => ("Reject", Rule::Octets),
        0xCF => ("component IDs", Rule::Octets),
        0xD0 | 0xD1 => ("operation code", Rule::Integer),
        0xD3 | 0xD4 => ("error code", Rule::Integer),
        0xD5 => ("problem", Rule::Octets),
        0xD7 => ("P-Abort cause", Rule::Integer),
        0xD8 => ("user abort information", Rule::Octets),
        0xD9 => ("dialogue portion", Rule::Octets),
        0xDA => ("protocol version", Rule::Octets),
        0xDB => ("application context", Rule::Integer),
        0xDC => ("application context", Rule::Octets),
        0xDD => ("user information", Rule::Octets),
        0x80 => ("security context", Rule::Integer),
        0x81 => ("security context", Rule::Octets),
        0x82 => ("confidentiality", Rule::Octets),
        0x10 | 0xD2 => ("parameters", Rule::Octets),
        0x02 | 0x0A => return (None, Rule::Integer),
        _ => return (None, Rule::Octets),
    };
    (Some(name), rule)
}

impl<'a> Visitor<'a> for Labels {
    fn leaf(&mut self, element: &Element<'a>, _: &Value<'a>) {
        self.learn(element);
    }

    fn open(&mut self, element: &Element<'a>, _: Shape) {
        self.learn(element);
    }

    fn close(&mut self, _: &Element<'a>, _: Shape) {}

    fn diagnostic(&mut self, _: Diagnostic) {}
}

//! What parameters mean, apart from how they are encoded: for comparing two encodings.

use crate::wire::Diagnostic;
use crate::wire::ain::walk::{Element, Shape, Value, Visitor};
use crate::wire::ber::Tlv;

/// The values of parameters in one form, whatever their octets. The order of a SEQUENCE's elements
/// is no part of it: they are told by their tags.
#[derive(Debug, Default)]
pub(super) struct Meaning {
    open: Vec<Vec<String>>,
    all: Vec<String>,
    wrong: Vec<String>,
}

impl Meaning {
    pub(super) fn into_parts(mut self) -> (Vec<String>, Vec<String>) {
        self.all.sort();
        self.wrong.sort();
        (self.all, self.wrong)
    }

    fn add(&mut self, text: String) {
        self.open.last_mut().unwrap_or(&mut self.all).push(text);
    }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn name(element: &Element<'_>) -> String {
    match (element.name, element.parameter_type) {
        (Some(name), _) => name.into(),
        (None, Some(ty)) => ty.name.into(),
        (None, None) => element.tlv.identifier.primitive().to_string(),
    }
}

fn value(value: &Value<'_>, tlv: &Tlv<'_>) -> String {
    match value {
        Value::Octets(octets) | Value::Decimal(octets) => octets.to_string(),
        Value::Digits(digits, _) => format!("{digits:?}"),
        Value::Enumerated(_, number) | Value::Integer(number) => number.to_string(),
        Value::Bits(bits, _) => format!("{:?}", bits.ones().collect::<Vec<_>>()),
        Value::Text(text) => text.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Null => "null".into(),
        Value::Carrier(carrier) => {
            format!("{:?} {:?} {}", carrier.selection, carrier.nature, carrier.digits)
        }
        Value::Billing(billing) => format!("{billing:?}"),
        Value::ObjectIdentifier(oid) => oid.to_string(),
        Value::Any(tlv) => hex(tlv.octets),
        Value::Unknown | Value::Undecoded => hex(tlv.octets),
    }
}

impl<'a> Visitor<'a> for Meaning {
    fn leaf(&mut self, element: &Element<'a>, found: &Value<'a>) {
        self.add(format!("{}={}", name(element), value(found, &element.tlv)));
    }

    fn open(&mut self, _: &Element<'a>, _: Shape) {
        self.open.push(vec![]);
    }

    fn close(&mut self, element: &Element<'a>, shape: Shape) {
        let mut inside = self.open.pop().unwrap_or_default();
        if shape != Shape::List {
            inside.sort();
        }
        self.add(format!("{}={{{}}}", name(element), inside.join(",")));
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.wrong.push(diagnostic.error.reason().to_string());
    }
}

//! AIN parameters as JSON: `{"name":…,"tag":…,"raw":…,"value":…}`.

use super::writer::Json;
use crate::cli::text::UpperHex;
use crate::wire::Diagnostic;
use crate::wire::ain::kinds::{CarrierCode, Digits, NatureTable};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor};
use crate::wire::ber::{Bits, Tlv};

/// Writes what a walk meets, and collects what is wrong.
pub(super) struct Parameters<'o> {
    pub(super) json: &'o mut Json,
    pub(super) diagnostics: &'o mut Vec<Diagnostic>,
    holders: Vec<Shape>,
}

impl<'o> Parameters<'o> {
    pub(super) const fn new(json: &'o mut Json, diagnostics: &'o mut Vec<Diagnostic>) -> Self {
        Self { json, diagnostics, holders: Vec::new() }
    }

    /// What stands before an element's value.
    fn begin(&mut self, element: &Element<'_>) {
        let json = &mut *self.json;
        match self.holders.last() {
            None => {
                json.open('{');
                json.key("name");
                match element.name {
                    Some(name) => json.name(name),
                    None => json.null(),
                }
                octets(json, &element.tlv);
                json.key("value");
            }
            Some(Shape::List) => {}
            // Most parsers keep one of two equal keys: a repetition gets a key of its own.
            Some(Shape::Sequence | Shape::Choice) => match (element.name, element.repetition) {
                (Some(name), 0) => json.key_of(name),
                (Some(name), n) => json.key_of((name, "#", u32::from(n) + 1)),
                (None, 0) => json.key_of(tag(&element.tlv)),
                (None, n) => json.key_of((tag(&element.tlv), "#", u32::from(n) + 1)),
            },
        }
    }

    fn end(&mut self) {
        if self.holders.is_empty() {
            self.json.close('}');
        }
    }
}

fn tag<'a>(tlv: &Tlv<'a>) -> UpperHex<'a> {
    UpperHex(tlv.identifier_octets())
}

/// `"tag":…,"raw":…`.
pub(super) fn octets(json: &mut Json, tlv: &Tlv<'_>) {
    json.key("tag");
    json.plain(tag(tlv));
    json.key("raw");
    json.hex(tlv.contents);
}

impl<'a> Visitor<'a> for Parameters<'_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        self.begin(element);
        let json = &mut *self.json;
        match value {
            Value::Octets(octets) | Value::Decimal(octets) => json.hex(*octets),
            Value::Digits(digits, table) => write_digits(json, digits, *table),
            Value::Enumerated(Some(name), _) => json.name(name),
            Value::Enumerated(None, value) | Value::Integer(value) => json.number(*value),
            Value::Bits(bits, names) => write_bits(json, bits, names),
            Value::Text(text) => json.string(text.0.iter().map(char::from)),
            Value::Boolean(value) => json.boolean(*value),
            Value::Carrier(carrier) => write_carrier(json, carrier),
            Value::Billing(billing) => {
                json.open('{');
                json.key("call_type");
                json.hex(&billing.call_type[..]);
                json.key("service_feature");
                json.hex(&billing.service_feature[..]);
                json.close('}');
            }
            Value::ObjectIdentifier(oid) => json.plain(oid),
            Value::Any(tlv) => {
                json.open('{');
                octets(json, tlv);
                json.close('}');
            }
            // A parameter has its octets beside the value; a nested element must show them here.
            Value::Unknown | Value::Undecoded if !self.holders.is_empty() => {
                json.open('{');
                octets(json, &element.tlv);
                json.close('}');
            }
            Value::Null | Value::Unknown | Value::Undecoded => json.null(),
        }
        self.end();
    }

    fn open(&mut self, element: &Element<'a>, shape: Shape) {
        self.begin(element);
        self.json.open(if shape == Shape::List { '[' } else { '{' });
        self.holders.push(shape);
    }

    fn close(&mut self, _: &Element<'a>, shape: Shape) {
        self.json.close(if shape == Shape::List { ']' } else { '}' });
        self.holders.pop();
        self.end();
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

fn named(json: &mut Json, name: Option<&str>, value: u8) {
    match name {
        Some(name) => json.name(name),
        None => json.number(value),
    }
}

fn write_digits(json: &mut Json, digits: &Digits<'_>, table: NatureTable) {
    json.open('{');
    json.key("digits");
    json.plain(digits.digits);
    json.key("nature");
    named(json, digits.nature.name(table), digits.nature.0);
    json.key("plan");
    json.name(digits.plan.name());
    json.key("presentation");
    json.name(digits.presentation.name());
    json.key("screening");
    json.name(digits.screening.name());
    json.close('}');
}

fn write_carrier(json: &mut Json, carrier: &CarrierCode<'_>) {
    json.open('{');
    json.key("selection");
    named(json, carrier.selection.name(), carrier.selection.0);
    json.key("nature");
    named(json, carrier.nature.name(), carrier.nature.0);
    json.key("digits");
    json.plain(carrier.digits);
    if carrier.stated != 4 {
        json.key("stated");
        json.number(carrier.stated);
    }
    json.close('}');
}

fn write_bits(json: &mut Json, bits: &Bits<'_>, names: &[(&'static str, u8)]) {
    json.open('{');
    json.key("bits");
    json.number(bits.len() as i64);
    json.key("set");
    json.open('[');
    for bit in bits.ones() {
        match names.iter().find(|(_, number)| usize::from(*number) == bit) {
            Some((name, _)) => json.name(name),
            None => json.number(bit as i64),
        }
    }
    json.close(']');
    json.close('}');
}

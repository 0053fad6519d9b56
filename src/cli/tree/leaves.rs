//! AIN parameters, down to the leaves.

use super::{Hex, Named, Tree, decimal, list};
use crate::wire::Diagnostic;
use crate::wire::ain::kinds::{NatureOfNumber, NatureTable};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor};
use std::fmt::Display;

/// Shows every element that a walk meets.
pub(super) struct Leaves<'t, 'o> {
    pub(super) tree: &'t mut Tree<'o>,
    pub(super) found: &'t mut Vec<Diagnostic>,
    pub(super) depth: usize,
}

impl Leaves<'_, '_> {
    fn title(&self, element: &Element<'_>) -> String {
        let tag: String =
            element.tlv.identifier_octets().iter().map(|octet| format!("{octet:02X}")).collect();
        match (element.name, element.parameter_type) {
            (Some(name), _) if element.untagged => name.into(),
            (Some(name), _) => format!("{name} [{tag}]"),
            (None, Some(ty)) => format!("{} [{tag}]", ty.name),
            (None, None) => format!("unknown [{tag}]"),
        }
    }
}

fn nature(value: NatureOfNumber, table: NatureTable) -> impl Display {
    match value.name(table) {
        Some(name) => name.into(),
        None => format!("nature {}", value.0),
    }
}

impl<'a> Visitor<'a> for Leaves<'_, '_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        let title = self.title(element);
        let (at, depth) = (Some(element.tlv.at), self.depth + element.depth);
        let tree = &mut *self.tree;
        match value {
            Value::Octets(octets) => tree.field(at, depth, &title, octets),
            Value::Decimal(octets) => {
                tree.field(
                    at,
                    depth,
                    &title,
                    format_args!("{} (as octets {octets})", decimal(*octets)),
                );
            }
            Value::Digits(digits, table) => {
                let none = if digits.digits.is_empty() { "no digits" } else { "" };
                let mut text = format!(
                    "{none}{} ({}, {}",
                    digits.digits,
                    nature(digits.nature, *table),
                    digits.plan.name()
                );
                if digits.presentation.0 != 0 {
                    text += &format!(", presentation {}", digits.presentation.name());
                }
                if digits.screening.0 != 0 {
                    text += &format!(", screening {}", digits.screening.name());
                }
                tree.field(at, depth, &title, text + ")");
            }
            Value::Enumerated(name, value) => {
                tree.field(at, depth, &title, Named(*name, *value));
            }
            Value::Integer(value) => tree.field(at, depth, &title, value),
            Value::Bits(bits, names) => {
                let name = |bit: usize| {
                    let named = names.iter().find(|(_, number)| usize::from(*number) == bit);
                    named.map_or_else(|| bit.to_string(), |(name, _)| (*name).to_string())
                };
                let text = list(bits.ones().map(name));
                let text = if text.is_empty() { "none".into() } else { text };
                tree.field(at, depth, &title, format_args!("{text} (of {} bits)", bits.len()));
            }
            Value::Text(text) => tree.field(at, depth, &title, format_args!("\"{text}\"")),
            Value::Boolean(value) => tree.field(at, depth, &title, value),
            Value::Null => tree.field(at, depth, &title, "present"),
            Value::Carrier(carrier) => {
                let text = format!(
                    "{} (selection {}, nature {})",
                    carrier.digits,
                    Named(carrier.selection.name(), carrier.selection.0.into()),
                    Named(carrier.nature.name(), carrier.nature.0.into()),
                );
                tree.field(at, depth, &title, text);
            }
            Value::Billing(billing) => {
                let (call_type, feature) = (Hex(&billing.call_type), Hex(&billing.service_feature));
                let text = format!("call type {call_type}, service feature {feature}");
                tree.field(at, depth, &title, text);
            }
            Value::ObjectIdentifier(oid) => tree.field(at, depth, &title, oid),
            Value::Any(tlv) => {
                let text = format!("[{}] {}", tlv.identifier, Hex(tlv.contents));
                tree.field(at, depth, &title, text);
            }
            Value::Unknown => tree.field(at, depth, &title, Hex(element.tlv.contents)),
            Value::Undecoded => {
                let text = format!("{} (not decoded)", Hex(element.tlv.contents));
                tree.field(at, depth, &title, text);
            }
        }
        if !element.untagged {
            tree.dump(depth, element.tlv.octets);
        }
    }

    fn open(&mut self, element: &Element<'a>, shape: Shape) {
        let title = self.title(element);
        let depth = self.depth + element.depth;
        let text = match shape {
            Shape::List => "list",
            Shape::Sequence | Shape::Choice => "",
        };
        self.tree.field(Some(element.tlv.at), depth, &title, text);
    }

    fn close(&mut self, _: &Element<'a>, _: Shape) {}

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

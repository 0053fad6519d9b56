//! AIN parameters, down to the leaves.

use super::{Hex, Named, Tree, decimal};
use crate::cli::text::{Put, Shown, UpperHex};
use crate::wire::Diagnostic;
use crate::wire::ain::kinds::{Digits, NatureOfNumber, NatureTable};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor};
use crate::wire::ber::Bits;

/// Shows every element that a walk meets.
pub(super) struct Leaves<'t, 'o> {
    pub(super) tree: &'t mut Tree<'o>,
    pub(super) found: &'t mut Vec<Diagnostic>,
    pub(super) depth: usize,
}

/// `name [tag]`, as far as there are names and a tag of its own.
struct Title<'e, 'a>(&'e Element<'a>);

impl Put for Title<'_, '_> {
    fn put(&self, to: &mut Vec<u8>) {
        let element = self.0;
        let name = match (element.name, element.parameter_type) {
            (Some(name), _) => name,
            (None, Some(ty)) => ty.name,
            (None, None) => "unknown",
        };
        name.put(to);
        if !(element.untagged && element.name.is_some()) {
            (" [", UpperHex(element.tlv.identifier_octets()), "]").put(to);
        }
    }
}

struct Nature(NatureOfNumber, NatureTable);

impl Put for Nature {
    fn put(&self, to: &mut Vec<u8>) {
        match self.0.name(self.1) {
            Some(name) => name.put(to),
            None => ("nature ", self.0.0).put(to),
        }
    }
}

struct DigitsText<'d, 'a>(&'d Digits<'a>, NatureTable);

impl Put for DigitsText<'_, '_> {
    fn put(&self, to: &mut Vec<u8>) {
        let Self(digits, table) = *self;
        let start = to.len();
        digits.digits.put(to);
        if to.len() == start {
            "no digits".put(to);
        }
        (" (", Nature(digits.nature, table), ", ", digits.plan.name()).put(to);
        if digits.presentation.0 != 0 {
            (", presentation ", digits.presentation.name()).put(to);
        }
        if digits.screening.0 != 0 {
            (", screening ", digits.screening.name()).put(to);
        }
        ")".put(to);
    }
}

struct BitsText<'b, 'a>(&'b Bits<'a>, &'static [(&'static str, u8)]);

impl Put for BitsText<'_, '_> {
    fn put(&self, to: &mut Vec<u8>) {
        let Self(bits, names) = self;
        let start = to.len();
        for bit in bits.ones() {
            if to.len() > start {
                ", ".put(to);
            }
            match names.iter().find(|(_, number)| usize::from(*number) == bit) {
                Some((name, _)) => name.put(to),
                None => bit.put(to),
            }
        }
        if to.len() == start {
            "none".put(to);
        }
        (" (of ", bits.len(), " bits)").put(to);
    }
}

impl<'a> Visitor<'a> for Leaves<'_, '_> {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        let title = Title(element);
        let (at, depth) = (Some(element.tlv.at), self.depth + element.depth);
        let tree = &mut *self.tree;
        match value {
            Value::Octets(octets) => tree.show(at, depth, title, octets),
            Value::Decimal(octets) => {
                tree.show(at, depth, title, (decimal(*octets), " (as octets ", octets, ")"));
            }
            Value::Digits(digits, table) => {
                tree.show(at, depth, title, DigitsText(digits, *table));
            }
            Value::Enumerated(name, value) => tree.show(at, depth, title, Named(*name, *value)),
            Value::Integer(value) => tree.show(at, depth, title, value),
            Value::Bits(bits, names) => tree.show(at, depth, title, BitsText(bits, names)),
            Value::Text(text) => tree.show(at, depth, title, ("\"", Shown(text), "\"")),
            Value::Boolean(value) => tree.show(at, depth, title, value),
            Value::Null => tree.show(at, depth, title, "present"),
            Value::Carrier(carrier) => {
                let selection = Named(carrier.selection.name(), carrier.selection.0.into());
                let nature = Named(carrier.nature.name(), carrier.nature.0.into());
                let text = (carrier.digits, " (selection ", selection, ", nature ", nature, ")");
                tree.show(at, depth, title, text);
            }
            Value::Billing(billing) => {
                let (call_type, feature) = (Hex(&billing.call_type), Hex(&billing.service_feature));
                let text = ("call type ", call_type, ", service feature ", feature);
                tree.show(at, depth, title, text);
            }
            Value::ObjectIdentifier(oid) => tree.show(at, depth, title, oid),
            Value::Any(tlv) => {
                tree.show(at, depth, title, ("[", tlv.identifier, "] ", Hex(tlv.contents)));
            }
            Value::Unknown => tree.show(at, depth, title, Hex(element.tlv.contents)),
            Value::Undecoded => {
                tree.show(at, depth, title, (Hex(element.tlv.contents), " (not decoded)"));
            }
        }
        if !element.untagged {
            tree.dump(depth, element.tlv.octets);
        }
    }

    fn open(&mut self, element: &Element<'a>, shape: Shape) {
        let depth = self.depth + element.depth;
        let text = match shape {
            Shape::List => "list",
            Shape::Sequence | Shape::Choice => "",
        };
        self.tree.show(Some(element.tlv.at), depth, Title(element), text);
    }

    fn close(&mut self, _: &Element<'a>, _: Shape) {}

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

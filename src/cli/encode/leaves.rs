//! Values of AIN parameters that hold no others, from the forms that docs/json.md gives them.

use super::mistake::Mistakes;
use super::suggest::suggestion;
use super::tree::{self, Fields, name_or_number, range};
use crate::cli::explain;
use crate::wire::ain::dynamic;
use crate::wire::ain::kinds::{
    Billing, CarrierCode, CarrierSelection, Digits, NatureOfCarrier, NatureOfNumber, NatureTable,
    NumberingPlan, Presentation, Screening, Text,
};
use crate::wire::ain::walk::Value as Leaf;
use crate::wire::ain::{Kind, ParameterType};
use crate::wire::ber::{Identifier, ObjectIdentifier};
use crate::wire::digits::DigitString;
use crate::wire::writer::Writer;
use jsonc_parser::ast::Value;

/// Writes the element of a leaf; `name` is the field's, or the type's where there is none.
pub(super) fn write(
    writer: &mut Writer,
    identifier: Identifier,
    (ty, name): (&'static ParameterType, &str),
    value: &Value<'_>,
    mistakes: &mut Mistakes,
) {
    if put(writer, identifier, &ty.kind, name, value, mistakes).is_some()
        && dynamic::irregularity(&ty.kind, writer.octets()).is_some()
    {
        let (text, help) = irregular(ty, name, value);
        mistakes.against_the_rules(range(value), text, help);
    }
}

/// What a decoder would object to, in words.
fn irregular(
    ty: &'static ParameterType,
    name: &str,
    value: &Value<'_>,
) -> (String, Option<String>) {
    let takes = explain::range(ty);
    let short = |text: &str| match text.chars().count() {
        0..=40 => format!("{text:?}"),
        count => format!("{count} characters"),
    };
    match (&ty.kind, value) {
        (Kind::Enumerated(names), Value::NumberLit(number)) => {
            let help = suggestion("", names.iter().map(|(name, _)| *name));
            let help = help.or_else(|| Some(format!("`hookflash explain {}` has them", ty.name)));
            (format!("{} is no value of {name}", number.value), help)
        }
        (_, Value::NumberLit(number)) => {
            (format!("{name} is {}", number.value), Some(format!("it takes {takes}")))
        }
        (kind, Value::StringLit(text)) => {
            let takes = if matches!(kind, Kind::Carrier) { "4 digits".into() } else { takes };
            (format!("{name} cannot be {}", short(&text.value)), Some(format!("it takes {takes}")))
        }
        (kind, Value::Object(object)) => {
            let digits = (Fields { object }).get("digits");
            let count = match digits {
                Some(Value::StringLit(digits)) => digits.value.chars().count(),
                _ => return (format!("{name} does not fit its type"), None),
            };
            let plural = if count == 1 { "" } else { "s" };
            let takes = if matches!(kind, Kind::Carrier) { "4 digits".into() } else { takes };
            (format!("{name} has {count} digit{plural}"), Some(format!("it takes {takes}")))
        }
        _ => (format!("{name} does not fit its type"), Some(format!("it takes {takes}"))),
    }
}

fn put(
    writer: &mut Writer,
    identifier: Identifier,
    kind: &Kind,
    name: &str,
    value: &Value<'_>,
    mistakes: &mut Mistakes,
) -> Option<()> {
    // Indicators are read with the ranges that their octets have.
    let mut leaf = |leaf: &Leaf<'_>| _ = dynamic::write(writer, identifier, leaf);
    match kind {
        Kind::Octets(..) | Kind::Decimal(..) => {
            let octets = tree::hex(value, name, mistakes)?;
            leaf(&Leaf::Octets((&octets[..]).into()));
        }
        Kind::Digits(_, _, table) => {
            leaf(&Leaf::Digits(digits(value, name, *table, mistakes)?, *table));
        }
        Kind::Enumerated(names) => {
            let names: Vec<_> =
                names.iter().map(|(name, value)| (*name, (*value).into())).collect();
            let value = name_or_number(value, name, &names, i64::MAX, mistakes)?;
            leaf(&Leaf::Enumerated(None, value));
        }
        Kind::Integer(..) => leaf(&Leaf::Integer(tree::integer(value, name, mistakes)?)),
        Kind::Bits(names) => {
            let bits = bits(value, name, names, mistakes)?;
            leaf(&Leaf::Bits(dynamic::bits(&bits), names));
        }
        Kind::Text(..) => {
            let octets = text(value, name, mistakes)?;
            leaf(&Leaf::Text(Text((&octets[..]).into())));
        }
        Kind::Boolean => leaf(&Leaf::Boolean(tree::boolean(value, name, mistakes)?)),
        Kind::Null => match value {
            Value::NullKeyword(_) => leaf(&Leaf::Null),
            other => {
                tree::wrong_kind(other, name, "null, its only value", mistakes);
                return None;
            }
        },
        Kind::Carrier => leaf(&Leaf::Carrier(carrier(value, name, mistakes)?)),
        Kind::Billing => leaf(&Leaf::Billing(billing(value, name, mistakes)?)),
        Kind::ObjectIdentifier => {
            let octets = object_identifier(value, name, mistakes)?;
            leaf(&Leaf::ObjectIdentifier(ObjectIdentifier(&octets)));
        }
        Kind::Any | Kind::Sequence(_) | Kind::SequenceOf(..) | Kind::Choice(_) => return None,
    }
    Some(())
}

/// One octet a character, as the decoder writes them.
fn text(value: &Value<'_>, name: &str, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let text = tree::string(value, name, mistakes)?;
    let octets: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    if octets.is_none() {
        let text = format!("{name} has a character that is not of IA5, the seven-bit alphabet");
        mistakes.add(range(value), text, None);
    }
    octets
}

fn digit_string<'t>(
    value: &'t Value<'t>,
    name: &str,
    mistakes: &mut Mistakes,
) -> Option<DigitString<'t>> {
    let text = tree::string(value, name, mistakes)?;
    let digits = DigitString::text(text);
    if digits.is_none() {
        let help = "digits are 0 to 9, * and #, and A to F for the codes 10 to 15";
        mistakes.add(range(value), format!("{name} has a character that is no digit"), {
            help.to_string()
        });
    }
    digits
}

fn named(count: u8, name: impl Fn(u8) -> Option<&'static str>) -> Vec<(&'static str, i64)> {
    (0..=count).filter_map(|value| Some((name(value)?, value.into()))).collect()
}

/// `{"digits":…,"nature":…}`, or the digits alone.
fn digits<'t>(
    value: &'t Value<'t>,
    name: &str,
    table: NatureTable,
    mistakes: &mut Mistakes,
) -> Option<Digits<'t>> {
    let usual = |digits: DigitString<'t>| Digits {
        // Ten digits are a number of the North American plan; what else it is cannot be told.
        nature: if digits.len() == 10 { NatureOfNumber::NATIONAL } else { NatureOfNumber(0) },
        plan: NumberingPlan::ISDN,
        digits,
        ..Digits::default()
    };
    if matches!(value, Value::StringLit(_)) {
        return digit_string(value, name, mistakes).map(usual);
    }
    let keys = ["digits", "nature", "plan", "presentation", "screening"];
    let fields = Fields::of(value, name, &keys, mistakes)?;
    let Some(digits) = fields.get("digits") else {
        mistakes.add(fields.opening(), format!("{name} has no `digits`"), None);
        return None;
    };
    let mut digits = usual(digit_string(digits, name, mistakes)?);
    let mut number = |key: &str, names: Vec<(&'static str, i64)>, most: u8| {
        let value = fields.get(key)?;
        let what = format!("{key} of {name}");
        let number = name_or_number(value, &what, &names, most.into(), mistakes)?;
        u8::try_from(number).ok()
    };
    let names = named(127, |n| NatureOfNumber(n).name(table));
    if let Some(nature) = number("nature", names, 127) {
        digits.nature = NatureOfNumber(nature);
    }
    if let Some(plan) = number("plan", named(7, |n| Some(NumberingPlan(n).name())), 7) {
        digits.plan = NumberingPlan(plan);
    }
    let names = named(3, |n| Some(Presentation(n).name()));
    if let Some(presentation) = number("presentation", names, 3) {
        digits.presentation = Presentation(presentation);
    }
    if let Some(screening) = number("screening", named(3, |n| Some(Screening(n).name())), 3) {
        digits.screening = Screening(screening);
    }
    Some(digits)
}

/// `{"selection":…,"nature":…,"digits":…}`, or the digits alone.
fn carrier<'t>(
    value: &'t Value<'t>,
    name: &str,
    mistakes: &mut Mistakes,
) -> Option<CarrierCode<'t>> {
    let usual = |digits| CarrierCode::new(CarrierSelection(0), NatureOfCarrier(0), digits);
    if matches!(value, Value::StringLit(_)) {
        return digit_string(value, name, mistakes).map(usual);
    }
    let fields = Fields::of(value, name, &["selection", "nature", "digits", "stated"], mistakes)?;
    let Some(digits) = fields.get("digits") else {
        mistakes.add(fields.opening(), format!("{name} has no `digits`"), None);
        return None;
    };
    let mut carrier = usual(digit_string(digits, name, mistakes)?);
    let mut number = |key: &str, names: Vec<(&'static str, i64)>, most: u8| {
        let value = fields.get(key)?;
        let what = format!("{key} of {name}");
        let number = name_or_number(value, &what, &names, most.into(), mistakes)?;
        u8::try_from(number).ok()
    };
    let names = named(255, |n| CarrierSelection(n).name());
    if let Some(selection) = number("selection", names, 255) {
        carrier.selection = CarrierSelection(selection);
    }
    if let Some(nature) = number("nature", named(15, |n| NatureOfCarrier(n).name()), 15) {
        carrier.nature = NatureOfCarrier(nature);
    }
    if let Some(stated) = number("stated", vec![], 15) {
        carrier.stated = stated;
    }
    Some(carrier)
}

fn billing(value: &Value<'_>, name: &str, mistakes: &mut Mistakes) -> Option<Billing> {
    let fields = Fields::of(value, name, &["call_type", "service_feature"], mistakes)?;
    let mut half = |key: &str| {
        let Some(value) = fields.get(key) else {
            mistakes.add(fields.opening(), format!("{name} has no `{key}`"), None);
            return None;
        };
        let octets = tree::hex(value, key, mistakes)?;
        let two = octets.first_chunk().copied().filter(|_| octets.len() == 2);
        if two.is_none() {
            mistakes.add(range(value), format!("{key} of {name} has two octets"), None);
        }
        two
    };
    let (call_type, service_feature) = (half("call_type"), half("service_feature"));
    Some(Billing { call_type: call_type?, service_feature: service_feature? })
}

/// `{"bits":…,"set":[…]}`, or the list alone.
fn bits(
    value: &Value<'_>,
    name: &str,
    names: &[(&'static str, u8)],
    mistakes: &mut Mistakes,
) -> Option<(Vec<u8>, u8)> {
    let (list, given) = match value {
        Value::Array(array) => (Some(array), None),
        _ => {
            let fields = Fields::of(value, name, &["bits", "set"], mistakes)?;
            let given = fields.number::<usize>("bits", 0..=2048, mistakes);
            let set = fields.get("set").and_then(|set| tree::array(set, "set", mistakes));
            (set, given.zip(fields.get("bits")))
        }
    };
    let names: Vec<_> = names.iter().map(|(name, bit)| (*name, i64::from(*bit))).collect();
    let what = format!("bit of {name}");
    let elements = list.map_or(&[][..], |list| &list.elements);
    let set: Option<Vec<usize>> = elements
        .iter()
        .map(|bit| name_or_number(bit, &what, &names, 2047, mistakes))
        .map(|bit| bit.and_then(|bit| usize::try_from(bit).ok()))
        .collect();
    let set = set?;
    let least = set.iter().max().map_or(0, |last| last + 1);
    let count = match given {
        Some((count, at)) if count < least => {
            let text = format!("{name} has {count} bits, and bit {} is set", least - 1);
            mistakes.add(range(at), text, format!("at least {least} bits"));
            least
        }
        Some((count, _)) => count,
        None => least,
    };
    Some(dynamic::bit_octets(&set, count))
}

/// Contents octets of a dotted object identifier (X.690 8.19).
pub(super) fn object_identifier(
    value: &Value<'_>,
    name: &str,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let text = tree::string(value, name, mistakes)?;
    let octets = dotted(text);
    if octets.is_none() {
        let help = "numbers with dots between them, such as 1.2.840.10013.1.1".to_string();
        let text = format!("{name}: {text:?} is no object identifier");
        mistakes.add(range(value), text, help);
    }
    octets
}

fn dotted(text: &str) -> Option<Vec<u8>> {
    let arcs: Option<Vec<u128>> = text.split('.').map(|arc| arc.parse().ok()).collect();
    let arcs = arcs?;
    let (first, second, rest) = match &arcs[..] {
        [first @ 0..=1, second @ 0..=39, rest @ ..] => (first, second, rest),
        [2, second, rest @ ..] => (&2, second, rest),
        _ => return None,
    };
    let mut octets = vec![];
    for arc in [&second.checked_add(first * 40)?].into_iter().chain(rest) {
        let size = (128 - arc.leading_zeros()).div_ceil(7).max(1);
        for place in (0..size).rev() {
            let more = if place > 0 { 0x80 } else { 0 };
            octets.push((arc >> (7 * place)) as u8 & 0x7F | more);
        }
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_come_back_as_they_were_written() {
        for text in ["1.2.840.10013.1.1", "0.0", "2.100.3", "2.999", "1.39.128.16384"] {
            let octets = dotted(text).unwrap();
            assert_eq!(ObjectIdentifier(&octets).to_string(), text);
        }
        for text in ["", "1", "3.1", "1.40", "1..2", "a.b", "-1.2"] {
            assert_eq!(dotted(text), None, "{text}");
        }
    }
}

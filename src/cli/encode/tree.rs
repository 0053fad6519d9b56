//! Reading the parts of an object, each with its place, and telling what is wrong with them.

use super::mistake::Mistakes;
use super::suggest::{folded, listed, suggestion};
use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use std::ops::{Range, RangeInclusive};

/// Where a value stands.
pub(super) fn range(value: &impl Ranged) -> Range<usize> {
    value.start()..value.end()
}

/// What a value is, for messages.
const fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::Object(_) => "an object",
        Value::Array(_) => "an array",
        Value::NullKeyword(_) => "null",
    }
}

pub(super) fn wrong_kind(value: &Value<'_>, what: &str, wanted: &str, mistakes: &mut Mistakes) {
    let text = format!("{what} is {}, not {wanted}", kind(value));
    mistakes.add(range(value), text, None);
}

/// An object whose keys are known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'t> {
    pub(super) object: &'t Object<'t>,
}

impl<'t> Fields<'t> {
    /// The value as an object of these keys; keys that are not among them, and keys that stand
    /// twice, are mistakes.
    pub(super) fn of(
        value: &'t Value<'t>,
        what: &str,
        keys: &[&str],
        mistakes: &mut Mistakes,
    ) -> Option<Self> {
        let Value::Object(object) = value else {
            wrong_kind(value, what, "an object", mistakes);
            return None;
        };
        Some(Self::checked(object, what, keys, mistakes))
    }

    pub(super) fn checked(
        object: &'t Object<'t>,
        what: &str,
        keys: &[&str],
        mistakes: &mut Mistakes,
    ) -> Self {
        for (place, property) in object.properties.iter().enumerate() {
            let name = property.name.as_str();
            if !keys.contains(&name) {
                let help = suggestion(name, keys.iter().copied());
                mistakes.add(range(&property.name), format!("{what} has no key `{name}`"), help);
            }
            told_twice(object, place, mistakes);
        }
        Self { object }
    }

    pub(super) fn range(&self) -> Range<usize> {
        range(self.object)
    }

    /// The opening brace: the place of what is missing.
    pub(super) fn opening(&self) -> Range<usize> {
        self.object.start()..self.object.start() + 1
    }

    /// The value of a key, null or not.
    pub(super) fn given(&self, key: &str) -> Option<&'t Value<'t>> {
        let property = self.object.properties.iter().find(|p| p.name.as_str() == key)?;
        Some(&property.value)
    }

    /// The value of a key that is there and not null.
    pub(super) fn get(&self, key: &str) -> Option<&'t Value<'t>> {
        self.given(key).filter(|value| !matches!(value, Value::NullKeyword(_)))
    }

    /// A number in a range.
    pub(super) fn number<N: TryFrom<i64>>(
        &self,
        key: &str,
        within: RangeInclusive<i64>,
        mistakes: &mut Mistakes,
    ) -> Option<N> {
        number(self.get(key)?, key, within, mistakes)
    }

    pub(super) fn boolean(&self, key: &str, mistakes: &mut Mistakes) -> Option<bool> {
        boolean(self.get(key)?, key, mistakes)
    }

    pub(super) fn string(&self, key: &str, mistakes: &mut Mistakes) -> Option<&'t str> {
        string(self.get(key)?, key, mistakes)
    }

    pub(super) fn hex(&self, key: &str, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
        hex(self.get(key)?, key, mistakes)
    }
}

/// Of two equal keys most parsers keep one: here it is a mistake.
pub(super) fn told_twice(object: &Object<'_>, place: usize, mistakes: &mut Mistakes) {
    let property = &object.properties[place];
    let name = property.name.as_str();
    if object.properties[..place].iter().any(|before| before.name.as_str() == name) {
        mistakes.add(range(&property.name), format!("`{name}` stands twice"), None);
    }
}

/// The one key of an object, where it has one.
pub(super) fn only_property<'t>(object: &'t Object<'t>) -> Option<&'t ObjectProp<'t>> {
    match &object.properties[..] {
        [only] => Some(only),
        _ => None,
    }
}

pub(super) fn string<'t>(
    value: &'t Value<'t>,
    what: &str,
    mistakes: &mut Mistakes,
) -> Option<&'t str> {
    match value {
        Value::StringLit(literal) => Some(&literal.value),
        other => {
            wrong_kind(other, what, "a string", mistakes);
            None
        }
    }
}

pub(super) fn array<'t>(
    value: &'t Value<'t>,
    what: &str,
    mistakes: &mut Mistakes,
) -> Option<&'t Array<'t>> {
    match value {
        Value::Array(array) => Some(array),
        other => {
            wrong_kind(other, what, "an array", mistakes);
            None
        }
    }
}

pub(super) fn boolean(value: &Value<'_>, what: &str, mistakes: &mut Mistakes) -> Option<bool> {
    match value {
        Value::BooleanLit(literal) => Some(literal.value),
        other => {
            wrong_kind(other, what, "true or false", mistakes);
            None
        }
    }
}

pub(super) fn integer(value: &Value<'_>, what: &str, mistakes: &mut Mistakes) -> Option<i64> {
    let Value::NumberLit(literal) = value else {
        wrong_kind(value, what, "a number", mistakes);
        return None;
    };
    let number = literal.value.parse().ok();
    if number.is_none() {
        let text = format!("{what} is {}, not a whole number of 64 bits", literal.value);
        mistakes.add(range(value), text, None);
    }
    number
}

/// A number that must be in a range, for there is no room for any other.
pub(super) fn number<N: TryFrom<i64>>(
    value: &Value<'_>,
    what: &str,
    within: RangeInclusive<i64>,
    mistakes: &mut Mistakes,
) -> Option<N> {
    let number = integer(value, what, mistakes)?;
    if within.contains(&number) {
        return N::try_from(number).ok();
    }
    let help = format!("{} to {}", within.start(), within.end());
    mistakes.add(range(value), format!("{what} is {number}"), help);
    None
}

/// Octets in hexadecimal; blanks, `:` and `-` between octets are passed over.
pub(super) fn hex(value: &Value<'_>, what: &str, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let text = string(value, what, mistakes)?;
    let digits: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | ':' | '-')).collect();
    if let Some(wrong) = digits.iter().find(|c| !c.is_ascii_hexdigit()) {
        let help = "octets are written in hexadecimal, two digits each".to_string();
        mistakes.add(range(value), format!("{wrong:?} in {what} is not hexadecimal"), help);
        return None;
    }
    if digits.len() % 2 == 1 {
        let text = format!("{what} has {} hexadecimal digits, an odd number", digits.len());
        mistakes.add(range(value), text, None);
        return None;
    }
    let half = |c: char| c.to_digit(16).unwrap_or(0) as u8;
    Some(digits.chunks(2).map(|pair| half(pair[0]) << 4 | half(pair[1])).collect())
}

/// One of these names, or a number up to `most`.
pub(super) fn name_or_number(
    value: &Value<'_>,
    what: &str,
    names: &[(&str, i64)],
    most: i64,
    mistakes: &mut Mistakes,
) -> Option<i64> {
    match value {
        Value::StringLit(literal) => {
            let name = folded(&literal.value);
            let found = names.iter().find(|(candidate, _)| folded(candidate) == name);
            if found.is_none() {
                let text = format!("`{}` is no {what}", literal.value);
                let help = suggestion(&literal.value, names.iter().map(|(name, _)| *name));
                mistakes.add(range(value), text, help);
            }
            found.map(|(_, number)| *number)
        }
        Value::NumberLit(_) => number(value, what, 0..=most, mistakes),
        other => {
            wrong_kind(other, what, "a name or a number", mistakes);
            None
        }
    }
}

/// `a`, `b` and `c` are missing, in words.
pub(super) fn missing(names: &[&str]) -> String {
    format!("{} {} missing", listed(names, "and"), if names.len() == 1 { "is" } else { "are" })
}

//! AIN parameters from their JSON, written by the tables from the last to the first.

use super::leaves;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, missing, only_property, range};
use crate::cli::explain;
use crate::wire::ain::structures::Parms;
use crate::wire::ain::{Field, Kind, ParameterType};
use crate::wire::ber::{Identifier, MAX_DEPTH};
use crate::wire::writer::Writer;
use jsonc_parser::ast::{Array, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use std::ops::Range;

/// Identifier octets as JSON has them, however many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag(Vec<u8>);

impl Tag {
    pub(super) fn read(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let octets = tree::hex(value, "tag", mistakes)?;
        let long = octets.first().is_some_and(|first| first & 0x1F == 0x1F);
        let whole = match &octets[..] {
            [] | [0, ..] => false,
            [_, middle @ .., last] if long => {
                middle.iter().all(|octet| octet & 0x80 != 0) && last & 0x80 == 0
            }
            [_] => !long,
            _ => false,
        };
        if !whole {
            let help = "the identifier octets of an element, such as 8F or BF35".to_string();
            mistakes.add(range(value), "this is no tag", help);
        }
        whole.then_some(Self(octets))
    }

    /// The identifier, where four octets hold it.
    pub(super) fn identifier(&self) -> Option<Identifier> {
        let packed =
            |octets: &[u8]| octets.iter().fold(0, |all, octet| all << 8 | u32::from(*octet));
        (self.0.len() <= 4).then(|| Identifier(packed(&self.0)))
    }

    /// Writes an element of these contents.
    pub(super) fn write(&self, writer: &mut Writer, contents: &[u8]) {
        if let Some(identifier) = self.identifier() {
            return writer.element(identifier, contents);
        }
        let mut element = Writer::new();
        element.element(Identifier(0x04), contents);
        writer.put(&element.octets()[1..]);
        writer.put(&self.0);
    }
}

/// An element that is to be written: as what, and from what.
enum Part<'t> {
    /// A value of the tables; the tag chooses where the field may have more than one.
    Value(&'static Field, Option<Identifier>, &'t Value<'t>),
    /// As it stands.
    Raw(Tag, Vec<u8>),
}

/// A part, the field it is of, and where it stands in the text.
struct Placed<'t> {
    place: Option<usize>,
    at: Range<usize>,
    part: Part<'t>,
}

/// What a list of parameters is read with.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) fields: &'static [Field],
    /// Of what, for messages.
    pub(super) of: &'static str,
    /// Whether the elements stand in the order of the fields.
    pub(super) in_order: bool,
    /// Whether the fields that are mandatory must be there; not where they are any operation's.
    pub(super) whole: bool,
}

impl Table {
    /// Every parameter that some operation has, in any order.
    pub(super) const ANY: Self =
        Self { fields: Parms::ALTERNATIVES, of: "AIN", in_order: false, whole: false };
}

/// Writes `parameters[]`, each `{"name":…,"tag":…,"raw":…,"value":…}`; what is missing is told at
/// `opening`.
pub(super) fn parameters(
    writer: &mut Writer,
    list: Option<&Array<'_>>,
    table: Table,
    opening: Range<usize>,
    mistakes: &mut Mistakes,
) {
    let mut parts = vec![];
    for item in list.map_or(&[][..], |list| &list.elements) {
        // `elements` is for reading: `raw` has the octets.
        let keys = ["name", "tag", "raw", "value", "elements"];
        let Some(fields) = Fields::of(item, "parameter", &keys, mistakes) else { continue };
        parts.extend(parameter(&fields, table, mistakes));
    }
    let opening = list.map_or(opening, |list| list.start()..list.start() + 1);
    write_parts(writer, parts, table, opening, 0, mistakes);
}

fn parameter<'t>(fields: &Fields<'t>, table: Table, mistakes: &mut Mistakes) -> Option<Placed<'t>> {
    let tag = match fields.get("tag") {
        Some(tag) => Some(Tag::read(tag, mistakes)?),
        None => None,
    };
    let identifier = tag.as_ref().and_then(Tag::identifier);
    let mut place = None;
    let mut field = None;
    if let Some(name) = fields.get("name") {
        let text = tree::string(name, "name", mistakes)?;
        place = find(table.fields, text);
        // A test of a peer may send it what the operation does not have.
        let anywhere = || find(Parms::ALTERNATIVES, text).map(|n| &Parms::ALTERNATIVES[n]);
        field = match place {
            Some(place) => Some(&table.fields[place]),
            None if mistakes.lax => anywhere(),
            None => None,
        };
        if field.is_none() && !(mistakes.lax && tag.is_some()) {
            let names = table.fields.iter().map(|field| field.name);
            let help = suggestion(text, names).or_else(|| {
                let known = anywhere().is_some();
                known.then(|| "other operations have it: --lax sends it all the same".into())
            });
            mistakes.add(range(name), format!("{} has no parameter `{text}`", table.of), help);
            return None;
        }
    } else if let Some(identifier) = identifier {
        place = table.fields.iter().position(|field| field.takes(identifier));
        field = place.map(|place| &table.fields[place]);
    }
    let value = fields.given("value");
    let raw = fields.hex("raw", mistakes);
    let at = fields.opening();
    let shown = fields.given("name").map_or(at, range);
    let part = match (value.filter(|value| !is_null(value)), raw, field) {
        (Some(value), _, Some(field)) => {
            if let Some(identifier) = identifier {
                same_tag(field, identifier, fields, mistakes);
            }
            Part::Value(field, identifier, value)
        }
        (Some(value), Some(raw), None) if tag.is_some() => {
            // An ANY of a raw parameter would come here; nothing else has a value and no name.
            let text = "a parameter without a name has no value".to_string();
            mistakes.against_the_rules(range(value), text, None);
            Part::Raw(tag?, raw)
        }
        (None, Some(raw), field) => match (tag, field) {
            (Some(tag), field) => {
                if let (Some(identifier), Some(field)) = (identifier, field) {
                    same_tag(field, identifier, fields, mistakes);
                }
                Part::Raw(tag, raw)
            }
            (None, Some(field)) => Part::Raw(own_tag(field, &shown, mistakes)?, raw),
            (None, None) => {
                let help = "name it, or give its tag".to_string();
                mistakes.add(shown, "nothing says which parameter this is", help);
                return None;
            }
        },
        // A mistake already.
        (None, None, _) if fields.get("raw").is_some() => return None,
        (None, None, Some(field)) if matches!(field.parameter_type().kind, Kind::Null) => {
            static NULL: Value<'static> =
                Value::NullKeyword(jsonc_parser::ast::NullKeyword { range: EMPTY });
            Part::Value(field, identifier, value.unwrap_or(&NULL))
        }
        (None, None, Some(field)) => {
            let help = format!("it takes {}", explain::range(field.parameter_type()));
            mistakes.add(shown, format!("{} has neither value nor raw", field.name), help);
            return None;
        }
        (_, _, None) => {
            let help = "name it, or give its tag and raw octets".to_string();
            mistakes.add(shown, "nothing says which parameter this is", help);
            return None;
        }
    };
    Some(Placed { place, at: shown, part })
}

/// A parameter that is named has the tag of that name.
fn same_tag(field: &Field, given: Identifier, fields: &Fields<'_>, mistakes: &mut Mistakes) {
    if let Some(tag) = fields.get("tag")
        && !field.takes(given)
    {
        let own = field.identifiers();
        let help = own.first().map(|own| format!("its tag is {own}; it may be left out"));
        let text = format!("{} has another tag", field.name);
        mistakes.against_the_rules(range(tag), text, help);
    }
}

const EMPTY: jsonc_parser::common::Range = jsonc_parser::common::Range { start: 0, end: 0 };

const fn is_null(value: &Value<'_>) -> bool {
    matches!(value, Value::NullKeyword(_))
}

fn find(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name == name).or_else(|| {
        let name = folded(name);
        fields.iter().position(|field| folded(field.name) == name)
    })
}

/// The tag of a field that is given by its name and its raw octets.
fn own_tag(field: &Field, at: &Range<usize>, mistakes: &mut Mistakes) -> Option<Tag> {
    let frame = field.frame(None);
    let identifier = frame.outer.or(frame.inner);
    if identifier.is_none() {
        let help = "give its tag too".to_string();
        mistakes.add(at.clone(), format!("{} has a tag for each alternative", field.name), help);
    }
    let octets = identifier?.0.to_be_bytes();
    let size = identifier?.size();
    Some(Tag(octets[octets.len() - size..].to_vec()))
}

/// Brings the parts into the order of the table, judges them as a decoder would, and writes them.
fn write_parts(
    writer: &mut Writer,
    mut parts: Vec<Placed<'_>>,
    table: Table,
    opening: Range<usize>,
    depth: usize,
    mistakes: &mut Mistakes,
) {
    let mut seen = vec![false; table.fields.len()];
    for part in &parts {
        if let Some(place) = part.place
            && std::mem::replace(&mut seen[place], true)
        {
            let text = format!("{} stands twice", table.fields[place].name);
            mistakes.against_the_rules(part.at.clone(), text, None);
        }
    }
    let absent: Vec<&str> = (table.fields.iter().zip(&seen))
        .filter(|(field, seen)| !field.optional && !**seen)
        .map(|(field, _)| field.name)
        .collect();
    if table.whole && !absent.is_empty() {
        let help = format!("mandatory in {}", table.of);
        mistakes.against_the_rules(opening, missing(&absent), help);
    }
    if table.in_order && !mistakes.lax {
        // What no field takes stays behind what it stands behind.
        let mut latest = 0;
        let mut places: Vec<usize> = vec![];
        for part in &parts {
            latest = part.place.unwrap_or(latest);
            places.push(latest);
        }
        let mut ordered: Vec<(usize, Placed<'_>)> = places.into_iter().zip(parts).collect();
        ordered.sort_by_key(|(place, _)| *place);
        parts = ordered.into_iter().map(|(_, part)| part).collect();
    }
    for part in parts.into_iter().rev() {
        match part.part {
            Part::Raw(tag, contents) => tag.write(writer, &contents),
            Part::Value(field, wanted, value) => {
                write_field(writer, field, wanted, value, depth, mistakes);
            }
        }
    }
}

fn write_field(
    writer: &mut Writer,
    field: &'static Field,
    wanted: Option<Identifier>,
    value: &Value<'_>,
    depth: usize,
    mistakes: &mut Mistakes,
) {
    let frame = field.frame(wanted);
    let is_any = matches!(field.parameter_type().kind, Kind::Any);
    if !(is_any && frame.outer.is_some())
        && let Some((tag, contents)) = raw_form(value, field, mistakes)
    {
        return tag.write(writer, &contents);
    }
    let behind = writer.len();
    let named = (field.parameter_type(), field.name);
    write_element(writer, frame.inner, named, value, depth + 1, mistakes);
    if let Some(outer) = frame.outer {
        writer.wrap(outer, behind);
    }
}

/// `{"tag":…,"raw":…}`: an element as it stands, for one that is not known or cannot be read.
fn raw_form(value: &Value<'_>, field: &Field, mistakes: &mut Mistakes) -> Option<(Tag, Vec<u8>)> {
    let Value::Object(object) = value else { return None };
    let keys = || object.properties.iter().map(|property| property.name.as_str());
    let is_field = |name: &str| match &field.parameter_type().kind {
        Kind::Sequence(fields) | Kind::Choice(fields) => find(fields, name).is_some(),
        _ => false,
    };
    if keys().count() != 2 || !keys().all(|key| matches!(key, "tag" | "raw")) || is_field("tag") {
        return None;
    }
    let tag = object.properties.iter().find(|property| property.name.as_str() == "tag")?;
    let raw = object.properties.iter().find(|property| property.name.as_str() == "raw")?;
    Some((Tag::read(&tag.value, mistakes)?, tree::hex(&raw.value, "raw", mistakes)?))
}

/// Writes the element of a type under an identifier; none where the value brings its own.
fn write_element(
    writer: &mut Writer,
    identifier: Option<Identifier>,
    (ty, name): (&'static ParameterType, &'static str),
    value: &Value<'_>,
    depth: usize,
    mistakes: &mut Mistakes,
) {
    if depth > MAX_DEPTH {
        return mistakes.add(range(value), "nested too deep", None);
    }
    let behind = writer.len();
    match &ty.kind {
        Kind::Sequence(fields) => {
            let Value::Object(object) = value else {
                return tree::wrong_kind(value, name, "an object", mistakes);
            };
            let table = Table { fields, of: name, in_order: true, whole: true };
            let mut parts = vec![];
            for (place, property) in object.properties.iter().enumerate() {
                tree::told_twice(object, place, mistakes);
                parts.extend(property_part(property, table, mistakes));
            }
            let opening = object.start()..object.start() + 1;
            write_parts(writer, parts, table, opening, depth, mistakes);
        }
        Kind::SequenceOf(describe, min, max) => {
            let Some(list) = tree::array(value, name, mistakes) else { return };
            let count = list.elements.len();
            if !(usize::from(*min)..=usize::from(*max)).contains(&count) {
                let help = format!("it takes {min} to {max}");
                let plural = if count == 1 { "" } else { "s" };
                let text = format!("{name} has {count} element{plural}");
                mistakes.against_the_rules(range(value), text, help);
            }
            let element = describe();
            for value in list.elements.iter().rev() {
                write_listed(writer, element, value, depth, mistakes);
            }
        }
        Kind::Choice(alternatives) => {
            let Value::Object(object) = value else {
                return tree::wrong_kind(value, name, "an object with one alternative", mistakes);
            };
            let Some(property) = only_property(object) else {
                let names: Vec<&str> = alternatives.iter().map(|field| field.name).collect();
                let text = format!("{name} is a choice: it takes exactly one alternative");
                return mistakes.add(range(value), text, suggestion("", names.iter().copied()));
            };
            let table = Table { fields: alternatives, of: name, in_order: false, whole: false };
            match property_part(property, table, mistakes) {
                Some(Placed { part: Part::Raw(tag, contents), .. }) => {
                    tag.write(writer, &contents);
                }
                Some(Placed { part: Part::Value(field, _, value), .. }) => {
                    write_field(writer, field, None, value, depth, mistakes);
                }
                None => return,
            }
        }
        Kind::Any => {
            match Fields::of(value, name, &["tag", "raw"], mistakes) {
                Some(fields) => match (fields.get("tag"), fields.hex("raw", mistakes)) {
                    (Some(tag), Some(raw)) => {
                        if let Some(tag) = Tag::read(tag, mistakes) {
                            tag.write(writer, &raw);
                        }
                    }
                    _ => {
                        let text = format!("{name} is any element: it takes `tag` and `raw`");
                        mistakes.add(fields.range(), text, None);
                    }
                },
                None => return,
            }
            return;
        }
        _ => {
            // Only a CHOICE and ANY have no identifier of their own.
            let identifier = identifier.unwrap_or(Identifier(0x04));
            return leaves::write(writer, identifier, (ty, name), value, mistakes);
        }
    }
    if let Some(identifier) = identifier {
        writer.wrap(identifier, behind);
    }
}

/// An element of a list; one that is of another type stands as `{"tag":…,"raw":…}`.
fn write_listed(
    writer: &mut Writer,
    ty: &'static ParameterType,
    value: &Value<'_>,
    depth: usize,
    mistakes: &mut Mistakes,
) {
    if let Value::Object(object) = value
        && object.properties.len() == 2
        && object.properties.iter().all(|p| matches!(p.name.as_str(), "tag" | "raw"))
    {
        let fields = Fields { object };
        if let (Some(tag), Some(raw)) = (fields.get("tag"), fields.hex("raw", mistakes))
            && let Some(tag) = Tag::read(tag, mistakes)
        {
            tag.write(writer, &raw);
        }
        return;
    }
    write_element(writer, ty.identifier(), (ty, ty.name), value, depth + 1, mistakes);
}

/// A key of a SEQUENCE or CHOICE with its value: a field's name, or a tag that no field has; `#2`
/// and on tell repetitions apart.
fn property_part<'t>(
    property: &'t ObjectProp<'t>,
    table: Table,
    mistakes: &mut Mistakes,
) -> Option<Placed<'t>> {
    let key = property.name.as_str();
    let at = range(&property.name);
    let name = match key.split_once('#') {
        Some((name, number)) if number.parse::<u16>().is_ok() => name,
        _ => key,
    };
    if let Some(place) = find(table.fields, name) {
        let part = Part::Value(&table.fields[place], None, &property.value);
        return Some(Placed { place: Some(place), at, part });
    }
    let is_tag = name.len() % 2 == 0 && name.chars().all(|c| c.is_ascii_hexdigit());
    if is_tag && let Value::Object(object) = &property.value {
        let fields = Fields::checked(object, name, &["tag", "raw"], mistakes);
        let raw = fields.hex("raw", mistakes);
        if let (Some(tag), Some(raw)) = (fields.get("tag"), raw) {
            let tag = Tag::read(tag, mistakes)?;
            let place = tag.identifier().and_then(|identifier| {
                table.fields.iter().position(|field| field.takes(identifier))
            });
            return Some(Placed { place, at, part: Part::Raw(tag, raw) });
        }
    }
    let help = suggestion(name, table.fields.iter().map(|field| field.name));
    mistakes.add(at, format!("{} has no element `{name}`", table.of), help);
    None
}

//! M2PA, M2UA and SUA messages from their JSON, and what M3UA shares with them.

use super::codes;
use super::lower::written;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::told;
use super::tree::{self, Fields, range};
use crate::wire::writer::Encode;
use crate::wire::{Layer, Reader, m2pa, m2ua, sua};
use jsonc_parser::ast::Value;

/// Parameters by tag or by name, each with its octets. `named` gives a tag its name.
pub(super) fn parameters(
    fields: &Fields<'_>,
    of: Layer,
    named: impl Fn(u16) -> Option<&'static str>,
    mistakes: &mut Mistakes,
) -> Option<Vec<(u16, Vec<u8>)>> {
    let list = fields.get("parameters");
    let list = list.and_then(|list| tree::array(list, "parameters", mistakes));
    let mut parameters = vec![];
    for value in list.map_or(&[][..], |list| &list.elements) {
        let fields = Fields::of(value, "parameter", &["tag", "name", "raw"], mistakes)?;
        let tag = fields.number::<u16>("tag", 0..=0xFFFF, mistakes);
        let tag = match (tag, fields.get("name")) {
            (Some(tag), _) => Some(tag),
            (None, Some(at)) => tag_named(at, of, &named, mistakes),
            (None, None) if fields.get("tag").is_some() => None,
            (None, None) => {
                mistakes.add(fields.opening(), "a parameter has `tag` or `name`", None);
                None
            }
        };
        let raw = fields.hex("raw", mistakes);
        if fields.get("raw").is_none() {
            mistakes.add(fields.opening(), format!("a parameter of {of} has `raw`"), None);
        }
        parameters.extend(tag.zip(raw));
    }
    Some(parameters)
}

fn tag_named(
    value: &Value<'_>,
    of: Layer,
    named: impl Fn(u16) -> Option<&'static str>,
    mistakes: &mut Mistakes,
) -> Option<u16> {
    let name = tree::string(value, "name", mistakes)?;
    let all = || (0..=0x8FFF).filter_map(|tag| Some((tag, named(tag)?)));
    let found = all().find(|(_, own)| folded(own) == folded(name));
    if found.is_none() {
        let help = suggestion(name, all().map(|(_, name)| name).collect::<Vec<_>>());
        mistakes.add(range(value), format!("`{name}` is no parameter of {of}"), help);
    }
    found.map(|(tag, _)| tag)
}

/// Class and type as one number, by their numbers or by the message's name.
fn message_type(
    fields: &Fields<'_>,
    of: Layer,
    named: impl Fn(u16) -> Option<&'static str>,
    mistakes: &mut Mistakes,
) -> Option<u16> {
    let class = fields.number::<u8>("class", 0..=255, mistakes);
    let number = fields.number::<u8>("type", 0..=255, mistakes);
    let both = class.zip(number).map(|(class, number)| u16::from_be_bytes([class, number]));
    let Some(at) = fields.get("name") else {
        if both.is_none() {
            let text = format!("nothing says which message of {of} this is");
            mistakes.add(fields.opening(), text, "`class` and `type`, or `name`".to_string());
        }
        return both;
    };
    let name = tree::string(at, "name", mistakes)?;
    let all = || (0..=0x0FFF).filter_map(|number| Some((number, named(number)?)));
    match both {
        Some(number) => {
            if named(number).is_none_or(|own| folded(own) != folded(name)) {
                let [class, kind] = number.to_be_bytes();
                let text = format!("`{name}` is not the name of class {class}, type {kind}");
                mistakes.add(range(at), text, None);
            }
            Some(number)
        }
        None => {
            let found = all().find(|(_, own)| folded(own) == folded(name));
            if found.is_none() {
                let help = suggestion(name, all().map(|(_, name)| name).collect::<Vec<_>>());
                mistakes.add(range(at), format!("`{name}` is no message of {of}"), help);
            }
            found.map(|(number, _)| number)
        }
    }
}

const M2PA_KEYS: [&str; 6] = ["bsn", "fsn", "type", "priority", "status", "filler"];
const NUMBERS: std::ops::RangeInclusive<i64> = 0..=0xFF_FFFF;

/// Whether an `m2pa` object carries a message signal unit.
pub(super) fn carries(value: &Value<'_>) -> bool {
    let Value::Object(object) = value else { return true };
    match (Fields { object }).get("type") {
        Some(Value::StringLit(text)) => folded(&text.value) == folded("User Data"),
        _ => true,
    }
}

/// An M2PA message around a message signal unit, or without one where the object says so;
/// without numbers of its own it is counted.
pub(super) fn m2pa(
    value: Option<&Value<'_>>,
    number: u32,
    msu: &(impl Encode + ?Sized),
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let fields = match value {
        Some(value) => Some(Fields::of(value, "m2pa", &M2PA_KEYS, mistakes)?),
        None => None,
    };
    let mut sequence = |key: &str, without: u32| match &fields {
        Some(fields) => fields.number(key, NUMBERS, mistakes).unwrap_or(without),
        None => without,
    };
    // Nothing was received yet (RFC 4165 4.1.7).
    let (backward, forward) = (sequence("bsn", 0xFF_FFFF), sequence("fsn", number & 0xFF_FFFF));
    let at = value.map_or(0..1, range);
    let (mut filler, mut kind, mut priority, mut status) = (vec![], "User Data", 0, 0);
    if let Some(fields) = &fields {
        kind = fields.string("type", mistakes).unwrap_or(kind);
        priority = fields.number("priority", 0..=3, mistakes).unwrap_or(0);
        filler = fields.hex("filler", mistakes).unwrap_or_default();
        if let Some(value) = fields.get("status") {
            let all = (1..=9).map(m2pa::LinkStatus);
            let names: Vec<_> =
                all.filter_map(|status| Some((status.name()?, i64::from(status.0)))).collect();
            let most = i64::from(u32::MAX);
            status = codes::coded(value, "status", &names, most, mistakes)? as u32;
        }
    }
    let body = match folded(kind) {
        kind if kind == folded("User Data") => m2pa::Body::UserData { priority, msu: Msu(msu) },
        kind if kind == folded("Acknowledgement") => m2pa::Body::Acknowledgement,
        kind if kind == folded("Link Status") => m2pa::Body::LinkStatus {
            status: m2pa::LinkStatus(status),
            filler: Reader::new(&filler, Layer::M2pa),
        },
        _ => {
            let help = suggestion(kind, ["User Data", "Acknowledgement", "Link Status"]);
            mistakes.add(at, format!("`{kind}` is no message of M2PA"), help);
            return None;
        }
    };
    let message = m2pa::Message {
        backward_sequence_number: backward,
        forward_sequence_number: forward,
        body,
    };
    written(&message, at, mistakes)
}

/// A message signal unit of any kind.
struct Msu<'m, M: ?Sized>(&'m M);

impl<M: Encode + ?Sized> Encode for Msu<'_, M> {
    fn encode(&self, writer: &mut crate::wire::Writer) -> Result<(), crate::wire::Error> {
        self.0.encode(writer)
    }
}

const M2UA_KEYS: [&str; 7] = [
    "class",
    "type",
    "name",
    "interface_identifier",
    "correlation_id",
    "length_indicator",
    "parameters",
];

/// The type of an `m2ua` object; DATA where there is none.
pub(super) fn m2ua_type(
    value: Option<&Value<'_>>,
    mistakes: &mut Mistakes,
) -> Option<m2ua::MessageType> {
    let Some(value) = value else { return Some(m2ua::MessageType::DATA) };
    let fields = Fields::of(value, "m2ua", &M2UA_KEYS, mistakes)?;
    let named = |number| m2ua::MessageType(number).name();
    message_type(&fields, Layer::M2ua, named, mistakes).map(m2ua::MessageType)
}

/// An M2UA message other than DATA.
pub(super) fn m2ua_other(
    value: &Value<'_>,
    message_type: m2ua::MessageType,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let fields = Fields::of(value, "m2ua", &M2UA_KEYS, mistakes)?;
    for key in ["interface_identifier", "correlation_id", "length_indicator"] {
        if let Some(value) = fields.get(key) {
            let help = "`parameters` holds what it has".to_string();
            mistakes.add(range(value), format!("{message_type} has no `{key}`"), help);
        }
    }
    let named = |tag| m2ua::Tag(tag).name();
    let parameters = parameters(&fields, Layer::M2ua, named, mistakes)?;
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(tag, value)| m2ua::Parameter { tag: m2ua::Tag(*tag), value: &value[..] })
        .collect();
    written(&m2ua::Message { message_type, parameters }, fields.opening(), mistakes)
}

/// An M2UA DATA message around a message signal unit.
pub(super) fn m2ua_data(
    value: Option<&Value<'_>>,
    msu: &(impl Encode + ?Sized),
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let first = Some(m2ua::InterfaceIdentifier::Integer(0));
    let Some(value) = value else {
        let data = m2ua::Data {
            interface_identifier: first,
            correlation_id: None,
            length_indicator: None,
            msu: Msu(msu),
        };
        return written(&data, 0..1, mistakes);
    };
    let fields = Fields::of(value, "m2ua", &M2UA_KEYS, mistakes)?;
    if let Some(at) = fields.get("parameters") {
        let help = "what DATA has beside the message are keys of `m2ua`".to_string();
        mistakes.add(range(at), "a DATA has no `parameters`", help);
    }
    let interface_identifier = match fields.get("interface_identifier") {
        None if fields.given("interface_identifier").is_some() => None,
        None => first,
        Some(Value::StringLit(text)) => {
            Some(m2ua::InterfaceIdentifier::Text(text.value.as_bytes()))
        }
        Some(_) => fields
            .number("interface_identifier", 0..=u32::MAX.into(), mistakes)
            .map(m2ua::InterfaceIdentifier::Integer),
    };
    let data = m2ua::Data {
        interface_identifier,
        correlation_id: fields.number("correlation_id", 0..=u32::MAX.into(), mistakes),
        length_indicator: fields.number("length_indicator", 0..=255, mistakes),
        msu: Msu(msu),
    };
    written(&data, fields.opening(), mistakes)
}

/// `source` and `destination` are for reading: the parameters have the octets and say the same.
const SUA_KEYS: [&str; 6] = ["class", "type", "name", "source", "destination", "parameters"];

/// An SUA message. `tcap`, where there is any, is its data.
pub(super) fn sua(
    value: &Value<'_>,
    tcap: Option<Vec<u8>>,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let fields = Fields::of(value, "sua", &SUA_KEYS, mistakes)?;
    let named = |number| sua::MessageType(number).name();
    let message_type = sua::MessageType(message_type(&fields, Layer::Sua, named, mistakes)?);
    let named = |tag| sua::Tag(tag).name();
    let mut parameters = parameters(&fields, Layer::Sua, named, mistakes)?;
    if let Some(tcap) = tcap {
        let data = sua::Tag::DATA.0;
        match parameters.iter_mut().find(|(tag, _)| *tag == data) {
            Some((_, value)) => *value = tcap,
            None => parameters.push((data, tcap)),
        }
    }
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(tag, value)| sua::Parameter { tag: sua::Tag(*tag), value: &value[..] })
        .collect();
    let octets = written(&sua::Message { message_type, parameters }, fields.opening(), mistakes)?;
    let read = sua::Message::decode(&mut Reader::new(&octets, Layer::Sua));
    let addresses = read.and_then(|message| message.addresses()).unwrap_or_default();
    for (key, address) in ["source", "destination"].into_iter().zip(addresses) {
        if let Some(value) = fields.get(key) {
            told::address(value, key, address, mistakes);
        }
    }
    Some(octets)
}

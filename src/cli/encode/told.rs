//! Keys that are for reading. Octets elsewhere say the same; where they do not, nobody could tell
//! which of the two is meant.

use super::mistake::Mistakes;
use super::tree::{Fields, range};
use crate::wire::digits::character;
use crate::wire::mtp3::{Content, Msu};
use crate::wire::{Layer, Reader, isup, sua};
use jsonc_parser::ast::Value;

/// What the octets say.
enum Own {
    Number(u64),
    Text(String),
    Nothing,
}

impl Own {
    fn number(number: impl Into<u64>) -> Self {
        Self::Number(number.into())
    }

    fn text(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_string()))
    }
}

/// A key that says something else than the octets is a mistake.
fn same(fields: &Fields<'_>, key: &str, own: &Own, octets: &str, mistakes: &mut Mistakes) {
    let Some(value) = fields.given(key) else { return };
    let is_same = match (own, value) {
        (Own::Number(number), Value::NumberLit(literal)) => {
            literal.value.parse::<u64>() == Ok(*number)
        }
        (Own::Text(text), Value::StringLit(literal)) => {
            let given: &str = &literal.value;
            given == text
        }
        (Own::Nothing, Value::NullKeyword(_)) => true,
        _ => false,
    };
    if is_same {
        return;
    }
    let text = match own {
        Own::Number(number) => format!("{octets} says that {key} is {number}"),
        Own::Text(text) => format!("{octets} says that {key} is {text:?}"),
        Own::Nothing => format!("{octets} says nothing of {key}"),
    };
    let help = format!("`{key}` is for reading: change {octets}, or leave the key out");
    mistakes.add(range(value), text, help);
}

/// The numbers of an `isup` object beside its `data`.
pub(super) fn numbers(
    fields: &Fields<'_>,
    message: &isup::Message<Reader<'_>>,
    mistakes: &mut Mistakes,
) {
    for (key, name) in [
        ("called_party_number", isup::ParameterName::CALLED_PARTY_NUMBER),
        ("calling_party_number", isup::ParameterName::CALLING_PARTY_NUMBER),
    ] {
        let number = message.number(name);
        let digits = number.map(|number| number.digits.codes().map(character).collect::<String>());
        same(fields, key, &Own::text(digits), "`data`", mistakes);
    }
}

/// `source` or `destination` of an `sua` object beside its `parameters`.
pub(super) fn address(
    value: &Value<'_>,
    what: &str,
    address: Option<sua::Address<'_>>,
    mistakes: &mut Mistakes,
) {
    let keys = ["route_on", "ssn", "pc", "digits"];
    let Some(fields) = Fields::of(value, what, &keys, mistakes) else { return };
    let Some(address) = address else {
        let help = format!("`{what}` is for reading: `parameters` has the octets");
        mistakes.add(range(value), format!("`parameters` has no {what} address"), help);
        return;
    };
    let digits = address.digits.map(|digits| digits.codes().map(character).collect::<String>());
    let number = |number: Option<u32>| number.map_or(Own::Nothing, Own::number);
    let own = [
        Own::text(address.routing_indicator.name()),
        number(address.subsystem_number.map(u32::from)),
        number(address.point_code),
        Own::text(digits),
    ];
    for (key, own) in keys.into_iter().zip(&own) {
        same(&fields, key, own, "`parameters`", mistakes);
    }
}

/// `message` of an `mtp3` object beside its `data`.
pub(super) fn management(value: &Value<'_>, msu: &Msu<&[u8]>, mistakes: &mut Mistakes) {
    let keys = [
        "heading_code",
        "name",
        "slc",
        "fsn",
        "code",
        "destination",
        "status",
        "user",
        "cause",
        "data_link",
        "test_pattern",
    ];
    let Some(fields) = Fields::of(value, "message", &keys, mistakes) else { return };
    let Msu { service_information, routing_label, payload } = *msu;
    let payload = Reader::new(payload, Layer::Mtp3);
    let msu = Msu { service_information, routing_label, payload };
    let Some(Ok(message)) = msu.management() else {
        let help = "`message` is for reading: `data` has the octets".to_string();
        mistakes.add(range(value), "`data` is no message of management that can be read", help);
        return;
    };
    let code = message.heading_code;
    let variant = routing_label.originating_point_code.variant;
    let mut own = vec![
        ("heading_code", Own::number(code.0)),
        ("name", Own::text(code.name(variant, msu.is_test()))),
    ];
    own.extend(message.signalling_link_code.map(|link| ("slc", Own::number(link))));
    match message.content {
        Content::ForwardSequenceNumber(number) => own.push(("fsn", Own::number(number))),
        Content::ChangebackCode(code) => own.push(("code", Own::number(code))),
        Content::Destination(code) => own.push(("destination", Own::text(Some(code)))),
        Content::Congestion(code, status) => {
            own.push(("destination", Own::text(Some(code))));
            own.push(("status", Own::number(status)));
        }
        Content::UserPart(code, user) => {
            own.push(("destination", Own::text(Some(code))));
            own.push(("user", Own::number(user & 0x0F)));
            own.push(("cause", Own::number(user >> 4)));
        }
        Content::DataLink(link) => own.push(("data_link", Own::number(link))),
        Content::TestPattern(pattern) => {
            let octets = pattern.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
            own.push(("test_pattern", Own::Text(octets)));
        }
        Content::Link | Content::Other(_) => {}
    }
    let nothing = Own::Nothing;
    for key in keys {
        let found = own.iter().find(|(name, _)| *name == key);
        let own = found.map_or(&nothing, |(_, own)| own);
        same(&fields, key, own, "`data`", mistakes);
    }
}

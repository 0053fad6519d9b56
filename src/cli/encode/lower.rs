//! MTP3 and M3UA from their JSON, and what goes around and into them.

use super::message::{self, Encoded, Wanted};
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, range};
use super::{sccp, tcap};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::m3ua::{self, Data, DataForm, MessageClass, MessageType, ProtocolData};
use crate::wire::mtp2::{Body, Format, LinkStatus, Sequence, SignalUnit};
use crate::wire::mtp3::{
    Msu, NetworkIndicator, RoutingLabel, ServiceIndicator, ServiceInformationOctet,
};
use crate::wire::writer::{Encode, Writer};
use crate::wire::{Error, Layer, isup, m2pa, m2ua};
use jsonc_parser::ast::Value;
use std::ops::Range;

/// Who sends a message, who gets it, and what else a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) originating: PointCode,
    pub(super) destination: PointCode,
    network_indicator: u8,
    priority: u8,
    service_indicator: u8,
    selection: u8,
}

impl Label {
    /// For a message that has no label and goes where one must be.
    fn assumed(variant: Variant) -> Self {
        let (high, middle) = match variant {
            Variant::Ansi | Variant::China => (16, 8),
            Variant::Itu => (11, 3),
            Variant::Japan => (9, 5),
        };
        let code = |member: u32| PointCode { variant, value: 1 << high | 1 << middle | member };
        Self {
            originating: code(1),
            destination: code(2),
            network_indicator: 2,
            priority: 0,
            service_indicator: 3,
            selection: 0,
        }
    }

    fn routing_label(&self) -> RoutingLabel {
        RoutingLabel {
            destination_point_code: self.destination,
            originating_point_code: self.originating,
            signalling_link_selection: self.selection,
        }
    }

    const fn service_information(&self) -> ServiceInformationOctet {
        ServiceInformationOctet {
            network_indicator: NetworkIndicator(self.network_indicator),
            priority: self.priority,
            service_indicator: ServiceIndicator(self.service_indicator),
        }
    }
}

/// The octets of something, or its refusal as a mistake at a place.
pub(super) fn written(
    value: &impl Encode,
    at: Range<usize>,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    match Writer::new().message(value) {
        Ok(octets) => Some(octets.to_vec()),
        Err(error) => {
            refused(&error, at, mistakes);
            None
        }
    }
}

pub(super) fn refused(error: &Error, at: Range<usize>, mistakes: &mut Mistakes) {
    mistakes.add(at, format!("{}: {}", error.layer, error.reason()), None);
}

/// The variant that a message says, or is said to have.
fn variant(fields: &Fields<'_>, given: Option<Variant>, mistakes: &mut Mistakes) -> Variant {
    for key in ["mtp3", "m3ua"] {
        let Some(Value::Object(object)) = fields.get(key) else { continue };
        let Some(value) = (Fields { object }).get("variant") else { continue };
        let Some(name) = tree::string(value, "variant", mistakes) else { continue };
        let names = Variant::ALL.map(Variant::name);
        match Variant::ALL.into_iter().find(|variant| variant.name() == name) {
            Some(variant) => return variant,
            None => {
                let help = suggestion(name, names);
                mistakes.add(range(value), format!("`{name}` is no variant"), help);
            }
        }
    }
    let itu = || fields.get("tcap").filter(|tcap| tcap::is_itu(tcap)).map(|_| Variant::Itu);
    given.or_else(itu).unwrap_or_default()
}

/// `5-20-2`, in the parts of the variant, or the number itself.
pub(super) fn point_code(
    value: &Value<'_>,
    what: &str,
    variant: Variant,
    mistakes: &mut Mistakes,
) -> Option<PointCode> {
    let most = (1i64 << variant.point_code_bits()) - 1;
    if let Value::NumberLit(_) = value {
        let value = tree::number(value, what, 0..=most, mistakes)?;
        return Some(PointCode { variant, value });
    }
    let text = tree::string(value, what, mistakes)?;
    let (middle, low) = match variant {
        Variant::Ansi | Variant::China => (8, 8),
        Variant::Itu => (8, 3),
        Variant::Japan => (4, 5),
    };
    let high = variant.point_code_bits() - middle - low;
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let fits = |part: u32, bits: u32| part >> bits == 0;
    match parts[..] {
        [Some(a), Some(b), Some(c)] if fits(a, high) && fits(b, middle) && fits(c, low) => {
            Some(PointCode { variant, value: a << (middle + low) | b << low | c })
        }
        _ => {
            let most = |bits: u32| (1u32 << bits) - 1;
            let help = format!(
                "three numbers up to {}-{}-{} in variant {variant}",
                most(high),
                most(middle),
                most(low)
            );
            mistakes.add(range(value), format!("{what} {text:?} is no point code"), help);
            None
        }
    }
}

/// The label that `mtp3` and `m3ua` objects have alike.
fn label(fields: &Fields<'_>, variant: Variant, mistakes: &mut Mistakes) -> Option<Label> {
    let usual = Label::assumed(variant);
    let mut code = |key: &str| match fields.get(key) {
        Some(value) => point_code(value, key, variant, mistakes),
        None => {
            mistakes.add(fields.opening(), format!("a label has `{key}`"), None);
            None
        }
    };
    let (originating, destination) = (code("opc"), code("dpc"));
    let most_selection = if variant == Variant::Ansi { 255 } else { 15 };
    let mut number =
        |key: &str, most: i64, usual: u8| fields.number(key, 0..=most, mistakes).unwrap_or(usual);
    Some(Label {
        network_indicator: number("ni", 3, usual.network_indicator),
        priority: number("priority", 3, usual.priority),
        service_indicator: number("si", 15, usual.service_indicator),
        selection: number("sls", most_selection, usual.selection),
        originating: originating?,
        destination: destination?,
    })
}

const MTP3_KEYS: [&str; 8] = ["variant", "ni", "priority", "si", "opc", "dpc", "sls", "data"];
const M3UA_KEYS: [&str; 15] = [
    "class",
    "type",
    "name",
    "network_appearance",
    "routing_context",
    "correlation_id",
    "variant",
    "ni",
    "priority",
    "si",
    "opc",
    "dpc",
    "sls",
    "parameters",
    "data",
];

/// What stands above the label: SCCP with what it carries, or octets as they are.
struct User {
    octets: Vec<u8>,
    /// Where to tell what is wrong with it.
    at: Range<usize>,
}

/// Layers from `lowest` up; what is missing between is put in.
pub(super) fn encode(
    fields: &Fields<'_>,
    lowest: Layer,
    wanted: &Wanted,
    mistakes: &mut Mistakes,
) -> Option<Encoded> {
    let variant = variant(fields, wanted.variant, mistakes);
    let mut encoded = Encoded { lowest, ..Encoded::default() };
    let m3ua = match fields.get("m3ua") {
        Some(value) => Some(Fields::of(value, "m3ua", &M3UA_KEYS, mistakes)?),
        None => None,
    };
    let mtp3 = match fields.get("mtp3") {
        Some(value) => Some(Fields::of(value, "mtp3", &MTP3_KEYS, mistakes)?),
        None => None,
    };
    if lowest == Layer::Mtp2
        && let Some(value) = fields.get("mtp2")
        && let Some(unit) = without_message(value, mistakes)?
    {
        encoded.is_extended = unit.format == Format::Extended;
        encoded.octets = written(&unit, range(value), mistakes)?;
        return Some(encoded);
    }
    if let Some(m3ua) = &m3ua {
        let message_type = message_type(m3ua, mistakes)?;
        if message_type != MessageType::DATA {
            if lowest != Layer::M3ua {
                let text = "only M3UA carries this message, which is not DATA";
                mistakes.add(m3ua.opening(), text, None);
                return None;
            }
            encoded.octets = other_m3ua(m3ua, message_type, mistakes)?;
            return Some(encoded);
        }
    }
    let carrier = mtp3.as_ref().or(m3ua.as_ref());
    let given = carrier.and_then(|carrier| carrier.hex("data", mistakes));
    let has = |key: &str| fields.get(key).is_some();
    let user = if !has("sccp") && !has("tcap") {
        match (given, carrier) {
            (Some(octets), Some(carrier)) => User { octets, at: carrier.opening() },
            _ if has("isup") => isup(fields, variant, mistakes)?,
            _ => {
                let help = "`tcap`, `sccp`, or `data` in the lowest layer".to_string();
                mistakes.add(fields.opening(), "nothing says what this message carries", help);
                return None;
            }
        }
    } else {
        let tcap = message::user(fields, mistakes);
        if lowest == Layer::Tcap {
            let Some(octets) = tcap else {
                if !has("tcap") {
                    mistakes.add(fields.opening(), "this message has no `tcap`", None);
                }
                return None;
            };
            encoded.octets = octets;
            return Some(encoded);
        }
        if has("tcap") && tcap.is_none() {
            return None;
        }
        let at = fields.get("sccp").or_else(|| fields.get("tcap")).map_or(0..1, range);
        if !has("sccp") {
            encoded.assumed.push("messages without `sccp` go in a UDT to and from subsystem 247");
        }
        let octets = sccp::encode(fields.get("sccp"), tcap, variant, mistakes)?;
        User { octets, at: at.start..at.start + 1 }
    };
    if matches!(lowest, Layer::Sccp | Layer::Tcap) {
        encoded.octets = user.octets;
        return Some(encoded);
    }
    let label = match carrier {
        // A DATA message from before RFC 4666 has its label in `mtp3`.
        Some(carrier) => label(carrier, variant, mistakes)?,
        None => {
            encoded.assumed.push("messages without `mtp3` or `m3ua` go from 1-1-1 to 1-1-2");
            Label::assumed(variant)
        }
    };
    encoded.label = Some(label);
    let at = user.at.clone();
    let msu = Msu {
        service_information: label.service_information(),
        routing_label: label.routing_label(),
        payload: &user.octets[..],
    };
    encoded.octets = match lowest {
        Layer::M3ua => data(m3ua.as_ref(), &label, &user, mistakes)?,
        Layer::Mtp2 => {
            let (unit, is_extended) = mtp2(fields.get("mtp2"), wanted.number, msu, mistakes)?;
            encoded.is_extended = is_extended;
            written(&unit, at, mistakes)?
        }
        Layer::M2pa => {
            let number = wanted.number & 0xFF_FFFF;
            let message = m2pa::Message {
                // Nothing was received yet (RFC 4165 4.1.7).
                backward_sequence_number: 0xFF_FFFF,
                forward_sequence_number: number,
                body: m2pa::Body::UserData { priority: 0, msu },
            };
            written(&message, at, mistakes)?
        }
        Layer::M2ua => {
            let message = m2ua::Data {
                interface_identifier: Some(m2ua::InterfaceIdentifier::Integer(0)),
                correlation_id: None,
                length_indicator: None,
                msu,
            };
            written(&message, at, mistakes)?
        }
        _ => written(&msu, at, mistakes)?,
    };
    Some(encoded)
}

const MTP2_KEYS: [&str; 9] =
    ["bsn", "bib", "fsn", "fib", "type", "extended", "spare", "status", "second"];

/// The header that signal units of all types have; without a number the message is counted.
fn mtp2<P>(
    value: Option<&Value<'_>>,
    number: u32,
    message: P,
    mistakes: &mut Mistakes,
) -> Option<(SignalUnit<P>, bool)> {
    let body = Body::Msu(message);
    let Some(value) = value else {
        let forward = Sequence { number: (number & 0x7F) as u16, indicator: true };
        let backward = Sequence { number: 0x7F, indicator: true };
        return Some((
            SignalUnit { format: Format::Basic, backward, forward, spare: 0, body },
            false,
        ));
    };
    let fields = Fields::of(value, "mtp2", &MTP2_KEYS, mistakes)?;
    let is_extended = fields.boolean("extended", mistakes).unwrap_or(false);
    let (format, most) = match is_extended {
        true => (Format::Extended, 0x0FFF),
        false => (Format::Basic, 0x7F),
    };
    let mut sequence = |number: &str, indicator: &str| Sequence {
        number: fields.number(number, 0..=most, mistakes).unwrap_or(0),
        indicator: fields.boolean(indicator, mistakes).unwrap_or(true),
    };
    let (backward, forward) = (sequence("bsn", "bib"), sequence("fsn", "fib"));
    let spare = fields.number("spare", 0..=3, mistakes).unwrap_or(0);
    Some((SignalUnit { format, backward, forward, spare, body }, is_extended))
}

/// A signal unit that carries no message, where `type` says so.
fn without_message(
    value: &Value<'_>,
    mistakes: &mut Mistakes,
) -> Option<Option<SignalUnit<[u8; 0]>>> {
    let (unit, _) = mtp2(Some(value), 0, [], mistakes)?;
    let Value::Object(object) = value else { return None };
    let fields = Fields { object };
    let body = match fields.get("type") {
        None => return Some(None),
        Some(value) => match tree::string(value, "type", mistakes)? {
            "MSU" => return Some(None),
            "FISU" => Body::FillIn,
            "LSSU" => Body::LinkStatus {
                status: LinkStatus(fields.number("status", 0..=7, mistakes).unwrap_or(0)),
                second: fields.number("second", 0..=255, mistakes),
            },
            other => {
                let help = suggestion(other, ["MSU", "FISU", "LSSU"]);
                mistakes.add(range(value), format!("`{other}` is no signal unit"), help);
                return None;
            }
        },
    };
    Some(Some(SignalUnit { body, ..unit }))
}

/// Circuit, message type, and the octets behind them.
fn isup(fields: &Fields<'_>, variant: Variant, mistakes: &mut Mistakes) -> Option<User> {
    let keys = ["cic", "message_type", "name", "data"];
    let isup = Fields::of(fields.get("isup")?, "isup", &keys, mistakes)?;
    let most = if variant == Variant::Ansi { 0x3FFF } else { 0x0FFF };
    let circuit: Option<u16> = isup.number("cic", 0..=most, mistakes);
    let message_type: Option<u8> = isup.number("message_type", 0..=255, mistakes);
    let data = isup.hex("data", mistakes);
    let (Some(circuit), Some(message_type), Some(data)) = (circuit, message_type, data) else {
        let text = "ISUP is given by `cic`, `message_type` and `data`, the octets behind them";
        mistakes.add(isup.opening(), text, None);
        return None;
    };
    let message = isup::Message {
        variant,
        circuit_identification_code: circuit,
        message_type: isup::MessageType(message_type),
        parameters: &data[..],
    };
    let octets = written(&message, isup.opening(), mistakes)?;
    Some(User { octets, at: isup.opening() })
}

/// Class and type by their numbers or by the message's name; DATA where nothing says another.
fn message_type(m3ua: &Fields<'_>, mistakes: &mut Mistakes) -> Option<MessageType> {
    let class = m3ua.number::<u8>("class", 0..=255, mistakes);
    let number = m3ua.number::<u8>("type", 0..=255, mistakes);
    let all = || {
        let numbers =
            |class| (0..16).map(move |number| MessageType::new(MessageClass(class), number));
        (0..16).flat_map(numbers).filter_map(|found| Some((found, found.name()?)))
    };
    match (class, number, m3ua.get("name")) {
        (Some(class), Some(number), name) => {
            let found = MessageType::new(MessageClass(class), number);
            if let Some(at) = name
                && let Some(name) = tree::string(at, "name", mistakes)
                && found.name().is_none_or(|own| folded(own) != folded(name))
            {
                let help = "give the one that is meant, and leave the other out".to_string();
                let text = format!("`{name}` is not the name of class {class}, type {number}");
                mistakes.add(range(at), text, help);
            }
            Some(found)
        }
        (_, _, Some(at)) => {
            let name = tree::string(at, "name", mistakes)?;
            let found = all().find(|(_, own)| folded(own) == folded(name));
            if found.is_none() {
                let help = suggestion(name, all().map(|(_, name)| name).collect::<Vec<_>>());
                mistakes.add(range(at), format!("`{name}` is no message of M3UA"), help);
            }
            found.map(|(found, _)| found)
        }
        (class, number, None) => {
            let class = MessageClass(class.unwrap_or(MessageType::DATA.class().0));
            Some(MessageType::new(class, number.unwrap_or(MessageType::DATA.number())))
        }
    }
}

/// A DATA message around what is above the label.
fn data(
    m3ua: Option<&Fields<'_>>,
    label: &Label,
    user: &User,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let mut number = |key: &str| m3ua?.number(key, 0..=u32::MAX.into(), mistakes);
    let message = Data {
        network_appearance: number("network_appearance"),
        routing_context: number("routing_context"),
        protocol_data: DataForm::ProtocolData(ProtocolData {
            service_indicator: label.service_indicator,
            network_indicator: label.network_indicator,
            message_priority: label.priority,
            signalling_link_selection: label.selection,
            ..ProtocolData::new(label.originating, label.destination, &user.octets[..])
        }),
        correlation_id: number("correlation_id"),
    };
    written(&message, user.at.clone(), mistakes)
}

/// Any other message: its parameters, by tag or by name, as octets.
fn other_m3ua(
    m3ua: &Fields<'_>,
    message_type: MessageType,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let list = m3ua.get("parameters");
    let list = list.and_then(|list| tree::array(list, "parameters", mistakes));
    let mut parameters = vec![];
    for value in list.map_or(&[][..], |list| &list.elements) {
        let fields = Fields::of(value, "parameter", &["tag", "name", "raw"], mistakes)?;
        let tag = fields.number::<u16>("tag", 0..=0xFFFF, mistakes);
        let tag = match (tag, fields.get("name")) {
            (Some(tag), _) => Some(tag),
            (None, Some(at)) => tag_named(at, mistakes),
            (None, None) => {
                mistakes.add(fields.opening(), "a parameter has `tag` or `name`", None);
                None
            }
        };
        let raw = fields.hex("raw", mistakes);
        if raw.is_none() {
            mistakes.add(fields.opening(), "a parameter of M3UA has `raw`", None);
        }
        parameters.extend(tag.zip(raw));
    }
    let parameters: Vec<m3ua::Parameter<'_>> = parameters
        .iter()
        .map(|(tag, raw)| m3ua::Parameter {
            tag: m3ua::Tag(*tag),
            value: crate::wire::Reader::new(raw, Layer::M3ua),
            at: 0,
        })
        .collect();
    written(&m3ua::Message { message_type, parameters }, m3ua.opening(), mistakes)
}

fn tag_named(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<u16> {
    let name = tree::string(value, "name", mistakes)?;
    let all = || (0..=0x0FFF).filter_map(|tag| Some((tag, m3ua::Tag(tag).name()?)));
    let found = all().find(|(_, own)| folded(own) == folded(name));
    if found.is_none() {
        let help = suggestion(name, all().map(|(_, name)| name).collect::<Vec<_>>());
        mistakes.add(range(value), format!("`{name}` is no parameter of M3UA"), help);
    }
    found.map(|(tag, _)| tag)
}

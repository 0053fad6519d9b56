//! MTP3 and M3UA from their JSON, and what goes around and into them.

use super::message::{self, Encoded, Wanted};
use super::mistake::Mistakes;
use super::suggest::suggestion;
use super::tree::{self, Fields, range};
use super::{m3ua, mtp2, sccp, sigtran, tcap, told};
use crate::wire::codes::{PointCode, Variant};
use crate::wire::m3ua::MessageType;
use crate::wire::mtp2::Format;
use crate::wire::mtp3::{
    Msu, NetworkIndicator, RoutingLabel, ServiceIndicator, ServiceInformationOctet,
};
use crate::wire::writer::{Encode, Writer};
use crate::wire::{Error, Layer, Reader, isup, m2ua};
use jsonc_parser::ast::Value;
use std::ops::Range;

/// Who sends a message, who gets it, and what else a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) originating: PointCode,
    pub(super) destination: PointCode,
    pub(super) network_indicator: u8,
    pub(super) priority: u8,
    pub(super) service_indicator: u8,
    pub(super) selection: u8,
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

// What a management message says stands in the data, and `message` must say the same.
const MTP3_KEYS: [&str; 9] =
    ["variant", "ni", "priority", "si", "opc", "dpc", "sls", "message", "data"];
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
pub(super) struct User {
    pub(super) octets: Vec<u8>,
    /// Where to tell what is wrong with it.
    pub(super) at: Range<usize>,
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
        && let Some(unit) = mtp2::without_message(value, mistakes)?
    {
        encoded.is_extended = unit.format == Format::Extended;
        encoded.octets = written(&unit, range(value), mistakes)?;
        return Some(encoded);
    }
    if lowest == Layer::M2pa
        && let Some(value) = fields.get("m2pa").filter(|value| !sigtran::carries(value))
    {
        encoded.octets = sigtran::m2pa(Some(value), wanted.number, &[0_u8; 0], mistakes)?;
        return Some(encoded);
    }
    if lowest == Layer::M2ua
        && let Some(value) = fields.get("m2ua")
    {
        let message_type = sigtran::m2ua_type(Some(value), mistakes)?;
        if message_type != m2ua::MessageType::DATA {
            encoded.octets = sigtran::m2ua_other(value, message_type, mistakes)?;
            return Some(encoded);
        }
    }
    if lowest == Layer::Sua {
        let Some(value) = fields.get("sua") else {
            mistakes.add(fields.opening(), "this message has no `sua`", None);
            return None;
        };
        let tcap = message::user(fields, mistakes);
        encoded.octets = sigtran::sua(value, tcap, mistakes)?;
        return Some(encoded);
    }
    if let Some(object) = &m3ua {
        let message_type = m3ua::message_type(object, mistakes)?;
        if message_type != MessageType::DATA {
            if lowest != Layer::M3ua {
                let text = "only M3UA carries this message, which is not DATA";
                mistakes.add(object.opening(), text, None);
                return None;
            }
            encoded.octets = m3ua::other(object, message_type, mistakes)?;
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
        // TCAP with a mistake is no reason not to tell those of the other layers.
        let tcap = if has("tcap") { Some(tcap.unwrap_or_default()) } else { None };
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
    if let Some(value) = mtp3.as_ref().and_then(|mtp3| mtp3.get("message")) {
        told::management(value, &msu, mistakes);
    }
    encoded.octets = match lowest {
        Layer::M3ua => m3ua::data(m3ua.as_ref(), &label, &user, mistakes)?,
        Layer::Mtp2 => {
            let (unit, is_extended) =
                mtp2::with_message(fields.get("mtp2"), wanted.number, msu, mistakes)?;
            encoded.is_extended = is_extended;
            written(&unit, at, mistakes)?
        }
        Layer::M2pa => sigtran::m2pa(fields.get("m2pa"), wanted.number, &msu, mistakes)?,
        Layer::M2ua => sigtran::m2ua_data(fields.get("m2ua"), &msu, mistakes)?,
        _ => written(&msu, at, mistakes)?,
    };
    Some(encoded)
}

/// Circuit, message type, and the octets behind them.
fn isup(fields: &Fields<'_>, variant: Variant, mistakes: &mut Mistakes) -> Option<User> {
    // The numbers stand in the data.
    let keys =
        ["cic", "message_type", "name", "called_party_number", "calling_party_number", "data"];
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
    let read = isup::Message {
        variant,
        circuit_identification_code: circuit,
        message_type: isup::MessageType(message_type),
        parameters: Reader::new(&data, Layer::Isup),
    };
    told::numbers(&isup, &read, mistakes);
    let octets = written(&message, isup.opening(), mistakes)?;
    Some(User { octets, at: isup.opening() })
}

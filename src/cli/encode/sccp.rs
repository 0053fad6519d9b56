//! SCCP messages from their JSON.

use super::codes::coded;
use super::connection;
use super::lower::{point_code, written};
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, range};
use crate::wire::codes::Variant;
use crate::wire::sccp::{
    Address, Connection, EncodingScheme, ExtendedUnitdata, ExtendedUnitdataService, GlobalTitle,
    GtDigits, Importance, Management, ManagementType, Message, MessageType, NatureOfAddress,
    NumberingPlan, OptionalParameters, OtherParameters, Parameter, ParameterName, ProtocolClass,
    ReturnCause, Routing, Segmentation, SubsystemNumber, Unitdata, UnitdataService,
};
use crate::wire::{Layer, Reader};
use jsonc_parser::ast::Value;

pub(super) const KEYS: [&str; 12] = [
    "type",
    "class",
    "return_on_error",
    "return_cause",
    "hop_counter",
    "segmentation",
    "importance",
    "optional",
    "called",
    "calling",
    "management",
    "data",
];

/// The subsystem of messages that do not say theirs.
const USUAL: SubsystemNumber = SubsystemNumber(247);

/// The octets of an `sccp` object, or of the usual message, around TCAP.
pub(super) fn encode(
    sccp: Option<&Value<'_>>,
    tcap: Option<Vec<u8>>,
    variant: Variant,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let Some(sccp) = sccp else {
        let address = Address::subsystem(variant, USUAL);
        let data = &tcap.unwrap_or_default()[..];
        let message = match fitting(MessageType::UNITDATA, data) {
            MessageType::UNITDATA => Message::Unitdata(Unitdata::new(address, address, data)),
            _ => Message::LongUnitdata(ExtendedUnitdata::new(address, address, data)),
        };
        return around(&message, 0, mistakes);
    };
    let keys = [&KEYS[..], &connection::KEYS].concat();
    let fields = Fields::of(sccp, "sccp", &keys, mistakes)?;
    let message_type = message_type(&fields, mistakes)?;
    if let MessageType(0x01..=0x08 | 0x0B..=0x10) = message_type {
        let data = tcap.or_else(|| fields.hex("data", mistakes));
        let at = fields.opening().start;
        let write = |message: Connection<'_, &[u8]>, mistakes: &mut Mistakes| {
            around(&Message::Connection(message), at, mistakes)
        };
        return connection::message(
            message_type,
            &fields,
            data.as_deref(),
            variant,
            mistakes,
            write,
        );
    }
    no_other_keys(message_type, &fields, mistakes)?;
    let segmentation = match fields.get("segmentation") {
        Some(value) => Some(read_segmentation(value, &fields, mistakes)?),
        None => None,
    };
    let segmented = segmentation.is_some_and(|segment| !segment.first || segment.remaining > 0);
    let given = fields.hex("data", mistakes);
    // A type that has no name stands as null, with the octets beside it.
    let named = |value: &&Value<'_>| match value {
        Value::Object(object) => given.is_none() || (Fields { object }).get("type").is_some(),
        _ => true,
    };
    let management = match fields.get("management").filter(named) {
        Some(value) => Some(read_management(value, variant, mistakes)?),
        None => None,
    };
    let data = match (tcap, given, management) {
        // A segment carries its own octets; TCAP beside it is that of all segments together.
        (_, Some(data), _) if segmented => data,
        (Some(tcap), ..) => tcap,
        (None, _, Some(management)) => management,
        (None, Some(data), None) => data,
        (None, None, None) => {
            let help = "`tcap`, or `data` in `sccp`".to_string();
            mistakes.add(fields.opening(), "nothing says what SCCP carries", help);
            return None;
        }
    };
    let message_type =
        if fields.get("type").is_none() { fitting(message_type, &data) } else { message_type };
    let mut digits = [String::new(), String::new()];
    let mut octets = [vec![], vec![], vec![], vec![]];
    let [called_digits, calling_digits] = &mut digits;
    let [called_octets, calling_octets, called_surplus, calling_surplus] = &mut octets;
    let called = address(
        fields.get("called"),
        "called",
        variant,
        (called_digits, called_octets, called_surplus),
        mistakes,
    )?;
    let calling = address(
        fields.get("calling"),
        "calling",
        variant,
        (calling_digits, calling_octets, calling_surplus),
        mistakes,
    )?;
    let class = fields.number::<u8>("class", 0..=15, mistakes).unwrap_or(0);
    let returns = fields.boolean("return_on_error", mistakes).unwrap_or(false);
    let protocol_class = ProtocolClass(class | if returns { 0x80 } else { 0 });
    let hop_counter = fields.number::<u8>("hop_counter", 1..=15, mistakes).unwrap_or(15);
    let mut others = optional_parameters(&fields, mistakes)?;
    // The first has a field of its own, as where it was read.
    let networks = ParameterName::INTERMEDIATE_SIGNALLING_NETWORK_IDENTIFICATION.0;
    let networks = others.iter().position(|(name, _)| *name == networks);
    let networks = networks.map(|place| others.remove(place).1);
    let others: Vec<Parameter<'_>> =
        others.iter().map(|(name, value)| Parameter::new(ParameterName(*name), value)).collect();
    let importance = fields.number::<u8>("importance", 0..=255, mistakes).map(Importance);
    let optional = OptionalParameters {
        segmentation,
        importance,
        intermediate_signalling_network_identification: networks.as_deref(),
        others: OtherParameters::list(&others),
    };
    let return_cause = match fields.get("return_cause") {
        Some(value) => {
            let names: Vec<_> = (0..=255)
                .filter_map(|code| Some((ReturnCause(code).name()?, i64::from(code))))
                .collect();
            let code = coded(value, "return cause", &names, 255, mistakes)?;
            ReturnCause(u8::try_from(code).unwrap_or(0))
        }
        None => ReturnCause(0),
    };
    let data = &data[..];
    let message = match message_type {
        MessageType::UNITDATA => {
            Message::Unitdata(Unitdata { protocol_class, ..Unitdata::new(called, calling, data) })
        }
        MessageType::UNITDATA_SERVICE => {
            Message::UnitdataService(UnitdataService::new(return_cause, called, calling, data))
        }
        MessageType::EXTENDED_UNITDATA | MessageType::LONG_UNITDATA => {
            let message = ExtendedUnitdata {
                protocol_class,
                hop_counter,
                optional,
                ..ExtendedUnitdata::new(called, calling, data)
            };
            if message_type == MessageType::LONG_UNITDATA {
                Message::LongUnitdata(message)
            } else {
                Message::ExtendedUnitdata(message)
            }
        }
        _ => {
            let message = ExtendedUnitdataService {
                hop_counter,
                optional,
                ..ExtendedUnitdataService::new(return_cause, called, calling, data)
            };
            if message_type == MessageType::LONG_UNITDATA_SERVICE {
                Message::LongUnitdataService(message)
            } else {
                Message::ExtendedUnitdataService(message)
            }
        }
    };
    around(&message, fields.opening().start, mistakes)
}

fn around(message: &Message<'_, &[u8]>, at: usize, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let length = message.data().map_or(0, <[u8]>::len);
    let short = !matches!(message, Message::LongUnitdata(_) | Message::LongUnitdataService(_));
    if short && length > 255 {
        let name = message.message_type().name().unwrap_or("message");
        let text = format!("{length} octets of data, and the {name} takes 255");
        let help = match message {
            Message::Connection(_) => "several DT1 take more, all but the last with `more_data`",
            _ => "`\"type\": \"LUDT\"` takes 65,535",
        };
        let help = help.to_string();
        mistakes.add(at..at + 1, text, help);
        return None;
    }
    written(message, at..at + 1, mistakes)
}

/// The message of the same use that has room for the data.
const fn fitting(message_type: MessageType, data: &[u8]) -> MessageType {
    match message_type {
        _ if data.len() <= 255 => message_type,
        MessageType::UNITDATA | MessageType::EXTENDED_UNITDATA => MessageType::LONG_UNITDATA,
        _ => MessageType::LONG_UNITDATA_SERVICE,
    }
}

/// What only some messages have must not be given to another.
fn no_other_keys(
    message_type: MessageType,
    fields: &Fields<'_>,
    mistakes: &mut Mistakes,
) -> Option<()> {
    let (comes_back, extended) = match message_type {
        MessageType::UNITDATA => (false, false),
        MessageType::UNITDATA_SERVICE => (true, false),
        MessageType::EXTENDED_UNITDATA | MessageType::LONG_UNITDATA => (false, true),
        _ => (true, true),
    };
    let own = message_type.name().unwrap_or("message");
    let mut good = Some(());
    for (key, has, others) in [
        ("class", !comes_back, "UDT, XUDT and LUDT"),
        ("return_on_error", !comes_back, "UDT, XUDT and LUDT"),
        ("return_cause", comes_back, "UDTS, XUDTS and LUDTS"),
        ("hop_counter", extended, "XUDT, LUDT, XUDTS and LUDTS"),
        ("segmentation", extended, "XUDT, LUDT, XUDTS and LUDTS"),
        ("importance", extended, "XUDT, LUDT, XUDTS and LUDTS"),
        ("optional", extended, "XUDT, LUDT, XUDTS and LUDTS"),
    ]
    .into_iter()
    .chain(connection::KEYS.map(|key| (key, false, "messages of connections")))
    {
        if let Some(at) = fields.get(key).filter(|_| !has) {
            mistakes.add(range(at), format!("{own} has no `{key}`"), format!("{others} have it"));
            good = None;
        }
    }
    good
}

/// By its acronym or number; without either, what the other keys ask for.
fn message_type(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<MessageType> {
    let all = || (1..=0x14).map(MessageType).filter_map(|found| Some((found, found.name()?)));
    match fields.get("type") {
        None => {
            let has = |key: &str| fields.get(key).is_some();
            let extended =
                ["hop_counter", "segmentation", "importance", "optional"].into_iter().any(has);
            Some(match (has("return_cause"), extended) {
                (false, false) => MessageType::UNITDATA,
                (false, true) => MessageType::EXTENDED_UNITDATA,
                (true, false) => MessageType::UNITDATA_SERVICE,
                (true, true) => MessageType::EXTENDED_UNITDATA_SERVICE,
            })
        }
        Some(value @ Value::NumberLit(_)) => {
            tree::number(value, "type", 1..=0x14, mistakes).map(MessageType)
        }
        Some(value) => {
            let name = tree::string(value, "type", mistakes)?;
            let found = all().find(|(_, own)| folded(own) == folded(name));
            if found.is_none() {
                let help = suggestion(name, ["UDT", "UDTS", "XUDT", "XUDTS", "LUDT", "LUDTS"]);
                mistakes.add(range(value), format!("`{name}` is no message of SCCP"), help);
            }
            found.map(|(found, _)| found)
        }
    }
}

fn read_segmentation(
    value: &Value<'_>,
    sccp: &Fields<'_>,
    mistakes: &mut Mistakes,
) -> Option<Segmentation> {
    let keys = ["first", "class_1", "remaining", "local_reference"];
    let fields = Fields::of(value, "segmentation", &keys, mistakes)?;
    let class_1 = fields.boolean("class_1", mistakes);
    let class = sccp.number::<u8>("class", 0..=15, mistakes);
    Some(Segmentation {
        first: fields.boolean("first", mistakes).unwrap_or(true),
        class_1: class_1.unwrap_or_else(|| class == Some(1)),
        remaining: fields.number("remaining", 0..=15, mistakes).unwrap_or(0),
        local_reference: fields.number("local_reference", 0..=0xFF_FFFF, mistakes).unwrap_or(1),
    })
}

fn read_management(
    value: &Value<'_>,
    variant: Variant,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let keys = ["type", "affected_ssn", "affected_pc", "multiplicity", "rest"];
    let fields = Fields::of(value, "management", &keys, mistakes)?;
    let names: Vec<_> = (0..=255)
        .filter_map(|code| Some((ManagementType(code).name()?, i64::from(code))))
        .collect();
    let Some(at) = fields.get("type") else {
        mistakes.add(fields.opening(), "management has `type`", None);
        return None;
    };
    let management_type = tree::name_or_number(at, "management type", &names, 255, mistakes)?;
    let Some(code) = fields.get("affected_pc") else {
        mistakes.add(fields.opening(), "management has `affected_pc`", None);
        return None;
    };
    let affected = point_code(code, "affected_pc", variant, mistakes)?;
    let subsystem = fields.number("affected_ssn", 0..=255, mistakes).map(SubsystemNumber);
    let rest = fields.hex("rest", mistakes).unwrap_or_default();
    let management = Management {
        management_type: ManagementType(u8::try_from(management_type).unwrap_or(0)),
        affected_subsystem_number: subsystem.unwrap_or(USUAL),
        affected_point_code: affected,
        multiplicity: fields.number("multiplicity", 0..=3, mistakes).unwrap_or(0),
        rest: Reader::new(&rest, Layer::Sccp),
    };
    written(&management, fields.opening(), mistakes)
}

/// `{"tag":…,"raw":…}`: optional parameters that have no key of their own.
pub(super) fn optional_parameters(
    fields: &Fields<'_>,
    mistakes: &mut Mistakes,
) -> Option<Vec<(u8, Vec<u8>)>> {
    let Some(list) = fields.get("optional") else { return Some(vec![]) };
    let list = tree::array(list, "optional", mistakes)?;
    let mut found = vec![];
    for value in &list.elements {
        let fields = Fields::of(value, "parameter", &["tag", "name", "raw"], mistakes)?;
        match (fields.number("tag", 1..=255, mistakes), fields.hex("raw", mistakes)) {
            (Some(tag), Some(raw)) => found.push((tag, raw)),
            _ => {
                if fields.get("tag").is_none() || fields.get("raw").is_none() {
                    mistakes.add(fields.opening(), "a parameter has `tag` and `raw`", None);
                }
                return None;
            }
        }
    }
    Some(found)
}

/// The strings that an address borrows from: digits of the title, its octets, surplus octets.
pub(super) type Room<'r> = (&'r mut String, &'r mut Vec<u8>, &'r mut Vec<u8>);

pub(super) fn address<'r>(
    value: Option<&Value<'_>>,
    what: &str,
    variant: Variant,
    (digits, octets, surplus): Room<'r>,
    mistakes: &mut Mistakes,
) -> Option<Address<'r>> {
    let Some(value) = value else { return Some(Address::subsystem(variant, USUAL)) };
    let keys = ["routing", "national", "ssn", "pc", "gt", "surplus"];
    let fields = Fields::of(value, what, &keys, mistakes)?;
    let usual = Address::absent(variant);
    let national = fields.boolean("national", mistakes).unwrap_or(usual.national);
    let layout = Address { national, ..usual }.layout();
    let has_title = fields.get("gt").is_some();
    let routing = match fields.get("routing") {
        None if has_title => Routing::GlobalTitle,
        None => Routing::SubsystemNumber,
        Some(value) => match tree::string(value, "routing", mistakes)? {
            "gt" => Routing::GlobalTitle,
            "ssn" => Routing::SubsystemNumber,
            other => {
                let help = "`gt`, the global title, or `ssn`, the subsystem number".to_string();
                mistakes.add(range(value), format!("`{other}` is no routing"), help);
                return None;
            }
        },
    };
    // Without a title there must be something to route on.
    let needs_subsystem = routing == Routing::SubsystemNumber && fields.given("ssn").is_none();
    let subsystem_number = fields.number("ssn", 0..=255, mistakes).map(SubsystemNumber);
    let point_code = match fields.get("pc") {
        Some(value) => Some(point_code(value, "pc", layout, mistakes)?),
        None => None,
    };
    *surplus = fields.hex("surplus", mistakes).unwrap_or_default();
    let global_title = match fields.get("gt") {
        Some(value) => Some(title(value, layout, digits, octets, mistakes)?),
        None => None,
    };
    let subsystem_number = subsystem_number.or_else(|| needs_subsystem.then_some(USUAL));
    let surplus = &surplus[..];
    Some(Address {
        national,
        routing,
        subsystem_number,
        point_code,
        global_title,
        surplus,
        ..usual
    })
}

fn title<'r>(
    value: &Value<'_>,
    layout: Variant,
    text: &'r mut String,
    octets: &'r mut Vec<u8>,
    mistakes: &mut Mistakes,
) -> Option<GlobalTitle<'r>> {
    let keys = [
        "indicator",
        "translation_type",
        "numbering_plan",
        "encoding_scheme",
        "nature_of_address",
        "digits",
        "raw",
    ];
    let fields = Fields::of(value, "gt", &keys, mistakes)?;
    let has = |key: &str| fields.get(key).is_some();
    let ansi = layout == Variant::Ansi;
    let odd = fields.get("digits").is_some_and(
        |digits| matches!(digits, Value::StringLit(text) if text.value.len() % 2 == 1),
    );
    // Without an indicator, what the other keys need room for.
    let guessed = match (has("numbering_plan"), has("nature_of_address")) {
        (true, true) => 4,
        (true, false) if ansi => 1,
        (true, false) => 3,
        (false, true) => 1,
        // Indicator 2 cannot say that the number of digits is odd.
        (false, false) if ansi && odd => 1,
        (false, false) => 2,
    };
    let indicator = fields.number::<u8>("indicator", 1..=15, mistakes).unwrap_or(guessed);
    if let Some(raw) = fields.get("raw")
        && !has("digits")
    {
        *octets = tree::hex(raw, "raw", mistakes)?;
        return Some(GlobalTitle::Reserved { indicator, octets });
    }
    let Some(at) = fields.get("digits") else {
        mistakes.add(fields.opening(), "a global title has `digits`", None);
        return None;
    };
    *text = tree::string(at, "digits", mistakes)?.to_string();
    let Some(digits) = GtDigits::text(text) else {
        let help = "digits are 0 to 9 and A to F".to_string();
        mistakes.add(range(at), "digits has a character that is no digit", help);
        return None;
    };
    let usual_scheme = if digits.is_odd() { 1 } else { 2 };
    let encoding_scheme = fields.number("encoding_scheme", 0..=15, mistakes);
    let encoding_scheme = EncodingScheme(encoding_scheme.unwrap_or(usual_scheme));
    if let EncodingScheme(1 | 2) = encoding_scheme
        && encoding_scheme.0 != usual_scheme
        && let Some(scheme) = fields.get("encoding_scheme")
    {
        let count = digits.len();
        let text = format!("encoding_scheme is {}, and {count} digits need {usual_scheme}", {
            encoding_scheme.0
        });
        mistakes.add(range(scheme), text, "it may be left out".to_string());
    }
    let numbering_plan =
        NumberingPlan(fields.number("numbering_plan", 0..=15, mistakes).unwrap_or(1));
    let translation_type = fields.number("translation_type", 0..=255, mistakes).unwrap_or(0);
    let nature = fields.number("nature_of_address", 0..=127, mistakes).unwrap_or(3);
    let nature_of_address = NatureOfAddress(nature);
    match (indicator, ansi) {
        (1, true) | (3, false) => Some(GlobalTitle::NumberingPlan {
            translation_type,
            numbering_plan,
            encoding_scheme,
            digits,
        }),
        (1, false) => Some(GlobalTitle::NatureOfAddress { nature_of_address, digits }),
        (2, _) => {
            if digits.is_odd() {
                let text = "an odd number of digits, and indicator 2 does not say so";
                let help =
                    if ansi { "indicator 1 says so" } else { "indicators 1, 3 and 4 say so" };
                let help = help.to_string();
                mistakes.add(range(at), text, help);
            }
            Some(GlobalTitle::TranslationType { translation_type, digits })
        }
        (4, false) => Some(GlobalTitle::Full {
            translation_type,
            numbering_plan,
            encoding_scheme,
            nature_of_address,
            digits,
        }),
        _ => {
            let at = fields.get("indicator").map_or_else(|| fields.opening(), range);
            let help = "its octets are given by `raw`".to_string();
            let text = format!("indicator {indicator} is reserved in this layout");
            mistakes.add(at, text, help);
            None
        }
    }
}

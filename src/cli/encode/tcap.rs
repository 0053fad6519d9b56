//! ANSI TCAP messages from their JSON.

use super::codes;
use super::component::component;
use super::itu;
use super::leaves::object_identifier;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tree::{self, Fields, range};
use crate::wire::ber::{Identifier, ObjectIdentifier, Tlv};
use crate::wire::tcap::ansi::{
    Abort, Confidentiality, DialoguePortion, Identification, PAbortCause, Package, PackageType,
    TransactionId,
};
use crate::wire::writer::Writer;
use crate::wire::{Layer, Reader};
use jsonc_parser::ast::Value;

const KEYS: [&str; 8] =
    ["variant", "application", "package", "otid", "dtid", "dialogue", "abort", "components"];

/// Whether a `tcap` object is of ITU: it says so, or its package has an ITU name.
pub(super) fn is_itu(tcap: &Value<'_>) -> bool {
    let Value::Object(object) = tcap else { return false };
    let text = |key| match (Fields { object }).get(key) {
        Some(Value::StringLit(text)) => Some(&*text.value),
        _ => None,
    };
    match text("variant") {
        Some(variant) => variant == "itu",
        None => matches!(text("package"), Some("Begin" | "End" | "Continue")),
    }
}

/// The octets of a `tcap` object; of no use where there are mistakes.
pub(super) fn encode(tcap: &Value<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let fields = Fields::of(tcap, "tcap", &KEYS, mistakes)?;
    if let Some(variant) = fields.get("variant")
        && let Some(name) = tree::string(variant, "variant", mistakes)
        && !["ansi", "itu"].contains(&name)
    {
        let help = suggestion(name, ["ansi", "itu"]);
        mistakes.add(range(variant), format!("`{name}` is no variant of TCAP"), help);
        return None;
    }
    if is_itu(tcap) { itu::encode(&fields, mistakes) } else { encode_ansi(&fields, mistakes) }
}

fn encode_ansi(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    if let Some(at) = fields.get("application") {
        let help = "each operation has its own".to_string();
        mistakes.add(range(at), "a package of ANSI has no `application`", help);
    }
    let originating_id = transaction_id(fields, "otid", mistakes);
    let responding_id = transaction_id(fields, "dtid", mistakes);
    let has_abort = fields.get("abort").is_some();
    let package_type = match fields.get("package") {
        // With a name that is none, the rest is read for its own mistakes.
        Some(package) => package_type(package, mistakes).unwrap_or(PackageType(0)),
        None => match (fields.get("otid").is_some(), fields.get("dtid").is_some()) {
            (_, true) if has_abort => PackageType::ABORT,
            (true, true) => PackageType::CONVERSATION_WITH_PERMISSION,
            (true, false) => PackageType::QUERY_WITH_PERMISSION,
            (false, true) => PackageType::RESPONSE,
            (false, false) => PackageType::UNIDIRECTIONAL,
        },
    };
    check_ids(fields, package_type, mistakes);
    let dialogue = fields.get("dialogue").and_then(|value| Dialogue::read(value, mistakes));
    let abort = fields.get("abort").and_then(|value| AbortReason::read(value, mistakes));
    let list = fields.get("components");
    let list = list.and_then(|list| tree::array(list, "components", mistakes));
    let list = list.map_or(&[][..], |list| &list.elements);
    let encoded: Vec<Vec<u8>> = list
        .iter()
        .enumerate()
        .filter_map(|(place, value)| component(value, place, mistakes))
        .collect();
    let components = encoded.concat();
    if package_type == PackageType::ABORT {
        if !has_abort {
            let help = "`p_abort_cause` or `user_information`".to_string();
            mistakes.against_the_rules(fields.opening(), "an Abort says why in `abort`", help);
        }
    } else if let Some(abort) = fields.get("abort") {
        mistakes.add(range(abort), "only an Abort has `abort`", None);
    } else if list.is_empty() && dialogue.is_none() && mistakes.is_empty() {
        let text = "a package has components or a dialogue portion";
        mistakes.against_the_rules(fields.opening(), text, None);
    }
    if !mistakes.is_empty() {
        return None;
    }
    let dialogue = dialogue.as_ref().map(Dialogue::portion);
    let nothing = Reader::new(&[], Layer::Tcap);
    let package = Package {
        package_type,
        originating_id,
        responding_id,
        dialogue,
        components: (!list.is_empty()).then_some(&components[..]),
        abort: abort.as_ref().and_then(AbortReason::abort),
        element: Tlv::NONE,
        rest: nothing,
        trailing: nothing,
    };
    let mut writer = Writer::new();
    match writer.message(&package) {
        Ok(octets) => Some(octets.to_vec()),
        Err(error) => {
            mistakes.add(fields.opening(), error.reason().to_string(), None);
            None
        }
    }
}

fn package_type(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<PackageType> {
    let all = [0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xF6];
    let names = || all.iter().filter_map(|octet| PackageType(*octet).name());
    let text = tree::string(value, "package", mistakes)?;
    let found = all
        .iter()
        .find(|octet| PackageType(**octet).name().is_some_and(|name| folded(name) == folded(text)));
    if found.is_none() {
        let help = suggestion(text, names());
        mistakes.add(range(value), format!("`{text}` is no package of ANSI TCAP"), help);
    }
    found.copied().map(PackageType)
}

/// Four octets; fewer digits stand for a smaller number.
fn transaction_id(
    fields: &Fields<'_>,
    key: &str,
    mistakes: &mut Mistakes,
) -> Option<TransactionId> {
    let value = fields.get(key)?;
    if let Value::NumberLit(_) = value {
        return tree::number(value, key, 0..=u32::MAX.into(), mistakes).map(TransactionId);
    }
    let text = tree::string(value, key, mistakes)?;
    let id = u32::from_str_radix(text, 16).ok().filter(|_| !text.starts_with('+'));
    if id.is_none() {
        let help = "up to eight hexadecimal digits, such as 00001001".to_string();
        mistakes.add(range(value), format!("{key} is no transaction identifier"), help);
    }
    id.map(TransactionId)
}

/// Each package type has its own identifiers.
fn check_ids(fields: &Fields<'_>, package_type: PackageType, mistakes: &mut Mistakes) {
    let Some(name) = package_type.name() else { return };
    let (originates, responds) = match package_type {
        PackageType::QUERY_WITH_PERMISSION | PackageType::QUERY_WITHOUT_PERMISSION => (true, false),
        PackageType::RESPONSE | PackageType::ABORT => (false, true),
        PackageType::UNIDIRECTIONAL => (false, false),
        _ => (true, true),
    };
    for (key, wanted) in [("otid", originates), ("dtid", responds)] {
        match fields.get(key) {
            None if wanted => {
                mistakes.add(fields.opening(), format!("a {name} has `{key}`"), None);
            }
            Some(value) if !wanted => {
                mistakes.add(range(value), format!("a {name} has no `{key}`"), None);
            }
            _ => {}
        }
    }
}

/// An integer or an object identifier.
enum Id {
    Integer(i64),
    Object(Vec<u8>),
}

impl Id {
    fn read(fields: &Fields<'_>, key: &str, mistakes: &mut Mistakes) -> Option<Self> {
        match fields.get(key)? {
            value @ Value::NumberLit(_) => tree::integer(value, key, mistakes).map(Self::Integer),
            value => object_identifier(value, key, mistakes).map(Self::Object),
        }
    }

    fn identification(&self) -> Identification<'_> {
        match self {
            Self::Integer(value) => Identification::Integer(*value),
            Self::Object(octets) => Identification::Object(ObjectIdentifier(octets)),
        }
    }

    /// The element of the identification under one of two identifiers.
    fn element(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        match self {
            Self::Integer(value) => writer.integer(Identifier(0x80), *value),
            Self::Object(octets) => writer.element(Identifier(0x81), octets),
        }
        writer.octets().to_vec()
    }
}

struct Dialogue {
    protocol_version: Option<u8>,
    application_context: Option<Id>,
    user_information: Option<Vec<u8>>,
    security_context: Option<Id>,
    confidentiality: Option<(Id, Vec<u8>)>,
}

/// The whole element that octets are; they were made here.
pub(super) fn element(octets: &[u8]) -> Option<Tlv<'_>> {
    Reader::new(octets, Layer::Tcap).tlv("element").ok()
}

pub(super) fn wrapped(identifier: u32, contents: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Identifier(identifier), contents);
    writer.octets().to_vec()
}

impl Dialogue {
    fn read(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let keys = [
            "protocol_version",
            "application_context",
            "user_information",
            "security_context",
            "confidentiality",
        ];
        let fields = Fields::of(value, "dialogue", &keys, mistakes)?;
        let information = external_list(&fields, 0xFD, mistakes);
        let confidentiality = Id::read(&fields, "confidentiality", mistakes).map(|id| {
            let element = wrapped(0xA2, &id.element());
            (id, element)
        });
        Some(Self {
            protocol_version: fields.number("protocol_version", 0..=255, mistakes),
            application_context: Id::read(&fields, "application_context", mistakes),
            user_information: information,
            security_context: Id::read(&fields, "security_context", mistakes),
            confidentiality,
        })
    }

    fn portion(&self) -> DialoguePortion<'_> {
        DialoguePortion {
            protocol_version: self.protocol_version,
            application_context: self.application_context.as_ref().map(Id::identification),
            user_information: self.user_information.as_deref().and_then(element),
            security_context: self.security_context.as_ref().map(Id::identification),
            confidentiality: self.confidentiality.as_ref().and_then(|(id, octets)| {
                let id = Some(id.identification());
                Some(Confidentiality { id, element: element(octets)? })
            }),
            ..DialoguePortion::EMPTY
        }
    }
}

/// `user_information`: EXTERNALs in an element of this identifier.
pub(super) fn external_list(
    fields: &Fields<'_>,
    identifier: u32,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let list = tree::array(fields.get("user_information")?, "user_information", mistakes)?;
    let mut all = vec![];
    for value in &list.elements {
        all.extend(whole_element(value, "user_information", mistakes)?);
    }
    Some(wrapped(identifier, &all))
}

/// Octets of exactly one element, such as an EXTERNAL.
pub(super) fn whole_element(
    value: &Value<'_>,
    what: &str,
    mistakes: &mut Mistakes,
) -> Option<Vec<u8>> {
    let octets = tree::hex(value, what, mistakes)?;
    let mut reader = Reader::new(&octets, Layer::Tcap);
    if reader.tlv("element").is_err() || !reader.is_empty() {
        let help = "an EXTERNAL begins with 28 and its length".to_string();
        mistakes.add(range(value), format!("{what} is not one whole element"), help);
        return None;
    }
    Some(octets)
}

enum AbortReason {
    Cause(u8),
    User(Vec<u8>),
}

impl AbortReason {
    fn read(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<Self> {
        let fields = Fields::of(value, "abort", &["p_abort_cause", "user_information"], mistakes)?;
        match (fields.get("p_abort_cause"), fields.get("user_information")) {
            (Some(cause), None) => {
                let names: Vec<_> = (0..=255)
                    .filter_map(|code| Some((PAbortCause(code).name()?, i64::from(code))))
                    .collect();
                let cause = codes::coded(cause, "P-Abort cause", &names, 255, mistakes)?;
                u8::try_from(cause).ok().map(Self::Cause)
            }
            (None, Some(information)) => {
                whole_element(information, "user_information", mistakes).map(Self::User)
            }
            _ => {
                let text = "an abort has either `p_abort_cause` or `user_information`";
                mistakes.add(fields.opening(), text, None);
                None
            }
        }
    }

    fn abort(&self) -> Option<Abort<'_>> {
        Some(match self {
            Self::Cause(cause) => Abort::Cause(PAbortCause(*cause)),
            Self::User(octets) => Abort::User(element(octets)?),
        })
    }
}

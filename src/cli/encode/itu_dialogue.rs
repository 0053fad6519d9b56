//! Dialogue portions of ITU TCAP (Q.773 4.2.3) from their JSON.

use super::codes;
use super::leaves::object_identifier;
use super::lower::written;
use super::mistake::Mistakes;
use super::suggest::{folded, suggestion};
use super::tcap::{element, external_list, wrapped};
use super::tree::{self, Fields, range};
use crate::wire::ber::{Bits, ObjectIdentifier, Tlv};
use crate::wire::tcap::itu::{
    Abort, AbortSource, Apdu, AssociateResult, Dialogue, DialogueDiagnostic, Request, Response,
    VERSION_1,
};
use crate::wire::{Layer, Reader};
use jsonc_parser::ast::Value;

const KEYS: [&str; 9] = [
    "apdu",
    "protocol_version",
    "application_context",
    "result",
    "diagnostic",
    "abort_source",
    "user_information",
    "others",
    "raw",
];

/// What each APDU has besides user information.
const APDUS: [(&str, &[&str]); 4] = [
    ("AARQ", &["protocol_version", "application_context"]),
    ("AARE", &["protocol_version", "application_context", "result", "diagnostic"]),
    ("ABRT", &["abort_source"]),
    ("AUDT", &["protocol_version", "application_context"]),
];

/// The portion with its identifier and length.
pub(super) fn encode(value: &Value<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let fields = Fields::of(value, "dialogue", &KEYS, mistakes)?;
    let Some(apdu) = fields.get("apdu") else { return raw(&fields, mistakes) };
    let text = tree::string(apdu, "apdu", mistakes)?;
    let Some((name, own)) = APDUS.iter().find(|(name, _)| folded(name) == folded(text)) else {
        let help = suggestion(text, APDUS.iter().map(|(name, _)| *name));
        mistakes.add(range(apdu), format!("`{text}` is no APDU of a dialogue"), help);
        return None;
    };
    for key in KEYS {
        let everywhere = ["apdu", "user_information", "others", "raw"].contains(&key);
        if let Some(value) = fields.get(key)
            && !everywhere
            && !own.contains(&key)
        {
            mistakes.add(range(value), format!("{name} has no `{key}`"), None);
        }
    }
    let information = external_list(&fields, 0xBE, mistakes);
    let user_information = information.as_deref().and_then(element);
    let others = others(&fields, mistakes)?;
    let elements = Reader::new(&others, Layer::Tcap);
    let version = version(&fields, mistakes)?;
    let protocol_version =
        version.as_ref().map(|(octets, unused)| Bits { octets, unused: *unused });
    let context = match (fields.get("application_context"), *name) {
        (_, "ABRT") => vec![],
        (Some(context), _) => object_identifier(context, "application_context", mistakes)?,
        (None, _) => {
            mistakes.add(fields.opening(), format!("{name} has `application_context`"), None);
            return None;
        }
    };
    let application_context = ObjectIdentifier(&context);
    let request = || Request { protocol_version, application_context, user_information, elements };
    let apdu = match *name {
        "AARQ" => Apdu::Request(request()),
        "AUDT" => Apdu::Unidirectional(request()),
        "AARE" => Apdu::Response(Response {
            protocol_version,
            application_context,
            result: result(&fields, mistakes)?,
            diagnostic: diagnostic(&fields, mistakes)?,
            user_information,
            elements,
        }),
        _ => Apdu::Abort(Abort { source: source(&fields, mistakes)?, user_information, elements }),
    };
    let dialogue = Dialogue { apdu: Some(apdu), portion: Tlv::NONE };
    written(&dialogue, fields.opening(), mistakes)
}

fn raw(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let Some(raw) = fields.hex("raw", mistakes) else {
        let text = "a dialogue portion of ITU is given by its `apdu` or by `raw`, its octets";
        mistakes.add(fields.opening(), text, None);
        return None;
    };
    Some(wrapped(0x6B, &raw))
}

/// Elements that have no key of their own, each in hexadecimal.
fn others(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let Some(value) = fields.get("others") else { return Some(vec![]) };
    let list = tree::array(value, "others", mistakes)?;
    let each = list.elements.iter().map(|value| {
        let octets = tree::hex(value, "others", mistakes)?;
        if element(&octets).is_none_or(|tlv| tlv.octets.len() != octets.len()) {
            mistakes.add(range(value), "this is not one whole element", None);
            return None;
        }
        Some(octets)
    });
    each.collect::<Option<Vec<_>>>().map(|all| all.concat())
}

/// The bits and how many of them do not count; version 1 where the key is left out, none where
/// it is null.
type Version = Option<(Vec<u8>, u8)>;

fn version(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Version> {
    let Some(value) = fields.get("protocol_version") else {
        let left_out = fields.given("protocol_version").is_none();
        return Some(left_out.then(|| (VERSION_1.octets.to_vec(), VERSION_1.unused)));
    };
    let contents = tree::hex(value, "protocol_version", mistakes)?;
    match contents.split_first() {
        Some((unused, octets)) if *unused < 8 && (!octets.is_empty() || *unused == 0) => {
            Some(Some((octets.to_vec(), *unused)))
        }
        _ => {
            let help = "`0780` is version 1: seven bits unused, then the bits".to_string();
            mistakes.add(range(value), "protocol_version is no bit string", help);
            None
        }
    }
}

fn result(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<AssociateResult> {
    let Some(value) = fields.get("result") else { return Some(AssociateResult::ACCEPTED) };
    let names = [("accepted", 0), ("reject-permanent", 1)];
    codes::coded(value, "result", &names, 127, mistakes).map(AssociateResult)
}

fn source(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<AbortSource> {
    let Some(value) = fields.get("abort_source") else { return Some(AbortSource::USER) };
    let names = [("dialogue-service-user", 0), ("dialogue-service-provider", 1)];
    codes::coded(value, "abort_source", &names, 127, mistakes).map(AbortSource)
}

/// `{"source":"dialogue-service-user","code":2,"name":"…"}`; the user's null where it is left out.
fn diagnostic(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<DialogueDiagnostic> {
    let Some(value) = fields.get("diagnostic") else { return Some(DialogueDiagnostic::User(0)) };
    let parts = Fields::of(value, "diagnostic", &["source", "code", "name"], mistakes)?;
    let provider = match parts.string("source", mistakes) {
        None | Some("dialogue-service-user") => false,
        Some("dialogue-service-provider") => true,
        Some(_) => {
            let at = parts.get("source").map_or_else(|| parts.opening(), range);
            let help = "`dialogue-service-user` or `dialogue-service-provider`".to_string();
            mistakes.add(at, "nobody of this name gives a diagnostic", help);
            return None;
        }
    };
    let of = if provider { DialogueDiagnostic::Provider } else { DialogueDiagnostic::User };
    let names: Vec<_> = (0..3).filter_map(|code| Some((of(code).name()?, code))).collect();
    let code = match (parts.get("code"), parts.get("name")) {
        (Some(code), name) => {
            let code = tree::number::<i64>(code, "code", 0..=127, mistakes)?;
            if let Some(at) = name {
                let given = tree::string(at, "name", mistakes)?;
                if of(code).name().is_none_or(|own| folded(own) != folded(given)) {
                    mistakes.add(range(at), format!("code {code} has another name"), None);
                }
            }
            code
        }
        (None, Some(name)) => codes::coded(name, "diagnostic", &names, 127, mistakes)?,
        (None, None) => 0,
    };
    Some(of(code))
}

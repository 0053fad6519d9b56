//! One object to the octets of one message: which layers it has, and which are written.

use super::ain::{Table, parameters};
use super::lower::{self, Label};
use super::mistake::Mistakes;
use super::suggest::suggestion;
use super::tree::{self, Fields, range};
use super::{codes, tcap};
use crate::capture::Timestamp;
use crate::wire::Layer;
use crate::wire::ain::{self, PARAMETER_SEQUENCE};
use crate::wire::codes::Variant;
use crate::wire::writer::Writer;
use jsonc_parser::ast::Object;

const KEYS: [&str; 17] = [
    "file",
    "frame",
    "index",
    "time",
    "layers",
    "mtp2",
    "m2pa",
    "m2ua",
    "m3ua",
    "sua",
    "mtp3",
    "isup",
    "sccp",
    "tcap",
    "operation",
    "parameters",
    "diagnostics",
];

/// What the command line says of every message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The lowest layer to write; none for the lowest that the object has.
    pub(super) lowest: Option<Layer>,
    /// Of messages that do not say theirs.
    pub(super) variant: Option<Variant>,
    /// Whether a link is to carry it: none carries TCAP by itself.
    pub(super) is_carried: bool,
    /// How many messages came before, for layers that count them.
    pub(super) number: u32,
}

/// A message that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Encoded {
    pub(super) octets: Vec<u8>,
    /// The layer of the first octet.
    pub(super) lowest: Layer,
    /// Who sends it and who gets it, where the message says.
    pub(super) label: Option<Label>,
    pub(super) time: Option<Timestamp>,
    /// What was put in for layers that the object does not have.
    pub(super) assumed: Vec<&'static str>,
    /// Whether MTP2 has the sequence numbers of Q.703 annex A.
    pub(super) is_extended: bool,
}

impl Default for Encoded {
    fn default() -> Self {
        Self {
            octets: vec![],
            lowest: Layer::Tcap,
            label: None,
            time: None,
            assumed: vec![],
            is_extended: false,
        }
    }
}

/// The octets of an object; none where there are mistakes, or where it has no message: a fault.
pub(super) fn encode(
    object: &Object<'_>,
    wanted: Wanted,
    mistakes: &mut Mistakes,
) -> Option<Encoded> {
    let fields = Fields::checked(object, "a message", &KEYS, mistakes);
    let time = fields.get("time").and_then(|value| {
        let text = tree::string(value, "time", mistakes)?;
        let time = timestamp(text);
        if time.is_none() {
            let help = "such as 2024-06-10T09:00:00.123456Z".to_string();
            mistakes.add(range(value), "time is no date and time of RFC 3339", help);
        }
        time
    });
    let has = |key: &str| fields.get(key).is_some();
    let layers = [
        ("mtp2", Layer::Mtp2),
        ("m2pa", Layer::M2pa),
        ("m2ua", Layer::M2ua),
        ("m3ua", Layer::M3ua),
        ("sua", Layer::Sua),
        ("mtp3", Layer::Mtp3),
        ("sccp", Layer::Sccp),
        ("tcap", Layer::Tcap),
        ("parameters", Layer::Ain),
    ];
    let present = layers.iter().find(|(key, _)| has(key)).map(|(_, layer)| *layer);
    let Some(present) = present else {
        // What decode writes for a frame that has no message says why it has none.
        if !has("diagnostics") {
            let help = "at least one of `tcap`, `sccp`, `mtp3`, `m3ua`, `m2ua`, `m2pa`, `mtp2`, `sua`, `parameters`";
            mistakes.add(fields.opening(), "a message has a layer", help.to_string());
        }
        return None;
    };
    if present == Layer::Ain {
        let octets = bare_parameters(&fields, mistakes)?;
        return Some(Encoded { octets, lowest: Layer::Ain, time, ..Encoded::default() });
    }
    let lowest = match (wanted.lowest, present) {
        (Some(lowest), _) => lowest,
        (None, Layer::Tcap) if wanted.is_carried => Layer::Sccp,
        (None, present) => present,
    };
    let mut encoded = lower::encode(&fields, lowest, &wanted, mistakes)?;
    encoded.time = time;
    mistakes.is_empty().then_some(encoded)
}

/// The TCAP octets of an object, where it has any.
pub(super) fn user(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    tcap::encode(fields.get("tcap")?, mistakes)
}

/// `operation` and `parameters` by themselves: a parameter SEQUENCE.
fn bare_parameters(fields: &Fields<'_>, mistakes: &mut Mistakes) -> Option<Vec<u8>> {
    let table = match fields.get("operation") {
        None => Table::ANY,
        Some(value) => {
            let code = codes::operation(value, mistakes)?;
            let Some(operation) = code.ain().and_then(ain::operation) else {
                let text = format!("{code} is no operation of AIN");
                mistakes.add(range(value), text, suggestion("", []));
                return None;
            };
            Table { fields: operation.fields, of: operation.message, in_order: true, whole: true }
        }
    };
    let list = tree::array(fields.get("parameters")?, "parameters", mistakes)?;
    let mut writer = Writer::new();
    parameters(&mut writer, Some(list), table, fields.opening(), mistakes);
    writer.wrap(PARAMETER_SEQUENCE, 0);
    mistakes.is_empty().then(|| writer.octets().to_vec())
}

/// RFC 3339; a time beyond the calendar stands as its seconds.
fn timestamp(text: &str) -> Option<Timestamp> {
    let digits = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.bytes().take_while(u8::is_ascii_digit).count().min(9));
    let digits = u8::try_from(digits).unwrap_or(9);
    let time: jiff::Timestamp = text.parse().ok()?;
    let nanoseconds = time.as_nanosecond();
    Some(Timestamp {
        seconds: i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?,
        nanoseconds: u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?,
        digits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_decimals() {
        let at = |text| timestamp(text).map(|t| (t.seconds, t.nanoseconds, t.digits));
        assert_eq!(at("2024-06-10T09:00:00.123456Z"), Some((1_718_010_000, 123_456_000, 6)));
        assert_eq!(at("2024-06-10T09:00:00Z"), Some((1_718_010_000, 0, 0)));
        assert_eq!(at("2024-06-10T11:00:00+02:00"), Some((1_718_010_000, 0, 0)));
        assert_eq!(at("1969-12-31T23:59:59.5Z"), Some((-1, 500_000_000, 1)));
        assert_eq!(at("today"), None);
    }
}

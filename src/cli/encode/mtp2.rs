//! MTP2 signal units from their JSON.

use super::mistake::Mistakes;
use super::suggest::suggestion;
use super::tree::{self, Fields, range};
use crate::wire::mtp2::{Body, Format, LinkStatus, Sequence, SignalUnit};
use jsonc_parser::ast::Value;

const MTP2_KEYS: [&str; 9] =
    ["bsn", "bib", "fsn", "fib", "type", "extended", "spare", "status", "second"];

/// The header that signal units of all types have; without a number the message is counted.
pub(super) fn with_message<P>(
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
pub(super) fn without_message(
    value: &Value<'_>,
    mistakes: &mut Mistakes,
) -> Option<Option<SignalUnit<[u8; 0]>>> {
    let (unit, _) = with_message(Some(value), 0, [], mistakes)?;
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

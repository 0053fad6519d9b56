//! `-T ek`: what stands around an object for Elasticsearch's bulk interface.

use super::writer::Json;
use crate::capture::Timestamp;
use crate::cli::text::{Put, padded_decimal};

/// The index line, and the beginning of the document; `text` is the time in RFC 3339.
///
/// The index is named by the day, as tshark does. A type is not given: since version 8
/// Elasticsearch refuses it.
pub(in crate::cli) fn before_document(
    json: &mut Json,
    time: Option<Timestamp>,
    text: Option<&[u8]>,
) {
    let to = &mut json.text;
    "{\"index\":{\"_index\":\"packets".put(to);
    if let Some(day) = text.and_then(|text| text.get(..10)) {
        to.push(b'-');
        to.extend_from_slice(day);
    }
    "\"}}\n{\"timestamp\":".put(to);
    match time {
        Some(time) => {
            // Milliseconds since 1970, as text.
            to.push(b'"');
            time.seconds.put(to);
            padded_decimal(to, (time.nanoseconds / 1_000_000).into(), 3);
            to.push(b'"');
        }
        None => "null".put(to),
    }
    ",\"layers\":".put(to);
}

/// The end of the document, behind an object and its end of line.
pub(in crate::cli) fn after_document(json: &mut Json) {
    if json.text.last() == Some(&b'\n') {
        json.text.pop();
    }
    "}\n".put(&mut json.text);
}

//! `-T json`: one object a message, one message a line. The shape is in docs/json.md.

mod ain;
mod layers;
mod writer;

pub(super) use layers::{Head, fault, message, parameters, sccp_parts};
pub(super) use writer::Json;

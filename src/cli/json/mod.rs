//! `-T json`: one object a message, one message a line. The shape is in docs/json.md.

mod ain;
mod document;
mod lower;
mod message;
mod tcap;
mod writer;

pub(super) use document::{after_document, before_document};
pub(super) use lower::{connection_cause, optional_part, receive_sequence_number, sccp_parts};
pub(super) use message::{Head, fault, message, parameters};
pub(super) use writer::Json;

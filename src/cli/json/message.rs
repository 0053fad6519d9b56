//! One object: a message, a frame that yields none, or pasted parameters.

use super::ain::Parameters;
use super::writer::{Json, optional};
use super::{lower, tcap};
use crate::capture::{Decoded, Fault};
use crate::cli::operation::argument;
use crate::wire::{Diagnostic, Layer, ain};

/// What stands before the layers.
pub(in crate::cli) struct Head<'h> {
    pub(in crate::cli) file: Option<&'h str>,
    pub(in crate::cli) frame: u64,
    pub(in crate::cli) index: u32,
    pub(in crate::cli) time: Option<&'h [u8]>,
}

fn head(json: &mut Json, head: &Head<'_>) {
    json.open('{');
    if let Some(file) = head.file {
        json.key("file");
        json.string(file.chars());
    }
    json.key("frame");
    json.number(head.frame as i64);
    json.key("index");
    json.number(head.index);
    json.key("time");
    optional(json, head.time, Json::plain);
}

/// One message; `diagnostics` gets what the walk through its parameters finds.
pub(in crate::cli) fn message(
    json: &mut Json,
    place: &Head<'_>,
    decoded: &Decoded<'_, '_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    head(json, place);
    let stack = decoded.stack;
    json.key("layers");
    json.open('[');
    stack.layers().iter().for_each(|layer| json.name(layer.name()));
    if decoded.components.iter().any(|resolved| argument(resolved).is_ain()) {
        json.name(Layer::Ain.name());
    }
    json.close(']');
    lower::write(json, stack);
    tcap::write(json, decoded, diagnostics);
    write_diagnostics(json, decoded.diagnostics.iter().chain(diagnostics.iter()));
    json.close('}');
    json.end_of_line();
}

/// A frame that yields no message, and why.
pub(in crate::cli) fn fault(json: &mut Json, place: &Head<'_>, fault: &Fault) {
    head(json, place);
    json.key("layers");
    json.open('[');
    json.close(']');
    write_diagnostics(json, [Some(&fault.diagnostic), fault.note.as_ref()].into_iter().flatten());
    json.close('}');
    json.end_of_line();
}

/// Parameters by themselves, as `--layer ain` pastes them.
pub(in crate::cli) fn parameters(
    json: &mut Json,
    place: &Head<'_>,
    operation: Option<&ain::OperationType>,
    parameter: Option<&crate::wire::ber::Tlv<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    head(json, place);
    json.key("layers");
    json.open('[');
    json.name(Layer::Ain.name());
    json.close(']');
    json.key("operation");
    optional(json, operation, |json, operation| json.name(operation.message));
    json.key("parameters");
    json.open('[');
    if let Some(parameter) = parameter {
        let mut visitor = Parameters::new(json, diagnostics);
        match operation {
            Some(operation) => ain::walk::walk(operation.fields, parameter, &mut visitor),
            None => ain::walk::walk_any(parameter, &mut visitor),
        }
    }
    json.close(']');
    write_diagnostics(json, diagnostics.iter());
    json.close('}');
    json.end_of_line();
}

fn write_diagnostics<'d>(json: &mut Json, diagnostics: impl Iterator<Item = &'d Diagnostic>) {
    json.key("diagnostics");
    json.open('[');
    for Diagnostic { severity, error } in diagnostics {
        json.open('{');
        json.key("severity");
        json.name(severity.name());
        json.key("layer");
        json.name(error.layer.name());
        json.key("at");
        json.number(error.at);
        json.key("message");
        json.string(error.reason().to_string().chars());
        json.close('}');
    }
    json.close(']');
}

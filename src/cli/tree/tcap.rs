//! TCAP packages and their components, ANSI and ITU.

use super::leaves::Leaves;
use super::{Hex, Named, Tree};
use crate::capture::{Asked, Decoded, Resolved};
use crate::cli::operation::{Argument, ain_error, argument, opaque};
use crate::cli::output::Row;
use crate::cli::text::{Put, Shown, UpperHex};
use crate::wire::ain::walk::{walk, walk_result};
use crate::wire::ain::{self};
use crate::wire::ber::{ObjectIdentifier, Tlv};
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{Message, ansi, itu};
use crate::wire::{Diagnostic, Reader};

/// A message of either standard.
pub(super) fn message(tree: &mut Tree<'_>, decoded: &Decoded<'_, '_>, found: &mut Vec<Diagnostic>) {
    match &decoded.stack.tcap {
        Some(Message::Ansi(package)) => ansi_tree(tree, package, decoded, found),
        Some(Message::Itu(message)) => itu_tree(tree, message, decoded.stack.application()),
        None => {}
    }
}

fn identification(id: ansi::Identification<'_>) -> String {
    match id {
        ansi::Identification::Integer(value) => value.to_string(),
        ansi::Identification::Object(oid) => oid.to_string(),
    }
}

fn ansi_tree(
    tree: &mut Tree<'_>,
    package: &ansi::Package<'_>,
    decoded: &Decoded<'_, '_>,
    found: &mut Vec<Diagnostic>,
) {
    let at = package.element.at;
    let whole = if decoded.reassembled { ", offsets in the segments put together" } else { "" };
    tree.layer(at, ("TCAP (ansi", whole, ")"));
    let kind = package.package_type;
    let name = kind.name().unwrap_or("unknown");
    tree.show(Some(at), 1, "package", (name, " [", UpperHex(&[kind.0]), "]"));
    let ids_at = package.element.contents_at + 2;
    if let Some(id) = package.originating_id {
        tree.show(Some(ids_at), 1, "originating transaction ID", id);
    }
    if let Some(id) = package.responding_id {
        let at = if package.originating_id.is_some() { ids_at + 4 } else { ids_at };
        tree.show(Some(at), 1, "responding transaction ID", id);
    }
    if let Some(dialogue) = &package.dialogue {
        tree.field(Some(dialogue.elements.at()), 1, "dialogue portion", "");
        if let Some(version) = dialogue.protocol_version {
            tree.field(None, 2, "protocol version", version);
        }
        for (name, id) in [
            ("application context", dialogue.application_context),
            ("security context", dialogue.security_context),
            ("confidentiality", dialogue.confidentiality.and_then(|c| c.id)),
        ] {
            if let Some(id) = id {
                tree.field(None, 2, name, identification(id));
            }
        }
        if let Some(information) = dialogue.user_information {
            let at = Some(information.at);
            tree.field(at, 2, "user information", Hex(information.contents));
        }
    }
    match package.abort {
        Some(ansi::Abort::Cause(cause)) => {
            tree.field(None, 1, "P-Abort cause", Named(cause.name(), cause.0.into()));
        }
        Some(ansi::Abort::User(external)) => {
            let at = Some(external.at);
            tree.field(at, 1, "user abort information", Hex(external.contents));
        }
        None => {}
    }
    for resolved in decoded.components {
        component_tree(tree, resolved, found);
    }
}

struct OperationText(ansi::OperationCode);

impl Put for OperationText {
    fn put(&self, to: &mut Vec<u8>) {
        let operation = self.0;
        let name = match operation.ain().and_then(ain::operation) {
            Some(operation) => Some(operation.message),
            None => operation.national_name().or_else(|| {
                let specifier = operation.specifier().into();
                Application::of_operation(operation).and_then(|of| of.operation(specifier))
            }),
        };
        let code = (operation.class.name(), " ", operation.code);
        match name {
            Some(name) => (name, " (", code, ", ", HexCode(operation.code), ")").put(to),
            None => (code, " (", HexCode(operation.code), ")").put(to),
        }
    }
}

/// `0x6402`, with four digits or more.
struct HexCode(i64);

impl Put for HexCode {
    fn put(&self, to: &mut Vec<u8>) {
        match u16::try_from(self.0) {
            Ok(code) => ("0x", UpperHex(&code.to_be_bytes())).put(to),
            Err(_) if self.0 < 0 => Shown(format_args!("-0x{:X}", self.0.unsigned_abs())).put(to),
            Err(_) => Shown(format_args!("0x{:X}", self.0)).put(to),
        }
    }
}

fn component_tree(tree: &mut Tree<'_>, resolved: &Resolved<'_>, found: &mut Vec<Diagnostic>) {
    let at = Some(resolved.at);
    let Ok(component) = &resolved.component else {
        return tree.field(at, 1, "component", "unreadable");
    };
    let last = |last: bool| if last { "last" } else { "not last" };
    match component {
        ansi::Component::Invoke(invoke) => {
            tree.show(at, 1, "Invoke", last(invoke.last));
            if let Some(id) = invoke.invoke_id {
                tree.show(None, 2, "invoke ID", id);
            }
            if let Some(id) = invoke.correlation_id {
                tree.show(None, 2, "correlation ID", id);
            }
            tree.show(None, 2, "operation", OperationText(invoke.operation));
        }
        ansi::Component::ReturnResult(result) => {
            tree.show(at, 1, "Return Result", last(result.last));
            tree.show(None, 2, "correlation ID", result.correlation_id);
        }
        ansi::Component::ReturnError(error) => {
            tree.show(at, 1, "Return Error", "");
            tree.show(None, 2, "correlation ID", error.correlation_id);
            let name = ain_error(error).map(|error| error.message);
            tree.field(None, 2, "error", Named(name, error.error.code));
        }
        ansi::Component::Reject(reject) => {
            tree.show(at, 1, "Reject", "");
            if let Some(id) = reject.correlation_id {
                tree.show(None, 2, "correlation ID", id);
            }
            let problem = reject.problem;
            let kind = Named(problem.type_name(), problem.problem_type.into());
            let name = Named(problem.name(), problem.specifier.into());
            tree.field(None, 2, "problem", format_args!("{kind}, {name}"));
        }
    }
    if !matches!(component, ansi::Component::Invoke(_)) {
        match resolved.asked {
            Some(asked) => {
                let answers = (OperationText(asked.operation), ", invoked in frame ", asked.frame);
                tree.show(None, 2, "answers", answers);
            }
            None => tree.field(None, 2, "answers", "an invoke that is not in the capture"),
        }
    }
    if let Some(parameter) = component.parameter() {
        parameter_tree(tree, resolved, &parameter, found);
    }
}

/// What a component says, but for its ids and its place: lines to be compared. `asked` is the
/// operation that it answers.
pub(in crate::cli) fn said(
    component: ansi::Component<'_>,
    asked: Option<ansi::OperationCode>,
) -> Vec<String> {
    let mut row = Row::new(false);
    let mut tree = Tree { row: &mut row, octets: false };
    let last = |last: bool| if last { "" } else { " (not last)" };
    match &component {
        ansi::Component::Invoke(invoke) => {
            let name = ("Invoke", last(invoke.last));
            tree.show(None, 0, name, OperationText(invoke.operation));
        }
        ansi::Component::ReturnResult(result) => {
            tree.show(None, 0, ("Return Result", last(result.last)), "");
        }
        ansi::Component::ReturnError(error) => {
            let name = ain_error(error).map(|error| error.message);
            tree.field(None, 0, "Return Error", Named(name, error.error.code));
        }
        ansi::Component::Reject(reject) => {
            let problem = reject.problem;
            let kind = Named(problem.type_name(), problem.problem_type.into());
            let name = Named(problem.name(), problem.specifier.into());
            tree.field(None, 0, "Reject", format_args!("{kind}, {name}"));
        }
    }
    if let Some(asked) = asked {
        tree.show(None, 1, "answers", OperationText(asked));
    }
    let asked = asked.map(|operation| Asked { operation, frame: 0 });
    let parameter = component.parameter();
    let resolved = Resolved { place: 0, at: 0, component: Ok(component), asked };
    let mut found = Vec::new();
    if let Some(parameter) = parameter {
        parameter_tree(&mut tree, &resolved, &parameter, &mut found);
    }
    let text = String::from_utf8_lossy(&row.text);
    text.lines().map(|line| line.get(8..).unwrap_or(line).to_string()).collect()
}

fn parameter_tree<'a>(
    tree: &mut Tree<'_>,
    resolved: &Resolved<'a>,
    parameter: &Tlv<'a>,
    found: &mut Vec<Diagnostic>,
) {
    let name = match parameter.identifier {
        ain::PARAMETER_SEQUENCE => "parameter sequence",
        ain::PARAMETER_SET => "parameter set",
        _ => "parameter",
    };
    let (at, tag) = (Some(parameter.at), parameter.identifier);
    tree.show(at, 2, (name, " [", tag, "]"), "");
    let mut visitor = Leaves { tree, found, depth: 3 };
    match argument(resolved) {
        Argument::Fields(fields) => walk(fields, parameter, &mut visitor),
        Argument::Result(result) => walk_result(result, parameter, &mut visitor),
        Argument::Opaque => {
            let shown = opaque(parameter, |tlv| {
                if tlv.at != parameter.at {
                    elements(visitor.tree, 3, "", tlv);
                } else {
                    visitor.tree.field(Some(tlv.at), 3, "octets", Hex(tlv.contents));
                }
            });
            if let Err(error) = shown {
                visitor.found.push(Diagnostic::error(error));
            }
        }
    }
}

fn itu_dialogue(tree: &mut Tree<'_>, apdu: &itu::Apdu<'_>, context: Option<ObjectIdentifier<'_>>) {
    if let Some(version) = apdu.protocol_version() {
        let bits = version.ones().map(|bit| format!("version {}", bit + 1));
        tree.field(None, 2, "protocol version", bits.collect::<Vec<_>>().join(", "));
    }
    if let Some(context) = context {
        tree.field(None, 2, "application context", context);
    }
    match apdu {
        itu::Apdu::Response(response) => {
            let result = Named(response.result.name(), response.result.0);
            tree.field(None, 2, "result", result);
            let why = response.diagnostic;
            let name = Named(why.name(), why.code());
            tree.field(None, 2, "diagnostic", format_args!("{}, {name}", why.source()));
        }
        itu::Apdu::Abort(abort) => {
            tree.field(None, 2, "abort source", Named(abort.source.name(), abort.source.0));
        }
        itu::Apdu::Request(_) | itu::Apdu::Unidirectional(_) => {}
    }
    if let Some(information) = apdu.user_information() {
        tree.field(Some(information.at), 2, "user information", Hex(information.contents));
    }
    for other in apdu.others() {
        tree.field(Some(other.at), 2, "field that is not known", Hex(other.octets));
    }
}

fn itu_tree(tree: &mut Tree<'_>, message: &itu::Message<'_>, application: Option<Application>) {
    let at = message.element.at;
    tree.layer(at, "TCAP (itu)");
    let kind = message.message_type;
    tree.field(Some(at), 1, "message", Named(kind.name(), kind.0.into()));
    if let Some(id) = message.originating_id {
        tree.field(None, 1, "originating transaction ID", Hex(id));
    }
    if let Some(id) = message.destination_id {
        tree.field(None, 1, "destination transaction ID", Hex(id));
    }
    if let Some(cause) = message.p_abort_cause {
        tree.field(None, 1, "P-Abort cause", Named(itu::p_abort_cause_name(cause), cause));
    }
    if let Some(dialogue) = &message.dialogue {
        let apdu = dialogue.apdu.map_or("unknown", |apdu| apdu.name());
        tree.field(Some(dialogue.portion.at), 1, "dialogue portion", apdu);
        match &dialogue.apdu {
            Some(apdu) => itu_dialogue(tree, apdu, dialogue.application_context()),
            None => tree.field(None, 2, "contents", Hex(dialogue.portion.contents)),
        }
    }
    let code = |code: itu::Code<'_>| match code {
        itu::Code::Local(value) => format!("local {value}"),
        itu::Code::Global(name) => format!("global {name}"),
    };
    for (element, component) in message.components.iter().flat_map(itu::Components::iter) {
        let at = element.map(|element| element.at);
        let Ok(component) = component else {
            tree.field(at, 1, "component", "unreadable");
            continue;
        };
        let id = component.invoke_id.map_or_else(|| "none".into(), |id| id.to_string());
        let last = match component.component_type {
            0xA2 => "last, ",
            0xA7 => "not last, ",
            _ => "",
        };
        tree.field(at, 1, component.name(), format_args!("{last}invoke ID {id}"));
        if let Some(id) = component.linked_id {
            tree.field(None, 2, "linked ID", id);
        }
        if let Some(operation) = component.operation {
            let name = match operation {
                itu::Code::Local(code) => application.and_then(|of| of.operation(code)),
                itu::Code::Global(_) => None,
            };
            match (application, name) {
                (Some(of), Some(name)) => {
                    tree.field(
                        None,
                        2,
                        "operation",
                        format_args!("{name} ({of}, {})", code(operation)),
                    );
                }
                _ => tree.field(None, 2, "operation", code(operation)),
            }
        }
        if let Some(error) = component.error {
            tree.field(None, 2, "error", code(error));
        }
        if let Some(problem) = component.problem {
            let name = Named(problem.name(), problem.code);
            tree.field(None, 2, "problem", format_args!("{}, {name}", problem.kind_name()));
        }
        if let Some(parameter) = component.parameter {
            elements(tree, 2, "parameter ", &parameter);
        }
    }
}

/// Elements within elements that are shown one by one.
const DEEPEST: usize = 24;

/// An element that no table describes, with those in it.
fn elements(tree: &mut Tree<'_>, depth: usize, name: &str, element: &Tlv<'_>) {
    let title = format!("{name}[{}]", element.identifier);
    let holds_others = |reader: &mut Reader<'_>| {
        while !reader.is_empty() {
            if reader.tlv("element").is_err() {
                return false;
            }
        }
        true
    };
    let inner = element.is_constructed().then(|| element.elements()).and_then(Result::ok);
    match inner.filter(|inner| depth < DEEPEST && holds_others(&mut inner.clone())) {
        Some(mut inner) => {
            tree.field(Some(element.at), depth, &title, "");
            while let Ok(one) = inner.tlv("element") {
                elements(tree, depth + 1, "", &one);
                if inner.is_empty() {
                    break;
                }
            }
        }
        None => tree.field(Some(element.at), depth, &title, Hex(element.contents)),
    }
}

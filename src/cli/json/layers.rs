//! The layers of a message as JSON, lowest first.

use super::ain::{Parameters, octets};
use super::writer::Json;
use crate::capture::{Asked, Decoded, Fault, Resolved};
use crate::cli::operation::{Argument, argument};
use crate::wire::codes::PointCode;
use crate::wire::m3ua::{self, DataForm};
use crate::wire::stack::Stack;
use crate::wire::tcap::{self, ansi, itu};
use crate::wire::{Diagnostic, Layer, ain, mtp2, mtp3, sccp};

/// What stands before the layers.
pub(in crate::cli) struct Head<'h> {
    pub(in crate::cli) file: Option<&'h str>,
    pub(in crate::cli) frame: u64,
    pub(in crate::cli) index: Option<u32>,
    pub(in crate::cli) time: Option<&'h str>,
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
    optional(json, head.index, |json, index| json.number(index));
    json.key("time");
    optional(json, head.time, Json::name);
}

fn optional<T>(json: &mut Json, value: Option<T>, write: impl FnOnce(&mut Json, T)) {
    match value {
        Some(value) => write(json, value),
        None => json.null(),
    }
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
    if let Some(unit) = &stack.mtp2 {
        write_mtp2(json, unit);
    }
    if let Some(message) = &stack.m3ua {
        write_m3ua(json, stack, message);
    }
    if let Some(msu) = &stack.mtp3 {
        write_mtp3(json, msu);
    }
    if let Some(message) = &stack.isup {
        json.key("isup");
        json.open('{');
        json.key("cic");
        json.number(message.circuit_identification_code);
        json.key("message_type");
        json.number(message.message_type.0);
        json.key("name");
        optional(json, message.message_type.name(), Json::name);
        json.close('}');
    }
    if let Some(message) = &stack.sccp {
        write_sccp(json, stack, message);
    }
    match &stack.tcap {
        Some(tcap::Message::Ansi(package)) => {
            write_ansi(json, package, decoded.components, diagnostics);
        }
        Some(tcap::Message::Itu(message)) => write_itu(json, message),
        None => {}
    }
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

fn write_mtp2(json: &mut Json, unit: &mtp2::SignalUnit<'_>) {
    json.key("mtp2");
    json.open('{');
    json.key("bsn");
    json.number(unit.backward.number);
    json.key("bib");
    json.boolean(unit.backward.indicator);
    json.key("fsn");
    json.number(unit.forward.number);
    json.key("fib");
    json.boolean(unit.forward.indicator);
    json.key("type");
    json.name(match unit.body {
        mtp2::Body::FillIn => "FISU",
        mtp2::Body::LinkStatus { .. } => "LSSU",
        mtp2::Body::Msu(_) => "MSU",
    });
    json.close('}');
}

fn write_m3ua(json: &mut Json, stack: &Stack<'_>, message: &m3ua::Message<'_>) {
    json.key("m3ua");
    json.open('{');
    json.key("class");
    json.number(message.message_type.class().0);
    json.key("type");
    json.number(message.message_type.number());
    json.key("name");
    optional(json, message.message_type.name(), Json::name);
    if let Some(data) = &stack.m3ua_data {
        json.key("network_appearance");
        optional(json, data.network_appearance, |json, value| json.number(value));
        json.key("routing_context");
        optional(json, data.routing_context, |json, value| json.number(value));
        json.key("correlation_id");
        optional(json, data.correlation_id, |json, value| json.number(value));
        if let DataForm::ProtocolData(data) = data.protocol_data {
            json.key("variant");
            json.name(stack.variant.name());
            json.key("ni");
            json.number(data.network_indicator);
            json.key("priority");
            json.number(data.message_priority);
            json.key("si");
            json.number(data.service_indicator);
            json.key("opc");
            json.plain(PointCode::new(stack.variant, data.originating_point_code));
            json.key("dpc");
            json.plain(PointCode::new(stack.variant, data.destination_point_code));
            json.key("sls");
            json.number(data.signalling_link_selection);
        }
    } else {
        json.key("parameters");
        json.open('[');
        for parameter in message.parameters.into_iter().map_while(Result::ok) {
            json.open('{');
            json.key("tag");
            json.number(parameter.tag.0);
            json.key("name");
            optional(json, parameter.tag.name(), Json::name);
            json.key("raw");
            json.hex(parameter.value.rest().iter().copied());
            json.close('}');
        }
        json.close(']');
    }
    json.close('}');
}

fn write_mtp3(json: &mut Json, msu: &mtp3::Msu<'_>) {
    let label = &msu.routing_label;
    json.key("mtp3");
    json.open('{');
    json.key("variant");
    json.name(label.originating_point_code.variant.name());
    json.key("ni");
    json.number(msu.service_information.network_indicator.0);
    json.key("priority");
    json.number(msu.service_information.priority);
    json.key("si");
    json.number(msu.service_information.service_indicator.0);
    json.key("opc");
    json.plain(label.originating_point_code);
    json.key("dpc");
    json.plain(label.destination_point_code);
    json.key("sls");
    json.number(label.signalling_link_selection);
    json.close('}');
}

fn write_sccp(json: &mut Json, stack: &Stack<'_>, message: &sccp::Message<'_>) {
    json.key("sccp");
    json.open('{');
    json.key("type");
    let message_type = message.message_type();
    match message_type.name() {
        Some(name) => json.name(name),
        None => json.number(message_type.0),
    }
    let parts = sccp_parts(message);
    if let Some(class) = parts.class {
        json.key("class");
        json.number(class.class());
        json.key("return_on_error");
        json.boolean(class.return_on_error());
    }
    if let Some(cause) = parts.return_cause {
        json.key("return_cause");
        coded(json, cause.0.into(), cause.name());
    }
    if let Some(hops) = parts.hop_counter {
        json.key("hop_counter");
        json.number(hops);
    }
    if let Some(segment) = message.segmentation() {
        json.key("segmentation");
        json.open('{');
        json.key("first");
        json.boolean(segment.first);
        json.key("remaining");
        json.number(segment.remaining);
        json.key("local_reference");
        json.number(segment.local_reference);
        json.close('}');
    }
    if let Some((called, calling)) = message.addresses() {
        json.key("called");
        write_address(json, called, stack);
        json.key("calling");
        write_address(json, calling, stack);
    }
    if let Some(management) = &stack.sccp_management {
        json.key("management");
        json.open('{');
        json.key("type");
        optional(json, management.management_type.name(), Json::name);
        json.key("affected_ssn");
        json.number(management.affected_subsystem_number.0);
        json.key("affected_pc");
        json.plain(management.affected_point_code);
        json.key("multiplicity");
        json.number(management.multiplicity);
        json.close('}');
    }
    json.close('}');
}

/// The fields that only some message types have.
pub(in crate::cli) struct SccpParts {
    pub(in crate::cli) class: Option<sccp::ProtocolClass>,
    pub(in crate::cli) return_cause: Option<sccp::ReturnCause>,
    pub(in crate::cli) hop_counter: Option<u8>,
}

pub(in crate::cli) const fn sccp_parts(message: &sccp::Message<'_>) -> SccpParts {
    let (class, return_cause, hop_counter) = match message {
        sccp::Message::Unitdata(m) => (Some(m.protocol_class), None, None),
        sccp::Message::UnitdataService(m) => (None, Some(m.return_cause), None),
        sccp::Message::ExtendedUnitdata(m) | sccp::Message::LongUnitdata(m) => {
            (Some(m.protocol_class), None, Some(m.hop_counter))
        }
        sccp::Message::ExtendedUnitdataService(m) | sccp::Message::LongUnitdataService(m) => {
            (None, Some(m.return_cause), Some(m.hop_counter))
        }
        sccp::Message::Other { .. } => (None, None, None),
    };
    SccpParts { class, return_cause, hop_counter }
}

fn coded(json: &mut Json, code: i64, name: Option<&str>) {
    json.open('{');
    json.key("code");
    json.number(code);
    json.key("name");
    optional(json, name, Json::name);
    json.close('}');
}

fn write_address(json: &mut Json, address: &sccp::Address<'_>, stack: &Stack<'_>) {
    json.open('{');
    json.key("routing");
    json.name(if address.routing == sccp::Routing::GlobalTitle { "gt" } else { "ssn" });
    json.key("national");
    json.boolean(address.national);
    json.key("ssn");
    optional(json, address.subsystem_number, |json, ssn| json.number(ssn.0));
    json.key("pc");
    optional(json, address.point_code, |json, code| json.plain(code));
    json.key("gt");
    let Some(title) = &address.global_title else {
        json.null();
        return json.close('}');
    };
    json.open('{');
    json.key("indicator");
    json.number(title.indicator(stack.variant));
    if let Some(translation_type) = title.translation_type() {
        json.key("translation_type");
        json.number(translation_type);
    }
    if let sccp::GlobalTitle::NumberingPlan { numbering_plan, encoding_scheme, .. }
    | sccp::GlobalTitle::Full { numbering_plan, encoding_scheme, .. } = title
    {
        json.key("numbering_plan");
        json.number(numbering_plan.0);
        json.key("encoding_scheme");
        json.number(encoding_scheme.0);
    }
    if let sccp::GlobalTitle::NatureOfAddress { nature_of_address, .. }
    | sccp::GlobalTitle::Full { nature_of_address, .. } = title
    {
        json.key("nature_of_address");
        json.number(nature_of_address.0);
    }
    match title {
        sccp::GlobalTitle::Reserved { octets, .. } => {
            json.key("raw");
            json.hex(octets.iter().copied());
        }
        _ => {
            json.key("digits");
            optional(json, title.digits(), |json, digits| json.plain(digits));
        }
    }
    json.close('}');
    json.close('}');
}

fn identification(json: &mut Json, id: ansi::Identification<'_>) {
    match id {
        ansi::Identification::Integer(value) => json.number(value),
        ansi::Identification::Object(oid) => json.plain(oid),
    }
}

fn elements(json: &mut Json, holder: &crate::wire::ber::Tlv<'_>) {
    json.open('[');
    let mut reader = holder.reader();
    while let Ok(tlv) = reader.tlv("EXTERNAL") {
        json.hex(tlv.octets.iter().copied());
    }
    json.close(']');
}

fn write_dialogue(json: &mut Json, dialogue: &ansi::DialoguePortion<'_>) {
    json.open('{');
    json.key("protocol_version");
    optional(json, dialogue.protocol_version, |json, version| json.number(version));
    json.key("application_context");
    optional(json, dialogue.application_context, identification);
    json.key("user_information");
    optional(json, dialogue.user_information, |json, information| elements(json, &information));
    json.key("security_context");
    optional(json, dialogue.security_context, identification);
    json.key("confidentiality");
    optional(json, dialogue.confidentiality.and_then(|c| c.id), identification);
    json.close('}');
}

fn write_ansi(
    json: &mut Json,
    package: &ansi::Package<'_>,
    components: &[Resolved<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    json.key("tcap");
    json.open('{');
    json.key("variant");
    json.name("ansi");
    json.key("package");
    optional(json, package.package_type.name(), Json::name);
    json.key("otid");
    optional(json, package.originating_id, |json, id| json.plain(id));
    json.key("dtid");
    optional(json, package.responding_id, |json, id| json.plain(id));
    json.key("dialogue");
    optional(json, package.dialogue.as_ref(), write_dialogue);
    if let Some(abort) = package.abort {
        json.key("abort");
        json.open('{');
        match abort {
            ansi::Abort::Cause(cause) => {
                json.key("p_abort_cause");
                coded(json, cause.0.into(), cause.name());
            }
            ansi::Abort::User(external) => {
                json.key("user_information");
                json.hex(external.octets.iter().copied());
            }
        }
        json.close('}');
    }
    json.key("components");
    json.open('[');
    for resolved in components {
        write_component(json, resolved, diagnostics);
    }
    json.close(']');
    json.close('}');
}

fn operation(json: &mut Json, operation: ansi::OperationCode, asked: Option<Asked>) {
    json.open('{');
    json.key("kind");
    json.name(operation.class.name());
    json.key("code");
    json.number(operation.code);
    json.key("family");
    json.number(operation.family());
    json.key("specifier");
    json.number(operation.specifier());
    if operation.class == ansi::OperationClass::National {
        json.key("reply_required");
        json.boolean(operation.reply_required());
    }
    json.key("name");
    let ain_name = operation.ain().and_then(ain::operation).map(|operation| operation.message);
    optional(json, ain_name.or_else(|| operation.national_name()), Json::name);
    if let Some(asked) = asked {
        json.key("by");
        json.name("correlation");
        json.key("invoke_frame");
        json.number(asked.frame as i64);
    }
    json.close('}');
}

fn write_component(json: &mut Json, resolved: &Resolved<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Ok(component) = &resolved.component else { return };
    json.open('{');
    json.key("type");
    let (name, last, invoke_id, correlation_id) = match component {
        ansi::Component::Invoke(invoke) => {
            ("Invoke", Some(invoke.last), invoke.invoke_id, invoke.correlation_id)
        }
        // In an answer, both names stand for the one id: that of the invoke that it answers.
        ansi::Component::ReturnResult(result) => {
            let id = Some(result.correlation_id);
            ("ReturnResult", Some(result.last), id, id)
        }
        ansi::Component::ReturnError(error) => {
            ("ReturnError", None, Some(error.correlation_id), Some(error.correlation_id))
        }
        ansi::Component::Reject(reject) => {
            ("Reject", None, reject.correlation_id, reject.correlation_id)
        }
    };
    json.name(name);
    json.key("last");
    optional(json, last, Json::boolean);
    json.key("invoke_id");
    optional(json, invoke_id, |json, id| json.number(id));
    json.key("correlation_id");
    optional(json, correlation_id, |json, id| json.number(id));
    json.key("operation");
    match component {
        ansi::Component::Invoke(invoke) => operation(json, invoke.operation, None),
        _ => optional(json, resolved.asked, |json, asked| {
            operation(json, asked.operation, Some(asked));
        }),
    }
    match component {
        ansi::Component::ReturnError(error) => {
            json.key("error");
            json.open('{');
            json.key("kind");
            json.name(error.error.class.name());
            json.key("code");
            json.number(error.error.code);
            json.key("name");
            optional(json, crate::cli::operation::ain_error(error), |json, error| {
                json.name(error.message);
            });
            json.close('}');
        }
        ansi::Component::Reject(reject) => {
            let problem = reject.problem;
            json.key("problem");
            json.open('{');
            json.key("type");
            json.number(problem.problem_type);
            json.key("specifier");
            json.number(problem.specifier);
            json.key("type_name");
            optional(json, problem.type_name(), Json::name);
            json.key("name");
            optional(json, problem.name(), Json::name);
            json.close('}');
        }
        _ => {}
    }
    json.key("parameter_tag");
    optional(json, component.parameter(), |json, tlv| json.plain(tlv.identifier));
    json.key("parameters");
    json.open('[');
    if let Some(parameter) = component.parameter() {
        let mut visitor = Parameters::new(json, diagnostics);
        match argument(resolved) {
            Argument::Fields(fields) => ain::walk::walk(fields, &parameter, &mut visitor),
            Argument::Result(result) => {
                ain::walk::walk_result(result, &parameter, &mut visitor);
            }
            Argument::Opaque => raw_parameters(json, &parameter),
        }
    }
    json.close(']');
    json.close('}');
}

/// Parameters of an operation that no table here describes.
fn raw_parameters(json: &mut Json, parameter: &crate::wire::ber::Tlv<'_>) {
    let mut one = |tlv: &crate::wire::ber::Tlv<'_>| {
        json.open('{');
        json.key("name");
        json.null();
        octets(json, tlv);
        json.key("value");
        json.null();
        json.close('}');
    };
    if !is_holder(parameter) {
        return one(parameter);
    }
    let mut reader = parameter.reader();
    while let Ok(tlv) = reader.tlv("parameter") {
        one(&tlv);
    }
}

/// A parameter SEQUENCE or SET; some grammars give a Reject's the tag PRIVATE 16 (F0).
fn is_holder(parameter: &crate::wire::ber::Tlv<'_>) -> bool {
    let identifier = parameter.identifier;
    matches!(identifier, ain::PARAMETER_SEQUENCE | ain::PARAMETER_SET) || identifier.0 == 0xF0
}

fn write_itu(json: &mut Json, message: &itu::Message<'_>) {
    json.key("tcap");
    json.open('{');
    json.key("variant");
    json.name("itu");
    json.key("package");
    optional(json, message.message_type.name(), Json::name);
    json.key("otid");
    optional(json, message.originating_id, |json, id| json.hex(id.iter().copied()));
    json.key("dtid");
    optional(json, message.destination_id, |json, id| json.hex(id.iter().copied()));
    json.key("dialogue");
    optional(json, message.dialogue.as_ref(), |json, dialogue| {
        json.open('{');
        json.key("apdu");
        optional(json, dialogue.apdu, Json::name);
        json.key("application_context");
        optional(json, dialogue.application_context, |json, name| json.plain(name));
        json.key("raw");
        json.hex(dialogue.portion.contents.iter().copied());
        json.close('}');
    });
    if let Some(cause) = message.p_abort_cause {
        json.key("abort");
        json.open('{');
        json.key("p_abort_cause");
        coded(json, cause, itu::p_abort_cause_name(cause));
        json.close('}');
    }
    json.key("components");
    json.open('[');
    for component in
        message.components.iter().flat_map(itu::Components::iter).filter_map(|(_, c)| c.ok())
    {
        write_itu_component(json, &component);
    }
    json.close(']');
    json.close('}');
}

fn itu_code(json: &mut Json, code: itu::Code<'_>) {
    json.open('{');
    json.key("kind");
    match code {
        itu::Code::Local(value) => {
            json.name("local");
            json.key("code");
            json.number(value);
        }
        itu::Code::Global(name) => {
            json.name("global");
            json.key("code");
            json.plain(name);
        }
    }
    json.close('}');
}

fn write_itu_component(json: &mut Json, component: &itu::Component<'_>) {
    json.open('{');
    json.key("type");
    json.name(component.name());
    json.key("last");
    match component.component_type {
        0xA2 => json.boolean(true),
        0xA7 => json.boolean(false),
        _ => json.null(),
    }
    json.key("invoke_id");
    optional(json, component.invoke_id, |json, id| json.number(id));
    json.key("linked_id");
    optional(json, component.linked_id, |json, id| json.number(id));
    json.key("operation");
    optional(json, component.operation, itu_code);
    if let Some(error) = component.error {
        json.key("error");
        itu_code(json, error);
    }
    if let Some(problem) = component.problem {
        json.key("problem");
        json.open('{');
        json.key("type");
        json.number(problem.kind);
        json.key("specifier");
        json.number(problem.code);
        json.key("type_name");
        json.name(problem.kind_name());
        json.key("name");
        optional(json, problem.name(), Json::name);
        json.close('}');
    }
    json.key("parameters");
    json.open('[');
    if let Some(parameter) = component.parameter {
        json.open('{');
        json.key("name");
        json.null();
        octets(json, &parameter);
        json.key("value");
        json.null();
        json.close('}');
    }
    json.close(']');
    json.close('}');
}

//! TCAP messages and their components, ANSI and ITU.

use super::ain::{Parameters, octets};
use super::writer::{Json, coded, optional};
use crate::capture::{Asked, Decoded, Resolved};
use crate::cli::operation::{Argument, ain_error, argument, opaque};
use crate::wire::ber::Tlv;
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{Message, ansi, itu};
use crate::wire::{Diagnostic, Error, Reader, ain};

/// `"tcap":{…}`, where there is TCAP.
pub(super) fn write(json: &mut Json, decoded: &Decoded<'_, '_>, diagnostics: &mut Vec<Diagnostic>) {
    match &decoded.stack.tcap {
        Some(Message::Ansi(package)) => {
            write_ansi(json, package, decoded.components, diagnostics);
        }
        Some(Message::Itu(message)) => write_itu(json, message, decoded.stack.application()),
        None => {}
    }
}

fn identification(json: &mut Json, id: ansi::Identification<'_>) {
    match id {
        ansi::Identification::Integer(value) => json.number(value),
        ansi::Identification::Object(oid) => json.plain(oid),
    }
}

fn elements(json: &mut Json, holder: &Tlv<'_>) {
    json.open('[');
    let mut reader = holder.reader();
    while let Ok(tlv) = reader.tlv("EXTERNAL") {
        json.hex(tlv.octets);
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
                json.hex(external.octets);
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
    let name = ain_name.or_else(|| operation.national_name());
    let application = Application::of_operation(operation);
    let others = || application?.operation(operation.specifier().into());
    optional(json, name.or_else(others), Json::name);
    if let Some(application) = application.filter(|of| *of != Application::Ain) {
        json.key("application");
        json.name(application.name());
    }
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
            optional(json, ain_error(error), |json, error| {
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
            Argument::Opaque => {
                if let Err(error) = raw_parameters(json, &parameter) {
                    diagnostics.push(Diagnostic::error(error));
                }
            }
        }
    }
    json.close(']');
    json.close('}');
}

/// Parameters of an operation that no table here describes.
fn raw_parameters(json: &mut Json, parameter: &Tlv<'_>) -> Result<(), Error> {
    opaque(parameter, |tlv| {
        json.open('{');
        json.key("name");
        json.null();
        octets(json, tlv);
        json.key("value");
        json.null();
        nested(json, tlv, 0);
        json.close('}');
    })
}

/// Elements within elements that are told one by one.
const DEEPEST: usize = 24;

/// The elements in one that no table describes, each with its offset; those that hold others have
/// `elements` in place of `raw`.
fn nested(json: &mut Json, element: &Tlv<'_>, depth: usize) -> bool {
    let inner = element.is_constructed().then(|| element.elements()).and_then(Result::ok);
    let whole = |mut reader: Reader<'_>| {
        while !reader.is_empty() {
            if reader.tlv("element").is_err() {
                return false;
            }
        }
        true
    };
    let Some(mut inner) = inner.filter(|inner| depth < DEEPEST && whole(*inner)) else {
        return false;
    };
    json.key("elements");
    json.open('[');
    while !inner.is_empty() {
        let Ok(one) = inner.tlv("element") else { break };
        json.open('{');
        json.key("at");
        json.number(one.at);
        json.key("tag");
        json.plain(one.identifier);
        if !nested(json, &one, depth + 1) {
            json.key("raw");
            json.hex(one.contents);
        }
        json.close('}');
    }
    json.close(']');
    true
}

fn write_itu(json: &mut Json, message: &itu::Message<'_>, application: Option<Application>) {
    json.key("tcap");
    json.open('{');
    json.key("variant");
    json.name("itu");
    json.key("application");
    optional(json, application.map(Application::name), Json::name);
    json.key("package");
    optional(json, message.message_type.name(), Json::name);
    json.key("otid");
    optional(json, message.originating_id, |json, id| json.hex(id));
    json.key("dtid");
    optional(json, message.destination_id, |json, id| json.hex(id));
    json.key("dialogue");
    optional(json, message.dialogue.as_ref(), write_itu_dialogue);
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
        write_itu_component(json, &component, application);
    }
    json.close(']');
    json.close('}');
}

fn write_itu_dialogue(json: &mut Json, dialogue: &itu::Dialogue<'_>) {
    json.open('{');
    json.key("apdu");
    optional(json, dialogue.apdu.as_ref(), |json, apdu| json.name(apdu.name()));
    if let Some(apdu) = &dialogue.apdu {
        if !matches!(apdu, itu::Apdu::Abort(_)) {
            json.key("protocol_version");
            optional(json, apdu.protocol_version(), |json, bits| {
                json.hex(&[&[bits.unused], bits.octets].concat()[..]);
            });
        }
        if let Some(context) = dialogue.application_context() {
            json.key("application_context");
            json.plain(context);
        }
        match apdu {
            itu::Apdu::Response(response) => {
                json.key("result");
                coded(json, response.result.0, response.result.name());
                json.key("diagnostic");
                json.open('{');
                json.key("source");
                json.name(response.diagnostic.source());
                json.key("code");
                json.number(response.diagnostic.code());
                json.key("name");
                optional(json, response.diagnostic.name(), Json::name);
                json.close('}');
            }
            itu::Apdu::Abort(abort) => {
                json.key("abort_source");
                coded(json, abort.source.0, abort.source.name());
            }
            itu::Apdu::Request(_) | itu::Apdu::Unidirectional(_) => {}
        }
        json.key("user_information");
        optional(json, apdu.user_information(), |json, information| elements(json, &information));
        if apdu.others().next().is_some() {
            json.key("others");
            json.open('[');
            apdu.others().for_each(|other| json.hex(other.octets));
            json.close(']');
        }
    }
    json.key("raw");
    json.hex(dialogue.portion.contents);
    json.close('}');
}

/// A code; an operation's with its name, an error's without.
fn itu_code(json: &mut Json, code: itu::Code<'_>, names: Option<Option<Application>>) {
    json.open('{');
    json.key("kind");
    match code {
        itu::Code::Local(value) => {
            json.name("local");
            json.key("code");
            json.number(value);
            if let Some(application) = names {
                json.key("name");
                optional(json, application.and_then(|of| of.operation(value)), Json::name);
            }
        }
        itu::Code::Global(name) => {
            json.name("global");
            json.key("code");
            json.plain(name);
        }
    }
    json.close('}');
}

fn write_itu_component(
    json: &mut Json,
    component: &itu::Component<'_>,
    application: Option<Application>,
) {
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
    optional(json, component.operation, |json, code| itu_code(json, code, Some(application)));
    if let Some(error) = component.error {
        json.key("error");
        itu_code(json, error, None);
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
        nested(json, &parameter, 0);
        json.close('}');
    }
    json.close(']');
    json.close('}');
}

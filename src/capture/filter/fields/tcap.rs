//! TCAP of both standards.

use super::{Each, Field, octets, present, unsigned};
use crate::capture::Decoded;
use crate::capture::filter::value::{Kind, Value};
use crate::wire::tcap::Message;
use crate::wire::tcap::ansi::{
    Abort, Component, DialoguePortion, Identification, OperationClass, OperationCode, Package,
    PackageType,
};
use crate::wire::tcap::itu;

fn package<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d Package<'d>> {
    match decoded.stack.tcap.as_ref()? {
        Message::Ansi(package) => Some(package),
        Message::Itu(_) => None,
    }
}

fn is_package(decoded: &Decoded<'_, '_>, package_type: PackageType, each: &mut Each<'_>) {
    let is_this = |package: &Package<'_>| package.package_type == package_type;
    present(package(decoded).is_some_and(is_this), each);
}

fn dialogue<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d DialoguePortion<'d>> {
    package(decoded)?.dialogue.as_ref()
}

fn is_abort(decoded: &Decoded<'_, '_>) -> bool {
    package(decoded).is_some_and(|package| package.package_type == PackageType::ABORT)
}

fn components<'d>(decoded: &'d Decoded<'_, '_>) -> impl Iterator<Item = &'d Component<'d>> {
    decoded.components.iter().filter_map(|resolved| resolved.component.as_ref().ok())
}

/// The number by which tshark goes: that of the component's tag (T1.114.3 table 9).
const fn number(component: &Component<'_>) -> u64 {
    match component {
        Component::Invoke(invoke) if invoke.last => 9,
        Component::ReturnResult(result) if result.last => 10,
        Component::ReturnError(_) => 11,
        Component::Reject(_) => 12,
        Component::Invoke(_) => 13,
        Component::ReturnResult(_) => 14,
    }
}

fn is_component(decoded: &Decoded<'_, '_>, wanted: u64, each: &mut Each<'_>) {
    for component in components(decoded).filter(|component| number(component) == wanted) {
        present(number(component) == wanted, each);
    }
}

/// The operation that a component is about, its own or the one that its parameter answers.
fn operations<'d>(decoded: &'d Decoded<'_, '_>) -> impl Iterator<Item = OperationCode> + 'd {
    decoded.components.iter().filter_map(|resolved| match resolved.component {
        Ok(Component::Invoke(invoke)) => Some(invoke.operation),
        Ok(Component::Reject(_)) | Err(_) => None,
        Ok(answer) => {
            answer.parameter()?;
            resolved.asked.map(|asked| asked.operation)
        }
    })
}

fn of_class(decoded: &Decoded<'_, '_>, class: OperationClass, each: &mut Each<'_>) {
    for operation in operations(decoded).filter(|operation| operation.class == class) {
        each(Value::Signed(operation.code));
    }
}

/// The octets of one or both transaction identifiers, or invoke and correlation identifiers.
fn joined(parts: [Option<&[u8]>; 2], each: &mut Each<'_>) {
    match parts {
        [Some(one), Some(other)] => each(Value::Octets(&[one, other].concat())),
        [one, other] => each(Value::Octets(one.or(other).unwrap_or_default())),
    }
}

fn one(octet: &Option<u8>) -> Option<&[u8]> {
    octet.as_ref().map(std::slice::from_ref)
}

fn identification(of: Option<&Identification<'_>>, object: bool, each: &mut Each<'_>) {
    match of {
        Some(Identification::Integer(number)) if !object => each(Value::Signed(*number)),
        Some(Identification::Object(name)) if object => each(Value::Text(&name.to_string())),
        _ => {}
    }
}

pub(super) const ANSI: &[Field] = &[
    Field::layers("ansi_tcap", Kind::Protocol, |d, each| present(package(d).is_some(), each)),
    Field::layers("ansi_tcap.unidirectional_element", Kind::Label, |d, each| {
        is_package(d, PackageType::UNIDIRECTIONAL, each);
    }),
    Field::layers("ansi_tcap.queryWithPerm_element", Kind::Label, |d, each| {
        is_package(d, PackageType::QUERY_WITH_PERMISSION, each);
    }),
    Field::layers("ansi_tcap.queryWithoutPerm_element", Kind::Label, |d, each| {
        is_package(d, PackageType::QUERY_WITHOUT_PERMISSION, each);
    }),
    Field::layers("ansi_tcap.response_element", Kind::Label, |d, each| {
        is_package(d, PackageType::RESPONSE, each);
    }),
    Field::layers("ansi_tcap.conversationWithPerm_element", Kind::Label, |d, each| {
        is_package(d, PackageType::CONVERSATION_WITH_PERMISSION, each);
    }),
    Field::layers("ansi_tcap.conversationWithoutPerm_element", Kind::Label, |d, each| {
        is_package(d, PackageType::CONVERSATION_WITHOUT_PERMISSION, each);
    }),
    Field::layers("ansi_tcap.abort_element", Kind::Label, |d, each| {
        is_package(d, PackageType::ABORT, each);
    }),
    Field::layers("ansi_tcap.identifier", Kind::Octets, |d, each| {
        if let Some(package) = package(d) {
            let own = package.originating_id.map(|id| id.0.to_be_bytes());
            let other = package.responding_id.map(|id| id.0.to_be_bytes());
            joined(
                [own.as_ref().map(<[u8; 4]>::as_slice), other.as_ref().map(<[u8; 4]>::as_slice)],
                each,
            );
        }
    }),
    Field::layers("ansi_tcap.dialoguePortion_element", Kind::Label, |d, each| {
        present(dialogue(d).is_some() && !is_abort(d), each);
    }),
    // An Abort's has a name of its own.
    Field::layers("ansi_tcap.dialogPortion_element", Kind::Label, |d, each| {
        present(dialogue(d).is_some() && is_abort(d), each);
    }),
    Field::layers("ansi_tcap.version", Kind::Octets, |d, each| {
        if let Some(version) = dialogue(d).and_then(|dialogue| dialogue.protocol_version) {
            each(Value::Octets(&[version]));
        }
    }),
    Field::layers("ansi_tcap.integerApplicationId", Kind::Signed, |d, each| {
        identification(dialogue(d).and_then(|d| d.application_context.as_ref()), false, each);
    }),
    Field::layers("ansi_tcap.objectApplicationId", Kind::ObjectIdentifier, |d, each| {
        identification(dialogue(d).and_then(|d| d.application_context.as_ref()), true, each);
    }),
    Field::layers("ansi_tcap.integerSecurityId", Kind::Signed, |d, each| {
        identification(dialogue(d).and_then(|d| d.security_context.as_ref()), false, each);
    }),
    Field::layers("ansi_tcap.objectSecurityId", Kind::ObjectIdentifier, |d, each| {
        identification(dialogue(d).and_then(|d| d.security_context.as_ref()), true, each);
    }),
    Field::layers("ansi_tcap.abortCause", Kind::Signed, |d, each| {
        if let Some(Abort::Cause(cause)) = package(d).and_then(|package| package.abort) {
            each(Value::Signed(cause.0.into()));
        }
    }),
    Field::components("ansi_tcap.componentPortion", Kind::Unsigned, |d, each| {
        if package(d).is_some_and(|package| package.components.is_some()) {
            each(Value::Unsigned(d.components.len() as u64));
        }
    }),
    Field::components("ansi_tcap.ComponentPDU", Kind::Unsigned, |d, each| {
        components(d).for_each(|component| each(Value::Unsigned(number(component))));
    }),
    Field::components("ansi_tcap.invokeLast_element", Kind::Label, |d, each| {
        is_component(d, 9, each);
    }),
    Field::components("ansi_tcap.returnResultLast_element", Kind::Label, |d, each| {
        is_component(d, 10, each);
    }),
    Field::components("ansi_tcap.returnError_element", Kind::Label, |d, each| {
        is_component(d, 11, each);
    }),
    Field::components("ansi_tcap.reject_element", Kind::Label, |d, each| {
        is_component(d, 12, each);
    }),
    Field::components("ansi_tcap.invokeNotLast_element", Kind::Label, |d, each| {
        is_component(d, 13, each);
    }),
    Field::components("ansi_tcap.returnResultNotLast_element", Kind::Label, |d, each| {
        is_component(d, 14, each);
    }),
    // Invoke identifier, then correlation identifier; or the one that there is.
    Field::components("ansi_tcap.componentIDs", Kind::Octets, |d, each| {
        for component in components(d) {
            if let Component::Invoke(invoke) = component {
                let (own, other) = (&invoke.invoke_id, &invoke.correlation_id);
                if own.is_some() || other.is_some() {
                    joined([one(own), one(other)], each);
                }
            }
        }
    }),
    Field::components("ansi_tcap.componentID", Kind::Octets, |d, each| {
        for component in components(d) {
            let id = match component {
                Component::Invoke(_) => continue,
                Component::ReturnResult(result) => Some(result.correlation_id),
                Component::ReturnError(error) => Some(error.correlation_id),
                Component::Reject(reject) => reject.correlation_id,
            };
            octets(Some(one(&id).unwrap_or_default()), each);
        }
    }),
    // The number of the tag that the operation has: PRIVATE 16 or 17.
    Field::components("ansi_tcap.operationCode", Kind::Unsigned, |d, each| {
        for component in components(d) {
            if let Component::Invoke(invoke) = component {
                let private = invoke.operation.class == OperationClass::Private;
                each(Value::Unsigned(if private { 17 } else { 16 }));
            }
        }
    }),
    Field::components("ansi_tcap.national", Kind::Signed, |d, each| {
        of_class(d, OperationClass::National, each);
    }),
    Field::components("ansi_tcap.private", Kind::Signed, |d, each| {
        of_class(d, OperationClass::Private, each);
    }),
    Field::components("ansi_tcap.errorCode", Kind::Unsigned, |d, each| {
        for component in components(d) {
            if let Component::ReturnError(error) = component {
                let private = error.error.class == OperationClass::Private;
                each(Value::Unsigned(if private { 20 } else { 19 }));
            }
        }
    }),
    Field::components("ansi_tcap.ec_private", Kind::Unsigned, |d, each| {
        for component in components(d) {
            if let Component::ReturnError(error) = component
                && error.error.class == OperationClass::Private
            {
                unsigned(u64::try_from(error.error.code).ok(), each);
            }
        }
    }),
    // Type and specifier, an octet each, in one number.
    Field::components("ansi_tcap.rejectProblem", Kind::Signed, |d, each| {
        for component in components(d) {
            if let Component::Reject(reject) = component {
                let octets = [reject.problem.problem_type, reject.problem.specifier];
                each(Value::Signed(i16::from_be_bytes(octets).into()));
            }
        }
    }),
];

fn message<'d>(decoded: &'d Decoded<'_, '_>) -> Option<&'d itu::Message<'d>> {
    match decoded.stack.tcap.as_ref()? {
        Message::Itu(message) => Some(message),
        Message::Ansi(_) => None,
    }
}

fn is_message(decoded: &Decoded<'_, '_>, message_type: itu::MessageType, each: &mut Each<'_>) {
    let is_this = |message: &itu::Message<'_>| message.message_type == message_type;
    present(message(decoded).is_some_and(is_this), each);
}

/// The components of an ITU message are read where they are asked for.
fn parts<'d>(decoded: &'d Decoded<'_, '_>) -> impl Iterator<Item = itu::Component<'d>> {
    let components = message(decoded).and_then(|message| message.components.as_ref());
    components.into_iter().flat_map(itu::Components::iter).filter_map(|(_, part)| part.ok())
}

fn is_part(decoded: &Decoded<'_, '_>, component_type: u8, each: &mut Each<'_>) {
    for part in parts(decoded) {
        present(part.component_type == component_type, each);
    }
}

fn code(code: Option<itu::Code<'_>>, each: &mut Each<'_>) {
    match code {
        Some(itu::Code::Local(_)) => each(Value::Unsigned(0)),
        Some(itu::Code::Global(_)) => each(Value::Unsigned(1)),
        None => {}
    }
}

/// A problem of this kind: general, invoke, return result, return error.
fn problem(decoded: &Decoded<'_, '_>, kind: u8, each: &mut Each<'_>) {
    for problem in parts(decoded).filter_map(|part| part.problem) {
        if problem.kind == kind {
            each(Value::Signed(problem.code));
        }
    }
}

pub(super) const ITU: &[Field] = &[
    Field::layers("tcap", Kind::Protocol, |d, each| present(message(d).is_some(), each)),
    Field::layers("tcap.unidirectional_element", Kind::Label, |d, each| {
        is_message(d, itu::MessageType::UNIDIRECTIONAL, each);
    }),
    Field::layers("tcap.begin_element", Kind::Label, |d, each| {
        is_message(d, itu::MessageType::BEGIN, each);
    }),
    Field::layers("tcap.end_element", Kind::Label, |d, each| {
        is_message(d, itu::MessageType::END, each);
    }),
    Field::layers("tcap.continue_element", Kind::Label, |d, each| {
        is_message(d, itu::MessageType::CONTINUE, each);
    }),
    Field::layers("tcap.abort_element", Kind::Label, |d, each| {
        is_message(d, itu::MessageType::ABORT, each);
    }),
    Field::layers("tcap.tid", Kind::Octets, |d, each| {
        octets(message(d).and_then(|message| message.originating_id), each);
        octets(message(d).and_then(|message| message.destination_id), each);
    }),
    Field::layers("tcap.otid", Kind::Octets, |d, each| {
        octets(message(d).and_then(|message| message.originating_id), each);
    }),
    Field::layers("tcap.dtid", Kind::Octets, |d, each| {
        octets(message(d).and_then(|message| message.destination_id), each);
    }),
    Field::layers("tcap.p_abortCause", Kind::Unsigned, |d, each| {
        let cause = message(d).and_then(|message| message.p_abort_cause);
        unsigned(cause.and_then(|cause| u64::try_from(cause).ok()), each);
    }),
    Field::layers("tcap.application_context_name", Kind::ObjectIdentifier, |d, each| {
        let dialogue = message(d).and_then(|message| message.dialogue.as_ref());
        if let Some(name) = dialogue.and_then(|dialogue| dialogue.application_context()) {
            each(Value::Text(&name.to_string()));
        }
    }),
    Field::layers("tcap.components", Kind::Unsigned, |d, each| {
        if let Some(components) = message(d).and_then(|message| message.components.as_ref()) {
            each(Value::Unsigned(components.iter().count() as u64));
        }
    }),
    Field::layers("tcap.Component", Kind::Unsigned, |d, each| {
        parts(d).for_each(|part| each(Value::Unsigned((part.component_type & 0x1F).into())));
    }),
    Field::layers("tcap.invoke_element", Kind::Label, |d, each| is_part(d, 0xA1, each)),
    Field::layers("tcap.returnResultLast_element", Kind::Label, |d, each| is_part(d, 0xA2, each)),
    Field::layers("tcap.returnError_element", Kind::Label, |d, each| is_part(d, 0xA3, each)),
    Field::layers("tcap.reject_element", Kind::Label, |d, each| is_part(d, 0xA4, each)),
    Field::layers("tcap.returnResultNotLast_element", Kind::Label, |d, each| {
        is_part(d, 0xA7, each);
    }),
    Field::layers("tcap.invokeID", Kind::Signed, |d, each| {
        parts(d).filter_map(|part| part.invoke_id).for_each(|id| each(Value::Signed(id)));
    }),
    Field::layers("tcap.linkedID", Kind::Signed, |d, each| {
        parts(d).filter_map(|part| part.linked_id).for_each(|id| each(Value::Signed(id)));
    }),
    Field::layers("tcap.opCode", Kind::Unsigned, |d, each| {
        parts(d).for_each(|part| code(part.operation, each));
    }),
    Field::layers("tcap.errorCode", Kind::Unsigned, |d, each| {
        parts(d).for_each(|part| code(part.error, each));
    }),
    Field::layers("tcap.localValue", Kind::Signed, |d, each| {
        for part in parts(d) {
            if let Some(itu::Code::Local(number)) = part.operation.or(part.error) {
                each(Value::Signed(number));
            }
        }
    }),
    Field::layers("tcap.globalValue", Kind::ObjectIdentifier, |d, each| {
        for part in parts(d) {
            if let Some(itu::Code::Global(name)) = part.operation.or(part.error) {
                each(Value::Text(&name.to_string()));
            }
        }
    }),
    Field::layers("tcap.generalProblem", Kind::Signed, |d, each| problem(d, 0, each)),
    Field::layers("tcap.invokeProblem", Kind::Signed, |d, each| problem(d, 1, each)),
    Field::layers("tcap.returnResultProblem", Kind::Signed, |d, each| problem(d, 2, each)),
    Field::layers("tcap.returnErrorProblem", Kind::Signed, |d, each| problem(d, 3, each)),
];

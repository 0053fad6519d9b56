//! What a message says of its dialogue.

use super::{Code, Kind, Node, Package, Part, Parts, Step, Title};
use crate::capture::item::Message;
use crate::capture::reading::Decoded;
use crate::capture::seeded::Seed;
use crate::wire::codes::PointCode;
use crate::wire::sccp::{self, Address, GlobalTitle, ReturnCause, SubsystemNumber};
use crate::wire::stack::Usual;
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{self, ansi, itu};
use crate::wire::{Error, Reader, Severity, isup, sua};
use std::hash::BuildHasher;

/// A message with what its dialogue is found by.
#[derive(Debug)]
pub(super) struct Found {
    /// The id of its sender, then that of its receiver.
    pub(super) ids: [Option<u32>; 2],
    /// Its sender and its receiver, as it went out where it comes back.
    pub(super) nodes: [Node; 2],
    pub(super) standard: Standard,
    pub(super) does: Does,
    pub(super) application: Option<Application>,
    /// Whether something is wrong with a component that nobody read before.
    pub(super) wrong: bool,
    pub(super) step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standard {
    Ansi,
    Itu,
    Isup,
}

/// What a message does to its dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Begins,
    Continues,
    Ends,
    UserAborts,
    ProviderAborts(i64),
    StandsAlone,
    /// It came back from the network.
    Returns(ReturnCause),
}

impl Found {
    /// Nothing yet, to be [read] into.
    pub(super) const BLANK: Self = Self {
        ids: [None; 2],
        nodes: [Node::UNKNOWN; 2],
        standard: Standard::Ansi,
        does: Does::StandsAlone,
        application: None,
        wrong: false,
        step: Step::BLANK,
    };
}

/// Where it lies: what is read goes from registers to its place.
#[inline(always)]
fn read_node(node: &mut Node, point_code: Option<PointCode>, address: Option<&Address<'_>>) {
    let Some(address) = address else {
        *node = Node { point_code, ..Node::UNKNOWN };
        return;
    };
    node.point_code = match point_code {
        None => address.point_code,
        known => known,
    };
    node.subsystem_number = address.subsystem_number;
    node.title = match &address.global_title {
        None => Title::NONE,
        // A copy, so that what it is of need not lie in memory.
        Some(title) => digits_of(&{ *title }),
    };
}

fn digits_of(title: &GlobalTitle<'_>) -> Title {
    let Some(digits) = title.digits() else { return Title::NONE };
    if let Some(octets) = digits.packed_octets() {
        return Title::packed(octets, digits.len());
    }
    let mut title = Title::NONE;
    digits.iter().for_each(|digit| title.push(digit));
    title
}

fn sua_node(point_code: Option<PointCode>, address: Option<sua::Address<'_>>) -> Node {
    let mut title = Title::default();
    let digits = address.and_then(|address| address.digits);
    digits.into_iter().flat_map(|digits| digits.codes()).for_each(|digit| title.push(digit));
    let number = address.and_then(|address| address.subsystem_number);
    Node { point_code, subsystem_number: number.map(SubsystemNumber), title }
}

/// The cause for which the network gives a message back.
fn return_cause(message: &sccp::Message<'_>) -> Option<ReturnCause> {
    match message {
        sccp::Message::UnitdataService(service) => Some(service.return_cause),
        sccp::Message::ExtendedUnitdataService(service)
        | sccp::Message::LongUnitdataService(service) => Some(service.return_cause),
        _ => None,
    }
}

fn number(id: &[u8]) -> u32 {
    id.iter().fold(0, |number, octet| number << 8 | u32::from(*octet))
}

/// Reads a message over whatever was found before; false if it has neither TCAP nor ISUP.
pub(super) fn read(decoded: &Decoded<'_, '_>, seed: &Seed, found: &mut Found) -> bool {
    let (message, stack) = (decoded.message, decoded.stack);
    if let Some(isup) = &stack.isup {
        *found = of_call(decoded, isup, seed);
        return true;
    }
    let Some(tcap) = &stack.tcap else { return false };
    let (originating, destination) = match stack.point_codes() {
        Some((originating, destination)) => (Some(originating), Some(destination)),
        None => (None, None),
    };
    let (called, calling) = match stack.sccp.as_ref().and_then(sccp::Message::addresses) {
        Some((called, calling)) => (Some(called), Some(calling)),
        None => (None, None),
    };
    let [sender, receiver] = &mut found.nodes;
    read_node(sender, originating, calling);
    read_node(receiver, destination, called);
    if stack.sua.is_some()
        && let [source, destination_address] = stack.sua_addresses()
        && (source.is_some() || destination_address.is_some())
    {
        *sender = sua_node(originating, source);
        *receiver = sua_node(destination, destination_address);
    }
    let returned = stack.sccp.as_ref().and_then(return_cause);
    found.application = None;
    found.wrong = false;
    let octets = match tcap {
        tcap::Message::Ansi(package) => {
            read_package(found, package);
            match (decoded.components, &package.components) {
                ([], Some(components)) => {
                    found.wrong = read_ansi_parts(&mut found.step.parts, *components)
                }
                ([one], _) => {
                    let part = found.step.parts.set_one();
                    read_ansi_part(part, &one.component);
                    part.asked = one.asked.map(|asked| Code::Operation(asked.operation));
                }
                (all, _) => {
                    let parts = all.iter().map(|one| {
                        let mut part = Part::BLANK;
                        read_ansi_part(&mut part, &one.component);
                        part.asked = one.asked.map(|asked| Code::Operation(asked.operation));
                        part
                    });
                    found.step.parts = parts.collect();
                }
            }
            package.element.octets
        }
        tcap::Message::Itu(message) => {
            let application = stack.application();
            let all = message.components.iter().flat_map(itu::Components::iter);
            let wrong = &mut found.wrong;
            found.standard = Standard::Itu;
            found.ids = [message.originating_id, message.destination_id].map(|id| id.map(number));
            found.does = itu_does(message.message_type, message.p_abort_cause);
            found.application = application;
            found.step.package = Package::Itu(message.message_type);
            found.step.abort_cause = message.p_abort_cause;
            found.step.parts = all
                .map(|(_, component)| {
                    let Ok(component) = component else {
                        *wrong = true;
                        return Part::BLANK;
                    };
                    component.irregularities(|d| *wrong |= d.severity > Severity::Note);
                    itu_part(&component, application)
                })
                .collect();
            message.element.octets
        }
    };
    if let Some(cause) = returned {
        found.does = Does::Returns(cause);
        found.nodes.reverse();
    }
    read_place(&mut found.step, message);
    if decoded.reassembled {
        found.step.length = u32::try_from(octets.len()).unwrap_or(u32::MAX);
    }
    found.step.returned = returned;
    // What comes back is another message than what went out.
    let hash = seed.hash_octets(octets);
    found.step.octets = if returned.is_some() { !hash } else { hash };
    true
}

/// Reads the message that nearly all are over whatever was found before.
#[inline(always)]
pub(super) fn read_usual(message: &Message<'_>, usual: &Usual<'_>, seed: &Seed, found: &mut Found) {
    let Usual { msu, unitdata, package } = usual;
    let label = &msu.routing_label;
    let [sender, receiver] = &mut found.nodes;
    let address = &unitdata.calling_party_address;
    read_node(sender, Some(label.originating_point_code), Some(address));
    let address = &unitdata.called_party_address;
    read_node(receiver, Some(label.destination_point_code), Some(address));
    found.application = None;
    found.wrong = false;
    read_package(found, package);
    match package.components {
        Some(components) => found.wrong = read_ansi_parts(&mut found.step.parts, components),
        None => found.step.parts = Parts::NONE,
    }
    read_place(&mut found.step, message);
    found.step.returned = None;
    found.step.octets = seed.hash_octets(package.element.octets);
}

/// What an ANSI package says of its dialogue, but for its components.
#[inline(always)]
fn read_package(found: &mut Found, package: &ansi::Package<'_>) {
    let cause = match package.abort {
        Some(ansi::Abort::Cause(cause)) => Some(i64::from(cause.0)),
        _ => None,
    };
    found.standard = Standard::Ansi;
    found.ids[0] = package.originating_id.map(|id| id.0);
    found.ids[1] = package.responding_id.map(|id| id.0);
    found.does = ansi_does(package.package_type, cause);
    found.step.package = Package::Ansi(package.package_type);
    found.step.abort_cause = cause;
}

/// Where a step stands in the capture, and that nothing is known yet of its place in a dialogue.
#[inline(always)]
fn read_place(step: &mut Step, message: &Message<'_>) {
    step.frame = message.frame;
    step.index = message.index;
    step.length = message.octets.len() as u32;
    step.time = message.time;
    step.forward = true;
    step.cause = None;
    step.repeated = false;
    step.late = false;
}

/// A message of a call on a circuit. Its ends have the numbers of the call as their titles.
fn of_call(decoded: &Decoded<'_, '_>, isup: &isup::Message<Reader<'_>>, seed: &Seed) -> Found {
    let (message, stack) = (decoded.message, decoded.stack);
    let (originating, destination) = stack.point_codes().unzip();
    let node = |point_code, name| {
        let mut title = Title::default();
        let digits = isup.number(name).map(|number| number.digits);
        digits.into_iter().flat_map(|digits| digits.codes()).for_each(|digit| title.push(digit));
        Node { point_code, subsystem_number: None, title }
    };
    let mut cause = None;
    // What cannot be read of the parameters was told when the message was.
    _ = isup.each_parameter(|parameter| cause = cause.or_else(|| parameter.cause()));
    let nodes = [
        node(originating, isup::ParameterName::CALLING_PARTY_NUMBER),
        node(destination, isup::ParameterName::CALLED_PARTY_NUMBER),
    ];
    let step = Step {
        frame: message.frame,
        index: message.index,
        length: message.octets.len() as u32,
        time: message.time,
        forward: true,
        package: Package::Isup(isup.message_type),
        parts: Parts::default(),
        abort_cause: None,
        cause,
        returned: None,
        repeated: false,
        late: false,
        // Two messages of a call may well have the same octets.
        octets: seed.hash_one((message.frame, message.index)),
    };
    Found {
        ids: [Some(isup.circuit_identification_code.into()), None],
        nodes,
        standard: Standard::Isup,
        does: isup_does(isup.message_type),
        application: None,
        wrong: false,
        step,
    }
}

fn isup_does(message: isup::MessageType) -> Does {
    use isup::MessageType as Isup;
    match message {
        Isup::INITIAL_ADDRESS => Does::Begins,
        Isup::RELEASE_COMPLETE => Does::Ends,
        // What keeps circuits is of no call.
        Isup::RESET_CIRCUIT
        | Isup::BLOCKING
        | Isup::UNBLOCKING
        | Isup::BLOCKING_ACKNOWLEDGEMENT
        | Isup::UNBLOCKING_ACKNOWLEDGEMENT
        | Isup::CIRCUIT_GROUP_RESET
        | Isup::CIRCUIT_GROUP_BLOCKING
        | Isup::CIRCUIT_GROUP_UNBLOCKING
        | Isup::CIRCUIT_GROUP_BLOCKING_ACKNOWLEDGEMENT
        | Isup::CIRCUIT_GROUP_UNBLOCKING_ACKNOWLEDGEMENT
        | Isup::CIRCUIT_GROUP_RESET_ACKNOWLEDGEMENT
        | Isup::CIRCUIT_GROUP_QUERY
        | Isup::CIRCUIT_GROUP_QUERY_RESPONSE
        | Isup::UNEQUIPPED_CIRCUIT
        | Isup::OVERLOAD
        | Isup::USER_PART_TEST
        | Isup::USER_PART_AVAILABLE
        | Isup::CIRCUIT_VALIDATION_TEST
        | Isup::CIRCUIT_VALIDATION_RESPONSE => Does::StandsAlone,
        _ => Does::Continues,
    }
}

fn ansi_does(package: ansi::PackageType, cause: Option<i64>) -> Does {
    match package {
        ansi::PackageType::QUERY_WITH_PERMISSION | ansi::PackageType::QUERY_WITHOUT_PERMISSION => {
            Does::Begins
        }
        ansi::PackageType::CONVERSATION_WITH_PERMISSION
        | ansi::PackageType::CONVERSATION_WITHOUT_PERMISSION => Does::Continues,
        ansi::PackageType::RESPONSE => Does::Ends,
        ansi::PackageType::ABORT => cause.map_or(Does::UserAborts, Does::ProviderAborts),
        _ => Does::StandsAlone,
    }
}

fn itu_does(message: itu::MessageType, cause: Option<i64>) -> Does {
    match message {
        itu::MessageType::BEGIN => Does::Begins,
        itu::MessageType::CONTINUE => Does::Continues,
        itu::MessageType::END => Does::Ends,
        itu::MessageType::ABORT => cause.map_or(Does::UserAborts, Does::ProviderAborts),
        _ => Does::StandsAlone,
    }
}

/// Reads components that nobody read before; true if something is wrong with one.
#[inline(always)]
fn read_ansi_parts(parts: &mut Parts, components: ansi::Components<'_>) -> bool {
    let mut reader = components.reader();
    // One invoke and no more, as nearly all are.
    if let Some(invoke) = ansi::Invoke::decode_quick(&mut reader)
        && reader.is_empty()
    {
        let part = parts.set_one();
        *part = Part::BLANK;
        read_ansi_invoke(part, &invoke);
        return false;
    }
    read_ansi_components(parts, &components)
}

#[inline(never)]
fn read_ansi_components(parts: &mut Parts, components: &ansi::Components<'_>) -> bool {
    let mut wrong = false;
    let all = components.iter().map(|(_, component)| {
        match &component {
            Ok(component) => component.irregularities(|d| wrong |= d.severity > Severity::Note),
            Err(_) => wrong = true,
        }
        let mut part = Part::BLANK;
        read_ansi_part(&mut part, &component);
        part
    });
    *parts = all.collect();
    wrong
}

#[inline(always)]
fn read_ansi_invoke(part: &mut Part, invoke: &ansi::Invoke<'_>) {
    part.kind = Kind::Invoke;
    part.invoke_id = invoke.invoke_id.map(i16::from);
    part.answers = invoke.correlation_id.map(i16::from);
    part.code = Some(Code::Operation(invoke.operation));
}

/// Reads a component to where it lies.
#[inline(always)]
fn read_ansi_part(part: &mut Part, component: &Result<ansi::Component<'_>, Error>) {
    *part = Part::BLANK;
    match component {
        Ok(ansi::Component::Invoke(invoke)) => read_ansi_invoke(part, invoke),
        Ok(ansi::Component::ReturnResult(result)) => {
            part.kind = Kind::Result;
            part.answers = Some(result.correlation_id.into());
        }
        Ok(ansi::Component::ReturnError(error)) => {
            part.kind = Kind::Error;
            part.answers = Some(error.correlation_id.into());
            part.code = Some(Code::Error(error.error));
        }
        Ok(ansi::Component::Reject(reject)) => {
            part.kind = Kind::Reject;
            part.answers = reject.correlation_id.map(i16::from);
            part.code = Some(Code::Problem(reject.problem));
        }
        Err(_) => {}
    }
}

fn itu_part(component: &itu::Component<'_>, application: Option<Application>) -> Part {
    let code = |code: itu::Code<'_>| match code {
        itu::Code::Local(number) => Code::Local(application, number),
        itu::Code::Global(_) => Code::Global,
    };
    let near = |id: Option<i64>| id.and_then(|id| i16::try_from(id).ok());
    let own = near(component.invoke_id);
    match component.component_type {
        0xA1 => Part {
            kind: Kind::Invoke,
            invoke_id: own,
            answers: near(component.linked_id),
            code: component.operation.map(code),
            ..Part::BLANK
        },
        0xA2 | 0xA7 => Part {
            kind: Kind::Result,
            answers: own,
            code: component.operation.map(code),
            ..Part::BLANK
        },
        0xA3 => {
            let error = component.error.map(|error| match error {
                itu::Code::Local(number) => Code::LocalError(number),
                itu::Code::Global(_) => Code::Global,
            });
            Part { kind: Kind::Error, answers: own, code: error, ..Part::BLANK }
        }
        _ => Part {
            kind: Kind::Reject,
            answers: own,
            code: component.problem.map(Code::ItuProblem),
            ..Part::BLANK
        },
    }
}

//! What a message says of its dialogue.

use super::{Code, Kind, Node, Package, Part, Parts, Step, Title};
use crate::capture::reading::Decoded;
use crate::capture::seeded::Seed;
use crate::wire::codes::PointCode;
use crate::wire::sccp::{self, Address, ReturnCause, SubsystemNumber};
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{self, ansi, itu};
use crate::wire::{Reader, isup, sua};
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
    pub(super) step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

fn node(point_code: Option<PointCode>, address: Option<&Address<'_>>) -> Node {
    let digits = address.and_then(|address| address.global_title).and_then(|gt| gt.digits());
    let title = digits.map_or_else(Title::default, |digits| match digits.packed_octets() {
        Some(octets) => Title::packed(octets, digits.len()),
        None => {
            let mut title = Title::default();
            digits.iter().for_each(|digit| title.push(digit));
            title
        }
    });
    Node {
        point_code: point_code.or_else(|| address.and_then(|address| address.point_code)),
        subsystem_number: address.and_then(|address| address.subsystem_number),
        title,
    }
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

/// Reads what there is to know; none for a message with neither TCAP nor ISUP.
pub(super) fn read(decoded: &Decoded<'_, '_>, seed: &Seed) -> Option<Found> {
    let (message, stack) = (decoded.message, decoded.stack);
    if let Some(isup) = &stack.isup {
        return Some(of_call(decoded, isup, seed));
    }
    let tcap = stack.tcap.as_ref()?;
    let (originating, destination_code) = stack.point_codes().unzip();
    let addresses = stack.sccp.as_ref().and_then(sccp::Message::addresses);
    let nodes = [
        node(originating, addresses.map(|(_, calling)| calling)),
        node(destination_code, addresses.map(|(called, _)| called)),
    ];
    let nodes = match stack.sua_addresses() {
        [None, None] => nodes,
        [source, destination] => {
            [sua_node(originating, source), sua_node(destination_code, destination)]
        }
    };
    let returned = stack.sccp.as_ref().and_then(return_cause);
    let (standard, package, ids, mut does, abort_cause, octets) = match tcap {
        tcap::Message::Ansi(package) => {
            let cause = match package.abort {
                Some(ansi::Abort::Cause(cause)) => Some(i64::from(cause.0)),
                _ => None,
            };
            (
                Standard::Ansi,
                Package::Ansi(package.package_type),
                [package.originating_id, package.responding_id].map(|id| id.map(|id| id.0)),
                ansi_does(package.package_type, cause),
                cause,
                package.element.octets,
            )
        }
        tcap::Message::Itu(message) => (
            Standard::Itu,
            Package::Itu(message.message_type),
            [message.originating_id, message.destination_id].map(|id| id.map(number)),
            itu_does(message.message_type, message.p_abort_cause),
            message.p_abort_cause,
            message.element.octets,
        ),
    };
    let mut nodes = nodes;
    if let Some(cause) = returned {
        does = Does::Returns(cause);
        nodes.reverse();
    }
    let application = stack.application();
    let parts = match tcap {
        tcap::Message::Ansi(_) => decoded.components.iter().map(ansi_part).collect(),
        tcap::Message::Itu(message) => {
            let all = message.components.iter().flat_map(itu::Components::iter);
            all.map(|(_, component)| {
                component.map_or(UNREADABLE, |one| itu_part(&one, application))
            })
            .collect()
        }
    };
    let step = Step {
        frame: message.frame,
        index: message.index,
        time: message.time,
        forward: true,
        package,
        parts,
        abort_cause,
        returned,
        repeated: false,
        late: false,
        octets: seed.hash_one((octets, returned.is_some())),
    };
    Some(Found { ids, nodes, standard, does, application, step })
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
    let nodes = [
        node(originating, isup::ParameterName::CALLING_PARTY_NUMBER),
        node(destination, isup::ParameterName::CALLED_PARTY_NUMBER),
    ];
    let step = Step {
        frame: message.frame,
        index: message.index,
        time: message.time,
        forward: true,
        package: Package::Isup(isup.message_type),
        parts: Parts::default(),
        abort_cause: None,
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

const UNREADABLE: Part = Part {
    kind: Kind::Unreadable,
    invoke_id: None,
    answers: None,
    code: None,
    asked: None,
    waited: None,
    answered: false,
};

fn ansi_part(resolved: &crate::capture::Resolved<'_>) -> Part {
    let asked = resolved.asked.map(|asked| Code::Operation(asked.operation));
    let part = Part { asked, ..UNREADABLE };
    match &resolved.component {
        Ok(ansi::Component::Invoke(invoke)) => Part {
            kind: Kind::Invoke,
            invoke_id: invoke.invoke_id.map(i64::from),
            answers: invoke.correlation_id.map(i64::from),
            code: Some(Code::Operation(invoke.operation)),
            ..part
        },
        Ok(ansi::Component::ReturnResult(result)) => {
            Part { kind: Kind::Result, answers: Some(result.correlation_id.into()), ..part }
        }
        Ok(ansi::Component::ReturnError(error)) => Part {
            kind: Kind::Error,
            answers: Some(error.correlation_id.into()),
            code: Some(Code::Error(error.error)),
            ..part
        },
        Ok(ansi::Component::Reject(reject)) => Part {
            kind: Kind::Reject,
            answers: reject.correlation_id.map(i64::from),
            code: Some(Code::Problem(reject.problem)),
            ..part
        },
        Err(_) => part,
    }
}

fn itu_part(component: &itu::Component<'_>, application: Option<Application>) -> Part {
    let code = |code: itu::Code<'_>| match code {
        itu::Code::Local(number) => Code::Local(application, number),
        itu::Code::Global(_) => Code::Global,
    };
    let own = component.invoke_id;
    match component.component_type {
        0xA1 => Part {
            kind: Kind::Invoke,
            invoke_id: own,
            answers: component.linked_id,
            code: component.operation.map(code),
            ..UNREADABLE
        },
        0xA2 | 0xA7 => Part {
            kind: Kind::Result,
            answers: own,
            code: component.operation.map(code),
            ..UNREADABLE
        },
        0xA3 => {
            let error = component.error.map(|error| match error {
                itu::Code::Local(number) => Code::LocalError(number),
                itu::Code::Global(_) => Code::Global,
            });
            Part { kind: Kind::Error, answers: own, code: error, ..UNREADABLE }
        }
        _ => Part {
            kind: Kind::Reject,
            answers: own,
            code: component.problem.map(Code::ItuProblem),
            ..UNREADABLE
        },
    }
}

//! What the peer is told about a fault: a P-Abort for the package, a Reject for a component
//! (T1.114.5).

use crate::wire::ber::Identifier;
use crate::wire::error::{Error, ErrorKind};
use crate::wire::reader::Reader;
use crate::wire::tcap::ansi::{PAbortCause, PackageType, Problem, TransactionId};

/// A component that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rejected {
    pub(super) correlation_id: Option<u8>,
    pub(super) problem: Problem,
}

/// The cause of the P-Abort for a package that cannot be read (T1.114.5, table of P-Abort causes).
pub(super) fn p_abort_cause(error: &Error) -> PAbortCause {
    let in_dialogue = error.what.contains("dialogue portion")
        || matches!(
            error.what,
            "protocol version"
                | "application context"
                | "security context"
                | "user information"
                | "confidentiality"
                | "confidentiality id"
        );
    match (in_dialogue, error.what, error.kind) {
        (true, ..) => PAbortCause::BADLY_STRUCTURED_DIALOGUE_PORTION,
        (_, "TCAP package type", _) => PAbortCause::UNRECOGNIZED_PACKAGE_TYPE,
        (_, "transaction ID", ErrorKind::BadLength { .. }) => {
            PAbortCause::INCORRECT_TRANSACTION_PORTION
        }
        _ => PAbortCause::BADLY_STRUCTURED_TRANSACTION_PORTION,
    }
}

/// The problem of a component that cannot be read.
pub(super) fn problem(error: &Error) -> Problem {
    match (error.kind, error.what) {
        (ErrorKind::Unexpected { .. }, "component type") => Problem::UNRECOGNISED_COMPONENT_TYPE,
        (
            ErrorKind::ReservedLength
            | ErrorKind::BadForm
            | ErrorKind::Unterminated
            | ErrorKind::TooDeep
            | ErrorKind::BadContents,
            _,
        ) => Problem::INCORRECT_COMPONENT_CODING,
        (ErrorKind::BadLength { .. } | ErrorKind::OutOfRange { .. }, _) => {
            Problem::INCORRECT_COMPONENT_PORTION
        }
        _ => Problem::BADLY_STRUCTURED_COMPONENT_PORTION,
    }
}

/// The transaction ids of a package that cannot be read as a whole, as far as they stand where
/// they must: what a P-Abort is addressed by.
pub(super) fn transaction_ids(
    reader: Reader<'_>,
) -> (Option<TransactionId>, Option<TransactionId>) {
    let Some(package_type) = reader.peek().map(PackageType) else { return (None, None) };
    let Some(ids) = transaction_id(reader.rest()) else { return (None, None) };
    let id = |octets: &[u8]| octets.try_into().ok().map(u32::from_be_bytes).map(TransactionId);
    match (package_type, ids) {
        (PackageType::RESPONSE | PackageType::ABORT, octets @ [_, _, _, _]) => (None, id(octets)),
        (PackageType::UNIDIRECTIONAL, _) => (None, None),
        (_, octets @ [_, _, _, _]) => (id(octets), None),
        (_, octets @ [_, _, _, _, _, _, _, _]) => (id(&octets[..4]), id(&octets[4..])),
        _ => (None, None),
    }
}

/// The contents of the transaction id element, of a package of which no more than that need be
/// there.
fn transaction_id(package: &[u8]) -> Option<&[u8]> {
    let (_, rest) = package.split_first()?;
    let (length, rest) = rest.split_first()?;
    let further = if *length > 0x80 { usize::from(length & 0x7F) } else { 0 };
    let [identifier, length, rest @ ..] = rest.get(further..)? else { return None };
    if *identifier != 0xC7 { None } else { rest.get(..usize::from(*length)) }
}

/// The invoke or correlation id of a component that cannot be read as a whole.
pub(super) fn component_id(component: Option<crate::wire::ber::Tlv<'_>>) -> Option<u8> {
    let mut elements = component?.elements().ok()?;
    let ids = elements.tlv("component IDs").ok()?;
    if ids.identifier == Identifier(0xCF) { ids.contents.first().copied() } else { None }
}

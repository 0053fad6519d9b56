//! AIN 0.2 messages (GR-1299-CORE): every operation, result, error and parameter type.
//!
//! The tables are in [`operations`], [`structures`] and [`parameters`]; a row there is both the
//! typed decoder and the description that [`walk`] follows.

#[cfg(feature = "cli")] // the one user; programs write the types themselves
pub(crate) mod dynamic;
pub mod kinds;
mod schema;
#[macro_use]
mod table;
pub mod operations;
pub mod parameters;
#[cfg(feature = "arbitrary")]
mod samples;
pub mod structures;
mod typed;
pub mod walk;

pub use operations::{ERRORS, OPERATIONS, Operation, OperationError, OperationResult};
pub use schema::{
    Describe, Direction, ErrorType, Field, Kind, OperationType, ParameterType, ResultType,
};
pub use typed::{ListOf, Parameter, Unknown};

use super::ber::Identifier;
use super::writer::Encode;

/// The identifier of a parameter SEQUENCE, which AIN arguments use.
pub const PARAMETER_SEQUENCE: Identifier = Identifier(0x30);

/// The identifier of a parameter SET (T1.114): its elements stand in any order.
pub const PARAMETER_SET: Identifier = Identifier(0xF2);

/// Every named parameter type: 279, in no order that matters.
pub fn parameter_types() -> impl Iterator<Item = &'static ParameterType> {
    [
        parameters::OCTETS,
        parameters::DECIMALS,
        parameters::CALLED_DIGITS,
        parameters::CALLING_DIGITS,
        parameters::CHARGE_DIGITS,
        parameters::TEXTS,
        parameters::CARRIERS,
        parameters::BILLING_INDICATORS,
        parameters::INTEGERS,
        parameters::UNBOUNDED,
        parameters::BOOLEANS,
        parameters::NULLS,
        parameters::ENUMERATIONS,
        parameters::BIT_STRINGS,
        parameters::OBJECT_IDENTIFIERS,
        structures::SEQUENCES,
        structures::CHOICES,
        structures::LISTS,
    ]
    .into_iter()
    .flatten()
    .map(|describe| describe())
}

/// The argument of an operation: what knows its own code, and so need not be told which operation
/// it is sent as.
pub trait Argument: Encode {
    /// The private operation code.
    const CODE: u16;

    /// The row of the operation.
    const OPERATION: &'static OperationType = row(Self::CODE);
}

const fn row(code: u16) -> &'static OperationType {
    let mut place = 0;
    while OPERATIONS[place].code != code {
        place += 1;
    }
    &OPERATIONS[place]
}

/// The operation with this private code.
pub fn operation(code: u16) -> Option<&'static OperationType> {
    OPERATIONS.binary_search_by_key(&code, |operation| operation.code).ok().map(|n| &OPERATIONS[n])
}

/// The error with this private code.
pub fn error(code: u8) -> Option<&'static ErrorType> {
    ERRORS.iter().find(|error| error.code == code)
}

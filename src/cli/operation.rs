//! Which table describes the parameter of a component.

use crate::capture::Resolved;
use crate::wire::ain::{self, ErrorType, Field, ResultType};
use crate::wire::tcap::ansi::{Component, OperationClass, ReturnError};

/// What a component's parameter is read with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Argument {
    /// The fields of an AIN argument or error; none for an AIN operation that no table has.
    Fields(&'static [Field]),
    /// An AIN result.
    Result(&'static ResultType),
    /// Not AIN, or not known.
    Opaque,
}

impl Argument {
    pub(super) const fn is_ain(self) -> bool {
        !matches!(self, Self::Opaque)
    }
}

/// The AIN error that a component reports. A private error 1 or 2 whose invoke was not seen is
/// taken for AIN's: ANSI-41's errors begin at 129.
pub(super) fn ain_error(error: &ReturnError<'_>) -> Option<&'static ErrorType> {
    if error.error.class != OperationClass::Private {
        return None;
    }
    u8::try_from(error.error.code).ok().and_then(ain::error)
}

pub(super) fn argument(resolved: &Resolved<'_>) -> Argument {
    let asked = resolved.asked.map(|asked| asked.operation.ain());
    match &resolved.component {
        Ok(Component::Invoke(invoke)) => match invoke.operation.ain() {
            Some(code) => {
                Argument::Fields(ain::operation(code).map_or(&[], |operation| operation.fields))
            }
            None => Argument::Opaque,
        },
        Ok(Component::ReturnResult(_)) => match asked {
            Some(Some(code)) => match ain::operation(code).and_then(|operation| operation.result) {
                Some(result) => Argument::Result(result),
                None => Argument::Fields(&[]),
            },
            _ => Argument::Opaque,
        },
        Ok(Component::ReturnError(error)) => match (asked, ain_error(error)) {
            (Some(None), _) => Argument::Opaque,
            (_, Some(error)) => Argument::Fields(error.fields),
            (Some(Some(_)), None) => Argument::Fields(&[]),
            (None, None) => Argument::Opaque,
        },
        Ok(Component::Reject(_)) | Err(_) => Argument::Opaque,
    }
}

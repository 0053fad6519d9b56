//! Which table describes the parameter of a component.

use crate::capture::Resolved;
use crate::wire::Error;
use crate::wire::ain::{self, ErrorType, Field, ResultType};
use crate::wire::ber::Tlv;
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

/// Tells each element of a parameter that no table describes, or the parameter where it is no
/// holder of others, and what keeps the rest from being cut into elements.
pub(super) fn opaque<'a>(parameter: &Tlv<'a>, mut each: impl FnMut(&Tlv<'a>)) -> Result<(), Error> {
    let identifier = parameter.identifier;
    // Some grammars give a Reject's parameter the tag PRIVATE 16 (F0).
    let is_holder =
        matches!(identifier, ain::PARAMETER_SEQUENCE | ain::PARAMETER_SET) || identifier.0 == 0xF0;
    if !is_holder {
        each(parameter);
        return Ok(());
    }
    let mut elements = parameter.elements()?;
    while !elements.is_empty() {
        each(&elements.tlv("parameter")?);
    }
    Ok(())
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

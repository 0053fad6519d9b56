//! Values for `Arbitrary`: packages that a sender may send.

use super::codes::{ErrorCode, OperationClass, OperationCode, PAbortCause, PackageType, Problem};
use super::component::{Component, Invoke, Reject, ReturnError, ReturnResult};
use super::dialogue::{DialoguePortion, Identification};
use super::package::{Abort, Package, TransactionId};
use crate::wire::ber::ObjectIdentifier;
use alloc::vec::Vec;
use arbitrary::{Arbitrary, Result, Unstructured};

impl Arbitrary<'_> for TransactionId {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        source.arbitrary().map(Self)
    }
}

impl Arbitrary<'_> for PackageType {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        source.choose(&[0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xF6]).copied().map(Self)
    }
}

impl Arbitrary<'_> for OperationClass {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        source.choose(&[Self::National, Self::Private]).copied()
    }
}

impl Arbitrary<'_> for OperationCode {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { class: source.arbitrary()?, code: source.arbitrary::<i16>()?.into() })
    }
}

impl Arbitrary<'_> for ErrorCode {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { class: source.arbitrary()?, code: source.int_in_range(0..=127)? })
    }
}

impl Arbitrary<'_> for Problem {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self { problem_type: source.arbitrary()?, specifier: source.arbitrary()? })
    }
}

impl Arbitrary<'_> for PAbortCause {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        source.arbitrary().map(Self)
    }
}

impl<'a, P: Arbitrary<'a>> Arbitrary<'a> for Component<'a, P> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let last = source.arbitrary()?;
        let correlation_id: Option<u8> = source.arbitrary()?;
        Ok(match source.choose_index(4)? {
            0 => {
                // A correlation id stands behind an invoke id.
                let invoke_id = match correlation_id {
                    Some(_) => Some(source.arbitrary()?),
                    None => source.arbitrary()?,
                };
                let operation = source.arbitrary()?;
                let invoke = Invoke::last(0, operation, source.arbitrary()?);
                Self::Invoke(Invoke { last, invoke_id, correlation_id, ..invoke })
            }
            1 => {
                let correlation_id = source.arbitrary()?;
                let result = ReturnResult::last(correlation_id, source.arbitrary()?);
                Self::ReturnResult(ReturnResult { last, ..result })
            }
            2 => {
                let (correlation_id, error) = source.arbitrary()?;
                Self::ReturnError(ReturnError::new(correlation_id, error, source.arbitrary()?))
            }
            _ => {
                let problem = source.arbitrary()?;
                Self::Reject(Reject {
                    correlation_id,
                    problem,
                    parameter: source.arbitrary()?,
                    rest: super::component::NOTHING,
                })
            }
        })
    }
}

impl Arbitrary<'_> for Identification<'_> {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        let samples: [&[u8]; 3] = [&[0], &[0x2A, 0x86, 0x48], &[0x88, 0x37, 3]];
        Ok(match source.arbitrary()? {
            Some(value) => Self::Integer(value),
            None => Self::Object(ObjectIdentifier(source.choose(&samples)?)),
        })
    }
}

impl Arbitrary<'_> for DialoguePortion<'_> {
    fn arbitrary(source: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            protocol_version: source.arbitrary()?,
            application_context: source.arbitrary()?,
            security_context: source.arbitrary()?,
            ..Self::EMPTY
        })
    }
}

impl<'a, P: Arbitrary<'a>> Arbitrary<'a> for Package<'a, Vec<Component<'a, P>>> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let package_type: PackageType = source.arbitrary()?;
        let (first, second) = source.arbitrary()?;
        let package = if package_type == PackageType::ABORT {
            let abort = Abort::Cause(source.arbitrary()?);
            Self { abort: Some(abort), components: None, ..Self::response(first, Vec::new()) }
        } else {
            let count = source.int_in_range(1..=4)?;
            let components = (0..count).map(|_| source.arbitrary()).collect::<Result<Vec<_>>>()?;
            Self { dialogue: source.arbitrary()?, ..Self::response(first, components) }
        };
        let (originates, responds) = package_type.transaction_ids();
        Ok(Self {
            package_type,
            originating_id: originates.then_some(first),
            responding_id: responds.then_some(second),
            ..package
        })
    }
}

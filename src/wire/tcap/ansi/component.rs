//! Components: invoke, return result, return error, reject (T1.114.3).

use super::codes::{ErrorCode, OperationClass, OperationCode, Problem};
use crate::wire::ber::{Identifier, Tlv};
use crate::wire::error::{Diagnostic, Error, ErrorKind};
use crate::wire::reader::{Reader, clamp};

const COMPONENT_IDS: Identifier = Identifier(0xCF);
const NATIONAL_OPERATION: Identifier = Identifier(0xD0);
const PRIVATE_OPERATION: Identifier = Identifier(0xD1);
const NATIONAL_ERROR: Identifier = Identifier(0xD3);
/// The national error as some grammars have it: constructed, around an INTEGER.
const NATIONAL_ERROR_EXPLICIT: Identifier = Identifier(0xF3);
const PRIVATE_ERROR: Identifier = Identifier(0xD4);
const PROBLEM: Identifier = Identifier(0xD5);

/// Asks for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invoke<'a> {
    /// Whether no more components answer the same operation.
    pub last: bool,
    /// The id that an answer will name.
    pub invoke_id: Option<u8>,
    /// The id of the invoke that this one answers.
    pub correlation_id: Option<u8>,
    /// What is asked for.
    pub operation: OperationCode,
    /// The argument.
    pub parameter: Option<Tlv<'a>>,
    /// What stands after the argument.
    pub rest: Reader<'a>,
}

/// The result of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnResult<'a> {
    /// Whether no more components answer the same operation.
    pub last: bool,
    /// The id of the invoke that it answers.
    pub correlation_id: u8,
    /// The result.
    pub parameter: Option<Tlv<'a>>,
    /// What stands after the result.
    pub rest: Reader<'a>,
}

/// The failure of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnError<'a> {
    /// The id of the invoke that it answers.
    pub correlation_id: u8,
    /// What went wrong.
    pub error: ErrorCode,
    /// More about it.
    pub parameter: Option<Tlv<'a>>,
    /// What stands after the parameter.
    pub rest: Reader<'a>,
}

/// The refusal of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reject<'a> {
    /// The id of the component that is refused, where it could be read.
    pub correlation_id: Option<u8>,
    /// Why.
    pub problem: Problem,
    /// A parameter, empty as a rule.
    pub parameter: Option<Tlv<'a>>,
    /// What stands after the parameter.
    pub rest: Reader<'a>,
}

/// A component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component<'a> {
    /// E9 (last) or ED (not last).
    Invoke(Invoke<'a>),
    /// EA (last) or EE (not last).
    ReturnResult(ReturnResult<'a>),
    /// EB.
    ReturnError(ReturnError<'a>),
    /// EC.
    Reject(Reject<'a>),
}

/// The components of a package, read one at a time.
///
/// A component that cannot be read does not hide the next one, as long as its own length holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components<'a>(Reader<'a>);

impl<'a> Components<'a> {
    pub(super) const fn new(elements: Reader<'a>) -> Self {
        Self(elements)
    }

    /// Whether the component portion is empty.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn error(&self, kind: ErrorKind, what: &'static str) -> Error {
        self.0.error(kind, what)
    }

    /// Each component in turn, with the element that it was read from where its length holds.
    pub fn iter(
        &self,
    ) -> impl Iterator<Item = (Option<Tlv<'a>>, Result<Component<'a>, Error>)> + use<'a> {
        let mut reader = self.0;
        core::iter::from_fn(move || {
            if reader.is_empty() {
                return None;
            }
            match reader.tlv("component") {
                Ok(tlv) => Some((Some(tlv), Component::decode(&tlv))),
                Err(error) => {
                    reader.take_rest();
                    Some((None, Err(error)))
                }
            }
        })
    }
}

impl<'a> Component<'a> {
    /// Reads a component from its element.
    ///
    /// # Errors
    ///
    /// Another identifier than a component's; component ids of a length that the component does
    /// not have; an operation code, error code or problem that is absent or cannot be read.
    pub fn decode(component: &Tlv<'a>) -> Result<Self, Error> {
        let last = matches!(component.identifier.0, 0xE9 | 0xEA);
        let found = component.identifier.0;
        if !matches!(found, 0xE9..=0xEE) {
            let unexpected = component.error(ErrorKind::Unexpected { found });
            return Err(Error { what: "component type", ..unexpected });
        }
        let mut elements = component.elements()?;
        let ids = component_ids(&mut elements)?;
        let id = |ids: &Option<Tlv<'a>>, place: usize| {
            ids.and_then(|ids| ids.contents.get(place).copied())
        };
        let length = ids.map_or(0, |ids| ids.contents.len());
        let wrong_length = || match ids {
            Some(ids) => ids.contents_error(ErrorKind::BadLength { length: clamp(length) }),
            None => component.error(ErrorKind::Missing),
        };
        match found {
            0xE9 | 0xED => {
                if length > 2 {
                    return Err(wrong_length());
                }
                Ok(Self::Invoke(Invoke {
                    last,
                    invoke_id: id(&ids, 0),
                    correlation_id: id(&ids, 1),
                    operation: operation_code(&mut elements)?,
                    parameter: parameter(&mut elements)?,
                    rest: elements,
                }))
            }
            0xEA | 0xEE => match (id(&ids, 0), length) {
                (Some(correlation_id), 1) => Ok(Self::ReturnResult(ReturnResult {
                    last,
                    correlation_id,
                    parameter: parameter(&mut elements)?,
                    rest: elements,
                })),
                _ => Err(wrong_length()),
            },
            0xEB => match (id(&ids, 0), length) {
                (Some(correlation_id), 1) => Ok(Self::ReturnError(ReturnError {
                    correlation_id,
                    error: error_code(&mut elements)?,
                    parameter: parameter(&mut elements)?,
                    rest: elements,
                })),
                _ => Err(wrong_length()),
            },
            _ => {
                if length > 1 {
                    return Err(wrong_length());
                }
                Ok(Self::Reject(Reject {
                    correlation_id: id(&ids, 0),
                    problem: problem(&mut elements)?,
                    parameter: parameter(&mut elements)?,
                    rest: elements,
                }))
            }
        }
    }

    /// The parameter, whatever the component.
    pub const fn parameter(&self) -> Option<Tlv<'a>> {
        match self {
            Self::Invoke(invoke) => invoke.parameter,
            Self::ReturnResult(result) => result.parameter,
            Self::ReturnError(error) => error.parameter,
            Self::Reject(reject) => reject.parameter,
        }
    }

    /// Tells of octets after the parameter, which a component does not have.
    pub fn irregularities(&self, mut tell: impl FnMut(Diagnostic)) {
        let rest = match self {
            Self::Invoke(invoke) => invoke.rest,
            Self::ReturnResult(result) => result.rest,
            Self::ReturnError(error) => error.rest,
            Self::Reject(reject) => reject.rest,
        };
        if let Err(error) = rest.end("the component's parameter") {
            tell(Diagnostic::warning(error));
        }
    }
}

fn component_ids<'a>(elements: &mut Reader<'a>) -> Result<Option<Tlv<'a>>, Error> {
    let mut ahead = *elements;
    if ahead.peek() != Some(COMPONENT_IDS.0 as u8) {
        return Ok(None);
    }
    let ids = ahead.tlv("component IDs")?;
    *elements = ahead;
    Ok(Some(ids))
}

fn operation_code(elements: &mut Reader<'_>) -> Result<OperationCode, Error> {
    let (class, tlv) = code(
        elements,
        "operation code",
        [
            (NATIONAL_OPERATION, OperationClass::National),
            (PRIVATE_OPERATION, OperationClass::Private),
        ],
    )?;
    Ok(OperationCode { class, code: tlv.integer()? })
}

fn error_code(elements: &mut Reader<'_>) -> Result<ErrorCode, Error> {
    let mut ahead = *elements;
    if ahead.peek() == Some(NATIONAL_ERROR_EXPLICIT.0 as u8) {
        let outer = ahead.tlv("error code")?;
        *elements = ahead;
        let inner = outer.elements()?.expect(crate::wire::ber::universal::INTEGER, "error code")?;
        return Ok(ErrorCode { class: OperationClass::National, code: inner.integer()? });
    }
    let (class, tlv) = code(
        elements,
        "error code",
        [(NATIONAL_ERROR, OperationClass::National), (PRIVATE_ERROR, OperationClass::Private)],
    )?;
    Ok(ErrorCode { class, code: tlv.integer()? })
}

fn code<'a>(
    elements: &mut Reader<'a>,
    what: &'static str,
    classes: [(Identifier, OperationClass); 2],
) -> Result<(OperationClass, Tlv<'a>), Error> {
    let start = *elements;
    if elements.is_empty() {
        return Err(elements.error(ErrorKind::Missing, what));
    }
    let tlv = elements.tlv(what)?;
    match classes.into_iter().find(|(identifier, _)| *identifier == tlv.identifier) {
        Some((_, class)) => Ok((class, tlv)),
        None => Err(start.error(ErrorKind::Unexpected { found: tlv.identifier.0 }, what)),
    }
}

fn problem(elements: &mut Reader<'_>) -> Result<Problem, Error> {
    let start = *elements;
    if elements.is_empty() {
        return Err(elements.error(ErrorKind::Missing, "problem"));
    }
    let tlv = elements.tlv("problem")?;
    if tlv.identifier != PROBLEM {
        return Err(start.error(ErrorKind::Unexpected { found: tlv.identifier.0 }, "problem"));
    }
    match tlv.contents {
        [problem_type, specifier] => {
            Ok(Problem { problem_type: *problem_type, specifier: *specifier })
        }
        other => Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(other.len()) })),
    }
}

/// The parameter, a SEQUENCE (30), a SET (F2) or, for a few users, an element of their own.
fn parameter<'a>(elements: &mut Reader<'a>) -> Result<Option<Tlv<'a>>, Error> {
    if elements.is_empty() { Ok(None) } else { elements.tlv("parameter").map(Some) }
}

//! Components: invoke, return result, return error, reject (T1.114.3).

use super::codes::{ErrorCode, OperationClass, OperationCode, Problem};
use crate::wire::ber::{Identifier, Quick, Tlv};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

const INVOKE: Identifier = Identifier(0xED);
const RETURN_RESULT: Identifier = Identifier(0xEE);
const RETURN_ERROR: Identifier = Identifier(0xEB);
const REJECT: Identifier = Identifier(0xEC);
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
pub struct Invoke<'a, P = Tlv<'a>> {
    /// Whether no more components answer the same operation.
    pub last: bool,
    /// The id that an answer will name.
    pub invoke_id: Option<u8>,
    /// The id of the invoke that this one answers.
    pub correlation_id: Option<u8>,
    /// What is asked for.
    pub operation: OperationCode,
    /// The argument.
    pub parameter: Option<P>,
    /// What stands after the argument.
    pub rest: Reader<'a>,
}

/// The result of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnResult<'a, P = Tlv<'a>> {
    /// Whether no more components answer the same operation.
    pub last: bool,
    /// The id of the invoke that it answers.
    pub correlation_id: u8,
    /// The result.
    pub parameter: Option<P>,
    /// What stands after the result.
    pub rest: Reader<'a>,
}

/// The failure of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnError<'a, P = Tlv<'a>> {
    /// The id of the invoke that it answers.
    pub correlation_id: u8,
    /// What went wrong.
    pub error: ErrorCode,
    /// More about it.
    pub parameter: Option<P>,
    /// What stands after the parameter.
    pub rest: Reader<'a>,
}

/// The refusal of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reject<'a, P = Tlv<'a>> {
    /// The id of the component that is refused, where it could be read.
    pub correlation_id: Option<u8>,
    /// Why.
    pub problem: Problem,
    /// A parameter, empty as a rule.
    pub parameter: Option<P>,
    /// What stands after the parameter.
    pub rest: Reader<'a>,
}

/// A component, over its parameter: an element that was read, or anything to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component<'a, P = Tlv<'a>> {
    /// E9 (last) or ED (not last).
    Invoke(Invoke<'a, P>),
    /// EA (last) or EE (not last).
    ReturnResult(ReturnResult<'a, P>),
    /// EB.
    ReturnError(ReturnError<'a, P>),
    /// EC.
    Reject(Reject<'a, P>),
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

    /// Where the component portion's contents begin, for reading component by component.
    pub const fn reader(&self) -> Reader<'a> {
        self.0
    }

    /// Each component in turn, with the element that it was read from where its length holds.
    pub fn iter(
        &self,
    ) -> impl Iterator<Item = (Option<Tlv<'a>>, Result<Component<'a>, Error>)> + use<'a> {
        let mut reader = self.0;
        core::iter::from_fn(move || (!reader.is_empty()).then(|| Self::next(&mut reader)))
    }

    /// The next component that a reader of the portion is at.
    #[inline]
    pub(crate) fn next(reader: &mut Reader<'a>) -> (Option<Tlv<'a>>, Result<Component<'a>, Error>) {
        match reader.tlv("component") {
            Ok(tlv) => (Some(tlv), Component::decode(&tlv)),
            Err(error) => {
                reader.take_rest();
                (None, Err(error))
            }
        }
    }
}

impl<'a> Component<'a> {
    /// Reads a component from its element.
    ///
    /// # Errors
    ///
    /// Another identifier than a component's; component ids of a length that the component does
    /// not have; an operation code, error code or problem that is absent or cannot be read.
    #[inline(always)] // so that what the caller does not ask for is not worked out
    pub fn decode(component: &Tlv<'a>) -> Result<Self, Error> {
        match quick_invoke(component.identifier, component.contents, &component.reader()) {
            Some(invoke) => Ok(Self::Invoke(invoke)),
            None => Self::decode_with_care(component),
        }
    }

    #[cold]
    #[inline(never)]
    fn decode_with_care(component: &Tlv<'a>) -> Result<Self, Error> {
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
}

impl<'a> Invoke<'a> {
    /// An invoke of nothing: a value to [decode into](Self::decode_into).
    pub const BLANK: Self = Self {
        last: true,
        invoke_id: None,
        correlation_id: None,
        operation: OperationCode::private(0),
        parameter: None,
        rest: NOTHING,
    };

    /// Reads the next component, an invoke, into a value that is there already. After an error its
    /// fields hold anything.
    ///
    /// # Errors
    ///
    /// Another component; those of [`Component::decode`]. `reader` is then behind the component
    /// where its length holds.
    #[inline(always)] // so that what is read goes from registers to its place
    pub fn decode_into(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        if self.decode_quick_into(reader) {
            return Ok(());
        }
        let mut start = *reader;
        let result = self.decode_into_with_care(&mut start);
        *reader = start;
        result
    }

    /// Reads the next component into a value that is there already, if it is an invoke of the
    /// usual form with nothing behind its parameter; false says only that somebody must look.
    #[inline(always)]
    pub(crate) fn decode_quick_into(&mut self, reader: &mut Reader<'a>) -> bool {
        let Some(invoke) = Self::decode_quick(reader) else { return false };
        // Field by field, so that each goes from its register to its place.
        self.last = invoke.last;
        self.invoke_id = invoke.invoke_id;
        self.correlation_id = invoke.correlation_id;
        self.operation = invoke.operation;
        self.parameter = invoke.parameter;
        self.rest = invoke.rest;
        true
    }

    /// Like [`decode_quick_into`](Self::decode_quick_into), for who looks at little of it: the rest
    /// is not worked out.
    #[inline(always)]
    pub(crate) fn decode_quick(reader: &mut Reader<'a>) -> Option<Self> {
        let start = *reader;
        let component = Quick::next(start.rest())?;
        let invoke = quick_invoke(component.identifier, component.contents, &start)?;
        *reader = component.after(&start);
        Some(invoke)
    }

    #[cold]
    #[inline(never)]
    fn decode_into_with_care(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        let component = reader.tlv("component")?;
        match Component::decode_with_care(&component)? {
            Component::Invoke(invoke) => *self = invoke,
            _ => {
                let found = component.identifier.0;
                let unexpected = component.error(ErrorKind::Unexpected { found });
                return Err(Error { what: "component type of an invoke", ..unexpected });
            }
        }
        Ok(())
    }
}

/// Reads an invoke of a private operation whose lengths have a usual form, from an element's
/// identifier and contents; `start` knows their place. None says only that `decode_with_care` must
/// look.
#[inline(always)]
fn quick_invoke<'a>(
    identifier: Identifier,
    contents: &'a [u8],
    start: &Reader<'a>,
) -> Option<Invoke<'a>> {
    let last = match identifier.0 {
        0xE9 => true,
        0xED => false,
        _ => return None,
    };
    let [0xCF, count, ids @ ..] = contents else { return None };
    let (invoke_id, correlation_id, rest) = match (*count, ids) {
        (1, [invoke_id, rest @ ..]) => (Some(*invoke_id), None, rest),
        (2, [invoke_id, correlation_id, rest @ ..]) => {
            (Some(*invoke_id), Some(*correlation_id), rest)
        }
        _ => return None,
    };
    let [0xD1, 2, family @ 1..0x80, specifier, rest @ ..] = rest else { return None };
    let operation = OperationCode::private(u16::from_be_bytes([*family, *specifier]));
    let parameter = Quick::next(rest)?;
    if parameter.is_end() || !parameter.rest.is_empty() {
        return None;
    }
    Some(Invoke {
        last,
        invoke_id,
        correlation_id,
        operation,
        parameter: Some(parameter.tlv(start, "parameter")),
        rest: parameter.after(start),
    })
}

impl<'a, P: Copy> Component<'a, P> {
    /// The parameter, whatever the component.
    pub const fn parameter(&self) -> Option<P> {
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

/// Nothing behind the parameter.
pub(super) const NOTHING: Reader<'static> = Reader::new(&[], Layer::Tcap);

impl<'a, P> Invoke<'a, P> {
    /// An invoke that nothing else of the sender's follows.
    pub const fn last(invoke_id: u8, operation: OperationCode, parameter: P) -> Self {
        Self {
            last: true,
            invoke_id: Some(invoke_id),
            correlation_id: None,
            operation,
            parameter: Some(parameter),
            rest: NOTHING,
        }
    }

    /// An invoke that more components follow, with the same correlation.
    pub fn not_last(invoke_id: u8, operation: OperationCode, parameter: P) -> Self {
        Self { last: false, ..Self::last(invoke_id, operation, parameter) }
    }
}

impl<'a, P> ReturnResult<'a, P> {
    /// The result of the invoke with this id.
    pub const fn last(correlation_id: u8, parameter: Option<P>) -> Self {
        Self { last: true, correlation_id, parameter, rest: NOTHING }
    }
}

impl<'a, P> ReturnError<'a, P> {
    /// The failure of the invoke with this id.
    pub const fn new(correlation_id: u8, error: ErrorCode, parameter: Option<P>) -> Self {
        Self { correlation_id, error, parameter, rest: NOTHING }
    }
}

impl Reject<'static, [u8; 2]> {
    /// The refusal of the component with this id, with an empty parameter SET.
    pub const fn new(correlation_id: Option<u8>, problem: Problem) -> Self {
        Self { correlation_id, problem, parameter: Some([0xF2, 0]), rest: NOTHING }
    }
}

impl<P: Encode> Encode for Invoke<'_, P> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = begin(&self.parameter, self.rest, writer)?;
        write_operation_code(self.operation, writer);
        match (self.invoke_id, self.correlation_id) {
            (None, None) => {}
            (Some(invoke_id), None) => writer.octet(COMPONENT_IDS, invoke_id),
            (Some(invoke_id), Some(correlation_id)) => {
                writer.element(COMPONENT_IDS, &[invoke_id, correlation_id]);
            }
            (None, Some(_)) => return Err(refused(ErrorKind::Missing, Layer::Tcap, "invoke ID")),
        }
        writer.wrap(last(INVOKE, self.last), behind);
        Ok(())
    }
}

impl<P: Encode> Encode for ReturnResult<'_, P> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = begin(&self.parameter, self.rest, writer)?;
        writer.octet(COMPONENT_IDS, self.correlation_id);
        writer.wrap(last(RETURN_RESULT, self.last), behind);
        Ok(())
    }
}

impl<P: Encode> Encode for ReturnError<'_, P> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = begin(&self.parameter, self.rest, writer)?;
        let identifier = match self.error.class {
            OperationClass::National => NATIONAL_ERROR,
            OperationClass::Private => PRIVATE_ERROR,
        };
        writer.integer(identifier, self.error.code);
        writer.octet(COMPONENT_IDS, self.correlation_id);
        writer.wrap(RETURN_ERROR, behind);
        Ok(())
    }
}

impl<P: Encode> Encode for Reject<'_, P> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = begin(&self.parameter, self.rest, writer)?;
        writer.element(PROBLEM, &[self.problem.problem_type, self.problem.specifier]);
        writer.element(COMPONENT_IDS, self.correlation_id.as_slice());
        writer.wrap(REJECT, behind);
        Ok(())
    }
}

impl<P: Encode> Encode for Component<'_, P> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Invoke(invoke) => invoke.encode(writer),
            Self::ReturnResult(result) => result.encode(writer),
            Self::ReturnError(error) => error.encode(writer),
            Self::Reject(reject) => reject.encode(writer),
        }
    }
}

/// Components as they were read; one that could not be read is written as it stands.
impl Encode for Components<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        let mut reader = self.0;
        while !reader.is_empty() {
            // They can be read from the front only: each one goes behind those before it.
            let before = writer.len();
            let start = reader;
            match reader.tlv("component").and_then(|tlv| Component::decode(&tlv)) {
                Ok(component) => component.encode(writer)?,
                Err(_) if reader.len() < start.len() => {
                    writer.put(&start.rest()[..start.len() - reader.len()]);
                }
                Err(_) => writer.put(reader.take_rest()),
            }
            writer.swap_latest(behind, before);
        }
        Ok(())
    }
}

/// Writes what stands last in a component, and tells what stands behind the component.
#[inline]
fn begin<P: Encode>(
    parameter: &Option<P>,
    rest: Reader<'_>,
    writer: &mut Writer,
) -> Result<usize, Error> {
    let behind = writer.len();
    if !rest.is_empty() {
        writer.put(rest.rest());
    }
    if let Some(parameter) = parameter {
        parameter.encode(writer)?;
    }
    Ok(behind)
}

/// The last of several components has an identifier lower by four (T1.114.3 table 13).
const fn last(not_last: Identifier, last: bool) -> Identifier {
    if last { Identifier(not_last.0 - 4) } else { not_last }
}

/// A national code is family and specifier, an octet each; a private one is an INTEGER.
#[inline]
fn write_operation_code(operation: OperationCode, writer: &mut Writer) {
    match (operation.class, i16::try_from(operation.code)) {
        (OperationClass::National, Ok(code)) => {
            let [family, specifier] = code.to_be_bytes();
            writer.array([NATIONAL_OPERATION.0 as u8, 2, family, specifier]);
        }
        (OperationClass::National, Err(_)) => writer.integer(NATIONAL_OPERATION, operation.code),
        // AIN's codes: 60 00 to 6F FF.
        (OperationClass::Private, Ok(code @ 0x100..)) => {
            let [family, specifier] = code.to_be_bytes();
            writer.array([PRIVATE_OPERATION.0 as u8, 2, family, specifier]);
        }
        (OperationClass::Private, _) => writer.integer(PRIVATE_OPERATION, operation.code),
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

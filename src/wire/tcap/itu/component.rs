//! ITU TCAP components (Q.773 4.2.2).

use crate::wire::ber::{Identifier, ObjectIdentifier, Tlv, universal};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::writer::{Encode, Writer, refused};

/// An operation or error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code<'a> {
    /// A number within the application context.
    Local(i64),
    /// A name of its own.
    Global(ObjectIdentifier<'a>),
}

/// Why a component was rejected: the tag says of what kind, 80 general, 81 invoke, 82 return
/// result, 83 return error (Q.773 table 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Problem {
    /// 0 to 3.
    pub kind: u8,
    /// The problem.
    pub code: i64,
}

impl Problem {
    /// The kind's name.
    pub const fn kind_name(self) -> &'static str {
        match self.kind {
            0 => "general",
            1 => "invoke",
            2 => "returnResult",
            _ => "returnError",
        }
    }

    /// The problem's name, where it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match (self.kind, self.code) {
            (0, 0) => "unrecognizedComponent",
            (0, 1) => "mistypedComponent",
            (0, 2) => "badlyStructuredComponent",
            (1, 0) => "duplicateInvokeID",
            (1, 1) => "unrecognizedOperation",
            (1 | 2, 2) | (3, 4) => "mistypedParameter",
            (1, 3) => "resourceLimitation",
            (1, 4) => "initiatingRelease",
            (1, 5) => "unrecognizedLinkedID",
            (1, 6) => "linkedResponseUnexpected",
            (1, 7) => "unexpectedLinkedOperation",
            (2 | 3, 0) => "unrecognizedInvokeID",
            (2, 1) => "returnResultUnexpected",
            (3, 1) => "returnErrorUnexpected",
            (3, 2) => "unrecognizedError",
            (3, 3) => "unexpectedError",
            _ => return None,
        })
    }
}

/// A component (Q.773 table 16 on), over its parameter: an element that was read, or anything to
/// be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component<'a, P = Tlv<'a>> {
    /// A1 Invoke, A2 ReturnResult last, A3 ReturnError, A4 Reject, A7 ReturnResult not last.
    pub component_type: u8,
    /// The invoke id; none in a Reject of a component whose id could not be read.
    pub invoke_id: Option<i64>,
    /// The id of the operation that this one is linked to.
    pub linked_id: Option<i64>,
    /// The operation; a result may leave it out.
    pub operation: Option<Code<'a>>,
    /// The error of a ReturnError.
    pub error: Option<Code<'a>>,
    /// The problem of a Reject.
    pub problem: Option<Problem>,
    /// The parameter.
    pub parameter: Option<P>,
    /// What stands after the parameter or the problem: elements, not read further. Of a result that
    /// has a sequence, what stands in it.
    pub rest: Reader<'a>,
    /// What stands after the sequence of a result.
    pub trailing: Reader<'a>,
}

/// The components of a message, read one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components<'a>(Reader<'a>);

impl<'a> Components<'a> {
    /// The contents of a component portion.
    pub const fn new(contents: Reader<'a>) -> Self {
        Self(contents)
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

const NOTHING: Reader<'static> = Reader::new(&[], Layer::Tcap);
const LINKED_ID: Identifier = Identifier(0x80);

fn code<'a>(elements: &mut Reader<'a>, what: &'static str) -> Result<Code<'a>, Error> {
    let start = *elements;
    if elements.is_empty() {
        return Err(elements.error(ErrorKind::Missing, what));
    }
    let tlv = elements.tlv(what)?;
    match tlv.identifier {
        universal::INTEGER => tlv.integer().map(Code::Local),
        universal::OBJECT_IDENTIFIER => tlv.object_identifier().map(Code::Global),
        other => Err(start.error(ErrorKind::Unexpected { found: other.0 }, what)),
    }
}

fn last<'a>(elements: &mut Reader<'a>) -> Result<Option<Tlv<'a>>, Error> {
    if elements.is_empty() { Ok(None) } else { elements.tlv("parameter").map(Some) }
}

impl<'a> Component<'a> {
    /// Reads a component from its element.
    ///
    /// # Errors
    ///
    /// Another identifier than a component's; an invoke id or code that is absent or cannot be
    /// read.
    pub fn decode(component: &Tlv<'a>) -> Result<Self, Error> {
        let found = component.identifier.0;
        if !matches!(found, 0xA1..=0xA4 | 0xA7) {
            let unexpected = component.error(ErrorKind::Unexpected { found });
            return Err(Error { what: "component type", ..unexpected });
        }
        let mut elements = component.elements()?;
        let start = elements;
        if elements.is_empty() {
            return Err(elements.error(ErrorKind::Missing, "invoke ID"));
        }
        let id = elements.tlv("invoke ID")?;
        let invoke_id = match id.identifier {
            universal::INTEGER => Some(id.integer()?),
            universal::NULL if found == 0xA4 => None,
            other => {
                return Err(start.error(ErrorKind::Unexpected { found: other.0 }, "invoke ID"));
            }
        };
        let mut read = Self {
            component_type: found as u8,
            invoke_id,
            linked_id: None,
            operation: None,
            error: None,
            problem: None,
            parameter: None,
            rest: NOTHING,
            trailing: NOTHING,
        };
        match found {
            0xA1 => {
                let mut ahead = elements;
                if ahead.peek() == Some(LINKED_ID.0 as u8) {
                    read.linked_id = Some(ahead.tlv("linked ID")?.integer()?);
                    elements = ahead;
                }
                read.operation = Some(code(&mut elements, "operation code")?);
                read.parameter = last(&mut elements)?;
            }
            0xA2 | 0xA7 if !elements.is_empty() => {
                let mut result = elements.expect(universal::SEQUENCE, "result")?.elements()?;
                read.operation = Some(code(&mut result, "operation code")?);
                read.parameter = last(&mut result)?;
                read.rest = result;
                read.trailing = elements;
                return Ok(read);
            }
            0xA3 => {
                read.error = Some(code(&mut elements, "error code")?);
                read.parameter = last(&mut elements)?;
            }
            0xA4 => {
                if elements.is_empty() {
                    return Err(elements.error(ErrorKind::Missing, "problem"));
                }
                let here = elements;
                let tlv = elements.tlv("problem")?;
                let kind = match tlv.identifier.0 {
                    tag @ 0x80..=0x83 => (tag & 3) as u8,
                    found => {
                        return Err(here.error(ErrorKind::Unexpected { found }, "problem"));
                    }
                };
                read.problem = Some(Problem { kind, code: tlv.integer()? });
            }
            _ => {}
        }
        read.rest = elements;
        Ok(read)
    }
}

impl<P> Component<'_, P> {
    /// Tells of octets after the parameter, which a component does not have.
    pub fn irregularities(&self, mut tell: impl FnMut(Diagnostic)) {
        for (rest, what) in
            [(self.rest, "the component's parameter"), (self.trailing, "the result")]
        {
            if let Err(error) = rest.end(what) {
                tell(Diagnostic::warning(error));
            }
        }
    }
}

impl<'a, P> Component<'a, P> {
    const fn new(component_type: u8, invoke_id: Option<i64>, parameter: Option<P>) -> Self {
        Self {
            component_type,
            invoke_id,
            linked_id: None,
            operation: None,
            error: None,
            problem: None,
            parameter,
            rest: NOTHING,
            trailing: NOTHING,
        }
    }

    /// Asks for an operation.
    pub fn invoke(invoke_id: i64, operation: Code<'a>, parameter: Option<P>) -> Self {
        Self { operation: Some(operation), ..Self::new(0xA1, Some(invoke_id), parameter) }
    }

    /// The last or only result of the invoke with this id; without a parameter its operation need
    /// not be named.
    pub fn result(invoke_id: i64, operation: Option<Code<'a>>, parameter: Option<P>) -> Self {
        Self { operation, ..Self::new(0xA2, Some(invoke_id), parameter) }
    }

    /// The failure of the invoke with this id.
    pub fn error(invoke_id: i64, error: Code<'a>, parameter: Option<P>) -> Self {
        Self { error: Some(error), ..Self::new(0xA3, Some(invoke_id), parameter) }
    }
}

impl<'a> Component<'a> {
    /// The refusal of the component with this id.
    pub const fn reject(invoke_id: Option<i64>, problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::new(0xA4, invoke_id, None) }
    }
}

impl<P> Component<'_, P> {
    /// `"Invoke"`, `"ReturnResult"`, `"ReturnError"` or `"Reject"`.
    pub const fn name(&self) -> &'static str {
        match self.component_type {
            0xA1 => "Invoke",
            0xA2 | 0xA7 => "ReturnResult",
            0xA3 => "ReturnError",
            _ => "Reject",
        }
    }
}

impl Encode for Components<'_> {
    /// The components as they stand.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self.0.rest());
        Ok(())
    }
}

impl<P: Encode> Encode for Component<'_, P> {
    /// # Errors
    ///
    /// A component type that does not exist; a field that the type needs and is not there, or the
    /// reverse; an object identifier that is cut short; what the parameter refuses.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let component_type = self.component_type;
        let missing = |what| refused(ErrorKind::Missing, Layer::Tcap, what);
        // Which of linked id, operation, error and problem a type may have.
        let (linked_id, operation, error, problem) = match component_type {
            0xA1 => (true, true, false, false),
            0xA2 | 0xA7 => (false, true, false, false),
            0xA3 => (false, false, true, false),
            0xA4 => (false, false, false, true),
            found => {
                let kind = ErrorKind::Unexpected { found: found.into() };
                return Err(refused(kind, Layer::Tcap, "component type"));
            }
        };
        for (allowed, present, what) in [
            (linked_id, self.linked_id.is_some(), "linked ID"),
            (operation, self.operation.is_some(), "operation code"),
            (error, self.error.is_some(), "error code"),
            (problem, self.problem.is_some(), "problem"),
            (!problem, self.parameter.is_some(), "parameter"),
        ] {
            if present && !allowed {
                return Err(refused(ErrorKind::BadContents, Layer::Tcap, what));
            }
        }
        let behind = writer.len();
        writer.put(self.trailing.rest());
        let sequence = writer.len();
        writer.put(self.rest.rest());
        if let Some(parameter) = &self.parameter {
            parameter.encode(writer)?;
        }
        match (self.operation, self.error, self.problem) {
            (Some(code), ..) => {
                code.write(writer, "operation code")?;
                if component_type != 0xA1 {
                    writer.wrap(universal::SEQUENCE, sequence);
                }
            }
            (_, Some(code), _) => code.write(writer, "error code")?,
            (_, _, Some(problem)) => {
                if problem.kind > 3 {
                    let kind = ErrorKind::OutOfRange { value: problem.kind.into() };
                    return Err(refused(kind, Layer::Tcap, "kind of the problem"));
                }
                writer.integer(Identifier(0x80 | u32::from(problem.kind)), problem.code);
            }
            // A result without parameter names no operation.
            _ if operation && component_type != 0xA1 && self.parameter.is_none() => {}
            _ if operation => return Err(missing("operation code")),
            _ if error => return Err(missing("error code")),
            _ => return Err(missing("problem")),
        }
        if let Some(id) = self.linked_id {
            writer.integer(LINKED_ID, id);
        }
        match self.invoke_id {
            Some(id) => writer.integer(universal::INTEGER, id),
            None if problem => writer.element(universal::NULL, &[]),
            None => return Err(missing("invoke ID")),
        }
        writer.wrap(Identifier(component_type.into()), behind);
        Ok(())
    }
}

impl Code<'_> {
    #[inline]
    fn write(self, writer: &mut Writer, what: &'static str) -> Result<(), Error> {
        match self {
            Self::Local(code) => writer.integer(universal::INTEGER, code),
            Self::Global(name) if !name.is_whole() => {
                return Err(refused(ErrorKind::BadContents, Layer::Tcap, what));
            }
            Self::Global(name) => writer.element(universal::OBJECT_IDENTIFIER, name.0),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Result<Component<'_>, Error> {
        Component::decode(&Reader::new(octets, Layer::Tcap).tlv("component")?)
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        for octets in [
            &[0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0][..],
            &[0xA1, 9, 2, 1, 1, 0x80, 1, 2, 2, 1, 56],
            &[0xA1, 8, 2, 1, 0xFF, 6, 3, 0x2A, 0x86, 0x48],
            &[0xA2, 3, 2, 1, 1],
            &[0xA2, 10, 2, 1, 1, 0x30, 5, 2, 1, 56, 0x30, 0],
            &[0xA7, 8, 2, 1, 1, 0x30, 3, 2, 1, 56],
            &[0xA3, 8, 2, 1, 1, 2, 1, 34, 0x30, 0],
            &[0xA4, 6, 2, 1, 1, 0x81, 1, 1],
            &[0xA4, 5, 5, 0, 0x80, 1, 2],
        ] {
            assert_eq!(Writer::new().message(&read(octets)?)?, octets);
        }
        Ok(())
    }

    #[test]
    fn a_built_component_equals_the_one_that_is_read() -> Result<(), Error> {
        let parameter = Some(Reader::new(&[0x30, 0], Layer::Tcap).tlv("parameter")?);
        let code = Code::Local(56);
        for built in [
            Component::invoke(-1, code, parameter),
            Component::result(1, Some(code), parameter),
            Component::result(1, None, None),
            Component::error(1, code, None),
            Component::reject(None, Problem { kind: 3, code: 4 }),
        ] {
            let mut writer = Writer::new();
            assert_eq!(read(writer.message(&built)?)?, built);
        }
        Ok(())
    }

    #[test]
    fn a_field_too_many_or_too_few_is_refused() {
        let what = |component: Component<'_, [u8; 2]>| {
            Writer::new().message(&component).map(|_| ()).map_err(|error| error.what)
        };
        let code = Code::Local(56);
        let invoke = Component::invoke(1, code, Some([0x30, 0]));
        let result = Component::result(1, Some(code), None);
        let error = Component::error(1, code, None);
        let problem = Some(Problem { kind: 0, code: 0 });
        let reject = Component { component_type: 0xA4, problem, error: None, ..error };
        for (component, wanted) in [
            (Component { component_type: 0xA5, ..invoke }, "component type"),
            (Component { invoke_id: None, ..invoke }, "invoke ID"),
            (Component { operation: None, ..invoke }, "operation code"),
            (Component { error: Some(code), ..invoke }, "error code"),
            (Component { problem, ..invoke }, "problem"),
            (Component { linked_id: Some(1), ..result }, "linked ID"),
            (Component { operation: None, parameter: Some([0x30, 0]), ..result }, "operation code"),
            (Component { error: None, ..error }, "error code"),
            (Component { problem: None, ..reject }, "problem"),
            (Component { parameter: Some([0x30, 0]), ..reject }, "parameter"),
            (
                Component { problem: Some(Problem { kind: 4, code: 0 }), ..reject },
                "kind of the problem",
            ),
            (
                Component { operation: Some(Code::Global(ObjectIdentifier(&[0x80]))), ..invoke },
                "operation code",
            ),
        ] {
            assert_eq!(what(component), Err(wanted));
        }
        assert_eq!(what(Component { invoke_id: None, ..reject }), Ok(()));
    }
}

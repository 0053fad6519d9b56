//! ITU TCAP (Q.773): message, dialogue portion, components.

use crate::wire::ber::{Identifier, ObjectIdentifier, Tlv, universal};
use crate::wire::error::{Diagnostic, Error, ErrorKind};
use crate::wire::reader::{Reader, clamp};

/// The identifier octet of a message (Q.773 table 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageType(
    /// The octet.
    pub u8,
);

impl MessageType {
    /// 67.
    pub const ABORT: Self = Self(0x67);

    /// The message's name; none for any other octet.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0x61 => "Unidirectional",
            0x62 => "Begin",
            0x64 => "End",
            0x65 => "Continue",
            0x67 => "Abort",
            _ => return None,
        })
    }
}

/// A dialogue portion's APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialogue<'a> {
    /// `"AARQ"`, `"AARE"`, `"ABRT"` or `"AUDT"`; none for any other, or an external of another
    /// kind.
    pub apdu: Option<&'static str>,
    /// The application context name, where the APDU has one.
    pub application_context: Option<ObjectIdentifier<'a>>,
    /// The dialogue portion as it stands.
    pub portion: Tlv<'a>,
}

/// An ITU TCAP message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The message type.
    pub message_type: MessageType,
    /// The sender's own id, 1 to 4 octets: in Begin and Continue.
    pub originating_id: Option<&'a [u8]>,
    /// The id that the receiver allocated, 1 to 4 octets: in Continue, End and Abort.
    pub destination_id: Option<&'a [u8]>,
    /// In an Abort of the transaction sublayer, why.
    pub p_abort_cause: Option<i64>,
    /// The dialogue portion.
    pub dialogue: Option<Dialogue<'a>>,
    /// The components; none where there is no component portion.
    pub components: Option<Components<'a>>,
    /// The message as it stands.
    pub element: Tlv<'a>,
    /// What stands after the portions that are known.
    pub rest: Reader<'a>,
    /// What stands after the message in the user data.
    pub trailing: Reader<'a>,
}

/// The name of a P-Abort cause (Q.773 table 12).
pub const fn p_abort_cause_name(cause: i64) -> Option<&'static str> {
    Some(match cause {
        0 => "unrecognizedMessageType",
        1 => "unrecognizedTransactionID",
        2 => "badlyFormattedTransactionPortion",
        3 => "incorrectTransactionPortion",
        4 => "resourceLimitation",
        _ => return None,
    })
}

const ORIGINATING_ID: Identifier = Identifier(0x48);
const DESTINATION_ID: Identifier = Identifier(0x49);
const P_ABORT_CAUSE: Identifier = Identifier(0x4A);
const DIALOGUE_PORTION: Identifier = Identifier(0x6B);
const COMPONENT_PORTION: Identifier = Identifier(0x6C);

fn transaction_id<'a>(tlv: &Tlv<'a>) -> Result<Option<&'a [u8]>, Error> {
    match tlv.contents.len() {
        1..=4 => Ok(Some(tlv.contents)),
        length => Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(length) })),
    }
}

impl<'a> Message<'a> {
    /// Reads a message; components are read when they are asked for.
    ///
    /// # Errors
    ///
    /// Another identifier than a message's; a transaction id that is not 1 to 4 octets long; any
    /// length that does not fit. An id that is absent is told by
    /// [`irregularities`](Self::irregularities).
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = *reader;
        let tlv = reader.tlv("message")?;
        let message_type = match u8::try_from(tlv.identifier.0).map(MessageType) {
            Ok(message_type) if message_type.name().is_some() => message_type,
            _ => {
                let found = tlv.identifier.0;
                return Err(start.error(ErrorKind::Unexpected { found }, "TCAP package type"));
            }
        };
        let mut elements = tlv.elements()?;
        let mut message = Self {
            message_type,
            originating_id: None,
            destination_id: None,
            p_abort_cause: None,
            dialogue: None,
            components: None,
            element: tlv,
            rest: elements,
            trailing: *reader,
        };
        while !elements.is_empty() {
            let element = elements.tlv("portion of a TCAP message")?;
            match element.identifier {
                ORIGINATING_ID => message.originating_id = transaction_id(&element)?,
                DESTINATION_ID => message.destination_id = transaction_id(&element)?,
                P_ABORT_CAUSE => message.p_abort_cause = Some(element.integer()?),
                DIALOGUE_PORTION => message.dialogue = Some(dialogue(element)),
                COMPONENT_PORTION => message.components = Some(Components(element.elements()?)),
                _ => break,
            }
            message.rest = elements;
        }
        Ok(message)
    }

    /// Tells what is irregular in the message though it can be read.
    pub fn irregularities(&self, mut tell: impl FnMut(Diagnostic)) {
        let (originating, destination) = match self.message_type.0 {
            0x62 => (true, false),
            0x65 => (true, true),
            0x61 => (false, false),
            _ => (false, true),
        };
        let missing = |what| {
            let error = Error { what, ..self.element.contents_error(ErrorKind::Missing) };
            Diagnostic::warning(error)
        };
        if originating && self.originating_id.is_none() {
            tell(missing("originating transaction ID"));
        }
        if destination && self.destination_id.is_none() {
            tell(missing("destination transaction ID"));
        }
        for (reader, what) in [
            (self.rest, "the last portion of the TCAP message"),
            (self.trailing, "the TCAP message"),
        ] {
            if let Err(error) = reader.end(what) {
                tell(Diagnostic::warning(error));
            }
        }
        if let Some(components) = &self.components
            && components.0.is_empty()
        {
            tell(Diagnostic::warning(components.0.error(ErrorKind::Missing, "component")));
        }
    }
}

/// The APDU is inside an EXTERNAL: object identifier, then `[0]` around it (Q.773 4.2.3).
fn dialogue(portion: Tlv<'_>) -> Dialogue<'_> {
    let inside = || -> Result<_, Error> {
        let external = portion.elements()?.expect(universal::EXTERNAL, "EXTERNAL")?;
        let mut elements = external.elements()?;
        elements.expect(universal::OBJECT_IDENTIFIER, "dialogue as id")?;
        let single = elements.tlv("single ASN.1 type")?;
        let apdu = single.elements()?.tlv("dialogue APDU")?;
        let mut context = None;
        let mut fields = apdu.elements()?;
        while !fields.is_empty() && context.is_none() {
            let field = fields.tlv("dialogue APDU field")?;
            if field.identifier.0 == 0xA1 {
                let name = field.elements()?.tlv("application context name")?;
                context = name.object_identifier().ok();
            }
        }
        let name = match apdu.identifier.0 {
            0x60 => Some("AARQ"),
            0x61 => Some("AARE"),
            0x64 => Some("ABRT"),
            _ => None,
        };
        Ok((name, context))
    };
    let (apdu, application_context) = inside().unwrap_or((None, None));
    Dialogue { apdu, application_context, portion }
}

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

/// A component (Q.773 table 16 on).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component<'a> {
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
    pub parameter: Option<Tlv<'a>>,
}

/// The components of a message, read one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components<'a>(Reader<'a>);

impl<'a> Components<'a> {
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
        Ok(read)
    }

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

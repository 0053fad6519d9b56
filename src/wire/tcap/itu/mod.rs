//! ITU TCAP (Q.773): message, dialogue portion, components.

mod component;
mod dialogue;
#[cfg(feature = "arbitrary")]
mod samples;
#[cfg(test)]
mod tests;

use crate::wire::ber::{Identifier, Tlv};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

pub use component::{Code, Component, Components, Problem};
pub use dialogue::{
    Abort, AbortSource, Apdu, AssociateResult, Diagnostic as DialogueDiagnostic, Dialogue, Request,
    Response, VERSION_1,
};

/// The identifier octet of a message (Q.773 table 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageType(
    /// The octet.
    pub u8,
);

impl MessageType {
    /// 61.
    pub const UNIDIRECTIONAL: Self = Self(0x61);
    /// 62.
    pub const BEGIN: Self = Self(0x62);
    /// 64.
    pub const END: Self = Self(0x64);
    /// 65.
    pub const CONTINUE: Self = Self(0x65);
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

    /// The portions that a message of this type must have, all that it may have, and what is said
    /// of any other (Q.773 4.2.1).
    const fn portions(self) -> (&'static [Identifier], &'static [Identifier], &'static str) {
        match self.0 {
            0x61 => (
                &[COMPONENT_PORTION],
                &[DIALOGUE_PORTION, COMPONENT_PORTION],
                "portion of a Unidirectional",
            ),
            0x62 => (
                &[ORIGINATING_ID],
                &[ORIGINATING_ID, DIALOGUE_PORTION, COMPONENT_PORTION],
                "portion of a Begin",
            ),
            0x64 => (
                &[DESTINATION_ID],
                &[DESTINATION_ID, DIALOGUE_PORTION, COMPONENT_PORTION],
                "portion of an End",
            ),
            0x65 => (
                &[ORIGINATING_ID, DESTINATION_ID],
                &[ORIGINATING_ID, DESTINATION_ID, DIALOGUE_PORTION, COMPONENT_PORTION],
                "portion of a Continue",
            ),
            _ => (
                &[DESTINATION_ID],
                &[DESTINATION_ID, P_ABORT_CAUSE, DIALOGUE_PORTION],
                "portion of an Abort",
            ),
        }
    }
}

/// An ITU TCAP message, over its components: those that were read, or any to be encoded.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::tcap::itu::{Code, Component, Message};
/// let invoke = Component::invoke(1, Code::Local(56), Some([0x30, 0]));
/// let mut writer = Writer::new();
/// let octets = writer.message(&Message::begin(&[1, 2, 3, 4], [invoke]))?;
/// assert_eq!(octets[..8], [0x62, 18, 0x48, 4, 1, 2, 3, 4]);
/// assert_eq!(octets[8..], [0x6C, 10, 0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Message<'a, C = Components<'a>> {
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
    pub components: Option<C>,
    /// The message as it stands where it was read; no part of its value.
    pub element: Tlv<'a>,
    /// From the first element on that is no portion, or one that stood before: not read further.
    pub rest: Reader<'a>,
    /// What stands after the message in the user data; no part of its value.
    pub trailing: Reader<'a>,
}

impl<C: PartialEq> PartialEq for Message<'_, C> {
    fn eq(&self, other: &Self) -> bool {
        self.message_type == other.message_type
            && self.originating_id == other.originating_id
            && self.destination_id == other.destination_id
            && self.p_abort_cause == other.p_abort_cause
            && self.dialogue == other.dialogue
            && self.components == other.components
            && self.rest == other.rest
    }
}

impl<C: Eq> Eq for Message<'_, C> {}

impl<C> Message<'_, C> {
    /// Whether a field has this portion.
    const fn has(&self, portion: Identifier) -> bool {
        match portion {
            ORIGINATING_ID => self.originating_id.is_some(),
            DESTINATION_ID => self.destination_id.is_some(),
            P_ABORT_CAUSE => self.p_abort_cause.is_some(),
            DIALOGUE_PORTION => self.dialogue.is_some(),
            COMPONENT_PORTION => self.components.is_some(),
            _ => false,
        }
    }
}

impl<'a, C> Message<'a, C> {
    const fn new(
        message_type: MessageType,
        originating_id: Option<&'a [u8]>,
        destination_id: Option<&'a [u8]>,
        components: Option<C>,
    ) -> Self {
        Self {
            message_type,
            originating_id,
            destination_id,
            p_abort_cause: None,
            dialogue: None,
            components,
            element: Tlv::NONE,
            rest: Reader::new(&[], Layer::Tcap),
            trailing: Reader::new(&[], Layer::Tcap),
        }
    }

    /// One message without a transaction.
    pub const fn unidirectional(components: C) -> Self {
        Self::new(MessageType::UNIDIRECTIONAL, None, None, Some(components))
    }

    /// Begins a transaction.
    pub const fn begin(originating_id: &'a [u8], components: C) -> Self {
        Self::new(MessageType::BEGIN, Some(originating_id), None, Some(components))
    }

    /// Continues a transaction.
    pub const fn r#continue(
        originating_id: &'a [u8],
        destination_id: &'a [u8],
        components: C,
    ) -> Self {
        let (originating_id, destination_id) = (Some(originating_id), Some(destination_id));
        Self::new(MessageType::CONTINUE, originating_id, destination_id, Some(components))
    }

    /// The same message with this dialogue portion.
    #[must_use]
    pub fn with_dialogue(self, dialogue: Dialogue<'a>) -> Self {
        Self { dialogue: Some(dialogue), ..self }
    }

    /// Ends the transaction that the receiver knows by this id.
    pub const fn end(destination_id: &'a [u8], components: C) -> Self {
        Self::new(MessageType::END, None, Some(destination_id), Some(components))
    }
}

impl<'a> Message<'a> {
    /// Gives up the transaction that the receiver knows by this id; the user's reason, if there
    /// is one, is in the dialogue portion.
    pub const fn abort(destination_id: &'a [u8], p_abort_cause: Option<i64>) -> Self {
        let message = Self::new(MessageType::ABORT, None, Some(destination_id), None);
        Self { p_abort_cause, ..message }
    }
}

impl<C: Encode> Encode for Message<'_, C> {
    /// # Errors
    ///
    /// A message type that has no name; a transaction id that is not 1 to 4 octets long; a
    /// dialogue portion of another identifier; a `rest` that begins with a portion which the
    /// message does not have; what the components refuse.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let refuse = |kind, what| Err(refused(kind, Layer::Tcap, what));
        if self.message_type.name().is_none() {
            let value = self.message_type.0.into();
            return refuse(ErrorKind::OutOfRange { value }, "TCAP package type");
        }
        let behind = writer.len();
        if !self.rest.is_empty() {
            let found = self.rest.peek().map_or(0, u32::from);
            let first = Identifier(found);
            if portion_name(first).is_some() && !self.has(first) {
                let kind = ErrorKind::Unexpected { found };
                return refuse(kind, "rest of the TCAP message");
            }
            writer.put(self.rest.rest());
        }
        if let Some(components) = &self.components {
            let behind = writer.len();
            components.encode(writer)?;
            writer.wrap(COMPONENT_PORTION, behind);
        }
        if let Some(dialogue) = &self.dialogue {
            dialogue.encode(writer)?;
        }
        if let Some(cause) = self.p_abort_cause {
            writer.integer(P_ABORT_CAUSE, cause);
        }
        for (identifier, id, what) in [
            (DESTINATION_ID, self.destination_id, "destination transaction ID"),
            (ORIGINATING_ID, self.originating_id, "originating transaction ID"),
        ] {
            match id {
                Some(id) if !(1..=4).contains(&id.len()) => {
                    return refuse(ErrorKind::BadLength { length: clamp(id.len()) }, what);
                }
                Some(id) => writer.element(identifier, id),
                None => {}
            }
        }
        writer.wrap(Identifier(self.message_type.0.into()), behind);
        Ok(())
    }
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
const DIALOGUE_PORTION: Identifier = dialogue::PORTION;
const COMPONENT_PORTION: Identifier = Identifier(0x6C);

/// In the order in which a message has them.
const PORTIONS: [(Identifier, &str); 5] = [
    (ORIGINATING_ID, "originating transaction ID"),
    (DESTINATION_ID, "destination transaction ID"),
    (P_ABORT_CAUSE, "P-Abort cause"),
    (DIALOGUE_PORTION, "dialogue portion"),
    (COMPONENT_PORTION, "component portion"),
];

fn portion_name(identifier: Identifier) -> Option<&'static str> {
    PORTIONS.iter().find(|(portion, _)| *portion == identifier).map(|(_, name)| *name)
}

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
                // One that stands again has no field, and ends the reading as an unknown one does.
                again if message.has(again) => break,
                ORIGINATING_ID => message.originating_id = transaction_id(&element)?,
                DESTINATION_ID => message.destination_id = transaction_id(&element)?,
                P_ABORT_CAUSE => message.p_abort_cause = Some(element.integer()?),
                DIALOGUE_PORTION => message.dialogue = Some(Dialogue::decode(element)),
                COMPONENT_PORTION => {
                    message.components = Some(Components::new(element.elements()?))
                }
                _ => break,
            }
            message.rest = elements;
        }
        Ok(message)
    }

    /// Tells what is irregular in the message though it can be read; the components are theirs to
    /// judge.
    pub fn irregularities(&self, mut tell: impl FnMut(Diagnostic)) {
        let (mandatory, possible, portion_of_it) = self.message_type.portions();
        for (portion, what) in PORTIONS {
            if mandatory.contains(&portion) && !self.has(portion) {
                let missing = self.element.contents_error(ErrorKind::Missing);
                tell(Diagnostic::warning(Error { what, ..missing }));
            }
        }
        // A message that was not read has no element: neither order nor place.
        let mut read = self.element.elements().unwrap_or(self.rest);
        let mut latest = 0;
        while read.len() > self.rest.len() {
            let here = read;
            let Ok(element) = read.tlv("portion of a TCAP message") else { break };
            let mut known = PORTIONS.iter().enumerate();
            let Some((place, &(portion, name))) =
                known.find(|(_, (portion, _))| *portion == element.identifier)
            else {
                break;
            };
            if place < latest {
                tell(Diagnostic::warning(here.error(ErrorKind::OutOfOrder, name)));
            }
            latest = latest.max(place);
            if !possible.contains(&portion) {
                let kind = ErrorKind::Unexpected { found: portion.0 };
                tell(Diagnostic::warning(here.error(kind, portion_of_it)));
            }
        }
        // The reason is a choice: one or the other.
        if self.message_type == MessageType::ABORT
            && self.p_abort_cause.is_some()
            && let Some(dialogue) = &self.dialogue
        {
            let kind = ErrorKind::Unexpected { found: DIALOGUE_PORTION.0 };
            let what = "portion of an Abort with a P-Abort cause";
            tell(Diagnostic::warning(Error { what, ..dialogue.portion.error(kind) }));
        }
        self.rest_irregularities(&mut tell);
        if let Err(error) = self.trailing.end("the TCAP message") {
            tell(Diagnostic::warning(error));
        }
        if let Some(components) = &self.components
            && components.reader().is_empty()
        {
            let error = components.reader().error(ErrorKind::Missing, "component");
            tell(Diagnostic::warning(error));
        }
    }

    fn rest_irregularities(&self, tell: &mut impl FnMut(Diagnostic)) {
        let mut rest = self.rest;
        while !rest.is_empty() {
            let here = rest;
            let element = match rest.tlv("element after the last portion") {
                Ok(element) => element,
                Err(error) => return tell(Diagnostic::error(error)),
            };
            tell(match portion_name(element.identifier) {
                Some(name) if self.has(element.identifier) => {
                    Diagnostic::warning(here.error(ErrorKind::Duplicate, name))
                }
                // It has no field, for what stands before it ended the reading.
                Some(name) => Diagnostic::error(here.error(ErrorKind::OutOfOrder, name)),
                None => {
                    let kind = ErrorKind::Unexpected { found: element.identifier.0 };
                    Diagnostic::warning(here.error(kind, "portion of a TCAP message"))
                }
            });
        }
    }
}

//! ITU TCAP (Q.773): message, dialogue portion, components.

mod component;
mod dialogue;
#[cfg(feature = "arbitrary")]
mod samples;

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
    /// What stands after the portions that are known.
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
    /// dialogue portion of another identifier; a known portion in `rest`; what the components
    /// refuse.
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
            if PORTIONS.contains(&Identifier(found)) {
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
const PORTIONS: [Identifier; 5] =
    [ORIGINATING_ID, DESTINATION_ID, P_ABORT_CAUSE, DIALOGUE_PORTION, COMPONENT_PORTION];

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
            && components.reader().is_empty()
        {
            let error = components.reader().error(ErrorKind::Missing, "component");
            tell(Diagnostic::warning(error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;

    fn read(octets: &[u8]) -> Result<Message<'_>, Error> {
        Message::decode(&mut Reader::new(octets, Layer::Tcap))
    }

    const DIALOGUE: &[u8] = &[
        0x6B, 26, 0x28, 24, 6, 7, 0, 0x11, 0x86, 5, 1, 1, 1, 0xA0, 13, 0x60, 11, 0xA1, 9, 6, 7, 4,
        0, 0, 1, 0, 20, 3,
    ];

    #[test]
    fn what_stands_behind_a_parameter_is_told_and_written_again() -> Result<(), Error> {
        for (octets, told) in [
            (&[0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0][..], vec![]),
            (&[0xA1, 10, 2, 1, 1, 2, 1, 56, 0x30, 0, 5, 0], vec![10]),
            (&[0xA2, 10, 2, 1, 1, 0x30, 5, 2, 1, 56, 0xA3, 0], vec![]),
            (&[0xA2, 12, 2, 1, 1, 0x30, 7, 2, 1, 56, 0xA3, 0, 0xA1, 0], vec![12]),
            (&[0xA7, 14, 2, 1, 1, 0x30, 7, 2, 1, 56, 0xA3, 0, 5, 0, 5, 0], vec![12, 14]),
            (&[0xA3, 10, 2, 1, 1, 2, 1, 34, 4, 0, 4, 0], vec![10]),
            (&[0xA4, 8, 2, 1, 1, 0x80, 1, 1, 5, 0], vec![8]),
        ] {
            let component = Component::decode(&Reader::new(octets, Layer::Tcap).tlv("component")?)?;
            let mut found = Vec::new();
            component.irregularities(|diagnostic| found.push(diagnostic.error.at));
            assert_eq!(found, told, "{octets:x?}");
            assert_eq!(Writer::new().message(&component)?, octets);
        }
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        let begin = [&[0x62, 46, 0x48, 4, 1, 2, 3, 4][..], DIALOGUE].concat();
        let begin = [&begin[..], &[0x6C, 10, 0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0]].concat();
        for octets in [
            &begin[..],
            &[0x65, 6, 0x48, 1, 1, 0x49, 1, 2],
            &[0x67, 6, 0x49, 1, 2, 0x4A, 1, 3],
            &[0x64, 7, 0x49, 1, 2, 0x6C, 0, 0x77, 0],
            &[0x61, 2, 0x6C, 0],
        ] {
            assert_eq!(Writer::new().message(&read(octets)?)?, octets);
        }
        assert_eq!(
            read(&begin)?.dialogue.and_then(|d| d.apdu).map(|apdu| apdu.name()),
            Some("AARQ")
        );
        Ok(())
    }

    #[test]
    fn a_built_message_equals_the_one_that_is_read() -> Result<(), Error> {
        let components: [Component<'_>; 0] = [];
        let mut writer = Writer::new();
        let octets = writer.message(&Message::r#continue(&[1], &[2, 3], components))?;
        assert_eq!(octets, [0x65, 9, 0x48, 1, 1, 0x49, 2, 2, 3, 0x6C, 0]);
        let octets = writer.message(&Message::abort(&[2], Some(4)))?;
        assert_eq!(read(octets)?, Message::abort(&[2], Some(4)));
        let portion = Reader::new(DIALOGUE, Layer::Tcap).tlv("dialogue portion")?;
        let dialogue = Some(Dialogue::decode(portion));
        let abort = Message { dialogue, ..Message::abort(&[2], None) };
        let octets = writer.message(&abort)?;
        assert_eq!(read(octets)?, abort);
        Ok(())
    }

    #[test]
    fn what_a_decoder_would_not_read_is_refused() {
        let what = |message: Message<'_>| {
            Writer::new().message(&message).map(|_| ()).map_err(|error| error.what)
        };
        let abort = Message::abort(&[1], None);
        let message_type = MessageType(0x66);
        assert_eq!(what(Message { message_type, ..abort }), Err("TCAP package type"));
        for id in [&[][..], &[1, 2, 3, 4, 5]] {
            assert_eq!(what(Message::abort(id, None)), Err("destination transaction ID"));
        }
        let dialogue = Some(Dialogue::decode(Tlv::NONE));
        assert_eq!(what(Message { dialogue, ..abort }), Err("dialogue portion"));
        let rest = Reader::new(&[0x4A, 1, 1], Layer::Tcap);
        assert_eq!(what(Message { rest, ..abort }), Err("rest of the TCAP message"));
        let octets: Vec<u8> = [0x77, 0].to_vec();
        let rest = Reader::new(&octets, Layer::Tcap);
        assert_eq!(what(Message { rest, ..abort }), Ok(()));
    }
}

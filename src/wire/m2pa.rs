//! M2PA: the MTP level 2 peer-to-peer adaptation layer (RFC 4165).

use super::codes::codes;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::sigtran::Header;
use super::writer::{Encode, Writer, refused};

codes! {
    /// Message type of the one class, 11 (RFC 4165 2.1.3).
    pub struct MessageType(u8) {
        USER_DATA = 1, "User Data";
        LINK_STATUS = 2, "Link Status";
    }

    /// State of the link (RFC 4165 2.3.2).
    pub struct LinkStatus(u32) {
        ALIGNMENT = 1, "alignment";
        PROVING_NORMAL = 2, "proving normal";
        PROVING_EMERGENCY = 3, "proving emergency";
        READY = 4, "ready";
        PROCESSOR_OUTAGE = 5, "processor outage";
        PROCESSOR_RECOVERED = 6, "processor recovered";
        BUSY = 7, "busy";
        BUSY_ENDED = 8, "busy ended";
        OUT_OF_SERVICE = 9, "out of service";
    }
}

/// The one message class (RFC 4165 2.1.2).
pub const MESSAGE_CLASS: u8 = 11;

/// A message with its M2PA header (RFC 4165 2.2), over the message signal unit: what was read, or
/// anything to be encoded.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::m2pa::{Body, Message};
/// let message = Message {
///     backward_sequence_number: 1,
///     forward_sequence_number: 256,
///     body: Body::UserData { priority: 1, msu: [0x83, 0xAA] }, // or an mtp3::Msu
/// };
/// let mut writer = Writer::new();
/// let octets = writer.message(&message)?;
/// assert_eq!(octets[..8], [1, 0, 11, 1, 0, 0, 0, 19]);
/// assert_eq!(octets[8..], [0, 0, 0, 1, 0, 0, 1, 0, 0x40, 0x83, 0xAA]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a, P = Reader<'a>> {
    /// The last message received in order; 24 bits.
    pub backward_sequence_number: u32,
    /// The number of this message; 24 bits.
    pub forward_sequence_number: u32,
    /// What it carries.
    pub body: Body<'a, P>,
}

/// What a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a, P = Reader<'a>> {
    /// A message signal unit (RFC 4165 2.3.1).
    UserData {
        /// Bits 8-7 of the first octet: the message priority in Japanese networks, else spare.
        priority: u8,
        /// The message signal unit, from the service information octet on.
        msu: P,
    },
    /// User data without data: an acknowledgement (RFC 4165 2.3.1).
    Acknowledgement,
    /// The state of the link (RFC 4165 2.3.2).
    LinkStatus {
        /// The state.
        status: LinkStatus,
        /// Octets of no meaning that fill proving messages.
        filler: Reader<'a>,
    },
}

impl<'a> Message<'a> {
    /// Reads a message that must fill `reader`.
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::M2pa);
        let start = *reader;
        let (header, mut body) = Header::decode_whole(reader)?;
        let unexpected = |code: u8, offset, what| {
            let kind = ErrorKind::Unexpected { found: code.into() };
            Error { at: start.at() + offset, ..start.error(kind, what) }
        };
        if header.class != MESSAGE_CLASS {
            return Err(unexpected(header.class, 2, "M2PA message class"));
        }
        Ok(Self {
            backward_sequence_number: sequence_number(&mut body, "backward sequence number")?,
            forward_sequence_number: sequence_number(&mut body, "forward sequence number")?,
            body: match MessageType(header.message_type) {
                MessageType::USER_DATA if body.is_empty() => Body::Acknowledgement,
                MessageType::USER_DATA => {
                    Body::UserData { priority: body.u8("priority")? >> 6, msu: body }
                }
                MessageType::LINK_STATUS => Body::LinkStatus {
                    status: LinkStatus(body.u32_be("link status")?),
                    filler: body,
                },
                MessageType(other) => return Err(unexpected(other, 3, "M2PA message type")),
            },
        })
    }
}

impl<P: Encode> Encode for Message<'_, P> {
    /// # Errors
    ///
    /// A sequence number of more than 24 bits; a priority above 3; what the payload refuses.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        let message_type = match &self.body {
            Body::UserData { priority, msu } => {
                msu.encode(writer)?;
                if *priority > 3 {
                    let kind = ErrorKind::OutOfRange { value: (*priority).into() };
                    return Err(refused(kind, Layer::M2pa, "priority"));
                }
                writer.u8(priority << 6);
                MessageType::USER_DATA
            }
            Body::Acknowledgement => MessageType::USER_DATA,
            Body::LinkStatus { status, filler } => {
                writer.put(filler.rest());
                writer.u32_be(status.0);
                MessageType::LINK_STATUS
            }
        };
        let forward = checked(self.forward_sequence_number, "forward sequence number")?;
        let backward = checked(self.backward_sequence_number, "backward sequence number")?;
        writer.u32_be(forward);
        writer.u32_be(backward);
        Header::write(MESSAGE_CLASS, message_type.0, behind, Layer::M2pa, writer)
    }
}

#[inline]
fn checked(number: u32, what: &'static str) -> Result<u32, Error> {
    if number <= 0xFF_FFFF {
        Ok(number)
    } else {
        Err(refused(ErrorKind::OutOfRange { value: number }, Layer::M2pa, what))
    }
}

/// An unused octet, then 24 bits.
fn sequence_number(reader: &mut Reader<'_>, what: &'static str) -> Result<u32, Error> {
    Ok(reader.u32_be(what)? & 0xFF_FFFF)
}

#[cfg(feature = "arbitrary")]
impl<'a, P: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Message<'a, P> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self {
            backward_sequence_number: source.int_in_range(0..=0xFF_FFFF)?,
            forward_sequence_number: source.int_in_range(0..=0xFF_FFFF)?,
            body: source.arbitrary()?,
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, P: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Body<'a, P> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(match source.int_in_range(0..=3)? {
            0 => Self::Acknowledgement,
            1 => Self::LinkStatus { status: source.arbitrary()?, filler: source.arbitrary()? },
            _ => {
                let priority = source.int_in_range(0..=3)?;
                Self::UserData { priority, msu: source.arbitrary()? }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(octets: &[u8]) -> Result<Message<'_>, Error> {
        Message::decode(&mut Reader::new(octets, Layer::M2pa))
    }

    #[test]
    fn user_data_carries_a_message_signal_unit() -> Result<(), Error> {
        let octets = [1, 0, 11, 1, 0, 0, 0, 19, 9, 0, 0, 1, 9, 0, 1, 0, 0x40, 0x83, 0xAA];
        let message = message(&octets)?;
        assert_eq!(message.backward_sequence_number, 1);
        assert_eq!(message.forward_sequence_number, 256);
        let msu = Reader::new_at(&[0x83, 0xAA], 17, Layer::M2pa);
        assert_eq!(message.body, Body::UserData { priority: 1, msu });
        Ok(())
    }

    #[test]
    fn user_data_without_data_acknowledges() -> Result<(), Error> {
        let octets = [1, 0, 11, 1, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 2];
        assert_eq!(message(&octets)?.body, Body::Acknowledgement);
        Ok(())
    }

    #[test]
    fn a_link_status_is_named() -> Result<(), Error> {
        let octets = [1, 0, 11, 2, 0, 0, 0, 20, 0, 255, 255, 255, 0, 255, 255, 255, 0, 0, 0, 9];
        let message = message(&octets)?;
        assert_eq!(message.forward_sequence_number, 0xFF_FFFF);
        let Body::LinkStatus { status, filler } = message.body else { panic!("a link status") };
        assert_eq!((status.name(), filler.len()), (Some("out of service"), 0));
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        let octets = |length: u8, message_type: u8, rest: &[u8]| {
            let header = [1, 0, 11, message_type, 0, 0, 0, length, 0, 0, 0, 1, 0, 0, 1, 0];
            [&header[..], rest].concat()
        };
        for octets in [
            octets(19, 1, &[0x40, 0x83, 0xAA]),
            octets(17, 1, &[0xC0]),
            octets(16, 1, &[]),
            octets(20, 2, &[0, 0, 0, 9]),
            octets(23, 2, &[0, 0, 0, 2, 0xAA, 0xAA, 0xAA]),
        ] {
            assert_eq!(Writer::new().message(&message(&octets)?)?, octets);
        }
        Ok(())
    }

    #[test]
    fn what_does_not_fit_its_bits_is_refused() {
        let number = 0xFF_FFFF;
        let message = |backward_sequence_number, forward_sequence_number, priority| {
            let body = Body::UserData { priority, msu: [0x83] };
            let message = Message { backward_sequence_number, forward_sequence_number, body };
            Writer::new().message(&message).map(|_| ()).map_err(|error| error.what)
        };
        assert_eq!(message(number, number, 3), Ok(()));
        assert_eq!(message(number + 1, number, 3), Err("backward sequence number"));
        assert_eq!(message(number, number + 1, 3), Err("forward sequence number"));
        assert_eq!(message(number, number, 4), Err("priority"));
    }

    #[test]
    fn another_class_or_type_is_an_error() {
        let mut octets = [1, 0, 1, 1, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 2];
        let error = message(&octets).expect_err("class 1");
        assert_eq!((error.kind, error.at), (ErrorKind::Unexpected { found: 1 }, 2));
        octets[2..4].copy_from_slice(&[11, 3]);
        let error = message(&octets).expect_err("type 3");
        assert_eq!((error.kind, error.at), (ErrorKind::Unexpected { found: 3 }, 3));
    }
}

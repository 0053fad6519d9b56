//! M2PA: the MTP level 2 peer-to-peer adaptation layer (RFC 4165).

use super::codes::codes;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::sigtran::Header;

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

/// A message with its M2PA header (RFC 4165 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The last message received in order; 24 bits.
    pub backward_sequence_number: u32,
    /// The number of this message; 24 bits.
    pub forward_sequence_number: u32,
    /// What it carries.
    pub body: Body<'a>,
}

/// What a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// A message signal unit (RFC 4165 2.3.1).
    UserData {
        /// Bits 8-7 of the first octet: the message priority in Japanese networks, else spare.
        priority: u8,
        /// The message signal unit, from the service information octet on.
        msu: Reader<'a>,
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

/// An unused octet, then 24 bits.
fn sequence_number(reader: &mut Reader<'_>, what: &'static str) -> Result<u32, Error> {
    Ok(reader.u32_be(what)? & 0xFF_FFFF)
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
    fn another_class_or_type_is_an_error() {
        let mut octets = [1, 0, 1, 1, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 2];
        let error = message(&octets).expect_err("class 1");
        assert_eq!((error.kind, error.at), (ErrorKind::Unexpected { found: 1 }, 2));
        octets[2..4].copy_from_slice(&[11, 3]);
        let error = message(&octets).expect_err("type 3");
        assert_eq!((error.kind, error.at), (ErrorKind::Unexpected { found: 3 }, 3));
    }
}

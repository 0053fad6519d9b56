//! Messages of a connection (T1.112.3 4.2 to 4.17, Q.713 4.2 to 4.17).

mod optional;
#[cfg(test)]
mod tests;
mod write;

use super::address::Address;
use super::codes::{
    ErrorCause, MessageType, ProtocolClass, RefusalCause, ReleaseCause, ResetCause,
};
use super::parts::{Layout, Pointer, short_pointer};
use crate::wire::codes::Variant;
use crate::wire::error::Error;
use crate::wire::reader::Reader;

pub use optional::ConnectionParameters;

/// The largest local reference.
pub(super) const MAXIMUM_REFERENCE: u32 = 0xFF_FFFF;

/// A message of a connection, over its data: what was read, or anything to be encoded.
///
/// Each side names the connection by a local reference of 24 bits; on the wire they stand least
/// significant octet first (T1.112.3 3.2, Q.713 3.2).
///
/// ```
/// use hookflash::wire::mtp3::Variant;
/// use hookflash::wire::sccp::{Connection, Message};
/// use hookflash::wire::{Layer, Reader, Writer};
/// let octets = [6, 3, 2, 1, 0, 1, 2, 0xAA, 0xBB];
/// let message = Message::decode(&mut Reader::new(&octets, Layer::Sccp), Variant::Itu)?;
/// let Message::Connection(Connection::DataForm1 { destination_local_reference, .. }) = message
/// else {
///     panic!("not DT1")
/// };
/// assert_eq!(destination_local_reference, 0x01_0203);
/// assert_eq!(message.data().map(|data| data.rest()), Some(&[0xAA, 0xBB][..]));
/// let built = Connection::DataForm1 {
///     destination_local_reference,
///     more_data: false,
///     data: [0xAA, 0xBB], // or whatever is carried
/// };
/// assert_eq!(Writer::new().message(&built)?, octets);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection<'a, D = Reader<'a>> {
    /// CR: asks for a connection (4.2).
    Request {
        /// The sender's name for the connection.
        source_local_reference: u32,
        /// 2, or 3 with flow control.
        protocol_class: ProtocolClass,
        /// Who is asked.
        called_party_address: Address<'a>,
        /// The optional part.
        optional: ConnectionParameters<'a, D>,
    },
    /// CC: the connection is there (4.3).
    Confirm {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The sender's name for the connection.
        source_local_reference: u32,
        /// The class that was agreed on.
        protocol_class: ProtocolClass,
        /// The optional part.
        optional: ConnectionParameters<'a, D>,
    },
    /// CREF: there will be no connection (4.4).
    Refused {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// Why.
        refusal_cause: RefusalCause,
        /// The optional part.
        optional: ConnectionParameters<'a, D>,
    },
    /// RLSD: the sender lets the connection go (4.5).
    Released {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The sender's name for the connection.
        source_local_reference: u32,
        /// Why.
        release_cause: ReleaseCause,
        /// The optional part.
        optional: ConnectionParameters<'a, D>,
    },
    /// RLC: both sides let the connection go (4.6).
    ReleaseComplete {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The sender's name for the connection.
        source_local_reference: u32,
    },
    /// DT1: data of class 2 (4.7).
    DataForm1 {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// Whether the user's message goes on in the next DT1 (3.7).
        more_data: bool,
        /// The user's message or a part of it.
        data: D,
    },
    /// DT2: data of class 3 (4.8).
    DataForm2 {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// Sequence numbers, and whether the user's message goes on in the next DT2.
        sequencing: Sequencing,
        /// The user's message or a part of it.
        data: D,
    },
    /// AK: flow control of class 3 (4.9).
    DataAcknowledgement {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The number of the next DT2 that is expected, 0 to 127 (3.9).
        receive_sequence_number: u8,
        /// How many DT2 may be sent from that one on (3.10).
        credit: u8,
    },
    /// ED: data of class 3 that may overtake others (4.12).
    ExpeditedData {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The user's message.
        data: D,
    },
    /// EA: an ED has arrived (4.13).
    ExpeditedDataAcknowledgement {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
    },
    /// RSR: sequence numbers are to begin anew (4.14).
    ResetRequest {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The sender's name for the connection.
        source_local_reference: u32,
        /// Why.
        reset_cause: ResetCause,
    },
    /// RSC: sequence numbers begin anew (4.15).
    ResetConfirm {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The sender's name for the connection.
        source_local_reference: u32,
    },
    /// ERR: a message could not be used (4.16).
    ProtocolDataUnitError {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// Why.
        error_cause: ErrorCause,
    },
    /// IT: says that the connection is still there, and how it stands (4.17).
    InactivityTest {
        /// The receiver's name for the connection.
        destination_local_reference: u32,
        /// The sender's name for the connection.
        source_local_reference: u32,
        /// The class of the connection.
        protocol_class: ProtocolClass,
        /// How numbers stand; of no meaning in class 2.
        sequencing: Sequencing,
        /// How many DT2 may be sent; of no meaning in class 2.
        credit: u8,
    },
}

/// Sequencing and segmenting (T1.112.3 3.8, Q.713 3.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sequencing {
    /// P(S), the number of this DT2, 0 to 127.
    pub send_sequence_number: u8,
    /// P(R), the number of the next DT2 that is expected, 0 to 127.
    pub receive_sequence_number: u8,
    /// Whether the user's message goes on in the next DT2.
    pub more_data: bool,
}

impl Sequencing {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let [send, receive] = reader.array("sequencing/segmenting")?;
        Ok(Self {
            send_sequence_number: send >> 1,
            receive_sequence_number: receive >> 1,
            more_data: receive & 1 != 0,
        })
    }
}

fn reference(reader: &mut Reader<'_>, what: &'static str) -> Result<u32, Error> {
    let [low, middle, high] = reader.array(what)?;
    Ok(u32::from_le_bytes([low, middle, high, 0]))
}

impl<'a> Connection<'a> {
    /// Whether a type is one of these messages: CR to IT but for UDT and UDTS, which stand among
    /// them.
    pub(super) const fn has(message_type: MessageType) -> bool {
        matches!(message_type.0, 0x01..=0x08 | 0x0B..=0x10)
    }

    /// Reads what follows the message type, and leaves `reader` after the furthest part.
    pub(super) fn decode(
        message_type: MessageType,
        reader: &mut Reader<'a>,
        variant: Variant,
    ) -> Result<Self, Error> {
        let to = |reader: &mut Reader<'a>| reference(reader, "destination local reference");
        let from = |reader: &mut Reader<'a>| reference(reader, "source local reference");
        let class = |reader: &mut Reader<'a>| reader.u8("protocol class").map(ProtocolClass);
        Ok(match message_type {
            MessageType::CONNECTION_REQUEST => {
                let source_local_reference = from(reader)?;
                let protocol_class = class(reader)?;
                let called = short_pointer(reader, 2, "pointer to called party address")?;
                let pointer = optional_pointer(reader)?;
                let (mut address, end) =
                    called.part(reader, Layout::Short, "called party address")?;
                let called_party_address = Address::decode(&mut address, variant)?;
                let optional = optional_part(reader, pointer, end, variant)?;
                Self::Request {
                    source_local_reference,
                    protocol_class,
                    called_party_address,
                    optional,
                }
            }
            MessageType::CONNECTION_CONFIRM => Self::Confirm {
                destination_local_reference: to(reader)?,
                source_local_reference: from(reader)?,
                protocol_class: class(reader)?,
                optional: only_optional(reader, variant)?,
            },
            MessageType::CONNECTION_REFUSED => Self::Refused {
                destination_local_reference: to(reader)?,
                refusal_cause: RefusalCause(reader.u8("refusal cause")?),
                optional: only_optional(reader, variant)?,
            },
            MessageType::RELEASED => Self::Released {
                destination_local_reference: to(reader)?,
                source_local_reference: from(reader)?,
                release_cause: ReleaseCause(reader.u8("release cause")?),
                optional: only_optional(reader, variant)?,
            },
            MessageType::RELEASE_COMPLETE => Self::ReleaseComplete {
                destination_local_reference: to(reader)?,
                source_local_reference: from(reader)?,
            },
            MessageType::DATA_FORM_1 => Self::DataForm1 {
                destination_local_reference: to(reader)?,
                more_data: reader.u8("segmenting/reassembling")? & 1 != 0,
                data: data(reader)?,
            },
            MessageType::DATA_FORM_2 => Self::DataForm2 {
                destination_local_reference: to(reader)?,
                sequencing: Sequencing::decode(reader)?,
                data: data(reader)?,
            },
            MessageType::DATA_ACKNOWLEDGEMENT => Self::DataAcknowledgement {
                destination_local_reference: to(reader)?,
                receive_sequence_number: reader.u8("receive sequence number")? >> 1,
                credit: reader.u8("credit")?,
            },
            MessageType::EXPEDITED_DATA => Self::ExpeditedData {
                destination_local_reference: to(reader)?,
                data: data(reader)?,
            },
            MessageType::EXPEDITED_DATA_ACKNOWLEDGEMENT => {
                Self::ExpeditedDataAcknowledgement { destination_local_reference: to(reader)? }
            }
            MessageType::RESET_REQUEST => Self::ResetRequest {
                destination_local_reference: to(reader)?,
                source_local_reference: from(reader)?,
                reset_cause: ResetCause(reader.u8("reset cause")?),
            },
            MessageType::RESET_CONFIRM => Self::ResetConfirm {
                destination_local_reference: to(reader)?,
                source_local_reference: from(reader)?,
            },
            MessageType::PROTOCOL_DATA_UNIT_ERROR => Self::ProtocolDataUnitError {
                destination_local_reference: to(reader)?,
                error_cause: ErrorCause(reader.u8("error cause")?),
            },
            // The last one: the caller asks `has` first.
            _ => Self::InactivityTest {
                destination_local_reference: to(reader)?,
                source_local_reference: from(reader)?,
                protocol_class: class(reader)?,
                sequencing: Sequencing::decode(reader)?,
                credit: reader.u8("credit")?,
            },
        })
    }
}

fn optional_pointer(reader: &mut Reader<'_>) -> Result<Option<Pointer>, Error> {
    let pointer = short_pointer(reader, 1, "pointer to optional part")?;
    Ok(Some(pointer).filter(|pointer| pointer.value != 0))
}

/// Reads the optional part that a pointer leads to, in a body whose other parts end after `end`
/// octets, and leaves `body` after the furthest.
fn optional_part<'a>(
    body: &mut Reader<'a>,
    pointer: Option<Pointer>,
    end: usize,
    variant: Variant,
) -> Result<ConnectionParameters<'a>, Error> {
    let mut optional = ConnectionParameters::NONE;
    let mut furthest = end;
    if let Some(pointer) = pointer {
        let mut part = body.after(pointer.offset(body)?);
        optional = ConnectionParameters::decode(&mut part, variant)?;
        furthest = furthest.max(body.len() - part.len());
    }
    *body = body.after(furthest);
    Ok(optional)
}

fn only_optional<'a>(
    reader: &mut Reader<'a>,
    variant: Variant,
) -> Result<ConnectionParameters<'a>, Error> {
    let pointer = optional_pointer(reader)?;
    optional_part(reader, pointer, 0, variant)
}

fn data<'a>(reader: &mut Reader<'a>) -> Result<Reader<'a>, Error> {
    let pointer = short_pointer(reader, 1, "pointer to data")?;
    let (data, end) = pointer.part(reader, Layout::Short, "data")?;
    *reader = reader.after(end);
    Ok(data)
}

impl<'a, D> Connection<'a, D> {
    /// The message type.
    pub const fn message_type(&self) -> MessageType {
        match self {
            Self::Request { .. } => MessageType::CONNECTION_REQUEST,
            Self::Confirm { .. } => MessageType::CONNECTION_CONFIRM,
            Self::Refused { .. } => MessageType::CONNECTION_REFUSED,
            Self::Released { .. } => MessageType::RELEASED,
            Self::ReleaseComplete { .. } => MessageType::RELEASE_COMPLETE,
            Self::DataForm1 { .. } => MessageType::DATA_FORM_1,
            Self::DataForm2 { .. } => MessageType::DATA_FORM_2,
            Self::DataAcknowledgement { .. } => MessageType::DATA_ACKNOWLEDGEMENT,
            Self::ExpeditedData { .. } => MessageType::EXPEDITED_DATA,
            Self::ExpeditedDataAcknowledgement { .. } => {
                MessageType::EXPEDITED_DATA_ACKNOWLEDGEMENT
            }
            Self::ResetRequest { .. } => MessageType::RESET_REQUEST,
            Self::ResetConfirm { .. } => MessageType::RESET_CONFIRM,
            Self::ProtocolDataUnitError { .. } => MessageType::PROTOCOL_DATA_UNIT_ERROR,
            Self::InactivityTest { .. } => MessageType::INACTIVITY_TEST,
        }
    }

    /// The receiver's name for the connection, which every message but CR has.
    pub const fn destination_local_reference(&self) -> Option<u32> {
        match *self {
            Self::Request { .. } => None,
            Self::Confirm { destination_local_reference, .. }
            | Self::Refused { destination_local_reference, .. }
            | Self::Released { destination_local_reference, .. }
            | Self::ReleaseComplete { destination_local_reference, .. }
            | Self::DataForm1 { destination_local_reference, .. }
            | Self::DataForm2 { destination_local_reference, .. }
            | Self::DataAcknowledgement { destination_local_reference, .. }
            | Self::ExpeditedData { destination_local_reference, .. }
            | Self::ExpeditedDataAcknowledgement { destination_local_reference }
            | Self::ResetRequest { destination_local_reference, .. }
            | Self::ResetConfirm { destination_local_reference, .. }
            | Self::ProtocolDataUnitError { destination_local_reference, .. }
            | Self::InactivityTest { destination_local_reference, .. } => {
                Some(destination_local_reference)
            }
        }
    }

    /// The sender's name for the connection: in CR, CC, RLSD, RLC, RSR, RSC and IT.
    pub const fn source_local_reference(&self) -> Option<u32> {
        match *self {
            Self::Request { source_local_reference, .. }
            | Self::Confirm { source_local_reference, .. }
            | Self::Released { source_local_reference, .. }
            | Self::ReleaseComplete { source_local_reference, .. }
            | Self::ResetRequest { source_local_reference, .. }
            | Self::ResetConfirm { source_local_reference, .. }
            | Self::InactivityTest { source_local_reference, .. } => Some(source_local_reference),
            _ => None,
        }
    }

    /// The class of the connection: in CR, CC and IT.
    pub const fn protocol_class(&self) -> Option<ProtocolClass> {
        match *self {
            Self::Request { protocol_class, .. }
            | Self::Confirm { protocol_class, .. }
            | Self::InactivityTest { protocol_class, .. } => Some(protocol_class),
            _ => None,
        }
    }

    /// The optional part: in CR, CC, CREF and RLSD.
    pub const fn optional(&self) -> Option<&ConnectionParameters<'a, D>> {
        match self {
            Self::Request { optional, .. }
            | Self::Confirm { optional, .. }
            | Self::Refused { optional, .. }
            | Self::Released { optional, .. } => Some(optional),
            _ => None,
        }
    }

    /// Who is asked, or who answered in its place.
    pub const fn called_party_address(&self) -> Option<&Address<'a>> {
        match self {
            Self::Request { called_party_address, .. } => Some(called_party_address),
            _ => match self.optional() {
                Some(optional) => optional.called_party_address.as_ref(),
                None => None,
            },
        }
    }

    /// Who asks, where the message says.
    pub const fn calling_party_address(&self) -> Option<&Address<'a>> {
        match self.optional() {
            Some(optional) => optional.calling_party_address.as_ref(),
            None => None,
        }
    }

    /// Sequence numbers: in DT2 and IT.
    pub const fn sequencing(&self) -> Option<Sequencing> {
        match *self {
            Self::DataForm2 { sequencing, .. } | Self::InactivityTest { sequencing, .. } => {
                Some(sequencing)
            }
            _ => None,
        }
    }

    /// Whether the data goes on in the next message: in DT1, DT2 and IT.
    pub const fn more_data(&self) -> Option<bool> {
        match *self {
            Self::DataForm1 { more_data, .. } => Some(more_data),
            _ => match self.sequencing() {
                Some(sequencing) => Some(sequencing.more_data),
                None => None,
            },
        }
    }

    /// How many DT2 may be sent: in AK and IT, and where CR and CC say.
    pub const fn credit(&self) -> Option<u8> {
        match *self {
            Self::DataAcknowledgement { credit, .. } | Self::InactivityTest { credit, .. } => {
                Some(credit)
            }
            _ => match self.optional() {
                Some(optional) => optional.credit,
                None => None,
            },
        }
    }

    /// The user's message or a part of it, where there is any.
    pub const fn data(&self) -> Option<D>
    where
        D: Copy,
    {
        match self {
            Self::DataForm1 { data, .. }
            | Self::DataForm2 { data, .. }
            | Self::ExpeditedData { data, .. } => Some(*data),
            _ => match self.optional() {
                Some(optional) => optional.data,
                None => None,
            },
        }
    }
}

//! Messages of a connection written.

use super::super::address::Address;
use super::super::codes::ProtocolClass;
use super::super::parts::{bad_pointer, write_address};
use super::{Connection, ConnectionParameters, MAXIMUM_REFERENCE, Sequencing};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::clamp;
use crate::wire::writer::{Encode, Writer, refused};

fn out_of_range(value: u32, what: &'static str) -> Error {
    refused(ErrorKind::OutOfRange { value }, Layer::Sccp, what)
}

fn reference(value: u32, what: &'static str, writer: &mut Writer) -> Result<(), Error> {
    if value > MAXIMUM_REFERENCE {
        return Err(out_of_range(value, what));
    }
    let [low, middle, high, _] = value.to_le_bytes();
    writer.array([low, middle, high]);
    Ok(())
}

fn destination(value: u32, writer: &mut Writer) -> Result<(), Error> {
    reference(value, "destination local reference", writer)
}

fn both(to: u32, from: u32, writer: &mut Writer) -> Result<(), Error> {
    reference(from, "source local reference", writer)?;
    destination(to, writer)
}

/// A sequence number in the upper seven bits of its octet.
fn seven_bits(number: u8, what: &'static str) -> Result<u8, Error> {
    if number > 0x7F { Err(out_of_range(number.into(), what)) } else { Ok(number << 1) }
}

impl Sequencing {
    fn write(self, writer: &mut Writer) -> Result<(), Error> {
        let send = seven_bits(self.send_sequence_number, "send sequence number")?;
        let receive = seven_bits(self.receive_sequence_number, "receive sequence number")?;
        writer.array([send, receive | u8::from(self.more_data)]);
        Ok(())
    }
}

/// The data, its length, and the pointer before them.
fn data(value: &impl Encode, writer: &mut Writer) -> Result<(), Error> {
    let behind = writer.len();
    value.encode(writer)?;
    let length = writer.len() - behind;
    let Ok(octet) = u8::try_from(length) else {
        return Err(refused(ErrorKind::BadLength { length: clamp(length) }, Layer::Sccp, "data"));
    };
    writer.array([1, octet]);
    Ok(())
}

/// The optional part, where there is one, and the pointer before it.
fn only_optional<D: Encode>(
    optional: &ConnectionParameters<'_, D>,
    writer: &mut Writer,
) -> Result<(), Error> {
    let behind = writer.len();
    optional.encode(writer)?;
    let pointer = u8::from(writer.len() != behind);
    writer.u8(pointer);
    Ok(())
}

fn request<D: Encode>(
    class: ProtocolClass,
    called: &Address<'_>,
    optional: &ConnectionParameters<'_, D>,
    writer: &mut Writer,
) -> Result<(), Error> {
    let behind = writer.len();
    optional.encode(writer)?;
    let has_optional = writer.len() != behind;
    let called = write_address(called, writer, "called party address")?;
    // Each pointer counts from its own octet.
    let pointer = if has_optional { called + 2 } else { 0 };
    let what = "pointer to optional part";
    let pointer = u8::try_from(pointer).map_err(|_| bad_pointer(pointer, what))?;
    writer.array([class.0, 2, pointer]);
    Ok(())
}

impl<D: Encode> Encode for Connection<'_, D> {
    /// # Errors
    ///
    /// A local reference of more than 24 bits; a sequence number of more than 7; more than 255
    /// octets of data; what an address or the optional part refuses; a pointer that would not
    /// reach.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Request {
                source_local_reference,
                protocol_class,
                called_party_address,
                optional,
            } => {
                request(*protocol_class, called_party_address, optional, writer)?;
                reference(*source_local_reference, "source local reference", writer)?;
            }
            Self::Confirm {
                destination_local_reference,
                source_local_reference,
                protocol_class,
                optional,
            } => {
                only_optional(optional, writer)?;
                writer.u8(protocol_class.0);
                both(*destination_local_reference, *source_local_reference, writer)?;
            }
            Self::Refused { destination_local_reference, refusal_cause, optional } => {
                only_optional(optional, writer)?;
                writer.u8(refusal_cause.0);
                destination(*destination_local_reference, writer)?;
            }
            Self::Released {
                destination_local_reference,
                source_local_reference,
                release_cause,
                optional,
            } => {
                only_optional(optional, writer)?;
                writer.u8(release_cause.0);
                both(*destination_local_reference, *source_local_reference, writer)?;
            }
            Self::ReleaseComplete { destination_local_reference, source_local_reference }
            | Self::ResetConfirm { destination_local_reference, source_local_reference } => {
                both(*destination_local_reference, *source_local_reference, writer)?;
            }
            Self::DataForm1 { destination_local_reference, more_data, data: value } => {
                data(value, writer)?;
                writer.u8((*more_data).into());
                destination(*destination_local_reference, writer)?;
            }
            Self::DataForm2 { destination_local_reference, sequencing, data: value } => {
                data(value, writer)?;
                sequencing.write(writer)?;
                destination(*destination_local_reference, writer)?;
            }
            Self::DataAcknowledgement {
                destination_local_reference,
                receive_sequence_number,
                credit,
            } => {
                let number = seven_bits(*receive_sequence_number, "receive sequence number")?;
                writer.array([number, *credit]);
                destination(*destination_local_reference, writer)?;
            }
            Self::ExpeditedData { destination_local_reference, data: value } => {
                data(value, writer)?;
                destination(*destination_local_reference, writer)?;
            }
            Self::ExpeditedDataAcknowledgement { destination_local_reference } => {
                destination(*destination_local_reference, writer)?;
            }
            Self::ResetRequest {
                destination_local_reference,
                source_local_reference,
                reset_cause,
            } => {
                writer.u8(reset_cause.0);
                both(*destination_local_reference, *source_local_reference, writer)?;
            }
            Self::ProtocolDataUnitError { destination_local_reference, error_cause } => {
                writer.u8(error_cause.0);
                destination(*destination_local_reference, writer)?;
            }
            Self::InactivityTest {
                destination_local_reference,
                source_local_reference,
                protocol_class,
                sequencing,
                credit,
            } => {
                writer.u8(*credit);
                sequencing.write(writer)?;
                writer.u8(protocol_class.0);
                both(*destination_local_reference, *source_local_reference, writer)?;
            }
        }
        writer.u8(self.message_type().0);
        Ok(())
    }
}

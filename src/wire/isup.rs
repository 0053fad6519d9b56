//! ISUP: the circuit, the message type and the numbers (T1.113.3, Q.763); other parameters are told
//! by name and contents.

mod cause;
mod layout;
mod parameters;

use super::codes::{Variant, codes};
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::writer::{Encode, Writer, refused};

pub use cause::{AnsiCauseValue, Cause, CauseValue, CodingStandard, Location};
pub use parameters::{Number, Parameter, ParameterName};

codes! {
    /// Message type (T1.113.3 table 3, Q.763 table 4).
    pub struct MessageType(u8) {
        INITIAL_ADDRESS = 0x01, "IAM";
        SUBSEQUENT_ADDRESS = 0x02, "SAM";
        INFORMATION_REQUEST = 0x03, "INR";
        INFORMATION = 0x04, "INF";
        CONTINUITY = 0x05, "COT";
        ADDRESS_COMPLETE = 0x06, "ACM";
        CONNECT = 0x07, "CON";
        FORWARD_TRANSFER = 0x08, "FOT";
        ANSWER = 0x09, "ANM";
        RELEASE = 0x0C, "REL";
        SUSPEND = 0x0D, "SUS";
        RESUME = 0x0E, "RES";
        RELEASE_COMPLETE = 0x10, "RLC";
        CONTINUITY_CHECK_REQUEST = 0x11, "CCR";
        RESET_CIRCUIT = 0x12, "RSC";
        BLOCKING = 0x13, "BLO";
        UNBLOCKING = 0x14, "UBL";
        BLOCKING_ACKNOWLEDGEMENT = 0x15, "BLA";
        UNBLOCKING_ACKNOWLEDGEMENT = 0x16, "UBA";
        CIRCUIT_GROUP_RESET = 0x17, "GRS";
        CIRCUIT_GROUP_BLOCKING = 0x18, "CGB";
        CIRCUIT_GROUP_UNBLOCKING = 0x19, "CGU";
        CIRCUIT_GROUP_BLOCKING_ACKNOWLEDGEMENT = 0x1A, "CGBA";
        CIRCUIT_GROUP_UNBLOCKING_ACKNOWLEDGEMENT = 0x1B, "CGUA";
        CALL_MODIFICATION_REQUEST = 0x1C, "CMR";
        CALL_MODIFICATION_COMPLETED = 0x1D, "CMC";
        CALL_MODIFICATION_REJECT = 0x1E, "CMRJ";
        FACILITY_REQUEST = 0x1F, "FAR";
        FACILITY_ACCEPTED = 0x20, "FAA";
        FACILITY_REJECT = 0x21, "FRJ";
        LOOP_BACK_ACKNOWLEDGEMENT = 0x24, "LPA";
        DELAYED_RELEASE = 0x27, "DRS";
        PASS_ALONG = 0x28, "PAM";
        CIRCUIT_GROUP_RESET_ACKNOWLEDGEMENT = 0x29, "GRA";
        CIRCUIT_GROUP_QUERY = 0x2A, "CQM";
        CIRCUIT_GROUP_QUERY_RESPONSE = 0x2B, "CQR";
        CALL_PROGRESS = 0x2C, "CPG";
        USER_TO_USER_INFORMATION = 0x2D, "USR";
        UNEQUIPPED_CIRCUIT = 0x2E, "UCIC";
        CONFUSION = 0x2F, "CFN";
        OVERLOAD = 0x30, "OLM";
        CHARGE_INFORMATION = 0x31, "CRG";
        NETWORK_RESOURCE_MANAGEMENT = 0x32, "NRM";
        FACILITY = 0x33, "FAC";
        USER_PART_TEST = 0x34, "UPT";
        USER_PART_AVAILABLE = 0x35, "UPA";
        IDENTIFICATION_REQUEST = 0x36, "IDR";
        IDENTIFICATION_RESPONSE = 0x37, "IRS";
        SEGMENTATION = 0x38, "SGM";
        LOOP_PREVENTION = 0x40, "LOP";
        APPLICATION_TRANSPORT = 0x41, "APM";
        PRE_RELEASE_INFORMATION = 0x42, "PRI";
        SUBSEQUENT_DIRECTORY_NUMBER = 0x43, "SDN";
        CIRCUIT_RESERVATION_ACKNOWLEDGEMENT = 0xE9, "CRA";
        CIRCUIT_RESERVATION = 0xEA, "CRM";
        CIRCUIT_VALIDATION_RESPONSE = 0xEB, "CVR";
        CIRCUIT_VALIDATION_TEST = 0xEC, "CVT";
        EXIT = 0xED, "EXM";
    }
}

/// A message as far as its type, over its parameters: what was read, or anything to be encoded.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::isup::{Message, MessageType};
/// use hookflash::wire::mtp3::Variant;
/// let release_complete = Message {
///     variant: Variant::Itu,
///     circuit_identification_code: 0x0234,
///     message_type: MessageType::RELEASE_COMPLETE,
///     parameters: [0], // no optional part
/// };
/// assert_eq!(Writer::new().message(&release_complete)?, [0x34, 2, 0x10, 0]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<P> {
    /// The network family, which gives the circuit its bits.
    pub variant: Variant,
    /// Which circuit: 14 bits in ANSI, else 12.
    pub circuit_identification_code: u16,
    /// The message type.
    pub message_type: MessageType,
    /// The parameters; [`each_parameter`](Message::each_parameter) reads them.
    pub parameters: P,
}

/// How many circuits a variant can tell apart.
const fn circuit_mask(variant: Variant) -> u16 {
    match variant {
        Variant::Ansi => 0x3FFF,
        Variant::Itu | Variant::China | Variant::Japan => 0x0FFF,
    }
}

impl<'a> Message<Reader<'a>> {
    /// Reads circuit and type of a message, which ends where `reader` ends.
    pub fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Isup);
        Ok(Self {
            variant,
            circuit_identification_code: reader.u16_le("circuit identification code")?
                & circuit_mask(variant),
            message_type: MessageType(reader.u8("message type")?),
            parameters: {
                let parameters = *reader;
                reader.take_rest();
                parameters
            },
        })
    }
}

impl<P: Encode> Encode for Message<P> {
    /// # Errors
    ///
    /// A circuit of more bits than the variant has; what the parameters refuse.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.parameters.encode(writer)?;
        let circuit = self.circuit_identification_code;
        if circuit > circuit_mask(self.variant) {
            let kind = ErrorKind::OutOfRange { value: circuit.into() };
            return Err(refused(kind, Layer::Isup, "circuit identification code"));
        }
        let [low, high] = circuit.to_le_bytes();
        writer.array([low, high, self.message_type.0]);
        Ok(())
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, P: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Message<P> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let variant = source.arbitrary()?;
        Ok(Self {
            variant,
            circuit_identification_code: source.int_in_range(0..=circuit_mask(variant))?,
            message_type: source.arbitrary()?,
            parameters: source.arbitrary()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_circuit_has_14_bits_in_ansi_and_12_elsewhere() -> Result<(), Error> {
        let octets = [0x34, 0xF2, 0x01, 0xAA];
        let circuit = |variant| {
            let mut reader = Reader::new(&octets, Layer::Isup);
            let message = Message::decode(&mut reader, variant)?;
            assert_eq!(message.message_type.name(), Some("IAM"));
            assert_eq!(message.parameters.rest(), [0xAA]);
            Ok::<_, Error>(message.circuit_identification_code)
        };
        assert_eq!(circuit(Variant::Ansi)?, 0x3234);
        assert_eq!(circuit(Variant::Itu)?, 0x0234);
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        for (octets, variant) in
            [([0x34, 0x32, 1, 0xAA], Variant::Ansi), ([0x34, 0x02, 1, 0xAA], Variant::Japan)]
        {
            let message = Message::decode(&mut Reader::new(&octets, Layer::Isup), variant)?;
            assert_eq!(Writer::new().message(&message)?, octets);
            let circuit_identification_code = circuit_mask(variant) + 1;
            let wide = Message { circuit_identification_code, ..message };
            let error = Writer::new().message(&wide).map(|_| ()).expect_err("a bit more");
            assert_eq!(error.what, "circuit identification code");
        }
        Ok(())
    }

    #[test]
    fn a_message_without_type_is_an_error() {
        let mut reader = Reader::new(&[0x34, 0xF2], Layer::Isup);
        let error = Message::decode(&mut reader, Variant::Itu).expect_err("no type");
        assert_eq!((error.kind, error.at), (ErrorKind::Truncated { missing: 1 }, 2));
    }
}

//! SUA: the signalling connection control part user adaptation layer (RFC 3868).

use super::codes::codes;
use super::digits::DigitString;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::sigtran::{self, Header};
use super::writer::{Encode, Writer};

codes! {
    /// Message class and type as one number, the class in the high octet (RFC 3868 3.1.2, 3.1.3).
    pub struct MessageType(u16) {
        ERROR = 0x0000, "ERR";
        NOTIFY = 0x0001, "NTFY";
        DESTINATION_UNAVAILABLE = 0x0201, "DUNA";
        DESTINATION_AVAILABLE = 0x0202, "DAVA";
        DESTINATION_STATE_AUDIT = 0x0203, "DAUD";
        SIGNALLING_CONGESTION = 0x0204, "SCON";
        DESTINATION_USER_PART_UNAVAILABLE = 0x0205, "DUPU";
        DESTINATION_RESTRICTED = 0x0206, "DRST";
        ASP_UP = 0x0301, "ASPUP";
        ASP_DOWN = 0x0302, "ASPDN";
        HEARTBEAT = 0x0303, "BEAT";
        ASP_UP_ACKNOWLEDGEMENT = 0x0304, "ASPUP ACK";
        ASP_DOWN_ACKNOWLEDGEMENT = 0x0305, "ASPDN ACK";
        HEARTBEAT_ACKNOWLEDGEMENT = 0x0306, "BEAT ACK";
        ASP_ACTIVE = 0x0401, "ASPAC";
        ASP_INACTIVE = 0x0402, "ASPIA";
        ASP_ACTIVE_ACKNOWLEDGEMENT = 0x0403, "ASPAC ACK";
        ASP_INACTIVE_ACKNOWLEDGEMENT = 0x0404, "ASPIA ACK";
        CONNECTIONLESS_DATA_TRANSFER = 0x0701, "CLDT";
        CONNECTIONLESS_DATA_RESPONSE = 0x0702, "CLDR";
        CONNECTION_REQUEST = 0x0801, "CORE";
        CONNECTION_ACKNOWLEDGE = 0x0802, "COAK";
        CONNECTION_REFUSED = 0x0803, "COREF";
        RELEASE_REQUEST = 0x0804, "RELRE";
        RELEASE_COMPLETE = 0x0805, "RELCO";
        RESET_CONFIRM = 0x0806, "RESCO";
        RESET_REQUEST = 0x0807, "RESRE";
        CONNECTION_ORIENTED_DATA_TRANSFER = 0x0808, "CODT";
        CONNECTION_ORIENTED_DATA_ACKNOWLEDGE = 0x0809, "CODA";
        CONNECTION_ORIENTED_ERROR = 0x080A, "COERR";
        INACTIVITY_TEST = 0x080B, "COIT";
        REGISTRATION_REQUEST = 0x0901, "REG REQ";
        REGISTRATION_RESPONSE = 0x0902, "REG RSP";
        DEREGISTRATION_REQUEST = 0x0903, "DEREG REQ";
        DEREGISTRATION_RESPONSE = 0x0904, "DEREG RSP";
    }

    /// Parameter tags (RFC 3868 3.1.4, 3.10).
    pub struct Tag(u16) {
        INFO_STRING = 0x0004, "info string";
        ROUTING_CONTEXT = 0x0006, "routing context";
        DIAGNOSTIC_INFORMATION = 0x0007, "diagnostic information";
        HEARTBEAT_DATA = 0x0009, "heartbeat data";
        TRAFFIC_MODE_TYPE = 0x000B, "traffic mode type";
        ERROR_CODE = 0x000C, "error code";
        STATUS = 0x000D, "status";
        ASP_IDENTIFIER = 0x0011, "ASP identifier";
        AFFECTED_POINT_CODE = 0x0012, "affected point code";
        CORRELATION_ID = 0x0013, "correlation ID";
        REGISTRATION_RESULT = 0x0014, "registration result";
        DEREGISTRATION_RESULT = 0x0015, "deregistration result";
        REGISTRATION_STATUS = 0x0016, "registration status";
        DEREGISTRATION_STATUS = 0x0017, "deregistration status";
        LOCAL_ROUTING_KEY_IDENTIFIER = 0x0018, "local routing key identifier";
        HOP_COUNTER = 0x0101, "SS7 hop counter";
        SOURCE_ADDRESS = 0x0102, "source address";
        DESTINATION_ADDRESS = 0x0103, "destination address";
        SOURCE_REFERENCE_NUMBER = 0x0104, "source reference number";
        DESTINATION_REFERENCE_NUMBER = 0x0105, "destination reference number";
        SCCP_CAUSE = 0x0106, "SCCP cause";
        SEQUENCE_NUMBER = 0x0107, "sequence number";
        RECEIVE_SEQUENCE_NUMBER = 0x0108, "receive sequence number";
        ASP_CAPABILITIES = 0x0109, "ASP capabilities";
        CREDIT = 0x010A, "credit";
        DATA = 0x010B, "data";
        USER_CAUSE = 0x010C, "user/cause";
        NETWORK_APPEARANCE = 0x010D, "network appearance";
        ROUTING_KEY = 0x010E, "routing key";
        DRN_LABEL = 0x010F, "DRN label";
        TID_LABEL = 0x0110, "TID label";
        ADDRESS_RANGE = 0x0111, "address range";
        SMI = 0x0112, "SMI";
        IMPORTANCE = 0x0113, "importance";
        MESSAGE_PRIORITY = 0x0114, "message priority";
        PROTOCOL_CLASS = 0x0115, "protocol class";
        SEQUENCE_CONTROL = 0x0116, "sequence control";
        SEGMENTATION = 0x0117, "segmentation";
        CONGESTION_LEVEL = 0x0118, "congestion level";
        GLOBAL_TITLE = 0x8001, "global title";
        POINT_CODE = 0x8002, "point code";
        SUBSYSTEM_NUMBER = 0x8003, "subsystem number";
        IPV4_ADDRESS = 0x8004, "IPv4 address";
        HOST_NAME = 0x8005, "host name";
        IPV6_ADDRESS = 0x8006, "IPv6 address";
    }

    /// What an ERR message complains of (RFC 3868 3.10.12).
    pub struct ErrorCode(u32) {
        INVALID_VERSION = 0x01, "invalid version";
        UNSUPPORTED_MESSAGE_CLASS = 0x03, "unsupported message class";
        UNSUPPORTED_MESSAGE_TYPE = 0x04, "unsupported message type";
        UNSUPPORTED_TRAFFIC_MODE_TYPE = 0x05, "unsupported traffic mode type";
        UNEXPECTED_MESSAGE = 0x06, "unexpected message";
        PROTOCOL_ERROR = 0x07, "protocol error";
        INVALID_STREAM_IDENTIFIER = 0x09, "invalid stream identifier";
        REFUSED_MANAGEMENT_BLOCKING = 0x0D, "refused, management blocking";
        ASP_IDENTIFIER_REQUIRED = 0x0E, "ASP identifier required";
        INVALID_ASP_IDENTIFIER = 0x0F, "invalid ASP identifier";
        INVALID_PARAMETER_VALUE = 0x11, "invalid parameter value";
        PARAMETER_FIELD_ERROR = 0x12, "parameter field error";
        UNEXPECTED_PARAMETER = 0x13, "unexpected parameter";
        DESTINATION_STATUS_UNKNOWN = 0x14, "destination status unknown";
        INVALID_NETWORK_APPEARANCE = 0x15, "invalid network appearance";
        MISSING_PARAMETER = 0x16, "missing parameter";
        INVALID_ROUTING_CONTEXT = 0x19, "invalid routing context";
        NO_CONFIGURED_AS = 0x1A, "no configured AS for ASP";
        SUBSYSTEM_STATUS_UNKNOWN = 0x1B, "subsystem status unknown";
        INVALID_LOADSHARING_LABEL = 0x1C, "invalid loadsharing label";
    }

    /// Outcome of a registration (RFC 3868 3.10.19).
    pub struct RegistrationStatus(u32) {
        REGISTERED = 0, "successfully registered";
        UNKNOWN = 1, "error, unknown";
        INVALID_DESTINATION_ADDRESS = 2, "error, invalid destination address";
        INVALID_NETWORK_APPEARANCE = 3, "error, invalid network appearance";
        INVALID_ROUTING_KEY = 4, "error, invalid routing key";
        PERMISSION_DENIED = 5, "error, permission denied";
        CANNOT_SUPPORT_UNIQUE_ROUTING = 6, "error, cannot support unique routing";
        NOT_PROVISIONED = 7, "error, routing key not currently provisioned";
        INSUFFICIENT_RESOURCES = 8, "error, insufficient resources";
        UNSUPPORTED_PARAMETER = 9, "error, unsupported routing key parameter field";
        UNSUPPORTED_TRAFFIC_MODE_TYPE = 10, "error, unsupported or invalid traffic mode type";
        CHANGE_REFUSED = 11, "error, routing key change refused";
    }

    /// What an ASP does between SS7 and IP networks (RFC 3868 3.10.9).
    pub struct Interworking(u8) {
        NONE = 0, "no interworking with SS7";
        ENDPOINT = 1, "IP signalling endpoint interworking with SS7";
        GATEWAY = 2, "signalling gateway";
        RELAY = 3, "relay node support";
    }

    /// Which of the causes of SCCP is told (RFC 3868 3.10.6).
    pub struct CauseType(u8) {
        RETURN = 1, "return cause";
        REFUSAL = 2, "refusal cause";
        RELEASE = 3, "release cause";
        RESET = 4, "reset cause";
        ERROR = 5, "error cause";
    }

    /// How an address is to be routed on (RFC 3868 3.10.2).
    pub struct RoutingIndicator(u16) {
        GLOBAL_TITLE = 1, "global title";
        SUBSYSTEM_NUMBER_AND_POINT_CODE = 2, "subsystem number and point code";
        HOST_NAME = 3, "host name";
        SUBSYSTEM_NUMBER_AND_IP_ADDRESS = 4, "subsystem number and IP address";
    }
}

/// A message: its class and type, and parameters not read yet or to be encoded.
///
/// ```
/// use hookflash::wire::sua::{Message, MessageType, Parameter, Tag};
/// use hookflash::wire::{Layer, Reader, Writer};
/// let active = Message {
///     message_type: MessageType::ASP_ACTIVE,
///     parameters: [Parameter { tag: Tag::ROUTING_CONTEXT, value: [0, 0, 0, 5] }],
/// };
/// let octets = [1, 0, 4, 1, 0, 0, 0, 16, 0, 6, 0, 8, 0, 0, 0, 5];
/// assert_eq!(Writer::new().message(&active)?, octets);
/// let again = Message::decode(&mut Reader::new(&octets, Layer::Sua))?;
/// assert_eq!(again.message_type, MessageType::ASP_ACTIVE);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Message<P> {
    /// Class and type.
    pub message_type: MessageType,
    /// The parameters, each a tag, a length and a value padded to four octets.
    pub parameters: P,
}

/// Parameters as they were read. Two are equal where their tags and values are, whatever pads
/// them.
#[derive(Debug, Clone, Copy)]
pub struct Parameters<'a>(pub Reader<'a>);

/// A parameter: what was read, or any value to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<V> {
    /// What the parameter is.
    pub tag: Tag,
    /// The value, without padding.
    pub value: V,
}

/// Who is called or calls (RFC 3868 3.10.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// What it is routed on.
    pub routing_indicator: RoutingIndicator,
    /// Bit 1: there is a subsystem number, bit 2: a point code, bit 3: a global title.
    pub address_indicator: u16,
    /// The digits of the global title (3.10.2.3).
    pub digits: Option<DigitString<'a>>,
    /// The point code (3.10.2.4).
    pub point_code: Option<u32>,
    /// The subsystem number (3.10.2.5).
    pub subsystem_number: Option<u8>,
}

impl<'a> Message<Parameters<'a>> {
    /// Reads a message that must fill `reader`, but for the padding of its last parameter.
    ///
    /// # Errors
    ///
    /// A header of another version, a length that is not the message's.
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Sua);
        let (header, parameters) = Header::decode_whole(reader)?;
        let message_type = u16::from_be_bytes([header.class, header.message_type]);
        Ok(Self { message_type: MessageType(message_type), parameters: Parameters(parameters) })
    }

    /// The value of the first parameter with this tag.
    ///
    /// # Errors
    ///
    /// A parameter before it that cannot be read.
    pub fn value(&self, tag: Tag) -> Result<Option<Reader<'a>>, Error> {
        for parameter in self.parameters {
            let parameter = parameter?;
            if parameter.tag == tag {
                return Ok(Some(parameter.value));
            }
        }
        Ok(None)
    }

    /// Source and destination address, as far as the message has them.
    ///
    /// # Errors
    ///
    /// An address that cannot be read.
    pub fn addresses(&self) -> Result<[Option<Address<'a>>; 2], Error> {
        let read = |tag| self.value(tag)?.map(Address::decode).transpose();
        Ok([read(Tag::SOURCE_ADDRESS)?, read(Tag::DESTINATION_ADDRESS)?])
    }
}

impl<'a> Iterator for Parameters<'a> {
    type Item = Result<Parameter<Reader<'a>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let parameter = sigtran::parameter(&mut self.0)?;
        Some(parameter.map(|(tag, value, _)| Parameter { tag: Tag(tag), value }))
    }
}

impl<'a> Address<'a> {
    /// Reads the value of an address parameter. The first of several equal parts counts.
    ///
    /// # Errors
    ///
    /// A part that cannot be read.
    pub fn decode(mut value: Reader<'a>) -> Result<Self, Error> {
        let mut address = Self {
            routing_indicator: RoutingIndicator(value.u16_be("routing indicator")?),
            address_indicator: value.u16_be("address indicator")?,
            digits: None,
            point_code: None,
            subsystem_number: None,
        };
        for part in Parameters(value) {
            let Parameter { tag, value } = part?;
            match tag {
                Tag::GLOBAL_TITLE if address.digits.is_none() => {
                    address.digits = Some(digits(value)?);
                }
                Tag::POINT_CODE if address.point_code.is_none() => {
                    address.point_code = Some(sigtran::number(value, "point code")?);
                }
                Tag::SUBSYSTEM_NUMBER if address.subsystem_number.is_none() => {
                    let number = sigtran::number(value, "subsystem number")?;
                    address.subsystem_number = Some((number & 0xFF) as u8);
                }
                _ => {}
            }
        }
        Ok(address)
    }
}

/// The digits of a global title, behind three reserved octets, the indicator, their number,
/// translation type, numbering plan and nature of address (RFC 3868 3.10.2.3).
fn digits<'a>(mut value: Reader<'a>) -> Result<DigitString<'a>, Error> {
    value.take(4, "global title indicator")?;
    let count = usize::from(value.u8("number of digits")?);
    value.take(3, "global title")?;
    let available = value.len();
    let octets = value.take(count.div_ceil(2), "digits").map_err(|error| Error {
        kind: ErrorKind::LengthBeyondEnd {
            claimed: count.div_ceil(2) as u32,
            available: u16::try_from(available).unwrap_or(u16::MAX),
        },
        ..error
    })?;
    Ok(DigitString::packed(octets, count % 2 == 1))
}

impl PartialEq for Parameters<'_> {
    fn eq(&self, other: &Self) -> bool {
        sigtran::same_parameters(self.0, other.0)
    }
}

impl Eq for Parameters<'_> {}

impl Encode for Parameters<'_> {
    /// # Errors
    ///
    /// A parameter that cannot be read.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        sigtran::write_parameters(self.0, writer)
    }
}

impl<V: Encode> Encode for Parameter<V> {
    /// # Errors
    ///
    /// What the value refuses; more octets than its length can tell.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        self.value.encode(writer)?;
        let what = self.tag.name().unwrap_or("parameter");
        sigtran::write_header(self.tag.0, behind, Layer::Sua, what, writer)
    }
}

impl<P: Encode> Encode for Message<P> {
    /// # Errors
    ///
    /// What a parameter refuses, or is refused as where it was read.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        self.parameters.encode(writer)?;
        sigtran::pad(behind, writer);
        let [class, number] = self.message_type.0.to_be_bytes();
        Header::write(class, number, behind, Layer::Sua, writer)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Parameters<'a> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        const ALL: &[u8] = &[0, 6, 0, 8, 0, 0, 0, 5, 0, 4, 0, 6, b'u', b'p', 0, 0, 3, 9, 0, 4];
        let end = *source.choose(&[0, 8, 16, 20])?;
        Ok(Self(Reader::new(&ALL[..end], Layer::Sua)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    const CLDT: [u8; 80] = [
        1, 0, 7, 1, 0, 0, 0, 80, 0, 6, 0, 8, 0, 0, 0, 3, // header, routing context
        1, 2, 0, 32, 0, 1, 0, 5, // source: routed on its title
        0x80, 1, 0, 16, 0, 0, 0, 4, 6, 0, 1, 4, 0x21, 0x43, 0x65, 0, 0x80, 3, 0, 8, 0, 0, 0, 8, 1,
        3, 0, 24, 0, 2, 0, 3, // destination
        0x80, 2, 0, 8, 0, 0, 1, 2, 0x80, 3, 0, 8, 0, 0, 0, 7, 1, 0x0B, 0, 6, 0xAA, 0xBB, 0, 0,
    ];

    fn message(octets: &[u8]) -> Result<Message<Parameters<'_>>, Error> {
        Message::decode(&mut Reader::new(octets, Layer::Sua))
    }

    #[test]
    fn a_cldt_has_addresses_and_data() -> Result<(), Error> {
        let message = message(&CLDT)?;
        assert_eq!(message.message_type.name(), Some("CLDT"));
        let [Some(source), Some(destination)] = message.addresses()? else { panic!("two") };
        assert_eq!(source.digits.map(|digits| digits.to_string()).as_deref(), Some("123456"));
        assert_eq!((source.subsystem_number, source.point_code), (Some(8), None));
        assert_eq!((destination.subsystem_number, destination.point_code), (Some(7), Some(258)));
        let data = message.value(Tag::DATA)?.expect("data");
        assert_eq!((data.rest(), data.at()), (&[0xAA, 0xBB][..], 76));
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        assert_eq!(Writer::new().message(&message(&CLDT)?)?, CLDT);
        Ok(())
    }

    #[test]
    fn digits_beyond_the_title_and_parts_cut_short_are_errors() {
        for (at, value) in [(32, 200), (19, 33), (27, 40)] {
            let mut octets = CLDT;
            octets[at] = value;
            let addresses = message(&octets).and_then(|message| message.addresses());
            assert!(addresses.is_err(), "{at}");
        }
    }
}

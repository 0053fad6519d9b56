//! M2UA: the MTP level 2 user adaptation layer (RFC 3331), and the messages of level 3 that it carries.

use super::codes::codes;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::sigtran::{self, Header};
use super::writer::{Encode, Writer};

codes! {
    /// Message class and type as one number, the class in the high octet (RFC 3331 3.1.3, 3.1.4).
    pub struct MessageType(u16) {
        ERROR = 0x0000, "ERR";
        NOTIFY = 0x0001, "NTFY";
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
        DATA = 0x0601, "DATA";
        ESTABLISH_REQUEST = 0x0602, "Establish Request";
        ESTABLISH_CONFIRM = 0x0603, "Establish Confirm";
        RELEASE_REQUEST = 0x0604, "Release Request";
        RELEASE_CONFIRM = 0x0605, "Release Confirm";
        RELEASE_INDICATION = 0x0606, "Release Indication";
        STATE_REQUEST = 0x0607, "State Request";
        STATE_CONFIRM = 0x0608, "State Confirm";
        STATE_INDICATION = 0x0609, "State Indication";
        DATA_RETRIEVAL_REQUEST = 0x060A, "Data Retrieval Request";
        DATA_RETRIEVAL_CONFIRM = 0x060B, "Data Retrieval Confirm";
        DATA_RETRIEVAL_INDICATION = 0x060C, "Data Retrieval Indication";
        DATA_RETRIEVAL_COMPLETE = 0x060D, "Data Retrieval Complete Indication";
        CONGESTION_INDICATION = 0x060E, "Congestion Indication";
        DATA_ACKNOWLEDGE = 0x060F, "Data Acknowledge";
        REGISTRATION_REQUEST = 0x0A01, "REG REQ";
        REGISTRATION_RESPONSE = 0x0A02, "REG RSP";
        DEREGISTRATION_REQUEST = 0x0A03, "DEREG REQ";
        DEREGISTRATION_RESPONSE = 0x0A04, "DEREG RSP";
    }

    /// What an ERR message complains of (RFC 3331 3.3.3.1).
    pub struct ErrorCode(u32) {
        INVALID_VERSION = 0x01, "invalid version";
        INVALID_INTERFACE_IDENTIFIER = 0x02, "invalid interface identifier";
        UNSUPPORTED_MESSAGE_CLASS = 0x03, "unsupported message class";
        UNSUPPORTED_MESSAGE_TYPE = 0x04, "unsupported message type";
        UNSUPPORTED_TRAFFIC_MODE_TYPE = 0x05, "unsupported traffic mode type";
        UNEXPECTED_MESSAGE = 0x06, "unexpected message";
        PROTOCOL_ERROR = 0x07, "protocol error";
        UNSUPPORTED_INTERFACE_IDENTIFIER_TYPE = 0x08, "unsupported interface identifier type";
        INVALID_STREAM_IDENTIFIER = 0x09, "invalid stream identifier";
        REFUSED_MANAGEMENT_BLOCKING = 0x0D, "refused, management blocking";
        ASP_IDENTIFIER_REQUIRED = 0x0E, "ASP identifier required";
        INVALID_ASP_IDENTIFIER = 0x0F, "invalid ASP identifier";
        ASP_ACTIVE = 0x10, "ASP active for interface identifier";
        INVALID_PARAMETER_VALUE = 0x11, "invalid parameter value";
        PARAMETER_FIELD_ERROR = 0x12, "parameter field error";
        UNEXPECTED_PARAMETER = 0x13, "unexpected parameter";
        MISSING_PARAMETER = 0x16, "missing parameter";
    }

    /// What a link is asked for (RFC 3331 3.3.1.5).
    pub struct StateRequest(u32) {
        LOCAL_PROCESSOR_OUTAGE_SET = 0, "set local processor outage";
        LOCAL_PROCESSOR_OUTAGE_CLEAR = 1, "clear local processor outage";
        EMERGENCY_SET = 2, "set emergency alignment";
        EMERGENCY_CLEAR = 3, "clear emergency alignment";
        FLUSH_BUFFERS = 4, "flush buffers";
        CONTINUE = 5, "continue";
        CLEAR_RETRANSMISSION_BUFFER = 6, "clear retransmission buffer";
        AUDIT = 7, "audit";
        CONGESTION_CLEAR = 8, "congestion cleared";
        CONGESTION_ACCEPT = 9, "congestion accept";
        CONGESTION_DISCARD = 10, "congestion discard";
    }

    /// What happened to a link (RFC 3331 3.3.1.7).
    pub struct StateEvent(u32) {
        REMOTE_PROCESSOR_OUTAGE_ENTER = 1, "remote processor outage entered";
        REMOTE_PROCESSOR_OUTAGE_EXIT = 2, "remote processor outage left";
        LOCAL_PROCESSOR_OUTAGE_ENTER = 3, "local processor outage entered";
        LOCAL_PROCESSOR_OUTAGE_EXIT = 4, "local processor outage left";
    }

    /// Congestion, and from which level on messages are discarded (RFC 3331 3.3.1.8).
    pub struct CongestionLevel(u32) {
        NONE = 0, "none";
        LEVEL_1 = 1, "level 1";
        LEVEL_2 = 2, "level 2";
        LEVEL_3 = 3, "level 3";
    }

    /// What is to be retrieved (RFC 3331 3.3.1.9).
    pub struct Action(u32) {
        RETRIEVE_SEQUENCE_NUMBER = 1, "retrieve backward sequence number";
        RETRIEVE_MESSAGES = 2, "retrieve messages";
    }

    /// Outcome of a retrieval (RFC 3331 3.3.1.10).
    pub struct RetrievalResult(u32) {
        SUCCESS = 0, "success";
        FAILURE = 1, "failure";
    }

    /// Outcome of a registration (RFC 3331 3.3.4.2).
    pub struct RegistrationStatus(u32) {
        REGISTERED = 0, "successfully registered";
        UNKNOWN = 1, "error, unknown";
        INVALID_SDL_IDENTIFIER = 2, "error, invalid SDL identifier";
        INVALID_SDT_IDENTIFIER = 3, "error, invalid SDT identifier";
        INVALID_LINK_KEY = 4, "error, invalid link key";
        PERMISSION_DENIED = 5, "error, permission denied";
        OVERLAPPING_LINK_KEY = 6, "error, overlapping link key";
        LINK_KEY_NOT_PROVISIONED = 7, "error, link key not provisioned";
        INSUFFICIENT_RESOURCES = 8, "error, insufficient resources";
    }

    /// Outcome of a deregistration (RFC 3331 3.3.4.4).
    pub struct DeregistrationStatus(u32) {
        DEREGISTERED = 0, "successfully deregistered";
        UNKNOWN = 1, "error, unknown";
        INVALID_INTERFACE_IDENTIFIER = 2, "error, invalid interface identifier";
        PERMISSION_DENIED = 3, "error, permission denied";
        NOT_REGISTERED = 4, "error, not registered";
    }

    /// Parameter tags (RFC 3331 3.1.5, 3.2 and 3.3).
    pub struct Tag(u16) {
        INTERFACE_IDENTIFIER = 0x0001, "interface identifier";
        INTERFACE_IDENTIFIER_TEXT = 0x0003, "interface identifier (text)";
        INFO_STRING = 0x0004, "info string";
        DIAGNOSTIC_INFORMATION = 0x0007, "diagnostic information";
        INTERFACE_IDENTIFIER_RANGE = 0x0008, "interface identifier (range)";
        HEARTBEAT_DATA = 0x0009, "heartbeat data";
        TRAFFIC_MODE_TYPE = 0x000B, "traffic mode type";
        ERROR_CODE = 0x000C, "error code";
        STATUS = 0x000D, "status";
        ASP_IDENTIFIER = 0x0011, "ASP identifier";
        CORRELATION_ID = 0x0013, "correlation id";
        PROTOCOL_DATA_1 = 0x0300, "protocol data 1";
        PROTOCOL_DATA_2 = 0x0301, "protocol data 2";
        STATE_REQUEST = 0x0302, "state request";
        STATE_EVENT = 0x0303, "state event";
        CONGESTION_STATUS = 0x0304, "congestion status";
        DISCARD_STATUS = 0x0305, "discard status";
        ACTION = 0x0306, "action";
        SEQUENCE_NUMBER = 0x0307, "sequence number";
        RETRIEVAL_RESULT = 0x0308, "retrieval result";
        LINK_KEY = 0x0309, "link key";
        LOCAL_LINK_KEY_IDENTIFIER = 0x030A, "local link key identifier";
        SDT_IDENTIFIER = 0x030B, "SDT identifier";
        SDL_IDENTIFIER = 0x030C, "SDL identifier";
        REGISTRATION_RESULT = 0x030D, "registration result";
        REGISTRATION_STATUS = 0x030E, "registration status";
        DEREGISTRATION_RESULT = 0x030F, "deregistration result";
        DEREGISTRATION_STATUS = 0x0310, "deregistration status";
    }
}

/// A message: its class and type, and parameters not read yet or to be encoded.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::m2ua::{Message, MessageType, Parameter, Tag};
/// let establish = Message {
///     message_type: MessageType::ESTABLISH_REQUEST,
///     parameters: [Parameter { tag: Tag::INTERFACE_IDENTIFIER, value: [0, 0, 0, 5] }],
/// };
/// let octets = [1, 0, 6, 2, 0, 0, 0, 16, 0, 1, 0, 8, 0, 0, 0, 5];
/// assert_eq!(Writer::new().message(&establish)?, octets);
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

/// A DATA message (RFC 3331 3.3.1.1), over the message signal unit: what was read, or anything to
/// be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Data<'a, P = Reader<'a>> {
    /// Which signalling link.
    pub interface_identifier: Option<InterfaceIdentifier<'a>>,
    /// Asks for a Data Acknowledge.
    pub correlation_id: Option<u32>,
    /// The MTP2 length indicator octet with the Japanese message priority in bits 8-7, which
    /// Protocol Data 2 puts first.
    pub length_indicator: Option<u8>,
    /// The message signal unit, from the service information octet on.
    pub msu: P,
}

/// The name of a signalling link (RFC 3331 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum InterfaceIdentifier<'a> {
    /// A number.
    Integer(u32),
    /// Text.
    Text(&'a [u8]),
}

impl<'a> Message<Parameters<'a>> {
    /// Reads a message that must fill `reader`, but for the padding of its last parameter.
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::M2ua);
        let (header, parameters) = Header::decode_whole(reader)?;
        let message_type = u16::from_be_bytes([header.class, header.message_type]);
        Ok(Self { message_type: MessageType(message_type), parameters: Parameters(parameters) })
    }

    /// Reads the message as [`MessageType::DATA`]; any other type is an error. The first of
    /// several equal parameters counts.
    pub fn data(&self) -> Result<Data<'a>, Error> {
        let mut parameters = self.parameters.0;
        if self.message_type != MessageType::DATA {
            let found = self.message_type.0.into();
            return Err(parameters.error(ErrorKind::Unexpected { found }, "DATA message"));
        }
        let mut interface_identifier = None;
        let mut correlation_id = None;
        let mut protocol_data = None;
        while let Some(parameter) = sigtran::parameter(&mut parameters) {
            let (tag, mut value, _) = parameter?;
            let tag = Tag(tag);
            let what = tag.name().unwrap_or("parameter");
            match tag {
                Tag::INTERFACE_IDENTIFIER => {
                    let number = sigtran::number(value, what)?;
                    interface_identifier.get_or_insert(InterfaceIdentifier::Integer(number));
                }
                Tag::INTERFACE_IDENTIFIER_TEXT => {
                    let text = InterfaceIdentifier::Text(value.rest());
                    interface_identifier.get_or_insert(text);
                }
                Tag::CORRELATION_ID => {
                    let number = sigtran::number(value, what)?;
                    correlation_id.get_or_insert(number);
                }
                Tag::PROTOCOL_DATA_1 => {
                    protocol_data.get_or_insert((None, value));
                }
                Tag::PROTOCOL_DATA_2 => {
                    let length_indicator = value.u8("length indicator")?;
                    protocol_data.get_or_insert((Some(length_indicator), value));
                }
                _ => {}
            }
        }
        let (length_indicator, msu) = protocol_data
            .ok_or_else(|| self.parameters.0.error(ErrorKind::Missing, "protocol data"))?;
        Ok(Data { interface_identifier, correlation_id, length_indicator, msu })
    }

    /// The message signal unit of DATA, or of a message that hands back one that was not sent
    /// (RFC 3331 3.3.1.11, 3.3.1.12). No other message has one, and the last of a retrieval may
    /// have none.
    ///
    /// # Errors
    ///
    /// A parameter before it that cannot be read; DATA without one.
    pub fn msu(&self) -> Result<Option<Reader<'a>>, Error> {
        match self.message_type {
            MessageType::DATA => return self.data().map(|data| Some(data.msu)),
            MessageType::DATA_RETRIEVAL_INDICATION | MessageType::DATA_RETRIEVAL_COMPLETE => {}
            _ => return Ok(None),
        }
        for parameter in self.parameters {
            let Parameter { tag, mut value } = parameter?;
            match tag {
                Tag::PROTOCOL_DATA_1 => return Ok(Some(value)),
                Tag::PROTOCOL_DATA_2 => {
                    value.u8("length indicator")?;
                    return Ok(Some(value));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Refuses identifiers of links and ranges of them that are not whole, and a list of them in a
    /// message that speaks of one link.
    ///
    /// # Errors
    ///
    /// The first such parameter, or one that cannot be read.
    pub fn check_identifiers(&self) -> Result<(), Error> {
        for parameter in self.parameters {
            let Parameter { tag, value } = parameter?;
            // Two numbers a range, one an identifier (RFC 3331 3.3.2.7).
            let (size, is_list) = match tag {
                Tag::INTERFACE_IDENTIFIER => (4, self.message_type.lists_identifiers()),
                Tag::INTERFACE_IDENTIFIER_RANGE => (8, true),
                _ => continue,
            };
            let whole = value.len() / size * size;
            let length = if is_list { whole.max(size) } else { size };
            sigtran::exactly(value, length, tag.name().unwrap_or("parameter"))?;
        }
        Ok(())
    }
}

impl<'a> Parameter<Reader<'a>> {
    /// The links that it names by numbers; none if it is no such parameter or not whole.
    pub fn identifiers(&self) -> Option<impl Iterator<Item = u32> + use<'a>> {
        let (words, rest) = self.value.rest().as_chunks::<4>();
        let is_list = self.tag == Tag::INTERFACE_IDENTIFIER && rest.is_empty();
        is_list.then(|| words.iter().map(|word| u32::from_be_bytes(*word)))
    }

    /// The first and the last number of each range of links; none if it is no such parameter or
    /// not whole.
    pub fn ranges(&self) -> Option<impl Iterator<Item = (u32, u32)> + use<'a>> {
        let (pairs, rest) = self.value.rest().as_chunks::<8>();
        let is_list = self.tag == Tag::INTERFACE_IDENTIFIER_RANGE && rest.is_empty();
        let read = |[a, b, c, d, e, f, g, h]: &[u8; 8]| {
            (u32::from_be_bytes([*a, *b, *c, *d]), u32::from_be_bytes([*e, *f, *g, *h]))
        };
        is_list.then(|| pairs.iter().map(read))
    }
}

impl<'a> Iterator for Parameters<'a> {
    type Item = Result<Parameter<Reader<'a>>, Error>;

    /// The next parameter; behind one that cannot be read there are none.
    fn next(&mut self) -> Option<Self::Item> {
        let parameter = sigtran::parameter(&mut self.0)?;
        Some(parameter.map(|(tag, value, _)| Parameter { tag: Tag(tag), value }))
    }
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
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        self.value.encode(writer)?;
        let what = self.tag.name().unwrap_or("parameter");
        sigtran::write_header(self.tag.0, behind, Layer::M2ua, what, writer)
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
        self.message_type.write(behind, writer)
    }
}

impl MessageType {
    /// Whether one parameter may name many links (RFC 3331 3.3.2.7, 3.3.2.9, 3.3.3).
    const fn lists_identifiers(self) -> bool {
        matches!(
            self,
            Self::ERROR
                | Self::NOTIFY
                | Self::ASP_ACTIVE
                | Self::ASP_ACTIVE_ACKNOWLEDGEMENT
                | Self::ASP_INACTIVE
                | Self::ASP_INACTIVE_ACKNOWLEDGEMENT
        )
    }

    /// Writes the header of a message with this type.
    #[inline]
    fn write(self, behind: usize, writer: &mut Writer) -> Result<(), Error> {
        let [class, number] = self.0.to_be_bytes();
        Header::write(class, number, behind, Layer::M2ua, writer)
    }
}

impl<P: Encode> Encode for Data<'_, P> {
    /// The whole message, header included.
    ///
    /// # Errors
    ///
    /// What the payload refuses; more octets of a parameter than its length can tell.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        self.msu.encode(writer)?;
        let tag = match self.length_indicator {
            Some(octet) => {
                writer.u8(octet);
                Tag::PROTOCOL_DATA_2
            }
            None => Tag::PROTOCOL_DATA_1,
        };
        sigtran::write_header(tag.0, behind, Layer::M2ua, "protocol data", writer)?;
        if let Some(id) = self.correlation_id {
            sigtran::write_number(Tag::CORRELATION_ID.0, id, writer);
        }
        match self.interface_identifier {
            Some(InterfaceIdentifier::Integer(number)) => {
                sigtran::write_number(Tag::INTERFACE_IDENTIFIER.0, number, writer);
            }
            Some(InterfaceIdentifier::Text(value)) => {
                Parameter { tag: Tag::INTERFACE_IDENTIFIER_TEXT, value }.encode(writer)?;
            }
            None => {}
        }
        MessageType::DATA.write(behind, writer)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Parameters<'a> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        const ALL: &[u8] = &[0, 1, 0, 8, 0, 0, 0, 5, 0, 4, 0, 6, b'u', b'p', 0, 0, 3, 9, 0, 4];
        let end = *source.choose(&[0, 8, 16, 20])?;
        Ok(Self(Reader::new(&ALL[..end], Layer::M2ua)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn message(octets: &[u8]) -> Result<Message<Parameters<'_>>, Error> {
        Message::decode(&mut Reader::new(octets, Layer::M2ua))
    }

    #[test]
    fn data_names_its_link_and_carries_a_message_signal_unit() -> Result<(), Error> {
        let octets =
            [1, 0, 6, 1, 0, 0, 0, 24, 0, 1, 0, 8, 0, 0, 0, 5, 3, 0, 0, 6, 0x83, 0xAA, 0, 0];
        let data = message(&octets)?.data()?;
        assert_eq!(data.interface_identifier, Some(InterfaceIdentifier::Integer(5)));
        assert_eq!((data.length_indicator, data.correlation_id), (None, None));
        assert_eq!((data.msu.rest(), data.msu.at()), (&[0x83, 0xAA][..], 20));
        Ok(())
    }

    #[test]
    fn protocol_data_2_begins_with_a_length_indicator() -> Result<(), Error> {
        let octets =
            [1, 0, 6, 1, 0, 0, 0, 24, 0, 3, 0, 5, b'x', 0, 0, 0, 3, 1, 0, 6, 0x42, 0x83, 0, 0];
        let data = message(&octets)?.data()?;
        assert_eq!(data.interface_identifier, Some(InterfaceIdentifier::Text(b"x")));
        assert_eq!((data.length_indicator, data.msu.rest()), (Some(0x42), &[0x83][..]));
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        for octets in [
            &[1, 0, 6, 1, 0, 0, 0, 24, 0, 1, 0, 8, 0, 0, 0, 5, 3, 0, 0, 6, 0x83, 0xAA, 0, 0][..],
            &[1, 0, 6, 1, 0, 0, 0, 24, 0, 3, 0, 5, b'x', 0, 0, 0, 3, 1, 0, 6, 0x42, 0x83, 0, 0],
            &[1, 0, 6, 1, 0, 0, 0, 24, 0, 0x13, 0, 8, 0, 0, 0, 5, 3, 0, 0, 6, 0x83, 0xAA, 0, 0],
        ] {
            let message = message(octets)?;
            assert_eq!(Writer::new().message(&message)?, octets);
            assert_eq!(Writer::new().message(&message.data()?)?, octets);
        }
        let unpadded = [1, 0, 6, 1, 0, 0, 0, 14, 3, 0, 0, 6, 0x83, 0xAA];
        let padded = [1, 0, 6, 1, 0, 0, 0, 16, 3, 0, 0, 6, 0x83, 0xAA, 0, 0];
        assert_eq!(Writer::new().message(&message(&unpadded)?)?, padded);
        assert_eq!(message(&unpadded)?, message(&padded)?);
        assert_ne!(message(&padded)?, message(&[1, 0, 6, 1, 0, 0, 0, 8])?);
        Ok(())
    }

    #[test]
    fn a_parameter_too_long_or_cut_short_is_refused() {
        let msu = &[0; 0xFFFC][..];
        let data =
            Data { interface_identifier: None, correlation_id: None, length_indicator: None, msu };
        let error = Writer::new().message(&data).map(|_| ()).expect_err("64 KiB");
        assert_eq!(error.kind, ErrorKind::BadLength { length: 0x1_0000 });
        let cut = message(&[1, 0, 6, 1, 0, 0, 0, 10, 3, 0]).expect("a header");
        let error = Writer::new().message(&cut).map(|_| ()).expect_err("half a parameter");
        assert_eq!(error.at, Error::NOWHERE);
    }

    #[test]
    fn a_retrieved_message_is_read_and_the_last_may_carry_none() -> Result<(), Error> {
        for kind in [12, 13] {
            let octets =
                [1, 0, 6, kind, 0, 0, 0, 24, 0, 1, 0, 8, 0, 0, 0, 5, 3, 0, 0, 6, 0x83, 0xAA, 0, 0];
            let msu = message(&octets)?.msu()?.expect("a message");
            assert_eq!((msu.rest(), msu.at()), (&[0x83, 0xAA][..], 20));
        }
        let last = message(&[1, 0, 6, 13, 0, 0, 0, 16, 0, 1, 0, 8, 0, 0, 0, 5])?;
        assert_eq!(last.msu()?, None);
        let second = message(&[1, 0, 6, 12, 0, 0, 0, 16, 3, 1, 0, 6, 0x42, 0x83, 0, 0])?;
        assert_eq!(second.msu()?.map(|msu| msu.rest()), Some(&[0x83][..]));
        // Data Acknowledge.
        assert_eq!(message(&[1, 0, 6, 15, 0, 0, 0, 16, 3, 0, 0, 6, 1, 2, 0, 0])?.msu()?, None);
        Ok(())
    }

    #[test]
    fn messages_of_traffic_and_of_management_list_links() -> Result<(), Error> {
        // ASPAC for links 1 and 2, and for those from 1 to 5.
        let octets = [
            1, 0, 4, 1, 0, 0, 0, 32, 0, 1, 0, 12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 8, 0, 12, 0, 0, 0, 1,
            0, 0, 0, 5,
        ];
        let active = message(&octets)?;
        active.check_identifiers()?;
        let parameters: Vec<_> = active.parameters.map_while(Result::ok).collect();
        let [links, ranges] = parameters[..] else { panic!("two parameters") };
        assert_eq!(links.identifiers().map(Iterator::collect::<Vec<_>>), Some(Vec::from([1, 2])));
        assert_eq!(ranges.ranges().map(Iterator::collect::<Vec<_>>), Some(Vec::from([(1, 5)])));
        assert!(links.ranges().is_none() && ranges.identifiers().is_none());
        // DATA is of one link.
        let mut data = octets;
        data[2..4].copy_from_slice(&[6, 1]);
        let error = message(&data)?.check_identifiers().expect_err("a list");
        assert_eq!(error.kind, ErrorKind::BadLength { length: 8 });
        let half = message(&[1, 0, 4, 1, 0, 0, 0, 16, 0, 8, 0, 8, 0, 0, 0, 1])?;
        let error = half.check_identifiers().expect_err("half a range");
        assert_eq!(
            (error.kind, error.what),
            (ErrorKind::BadLength { length: 4 }, "interface identifier (range)")
        );
        Ok(())
    }

    #[test]
    fn other_messages_are_told_by_their_type() -> Result<(), Error> {
        let message = message(&[1, 0, 6, 2, 0, 0, 0, 8])?;
        assert_eq!(message.message_type.name(), Some("Establish Request"));
        let error = message.data().expect_err("not DATA");
        assert_eq!(error.kind, ErrorKind::Unexpected { found: 0x0602 });
        Ok(())
    }
}

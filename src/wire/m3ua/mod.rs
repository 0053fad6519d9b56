//! M3UA: the MTP level 3 user adaptation layer (RFC 4666).

mod codes;
mod value;

use super::codes::PointCode;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::sigtran;
use super::writer::{Encode, Writer, refused};
use nom::number::complete::{be_u8, be_u32};

pub use super::sigtran::{Frames, Header};
pub use codes::*;
pub use value::*;

/// A message: its class and type, and parameters in any order (RFC 4666 3.1 and 3.2).
///
/// Parameters are read as they are asked for: a message that decodes may still hold one that is
/// cut short, which [`Parameters`] then yields as an error.
///
/// ```
/// use hookflash::wire::m3ua::{Message, MessageType, Value};
/// use hookflash::wire::{Layer, Reader};
/// let octets = [1, 0, 3, 1, 0, 0, 0, 16, 0, 0x11, 0, 8, 0, 0, 0, 7];
/// let message = Message::decode(&mut Reader::new(&octets, Layer::M3ua))?;
/// assert_eq!(message.message_type, MessageType::ASP_UP);
/// let parameter = message.parameters.into_iter().next().unwrap()?;
/// assert_eq!(Value::decode(&parameter)?, Value::AspIdentifier(7));
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
///
/// A message to be sent has a list of values for its parameters; a DATA message is a [`Data`].
///
/// ```
/// use hookflash::wire::m3ua::{Message, MessageType, Value};
/// use hookflash::wire::Writer;
/// let up = Message {
///     message_type: MessageType::ASP_UP,
///     parameters: [Value::AspIdentifier(7), Value::InfoString(b"asp-7")],
/// };
/// let mut writer = Writer::new();
/// let octets = writer.message(&up)?;
/// assert_eq!(octets[..16], [1, 0, 3, 1, 0, 0, 0, 28, 0, 0x11, 0, 8, 0, 0, 0, 7]);
/// assert_eq!(&octets[16..], b"\x00\x04\x00\x09asp-7\0\0\0");
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<P> {
    /// Class and type.
    pub message_type: MessageType,
    /// The parameters.
    pub parameters: P,
}

impl<'a> Message<Parameters<'a>> {
    /// Reads a message that must fill `reader`, but for the padding of its last parameter.
    #[inline]
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::M3ua);
        let (header, body) = Header::decode_whole(reader)?;
        Ok(Self {
            message_type: MessageType::new(MessageClass(header.class), header.message_type),
            parameters: Parameters(body),
        })
    }

    /// Reads the message as [`MessageType::DATA`]; any other type is an error.
    pub fn data(&self) -> Result<Data<Reader<'a>>, Error> {
        if self.message_type != MessageType::DATA {
            let found = self.message_type.0.into();
            return Err(self.parameters.0.error(ErrorKind::Unexpected { found }, "DATA message"));
        }
        Data::from_parameters(self.parameters)
    }
}

impl<P: Encode> Encode for Message<P> {
    /// # Errors
    ///
    /// What a parameter refuses, or is refused as where it was read.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        self.parameters.encode(writer)?;
        sigtran::pad(behind, writer);
        self.message_type.write(behind, writer)
    }
}

impl MessageType {
    /// Writes the header of a message with this type.
    #[inline]
    fn write(self, behind: usize, writer: &mut Writer) -> Result<(), Error> {
        Header::write(self.class().0, self.number(), behind, Layer::M3ua, writer)
    }
}

/// One parameter (RFC 4666 3.2).
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'a> {
    /// What the parameter is.
    pub tag: Tag,
    /// The value, without padding.
    pub value: Reader<'a>,
    /// Where the tag stands in the message that the parameter was read from; no part of its value.
    pub at: u32,
}

impl PartialEq for Parameter<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag && self.value == other.value
    }
}

impl Eq for Parameter<'_> {}

impl Encode for Parameter<'_> {
    /// # Errors
    ///
    /// A value of more octets than its length can tell.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        writer.put(self.value.rest());
        let what = self.tag.name().unwrap_or("parameter");
        sigtran::write_header(self.tag.0, behind, Layer::M3ua, what, writer)
    }
}

/// Parameters within a parameter, to be encoded: a routing key, or the result of a registration or
/// deregistration (RFC 4666 3.6).
///
/// ```
/// use hookflash::wire::m3ua::{Group, MaskedPointCode, Message, MessageType, Tag, Value};
/// use hookflash::wire::Writer;
/// let destination = MaskedPointCode { mask: 0, point_code: 0x05_1401 };
/// let request = Message {
///     message_type: MessageType::REGISTRATION_REQUEST,
///     parameters: [Group {
///         tag: Tag::ROUTING_KEY,
///         parameters: [
///             Value::LocalRoutingKeyIdentifier(1),
///             Value::DestinationPointCode(destination),
///         ],
///     }],
/// };
/// let mut writer = Writer::new();
/// assert_eq!(writer.message(&request)?[8..16], [2, 7, 0, 20, 2, 0x0A, 0, 8]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group<P> {
    /// What the parameters make up.
    pub tag: Tag,
    /// The parameters.
    pub parameters: P,
}

impl<P: Encode> Encode for Group<P> {
    /// # Errors
    ///
    /// A tag whose value is not made of parameters; what a parameter refuses; more octets than a
    /// length can tell.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let tag = self.tag;
        if !matches!(tag, Tag::ROUTING_KEY | Tag::REGISTRATION_RESULT | Tag::DEREGISTRATION_RESULT)
        {
            let kind = ErrorKind::Unexpected { found: tag.0.into() };
            return Err(refused(kind, Layer::M3ua, "parameter of parameters"));
        }
        let behind = writer.len();
        self.parameters.encode(writer)?;
        let what = tag.name().unwrap_or("parameter");
        sigtran::write_header(tag.0, behind, Layer::M3ua, what, writer)
    }
}

/// The parameters of a message, or those inside a routing key or a registration result. Two are
/// equal where their tags and values are, whatever pads them.
#[derive(Debug, Clone, Copy)]
pub struct Parameters<'a>(pub Reader<'a>);

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

impl<'a> IntoIterator for Parameters<'a> {
    type Item = Result<Parameter<'a>, Error>;
    type IntoIter = ParametersIter<'a>;

    fn into_iter(self) -> ParametersIter<'a> {
        ParametersIter(self.0)
    }
}

/// Reads parameters one after the other. An error is the last item.
#[derive(Debug, Clone)]
pub struct ParametersIter<'a>(Reader<'a>);

impl<'a> Iterator for ParametersIter<'a> {
    type Item = Result<Parameter<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let parameter = sigtran::parameter(&mut self.0)?;
        Some(parameter.map(|(tag, value, at)| Parameter { tag: Tag(tag), value, at }))
    }
}

impl core::iter::FusedIterator for ParametersIter<'_> {}

/// A DATA message (RFC 4666 3.3.1), over what it carries: what was read, or anything to be
/// encoded.
///
/// ```
/// use hookflash::wire::m3ua::{Data, DataForm, ProtocolData};
/// use hookflash::wire::mtp3::{PointCode, Variant};
/// use hookflash::wire::Writer;
/// let code = |value| PointCode::new(Variant::Ansi, value);
/// let data = Data {
///     network_appearance: None,
///     routing_context: Some(5),
///     protocol_data: DataForm::ProtocolData(ProtocolData {
///         signalling_link_selection: 200,
///         ..ProtocolData::new(code(0x05_1401), code(0xFA_0709), [0xAA, 0xBB]) // or a Unitdata
///     }),
///     correlation_id: None,
/// };
/// let mut writer = Writer::new();
/// let octets = writer.message(&data)?;
/// assert_eq!(octets[..16], [1, 0, 1, 1, 0, 0, 0, 36, 0, 6, 0, 8, 0, 0, 0, 5]);
/// assert_eq!(octets[16..20], [2, 0x10, 0, 18]);
/// assert_eq!(octets[20..], [0, 5, 20, 1, 0, 0xFA, 7, 9, 3, 2, 0, 200, 0xAA, 0xBB, 0, 0]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Data<P> {
    /// The network that the point codes belong to.
    pub network_appearance: Option<u32>,
    /// The traffic flow within the association; the first where several are given, though a DATA
    /// message may name only one.
    pub routing_context: Option<u32>,
    /// The message itself, with its label.
    pub protocol_data: DataForm<P>,
    /// Set where traffic moves from one ASP to another and must stay in sequence.
    pub correlation_id: Option<u32>,
}

/// How a DATA message carries the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataForm<P> {
    /// In fields of its own (RFC 4666 3.3.1).
    ProtocolData(ProtocolData<P>),
    /// Inside a whole MTP3 message signal unit, as in Internet-Draft 6 of M3UA.
    Msu {
        /// The MTP2 length indicator octet with the Japanese message priority in bits 8-7, which
        /// Protocol Data 2 puts before the message signal unit.
        length_indicator: Option<u8>,
        /// The message signal unit, from the service information octet on.
        msu: P,
    },
}

impl<'a> Data<Reader<'a>> {
    /// Reads a message that must be DATA.
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Message::decode(reader)?.data()
    }

    fn from_parameters(parameters: Parameters<'a>) -> Result<Self, Error> {
        let mut network_appearance = None;
        let mut routing_context = None;
        let mut protocol_data = None;
        let mut correlation_id = None;
        for parameter in parameters {
            let parameter = parameter?;
            match parameter.tag {
                Tag::NETWORK_APPEARANCE | Tag::DRAFT_NETWORK_APPEARANCE => {
                    let what = "network appearance";
                    set(&mut network_appearance, sigtran::number(parameter.value, what)?);
                }
                Tag::ROUTING_CONTEXT => {
                    let list = sigtran::list(parameter.value, 4, "routing context")?;
                    if let Some(first) = Numbers::read(list).iter().next() {
                        set(&mut routing_context, first);
                    }
                }
                Tag::CORRELATION_ID => {
                    set(&mut correlation_id, sigtran::number(parameter.value, "correlation id")?);
                }
                Tag::PROTOCOL_DATA | Tag::DRAFT_PROTOCOL_DATA_1 | Tag::DRAFT_PROTOCOL_DATA_2 => {
                    if protocol_data.is_some() {
                        return Err(Error {
                            at: parameter.at,
                            ..parameter.value.error(ErrorKind::Duplicate, "protocol data")
                        });
                    }
                    protocol_data = Some(DataForm::decode(&parameter)?);
                }
                // Whatever else stands beside them does not concern the message carried.
                _ => {}
            }
        }
        Ok(Self {
            network_appearance,
            routing_context,
            protocol_data: protocol_data
                .ok_or_else(|| parameters.0.error(ErrorKind::Missing, "protocol data"))?,
            correlation_id,
        })
    }
}

impl<P> Data<P> {
    /// Protocol data and nothing else.
    pub const fn new(protocol_data: ProtocolData<P>) -> Self {
        Self {
            network_appearance: None,
            routing_context: None,
            protocol_data: DataForm::ProtocolData(protocol_data),
            correlation_id: None,
        }
    }
}

impl<P: Encode> Encode for Data<P> {
    /// The whole message, header included. The network appearance beside a whole message signal
    /// unit has the tag of Internet-Draft 6 too.
    ///
    /// # Errors
    ///
    /// What the payload refuses; more of it than a length can tell.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        if let Some(id) = self.correlation_id {
            sigtran::write_number(Tag::CORRELATION_ID.0, id, writer);
        }
        let appearance = match &self.protocol_data {
            DataForm::ProtocolData(data) => {
                let behind = writer.len();
                data.encode(writer)?;
                let (tag, what) = (Tag::PROTOCOL_DATA.0, "protocol data");
                sigtran::write_header(tag, behind, Layer::M3ua, what, writer)?;
                Tag::NETWORK_APPEARANCE
            }
            DataForm::Msu { length_indicator, msu } => {
                write_msu(*length_indicator, msu, writer)?;
                Tag::DRAFT_NETWORK_APPEARANCE
            }
        };
        if let Some(context) = self.routing_context {
            sigtran::write_number(Tag::ROUTING_CONTEXT.0, context, writer);
        }
        if let Some(number) = self.network_appearance {
            sigtran::write_number(appearance.0, number, writer);
        }
        MessageType::DATA.write(behind, writer)
    }
}

/// Writes the parameter that holds a whole message signal unit.
fn write_msu(
    length_indicator: Option<u8>,
    msu: &impl Encode,
    writer: &mut Writer,
) -> Result<(), Error> {
    let behind = writer.len();
    msu.encode(writer)?;
    let tag = match length_indicator {
        Some(octet) => {
            writer.u8(octet);
            Tag::DRAFT_PROTOCOL_DATA_2
        }
        None => Tag::DRAFT_PROTOCOL_DATA_1,
    };
    sigtran::write_header(tag.0, behind, Layer::M3ua, "protocol data", writer)
}

/// Keeps the first value.
fn set<T>(slot: &mut Option<T>, value: T) {
    slot.get_or_insert(value);
}

impl<'a> DataForm<Reader<'a>> {
    fn decode(parameter: &Parameter<'a>) -> Result<Self, Error> {
        let mut value = parameter.value;
        Ok(match parameter.tag {
            Tag::DRAFT_PROTOCOL_DATA_1 => Self::Msu { length_indicator: None, msu: value },
            Tag::DRAFT_PROTOCOL_DATA_2 => {
                Self::Msu { length_indicator: Some(value.u8("length indicator")?), msu: value }
            }
            _ => Self::ProtocolData(ProtocolData::decode(&mut value)?),
        })
    }
}

/// The label and the user's message (RFC 4666 3.3.1, Protocol Data).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtocolData<P> {
    /// The node that sent the message: the point code right-aligned in 32 bits.
    pub originating_point_code: u32,
    /// The node that the message is for.
    pub destination_point_code: u32,
    /// The MTP3 user, as in the service information octet.
    pub service_indicator: u8,
    /// The network indicator, as in the service information octet.
    pub network_indicator: u8,
    /// The priority where the network has one, else 0.
    pub message_priority: u8,
    /// The signalling link selection.
    pub signalling_link_selection: u8,
    /// The user's message: all the octets after the label.
    pub user_data: P,
}

impl<P> ProtocolData<P> {
    /// An SCCP message in a national network, of priority and signalling link selection 0.
    pub const fn new(originating: PointCode, destination: PointCode, user_data: P) -> Self {
        Self {
            originating_point_code: originating.value,
            destination_point_code: destination.value,
            service_indicator: 3,
            network_indicator: 2,
            message_priority: 0,
            signalling_link_selection: 0,
            user_data,
        }
    }
}

impl<P: Encode> Encode for ProtocolData<P> {
    /// The value of the parameter, without its tag and length.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.user_data.encode(writer)?;
        writer.array([
            self.service_indicator,
            self.network_indicator,
            self.message_priority,
            self.signalling_link_selection,
        ]);
        writer.u32_be(self.destination_point_code);
        writer.u32_be(self.originating_point_code);
        Ok(())
    }
}

impl<'a> ProtocolData<Reader<'a>> {
    /// Reads the value of a Protocol Data parameter.
    #[inline]
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let layout = (be_u32, be_u32, be_u8, be_u8, be_u8, be_u8);
        let (opc, dpc, si, ni, mp, sls) = reader.header("protocol data", layout)?;
        Ok(Self {
            originating_point_code: opc,
            destination_point_code: dpc,
            service_indicator: si,
            network_indicator: ni,
            message_priority: mp,
            signalling_link_selection: sls,
            user_data: {
                let user_data = *reader;
                reader.take_rest();
                user_data
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// A message of a class and type with a length that fits.
    fn message(class: u8, number: u8, parameters: &[&[u8]]) -> Vec<u8> {
        let body = parameters.concat();
        let length = u32::try_from(body.len() + 8).expect("short").to_be_bytes();
        [&[1, 0, class, number][..], &length[..], &body[..]].concat()
    }

    fn data(octets: &[u8]) -> Result<Data<Reader<'_>>, Error> {
        Data::decode(&mut Reader::new(octets, Layer::M3ua))
    }

    const CONTEXT: &[u8] = &[0, 6, 0, 12, 0, 0, 0, 5, 0, 0, 0, 6];
    const PROTOCOL_DATA: &[u8] =
        &[2, 0x10, 0, 18, 0, 5, 20, 1, 0, 0xFA, 7, 9, 3, 2, 1, 200, 0xAA, 0xBB, 0, 0];
    const UNKNOWN: &[u8] = &[0x77, 0x77, 0, 5, 9, 0, 0, 0];
    const CORRELATION: &[u8] = &[0, 0x13, 0, 8, 0, 0, 1, 0];
    const APPEARANCE: &[u8] = &[2, 0, 0, 8, 0, 0, 0, 8];

    #[test]
    fn data_parameters_may_stand_in_any_order_with_unknown_ones_between() -> Result<(), Error> {
        let parts: [&[u8]; 5] = [UNKNOWN, CORRELATION, PROTOCOL_DATA, CONTEXT, APPEARANCE];
        for turn in 0..parts.len() {
            let mut parts = parts;
            parts.rotate_left(turn);
            let octets = message(1, 1, &parts);
            let data = data(&octets)?;
            assert_eq!(data.network_appearance, Some(8));
            assert_eq!(data.routing_context, Some(5));
            assert_eq!(data.correlation_id, Some(256));
            let DataForm::ProtocolData(protocol_data) = data.protocol_data else {
                panic!("the label has its own fields");
            };
            assert_eq!(protocol_data.originating_point_code, 0x05_1401);
            assert_eq!(protocol_data.destination_point_code, 0xFA_0709);
            assert_eq!(protocol_data.service_indicator, 3);
            assert_eq!(protocol_data.network_indicator, 2);
            assert_eq!(protocol_data.message_priority, 1);
            assert_eq!(protocol_data.signalling_link_selection, 200);
            assert_eq!(protocol_data.user_data.rest(), [0xAA, 0xBB]);
        }
        Ok(())
    }

    #[test]
    fn data_of_internet_draft_6_holds_a_whole_message_signal_unit() -> Result<(), Error> {
        let appearance: &[u8] = &[0, 1, 0, 8, 0, 0, 0, 9];
        let octets = message(1, 1, &[appearance, &[0, 2, 0, 6, 0xC5, 0x83, 0, 0]]);
        let first = data(&octets)?;
        assert_eq!(first.network_appearance, Some(9));
        let msu = Reader::new_at(&[0xC5, 0x83], 20, Layer::M3ua);
        assert_eq!(first.protocol_data, DataForm::Msu { length_indicator: None, msu });

        let octets = message(1, 1, &[&[0, 3, 0, 7, 0x42, 0xC5, 0x83, 0]]);
        let msu = Reader::new_at(&[0xC5, 0x83], 13, Layer::M3ua);
        let second = DataForm::Msu { length_indicator: Some(0x42), msu };
        assert_eq!(data(&octets)?.protocol_data, second);
        Ok(())
    }

    #[test]
    fn data_is_written_as_it_was_read() -> Result<(), Error> {
        let draft_appearance: &[u8] = &[0, 1, 0, 8, 0, 0, 0, 9];
        let context: &[u8] = &[0, 6, 0, 8, 0, 0, 0, 5];
        for parts in [
            &[PROTOCOL_DATA][..],
            &[APPEARANCE, context, PROTOCOL_DATA, CORRELATION],
            &[draft_appearance, &[0, 2, 0, 6, 0xC5, 0x83, 0, 0]],
            &[&[0, 3, 0, 7, 0x42, 0xC5, 0x83, 0]],
        ] {
            let octets = message(1, 1, parts);
            assert_eq!(Writer::new().message(&data(&octets)?)?, octets);
            let message = Message::decode(&mut Reader::new(&octets, Layer::M3ua))?;
            assert_eq!(Writer::new().message(&message)?, octets);
        }
        Ok(())
    }

    #[test]
    fn the_padding_of_the_last_parameter_is_there_and_counted() -> Result<(), Error> {
        let octets = [1, 0, 3, 3, 0, 0, 0, 13, 0, 9, 0, 5, 0xAA];
        let read = Message::decode(&mut Reader::new(&octets, Layer::M3ua))?;
        let padded = [1, 0, 3, 3, 0, 0, 0, 16, 0, 9, 0, 5, 0xAA, 0, 0, 0];
        let mut writer = Writer::new();
        assert_eq!(writer.message(&read)?, padded);
        let again = Message::decode(&mut Reader::new(&padded, Layer::M3ua))?;
        assert_eq!(again, read);
        let parameters = [Value::HeartbeatData(&[0xAA])];
        let built = Message { message_type: MessageType::HEARTBEAT, parameters };
        assert_eq!(writer.message(&built)?, padded);
        Ok(())
    }

    #[test]
    fn what_cannot_be_read_is_not_written() {
        let octets = message(3, 1, &[&[0, 9, 0, 3, 0, 0, 0, 0]]);
        let read = Message::decode(&mut Reader::new(&octets, Layer::M3ua)).expect("a header");
        let error = Writer::new().message(&read).map(|_| ()).expect_err("too short");
        assert_eq!((error.kind, error.at), (ErrorKind::BadLength { length: 3 }, Error::NOWHERE));

        let user_data = &[0; 0xFFF0][..];
        let code = PointCode::new(super::super::codes::Variant::Ansi, 1);
        let data = |length: usize| Data::new(ProtocolData::new(code, code, &user_data[..length]));
        assert!(Writer::new().message(&data(0xFFEF)).is_ok());
        let error = Writer::new().message(&data(0xFFF0)).map(|_| ()).expect_err("too long");
        assert_eq!(error.kind, ErrorKind::BadLength { length: 0x1_0000 });

        let group = Group { tag: Tag::INFO_STRING, parameters: [Value::AspIdentifier(1)] };
        let error = Writer::new().message(&group).map(|_| ()).expect_err("a string");
        assert_eq!(error.kind, ErrorKind::Unexpected { found: 4 });
    }

    #[test]
    fn data_has_protocol_data_once() {
        let kind = |octets: Vec<u8>| data(&octets).map_err(|error| error.kind).err();
        assert_eq!(kind(message(1, 1, &[])), Some(ErrorKind::Missing));
        let twice = message(1, 1, &[PROTOCOL_DATA, PROTOCOL_DATA]);
        assert_eq!(kind(twice), Some(ErrorKind::Duplicate));
        let other = message(3, 1, &[PROTOCOL_DATA]);
        assert_eq!(kind(other), Some(ErrorKind::Unexpected { found: 0x0301 }));
    }

    #[test]
    fn an_unknown_parameter_is_kept_in_its_place() -> Result<(), Error> {
        let octets = message(3, 1, &[UNKNOWN, CORRELATION]);
        let message = Message::decode(&mut Reader::new(&octets, Layer::M3ua))?;
        assert_eq!(message.message_type.name(), Some("ASPUP"));
        assert_eq!(message.message_type.class(), MessageClass::ASP_STATE_MAINTENANCE);
        let parameters: Vec<_> = message.parameters.into_iter().collect::<Result<_, _>>()?;
        assert_eq!(parameters.len(), 2);
        assert_eq!((parameters[0].tag, parameters[0].at), (Tag(0x7777), 8));
        let Parameter { tag, value, .. } = parameters[0];
        assert_eq!(Value::decode(&parameters[0])?, Value::Unknown { tag, value });
        assert_eq!((parameters[1].tag, parameters[1].at), (Tag::CORRELATION_ID, 16));
        Ok(())
    }

    #[test]
    fn a_type_is_named_within_its_class() {
        let name = |class, number| MessageType::new(MessageClass(class), number).name();
        assert_eq!(name(0, 1), Some("NTFY"));
        assert_eq!(name(1, 1), Some("DATA"));
        assert_eq!(name(9, 4), Some("DEREG RSP"));
        assert_eq!(name(1, 2), None);
    }
}

//! M3UA: the MTP level 3 user adaptation layer (RFC 4666).

mod codes;
mod value;

use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::sigtran;
use nom::number::complete::{be_u8, be_u32};

pub use super::sigtran::Header;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Class and type.
    pub message_type: MessageType,
    /// The parameters.
    pub parameters: Parameters<'a>,
}

impl<'a> Message<'a> {
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
    pub fn data(&self) -> Result<Data<'a>, Error> {
        if self.message_type != MessageType::DATA {
            let found = self.message_type.0.into();
            return Err(self.parameters.0.error(ErrorKind::Unexpected { found }, "DATA message"));
        }
        Data::from_parameters(self.parameters)
    }
}

/// One parameter (RFC 4666 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// What the parameter is.
    pub tag: Tag,
    /// The value, without padding.
    pub value: Reader<'a>,
    /// Where the tag stands.
    pub at: u32,
}

/// The parameters of a message, or those inside a routing key or a registration result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters<'a>(pub Reader<'a>);

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

/// Payload data (RFC 4666 3.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Data<'a> {
    /// The network that the point codes belong to.
    pub network_appearance: Option<u32>,
    /// The traffic flow within the association; the first where several are given, though a DATA
    /// message may name only one.
    pub routing_context: Option<u32>,
    /// The message itself, with its label.
    pub protocol_data: DataForm<'a>,
    /// Set where traffic moves from one ASP to another and must stay in sequence.
    pub correlation_id: Option<u32>,
}

/// How a DATA message carries the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataForm<'a> {
    /// In fields of its own (RFC 4666 3.3.1).
    ProtocolData(ProtocolData<'a>),
    /// Inside a whole MTP3 message signal unit, as in Internet-Draft 6 of M3UA.
    Msu {
        /// The MTP2 length indicator octet with the Japanese message priority in bits 8-7, which
        /// Protocol Data 2 puts before the message signal unit.
        length_indicator: Option<u8>,
        /// The message signal unit, from the service information octet on.
        msu: Reader<'a>,
    },
}

impl<'a> Data<'a> {
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
                    if let Some(first) = Numbers(list).iter().next() {
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

/// Keeps the first value.
fn set<T>(slot: &mut Option<T>, value: T) {
    slot.get_or_insert(value);
}

impl<'a> DataForm<'a> {
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
pub struct ProtocolData<'a> {
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
    pub user_data: Reader<'a>,
}

impl<'a> ProtocolData<'a> {
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

    fn data(octets: &[u8]) -> Result<Data<'_>, Error> {
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
        assert_eq!(Value::decode(&parameters[0])?, Value::Unknown(parameters[0].value));
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

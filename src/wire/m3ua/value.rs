//! The values of M3UA parameters.

use super::codes::{
    DeregistrationStatus, ErrorCode, RegistrationStatus, Status, Tag, TrafficModeType,
    UnavailabilityCause, User,
};
use super::{Parameter, Parameters, ProtocolData};
use crate::wire::error::Error;
use crate::wire::reader::Reader;
use crate::wire::sigtran::{exactly, list, number};

/// What a parameter says, by its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text for people, UTF-8 by rule (RFC 4666 3.5.1).
    InfoString(&'a [u8]),
    /// Traffic flows (RFC 4666 3.3.1).
    RoutingContext(Numbers<'a>),
    /// The start of the message at fault (RFC 4666 3.8.1).
    DiagnosticInformation(&'a [u8]),
    /// Octets that the answer repeats (RFC 4666 3.5.5).
    HeartbeatData(&'a [u8]),
    /// How the servers share traffic (RFC 4666 3.7.1).
    TrafficModeType(TrafficModeType),
    /// What an ERR message complains of (RFC 4666 3.8.1).
    ErrorCode(ErrorCode),
    /// What a NTFY message reports (RFC 4666 3.8.2).
    Status(Status),
    /// Which ASP is speaking (RFC 4666 3.5.1).
    AspIdentifier(u32),
    /// Destinations whose state changed (RFC 4666 3.4.1).
    AffectedPointCode(PointCodes<'a>),
    /// See [`Data::correlation_id`](super::Data::correlation_id).
    CorrelationId(u32),
    /// The network of the point codes (RFC 4666 3.3.1).
    NetworkAppearance(u32),
    /// Which user part is unavailable, and why (RFC 4666 3.4.5).
    UserCause {
        /// Why.
        cause: UnavailabilityCause,
        /// Which.
        user: User,
    },
    /// Congestion level, 0 to 3 (RFC 4666 3.4.4).
    CongestionIndications(u8),
    /// Whose traffic met congestion (RFC 4666 3.4.4).
    ConcernedDestination(MaskedPointCode),
    /// The traffic that is asked for (RFC 4666 3.6.1).
    RoutingKey(Parameters<'a>),
    /// The outcome of one registration (RFC 4666 3.6.2).
    RegistrationResult(Parameters<'a>),
    /// The outcome of one deregistration (RFC 4666 3.6.4).
    DeregistrationResult(Parameters<'a>),
    /// Which routing key of the request (RFC 4666 3.6.1).
    LocalRoutingKeyIdentifier(u32),
    /// The destination that a routing key names (RFC 4666 3.6.1).
    DestinationPointCode(MaskedPointCode),
    /// The users that a routing key names, one an octet (RFC 4666 3.6.1).
    ServiceIndicators(&'a [u8]),
    /// The origins that a routing key names (RFC 4666 3.6.1).
    OriginatingPointCodeList(PointCodes<'a>),
    /// The circuits that a routing key names (RFC 3332 3.6.1; gone from RFC 4666).
    CircuitRange(CircuitRanges<'a>),
    /// Label and message (RFC 4666 3.3.1).
    ProtocolData(ProtocolData<'a>),
    /// Outcome of a registration (RFC 4666 3.6.2).
    RegistrationStatus(RegistrationStatus),
    /// Outcome of a deregistration (RFC 4666 3.6.4).
    DeregistrationStatus(DeregistrationStatus),
    /// A whole message signal unit, as in Internet-Draft 6; after a length indicator octet where
    /// the tag is [`Tag::DRAFT_PROTOCOL_DATA_2`].
    Msu(Reader<'a>),
    /// Anything else.
    Unknown(Reader<'a>),
}

impl<'a> Value<'a> {
    /// Reads the value that the parameter's tag calls for. Reserved octets are ignored.
    pub fn decode(parameter: &Parameter<'a>) -> Result<Self, Error> {
        let mut value = parameter.value;
        let what = parameter.tag.name().unwrap_or("parameter");
        let octets = value.rest();
        Ok(match parameter.tag {
            Tag::INFO_STRING => Self::InfoString(octets),
            Tag::ROUTING_CONTEXT => Self::RoutingContext(Numbers(list(value, 4, what)?)),
            Tag::DIAGNOSTIC_INFORMATION => Self::DiagnosticInformation(octets),
            Tag::HEARTBEAT_DATA => Self::HeartbeatData(octets),
            Tag::TRAFFIC_MODE_TYPE => Self::TrafficModeType(TrafficModeType(number(value, what)?)),
            Tag::ERROR_CODE => Self::ErrorCode(ErrorCode(number(value, what)?)),
            Tag::STATUS => Self::Status(Status(number(value, what)?)),
            Tag::ASP_IDENTIFIER => Self::AspIdentifier(number(value, what)?),
            Tag::AFFECTED_POINT_CODE => Self::AffectedPointCode(PointCodes(list(value, 4, what)?)),
            Tag::CORRELATION_ID => Self::CorrelationId(number(value, what)?),
            Tag::NETWORK_APPEARANCE | Tag::DRAFT_NETWORK_APPEARANCE => {
                Self::NetworkAppearance(number(value, what)?)
            }
            Tag::USER_CAUSE => {
                let mut value = exactly(value, 4, what)?;
                Self::UserCause {
                    cause: UnavailabilityCause(value.u16_be(what)?),
                    user: User(value.u16_be(what)?),
                }
            }
            Tag::CONGESTION_INDICATIONS => {
                // Three reserved octets, then the level.
                Self::CongestionIndications(number(value, what)? as u8)
            }
            Tag::CONCERNED_DESTINATION => Self::ConcernedDestination(number(value, what)?.into()),
            Tag::ROUTING_KEY => Self::RoutingKey(Parameters(value)),
            Tag::REGISTRATION_RESULT => Self::RegistrationResult(Parameters(value)),
            Tag::DEREGISTRATION_RESULT => Self::DeregistrationResult(Parameters(value)),
            Tag::LOCAL_ROUTING_KEY_IDENTIFIER => {
                Self::LocalRoutingKeyIdentifier(number(value, what)?)
            }
            Tag::DESTINATION_POINT_CODE => Self::DestinationPointCode(number(value, what)?.into()),
            Tag::SERVICE_INDICATORS => Self::ServiceIndicators(octets),
            Tag::ORIGINATING_POINT_CODE_LIST => {
                Self::OriginatingPointCodeList(PointCodes(list(value, 4, what)?))
            }
            Tag::CIRCUIT_RANGE => Self::CircuitRange(CircuitRanges(list(value, 8, what)?)),
            Tag::PROTOCOL_DATA => Self::ProtocolData(ProtocolData::decode(&mut value)?),
            Tag::REGISTRATION_STATUS => {
                Self::RegistrationStatus(RegistrationStatus(number(value, what)?))
            }
            Tag::DEREGISTRATION_STATUS => {
                Self::DeregistrationStatus(DeregistrationStatus(number(value, what)?))
            }
            Tag::DRAFT_PROTOCOL_DATA_1 | Tag::DRAFT_PROTOCOL_DATA_2 => Self::Msu(value),
            _ => Self::Unknown(value),
        })
    }
}

/// A point code of 24 bits at most, and how many of its low bits do not matter (RFC 4666 3.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MaskedPointCode {
    /// How many bits, from the least significant, any value may stand for.
    pub mask: u8,
    /// The point code, right-aligned.
    pub point_code: u32,
}

impl From<u32> for MaskedPointCode {
    fn from(word: u32) -> Self {
        Self { mask: (word >> 24) as u8, point_code: word & 0xFF_FFFF }
    }
}

/// Circuits between two nodes (RFC 3332 3.6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CircuitRange {
    /// The node that sends.
    pub originating_point_code: MaskedPointCode,
    /// The first circuit.
    pub lower: u16,
    /// The last circuit.
    pub upper: u16,
}

/// A list of 32-bit numbers, in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers<'a>(pub(super) Reader<'a>);

impl<'a> Numbers<'a> {
    /// Each number in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + use<'a> {
        let (words, _) = self.0.rest().as_chunks();
        words.iter().map(|word| u32::from_be_bytes(*word))
    }
}

/// A list of point codes with masks, in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointCodes<'a>(Reader<'a>);

impl<'a> PointCodes<'a> {
    /// Each point code in order.
    pub fn iter(&self) -> impl Iterator<Item = MaskedPointCode> + use<'a> {
        Numbers(self.0).iter().map(MaskedPointCode::from)
    }
}

/// A list of circuit ranges, in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CircuitRanges<'a>(Reader<'a>);

impl<'a> CircuitRanges<'a> {
    /// Each range in order.
    pub fn iter(&self) -> impl Iterator<Item = CircuitRange> + use<'a> {
        let (ranges, _) = self.0.rest().as_chunks();
        ranges.iter().map(|&[a, b, c, d, e, f, g, h]| CircuitRange {
            originating_point_code: u32::from_be_bytes([a, b, c, d]).into(),
            lower: u16::from_be_bytes([e, f]),
            upper: u16::from_be_bytes([g, h]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ErrorKind, Layer};
    use alloc::vec::Vec;

    fn value(tag: Tag, octets: &[u8]) -> Result<Value<'_>, Error> {
        let value = Reader::new_at(octets, 12, Layer::M3ua);
        Value::decode(&Parameter { tag, value, at: 8 })
    }

    #[test]
    fn a_number_is_four_octets_long() {
        for tag in [
            Tag::TRAFFIC_MODE_TYPE,
            Tag::ERROR_CODE,
            Tag::STATUS,
            Tag::ASP_IDENTIFIER,
            Tag::CORRELATION_ID,
            Tag::NETWORK_APPEARANCE,
            Tag::USER_CAUSE,
            Tag::CONGESTION_INDICATIONS,
            Tag::CONCERNED_DESTINATION,
            Tag::LOCAL_ROUTING_KEY_IDENTIFIER,
            Tag::DESTINATION_POINT_CODE,
            Tag::REGISTRATION_STATUS,
            Tag::DEREGISTRATION_STATUS,
        ] {
            assert!(value(tag, &[0, 0, 0, 1]).is_ok(), "{tag}");
            for octets in [&[0; 3][..], &[0; 5], &[]] {
                let error = value(tag, octets).expect_err("not four octets");
                let length = u32::try_from(octets.len()).expect("short");
                assert_eq!(error.kind, ErrorKind::BadLength { length });
                assert_eq!((Some(error.what), error.at), (tag.name(), 12));
            }
        }
    }

    #[test]
    fn the_parts_of_a_word_are_told_apart() {
        assert_eq!(value(Tag::STATUS, &[0, 1, 0, 3]), Ok(Value::Status(Status::AS_ACTIVE)));
        assert_eq!((Status::AS_ACTIVE.status_type(), Status::AS_ACTIVE.information()), (1, 3));
        assert_eq!(
            value(Tag::USER_CAUSE, &[0, 2, 0, 3]),
            Ok(Value::UserCause {
                cause: UnavailabilityCause::INACCESSIBLE_REMOTE_USER,
                user: User::SCCP
            })
        );
        assert_eq!(
            value(Tag::CONGESTION_INDICATIONS, &[9, 9, 9, 2]),
            Ok(Value::CongestionIndications(2))
        );
        assert_eq!(
            value(Tag::DESTINATION_POINT_CODE, &[8, 1, 2, 3]),
            Ok(Value::DestinationPointCode(MaskedPointCode { mask: 8, point_code: 0x01_0203 }))
        );
    }

    #[test]
    fn a_list_has_whole_entries() -> Result<(), Error> {
        let octets = [8, 1, 2, 0, 0, 0, 0, 9];
        let Value::AffectedPointCode(codes) = value(Tag::AFFECTED_POINT_CODE, &octets)? else {
            panic!("a list of point codes");
        };
        assert_eq!(
            codes.iter().collect::<Vec<_>>(),
            [
                MaskedPointCode { mask: 8, point_code: 0x01_0200 },
                MaskedPointCode { mask: 0, point_code: 9 }
            ]
        );
        let Value::CircuitRange(ranges) = value(Tag::CIRCUIT_RANGE, &octets)? else {
            panic!("a list of circuit ranges");
        };
        let range = ranges.iter().next().expect("one range");
        assert_eq!((range.originating_point_code.mask, range.lower, range.upper), (8, 0, 9));
        let error = value(Tag::ROUTING_CONTEXT, &octets[..6]).expect_err("half a number");
        assert_eq!(error.kind, ErrorKind::BadLength { length: 6 });
        Ok(())
    }

    #[test]
    fn a_routing_key_holds_parameters() -> Result<(), Error> {
        let octets = [2, 0x0A, 0, 8, 0, 0, 0, 1, 2, 0x0C, 0, 5, 3, 0, 0, 0];
        let Value::RoutingKey(parameters) = value(Tag::ROUTING_KEY, &octets)? else {
            panic!("a routing key");
        };
        let values: Vec<_> = parameters
            .into_iter()
            .map(|parameter| Value::decode(&parameter?))
            .collect::<Result<_, _>>()?;
        assert_eq!(values, [Value::LocalRoutingKeyIdentifier(1), Value::ServiceIndicators(&[3])]);
        Ok(())
    }
}

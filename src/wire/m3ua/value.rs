//! The values of M3UA parameters.

use super::codes::{
    DeregistrationStatus, ErrorCode, RegistrationStatus, Status, Tag, TrafficModeType,
    UnavailabilityCause, User,
};
use super::{Parameter, Parameters, ProtocolData, write_msu};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::sigtran::{self, exactly, list, number};
use crate::wire::writer::{Encode, Writer, refused};

/// What a parameter says, by its tag. Encoded, it is a whole parameter: tag, length and padding
/// are written too.
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
    ProtocolData(ProtocolData<Reader<'a>>),
    /// Outcome of a registration (RFC 4666 3.6.2).
    RegistrationStatus(RegistrationStatus),
    /// Outcome of a deregistration (RFC 4666 3.6.4).
    DeregistrationStatus(DeregistrationStatus),
    /// A whole message signal unit, as in Internet-Draft 6.
    Msu {
        /// The octet before it where the tag is [`Tag::DRAFT_PROTOCOL_DATA_2`].
        length_indicator: Option<u8>,
        /// The message signal unit.
        msu: Reader<'a>,
    },
    /// Anything else.
    Unknown {
        /// What it is.
        tag: Tag,
        /// What it says.
        value: Reader<'a>,
    },
}

impl<'a> Value<'a> {
    /// Reads the value that the parameter's tag calls for. Reserved octets are ignored.
    pub fn decode(parameter: &Parameter<'a>) -> Result<Self, Error> {
        let mut value = parameter.value;
        let what = parameter.tag.name().unwrap_or("parameter");
        let octets = value.rest();
        Ok(match parameter.tag {
            Tag::INFO_STRING => Self::InfoString(octets),
            Tag::ROUTING_CONTEXT => Self::RoutingContext(Numbers::read(list(value, 4, what)?)),
            Tag::DIAGNOSTIC_INFORMATION => Self::DiagnosticInformation(octets),
            Tag::HEARTBEAT_DATA => Self::HeartbeatData(octets),
            Tag::TRAFFIC_MODE_TYPE => Self::TrafficModeType(TrafficModeType(number(value, what)?)),
            Tag::ERROR_CODE => Self::ErrorCode(ErrorCode(number(value, what)?)),
            Tag::STATUS => Self::Status(Status(number(value, what)?)),
            Tag::ASP_IDENTIFIER => Self::AspIdentifier(number(value, what)?),
            Tag::AFFECTED_POINT_CODE => {
                Self::AffectedPointCode(PointCodes::read(list(value, 4, what)?))
            }
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
                Self::OriginatingPointCodeList(PointCodes::read(list(value, 4, what)?))
            }
            Tag::CIRCUIT_RANGE => Self::CircuitRange(CircuitRanges::read(list(value, 8, what)?)),
            Tag::PROTOCOL_DATA => Self::ProtocolData(ProtocolData::decode(&mut value)?),
            Tag::REGISTRATION_STATUS => {
                Self::RegistrationStatus(RegistrationStatus(number(value, what)?))
            }
            Tag::DEREGISTRATION_STATUS => {
                Self::DeregistrationStatus(DeregistrationStatus(number(value, what)?))
            }
            Tag::DRAFT_PROTOCOL_DATA_1 => Self::Msu { length_indicator: None, msu: value },
            Tag::DRAFT_PROTOCOL_DATA_2 => {
                Self::Msu { length_indicator: Some(value.u8("length indicator")?), msu: value }
            }
            tag => Self::Unknown { tag, value },
        })
    }

    /// The tag of the parameter.
    pub const fn tag(&self) -> Tag {
        match self {
            Self::InfoString(_) => Tag::INFO_STRING,
            Self::RoutingContext(_) => Tag::ROUTING_CONTEXT,
            Self::DiagnosticInformation(_) => Tag::DIAGNOSTIC_INFORMATION,
            Self::HeartbeatData(_) => Tag::HEARTBEAT_DATA,
            Self::TrafficModeType(_) => Tag::TRAFFIC_MODE_TYPE,
            Self::ErrorCode(_) => Tag::ERROR_CODE,
            Self::Status(_) => Tag::STATUS,
            Self::AspIdentifier(_) => Tag::ASP_IDENTIFIER,
            Self::AffectedPointCode(_) => Tag::AFFECTED_POINT_CODE,
            Self::CorrelationId(_) => Tag::CORRELATION_ID,
            Self::NetworkAppearance(_) => Tag::NETWORK_APPEARANCE,
            Self::UserCause { .. } => Tag::USER_CAUSE,
            Self::CongestionIndications(_) => Tag::CONGESTION_INDICATIONS,
            Self::ConcernedDestination(_) => Tag::CONCERNED_DESTINATION,
            Self::RoutingKey(_) => Tag::ROUTING_KEY,
            Self::RegistrationResult(_) => Tag::REGISTRATION_RESULT,
            Self::DeregistrationResult(_) => Tag::DEREGISTRATION_RESULT,
            Self::LocalRoutingKeyIdentifier(_) => Tag::LOCAL_ROUTING_KEY_IDENTIFIER,
            Self::DestinationPointCode(_) => Tag::DESTINATION_POINT_CODE,
            Self::ServiceIndicators(_) => Tag::SERVICE_INDICATORS,
            Self::OriginatingPointCodeList(_) => Tag::ORIGINATING_POINT_CODE_LIST,
            Self::CircuitRange(_) => Tag::CIRCUIT_RANGE,
            Self::ProtocolData(_) => Tag::PROTOCOL_DATA,
            Self::RegistrationStatus(_) => Tag::REGISTRATION_STATUS,
            Self::DeregistrationStatus(_) => Tag::DEREGISTRATION_STATUS,
            Self::Msu { length_indicator: None, .. } => Tag::DRAFT_PROTOCOL_DATA_1,
            Self::Msu { length_indicator: Some(_), .. } => Tag::DRAFT_PROTOCOL_DATA_2,
            Self::Unknown { tag, .. } => *tag,
        }
    }
}

impl Encode for Value<'_> {
    /// # Errors
    ///
    /// A point code of more than 24 bits; parameters inside a parameter that cannot be read; a
    /// value of more octets than its length can tell; a tag in [`Value::Unknown`] that is known.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let tag = self.tag();
        let behind = writer.len();
        match *self {
            Self::InfoString(octets)
            | Self::DiagnosticInformation(octets)
            | Self::HeartbeatData(octets)
            | Self::ServiceIndicators(octets) => writer.put(octets),
            Self::TrafficModeType(TrafficModeType(number))
            | Self::ErrorCode(ErrorCode(number))
            | Self::Status(Status(number))
            | Self::AspIdentifier(number)
            | Self::CorrelationId(number)
            | Self::NetworkAppearance(number)
            | Self::LocalRoutingKeyIdentifier(number)
            | Self::RegistrationStatus(RegistrationStatus(number))
            | Self::DeregistrationStatus(DeregistrationStatus(number)) => writer.u32_be(number),
            Self::RoutingContext(numbers) => numbers.0.write(writer)?,
            Self::AffectedPointCode(codes) | Self::OriginatingPointCodeList(codes) => {
                codes.0.write(writer)?;
            }
            Self::CircuitRange(ranges) => ranges.0.write(writer)?,
            Self::UserCause { cause, user } => {
                writer.u16_be(user.0);
                writer.u16_be(cause.0);
            }
            Self::CongestionIndications(level) => writer.u32_be(level.into()),
            Self::ConcernedDestination(code) | Self::DestinationPointCode(code) => {
                code.write(writer)?;
            }
            Self::RoutingKey(parameters)
            | Self::RegistrationResult(parameters)
            | Self::DeregistrationResult(parameters) => parameters.encode(writer)?,
            Self::ProtocolData(data) => data.encode(writer)?,
            Self::Msu { length_indicator, msu } => {
                return write_msu(length_indicator, &msu, writer);
            }
            Self::Unknown { tag, .. } if tag.name().is_some() => {
                let kind = ErrorKind::Unexpected { found: tag.0.into() };
                return Err(refused(kind, Layer::M3ua, "unknown parameter"));
            }
            Self::Unknown { value, .. } => writer.put(value.rest()),
        }
        let what = tag.name().unwrap_or("parameter");
        sigtran::write_header(tag.0, behind, Layer::M3ua, what, writer)
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
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct CircuitRange {
    /// The node that sends.
    pub originating_point_code: MaskedPointCode,
    /// The first circuit.
    pub lower: u16,
    /// The last circuit.
    pub upper: u16,
}

/// What a list parameter is a list of.
trait Entry: Copy + PartialEq {
    /// Its octets.
    const SIZE: usize;

    /// Reads it from the start of so many octets.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error>;

    fn write(self, writer: &mut Writer) -> Result<(), Error>;
}

impl Entry for u32 {
    const SIZE: usize = 4;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        reader.u32_be("number")
    }

    fn write(self, writer: &mut Writer) -> Result<(), Error> {
        writer.u32_be(self);
        Ok(())
    }
}

impl Entry for MaskedPointCode {
    const SIZE: usize = 4;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        reader.u32_be("point code").map(Self::from)
    }

    fn write(self, writer: &mut Writer) -> Result<(), Error> {
        let [0, a, b, c] = self.point_code.to_be_bytes() else {
            let kind = ErrorKind::OutOfRange { value: self.point_code };
            return Err(refused(kind, Layer::M3ua, "point code"));
        };
        writer.array([self.mask, a, b, c]);
        Ok(())
    }
}

impl Entry for CircuitRange {
    const SIZE: usize = 8;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self {
            originating_point_code: Entry::read(reader)?,
            lower: reader.u16_be("lower circuit")?,
            upper: reader.u16_be("upper circuit")?,
        })
    }

    fn write(self, writer: &mut Writer) -> Result<(), Error> {
        writer.u16_be(self.upper);
        writer.u16_be(self.lower);
        self.originating_point_code.write(writer)
    }
}

/// A list as it was read, or as it is to be written.
#[derive(Debug, Clone, Copy)]
enum Entries<'a, T> {
    Read(Reader<'a>),
    Given(&'a [T]),
}

impl<'a, T: Entry> Entries<'a, T> {
    fn iter(&self) -> impl Iterator<Item = T> + use<'a, T> {
        let (mut read, given) = match *self {
            Self::Read(reader) => (reader, &[][..]),
            Self::Given(given) => (Reader::new(&[], Layer::M3ua), given),
        };
        // A list that was read has whole entries: an error is its end.
        core::iter::from_fn(move || T::read(&mut read).ok()).chain(given.iter().copied())
    }

    fn write(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Read(reader) => writer.put(reader.rest()),
            Self::Given(given) if given.len() > usize::from(u16::MAX) / T::SIZE => {
                let kind = ErrorKind::ElementCount { count: clamp(given.len()) };
                return Err(refused(kind, Layer::M3ua, "list"));
            }
            Self::Given(given) => given.iter().rev().try_for_each(|entry| entry.write(writer))?,
        }
        Ok(())
    }
}

/// Declares a list of entries; two are equal where their entries are.
macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident, $entry:ty;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a>(Entries<'a, $entry>);

        impl<'a> $name<'a> {
            /// These, in order.
            pub const fn list(entries: &'a [$entry]) -> Self {
                Self(Entries::Given(entries))
            }

            /// Octets that hold whole entries.
            pub(super) const fn read(octets: Reader<'a>) -> Self {
                Self(Entries::Read(octets))
            }

            /// Each in order.
            pub fn iter(&self) -> impl Iterator<Item = $entry> + use<'a> {
                self.0.iter()
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.iter().eq(other.iter())
            }
        }

        impl Eq for $name<'_> {}
    )*};
}

lists! {
    /// A list of 32-bit numbers: read in place, or given.
    Numbers, u32;
    /// A list of point codes with masks: read in place, or given.
    PointCodes, MaskedPointCode;
    /// A list of circuit ranges: read in place, or given.
    CircuitRanges, CircuitRange;
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
    fn every_value_is_written_as_the_parameter_that_it_was_read_from() -> Result<(), Error> {
        let mut known = 0;
        for tag in (0..=0x0300).map(Tag).filter(|tag| tag.name().is_some()) {
            let octets: &[u8] = match tag {
                Tag::CONGESTION_INDICATIONS => &[0, 0, 0, 2],
                Tag::CIRCUIT_RANGE => &[8, 1, 2, 3, 4, 5, 6, 7],
                Tag::ROUTING_KEY | Tag::REGISTRATION_RESULT | Tag::DEREGISTRATION_RESULT => {
                    &[2, 0x0C, 0, 5, 3, 0, 0, 0]
                }
                Tag::PROTOCOL_DATA => &[0, 1, 2, 3, 0, 4, 5, 6, 3, 2, 1, 200, 0xAA],
                Tag::INFO_STRING => b"text!",
                _ => &[8, 1, 2, 3],
            };
            let value = value(tag, octets)?;
            if tag != Tag::DRAFT_NETWORK_APPEARANCE {
                assert_eq!(value.tag(), tag);
                let parameter = Parameter { tag, value: Reader::new(octets, Layer::M3ua), at: 0 };
                let (mut one, mut other) = (Writer::new(), Writer::new());
                assert_eq!(one.message(&value)?, other.message(&parameter)?, "{tag}");
                assert_eq!(one.len() % 4, 0);
            }
            known += 1;
        }
        assert_eq!(known, 28);
        Ok(())
    }

    #[test]
    fn a_given_list_equals_the_one_that_is_read() -> Result<(), Error> {
        let codes = [
            MaskedPointCode { mask: 8, point_code: 0x01_0200 },
            MaskedPointCode { mask: 0, point_code: 9 },
        ];
        let given = Value::AffectedPointCode(PointCodes::list(&codes));
        assert_eq!(value(Tag::AFFECTED_POINT_CODE, &[8, 1, 2, 0, 0, 0, 0, 9])?, given);
        let ranges = [CircuitRange { originating_point_code: codes[0], lower: 0, upper: 9 }];
        let given = Value::CircuitRange(CircuitRanges::list(&ranges));
        let mut writer = Writer::new();
        assert_eq!(writer.message(&given)?, [2, 0x0F, 0, 12, 8, 1, 2, 0, 0, 0, 0, 9]);
        let given = Value::RoutingContext(Numbers::list(&[5, 6]));
        assert_eq!(writer.message(&given)?, [0, 6, 0, 12, 0, 0, 0, 5, 0, 0, 0, 6]);
        Ok(())
    }

    #[test]
    fn what_a_decoder_would_read_differently_is_refused() {
        let kind = |value: Value<'_>| {
            Writer::new().message(&value).map(|_| ()).map_err(|error| error.kind)
        };
        let value = 0x100_0000;
        let wide = MaskedPointCode { mask: 0, point_code: value };
        assert_eq!(kind(Value::DestinationPointCode(wide)), Err(ErrorKind::OutOfRange { value }));
        let value = Reader::new(&[], Layer::M3ua);
        let unknown = |tag| kind(Value::Unknown { tag, value });
        assert_eq!(unknown(Tag::STATUS), Err(ErrorKind::Unexpected { found: 0x0D }));
        assert_eq!(unknown(Tag(0x7777)), Ok(()));
        let numbers = alloc::vec![0; 0x4000];
        assert!(kind(Value::RoutingContext(Numbers::list(&numbers))).is_err());
        assert!(kind(Value::RoutingContext(Numbers::list(&numbers[1..]))).is_err());
        assert_eq!(kind(Value::RoutingContext(Numbers::list(&numbers[2..]))), Ok(()));
        let key = Parameters(Reader::new(&[0, 9, 0], Layer::M3ua));
        assert!(kind(Value::RoutingKey(key)).is_err());
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

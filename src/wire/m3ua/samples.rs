//! Values for `Arbitrary`, within the ranges that are encoded.

use super::{
    CircuitRanges, MaskedPointCode, Numbers, Parameter, Parameters, PointCodes, Tag, Value,
};
use crate::wire::chance;
use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use arbitrary::{Arbitrary, Result, Unstructured};

impl<'a> Arbitrary<'a> for MaskedPointCode {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        source.arbitrary::<u32>().map(Self::from)
    }
}

/// Whole entries of a size.
fn entries<'a>(source: &mut Unstructured<'a>, size: usize) -> Result<Reader<'a>> {
    let octets = chance::octets(source, 40)?;
    let whole = octets.len() / size * size;
    Ok(Reader::new(&octets[..whole], Layer::M3ua))
}

impl<'a> Arbitrary<'a> for Numbers<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        entries(source, 4).map(Self::read)
    }
}

impl<'a> Arbitrary<'a> for PointCodes<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        entries(source, 4).map(Self::read)
    }
}

impl<'a> Arbitrary<'a> for CircuitRanges<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        entries(source, 8).map(Self::read)
    }
}

impl<'a> Arbitrary<'a> for Parameters<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const ALL: &[u8] = &[
            0, 0x11, 0, 8, 0, 0, 0, 7, 2, 0x0C, 0, 5, 3, 0, 0, 0, 0x77, 0x77, 0, 4, 0, 4, 0, 7,
            b'a', b's', b'p',
        ];
        let end = *source.choose(&[0, 8, 16, 20, ALL.len()])?;
        Ok(Self(Reader::new(&ALL[..end], Layer::M3ua)))
    }
}

impl<'a> Arbitrary<'a> for Parameter<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { tag: source.arbitrary()?, value: source.arbitrary()?, at: 0 })
    }
}

impl<'a> Arbitrary<'a> for Value<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match source.int_in_range(0..=26)? {
            0 => Self::InfoString(chance::octets(source, 40)?),
            1 => Self::RoutingContext(source.arbitrary()?),
            2 => Self::DiagnosticInformation(chance::octets(source, 40)?),
            3 => Self::HeartbeatData(chance::octets(source, 40)?),
            4 => Self::TrafficModeType(source.arbitrary()?),
            5 => Self::ErrorCode(source.arbitrary()?),
            6 => Self::Status(source.arbitrary()?),
            7 => Self::AspIdentifier(source.arbitrary()?),
            8 => Self::AffectedPointCode(source.arbitrary()?),
            9 => Self::CorrelationId(source.arbitrary()?),
            10 => Self::NetworkAppearance(source.arbitrary()?),
            11 => Self::UserCause { cause: source.arbitrary()?, user: source.arbitrary()? },
            12 => Self::CongestionIndications(source.arbitrary()?),
            13 => Self::ConcernedDestination(source.arbitrary()?),
            14 => Self::RoutingKey(source.arbitrary()?),
            15 => Self::RegistrationResult(source.arbitrary()?),
            16 => Self::DeregistrationResult(source.arbitrary()?),
            17 => Self::LocalRoutingKeyIdentifier(source.arbitrary()?),
            18 => Self::DestinationPointCode(source.arbitrary()?),
            19 => Self::ServiceIndicators(chance::octets(source, 10)?),
            20 => Self::OriginatingPointCodeList(source.arbitrary()?),
            21 => Self::CircuitRange(source.arbitrary()?),
            22 => Self::ProtocolData(source.arbitrary()?),
            23 => Self::RegistrationStatus(source.arbitrary()?),
            24 => Self::DeregistrationStatus(source.arbitrary()?),
            25 => Self::Msu { length_indicator: source.arbitrary()?, msu: source.arbitrary()? },
            _ => {
                let tag: Tag = source.arbitrary()?;
                let tag = if tag.name().is_some() { Tag(0x7777) } else { tag };
                Self::Unknown { tag, value: source.arbitrary()? }
            }
        })
    }
}

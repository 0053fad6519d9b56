//! Values for `Arbitrary`, within the ranges that are encoded. Lengths are such that the pointers
//! of an XUDT reach every part.

use super::{
    Address, Connectionless, EncodingScheme, ExtendedUnitdata, ExtendedUnitdataService,
    GlobalTitle, GtDigits, MAXIMUM_HOPS, Management, Message, MessageType, NatureOfAddress,
    NumberingPlan, OptionalParameters, OtherParameters, Parameter, ParameterName, Segmentation,
    Unitdata, UnitdataService,
};
use crate::wire::chance;
use crate::wire::codes::Variant;
use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use arbitrary::{Arbitrary, Result, Unstructured};

impl<'a> Arbitrary<'a> for GtDigits<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::packed(chance::octets(source, 10)?, source.arbitrary()?))
    }
}

/// Digits whose number is as even or odd as the encoding scheme says.
fn digits<'a>(source: &mut Unstructured<'a>) -> Result<(EncodingScheme, GtDigits<'a>)> {
    let encoding_scheme = EncodingScheme(source.int_in_range(0..=15)?);
    let odd = encoding_scheme == EncodingScheme::BCD_ODD;
    Ok((encoding_scheme, GtDigits::packed(chance::octets(source, 10)?, odd)))
}

fn title<'a>(source: &mut Unstructured<'a>, layout: Variant) -> Result<GlobalTitle<'a>> {
    let ansi = layout == Variant::Ansi;
    let (encoding_scheme, digits) = digits(source)?;
    let translation_type = source.arbitrary()?;
    let numbering_plan = NumberingPlan(source.int_in_range(0..=15)?);
    let nature_of_address = NatureOfAddress(source.int_in_range(0..=0x7F)?);
    Ok(match source.int_in_range(0..=4)? {
        0 => GlobalTitle::TranslationType {
            translation_type,
            digits: GtDigits::packed(chance::octets(source, 10)?, false),
        },
        1 if !ansi => {
            GlobalTitle::NatureOfAddress { nature_of_address, digits: source.arbitrary()? }
        }
        2 if !ansi => GlobalTitle::Full {
            translation_type,
            numbering_plan,
            encoding_scheme,
            nature_of_address,
            digits,
        },
        3 => GlobalTitle::Reserved {
            indicator: source.int_in_range(if ansi { 3..=15 } else { 5..=15 })?,
            octets: chance::octets(source, 10)?,
        },
        _ => {
            GlobalTitle::NumberingPlan { translation_type, numbering_plan, encoding_scheme, digits }
        }
    })
}

fn address<'a>(source: &mut Unstructured<'a>, variant: Variant) -> Result<Address<'a>> {
    let mut address = Address {
        national: source.arbitrary()?,
        routing: source.arbitrary()?,
        subsystem_number: source.arbitrary()?,
        ..Address::absent(variant)
    };
    let layout = address.layout();
    if source.arbitrary()? {
        address.point_code = Some(chance::point_code(source, layout)?);
    }
    if source.arbitrary()? {
        address.global_title = Some(title(source, layout)?);
    } else {
        address.surplus = chance::octets(source, 3)?;
    }
    Ok(address)
}

impl<'a> Arbitrary<'a> for Address<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let variant = source.arbitrary()?;
        address(source, variant)
    }
}

/// Called and calling party address, of one variant.
fn addresses<'a>(source: &mut Unstructured<'a>) -> Result<(Address<'a>, Address<'a>)> {
    let variant = source.arbitrary()?;
    Ok((address(source, variant)?, address(source, variant)?))
}

impl<'a> Arbitrary<'a> for Segmentation {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            first: source.arbitrary()?,
            class_1: source.arbitrary()?,
            remaining: source.int_in_range(0..=15)?,
            local_reference: source.int_in_range(0..=0xFF_FFFF)?,
        })
    }
}

impl<'a> Arbitrary<'a> for OtherParameters<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const ALL: &[Parameter<'_>] = &[
            Parameter::new(ParameterName(0x77), &[5]),
            Parameter::new(ParameterName::CREDIT, &[]),
            Parameter::new(ParameterName(0xFF), &[1, 2, 3]),
        ];
        Ok(Self::list(&ALL[..source.int_in_range(0..=ALL.len())?]))
    }
}

impl<'a> Arbitrary<'a> for OptionalParameters<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let isni = chance::octets(source, 8)?;
        Ok(Self {
            segmentation: source.arbitrary()?,
            importance: source.arbitrary()?,
            intermediate_signalling_network_identification: source
                .arbitrary::<bool>()?
                .then_some(isni),
            others: source.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Unitdata<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let (called, calling) = addresses(source)?;
        let protocol_class = source.arbitrary()?;
        Ok(Self { protocol_class, ..Self::new(called, calling, source.arbitrary()?) })
    }
}

impl<'a> Arbitrary<'a> for UnitdataService<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let (called, calling) = addresses(source)?;
        let return_cause = source.arbitrary()?;
        Ok(Self::new(return_cause, called, calling, source.arbitrary()?))
    }
}

impl<'a> Arbitrary<'a> for ExtendedUnitdata<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let (called_party_address, calling_party_address) = addresses(source)?;
        Ok(Self {
            protocol_class: source.arbitrary()?,
            hop_counter: source.int_in_range(1..=MAXIMUM_HOPS)?,
            called_party_address,
            calling_party_address,
            data: source.arbitrary()?,
            optional: source.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for ExtendedUnitdataService<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let (called_party_address, calling_party_address) = addresses(source)?;
        Ok(Self {
            return_cause: source.arbitrary()?,
            hop_counter: source.int_in_range(1..=MAXIMUM_HOPS)?,
            called_party_address,
            calling_party_address,
            data: source.arbitrary()?,
            optional: source.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Message<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match source.int_in_range(0..=6)? {
            0 => Self::Unitdata(source.arbitrary()?),
            1 => Self::UnitdataService(source.arbitrary()?),
            2 => Self::ExtendedUnitdata(source.arbitrary()?),
            3 => Self::ExtendedUnitdataService(source.arbitrary()?),
            4 => Self::LongUnitdata(source.arbitrary()?),
            5 => Self::LongUnitdataService(source.arbitrary()?),
            _ => Self::Other {
                message_type: MessageType(*source.choose(&[
                    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
                    0x10,
                ])?),
                rest: source.arbitrary()?,
            },
        })
    }
}

impl<'a> Arbitrary<'a> for Management<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            management_type: source.arbitrary()?,
            affected_subsystem_number: source.arbitrary()?,
            affected_point_code: source.arbitrary()?,
            multiplicity: source.int_in_range(0..=3)?,
            rest: Reader::new(chance::octets(source, 4)?, Layer::Sccp),
        })
    }
}

impl<'a> Arbitrary<'a> for Connectionless<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let (called, calling) = addresses(source)?;
        Ok(Self {
            protocol_class: source.arbitrary()?,
            hop_counter: source.int_in_range(1..=MAXIMUM_HOPS)?,
            ..Self::new(called, calling, chance::octets(source, 3000)?)
        })
    }
}

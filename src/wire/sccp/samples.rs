//! Values for `Arbitrary`, within the ranges that are encoded. Lengths are such that the pointers
//! of an XUDT reach every part.

use super::{
    Address, Connection, ConnectionParameters, Connectionless, EncodingScheme, ExtendedUnitdata,
    ExtendedUnitdataService, GlobalTitle, GtDigits, MAXIMUM_HOPS, Management, Message,
    NatureOfAddress, NumberingPlan, OptionalParameters, OtherParameters, Parameter, ParameterName,
    Segmentation, Sequencing, Unitdata, UnitdataService,
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

impl<'a> Arbitrary<'a> for Sequencing {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            send_sequence_number: source.int_in_range(0..=127)?,
            receive_sequence_number: source.int_in_range(0..=127)?,
            more_data: source.arbitrary()?,
        })
    }
}

fn connection_parameters<'a>(
    source: &mut Unstructured<'a>,
    variant: Variant,
) -> Result<ConnectionParameters<'a>> {
    let mut parameters = ConnectionParameters {
        credit: source.arbitrary()?,
        data: source.arbitrary()?,
        hop_counter: source.arbitrary()?,
        importance: source.arbitrary()?,
        ..ConnectionParameters::NONE
    };
    if source.arbitrary()? {
        parameters.called_party_address = Some(address(source, variant)?);
    }
    if source.arbitrary()? {
        parameters.calling_party_address = Some(address(source, variant)?);
    }
    // A credit among the others is a repetition only where the field is set.
    if parameters.credit.is_some() {
        parameters.others = source.arbitrary()?;
    }
    Ok(parameters)
}

impl<'a> Arbitrary<'a> for Connection<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let variant = source.arbitrary()?;
        let destination_local_reference = source.int_in_range(0..=0xFF_FFFF)?;
        let source_local_reference = source.int_in_range(0..=0xFF_FFFF)?;
        let (credit, sequencing) = (source.arbitrary()?, source.arbitrary()?);
        let protocol_class = source.arbitrary()?;
        let optional = connection_parameters(source, variant)?;
        Ok(match source.int_in_range(0..=13)? {
            0 => Self::Request {
                source_local_reference,
                protocol_class,
                called_party_address: address(source, variant)?,
                optional,
            },
            1 => Self::Confirm {
                destination_local_reference,
                source_local_reference,
                protocol_class,
                optional,
            },
            2 => Self::Refused {
                destination_local_reference,
                refusal_cause: source.arbitrary()?,
                optional,
            },
            3 => Self::Released {
                destination_local_reference,
                source_local_reference,
                release_cause: source.arbitrary()?,
                optional,
            },
            4 => Self::ReleaseComplete { destination_local_reference, source_local_reference },
            5 => Self::DataForm1 {
                destination_local_reference,
                more_data: source.arbitrary()?,
                data: source.arbitrary()?,
            },
            6 => Self::DataForm2 {
                destination_local_reference,
                sequencing,
                data: source.arbitrary()?,
            },
            7 => Self::DataAcknowledgement {
                destination_local_reference,
                receive_sequence_number: source.int_in_range(0..=127)?,
                credit,
            },
            8 => Self::ExpeditedData { destination_local_reference, data: source.arbitrary()? },
            9 => Self::ExpeditedDataAcknowledgement { destination_local_reference },
            10 => Self::ResetRequest {
                destination_local_reference,
                source_local_reference,
                reset_cause: source.arbitrary()?,
            },
            11 => Self::ResetConfirm { destination_local_reference, source_local_reference },
            12 => Self::ProtocolDataUnitError {
                destination_local_reference,
                error_cause: source.arbitrary()?,
            },
            _ => Self::InactivityTest {
                destination_local_reference,
                source_local_reference,
                protocol_class,
                sequencing,
                credit,
            },
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
            _ => Self::Connection(source.arbitrary()?),
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

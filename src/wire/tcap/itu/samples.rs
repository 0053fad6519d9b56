//! Values for `Arbitrary`, within the ranges that are encoded.

use super::{
    Abort, AbortSource, Apdu, AssociateResult, Code, Component, Components, Dialogue,
    DialogueDiagnostic, Message, MessageType, Problem, Request, Response, VERSION_1,
};
use crate::wire::ber::{ObjectIdentifier, Tlv};
use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use arbitrary::{Arbitrary, Result, Unstructured};

const NOTHING: Reader<'static> = Reader::new(&[], Layer::Tcap);

/// The only element of some octets.
fn element(octets: &'static [u8]) -> Tlv<'static> {
    Reader::new(octets, Layer::Tcap).tlv("sample").unwrap_or(Tlv::NONE)
}

impl<'a> Arbitrary<'a> for Code<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const NAMES: [&[u8]; 3] = [&[0x2A], &[0x2A, 0x86, 0x48], &[0, 0x11, 0x86, 5, 1, 1, 1]];
        Ok(if source.arbitrary()? {
            Self::Local(source.arbitrary()?)
        } else {
            Self::Global(ObjectIdentifier(source.choose(&NAMES)?))
        })
    }
}

impl<'a> Arbitrary<'a> for Problem {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self { kind: source.int_in_range(0..=3)?, code: source.arbitrary()? })
    }
}

impl<'a> Arbitrary<'a> for Component<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const PARAMETERS: [&[u8]; 3] = [&[0x30, 0], &[0x04, 1, 7], &[0xA1, 3, 0x80, 1, 0xFF]];
        let invoke_id = source.arbitrary()?;
        let code = source.arbitrary()?;
        let parameter =
            if source.arbitrary()? { Some(element(source.choose(&PARAMETERS)?)) } else { None };
        Ok(match source.int_in_range(0..=4)? {
            0 => {
                let linked_id = source.arbitrary()?;
                Self { linked_id, ..Self::invoke(invoke_id, code, parameter) }
            }
            1 => Self::result(invoke_id, Some(code), parameter),
            2 => {
                let component_type = *source.choose(&[0xA2, 0xA7])?;
                Self { component_type, ..Self::result(invoke_id, None, None) }
            }
            3 => Self::error(invoke_id, code, parameter),
            _ => {
                let known: bool = source.arbitrary()?;
                Self::reject(known.then_some(invoke_id), source.arbitrary()?)
            }
        })
    }
}

impl<'a> Arbitrary<'a> for Components<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const ALL: &[u8] =
            &[0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0, 0xA2, 3, 2, 1, 1, 0xA4, 5, 5, 0, 0x80, 1, 2];
        let end = *source.choose(&[0, 10, 15, ALL.len()])?;
        Ok(Self::new(Reader::new(&ALL[..end], Layer::Tcap)))
    }
}

/// One of the contexts, user information or none, and elements that are known or not.
fn request<'a>(source: &mut Unstructured<'a>) -> Result<Request<'a>> {
    Ok(Request {
        protocol_version: if source.arbitrary()? { Some(VERSION_1) } else { None },
        application_context: ObjectIdentifier(source.choose(&CONTEXTS)?),
        user_information: information(source)?,
        elements: Reader::new(source.choose(&ELEMENTS)?, Layer::Tcap),
    })
}

const CONTEXTS: [&[u8]; 3] = [&[4, 0, 0, 1, 0, 20, 3], &[4, 0, 0, 1, 0, 50, 1], &[0x2A]];
const ELEMENTS: [&[u8]; 3] = [&[], &[0x85, 1, 7], &[0x9F, 0x20, 0, 0xA6, 2, 0x80, 0]];

fn information<'a>(source: &mut Unstructured<'a>) -> Result<Option<Tlv<'a>>> {
    const INFORMATION: [&[u8]; 2] = [&[0xBE, 0], &[0xBE, 6, 0x28, 4, 6, 2, 0x2A, 3]];
    Ok(if source.arbitrary()? { Some(element(source.choose(&INFORMATION)?)) } else { None })
}

impl<'a> Arbitrary<'a> for Dialogue<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const PORTIONS: [&[u8]; 2] = [&[0x6B, 2, 0x28, 0], &[0x6B, 4, 0x28, 2, 6, 0]];
        let apdu = match source.int_in_range(0..=4)? {
            0 => return Ok(Self::decode(element(source.choose(&PORTIONS)?))),
            1 => Apdu::Request(request(source)?),
            2 => Apdu::Unidirectional(request(source)?),
            3 => {
                let Request { protocol_version, application_context, user_information, elements } =
                    request(source)?;
                let code = source.arbitrary()?;
                Apdu::Response(Response {
                    protocol_version,
                    application_context,
                    result: AssociateResult(source.arbitrary()?),
                    diagnostic: match source.arbitrary()? {
                        true => DialogueDiagnostic::User(code),
                        false => DialogueDiagnostic::Provider(code),
                    },
                    user_information,
                    elements,
                })
            }
            _ => Apdu::Abort(Abort {
                source: AbortSource(source.arbitrary()?),
                user_information: information(source)?,
                elements: Reader::new(source.choose(&ELEMENTS)?, Layer::Tcap),
            }),
        };
        Ok(Self { apdu: Some(apdu), portion: Tlv::NONE })
    }
}

impl<'a> Arbitrary<'a> for MessageType {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        let all = [Self::UNIDIRECTIONAL, Self::BEGIN, Self::END, Self::CONTINUE, Self::ABORT];
        source.choose(&all).copied()
    }
}

/// 1 to 4 octets.
fn id<'a>(source: &mut Unstructured<'a>) -> Result<Option<&'a [u8]>> {
    let size = source.int_in_range(0..=4)?.min(source.len());
    Ok(Some(source.bytes(size)?).filter(|id| !id.is_empty()))
}

impl<'a> Arbitrary<'a> for Message<'a> {
    fn arbitrary(source: &mut Unstructured<'a>) -> Result<Self> {
        const REST: [&[u8]; 2] = [&[], &[0x77, 1, 5]];
        Ok(Self {
            message_type: source.arbitrary()?,
            originating_id: id(source)?,
            destination_id: id(source)?,
            p_abort_cause: source.arbitrary()?,
            dialogue: source.arbitrary()?,
            components: source.arbitrary()?,
            element: Tlv::NONE,
            rest: Reader::new(source.choose(&REST)?, Layer::Tcap),
            trailing: NOTHING,
        })
    }
}

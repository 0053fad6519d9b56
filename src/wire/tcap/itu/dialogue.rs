//! The dialogue portion and its APDUs (Q.773 4.2.3).

use crate::wire::ber::{Bits, Identifier, ObjectIdentifier, Tlv, universal};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::writer::{Encode, Writer, refused};

/// The protocol version that Q.773 knows: version 1, bit 0.
pub const VERSION_1: Bits<'static> = Bits { octets: &[0x80], unused: 7 };

/// AARQ, which asks for a dialogue, and AUDT, which goes with one message alone.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The versions that the sender speaks; version 1 where there is none.
    pub protocol_version: Option<Bits<'a>>,
    /// What the dialogue is about.
    pub application_context: ObjectIdentifier<'a>,
    /// User information: a sequence of EXTERNAL, the element BE as it stands.
    pub user_information: Option<Tlv<'a>>,
    /// All elements where this was read; only the unknown ones are written from here.
    pub elements: Reader<'a>,
}

/// AARE, which accepts or refuses a dialogue.
#[derive(Debug, Clone, Copy)]
pub struct Response<'a> {
    /// The versions that the sender speaks; version 1 where there is none.
    pub protocol_version: Option<Bits<'a>>,
    /// What the dialogue is about, or the context that the sender would rather have.
    pub application_context: ObjectIdentifier<'a>,
    /// Accepted or not.
    pub result: AssociateResult,
    /// Who says so, and why.
    pub diagnostic: Diagnostic,
    /// User information: a sequence of EXTERNAL, the element BE as it stands.
    pub user_information: Option<Tlv<'a>>,
    /// All elements where this was read; only the unknown ones are written from here.
    pub elements: Reader<'a>,
}

/// ABRT, which gives a dialogue up.
#[derive(Debug, Clone, Copy)]
pub struct Abort<'a> {
    /// Who gives up.
    pub source: AbortSource,
    /// User information: a sequence of EXTERNAL, the element BE as it stands.
    pub user_information: Option<Tlv<'a>>,
    /// All elements where this was read; only the unknown ones are written from here.
    pub elements: Reader<'a>,
}

/// Whether a dialogue was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssociateResult(
    /// The value.
    pub i64,
);

impl AssociateResult {
    /// 0.
    pub const ACCEPTED: Self = Self(0);
    /// 1.
    pub const REJECT_PERMANENT: Self = Self(1);

    /// The result's name; none for any other value.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "accepted",
            1 => "reject-permanent",
            _ => return None,
        })
    }
}

/// Why a dialogue was accepted or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Diagnostic {
    /// The user of the dialogue says so: 0 null, 1 no reason, 2 the context is not supported.
    User(i64),
    /// The provider says so: 0 null, 1 no reason, 2 no dialogue portion in common.
    Provider(i64),
}

impl Diagnostic {
    /// The value.
    pub const fn code(self) -> i64 {
        match self {
            Self::User(code) | Self::Provider(code) => code,
        }
    }

    /// The diagnostic's name; none for a value that Q.773 does not have.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::User(0) | Self::Provider(0) => "null",
            Self::User(1) | Self::Provider(1) => "no-reason-given",
            Self::User(2) => "application-context-name-not-supported",
            Self::Provider(2) => "no-common-dialogue-portion",
            _ => return None,
        })
    }

    /// Whose diagnostic it is.
    pub const fn source(self) -> &'static str {
        match self {
            Self::User(_) => "dialogue-service-user",
            Self::Provider(_) => "dialogue-service-provider",
        }
    }
}

/// Who gave a dialogue up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AbortSource(
    /// The value.
    pub i64,
);

impl AbortSource {
    /// 0.
    pub const USER: Self = Self(0);
    /// 1.
    pub const PROVIDER: Self = Self(1);

    /// The source's name; none for any other value.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "dialogue-service-user",
            1 => "dialogue-service-provider",
            _ => return None,
        })
    }
}

/// The APDU in a dialogue portion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apdu<'a> {
    /// AARQ: asks for a dialogue.
    Request(Request<'a>),
    /// AARE: answers.
    Response(Response<'a>),
    /// ABRT: gives it up.
    Abort(Abort<'a>),
    /// AUDT: goes with one Unidirectional message.
    Unidirectional(Request<'a>),
}

/// A dialogue portion.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::ber::ObjectIdentifier;
/// use hookflash::wire::tcap::itu::{Component, Dialogue, Message};
/// // locationCancellationContext version 3 (0.4.0.0.1.0.2.3).
/// let context = ObjectIdentifier(&[4, 0, 0, 1, 0, 2, 3]);
/// let components: [Component<'_>; 0] = [];
/// let begin = Message::begin(&[1], components).with_dialogue(Dialogue::request(context));
/// let mut writer = Writer::new();
/// let octets = writer.message(&begin)?;
/// assert_eq!(octets[5..9], [0x6B, 30, 0x28, 28]);
/// assert_eq!(octets[20..26], [0x60, 15, 0x80, 2, 7, 0x80]);
/// assert_eq!(octets[26..37], [0xA1, 9, 6, 7, 4, 0, 0, 1, 0, 2, 3]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Dialogue<'a> {
    /// The APDU; none where the portion holds no APDU that is known, or one that cannot be read.
    pub apdu: Option<Apdu<'a>>,
    /// The portion as it stands where it was read: what is written where there is no APDU, and
    /// no part of the value where there is one.
    pub portion: Tlv<'a>,
}

impl PartialEq for Dialogue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.apdu == other.apdu && (self.apdu.is_some() || self.portion == other.portion)
    }
}

impl Eq for Dialogue<'_> {}

impl PartialEq for Request<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.protocol_version == other.protocol_version
            && self.application_context == other.application_context
            && self.user_information == other.user_information
            && others(self.elements, OF_REQUEST).eq(others(other.elements, OF_REQUEST))
    }
}

impl Eq for Request<'_> {}

impl PartialEq for Response<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.protocol_version == other.protocol_version
            && self.application_context == other.application_context
            && self.result == other.result
            && self.diagnostic == other.diagnostic
            && self.user_information == other.user_information
            && others(self.elements, OF_RESPONSE).eq(others(other.elements, OF_RESPONSE))
    }
}

impl Eq for Response<'_> {}

impl PartialEq for Abort<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
            && self.user_information == other.user_information
            && others(self.elements, OF_ABORT).eq(others(other.elements, OF_ABORT))
    }
}

impl Eq for Abort<'_> {}

pub(super) const PORTION: Identifier = Identifier(0x6B);

/// 0.0.17.773.1.1.1 and 0.0.17.773.1.2.1 (Q.773 4.2.3).
const DIALOGUE_AS: &[u8] = &[0, 0x11, 0x86, 5, 1, 1, 1];
const UNIDIALOGUE_AS: &[u8] = &[0, 0x11, 0x86, 5, 1, 2, 1];
const SINGLE_ASN1_TYPE: Identifier = Identifier(0xA0);

const AARQ: Identifier = Identifier(0x60);
const AARE: Identifier = Identifier(0x61);
const ABRT: Identifier = Identifier(0x64);

const PROTOCOL_VERSION: Identifier = Identifier(0x80);
const ABORT_SOURCE: Identifier = Identifier(0x80);
const APPLICATION_CONTEXT: Identifier = Identifier(0xA1);
const RESULT: Identifier = Identifier(0xA2);
const SOURCE_DIAGNOSTIC: Identifier = Identifier(0xA3);
const USER_INFORMATION: Identifier = Identifier(0xBE);

const OF_REQUEST: &[Identifier] = &[PROTOCOL_VERSION, APPLICATION_CONTEXT, USER_INFORMATION];
const OF_RESPONSE: &[Identifier] =
    &[PROTOCOL_VERSION, APPLICATION_CONTEXT, RESULT, SOURCE_DIAGNOSTIC, USER_INFORMATION];
const OF_ABORT: &[Identifier] = &[ABORT_SOURCE, USER_INFORMATION];

const DIALOGUE_SERVICE_USER: Identifier = Identifier(0xA1);
const DIALOGUE_SERVICE_PROVIDER: Identifier = Identifier(0xA2);

const NOTHING: Reader<'static> = Reader::new(&[], Layer::Tcap);

/// The elements that have no field.
fn others<'a>(
    mut elements: Reader<'a>,
    known: &'static [Identifier],
) -> impl Iterator<Item = Tlv<'a>> {
    core::iter::from_fn(move || elements.tlv("element of the dialogue APDU").ok())
        .filter(|tlv| !known.contains(&tlv.identifier))
}

fn encode_others(elements: Reader<'_>, known: &'static [Identifier], writer: &mut Writer) {
    let behind = writer.len();
    for other in others(elements, known) {
        let before = writer.len();
        writer.put(other.octets);
        writer.swap_latest(behind, before);
    }
}

fn encode_information(information: Option<Tlv<'_>>, writer: &mut Writer) -> Result<(), Error> {
    match information {
        Some(tlv) if tlv.identifier == USER_INFORMATION => writer.put(tlv.octets),
        Some(tlv) => {
            let kind = ErrorKind::Unexpected { found: tlv.identifier.0 };
            return Err(refused(kind, Layer::Tcap, "user information"));
        }
        None => {}
    }
    Ok(())
}

fn encode_context(context: ObjectIdentifier<'_>, writer: &mut Writer) -> Result<(), Error> {
    if !context.is_whole() {
        return Err(refused(ErrorKind::BadContents, Layer::Tcap, "application context"));
    }
    let behind = writer.len();
    writer.element(universal::OBJECT_IDENTIFIER, context.0);
    writer.wrap(APPLICATION_CONTEXT, behind);
    Ok(())
}

/// An INTEGER in an element of its own.
fn encode_within(outer: Identifier, value: i64, writer: &mut Writer) {
    let behind = writer.len();
    writer.integer(universal::INTEGER, value);
    writer.wrap(outer, behind);
}

impl Encode for Request<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        encode_others(self.elements, OF_REQUEST, writer);
        encode_information(self.user_information, writer)?;
        encode_context(self.application_context, writer)?;
        if let Some(version) = self.protocol_version {
            writer.bit_string(PROTOCOL_VERSION, version);
        }
        writer.wrap(AARQ, behind);
        Ok(())
    }
}

impl Encode for Response<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        encode_others(self.elements, OF_RESPONSE, writer);
        encode_information(self.user_information, writer)?;
        let diagnostic = writer.len();
        match self.diagnostic {
            Diagnostic::User(code) => encode_within(DIALOGUE_SERVICE_USER, code, writer),
            Diagnostic::Provider(code) => encode_within(DIALOGUE_SERVICE_PROVIDER, code, writer),
        }
        writer.wrap(SOURCE_DIAGNOSTIC, diagnostic);
        encode_within(RESULT, self.result.0, writer);
        encode_context(self.application_context, writer)?;
        if let Some(version) = self.protocol_version {
            writer.bit_string(PROTOCOL_VERSION, version);
        }
        writer.wrap(AARE, behind);
        Ok(())
    }
}

impl Encode for Abort<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        encode_others(self.elements, OF_ABORT, writer);
        encode_information(self.user_information, writer)?;
        writer.integer(ABORT_SOURCE, self.source.0);
        writer.wrap(ABRT, behind);
        Ok(())
    }
}

impl Encode for Dialogue<'_> {
    /// The APDU in its EXTERNAL; without one, the portion as it stands.
    ///
    /// # Errors
    ///
    /// A portion of another identifier than 6B; an application context that is no object
    /// identifier; user information of another identifier than BE.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let Some(apdu) = &self.apdu else {
            if self.portion.identifier != PORTION {
                let kind = ErrorKind::Unexpected { found: self.portion.identifier.0 };
                return Err(refused(kind, Layer::Tcap, "dialogue portion"));
            }
            return self.portion.encode(writer);
        };
        let behind = writer.len();
        match apdu {
            Apdu::Request(request) | Apdu::Unidirectional(request) => request.encode(writer)?,
            Apdu::Response(response) => response.encode(writer)?,
            Apdu::Abort(abort) => abort.encode(writer)?,
        }
        writer.wrap(SINGLE_ASN1_TYPE, behind);
        writer.element(
            universal::OBJECT_IDENTIFIER,
            match apdu {
                Apdu::Unidirectional(_) => UNIDIALOGUE_AS,
                _ => DIALOGUE_AS,
            },
        );
        writer.wrap(universal::EXTERNAL, behind);
        writer.wrap(PORTION, behind);
        Ok(())
    }
}

impl<'a> Apdu<'a> {
    /// `AARQ`, `AARE`, `ABRT` or `AUDT`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Request(_) => "AARQ",
            Self::Response(_) => "AARE",
            Self::Abort(_) => "ABRT",
            Self::Unidirectional(_) => "AUDT",
        }
    }

    /// User information.
    pub const fn user_information(&self) -> Option<Tlv<'a>> {
        match self {
            Self::Request(apdu) | Self::Unidirectional(apdu) => apdu.user_information,
            Self::Response(apdu) => apdu.user_information,
            Self::Abort(apdu) => apdu.user_information,
        }
    }

    /// The protocol versions; none in an ABRT.
    pub const fn protocol_version(&self) -> Option<Bits<'a>> {
        match self {
            Self::Request(apdu) | Self::Unidirectional(apdu) => apdu.protocol_version,
            Self::Response(apdu) => apdu.protocol_version,
            Self::Abort(_) => None,
        }
    }

    /// The elements that no field has.
    pub fn others(&self) -> impl Iterator<Item = Tlv<'a>> {
        let (elements, known) = match self {
            Self::Request(apdu) | Self::Unidirectional(apdu) => (apdu.elements, OF_REQUEST),
            Self::Response(apdu) => (apdu.elements, OF_RESPONSE),
            Self::Abort(apdu) => (apdu.elements, OF_ABORT),
        };
        others(elements, known)
    }
}

impl<'a> Request<'a> {
    /// A request for a dialogue of this application context in version 1.
    pub const fn new(application_context: ObjectIdentifier<'a>) -> Self {
        Self {
            protocol_version: Some(VERSION_1),
            application_context,
            user_information: None,
            elements: NOTHING,
        }
    }
}

impl<'a> Dialogue<'a> {
    const fn of(apdu: Apdu<'a>) -> Self {
        Self { apdu: Some(apdu), portion: Tlv::NONE }
    }

    /// Asks for a dialogue of this application context (AARQ).
    pub const fn request(application_context: ObjectIdentifier<'a>) -> Self {
        Self::of(Apdu::Request(Request::new(application_context)))
    }

    /// Goes with a Unidirectional message (AUDT).
    pub const fn unidirectional(application_context: ObjectIdentifier<'a>) -> Self {
        Self::of(Apdu::Unidirectional(Request::new(application_context)))
    }

    /// Accepts or refuses a dialogue (AARE).
    pub const fn response(
        application_context: ObjectIdentifier<'a>,
        result: AssociateResult,
        diagnostic: Diagnostic,
    ) -> Self {
        Self::of(Apdu::Response(Response {
            protocol_version: Some(VERSION_1),
            application_context,
            result,
            diagnostic,
            user_information: None,
            elements: NOTHING,
        }))
    }

    /// Gives a dialogue up (ABRT).
    pub const fn abort(source: AbortSource) -> Self {
        Self::of(Apdu::Abort(Abort { source, user_information: None, elements: NOTHING }))
    }

    /// The application context name, where the APDU has one.
    pub const fn application_context(&self) -> Option<ObjectIdentifier<'a>> {
        match &self.apdu {
            Some(Apdu::Request(apdu) | Apdu::Unidirectional(apdu)) => {
                Some(apdu.application_context)
            }
            Some(Apdu::Response(apdu)) => Some(apdu.application_context),
            _ => None,
        }
    }

    /// Reads a dialogue portion; what is no APDU of Q.773 stays as it stands.
    pub fn decode(portion: Tlv<'a>) -> Self {
        Self { apdu: apdu(&portion).ok().flatten(), portion }
    }
}

/// The APDU is inside an EXTERNAL: object identifier, then `[0]` around it (Q.773 4.2.3).
fn apdu<'a>(portion: &Tlv<'a>) -> Result<Option<Apdu<'a>>, Error> {
    let mut inside = portion.elements()?;
    let mut external = inside.expect(universal::EXTERNAL, "EXTERNAL")?.elements()?;
    let syntax = external.expect(universal::OBJECT_IDENTIFIER, "dialogue as id")?;
    let mut single = external.expect(SINGLE_ASN1_TYPE, "single ASN.1 type")?.elements()?;
    let apdu = single.tlv("dialogue APDU")?;
    if !(inside.is_empty() && external.is_empty() && single.is_empty()) {
        return Ok(None);
    }
    let elements = apdu.elements()?;
    let fields = Fields::read(elements, apdu.identifier)?;
    let Fields { protocol_version, user_information, .. } = fields;
    let request = || {
        let application_context = fields.application_context?;
        Some(Request { protocol_version, application_context, user_information, elements })
    };
    let response = || {
        Some(Response {
            protocol_version,
            application_context: fields.application_context?,
            result: fields.result?,
            diagnostic: fields.diagnostic?,
            user_information,
            elements,
        })
    };
    let abort = || Some(Abort { source: fields.source?, user_information, elements });
    Ok(match (syntax.contents, apdu.identifier) {
        (DIALOGUE_AS, AARQ) => request().map(Apdu::Request),
        (UNIDIALOGUE_AS, AARQ) => request().map(Apdu::Unidirectional),
        (DIALOGUE_AS, AARE) => response().map(Apdu::Response),
        (DIALOGUE_AS, ABRT) => abort().map(Apdu::Abort),
        _ => None,
    })
}

/// The fields of all APDUs.
#[derive(Default)]
struct Fields<'a> {
    protocol_version: Option<Bits<'a>>,
    application_context: Option<ObjectIdentifier<'a>>,
    result: Option<AssociateResult>,
    diagnostic: Option<Diagnostic>,
    source: Option<AbortSource>,
    user_information: Option<Tlv<'a>>,
}

/// The one element inside.
fn only<'a>(tlv: &Tlv<'a>) -> Result<Tlv<'a>, Error> {
    let mut elements = tlv.elements()?;
    let inner = elements.tlv(tlv.what)?;
    elements.end(tlv.what)?;
    Ok(inner)
}

/// A field that stands there twice has no one value.
fn once<T>(field: &mut Option<T>, value: T, tlv: &Tlv<'_>) -> Result<(), Error> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(tlv.error(ErrorKind::Unexpected { found: tlv.identifier.0 })),
    }
}

/// A bit string whose unused bits are 0: others would not come back.
fn version<'a>(tlv: &Tlv<'a>) -> Result<Bits<'a>, Error> {
    let bits = tlv.bit_string()?;
    let unused = match bits.octets.last() {
        Some(last) => last & !(0xFF << bits.unused) != 0,
        None => bits.unused != 0,
    };
    if unused { Err(tlv.error(ErrorKind::BadContents)) } else { Ok(bits) }
}

impl<'a> Fields<'a> {
    fn read(mut elements: Reader<'a>, apdu: Identifier) -> Result<Self, Error> {
        let mut fields = Self::default();
        while !elements.is_empty() {
            let tlv = elements.tlv("dialogue APDU field")?;
            match (tlv.identifier, apdu) {
                (ABORT_SOURCE, ABRT) => {
                    once(&mut fields.source, AbortSource(tlv.integer()?), &tlv)?;
                }
                (USER_INFORMATION, _) => once(&mut fields.user_information, tlv, &tlv)?,
                (PROTOCOL_VERSION, AARQ | AARE) => {
                    once(&mut fields.protocol_version, version(&tlv)?, &tlv)?;
                }
                (APPLICATION_CONTEXT, AARQ | AARE) => {
                    let context = only(&tlv)?.object_identifier()?;
                    once(&mut fields.application_context, context, &tlv)?;
                }
                (RESULT, AARE) => {
                    let result = AssociateResult(only(&tlv)?.integer()?);
                    once(&mut fields.result, result, &tlv)?;
                }
                (SOURCE_DIAGNOSTIC, AARE) => {
                    let whose = only(&tlv)?;
                    let code = only(&whose)?.integer()?;
                    let diagnostic = match whose.identifier {
                        DIALOGUE_SERVICE_USER => Diagnostic::User(code),
                        DIALOGUE_SERVICE_PROVIDER => Diagnostic::Provider(code),
                        Identifier(found) => {
                            return Err(whose.error(ErrorKind::Unexpected { found }));
                        }
                    };
                    once(&mut fields.diagnostic, diagnostic, &tlv)?;
                }
                _ => {}
            }
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn portion(octets: &[u8]) -> Dialogue<'_> {
        Dialogue::decode(Reader::new(octets, Layer::Tcap).tlv("portion").unwrap_or(Tlv::NONE))
    }

    const CONTEXT: ObjectIdentifier<'static> = ObjectIdentifier(&[4, 0, 0, 1, 0, 20, 3]);

    /// An APDU in its EXTERNAL and portion.
    fn wrapped(syntax: u8, apdu: &[u8]) -> Vec<u8> {
        let size = apdu.len() as u8;
        let head = [0x6B, size + 13, 0x28, size + 11, 6, 7, 0, 0x11, 0x86, 5, 1, syntax, 1];
        [&head[..], &[0xA0, size], apdu].concat()
    }

    #[test]
    fn each_apdu_is_read_and_written_as_it_was() -> Result<(), Error> {
        let aarq = [0x60, 15, 0x80, 2, 7, 0x80, 0xA1, 9, 6, 7, 4, 0, 0, 1, 0, 20, 3];
        let aare = [
            0x61, 29, 0x80, 2, 7, 0x80, 0xA1, 9, 6, 7, 4, 0, 0, 1, 0, 20, 3, 0xA2, 3, 2, 1, 1,
            0xA3, 5, 0xA1, 3, 2, 1, 2,
        ];
        let abrt = [0x64, 11, 0x80, 1, 0, 0xBE, 6, 0x28, 4, 6, 2, 0x2A, 3];
        let refused = (AssociateResult::REJECT_PERMANENT, Diagnostic::User(2));
        for (syntax, octets, built) in [
            (1, &aarq[..], Some(Dialogue::request(CONTEXT))),
            (2, &aarq[..], Some(Dialogue::unidirectional(CONTEXT))),
            (1, &aare[..], Some(Dialogue::response(CONTEXT, refused.0, refused.1))),
            (1, &abrt[..5], None),
            (1, &abrt[..], None),
        ] {
            let mut octets = octets.to_vec();
            octets[1] = octets.len() as u8 - 2;
            let octets = wrapped(syntax, &octets);
            let read = portion(&octets);
            assert!(read.apdu.is_some(), "{octets:02X?}");
            assert_eq!(Writer::new().message(&read)?, octets);
            if let Some(built) = built {
                assert_eq!(read, built);
                assert_eq!(Writer::new().message(&built)?, octets);
            }
        }
        Ok(())
    }

    #[test]
    fn a_field_that_is_not_known_is_kept() -> Result<(), Error> {
        let aarq = [0x60, 14, 0xA1, 9, 6, 7, 4, 0, 0, 1, 0, 20, 3, 0x85, 1, 7];
        let octets = wrapped(1, &aarq);
        let read = portion(&octets);
        assert_eq!(read.application_context(), Some(CONTEXT));
        assert_ne!(read, Dialogue::request(CONTEXT));
        assert_eq!(Writer::new().message(&read)?, octets);
        // What is a field of another APDU is none here.
        let octets = wrapped(1, &[0x64, 7, 0x80, 1, 0, 0xA2, 2, 0x80, 0]);
        assert_eq!(Writer::new().message(&portion(&octets))?, octets);
        assert!(portion(&octets).apdu.is_some_and(|apdu| apdu.others().count() == 1));
        Ok(())
    }

    #[test]
    fn what_is_no_apdu_stays_as_it_stands() -> Result<(), Error> {
        let no_context = wrapped(1, &[0x60, 0]);
        let other_syntax = wrapped(3, &[0x64, 3, 0x80, 1, 0]);
        let private = [0x6B, 9, 0x28, 7, 6, 1, 0x2A, 0xA0, 2, 0x60, 0];
        let unused = wrapped(1, &[0x60, 13, 0x80, 2, 7, 0xFF, 0xA1, 7, 6, 5, 4, 0, 0, 1, 0]);
        let twice = wrapped(1, &[0x64, 6, 0x80, 1, 0, 0x80, 1, 1]);
        for octets in [
            &no_context[..],
            &other_syntax,
            &unused,
            &twice,
            &private,
            &[0x6B, 0],
            &[0x6B, 2, 0x28, 0],
        ] {
            let read = portion(octets);
            assert_eq!(read.apdu, None, "{octets:02X?}");
            assert_eq!(Writer::new().message(&read)?, octets);
        }
        Ok(())
    }

    #[test]
    fn what_a_decoder_would_not_read_is_refused() {
        let what = |dialogue: Dialogue<'_>| {
            Writer::new().message(&dialogue).map(|_| ()).map_err(|error| error.what)
        };
        let cut = ObjectIdentifier(&[4, 0x80]);
        assert_eq!(what(Dialogue::request(cut)), Err("application context"));
        let user_information = Some(Tlv::NONE);
        let request = Request { user_information, ..Request::new(CONTEXT) };
        assert_eq!(what(Dialogue::of(Apdu::Request(request))), Err("user information"));
    }
}

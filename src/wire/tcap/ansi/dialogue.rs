//! The dialogue portion (T1.114.3, since 1996).

use crate::wire::ber::{Identifier, ObjectIdentifier, Tlv};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

/// An application context, security context or confidentiality algorithm: by number or by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identification<'a> {
    /// An integer.
    Integer(i64),
    /// An object identifier.
    Object(ObjectIdentifier<'a>),
}

/// Confidentiality of the components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confidentiality<'a> {
    /// The algorithm.
    pub id: Option<Identification<'a>>,
    /// The element as it stands.
    pub element: Tlv<'a>,
}

/// What two TCAP users agree on before they exchange components.
#[derive(Debug, Clone, Copy)]
pub struct DialoguePortion<'a> {
    /// Protocol version: bit 1 is T1.114-1996, bit 2 is T1.114-2000.
    pub protocol_version: Option<u8>,
    /// Application context.
    pub application_context: Option<Identification<'a>>,
    /// User information: a sequence of EXTERNAL.
    pub user_information: Option<Tlv<'a>>,
    /// Security context.
    pub security_context: Option<Identification<'a>>,
    /// Confidentiality.
    pub confidentiality: Option<Confidentiality<'a>>,
    /// All elements where this was read, the unknown ones among them; only those are written from
    /// here.
    pub elements: Reader<'a>,
}

impl PartialEq for DialoguePortion<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.protocol_version == other.protocol_version
            && self.application_context == other.application_context
            && self.user_information == other.user_information
            && self.security_context == other.security_context
            && self.confidentiality == other.confidentiality
            && self.others().eq(other.others())
    }
}

impl Eq for DialoguePortion<'_> {}

const PORTION: Identifier = Identifier(0xF9);

const PROTOCOL_VERSION: Identifier = Identifier(0xDA);
const INTEGER_APPLICATION_CONTEXT: Identifier = Identifier(0xDB);
const OBJECT_APPLICATION_CONTEXT: Identifier = Identifier(0xDC);
const USER_INFORMATION: Identifier = Identifier(0xFD);
const INTEGER_SECURITY_CONTEXT: Identifier = Identifier(0x80);
const OBJECT_SECURITY_CONTEXT: Identifier = Identifier(0x81);
const CONFIDENTIALITY: Identifier = Identifier(0xA2);

fn integer<'a>(tlv: &Tlv<'_>) -> Result<Option<Identification<'a>>, Error> {
    tlv.integer().map(Identification::Integer).map(Some)
}

fn object<'a>(tlv: &Tlv<'a>) -> Result<Option<Identification<'a>>, Error> {
    tlv.object_identifier().map(Identification::Object).map(Some)
}

/// An integer or an object identifier, each under an identifier of its own.
fn write_identification(
    identification: Identification<'_>,
    [integer, object]: [Identifier; 2],
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    match identification {
        Identification::Integer(value) => writer.integer(integer, value),
        Identification::Object(oid) if oid.is_whole() => writer.element(object, oid.0),
        Identification::Object(_) => {
            return Err(refused(ErrorKind::BadContents, Layer::Tcap, what));
        }
    }
    Ok(())
}

impl Encode for DialoguePortion<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        for other in self.others() {
            let before = writer.len();
            writer.put(other.octets);
            writer.swap_latest(behind, before);
        }
        if let Some(confidentiality) = self.confidentiality {
            writer.put(confidentiality.element.octets);
        }
        if let Some(context) = self.security_context {
            let identifiers = [INTEGER_SECURITY_CONTEXT, OBJECT_SECURITY_CONTEXT];
            write_identification(context, identifiers, "security context", writer)?;
        }
        if let Some(information) = self.user_information {
            writer.put(information.octets);
        }
        if let Some(context) = self.application_context {
            let identifiers = [INTEGER_APPLICATION_CONTEXT, OBJECT_APPLICATION_CONTEXT];
            write_identification(context, identifiers, "application context", writer)?;
        }
        if let Some(version) = self.protocol_version {
            writer.octet(PROTOCOL_VERSION, version);
        }
        writer.wrap(PORTION, behind);
        Ok(())
    }
}

const fn is_known(identifier: Identifier) -> bool {
    matches!(
        identifier,
        PROTOCOL_VERSION
            | INTEGER_APPLICATION_CONTEXT
            | OBJECT_APPLICATION_CONTEXT
            | USER_INFORMATION
            | INTEGER_SECURITY_CONTEXT
            | OBJECT_SECURITY_CONTEXT
            | CONFIDENTIALITY
    )
}

impl<'a> DialoguePortion<'a> {
    /// A dialogue portion that says nothing.
    pub const EMPTY: Self = Self {
        protocol_version: None,
        application_context: None,
        user_information: None,
        security_context: None,
        confidentiality: None,
        elements: Reader::new(&[], Layer::Tcap),
    };

    /// The elements that have no field.
    fn others(&self) -> impl Iterator<Item = Tlv<'a>> + use<'a> {
        let mut reader = self.elements;
        core::iter::from_fn(move || reader.tlv("element of the dialogue portion").ok())
            .filter(|tlv| !is_known(tlv.identifier))
    }

    pub(super) fn decode(portion: &Tlv<'a>) -> Result<Self, Error> {
        let elements = portion.elements()?;
        let mut dialogue = Self { elements, ..Self::EMPTY };
        let mut reader = elements;
        while !reader.is_empty() {
            let tlv = reader.tlv("element of the dialogue portion")?;
            match tlv.identifier {
                PROTOCOL_VERSION => match tlv.contents {
                    [version] => dialogue.protocol_version = Some(*version),
                    other => {
                        let length = clamp(other.len());
                        let tlv = Tlv { what: "protocol version", ..tlv };
                        return Err(tlv.contents_error(ErrorKind::BadLength { length }));
                    }
                },
                INTEGER_APPLICATION_CONTEXT => dialogue.application_context = integer(&tlv)?,
                OBJECT_APPLICATION_CONTEXT => dialogue.application_context = object(&tlv)?,
                USER_INFORMATION => dialogue.user_information = Some(tlv),
                INTEGER_SECURITY_CONTEXT => dialogue.security_context = integer(&tlv)?,
                OBJECT_SECURITY_CONTEXT => dialogue.security_context = object(&tlv)?,
                CONFIDENTIALITY => {
                    let mut inside = tlv.elements()?;
                    let id = match inside.is_empty() {
                        true => None,
                        false => match inside.tlv("confidentiality id")? {
                            tlv if tlv.identifier.0 == 0x80 => integer(&tlv)?,
                            tlv if tlv.identifier.0 == 0x81 => object(&tlv)?,
                            _ => None,
                        },
                    };
                    dialogue.confidentiality = Some(Confidentiality { id, element: tlv });
                }
                _ => {}
            }
        }
        Ok(dialogue)
    }

    /// Tells of elements that are not known, and of what cannot be cut into elements.
    pub fn irregularities(&self, mut tell: impl FnMut(Diagnostic)) {
        let mut reader = self.elements;
        while !reader.is_empty() {
            let here = reader;
            let Ok(tlv) = reader.tlv("element of the dialogue portion") else { break };
            if !is_known(tlv.identifier) {
                let kind = ErrorKind::Unexpected { found: tlv.identifier.0 };
                tell(Diagnostic::warning(here.error(kind, "element of the dialogue portion")));
            }
        }
    }
}

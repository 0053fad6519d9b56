//! The package: transaction portion, dialogue portion, component portion (T1.114.3).

use super::codes::{PAbortCause, PackageType};
use super::component::Components;
use super::dialogue::DialoguePortion;
use crate::wire::ber::{Identifier, Tlv, universal};
use crate::wire::error::{Diagnostic, Error, ErrorKind};
use crate::wire::reader::{Reader, clamp};
use core::fmt;

const TRANSACTION_ID: Identifier = Identifier(0xC7);
const P_ABORT_CAUSE: Identifier = Identifier(0xD7);
const USER_ABORT_INFORMATION: Identifier = Identifier(0xF8);
const DIALOGUE_PORTION: Identifier = Identifier(0xF9);
const COMPONENT_SEQUENCE: Identifier = Identifier(0xE8);

/// A transaction id, which one of the two ends allocated. Displays as eight hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionId(
    /// The four octets, first octet highest.
    pub u32,
);

impl fmt::Display for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// Why a transaction was aborted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abort<'a> {
    /// By the transaction sublayer.
    Cause(PAbortCause),
    /// By the user, with its reasons: one EXTERNAL.
    User(Tlv<'a>),
}

/// An ANSI TCAP message.
///
/// ```
/// use hookflash::wire::tcap::ansi::{Package, PackageType, TransactionId};
/// use hookflash::wire::{Layer, Reader};
/// let octets = [0xF6, 0x09, 0xC7, 4, 0, 0, 0, 1, 0xD7, 1, 4];
/// let package = Package::decode(&mut Reader::new(&octets, Layer::Tcap))?;
/// assert_eq!(package.package_type, PackageType::ABORT);
/// assert_eq!(package.responding_id, Some(TransactionId(1)));
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package<'a> {
    /// The package type.
    pub package_type: PackageType,
    /// The sender's own id: in Query and Conversation.
    pub originating_id: Option<TransactionId>,
    /// The id that the receiver allocated: in Conversation, Response and Abort.
    pub responding_id: Option<TransactionId>,
    /// The dialogue portion.
    pub dialogue: Option<DialoguePortion<'a>>,
    /// The components; none where there is no component portion.
    pub components: Option<Components<'a>>,
    /// In an Abort, why.
    pub abort: Option<Abort<'a>>,
    /// The package as it stands.
    pub element: Tlv<'a>,
    /// What stands after the portions that are known: elements, not read further.
    pub rest: Reader<'a>,
    /// What stands after the package in the user data.
    pub trailing: Reader<'a>,
}

impl<'a> Package<'a> {
    /// Reads a package; components are read when they are asked for.
    ///
    /// # Errors
    ///
    /// Another identifier than a package's; a transaction portion that is absent, in constructed
    /// form or of another length than the package type has; a dialogue portion or abort cause
    /// that cannot be read; any length that does not fit.
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = *reader;
        let package = reader.tlv("package")?;
        let package_type = match u8::try_from(package.identifier.0).map(PackageType) {
            Ok(package_type) if package_type.name().is_some() => package_type,
            _ => {
                let found = package.identifier.0;
                return Err(start.error(ErrorKind::Unexpected { found }, "TCAP package type"));
            }
        };
        let mut elements = package.elements()?;
        let (originating_id, responding_id) = transaction_ids(&mut elements, package_type)?;
        let mut next = |identifier: Identifier, what: &'static str| {
            let mut ahead = elements;
            match ahead.is_empty().then_some(None).map_or_else(|| ahead.tlv(what).map(Some), Ok) {
                Ok(Some(tlv)) if tlv.identifier == identifier => {
                    elements = ahead;
                    Ok(Some(tlv))
                }
                Ok(_) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let dialogue = match next(DIALOGUE_PORTION, "dialogue portion")? {
            Some(tlv) => Some(DialoguePortion::decode(&tlv)?),
            None => None,
        };
        let components = match next(COMPONENT_SEQUENCE, "component portion")? {
            Some(tlv) => Some(Components::new(tlv.elements()?)),
            None => None,
        };
        let abort = if package_type == PackageType::ABORT {
            if let Some(tlv) = next(P_ABORT_CAUSE, "P-Abort cause")? {
                Some(Abort::Cause(p_abort_cause(&tlv)?))
            } else if let Some(tlv) = next(USER_ABORT_INFORMATION, "user abort information")? {
                let external = tlv.elements()?.expect(universal::EXTERNAL, "EXTERNAL")?;
                Some(Abort::User(external))
            } else {
                None
            }
        } else {
            None
        };
        Ok(Self {
            package_type,
            originating_id,
            responding_id,
            dialogue,
            components,
            abort,
            element: package,
            rest: elements,
            trailing: *reader,
        })
    }

    /// Tells what is irregular in the package though it can be read; the components are theirs to
    /// judge.
    pub fn irregularities(&self, mut tell: impl FnMut(Diagnostic)) {
        let mut rest = self.rest;
        while !rest.is_empty() {
            let here = rest;
            match rest.tlv("element after the component portion") {
                Ok(tlv) => {
                    let found = tlv.identifier.0;
                    let kind = ErrorKind::Unexpected { found };
                    tell(Diagnostic::warning(here.error(kind, "portion of a TCAP package")));
                }
                Err(error) => {
                    tell(Diagnostic::error(error));
                    break;
                }
            }
        }
        if let Err(error) = self.trailing.end("the TCAP package") {
            tell(Diagnostic::warning(error));
        }
        match (self.components, self.dialogue) {
            (Some(components), _) if components.is_empty() => {
                let error = components.error(ErrorKind::Missing, "component");
                tell(Diagnostic::warning(error));
            }
            (None, None) if self.package_type != PackageType::ABORT => {
                let error = self.rest.error(ErrorKind::Missing, "dialogue or component portion");
                tell(Diagnostic::warning(error));
            }
            (None, _) if self.package_type == PackageType::UNIDIRECTIONAL => {
                let error = self.rest.error(ErrorKind::Missing, "component portion");
                tell(Diagnostic::warning(error));
            }
            _ => {}
        }
        if self.package_type == PackageType::ABORT && self.abort.is_none() {
            let error = self.rest.error(ErrorKind::Missing, "abort cause or user information");
            tell(Diagnostic::warning(error));
        }
        if let Some(dialogue) = &self.dialogue {
            dialogue.irregularities(tell);
        }
    }
}

fn transaction_ids(
    elements: &mut Reader<'_>,
    package_type: PackageType,
) -> Result<(Option<TransactionId>, Option<TransactionId>), Error> {
    let start = *elements;
    if elements.is_empty() {
        return Err(elements.error(ErrorKind::Missing, "transaction ID"));
    }
    let tlv = elements.tlv("transaction ID")?;
    if tlv.identifier != TRANSACTION_ID {
        let found = tlv.identifier.0;
        return Err(start.error(ErrorKind::Unexpected { found }, "transaction ID"));
    }
    let id = |octets: &[u8; 4]| Some(TransactionId(u32::from_be_bytes(*octets)));
    let (first, second) = (tlv.contents.first_chunk::<4>(), tlv.contents.last_chunk::<4>());
    match (package_type.transaction_ids(), tlv.contents.len(), first, second) {
        ((false, false), 0, ..) => Ok((None, None)),
        ((true, false), 4, Some(only), _) => Ok((id(only), None)),
        ((false, true), 4, Some(only), _) => Ok((None, id(only))),
        ((true, true), 8, Some(originating), Some(responding)) => {
            Ok((id(originating), id(responding)))
        }
        (_, length, ..) => Err(tlv.contents_error(ErrorKind::BadLength { length: clamp(length) })),
    }
}

fn p_abort_cause(tlv: &Tlv<'_>) -> Result<PAbortCause, Error> {
    let cause = tlv.integer()?;
    u8::try_from(cause).map(PAbortCause).map_err(|_| {
        let value = u32::try_from(cause).unwrap_or(u32::MAX);
        tlv.contents_error(ErrorKind::OutOfRange { value })
    })
}

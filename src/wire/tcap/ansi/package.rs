//! The package: transaction portion, dialogue portion, component portion (T1.114.3).

use super::codes::{PAbortCause, PackageType};
use super::component::Components;
use super::dialogue::DialoguePortion;
use crate::wire::ber::{Identifier, Quick, Tlv, universal};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};
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

/// An ANSI TCAP message, over its components: those that were read, or any to be encoded.
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
///
/// One to be sent is made by the function of its name, with a component or several:
///
/// ```
/// use hookflash::wire::tcap::ansi::{OperationCode, Package, Problem, Reject, TransactionId};
/// use hookflash::wire::Writer;
/// let unrecognised_operation = Problem { problem_type: 2, specifier: 2 };
/// let reject = Reject::new(Some(1), unrecognised_operation);
/// let mut writer = Writer::new();
/// let octets = writer.message(&Package::response(TransactionId(1), [reject]))?;
/// assert_eq!(octets[..8], [0xE4, 19, 0xC7, 4, 0, 0, 0, 1]);
/// assert_eq!(octets[8..], [0xE8, 11, 0xEC, 9, 0xCF, 1, 1, 0xD5, 2, 2, 2, 0xF2, 0]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Package<'a, C = Components<'a>> {
    /// The package type.
    pub package_type: PackageType,
    /// The sender's own id: in Query and Conversation.
    pub originating_id: Option<TransactionId>,
    /// The id that the receiver allocated: in Conversation, Response and Abort.
    pub responding_id: Option<TransactionId>,
    /// The dialogue portion.
    pub dialogue: Option<DialoguePortion<'a>>,
    /// The components; none where there is no component portion.
    pub components: Option<C>,
    /// In an Abort, why.
    pub abort: Option<Abort<'a>>,
    /// The package as it stands where it was read; no part of its value.
    pub element: Tlv<'a>,
    /// What stands after the portions that are known: elements, not read further.
    pub rest: Reader<'a>,
    /// What stands after the package in the user data; no part of its value.
    pub trailing: Reader<'a>,
}

impl<C: PartialEq> PartialEq for Package<'_, C> {
    fn eq(&self, other: &Self) -> bool {
        self.package_type == other.package_type
            && self.originating_id == other.originating_id
            && self.responding_id == other.responding_id
            && self.dialogue == other.dialogue
            && self.components == other.components
            && self.abort == other.abort
            && self.rest == other.rest
    }
}

impl<C: Eq> Eq for Package<'_, C> {}

impl<'a, C> Package<'a, C> {
    const fn new(
        package_type: PackageType,
        originating_id: Option<TransactionId>,
        responding_id: Option<TransactionId>,
        components: Option<C>,
    ) -> Self {
        Self {
            package_type,
            originating_id,
            responding_id,
            dialogue: None,
            components,
            abort: None,
            element: Tlv::NONE,
            rest: Reader::new(&[], Layer::Tcap),
            trailing: Reader::new(&[], Layer::Tcap),
        }
    }

    /// One message without a transaction.
    pub const fn unidirectional(components: C) -> Self {
        Self::new(PackageType::UNIDIRECTIONAL, None, None, Some(components))
    }

    /// Begins a transaction that the receiver may end.
    pub const fn query(id: TransactionId, components: C) -> Self {
        Self::new(PackageType::QUERY_WITH_PERMISSION, Some(id), None, Some(components))
    }

    /// Continues a transaction; the receiver may end it.
    pub const fn conversation(
        originating_id: TransactionId,
        responding_id: TransactionId,
        components: C,
    ) -> Self {
        let (originating_id, responding_id) = (Some(originating_id), Some(responding_id));
        let package_type = PackageType::CONVERSATION_WITH_PERMISSION;
        Self::new(package_type, originating_id, responding_id, Some(components))
    }

    /// Ends the transaction that the receiver knows by this id.
    pub const fn response(responding_id: TransactionId, components: C) -> Self {
        Self::new(PackageType::RESPONSE, None, Some(responding_id), Some(components))
    }

    /// The same package, which the receiver may not end the transaction on.
    #[must_use]
    pub fn without_permission(self) -> Self {
        let package_type = match self.package_type {
            PackageType::QUERY_WITH_PERMISSION => PackageType::QUERY_WITHOUT_PERMISSION,
            PackageType::CONVERSATION_WITH_PERMISSION => {
                PackageType::CONVERSATION_WITHOUT_PERMISSION
            }
            other => other,
        };
        Self { package_type, ..self }
    }
}

impl<'a> Package<'a> {
    /// Gives up the transaction that the receiver knows by this id.
    pub const fn abort(responding_id: TransactionId, reason: Abort<'a>) -> Self {
        let package = Self::new(PackageType::ABORT, None, Some(responding_id), None);
        Self { abort: Some(reason), ..package }
    }
}

impl<C: Encode> Encode for Package<'_, C> {
    /// # Errors
    ///
    /// A package type that has no name; a transaction id that the type needs and is not there, or
    /// the reverse; abort information in another package than an Abort; what the portions refuse.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        if !self.rest.is_empty() {
            writer.put(self.rest.rest());
        }
        if let Some(abort) = &self.abort {
            if self.package_type != PackageType::ABORT {
                return Err(refused(ErrorKind::BadContents, Layer::Tcap, "abort information"));
            }
            abort.encode(writer)?;
        }
        if let Some(components) = &self.components {
            let behind = writer.len();
            components.encode(writer)?;
            writer.wrap(COMPONENT_SEQUENCE, behind);
        }
        if let Some(dialogue) = &self.dialogue {
            dialogue.encode(writer)?;
        }
        self.write_transaction_ids(writer)?;
        writer.wrap(Identifier(self.package_type.0.into()), behind);
        Ok(())
    }
}

impl<C> Package<'_, C> {
    #[inline]
    fn write_transaction_ids(&self, writer: &mut Writer) -> Result<(), Error> {
        let refuse = |kind, what| Err(refused(kind, Layer::Tcap, what));
        if self.package_type.name().is_none() {
            let value = self.package_type.0.into();
            return refuse(ErrorKind::OutOfRange { value }, "TCAP package type");
        }
        let (originates, responds) = self.package_type.transaction_ids();
        match (originates, self.originating_id, responds, self.responding_id) {
            (false, None, false, None) => writer.element(TRANSACTION_ID, &[]),
            (true, Some(id), false, None) | (false, None, true, Some(id)) => {
                writer.u32_be(id.0);
                writer.array([TRANSACTION_ID.0 as u8, 4]);
            }
            (true, Some(originating_id), true, Some(responding_id)) => {
                writer.u32_be(responding_id.0);
                writer.u32_be(originating_id.0);
                writer.array([TRANSACTION_ID.0 as u8, 8]);
            }
            (true, None, ..) => return refuse(ErrorKind::Missing, "originating transaction ID"),
            (.., true, None) => return refuse(ErrorKind::Missing, "responding transaction ID"),
            (false, Some(_), ..) => {
                return refuse(ErrorKind::BadContents, "originating transaction ID");
            }
            (.., Some(_)) => return refuse(ErrorKind::BadContents, "responding transaction ID"),
        }
        Ok(())
    }
}

impl Encode for Abort<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Cause(cause) => writer.integer(P_ABORT_CAUSE, cause.0.into()),
            Self::User(external) => {
                let behind = writer.len();
                writer.put(external.octets);
                writer.wrap(USER_ABORT_INFORMATION, behind);
            }
        }
        Ok(())
    }
}

impl<'a> Package<'a> {
    /// Reads a package; components are read when they are asked for.
    ///
    /// # Errors
    ///
    /// Another identifier than a package's; a transaction portion that is absent, in constructed
    /// form or of another length than the package type has; a dialogue portion or abort cause
    /// that cannot be read; any length that does not fit.
    #[inline(always)] // so that what the caller does not ask for is not worked out
    pub fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        if let Some(package) = Self::decode_quick(*reader) {
            *reader = package.trailing;
            return Ok(package);
        }
        Self::decode_with_care(reader)
    }

    /// Reads a package of components alone, each length in a usual form; none says only that
    /// `decode_with_care` must look.
    #[inline(always)]
    pub(crate) fn decode_quick(start: Reader<'a>) -> Option<Self> {
        let package = Quick::next(start.rest())?;
        let package_type = PackageType(u8::try_from(package.identifier.0).ok()?);
        let ids = Quick::next(package.contents)?;
        let portion = Quick::next(ids.rest)?;
        if ids.identifier != TRANSACTION_ID
            || portion.identifier != COMPONENT_SEQUENCE
            || !portion.rest.is_empty()
        {
            return None;
        }
        let id = |octets: [u8; 4]| Some(TransactionId(u32::from_be_bytes(octets)));
        let (originating_id, responding_id) = match (package_type, ids.contents) {
            (PackageType::UNIDIRECTIONAL, []) => (None, None),
            (
                PackageType::QUERY_WITH_PERMISSION | PackageType::QUERY_WITHOUT_PERMISSION,
                &[a, b, c, d],
            ) => (id([a, b, c, d]), None),
            (PackageType::RESPONSE, &[a, b, c, d]) => (None, id([a, b, c, d])),
            (
                PackageType::CONVERSATION_WITH_PERMISSION
                | PackageType::CONVERSATION_WITHOUT_PERMISSION,
                &[a, b, c, d, e, f, g, h],
            ) => (id([a, b, c, d]), id([e, f, g, h])),
            _ => return None,
        };
        Some(Self {
            package_type,
            originating_id,
            responding_id,
            dialogue: None,
            components: Some(Components::new(portion.reader(&start))),
            abort: None,
            element: package.tlv(&start, "package"),
            rest: portion.after(&start),
            trailing: package.after(&start),
        })
    }

    /// No transaction, no portions: a value to [decode into](Self::decode_into).
    pub const BLANK: Self = Self::new(PackageType::UNIDIRECTIONAL, None, None, None);

    /// Reads a package as [`decode`](Self::decode) does, into a value that is there already.
    /// After an error its fields hold anything.
    ///
    /// # Errors
    ///
    /// Those of `decode`.
    #[inline(always)] // so that what is read goes from registers to its place
    pub fn decode_into(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        let Some(package) = Self::decode_quick(*reader) else {
            let mut start = *reader;
            let result = self.decode_into_with_care(&mut start);
            *reader = start;
            return result;
        };
        // Field by field, so that each goes from its register to its place.
        self.package_type = package.package_type;
        self.originating_id = package.originating_id;
        self.responding_id = package.responding_id;
        self.dialogue = None;
        self.components = package.components;
        self.abort = None;
        self.element = package.element;
        self.rest = package.rest;
        self.trailing = package.trailing;
        *reader = package.trailing;
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn decode_into_with_care(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        *self = Self::decode_with_care(reader)?;
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn decode_with_care(reader: &mut Reader<'a>) -> Result<Self, Error> {
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
        // All these identifiers are one octet.
        let mut next = |identifier: Identifier, what: &'static str| {
            if elements.peek().map(u32::from) != Some(identifier.0) {
                return Ok(None);
            }
            elements.tlv(what).map(Some)
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
                let mut information = tlv.elements()?;
                let external = information.expect(universal::EXTERNAL, "EXTERNAL")?;
                information.end("the EXTERNAL of the user abort information")?;
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

#[inline(always)]
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

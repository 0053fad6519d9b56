//! The optional part of CR, CC, CREF and RLSD.

use super::super::address::Address;
use super::super::codes::ParameterName;
use super::super::optional::{Importance, OtherParameters, exactly, parameter};
use crate::wire::codes::Variant;
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

/// The parameters that have a field of their own, in the order of Q.713 table 3.
const NAMES: &[ParameterName] = &[
    ParameterName::CREDIT,
    ParameterName::CALLED_PARTY_ADDRESS,
    ParameterName::CALLING_PARTY_ADDRESS,
    ParameterName::DATA,
    ParameterName::HOP_COUNTER,
    ParameterName::IMPORTANCE,
];

/// The optional parameters of CR, CC, CREF and RLSD. Which of them a message may have is said in
/// T1.112.3 4.2 to 4.5 and Q.713 4.2 to 4.5; all are read in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionParameters<'a, D = Reader<'a>> {
    /// How many DT2 may be sent at first, in class 3.
    pub credit: Option<u8>,
    /// In CC and CREF: who answered.
    pub called_party_address: Option<Address<'a>>,
    /// In CR: who asks.
    pub calling_party_address: Option<Address<'a>>,
    /// The user's message, 130 octets at most by the standard.
    pub data: Option<D>,
    /// How many more times the global title may be translated, 1 to 15.
    pub hop_counter: Option<u8>,
    /// How much the message matters in congestion (Q.713 3.19).
    pub importance: Option<Importance>,
    /// All others, and repetitions of those above.
    pub others: OtherParameters<'a>,
}

impl<D> ConnectionParameters<'_, D> {
    /// No optional part.
    pub const NONE: Self = Self {
        credit: None,
        called_party_address: None,
        calling_party_address: None,
        data: None,
        hop_counter: None,
        importance: None,
        others: OtherParameters::NONE,
    };

    /// Whether there is a field of this name, and it is set.
    fn has(&self, name: ParameterName) -> Option<bool> {
        Some(match name {
            ParameterName::CREDIT => self.credit.is_some(),
            ParameterName::CALLED_PARTY_ADDRESS => self.called_party_address.is_some(),
            ParameterName::CALLING_PARTY_ADDRESS => self.calling_party_address.is_some(),
            ParameterName::DATA => self.data.is_some(),
            ParameterName::HOP_COUNTER => self.hop_counter.is_some(),
            ParameterName::IMPORTANCE => self.importance.is_some(),
            _ => return None,
        })
    }

    /// Whether there is nothing to be written.
    pub fn is_empty(&self) -> bool {
        NAMES.iter().all(|name| self.has(*name) != Some(true))
            && self.others.iter().next().is_none()
    }
}

impl<'a> ConnectionParameters<'a> {
    /// Reads an optional part up to its end of optional parameters octet.
    pub(super) fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        let mut optional = Self { others: OtherParameters::part(*reader, NAMES), ..Self::NONE };
        while let Some(found) = parameter(reader)? {
            // Of several with one name the first counts; the others are in `others`.
            if optional.has(found.name) != Some(false) {
                continue;
            }
            let mut value = found.value;
            let octet = |what| exactly(value, what).map(|[octet]| Some(octet));
            match found.name {
                ParameterName::CREDIT => optional.credit = octet("credit")?,
                ParameterName::HOP_COUNTER => optional.hop_counter = octet("hop counter")?,
                ParameterName::IMPORTANCE => {
                    optional.importance = octet("importance")?.map(Importance);
                }
                ParameterName::CALLED_PARTY_ADDRESS => {
                    optional.called_party_address = Some(Address::decode(&mut value, variant)?);
                }
                ParameterName::CALLING_PARTY_ADDRESS => {
                    optional.calling_party_address = Some(Address::decode(&mut value, variant)?);
                }
                _ => optional.data = Some(value),
            }
        }
        Ok(optional)
    }
}

/// Writes a parameter of any contents.
fn write(
    name: ParameterName,
    value: Option<&impl Encode>,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    let Some(value) = value else { return Ok(()) };
    let behind = writer.len();
    value.encode(writer)?;
    let length = writer.len() - behind;
    let Ok(octet) = u8::try_from(length) else {
        return Err(refused(ErrorKind::BadLength { length: clamp(length) }, Layer::Sccp, what));
    };
    writer.array([name.0, octet]);
    Ok(())
}

impl<D: Encode> Encode for ConnectionParameters<'_, D> {
    /// The parameters with a field of their own, then the others, then their end. Nothing where
    /// there are none.
    ///
    /// # Errors
    ///
    /// What an address or the data refuses; more than 255 octets of data; another parameter of a
    /// name whose field is not set.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        writer.u8(ParameterName::END_OF_OPTIONAL_PARAMETERS.0);
        self.others.write(writer, |name| self.has(name).unwrap_or(true))?;
        let importance = self.importance.map(|importance| [importance.0]);
        write(ParameterName::IMPORTANCE, importance.as_ref(), "importance", writer)?;
        let hops = self.hop_counter.map(|hops| [hops]);
        write(ParameterName::HOP_COUNTER, hops.as_ref(), "hop counter", writer)?;
        write(ParameterName::DATA, self.data.as_ref(), "data", writer)?;
        let calling = self.calling_party_address.as_ref();
        let what = "calling party address";
        write(ParameterName::CALLING_PARTY_ADDRESS, calling, what, writer)?;
        let called = self.called_party_address.as_ref();
        write(ParameterName::CALLED_PARTY_ADDRESS, called, "called party address", writer)?;
        let credit = self.credit.map(|credit| [credit]);
        write(ParameterName::CREDIT, credit.as_ref(), "credit", writer)
    }
}

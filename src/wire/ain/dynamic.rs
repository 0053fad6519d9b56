//! Elements written by the tables as data: for values that come from outside, and whose type is
//! known by name at run time only.
//!
//! The counterpart of [`walk`](super::walk): what it tells a visitor, this writes.

use super::kinds;
use super::schema::{Field, Kind, ParameterType};
use super::walk::{self, Value};
use crate::wire::ber::{Bits, Class, Identifier};
use crate::wire::error::{Error, Layer};
use crate::wire::reader::Reader;
use crate::wire::writer::Writer;
use alloc::vec::Vec;

impl ParameterType {
    /// The identifier of an element of the type that no use site gives another tag. None for a
    /// CHOICE without a tag, whose alternative has one, and for ANY.
    pub(crate) const fn identifier(&self) -> Option<Identifier> {
        let constructed = self.is_constructed();
        match (self.tag, &self.kind) {
            (Some(tag), _) => Some(Identifier::new(Class::ContextSpecific, constructed, tag)),
            (None, Kind::Choice(_) | Kind::Any) => None,
            (None, kind) => Some(Identifier::new(Class::Universal, constructed, kind.universal())),
        }
    }

    pub(crate) const fn is_constructed(&self) -> bool {
        matches!(self.kind, Kind::Sequence(_) | Kind::SequenceOf(..) | Kind::Choice(_))
    }
}

/// How a field's element stands around its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// What the value itself is written under; none where the value brings its own identifier.
    pub(crate) inner: Option<Identifier>,
    /// An explicit tag around that.
    pub(crate) outer: Option<Identifier>,
}

impl Field {
    /// How the field is written. `wanted` is chosen where the field takes more than one identifier
    /// and it is one of them.
    pub(crate) fn frame(&self, wanted: Option<Identifier>) -> Frame {
        let ty = self.parameter_type();
        let context = |constructed, tag| Identifier::new(Class::ContextSpecific, constructed, tag);
        match self.tag {
            Some(tag) if self.explicit => {
                Frame { inner: ty.identifier(), outer: Some(context(true, tag)) }
            }
            Some(tag) => Frame { inner: Some(context(ty.is_constructed(), tag)), outer: None },
            None => {
                let own = ty.identifier();
                let wanted = wanted.filter(|wanted| own.is_some() && self.takes(*wanted));
                let formed = |id: Identifier| match ty.is_constructed() {
                    true => id.constructed(),
                    false => id.primitive(),
                };
                Frame { inner: wanted.map(formed).or(own), outer: None }
            }
        }
    }

    /// Whether an element with this identifier, in either form, can be the field's.
    pub(crate) fn takes(&self, identifier: Identifier) -> bool {
        let key = identifier.primitive();
        matches!(self.parameter_type().kind, Kind::Any) && self.tag.is_none()
            || self.accepts(key)
            || self.identifiers().iter().any(|own| own.primitive() == key)
    }
}

/// Writes the element of a value that holds no others, whatever its size and range.
/// [`Value::Any`] is written as it stands; [`Value::Unknown`] and [`Value::Undecoded`] have no value
/// and come out empty.
///
/// # Errors
///
/// Indicators of digits or of a carrier that have no room in their octet.
pub(crate) fn write(
    writer: &mut Writer,
    identifier: Identifier,
    value: &Value<'_>,
) -> Result<(), Error> {
    const ANY: core::ops::RangeInclusive<usize> = 0..=usize::MAX;
    match value {
        Value::Octets(octets) | Value::Decimal(octets) => writer.octet_string(identifier, octets),
        Value::Text(text) => writer.octet_string(identifier, &text.0),
        Value::Digits(digits, _) => {
            kinds::write_digits(digits, ANY, identifier, "digits", writer)?;
        }
        Value::Enumerated(_, value) | Value::Integer(value) => writer.integer(identifier, *value),
        Value::Bits(bits, _) => writer.bit_string(identifier, *bits),
        Value::Boolean(value) => writer.boolean(identifier, *value),
        Value::Null | Value::Unknown | Value::Undecoded => writer.element(identifier, &[]),
        Value::Carrier(carrier) => {
            kinds::write_carrier(carrier, ANY, identifier, "carrier", writer)?;
        }
        Value::Billing(billing) => kinds::write_billing(billing, identifier, writer),
        Value::ObjectIdentifier(oid) => writer.element(identifier, oid.0),
        Value::Any(tlv) => writer.put(tlv.octets),
    }
    Ok(())
}

/// What a decoder says of the element at the start of `octets`, read as a value of this kind: the
/// one set of rules for sizes, ranges and characters.
pub(crate) fn irregularity(kind: &Kind, octets: &[u8]) -> Option<Error> {
    let tlv = match Reader::new(octets, Layer::Ain).tlv("value") {
        Ok(tlv) => tlv,
        Err(error) => return Some(error),
    };
    match walk::value(kind, &tlv) {
        Ok((_, irregular)) => irregular
            .filter(|found| found.severity > crate::wire::Severity::Note)
            .map(|found| found.error),
        Err(error) => Some(error),
    }
}

/// As many bits as reach the last that is set: what is left out of a named-bit string is 0.
pub(crate) fn bit_octets(set: &[usize], count: usize) -> (Vec<u8>, u8) {
    let mut octets = alloc::vec![0; count.div_ceil(8)];
    for bit in set {
        if let Some(octet) = octets.get_mut(bit / 8) {
            *octet |= 0x80 >> (bit % 8);
        }
    }
    (octets, (count.wrapping_neg() & 7) as u8)
}

/// The bits that [`bit_octets`] made.
pub(crate) const fn bits<'a>((octets, unused): &'a (Vec<u8>, u8)) -> Bits<'a> {
    Bits { octets: octets.as_slice(), unused: *unused }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ain::kinds::{CarrierCode, Digits, NatureOfCarrier, NatureTable};
    use crate::wire::ain::{self, parameters};
    use crate::wire::digits::DigitString;

    fn written(value: &Value<'_>) -> Vec<u8> {
        let mut writer = Writer::new();
        write(&mut writer, Identifier(0x8F), value).unwrap();
        writer.octets().to_vec()
    }

    #[test]
    fn digits_and_carriers_have_their_indicators_before_them() {
        let digits = Digits::national(DigitString::text("97255").unwrap());
        let value = Value::Digits(digits, NatureTable::Called);
        assert_eq!(written(&value), [0x8F, 5, 0x83, 0x10, 0x79, 0x52, 0x05]);
        let carrier = CarrierCode {
            nature: NatureOfCarrier(3),
            digits: DigitString::text("0288").unwrap(),
            ..CarrierCode::default()
        };
        assert_eq!(written(&Value::Carrier(carrier)), [0x8F, 4, 0, 0x34, 0x20, 0x88]);
    }

    #[test]
    fn bits_are_set_from_the_high_end_and_end_with_the_last_that_counts() {
        assert_eq!(bit_octets(&[0, 9], 10), (alloc::vec![0x80, 0x40], 6));
        assert_eq!(bit_octets(&[], 0), (alloc::vec![], 0));
    }

    #[test]
    fn a_value_that_a_decoder_would_warn_of_is_irregular() {
        let kind = &<parameters::BearerCapability as ain::Parameter<'_>>::TYPE.kind;
        assert_eq!(irregularity(kind, &[0x8D, 1, 0]), None);
        assert!(irregularity(kind, &[0x8D, 1, 0x63]).is_some());
    }

    #[test]
    fn every_field_of_every_operation_takes_the_identifier_it_is_written_under() {
        for operation in ain::OPERATIONS {
            for field in operation.fields {
                let frame = field.frame(None);
                match (frame.outer.or(frame.inner), &field.parameter_type().kind) {
                    (Some(identifier), _) => assert!(field.takes(identifier), "{field:?}"),
                    (None, Kind::Choice(_) | Kind::Any) => {}
                    (None, _) => panic!("{field:?} has no identifier"),
                }
            }
        }
    }

    #[test]
    fn a_field_with_two_identifiers_keeps_the_one_that_is_wanted() {
        let field = ain::ERRORS
            .iter()
            .flat_map(|error| error.fields)
            .find(|field| field.name == "extensionParameter")
            .unwrap();
        assert_eq!(field.frame(None).inner, Some(Identifier(0x30)));
        assert_eq!(field.frame(Some(Identifier(0xBF54))).inner, Some(Identifier(0xBF54)));
        assert_eq!(field.frame(Some(Identifier(0x8D))).inner, Some(Identifier(0x30)));
    }
}

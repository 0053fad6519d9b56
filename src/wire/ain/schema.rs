//! The AIN tables as data: what types, fields, operations and errors are called and how they look.

use super::kinds::NatureTable;
use crate::wire::ber::{Class, Identifier};
use alloc::vec::Vec;
use core::fmt;

/// A parameter type of GR-1299-CORE, as data.
#[derive(Debug)]
pub struct ParameterType {
    /// The ASN.1 type name: `"CalledPartyID"`.
    pub name: &'static str,
    /// The context tag that belongs to the type, if one does.
    pub tag: Option<u32>,
    /// The contents.
    pub kind: Kind,
}

/// How to get at a type's description; a function, so that types can name each other in a circle.
pub type Describe = fn() -> &'static ParameterType;

/// The contents of a parameter type. Ranges are inclusive.
#[derive(Debug)]
pub enum Kind {
    /// Octets whose inner layout is not described; so many of them.
    Octets(u16, u16),
    /// Binary-coded decimal digits without indicators; so many octets. The layout is inferred
    /// (first digit in the low half), so JSON keeps these as octets.
    Decimal(u16, u16),
    /// AIN digits; so many digits.
    Digits(u16, u16, NatureTable),
    /// ENUMERATED: identifiers and values.
    Enumerated(&'static [(&'static str, u8)]),
    /// INTEGER of this range; 0 to `u32::MAX` stands for no range.
    Integer(u32, u32),
    /// BIT STRING: identifiers and bit numbers.
    Bits(&'static [(&'static str, u8)]),
    /// IA5String of so many characters.
    Text(u16, u16),
    /// BOOLEAN.
    Boolean,
    /// NULL.
    Null,
    /// Carrier format, four octets.
    Carrier,
    /// Billing indicator, four octets.
    Billing,
    /// OBJECT IDENTIFIER.
    ObjectIdentifier,
    /// Any one element.
    Any,
    /// SEQUENCE.
    Sequence(&'static [Field]),
    /// SEQUENCE OF, so many elements.
    SequenceOf(Describe, u16, u16),
    /// CHOICE; with a tag of its own, or an explicit one, the tag wraps the alternative.
    Choice(&'static [Field]),
}

impl Kind {
    /// The kind's name in ASN.1 words.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Octets(..) | Self::Decimal(..) => "OCTET STRING",
            Self::Digits(..) => "AINDigits",
            Self::Enumerated(_) => "ENUMERATED",
            Self::Integer(..) => "INTEGER",
            Self::Bits(_) => "BIT STRING",
            Self::Text(..) => "IA5String",
            Self::Boolean => "BOOLEAN",
            Self::Null => "NULL",
            Self::Carrier => "CarrierFormat",
            Self::Billing => "BillingIndicator",
            Self::ObjectIdentifier => "OBJECT IDENTIFIER",
            Self::Any => "ANY",
            Self::Sequence(_) => "SEQUENCE",
            Self::SequenceOf(..) => "SEQUENCE OF",
            Self::Choice(_) => "CHOICE",
        }
    }
}

impl Kind {
    /// The universal tag of the kind, which an untagged type has: X.680 8.4.
    pub(super) const fn universal(&self) -> u32 {
        match self {
            Self::Octets(..)
            | Self::Decimal(..)
            | Self::Digits(..)
            | Self::Carrier
            | Self::Billing => 0x04,
            Self::Enumerated(_) => 0x0A,
            Self::Integer(..) => 0x02,
            Self::Bits(_) => 0x03,
            Self::Text(..) => 0x16,
            Self::Boolean => 0x01,
            Self::Null => 0x05,
            Self::ObjectIdentifier => 0x06,
            Self::Sequence(_) | Self::SequenceOf(..) => 0x10,
            Self::Any | Self::Choice(_) => 0,
        }
    }
}

/// A field of a SEQUENCE or an alternative of a CHOICE, as data.
#[derive(Clone, Copy)]
pub struct Field {
    /// The ASN.1 field name: `"calledPartyID"`.
    pub name: &'static str,
    /// The tag that the use site puts in place of, or around, the type's.
    pub tag: Option<u32>,
    /// Whether that tag wraps the type's own encoding.
    pub explicit: bool,
    /// Whether the element may be absent.
    pub optional: bool,
    /// The field's type.
    pub describe: Describe,
    pub(super) key: Identifier,
    /// Whether other elements than those with this key can be the field's.
    pub(super) several: bool,
    pub(super) accepts_type: fn(Identifier) -> bool,
}

impl Field {
    /// The field's type.
    pub fn parameter_type(&self) -> &'static ParameterType {
        (self.describe)()
    }

    /// Whether an element with this key is this field's.
    #[inline]
    pub(super) fn accepts(&self, key: Identifier) -> bool {
        self.key == key || self.several && (self.accepts_type)(key)
    }

    /// The identifiers that can open the field's element, in primitive form unless the element is
    /// always constructed; an untagged CHOICE has several, ANY has none.
    pub fn identifiers(&self) -> Vec<Identifier> {
        let ty = self.parameter_type();
        let constructed = |ty: &ParameterType| {
            matches!(ty.kind, Kind::Sequence(_) | Kind::SequenceOf(..) | Kind::Choice(_))
        };
        match (self.tag, ty.tag, &ty.kind) {
            (Some(tag), ..) => {
                let constructed = self.explicit || constructed(ty);
                alloc::vec![Identifier::new(Class::ContextSpecific, constructed, tag)]
            }
            (None, Some(tag), _) => {
                alloc::vec![Identifier::new(Class::ContextSpecific, constructed(ty), tag)]
            }
            (None, None, Kind::Choice(alternatives)) => {
                alternatives.iter().flat_map(Self::identifiers).collect()
            }
            (None, None, Kind::Any) => alloc::vec![],
            (None, None, Kind::SequenceOf(..)) => alloc::vec![Identifier(0x30)],
            (None, None, _) if constructed(ty) => alloc::vec![self.key.constructed()],
            (None, None, _) => alloc::vec![self.key],
        }
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

/// The identifier of a value, where the table has one.
pub(super) fn name_of(names: &[(&'static str, u8)], value: u8) -> Option<&'static str> {
    match names.get(usize::from(value)) {
        // Most tables count up from 0.
        Some((name, number)) if *number == value => Some(name),
        _ => names.iter().find(|(_, number)| *number == value).map(|(name, _)| *name),
    }
}

/// Which end sends an operation. The table's directions are recalled, not read from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the switch (SSP) to the service control point (SCP).
    FromSwitch,
    /// From the service control point (SCP) to the switch (SSP).
    FromControlPoint,
    /// Either way.
    Either,
}

/// An operation of GR-1299-CORE, as data.
#[derive(Debug)]
pub struct OperationType {
    /// The message name: `"Info_Collected"`.
    pub message: &'static str,
    /// The ASN.1 operation name: `"infoCollected"`.
    pub name: &'static str,
    /// The private operation code: family in the high octet, specifier in the low one.
    pub code: u16,
    /// Which end sends it.
    pub direction: Direction,
    /// The AIN release that brought it.
    pub release: &'static str,
    /// The fields of the argument, in order.
    pub fields: &'static [Field],
    /// The result, where the operation has one.
    pub result: Option<&'static ResultType>,
    /// ASN.1 names of the errors that can answer it.
    pub errors: &'static [&'static str],
    /// ASN.1 names of the operations that can answer it.
    pub linked: &'static [&'static str],
}

impl OperationType {
    /// The name of the operation's family (the code's high octet).
    pub const fn family_name(&self) -> &'static str {
        match self.code >> 8 {
            0x64 => "Request/Notification",
            0x65 => "Connection Control (Call Model)",
            0x66 => "Caller Interaction",
            0x67 => "Status Notification",
            0x68 => "Information Revision",
            0x69 => "Network Management",
            0x6B => "NCA Signaling",
            0x6C => "AMA",
            0x6D => "Request Event",
            0x6E => "Transaction Control",
            _ => "no family name",
        }
    }
}

/// The result of an operation, as data.
#[derive(Debug)]
pub enum ResultType {
    /// A SEQUENCE of these fields.
    Sequence(&'static [Field]),
    /// One parameter by itself.
    Single(&'static [Field; 1]),
}

/// An error of GR-1299-CORE, as data.
#[derive(Debug)]
pub struct ErrorType {
    /// The message name: `"Application_Error"`.
    pub message: &'static str,
    /// The ASN.1 error name: `"applicationError"`.
    pub name: &'static str,
    /// The private error code.
    pub code: u8,
    /// The fields, in order.
    pub fields: &'static [Field],
}

#[cfg(test)]
mod tests {
    use super::super::{ERRORS, OPERATIONS, parameter_types};
    use super::*;

    #[test]
    fn a_field_without_several_identifiers_is_told_by_its_key_alone() {
        let structures = parameter_types().filter_map(|ty| match ty.kind {
            Kind::Sequence(fields) | Kind::Choice(fields) => Some(fields),
            _ => None,
        });
        let messages = OPERATIONS.iter().map(|operation| operation.fields);
        let messages = messages.chain(ERRORS.iter().map(|error| error.fields));
        let fields: Vec<_> = structures.chain(messages).flatten().collect();
        let keys: Vec<_> = fields.iter().flat_map(|field| field.identifiers()).collect();
        assert!(fields.len() > 1000, "{}", fields.len());
        for field in fields.iter().filter(|field| !field.several && field.tag.is_none()) {
            for key in keys.iter().map(|key| key.primitive()) {
                assert_eq!((field.accepts_type)(key), key == field.key, "{field:?} {key}");
            }
        }
    }
}

//! The walk behind every output: follows the tables over the octets and tells a [`Visitor`] what
//! it meets, in wire order, each with its name, type, octets and place.
//!
//! Where a typed decoder must refuse, the walk goes on: what is wrong becomes a diagnostic, what
//! stands beside it is still told.

use super::kinds::{self, Billing, CarrierCode, Digits, NatureTable, Text};
use super::schema::{Field, Kind, ParameterType, ResultType, name_of};
use super::structures::Parms;
use super::{PARAMETER_SEQUENCE, PARAMETER_SET};
use crate::wire::ber::{Bits, Identifier, MAX_DEPTH, ObjectIdentifier, Octets, Quick, Tlv};
use crate::wire::error::{Diagnostic, Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};

/// An element that the walk meets.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    /// The ASN.1 field name. None for an element of a list, and for one that no table names.
    pub name: Option<&'static str>,
    /// The type. None where no table names the element.
    pub parameter_type: Option<&'static ParameterType>,
    /// The element as it stands.
    pub tlv: Tlv<'a>,
    /// How many elements it stands in; 0 for a parameter.
    pub depth: usize,
    /// 0, or for an element that repeats another of its SEQUENCE, or that no table names, a number
    /// that tells it from the others: 1 and up.
    pub repetition: u16,
    /// Whether it is the alternative of a CHOICE that has no octets of its own: the element told
    /// before it has the same octets.
    pub untagged: bool,
}

/// What holds other elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A SEQUENCE.
    Sequence,
    /// A SEQUENCE OF.
    List,
    /// A CHOICE.
    Choice,
}

/// The value of an element that holds no others.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Octets.
    Octets(Octets<'a>),
    /// Decimal digits without indicators, as octets; digit order inferred.
    Decimal(Octets<'a>),
    /// AIN digits and the table of their nature of number.
    Digits(Digits<'a>, NatureTable),
    /// An enumeration's identifier, where the value has one, and value.
    Enumerated(Option<&'static str>, i64),
    /// An integer.
    Integer(i64),
    /// Bits and the names of those that have one.
    Bits(Bits<'a>, &'static [(&'static str, u8)]),
    /// Characters.
    Text(Text<'a>),
    /// A truth value.
    Boolean(bool),
    /// Present.
    Null,
    /// A carrier.
    Carrier(CarrierCode<'a>),
    /// A billing indicator.
    Billing(Billing),
    /// An object identifier.
    ObjectIdentifier(ObjectIdentifier<'a>),
    /// Any one element.
    Any(Tlv<'a>),
    /// An element that no table names.
    Unknown,
    /// Contents that could not be read; a diagnostic says why.
    Undecoded,
}

/// Is told what a walk meets.
pub trait Visitor<'a> {
    /// An element with a value.
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>);
    /// An element that holds others, which follow.
    fn open(&mut self, element: &Element<'a>, shape: Shape);
    /// The end of an element that was opened.
    fn close(&mut self, element: &Element<'a>, shape: Shape);
    /// Something wrong, here.
    fn diagnostic(&mut self, diagnostic: Diagnostic);
}

/// Walks the parameters in a parameter SEQUENCE (30) or SET (F2).
pub fn walk<'a>(fields: &'static [Field], parameter: &Tlv<'a>, visitor: &mut impl Visitor<'a>) {
    let parameter = Tlv { layer: Layer::Ain, what: "parameter sequence", ..*parameter };
    let in_order = match parameter.identifier {
        PARAMETER_SEQUENCE => true,
        PARAMETER_SET => false,
        identifier => {
            let found = identifier.0;
            visitor.diagnostic(Diagnostic::error(parameter.error(ErrorKind::Unexpected { found })));
            return;
        }
    };
    match parameter.elements() {
        Ok(elements) => walk_fields(fields, &parameter, elements, in_order, 0, visitor),
        Err(error) => visitor.diagnostic(Diagnostic::error(error)),
    }
}

/// Walks the parameters of an operation that is not known: each is named by its tag alone.
pub fn walk_any<'a>(parameter: &Tlv<'a>, visitor: &mut impl Visitor<'a>) {
    let parameter = Tlv { layer: Layer::Ain, what: "parameter sequence", ..*parameter };
    let mut elements = match parameter.elements() {
        Ok(elements) => elements,
        Err(error) => return visitor.diagnostic(Diagnostic::error(error)),
    };
    while !elements.is_empty() {
        match elements.tlv("parameter") {
            Ok(tlv) => walk_alternative(Parms::ALTERNATIVES, tlv, 0, false, visitor),
            Err(error) => return visitor.diagnostic(Diagnostic::error(error)),
        }
    }
}

/// Walks the parameters of a result.
pub fn walk_result<'a>(result: &ResultType, parameter: &Tlv<'a>, visitor: &mut impl Visitor<'a>) {
    match result {
        ResultType::Sequence(fields) => walk(fields, parameter, visitor),
        ResultType::Single(fields) => {
            let octets = Reader::new_at(parameter.octets, parameter.at, Layer::Ain);
            walk_fields(*fields, parameter, octets, true, 0, visitor);
        }
    }
}

fn walk_fields<'a>(
    fields: &'static [Field],
    holder: &Tlv<'a>,
    mut elements: Reader<'a>,
    in_order: bool,
    depth: usize,
    visitor: &mut impl Visitor<'a>,
) {
    let mut met = Met { fields, in_order, depth, latest: 0, seen: 0, unknown: 0, repeated: 0 };
    while !elements.is_empty() {
        let start = elements;
        match Quick::next(start.rest()) {
            Some(next) if !next.is_end() => {
                elements = next.after(&start);
                let key = kinds::key_of(next.identifier, next.contents);
                met.element(key, |what| next.tlv(&start, what), visitor);
            }
            _ => match elements.tlv("parameter") {
                Ok(tlv) => met.element(kinds::key(&tlv), |what| Tlv { what, ..tlv }, visitor),
                Err(error) => {
                    visitor.diagnostic(Diagnostic::error(error));
                    return;
                }
            },
        }
    }
    for (place, field) in fields.iter().enumerate() {
        if !field.optional && met.seen & 1 << place == 0 {
            let error = Error { what: field.name, ..holder.error(ErrorKind::Missing) };
            visitor.diagnostic(Diagnostic::warning(error));
        }
    }
}

/// What was met of a SEQUENCE or SET.
struct Met {
    fields: &'static [Field],
    in_order: bool,
    depth: usize,
    /// The latest field, where they stand in order.
    latest: usize,
    /// The fields, a bit each.
    seen: u64,
    unknown: u16,
    repeated: u16,
}

impl Met {
    /// The next element; `tlv` gives it under the name of its field.
    // The element is made where it is told: to move it takes longer than to read it.
    #[inline(always)]
    fn element<'a>(
        &mut self,
        key: Identifier,
        tlv: impl Fn(&'static str) -> Tlv<'a>,
        visitor: &mut impl Visitor<'a>,
    ) {
        let Some((place, irregular)) = self.find(key) else {
            let repetition = self.unknown;
            self.unknown = repetition.saturating_add(1);
            let element = Element {
                name: None,
                parameter_type: None,
                tlv: tlv("parameter"),
                depth: self.depth,
                repetition,
                untagged: false,
            };
            return visitor.leaf(&element, &Value::Unknown);
        };
        let field = &self.fields[place];
        self.seen |= 1 << place;
        if self.in_order {
            self.latest = self.latest.max(place);
        }
        let mut repetition = 0;
        if let Some(kind) = irregular {
            if self.in_order || kind == ErrorKind::Duplicate {
                visitor.diagnostic(Diagnostic::warning(tlv(field.name).error(kind)));
            }
            if kind == ErrorKind::Duplicate {
                self.repeated = self.repeated.saturating_add(1);
                repetition = self.repeated;
            }
        }
        let element = Element {
            name: Some(field.name),
            parameter_type: Some(field.parameter_type()),
            tlv: tlv(field.name),
            depth: self.depth,
            repetition,
            untagged: false,
        };
        walk_field(field, &element, visitor);
    }

    /// The place of the field that an element with this key is, and what is wrong with that.
    #[inline(always)]
    fn find(&self, key: Identifier) -> Option<(usize, Option<ErrorKind>)> {
        let expected = self.fields.get(self.latest..).unwrap_or_default();
        for (place, field) in (self.latest..).zip(expected) {
            if field.accepts(key) && self.seen & 1 << place == 0 {
                return Some((place, None));
            }
        }
        self.find_misplaced(key)
    }

    #[cold]
    #[inline(never)]
    fn find_misplaced(&self, key: Identifier) -> Option<(usize, Option<ErrorKind>)> {
        let takers = || self.fields.iter().enumerate().filter(|(_, field)| field.accepts(key));
        match takers().find(|(place, _)| self.seen & 1 << place == 0) {
            Some((place, _)) => Some((place, Some(ErrorKind::OutOfOrder))),
            None => takers().next().map(|(place, _)| (place, Some(ErrorKind::Duplicate))),
        }
    }
}

/// `element` is named and typed by `field`.
#[inline(always)]
fn walk_field<'a>(field: &Field, element: &Element<'a>, visitor: &mut impl Visitor<'a>) {
    let ty = field.parameter_type();
    if !field.explicit {
        return walk_element(element, ty, &element.tlv, visitor);
    }
    match kinds::inner(&element.tlv) {
        Ok(inner) => walk_element(element, ty, &inner, visitor),
        Err(error) => undecoded(element, error, visitor),
    }
}

fn undecoded<'a>(element: &Element<'a>, error: Error, visitor: &mut impl Visitor<'a>) {
    visitor.leaf(element, &Value::Undecoded);
    visitor.diagnostic(Diagnostic::error(error));
}

/// `tlv` is what the type reads: the element itself, or what an explicit tag wraps.
fn walk_element<'a>(
    element: &Element<'a>,
    ty: &'static ParameterType,
    tlv: &Tlv<'a>,
    visitor: &mut impl Visitor<'a>,
) {
    let depth = element.depth + 1;
    if depth > MAX_DEPTH {
        return undecoded(element, tlv.error(ErrorKind::TooDeep), visitor);
    }
    match &ty.kind {
        Kind::Sequence(fields) => match tlv.elements() {
            Ok(elements) => {
                visitor.open(element, Shape::Sequence);
                walk_fields(fields, tlv, elements, true, depth, visitor);
                visitor.close(element, Shape::Sequence);
            }
            Err(error) => undecoded(element, error, visitor),
        },
        Kind::SequenceOf(describe, min, max) => match tlv.elements() {
            Ok(elements) => {
                visitor.open(element, Shape::List);
                walk_list(describe(), tlv, elements, (*min, *max), depth, visitor);
                visitor.close(element, Shape::List);
            }
            Err(error) => undecoded(element, error, visitor),
        },
        Kind::Choice(alternatives) => {
            let wrapped = ty.tag.is_some();
            let alternative = if wrapped { kinds::inner(tlv) } else { Ok(*tlv) };
            match alternative {
                Ok(alternative) => {
                    visitor.open(element, Shape::Choice);
                    walk_alternative(alternatives, alternative, depth, !wrapped, visitor);
                    visitor.close(element, Shape::Choice);
                }
                Err(error) => undecoded(element, error, visitor),
            }
        }
        kind if let Some(value) = quick_value(kind, tlv) => visitor.leaf(element, &value),
        kind => match value(kind, tlv) {
            Ok((value, irregular)) => {
                visitor.leaf(element, &value);
                if let Some(diagnostic) = irregular {
                    visitor.diagnostic(diagnostic);
                }
            }
            Err(error) => undecoded(element, error, visitor),
        },
    }
}

fn walk_alternative<'a>(
    alternatives: &'static [Field],
    tlv: Tlv<'a>,
    depth: usize,
    untagged: bool,
    visitor: &mut impl Visitor<'a>,
) {
    let key = kinds::key(&tlv);
    match alternatives.iter().find(|alternative| alternative.accepts(key)) {
        Some(field) => {
            let element = Element {
                name: Some(field.name),
                parameter_type: Some(field.parameter_type()),
                tlv: Tlv { what: field.name, ..tlv },
                depth,
                repetition: 0,
                untagged,
            };
            walk_field(field, &element, visitor);
        }
        None => {
            let element =
                Element { name: None, parameter_type: None, tlv, depth, untagged, repetition: 0 };
            visitor.leaf(&element, &Value::Unknown);
        }
    }
}

fn walk_list<'a>(
    ty: &'static ParameterType,
    holder: &Tlv<'a>,
    mut elements: Reader<'a>,
    (min, max): (u16, u16),
    depth: usize,
    visitor: &mut impl Visitor<'a>,
) {
    let mut count = 0;
    while !elements.is_empty() {
        let tlv = match elements.tlv(holder.what) {
            Ok(tlv) => tlv,
            Err(error) => return visitor.diagnostic(Diagnostic::error(error)),
        };
        count += 1;
        if ty.accepts(&tlv) {
            let element = Element {
                name: None,
                parameter_type: Some(ty),
                tlv,
                depth,
                untagged: false,
                repetition: 0,
            };
            walk_element(&element, ty, &tlv, visitor);
        } else {
            let element = Element {
                name: None,
                parameter_type: None,
                tlv,
                depth,
                untagged: false,
                repetition: 0,
            };
            visitor.leaf(&element, &Value::Unknown);
            let found = tlv.identifier.0;
            visitor.diagnostic(Diagnostic::warning(tlv.error(ErrorKind::Unexpected { found })));
        }
    }
    if let Err(error) = kinds::count_within(holder, count, min, max) {
        visitor.diagnostic(Diagnostic::warning(error));
    }
}

impl ParameterType {
    /// Whether an element of a list can be of this type.
    fn accepts(&self, tlv: &Tlv<'_>) -> bool {
        let key = kinds::key(tlv);
        match (self.tag, &self.kind) {
            (None, Kind::Choice(alternatives)) => {
                alternatives.iter().any(|alternative| alternative.accepts(key))
            }
            (None, Kind::Any) => true,
            (tag, kind) => key == super::typed::own_identifier(tag, kind.universal()),
        }
    }
}

/// The value of a leaf of the usual form, about which nothing is irregular. None says only that
/// [`value`] must look.
#[inline(always)]
fn quick_value<'a>(kind: &Kind, tlv: &Tlv<'a>) -> Option<Value<'a>> {
    let contents = tlv.contents;
    if tlv.octets.first().is_none_or(|first| first & 0x20 != 0) {
        return None;
    }
    let range = |min: u16, max: u16| usize::from(min)..=usize::from(max);
    Some(match *kind {
        Kind::Octets(min, max) => Value::Octets(kinds::quick_octets(contents, range(min, max))?),
        Kind::Decimal(min, max) => Value::Decimal(kinds::quick_octets(contents, range(min, max))?),
        Kind::Digits(min, max, table) => {
            Value::Digits(kinds::quick_digits(contents, range(min, max))?, table)
        }
        Kind::Carrier => Value::Carrier(
            kinds::quick_carrier(contents, 4..=4).filter(|carrier| carrier.stated == 4)?,
        ),
        Kind::Enumerated(names) => {
            let value = kinds::quick_enumerated(contents)?;
            Value::Enumerated(Some(name_of(names, value)?), value.into())
        }
        Kind::Integer(min, max) => {
            Value::Integer(kinds::quick_integer(contents, min..=max)?.into())
        }
        Kind::Text(min, max) => Value::Text(kinds::quick_text(contents, range(min, max))?),
        _ => return None,
    })
}

/// The value of a leaf, and what is irregular about it though it can be read.
pub(super) fn value<'a>(
    kind: &Kind,
    tlv: &Tlv<'a>,
) -> Result<(Value<'a>, Option<Diagnostic>), Error> {
    let within = |count: usize, min: u16, max: u16| {
        kinds::length_within(tlv, count, min, max).err().map(Diagnostic::warning)
    };
    Ok(match *kind {
        Kind::Octets(min, max) => {
            let octets = tlv.octet_string()?;
            (Value::Octets(octets), within(octets.len(), min, max))
        }
        Kind::Decimal(min, max) => {
            let octets = tlv.octet_string()?;
            (Value::Decimal(octets), within(octets.len(), min, max))
        }
        Kind::Digits(min, max, table) => {
            let digits = kinds::any_digits(tlv)?;
            let irregular = kinds::digit_count(tlv, &digits, min, max).err();
            (Value::Digits(digits, table), irregular.map(Diagnostic::warning))
        }
        Kind::Enumerated(names) => {
            let value = tlv.integer()?;
            let name = u8::try_from(value).ok().and_then(|value| name_of(names, value));
            let unnamed = || {
                let value = u32::try_from(value).unwrap_or(u32::MAX);
                Diagnostic::warning(tlv.contents_error(ErrorKind::OutOfRange { value }))
            };
            (Value::Enumerated(name, value), name.is_none().then(unnamed))
        }
        Kind::Integer(min, max) => {
            let value = tlv.integer()?;
            let out = || {
                let value = u32::try_from(value).unwrap_or(u32::MAX);
                Diagnostic::warning(tlv.contents_error(ErrorKind::OutOfRange { value }))
            };
            let inside = max == u32::MAX || (i64::from(min)..=i64::from(max)).contains(&value);
            (Value::Integer(value), (!inside).then(out))
        }
        Kind::Bits(names) => {
            let irregular = kinds::bits(tlv).err().map(Diagnostic::warning);
            (Value::Bits(tlv.bit_string()?, names), irregular)
        }
        Kind::Text(min, max) => {
            let octets = tlv.octet_string()?;
            let irregular = within(octets.len(), min, max)
                .or_else(|| kinds::seven_bit(tlv, octets).err().map(Diagnostic::warning));
            (Value::Text(Text(octets)), irregular)
        }
        Kind::Boolean => (Value::Boolean(tlv.boolean()?), None),
        Kind::Null => {
            tlv.null()?;
            (Value::Null, None)
        }
        Kind::Carrier => {
            let carrier = kinds::any_carrier(tlv)?;
            let stated = (carrier.stated != 4).then(|| {
                let value = carrier.stated.into();
                let what = "number of digits of the carrier";
                let error = tlv.contents_error(ErrorKind::OutOfRange { value });
                Diagnostic::note(Error { what, ..error })
            });
            (Value::Carrier(carrier), within(tlv.octet_string()?.len(), 4, 4).or(stated))
        }
        Kind::Billing => (Value::Billing(kinds::billing(tlv)?), None),
        Kind::ObjectIdentifier => (Value::ObjectIdentifier(tlv.object_identifier()?), None),
        Kind::Any => (Value::Any(*tlv), None),
        Kind::Sequence(_) | Kind::SequenceOf(..) | Kind::Choice(_) => {
            return Err(tlv.error(ErrorKind::BadLength { length: clamp(tlv.contents.len()) }));
        }
    })
}

//! A relation, made ready to be asked of messages.

use super::error::{Mistake, nearest};
use super::fields::{Field, field, fields};
use super::lexer::Sign;
use super::slice::Slice;
use super::syntax::{Asked, Operand, Quantifier, Relation, Text};
use super::value::{self, Constant, Kind, Value};
use super::width::largest;
use crate::capture::Decoded;
use core::cmp::Ordering;
use regex::bytes::{Regex, RegexBuilder};

/// Octets that a compiled regular expression takes at most.
const LARGEST_EXPRESSION: usize = 1 << 20;

/// A relation between a field and what it is compared with.
#[derive(Debug)]
pub(super) struct Test {
    left: Side,
    asked: Wanted,
    /// Whether every value must pass, instead of one.
    all: bool,
}

/// A field, or a part of it.
#[derive(Debug)]
struct Side {
    field: &'static Field,
    slice: Option<Slice>,
    mask: Option<i128>,
}

#[derive(Debug)]
enum Wanted {
    Present,
    Ordering(fn(Ordering) -> bool, Right),
    Contains(Right),
    Matches(Regex),
    Among(Vec<(Constant, Constant)>),
}

#[derive(Debug)]
enum Right {
    Constant(Constant),
    Field(Side),
}

/// What a test came to in one message, or in all messages of a frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// There was a value that passed.
    passed: bool,
    /// There was a value that did not pass.
    failed: bool,
}

impl Evidence {
    pub(super) const fn and(self, other: Self) -> Self {
        Self { passed: self.passed || other.passed, failed: self.failed || other.failed }
    }
}

impl Test {
    pub(super) fn new(relation: &Relation) -> Result<Self, Mistake> {
        let left = Side::new(&relation.left, "a field")?;
        let mut all = relation.quantifier == Some(Quantifier::All);
        let asked = match &relation.asked {
            Asked::Present => Wanted::Present,
            Asked::Among { members } => {
                left.needs_order(relation, "in")?;
                let constant = |operand: &Operand| left.constant(operand);
                let ranges = members
                    .iter()
                    .map(|(from, to)| {
                        let from = constant(from)?;
                        let to = to.as_ref().map(constant).transpose()?;
                        Ok((from.clone(), to.unwrap_or(from)))
                    })
                    .collect::<Result<_, Mistake>>()?;
                Wanted::Among(ranges)
            }
            Asked::Compared { sign: Sign::Matches, right } => {
                left.needs_string(relation, "matches")?;
                Wanted::Matches(expression(right)?)
            }
            Asked::Compared { sign: Sign::Contains, right } => {
                left.needs_string(relation, "contains")?;
                Wanted::Contains(left.right(right)?)
            }
            Asked::Compared { sign, right } => {
                left.needs_order(relation, "a comparison")?;
                if relation.quantifier.is_none() {
                    all = matches!(sign, Sign::NotEqual | Sign::AllEqual);
                }
                let holds: fn(Ordering) -> bool = match sign {
                    Sign::NotEqual | Sign::AnyNotEqual => Ordering::is_ne,
                    Sign::Less => Ordering::is_lt,
                    Sign::LessOrEqual => Ordering::is_le,
                    Sign::Greater => Ordering::is_gt,
                    Sign::GreaterOrEqual => Ordering::is_ge,
                    _ => Ordering::is_eq,
                };
                Wanted::Ordering(holds, left.right(right)?)
            }
        };
        Ok(Self { left, asked, all })
    }

    /// The fields that are looked at.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        let right = match &self.asked {
            Wanted::Ordering(_, Right::Field(side)) | Wanted::Contains(Right::Field(side)) => {
                Some(side.field)
            }
            _ => None,
        };
        [Some(self.left.field), right].into_iter().flatten()
    }

    /// What the evidence comes to.
    pub(super) const fn holds(&self, evidence: Evidence) -> bool {
        evidence.passed && !(self.all && evidence.failed)
    }

    /// What there is in a message.
    pub(super) fn weigh(&self, decoded: &Decoded<'_, '_>) -> Evidence {
        let mut evidence = Evidence::default();
        let beside = match &self.asked {
            Wanted::Ordering(_, Right::Field(side)) | Wanted::Contains(Right::Field(side)) => {
                let mut values = Vec::new();
                side.each(decoded, &mut |value| values.extend(value.kept()));
                values
            }
            _ => Vec::new(),
        };
        self.left.each(decoded, &mut |value| {
            let mut note = |passed: bool| {
                evidence.passed |= passed;
                evidence.failed |= !passed;
            };
            match &self.asked {
                Wanted::Present => note(self.left.mask.is_none() || value.number() != Some(0)),
                Wanted::Ordering(holds, Right::Constant(constant)) => {
                    note(value.compare(constant).is_some_and(holds));
                }
                Wanted::Ordering(holds, Right::Field(_)) => {
                    beside.iter().for_each(|other| note(value.compare(other).is_some_and(holds)));
                }
                Wanted::Contains(Right::Constant(constant)) => note(contains(&value, constant)),
                Wanted::Contains(Right::Field(_)) => {
                    beside.iter().for_each(|other| note(contains(&value, other)));
                }
                Wanted::Matches(expression) => {
                    note(value.octets().is_some_and(|octets| expression.is_match(octets)));
                }
                Wanted::Among(ranges) => note(is_among(&value, ranges)),
            }
        });
        evidence
    }
}

fn contains(value: &Value<'_>, constant: &Constant) -> bool {
    let (Some(octets), Constant::Octets(part)) = (value.octets(), constant) else { return false };
    part.is_empty() || octets.windows(part.len()).any(|window| window == part)
}

fn is_among(value: &Value<'_>, ranges: &[(Constant, Constant)]) -> bool {
    ranges.iter().any(|(from, to)| {
        value.compare(from).is_some_and(Ordering::is_ge)
            && value.compare(to).is_some_and(Ordering::is_le)
    })
}

/// Compiles a regular expression: over octets, and blind to case, as Wireshark's are.
fn expression(operand: &Operand) -> Result<Regex, Mistake> {
    let Text::Quoted(octets) = &operand.text else {
        let message = "a regular expression belongs here, in double quotes";
        return Err(Mistake::new(operand.span.clone(), message));
    };
    // The quotes may hold octets that are no UTF-8.
    let pattern: String = octets
        .iter()
        .map(|octet| match octet {
            0x00..=0x7F => char::from(*octet).to_string(),
            _ => format!("\\x{octet:02x}"),
        })
        .collect();
    RegexBuilder::new(&pattern)
        .case_insensitive(true)
        .unicode(false)
        .size_limit(LARGEST_EXPRESSION)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            let why = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            Mistake::new(operand.span.clone(), format!("this is no regular expression: {why}"))
        })
}

/// Layers of captures that have fields with tshark and none here.
const BELOW: [&str; 9] = ["eth", "vlan", "sll", "ip", "ipv6", "sctp", "tcp", "udp", "_ws"];

impl Side {
    fn new(operand: &Operand, what: &str) -> Result<Self, Mistake> {
        let (Text::Word(name), span) = (&operand.text, operand.span.clone()) else {
            let message = format!("{what} belongs here, and this is a value");
            return Err(Mistake::new(operand.span.clone(), message));
        };
        let Some(field) = field(name) else {
            let below = name.split('.').next().filter(|layer| BELOW.contains(layer));
            if let Some(layer) = below {
                let message =
                    format!("there are no fields of `{layer}` here, but those of signalling");
                return Err(Mistake::new(span, message));
            }
            let suggestion = nearest(name, fields().map(|field| field.name()));
            let message = format!("there is no field `{name}`: `hookflash fields` lists them all");
            let suggestion = suggestion.map(str::to_string);
            return Err(Mistake { span, message, suggestion });
        };
        if operand.slice.is_some() && !field.kinds().any(Kind::is_string) {
            let message =
                format!("`{name}` is a {}, of which no part can be taken", field.kind().name());
            return Err(Mistake::new(span, message));
        }
        let mask = match &operand.mask {
            Some((text, span)) => {
                let refused =
                    || Mistake::new(span.clone(), "a number belongs here: the bits to look at");
                let mask = value::number(text).ok_or_else(refused)?;
                fits(field, mask).map_err(|message| Mistake::new(span.clone(), message))?;
                Some(mask)
            }
            None => None,
        };
        if mask.is_some() && !field.kinds().any(Kind::is_number) {
            let message = format!("`{name}` is no number, so that it has no bits");
            return Err(Mistake::new(span, message));
        }
        Ok(Self { field, slice: operand.slice.clone(), mask })
    }

    /// Hands each value to `with`.
    fn each(&self, decoded: &Decoded<'_, '_>, with: &mut dyn FnMut(Value<'_>)) {
        self.field.each(decoded, &mut |value| match (&self.slice, self.mask) {
            (Some(slice), _) => {
                if let Some(part) = value.octets().and_then(|octets| slice.of(octets)) {
                    with(Value::Octets(&part));
                }
            }
            (None, Some(mask)) => {
                let bits = value.number().map(|number| number & mask);
                // No bits are no value: `field & 1` alone asks whether there are some.
                if let Some(bits) = bits.and_then(|bits| u64::try_from(bits).ok()) {
                    with(Value::Unsigned(bits));
                }
            }
            (None, None) => with(value),
        });
    }

    fn needs_order(&self, relation: &Relation, what: &str) -> Result<(), Mistake> {
        if self.field.kinds().any(Kind::has_order) {
            return Ok(());
        }
        let (name, kind) = (self.field.name(), self.field.kind().name());
        let message =
            format!("`{name}` is a {kind}: it is there or not, and has no value for {what}");
        Err(Mistake::new(relation.left.span.clone(), message))
    }

    fn needs_string(&self, relation: &Relation, what: &str) -> Result<(), Mistake> {
        if self.field.kinds().any(Kind::is_string) {
            return Ok(());
        }
        let (name, kind) = (self.field.name(), self.field.kind().name());
        let message = format!("`{name}` is a {kind}: `{what}` takes text and octets");
        Err(Mistake::new(relation.left.span.clone(), message))
    }

    fn right(&self, operand: &Operand) -> Result<Right, Mistake> {
        let is_field = matches!(&operand.text, Text::Word(name) if field(name).is_some());
        if !is_field {
            return self.constant(operand).map(Right::Constant);
        }
        let side = Self::new(operand, "a field")?;
        let own = || self.field.kinds();
        if !side.field.kinds().any(|kind| own().any(|own| own.compares_with(kind))) {
            let (name, kind) = (self.field.name(), self.field.kind().name());
            let (other, other_kind) = (side.field.name(), side.field.kind().name());
            let message =
                format!("`{name}` ({kind}) does not compare with `{other}` ({other_kind})");
            return Err(Mistake::new(operand.span.clone(), message));
        }
        Ok(Right::Field(side))
    }

    /// The value that an operand names for this field.
    fn constant(&self, operand: &Operand) -> Result<Constant, Mistake> {
        let refused = |message: String| Err(Mistake::new(operand.span.clone(), message));
        if operand.slice.is_some() || operand.mask.is_some() {
            return refused("only a field has parts and bits".into());
        }
        if self.slice.is_some() {
            return match octets(&operand.text) {
                Some(octets) => Ok(Constant::Octets(octets)),
                None => refused("octets belong here, as in `de:ad`, or text in quotes".into()),
            };
        }
        let mut too_large = None;
        for kind in self.field.kinds() {
            let constant = match kind {
                Kind::Protocol | Kind::Label => None,
                Kind::Unsigned | Kind::Hexadecimal(_) | Kind::Signed => {
                    let number = self.number(&operand.text);
                    too_large = number.and_then(|number| fits(self.field, number).err());
                    number.filter(|_| too_large.is_none()).map(Constant::Number)
                }
                Kind::Boolean => self.truth(&operand.text).map(Constant::Number),
                Kind::Text | Kind::ObjectIdentifier => match &operand.text {
                    Text::Word(word) => Some(Constant::Octets(word.as_bytes().into())),
                    Text::Quoted(octets) => Some(Constant::Octets(octets.clone())),
                    Text::Character(octet) => Some(Constant::Octets(vec![*octet])),
                },
                Kind::Octets => octets(&operand.text).map(Constant::Octets),
                Kind::Time => match &operand.text {
                    Text::Word(word) => value::time(word).map(Constant::Time),
                    Text::Quoted(_) | Text::Character(_) => None,
                },
            };
            if let Some(constant) = constant {
                return Ok(constant);
            }
        }
        if let Some(message) = too_large {
            return refused(message);
        }
        let (name, names) = (self.field.name(), self.field.names());
        let message = match self.field.kind() {
            Kind::Octets => {
                format!("`{name}` has octets: write them as `de:ad`, or text in quotes")
            }
            Kind::Time => format!("`{name}` has seconds since 1970: write them as `1718010000.5`"),
            Kind::Boolean if names.is_empty() => {
                format!("`{name}` is true or false: write `1` or `0`")
            }
            Kind::Boolean => format!("`{name}` is true or false, or one of its two names"),
            _ if names.is_empty() => {
                format!("`{name}` is a number: write it as `12`, `0x0c` or `014`")
            }
            _ => format!("`{name}` is a number, or one of its names, and this is neither"),
        };
        let suggestion = word(&operand.text).and_then(|word| near(names, word));
        Err(Mistake { span: operand.span.clone(), message, suggestion })
    }

    /// The number that a name stands for.
    fn named(&self, word: &str) -> Option<i128> {
        let names = self.field.names().iter();
        let mut found = names.filter(|(name, _)| name.eq_ignore_ascii_case(word));
        found.next().map(|(_, number)| (*number).into())
    }

    fn number(&self, text: &Text) -> Option<i128> {
        if let Text::Character(octet) = text {
            return Some((*octet).into());
        }
        let named = self.named(word(text)?);
        named.or_else(|| match text {
            Text::Word(word) => value::number(word),
            _ => None,
        })
    }

    /// A truth value; as a number, whatever is not 0 is true.
    fn truth(&self, text: &Text) -> Option<i128> {
        let written = word(text)?;
        let truth = |word: &str| match word {
            word if word.eq_ignore_ascii_case("true") => Some(1),
            word if word.eq_ignore_ascii_case("false") => Some(0),
            _ => None,
        };
        self.named(written).or_else(|| truth(written)).or_else(|| match text {
            Text::Word(word) => value::number(word).map(|number| i128::from(number != 0)),
            _ => None,
        })
    }
}

/// Whether a field can have a number; or else what is wrong with that.
fn fits(field: &Field, number: i128) -> Result<(), String> {
    match largest(field) {
        Some(largest) if number > i128::from(largest) => {
            let name = field.name();
            Err(format!("this is too large for `{name}`, which is {largest} at most"))
        }
        _ => Ok(()),
    }
}

/// The name that was probably meant: the nearest, or the first that has the word in it.
fn near(names: &[(&'static str, u32)], word: &str) -> Option<String> {
    let all = || names.iter().map(|(name, _)| *name);
    let part = word.to_lowercase();
    let has_part = |name: &&str| !part.is_empty() && name.to_lowercase().contains(&part);
    let found = nearest(word, all()).or_else(|| all().find(has_part))?;
    let is_word = found.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    Some(if is_word { found.to_string() } else { format!("\"{found}\"") })
}

/// What is written, where it is text.
fn word(text: &Text) -> Option<&str> {
    match text {
        Text::Word(word) => Some(word),
        Text::Quoted(octets) => core::str::from_utf8(octets).ok(),
        Text::Character(_) => None,
    }
}

fn octets(text: &Text) -> Option<Vec<u8>> {
    match text {
        Text::Word(word) => value::octets(word),
        Text::Quoted(octets) => Some(octets.clone()),
        Text::Character(octet) => Some(vec![*octet]),
    }
}

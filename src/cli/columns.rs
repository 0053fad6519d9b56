//! `-T fields`: chosen fields in columns, one line a message.

use super::text::{Put, hex, padded_decimal};
use crate::capture::filter::{Field, Kind, Value, deepest, field, fields};
use crate::capture::{Decoded, Depth, filter};
use std::fmt::Write;

/// The columns that `-e` and `-E` ask for.
#[derive(Debug)]
pub(super) struct Columns {
    fields: Vec<&'static Field>,
    options: Options,
}

#[derive(Debug)]
struct Options {
    header: bool,
    separator: char,
    occurrence: Occurrence,
    aggregator: char,
    quote: Option<char>,
}

/// Which values of a field are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occurrence {
    First,
    Last,
    All,
}

impl Columns {
    /// Reads the arguments; what is wrong with them otherwise.
    pub(super) fn new(names: &[String], options: &[String]) -> Result<Self, String> {
        let known = |name: &String| {
            field(name).ok_or_else(|| {
                let near = filter::nearest(name, fields().map(Field::name));
                let near = near.map(|near| format!("; did you mean `{near}`?"));
                format!("there is no field `{name}`{}", near.unwrap_or_default())
            })
        };
        let fields = names.iter().map(known).collect::<Result<Vec<_>, String>>()?;
        if fields.is_empty() {
            return Err("-T fields needs the fields to show: -e FIELD, as often as needed".into());
        }
        Ok(Self { fields, options: Options::new(options)? })
    }

    /// How far messages must be read.
    pub(super) fn depth(&self) -> Depth {
        deepest(self.fields.iter().copied())
    }

    /// The line above all, where it is wanted.
    pub(super) fn header(&self, to: &mut Vec<u8>) {
        if !self.options.header {
            return;
        }
        for (place, field) in self.fields.iter().enumerate() {
            self.separate(place, to);
            field.name().put(to);
        }
        to.push(b'\n');
    }

    fn separate(&self, place: usize, to: &mut Vec<u8>) {
        if place > 0 {
            character(self.options.separator, to);
        }
    }

    pub(super) fn message(&self, to: &mut Vec<u8>, decoded: &Decoded<'_, '_>) {
        for (place, field) in self.fields.iter().enumerate() {
            self.separate(place, to);
            self.values(field, decoded, to);
        }
        to.push(b'\n');
    }

    fn values(&self, field: &Field, decoded: &Decoded<'_, '_>, to: &mut Vec<u8>) {
        let Options { occurrence, aggregator, quote, .. } = self.options;
        let before = to.len();
        let mut start = None;
        field.each(decoded, &mut |value| {
            match (start, occurrence) {
                (None, _) => {
                    if let Some(quote) = quote {
                        character(quote, to);
                    }
                    start = Some(to.len());
                }
                (Some(_), Occurrence::First) => return,
                (Some(start), Occurrence::Last) => to.truncate(start),
                (Some(_), Occurrence::All) => character(aggregator, to),
            }
            show(field, value, to);
        });
        if to.len() > before
            && let Some(quote) = quote
        {
            character(quote, to);
        }
    }
}

fn character(character: char, to: &mut Vec<u8>) {
    character.encode_utf8(&mut [0; 4]).put(to);
}

/// A value as tshark shows it.
fn show(field: &Field, value: Value<'_>, to: &mut Vec<u8>) {
    match value {
        Value::Present if field.kind() == Kind::Protocol => field.name().put(to),
        Value::Present => to.push(b'1'),
        Value::Unsigned(number) => match field.kind() {
            Kind::Hexadecimal(digits) => {
                let mut text = String::new();
                // Nothing can go wrong where a string is written to.
                _ = write!(text, "0x{number:0width$x}", width = digits.into());
                text.as_str().put(to);
            }
            _ => number.to_string().as_str().put(to),
        },
        Value::Signed(number) => number.put(to),
        Value::Boolean(is_true) => to.push(if is_true { b'1' } else { b'0' }),
        Value::Text(text) => text.chars().for_each(|c| match c {
            '\n' => "\\n".put(to),
            '\r' => "\\r".put(to),
            '\t' => "\\t".put(to),
            c if c.is_control() => {
                let escape = c.escape_default().to_string();
                escape.as_str().put(to);
            }
            c => character(c, to),
        }),
        Value::Octets([]) => "<MISSING>".put(to),
        Value::Octets(octets) => hex(to, octets),
        Value::Time(time) => {
            time.seconds.put(to);
            to.push(b'.');
            padded_decimal(to, time.nanoseconds.into(), 9);
        }
    }
}

impl Options {
    fn new(options: &[String]) -> Result<Self, String> {
        let mut found = Self {
            header: false,
            separator: '\t',
            occurrence: Occurrence::All,
            aggregator: ',',
            quote: None,
        };
        for option in options {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            match (name, value) {
                ("header", "y" | "n") => found.header = value == "y",
                ("occurrence", "f") => found.occurrence = Occurrence::First,
                ("occurrence", "l") => found.occurrence = Occurrence::Last,
                ("occurrence", "a") => found.occurrence = Occurrence::All,
                ("quote", "d") => found.quote = Some('"'),
                ("quote", "s") => found.quote = Some('\''),
                ("quote", "n") => found.quote = None,
                ("separator", _) => found.separator = one(option, value)?,
                ("aggregator", _) => found.aggregator = one(option, value)?,
                _ => {
                    let known = "header=y|n, separator=C, occurrence=f|l|a, aggregator=C and \
                                 quote=d|s|n";
                    return Err(format!("-E {option} is none of {known}"));
                }
            }
        }
        Ok(found)
    }
}

/// One character; `/t` is a tab and `/s` a blank, which shells are fond of taking away.
fn one(option: &str, value: &str) -> Result<char, String> {
    let mut characters = value.chars();
    match (value, characters.next(), characters.next()) {
        ("/t", ..) => Ok('\t'),
        ("/s", ..) => Ok(' '),
        (_, Some(character), None) => Ok(character),
        _ => Err(format!("-E {option} needs one character, `/t` for a tab or `/s` for a blank")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        let options = |text: &str| Options::new(&[text.to_string()]);
        assert_eq!(options("separator=/t").unwrap().separator, '\t');
        assert_eq!(options("separator=;").unwrap().separator, ';');
        assert_eq!(options("aggregator=/s").unwrap().aggregator, ' ');
        assert_eq!(options("occurrence=l").unwrap().occurrence, Occurrence::Last);
        assert_eq!(options("quote=d").unwrap().quote, Some('"'));
        for wrong in ["header", "header=x", "separator=ab", "separator=", "bom=y"] {
            assert!(options(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_that_is_none_brings_the_nearest() {
        let error = Columns::new(&["sccp.caled.ssn".into()], &[]).unwrap_err();
        assert!(error.contains("`sccp.called.ssn`"), "{error}");
        assert!(Columns::new(&[], &[]).unwrap_err().contains("-e"));
    }
}

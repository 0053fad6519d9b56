//! The whole tree of a message (`-V`), each line with its offset in the message.

mod leaves;
mod lower;
mod tcap;

use super::hex;
use super::output::{Paint, Row};
use super::text::{Put, Shown, Spaced};
use crate::capture::Decoded;
use crate::wire::ain::walk::{walk, walk_any};
use crate::wire::ber::Octets;
use crate::wire::digits::DigitString;
use crate::wire::{Diagnostic, Severity};
use leaves::Leaves;

use std::fmt::{self, Display};
pub(super) use tcap::said;

/// Decimal digits without indicators, with their octets: the order of the halves is inferred.
pub(super) fn decimal(octets: Octets<'_>) -> DigitString<'_> {
    DigitString::packed(octets, false)
}

struct Hex<'a>(&'a [u8]);

impl Put for Hex<'_> {
    fn put(&self, to: &mut Vec<u8>) {
        Spaced(self.0).put(to);
    }
}

impl Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(place, octet)| {
            write!(f, "{}{octet:02x}", if place > 0 { " " } else { "" })
        })
    }
}

/// `name (number)`, or the number alone.
struct Named(Option<&'static str>, i64);

impl Put for Named {
    fn put(&self, to: &mut Vec<u8>) {
        match self.0 {
            Some(name) => (name, " (", self.1, ")").put(to),
            None => self.1.put(to),
        }
    }
}

impl Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => write!(f, "{name} ({})", self.1),
            None => write!(f, "{}", self.1),
        }
    }
}

struct Tree<'o> {
    row: &'o mut Row,
    octets: bool,
}

/// Octets on one line of a dump.
const DUMP: usize = 24;

impl Tree<'_> {
    fn indent(&mut self, at: Option<u32>, depth: usize) {
        // The number ends in the sixth column; one that is longer begins in the first.
        let mut column = [b' '; 8];
        match at {
            Some(at @ 0..1_000_000) => {
                let (mut rest, mut place) = (at, 6);
                loop {
                    place -= 1;
                    column[place] = b'0' + (rest % 10) as u8;
                    rest /= 10;
                    if rest == 0 {
                        break;
                    }
                }
                self.row.push(Paint::Dim, &column[..]);
            }
            Some(at) => self.row.push(Paint::Dim, (at, "  ")),
            None => self.row.push(Paint::Plain, &column[..]),
        }
        self.row.blanks(2 * depth);
    }

    fn layer(&mut self, at: u32, title: impl Put) {
        self.indent(Some(at), 0);
        self.row.push(Paint::Bold, title);
        self.row.end();
    }

    /// Like [`show`](Self::show), for a value that only [`Display`] can write.
    fn field(&mut self, at: Option<u32>, depth: usize, name: &str, value: impl Display) {
        self.show(at, depth, name, Shown(value));
    }

    /// `name: value`, and nothing behind the colon where the value is empty.
    #[inline]
    fn show(&mut self, at: Option<u32>, depth: usize, name: impl Put, value: impl Put) {
        self.indent(at, depth);
        name.put(&mut self.row.text);
        ":".put(&mut self.row.text);
        let empty = self.row.text.len();
        " ".put(&mut self.row.text);
        if !self.row.push_unless_empty(Paint::Yellow, value) {
            self.row.text.truncate(empty);
        }
        self.row.end();
    }

    fn dump(&mut self, depth: usize, octets: &[u8]) {
        if !self.octets {
            return;
        }
        for line in octets.chunks(DUMP) {
            self.indent(None, depth + 1);
            self.row.push(Paint::Dim, Hex(line));
            self.row.end();
        }
    }

    fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let paint = if diagnostic.severity == Severity::Note { Paint::Dim } else { Paint::Red };
            self.indent(Some(diagnostic.error.at), 0);
            let error = &diagnostic.error;
            let severity = diagnostic.severity.name();
            self.row.push(paint, format_args!("{severity}: {}: {}", error.layer, error.reason()));
            self.row.end();
        }
    }
}

pub(super) fn message(
    row: &mut Row,
    time: Option<&[u8]>,
    decoded: &Decoded<'_, '_>,
    octets: bool,
    found: &mut Vec<Diagnostic>,
) {
    let message = decoded.message;
    row.push(Paint::Bold, ("Frame ", message.frame));
    if message.index > 0 {
        row.push(Paint::Bold, (", message ", message.index));
    }
    let length = message.octets.len();
    row.push(Paint::Dim, ("  ", time.unwrap_or(b"no time"), "  ", length, " octets"));
    row.end();
    let mut tree = Tree { row, octets };
    lower::layers(&mut tree, decoded.stack);
    tcap::message(&mut tree, decoded, found);
    tree.diagnostics(decoded.diagnostics);
    tree.diagnostics(found);
    row.end();
}

/// A pasted parameter sequence.
pub(super) fn parameters(
    row: &mut Row,
    pasted: &hex::Parameters<'_>,
    octets: bool,
    found: &mut Vec<Diagnostic>,
) {
    let title = pasted.operation.map_or("by their tags", |operation| operation.message);
    let mut tree = Tree { row, octets };
    tree.layer(0, format_args!("AIN parameters, {title}"));
    if let Some(parameter) = &pasted.parameter {
        let mut visitor = Leaves { tree: &mut tree, found, depth: 1 };
        match pasted.operation {
            Some(operation) => walk(operation.fields, parameter, &mut visitor),
            None => walk_any(parameter, &mut visitor),
        }
    }
    found.extend(pasted.fault);
    tree.diagnostics(found);
    row.end();
}

fn list<T: Display>(values: impl Iterator<Item = T>) -> String {
    values.map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}

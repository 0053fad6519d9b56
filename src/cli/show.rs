//! Messages and faults as text, in the way that the arguments ask for.

use super::clock::Clock;
use super::columns::Columns;
use super::output::Row;
use super::{hex, json, line, tree};
use crate::capture::filter::Filter;
use crate::capture::{Decoded, Depth, Fault, Place};
use crate::wire::{Diagnostic, Severity};

/// How messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// One line a message, or with -V the whole tree.
    Text,
    /// One JSON object a line; docs/json.md has the shape.
    Json,
    /// For Elasticsearch's bulk interface: the same objects as documents, an index line before each.
    Ek,
    /// The fields that `-e` names, in columns.
    Fields,
}

/// What is shown of messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style<'f> {
    pub(super) format: Format,
    pub(super) verbose: bool,
    pub(super) octets: bool,
    /// Nothing is.
    pub(super) quiet: bool,
    /// Somebody wants to know whether anything is wrong.
    pub(super) strict: bool,
    pub(super) colored: bool,
    /// Which messages are shown; all, if there is none.
    pub(super) filter: Option<&'f Filter>,
    /// The columns of `-T fields`.
    pub(super) columns: Option<&'f Columns>,
}

/// Makes text of messages and faults. Threads that share the work have one each.
pub(super) struct Show<'f> {
    style: Style<'f>,
    /// The name of the capture, where there are several.
    pub(super) file: Option<&'f str>,
    row: Row,
    json: json::Json,
    clock: Clock,
    found: Vec<Diagnostic>,
    /// Whether anything was wrong so far.
    pub(super) wrong: bool,
    /// How many messages were shown, or would have been but for `-q`.
    pub(super) shown: u64,
}

fn is_wrong(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity >= Severity::Warning)
}

impl<'f> Show<'f> {
    pub(super) fn new(style: Style<'f>, file: Option<&'f str>) -> Self {
        Self {
            style,
            file,
            row: Row::new(style.colored),
            json: json::Json::default(),
            clock: Clock::default(),
            found: Vec::new(),
            wrong: false,
            shown: 0,
        }
    }

    /// Whether there is nothing to look for in a message: it is only counted.
    pub(super) const fn counts_only(&self) -> bool {
        // Once something is wrong, nothing is left to be found.
        self.style.quiet && (!self.style.strict || self.wrong) && self.style.filter.is_none()
    }

    /// How far messages must be read.
    pub(super) fn depth(&self) -> Depth {
        let Style { quiet, strict, filter, columns, .. } = self.style;
        let needed = match columns {
            Some(columns) if !strict => columns.depth(),
            _ if quiet && !strict => Depth::Layers,
            _ if self.counts_only() => Depth::Layers,
            _ => Depth::Components,
        };
        filter.map_or(needed, |filter| filter.depth().max(needed))
    }

    /// The text so far, to be taken out by whoever writes it.
    pub(super) const fn text(&mut self) -> &mut Vec<u8> {
        match self.style.format {
            Format::Json | Format::Ek => &mut self.json.text,
            Format::Text | Format::Fields => &mut self.row.text,
        }
    }

    /// Shows a message that the filter lets through, if there is one; whether it was.
    pub(super) fn message(&mut self, decoded: &Decoded<'_, '_>) -> bool {
        if self.style.filter.is_some_and(|filter| !filter.matches(decoded)) {
            return false;
        }
        self.shown += 1;
        self.found.clear();
        let message = decoded.message;
        match self.style {
            Style { quiet: true, strict: false, .. } => {}
            Style { quiet: true, .. } => line::check(decoded, &mut self.found),
            Style { columns: Some(columns), strict, .. } => {
                columns.message(&mut self.row.text, decoded);
                if strict {
                    line::check(decoded, &mut self.found);
                }
            }
            Style { format: Format::Ek, .. } => {
                let time = message.time.map(|time| self.clock.rfc3339(time));
                let (file, frame, index) = (self.file, message.frame, message.index);
                json::before_document(&mut self.json, message.time, time);
                let head = json::Head { file, frame, index, time };
                json::message(&mut self.json, &head, decoded, &mut self.found);
                json::after_document(&mut self.json);
            }
            Style { format: Format::Json, .. } => {
                let time = message.time.map(|time| self.clock.rfc3339(time));
                let (file, frame, index) = (self.file, message.frame, message.index);
                let head = json::Head { file, frame, index, time };
                json::message(&mut self.json, &head, decoded, &mut self.found);
            }
            Style { verbose: true, octets, .. } => {
                let time = message.time.map(|time| self.clock.rfc3339(time));
                tree::message(&mut self.row, time, decoded, octets, &mut self.found);
            }
            Style { verbose: false, .. } => {
                let time = message.time.map(|time| self.clock.time_of_day(time));
                line::message(&mut self.row, time, decoded, &mut self.found);
            }
        }
        self.wrong |= is_wrong(decoded.diagnostics) || is_wrong(&self.found);
        true
    }

    /// `index`: its number in its frame. A fault has no fields: no filter lets it through.
    pub(super) fn fault(&mut self, fault: &Fault, index: u32) {
        if self.style.filter.is_some() {
            return;
        }
        self.wrong |= is_wrong(&[fault.diagnostic]);
        match self.style {
            Style { quiet: true, .. } | Style { format: Format::Fields, .. } => {}
            Style { format: Format::Ek, .. } => {
                let time = fault.time.map(|time| self.clock.rfc3339(time));
                json::before_document(&mut self.json, fault.time, time);
                let head = json::Head { file: self.file, frame: fault.frame, index, time };
                json::fault(&mut self.json, &head, fault);
                json::after_document(&mut self.json);
            }
            Style { format: Format::Json, .. } => {
                let time = fault.time.map(|time| self.clock.rfc3339(time));
                let head = json::Head { file: self.file, frame: fault.frame, index, time };
                json::fault(&mut self.json, &head, fault);
            }
            Style { format: Format::Text, .. } => {
                let time = fault.time.map(|time| self.clock.time_of_day(time));
                line::fault(&mut self.row, time, fault);
            }
        }
    }

    /// A pasted parameter sequence.
    pub(super) fn parameters(&mut self, pasted: &hex::Parameters<'_>) {
        self.found.clear();
        match self.style.format {
            Format::Json | Format::Ek => {
                let head = json::Head { file: None, frame: pasted.number, index: 0, time: None };
                self.found.extend(pasted.fault);
                json::parameters(
                    &mut self.json,
                    &head,
                    pasted.operation,
                    pasted.parameter.as_ref(),
                    &mut self.found,
                );
            }
            Format::Text | Format::Fields => {
                tree::parameters(&mut self.row, pasted, self.style.octets, &mut self.found);
            }
        }
        self.wrong |= is_wrong(&self.found);
    }
}

/// Numbers faults behind the messages of their frames.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The frame shown last and the index that is free in it.
    last: (u64, u32),
}

impl Numbers {
    /// The index of the next thing that is shown.
    pub(super) fn index(&mut self, place: Place) -> u32 {
        let index = match place.index {
            Some(index) => index,
            None if self.last.0 == place.frame => self.last.1,
            None => 0,
        };
        self.last = (place.frame, index + 1);
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_numbered_behind_the_messages_of_their_frame() {
        let mut numbers = Numbers::default();
        let mut index = |frame, index| numbers.index(Place { frame, index });
        assert_eq!([index(1, Some(0)), index(1, Some(1)), index(1, None)], [0, 1, 2]);
        assert_eq!([index(2, None), index(2, None), index(3, Some(0))], [0, 1, 0]);
    }
}

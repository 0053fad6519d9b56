//! Messages and faults as text, in the way that the arguments ask for.

use super::clock::Clock;
use super::output::Row;
use super::{hex, json, line, tree};
use crate::capture::{Decoded, Depth, Fault, Place};
use crate::wire::{Diagnostic, Severity};

/// How messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// One line a message, or with -V the whole tree.
    Text,
    /// One JSON object a line; docs/json.md has the shape.
    Json,
}

/// What is shown of messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) verbose: bool,
    pub(super) octets: bool,
    /// Nothing is.
    pub(super) quiet: bool,
    /// Somebody wants to know whether anything is wrong.
    pub(super) strict: bool,
    pub(super) colored: bool,
}

/// Makes text of messages and faults. Threads that share the work have one each.
pub(super) struct Show<'f> {
    style: Style,
    /// The name of the capture, where there are several.
    pub(super) file: Option<&'f str>,
    row: Row,
    json: json::Json,
    clock: Clock,
    found: Vec<Diagnostic>,
    /// Whether anything was wrong so far.
    pub(super) wrong: bool,
}

fn is_wrong(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity >= Severity::Warning)
}

impl<'f> Show<'f> {
    pub(super) fn new(style: Style, file: Option<&'f str>) -> Self {
        Self {
            style,
            file,
            row: Row::new(style.colored),
            json: json::Json::default(),
            clock: Clock::default(),
            found: Vec::new(),
            wrong: false,
        }
    }

    /// How far messages must be read.
    pub(super) const fn depth(&self) -> Depth {
        match self.style {
            // Once something is wrong, nothing is left to be found.
            Style { quiet: true, strict, .. } if !strict || self.wrong => Depth::Layers,
            _ => Depth::Components,
        }
    }

    /// The text so far, to be taken out by whoever writes it.
    pub(super) const fn text(&mut self) -> &mut Vec<u8> {
        match self.style.format {
            Format::Json => &mut self.json.text,
            Format::Text => &mut self.row.text,
        }
    }

    pub(super) fn message(&mut self, decoded: &Decoded<'_, '_>) {
        self.found.clear();
        let message = decoded.message;
        match self.style {
            Style { quiet: true, .. } => line::check(decoded, &mut self.found),
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
    }

    /// `index`: its number in its frame.
    pub(super) fn fault(&mut self, fault: &Fault, index: u32) {
        self.wrong |= is_wrong(&[fault.diagnostic]);
        match self.style {
            Style { quiet: true, .. } => {}
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
            Format::Json => {
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
            Format::Text => {
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

//! Standard output: buffered, coloured where it may be, quiet when the reader goes away.

use super::text::{Put, characters};
use std::fmt;
use std::io::{self, Write};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` says no or `CLICOLOR_FORCE` says yes.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// As it is.
    Plain,
    /// Beside the point.
    Dim,
    /// A title.
    Bold,
    /// An address.
    Cyan,
    /// An operation.
    Green,
    /// A value.
    Yellow,
    /// A fault.
    Red,
    /// A package.
    Blue,
}

impl Paint {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "\x1b[2m",
            Self::Bold => "\x1b[1m",
            Self::Cyan => "\x1b[36m",
            Self::Green => "\x1b[1;32m",
            Self::Yellow => "\x1b[33m",
            Self::Red => "\x1b[1;31m",
            Self::Blue => "\x1b[34m",
        }
    }
}

/// Octets that are collected before they are written.
const CHUNK: usize = 1 << 16;

/// Standard output. What is written ends with a line, so that the standard library's own buffer
/// passes it through.
pub(super) struct Output {
    to: io::Stdout,
    /// Single lines.
    text: Vec<u8>,
    colored: bool,
}

impl Output {
    /// Colours as the terminal and the environment allow.
    pub(super) fn standard() -> Self {
        Self::with_color(Color::Auto)
    }

    pub(super) fn with_color(color: Color) -> Self {
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        };
        Self { to: io::stdout(), text: Vec::new(), colored }
    }

    pub(super) const fn colored(&self) -> bool {
        self.colored
    }

    pub(super) fn line(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        writeln!(self.text, "{text}")?;
        if self.text.len() < CHUNK { Ok(()) } else { self.flush() }
    }

    pub(super) fn heading(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        if self.colored { writeln!(self.text, "\x1b[1m{text}\x1b[0m") } else { self.line(text) }
    }

    /// Writes rows and takes them out; some stay until there are more of them.
    pub(super) fn write(&mut self, rows: &mut Vec<u8>) -> io::Result<()> {
        if rows.len() < CHUNK {
            return Ok(());
        }
        self.write_now(rows)
    }

    /// Writes rows and takes them out; after an error they stay, and it comes up again.
    pub(super) fn write_now(&mut self, rows: &mut Vec<u8>) -> io::Result<()> {
        self.to.write_all(rows)?;
        self.to.flush()?;
        rows.clear();
        Ok(())
    }

    /// Writes what was collected line by line.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.to.write_all(&self.text)?;
        self.text.clear();
        self.to.flush()
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
}

/// As many as a column or an indentation takes, as a rule.
const BLANKS: &[u8; 32] = &[b' '; 32];

/// Lines of text in the making.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) text: Vec<u8>,
    colored: bool,
}

impl Row {
    pub(super) fn new(colored: bool) -> Self {
        Self { text: Vec::new(), colored }
    }

    #[inline]
    pub(super) fn push(&mut self, paint: Paint, text: impl Put) {
        let painted = self.colored && paint != Paint::Plain;
        if painted {
            paint.code().put(&mut self.text);
        }
        text.put(&mut self.text);
        if painted {
            "\x1b[0m".put(&mut self.text);
        }
    }

    /// Pushes a value; false, and nothing is pushed, if it is empty.
    #[inline]
    pub(super) fn push_unless_empty(&mut self, paint: Paint, text: impl Put) -> bool {
        let painted = self.colored && paint != Paint::Plain;
        let before = self.text.len();
        if painted {
            paint.code().put(&mut self.text);
        }
        let start = self.text.len();
        text.put(&mut self.text);
        if self.text.len() == start {
            self.text.truncate(before);
            return false;
        }
        if painted {
            "\x1b[0m".put(&mut self.text);
        }
        true
    }

    /// Pushes text in a column of this width.
    #[inline]
    pub(super) fn column(&mut self, paint: Paint, width: usize, text: impl Put) {
        let painted = self.colored && paint != Paint::Plain;
        if painted {
            paint.code().put(&mut self.text);
        }
        let start = self.text.len();
        text.put(&mut self.text);
        let shown = characters(&self.text[start..]);
        if painted {
            "\x1b[0m".put(&mut self.text);
        }
        self.blanks(width.saturating_sub(shown));
    }

    #[inline]
    pub(super) fn blanks(&mut self, count: usize) {
        match BLANKS.get(..count) {
            Some(blanks) => self.text.extend_from_slice(blanks),
            None => self.text.resize(self.text.len() + count, b' '),
        }
    }

    #[inline]
    pub(super) fn end(&mut self) {
        self.text.push(b'\n');
    }
}

//! Standard output: buffered, coloured where it may be, quiet when the reader goes away.

use std::fmt;
use std::io::{self, BufWriter, Write};

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

/// A buffered writer to standard output.
pub(super) struct Output {
    to: BufWriter<Box<dyn Write>>,
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
        let to = BufWriter::with_capacity(1 << 16, Box::new(io::stdout().lock()) as _);
        Self { to, colored }
    }

    pub(super) const fn colored(&self) -> bool {
        self.colored
    }

    pub(super) fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        self.to.write_all(octets)
    }

    pub(super) fn line(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        writeln!(self.to, "{text}")
    }

    pub(super) fn heading(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        if self.colored { writeln!(self.to, "\x1b[1m{text}\x1b[0m") } else { self.line(text) }
    }

    /// Flushes what is small enough to be the last that came; a full buffer flushes itself.
    pub(super) fn flush_when_idle(&mut self) -> io::Result<()> {
        if self.to.buffer().len() < 1 << 12 { self.to.flush() } else { Ok(()) }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A line of text made before it is written, so that one row is one write.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    colored: bool,
}

impl Row {
    pub(super) fn new(colored: bool) -> Self {
        Self { text: String::with_capacity(4096), colored }
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    pub(super) fn push(&mut self, paint: Paint, text: impl fmt::Display) {
        use fmt::Write;
        let painted = self.colored && paint != Paint::Plain;
        if painted {
            self.text.push_str(paint.code());
        }
        // Writing to a String does not fail.
        _ = write!(self.text, "{text}");
        if painted {
            self.text.push_str("\x1b[0m");
        }
    }

    pub(super) fn pad_to(&mut self, width: usize, shown: usize) {
        for _ in shown..width {
            self.text.push(' ');
        }
    }

    pub(super) fn end(&mut self) {
        self.text.push('\n');
    }
}

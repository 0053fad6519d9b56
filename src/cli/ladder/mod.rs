//! Ladder diagrams: who said what to whom, as text, as pictures and as a page.

mod command;
mod draw;
mod mermaid;
mod page;
mod svg;
mod text;

pub(super) use command::{Arguments, run};
pub(super) use draw::{Drawing, draw};
pub(super) use svg::svg;
pub(super) use text::{Text, cut};

use super::output::Paint;

/// A diagram: a column a node, a row a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Ladder {
    /// What it shows.
    pub(super) title: String,
    /// What stands below the title.
    pub(super) subtitle: String,
    /// The nodes, from left to right.
    pub(super) columns: Vec<Column>,
    /// The messages, in their order.
    pub(super) rows: Vec<Row>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// What stands below the name; may be empty.
    pub(super) detail: String,
}

/// A message, or what there is to say about one that did not come.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The columns that the arrow leads from and to; the same, if it is a word about that node.
    pub(super) from: usize,
    pub(super) to: usize,
    /// What stands in the margin: the frame, the time.
    pub(super) frame: String,
    pub(super) time: String,
    /// What was said.
    pub(super) label: String,
    /// More, for who points at it.
    pub(super) detail: Vec<String>,
    /// It answers something.
    pub(super) answers: bool,
    pub(super) tone: Tone,
    /// The dialogue and the place in it of the message.
    pub(super) of: Option<(u64, usize)>,
}

/// What a row is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Signalling.
    Message,
    /// What a telephone does.
    Telephone,
    /// What a server does.
    Server,
    /// What a desk does.
    Desk,
    /// It was there before, or came too late.
    Stale,
    /// An error, an abort, silence.
    Wrong,
}

impl Tone {
    const fn paint(self) -> Paint {
        match self {
            Self::Message | Self::Telephone => Paint::Plain,
            Self::Server => Paint::Green,
            Self::Desk => Paint::Yellow,
            Self::Stale => Paint::Dim,
            Self::Wrong => Paint::Red,
        }
    }
}

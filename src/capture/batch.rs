//! Messages in numbers, so that several threads can read them.
//!
//! A [`Batch`] owns what the capture gave. Any thread reads it ([`Workspace::read`]) with a guess
//! of each link's variant. The session then settles the batches in their order
//! ([`Session::settle`](super::Session::settle)): that is quick, for what the octets say is known
//! by then, and a wrong guess is read anew. After that any thread shows them ([`Readings::show`]).
//!
//! ```no_run
//! use core::ops::ControlFlow;
//! use hookflash::capture::{Batch, Capture, Depth, Overrides, Session, Shown, Workspace};
//! let (mut capture, mut session) = (Capture::open("links.pcap")?, Session::default());
//! let (mut workspace, overrides) = (Workspace::default(), Overrides::default());
//! let mut batch = Batch::default();
//! capture.for_each(|item| {
//!     batch.push(&item);
//!     ControlFlow::Continue(())
//! })?;
//! let mut readings = workspace.read(&batch, &overrides, Depth::Components);
//! session.settle(&mut readings);
//! readings.show(|shown| {
//!     if let Shown::Message(decoded) = shown {
//!         println!("{:?}", decoded.stack.layers());
//!     }
//!     ControlFlow::Continue(())
//! });
//! # Ok::<(), hookflash::capture::CaptureError>(())
//! ```

use super::item::{Fault, Item, LinkId, Message, Protocol, Timestamp};
use super::reading::{Decoded, Depth, Overrides, Reading, Resolved};
use crate::wire::Diagnostic;
use crate::wire::codes::Variant;
use core::ops::{ControlFlow, Range};

/// Items of one batch: enough that handing it from thread to thread costs little beside them, few
/// enough that what is read of them stays in a core's cache.
const ITEMS: usize = 128;
/// Octets of the messages of one batch; the last may pass it.
const OCTETS: usize = 256 << 10;

/// Items of a capture, kept beyond the read buffer that they were borrowed from.
#[derive(Debug, Default)]
pub struct Batch {
    octets: Vec<u8>,
    diagnostics: Vec<Diagnostic>,
    kept: Vec<Kept>,
}

/// An item whose octets and diagnostics lie in the batch.
#[derive(Debug)]
pub(super) enum Kept {
    Message {
        frame: u64,
        index: u32,
        time: Option<Timestamp>,
        protocol: Protocol,
        octets: Range<usize>,
        link: LinkId,
        forward: bool,
        diagnostics: Range<usize>,
    },
    Fault(Fault),
}

impl Batch {
    /// Adds a copy of an item.
    pub fn push(&mut self, item: &Item<'_>) {
        let kept = match item {
            Item::Fault(fault) => Kept::Fault(*fault),
            Item::Message(message) => {
                let (octets, diagnostics) = (self.octets.len(), self.diagnostics.len());
                self.octets.extend_from_slice(message.octets);
                self.diagnostics.extend_from_slice(message.diagnostics);
                let Message { frame, index, time, protocol, link, forward, .. } = *message;
                Kept::Message {
                    frame,
                    index,
                    time,
                    protocol,
                    octets: octets..self.octets.len(),
                    link,
                    forward,
                    diagnostics: diagnostics..self.diagnostics.len(),
                }
            }
        };
        self.kept.push(kept);
    }

    /// Whether the batch is large enough to be read; more may be added all the same.
    pub fn is_full(&self) -> bool {
        self.kept.len() >= ITEMS || self.octets.len() >= OCTETS
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Takes everything out, and keeps the room.
    pub fn clear(&mut self) {
        // One huge message must not hold its room for the rest of the capture.
        if self.octets.capacity() > 4 * OCTETS {
            self.octets = Vec::new();
        }
        self.octets.clear();
        self.diagnostics.clear();
        self.kept.clear();
    }

    pub(super) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The message that was kept, if it was one.
    pub(super) fn message(&self, kept: &Kept) -> Option<Message<'_>> {
        match kept {
            Kept::Fault(_) => None,
            Kept::Message { frame, index, time, protocol, octets, link, forward, diagnostics } => {
                Some(Message {
                    frame: *frame,
                    index: *index,
                    time: *time,
                    protocol: *protocol,
                    octets: self.octets.get(octets.clone()).unwrap_or_default(),
                    link: *link,
                    forward: *forward,
                    diagnostics: self.diagnostics.get(diagnostics.clone()).unwrap_or_default(),
                })
            }
        }
    }
}

/// Links whose variant a thread remembers for its next guess.
const GUESSES: usize = 64;

/// What a thread keeps from batch to batch: room, and what it saw of the links.
#[derive(Debug)]
pub struct Workspace {
    guesses: [(LinkId, Variant); GUESSES],
    list: Vec<Reading<'static>>,
    components: Vec<Resolved<'static>>,
}

impl Default for Workspace {
    fn default() -> Self {
        let guesses = [(LinkId(0), Variant::Ansi); GUESSES];
        Self { guesses, list: Vec::new(), components: Vec::new() }
    }
}

impl Workspace {
    fn guess(&mut self, link: LinkId) -> &mut (LinkId, Variant) {
        &mut self.guesses[link.0 as usize % GUESSES]
    }

    /// Reads the messages of a batch.
    pub fn read<'b>(
        &mut self,
        batch: &'b Batch,
        overrides: &'b Overrides,
        depth: Depth,
    ) -> Readings<'b> {
        let mut list: Vec<Reading<'b>> = recycled(std::mem::take(&mut self.list));
        let mut components = recycled(std::mem::take(&mut self.components));
        for message in batch.kept.iter().filter_map(|kept| batch.message(kept)) {
            let guess = *self.guess(message.link);
            let guess = if guess.0 == message.link { guess.1 } else { Variant::Ansi };
            let variant = overrides.variant.unwrap_or(guess);
            list.push(Reading::empty(variant, Vec::new()));
            if let Some(reading) = list.last_mut() {
                reading.read(&message, (overrides, depth), &mut components);
            }
        }
        Readings { batch, overrides, depth, list, components, given_up: Vec::new() }
    }

    /// Learns from what was settled, and takes the room back.
    pub fn take_back(&mut self, readings: Readings<'_>) {
        let messages = readings.batch.kept.iter().filter_map(|kept| readings.batch.message(kept));
        for (message, reading) in messages.zip(&readings.list) {
            *self.guess(message.link) = (message.link, reading.stack.variant);
        }
        self.list = recycled(readings.list);
        self.components = recycled(readings.components);
    }
}

/// What was read of the messages of a batch.
#[derive(Debug)]
pub struct Readings<'b> {
    pub(super) batch: &'b Batch,
    overrides: &'b Overrides,
    pub(super) depth: Depth,
    /// One for each message.
    pub(super) list: Vec<Reading<'b>>,
    pub(super) components: Vec<Resolved<'b>>,
    /// Segmented messages that were given up, each with the place of the item that it comes after.
    pub(super) given_up: Vec<(usize, Fault)>,
}

/// What a settled batch comes to.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'s, 'd, 'a> {
    /// A message.
    Message(&'s Decoded<'d, 'a>),
    /// A fault.
    Fault(&'s Fault),
}

/// Where something that is shown stands: its frame, and its index there if it is a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The frame.
    pub frame: u64,
    /// The place of a message among those of its frame; none for a fault.
    pub index: Option<u32>,
}

impl Readings<'_> {
    /// Shows messages and faults in order, until `with` breaks off.
    pub fn show(
        &self,
        mut with: impl FnMut(Shown<'_, '_, '_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut list = self.list.iter();
        let mut given_up = self.given_up.iter().peekable();
        for (place, kept) in self.batch.kept.iter().enumerate() {
            match (kept, self.batch.message(kept)) {
                (Kept::Fault(fault), _) => with(Shown::Fault(fault))?,
                (_, None) => {}
                (_, Some(message)) => {
                    let Some(reading) = list.next() else { break };
                    let forced = &self.overrides.tcap_subsystems;
                    reading.show(&message, &self.components, forced, |decoded| {
                        with(Shown::Message(decoded))
                    })?;
                }
            }
            while let Some((_, fault)) = given_up.next_if(|(after, _)| *after == place) {
                with(Shown::Fault(fault))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// How many segmented messages were given up.
    pub fn given_up(&self) -> usize {
        self.given_up.len()
    }

    /// The places of what is [shown](Self::show), in the same order.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let fault = |fault: &Fault| Place { frame: fault.frame, index: None };
        let mut given_up = self.given_up.iter().peekable();
        self.batch.kept.iter().enumerate().flat_map(move |(place, kept)| {
            let own = match kept {
                Kept::Message { frame, index, .. } => Place { frame: *frame, index: Some(*index) },
                Kept::Fault(own) => fault(own),
            };
            let mut behind = Vec::new();
            while let Some((_, given_up)) = given_up.next_if(|(after, _)| *after == place) {
                behind.push(fault(given_up));
            }
            std::iter::once(own).chain(behind)
        })
    }
}

/// The room of a vector, for things of another lifetime: collecting in place keeps it.
pub(super) fn recycled<T, U>(mut vector: Vec<T>) -> Vec<U> {
    const { assert!(size_of::<T>() == size_of::<U>() && align_of::<T>() == align_of::<U>()) };
    vector.clear();
    // Empty: there is nothing to make anything of.
    vector.into_iter().filter_map(|_| None).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_a_vector_is_used_again() {
        let vector: Vec<&str> = Vec::with_capacity(100);
        let room = vector.as_ptr() as usize;
        let again: Vec<(usize, usize)> = recycled(vector);
        assert_eq!((again.capacity(), again.as_ptr() as usize), (100, room));
    }
}

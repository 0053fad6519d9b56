//! What a message says of its dialogue, on its way to the table.

#[cfg(test)]
use super::Part;
use super::read::{Found, read, read_usual};
use crate::capture::item::Message;
use crate::capture::reading::Decoded;
use crate::capture::seeded::Seed;
use crate::wire::stack::Usual;

/// What a message says of its dialogue. It borrows nothing from the message.
#[derive(Debug)]
pub struct Entry(pub(super) Found);

impl Entry {
    /// How many components it has.
    pub fn count(&self) -> usize {
        self.0.step.parts.len()
    }

    /// Gives up the room that it has taken for several components.
    pub fn release(&mut self) {
        self.0.step.parts.release();
    }

    /// Whether something is wrong with a component, where the message was read as far as its
    /// [layers](crate::capture::Depth::Layers) and its components are read here.
    pub const fn is_wrong(&self) -> bool {
        self.0.wrong
    }
}

#[cfg(test)]
impl Entry {
    pub(super) fn parts(&self) -> &[Part] {
        &self.0.step.parts
    }
}

impl Default for Entry {
    /// What no message said: to be [read over](EntryReader::read_over).
    fn default() -> Self {
        Self(Found::BLANK)
    }
}

/// Reads what messages say of their dialogues, for the table that it is of.
#[derive(Debug, Clone, Copy)]
pub struct EntryReader(pub(super) Seed);

impl EntryReader {
    /// Reads a message; none, if it has neither TCAP nor ISUP.
    pub fn read(&self, decoded: &Decoded<'_, '_>) -> Option<Entry> {
        let mut entry = Entry::default();
        self.read_over(&mut entry, decoded).then_some(entry)
    }

    /// Reads a message over what another said; false, if it has neither TCAP nor ISUP: the entry is
    /// then worth nothing. Entries that lie there already are filled faster than new ones.
    pub fn read_over(&self, entry: &mut Entry, decoded: &Decoded<'_, '_>) -> bool {
        read(decoded, &self.0, &mut entry.0)
    }

    /// Reads the [usual](crate::capture::Session::usual) message over what another said.
    #[inline(always)]
    pub fn read_usual(&self, entry: &mut Entry, message: &Message<'_>, usual: &Usual<'_>) {
        read_usual(message, usual, &self.0, &mut entry.0);
    }
}

//! Which operation each invoke asked for. A result, an error or a reject names its invoke by id
//! alone; what the id means stands in another message, in the other direction.

use super::seeded::Seed;
use crate::wire::tcap::ansi::{OperationClass, OperationCode, TransactionId};

/// Entries that are remembered, 4 MiB of them; the oldest are forgotten first. An invoke takes
/// one, or two where its answer may come by an alias.
const REMEMBERED: u32 = 1 << 17;

/// A transaction id is unique only at the node that allocated it, so the node's point code is part
/// of the key. Where the answer may come back to another point code, or there are none, the id
/// alone must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    transaction: TransactionId,
    invoke_id: u8,
    node: Option<u32>,
}

impl Key {
    /// The bucket, and what tells most keys of a bucket apart.
    fn bucket(self, seed: Seed) -> (usize, u32) {
        // A point code has 24 bits at most.
        let node = self.node.map_or(u64::MAX, u64::from);
        let ids = u64::from(self.transaction.0) << 8 | u64::from(self.invoke_id);
        let hash = seed.hash_pair(ids, node);
        ((hash % u64::from(REMEMBERED)) as usize, (hash >> 32) as u32)
    }
}

/// The operation that an invoke asked for, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The operation.
    pub operation: OperationCode,
    /// The frame of the invoke.
    pub frame: u64,
}

/// An invoke, in no more octets than it needs: most of them are written and never looked at.
#[derive(Debug, Clone, Copy)]
struct Entry {
    code: i64,
    frame: u64,
    transaction: u32,
    /// All ones for none.
    node: u32,
    /// The number of the entry that was the newest of this one's bucket.
    next: u32,
    invoke_id: u8,
    class: OperationClass,
}

impl Entry {
    fn key(&self) -> Key {
        let node = (self.node != u32::MAX).then_some(self.node);
        Key { transaction: TransactionId(self.transaction), invoke_id: self.invoke_id, node }
    }
}

/// A ring of entries, numbered as they come, and a list for each bucket of keys: from the newest
/// entry to ever older ones. Lists are never mended. They lead back in time, so whoever follows
/// one stops where it leaves the ring.
#[derive(Debug, Default)]
pub(super) struct Invokes {
    ring: Vec<Entry>,
    /// The number of the newest entry of each bucket, and the tag of its key.
    newest: Vec<(u32, u32)>,
    /// The number of the next entry; it wraps.
    count: u32,
    seed: Seed,
}

impl Invokes {
    /// Remembers an invoke, by transaction and invoke id, of the node that allocated the
    /// transaction id. `by_alias`: the answer may be addressed to another point code.
    pub(super) fn insert(
        &mut self,
        (transaction, invoke_id): (TransactionId, u8),
        node: Option<u32>,
        by_alias: bool,
        asked: Asked,
    ) {
        if self.newest.is_empty() {
            self.newest = vec![(self.count.wrapping_sub(1), 0); REMEMBERED as usize];
        }
        let exact = Key { transaction, invoke_id, node };
        self.add(exact, asked);
        if by_alias && node.is_some() {
            self.add(Key { node: None, ..exact }, asked);
        }
    }

    fn add(&mut self, key: Key, asked: Asked) {
        let (bucket, tag) = key.bucket(self.seed);
        let (before, last) = std::mem::replace(&mut self.newest[bucket], (self.count, tag));
        // The list of one key that comes again and again stays short. An old entry lies somewhere
        // in four megabytes: it is looked at only if it may be one of this key.
        let same = (tag == last).then(|| self.entry(before, 0)).flatten();
        let next = match same {
            Some((entry, _)) if entry.key() == key => entry.next,
            _ => before,
        };
        let entry = Entry {
            code: asked.operation.code,
            frame: asked.frame,
            transaction: key.transaction.0,
            node: key.node.unwrap_or(u32::MAX),
            next,
            invoke_id: key.invoke_id,
            class: asked.operation.class,
        };
        let place = (self.count % REMEMBERED) as usize;
        match self.ring.get_mut(place) {
            Some(old) => *old = entry,
            None => self.ring.push(entry),
        }
        self.count = self.count.wrapping_add(1);
    }

    /// The entry of this number and its age, where it is older than `age` and still remembered.
    fn entry(&self, number: u32, age: u32) -> Option<(&Entry, u32)> {
        let older = self.count.wrapping_sub(number);
        let remembered = older > age && older <= REMEMBERED;
        let entry = self.ring.get((number % REMEMBERED) as usize).filter(|_| remembered)?;
        Some((entry, older))
    }

    /// The invoke that a component answers, in a message to `node`.
    pub(super) fn find(
        &self,
        transaction: TransactionId,
        invoke_id: u8,
        node: Option<u32>,
    ) -> Option<Asked> {
        let exact = Key { transaction, invoke_id, node };
        let any = Key { node: None, ..exact };
        self.newest_of(exact).or_else(|| self.newest_of(any))
    }

    fn newest_of(&self, key: Key) -> Option<Asked> {
        let (mut number, _) = *self.newest.get(key.bucket(self.seed).0)?;
        let mut age = 0;
        while let Some((entry, older)) = self.entry(number, age) {
            if entry.key() == key {
                let operation = OperationCode { class: entry.class, code: entry.code };
                return Some(Asked { operation, frame: entry.frame });
            }
            (number, age) = (entry.next, older);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(code: u16, frame: u64) -> Asked {
        Asked { operation: OperationCode::private(code), frame }
    }

    #[test]
    fn the_same_ids_at_two_nodes_are_told_apart() {
        let mut invokes = Invokes::default();
        let id = TransactionId(7);
        invokes.insert((id, 1), Some(10), false, asked(0x6402, 1));
        invokes.insert((id, 1), Some(20), false, asked(0x6701, 2));
        assert_eq!(invokes.find(id, 1, Some(10)), Some(asked(0x6402, 1)));
        assert_eq!(invokes.find(id, 1, Some(20)), Some(asked(0x6701, 2)));
        assert_eq!(invokes.find(id, 2, Some(10)), None);
        // Another node asked nothing, unless the answer may come by an alias.
        assert_eq!(invokes.find(id, 1, Some(99)), None);
        invokes.insert((id, 1), Some(30), true, asked(0x6501, 3));
        assert_eq!(invokes.find(id, 1, Some(99)), Some(asked(0x6501, 3)));
        assert_eq!(invokes.find(id, 1, Some(10)), Some(asked(0x6402, 1)));
    }

    #[test]
    fn of_two_invokes_with_one_key_the_newer_counts() {
        let mut invokes = Invokes::default();
        for frame in 1..=5 {
            invokes.insert((TransactionId(1), 1), None, true, asked(0x6402, frame));
            invokes.insert((TransactionId(2), 1), None, true, asked(0x6402, frame));
        }
        assert_eq!(invokes.find(TransactionId(1), 1, None), Some(asked(0x6402, 5)));
        assert_eq!(invokes.find(TransactionId(1), 1, Some(9)), Some(asked(0x6402, 5)));
        assert_eq!(invokes.find(TransactionId(3), 1, None), None);
    }

    #[test]
    fn the_oldest_are_forgotten_and_memory_stays_flat() {
        let mut invokes = Invokes::default();
        let count = 3 * REMEMBERED / 2;
        for n in 0..count {
            invokes.insert((TransactionId(n), 1), Some(5), true, asked(0x6402, n.into()));
        }
        assert_eq!(invokes.ring.len(), REMEMBERED as usize);
        assert_eq!(invokes.newest.len(), REMEMBERED as usize);
        // Each of these took two entries.
        for n in [0, count - REMEMBERED / 2 - 1] {
            assert_eq!(invokes.find(TransactionId(n), 1, Some(5)), None, "{n}");
        }
        for n in [count - REMEMBERED / 2, count - 1] {
            assert_eq!(invokes.find(TransactionId(n), 1, Some(5)), Some(asked(0x6402, n.into())));
            assert_eq!(invokes.find(TransactionId(n), 1, Some(6)), Some(asked(0x6402, n.into())));
        }
    }

    #[test]
    fn numbers_that_wrap_find_their_entries() {
        let mut invokes = Invokes { count: u32::MAX - 2, ..Invokes::default() };
        // The ring is full by the time that numbers wrap.
        invokes.ring = vec![
            Entry {
                code: 0,
                frame: 0,
                transaction: u32::MAX,
                node: 0,
                next: 0,
                invoke_id: 0,
                class: OperationClass::Private
            };
            REMEMBERED as usize
        ];
        for n in 0..6 {
            invokes.insert((TransactionId(n), 1), Some(5), false, asked(0x6402, n.into()));
        }
        for n in 0..6 {
            assert_eq!(invokes.find(TransactionId(n), 1, Some(5)), Some(asked(0x6402, n.into())));
        }
    }
}

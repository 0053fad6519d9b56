//! Transaction ids: which node gave one out, in which of its lives, and as which in turn.

use crate::machine::{Key, Slab};
use crate::wire::tcap::ansi::TransactionId;
use alloc::vec::Vec;

/// Bits of the node, of its life, and of the number in turn.
const NODE: u32 = 4;
const LIFE: u32 = 4;
const TURN: u32 = 32 - NODE - LIFE;
const TURNS: u32 = (1 << TURN) - 1;

/// A dialogue of an endpoint: its own transaction id.
///
/// The four highest bits are the node's, the next four tell one life of the node from the next, and
/// the rest counts on from where the configuration says, so that an id is given out again only after 2^24
/// others. Where life and beginning are made by chance, a package for the node before it was restarted is one of
/// 2^28, and those of another node are never taken for this one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DialogueId(pub(super) u32);

impl DialogueId {
    /// The transaction id by which the peer names the dialogue.
    pub const fn transaction_id(self) -> TransactionId {
        TransactionId(self.0)
    }
}

impl core::fmt::Display for DialogueId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.transaction_id().fmt(f)
    }
}

/// What is known of an id that no open dialogue has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// This endpoint gave it out; the dialogue is over.
    Over,
    /// This node gave it out before it was started anew.
    FormerLife,
    /// Another node, or nobody.
    Foreign,
}

/// Open dialogues by their ids.
///
/// Ids count on. The table has two places or more for each that is open, and an id stands at the place that its
/// lowest bits name; an id whose place is taken by one that stayed open is passed over. So finding is a look
/// at one place, and the place of an id that was given out lately is near.
#[derive(Debug)]
pub(super) struct Dialogues<T> {
    values: Slab<(u32, T)>,
    table: Vec<Option<Key>>,
    /// Node and life, in place.
    prefix: u32,
    /// The number that was given out first, and the next one.
    first: u32,
    turn: u32,
    /// Whether the numbers have gone round.
    round: bool,
}

const SMALLEST: usize = 64;

impl<T> Dialogues<T> {
    pub(super) fn new(node: u8, life: u8, first: u32) -> Self {
        let first = first.saturating_sub(1) % TURNS + 1;
        let prefix = ((u32::from(node) % (1 << NODE)) << LIFE) | (u32::from(life) % (1 << LIFE));
        Self {
            values: Slab::default(),
            table: alloc::vec![None; SMALLEST],
            prefix: prefix << TURN,
            first,
            turn: first,
            round: false,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.values.len()
    }

    fn place(&self, id: u32) -> usize {
        id as usize & (self.table.len() - 1)
    }

    pub(super) fn insert(&mut self, value: T) -> Option<DialogueId> {
        if self.values.len() * 2 >= self.table.len() {
            self.grow();
        }
        // At least every second place is free.
        loop {
            let id = self.prefix | self.turn;
            self.turn += 1;
            if self.turn > TURNS {
                self.turn = 1;
            }
            self.round |= self.turn == self.first;
            let place = self.place(id);
            if self.table[place].is_none() {
                self.table[place] = Some(self.values.insert((id, value))?);
                return Some(DialogueId(id));
            }
        }
    }

    /// Ids that differ in the bits that placed them differ in more bits too.
    #[cold]
    fn grow(&mut self) {
        let mut table = alloc::vec![None; self.table.len() * 2];
        let last = table.len() - 1;
        for (key, (id, _)) in self.values.iter() {
            table[*id as usize & last] = Some(key);
        }
        self.table = table;
    }

    fn key(&self, id: DialogueId) -> Option<Key> {
        self.table[self.place(id.0)]
    }

    #[inline]
    pub(super) fn get(&self, id: DialogueId) -> Option<&T> {
        let (own, value) = self.values.get(self.key(id)?)?;
        (*own == id.0).then_some(value)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: DialogueId) -> Option<&mut T> {
        let key = self.key(id)?;
        let (own, value) = self.values.get_mut(key)?;
        (*own == id.0).then_some(value)
    }

    pub(super) fn remove(&mut self, id: DialogueId) -> Option<T> {
        self.get(id)?;
        let place = self.place(id.0);
        let key = self.table[place].take()?;
        self.values.remove(key).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (DialogueId, &T)> {
        self.values.iter().map(|(_, (id, value))| (DialogueId(*id), value))
    }

    /// Where an id comes from that no open dialogue has.
    pub(super) fn origin(&self, id: u32) -> Origin {
        let (prefix, turn) = (id & !TURNS, id & TURNS);
        if prefix == self.prefix {
            let since_first = |turn: u32| (turn + TURNS - self.first) % TURNS;
            let given_out = turn != 0 && (self.round || since_first(turn) < since_first(self.turn));
            return if given_out { Origin::Over } else { Origin::FormerLife };
        }
        if prefix >> (TURN + LIFE) == self.prefix >> (TURN + LIFE) {
            return Origin::FormerLife;
        }
        Origin::Foreign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_again_only_after_all_others_though_some_stay_open() {
        let mut dialogues = Dialogues::new(3, 5, 1);
        let staying: Vec<_> = (0..200).map(|n| dialogues.insert(n).expect("room")).collect();
        let mut last = staying[199].0;
        for n in 0..10_000 {
            let id = dialogues.insert(n).expect("room");
            assert!(id.0 > last && id.0 >> 24 == 0x35);
            last = id.0;
            assert_eq!(dialogues.remove(id), Some(n));
            assert_eq!(dialogues.remove(id), None);
            assert_eq!(dialogues.get(id), None);
        }
        for (n, id) in staying.iter().enumerate() {
            assert_eq!(dialogues.get(*id), Some(&n));
        }
        assert_eq!(dialogues.len(), 200);
    }

    #[test]
    fn an_id_tells_where_it_comes_from() {
        let mut dialogues = Dialogues::new(3, 5, 1);
        let id = dialogues.insert(()).expect("room");
        assert_eq!(id.0, 0x3500_0001);
        dialogues.remove(id);
        assert_eq!(dialogues.origin(0x3500_0001), Origin::Over);
        assert_eq!(dialogues.origin(0x3500_0002), Origin::FormerLife);
        assert_eq!(dialogues.origin(0x3400_0001), Origin::FormerLife);
        assert_eq!(dialogues.origin(0x4500_0001), Origin::Foreign);
    }

    #[test]
    fn ids_begin_anywhere_and_go_round() {
        let mut dialogues = Dialogues::new(3, 5, TURNS);
        assert_eq!(dialogues.insert(()).expect("room").0, 0x35FF_FFFF);
        assert_eq!(dialogues.insert(()).expect("room").0, 0x3500_0001);
        dialogues.remove(DialogueId(0x35FF_FFFF));
        dialogues.remove(DialogueId(0x3500_0001));
        assert_eq!(dialogues.origin(0x35FF_FFFF), Origin::Over);
        assert_eq!(dialogues.origin(0x3500_0001), Origin::Over);
        assert_eq!(dialogues.origin(0x3500_0002), Origin::FormerLife);
        assert_eq!(dialogues.origin(0x35FF_FFFE), Origin::FormerLife);
    }
}

//! In which dialogues a transaction id was given out.

use super::kept::Kept;
use super::read::Standard;
use super::{Dialogue, Node, Package};
use crate::capture::seeded::Seed;
use core::num::NonZeroU64;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// How many ids are remembered, a dialogue: two of its own, and one of those before it.
const IDS_EACH: usize = 3;
/// How many dialogues with the same id are looked at, the latest first: an id that is given out again
/// for every dialogue must not make each message look at all of them.
const LIKE: usize = 16;

/// What a transaction id is looked up by. The node that gave it out is compared afterwards: its
/// answers may be addressed to it by another point code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    standard: Standard,
    id: u32,
}

impl Hash for Key {
    // One word where a derived hash would have two: every message is looked up.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64((self.standard as u64) << 32 | u64::from(self.id));
    }
}

impl From<Package> for Standard {
    fn from(package: Package) -> Self {
        match package {
            Package::Ansi(_) => Self::Ansi,
            Package::Itu(_) => Self::Itu,
            Package::Isup(_) => Self::Isup,
        }
    }
}

/// A circuit has its number between two nodes: who they are belongs to the key.
pub(super) fn key(standard: Standard, id: u32, nodes: &[Node; 2]) -> Key {
    if standard != Standard::Isup {
        return Key { standard, id };
    }
    let code = |node: &Node| node.point_code.map_or(0, |code| code.value);
    let (one, other) = (code(&nodes[0]), code(&nodes[1]));
    let mixed = (one ^ other).wrapping_mul(0x9E37_79B1) ^ one.wrapping_add(other).rotate_left(7);
    Key { standard, id: mixed ^ id }
}

/// The end of a dialogue that has an id: the first, where both have it.
fn end_of(key: Key, dialogue: &Dialogue) -> usize {
    usize::from(key.standard != Standard::Isup && dialogue.ids[0] != Some(key.id))
}

/// The dialogue that began last of those in which a node gave out each id; each leads to one that
/// began before it.
#[derive(Debug)]
pub(super) struct Ids {
    latest: HashMap<Key, u64, Seed>,
    /// How many may be remembered before those of dialogues that are forgotten must go.
    most: usize,
    /// How many are there room for at all.
    ceiling: usize,
}

impl Ids {
    /// The ids of so many dialogues at most, and of so many as a rule.
    pub(super) fn new(most: usize, usual: usize, seed: Seed) -> Self {
        let (ceiling, most) = (most.saturating_mul(IDS_EACH), usual.saturating_mul(IDS_EACH));
        // To grow it takes as long as to fill it.
        let latest = HashMap::with_capacity_and_hasher(most, seed);
        Self { latest, most, ceiling }
    }

    pub(super) fn seed(&self) -> Seed {
        *self.latest.hasher()
    }

    /// The dialogues in which a node gave out an id, the latest first.
    pub(super) fn of<'k>(&self, key: Key, kept: &'k Kept) -> impl Iterator<Item = &'k Dialogue> {
        let mut next = self.latest.get(&key).copied();
        std::iter::from_fn(move || {
            let dialogue = kept.get(next?)?;
            let before = dialogue.before[end_of(key, dialogue)].map(NonZeroU64::get);
            next = before.filter(|before| *before < dialogue.number);
            Some(dialogue)
        })
        .take(LIKE)
    }

    /// Notes that a node gave out an id in this dialogue.
    pub(super) fn note(&mut self, key: Key, number: u64, end: usize, kept: &mut Kept) {
        // Who gives out an id later may have begun earlier: its place is behind those that began later.
        let later = self.of(key, kept).take_while(|later| later.number > number).last();
        let before = match later.map(|later| (later.number, end_of(key, later))) {
            None => self.latest.insert(key, number),
            Some((later, at)) => {
                let Some(later) = kept.get_mut(later) else { return };
                let before = later.before[at].map(NonZeroU64::get);
                // Of as many as are looked at, all began later.
                if before.is_some_and(|before| before > number) {
                    return;
                }
                later.before[at] = NonZeroU64::new(number);
                before
            }
        };
        if let Some(dialogue) = kept.get_mut(number) {
            let before = before.filter(|before| *before < number);
            dialogue.before[end] = before.and_then(NonZeroU64::new);
        }
    }

    /// Leads past a dialogue that is to be forgotten, where ids of it were given out before in
    /// others that are remembered.
    #[cold]
    pub(super) fn lead_past(&mut self, number: u64, kept: &mut Kept) {
        let Some(dialogue) = kept.get(number) else { return };
        let (ids, nodes, before) = (dialogue.ids, dialogue.nodes, dialogue.before);
        let Some(standard) = dialogue.steps.first().map(|step| Standard::from(step.package)) else {
            return;
        };
        for (id, before) in ids.into_iter().zip(before) {
            let (Some(id), Some(before)) = (id, before) else { continue };
            if kept.get(before.get()).is_none() {
                continue;
            }
            let key = key(standard, id, &nodes);
            let after = self.of(key, kept).find_map(|after| {
                let end = end_of(key, after);
                let leads_here = after.before[end].map(NonZeroU64::get) == Some(number);
                leads_here.then_some((after.number, end))
            });
            match after {
                Some((after, end)) => {
                    if let Some(after) = kept.get_mut(after) {
                        after.before[end] = Some(before);
                    }
                }
                None => {
                    let latest = self.latest.get_mut(&key);
                    if let Some(latest) = latest.filter(|latest| **latest == number) {
                        *latest = before.get();
                    }
                }
            }
        }
    }

    /// Forgets ids of dialogues that are not remembered, when there are many. They do no harm, and to
    /// look for each when its dialogue goes takes longer than all else about it: its place is in no
    /// cache by then.
    pub(super) fn forget(&mut self, kept: &Kept) {
        if self.latest.len() < self.most {
            return;
        }
        self.latest.retain(|_, number| kept.get(*number).is_some());
        // Of a table that stays full, each id would make the next look at all of them.
        if self.latest.len() > self.most / 2 {
            self.most = self.most.saturating_mul(2).min(self.ceiling);
        }
    }

    pub(super) fn clear(&mut self) {
        self.latest.clear();
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.latest.len()
    }
}

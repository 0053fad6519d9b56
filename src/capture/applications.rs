//! Which application each ITU dialogue is of. Its first messages name it, in their dialogue
//! portion; those that follow have transaction ids alone.

use super::seeded::Seed;
use super::session::is_returned;
use crate::wire::sccp;
use crate::wire::stack::Stack;
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{self, itu};
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

/// Entries of each half of the memory, two MiB of them.
const HALF: usize = 1 << 15;

/// What a message calls a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    /// The digits of its global title, hashed.
    Title(u64),
    PointCode(u32),
    /// The message does not say.
    Unknown,
}

/// What a message calls one of its ends, the name that holds best first: on its way a message may
/// get other point codes, and another title only where it is translated.
type Names = [Option<Name>; 3];

fn names(title: Option<Name>, own: Option<u32>, label: Option<u32>) -> Names {
    let [own, label] = [own, label].map(|code| code.map(Name::PointCode));
    match [title, own.filter(|own| label != Some(*own)), label] {
        [None, None, None] => [Some(Name::Unknown), None, None],
        names => names,
    }
}

/// A transaction id is unique only at the node that allocated it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    transaction: u32,
    node: Name,
}

/// The applications of dialogues, by their transaction ids. Nothing is remembered before the first
/// application context.
///
/// Entries go into the newer half; when it is full, it takes the place of the older one, which is
/// forgotten.
#[derive(Debug, Default)]
pub(super) struct Applications {
    /// None of a dialogue that named no application that is known.
    newer: HashMap<Key, Option<Application>, Seed>,
    older: HashMap<Key, Option<Application>, Seed>,
    seed: Seed,
}

impl Applications {
    /// The application that earlier messages of a message's dialogue named; what this one says is
    /// remembered.
    #[inline]
    pub(super) fn settle(&mut self, stack: &Stack<'_>) -> Option<Application> {
        match &stack.tcap {
            Some(tcap::Message::Itu(message)) => self.settle_itu(stack, message),
            _ => None,
        }
    }

    fn settle_itu(&mut self, stack: &Stack<'_>, message: &itu::Message<'_>) -> Option<Application> {
        let context = message.dialogue.and_then(|dialogue| dialogue.application_context());
        if context.is_none() && self.newer.is_empty() {
            return None;
        }
        let said = context.and_then(|context| Application::of_context(&context));
        let number =
            |id: &[u8]| id.iter().fold(0_u32, |number, octet| number << 8 | u32::from(*octet));
        let originating = message.originating_id.map(number);
        let destination = message.destination_id.map(number);
        let [sender, receiver] = self.ends(stack);
        if message.message_type == itu::MessageType::BEGIN {
            // Whatever dialogue had the id before is over.
            if let Some(id) = originating {
                self.insert(id, &sender, said);
            }
            return None;
        }
        let known = destination.and_then(|id| self.find(id, &receiver));
        // Each side names the application in its first message; the first answer goes to an id that
        // is known, and gives out its own.
        if let Some(learnt) = said.map(Some).or(known) {
            for (id, names) in [(originating, &sender), (destination, &receiver)] {
                if let Some(id) = id
                    && self.find(id, names) != Some(learnt)
                {
                    self.insert(id, names, learnt);
                }
            }
        }
        known.or_else(|| self.find(originating?, &sender)).flatten()
    }

    /// What the sender and the receiver of a message are called, as it went out where it comes back.
    fn ends(&self, stack: &Stack<'_>) -> [Names; 2] {
        let (originating, destination) = match stack.point_codes() {
            Some((originating, destination)) => (Some(originating.value), Some(destination.value)),
            None => (None, None),
        };
        let mut ends = match stack.sccp.as_ref().and_then(sccp::Message::addresses) {
            Some((called, calling)) => {
                [(calling, originating), (called, destination)].map(|(address, label)| {
                    let digits = address.global_title.and_then(|title| title.digits());
                    let title = digits.and_then(|digits| self.title(digits.iter()));
                    names(title, address.point_code.map(|code| code.value), label)
                })
            }
            None => {
                let [source, target] = stack.sua_addresses();
                [(source, originating), (target, destination)].map(|(address, label)| {
                    let digits = address.and_then(|address| address.digits);
                    let title = digits.and_then(|digits| self.title(digits.codes()));
                    names(title, address.and_then(|address| address.point_code), label)
                })
            }
        };
        if is_returned(stack) {
            ends.reverse();
        }
        ends
    }

    fn title(&self, digits: impl Iterator<Item = u8>) -> Option<Name> {
        let mut hasher = self.seed.build_hasher();
        let mut digits = digits.peekable();
        digits.peek()?;
        digits.for_each(|digit| hasher.write_u8(digit));
        Some(Name::Title(hasher.finish()))
    }

    fn insert(&mut self, transaction: u32, names: &Names, application: Option<Application>) {
        for node in names.iter().flatten() {
            if self.newer.len() == HALF {
                std::mem::swap(&mut self.newer, &mut self.older);
                self.newer.clear();
            }
            self.newer.insert(Key { transaction, node: *node }, application);
        }
    }

    /// The application of the dialogue in which a node gave out an id, if it is remembered.
    fn find(&self, transaction: u32, names: &Names) -> Option<Option<Application>> {
        names.iter().flatten().find_map(|node| {
            let key = Key { transaction, node: *node };
            self.newer.get(&key).or_else(|| self.older.get(&key)).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(code: u32) -> Names {
        names(None, None, Some(code))
    }

    #[test]
    fn the_same_id_at_two_nodes_is_told_apart() {
        let mut applications = Applications::default();
        applications.insert(7, &node(10), Some(Application::Cap));
        applications.insert(7, &node(20), Some(Application::Inap));
        assert_eq!(applications.find(7, &node(10)), Some(Some(Application::Cap)));
        assert_eq!(applications.find(7, &node(20)), Some(Some(Application::Inap)));
        assert_eq!(applications.find(7, &node(30)), None);
        assert_eq!(applications.find(7, &names(None, None, None)), None);
    }

    #[test]
    fn a_node_with_a_title_is_found_by_it_under_another_point_code() {
        let mut applications = Applications::default();
        let title = |digits: [u8; 3]| Applications::title(&applications, digits.into_iter());
        let (one, other) = (title([1, 2, 3]), title([1, 2, 4]));
        applications.insert(7, &names(one, None, Some(10)), Some(Application::Cap));
        let find = |title, code| applications.find(7, &names(title, None, Some(code)));
        assert_eq!(find(one, 20), Some(Some(Application::Cap)));
        assert_eq!(find(None, 10), Some(Some(Application::Cap)));
        assert_eq!(find(other, 20), None);
    }

    #[test]
    fn the_oldest_are_forgotten_and_memory_stays_flat() {
        let mut applications = Applications::default();
        let count = 5 * HALF as u32;
        for id in 0..count {
            applications.insert(id, &node(10), Some(Application::Cap));
            assert!(applications.newer.len() + applications.older.len() <= 2 * HALF);
        }
        assert_eq!(applications.find(0, &node(10)), None);
        for id in [count - HALF as u32, count - 1] {
            assert_eq!(applications.find(id, &node(10)), Some(Some(Application::Cap)));
        }
    }
}

//! Which operation each invoke asked for. A result, an error or a reject names its invoke by id
//! alone; what the id means stands in another message, in the other direction.

use crate::wire::tcap::ansi::{OperationCode, TransactionId};
use std::collections::{HashMap, VecDeque};

/// Invokes that are remembered; the oldest are forgotten first.
const REMEMBERED: usize = 1 << 16;

/// A transaction id is unique only at the node that allocated it, so the node's point code is part
/// of the key. Where the answer may come back to another point code, or there are none, the id
/// alone must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    transaction: TransactionId,
    invoke_id: u8,
    node: Option<u32>,
}

/// The operation that an invoke asked for, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The operation.
    pub operation: OperationCode,
    /// The frame of the invoke.
    pub frame: u64,
}

#[derive(Debug, Default)]
pub(super) struct Invokes {
    asked: HashMap<Key, (Asked, u64)>,
    order: VecDeque<(Key, u64)>,
    count: u64,
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
        self.count += 1;
        let exact = Key { transaction, invoke_id, node };
        let any = Key { node: None, ..exact };
        for key in [Some(exact), (by_alias && node.is_some()).then_some(any)].into_iter().flatten()
        {
            self.asked.insert(key, (asked, self.count));
            self.order.push_back((key, self.count));
        }
        while self.order.len() > 2 * REMEMBERED {
            if let Some((key, count)) = self.order.pop_front()
                && self.asked.get(&key).is_some_and(|(_, newest)| *newest == count)
            {
                self.asked.remove(&key);
            }
        }
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
        self.asked.get(&exact).or_else(|| self.asked.get(&any)).map(|(asked, _)| *asked)
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
    fn the_oldest_are_forgotten_and_memory_stays_flat() {
        let mut invokes = Invokes::default();
        for n in 0..3 * REMEMBERED as u32 {
            invokes.insert((TransactionId(n), 1), Some(5), true, asked(0x6402, n.into()));
        }
        assert!(invokes.asked.len() <= 2 * REMEMBERED);
        assert!(invokes.order.len() <= 2 * REMEMBERED);
        assert_eq!(invokes.find(TransactionId(0), 1, Some(5)), None);
        let last = 3 * REMEMBERED as u32 - 1;
        assert!(invokes.find(TransactionId(last), 1, Some(5)).is_some());
    }
}

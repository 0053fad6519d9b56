//! What an endpoint remembers of a dialogue.

use super::message::Answered;
use crate::machine::Time;
use crate::machine::timer::Timer;
use crate::wire::ain::OperationType;
use crate::wire::tcap::ansi::{OperationCode, TransactionId};
use alloc::vec::Vec;

/// What the sender of an Invoke waits for: the four classes of operations (T1.114.3, Q.771 3.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Awaits {
    /// Class 1: a result when it succeeds, an error when it fails. No answer in time is a failure.
    Both,
    /// Class 2: an error when it fails. No answer in time is success.
    Failure,
    /// Class 3: a result when it succeeds. No answer in time is a failure.
    Success,
    /// Class 4: nothing.
    Nothing,
}

impl Awaits {
    /// What the tables of GR-1299-CORE let expect: an answer where the operation has a result or
    /// is followed up by other operations, else an error where it has any.
    pub const fn of(operation: &OperationType) -> Self {
        if operation.result.is_some() || !operation.linked.is_empty() {
            Self::Both
        } else if operation.errors.is_empty() {
            Self::Nothing
        } else {
            Self::Failure
        }
    }

    pub(super) const fn success(self) -> bool {
        matches!(self, Self::Both | Self::Success)
    }

    pub(super) const fn failure(self) -> bool {
        matches!(self, Self::Both | Self::Failure)
    }
}

/// An operation that was invoked and may still be answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Invocation {
    pub(super) invoke_id: u8,
    pub(super) awaits: Awaits,
    pub(super) operation: OperationCode,
    pub(super) since: Time,
    pub(super) until: Time,
}

impl Invocation {
    /// The same, when its package goes out: that is when its time begins.
    pub(super) fn sent(self, now: Time) -> Self {
        Self { since: now, until: now + (self.until - self.since), ..self }
    }
}

/// A few values of which there is nearly always one: the first needs no memory of its own.
#[derive(Debug, Clone)]
pub(super) struct Few<T> {
    first: Option<T>,
    more: Vec<T>,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { first: None, more: Vec::new() }
    }
}

impl<T> Few<T> {
    pub(super) fn push(&mut self, value: T) {
        match self.first {
            None => self.first = Some(value),
            Some(_) => self.more.push(value),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(&self.more)
    }

    pub(super) fn take(&mut self, which: impl Fn(&T) -> bool) -> Option<T> {
        if self.first.as_ref().is_some_and(&which) {
            let next = self.more.pop();
            return core::mem::replace(&mut self.first, next);
        }
        let place = self.more.iter().position(which)?;
        Some(self.more.swap_remove(place))
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }
}

impl Few<Invocation> {
    /// How many wait for an answer that says that they failed or succeeded.
    pub(super) fn unanswered(&self) -> usize {
        self.iter().filter(|open| open.awaits != Awaits::Nothing).count()
    }
}

/// A set of ids of one octet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ids([u64; 4]);

impl Ids {
    pub(super) const fn has(&self, id: u8) -> bool {
        self.0[id as usize / 64] >> (id % 64) & 1 != 0
    }

    /// False where it was there already.
    pub(super) const fn add(&mut self, id: u8) -> bool {
        let new = !self.has(id);
        self.0[id as usize / 64] |= 1 << (id % 64);
        new
    }

    pub(super) const fn remove(&mut self, id: u8) {
        self.0[id as usize / 64] &= !(1 << (id % 64));
    }
}

/// The state of a transaction (T1.114.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// A Query was sent, nothing came back yet.
    InitiationSent,
    /// A Query was received, nothing was sent yet.
    InitiationReceived,
    /// Both sides have spoken.
    Active,
}

#[derive(Debug)]
pub(super) struct Dialogue<P> {
    pub(super) path: P,
    pub(super) state: State,
    /// The peer's id, once it is known.
    pub(super) remote: Option<TransactionId>,
    /// Whether the peer permitted this side to end the dialogue.
    pub(super) may_end: bool,
    /// Whether this side permitted the peer to.
    pub(super) peer_may_end: bool,
    /// Whether the dialogue began with a dialogue portion.
    pub(super) has_portion: bool,
    /// The invoke id to be given out next, and whether they have gone round.
    pub(super) next_invoke_id: u8,
    pub(super) round: bool,
    pub(super) invocations: Few<Invocation>,
    /// Ids of invocations whose time was up.
    pub(super) expired: Ids,
    /// Ids of invokes that the peer sent.
    pub(super) received: Ids,
    /// Rejects that wait for the next package.
    pub(super) rejects: Vec<super::fault::Rejected>,
    /// When the dialogue is given up if nothing happens.
    pub(super) until: Time,
    pub(super) timer: Option<Timer>,
    /// When the timer fires; what it is for may have moved since.
    pub(super) fires: Time,
}

/// What is known of an id to which a component of the peer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It waits for an answer.
    Open(Answered, Awaits),
    /// Its time was up.
    Late,
    /// It was answered before.
    Answered,
    /// It was never given out.
    Unknown,
}

impl<P> Dialogue<P> {
    pub(super) fn known(&self, invoke_id: u8, now: Time) -> Known {
        if let Some(found) = self.invocations.iter().find(|i| i.invoke_id == invoke_id) {
            let (operation, waited) = (found.operation, now - found.since);
            return Known::Open(Answered { invoke_id, operation, waited }, found.awaits);
        }
        if self.expired.has(invoke_id) {
            Known::Late
        } else if self.round || (1..self.next_invoke_id).contains(&invoke_id) {
            Known::Answered
        } else {
            Known::Unknown
        }
    }

    /// An id that no open invocation has.
    pub(super) fn new_invoke_id(&mut self, staged: &[Invocation]) -> Option<u8> {
        for _ in 0..=u8::MAX {
            let id = self.next_invoke_id;
            (self.next_invoke_id, self.round) = match id.checked_add(1) {
                Some(next) => (next, self.round),
                None => (0, true),
            };
            let mut open = self.invocations.iter().chain(staged);
            if open.all(|open| open.invoke_id != id) {
                self.expired.remove(id);
                return Some(id);
            }
        }
        None
    }

    /// When the dialogue is given up: after so long a silence, but no operation before its time.
    pub(super) fn given_up(&self, silent: Time) -> Time {
        self.invocations.iter().map(|open| open.until).fold(silent, Time::max)
    }

    /// When something is due.
    pub(super) fn due(&self) -> Time {
        self.invocations.iter().map(|i| i.until).fold(self.until, Time::min)
    }
}

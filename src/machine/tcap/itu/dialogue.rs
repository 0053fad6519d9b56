//! What an endpoint remembers of a dialogue.

use super::super::dialogue::{Awaits, Few, Ids, State};
use super::message::Answered;
use crate::machine::Time;
use crate::machine::timer::Timer;
use crate::wire::tcap::itu::{Code, Problem};
use alloc::vec::Vec;
use bytes::Bytes;

/// An operation that was invoked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A number within the application context.
    Local(i64),
    /// The contents octets of an object identifier.
    Global(Bytes),
}

impl Operation {
    pub(super) fn of(code: Code<'_>) -> Self {
        match code {
            Code::Local(number) => Self::Local(number),
            Code::Global(name) => Self::Global(Bytes::copy_from_slice(name.0)),
        }
    }
}

/// The id by which a peer names a dialogue: 1 to 4 octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Remote {
    octets: [u8; 4],
    size: u8,
}

impl Remote {
    pub(super) fn new(id: &[u8]) -> Option<Self> {
        let mut octets = [0; 4];
        octets.get_mut(..id.len())?.copy_from_slice(id);
        (!id.is_empty()).then_some(Self { octets, size: id.len() as u8 })
    }

    pub(super) fn octets(&self) -> &[u8] {
        &self.octets[..usize::from(self.size)]
    }
}

/// How far the two sides are with their application context (Q.774 3.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Control {
    /// The dialogue began without one, or both sides have agreed: no dialogue portion may come.
    Settled,
    /// This side asked (AARQ), and waits for the AARE.
    Asked,
    /// The peer asked for this context: the first message back has the AARE.
    Owed(Bytes),
}

/// An operation that was invoked and may still be answered.
#[derive(Debug, Clone)]
pub(super) struct Invocation {
    pub(super) invoke_id: i8,
    pub(super) awaits: Awaits,
    pub(super) operation: Operation,
    pub(super) since: Time,
    pub(super) until: Time,
}

impl Invocation {
    /// The same, when its message goes out: that is when its time begins.
    pub(super) fn sent(self, now: Time) -> Self {
        let until = now + (self.until - self.since);
        Self { since: now, until, ..self }
    }
}

/// A component that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rejected {
    pub(super) invoke_id: Option<i64>,
    pub(super) problem: Problem,
}

#[derive(Debug)]
pub(super) struct Dialogue<P> {
    pub(super) path: P,
    pub(super) state: State,
    pub(super) control: Control,
    /// Whether it began with an AARQ.
    pub(super) has_context: bool,
    /// The peer's id, once it is known.
    pub(super) remote: Option<Remote>,
    pub(super) next_invoke_id: i8,
    /// Ids that were given out, and those whose time was up.
    pub(super) given_out: Ids,
    pub(super) expired: Ids,
    pub(super) invocations: Few<Invocation>,
    /// Rejects that wait for the next message.
    pub(super) rejects: Vec<Rejected>,
    /// When the dialogue is given up if nothing happens.
    pub(super) until: Time,
    pub(super) timer: Option<Timer>,
    /// When the timer fires; what it is for may have moved since.
    pub(super) fires: Time,
}

/// What is known of an id to which a component of the peer answers.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub(super) fn new(path: P, state: State, remote: Option<Remote>, control: Control) -> Self {
        Self {
            path,
            state,
            has_context: control != Control::Settled,
            control,
            remote,
            next_invoke_id: 1,
            given_out: Ids::default(),
            expired: Ids::default(),
            invocations: Few::default(),
            rejects: Vec::new(),
            until: Time::NEVER,
            timer: None,
            fires: Time::NEVER,
        }
    }

    pub(super) fn known(&self, invoke_id: i64, now: Time) -> Known {
        let Ok(invoke_id) = i8::try_from(invoke_id) else { return Known::Unknown };
        if let Some(found) = self.invocations.iter().find(|open| open.invoke_id == invoke_id) {
            let (operation, waited) = (found.operation.clone(), now - found.since);
            return Known::Open(Answered { invoke_id, operation, waited }, found.awaits);
        }
        if self.expired.has(invoke_id as u8) {
            Known::Late
        } else if self.given_out.has(invoke_id as u8) {
            Known::Answered
        } else {
            Known::Unknown
        }
    }

    /// When the dialogue is given up: after so long a silence, but no operation before its time.
    pub(super) fn given_up(&self, silent: Time) -> Time {
        self.invocations.iter().map(|open| open.until).fold(silent, Time::max)
    }

    /// When something is due.
    pub(super) fn due(&self) -> Time {
        self.invocations.iter().map(|open| open.until).fold(self.until, Time::min)
    }

    /// How many operations wait for an answer that says that they failed or succeeded.
    pub(super) fn unanswered(&self) -> usize {
        self.invocations.iter().filter(|open| open.awaits != Awaits::Nothing).count()
    }
}

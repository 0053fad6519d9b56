//! Messages put together to TCAP dialogues, of either standard, and to calls of ISUP, across links
//! and directions.
//!
//! ```no_run
//! use core::ops::ControlFlow;
//! use hookflash::capture::dialogues::Dialogues;
//! use hookflash::capture::{Capture, Item, Overrides, Session};
//!
//! let mut capture = Capture::open("links.pcapng.gz")?;
//! let mut session = Session::new(Overrides::default());
//! let mut dialogues = Dialogues::default();
//! let mut over = Vec::new();
//! capture.for_each(|item| {
//!     if let Item::Message(message) = item {
//!         session.decode(&message, |decoded| dialogues.add(decoded, |old| over.push(std::mem::take(old))));
//!     }
//!     ControlFlow::Continue(())
//! })?;
//! dialogues.finish(|old| over.push(std::mem::take(old)));
//! for dialogue in over {
//!     println!("{} {} messages, {:?}", dialogue.number, dialogue.steps.len(), dialogue.state);
//! }
//! # Ok::<(), hookflash::capture::CaptureError>(())
//! ```
//!
//! What is remembered is bounded: the dialogue that began first is handed out when more than
//! [`Dialogues::with_limits`] allows have begun after it.

mod answers;
mod entry;
mod ids;
mod kept;
mod parts;
mod read;
mod table;
#[cfg(test)]
mod tests;

pub use entry::{Entry, EntryReader};
pub use parts::{Parts, Steps};
pub use table::{Counters, Dialogues, PATIENCE};

use super::item::Timestamp;
use crate::wire::ain;
use crate::wire::codes::PointCode;
use crate::wire::isup;
use crate::wire::sccp::{ReturnCause, SubsystemNumber};
use crate::wire::tcap::users::Application;
use crate::wire::tcap::{ansi, itu};
use core::num::NonZeroU64;

/// Up to sixteen digits of a global title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Title {
    /// Two to an octet, the first in the low half.
    digits: [u8; 8],
    count: u8,
}

impl Title {
    const NONE: Self = Self { digits: [0; 8], count: 0 };

    pub(super) fn push(&mut self, digit: u8) {
        if self.count < 16 {
            let digit = digit & 0x0F;
            self.digits[usize::from(self.count / 2)] |= digit << (4 * (self.count % 2));
            self.count += 1;
        }
    }

    /// Digits packed two to an octet, the first in the low half, as they stand in a message.
    pub(super) fn packed(octets: &[u8], count: usize) -> Self {
        let count = count.min(16).min(octets.len() * 2);
        let mut word = [0; 8];
        let whole = octets.len().min(8);
        word[..whole].copy_from_slice(&octets[..whole]);
        // 16 digits fill the word.
        let mask = u64::MAX.checked_shr(64 - 4 * count as u32).unwrap_or(0);
        let digits = (u64::from_le_bytes(word) & mask).to_le_bytes();
        Self { digits, count: count as u8 }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.count == 0
    }
}

impl core::fmt::Display for Title {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        use core::fmt::Write;
        (0..self.count).try_for_each(|place| {
            let digit = self.digits[usize::from(place / 2)] >> (4 * (place % 2)) & 0x0F;
            f.write_char(
                core::char::from_digit(digit.into(), 16).unwrap_or('?').to_ascii_uppercase(),
            )
        })
    }
}

/// One end of a dialogue, as far as its messages say who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Node {
    /// Its point code.
    pub point_code: Option<PointCode>,
    /// Its subsystem.
    pub subsystem_number: Option<SubsystemNumber>,
    /// The digits of its global title; in a call, its number.
    pub title: Title,
}

impl Node {
    const UNKNOWN: Self = Self { point_code: None, subsystem_number: None, title: Title::NONE };
}

/// The package or message type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Package {
    /// T1.114.
    Ansi(ansi::PackageType),
    /// Q.773.
    Itu(itu::MessageType),
    /// T1.113, Q.763: a message of a call.
    Isup(isup::MessageType),
}

impl Package {
    /// Its name in its standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ansi(package) => package.name().unwrap_or("unknown package"),
            Self::Itu(message) => message.name().unwrap_or("unknown message"),
            Self::Isup(message) => message.name().unwrap_or("unknown message"),
        }
    }
}

/// What a component does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Asks for an operation.
    Invoke,
    /// Brings a result.
    Result,
    /// Brings an error.
    Error,
    /// Refuses a component.
    Reject,
    /// Cannot be read.
    Unreadable,
}

/// An operation, an error or a problem by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// An operation of T1.114.
    Operation(ansi::OperationCode),
    /// An error of T1.114.
    Error(ansi::ErrorCode),
    /// A problem of T1.114.
    Problem(ansi::Problem),
    /// An operation of Q.773, and whose it is, as far as that is known.
    Local(Option<Application>, i64),
    /// An error of Q.773.
    LocalError(i64),
    /// An operation or error with an object identifier of its own.
    Global,
    /// A problem of Q.773.
    ItuProblem(itu::Problem),
}

/// A component of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it does.
    pub kind: Kind,
    /// Its own id: 0 to 255 in T1.114, -128 to 127 in Q.773. None too where it is far from that.
    pub invoke_id: Option<i16>,
    /// The id that it answers or is linked to.
    pub answers: Option<i16>,
    /// The operation of an invoke, the error, the problem; the operation that a result is of, where
    /// the result says so.
    pub code: Option<Code>,
    /// The operation that it answers, where its invoke was seen.
    pub asked: Option<Code>,
    /// Nanoseconds since that invoke.
    pub waited: Option<u64>,
    /// Whether it was answered, for an invoke.
    pub answered: bool,
    /// Whether what it answers had been answered before.
    pub further: bool,
}

impl Part {
    /// Nothing that could be read.
    const BLANK: Self = Self {
        kind: Kind::Unreadable,
        invoke_id: None,
        answers: None,
        code: None,
        asked: None,
        waited: None,
        answered: false,
        further: false,
    };

    /// Whether an answer to it is due and has not come: it invokes a national operation that asks for
    /// a reply (T1.114.3 3.2, bit H), or one of AIN that has a result.
    pub fn is_due(&self) -> bool {
        let (Kind::Invoke, Some(Code::Operation(operation)), Some(_), false) =
            (self.kind, self.code, self.invoke_id, self.answered)
        else {
            return false;
        };
        match operation.class {
            ansi::OperationClass::National => operation.reply_required(),
            ansi::OperationClass::Private => operation
                .ain()
                .and_then(ain::operation)
                .is_some_and(|operation| operation.result.is_some()),
        }
    }
}

/// A message of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The frame in which the message completes, from 1.
    pub frame: u64,
    /// Its place in that frame, from 0.
    pub index: u32,
    /// How many octets it has, from its lowest layer up; of one that came in segments, those of TCAP.
    pub length: u32,
    /// When it was captured.
    pub time: Option<Timestamp>,
    /// Whether it goes from whoever began the dialogue to the other.
    pub forward: bool,
    /// Its type.
    pub package: Package,
    /// Its components, in their order.
    pub parts: Parts,
    /// Why the transaction was aborted, where the message says so: the number of the P-Abort cause.
    pub abort_cause: Option<i64>,
    /// Why a call was released, or is not completed, for a message of ISUP.
    pub cause: Option<isup::Cause>,
    /// Why the network gave it back.
    pub returned: Option<ReturnCause>,
    /// The same octets were seen in this dialogue before: sent again, or seen on two links.
    pub repeated: bool,
    /// It came when the dialogue was over.
    pub late: bool,
    /// What its TCAP octets come to; the same for the same octets in one run.
    pub(super) octets: u64,
}

impl Step {
    /// Nothing yet.
    const BLANK: Self = Self {
        frame: 0,
        index: 0,
        length: 0,
        time: None,
        forward: true,
        package: Package::Ansi(ansi::PackageType::UNIDIRECTIONAL),
        parts: Parts::NONE,
        abort_cause: None,
        cause: None,
        returned: None,
        repeated: false,
        late: false,
        octets: 0,
    };

    /// What it counts for, of all that are remembered.
    fn weight(&self) -> usize {
        self.parts.len().max(1)
    }

    /// Takes over another, to where it lies.
    #[inline]
    fn copy(&mut self, other: &Self) {
        self.frame = other.frame;
        self.index = other.index;
        self.length = other.length;
        self.time = other.time;
        self.forward = other.forward;
        self.package = other.package;
        self.parts.copy(&other.parts);
        self.abort_cause = other.abort_cause;
        self.cause = other.cause;
        self.returned = other.returned;
        self.repeated = other.repeated;
        self.late = other.late;
        self.octets = other.octets;
    }
}

/// How a dialogue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It began, and nothing came back for as long as [`Dialogues::with_patience`] says.
    Unanswered,
    /// It has not ended: the capture does, or it made room, before it is known how it goes on.
    Open,
    /// It ended with a Response or an End.
    Ended,
    /// A user gave it up.
    UserAbort,
    /// TCAP gave it up; the number of the cause.
    ProviderAbort(i64),
    /// The network gave its first message back, or its last.
    Returned(ReturnCause),
    /// A message without a transaction.
    Unidirectional,
}

/// Messages that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialogue {
    /// Its number in this reading, from 1, in the order in which dialogues begin.
    pub number: u64,
    /// Who began it, then who answers. Where the beginning is not in the capture, who was seen
    /// first.
    pub nodes: [Node; 2],
    /// Their transaction ids, as far as they are known; of a call, the circuit and none.
    pub ids: [Option<u32>; 2],
    /// How it stands.
    pub state: State,
    /// Whether its first message is in the capture.
    pub whole: bool,
    /// Its messages.
    pub steps: Steps,
    /// Messages that found no room among the steps.
    pub more: u64,
    /// Whose operations its first message has.
    pub application: Option<Application>,
    /// Whether something came back, or its beginning was not seen.
    answered: bool,
    /// The dialogues before it in which the same id was given out, for each end.
    before: [Option<NonZeroU64>; 2],
}

impl Default for Dialogue {
    /// One of which nothing is known.
    fn default() -> Self {
        Self::BLANK
    }
}

impl Dialogue {
    const BLANK: Self = Self {
        number: 0,
        nodes: [Node::UNKNOWN; 2],
        ids: [None; 2],
        state: State::Open,
        whole: false,
        steps: Steps::NONE,
        more: 0,
        application: None,
        answered: false,
        before: [None; 2],
    };

    /// When its first message was captured.
    pub fn began(&self) -> Option<Timestamp> {
        self.steps.first()?.time
    }

    /// Nanoseconds from its first message to its last; what came again, or late, does not count.
    pub fn duration(&self) -> Option<u64> {
        let last = self.steps.iter().rev().find(|step| !step.repeated && !step.late)?;
        Some(last.time?.nanoseconds_since(&self.began()?))
    }

    /// The invokes that were not answered though the dialogue ended, of operations to which an answer
    /// is due: each with its message. None where not all messages are kept.
    pub fn lost(&self) -> impl Iterator<Item = (&Step, &Part)> {
        let steps = self.steps.iter();
        let parts = steps.flat_map(|step| step.parts.iter().map(move |part| (step, part)));
        parts.filter(|(step, part)| self.is_lost(step, part))
    }

    /// Whether this part of this message of its is [lost](Self::lost).
    pub fn is_lost(&self, step: &Step, part: &Part) -> bool {
        let is_known = self.state == State::Ended && self.more == 0;
        is_known && !step.repeated && !step.late && step.returned.is_none() && part.is_due()
    }

    /// Whether it is over: it ended, was given up, or stands alone.
    #[inline]
    pub const fn has_ended(&self) -> bool {
        !matches!(self.state, State::Unanswered | State::Open)
    }

    /// Whether it is a call of ISUP, or a message about circuits.
    pub fn is_call(&self) -> bool {
        self.steps.first().is_some_and(|step| matches!(step.package, Package::Isup(_)))
    }

    /// Whether something went wrong: an abort, a return, an error, a reject, silence, or an answer
    /// that was due.
    pub fn is_wrong(&self) -> bool {
        let bad = |kind| matches!(kind, Kind::Error | Kind::Reject | Kind::Unreadable);
        matches!(
            self.state,
            State::Unanswered | State::UserAbort | State::ProviderAbort(_) | State::Returned(_)
        ) || self.steps.iter().any(|step| step.late || step.parts.iter().any(|part| bad(part.kind)))
            || self.lost().next().is_some()
    }
}

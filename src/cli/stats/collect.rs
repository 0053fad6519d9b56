//! What is counted of dialogues.

use super::messages::Messages;
use super::tally::{Rough, Tally};
use super::times::Times;
use crate::capture::dialogues::{Code, Dialogue, Kind, Package, State, Step};

/// How an operation went.
#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) invoked: u64,
    /// Of the messages that invoke it.
    pub(super) octets: u64,
    /// Which message was counted last.
    message: u64,
    /// Those that a result or another operation answered.
    pub(super) results: u64,
    pub(super) errors: u64,
    pub(super) rejects: u64,
    /// Invokes of dialogues in which nothing came back, and those whose answer is
    /// [lost](Dialogue::lost).
    pub(super) unanswered: u64,
    /// To the answer.
    pub(super) times: Times,
}

/// The table grows no longer than this, whatever a capture holds; the rest is counted together.
const OPERATIONS: usize = 256;
/// As many types as their octets can tell apart.
const PACKAGES: usize = 512;

impl Rough for Package {
    fn rough(&self) -> u32 {
        match self {
            Self::Ansi(package) => package.0.into(),
            Self::Itu(message) => message.0.into(),
            Self::Isup(message) => message.0.into(),
        }
    }
}

impl Rough for Code {
    fn rough(&self) -> u32 {
        match self {
            Self::Operation(operation) => operation.code as u32,
            Self::Error(error) => error.code as u32,
            Self::Local(_, code) | Self::LocalError(code) => *code as u32,
            Self::Problem(_) | Self::ItuProblem(_) | Self::Global => 0,
        }
    }
}

/// All figures.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) messages: Messages,
    pub(super) dialogues: DialogueFigures,
}

/// The figures of dialogues.
#[derive(Debug, Default)]
pub(super) struct DialogueFigures {
    pub(super) packages: Tally<Package, u64>,
    pub(super) operations: Tally<Code, Operation>,
    pub(super) other_operations: u64,
    pub(super) outcomes: Outcomes,
    pub(super) durations: Times,
    /// Messages that were looked at.
    messages: u64,
    pub(super) seen: u64,
    /// Those that made room before they ended.
    pub(super) given_up: u64,
    /// Messages that came again, and that came when all was over.
    pub(super) repeated: u64,
    pub(super) late: u64,
}

/// How dialogues ended.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outcomes {
    pub(super) ended: u64,
    pub(super) open: u64,
    pub(super) unanswered: u64,
    pub(super) user_aborts: u64,
    pub(super) provider_aborts: u64,
    pub(super) returned: u64,
    pub(super) unidirectional: u64,
    /// Those whose beginning is not in the capture, also counted above.
    pub(super) without_beginning: u64,
}

impl DialogueFigures {
    fn operation(&mut self, code: Code) -> Option<&mut Operation> {
        let row = self.operations.row(code, OPERATIONS);
        self.other_operations += u64::from(row.is_none());
        row
    }

    /// `made_room`: before the captures were read to their end.
    pub(super) fn add(&mut self, dialogue: &Dialogue, made_room: bool) {
        self.seen += 1;
        self.given_up += u64::from(made_room && !dialogue.has_ended());
        let outcomes = &mut self.outcomes;
        *match dialogue.state {
            State::Unanswered => &mut outcomes.unanswered,
            State::Open => &mut outcomes.open,
            State::Ended => &mut outcomes.ended,
            State::UserAbort => &mut outcomes.user_aborts,
            State::ProviderAbort(_) => &mut outcomes.provider_aborts,
            State::Returned(_) => &mut outcomes.returned,
            State::Unidirectional => &mut outcomes.unidirectional,
        } += 1;
        outcomes.without_beginning += u64::from(!dialogue.whole);
        if dialogue.state == State::Ended
            && dialogue.whole
            && let Some(duration) = dialogue.duration()
        {
            self.durations.add(duration);
        }
        for step in &dialogue.steps {
            self.repeated += u64::from(step.repeated);
            self.late += u64::from(step.late);
        }
        let silent = dialogue.state == State::Unanswered;
        // What came back was counted when it went out, and is no answer to anything.
        let counted = |step: &&Step| !step.repeated && step.returned.is_none();
        for step in dialogue.steps.iter().filter(counted) {
            self.messages += 1;
            let message = self.messages;
            if let Some(count) = self.packages.row(step.package, PACKAGES) {
                *count += 1;
            }
            for part in &step.parts {
                if let (Kind::Invoke, Some(code)) = (part.kind, part.code)
                    && let Some(operation) = self.operation(code)
                {
                    operation.invoked += 1;
                    // Once, however often the message invokes it.
                    if operation.message != message {
                        operation.message = message;
                        operation.octets += u64::from(step.length);
                    }
                    let lost = || !part.answered && dialogue.is_lost(step, part);
                    operation.unanswered += u64::from(silent || lost());
                }
                // Of what was asked before the capture began nothing is counted.
                let asked = part.asked.filter(|_| !part.further);
                let Some(operation) = asked.and_then(|asked| self.operation(asked)) else {
                    continue;
                };
                match part.kind {
                    Kind::Invoke | Kind::Result => operation.results += 1,
                    Kind::Error => operation.errors += 1,
                    Kind::Reject => operation.rejects += 1,
                    Kind::Unreadable => continue,
                }
                if let Some(waited) = part.waited {
                    operation.times.add(waited);
                }
            }
        }
    }
}

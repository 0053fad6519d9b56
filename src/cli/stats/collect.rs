//! What is counted while a capture is read.

use super::tally::Tally;
use crate::capture::dialogues::{Code, Counters, Dialogue, Kind, Package, State, Step};
use crate::capture::{Decoded, Timestamp};
use crate::wire::codes::PointCode;
use crate::wire::{Layer, Severity, sccp};
use hdrhistogram::Histogram;

/// What is counted of a message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    octets: usize,
    time: Option<Timestamp>,
    wrong: bool,
    /// A bit for each, as [`Layer`] numbers them.
    layers: u32,
    point_codes: Option<(PointCode, PointCode)>,
    /// The subsystem that is called; 256 for none, where SCCP has addresses.
    called: Option<u16>,
}

const _: () = assert!(Layer::ALL.len() <= u32::BITS as usize);

impl Facts {
    #[inline]
    pub(super) fn of(decoded: &Decoded<'_, '_>) -> Self {
        let (message, stack) = (decoded.message, decoded.stack);
        let addresses = stack.sccp.as_ref().and_then(sccp::Message::addresses);
        Self {
            octets: message.octets.len(),
            time: message.time,
            wrong: decoded.diagnostics.iter().any(|d| d.severity > Severity::Note),
            layers: stack.layers().iter().fold(0, |all, layer| all | 1 << *layer as u32),
            point_codes: stack.point_codes(),
            called: addresses
                .map(|(called, _)| called.subsystem_number.map_or(256, |number| number.0.into())),
        }
    }
}

/// Messages and their octets.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Amount {
    pub(super) messages: u64,
    pub(super) octets: u64,
}

impl Amount {
    const NONE: Self = Self { messages: 0, octets: 0 };

    fn add(&mut self, octets: usize) {
        self.messages += 1;
        self.octets += octets as u64;
    }
}

/// How an operation went.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) invoked: u64,
    /// Results, and operations that answer it.
    pub(super) results: u64,
    pub(super) errors: u64,
    pub(super) rejects: u64,
    /// Invokes of dialogues in which nothing came back.
    pub(super) unanswered: u64,
    /// Microseconds to the answer.
    pub(super) times: Histogram<u32>,
}

impl Default for Operation {
    fn default() -> Self {
        Self {
            invoked: 0,
            results: 0,
            errors: 0,
            rejects: 0,
            unanswered: 0,
            // From a microsecond to an hour in two digits: 22 KiB at most.
            times: Histogram::new_with_bounds(1, 3_600_000_000, 2)
                .unwrap_or_else(|_| unreachable!("the bounds are constant and good")),
        }
    }
}

/// Tables grow no longer than this, whatever a capture holds; the rest is counted together.
const PAIRS: usize = 1 << 14;
const OPERATIONS: usize = 256;
/// As many types as their octets can tell apart.
const PACKAGES: usize = 512;

/// All figures.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) all: Amount,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    /// Messages with something wrong.
    pub(super) wrong: u64,
    /// In the order of [`Layer::ALL`].
    pub(super) layers: [Amount; Layer::ALL.len()],
    pub(super) pairs: Tally<(PointCode, PointCode), Amount, 1>,
    pub(super) other_pairs: Amount,
    /// By the number of the subsystem that is called; the last is of those without one.
    pub(super) subsystems: [Amount; 257],
    pub(super) packages: Tally<Package, u64, 4>,
    pub(super) operations: Tally<Code, Operation, 8>,
    pub(super) other_operations: u64,
    pub(super) outcomes: Outcomes,
    pub(super) durations: Histogram<u32>,
    pub(super) counters: Counters,
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

impl Default for Collected {
    fn default() -> Self {
        Self {
            all: Amount::NONE,
            first: None,
            last: None,
            wrong: 0,
            layers: [Amount::NONE; _],
            pairs: Tally::default(),
            other_pairs: Amount::NONE,
            subsystems: [Amount::NONE; 257],
            packages: Tally::default(),
            operations: Tally::default(),
            other_operations: 0,
            outcomes: Outcomes::default(),
            durations: Operation::default().times,
            counters: Counters::default(),
        }
    }
}

impl Collected {
    /// `wrong`: beside what the facts say.
    pub(super) fn message(&mut self, facts: &Facts, wrong: bool) {
        let octets = facts.octets;
        self.all.add(octets);
        self.wrong += u64::from(facts.wrong || wrong);
        if let Some(time) = &facts.time {
            if self.first.as_ref().is_none_or(|first| time < first) {
                self.first = Some(*time);
            }
            if self.last.as_ref().is_none_or(|last| time > last) {
                self.last = Some(*time);
            }
        }
        let mut layers = facts.layers;
        while let Some(amount) = self.layers.get_mut(layers.trailing_zeros() as usize) {
            amount.add(octets);
            layers &= layers - 1;
        }
        if let Some(pair) = facts.point_codes {
            self.pairs.row(pair, PAIRS).unwrap_or(&mut self.other_pairs).add(octets);
        }
        if let Some(amount) =
            facts.called.and_then(|called| self.subsystems.get_mut(usize::from(called)))
        {
            amount.add(octets);
        }
    }

    fn operation(&mut self, code: Code) -> Option<&mut Operation> {
        let row = self.operations.row(code, OPERATIONS);
        self.other_operations += u64::from(row.is_none());
        row
    }

    pub(super) fn dialogue(&mut self, dialogue: &Dialogue) {
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
            self.durations.saturating_record((duration / 1000).max(1));
        }
        let silent = dialogue.state == State::Unanswered;
        // What came back was counted when it went out, and is no answer to anything.
        let counted = |step: &&Step| !step.repeated && step.returned.is_none();
        for step in dialogue.steps.iter().filter(counted) {
            if let Some(count) = self.packages.row(step.package, PACKAGES) {
                *count += 1;
            }
            for part in &step.parts {
                if let (Kind::Invoke, Some(code)) = (part.kind, part.code)
                    && let Some(operation) = self.operation(code)
                {
                    operation.invoked += 1;
                    operation.unanswered += u64::from(silent);
                }
                let asked = match part.kind {
                    Kind::Result => part.asked.or(part.code),
                    _ => part.asked,
                };
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
                    operation.times.saturating_record((waited / 1000).max(1));
                }
            }
        }
    }
}

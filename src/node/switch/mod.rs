//! The telephone switch: lines, legs, a basic call model with detection points, triggers on the
//! hook flash, a monitor of the lines.
//!
//! [`Switch`] is sans-IO. Telephones and the service control point tell it what happens
//! ([`Switch::telephone`], [`Switch::instruct`]); what it does comes out of [`Switch::poll_output`].

mod call;
mod configuration;
mod events;
mod file;
mod instruction;
mod invariant;
mod line;
mod monitor;
mod recall;
mod run;
mod signalling;
#[cfg(test)]
mod tests;
mod trigger;
mod trunk;
mod view;

pub use configuration::{Announcement, LineSettings, Settings, TrunkRoute};
pub use file::Configuration;
pub use instruction::{CannotDo, Instruction};
pub use monitor::{Monitor, MonitorAnswer};
pub use run::{Choice, Lines, SwitchNode, Told, router};
pub use trigger::{Collects, DigitTrigger, FlashForm, Trigger, TriggerKind};
pub use view::{LineView, Ringing};

use crate::machine::Time;
use crate::machine::timer::{Timer, Timers};
use crate::wire::ain::parameters::{
    CcID, CloseCause, EDPNotification, EDPRequest, FailureCause, PointInCall, TriggerCriteriaType,
};
use call::{Call, Leg};
use core::time::Duration;
use line::Line;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A line, by its place in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineId(pub u32);

/// A call. Ids are not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

/// A dialogue of a call with the service control point. Ids are not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AskId(pub u64);

/// What the telephone on a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phone {
    /// The handset is lifted.
    OffHook,
    /// The handset is put back; how long decides whether it is a flash.
    OnHook,
    /// The flash button: on-hook for half a second.
    Flash,
    /// Keys.
    Digits(String),
    /// A call comes in on a circuit: the number dialled, and the caller's number and name.
    SetUp {
        /// The number dialled.
        called: String,
        /// The caller's number; empty if it is not known.
        calling: String,
        /// The caller's name.
        name: String,
    },
    /// The call that was sent out on a circuit is refused at its other end.
    Refuse {
        /// The called party is busy; else it cannot be reached.
        busy: bool,
    },
}

/// The user of a line or trunk, as AIN's `UserID` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum User {
    /// The number of a line.
    Number(String),
    /// A trunk group.
    TrunkGroup(u16),
}

/// A message about a call for the service control point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// Origination_Attempt: off-hook.
    OriginationAttempt(About),
    /// Info_Collected: digits are complete, those after a flash too.
    InfoCollected(About),
    /// Info_Analyzed: the digits met a trigger.
    InfoAnalyzed(About),
    /// Termination_Attempt: a call for a line.
    TerminationAttempt(About),
    /// O_Mid_Call or T_Mid_Call, by the side that flashed.
    MidCall(About),
    /// O_Answer or T_Answer.
    Answer(About),
    /// T_Busy.
    Busy(About),
    /// O_No_Answer or T_No_Answer.
    NoAnswer(About),
    /// O_Disconnect or T_Disconnect.
    Disconnect(About),
    /// O_Abandon: the caller gave up.
    Abandon(About),
    /// Success_Outcome.
    Success(About),
    /// Failure_Outcome.
    Failure(About, FailureCause),
    /// Resource_Clear or CTR_Clear: an announcement is over.
    ResourceClear {
        /// The digits that came meanwhile.
        digits: String,
        /// Whether the leg-oriented form (CTR_Clear) was asked for.
        legs: bool,
        /// Whether the announcement was heard to its end or the party left.
        heard: bool,
    },
    /// Close: nothing more will come.
    Close(CloseCause),
}

/// What a report says of its call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Whose line reports.
    pub user: Option<User>,
    /// Whether that line received the call.
    pub terminating: bool,
    /// Which trigger fired; none for an event that was armed.
    pub trigger: Option<TriggerCriteriaType>,
    /// The calling party.
    pub calling: Option<String>,
    /// The called party.
    pub called: Option<String>,
    /// Digits that were collected.
    pub collected: Option<String>,
    /// The feature activator.
    pub activator: Option<u8>,
    /// Who redirected the call.
    pub redirecting: Option<String>,
    /// How the legs of the call are.
    pub configuration: Option<CcID>,
    /// The leg that it is about; 0 is the controlling one.
    pub leg: Option<u8>,
    /// How far the call is.
    pub point_in_call: Option<PointInCall>,
    /// Whether the call goes on without waiting.
    pub notification: bool,
}

/// What comes out of the switch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // queries are what there is most of
pub enum Output {
    /// The state of a line changed; [`Switch::view`] has it.
    Line(LineId),
    /// Begins a dialogue.
    Query(AskId, Report),
    /// Goes on in one.
    Report(AskId, Report),
    /// The last words of a dialogue.
    End(AskId, Option<Report>),
    /// An instruction that cannot be carried out; the place in the list that came.
    CannotDo(AskId, usize, CannotDo),
    /// The answer to a monitor.
    Monitored(Monitor, MonitorAnswer),
}

/// Why a line has a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// On-hook long enough for a hang-up.
    HangUp(LineId),
    /// The flash button lets go.
    FlashEnds(LineId),
    /// What the state of a call waits for.
    Call(CallId),
    /// The service control point was silent (T1).
    Silent(AskId),
    /// A monitor's time is up.
    Monitor(Monitor),
}

/// What the service control point was asked, and what it asked for.
#[derive(Debug)]
struct Dialogue {
    call: CallId,
    /// The line that reports.
    line: LineId,
    terminating: bool,
    /// The call waits for instructions; the timer T1 runs.
    waiting: Option<Wait>,
    /// What the trigger says for when no instruction comes.
    go_on: bool,
    timer: Option<Timer>,
    requests: EDPRequest,
    notifications: EDPNotification,
}

/// At which detection point the call waits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wait {
    /// Before its digits are routed.
    Digits,
    /// Before the line with this id rings.
    Termination(LineId),
    /// In the middle: who flashed.
    MidCall(LineId),
    /// After a called party that is busy or silent.
    Failure,
    /// After a party hung up, before the other one is let go.
    Left,
}

/// The switch.
#[derive(Debug)]
pub struct Switch {
    settings: Settings,
    lines: Vec<Line>,
    by_number: HashMap<String, LineId>,
    /// The circuits of each trunk group, in their order.
    circuits: HashMap<u16, Vec<LineId>>,
    calls: HashMap<CallId, Call>,
    dialogues: HashMap<AskId, Dialogue>,
    monitors: monitor::Monitors,
    gaps: trigger::Gaps,
    timers: Timers<Due>,
    outputs: VecDeque<Output>,
    dirty: BTreeSet<LineId>,
    /// Calls that a line transferred and left to themselves; some of them may be over.
    left: HashMap<LineId, Vec<CallId>>,
    last_call: u64,
    last_ask: u64,
    now: Time,
    counters: Counters,
}

/// How often what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Calls that began.
    pub calls: u64,
    /// Flashes.
    pub flashes: u64,
    /// On-hooks too short for a flash.
    pub glitches: u64,
    /// Queries.
    pub queries: u64,
    /// Queries that were never answered.
    pub silent: u64,
    /// Queries that a gap kept back.
    pub gapped: u64,
    /// Calls that were joined.
    pub merged: u64,
    /// Calls that were brought back to who had them on hold.
    pub recalled: u64,
}

impl Switch {
    /// A switch with all telephones on-hook.
    pub fn new(settings: Settings) -> Self {
        let lines: Vec<Line> = settings.lines.iter().map(Line::new).collect();
        let by_number = settings.lines.iter().enumerate();
        let by_number =
            by_number.map(|(n, line)| (line.number.clone(), LineId(n as u32))).collect();
        let mut circuits: HashMap<u16, Vec<LineId>> = HashMap::new();
        for (place, line) in settings.lines.iter().enumerate() {
            if let Some(group) = line.trunk_group {
                circuits.entry(group).or_default().push(LineId(place as u32));
            }
        }
        Self {
            settings,
            lines,
            by_number,
            circuits,
            calls: HashMap::new(),
            dialogues: HashMap::new(),
            monitors: monitor::Monitors::default(),
            gaps: trigger::Gaps::default(),
            timers: Timers::default(),
            outputs: VecDeque::new(),
            dirty: BTreeSet::new(),
            left: HashMap::new(),
            last_call: 0,
            last_ask: 0,
            now: Time::ZERO,
            counters: Counters::default(),
        }
    }

    /// The line with a number.
    pub fn line(&self, number: &str) -> Option<LineId> {
        self.by_number.get(number).copied()
    }

    /// The settings.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How often what happened.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// How many calls there are.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// What a telephone does.
    pub fn telephone(&mut self, now: Time, line: LineId, event: Phone) {
        self.pass(now);
        if (line.0 as usize) < self.lines.len() {
            self.on_telephone(line, event);
        }
        self.show();
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Time) {
        self.pass(now);
        while let Some(due) = self.timers.fire(self.now) {
            match due {
                Due::HangUp(line) => self.on_hung_up(line),
                Due::FlashEnds(line) => self.on_telephone(line, Phone::OffHook),
                Due::Call(call) => self.on_call_due(call),
                Due::Silent(ask) => {
                    self.counters.silent += 1;
                    self.on_failed(ask);
                }
                Due::Monitor(monitor) => self.on_monitor_due(monitor),
            }
        }
        self.show();
    }

    /// When something is due next.
    pub fn poll_timeout(&self) -> Option<Time> {
        self.timers.next()
    }

    /// What is to be done outside.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn pass(&mut self, now: Time) {
        self.now = self.now.max(now);
    }

    fn arm(&mut self, after: Duration, due: Due) -> Option<Timer> {
        self.timers.arm(self.now + after, due)
    }

    fn stop(&mut self, timer: Option<Timer>) {
        if let Some(timer) = timer {
            self.timers.stop(timer);
        }
    }

    fn line_of(&self, line: LineId) -> &Line {
        &self.lines[line.0 as usize]
    }

    fn line_mut(&mut self, line: LineId) -> &mut Line {
        self.dirty.insert(line);
        &mut self.lines[line.0 as usize]
    }

    fn number(&self, line: LineId) -> &str {
        &self.line_of(line).settings.number
    }

    /// The number of whoever is on a line: of a circuit with a call that came in, the caller's.
    fn calling(&self, line: LineId) -> &str {
        let own = self.line_of(line);
        own.calling.as_ref().map_or(own.settings.number.as_str(), |(number, _)| number)
    }

    fn user(&self, line: LineId) -> User {
        let settings = &self.line_of(line).settings;
        match settings.trunk_group {
            Some(group) => User::TrunkGroup(group),
            None => User::Number(settings.number.clone()),
        }
    }

    /// Marks everybody in a call as changed.
    fn touch(&mut self, call: CallId) {
        if let Some(call) = self.calls.get(&call) {
            self.dirty.extend(call.legs.iter().map(|leg: &Leg| leg.line));
        }
    }
}

//! The monitor of the lines: Monitor_For_Change.

use super::{Due, LineId, Output, Switch};
use crate::machine::Time;
use crate::machine::timer::Timer;
use crate::wire::ain::parameters::{FacilityStatus, StatusCause};
use core::time::Duration;
use std::collections::HashMap;

/// A monitor that somebody began; the number is the caller's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Monitor(pub u64);

/// What a monitor has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonitorAnswer {
    /// Monitor_Success: the status is another now; Status_Reported follows.
    Watching(FacilityStatus),
    /// Status_Reported; the monitor is over.
    Reported(FacilityStatus, StatusCause),
    /// There is no such line, or no room for another monitor; the monitor is over.
    Refused,
}

#[derive(Debug)]
struct Watch {
    line: LineId,
    wanted: FacilityStatus,
    timer: Option<Timer>,
}

#[derive(Debug, Default)]
pub(super) struct Monitors {
    watches: HashMap<Monitor, Watch>,
    by_line: HashMap<LineId, Vec<Monitor>>,
}

/// How many monitors there may be at once.
const MONITORS: usize = 65_536;
/// How many on one line.
const ON_ONE_LINE: usize = 64;

impl Switch {
    /// How a line is.
    pub fn status(&self, line: LineId) -> FacilityStatus {
        let settings = &self.line_of(line).settings;
        match (settings.in_service, self.line_of(line).is_idle()) {
            (false, _) => FacilityStatus::OUT_OF_SERVICE,
            (true, true) => FacilityStatus::IDLE,
            (true, false) => FacilityStatus::BUSY,
        }
    }

    /// Whether a status is the one that was asked for: `idle` takes `idleInService` too.
    fn is_status(&self, line: LineId, wanted: FacilityStatus) -> bool {
        let status = self.status(line);
        match wanted {
            FacilityStatus::IDLE | FacilityStatus::IDLE_IN_SERVICE => {
                status == FacilityStatus::IDLE
            }
            FacilityStatus::BUSY => status != FacilityStatus::IDLE,
            FacilityStatus::BUSY_IN_SERVICE => status == FacilityStatus::BUSY,
            FacilityStatus::IN_SERVICE => status != FacilityStatus::OUT_OF_SERVICE,
            _ => status == FacilityStatus::OUT_OF_SERVICE,
        }
    }

    /// Watches the line with a number until its status is `wanted`, for `time` at most. Answers
    /// at once where it is, and where there is no time.
    pub fn monitor(
        &mut self,
        now: Time,
        monitor: Monitor,
        number: &str,
        wanted: FacilityStatus,
        time: Duration,
    ) {
        self.pass(now);
        let on_line = |line: &LineId| self.monitors.by_line.get(line).map_or(0, Vec::len);
        let room = self.monitors.watches.len() < MONITORS;
        let Some(line) = self.line(number).filter(|line| room && on_line(line) < ON_ONE_LINE)
        else {
            return self.outputs.push_back(Output::Monitored(monitor, MonitorAnswer::Refused));
        };
        let status = self.status(line);
        let answer = if self.is_status(line, wanted) {
            MonitorAnswer::Reported(status, StatusCause::STATUS_MATCH)
        } else if time.is_zero() {
            MonitorAnswer::Reported(status, StatusCause::TIME_OUT)
        } else {
            let timer = self.arm(time, Due::Monitor(monitor));
            self.monitors.watches.insert(monitor, Watch { line, wanted, timer });
            self.monitors.by_line.entry(line).or_default().push(monitor);
            MonitorAnswer::Watching(status)
        };
        self.outputs.push_back(Output::Monitored(monitor, answer));
    }

    /// Says no to a monitor that cannot be begun.
    pub(crate) fn refuse_monitor(&mut self, monitor: Monitor) {
        self.outputs.push_back(Output::Monitored(monitor, MonitorAnswer::Refused));
    }

    /// Ends a monitor without a word.
    pub fn end_monitor(&mut self, monitor: Monitor) {
        if let Some(watch) = self.remove_watch(monitor) {
            self.stop(watch.timer);
        }
    }

    fn remove_watch(&mut self, monitor: Monitor) -> Option<Watch> {
        let watch = self.monitors.watches.remove(&monitor)?;
        if let Some(on_line) = self.monitors.by_line.get_mut(&watch.line) {
            on_line.retain(|other| *other != monitor);
            if on_line.is_empty() {
                self.monitors.by_line.remove(&watch.line);
            }
        }
        Some(watch)
    }

    pub(super) fn on_monitor_due(&mut self, monitor: Monitor) {
        let Some(watch) = self.remove_watch(monitor) else { return };
        let answer = MonitorAnswer::Reported(self.status(watch.line), StatusCause::TIME_OUT);
        self.outputs.push_back(Output::Monitored(monitor, answer));
    }

    /// The status of a line changed.
    pub(super) fn on_status(&mut self, line: LineId, _idle: bool) {
        let Some(on_line) = self.monitors.by_line.get(&line).cloned() else { return };
        for monitor in on_line {
            let wanted = self.monitors.watches.get(&monitor).map(|watch| watch.wanted);
            if wanted.is_some_and(|wanted| self.is_status(line, wanted)) {
                self.end_monitor(monitor);
                let status = self.status(line);
                let answer = MonitorAnswer::Reported(status, StatusCause::STATUS_MATCH);
                self.outputs.push_back(Output::Monitored(monitor, answer));
            }
        }
    }
}

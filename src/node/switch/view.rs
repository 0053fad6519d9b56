//! What a telephone shows: the state of its line, and who hears whom.

use super::call::{Call, LegState, State, Treatment};
use super::line::Hook;
use super::{LineId, Output, Switch};

/// The ringing of a telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ringing {
    /// Who calls.
    pub caller: String,
    /// The caller's name.
    pub name: String,
    /// Whether it brings back a call that was on hold.
    pub recall: bool,
    /// The number that the call is for, on a circuit of a trunk.
    pub called: Option<String>,
}

/// The whole state of a line; `docs/system.md` lists the values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineView {
    /// Whether the handset is lifted.
    pub off_hook: bool,
    /// In one word.
    pub state: &'static str,
    /// The tone that is heard.
    pub tone: &'static str,
    /// The announcement that is heard.
    pub announcement: Option<String>,
    /// The ringing.
    pub ringing: Option<Ringing>,
    /// Whom it hears, and who hear it.
    pub hears: Vec<String>,
    /// Whom it has on hold.
    pub held: Vec<String>,
}

impl Switch {
    /// The state of a line as its telephone shows it.
    pub fn view(&self, id: LineId) -> LineView {
        let line = self.line_of(id);
        let off_hook = line.hook != Hook::On;
        let held = line.held.and_then(|held| self.calls.get(&held));
        let held = held.map_or_else(Vec::new, |call| self.others(call, id));
        let quiet =
            LineView { off_hook, state: "idle", tone: "silence", held, ..LineView::default() };
        let Some((call, leg)) = line
            .active
            .and_then(|active| self.calls.get(&active))
            .and_then(|call| Some((call, call.leg(id)?)))
        else {
            // Off-hook without a call.
            return if off_hook {
                LineView { state: "busy", tone: "reorder", ..quiet }
            } else {
                quiet
            };
        };
        if leg.state == LegState::Ringing {
            let caller = call.legs.iter().find(|leg| leg.state != LegState::Ringing);
            let caller = caller.map_or(call.origin, |leg| leg.line);
            let from = self.line_of(caller);
            let name = from.calling.as_ref().map_or(&from.settings.name, |(_, name)| name);
            let ringing = Some(Ringing {
                caller: self.calling(caller).into(),
                name: name.clone(),
                recall: call.recall,
                called: call.called.clone().filter(|_| line.is_circuit()),
            });
            return LineView { state: "ringing", ringing, ..quiet };
        }
        let hears = self.hears(call, id);
        match &call.state {
            State::Collecting(_) if !call.dialled.is_empty() => {
                LineView { state: "dialling", ..quiet }
            }
            State::Collecting(_) => {
                let tone = if line.held.is_some() { "recall_dial" } else { "dial" };
                LineView { state: "dialling", tone, ..quiet }
            }
            State::Asking(_) => LineView { state: "calling", hears, ..quiet },
            State::Alerting => LineView { state: "calling", tone: "ringback", hears, ..quiet },
            State::Treatment(Treatment::Busy) => LineView { state: "busy", tone: "busy", ..quiet },
            State::Treatment(Treatment::Reorder) => {
                LineView { state: "busy", tone: "reorder", ..quiet }
            }
            State::Announcing(announcing) => {
                let announcement = Some(announcing.text.clone());
                LineView { state: "announcement", announcement, ..quiet }
            }
            State::Active if hears.is_empty() => LineView { state: "held", tone: "hold", ..quiet },
            State::Active => {
                let state = if hears.len() > 1 { "conference" } else { "talking" };
                LineView { state, hears, ..quiet }
            }
        }
    }

    fn others(&self, call: &Call, id: LineId) -> Vec<String> {
        let others = call.legs.iter().filter(|leg| leg.line != id);
        others.map(|leg| self.number(leg.line).to_string()).collect()
    }

    /// The talk paths of a line: everybody else in the conversation, if the line is in it.
    fn hears(&self, call: &Call, id: LineId) -> Vec<String> {
        if call.leg(id).is_none_or(|leg| leg.state != LegState::Talking) {
            return Vec::new();
        }
        let talking =
            call.legs.iter().filter(|leg| leg.line != id && leg.state == LegState::Talking);
        talking.map(|leg| self.number(leg.line).to_string()).collect()
    }

    /// Says which lines changed, and tells the monitors.
    pub(super) fn show(&mut self) {
        // Ending one thing may change another line; each round has fewer.
        while let Some(id) = self.dirty.pop_first() {
            self.tidy(id);
            let view = self.view(id);
            let idle = self.line_of(id).is_idle();
            let line = &mut self.lines[id.0 as usize];
            let changed = line.was_idle != idle;
            line.was_idle = idle;
            if line.shown != view {
                line.shown = view;
                self.outputs.push_back(Output::Line(id));
            }
            if changed {
                self.on_status(id, idle);
            }
        }
    }
}

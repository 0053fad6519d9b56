//! Calls that were left on hold or on their way: whoever left them is rung again, and then somebody else.

use super::call::{Leg, LegState, State, Treatment};
use super::{CallId, LineId, Switch};
use std::collections::hash_map::Entry;

impl Switch {
    /// Brings a call back to who put it on hold and hung up.
    pub(super) fn recall(&mut self, id: CallId) {
        let Some(call) = self.call_mut(id) else { return };
        let Some(transferor) = call.transferor.take() else { return self.fall_back(id) };
        if !self.line_of(transferor).is_idle() {
            return self.fall_back(id);
        }
        self.counters.recalled += 1;
        self.line_mut(transferor).active = Some(id);
        if let Some(call) = self.calls.get_mut(&id) {
            call.recall = true;
            call.legs.push(Leg { line: transferor, state: LegState::Ringing });
        }
        self.enter(id, State::Alerting);
    }

    /// Nobody takes the caller back: to the number that was dialled first, but once.
    pub(super) fn fall_back(&mut self, id: CallId) {
        let recall_to = self.settings.recall_to.clone();
        let Some(call) = self.call_mut(id) else { return };
        let number = recall_to.or_else(|| Some(call.dialled.clone()).filter(|to| !to.is_empty()));
        let first = !core::mem::replace(&mut call.returned, true);
        call.recall = false;
        // Someone who talks asks for the call; where all have it on hold there is nobody to serve.
        let caller = call.legs.iter().find(|leg| leg.state == LegState::Talking);
        match (number, caller.map(|leg| leg.line)) {
            (Some(number), Some(caller)) if first => self.on_number(id, caller, &number),
            _ => self.enter(id, State::Treatment(Treatment::Reorder)),
        }
    }

    /// A call on hold comes back to the line that hangs up.
    pub(super) fn hand_over(&mut self, held: CallId, line: LineId) {
        self.remove_leg(held, line);
        if let Some(call) = self.call_mut(held) {
            call.transferor = Some(line);
            self.left.entry(line).or_default().push(held);
        }
        self.settle(held);
    }

    /// Once the handset is back: calls that were left to themselves ring it.
    pub(super) fn bring_back(&mut self, line: LineId) {
        let calls = &self.calls;
        let Entry::Occupied(mut entry) = self.left.entry(line) else { return };
        let own = |id: &CallId| calls.get(id).is_some_and(|call| call.transferor == Some(line));
        entry.get_mut().retain(own);
        let active = |id: &&CallId| calls.get(id).is_some_and(|call| call.state == State::Active);
        let back = entry.get().iter().find(active).copied();
        if entry.get().is_empty() {
            entry.remove();
        }
        if let Some(id) = back {
            self.recall(id);
        }
    }
}

//! Circuits to other switches.

use super::call::{State, Treatment};
use super::trigger::matches;
use super::{CallId, LineId, Switch};

impl Switch {
    /// The circuit that takes a call to a number of another switch.
    pub(super) fn circuit_to(&self, number: &str) -> Option<LineId> {
        let routes = self.settings.trunk_routes.iter();
        let leading = routes.filter(|route| matches(&route.digits, number));
        let route = leading.max_by_key(|route| route.digits.len())?;
        let circuits = self.circuits.get(&route.trunk_group)?;
        circuits.iter().copied().find(|circuit| self.line_of(*circuit).is_idle())
    }

    pub(super) fn is_collecting(&self, id: CallId) -> bool {
        self.calls.get(&id).is_some_and(|call| matches!(call.state, State::Collecting(_)))
    }

    /// The switch at the other end of a circuit refuses the call that was sent out on it.
    pub(super) fn on_refused(&mut self, id: CallId, line: LineId, busy: bool) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.state != State::Alerting || call.ringing() != Some(line) {
            return;
        }
        let recall = call.recall;
        self.remove_leg(id, line);
        if recall {
            self.fall_back(id);
        } else {
            self.on_busy(id, if busy { Treatment::Busy } else { Treatment::Reorder });
        }
    }
}

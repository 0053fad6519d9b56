//! What is always true of a switch between two inputs. Tests hold it against anything that
//! telephones may do.

use super::call::{LegState, State};
use super::line::Hook;
use super::{LineId, Switch};

impl Switch {
    /// What is wrong, if anything: a line that is stuck, a talk path in one direction only, a leg
    /// without an owner, a state that nothing will end.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, in words.
    pub fn check(&self) -> Result<(), String> {
        for (place, line) in self.lines.iter().enumerate() {
            let id = LineId(place as u32);
            let number = &line.settings.number;
            let leg = |call| self.calls.get(&call).and_then(|call| call.leg(id).copied());
            if let Some(active) = line.active {
                let state = leg(active).map(|leg| leg.state);
                let fits = match state {
                    Some(LegState::Ringing) => line.hook == Hook::On,
                    Some(LegState::Talking | LegState::Split) => line.hook != Hook::On,
                    Some(LegState::Away) | None => false,
                };
                if !fits {
                    return Err(format!(
                        "{number}: {:?} in its active call, hook {:?}",
                        state, line.hook
                    ));
                }
            }
            if let Some(held) = line.held
                && leg(held).is_none_or(|leg| leg.state != LegState::Away)
            {
                return Err(format!("{number}: is not away from the call that it has on hold"));
            }
            if line.held.is_some() && line.active.is_none() {
                return Err(format!("{number}: has a call on hold and no way to it"));
            }
            if line.hook == Hook::On && line.held.is_some() {
                return Err(format!("{number}: is on-hook and has a call on hold"));
            }
            if matches!(line.hook, Hook::Between(..)) && line.active.is_none() {
                return Err(format!("{number}: between on-hook and off-hook without a call"));
            }
            for other in self.view(id).hears {
                let back = self.line(&other).map(|other| self.view(other).hears);
                if !back.is_some_and(|back| back.contains(number)) {
                    return Err(format!("{number} hears {other}, who does not hear {number}"));
                }
            }
        }
        for (id, call) in &self.calls {
            if let Some(line) = call.transferor
                && !self.left.get(&line).is_some_and(|left| left.contains(id))
            {
                return Err(format!("call {}: whoever transferred it does not know of it", id.0));
            }
            for leg in &call.legs {
                let line = self.line_of(leg.line);
                let owner = if leg.state == LegState::Away { line.held } else { line.active };
                if owner != Some(*id) {
                    return Err(format!(
                        "{}: leg {:?} of {id:?} without an owner",
                        line.settings.number, leg.state
                    ));
                }
            }
            let ringing = call.ringing().is_some();
            let timed = call.timer.is_some();
            let present = call.legs.iter().filter(|leg| leg.state != LegState::Ringing).count();
            let sound = match &call.state {
                State::Active => present >= 2 && !ringing,
                State::Alerting => timed && ringing && present >= 1,
                State::Asking(ask) => {
                    let dialogue = self.dialogues.get(ask);
                    present >= 1
                        && !ringing
                        && dialogue.is_some_and(|d| d.timer.is_some() && d.call == *id)
                }
                State::Collecting(_) | State::Treatment(_) | State::Announcing(_) => {
                    timed && present >= 1 && !ringing
                }
            };
            if !sound {
                return Err(format!(
                    "{id:?}: {:?} with {present} parties, timer {timed}",
                    call.state
                ));
            }
        }
        for (ask, dialogue) in &self.dialogues {
            let known = self.calls.get(&dialogue.call);
            if known.is_none_or(|call| !call.dialogues.contains(ask)) {
                return Err(format!("{ask:?} belongs to no call"));
            }
        }
        Ok(())
    }
}

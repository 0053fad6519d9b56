//! Dialogues about calls: what the service control point wants to hear of, and is told.

use super::call::{LegState, State};
use super::{About, AskId, CallId, Due, LineId, Output, Report, Switch, Wait};
use crate::wire::ain::parameters::{
    CcID, CloseCause, EDPNotification, EDPRequest, FailureCause, PointInCall, TriggerCriteriaType,
};

/// How an event is armed in a dialogue.
enum Armed {
    Request,
    Notification,
}

impl Switch {
    /// What a report says of a call, seen from a line.
    pub(super) fn about(
        &self,
        id: CallId,
        line: LineId,
        trigger: Option<TriggerCriteriaType>,
    ) -> About {
        let call = self.calls.get(&id);
        let terminating = call.is_some_and(|call| call.origin != line);
        About {
            user: Some(self.user(line)),
            terminating,
            trigger,
            calling: call.map(|call| self.calling(call.origin).to_string()),
            called: call.and_then(|call| call.called.clone()),
            configuration: call.map(|call| self.configuration_of(call.legs.len(), &call.state)),
            point_in_call: call.map(|call| point_in_call(&call.state, terminating)),
            ..About::default()
        }
    }

    const fn configuration_of(&self, legs: usize, state: &State) -> CcID {
        match (state, legs) {
            (State::Active, 0..=2) => CcID::STABLE2_PARTY,
            (State::Active, _) => CcID::STABLE_M_PARTY,
            _ => CcID::ORIGINATING_SETUP,
        }
    }

    /// The call waits for the service control point; T1 runs.
    pub(super) fn await_instruction(&mut self, ask: AskId, wait: Wait) {
        let timer = self.arm(self.settings.t1, Due::Silent(ask));
        let Some(dialogue) = self.dialogues.get_mut(&ask) else { return self.stop(timer) };
        dialogue.waiting = Some(wait);
        let old = core::mem::replace(&mut dialogue.timer, timer);
        self.stop(old);
    }

    /// An instruction came: nothing waits any more.
    pub(super) fn take_wait(&mut self, ask: AskId) -> Option<Wait> {
        let dialogue = self.dialogues.get_mut(&ask)?;
        let (wait, timer) = (dialogue.waiting.take(), dialogue.timer.take());
        self.stop(timer);
        wait
    }

    pub(super) fn waits_for_mid_call(&self, id: CallId) -> bool {
        let call = self.calls.get(&id);
        let dialogues = call.map_or(&[][..], |call| &call.dialogues);
        dialogues
            .iter()
            .filter_map(|ask| self.dialogues.get(ask))
            .any(|dialogue| matches!(dialogue.waiting, Some(Wait::MidCall(_))))
    }

    /// The dialogue failed, or the service control point was silent: the trigger's default.
    pub fn failed(&mut self, now: crate::machine::Time, ask: AskId) {
        self.pass(now);
        self.on_failed(ask);
        self.show();
    }

    pub(super) fn on_failed(&mut self, ask: AskId) {
        let wait = self.take_wait(ask);
        let Some(dialogue) = self.dialogues.get(&ask) else { return };
        let (id, go_on) = (dialogue.call, dialogue.go_on);
        self.finish(ask, None);
        if let Some(wait) = wait {
            self.by_default(id, &wait, go_on);
        }
    }

    /// The last words of a dialogue.
    pub(super) fn finish(&mut self, ask: AskId, report: Option<Report>) {
        let Some(dialogue) = self.dialogues.remove(&ask) else { return };
        self.stop(dialogue.timer);
        if let Some(call) = self.calls.get_mut(&dialogue.call) {
            call.dialogues.retain(|other| *other != ask);
        }
        self.outputs.push_back(Output::End(ask, report));
    }

    pub(super) fn close(&mut self, ask: AskId, cause: CloseCause) {
        self.finish(ask, Some(Report::Close(cause)));
    }

    /// The first dialogue of a call in which one of these events is armed; it is not any more.
    fn disarm(
        &mut self,
        id: CallId,
        wanted: &[u64],
        fits: impl Fn(LineId, bool) -> bool,
    ) -> Option<(AskId, Armed)> {
        let asks = self.calls.get(&id)?.dialogues.clone();
        for ask in asks {
            let Some(dialogue) = self.dialogues.get_mut(&ask) else { continue };
            if !fits(dialogue.line, dialogue.terminating) {
                continue;
            }
            // One event is told once, whichever of its bits were armed.
            let mask = wanted.iter().fold(0, |mask, bit| mask | bit);
            let (request, notification) =
                (dialogue.requests.0 & mask != 0, dialogue.notifications.0 & mask != 0);
            dialogue.requests.0 &= !mask;
            dialogue.notifications.0 &= !mask;
            if request {
                return Some((ask, Armed::Request));
            }
            if notification {
                return Some((ask, Armed::Notification));
            }
        }
        None
    }

    /// Tells it; the dialogue is over where nothing else is armed.
    fn tell(&mut self, ask: AskId, report: Report) {
        let Some(dialogue) = self.dialogues.get(&ask) else { return };
        let more = dialogue.requests.0 != 0 || dialogue.notifications.0 != 0;
        if more || dialogue.waiting.is_some() {
            self.outputs.push_back(Output::Report(ask, report));
        } else {
            self.finish(ask, Some(report));
        }
    }

    fn view_of(&self, ask: AskId, id: CallId, notification: bool) -> About {
        let line = self.dialogues.get(&ask).map(|dialogue| (dialogue.line, dialogue.terminating));
        let Some((line, terminating)) = line else { return About::default() };
        About { terminating, notification, ..self.about(id, line, None) }
    }

    /// Tells every dialogue that armed one of these events. They hold nothing up.
    fn tell_all(&mut self, id: CallId, wanted: &[u64], report: impl Fn(About) -> Report) {
        while let Some((ask, armed)) = self.disarm(id, wanted, |_, _| true) {
            let about = self.view_of(ask, id, matches!(armed, Armed::Notification));
            self.tell(ask, report(about));
        }
    }

    pub(super) fn report_answer(&mut self, id: CallId, line: LineId) {
        let answered = self.number(line).to_string();
        while self.disarm(id, &[ORIGINATED], |_, _| true).is_some() {}
        self.tell_all(id, &[EDPNotification::O_ANSWER.0, EDPNotification::T_ANSWER.0], |about| {
            Report::Answer(About { called: Some(answered.clone()), ..about })
        });
    }

    /// Busy, or no answer. True where the service control point is asked what to do.
    pub(super) fn report_failure(&mut self, id: CallId, busy: bool) -> bool {
        let wanted = if busy {
            [EDPRequest::O_CALLED_PARTY_BUSY.0 | EDPRequest::NETWORK_BUSY.0, EDPRequest::T_BUSY.0]
        } else {
            [EDPRequest::O_NO_ANSWER.0, EDPRequest::T_NO_ANSWER.0]
        };
        let report = |about| if busy { Report::Busy(about) } else { Report::NoAnswer(about) };
        while let Some((ask, armed)) = self.disarm(id, &wanted, |_, _| true) {
            let notification = matches!(armed, Armed::Notification);
            let about = self.view_of(ask, id, notification);
            if notification {
                self.tell(ask, report(about));
                continue;
            }
            self.suspend(id, ask);
            self.await_instruction(ask, Wait::Failure);
            self.outputs.push_back(Output::Report(ask, report(about)));
            return true;
        }
        // Originate_Call awaits a Failure_Outcome where it fails (GR-1299-CORE, linked operations).
        if let Some((ask, _)) = self.disarm(id, &[ORIGINATED], |_, _| true) {
            let about = self.view_of(ask, id, true);
            let cause = FailureCause::TEMPORARY_FAILURE;
            self.tell(ask, Report::Failure(about, cause));
        }
        false
    }

    /// A flash that the service control point asked for. True where it decides.
    pub(super) fn report_flash(&mut self, id: CallId, held: Option<CallId>, line: LineId) -> bool {
        let wanted = [EDPRequest::SWITCH_HOOK_FLASH.0];
        let own = |of: LineId, _| of == line;
        let found = self.disarm(id, &wanted, own);
        let found = found.or_else(|| self.disarm(held?, &wanted, own));
        let Some((ask, _)) = found else { return false };
        let base = self.about(held.unwrap_or(id), line, None);
        let about = About {
            configuration: Some(if held.is_some() {
                CcID::PARTY_ON_HOLD
            } else {
                CcID::STABLE2_PARTY
            }),
            leg: Some(0),
            point_in_call: Some(if base.terminating {
                PointInCall::T_ACTIVE
            } else {
                PointInCall::O_ACTIVE
            }),
            ..base
        };
        self.await_instruction(ask, Wait::MidCall(line));
        self.outputs.push_back(Output::Report(ask, Report::MidCall(about)));
        true
    }

    /// Calls were joined; with `transfer` the one who joined them is gone.
    pub(super) fn report_success(&mut self, id: CallId, transfer: bool) {
        let configuration = if transfer { CcID::TRANSFER } else { CcID::STABLE_M_PARTY };
        let wanted = EDPRequest::SUCCESS.0;
        let Some(asks) = self.calls.get(&id).map(|call| call.dialogues.clone()) else { return };
        for ask in asks {
            let Some(dialogue) = self.dialogues.get_mut(&ask) else { continue };
            if dialogue.requests.0 & wanted == 0 {
                continue;
            }
            // A conference may still become a transfer.
            if transfer {
                dialogue.requests.0 &= !wanted;
            }
            let about = About { configuration: Some(configuration), ..self.view_of(ask, id, true) };
            self.tell(ask, Report::Success(about));
        }
    }

    /// A party left. True where the service control point is asked what becomes of the one who is left.
    pub(super) fn report_left(&mut self, id: CallId, from_origin: bool) -> bool {
        let Some(call) = self.calls.get(&id) else { return false };
        if call.legs.len() >= 2 {
            return false;
        }
        let stays =
            call.transferor.is_none() && call.legs.iter().any(|leg| leg.state == LegState::Talking);
        let own = EDPNotification::O_DISCONNECT.0;
        let other = EDPNotification::O_DISCONNECT_CALLED.0;
        let wanted = if from_origin { [own, other] } else { [other, own] };
        let wanted = [wanted[0], wanted[1], EDPNotification::T_DISCONNECT.0];
        while let Some((ask, armed)) = self.disarm(id, &wanted, |_, _| true) {
            let asks = stays && matches!(armed, Armed::Request);
            let about = self.view_of(ask, id, !asks);
            if !asks {
                self.tell(ask, Report::Disconnect(about));
                continue;
            }
            self.suspend(id, ask);
            self.await_instruction(ask, Wait::Left);
            self.outputs.push_back(Output::Report(ask, Report::Disconnect(about)));
            return true;
        }
        false
    }

    pub(super) fn report_abandon(&mut self, id: CallId, _: LineId) {
        self.tell_all(id, &[EDPNotification::O_ABANDON.0], Report::Abandon);
    }

    fn suspend(&mut self, id: CallId, ask: AskId) {
        self.touch(id);
        if let Some(call) = self.calls.get_mut(&id) {
            call.state = State::Asking(ask);
            let timer = call.timer.take();
            self.stop(timer);
        }
    }
}

/// A bit that no message has: an Originate_Call whose failure is to be reported.
pub(super) const ORIGINATED: u64 = 1 << 40;

/// The point in call that a state stands for (GR-1298-CORE's numbers, by AIN's PointInCall).
pub(super) const fn point_in_call(state: &State, terminating: bool) -> PointInCall {
    match (state, terminating) {
        (State::Collecting(_), _) => PointInCall::COLLECT_INFORMATION,
        (State::Asking(_) | State::Announcing(_), false) => PointInCall::ANALYZE_INFORMATION,
        (State::Asking(_) | State::Announcing(_), true) => PointInCall::AUTHORIZE_TERMINATION,
        (State::Alerting, false) => PointInCall::O_ALERTING,
        (State::Alerting, true) => PointInCall::T_ALERTING,
        (State::Active, false) => PointInCall::O_ACTIVE,
        (State::Active, true) => PointInCall::T_ACTIVE,
        (State::Treatment(_), false) => PointInCall::O_NULL,
        (State::Treatment(_), true) => PointInCall::T_NULL,
    }
}

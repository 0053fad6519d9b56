//! Calls: their legs, their states, and how they go from one to the next.

use super::trigger::{Collects, FlashForm, TriggerKind};
use super::{About, AskId, CallId, Dialogue, Due, LineId, Output, Report, Switch, Trigger, Wait};
use crate::machine::timer::Timer;
use crate::wire::ain::parameters::{CloseCause, EDPNotification, EDPRequest, TriggerCriteriaType};

/// A party of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) line: LineId,
    pub(super) state: LegState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LegState {
    /// In the conversation, or waiting for one.
    Talking,
    /// The party put the call on hold.
    Away,
    /// The service control point split the party off (Split_Leg).
    Split,
    /// The telephone rings.
    Ringing,
}

/// Why digits are collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// The handset was lifted.
    Dialling,
    /// A flash, by the triggers of the line.
    Flash,
    /// The service control point wants them (Collect_Information).
    Instructed(AskId),
}

/// What a caller hears who cannot be connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    Busy,
    Reorder,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Dial tone, then digits.
    Collecting(Reason),
    /// Suspended at a detection point; the dialogue's T1 runs.
    Asking(AskId),
    /// A telephone rings.
    Alerting,
    /// Two or more talk, or have one another on hold.
    Active,
    /// A tone says that it will not be.
    Treatment(Treatment),
    /// An announcement, and how many digits it collects.
    Announcing(Announcing),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Announcing {
    pub(super) ask: AskId,
    pub(super) text: String,
    pub(super) collects: usize,
    pub(super) collected: String,
    pub(super) then_disconnect: bool,
    pub(super) legs: bool,
}

#[derive(Debug)]
pub(super) struct Call {
    /// Who began it.
    pub(super) origin: LineId,
    pub(super) legs: Vec<Leg>,
    pub(super) state: State,
    /// The digits as they were dialled.
    pub(super) dialled: String,
    /// The number that the call goes to now.
    pub(super) called: Option<String>,
    /// Who hung up and left the others to it: the call comes back if it fails.
    pub(super) transferor: Option<LineId>,
    /// The telephone rings because of that.
    pub(super) recall: bool,
    /// It went to [`recall_to`](super::Settings::recall_to) once.
    pub(super) returned: bool,
    /// How often it was sent on: services that forward to each other come to an end.
    pub(super) routes: u8,
    /// Who joined two calls to this one.
    pub(super) joined_by: Option<LineId>,
    /// Dialogues with the service control point about it.
    pub(super) dialogues: Vec<AskId>,
    pub(super) timer: Option<Timer>,
}

/// How often a call may be sent on.
const ROUTES: u8 = 12;

impl Call {
    pub(super) fn leg(&self, line: LineId) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.line == line)
    }

    pub(super) fn set_leg(&mut self, line: LineId, state: LegState) {
        if let Some(leg) = self.legs.iter_mut().find(|leg| leg.line == line) {
            leg.state = state;
        }
    }

    pub(super) fn ringing(&self) -> Option<LineId> {
        self.legs.iter().find(|leg| leg.state == LegState::Ringing).map(|leg| leg.line)
    }
}

impl Switch {
    pub(super) fn call_mut(&mut self, call: CallId) -> Option<&mut Call> {
        self.touch(call);
        self.calls.get_mut(&call)
    }

    /// The next state, with the time that it may last.
    pub(super) fn enter(&mut self, id: CallId, state: State) {
        let times = &self.settings;
        let after = match &state {
            State::Collecting(_) => Some(times.first_digit),
            State::Alerting => {
                let recall = self.calls.get(&id).is_some_and(|call| call.recall);
                Some(if recall { times.recall } else { times.no_answer })
            }
            State::Treatment(_) => Some(times.treatment),
            // An announcement's length is its own; T1 belongs to the dialogue.
            State::Announcing(_) | State::Asking(_) | State::Active => None,
        };
        let timer = after.and_then(|after| self.arm(after, Due::Call(id)));
        let Some(call) = self.call_mut(id) else { return self.stop(timer) };
        call.state = state;
        let old = core::mem::replace(&mut call.timer, timer);
        self.stop(old);
    }

    pub(super) fn announce(&mut self, id: CallId, length: core::time::Duration, what: Announcing) {
        self.enter(id, State::Announcing(what));
        let timer = self.arm(length, Due::Call(id));
        if let Some(call) = self.calls.get_mut(&id) {
            call.timer = timer;
        }
    }

    fn new_call(&mut self, origin: LineId, reason: Reason) -> CallId {
        self.last_call += 1;
        self.counters.calls += 1;
        let id = CallId(self.last_call);
        let call = Call {
            origin,
            legs: vec![Leg { line: origin, state: LegState::Talking }],
            state: State::Active,
            dialled: String::new(),
            called: None,
            transferor: None,
            recall: false,
            returned: false,
            routes: 0,
            joined_by: None,
            dialogues: Vec::new(),
            timer: None,
        };
        self.calls.insert(id, call);
        self.line_mut(origin).active = Some(id);
        self.enter(id, State::Collecting(reason));
        id
    }

    pub(super) fn originate(&mut self, line: LineId) {
        if self.calls.len() >= self.settings.calls || !self.line_of(line).settings.in_service {
            // Off-hook without a call: reorder tone.
            self.line_mut(line);
            return;
        }
        let id = self.new_call(line, Reason::Dialling);
        let trigger = self.trigger_of(line, |kind| *kind == TriggerKind::OffHook);
        if let Some((criteria, go_on)) = trigger.map(|t| (t.criteria(false), t.go_on)) {
            let report = Report::OriginationAttempt(self.about(id, line, Some(criteria)));
            self.ask(id, line, report, Wait::Digits, go_on);
        }
    }

    pub(super) fn on_digit(&mut self, line: LineId, digit: char) {
        let Some(id) = self.line_of(line).active else { return };
        let next = self.settings.next_digit;
        let Some(call) = self.calls.get_mut(&id) else { return };
        match &mut call.state {
            State::Collecting(_) => {
                if digit != '#' {
                    call.dialled.push(digit);
                }
                let timer = call.timer.take();
                self.stop(timer);
                if digit == '#' || self.is_complete(id, line) {
                    self.on_dialled(id, line);
                } else {
                    let timer = self.arm(next, Due::Call(id));
                    if let Some(call) = self.call_mut(id) {
                        call.timer = timer;
                    }
                }
            }
            State::Announcing(announcing) if announcing.collects > announcing.collected.len() => {
                announcing.collected.push(digit);
                if announcing.collected.len() == announcing.collects {
                    self.on_announced(id, true);
                }
            }
            _ => {}
        }
    }

    /// Whether no further digit is awaited.
    fn is_complete(&self, id: CallId, line: LineId) -> bool {
        let Some(call) = self.calls.get(&id) else { return false };
        let (digits, length) = (call.dialled.as_str(), self.settings.number_length);
        if matches!(call.state, State::Collecting(Reason::Flash)) {
            for trigger in self.flash_triggers(line) {
                match &trigger.kind {
                    TriggerKind::Flash {
                        form: FlashForm::FeatureActivator { code, .. }, ..
                    } if code == digits => {
                        return true;
                    }
                    TriggerKind::Flash { form: FlashForm::SpecifiedCode(code), .. }
                        if digits.len() == code.len() + length && digits.starts_with(code) =>
                    {
                        return true;
                    }
                    _ => {}
                }
            }
        }
        let longer = digits.starts_with('1') && length > 1;
        digits.len() == length + usize::from(longer) && !digits.starts_with('*')
            || digits.len() > 32
            || self.by_number.contains_key(digits)
            || self.settings.digit_triggers.iter().any(|trigger| trigger.digits == digits)
    }

    /// The digits are complete, or the time for the next is over.
    fn on_dialled(&mut self, id: CallId, line: LineId) {
        let Some(call) = self.calls.get(&id) else { return };
        let State::Collecting(reason) = call.state.clone() else { return };
        let dialled = call.dialled.clone();
        match reason {
            Reason::Dialling => self.on_number(id, line, &dialled),
            // Who asked for the digits has left: they are a number like any other.
            Reason::Instructed(ask)
                if self.dialogues.get(&ask).is_none_or(|dialogue| dialogue.call != id) =>
            {
                self.on_number(id, line, &dialled);
            }
            Reason::Instructed(ask) => {
                let about = About { collected: Some(dialled), ..self.about(id, line, None) };
                self.enter(id, State::Asking(ask));
                self.await_instruction(ask, Wait::Digits);
                self.outputs.push_back(Output::Report(ask, Report::InfoCollected(about)));
            }
            Reason::Flash => {
                let chosen = self.flash_triggers(line).find_map(|trigger| {
                    let TriggerKind::Flash { form, collects } = &trigger.kind else { return None };
                    let (digits, activator) = match form {
                        FlashForm::Immediate => (dialled.as_str(), None),
                        FlashForm::FeatureActivator { code, id } => {
                            (dialled.strip_prefix(code.as_str())?, Some(*id))
                        }
                        FlashForm::SpecifiedCode(code) => {
                            (dialled.strip_prefix(code.as_str())?, None)
                        }
                    };
                    Some((trigger.clone(), *collects, digits.to_string(), activator))
                });
                match chosen {
                    Some((trigger, collects, digits, activator))
                        if activator.is_some() || self.is_number(&digits) =>
                    {
                        self.on_flash_dialled(id, line, &trigger, collects, digits, activator);
                    }
                    None if self.line_of(line).settings.three_way => {
                        self.on_number(id, line, &dialled);
                    }
                    _ => self.treat(id, Treatment::Reorder),
                }
            }
        }
    }

    fn on_flash_dialled(
        &mut self,
        id: CallId,
        line: LineId,
        trigger: &Trigger,
        collects: Collects,
        digits: String,
        activator: Option<u8>,
    ) {
        // The flash belongs to the call on hold: which side of that the line is on.
        let held = self.line_of(line).held;
        let held = held.and_then(|held| self.calls.get(&held));
        let terminating = held.is_some_and(|held| held.origin != line);
        let calling = held.map(|held| self.calling(held.origin).to_string());
        let called = held.and_then(|held| held.called.clone());
        let about = About {
            trigger: Some(trigger.criteria(terminating)),
            terminating,
            collected: (!digits.is_empty()).then_some(digits),
            activator,
            ..self.about(id, line, None)
        };
        let about = match collects {
            Collects::InfoCollected => About { calling: Some(self.number(line).into()), ..about },
            Collects::MidCall | Collects::Nothing => About { calling, called, ..about },
        };
        let report = match collects {
            Collects::InfoCollected => Report::InfoCollected(about),
            Collects::MidCall | Collects::Nothing => Report::MidCall(about),
        };
        self.ask(id, line, report, Wait::Digits, trigger.go_on);
    }

    /// Whether digits can be a number to call.
    fn is_number(&self, digits: &str) -> bool {
        let length = self.settings.number_length;
        let longer = digits.starts_with('1');
        digits.len() == length + usize::from(longer) && !digits.starts_with('*')
            || self.by_number.contains_key(digits)
            || self.digit_trigger(digits).is_some()
    }

    /// A number was dialled: triggers on digits, then the route.
    pub(super) fn on_number(&mut self, id: CallId, line: LineId, number: &str) {
        if !self.is_number(number) {
            return self.treat(id, Treatment::Reorder);
        }
        let short =
            number.strip_prefix('1').filter(|rest| rest.len() == self.settings.number_length);
        let number = short.unwrap_or(number).to_string();
        if let Some(call) = self.call_mut(id) {
            call.called = Some(number.clone());
        }
        let Some(go_on) = self.digit_trigger(&number).map(|trigger| trigger.go_on) else {
            return self.route(id, &number);
        };
        let criteria = TriggerCriteriaType::NPA_NXXXXXX;
        let about = About { called: Some(number), ..self.about(id, line, Some(criteria)) };
        self.ask(id, line, Report::InfoAnalyzed(about), Wait::Digits, go_on);
    }

    /// Begins a dialogue with the service control point; the call waits.
    fn ask(&mut self, id: CallId, line: LineId, report: Report, wait: Wait, go_on: bool) {
        let number = match &report {
            Report::InfoCollected(about) => about.collected.as_deref(),
            Report::InfoAnalyzed(about) | Report::TerminationAttempt(about) => {
                about.called.as_deref()
            }
            _ => None,
        };
        let number = number.unwrap_or("").to_string();
        if !number.is_empty() && self.held_back(&number) {
            return self.by_default(id, &wait, go_on);
        }
        let terminating = matches!(wait, Wait::Termination(_))
            || self.calls.get(&id).is_some_and(|call| call.origin != line);
        self.last_ask += 1;
        let ask = AskId(self.last_ask);
        self.dialogues.insert(
            ask,
            Dialogue {
                call: id,
                line,
                terminating,
                waiting: None,
                go_on,
                timer: None,
                requests: EDPRequest(0),
                notifications: EDPNotification(0),
            },
        );
        self.counters.queries += 1;
        if let Some(call) = self.call_mut(id) {
            call.dialogues.push(ask);
        }
        if !matches!(wait, Wait::MidCall(_)) {
            self.enter(id, State::Asking(ask));
        }
        self.await_instruction(ask, wait);
        self.outputs.push_back(Output::Query(ask, report));
    }

    /// What a trigger does when the service control point does not say.
    pub(super) fn by_default(&mut self, id: CallId, wait: &Wait, go_on: bool) {
        match wait {
            Wait::Digits if go_on => self.go_on(id),
            Wait::Termination(line) if go_on => self.present(id, *line),
            Wait::Digits | Wait::Termination(_) => self.treat(id, Treatment::Reorder),
            Wait::Failure => self.treat(id, Treatment::Busy),
            Wait::Left => self.end(id),
            // The call was never held up.
            Wait::MidCall(_) => {}
        }
    }

    /// Goes on as if there had been no trigger.
    pub(super) fn go_on(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let number = call.called.clone().unwrap_or_else(|| call.dialled.clone());
        if number.is_empty() {
            self.enter(id, State::Collecting(Reason::Dialling));
        } else {
            self.route(id, &number);
        }
    }

    pub(super) fn collect(&mut self, id: CallId, reason: Reason) {
        if let Some(call) = self.call_mut(id) {
            call.dialled.clear();
        }
        self.enter(id, State::Collecting(reason));
    }

    /// Takes the call to a number.
    pub(super) fn route(&mut self, id: CallId, number: &str) {
        let Some(call) = self.call_mut(id) else { return };
        call.called = Some(number.into());
        call.routes = call.routes.saturating_add(1);
        if call.routes > ROUTES {
            return self.treat(id, Treatment::Reorder);
        }
        let parties: Vec<LineId> = call.legs.iter().map(|leg| leg.line).collect();
        // Without a circuit that is idle, as where no way leads, there is the reorder tone.
        let Some(target) = self.line(number).or_else(|| self.circuit_to(number)) else {
            return self.on_busy(id, Treatment::Reorder);
        };
        if parties.contains(&target) {
            return self.on_busy(id, Treatment::Busy);
        }
        let trigger = self.trigger_of(target, |kind| *kind == TriggerKind::TerminationAttempt);
        if let Some((criteria, go_on)) = trigger.map(|t| (t.criteria(true), t.go_on)) {
            let about = About {
                user: Some(self.user(target)),
                terminating: true,
                called: Some(number.into()),
                trigger: Some(criteria),
                ..self.about(id, target, None)
            };
            let report = Report::TerminationAttempt(about);
            return self.ask(id, target, report, Wait::Termination(target), go_on);
        }
        self.present(id, target);
    }

    /// Rings a line.
    pub(super) fn present(&mut self, id: CallId, target: LineId) {
        if !self.line_of(target).is_idle() {
            return self.on_busy(id, Treatment::Busy);
        }
        self.line_mut(target).active = Some(id);
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.legs.push(Leg { line: target, state: LegState::Ringing });
        self.enter(id, State::Alerting);
    }

    /// The called party cannot take the call.
    pub(super) fn on_busy(&mut self, id: CallId, treatment: Treatment) {
        if self.report_failure(id, true) {
            return;
        }
        self.treat(id, treatment);
    }

    /// A tone for the caller; or the call goes back to who transferred it.
    pub(super) fn treat(&mut self, id: CallId, treatment: Treatment) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.transferor.is_some() {
            return self.recall(id);
        }
        self.enter(id, State::Treatment(treatment));
    }

    pub(super) fn on_answer(&mut self, id: CallId, line: LineId) {
        let Some(call) = self.call_mut(id) else { return };
        call.set_leg(line, LegState::Talking);
        let recall = core::mem::replace(&mut call.recall, false);
        let transferor = call.transferor.take();
        self.enter(id, State::Active);
        if !recall {
            self.report_answer(id, line);
            if transferor.is_some() {
                self.report_success(id, true);
            }
        }
    }

    pub(super) fn on_flash(&mut self, line: LineId) {
        let held = self.line_of(line).held;
        let Some(id) = self.line_of(line).active else { return };
        let Some(call) = self.calls.get(&id) else { return };
        let (active, terminating) = (call.state == State::Active, call.origin != line);
        if self.waits_for_mid_call(id) || held.is_some_and(|held| self.waits_for_mid_call(held)) {
            return;
        }
        match (active, held) {
            (true, _) if self.report_flash(id, held, line) => {}
            (true, Some(_)) => {
                self.join(line);
            }
            (false, Some(_)) => {
                self.leave(id, line);
                self.return_to_held(line);
            }
            (true, None) => {
                let at_once = self.flash_triggers(line).find(|trigger| {
                    matches!(trigger.kind, TriggerKind::Flash { collects: Collects::Nothing, .. })
                });
                if let Some(trigger) = at_once {
                    let go_on = trigger.go_on;
                    let criteria = trigger.criteria(terminating);
                    let about = self.about(id, line, Some(criteria));
                    self.ask(id, line, Report::MidCall(about), Wait::MidCall(line), go_on);
                } else if self.flash_triggers(line).next().is_some()
                    || self.line_of(line).settings.three_way
                {
                    self.consult(line, Reason::Flash);
                }
            }
            (false, None) => {}
        }
    }

    /// Puts the call on hold and begins another.
    pub(super) fn consult(&mut self, line: LineId, reason: Reason) -> Option<CallId> {
        if self.calls.len() >= self.settings.calls || self.line_of(line).held.is_some() {
            return None;
        }
        let held = self.line_of(line).active?;
        self.call_mut(held)?.set_leg(line, LegState::Away);
        self.line_mut(line).held = Some(held);
        Some(self.new_call(line, reason))
    }

    /// Takes the line back to the call that it has on hold.
    pub(super) fn return_to_held(&mut self, line: LineId) {
        let Some(held) = self.line_mut(line).held.take() else { return };
        self.line_mut(line).active = Some(held);
        if let Some(call) = self.call_mut(held) {
            call.set_leg(line, LegState::Talking);
        }
    }

    /// Adds the call on hold to the one that is active. False if one of them is no conversation yet,
    /// or there are too many parties.
    pub(super) fn join(&mut self, line: LineId) -> bool {
        let (Some(id), Some(held)) = (self.line_of(line).active, self.line_of(line).held) else {
            return false;
        };
        let count = |id| self.calls.get(&id).map_or(0, |call| call.legs.len());
        let talks = |id| self.calls.get(&id).is_some_and(|call| call.state == State::Active);
        if !talks(id) || !talks(held) || count(id) + count(held) - 1 > self.settings.parties {
            return false;
        }
        self.counters.merged += 1;
        self.remove_leg(id, line);
        self.return_to_held(line);
        self.absorb(held, id);
        if let Some(call) = self.call_mut(held) {
            call.joined_by = Some(line);
        }
        self.report_success(held, false);
        true
    }

    /// Moves everybody and everything of one call to another.
    fn absorb(&mut self, into: CallId, from: CallId) {
        self.touch(from);
        let Some(mut call) = self.calls.remove(&from) else { return };
        self.stop(call.timer.take());
        for leg in &call.legs {
            let line = self.line_mut(leg.line);
            for place in [&mut line.active, &mut line.held] {
                if *place == Some(from) {
                    *place = Some(into);
                }
            }
        }
        for ask in &call.dialogues {
            if let Some(dialogue) = self.dialogues.get_mut(ask) {
                dialogue.call = into;
            }
        }
        if let Some(into) = self.calls.get_mut(&into) {
            into.legs.append(&mut call.legs);
            into.dialogues.append(&mut call.dialogues);
        }
        self.touch(into);
    }

    pub(super) fn remove_leg(&mut self, id: CallId, line: LineId) {
        self.touch(id);
        let own = self.line_mut(line);
        for place in [&mut own.active, &mut own.held] {
            if *place == Some(id) {
                *place = None;
            }
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.legs.retain(|leg| leg.line != line);
        }
    }

    /// The handset is back for good.
    pub(super) fn on_hang_up(&mut self, line: LineId) {
        let (active, held) = (self.line_of(line).active, self.line_of(line).held);
        let Some(id) = active else {
            if let Some(held) = held {
                self.hand_over(held, line);
            }
            return;
        };
        let Some(held) = held else { return self.leave(id, line) };
        let Some(call) = self.calls.get(&id) else { return };
        match call.state {
            // Whoever was on hold talks to whoever was called.
            State::Active => {
                self.remove_leg(id, line);
                self.remove_leg(held, line);
                self.absorb(held, id);
                if let Some(call) = self.calls.get_mut(&held) {
                    call.joined_by = None;
                }
                self.counters.merged += 1;
                self.report_success(held, true);
                self.settle(held);
            }
            // Whoever was on hold waits for whoever is called.
            State::Alerting | State::Asking(_) | State::Announcing(_) => {
                self.remove_leg(id, line);
                self.remove_leg(held, line);
                let Some(old) = self.calls.get(&held) else { return };
                let (dialled, origin) = (old.dialled.clone(), old.origin);
                let returned = old.returned;
                self.absorb(id, held);
                if let Some(call) = self.calls.get_mut(&id) {
                    call.transferor = Some(line);
                    self.left.entry(line).or_default().push(id);
                    (call.dialled, call.origin) = (dialled, origin);
                    call.returned |= returned;
                }
                self.settle(id);
            }
            State::Collecting(_) | State::Treatment(_) => {
                self.leave(id, line);
                self.hand_over(held, line);
            }
        }
    }

    /// A party leaves.
    pub(super) fn leave(&mut self, id: CallId, line: LineId) {
        let Some(call) = self.calls.get(&id) else { return };
        let joined = call.joined_by == Some(line);
        let (from_origin, state) = (call.origin == line, call.state.clone());
        self.remove_leg(id, line);
        match state {
            State::Active if self.report_left(id, from_origin) => return,
            State::Alerting | State::Asking(_) | State::Announcing(_) if from_origin => {
                self.report_abandon(id, line);
            }
            _ => {}
        }
        if joined && self.calls.get(&id).is_some_and(|call| call.legs.len() > 1) {
            if let Some(call) = self.calls.get_mut(&id) {
                call.joined_by = None;
            }
            self.report_success(id, true);
        }
        self.settle(id);
    }

    /// Sees to a call that lost a party.
    pub(super) fn settle(&mut self, id: CallId) {
        let Some(call) = self.calls.get(&id) else { return };
        let present = call.legs.iter().filter(|leg| leg.state != LegState::Ringing).count();
        let talking = call.legs.iter().any(|leg| leg.state == LegState::Talking);
        let over = match call.state {
            State::Active if call.transferor.is_some() => present == 0,
            State::Active => present < 2,
            // Nobody dials in a call that all have on hold.
            State::Collecting(_) => !talking,
            _ => present == 0,
        };
        // The telephone that rang was taken away.
        let lost = call.state == State::Alerting && call.ringing().is_none();
        if over {
            self.end(id);
        } else if lost {
            self.treat(id, Treatment::Reorder);
        }
    }

    /// The call is over for everybody.
    pub(super) fn end(&mut self, id: CallId) {
        self.touch(id);
        let Some(mut call) = self.calls.remove(&id) else { return };
        self.stop(call.timer.take());
        for leg in &call.legs {
            let line = self.line_mut(leg.line);
            if line.held == Some(id) {
                line.held = None;
            }
            if line.active == Some(id) {
                line.active = None;
            }
            self.tidy(leg.line);
        }
        for ask in call.dialogues {
            self.close(ask, CloseCause::CALL_TERMINATED);
        }
    }

    pub(super) fn on_call_due(&mut self, id: CallId) {
        let Some(call) = self.call_mut(id) else { return };
        call.timer = None;
        match call.state.clone() {
            State::Collecting(_) => {
                let line = call.legs.first().map(|leg| leg.line);
                let nothing = call.dialled.is_empty();
                match line {
                    Some(line) if !nothing => self.on_dialled(id, line),
                    _ => self.treat(id, Treatment::Reorder),
                }
            }
            State::Alerting => {
                let (ringing, recall) = (call.ringing(), call.recall);
                if let Some(line) = ringing {
                    self.remove_leg(id, line);
                }
                if recall {
                    self.fall_back(id);
                } else if !self.report_failure(id, false) {
                    self.treat(id, Treatment::Reorder);
                }
            }
            State::Treatment(_) => self.end(id),
            State::Announcing(_) => self.on_announced(id, true),
            State::Asking(_) | State::Active => {}
        }
    }

    /// An announcement is over.
    pub(super) fn on_announced(&mut self, id: CallId, heard: bool) {
        let Some(call) = self.calls.get(&id) else { return };
        let State::Announcing(announcing) = call.state.clone() else { return };
        let Announcing { ask, collected, legs, then_disconnect, .. } = announcing;
        let report = Report::ResourceClear { digits: collected, legs, heard };
        if then_disconnect || self.dialogues.get(&ask).is_none_or(|dialogue| dialogue.call != id) {
            self.finish(ask, Some(report));
            return self.treat(id, Treatment::Reorder);
        }
        self.enter(id, State::Asking(ask));
        self.await_instruction(ask, Wait::Digits);
        self.outputs.push_back(Output::Report(ask, report));
    }
}

//! The application behind `load`: begins dialogues, follows their steps, answers those of others.

use super::report::Report;
use super::scenario::{Invocation, Outcome, Pause, Scenario, Send, Step};
use crate::cli::Exit;
use crate::cli::live::PATIENCE;
use crate::machine::Time;
use crate::machine::sccp::Path;
use crate::machine::stack::Stack;
use crate::machine::tcap::{Awaits, DialogueId, Indication, Primitive, Refusal};
use crate::machine::timer::Timers;
use crate::net::{Application, Handle};
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::ansi::{Abort, Component, OperationCode, PAbortCause, Problem};
use core::convert::Infallible;
use core::time::Duration;
use std::collections::HashMap;

/// How much to do.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) path: Option<Path>,
    pub(super) answer: bool,
    pub(super) rate: f64,
    pub(super) limit: usize,
    pub(super) max: Option<u64>,
    pub(super) seconds: Option<Duration>,
}

/// A dialogue that this side began.
#[derive(Debug)]
struct Call {
    step: usize,
    row: usize,
    began: Time,
}

/// What a timer is for.
#[derive(Debug)]
enum Due {
    Call(DialogueId),
    /// The answer, by its place, to an invoke.
    Answer(DialogueId, usize, u8),
}

#[derive(Debug)]
pub(super) struct Load {
    scenario: Scenario,
    plan: Plan,
    calls: HashMap<DialogueId, Call>,
    timers: Timers<Due>,
    report: Report,
    first: Option<Time>,
    waits: Option<Time>,
    last: Time,
    selection: u8,
    chance: u64,
    handle: Option<Handle<Infallible>>,
    over: bool,
}

impl Load {
    pub(super) fn new(scenario: Scenario, plan: Plan) -> Self {
        Self {
            scenario,
            plan,
            calls: HashMap::new(),
            timers: Timers::default(),
            report: Report::new(),
            first: None,
            waits: None,
            last: Time::ZERO,
            selection: 0,
            chance: 0x9E37_79B9_7F4A_7C15,
            handle: None,
            over: false,
        }
    }

    pub(super) fn stop_by(&mut self, handle: Handle<Infallible>) {
        self.handle = Some(handle);
    }

    pub(super) fn report(mut self, json: bool) -> Exit {
        self.report.took = self.last - self.first.unwrap_or(self.last);
        self.report.say(json, self.plan.path.is_some())
    }

    /// Numbers by chance (Marsaglia's xorshift); which ones does not matter.
    fn chance(&mut self) -> u32 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance >> 32) as u32
    }

    fn pause(&mut self, pause: Pause) -> Duration {
        pause.least + pause.more.mul_f64(f64::from(self.chance()) / f64::from(u32::MAX))
    }

    /// Why the destination cannot be reached, if it cannot.
    fn unreachable(stack: &Stack, path: &Path) -> Option<String> {
        match stack.sccp.explain(&path.remote).way {
            Ok((node, _)) if node == stack.sccp.configuration().point_code => None,
            Ok((node, _)) => {
                stack.m3ua.explain(node, 3).err().map(|reason| format!("{node}: {}", reason.name()))
            }
            Err(cause) => Some(cause.name().unwrap_or("unknown cause").to_string()),
        }
    }

    /// How many dialogues may begin now.
    fn allowed(&self, now: Time) -> usize {
        let Some(first) = self.first else { return 0 };
        let elapsed = now - first;
        if self.over || self.plan.seconds.is_some_and(|seconds| elapsed >= seconds) {
            return 0;
        }
        let room = self.plan.limit.saturating_sub(self.calls.len()) as u64;
        let left = self.plan.max.map_or(u64::MAX, |max| max - self.report.begun.min(max));
        let by_rate = if self.plan.rate > 0.0 {
            let should = (elapsed.as_secs_f64() * self.plan.rate) as u64 + 1;
            should.saturating_sub(self.report.begun)
        } else {
            u64::MAX
        };
        usize::try_from(room.min(left).min(by_rate)).unwrap_or(usize::MAX)
    }

    fn begin(&mut self, stack: &mut Stack) {
        let Some(path) = self.plan.path else { return };
        for _ in 0..self.allowed(stack.now()) {
            self.selection = self.selection.wrapping_add(1);
            let path = Path { signalling_link_selection: self.selection, ..path };
            let row = (self.report.begun as usize) % self.scenario.rows;
            self.report.begun += 1;
            if let Err(refusal) = self.open(stack, path, row) {
                self.report.fail(format!("not sent: {refusal}"));
                if refusal == Refusal::ResourceUnavailable {
                    break;
                }
            }
        }
    }

    fn open(&mut self, stack: &mut Stack, path: Path, row: usize) -> Result<(), Refusal> {
        let now = stack.now();
        let Some(Step::Send { send, without_permission, invocation }) = self.scenario.steps.first()
        else {
            return Err(Refusal::Empty);
        };
        if *send == Send::Unidirectional {
            let mut alone = stack.tcap.unidirectional(path);
            if let Some(Invocation { code, .. }) = invocation {
                let argument = invocation.as_ref().map_or(&[][..], |i| i.argument(row));
                alone.invoke_as(OperationCode::private(*code), argument, Awaits::Nothing, None)?;
            }
            alone.send(now)?;
            self.report.good += 1;
            self.last = now;
            return Ok(());
        }
        let mut query = stack.tcap.query(path)?;
        if *without_permission {
            query.without_permission();
        }
        if let Some(invocation) = invocation {
            let code = OperationCode::private(invocation.code);
            query.invoke_as(code, invocation.argument(row), Awaits::Both, None)?;
        }
        let id = query.send(now)?;
        self.calls.insert(id, Call { step: 1, row, began: now });
        self.go_on(stack, id, None);
        Ok(())
    }

    /// Does the steps that wait for nobody. `answers` is the peer's invoke that is answered next.
    fn go_on(&mut self, stack: &mut Stack, id: DialogueId, mut answers: Option<u8>) {
        loop {
            let Some(call) = self.calls.get_mut(&id) else { return };
            let row = call.row;
            match self.scenario.steps.get(call.step) {
                None | Some(Step::Receive(_)) => return,
                Some(Step::Pause(pause)) => {
                    call.step += 1;
                    let pause = *pause;
                    let until = stack.now() + self.pause(pause);
                    self.timers.arm(until, Due::Call(id));
                    return;
                }
                Some(Step::Send { send, without_permission, invocation }) => {
                    call.step += 1;
                    let last = *send == Send::Response;
                    let sent = Self::reply(
                        stack,
                        id,
                        (*send, *without_permission),
                        invocation.as_ref(),
                        row,
                        answers.take(),
                    );
                    match sent {
                        Err(refusal) => {
                            return self.end(stack, id, Some(format!("not sent: {refusal}")));
                        }
                        Ok(()) if last => return self.end(stack, id, None),
                        Ok(()) => {}
                    }
                }
            }
        }
    }

    fn reply(
        stack: &mut Stack,
        id: DialogueId,
        (send, without_permission): (Send, bool),
        invocation: Option<&Invocation>,
        row: usize,
        answers: Option<u8>,
    ) -> Result<(), Refusal> {
        let now = stack.now();
        let mut reply = stack.tcap.reply(id)?;
        if without_permission {
            reply.without_permission();
        }
        if let Some(invocation) = invocation {
            let code = OperationCode::private(invocation.code);
            let awaits = if send == Send::Response { Awaits::Nothing } else { Awaits::Both };
            reply.invoke_as(code, invocation.argument(row), awaits, answers)?;
        }
        if send == Send::Response { reply.respond(now) } else { reply.converse(now) }
    }

    /// A dialogue of this side is over; `why` it failed.
    fn end(&mut self, stack: &Stack, id: DialogueId, why: Option<String>) {
        let Some(call) = self.calls.remove(&id) else { return };
        let took = stack.now() - call.began;
        self.last = stack.now();
        match why {
            None => {
                self.report.good += 1;
                let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                self.report.times.saturating_record(micros.max(1));
            }
            Some(why) => self.report.fail(why),
        }
    }

    /// What came in a dialogue that this side began.
    fn came(&mut self, stack: &mut Stack, id: DialogueId, told: &Indication<Path>) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let trouble = match told.primitive {
            Primitive::ProviderAbort(cause) => {
                Some(format!("aborted: {}", cause.name().unwrap_or("unknown cause")))
            }
            Primitive::UserAbort => Some("aborted by the peer's user".into()),
            Primitive::Undeliverable { cause, .. } => Some(returned(cause)),
            Primitive::TimedOut => Some("no answer: the dialogue timed out".into()),
            _ => None,
        };
        if trouble.is_some() {
            return self.end(stack, id, trouble);
        }
        let Some(Step::Receive(wanted)) = self.scenario.steps.get(call.step) else {
            return self.end(stack, id, Some("a package that the scenario does not expect".into()));
        };
        let first = told.message.first();
        let (found, invoke_id) = match first.map(|received| received.component) {
            Some(Component::Invoke(invoke)) => (invoke.operation.ain(), invoke.invoke_id),
            Some(Component::ReturnResult(_)) => {
                (first.and_then(|f| f.answers?.operation.ain()), None)
            }
            Some(Component::ReturnError(error)) => {
                let why = format!("error {} came", error.error.code);
                return self.end(stack, id, Some(why));
            }
            Some(Component::Reject(reject)) => {
                let why =
                    format!("rejected: {}", reject.problem.name().unwrap_or("unknown problem"));
                return self.end(stack, id, Some(why));
            }
            None => (None, None),
        };
        if !wanted.is_empty() && !found.is_some_and(|found| wanted.contains(&found)) {
            let name =
                found.and_then(crate::wire::ain::operation).map_or("nothing", |row| row.message);
            return self.end(stack, id, Some(format!("{name} came instead of what is expected")));
        }
        call.step += 1;
        let steps_left = call.step < self.scenario.steps.len();
        match (told.primitive.is_final(), steps_left) {
            (true, false) => self.end(stack, id, None),
            (true, true) => self.end(stack, id, Some("the peer ended before the last step".into())),
            (false, _) => self.go_on(stack, id, invoke_id),
        }
    }

    /// Answers a dialogue that a peer began or goes on with.
    fn answer(&mut self, stack: &mut Stack, id: DialogueId, told: &Indication<Path>) {
        if told.primitive.is_final() {
            return;
        }
        let first = told.message.first();
        let Some(invoke) = first.as_ref().and_then(|first| first.invoke()) else {
            // Of a Query that asks nothing no answer is due, and nobody else ends it.
            if matches!(told.primitive, Primitive::Query { .. }) {
                self.refuse(stack, id, None);
            }
            return;
        };
        let (Some(code), Some(invoke_id)) = (invoke.operation.ain(), invoke.invoke_id) else {
            return self.refuse(stack, id, invoke.invoke_id);
        };
        let chance = self.chance();
        let Some(answer) = self.scenario.answer(code, chance) else {
            return self.refuse(stack, id, Some(invoke_id));
        };
        // Its place, for one that comes later.
        let place = self.scenario.answers.iter().position(|other| core::ptr::eq(other, answer));
        let (Some(place), pause) = (place, answer.pause) else { return };
        match pause {
            None => self.answer_by(stack, id, place, invoke_id),
            Some(pause) => {
                let until = stack.now() + self.pause(pause);
                self.timers.arm(until, Due::Answer(id, place, invoke_id));
            }
        }
    }

    fn refuse(&mut self, stack: &mut Stack, id: DialogueId, invoke_id: Option<u8>) {
        let now = stack.now();
        let sent = stack.tcap.reply(id).and_then(|mut reply| {
            reply.reject(invoke_id, Problem::UNRECOGNISED_OPERATION)?;
            reply.respond(now)
        });
        self.answered(stack, id, sent);
    }

    fn answered(&mut self, stack: &mut Stack, id: DialogueId, sent: Result<(), Refusal>) {
        match sent {
            Ok(()) => self.report.answered += 1,
            Err(refusal) => {
                self.report.fail(format!("not answered: {refusal}"));
                // Nobody would end it before its time is up.
                let cause = Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE);
                let _ = stack.tcap.abort(stack.now(), id, cause);
            }
        }
    }

    fn answer_by(&mut self, stack: &mut Stack, id: DialogueId, place: usize, invoke_id: u8) {
        let now = stack.now();
        let Some(answer) = self.scenario.answers.get(place) else { return };
        let sent = match &answer.outcome {
            Outcome::Invoke(send, invocation) => {
                let row = self.report.answered as usize;
                Self::reply(stack, id, (*send, false), Some(invocation), row, Some(invoke_id))
            }
            Outcome::Error(code) => stack.tcap.reply(id).and_then(|mut reply| {
                reply.error(invoke_id, *code, None::<&[u8]>)?;
                reply.respond(now)
            }),
            Outcome::Reject => return self.refuse(stack, id, Some(invoke_id)),
            Outcome::Abort => {
                let cause = Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE);
                stack.tcap.abort(now, id, cause)
            }
            Outcome::Silent => Ok(()),
        };
        self.answered(stack, id, sent);
    }

    fn stop(&mut self) {
        self.over = true;
        if let Some(handle) = &self.handle {
            handle.stop();
        }
    }
}

fn returned(cause: ReturnCause) -> String {
    format!("returned: {}", cause.name().unwrap_or("unknown cause"))
}

impl Application for Load {
    type Message = Infallible;

    fn indication(&mut self, stack: &mut Stack, told: Indication<Path>) {
        if let Some(id) = told.dialogue {
            if self.calls.contains_key(&id) {
                self.came(stack, id, &told);
                self.begin(stack);
            } else if self.plan.answer {
                self.answer(stack, id, &told);
            } else if !told.primitive.is_final() {
                self.refuse(stack, id, None);
            }
        }
    }

    fn expired(
        &mut self,
        stack: &mut Stack,
        dialogue: DialogueId,
        _: u8,
        _: OperationCode,
        _: Awaits,
    ) {
        if self.calls.contains_key(&dialogue) {
            // Nobody answers any more: what comes later is late.
            let _ = stack.tcap.forget(dialogue);
            self.end(stack, dialogue, Some("no answer in time".into()));
        }
    }

    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        let now = stack.now();
        while let Some(due) = self.timers.fire(now) {
            match due {
                Due::Call(id) => self.go_on(stack, id, None),
                Due::Answer(id, place, invoke_id) => self.answer_by(stack, id, place, invoke_id),
            }
        }
        if let (None, Some(path)) = (self.first, &self.plan.path) {
            let until = *self.waits.get_or_insert(now + PATIENCE);
            match Self::unreachable(stack, path) {
                None => (self.first, self.last) = (Some(now), now),
                Some(why) if now >= until => {
                    self.report.unreachable = Some(why);
                    self.stop();
                }
                Some(_) => return Some(now + Duration::from_millis(5)),
            }
        }
        self.begin(stack);
        let done = self.first.is_some_and(|first| {
            self.plan.max.is_some_and(|max| self.report.begun >= max)
                || self.plan.seconds.is_some_and(|seconds| now - first >= seconds)
        });
        if done && self.calls.is_empty() && !self.plan.answer && !self.over {
            self.stop();
        }
        if self.plan.path.is_none() {
            return self.timers.next();
        }
        Some(now + Duration::from_millis(1))
    }

    fn stopping(&mut self, stack: &mut Stack) -> bool {
        self.over = true;
        stack.tcap.is_empty()
    }
}

//! The application behind `replay`: is the clients of a capture once more.

use super::report::{Answer, Outcome, Report};
use super::said::{Invoked, captured, live};
use super::script::{Script, Turn, components, operations, package};
use crate::cli::live::PATIENCE;
use crate::machine::Time;
use crate::machine::sccp::Path;
use crate::machine::stack::Stack;
use crate::machine::tcap::{Awaits, DialogueId, Indication, Outgoing, Refusal};
use crate::machine::timer::Timers;
use crate::net::{Application, Handle};
use crate::wire::ain;
use crate::wire::ber::Encoded;
use crate::wire::tcap::ansi::{
    Abort, Component, OperationClass, OperationCode, PAbortCause, Package, PackageType, Problem,
};
use core::convert::Infallible;
use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;

/// How to go about it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) path: Path,
    /// How many dialogues may be open at once.
    pub(super) limit: usize,
    /// Whether each dialogue begins when it did in the capture.
    pub(super) in_time: bool,
    /// How long a live answer may take.
    pub(super) patience: Duration,
    /// Names of parameters that may be otherwise.
    pub(super) ignored: Vec<String>,
}

/// A dialogue that is being held.
#[derive(Debug)]
struct Held {
    place: usize,
    /// The turn that is next.
    turn: usize,
    /// The live id of what the client invokes, by its captured id; and the operation.
    invoked: Invoked,
    /// The live id of what the server invoked, by its captured id.
    asked: HashMap<u8, u8>,
    asked_since: Time,
    /// Tells this wait from those before it.
    wait: u32,
    answers: Vec<Answer>,
}

/// A dialogue that the server began in the capture.
struct Awaited {
    place: usize,
    /// What its first message says, and which operations it invokes.
    says: Vec<String>,
    invokes: Vec<OperationCode>,
}

pub(super) struct Player {
    scripts: Vec<Arc<Script>>,
    plan: Plan,
    next: usize,
    held: HashMap<DialogueId, Held>,
    /// How many of these the client began.
    own: usize,
    /// The dialogues that the server began in the capture and has not begun now.
    awaited: Vec<Awaited>,
    /// When the client's first dialogue began in the capture.
    began: Duration,
    /// When the server's are awaited no longer, while there is nothing else to do.
    until: Option<Time>,
    timers: Timers<(DialogueId, u32)>,
    report: Report,
    first: Option<Time>,
    waits: Option<Time>,
    selection: u8,
    handle: Option<Handle<Infallible>>,
    over: bool,
}

/// Why the client's side cannot go on.
type Stuck = String;

fn refused(refusal: Refusal) -> Stuck {
    format!("not sent: {refusal}")
}

impl Player {
    pub(super) fn new(scripts: Vec<Script>, plan: Plan) -> Self {
        let report = Report::new(scripts.len());
        let awaited = scripts.iter().enumerate();
        let awaited = awaited.filter(|(_, script)| script.server && script.unfit.is_none());
        let awaited = awaited.filter_map(|(place, script)| {
            let (says, was) = captured(script.turns.first()?, &HashMap::new(), &plan.ignored);
            Some(Awaited { place, says, invokes: operations(&was) })
        });
        let awaited = awaited.collect();
        let own = scripts.iter().filter(|script| !script.server);
        let began = own.filter_map(|script| script.turns.first()).map(|turn| turn.at).min();
        Self {
            began: began.unwrap_or_default(),
            awaited,
            scripts: scripts.into_iter().map(Arc::new).collect(),
            plan,
            next: 0,
            held: HashMap::new(),
            own: 0,
            until: None,
            timers: Timers::default(),
            report,
            first: None,
            waits: None,
            selection: 0,
            handle: None,
            over: false,
        }
    }

    pub(super) fn stop_by(&mut self, handle: Handle<Infallible>) {
        self.handle = Some(handle);
    }

    pub(super) fn report(self) -> (Vec<Arc<Script>>, Report) {
        (self.scripts, self.report)
    }

    fn stop(&mut self) {
        self.over = true;
        if let Some(handle) = &self.handle {
            handle.stop();
        }
    }

    /// Begins what may begin, and says when the next may.
    fn begin(&mut self, stack: &mut Stack) -> Option<Time> {
        let first = self.first?;
        while let Some(script) = self.scripts.get(self.next).map(Arc::clone) {
            if self.over {
                return None;
            }
            if script.server {
                // It is for the server to begin.
                if let (Some(why), false) = (script.unfit, script.spare) {
                    self.report.end(self.next, Outcome::LeftOut(why), vec![]);
                }
                self.next += 1;
                continue;
            }
            if !self.plan.in_time && self.own >= self.plan.limit {
                return None;
            }
            if self.plan.in_time
                && let Some(turn) = script.turns.first()
            {
                let due = first + turn.at.saturating_sub(self.began);
                if stack.now() < due {
                    return Some(due);
                }
            }
            let place = self.next;
            self.next += 1;
            if let Some(why) = script.unfit {
                self.report.end(place, Outcome::LeftOut(why), vec![]);
            } else if let Err(why) = self.open(stack, place, &script) {
                self.report.end(place, Outcome::Failed(why), vec![]);
            }
        }
        None
    }

    fn open(&mut self, stack: &mut Stack, place: usize, script: &Script) -> Result<(), Stuck> {
        let now = stack.now();
        let turn = script.turns.first().ok_or("it has no messages")?;
        let package = package(&turn.octets).ok_or("its first package cannot be read")?;
        self.selection = self.selection.wrapping_add(1);
        let path = Path { signalling_link_selection: self.selection, ..self.plan.path };
        let mut invoked = HashMap::new();
        if package.package_type == PackageType::UNIDIRECTIONAL {
            let mut alone = stack.tcap.unidirectional(path);
            if let Some(portion) = package.dialogue {
                alone.dialogue(portion);
            }
            put(&mut alone, &package, &mut invoked, &HashMap::new())?;
            alone.send(now).map_err(refused)?;
            self.report.end(place, Outcome::Same, vec![]);
            return Ok(());
        }
        let mut query = stack.tcap.query(path).map_err(refused)?;
        if package.package_type == PackageType::QUERY_WITHOUT_PERMISSION {
            query.without_permission();
        }
        if let Some(portion) = package.dialogue {
            query.dialogue(portion);
        }
        put(&mut query, &package, &mut invoked, &HashMap::new())?;
        let id = query.send(now).map_err(refused)?;
        let held = Held {
            place,
            turn: 1,
            invoked,
            asked: HashMap::new(),
            asked_since: now,
            wait: 0,
            answers: vec![],
        };
        self.held.insert(id, held);
        self.own += 1;
        self.go_on(stack, id);
        Ok(())
    }

    /// Begins what may begin; stops when nothing is awaited any more. When to look again.
    fn proceed(&mut self, stack: &mut Stack) -> Option<Time> {
        let next = self.begin(stack);
        let at_work = self.first.is_none() || self.next < self.scripts.len();
        if self.over || at_work || !self.held.is_empty() {
            self.until = None;
            return next;
        }
        let now = stack.now();
        let until = *self.until.get_or_insert(now + self.plan.patience);
        if now < until && self.awaited.iter().any(|one| !self.scripts[one.place].spare) {
            return Some(until);
        }
        self.miss();
        self.stop();
        None
    }

    /// What the captured server began and the live one did not is a difference.
    fn miss(&mut self) {
        for Awaited { place, says, .. } in std::mem::take(&mut self.awaited) {
            let script = &self.scripts[place];
            if let (Some(turn), false) = (script.turns.first(), script.spare) {
                let frame = Some(turn.frame);
                let answer = Answer { frame, captured: says, live: vec![], took: None };
                self.report.end(place, Outcome::Differs, vec![answer]);
            }
        }
    }

    /// The live server began a dialogue: the client's part is that of the first captured one that
    /// says the same, or else has the same operations. False if there is none.
    fn asked(&mut self, stack: &mut Stack, id: DialogueId, told: &Indication<Path>) -> bool {
        let live = live(told, &self.plan.ignored);
        let components: Vec<_> =
            told.message.components().map(|received| received.component).collect();
        let invoked = operations(&components);
        let same = self.awaited.iter().position(|one| one.says == live);
        let alike = || self.awaited.iter().position(|one| one.invokes == invoked);
        let Some(at) = same.or_else(alike) else { return false };
        let held = Held {
            place: self.awaited.remove(at).place,
            turn: 0,
            invoked: HashMap::new(),
            asked: HashMap::new(),
            asked_since: stack.now(),
            wait: 0,
            answers: vec![],
        };
        self.held.insert(id, held);
        self.came(stack, told);
        true
    }

    /// Sends what the client sent without waiting for the server, then waits.
    fn go_on(&mut self, stack: &mut Stack, id: DialogueId) {
        let now = stack.now();
        loop {
            let Some(held) = self.held.get_mut(&id) else { return };
            let script = Arc::clone(&self.scripts[held.place]);
            match script.turns.get(held.turn) {
                // The capture ends here: nothing more is known of the server.
                None => {
                    _ = stack.tcap.abort(now, id, GIVEN_UP);
                    return self.end(id, None);
                }
                Some(turn) if turn.client => {
                    held.turn += 1;
                    held.asked_since = now;
                    match send(stack, id, turn, held) {
                        Err(why) => {
                            _ = stack.tcap.abort(now, id, GIVEN_UP);
                            return self.end(id, Some(why));
                        }
                        Ok(true) => return self.end(id, None),
                        Ok(false) => {}
                    }
                }
                Some(_) => {
                    held.wait += 1;
                    self.timers.arm(now + self.plan.patience, (id, held.wait));
                    return;
                }
            }
        }
    }

    /// A dialogue is over; `why` it could not go on.
    fn end(&mut self, id: DialogueId, why: Option<String>) {
        let Some(held) = self.held.remove(&id) else { return };
        self.own -= usize::from(!self.scripts[held.place].server);
        let same = held.answers.iter().all(Answer::is_same);
        let outcome = match why {
            Some(why) => Outcome::Failed(why),
            None if same => Outcome::Same,
            None => Outcome::Differs,
        };
        self.report.end(held.place, outcome, held.answers);
    }

    /// The live server said something.
    fn came(&mut self, stack: &mut Stack, told: &Indication<Path>) {
        let Some(id) = told.dialogue else { return };
        let Some(held) = self.held.get_mut(&id) else { return };
        let now = stack.now();
        let script = Arc::clone(&self.scripts[held.place]);
        let live = live(told, &self.plan.ignored);
        let turn = script.turns.get(held.turn).filter(|turn| !turn.client);
        let Some(turn) = turn else {
            held.answers.push(Answer { frame: None, captured: vec![], live, took: None });
            if told.primitive.is_final() {
                self.end(id, None);
            }
            return;
        };
        let (captured, was) = captured(turn, &held.invoked, &self.plan.ignored);
        // A package that begins a dialogue answers none.
        let before = script.turns[..held.turn].last();
        let took = before.map(|before| (turn.at.saturating_sub(before.at), now - held.asked_since));
        held.answers.push(Answer { frame: Some(turn.frame), captured, live, took });
        held.learn(&was, told);
        held.turn += 1;
        held.wait += 1;
        match (told.primitive.is_final(), script.turns.get(held.turn)) {
            (true, _) => self.end(id, None),
            (false, _) => self.go_on(stack, id),
        }
    }

    fn unreachable(&self, stack: &Stack) -> Option<String> {
        match stack.sccp.explain(&self.plan.path.remote).way {
            Ok((node, _)) if node == stack.sccp.configuration().point_code => None,
            Ok((node, _)) => {
                stack.m3ua.explain(node, 3).err().map(|reason| format!("{node}: {}", reason.name()))
            }
            Err(cause) => Some(cause.name().unwrap_or("unknown cause").to_string()),
        }
    }
}

const GIVEN_UP: Abort<'static> = Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE);

impl Held {
    /// Notes which live invoke stands for which captured one: the first of the same operation that
    /// stands for none yet.
    fn learn(&mut self, captured: &[Component<'_>], told: &Indication<Path>) {
        let mut live: Vec<_> = told
            .message
            .components()
            .filter_map(|received| {
                let invoke = received.invoke()?;
                Some((invoke.operation, invoke.invoke_id?))
            })
            .collect();
        for component in captured {
            if let Component::Invoke(invoke) = component
                && let Some(id) = invoke.invoke_id
                && let Some(at) = live.iter().position(|(code, _)| *code == invoke.operation)
            {
                self.asked.insert(id, live.remove(at).1);
            }
        }
    }
}

/// Puts a captured client's components into a package. `asked` has the live ids of the server's
/// invokes.
fn put<K>(
    to: &mut Outgoing<'_, Path, K>,
    package: &Package<'_>,
    invoked: &mut Invoked,
    asked: &HashMap<u8, u8>,
) -> Result<(), Stuck> {
    let live = |id: u8| {
        let id = asked.get(&id).copied();
        id.ok_or_else(|| "the live server did not ask what the captured client answers".to_string())
    };
    for component in components(package) {
        let parameter = component.parameter();
        let parameter = parameter.as_ref().map(|tlv| Encoded(tlv.octets));
        match component {
            Component::Invoke(invoke) => {
                let operation = invoke.operation;
                let row = operation.ain().and_then(ain::operation);
                let awaits = row.map_or(Awaits::Both, Awaits::of);
                let answers = invoke.correlation_id.map(live).transpose()?;
                let octets = parameter.map_or(&[][..], |parameter| parameter.0);
                let id = if invoke.last {
                    to.invoke_as(operation, octets, awaits, answers)
                } else {
                    to.invoke_not_last_as(operation, octets, awaits, answers)
                };
                let id = id.map_err(refused)?;
                if let Some(captured) = invoke.invoke_id {
                    invoked.insert(captured, (id, operation));
                }
            }
            Component::ReturnResult(result) => {
                let id = live(result.correlation_id)?;
                match result.last {
                    true => to.result(id, parameter.as_ref()),
                    false => to.result_not_last(id, parameter.as_ref()),
                }
                .map_err(refused)?;
            }
            Component::ReturnError(error) => {
                let id = live(error.correlation_id)?;
                let code = u8::try_from(error.error.code).ok();
                let code = code.filter(|_| error.error.class == OperationClass::Private);
                let code = code.ok_or("it has an error that is not AIN's")?;
                to.error(id, code, parameter.as_ref()).map_err(refused)?;
            }
            Component::Reject(reject) => {
                let id = reject.correlation_id.map(live).transpose()?;
                to.reject(id, reject.problem).map_err(refused)?;
            }
        }
    }
    Ok(())
}

/// Sends a turn of the client; whether the dialogue ended with it.
fn send(stack: &mut Stack, id: DialogueId, turn: &Turn, held: &mut Held) -> Result<bool, Stuck> {
    let now = stack.now();
    let package = package(&turn.octets).ok_or("a package of the client cannot be read")?;
    if let Some(abort) = package.abort {
        stack.tcap.abort(now, id, abort).map_err(refused)?;
        return Ok(true);
    }
    let mut reply = stack.tcap.reply(id).map_err(refused)?;
    if package.package_type == PackageType::CONVERSATION_WITHOUT_PERMISSION {
        reply.without_permission();
    }
    if let Some(portion) = package.dialogue {
        reply.dialogue(portion);
    }
    put(&mut reply, &package, &mut held.invoked, &held.asked)?;
    if package.package_type == PackageType::RESPONSE {
        reply.respond(now).map_err(refused)?;
        return Ok(true);
    }
    reply.converse(now).map_err(refused)?;
    Ok(false)
}

impl Application for Player {
    type Message = Infallible;

    fn indication(&mut self, stack: &mut Stack, told: Indication<Path>) {
        let Some(id) = told.dialogue else { return };
        if self.held.contains_key(&id) {
            self.came(stack, &told);
            self.proceed(stack);
        } else if told.primitive.is_final() {
            // It was given up before.
        } else if !self.over && self.asked(stack, id, &told) {
            self.proceed(stack);
        } else {
            // The captured client was not asked this: there is no answer of its.
            let asked = told.message.first().and_then(|first| first.invoke()?.invoke_id);
            let now = stack.now();
            _ = stack.tcap.reply(id).and_then(|mut reply| {
                reply.reject(asked, Problem::UNRECOGNISED_OPERATION)?;
                reply.respond(now)
            });
            self.report.unasked += 1;
        }
    }

    fn expired(&mut self, _: &mut Stack, _: DialogueId, _: u8, _: OperationCode, _: Awaits) {}

    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        let now = stack.now();
        while let Some((id, wait)) = self.timers.fire(now) {
            if self.held.get(&id).is_some_and(|held| held.wait == wait) {
                _ = stack.tcap.abort(now, id, GIVEN_UP);
                let seconds = self.plan.patience.as_secs_f64();
                self.end(id, Some(format!("no answer in {seconds} s")));
            }
        }
        if self.first.is_none() {
            let until = *self.waits.get_or_insert(now + PATIENCE);
            match self.unreachable(stack) {
                None => self.first = Some(now),
                Some(why) if now >= until => {
                    self.report.unreachable = Some(why);
                    self.stop();
                }
                Some(_) => return Some(now + Duration::from_millis(5)),
            }
        }
        let next = self.proceed(stack);
        [next, self.timers.next()].into_iter().flatten().min()
    }

    fn stopping(&mut self, stack: &mut Stack) -> bool {
        self.over = true;
        stack.tcap.is_empty()
    }
}

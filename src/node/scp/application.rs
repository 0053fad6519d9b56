//! The service control point on a signalling stack: dialogues with switches, requests to the server.

use super::execute::{Execution, Facts, Next, Request, Say};
use super::file::Configuration;
use super::link::{Answer, ServerLink};
use super::record::{Event, Via};
use super::store::Records;
use crate::machine::sccp::Path;
use crate::machine::stack::Stack;
use crate::machine::tcap::{
    Answering, DialogueId, Indication, Outgoing, Primitive, Received, Refusal,
};
use crate::machine::timer::{Timer, Timers};
use crate::machine::{Time, tcap::Awaits};
use crate::net::Application;
use crate::node::parameters::{digits, monitor_time, user_text};
use crate::wire::ain::operations::*;
use crate::wire::ain::parameters::*;
use crate::wire::ain::structures::*;
use crate::wire::ain::{Argument, OPERATIONS, Operation};
use crate::wire::ber::Octets;
use crate::wire::tcap::ansi::{Component, OperationCode, Package, Problem};
use core::time::Duration;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};
use tracing::{debug, info, warn};

/// How long the server may take: two of its answers and the switch's fit into a switch's T1.
const PATIENCE: Duration = Duration::from_millis(900);
/// How long an announcement and its digits may take.
const ANNOUNCEMENT: Duration = Duration::from_secs(600);
/// How often the database is asked whether somebody changed it.
const REFRESH: Duration = Duration::from_millis(500);
/// AIN's error Application_Error.
const APPLICATION_ERROR: u8 = 1;

/// What the link to the server tells.
#[derive(Debug)]
pub enum Told {
    /// An answer, and whether the link is up.
    Server(Option<Answer>, bool),
}

/// A call that is being served.
#[derive(Debug)]
struct Service {
    execution: Execution,
    path: Path,
    /// The invoke of the switch that the next operation answers.
    answers: Option<u8>,
    /// A request is out, or an announcement is heard: what comes is its outcome.
    waits: Waits,
    /// Who was called last.
    target: String,
    /// How the server knows the call at the time: for agents that are reserved.
    number: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waits {
    Nothing,
    Request,
    Resource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Request(u64),
    Refresh,
}

/// A service control point that runs on a stack.
#[derive(Debug)]
pub struct ScpNode {
    records: Records,
    server: Option<ServerLink>,
    server_up: bool,
    services: HashMap<DialogueId, Service>,
    /// Monitors that were asked for, with the dialogues that wait for them.
    monitors: HashMap<DialogueId, DialogueId>,
    requests: HashMap<u64, (DialogueId, Option<Timer>)>,
    last_request: u64,
    last_call: u64,
    timers: Timers<Due>,
    /// Minutes of the day are counted from the clock at the start.
    minute: fn() -> u16,
}

fn minute_of_day() -> u16 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs() / 60 % 1440) as u16
}

impl ScpNode {
    /// A service control point with these records.
    pub fn new(records: Records, server: Option<ServerLink>) -> Self {
        Self {
            records,
            server,
            server_up: false,
            services: HashMap::new(),
            monitors: HashMap::new(),
            requests: HashMap::new(),
            last_request: 0,
            last_call: 0,
            timers: Timers::default(),
            minute: minute_of_day,
        }
    }

    /// Opens the database of a configuration and stores the records of its files.
    ///
    /// # Errors
    ///
    /// In words: a database or a record that is wrong.
    pub fn records(
        configuration: &Configuration,
        beside: &std::path::Path,
    ) -> Result<Records, String> {
        let in_memory = std::path::PathBuf::from(":memory:");
        let path = configuration.database.as_ref().map_or(in_memory, |path| beside.join(path));
        let mut records = Records::open(&path).map_err(|error| error.to_string())?;
        for file in &configuration.records {
            let file = beside.join(file);
            let text = std::fs::read_to_string(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            let record = super::record::Record::parse(&text).map_err(|mistakes| {
                let name = file.display().to_string();
                let shown = mistakes.iter().map(|mistake| mistake.show(&name, &text).to_string());
                shown.collect::<Vec<_>>().join("\n")
            })?;
            let known = records.find(&record.subscriber);
            if known.is_none_or(|known| known.subscriber != record.subscriber) {
                records.put(&record).map_err(|error| error.to_string())?;
            }
        }
        Ok(records)
    }

    fn tell(&self, event: Value) {
        if let Some(server) = &self.server
            && !server.send(event)
        {
            warn!("an event for the server is lost: too many wait");
        }
    }

    fn report(&self, kind: &str, service: &Service, more: Value) {
        let facts = service.execution.facts();
        let mut event = json!({
            "type": "event", "kind": kind, "number": service.target,
            "subscriber": facts.subscriber, "caller": facts.caller,
        });
        if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
            event.extend(more);
        }
        self.tell(event);
    }

    /// Carries a record on.
    fn go(&mut self, stack: &mut Stack, dialogue: DialogueId, mut next: Next) {
        loop {
            let request = match next {
                Next::Ask(request) => request,
                Next::SayAndWait(say) => {
                    if let Some(service) = self.services.get_mut(&dialogue) {
                        service.waits = Waits::Resource;
                    }
                    return self.say(stack, dialogue, &say);
                }
                Next::Say(say) => {
                    if let Some(service) = self.services.get_mut(&dialogue) {
                        service.waits = Waits::Nothing;
                    }
                    return self.say(stack, dialogue, &say);
                }
            };
            match self.ask(stack, dialogue, request) {
                None => {
                    if let Some(service) = self.services.get_mut(&dialogue) {
                        service.waits = Waits::Request;
                    }
                    return;
                }
                Some(outcome) => {
                    let Some(service) = self.services.get_mut(&dialogue) else { return };
                    next = service.execution.outcome(outcome, None);
                }
            }
        }
    }

    /// Asks; the outcome where it is known at once.
    fn ask(
        &mut self,
        stack: &mut Stack,
        dialogue: DialogueId,
        request: Request,
    ) -> Option<&'static str> {
        let call = self.services.get(&dialogue)?.number;
        let message = match request {
            Request::Status { number, via: Via::Switch, within } => {
                let path = self.services.get(&dialogue)?.path;
                match monitor(stack, path, &number, within) {
                    Ok(monitor) => {
                        self.monitors.insert(monitor, dialogue);
                        return None;
                    }
                    Err(refusal) => {
                        warn!(%refusal, "Monitor_For_Change not sent");
                        return Some("unknown");
                    }
                }
            }
            Request::Status { number, via: Via::Workstation, .. } => {
                json!({"type": "status", "number": number})
            }
            Request::Agent { group, skills, excluded, caller } => json!({
                "type": "agent", "group": group, "skills": skills, "exclude": excluded,
                "caller": caller, "call": call,
            }),
            Request::Deliver { to, from, caller, dialled } => json!({
                "type": "deliver", "to": to, "from": from, "caller": caller, "dialled": dialled,
                "call": call,
            }),
        };
        let status = message["type"] == "status";
        self.last_request += 1;
        let id = self.last_request;
        let mut message = message;
        message["id"] = id.into();
        let sent =
            self.server_up && self.server.as_ref().is_some_and(|server| server.send(message));
        if !sent {
            return Some(if status { "unknown" } else { "failed" });
        }
        let timer = self.timers.arm(stack.now() + PATIENCE, Due::Request(id));
        self.requests.insert(id, (dialogue, timer));
        None
    }

    fn answered(&mut self, stack: &mut Stack, id: u64, outcome: &str, value: Option<String>) {
        let Some((dialogue, timer)) = self.requests.remove(&id) else { return };
        if let Some(timer) = timer {
            self.timers.stop(timer);
        }
        let Some(service) = self.services.get_mut(&dialogue) else { return };
        let next = service.execution.outcome(outcome, value);
        self.go(stack, dialogue, next);
    }

    /// Says something to the switch.
    fn say(&mut self, stack: &mut Stack, dialogue: DialogueId, say: &Say) {
        let Some(service) = self.services.get_mut(&dialogue) else { return };
        if let Say::Route(to, _) | Say::Originate(to, _) | Say::Forward(to, _) = say {
            service.target.clone_from(to);
        } else if let (Say::Authorize(_), Some(dialled)) = (say, &service.execution.facts().dialled)
        {
            service.target.clone_from(dialled);
        }
        let answers = service.answers.take();
        match put(stack, dialogue, answers, say) {
            Ok(true) => {
                self.services.remove(&dialogue);
            }
            Ok(false) => {}
            Err(refusal) => {
                warn!(%refusal, "instruction not sent");
                self.services.remove(&dialogue);
                let _ = stack.tcap.forget(dialogue);
            }
        }
    }

    /// A switch asks.
    fn asked(&mut self, stack: &mut Stack, dialogue: DialogueId, indication: &Indication<Path>) {
        let Some(first) = indication.message.first() else { return };
        let invoke = first.invoke().and_then(|invoke| invoke.invoke_id);
        let facts = match first.operation() {
            Some(Ok(operation)) => facts(&operation),
            _ => None,
        };
        let Some(facts) = facts else {
            let problem = first.problem().unwrap_or(Problem::UNRECOGNISED_OPERATION);
            return refuse(stack, dialogue, invoke, Some(problem));
        };
        let number = match facts.operation.as_str() {
            "Info_Analyzed" | "Termination_Attempt" => facts.dialled.as_deref(),
            _ => facts.subscriber.as_deref(),
        };
        let record = number.and_then(|number| self.records.find(number));
        let execution =
            record.and_then(|record| Execution::begin(record, facts.clone(), (self.minute)()));
        let Some(mut execution) = execution else {
            info!(operation = facts.operation, number, "no record, or none of its rules");
            return refuse(stack, dialogue, invoke, None);
        };
        debug!(
            operation = facts.operation,
            number,
            record = execution.record().name,
            line = execution.line()
        );
        let next = execution.advance();
        self.last_call += 1;
        let service = Service {
            execution,
            path: indication.path,
            answers: invoke,
            waits: Waits::Nothing,
            target: String::new(),
            number: self.last_call,
        };
        self.services.insert(dialogue, service);
        self.go(stack, dialogue, next);
    }

    /// A switch reports.
    fn reported(&mut self, stack: &mut Stack, dialogue: DialogueId, component: &Received<'_>) {
        let invoke = component.invoke().and_then(|invoke| invoke.invoke_id);
        let Some(Ok(operation)) = component.operation() else {
            if component.invoke().is_none() {
                debug!("the switch cannot do it");
            }
            return;
        };
        let Some(service) = self.services.get_mut(&dialogue) else { return };
        let waits = service.waits == Waits::Resource;
        match &operation {
            Operation::ResourceClear(ResourceClear { collected_digits, .. })
            | Operation::CtrClear(CtrClear { collected_digits, .. })
                if waits =>
            {
                service.answers = invoke;
                let digits = collected_digits.map(|digits| digits.0.digits.to_string());
                let outcome = if digits.is_some() { "digits" } else { "heard" };
                let next = service.execution.outcome(outcome, digits);
                self.go(stack, dialogue, next);
            }
            Operation::InfoCollected(collected) if waits => {
                service.answers = invoke;
                let digits = collected.collected_digits.map(|digits| digits.0.digits.to_string());
                let next = service.execution.outcome("digits", digits);
                self.go(stack, dialogue, next);
            }
            Operation::OAnswer(_) | Operation::TAnswer(_) => {
                let service = &self.services[&dialogue];
                self.report("connected", service, json!({}));
            }
            Operation::ODisconnect(_) | Operation::TDisconnect(_) => {
                let service = &self.services[&dialogue];
                self.report("ended", service, json!({"reason": "hung_up"}));
            }
            Operation::OAbandon(_) => {
                let service = &self.services[&dialogue];
                self.report("ended", service, json!({"reason": "abandoned"}));
            }
            Operation::SuccessOutcome(outcome) => {
                let transfer = outcome.cc_id == Some(CcID::TRANSFER);
                let kind = if transfer { "transferred" } else { "conferenced" };
                let service = &self.services[&dialogue];
                self.report(kind, service, json!({}));
            }
            Operation::FailureOutcome(_) => {
                let service = &self.services[&dialogue];
                self.report("ended", service, json!({"reason": "failed"}));
            }
            Operation::TBusy(_)
            | Operation::ONoAnswer(_)
            | Operation::TNoAnswer(_)
            | Operation::NetworkBusy(_)
            | Operation::OMidCall(_)
            | Operation::TMidCall(_) => {
                if matches!(
                    operation,
                    Operation::TBusy(_) | Operation::ONoAnswer(_) | Operation::TNoAnswer(_)
                ) {
                    let service = &self.services[&dialogue];
                    self.report("ended", service, json!({"reason": "no_answer"}));
                }
                let minute = (self.minute)();
                let Some(facts) = facts(&operation) else { return };
                let Some(service) = self.services.get_mut(&dialogue) else { return };
                service.answers = invoke;
                let next = if service.execution.again(facts, minute) {
                    service.execution.advance()
                } else {
                    Next::Say(Say::Continue)
                };
                self.go(stack, dialogue, next);
            }
            _ => {}
        }
    }

    /// The answer to a monitor.
    fn monitored(&mut self, stack: &mut Stack, monitor: DialogueId, indication: &Indication<Path>) {
        let mut status = None;
        for component in indication.message.components() {
            if let Some(Ok(Operation::StatusReported(reported))) = component.operation() {
                status = reported.facility_status;
            }
        }
        if matches!(indication.primitive, Primitive::Conversation { .. }) && status.is_none() {
            return; // Monitor_Success: Status_Reported follows.
        }
        let Some(dialogue) = self.monitors.remove(&monitor) else { return };
        let outcome = match status {
            Some(FacilityStatus::IDLE | FacilityStatus::IDLE_IN_SERVICE) => "idle",
            Some(_) => "busy",
            None => "unknown",
        };
        let Some(service) = self.services.get_mut(&dialogue) else { return };
        let next = service.execution.outcome(outcome, None);
        self.go(stack, dialogue, next);
    }
}

impl Application for ScpNode {
    type Message = Told;

    fn started(&mut self, stack: &mut Stack) {
        self.timers.arm(stack.now() + REFRESH, Due::Refresh);
    }

    fn indication(&mut self, stack: &mut Stack, indication: Indication<Path>) {
        let Some(dialogue) = indication.dialogue else { return };
        if self.monitors.contains_key(&dialogue) {
            return self.monitored(stack, dialogue, &indication);
        }
        if matches!(indication.primitive, Primitive::Query { .. }) {
            return self.asked(stack, dialogue, &indication);
        }
        for component in indication.message.components() {
            self.reported(stack, dialogue, &component);
        }
        if indication.primitive.is_final() {
            self.services.remove(&dialogue);
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
        // A monitor that says nothing: the line's state is unknown.
        if let Some(waiting) = self.monitors.remove(&dialogue) {
            let _ = stack.tcap.forget(dialogue);
            if let Some(service) = self.services.get_mut(&waiting) {
                let next = service.execution.outcome("unknown", None);
                self.go(stack, waiting, next);
            }
        }
    }

    fn message(&mut self, stack: &mut Stack, Told::Server(answer, up): Told) {
        self.server_up = up;
        if !up {
            let lost: Vec<u64> = self.requests.keys().copied().collect();
            for id in lost {
                self.answered(stack, id, "failed", None);
            }
        }
        if let Some(Answer { id, outcome, value }) = answer {
            self.answered(stack, id, &outcome, value);
        }
    }

    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        while let Some(due) = self.timers.fire(stack.now()) {
            match due {
                Due::Request(id) => {
                    warn!("the server does not answer");
                    self.answered(stack, id, "failed", None);
                }
                Due::Refresh => {
                    match self.records.refresh() {
                        Ok(true) => info!(records = self.records.len(), "records were changed"),
                        Ok(false) => {}
                        Err(error) => warn!(%error),
                    }
                    self.timers.arm(stack.now() + REFRESH, Due::Refresh);
                }
            }
        }
        self.timers.next()
    }

    fn wakes(&self) -> Option<Time> {
        self.timers.next()
    }

    fn stopping(&mut self, _: &mut Stack) -> bool {
        // Calls that are being watched go on without this node.
        self.services.values().all(|service| service.waits == Waits::Nothing)
    }
}

/// Begins a monitor.
fn monitor(
    stack: &mut Stack,
    path: Path,
    number: &str,
    within: u64,
) -> Result<DialogueId, Refusal> {
    let now = stack.now();
    let time = Duration::from_secs(within);
    let octets = monitor_time(time);
    let asked = MonitorForChange {
        called_party_id: digits(number).map(CalledPartyID),
        ..MonitorForChange::new(FacilityStatus::IDLE, MonitorTime(Octets::new(&octets)))
    };
    let mut query = stack.tcap.query(path)?;
    query.answer_within(time + PATIENCE).invoke(&asked)?;
    query.send(now)
}

/// What rules and steps look at in a message.
pub(super) fn facts(operation: &Operation<'_>) -> Option<Facts> {
    let row = OPERATIONS.iter().find(|row| row.code == operation.code())?;
    let base = Facts { operation: row.message.into(), ..Facts::default() };
    macro_rules! read {
        ($message:expr $(, $field:ident = $from:ident)*) => {
            Facts {
                subscriber: user_text(&$message.user_id),
                $( $field: $message.$from.map(|number| number.0.digits.to_string()), )*
                ..base
            }
        };
    }
    Some(match operation {
        Operation::OriginationAttempt(m) => {
            Facts { trigger: m.trigger_criteria_type, ..read!(m, caller = calling_party_id) }
        }
        Operation::InfoCollected(m) => Facts {
            trigger: m.trigger_criteria_type,
            ..read!(m, caller = calling_party_id, digits = collected_digits)
        },
        Operation::InfoAnalyzed(m) => Facts {
            trigger: m.trigger_criteria_type,
            ..read!(m, caller = calling_party_id, dialled = called_party_id)
        },
        Operation::TerminationAttempt(m) => Facts {
            trigger: m.trigger_criteria_type,
            ..read!(m, caller = calling_party_id, dialled = called_party_id)
        },
        Operation::OMidCall(m) => Facts {
            trigger: m.trigger_criteria_type,
            configuration: m.cc_id,
            ..read!(m, caller = calling_party_id, digits = collected_digits)
        },
        Operation::TMidCall(m) => Facts {
            trigger: m.trigger_criteria_type,
            configuration: m.cc_id,
            ..read!(m, caller = calling_party_id, digits = collected_digits)
        },
        // What a later report repeats of the call would be the target, not what was dialled.
        Operation::TBusy(_)
        | Operation::ONoAnswer(_)
        | Operation::TNoAnswer(_)
        | Operation::NetworkBusy(_) => base,
        _ => return None,
    })
}

/// What rules look at in the first message of a dialogue, as a capture has it.
pub fn query_facts(package: &Package<'_>) -> Option<Facts> {
    let mut elements = package.components.as_ref()?.reader();
    let component = Component::decode(&elements.tlv("component").ok()?).ok()?;
    let Component::Invoke(invoke) = component else { return None };
    facts(&Operation::decode(invoke.operation.ain()?, &invoke.parameter?)?.ok()?)
}

impl core::fmt::Display for Facts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.operation)?;
        let trigger = self.trigger.and_then(TriggerCriteriaType::name).map(str::to_string);
        for (name, value) in [
            ("trigger", &trigger),
            ("subscriber", &self.subscriber),
            ("digits", &self.digits),
            ("dialled", &self.dialled),
            ("caller", &self.caller),
        ] {
            if let Some(value) = value {
                write!(f, ", {name} {value}")?;
            }
        }
        Ok(())
    }
}

/// The events that a route reports: those for which the call waits, and those that are told.
fn armed(events: &[Event]) -> (EDPRequest, EDPNotification) {
    let mut requests = EDPRequest(0);
    let mut notifications = EDPNotification(0);
    for event in events {
        match event {
            Event::Answer => {
                notifications =
                    notifications | EDPNotification::O_ANSWER | EDPNotification::T_ANSWER;
            }
            Event::Busy => {
                requests = requests | EDPRequest::O_CALLED_PARTY_BUSY | EDPRequest::T_BUSY
            }
            Event::NoAnswer => {
                requests = requests | EDPRequest::O_NO_ANSWER | EDPRequest::T_NO_ANSWER
            }
            Event::Disconnect => {
                notifications = notifications
                    | EDPNotification::O_DISCONNECT
                    | EDPNotification::O_DISCONNECT_CALLED
                    | EDPNotification::T_DISCONNECT;
            }
            Event::Abandon => notifications = notifications | EDPNotification::O_ABANDON,
            Event::Flash => requests = requests | EDPRequest::SWITCH_HOOK_FLASH,
            Event::Success => requests = requests | EDPRequest::SUCCESS,
        }
    }
    (requests, notifications)
}

/// Puts what is said into a package and sends it. Whether that ended the dialogue.
fn put(
    stack: &mut Stack,
    dialogue: DialogueId,
    answers: Option<u8>,
    say: &Say,
) -> Result<bool, Refusal> {
    let now = stack.now();
    let mut reply = stack.tcap.reply(dialogue)?;
    reply.answer_within(ANNOUNCEMENT);
    let (Say::Route(_, events)
    | Say::Originate(_, events)
    | Say::Forward(_, events)
    | Say::Authorize(events)) = say
    else {
        let last = match say {
            Say::Announce(announcements, collects) => {
                announce(&mut reply, answers, announcements, *collects)?;
                false
            }
            Say::Collect => {
                tell(&mut reply, answers, &CollectInformation::new()).map(|()| false)?
            }
            // Success_Outcome and the end of the call follow.
            Say::Merge => tell(&mut reply, answers, &MergeCall::new()).map(|()| false)?,
            Say::DisconnectLeg(leg) => {
                let leg = DisconnectLeg::new(LegID(i64::from(*leg) as _));
                tell(&mut reply, answers, &leg).map(|()| false)?
            }
            Say::Reconnect => tell(&mut reply, answers, &Reconnect::new()).map(|()| true)?,
            Say::Continue => tell(&mut reply, answers, &Continue::new()).map(|()| true)?,
            _ => tell(&mut reply, answers, &Disconnect::new()).map(|()| true)?,
        };
        return if last { reply.respond(now) } else { reply.converse(now) }.map(|()| last);
    };
    match say {
        Say::Route(to, _) => {
            let called_party_id = digits(to).map(CalledPartyID);
            tell(&mut reply, answers, &AnalyzeRoute { called_party_id, ..AnalyzeRoute::new() })?;
        }
        Say::Originate(to, _) => {
            let called_party_id = digits(to).map(CalledPartyID);
            tell(&mut reply, answers, &OriginateCall { called_party_id, ..OriginateCall::new() })?;
        }
        Say::Forward(to, _) => {
            let called_party_id = digits(to).map(CalledPartyID);
            tell(&mut reply, answers, &ForwardCall { called_party_id, ..ForwardCall::new() })?;
        }
        _ => tell(&mut reply, answers, &AuthorizeTermination::new())?,
    }
    if events.is_empty() {
        return reply.respond(now).map(|()| true);
    }
    let (requests, notifications) = armed(events);
    let report = RequestReportBcmEvent {
        edp_request: (requests.0 != 0).then_some(requests),
        edp_notification: (notifications.0 != 0).then_some(notifications),
        ..RequestReportBcmEvent::new()
    };
    reply.invoke(&report)?;
    reply.converse(now).map(|()| false)
}

fn tell<A: Argument>(
    reply: &mut Outgoing<'_, Path, Answering>,
    answers: Option<u8>,
    argument: &A,
) -> Result<(), Refusal> {
    match answers {
        Some(invoke) => reply.answer(invoke, argument)?,
        None => reply.invoke(argument)?,
    };
    Ok(())
}

/// Send_To_Resource: announcements, two octets each and one of padding to the least that an element
/// has.
fn announce(
    reply: &mut Outgoing<'_, Path, Answering>,
    answers: Option<u8>,
    announcements: &[u16],
    collects: usize,
) -> Result<(), Refusal> {
    let octets: Vec<[u8; 3]> =
        announcements.iter().map(|id| [(id >> 8) as u8, *id as u8, 0]).collect();
    let elements: Vec<AnnounceElement<'_>> =
        octets.iter().map(|octets| AnnounceElement(Octets::new(octets))).collect();
    let elements = UninterAnnounceBlock(crate::wire::ain::ListOf::of(&elements));
    let block = if collects == 0 {
        StrParameterBlock::AnnouncementBlock(AnnouncementBlock {
            uninter_announce_block: Some(elements),
            ..AnnouncementBlock::new()
        })
    } else {
        StrParameterBlock::AnnouncementDigitBlock(AnnouncementDigitBlock {
            uninter_announce_block: Some(elements),
            ..AnnouncementDigitBlock::new(MaximumDigits(collects.min(32) as _))
        })
    };
    tell(reply, answers, &SendToResource::new(ResourceType(0), block))
}

/// Says that nothing is known to be done: the trigger's own treatment follows.
fn refuse(stack: &mut Stack, dialogue: DialogueId, invoke: Option<u8>, problem: Option<Problem>) {
    let now = stack.now();
    let sent = stack.tcap.reply(dialogue).and_then(|mut reply| {
        match (problem, invoke) {
            (None, Some(invoke)) => {
                let cause = ErrorCause::ERRONEOUS_DATA_VALUE;
                let error = ApplicationError::new(ApplicationErrorString::new(cause));
                reply.error(invoke, APPLICATION_ERROR, Some(&error))?;
            }
            (problem, invoke) => {
                reply.reject(invoke, problem.unwrap_or(Problem::UNRECOGNISED_OPERATION))?;
            }
        }
        reply.respond(now)
    });
    if let Err(refusal) = sent {
        debug!(%refusal, "refusal not sent");
    }
}

//! The switch's calls as AIN operations in TCAP dialogues, and back.

use super::{
    About, AskId, CannotDo, Instruction, Monitor, MonitorAnswer, Output, Report, Switch, User,
};
use crate::machine::sccp::Path;
use crate::machine::stack::Stack;
use crate::machine::tcap::{DialogueId, Indication, Outgoing, Primitive, Received, Refusal};
use crate::node::parameters::{
    UserOctets, digits, dn_octets, dn_text, gap_duration, gap_interval, monitor_duration,
};
use crate::wire::ain::kinds::Digits;
use crate::wire::ain::operations::*;
use crate::wire::ain::parameters::*;
use crate::wire::ain::structures::*;
use crate::wire::ain::{Argument, Operation};
use crate::wire::ber::Octets;
use crate::wire::tcap::ansi::Problem;
use std::collections::HashMap;
use tracing::{debug, warn};

/// The detection points of trigger items (ITU-T Q.1214's numbers; GR-1298-CORE's were not at hand).
pub(crate) mod detection_point {
    /// Off-hook.
    pub(crate) const ORIGINATION_ATTEMPT: u32 = 1;
    /// O_Mid_Call.
    pub(crate) const O_MID_CALL: u32 = 8;
    /// Termination_Attempt.
    pub(crate) const TERMINATION_ATTEMPT: u32 = 12;
    /// T_Mid_Call.
    pub(crate) const T_MID_CALL: u32 = 16;
}

/// AIN's error Application_Error.
const APPLICATION_ERROR: u8 = 1;

#[derive(Debug, Clone, Copy)]
struct Open {
    dialogue: DialogueId,
    /// The invoke of the peer that a report of its outcome answers: Send_To_Resource, Merge_Call,
    /// Originate_Call.
    awaits_outcome: Option<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Known {
    Call(AskId),
    Monitor(Monitor),
}

/// The dialogues of a switch.
#[derive(Debug)]
pub(crate) struct Signalling {
    path: Path,
    asks: HashMap<AskId, Open>,
    known: HashMap<DialogueId, Known>,
    monitors: HashMap<Monitor, (DialogueId, u8)>,
    last_monitor: u64,
    /// The ids of the invokes that are being carried out, by their place.
    invokes: Vec<Option<u8>>,
}

impl Signalling {
    /// Dialogues with the service control point at the end of a path.
    pub(crate) fn new(path: Path) -> Self {
        Self {
            path,
            asks: HashMap::new(),
            known: HashMap::new(),
            monitors: HashMap::new(),
            last_monitor: 0,
            invokes: Vec::new(),
        }
    }

    /// Something of the switch that concerns the service control point. False where it does not.
    pub(crate) fn output(
        &mut self,
        switch: &mut Switch,
        stack: &mut Stack,
        output: &Output,
    ) -> bool {
        let now = stack.now();
        match output {
            Output::Line(_) => return false,
            Output::Query(ask, report) => {
                let sent = self.query(stack, report);
                match sent {
                    Ok(dialogue) => {
                        self.asks.insert(*ask, Open { dialogue, awaits_outcome: None });
                        self.known.insert(dialogue, Known::Call(*ask));
                    }
                    Err(refusal) => {
                        warn!(%refusal, "query not sent");
                        switch.failed(now, *ask);
                    }
                }
            }
            Output::Report(ask, report) => {
                if let Err(refusal) = self.report(stack, *ask, report, false) {
                    warn!(%refusal, "report not sent");
                }
            }
            Output::End(ask, report) => {
                let ended = match report {
                    Some(report) => self.report(stack, *ask, report, true),
                    None => Err(Refusal::Empty),
                };
                if let Some(open) = self.asks.remove(ask) {
                    self.known.remove(&open.dialogue);
                    if ended.is_err() {
                        // Silent, or not to be ended now: the peer learns it from its own timer.
                        let _ = stack.tcap.forget(open.dialogue);
                    }
                }
            }
            Output::CannotDo(ask, place, reason) => {
                let invoke = self.invokes.get(*place).copied().flatten();
                if let (Some(open), Some(invoke)) = (self.asks.get(ask), invoke)
                    && let Err(refusal) =
                        application_error(stack, open.dialogue, invoke, *reason, false)
                {
                    debug!(%refusal, "Application_Error not sent");
                }
            }
            Output::Monitored(monitor, answer) => self.monitored(stack, *monitor, *answer),
        }
        true
    }

    fn query(&self, stack: &mut Stack, report: &Report) -> Result<DialogueId, Refusal> {
        let now = stack.now();
        let mut query = stack.tcap.query(self.path)?;
        put_report(&mut query, None, report)?;
        query.send(now)
    }

    fn report(
        &mut self,
        stack: &mut Stack,
        ask: AskId,
        report: &Report,
        last: bool,
    ) -> Result<(), Refusal> {
        let now = stack.now();
        let open = self.asks.get_mut(&ask).ok_or(Refusal::NoSuchDialogue)?;
        let outcome = matches!(
            report,
            Report::Success(_) | Report::Failure(..) | Report::ResourceClear { .. }
        );
        let answers = if outcome { open.awaits_outcome.take() } else { None };
        let mut reply = stack.tcap.reply(open.dialogue)?;
        put_report(&mut reply, answers, report)?;
        if last { reply.respond(now) } else { reply.converse(now) }
    }

    fn monitored(&mut self, stack: &mut Stack, monitor: Monitor, answer: MonitorAnswer) {
        let Some(&(dialogue, invoke)) = self.monitors.get(&monitor) else { return };
        let now = stack.now();
        let sent = match answer {
            MonitorAnswer::Watching(status) => stack.tcap.reply(dialogue).and_then(|mut reply| {
                reply.invoke(&MonitorSuccess::new(status))?;
                reply.converse(now)
            }),
            MonitorAnswer::Reported(status, cause) => {
                let reported = StatusReported {
                    facility_status: Some(status),
                    status_cause: Some(cause),
                    ..StatusReported::new()
                };
                stack.tcap.reply(dialogue).and_then(|mut reply| {
                    reply.answer(invoke, &reported)?;
                    reply.respond(now)
                })
            }
            MonitorAnswer::Refused => {
                application_error(stack, dialogue, invoke, CannotDo::WrongValue, true)
            }
        };
        if let Err(refusal) = sent {
            debug!(%refusal, "monitor's answer not sent");
        }
        if !matches!(answer, MonitorAnswer::Watching(_)) {
            self.monitors.remove(&monitor);
            self.known.remove(&dialogue);
        }
    }

    /// Something of a dialogue that concerns the switch.
    pub(crate) fn indication(
        &mut self,
        switch: &mut Switch,
        stack: &mut Stack,
        indication: &Indication<Path>,
    ) {
        let now = stack.now();
        let Some(dialogue) = indication.dialogue else {
            // A Unidirectional: gaps need no dialogue.
            for component in indication.message.components() {
                if let Some(Ok(Operation::Acg(acg))) = component.operation() {
                    gap(switch, now, &acg);
                }
            }
            return;
        };
        match (indication.primitive, self.known.get(&dialogue).copied()) {
            (Primitive::Query { .. }, _) => self.asked(switch, stack, dialogue, indication),
            (Primitive::Conversation { .. } | Primitive::Response, Some(Known::Call(ask))) => {
                let over = indication.primitive == Primitive::Response;
                self.instructed(switch, stack, dialogue, ask, indication, over);
            }
            (Primitive::Conversation { .. }, _) => {}
            (Primitive::Undeliverable { over: false, .. }, _) => {}
            // The dialogue is over, and no instruction came.
            (_, Some(Known::Call(ask))) => {
                debug!(primitive = ?indication.primitive, "the service control point gave up");
                self.known.remove(&dialogue);
                self.asks.remove(&ask);
                switch.failed(now, ask);
            }
            (_, Some(Known::Monitor(monitor))) => {
                self.known.remove(&dialogue);
                self.monitors.remove(&monitor);
                switch.end_monitor(monitor);
            }
            (_, None) => {}
        }
    }

    /// The service control point began a dialogue.
    fn asked(
        &mut self,
        switch: &mut Switch,
        stack: &mut Stack,
        dialogue: DialogueId,
        indication: &Indication<Path>,
    ) {
        let now = stack.now();
        let mut watching = false;
        let mut answers: Vec<Administered> = Vec::new();
        for component in indication.message.components() {
            let invoke = component.invoke().and_then(|invoke| invoke.invoke_id);
            match (component.operation(), invoke) {
                (Some(Ok(Operation::MonitorForChange(monitor))), Some(invoke)) if !watching => {
                    watching = true;
                    self.begin_monitor(switch, now, dialogue, invoke, &monitor);
                }
                (Some(Ok(Operation::Update(update))), Some(invoke)) => {
                    answers.push((Some(invoke), Ok(Some(self.update(switch, &update)))));
                }
                (Some(Ok(Operation::Acg(acg))), _) => {
                    gap(switch, now, &acg);
                    answers.push((None, Ok(None)));
                }
                (_, invoke) => {
                    let problem = component.problem().unwrap_or(Problem::UNRECOGNISED_OPERATION);
                    answers.push((invoke, Err(problem)));
                }
            }
        }
        if watching && answers.is_empty() {
            return;
        }
        if let Err(refusal) = answer_administration(stack, dialogue, &answers, watching) {
            debug!(%refusal, "answer not sent");
        }
    }

    fn begin_monitor(
        &mut self,
        switch: &mut Switch,
        now: crate::machine::Time,
        dialogue: DialogueId,
        invoke: u8,
        asked: &MonitorForChange<'_>,
    ) {
        self.last_monitor += 1;
        let monitor = Monitor(self.last_monitor);
        self.monitors.insert(monitor, (dialogue, invoke));
        self.known.insert(dialogue, Known::Monitor(monitor));
        let number = asked.called_party_id.map(|id| id.0.digits.to_string()).unwrap_or_default();
        match monitor_duration(&asked.monitor_time) {
            Some(time) => switch.monitor(now, monitor, &number, asked.facility_status, time),
            None => switch.refuse_monitor(monitor),
        }
    }

    /// Sets or clears a trigger. Whether there was one.
    fn update(&self, switch: &mut Switch, update: &Update<'_>) -> bool {
        let AdministrableObject::TriggerItemAssignment(item) = &update.administrable_object else {
            return false;
        };
        let SSPUserResourceID::Dn(dn) = &item.ssp_user_resource_id else { return false };
        let Some(line) = switch.line(&dn_text(dn)) else { return false };
        let active = item.activation_state_code.is_none_or(|code| code == ActivationStateCode::ON);
        let point = item.trigger_item_id.dp_number.0;
        use super::TriggerKind::{Flash, OffHook, TerminationAttempt};
        use detection_point::*;
        let fits = |kind: &super::TriggerKind| match point {
            ORIGINATION_ATTEMPT => *kind == OffHook,
            TERMINATION_ATTEMPT => *kind == TerminationAttempt,
            O_MID_CALL | T_MID_CALL => matches!(kind, Flash { .. }),
            _ => false,
        };
        let known = switch.triggers(line).iter().any(|trigger| fits(&trigger.kind));
        switch.set_triggers(line, |trigger| fits(&trigger.kind), active);
        if !known && active && matches!(point, O_MID_CALL | T_MID_CALL) {
            switch.put_trigger(line, super::Trigger::flash());
            return true;
        }
        known
    }

    /// Instructions about a call.
    fn instructed(
        &mut self,
        switch: &mut Switch,
        stack: &mut Stack,
        dialogue: DialogueId,
        ask: AskId,
        indication: &Indication<Path>,
        over: bool,
    ) {
        let now = stack.now();
        let mut instructions = Vec::new();
        let mut refused = Vec::new();
        self.invokes.clear();
        for component in indication.message.components() {
            let invoke = component.invoke().and_then(|invoke| invoke.invoke_id);
            match instruction(&component) {
                Some(Read::Instruction(one)) => {
                    let outcome = matches!(
                        one,
                        Instruction::Announce { .. }
                            | Instruction::MergeCall
                            | Instruction::OriginateCall(_)
                    );
                    if let (true, Some(open)) = (outcome, self.asks.get_mut(&ask)) {
                        open.awaits_outcome = invoke;
                    }
                    self.invokes.push(invoke);
                    instructions.push(one);
                }
                Some(Read::Gap(acg)) => gap(switch, now, &acg),
                Some(Read::Nothing) => {}
                None => refused.push((invoke, component.problem())),
            }
        }
        if over {
            self.known.remove(&dialogue);
            self.asks.remove(&ask);
        } else if !refused.is_empty() {
            let sent = stack.tcap.reply(dialogue).and_then(|mut reply| {
                for (invoke, problem) in refused {
                    reply.reject(invoke, problem.unwrap_or(Problem::UNRECOGNISED_OPERATION))?;
                }
                reply.converse(now)
            });
            if let Err(refusal) = sent {
                debug!(%refusal, "Reject not sent");
            }
        }
        switch.instruct(now, ask, &instructions, over);
    }
}

/// The invoke of an operation outside calls, and what came of it: whether what it names is
/// there, where it wants to know; or why it is rejected.
type Administered = (Option<u8>, Result<Option<bool>, Problem>);

fn answer_administration(
    stack: &mut Stack,
    dialogue: DialogueId,
    answers: &[Administered],
    watching: bool,
) -> Result<(), Refusal> {
    let now = stack.now();
    let mut reply = stack.tcap.reply(dialogue)?;
    let mut anything = false;
    for (invoke, answer) in answers {
        match (answer, invoke) {
            (Ok(Some(true)), Some(invoke)) => {
                anything = true;
                reply.result(*invoke, Some(&UpdateResult::new()))?;
            }
            (Ok(Some(false)), Some(invoke)) => {
                anything = true;
                let error = ErrorCause::ERRONEOUS_DATA_VALUE;
                let error = ApplicationError::new(ApplicationErrorString::new(error));
                reply.error(*invoke, APPLICATION_ERROR, Some(&error))?;
            }
            (Err(problem), invoke) => {
                anything = true;
                reply.reject(*invoke, *problem)?;
            }
            (Ok(_), _) => {}
        }
    }
    match (anything, watching) {
        (true, true) => reply.converse(now),
        (true, false) => reply.respond(now),
        (false, _) => stack.tcap.forget(dialogue),
    }
}

fn application_error(
    stack: &mut Stack,
    dialogue: DialogueId,
    invoke: u8,
    reason: CannotDo,
    last: bool,
) -> Result<(), Refusal> {
    let now = stack.now();
    let cause = match reason {
        CannotDo::NoCall => ErrorCause::UNEXPECTED_COMMUNICATION,
        CannotDo::WrongState => ErrorCause::UNEXPECTED_MESSAGE,
        CannotDo::NoSuchLeg | CannotDo::WrongValue => ErrorCause::ERRONEOUS_DATA_VALUE,
    };
    let error = ApplicationError::new(ApplicationErrorString::new(cause));
    let mut reply = stack.tcap.reply(dialogue)?;
    reply.error(invoke, APPLICATION_ERROR, Some(&error))?;
    if last { reply.respond(now) } else { reply.converse(now) }
}

/// Automatic code gapping.
fn gap(switch: &mut Switch, now: crate::machine::Time, acg: &Acg<'_>) {
    let GapInterval::NationalGapInterval(interval) = acg.gap_interval else { return };
    let (Some(interval), Some(mut duration)) =
        (gap_interval(interval), gap_duration(acg.gap_duration))
    else {
        return;
    };
    if interval.is_zero() {
        duration = interval;
    }
    // The digits of the title after its translation type (Q.713 3.4.2.3.2): BCD, no indicator.
    let octets: Vec<u8> = acg.global_title_address.0.iter().collect();
    let beginning = crate::wire::digits::DigitString::packed(octets.as_slice(), false).to_string();
    let beginning = beginning.trim_end_matches(|c: char| !c.is_ascii_digit());
    switch.gap(now, beginning, interval, duration);
}

/// What a component says.
#[allow(clippy::large_enum_variant)] // taken apart at once
enum Read<'a> {
    Instruction(Instruction),
    Gap(Acg<'a>),
    /// Nothing for the call: results, errors, billing.
    Nothing,
}

fn text(digits: &Digits<'_>) -> String {
    digits.digits.to_string()
}

fn instruction<'a>(component: &Received<'a>) -> Option<Read<'a>> {
    if component.invoke().is_none() {
        return Some(Read::Nothing);
    }
    let operation = component.operation()?.ok()?;
    Some(Read::Instruction(match operation {
        Operation::AnalyzeRoute(route) => {
            Instruction::AnalyzeRoute(route.called_party_id.map(|id| text(&id.0)))
        }
        Operation::Continue(_) => Instruction::Continue,
        Operation::AuthorizeTermination(_) => Instruction::AuthorizeTermination,
        Operation::ForwardCall(forward) => {
            Instruction::ForwardCall(text(&forward.called_party_id?.0))
        }
        Operation::Disconnect(_) => Instruction::Disconnect,
        Operation::DisconnectLeg(leg) => Instruction::DisconnectLeg(leg.leg_id.0 as u8),
        Operation::MergeCall(_) => Instruction::MergeCall,
        Operation::OriginateCall(call) => {
            let called = call.called_party_id.map(|id| text(&id.0));
            Instruction::OriginateCall(called.or_else(|| Some(text(&call.collected_digits?.0)))?)
        }
        Operation::SplitLeg(leg) => Instruction::SplitLeg(leg.leg_id.0 as u8),
        Operation::Reconnect(_) => Instruction::Reconnect,
        Operation::SendToResource(resource) => {
            announce(&resource.str_parameter_block, resource.disconnect_flag.is_some(), false)
        }
        Operation::ConnectToResource(resource) => {
            announce(&resource.str_parameter_block, resource.disconnect_flag.is_some(), true)
        }
        Operation::CollectInformation(_) => Instruction::CollectInformation,
        Operation::RequestReportBcmEvent(events) => Instruction::RequestReport {
            requests: events.edp_request.unwrap_or(EDPRequest(0)),
            notifications: events.edp_notification.unwrap_or(EDPNotification(0)),
        },
        Operation::Acg(acg) => return Some(Read::Gap(acg)),
        Operation::FurnishAmaInformation(_)
        | Operation::SetTimer(_)
        | Operation::ActivityTest(_) => {
            return Some(Read::Nothing);
        }
        _ => return None,
    }))
}

fn announce(block: &StrParameterBlock<'_>, then_disconnect: bool, legs: bool) -> Instruction {
    let elements = |one: &Option<UninterAnnounceBlock<'_>>,
                    other: &Option<InterAnnounceBlock<'_>>| {
        let one = one.iter().flat_map(|block| block.0.iter().map(|e| announcement(&e)));
        let other = other.iter().flat_map(|block| block.0.iter().map(|e| announcement(&e)));
        one.chain(other).collect::<Vec<u16>>()
    };
    let (announcements, digits) = match block {
        StrParameterBlock::AnnouncementBlock(block) => {
            (elements(&block.uninter_announce_block, &block.inter_announce_block), 0)
        }
        StrParameterBlock::AnnouncementDigitBlock(block) => (
            elements(&block.uninter_announce_block, &block.inter_announce_block),
            block.maximum_digits.0 as usize,
        ),
        StrParameterBlock::FlexParameterBlock(_) | StrParameterBlock::Unknown(_) => (Vec::new(), 0),
    };
    Instruction::Announce { announcements, digits, then_disconnect, legs }
}

/// The number of an announcement: the first two octets of its element.
fn announcement(element: &AnnounceElement<'_>) -> u16 {
    let mut octets = element.0.iter();
    u16::from_be_bytes([octets.next().unwrap_or(0), octets.next().unwrap_or(0)])
}

/// Puts an operation into a package: by itself, or as what answers an invoke.
fn put<A: Argument, K>(
    package: &mut Outgoing<'_, Path, K>,
    answers: Option<u8>,
    argument: &A,
) -> Result<(), Refusal> {
    match answers {
        Some(invoke) => package.answer(invoke, argument)?,
        None => package.invoke(argument)?,
    };
    Ok(())
}

/// Puts a report into a package.
fn put_report<K>(
    package: &mut Outgoing<'_, Path, K>,
    answers: Option<u8>,
    report: &Report,
) -> Result<(), Refusal> {
    let nobody = About::default();
    let about = match report {
        Report::OriginationAttempt(about)
        | Report::InfoCollected(about)
        | Report::InfoAnalyzed(about)
        | Report::TerminationAttempt(about)
        | Report::MidCall(about)
        | Report::Answer(about)
        | Report::Busy(about)
        | Report::NoAnswer(about)
        | Report::Disconnect(about)
        | Report::Abandon(about)
        | Report::Success(about)
        | Report::Failure(about, _) => about,
        Report::ResourceClear { .. } | Report::Close(_) => &nobody,
    };
    let user = match &about.user {
        Some(User::Number(number)) => dn_octets(number).map(UserOctets::Number),
        Some(User::TrunkGroup(group)) => Some(UserOctets::TrunkGroup(*group)),
        None => None,
    };
    // A line whose number AIN cannot name is trunk group 0: the number stands in other fields.
    let user = user.unwrap_or(UserOctets::TrunkGroup(0));
    let user_id = user.user_id();
    let speech = BearerCapability::SPEECH;
    let About { calling, called, collected, redirecting, .. } = about;
    let calling_party_id = calling.as_deref().and_then(digits).map(CallingPartyID);
    let called_party_id = called.as_deref().and_then(digits).map(CalledPartyID);
    let collected_digits = collected.as_deref().and_then(digits).map(CollectedDigits);
    let redirecting_party_id = redirecting.as_deref().and_then(digits).map(RedirectingPartyID);
    let trigger_criteria_type = about.trigger;
    let notification_indicator =
        about.trigger.is_none().then_some(NotificationIndicator(about.notification));
    let leg_id = about.leg.map(|leg| LegID(leg.into()));
    let (cc_id, point_in_call) = (about.configuration, about.point_in_call);
    let bcm_type = Some(if about.terminating { BCMType::T_BCM } else { BCMType::O_BCM });
    let activator = about.activator.map(|id| [id]);
    let feature_activator_id = activator.as_ref().map(|id| FeatureActivatorID(Octets::new(id)));
    match report {
        Report::OriginationAttempt(_) => {
            let new = OriginationAttempt::new(user_id, speech);
            put(
                package,
                answers,
                &OriginationAttempt { trigger_criteria_type, calling_party_id, ..new },
            )
        }
        Report::InfoCollected(_) => {
            let new = InfoCollected::new(user_id, speech);
            let asked = InfoCollected {
                trigger_criteria_type,
                calling_party_id,
                collected_digits,
                redirecting_party_id,
                ..new
            };
            put(package, answers, &asked)
        }
        Report::InfoAnalyzed(_) => {
            let new = InfoAnalyzed::new(user_id, speech);
            let asked =
                InfoAnalyzed { called_party_id, trigger_criteria_type, calling_party_id, ..new };
            put(package, answers, &asked)
        }
        Report::TerminationAttempt(_) => {
            let new = TerminationAttempt::new(user_id, speech);
            let asked = TerminationAttempt {
                called_party_id,
                trigger_criteria_type,
                calling_party_id,
                redirecting_party_id,
                ..new
            };
            put(package, answers, &asked)
        }
        Report::MidCall(about) if about.terminating => {
            let new = TMidCall::new(user_id, speech);
            let asked = TMidCall {
                called_party_id,
                trigger_criteria_type,
                leg_id,
                point_in_call,
                cc_id,
                feature_activator_id,
                calling_party_id,
                collected_digits,
                notification_indicator,
                ..new
            };
            put(package, answers, &asked)
        }
        Report::MidCall(_) => {
            let new = OMidCall::new(user_id, speech);
            let asked = OMidCall {
                trigger_criteria_type,
                leg_id,
                point_in_call,
                cc_id,
                feature_activator_id,
                calling_party_id,
                collected_digits,
                notification_indicator,
                ..new
            };
            put(package, answers, &asked)
        }
        Report::Answer(about) if about.terminating => put(
            package,
            answers,
            &TAnswer { notification_indicator, ..TAnswer::new(user_id, speech) },
        ),
        Report::Answer(_) => put(
            package,
            answers,
            &OAnswer { notification_indicator, ..OAnswer::new(user_id, speech) },
        ),
        Report::Busy(_) => {
            let new = TBusy::new(user_id, speech);
            let busy = TBusy { called_party_id, calling_party_id, notification_indicator, ..new };
            put(package, answers, &busy)
        }
        Report::NoAnswer(about) if about.terminating => {
            let new = TNoAnswer::new(user_id, speech);
            let silent =
                TNoAnswer { called_party_id, calling_party_id, notification_indicator, ..new };
            put(package, answers, &silent)
        }
        Report::NoAnswer(_) => {
            let new = ONoAnswer::new(user_id, speech);
            let silent =
                ONoAnswer { called_party_id, calling_party_id, notification_indicator, ..new };
            put(package, answers, &silent)
        }
        Report::Disconnect(about) if about.terminating => {
            let new = TDisconnect::new(user_id, speech);
            put(
                package,
                answers,
                &TDisconnect { cc_id, point_in_call, notification_indicator, ..new },
            )
        }
        Report::Disconnect(_) => {
            let new = ODisconnect::new(user_id, speech);
            put(package, answers, &ODisconnect { notification_indicator, point_in_call, ..new })
        }
        Report::Abandon(_) => {
            let new = OAbandon::new(user_id, speech);
            put(package, answers, &OAbandon { cc_id, point_in_call, notification_indicator, ..new })
        }
        Report::Success(_) => {
            let new = SuccessOutcome::new(user_id, speech);
            let outcome =
                SuccessOutcome { notification_indicator, cc_id, bcm_type, point_in_call, ..new };
            put(package, answers, &outcome)
        }
        Report::Failure(_, cause) => {
            let new = FailureOutcome::new(user_id, speech);
            let outcome = FailureOutcome {
                notification_indicator,
                cc_id,
                bcm_type,
                point_in_call,
                failure_cause: Some(*cause),
                ..new
            };
            put(package, answers, &outcome)
        }
        Report::ResourceClear { digits: collected, legs, heard } => {
            // 0 normal, 2 the user abandoned (GR-1129's values; the catalogue has the range only).
            let cause = ClearCause(if *heard { 0 } else { 2 });
            let collected = (!collected.is_empty()).then_some(collected.as_str());
            let collected_digits = collected.and_then(digits).map(CollectedDigits);
            if *legs {
                put(package, answers, &CtrClear { collected_digits, ..CtrClear::new(cause) })
            } else {
                put(
                    package,
                    answers,
                    &ResourceClear { collected_digits, ..ResourceClear::new(cause) },
                )
            }
        }
        Report::Close(cause) => {
            put(package, None, &Close { close_cause: Some(*cause), ..Close::new() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LineSettings, Settings, Trigger};
    use super::*;
    use crate::machine::sccp::Address;
    use crate::wire::codes::Variant;
    use crate::wire::sccp::SubsystemNumber;
    use core::time::Duration;

    const B: &str = "2125550102";

    fn switch() -> Switch {
        let mut line = LineSettings::new(B);
        line.triggers.push(Trigger::flash());
        Switch::new(Settings { lines: vec![line], ..Settings::default() })
    }

    fn signalling() -> Signalling {
        let remote = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
        Signalling::new(Path::to(SubsystemNumber(246), remote))
    }

    /// Update of a trigger item of B's line.
    fn update(switch: &mut Switch, number: &str, point: u32, active: ActivationStateCode) -> bool {
        let octets = dn_octets(number).expect("ten digits");
        let line = SSPUserResourceID::Dn(Dn(Octets::new(&octets)));
        let item = TriggerItemID::new(
            DPNumber(point),
            TriggerItemSubnumber(crate::wire::ain::kinds::Text::new("0")),
        );
        let assignment = TriggerItemAssignment {
            activation_state_code: Some(active),
            ..TriggerItemAssignment::new(line, item)
        };
        let object = AdministrableObject::TriggerItemAssignment(assignment);
        signalling().update(switch, &Update::new(object))
    }

    #[test]
    fn update_sets_and_clears_the_trigger_on_a_lines_flash() {
        let mut switch = switch();
        let line = switch.line(B).expect("a line");
        let active = |switch: &Switch| switch.triggers(line).iter().any(|trigger| trigger.active);
        let (off, on) = (ActivationStateCode::OFF, ActivationStateCode::ON);
        assert!(update(&mut switch, B, detection_point::T_MID_CALL, off));
        assert!(!active(&switch));
        assert!(update(&mut switch, B, detection_point::O_MID_CALL, on));
        assert!(active(&switch));
        assert!(
            !update(&mut switch, "2125559999", detection_point::O_MID_CALL, on),
            "no such line"
        );
        assert!(!update(&mut switch, B, 30, on), "no such trigger");
    }

    #[test]
    fn a_gap_names_the_beginning_of_numbers() {
        let mut switch = switch();
        let acg = Acg::new(
            ControlCauseIndicator(Octets::new(&[0])),
            GapDuration::NO64_SECONDS,
            GapInterval::NationalGapInterval(NationalGapInterval::NO10_SECONDS),
            TranslationType(10),
            GlobalTitleAddress(Octets::new(&[0x08, 0xF0])),
        );
        gap(&mut switch, crate::machine::Time::ZERO, &acg);
        let now = crate::machine::Time::ZERO + Duration::from_secs(1);
        switch.gap(now, "999", Duration::from_secs(1), Duration::ZERO);
        assert!(switch.held_back("8005550199"), "within ten seconds of the gap");
        assert!(!switch.held_back("2125550102"));
    }
}

//! What a message does to its dialogue: the transaction sub-layer (Q.774 3.3), the dialogue portion
//! (3.2.2), then the components (3.2.1).

use super::super::dialogue::{Awaits, Few, State};
use super::super::ids::DialogueId;
use super::dialogue::{Control, Dialogue, Known, Rejected, Remote};
use super::endpoint::{
    BADLY_FORMATTED_TRANSACTION_PORTION, Endpoint, Event, INCORRECT_TRANSACTION_PORTION, Output,
    RESOURCE_LIMITATION, UNRECOGNIZED_MESSAGE_TYPE, UNRECOGNIZED_TRANSACTION_ID,
};
use super::message::{Answered, Indication, Message, Primitive, ProviderAbort};
use crate::machine::Time;
use crate::wire::ber::{Identifier, Tlv, universal};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::itu::{
    self, AbortSource, Apdu, AssociateResult, Component, Components, DialogueDiagnostic,
    MessageType, Problem,
};
use alloc::vec::Vec;
use bytes::Bytes;

/// Problems of the component sub-layer (Q.773 table 18).
const UNRECOGNIZED_COMPONENT: Problem = Problem { kind: 0, code: 0 };
const MISTYPED_COMPONENT: Problem = Problem { kind: 0, code: 1 };
const BADLY_STRUCTURED_COMPONENT: Problem = Problem { kind: 0, code: 2 };
const UNRECOGNIZED_LINKED_ID: Problem = Problem { kind: 1, code: 5 };
const RESULT_UNRECOGNIZED_INVOKE_ID: Problem = Problem { kind: 2, code: 0 };
const RESULT_UNEXPECTED: Problem = Problem { kind: 2, code: 1 };
const ERROR_UNRECOGNIZED_INVOKE_ID: Problem = Problem { kind: 3, code: 0 };
const ERROR_UNEXPECTED: Problem = Problem { kind: 3, code: 1 };

const INVOKE: u8 = 0xA1;
const RESULT_LAST: u8 = 0xA2;
const ERROR: u8 = 0xA3;
const REJECT: u8 = 0xA4;
const RESULT_NOT_LAST: u8 = 0xA7;

/// How many refused components of a dialogue wait for its next message.
const MOST_REJECTS: usize = 65;

/// What became of the components of a message.
#[derive(Default)]
struct Sorted {
    now: Time,
    accepted: u64,
    answers: Few<(u8, Answered)>,
    rejects: Vec<Rejected>,
    late: Vec<i8>,
    double: Vec<i8>,
    /// Operations whose answer was refused.
    refused: Vec<(Answered, Problem)>,
    /// How many operations got their last answer.
    closed: usize,
}

/// The problem of a component that cannot be read.
fn problem(error: &Error) -> Problem {
    match (error.kind, error.what) {
        (ErrorKind::Unexpected { .. }, "component type") => UNRECOGNIZED_COMPONENT,
        (ErrorKind::Unexpected { .. } | ErrorKind::Missing | ErrorKind::BadLength { .. }, _) => {
            MISTYPED_COMPONENT
        }
        _ => BADLY_STRUCTURED_COMPONENT,
    }
}

/// The invoke id of a component that cannot be read as a whole.
fn invoke_id(component: Option<Tlv<'_>>) -> Option<i64> {
    let id = component?.elements().ok()?.tlv("invoke ID").ok()?;
    if id.identifier == universal::INTEGER { id.integer().ok() } else { None }
}

impl<P> Dialogue<P> {
    /// Sorts the components into those that may be acted upon, those that are refused, and those
    /// that came late or twice.
    fn sort(&mut self, components: Option<Components<'_>>, now: Time) -> Sorted {
        let mut sorted = Sorted { now, ..Sorted::default() };
        let all = components.into_iter().flat_map(|components| components.iter());
        for ((element, component), place) in all.zip(0_u8..) {
            if place == 64 {
                let problem = BADLY_STRUCTURED_COMPONENT;
                sorted.rejects.push(Rejected { invoke_id: None, problem });
                break;
            }
            match component {
                Ok(component) => {
                    if self.accept(&component, place, &mut sorted) {
                        sorted.accepted |= 1 << place;
                    }
                }
                // A Reject is never rejected.
                Err(_)
                    if element
                        .is_some_and(|tlv| tlv.identifier == Identifier(u32::from(REJECT))) => {}
                Err(error) => {
                    let invoke_id = invoke_id(element);
                    let problem = problem(&error);
                    sorted.rejects.push(Rejected { invoke_id, problem });
                    let of_invoke =
                        element.is_some_and(|tlv| tlv.identifier == Identifier(u32::from(INVOKE)));
                    if let Some(id) = invoke_id.filter(|_| !of_invoke) {
                        self.refuse_answer(id, problem, &mut sorted);
                    }
                }
            }
        }
        sorted
    }

    /// Whether a component may be acted upon.
    fn accept(&mut self, component: &Component<'_>, place: u8, sorted: &mut Sorted) -> bool {
        let (unknown, unexpected) = match component.component_type {
            INVOKE => return self.accept_invoke(component, place, sorted),
            REJECT => {
                // A general problem or one of an Invoke ends the operation; the others refuse
                // an answer of this side, whose id is one of the peer's.
                let ends = component.problem.is_some_and(|problem| problem.kind < 2);
                let known = component.invoke_id.filter(|_| ends);
                if let Some(Known::Open(answers, _)) = known.map(|id| self.known(id, sorted.now)) {
                    self.answered(answers.invoke_id, sorted);
                    sorted.answers.push((place, answers));
                }
                return true;
            }
            ERROR => (ERROR_UNRECOGNIZED_INVOKE_ID, ERROR_UNEXPECTED),
            _ => (RESULT_UNRECOGNIZED_INVOKE_ID, RESULT_UNEXPECTED),
        };
        let Some(id) = component.invoke_id else { return false };
        match self.known(id, sorted.now) {
            Known::Open(answers, awaits) => {
                let expected = match component.component_type {
                    RESULT_LAST | RESULT_NOT_LAST => awaits.success(),
                    _ => awaits.failure(),
                };
                if !expected {
                    sorted.rejects.push(Rejected { invoke_id: Some(id), problem: unexpected });
                    self.refuse_answer(id, unexpected, sorted);
                    return false;
                }
                if component.component_type != RESULT_NOT_LAST {
                    self.answered(answers.invoke_id, sorted);
                }
                sorted.answers.push((place, answers));
                true
            }
            Known::Late => {
                sorted.late.extend(i8::try_from(id));
                false
            }
            Known::Answered => {
                sorted.double.extend(i8::try_from(id));
                false
            }
            Known::Unknown => {
                sorted.rejects.push(Rejected { invoke_id: Some(id), problem: unknown });
                false
            }
        }
    }

    fn accept_invoke(&mut self, invoke: &Component<'_>, place: u8, sorted: &mut Sorted) -> bool {
        let Some(linked) = invoke.linked_id else { return true };
        match self.known(linked, sorted.now) {
            Known::Open(answers, _) => {
                sorted.answers.push((place, answers));
                true
            }
            _ => {
                let problem = UNRECOGNIZED_LINKED_ID;
                sorted.rejects.push(Rejected { invoke_id: invoke.invoke_id, problem });
                false
            }
        }
    }

    /// The answer to an operation of this side is refused: the operation is over.
    fn refuse_answer(&mut self, id: i64, problem: Problem, sorted: &mut Sorted) {
        if let Known::Open(answers, _) = self.known(id, sorted.now) {
            self.answered(answers.invoke_id, sorted);
            sorted.refused.push((answers, problem));
        }
    }

    fn answered(&mut self, id: i8, sorted: &mut Sorted) {
        let taken = self.invocations.take(|open| open.invoke_id == id);
        sorted.closed += usize::from(taken.is_some());
    }
}

/// A number of four octets: what this side's ids are.
fn own(id: Option<&[u8]>) -> Option<u32> {
    id.and_then(|id| id.try_into().ok()).map(u32::from_be_bytes)
}

/// The transaction ids of a message that cannot be read as a whole, as far as they stand where they
/// must.
fn transaction_ids(octets: &[u8]) -> (Option<Remote>, Option<u32>) {
    let length = octets.get(1).copied().unwrap_or(0);
    let further = if length > 0x80 { usize::from(length & 0x7F) } else { 0 };
    let mut ids = (None, None);
    let mut reader = Reader::new(octets.get(2 + further..).unwrap_or(&[]), Layer::Tcap);
    for _ in 0..2 {
        let Ok(tlv) = reader.tlv("transaction ID") else { break };
        match tlv.identifier {
            Identifier(0x48) => ids.0 = Remote::new(tlv.contents),
            Identifier(0x49) => ids.1 = own(Some(tlv.contents)),
            _ => break,
        }
    }
    ids
}

impl<P: Clone> Endpoint<P> {
    /// A message came in.
    pub(super) fn message(&mut self, path: P, octets: Bytes) {
        self.counters.messages_received += 1;
        let read = octets.clone();
        let message = match itu::Message::decode(&mut Reader::new(&read, Layer::Tcap)) {
            Ok(message) => message,
            Err(error) => {
                self.event(Event::Undecodable(error));
                let cause = match (error.what, error.kind) {
                    ("TCAP package type", _) => UNRECOGNIZED_MESSAGE_TYPE,
                    ("portion of a TCAP message", ErrorKind::BadLength { .. }) => {
                        INCORRECT_TRANSACTION_PORTION
                    }
                    _ => BADLY_FORMATTED_TRANSACTION_PORTION,
                };
                let of_abort = read.first() == Some(&MessageType::ABORT.0);
                return self.refuse(path, transaction_ids(&read), cause, of_abort);
            }
        };
        let remote = message.originating_id.and_then(Remote::new);
        let ids = (remote, own(message.destination_id));
        match message.message_type {
            MessageType::UNIDIRECTIONAL => self.unidirectional_came(path, &message, octets),
            MessageType::BEGIN => match remote {
                Some(remote) => self.begin_came(path, &message, remote, octets),
                // Nobody can be told.
                None => self.event(Event::Aborted(INCORRECT_TRANSACTION_PORTION)),
            },
            MessageType::CONTINUE if remote.is_none() || message.destination_id.is_none() => {
                self.refuse(path, ids, INCORRECT_TRANSACTION_PORTION, false);
            }
            _ if message.destination_id.is_none() => {
                self.event(Event::Aborted(INCORRECT_TRANSACTION_PORTION));
            }
            _ => self.continued(path, &message, ids, octets),
        }
    }

    /// Refuses a message: its sender is told, and the dialogue that it is for is over.
    fn refuse(
        &mut self,
        path: P,
        (remote, own): (Option<Remote>, Option<u32>),
        cause: i64,
        of_abort: bool,
    ) {
        self.event(Event::Aborted(cause));
        let id = own.map(DialogueId);
        let ours = id.and_then(|id| self.dialogues.get(id)).is_some_and(|dialogue| {
            // A dialogue that was only received has told its id to nobody.
            let same = remote.is_none() || dialogue.remote.is_none() || remote == dialogue.remote;
            same && dialogue.state != State::InitiationReceived
        });
        let dialogue = id.filter(|_| ours).and_then(|id| self.close(id));
        // Nobody answers an Abort: who sent it has forgotten the dialogue.
        let remote = remote.or_else(|| dialogue.as_ref().and_then(|dialogue| dialogue.remote));
        if let Some(remote) = remote.filter(|_| !of_abort) {
            self.send_p_abort(path, remote, cause);
        }
        if let Some(dialogue) = dialogue {
            self.over(id, dialogue, ProviderAbort::Cause(cause));
        }
    }

    /// Tells the user that TCAP gave a dialogue up.
    fn over(&mut self, id: Option<DialogueId>, dialogue: Dialogue<P>, why: ProviderAbort) {
        self.indicate(Indication {
            dialogue: id,
            unanswered: dialogue.unanswered(),
            path: dialogue.path,
            primitive: Primitive::ProviderAbort(why),
            message: Message::default(),
        });
    }

    fn unidirectional_came(&mut self, path: P, message: &itu::Message<'_>, octets: Bytes) {
        if let Some(portion) = &message.dialogue
            && !matches!(portion.apdu, Some(Apdu::Unidirectional(_)))
        {
            return self.event(Event::AbnormalDialogue);
        }
        let mut accepted = 0;
        let components = message.components.into_iter().flat_map(|components| components.iter());
        for (place, (_, component)) in components.enumerate().take(64) {
            match component {
                Ok(Component { component_type: INVOKE | REJECT, .. }) => accepted |= 1 << place,
                Ok(Component { component_type: ERROR, .. }) => {
                    self.event(Event::Discarded(ERROR_UNEXPECTED));
                }
                Ok(_) => self.event(Event::Discarded(RESULT_UNEXPECTED)),
                Err(error) => self.event(Event::Discarded(problem(&error))),
            }
        }
        self.indicate(Indication {
            dialogue: None,
            path,
            primitive: Primitive::Unidirectional,
            unanswered: 0,
            message: Message { octets, accepted, answers: Few::default() },
        });
    }

    fn begin_came(&mut self, path: P, message: &itu::Message<'_>, remote: Remote, octets: Bytes) {
        let ids = (Some(remote), None);
        let control = match message.dialogue.map(|portion| portion.apdu) {
            None => Control::Settled,
            Some(Some(Apdu::Request(request))) => {
                let context = request.application_context;
                if request.protocol_version.is_some_and(|version| !version.is_set(0)) {
                    self.event(Event::AbnormalDialogue);
                    let reason = itu::Dialogue::response(
                        context,
                        AssociateResult::REJECT_PERMANENT,
                        DialogueDiagnostic::Provider(2),
                    );
                    return self.send_u_abort(path, remote, reason);
                }
                Control::Owed(octets.slice_ref(context.0))
            }
            Some(_) => return self.refuse(path, ids, INCORRECT_TRANSACTION_PORTION, false),
        };
        if !self.has_room() {
            self.counters.refused += 1;
            return self.refuse(path, ids, RESOURCE_LIMITATION, false);
        }
        let state = State::InitiationReceived;
        let mut dialogue = Dialogue::new(path.clone(), state, Some(remote), control);
        let sorted = dialogue.sort(message.components, self.now);
        let Sorted { accepted, answers, rejects, .. } = sorted;
        dialogue.rejects.clone_from(&rejects);
        let Some(id) = self.admit(dialogue) else { return };
        self.counters.begins_received += 1;
        self.note_rejects(id, &rejects);
        self.indicate(Indication {
            dialogue: Some(id),
            path,
            primitive: Primitive::Begin,
            unanswered: 0,
            message: Message { octets, accepted, answers },
        });
    }

    /// A message for a dialogue that there should be.
    fn continued(
        &mut self,
        path: P,
        message: &itu::Message<'_>,
        (remote, own): (Option<Remote>, Option<u32>),
        octets: Bytes,
    ) {
        let goes_on = message.message_type == MessageType::CONTINUE;
        let id = own.map(DialogueId);
        let open = id.and_then(|id| Some((id, self.dialogues.get(id)?)));
        let Some((id, dialogue)) = open else {
            self.stray(own);
            if let Some(remote) = remote.filter(|_| goes_on) {
                self.send_p_abort(path, remote, UNRECOGNIZED_TRANSACTION_ID);
            }
            return;
        };
        // A dialogue that was only received has told its id to nobody.
        let from_another = dialogue.state == State::InitiationReceived
            || goes_on && dialogue.remote.is_some() && dialogue.remote != remote;
        if from_another {
            self.event(Event::WrongPeer(id));
            self.counters.strays += 1;
            if let Some(remote) = remote.filter(|_| goes_on) {
                self.send_p_abort(path, remote, UNRECOGNIZED_TRANSACTION_ID);
            }
            return;
        }
        if message.message_type == MessageType::ABORT {
            return self.abort_came(id, message, octets);
        }
        let accepts = match message.dialogue.map(|portion| portion.apdu) {
            None => None,
            Some(Some(Apdu::Response(response))) => {
                Some(response.result == AssociateResult::ACCEPTED)
            }
            Some(_) => Some(false),
        };
        let fits = match dialogue.control {
            Control::Asked => accepts == Some(true),
            Control::Settled | Control::Owed(_) => accepts.is_none(),
        };
        if !fits {
            return self.abnormal(path, id, remote.filter(|_| goes_on));
        }
        let now = self.now;
        let Some(dialogue) = self.dialogues.get_mut(id) else { return };
        if dialogue.state == State::InitiationSent {
            // The one who answers may be reached by another path than the one asked for.
            dialogue.path = path;
        }
        dialogue.control = Control::Settled;
        dialogue.state = State::Active;
        dialogue.remote = dialogue.remote.or(remote);
        let sorted = dialogue.sort(message.components, now);
        let Sorted { accepted, answers, rejects, late, double, refused, closed, .. } = sorted;
        // A peer that never lets this side speak is not remembered without bound.
        let room = MOST_REJECTS.saturating_sub(dialogue.rejects.len());
        dialogue.rejects.extend(rejects.iter().take(room).copied());
        self.invocations -= closed;
        for (invoke_ids, event) in
            [(late, Event::LateAnswer as fn(_, _) -> _), (double, Event::DoubleAnswer)]
        {
            for invoke_id in invoke_ids {
                self.counters.late += 1;
                self.event(event(id, invoke_id));
            }
        }
        self.note_rejects(id, &rejects);
        for (Answered { invoke_id, operation, .. }, problem) in refused {
            self.output(Output::Refused { dialogue: id, invoke_id, operation, problem });
        }
        let message = Message { octets, accepted, answers };
        if goes_on {
            self.touch(id);
            if let Some(path) = self.path(id).cloned() {
                self.indicate(Indication {
                    dialogue: Some(id),
                    path,
                    primitive: Primitive::Continue,
                    unanswered: 0,
                    message,
                });
            }
        } else if let Some(dialogue) = self.close(id) {
            let awaiting = |awaits: Awaits| awaits.success();
            self.indicate(Indication {
                dialogue: Some(id),
                unanswered: dialogue.invocations.iter().filter(|i| awaiting(i.awaits)).count(),
                path: dialogue.path,
                primitive: Primitive::End,
                message,
            });
        }
    }

    /// A dialogue portion where none may be, or none where one must be (Q.774 3.2.2).
    fn abnormal(&mut self, path: P, id: DialogueId, remote: Option<Remote>) {
        self.event(Event::AbnormalDialogue);
        if let Some(remote) = remote {
            self.send_u_abort(path, remote, itu::Dialogue::abort(AbortSource::PROVIDER));
        }
        if let Some(dialogue) = self.close(id) {
            self.over(Some(id), dialogue, ProviderAbort::AbnormalDialogue);
        }
    }

    fn abort_came(&mut self, id: DialogueId, message: &itu::Message<'_>, octets: Bytes) {
        let Some(dialogue) = self.close(id) else { return };
        let apdu = message.dialogue.and_then(|portion| portion.apdu);
        let primitive = match (message.p_abort_cause, apdu) {
            (Some(cause), _) => Primitive::ProviderAbort(ProviderAbort::Cause(cause)),
            (None, Some(Apdu::Abort(abort))) if abort.source == AbortSource::PROVIDER => {
                Primitive::ProviderAbort(ProviderAbort::AbnormalDialogue)
            }
            (None, Some(Apdu::Response(response)))
                if matches!(response.diagnostic, DialogueDiagnostic::Provider(_)) =>
            {
                Primitive::ProviderAbort(ProviderAbort::NoCommonDialoguePortion)
            }
            _ => Primitive::UserAbort,
        };
        self.indicate(Indication {
            dialogue: Some(id),
            unanswered: dialogue.unanswered(),
            path: dialogue.path,
            primitive,
            message: Message { octets, ..Message::default() },
        });
    }

    fn note_rejects(&mut self, id: DialogueId, rejects: &[Rejected]) {
        for rejected in rejects {
            self.counters.rejects_sent += 1;
            self.event(Event::Rejected(id, rejected.problem));
        }
    }

    /// A message of this endpoint came back.
    pub(super) fn returned(&mut self, cause: ReturnCause, octets: &Bytes) {
        self.counters.returned += 1;
        // Only the front may have come back; the ids stand there.
        let id = transaction_ids(octets).0.and_then(|id| own(Some(id.octets()))).map(DialogueId);
        let open = id.and_then(|id| Some((id, self.dialogues.get(id)?)));
        let Some((id, dialogue)) = open else { return self.event(Event::Returned(cause)) };
        let over = dialogue.state == State::InitiationSent;
        let (path, unanswered) = (dialogue.path.clone(), dialogue.unanswered());
        if over {
            self.close(id);
        }
        self.indicate(Indication {
            dialogue: Some(id),
            path,
            primitive: Primitive::Undeliverable { cause, over },
            unanswered: if over { unanswered } else { 0 },
            message: Message::default(),
        });
    }
}

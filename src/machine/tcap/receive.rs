//! What a package does to its dialogue: the transaction sub-layer (T1.114.4), then the component
//! sub-layer.

use super::dialogue::{Awaits, Dialogue, Few, Ids, Known, State};
use super::endpoint::{Endpoint, Event, Output};
use super::fault::{self, Rejected};
use super::ids::DialogueId;
use super::message::{Answered, Indication, Message, Primitive};
use crate::machine::Time;
use crate::wire::ain;
use crate::wire::ber::Identifier;
use crate::wire::error::{ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::ansi::{
    Abort, Component, Components, Invoke, OperationClass, OperationCode, PAbortCause, Package,
    PackageType, Problem, Reject, TransactionId,
};
use alloc::vec::Vec;
use bytes::Bytes;

/// What became of the components of a package.
#[derive(Default)]
struct Sorted {
    now: Time,
    accepted: u64,
    answers: Few<(u8, Answered)>,
    rejects: Vec<Rejected>,
    late: Vec<u8>,
    double: Vec<u8>,
    /// Operations whose answer was refused.
    refused: Vec<(Answered, Problem)>,
    /// How many operations got their last answer.
    closed: usize,
}

impl<P> Dialogue<P> {
    /// A dialogue that the peer began.
    fn received(path: P, remote: TransactionId, may_end: bool, has_portion: bool) -> Self {
        Self {
            path,
            state: State::InitiationReceived,
            remote: Some(remote),
            may_end,
            peer_may_end: true,
            has_portion,
            next_invoke_id: 1,
            round: false,
            invocations: Few::default(),
            expired: Ids::default(),
            received: Ids::default(),
            rejects: Vec::new(),
            until: Time::NEVER,
            timer: None,
            fires: Time::NEVER,
        }
    }

    /// Sorts the components into those that may be acted upon, those that are refused, and those
    /// that came late or twice.
    fn sort(&mut self, components: Option<Components<'_>>, now: Time) -> Sorted {
        let mut sorted = Sorted { now, ..Sorted::default() };
        let Some(mut reader) = components.map(|components| components.reader()) else {
            return sorted;
        };
        for place in 0..=64_u8 {
            if reader.is_empty() {
                break;
            }
            let element = reader.tlv("component");
            if element.is_err() {
                reader.take_rest();
            }
            let component = element.and_then(|element| Component::decode(&element));
            // 64 components fit into no package that a network carries.
            if place == 64 {
                let problem = Problem::BADLY_STRUCTURED_COMPONENT_PORTION;
                sorted.rejects.push(Rejected { correlation_id: None, problem });
                break;
            }
            let component = match component {
                Ok(component) => component,
                // One that cannot be read is not rejected either (T1.114.5).
                Err(_) if element.is_ok_and(|element| element.identifier == REJECT) => continue,
                Err(error) => {
                    let correlation_id = fault::component_id(element.ok());
                    let problem = fault::problem(&error);
                    sorted.rejects.push(Rejected { correlation_id, problem });
                    let answers =
                        element.is_ok_and(|element| ANSWERS.contains(&element.identifier));
                    if let Some(id) = correlation_id.filter(|_| answers) {
                        self.refuse_answer(id, problem, &mut sorted);
                    }
                    continue;
                }
            };
            if self.accept(&component, place, &mut sorted) {
                sorted.accepted |= 1 << place;
            }
        }
        sorted
    }

    /// Whether a component may be acted upon.
    fn accept(&mut self, component: &Component<'_>, place: u8, sorted: &mut Sorted) -> bool {
        let (id, last, unknown, unexpected) = match component {
            Component::Invoke(invoke) => return self.accept_invoke(invoke, place, sorted),
            Component::ReturnResult(result) => (
                result.correlation_id,
                result.last,
                Problem::RESULT_UNRECOGNISED_CORRELATION_ID,
                Problem::UNEXPECTED_RETURN_RESULT,
            ),
            Component::ReturnError(error) => (
                error.correlation_id,
                true,
                Problem::ERROR_UNRECOGNISED_CORRELATION_ID,
                Problem::UNEXPECTED_RETURN_ERROR,
            ),
            // A Reject is never rejected.
            Component::Reject(reject) => {
                let own = reject.correlation_id.filter(|_| refuses_an_invoke(reject.problem));
                if let Some(Known::Open(answers, _)) = own.map(|id| self.known(id, sorted.now)) {
                    sorted.answers.push((place, answers));
                    self.answered(answers.invoke_id, sorted);
                }
                return true;
            }
        };
        match self.known(id, sorted.now) {
            Known::Open(answers, awaits) => {
                let row = answers.operation.ain().and_then(ain::operation);
                let expected = match component {
                    Component::ReturnResult(_) => {
                        awaits.success() && row.is_none_or(|row| row.result.is_some())
                    }
                    _ => awaits.failure(),
                };
                if !expected {
                    let correlation_id = Some(id);
                    sorted.rejects.push(Rejected { correlation_id, problem: unexpected });
                    self.refuse_answer(id, unexpected, sorted);
                    return false;
                }
                sorted.answers.push((place, answers));
                if last {
                    self.answered(id, sorted);
                }
                true
            }
            known => {
                Self::refuse(known, id, unknown, sorted);
                false
            }
        }
    }

    fn accept_invoke(&mut self, invoke: &Invoke<'_>, place: u8, sorted: &mut Sorted) -> bool {
        if let Some(id) = invoke.correlation_id {
            match self.known(id, sorted.now) {
                Known::Open(answers, _) => sorted.answers.push((place, answers)),
                known => {
                    match known {
                        Known::Late => sorted.late.push(id),
                        Known::Answered => sorted.double.push(id),
                        Known::Unknown | Known::Open(..) => {}
                    }
                    // Who sent it may wait for an answer of its own; what was doubled on the way
                    // has its answer from the first.
                    let told = match invoke.invoke_id {
                        Some(own) => is_answered(invoke.operation) && !self.received.has(own),
                        None => false,
                    };
                    if told || known == Known::Unknown {
                        sorted.rejects.push(Rejected {
                            correlation_id: Some(invoke.invoke_id.unwrap_or(id)),
                            problem: Problem::INVOKE_UNRECOGNISED_CORRELATION_ID,
                        });
                    }
                    return false;
                }
            }
        }
        if let Some(id) = invoke.invoke_id
            && is_answered(invoke.operation)
            && !self.received.add(id)
        {
            let problem = Problem::DUPLICATE_INVOCATION;
            sorted.rejects.push(Rejected { correlation_id: Some(id), problem });
            return false;
        }
        if let (Some(id), true) = (invoke.correlation_id, invoke.last) {
            self.answered(id, sorted);
        }
        true
    }

    /// The answer to an operation of this side is refused: the operation is over (T1.114.5).
    fn refuse_answer(&mut self, id: u8, problem: Problem, sorted: &mut Sorted) {
        if let Known::Open(answers, _) = self.known(id, sorted.now) {
            self.answered(id, sorted);
            sorted.refused.push((answers, problem));
        }
    }

    fn answered(&mut self, id: u8, sorted: &mut Sorted) {
        let taken = self.invocations.take(|open| open.invoke_id == id);
        sorted.closed += usize::from(taken.is_some());
    }

    /// An answer to what waits for none. Only one to what was never asked is the peer's fault: the
    /// others crossed with the end of our waiting, or were doubled on the way.
    fn refuse(known: Known, id: u8, problem: Problem, sorted: &mut Sorted) {
        match known {
            Known::Late => sorted.late.push(id),
            Known::Answered => sorted.double.push(id),
            Known::Unknown | Known::Open(..) => {
                sorted.rejects.push(Rejected { correlation_id: Some(id), problem });
            }
        }
    }
}

/// How many refused components of a dialogue wait for its next package.
const MOST_REJECTS: usize = 65;
const REJECT: Identifier = Identifier(0xEC);
/// Return Result last and not last, Return Error.
const ANSWERS: [Identifier; 3] = [Identifier(0xEA), Identifier(0xEE), Identifier(0xEB)];

/// Whether the id of an Invoke stays in use until it is answered.
fn is_answered(operation: OperationCode) -> bool {
    match operation.ain().and_then(ain::operation) {
        // Where success is silence, this side never sees the end: the id may come again.
        Some(operation) => Awaits::of(operation).success(),
        None => operation.class == OperationClass::National && operation.reply_required(),
    }
}

/// Whether a Reject refuses an Invoke, and so ends it. The other problems refuse a Result or an
/// Error, whose id is one of its receiver (T1.114.3); and the first of two invocations with one
/// id stays open.
pub(super) fn refuses_an_invoke(problem: Problem) -> bool {
    matches!(problem.problem_type, 1 | 2) && problem != Problem::DUPLICATE_INVOCATION
}

impl<P: Clone> Endpoint<P> {
    /// A package came in.
    pub(super) fn package(&mut self, path: P, octets: Bytes) {
        self.counters.packages_received += 1;
        let read = octets.clone();
        let mut package = Package::BLANK;
        if let Err(error) = package.decode_into(&mut Reader::new(&read, Layer::Tcap)) {
            self.event(Event::Undecodable(error));
            let ids = fault::transaction_ids(Reader::new(&read, Layer::Tcap));
            let of_abort = read.first() == Some(&PackageType::ABORT.0);
            return self.refuse(path, ids, fault::p_abort_cause(&error), of_abort);
        }
        if let Some(cause) = unrecognized_portion(&package) {
            let ids = (package.originating_id, package.responding_id);
            return self.refuse(path, ids, cause, package.package_type == PackageType::ABORT);
        }
        match package.package_type {
            PackageType::UNIDIRECTIONAL => self.unidirectional_came(path, &package, octets),
            PackageType::QUERY_WITH_PERMISSION | PackageType::QUERY_WITHOUT_PERMISSION => {
                self.query_came(path, &package, octets);
            }
            _ => self.continued(path, &package, octets),
        }
    }

    /// Refuses a package: its sender is told, and the dialogue that it is for is over.
    fn refuse(
        &mut self,
        path: P,
        (originating, responding): (Option<TransactionId>, Option<TransactionId>),
        cause: PAbortCause,
        of_abort: bool,
    ) {
        self.event(Event::Aborted(cause));
        let id = responding.map(|id| DialogueId(id.0));
        let ours = id.and_then(|id| self.dialogues.get(id)).is_some_and(|dialogue| {
            // A dialogue that was only received has told its id to nobody.
            let same = originating.is_none()
                || dialogue.remote.is_none()
                || originating == dialogue.remote;
            same && dialogue.state != State::InitiationReceived
        });
        let dialogue = id.filter(|_| ours).and_then(|id| self.close(id));
        // A Response names only the receiver's id: the sender's is known if it ever spoke. Nobody
        // answers an Abort: who sent it has forgotten the dialogue.
        let remote = originating.or_else(|| dialogue.as_ref().and_then(|d| d.remote));
        if let Some(remote) = remote.filter(|_| !of_abort) {
            self.send_p_abort(path, remote, cause);
        }
        if let Some(dialogue) = dialogue {
            self.indicate(Indication {
                dialogue: id,
                path: dialogue.path,
                primitive: Primitive::ProviderAbort(cause),
                unanswered: dialogue.invocations.unanswered(),
                message: Message::default(),
            });
        }
    }

    fn unidirectional_came(&mut self, path: P, package: &Package<'_>, octets: Bytes) {
        let mut accepted = 0;
        let components = package.components.into_iter().flat_map(|components| components.iter());
        for (place, (_, component)) in components.enumerate().take(64) {
            match component {
                Ok(Component::Invoke(_)) => accepted |= 1 << place,
                Ok(Component::Reject(_)) => accepted |= 1 << place,
                Ok(Component::ReturnResult(_)) => {
                    self.event(Event::Discarded(Problem::UNEXPECTED_RETURN_RESULT));
                }
                Ok(Component::ReturnError(_)) => {
                    self.event(Event::Discarded(Problem::UNEXPECTED_RETURN_ERROR));
                }
                Err(error) => self.event(Event::Discarded(fault::problem(&error))),
            }
        }
        let message = Message::of(octets, package.components, accepted, Few::default());
        self.indicate(Indication {
            dialogue: None,
            path,
            primitive: Primitive::Unidirectional,
            unanswered: 0,
            message,
        });
    }

    fn query_came(&mut self, path: P, package: &Package<'_>, octets: Bytes) {
        let Some(remote) = package.originating_id else { return };
        if self.configuration.dialogue_portion_required && package.dialogue.is_none() {
            let cause = PAbortCause::MISSING_DIALOGUE_PORTION;
            return self.refuse(path, (Some(remote), None), cause, false);
        }
        if !self.has_room() {
            self.counters.refused += 1;
            let cause = PAbortCause::RESOURCE_UNAVAILABLE;
            return self.refuse(path, (Some(remote), None), cause, false);
        }
        let may_end = package.package_type == PackageType::QUERY_WITH_PERMISSION;
        let has_portion = package.dialogue.is_some();
        let mut dialogue = Dialogue::received(path.clone(), remote, may_end, has_portion);
        let sorted = dialogue.sort(package.components, self.now);
        let Sorted { accepted, answers, rejects, .. } = sorted;
        // Where there is nothing to act upon, the user need not hear of it.
        let only_rejects = accepted == 0 && !rejects.is_empty() && may_end;
        dialogue.rejects.clone_from(&rejects);
        let Some(id) = self.admit(dialogue) else { return };
        self.counters.queries_received += 1;
        self.note_rejects(id, &rejects);
        if only_rejects {
            let now = self.now;
            let told = self.reply(id).and_then(|reply| reply.respond(now));
            if told.is_err() {
                // Too long for a package: the user has not heard of the dialogue.
                let cause = Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE);
                let _ = self.abort(now, id, cause);
            }
            return;
        }
        self.indicate(Indication {
            dialogue: Some(id),
            path,
            primitive: Primitive::Query { may_end },
            unanswered: 0,
            message: Message::of(octets, package.components, accepted, answers),
        });
    }

    /// A package for a dialogue that there should be.
    fn continued(&mut self, path: P, package: &Package<'_>, octets: Bytes) {
        let ids = (package.originating_id, package.responding_id);
        let Some(responding) = package.responding_id else { return };
        let id = DialogueId(responding.0);
        let goes_on = package.originating_id.is_some();
        let same_peer = self.same_peer;
        let Some(dialogue) = self.dialogues.get_mut(id) else {
            self.stray(responding);
            if let Some(originating) = package.originating_id {
                let cause = PAbortCause::UNASSIGNED_RESPONDING_TRANSACTION_ID;
                self.send_p_abort(path, originating, cause);
            }
            return;
        };
        let from_another = dialogue.state == State::InitiationReceived
            || (goes_on && dialogue.remote.is_some() && dialogue.remote != package.originating_id)
            || (!goes_on && dialogue.state == State::Active && !same_peer(&dialogue.path, &path));
        // A dialogue that was only received has told its id to nobody.
        if from_another {
            self.event(Event::WrongPeer(id));
            self.counters.strays += 1;
            if let Some(originating) = package.originating_id {
                let cause = PAbortCause::UNASSIGNED_RESPONDING_TRANSACTION_ID;
                self.send_p_abort(path, originating, cause);
            }
            return;
        }
        if package.package_type == PackageType::ABORT {
            return self.abort_came(id, package, octets);
        }
        if !goes_on && !dialogue.peer_may_end {
            return self.refuse(path, ids, PAbortCause::PERMISSION_TO_RELEASE_PROBLEM, false);
        }
        if package.dialogue.is_some() && !dialogue.has_portion {
            return self.refuse(path, ids, PAbortCause::INCONSISTENT_DIALOGUE_PORTION, false);
        }
        let sorted = dialogue.sort(package.components, self.now);
        let Sorted { accepted, answers, rejects, late, double, refused, closed, .. } = sorted;
        let may_end = package.package_type == PackageType::CONVERSATION_WITH_PERMISSION;
        if dialogue.state == State::InitiationSent {
            // The one who answers may be reached by another path than the one asked for.
            dialogue.path = path;
        }
        dialogue.state = State::Active;
        dialogue.remote = dialogue.remote.or(package.originating_id);
        dialogue.may_end = may_end;
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
        let message = Message::of(octets, package.components, accepted, answers);
        if goes_on {
            self.touch(id);
            if let Some(dialogue) = self.dialogues.get(id) {
                let path = dialogue.path.clone();
                self.indicate(Indication {
                    dialogue: Some(id),
                    path,
                    primitive: Primitive::Conversation { may_end },
                    unanswered: 0,
                    message,
                });
            }
        } else if let Some(dialogue) = self.close(id) {
            let awaiting = dialogue.invocations.iter().filter(|open| open.awaits.success());
            self.indicate(Indication {
                dialogue: Some(id),
                unanswered: awaiting.count(),
                path: dialogue.path,
                primitive: Primitive::Response,
                message,
            });
        }
    }

    fn abort_came(&mut self, id: DialogueId, package: &Package<'_>, octets: Bytes) {
        let primitive = match package.abort {
            Some(Abort::Cause(cause)) => Primitive::ProviderAbort(cause),
            Some(Abort::User(_)) | None => Primitive::UserAbort,
        };
        let Some(dialogue) = self.close(id) else { return };
        self.indicate(Indication {
            dialogue: Some(id),
            path: dialogue.path,
            primitive,
            unanswered: dialogue.invocations.unanswered(),
            message: Message { octets, ..Message::default() },
        });
    }

    /// A package of this endpoint came back.
    pub(super) fn returned(&mut self, cause: ReturnCause, octets: &Bytes) {
        self.counters.returned += 1;
        // Only the front may have come back; the ids stand there.
        let reader = Reader::new(octets, Layer::Tcap);
        let own = match Package::decode(&mut { reader }) {
            Ok(package) => package.originating_id,
            Err(_) => fault::transaction_ids(reader).0,
        };
        let id = own.map(|own| DialogueId(own.0));
        let open = id.and_then(|id| Some((id, self.dialogues.get(id)?)));
        let Some((id, dialogue)) = open else { return self.event(Event::Returned(cause)) };
        let over = dialogue.state == State::InitiationSent;
        let (path, unanswered) = (dialogue.path.clone(), dialogue.invocations.unanswered());
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

/// A dialogue portion with an element that is not known (T1.114.5).
fn unrecognized_portion(package: &Package<'_>) -> Option<PAbortCause> {
    let mut cause = None;
    package.dialogue?.irregularities(|diagnostic| {
        cause = Some(match diagnostic.error.kind {
            ErrorKind::Unexpected { .. } => PAbortCause::UNRECOGNIZED_DIALOGUE_PORTION_ID,
            _ => PAbortCause::BADLY_STRUCTURED_DIALOGUE_PORTION,
        });
    });
    cause
}

/// A Reject as it is written.
pub(super) const fn reject(rejected: Rejected) -> Reject<'static, [u8; 2]> {
    Reject::new(rejected.correlation_id, rejected.problem)
}

//! A message that the user puts together.

use super::super::dialogue::{Awaits, State};
use super::super::endpoint::Refusal;
use super::super::ids::DialogueId;
use super::dialogue::{Control, Dialogue, Invocation, Operation, Rejected};
use super::endpoint::Endpoint;
use crate::machine::Time;
use crate::wire::ber::{ObjectIdentifier, Tlv};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::tcap::itu::{
    self, Apdu, AssociateResult, Code, Component, DialogueDiagnostic, MessageType, Problem,
};
use crate::wire::writer::{Encode, Writer, refused};
use core::time::Duration;

/// A message that is being put together: first its components, then one of the verbs that send it.
/// Dropped without a verb, nothing of it happened.
#[derive(Debug)]
pub struct Outgoing<'e, P, K> {
    endpoint: &'e mut Endpoint<P>,
    kind: K,
    /// The dialogue, where it is open already.
    open: Option<DialogueId>,
    timeout: Duration,
    dialogue: Option<itu::Dialogue<'e>>,
    next_invoke_id: i8,
}

/// Begins a dialogue.
#[derive(Debug)]
pub struct Opening<P>(P);

/// Answers in a dialogue.
#[derive(Debug)]
pub struct Answering(DialogueId);

/// Stands alone.
#[derive(Debug)]
pub struct Alone<P>(P);

impl<P: Clone> Endpoint<P> {
    fn outgoing<K>(
        &mut self,
        kind: K,
        open: Option<DialogueId>,
        next_invoke_id: i8,
    ) -> Outgoing<'_, P, K> {
        self.portion.clear();
        self.components = 0;
        self.staged.clear();
        let timeout = self.configuration.answer_timeout;
        Outgoing { kind, open, timeout, dialogue: None, next_invoke_id, endpoint: self }
    }

    /// Begins a dialogue with whoever the path leads to.
    ///
    /// # Errors
    ///
    /// [`Refusal::ResourceUnavailable`] at a bound of the configuration.
    pub fn begin(&mut self, path: P) -> Result<Outgoing<'_, P, Opening<P>>, Refusal> {
        if !self.has_room() {
            self.counters.refused += 1;
            return Err(Refusal::ResourceUnavailable);
        }
        Ok(self.outgoing(Opening(path), None, 1))
    }

    /// Sends components for which there is no dialogue.
    pub fn unidirectional(&mut self, path: P) -> Outgoing<'_, P, Alone<P>> {
        self.outgoing(Alone(path), None, 1)
    }

    /// Answers in a dialogue.
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn reply(&mut self, dialogue: DialogueId) -> Result<Outgoing<'_, P, Answering>, Refusal> {
        let open = self.dialogues.get(dialogue).ok_or(Refusal::NoSuchDialogue)?;
        let next = open.next_invoke_id;
        Ok(self.outgoing(Answering(dialogue), Some(dialogue), next))
    }
}

impl<P> Endpoint<P> {
    fn stage<Q: Encode>(&mut self, component: &Component<'_, Q>) -> Result<(), Refusal> {
        if self.components == MOST_COMPONENTS {
            return Err(Refusal::TooManyComponents);
        }
        let octets = self.writer.message(component)?;
        self.portion.extend_from_slice(octets);
        self.components += 1;
        Ok(())
    }

    fn has_room_for_staged(&self) -> bool {
        let waiting = self.invocations + self.staged.len();
        self.staged.is_empty() || waiting <= self.configuration.invocations
    }

    /// Writes a message around the staged components.
    fn write_staged(
        &mut self,
        message_type: MessageType,
        own: Option<&[u8]>,
        remote: Option<&[u8]>,
        dialogue: Option<itu::Dialogue<'_>>,
        rejects: &[Rejected],
    ) -> Result<(), Refusal> {
        let components = core::mem::take(&mut self.portion);
        let some = !components.is_empty() || !rejects.is_empty();
        let message = itu::Message {
            message_type,
            originating_id: own,
            destination_id: remote,
            p_abort_cause: None,
            dialogue,
            components: some.then_some(Portion { rejects, components: &components }),
            element: Tlv::NONE,
            rest: Reader::new(&[], Layer::Tcap),
            trailing: Reader::new(&[], Layer::Tcap),
        };
        let written = self.write(&message);
        self.portion = components;
        written
    }
}

/// How many components of a message [`Message`](super::Message) tells apart.
const MOST_COMPONENTS: u32 = u64::BITS;

/// Components that were written already, and the Rejects before them.
struct Portion<'p> {
    rejects: &'p [Rejected],
    components: &'p [u8],
}

impl Encode for Portion<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self.components);
        self.rejects.iter().rev().try_for_each(|rejected| {
            Component::reject(rejected.invoke_id, rejected.problem).encode(writer)
        })
    }
}

impl<'e, P: Clone, K> Outgoing<'e, P, K> {
    /// How long the operations that follow wait for their answers, instead of the
    /// configuration's time.
    pub const fn answer_within(&mut self, timeout: Duration) -> &mut Self {
        self.timeout = timeout;
        self
    }

    /// Puts a dialogue portion before the components.
    pub const fn dialogue(&mut self, dialogue: itu::Dialogue<'e>) -> &mut Self {
        self.dialogue = Some(dialogue);
        self
    }

    /// Invokes an operation. `linked` is the id of the peer's operation that it is linked to.
    /// Returns its id.
    ///
    /// # Errors
    ///
    /// A parameter that its type refuses; no id or no room left.
    pub fn invoke(
        &mut self,
        operation: Code<'_>,
        parameter: Option<impl Encode>,
        awaits: Awaits,
        linked: Option<i64>,
    ) -> Result<i8, Refusal> {
        let invoke_id = self.free_invoke_id().ok_or(Refusal::NoInvokeId)?;
        let endpoint = &mut *self.endpoint;
        let invoke = Component::invoke(invoke_id.into(), operation, parameter);
        endpoint.stage(&Component { linked_id: linked, ..invoke })?;
        self.next_invoke_id = invoke_id.wrapping_add(1);
        let (since, until) = (endpoint.now, endpoint.now + self.timeout);
        let operation = Operation::of(operation);
        endpoint.staged.push(Invocation { invoke_id, awaits, operation, since, until });
        Ok(invoke_id)
    }

    /// The next id that no operation has that is open.
    fn free_invoke_id(&self) -> Option<i8> {
        let open = self.open.and_then(|id| self.endpoint.dialogues.get(id));
        let taken = |id: i8| {
            let invocations = open.into_iter().flat_map(|open| open.invocations.iter());
            self.endpoint.staged.iter().chain(invocations).any(|other| other.invoke_id == id)
        };
        (0..=255_u8).map(|n| self.next_invoke_id.wrapping_add(n as i8)).find(|id| !taken(*id))
    }

    /// Answers an invoke of the peer with its result: nothing, or the operation with its
    /// parameter.
    ///
    /// # Errors
    ///
    /// A parameter that its type refuses.
    pub fn result(
        &mut self,
        invoke_id: i64,
        result: Option<(Code<'_>, impl Encode)>,
    ) -> Result<(), Refusal> {
        let (operation, parameter) = result.unzip();
        self.endpoint.stage(&Component::result(invoke_id, operation, parameter))
    }

    /// Answers an invoke of the peer with a part of its result; more is to follow.
    ///
    /// # Errors
    ///
    /// A parameter that its type refuses.
    pub fn result_not_last(
        &mut self,
        invoke_id: i64,
        operation: Code<'_>,
        parameter: impl Encode,
    ) -> Result<(), Refusal> {
        let result = Component::result(invoke_id, Some(operation), Some(parameter));
        self.endpoint.stage(&Component { component_type: 0xA7, ..result })
    }

    /// Answers an invoke of the peer with its failure.
    ///
    /// # Errors
    ///
    /// A parameter that its type refuses.
    pub fn error(
        &mut self,
        invoke_id: i64,
        error: Code<'_>,
        parameter: Option<impl Encode>,
    ) -> Result<(), Refusal> {
        self.endpoint.stage(&Component::error(invoke_id, error, parameter))
    }

    /// Refuses a component of the peer.
    ///
    /// # Errors
    ///
    /// A problem of a kind that there is not.
    pub fn reject(&mut self, invoke_id: Option<i64>, problem: Problem) -> Result<(), Refusal> {
        self.endpoint.stage(&Component::reject(invoke_id, problem))?;
        self.endpoint.counters.rejects_sent += 1;
        Ok(())
    }
}

/// The refusal of a dialogue portion that may not go with a message.
fn misplaced() -> Refusal {
    Refusal::Encoding(refused(ErrorKind::BadContents, Layer::Tcap, "dialogue portion"))
}

impl<'e, P: Clone> Outgoing<'e, P, Opening<P>> {
    /// Asks for this application context (AARQ).
    pub const fn context(&mut self, context: ObjectIdentifier<'e>) -> &mut Self {
        self.dialogue(itu::Dialogue::request(context))
    }

    /// Sends the Begin. Returns the dialogue that it began.
    ///
    /// # Errors
    ///
    /// A message that is too long; a dialogue portion that is no AARQ.
    pub fn send(self, now: Time) -> Result<DialogueId, Refusal> {
        let Self { endpoint, kind: Opening(path), dialogue: portion, next_invoke_id, .. } = self;
        endpoint.pass(now);
        if !endpoint.has_room_for_staged() {
            return Err(Refusal::ResourceUnavailable);
        }
        let control = match portion.map(|portion| portion.apdu) {
            None => Control::Settled,
            Some(Some(Apdu::Request(_))) => Control::Asked,
            Some(_) => return Err(misplaced()),
        };
        let mut opened = Dialogue::new(path.clone(), State::InitiationSent, None, control);
        opened.next_invoke_id = next_invoke_id;
        let now = endpoint.now;
        for staged in endpoint.staged.drain(..) {
            opened.given_out.add(staged.invoke_id as u8);
            opened.invocations.push(staged.sent(now));
        }
        let id = endpoint.admit(opened).ok_or(Refusal::ResourceUnavailable)?;
        let own = id.0.to_be_bytes();
        let written = endpoint.write_staged(MessageType::BEGIN, Some(&own), None, portion, &[]);
        if let Err(refusal) = written {
            endpoint.close(id);
            return Err(refusal);
        }
        endpoint.counters.begins_sent += 1;
        endpoint.send_written(path);
        Ok(id)
    }
}

impl<'e, P: Clone> Outgoing<'e, P, Alone<P>> {
    /// Says which application context the components are of (AUDT).
    pub const fn context(&mut self, context: ObjectIdentifier<'e>) -> &mut Self {
        self.dialogue(itu::Dialogue::unidirectional(context))
    }

    /// Sends the Unidirectional. Nobody answers it: what its operations await is not waited for.
    ///
    /// # Errors
    ///
    /// A message that is empty or too long; a dialogue portion that is no AUDT.
    pub fn send(self, now: Time) -> Result<(), Refusal> {
        let Self { endpoint, kind: Alone(path), dialogue: portion, .. } = self;
        endpoint.pass(now);
        if portion.is_some_and(|portion| !matches!(portion.apdu, Some(Apdu::Unidirectional(_)))) {
            return Err(misplaced());
        }
        if endpoint.components == 0 {
            return Err(Refusal::Empty);
        }
        endpoint.write_staged(MessageType::UNIDIRECTIONAL, None, None, portion, &[])?;
        endpoint.send_written(path);
        Ok(())
    }
}

impl<'e, P: Clone> Outgoing<'e, P, Answering> {
    /// Goes on with a Continue. The first message back to an AARQ has an AARE, which accepts the
    /// context unless [`dialogue`](Self::dialogue) says another.
    ///
    /// # Errors
    ///
    /// A message that is too long; a dialogue portion that is no AARE, or where none may be.
    pub fn r#continue(self, now: Time) -> Result<(), Refusal> {
        let Answering(id) = self.kind;
        if !self.endpoint.has_room_for_staged() {
            return Err(Refusal::ResourceUnavailable);
        }
        let next_invoke_id = self.next_invoke_id;
        let endpoint = self.write(now, MessageType::CONTINUE)?;
        let now = endpoint.now;
        let dialogue = endpoint.dialogues.get_mut(id).ok_or(Refusal::NoSuchDialogue)?;
        dialogue.state = State::Active;
        dialogue.control = Control::Settled;
        dialogue.next_invoke_id = next_invoke_id;
        dialogue.rejects.clear();
        endpoint.invocations += endpoint.staged.len();
        for staged in endpoint.staged.drain(..) {
            dialogue.given_out.add(staged.invoke_id as u8);
            dialogue.expired.remove(staged.invoke_id as u8);
            dialogue.invocations.push(staged.sent(now));
        }
        let path = dialogue.path.clone();
        endpoint.touch(id);
        endpoint.send_written(path);
        Ok(())
    }

    /// Ends the dialogue (basic end). What its operations await is not waited for.
    ///
    /// # Errors
    ///
    /// As [`continue`](Self::continue).
    pub fn end(self, now: Time) -> Result<(), Refusal> {
        let Answering(id) = self.kind;
        let endpoint = self.write(now, MessageType::END)?;
        if let Some(dialogue) = endpoint.close(id) {
            endpoint.send_written(dialogue.path);
        }
        Ok(())
    }

    fn write(self, now: Time, message_type: MessageType) -> Result<&'e mut Endpoint<P>, Refusal> {
        let Self { endpoint, kind: Answering(id), dialogue: portion, .. } = self;
        endpoint.pass(now);
        let owed = endpoint.owed(id);
        let portion = match (&owed, portion) {
            (None, None) => None,
            (None, Some(_)) => return Err(misplaced()),
            (Some(context), None) => Some(itu::Dialogue::response(
                ObjectIdentifier(context),
                AssociateResult::ACCEPTED,
                DialogueDiagnostic::User(0),
            )),
            (Some(_), Some(given)) => match given.apdu {
                Some(Apdu::Response(response)) if response.result == AssociateResult::ACCEPTED => {
                    Some(given)
                }
                _ => return Err(misplaced()),
            },
        };
        let dialogue = endpoint.dialogues.get_mut(id).ok_or(Refusal::NoSuchDialogue)?;
        // One that began but was not answered has told the peer's id to nobody yet.
        let remote = dialogue.remote.ok_or(Refusal::NoPermission)?;
        let rejects = core::mem::take(&mut dialogue.rejects);
        let own = id.0.to_be_bytes();
        let own = (message_type == MessageType::CONTINUE).then_some(&own[..]);
        let to = Some(remote.octets());
        let mut written = endpoint.write_staged(message_type, own, to, portion, &rejects);
        if matches!(written, Err(Refusal::TooLong(_))) && !rejects.is_empty() {
            // What the user says goes before what TCAP refuses.
            written = endpoint.write_staged(message_type, own, to, portion, &[]);
        }
        if let (Err(_), Some(dialogue)) = (&written, endpoint.dialogues.get_mut(id)) {
            dialogue.rejects = rejects;
        }
        written.map(|()| endpoint)
    }
}

//! A package that the user puts together.

use super::dialogue::{Awaits, Dialogue, Few, Ids, Invocation, State};
use super::endpoint::{Endpoint, Refusal};
use super::fault::Rejected;
use super::ids::DialogueId;
use super::receive::{refuses_an_invoke, reject};
use crate::machine::Time;
use crate::wire::ain::Argument;
use crate::wire::error::Error;
use crate::wire::tcap::ansi::{
    DialoguePortion, ErrorCode, Invoke, OperationClass, OperationCode, Package, PackageType,
    Problem, ReturnError, ReturnResult,
};
use crate::wire::writer::{Encode, Writer};
use alloc::vec::Vec;
use core::time::Duration;

/// A package that is being put together: first its components, then one of the verbs that send it.
/// Dropped without a verb, nothing of it happened.
#[derive(Debug)]
pub struct Outgoing<'e, P, K> {
    endpoint: &'e mut Endpoint<P>,
    kind: K,
    /// The dialogue, where it is open already.
    dialogue: Option<DialogueId>,
    next_invoke_id: u8,
    timeout: Duration,
    portion: Option<DialoguePortion<'e>>,
    without_permission: bool,
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
    fn outgoing<K>(&mut self, kind: K, dialogue: Option<DialogueId>) -> Outgoing<'_, P, K> {
        self.portion.clear();
        self.components = 0;
        self.staged.clear();
        self.answered.clear();
        Outgoing {
            kind,
            dialogue,
            next_invoke_id: 1,
            timeout: self.configuration.answer_timeout,
            portion: None,
            without_permission: false,
            endpoint: self,
        }
    }

    /// Begins a dialogue with whoever the path leads to.
    ///
    /// # Errors
    ///
    /// [`Refusal::ResourceUnavailable`] at a bound of the configuration.
    pub fn query(&mut self, path: P) -> Result<Outgoing<'_, P, Opening<P>>, Refusal> {
        if !self.has_room() {
            self.counters.refused += 1;
            return Err(Refusal::ResourceUnavailable);
        }
        Ok(self.outgoing(Opening(path), None))
    }

    /// Sends components for which there is no dialogue.
    pub fn unidirectional(&mut self, path: P) -> Outgoing<'_, P, Alone<P>> {
        self.outgoing(Alone(path), None)
    }

    /// Answers in a dialogue.
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn reply(&mut self, dialogue: DialogueId) -> Result<Outgoing<'_, P, Answering>, Refusal> {
        if self.dialogues.get(dialogue).is_none() {
            return Err(Refusal::NoSuchDialogue);
        }
        Ok(self.outgoing(Answering(dialogue), Some(dialogue)))
    }
}

impl<'e, P: Clone, K> Outgoing<'e, P, K> {
    /// How long the operations that follow wait for their answers, instead of the
    /// configuration's time.
    pub const fn answer_within(&mut self, timeout: Duration) -> &mut Self {
        self.timeout = timeout;
        self
    }

    /// The peer may not end the dialogue with its next package.
    pub const fn without_permission(&mut self) -> &mut Self {
        self.without_permission = true;
        self
    }

    /// Puts a dialogue portion before the components.
    pub const fn dialogue(&mut self, portion: DialoguePortion<'e>) -> &mut Self {
        self.portion = Some(portion);
        self
    }

    /// Invokes an AIN operation that awaits what its row in the tables says. Returns its id.
    ///
    /// # Errors
    ///
    /// An argument that its type refuses; no id or no room left.
    pub fn invoke<A: Argument>(&mut self, argument: &A) -> Result<u8, Refusal> {
        let awaits = const { Awaits::of(A::OPERATION) };
        self.invoke_as(OperationCode::private(A::CODE), argument, awaits, None)
    }

    /// Invokes an AIN operation in answer to one that the peer invoked: an Analyze_Route to an
    /// Info_Collected. Returns its id.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    pub fn answer<A: Argument>(&mut self, invoke_id: u8, argument: &A) -> Result<u8, Refusal> {
        let awaits = const { Awaits::of(A::OPERATION) };
        self.invoke_as(OperationCode::private(A::CODE), argument, awaits, Some(invoke_id))
    }

    /// As [`answer`](Self::answer), but other answers to the same operation follow.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    pub fn answer_not_last<A: Argument>(
        &mut self,
        invoke_id: u8,
        argument: &A,
    ) -> Result<u8, Refusal> {
        let awaits = const { Awaits::of(A::OPERATION) };
        let operation = OperationCode::private(A::CODE);
        self.stage_invoke(operation, argument, awaits, Some(invoke_id), false)
    }

    /// Invokes any operation. `answers` is the id of the peer's invoke that it answers, where it
    /// does.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    pub fn invoke_as(
        &mut self,
        operation: OperationCode,
        parameter: &(impl Encode + ?Sized),
        awaits: Awaits,
        answers: Option<u8>,
    ) -> Result<u8, Refusal> {
        self.stage_invoke(operation, parameter, awaits, answers, true)
    }

    /// As [`invoke_as`](Self::invoke_as), but other components in answer to the same operation
    /// follow.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke).
    pub fn invoke_not_last_as(
        &mut self,
        operation: OperationCode,
        parameter: &(impl Encode + ?Sized),
        awaits: Awaits,
        answers: Option<u8>,
    ) -> Result<u8, Refusal> {
        self.stage_invoke(operation, parameter, awaits, answers, false)
    }

    fn stage_invoke(
        &mut self,
        operation: OperationCode,
        parameter: &(impl Encode + ?Sized),
        awaits: Awaits,
        answers: Option<u8>,
        last: bool,
    ) -> Result<u8, Refusal> {
        let endpoint = &mut *self.endpoint;
        let invoke_id = match self.dialogue {
            Some(id) => {
                let dialogue = endpoint.dialogues.get_mut(id).ok_or(Refusal::NoSuchDialogue)?;
                dialogue.new_invoke_id(&endpoint.staged).ok_or(Refusal::NoInvokeId)?
            }
            None => {
                let id = self.next_invoke_id;
                self.next_invoke_id = id.checked_add(1).ok_or(Refusal::NoInvokeId)?;
                id
            }
        };
        let invoke = Invoke {
            last,
            correlation_id: answers,
            ..Invoke::last(invoke_id, operation, parameter)
        };
        endpoint.stage(&invoke)?;
        endpoint.answered.extend(answers.filter(|_| last));
        let (since, until) = (endpoint.now, endpoint.now + self.timeout);
        endpoint.staged.push(Invocation { invoke_id, awaits, operation, since, until });
        Ok(invoke_id)
    }

    /// Answers an invoke of the peer with its result.
    ///
    /// # Errors
    ///
    /// A result that its type refuses.
    pub fn result(
        &mut self,
        invoke_id: u8,
        result: Option<&(impl Encode + ?Sized)>,
    ) -> Result<(), Refusal> {
        self.endpoint.stage(&ReturnResult::last(invoke_id, result))?;
        self.endpoint.answered.push(invoke_id);
        Ok(())
    }

    /// Answers an invoke of the peer with a part of its result; more is to follow.
    ///
    /// # Errors
    ///
    /// A result that its type refuses.
    pub fn result_not_last(
        &mut self,
        invoke_id: u8,
        result: Option<&(impl Encode + ?Sized)>,
    ) -> Result<(), Refusal> {
        let part = ReturnResult { last: false, ..ReturnResult::last(invoke_id, result) };
        self.endpoint.stage(&part)
    }

    /// Answers an invoke of the peer with an AIN error.
    ///
    /// # Errors
    ///
    /// A parameter that its type refuses.
    pub fn error(
        &mut self,
        invoke_id: u8,
        code: u8,
        parameter: Option<&(impl Encode + ?Sized)>,
    ) -> Result<(), Refusal> {
        let code = ErrorCode { class: OperationClass::Private, code: code.into() };
        self.endpoint.stage(&ReturnError::new(invoke_id, code, parameter))?;
        self.endpoint.answered.push(invoke_id);
        Ok(())
    }

    /// Refuses a component of the peer. `correlation_id` is the id of an Invoke, or of the operation that a
    /// result or an error answers.
    ///
    /// # Errors
    ///
    /// None that can happen: a Reject is always encodable.
    pub fn reject(&mut self, correlation_id: Option<u8>, problem: Problem) -> Result<(), Refusal> {
        self.endpoint.stage(&reject(Rejected { correlation_id, problem }))?;
        self.endpoint.counters.rejects_sent += 1;
        if refuses_an_invoke(problem) {
            self.endpoint.answered.extend(correlation_id);
        }
        Ok(())
    }
}

/// Components that were written already, and the Rejects before them.
struct Portion<'p> {
    rejects: &'p [Rejected],
    components: &'p [u8],
}

impl Encode for Portion<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self.components);
        self.rejects.iter().rev().try_for_each(|rejected| reject(*rejected).encode(writer))
    }
}

impl<P> Endpoint<P> {
    fn stage(&mut self, component: &impl Encode) -> Result<(), Refusal> {
        if u32::from(self.components) == MOST_COMPONENTS {
            return Err(Refusal::TooManyComponents);
        }
        let octets = self.writer.message(component)?;
        self.portion.extend_from_slice(octets);
        self.components += 1;
        Ok(())
    }

    /// Writes a package around the staged components.
    fn write_staged(
        &mut self,
        package: Package<'_, ()>,
        rejects: &[Rejected],
    ) -> Result<(), Refusal> {
        let components = core::mem::take(&mut self.portion);
        let portion = Portion { rejects, components: &components };
        let some = !components.is_empty() || !rejects.is_empty();
        let package = Package {
            package_type: package.package_type,
            originating_id: package.originating_id,
            responding_id: package.responding_id,
            dialogue: package.dialogue,
            components: some.then_some(portion),
            abort: None,
            element: package.element,
            rest: package.rest,
            trailing: package.trailing,
        };
        let written = if some || package.dialogue.is_some() {
            self.write(&package)
        } else if matches!(package.package_type, PackageType::RESPONSE) {
            // An end with nothing to say is an empty component portion.
            self.write(&Package {
                components: Some(Portion { rejects, components: &[] }),
                ..package
            })
        } else {
            Err(Refusal::Empty)
        };
        self.portion = components;
        written
    }
}

/// How many components of a package [`Message`](super::Message) tells apart.
const MOST_COMPONENTS: u32 = u64::BITS;

const BLANK: Package<'static, ()> = Package::unidirectional(());

impl<P: Clone> Outgoing<'_, P, Opening<P>> {
    /// Sends the Query. Returns the dialogue that it began.
    ///
    /// # Errors
    ///
    /// A package that is empty or too long.
    pub fn send(self, now: Time) -> Result<DialogueId, Refusal> {
        let Self { endpoint, kind: Opening(path), portion, without_permission, .. } = self;
        endpoint.pass(now);
        if !endpoint.has_room_for_staged() {
            return Err(Refusal::ResourceUnavailable);
        }
        let mut invocations = Few::default();
        for staged in endpoint.staged.drain(..) {
            invocations.push(staged.sent(endpoint.now));
        }
        let id = endpoint
            .admit(Dialogue {
                path: path.clone(),
                state: State::InitiationSent,
                remote: None,
                may_end: false,
                peer_may_end: !without_permission,
                has_portion: portion.is_some(),
                next_invoke_id: self.next_invoke_id,
                round: false,
                invocations,
                expired: Ids::default(),
                received: Ids::default(),
                rejects: Vec::new(),
                until: Time::NEVER,
                timer: None,
                fires: Time::NEVER,
            })
            .ok_or(Refusal::ResourceUnavailable)?;
        let package_type = if without_permission {
            PackageType::QUERY_WITHOUT_PERMISSION
        } else {
            PackageType::QUERY_WITH_PERMISSION
        };
        let originating_id = Some(id.transaction_id());
        let package = Package { package_type, originating_id, dialogue: portion, ..BLANK };
        if let Err(refusal) = endpoint.write_staged(package, &[]) {
            endpoint.close(id);
            return Err(refusal);
        }
        endpoint.counters.queries_sent += 1;
        endpoint.send_written(path);
        Ok(id)
    }
}

impl<P: Clone> Outgoing<'_, P, Alone<P>> {
    /// Sends the Unidirectional. Nobody answers it: what its operations await is not waited for.
    ///
    /// # Errors
    ///
    /// A package that is empty or too long.
    pub fn send(self, now: Time) -> Result<(), Refusal> {
        let Self { endpoint, kind: Alone(path), portion, .. } = self;
        endpoint.pass(now);
        endpoint.write_staged(Package { dialogue: portion, ..BLANK }, &[])?;
        endpoint.send_written(path);
        Ok(())
    }
}

impl<P: Clone> Outgoing<'_, P, Answering> {
    /// Goes on with a Conversation.
    ///
    /// # Errors
    ///
    /// A package that is empty or too long.
    pub fn converse(self, now: Time) -> Result<(), Refusal> {
        let package_type = if self.without_permission {
            PackageType::CONVERSATION_WITHOUT_PERMISSION
        } else {
            PackageType::CONVERSATION_WITH_PERMISSION
        };
        let Answering(id) = self.kind;
        if !self.endpoint.has_room_for_staged() {
            return Err(Refusal::ResourceUnavailable);
        }
        let peer_may_end = !self.without_permission;
        let endpoint = self.write(now, package_type)?;
        let dialogue = endpoint.dialogues.get_mut(id).ok_or(Refusal::NoSuchDialogue)?;
        dialogue.state = State::Active;
        dialogue.peer_may_end = peer_may_end;
        dialogue.rejects.clear();
        for answered in endpoint.answered.drain(..) {
            dialogue.received.remove(answered);
        }
        endpoint.invocations += endpoint.staged.len();
        for staged in endpoint.staged.drain(..) {
            dialogue.invocations.push(staged.sent(endpoint.now));
        }
        let path = dialogue.path.clone();
        endpoint.touch(id);
        endpoint.send_written(path);
        Ok(())
    }

    /// Ends the dialogue with a Response. What its operations await is not waited for.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoPermission`]; a package that is too long.
    pub fn respond(self, now: Time) -> Result<(), Refusal> {
        let Answering(id) = self.kind;
        if self.endpoint.dialogues.get(id).is_some_and(|dialogue| !dialogue.may_end) {
            return Err(Refusal::NoPermission);
        }
        let endpoint = self.write(now, PackageType::RESPONSE)?;
        if let Some(dialogue) = endpoint.close(id) {
            endpoint.send_written(dialogue.path);
        }
        Ok(())
    }
}

impl<'e, P: Clone> Outgoing<'e, P, Answering> {
    fn write(self, now: Time, package_type: PackageType) -> Result<&'e mut Endpoint<P>, Refusal> {
        let Self { endpoint, kind: Answering(id), portion, .. } = self;
        endpoint.pass(now);
        let dialogue = endpoint.dialogues.get_mut(id).ok_or(Refusal::NoSuchDialogue)?;
        // One that began but was not answered has told the peer's id to nobody yet.
        let responding_id = Some(dialogue.remote.ok_or(Refusal::NoPermission)?);
        let rejects = core::mem::take(&mut dialogue.rejects);
        let originating_id = (package_type != PackageType::RESPONSE).then_some(id.transaction_id());
        let package =
            Package { package_type, originating_id, responding_id, dialogue: portion, ..BLANK };
        let mut written = endpoint.write_staged(package, &rejects);
        if matches!(written, Err(Refusal::TooLong(_))) && !rejects.is_empty() {
            // What the user says goes before what TCAP refuses.
            written = endpoint.write_staged(package, &[]);
        }
        if let (Err(_), Some(dialogue)) = (&written, endpoint.dialogues.get_mut(id)) {
            dialogue.rejects = rejects;
        }
        written.map(|()| endpoint)
    }
}

//! The endpoint: its bounds, its doors, its timers.

use super::dialogue::{Awaits, Dialogue, Invocation};
use super::fault::Rejected;
use super::ids::{DialogueId, Dialogues, Origin};
use super::message::{Indication, Message, Primitive};
use crate::machine::timer::Timers;
use crate::machine::{Machine, Time};
use crate::wire::error::Error;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::ansi::{Abort, OperationCode, PAbortCause, Package, Problem, TransactionId};
use crate::wire::writer::{Encode, Writer};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};
use core::fmt;
use core::time::Duration;

/// The bounds and timers of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Which of the nodes that share an address this is, 0 to 15: the highest bits of its
    /// transaction ids, so that whoever takes a package for another can tell whose it is.
    pub node: u8,
    /// Which life of the node this is, modulo 16. Another number at each start keeps answers to the
    /// former life's dialogues from being taken for answers to this one's.
    pub life: u8,
    /// The number that the first transaction id ends with, 1 to 2^24 - 1. One made by chance at each start leaves
    /// a former life's ids to chance too, where the lives have come round.
    pub first_id: u32,
    /// How many dialogues may be open. Others are refused: resource unavailable.
    pub dialogues: usize,
    /// How many operations may wait for an answer, in all dialogues.
    pub invocations: usize,
    /// How many octets may wait to be sent. While there are more, new dialogues are refused.
    pub octets: usize,
    /// How long a package may be.
    pub package: usize,
    /// How long a dialogue may be silent before it is given up.
    pub dialogue_timeout: Duration,
    /// How long an operation waits for its answer, by [`Awaits`].
    pub answer_timeout: Duration,
    /// Whether a Query must have a dialogue portion.
    pub dialogue_portion_required: bool,
}

impl Default for Configuration {
    /// 65,536 dialogues with twice as many operations; 16 MiB to be sent; packages of 3,900
    /// octets, as 16 segments hold; 60 s of silence, 10 s for an answer.
    fn default() -> Self {
        Self {
            node: 0,
            life: 0,
            first_id: 1,
            dialogues: 1 << 16,
            invocations: 1 << 17,
            octets: 1 << 24,
            package: 3900,
            dialogue_timeout: Duration::from_secs(60),
            answer_timeout: Duration::from_secs(10),
            dialogue_portion_required: false,
        }
    }
}

/// What the carrier brings.
#[derive(Debug, Clone)]
pub enum Input<P> {
    /// A package.
    Package {
        /// The path back to its sender.
        path: P,
        /// The package.
        octets: Bytes,
    },
    /// A package of this endpoint that could not be delivered.
    Returned {
        /// Why.
        cause: ReturnCause,
        /// The package, or as much of it as came back.
        octets: Bytes,
    },
}

/// What comes of it.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // indications are what there is most of
pub enum Output<P> {
    /// A package for the carrier.
    Send {
        /// Where it goes.
        path: P,
        /// The package.
        octets: Bytes,
    },
    /// Something for the user.
    Indication(Indication<P>),
    /// The time of an operation is up (T1.114.2, TC-L-CANCEL). Where it [awaits](Awaits) only a
    /// failure, none came: it succeeded.
    Expired {
        /// The dialogue.
        dialogue: DialogueId,
        /// The id of the Invoke.
        invoke_id: u8,
        /// The operation.
        operation: OperationCode,
        /// What it waited for.
        awaits: Awaits,
    },
    /// An answer to an operation was refused, and its sender is told with the next package
    /// (T1.114.2, TC-L-REJECT). The operation is over: nothing else answers it.
    Refused {
        /// The dialogue.
        dialogue: DialogueId,
        /// The id of the Invoke.
        invoke_id: u8,
        /// The operation.
        operation: OperationCode,
        /// What was wrong with the answer.
        problem: Problem,
    },
    /// Something for the log.
    Event(Event),
}

/// What an endpoint settled without its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A package that cannot be read.
    Undecodable(Error),
    /// A package for a dialogue that is over: late, or doubled on the way.
    TooLate(TransactionId),
    /// A package for a dialogue that this node had before it was started anew.
    FormerLife(TransactionId),
    /// A package for a dialogue that this node never had.
    NotOurs(TransactionId),
    /// A Conversation whose sender is not the dialogue's peer.
    WrongPeer(DialogueId),
    /// An answer that came after its time was up.
    LateAnswer(DialogueId, u8),
    /// An answer to what is answered already.
    DoubleAnswer(DialogueId, u8),
    /// A component was refused.
    Rejected(DialogueId, Problem),
    /// A package was refused, and its sender told so if it can be.
    Aborted(PAbortCause),
    /// A component of a Unidirectional that cannot be acted upon; nobody can be told.
    Discarded(Problem),
    /// A package of this endpoint that belongs to no open dialogue came back from the network: a
    /// Response, an Abort, a Unidirectional.
    Returned(ReturnCause),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |problem: &Problem| problem.name().unwrap_or("unknown problem");
        match self {
            Self::Undecodable(error) => write!(f, "package cannot be read: {error}"),
            Self::TooLate(id) => write!(f, "package for dialogue {id}, which is over"),
            Self::FormerLife(id) => {
                write!(f, "package for dialogue {id} of before this node's restart")
            }
            Self::NotOurs(id) => write!(f, "package for dialogue {id}, which is not of this node"),
            Self::WrongPeer(id) => write!(f, "package for dialogue {id} from another peer"),
            Self::LateAnswer(id, invoke) => {
                write!(f, "dialogue {id}: answer to invoke {invoke} after its time")
            }
            Self::DoubleAnswer(id, invoke) => {
                write!(f, "dialogue {id}: second answer to invoke {invoke}")
            }
            Self::Rejected(id, problem) => write!(f, "dialogue {id}: rejected: {}", name(problem)),
            Self::Aborted(cause) => {
                write!(f, "package refused: {}", cause.name().unwrap_or("unknown cause"))
            }
            Self::Discarded(problem) => {
                write!(f, "component of a Unidirectional discarded: {}", name(problem))
            }
            Self::Returned(cause) => {
                write!(f, "package came back: {}", cause.name().unwrap_or("unknown cause"))
            }
        }
    }
}

/// How often something happened since the endpoint began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Dialogues that peers began.
    pub queries_received: u64,
    /// Dialogues that this side began.
    pub queries_sent: u64,
    /// Packages that came in.
    pub packages_received: u64,
    /// Packages that went out.
    pub packages_sent: u64,
    /// Packages that were refused with a P-Abort.
    pub aborts_sent: u64,
    /// Dialogues that were refused for want of room, of these.
    pub refused: u64,
    /// Components that were refused.
    pub rejects_sent: u64,
    /// Packages and answers that came too late or twice.
    pub late: u64,
    /// Packages that belong to no dialogue of this life.
    pub strays: u64,
    /// Operations whose time was up.
    pub expired: u64,
    /// Dialogues that were given up because nothing happened.
    pub timed_out: u64,
    /// Packages that the network returned.
    pub returned: u64,
}

/// Why the endpoint does not do what its user asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The dialogue is over, or never was.
    NoSuchDialogue,
    /// As many dialogues, operations or octets as the configuration allows.
    ResourceUnavailable,
    /// The peer did not permit this side to end the dialogue.
    NoPermission,
    /// 256 operations of the dialogue wait for their answers.
    NoInvokeId,
    /// A package with neither components nor a dialogue portion.
    Empty,
    /// A package longer than the configuration allows, in octets.
    TooLong(usize),
    /// More than 64 components: [`Message`] tells no more apart.
    TooManyComponents,
    /// A component that its type does not allow.
    Encoding(Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchDialogue => f.write_str("no such dialogue"),
            Self::ResourceUnavailable => f.write_str("resource unavailable"),
            Self::NoPermission => f.write_str("no permission to end the dialogue"),
            Self::NoInvokeId => f.write_str("no invoke id is free"),
            Self::Empty => f.write_str("nothing to send"),
            Self::TooLong(octets) => write!(f, "a package of {octets} octets is too long"),
            Self::TooManyComponents => f.write_str("more than 64 components in a package"),
            Self::Encoding(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Encoding(error)
    }
}

/// The dialogues of one node. `P` is the path to a peer.
#[derive(Debug)]
pub struct Endpoint<P> {
    pub(super) configuration: Configuration,
    pub(super) dialogues: Dialogues<Dialogue<P>>,
    pub(super) invocations: usize,
    timers: Timers<DialogueId>,
    outputs: VecDeque<Output<P>>,
    queued: usize,
    pub(super) counters: Counters,
    pub(super) now: Time,
    pub(super) writer: Writer,
    /// The components of the package that is being put together, encoded; what they invoke, and
    /// which invokes of the peer they answer.
    pub(super) portion: Vec<u8>,
    pub(super) components: u8,
    pub(super) staged: Vec<Invocation>,
    pub(super) answered: Vec<u8>,
    /// Where packages that go out are cut from.
    chunk: BytesMut,
    /// Whether two paths may be those of one peer.
    pub(super) same_peer: fn(&P, &P) -> bool,
}

const CHUNK: usize = 1 << 16;

impl<P> Endpoint<P> {
    /// An endpoint without dialogues.
    pub fn new(configuration: Configuration) -> Self {
        Self {
            dialogues: Dialogues::new(
                configuration.node,
                configuration.life,
                configuration.first_id,
            ),
            configuration,
            invocations: 0,
            timers: Timers::default(),
            outputs: VecDeque::new(),
            queued: 0,
            counters: Counters::default(),
            now: Time::ZERO,
            writer: Writer::new(),
            portion: Vec::new(),
            components: 0,
            staged: Vec::new(),
            answered: Vec::new(),
            chunk: BytesMut::new(),
            same_peer: |_, _| true,
        }
    }

    /// The same, where paths tell one peer from another: what ends a dialogue names only this side's id, and is
    /// taken from the peer alone that the dialogue is with.
    #[must_use]
    pub fn telling_peers_apart(self, same_peer: fn(&P, &P) -> bool) -> Self {
        Self { same_peer, ..self }
    }

    /// How many dialogues are open.
    pub const fn len(&self) -> usize {
        self.dialogues.len()
    }

    /// Whether no dialogue is open.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The open dialogues, in no order.
    pub fn open(&self) -> impl Iterator<Item = DialogueId> {
        self.dialogues.iter().map(|(id, _)| id)
    }

    /// How often what happened.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The bounds and timers.
    pub const fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    pub(super) fn pass(&mut self, now: Time) {
        self.now = self.now.max(now);
    }

    /// Whether there is room for another dialogue.
    pub(super) fn has_room(&self) -> bool {
        self.dialogues.len() < self.configuration.dialogues
            && self.invocations < self.configuration.invocations
            && self.queued < self.configuration.octets
    }

    /// Whether the operations of the package that is being put together may be waited for.
    pub(super) fn has_room_for_staged(&self) -> bool {
        let waiting = self.invocations + self.staged.len();
        self.staged.is_empty() || waiting <= self.configuration.invocations
    }

    pub(super) fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    pub(super) fn output(&mut self, output: Output<P>) {
        self.outputs.push_back(output);
    }

    pub(super) fn indicate(&mut self, indication: Indication<P>) {
        self.queued += indication.message.octets.len();
        self.outputs.push_back(Output::Indication(indication));
    }

    /// Sends what the writer holds.
    pub(super) fn send_written(&mut self, path: P) {
        let octets = self.writer.octets();
        if self.chunk.capacity() < octets.len() {
            self.chunk.reserve(CHUNK.max(octets.len()));
        }
        self.chunk.extend_from_slice(octets);
        let octets = self.chunk.split().freeze();
        self.counters.packages_sent += 1;
        self.queued += octets.len();
        self.outputs.push_back(Output::Send { path, octets });
    }

    /// Writes a package into the writer.
    pub(super) fn write<C: Encode>(&mut self, package: &Package<'_, C>) -> Result<(), Refusal> {
        let length = self.writer.message(package)?.len();
        if length > self.configuration.package {
            return Err(Refusal::TooLong(length));
        }
        Ok(())
    }

    /// Tells a peer that TCAP gave up.
    pub(super) fn send_p_abort(&mut self, path: P, to: TransactionId, cause: PAbortCause) {
        let abort = Package::abort(to, Abort::Cause(cause));
        if self.writer.message(&abort).is_ok() {
            self.counters.aborts_sent += 1;
            self.send_written(path);
        }
    }

    /// Opens a dialogue. There must be room.
    pub(super) fn admit(&mut self, mut dialogue: Dialogue<P>) -> Option<DialogueId> {
        dialogue.until = dialogue.given_up(self.now + self.configuration.dialogue_timeout);
        let due = dialogue.due();
        dialogue.fires = due;
        self.invocations += dialogue.invocations.len();
        let id = self.dialogues.insert(dialogue)?;
        let timer = self.timers.arm(due, id);
        if let Some(dialogue) = self.dialogues.get_mut(id) {
            dialogue.timer = timer;
        }
        Some(id)
    }

    /// Something happened to a dialogue: its silence begins anew.
    pub(super) fn touch(&mut self, id: DialogueId) {
        let until = self.now + self.configuration.dialogue_timeout;
        let Some(dialogue) = self.dialogues.get_mut(id) else { return };
        dialogue.until = dialogue.given_up(until);
        // A timer that fires too early is armed again; only one that would be late must move.
        let due = dialogue.due();
        if due < dialogue.fires {
            if let Some(timer) = dialogue.timer {
                self.timers.stop(timer);
            }
            dialogue.fires = due;
            dialogue.timer = self.timers.arm(due, id);
        }
    }

    /// Forgets a dialogue.
    pub(super) fn close(&mut self, id: DialogueId) -> Option<Dialogue<P>> {
        let dialogue = self.dialogues.remove(id)?;
        self.invocations -= dialogue.invocations.len();
        if let Some(timer) = dialogue.timer {
            self.timers.stop(timer);
        }
        Some(dialogue)
    }
}

impl<P: Clone> Endpoint<P> {
    /// Gives a dialogue up and tells the peer, where it is known yet. `reason` is an EXTERNAL of the
    /// user, or a cause where the user is not who gives up.
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn abort(
        &mut self,
        now: Time,
        dialogue: DialogueId,
        reason: Abort<'_>,
    ) -> Result<(), Refusal> {
        self.pass(now);
        let dialogue = self.close(dialogue).ok_or(Refusal::NoSuchDialogue)?;
        if let Some(remote) = dialogue.remote {
            self.writer.message(&Package::abort(remote, reason))?;
            self.send_written(dialogue.path);
        }
        Ok(())
    }

    /// Forgets a dialogue without a word: its end was arranged beforehand (T1.114.2).
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn forget(&mut self, dialogue: DialogueId) -> Result<(), Refusal> {
        self.close(dialogue).map(drop).ok_or(Refusal::NoSuchDialogue)
    }

    /// Stops waiting for the answer to an operation (T1.114.2, TC-U-CANCEL).
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn cancel(&mut self, dialogue: DialogueId, invoke_id: u8) -> Result<(), Refusal> {
        let dialogue = self.dialogues.get_mut(dialogue).ok_or(Refusal::NoSuchDialogue)?;
        if dialogue.invocations.take(|open| open.invoke_id == invoke_id).is_some() {
            dialogue.expired.add(invoke_id);
            self.invocations -= 1;
        }
        Ok(())
    }

    /// The path to a dialogue's peer.
    pub fn path(&self, dialogue: DialogueId) -> Option<&P> {
        self.dialogues.get(dialogue).map(|dialogue| &dialogue.path)
    }

    /// What is due for a dialogue whose timer fired.
    fn fired(&mut self, id: DialogueId) {
        let now = self.now;
        let Some(dialogue) = self.dialogues.get_mut(id) else { return };
        dialogue.timer = None;
        while let Some(open) = dialogue.invocations.take(|open| open.until <= now) {
            dialogue.expired.add(open.invoke_id);
            self.invocations -= 1;
            // What awaits nothing ends with its time (Q.774 3.2.1.1.3).
            if open.awaits == Awaits::Nothing {
                continue;
            }
            self.counters.expired += 1;
            self.outputs.push_back(Output::Expired {
                dialogue: id,
                invoke_id: open.invoke_id,
                operation: open.operation,
                awaits: open.awaits,
            });
        }
        if dialogue.until <= now {
            self.counters.timed_out += 1;
            if let Some(dialogue) = self.close(id) {
                if let Some(remote) = dialogue.remote {
                    let path = dialogue.path.clone();
                    self.send_p_abort(path, remote, PAbortCause::RESOURCE_UNAVAILABLE);
                }
                self.indicate(Indication {
                    dialogue: Some(id),
                    path: dialogue.path,
                    primitive: Primitive::TimedOut,
                    unanswered: dialogue.invocations.unanswered(),
                    message: Message::default(),
                });
            }
            return;
        }
        let due = dialogue.due();
        dialogue.fires = due;
        dialogue.timer = self.timers.arm(due, id);
    }

    pub(super) fn stray(&mut self, id: TransactionId) {
        match self.dialogues.origin(id.0) {
            Origin::Over => {
                self.counters.late += 1;
                self.event(Event::TooLate(id));
            }
            Origin::FormerLife => {
                self.counters.strays += 1;
                self.event(Event::FormerLife(id));
            }
            Origin::Foreign => {
                self.counters.strays += 1;
                self.event(Event::NotOurs(id));
            }
        }
    }

    pub(super) fn note_rejects(&mut self, id: DialogueId, rejects: &[Rejected]) {
        for rejected in rejects {
            self.counters.rejects_sent += 1;
            self.event(Event::Rejected(id, rejected.problem));
        }
    }
}

impl<P: Clone> Machine for Endpoint<P> {
    type Input = Input<P>;
    type Output = Output<P>;

    fn handle_input(&mut self, now: Time, input: Input<P>) {
        self.pass(now);
        match input {
            Input::Package { path, octets } => self.package(path, octets),
            Input::Returned { cause, octets } => self.returned(cause, &octets),
        }
    }

    fn handle_timeout(&mut self, now: Time) {
        self.pass(now);
        while let Some(id) = self.timers.fire(self.now) {
            self.fired(id);
        }
    }

    fn poll_output(&mut self) -> Option<Output<P>> {
        let output = self.outputs.pop_front();
        match &output {
            Some(Output::Send { octets, .. }) => self.queued -= octets.len(),
            Some(Output::Indication(indication)) => {
                self.queued -= indication.message.octets.len();
            }
            _ => {}
        }
        output
    }

    fn poll_timeout(&self) -> Option<Time> {
        self.timers.next()
    }
}

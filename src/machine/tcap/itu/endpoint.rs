//! The endpoint: its bounds, its doors, its timers.

use super::super::dialogue::Awaits;
use super::super::endpoint::Refusal;
use super::super::ids::{DialogueId, Dialogues, Origin};
use super::dialogue::{Control, Dialogue, Invocation, Operation, Remote};
use super::message::{Indication, Message, Primitive};
use crate::machine::timer::Timers;
use crate::machine::{Machine, Time};
use crate::wire::error::Error;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::itu::{self, AbortSource, Problem, p_abort_cause_name};
use crate::wire::writer::{Encode, Writer};
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use core::time::Duration;

/// The bounds and timers of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Which of the nodes that share an address this is, 0 to 15: the highest bits of its
    /// transaction ids.
    pub node: u8,
    /// Which life of the node this is, modulo 16: answers to the former life's dialogues are not
    /// taken for answers to this one's.
    pub life: u8,
    /// The number that the first transaction id ends with, 1 to 2^24 - 1. One made by chance at each start leaves
    /// a former life's ids to chance too, where the lives have come round.
    pub first_id: u32,
    /// How many dialogues may be open. Others are refused: resource limitation.
    pub dialogues: usize,
    /// How many operations may wait for an answer, in all dialogues.
    pub invocations: usize,
    /// How many octets may wait to be sent. While there are more, new dialogues are refused.
    pub octets: usize,
    /// How long a message may be.
    pub message: usize,
    /// How long a dialogue may be silent before it is given up.
    pub dialogue_timeout: Duration,
    /// How long an operation waits for its answer, by [`Awaits`].
    pub answer_timeout: Duration,
}

impl Default for Configuration {
    /// 65,536 dialogues with twice as many operations; 16 MiB to be sent; messages of 3,900
    /// octets, as 16 segments hold; 60 s of silence, 10 s for an answer.
    fn default() -> Self {
        Self {
            node: 0,
            life: 0,
            first_id: 1,
            dialogues: 1 << 16,
            invocations: 1 << 17,
            octets: 1 << 24,
            message: 3900,
            dialogue_timeout: Duration::from_secs(60),
            answer_timeout: Duration::from_secs(10),
        }
    }
}

/// What the carrier brings.
#[derive(Debug, Clone)]
pub enum Input<P> {
    /// A message.
    Message {
        /// The path back to its sender.
        path: P,
        /// The message.
        octets: Bytes,
    },
    /// A message of this endpoint that could not be delivered.
    Returned {
        /// Why.
        cause: ReturnCause,
        /// The message, or as much of it as came back.
        octets: Bytes,
    },
}

/// What comes of it.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // indications are what there is most of
pub enum Output<P> {
    /// A message for the carrier.
    Send {
        /// Where it goes.
        path: P,
        /// The message.
        octets: Bytes,
    },
    /// Something for the user.
    Indication(Indication<P>),
    /// The time of an operation is up (Q.771 3.1.3, TC-L-CANCEL). Where it [awaits](Awaits) only a
    /// failure, none came: it succeeded.
    Expired {
        /// The dialogue.
        dialogue: DialogueId,
        /// The id of the Invoke.
        invoke_id: i8,
        /// The operation.
        operation: Operation,
        /// What it waited for.
        awaits: Awaits,
    },
    /// An answer to an operation was refused, and its sender is told with the next message (Q.771
    /// 3.1.3, TC-L-REJECT). The operation is over.
    Refused {
        /// The dialogue.
        dialogue: DialogueId,
        /// The id of the Invoke.
        invoke_id: i8,
        /// The operation.
        operation: Operation,
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
    /// A message that cannot be read.
    Undecodable(Error),
    /// A message for a dialogue that is over: late, or doubled on the way.
    TooLate(u32),
    /// A message for a dialogue that this node had before it was started anew.
    FormerLife(u32),
    /// A message for a dialogue that this node never had.
    NotOurs,
    /// A Continue whose sender is not the dialogue's peer.
    WrongPeer(DialogueId),
    /// An answer that came after its time was up.
    LateAnswer(DialogueId, i8),
    /// An answer to what is answered already.
    DoubleAnswer(DialogueId, i8),
    /// A component was refused.
    Rejected(DialogueId, Problem),
    /// A message was refused with this P-Abort cause, and its sender told so if it can be.
    Aborted(i64),
    /// A dialogue portion was refused.
    AbnormalDialogue,
    /// A component of a Unidirectional that cannot be acted upon; nobody can be told.
    Discarded(Problem),
    /// A message of this endpoint that belongs to no open dialogue came back from the network.
    Returned(ReturnCause),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |problem: &Problem| problem.name().unwrap_or("unknown problem");
        match self {
            Self::Undecodable(error) => write!(f, "message cannot be read: {error}"),
            Self::TooLate(id) => write!(f, "message for dialogue {id:08x}, which is over"),
            Self::FormerLife(id) => {
                write!(f, "message for dialogue {id:08x} of before this node's restart")
            }
            Self::NotOurs => f.write_str("message for a dialogue that is not of this node"),
            Self::WrongPeer(id) => write!(f, "message for dialogue {id} from another peer"),
            Self::LateAnswer(id, invoke) => {
                write!(f, "dialogue {id}: answer to invoke {invoke} after its time")
            }
            Self::DoubleAnswer(id, invoke) => {
                write!(f, "dialogue {id}: second answer to invoke {invoke}")
            }
            Self::Rejected(id, problem) => write!(f, "dialogue {id}: rejected: {}", name(problem)),
            Self::Aborted(cause) => {
                write!(f, "message refused: {}", p_abort_cause_name(*cause).unwrap_or("unknown"))
            }
            Self::AbnormalDialogue => f.write_str("message refused: abnormal dialogue"),
            Self::Discarded(problem) => {
                write!(f, "component of a Unidirectional discarded: {}", name(problem))
            }
            Self::Returned(cause) => {
                write!(f, "message came back: {}", cause.name().unwrap_or("unknown cause"))
            }
        }
    }
}

/// How often something happened since the endpoint began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Dialogues that peers began.
    pub begins_received: u64,
    /// Dialogues that this side began.
    pub begins_sent: u64,
    /// Messages that came in.
    pub messages_received: u64,
    /// Messages that went out.
    pub messages_sent: u64,
    /// Messages that were refused with an Abort.
    pub aborts_sent: u64,
    /// Dialogues that were refused for want of room, of these.
    pub refused: u64,
    /// Components that were refused.
    pub rejects_sent: u64,
    /// Messages and answers that came too late or twice.
    pub late: u64,
    /// Messages that belong to no dialogue of this life.
    pub strays: u64,
    /// Operations whose time was up.
    pub expired: u64,
    /// Dialogues that were given up because nothing happened.
    pub timed_out: u64,
    /// Messages that the network returned.
    pub returned: u64,
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
    /// The components of the message that is being put together, encoded, and what they invoke.
    pub(super) portion: Vec<u8>,
    pub(super) components: u32,
    pub(super) staged: Vec<Invocation>,
}

/// P-Abort causes (Q.773 table 12).
pub(super) const UNRECOGNIZED_MESSAGE_TYPE: i64 = 0;
pub(super) const UNRECOGNIZED_TRANSACTION_ID: i64 = 1;
pub(super) const BADLY_FORMATTED_TRANSACTION_PORTION: i64 = 2;
pub(super) const INCORRECT_TRANSACTION_PORTION: i64 = 3;
pub(super) const RESOURCE_LIMITATION: i64 = 4;

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
        }
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

    /// The path to a dialogue's peer.
    pub fn path(&self, dialogue: DialogueId) -> Option<&P> {
        self.dialogues.get(dialogue).map(|dialogue| &dialogue.path)
    }

    pub(super) fn pass(&mut self, now: Time) {
        self.now = self.now.max(now);
    }

    /// Whether there is room for another dialogue.
    pub(super) fn has_room(&self) -> bool {
        self.dialogues.len() < self.configuration.dialogues
            && self.queued < self.configuration.octets
            && self.invocations < self.configuration.invocations
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
        let octets = Bytes::copy_from_slice(self.writer.octets());
        self.counters.messages_sent += 1;
        self.queued += octets.len();
        self.outputs.push_back(Output::Send { path, octets });
    }

    /// Writes a message into the writer.
    pub(super) fn write<C: Encode>(
        &mut self,
        message: &itu::Message<'_, C>,
    ) -> Result<(), Refusal> {
        let length = self.writer.message(message)?.len();
        if length > self.configuration.message {
            return Err(Refusal::TooLong(length));
        }
        Ok(())
    }

    /// Tells a peer that the transaction sub-layer gave up.
    pub(super) fn send_p_abort(&mut self, path: P, to: Remote, cause: i64) {
        if self.writer.message(&itu::Message::abort(to.octets(), Some(cause))).is_ok() {
            self.counters.aborts_sent += 1;
            self.send_written(path);
        }
    }

    /// Tells a peer that a dialogue ends for the reason in this portion.
    pub(super) fn send_u_abort(&mut self, path: P, to: Remote, reason: itu::Dialogue<'_>) {
        let abort = itu::Message::abort(to.octets(), None).with_dialogue(reason);
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
    /// Gives a dialogue up and tells the peer, where it is known yet (Q.771 3.1.2.2.2.4). Without
    /// `reason`, a dialogue with an application context ends with an ABRT of its user. A Begin's
    /// context is refused by an AARE that rejects.
    ///
    /// # Errors
    ///
    /// There is no such dialogue; what the reason's encoder refuses.
    pub fn abort(
        &mut self,
        now: Time,
        dialogue: DialogueId,
        reason: Option<itu::Dialogue<'_>>,
    ) -> Result<(), Refusal> {
        self.pass(now);
        let dialogue = self.close(dialogue).ok_or(Refusal::NoSuchDialogue)?;
        if let Some(remote) = dialogue.remote {
            let by_user = dialogue.has_context.then(|| itu::Dialogue::abort(AbortSource::USER));
            let abort = itu::Message::abort(remote.octets(), None);
            let abort = itu::Message { dialogue: reason.or(by_user), ..abort };
            self.writer.message(&abort)?;
            self.send_written(dialogue.path);
        }
        Ok(())
    }

    /// Forgets a dialogue without a word: its end was arranged beforehand (Q.771 3.1.2.2.2.3).
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn forget(&mut self, dialogue: DialogueId) -> Result<(), Refusal> {
        self.close(dialogue).map(drop).ok_or(Refusal::NoSuchDialogue)
    }

    /// Stops waiting for the answer to an operation (Q.771 3.1.3, TC-U-CANCEL).
    ///
    /// # Errors
    ///
    /// There is no such dialogue.
    pub fn cancel(&mut self, dialogue: DialogueId, invoke_id: i8) -> Result<(), Refusal> {
        let dialogue = self.dialogues.get_mut(dialogue).ok_or(Refusal::NoSuchDialogue)?;
        if dialogue.invocations.take(|open| open.invoke_id == invoke_id).is_some() {
            dialogue.expired.add(invoke_id as u8);
            self.invocations -= 1;
        }
        Ok(())
    }

    /// What is due for a dialogue whose timer fired.
    fn fired(&mut self, id: DialogueId) {
        let now = self.now;
        let Some(dialogue) = self.dialogues.get_mut(id) else { return };
        dialogue.timer = None;
        while let Some(open) = dialogue.invocations.take(|open| open.until <= now) {
            dialogue.expired.add(open.invoke_id as u8);
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
                    self.send_p_abort(path, remote, RESOURCE_LIMITATION);
                }
                self.indicate(Indication {
                    dialogue: Some(id),
                    unanswered: dialogue.unanswered(),
                    path: dialogue.path,
                    primitive: Primitive::TimedOut,
                    message: Message::default(),
                });
            }
            return;
        }
        let due = dialogue.due();
        dialogue.fires = due;
        dialogue.timer = self.timers.arm(due, id);
    }

    /// A message for no open dialogue.
    pub(super) fn stray(&mut self, id: Option<u32>) {
        let Some(id) = id else {
            self.counters.strays += 1;
            return self.event(Event::NotOurs);
        };
        match self.dialogues.origin(id) {
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
                self.event(Event::NotOurs);
            }
        }
    }

    /// Whether the first message back of this dialogue must have an AARE, and for which context.
    pub(super) fn owed(&self, id: DialogueId) -> Option<Bytes> {
        match &self.dialogues.get(id)?.control {
            Control::Owed(context) => Some(context.clone()),
            Control::Settled | Control::Asked => None,
        }
    }
}

impl<P: Clone> Machine for Endpoint<P> {
    type Input = Input<P>;
    type Output = Output<P>;

    fn handle_input(&mut self, now: Time, input: Input<P>) {
        self.pass(now);
        match input {
            Input::Message { path, octets } => self.message(path, octets),
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

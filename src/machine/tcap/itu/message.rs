//! What a message means for the user of an endpoint.

use super::super::dialogue::Few;
use super::super::ids::DialogueId;
use super::dialogue::Operation;
use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::itu::{self, Component, Components, Dialogue};
use bytes::Bytes;
use core::time::Duration;

/// What happened to a dialogue.
#[derive(Debug, Clone)]
pub struct Indication<P> {
    /// The dialogue; none for a Unidirectional. After [`Primitive::is_final`] it is gone, and the id
    /// is good for a log only.
    pub dialogue: Option<DialogueId>,
    /// The path to the peer.
    pub path: P,
    /// What happened.
    pub primitive: Primitive,
    /// How many operations the peer left without the answer that they await, now that the dialogue
    /// is over.
    pub unanswered: usize,
    /// The components and the dialogue portion. Empty where no message came.
    pub message: Message,
}

/// The ways in which a dialogue begins, goes on and ends (Q.771 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Primitive {
    /// Components without a dialogue.
    Unidirectional,
    /// The peer began a dialogue.
    Begin,
    /// The peer goes on.
    Continue,
    /// The peer ended the dialogue.
    End,
    /// The peer's user gave up, or refused the application context; [`Message::dialogue`] has its
    /// words.
    UserAbort,
    /// TCAP gave up: the peer's, or this endpoint itself over a message that broke the rules.
    ProviderAbort(ProviderAbort),
    /// A message came back from the network. Where it was the Begin, the dialogue is over.
    Undeliverable {
        /// Why, where the network told.
        cause: ReturnCause,
        /// Whether the dialogue is over.
        over: bool,
    },
    /// Nothing happened for [`dialogue_timeout`](super::Configuration::dialogue_timeout).
    TimedOut,
}

/// Why TCAP gave a dialogue up (Q.771 3.1.2.2.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderAbort {
    /// A P-Abort cause of the transaction sub-layer;
    /// [`p_abort_cause_name`](itu::p_abort_cause_name) has the names.
    Cause(i64),
    /// A dialogue portion came where none may be, or none where one must be.
    AbnormalDialogue,
    /// The peer speaks no protocol version of the dialogue portion that this side speaks.
    NoCommonDialoguePortion,
}

impl Primitive {
    /// Whether the dialogue is over.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Begin | Self::Continue | Self::Undeliverable { over: false, .. })
    }
}

/// The operation that a component answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The id that this side gave it.
    pub invoke_id: i8,
    /// The operation.
    pub operation: Operation,
    /// How long the answer took.
    pub waited: Duration,
}

/// A message that passed the rules of TCAP. It holds the octets that came; nothing is copied.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub(super) octets: Bytes,
    /// The places of the components that may be acted upon.
    pub(super) accepted: u64,
    /// What they answer, by place.
    pub(super) answers: Few<(u8, Answered)>,
}

impl Message {
    /// The octets of the message.
    pub const fn octets(&self) -> &Bytes {
        &self.octets
    }

    fn message(&self) -> Option<itu::Message<'_>> {
        itu::Message::decode(&mut Reader::new(&self.octets, Layer::Tcap)).ok()
    }

    /// The dialogue portion.
    pub fn dialogue(&self) -> Option<Dialogue<'_>> {
        self.message()?.dialogue
    }

    /// The components that may be acted upon, in their order. Those that were refused are not
    /// among them.
    pub fn components(&self) -> impl Iterator<Item = Received<'_>> {
        let components = self.message().and_then(|message| message.components);
        let all = components.into_iter().flat_map(|components: Components<'_>| components.iter());
        let accepted = all.zip(0_u8..64).filter(|(_, place)| self.accepted >> place & 1 != 0);
        accepted.filter_map(|((_, component), place)| {
            let answers = self.answers.iter().find(|(at, _)| *at == place);
            let answers = answers.map(|(_, what)| what.clone());
            Some(Received { component: component.ok()?, answers })
        })
    }

    /// The first component that may be acted upon.
    pub fn first(&self) -> Option<Received<'_>> {
        self.components().next()
    }

    /// How many components may be acted upon.
    pub const fn len(&self) -> usize {
        self.accepted.count_ones() as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.accepted == 0
    }
}

/// A component that may be acted upon.
#[derive(Debug, Clone)]
pub struct Received<'a> {
    /// The component.
    pub component: Component<'a>,
    /// The operation of this side that it answers, or is linked to.
    pub answers: Option<Answered>,
}

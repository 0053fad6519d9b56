//! What a package means for the user of an endpoint.

use super::dialogue::Few;
use super::ids::DialogueId;
use crate::wire::ain::{self, Operation, OperationError, OperationResult};
use crate::wire::ber::Tlv;
use crate::wire::error::{Error, Layer};
use crate::wire::reader::Reader;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::ansi::{
    Abort, Component, Components, DialoguePortion, ErrorCode, Invoke, OperationClass,
    OperationCode, PAbortCause, Package, Problem, Reject, ReturnError, ReturnResult,
};
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
    /// The components and the dialogue portion. Empty where no package came.
    pub message: Message,
}

/// The ways in which a dialogue begins, goes on and ends (T1.114.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Primitive {
    /// Components without a dialogue.
    Unidirectional,
    /// The peer began a dialogue.
    Query {
        /// Whether this side may end it at once.
        may_end: bool,
    },
    /// The peer goes on.
    Conversation {
        /// Whether this side may end now.
        may_end: bool,
    },
    /// The peer ended the dialogue.
    Response,
    /// The peer's user gave up; [`Message::user_abort`] has its words.
    UserAbort,
    /// TCAP gave up: the peer's, or this endpoint itself over a package that broke the rules.
    ProviderAbort(PAbortCause),
    /// A package came back from the network. Where it was the Query, the dialogue is over.
    Undeliverable {
        /// Why, where the network told.
        cause: ReturnCause,
        /// Whether the dialogue is over.
        over: bool,
    },
    /// Nothing happened for [`dialogue_timeout`](super::Configuration::dialogue_timeout).
    TimedOut,
}

impl Primitive {
    /// Whether the dialogue is over.
    pub const fn is_final(self) -> bool {
        !matches!(
            self,
            Self::Query { .. }
                | Self::Conversation { .. }
                | Self::Undeliverable { over: false, .. }
        )
    }
}

/// The operation that a component answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The id that this side gave it.
    pub invoke_id: u8,
    /// The operation.
    pub operation: OperationCode,
    /// How long the answer took.
    pub waited: Duration,
}

/// A package that passed the rules of TCAP. It holds the octets that came; nothing is copied.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub(super) octets: Bytes,
    /// Where the components begin and end.
    pub(super) portion: (u32, u32),
    /// The places of the components that may be acted upon.
    pub(super) accepted: u64,
    /// What they answer, by place.
    pub(super) answers: Few<(u8, Answered)>,
}

impl Message {
    /// The octets of the package.
    pub const fn octets(&self) -> &Bytes {
        &self.octets
    }

    /// Of a package that was read as far as its components.
    pub(super) fn of(
        octets: Bytes,
        components: Option<Components<'_>>,
        accepted: u64,
        answers: Few<(u8, Answered)>,
    ) -> Self {
        let portion = components.map_or((0, 0), |components| {
            let reader = components.reader();
            // A package is shorter than 64 KiB.
            (reader.at(), reader.at() + reader.rest().len() as u32)
        });
        Self { octets, portion, accepted, answers }
    }

    fn package(&self) -> Option<Package<'_>> {
        Package::decode(&mut Reader::new(&self.octets, Layer::Tcap)).ok()
    }

    /// The dialogue portion.
    pub fn dialogue(&self) -> Option<DialoguePortion<'_>> {
        self.package()?.dialogue
    }

    /// What the peer's user said when it gave up: an EXTERNAL.
    pub fn user_abort(&self) -> Option<Tlv<'_>> {
        match self.package()?.abort? {
            Abort::User(external) => Some(external),
            Abort::Cause(_) => None,
        }
    }

    /// The components that may be acted upon, in their order. Those that were refused are not
    /// among them.
    pub fn components(&self) -> impl Iterator<Item = Received<'_>> {
        let (start, end) = self.portion;
        let portion = self.octets.get(start as usize..end as usize).unwrap_or_default();
        let mut reader = Reader::new_at(portion, start, Layer::Tcap);
        let mut place = 0;
        core::iter::from_fn(move || {
            while !reader.is_empty() && place < 64 {
                let element = reader.tlv("component").ok()?;
                let this = place;
                place += 1;
                if self.accepted >> this & 1 != 0 {
                    let answers = self.answers.iter().find(|(at, _)| *at == this);
                    let component = Component::decode(&element).ok()?;
                    return Some(Received { component, answers: answers.map(|(_, what)| *what) });
                }
            }
            None
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
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// The component.
    pub component: Component<'a>,
    /// The operation of this side that it answers.
    pub answers: Option<Answered>,
}

impl<'a> Received<'a> {
    /// The Invoke, if it is one.
    pub const fn invoke(&self) -> Option<&Invoke<'a>> {
        match &self.component {
            Component::Invoke(invoke) => Some(invoke),
            _ => None,
        }
    }

    /// The AIN operation of an Invoke with its argument. None where it is none of AIN.
    ///
    /// # Errors
    ///
    /// What the argument's type refuses, and a missing argument. [`problem`](Self::problem) says what
    /// the peer is to be told.
    pub fn operation(&self) -> Option<Result<Operation<'a>, Error>> {
        let invoke = self.invoke()?;
        Operation::decode(invoke.operation.ain()?, &invoke.parameter.unwrap_or(NO_PARAMETER))
    }

    /// The result of the AIN operation that was asked for. None where it is no result, and where the operation has
    /// none.
    ///
    /// # Errors
    ///
    /// What the result's type refuses.
    pub fn result(&self) -> Option<Result<OperationResult<'a>, Error>> {
        let Component::ReturnResult(ReturnResult { parameter, .. }) = &self.component else {
            return None;
        };
        let asked = self.answers?.operation.ain()?;
        OperationResult::decode(asked, &parameter.unwrap_or(NO_PARAMETER))
    }

    /// The AIN error. None where it is no error of AIN.
    ///
    /// # Errors
    ///
    /// What the error's type refuses.
    pub fn error(&self) -> Option<Result<OperationError<'a>, Error>> {
        let Component::ReturnError(ReturnError { error, parameter, .. }) = &self.component else {
            return None;
        };
        if error.class != OperationClass::Private {
            return None;
        }
        let code = u8::try_from(error.code).ok()?;
        OperationError::decode(code, &parameter.unwrap_or(NO_PARAMETER))
    }

    /// The code of a Return Error.
    pub const fn error_code(&self) -> Option<ErrorCode> {
        match &self.component {
            Component::ReturnError(error) => Some(error.error),
            _ => None,
        }
    }

    /// Whether an error of AIN is none of those that the operation can fail with.
    fn is_error_of_others(&self) -> bool {
        let operation = self.answers.and_then(|asked| asked.operation.ain());
        let code = self.error_code().filter(|error| error.class == OperationClass::Private);
        let error = code.and_then(|error| ain::error(u8::try_from(error.code).ok()?));
        let row = operation.and_then(ain::operation);
        row.zip(error).is_some_and(|(row, error)| !row.errors.contains(&error.name))
    }

    /// The problem of a Reject.
    pub const fn rejected(&self) -> Option<Problem> {
        match &self.component {
            Component::Reject(Reject { problem, .. }) => Some(*problem),
            _ => None,
        }
    }

    /// What the peer is to be told about a component that its user cannot act upon: an operation
    /// that is not known, or a parameter that its type refuses (T1.114.5).
    pub fn problem(&self) -> Option<Problem> {
        match &self.component {
            Component::Invoke(_) => match self.operation() {
                None => Some(Problem::UNRECOGNISED_OPERATION),
                Some(Err(_)) => Some(Problem::INVOKE_INCORRECT_PARAMETER),
                Some(Ok(_)) => None,
            },
            Component::ReturnResult(_) => {
                self.result()?.is_err().then_some(Problem::RESULT_INCORRECT_PARAMETER)
            }
            Component::ReturnError(_) if self.is_error_of_others() => {
                Some(Problem::UNEXPECTED_ERROR)
            }
            Component::ReturnError(_) => match self.error() {
                None => Some(Problem::UNRECOGNISED_ERROR),
                Some(Err(_)) => Some(Problem::ERROR_INCORRECT_PARAMETER),
                Some(Ok(_)) => None,
            },
            Component::Reject(_) => None,
        }
    }
}

/// An argument that was left out is one without fields.
const NO_PARAMETER: Tlv<'static> =
    Tlv { identifier: ain::PARAMETER_SEQUENCE, octets: &[0x30, 0], ..Tlv::NONE };

//! Dialogues between a switch and a control point, message by message.

use super::operations::{Call, argument};
use super::random::Random;
use hookflash::wire::ain::operations::*;
use hookflash::wire::ain::parameters::{ErrorCause, FailureCause};
use hookflash::wire::ain::structures::ApplicationErrorString;
use hookflash::wire::ain::{Direction, OPERATIONS};
use hookflash::wire::mtp3::{
    Msu, NetworkIndicator, PointCode, RoutingLabel, ServiceIndicator, ServiceInformationOctet,
    Variant,
};
use hookflash::wire::sccp::{
    Address, GlobalTitle, GtDigits, ProtocolClass, SubsystemNumber, Unitdata,
};
use hookflash::wire::tcap::ansi::{
    ErrorCode, Invoke, OperationClass, OperationCode, Package, Problem, Reject, ReturnError,
    TransactionId,
};
use hookflash::wire::{Encode, Error, ErrorKind, Layer, Writer};

const AIN: SubsystemNumber = SubsystemNumber(247);
/// The translation type of number queries.
const NUMBER_SERVICES: u8 = 254;

/// One message of a dialogue: who sends it, how it stands in its transaction, what it asks for.
#[derive(Clone, Copy)]
struct Step {
    from_switch: bool,
    transaction: Transaction,
    content: Content,
}

#[derive(Clone, Copy)]
enum Transaction {
    Query,
    Conversation,
    Response,
    /// A query within the dialogue, in the other direction.
    InnerQuery,
    InnerResponse,
}

#[derive(Clone, Copy)]
enum Content {
    Invoke(u16),
    /// Two invokes in one package.
    Invokes(u16, u16),
    ApplicationError,
    FailureReport,
    Reject,
}

const fn switch(transaction: Transaction, code: u16) -> Step {
    Step { from_switch: true, transaction, content: Content::Invoke(code) }
}

const fn control_point(transaction: Transaction, code: u16) -> Step {
    Step { from_switch: false, transaction, content: Content::Invoke(code) }
}

use Transaction::{Conversation, InnerQuery, InnerResponse, Query, Response};

const TRANSFER: &[Step] = &[
    switch(Query, InfoCollected::CODE),
    control_point(InnerQuery, MonitorForChange::CODE),
    switch(InnerResponse, StatusReported::CODE),
    control_point(Response, AnalyzeRoute::CODE),
];
const NUMBER_QUERY: &[Step] =
    &[switch(Query, InfoAnalyzed::CODE), control_point(Response, AnalyzeRoute::CODE)];
const TERMINATION: &[Step] =
    &[switch(Query, TerminationAttempt::CODE), control_point(Response, AuthorizeTermination::CODE)];
const FORWARDING: &[Step] =
    &[switch(Query, TerminationAttempt::CODE), control_point(Response, ForwardCall::CODE)];
const ANNOUNCEMENT: &[Step] = &[
    switch(Query, InfoAnalyzed::CODE),
    control_point(Conversation, SendToResource::CODE),
    switch(Conversation, ResourceClear::CODE),
    control_point(Response, Disconnect::CODE),
];
const LEGS: &[Step] = &[
    switch(Query, OMidCall::CODE),
    Step {
        from_switch: false,
        transaction: Conversation,
        content: Content::Invokes(OriginateCall::CODE, RequestReportBcmEvent::CODE),
    },
    switch(Conversation, OAnswer::CODE),
    control_point(Conversation, MergeCall::CODE),
    switch(Conversation, SuccessOutcome::CODE),
    control_point(Response, DisconnectLeg::CODE),
];

/// A dialogue that asks for any operation at all, and how it ends.
fn other(random: &mut Random) -> Vec<Step> {
    let operation = &OPERATIONS[random.below(OPERATIONS.len() as u64) as usize];
    let from_switch = operation.direction != Direction::FromControlPoint;
    let end = match random.below(10) {
        0 => Content::ApplicationError,
        1 => Content::FailureReport,
        2 => Content::Reject,
        _ if from_switch => Content::Invoke(Continue::CODE),
        _ => Content::Invoke(Close::CODE),
    };
    let content = Content::Invoke(operation.code);
    vec![
        Step { from_switch, transaction: Query, content },
        Step { from_switch: !from_switch, transaction: Response, content: end },
    ]
}

/// A dialogue at work.
pub(crate) struct Dialogue {
    steps: Vec<Step>,
    done: usize,
    call: Call,
    switch: PointCode,
    control_point: PointCode,
    /// Of the first query, of the end that answers it, and of a query within.
    ids: [TransactionId; 3],
    invoke_id: u8,
    /// The ids of the invokes to be answered: in the dialogue, and in the query within.
    asked: [Option<u8>; 2],
    title: [u8; 5],
}

impl Dialogue {
    pub(crate) fn new(number: u64, random: &mut Random) -> Self {
        let steps = match random.below(100) {
            0..46 => TRANSFER.to_vec(),
            46..78 => NUMBER_QUERY.to_vec(),
            78..84 => TERMINATION.to_vec(),
            84..88 => FORWARDING.to_vec(),
            88..92 => ANNOUNCEMENT.to_vec(),
            92..95 => LEGS.to_vec(),
            _ => other(random),
        };
        let call = Call::new(random);
        let switch = random.below(60) as u32;
        let point_code = |cluster: u32, member: u32| {
            PointCode::new(Variant::Ansi, 5 << 16 | cluster << 8 | member)
        };
        let mut title = [0; 5];
        for (octet, pair) in title.iter_mut().zip(call.called().as_bytes().chunks_exact(2)) {
            *octet = pair[0] & 15 | pair[1] << 4;
        }
        Self {
            steps,
            done: 0,
            call,
            switch: point_code(10 + switch / 16, 1 + switch % 16),
            control_point: point_code(20, 2 + random.below(2) as u32),
            // Ids are given out in order by each end; the top octet keeps the ends apart.
            ids: [0x1000_0000, 0x2000_0000, 0x3000_0000]
                .map(|end| TransactionId(end | (number & 0x0FFF_FFFF) as u32)),
            invoke_id: random.below(200) as u8,
            asked: [None; 2],
            title,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.done == self.steps.len()
    }

    /// The next message, from the label on.
    pub(crate) fn next(&mut self, random: &mut Random) -> impl Encode + '_ {
        let Step { from_switch, transaction, content } = self.steps[self.done];
        let first = self.done == 0;
        self.done += 1;
        let within = matches!(transaction, InnerQuery | InnerResponse);
        self.invoke_id = self.invoke_id.wrapping_add(1);
        let correlation_id = self.asked[usize::from(within)].replace(self.invoke_id);
        if let Content::Invokes(..) = content {
            self.invoke_id = self.invoke_id.wrapping_add(1);
        }
        let (origin, destination) = match from_switch {
            true => (self.switch, self.control_point),
            false => (self.control_point, self.switch),
        };
        // A number query goes where the translation of the number leads, anything else to a node.
        let called_party_address = match (first, content) {
            (true, Content::Invoke(InfoAnalyzed::CODE)) => Address {
                subsystem_number: Some(AIN),
                ..Address::translated(
                    Variant::Ansi,
                    GlobalTitle::TranslationType {
                        translation_type: NUMBER_SERVICES,
                        digits: GtDigits::packed(&self.title, false),
                    },
                )
            },
            _ => Address::node(destination, AIN),
        };
        let components =
            Components { call: &self.call, content, invoke_id: self.invoke_id, correlation_id };
        let [first_id, answering_id, inner_id] = self.ids;
        Msu {
            service_information: ServiceInformationOctet {
                network_indicator: NetworkIndicator::NATIONAL,
                priority: random.below(2) as u8,
                service_indicator: ServiceIndicator::SCCP,
            },
            routing_label: RoutingLabel {
                destination_point_code: destination,
                originating_point_code: origin,
                signalling_link_selection: random.below(256) as u8,
            },
            payload: Unitdata {
                protocol_class: ProtocolClass::CLASS_1,
                called_party_address,
                calling_party_address: Address::node(origin, AIN),
                data: match transaction {
                    Query => Package::query(first_id, components),
                    Conversation if from_switch == self.steps[0].from_switch => {
                        Package::conversation(first_id, answering_id, components)
                    }
                    Conversation => Package::conversation(answering_id, first_id, components),
                    Response => Package::response(first_id, components),
                    InnerQuery => Package::query(inner_id, components),
                    InnerResponse => Package::response(inner_id, components),
                },
            },
        }
    }
}

/// The components of one package.
struct Components<'a> {
    call: &'a Call,
    content: Content,
    /// Of the last invoke.
    invoke_id: u8,
    correlation_id: Option<u8>,
}

impl Components<'_> {
    fn invoke(&self, code: u16, invoke_id: u8, last: bool) -> Result<impl Encode, Error> {
        let missing = Error {
            kind: ErrorKind::Missing,
            at: Error::NOWHERE,
            layer: Layer::Ain,
            what: "argument",
        };
        let argument = argument(code, self.call).ok_or(missing)?;
        let invoke = Invoke::last(invoke_id, OperationCode::private(code), argument);
        Ok(Invoke { last, correlation_id: self.correlation_id, ..invoke })
    }
}

impl Encode for Components<'_> {
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let answered = self.correlation_id.unwrap_or(self.invoke_id);
        let error = |code| ErrorCode { class: OperationClass::Private, code };
        match self.content {
            Content::Invoke(code) => self.invoke(code, self.invoke_id, true)?.encode(writer),
            Content::Invokes(first, second) => {
                // The writer goes towards the front.
                self.invoke(second, self.invoke_id, true)?.encode(writer)?;
                self.invoke(first, self.invoke_id.wrapping_sub(1), false)?.encode(writer)
            }
            Content::ApplicationError => {
                let string = ApplicationErrorString::new(ErrorCause::UNEXPECTED_MESSAGE);
                let parameter = ApplicationError::new(string);
                ReturnError::new(answered, error(1), Some(parameter)).encode(writer)
            }
            Content::FailureReport => {
                let parameter = FailureReport::new(FailureCause::UNAVAILABLE_RESOURCES);
                ReturnError::new(answered, error(2), Some(parameter)).encode(writer)
            }
            Content::Reject => {
                let unrecognised_operation = Problem { problem_type: 2, specifier: 2 };
                Reject::new(Some(answered), unrecognised_operation).encode(writer)
            }
        }
    }
}

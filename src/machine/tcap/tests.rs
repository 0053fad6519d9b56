//! Two endpoints under a clock that the test turns.

use super::*;
use crate::machine::{Machine, Time};
use crate::wire::ain::Operation;
use crate::wire::ain::kinds::Digits;
use crate::wire::ain::operations::{
    AnalyzeRoute, Continue, InfoAnalyzed, MonitorForChange, OPERATIONS, SendToResource,
    StatusReported, UpdateRequest,
};
use crate::wire::ain::parameters::{
    BearerCapability, CalledPartyID, Dn, FacilityStatus, MonitorTime, StatusCause,
};
use crate::wire::ain::structures::UserID;
use crate::wire::ber::Octets;
use crate::wire::digits::DigitString;
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::ansi::{
    Abort, Component, OperationCode, PAbortCause, Package, PackageType, Problem, TransactionId,
};
use crate::wire::{Layer, Reader, Writer};
use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;

type Tcap = Endpoint<&'static str>;

fn after(seconds: u64) -> Time {
    Time::ZERO + Duration::from_secs(seconds)
}

fn analyzed() -> InfoAnalyzed<'static> {
    let user = UserID::Dn(Dn(Octets::new(&[0x12, 0x52, 0x55, 0x10, 0x10])));
    let called = DigitString::text("9725550123").map(Digits::national).map(CalledPartyID);
    InfoAnalyzed { called_party_id: called, ..InfoAnalyzed::new(user, BearerCapability::SPEECH) }
}

fn route() -> AnalyzeRoute<'static> {
    let number = DigitString::text("9725550145").map(Digits::national).map(CalledPartyID);
    AnalyzeRoute { called_party_id: number, ..AnalyzeRoute::new() }
}

/// A switch (node 1) and an SCP (node 2), and what came of them so far.
struct Pair {
    switch: Tcap,
    scp: Tcap,
    now: Time,
    /// What is on its way: to the SCP or not, and the package.
    wire: VecDeque<(bool, Bytes)>,
    at_switch: Vec<Output<&'static str>>,
    at_scp: Vec<Output<&'static str>>,
}

impl Pair {
    fn new() -> Self {
        Self::with(Configuration::default())
    }

    fn with(configuration: Configuration) -> Self {
        Self {
            switch: Endpoint::new(Configuration { node: 1, ..configuration.clone() }),
            scp: Endpoint::new(Configuration { node: 2, ..configuration }),
            now: Time::ZERO,
            wire: VecDeque::new(),
            at_switch: vec![],
            at_scp: vec![],
        }
    }

    /// Takes out what came, packages to the wire.
    fn drain(&mut self) {
        for (to_scp, side, kept) in [
            (true, &mut self.switch, &mut self.at_switch),
            (false, &mut self.scp, &mut self.at_scp),
        ] {
            while let Some(output) = side.poll_output() {
                match output {
                    Output::Send { octets, .. } => self.wire.push_back((to_scp, octets)),
                    other => kept.push(other),
                }
            }
        }
    }

    fn deliver(&mut self, to_scp: bool, octets: Bytes) {
        let (side, path) =
            if to_scp { (&mut self.scp, "switch") } else { (&mut self.switch, "scp") };
        side.handle_input(self.now, Input::Package { path, octets });
    }

    /// Delivers all that is on its way.
    fn run(&mut self) {
        self.drain();
        while let Some((to_scp, octets)) = self.wire.pop_front() {
            self.deliver(to_scp, octets);
            self.drain();
        }
    }

    fn wait(&mut self, until: Time) {
        while let Some(due) =
            [self.switch.poll_timeout(), self.scp.poll_timeout()].into_iter().flatten().min()
            && due <= until
        {
            self.now = due;
            self.switch.handle_timeout(due);
            self.scp.handle_timeout(due);
            self.run();
        }
        self.now = until;
    }

    fn ask(&mut self) -> DialogueId {
        let mut query = self.switch.query("scp").expect("room");
        query.invoke(&analyzed()).expect("encodable");
        query.send(self.now).expect("sent")
    }

    /// The latest indication at a side.
    fn indication<'k>(kept: &'k [Output<&'static str>]) -> &'k Indication<&'static str> {
        kept.iter()
            .rev()
            .find_map(|output| match output {
                Output::Indication(indication) => Some(indication),
                _ => None,
            })
            .expect("an indication")
    }

    fn events(kept: &[Output<&'static str>]) -> Vec<Event> {
        let event = |output: &Output<_>| match output {
            Output::Event(event) => Some(*event),
            _ => None,
        };
        kept.iter().filter_map(event).collect()
    }

    fn scp_dialogue(&self) -> DialogueId {
        Self::indication(&self.at_scp).dialogue.expect("a dialogue")
    }
}

fn octets(hex: &str) -> Bytes {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| {
        u8::from_str_radix(core::str::from_utf8(pair).expect("text"), 16).expect("hexadecimal")
    };
    digits.chunks(2).map(octet).collect()
}

#[test]
fn a_query_is_answered_and_both_sides_forget_it() {
    let mut pair = Pair::new();
    let asked = pair.ask();
    pair.run();
    let query = Pair::indication(&pair.at_scp);
    assert_eq!(query.primitive, Primitive::Query { may_end: true });
    assert_eq!(query.path, "switch");
    let received = query.message.first().expect("an invoke");
    let Some(Ok(Operation::InfoAnalyzed(analyzed))) = received.operation() else { panic!() };
    assert_eq!(analyzed.called_party_id.expect("digits").0.digits.to_string(), "9725550123");
    let invoke_id = received.invoke().and_then(|invoke| invoke.invoke_id).expect("an id");

    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(invoke_id, &route()).expect("encodable");
    reply.respond(pair.now).expect("sent");
    pair.run();
    let response = Pair::indication(&pair.at_switch);
    assert_eq!((response.dialogue, response.primitive), (Some(asked), Primitive::Response));
    assert_eq!(response.unanswered, 0);
    let received = response.message.first().expect("an invoke");
    assert!(matches!(received.operation(), Some(Ok(Operation::AnalyzeRoute(_)))));
    let code = OperationCode::private(InfoAnalyzed::CODE);
    assert_eq!(
        received.answers,
        Some(Answered { invoke_id: 1, operation: code, waited: Duration::ZERO })
    );
    assert!(pair.switch.is_empty() && pair.scp.is_empty());
    assert_eq!((pair.switch.poll_timeout(), pair.scp.poll_timeout()), (None, None));
    assert_eq!((pair.switch.invocations, pair.scp.invocations), (0, 0));
}

#[test]
fn a_conversation_goes_back_and_forth_with_results_and_errors_typed() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    let arguments = arbitrary_operation(UpdateRequest::CODE);
    let code = OperationCode::private(UpdateRequest::CODE);
    let first = reply.invoke_as(code, &arguments[..], Awaits::Both, None).expect("encodable");
    let second = reply.invoke_as(code, &arguments[..], Awaits::Both, None).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    assert_eq!((first, second), (1, 2));
    let asked = Pair::indication(&pair.at_switch);
    assert_eq!(asked.primitive, Primitive::Conversation { may_end: true });
    assert_eq!(asked.message.len(), 2);

    let id = asked.dialogue.expect("a dialogue");
    let mut reply = pair.switch.reply(id).expect("open");
    reply.result(first, Some(&[0x30, 0][..])).expect("encodable");
    reply.error(second, 1, Some(&octets("BF370B9F380101BF3904020264 02")[..])).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let answers = Pair::indication(&pair.at_scp);
    let received: Vec<_> = answers.message.components().collect();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].answers.map(|a| a.invoke_id), Some(first));
    assert!(received[0].result().is_some_and(|result| result.is_ok()));
    assert_eq!(received[1].answers.map(|a| a.invoke_id), Some(second));
    assert_eq!(received[1].error_code().map(|error| error.code), Some(1));
    assert_eq!(pair.scp.invocations, 0);
}

/// An argument of an operation with nothing in it.
fn arbitrary_operation(code: u16) -> Vec<u8> {
    assert!(OPERATIONS.iter().any(|operation| operation.code == code));
    vec![0x30, 0]
}

#[test]
fn an_end_without_permission_is_refused_here_and_told_there() {
    let mut pair = Pair::new();
    let mut query = pair.switch.query("scp").expect("room");
    query.invoke(&analyzed()).expect("encodable");
    query.without_permission();
    let asked = query.send(pair.now).expect("sent");
    pair.run();
    let id = pair.scp_dialogue();
    assert_eq!(Pair::indication(&pair.at_scp).primitive, Primitive::Query { may_end: false });
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    assert_eq!(reply.respond(pair.now), Err(Refusal::NoPermission));
    // One that does it all the same is told so, if its id is known.
    let mut reply = pair.scp.reply(id).expect("open");
    reply.invoke(&arguments_of_monitor()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let mut reply = pair.switch.reply(asked).expect("open");
    reply.without_permission();
    reply.invoke(&analyzed()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let nothing: [[u8; 2]; 0] = [];
    let response = Package::response(asked.transaction_id(), nothing);
    let forged = Bytes::copy_from_slice(Writer::new().message(&response).expect("encodable"));
    pair.deliver(false, forged);
    pair.run();
    let cause = PAbortCause::PERMISSION_TO_RELEASE_PROBLEM;
    let told = Pair::indication(&pair.at_scp);
    assert_eq!(told.primitive, Primitive::ProviderAbort(cause));
    let here = Pair::indication(&pair.at_switch);
    assert_eq!(here.primitive, Primitive::ProviderAbort(cause));
    assert!(pair.switch.is_empty() && pair.scp.is_empty());
}

fn arguments_of_monitor() -> MonitorForChange<'static> {
    MonitorForChange::new(FacilityStatus::IDLE, MonitorTime(Octets::new(&[0, 5, 0])))
}

#[test]
fn an_answer_in_time_is_not_late_and_one_too_late_is_told_from_a_second_one() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    let code = OperationCode::private(UpdateRequest::CODE);
    reply.invoke_as(code, &[0x30, 0][..], Awaits::Both, None).expect("encodable");
    reply.answer_within(Duration::from_secs(30));
    reply.invoke_as(code, &[0x30, 0][..], Awaits::Both, None).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    pair.wait(after(9));
    assert!(!pair.at_scp.iter().any(|output| matches!(output, Output::Expired { .. })));
    pair.wait(after(11));
    assert!(pair.at_scp.iter().any(|output| matches!(
        output,
        Output::Expired { invoke_id: 1, awaits: Awaits::Both, .. }
    )));

    let switch = Pair::indication(&pair.at_switch).dialogue.expect("a dialogue");
    let mut reply = pair.switch.reply(switch).expect("open");
    for id in [1, 2, 2, 77] {
        reply.result(id, Some(&[0x30, 0][..])).expect("encodable");
    }
    reply.converse(pair.now).expect("sent");
    pair.run();
    let events = Pair::events(&pair.at_scp);
    assert_eq!(
        events,
        [
            Event::LateAnswer(id, 1),
            Event::DoubleAnswer(id, 2),
            Event::Rejected(id, Problem::RESULT_UNRECOGNISED_CORRELATION_ID)
        ]
    );
    assert_eq!(Pair::indication(&pair.at_scp).message.len(), 1);
    // The Reject goes with the next package.
    let mut reply = pair.scp.reply(id).expect("open");
    reply.invoke(&Continue::new()).expect("encodable");
    reply.respond(pair.now).expect("sent");
    pair.run();
    let last = Pair::indication(&pair.at_switch);
    let received: Vec<_> = last.message.components().collect();
    assert_eq!(received[0].rejected(), Some(Problem::RESULT_UNRECOGNISED_CORRELATION_ID));
    assert_eq!(received.len(), 2);
}

#[test]
fn what_its_class_does_not_await_is_unexpected() {
    for (awaits, result_rejected, error_rejected) in [
        (Awaits::Both, false, false),
        (Awaits::Failure, true, false),
        (Awaits::Success, false, true),
        (Awaits::Nothing, true, true),
    ] {
        for error in [false, true] {
            let mut pair = Pair::new();
            pair.ask();
            pair.run();
            let id = pair.scp_dialogue();
            let mut reply = pair.scp.reply(id).expect("open");
            let code = OperationCode::private(UpdateRequest::CODE);
            reply.invoke_as(code, &[0x30, 0][..], awaits, None).expect("encodable");
            reply.converse(pair.now).expect("sent");
            pair.run();
            let switch = Pair::indication(&pair.at_switch).dialogue.expect("a dialogue");
            let mut reply = pair.switch.reply(switch).expect("open");
            if error {
                reply.error(1, 1, None::<&[u8]>).expect("encodable");
            } else {
                reply.result(1, None::<&[u8]>).expect("encodable");
            }
            reply.converse(pair.now).expect("sent");
            pair.run();
            let problem = Pair::events(&pair.at_scp).into_iter().next();
            let expected = match (error, result_rejected, error_rejected) {
                (false, true, _) => Some(Problem::UNEXPECTED_RETURN_RESULT),
                (true, _, true) => Some(Problem::UNEXPECTED_RETURN_ERROR),
                _ => None,
            };
            let expected = expected.map(|problem| Event::Rejected(id, problem));
            assert_eq!(problem, expected, "{awaits:?}, error {error}");
        }
    }
}

#[test]
fn the_silence_of_a_failure_class_is_success() {
    let mut pair = Pair::new();
    let mut query = pair.switch.query("scp").expect("room");
    let code = OperationCode::private(SendToResource::CODE);
    query.invoke_as(code, &[0x30, 0][..], Awaits::Failure, None).expect("encodable");
    query.invoke_as(code, &[0x30, 0][..], Awaits::Nothing, None).expect("encodable");
    query.send(pair.now).expect("sent");
    pair.drain();
    pair.wait(after(20));
    let expired: Vec<_> = pair
        .at_switch
        .iter()
        .filter_map(|output| match output {
            Output::Expired { invoke_id, awaits, .. } => Some((*invoke_id, *awaits)),
            _ => None,
        })
        .collect();
    assert_eq!(expired, [(1, Awaits::Failure)]);
}

#[test]
fn a_dialogue_that_is_silent_too_long_is_given_up_on_both_sides() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    pair.wait(after(50));
    assert_eq!((pair.switch.len(), pair.scp.len()), (1, 1));
    pair.wait(after(61));
    assert_eq!((pair.switch.len(), pair.scp.len()), (0, 0));
    assert_eq!(Pair::indication(&pair.at_scp).primitive, Primitive::TimedOut);
    assert!(Pair::indication(&pair.at_switch).primitive.is_final());
    assert_eq!(Pair::indication(&pair.at_switch).unanswered, 0);
}

#[test]
fn a_restarted_node_answers_an_old_id_with_a_p_abort_and_delivers_nothing() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    pair.switch = Endpoint::new(Configuration { node: 1, life: 1, ..Configuration::default() });
    // As many dialogues as before, so that an id without a life would be found.
    for _ in 0..5 {
        pair.ask();
    }
    pair.drain();
    pair.wire.clear();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    assert!(matches!(Pair::events(&pair.at_switch)[..], [Event::FormerLife(_)]));
    assert!(!pair.at_switch.iter().any(|output| matches!(output, Output::Indication(_))));
    let cause = PAbortCause::UNASSIGNED_RESPONDING_TRANSACTION_ID;
    let told = Pair::indication(&pair.at_scp);
    assert_eq!((told.primitive, pair.scp.len()), (Primitive::ProviderAbort(cause), 0));
}

#[test]
fn at_the_ceiling_new_dialogues_are_refused_and_open_ones_go_on() {
    let mut pair = Pair::with(Configuration { dialogues: 2, ..Configuration::default() });
    pair.ask();
    pair.ask();
    pair.run();
    assert_eq!(pair.switch.query("scp").err(), Some(Refusal::ResourceUnavailable));
    let third =
        Package::query(TransactionId(0x7000_0001), [[0xE9, 7, 0xCF, 1, 1, 0xD1, 2, 0x64, 1]]);
    let third = Bytes::copy_from_slice(Writer::new().message(&third).expect("encodable"));
    pair.deliver(true, third);
    pair.drain();
    let (_, refused) = pair.wire.pop_back().expect("an answer");
    let refused = Package::decode(&mut Reader::new(&refused, Layer::Tcap)).expect("an abort");
    assert_eq!(refused.abort, Some(Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE)));
    assert_eq!(pair.scp.counters().refused, 1);
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.respond(pair.now).expect("sent");
    pair.run();
    assert_eq!(Pair::indication(&pair.at_switch).primitive, Primitive::Response);
    assert!(pair.switch.query("scp").is_ok());
}

#[test]
fn each_fault_of_a_component_is_rejected_with_its_problem() {
    // A Query with permission around the component; nothing else to act upon, so that TCAP answers.
    for (component, problem) in [
        ("A905CF0101D100", Problem::UNRECOGNISED_COMPONENT_TYPE),
        ("E903CF0101", Problem::BADLY_STRUCTURED_COMPONENT_PORTION),
        ("E907CF03010203D100", Problem::INCORRECT_COMPONENT_PORTION),
        ("E909CF0101D10264 0230FF", Problem::INCORRECT_COMPONENT_CODING),
        ("EA05CF01093000", Problem::RESULT_UNRECOGNISED_CORRELATION_ID),
        ("EB06CF0109D40101", Problem::ERROR_UNRECOGNISED_CORRELATION_ID),
        ("E90ACF020109D102640 23000", Problem::INVOKE_UNRECOGNISED_CORRELATION_ID),
    ] {
        let component = octets(component);
        let query = Package::query(TransactionId(9), &component[..]);
        let query = Bytes::copy_from_slice(Writer::new().message(&query).expect("encodable"));
        let mut pair = Pair::new();
        pair.deliver(true, query);
        pair.drain();
        let (_, answer) = pair.wire.pop_front().expect("an answer");
        let answer = Package::decode(&mut Reader::new(&answer, Layer::Tcap)).expect("a package");
        assert_eq!(answer.package_type, PackageType::RESPONSE);
        let (_, rejected) = answer.components.expect("a portion").iter().next().expect("one");
        let Ok(Component::Reject(reject)) = rejected else { panic!("no Reject") };
        assert_eq!(reject.problem, problem, "{component:02x?}");
        assert!(pair.scp.is_empty());
        assert!(!pair.at_scp.iter().any(|output| matches!(output, Output::Indication(_))));
    }
}

#[test]
fn a_package_of_a_thousand_broken_components_is_answered_with_a_few_rejects() {
    let component = [0xA0, 0].repeat(1000);
    let query = Package::query(TransactionId(9), &component[..]);
    let query = Bytes::copy_from_slice(Writer::new().message(&query).expect("encodable"));
    let mut pair = Pair::new();
    pair.deliver(true, query);
    pair.drain();
    let (_, answer) = pair.wire.pop_front().expect("an answer");
    let answer = Package::decode(&mut Reader::new(&answer, Layer::Tcap)).expect("a package");
    assert_eq!(answer.components.expect("a portion").iter().count(), 65);
    assert!(pair.scp.is_empty());
}

#[test]
fn an_invoke_id_in_use_is_not_taken_twice() {
    let twice = octets("E909CF0101D1026402 3000 E909CF0101D1026402 3000");
    let query = Package::query(TransactionId(9), &twice[..]);
    let query = Bytes::copy_from_slice(Writer::new().message(&query).expect("encodable"));
    let mut pair = Pair::new();
    pair.deliver(true, query);
    pair.drain();
    let id = pair.scp_dialogue();
    assert_eq!(Pair::events(&pair.at_scp), [Event::Rejected(id, Problem::DUPLICATE_INVOCATION)]);
    assert_eq!(Pair::indication(&pair.at_scp).message.len(), 1);
}

#[test]
fn each_fault_of_a_package_is_aborted_with_its_cause() {
    for (package, cause) in [
        ("E806C70400000009", PAbortCause::UNRECOGNIZED_PACKAGE_TYPE),
        ("E208C70400000009E805", PAbortCause::BADLY_STRUCTURED_TRANSACTION_PORTION),
        ("E50EC708000000090000 0001E8023000", PAbortCause::UNASSIGNED_RESPONDING_TRANSACTION_ID),
        ("E20DC70400000009F905DA030102 03", PAbortCause::BADLY_STRUCTURED_DIALOGUE_PORTION),
        ("E20BC70400000009F9039F0100", PAbortCause::UNRECOGNIZED_DIALOGUE_PORTION_ID),
    ] {
        let mut pair = Pair::new();
        pair.deliver(true, octets(package));
        pair.drain();
        let (_, answer) = pair.wire.pop_front().unwrap_or_else(|| panic!("an answer to {package}"));
        let answer = Package::decode(&mut Reader::new(&answer, Layer::Tcap)).expect("a package");
        assert_eq!(answer.abort, Some(Abort::Cause(cause)), "{package}");
        assert_eq!(answer.responding_id, Some(TransactionId(9)));
        assert!(pair.scp.is_empty());
    }
    let configuration = Configuration { dialogue_portion_required: true, ..Default::default() };
    let mut pair = Pair::with(configuration);
    pair.ask();
    pair.run();
    let cause = PAbortCause::MISSING_DIALOGUE_PORTION;
    assert_eq!(Pair::indication(&pair.at_switch).primitive, Primitive::ProviderAbort(cause));
}

#[test]
fn an_abort_of_the_user_arrives_with_its_words() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let words = octets("280906022A03A003040101");
    let mut reader = Reader::new(&words, Layer::Tcap);
    let external = reader.tlv("EXTERNAL").expect("an element");
    let id = pair.scp_dialogue();
    pair.scp.abort(pair.now, id, Abort::User(external)).expect("open");
    pair.run();
    let told = Pair::indication(&pair.at_switch);
    assert_eq!((told.primitive, told.unanswered), (Primitive::UserAbort, 1));
    assert_eq!(told.message.user_abort().map(|words| words.octets), Some(&words[..]));
    assert!(pair.switch.is_empty() && pair.scp.is_empty());
}

#[test]
fn a_query_that_the_network_returns_is_over_and_a_conversation_is_not() {
    let mut pair = Pair::new();
    let asked = pair.ask();
    pair.drain();
    let (_, octets) = pair.wire.pop_front().expect("a query");
    let cause = ReturnCause::SUBSYSTEM_FAILURE;
    pair.switch.handle_input(pair.now, Input::Returned { cause, octets });
    pair.drain();
    let told = Pair::indication(&pair.at_switch);
    let over = Primitive::Undeliverable { cause, over: true };
    assert_eq!((told.dialogue, told.primitive, told.unanswered), (Some(asked), over, 1));
    assert!(pair.switch.is_empty());

    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.drain();
    let (_, octets) = pair.wire.pop_front().expect("a conversation");
    // Only the front came back.
    let octets = octets.slice(..14);
    pair.scp.handle_input(pair.now, Input::Returned { cause, octets });
    pair.drain();
    let told = Pair::indication(&pair.at_scp);
    assert_eq!(told.primitive, Primitive::Undeliverable { cause, over: false });
    assert_eq!(pair.scp.len(), 1);
}

#[test]
fn a_package_of_another_peer_touches_no_dialogue() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let switch = Pair::indication(&pair.at_switch).dialogue.expect("a dialogue");
    let component = octets("E909CF0109D10264023000");
    let forged =
        Package::conversation(TransactionId(0x666), switch.transaction_id(), &component[..]);
    let forged = Bytes::copy_from_slice(Writer::new().message(&forged).expect("encodable"));
    let before = pair.at_switch.len();
    pair.deliver(false, forged);
    pair.drain();
    assert!(matches!(pair.at_switch[before..], [Output::Event(Event::WrongPeer(_))]));
    assert_eq!(pair.switch.len(), 1);
}

#[test]
fn a_response_by_another_path_ends_no_dialogue_that_goes_on() {
    let mut pair = Pair::new();
    pair.switch = Endpoint::new(Configuration { node: 1, ..Configuration::default() })
        .telling_peers_apart(|one, other| one == other);
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let switch = Pair::indication(&pair.at_switch).dialogue.expect("a dialogue");
    let forged = Package::response(switch.transaction_id(), &[][..] as &[u8]);
    let octets = Bytes::copy_from_slice(Writer::new().message(&forged).expect("encodable"));
    let before = pair.at_switch.len();
    for (path, left) in [("somebody else", 1), ("scp", 0)] {
        let octets = octets.clone();
        pair.switch.handle_input(pair.now, Input::Package { path, octets });
        pair.drain();
        assert_eq!(pair.switch.len(), left, "{path}");
    }
    assert!(matches!(pair.at_switch[before], Output::Event(Event::WrongPeer(_))));
}

#[test]
fn a_unidirectional_is_told_and_leaves_nothing() {
    let mut pair = Pair::new();
    let mut alone = pair.switch.unidirectional("scp");
    alone
        .invoke_as(OperationCode::private(0x6704), &[0x30, 0][..], Awaits::Nothing, None)
        .expect("encodable");
    alone.send(pair.now).expect("sent");
    pair.run();
    let told = Pair::indication(&pair.at_scp);
    assert_eq!((told.dialogue, told.primitive), (None, Primitive::Unidirectional));
    assert_eq!(told.message.len(), 1);
    assert!(pair.switch.is_empty() && pair.scp.is_empty());
}

#[test]
fn no_octets_make_an_endpoint_fail() {
    let mut seed = 0x0123_4567_89AB_CDEF_u64;
    let mut chance = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let mut pair = Pair::new();
    for round in 0..3000 {
        pair.ask();
        pair.drain();
        let Some((_, whole)) = pair.wire.pop_front() else { continue };
        let mut damaged = whole.to_vec();
        for _ in 0..=chance() % 4 {
            let place = chance() % damaged.len();
            damaged[place] = chance() as u8;
        }
        damaged.truncate(chance() % (damaged.len() + 1));
        pair.deliver(round % 2 == 0, damaged.into());
        pair.run();
        pair.wait(pair.now + Duration::from_millis(10));
    }
    pair.wait(pair.now + Duration::from_secs(200));
    assert_eq!((pair.switch.len(), pair.scp.len()), (0, 0));
    assert_eq!((pair.switch.invocations, pair.scp.invocations), (0, 0));
    assert_eq!((pair.switch.poll_timeout(), pair.scp.poll_timeout()), (None, None));
}

/// Every package of a dialogue lost, doubled or delayed in turn: whatever happens, both sides come to
/// an end that their users are told.
#[test]
fn no_dialogue_is_lost_in_silence_whatever_happens_to_its_packages() {
    for fate in 0..3 {
        for nth in 0..4 {
            let mut pair = Pair::new();
            pair.ask();
            let mut count = 0;
            let mut held: Vec<(bool, Bytes)> = vec![];
            for _ in 0..10 {
                pair.drain();
                while let Some((to_scp, octets)) = pair.wire.pop_front() {
                    match (count == nth, fate) {
                        (true, 0) => {}
                        (true, 1) => {
                            pair.deliver(to_scp, octets.clone());
                            pair.deliver(to_scp, octets);
                        }
                        (true, _) => held.push((to_scp, octets)),
                        (false, _) => pair.deliver(to_scp, octets),
                    }
                    count += 1;
                    pair.drain();
                    act(&mut pair);
                }
            }
            pair.wait(pair.now + Duration::from_secs(15));
            for (to_scp, octets) in held {
                pair.deliver(to_scp, octets);
                pair.run();
                act(&mut pair);
            }
            pair.wait(pair.now + Duration::from_secs(200));
            assert_eq!((pair.switch.len(), pair.scp.len()), (0, 0), "fate {fate} of {nth}");
            let ended = |kept: &[Output<_>]| {
                kept.iter().any(|output| {
                    matches!(output, Output::Indication(told) if told.primitive.is_final())
                })
            };
            assert!(ended(&pair.at_switch), "fate {fate} of {nth}");
        }
    }

    /// The users: the SCP asks for a line's status, the switch tells it, the SCP routes.
    fn act(pair: &mut Pair) {
        let told: Vec<_> = core::mem::take(&mut pair.at_scp);
        for output in &told {
            if let Output::Indication(Indication { dialogue: Some(id), primitive, message, .. }) =
                output
                && let Ok(mut reply) = pair.scp.reply(*id)
            {
                let _ = match primitive {
                    Primitive::Query { .. } => {
                        reply.invoke(&arguments_of_monitor()).expect("encodable");
                        reply.converse(pair.now)
                    }
                    // A doubled invocation is refused beside the answer to the first.
                    Primitive::Conversation { .. }
                        if message.components().any(|one| one.answers.is_some()) =>
                    {
                        reply.answer(1, &route()).expect("encodable");
                        reply.respond(pair.now)
                    }
                    _ => Ok(()),
                };
            }
        }
        let told: Vec<_> = core::mem::take(&mut pair.at_switch);
        for output in &told {
            if let Output::Indication(Indication { dialogue: Some(id), primitive, .. }) = output
                && matches!(primitive, Primitive::Conversation { .. })
                && let Ok(mut reply) = pair.switch.reply(*id)
            {
                let report = StatusReported {
                    facility_status: Some(FacilityStatus::IDLE),
                    status_cause: Some(StatusCause::STATUS_MATCH),
                    ..StatusReported::new()
                };
                reply.answer(1, &report).expect("encodable");
                let _ = reply.converse(pair.now);
            }
        }
        pair.at_switch = told;
        pair.drain();
    }
}

#[test]
fn a_reject_of_a_result_leaves_the_own_operation_of_that_id_alone() {
    assert!(!receive::refuses_an_invoke(Problem::UNEXPECTED_RETURN_RESULT));
    assert!(!receive::refuses_an_invoke(Problem::DUPLICATE_INVOCATION));
    assert!(receive::refuses_an_invoke(Problem::UNRECOGNISED_OPERATION));
}

/// The SCP invokes an operation of a dialogue that the switch began; the switch says something to
/// it, octets of components.
fn answer_to(pair: &mut Pair, code: u16, components: &str) -> DialogueId {
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    let code = OperationCode::private(code);
    reply.invoke_as(code, &[0x30, 0][..], Awaits::Both, None).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let switch = Pair::indication(&pair.at_switch).dialogue.expect("a dialogue");
    let (switch, scp) = (switch.transaction_id().0, id.transaction_id().0);
    let components = octets(components);
    let length = components.len();
    let header = format!("E5{:02X}C708{switch:08X}{scp:08X}E8{length:02X}", length + 12);
    pair.deliver(true, [octets(&header), components].concat().into());
    pair.run();
    id
}

fn refused(kept: &[Output<&'static str>]) -> Vec<(u8, Problem)> {
    let one = |output: &Output<_>| match output {
        Output::Refused { invoke_id, problem, .. } => Some((*invoke_id, *problem)),
        _ => None,
    };
    kept.iter().filter_map(one).collect()
}

#[test]
fn the_user_is_told_when_an_answer_is_refused_and_waits_no_longer() {
    // A result that cannot be read: its parameter is longer than the component.
    let mut pair = Pair::new();
    answer_to(&mut pair, UpdateRequest::CODE, "EA05 CF0101 3009");
    let problem = Problem::BADLY_STRUCTURED_COMPONENT_PORTION;
    assert_eq!(refused(&pair.at_scp), [(1, problem)]);
    assert_eq!(pair.scp.invocations, 0);
    // A result of an operation that has none: what comes of Send_To_Resource are other operations.
    let mut pair = Pair::new();
    answer_to(&mut pair, AnalyzeRoute::CODE, "EA05 CF0101 3000");
    assert_eq!(refused(&pair.at_scp), [(1, Problem::UNEXPECTED_RETURN_RESULT)]);
    assert_eq!(pair.scp.invocations, 0);
    pair.wait(after(15));
    assert!(!pair.at_scp.iter().any(|output| matches!(output, Output::Expired { .. })));
}

#[test]
fn an_operation_may_be_answered_by_several_others_of_which_one_is_the_last() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer_not_last(1, &arguments_of_monitor()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let told = Pair::indication(&pair.at_switch);
    assert_eq!(told.message.first().and_then(|one| one.answers).map(|a| a.invoke_id), Some(1));
    assert_eq!(pair.switch.invocations, 1);
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let told = Pair::indication(&pair.at_switch);
    assert_eq!(told.message.first().and_then(|one| one.answers).map(|a| a.invoke_id), Some(1));
    assert_eq!(pair.switch.invocations, 0);
    // After the last, who waits for an answer of its own is told that there is none.
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &arguments_of_monitor()).expect("encodable");
    reply.converse(pair.now).expect("sent");
    pair.run();
    let events = Pair::events(&pair.at_switch);
    let asked = told_dialogue(&pair.at_switch);
    assert_eq!(
        events,
        [
            Event::DoubleAnswer(asked, 1),
            Event::Rejected(asked, Problem::INVOKE_UNRECOGNISED_CORRELATION_ID)
        ]
    );
}

fn told_dialogue(kept: &[Output<&'static str>]) -> DialogueId {
    Pair::indication(kept).dialogue.expect("a dialogue")
}

#[test]
fn an_abort_is_never_answered_with_an_abort() {
    let mut pair = Pair::new();
    let asked = pair.ask();
    pair.run();
    let id = asked.transaction_id().0;
    // Neither a cause nor information.
    pair.deliver(false, octets(&format!("F606C704{id:08X}")));
    pair.drain();
    assert!(pair.wire.is_empty());
    assert!(matches!(
        Pair::indication(&pair.at_switch).primitive,
        Primitive::ProviderAbort(_) | Primitive::UserAbort
    ));
    assert!(pair.switch.is_empty());
}

#[test]
fn a_package_holds_no_more_components_than_its_receiver_tells_apart() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    for _ in 0..64 {
        reply.reject(None, Problem::UNRECOGNISED_COMPONENT_TYPE).expect("room");
    }
    let more = reply.reject(None, Problem::UNRECOGNISED_COMPONENT_TYPE);
    assert_eq!(more, Err(Refusal::TooManyComponents));
    reply.respond(pair.now).expect("sent");
    pair.run();
    assert_eq!(Pair::indication(&pair.at_switch).message.len(), 64);
}

#[test]
fn an_error_that_the_operation_does_not_have_is_unexpected() {
    let mut pair = Pair::new();
    let row = OPERATIONS
        .iter()
        .find(|row| !row.errors.contains(&"failureReport") && !row.errors.is_empty());
    answer_to(&mut pair, row.expect("an operation").code, "EB08 CF0101 D40102 3000");
    let told = Pair::indication(&pair.at_scp);
    let error = told.message.first().expect("an error");
    assert_eq!(error.problem(), Some(Problem::UNEXPECTED_ERROR));
}

#[test]
fn a_response_that_the_network_returns_is_told_to_the_log() {
    let mut pair = Pair::new();
    pair.ask();
    pair.run();
    let id = pair.scp_dialogue();
    let mut reply = pair.scp.reply(id).expect("open");
    reply.answer(1, &route()).expect("encodable");
    reply.respond(pair.now).expect("sent");
    pair.drain();
    let (_, octets) = pair.wire.pop_front().expect("a Response");
    let cause = ReturnCause::SUBSYSTEM_FAILURE;
    pair.scp.handle_input(pair.now, Input::Returned { cause, octets });
    pair.drain();
    assert_eq!(Pair::events(&pair.at_scp), [Event::Returned(cause)]);
}

use super::super::Refusal;
use super::super::dialogue::Awaits;
use super::super::ids::DialogueId;
use super::*;
use crate::machine::{Machine, Time};
use crate::wire::ber::{Bits, Encoded, ObjectIdentifier};
use crate::wire::sccp::ReturnCause;
use crate::wire::tcap::itu::{
    self as wire, Apdu, AssociateResult, Code, Component, Dialogue, DialogueDiagnostic, Problem,
    Request,
};
use crate::wire::{Layer, Reader, Writer};
use alloc::vec::Vec;
use bytes::Bytes;
use core::time::Duration;

const CONTEXT: ObjectIdentifier<'static> = ObjectIdentifier(&[4, 0, 0, 1, 0, 1, 3]);
const NOTHING: Option<(Code<'static>, Encoded<'static>)> = None;
const PARAMETER: Encoded<'static> = Encoded(&[0x30, 0]);

/// Two nodes and what is on its way between them.
struct Line {
    ends: [Endpoint<u8>; 2],
    now: Time,
    /// Whom it is for, and the message.
    on_the_way: Vec<(usize, Bytes)>,
    indications: [Vec<Indication<u8>>; 2],
    other: [Vec<Output<u8>>; 2],
}

impl Line {
    fn new() -> Self {
        Self::with(Configuration::default())
    }

    fn with(configuration: Configuration) -> Self {
        let end = |node| Endpoint::new(Configuration { node, ..configuration.clone() });
        Self {
            ends: [end(1), end(2)],
            now: Time::ZERO,
            on_the_way: Vec::new(),
            indications: [Vec::new(), Vec::new()],
            other: [Vec::new(), Vec::new()],
        }
    }

    fn collect(&mut self) {
        for (place, end) in self.ends.iter_mut().enumerate() {
            while let Some(output) = end.poll_output() {
                match output {
                    Output::Send { octets, .. } => self.on_the_way.push((1 - place, octets)),
                    Output::Indication(told) => self.indications[place].push(told),
                    output => self.other[place].push(output),
                }
            }
        }
    }

    fn comes(&mut self, to: usize, octets: &[u8]) {
        let octets = Bytes::copy_from_slice(octets);
        self.ends[to].handle_input(self.now, Input::Message { path: 0, octets });
        self.collect();
    }

    /// Brings everything to where it is for.
    fn settle(&mut self) {
        self.collect();
        while !self.on_the_way.is_empty() {
            let (to, octets) = self.on_the_way.remove(0);
            self.comes(to, &octets);
        }
    }

    fn pass(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
        for end in &mut self.ends {
            end.handle_timeout(self.now);
        }
        self.settle();
    }

    /// The next indication.
    fn told(&mut self, end: usize) -> Indication<u8> {
        assert!(!self.indications[end].is_empty(), "nothing was indicated");
        self.indications[end].remove(0)
    }

    /// One that asks, with a context or without.
    fn asks(&mut self, context: bool, awaits: Awaits) -> (DialogueId, DialogueId) {
        let mut begin = self.ends[0].begin(0).expect("room");
        if context {
            begin.context(CONTEXT);
        }
        begin.invoke(Code::Local(2), Some(PARAMETER), awaits, None).expect("an id");
        let asked = begin.send(self.now).expect("encodable");
        self.settle();
        let began = self.told(1);
        assert_eq!(began.primitive, Primitive::Begin);
        (asked, began.dialogue.expect("a dialogue"))
    }

    fn events(&mut self, end: usize) -> Vec<Event> {
        let events = core::mem::take(&mut self.other[end]).into_iter();
        events
            .filter_map(|output| if let Output::Event(e) = output { Some(e) } else { None })
            .collect()
    }
}

fn message(octets: &[u8]) -> wire::Message<'_> {
    wire::Message::decode(&mut Reader::new(octets, Layer::Tcap)).expect("a message")
}

#[test]
fn a_dialogue_agrees_on_its_context_goes_on_and_ends() -> Result<(), Refusal> {
    let mut line = Line::new();
    let (asked, began) = line.asks(true, Awaits::Both);
    let mut reply = line.ends[1].reply(began)?;
    reply.invoke(Code::Local(7), Some(PARAMETER), Awaits::Both, Some(1))?;
    reply.r#continue(line.now)?;
    line.settle();
    let told = line.told(0);
    assert_eq!((told.primitive, told.message.len()), (Primitive::Continue, 1));
    let portion = told.message.dialogue().and_then(|portion| portion.apdu);
    assert!(matches!(portion, Some(Apdu::Response(r)) if r.application_context == CONTEXT));
    let first = told.message.first().expect("an invoke");
    assert_eq!(first.component.linked_id, Some(1));
    assert_eq!(first.answers.map(|answers| answers.operation), Some(Operation::Local(2)));
    // No dialogue portion goes with the messages after.
    let mut reply = line.ends[0].reply(asked)?;
    reply.result(1, Some((Code::Local(7), PARAMETER)))?;
    reply.r#continue(line.now)?;
    line.settle();
    let told = line.told(1);
    assert_eq!((told.primitive, told.message.dialogue()), (Primitive::Continue, None));
    let mut reply = line.ends[1].reply(began)?;
    reply.result(1, NOTHING)?;
    reply.end(line.now)?;
    line.settle();
    let told = line.told(0);
    assert_eq!((told.primitive, told.unanswered, told.message.len()), (Primitive::End, 0, 1));
    assert!(line.ends.iter().all(Endpoint::is_empty));
    assert_eq!([line.events(0), line.events(1)], [[], []]);
    Ok(())
}

/// What is sent back to the one invoke that is open.
fn answered(line: &mut Line, began: DialogueId, kind: u8) -> Result<(), Refusal> {
    let mut reply = line.ends[1].reply(began)?;
    match kind {
        0xA2 => reply.result(1, NOTHING)?,
        0xA7 => reply.result_not_last(1, Code::Local(2), PARAMETER)?,
        0xA3 => reply.error(1, Code::Local(34), None::<Encoded<'_>>)?,
        _ => reply.reject(Some(1), Problem { kind: 1, code: 1 })?,
    }
    reply.r#continue(line.now)?;
    line.settle();
    Ok(())
}

#[test]
fn the_class_of_an_operation_decides_which_answers_it_takes() -> Result<(), Refusal> {
    let result_unexpected = Some(Problem { kind: 2, code: 1 });
    let error_unexpected = Some(Problem { kind: 3, code: 1 });
    // What is refused, and whether the operation is open afterwards.
    for (awaits, kind, refused, open) in [
        (Awaits::Both, 0xA2, None, false),
        (Awaits::Both, 0xA7, None, true),
        (Awaits::Both, 0xA3, None, false),
        (Awaits::Both, 0xA4, None, false),
        (Awaits::Failure, 0xA2, result_unexpected, false),
        (Awaits::Failure, 0xA7, result_unexpected, false),
        (Awaits::Failure, 0xA3, None, false),
        (Awaits::Failure, 0xA4, None, false),
        (Awaits::Success, 0xA2, None, false),
        (Awaits::Success, 0xA7, None, true),
        (Awaits::Success, 0xA3, error_unexpected, false),
        (Awaits::Success, 0xA4, None, false),
        (Awaits::Nothing, 0xA2, result_unexpected, false),
        (Awaits::Nothing, 0xA7, result_unexpected, false),
        (Awaits::Nothing, 0xA3, error_unexpected, false),
        (Awaits::Nothing, 0xA4, None, false),
    ] {
        let case = (awaits, kind);
        let mut line = Line::new();
        let (asked, began) = line.asks(false, awaits);
        answered(&mut line, began, kind)?;
        let told = line.told(0);
        assert_eq!(told.message.len(), usize::from(refused.is_none()), "{case:?}");
        let local = line.other[0].iter().find_map(|output| match output {
            Output::Refused { problem, .. } => Some(*problem),
            _ => None,
        });
        assert_eq!(local, refused, "{case:?}");
        // What was refused is told with the next message, and a second answer is none.
        line.ends[0].reply(asked)?.r#continue(line.now)?;
        line.settle();
        let told = line.told(1);
        let rejected = told.message.first().and_then(|first| first.component.problem);
        assert_eq!(rejected, refused, "{case:?}");
        line.other[0].clear();
        answered(&mut line, began, 0xA3)?;
        let events = line.events(0);
        let again = events.iter().any(|event| matches!(event, Event::DoubleAnswer(..)));
        assert_eq!(again, !open, "{case:?} {events:?}");
    }
    Ok(())
}

#[test]
fn when_its_time_is_up_an_operation_fails_or_has_succeeded_by_its_class() -> Result<(), Refusal> {
    for (awaits, told) in [
        (Awaits::Both, true),
        (Awaits::Failure, true),
        (Awaits::Success, true),
        (Awaits::Nothing, false),
    ] {
        let mut line = Line::new();
        let (asked, began) = line.asks(false, awaits);
        line.pass(10);
        let expired = line.other[0].iter().any(|output| {
            matches!(output, Output::Expired { dialogue, invoke_id: 1, .. } if *dialogue == asked)
        });
        assert_eq!(expired, told, "{awaits:?}");
        line.other[0].clear();
        answered(&mut line, began, 0xA3)?;
        assert_eq!(line.events(0), [Event::LateAnswer(asked, 1)], "{awaits:?}");
        assert_eq!(line.told(0).message.len(), 0);
    }
    Ok(())
}

#[test]
fn a_dialogue_portion_where_none_may_be_or_none_where_one_must_be_ends_the_dialogue()
-> Result<(), Refusal> {
    let accept =
        Dialogue::response(CONTEXT, AssociateResult::ACCEPTED, DialogueDiagnostic::User(0));
    for (asked_with_context, portion) in [(true, None), (false, Some(accept))] {
        for goes_on in [true, false] {
            let mut line = Line::new();
            let (asked, began) = line.asks(asked_with_context, Awaits::Both);
            let (own, remote) = (began.0.to_be_bytes(), asked.0.to_be_bytes());
            let none: [Component<'_>; 0] = [];
            let sent = match goes_on {
                true => wire::Message::r#continue(&own, &remote, none),
                false => wire::Message::end(&remote, none),
            };
            let sent = wire::Message { dialogue: portion, ..sent };
            let octets = Writer::new().message(&sent)?.to_vec();
            line.comes(0, &octets);
            let told = line.told(0);
            let abnormal = Primitive::ProviderAbort(ProviderAbort::AbnormalDialogue);
            assert_eq!((told.primitive, told.unanswered), (abnormal, 1));
            assert_eq!(line.on_the_way.len(), usize::from(goes_on));
            if goes_on {
                // The peer hears of it, in a dialogue that it still holds for received.
                let (_, octets) = line.on_the_way.remove(0);
                let apdu = message(&octets).dialogue.and_then(|d| d.apdu);
                assert!(matches!(apdu, Some(Apdu::Abort(abort)) if abort.source.0 == 1));
            }
            assert!(line.ends[0].is_empty());
        }
    }
    Ok(())
}

#[test]
fn a_context_is_refused_by_an_abort_with_the_reason() -> Result<(), Refusal> {
    let mut line = Line::new();
    let (_, began) = line.asks(true, Awaits::Both);
    let refused = (AssociateResult::REJECT_PERMANENT, DialogueDiagnostic::User(2));
    let reason = Dialogue::response(CONTEXT, refused.0, refused.1);
    line.ends[1].abort(line.now, began, Some(reason))?;
    line.settle();
    let told = line.told(0);
    assert_eq!(told.primitive, Primitive::UserAbort);
    assert_eq!(told.message.dialogue(), Some(reason));
    assert!(line.ends.iter().all(Endpoint::is_empty));
    // Without a reason it is an ABRT; in a dialogue without a context, an Abort and no more.
    for context in [true, false] {
        let (_, began) = line.asks(context, Awaits::Both);
        line.ends[1].abort(line.now, began, None)?;
        line.settle();
        let told = line.told(0);
        assert_eq!(told.primitive, Primitive::UserAbort);
        assert_eq!(told.message.dialogue().is_some(), context);
    }
    Ok(())
}

#[test]
fn a_protocol_version_that_is_not_spoken_is_refused_without_the_user() -> Result<(), Refusal> {
    let mut line = Line::new();
    let version_2 = Some(Bits { octets: &[0x40], unused: 6 });
    let request = Request { protocol_version: version_2, ..Request::new(CONTEXT) };
    let portion = Dialogue { apdu: Some(Apdu::Request(request)), ..Dialogue::request(CONTEXT) };
    let mut begin = line.ends[0].begin(0)?;
    begin.dialogue(portion);
    begin.send(line.now)?;
    line.settle();
    assert!(line.indications[1].is_empty());
    let none = ProviderAbort::NoCommonDialoguePortion;
    assert_eq!(line.told(0).primitive, Primitive::ProviderAbort(none));
    assert!(line.ends.iter().all(Endpoint::is_empty));
    Ok(())
}

#[test]
fn each_fault_of_the_transaction_portion_has_its_cause() {
    let p_abort = |octets: &[u8]| {
        let mut line = Line::new();
        line.comes(0, octets);
        assert!(line.indications[0].is_empty(), "{octets:02X?}");
        let sent: Vec<_> = line.on_the_way.iter().map(|(_, octets)| octets.to_vec()).collect();
        match &sent[..] {
            [] => None,
            [one] => {
                let abort = message(one);
                assert_eq!(abort.destination_id, Some(&[1, 2][..]));
                abort.p_abort_cause
            }
            more => panic!("{more:?}"),
        }
    };
    for (octets, cause) in [
        // Another type; one that is cut short; a Continue without a destination id, with one of
        // nobody's; a Begin with a dialogue portion of another kind.
        (&[0x66, 4, 0x48, 2, 1, 2][..], Some(0)),
        (&[0x62, 6, 0x48, 2, 1, 2, 0x6C, 9], Some(2)),
        (&[0x65, 4, 0x48, 2, 1, 2], Some(3)),
        (&[0x65, 8, 0x48, 2, 1, 2, 0x49, 2, 7, 7], Some(1)),
        (&[0x65, 10, 0x48, 2, 1, 2, 0x49, 4, 0x30, 0, 0, 9], Some(1)),
        (&[0x62, 8, 0x48, 2, 1, 2, 0x6B, 2, 0x28, 0], Some(3)),
        // Nobody can be told.
        (&[0x64, 4, 0x49, 2, 7, 7], None),
        (&[0x67, 4, 0x49, 2, 7, 7], None),
        (&[0x67, 2, 0x48, 9], None),
        (&[0x62, 2, 0x6C, 0], None),
        (&[0x64, 0], None),
        (&[], None),
    ] {
        assert_eq!(p_abort(octets), cause, "{octets:02X?}");
    }
}

#[test]
fn a_message_that_cannot_be_read_ends_the_dialogue_that_it_is_for() {
    let mut line = Line::new();
    let (asked, began) = line.asks(false, Awaits::Both);
    let ids = [&[0x48, 4][..], &began.0.to_be_bytes(), &[0x49, 4], &asked.0.to_be_bytes()];
    let octets = [&[0x65, 14][..], &ids.concat(), &[0x6C, 9]].concat();
    line.comes(0, &octets);
    let told = line.told(0);
    let cause = Primitive::ProviderAbort(ProviderAbort::Cause(2));
    assert_eq!((told.dialogue, told.primitive), (Some(asked), cause));
    assert!(line.ends[0].is_empty());
}

#[test]
fn components_that_break_the_rules_are_rejected_with_their_problem() -> Result<(), Refusal> {
    for (component, problem) in [
        // An unknown type; an Invoke without an operation; one that is cut; linked to nothing; a
        // result and an error of what was not asked.
        (&[0xA9, 3, 2, 1, 5][..], Some((0, 0))),
        (&[0xA1, 3, 2, 1, 5], Some((0, 1))),
        (&[0xA1, 5, 2, 1, 5, 2, 9], Some((0, 2))),
        (&[0xA1, 9, 2, 1, 5, 0x80, 1, 9, 2, 1, 7], Some((1, 5))),
        (&[0xA2, 3, 2, 1, 5], Some((2, 0))),
        (&[0xA3, 6, 2, 1, 5, 2, 1, 34], Some((3, 0))),
        // A Reject is never rejected.
        (&[0xA4, 3, 2, 1, 5], None),
        (&[0xA4, 6, 2, 1, 5, 0x81, 1, 0], None),
    ] {
        let mut line = Line::new();
        let (asked, began) = line.asks(false, Awaits::Both);
        let (own, remote) = (began.0.to_be_bytes(), asked.0.to_be_bytes());
        let sent = wire::Message::r#continue(&own, &remote, component);
        let octets = Writer::new().message(&sent)?.to_vec();
        line.comes(0, &octets);
        let _ = line.told(0);
        line.ends[0].reply(asked)?.end(line.now)?;
        line.collect();
        let (_, octets) = line.on_the_way.remove(0);
        let end = message(&octets);
        let first = end.components.and_then(|c| c.iter().next()).and_then(|(_, c)| c.ok());
        let told = first.and_then(|reject| Some((reject.invoke_id, reject.problem?)));
        let wanted = problem.map(|(kind, code)| (Some(5), Problem { kind, code }));
        assert_eq!(told, wanted, "{component:02X?}");
    }
    Ok(())
}

#[test]
fn at_a_bound_new_dialogues_are_refused_and_open_ones_go_on() -> Result<(), Refusal> {
    let mut line = Line::with(Configuration { dialogues: 1, ..Configuration::default() });
    let (asked, began) = line.asks(true, Awaits::Both);
    assert_eq!(line.ends[0].begin(0).map(|_| ()), Err(Refusal::ResourceUnavailable));
    line.comes(1, &[0x62, 4, 0x48, 2, 1, 2]);
    let (_, octets) = line.on_the_way.remove(0);
    assert_eq!(message(&octets).p_abort_cause, Some(4));
    line.ends[1].reply(began)?.end(line.now)?;
    line.settle();
    assert_eq!(line.told(0).dialogue, Some(asked));
    Ok(())
}

#[test]
fn a_silent_dialogue_is_given_up_on_both_sides() {
    let mut line = Line::new();
    let (asked, began) = line.asks(true, Awaits::Both);
    line.pass(60);
    let ends = [(line.told(0), asked), (line.told(1), began)];
    for (told, id) in ends {
        assert_eq!(told.dialogue, Some(id));
        assert!(told.primitive.is_final());
    }
    assert!(line.ends.iter().all(Endpoint::is_empty));
}

#[test]
fn a_begin_that_comes_back_ends_its_dialogue() -> Result<(), Refusal> {
    let mut line = Line::new();
    let mut begin = line.ends[0].begin(0)?;
    begin.invoke(Code::Local(2), Some(PARAMETER), Awaits::Both, None)?;
    let asked = begin.send(line.now)?;
    line.collect();
    let (_, octets) = line.on_the_way.remove(0);
    let cause = ReturnCause(1);
    // Only the front of it came back.
    let input = Input::Returned { cause, octets: octets.slice(..10) };
    line.ends[0].handle_input(line.now, input);
    line.collect();
    let told = line.told(0);
    assert_eq!(told.primitive, Primitive::Undeliverable { cause, over: true });
    assert_eq!((told.dialogue, told.unanswered), (Some(asked), 1));
    Ok(())
}

#[test]
fn a_unidirectional_brings_its_invokes_and_nothing_is_sent_back() -> Result<(), Refusal> {
    let mut line = Line::new();
    let mut alone = line.ends[0].unidirectional(0);
    alone.context(CONTEXT);
    alone.invoke(Code::Local(9), Some(PARAMETER), Awaits::Nothing, None)?;
    alone.send(line.now)?;
    line.settle();
    let told = line.told(1);
    assert_eq!((told.dialogue, told.primitive), (None, Primitive::Unidirectional));
    assert_eq!(told.message.dialogue().and_then(|d| d.application_context()), Some(CONTEXT));
    assert!(line.ends.iter().all(Endpoint::is_empty));
    let mut alone = line.ends[0].unidirectional(0);
    alone.dialogue(Dialogue::request(CONTEXT));
    alone.invoke(Code::Local(9), Some(PARAMETER), Awaits::Nothing, None)?;
    assert!(alone.send(line.now).is_err());
    assert_eq!(line.ends[0].unidirectional(0).send(line.now), Err(Refusal::Empty));
    Ok(())
}

#[test]
fn invoke_ids_are_given_out_again_when_they_are_free() -> Result<(), Refusal> {
    let mut line = Line::new();
    let (asked, began) = line.asks(false, Awaits::Both);
    for _ in 0..600 {
        let mut reply = line.ends[1].reply(began)?;
        let id = reply.invoke(Code::Local(7), None::<Encoded<'_>>, Awaits::Both, None)?;
        reply.r#continue(line.now)?;
        line.settle();
        let mut reply = line.ends[0].reply(asked)?;
        reply.result(id.into(), NOTHING)?;
        reply.r#continue(line.now)?;
        line.settle();
        assert_eq!(line.indications[1].pop().map(|told| told.message.len()), Some(1));
    }
    let mut reply = line.ends[0].reply(asked)?;
    for _ in 0..64 {
        reply.invoke(Code::Local(7), None::<Encoded<'_>>, Awaits::Both, None)?;
    }
    let full = reply.invoke(Code::Local(7), None::<Encoded<'_>>, Awaits::Both, None);
    assert_eq!(full, Err(Refusal::TooManyComponents));
    Ok(())
}

/// Numbers by chance (Marsaglia's xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }
}

#[test]
fn whatever_the_network_loses_doubles_or_delays_every_dialogue_ends_and_none_gets_anothers_answer()
-> Result<(), Refusal> {
    let mut chance = Chance(0x1234_5678_9ABC_DEF1);
    let mut line = Line::new();
    let (mut begun, mut over, mut answered) = (0, 0, 0);
    for round in 0..4_000_u64 {
        if round < 3_000 {
            let number = (begun as u32).to_be_bytes();
            let parameter = [4, 4, number[0], number[1], number[2], number[3]];
            let mut begin = line.ends[0].begin(0)?;
            if chance.below(2) == 0 {
                begin.context(CONTEXT);
            }
            begin.invoke(Code::Local(begun), Some(Encoded(&parameter)), Awaits::Both, None)?;
            begin.send(line.now)?;
            begun += 1;
        }
        line.collect();
        for _ in 0..chance.below(6) {
            if line.on_the_way.is_empty() {
                break;
            }
            let at = chance.below(line.on_the_way.len() as u64) as usize;
            match chance.below(10) {
                0 => drop(line.on_the_way.remove(at)),
                1 => {
                    let (to, octets) = line.on_the_way[at].clone();
                    line.comes(to, &octets);
                }
                _ => {
                    let (to, octets) = line.on_the_way.remove(at);
                    line.comes(to, &octets);
                }
            }
        }
        // The one who is asked answers with what it was asked, at once or after a word between.
        for told in core::mem::take(&mut line.indications[1]) {
            let Some(id) = told.dialogue.filter(|_| !told.primitive.is_final()) else { continue };
            let asked = told.message.first().and_then(|first| {
                let component = first.component;
                Some((component.invoke_id?, component.operation?, component.parameter?))
            });
            let now = line.now;
            let Ok(mut reply) = line.ends[1].reply(id) else { continue };
            if let Some((invoke_id, operation, parameter)) = asked {
                reply.result(invoke_id, Some((operation, parameter)))?;
            }
            match chance.below(3) {
                0 => reply.r#continue(now)?,
                _ => reply.end(now)?,
            }
        }
        for told in core::mem::take(&mut line.indications[0]) {
            over += u64::from(told.primitive.is_final());
            for received in told.message.components() {
                let answers = received.answers.expect("every answer has its question");
                let parameter = received.component.parameter.expect("a parameter");
                let number = parameter.contents.try_into().map(u32::from_be_bytes).unwrap_or(0);
                assert_eq!(answers.operation, Operation::Local(number.into()));
                answered += 1;
            }
            let goes_on = told.dialogue.filter(|_| told.primitive == Primitive::Continue);
            let now = line.now;
            // What was indicated first may be over by now.
            if let Some(Ok(reply)) = goes_on.map(|id| line.ends[0].reply(id)) {
                reply.end(now)?;
                over += 1;
            }
        }
        line.other = [Vec::new(), Vec::new()];
        if chance.below(20) == 0 {
            line.now = line.now + Duration::from_millis(chance.below(3_000));
            let now = line.now;
            line.ends.iter_mut().for_each(|end| end.handle_timeout(now));
        }
    }
    line.on_the_way.clear();
    line.pass(3600);
    line.on_the_way.clear();
    line.pass(3600);
    over += line.indications[0].iter().filter(|told| told.primitive.is_final()).count() as u64;
    assert!(line.ends.iter().all(Endpoint::is_empty));
    assert_eq!(over, begun as u64);
    assert!(answered > 1_000, "{answered}");
    Ok(())
}

#[test]
fn no_octets_make_an_endpoint_fail() {
    let mut chance = Chance(77);
    let seeds: [&[u8]; 4] = [
        &[0x62, 16, 0x48, 2, 1, 2, 0x6C, 10, 0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0],
        &[0x65, 18, 0x48, 2, 1, 2, 0x49, 4, 0x10, 0, 0, 1, 0x6C, 6, 0xA2, 4, 2, 2, 0, 1],
        &[0x64, 8, 0x49, 4, 0x10, 0, 0, 1, 0x6C, 0],
        &[0x67, 9, 0x49, 4, 0x10, 0, 0, 1, 0x4A, 1, 3],
    ];
    let mut line = Line::new();
    for round in 0..20_000 {
        if line.ends[0].len() < 8 {
            let mut begin = line.ends[0].begin(0).expect("room");
            let invoked = begin.invoke(Code::Local(2), Some(PARAMETER), Awaits::Both, None);
            assert!(invoked.is_ok() && begin.send(line.now).is_ok());
        }
        let mut octets = seeds[round % 4].to_vec();
        for _ in 0..=chance.below(3) {
            let at = chance.below(octets.len() as u64) as usize;
            octets[at] = chance.below(256) as u8;
        }
        line.comes(0, &octets);
        for (_, octets) in line.on_the_way.drain(..) {
            let _ = message(&octets);
        }
        line.indications = [Vec::new(), Vec::new()];
        line.other = [Vec::new(), Vec::new()];
    }
}

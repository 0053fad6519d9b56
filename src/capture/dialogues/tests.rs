use super::*;
use crate::capture::{Depth, LinkId, Message, Overrides, Protocol, Session};
use crate::wire::codes::Variant;
use crate::wire::mtp3::{Msu, RoutingLabel};
use crate::wire::sccp::{Address, ProtocolClass, Unitdata};
use crate::wire::tcap::ansi::{
    Abort, Component, Invoke, OperationCode, PAbortCause, ReturnResult, TransactionId,
};
use crate::wire::{Severity, Writer};

const SWITCH: (u8, u8, u8) = (5, 20, 2);
const SCP: (u8, u8, u8) = (5, 10, 1);

fn code((network, cluster, member): (u8, u8, u8)) -> PointCode {
    let value = u32::from_be_bytes([0, network, cluster, member]);
    PointCode::new(Variant::Ansi, value)
}

/// A capture that is made up as it is read.
struct Line {
    session: Session,
    depth: Depth,
    dialogues: Dialogues,
    over: Vec<Dialogue>,
    frame: u64,
    waited: i64,
}

type Ansi<'a> = ansi::Package<'a, Vec<Component<'a, [u8; 2]>>>;

impl Line {
    fn new(dialogues: Dialogues) -> Self {
        let overrides = Overrides { variant: Some(Variant::Ansi), ..Overrides::default() };
        let session = Session::new(overrides);
        Self { session, depth: Depth::Components, dialogues, over: vec![], frame: 0, waited: 0 }
    }

    fn sends(&mut self, to_scp: bool, package: &Ansi<'_>) {
        let (from, to) = if to_scp { (SWITCH, SCP) } else { (SCP, SWITCH) };
        self.passes(from, to, package);
    }

    fn passes(&mut self, from: (u8, u8, u8), to: (u8, u8, u8), package: &Ansi<'_>) {
        let tcap = Writer::new().message(package).expect("encodable").to_vec();
        let ssn = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
        let unitdata = Unitdata {
            protocol_class: ProtocolClass::CLASS_1,
            called_party_address: ssn,
            calling_party_address: ssn,
            data: &tcap[..],
        };
        let msu = Msu {
            service_information: 0x83.into(),
            routing_label: RoutingLabel {
                destination_point_code: code(to),
                originating_point_code: code(from),
                signalling_link_selection: 0,
            },
            payload: unitdata,
        };
        let octets = Writer::new().message(&msu).expect("encodable").to_vec();
        self.comes(from < to, &octets);
    }

    /// A message of ISUP on this circuit.
    fn calls(&mut self, to_scp: bool, circuit: u16, message_type: isup::MessageType) {
        let (from, to) = if to_scp { (SWITCH, SCP) } else { (SCP, SWITCH) };
        // An IAM: four fixed octets, the called number 9725, no optional part.
        let parameters: &[u8] = match message_type {
            isup::MessageType::INITIAL_ADDRESS => {
                &[0, 0, 0, 0, 3, 6, 0, 3, 0x80, 0x90, 0xA2, 4, 3, 0x10, 0x79, 0x52]
            }
            _ => &[0],
        };
        let msu = Msu {
            service_information: 0x85.into(),
            routing_label: RoutingLabel {
                destination_point_code: code(to),
                originating_point_code: code(from),
                signalling_link_selection: 0,
            },
            payload: isup::Message {
                variant: Variant::Ansi,
                circuit_identification_code: circuit,
                message_type,
                parameters,
            },
        };
        let octets = Writer::new().message(&msu).expect("encodable").to_vec();
        self.comes(to_scp, &octets);
    }

    /// Nothing comes for so many seconds; less than none where the clock goes back.
    fn waits(&mut self, seconds: i64) {
        self.waited += seconds;
    }

    fn comes(&mut self, to_scp: bool, octets: &[u8]) {
        self.frame += 1;
        let time =
            Timestamp { seconds: self.frame as i64 + self.waited, nanoseconds: 0, digits: 6 };
        let message = Message {
            frame: self.frame,
            index: 0,
            time: Some(time),
            protocol: Protocol::Mtp3,
            octets,
            link: LinkId(1),
            forward: to_scp,
            diagnostics: &[],
        };
        let Self { session, depth, dialogues, over, .. } = self;
        session.decode_as_far(*depth, &message, |decoded| {
            dialogues.add(decoded, |one| over.push(std::mem::take(one)))
        });
    }

    fn end(mut self) -> (Vec<Dialogue>, Counters) {
        let Self { dialogues, over, .. } = &mut self;
        dialogues.finish(|dialogue| over.push(std::mem::take(dialogue)));
        (self.over, *self.dialogues.counters())
    }
}

fn invoke(id: u8, answers: Option<u8>) -> Component<'static, [u8; 2]> {
    let operation = OperationCode::private(0x6401);
    Component::Invoke(Invoke { correlation_id: answers, ..Invoke::last(id, operation, [0x30, 0]) })
}

fn query(id: u32) -> Ansi<'static> {
    ansi::Package::query(TransactionId(id), vec![invoke(1, None)])
}

fn response(id: u32) -> Ansi<'static> {
    let result = Component::ReturnResult(ReturnResult::last(1, Some([0x30, 0])));
    ansi::Package::response(TransactionId(id), vec![result])
}

#[test]
fn a_query_and_its_response_are_one_dialogue_with_the_time_that_it_took() {
    let mut line = Line::new(Dialogues::default());
    line.sends(true, &query(1));
    line.sends(false, &response(1));
    let (dialogues, counters) = line.end();
    let [dialogue] = &dialogues[..] else { panic!("{dialogues:?}") };
    assert_eq!((dialogue.state, dialogue.steps.len()), (State::Ended, 2));
    assert_eq!(dialogue.nodes.map(|node| node.point_code), [Some(code(SWITCH)), Some(code(SCP))]);
    assert_eq!(dialogue.steps.iter().map(|step| step.forward).collect::<Vec<_>>(), [true, false]);
    let answer = dialogue.steps[1].parts[0];
    assert_eq!(answer.asked, Some(Code::Operation(OperationCode::private(0x6401))));
    assert_eq!(answer.waited, Some(1_000_000_000));
    assert!(dialogue.steps[0].parts[0].answered);
    assert_eq!((counters.messages, counters.dialogues), (2, 1));
}

#[test]
fn two_nodes_may_give_out_the_same_id() {
    let mut line = Line::new(Dialogues::default());
    line.sends(true, &query(7));
    line.sends(false, &query(7));
    line.sends(true, &response(7));
    line.sends(false, &response(7));
    let (dialogues, _) = line.end();
    let ends: Vec<_> = dialogues.iter().map(|one| (one.steps[1].frame, one.state)).collect();
    assert_eq!(ends, [(4, State::Ended), (3, State::Ended)]);
}

#[test]
fn what_is_sent_again_is_told_from_what_comes_when_all_is_over() {
    let mut line = Line::new(Dialogues::default());
    line.sends(true, &query(1));
    line.sends(true, &query(1));
    line.sends(false, &response(1));
    line.sends(false, &response(1));
    let abort = ansi::Package::abort(TransactionId(1), Abort::Cause(PAbortCause(2)));
    line.sends(false, &retyped(abort));
    let (dialogues, counters) = line.end();
    let [dialogue] = &dialogues[..] else { panic!("{dialogues:?}") };
    let marks: Vec<_> = dialogue.steps.iter().map(|step| (step.repeated, step.late)).collect();
    assert_eq!(
        marks,
        [(false, false), (true, false), (false, false), (true, false), (false, true)]
    );
    assert_eq!(dialogue.state, State::Ended);
    assert_eq!((counters.repeated, counters.late), (2, 1));
}

/// The same with the type of components that the others have.
fn retyped<'a>(abort: ansi::Package<'a>) -> Ansi<'a> {
    ansi::Package {
        package_type: abort.package_type,
        originating_id: abort.originating_id,
        responding_id: abort.responding_id,
        dialogue: abort.dialogue,
        components: None,
        abort: abort.abort,
        element: abort.element,
        rest: abort.rest,
        trailing: abort.trailing,
    }
}

#[test]
fn silence_and_aborts_are_the_outcomes_of_dialogues() {
    let mut line = Line::new(Dialogues::default());
    line.sends(true, &query(1));
    line.sends(true, &query(2));
    let abort = ansi::Package::abort(TransactionId(2), Abort::Cause(PAbortCause(3)));
    line.sends(false, &retyped(abort));
    line.waits(10);
    line.sends(true, &query(3));
    let (dialogues, _) = line.end();
    let states: Vec<_> = dialogues.iter().map(|dialogue| dialogue.state).collect();
    // The last has just begun when the capture ends.
    assert_eq!(states, [State::Unanswered, State::ProviderAbort(3), State::Open]);
    let wrong: Vec<_> = dialogues.iter().map(Dialogue::is_wrong).collect();
    assert_eq!(wrong, [true, true, false]);
}

#[test]
fn there_is_no_answer_when_patience_is_over_whatever_goes_on_beside() {
    let mut line = Line::new(Dialogues::default().with_patience(3));
    line.sends(true, &query(1));
    line.sends(false, &ansi::Package::conversation(TransactionId(9), TransactionId(1), vec![]));
    line.sends(true, &query(2));
    let state = |line: &Line, number| line.dialogues.get(number).map(|one| one.state);
    for id in [1, 1, 1] {
        assert_eq!(state(&line, 2), Some(State::Open));
        let to_scp = ansi::Package::conversation(TransactionId(id), TransactionId(9), vec![]);
        line.sends(true, &to_scp);
    }
    assert_eq!((state(&line, 1), state(&line, 2)), (Some(State::Open), Some(State::Unanswered)));
    // An answer is one however late it comes.
    line.sends(false, &response(2));
    assert_eq!(state(&line, 2), Some(State::Ended));
    line.sends(true, &query(3));
    line.dialogues.pass_time(Timestamp { seconds: 100, nanoseconds: 0, digits: 6 });
    assert_eq!(state(&line, 3), Some(State::Unanswered));
}

#[test]
fn a_dialogue_lasts_until_it_ends_and_the_same_octets_later_are_another_message() {
    let mut line = Line::new(Dialogues::default());
    let asks =
        ansi::Package::conversation(TransactionId(1), TransactionId(9), vec![invoke(2, None)]);
    line.sends(true, &query(1));
    line.sends(false, &ansi::Package::conversation(TransactionId(9), TransactionId(1), vec![]));
    line.sends(true, &asks);
    line.sends(false, &response(1));
    line.sends(false, &response(1));
    line.waits(5);
    line.sends(true, &asks);
    line.sends(true, &query(1));
    let (dialogues, counters) = line.end();
    let [first, second] = &dialogues[..] else { panic!("{dialogues:?}") };
    assert_eq!((first.state, first.duration()), (State::Ended, Some(3_000_000_000)));
    let told: Vec<_> = first.steps.iter().map(|step| (step.repeated, step.late)).collect();
    let plain = (false, false);
    assert_eq!(told, [plain, plain, plain, plain, (true, false), (false, true)]);
    assert_eq!((counters.repeated, counters.late), (1, 1));
    assert_eq!((second.number, second.state, second.steps.len()), (2, State::Open, 1));
}

#[test]
fn an_answer_that_was_due_and_did_not_come_is_lost() {
    let mut line = Line::new(Dialogues::default());
    // Echo_Request has a result, and two are asked for; Info_Collected has none.
    let invoke = |id, code| {
        let operation = OperationCode::private(code);
        Component::Invoke(Invoke::last(id, operation, [0x30, 0]))
    };
    let asks = vec![invoke(1, 0x6902), invoke(2, 0x6902), invoke(3, 0x6402)];
    line.sends(true, &ansi::Package::query(TransactionId(1), asks));
    line.sends(false, &response(1));
    let (dialogues, _) = line.end();
    let lost: Vec<_> =
        dialogues[0].lost().map(|(step, part)| (step.frame, part.invoke_id)).collect();
    assert_eq!(lost, [(1, Some(2))]);
    assert!(dialogues[0].is_wrong());
}

#[test]
fn dialogues_that_ended_make_room_first_and_those_that_go_on_are_found_behind_them() {
    let mut line = Line::new(Dialogues::with_limits(10, 3).forgetting_ended(4));
    // One of another node has the same id as the two that end after it.
    line.sends(true, &query(1));
    for id in [2, 3, 4, 5, 6, 7] {
        line.sends(true, &query(id));
        line.sends(false, &response(id));
    }
    let numbers = |line: &Line| line.dialogues.iter().map(|one| one.number).collect::<Vec<_>>();
    assert_eq!(numbers(&line), [1, 4, 5, 6, 7]);
    assert_eq!(line.over.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 3]);
    line.sends(false, &response(1));
    assert_eq!(line.dialogues.get(1).map(|one| one.state), Some(State::Ended));
    for id in 10..30 {
        line.sends(true, &query(id));
    }
    // There is room for six that last.
    assert_eq!(numbers(&line), (18..=27).collect::<Vec<_>>());
    let (dialogues, counters) = line.end();
    assert_eq!((dialogues.len(), counters.given_up), (27, 10));
}

#[test]
fn an_id_that_a_forgotten_dialogue_had_too_leads_to_the_one_before_it() {
    let mut line = Line::new(Dialogues::with_limits(10, 3).forgetting_ended(2));
    // The same id, given out by both nodes.
    line.sends(true, &query(1));
    line.sends(false, &query(1));
    line.sends(true, &response(1));
    for id in [2, 3, 4] {
        line.sends(true, &query(id));
        line.sends(false, &response(id));
    }
    assert_eq!(line.dialogues.get(2), None);
    line.sends(false, &response(1));
    let first = line.dialogues.get(1).map(|one| (one.state, one.steps.len()));
    assert_eq!(first, Some((State::Ended, 2)));
}

#[test]
fn the_oldest_dialogue_makes_room_and_the_number_of_steps_is_bounded() {
    let mut line = Line::new(Dialogues::with_limits(10, 3));
    for id in 1..=1000 {
        line.sends(true, &query(id));
    }
    assert_eq!(line.over.len(), 990);
    assert!(line.dialogues.by_id_len() <= 30, "{}", line.dialogues.by_id_len());
    for _ in 0..20 {
        line.sends(true, &query(1000));
    }
    let (dialogues, counters) = line.end();
    let last = dialogues.last().expect("one");
    assert_eq!((dialogues.len(), last.steps.len(), last.more), (1000, 3, 18));
    assert_eq!(counters.given_up, 990);
}

#[test]
fn an_answer_to_a_dialogue_that_made_room_is_of_its_operation_all_the_same() {
    let mut line = Line::new(Dialogues::with_limits(10, 3));
    line.depth = Depth::Layers;
    for id in 1..=1000 {
        line.sends(true, &query(id));
    }
    line.sends(false, &response(500));
    line.sends(false, &response(1001));
    let (dialogues, _) = line.end();
    let [.., known, unknown] = &dialogues[..] else { panic!("{dialogues:?}") };
    assert!(!known.whole && !unknown.whole);
    let operation = Code::Operation(OperationCode::private(0x6401));
    assert_eq!(known.steps[0].parts[0].asked, Some(operation));
    assert_eq!(unknown.steps[0].parts[0].asked, None);
}

#[test]
fn messages_of_many_components_take_the_room_of_as_many_messages() {
    let mut line = Line::new(Dialogues::with_limits(10, 3));
    for id in 1..=100 {
        let components = (0..15).map(|number| invoke(number, None)).collect();
        line.sends(true, &Ansi::query(TransactionId(id), components));
    }
    // Forty components, and those of the message for which there was room.
    assert_eq!(line.dialogues.iter().count(), 3);
    assert_eq!(line.over.len(), 97);
    for frame in 0..20 {
        let components = (0..15).map(|number| invoke(number, Some(frame))).collect();
        let to_scp = TransactionId(1000 + u32::from(frame));
        line.sends(false, &Ansi::conversation(to_scp, TransactionId(100), components));
    }
    assert!(line.dialogues.iter().map(|one| one.steps.len()).sum::<usize>() <= 3);
}

#[test]
fn components_that_nobody_read_are_read_for_the_dialogue_and_what_is_wrong_is_told() {
    let mut cut_short = [0xED, 0x0F, 0xCF, 1, 7, 0xD1, 2, 0x64, 1, 0xF2, 0, 0, 0, 0, 0, 0, 0];
    let mut whole = [0xE9, 0x09, 0xCF, 1, 7, 0xD1, 2, 0x64, 1, 0xF2, 0, 0, 0, 0, 0, 0, 0];
    for (octets, wrong) in [(&mut whole, false), (&mut cut_short, true)] {
        let octets = &octets[..usize::from(octets[1]) + 2];
        let length = u8::try_from(octets.len()).expect("short");
        let mut tcap = vec![0xE2, length + 8, 0xC7, 4, 0, 0, 0, 1, 0xE8, length];
        tcap.extend_from_slice(octets);
        let message = Message {
            frame: 1,
            index: 0,
            time: None,
            protocol: Protocol::Tcap,
            octets: &tcap,
            link: LinkId(0),
            forward: true,
            diagnostics: &[],
        };
        let (mut session, reader) = (Session::default(), Dialogues::default().reader());
        let entries = [Depth::Layers, Depth::Components].map(|depth| {
            session.decode_as_far(depth, &message, |decoded| {
                let told = decoded.diagnostics.iter().any(|d| d.severity > Severity::Note);
                (reader.read(decoded).expect("TCAP"), told)
            })
        });
        let [(of_layers, told), (of_components, told_before)] = &entries;
        assert_eq!((of_layers.is_wrong(), *told), (wrong, false));
        assert_eq!((of_components.is_wrong(), *told_before), (false, wrong));
        assert_eq!(format!("{:?}", of_layers.parts()), format!("{:?}", of_components.parts()));
        assert_eq!(of_layers.parts()[0].kind, Kind::Invoke);
    }
}

#[test]
fn a_call_is_what_happens_on_a_circuit_from_its_iam_on() {
    use isup::MessageType as Isup;
    let mut line = Line::new(Dialogues::default());
    line.calls(true, 5, Isup::INITIAL_ADDRESS);
    line.calls(true, 6, Isup::INITIAL_ADDRESS);
    line.calls(false, 5, Isup::ADDRESS_COMPLETE);
    line.calls(false, 5, Isup::ANSWER);
    line.calls(false, 5, Isup::RELEASE);
    line.calls(true, 5, Isup::RELEASE_COMPLETE);
    line.calls(false, 5, Isup::INITIAL_ADDRESS);
    line.calls(true, 5, Isup::BLOCKING);
    line.calls(true, 5, Isup::RELEASE);
    let (calls, _) = line.end();
    let told: Vec<_> = calls
        .iter()
        .map(|call| (call.ids[0], call.nodes[0].point_code, call.state, call.steps.len()))
        .collect();
    let (switch, scp) = (Some(code(SWITCH)), Some(code(SCP)));
    assert_eq!(
        told,
        [
            (Some(5), switch, State::Ended, 5),
            (Some(6), switch, State::Open, 1),
            (Some(5), scp, State::Open, 2),
            (Some(5), switch, State::Unidirectional, 1),
        ]
    );
    assert_eq!(calls[0].nodes[1].title.to_string(), "9725");
    assert!(calls[0].is_call());
    let forward: Vec<_> = calls[0].steps.iter().map(|step| step.forward).collect();
    assert_eq!(forward, [true, false, false, false, true]);
}

#[test]
fn a_title_is_the_same_digit_by_digit_and_from_its_octets() {
    let octets = [0x21, 0x43, 0x65, 0x87, 0x09, 0x21, 0x43, 0x65, 0x87];
    for count in 0..=18 {
        let mut title = Title::default();
        let digits = octets.iter().flat_map(|octet| [octet & 15, octet >> 4]);
        digits.take(count).for_each(|digit| title.push(digit));
        let needed = &octets[..count.div_ceil(2)];
        assert_eq!(Title::packed(needed, count), title, "{count}");
    }
}

/// The last message comes back as a UDTS, to who sent it.
fn comes_back(line: &mut Line, to_scp: bool, package: &Ansi<'_>) {
    let (from, to) = if to_scp { (SWITCH, SCP) } else { (SCP, SWITCH) };
    let tcap = Writer::new().message(package).expect("encodable").to_vec();
    let ssn = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
    let cause = ReturnCause::MTP_FAILURE;
    let service = crate::wire::sccp::UnitdataService::new(cause, ssn, ssn, &tcap[..]);
    let msu = Msu {
        service_information: 0x83.into(),
        routing_label: RoutingLabel {
            destination_point_code: code(to),
            originating_point_code: code(from),
            signalling_link_selection: 0,
        },
        payload: service,
    };
    let octets = Writer::new().message(&msu).expect("encodable").to_vec();
    line.comes(to_scp, &octets);
}

#[test]
fn an_answer_that_comes_back_is_of_its_dialogue_and_answers_nothing() {
    let mut line = Line::new(Dialogues::default());
    let answer = response(7);
    line.sends(true, &query(7));
    line.sends(false, &answer);
    // From the switch's side back to the service control point.
    comes_back(&mut line, true, &answer);
    let (dialogues, _) = line.end();
    let [dialogue] = &dialogues[..] else { panic!("{dialogues:?}") };
    assert_eq!(dialogue.state, State::Returned(ReturnCause::MTP_FAILURE));
    let back = &dialogue.steps[2];
    assert!(back.forward && !back.late && back.parts[0].waited.is_none());
    assert!(!dialogue.steps[1].forward);
}

/// A third node.
const REGISTER: (u8, u8, u8) = (5, 30, 3);

#[test]
fn an_id_that_is_given_out_later_in_an_earlier_dialogue_hides_no_later_one() {
    let mut line = Line::new(Dialogues::default());
    line.passes(SWITCH, SCP, &query(1));
    line.passes(REGISTER, SWITCH, &query(5));
    // The service control point gives out 5 too.
    let answers = ansi::Package::conversation(TransactionId(5), TransactionId(1), vec![]);
    line.passes(SCP, SWITCH, &answers);
    line.passes(SWITCH, REGISTER, &response(5));
    line.passes(SCP, SWITCH, &response(1));
    let (dialogues, counters) = line.end();
    let told: Vec<_> = dialogues.iter().map(|one| (one.state, one.steps.len())).collect();
    assert_eq!(told, [(State::Ended, 3), (State::Ended, 2)]);
    assert_eq!(counters.late, 0);
}

#[test]
fn an_end_is_of_a_dialogue_in_which_its_receiver_gave_out_the_id() {
    let mut line = Line::new(Dialogues::default());
    line.passes(SWITCH, SCP, &query(5));
    // The service control point's dialogue 5 began before the capture.
    line.passes(SWITCH, SCP, &response(5));
    line.passes(SCP, SWITCH, &response(5));
    let (dialogues, counters) = line.end();
    let told: Vec<_> =
        dialogues.iter().map(|one| (one.whole, one.state, one.steps.len())).collect();
    assert_eq!(told, [(true, State::Ended, 2), (false, State::Ended, 1)]);
    assert_eq!((dialogues[0].duration(), counters.late), (Some(2_000_000_000), 0));
}

#[test]
fn a_forgotten_dialogue_is_led_past_for_each_of_its_ids() {
    let mut line = Line::new(Dialogues::with_limits(10, 3).forgetting_ended(2));
    let pending = ansi::Package::query(TransactionId(2), vec![invoke(1, None)]);
    line.passes(REGISTER, SWITCH, &pending);
    // Two dialogues with the ids 1 and 2, one behind the other, of which the first is forgotten.
    for _ in 0..2 {
        line.waits(5);
        line.passes(SWITCH, SCP, &query(1));
        let goes_on = ansi::Package::conversation(TransactionId(2), TransactionId(1), vec![]);
        line.passes(SCP, SWITCH, &goes_on);
        line.passes(SCP, SWITCH, &response(1));
    }
    line.passes(SWITCH, SCP, &query(7));
    assert!(line.dialogues.get(2).is_none() && line.dialogues.get(3).is_some());
    line.passes(SWITCH, REGISTER, &response(2));
    assert_eq!(line.dialogues.get(1).map(|one| one.state), Some(State::Ended));
}

#[test]
fn a_clock_that_went_back_stops_no_judgement() {
    let mut line = Line::new(Dialogues::default());
    line.waits(4_000_000);
    line.sends(true, &query(1));
    line.waits(-4_000_000);
    line.sends(true, &query(2));
    line.waits(100);
    line.sends(true, &query(3));
    let (dialogues, _) = line.end();
    let states: Vec<_> = dialogues.iter().map(|dialogue| dialogue.state).collect();
    assert_eq!(states, [State::Open, State::Unanswered, State::Open]);
}

#[test]
fn an_invoke_is_answered_once_however_many_answer_it() {
    let mut line = Line::new(Dialogues::default());
    line.sends(true, &query(1));
    let both = vec![invoke(1, Some(1)), invoke(2, Some(1))];
    line.sends(false, &ansi::Package::response(TransactionId(1), both));
    let (dialogues, _) = line.end();
    let further: Vec<_> = dialogues[0].steps[1].parts.iter().map(|part| part.further).collect();
    assert_eq!(further, [false, true]);
}

#[test]
fn where_both_ends_seize_a_circuit_each_answer_is_of_the_others_call() {
    use isup::MessageType as Isup;
    let mut line = Line::new(Dialogues::default());
    line.calls(true, 5, Isup::INITIAL_ADDRESS);
    line.calls(false, 5, Isup::INITIAL_ADDRESS);
    line.calls(false, 5, Isup::ADDRESS_COMPLETE);
    line.calls(false, 5, Isup::ANSWER);
    let (calls, _) = line.end();
    let forward: Vec<Vec<_>> =
        calls.iter().map(|call| call.steps.iter().map(|step| step.forward).collect()).collect();
    assert_eq!(forward, [vec![true, false, false], vec![true]]);
}

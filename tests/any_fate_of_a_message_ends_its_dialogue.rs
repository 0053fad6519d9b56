//! Two whole stacks under a virtual clock: a thousand dialogues, and every message of theirs lost, doubled or
//! delayed in turn; and a clock that leaps.

use bytes::Bytes;
use hookflash::machine::m3ua::{
    ApplicationServerConfiguration, ApplicationServerId, AssociationConfiguration, AssociationId,
    Configuration as M3ua, Input, Output as Below, Role, Route,
};
use hookflash::machine::sccp::{Address, Configuration as Sccp, Path};
use hookflash::machine::stack::{Configuration, Output, Stack};
use hookflash::machine::tcap::{Configuration as Tcap, DialogueId, Primitive};
use hookflash::machine::{Machine, Time};
use hookflash::wire::ain::operations::{AnalyzeRoute, InfoAnalyzed};
use hookflash::wire::ain::parameters::{BearerCapability, Dn};
use hookflash::wire::ain::structures::UserID;
use hookflash::wire::ber::Octets;
use hookflash::wire::mtp3::{PointCode, Variant};
use hookflash::wire::sccp::SubsystemNumber;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

const SWITCH: PointCode = PointCode::new(Variant::Ansi, 0x01_0201);
const SCP: PointCode = PointCode::new(Variant::Ansi, 0x01_0301);
const AIN: SubsystemNumber = SubsystemNumber(247);

fn stack(own: PointCode, role: Role, to: PointCode, node: u8) -> Stack {
    let m3ua = M3ua {
        associations: vec![AssociationConfiguration {
            name: "link".into(),
            role,
            asp_identifier: None,
            peer_identifier: None,
            application_servers: vec![ApplicationServerId(0)],
            streams: 1,
        }],
        application_servers: vec![ApplicationServerConfiguration {
            name: "as".into(),
            routing_context: Some(1),
            traffic_mode: None,
            point_code: None,
            service_indicators: vec![],
            required_active: 1,
            register: false,
        }],
        routes: vec![Route {
            point_code: to,
            mask: 0,
            via: vec![ApplicationServerId(0)],
            assume_available: true,
        }],
        heartbeat: None,
        ..M3ua::new(own)
    };
    let sccp = Sccp { subsystems: vec![AIN], ..Sccp::new(own) };
    let tcap = Tcap {
        node,
        answer_timeout: Duration::from_secs(5),
        dialogue_timeout: Duration::from_secs(20),
        ..Tcap::default()
    };
    Stack::new(Configuration { m3ua, sccp, tcap })
}

/// What is to become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Lost,
    Doubled,
    Delayed,
}

struct Pair {
    stacks: [Stack; 2],
    now: Time,
    wire: VecDeque<(usize, Bytes)>,
    held: Vec<(usize, Bytes)>,
    /// DATA that went out so far, and what becomes of which.
    count: usize,
    fate: Option<(usize, usize, Fate)>,
    /// How the switch's dialogues ended.
    ended: BTreeMap<DialogueId, &'static str>,
    told_twice: usize,
}

impl Pair {
    fn new() -> Self {
        let mut pair = Self {
            stacks: [
                stack(SWITCH, Role::ApplicationServerProcess, SCP, 1),
                stack(SCP, Role::SignallingGatewayProcess, SWITCH, 2),
            ],
            now: Time::ZERO,
            wire: VecDeque::new(),
            held: vec![],
            count: 0,
            fate: None,
            ended: BTreeMap::new(),
            told_twice: 0,
        };
        for stack in &mut pair.stacks {
            stack.handle_input(Time::ZERO, Input::Up(AssociationId(0)));
        }
        pair.run();
        pair
    }

    fn end(&mut self, id: DialogueId, how: &'static str) {
        if self.ended.insert(id, how).is_some() {
            self.told_twice += 1;
        }
    }

    fn take(&mut self, side: usize) {
        while let Some(output) = self.stacks[side].poll_output() {
            match output {
                Output::M3ua(Below::Send { octets, .. }) => {
                    let data = octets.get(2..4) == Some(&[1, 1]);
                    self.count += usize::from(data);
                    match self.fate {
                        Some((nth, of, fate)) if data && self.count % of == nth => match fate {
                            Fate::Lost => {}
                            Fate::Doubled => {
                                self.wire.push_back((1 - side, octets.clone()));
                                self.wire.push_back((1 - side, octets));
                            }
                            Fate::Delayed => self.held.push((1 - side, octets)),
                        },
                        _ => self.wire.push_back((1 - side, octets)),
                    }
                }
                Output::Indication(told) if side == 1 => {
                    let Some(id) = told.dialogue.filter(|_| !told.primitive.is_final()) else {
                        continue;
                    };
                    let invoke = told.message.first().and_then(|f| f.invoke()?.invoke_id);
                    let mut reply = self.stacks[1].tcap.reply(id).expect("it began");
                    reply.answer(invoke.expect("an id"), &AnalyzeRoute::new()).expect("encodable");
                    reply.respond(self.now).expect("permitted");
                }
                Output::Indication(told) => {
                    let how = match told.primitive {
                        Primitive::Response => "answered",
                        Primitive::TimedOut => "timed out",
                        _ => "aborted",
                    };
                    self.end(told.dialogue.expect("a dialogue"), how);
                }
                // As an application does: nobody waits any more. Where the dialogue was silent for too
                // long as well, that comes next.
                Output::Expired { dialogue, .. }
                    if side == 0 && self.stacks[0].tcap.forget(dialogue).is_ok() =>
                {
                    self.end(dialogue, "no answer");
                }
                _ => {}
            }
        }
    }

    fn run(&mut self) {
        self.take(0);
        self.take(1);
        while let Some((to, octets)) = self.wire.pop_front() {
            let input = Input::Message { association: AssociationId(0), stream: 0, octets };
            self.stacks[to].handle_input(self.now, input);
            self.take(to);
        }
    }

    fn wait(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while let Some(due) = self.stacks.iter().filter_map(Machine::poll_timeout).min()
            && due <= until
        {
            self.now = due;
            self.stacks.iter_mut().for_each(|stack| stack.handle_timeout(due));
            self.run();
        }
        self.now = until;
    }

    fn ask(&mut self) -> DialogueId {
        let user = UserID::Dn(Dn(Octets::new(&[0x12, 0x52, 0x55, 0x10, 0x10])));
        let path = Path::to(AIN, Address::node(SCP, AIN));
        let mut query = self.stacks[0].tcap.query(path).expect("room");
        query.invoke(&InfoAnalyzed::new(user, BearerCapability::SPEECH)).expect("encodable");
        query.send(self.now).expect("sent")
    }
}

#[test]
fn a_thousand_dialogues_end_whatever_becomes_of_their_messages() {
    for fate in [Fate::Lost, Fate::Doubled, Fate::Delayed] {
        for nth in 0..7 {
            let mut pair = Pair::new();
            pair.fate = Some((nth, 7, fate));
            let asked: Vec<_> = (0..1000)
                .map(|_| {
                    let id = pair.ask();
                    pair.run();
                    id
                })
                .collect();
            pair.fate = None;
            pair.wait(2);
            // What was delayed comes in another order, before its time is up.
            let held: Vec<_> = pair.held.drain(..).rev().collect();
            pair.wire.extend(held);
            pair.run();
            pair.wait(60);
            let not_ended = asked.iter().filter(|id| !pair.ended.contains_key(id)).count();
            assert_eq!((not_ended, pair.told_twice), (0, 0), "{fate:?} {nth}");
            assert!(pair.stacks.iter().all(|stack| stack.tcap.is_empty()), "{fate:?} {nth}");
            let answered = pair.ended.values().filter(|how| **how == "answered").count();
            if fate == Fate::Lost {
                assert!((600..1000).contains(&answered), "{fate:?} {nth}: {answered}");
            } else {
                assert_eq!(answered, 1000, "{fate:?} {nth}");
            }
        }
    }
}

#[test]
fn a_clock_that_leaps_ends_what_was_open_and_harms_nothing_that_comes() {
    let mut pair = Pair::new();
    pair.fate = Some((0, 1, Fate::Lost));
    let open = pair.ask();
    pair.run();
    pair.fate = None;
    // A year ahead in one step, and then a moment that is before it.
    let leap = pair.now + Duration::from_secs(365 * 86_400);
    pair.stacks.iter_mut().for_each(|stack| stack.handle_timeout(leap));
    pair.run();
    assert_eq!((pair.ended.get(&open), pair.told_twice), (Some(&"timed out"), 0));
    let asked = pair.ask();
    pair.run();
    assert_eq!(pair.ended.get(&asked), Some(&"answered"));
    pair.now = leap;
    pair.wait(100);
    assert!(pair.stacks.iter().all(|stack| stack.tcap.is_empty()));
}

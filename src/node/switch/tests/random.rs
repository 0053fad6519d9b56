//! Anything that telephones and a service control point may do, thousands of times: no line stuck, no talk
//! path in one direction, no leg without an owner.

use super::*;
use crate::node::switch::TrunkRoute;

/// Marsaglia's xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

fn instruction(chance: &mut Chance, numbers: &[&str]) -> Instruction {
    let number = numbers[chance.below(numbers.len())].to_string();
    match chance.below(14) {
        0 | 1 => Instruction::AnalyzeRoute(Some(number)),
        2 => Instruction::Continue,
        3 => Instruction::AuthorizeTermination,
        4 => Instruction::ForwardCall(number),
        5 => Instruction::Disconnect,
        6 => Instruction::DisconnectLeg(chance.below(4) as u8),
        7 => Instruction::MergeCall,
        8 => Instruction::OriginateCall(number),
        9 => Instruction::SplitLeg(chance.below(3) as u8),
        10 => Instruction::Reconnect,
        11 => Instruction::Announce {
            announcements: vec![7, 9],
            digits: chance.below(3),
            then_disconnect: chance.below(2) == 0,
            legs: chance.below(2) == 0,
        },
        12 => Instruction::CollectInformation,
        _ => Instruction::RequestReport {
            requests: EDPRequest(chance.below(1 << 21) as u64),
            notifications: EDPNotification(chance.below(1 << 13) as u64),
        },
    }
}

const CIRCUITS: [&str; 2] = ["09901", "09902"];

fn play(seed: u64, steps: usize) {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut lines: Vec<LineSettings> = [A, B, C, D, "2125550105"].map(LineSettings::new).into();
    for line in &mut lines {
        let collects =
            [Collects::InfoCollected, Collects::MidCall, Collects::Nothing][chance.below(3)];
        let kind = TriggerKind::Flash { form: FlashForm::Immediate, collects };
        line.triggers.push(Trigger {
            kind,
            active: chance.below(4) > 0,
            go_on: chance.below(2) == 0,
        });
        line.three_way = chance.below(2) == 0;
        if chance.below(4) == 0 {
            let kind = TriggerKind::TerminationAttempt;
            line.triggers.push(Trigger { kind, active: true, go_on: chance.below(2) == 0 });
        }
        if chance.below(8) == 0 {
            line.triggers.push(Trigger { kind: TriggerKind::OffHook, active: true, go_on: true });
        }
    }
    // Two circuits to where 999 numbers are.
    for number in CIRCUITS {
        let trunk_group = Some(9);
        lines.push(LineSettings { trunk_group, ..LineSettings::new(number) });
    }
    let trunk_routes = vec![TrunkRoute { digits: "999*".into(), trunk_group: 9 }];
    let group = DigitTrigger { digits: GROUP.into(), active: true, go_on: false };
    let parties = 3 + chance.below(3);
    let mut lab = Lab::with(Settings {
        lines,
        digit_triggers: vec![group],
        trunk_routes,
        parties,
        ..Settings::default()
    });
    let numbers = [A, B, C, D, "2125550105", GROUP, "9995550000"];
    let mut asks = vec![];
    for _ in 0..steps {
        let number = [A, B, C, D, "2125550105", CIRCUITS[0], CIRCUITS[1]][chance.below(7)];
        match chance.below(22) {
            20 => {
                let called = numbers[chance.below(numbers.len())].to_string();
                let calling = ["", "2145550177"][chance.below(2)].to_string();
                lab.does(number, Phone::SetUp { called, calling, name: String::new() });
            }
            21 => lab.does(number, Phone::Refuse { busy: chance.below(2) == 0 }),
            0..=3 => lab.does(number, Phone::OffHook),
            4..=5 => lab.does(number, Phone::OnHook),
            6..=8 => lab.does(number, Phone::Flash),
            9..=12 => {
                let digits = numbers[chance.below(numbers.len())].to_string();
                lab.does(number, Phone::Digits(digits));
            }
            13..=16 => {
                lab.wait([10, 400, 600, 1_200, 5_000, 40_000][chance.below(6)]);
            }
            _ => {
                asks.extend(lab.out.drain(..).filter_map(|output| match output {
                    Output::Query(ask, _) => Some(ask),
                    _ => None,
                }));
                if asks.is_empty() {
                    continue;
                }
                let ask = asks[asks.len() - 1 - chance.below(asks.len().min(4))];
                let what: Vec<Instruction> =
                    (0..1 + chance.below(2)).map(|_| instruction(&mut chance, &numbers)).collect();
                match chance.below(8) {
                    0 => lab.switch.failed(lab.now, ask),
                    1..=4 => lab.says(ask, &what),
                    _ => lab.says_at_last(ask, &what),
                }
                lab.settle();
            }
        }
    }
    // Whatever happened: when all have hung up and all times are over, nothing is left.
    let all = || numbers[..5].iter().chain(&CIRCUITS);
    for number in all() {
        lab.does(number, Phone::OnHook);
    }
    lab.wait(200_000);
    for number in all() {
        assert_eq!(lab.state(number), "idle", "seed {seed}: {number}");
    }
    assert_eq!(lab.switch.calls(), 0, "seed {seed}");
    assert!(lab.switch.dialogues.is_empty(), "seed {seed}");
}

#[test]
fn whatever_the_telephones_do_no_line_is_stuck() {
    for seed in 0..3_000 {
        // The seed of a failure stands before it.
        println!("seed {seed}");
        play(seed, 120);
    }
}

//! Telephones on a switch, and a service control point that the test plays.

mod failures;
mod instructions;
mod random;
mod trunks;

use super::*;
use crate::wire::ain::parameters::{FacilityStatus, StatusCause};

const A: &str = "3125550100";
const B: &str = "2125550102";
const C: &str = "2125550103";
const D: &str = "2125550104";
const GROUP: &str = "8005550199";

pub(super) struct Lab {
    pub(super) switch: Switch,
    pub(super) now: Time,
    pub(super) out: Vec<Output>,
}

impl Lab {
    pub(super) fn new() -> Self {
        let mut b = LineSettings::new(B);
        b.triggers.push(Trigger::flash());
        let mut c = LineSettings::new(C);
        c.triggers.push(Trigger::flash());
        let lines = vec![LineSettings::new(A), b, c, LineSettings::new(D)];
        let group = DigitTrigger { digits: GROUP.into(), active: true, go_on: false };
        let announcements = vec![Announcement {
            id: 7,
            text: "please wait".into(),
            length: Duration::from_secs(5),
        }];
        Self::with(Settings {
            lines,
            digit_triggers: vec![group],
            announcements,
            ..Settings::default()
        })
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self { switch: Switch::new(settings), now: Time::ZERO, out: Vec::new() }
    }

    pub(super) fn line(&self, number: &str) -> LineId {
        self.switch.line(number).expect("a line of the lab")
    }

    fn settle(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            self.out.push(output);
        }
        if let Err(wrong) = self.switch.check() {
            panic!("at {:?}: {wrong}", self.now);
        }
    }

    pub(super) fn wait(&mut self, millis: u64) {
        let until = self.now + Duration::from_millis(millis);
        while let Some(next) = self.switch.poll_timeout().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.switch.handle_timeout(self.now);
            self.settle();
            if self.switch.poll_timeout() == Some(next) {
                self.now = self.now + Duration::from_millis(1);
            }
        }
        self.now = self.now.max(until);
        self.switch.handle_timeout(self.now);
        self.settle();
    }

    pub(super) fn does(&mut self, number: &str, event: Phone) {
        let line = self.line(number);
        self.switch.telephone(self.now, line, event);
        self.settle();
    }

    pub(super) fn lifts(&mut self, number: &str) {
        self.does(number, Phone::OffHook);
    }

    pub(super) fn dials(&mut self, number: &str, digits: &str) {
        self.does(number, Phone::Digits(digits.into()));
    }

    pub(super) fn hangs_up(&mut self, number: &str) {
        self.does(number, Phone::OnHook);
        self.wait(1100);
    }

    pub(super) fn flashes(&mut self, number: &str) {
        self.does(number, Phone::OnHook);
        self.wait(500);
        self.lifts(number);
    }

    pub(super) fn view(&self, number: &str) -> LineView {
        self.switch.view(self.line(number))
    }

    pub(super) fn state(&self, number: &str) -> &'static str {
        self.view(number).state
    }

    /// The last query.
    pub(super) fn query(&mut self) -> (AskId, Report) {
        let found = self.out.iter().rev().find_map(|output| match output {
            Output::Query(ask, report) => Some((*ask, report.clone())),
            _ => None,
        });
        self.out.clear();
        found.expect("a query")
    }

    pub(super) fn reports(&mut self) -> Vec<Report> {
        let reports = self.out.drain(..).filter_map(|output| match output {
            Output::Query(_, report) | Output::Report(_, report) | Output::End(_, Some(report)) => {
                Some(report)
            }
            _ => None,
        });
        reports.collect()
    }

    pub(super) fn says(&mut self, ask: AskId, instructions: &[Instruction]) {
        self.switch.instruct(self.now, ask, instructions, false);
        self.settle();
    }

    pub(super) fn says_at_last(&mut self, ask: AskId, instructions: &[Instruction]) {
        self.switch.instruct(self.now, ask, instructions, true);
        self.settle();
    }

    pub(super) fn route_to(&mut self, number: &str) {
        let (ask, _) = self.query();
        self.says_at_last(ask, &[Instruction::AnalyzeRoute(Some(number.into()))]);
    }

    /// A called the group and talks to B.
    pub(super) fn a_talks_to_b(&mut self) {
        self.lifts(A);
        self.dials(A, GROUP);
        self.route_to(B);
        self.lifts(B);
        assert_eq!((self.state(A), self.state(B)), ("talking", "talking"));
    }

    /// B flashed and dialled C, whose telephone rings.
    pub(super) fn b_calls_c(&mut self) {
        self.a_talks_to_b();
        self.flashes(B);
        self.dials(B, C);
        self.route_to(C);
        assert_eq!(self.state(C), "ringing");
    }

    pub(super) fn all_idle(&mut self) {
        for number in [A, B, C, D] {
            if self.view(number).off_hook {
                self.hangs_up(number);
            }
        }
        self.wait(60_000);
        for number in [A, B, C, D] {
            assert_eq!(self.state(number), "idle", "{number}");
        }
        assert_eq!(self.switch.calls(), 0);
        assert!(self.switch.dialogues.is_empty());
    }
}

fn hears(lab: &Lab, number: &str) -> Vec<String> {
    let mut hears = lab.view(number).hears;
    hears.sort();
    hears
}

#[test]
fn a_line_calls_another() {
    let mut lab = Lab::new();
    lab.lifts(A);
    assert_eq!(lab.view(A).tone, "dial");
    lab.dials(A, "2");
    assert_eq!((lab.view(A).tone, lab.state(A)), ("silence", "dialling"));
    lab.dials(A, &D[1..]);
    assert_eq!((lab.view(A).tone, lab.state(D)), ("ringback", "ringing"));
    assert_eq!(lab.view(D).ringing.expect("rings").caller, A);
    lab.lifts(D);
    assert_eq!(hears(&lab, A), [D]);
    assert_eq!(hears(&lab, D), [A]);
    lab.hangs_up(A);
    assert_eq!((lab.state(D), lab.view(D).tone), ("busy", "reorder"));
    lab.all_idle();
    assert!(lab.reports().is_empty(), "no trigger, no query");
}

#[test]
fn a_flash_and_a_number_and_a_flash_make_a_conference_and_hanging_up_a_transfer() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    lab.flashes(B);
    assert_eq!((lab.state(A), lab.view(A).tone), ("held", "hold"));
    assert_eq!(lab.view(B).tone, "recall_dial");
    assert_eq!(lab.view(B).held, [A]);
    lab.dials(B, C);
    let (ask, report) = lab.query();
    let Report::InfoCollected(about) = report else { panic!("{report:?}") };
    assert_eq!(about.user, Some(User::Number(B.into())));
    assert_eq!(about.collected.as_deref(), Some(C));
    assert_eq!(about.trigger, Some(TriggerCriteriaType::T_SWITCH_HOOK_FLASH_IMMEDIATE));
    let armed = Instruction::RequestReport {
        requests: EDPRequest::SUCCESS,
        notifications: EDPNotification::O_ANSWER,
    };
    lab.says(ask, &[Instruction::AnalyzeRoute(Some(C.into())), armed]);
    lab.lifts(C);
    assert_eq!(hears(&lab, B), [C]);
    assert!(matches!(lab.reports()[..], [Report::Answer(_)]));
    lab.flashes(B);
    assert_eq!(hears(&lab, A), [B, C]);
    assert_eq!(hears(&lab, C), [B, A]);
    assert_eq!(lab.state(B), "conference");
    let [Report::Success(about)] = &lab.reports()[..] else { panic!("a conference is told") };
    assert_eq!(about.configuration, Some(CcID::STABLE_M_PARTY));
    lab.hangs_up(B);
    assert_eq!(hears(&lab, A), [C]);
    let [Report::Success(about)] = &lab.reports()[..] else { panic!("a transfer is told") };
    assert_eq!(about.configuration, Some(CcID::TRANSFER));
    lab.all_idle();
}

#[test]
fn who_received_the_call_in_a_transfer_can_transfer_it_again() {
    let mut lab = Lab::new();
    lab.b_calls_c();
    lab.lifts(C);
    lab.hangs_up(B);
    assert_eq!(hears(&lab, A), [C]);
    lab.flashes(C);
    lab.dials(C, D);
    lab.route_to(D);
    lab.lifts(D);
    lab.flashes(C);
    assert_eq!(hears(&lab, A), [C, D]);
    lab.hangs_up(C);
    assert_eq!(hears(&lab, A), [D]);
    lab.all_idle();
}

#[test]
fn the_flash_is_timed_by_the_line() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    for (millis, talks, glitches) in [(299, true, 1), (300, false, 1), (1000, true, 1)] {
        lab.does(B, Phone::OnHook);
        lab.wait(millis);
        lab.lifts(B);
        // The second flash, before any digit, goes back to the caller.
        assert_eq!(lab.state(A) == "talking", talks, "{millis} ms");
        assert_eq!(lab.switch.counters().glitches, glitches);
    }
    lab.does(B, Phone::OnHook);
    lab.wait(1001);
    lab.lifts(B);
    assert_eq!((lab.view(A).tone, lab.view(B).tone), ("reorder", "dial"));
    lab.all_idle();
}

#[test]
fn without_a_trigger_a_flash_tells_nobody() {
    let mut lab = Lab::new();
    let b = lab.line(B);
    assert_eq!(lab.switch.clear_flash(b), 1);
    lab.a_talks_to_b();
    lab.out.clear();
    lab.flashes(B);
    assert_eq!(lab.state(A), "talking");
    assert!(lab.reports().is_empty());
    assert_eq!(lab.switch.set_triggers(b, |_| true, true), 1);
    lab.flashes(B);
    assert_eq!(lab.view(B).tone, "recall_dial");
    lab.all_idle();
}

#[test]
fn a_monitor_answers_at_once_or_when_the_line_changes_or_when_its_time_is_up() {
    let mut lab = Lab::new();
    let ask = |lab: &mut Lab, id, wanted, seconds| {
        let time = Duration::from_secs(seconds);
        lab.switch.monitor(lab.now, Monitor(id), D, wanted, time);
        lab.settle();
        let found: Vec<_> = lab.out.drain(..).collect();
        found
    };
    let reported =
        |id, status, cause| Output::Monitored(Monitor(id), MonitorAnswer::Reported(status, cause));
    let idle = FacilityStatus::IDLE;
    assert_eq!(ask(&mut lab, 1, idle, 0), [reported(1, idle, StatusCause::STATUS_MATCH)]);
    lab.lifts(D);
    lab.out.clear();
    let busy = FacilityStatus::BUSY;
    assert_eq!(ask(&mut lab, 2, idle, 0), [reported(2, busy, StatusCause::TIME_OUT)]);
    assert_eq!(
        ask(&mut lab, 3, idle, 30),
        [Output::Monitored(Monitor(3), MonitorAnswer::Watching(busy))]
    );
    lab.wait(10_000);
    lab.out.clear();
    lab.hangs_up(D);
    assert!(lab.out.contains(&reported(3, idle, StatusCause::STATUS_MATCH)));
    lab.out.clear();
    ask(&mut lab, 4, busy, 5);
    lab.wait(5_100);
    assert!(lab.out.contains(&reported(4, idle, StatusCause::TIME_OUT)));
    lab.switch.monitor(lab.now, Monitor(5), "9995550000", idle, Duration::ZERO);
    lab.out.clear();
    lab.settle();
    assert_eq!(lab.out, [Output::Monitored(Monitor(5), MonitorAnswer::Refused)]);
}

#[test]
fn a_gap_keeps_queries_apart() {
    let mut lab = Lab::new();
    lab.switch.gap(lab.now, "800", Duration::from_secs(10), Duration::from_secs(60));
    lab.lifts(A);
    lab.dials(A, GROUP);
    assert_eq!(lab.view(A).tone, "reorder");
    assert_eq!(lab.switch.counters().gapped, 1);
    lab.hangs_up(A);
    lab.wait(10_000);
    lab.lifts(A);
    lab.dials(A, GROUP);
    lab.route_to(B);
    assert_eq!(lab.state(B), "ringing");
}

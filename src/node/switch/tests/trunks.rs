//! Calls from and to other switches.

use super::*;
use crate::node::switch::TrunkRoute;

const FAR: &str = "2145550177";
const OUT: [&str; 2] = ["01201", "01202"];

/// The lab, with two circuits to where 214 numbers are.
fn lab() -> Lab {
    let mut settings = Lab::new().switch.settings().clone();
    for number in OUT {
        let trunk_group = Some(12);
        settings.lines.push(LineSettings { trunk_group, ..LineSettings::new(number) });
    }
    settings.trunk_routes = vec![TrunkRoute { digits: "214*".into(), trunk_group: 12 }];
    Lab::with(settings)
}

fn comes_in(lab: &mut Lab, called: &str) {
    let (calling, name) = (FAR.to_string(), "Fay Farr".to_string());
    lab.does(OUT[0], Phone::SetUp { called: called.into(), calling, name });
}

#[test]
fn a_number_of_another_switch_takes_the_first_idle_circuit_with_its_digits() {
    let mut lab = lab();
    for (caller, circuit) in [(A, OUT[0]), (D, OUT[1])] {
        lab.lifts(caller);
        lab.dials(caller, FAR);
        let ringing = lab.view(circuit).ringing.expect("it is seized");
        assert_eq!((ringing.called.as_deref(), ringing.caller.as_str()), (Some(FAR), caller));
    }
    lab.lifts(OUT[0]);
    assert_eq!((lab.state(A), lab.state(OUT[0])), ("talking", "talking"));
    // All circuits are taken.
    lab.lifts(B);
    lab.dials(B, FAR);
    assert_eq!(lab.view(B).tone, "reorder");
    // An end at the other switch needs no time to be told from a flash.
    lab.does(OUT[0], Phone::OnHook);
    assert_eq!((lab.state(A), lab.state(OUT[0])), ("busy", "idle"));
}

#[test]
fn what_the_other_switch_refuses_is_heard_as_busy_or_reorder() {
    for (busy, tone) in [(true, "busy"), (false, "reorder")] {
        let mut lab = lab();
        lab.lifts(A);
        lab.dials(A, FAR);
        lab.does(OUT[0], Phone::Refuse { busy });
        assert_eq!((lab.view(A).tone, lab.state(OUT[0])), (tone, "idle"));
    }
}

#[test]
fn a_call_that_comes_in_has_its_callers_number_to_the_end() {
    let mut lab = lab();
    comes_in(&mut lab, B);
    let ringing = lab.view(B).ringing.expect("it rings");
    assert_eq!((ringing.caller.as_str(), ringing.name.as_str()), (FAR, "Fay Farr"));
    lab.lifts(B);
    // B transfers the call: the service control point learns who calls.
    lab.flashes(B);
    lab.dials(B, C);
    let (_, report) = lab.query();
    let Report::InfoCollected(about) = report else { panic!("{report:?}") };
    assert_eq!(about.collected.as_deref(), Some(C));
    let mut lab = self::lab();
    comes_in(&mut lab, GROUP);
    let (_, report) = lab.query();
    let Report::InfoAnalyzed(about) = report else { panic!("{report:?}") };
    assert_eq!((about.calling.as_deref(), about.user), (Some(FAR), Some(User::TrunkGroup(12))));
}

#[test]
fn a_flash_takes_a_call_to_another_switch() {
    let mut settings = lab().switch.settings().clone();
    settings.lines[1].triggers.clear();
    settings.lines[1].three_way = true;
    let mut lab = Lab::with(settings);
    lab.lifts(A);
    lab.dials(A, B);
    lab.lifts(B);
    lab.flashes(B);
    lab.dials(B, FAR);
    lab.lifts(OUT[0]);
    lab.hangs_up(B);
    assert_eq!(lab.view(A).hears, [OUT[0]]);
    lab.hangs_up(A);
    // The other switch sees the end and lets go.
    assert_eq!(lab.state(OUT[0]), "busy");
    lab.does(OUT[0], Phone::OnHook);
    assert_eq!(lab.state(OUT[0]), "idle");
}

//! Every way in which a transfer can fail ends somewhere, and never with the caller lost.

use super::*;

#[test]
fn a_called_party_that_is_busy_is_heard_and_the_caller_is_a_flash_away() {
    let mut lab = Lab::new();
    lab.lifts(C);
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.dials(B, C);
    lab.route_to(C);
    assert_eq!(lab.view(B).tone, "busy");
    lab.flashes(B);
    assert_eq!(hears(&lab, A), [B]);
    lab.all_idle();
}

#[test]
fn a_busy_tone_that_nobody_ends_leads_back_to_the_caller() {
    let mut lab = Lab::new();
    lab.lifts(C);
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.dials(B, C);
    lab.route_to(C);
    lab.wait(16_000);
    assert_eq!(hears(&lab, A), [B]);
}

#[test]
fn a_party_who_does_not_answer_leaves_the_caller_with_who_called() {
    let mut lab = Lab::new();
    lab.b_calls_c();
    lab.wait(31_000);
    assert_eq!((lab.state(C), lab.view(B).tone), ("idle", "reorder"));
    lab.flashes(B);
    assert_eq!(hears(&lab, A), [B]);
    lab.all_idle();
}

#[test]
fn two_quick_flashes_go_back_to_the_caller() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.flashes(B);
    assert_eq!(hears(&lab, A), [B]);
    assert_eq!(lab.switch.calls(), 1);
}

#[test]
fn hanging_up_while_it_rings_is_a_blind_transfer() {
    let mut lab = Lab::new();
    lab.b_calls_c();
    lab.hangs_up(B);
    assert_eq!((lab.view(A).tone, lab.state(B), lab.state(C)), ("ringback", "idle", "ringing"));
    assert_eq!(lab.view(C).ringing.expect("rings").caller, A);
    lab.lifts(C);
    assert_eq!(hears(&lab, A), [C]);
    lab.all_idle();
}

#[test]
fn hanging_up_before_the_answer_of_the_service_control_point_is_one_too() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.dials(B, C);
    lab.hangs_up(B);
    assert_eq!(lab.state(A), "calling");
    lab.route_to(C);
    lab.lifts(C);
    assert_eq!(hears(&lab, A), [C]);
}

#[test]
fn a_blind_transfer_that_nobody_answers_comes_back() {
    let mut lab = Lab::new();
    lab.b_calls_c();
    lab.hangs_up(B);
    lab.wait(31_000);
    let ringing = lab.view(B).ringing.expect("rings");
    assert!(ringing.recall);
    assert_eq!((ringing.caller.as_str(), lab.state(C)), (A, "idle"));
    lab.lifts(B);
    assert_eq!(hears(&lab, A), [B]);
    lab.all_idle();
}

#[test]
fn whom_nobody_takes_back_is_queued_anew_and_told_in_the_end() {
    let mut lab = Lab::new();
    lab.b_calls_c();
    lab.hangs_up(B);
    lab.out.clear();
    lab.wait(29_000);
    lab.wait(20_500);
    // B did not answer the recall either: the group's number again, which is a query.
    let (ask, report) = lab.query();
    assert!(matches!(report, Report::InfoAnalyzed(About { called: Some(to), .. }) if to == GROUP));
    lab.says_at_last(ask, &[Instruction::AnalyzeRoute(Some(D.into()))]);
    lab.lifts(D);
    assert_eq!(hears(&lab, A), [D]);
    lab.all_idle();
}

#[test]
fn hanging_up_on_recall_dial_tone_rings_back() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.hangs_up(B);
    assert!(lab.view(B).ringing.expect("rings").recall);
    lab.lifts(B);
    assert_eq!(hears(&lab, A), [B]);
}

#[test]
fn the_caller_may_hang_up_at_any_point() {
    type Step = fn(&mut Lab);
    let steps: [Step; 6] = [
        |lab| lab.a_talks_to_b(),
        |lab| {
            lab.a_talks_to_b();
            lab.flashes(B);
        },
        |lab| {
            lab.a_talks_to_b();
            lab.flashes(B);
            lab.dials(B, C);
        },
        |lab| lab.b_calls_c(),
        |lab| {
            lab.b_calls_c();
            lab.lifts(C);
        },
        |lab| {
            lab.b_calls_c();
            lab.hangs_up(B);
        },
    ];
    for (number, step) in steps.into_iter().enumerate() {
        let mut lab = Lab::new();
        step(&mut lab);
        lab.hangs_up(A);
        assert_eq!(lab.state(A), "idle", "step {number}");
        lab.all_idle();
    }
}

#[test]
fn partial_digits_are_reorder_tone_and_no_query() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.out.clear();
    lab.dials(B, "21255");
    lab.wait(4_100);
    assert_eq!(lab.view(B).tone, "reorder");
    assert!(lab.reports().is_empty());
    lab.flashes(B);
    assert_eq!(hears(&lab, A), [B]);
}

#[test]
fn a_silent_service_control_point_leaves_what_the_trigger_says() {
    let mut lab = Lab::new();
    let b = lab.line(B);
    for (go_on, heard) in [(false, "reorder"), (true, "ringback")] {
        lab.switch.put_trigger(b, Trigger { go_on, ..Trigger::flash() });
        lab.a_talks_to_b();
        lab.flashes(B);
        lab.dials(B, C);
        lab.wait(3_100);
        assert_eq!(lab.view(B).tone, heard);
        lab.flashes(B);
        assert_eq!(hears(&lab, A), [B]);
        lab.all_idle();
    }
    assert_eq!(lab.switch.counters().silent, 2);
}

#[test]
fn an_answer_after_t1_is_too_late() {
    let mut lab = Lab::new();
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.dials(B, C);
    let (ask, _) = lab.query();
    lab.wait(3_100);
    lab.out.clear();
    lab.says_at_last(ask, &[Instruction::AnalyzeRoute(Some(C.into()))]);
    assert_eq!(lab.out, [Output::CannotDo(ask, 0, CannotDo::NoCall)]);
    assert_eq!(lab.state(C), "idle");
}

#[test]
fn the_far_end_of_a_consultation_may_hang_up() {
    let mut lab = Lab::new();
    lab.b_calls_c();
    lab.lifts(C);
    lab.hangs_up(C);
    assert_eq!(hears(&lab, A), [B]);
    lab.all_idle();
}

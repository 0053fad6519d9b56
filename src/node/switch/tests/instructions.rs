//! The operations of the service control point, one by one.

use super::Instruction as Do;
use super::*;

fn flash_to_mid_call(collects: Collects) -> Lab {
    let mut lab = Lab::new();
    let b = lab.line(B);
    lab.switch.clear_flash(b);
    let kind = TriggerKind::Flash { form: FlashForm::Immediate, collects };
    lab.switch.put_trigger(b, Trigger { kind, ..Trigger::flash() });
    lab
}

#[test]
fn call_party_handling_transfers_under_the_service_control_points_hand() {
    let mut lab = flash_to_mid_call(Collects::Nothing);
    lab.a_talks_to_b();
    lab.flashes(B);
    let (ask, report) = lab.query();
    let Report::MidCall(about) = report else { panic!("{report:?}") };
    assert!(about.terminating);
    assert_eq!(about.configuration, Some(CcID::STABLE2_PARTY));
    let armed = Do::RequestReport {
        requests: EDPRequest::SWITCH_HOOK_FLASH | EDPRequest::SUCCESS,
        notifications: EDPNotification::O_ANSWER,
    };
    lab.says(ask, &[Do::OriginateCall(C.into()), armed]);
    assert_eq!((lab.state(A), lab.state(C)), ("held", "ringing"));
    lab.lifts(C);
    assert!(matches!(lab.reports()[..], [Report::Answer(_)]));
    lab.flashes(B);
    let reports = lab.reports();
    let [Report::MidCall(about)] = &reports[..] else { panic!("{reports:?}") };
    assert_eq!(about.configuration, Some(CcID::PARTY_ON_HOLD));
    assert_eq!(lab.state(A), "held", "the switch waits for Merge_Call");
    lab.says(ask, &[Do::MergeCall]);
    assert_eq!(hears(&lab, A), [B, C]);
    assert!(
        matches!(&lab.reports()[..], [Report::Success(about)] if about.configuration == Some(CcID::STABLE_M_PARTY))
    );
    lab.says(ask, &[Do::DisconnectLeg(0)]);
    assert_eq!(hears(&lab, A), [C]);
    assert_eq!(lab.view(B).tone, "reorder");
    lab.all_idle();
}

#[test]
fn a_failed_originate_call_is_told() {
    let mut lab = flash_to_mid_call(Collects::Nothing);
    lab.lifts(C);
    lab.a_talks_to_b();
    lab.flashes(B);
    let (ask, _) = lab.query();
    lab.says(ask, &[Do::OriginateCall(C.into())]);
    assert!(matches!(lab.reports()[..], [Report::Failure(..)]));
    assert_eq!(lab.view(B).tone, "busy");
    lab.flashes(B);
    assert_eq!(hears(&lab, A), [B]);
}

#[test]
fn reconnect_goes_back_to_the_call_on_hold() {
    let mut lab = flash_to_mid_call(Collects::Nothing);
    lab.a_talks_to_b();
    lab.flashes(B);
    let (ask, _) = lab.query();
    lab.says(ask, &[Do::OriginateCall(C.into())]);
    lab.says(ask, &[Do::Reconnect]);
    assert_eq!((hears(&lab, A), lab.state(C)), (vec![B.to_string()], "idle"));
    lab.all_idle();
}

#[test]
fn a_leg_is_split_off_and_comes_back() {
    let mut lab = flash_to_mid_call(Collects::Nothing);
    lab.a_talks_to_b();
    lab.flashes(B);
    let (ask, _) = lab.query();
    lab.says(ask, &[Do::SplitLeg(1)]);
    assert_eq!((lab.state(A), hears(&lab, B).len()), ("held", 0));
    lab.says(ask, &[Do::Reconnect]);
    assert_eq!(hears(&lab, A), [B]);
    lab.says(ask, &[Do::SplitLeg(2)]);
    assert!(lab.out.contains(&Output::CannotDo(ask, 0, CannotDo::NoSuchLeg)));
}

#[test]
fn mid_call_with_digits_collects_them_first() {
    let mut lab = flash_to_mid_call(Collects::MidCall);
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.dials(B, C);
    let (_, report) = lab.query();
    let Report::MidCall(about) = report else { panic!("{report:?}") };
    assert_eq!(about.collected.as_deref(), Some(C));
    assert_eq!(about.calling.as_deref(), Some(A));
}

#[test]
fn collect_information_asks_for_digits() {
    let mut lab = flash_to_mid_call(Collects::Nothing);
    lab.a_talks_to_b();
    lab.flashes(B);
    let (ask, _) = lab.query();
    lab.says(ask, &[Do::CollectInformation]);
    assert_eq!(lab.view(B).tone, "recall_dial");
    lab.dials(B, C);
    let reports = lab.reports();
    assert!(
        matches!(&reports[..], [Report::InfoCollected(about)] if about.collected.as_deref() == Some(C))
    );
    lab.says(ask, &[Do::AnalyzeRoute(Some(C.into()))]);
    assert_eq!(lab.state(C), "ringing");
    lab.all_idle();
}

#[test]
fn a_specified_code_and_a_feature_activator_are_dialled_after_the_flash() {
    let mut lab = Lab::new();
    let b = lab.line(B);
    lab.switch.clear_flash(b);
    let collects = Collects::InfoCollected;
    let code = FlashForm::SpecifiedCode("*7".into());
    let activator = FlashForm::FeatureActivator { code: "*1".into(), id: 9 };
    for form in [code, activator] {
        let kind = TriggerKind::Flash { form, collects };
        lab.switch.put_trigger(b, Trigger { kind, ..Trigger::flash() });
    }
    lab.a_talks_to_b();
    lab.flashes(B);
    lab.dials(B, &format!("*7{C}"));
    let (ask, report) = lab.query();
    let Report::InfoCollected(about) = report else { panic!("{report:?}") };
    assert_eq!(about.trigger, Some(TriggerCriteriaType::T_SWITCH_HOOK_FLASH_SPECIFIED_CODE));
    assert_eq!(about.collected.as_deref(), Some(C));
    lab.says_at_last(ask, &[Do::Disconnect]);
    lab.flashes(B);
    lab.flashes(B);
    lab.dials(B, "*1");
    let (_, report) = lab.query();
    let Report::InfoCollected(about) = report else { panic!("{report:?}") };
    assert_eq!((about.activator, about.collected), (Some(9), None));
    lab.all_idle();
}

#[test]
fn an_announcement_collects_digits_and_asks_again() {
    let mut lab = Lab::new();
    lab.lifts(A);
    lab.dials(A, GROUP);
    let (ask, _) = lab.query();
    let announce =
        Do::Announce { announcements: vec![7], digits: 2, then_disconnect: false, legs: false };
    lab.says(ask, std::slice::from_ref(&announce));
    assert_eq!(lab.view(A).announcement.as_deref(), Some("please wait"));
    lab.dials(A, "42");
    let clear =
        |digits: &str| Report::ResourceClear { digits: digits.into(), legs: false, heard: true };
    assert_eq!(lab.reports(), [clear("42")]);
    lab.says(ask, &[announce]);
    lab.wait(5_100);
    assert_eq!(lab.reports(), [clear("")]);
    lab.says_at_last(ask, &[Do::AnalyzeRoute(Some(B.into()))]);
    assert_eq!(lab.state(B), "ringing");
    lab.all_idle();
}

#[test]
fn a_line_with_a_termination_trigger_rings_when_it_is_allowed() {
    let mut lab = Lab::new();
    let d = lab.line(D);
    let kind = TriggerKind::TerminationAttempt;
    lab.switch.put_trigger(d, Trigger { kind, active: true, go_on: true });
    for instruction in [Do::AuthorizeTermination, Do::ForwardCall(C.into()), Do::Disconnect] {
        lab.lifts(A);
        lab.dials(A, D);
        let (ask, report) = lab.query();
        let Report::TerminationAttempt(about) = report else { panic!("{report:?}") };
        assert_eq!(about.user, Some(User::Number(D.into())));
        assert_eq!(about.calling.as_deref(), Some(A));
        lab.says_at_last(ask, std::slice::from_ref(&instruction));
        match instruction {
            Do::AuthorizeTermination => assert_eq!(lab.state(D), "ringing"),
            Do::ForwardCall(_) => assert_eq!(lab.state(C), "ringing"),
            _ => assert_eq!(lab.view(A).tone, "reorder"),
        }
        lab.all_idle();
    }
}

#[test]
fn services_that_forward_to_each_other_come_to_an_end() {
    let mut lab = Lab::new();
    for number in [C, D] {
        let line = lab.line(number);
        let kind = TriggerKind::TerminationAttempt;
        lab.switch.put_trigger(line, Trigger { kind, active: true, go_on: true });
    }
    lab.lifts(A);
    lab.dials(A, D);
    let mut forwarded = 0;
    while lab.view(A).tone != "reorder" {
        let (ask, _) = lab.query();
        let to = if forwarded % 2 == 0 { C } else { D };
        lab.says_at_last(ask, &[Do::ForwardCall(to.into())]);
        forwarded += 1;
        assert!(forwarded < 50, "round and round");
    }
    lab.all_idle();
}

#[test]
fn an_off_hook_trigger_asks_before_dial_tone() {
    let mut lab = Lab::new();
    let d = lab.line(D);
    lab.switch.put_trigger(d, Trigger { kind: TriggerKind::OffHook, active: true, go_on: true });
    lab.lifts(D);
    let (ask, report) = lab.query();
    assert!(matches!(report, Report::OriginationAttempt(_)));
    lab.says_at_last(ask, &[Do::Continue]);
    assert_eq!(lab.view(D).tone, "dial");
    lab.all_idle();
}

#[test]
fn busy_and_no_answer_are_asked_about_where_they_are_armed() {
    for busy in [true, false] {
        let mut lab = Lab::new();
        if busy {
            lab.lifts(B);
        }
        lab.lifts(A);
        lab.dials(A, GROUP);
        let (ask, _) = lab.query();
        let armed = Do::RequestReport {
            requests: EDPRequest::T_BUSY | EDPRequest::O_NO_ANSWER,
            notifications: EDPNotification(0),
        };
        lab.says(ask, &[armed, Do::AnalyzeRoute(Some(B.into()))]);
        if !busy {
            lab.wait(31_000);
        }
        let reports = lab.reports();
        match busy {
            true => assert!(matches!(reports[..], [Report::Busy(_)])),
            false => assert!(matches!(reports[..], [Report::NoAnswer(_)])),
        }
        lab.says_at_last(ask, &[Do::AnalyzeRoute(Some(C.into()))]);
        assert_eq!(lab.state(C), "ringing");
        lab.all_idle();
    }
}

#[test]
fn a_watched_call_tells_its_answer_and_its_end_and_closes() {
    let mut lab = Lab::new();
    lab.lifts(A);
    lab.dials(A, GROUP);
    let (ask, _) = lab.query();
    let armed = Do::RequestReport {
        requests: EDPRequest(0),
        notifications: EDPNotification::O_ANSWER | EDPNotification::O_DISCONNECT,
    };
    lab.says(ask, &[armed, Do::AnalyzeRoute(Some(B.into()))]);
    lab.lifts(B);
    assert!(matches!(
        lab.out[..],
        [.., Output::Report(_, Report::Answer(_)), _, _]
            | [.., Output::Report(_, Report::Answer(_))]
            | [Output::Report(_, Report::Answer(_)), ..]
    ));
    lab.out.clear();
    lab.hangs_up(A);
    assert!(
        lab.out.iter().any(|output| matches!(output, Output::End(_, Some(Report::Disconnect(_)))))
    );
    lab.all_idle();
}

#[test]
fn a_flash_cannot_be_armed_as_a_notification() {
    let mut lab = Lab::new();
    lab.lifts(A);
    lab.dials(A, GROUP);
    let (ask, _) = lab.query();
    let notifications = EDPNotification::SWITCH_HOOK_FLASH;
    lab.says(ask, &[Do::RequestReport { requests: EDPRequest(0), notifications }]);
    assert!(lab.out.contains(&Output::CannotDo(ask, 0, CannotDo::WrongValue)));
}

#[test]
fn whoever_is_left_by_a_party_whose_end_was_asked_for_waits_for_the_service_control_point() {
    for (what, after) in [
        (Some(Do::AnalyzeRoute(Some(C.into()))), "calling"),
        (Some(Do::Continue), "busy"),
        (Some(Do::Disconnect), "busy"),
        // T1.
        (None, "busy"),
    ] {
        let mut lab = Lab::new();
        lab.lifts(A);
        lab.dials(A, GROUP);
        let (ask, _) = lab.query();
        let armed = Do::RequestReport {
            requests: EDPRequest::O_DISCONNECT_CALLED,
            notifications: EDPNotification(0),
        };
        lab.says(ask, &[armed, Do::AnalyzeRoute(Some(B.into()))]);
        lab.lifts(B);
        lab.out.clear();
        lab.hangs_up(B);
        let told = lab.reports();
        let [Report::Disconnect(about)] = &told[..] else { panic!("{told:?}") };
        assert!(!about.notification);
        assert_eq!((lab.state(A), lab.state(B)), ("calling", "idle"));
        match &what {
            Some(what) => lab.says(ask, std::slice::from_ref(what)),
            None => lab.wait(3_100),
        }
        assert_eq!(lab.state(A), after, "{what:?}");
        if after == "calling" {
            lab.lifts(C);
            assert_eq!(hears(&lab, A), [C]);
        }
        lab.all_idle();
    }
}

//! The application that the first messages of an ITU dialogue name is that of all its messages.
#![cfg(feature = "cli")]

use hookflash::capture::{
    Batch, Depth, Item, LinkId, Message, Overrides, Protocol, Session, Shown, Workspace,
};
use hookflash::wire::mtp3::Variant;
use hookflash::wire::tcap::users::Application;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::Command;

/// 0.4.0.0.1.23.3.4, of CAP version 4 (3GPP TS 29.078).
const CAP: &[u8] = &[4, 0, 0, 1, 23, 3, 4];
/// 0.4.0.0.1.0.1.3, networkLocUpContext-v3 (3GPP TS 29.002).
const MAP: &[u8] = &[4, 0, 0, 1, 0, 1, 3];
/// 0.0.17.1218.3.0.0.
const INAP: &[u8] = &[0, 17, 0x89, 0x42, 3, 0, 0];

fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    [&[tag, contents.len() as u8][..], contents].concat()
}

/// A dialogue portion with an AARQ or, where the tag is 61, an AARE that accepts.
fn dialogue(tag: u8, context: &[u8]) -> Vec<u8> {
    let mut apdu = element(0xA1, &element(6, context));
    if tag == 0x61 {
        apdu.extend([0xA2, 3, 2, 1, 0, 0xA3, 5, 0xA1, 3, 2, 1, 0]);
    }
    let single = element(0xA0, &element(tag, &apdu));
    let external = [&element(6, &[0, 0x11, 0x86, 5, 1, 1, 1])[..], &single].concat();
    element(0x6B, &element(0x28, &external))
}

fn invoke(code: u8) -> Vec<u8> {
    element(0x6C, &element(0xA1, &[2, 1, 1, 2, 1, code]))
}

fn begin(id: u8, dialogue: &[u8]) -> Vec<u8> {
    element(0x62, &[&[0x48, 1, id][..], dialogue, &invoke(0)].concat())
}

fn r#continue(own: u8, other: u8, dialogue: &[u8]) -> Vec<u8> {
    element(0x65, &[&[0x48, 1, own, 0x49, 1, other][..], dialogue, &invoke(20)].concat())
}

fn end(other: u8) -> Vec<u8> {
    element(0x64, &[&[0x49, 1, other][..], &invoke(20)].concat())
}

/// A UDT between subsystems 8 and 6, which are those of MAP.
fn udt((from, to): (u32, u32), tcap: &[u8]) -> Vec<u8> {
    addressed((from, to), &[0x42, 6], &[0x42, 8], tcap)
}

fn addressed((from, to): (u32, u32), called: &[u8], calling: &[u8], tcap: &[u8]) -> Vec<u8> {
    let label = (to | from << 14).to_le_bytes();
    let (first, second) = (called.len() as u8, calling.len() as u8);
    let head = [9, 0, 3, 3 + first, 3 + first + second];
    let parts = [called, calling, tcap].map(|part| {
        let length = part.len() as u8;
        [&[length][..], part].concat()
    });
    [&[0x83][..], &label, &head, &parts.concat()].concat()
}

fn message(octets: &[u8]) -> Message<'_> {
    Message {
        frame: 1,
        index: 0,
        time: None,
        protocol: Protocol::Mtp3,
        octets,
        link: LinkId(1),
        forward: true,
        diagnostics: &[],
    }
}

fn itu() -> Overrides {
    Overrides { variant: Some(Variant::Itu), ..Overrides::default() }
}

/// The application of each message, which is the same read one by one and in a batch.
fn applications(messages: &[Vec<u8>]) -> Vec<Option<Application>> {
    let mut session = Session::new(itu());
    let one_by_one: Vec<_> = messages
        .iter()
        .map(|octets| {
            session.decode(&message(octets), |decoded| {
                assert!(decoded.stack.tcap.is_some(), "{octets:02x?} {:?}", decoded.diagnostics);
                decoded.stack.application()
            })
        })
        .collect();
    let (overrides, mut batch) = (itu(), Batch::default());
    messages.iter().for_each(|octets| batch.push(&Item::Message(message(octets))));
    let mut workspace = Workspace::default();
    let mut readings = workspace.read(&batch, &overrides, Depth::Components);
    Session::new(itu()).settle(&mut readings);
    let mut in_a_batch = Vec::new();
    let shown = readings.show(|shown| {
        if let Shown::Message(decoded) = shown {
            in_a_batch.push(decoded.stack.application());
        }
        ControlFlow::Continue(())
    });
    assert_eq!(shown, ControlFlow::Continue(()));
    assert_eq!(one_by_one, in_a_batch);
    one_by_one
}

const THERE: (u32, u32) = (3, 5);
const BACK: (u32, u32) = (5, 3);

#[test]
fn messages_without_a_context_are_of_the_application_that_the_begin_named() {
    let messages = [
        udt(THERE, &begin(1, &dialogue(0x60, CAP))),
        udt(BACK, &r#continue(9, 1, &[])),
        udt(THERE, &r#continue(1, 9, &[])),
        udt(BACK, &end(1)),
        udt(THERE, &end(9)),
    ];
    assert_eq!(applications(&messages), [Some(Application::Cap); 5]);
}

#[test]
fn a_capture_that_begins_with_the_answer_learns_from_its_context() {
    let messages = [
        udt(BACK, &r#continue(9, 1, &dialogue(0x61, INAP))),
        udt(THERE, &r#continue(1, 9, &[])),
        udt(BACK, &end(1)),
    ];
    assert_eq!(applications(&messages), [Some(Application::Inap); 3]);
}

#[test]
fn a_dialogue_that_names_none_is_of_its_subsystems() {
    let messages = [udt(THERE, &begin(1, &[])), udt(BACK, &r#continue(9, 1, &[]))];
    assert_eq!(applications(&messages), [Some(Application::GsmMap); 2]);
}

#[test]
fn an_id_that_is_given_out_again_says_nothing_of_the_dialogue_before() {
    let messages = [
        udt(THERE, &begin(1, &dialogue(0x60, CAP))),
        udt(BACK, &r#continue(9, 1, &[])),
        udt(BACK, &end(1)),
        udt(THERE, &begin(1, &[])),
        udt(BACK, &r#continue(9, 1, &[])),
        udt(THERE, &end(9)),
    ];
    let (cap, map) = (Some(Application::Cap), Some(Application::GsmMap));
    assert_eq!(applications(&messages), [cap, cap, cap, map, map, map]);
}

#[test]
fn the_same_id_of_two_nodes_is_of_two_dialogues() {
    let messages = [
        udt((3, 5), &begin(1, &dialogue(0x60, CAP))),
        udt((4, 5), &begin(1, &dialogue(0x60, MAP))),
        udt((5, 3), &end(1)),
        udt((5, 4), &end(1)),
    ];
    let (cap, map) = (Some(Application::Cap), Some(Application::GsmMap));
    assert_eq!(applications(&messages), [cap, map, cap, map]);
}

#[test]
fn the_answer_to_a_global_title_finds_its_dialogue_under_another_point_code() {
    // Route on global title, of translation type 0 in E.164 (indicator 4): 491 and 492.
    let title = |last: u8| [0x12, 8, 0, 0x11, 4, 0x94, last];
    let messages = [
        addressed((3, 7), &title(2), &title(1), &begin(1, &dialogue(0x60, CAP))),
        addressed((8, 9), &title(1), &title(2), &end(1)),
        // The id of somebody else.
        addressed((8, 9), &[0x42, 6], &title(2), &end(1)),
    ];
    let (cap, map) = (Some(Application::Cap), Some(Application::GsmMap));
    assert_eq!(applications(&messages), [cap, cap, map]);
}

#[test]
fn a_begin_that_comes_back_is_of_the_node_that_sent_it() {
    let begin = begin(1, &dialogue(0x60, CAP));
    let mut returned = udt(BACK, &begin);
    // UDTS: the return cause, here no translation for this address, in the place of the class.
    (returned[5], returned[6]) = (10, 1);
    let messages = [returned, udt(BACK, &end(1))];
    assert_eq!(applications(&messages), [Some(Application::Cap); 2]);
}

fn capture(name: &str, messages: &[Vec<u8>]) -> PathBuf {
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 141, 0, 0, 0]);
    for octets in messages {
        let length = (octets.len() as u32).to_le_bytes();
        file.extend([&[0; 8][..], &length, &length, octets].concat());
    }
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, file).expect("a temporary file");
    path
}

#[test]
fn lines_trees_and_json_name_the_operations_of_the_whole_dialogue() {
    let messages = [
        udt(THERE, &begin(1, &dialogue(0x60, CAP))),
        udt(BACK, &r#continue(9, 1, &[])),
        udt(BACK, &end(1)),
    ];
    let path = capture("an-application.pcap", &messages);
    for (format, words) in [
        (&[][..], "CAP connect"),
        (&["-V"][..], "connect (CAP, local 20)"),
        (&["-T", "json"][..], r#""code":20,"name":"connect""#),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
        command.arg("decode").args(format).arg(&path).env_remove("CLICOLOR_FORCE");
        let output = command.output().expect("the command runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(text.matches(words).count(), 2, "{text}");
    }
}

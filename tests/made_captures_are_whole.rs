//! What examples/make_capture writes is what it says: regular messages, every operation, no copies.

#[path = "../examples/make_capture/main.rs"]
#[allow(dead_code, unreachable_pub)] // its `main`
mod make_capture;

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::ain::{OPERATIONS, Operation};
use hookflash::wire::tcap::ansi::{Component, Invoke};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Cursor;
use std::ops::ControlFlow;

const FRAMES: u64 = 20_000;

fn made(frames: u64) -> Vec<u8> {
    let mut file = vec![];
    make_capture::write_capture(frames, &mut file).expect("every message can be encoded");
    file
}

#[test]
fn every_frame_is_a_regular_message_and_no_two_are_the_same() {
    let mut seen = HashSet::new();
    let mut session = Session::default();
    let mut capture = Capture::new(Cursor::new(made(FRAMES))).expect("a capture");
    capture
        .for_each(|item| {
            let Item::Message(message) = item else { panic!("{item:?}") };
            assert!(seen.insert(message.octets.to_vec()), "frame {} is a copy", message.frame);
            session.decode(&message, |decoded| {
                assert!(decoded.diagnostics.is_empty(), "{:?}", decoded.diagnostics);
                assert!(!decoded.components.is_empty());
            });
            ControlFlow::Continue(())
        })
        .expect("a whole capture");
    assert_eq!(seen.len() as u64, FRAMES);
}

#[test]
fn every_operation_is_asked_for_and_transfers_most_of_all() {
    let mut times: BTreeMap<u16, u64> = BTreeMap::new();
    let mut session = Session::default();
    let mut capture = Capture::new(Cursor::new(made(FRAMES))).expect("a capture");
    capture
        .for_each(|item| {
            let Item::Message(message) = item else { panic!("{item:?}") };
            session.decode(&message, |decoded| {
                for resolved in decoded.components {
                    let Ok(Component::Invoke(invoke)) = resolved.component else { continue };
                    let Invoke { operation, parameter: Some(parameter), .. } = invoke else {
                        panic!("{invoke:?}")
                    };
                    let code = operation.ain().expect("an AIN operation");
                    assert!(matches!(Operation::decode(code, &parameter), Some(Ok(_))));
                    *times.entry(code).or_default() += 1;
                }
            });
            ControlFlow::Continue(())
        })
        .expect("a whole capture");
    let all: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.code).collect();
    assert_eq!(times.keys().copied().collect::<BTreeSet<_>>(), all);
    let transfers: u64 = [0x6402, 0x6701, 0x6702, 0x6501].iter().map(|code| times[code]).sum();
    assert!(transfers > FRAMES / 2, "{transfers}");
}

#[test]
fn the_same_number_of_frames_gives_the_same_file() {
    assert_eq!(made(500), made(500));
}

//! Nothing in a message names its variant: what holds together says it.
#![allow(missing_docs)]

use hookflash::capture::{LinkId, Message, Protocol, Session};
use hookflash::wire::mtp3::Variant;

/// Reads the messages of one link, and shows each with the variant that it was read in: originating
/// and destination point code, and the name of its message.
fn read(messages: &[&[u8]]) -> Vec<(Variant, (u32, u32), Option<&'static str>)> {
    let mut session = Session::default();
    let read = (1..).zip(messages).map(|(frame, octets)| {
        let message = Message {
            frame,
            index: 0,
            time: None,
            protocol: Protocol::Mtp3,
            octets,
            link: LinkId(1),
            forward: true,
            diagnostics: &[],
        };
        session.decode(&message, |decoded| {
            let stack = decoded.stack;
            let msu = stack.mtp3.expect("a label");
            let label = msu.routing_label;
            let codes = (label.originating_point_code.value, label.destination_point_code.value);
            let management = msu.management().and_then(Result::ok);
            let name = match (&stack.isup, management) {
                (Some(isup), _) => isup.message_type.name(),
                (None, Some(message)) => message.heading_code.name(stack.variant, msu.is_test()),
                (None, None) => None,
            };
            (stack.variant, codes, name)
        })
    });
    read.collect()
}

/// The variants alone, each message on a link of its own.
fn alone(messages: &[&[u8]]) -> Vec<(Variant, Option<&'static str>)> {
    messages
        .iter()
        .map(|octets| read(&[*octets])[0])
        .map(|(variant, _, name)| (variant, name))
        .collect()
}

/// From 2057 to 2058, as tshark reads it.
const SLTM: &[u8] =
    &[0x81, 0x0A, 0x48, 0x02, 0x12, 0x11, 0xE0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
/// From 2057 to 2057.
const SLTA: &[u8] =
    &[0x81, 0x09, 0x48, 0x02, 0x12, 0x21, 0xE0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

#[test]
fn itu_link_tests_are_known_by_their_pattern_that_ends_where_they_do() {
    let mut messages = vec![];
    for _ in 0..40 {
        messages.extend([SLTM, SLTA]);
    }
    for pair in read(&messages).chunks(2) {
        let itu = Variant::Itu;
        assert_eq!(pair[0], (itu, (2057, 2058), Some("SLTM")));
        assert_eq!((pair[1].0, pair[1].1.1, pair[1].2), (itu, 2057, Some("SLTA")));
    }
}

#[test]
fn itu_management_is_known_by_where_it_ends() {
    let messages: [&[u8]; 3] = [
        &[0x80, 0x05, 0x40, 0x01, 0x10, 0x14, 0x34, 0x12],
        &[0x80, 0x05, 0x40, 0x01, 0x10, 0x41, 1, 2, 3],
        &[0x80, 0x05, 0x40, 0x01, 0x10, 0x1A, 0x34, 0x12, 0x03],
    ];
    let itu = Variant::Itu;
    assert_eq!(alone(&messages), [(itu, Some("TFP")), (itu, Some("XCA")), (itu, Some("UPU"))]);
}

#[test]
fn ansi_management_and_link_tests_are_ansi() {
    // From 5-10-1 to 5-20-1.
    let label = [1, 20, 5, 1, 10, 5, 6];
    let message = |first: u8, rest: &[u8]| [&[first][..], &label, rest].concat();
    let messages = [
        (message(0x81, &[0x11, 0x40, 1, 2, 3, 4]), "SLTM"),
        (message(0x82, &[0x21, 0x42, 1, 2, 3, 4]), "SLTA"),
        (message(0x80, &[0x14, 1, 20, 5]), "TFP"),
        (message(0x80, &[0x11, 0xA3, 0x04]), "COO"),
        (message(0x80, &[0x41, 0xA3, 0xCB, 0xED, 0x0F]), "XCA"),
        (message(0x80, &[0x17]), "TRA"),
    ];
    for (octets, name) in &messages {
        let [(variant, codes, found)] = read(&[octets])[..] else { panic!("one message") };
        let expected = (Variant::Ansi, (0x05_0A01, 0x05_1401), Some(*name));
        assert_eq!((variant, codes, found), expected, "{octets:02x?}");
    }
}

#[test]
fn link_tests_that_two_variants_share_do_not_decide_between_them() {
    // From 1-2-3 to 1-2-4, of ANSI or of China, then a UDT with ITU addresses and an ITU Abort.
    let label = [4, 2, 1, 3, 2, 1, 0];
    let test = [&[0x81][..], &label, &[0x11, 0x40, 1, 2, 3, 4]].concat();
    let abort = [0x67, 9, 0x49, 4, 1, 2, 3, 4, 0x4A, 1, 0];
    let head = [9, 0, 3, 5, 7, 2, 0x42, 6, 2, 0x42, 7, abort.len() as u8];
    let unitdata = [&[0x83][..], &label, &head, &abort].concat();
    let mut messages = vec![&test[..]; 100];
    messages.push(&unitdata);
    let found = read(&messages);
    assert_eq!(found[99].0, Variant::Ansi);
    assert_eq!(found[100].0, Variant::China);
}

#[test]
fn circuits_beyond_4095_are_ansi() {
    // Circuit 0x3201, from 5-20-2 to 5-20-1.
    let head = [0x95, 1, 0x14, 5, 2, 0x14, 5, 7, 1, 0x32];
    let messages = [
        (
            &[
                0x01, 0x00, 0x60, 0x01, 0x0A, 0x03, 0x06, 0x0A, 0x03, 0x80, 0x90, 0xA2, 0x04, 0x83,
                0x10, 0x21, 0x43, 0x0A, 0x04, 0x83, 0x13, 0x65, 0x87, 0x00,
            ][..],
            "IAM",
        ),
        (&[0x0C, 2, 0, 2, 0x80, 0x90], "REL"),
        (&[0x06, 0x16, 0x14, 0], "ACM"),
        (&[0x09, 0], "ANM"),
        (&[0x10], "RLC"),
        (&[0x2C, 1, 0], "CPG"),
        (&[0x05, 1], "COT"),
    ];
    for (octets, name) in messages {
        let octets = [&head[..], octets].concat();
        assert_eq!(alone(&[&octets]), [(Variant::Ansi, Some(name))], "{octets:02x?}");
    }
}

#[test]
fn itu_parameters_lie_in_their_message() {
    // Circuit 1: a REL with its cause, and an ACM without optional part.
    let messages: [&[u8]; 2] = [
        &[0x85, 0x05, 0x40, 0x01, 0x10, 1, 0, 0x0C, 2, 0, 2, 0x80, 0x90],
        &[0x85, 0x05, 0x40, 0x01, 0x10, 1, 0, 0x06, 0x16, 0x14, 0],
    ];
    assert_eq!(alone(&messages), [(Variant::Itu, Some("REL")), (Variant::Itu, Some("ACM"))]);
}

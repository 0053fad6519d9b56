//! Every message of the corpus, cut at every offset and changed at every offset: nothing panics,
//! loops or allocates by a claimed length, and a cut is always noticed.
#![cfg(feature = "capture")]

use hookflash::capture::{Capture, Decoded, Item, LinkId, Message, Protocol, Session};
use hookflash::wire::ain::walk::{Element, Shape, Value, Visitor, walk};
use hookflash::wire::ain::{self, Operation};
use hookflash::wire::codes::Variant;
use hookflash::wire::tcap::ansi::Component;
use hookflash::wire::{Diagnostic, Severity};
use serde_json::Value as Json;
use std::fs;
use std::ops::ControlFlow;

fn octets(hex: &str) -> Vec<u8> {
    let octet = |pair| u8::from_str_radix(pair, 16).expect("hexadecimal");
    (0..hex.len() / 2).map(|n| octet(&hex[2 * n..2 * n + 2])).collect()
}

/// The TCAP packages of the corpus, without repetitions.
fn packages() -> Vec<Vec<u8>> {
    let mut hex = vec![];
    for name in ["ain_mtp3", "ain_m3ua"] {
        let path = format!("{}/testdata/corpus/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
        for line in fs::read_to_string(path).expect("the records").lines() {
            let record: Json = serde_json::from_str(line).expect("JSON");
            hex.push(record["tcap_hex"].as_str().expect("hexadecimal").to_string());
        }
    }
    assert_eq!(hex.len(), 1245);
    hex.sort();
    hex.dedup();
    hex.iter().map(|hex| octets(hex)).collect()
}

#[derive(Default)]
struct Count {
    open: usize,
    faults: usize,
}

impl<'a> Visitor<'a> for Count {
    fn leaf(&mut self, _: &Element<'a>, _: &Value<'a>) {}

    fn open(&mut self, _: &Element<'a>, _: Shape) {
        self.open += 1;
    }

    fn close(&mut self, _: &Element<'a>, _: Shape) {
        self.open -= 1;
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.faults += usize::from(diagnostic.severity > Severity::Note);
    }
}

/// Decodes in full, both ways; how many faults were told.
fn decode(session: &mut Session, octets: &[u8]) -> usize {
    let message = Message {
        frame: 1,
        index: 0,
        time: None,
        protocol: Protocol::Tcap,
        octets,
        link: LinkId(0),
        forward: true,
        diagnostics: &[],
    };
    session.decode(&message, faults)
}

fn faults(decoded: &Decoded<'_, '_>) -> usize {
    let mut count = Count::default();
    for resolved in decoded.components {
        let Ok(Component::Invoke(invoke)) = resolved.component else { continue };
        let (Some(code), Some(parameter)) = (invoke.operation.ain(), invoke.parameter) else {
            continue;
        };
        let before = count.faults;
        let fields = ain::operation(code).map_or(&[][..], |operation| operation.fields);
        walk(fields, &parameter, &mut count);
        assert_eq!(count.open, 0, "all that is opened is closed");
        // The typed decoder may leave the elements of a list for later; it finds no fault where
        // the walk finds none.
        if count.faults == before
            && let Some(Err(error)) = Operation::decode(code, &parameter)
        {
            panic!("the typed decoder alone objects: {error}");
        }
    }
    let told = decoded.diagnostics.iter().filter(|d| d.severity > Severity::Note);
    count.faults + told.count()
}

#[test]
fn messages_as_they_are_have_no_faults() {
    let mut session = Session::default();
    for package in packages() {
        let found = decode(&mut session, &package);
        assert_eq!(found, 0, "{package:02x?}");
    }
}

#[test]
fn a_message_cut_anywhere_is_noticed() {
    let mut session = Session::default();
    for package in packages() {
        for end in 0..package.len() {
            assert!(decode(&mut session, &package[..end]) > 0, "{package:02x?} cut after {end}");
        }
    }
}

#[test]
fn a_message_changed_anywhere_is_survived() {
    let mut session = Session::default();
    for package in packages() {
        let mut changed = package.clone();
        for at in 0..package.len() {
            for value in [
                0x00,
                0x30,
                0x7F,
                0x80,
                0x84,
                0xFF,
                package[at] ^ 0x20,
                package[at].wrapping_add(1),
            ] {
                changed[at] = value;
                decode(&mut session, &changed);
            }
            changed[at] = package[at];
        }
    }
}

/// The messages of both captures of the corpus, from MTP3 or M3UA up.
fn messages() -> Vec<(Protocol, Vec<u8>)> {
    let mut messages = vec![];
    for name in ["ain_mtp3", "ain_m3ua"] {
        let path = format!("{}/testdata/corpus/{name}.pcap", env!("CARGO_MANIFEST_DIR"));
        let mut capture = Capture::open(path).expect("the corpus");
        let done = capture.for_each(|item| {
            if let Item::Message(message) = item {
                messages.push((message.protocol, message.octets.to_vec()));
            }
            ControlFlow::Continue(())
        });
        done.expect("the corpus is whole");
    }
    assert!(messages.len() > 1245);
    messages
}

#[test]
fn the_lower_layers_survive_cuts_and_changes_anywhere() {
    let mut session = Session::default();
    let mut decode = |protocol: Protocol, octets: &[u8], link: u64| {
        let message = Message {
            frame: 1,
            index: 0,
            time: None,
            protocol,
            octets,
            link: LinkId(link),
            forward: true,
            diagnostics: &[],
        };
        session.decode(&message, |decoded| {
            for diagnostic in decoded.diagnostics {
                // In a message put together of segments, offsets count from the first of them.
                let within = decoded.reassembled || diagnostic.error.at as usize <= octets.len();
                assert!(within, "{diagnostic}: {octets:02x?}");
            }
            // What is left of a message may by chance be a whole one of another variant.
            decoded.diagnostics.len() + usize::from(decoded.stack.variant != Variant::Ansi)
        })
    };
    for (place, (protocol, octets)) in messages().iter().enumerate() {
        // Links of their own, some undecided and some that have seen all there is.
        let link = place as u64 % 7;
        for end in 0..octets.len() {
            assert!(decode(*protocol, &octets[..end], link) > 0, "{octets:02x?} cut after {end}");
        }
        let mut changed = octets.clone();
        for at in 0..octets.len() {
            for value in [0x00, 0x80, 0xFF, octets[at].wrapping_add(1)] {
                changed[at] = value;
                decode(*protocol, &changed, link);
            }
            changed[at] = octets[at];
        }
        decode(*protocol, octets, link);
    }
    assert!(session.given_up().count() <= 256);
}

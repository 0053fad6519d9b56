use super::super::copy::FrameCopy;
use super::substitute::Substitutes;
use super::{Count, anonymize};
use crate::capture::dialogues::{Dialogue, Dialogues};
use crate::capture::{Capture, Item, Overrides, Session};
use std::ops::ControlFlow;
use std::path::PathBuf;

const TRANSFER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/hookflash-transfer.pcap");

/// A file that goes with its name.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("hookflash-{}-{name}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a name in letters")
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It may not have been written.
        _ = std::fs::remove_file(&self.0);
    }
}

fn copied(from: &str, to: &str, key: &[u8]) -> Count {
    let made = anonymize(from, FrameCopy::new(to), Overrides::default(), Substitutes::new(key));
    made.map(|(count, _)| count).unwrap_or_else(|_| panic!("{from} to {to}"))
}

/// Dialogues, lines of what is wrong, digits.
fn read(path: &str) -> (Vec<Dialogue>, Vec<String>, Vec<Vec<u8>>) {
    let (mut session, mut dialogues) = (Session::default(), Dialogues::default());
    let (mut wrong, mut octets) = (vec![], vec![]);
    let mut capture = Capture::open(path).expect("a capture");
    let read = capture.for_each(|item| {
        match item {
            Item::Fault(fault) => wrong.push(fault.diagnostic.to_string()),
            Item::Message(message) => session.decode(&message, |decoded| {
                dialogues.add(decoded, |_| ());
                wrong.extend(decoded.diagnostics.iter().map(ToString::to_string));
                octets.push(message.octets.to_vec());
            }),
        }
        ControlFlow::Continue(())
    });
    read.expect("read");
    let mut all = vec![];
    dialogues.finish(|dialogue| all.push(std::mem::take(dialogue)));
    (all, wrong, octets)
}

#[test]
fn a_copy_has_the_same_dialogues_and_none_of_the_numbers() {
    let copy = Temporary::new("anonymous.pcapng");
    let count = copied(TRANSFER, copy.path(), b"key");
    assert_eq!((count.written, count.left_out), (19, 0));
    let (before, after) = (read(TRANSFER), read(copy.path()));
    let shape = |dialogues: &[Dialogue]| -> Vec<_> {
        let of = |one: &Dialogue| {
            let parts = one.steps.iter().map(|step| (step.frame, step.parts.clone()));
            (one.ids, one.state, one.nodes.map(|node| node.point_code), parts.collect::<Vec<_>>())
        };
        dialogues.iter().map(of).collect()
    };
    assert_eq!(shape(&before.0), shape(&after.0));
    assert_eq!(before.1, after.1, "no checksum and no length is wrong that was not");
    // 212 555 0101, two digits an octet, the first in the lower half.
    let number = [0x12, 0x52, 0x55, 0x10];
    let has = |messages: &[Vec<u8>]| {
        messages
            .iter()
            .flat_map(|message| message.windows(4))
            .filter(|four| *four == number)
            .count()
    };
    assert!(has(&before.2) > 5);
    assert_eq!(has(&after.2), 0);
    let lengths = |messages: &[Vec<u8>]| messages.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(lengths(&before.2), lengths(&after.2));
}

#[test]
fn a_key_gives_the_same_copy_again_and_another_key_another() {
    let files = ["one", "two", "three"].map(|name| Temporary::new(&format!("{name}.pcap")));
    for (file, key) in files.iter().zip([b"a", b"a", b"b"]) {
        copied(TRANSFER, file.path(), key);
    }
    let [one, two, three] = files.each_ref().map(|file| read(file.path()).2);
    assert_eq!(one, two);
    assert_ne!(one, three);
}

#[test]
fn numbers_that_begin_alike_still_do_and_no_two_become_one() {
    let mut with = Substitutes::new(b"key");
    let mut replaced = |text: &str| -> Vec<u8> {
        let mut digits: Vec<u8> = text.bytes().map(|digit| digit - b'0').collect();
        with.digits(&mut digits);
        digits
    };
    let (one, other) = (replaced("2125550101"), replaced("2125550199"));
    assert_eq!(one[..8], other[..8]);
    assert_ne!(one[8..], other[8..]);
    assert_ne!(one, replaced("2135550101"));
    let mut all: Vec<Vec<u8>> = (0..1000).map(|number| replaced(&format!("{number:03}"))).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 1000);
}

#[test]
fn texts_keep_their_shape() {
    let mut with = Substitutes::new(b"key");
    let mut text = *b"Smith, John 12";
    with.text(&mut text);
    let text = std::str::from_utf8(&text).expect("letters");
    assert!(
        text.chars().nth(5) == Some(',') && text.chars().next().is_some_and(char::is_uppercase)
    );
    assert!(!text.contains("Smith") && !text.contains("John"), "{text}");
    let mut again = *b"SMITH";
    with.text(&mut again);
    assert_eq!(again.to_ascii_lowercase(), text.as_bytes()[..5].to_ascii_lowercase());
}

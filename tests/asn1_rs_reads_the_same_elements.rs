//! `asn1-rs` as a second reader of BER: the same octets give the same elements, but for the known
//! differences that are listed here.

use asn1_rs::{Any, FromBer};
use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::tcap::Message;
use hookflash::wire::{ErrorKind, Layer, Reader};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Where the two readers may part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    /// `00 …` where no end-of-contents is awaited: an element of tag 0 there, an error here.
    EndOfContents,
    /// An identifier of more than four octets: its octets are kept here and its number is not worked
    /// out; there the number is, up to 32 bits, and larger ones are refused.
    LongTag,
}

fn packages() -> Vec<Vec<u8>> {
    let mut found = vec![];
    let mut session = Session::default();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/ain_mtp3.pcap");
    let mut capture = Capture::open(path).expect("test data");
    let each = |item: Item<'_>| {
        if let Item::Message(message) = item {
            session.decode(&message, |decoded| {
                if let Some(Message::Ansi(package)) = &decoded.stack.tcap {
                    found.push(package.element.octets.to_vec());
                }
            });
        }
        ControlFlow::Continue(())
    };
    capture.for_each(each).expect("test data is whole");
    found
}

/// Compares the elements of `octets`, level by level; stops at the first error of either.
fn compare(octets: &[u8], depth: usize, known: &mut BTreeMap<Known, usize>) -> usize {
    let mut ours = Reader::new(octets, Layer::Tcap);
    let mut theirs = octets;
    let mut count = 0;
    while !ours.is_empty() && depth < 20 {
        let at = ours.rest();
        match (ours.tlv("element"), Any::from_ber(theirs)) {
            (Ok(tlv), Ok((rest, any))) => {
                count += 1;
                assert_eq!(tlv.is_constructed(), any.header.constructed(), "{at:02x?}");
                match tlv.identifier.tag() {
                    Some(tag) => {
                        assert_eq!(tlv.identifier.class(), any.header.class(), "{at:02x?}");
                        assert_eq!(tag, any.header.tag(), "{at:02x?}");
                    }
                    None => *known.entry(Known::LongTag).or_insert(0) += 1,
                }
                assert_eq!(ours.rest(), rest, "{at:02x?}");
                assert_eq!(tlv.contents, any.data, "{at:02x?}");
                theirs = rest;
                if tlv.is_constructed() {
                    count += compare(tlv.contents, depth + 1, known);
                }
            }
            (Err(_), Err(_)) => break,
            (Err(error), Ok(_)) => {
                let difference = match error.kind {
                    ErrorKind::Unexpected { found: 0 } => Known::EndOfContents,
                    _ => panic!("{error}; asn1-rs reads {at:02x?}"),
                };
                *known.entry(difference).or_insert(0) += 1;
                break;
            }
            (Ok(tlv), Err(error)) => {
                assert!(tlv.identifier.tag().is_none(), "{error}; read here {at:02x?}");
                *known.entry(Known::LongTag).or_insert(0) += 1;
                break;
            }
        }
    }
    count
}

#[test]
fn the_corpus_has_the_same_elements_for_both() {
    let mut known = BTreeMap::new();
    let count: usize = packages().iter().map(|octets| compare(octets, 0, &mut known)).sum();
    assert!(count > 10_000, "{count}");
    assert!(known.is_empty(), "{known:?}");
}

#[test]
fn damaged_packages_part_only_where_it_is_known() {
    let mut known = BTreeMap::new();
    for mut octets in packages().into_iter().step_by(11) {
        for at in 0..octets.len() {
            let before = octets[at];
            for value in [0, 0x1F, 0x30, 0x7F, 0x80, 0x81, 0x84, 0xBF, 0xFF] {
                octets[at] = value;
                compare(&octets, 0, &mut known);
            }
            octets[at] = before;
            compare(&octets[..at], 0, &mut known);
        }
    }
    // Both come up, so that the list is no longer than it must be.
    assert!(known.keys().eq(&[Known::EndOfContents, Known::LongTag]), "{known:?}");
}

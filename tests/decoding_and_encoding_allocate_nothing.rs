//! A message is decoded into a value of the caller's, and encoded into a writer that was used
//! before, without a single allocation.

#[path = "../benches/common/mod.rs"]
mod common;

use allocation_counter::{AllocationInfo, measure};
use common::{Input, Whole, flow, mix};
use hookflash::wire::ain::OPERATIONS;
use hookflash::wire::{Encode, Writer};
use std::collections::BTreeSet;
use std::hint::black_box;

/// The four messages of a transfer, and messages of every operation.
fn messages() -> Vec<Input> {
    [flow(), mix()].concat()
}

#[test]
fn the_messages_have_every_operation() {
    let messages = messages();
    let codes: BTreeSet<_> =
        messages.iter().map(|message| Whole::of(&message.msu).operation.code()).collect();
    assert!(codes.iter().eq(OPERATIONS.iter().map(|operation| &operation.code)), "{codes:04x?}");
}

#[test]
fn an_allocation_is_noticed() {
    let AllocationInfo { count_total, .. } = measure(|| drop(black_box(vec![0u8; 16])));
    assert_eq!(count_total, 1);
}

#[test]
fn decoding_from_mtp3_to_ain_allocates_nothing() {
    let messages = messages();
    let mut value = Whole::blank();
    let allocated = measure(|| {
        for message in &messages {
            value.decode(&message.msu).expect("a whole message");
            black_box(&value);
        }
    });
    assert_eq!(allocated, AllocationInfo::default());
}

#[test]
fn encoding_from_ain_to_mtp3_allocates_nothing() {
    let messages = messages();
    let values: Vec<_> = messages.iter().map(|message| Whole::of(&message.msu)).collect();
    let mut writer = Writer::new();
    for value in &values {
        writer.clear();
        value.encode(&mut writer).expect("what was decoded can be encoded");
    }
    let allocated = measure(|| {
        for value in &values {
            writer.clear();
            value.encode(&mut writer).expect("what was decoded can be encoded");
            black_box(writer.octets());
        }
    });
    assert_eq!(allocated, AllocationInfo::default());
}

#[test]
fn what_is_measured_is_the_same_value_again() {
    let mut writer = Writer::new();
    for message in messages() {
        let value = Whole::of(&message.msu);
        let octets = writer.message(&value).expect("what was decoded can be encoded");
        assert_eq!(Whole::of(octets), value);
    }
}

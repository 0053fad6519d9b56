//! hookflash beside `rasn` and `asn1-rs` on the TCAP octets of the same messages.
//! `cargo bench --manifest-path benches/peers/Cargo.toml`.
//!
//! `rasn` is told which operation comes and reads the parameters that the messages use; hookflash
//! finds the operation out and knows all its parameters. `asn1-rs` only takes the elements apart.

#[path = "../../common/mod.rs"]
mod common;

use asn1_rs::{Any, FromBer};
use common::{Input, Whole, bare_walk, flow, mix};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hookflash::wire::tcap::ansi::Package;
use hookflash::wire::{Encode, Layer, Reader, Writer};
use hookflash_peers::Message;
use std::hint::black_box;

/// Every element, recursively: how many there are.
fn any_walk(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while !octets.is_empty() {
        let Ok((rest, any)) = Any::from_ber(octets) else { return count };
        count += 1;
        if any.header.constructed() {
            count += any_walk(any.data);
        }
        octets = rest;
    }
    count
}

fn bench(criterion: &mut Criterion, name: &str, inputs: &[Input], rasn: bool) {
    let mut values: Vec<_> = inputs.iter().map(|input| Whole::of(&input.msu)).collect();
    let codes: Vec<_> = values.iter().map(|value| value.operation.code()).collect();
    for input in inputs {
        assert_eq!(any_walk(&input.tcap), bare_walk(&input.tcap));
    }

    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(inputs.len() as u64));
    group.bench_function("bare walk", |bencher| {
        bencher.iter(|| inputs.iter().map(|i| bare_walk(black_box(&i.tcap))).sum::<usize>());
    });
    group.bench_function("asn1-rs, elements only", |bencher| {
        bencher.iter(|| inputs.iter().map(|i| any_walk(black_box(&i.tcap))).sum::<usize>());
    });
    group.bench_function("hookflash decodes", |bencher| {
        bencher.iter(|| {
            for (input, value) in inputs.iter().zip(&mut values) {
                let reader = Reader::new(black_box(&input.tcap), Layer::Tcap);
                black_box(&value.decode_tcap(reader).is_ok());
                black_box(value);
            }
        });
    });
    group.bench_function("hookflash encodes", |bencher| {
        let mut writer = Writer::with_capacity(1024);
        bencher.iter(|| {
            for value in &values {
                writer.clear();
                black_box(&black_box(value).package().encode(&mut writer).is_ok());
                black_box(writer.octets());
            }
        });
    });
    if rasn {
        let mut messages = vec![];
        let mut buffer = vec![];
        for (input, code) in inputs.iter().zip(&codes) {
            let message = Message::decode(*code, &input.tcap).expect("rasn reads it");
            let ours =
                Package::decode(&mut Reader::new(&input.tcap, Layer::Tcap)).expect("a package");
            assert_eq!(message.equals(&ours), Ok(true), "{message:?}");
            assert!(message.encode(&mut buffer) && buffer == input.tcap, "{message:?}");
            messages.push(message);
        }
        group.bench_function("rasn decodes", |bencher| {
            bencher.iter(|| {
                for (input, code) in inputs.iter().zip(&codes) {
                    black_box(&Message::decode(*code, black_box(&input.tcap)));
                }
            });
        });
        group.bench_function("rasn encodes", |bencher| {
            bencher.iter(|| {
                for message in &messages {
                    black_box(black_box(message).encode(&mut buffer));
                    black_box(&buffer);
                }
            });
        });
    }
    group.finish();
}

fn peers(criterion: &mut Criterion) {
    bench(criterion, "peers, flow", &flow(), true);
    bench(criterion, "peers, mix", &mix(), false);
}

criterion_group!(benches, peers);
criterion_main!(benches);

//! Decoding and encoding by layer and of the whole, beside what no decoder can go below.
//! `cargo bench --bench codec`.
//!
//! Group `flow` has the four messages of a transfer, group `mix` every operation. A time is that
//! of all messages of the group together.
#![allow(missing_docs)]

mod common;

use common::{Input, Whole, bare_walk, flow, mix, xor};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hookflash::wire::mtp3::{Msu, Variant};
use hookflash::wire::stack::{Options, Stack, Usual};
use hookflash::wire::tcap::ansi::Package;
use hookflash::wire::{Encode, Layer, Reader, Writer, sccp};
use std::hint::black_box;

fn bench(criterion: &mut Criterion, name: &str, inputs: &[Input]) {
    let mut values: Vec<_> = inputs.iter().map(|input| Whole::of(&input.msu)).collect();
    let mut writer = Writer::with_capacity(1024);
    for value in &values {
        let octets = writer.message(value).expect("what was decoded can be encoded");
        assert_eq!(Whole::of(octets), *value);
    }

    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(inputs.len() as u64));
    group.bench_function("limit: xor", |bencher| {
        bencher.iter(|| inputs.iter().map(|i| usize::from(xor(black_box(&i.tcap)))).sum::<usize>());
    });
    group.bench_function("limit: bare walk", |bencher| {
        bencher.iter(|| inputs.iter().map(|i| bare_walk(black_box(&i.tcap))).sum::<usize>());
    });
    group.bench_function("decode MTP3", |bencher| {
        bencher.iter(|| {
            for input in inputs {
                let mut reader = Reader::new(black_box(&input.msu), Layer::Mtp3);
                black_box(&Msu::decode(&mut reader, Variant::Ansi));
            }
        });
    });
    group.bench_function("decode SCCP", |bencher| {
        bencher.iter(|| {
            for input in inputs {
                let mut reader = Reader::new(black_box(&input.msu[8..]), Layer::Sccp);
                black_box(&sccp::Message::decode(&mut reader, Variant::Ansi));
            }
        });
    });
    group.bench_function("decode TCAP", |bencher| {
        bencher.iter(|| {
            for input in inputs {
                let mut reader = Reader::new(black_box(&input.tcap), Layer::Tcap);
                black_box(&Package::decode(&mut reader));
            }
        });
    });
    group.bench_function("decode AIN", |bencher| {
        let parameters: Vec<_> = inputs
            .iter()
            .zip(&values)
            .map(|(i, value)| (value.operation.code(), i.parameter()))
            .collect();
        let mut operations: Vec<_> = values.iter().map(|value| value.operation).collect();
        bencher.iter(|| {
            for ((code, parameter), operation) in parameters.iter().zip(&mut operations) {
                black_box(&operation.decode_into(*code, black_box(parameter)));
                black_box(operation);
            }
        });
    });
    group.bench_function("decode TCAP and AIN", |bencher| {
        bencher.iter(|| {
            for (input, value) in inputs.iter().zip(&mut values) {
                let reader = Reader::new(black_box(&input.tcap), Layer::Tcap);
                black_box(&value.decode_tcap(reader).is_ok());
                black_box(value);
            }
        });
    });
    group.bench_function("decode whole", |bencher| {
        bencher.iter(|| {
            for (input, value) in inputs.iter().zip(&mut values) {
                black_box(&value.decode(black_box(&input.msu)).is_ok());
                black_box(value);
            }
        });
    });
    group.bench_function("decode with Stack", |bencher| {
        let options = Options { variant: Variant::Ansi, tcap_subsystems: &[] };
        let mut diagnostics = vec![];
        bencher.iter(|| {
            for input in inputs {
                diagnostics.clear();
                let octets = black_box(&input.msu);
                black_box(&Stack::decode(octets, Layer::Mtp3, &options, &mut diagnostics));
            }
        });
    });
    group.bench_function("decode as usual", |bencher| {
        bencher.iter(|| {
            for input in inputs {
                let mut usual = Usual::BLANK;
                black_box(usual.read_into(black_box(&input.msu), Variant::Ansi));
                let ids = (usual.package.originating_id, usual.package.responding_id);
                black_box((usual.msu.routing_label, usual.unitdata.called_party_address, ids));
            }
        });
    });
    group.bench_function("encode AIN", |bencher| {
        bencher.iter(|| {
            for value in &values {
                writer.clear();
                black_box(&black_box(&value.operation).encode(&mut writer).is_ok());
                black_box(writer.octets());
            }
        });
    });
    group.bench_function("encode whole", |bencher| {
        bencher.iter(|| {
            for value in &values {
                writer.clear();
                black_box(&black_box(value).encode(&mut writer).is_ok());
                black_box(writer.octets());
            }
        });
    });
    group.finish();
}

fn codec(criterion: &mut Criterion) {
    bench(criterion, "flow", &flow());
    bench(criterion, "mix", &mix());
}

criterion_group!(benches, codec);
criterion_main!(benches);

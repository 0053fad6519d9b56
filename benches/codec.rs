//! Decoding and encoding by layer, beside what no decoder can go below. `cargo bench --bench codec`.
#![allow(missing_docs)]

mod common;

use common::{Input, Whole, bare_walk, flow, mix, xor};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hookflash::wire::mtp3::{Msu, Variant};
use hookflash::wire::stack::{Options, Stack};
use hookflash::wire::tcap::ansi::Package;
use hookflash::wire::{Encode, Layer, Reader, Writer, sccp};
use std::hint::black_box;

fn bench(criterion: &mut Criterion, name: &str, inputs: &[Input]) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(inputs.len() as u64));
    group.bench_function("limit: xor of the TCAP octets", |bencher| {
        bencher.iter(|| inputs.iter().map(|i| usize::from(xor(black_box(&i.tcap)))).sum::<usize>());
    });
    group.bench_function("limit: bare walk of the TCAP octets", |bencher| {
        bencher.iter(|| inputs.iter().map(|i| bare_walk(black_box(&i.tcap))).sum::<usize>());
    });
    group.bench_function("decode MTP3", |bencher| {
        bencher.iter(|| {
            for input in inputs {
                let mut reader = Reader::new(black_box(&input.msu), Layer::Mtp3);
                black_box(&Msu::decode(&mut reader, Variant::Ansi).is_ok());
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
    let mut values: Vec<_> = inputs.iter().map(|input| Whole::of(&input.msu)).collect();
    group.bench_function("decode TCAP and AIN", |bencher| {
        bencher.iter(|| {
            for (input, value) in inputs.iter().zip(&mut values) {
                let reader = Reader::new(black_box(&input.tcap), Layer::Tcap);
                black_box(&value.decode_tcap(reader).is_ok());
                black_box(&value);
            }
        });
    });
    group.bench_function("decode MTP3, SCCP, TCAP and AIN", |bencher| {
        bencher.iter(|| {
            for (input, value) in inputs.iter().zip(&mut values) {
                black_box(&value.decode(black_box(&input.msu)).is_ok());
                black_box(&value);
            }
        });
    });
    group.bench_function("decode the stack", |bencher| {
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
    group.bench_function("encode AIN", |bencher| {
        let mut writer = Writer::with_capacity(1024);
        bencher.iter(|| {
            for value in &values {
                writer.clear();
                black_box(&black_box(&value.operation).encode(&mut writer).is_ok());
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

//! Decoding by layer, on the messages of the corpus. `cargo bench --bench decode`.
#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hookflash::capture::{Capture, Item, Message, Session};
use hookflash::wire::ain::Operation;
use hookflash::wire::codes::Variant;
use hookflash::wire::stack::{Options, Stack};
use hookflash::wire::tcap::ansi::{Component, Package};
use hookflash::wire::{Layer, Reader};
use std::hint::black_box;
use std::ops::ControlFlow;

/// Messages over MTP3 that stand in one frame each, as far as the first segment of others.
fn messages() -> Vec<Vec<u8>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/ain_mtp3.pcap");
    let mut messages = vec![];
    let mut capture = Capture::open(path).expect("the corpus");
    capture
        .for_each(|item| {
            if let Item::Message(Message { octets, .. }) = item {
                messages.push(octets.to_vec());
            }
            ControlFlow::Continue(())
        })
        .expect("the corpus is whole");
    messages
}

/// The least that a decoder must do: every tag and length, recursively.
fn bare_walk(mut reader: Reader<'_>) -> usize {
    let mut count = 0;
    while !reader.is_empty() {
        let Ok(tlv) = reader.tlv("element") else { break };
        count += 1;
        if tlv.is_constructed() {
            count += bare_walk(tlv.reader());
        }
    }
    count
}

fn typed(package: &[u8]) -> usize {
    let Ok(package) = Package::decode(&mut Reader::new(package, Layer::Tcap)) else { return 0 };
    let components = package.components.iter().flat_map(|components| components.iter());
    let mut count = 0;
    for (_, component) in components {
        if let Ok(Component::Invoke(invoke)) = component
            && let (Some(code), Some(parameter)) = (invoke.operation.ain(), invoke.parameter)
            && let Some(Ok(operation)) = Operation::decode(code, &parameter)
        {
            black_box(&operation);
            count += 1;
        }
    }
    count
}

fn decode(criterion: &mut Criterion) {
    let messages = messages();
    let options = Options { variant: Variant::Ansi, tcap_subsystems: &[] };
    let packages: Vec<Vec<u8>> = messages
        .iter()
        .filter_map(|message| {
            let mut diagnostics = vec![];
            let stack = Stack::decode(message, Layer::Mtp3, &options, &mut diagnostics);
            stack.tcap.and(stack.sccp).and_then(|sccp| sccp.data()).map(|data| data.rest().to_vec())
        })
        .collect();
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(packages.len() as u64));
    group.bench_function("bare walk of the TCAP octets", |bencher| {
        bencher.iter(|| {
            let walk = |package: &Vec<u8>| bare_walk(Reader::new(package, Layer::Tcap));
            packages.iter().map(walk).sum::<usize>()
        });
    });
    group.bench_function("TCAP and typed AIN", |bencher| {
        bencher.iter(|| packages.iter().map(|package| typed(package)).sum::<usize>());
    });
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("MTP3, SCCP and TCAP", |bencher| {
        let mut diagnostics = vec![];
        bencher.iter(|| {
            for message in &messages {
                diagnostics.clear();
                let stack = Stack::decode(message, Layer::Mtp3, &options, &mut diagnostics);
                black_box(&stack);
            }
        });
    });
    group.bench_function("capture and session", |bencher| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/ain_mtp3.pcap");
        let file = std::fs::read(path).expect("the corpus");
        bencher.iter(|| {
            let input = std::io::Cursor::new(file.clone());
            let mut capture = Capture::new(input).expect("the corpus");
            let mut session = Session::default();
            capture.for_each(|item| {
                if let Item::Message(message) = item {
                    session.decode(&message, |decoded| _ = black_box(decoded.components.len()));
                }
                ControlFlow::Continue(())
            })
        });
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);

//! Decoding and encoding of the layers that `codec` does not have, one message each.
//! `cargo bench --bench layers`.
#![allow(missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use hookflash::wire::codes::Variant;
use hookflash::wire::tcap::itu;
use hookflash::wire::{
    Encode, Error, Layer, Reader, Writer, isup, m2pa, m2ua, mtp2, mtp3, sccp, sua,
};
use std::fmt::Debug;
use std::hint::black_box;

/// Times `decode` over the octets, and the encoder on what it gives.
fn layer<'a, T: Encode + Debug>(
    criterion: &mut Criterion,
    name: &str,
    octets: &'a [u8],
    decode: impl Fn(&mut Reader<'a>) -> Result<T, Error>,
) {
    let read = |octets: &'a [u8]| decode(&mut Reader::new(octets, Layer::Mtp3));
    let value = read(octets).expect("a message");
    let mut writer = Writer::with_capacity(1024);
    assert_eq!(writer.message(&value).expect("what was decoded can be encoded"), octets);
    let mut group = criterion.benchmark_group(name);
    group.bench_function("decode", |bencher| {
        bencher.iter(|| read(black_box(octets)));
    });
    group.bench_function("encode", |bencher| {
        bencher.iter(|| {
            writer.clear();
            black_box(&black_box(&value).encode(&mut writer).is_ok());
            black_box(writer.octets());
        });
    });
    group.finish();
}

fn layers(criterion: &mut Criterion) {
    let unit = [0x81, 0x82, 4, 0x83, 1, 2, 3];
    layer(criterion, "MTP2 MSU", &unit, |reader| {
        mtp2::SignalUnit::decode(reader, mtp2::Format::Basic)
    });
    let data = [1, 0, 11, 1, 0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 1, 0, 0x40, 0x83, 0xAA];
    layer(criterion, "M2PA User Data", &data, m2pa::Message::decode);
    let data = [1, 0, 6, 1, 0, 0, 0, 24, 0, 1, 0, 8, 0, 0, 0, 5, 3, 0, 0, 6, 0x83, 0xAA, 0, 0];
    layer(criterion, "M2UA DATA", &data, |reader| m2ua::Message::decode(reader)?.data());
    let cldt = [
        1, 0, 7, 1, 0, 0, 0, 48, 1, 2, 0, 24, 0, 2, 0, 3, 0x80, 2, 0, 8, 0, 1, 2, 3, 0x80, 3, 0, 8,
        0, 0, 0, 247, 1, 0x0B, 0, 8, 0x61, 2, 0x6C, 0, 0, 6, 0, 8, 0, 0, 0, 1,
    ];
    layer(criterion, "SUA CLDT", &cldt, sua::Message::decode);
    let prohibited = [0x14, 1, 20, 5];
    layer(criterion, "MTP3 TFP", &prohibited, |reader| {
        mtp3::Management::decode(reader, Variant::Ansi, false)
    });
    let request = [1, 0, 0, 9, 2, 2, 6, 4, 0x43, 1, 0, 8, 15, 2, 1, 2, 0];
    layer(criterion, "SCCP CR", &request, |reader| sccp::Message::decode(reader, Variant::Itu));
    let iam = [5, 0, 1, 0, 0, 0, 0, 3, 6, 0, 3, 0x80, 0x90, 0xA2, 4, 3, 0x10, 0x79, 0x52];
    layer(criterion, "ISUP IAM", &iam, |reader| isup::Message::decode(reader, Variant::Ansi));
    let begin = [
        0x62, 50, 0x48, 2, 1, 2, 0x6B, 30, 0x28, 28, 6, 7, 0, 0x11, 0x86, 5, 1, 1, 1, 0xA0, 17,
        0x60, 15, 0x80, 2, 7, 0x80, 0xA1, 9, 6, 7, 4, 0, 0, 1, 0, 20, 3, 0x6C, 12, 0xA1, 10, 2, 1,
        1, 2, 1, 56, 0x30, 2, 0x80, 0,
    ];
    layer(criterion, "ITU TCAP Begin", &begin, itu::Message::decode);
}

criterion_group!(benches, layers);
criterion_main!(benches);

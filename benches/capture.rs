//! Reading captures from memory: frames alone, and down to the components of TCAP.
//! `cargo bench --bench capture`.
//!
//! What the command makes of them (a line, a tree, JSON) is no part of the library; `benches/compare`
//! times the command as a process.
#![allow(missing_docs)]

mod common;

use common::{CORPUS, CORPUS_SCTP};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hookflash::capture::{Capture, Item, Session};
use std::hint::black_box;
use std::io::Cursor;
use std::ops::ControlFlow;

/// Every item of a capture.
fn read(file: &'static [u8], mut then: impl FnMut(&Item<'_>)) {
    let mut capture = Capture::new(Cursor::new(file)).expect("the corpus");
    capture
        .for_each(|item| {
            then(&item);
            ControlFlow::Continue(())
        })
        .expect("the corpus is whole");
}

fn capture(criterion: &mut Criterion) {
    for (name, file) in [("capture MTP3", CORPUS), ("capture M3UA over SCTP", CORPUS_SCTP)] {
        let mut messages = 0;
        read(file, |item| messages += u64::from(matches!(item, Item::Message(_))));
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(messages));
        group.bench_function("read", |bencher| {
            bencher.iter(|| read(file, |item| _ = black_box(item)));
        });
        group.bench_function("read and decode with Session", |bencher| {
            bencher.iter(|| {
                let mut session = Session::default();
                read(file, |item| {
                    if let Item::Message(message) = item {
                        session.decode(message, |decoded| _ = black_box(decoded.components.len()));
                    }
                });
            });
        });
        group.finish();
    }
}

criterion_group!(benches, capture);
criterion_main!(benches);

//! TCAP dialogues in process: query, response, and what both sides remember of them.

use bytes::{Bytes, BytesMut};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hookflash::machine::tcap::{Configuration, DialogueId, Endpoint, Input, Output, Primitive};
use hookflash::machine::timer::Timers;
use hookflash::machine::{Machine, Time};
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::kinds::Digits;
use hookflash::wire::ain::operations::{AnalyzeRoute, InfoAnalyzed};
use hookflash::wire::ain::parameters::{BearerCapability, CalledPartyID, Dn};
use hookflash::wire::ain::structures::UserID;
use hookflash::wire::ber::Octets;
use hookflash::wire::digits::DigitString;
use std::hint::black_box;
use std::time::Duration;

type Tcap = Endpoint<u32>;

fn number(digits: &str) -> Option<CalledPartyID<'_>> {
    DigitString::text(digits).map(Digits::national).map(CalledPartyID)
}

fn endpoint(node: u8, dialogues: usize) -> Tcap {
    let invocations = dialogues * 2;
    Endpoint::new(Configuration { node, dialogues, invocations, ..Configuration::default() })
}

/// A switch's query.
fn ask(switch: &mut Tcap, now: Time) -> (DialogueId, Bytes) {
    let user = UserID::Dn(Dn(Octets::new(&[0x12, 0x52, 0x55, 0x10, 0x10])));
    let analyzed = InfoAnalyzed {
        called_party_id: number("9725550123"),
        ..InfoAnalyzed::new(user, BearerCapability::SPEECH)
    };
    let mut query = switch.query(1).expect("room");
    query.invoke(&analyzed).expect("encodable");
    let id = query.send(now).expect("sent");
    let Some(Output::Send { octets, .. }) = switch.poll_output() else { panic!("a package") };
    (id, octets)
}

/// An SCP's answer to it.
fn answer(scp: &mut Tcap, octets: Bytes, now: Time) -> Bytes {
    scp.handle_input(now, Input::Package { path: 2, octets });
    let Some(Output::Indication(began)) = scp.poll_output() else { panic!("a dialogue") };
    let first = began.message.first().expect("an invoke");
    let Some(Ok(Operation::InfoAnalyzed(analyzed))) = first.operation() else { panic!("typed") };
    black_box(analyzed.called_party_id);
    let invoke = first.invoke().and_then(|invoke| invoke.invoke_id).expect("an id");
    let route = AnalyzeRoute { called_party_id: number("9725550145"), ..AnalyzeRoute::new() };
    let mut reply = scp.reply(began.dialogue.expect("a dialogue")).expect("open");
    reply.answer(invoke, &route).expect("encodable");
    reply.respond(now).expect("sent");
    let Some(Output::Send { octets, .. }) = scp.poll_output() else { panic!("a package") };
    octets
}

/// The switch reads it.
fn read(switch: &mut Tcap, octets: Bytes, now: Time) {
    switch.handle_input(now, Input::Package { path: 1, octets });
    let Some(Output::Indication(ended)) = switch.poll_output() else { panic!("an end") };
    assert_eq!(ended.primitive, Primitive::Response);
    let first = ended.message.first().expect("an invoke");
    let Some(Ok(Operation::AnalyzeRoute(route))) = first.operation() else { panic!("typed") };
    black_box(route.called_party_id);
}

/// A response with the transaction id of this query: the four octets after `E2 xx C7 04`.
fn answering(query: &[u8], response: &[u8]) -> Bytes {
    let mut answer = BytesMut::from(response);
    answer[4..8].copy_from_slice(&query[4..8]);
    answer.freeze()
}

fn dialogue(switch: &mut Tcap, scp: &mut Tcap, now: &mut Time) {
    *now = *now + Duration::from_micros(1);
    let (_, query) = ask(switch, *now);
    let response = answer(scp, query, *now);
    read(switch, response, *now);
    if now.as_micros().is_multiple_of(1000) {
        switch.handle_timeout(*now);
        scp.handle_timeout(*now);
    }
}

fn dialogues(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transactions");
    group.throughput(Throughput::Elements(1));
    let (mut switch, mut scp) = (endpoint(1, 1 << 16), endpoint(2, 1 << 16));
    let mut now = Time::ZERO;
    group.bench_function("query and response, both sides", |bencher| {
        bencher.iter(|| dialogue(&mut switch, &mut scp, &mut now));
    });
    // Each side alone: the other's packages are ready, but for the id that answers must carry.
    let (mut switch, mut scp) = (endpoint(1, 1 << 16), endpoint(2, 1 << 16));
    let mut now = Time::ZERO;
    let (_, query) = ask(&mut switch, now);
    let response = answer(&mut scp, query.clone(), now);
    read(&mut switch, response.clone(), now);
    group.bench_function("the side that answers", |bencher| {
        bencher.iter(|| {
            now = now + Duration::from_micros(1);
            let response = answer(&mut scp, query.clone(), now);
            if now.as_micros().is_multiple_of(1000) {
                scp.handle_timeout(now);
            }
            response
        });
    });
    let mut now = Time::ZERO;
    group.bench_function("the side that asks", |bencher| {
        bencher.iter(|| {
            now = now + Duration::from_micros(1);
            let (_, query) = ask(&mut switch, now);
            read(&mut switch, answering(&query, &response), now);
            if now.as_micros().is_multiple_of(1000) {
                switch.handle_timeout(now);
            }
        });
    });
    // The same beside dialogues that stay open for a minute of the endpoints' time.
    for open in [10_000, 1_000_000] {
        let (mut switch, mut scp) = (endpoint(1, open + 10), endpoint(2, open + 10));
        let mut now = Time::ZERO;
        for _ in 0..open {
            let (_, query) = ask(&mut switch, now);
            scp.handle_input(now, Input::Package { path: 2, octets: query });
            while scp.poll_output().is_some() {}
        }
        group.bench_function(format!("the same beside {open} open ones"), |bencher| {
            bencher.iter(|| dialogue(&mut switch, &mut scp, &mut now));
        });
        if open == 1_000_000 {
            let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
            let resident = memory.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("");
            eprintln!("both endpoints, {open} open dialogues each: {resident}");
        }
    }
    group.finish();
}

fn timers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("timers");
    for armed in [1_000_u64, 1_000_000] {
        let mut timers = Timers::default();
        let mut now = Time::ZERO;
        for n in 0..armed {
            timers.arm(now + Duration::from_millis(10_000 + n % 60_000), n).expect("room");
        }
        group.bench_function(format!("arm and stop, {armed} armed"), |bencher| {
            bencher.iter(|| {
                let timer = timers.arm(now + Duration::from_secs(10), 0).expect("room");
                timers.stop(timer)
            });
        });
        group.bench_function(format!("a tick with nothing due, {armed} armed"), |bencher| {
            bencher.iter(|| {
                // Back to the start long before the first is due.
                now = now + Duration::from_micros(1);
                black_box(timers.fire(now))
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = dialogues, timers
}
criterion_main!(benches);

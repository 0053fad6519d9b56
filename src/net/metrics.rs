//! What a node counts, in OpenMetrics form.

use super::configuration::Configuration;
use super::link::Outbox;
use crate::machine::m3ua::{ApplicationServerId, DropReason};
use crate::machine::sccp::Path;
use crate::machine::stack::Stack;
use crate::machine::tcap::{Indication, Primitive};
use crate::wire::ain::OPERATIONS;
use crate::wire::tcap::ansi::{Component, OperationCode};
use core::fmt::{self, Write};
use core::time::Duration;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// What became of an operation.
const RESULTS: [&str; 5] = ["received", "answered", "error", "rejected", "timeout"];
const RECEIVED: usize = 0;
const ANSWERED: usize = 1;
const ERROR: usize = 2;
const REJECTED: usize = 3;
const TIMEOUT: usize = 4;

/// Upper ends of the latency histogram's buckets, in microseconds.
const BUCKETS: [u64; 14] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 1_000_000,
    10_000_000,
];

/// Counters of TCAP by name, help text and value.
type TcapCounter = (&'static str, &'static str, fn(&crate::machine::tcap::Counters) -> u64);

const TCAP: [TcapCounter; 11] = [
    ("queries_received", "Dialogues that peers began.", |c| c.queries_received),
    ("queries_sent", "Dialogues that this node began.", |c| c.queries_sent),
    ("packages_received", "Packages that came in.", |c| c.packages_received),
    ("packages_sent", "Packages that went out.", |c| c.packages_sent),
    ("aborts_sent", "Packages refused with a P-Abort.", |c| c.aborts_sent),
    ("refused", "Dialogues refused for want of room.", |c| c.refused),
    ("rejects_sent", "Components refused.", |c| c.rejects_sent),
    ("late", "Packages and answers that came too late or twice.", |c| c.late),
    ("strays", "Packages for no dialogue of this node.", |c| c.strays),
    ("invoke_timeouts", "Operations whose time was up.", |c| c.expired),
    ("dialogue_timeouts", "Dialogues given up because nothing happened.", |c| c.timed_out),
];

/// The counters of a node. They may be read from any thread while it runs.
#[derive(Debug)]
pub struct Metrics {
    links: Vec<Link>,
    dialogues: AtomicU64,
    tcap: [AtomicU64; TCAP.len()],
    operations: Vec<[AtomicU64; RESULTS.len()]>,
    latency: Vec<Histogram>,
    refused_peers: AtomicU64,
    ready: AtomicBool,
    dropped: [AtomicU64; DropReason::ALL.len()],
    m3ua: [AtomicU64; M3UA.len()],
    sccp: [AtomicU64; SCCP.len()],
}

/// The counters of SCCP by name and help text.
const SCCP: [(&str, &str); 5] = [
    ("delivered", "Messages for users of this node."),
    ("sent", "Messages of users of this node."),
    ("relayed", "Messages for others that were passed on."),
    ("undeliverable", "Messages that could not go on."),
    ("undecodable", "Messages that cannot be read."),
];

/// The counters of M3UA by name, help text and value.
type M3uaCounter = (&'static str, &'static str, fn(&crate::machine::m3ua::Counters) -> u64);

const M3UA: [M3uaCounter; 5] = [
    ("received", "DATA that came in.", |c| c.received),
    ("sent", "DATA that went out.", |c| c.sent),
    ("saved", "DATA taken back from an association that broke.", |c| c.saved),
    ("errors_sent", "Errors that peers were told.", |c| c.errors_sent),
    ("errors_received", "Errors that peers told.", |c| c.errors_received),
];

#[derive(Debug)]
struct Link {
    name: String,
    state: AtomicU64,
    waiting: AtomicU64,
    lost: AtomicU64,
}

#[derive(Debug, Default)]
struct Histogram {
    buckets: [AtomicU64; BUCKETS.len()],
    beyond: AtomicU64,
    sum: AtomicU64,
}

impl Histogram {
    fn add(&self, waited: Duration) {
        let micros = u64::try_from(waited.as_micros()).unwrap_or(u64::MAX);
        let bucket = BUCKETS.iter().position(|end| micros <= *end);
        bucket.map_or(&self.beyond, |place| &self.buckets[place]).fetch_add(1, Relaxed);
        self.sum.fetch_add(micros, Relaxed);
    }
}

/// The row of an operation; the one behind them all is for those that are not of AIN.
fn row(operation: OperationCode) -> usize {
    let found = |code| OPERATIONS.binary_search_by_key(&code, |row| row.code).ok();
    operation.ain().and_then(found).unwrap_or(OPERATIONS.len())
}

impl Metrics {
    pub(super) fn new(configuration: &Configuration) -> Self {
        let link = |name: &String| Link {
            name: name.clone(),
            state: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        };
        Self {
            links: configuration.links.iter().map(|configured| link(&configured.name)).collect(),
            dialogues: AtomicU64::new(0),
            tcap: Default::default(),
            operations: (0..=OPERATIONS.len()).map(|_| Default::default()).collect(),
            latency: (0..=OPERATIONS.len()).map(|_| Histogram::default()).collect(),
            refused_peers: AtomicU64::new(0),
            ready: AtomicBool::new(false),
            dropped: Default::default(),
            m3ua: Default::default(),
            sccp: Default::default(),
        }
    }

    pub(super) fn refused_peer(&self) {
        self.refused_peers.fetch_add(1, Relaxed);
    }

    pub(super) fn lost(&self, link: usize, messages: u64) {
        self.links[link].lost.fetch_add(messages, Relaxed);
    }

    pub(super) fn observe(&self, stack: &Stack, outboxes: &[Option<Outbox>]) {
        self.dialogues.store(stack.tcap.len() as u64, Relaxed);
        for (kept, (_, _, value)) in self.tcap.iter().zip(TCAP) {
            kept.store(value(stack.tcap.counters()), Relaxed);
        }
        for (kept, value) in self.dropped.iter().zip(stack.m3ua.counters().dropped) {
            kept.store(value, Relaxed);
        }
        let sccp = stack.sccp.counters();
        let values =
            [sccp.delivered, sccp.sent, sccp.relayed, sccp.undeliverable, sccp.undecodable];
        for (kept, (_, _, value)) in self.m3ua.iter().zip(M3UA) {
            kept.store(value(stack.m3ua.counters()), Relaxed);
        }
        for (kept, value) in self.sccp.iter().zip(values) {
            kept.store(value, Relaxed);
        }
        let servers = 0..stack.m3ua.configuration().application_servers.len() as u16;
        let ready = if servers.is_empty() {
            (0..self.links.len()).all(|number| stack.m3ua.asp_level(number) >= 2)
        } else {
            servers.map(ApplicationServerId).all(|server| stack.m3ua.is_ready(server))
        };
        self.ready.store(ready, Relaxed);
        for (number, (link, outbox)) in self.links.iter().zip(outboxes).enumerate() {
            link.waiting.store(outbox.as_ref().map_or(0, |o| o.waiting() as u64), Relaxed);
            link.state.store(stack.m3ua.asp_level(number), Relaxed);
        }
    }

    pub(super) fn expired(&self, operation: OperationCode) {
        self.operations[row(operation)][TIMEOUT].fetch_add(1, Relaxed);
    }

    pub(super) fn refused(&self, operation: OperationCode) {
        self.operations[row(operation)][REJECTED].fetch_add(1, Relaxed);
    }

    pub(super) fn indication(&self, indication: &Indication<Path>) {
        if matches!(indication.primitive, Primitive::TimedOut) {
            return;
        }
        for received in indication.message.components() {
            if let Component::Invoke(invoke) = received.component {
                self.operations[row(invoke.operation)][RECEIVED].fetch_add(1, Relaxed);
            }
            if let Some(answered) = received.answers {
                let result = match received.component {
                    Component::Invoke(_) | Component::ReturnResult(_) => ANSWERED,
                    Component::ReturnError(_) => ERROR,
                    Component::Reject(_) => REJECTED,
                };
                let row = row(answered.operation);
                self.operations[row][result].fetch_add(1, Relaxed);
                self.latency[row].add(answered.waited);
            }
        }
    }

    /// Whether the node does what it is for: every application server is carried, by this node or, while it
    /// stands by, by another one. Where there are none, every link is up.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Relaxed)
    }

    /// Everything in OpenMetrics text form.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, to: &mut String) -> fmt::Result {
        let escape = |name: &str| name.replace('\\', "\\\\").replace('"', "\\\"");
        let family = |to: &mut String, name: &str, kind: &str, help: &str| {
            writeln!(to, "# HELP hookflash_{name} {help}\n# TYPE hookflash_{name} {kind}")
        };
        family(to, "m3ua_asp_state", "gauge", "0 no association, 1 down, 2 inactive, 3 active.")?;
        for link in &self.links {
            let (name, state) = (escape(&link.name), link.state.load(Relaxed));
            writeln!(to, "hookflash_m3ua_asp_state{{asp=\"{name}\"}} {state}")?;
        }
        family(to, "link_waiting_octets", "gauge", "Octets that wait for the peer to read.")?;
        for link in &self.links {
            let (name, waiting) = (escape(&link.name), link.waiting.load(Relaxed));
            writeln!(to, "hookflash_link_waiting_octets{{link=\"{name}\"}} {waiting}")?;
        }
        family(to, "link_lost_messages", "counter", "Messages that could not be sent.")?;
        for link in &self.links {
            let (name, lost) = (escape(&link.name), link.lost.load(Relaxed));
            writeln!(to, "hookflash_link_lost_messages_total{{link=\"{name}\"}} {lost}")?;
        }
        family(to, "refused_peers", "counter", "Associations of peers not configured.")?;
        writeln!(to, "hookflash_refused_peers_total {}", self.refused_peers.load(Relaxed))?;
        family(to, "m3ua_dropped", "counter", "Messages that were not sent, by reason.")?;
        for (reason, value) in DropReason::ALL.iter().zip(&self.dropped) {
            let (reason, value) = (reason.name(), value.load(Relaxed));
            writeln!(to, "hookflash_m3ua_dropped_total{{reason=\"{reason}\"}} {value}")?;
        }
        for (value, (name, help, _)) in self.m3ua.iter().zip(M3UA) {
            family(to, &format!("m3ua_{name}"), "counter", help)?;
            writeln!(to, "hookflash_m3ua_{name}_total {}", value.load(Relaxed))?;
        }
        for ((name, help), value) in SCCP.iter().zip(&self.sccp) {
            family(to, &format!("sccp_{name}"), "counter", help)?;
            writeln!(to, "hookflash_sccp_{name}_total {}", value.load(Relaxed))?;
        }
        family(to, "tcap_dialogues", "gauge", "Open dialogues.")?;
        writeln!(to, "hookflash_tcap_dialogues {}", self.dialogues.load(Relaxed))?;
        for (value, (name, help, _)) in self.tcap.iter().zip(TCAP) {
            family(to, &format!("tcap_{name}"), "counter", help)?;
            writeln!(to, "hookflash_tcap_{name}_total {}", value.load(Relaxed))?;
        }
        let name = |place: usize| OPERATIONS.get(place).map_or("other", |row| row.message);
        family(to, "ain_operations", "counter", "Operations by what became of them.")?;
        for (place, results) in self.operations.iter().enumerate() {
            for (result, value) in RESULTS.iter().zip(results) {
                let (value, operation) = (value.load(Relaxed), name(place));
                if value > 0 {
                    writeln!(
                        to,
                        "hookflash_ain_operations_total{{operation=\"{operation}\",result=\"{result}\"}} {value}"
                    )?;
                }
            }
        }
        family(to, "ain_answer_seconds", "histogram", "From an Invoke to its answer.")?;
        for (place, histogram) in self.latency.iter().enumerate() {
            self.histogram(to, name(place), histogram)?;
        }
        to.push_str("# EOF\n");
        Ok(())
    }

    fn histogram(&self, to: &mut String, operation: &str, histogram: &Histogram) -> fmt::Result {
        let mut count = 0;
        let buckets: Vec<u64> = histogram.buckets.iter().map(|b| b.load(Relaxed)).collect();
        let total = buckets.iter().sum::<u64>() + histogram.beyond.load(Relaxed);
        if total == 0 {
            return Ok(());
        }
        for (end, value) in BUCKETS.iter().zip(buckets) {
            count += value;
            let end = *end as f64 / 1e6;
            writeln!(
                to,
                "hookflash_ain_answer_seconds_bucket{{operation=\"{operation}\",le=\"{end:?}\"}} {count}"
            )?;
        }
        let sum = histogram.sum.load(Relaxed) as f64 / 1e6;
        writeln!(
            to,
            "hookflash_ain_answer_seconds_bucket{{operation=\"{operation}\",le=\"+Inf\"}} {total}\n\
             hookflash_ain_answer_seconds_sum{{operation=\"{operation}\"}} {sum:?}\n\
             hookflash_ain_answer_seconds_count{{operation=\"{operation}\"}} {total}"
        )
    }
}

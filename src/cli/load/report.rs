//! What came of a load.

use crate::cli::Exit;
use core::time::Duration;
use hdrhistogram::Histogram;
use std::collections::BTreeMap;

/// Counts and times.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) begun: u64,
    pub(super) good: u64,
    pub(super) failed: BTreeMap<String, u64>,
    pub(super) answered: u64,
    /// Microseconds from the first package to the end.
    pub(super) times: Histogram<u64>,
    pub(super) took: Duration,
    /// Why nothing began.
    pub(super) unreachable: Option<String>,
}

impl Report {
    pub(super) fn new() -> Self {
        Self {
            begun: 0,
            good: 0,
            failed: BTreeMap::new(),
            answered: 0,
            // From a microsecond to ten minutes in three digits: bounds that are always good.
            times: Histogram::new_with_bounds(1, 600_000_000, 3)
                .unwrap_or_else(|_| unreachable!("the bounds are constant and good")),
            took: Duration::ZERO,
            unreachable: None,
        }
    }

    pub(super) fn fail(&mut self, why: String) {
        *self.failed.entry(why).or_default() += 1;
    }

    fn rate(&self) -> f64 {
        self.good as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// Says it, and what the process's exit status is.
    pub(super) fn say(&self, json: bool, began: bool) -> Exit {
        let failed: u64 = self.failed.values().sum();
        let at = |quantile| self.times.value_at_quantile(quantile);
        let (p50, p90, p99, p999) = (at(0.5), at(0.9), at(0.99), at(0.999));
        let (max, seconds, rate) = (self.times.max(), self.took.as_secs_f64(), self.rate());
        let (begun, good, answered) = (self.begun, self.good, self.answered);
        let unended = begun - good.min(begun) - failed.min(begun - good.min(begun));
        if json {
            let reasons: Vec<_> = self
                .failed
                .iter()
                .map(|(why, count)| format!("\"{}\":{count}", why.replace('"', "'")))
                .collect();
            println!(
                "{{\"begun\":{begun},\"good\":{good},\"failed\":{failed},\"unended\":{unended},\
                 \"answered\":{answered},\"seconds\":{seconds:.3},\"per_second\":{rate:.1},\
                 \"microseconds\":{{\"p50\":{p50},\"p90\":{p90},\"p99\":{p99},\"p999\":{p999},\
                 \"max\":{max}}},\"failures\":{{{}}}}}",
                reasons.join(",")
            );
        } else {
            if began {
                println!(
                    "{begun} dialogues begun, {good} good, {failed} failed, {unended} without an end"
                );
                println!("{seconds:.3} s, {rate:.0} dialogues a second");
                println!(
                    "time of a dialogue: p50 {p50} µs, p90 {p90} µs, p99 {p99} µs, p99.9 {p999} µs, max {max} µs"
                );
            }
            if answered > 0 || !began {
                println!("{answered} dialogues answered");
            }
            for (why, count) in &self.failed {
                println!("  {count} × {why}");
            }
        }
        if let Some(why) = &self.unreachable {
            eprintln!("hookflash: nothing was begun: {why}");
            return Exit::Wrong;
        }
        if failed + unended > 0 { Exit::Wrong } else { Exit::Done }
    }
}

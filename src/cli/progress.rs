//! How far a long decoding is, on a terminal.

use crate::capture::Capture;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// A line on a terminal's standard error now and then.
pub(super) struct Progress {
    next: Instant,
    shown: bool,
    wanted: bool,
    since_looked: u32,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self {
            next: Instant::now() + Duration::from_secs(1),
            shown: false,
            wanted: io::stderr().is_terminal() && !io::stdout().is_terminal(),
            since_looked: 0,
        }
    }

    pub(super) fn frame(&mut self, capture: &Capture, size: Option<u64>) {
        self.since_looked += 1;
        if !self.wanted || self.since_looked < 4096 {
            return;
        }
        self.since_looked = 0;
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + Duration::from_millis(200);
        self.shown = true;
        let percent = size.filter(|size| *size > 0).map(|size| capture.octets_read() * 100 / size);
        let percent = percent.map_or(String::new(), |percent| format!(", {}%", percent.min(100)));
        eprint!("\r{} frames{percent} ", capture.counters().frames);
    }

    pub(super) fn end(&self) {
        if self.shown {
            eprint!("\r{:40}\r", "");
        }
    }
}

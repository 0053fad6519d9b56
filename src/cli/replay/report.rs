//! What came of a replay.

use super::script::Script;
use crate::cli::Exit;
use crate::cli::dialogues::duration;
use crate::cli::lines::{Pair, pairs};
use crate::cli::output::{Paint, Row};
use core::time::Duration;
use serde_json::{Value, json};
use std::sync::Arc;

/// A package of the captured server beside the live one's.
#[derive(Debug)]
pub(super) struct Answer {
    /// The captured one's frame; none for what only the live server said.
    pub(super) frame: Option<u64>,
    pub(super) captured: Vec<String>,
    pub(super) live: Vec<String>,
    /// How long the captured one took, and the live one.
    pub(super) took: Option<(Duration, Duration)>,
}

impl Answer {
    pub(super) fn is_same(&self) -> bool {
        self.captured == self.live
    }

    fn pairs(&self) -> Vec<Pair> {
        pairs(&self.captured, &self.live, |one, other| one == other)
    }
}

/// How a dialogue went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As in the capture.
    Same,
    /// Otherwise.
    Differs,
    /// It did not come to its end.
    Failed(String),
    /// It was not held.
    LeftOut(&'static str),
}

#[derive(Debug)]
pub(super) struct Report {
    ended: Vec<Option<(Outcome, Vec<Answer>)>>,
    /// Dialogues that the live server began, and the captured one did not.
    pub(super) unasked: u64,
    /// Why nothing began.
    pub(super) unreachable: Option<String>,
}

/// Counts of all dialogues.
#[derive(Default)]
struct Sum {
    same: u64,
    differ: u64,
    failed: u64,
    left_out: u64,
}

impl Report {
    pub(super) fn new(count: usize) -> Self {
        let ended = (0..count).map(|_| None).collect();
        Self { ended, unasked: 0, unreachable: None }
    }

    pub(super) fn end(&mut self, place: usize, outcome: Outcome, answers: Vec<Answer>) {
        if let Some(room) = self.ended.get_mut(place) {
            *room = Some((outcome, answers));
        }
    }

    fn each<'r>(
        &'r self,
        scripts: &'r [Arc<Script>],
    ) -> impl Iterator<Item = (&'r Script, &'r Outcome, &'r [Answer])> {
        const STOPPED: &Outcome = &Outcome::LeftOut("it was stopped before");
        scripts.iter().zip(&self.ended).filter_map(|(script, ended)| match ended {
            Some((outcome, answers)) => Some((&**script, outcome, &answers[..])),
            // Nobody asked for it, and the server did not begin it.
            None if script.spare => None,
            None => Some((&**script, STOPPED, &[][..])),
        })
    }

    fn sum(&self, scripts: &[Arc<Script>]) -> Sum {
        let mut sum = Sum::default();
        for (_, outcome, _) in self.each(scripts) {
            *match outcome {
                Outcome::Same => &mut sum.same,
                Outcome::Differs => &mut sum.differ,
                Outcome::Failed(_) => &mut sum.failed,
                Outcome::LeftOut(_) => &mut sum.left_out,
            } += 1;
        }
        sum
    }

    /// The median of what answers took, in the capture and live.
    fn medians(&self, scripts: &[Arc<Script>]) -> Option<(Duration, Duration)> {
        let took = self.each(scripts).flat_map(|(_, _, answers)| answers);
        let (mut captured, mut live): (Vec<_>, Vec<_>) =
            took.filter_map(|answer| answer.took).unzip();
        let median = |times: &mut Vec<Duration>| {
            times.sort_unstable();
            times.get(times.len() / 2).copied()
        };
        median(&mut captured).zip(median(&mut live))
    }

    pub(super) fn exit(&self, scripts: &[Arc<Script>]) -> Exit {
        let sum = self.sum(scripts);
        let good = self.unreachable.is_none() && sum.differ == 0 && sum.failed == 0;
        if good && sum.same > 0 { Exit::Done } else { Exit::Wrong }
    }

    /// The text; with `all`, dialogues without a difference too.
    pub(super) fn text(&self, scripts: &[Arc<Script>], all: bool, row: &mut Row) {
        if let Some(why) = &self.unreachable {
            row.push(Paint::Red, ("nothing was sent: ", why.as_str()));
            row.end();
            return;
        }
        for (script, outcome, answers) in self.each(scripts) {
            let (paint, words) = match outcome {
                Outcome::Same if !all => continue,
                Outcome::Same => (Paint::Green, "as captured"),
                Outcome::Differs => (Paint::Red, "differs"),
                Outcome::Failed(why) => (Paint::Red, why.as_str()),
                Outcome::LeftOut(why) => (Paint::Dim, *why),
            };
            row.push(Paint::Bold, ("dialogue ", script.number));
            row.push(Paint::Plain, ("  ", script.nodes.as_str(), "  "));
            if matches!(outcome, Outcome::LeftOut(_)) {
                row.push(paint, "left out: ");
            }
            row.push(paint, words);
            row.end();
            answers.iter().for_each(|answer| answer.text(all, row));
        }
        let sum = self.sum(scripts);
        let total = sum.same + sum.differ + sum.failed + sum.left_out;
        let dialogues = if total == 1 { " dialogue: " } else { " dialogues: " };
        row.push(Paint::Bold, (total, dialogues));
        row.push(Paint::Plain, (sum.same, " as captured, ", sum.differ, " otherwise, "));
        row.push(Paint::Plain, (sum.failed, " failed, ", sum.left_out, " left out"));
        row.end();
        if let Some((captured, live)) = self.medians(scripts) {
            let [captured, live] = [captured, live].map(|took| duration(took.as_nanos() as u64));
            let live = ("answers took ", live.as_str(), " (median); in the capture ");
            row.push(Paint::Dim, (live, captured.as_str()));
            row.end();
        }
        if self.unasked > 0 {
            let text = match self.unasked {
                1 => " dialogue that the server began, which is not in the capture, was refused",
                _ => " dialogues that the server began, which are not in the capture, were refused",
            };
            row.push(Paint::Dim, (self.unasked, text));
            row.end();
        }
    }

    pub(super) fn json(&self, scripts: &[Arc<Script>]) -> String {
        let mut text = String::new();
        for (script, outcome, answers) in self.each(scripts) {
            let (outcome, why) = match outcome {
                Outcome::Same => ("same", None),
                Outcome::Differs => ("differs", None),
                Outcome::Failed(why) => ("failed", Some(why.as_str())),
                Outcome::LeftOut(why) => ("left_out", Some(*why)),
            };
            let differences: Vec<_> =
                answers.iter().filter(|answer| !answer.is_same()).map(Answer::json).collect();
            let line = json!({
                "dialogue": script.number,
                "frame": script.turns.first().map(|turn| turn.frame),
                "outcome": outcome,
                "why": why,
                "differences": differences,
            });
            text.push_str(&line.to_string());
            text.push('\n');
        }
        text
    }
}

impl Answer {
    fn text(&self, all: bool, row: &mut Row) {
        if self.is_same() {
            if all && let Some(heading) = self.live.first() {
                row.push(Paint::Dim, ("  frame ", self.frame.unwrap_or(0), ": "));
                row.push(Paint::Plain, heading.as_str());
                row.end();
            }
            return;
        }
        match self.frame {
            Some(frame) => row.push(Paint::Plain, ("  frame ", frame)),
            None => row.push(Paint::Plain, "  after the last frame"),
        }
        row.push(Paint::Dim, "  - captured  + live");
        row.end();
        for pair in self.pairs() {
            let (paint, sign, line) = match pair {
                Pair::Same(_, line) => (Paint::Dim, "      ", &self.live[line]),
                Pair::Left(line) => (Paint::Red, "    - ", &self.captured[line]),
                Pair::Right(line) => (Paint::Green, "    + ", &self.live[line]),
            };
            row.push(paint, (sign, line.as_str()));
            row.end();
        }
    }

    fn json(&self) -> Value {
        let (mut missing, mut extra) = (vec![], vec![]);
        for pair in self.pairs() {
            match pair {
                Pair::Same(..) => {}
                Pair::Left(line) => missing.push(self.captured[line].trim()),
                Pair::Right(line) => extra.push(self.live[line].trim()),
            }
        }
        json!({ "frame": self.frame, "captured": missing, "live": extra })
    }
}

//! What the commands share that show dialogues: which captures are read and how, and the words for
//! what is in them.

mod names;
mod words;

pub(super) use names::Names;
pub(super) use words::{
    cause, code, duration, node, operations, other_operation, package, part, state, wrong,
};

use super::Exit;
use super::decode::VariantName;
use crate::capture::dialogues::{Counters, Dialogue, Dialogues, PATIENCE};
use crate::capture::filter::Filter;
use crate::capture::{
    Capture, CaptureError, Decoded, Depth, Ending, Item, Overrides, Progress, Session,
};
use std::collections::HashSet;
use std::mem::take;
use std::ops::ControlFlow;

/// Which captures, and which of their dialogues.
#[derive(Debug, clap::Args)]
pub(super) struct Input {
    /// Capture files: pcap or pcapng, plain, gzip or zstd; `-` is standard input
    #[arg(required = true)]
    pub(super) files: Vec<String>,

    /// Only dialogues of which a message matches this display filter
    #[arg(short = 'Y', long, value_name = "FILTER")]
    pub(super) filter: Option<String>,

    /// Seconds of silence after which a dialogue has no answer; until then it is open
    #[arg(long = "no-answer-after", value_name = "SECONDS", default_value_t = PATIENCE)]
    pub(super) patience: u32,

    /// Variant of MTP3 and SCCP
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) variant: VariantName,

    /// Subsystem numbers that carry TCAP, whatever their data looks like
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub(super) ssn: Vec<u8>,
}

impl Input {
    pub(super) fn overrides(&self) -> Overrides {
        Overrides { variant: self.variant.variant(), tcap_subsystems: self.ssn.clone() }
    }

    /// The filter, if there is one; what is wrong with it has been said.
    pub(super) fn filter(&self) -> Result<Option<Filter>, Exit> {
        self.filter.as_deref().map(Filter::new).transpose().map_err(|error| {
            eprintln!("hookflash: filter: {error}");
            Exit::Usage
        })
    }

    /// Reads every capture and hands out each dialogue of which a message matches, when it is over
    /// or must make room; breaking off ends all. What is wrong with a file has been said.
    pub(super) fn dialogues(
        &self,
        dialogues: Dialogues,
        over: &mut dyn FnMut(Dialogue) -> ControlFlow<()>,
    ) -> Result<(Exit, Counters), Exit> {
        let filter = self.filter()?;
        let mut dialogues = dialogues.with_patience(self.patience);
        let mut wanted = HashSet::new();
        let mut ended = false;
        let mut hand_out = |dialogue: Dialogue, wanted: &mut HashSet<u64>| {
            let is_wanted = filter.is_none() || wanted.remove(&dialogue.number);
            if is_wanted && !ended && over(dialogue).is_break() {
                ended = true;
            }
            ended
        };
        let mut faults = 0_u64;
        let exit = self.read(&mut |session, item| {
            let Item::Message(message) = item else {
                faults += 1;
                return ControlFlow::Continue(());
            };
            session.decode_as_far(Depth::Components, message, |decoded| {
                let mut old = Vec::new();
                let number = dialogues.add(decoded, |oldest| old.push(take(oldest)));
                if let (Some(number), Some(filter)) = (number, &filter)
                    && filter.matches(decoded)
                {
                    wanted.insert(number);
                }
                for dialogue in old {
                    if hand_out(dialogue, &mut wanted) {
                        return ControlFlow::Break(());
                    }
                }
                ControlFlow::Continue(())
            })
        });
        if faults > 0 {
            let what = match faults {
                1 => "1 frame, or part of one, holds",
                _ => &format!("{faults} frames, or parts of them, hold"),
            };
            eprintln!("hookflash: {what} no message though it should: `hookflash decode` tells");
        }
        let counters = *dialogues.counters();
        dialogues.finish(|oldest| _ = hand_out(take(oldest), &mut wanted));
        Ok((exit, counters))
    }

    /// Reads every capture, message by message, as far as `depth`, until `each` breaks off. What is wrong with a file
    /// has been said.
    pub(super) fn messages(
        &self,
        depth: Depth,
        each: &mut dyn FnMut(&Decoded<'_, '_>) -> ControlFlow<()>,
    ) -> Exit {
        self.read(&mut |session, item| match item {
            Item::Message(message) => session.decode_as_far(depth, message, &mut *each),
            Item::Fault(_) => ControlFlow::Continue(()),
        })
    }

    /// Reads every capture, each with a session of its own, until `each` breaks off. What is wrong with a file has been
    /// said.
    pub(super) fn read(
        &self,
        each: &mut impl FnMut(&mut Session, &Item<'_>) -> ControlFlow<()>,
    ) -> Exit {
        let mut exit = Exit::Done;
        for file in &self.files {
            let mut session = Session::new(self.overrides());
            let read = Capture::open(file)
                .and_then(|mut capture| capture.for_each(|item| each(&mut session, &item)));
            match read {
                Ok(Progress::End(Ending::Complete) | Progress::Frame) => {}
                Ok(Progress::End(Ending::CutShort)) => {
                    eprintln!("hookflash: {file} is cut short: its last frame is not complete");
                    exit = exit.max(Exit::CutShort);
                }
                Ok(Progress::Stopped) => break,
                Err(error) => {
                    eprintln!("hookflash: {file}: {error}");
                    exit = exit.max(match error {
                        CaptureError::HeaderCutShort { .. } => Exit::CutShort,
                        _ => Exit::Unreadable,
                    });
                }
            }
        }
        exit
    }
}

//! `hookflash stats`: how much of what is in a capture, and how it went.

mod collect;
mod report;
mod tally;

use super::Exit;
use super::decode::output_failed;
use super::dialogues::Input;
use super::output::{Color, Output};
use crate::capture::Depth;
use crate::capture::dialogues::{Dialogues, Entry};
use crate::capture::filter::Filter;
use collect::Collected;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::mpsc;

/// How figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Tables.
    Text,
    /// One JSON object.
    Json,
}

/// What to count.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
With -Y, messages that match are counted, and dialogues that have one.\n\n\
Exit status: 0 counted; 2 usage; 3 a file is unreadable or not a capture; 4 a capture is cut short (what stands before\n\
the cut is counted).")]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,

    /// Rows a table, the most frequent first
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    top: usize,

    /// Output format
    #[arg(short = 'T', long, value_enum, default_value = "text")]
    format: Format,

    /// Dialogues that are remembered at once; the oldest is counted as it stands when there are more
    #[arg(long, value_name = "N", default_value_t = 32_768)]
    dialogues: usize,

    /// Colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let filter = match arguments.input.filter() {
        Ok(filter) => filter,
        Err(exit) => return exit,
    };
    let (collected, exit) = count(arguments, filter.as_ref());
    let text = match arguments.format {
        Format::Json => report::json(&collected, arguments.top),
        Format::Text => {
            let colored = Output::with_color(arguments.color).colored();
            report::text(&collected, arguments.top, colored)
        }
    };
    let mut out = io::stdout().lock();
    match out.write_all(&text).and_then(|()| out.flush()) {
        Ok(()) => exit,
        Err(error) => output_failed(&error),
    }
}

/// Entries that go to the other thread at once, and how many such batches may wait.
const BATCH: usize = 512;
const BATCHES: usize = 4;

/// Reads the captures on this thread, and puts messages together to dialogues on another.
fn count(arguments: &Arguments, filter: Option<&Filter>) -> (Collected, Exit) {
    let mut dialogues = Dialogues::with_limits(arguments.dialogues, 256);
    let reader = dialogues.reader();
    let mut collected = Collected::default();
    let (to, from) = mpsc::sync_channel::<Vec<(Entry, bool)>>(BATCHES);
    let (used, unused) = mpsc::channel();
    std::thread::scope(|scope| {
        let other = scope.spawn(move || {
            let mut collected = Collected::default();
            for mut batch in from {
                for (entry, wanted) in &batch {
                    dialogues.put_if(entry, *wanted, |dialogue| collected.dialogue(&dialogue));
                }
                batch.clear();
                // Nobody needs it any more when all has been read.
                _ = used.send(batch);
            }
            collected.counters = *dialogues.counters();
            dialogues.finish(|dialogue| collected.dialogue(&dialogue));
            collected
        });
        let mut batch = Vec::with_capacity(BATCH);
        // Dialogues find for themselves what their results answer.
        let depth =
            filter.map_or(Depth::Unresolved, |filter| filter.depth().max(Depth::Unresolved));
        let exit = arguments.input.messages(depth, &mut |decoded| {
            let matches = filter.is_none_or(|filter| filter.matches(decoded));
            if matches {
                collected.message(decoded);
            }
            // Calls of ISUP are no dialogues here.
            if decoded.stack.isup.is_none()
                && let Some(entry) = reader.read(decoded)
            {
                batch.push((entry, matches));
                if batch.len() == BATCH {
                    let next = unused.try_recv().unwrap_or_else(|_| Vec::with_capacity(BATCH));
                    if to.send(std::mem::replace(&mut batch, next)).is_err() {
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        });
        _ = to.send(batch);
        drop(to);
        match other.join() {
            Ok(dialogues) => collected.with_dialogues(dialogues),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        (collected, exit)
    })
}

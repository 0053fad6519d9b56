//! `hookflash stats`: how much of what is in a capture, and how it went.

mod collect;
mod report;
mod tally;

use super::Exit;
use super::decode::output_failed;
use super::dialogues::Input;
use super::output::{Color, Output};
use crate::capture::Depth;
use crate::capture::dialogues::{Dialogue, Dialogues, Entry};
use crate::capture::filter::Filter;
use collect::{Collected, Facts};
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

/// Messages that go to the other thread at once, and how many such batches may wait.
const BATCH: usize = 1024;
const BATCHES: usize = 4;
/// Components of a batch that is passed on before it is full.
const HEAVY: usize = 1 << 14;

/// A message on its way to the other thread.
#[derive(Debug, Default)]
struct Passed {
    /// Where it matches.
    facts: Option<Facts>,
    /// Whether there is something in the entry.
    in_dialogue: bool,
    entry: Entry,
}

/// Messages on their way to the other thread. They stay where they lie, and others are read over
/// them when the batch comes back.
#[derive(Debug)]
struct Batch {
    messages: Vec<Passed>,
    count: usize,
    components: usize,
}

impl Default for Batch {
    fn default() -> Self {
        let messages = std::iter::repeat_with(Passed::default).take(BATCH).collect();
        Self { messages, count: 0, components: 0 }
    }
}

/// Reads the captures on this thread, and counts on another, which puts messages together to
/// dialogues.
fn count(arguments: &Arguments, filter: Option<&Filter>) -> (Collected, Exit) {
    let mut dialogues = Dialogues::with_limits(arguments.dialogues, 256);
    let reader = dialogues.reader();
    let (to, from) = mpsc::sync_channel::<Batch>(BATCHES);
    let (used, unused) = mpsc::channel();
    std::thread::scope(|scope| {
        let other = scope.spawn(move || {
            let mut collected = Collected::default();
            for mut batch in from {
                for message in &mut batch.messages[..batch.count] {
                    if let Some(facts) = &message.facts {
                        let wrong = message.in_dialogue && message.entry.is_wrong();
                        collected.message(facts, wrong);
                    }
                    if message.in_dialogue {
                        let over = |dialogue: &mut Dialogue| collected.dialogue(dialogue);
                        dialogues.put_if(&message.entry, message.facts.is_some(), over);
                        message.entry.release();
                    }
                }
                (batch.count, batch.components) = (0, 0);
                // Nobody needs it any more when all has been read.
                _ = used.send(batch);
            }
            collected.counters = *dialogues.counters();
            dialogues.finish(|dialogue| collected.dialogue(dialogue));
            collected
        });
        let mut batch = Batch::default();
        // Dialogues read components themselves, and find what their results answer.
        let depth = filter.map_or(Depth::Layers, Filter::depth);
        let exit = arguments.input.messages(depth, &mut |decoded| {
            let Some(message) = batch.messages.get_mut(batch.count) else {
                return ControlFlow::Break(());
            };
            let matches = filter.is_none_or(|filter| filter.matches(decoded));
            message.facts = matches.then(|| Facts::of(decoded));
            // Calls of ISUP are no dialogues here.
            message.in_dialogue =
                decoded.stack.isup.is_none() && reader.read_over(&mut message.entry, decoded);
            batch.count += usize::from(matches || message.in_dialogue);
            batch.components += if message.in_dialogue { message.entry.count() } else { 0 };
            if batch.count == BATCH || batch.components >= HEAVY {
                let next = unused.try_recv().unwrap_or_default();
                if to.send(std::mem::replace(&mut batch, next)).is_err() {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        });
        _ = to.send(batch);
        drop(to);
        match other.join() {
            Ok(collected) => (collected, exit),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

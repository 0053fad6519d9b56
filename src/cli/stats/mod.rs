//! `hookflash stats`: how much of what is in a capture, and how it went.

mod collect;
mod messages;
mod report;
mod tally;
mod times;

use super::Exit;
use super::decode::output_failed;
use super::dialogues::Input;
use super::output::{Color, Output};
use crate::capture::dialogues::{Dialogue, Dialogues, Entry};
use crate::capture::filter::Filter;
use crate::capture::{Depth, Item};
use crate::wire::stack::Usual;
use collect::{Collected, DialogueFigures};
use messages::Messages;
use std::collections::HashSet;
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

    /// Dialogues that are remembered at once, of which 4,096 may have ended; the oldest is counted as it stands when
    /// there are more
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
const BATCH: usize = 512;
const BATCHES: usize = 6;
/// Components of a batch that is passed on before it is full.
const HEAVY: usize = 1 << 14;

/// A message on its way to the other thread.
#[derive(Debug, Default)]
struct Passed {
    matches: bool,
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

/// Dialogues that begin before one that has ended is counted and forgotten: enough to tell what comes
/// again or late, and few enough to stay in a cache of the processor.
const ENDED: usize = 4096;

/// The batch at hand, and where it goes.
struct Outgoing {
    batch: Batch,
    to: mpsc::SyncSender<Batch>,
    unused: mpsc::Receiver<Batch>,
}

impl Outgoing {
    /// Where the next message is read, over another that lies there.
    #[inline]
    fn next(&mut self) -> Option<&mut Passed> {
        self.batch.messages.get_mut(self.batch.count)
    }

    /// Passes on the message that was read last, in its time.
    #[inline]
    fn pass(&mut self, components: usize) -> ControlFlow<()> {
        self.batch.count += 1;
        self.batch.components += components;
        if self.batch.count < BATCH && self.batch.components < HEAVY {
            return ControlFlow::Continue(());
        }
        let next = self.unused.try_recv().unwrap_or_default();
        match self.to.send(std::mem::replace(&mut self.batch, next)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

/// Reads the captures and counts messages on this thread; another puts them together to dialogues
/// and counts those.
fn count(arguments: &Arguments, filter: Option<&Filter>) -> (Collected, Exit) {
    let mut dialogues = Dialogues::with_limits(arguments.dialogues, 256).forgetting_ended(ENDED);
    let reader = dialogues.reader();
    let filtered = filter.is_some();
    let (to, from) = mpsc::sync_channel::<Batch>(BATCHES);
    let (used, unused) = mpsc::channel();
    std::thread::scope(|scope| {
        let other = scope.spawn(move || {
            let mut figures = DialogueFigures::default();
            // Those that are remembered and have a message that matches.
            let mut wanted = HashSet::new();
            for mut batch in from {
                for message in &mut batch.messages[..batch.count] {
                    let over = |dialogue: &mut Dialogue| {
                        if !filtered || wanted.remove(&dialogue.number) {
                            figures.add(dialogue, true);
                        }
                    };
                    let number = dialogues.put(&message.entry, over);
                    if filtered && message.matches {
                        wanted.insert(number);
                    }
                    message.entry.release();
                }
                (batch.count, batch.components) = (0, 0);
                // Nobody needs it any more when all has been read.
                _ = used.send(batch);
            }
            dialogues.finish(|dialogue| {
                if !filtered || wanted.contains(&dialogue.number) {
                    figures.add(dialogue, false);
                }
            });
            figures
        });
        let mut messages = Messages::default();
        let mut outgoing = Outgoing { batch: Batch::default(), to, unused };
        // Dialogues read components themselves, and find what their results answer.
        let depth = filter.map_or(Depth::Layers, Filter::depth);
        let exit = arguments.input.read(&mut |session, item| {
            let message = match item {
                Item::Message(message) => message,
                Item::Fault(_) => {
                    messages.faults += 1;
                    return ControlFlow::Continue(());
                }
            };
            let Some(next) = outgoing.next() else { return ControlFlow::Break(()) };
            let mut usual = Usual::BLANK;
            if filter.is_none() && session.usual(message, &mut usual) {
                reader.read_usual(&mut next.entry, message, &usual);
                messages.add_usual(message, &usual, next.entry.is_wrong());
                next.matches = true;
                let components = next.entry.count();
                return outgoing.pass(components);
            }
            let in_dialogue = session.decode_as_far(depth, message, |decoded| {
                next.matches = filter.is_none_or(|filter| filter.matches(decoded));
                // Calls of ISUP are no dialogues here.
                let in_dialogue =
                    decoded.stack.isup.is_none() && reader.read_over(&mut next.entry, decoded);
                if next.matches {
                    messages.add(decoded, in_dialogue && next.entry.is_wrong());
                }
                in_dialogue
            });
            let components = next.entry.count();
            if in_dialogue { outgoing.pass(components) } else { ControlFlow::Continue(()) }
        });
        _ = outgoing.to.send(outgoing.batch);
        drop(outgoing.to);
        messages.finish();
        match other.join() {
            Ok(dialogues) => (Collected { messages, dialogues }, exit),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

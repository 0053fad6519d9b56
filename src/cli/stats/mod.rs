//! `hookflash stats`: how much of what is in a capture, and how it went.

mod collect;
mod report;

use super::Exit;
use super::decode::output_failed;
use super::dialogues::Input;
use super::output::{Color, Output};
use crate::capture::dialogues::Dialogues;
use collect::Collected;
use std::io::{self, Write};
use std::ops::ControlFlow;

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
    let mut dialogues = Dialogues::with_limits(arguments.dialogues, 256);
    let mut collected = Collected::default();
    let exit = arguments.input.messages(&mut |decoded| {
        let matches = filter.as_ref().is_none_or(|filter| filter.matches(decoded));
        if matches {
            collected.message(decoded);
        }
        // Calls of ISUP are no dialogues here.
        if decoded.stack.isup.is_none() {
            dialogues.add_if(decoded, matches, |dialogue| collected.dialogue(&dialogue));
        }
        ControlFlow::Continue(())
    });
    collected.counters = *dialogues.counters();
    dialogues.finish(|dialogue| collected.dialogue(&dialogue));
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

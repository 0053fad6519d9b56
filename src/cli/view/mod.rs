//! `hookflash view` and `hookflash live`: dialogues, their ladders and their messages in the terminal.

mod app;
mod bar;
mod columns;
mod compare;
mod flow;
mod help;
mod keys;
mod ladder;
mod list;
mod message;
mod model;
mod prompt;
mod source;
#[cfg(test)]
mod tests;

use super::Exit;
use super::decode::VariantName;
use super::dialogues::Names;
use crate::capture::Overrides;
use app::App;
use crossterm::event::{self, Event, KeyEventKind};
use model::{Model, Shared};
use source::Source;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What to look at.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Keys: F1 shows them all. Arrows and Enter lead from dialogues to ladders to messages, Esc leads back, q ends.\n\n  hookflash view links.pcapng -Y 'ain.InfoAnalyzedArg_element'\n  dumpcap -i eth0 -w - -f sctp | hookflash view -\n\n\
Exit status: 0 seen; 2 usage, or there is no terminal; 3 the file is unreadable or not a capture.")]
pub(super) struct Arguments {
    /// A capture file: pcap or pcapng, plain, gzip or zstd; `-` is standard input
    #[arg(required_unless_present = "interface", conflicts_with = "interface")]
    file: Option<String>,

    /// Capture from this interface, with dumpcap or tcpdump
    #[arg(short = 'i', long, value_name = "INTERFACE")]
    interface: Option<String>,

    /// What to capture, in the language of pcap-filter(7)
    #[arg(short = 'f', long, value_name = "FILTER", requires = "interface")]
    capture_filter: Option<String>,

    #[command(flatten)]
    common: Common,
}

/// What to look at, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Capturing needs dumpcap or tcpdump, and the rights that they need.\n\n  hookflash live -i any\n  hookflash live -i eth0 -f 'sctp port 2905' --lines\n\n\
Exit status: 0 seen; 2 usage, or there is no terminal; 3 nothing can be captured.")]
pub(super) struct LiveArguments {
    /// The interface to capture from; without it, a capture is read from standard input
    #[arg(short = 'i', long, value_name = "INTERFACE")]
    interface: Option<String>,

    /// What to capture, in the language of pcap-filter(7)
    #[arg(short = 'f', long, value_name = "FILTER", requires = "interface")]
    capture_filter: Option<String>,

    /// One line a message, as `hookflash decode` writes it, in place of the viewer
    #[arg(long)]
    lines: bool,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
struct Common {
    /// Show only dialogues of which a message matches this display filter
    #[arg(short = 'Y', long, value_name = "FILTER")]
    filter: Option<String>,

    /// Variant of MTP3 and SCCP
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,

    /// Subsystem numbers that carry TCAP, whatever their data looks like
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    ssn: Vec<u8>,

    /// Names of nodes: a TOML file, as `hookflash ladder` takes it
    #[arg(long, value_name = "FILE")]
    names: Option<String>,

    /// Dialogues that are kept; the oldest makes room
    #[arg(short = 'l', long, value_name = "N", default_value_t = 20_000)]
    limit: usize,
}

impl Common {
    fn overrides(&self) -> Overrides {
        Overrides { variant: self.variant.variant(), tcap_subsystems: self.ssn.clone() }
    }
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let source = match (&arguments.interface, &arguments.file) {
        (Some(interface), _) => Source::interface(interface, arguments.capture_filter.as_deref()),
        (None, Some(file)) => Source::file(file),
        (None, None) => return Exit::Usage,
    };
    look(source, &arguments.common)
}

pub(super) fn live(arguments: &LiveArguments) -> Exit {
    let source = match &arguments.interface {
        Some(interface) => Source::interface(interface, arguments.capture_filter.as_deref()),
        None => Source::file("-"),
    };
    if arguments.lines {
        return match source {
            Ok(source) => source::lines(
                source,
                &arguments.common.overrides(),
                arguments.common.filter.as_deref(),
            ),
            Err(error) => refused(&error),
        };
    }
    look(source, &arguments.common)
}

fn refused(error: &str) -> Exit {
    eprintln!("hookflash: {error}");
    Exit::Unreadable
}

/// How long the terminal waits for a key before it shows what has come meanwhile.
const TICK: Duration = Duration::from_millis(120);

fn look(source: Result<Source, String>, common: &Common) -> Exit {
    let names = match Names::open(common.names.as_deref()) {
        Ok(names) => names,
        Err(error) => {
            eprintln!("hookflash: {error}");
            return Exit::Usage;
        }
    };
    let source = match source {
        Ok(source) => source,
        Err(error) => return refused(&error),
    };
    let mut app = App::new(source.name.clone(), names, common.overrides());
    if let Some(filter) = &common.filter
        && let Err(error) = app.filter(filter)
    {
        eprintln!("hookflash: filter: {error}");
        return Exit::Usage;
    }
    let model: Shared = Arc::new(Mutex::new(Model::new(common.limit)));
    let stop = Arc::new(AtomicBool::new(false));
    let reader = {
        let (model, stop, overrides) = (model.clone(), stop.clone(), common.overrides());
        // It ends with the process: a read that waits cannot be called off.
        std::thread::spawn(move || source.read(overrides, &model, &stop))
    };
    let mut terminal = match ratatui::try_init() {
        Ok(terminal) => terminal,
        Err(error) => {
            eprintln!(
                "hookflash: there is no terminal to show anything on ({error}); `hookflash ladder` writes text"
            );
            return Exit::Usage;
        }
    };
    let ended = show(&mut terminal, &mut app, &model);
    ratatui::restore();
    stop.store(true, Ordering::Relaxed);
    drop(reader);
    match ended {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("hookflash: terminal: {error}");
            Exit::Unreadable
        }
    }
}

fn show(terminal: &mut ratatui::DefaultTerminal, app: &mut App, model: &Shared) -> io::Result<()> {
    while !app.ended {
        {
            let mut model = model::lock(model);
            model.pass_time();
            terminal.draw(|frame| app.draw(frame, &mut model))?;
        }
        if event::poll(TICK)?
            && let Event::Key(key) = event::read()?
            && key.kind != KeyEventKind::Release
        {
            app.key(key, &mut model::lock(model));
        }
    }
    Ok(())
}

//! `hookflash decode`: what is in a capture.

use super::columns::Columns;
use super::copy::{FrameCopy, refuse_input};
use super::output::{Color, Output};
use super::read::{Failure, read};
use super::show::{Format, Numbers, Show, Style};
use super::{Exit, hex};
use crate::capture::filter::Filter;
use crate::capture::{CaptureError, Decoded, Depth, Ending, Fault, Overrides, Place, Session};
use crate::wire::codes::Variant;
use std::io::{self, Write};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::thread::available_parallelism;

/// A variant by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum VariantName {
    /// Found from the messages, link by link.
    Auto,
    /// ANSI T1.111, T1.112.
    Ansi,
    /// ITU-T Q.704, Q.713.
    Itu,
    /// Chinese national.
    China,
    /// Japanese national (TTC, NTT).
    Japan,
}

impl VariantName {
    pub(super) const fn variant(self) -> Option<Variant> {
        match self {
            Self::Auto => None,
            Self::Ansi => Some(Variant::Ansi),
            Self::Itu => Some(Variant::Itu),
            Self::China => Some(Variant::China),
            Self::Japan => Some(Variant::Japan),
        }
    }
}

/// What to decode and how to show it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status: 0 decoded; 1 --strict and something was wrong; 2 usage; 3 a file is unreadable or not\n\
a capture; 4 a capture is cut short (what stands before the cut is shown all the same).")]
pub(super) struct Arguments {
    /// Capture files: pcap or pcapng, plain, gzip or zstd; `-` is standard input
    #[arg(required_unless_present = "hex", conflicts_with = "hex")]
    files: Vec<String>,

    /// Decode this message, pasted in hexadecimal, and show all of it; `-` reads one message a line
    /// from standard input
    #[arg(long, value_name = "HEX")]
    hex: Option<String>,

    /// The lowest layer of a pasted message
    #[arg(long, value_enum, default_value = "auto", requires = "hex")]
    layer: hex::LayerName,

    /// The operation whose parameters are pasted (`--layer ain`); without it they go by their tags
    #[arg(long, value_name = "NAME|CODE", requires = "hex")]
    operation: Option<String>,

    /// Show every layer and parameter, each line with its offset in the message
    #[arg(short = 'V', long)]
    verbose: bool,

    /// With the octets of each line (implies -V)
    #[arg(short = 'x', long)]
    octets: bool,

    /// Output format
    #[arg(short = 'T', long, value_enum, default_value = "text")]
    format: Format,

    /// Show only messages that match this display filter, as `sccp.called.ssn == 247 && ain`
    #[arg(short = 'Y', long, value_name = "FILTER")]
    filter: Option<String>,

    /// A field to show with `-T fields`, as often as needed; `hookflash fields` lists them
    #[arg(short = 'e', long = "field", value_name = "FIELD")]
    fields: Vec<String>,

    /// How `-T fields` is written: header=y|n, separator=C, occurrence=f|l|a, aggregator=C,
    /// quote=d|s|n
    #[arg(short = 'E', long = "field-option", value_name = "NAME=VALUE", requires = "fields")]
    field_options: Vec<String>,

    /// Show nothing, and write the frames of the messages to a pcapng file, or pcap by its name; `-`
    /// is standard output
    #[arg(short = 'w', long, value_name = "FILE", conflicts_with_all = ["hex", "fields"])]
    write: Option<String>,

    /// Stop after so many messages, shown or not
    #[arg(short = 'c', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,

    /// Print nothing of the messages, only how many there are
    #[arg(short = 'q', long)]
    quiet: bool,

    /// Exit with status 1 if anything was wrong with a message
    #[arg(long)]
    strict: bool,

    /// Threads that decode; as many as there are processors, if it is not given
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,

    /// Variant of MTP3 and SCCP
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,

    /// Subsystem numbers that carry TCAP, whatever their data looks like
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    ssn: Vec<u8>,

    /// Colour
    #[arg(long, value_enum, default_value = "auto")]
    color: Color,
}

impl Arguments {
    fn jobs(&self) -> usize {
        // Frames that are written must be at hand, and they do not travel between threads.
        if self.write.is_some() {
            return 1;
        }
        let processors = || available_parallelism().map_or(1, NonZero::get);
        self.jobs.map_or_else(processors, usize::from)
    }

    fn overrides(&self) -> Overrides {
        Overrides { variant: self.variant.variant(), tcap_subsystems: self.ssn.clone() }
    }
}

/// Shows messages one after the other in the chosen way.
pub(super) struct Shower<'f> {
    pub(super) out: Output,
    pub(super) show: Show<'f>,
    pub(super) numbers: Numbers,
    pub(super) style: Style<'f>,
    /// Where frames are copied to.
    pub(super) copy: Option<FrameCopy>,
    pub(super) messages: u64,
    pub(super) faults: u64,
    /// How many more messages are wanted.
    pub(super) left: Option<u64>,
}

impl<'f> Shower<'f> {
    fn new(
        arguments: &Arguments,
        filter: Option<&'f Filter>,
        columns: Option<&'f Columns>,
    ) -> Self {
        let out = Output::with_color(arguments.color);
        let style = Style {
            format: arguments.format,
            // Who pastes one message wants to see all of it.
            verbose: arguments.verbose
                || arguments.octets
                || arguments.hex.as_ref().is_some_and(|hex| hex != "-"),
            octets: arguments.octets,
            quiet: arguments.quiet || arguments.write.is_some(),
            strict: arguments.strict,
            colored: out.colored(),
            filter,
            columns,
        };
        let mut show = Show::new(style, None);
        if let Some(columns) = columns.filter(|_| !style.quiet) {
            columns.header(show.text());
        }
        Self {
            out,
            show,
            copy: arguments.write.as_deref().map(FrameCopy::new),
            numbers: Numbers::default(),
            style,
            messages: 0,
            faults: 0,
            left: arguments.count,
        }
    }

    /// Counts a message; whether to go on.
    fn counted(&mut self, shown: bool) -> ControlFlow<()> {
        self.messages += u64::from(shown);
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// How far messages must be read to be shown.
    pub(super) fn depth(&self) -> Depth {
        self.show.depth()
    }

    /// A message of which there is nothing to show.
    pub(super) fn surveyed(&mut self) -> ControlFlow<()> {
        self.copy.iter_mut().for_each(FrameCopy::want);
        self.counted(true)
    }

    pub(super) fn message(&mut self, decoded: &Decoded<'_, '_>) -> io::Result<ControlFlow<()>> {
        let message = decoded.message;
        self.numbers.index(Place { frame: message.frame, index: Some(message.index) });
        let shown = self.show.message(decoded);
        if shown {
            self.copy.iter_mut().for_each(FrameCopy::want);
        }
        self.out.write(self.show.text())?;
        Ok(self.counted(shown))
    }

    pub(super) fn fault(&mut self, fault: &Fault) -> io::Result<()> {
        if self.style.filter.is_none() {
            self.faults += 1;
        }
        let index = self.numbers.index(Place { frame: fault.frame, index: None });
        self.show.fault(fault, index);
        self.out.write(self.show.text())
    }

    /// A pasted parameter sequence.
    pub(super) fn parameters(
        &mut self,
        pasted: &hex::Parameters<'_>,
    ) -> io::Result<ControlFlow<()>> {
        self.show.parameters(pasted);
        self.out.write(self.show.text())?;
        Ok(self.counted(true))
    }

    /// Shows what there is now: somebody may be watching.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.write_now(self.show.text())
    }
}

/// A session for one capture: what is learned of a link in one file may be false in the next.
fn session(arguments: &Arguments) -> Session {
    Session::new(arguments.overrides())
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let filter = match arguments.filter.as_deref().map(Filter::new).transpose() {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("hookflash: filter: {error}");
            return Exit::Usage;
        }
    };
    let columns = match (arguments.format, arguments.fields.is_empty()) {
        (Format::Fields, _) => Columns::new(&arguments.fields, &arguments.field_options).map(Some),
        (_, true) => Ok(None),
        (_, false) => Err("-e goes with -T fields".into()),
    };
    let columns = match columns {
        Ok(columns) => columns,
        Err(error) => {
            eprintln!("hookflash: {error}");
            return Exit::Usage;
        }
    };
    if let Some(target) = &arguments.write
        && let Some(exit) = arguments.files.iter().find_map(|file| refuse_input(file, target).err())
    {
        return exit;
    }
    let mut shower = Shower::new(arguments, filter.as_ref(), columns.as_ref());
    if let Some(text) = &arguments.hex {
        let pasted =
            hex::Pasted { text, layer: arguments.layer, operation: arguments.operation.as_deref() };
        let mut session = session(arguments);
        let exit = match hex::run(&pasted, &mut session, &mut shower) {
            Ok(exit) => exit,
            Err(error) => return output_failed(&error),
        };
        if exit != Exit::Usage {
            shower.assumed(arguments, &session, "what was pasted");
        }
        return finish(arguments, shower, exit);
    }
    let mut exit = Exit::Done;
    for file in &arguments.files {
        let name = (arguments.files.len() > 1).then_some(file.as_str());
        let mut session = session(arguments);
        shower.show.file = name;
        let done = read(file, &mut session, &arguments.overrides(), &mut shower, arguments.jobs());
        shower.assumed(arguments, &session, name.unwrap_or(""));
        match done {
            Ok(ControlFlow::Continue(ending)) => {
                if ending == Ending::CutShort {
                    eprintln!("hookflash: {file} is cut short: its last frame is not complete");
                    exit = exit.max(Exit::CutShort);
                }
            }
            Ok(ControlFlow::Break(())) => break,
            Err(Failure::Capture(error)) => {
                eprintln!("hookflash: {file}: {error}");
                exit = exit.max(match error {
                    CaptureError::HeaderCutShort { .. } => Exit::CutShort,
                    _ => Exit::Unreadable,
                });
            }
            Err(Failure::Output(error)) => return output_failed(&error),
            Err(Failure::Copy(error)) => return copy_failed(arguments, &error),
        }
    }
    if let Some(copy) = shower.copy.take()
        && let Err(error) = copy.finish()
    {
        return copy_failed(arguments, &error);
    }
    finish(arguments, shower, exit)
}

/// A reader that went away (`| head`) is no fault; a full disk is.
pub(super) fn output_failed(error: &io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Exit::Done;
    }
    eprintln!("hookflash: standard output: {error}");
    Exit::Unreadable
}

fn copy_failed(arguments: &Arguments, error: &io::Error) -> Exit {
    let name = arguments.write.as_deref().unwrap_or_default();
    if name == "-" {
        return output_failed(error);
    }
    eprintln!("hookflash: {name}: {error}");
    Exit::Unreadable
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn finish(arguments: &Arguments, mut shower: Shower<'_>, exit: Exit) -> Exit {
    if let Err(error) = shower.flush() {
        return output_failed(&error);
    }
    let Shower { mut out, show, messages, faults, .. } = shower;
    if arguments.quiet {
        let mut text = counted(messages, "message");
        if faults > 0 {
            text += &format!(", {} without a message", counted(faults, "fault"));
        }
        // Standard output may be the capture.
        if arguments.write.as_deref() == Some("-") {
            eprintln!("{text}");
        } else if let Err(error) = out.line(format_args!("{text}")) {
            return output_failed(&error);
        }
    }
    if let Err(error) = out.finish() {
        return output_failed(&error);
    }
    if arguments.strict && show.wrong { exit.max(Exit::Wrong) } else { exit }
}

/// Links that are named one by one; a capture may have thousands.
const NAMED_LINKS: usize = 8;

impl Shower<'_> {
    /// Says once what was found from the evidence, for the user to override.
    fn assumed(&mut self, arguments: &Arguments, session: &Session, of: &str) {
        let given = arguments.variant != VariantName::Auto;
        // What was decoded comes before what is said of it; an error comes up again at the end.
        _ = self.flush();
        let mut error = io::stderr().lock();
        let mut links = 0;
        for assumption in session.assumptions() {
            let ssns: Vec<String> = assumption.subsystems().map(|ssn| ssn.to_string()).collect();
            let tcap = match &ssns[..] {
                [one] => format!("TCAP on subsystem {one}"),
                some => format!("TCAP on subsystems {}", some.join(" ")),
            };
            let variant = match assumption.messages {
                0 => "variant undecided, read as ansi".into(),
                _ => format!("variant {}", assumption.variant.name()),
            };
            let (what, by) = match (given, arguments.ssn.is_empty(), ssns.is_empty()) {
                (true, false, _) | (true, _, true) => continue,
                (true, true, false) => (tcap, "--ssn overrides"),
                (false, _, true) => (variant, "--variant overrides"),
                (false, _, false) => (format!("{variant}, {tcap}"), "--variant, --ssn override"),
            };
            links += 1;
            if links > NAMED_LINKS {
                continue;
            }
            let link = match (&arguments.hex, of) {
                (Some(_), of) => of.into(),
                (None, "") => format!("the link of frame {}", assumption.frame),
                (None, of) => format!("the link of frame {} of {of}", assumption.frame),
            };
            // Standard error may be closed; then nobody wants to know.
            _ = writeln!(error, "assumed for {link}: {what} ({by})");
        }
        if links > NAMED_LINKS {
            _ = writeln!(error, "and for {} more links", links - NAMED_LINKS);
        }
    }
}

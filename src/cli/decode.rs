//! `hookflash decode`: what is in a capture.

use super::clock::Clock;
use super::output::{Color, Output, Row};
use super::{Exit, hex, json, line, progress, tree};
use crate::capture::{
    Capture, CaptureError, Decoded, Ending, Fault, Item, Overrides, Progress, Session,
};
use crate::wire::codes::Variant;
use crate::wire::{Diagnostic, Severity};
use std::io::{self, Write};
use std::ops::ControlFlow;

/// How messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One line a message, or with -V the whole tree.
    Text,
    /// One JSON object a line; docs/json.md has the shape.
    Json,
}

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

    /// Stop after so many messages
    #[arg(short = 'c', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,

    /// Print nothing of the messages, only how many there are
    #[arg(short = 'q', long)]
    quiet: bool,

    /// Exit with status 1 if anything was wrong with a message
    #[arg(long)]
    strict: bool,

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

/// Shows messages one after the other in the chosen way.
pub(super) struct Shower {
    out: Output,
    format: Format,
    verbose: bool,
    octets: bool,
    quiet: bool,
    json: json::Json,
    row: Row,
    clock: Clock,
    found: Vec<Diagnostic>,
    wrong: bool,
    messages: u64,
    faults: u64,
    left: Option<u64>,
    /// The frame shown last and the index that is free in it.
    place: (u64, u32),
}

impl Shower {
    fn new(arguments: &Arguments) -> Self {
        let out = Output::with_color(arguments.color);
        Self {
            row: Row::new(out.colored()),
            out,
            format: arguments.format,
            // Who pastes one message wants to see all of it.
            verbose: arguments.verbose
                || arguments.octets
                || arguments.hex.as_ref().is_some_and(|hex| hex != "-"),
            octets: arguments.octets,
            quiet: arguments.quiet,
            json: json::Json::new(),
            clock: Clock::default(),
            found: Vec::new(),
            wrong: false,
            messages: 0,
            faults: 0,
            left: arguments.count,
            place: (0, 0),
        }
    }

    fn judge(&mut self, diagnostics: &[Diagnostic]) {
        let worse = |d: &Diagnostic| d.severity >= Severity::Warning;
        self.wrong |= diagnostics.iter().any(worse);
    }

    /// Whether to go on.
    fn counted(&mut self) -> ControlFlow<()> {
        self.messages += 1;
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    pub(super) fn message(
        &mut self,
        file: Option<&str>,
        decoded: &Decoded<'_, '_>,
    ) -> io::Result<ControlFlow<()>> {
        self.judge(decoded.diagnostics);
        self.found.clear();
        let message = decoded.message;
        self.place = (message.frame, message.index + 1);
        if !self.quiet {
            self.row.clear();
            self.json.clear();
        }
        match (self.quiet, self.format, self.verbose) {
            (true, ..) => line::check(decoded, &mut self.found),
            (_, Format::Json, _) => {
                let time = message.time.map(|time| self.clock.rfc3339(time));
                let head = json::Head { file, frame: message.frame, index: message.index, time };
                json::message(&mut self.json, &head, decoded, &mut self.found);
                self.out.write(self.json.as_bytes())?;
            }
            (_, Format::Text, true) => {
                let time = message.time.map(|time| self.clock.rfc3339(time));
                tree::message(&mut self.row, time, decoded, self.octets, &mut self.found);
                self.out.write(self.row.as_bytes())?;
            }
            (_, Format::Text, false) => {
                let time = message.time.map(|time| self.clock.time_of_day(time));
                line::message(&mut self.row, time, decoded, &mut self.found);
                self.out.write(self.row.as_bytes())?;
            }
        }
        let found = std::mem::take(&mut self.found);
        self.judge(&found);
        self.found = found;
        Ok(self.counted())
    }

    fn fault(&mut self, file: Option<&str>, fault: &Fault) -> io::Result<ControlFlow<()>> {
        self.judge(&[fault.diagnostic]);
        self.faults += 1;
        // Faults are numbered behind the messages of their frame.
        let index = if self.place.0 == fault.frame { self.place.1 } else { 0 };
        self.place = (fault.frame, index + 1);
        self.row.clear();
        self.json.clear();
        match (self.quiet, self.format) {
            (true, _) => {}
            (_, Format::Json) => {
                let time = fault.time.map(|time| self.clock.rfc3339(time));
                let head = json::Head { file, frame: fault.frame, index, time };
                json::fault(&mut self.json, &head, fault);
                self.out.write(self.json.as_bytes())?;
            }
            (_, Format::Text) => {
                let time = fault.time.map(|time| self.clock.time_of_day(time));
                line::fault(&mut self.row, time, fault);
                self.out.write(self.row.as_bytes())?;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Shows what there is now: somebody may be watching.
    pub(super) fn flush_when_idle(&mut self) -> io::Result<()> {
        self.out.flush_when_idle()
    }

    /// A pasted parameter sequence.
    pub(super) fn parameters(
        &mut self,
        pasted: &hex::Parameters<'_>,
    ) -> io::Result<ControlFlow<()>> {
        self.found.clear();
        self.row.clear();
        self.json.clear();
        match self.format {
            Format::Json => {
                let head = json::Head { file: None, frame: pasted.number, index: 0, time: None };
                self.found.extend(pasted.fault);
                json::parameters(
                    &mut self.json,
                    &head,
                    pasted.operation,
                    pasted.parameter.as_ref(),
                    &mut self.found,
                );
                self.out.write(self.json.as_bytes())?;
            }
            Format::Text => {
                tree::parameters(&mut self.row, pasted, self.octets, &mut self.found);
                self.out.write(self.row.as_bytes())?;
            }
        }
        let found = std::mem::take(&mut self.found);
        self.judge(&found);
        self.found = found;
        Ok(self.counted())
    }
}

/// A session for one capture: what is learned of a link in one file may be false in the next.
fn session(arguments: &Arguments) -> Session {
    Session::new(Overrides {
        variant: arguments.variant.variant(),
        tcap_subsystems: arguments.ssn.clone(),
    })
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut shower = Shower::new(arguments);
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
        let done = decode_file(file, name, &mut session, &mut shower);
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
        }
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

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn finish(arguments: &Arguments, shower: Shower, exit: Exit) -> Exit {
    let Shower { mut out, wrong, messages, faults, .. } = shower;
    if arguments.quiet {
        let mut text = counted(messages, "message");
        if faults > 0 {
            text += &format!(", {} without a message", counted(faults, "fault"));
        }
        if let Err(error) = out.line(format_args!("{text}")) {
            return output_failed(&error);
        }
    }
    if let Err(error) = out.finish() {
        return output_failed(&error);
    }
    if arguments.strict && wrong { exit.max(Exit::Wrong) } else { exit }
}

/// Links that are named one by one; a capture may have thousands.
const NAMED_LINKS: usize = 8;

impl Shower {
    /// Says once what was found from the evidence, for the user to override.
    fn assumed(&mut self, arguments: &Arguments, session: &Session, of: &str) {
        let given = arguments.variant != VariantName::Auto;
        // What was decoded comes before what is said of it; an error comes up again at the end.
        _ = self.out.flush();
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

enum Failure {
    Capture(CaptureError),
    Output(io::Error),
}

fn decode_file(
    file: &str,
    name: Option<&str>,
    session: &mut Session,
    shower: &mut Shower,
) -> Result<ControlFlow<(), Ending>, Failure> {
    let mut capture = Capture::open(file).map_err(Failure::Capture)?;
    let size = std::fs::metadata(file).ok().map(|metadata| metadata.len());
    let mut progress = progress::Progress::new();
    let mut failed = None;
    let streaming = file == "-";
    let ending = loop {
        let step = capture.next(&mut |item| {
            let shown = match item {
                Item::Message(message) => {
                    let shown = session.decode(&message, |decoded| shower.message(name, decoded));
                    let given_up = session.given_up().map(|fault| shower.fault(name, &fault));
                    given_up.fold(shown, |shown, fault| shown.and_then(|flow| fault.map(|_| flow)))
                }
                Item::Fault(fault) => shower.fault(name, &fault),
            };
            match shown {
                Ok(flow) => flow,
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = failed.take() {
            progress.end();
            return Err(Failure::Output(error));
        }
        match step {
            Ok(Progress::Frame) => progress.frame(&capture, size),
            Ok(Progress::Stopped) => {
                progress.end();
                return Ok(ControlFlow::Break(()));
            }
            Ok(Progress::End(ending)) => break ending,
            Err(error) => {
                progress.end();
                // What was decoded comes before what went wrong.
                shower.out.flush().map_err(Failure::Output)?;
                return Err(Failure::Capture(error));
            }
        }
        if streaming {
            // Somebody may be watching a live capture.
            shower.out.flush_when_idle().map_err(Failure::Output)?;
        }
    };
    progress.end();
    session.finish();
    for fault in session.given_up() {
        _ = shower.fault(name, &fault).map_err(Failure::Output)?;
    }
    Ok(ControlFlow::Continue(ending))
}

//! `hookflash roundtrip`: whether what is decoded from a capture can be encoded again, and what
//! comes back otherwise.

mod labels;
mod lower;
mod meaning;
mod message;
mod reasons;

use super::Exit;
use super::decode::{VariantName, output_failed};
use super::json::Json;
use crate::capture::{
    Capture, CaptureError, Decoded, Ending, Fault, Item, Overrides, Progress, Session,
};
use message::Outcome;
use reasons::Reason;
use std::io::{self, BufWriter, Stdout, Write};
use std::ops::ControlFlow;

/// How differences are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One line a difference.
    Text,
    /// One JSON object a difference.
    Json,
}

/// What to decode and encode again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status: 0 every message that decodes comes back with the same meaning, and there is a reason\n\
for every octet that changed; 1 otherwise; 2 usage; 3 a file is unreadable or not a capture; 4 a\n\
capture is cut short.")]
pub(super) struct Arguments {
    /// Capture files: pcap or pcapng, plain, gzip or zstd; `-` is standard input
    #[arg(required = true)]
    files: Vec<String>,

    /// Print only the summary
    #[arg(short = 'q', long)]
    quiet: bool,

    /// Output format
    #[arg(short = 'T', long, value_enum, default_value = "text")]
    format: Format,

    /// Variant of MTP3 and SCCP
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,

    /// Subsystem numbers that carry TCAP, whatever their data looks like
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    ssn: Vec<u8>,
}

/// Counts messages by what became of them, and differences by their reasons.
#[derive(Debug, Default)]
struct Totals {
    messages: u64,
    same: u64,
    explained: u64,
    failed: u64,
    undecoded: u64,
    /// What is no message, as `decode` counts it.
    faults: u64,
    /// In the order in which they first came up.
    reasons: Vec<(Reason, u64)>,
}

impl Totals {
    fn count(&mut self, outcome: &Outcome) {
        self.messages += 1;
        if !outcome.undecoded.is_empty() {
            self.undecoded += 1;
        }
        if outcome.is_failure() {
            self.failed += 1;
        } else if outcome.differences.is_empty() {
            self.same += 1;
        } else {
            self.explained += 1;
        }
        for difference in &outcome.differences {
            match self.reasons.iter_mut().find(|(reason, _)| *reason == difference.reason) {
                Some((_, count)) => *count += 1,
                None => self.reasons.push((difference.reason, 1)),
            }
        }
    }
}

struct Shower {
    out: BufWriter<Stdout>,
    json: Json,
    quiet: bool,
    format: Format,
    totals: Totals,
}

impl Shower {
    fn message(&mut self, file: Option<&str>, decoded: &Decoded<'_, '_>) -> io::Result<()> {
        let outcome = message::check(decoded);
        self.totals.count(&outcome);
        if self.quiet {
            return Ok(());
        }
        let place = (decoded.message.frame, decoded.message.index);
        match self.format {
            Format::Text => self.text(file, place, &outcome),
            Format::Json => self.objects(file, place, &outcome),
        }
    }

    /// Something that is no message.
    fn fault(&mut self, file: Option<&str>, fault: &Fault) -> io::Result<()> {
        self.totals.faults += 1;
        if self.quiet {
            return Ok(());
        }
        let undecoded = vec![fault.diagnostic.error.to_string()];
        let outcome = Outcome { undecoded, ..Outcome::default() };
        match self.format {
            Format::Text => self.text(file, (fault.frame, 0), &outcome),
            Format::Json => self.objects(file, (fault.frame, 0), &outcome),
        }
    }

    fn text(
        &mut self,
        file: Option<&str>,
        (frame, index): (u64, u32),
        outcome: &Outcome,
    ) -> io::Result<()> {
        let file = file.map(|file| format!("{file}: ")).unwrap_or_default();
        let index = if index > 0 { format!(".{index}") } else { String::new() };
        for difference in &outcome.differences {
            let reasons::Difference { at, layer, field, reason } = difference;
            let reason = reason.text();
            writeln!(
                self.out,
                "{file}frame {frame}{index} octet {at}: {layer}: {field}: {reason}"
            )?;
        }
        for changed in &outcome.changed {
            writeln!(self.out, "{file}frame {frame}{index}: CHANGED: {changed}")?;
        }
        for undecoded in &outcome.undecoded {
            writeln!(self.out, "{file}frame {frame}{index}: not decoded: {undecoded}")?;
        }
        Ok(())
    }

    fn objects(
        &mut self,
        file: Option<&str>,
        (frame, index): (u64, u32),
        outcome: &Outcome,
    ) -> io::Result<()> {
        let json = &mut self.json;
        let begin = |json: &mut Json| {
            json.open('{');
            if let Some(file) = file {
                json.key("file");
                json.string(file.chars());
            }
            json.key("frame");
            json.number(frame as i64);
            json.key("index");
            json.number(index);
        };
        json.text.clear();
        for difference in &outcome.differences {
            begin(json);
            json.key("at");
            json.number(difference.at);
            json.key("layer");
            json.name(difference.layer.name());
            json.key("field");
            json.string(difference.field.chars());
            json.key("reason");
            json.name(difference.reason.name());
            json.close('}');
            json.end_of_line();
        }
        for (key, texts) in [("changed", &outcome.changed), ("not_decoded", &outcome.undecoded)] {
            for text in texts {
                begin(json);
                json.key(key);
                json.string(text.chars());
                json.close('}');
                json.end_of_line();
            }
        }
        self.out.write_all(&json.text)
    }

    fn summary(&mut self) -> io::Result<()> {
        let Totals { messages, same, explained, failed, undecoded, faults, reasons } = &self.totals;
        if self.format == Format::Json {
            let json = &mut self.json;
            json.text.clear();
            json.open('{');
            for (key, count) in [
                ("messages", messages),
                ("same", same),
                ("explained", explained),
                ("failed", failed),
                ("not_decoded", undecoded),
                ("faults", faults),
            ] {
                json.key(key);
                json.number(*count as i64);
            }
            json.key("reasons");
            json.open('{');
            for (reason, count) in reasons {
                json.key(reason.name());
                json.number(*count as i64);
            }
            json.close('}');
            json.close('}');
            json.end_of_line();
            return self.out.write_all(&json.text);
        }
        let plural = if *messages == 1 { "" } else { "s" };
        let mut text = format!("{messages} message{plural}: {same} the same");
        if *explained > 0 {
            let reasons: Vec<String> = reasons
                .iter()
                .filter(|(reason, _)| *reason != Reason::Unexplained)
                .map(|(reason, count)| format!("{} {count}", reason.text()))
                .collect();
            text += &format!(", {explained} the same in meaning ({})", reasons.join(", "));
        }
        if *failed > 0 {
            text += &format!(", {failed} NOT THE SAME");
        }
        if *undecoded > 0 {
            text += &format!("; {undecoded} not decoded in full");
        }
        match faults {
            0 => {}
            1 => text += "; 1 fault in the capture",
            _ => text += &format!("; {faults} faults in the capture"),
        }
        writeln!(self.out, "{text}")
    }
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    let mut shower = Shower {
        out: BufWriter::new(io::stdout()),
        json: Json::default(),
        quiet: arguments.quiet,
        format: arguments.format,
        totals: Totals::default(),
    };
    let mut exit = Exit::Done;
    for file in &arguments.files {
        let name = (arguments.files.len() > 1).then_some(file.as_str());
        let session = Session::new(Overrides {
            variant: arguments.variant.variant(),
            tcap_subsystems: arguments.ssn.clone(),
        });
        match check_file(file, name, session, &mut shower) {
            Ok(Ending::Complete) => {}
            Ok(Ending::CutShort) => {
                eprintln!("hookflash: {file} is cut short: its last frame is not complete");
                exit = exit.max(Exit::CutShort);
            }
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
    if shower.totals.failed > 0 {
        exit = exit.max(Exit::Wrong);
    }
    match shower.summary().and_then(|()| shower.out.flush()) {
        Ok(()) => exit,
        Err(error) => output_failed(&error),
    }
}

enum Failure {
    Capture(CaptureError),
    Output(io::Error),
}

fn check_file(
    file: &str,
    name: Option<&str>,
    mut session: Session,
    shower: &mut Shower,
) -> Result<Ending, Failure> {
    let mut capture = Capture::open(file).map_err(Failure::Capture)?;
    let mut failed = None;
    loop {
        let step = capture.next(&mut |item| {
            let shown = match item {
                Item::Message(message) => {
                    session.decode(&message, |decoded| shower.message(name, decoded))
                }
                Item::Fault(fault) => shower.fault(name, &fault),
            };
            match shown {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = failed.take() {
            return Err(Failure::Output(error));
        }
        match step.map_err(Failure::Capture)? {
            Progress::Frame | Progress::Stopped => {}
            Progress::End(ending) => return Ok(ending),
        }
    }
}

//! `hookflash anonymize`: a copy of a capture without the numbers, names and addresses in it.

mod adaptation;
mod find;
mod isup;
mod packet;
mod places;
mod substitute;
#[cfg(test)]
mod tests;

use super::Exit;
use super::copy::{FrameCopy, refuse_input};
use super::decode::{VariantName, output_failed};
use crate::capture::{
    Capture, CaptureError, Ending, Item, KeptFrame, Overrides, Progress, Session,
};
use find::{Found, find};
use std::io;
use std::ops::ControlFlow;
use substitute::Substitutes;

/// What to copy where.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Replaced, the same by the same: digits of global titles, of AIN's and of ISUP's numbers; names and text, info\n\
strings too; in parameters that no table describes, runs of digits and of letters; IP and MAC addresses. Numbers that\n\
begin alike still do. Made zero: what users of ISUP send each other, contents of SCTP's parameters and error causes,\n\
heartbeat data, test patterns, options of IP and TCP, padding, octets behind a packet, check bits. Kept: lengths, times,\n\
point codes, subsystems, transaction ids, operations, codes. Checksums are made anew. Frames that cannot be read whole\n\
(errors, fragments, segments, a message that goes on in another frame, other protocols, also beside a message that can\n\
be read) are left out and counted.\n\n\
Without --key, each run replaces otherwise, and nothing remembers how.\n\n\
Exit status: 0 written; 2 usage; 3 a file is unreadable, not a capture, or cannot be written; 4 the capture is cut\n\
short.")]
pub(super) struct Arguments {
    /// A capture file: pcap or pcapng, plain, gzip or zstd; `-` is standard input
    file: String,

    /// The copy: pcapng, or pcap by its name; `-` is standard output
    #[arg(short = 'w', long, value_name = "FILE")]
    write: String,

    /// What decides the replacements: the same text, the same replacements, also in another capture.
    /// Who has it can undo them
    #[arg(long, value_name = "TEXT")]
    key: Option<String>,

    /// Variant of MTP3 and SCCP
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,

    /// Subsystem numbers that carry TCAP, whatever their data looks like
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    ssn: Vec<u8>,
}

/// What was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    written: u64,
    left_out: u64,
    replaced: u64,
}

/// Why there is no copy.
enum Failure {
    Capture(CaptureError),
    Write(io::Error),
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    if let Err(exit) = refuse_input(&arguments.file, &arguments.write) {
        return exit;
    }
    let substitutes = match &arguments.key {
        Some(key) => Substitutes::new(key.as_bytes()),
        None => {
            let mut key = [0; 32];
            if let Err(error) = getrandom::fill(&mut key) {
                eprintln!("hookflash: no random key: {error}; --key gives one");
                return Exit::Usage;
            }
            Substitutes::new(&key)
        }
    };
    let overrides =
        Overrides { variant: arguments.variant.variant(), tcap_subsystems: arguments.ssn.clone() };
    let copy = FrameCopy::new(&arguments.write);
    match anonymize(&arguments.file, copy, overrides, substitutes) {
        Ok((count, ending)) => {
            eprintln!(
                "{} {} written, {} left out, {} {} replaced",
                count.written,
                if count.written == 1 { "frame" } else { "frames" },
                count.left_out,
                count.replaced,
                if count.replaced == 1 { "value" } else { "values" }
            );
            if ending == Ending::CutShort {
                eprintln!(
                    "hookflash: {} is cut short: its last frame is not complete",
                    arguments.file
                );
                return Exit::CutShort;
            }
            Exit::Done
        }
        Err(Failure::Capture(error)) => {
            eprintln!("hookflash: {}: {error}", arguments.file);
            match error {
                CaptureError::HeaderCutShort { .. } => Exit::CutShort,
                _ => Exit::Unreadable,
            }
        }
        Err(Failure::Write(error)) if arguments.write == "-" => output_failed(&error),
        Err(Failure::Write(error)) => {
            eprintln!("hookflash: {}: {error}", arguments.write);
            Exit::Unreadable
        }
    }
}

fn anonymize(
    file: &str,
    mut copy: FrameCopy,
    overrides: Overrides,
    mut substitutes: Substitutes,
) -> Result<(Count, Ending), Failure> {
    let mut capture = Capture::open(file).map_err(Failure::Capture)?;
    let mut session = Session::new(overrides);
    let (mut frame, mut count) = (KeptFrame::default(), Count::default());
    let mut messages: Vec<Read> = Vec::new();
    let mut frames = 0;
    loop {
        messages.clear();
        let mut faulty = false;
        // Messages of an earlier frame may have waited for this one.
        let number = frames + 1;
        let step = capture.next_keeping(&mut frame, &mut |item| {
            match item {
                Item::Fault(fault) => faulty |= fault.frame == number,
                Item::Message(message) => session.decode(&message, |decoded| {
                    if message.frame == number {
                        messages.push((message.octets.to_vec(), find(decoded)));
                    }
                }),
            }
            ControlFlow::Continue(())
        });
        let step = match step {
            Ok(step) => step,
            Err(error) => {
                // What stood before the damage is in the copy.
                copy.finish().map_err(Failure::Write)?;
                return Err(Failure::Capture(error));
            }
        };
        if capture.counters().frames > frames {
            frames = capture.counters().frames;
            let replaced =
                if faulty { None } else { replace(&mut frame, &messages, &mut substitutes) };
            match replaced {
                Some(replaced) => {
                    count.written += 1;
                    count.replaced += replaced;
                    copy.want();
                    copy.frame(&frame).map_err(Failure::Write)?;
                }
                None => count.left_out += 1,
            }
        }
        if let Progress::End(ending) = step {
            copy.finish().map_err(Failure::Write)?;
            return Ok((count, ending));
        }
    }
}

/// A message, and what of it is to be replaced; none where something of it could not be read.
type Read = (Vec<u8>, Option<Vec<Found>>);

/// The messages of a frame that were not found in it yet, in order.
struct Messages<'m> {
    left: &'m [Read],
    replaced: u64,
}

impl Messages<'_> {
    /// Replaces what was found in these octets, which must be the next messages, whole, and nothing
    /// else.
    fn replace(&mut self, mut octets: &mut [u8], with: &mut Substitutes) -> Option<()> {
        while !octets.is_empty() {
            let ((message, found), left) = self.left.split_first()?;
            let (here, behind) = octets.split_at_mut_checked(message.len())?;
            if here[..] != message[..] {
                return None;
            }
            for found in found.as_ref()? {
                found.replace(here, with);
                self.replaced += 1;
            }
            self.left = left;
            octets = behind;
        }
        Some(())
    }
}

/// Replaces what was found in the messages of a frame, and its addresses; how many values. None for
/// a frame of which something could not be read.
fn replace(frame: &mut KeptFrame, messages: &[Read], with: &mut Substitutes) -> Option<u64> {
    let mut messages = Messages { left: messages, replaced: 0 };
    packet::replace(frame, &mut messages, with)?;
    messages.left.is_empty().then_some(messages.replaced)
}

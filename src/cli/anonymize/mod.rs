//! `hookflash anonymize`: a copy of a capture without the numbers, names and addresses in it.

mod find;
mod packet;
mod substitute;
#[cfg(test)]
mod tests;

use super::Exit;
use super::copy::{FrameCopy, refuse_input};
use super::decode::VariantName;
use crate::capture::{Capture, Ending, Item, KeptFrame, Overrides, Progress, Session};
use find::{Found, find};
use packet::Carried;
use std::io;
use std::ops::ControlFlow;
use substitute::Substitutes;

/// What to copy where.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Replaced, the same by the same: digits of global titles, of AIN's numbers and of ISUP's called and calling numbers;\n\
text, info strings too; in parameters that no table describes, runs of digits and of letters; IP and MAC addresses. Numbers that begin\n\
alike still do. Kept: lengths, times, point codes, subsystems, transaction ids, operations, codes. Checksums are made\n\
anew. Frames that cannot be read whole (errors, fragments, segments, other protocols) are left out and counted.\n\n\
Without --key, each run replaces otherwise, and nothing remembers how.\n\n\
Exit status: 0 written; 2 usage; 3 a file is unreadable, not a capture, or cannot be written; 4 the capture is cut\n\
short.")]
pub(super) struct Arguments {
    /// A capture file: pcap or pcapng, plain, gzip or zstd; `-` is standard input
    file: String,

    /// The copy: pcapng, or pcap by its name
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
    Capture(crate::capture::CaptureError),
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
                "{} frames written, {} left out, {} values replaced",
                count.written, count.left_out, count.replaced
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
            Exit::Unreadable
        }
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
    let mut messages: Vec<(Vec<u8>, Option<Vec<Found>>)> = Vec::new();
    let mut frames = 0;
    loop {
        messages.clear();
        let mut faulty = false;
        let step = capture.next_keeping(&mut frame, &mut |item| {
            match item {
                Item::Fault(_) => faulty = true,
                Item::Message(message) => session.decode(&message, |decoded| {
                    messages.push((message.octets.to_vec(), find(decoded)));
                }),
            }
            ControlFlow::Continue(())
        });
        let step = step.map_err(Failure::Capture)?;
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

/// Replaces what was found in the messages of a frame, and its addresses; how many values. None for
/// a frame of which something could not be read.
fn replace(
    frame: &mut KeptFrame,
    messages: &[(Vec<u8>, Option<Vec<Found>>)],
    substitutes: &mut Substitutes,
) -> Option<u64> {
    let (mut replaced, mut from) = (0, 0);
    for (octets, found) in messages {
        let place = position(frame.octets.get(from..)?, octets)? + from;
        let whole = frame.octets.get_mut(place..place + octets.len())?;
        for found in found.as_ref()? {
            found.replace(whole, substitutes);
            replaced += 1;
        }
        from = place + octets.len();
    }
    match packet::replace(frame, substitutes)? {
        // What is carried without being read may hold anything.
        Carried::Data if messages.is_empty() => None,
        Carried::Data | Carried::Nothing => Some(replaced),
    }
}

/// Where a message stands in its frame.
fn position(frame: &[u8], message: &[u8]) -> Option<usize> {
    if message.is_empty() {
        return Some(0);
    }
    frame.windows(message.len()).position(|window| window == message)
}

//! Writes a capture as one would see it on a link between switches and two control points.
//!
//! `cargo run --release --example make_capture -- --frames 1000000 out.pcap`
//!
//! pcap, link type MTP3 (141), ANSI, SCCP UDT. About half of the dialogues are transfers (the four
//! messages Info_Collected, Monitor_For_Change, Status_Reported and Analyze_Route), a third number
//! queries; the rest are terminations, announcements, calls with their legs in the control point's
//! hands, and every other operation. Many dialogues are open at once. Each has its own point codes,
//! transaction ids, invoke ids and digits; the same number of frames gives the same file.

mod dialogue;
mod operations;
mod random;

use dialogue::Dialogue;
use hookflash::wire::Writer;
use random::Random;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

/// How many dialogues are open at once.
const OPEN: usize = 200;
/// 2024-06-10 09:00:00 UTC.
const BEGIN: u64 = 1_718_010_000_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: make_capture [--frames N] FILE";
    let (mut frames, mut path) = (1_000_000, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--frames" {
            frames = arguments.next().ok_or(usage)?.parse::<u64>().map_err(|_| usage)?;
        } else if argument.starts_with('-') || path.replace(argument).is_some() {
            return Err(usage.into());
        }
    }
    let mut file = BufWriter::new(File::create(path.ok_or(usage)?)?);
    write_capture(frames, &mut file)?;
    file.flush()?;
    Ok(())
}

pub(crate) fn write_capture(frames: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // Microseconds, version 2.4, no packet is longer than 64 KiB, link type MTP3.
    out.write_all(&[0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
    out.write_all(&[0xFF, 0xFF, 0, 0, 141, 0, 0, 0])?;
    let mut random = Random(1);
    let mut writer = Writer::new();
    let mut open: Vec<_> = (0..OPEN as u64).map(|n| Dialogue::new(n, &mut random)).collect();
    let (mut begun, mut time) = (OPEN as u64, BEGIN);
    for _ in 0..frames {
        let place = random.below(OPEN as u64) as usize;
        let dialogue = &mut open[place];
        let octets = writer.message(&dialogue.next(&mut random))?;
        time += 50 + random.below(1500);
        let length = u32::try_from(octets.len())?;
        out.write_all(&u32::try_from(time / 1_000_000)?.to_le_bytes())?;
        out.write_all(&u32::try_from(time % 1_000_000)?.to_le_bytes())?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(octets)?;
        if dialogue.is_over() {
            *dialogue = Dialogue::new(begun, &mut random);
            begun += 1;
        }
    }
    Ok(())
}

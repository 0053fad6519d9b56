//! `decode -w`: the frames of messages that were wanted, copied as they stand in their capture.

use super::Exit;
use crate::capture::KeptFrame;
use crate::capture::write::{CaptureWriter, FileType, LinkType};
use std::fs::File;
use std::io::{self, BufWriter};

/// Refuses to write to what is read; it has been said.
pub(super) fn refuse_input(input: &str, output: &str) -> Result<(), Exit> {
    if !is_same_file(input, output) {
        return Ok(());
    }
    eprintln!("hookflash: {output} is the input: it would be gone before it is read");
    Err(Exit::Usage)
}

/// Whether both names lead to one file that exists.
pub(super) fn is_same_file(input: &str, output: &str) -> bool {
    match (std::fs::canonicalize(input), std::fs::canonicalize(output)) {
        (Ok(input), Ok(output)) => input == output,
        _ => false,
    }
}

/// A capture file in the making.
pub(super) struct FrameCopy {
    path: String,
    /// None until the first frame says what link type it has.
    writer: Option<CaptureWriter<BufWriter<File>>>,
    /// Whether a message of the frame at hand is wanted.
    wanted: bool,
}

impl FrameCopy {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.into(), writer: None, wanted: false }
    }

    /// Notes that a message of the frame at hand is wanted.
    pub(super) const fn want(&mut self) {
        self.wanted = true;
    }

    /// Writes the frame at hand, if it is wanted.
    pub(super) fn frame(&mut self, frame: &KeptFrame) -> io::Result<()> {
        if !std::mem::take(&mut self.wanted) {
            return Ok(());
        }
        self.writer(LinkType(frame.link_type))?.kept(frame)
    }

    fn writer(&mut self, first: LinkType) -> io::Result<&mut CaptureWriter<BufWriter<File>>> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let is_pcap = self.path.to_lowercase().ends_with(".pcap");
                let file_type = if is_pcap { FileType::Pcap } else { FileType::Pcapng };
                CaptureWriter::new(BufWriter::new(File::create(&self.path)?), file_type, first)?
            }
        };
        Ok(self.writer.insert(writer))
    }

    /// Writes what is left; a capture without frames, if none was wanted.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer(LinkType::ETHERNET)?.flush()
    }
}

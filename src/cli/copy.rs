//! `-w` of `decode` and `anonymize`: frames copied to a capture of their own, never to the one they are read from.

use super::Exit;
use crate::capture::KeptFrame;
use crate::capture::write::{CaptureWriter, FileType, LinkType};
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Refuses to write to what is read; it has been said.
pub(super) fn refuse_input(input: &str, output: &str) -> Result<(), Exit> {
    if !is_same_file(input, output) {
        return Ok(());
    }
    eprintln!("hookflash: {output} is the input: it would be gone before it is read");
    Err(Exit::Usage)
}

/// The name of standard input and output.
const STANDARD: &str = "-";

/// Whether both names lead to one file that exists.
pub(super) fn is_same_file(input: &str, output: &str) -> bool {
    if is_linked(input, output) {
        return true;
    }
    // A file may have the name of standard input, and nobody means it.
    if input == STANDARD || output == STANDARD {
        return false;
    }
    match (std::fs::canonicalize(input), std::fs::canonicalize(output)) {
        (Ok(input), Ok(output)) => input == output,
        _ => false,
    }
}

/// Whether both are one file, whatever its names: a hard link is a name as good as the first.
#[cfg(unix)]
fn is_linked(input: &str, output: &str) -> bool {
    use std::os::unix::fs::MetadataExt;
    let file = |name: &str, standard: &str| {
        let metadata = std::fs::metadata(if name == STANDARD { standard } else { name }).ok()?;
        // Two ends of one terminal are no danger.
        metadata.is_file().then(|| (metadata.dev(), metadata.ino()))
    };
    file(input, "/dev/stdin").is_some_and(|input| file(output, "/dev/stdout") == Some(input))
}

#[cfg(not(unix))]
const fn is_linked(_: &str, _: &str) -> bool {
    false
}

type Frames = CaptureWriter<BufWriter<Box<dyn Write + Send>>>;

/// A capture in the making: a file, or standard output.
pub(super) struct FrameCopy {
    path: String,
    /// None until the first frame says what link type it has.
    writer: Option<Frames>,
    /// Whether there is a file of this name that was made here.
    made: bool,
    /// Whether a message of the frame at hand is wanted.
    wanted: bool,
}

impl FrameCopy {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.into(), writer: None, made: false, wanted: false }
    }

    /// Notes that a message of the frame at hand is wanted.
    pub(super) const fn want(&mut self) {
        self.wanted = true;
    }

    /// Writes the frame at hand, if it is wanted. After an error there is no file.
    pub(super) fn frame(&mut self, frame: &KeptFrame) -> io::Result<()> {
        if !std::mem::take(&mut self.wanted) {
            return Ok(());
        }
        let link_type = LinkType(frame.link_type);
        let written = self.writer(link_type).and_then(|writer| writer.kept(frame));
        self.unless_failed(written)
    }

    fn writer(&mut self, first: LinkType) -> io::Result<&mut Frames> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let is_pcap = self.path.to_lowercase().ends_with(".pcap");
                let file_type = if is_pcap { FileType::Pcap } else { FileType::Pcapng };
                let to: Box<dyn Write + Send> = if self.path == STANDARD {
                    Box::new(io::stdout())
                } else {
                    let file = File::create(&self.path)?;
                    self.made = true;
                    Box::new(file)
                };
                CaptureWriter::new(BufWriter::new(to), file_type, first)?
            }
        };
        Ok(self.writer.insert(writer))
    }

    /// Writes what is left; a capture without frames, if none was wanted.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let written = self.writer(LinkType::ETHERNET).and_then(CaptureWriter::flush);
        self.unless_failed(written)
    }

    /// Half a capture that looks like a whole one misleads: after a failure its file is taken away.
    /// A pipe or a device stays.
    fn unless_failed(&mut self, written: io::Result<()>) -> io::Result<()> {
        if written.is_err() {
            self.writer = None;
            let is_file = || std::fs::symlink_metadata(&self.path).is_ok_and(|it| it.is_file());
            if self.made && is_file() {
                // What went wrong first is what is told.
                _ = std::fs::remove_file(&self.path);
            }
        }
        written
    }
}

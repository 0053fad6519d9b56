//! From a capture file to the signalling messages in it.
//!
//! ```no_run
//! use core::ops::ControlFlow;
//! use hookflash::capture::{Capture, Item, Progress};
//!
//! let mut capture = Capture::open("links.pcapng.gz")?;
//! while let Progress::Frame = capture.next(&mut |item| {
//!     match item {
//!         Item::Message(message) => println!("{} {:?}", message.frame, message.protocol),
//!         Item::Fault(fault) => println!("{} {}", fault.frame, fault.diagnostic),
//!     }
//!     ControlFlow::Continue(())
//! })? {}
//! # Ok::<(), hookflash::capture::CaptureError>(())
//! ```
//!
//! pcap and pcapng, plain or in gzip or zstd, are read front to back through one buffer, and a
//! message is borrowed from that buffer unless it had to be put together. What is put together
//! (IP fragments, SCTP user messages, TCP streams) is bounded by [`Limits`], so that memory does
//! not grow with the capture.

mod applications;
mod batch;
mod buffer;
mod compression;
mod decoder;
pub mod decoders;
pub mod dialogues;
mod error;
mod file;
#[cfg(feature = "filter")]
pub mod filter;
mod interface;
mod invokes;
mod ip;
mod ip_fragments;
mod item;
mod limits;
mod link;
mod pending;
mod reading;
mod sctp;
mod sctp_checksum;
mod sctp_fragments;
pub(crate) mod seeded;
mod segments;
mod session;
mod tcp;
mod tcp_stream;
#[cfg(test)]
mod tests;
mod timing;
mod variants;
pub mod write;

pub use batch::{Batch, Place, Readings, Shown, Workspace};
pub use error::CaptureError;
pub use invokes::Asked;
pub use item::{Counters, Fault, Item, LinkId, Message, Protocol, Sink, Timestamp};
pub use limits::Limits;
pub use reading::{Decoded, Depth, Overrides, Resolved};
pub use session::Session;
pub use variants::Assumption;

use core::ops::ControlFlow;
use decoder::Decoder;
use file::File;
use item::Output;
use std::io::Read;
use std::path::Path;

/// How a capture ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Behind its last frame.
    Complete,
    /// In the middle of a frame or of the compressed stream; every frame before was served.
    CutShort,
}

/// What one step of reading came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// One frame was read, whatever it yielded; there may be more.
    Frame,
    /// The sink broke off inside a frame or at the end; reading may go on.
    Stopped,
    /// The capture is over, and reassemblies that never completed were reported.
    End(Ending),
}

/// A frame as it stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptFrame {
    /// The octets that were captured.
    pub octets: Vec<u8>,
    /// How many octets the frame had on the wire.
    pub length: u32,
    /// The number of its link type.
    pub link_type: u16,
    /// When it was captured; none for a simple packet block.
    pub time: Option<Timestamp>,
}

impl KeptFrame {
    fn keep(&mut self, frame: &file::Frame<'_>) {
        self.octets.clear();
        self.octets.extend_from_slice(frame.octets);
        let captured = u32::try_from(frame.octets.len()).unwrap_or(u32::MAX);
        self.length = captured.saturating_add(frame.missing);
        self.link_type = frame.link_type;
        self.time = frame.time;
    }
}

/// A capture being read.
pub struct Capture {
    file: File,
    decoder: Decoder,
    counters: Counters,
    failed: Option<CaptureError>,
}

impl Capture {
    /// Opens a file, or standard input for `-`, with the default [`Limits`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, CaptureError> {
        let path = path.as_ref();
        if path == Path::new("-") {
            return Self::new(std::io::stdin());
        }
        let file =
            std::fs::File::open(path).map_err(|error| CaptureError::Open { kind: error.kind() })?;
        Self::new(file)
    }

    /// Reads a capture from `input`, which needs no buffer of its own, with the default
    /// [`Limits`].
    pub fn new(input: impl Read + Send + 'static) -> Result<Self, CaptureError> {
        Self::with_limits(input, Limits::default())
    }

    /// Reads a capture from `input` within `limits`.
    pub fn with_limits(
        input: impl Read + Send + 'static,
        limits: Limits,
    ) -> Result<Self, CaptureError> {
        let file = File::new(Box::new(input), &limits)?;
        let decoder = Decoder::new(&limits);
        Ok(Self { file, decoder, counters: Counters::default(), failed: None })
    }

    /// Reads one frame and hands its items to `sink`.
    ///
    /// At the end of the capture the reassemblies that never completed are handed out first.
    /// After an error or the end every further call tells the same.
    #[inline]
    pub fn next(&mut self, sink: &mut Sink<'_>) -> Result<Progress, CaptureError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Self { file, decoder, counters, .. } = self;
        let frames = counters.frames;
        let result = file.next(frames, |next| decoder.next(next, counters, sink));
        if let Err(error) = result {
            return self.fail(error, sink);
        }
        result
    }

    /// Like [`next`](Self::next), and keeps the frame as the file has it in `kept`; where there was
    /// none, `kept` is as it was.
    pub fn next_keeping(
        &mut self,
        kept: &mut KeptFrame,
        sink: &mut Sink<'_>,
    ) -> Result<Progress, CaptureError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Self { file, decoder, counters, .. } = self;
        let frames = counters.frames;
        let result = file.next(frames, |next| {
            if let file::Next::Frame(frame) = &next {
                kept.keep(frame);
            }
            decoder.next(next, counters, sink)
        });
        if let Err(error) = result {
            return self.fail(error, sink);
        }
        result
    }

    /// What waits for its missing parts is reported before the error is.
    #[cold]
    fn fail(&mut self, error: CaptureError, sink: &mut Sink<'_>) -> Result<Progress, CaptureError> {
        self.failed = Some(error);
        let frame = self.counters.frames;
        let mut output = Output::new(sink, &mut self.counters, frame, None, 0, 0);
        self.decoder.end(&mut output);
        Err(error)
    }

    /// Reads to the end, or until `sink` breaks off.
    pub fn for_each(
        &mut self,
        mut sink: impl FnMut(Item<'_>) -> ControlFlow<()>,
    ) -> Result<Progress, CaptureError> {
        loop {
            match self.next(&mut sink)? {
                Progress::Frame => {}
                done => return Ok(done),
            }
        }
    }

    /// What was read so far.
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// Whether the next frame may have to be waited for, because not all of it is in the read
    /// buffer: the moment to show what there is, where somebody may be watching.
    pub fn must_read(&self) -> bool {
        self.file.must_read()
    }

    /// Octets taken from the file so far, as they lie there: compressed, if it is. The buffer
    /// is read ahead of the frames.
    pub fn octets_read(&self) -> u64 {
        self.file.octets_read()
    }
}

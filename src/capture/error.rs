//! Why a capture cannot be read, or not to its end.

use core::fmt;
use std::io;

/// What keeps a capture from being read on.
///
/// It is no fault of a frame: those are [`Item::Fault`](super::Item::Fault), and reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureError {
    /// The file cannot be opened.
    Open {
        /// Why.
        kind: io::ErrorKind,
    },
    /// The octets cannot be read, or not decompressed.
    Read {
        /// Why; [`io::ErrorKind::InvalidData`] and `InvalidInput` where decompression fails.
        kind: io::ErrorKind,
        /// What was being read.
        what: &'static str,
    },
    /// Neither pcap nor pcapng, nor a compressed one.
    NotACapture,
    /// The file ends inside the header that stands before the first frame.
    HeaderCutShort {
        /// The header.
        what: &'static str,
    },
    /// The file's own structure is broken, so that the next frame cannot be found.
    Damaged {
        /// The number of frames before the place.
        frames: u64,
        /// What is broken.
        what: &'static str,
    },
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { kind: io::ErrorKind::NotFound } => f.write_str("no such file"),
            Self::Open { kind } => write!(f, "cannot be opened: {kind}"),
            Self::Read { kind, what } => write!(f, "{what} cannot be read: {kind}"),
            Self::NotACapture => f.write_str("neither a pcap nor a pcapng capture"),
            Self::HeaderCutShort { what } => write!(f, "cut short inside the {what}"),
            Self::Damaged { frames, what } => write!(f, "{what} is damaged behind frame {frames}"),
        }
    }
}

impl core::error::Error for CaptureError {}

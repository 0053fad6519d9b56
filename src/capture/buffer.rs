//! The read buffer of a capture file: when it is filled, how far it grows, what is dropped.

use super::Ending;
use super::compression::Status;
use super::error::CaptureError;
use pcap_parser::PcapError;
use pcap_parser::traits::PcapReaderIterator;

/// Why the reader has no block, without what it borrows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reason {
    End,
    More,
    Space,
    CutShort,
    Failed,
    Broken,
}

impl<T> From<&PcapError<T>> for Reason {
    fn from(error: &PcapError<T>) -> Self {
        match error {
            PcapError::Eof => Self::End,
            PcapError::Incomplete(_) => Self::More,
            PcapError::BufferTooSmall => Self::Space,
            PcapError::UnexpectedEof => Self::CutShort,
            PcapError::ReadError => Self::Failed,
            _ => Self::Broken,
        }
    }
}

/// What to do about it.
pub(super) enum Answer {
    /// Look again: there is more now.
    Again,
    /// The buffer may not grow any more.
    Full,
    /// The block breaks the format.
    Broken,
    /// The file is over.
    End(Ending),
}

/// The reader's buffer, which grows by what has arrived and never by what a length claims.
pub(super) struct Buffer<'b> {
    pub(super) status: &'b Status,
    pub(super) capacity: &'b mut usize,
    /// The capacity may not pass this.
    pub(super) most: usize,
    /// Octets of the block at hand to be dropped before the next is looked at.
    pub(super) drop: &'b mut u64,
}

impl Buffer<'_> {
    #[cold]
    pub(super) fn answer(
        &mut self,
        reader: &mut impl PcapReaderIterator,
        reason: Reason,
        frames: u64,
    ) -> Result<Answer, CaptureError> {
        match reason {
            Reason::More | Reason::Space => {
                if reader.data().len() >= *self.capacity {
                    if *self.capacity >= self.most {
                        return Ok(Answer::Full);
                    }
                    *self.capacity = (*self.capacity * 2).min(self.most);
                    reader.grow(*self.capacity);
                }
                self.refill(reader)?;
                if reader.reader_exhausted() && matches!(reason, Reason::Space) {
                    // The reader asks for space before it looks whether the file goes on.
                    let empty = reader.data().is_empty();
                    return Ok(Answer::End(if empty { self.end() } else { Ending::CutShort }));
                }
                Ok(Answer::Again)
            }
            Reason::End => Ok(Answer::End(self.end())),
            Reason::CutShort => Ok(Answer::End(Ending::CutShort)),
            Reason::Failed => {
                Err(CaptureError::Read { kind: self.status.failure(), what: "capture" })
            }
            Reason::Broken if reader.data().len() < 8 => {
                Err(CaptureError::Damaged { frames, what: "capture" })
            }
            Reason::Broken => Ok(Answer::Broken),
        }
    }

    fn refill(&self, reader: &mut impl PcapReaderIterator) -> Result<(), CaptureError> {
        let failed = reader.refill().is_err();
        if failed {
            let kind = self.status.failure();
            return Err(CaptureError::Read { kind, what: "capture" });
        }
        Ok(())
    }

    fn end(&self) -> Ending {
        if self.status.cut_short() { Ending::CutShort } else { Ending::Complete }
    }

    /// Drops octets that are still due, some at a time; false if the file ends before.
    #[cold]
    pub(super) fn dropped(
        &mut self,
        reader: &mut impl PcapReaderIterator,
    ) -> Result<bool, CaptureError> {
        let have = reader.data().len();
        if have == 0 {
            self.refill(reader)?;
            return Ok(!reader.data().is_empty());
        }
        let count = usize::try_from(*self.drop).unwrap_or(usize::MAX).min(have);
        reader.consume(count);
        *self.drop -= count as u64;
        Ok(true)
    }
}

//! M3UA messages cut out of a stream of octets.

use crate::wire::m3ua::Header;
use crate::wire::{Error, ErrorKind, Layer, Reader};
use bytes::{Buf, Bytes, BytesMut};
use core::fmt;
use std::io;
use tokio_util::codec::{Decoder, Encoder};

/// The longest message that is taken where nothing else is said: the largest LUDT with all that
/// may stand around it.
pub const MAXIMUM_FRAME: usize = 1 << 16;

/// Cuts a stream into M3UA messages by the length in their headers (RFC 4666 3.1.4), and puts
/// messages into one.
///
/// The common header has a length, so that M3UA can go over a stream though RFC 4666 knows only
/// SCTP. What is inside is not looked at.
///
/// ```
/// use bytes::{Bytes, BytesMut};
/// use hookflash::net::M3uaCodec;
/// use tokio_util::codec::Decoder;
/// let mut stream = BytesMut::from(&[1, 0, 3, 6, 0, 0, 0, 8, 1, 0, 3, 6][..]);
/// let mut codec = M3uaCodec::default();
/// assert_eq!(codec.decode(&mut stream)?, Some(Bytes::from_static(&[1, 0, 3, 6, 0, 0, 0, 8])));
/// assert_eq!(codec.decode(&mut stream)?, None);
/// # Ok::<(), hookflash::net::FrameError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct M3uaCodec {
    /// A message of more octets ends the stream: whoever claims it is no M3UA peer.
    pub maximum: usize,
}

impl Default for M3uaCodec {
    /// [`MAXIMUM_FRAME`].
    fn default() -> Self {
        Self { maximum: MAXIMUM_FRAME }
    }
}

/// Why a stream of messages ends.
#[derive(Debug)]
#[non_exhaustive]
pub enum FrameError {
    /// The octets are no M3UA message.
    Frame(Error),
    /// The stream itself.
    Io(io::Error),
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for FrameError {}

impl From<io::Error> for FrameError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Decoder for M3uaCodec {
    type Item = Bytes;
    type Error = FrameError;

    fn decode(&mut self, stream: &mut BytesMut) -> Result<Option<Bytes>, FrameError> {
        let Some(&[_, _, _, _, a, b, c, d]) = stream.first_chunk::<{ Header::SIZE }>() else {
            return Ok(None);
        };
        let claimed = u32::from_be_bytes([a, b, c, d]);
        // The next message stands on a boundary of four octets (RFC 4666 3.2).
        let length = usize::try_from(claimed)
            .ok()
            .filter(|length| *length >= Header::SIZE)
            .and_then(|length| length.checked_next_multiple_of(4));
        match length {
            Some(length) if length <= self.maximum => {
                if stream.len() < length {
                    return Ok(None);
                }
                Ok(Some(stream.split_to(length).freeze()))
            }
            _ => {
                stream.advance(stream.len());
                let kind = ErrorKind::BadLength { length: claimed };
                let error = Reader::new_at(&[], 4, Layer::M3ua).error(kind, "message length");
                Err(FrameError::Frame(error))
            }
        }
    }
}

impl Encoder<Bytes> for M3uaCodec {
    type Error = FrameError;

    fn encode(&mut self, message: Bytes, stream: &mut BytesMut) -> Result<(), FrameError> {
        stream.extend_from_slice(&message);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_cut_of_a_stream_gives_the_same_messages() {
        let whole = [
            &[1, 0, 3, 3, 0, 0, 0, 16, 0, 9, 0, 8, 1, 2, 3, 4][..],
            &[1, 0, 3, 6, 0, 0, 0, 8],
            &[1, 0, 3, 3, 0, 0, 0, 13, 0, 9, 0, 5, 1, 0, 0, 0],
        ];
        let octets = whole.concat();
        for size in 1..=octets.len() {
            let (mut codec, mut stream) = (M3uaCodec::default(), BytesMut::new());
            let mut found = vec![];
            for piece in octets.chunks(size) {
                stream.extend_from_slice(piece);
                while let Some(message) = codec.decode(&mut stream).expect("messages") {
                    found.push(message);
                }
            }
            assert_eq!(found, whole, "cut every {size}");
        }
    }

    #[test]
    fn a_length_that_none_has_ends_the_stream_and_reserves_nothing() {
        for length in [0_u32, 7, 1 << 20, u32::MAX] {
            let mut stream = BytesMut::new();
            stream.extend_from_slice(&[1, 0, 1, 1]);
            stream.extend_from_slice(&length.to_be_bytes());
            let error = M3uaCodec::default().decode(&mut stream).expect_err("refused");
            assert!(error.to_string().contains("message length"), "{error}");
            assert!(stream.is_empty() && stream.capacity() < 1024);
        }
    }
}

//! gzip and zstd, told by their magic, read as a stream.

use super::error::CaptureError;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// RFC 8878 3.1.2: the first octet of a skippable frame is any of 50 to 5F.
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];
const BUFFER: usize = 64 << 10;

/// What the end of a stream that is owned elsewhere was like.
#[derive(Default)]
pub(super) struct Status {
    /// Octets taken from the file, as they lie there.
    pub(super) octets: AtomicU64,
    cut_short: AtomicBool,
    /// Why reading failed, which the readers of pcap-parser do not hand on.
    failed: std::sync::Mutex<Option<ErrorKind>>,
}

impl Status {
    pub(super) fn cut_short(&self) -> bool {
        self.cut_short.load(Ordering::Relaxed)
    }

    pub(super) fn failure(&self) -> ErrorKind {
        self.failed.lock().ok().and_then(|kind| *kind).unwrap_or(ErrorKind::Other)
    }
}

type Input = Box<dyn Read + Send>;

/// Counts what is taken from the file.
struct Counted(Input, Arc<Status>);

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(into)?;
        self.1.octets.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The capture's octets, decompressed.
pub(super) struct Source {
    inner: Input,
    /// Octets already read to find out what the file is, yet to be handed out.
    head: Cursor<Vec<u8>>,
    pub(super) status: Arc<Status>,
}

impl Source {
    pub(super) fn new(input: Input, zstd_window: u64) -> Result<Self, CaptureError> {
        let status = Arc::new(Status::default());
        let inner: Input = Box::new(Counted(input, Arc::clone(&status)));
        let mut plain = Self { inner, head: Cursor::default(), status: Arc::clone(&status) };
        plain.look_ahead(4)?;
        let magic = plain.head().to_vec();
        if magic.starts_with(&GZIP) {
            let decoder = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, plain));
            Ok(Self { inner: Box::new(decoder), head: Cursor::default(), status })
        } else if magic == ZSTD || is_skippable(&magic) {
            let decoder = Zstd::new(BufReader::with_capacity(BUFFER, plain), zstd_window);
            Ok(Self { inner: Box::new(decoder), head: Cursor::default(), status })
        } else {
            Ok(plain)
        }
    }

    /// Reads on until `count` octets are in the head or the file ends.
    pub(super) fn look_ahead(&mut self, count: usize) -> Result<(), CaptureError> {
        let have = self.head.get_ref().len();
        let Some(missing) = count.checked_sub(have) else { return Ok(()) };
        let mut more = Vec::new();
        // `take` bounds what is read, and the vector grows by what arrives.
        let read = self.inner.by_ref().take(missing as u64).read_to_end(&mut more);
        self.head.get_mut().append(&mut more);
        match read {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                self.status.cut_short.store(true, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => Err(CaptureError::Read { kind: error.kind(), what: "capture header" }),
        }
    }

    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }
}

fn is_skippable(magic: &[u8]) -> bool {
    matches!(magic, [0x50..=0x5f, rest @ ..] if rest == SKIPPABLE)
}

impl Read for Source {
    /// A compressed stream that breaks off is an end like any other, remembered in the status.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.head.read(into)?;
        if count > 0 || into.is_empty() {
            return Ok(count);
        }
        loop {
            match self.inner.read(into) {
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    self.status.cut_short.store(true, Ordering::Relaxed);
                    return Ok(0);
                }
                Err(error) => {
                    if let Ok(mut failed) = self.status.failed.lock() {
                        *failed = Some(error.kind());
                    }
                    return Err(error);
                }
            }
        }
    }
}

/// One zstd frame after another, skippable frames left out (RFC 8878 3.1).
struct Zstd<R> {
    source: R,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: BufRead> Zstd<R> {
    fn new(source: R, window: u64) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(window);
        Self { source, decoder, inside: false }
    }

    /// Reads frame headers until one frame holds octets; false at the end of the file.
    fn enter(&mut self) -> io::Result<bool> {
        while !self.inside {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => self.inside = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped =
                        io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(self.cause(error)),
            }
        }
        Ok(true)
    }

    /// A frame that breaks off is an unexpected end; any other fault is invalid data. The
    /// decoder wraps both, so the source tells them apart: it has nothing left.
    fn cause(&mut self, error: FrameDecoderError) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => ErrorKind::UnexpectedEof.into(),
            Ok(_) => io::Error::new(ErrorKind::InvalidData, error),
            Err(error) => error,
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.enter()? {
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let strategy = BlockDecodingStrategy::UptoBlocks(1);
                if let Err(error) = self.decoder.decode_blocks(&mut self.source, strategy) {
                    return Err(self.cause(error));
                }
            }
            let count = self.decoder.read(into)?;
            if count > 0 {
                return Ok(count);
            }
            self.inside = false;
            let found = self.decoder.get_checksum_from_data();
            if found.is_some() && found != self.decoder.get_calculated_checksum() {
                return Err(io::Error::new(ErrorKind::InvalidData, "zstd content checksum"));
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    use std::io::Write;

    fn gzip(octets: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(octets).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(octets: &[u8]) -> Vec<u8> {
        compress_to_vec(octets, CompressionLevel::Fastest)
    }

    fn read(octets: Vec<u8>) -> (Vec<u8>, Option<ErrorKind>, bool) {
        let mut source = Source::new(Box::new(Cursor::new(octets)), 8 << 20).unwrap();
        let mut out = Vec::new();
        let error = source.read_to_end(&mut out).err().map(|error| error.kind());
        (out, error, source.status.cut_short())
    }

    fn text() -> Vec<u8> {
        (0..40_000u32).flat_map(|n| (n * n % 251).to_be_bytes()).collect()
    }

    #[test]
    fn members_and_frames_are_read_one_behind_the_other() {
        let whole = [text(), text()].concat();
        assert_eq!(read([gzip(&text()), gzip(&text())].concat()), (whole.clone(), None, false));
        let skippable = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9].to_vec();
        let frames = [skippable.clone(), zstd(&text()), skippable, zstd(b""), zstd(&text())];
        assert_eq!(read(frames.concat()), (whole, None, false));
    }

    #[test]
    fn a_stream_that_breaks_off_gives_what_it_holds_and_is_known_to_be_cut() {
        for mut octets in [gzip(&text()), zstd(&text())] {
            octets.truncate(octets.len() - 1);
            let (out, error, cut) = read(octets);
            assert_eq!((error, cut), (None, true));
            assert!(text().starts_with(&out));
        }
    }

    #[test]
    fn damage_inside_is_an_error_and_not_an_end() {
        let mut octets = gzip(&text());
        let last = octets.len() - 6;
        octets[last] ^= 1;
        assert!(matches!(read(octets), (_, Some(_), false)));
        let octets = [zstd(&text()), b"rubbish!".to_vec()].concat();
        let (out, error, cut) = read(octets);
        assert_eq!((out, error, cut), (text(), Some(ErrorKind::InvalidData), false));
    }

    #[test]
    fn octets_of_no_compression_pass_through() {
        assert_eq!(read(b"abc".to_vec()), (b"abc".to_vec(), None, false));
        assert_eq!(read(Vec::new()), (Vec::new(), None, false));
    }
}

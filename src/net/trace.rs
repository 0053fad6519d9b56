//! The traffic of a node, written to a capture file as it goes over the wire.

use crate::capture::Timestamp;
use crate::capture::write::{Associations, CaptureWriter, FileType, LinkType, SctpUser};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A capture file of the messages that a node sent and received.
///
/// Whatever carried them, they are written as SCTP over IP, so that every tool finds them. The
/// addresses stand for the link's number: 127.H.L.1 is this node, 127.H.L.2 the peer, with the number's octets for H and L.
#[derive(Debug)]
pub(super) struct Trace {
    file: Option<CaptureWriter<BufWriter<File>>>,
    associations: Associations,
}

impl Trace {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let file = BufWriter::new(File::create(path).map_err(named)?);
        let plain = path.extension().is_some_and(|extension| extension == "pcap");
        let file_type = if plain { FileType::Pcap } else { FileType::Pcapng };
        let file = CaptureWriter::new(file, file_type, LinkType::RAW).map_err(named)?;
        Ok(Self { file: Some(file), associations: Associations::new() })
    }

    /// Writes a message. A file that takes no more is left as it is; the node goes on.
    pub(super) fn message(&mut self, link: u16, outgoing: bool, message: &[u8]) {
        let Some(file) = &mut self.file else { return };
        let [high, low] = link.to_be_bytes();
        let address = |side| [127, high, low, side];
        let (here, there) = (address(1), address(2));
        let (from, to) = if outgoing { (here, there) } else { (there, here) };
        let Some(packet) = self.associations.packet(SctpUser::M3UA, from, to, message) else {
            return;
        };
        if let Err(error) = file.frame(now(), &packet) {
            tracing::error!(%error, "the capture of this node's traffic ends here");
            self.file = None;
        }
    }

    /// Writes out what is held back.
    pub(super) fn finish(&mut self) {
        if let Some(file) = &mut self.file
            && let Err(error) = file.flush()
        {
            tracing::error!(%error, "the end of the capture is not written");
        }
    }
}

/// The time on the wall. One before 1970 is a clock that was never set.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp {
        seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        nanoseconds: since.subsec_nanos(),
        digits: 9,
    }
}

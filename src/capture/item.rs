//! What a capture yields: messages, faults, and when and on which link they were seen.

use crate::wire::error::Diagnostic;
use crate::wire::{Error, ErrorKind, Layer};
use core::ops::ControlFlow;

/// When a frame was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds past `seconds`, below 1,000,000,000.
    pub nanoseconds: u32,
    /// Decimal digits of the second that the interface records: 6 or 9 as a rule, 9 at most.
    pub digits: u8,
}

impl Timestamp {
    /// Nanoseconds from `earlier` to this time; 0 if this time is before it.
    pub fn nanoseconds_since(&self, earlier: &Self) -> u64 {
        let whole = |t: &Self| i128::from(t.seconds) * 1_000_000_000 + i128::from(t.nanoseconds);
        u64::try_from((whole(self) - whole(earlier)).max(0)).unwrap_or(u64::MAX)
    }
}

/// The protocol that a message's first octet belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// MTP level 2 signal unit from the BSN octet on, without flags (Q.703 2.2).
    Mtp2,
    /// MTP level 2 signal unit with extended sequence numbers (Q.703 Annex A).
    Mtp2AnnexA,
    /// MTP level 3 message from the service information octet on.
    Mtp3,
    /// ISUP message from its circuit identification code on; no capture has these, but people paste them.
    Isup,
    /// SCCP message from its message type on.
    Sccp,
    /// M2UA message from its version octet on (RFC 3331).
    M2ua,
    /// SUA message from its version octet on (RFC 3868).
    Sua,
    /// M3UA message from its version octet on (RFC 4666).
    M3ua,
    /// M2PA message from its version octet on (RFC 4165).
    M2pa,
    /// TCAP message from its package type on; no capture has these, but people paste them.
    Tcap,
}

/// Where a message travelled: one value for both directions of an interface, of an MTP2 link
/// number, of an SCTP association or of a TCP connection.
///
/// It is a hash of what names the link, so that no table has to be kept; equal links are equal
/// within one run of the program and one reading of the capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

impl LinkId {
    /// Folds `words` into one value; the multiplier is that of splitmix64.
    pub(super) fn of(words: &[u64]) -> Self {
        Self(words.iter().fold(0x9e37_79b9_7f4a_7c15, |hash, &word| {
            let mixed = (hash ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed ^ (mixed >> 29)
        }))
    }
}

/// One signalling message, borrowed for as long as the sink looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The frame in which the message completes, from 1 as Wireshark counts them.
    pub frame: u64,
    /// Its place among the messages that complete in that frame, from 0.
    pub index: u32,
    /// When that frame was captured; none for a simple packet block, which records no time.
    pub time: Option<Timestamp>,
    /// What the octets are.
    pub protocol: Protocol,
    /// The message.
    pub octets: &'a [u8],
    /// The link that it travelled on.
    pub link: LinkId,
    /// One of the link's two directions: always the same one, and no more than that.
    pub forward: bool,
    /// What is odd about the way it was carried: frame cut at the snap length, checksum.
    pub diagnostics: &'a [Diagnostic],
}

/// A frame, or part of one, that carries signalling or may do so, and cannot be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The frame; for a reassembly that was given up, the last frame that added to it.
    pub frame: u64,
    /// When that frame was captured.
    pub time: Option<Timestamp>,
    /// What is wrong. Octets are counted from the start of the frame, or of the reassembled
    /// datagram.
    pub diagnostic: Diagnostic,
    /// Says that the frame was cut at the snap length, where it was.
    pub note: Option<Diagnostic>,
}

/// What the sink is handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    /// A message.
    Message(Message<'a>),
    /// A fault.
    Fault(Fault),
}

/// Takes the items of a frame in order; [`ControlFlow::Break`] forgoes the rest of the frame's.
pub type Sink<'s> = dyn FnMut(Item<'_>) -> ControlFlow<()> + 's;

/// What has been read so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Frames.
    pub frames: u64,
    /// Octets of those frames as captured, file headers not counted.
    pub octets: u64,
    /// Messages handed out.
    pub messages: u64,
    /// Faults handed out.
    pub faults: u64,
    /// Frames that neither yielded an item nor added to a reassembly: other traffic.
    pub skipped: u64,
}

/// Where items of the frame at hand go.
pub(super) struct Output<'o, 's> {
    sink: &'o mut Sink<'s>,
    counters: &'o mut Counters,
    pub(super) frame: u64,
    pub(super) time: Option<Timestamp>,
    note: Option<Diagnostic>,
    index: u32,
    used: bool,
    stopped: bool,
}

impl<'o, 's> Output<'o, 's> {
    /// `missing` is how many octets of the frame the snap length cut off behind `captured`.
    #[inline]
    pub(super) fn new(
        sink: &'o mut Sink<'s>,
        counters: &'o mut Counters,
        frame: u64,
        time: Option<Timestamp>,
        captured: u32,
        missing: u32,
    ) -> Self {
        let note = (missing > 0).then(|| {
            let kind = ErrorKind::Truncated { missing };
            Diagnostic::note(Error { kind, at: captured, layer: Layer::Capture, what: "frame" })
        });
        Self { sink, counters, frame, time, note, index: 0, used: false, stopped: false }
    }

    #[inline]
    pub(super) fn message(
        &mut self,
        protocol: Protocol,
        (link, forward): (LinkId, bool),
        octets: &[u8],
        diagnostic: Option<Diagnostic>,
    ) {
        self.used = true;
        if self.stopped {
            return;
        }
        let both;
        let one;
        let diagnostics: &[Diagnostic] = match (self.note, diagnostic) {
            (None, None) => &[],
            (Some(a), Some(b)) => {
                both = [a, b];
                &both
            }
            (Some(a), None) | (None, Some(a)) => {
                one = [a];
                &one
            }
        };
        let (frame, index, time) = (self.frame, self.index, self.time);
        self.index += 1;
        self.counters.messages += 1;
        let message = Message { frame, index, time, protocol, octets, link, forward, diagnostics };
        self.stopped = (self.sink)(Item::Message(message)).is_break();
    }

    /// Reports a fault of the frame at hand.
    #[cold]
    pub(super) fn fault(&mut self, error: Error) {
        self.used = true;
        self.fault_of(self.frame, self.time, error, self.note);
    }

    /// Reports a reassembly given up, whose last part was in `frame`.
    #[cold]
    pub(super) fn fault_in(&mut self, frame: u64, time: Option<Timestamp>, error: Error) {
        self.fault_of(frame, time, error, None);
    }

    fn fault_of(
        &mut self,
        frame: u64,
        time: Option<Timestamp>,
        error: Error,
        note: Option<Diagnostic>,
    ) {
        if self.stopped {
            return;
        }
        self.counters.faults += 1;
        let fault = Fault { frame, time, diagnostic: Diagnostic::error(error), note };
        self.stopped = (self.sink)(Item::Fault(fault)).is_break();
    }

    /// Lets `serve` hand out the items of an earlier frame, which waited.
    pub(super) fn under(
        &mut self,
        frame: u64,
        time: Option<Timestamp>,
        serve: impl FnOnce(&mut Self),
    ) {
        let here = (self.frame, self.time, self.note, self.index);
        (self.frame, self.time, self.note, self.index) = (frame, time, None, 0);
        serve(self);
        (self.frame, self.time, self.note, self.index) = here;
    }

    /// The frame added to a reassembly, or is known to repeat what was served.
    pub(super) fn keep(&mut self) {
        self.used = true;
    }

    pub(super) fn used(&self) -> bool {
        self.used
    }

    pub(super) fn stopped(&self) -> bool {
        self.stopped
    }
}

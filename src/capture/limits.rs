//! How much memory reading a capture may take.

/// Every bound on what is held between frames. With the defaults all of it together stays below
/// 8 MiB, save the window that a zstd frame may ask for on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest packet or pcapng block that is read, in octets; larger ones are skipped with a
    /// fault. Default 1 MiB. The buffer starts at a quarter of it and grows as octets arrive.
    pub block: usize,
    /// Interfaces in one pcapng section. Default 4,096.
    pub interfaces: usize,
    /// Window of a zstd frame, in octets. Default 8 MiB, which RFC 8878 3.1.1.1.2 recommends
    /// decoders to support; `zstd` asks for more only with `--long` or `--ultra`.
    pub zstd_window: u64,
    /// IP datagrams in reassembly at a time. Default 256.
    pub datagrams: usize,
    /// Octets held by all IP datagrams in reassembly. Default 1 MiB.
    pub datagram_octets: usize,
    /// SCTP user messages in reassembly at a time. Default 256.
    pub user_messages: usize,
    /// Octets held by all SCTP user messages in reassembly. Default 1 MiB.
    pub user_message_octets: usize,
    /// TCP directions followed at a time. Default 128.
    pub streams: usize,
    /// Octets held by all TCP directions. Default 1 MiB.
    pub stream_octets: usize,
    /// Octets in wait behind a gap of one TCP direction before the gap is given up. Default 128
    /// KiB, twice the largest M3UA message that is framed.
    pub gap_octets: usize,
    /// Longest M3UA message framed on TCP, in octets. Default 64 KiB.
    pub framed_message: usize,
    /// How long a reassembly is waited for in capture time, in seconds. Default 30; RFC 791 3.2
    /// names 15, RFC 8200 4.5 names 60.
    pub seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            block: 1 << 20,
            interfaces: 4096,
            zstd_window: 8 << 20,
            datagrams: 256,
            datagram_octets: 1 << 20,
            user_messages: 256,
            user_message_octets: 1 << 20,
            streams: 128,
            stream_octets: 1 << 20,
            gap_octets: 128 << 10,
            framed_message: 64 << 10,
            seconds: 30,
        }
    }
}

impl Limits {
    pub(super) const fn nanoseconds(&self) -> u64 {
        self.seconds as u64 * 1_000_000_000
    }
}

//! Machines that run: sockets, framing, the clock, configuration files.

mod codec;
mod link;
mod sctp;

pub use codec::{FrameError, M3uaCodec, MAXIMUM_FRAME};
pub use link::Transport;
pub use sctp::available as sctp_available;

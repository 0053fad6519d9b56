//! Machines that run: sockets, framing, the clock, configuration files.
//!
//! A [`Node`] is made of a [`Configuration`] and an [`Application`], and runs until it is stopped.
//! One task drives all of its machines; each link has a task of its own that reads whole messages,
//! and that writes what waits for its peer.

mod codec;
mod configuration;
mod driver;
mod link;
mod metrics;
mod sctp;
mod trace;

pub use codec::{FrameError, M3uaCodec, MAXIMUM_FRAME};
pub use configuration::{Configuration, ConfigurationError, LinkConfiguration, Mistake};
pub use driver::{Application, Handle, LinkState, Nobody, Node, Options, Tap};
pub use link::Transport;
pub use metrics::Metrics;
pub use sctp::available as sctp_available;

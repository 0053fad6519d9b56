//! Protocol state without sockets and without a clock: what is to be sent, told or waited for
//! comes out of what arrived and of the time that the caller says it is.
//!
//! Every machine has the same four doors, [`Machine`]. Whoever drives one hands in what happened,
//! takes out what came of it until there is nothing more, and comes back at the time that the
//! machine names. A peer that does wrong is an output, not an error; only what the caller itself
//! asks for wrongly is refused.

pub mod m3ua;
pub mod mtp;
pub mod sccp;
mod slab;
pub mod stack;
pub mod tcap;
mod time;
pub mod timer;

pub use slab::{Key, Slab};
pub use time::Time;

/// A protocol's state between its user above and its carrier below.
///
/// After [`handle_input`](Self::handle_input), after [`handle_timeout`](Self::handle_timeout) and
/// after any request of a machine's own, outputs are taken until there are none. No output waits
/// for a later input.
pub trait Machine {
    /// What can happen to it.
    type Input;
    /// What comes of that.
    type Output;

    /// Takes in what happened. `now` never runs backwards; if it does, the machine takes it for
    /// the latest time that it was told.
    fn handle_input(&mut self, now: Time, input: Self::Input);

    /// Does what is due by `now`. Calling it too early, or for nothing, is harmless.
    fn handle_timeout(&mut self, now: Time);

    /// The next thing that came of it, in order.
    fn poll_output(&mut self) -> Option<Self::Output>;

    /// When [`handle_timeout`](Self::handle_timeout) is due next. None: nothing is waited for.
    fn poll_timeout(&self) -> Option<Time>;
}

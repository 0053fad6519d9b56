//! The parts of the network: the telephone switch (SSP), the service control point (SCP), the
//! server and the workstation.
//!
//! Call models and service logic know neither sockets nor the clock; each part's `run` brings
//! them together with the [stack](crate::net) and with the people who use it.

mod link;
pub mod observer;
mod parameters;
pub mod scp;
pub mod server;
pub mod switch;
pub mod system;
pub mod trunk;
pub mod workstation;

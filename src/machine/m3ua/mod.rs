//! M3UA of one node (RFC 4666): its associations, the application servers that it is a part of or
//! serves, and the destinations behind them.
//!
//! An association has two halves. In one, this node is the ASP that asks: up, active, inactive,
//! down. In the other it answers the peer's ASP. An ASP has the first alone, a signalling gateway process the
//! second; an IPSP has the one or the other in a single exchange and both in a double one.

mod asp;
mod configuration;
mod event;
mod fault;
mod gateway;
mod network;
mod node;
mod registration;
#[cfg(test)]
mod tests;
mod traffic;

pub use configuration::{
    ApplicationServerConfiguration, ApplicationServerId, AssociationConfiguration, AssociationId,
    Configuration, Role, Route, TrafficMode,
};
pub use event::{ApplicationServerState, AspState, Counters, Destination, DropReason, Event};
pub use node::{Input, Node, Output};

//! The service control point: answers the switch by carrying out call processing records.

mod application;
mod execute;
mod file;
mod link;
pub mod record;
mod store;

pub use application::{ScpNode, Told, query_facts};
pub use execute::{Execution, Facts, MAXIMUM_STEPS, Next, Request, Say};
pub use file::Configuration;
pub use link::{Answer, ServerLink, keep};
pub use store::{Records, StoreError};

//! The server: the directory of subscribers, the distribution of calls to agents, the data of the
//! calls, and the desks that show them.

pub mod accounts;
pub mod acd;
mod core;
mod document;
mod file;
mod run;
mod store;
mod web;

pub use self::core::{Call, Core, Edited, Event, Party};
pub use document::{Caller, Change, Document, Item};
pub use file::Configuration;
pub use run::{Desktop, Server, ServerHandle};
pub use store::{KeptDesk, Memory, Revision, Sqlite, Store, StoreError, Subscriber};
pub use web::router;

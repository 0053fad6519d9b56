//! Octets and their meaning, in place: every protocol layer from the MTP3 label to the AIN leaf.
//!
//! A decoded value borrows from the octets it was read from. No function of this floor panics,
//! allocates by a length that the octets claim, or reads past what it was given.

pub mod ain;
pub mod ber;
#[cfg(feature = "arbitrary")]
pub(crate) mod chance;
pub mod codes;
pub mod digits;
pub mod error;
pub mod isup;
pub mod m2pa;
pub mod m2ua;
pub mod m3ua;
pub mod mtp2;
pub mod mtp3;
pub mod reader;
pub mod sccp;
pub mod sctp;
pub mod sigtran;
pub mod stack;
pub mod sua;
pub mod tcap;
pub mod writer;

pub use error::{Diagnostic, Error, ErrorKind, Layer, ParseError, Severity};
pub use reader::Reader;
pub use writer::{Encode, Writer};

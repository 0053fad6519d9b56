//! ANSI TCAP (T1.114): packages, dialogue portion, components.

mod codes;
mod component;
mod dialogue;
mod package;
#[cfg(feature = "arbitrary")]
mod samples;

pub use codes::{ErrorCode, OperationClass, OperationCode, PAbortCause, PackageType, Problem};
pub use component::{Component, Components, Invoke, Reject, ReturnError, ReturnResult};
pub use dialogue::{Confidentiality, DialoguePortion, Identification};
pub use package::{Abort, Package, TransactionId};

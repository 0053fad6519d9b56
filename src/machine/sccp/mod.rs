//! SCCP without connections (T1.112, Q.714): who a message is for, where it goes next, and what its
//! sender is told when it cannot get there.

mod address;
mod management;
mod node;
mod reassembly;
#[cfg(test)]
mod tests;
mod translation;

pub use address::{Address, Digits, MAXIMUM_DIGITS, Path, Title};
pub use management::RemoteState;
pub use node::{
    Configuration, Counters, Event, Explanation, Input, LocalState, Node, Output, Step,
};
pub use translation::{BadPattern, DigitPattern, Mismatch, Rule, Target};

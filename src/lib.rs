//! SS7 and AIN 0.2 message codecs.
//!
//! [`wire`] turns octets into meaning in place; `capture` finds the signalling messages in a
//! capture file.
#![cfg_attr(not(feature = "capture"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

#[cfg(feature = "capture")]
pub mod capture;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "__fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod wire;

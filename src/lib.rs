//! SS7 and AIN 0.2 (GR-1299-CORE) messages, decoded in place and encoded from the same types.
//!
//! [`wire`] turns octets into meaning and back: MTP3, M3UA, SCCP, TCAP and every AIN operation. A
//! decoded value borrows from the octets; nothing is copied, and no octets make it panic.
#![cfg_attr(
    feature = "capture",
    doc = "[`capture`] finds the signalling messages in a capture file."
)]
//!
//! ```
//! use hookflash::wire::ain::Operation;
//! use hookflash::wire::ain::operations::StatusReported;
//! use hookflash::wire::ain::parameters::{FacilityStatus, StatusCause};
//! use hookflash::wire::tcap::ansi::{Component, Invoke, OperationCode, Package, PackageType};
//! use hookflash::wire::{Layer, Reader, Writer};
//!
//! // Monitor_For_Change: tell me when 972 555 0123 is idle.
//! let octets = [
//!     0xE2, 0x26, 0xC7, 4, 0, 0, 0, 5, 0xE8, 0x1E, 0xE9, 0x1C, 0xCF, 1, 1, 0xD1, 2, 0x67, 1,
//!     0x30, 0x13, 0x9F, 0x3D, 1, 3, 0x9F, 0x41, 3, 0, 5, 0, 0x8F, 7, 3, 0x10, 0x79, 0x52, 0x55,
//!     0x10, 0x32,
//! ];
//! let package = Package::decode(&mut Reader::new(&octets, Layer::Tcap))?;
//! assert_eq!(package.package_type, PackageType::QUERY_WITH_PERMISSION);
//!
//! let components: Vec<_> = package.components.iter().flat_map(|c| c.iter()).collect();
//! let Component::Invoke(invoke) = components[0].1? else { panic!("an Invoke") };
//! let (code, parameter) = (invoke.operation.ain().unwrap(), invoke.parameter.unwrap());
//! let Some(Ok(Operation::MonitorForChange(monitor))) = Operation::decode(code, &parameter) else {
//!     panic!("a Monitor_For_Change")
//! };
//! assert_eq!(monitor.facility_status, FacilityStatus::IDLE);
//! assert_eq!(monitor.called_party_id.unwrap().0.digits.to_string(), "9725550123");
//!
//! // Status_Reported: it is. That ends the transaction.
//! let report = StatusReported {
//!     facility_status: Some(FacilityStatus::IDLE),
//!     status_cause: Some(StatusCause::STATUS_MATCH),
//!     ..StatusReported::new()
//! };
//! let answer = Invoke {
//!     correlation_id: invoke.invoke_id,
//!     ..Invoke::last(1, OperationCode::private(StatusReported::CODE), report)
//! };
//! let response = Package::response(package.originating_id.unwrap(), [answer]);
//! let mut writer = Writer::new();
//! let octets = writer.message(&response)?;
//! assert_eq!(octets[..8], [0xE4, 28, 0xC7, 4, 0, 0, 0, 5]);
//! # Ok::<(), hookflash::wire::Error>(())
//! ```
#![cfg_attr(not(any(feature = "capture", feature = "machine")), no_std)]
// One file, `net/sctp/kernel.rs`, says why it is an exception.
#![deny(unsafe_code)]

extern crate alloc;
#[cfg(all(feature = "arbitrary", not(any(feature = "capture", feature = "machine"))))]
extern crate std;

#[cfg(feature = "capture")]
pub mod capture;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "__fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "machine")]
pub mod machine;
#[cfg(feature = "net")]
pub mod net;
#[cfg(feature = "node")]
pub mod node;
pub mod wire;

/// The examples of the README, run with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

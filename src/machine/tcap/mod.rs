//! TCAP transactions and components (ANSI T1.114): who is in a dialogue with whom, what was asked
//! and what is answered.
//!
//! An [`Endpoint`] holds the dialogues of one node. It takes packages in and hands out what they
//! mean for its user: a dialogue that begins, goes on or ends, with the components that may be
//! acted upon. What breaks the rules of the protocol is answered with a Reject or a P-Abort
//! without troubling the user, and told as an [`Event`]. The user answers through [`Outgoing`].
//!
//! The endpoint does not know what carries its packages. `P` is the path to a peer, made by the
//! carrier and given back with every answer; over SCCP it holds the addresses.
//!
//! ```
//! use hookflash::machine::tcap::{Configuration, Endpoint, Input, Output, Primitive};
//! use hookflash::machine::{Machine, Time};
//! use hookflash::wire::ain::Operation;
//! use hookflash::wire::ain::operations::{MonitorForChange, StatusReported};
//! use hookflash::wire::ain::parameters::{FacilityStatus, MonitorTime};
//! use hookflash::wire::ber::Octets;
//!
//! let now = Time::ZERO;
//! let mut scp = Endpoint::new(Configuration { node: 1, ..Configuration::default() });
//! let mut switch = Endpoint::new(Configuration { node: 2, ..Configuration::default() });
//!
//! // The SCP asks for a line; whatever carries packages brings them to the switch.
//! let mut query = scp.query("to the switch")?;
//! query.invoke(&MonitorForChange::new(FacilityStatus::IDLE, MonitorTime(Octets::new(&[0, 5, 0]))))?;
//! let asked = query.send(now)?;
//! let Some(Output::Send { octets, .. }) = scp.poll_output() else { panic!("a package") };
//! switch.handle_input(now, Input::Package { path: "to the SCP", octets });
//!
//! // The switch finds a dialogue that began, and answers.
//! let Some(Output::Indication(began)) = switch.poll_output() else { panic!("an indication") };
//! let (id, first) = (began.dialogue.unwrap(), began.message.first().unwrap());
//! let Some(Ok(Operation::MonitorForChange(monitor))) = first.operation() else { panic!() };
//! let status = Some(monitor.facility_status);
//! let mut reply = switch.reply(id)?;
//! reply.answer(
//!     first.invoke().and_then(|invoke| invoke.invoke_id).unwrap(),
//!     &StatusReported { facility_status: status, ..StatusReported::new() },
//! )?;
//! reply.respond(now)?;
//!
//! let Some(Output::Send { octets, .. }) = switch.poll_output() else { panic!("a package") };
//! scp.handle_input(now, Input::Package { path: "to the switch", octets });
//! let Some(Output::Indication(answer)) = scp.poll_output() else { panic!("an indication") };
//! assert_eq!((answer.dialogue, answer.primitive), (Some(asked), Primitive::Response));
//! assert!(scp.is_empty() && switch.is_empty());
//! # Ok::<(), hookflash::machine::tcap::Refusal>(())
//! ```

mod dialogue;
mod endpoint;
mod fault;
mod ids;
pub mod itu;
mod message;
mod outgoing;
mod receive;
#[cfg(test)]
mod tests;

pub use dialogue::Awaits;
pub use endpoint::{Configuration, Counters, Endpoint, Event, Input, Output, Refusal};
pub use ids::DialogueId;
pub use message::{Answered, Indication, Message, Primitive, Received};
pub use outgoing::{Alone, Answering, Opening, Outgoing};

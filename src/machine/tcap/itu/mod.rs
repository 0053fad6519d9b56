//! ITU transactions, dialogues and components (Q.771, Q.774): the same as ANSI's, with application
//! contexts in place of permissions.
//!
//! ```
//! use hookflash::machine::tcap::Awaits;
//! use hookflash::machine::tcap::itu::{Configuration, Endpoint, Input, Output, Primitive};
//! use hookflash::machine::{Machine, Time};
//! use hookflash::wire::ber::ObjectIdentifier;
//! use hookflash::wire::tcap::itu::Code;
//!
//! let now = Time::ZERO;
//! let mut msc = Endpoint::new(Configuration { node: 1, ..Configuration::default() });
//! let mut hlr = Endpoint::new(Configuration { node: 2, ..Configuration::default() });
//!
//! // networkLocUpContext version 3, updateLocation.
//! let context = ObjectIdentifier(&[4, 0, 0, 1, 0, 1, 3]);
//! let mut begin = msc.begin("to the HLR")?;
//! begin.context(context);
//! begin.invoke(Code::Local(2), Some(&[0x30, 0][..]), Awaits::Both, None)?;
//! let asked = begin.send(now)?;
//! let Some(Output::Send { octets, .. }) = msc.poll_output() else { panic!("a message") };
//! hlr.handle_input(now, Input::Message { path: "to the MSC", octets });
//!
//! let Some(Output::Indication(began)) = hlr.poll_output() else { panic!("an indication") };
//! assert_eq!(began.message.dialogue().and_then(|d| d.application_context()), Some(context));
//! let id = began.message.first().and_then(|first| first.component.invoke_id).unwrap();
//! let mut reply = hlr.reply(began.dialogue.unwrap())?;
//! reply.result(id, None::<(Code<'_>, &[u8])>)?;
//! reply.end(now)?; // with an AARE that accepts the context
//!
//! let Some(Output::Send { octets, .. }) = hlr.poll_output() else { panic!("a message") };
//! msc.handle_input(now, Input::Message { path: "to the HLR", octets });
//! let Some(Output::Indication(answer)) = msc.poll_output() else { panic!("an indication") };
//! assert_eq!((answer.dialogue, answer.primitive), (Some(asked), Primitive::End));
//! assert!(msc.is_empty() && hlr.is_empty());
//! # Ok::<(), hookflash::machine::tcap::Refusal>(())
//! ```

mod dialogue;
mod endpoint;
mod message;
mod outgoing;
mod receive;
#[cfg(test)]
mod tests;

pub use dialogue::Operation;
pub use endpoint::{Configuration, Counters, Endpoint, Event, Input, Output};
pub use message::{Answered, Indication, Message, Primitive, ProviderAbort, Received};
pub use outgoing::{Alone, Answering, Opening, Outgoing};

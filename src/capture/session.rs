//! What must be known from message to message: the variant of each link, segments that wait for
//! the others, and the operations that answers answer. All of it is bounded.

use super::invokes::{Asked, Invokes};
use super::item::{Fault, Message, Protocol};
use super::segments::{Key, Segmented, Segments};
use super::variants::{Assumption, Variants};
use crate::wire::codes::Variant;
use crate::wire::stack::{Options, Stack};
use crate::wire::tcap::ansi::{Component, Package};
use crate::wire::{Diagnostic, Error, ErrorKind, Layer, Reader, Severity, sccp, tcap};

/// What the user decides in place of the evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The variant of every link.
    pub variant: Option<Variant>,
    /// Subsystems that carry TCAP: data of theirs that is not TCAP is an error. Data of others is
    /// read as TCAP where it looks like it.
    pub tcap_subsystems: Vec<u8>,
}

/// A component with the operation that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Resolved<'a> {
    /// The component's place in the component portion.
    pub place: usize,
    /// Where it begins in the message.
    pub at: u32,
    /// The component; an error where it could not be read.
    pub component: Result<Component<'a>, Error>,
    /// For a result, an error or a reject: the invoke that it answers.
    pub asked: Option<Asked>,
}

/// A message, decoded as far as TCAP components.
#[derive(Debug, Clone, Copy)]
pub struct Decoded<'d, 'a> {
    /// The message as the capture gave it.
    pub message: &'d Message<'d>,
    /// Its layers.
    pub stack: &'d Stack<'a>,
    /// What offsets in TCAP count from: the message's octets, or the segments put together.
    pub reassembled: bool,
    /// The components of an ANSI package, each with its operation.
    pub components: &'d [Resolved<'a>],
    /// What is wrong, lowest layer first.
    pub diagnostics: &'d [Diagnostic],
}

/// Decodes the messages of a capture one after the other.
///
/// ```no_run
/// use core::ops::ControlFlow;
/// use hookflash::capture::{Capture, Item, Session};
/// let mut capture = Capture::open("links.pcap")?;
/// let mut session = Session::default();
/// capture.for_each(|item| {
///     if let Item::Message(message) = item {
///         session.decode(&message, |decoded| println!("{:?}", decoded.stack.layers()));
///     }
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), hookflash::capture::CaptureError>(())
/// ```
#[derive(Debug, Default)]
pub struct Session {
    overrides: Overrides,
    variants: Variants,
    invokes: Invokes,
    segments: Segments,
    diagnostics: Vec<Diagnostic>,
}

impl Session {
    /// A session in which some things are decided beforehand.
    pub fn new(overrides: Overrides) -> Self {
        Self { overrides, ..Self::default() }
    }

    /// What was found out about each link, in the order of their first messages.
    pub fn assumptions(&self) -> impl Iterator<Item = Assumption> {
        self.variants.assumptions()
    }

    /// Segmented messages that were given up since this was last asked, each as a fault of the
    /// frame of its last segment. Ask after each message: of those that nobody asks for, only the
    /// last 256 are kept.
    pub fn given_up(&mut self) -> impl Iterator<Item = Fault> + '_ {
        self.segments.given_up().map(|(frame, time)| Fault {
            frame,
            time,
            diagnostic: Diagnostic::warning(Error {
                kind: ErrorKind::NotCaptured,
                at: 0,
                layer: Layer::Sccp,
                what: "rest of a segmented message",
            }),
            note: None,
        })
    }

    /// Gives up the segments that still wait: the capture is over.
    pub fn finish(&mut self) {
        self.segments.finish();
    }

    /// Decodes a message and shows it to `with`.
    pub fn decode<R>(
        &mut self,
        message: &Message<'_>,
        with: impl FnOnce(&Decoded<'_, '_>) -> R,
    ) -> R {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.clear();
        diagnostics.extend_from_slice(message.diagnostics);
        let lowest = match message.protocol {
            Protocol::Mtp2 | Protocol::Mtp2AnnexA => Layer::Mtp2,
            Protocol::Mtp3 => Layer::Mtp3,
            Protocol::Sccp => Layer::Sccp,
            Protocol::M2ua => Layer::M2ua,
            Protocol::M3ua => Layer::M3ua,
            Protocol::M2pa => Layer::M2pa,
            Protocol::Tcap => Layer::Tcap,
        };
        let forced = std::mem::take(&mut self.overrides.tcap_subsystems);
        let read = |variant, diagnostics: &mut Vec<Diagnostic>| {
            let options = Options { variant, tcap_subsystems: &forced };
            if message.protocol == Protocol::Mtp2AnnexA {
                Stack::decode_extended_mtp2(message.octets, &options, diagnostics)
            } else {
                Stack::decode(message.octets, lowest, &options, diagnostics)
            }
        };
        let mut scratch = Vec::new();
        let mut find = |variants: &mut Variants| {
            variants.of(message.link, message.frame, |variant| {
                scratch.clear();
                read(variant, &mut scratch)
            })
        };
        // What was cut at the snap length fits no variant well: its link decides.
        let is_cut = |d: &Diagnostic| matches!(d.error.kind, ErrorKind::Truncated { .. });
        let cut = message.diagnostics.iter().any(is_cut);
        let so_far = || self.variants.so_far(message.link).filter(|_| cut);
        let given = self.overrides.variant.or_else(so_far);
        let settled = self.variants.settled(message.link).filter(|_| given.is_none());
        let variant = given.or(settled).unwrap_or_else(|| find(&mut self.variants));
        let mut stack = read(variant, &mut diagnostics);
        // A message of a link that was thought to be known does not fit: it may be another variant
        // after all. A message of a connection is no proof, for nearly any octets can be one.
        let carried = message.diagnostics.len();
        let wrong = |d: &Diagnostic| d.severity > Severity::Note;
        let fits = !matches!(stack.sccp, Some(sccp::Message::Other { .. }))
            && !diagnostics.iter().skip(carried).any(wrong);
        if settled.is_some() && !fits {
            let other = find(&mut self.variants);
            if other != variant {
                diagnostics.truncate(carried);
                stack = read(other, &mut diagnostics);
            }
        }
        let options = Options { variant: stack.variant, tcap_subsystems: &forced };
        let whole = self.reassemble(&stack, message, &mut diagnostics);
        if let Some(whole) = &whole {
            let reader = Reader::new(whole, Layer::Tcap);
            if let Err(error) = stack.read_data(reader, &options, &mut diagnostics) {
                diagnostics.push(Diagnostic::error(error));
            }
        }
        self.overrides.tcap_subsystems = forced;
        self.note_subsystems(&stack, message, &mut diagnostics);
        let components = match &stack.tcap {
            Some(tcap::Message::Ansi(package)) => self.resolve(package, &stack, message.frame),
            _ => Vec::new(),
        };
        for resolved in &components {
            match &resolved.component {
                Ok(component) => component.irregularities(|d| diagnostics.push(d)),
                Err(error) => diagnostics.push(Diagnostic::error(*error)),
            }
        }
        if let Some(tcap::Message::Itu(message)) = &stack.tcap {
            let components = message.components.iter().flat_map(tcap::itu::Components::iter);
            diagnostics.extend(
                components.filter_map(|(_, component)| component.err()).map(Diagnostic::error),
            );
        }
        let result = with(&Decoded {
            message,
            stack: &stack,
            reassembled: whole.is_some(),
            components: &components,
            diagnostics: &diagnostics,
        });
        self.diagnostics = diagnostics;
        result
    }

    /// The user data of all segments, where this message brings the last one.
    fn reassemble(
        &mut self,
        stack: &Stack<'_>,
        message: &Message<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Vec<u8>> {
        let sccp = stack.sccp.as_ref()?;
        let segment = sccp.segmentation()?;
        if segment.first && segment.remaining == 0 {
            return None;
        }
        let data = sccp.data()?;
        let (_, calling) = sccp.addresses()?;
        let originating = stack.point_codes().map(|(originating, _)| originating);
        let key = Key {
            link: originating.is_none().then_some(message.link),
            originating,
            calling: address_octets(calling),
            local_reference: segment.local_reference,
        };
        match self.segments.add(key, segment, data.rest(), message.frame, message.time) {
            Segmented::Whole(octets) => Some(octets),
            Segmented::Waiting => None,
            Segmented::Stray => {
                let error = data.error(ErrorKind::NotCaptured, "segment before this one");
                diagnostics.push(Diagnostic::warning(error));
                None
            }
        }
    }

    /// Learns from TCAP that was found, and takes data that is not TCAP amiss where its subsystem
    /// has carried TCAP before.
    fn note_subsystems(
        &mut self,
        stack: &Stack<'_>,
        message: &Message<'_>,
        diagnostics: &mut [Diagnostic],
    ) {
        let Some((called, calling)) = stack.sccp.as_ref().and_then(sccp::Message::addresses) else {
            return;
        };
        let of = |address: &sccp::Address<'_>| address.subsystem_number.map(|ssn| ssn.0);
        let subsystems = [of(called), of(calling)];
        if stack.tcap.is_some() {
            return self.variants.carried_tcap(message.link, message.frame, subsystems);
        }
        let carries = |ssn: u8| self.variants.carries_tcap(message.link, ssn);
        if subsystems.into_iter().flatten().any(carries) {
            for diagnostic in diagnostics {
                let not_tcap = diagnostic.error.what == "TCAP package type";
                if not_tcap && diagnostic.severity == Severity::Note {
                    diagnostic.severity = Severity::Error;
                }
            }
        }
    }

    /// Finds the operation of every component, and remembers those of invokes.
    fn resolve<'a>(
        &mut self,
        package: &Package<'a>,
        stack: &Stack<'_>,
        frame: u64,
    ) -> Vec<Resolved<'a>> {
        let (originating, destination) = match stack.point_codes() {
            Some((originating, destination)) => (Some(originating.value), Some(destination.value)),
            None => (None, None),
        };
        // A returned message was sent by the one that it comes back to: it asks nothing anew.
        let returned = matches!(
            stack.sccp,
            Some(
                sccp::Message::UnitdataService(_)
                    | sccp::Message::ExtendedUnitdataService(_)
                    | sccp::Message::LongUnitdataService(_)
            )
        );
        // The answer to a sender that is named by its global title may go to another point code.
        let by_alias =
            stack.sccp.as_ref().and_then(sccp::Message::addresses).is_some_and(|(_, calling)| {
                let elsewhere =
                    calling.point_code.is_some_and(|code| Some(code.value) != originating);
                calling.global_title.is_some() || elsewhere
            });
        let Some(components) = package.components else { return Vec::new() };
        let resolve = |(place, (element, component)): (usize, (Option<_>, Result<_, _>))| {
            let element: Option<crate::wire::ber::Tlv<'a>> = element;
            let component: Result<Component<'a>, Error> = component;
            let at = match (&element, &component) {
                (Some(element), _) => element.at,
                (None, Err(error)) => error.at,
                (None, Ok(_)) => 0,
            };
            let answered = match &component {
                Ok(Component::Invoke(invoke)) => {
                    if let (Some(transaction), Some(invoke_id), false) =
                        (package.originating_id, invoke.invoke_id, returned)
                    {
                        let asked = Asked { operation: invoke.operation, frame };
                        let invoke = (transaction, invoke_id);
                        self.invokes.insert(invoke, originating, by_alias, asked);
                    }
                    None
                }
                Ok(Component::ReturnResult(result)) => Some(result.correlation_id),
                Ok(Component::ReturnError(error)) => Some(error.correlation_id),
                Ok(Component::Reject(reject)) => reject.correlation_id,
                Err(_) => None,
            };
            let asked = answered.zip(package.responding_id).and_then(|(id, transaction)| {
                // A returned answer travels away from the node that asked.
                let node = if returned { originating } else { destination };
                self.invokes.find(transaction, id, node)
            });
            Resolved { place, at, component, asked }
        };
        components.iter().enumerate().map(resolve).collect()
    }
}

/// What tells one calling party from another, as octets.
fn address_octets(address: &sccp::Address<'_>) -> Vec<u8> {
    let mut octets = vec![address.subsystem_number.map_or(0, |ssn| ssn.0)];
    if let Some(point_code) = address.point_code {
        octets.extend_from_slice(&point_code.value.to_be_bytes());
    }
    if let Some(digits) = address.global_title.and_then(|title| title.digits()) {
        octets.extend(digits.iter());
    }
    octets
}

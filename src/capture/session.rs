//! What must be known from message to message: the variant of each link, segments that wait for
//! the others, the operations that answers answer, and the applications of dialogues. All of it is
//! bounded.

use super::applications::Applications;
use super::batch::{Readings, recycled};
use super::invokes::{Asked, Invokes};
use super::item::{Fault, Message, Protocol};
use super::reading::{
    Decoded, Depth, Overrides, Reading, Resolved, Whole, layers, read_components, read_whole,
};
use super::segments::{Key, Segmented, Segments};
use super::variants::{Assumption, Variants};
use crate::wire::codes::Variant;
use crate::wire::stack::{Stack, Usual};
use crate::wire::tcap::ansi::Component;
use crate::wire::{Diagnostic, Error, ErrorKind, Layer, Severity, sccp, tcap};

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
    applications: Applications,
    segments: Segments,
    /// Empty vectors that keep their room from message to message.
    diagnostics: Vec<Diagnostic>,
    components: Vec<Resolved<'static>>,
    scratch: Vec<Diagnostic>,
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
        self.decode_as_far(Depth::Components, message, with)
    }

    /// Decodes a message to this depth, which must be the same for all messages of a capture, and
    /// shows it to `with`.
    pub fn decode_as_far<R>(
        &mut self,
        depth: Depth,
        message: &Message<'_>,
        with: impl FnOnce(&Decoded<'_, '_>) -> R,
    ) -> R {
        let mut components = recycled(std::mem::take(&mut self.components));
        let (settled, variant) = self.variant(message);
        let mut reading = Reading::empty(variant, std::mem::take(&mut self.diagnostics));
        reading.read(message, (&self.overrides, depth), &mut components);
        self.settle_one(message, &mut reading, &mut components, settled, depth);
        let result = reading.show(message, &components, &self.overrides.tcap_subsystems, with);
        self.components = recycled(components);
        reading.diagnostics.clear();
        self.diagnostics = reading.diagnostics;
        result
    }

    /// Reads a message as far as its [layers](Depth::Layers) into a value that is there already, and
    /// learns from it, where it is the usual one on a link that is known; false, and nothing is
    /// learnt, where it must be [decoded](Self::decode_as_far).
    #[inline(always)] // so that what the caller does not ask for is not worked out
    pub fn usual<'a>(&mut self, message: &Message<'a>, usual: &mut Usual<'a>) -> bool {
        if message.protocol != Protocol::Mtp3 || !message.diagnostics.is_empty() {
            return false;
        }
        let given = self.overrides.variant;
        let Some((variant, carried)) = self.variants.known_link(message.link, given) else {
            return false;
        };
        if !usual.read_into(message.octets, variant) {
            return false;
        }
        carried.tcap(message.frame, usual.unitdata.subsystems());
        true
    }

    /// Learns what there is to learn from a message, and shows it to nobody. Operations are not
    /// remembered: messages that come later must not be [decoded](Self::decode).
    pub fn survey(&mut self, message: &Message<'_>) {
        let (settled, variant) = self.variant(message);
        let mut reading = Reading::empty(variant, std::mem::take(&mut self.diagnostics));
        reading.read(message, (&self.overrides, Depth::Layers), &mut Vec::new());
        self.settle_one(message, &mut reading, &mut Vec::new(), settled, Depth::Layers);
        reading.diagnostics.clear();
        self.diagnostics = reading.diagnostics;
    }

    /// Settles what was read of the messages of a batch: finds their variants, operations and
    /// applications, puts segments together. Batches must come in the order of the capture, and be read with the
    /// session's [`Overrides`].
    pub fn settle(&mut self, readings: &mut Readings<'_>) {
        let depth = readings.depth;
        let mut list = readings.list.iter_mut();
        for (place, kept) in readings.batch.kept().iter().enumerate() {
            let Some(message) = readings.batch.message(kept) else { continue };
            let Some(reading) = list.next() else { break };
            let (settled, variant) = self.variant(&message);
            let components = &mut readings.components;
            if reading.stack.variant != variant {
                reading.again(&message, variant, (&self.overrides, depth), components);
            }
            self.settle_one(&message, reading, components, settled, depth);
            if self.segments.any_given_up() {
                readings.given_up.extend(self.given_up().map(|fault| (place, fault)));
            }
        }
    }

    /// The variant that a message is read in first, and whether that is its link's, long known.
    fn variant(&mut self, message: &Message<'_>) -> (bool, Variant) {
        if let Some(given) = self.overrides.variant {
            return (false, given);
        }
        // What was cut at the snap length fits no variant well: its link decides.
        let is_cut = |d: &Diagnostic| matches!(d.error.kind, ErrorKind::Truncated { .. });
        if message.diagnostics.iter().any(is_cut)
            && let Some(so_far) = self.variants.so_far(message.link)
        {
            return (false, so_far);
        }
        match self.variants.settled(message.link) {
            Some(settled) => (true, settled),
            None => (false, self.find(message)),
        }
    }

    /// Reads a message in every variant for the evidence; the variant that it speaks for.
    #[cold]
    fn find(&mut self, message: &Message<'_>) -> Variant {
        let Self { overrides, variants, scratch, .. } = self;
        variants.of(message.link, message.frame, |variant| {
            scratch.clear();
            let mut stack = Stack::empty(variant);
            layers(&mut stack, message, &overrides.tcap_subsystems, scratch);
            stack
        })
    }

    /// `settled`: the variant is that of a link that was thought to be known.
    fn settle_one<'a>(
        &mut self,
        message: &Message<'a>,
        reading: &mut Reading<'a>,
        components: &mut Vec<Resolved<'a>>,
        settled: bool,
        depth: Depth,
    ) {
        // If the message does not fit all the same, it may be another variant after all.
        if settled && !reading.fits {
            let other = self.find(message);
            if other != reading.stack.variant {
                reading.again(message, other, (&self.overrides, depth), components);
            }
        }
        match self.reassemble(message, reading) {
            Some(octets) => self.settle_whole(message, reading, octets, depth),
            None => {
                self.note_subsystems(&reading.stack, message, &mut reading.diagnostics);
                reading.stack.dialogue_application = self.applications.settle(&reading.stack);
                let components = components.get_mut(reading.components.clone());
                if let Some(components @ [_, ..]) = components
                    && depth == Depth::Components
                {
                    self.resolve(&reading.stack, components, message.frame);
                }
            }
        }
    }

    /// Settles a message that brings the last segment of a whole.
    fn settle_whole(
        &mut self,
        message: &Message<'_>,
        reading: &mut Reading<'_>,
        octets: Vec<u8>,
        depth: Depth,
    ) {
        let mut stack: Stack<'_> = reading.stack;
        let diagnostics = &mut reading.diagnostics;
        read_whole(&mut stack, &octets, &self.overrides.tcap_subsystems, diagnostics);
        self.note_subsystems(&stack, message, diagnostics);
        let mut components = Vec::new();
        if depth > Depth::Layers {
            read_components(&stack.tcap, &mut components, diagnostics);
        }
        if depth == Depth::Components {
            self.resolve(&stack, &mut components, message.frame);
        }
        reading.stack.dialogue_application = self.applications.settle(&stack);
        let asked = components.iter().map(|resolved| resolved.asked).collect();
        reading.whole = Some(Box::new(Whole { octets, asked }));
    }

    /// The user data of all segments, where this message brings the last one.
    fn reassemble(&mut self, message: &Message<'_>, reading: &mut Reading<'_>) -> Option<Vec<u8>> {
        let stack = &reading.stack;
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
                reading.diagnostics.push(Diagnostic::warning(error));
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
        let mut carries = |ssn: u8| self.variants.carries_tcap(message.link, ssn);
        if subsystems.into_iter().flatten().any(&mut carries) {
            for diagnostic in diagnostics {
                let not_tcap = diagnostic.error.what == "TCAP package type";
                if not_tcap && diagnostic.severity == Severity::Note {
                    diagnostic.severity = Severity::Error;
                }
            }
        }
    }

    /// Finds the operation of every component of a package, and remembers those of invokes.
    fn resolve(&mut self, stack: &Stack<'_>, components: &mut [Resolved<'_>], frame: u64) {
        let Some(tcap::Message::Ansi(package)) = &stack.tcap else { return };
        let (originating, destination) = match stack.point_codes() {
            Some((originating, destination)) => (Some(originating.value), Some(destination.value)),
            None => (None, None),
        };
        // A returned message was sent by the one that it comes back to: it asks nothing anew.
        let returned = is_returned(stack);
        // The answer to a sender that is named by its global title may go to another point code.
        let by_alias =
            stack.sccp.as_ref().and_then(sccp::Message::addresses).is_some_and(|(_, calling)| {
                let elsewhere =
                    calling.point_code.is_some_and(|code| Some(code.value) != originating);
                calling.global_title.is_some() || elsewhere
            });
        for resolved in components {
            let answered = match &resolved.component {
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
            resolved.asked = answered.zip(package.responding_id).and_then(|(id, transaction)| {
                // A returned answer travels away from the node that asked.
                let node = if returned { originating } else { destination };
                self.invokes.find(transaction, id, node)
            });
        }
    }
}

/// Whether the network gives a message back to who sent it.
pub(super) const fn is_returned(stack: &Stack<'_>) -> bool {
    matches!(
        stack.sccp,
        Some(
            sccp::Message::UnitdataService(_)
                | sccp::Message::ExtendedUnitdataService(_)
                | sccp::Message::LongUnitdataService(_)
        )
    )
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

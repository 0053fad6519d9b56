//! What a message's octets say by themselves, and what they come to with what the session knows.

use super::invokes::Asked;
use super::item::{Message, Protocol};
use crate::wire::codes::Variant;
use crate::wire::stack::{Options, Stack};
use crate::wire::tcap::ansi::{Component, Components, Invoke};
use crate::wire::{Diagnostic, Error, Layer, Reader, Severity, mtp2, sccp, tcap};
use core::ops::Range;

/// What the user decides in place of the evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The variant of every link.
    pub variant: Option<Variant>,
    /// Subsystems that carry TCAP: data of theirs that is not TCAP is an error. Data of others is
    /// read as TCAP where it looks like it.
    pub tcap_subsystems: Vec<u8>,
}

/// How far messages are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The layers alone: enough to count messages and faults, and to learn about the links. There
    /// are no components, and no diagnostics of theirs.
    Layers,
    /// The components of TCAP too, each with its operation.
    #[default]
    Components,
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

impl Resolved<'_> {
    /// To be read into.
    const BLANK: Self =
        Self { place: 0, at: 0, component: Ok(Component::Invoke(Invoke::BLANK)), asked: None };
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

/// A message read from its octets in one variant.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) stack: Stack<'a>,
    /// Its components, among those of the messages that were read with it.
    pub(super) components: Range<usize>,
    /// First those that came with the message.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether the message speaks for the variant that it was read in. A message of a connection
    /// is no proof, for nearly any octets can be one.
    pub(super) fits: bool,
    /// Where the message completes a segmented one.
    pub(super) whole: Option<Box<Whole>>,
}

/// The user data of all segments of a message.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) octets: Vec<u8>,
    /// What each component answers.
    pub(super) asked: Vec<Option<Asked>>,
}

/// Reads the layers of a message into a stack that is empty.
pub(super) fn layers<'a>(
    stack: &mut Stack<'a>,
    message: &Message<'a>,
    tcap_subsystems: &[u8],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let options = Options { variant: stack.variant, tcap_subsystems };
    let (lowest, format) = match message.protocol {
        Protocol::Mtp2AnnexA => (Layer::Mtp2, mtp2::Format::Extended),
        Protocol::Mtp2 => (Layer::Mtp2, mtp2::Format::Basic),
        Protocol::Mtp3 => (Layer::Mtp3, mtp2::Format::Basic),
        Protocol::Isup => (Layer::Isup, mtp2::Format::Basic),
        Protocol::Sccp => (Layer::Sccp, mtp2::Format::Basic),
        Protocol::M2ua => (Layer::M2ua, mtp2::Format::Basic),
        Protocol::Sua => (Layer::Sua, mtp2::Format::Basic),
        Protocol::M3ua => (Layer::M3ua, mtp2::Format::Basic),
        Protocol::M2pa => (Layer::M2pa, mtp2::Format::Basic),
        Protocol::Tcap => (Layer::Tcap, mtp2::Format::Basic),
    };
    stack.read(Reader::new(message.octets, lowest), format, &options, diagnostics);
}

impl<'a> Reading<'a> {
    /// Nothing read, to be [read](Self::read) in this variant; `diagnostics` is an empty vector, new
    /// or used.
    pub(super) const fn empty(variant: Variant, diagnostics: Vec<Diagnostic>) -> Self {
        let stack = Stack::empty(variant);
        Self { stack, components: 0..0, diagnostics, fits: true, whole: None }
    }

    /// Reads a message. Its components are added to `components`.
    pub(super) fn read(
        &mut self,
        message: &Message<'a>,
        (overrides, depth): (&Overrides, Depth),
        components: &mut Vec<Resolved<'a>>,
    ) {
        let Self { stack, diagnostics, .. } = self;
        diagnostics.extend_from_slice(message.diagnostics);
        layers(stack, message, &overrides.tcap_subsystems, diagnostics);
        let wrong = |d: &Diagnostic| d.severity > Severity::Note;
        let found = diagnostics.get(message.diagnostics.len()..).unwrap_or_default();
        self.fits =
            !matches!(stack.sccp, Some(sccp::Message::Connection(_))) && !found.iter().any(wrong);
        if depth > Depth::Layers {
            self.components = read_components(&stack.tcap, components, diagnostics);
        }
    }

    /// Reads the message anew in another variant.
    #[cold]
    pub(super) fn again(
        &mut self,
        message: &Message<'a>,
        variant: Variant,
        how: (&Overrides, Depth),
        components: &mut Vec<Resolved<'a>>,
    ) {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.clear();
        *self = Self::empty(variant, diagnostics);
        self.read(message, how, components);
    }

    /// Shows the message to `with`, when all is known about it.
    pub(super) fn show<R>(
        &self,
        message: &Message<'a>,
        components: &[Resolved<'a>],
        tcap_subsystems: &[u8],
        with: impl FnOnce(&Decoded<'_, '_>) -> R,
    ) -> R {
        if let Some(whole) = &self.whole {
            let mut stack: Stack<'_> = self.stack;
            let mut components = Vec::new();
            // What is wrong was noted when the message was settled.
            let mut again = Vec::new();
            read_whole(&mut stack, &whole.octets, tcap_subsystems, &mut again);
            // None were read of a message that was read as far as its layers.
            if !whole.asked.is_empty() {
                read_components(&stack.tcap, &mut components, &mut again);
            }
            for (resolved, asked) in components.iter_mut().zip(&whole.asked) {
                resolved.asked = *asked;
            }
            return with(&Decoded {
                message,
                stack: &stack,
                reassembled: true,
                components: &components,
                diagnostics: &self.diagnostics,
            });
        }
        with(&Decoded {
            message,
            stack: &self.stack,
            reassembled: false,
            components: components.get(self.components.clone()).unwrap_or_default(),
            diagnostics: &self.diagnostics,
        })
    }
}

/// Reads the user data of all segments as if the last message had brought it.
pub(super) fn read_whole<'w>(
    stack: &mut Stack<'w>,
    whole: &'w [u8],
    tcap_subsystems: &[u8],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let options = Options { variant: stack.variant, tcap_subsystems };
    if let Err(error) = stack.read_data(Reader::new(whole, Layer::Tcap), &options, diagnostics) {
        diagnostics.push(Diagnostic::error(error));
    }
}

/// Adds the components of an ANSI package to `components`, none of them resolved, and what is
/// wrong with those of either standard to `diagnostics`.
pub(super) fn read_components<'a>(
    tcap: &Option<tcap::Message<'a>>,
    components: &mut Vec<Resolved<'a>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Range<usize> {
    let start = components.len();
    match tcap {
        Some(tcap::Message::Ansi(package)) => {
            let Some(mut reader) = package.components.map(|all| all.reader()) else {
                return start..start;
            };
            for place in 0.. {
                if reader.is_empty() {
                    break;
                }
                // Where it lies: what is read goes from registers to its place.
                components.push(Resolved::BLANK);
                let Some(resolved) = components.last_mut() else { break };
                resolved.place = place;
                resolved.at = reader.at();
                if let Ok(Component::Invoke(invoke)) = &mut resolved.component
                    && invoke.decode_quick_into(&mut reader)
                {
                    continue;
                }
                let (element, component) = Components::next(&mut reader);
                match &component {
                    Ok(component) => component.irregularities(|d| diagnostics.push(d)),
                    Err(error) => diagnostics.push(Diagnostic::error(*error)),
                }
                if let (None, Err(error)) = (&element, &component) {
                    resolved.at = error.at;
                }
                resolved.component = component;
            }
        }
        Some(tcap::Message::Itu(message)) => {
            let all = message.components.iter().flat_map(tcap::itu::Components::iter);
            for (_, component) in all {
                match component {
                    Ok(component) => component.irregularities(|d| diagnostics.push(d)),
                    Err(error) => diagnostics.push(Diagnostic::error(error)),
                }
            }
        }
        None => {}
    }
    start..components.len()
}

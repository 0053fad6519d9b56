//! The table of fields: names and kinds are tshark's, so that filters that exist go on to work.

mod ain;
mod frame;
mod mtp;
mod sccp;
mod sigtran;
mod tcap;

use super::names::{self, Name};
use super::value::{Kind, Value};
use crate::capture::{Decoded, Depth};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Takes the values of a field, one after the other.
type Each<'e> = dyn FnMut(Value<'_>) + 'e;

/// Hands on the values that a field has in a message.
type Read = fn(&Decoded<'_, '_>, &mut Each<'_>);

/// A field that filters and `-e` may name.
#[derive(Debug)]
pub struct Field {
    name: Cow<'static, str>,
    kind: Kind,
    /// Further kinds, where several elements share the name.
    further: Vec<Kind>,
    /// Those of an enumeration of AIN.
    names: Vec<Name>,
    source: Source,
}

/// Where the values come from.
#[derive(Debug)]
enum Source {
    Layers(Read),
    Components(Read),
    /// The AIN elements of this name.
    Ain(ain::Aspect),
}

impl Field {
    const fn layers(name: &'static str, kind: Kind, read: Read) -> Self {
        Self::new(name, kind, Source::Layers(read))
    }

    const fn components(name: &'static str, kind: Kind, read: Read) -> Self {
        Self::new(name, kind, Source::Components(read))
    }

    const fn new(name: &'static str, kind: Kind, source: Source) -> Self {
        Self { name: Cow::Borrowed(name), kind, further: Vec::new(), names: Vec::new(), source }
    }

    /// The name, as `sccp.called.ssn`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of value it has; where elements of several kinds share the name, of the first.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The names that stand for numbers of this field, as `Unitdata` in
    /// `sccp.message_type == Unitdata`.
    pub fn names(&self) -> &[(&'static str, u32)] {
        if self.names.is_empty() { names::of(&self.name) } else { &self.names }
    }

    /// How far a message must be read for it.
    pub const fn depth(&self) -> Depth {
        match self.source {
            Source::Layers(_) => Depth::Layers,
            Source::Components(_) | Source::Ain(_) => Depth::Components,
        }
    }

    /// Hands each value that the field has in a message to `with`, in order.
    pub fn each(&self, decoded: &Decoded<'_, '_>, with: &mut dyn FnMut(Value<'_>)) {
        match &self.source {
            Source::Layers(read) | Source::Components(read) => read(decoded, with),
            Source::Ain(aspect) => ain::each(aspect, decoded, with),
        }
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> {
        std::iter::once(self.kind).chain(self.further.iter().copied())
    }
}

const TABLES: [&[Field]; 16] = [
    frame::FRAME,
    mtp::MTP2,
    mtp::MANAGEMENT,
    mtp::ISUP,
    mtp::MTP3,
    sigtran::M2PA,
    sigtran::M2UA,
    sigtran::SUA,
    sigtran::SUA_SOURCE,
    sigtran::SUA_DESTINATION,
    sigtran::M3UA,
    sccp::SCCP,
    sccp::CALLED,
    sccp::CALLING,
    tcap::ANSI,
    tcap::ITU,
];

/// Every field, protocol by protocol.
pub fn fields() -> impl Iterator<Item = &'static Field> {
    static OTHERS: [&[Field]; 16] = TABLES;
    OTHERS.into_iter().flatten().chain(ain::fields())
}

/// The field of this name.
pub fn field(name: &str) -> Option<&'static Field> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Field>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| fields().map(|field| (field.name(), field)).collect());
    by_name.get(name).copied()
}

/// Hands on a number that is there.
fn unsigned(number: Option<impl Into<u64>>, each: &mut Each<'_>) {
    if let Some(number) = number {
        each(Value::Unsigned(number.into()));
    }
}

/// Hands on octets that are there.
fn octets(octets: Option<&[u8]>, each: &mut Each<'_>) {
    if let Some(octets) = octets {
        each(Value::Octets(octets));
    }
}

/// Says that something is there.
fn present(is_there: bool, each: &mut Each<'_>) {
    if is_there {
        each(Value::Present);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_fields_share_a_name() {
        let mut names: Vec<&str> = fields().map(Field::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count > 500, "{count}");
    }
}

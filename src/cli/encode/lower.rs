//! The layers below TCAP from their JSON.

use super::message::{self, Encoded};
use super::mistake::Mistakes;
use super::tree::Fields;
use crate::wire::Layer;
use crate::wire::codes::{PointCode, Variant};

/// Who sends a message and who gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) originating: PointCode,
    pub(super) destination: PointCode,
}

pub(super) fn encode(
    fields: &Fields<'_>,
    lowest: Layer,
    _: Option<Variant>,
    mistakes: &mut Mistakes,
) -> Option<Encoded> {
    let octets = message::user(fields, mistakes)?;
    Some(Encoded { octets, lowest, label: None, time: None, assumed: vec![] })
}

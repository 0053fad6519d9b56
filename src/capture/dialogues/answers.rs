//! What answers what: in a dialogue, and across those that are no longer remembered.

use super::read::{Found, Standard};
use super::{Code, Dialogue, Kind, Part, Step};
use crate::capture::invokes::{Asked, Invokes};
use crate::wire::tcap::ansi::TransactionId;

/// Invokes of T1.114 that may still be answered are remembered beyond their dialogue.
pub(super) fn remember_invokes(unanswered: &mut Invokes, dialogue: &Dialogue) {
    if dialogue.has_ended() {
        return;
    }
    for step in &dialogue.steps {
        let end = usize::from(!step.forward);
        let Some(id) = dialogue.ids[end] else { continue };
        let node = dialogue.nodes[end].point_code.map(|code| code.value);
        for part in &step.parts {
            if let (Some(Code::Operation(operation)), Some(Ok(invoke_id)), false) =
                (part.code, part.invoke_id.map(u8::try_from), part.answered)
            {
                let invoke = (TransactionId(id), invoke_id);
                let asked = Asked { operation, frame: step.frame };
                unanswered.insert(invoke, node, true, asked);
            }
        }
    }
}

/// Finds what a message answers whose dialogue is not remembered.
pub(super) fn answer_to_old(unanswered: &Invokes, found: &Found, parts: &mut [Part]) {
    let (Standard::Ansi, Some(id)) = (found.standard, found.ids[1]) else { return };
    let node = found.nodes[1].point_code.map(|code| code.value);
    for part in parts.iter_mut().filter(|part| part.asked.is_none()) {
        if let Some(Ok(invoke_id)) = part.answers.map(u8::try_from) {
            let asked = unanswered.find(TransactionId(id), invoke_id, node);
            part.asked = asked.map(|asked| Code::Operation(asked.operation));
        }
    }
}

/// Invoke ids have 256 values. What is answered is among so many components of the other side, the
/// latest messages first, or is not found.
const LOOKED_AT: usize = 1024;

/// Finds the invokes that the parts of a step answer.
pub(super) fn answer(before: &mut [Step], step: &mut Step) {
    for part in step.parts.iter_mut() {
        let Some(id) = part.answers else { continue };
        let from_other = before.iter_mut().rev().filter(|other| other.forward != step.forward);
        let parts = from_other.filter(|other| !other.repeated).flat_map(|other| {
            let time = other.time;
            other.parts.iter_mut().map(move |part| (part, time))
        });
        let mut parts = parts.take(LOOKED_AT);
        let asked = parts.find(|(p, _)| p.kind == Kind::Invoke && p.invoke_id == Some(id));
        if let Some((invoke, time)) = asked {
            part.further = std::mem::replace(&mut invoke.answered, true);
            part.asked = invoke.code.or(part.asked);
            part.waited = time.zip(step.time).map(|(then, now)| now.nanoseconds_since(&then));
        }
    }
}

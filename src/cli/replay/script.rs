//! What a capture's clients said and were told: the dialogues to be held again.

use super::super::Exit;
use super::super::decode::VariantName;
use super::super::dialogues::{Input, node};
use super::super::tree;
use crate::capture::Depth;
use crate::capture::dialogues::{Dialogue, Dialogues, Package as Kind};
use crate::wire::tcap::Message;
use crate::wire::tcap::ansi::{Abort, Component, OperationCode, Package, PackageType};
use crate::wire::{Layer, Reader};
use bytes::Bytes;
use core::time::Duration;
use std::collections::HashMap;
use std::ops::ControlFlow;

/// A package of a captured dialogue.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) frame: u64,
    /// Since the first package of all.
    pub(super) at: Duration,
    /// Whether the client sent it.
    pub(super) client: bool,
    pub(super) octets: Bytes,
}

/// A captured dialogue.
#[derive(Debug, Clone)]
pub(super) struct Script {
    /// Its number in the capture.
    pub(super) number: u64,
    /// Who asked whom.
    pub(super) nodes: String,
    pub(super) turns: Vec<Turn>,
    /// Why it is not held again, if it is not.
    pub(super) unfit: Option<&'static str>,
}

/// Which captured dialogues.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// The capture: pcap or pcapng, plain, gzip or zstd
    pub(super) file: String,

    /// Only dialogues of which a message matches this display filter
    #[arg(short = 'Y', long, value_name = "FILTER")]
    filter: Option<String>,

    /// Only dialogues with this captured server: a point code (5-10-1), or one with a subsystem
    /// (5-10-1:247)
    #[arg(long, value_name = "ADDRESS")]
    server: Option<String>,

    /// Only this dialogue, by its number; may be given several times
    #[arg(short = 'd', long = "dialogue", value_name = "N")]
    dialogues: Vec<u64>,

    /// Variant of MTP3 and SCCP in the capture
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,
}

impl Wanted {
    fn wants(&self, dialogue: &Dialogue) -> bool {
        let server = dialogue.nodes[1];
        let is_server = self.server.as_deref().is_none_or(|wanted| {
            let code = server.point_code.map(|code| code.to_string()).unwrap_or_default();
            let subsystem = server.subsystem_number.map_or(0, |subsystem| subsystem.0);
            wanted == code || wanted == format!("{code}:{subsystem}")
        });
        let numbered = self.dialogues.is_empty() || self.dialogues.contains(&dialogue.number);
        is_server && numbered
    }

    /// Reads the capture: once to put its messages together, once for the octets of those that are
    /// wanted.
    pub(super) fn scripts(&self) -> Result<(Vec<Script>, Exit), Exit> {
        if self.file == "-" {
            eprintln!("hookflash: replay reads a capture twice: give a file, not standard input");
            return Err(Exit::Usage);
        }
        let input = Input {
            files: vec![self.file.clone()],
            filter: self.filter.clone(),
            patience: crate::capture::dialogues::PATIENCE,
            variant: self.variant,
            ssn: vec![],
        };
        let mut chosen = Vec::new();
        let (exit, _) = input.dialogues(Dialogues::default(), &mut |dialogue| {
            if self.wants(&dialogue) {
                chosen.push(dialogue);
            }
            ControlFlow::Continue(())
        })?;
        chosen.sort_by_key(|dialogue| dialogue.number);
        let mut octets: HashMap<(u64, u32), Option<Bytes>> = HashMap::new();
        for step in chosen.iter().flat_map(|dialogue| &dialogue.steps) {
            octets.insert((step.frame, step.index), None);
        }
        input.messages(Depth::Layers, &mut |decoded| {
            let place = (decoded.message.frame, decoded.message.index);
            if let (Some(room), Some(Message::Ansi(package))) =
                (octets.get_mut(&place), &decoded.stack.tcap)
            {
                *room = Some(Bytes::copy_from_slice(package.element.octets));
            }
            ControlFlow::Continue(())
        });
        let began = chosen.iter().filter_map(Dialogue::began).min_by(|one, other| {
            (one.seconds, one.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
        });
        let scripts = chosen.iter().map(|dialogue| {
            let mut unfit = unfit(dialogue);
            let steps = dialogue.steps.iter().filter(|step| !step.repeated && !step.late);
            let turns = steps.filter_map(|step| {
                let since = began.zip(step.time).map_or(0, |(a, b)| b.nanoseconds_since(&a));
                let octets = octets.get(&(step.frame, step.index)).cloned().flatten();
                if octets.is_none() {
                    unfit = unfit.or(Some("its messages cannot be read"));
                }
                Some(Turn {
                    frame: step.frame,
                    at: Duration::from_nanos(since),
                    client: step.forward,
                    octets: octets?,
                })
            });
            let turns = turns.collect();
            let nodes = dialogue.nodes.map(|end| node(&end)).join(" → ");
            Script { number: dialogue.number, nodes, turns, unfit }
        });
        Ok((scripts.collect(), exit))
    }
}

/// Why a dialogue cannot be held again.
fn unfit(dialogue: &Dialogue) -> Option<&'static str> {
    let first = dialogue.steps.first()?;
    if !dialogue.whole {
        return Some("its beginning is not in the capture");
    }
    if dialogue.more > 0 {
        return Some("it has too many messages");
    }
    if dialogue.steps.iter().any(|step| step.returned.is_some()) {
        return Some("the network gave a message back");
    }
    match first.package {
        Kind::Ansi(PackageType::ABORT | PackageType::RESPONSE) => {
            Some("its beginning is not in the capture")
        }
        Kind::Ansi(_) => None,
        Kind::Itu(_) => Some("it is ITU TCAP, and this node speaks ANSI"),
        Kind::Isup(_) => Some("it is a call of ISUP"),
    }
}

/// Reads a package.
pub(super) fn package(octets: &Bytes) -> Option<Package<'_>> {
    Package::decode(&mut Reader::new(octets, Layer::Tcap)).ok()
}

/// The components that can be read.
pub(super) fn components<'a>(package: &Package<'a>) -> Vec<Component<'a>> {
    let all = package.components.iter().flat_map(|components| components.iter());
    all.filter_map(|(_, component)| component.ok()).collect()
}

/// The words for a package that begins or goes on or ends.
pub(super) fn heading(package: &Package<'_>) -> String {
    let name = package.package_type.name().unwrap_or("unknown package");
    match &package.abort {
        Some(Abort::Cause(cause)) => match cause.name() {
            Some(cause) => format!("{name}: {cause}"),
            None => format!("{name}: P-Abort cause {}", cause.0),
        },
        Some(Abort::User(_)) => format!("{name} by the user"),
        None => name.to_string(),
    }
}

/// What a package says, in lines to be compared. `asked` tells the operations that its components
/// answer.
pub(super) fn said<'a>(
    heading: String,
    components: impl Iterator<Item = (Component<'a>, Option<OperationCode>)>,
    ignored: &[String],
) -> Vec<String> {
    let mut lines = vec![heading];
    for (component, asked) in components {
        lines.extend(without(tree::said(component, asked), ignored));
    }
    lines
}

/// Leaves out the parameters of these names, and what they hold.
fn without(lines: Vec<String>, ignored: &[String]) -> Vec<String> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut below = None;
    let kept = lines.into_iter().filter(|line| {
        if below.is_some_and(|below| depth(line) > below) {
            return false;
        }
        below = None;
        let name = line.trim_start().split([' ', ':']).next().unwrap_or("");
        if ignored.iter().any(|ignored| ignored.eq_ignore_ascii_case(name)) {
            below = Some(depth(line));
            return false;
        }
        true
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ignored_parameter_goes_with_what_it_holds() {
        let lines = ["Invoke: X", "  a: 1", "  b [8C]:", "    c: 2", "    d: 3", "  e: 4"];
        let kept = without(lines.map(String::from).to_vec(), &["B".into()]);
        assert_eq!(kept, ["Invoke: X", "  a: 1", "  e: 4"]);
    }
}

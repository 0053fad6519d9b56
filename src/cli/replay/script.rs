//! What a capture's clients said and were told: the dialogues to be held again, those that clients began and those
//! that their servers did.

use super::super::Exit;
use super::super::decode::VariantName;
use super::super::dialogues::{Input, node};
use crate::capture::Depth;
use crate::capture::dialogues::{Dialogue, Dialogues, Node, Package as Kind};
use crate::machine::sccp::Address;
use crate::wire::codes::PointCode;
use crate::wire::sccp::SubsystemNumber;
use crate::wire::tcap::Message;
use crate::wire::tcap::ansi::{Component, OperationCode, Package, PackageType};
use crate::wire::{Layer, Reader};
use bytes::Bytes;
use core::time::Duration;
use std::collections::{HashMap, HashSet};
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
    /// Whether the server began it: it is awaited, and answered as the captured client did.
    pub(super) server: bool,
    /// Whether it was not asked for, and is there only to be answered by.
    pub(super) spare: bool,
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
    /// (5-10-1:247). If none is said, the node that `--to` names is a server, and else whoever of
    /// two was asked first
    #[arg(long, value_name = "ADDRESS")]
    server: Option<String>,

    /// Only this dialogue, by its number; may be given several times
    #[arg(short = 'd', long = "dialogue", value_name = "N")]
    dialogues: Vec<u64>,

    /// Variant of MTP3 and SCCP in the capture
    #[arg(long, value_enum, default_value = "auto")]
    variant: VariantName,
}

/// A node, whatever digits it was called by.
type End = (Option<PointCode>, Option<SubsystemNumber>);

const fn end(node: &Node) -> End {
    (node.point_code, node.subsystem_number)
}

/// Tells a capture's servers from its clients.
struct Roles<'w> {
    /// The server that was named.
    server: Option<&'w str>,
    /// The live one, which may be in the capture too.
    live: &'w Address,
    /// Who asked whom before.
    asked: HashSet<[End; 2]>,
}

impl Roles<'_> {
    /// Whether the server began a dialogue; none if it is with another server than the one that was
    /// named. Dialogues come in the order in which they began.
    fn server_began(&mut self, dialogue: &Dialogue) -> Option<bool> {
        let [from, to] = &dialogue.nodes;
        if let Some(server) = self.server {
            return match [from, to].map(|node| is_named(node, server)) {
                [_, true] => Some(false),
                [true, false] => Some(true),
                [false, false] => None,
            };
        }
        if self.is_live(to) || dialogue.is_call() {
            return Some(false);
        }
        let server = self.is_live(from) || self.asked.contains(&[end(to), end(from)]);
        if dialogue.whole && !server {
            self.asked.insert([end(from), end(to)]);
        }
        Some(server)
    }

    fn is_live(&self, node: &Node) -> bool {
        let subsystem = self.live.subsystem_number;
        self.live.point_code.is_some()
            && self.live.point_code == node.point_code
            && (subsystem.is_none() || subsystem == node.subsystem_number)
    }
}

/// Whether a node is the one with this point code, or this point code and subsystem.
fn is_named(node: &Node, name: &str) -> bool {
    let code = node.point_code.map(|code| code.to_string()).unwrap_or_default();
    let subsystem = node.subsystem_number.map_or(0, |subsystem| subsystem.0);
    name == code || name == format!("{code}:{subsystem}")
}

/// A captured dialogue that is held again, or may be.
struct Chosen {
    dialogue: Dialogue,
    server: bool,
    spare: bool,
}

impl Wanted {
    /// Reads the capture: once to put its messages together, once for the octets of those that are
    /// wanted. `live` is the server that is to answer now.
    pub(super) fn scripts(&self, live: &Address) -> Result<(Vec<Script>, Exit), Exit> {
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
        let mut found = Vec::new();
        let (exit, _) = input.dialogues(Dialogues::default(), &mut |dialogue| {
            found.push(dialogue);
            ControlFlow::Continue(())
        })?;
        found.sort_by_key(|dialogue| dialogue.number);
        let chosen = self.chosen(found, live);
        let mut octets: HashMap<(u64, u32), Option<Bytes>> = HashMap::new();
        for step in chosen.iter().flat_map(|chosen| &chosen.dialogue.steps) {
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
        let began = chosen.iter().filter_map(|chosen| chosen.dialogue.began());
        let began = began.min_by(|one, other| {
            (one.seconds, one.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
        });
        let scripts = chosen.iter().map(|Chosen { dialogue, server, spare }| {
            let mut unfit = unfit(dialogue, *server);
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
                    client: step.forward != *server,
                    octets: octets?,
                })
            });
            let turns = turns.collect();
            let nodes = dialogue.nodes.map(|end| node(&end)).join(" → ");
            Script { number: dialogue.number, nodes, turns, server: *server, spare: *spare, unfit }
        });
        Ok((scripts.collect(), exit))
    }

    /// The dialogues that are wanted, and those of the server: whichever are wanted, it may begin
    /// one of these meanwhile.
    fn chosen(&self, found: Vec<Dialogue>, live: &Address) -> Vec<Chosen> {
        let mut roles = Roles { server: self.server.as_deref(), live, asked: HashSet::new() };
        let chosen = found.into_iter().filter_map(|dialogue| {
            let server = roles.server_began(&dialogue)?;
            let wanted = self.dialogues.is_empty() || self.dialogues.contains(&dialogue.number);
            (wanted || server).then_some(Chosen { dialogue, server, spare: !wanted })
        });
        chosen.collect()
    }
}

/// Why a dialogue cannot be held again; `server` began it or not.
fn unfit(dialogue: &Dialogue, server: bool) -> Option<&'static str> {
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
        Kind::Ansi(PackageType::UNIDIRECTIONAL) if server => {
            Some("the server began it with a Unidirectional, which nobody answers")
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

/// What these components invoke.
pub(super) fn operations(components: &[Component<'_>]) -> Vec<OperationCode> {
    let invokes = components.iter().filter_map(|component| match component {
        Component::Invoke(invoke) => Some(invoke.operation),
        _ => None,
    });
    invokes.collect()
}

/// The components that can be read.
pub(super) fn components<'a>(package: &Package<'a>) -> Vec<Component<'a>> {
    let all = package.components.iter().flat_map(|components| components.iter());
    all.filter_map(|(_, component)| component.ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codes::Variant;

    fn between(number: u64, from: &str, to: &str) -> Dialogue {
        let node = |code: &str| Node {
            point_code: Some(code.parse().expect("a point code")),
            subsystem_number: Some(SubsystemNumber(247)),
            ..Node::default()
        };
        let mut dialogue = Dialogue::default();
        dialogue.number = number;
        dialogue.nodes = [node(from), node(to)];
        dialogue.whole = true;
        dialogue
    }

    fn roles(server: Option<&str>, live: &str) -> Vec<Option<bool>> {
        let live = Address::parse(Variant::Ansi, live).expect("an address");
        let mut roles = Roles { server, live: &live, asked: HashSet::new() };
        let dialogues = [
            between(1, "1-3-1", "1-4-1"),
            between(2, "1-2-1", "1-3-1"),
            between(3, "1-3-1", "1-2-1"),
            between(4, "1-2-1", "1-3-1"),
        ];
        dialogues.iter().map(|dialogue| roles.server_began(dialogue)).collect()
    }

    #[test]
    fn the_node_that_is_asked_now_is_a_server_in_the_capture_too() {
        let expected = [Some(true), Some(false), Some(true), Some(false)];
        assert_eq!(roles(None, "1-3-1:247"), expected);
    }

    #[test]
    fn of_two_nodes_the_one_that_was_asked_first_is_the_server() {
        let expected = [Some(false), Some(false), Some(true), Some(false)];
        assert_eq!(roles(None, "9-9-9:247"), expected);
        assert_eq!(roles(None, "1-3-1:10"), expected);
    }

    #[test]
    fn dialogues_of_others_than_the_named_server_are_left_out() {
        let expected = [None, Some(true), Some(false), Some(true)];
        assert_eq!(roles(Some("1-2-1"), "1-3-1:247"), expected);
        assert_eq!(roles(Some("7-7-7:247"), "1-3-1:247"), [None; 4]);
    }
}

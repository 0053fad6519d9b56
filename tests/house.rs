//! The house rule: a file imports from its own floor or from a floor below, never upward; rooms
//! of `wire` never import each other. See ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: [&str; 6] = ["wire", "capture", "machine", "net", "node", "cli"];
/// The one room that knows the whole ladder.
const LADDER: &str = "stack";
const ROOMS: [&str; 12] =
    ["ain", "isup", "m2pa", "m2ua", "m3ua", "mtp2", "mtp3", "sccp", "sctp", "sua", "tcap", "stack"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable source folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every `crate::a::b` that a file names outside comments, as (line, a, b).
fn paths(text: &str) -> Vec<(usize, String, String)> {
    let mut found = vec![];
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().starts_with("//")) {
        for after in line.split("crate::").skip(1) {
            let mut names =
                after.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|n| !n.is_empty());
            let (first, second) = (names.next().unwrap_or(""), names.next().unwrap_or(""));
            found.push((number + 1, first.to_string(), second.to_string()));
        }
    }
    found
}

#[test]
fn imports_lead_down_and_rooms_do_not_know_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![];
    sources(&root.join("src"), &mut files);
    assert!(files.len() > 20, "the sources are where they were");
    let mut wrong = vec![];
    for file in files {
        let name = file.strip_prefix(root).expect("below the root").display().to_string();
        let mut parts = name.split('/').skip(1);
        let floor_name = parts.next().unwrap_or("");
        let Some(floor) = FLOORS.iter().position(|floor| *floor == floor_name) else { continue };
        let room = parts.next().unwrap_or("").trim_end_matches(".rs").to_string();
        let text = fs::read_to_string(&file).expect("a readable source");
        for (line, to, to_room) in paths(&text) {
            let upward = FLOORS.iter().position(|other| *other == to).is_some_and(|n| n > floor);
            let across = floor_name == "wire"
                && to == "wire"
                && room != LADDER
                && ROOMS.contains(&to_room.as_str())
                && to_room != room;
            if upward || across {
                wrong.push(format!("{name}:{line}: crate::{to}::{to_room}"));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the house rule:\n{}", wrong.join("\n"));
}

/// The words that a floor never names: machines know neither sockets nor the clock, and TCAP, SCCP
/// and M3UA know of each other only in `machine/stack.rs`.
#[test]
fn machines_know_no_sockets_no_clock_and_not_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![];
    sources(&root.join("src/machine"), &mut files);
    assert!(files.len() > 20, "the sources are where they were");
    let mut wrong = vec![];
    for file in files {
        let name = file.strip_prefix(root).expect("below the root").display().to_string();
        let text = fs::read_to_string(&file).expect("a readable source");
        for word in ["tokio", "Instant::now", "SystemTime", "std::net", "std::thread"] {
            if text.contains(word) {
                wrong.push(format!("{name}: {word}"));
            }
        }
        let rooms = ["m3ua", "sccp", "tcap"];
        let own = rooms.iter().find(|room| name.contains(&format!("machine/{room}/")));
        for (line, to, room) in paths(&text) {
            let other = rooms.contains(&room.as_str()) && own.is_some_and(|own| *own != room);
            if to == "machine" && other {
                wrong.push(format!("{name}:{line}: crate::machine::{room}"));
            }
        }
    }
    assert!(wrong.is_empty(), "against the house rule:\n{}", wrong.join("\n"));
}

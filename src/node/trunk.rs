//! A trunk: a circuit of one switch and a circuit of another, and what holds the two together.
//!
//! A call that a switch puts on its circuit is set up at the other end with the number dialled and the caller's;
//! answers, refusals and the end of the call go back and forth (`docs/system.md`).

use super::workstation::Telephone;
use serde_json::Value;
use std::io;

/// What a circuit is to its call, by the state that its switch shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Circuit {
    /// Nobody has it.
    Idle,
    /// Its switch sends a call out on it.
    Seized,
    /// A call that was set up here is on its way.
    Calling,
    /// The two ends are connected, or one of them holds.
    Connected,
    /// The call that was set up here fails: busy, or any other tone of refusal.
    Refused(bool),
}

fn circuit(view: &Value) -> Circuit {
    match view["state"].as_str() {
        Some("ringing") => Circuit::Seized,
        Some("dialling" | "calling") => Circuit::Calling,
        Some("talking" | "held" | "conference" | "announcement") => Circuit::Connected,
        Some("busy") => Circuit::Refused(view["tone"] == "busy"),
        _ => Circuit::Idle,
    }
}

/// Holds two circuits together until one of the switches is gone.
///
/// # Errors
///
/// Which of the two switches is gone: the first or the second.
pub async fn hold(circuits: &[Telephone; 2]) -> io::Result<()> {
    let [mut one, mut other] = [circuits[0].watch(), circuits[1].watch()];
    let gone = |which: &str| {
        io::Error::new(io::ErrorKind::ConnectionAborted, format!("the {which} switch is gone"))
    };
    // Which end sent the call out; the other one is where it was set up.
    let mut call: Option<(usize, bool)> = None;
    loop {
        let views = [one.borrow_and_update().clone(), other.borrow_and_update().clone()];
        let states = [circuit(&views[0]), circuit(&views[1])];
        call = settle(circuits, &views, states, call).await;
        tokio::select! {
            changed = one.changed() => changed.map_err(|_| gone("first"))?,
            changed = other.changed() => changed.map_err(|_| gone("second"))?,
        }
    }
}

/// Sees to a call whose circuits are so: which end it comes from, and whether the two are connected.
async fn settle(
    circuits: &[Telephone; 2],
    views: &[Value; 2],
    states: [Circuit; 2],
    call: Option<(usize, bool)>,
) -> Option<(usize, bool)> {
    let Some((from, connected)) = call else {
        let from = states.iter().position(|state| *state == Circuit::Seized)?;
        let to = 1 - from;
        match states[to] {
            // Both took the circuit at once: the second gives way.
            Circuit::Seized => circuits[to].refuse(false).await,
            Circuit::Idle => {}
            _ => {
                circuits[to].hang_up().await;
                return None;
            }
        }
        let ringing = &views[from]["ringing"];
        let word = |name: &str| ringing[name].as_str().unwrap_or("").to_string();
        circuits[to].set_up(&word("called"), &word("caller"), &word("name")).await;
        return Some((from, false));
    };
    let to = 1 - from;
    match (states[from], states[to]) {
        (Circuit::Seized, Circuit::Connected) => {
            circuits[from].lift().await;
            Some((from, true))
        }
        (Circuit::Seized, Circuit::Refused(busy)) => {
            circuits[from].refuse(busy).await;
            circuits[to].hang_up().await;
            None
        }
        // On its way: the call is being set up, or the answer has not come through yet.
        (Circuit::Seized, Circuit::Idle | Circuit::Calling | Circuit::Seized) if !connected => call,
        (Circuit::Connected | Circuit::Calling, Circuit::Connected | Circuit::Calling) => call,
        (Circuit::Seized, _) if connected => call,
        // One end let go.
        _ => {
            circuits[0].hang_up().await;
            circuits[1].hang_up().await;
            None
        }
    }
}

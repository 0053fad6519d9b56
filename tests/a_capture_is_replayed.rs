//! What a capture's clients sent is sent again to a live server, and what it answers otherwise is
//! told.
#![cfg(feature = "cli")]

#[path = "common/gateway.rs"]
mod gateway;

use gateway::Lab;
use std::fs;
use std::process::{Command, Output};

/// A switch asks, is told to play an announcement, says that it did, and is told where to route.
const TWO_TURNS: &str = r#"
[[step]]
send = "query"
operation = "Info_Analyzed"
parameters = [
  { name = "userID", value = { dn = "1252551000" } },
  { name = "bearerCapability", value = "speech" },
  { name = "calledPartyID", value = "9725550123" },
]

[[step]]
receive = ["Send_To_Resource"]

[[step]]
send = "conversation"
operation = "Resource_Clear"
parameters = [{ name = "clearCause", value = 1 }]

[[step]]
receive = ["Analyze_Route"]

[[answer]]
to = "Info_Analyzed"
send = "conversation"
operation = "Send_To_Resource"
parameters = [
  { name = "resourceType", value = 0 },
  { name = "strParameterBlock", value = { announcementBlock = {} } },
  { name = "disconnectFlag" },
]

[[answer]]
to = "Resource_Clear"
send = "response"
operation = "Analyze_Route"
parameters = [{ name = "calledPartyID", value = "2145550000" }]
"#;

fn run(lab: &Lab, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(arguments).current_dir(&lab.folder).output().expect("the command")
}

fn replayed(lab: &Lab, arguments: &[&str]) -> (Option<i32>, String) {
    let always = ["replay", "then.pcapng", "ssp.toml", "--to", "1-3-1:247"];
    let output = run(lab, &[&always, arguments].concat());
    (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
}

/// A lab in which two dialogues were captured.
fn captured(name: &str) -> (Lab, usize) {
    let mut lab = Lab::new(name);
    fs::write(lab.file("two.toml"), TWO_TURNS).expect("a file");
    let turned = TWO_TURNS.replace("2145550000", "2145550199");
    fs::write(lab.file("otherwise.toml"), turned).expect("a file");
    lab.start(&["stp", "stp.toml"]);
    let scp = lab.start(&["load", "scp.toml", "--answer", "--scenario", "two.toml"]);
    lab.await_ready();
    let to = ["load", "ssp.toml", "--to", "1-3-1:247", "--scenario", "two.toml"];
    let asked = run(&lab, &[&to[..], &["-m", "2", "-w", "then.pcapng"]].concat());
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    (lab, scp)
}

#[test]
fn a_server_that_answers_as_it_did_makes_no_difference() {
    let (lab, _) = captured("replay_same");
    let (code, text) = replayed(&lab, &["--all"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("2 dialogues: 2 as captured, 0 otherwise, 0 failed"), "{text}");
    assert_eq!(text.matches("as captured\n").count(), 2, "{text}");
    // Two answers in each dialogue.
    assert_eq!(text.matches("  frame ").count(), 4, "{text}");
    let (code, _) = replayed(&lab, &["--in-time"]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_parameter_that_is_otherwise_is_shown_beside_the_captured_one() {
    let (mut lab, scp) = captured("replay_otherwise");
    lab.kill(scp);
    lab.start(&["load", "scp.toml", "--answer", "--scenario", "otherwise.toml"]);
    lab.await_ready();
    let (code, text) = replayed(&lab, &["-d", "2"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("1 dialogue: 0 as captured, 1 otherwise, 0 failed"), "{text}");
    for line in [
        "    -       calledPartyID [8F]: 2145550000 (national, isdn)",
        "    +       calledPartyID [8F]: 2145550199 (national, isdn)",
    ] {
        assert!(text.lines().any(|shown| shown == line), "{text}");
    }
    // The first answer of the two is the same.
    assert_eq!(text.matches("  frame ").count(), 1, "{text}");
    let (code, text) = replayed(&lab, &["--ignore", "calledPartyID"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn what_cannot_go_on_is_told_with_its_reason() {
    let (mut lab, scp) = captured("replay_stuck");
    lab.kill(scp);
    // This one answers the first query with the end of the dialogue.
    lab.start(&["load", "scp.toml", "--answer"]);
    lab.await_ready();
    let (code, text) = replayed(&lab, &["-d", "1", "--json"]);
    assert_eq!(code, Some(1), "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).expect("one line of JSON");
    assert_eq!(line["outcome"], "differs");
    let difference = &line["differences"][0];
    assert_eq!(difference["captured"][0], "ConversationWithPermission");
    assert_eq!(difference["live"][0], "Response");
}

#[test]
fn a_server_that_cannot_be_reached_is_told_of_as_such() {
    let (mut lab, scp) = captured("replay_unreachable");
    lab.kill(scp);
    let (code, text) = replayed(&lab, &["--timeout", "0.5"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.starts_with("nothing was sent") || text.contains("2 failed"), "{text}");
}

#[test]
fn a_capture_without_such_a_dialogue_is_a_mistake() {
    let (lab, _) = captured("replay_nothing");
    let (code, _) = replayed(&lab, &["--server", "7-7-7"]);
    assert_eq!(code, Some(2));
    let output = run(&lab, &["replay", "-", "ssp.toml", "--to", "1-3-1:247"]);
    assert_eq!(output.status.code(), Some(2));
}

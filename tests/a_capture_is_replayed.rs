//! What a capture's clients sent is sent again to a live server, and what it answers otherwise is
//! told.
#![cfg(feature = "cli")]

#[path = "common/gateway.rs"]
mod gateway;

use gateway::Lab;
use hookflash::machine::Time;
use hookflash::machine::sccp::{Address, Path};
use hookflash::machine::stack::Stack;
use hookflash::machine::tcap::{Awaits, DialogueId, Indication, Primitive};
use hookflash::net::{Application, Configuration, Handle, Node, Options};
use hookflash::wire::ain::operations::{MonitorForChange, StatusReported};
use hookflash::wire::ain::parameters::{FacilityStatus, MonitorTime};
use hookflash::wire::ber::Octets;
use hookflash::wire::codes::Variant;
use hookflash::wire::sccp::SubsystemNumber;
use hookflash::wire::tcap::ansi::OperationCode;
use std::convert::Infallible;
use std::fs;
use std::process::{Command, Output};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

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

const INFO_COLLECTED: OperationCode = OperationCode::private(0x6402);
const ANALYZE_ROUTE: OperationCode = OperationCode::private(0x6501);
/// A parameter sequence without parameters.
const NO_PARAMETERS: &[u8] = &[0x30, 0];

/// A service control point that asks after the line so often before it says where to route, as
/// that of the hook-flash transfer does once.
struct Asking {
    times: usize,
    /// Minutes, the second octet of a monitorTime.
    minutes: u8,
    open: usize,
    call: Option<(DialogueId, u8)>,
}

impl Asking {
    const fn new(times: usize, minutes: u8) -> Self {
        Self { times, minutes, open: 0, call: None }
    }

    fn route(&mut self, stack: &mut Stack) {
        if self.open > 0 {
            return;
        }
        let Some((id, asked)) = self.call.take() else { return };
        let now = stack.now();
        let mut reply = stack.tcap.reply(id).expect("the call's dialogue");
        let sent = reply.invoke_as(ANALYZE_ROUTE, NO_PARAMETERS, Awaits::Nothing, Some(asked));
        sent.expect("an Invoke");
        reply.respond(now).expect("an answer");
    }
}

impl Application for Asking {
    type Message = Infallible;

    fn indication(&mut self, stack: &mut Stack, told: Indication<Path>) {
        let now = stack.now();
        match told.primitive {
            Primitive::Query { .. } => {
                let asked = told.message.first().and_then(|first| first.invoke()?.invoke_id);
                self.call = told.dialogue.zip(asked);
                for _ in 0..self.times {
                    let time = [0, self.minutes, 0];
                    let time = MonitorTime(Octets::new(&time));
                    let mut query = stack.tcap.query(told.path).expect("room");
                    let monitor = MonitorForChange::new(FacilityStatus::IDLE, time);
                    query.invoke(&monitor).expect("an Invoke");
                    query.send(now).expect("a Query");
                    self.open += 1;
                }
            }
            Primitive::Response => self.open = self.open.saturating_sub(1),
            _ => return,
        }
        self.route(stack);
    }
}

/// A switch that asks once, and says that the line is idle.
struct Asked {
    asked: bool,
    handle: Option<Handle<Infallible>>,
}

impl Application for Asked {
    type Message = Infallible;

    fn indication(&mut self, stack: &mut Stack, told: Indication<Path>) {
        let now = stack.now();
        match (told.primitive, told.dialogue) {
            (Primitive::Query { .. }, Some(id)) => {
                let asked = told.message.first().and_then(|first| first.invoke()?.invoke_id);
                let status = Some(FacilityStatus::IDLE);
                let status = StatusReported { facility_status: status, ..StatusReported::new() };
                let mut reply = stack.tcap.reply(id).expect("a dialogue");
                reply.answer(asked.expect("an id"), &status).expect("an Invoke");
                reply.respond(now).expect("an answer");
            }
            (Primitive::Response, _) => {
                if let Some(handle) = &self.handle {
                    handle.stop();
                }
            }
            _ => {}
        }
    }

    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        let now = stack.now();
        if self.asked {
            return None;
        }
        let server = "1-3-1".parse().expect("a point code");
        if stack.m3ua.explain(server, 3).is_err() {
            return Some(now + Duration::from_millis(5));
        }
        self.asked = true;
        let server = Address::parse(Variant::Ansi, "1-3-1:247").expect("an address");
        let path = Path::to(SubsystemNumber(246), server);
        let mut query = stack.tcap.query(path).expect("room");
        let sent = query.invoke_as(INFO_COLLECTED, NO_PARAMETERS, Awaits::Both, None);
        sent.expect("an Invoke");
        query.send(now).expect("a Query");
        None
    }
}

fn node<A: Application<Message = Infallible>>(
    lab: &Lab,
    file: &str,
    application: A,
    options: Options,
) -> Node<A> {
    let configuration = Configuration::read(&lab.file(file)).expect("a configuration");
    Node::new(configuration, application, options).expect("a node")
}

fn run_node<A: Application>(node: Node<A>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(node.run()).expect("it runs");
}

/// A node in a thread of its own.
struct Running {
    handle: Handle<Infallible>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn server(lab: &Lab, application: Asking) -> Self {
        let node = node(lab, "scp.toml", application, Options::default());
        let handle = node.handle();
        Self { handle, thread: Some(spawn(move || run_node(node))) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.stop();
        if let Some(thread) = self.thread.take() {
            // What went wrong in it has been said.
            let _ = thread.join();
        }
    }
}

/// A lab in which a dialogue was captured, and one that the server began meanwhile.
fn asked_back(name: &str) -> (Lab, Running) {
    let mut lab = Lab::new(name);
    lab.start(&["stp", "stp.toml"]);
    let server = Running::server(&lab, Asking::new(1, 5));
    lab.await_ready();
    let options = Options { capture: Some(lab.file("then.pcapng")), ..Options::default() };
    let mut client = node(&lab, "ssp.toml", Asked { asked: false, handle: None }, options);
    let handle = client.handle();
    client.application().handle = Some(handle);
    run_node(client);
    (lab, server)
}

#[test]
fn a_dialogue_that_the_server_begins_is_answered_as_the_captured_client_did() {
    let (lab, _server) = asked_back("replay_asked_back");
    let began = Instant::now();
    let (code, text) = replayed(&lab, &["--all", "--timeout", "60"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("2 dialogues: 2 as captured, 0 otherwise, 0 failed, 0 left out"),
        "{text}"
    );
    assert!(text.contains("1-3-1 → 1-2-1  as captured"), "{text}");
    // It ends with its last message, and not when an answer would be late.
    assert!(began.elapsed() < Duration::from_secs(30));
    // Whichever dialogues of the client are asked for.
    let (code, text) = replayed(&lab, &["-d", "1"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("2 dialogues: 2 as captured"), "{text}");
}

#[test]
fn what_the_server_asks_otherwise_or_once_more_is_told() {
    let (lab, server) = asked_back("replay_asked_otherwise");
    drop(server);
    let _server = Running::server(&lab, Asking::new(2, 6));
    lab.await_ready();
    let (code, text) = replayed(&lab, &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("2 dialogues: 1 as captured, 1 otherwise, 0 failed, 0 left out"),
        "{text}"
    );
    for sign in ["    - ", "    + "] {
        let is_shown = |line: &str| line.starts_with(sign) && line.contains("monitorTime");
        assert!(text.lines().any(is_shown), "{text}");
    }
    let refused = "1 dialogue that the server began, which is not in the capture, was refused";
    assert!(text.contains(refused), "{text}");
}

#[test]
fn what_the_server_does_not_ask_any_more_is_told() {
    let (lab, server) = asked_back("replay_not_asked_back");
    drop(server);
    let _server = Running::server(&lab, Asking::new(0, 5));
    lab.await_ready();
    let (code, text) = replayed(&lab, &["--timeout", "0.5"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("2 dialogues: 1 as captured, 1 otherwise, 0 failed, 0 left out"),
        "{text}"
    );
    let missing = "    - Invoke: Monitor_For_Change (private 26369, 0x6701)";
    assert!(text.lines().any(|line| line == missing), "{text}");
    // It was not asked for: it is not missed.
    let (code, text) = replayed(&lab, &["-d", "1"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 dialogue: 1 as captured"), "{text}");
}

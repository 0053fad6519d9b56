//! Two switches, each a process of its own, and a trunk between them.
#![cfg(feature = "cli")]

use hookflash::node::workstation::Telephone;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(10);
const ANN: &str = "3125550100";
const FAY: &str = "2145550177";

/// Processes that end with the test.
struct Running(Vec<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // One that is gone already needs no end.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Running {
    fn start(&mut self, arguments: &[&str]) {
        let child = Command::new(env!("CARGO_BIN_EXE_hookflash"))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.0.push(child.expect("the command"));
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A switch with one telephone and one circuit to where these digits are. No service control point is there.
fn switch(name: &str, point_code: &str, port: u16, own: &str, circuit: &str, far: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("trunks");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(format!("{name}.toml"));
    let gone = free_port();
    let text = format!(
        "[node]\nname = \"{name}\"\npoint_code = \"{point_code}\"\n[sccp]\nsubsystems = [246]\n\
         [[link]]\nname = \"scp\"\nrole = \"ipsp\"\ntransport = \"tcp\"\n\
         connect = [\"127.0.0.1:{gone}\"]\napplication_servers = [\"as\"]\n\
         [[application_server]]\nname = \"as\"\nrouting_context = 1\n\
         [[route]]\nto = \"1-3-1\"\nvia = [\"as\"]\n\
         [switch]\nlisten = \"127.0.0.1:{port}\"\nscp = \"1-3-1\"\n\
         [[switch.line]]\nnumber = \"{own}\"\nname = \"{name}\"\nkey = \"k\"\n\
         [[switch.line]]\nnumber = \"{circuit}\"\nkey = \"k\"\ntrunk_group = 12\n\
         [[switch.trunk]]\ndigits = \"{far}\"\ntrunk_group = 12\n"
    );
    fs::write(&file, text).expect("a file");
    file
}

async fn telephone(port: u16, number: &str) -> Telephone {
    let url = format!("ws://127.0.0.1:{port}/v1/lines/{number}?key=k");
    let until = Instant::now() + SOON;
    loop {
        match Telephone::connect(&url).await {
            Ok(telephone) => return telephone,
            Err(error) => assert!(Instant::now() < until, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_call_goes_from_one_switch_to_another_and_back() {
    let ports = [free_port(), free_port()];
    let near = switch("Ann", "1-2-1", ports[0], ANN, "01201", "214*");
    let far = switch("Fay", "1-2-2", ports[1], FAY, "03401", "312*");
    let mut running = Running(Vec::new());
    for file in [near, far] {
        running.start(&["switch", file.to_str().expect("a name in letters")]);
    }
    let (ann, fay) = (telephone(ports[0], ANN).await, telephone(ports[1], FAY).await);
    let circuit =
        |port: u16, number: &str| format!("ws://127.0.0.1:{port}/v1/lines/{number}?key=k");
    let (one, other) = (circuit(ports[0], "01201"), circuit(ports[1], "03401"));
    running.start(&["trunk", &one, &other]);
    for (caller, called, from, to) in [(&ann, &fay, ANN, FAY), (&fay, &ann, FAY, ANN)] {
        // Until the trunk is up, nobody takes the call at the circuit's other end: it rings on.
        caller.lift().await;
        caller.dial(to).await;
        let ringing = called.until_state(SOON, "ringing").await.expect("it rings");
        assert_eq!(ringing["ringing"]["caller"], from);
        called.lift().await;
        caller.until_state(SOON, "talking").await.expect("they talk");
        called.until_state(SOON, "talking").await.expect("they talk");
        // The caller hangs up: the other end hears that nobody is there any more.
        caller.hang_up().await;
        called.until(SOON, |line| line["state"] == "busy").await.expect("it is over");
        called.hang_up().await;
        for telephone in [caller, called] {
            telephone.until_state(SOON, "idle").await.expect("all is over");
        }
    }
    // Whoever is called is on the telephone: the caller hears that.
    fay.lift().await;
    fay.until_state(SOON, "dialling").await.expect("a dial tone");
    ann.lift().await;
    ann.dial(FAY).await;
    ann.until(SOON, |line| line["tone"] == "busy").await.expect("busy");
}

//! A network of processes: a gateway, a switch and a service control point on loopback sockets.
#![allow(dead_code)] // each test uses what it needs

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A gateway with three links, a switch and a service control point, as files in a folder of their
/// own.
pub(crate) struct Lab {
    pub(crate) folder: PathBuf,
    /// The gateway's port.
    pub(crate) gate: u16,
    running: Vec<Child>,
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Lab {
    pub(crate) fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        // What an earlier run left is not of this one.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let (gate, ssp, scp) = (free_port(), free_port(), free_port());
        let link = |name: &str, peer: &str| {
            format!(
                "[[link]]\nname = \"{name}\"\nrole = \"sgp\"\ntransport = \"tcp\"\n\
                 listen = [\"127.0.0.1:{gate}\"]\npeers = [\"{peer}\"]\n\
                 application_servers = [\"{name}\"]\n"
            )
        };
        let server = |name: &str, context: u16, key: &str| {
            format!(
                "[[application_server]]\nname = \"{name}\"\nrouting_context = {context}\n\
                 traffic_mode = \"override\"\npoint_code = \"{key}\"\n"
            )
        };
        let stp = format!(
            "[node]\nname = \"stp\"\npoint_code = \"1-1-1\"\nrelay = true\n{}{}{}{}{}{}",
            link("ssp", &format!("127.0.0.1:{ssp}")),
            link("scp", &format!("127.0.0.1:{scp}")),
            link("other", "127.0.0.1"),
            server("ssp", 1, "1-2-1"),
            server("scp", 2, "1-3-1"),
            server("other", 3, "1-4-1"),
        );
        let end = |name: &str,
                   own: &str,
                   ssn: u8,
                   port: u16,
                   context: u16,
                   to: &str,
                   tcap: &str| {
            format!(
                "[node]\nname = \"{name}\"\npoint_code = \"{own}\"\n[sccp]\nsubsystems = [{ssn}]\n\
                 [[link]]\nname = \"stp\"\nrole = \"asp\"\ntransport = \"tcp\"\n\
                 connect = [\"127.0.0.1:{gate}\"]\nlocal = [\"127.0.0.1:{port}\"]\n\
                 application_servers = [\"as\"]\n\
                 [[application_server]]\nname = \"as\"\nrouting_context = {context}\n\
                 traffic_mode = \"override\"\n\
                 [[route]]\nto = \"{to}\"\nvia = [\"as\"]\n[tcap]\nnode = {context}\n{tcap}\n"
            )
        };
        let quick = "answer_timeout = 1.0\ndialogue_timeout = 3.0";
        let few = "dialogues = 200\nanswer_timeout = 1.0";
        let files = [
            ("stp.toml", stp),
            ("ssp.toml", end("ssp", "1-2-1", 246, ssp, 1, "1-3-1", quick)),
            ("scp.toml", end("scp", "1-3-1", 247, scp, 2, "1-2-1", quick)),
            ("small.toml", end("scp", "1-3-1", 247, scp, 2, "1-2-1", few)),
        ];
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("a file");
        }
        Self { folder, gate, running: vec![] }
    }

    /// A file of the folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Starts a command; its place among those that run.
    pub(crate) fn start(&mut self, arguments: &[&str]) -> usize {
        let log = fs::File::create(self.file(&format!("{}.log", self.running.len())));
        let child = Command::new(env!("CARGO_BIN_EXE_hookflash"))
            .args(arguments)
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(log.expect("a log"))
            .spawn()
            .expect("the command");
        self.running.push(child);
        self.running.len() - 1
    }

    pub(crate) fn kill(&mut self, place: usize) {
        self.running[place].kill().expect("it runs");
        self.running[place].wait().expect("it ran");
    }

    /// Waits until the switch's way to the service control point is open.
    pub(crate) fn await_ready(&self) {
        let doctor = Command::new(env!("CARGO_BIN_EXE_hookflash"))
            .args(["doctor", "ssp.toml", "--patience", "20"])
            .current_dir(&self.folder)
            .output()
            .expect("the command");
        assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    }

    /// Sends a process a signal, by its name.
    pub(crate) fn signal(&self, place: usize, name: &str) {
        let id = self.running[place].id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().expect("kill runs");
        assert!(sent.success(), "{name}");
    }

    /// Waits until a process has logged these words.
    pub(crate) fn await_log(&self, place: usize, words: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let log = fs::read_to_string(self.file(&format!("{place}.log"))).unwrap_or_default();
            if log.contains(words) {
                return;
            }
            assert!(Instant::now() < until, "`{words}` was never logged:\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Begins to ask.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Child {
        self.ask_of("1-3-1:247", arguments)
    }

    /// The same of another node.
    pub(crate) fn ask_of(&self, node: &str, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_hookflash"))
            .args(["load", "ssp.toml", "--to", node, "--json"])
            .args(arguments)
            .current_dir(&self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command")
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for child in &mut self.running {
            // One that is gone already needs no end.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

//! Whole processes on loopback sockets, and what happens to them: a peer or the gateway that is killed and comes
//! back, peers that send nonsense, more load than can be held. Each dialogue that began must end, well or with a
//! reason.

#[path = "common/gateway.rs"]
mod gateway;

use gateway::{Lab, free_port};
use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

#[derive(Debug)]
struct Came {
    begun: u64,
    good: u64,
    failed: u64,
    unended: u64,
    failures: Vec<String>,
    success: bool,
}

/// What came of asking.
fn came(child: Child) -> Came {
    let output = child.wait_with_output().expect("it ran");
    let errors = String::from_utf8_lossy(&output.stderr);
    let json: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {errors}"));
    let number = |name: &str| json[name].as_u64().expect("a number");
    let failures = json["failures"].as_object().expect("an object").keys().cloned().collect();
    Came {
        begun: number("begun"),
        good: number("good"),
        failed: number("failed"),
        unended: number("unended"),
        failures,
        success: output.status.success(),
    }
}

fn all_accounted_for(came: &Came) {
    assert_eq!(came.unended, 0, "{came:?}");
    assert_eq!(came.begun, came.good + came.failed, "{came:?}");
}

#[test]
fn a_peer_is_killed_amid_its_dialogues_and_comes_back() {
    let mut lab = Lab::new("peer_killed");
    lab.start(&["stp", "stp.toml"]);
    let scp = lab.start(&["load", "scp.toml", "--answer"]);
    lab.await_ready();
    let asking = lab.ask(&["-r", "1000", "--seconds", "6"]);
    std::thread::sleep(Duration::from_millis(1500));
    lab.kill(scp);
    std::thread::sleep(Duration::from_millis(500));
    lab.start(&["load", "scp.toml", "--answer"]);
    let came = came(asking);
    all_accounted_for(&came);
    // It was away for half a second, and needs some time to be connected again.
    assert!(!came.success && came.failed > 0, "{came:?}");
    assert!(came.good > 3000, "{came:?}");
}

#[test]
fn the_gateway_is_killed_and_comes_back() {
    let mut lab = Lab::new("gateway_killed");
    let stp = lab.start(&["stp", "stp.toml"]);
    lab.start(&["load", "scp.toml", "--answer"]);
    lab.await_ready();
    let asking = lab.ask(&["-r", "1000", "--seconds", "8"]);
    std::thread::sleep(Duration::from_millis(1500));
    lab.kill(stp);
    std::thread::sleep(Duration::from_millis(500));
    lab.start(&["stp", "stp.toml"]);
    let came = came(asking);
    all_accounted_for(&came);
    assert!(!came.success && came.failed > 0 && came.good > 3000, "{came:?}");
}

/// Makes the gateway ask its peers often whether they are there.
fn with_heartbeat(lab: &Lab, name: &str) {
    let text = fs::read_to_string(lab.file(name)).expect("a file");
    fs::write(lab.file(name), text + "[m3ua]\nheartbeat = 0.3\n").expect("a file");
}

#[test]
fn a_peer_that_hangs_is_found_out_by_its_heartbeat_and_comes_back_when_it_goes_on() {
    let mut lab = Lab::new("peer_hangs");
    with_heartbeat(&lab, "stp.toml");
    lab.start(&["stp", "stp.toml"]);
    let scp = lab.start(&["load", "scp.toml", "--answer"]);
    lab.await_ready();
    let asking = lab.ask(&["-r", "500", "--seconds", "7"]);
    std::thread::sleep(Duration::from_millis(1000));
    // Its sockets stay open, and nobody is behind them.
    lab.signal(scp, "STOP");
    lab.await_log(0, "heartbeat not answered");
    lab.await_log(0, "association down");
    lab.signal(scp, "CONT");
    let came = came(asking);
    all_accounted_for(&came);
    assert!(came.failed > 0 && came.good > 1500, "{came:?}");
    lab.await_ready();
}

#[test]
fn a_peer_that_does_not_read_is_let_go_and_may_come_again() {
    let mut lab = Lab::new("peer_deaf");
    with_heartbeat(&lab, "stp.toml");
    let route = "[[route]]\nto = \"1-4-1\"\nvia = [\"as\"]\n";
    let text = fs::read_to_string(lab.file("ssp.toml")).expect("a file");
    fs::write(lab.file("ssp.toml"), text + route).expect("a file");
    lab.start(&["stp", "stp.toml"]);
    // ASPUP, ASPAC of routing context 3; then never a read.
    let come = |lab: &Lab| {
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            if let Ok(mut peer) = TcpStream::connect(("127.0.0.1", lab.gate)) {
                let up = [1, 0, 3, 1, 0, 0, 0, 8];
                let active = [1, 0, 4, 1, 0, 0, 0, 16, 0, 6, 0, 8, 0, 0, 0, 3];
                let mut answer = [0; 8];
                peer.write_all(&up).expect("written");
                if std::io::Read::read_exact(&mut peer, &mut answer).is_ok() {
                    assert_eq!(answer[..4], [1, 0, 3, 4], "an ASP Up Acknowledgement");
                    peer.write_all(&active).expect("written");
                    return peer;
                }
            }
            assert!(Instant::now() < until, "it is never let in again");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let deaf = come(&lab);
    lab.await_log(0, "application server 2 is Active");
    let asking = lab.ask_of("1-4-1:247", &["-r", "20000", "-l", "40000", "--seconds", "4"]);
    lab.await_log(0, "heartbeat not answered");
    lab.await_log(0, "association down");
    let _again = come(&lab);
    drop(deaf);
    all_accounted_for(&came(asking));
}

#[test]
fn peers_that_send_nonsense_harm_nobody_else() {
    let mut lab = Lab::new("nonsense");
    lab.start(&["stp", "stp.toml"]);
    lab.start(&["load", "scp.toml", "--answer"]);
    lab.await_ready();
    let asking = lab.ask(&["-r", "500", "--seconds", "5"]);
    let gate = lab.gate;
    let begun = Instant::now();
    let nonsense: [&[u8]; 4] = [
        // No M3UA; a frame of 4 GiB; one that is never whole; a message to nobody.
        b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n",
        &[1, 0, 1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
        &[1, 0, 1, 1, 0, 0, 0xFF, 0],
        &[1, 0, 1, 1, 0, 0, 0, 16, 2, 0x10, 0, 8, 0, 0, 0, 0],
    ];
    let mut slow = TcpStream::connect(("127.0.0.1", gate)).expect("the gateway listens");
    let mut at = 0;
    while begun.elapsed() < Duration::from_secs(4) {
        // One octet at a time, for as long as it is let.
        let _ = slow.write_all(&[[1, 0, 3, 1, 0, 0, 0, 8][at % 8]]);
        for octets in nonsense {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", gate)) {
                let _ = stream.write_all(octets);
            }
        }
        at += 1;
        std::thread::sleep(Duration::from_millis(300));
    }
    let came = came(asking);
    assert!(came.success, "{came:?}");
    all_accounted_for(&came);
}

#[test]
fn ten_times_the_load_is_refused_in_part_and_then_all_is_well_again() {
    let mut lab = Lab::new("overload");
    let scenario = "[[answer]]\noperation = \"Continue\"\npause = 0.1\n\
                    [[step]]\nsend = \"query\"\noperation = \"Info_Analyzed\"\n\
                    parameters = [{ name = \"userID\", value = { dn = \"2125550100\" } }, \
                    { name = \"bearerCapability\", value = \"speech\" }]\n\
                    [[step]]\nreceive = [\"Continue\"]\n";
    fs::write(lab.file("slow.toml"), scenario).expect("a file");
    lab.start(&["stp", "stp.toml"]);
    // 200 dialogues of 0.1 s: 2000 a second.
    lab.start(&["load", "small.toml", "--answer", "--scenario", "slow.toml"]);
    lab.await_ready();
    let scenario = ["--scenario", "slow.toml"];
    let over = came(
        lab.ask(&[&["-r", "20000", "-l", "60000", "--seconds", "30"][..], &scenario].concat()),
    );
    all_accounted_for(&over);
    assert!(over.failed > over.good && over.good > 1000, "{over:?}");
    assert!(over.failures.iter().any(|why| why.contains("resourceUnavailable")), "{over:?}");
    let after = came(lab.ask(&[&["-r", "500", "--seconds", "2"][..], &scenario].concat()));
    assert!(after.success, "{after:?}");
    all_accounted_for(&after);
}

#[test]
fn a_peer_that_says_nothing_is_told_of_as_such() {
    let mut lab = Lab::new("silent");
    fs::write(lab.file("silent.toml"), "[[answer]]\nsilent = true\n").expect("a file");
    lab.start(&["stp", "stp.toml"]);
    lab.start(&["load", "scp.toml", "--answer", "--scenario", "silent.toml"]);
    lab.await_ready();
    let came = came(lab.ask(&["-m", "100"]));
    all_accounted_for(&came);
    assert_eq!((came.failed, came.failures), (100, vec!["no answer in time".to_string()]));
}

#[test]
fn a_peer_that_is_not_configured_is_refused_and_counted() {
    let lab = Lab::new("stranger");
    let text = fs::read_to_string(lab.file("stp.toml")).expect("a file");
    let http = free_port();
    let strict = text.replace("peers = [\"127.0.0.1\"]", "peers = [\"127.9.9.9\"]")
        + &format!("[http]\nlisten = \"127.0.0.1:{http}\"\n");
    fs::write(lab.file("stp.toml"), strict).expect("a file");
    let mut lab = lab;
    lab.start(&["stp", "stp.toml"]);
    let get = |path: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", http)).ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).ok()?;
        Some(answer)
    };
    let until = Instant::now() + Duration::from_secs(10);
    let answer = loop {
        // Its own answer is the event that is waited for.
        if let Ok(mut stranger) = TcpStream::connect(("127.0.0.1", lab.gate)) {
            let _ = stranger.write_all(&[0]);
        }
        match get("/metrics") {
            Some(answer) if answer.contains("hookflash_refused_peers_total 0") => {}
            Some(answer) => break answer,
            None => {}
        }
        assert!(Instant::now() < until, "never counted");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(answer.contains("application/openmetrics-text") && answer.ends_with("# EOF\n"));
    assert!(answer.contains("hookflash_m3ua_asp_state{asp=\"ssp\"} 0"));
    assert!(get("/healthz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")));
    assert!(get("/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 503")));
}

#[test]
fn examples_are_good_configurations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let check = Command::new(env!("CARGO_BIN_EXE_hookflash"))
        .args(["config", "check", "examples/stp.toml", "examples/ssp.toml", "examples/scp.toml"])
        .current_dir(root)
        .output()
        .expect("the command");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

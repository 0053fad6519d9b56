//! `hookflash encode` takes what `hookflash decode -T json` gives, and gives back the octets.
#![cfg(feature = "cli")]

mod common;

use hookflash::capture::{Capture, Item};
use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::process::{Command, Output, Stdio};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/");
const CAPTURES: [&str; 3] =
    ["corpus/ain_mtp3.pcap", "corpus/ain_m3ua.pcap", "captures/hookflash-transfer.pcap"];

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    output
}

fn lines(octets: &[u8]) -> Vec<String> {
    let text = String::from_utf8(octets.to_vec()).expect("UTF-8");
    text.lines().map(str::to_string).collect()
}

fn messages(path: &str) -> HashMap<(u64, u64), String> {
    let mut found = HashMap::new();
    let mut capture = Capture::open(path).expect("the capture");
    let done = capture.for_each(|item| {
        if let Item::Message(message) = item {
            let octets = message.octets.iter().map(|octet| format!("{octet:02x}")).collect();
            found.insert((message.frame, message.index.into()), octets);
        }
        ControlFlow::Continue(())
    });
    done.expect("a whole capture");
    found
}

#[test]
fn every_message_of_every_capture_comes_back() {
    for name in CAPTURES {
        let path = format!("{TESTDATA}{name}");
        let original = messages(&path);
        let decoded = run(&["decode", "-T", "json", &path], &[]).stdout;
        let objects: Vec<Value> =
            lines(&decoded).iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(objects.len(), original.len(), "{name}");
        let encoded = run(&["encode", "-"], &decoded);
        let errors = String::from_utf8_lossy(&encoded.stderr);
        assert!(encoded.status.success(), "{name}: {errors}");
        let encoded = lines(&encoded.stdout);
        assert_eq!(encoded.len(), objects.len(), "{name}");
        for (object, hex) in objects.iter().zip(&encoded) {
            let place = (common::number(&object["frame"]), common::number(&object["index"]));
            assert_eq!(original[&place], *hex, "{name}: {object}");
        }
    }
}

#[test]
fn messages_of_the_adaptation_layers_come_back() {
    for (layer, hex) in [
        // M2PA: user data with a priority, an acknowledgement, a link status with filler.
        ("m2pa", "01000b0100000024000000020000000380830a480252090003050702420602420802aabb"),
        ("m2pa", "01000b01000000100000000400000009"),
        ("m2pa", "01000b0200000018000000020000010000000002aabbccdd"),
        // M2UA: Establish Request; DATA with an interface identifier in text.
        ("m2ua", "01000602000000100001000800000005"),
        (
            "m2ua",
            "01000601000000300003000778773100001300080000000703000017830a480252090003050702420602420802aabb00",
        ),
        // SUA: CLDT with two addresses and TCAP, ASP Active.
        (
            "sua",
            "010007010000005c00060008000000010102001800020003800200080001020380030008000000f70103001800020003\
             800200080001020480030008000000f7010b0019e213c70400000001e80be909cf0101d1026e013000000000",
        ),
        ("sua", "0100040100000008"),
    ] {
        let to_json = ["decode", "-T", "json", "--layer", layer, "--variant", "itu", "--hex", "-"];
        let decoded = run(&to_json, hex.as_bytes());
        let json = lines(&decoded.stdout);
        assert!(json[0].contains(&format!("\"{layer}\":{{")), "{}", json[0]);
        let encoded = run(&["encode", "-"], decoded.stdout.as_slice());
        let errors = String::from_utf8_lossy(&encoded.stderr);
        assert_eq!(lines(&encoded.stdout), [hex], "{errors} {}", json[0]);
    }
}

/// Without what may differ between two encodings of one message.
fn meaning(value: &Value) -> Value {
    const ENCODING: [&str; 7] =
        ["raw", "tag", "parameter_tag", "at", "diagnostics", "frame", "invoke_frame"];
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(key, _)| !ENCODING.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), meaning(value))).collect())
        }
        Value::Array(elements) => elements.iter().map(meaning).collect(),
        other => other.clone(),
    }
}

#[test]
fn unusual_encodings_come_back_with_the_same_meaning() {
    let records = fs::read_to_string(format!("{TESTDATA}corpus/negative.jsonl")).expect("records");
    let hex: Vec<String> = records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a record"))
        .filter(|record| record["layer"] == "tcap" && record["expect"] != "reject")
        .filter_map(|record| record["hex"].as_str().map(str::to_string))
        .collect();
    let decode = ["decode", "-T", "json", "--layer", "tcap", "--hex", "-"];
    let first = lines(&run(&decode, hex.join("\n").as_bytes()).stdout);
    let first: Vec<&String> = first.iter().filter(|line| line.contains("\"tcap\":{")).collect();
    assert!(first.len() > 40, "{}", first.len());
    let input: Vec<&str> = first.iter().map(|line| line.as_str()).collect();
    let encoded = run(&["encode", "--lax"], input.join("\n").as_bytes());
    assert!(encoded.status.success(), "{}", String::from_utf8_lossy(&encoded.stderr));
    let second = lines(&run(&decode, &encoded.stdout).stdout);
    assert_eq!(first.len(), second.len());
    for (one, other) in first.iter().zip(&second) {
        let read = |line: &str| meaning(&serde_json::from_str(line).expect("JSON"));
        assert_eq!(read(one), read(other));
    }
}

//! Every encoding of testdata/corpus/negative.jsonl is accepted, flagged or refused as its record
//! says, with the values that can still be read.
#![cfg(feature = "cli")]

mod common;

use common::*;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// Records whose octets are those of `ok/base`: the length that they mean to change was not.
const UNCHANGED: [&str; 2] = ["len+1/spcID", "len-1/spcID"];

fn octets(hex: &str) -> Vec<u8> {
    let octet = |pair| u8::from_str_radix(pair, 16).expect("hexadecimal");
    (0..hex.len() / 2).map(|n| octet(&hex[2 * n..2 * n + 2])).collect()
}

/// A capture of Ethernet frames, little-endian, microseconds.
fn capture(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file =
        vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];
    for (place, frame) in frames.iter().enumerate() {
        // A minute apart: no fragment waits for the next case.
        let length = (frame.len() as u32).to_le_bytes();
        file.extend_from_slice(&(60 * place as u32).to_le_bytes());
        file.extend_from_slice(&[0; 4]);
        file.extend_from_slice(&length);
        file.extend_from_slice(&length);
        file.extend_from_slice(frame);
    }
    file
}

/// Runs the command with this on its standard input.
fn run(arguments: &[&str], input: &[u8]) -> Vec<Value> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hookflash"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends").expect("all input is taken");
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn severities(objects: &[&Value]) -> Vec<String> {
    let diagnostics =
        objects.iter().filter_map(|object| object["diagnostics"].as_array()).flatten();
    // The records know no ISUP: one gives SCCP's octets its service indicator, and asks what MTP3 makes of that.
    let diagnostics = diagnostics.filter(|d| d["layer"] != "isup");
    diagnostics.filter_map(|d| d["severity"].as_str().map(String::from)).collect()
}

/// What is wrong with how a record came out.
fn judge(record: &Value, objects: &[&Value]) -> Vec<String> {
    let id = record["id"].as_str().unwrap_or("");
    let found = severities(objects);
    let has = |severity: &str| found.iter().any(|s| s == severity);
    let mut d = Differences { record: id, found: vec![] };
    let kept = match record["expect"].as_str().unwrap_or("") {
        "accept" => !has("error") && !has("warning"),
        "reject" => has("error"),
        "flag" => has("error") || has("warning") || UNCHANGED.contains(&id),
        _ => true,
    };
    if !kept {
        d.found.push(format!("{id}: {} was wanted, found {objects:?}", record["expect"]));
    }
    if record["expect"] != "accept" {
        return d.found;
    }
    let component = objects.first().map_or(&Value::Null, |object| &object["tcap"]["components"][0]);
    if let Some(operation) = record.get("op") {
        d.check("operation", &component["operation"]["name"], &operation_name(operation));
    }
    let nothing = vec![];
    let parameters = component["parameters"].as_array().unwrap_or(&nothing);
    let named: Vec<_> = parameters.iter().filter(|p| !p["name"].is_null()).cloned().collect();
    // Tags and contents octets of a record are those of the canonical encoding: compare values.
    if let Some(wanted) = record.get("params").and_then(Value::as_array) {
        d.check("parameter count", &named.len().into(), &wanted.len().into());
        for (found, node) in named.iter().zip(wanted) {
            let name = node["n"].as_str().unwrap_or("");
            d.check("name", &found["name"], &node["n"]);
            check_value(&mut d, name, &found["value"], node, true);
        }
    }
    if let Some(tail) = record.get("params_tail").and_then(Value::as_array) {
        for (found, wanted) in named.iter().rev().zip(tail.iter().rev()) {
            d.check("name of the last parameter", &found["name"], &wanted["n"]);
            d.check("octets of the last parameter", &found["raw"], &wanted["v"]);
        }
    }
    for unknown in record.get("unknown").and_then(Value::as_array).unwrap_or(&nothing) {
        let place = unknown["pos"].as_u64().unwrap_or(0) as usize;
        let found = parameters.get(place).unwrap_or(&Value::Null);
        let element = unknown["tlv"].as_str().unwrap_or("");
        d.check("name of an unknown parameter", &found["name"], &Value::Null);
        let tag = found["tag"].as_str().unwrap_or("?").to_lowercase();
        let raw = found["raw"].as_str().unwrap_or("?");
        if !(element.starts_with(&tag)
            && element.trim_end_matches("0000").ends_with(raw.trim_end_matches("0000")))
        {
            d.found.push(format!("{id}: {element} came out as {tag} {raw}"));
        }
    }
    d.found
}

#[test]
fn every_damaged_or_unusual_encoding_gets_the_verdict_of_its_record() {
    let text = fs::read_to_string(format!("{CORPUS}negative.jsonl")).expect("the records");
    let records: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a record is JSON")).collect();
    assert_eq!(records.len(), 150);
    let hex = |record: &Value| record["hex"].as_str().unwrap_or("").to_string();
    let is_frame =
        |record: &Value| matches!(record["layer"].as_str(), Some("eth" | "ip" | "sctp" | "m3ua"));
    let mut wrong = vec![];
    let frames: Vec<_> = records.iter().filter(|record| is_frame(record)).collect();
    let file = capture(&frames.iter().map(|record| octets(&hex(record))).collect::<Vec<_>>());
    let objects = run(&["decode", "-T", "json", "-"], &file);
    for (place, record) in frames.iter().enumerate() {
        let of_frame = |object: &&Value| object["frame"] == place as u64 + 1;
        wrong.extend(judge(record, &objects.iter().filter(of_frame).collect::<Vec<_>>()));
    }
    // The records of layers mtp3 and sccp are MTP3 messages; those of tcap and ain are packages.
    for (layers, lowest) in [(["mtp3", "sccp"], "mtp3"), (["tcap", "ain"], "tcap")] {
        for record in records.iter().filter(|r| layers.iter().any(|layer| r["layer"] == *layer)) {
            let line = if hex(record).is_empty() { continue } else { hex(record) };
            let objects = run(&["decode", "-T", "json", "--layer", lowest, "--hex", &line], b"");
            assert_eq!(objects.len(), 1, "{}", record["id"]);
            wrong.extend(judge(record, &objects.iter().collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

//! `hookflash decode` and `hookflash explain` as a user runs them.
#![cfg(feature = "cli")]

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const CAPTURE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/hookflash-transfer.pcap");

fn hookflash(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn run(arguments: &[&str]) -> Output {
    hookflash(arguments).output().expect("the command runs")
}

fn run_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = hookflash(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    output
}

fn text(octets: &[u8]) -> String {
    String::from_utf8(octets.to_vec()).expect("UTF-8")
}

fn objects(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The capture's expected output stands beside it; values in it were compared with tshark.
fn check_expected(arguments: &[&str], name: &str) {
    let path = CAPTURE.replace(".pcap", name);
    let wanted = fs::read_to_string(&path).expect("the expected output");
    let found = run(arguments);
    assert!(found.status.success());
    assert_eq!(text(&found.stdout), wanted, "{path}");
}

#[test]
fn a_capture_comes_out_as_one_line_a_message() {
    check_expected(&["decode", CAPTURE], ".txt");
}

#[test]
fn verbose_shows_every_layer_and_parameter_with_its_offset() {
    check_expected(&["decode", "-V", CAPTURE], ".tree");
}

#[test]
fn json_keeps_its_documented_shape() {
    check_expected(&["decode", "-T", "json", CAPTURE], ".jsonl");
}

#[test]
fn octets_can_be_shown_beside_each_line() {
    let output = text(&run(&["decode", "-x", "-c", "1", CAPTURE]).stdout);
    assert!(output.contains("callingPartyID [92]: 9725550100 (national, isdn)"), "{output}");
    assert!(output.contains("92 07 03 10 79 52 55 10 00"), "{output}");
}

#[test]
fn count_stops_after_so_many_messages_and_quiet_only_counts() {
    assert_eq!(objects(&run(&["decode", "-T", "json", "-c", "3", CAPTURE])).len(), 3);
    assert_eq!(text(&run(&["decode", "-q", CAPTURE]).stdout), "19 messages\n");
}

#[test]
fn colour_is_as_asked_for() {
    let colored = |color: &str| {
        let output = run(&["decode", "--color", color, CAPTURE]);
        output.stdout.contains(&0x1B)
    };
    assert!(colored("always") && !colored("never") && !colored("auto"));
    let mut forced = hookflash(&["decode", CAPTURE]);
    let output = forced.env("CLICOLOR_FORCE", "1").output().expect("the command runs");
    assert!(output.stdout.contains(&0x1B));
}

#[test]
fn standard_input_gzip_and_zstd_give_the_same_output() {
    let plain = fs::read(CAPTURE).expect("the capture");
    let wanted = run(&["decode", CAPTURE]).stdout;
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
    gzip.write_all(&plain).expect("compresses");
    let gzip = gzip.finish().expect("compresses");
    let zstd = ruzstd::encoding::compress_to_vec(
        &plain[..],
        ruzstd::encoding::CompressionLevel::Uncompressed,
    );
    for input in [plain, gzip, zstd] {
        let output = run_with_input(&["decode", "-"], &input);
        assert!(output.status.success());
        assert_eq!(text(&output.stdout), text(&wanted));
    }
}

#[test]
fn a_capture_cut_short_shows_what_stands_before_the_cut() {
    let whole = fs::read(CAPTURE).expect("the capture");
    let output = run_with_input(&["decode", "-T", "json", "-"], &whole[..whole.len() - 5]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(objects(&output).len(), 18);
    assert!(text(&output.stderr).contains("cut short"));
    let output = run_with_input(&["decode", "-"], &whole[..10]);
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn exit_statuses_tell_usage_from_files_from_faults() {
    let status = |arguments: &[&str]| run(arguments).status.code();
    assert_eq!(status(&["decode", "--strict", CAPTURE]), Some(0));
    assert_eq!(status(&["decode", "--strict", "--hex", "E413C704000001"]), Some(1));
    assert_eq!(status(&["decode"]), Some(2));
    assert_eq!(status(&["decode", "--no-such-option", CAPTURE]), Some(2));
    assert_eq!(status(&["decode", "--hex", "xyz"]), Some(2));
    assert_eq!(status(&["decode", "/no/such/file.pcap"]), Some(3));
    assert_eq!(status(&["decode", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]), Some(3));
    assert_eq!(status(&["--help"]), Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut command = hookflash(&["decode", "-V", CAPTURE]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert!(output.status.success());
    assert!(!text(&output.stderr).contains("panicked"));
}

const ABORT: &str = "F609C70400000001D70104";

#[test]
fn a_pasted_message_is_read_at_the_layer_that_it_looks_like() {
    let sccp = format!("0900030507 02C1F7 02C1F7 0B {ABORT}");
    let mtp3 = format!("83 011405 010A05 06 {sccp}");
    for (hex, layers) in [
        (ABORT, vec!["tcap"]),
        (&sccp, vec!["sccp", "tcap"]),
        (&mtp3, vec!["mtp3", "sccp", "tcap"]),
        // M2UA's Establish Request, M2PA's acknowledgement, SUA's COIT, a FISU, LSSUs of one octet and two.
        ("01000602 00000010 00010008 00000005", vec!["m2ua"]),
        ("01000B01 00000010 00000005 00000006", vec!["m2pa"]),
        ("0100080B 00000010 00060008 00000001", vec!["sua"]),
        ("85 06 00", vec!["mtp2"]),
        ("85 06 01 02", vec!["mtp2"]),
        ("ff ff 02 04 00", vec!["mtp2"]),
    ] {
        let output = run(&["decode", "-T", "json", "--hex", hex]);
        assert_eq!(objects(&output)[0]["layers"], Value::from(layers), "{hex}");
    }
    let output = run(&["decode", "--layer", "ain", "--hex", "30 0C 8D0100 8F0703107952551032"]);
    assert!(text(&output.stdout).contains("calledPartyID [8F]: 9725550123"));
}

#[test]
fn a_message_pasted_at_the_wrong_layer_gets_a_hint() {
    let output = run(&["decode", "--layer", "sccp", "--hex", ABORT]);
    assert!(text(&output.stderr).contains("try --layer tcap"), "{}", text(&output.stderr));
}

#[test]
fn pasted_messages_answer_each_other_line_by_line() {
    // The error names its operation only by the id of the invoke before it.
    let lines = "E213C70400000007E80BE909CF0101D10267013000\n\
                 E416C70400000007E80EEB0CCF0101D4010230049F200101\n";
    let output = run_with_input(&["decode", "-T", "json", "--hex", "-"], lines.as_bytes());
    let objects = objects(&output);
    let component = &objects[1]["tcap"]["components"][0];
    assert_eq!(component["type"], "ReturnError", "{objects:?}");
    assert_eq!(component["operation"]["name"], "Monitor_For_Change");
    assert_eq!(component["operation"]["by"], "correlation");
    assert_eq!(component["error"]["name"], "Failure_Report");
}

fn pcap_of_mtp3(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 141, 0, 0, 0]);
    for message in messages {
        let length = (message.len() as u32).to_le_bytes();
        file.extend_from_slice(&[0; 8]);
        file.extend_from_slice(&length);
        file.extend_from_slice(&length);
        file.extend_from_slice(message);
    }
    file
}

/// A Begin with one Invoke, in a UDT with ITU addresses that have a subsystem number each.
fn itu_unitdata() -> Vec<u8> {
    let begin: &[u8] = &[
        0x62, 0x18, 0x48, 4, 1, 2, 3, 4, 0x6C, 0x10, 0xA1, 0x0E, 2, 1, 1, 2, 1, 0x38, 0x30, 6,
        0x80, 4, 0x81, 0, 0, 0,
    ];
    let mut unitdata = vec![9, 0, 3, 5, 7, 2, 0x42, 6, 2, 0x42, 7, begin.len() as u8];
    unitdata.extend_from_slice(begin);
    unitdata
}

#[test]
fn the_variant_of_a_link_is_found_from_its_messages() {
    let itu_label = (3u32 | 5 << 14 | 7 << 28).to_le_bytes();
    for (variant, label, opc) in [
        ("itu", &itu_label[..], "0-0-5"),
        ("china", &[1, 20, 5, 1, 10, 5, 6], "5-10-1"),
        ("japan", &[3, 0, 5, 0, 7], "0-0-5"),
    ] {
        let message = [&[0x83][..], label, &itu_unitdata()].concat();
        let file = pcap_of_mtp3(&[message]);
        let output = run_with_input(&["decode", "-T", "json", "-"], &file);
        let object = &objects(&output)[0];
        assert_eq!(object["mtp3"]["variant"], variant, "{object}");
        assert_eq!(object["mtp3"]["opc"], opc, "{object}");
        assert_eq!(object["tcap"]["package"], "Begin", "{object}");
        let told = text(&output.stderr);
        assert!(told.contains(&format!("variant {variant}, TCAP on subsystems 6 7")), "{told}");
        assert_eq!(told.lines().count(), 1, "said once: {told}");
    }
}

#[test]
fn a_variant_that_is_given_is_used_even_when_it_is_wrong() {
    let message = [&[0x83, 1, 20, 5, 1, 10, 5, 6][..], &itu_unitdata()].concat();
    let output = run_with_input(
        &["decode", "-T", "json", "--variant", "itu", "-"],
        &pcap_of_mtp3(&[message]),
    );
    let object = &objects(&output)[0];
    assert_eq!(object["mtp3"]["variant"], "itu");
    assert_eq!(object["diagnostics"][0]["severity"], "error", "{object}");
}

#[test]
fn explain_knows_operations_parameters_and_codes() {
    for name in ["Info_Collected", "infocollected", "25602", "0x6402"] {
        let output = text(&run(&["explain", name]).stdout);
        assert!(output.contains("Info_Collected — AIN operation"), "{name}: {output}");
        assert!(output.contains("9F34"), "{name}: {output}");
    }
    let output = text(&run(&["explain", "calledPartyID"]).stdout);
    assert!(output.contains("0–15 digits") && output.contains("Analyze_Route"), "{output}");
    let output = text(&run(&["explain", "Failure_Report"]).stdout);
    assert!(output.contains("failureCause"), "{output}");
    assert_eq!(text(&run(&["explain"]).stdout).lines().count(), 62);
    let unknown = run(&["explain", "flash"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(!text(&unknown.stderr).is_empty());
}

#[test]
fn statistics_with_a_filter_count_what_matches_and_whole_dialogues_that_have_some_of_it() {
    let capture = "testdata/captures/hookflash-transfer.pcap";
    let output = run(&["stats", "-T", "json", "-Y", "ain.carrier", capture]);
    let all = &objects(&output)[0];
    // Analyze_Route names a carrier in two of the transfers.
    assert_eq!(all["messages"], 2);
    let dialogues = &all["dialogues"];
    let told = ["seen", "ended", "without_beginning"].map(|key| &dialogues[key]);
    assert_eq!(told, [2, 2, 0].map(Value::from).each_ref());
    let operations = all["operations"].as_array().expect("operations");
    let asked = operations.iter().find(|one| one["operation"] == "Info_Collected").expect("it");
    assert_eq!([&asked["invoked"], &asked["answered"]], [2, 2].map(Value::from).each_ref());
}

//! `hookflash encode` and `hookflash roundtrip` as a user runs them.
#![cfg(feature = "cli")]

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/");

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

fn text(octets: &[u8]) -> String {
    String::from_utf8(octets.to_vec()).expect("UTF-8")
}

/// The hexadecimal that a message by hand becomes.
fn encoded(arguments: &[&str], json: &str) -> String {
    let output = run(&[&["encode"], arguments].concat(), json.as_bytes());
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).trim().to_string()
}

/// What is said of a message that has a mistake.
fn refused(arguments: &[&str], json: &str) -> String {
    let output = run(&[&["encode"], arguments].concat(), json.as_bytes());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    text(&output.stderr)
}

/// An Invoke of an operation with these parameters.
fn invoke(operation: &str, parameters: &str) -> String {
    format!(
        r#"{{"tcap":{{"otid":"1","components":[{{"operation":"{operation}","parameters":[{parameters}]}}]}}}}"#
    )
}

/// A file of its own for each test, gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.0);
    }
}

#[test]
fn the_least_that_can_be_said_is_a_message() {
    let json = invoke("Analyze_Route", r#"{"name":"calledPartyID","value":"9725550123"}"#);
    let tcap = "e21cc70400000001e814e912cf0101d10265013009";
    assert_eq!(encoded(&[], &json), format!("{tcap}8f0703107952551032"));
    for name in ["analyzeRoute", "analyze_route"] {
        let json = json.replace("Analyze_Route", name);
        assert_eq!(encoded(&[], &json), format!("{tcap}8f0703107952551032"), "{name}");
    }
    let by_code = json.replace("\"Analyze_Route\"", "25857");
    assert_eq!(encoded(&[], &by_code), format!("{tcap}8f0703107952551032"));
}

#[test]
fn parameters_come_into_the_order_of_the_table_and_lax_leaves_them() {
    let json = invoke(
        "Analyze_Route",
        r#"{"name":"carrier","value":"0288"},{"name":"calledPartyID","raw":"0010"}"#,
    );
    assert!(encoded(&[], &json).ends_with("300b8f0200109f290400042088"));
    assert!(encoded(&["--lax"], &json).ends_with("300b9f2904000420888f020010"));
}

#[test]
fn the_value_wins_over_the_octets_beside_it() {
    let both = r#"{"name":"chargePartyStationType","tag":"94","raw":"05","value":6}"#;
    assert!(encoded(&[], &invoke("Analyze_Route", both)).ends_with("3003940106"));
    let none = r#"{"name":"chargePartyStationType","tag":"94","raw":"05","value":null}"#;
    assert!(encoded(&[], &invoke("Analyze_Route", none)).ends_with("3003940105"));
    let unknown = r#"{"name":null,"tag":"9F7F","raw":"00ff","value":null}"#;
    assert!(encoded(&[], &invoke("Analyze_Route", unknown)).ends_with("30059f7f0200ff"));
}

#[test]
fn nested_values_have_the_forms_of_the_decoder() {
    for (parameter, octets) in [
        (r#"{"name":"amp2","value":{"ampAINNodeID":{"spcID":"051401"}}}"#, "bf6d058103051401"),
        (
            r#"{"name":"amp2","value":{"ampAINNodeID":{"spcID":"051401"},"9D":{"tag":"9D","raw":"00"},"9D#2":{"tag":"9D","raw":"01"}}}"#,
            "bf6d0b81030514019d01009d0101",
        ),
        (
            r#"{"name":"extensionParameter","value":{"assignmentAuthority":"1.2.840.10013.1.1","parameters":{"tag":"05","raw":""}}}"#,
            "bf540b06072a8648ce1d01010500",
        ),
        (
            r#"{"name":"carrier","value":{"selection":"presubscribedAndInput","nature":"interLATA","digits":"0288"}}"#,
            "9f290402342088",
        ),
        (
            r#"{"name":"primaryBillingIndicator","value":{"call_type":"0102","service_feature":"0304"}}"#,
            "9f280401020304",
        ),
        (r#"{"name":"calledPartyID","value":{"digits":"","nature":0,"plan":0}}"#, "8f020000"),
    ] {
        let hex = encoded(&[], &invoke("Analyze_Route", parameter));
        assert!(hex.ends_with(octets), "{parameter}\n{hex}");
    }
    let bits = |value: &str| {
        let parameter = format!(r#"{{"name":"eDPRequest","value":{value}}}"#);
        encoded(&["--lax"], &invoke("Request_Report_BCM_Event", &parameter))
    };
    assert_eq!(bits(r#"["oAnswer"]"#), bits("[3]"));
    assert!(bits(r#"{"bits":12,"set":[0]}"#).ends_with("9f5c03048000"));
    assert!(bits("[0]").ends_with("9f5c020780"));
}

#[test]
fn layers_go_around_each_other_as_they_are_given_or_asked_for() {
    let json = |layers: &str| {
        format!(
            r#"{{{layers}"tcap":{{"dtid":"1","abort":{{"p_abort_cause":"resourceUnavailable"}}}}}}"#
        )
    };
    let abort = "f609c70400000001d70106";
    assert_eq!(encoded(&[], &json("")), abort);
    let sccp = format!("0980030507 02c1f7 02c10b 0b{abort}").replace(' ', "");
    let address = r#""sccp":{"return_on_error":true,"calling":{"ssn":11}},"#;
    assert_eq!(encoded(&[], &json(address)), sccp);
    assert_eq!(encoded(&["--from", "tcap"], &json(address)), abort);
    let label = r#""mtp3":{"opc":"5-10-1","dpc":"5-20-2","sls":6},"#;
    let mtp3 = format!("83 021405 010a05 06 {sccp}").replace(' ', "");
    assert_eq!(encoded(&[], &json(&format!("{label}{address}"))), mtp3);
    let m3ua = label.replace("mtp3", "m3ua");
    let hex = encoded(&[], &json(&format!("{m3ua}{address}")));
    assert!(hex.starts_with("01000101000000") && hex.contains(&sccp), "{hex}");
    assert_eq!(encoded(&["--from", "mtp3"], &json(&format!("{m3ua}{address}"))), mtp3);
    let itu = json(r#""mtp3":{"variant":"itu","opc":"0-0-5","dpc":"0-0-3","sls":7},"#);
    assert!(encoded(&[], &itu).starts_with("8303400170"), "{}", encoded(&[], &itu));
    let up = r#"{"m3ua":{"name":"ASPUP","parameters":[{"tag":17,"raw":"00000007"}]}}"#;
    assert_eq!(encoded(&[], up), "01000301000000100011000800000007");
}

#[test]
fn answers_take_the_tables_of_what_they_answer() {
    let json = |component: &str| format!(r#"{{"tcap":{{"dtid":"1","components":[{component}]}}}}"#);
    let error = r#"{"error":"Failure_Report","correlation_id":2,"parameters":[{"name":"failureCause","value":"inappropriateUserInterface"}]}"#;
    let tcap = "e416c70400000001e80eeb0ccf0102d40102";
    assert_eq!(encoded(&[], &json(error)), format!("{tcap}30049f20011b"));
    let reject =
        r#"{"correlation_id":1,"problem":{"type_name":"invoke","name":"unrecognisedOperation"}}"#;
    assert!(encoded(&[], &json(reject)).ends_with("ec09cf0101d5020202f200"));
    let result = r#"{"type":"ReturnResult","correlation_id":1}"#;
    assert!(encoded(&[], &json(result)).ends_with("ea03cf0101"));
}

#[test]
fn itu_messages_have_their_parameters_as_octets() {
    let json = r#"{"tcap":{"package":"Begin","otid":"01020304","components":[
        {"type":"Invoke","invoke_id":1,"operation":56,"parameters":[{"tag":"30","raw":"800481000000"}]}]}}"#;
    let wanted = "6218480401020304 6c10a10e020101020138 3006 800481000000".replace(' ', "");
    assert_eq!(encoded(&[], json), wanted);
}

#[test]
fn parameters_by_themselves_are_a_sequence() {
    let json = r#"{"operation":"Analyze_Route","parameters":[{"name":"chargePartyStationType","value":5}]}"#;
    assert_eq!(encoded(&[], json), "3003940105");
    let decoded = run(&["decode", "-T", "json", "--layer", "ain", "--hex", "30038d0100"], &[]);
    assert_eq!(encoded(&[], &text(&decoded.stdout)), "30038d0100");
}

#[test]
fn a_misspelt_name_is_marked_and_the_nearest_is_suggested() {
    let json = invoke("Analyze_Route", r#"{"name":"caledPartyID","value":"1"}"#);
    assert_eq!(
        refused(&[], &json),
        "<stdin>:1:86: Analyze_Route has no parameter `caledPartyID`
  | …\":\"Analyze_Route\",\"parameters\":[{\"name\":\"caledPartyID\",\"value\":\"1\"}]}]}}
  |                                          ^~~~~~~~~~~~~~
  = did you mean `calledPartyID`?
"
    );
}

#[test]
fn every_mistake_of_a_message_is_told_where_it_stands() {
    let json = r#"
{
  "tcap": {
    "otid": "xyz",
    "package": "QueryWithPermision",
    "components": [
      {"operation": "Info_Colected"},
      {"operation": "Analyze_Route", "lastt": true, "parameters": [
        {"name": "calledPartyID", "value": {"digits": "12345678901234567", "nature": "nationl"}},
        {"name": "chargePartyStationType", "value": "five"},
        {"name": "carrier", "value": "02"}
      ]}
    ]
  },
  "mtp3": {"opc": "5-10-300", "dpc": "5-20-2"}
}
"#;
    let told = refused(&[], json);
    for line in [
        "<stdin>:4:13: otid is no transaction identifier",
        "<stdin>:5:16: `QueryWithPermision` is no package of ANSI TCAP",
        "  = did you mean `QueryWithPermission`?",
        "<stdin>:7:21: `Info_Colected` is no operation",
        "<stdin>:8:38: component has no key `lastt`",
        "  |       {\"operation\": \"Analyze_Route\", \"lastt\": true, \"parameters\": [",
        "  |                                      ^~~~~~~",
        "  = did you mean `last`?",
        "<stdin>:9:86: `nationl` is no nature of calledPartyID",
        "  = did you mean `national`?",
        "<stdin>:10:53: chargePartyStationType is a string, not a number",
        "<stdin>:11:38: carrier cannot be \"02\"",
        "<stdin>:15:19: opc \"5-10-300\" is no point code",
        "  = three numbers up to 255-255-255 in variant ansi",
    ] {
        assert!(told.lines().any(|found| found == line), "{line}\n{told}");
    }
}

#[test]
fn sizes_ranges_and_mandatory_parameters_are_checked_unless_lax() {
    for (operation, parameter, told, octets) in [
        (
            "Analyze_Route",
            r#"{"name":"calledPartyID","value":"1234567890123456"}"#,
            "0–15 digits",
            "8f0a",
        ),
        (
            "Analyze_Route",
            r#"{"name":"chargePartyStationType","value":300}"#,
            "it takes",
            "9402012c",
        ),
        (
            "Info_Collected",
            r#"{"name":"bearerCapability","value":"speech"}"#,
            "`userID` is missing",
            "8d0100",
        ),
        (
            "Analyze_Route",
            r#"{"name":"carrier","value":"0288"},{"name":"carrier","value":"0288"}"#,
            "stands twice",
            "9f2904",
        ),
    ] {
        let json = invoke(operation, parameter);
        let said = refused(&[], &json);
        assert!(said.contains(told), "{said}");
        assert!(encoded(&["--lax"], &json).contains(octets));
    }
}

#[test]
fn a_broken_object_costs_no_other() {
    let good = invoke("Continue", "");
    let input = format!("{good}\n{{\"tcap\": [}}\n{{\"tcap\": {{\"otid\": \"1\"\n{good} {good}\n");
    let output = run(&["encode"], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout).lines().count(), 3);
    let told = text(&output.stderr);
    assert!(told.contains("<stdin>:2:11: JSON: unexpected close brace"), "{told}");
    assert!(told.contains("<stdin>:3:"), "{told}");
}

#[test]
fn objects_may_take_many_lines_with_comments_and_a_comma_too_many() {
    let json = "// a Continue\n{ /* of */ \"tcap\": {\n  \"otid\": \"1\",\n  \"components\": [\n    {\"operation\": \"Continue\", \"parameters\": []},\n  ],\n} }\n";
    assert_eq!(encoded(&[], json), encoded(&[], &invoke("Continue", "")));
}

#[test]
fn a_name_and_a_code_that_disagree_are_a_mistake() {
    let json =
        invoke("Continue", "").replace("\"Continue\"", r#"{"name":"Info_Collected","code":25603}"#);
    let told = refused(&[], &json);
    assert!(
        told.contains("the name is `Info_Collected`, and code 25603 has `Info_Analyzed`"),
        "{told}"
    );
}

/// Decodes a capture without what depends on the carrier.
fn decoded(path: &str) -> Vec<Value> {
    let output = run(&["decode", "-T", "json", "--strict", path], &[]);
    text(&output.stdout)
        .lines()
        .map(|line| {
            let mut object: Value = serde_json::from_str(line).expect("JSON");
            let label = ["opc", "dpc", "sls", "ni", "priority", "si"].map(|key| {
                match object.get("m3ua").and_then(|m3ua| m3ua.get("opc")) {
                    Some(_) => object["m3ua"][key].clone(),
                    None => object["mtp3"][key].clone(),
                }
            });
            let fields = object.as_object_mut().expect("an object");
            fields.insert("label".into(), Value::from(label.to_vec()));
            for key in ["mtp2", "m2pa", "m2ua", "m3ua", "mtp3", "layers"] {
                fields.remove(key);
            }
            for key in ["time", "index", "frame", "diagnostics"] {
                fields.remove(key);
            }
            object
        })
        .collect()
}

#[test]
fn captures_of_every_link_and_kind_decode_to_the_same_messages() {
    let original = format!("{TESTDATA}captures/hookflash-transfer.pcap");
    let json = run(&["decode", "-T", "json", &original], &[]).stdout;
    let wanted = decoded(&original);
    for (number, (link, over, extension)) in [
        ("mtp3", "ethernet", "pcapng"),
        ("mtp3", "ethernet", "pcap"),
        ("mtp2", "ethernet", "pcapng"),
        ("mtp2-with-phdr", "ethernet", "pcap"),
        ("m3ua", "ethernet", "pcapng"),
        ("m3ua", "ip", "pcap"),
        ("m2pa", "ethernet", "pcapng"),
        ("m2ua", "ip", "pcapng"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = Scratch::new(&format!("encoded-{number}.{extension}"));
        let arguments = ["encode", "-w", file.path(), "--link", link, "--over", over];
        let output = run(&arguments, &json);
        assert!(output.status.success(), "{link}: {}", text(&output.stderr));
        assert_eq!(decoded(file.path()), wanted, "{link} {over} {extension}");
    }
    let sccp = Scratch::new("encoded-sccp.pcap");
    assert!(run(&["encode", "-w", sccp.path(), "--link", "sccp"], &json).status.success());
    let found = decoded(sccp.path());
    assert!(found.iter().zip(&wanted).all(|(a, b)| a["tcap"] == b["tcap"]));
    assert_eq!(found.len(), wanted.len());
}

/// A FISU with the 12-bit sequence numbers 0x123 and 0x456 (Q.703 annex A).
const EXTENDED: &str =
    r#"{"mtp2":{"bsn":291,"bib":true,"fsn":1110,"fib":false,"type":"FISU","extended":true}}"#;

#[test]
fn the_pseudo_header_of_mtp2_says_which_sequence_numbers_there_are() {
    let file = Scratch::new("annex-a.pcap");
    let basic = r#"{"mtp2":{"bsn":5,"bib":true,"fsn":6,"fib":false,"type":"FISU"}}"#;
    let messages = format!("{EXTENDED}\n{basic}\n");
    let arguments = ["encode", "-w", file.path(), "--link", "mtp2-with-phdr"];
    let output = run(&arguments, messages.as_bytes());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let capture = fs::read(file.path()).expect("the capture");
    // LINKTYPE_MTP2_WITH_PHDR: sent, Annex A used, link number; then the unit.
    let frames: [&[u8]; 2] = [&[1, 1, 0, 0, 0x23, 0x81, 0x56, 4, 0, 0], &[1, 0, 0, 0, 0x85, 6, 0]];
    for frame in frames {
        assert!(capture.windows(frame.len()).any(|octets| octets == frame), "{frame:02x?}");
    }
    let units: Vec<Value> = text(&run(&["decode", "-T", "json", file.path()], &[]).stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["mtp2"].clone())
        .collect();
    let given: Vec<Value> = [EXTENDED, basic]
        .map(|text| serde_json::from_str::<Value>(text).expect("JSON")["mtp2"].clone())
        .to_vec();
    assert_eq!(units, given);
}

#[test]
fn a_link_that_cannot_say_extended_takes_no_extended_units() {
    let file = Scratch::new("no-annex-a.pcap");
    let told = refused(&["-w", file.path(), "--link", "mtp2"], EXTENDED);
    assert!(told.contains("use --link mtp2-with-phdr"), "{told}");
}

#[test]
fn times_are_kept_or_counted() {
    let file = Scratch::new("times.pcapng");
    let messages = [
        invoke("Continue", ""),
        invoke("Continue", "").replacen('{', r#"{"time":"2024-06-10T09:00:00.123456Z","#, 1),
        invoke("Continue", ""),
    ];
    let output = run(&["encode", "-w", file.path()], messages.join("\n").as_bytes());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = run(&["decode", "-T", "json", file.path()], &[]);
    let times: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["time"].clone())
        .collect();
    assert_eq!(
        times,
        [
            "2024-01-01T00:00:00.000000000Z",
            "2024-06-10T09:00:00.123456000Z",
            "2024-06-10T09:00:00.124456000Z"
        ]
    );
}

#[test]
fn wrong_arguments_and_files_have_their_statuses() {
    let status = |arguments: &[&str]| run(arguments, b"{}").status.code();
    assert_eq!(status(&["encode", "--link", "mtp3"]), Some(2));
    assert_eq!(status(&["encode", "-w", "capture.txt"]), Some(2));
    assert_eq!(status(&["encode", "/no/such/file.json"]), Some(3));
    assert_eq!(status(&["encode"]), Some(1));
    assert_eq!(status(&["roundtrip"]), Some(2));
    assert_eq!(status(&["roundtrip", "/no/such/file.pcap"]), Some(3));
}

#[test]
fn the_corpus_comes_back_and_what_does_not_has_a_reason() {
    let files =
        ["corpus/ain_mtp3.pcap", "corpus/ain_m3ua.pcap", "captures/hookflash-transfer.pcap"]
            .map(|name| format!("{TESTDATA}{name}"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let output = run(&[&["roundtrip", "-q"], &files[..]].concat(), &[]);
    assert_eq!(
        text(&output.stdout),
        "1312 messages: 1294 the same, 18 the same in meaning (zeros behind the last bit that is set 20)\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

/// MTP3 around LUDT around TCAP, for the octets of testdata/corpus/negative.jsonl.
fn pcap_of_unusual_messages() -> (Vec<u8>, usize) {
    let records = fs::read_to_string(format!("{TESTDATA}corpus/negative.jsonl")).expect("records");
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 141, 0, 0, 0]);
    let mut count = 0;
    for line in records.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let octets: Vec<u8> = match (record["layer"].as_str(), record["hex"].as_str()) {
            (Some("tcap"), Some(hex)) if hex.len() < 100_000 => (0..hex.len() / 2)
                .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).expect("hexadecimal"))
                .collect(),
            _ => continue,
        };
        let mut message = vec![0x83, 1, 20, 5, 1, 10, 5, 6];
        message.extend([0x13, 0, 15, 7, 0, 8, 0, 9, 0, 0, 0, 2, 0xC1, 247, 2, 0xC1, 247]);
        message.extend((octets.len() as u16).to_le_bytes());
        message.extend(octets);
        let length = (message.len() as u32).to_le_bytes();
        file.extend([&[0; 8][..], &length, &length, &message].concat());
        count += 1;
    }
    (file, count)
}

#[test]
fn unusual_encodings_come_back_with_a_reason_for_each_octet() {
    let (file, count) = pcap_of_unusual_messages();
    assert!(count > 100, "{count}");
    let arguments = ["roundtrip", "-T", "json", "--variant", "ansi", "--ssn", "247", "-"];
    let output = run(&arguments, &file);
    let lines: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let summary = lines.last().expect("a summary");
    assert_eq!(summary["messages"], count);
    assert_eq!(summary["failed"], 0, "{summary}");
    assert_eq!(output.status.code(), Some(0));
    for reason in
        ["indefiniteLength", "longLength", "constructedString", "longInteger", "unknownMoved"]
    {
        assert!(summary["reasons"][reason].is_u64(), "{reason}: {summary}");
        let one = lines.iter().find(|line| line["reason"] == reason).expect("a difference");
        assert!(one["at"].is_u64() && one["frame"].is_u64() && one["field"].is_string(), "{one}");
    }
    assert!(lines.iter().any(|line| line["not_decoded"].is_string()));
}

/// UDTs of ITU from HLR to VLR, in a capture of MTP3.
fn itu_pcap(messages: &[&[u8]]) -> Vec<u8> {
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 141, 0, 0, 0]);
    for tcap in messages {
        let mut message = vec![0x83, 3, 0x40, 1, 0x70, 9, 0, 3, 5, 7, 2, 0x42, 6, 2, 0x42, 7];
        message.push(tcap.len() as u8);
        message.extend_from_slice(tcap);
        let length = (message.len() as u32).to_le_bytes();
        file.extend([&[0; 8][..], &length, &length, &message].concat());
    }
    file
}

#[test]
fn itu_messages_come_back_with_portions_that_stand_again_or_elsewhere() {
    let again = [0x64, 14, 0x49, 1, 2, 0x6C, 5, 0xA2, 3, 2, 1, 1, 0x6C, 2, 5, 0];
    let both_ids = [0x62, 16, 0x48, 1, 1, 0x49, 1, 2, 0x6C, 8, 0xA1, 6, 2, 1, 1, 2, 1, 56];
    let swapped_ids = [0x65, 13, 0x49, 1, 2, 0x48, 1, 1, 0x6C, 5, 0xA7, 3, 2, 1, 1];
    let file = itu_pcap(&[&again, &both_ids, &swapped_ids]);
    let output = run(&["roundtrip", "-q", "--variant", "itu", "-"], &file);
    let wanted = "3 messages: 2 the same, 1 the same in meaning (other order 1)\n";
    assert_eq!(text(&output.stdout), wanted);
    let tree = text(&run(&["decode", "-V", "--variant", "itu", "-"], &file).stdout);
    for told in [
        "component portion stands more than once",
        "49 is no portion of a Begin",
        "originating transaction ID stands after an element it must precede",
        "ReturnResult: last, invoke ID 1",
        "ReturnResult: not last, invoke ID 1",
    ] {
        assert!(tree.contains(told), "{told}: {tree}");
    }
}

#[test]
fn itu_messages_come_back_with_what_stands_behind_a_parameter() {
    let invoke: &[u8] =
        &[0x62, 0x12, 0x48, 4, 1, 2, 3, 4, 0x6C, 10, 0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30, 0];
    let result: &[u8] = &[
        0x64, 0x18, 0x49, 4, 1, 2, 3, 4, 0x6C, 16, 0xA2, 14, 2, 1, 1, 0x30, 7, 2, 1, 56, 0xA3, 0,
        5, 0, 5, 0,
    ];
    let file = itu_pcap(&[invoke, result]);
    let output = run(&["roundtrip", "--variant", "itu", "-"], &file);
    assert_eq!(text(&output.stdout), "2 messages: 2 the same\n");
    let tree = text(&run(&["decode", "-V", "--variant", "itu", "-"], &file).stdout);
    for told in [
        "2 octets after the end of the component's parameter",
        "2 octets after the end of the result",
    ] {
        assert!(tree.contains(told), "{tree}");
    }
}

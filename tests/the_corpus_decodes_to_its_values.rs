//! Every message of testdata/corpus comes out of `hookflash decode -T json` with the values that its
//! generator put in.
#![cfg(feature = "cli")]

use serde_json::Value;
use std::collections::HashMap;
use std::fs;
use std::process::Command;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/");

fn decoded(capture: &str) -> HashMap<(u64, u64), Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_hookflash"))
        .args(["decode", "-T", "json", &format!("{CORPUS}{capture}")])
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let object = |line: &str| -> ((u64, u64), Value) {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        ((number(&value["frame"]), number(&value["index"])), value)
    };
    text.lines().map(object).collect()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is a number"))
}

/// Collects what differs in one record.
struct Differences<'a> {
    record: &'a str,
    found: Vec<String>,
}

impl Differences<'_> {
    fn check(&mut self, what: &str, found: &Value, wanted: &Value) {
        if found != wanted {
            self.found.push(format!("{} {what}: found {found}, wanted {wanted}", self.record));
        }
    }
}

/// A number from the corpus, or null where the record has none.
fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn check_address(d: &mut Differences<'_>, what: &str, found: &Value, wanted: &Value) {
    d.check(&format!("{what}.routing"), &found["routing"], field(wanted, "ri"));
    d.check(&format!("{what}.ssn"), &found["ssn"], field(wanted, "ssn"));
    d.check(&format!("{what}.pc"), &found["pc"], field(wanted, "pc"));
    d.check(
        &format!("{what}.national"),
        &found["national"],
        &(field(wanted, "national") == 1).into(),
    );
    let (found, wanted) = (&found["gt"], field(wanted, "gt"));
    if wanted.is_null() {
        return d.check(&format!("{what}.gt"), found, wanted);
    }
    for (ours, theirs) in [
        ("indicator", "gti"),
        ("translation_type", "tt"),
        ("digits", "digits"),
        ("numbering_plan", "np"),
        ("encoding_scheme", "es"),
    ] {
        d.check(&format!("{what}.gt.{ours}"), field(found, ours), field(wanted, theirs));
    }
}

fn package_name(corpus: &str) -> &str {
    match corpus {
        "unidirectional" => "Unidirectional",
        "queryWithPerm" => "QueryWithPermission",
        "queryWithoutPerm" => "QueryWithoutPermission",
        "response" => "Response",
        "conversationWithPerm" => "ConversationWithPermission",
        "conversationWithoutPerm" => "ConversationWithoutPermission",
        "abort" => "Abort",
        other => panic!("{other} is a package"),
    }
}

/// The message name of an ASN.1 operation name, as in `OPERATIONS`.
fn operation_name(asn1: &Value) -> Value {
    hookflash::wire::ain::OPERATIONS
        .iter()
        .find(|operation| asn1 == operation.name)
        .map_or(Value::Null, |operation| operation.message.into())
}

fn identifier(node: &Value) -> String {
    let t = node["t"].as_str().expect("a class and number");
    let class = match &t[..1] {
        "U" => 0,
        "A" => 0x40,
        "C" => 0x80,
        _ => 0xC0,
    };
    let lead = class | if node.get("con").is_some() { 0x20 } else { 0 };
    let tag: u32 = t[1..].parse().expect("a tag number");
    match tag {
        0..=30 => format!("{:02X}", lead | tag),
        31..=127 => format!("{:02X}{tag:02X}", lead | 31),
        _ => format!("{:02X}{:02X}{:02X}", lead | 31, 0x80 | tag >> 7, tag & 0x7F),
    }
}

fn nature(code: u64, found: &Value) -> bool {
    let names: &[&str] = match code {
        0 => &["notApplicable"],
        1 => &["subscriber", "aniCallingSubscriber"],
        2 => &["unknown", "aniNotAvailable"],
        3 => &["national", "aniCallingNational"],
        4 => &["international"],
        _ => &[],
    };
    *found == code || names.iter().any(|name| found == name)
}

const PLANS: [&str; 8] =
    ["unknown", "isdn", "telephony", "data", "telex", "maritimeMobile", "landMobile", "private"];
const PRESENTATIONS: [&str; 4] = ["allowed", "restricted", "notAvailable", "spare"];
const SCREENINGS: [&str; 4] =
    ["userNotVerified", "userVerifiedPassed", "userVerifiedFailed", "network"];

fn check_value(d: &mut Differences<'_>, path: &str, found: &Value, node: &Value, whole: bool) {
    if whole && let Some(alternative) = node.get("alt").and_then(Value::as_str) {
        // An alternative may itself be a choice without a tag.
        let found = alternative.split('.').fold(found, field);
        return check_value(d, &format!("{path}.{alternative}"), found, node, false);
    }
    if let Some(children) = node.get("ch").and_then(Value::as_array) {
        // A list has numbers for names, an element of an ANY a question mark.
        if children.iter().any(|child| child["n"] == "?") {
            return;
        }
        if children.first().is_some_and(|child| child["n"] == "0") {
            d.check(
                &format!("{path} length"),
                &found.as_array().map_or(0, Vec::len).into(),
                &children.len().into(),
            );
            for (place, child) in children.iter().enumerate() {
                let found = found.get(place).unwrap_or(&Value::Null);
                check_value(d, &format!("{path}[{place}]"), found, child, true);
            }
            return;
        }
        let names: Vec<&str> = children.iter().filter_map(|child| child["n"].as_str()).collect();
        let found_names: Vec<&str> =
            found.as_object().map_or(vec![], |object| object.keys().map(String::as_str).collect());
        d.check(&format!("{path} names in order"), &found_names.into(), &names.into());
        for child in children {
            let name = child["n"].as_str().unwrap_or("");
            check_value(d, &format!("{path}.{name}"), field(found, name), child, true);
        }
        return;
    }
    match node.get("d") {
        Some(Value::Object(digits)) if digits.contains_key("noa") => {
            let wanted = digits["digits"].as_str().unwrap_or("").to_uppercase();
            let wanted = wanted.replace('B', "*").replace('C', "#");
            d.check(&format!("{path}.digits"), &found["digits"], &wanted.into());
            let (noa, plan, low) =
                (number(&digits["noa"]), number(&digits["np"]), number(&digits["low"]) as usize);
            if !nature(noa, &found["nature"]) {
                d.check(&format!("{path}.nature"), &found["nature"], &noa.into());
            }
            d.check(&format!("{path}.plan"), &found["plan"], &PLANS[plan as usize].into());
            d.check(
                &format!("{path}.presentation"),
                &found["presentation"],
                &PRESENTATIONS[low >> 2].into(),
            );
            d.check(&format!("{path}.screening"), &found["screening"], &SCREENINGS[low & 3].into());
        }
        Some(Value::Object(named)) if named.contains_key("e") => {
            d.check(path, found, &named["e"]);
        }
        Some(wanted) => d.check(path, found, wanted),
        None => check_octets(d, path, found, node),
    }
}

fn check_octets(d: &mut Differences<'_>, path: &str, found: &Value, node: &Value) {
    let octets = node.get("v").and_then(Value::as_str).unwrap_or("");
    match found {
        // A carrier, a billing indicator or an ANY: put together again from its parts.
        Value::Object(parts) if parts.contains_key("raw") => {
            d.check(path, &parts["raw"], &octets.into())
        }
        Value::Object(parts) if parts.contains_key("call_type") => {
            let joined = format!(
                "{}{}",
                parts["call_type"].as_str().unwrap_or(""),
                parts["service_feature"].as_str().unwrap_or("")
            );
            d.check(path, &joined.into(), &octets.into());
        }
        Value::Object(parts) if parts.contains_key("selection") => {
            let digits: Vec<char> = parts["digits"].as_str().unwrap_or("").chars().collect();
            let digits: Vec<char> = digits
                .into_iter()
                .map(|digit| match digit {
                    '*' => 'b',
                    '#' => 'c',
                    other => other.to_ascii_lowercase(),
                })
                .collect();
            let swapped: String = digits.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
            d.check(path, &swapped.into(), &octets.get(4..).unwrap_or("").into());
        }
        Value::Null => d.check(path, &"".into(), &octets.into()),
        found => d.check(path, found, &octets.into()),
    }
}

fn check_parameters(d: &mut Differences<'_>, found: &Value, wanted: &Value) {
    let nothing = vec![];
    let found_parameters = found.as_array().unwrap_or(&nothing);
    if wanted["ty"] == "TimerUpdated" {
        // The one result that is a parameter by itself.
        d.check("parameter count", &found_parameters.len().into(), &1.into());
        d.check("tag", &found[0]["tag"], &identifier(wanted).into());
        return check_value(d, "timerUpdated", &found[0]["value"], wanted, true);
    }
    let children = wanted.get("ch").and_then(Value::as_array).unwrap_or(&nothing);
    d.check("parameter count", &found_parameters.len().into(), &children.len().into());
    for (found, node) in found_parameters.iter().zip(children) {
        let name = node["n"].as_str().unwrap_or("");
        d.check("name", &found["name"], &node["n"]);
        d.check(&format!("{name} tag"), &found["tag"], &identifier(node).into());
        if let Some(octets) = node.get("v") {
            d.check(&format!("{name} raw"), &found["raw"], octets);
        }
        check_value(d, name, &found["value"], node, true);
    }
}

fn check_component(d: &mut Differences<'_>, found: &Value, wanted: &Value) {
    let kind = wanted["type"].as_str().unwrap_or("");
    let (name, last) = match kind {
        "invokeLast" => ("Invoke", Some(true)),
        "invokeNotLast" => ("Invoke", Some(false)),
        "returnResultLast" => ("ReturnResult", Some(true)),
        "returnResultNotLast" => ("ReturnResult", Some(false)),
        "returnError" => ("ReturnError", None),
        _ => ("Reject", None),
    };
    d.check("type", &found["type"], &name.into());
    d.check("last", field(found, "last"), &last.into());
    if name == "Invoke" {
        d.check("invoke_id", &found["invoke_id"], field(wanted, "invoke_id"));
        d.check("correlation_id", &found["correlation_id"], field(wanted, "correlation_id"));
        let (found, wanted) = (&found["operation"], &wanted["op"]);
        d.check("kind", &found["kind"], &wanted["class"]);
        d.check("code", &found["code"], &wanted["code"]);
        d.check("family", &found["family"], &wanted["family"]);
        d.check("specifier", &found["specifier"], &wanted["specifier"]);
        d.check("operation", &found["name"], &operation_name(&wanted["name"]));
    } else {
        // What a result, error or reject carries is the id of the invoke that it answers.
        d.check("correlation_id", &found["correlation_id"], field(wanted, "invoke_id"));
        if let Some(wanted) = wanted.get("op_by_correlation").filter(|op| !op.is_null()) {
            let found = &found["operation"];
            d.check("operation by correlation", &found["code"], &wanted["code"]);
            d.check("operation name", &found["name"], &operation_name(&wanted["name"]));
            d.check("by", &found["by"], &"correlation".into());
        }
    }
    if let Some(error) = wanted.get("error") {
        d.check("error kind", &found["error"]["kind"], &error["class"]);
        d.check("error code", &found["error"]["code"], &error["code"]);
    }
    if let Some(problem) = wanted.get("problem").and_then(Value::as_u64) {
        d.check("problem type", &found["problem"]["type"], &(problem >> 8).into());
        d.check("problem specifier", &found["problem"]["specifier"], &(problem & 0xFF).into());
    }
    check_parameters(d, &found["parameters"], field(wanted, "param"));
}

fn check_record(found: &Value, wanted: &Value, record: &str) -> Vec<String> {
    let mut d = Differences { record, found: vec![] };
    let carrier = if wanted["link"] == "mtp3" { "mtp3" } else { "m3ua" };
    for (ours, theirs) in
        [("ni", "ni"), ("priority", "pri"), ("opc", "opc"), ("dpc", "dpc"), ("sls", "sls")]
    {
        d.check(&format!("{carrier}.{ours}"), &found[carrier][ours], &wanted[theirs]);
    }
    if carrier == "m3ua" {
        d.check("routing context", &found["m3ua"]["routing_context"], field(wanted, "rc"));
        d.check("network appearance", &found["m3ua"]["network_appearance"], field(wanted, "na"));
        d.check("correlation id", &found["m3ua"]["correlation_id"], field(wanted, "corr"));
    }
    d.check("variant", &found[carrier]["variant"], &"ansi".into());
    let (sccp, wanted_sccp) = (&found["sccp"], &wanted["sccp"]);
    d.check("sccp type", &sccp["type"], &wanted_sccp["msg"]);
    d.check("sccp class", field(sccp, "class"), field(wanted_sccp, "class"));
    if let Some(returned) = wanted_sccp.get("return_on_error") {
        d.check("return on error", &sccp["return_on_error"], &(*returned == 1).into());
    }
    if let Some(cause) = wanted_sccp.get("return_cause") {
        d.check("return cause", &sccp["return_cause"]["code"], cause);
    }
    if let Some(hops) = wanted_sccp.get("hop") {
        d.check("hop counter", &sccp["hop_counter"], hops);
    }
    check_address(&mut d, "called", &sccp["called"], &wanted_sccp["called"]);
    check_address(&mut d, "calling", &sccp["calling"], &wanted_sccp["calling"]);
    let (tcap, wanted) = (&found["tcap"], &wanted["tcap"]);
    d.check("tcap variant", &tcap["variant"], &"ansi".into());
    let package = wanted["package"].as_str().unwrap_or("");
    d.check("package", &tcap["package"], &package_name(package).into());
    d.check("otid", &tcap["otid"], &wanted["otid"]);
    d.check("dtid", &tcap["dtid"], &wanted["dtid"]);
    if let Some(abort) = wanted.get("abort") {
        d.check(
            "P-Abort cause",
            field(&tcap["abort"]["p_abort_cause"], "code"),
            field(abort, "p_abort_cause"),
        );
        d.check(
            "user abort",
            field(&tcap["abort"], "user_information"),
            field(abort, "user_information"),
        );
    }
    let dialogue = &tcap["dialogue"];
    if let Some(Value::Object(wanted)) = wanted.get("dialogue") {
        for (theirs, ours) in [
            ("version", "protocol_version"),
            ("integerApplicationId", "application_context"),
            ("objectApplicationId", "application_context"),
            ("integerSecurityId", "security_context"),
            ("objectSecurityId", "security_context"),
            ("userInformation", "user_information"),
        ] {
            if let Some(wanted) = wanted.get(theirs) {
                d.check(theirs, &dialogue[ours], wanted);
            }
        }
        if let Some(wanted) = wanted.get("confidentiality").and_then(Value::as_object) {
            d.check(
                "confidentiality",
                &dialogue["confidentiality"],
                wanted.values().next().unwrap_or(&Value::Null),
            );
        }
    } else {
        d.check("dialogue", dialogue, &Value::Null);
    }
    let nothing = vec![];
    let components = tcap["components"].as_array().unwrap_or(&nothing);
    let wanted_components = wanted["components"].as_array().unwrap_or(&nothing);
    d.check("components", &components.len().into(), &wanted_components.len().into());
    for (found, wanted) in components.iter().zip(wanted_components) {
        check_component(&mut d, found, wanted);
    }
    let errors = found["diagnostics"].as_array().unwrap_or(&nothing);
    let errors: Vec<_> = errors.iter().filter(|e| e["severity"] == "error").cloned().collect();
    d.check("errors", &errors.into(), &Value::Array(vec![]));
    d.found
}

fn check_capture(name: &str, count: usize) {
    let decoded = decoded(&format!("{name}.pcap"));
    let records = fs::read_to_string(format!("{CORPUS}{name}.jsonl")).expect("the records");
    let mut differences = vec![];
    let mut checked = 0;
    for line in records.lines() {
        let wanted: Value = serde_json::from_str(line).expect("a record is JSON");
        let place = (number(&wanted["frame"]), wanted.get("chunk").map_or(0, number));
        let record = format!("{name} frame {} index {}", place.0, place.1);
        checked += 1;
        match decoded.get(&place) {
            Some(found) => differences.extend(check_record(found, &wanted, &record)),
            None => differences.push(format!("{record} is not there")),
        }
    }
    assert_eq!(checked, count);
    let shown = differences.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
}

#[test]
fn all_731_messages_over_mtp3_come_out_as_they_were_made() {
    check_capture("ain_mtp3", 731);
}

#[test]
fn all_514_messages_over_m3ua_come_out_as_they_were_made() {
    check_capture("ain_m3ua", 514);
}

//! What tests of the corpus share: running the command, comparing its JSON with a record.
#![allow(dead_code, missing_docs, unreachable_pub)] // each test file uses its own part

use serde_json::Value;
use std::collections::HashMap;
use std::process::Command;

pub const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/");

pub fn decoded(capture: &str) -> HashMap<(u64, u64), Value> {
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

pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is a number"))
}

/// Collects what differs in one record.
pub struct Differences<'a> {
    pub record: &'a str,
    pub found: Vec<String>,
}

impl Differences<'_> {
    pub fn check(&mut self, what: &str, found: &Value, wanted: &Value) {
        if found != wanted {
            self.found.push(format!("{} {what}: found {found}, wanted {wanted}", self.record));
        }
    }
}

/// A number from the corpus, or null where the record has none.
pub fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

pub fn check_address(d: &mut Differences<'_>, what: &str, found: &Value, wanted: &Value) {
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

pub fn package_name(corpus: &str) -> &str {
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
pub fn operation_name(asn1: &Value) -> Value {
    hookflash::wire::ain::OPERATIONS
        .iter()
        .find(|operation| asn1 == operation.name)
        .map_or(Value::Null, |operation| operation.message.into())
}

pub fn identifier(node: &Value) -> String {
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

pub fn nature(code: u64, found: &Value) -> bool {
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

pub const PLANS: [&str; 8] =
    ["unknown", "isdn", "telephony", "data", "telex", "maritimeMobile", "landMobile", "private"];
pub const PRESENTATIONS: [&str; 4] = ["allowed", "restricted", "notAvailable", "spare"];
pub const SCREENINGS: [&str; 4] =
    ["userNotVerified", "userVerifiedPassed", "userVerifiedFailed", "network"];

pub fn check_value(d: &mut Differences<'_>, path: &str, found: &Value, node: &Value, whole: bool) {
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

pub fn check_octets(d: &mut Differences<'_>, path: &str, found: &Value, node: &Value) {
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

pub fn check_parameters(d: &mut Differences<'_>, found: &Value, wanted: &Value) {
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

pub fn check_component(d: &mut Differences<'_>, found: &Value, wanted: &Value) {
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

//! Every message of testdata/corpus comes out of `hookflash decode -T json` with the values that its
//! generator put in.
#![cfg(feature = "cli")]

mod common;

use common::*;
use serde_json::Value;
use std::fs;

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

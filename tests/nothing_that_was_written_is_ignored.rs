//! `hookflash encode` takes every key that it is given into account, or says why not.
#![cfg(feature = "cli")]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn encode(arguments: &[&str], json: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.arg("encode").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(json.as_bytes()).expect("less than a pipe holds");
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

fn encoded(json: &str) -> String {
    let output = encode(&[], json);
    assert!(output.status.success(), "{json}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("hexadecimal").trim().to_string()
}

fn assert_refused(json: &str, because: &str) {
    let output = encode(&[], json);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{json}: {said}");
    assert!(said.lines().next().is_some_and(|line| line.ends_with(because)), "{json}: {said}");
}

fn sccp(keys: &str) -> String {
    format!(r#"{{"sccp":{{{keys}}},"tcap":{{"otid":"1","components":[{{"operation":"Close"}}]}}}}"#)
}

#[test]
fn the_input_is_not_overwritten() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/its_own_output.json");
    let json = r#"{"tcap":{"otid":"1","components":[{"operation":"Close"}]}}"#;
    fs::write(path, json).expect("a scratch file");
    let output = encode(&["-w", path, path], "");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(path).expect("it is there"), json);
    fs::remove_file(path).expect("it is there");
}

#[test]
fn keys_of_another_sccp_message_are_mistakes() {
    for (keys, because) in [
        (r#""type":"UDT","hop_counter":3"#, "UDT has no `hop_counter`"),
        (r#""type":"UDT","importance":3"#, "UDT has no `importance`"),
        (r#""type":"UDT","return_cause":3"#, "UDT has no `return_cause`"),
        (r#""type":"UDTS","class":1"#, "UDTS has no `class`"),
        (r#""type":"LUDTS","return_on_error":true"#, "LUDTS has no `return_on_error`"),
    ] {
        assert_refused(&sccp(keys), because);
    }
    assert!(encoded(&sccp(r#""hop_counter":3"#)).starts_with("110003"));
    assert!(encoded(&sccp(r#""type":"UDT","hop_counter":null"#)).starts_with("0900"));
}

#[test]
fn keys_of_another_m3ua_message_are_mistakes() {
    let because = "ASPUP has no `routing_context`";
    assert_refused(r#"{"m3ua":{"name":"ASPUP","routing_context":5}}"#, because);
    let json = r#"{"m3ua":{"opc":"1-1-1","dpc":"1-1-2","data":"00","parameters":[]}}"#;
    assert_refused(json, "a DATA has no `parameters`");
}

#[test]
fn reply_required_decides_where_it_can_and_contradicts_where_it_cannot() {
    let operation = |operation: &str| {
        format!(r#"{{"tcap":{{"otid":"1","components":[{{"operation":{operation}}}]}}}}"#)
    };
    let national = r#"{"kind":"national","family":1,"specifier":1"#;
    for (reply, code) in [("true", "d0028101"), ("false", "d0020101")] {
        let json = operation(&format!(r#"{national},"reply_required":{reply}}}"#));
        assert!(encoded(&json).contains(code), "{json}");
    }
    let because = "reply_required is true, and code 257 says otherwise";
    let json = operation(r#"{"kind":"national","code":257,"reply_required":true}"#);
    assert_refused(&json, because);
    let json = operation(r#"{"name":"Close","reply_required":true}"#);
    assert_refused(&json, "a private operation has no `reply_required`");
}

#[test]
fn a_name_has_its_own_tag_with_raw_octets_too() {
    let parameter = |tag: &str| {
        format!(
            r#"{{"operation":"Close","parameters":[{{"name":"closeCause","tag":"{tag}","raw":"00"}}]}}"#
        )
    };
    assert_refused(&parameter("9F59"), "closeCause has another tag");
    assert_eq!(encoded(&parameter("9F48")), "30049f480100");
}

#[test]
fn a_message_without_type_is_one_that_has_room() {
    let data = "ab".repeat(300);
    assert!(encoded(&format!(r#"{{"sccp":{{"data":"{data}"}}}}"#)).starts_with("1300"));
    let json = format!(r#"{{"sccp":{{"data":"{data}","return_cause":1}}}}"#);
    assert!(encoded(&json).starts_with("1401"));
}

#[test]
fn an_odd_number_of_digits_gets_an_indicator_that_says_so() {
    let json = r#"{"sccp":{"called":{"gt":{"digits":"12345"}},"data":"00"}}"#;
    // ANSI, routed on the title, indicator 1; translation type 0, plan 1, scheme 1.
    assert!(encoded(json).contains("06840011214305"), "{}", encoded(json));
}

#[test]
fn an_itu_invoke_is_numbered_by_its_place() {
    let json = r#"{"tcap":{"variant":"itu","otid":"01","components":[{"operation":45},{"operation":46}]}}"#;
    assert!(encoded(json).ends_with("a10602010102012da10602010202012e"), "{}", encoded(json));
}

#[test]
fn an_operation_of_another_application_is_given_by_its_name() {
    let itu = |application: &str, operation: &str| {
        format!(
            r#"{{"tcap":{{"variant":"itu","application":{application},"otid":"01","components":[{{"operation":{operation}}}]}}}}"#
        )
    };
    let named = itu(r#""GSM MAP""#, r#"{"name":"sendRoutingInfoForSM"}"#);
    assert_eq!(encoded(&named), encoded(&itu("null", "45")));
    let because = "45 is not GSM MAP's `updateLocation`";
    assert_refused(&itu(r#""GSM MAP""#, r#"{"code":45,"name":"updateLocation"}"#), because);
    assert_refused(&itu(r#""MAP""#, "45"), "`MAP` is no application");
    // GSM MAP's 74 and INAP's 40.
    let because = "`statusReport` may be an operation of several";
    assert_refused(&itu("null", r#"{"name":"statusReport"}"#), because);
    let ansi = |operation: &str| {
        format!(r#"{{"tcap":{{"otid":"1","components":[{{"operation":{operation}}}]}}}}"#)
    };
    let named = ansi(r#"{"name":"RegistrationNotification","application":"ANSI-41"}"#);
    assert_eq!(encoded(&named), encoded(&ansi("2317")));
    let because = "operation 2317 is of another application";
    assert_refused(&ansi(r#"{"code":2317,"application":"AIN"}"#), because);
}

#[test]
fn the_name_of_an_itu_operation_is_enough_where_it_says_which() {
    let itu = |dialogue: &str, operation: &str| {
        format!(
            r#"{{"tcap":{{"variant":"itu","otid":"01","dialogue":{dialogue},"components":[{{"operation":{operation}}}]}}}}"#
        )
    };
    let context = |context: &str| format!(r#"{{"apdu":"AARQ","application_context":"{context}"}}"#);
    // One application has it, or several have it with one code.
    for (name, code) in [("updateLocation", 2), ("MO_forwardSM", 46), ("initialDP", 0)] {
        let wanted = encoded(&itu("null", &code.to_string()));
        assert_eq!(encoded(&itu("null", &format!("\"{name}\""))), wanted);
        assert_eq!(encoded(&itu("null", &format!(r#"{{"name":"{name}"}}"#))), wanted);
    }
    // The context is GSM MAP's reportingContext, then one of Q.1218's.
    for (oid, code) in [("0.4.0.0.1.0.7.2", 74), ("0.0.17.1218.1.0", 40)] {
        let named = encoded(&itu(&context(oid), r#""statusReport""#));
        assert!(named.ends_with(&format!("0201010201{code:02x}")), "{named}");
    }
    let because = "`initialDP` is no operation of GSM MAP";
    assert_refused(&itu(&context("0.4.0.0.1.0.1.3"), r#""initialDP""#), because);
    assert_refused(&itu("null", r#""updateLocatoin""#), "`updateLocatoin` is no operation");
    let error = r#"{"tcap":{"variant":"itu","otid":"01","components":[
        {"type":"ReturnError","invoke_id":1,"error":"systemFailure"}]}}"#;
    assert_refused(error, "is no object identifier");
}

#[test]
fn a_dialogue_of_itu_is_built_from_what_its_apdu_has() {
    let dialogue = |dialogue: &str| {
        format!(
            r#"{{"tcap":{{"variant":"itu","otid":"01","dialogue":{dialogue},"components":[{{"operation":45}}]}}}}"#
        )
    };
    let request = encoded(&dialogue(r#"{"apdu":"AARQ","application_context":"0.4.0.0.1.0.20.3"}"#));
    let apdu = "6b1e281c060700118605010101a011600f80020780a109060704000001001403";
    assert!(request.contains(apdu), "{request}");
    let response = r#"{"apdu":"AARE","application_context":"0.4.0.0.1.0.20.3","result":"reject-permanent",
        "diagnostic":{"source":"dialogue-service-user","code":2}}"#;
    assert!(encoded(&dialogue(response)).contains("a203020101a305a103020102"));
    let abort = r#"{"apdu":"ABRT","abort_source":{"code":1,"name":"dialogue-service-provider"}}"#;
    assert!(encoded(&dialogue(abort)).contains("6403800101"));
    assert_refused(&dialogue(r#"{"apdu":"ABRT","result":0}"#), "ABRT has no `result`");
    assert_refused(&dialogue(r#"{"apdu":"AARQ"}"#), "AARQ has `application_context`");
}

#[test]
fn one_mistake_is_told_once() {
    let package = |keys: &str| format!(r#"{{"tcap":{{{keys}}}}}"#);
    let closed = r#""components":[{"operation":"Close"}]"#;
    for json in [
        package(&format!(r#""otid":4294967296,{closed}"#)),
        package(r#""otid":"1","components":{}"#),
        package(r#""otid":"1","components":[{"type":"ReturnResult","invoke_id":256}]"#),
        r#"{"operation":"Close","parameters":[{"name":"closeCause","raw":"zz"}]}"#.into(),
        r#"{"m3ua":{"name":"ASPUP","parameters":[{"tag":70000,"raw":"00"}]}}"#.into(),
        sccp(r#""optional":[{"tag":256,"raw":"00"}]"#),
        sccp(r#""hop_counter":16"#),
    ] {
        let output = encode(&[], &json);
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{json}: {said}");
        assert_eq!(said.matches("<stdin>:").count(), 1, "{json}: {said}");
    }
}

#[test]
fn an_operation_is_given_in_hexadecimal_too() {
    let encoded = |operation: &str| {
        encoded(&format!(r#"{{"tcap":{{"otid":"1","components":[{{"operation":{operation}}}]}}}}"#))
    };
    assert_eq!(encoded(r#""0x6501""#), encoded(r#""Analyze_Route""#));
}

#[test]
fn keys_that_are_for_reading_say_what_the_octets_say() {
    let isup = |number: &str| {
        let data = "0020000a03060c038090a2060310125255100a05831321430500";
        format!(
            r#"{{"mtp3":{{"variant":"ansi","si":5,"opc":"1-1-1","dpc":"1-1-2"}},
                "isup":{{"cic":1,"message_type":1,"called_party_number":{number},"data":"{data}"}}}}"#
        )
    };
    assert!(encoded(&isup(r#""21255501""#)).contains("0020000a"));
    let because = r#"`data` says that called_party_number is "21255501""#;
    assert_refused(&isup(r#""21255502""#), because);
    let management = |destination: &str| {
        format!(
            r#"{{"mtp3":{{"variant":"ansi","si":0,"opc":"1-1-1","dpc":"1-1-2","data":"14011405",
                "message":{{"heading_code":20,"name":"TFP","destination":"{destination}"}}}}}}"#
        )
    };
    assert!(encoded(&management("5-20-1")).ends_with("14011405"));
    let because = r#"`data` says that destination is "5-20-1""#;
    assert_refused(&management("5-20-2"), because);
    let sua = |number: u8| {
        format!(
            r#"{{"sua":{{"name":"CLDT","source":{{"ssn":{number}}},"parameters":[
                {{"name":"source address","raw":"000200018003000800000007"}}]}}}}"#
        )
    };
    assert!(encoded(&sua(7)).ends_with("8003000800000007"));
    assert_refused(&sua(8), "`parameters` says that ssn is 7");
}

//! What cannot be read, or read and not written, is told by every output and by `roundtrip`.
#![cfg(feature = "cli")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

const SCCP: u32 = 142;
const SCTP: u32 = 248;

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input).expect("less than a pipe holds");
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2)
        .map(|n| u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).expect("hexadecimal"))
        .collect()
}

/// A UDT from and to subsystem 247.
fn unitdata(tcap: &str) -> Vec<u8> {
    let tcap = octets(tcap);
    let head = [9, 0, 3, 5, 7, 2, 0xC1, 0xF7, 2, 0xC1, 0xF7, tcap.len() as u8];
    [&head[..], &tcap].concat()
}

/// A capture of one frame.
fn capture(link_type: u32, frame: &[u8]) -> Vec<u8> {
    let length = (frame.len() as u32).to_le_bytes();
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0];
    file.extend(link_type.to_le_bytes());
    file.extend([&[0; 8][..], &length, &length, frame].concat());
    file
}

/// What `roundtrip` says of one frame, and its exit status.
fn roundtrip(link_type: u32, frame: &[u8]) -> (String, Option<i32>) {
    let output = run(&["roundtrip", "--variant", "ansi", "-"], &capture(link_type, frame));
    (String::from_utf8(output.stdout).expect("UTF-8"), output.status.code())
}

#[test]
fn parameters_that_cannot_be_cut_into_elements_are_told_by_every_output() {
    for hex in [
        // An operation that is not AIN's; a result of nobody knows what.
        "e317c7044bbaa50be80fe90dcf0101d102e90330048f6e0101",
        "e413c704a0497b0de80bea09cf01ff300491200116",
    ] {
        for format in [&["-T", "json"][..], &["-V"], &["-q"], &[]] {
            let arguments = [&["decode", "--strict"], format, &["--hex", hex]].concat();
            let output = run(&arguments, &[]);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        }
        let output = run(&["decode", "-T", "json", "--hex", hex], &[]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(!text.contains(r#""diagnostics":[]"#), "{text}");
    }
}

#[test]
fn a_mandatory_parameter_of_any_type_that_is_missing_is_not_invented() {
    let hex =
        "e229c70400000001e821e91fcf0101d1026c0130169f5f071f84f27165b4ed9f5201ffbf54050603883703";
    let (said, status) = roundtrip(SCCP, &unitdata(hex));
    assert!(said.contains("not decoded: ") && said.contains("mandatory and absent"), "{said}");
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn octets_behind_the_external_of_an_abort_are_told() {
    let (said, status) = roundtrip(SCCP, &unitdata("f611c7042f62d5c7f809280306012adeadbeef"));
    assert!(said.contains("not decoded: "), "{said}");
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn what_the_decoder_warns_of_and_the_encoder_refuses_is_counted_as_not_decoded() {
    let hop_counter_of_0 =
        octets("1100000406080002c1f702c1f715e213c70400000001e80be909cf0101d102650d3000");
    let (said, status) = roundtrip(SCCP, &hop_counter_of_0);
    assert!(said.contains("not decoded: sccp at octet 0 is not encoded: "), "{said}");
    assert!(said.ends_with("; 1 not decoded in full\n"), "{said}");
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn a_frame_that_is_no_message_is_counted() {
    let (said, status) = roundtrip(SCTP, &[0; 4]);
    assert!(said.contains("frame 1: not decoded: "), "{said}");
    assert!(said.ends_with("; 1 fault in the capture\n"), "{said}");
    assert_eq!(status, Some(0), "{said}");
}

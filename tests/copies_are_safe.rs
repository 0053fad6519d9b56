//! What is written from a capture neither destroys it nor tells who is in it; and what is wrong in any layer is told
//! wherever the message is shown.
#![cfg(feature = "cli")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

const CAPTURE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/hookflash-transfer.pcap");

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hookflash"))
        .args(arguments)
        .output()
        .expect("the command runs")
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

/// A folder that goes with its name.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("hookflash-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a name in letters").into()
    }

    /// A capture of one frame on links of this type.
    fn capture(&self, link_type: u8, frame: &[u8]) -> String {
        let mut octets = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        octets.extend([0xFF, 0xFF, 0, 0, link_type, 0, 0, 0]);
        let length = (frame.len() as u32).to_le_bytes();
        octets.extend([0; 8].into_iter().chain(length).chain(length));
        octets.extend(frame);
        let name = self.file("made.pcap");
        fs::write(&name, octets).expect("written");
        name
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing depends on it.
        _ = fs::remove_dir_all(&self.0);
    }
}

const MTP3: u8 = 141;

#[test]
fn an_output_that_is_the_input_is_refused() {
    let folder = Folder::new("same");
    let name = folder.file("calls.pcap");
    fs::copy(CAPTURE, &name).expect("copied");
    let again = folder.file("./calls.pcap");
    for arguments in [
        ["decode", &name, "-w", &again],
        ["anonymize", &name, "-w", &again],
        ["ladder", &name, "-o", &again],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains("is the input"), "{}", text(&output.stderr));
    }
    assert_eq!(fs::read(&name).expect("there"), fs::read(CAPTURE).expect("there"));
}

#[cfg(unix)]
#[test]
fn another_name_of_the_input_is_refused_as_the_input_is() {
    let folder = Folder::new("linked");
    let [name, hard, soft] = ["calls.pcap", "hard.pcap", "soft.pcap"].map(|it| folder.file(it));
    fs::copy(CAPTURE, &name).expect("copied");
    fs::hard_link(&name, &hard).expect("linked");
    std::os::unix::fs::symlink(&name, &soft).expect("linked");
    for other in [&hard, &soft] {
        for arguments in [
            ["decode", &name, "-w", other],
            ["anonymize", &name, "-w", other],
            ["ladder", &name, "-o", other],
        ] {
            let output = run(&arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            assert!(text(&output.stderr).contains("is the input"), "{}", text(&output.stderr));
        }
    }
    let input = fs::File::open(&name).expect("there");
    let output = Command::new(env!("CARGO_BIN_EXE_hookflash"))
        .args(["decode", "-", "-w", &hard])
        .stdin(input)
        .output()
        .expect("the command runs");
    // Where nothing tells which file standard input is, the copy is made.
    if fs::exists("/dev/stdin").unwrap_or(false) {
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert_eq!(fs::read(&name).expect("there"), fs::read(CAPTURE).expect("there"));
    }
}

#[test]
fn a_copy_to_standard_output_is_the_one_to_a_file_and_nothing_else() {
    let folder = Folder::new("standard");
    let file = folder.file("copy.pcapng");
    for arguments in [&["decode"][..], &["decode", "-q"], &["anonymize", "--key", "a"]] {
        let made = run(&[arguments, &[CAPTURE, "-w", &file][..]].concat());
        assert!(made.status.success(), "{}", text(&made.stderr));
        let output = Command::new(env!("CARGO_BIN_EXE_hookflash"))
            .args(arguments)
            .args([CAPTURE, "-w", "-"])
            .current_dir(&folder.0)
            .output()
            .expect("the command runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(output.stdout, fs::read(&file).expect("there"), "{arguments:?}");
        assert!(!folder.0.join("-").exists());
    }
}

#[test]
fn a_copy_that_cannot_be_finished_leaves_no_file() {
    let folder = Folder::new("unfinished");
    let [mtp3, sccp, copy] = ["mtp3.pcap", "sccp.pcap", "copy.pcap"].map(|it| folder.file(it));
    // TFA; SST.
    let made = folder.capture(MTP3, &[0x80, 2, 0x40, 0, 0, 0x54, 5, 0]);
    fs::rename(made, &mtp3).expect("renamed");
    let test = [9, 0, 3, 5, 7, 2, 0x42, 1, 2, 0x42, 1, 5, 3, 8, 2, 0, 0];
    fs::rename(folder.capture(142, &test), &sccp).expect("renamed");
    let output = run(&["decode", "--variant", "itu", &mtp3, &sccp, "-w", &copy]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("second link type"), "{}", text(&output.stderr));
    assert!(!fs::exists(&copy).expect("a folder that can be read"));
    let both = folder.file("copy.pcapng");
    assert!(run(&["decode", "--variant", "itu", &mtp3, &sccp, "-w", &both]).status.success());
}

#[test]
fn a_copy_of_sua_has_none_of_its_numbers_names_and_addresses() {
    let folder = Folder::new("sua");
    let (json, capture, copy) =
        (folder.file("a.json"), folder.file("a.pcapng"), folder.file("b.pcapng"));
    // Source: digits 123456789, 192.0.2.77, example.com; an info string.
    let source = "0001001f800100110000000409000104214365870900000080040008c000024d8005000f6578616d706c652e636f6d008003000800000008";
    let message = format!(
        r#"{{"sua":{{"class":7,"type":1,"parameters":[{{"tag":258,"raw":"{source}"}},{{"tag":259,"raw":"0002000380020008000001028003000800000007"}},{{"tag":4,"raw":"43616c6c2035353531323334353637"}},{{"tag":267,"raw":"6203480101"}}]}}}}"#
    );
    fs::write(&json, message).expect("written");
    let encoded = run(&["encode", "-w", &capture, "--link", "sua", &json]);
    assert!(encoded.status.success(), "{}", text(&encoded.stderr));
    let before = text(&run(&["decode", "-V", &capture]).stdout);
    assert!(before.contains("123456789"), "{before}");
    let made = run(&["anonymize", &capture, "-w", &copy]);
    assert!(
        text(&made.stderr).starts_with("1 frame written, 0 left out, 4 values"),
        "{}",
        text(&made.stderr)
    );
    let octets = fs::read(&copy).expect("there");
    for secret in
        [&[0x21, 0x43, 0x65, 0x87, 9][..], &[192, 0, 2, 77], b"example", b"5551234567", b"Call"]
    {
        assert!(!octets.windows(secret.len()).any(|window| window == secret), "{secret:?}");
    }
    let after = text(&run(&["decode", "-V", "--strict", &copy]).stdout);
    assert!(after.contains("subsystem number: MSC (8)"), "{after}");
}

#[test]
fn frames_with_octets_that_no_field_covers_are_left_out_of_a_copy() {
    let folder = Folder::new("unread");
    // MTP3, SCCP UDT, an ITU Begin whose portions have tags that nobody knows, with digits within.
    let tcap = [
        0x62, 0x12, 0x48, 4, 0, 0, 0, 1, 0x9F, 0x0A, 8, 0x21, 0x43, 0x65, 0x87, 9, 0x21, 0x43,
        0x65, 0x87,
    ];
    let mut frame =
        vec![0x83, 0x01, 0x40, 0x00, 0x00, 9, 0, 3, 5, 7, 2, 0x42, 8, 2, 0x42, 6, tcap.len() as u8];
    frame.extend(tcap);
    let capture = folder.capture(MTP3, &frame);
    let copy = folder.file("b.pcapng");
    let made = run(&["anonymize", "--variant", "itu", &capture, "-w", &copy]);
    assert!(
        text(&made.stderr).starts_with("0 frames written, 1 left out"),
        "{}",
        text(&made.stderr)
    );
}

#[test]
fn what_is_wrong_in_management_circuits_and_adaptation_is_told_in_every_form() {
    let folder = Folder::new("strict");
    // TFP without its destination; an IAM whose pointer leads out of it.
    for frame in [
        &[0x80, 2, 0x40, 0, 0, 0x14, 1][..],
        &[0x85, 2, 0x40, 0, 0, 1, 0, 1, 0, 1, 0, 0x0A, 0, 0xFF, 0],
    ] {
        let capture = folder.capture(MTP3, frame);
        let lines = run(&["decode", "--strict", "--variant", "itu", &capture]);
        assert_eq!(lines.status.code(), Some(1), "{frame:?}");
        assert!(text(&lines.stdout).contains("  ! "), "{}", text(&lines.stdout));
        let json = text(&run(&["decode", "-T", "json", "--variant", "itu", &capture]).stdout);
        assert!(json.contains("\"severity\":\"error\""), "{json}");
        let tree = text(&run(&["decode", "-V", "--variant", "itu", &capture]).stdout);
        assert_eq!(tree.matches("error: ").count(), 1, "{tree}");
    }
    let m2ua = run(&[
        "decode",
        "--layer",
        "m2ua",
        "--strict",
        "--hex",
        "01000602000000100001000900000005",
    ]);
    assert_eq!(m2ua.status.code(), Some(1), "{}", text(&m2ua.stdout));
}

#[test]
fn of_a_capture_that_is_not_there_nothing_else_is_said() {
    let output = run(&["ladder", "/nowhere/nosuch.pcap"]);
    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("/nowhere/nosuch.pcap") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_capture_without_dialogues_has_no_ladder_and_nothing_is_wrong_with_that() {
    let folder = Folder::new("none");
    let capture = folder.capture(MTP3, &[0x80, 2, 0x40, 0, 0, 0x14, 5, 0]);
    let none = run(&["ladder", "--variant", "itu", &capture]);
    assert_eq!(none.status.code(), Some(0));
    assert!(text(&none.stderr).contains("no dialogues"), "{}", text(&none.stderr));
    assert_eq!(run(&["ladder", "-d", "7", &capture]).status.code(), Some(2));
}

//! Whatever the number of threads: what the command prints, says and ends with is the same.
#![cfg(feature = "cli")]
#![allow(missing_docs)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/");
const CAPTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/");

fn hookflash(arguments: &[&str], jobs: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(["decode", "--jobs", jobs]).args(arguments);
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn run(arguments: &[&str], jobs: &str) -> Output {
    hookflash(arguments, jobs).output().expect("the command runs")
}

fn run_with_input(arguments: &[&str], jobs: &str, input: &[u8]) -> Output {
    let mut command = hookflash(arguments, jobs);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    output
}

/// Every number of threads gives what one gives, which is not nothing.
fn check(arguments: &[&str], run: impl Fn(&str) -> Output) {
    let alone = run("1");
    assert!(!alone.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&alone.stderr));
    for jobs in ["2", "5"] {
        let found = run(jobs);
        let same = found.stdout == alone.stdout;
        assert!(same, "{arguments:?} on {jobs} threads: another output");
        assert_eq!(
            String::from_utf8_lossy(&found.stderr),
            String::from_utf8_lossy(&alone.stderr),
            "{arguments:?} on {jobs} threads"
        );
        assert_eq!(found.status.code(), alone.status.code(), "{arguments:?} on {jobs} threads");
    }
}

fn check_file(arguments: &[&str]) {
    check(arguments, |jobs| run(arguments, jobs));
}

const FORMATS: [&[&str]; 6] =
    [&[], &["-T", "json"], &["-V"], &["-x", "--color", "always"], &["-q"], &["-q", "--strict"]];

#[test]
fn every_capture_comes_out_the_same_in_every_format() {
    for capture in [
        format!("{CORPUS}ain_mtp3.pcap"),
        format!("{CORPUS}ain_m3ua.pcap"),
        format!("{CAPTURES}hookflash-transfer.pcap"),
    ] {
        for format in FORMATS {
            check_file(&[format, &[&capture]].concat());
        }
    }
}

#[test]
fn several_captures_come_out_in_their_order() {
    let (a, b) = (format!("{CORPUS}ain_mtp3.pcap"), format!("{CORPUS}ain_m3ua.pcap"));
    for format in FORMATS {
        check_file(&[format, &[&a, &b, "/no/such/file.pcap", &a]].concat());
    }
}

#[test]
fn a_limit_counts_messages_over_all_captures() {
    let (a, b) = (format!("{CORPUS}ain_mtp3.pcap"), format!("{CORPUS}ain_m3ua.pcap"));
    for limit in ["1", "127", "128", "129", "600", "1000", "1000000"] {
        check_file(&["-c", limit, &a, &b]);
        check_file(&["-c", limit, "-T", "json", &b, &a]);
        check_file(&["-c", limit, "-q", "--strict", &a, &b]);
    }
}

/// A capture with the frames of another, damaged each in another way, over and over.
fn damaged() -> Vec<u8> {
    let whole = fs::read(format!("{CORPUS}ain_mtp3.pcap")).expect("the corpus");
    let (header, mut records) = whole.split_at(24);
    let mut file = header.to_vec();
    let mut state = 1u32;
    while let Some((head, rest)) = records.split_first_chunk::<16>() {
        let length = u32::from_le_bytes([head[8], head[9], head[10], head[11]]) as usize;
        let (octets, behind) = rest.split_at(length);
        let mut octets = octets.to_vec();
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let place = (state >> 8) as usize % octets.len();
        match state >> 29 {
            0 | 1 => {}
            2 => octets[place] ^= 0x80,
            3 => octets[place] = 0xFF,
            4 => octets.truncate(place),
            // Another message type, address or label, so that variants must be found again.
            5 => octets[8.min(length - 1)] = 0x11,
            _ => octets[place / 8] ^= 1,
        }
        let (captured, original) = (octets.len() as u32, length as u32);
        file.extend_from_slice(&head[..8]);
        file.extend_from_slice(&captured.to_le_bytes());
        file.extend_from_slice(&original.to_le_bytes());
        file.extend_from_slice(&octets);
        records = behind;
    }
    file
}

fn temporary(name: &str, octets: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, octets).expect("a temporary file");
    path
}

#[test]
fn damaged_messages_and_faults_come_out_the_same() {
    let octets = damaged();
    let whole = temporary("damaged.pcap", &octets);
    let cut = temporary("damaged-and-cut.pcap", &octets[..octets.len() - 3]);
    for file in [&whole, &cut] {
        let file = file.to_str().expect("UTF-8");
        for format in FORMATS {
            check_file(&[format, &[file]].concat());
        }
        check_file(&["--variant", "itu", "-T", "json", file]);
        check_file(&["--variant", "ansi", "--ssn", "247", "--strict", file]);
    }
}

#[test]
fn a_pipe_gives_the_same_as_the_file() {
    let octets = damaged();
    for format in FORMATS {
        let arguments = [format, &["-"]].concat();
        check(&arguments, |jobs| run_with_input(&arguments, jobs, &octets));
    }
}

/// One record of a pcap file whose frames are MTP3 messages.
fn record(octets: &[u8]) -> Vec<u8> {
    let length = (octets.len() as u32).to_le_bytes();
    [&[0; 8][..], &length, &length, octets].concat()
}

/// XUDT messages of two segments each; of every third the last segment never comes.
#[test]
fn segments_and_those_given_up_come_out_the_same() {
    let begin: &[u8] = &[0xE2, 0x13, 0xC7, 4, 0, 0, 0, 7, 0xE8, 0x0B, 0xE9, 9, 0xCF, 1, 1, 0xD1, 2];
    let begin = [begin, &[0x67, 1, 0x30, 0]].concat();
    let segment = |first: bool, number: u8, data: &[u8]| {
        let mut octets = vec![0x83, 1, 20, 5, 1, 10, 5, 6, 0x11, 1, 9, 4, 6, 8, 0];
        octets.extend_from_slice(&[2, 0xC1, 247, 2, 0xC1, 247, data.len() as u8]);
        octets.extend_from_slice(data);
        // The optional part follows the data.
        octets[14] = (octets.len() - 14) as u8;
        octets.extend_from_slice(&[0x10, 4, if first { 0x81 } else { 0 }, number, 0, 0, 0]);
        octets
    };
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 141, 0, 0, 0]);
    for number in 0..1200u32 {
        file.extend(record(&segment(true, number as u8, &begin[..9])));
        if !number.is_multiple_of(3) {
            file.extend(record(&segment(false, number as u8, &begin[9..])));
        }
    }
    let file = temporary("segments.pcap", &file);
    let file = file.to_str().expect("UTF-8");
    let shown = String::from_utf8(run(&["-T", "json", file], "1").stdout).expect("UTF-8");
    assert!(shown.contains("rest of a segmented message"), "some are given up");
    assert!(shown.matches("Monitor_For_Change").count() > 700, "others are whole");
    for format in FORMATS {
        check_file(&[format, &[file]].concat());
    }
}

/// Dialogues that begin many batches before they end; every third names no application.
#[test]
fn applications_that_the_first_messages_named_come_out_the_same() {
    let element = |tag: u8, contents: &[u8]| [&[tag, contents.len() as u8][..], contents].concat();
    let message = |from: u32, to: u32, tcap: &[u8]| {
        let label = (to | from << 14).to_le_bytes();
        let head = [9, 0, 3, 5, 7, 2, 0x42, 200, 2, 0x42, 200, tcap.len() as u8];
        record(&[&[0x83][..], &label, &head, tcap].concat())
    };
    // 0.4.0.0.1.23.3.4, of CAP version 4.
    let name = element(0xA1, &element(6, &[4, 0, 0, 1, 23, 3, 4]));
    let single = element(0xA0, &element(0x60, &name));
    let external = [&element(6, &[0, 0x11, 0x86, 5, 1, 1, 1])[..], &single].concat();
    let dialogue = element(0x6B, &element(0x28, &external));
    let invoke = |code| element(0x6C, &element(0xA1, &[2, 1, 1, 2, 1, code]));
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 141, 0, 0, 0]);
    for id in 0..600u32 {
        let named = if id.is_multiple_of(3) { &[][..] } else { &dialogue[..] };
        let id = element(0x48, &id.to_be_bytes());
        file.extend(message(3, 5, &element(0x62, &[&id[..], named, &invoke(0)].concat())));
    }
    for id in 0..600u32 {
        let id = element(0x49, &id.to_be_bytes());
        file.extend(message(5, 3, &element(0x64, &[&id[..], &invoke(20)].concat())));
    }
    let file = temporary("applications.pcap", &file);
    let file = file.to_str().expect("UTF-8");
    let shown = String::from_utf8(run(&[file], "1").stdout).expect("UTF-8");
    assert_eq!(shown.matches("CAP connect").count(), 400);
    for format in FORMATS {
        check_file(&[format, &[file]].concat());
    }
}

#[test]
fn a_reader_that_goes_away_ends_all_threads() {
    let capture = format!("{CORPUS}ain_mtp3.pcap");
    let captures = [&capture[..]; 20];
    for jobs in ["1", "2", "5"] {
        let mut command = hookflash(&[&["-V"][..], &captures].concat(), jobs);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the command ends");
        assert!(output.status.success());
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
    }
}

/// The messages before a pause are shown during it.
#[test]
fn messages_are_shown_while_the_input_pauses() {
    use std::io::{BufRead, BufReader};
    let whole = fs::read(format!("{CAPTURES}hookflash-transfer.pcap")).expect("the capture");
    for jobs in ["1", "2"] {
        let mut command = hookflash(&["-"], jobs);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the command runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        // All but the end of the last frame, which is sent when the lines before it were seen.
        let (first, last) = whole.split_at(whole.len() - 5);
        stdin.write_all(first).and_then(|()| stdin.flush()).expect("it reads");
        for _ in 0..18 {
            lines.next().expect("a line").expect("UTF-8");
        }
        stdin.write_all(last).expect("it reads");
        drop(stdin);
        assert!(lines.next().expect("a line").expect("UTF-8").contains("resourceUnavailable"));
        assert!(child.wait().expect("it ends").success());
    }
}

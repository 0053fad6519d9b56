//! The messages of the corpus over MTP3, wrapped in other link layers and mixed with other
//! networks' messages, decode to the same TCAP and AIN.
#![cfg(feature = "cli")]

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn corpus() -> Vec<Vec<u8>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/ain_mtp3.pcap");
    let file = fs::read(path).expect("the corpus");
    let little = file[0] == 0xD4;
    let number = |at: usize| {
        let octets: [u8; 4] = file[at..at + 4].try_into().expect("four octets");
        (if little { u32::from_le_bytes(octets) } else { u32::from_be_bytes(octets) }) as usize
    };
    let mut frames = vec![];
    let mut at = 24;
    while at < file.len() {
        let length = number(at + 8);
        frames.push(file[at + 16..at + 16 + length].to_vec());
        at += 16 + length;
    }
    assert_eq!(frames.len(), 765);
    frames
}

fn pcap(link_type: u8, frames: impl Iterator<Item = Vec<u8>>, captured: usize) -> Vec<u8> {
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
    file.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, link_type, 0, 0, 0]);
    for frame in frames {
        let kept = &frame[..frame.len().min(captured)];
        file.extend_from_slice(&[0; 8]);
        file.extend_from_slice(&(kept.len() as u32).to_le_bytes());
        file.extend_from_slice(&(frame.len() as u32).to_le_bytes());
        file.extend_from_slice(kept);
    }
    file
}

/// A file of its own for each test, gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, octets: &[u8]) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, octets).expect("a writable scratch folder");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.0);
    }
}

fn decode(files: &[&Scratch]) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookflash"));
    command.args(["decode", "-T", "json"]).args(files.iter().map(|file| &file.0));
    let output = command.output().expect("the command runs");
    let text = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn check_same(name: &str, link_type: u8, wrap: impl Fn(&[u8]) -> Vec<u8>) {
    let frames = corpus();
    let plain = pcap(141, frames.iter().cloned(), usize::MAX);
    let plain = decode(&[&Scratch::new(&format!("{name}-plain.pcap"), &plain)]);
    let wrapped = pcap(link_type, frames.iter().map(|frame| wrap(frame)), usize::MAX);
    let wrapped = decode(&[&Scratch::new(&format!("{name}.pcap"), &wrapped)]);
    assert_eq!(plain.len(), wrapped.len());
    for (plain, wrapped) in plain.iter().zip(&wrapped) {
        assert_eq!(plain["tcap"], wrapped["tcap"], "{wrapped}");
        assert_eq!(plain["sccp"], wrapped["sccp"], "{wrapped}");
    }
}

#[test]
fn mtp2_with_seven_bit_sequence_numbers() {
    check_same("mtp2", 140, |msu| [&[0x81, 0x82, msu.len().min(63) as u8][..], msu].concat());
}

#[test]
fn mtp2_with_a_pseudo_header() {
    check_same("pseudo", 139, |msu| {
        [&[0, 0, 0, 1, 0x81, 0x82, msu.len().min(63) as u8][..], msu].concat()
    });
}

#[test]
fn mtp2_with_twelve_bit_sequence_numbers() {
    check_same("annex-a", 139, |msu| {
        let length = (msu.len() as u16).to_le_bytes();
        [&[0, 1, 0, 1, 1, 0x80, 2, 0x80, length[0], length[1]][..], msu].concat()
    });
}

#[test]
fn a_message_cut_at_the_snap_length_keeps_the_variant_of_its_link() {
    let cut = pcap(141, corpus().into_iter(), 60);
    for object in decode(&[&Scratch::new("cut.pcap", &cut)]) {
        assert_eq!(object["mtp3"]["variant"], "ansi", "{object}");
    }
}

#[test]
fn what_is_learned_of_a_link_in_one_file_does_not_decide_in_the_next() {
    let begin: &[u8] = &[
        0x62, 0x18, 0x48, 4, 1, 2, 3, 4, 0x6C, 0x10, 0xA1, 0x0E, 2, 1, 1, 2, 1, 0x38, 0x30, 6,
        0x80, 4, 0x81, 0, 0, 0,
    ];
    let label = (3u32 | 5 << 14 | 7 << 28).to_le_bytes();
    let head = [9, 0, 3, 5, 7, 2, 0x42, 6, 2, 0x42, 7, begin.len() as u8];
    let itu = [&[0x83][..], &label, &head, begin].concat();
    let ansi_file = Scratch::new("first.pcap", &pcap(141, corpus().into_iter(), usize::MAX));
    let itu_file = Scratch::new("second.pcap", &pcap(141, [itu].into_iter(), usize::MAX));
    let objects = decode(&[&ansi_file, &itu_file]);
    let last = objects.last().expect("the ITU message");
    assert_eq!(last["mtp3"]["variant"], "itu", "{last}");
    assert_eq!(last["tcap"]["package"], "Begin", "{last}");
    assert!(last["file"].as_str().is_some_and(|file| file.ends_with("second.pcap")));
}

#[test]
fn an_ansi_and_an_itu_link_in_one_capture_are_each_read_in_their_own_variant() {
    // On one interface: nothing but the messages tells them apart.
    let label = (3u32 | 5 << 14 | 7 << 28).to_le_bytes();
    let abort = [0x67, 0x09, 0x49, 4, 1, 2, 3, 4, 0x4A, 1, 0];
    let head = [9, 0, 3, 5, 7, 2, 0x42, 6, 2, 0x42, 7, abort.len() as u8];
    let itu = [&[0x83][..], &label, &head, &abort].concat();
    let mut frames = corpus();
    frames.insert(400, itu.clone());
    frames.push(itu);
    let mixed = Scratch::new("mixed.pcap", &pcap(141, frames.into_iter(), usize::MAX));
    let objects = decode(&[&mixed]);
    let itu: Vec<_> = objects.iter().filter(|o| o["mtp3"]["variant"] == "itu").collect();
    assert_eq!(itu.len(), 2);
    assert!(itu.iter().all(|object| object["tcap"]["package"] == "Abort"));
}

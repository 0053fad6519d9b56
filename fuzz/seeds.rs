//! What fuzzing starts from: the messages of testdata, layer by layer. As a program it writes them
//! to `corpus/TARGET/` below the current folder.
#![allow(dead_code, missing_docs, unreachable_pub)] // the test that replays the seeds has no use for `main`

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::Layer;
use hookflash::wire::tcap::Message;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
const TESTDATA_ABOVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata");

/// Target and octets.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let testdata = if Path::new(TESTDATA).exists() { TESTDATA } else { TESTDATA_ABOVE };
    let mut seeds = vec![];
    for capture in
        ["corpus/ain_mtp3.pcap", "corpus/ain_m3ua.pcap", "captures/hookflash-transfer.pcap"]
    {
        messages(&format!("{testdata}/{capture}"), &mut seeds);
    }
    let transfer = fs::read(format!("{testdata}/captures/hookflash-transfer.pcap"));
    seeds.push(("capture", transfer.expect("test data")));
    for capture in ["corpus/ain_mtp3.pcap", "corpus/ain_m3ua.pcap"] {
        let octets = fs::read(format!("{testdata}/{capture}")).expect("test data");
        for length in [24, 4000, 20_000] {
            seeds.push(("capture", octets[..length.min(octets.len())].to_vec()));
        }
    }
    let json = fs::read_to_string(format!("{testdata}/captures/hookflash-transfer.jsonl"));
    let json = json.expect("test data");
    seeds.extend(json.lines().map(|line| ("json_encode", line.as_bytes().to_vec())));
    seeds.extend(LOWER.iter().map(|octets| ("lower", octets.to_vec())));
    seeds.extend(FILTERS.iter().map(|text| ("filter", text.as_bytes().to_vec())));
    for octets in ITU {
        seeds.push(("tcap", octets.to_vec()));
        let each = ITU.iter().flat_map(|one| [&[one.len() as u8][..], one].concat());
        seeds.push(("transactions", each.collect()));
        seeds.push(("transactions", [&[octets.len() as u8][..], octets].concat()));
    }
    seeds
}

/// MTP2 (a link status and a message), M2PA, M2UA, SUA with two addresses, ISUP (an IAM of ANSI),
/// MTP3's link test.
const LOWER: [&[u8]; 7] = [
    &[0x81, 0x82, 1, 3],
    &[0x81, 0x82, 4, 0x83, 1, 2, 3],
    &[1, 0, 11, 1, 0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 1, 0, 0x40, 0x83, 0xAA],
    &[1, 0, 6, 1, 0, 0, 0, 24, 0, 1, 0, 8, 0, 0, 0, 5, 3, 0, 0, 6, 0x83, 0xAA, 0, 0],
    &[
        1, 0, 7, 1, 0, 0, 0, 48, 1, 2, 0, 24, 0, 2, 0, 3, 0x80, 2, 0, 8, 0, 1, 2, 3, 0x80, 3, 0, 8,
        0, 0, 0, 247, 1, 0x0B, 0, 8, 0x61, 2, 0x6C, 0, 0, 6, 0, 8, 0, 0, 0, 1,
    ],
    &[5, 0, 1, 0, 0, 0, 0, 3, 6, 0, 3, 0x80, 0x90, 0xA2, 4, 3, 0x10, 0x79, 0x52],
    &[0x11, 0x02, 0x20, 1, 2],
];

const FILTERS: [&str; 5] = [
    "ain.userID && sccp.ssn == 247",
    "m3ua.protocol_data_opc in {1..5, 9} or not (mtp3.ni != 2)",
    "ain.bcd_digits matches \"^972[0-9]+$\"",
    "ain.calledPartyID[0:2] == 03:10",
    "frame.time_epoch > 1718010000.5 and (tcap || isup.cic == 5)",
];

/// A Begin with a context and an Invoke; a Continue, an End and Aborts for the first dialogue of an
/// endpoint.
const ITU: [&[u8]; 5] = [
    &[
        0x62, 44, 0x48, 2, 1, 2, 0x6B, 26, 0x28, 24, 6, 7, 0, 0x11, 0x86, 5, 1, 1, 1, 0xA0, 13,
        0x60, 11, 0xA1, 9, 6, 7, 4, 0, 0, 1, 0, 20, 3, 0x6C, 10, 0xA1, 8, 2, 1, 1, 2, 1, 56, 0x30,
        0,
    ],
    &[0x65, 17, 0x48, 2, 1, 2, 0x49, 4, 0, 0, 0, 2, 0x6C, 5, 0xA2, 3, 2, 1, 1],
    &[0x64, 15, 0x49, 4, 0, 0, 0, 2, 0x6C, 7, 0xA4, 5, 5, 0, 0x80, 1, 1],
    &[0x67, 9, 0x49, 4, 0, 0, 0, 1, 0x4A, 1, 3],
    &[
        0x67, 26, 0x49, 4, 0, 0, 0, 1, 0x6B, 18, 0x28, 16, 6, 7, 0, 0x11, 0x86, 5, 1, 1, 1, 0xA0,
        5, 0x64, 3, 0x80, 1, 0,
    ],
];

fn messages(path: &str, seeds: &mut Vec<(&'static str, Vec<u8>)>) {
    let mut session = Session::default();
    let mut capture = Capture::open(path).expect("test data");
    let mut number = 0;
    let each = |item: Item<'_>| {
        let Item::Message(message) = item else { return ControlFlow::Continue(()) };
        session.decode(&message, |decoded| {
            number += 1;
            // One in four is enough to start from.
            if number % 4 != 1 {
                return;
            }
            let lowest = decoded.stack.layers().first();
            for (layer, target) in [(Layer::Mtp3, "mtp3"), (Layer::M3ua, "m3ua")] {
                if lowest == Some(&layer) {
                    seeds.push((target, message.octets.to_vec()));
                    seeds.push(("stack", message.octets.to_vec()));
                    if layer == Layer::M3ua {
                        let cuts = [1, 7, 3, 200, 5, 64, 2, 9];
                        let stream = [&cuts, message.octets, message.octets].concat();
                        seeds.push(("m3ua_stream", stream));
                    }
                }
            }
            let Some(Message::Ansi(package)) = &decoded.stack.tcap else { return };
            let tcap = package.element.octets.to_vec();
            let before = message.octets.windows(tcap.len()).position(|window| window == tcap);
            if let (Some(before), Some(&Layer::Mtp3)) = (before, lowest) {
                let sccp = &message.octets[8.min(before)..];
                seeds.push(("sccp", sccp.to_vec()));
            }
            for resolved in decoded.components {
                let parameter = resolved.component.ok().and_then(|c| c.parameter());
                if let Some(parameter) = parameter {
                    seeds.push(("ain", parameter.octets.to_vec()));
                    seeds.push(("ain_structured", parameter.octets.repeat(4)));
                }
            }
            seeds.push(("ber", tcap.clone()));
            seeds.push(("tcap", tcap));
        });
        ControlFlow::Continue(())
    };
    capture.for_each(each).expect("test data is whole");
}

fn main() {
    for (number, (target, octets)) in all().into_iter().enumerate() {
        let folder = Path::new("corpus").join(target);
        fs::create_dir_all(&folder).expect("a folder that can be made");
        fs::write(folder.join(format!("seed-{number:04}")), octets)
            .expect("a file that can be written");
    }
}

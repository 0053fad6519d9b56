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
    seeds
}

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

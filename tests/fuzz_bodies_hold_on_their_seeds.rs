//! The bodies of the fuzz targets on the seeds that fuzzing starts from; `--features __fuzzing`.
#![cfg(feature = "__fuzzing")]

#[path = "../fuzz/seeds.rs"]
mod seeds;

use hookflash::fuzzing;

#[test]
fn every_body_holds_on_every_seed() {
    type Body = fn(&[u8]);
    let bodies: [(&str, Body); 14] = [
        ("ain", fuzzing::ain),
        ("ain_structured", fuzzing::ain_structured),
        ("ber", fuzzing::ber),
        ("capture", fuzzing::capture),
        ("filter", fuzzing::filter),
        ("json_encode", fuzzing::json_encode),
        ("lower", fuzzing::lower),
        ("m3ua", fuzzing::m3ua),
        ("m3ua_stream", fuzzing::m3ua_stream),
        ("mtp3", fuzzing::mtp3),
        ("sccp", fuzzing::sccp),
        ("stack", fuzzing::stack),
        ("tcap", fuzzing::tcap),
        ("transactions", fuzzing::transactions),
    ];
    let seeds = seeds::all();
    for (name, body) in bodies {
        let seeds = seeds.iter().filter(|(target, _)| *target == name);
        let count = seeds.inspect(|(_, octets)| body(octets)).count();
        assert!(count > 3, "{name} has {count} seeds");
    }
}

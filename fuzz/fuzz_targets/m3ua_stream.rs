//! Fuzzes the cutting of a stream into M3UA messages.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::m3ua_stream(octets));

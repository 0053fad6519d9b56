//! Fuzzes `hookflash encode`: JSON to octets.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::json_encode(octets));

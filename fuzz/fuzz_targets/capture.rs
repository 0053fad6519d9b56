//! Fuzzes a capture file, to the last parameter.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::capture(octets));

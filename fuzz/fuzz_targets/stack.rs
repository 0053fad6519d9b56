//! Fuzzes a message from each lowest layer up.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::stack(octets));

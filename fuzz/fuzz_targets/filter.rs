//! Fuzzes display filters.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::filter(octets));

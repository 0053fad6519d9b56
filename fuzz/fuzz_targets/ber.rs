//! Fuzzes one BER element and everything in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::ber(octets));

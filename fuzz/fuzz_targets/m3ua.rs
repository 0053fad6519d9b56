//! Fuzzes an M3UA message and all its parameters.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::m3ua(octets));

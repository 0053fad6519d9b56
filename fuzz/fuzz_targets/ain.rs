//! Fuzzes an AIN parameter sequence as every operation.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::ain(octets));

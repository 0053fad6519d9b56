//! Fuzzes an SCCP message in each variant.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::sccp(octets));

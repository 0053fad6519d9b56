//! Fuzzes an MTP3 message in each variant.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::mtp3(octets));

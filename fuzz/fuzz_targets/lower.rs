//! Fuzzes the layers below SCCP and ISUP, each decoder on the same octets.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::lower(octets));

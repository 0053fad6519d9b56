//! Fuzzes a TCAP message, ANSI or ITU, with its components.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::tcap(octets));

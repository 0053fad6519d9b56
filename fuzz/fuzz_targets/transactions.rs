//! Fuzzes the machines of TCAP, ANSI and ITU, with messages one behind the other.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::transactions(octets));

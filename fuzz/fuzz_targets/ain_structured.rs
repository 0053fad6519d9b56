//! Fuzzes AIN operations as values: what is encoded comes back.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hookflash::fuzzing::ain_structured(octets));

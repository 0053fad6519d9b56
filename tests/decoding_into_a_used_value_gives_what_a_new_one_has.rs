//! `decode_into` reads what `decode` reads, whatever its value held before, from good octets and
//! from damaged ones.

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::mtp3::{Msu, Variant};
use hookflash::wire::sccp::{Message, Unitdata};
use hookflash::wire::tcap::ansi::{Component, Invoke, Package};
use hookflash::wire::{Error, Layer, Reader};
use std::fmt::Debug;
use std::io::Cursor;
use std::ops::ControlFlow;

const CORPUS: [&[u8]; 2] = [
    include_bytes!("../testdata/corpus/ain_mtp3.pcap"),
    include_bytes!("../testdata/captures/hookflash-transfer.pcap"),
];

fn for_each_message(mut each: impl FnMut(&[u8])) {
    for file in CORPUS {
        let mut session = Session::default();
        let mut capture = Capture::new(Cursor::new(file)).expect("test data");
        capture
            .for_each(|item| {
                if let Item::Message(message) = item {
                    each(message.octets);
                    session.decode(&message, |_| ());
                }
                ControlFlow::Continue(())
            })
            .expect("test data is whole");
    }
}

/// What is left to be read, and where.
fn left(reader: &Reader<'_>) -> (usize, u32, Layer) {
    (reader.len(), reader.at(), reader.layer())
}

/// Places count here, which equality leaves out.
fn assert_same<T: Debug>(into: Result<&T, Error>, new: Result<&T, Error>, octets: &[u8]) {
    assert_eq!(format!("{into:?}"), format!("{new:?}"), "{octets:02x?}");
}

struct Values<'a> {
    msu: Msu<Reader<'a>>,
    unitdata: Unitdata<'a>,
    package: Package<'a>,
    invoke: Invoke<'a>,
}

impl<'a> Values<'a> {
    fn compare(&mut self, octets: &'a [u8], variant: Variant) {
        let (mut reader, mut twin) =
            (Reader::new(octets, Layer::Mtp3), Reader::new(octets, Layer::Mtp3));
        let new = Msu::decode(&mut twin, variant);
        let into = self.msu.decode_into(&mut reader, variant);
        assert_same(into.map(|()| &self.msu), new.as_ref().map_err(|error| *error), octets);
        let Ok(msu) = new else { return };

        let (mut reader, mut twin) = (msu.payload, msu.payload);
        let new = Message::decode(&mut twin, variant);
        let into = self.unitdata.decode_into(&mut reader, variant);
        let data = match new {
            Ok(Message::Unitdata(new)) => {
                assert_same(into.map(|()| &self.unitdata), Ok(&new), octets);
                assert_eq!(left(&reader), left(&twin), "{octets:02x?}");
                new.data
            }
            Ok(other) => {
                into.expect_err("another message type");
                let Some(data) = other.data() else { return };
                data
            }
            Err(error) => {
                let another_type = msu.payload.peek() != Some(9);
                assert!(into.is_err_and(|into| another_type || into == error), "{octets:02x?}");
                return;
            }
        };

        let (mut reader, mut twin) = (data, data);
        let new = Package::decode(&mut twin);
        let into = self.package.decode_into(&mut reader);
        assert_same(into.map(|()| &self.package), new.as_ref().map_err(|error| *error), octets);
        assert_eq!(left(&reader), left(&twin), "{octets:02x?}");
        let Ok(Package { components: Some(components), .. }) = new else { return };

        let (mut reader, mut twin) = (components.reader(), components.reader());
        while !twin.is_empty() {
            let Ok(element) = twin.tlv("component") else {
                self.invoke.decode_into(&mut reader).expect_err("a broken length");
                return;
            };
            let into = self.invoke.decode_into(&mut reader);
            match Component::decode(&element) {
                Ok(Component::Invoke(new)) => {
                    assert_same(into.map(|()| &self.invoke), Ok(&new), octets);
                }
                Ok(_) => drop(into.expect_err("another component")),
                Err(error) => assert_eq!(into, Err(error), "{octets:02x?}"),
            }
            assert_eq!(left(&reader), left(&twin), "{octets:02x?}");
        }
    }
}

#[test]
fn good_and_damaged_messages_are_read_the_same() {
    let mut messages = vec![];
    for_each_message(|octets| messages.push(octets.to_vec()));
    assert!(messages.len() > 500, "{}", messages.len());
    let mut damaged = vec![];
    for octets in messages.iter().step_by(7) {
        for place in 0..octets.len().min(80) {
            damaged.push(octets[..place].to_vec());
            for change in [0x01, 0x20, 0x80] {
                let mut octets = octets.clone();
                octets[place] ^= change;
                damaged.push(octets);
            }
        }
    }
    let mut values = Values {
        msu: Msu::BLANK,
        unitdata: Unitdata::BLANK,
        package: Package::BLANK,
        invoke: Invoke::BLANK,
    };
    for octets in messages.iter().chain(&damaged) {
        for variant in [Variant::Ansi, Variant::Itu] {
            values.compare(octets, variant);
        }
    }
}

//! Every layer of every message of the corpus is encoded to the octets that it was decoded from,
//! and what is decoded from any octets, in every variant, is equal once it was encoded and decoded
//! again.
#![cfg(feature = "capture")]

use hookflash::capture::{Capture, Item, Protocol};
use hookflash::wire::codes::Variant;
use hookflash::wire::{Encode, Error, ErrorKind, Layer, Reader, Writer, m3ua, mtp3, sccp};
use std::fmt::Debug;
use std::ops::ControlFlow;

/// The messages of the captures, in segments and over MTP3 or M3UA.
fn messages() -> Vec<(Protocol, Vec<u8>)> {
    let mut messages = vec![];
    for name in ["corpus/ain_mtp3", "corpus/ain_m3ua", "captures/hookflash-transfer"] {
        let path = format!("{}/testdata/{name}.pcap", env!("CARGO_MANIFEST_DIR"));
        let mut capture = Capture::open(path).expect("the corpus");
        let done = capture.for_each(|item| {
            if let Item::Message(message) = item {
                messages.push((message.protocol, message.octets.to_vec()));
            }
            ControlFlow::Continue(())
        });
        done.expect("the corpus is whole");
    }
    assert!(messages.len() > 1245);
    messages
}

fn encoded(message: &impl Encode) -> Result<Vec<u8>, Error> {
    Writer::new().message(message).map(<[u8]>::to_vec)
}

fn msu(octets: &[u8], variant: Variant) -> Result<mtp3::Msu<Reader<'_>>, Error> {
    mtp3::Msu::decode(&mut Reader::new(octets, Layer::Mtp3), variant)
}

fn sccp(octets: &[u8], variant: Variant) -> Result<sccp::Message<'_>, Error> {
    sccp::Message::decode(&mut Reader::new(octets, Layer::Sccp), variant)
}

fn m3ua(octets: &[u8]) -> Result<m3ua::Message<m3ua::Parameters<'_>>, Error> {
    m3ua::Message::decode(&mut Reader::new(octets, Layer::M3ua))
}

/// The label and the octets above MTP3 of a message of the corpus.
fn sccp_octets(protocol: Protocol, octets: &[u8]) -> Vec<u8> {
    match protocol {
        Protocol::Mtp3 => msu(octets, Variant::Ansi).expect("an MSU").payload.rest().to_vec(),
        Protocol::M3ua => {
            let Ok(data) = m3ua(octets).expect("a message").data() else { return vec![] };
            let m3ua::DataForm::ProtocolData(data) = data.protocol_data else { return vec![] };
            data.user_data.rest().to_vec()
        }
        other => panic!("{other:?} in the corpus"),
    }
}

#[test]
fn the_corpus_is_encoded_to_the_octets_that_it_was_decoded_from() {
    for (protocol, octets) in messages() {
        let sccp_octets = sccp_octets(protocol, &octets);
        match protocol {
            Protocol::Mtp3 => {
                let msu = msu(&octets, Variant::Ansi).expect("an MSU");
                assert_eq!(encoded(&msu).as_ref(), Ok(&octets));
                let payload = sccp(&sccp_octets, Variant::Ansi).expect("SCCP");
                let mtp3::Msu { service_information, routing_label, .. } = msu;
                let whole = mtp3::Msu { service_information, routing_label, payload };
                assert_eq!(encoded(&whole), Ok(octets));
            }
            _ => {
                let message = m3ua(&octets).expect("a message");
                assert_eq!(encoded(&message).as_ref(), Ok(&octets));
                for parameter in message.parameters {
                    let parameter = parameter.expect("a parameter");
                    let value = m3ua::Value::decode(&parameter).expect("a value");
                    assert_eq!(encoded(&value), encoded(&parameter));
                }
                if let Ok(data) = message.data() {
                    assert_eq!(encoded(&data), Ok(octets));
                }
            }
        }
        if !sccp_octets.is_empty() {
            let message = sccp(&sccp_octets, Variant::Ansi).expect("SCCP");
            assert_eq!(encoded(&message), Ok(sccp_octets));
        }
    }
}

/// Decoded, encoded and decoded again is equal. What overlaps in the octets, what shares octets
/// and a hop counter out of range cannot be encoded: how many are refused for that.
fn again<'a, T: Encode + PartialEq + Debug>(
    octets: &'a [u8],
    decode: impl Fn(&'a [u8]) -> Result<T, Error>,
    equal: impl FnOnce(&T, &[u8]) -> bool,
) -> usize {
    let Ok(message) = decode(octets) else { return 0 };
    match encoded(&message) {
        Ok(written) => {
            assert!(equal(&message, &written), "{message:?}\n{octets:02x?}\n{written:02x?}");
            0
        }
        Err(error) => {
            let kind = matches!(error.kind, ErrorKind::BadPointer { .. });
            let hops = error.what == "hop counter";
            assert!(kind || hops, "{error}\n{octets:02x?}");
            assert_eq!(error.at, Error::NOWHERE);
            1
        }
    }
}

/// Each message as it is, and with octets changed at every place.
fn changed(octets: &[u8], mut tell: impl FnMut(&[u8])) {
    tell(octets);
    let mut changed = octets.to_vec();
    // The headers; the octets behind them are data.
    for at in 0..octets.len().min(64) {
        for value in [0x00, 0x01, 0x80, 0xFF, octets[at] ^ 0x20, octets[at].wrapping_add(1)] {
            changed[at] = value;
            tell(&changed);
        }
        changed[at] = octets[at];
    }
    for end in 0..octets.len().min(64) {
        tell(&octets[..end]);
    }
}

#[test]
fn what_is_decoded_from_any_octets_is_equal_when_it_is_encoded_and_decoded_again() {
    let (mut refused, mut all) = (0, 0);
    for (place, (protocol, octets)) in messages().iter().enumerate() {
        // Every message as it is, one in seven changed.
        let changes = |octets: &[u8], tell: &mut dyn FnMut(&[u8])| {
            if place % 7 == 0 { changed(octets, tell) } else { tell(octets) }
        };
        changes(&sccp_octets(*protocol, octets), &mut |octets| {
            for variant in Variant::ALL {
                all += 1;
                refused += again(
                    octets,
                    |octets| sccp(octets, variant),
                    |message, written| sccp(written, variant).as_ref() == Ok(message),
                );
            }
        });
        changes(octets, &mut |octets| match protocol {
            Protocol::Mtp3 => {
                for variant in Variant::ALL {
                    all += 1;
                    refused += again(
                        octets,
                        |octets| msu(octets, variant),
                        |message, written| msu(written, variant).as_ref() == Ok(message),
                    );
                }
            }
            _ => {
                // Parameters are read as they are asked for, and refused then.
                let Ok(message) = m3ua(octets) else { return };
                if message.parameters.into_iter().any(|parameter| parameter.is_err()) {
                    assert!(encoded(&message).is_err());
                    return;
                }
                all += 1;
                again(octets, m3ua, |message, written| m3ua(written).as_ref() == Ok(message));
                if message.data().is_ok() {
                    let data = |octets| m3ua(octets)?.data();
                    again(octets, data, |message, written| {
                        m3ua(written).and_then(|m| m.data()).as_ref() == Ok(message)
                    });
                }
            }
        });
    }
    assert!(refused * 20 < all, "{refused} of {all}");
}

//! Every layer of every message of the corpus is encoded to the octets that it was decoded from,
//! and what is decoded from any octets, in every variant, is equal once it was encoded and decoded
//! again.
#![cfg(feature = "capture")]

use hookflash::capture::{Capture, Item, Protocol};
use hookflash::wire::codes::Variant;
use hookflash::wire::tcap::itu;
use hookflash::wire::{
    Encode, Error, ErrorKind, Layer, Reader, Writer, isup, m2pa, m2ua, m3ua, mtp2, mtp3, sccp,
};
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

/// An address as another variant has it.
fn in_variant(address: &sccp::Address<'_>, variant: Variant) -> sccp::Address<'static> {
    let mut octets = vec![];
    let address = sccp::Address {
        variant,
        national: variant == Variant::Ansi,
        point_code: address.point_code.map(|code| mtp3::PointCode::new(variant, code.value)),
        ..*address
    };
    octets.extend(encoded(&address).expect("an address of any variant"));
    let mut reader = Reader::new(octets.leak(), Layer::Sccp);
    sccp::Address::decode(&mut reader, variant).expect("what was encoded")
}

#[test]
fn the_corpus_in_every_variant_is_encoded_to_the_octets_that_it_is_decoded_from() {
    for (place, (protocol, octets)) in messages().iter().enumerate() {
        let octets = sccp_octets(*protocol, octets);
        let Ok(sccp::Message::Unitdata(unitdata)) = sccp(&octets, Variant::Ansi) else { continue };
        for variant in Variant::ALL {
            let code = |value| mtp3::PointCode::new(variant, value);
            let msu = mtp3::Msu {
                service_information: mtp3::ServiceInformationOctet::from(place as u8),
                routing_label: mtp3::RoutingLabel {
                    destination_point_code: code(place as u32 * 997),
                    originating_point_code: code(place as u32 * 12_345),
                    signalling_link_selection: place as u8 & 0x0F,
                },
                payload: sccp::Unitdata {
                    called_party_address: in_variant(&unitdata.called_party_address, variant),
                    calling_party_address: in_variant(&unitdata.calling_party_address, variant),
                    ..unitdata
                },
            };
            let octets = encoded(&msu).expect("a message of any variant");
            let mtp3::Msu { service_information, routing_label, payload } =
                self::msu(&octets, variant).expect("an MSU");
            let payload = sccp(payload.rest(), variant).expect("SCCP");
            assert_eq!(payload, sccp::Message::Unitdata(msu.payload));
            let again = mtp3::Msu { service_information, routing_label, payload };
            assert_eq!(
                (again.service_information, again.routing_label),
                (msu.service_information, msu.routing_label)
            );
            assert_eq!(encoded(&again), Ok(octets));
        }
    }
}

#[test]
fn what_is_decoded_from_any_octets_of_the_links_is_equal_when_it_is_encoded_and_decoded_again() {
    for (place, (protocol, octets)) in messages().iter().enumerate().step_by(9) {
        if *protocol != Protocol::Mtp3 {
            continue;
        }
        let octets = &octets[..octets.len().min(20 + place % 60)];
        let msu = msu(octets, Variant::Ansi).expect("an MSU");
        let priority = place as u8 & 3;
        let m2pa = m2pa::Message {
            backward_sequence_number: place as u32,
            forward_sequence_number: place as u32 * 7,
            body: m2pa::Body::UserData { priority, msu },
        };
        let length_indicator = (place % 2 == 0).then_some(63);
        let m2ua = m2ua::Data {
            interface_identifier: Some(m2ua::InterfaceIdentifier::Integer(place as u32)),
            correlation_id: (place % 3 == 0).then_some(5),
            length_indicator,
            msu,
        };
        let sequence = mtp2::Sequence { number: place as u16 & 0x7F, indicator: place % 2 == 0 };
        let unit = |format| mtp2::SignalUnit {
            format,
            backward: sequence,
            forward: sequence,
            spare: 0,
            body: mtp2::Body::Msu(msu),
        };
        changed(&encoded(&m2pa).expect("a message"), |octets| {
            let decode = |octets| m2pa::Message::decode(&mut Reader::new(octets, Layer::M2pa));
            whole(octets, decode, |message, written| {
                m2pa::Message::decode(&mut Reader::new(written, Layer::M2pa)).as_ref()
                    == Ok(message)
            });
        });
        changed(&encoded(&m2ua).expect("a message"), |octets| {
            let read = |octets| m2ua::Message::decode(&mut Reader::new(octets, Layer::M2ua));
            let Ok(message) = read(octets) else { return };
            let Ok(data) = message.data() else { return };
            // Every parameter was read for its data: none is cut short.
            let written = encoded(&message).expect("a message that can be read");
            assert_eq!(m2ua::Message::decode(&mut Reader::new(&written, Layer::M2ua)), Ok(message));
            let written = encoded(&data).expect("data that can be read");
            let again = m2ua::Message::decode(&mut Reader::new(&written, Layer::M2ua));
            assert_eq!(again.and_then(|message| message.data()), Ok(data));
        });
        for format in [mtp2::Format::Basic, mtp2::Format::Extended] {
            changed(&encoded(&unit(format)).expect("a signal unit"), |octets| {
                let decode = |octets| {
                    mtp2::SignalUnit::decode(&mut Reader::new(octets, Layer::Mtp2), format)
                };
                whole(octets, decode, |unit, written| {
                    let mut reader = Reader::new(written, Layer::Mtp2);
                    mtp2::SignalUnit::decode(&mut reader, format).as_ref() == Ok(unit)
                });
            });
        }
        for variant in Variant::ALL {
            changed(octets, |octets| {
                let isup =
                    |octets| isup::Message::decode(&mut Reader::new(octets, Layer::Isup), variant);
                whole(octets, isup, |message, written| {
                    isup::Message::decode(&mut Reader::new(written, Layer::Isup), variant).as_ref()
                        == Ok(message)
                });
                let management = |octets| {
                    sccp::Management::decode(&mut Reader::new(octets, Layer::Sccp), variant)
                };
                whole(octets, management, |message, written| {
                    sccp::Management::decode(&mut Reader::new(written, Layer::Sccp), variant)
                        .as_ref()
                        == Ok(message)
                });
            });
        }
    }
}

#[test]
fn what_is_decoded_from_any_octets_of_itu_tcap_is_equal_when_it_is_encoded_and_decoded_again() {
    let code = itu::Code::Local(56);
    let components = [
        itu::Component::invoke(1, code, Some([0x30, 0])),
        itu::Component { linked_id: Some(1), ..itu::Component::invoke(-2, code, None) },
        itu::Component::result(3, Some(code), Some([0x30, 0])),
        itu::Component::result(4, None, None),
        itu::Component::error(5, code, Some([0x30, 0])),
        itu::Component {
            component_type: 0xA4,
            error: None,
            problem: Some(itu::Problem { kind: 2, code: 1 }),
            ..itu::Component::error(6, code, None)
        },
    ];
    let message = itu::Message::r#continue(&[1, 2], &[3, 4, 5, 6], components);
    let octets = encoded(&message).expect("a message");
    let abort = encoded(&itu::Message::abort(&[7], Some(4))).expect("an abort");
    let mut read = 0;
    let mut tell = |octets: &[u8]| {
        let decode = |octets| itu::Message::decode(&mut Reader::new(octets, Layer::Tcap));
        whole(octets, decode, |message, written| {
            itu::Message::decode(&mut Reader::new(written, Layer::Tcap)).as_ref() == Ok(message)
        });
        let Ok(message) = decode(octets) else { return };
        for (_, component) in message.components.iter().flat_map(itu::Components::iter) {
            let Ok(component) = component else { continue };
            let written = encoded(&component).expect("a component that can be read");
            let element = Reader::new(&written, Layer::Tcap).tlv("component").expect("an element");
            assert_eq!(itu::Component::decode(&element), Ok(component));
            read += 1;
        }
    };
    changed(&octets, &mut tell);
    changed(&abort, &mut tell);
    assert!(read > 1000, "{read}");
}

/// Like [`again`], where nothing may be refused.
fn whole<'a, T: Encode + PartialEq + Debug>(
    octets: &'a [u8],
    decode: impl Fn(&'a [u8]) -> Result<T, Error>,
    equal: impl FnOnce(&T, &[u8]) -> bool,
) {
    assert_eq!(again(octets, decode, equal), 0, "{octets:02x?}");
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

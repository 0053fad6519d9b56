//! Any value of the lower layers and of ITU TCAP is the same after encoding and decoding;
//! `--features arbitrary`.
#![cfg(feature = "arbitrary")]

use arbitrary::{Arbitrary, Unstructured};
use hookflash::wire::codes::{PointCode, Variant};
use hookflash::wire::tcap::itu;
use hookflash::wire::{
    Encode, Error, Layer, Reader, Writer, isup, m2pa, m2ua, m3ua, mtp2, mtp3, sccp, sua,
};
use std::fmt::Debug;

const ROUNDS: u64 = 5000;

/// The same chance in every run (xorshift).
fn chance(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..40 + seed % 400).map(|_| next()).collect()
}

/// Values of a type, each with its octets: `check` decodes them and compares.
fn each<T>(check: impl Fn(&T, &[u8]))
where
    T: for<'a> Arbitrary<'a> + Encode + Debug,
{
    each_borrowed(|source, writer| {
        let value = T::arbitrary(source).expect("a value");
        let octets = encoded(&value, writer);
        check(&value, octets);
    });
}

fn each_borrowed(check: impl Fn(&mut Unstructured<'_>, &mut Writer)) {
    let mut writer = Writer::new();
    for round in 0..ROUNDS {
        check(&mut Unstructured::new(&chance(round)), &mut writer);
    }
}

fn encoded<'w>(value: &(impl Encode + Debug), writer: &'w mut Writer) -> &'w [u8] {
    writer.message(value).unwrap_or_else(|error| panic!("{error}: {value:?}"))
}

/// `$type` is encoded, and what `$decode` makes of `$reader` over the octets is the same.
macro_rules! come_back {
    ($($name:ident: $type:ty, $layer:ident, |$value:ident, $reader:ident| $decode:expr;)*) => {$(
        #[test]
        fn $name() {
            each_borrowed(|source, writer| {
                let $value = <$type>::arbitrary(source).expect("a value");
                let octets = encoded(&$value, writer);
                let mut reader = Reader::new(octets, Layer::$layer);
                let $reader = &mut reader;
                let again: Result<_, Error> = $decode;
                assert_eq!(again.as_ref(), Ok(&$value), "{octets:02x?}");
                assert!(reader.is_empty(), "{octets:02x?} {:?}", $value);
            });
        }
    )*};
}

/// The variant that the addresses of a message were made for.
fn variant(message: &sccp::Message<'_>) -> Variant {
    let address = match message {
        sccp::Message::Connection(connection) => {
            connection.called_party_address().or_else(|| connection.calling_party_address())
        }
        other => other.addresses().map(|(called, _)| called),
    };
    address.map_or(Variant::Ansi, |address| address.variant)
}

come_back! {
    every_message_signal_unit_comes_back: mtp3::Msu<Reader<'_>>, Mtp3, |value, reader|
        mtp3::Msu::decode(reader, value.routing_label.originating_point_code.variant);
    every_routing_label_comes_back: mtp3::RoutingLabel, Mtp3, |value, reader|
        mtp3::RoutingLabel::decode(reader, value.originating_point_code.variant);
    every_point_code_comes_back: PointCode, Sccp, |value, reader|
        PointCode::decode(reader, value.variant, "point code");
    every_address_comes_back: sccp::Address<'_>, Sccp, |value, reader|
        sccp::Address::decode(reader, value.variant);
    every_sccp_message_comes_back: sccp::Message<'_>, Sccp, |value, reader|
        sccp::Message::decode(reader, variant(&value));
    every_unitdata_comes_back: sccp::Unitdata<'_>, Sccp, |value, reader|
        sccp::Message::decode(reader, value.called_party_address.variant).map(|message| {
            let sccp::Message::Unitdata(unitdata) = message else { panic!("not UDT") };
            unitdata
        });
    every_management_message_comes_back: sccp::Management<'_>, Sccp, |value, reader|
        sccp::Management::decode(reader, value.affected_point_code.variant);
    every_m3ua_message_comes_back: m3ua::Message<m3ua::Parameters<'_>>, M3ua, |value, reader|
        m3ua::Message::decode(reader);
    every_m3ua_data_message_comes_back: m3ua::Data<Reader<'_>>, M3ua, |value, reader|
        m3ua::Data::decode(reader);
    every_m3ua_value_comes_back: m3ua::Value<'_>, M3ua, |value, reader| {
        let parameter = m3ua::Parameters(*reader).into_iter().next().expect("a parameter");
        reader.take_rest();
        parameter.and_then(|parameter| m3ua::Value::decode(&parameter))
    };
    every_m2pa_message_comes_back: m2pa::Message<'_>, M2pa, |value, reader|
        m2pa::Message::decode(reader);
    every_m2ua_message_comes_back: m2ua::Message<m2ua::Parameters<'_>>, M2ua, |value, reader|
        m2ua::Message::decode(reader);
    every_m2ua_data_message_comes_back: m2ua::Data<'_>, M2ua, |value, reader|
        m2ua::Message::decode(reader).and_then(|message| message.data());
    every_sua_message_comes_back: sua::Message<sua::Parameters<'_>>, Sua, |value, reader|
        sua::Message::decode(reader);
    every_signal_unit_comes_back: mtp2::SignalUnit<Reader<'_>>, Mtp2, |value, reader|
        mtp2::SignalUnit::decode(reader, value.format);
    every_isup_message_comes_back: isup::Message<Reader<'_>>, Isup, |value, reader|
        isup::Message::decode(reader, value.variant);
    every_itu_message_comes_back: itu::Message<'_>, Tcap, |value, reader|
        itu::Message::decode(reader);
    every_itu_component_comes_back: itu::Component<'_>, Tcap, |value, reader|
        reader.tlv("component").and_then(|element| itu::Component::decode(&element));
}

#[test]
fn every_service_information_octet_comes_back() {
    each(|value: &mtp3::ServiceInformationOctet, octets| {
        assert_eq!(mtp3::ServiceInformationOctet::from(octets[0]), *value);
    });
}

#[test]
fn every_message_of_network_management_that_can_be_read_comes_back() {
    let mut read = 0;
    for round in 0..ROUNDS {
        let mut octets = chance(round);
        octets.truncate(2 + round as usize % 12);
        // Half of the codes that chance gives are of no message.
        octets[0] &= 0x7F;
        for (variant, test) in Variant::ALL.into_iter().flat_map(|v| [(v, false), (v, true)]) {
            let decode = |octets| {
                mtp3::Management::decode(&mut Reader::new(octets, Layer::Mtp3), variant, test)
                    .map(|message| format!("{message:?}"))
            };
            let mut reader = Reader::new(&octets, Layer::Mtp3);
            let Ok(message) = mtp3::Management::decode(&mut reader, variant, test) else {
                continue;
            };
            let mut writer = Writer::new();
            let Ok(again) = writer.message(&message) else { continue };
            let places = |text: String| text.split("at:").next().unwrap_or("").to_string();
            assert_eq!(
                decode(again).map(places),
                Ok(places(format!("{message:?}"))),
                "{octets:02x?}"
            );
            read += 1;
        }
    }
    assert!(read > ROUNDS, "{read}");
}

#[test]
fn every_address_that_can_be_parsed_comes_back_from_its_text() {
    each_borrowed(|source, _| {
        let address = sccp::Address::arbitrary(source).expect("a value");
        let reserved = matches!(address.global_title, Some(sccp::GlobalTitle::Reserved { .. }));
        if reserved || !address.surplus.is_empty() {
            return;
        }
        let text = address.to_string();
        assert_eq!(sccp::Address::parse(address.variant, &text), Ok(address), "{text}");
    });
}

#[test]
fn all_data_without_a_connection_arrives() {
    each_borrowed(|source, writer| {
        let connectionless = sccp::Connectionless::arbitrary(source).expect("a value");
        let messages = connectionless.fit(272, 1).expect("16 segments hold it");
        let mut arrived = vec![];
        for message in messages {
            let variant = connectionless.called_party_address.variant;
            let octets = encoded(&message, writer);
            assert!(octets.len() <= 272);
            let mut reader = Reader::new(octets, Layer::Sccp);
            let again = sccp::Message::decode(&mut reader, variant).expect("a message");
            arrived.extend_from_slice(again.data().expect("data").rest());
        }
        assert_eq!(arrived, connectionless.data);
    });
}

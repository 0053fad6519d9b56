//! Any value that the tables allow is the same after encoding and decoding; `--features arbitrary`.
#![cfg(feature = "arbitrary")]

use arbitrary::{Arbitrary, Unstructured};
use hookflash::wire::ain::{Operation, OperationError, OperationResult, PARAMETER_SET};
use hookflash::wire::ber::Tlv;
use hookflash::wire::tcap::ansi::{Component, Package};
use hookflash::wire::{Layer, Reader, Writer};

/// The same chance in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn octets(&mut self, count: usize) -> Vec<u8> {
        let mut next = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            // Small numbers more often: long lists and rare alternatives come up all the same.
            (self.0 >> 32) as u8
        };
        (0..count).map(|_| next()).collect()
    }
}

fn parameter(octets: &[u8]) -> Tlv<'_> {
    Reader::new(octets, Layer::Tcap).tlv("parameter").expect("one element")
}

/// Equal, or so that the same octets come out: two fields have one tag in the source (146), and a
/// decoder cannot tell them apart.
fn assert_same(again: &Operation<'_>, value: &Operation<'_>) {
    if again == value {
        return;
    }
    let text = format!("{value:?}");
    let shared = ["Some(PartyOnHold", "Some(ExtendedRinging"];
    assert!(shared.iter().any(|field| text.contains(field)), "{text}");
    // In a SET the two may have changed places.
    let sorted = |value: &Operation<'_>| {
        let mut octets = Writer::new().message(value).expect("within the ranges").to_vec();
        octets.sort_unstable();
        octets
    };
    assert_eq!(sorted(again), sorted(value));
}

#[test]
fn every_operation_comes_back() {
    let mut chance = Chance(1);
    let mut writer = Writer::new();
    let mut seen = std::collections::BTreeMap::new();
    for round in 0..20_000 {
        let octets = chance.octets(64 + round % 700);
        let value = Operation::arbitrary(&mut Unstructured::new(&octets)).expect("a value");
        *seen.entry(value.code()).or_insert(0) += 1;
        let encoded = writer.message(&value).unwrap_or_else(|error| panic!("{error}: {value:?}"));
        let again =
            Operation::decode(value.code(), &parameter(encoded)).expect("the code is known");
        let again = again.unwrap_or_else(|error| panic!("{error}: {value:?}"));
        assert_same(&again, &value);
        // A SET, whose elements may stand in any order, goes the careful way.
        writer.clear();
        value.encode_as(PARAMETER_SET, &mut writer).expect("encodes as a SET too");
        let set = Operation::decode(value.code(), &parameter(writer.octets()));
        assert_same(&set.expect("the code is known").expect("a value"), &value);
    }
    assert_eq!(seen.len(), 62, "every operation came up");
}

#[test]
fn every_result_and_error_comes_back() {
    let mut chance = Chance(2);
    let mut writer = Writer::new();
    for round in 0..4000 {
        let octets = chance.octets(64 + round % 500);
        let error = OperationError::arbitrary(&mut Unstructured::new(&octets)).expect("a value");
        let encoded = writer.message(&error).expect("within the ranges");
        let again = OperationError::decode(error.code(), &parameter(encoded));
        assert_eq!(again, Some(Ok(error)), "{encoded:02x?}");
        let result = OperationResult::arbitrary(&mut Unstructured::new(&octets)).expect("a value");
        let encoded = writer.message(&result).expect("within the ranges");
        let again = OperationResult::decode(result.code(), &parameter(encoded));
        assert_eq!(again, Some(Ok(result)), "{encoded:02x?}");
    }
}

#[test]
fn every_package_comes_back() {
    let mut chance = Chance(5);
    let mut writer = Writer::new();
    for round in 0..6000 {
        let octets = chance.octets(100 + round % 900);
        type Sent<'a> = Package<'a, Vec<Component<'a, OperationError<'a>>>>;
        let sent = Sent::arbitrary(&mut Unstructured::new(&octets)).expect("a value");
        let encoded = writer.message(&sent).unwrap_or_else(|error| panic!("{error}: {sent:?}"));
        let got = Package::decode(&mut Reader::new(encoded, Layer::Tcap));
        let got = got.unwrap_or_else(|error| panic!("{error}: {sent:?}"));
        assert_eq!(got.package_type, sent.package_type);
        assert_eq!(
            (got.originating_id, got.responding_id),
            (sent.originating_id, sent.responding_id)
        );
        assert_eq!((&got.dialogue, &got.abort), (&sent.dialogue, &sent.abort));
        let components = got.components.iter().flat_map(|components| components.iter());
        let components: Vec<_> = components.map(|(_, c)| c.expect("a component")).collect();
        assert_eq!(components.len(), sent.components.as_ref().map_or(0, Vec::len));
        for (got, sent) in components.iter().zip(sent.components.iter().flatten()) {
            assert_same_component(got, sent);
        }
    }
}

/// The same but for the parameter, which was sent as an error's and is an element here.
fn assert_same_component(got: &Component<'_>, sent: &Component<'_, OperationError<'_>>) {
    let parameter = got.parameter();
    let sent_parameter = match (got, sent) {
        (Component::Invoke(got), Component::Invoke(sent)) => {
            assert_eq!((got.last, got.invoke_id), (sent.last, sent.invoke_id));
            assert_eq!((got.correlation_id, got.operation), (sent.correlation_id, sent.operation));
            sent.parameter
        }
        (Component::ReturnResult(got), Component::ReturnResult(sent)) => {
            assert_eq!((got.last, got.correlation_id), (sent.last, sent.correlation_id));
            sent.parameter
        }
        (Component::ReturnError(got), Component::ReturnError(sent)) => {
            assert_eq!((got.correlation_id, got.error), (sent.correlation_id, sent.error));
            sent.parameter
        }
        (Component::Reject(got), Component::Reject(sent)) => {
            assert_eq!((got.correlation_id, got.problem), (sent.correlation_id, sent.problem));
            sent.parameter
        }
        other => panic!("{other:?}"),
    };
    match (parameter, sent_parameter) {
        (Some(got), Some(sent)) => {
            assert_eq!(OperationError::decode(sent.code(), &got), Some(Ok(sent)));
        }
        (None, None) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_decoded_into_leaves_nothing_of_the_one_before() {
    let mut chance = Chance(3);
    let mut writer = Writer::new();
    let sources: Vec<Vec<u8>> = (0..2000).map(|_| chance.octets(400)).collect();
    let encoded: Vec<(Operation<'_>, Vec<u8>)> = sources
        .iter()
        .map(|octets| {
            let value = Operation::arbitrary(&mut Unstructured::new(octets)).expect("a value");
            (value, writer.message(&value).expect("within the ranges").to_vec())
        })
        .collect();
    let mut held: std::collections::HashMap<u16, Operation<'_>> = Default::default();
    for (value, octets) in &encoded {
        let held = held.entry(value.code()).or_insert(*value);
        held.decode_into(value.code(), &parameter(octets)).expect("known").expect("a value");
        assert_eq!(held, value);
    }
}

#[test]
fn any_prefix_of_an_operation_is_an_error_within_it() {
    let mut chance = Chance(4);
    let mut writer = Writer::new();
    for _ in 0..200 {
        let octets = chance.octets(300);
        let value = Operation::arbitrary(&mut Unstructured::new(&octets)).expect("a value");
        let encoded = writer.message(&value).expect("within the ranges");
        for end in 0..encoded.len() {
            let error = Reader::new(&encoded[..end], Layer::Ain).tlv("parameter").unwrap_err();
            assert!(error.at as usize <= end, "{error}");
        }
    }
}

//! Bodies of the fuzz targets: any octets, every decoder, nothing may panic, loop or grow.
//! Behind a private feature; no part of the public interface.
#![allow(missing_docs)]

use crate::capture::{Capture, Item, Session};
use crate::machine::{Machine, Time, tcap as machine};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk, walk_any, walk_result};
use crate::wire::ain::{self, OPERATIONS, Operation, OperationError, OperationResult};
use crate::wire::codes::Variant;
use crate::wire::stack::{Options, Stack, Usual};
use crate::wire::tcap::{self, ansi, itu};
use crate::wire::{
    Diagnostic, Encode, Error, Layer, Reader, Writer, isup, m2pa, m2ua, m3ua, mtp2, mtp3, sccp, sua,
};
use arbitrary::{Arbitrary, Unstructured};
use std::fmt::Write;
use std::ops::ControlFlow;

/// Looks at every value, so that reading it is fuzzed and not only finding it.
#[derive(Default)]
struct Look {
    text: String,
    open: usize,
}

impl<'a> Visitor<'a> for Look {
    fn leaf(&mut self, element: &Element<'a>, value: &Value<'a>) {
        self.text.clear();
        _ = write!(self.text, "{:?} {value:?}", element.name);
    }

    fn open(&mut self, _: &Element<'a>, _: Shape) {
        self.open += 1;
    }

    fn close(&mut self, _: &Element<'a>, _: Shape) {
        self.open -= 1;
    }

    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        _ = write!(self.text, "{diagnostic}");
    }
}

pub fn ber(octets: &[u8]) {
    fn inside(mut reader: Reader<'_>, depth: usize) {
        while !reader.is_empty() {
            let before = reader.len();
            let Ok(tlv) = reader.tlv("element") else { return };
            assert!(reader.len() < before, "an element takes octets");
            assert_eq!(tlv.octets.len(), before - reader.len());
            _ = (tlv.boolean(), tlv.null(), tlv.integer(), tlv.bit_string());
            _ = tlv.object_identifier().map(|oid| oid.to_string());
            if let Ok(string) = tlv.octet_string() {
                assert_eq!(string.iter().count(), string.len());
            }
            if tlv.is_constructed() && depth < crate::wire::ber::MAX_DEPTH {
                inside(tlv.reader(), depth + 1);
            }
        }
    }
    inside(Reader::new(octets, Layer::Tcap), 0);
}

fn every_variant(octets: &[u8], lowest: Layer) {
    for variant in VARIANTS {
        let mut diagnostics = vec![];
        let options = Options { variant, tcap_subsystems: &[247] };
        let stack = Stack::decode(octets, lowest, &options, &mut diagnostics);
        for diagnostic in &diagnostics {
            assert!(diagnostic.error.at as usize <= octets.len(), "{diagnostic}");
        }
        if let Some(message) = stack.m3ua {
            for parameter in message.parameters.into_iter().map_while(Result::ok) {
                _ = format!("{:?}", m3ua::Value::decode(&parameter));
            }
        }
    }
}

/// What was decoded and can be encoded is the same when it is decoded again.
fn again<'w, T: Encode + PartialEq + std::fmt::Debug + 'w>(
    value: &T,
    writer: &'w mut Writer,
    decode: impl FnOnce(&mut Reader<'w>) -> Result<T, Error>,
) {
    // A value that a decoder takes with a remark, an encoder may refuse.
    let Ok(octets) = writer.message(value) else { return };
    let decoded = decode(&mut Reader::new(octets, Layer::Mtp3));
    assert_eq!(decoded.as_ref(), Ok(value), "{octets:02x?}");
}

const VARIANTS: [Variant; 4] = Variant::ALL;

/// What is read without a stack is what a stack holds too, with nothing to say of it.
fn usual(octets: &[u8], variant: Variant) {
    let mut usual = Usual::BLANK;
    if !usual.read_into(octets, variant) {
        return;
    }
    let mut diagnostics = vec![];
    let options = Options { variant, tcap_subsystems: &[] };
    let stack = Stack::decode(octets, Layer::Mtp3, &options, &mut diagnostics);
    assert_eq!(diagnostics, []);
    assert_eq!(stack.layers(), Usual::LAYERS);
    assert_eq!(stack.mtp3, Some(usual.msu));
    assert_eq!(stack.sccp, Some(sccp::Message::Unitdata(usual.unitdata)));
    let Some(tcap::Message::Ansi(package)) = stack.tcap else { panic!("{:?}", stack.tcap) };
    assert_eq!(format!("{package:?}"), format!("{:?}", usual.package));
}

pub fn mtp3(octets: &[u8]) {
    every_variant(octets, Layer::Mtp3);
    for variant in VARIANTS {
        usual(octets, variant);
        if let Ok(msu) = mtp3::Msu::decode(&mut Reader::new(octets, Layer::Mtp3), variant) {
            let mut writer = Writer::new();
            again(&msu, &mut writer, |reader| mtp3::Msu::decode(reader, variant));
        }
    }
}

pub fn m3ua(octets: &[u8]) {
    every_variant(octets, Layer::M3ua);
    let message = m3ua::Message::decode(&mut Reader::new(octets, Layer::M3ua));
    if let Ok(data) = message.and_then(|message| message.data()) {
        let mut writer = Writer::new();
        again(&data, &mut writer, m3ua::Data::decode);
    }
}

/// The first octets say how the others are cut.
pub fn m3ua_stream(octets: &[u8]) {
    let Some((cuts, stream)) = octets.split_at_checked(8) else { return };
    let read = |pieces: &mut dyn Iterator<Item = &[u8]>| {
        let mut frames = m3ua::Frames::new(4096);
        let mut found = vec![];
        for piece in pieces {
            frames.push(piece);
            while let Some(frame) = frames.next() {
                found.push(frame.map(<[u8]>::to_vec));
            }
        }
        found
    };
    let whole = read(&mut std::iter::once(stream));
    let mut rest = stream;
    let mut sizes = cuts.iter().cycle();
    let cut = read(&mut std::iter::from_fn(|| {
        let size = usize::from(*sizes.next()?).max(1).min(rest.len());
        let (piece, after) = rest.split_at(size);
        rest = after;
        (size > 0).then_some(piece)
    }));
    assert_eq!(whole, cut);
    for frame in whole.iter().flatten() {
        m3ua(frame);
    }
}

pub fn sccp(octets: &[u8]) {
    every_variant(octets, Layer::Sccp);
    for variant in VARIANTS {
        if let Ok(message) = sccp::Message::decode(&mut Reader::new(octets, Layer::Sccp), variant) {
            let mut writer = Writer::new();
            again(&message, &mut writer, |reader| sccp::Message::decode(reader, variant));
        }
    }
}

/// The layers below SCCP and beside it that no target of their own has.
pub fn lower(octets: &[u8]) {
    let reader = |layer| Reader::new(octets, layer);
    for format in [mtp2::Format::Basic, mtp2::Format::Extended] {
        if let Ok(unit) = mtp2::SignalUnit::decode(&mut reader(Layer::Mtp2), format) {
            let mut writer = Writer::new();
            again(&unit, &mut writer, |reader| mtp2::SignalUnit::decode(reader, format));
        }
    }
    if let Ok(message) = m2pa::Message::decode(&mut reader(Layer::M2pa)) {
        again(&message, &mut Writer::new(), m2pa::Message::decode);
    }
    if let Ok(message) = m2ua::Message::decode(&mut reader(Layer::M2ua)) {
        again(&message, &mut Writer::new(), m2ua::Message::decode);
        if let Ok(data) = message.data() {
            let mut writer = Writer::new();
            again(&data, &mut writer, |reader| m2ua::Message::decode(reader)?.data());
        }
    }
    if let Ok(message) = sua::Message::decode(&mut reader(Layer::Sua)) {
        again(&message, &mut Writer::new(), sua::Message::decode);
        _ = message.addresses().map(|addresses| format!("{addresses:?}"));
        message.parameters.into_iter().for_each(drop);
    }
    for variant in VARIANTS {
        if let Ok(message) = isup::Message::decode(&mut reader(Layer::Isup), variant) {
            let mut writer = Writer::new();
            again(&message, &mut writer, |reader| isup::Message::decode(reader, variant));
            let mut numbers = 0;
            _ = message.each_parameter(|parameter| numbers += parameter.contents.len());
            for name in [
                isup::ParameterName::CALLED_PARTY_NUMBER,
                isup::ParameterName::CALLING_PARTY_NUMBER,
            ] {
                _ = message.number(name).map(|number| number.digits.codes().count());
            }
        }
        for test in [false, true] {
            let decode = |reader: &mut Reader<'_>| {
                mtp3::Management::decode(reader, variant, test)
                    .map(|message| format!("{message:?}"))
            };
            _ = decode(&mut reader(Layer::Mtp3));
        }
    }
}

/// Messages one behind the other, each with its length before it, for endpoints that have dialogues
/// open: what they answer can be read.
pub fn transactions(octets: &[u8]) {
    let now = Time::ZERO;
    let context = crate::wire::ber::ObjectIdentifier(&[4, 0, 0, 1, 0, 1, 3]);
    let few = machine::Configuration { dialogues: 8, ..machine::Configuration::default() };
    let mut ansi_end = machine::Endpoint::new(few);
    let few =
        machine::itu::Configuration { dialogues: 8, ..machine::itu::Configuration::default() };
    let mut itu_end = machine::itu::Endpoint::new(few);
    for place in 0..4 {
        if let Ok(query) = ansi_end.query(()) {
            _ = query.send(now);
        }
        if let Ok(mut begin) = itu_end.begin(()) {
            if place % 2 == 0 {
                begin.context(context);
            }
            let code = itu::Code::Local(place);
            _ = begin.invoke(code, None::<&[u8]>, machine::Awaits::Both, None);
            _ = begin.send(now);
        }
    }
    let mut rest = octets;
    while let [length, after @ ..] = rest {
        let (one, after) = after.split_at(after.len().min((*length).into()));
        rest = after;
        let octets = bytes::Bytes::copy_from_slice(one);
        let input = machine::Input::Package { path: (), octets: octets.clone() };
        ansi_end.handle_input(now, input);
        while let Some(output) = ansi_end.poll_output() {
            if let machine::Output::Send { octets, .. } = output {
                let mut reader = Reader::new(&octets, Layer::Tcap);
                assert!(ansi::Package::decode(&mut reader).is_ok(), "{octets:02x?}");
            }
        }
        itu_end.handle_input(now, machine::itu::Input::Message { path: (), octets });
        while let Some(output) = itu_end.poll_output() {
            match output {
                machine::itu::Output::Send { octets, .. } => {
                    let mut reader = Reader::new(&octets, Layer::Tcap);
                    assert!(itu::Message::decode(&mut reader).is_ok(), "{octets:02x?}");
                }
                machine::itu::Output::Indication(told) => told.message.components().for_each(drop),
                _ => {}
            }
        }
    }
}

/// Text as people write it: a filter, or a mistake that can be told.
pub fn filter(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    if let Err(error) = crate::capture::filter::Filter::new(text) {
        _ = error.to_string();
    }
}

/// Any octets are chance for an operation, which must come back.
pub fn ain_structured(octets: &[u8]) {
    let Ok(operation) = Operation::arbitrary(&mut Unstructured::new(octets)) else { return };
    let mut writer = Writer::new();
    let encoded = match writer.message(&operation) {
        Ok(encoded) => encoded.to_vec(),
        Err(error) => panic!("{error}: {operation:?}"),
    };
    let parameter = Reader::new(&encoded, Layer::Ain).tlv("parameter");
    let parameter = parameter.unwrap_or_else(|error| panic!("{error}: {encoded:02x?}"));
    let decoded = match Operation::decode(operation.code(), &parameter) {
        Some(Ok(decoded)) => decoded,
        other => panic!("{other:?}: {encoded:02x?}"),
    };
    // Octets rather than values: two fields share a tag in the source (146).
    assert_eq!(writer.message(&decoded), Ok(&encoded[..]));
    ain(&encoded);
}

/// JSON as people write it: what is made of it decodes.
pub fn json_encode(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    let Some((lowest, octets)) = crate::cli::encode_text(text) else { return };
    if lowest != Layer::Ain {
        let options = Options { variant: Variant::Ansi, tcap_subsystems: &[] };
        let stack = Stack::decode(&octets, lowest, &options, &mut vec![]);
        // A point code or an address of another variant may read as anything, but the first layer
        // is there.
        assert!(!stack.layers().is_empty(), "{text}: {octets:02x?}");
    }
}

pub fn tcap(octets: &[u8]) {
    let mut reader = Reader::new(octets, Layer::Tcap);
    match tcap::Message::decode(&mut reader) {
        Ok(tcap::Message::Ansi(package)) => {
            package.irregularities(|_| ());
            let mut writer = Writer::new();
            if let Ok(encoded) = writer.message(&package) {
                // Once encoded, a package comes back octet by octet.
                let encoded = encoded.to_vec();
                let decoded = ansi::Package::decode(&mut Reader::new(&encoded, Layer::Tcap));
                let decoded = decoded.unwrap_or_else(|error| panic!("{error}: {encoded:02x?}"));
                assert_eq!(writer.message(&decoded), Ok(&encoded[..]));
            }
            for (_, component) in package.components.iter().flat_map(ansi::Components::iter) {
                if let Ok(component) = component
                    && let Some(parameter) = component.parameter()
                {
                    ain(parameter.octets);
                }
            }
        }
        Ok(tcap::Message::Itu(message)) => {
            message.irregularities(|_| ());
            let mut writer = Writer::new();
            again(&message, &mut writer, itu::Message::decode);
            for (_, component) in message.components.iter().flat_map(itu::Components::iter) {
                let Ok(component) = component else { continue };
                let mut writer = Writer::new();
                again(&component, &mut writer, |reader| {
                    reader.tlv("component").and_then(|tlv| itu::Component::decode(&tlv))
                });
            }
        }
        Err(error) => assert!(error.at as usize <= octets.len(), "{error}"),
    }
}

/// What a typed decoder took, it takes again once encoded.
fn comes_back(operation: &Operation<'_>) {
    let mut writer = Writer::new();
    let encoded = match writer.message(operation) {
        Ok(encoded) => encoded.to_vec(),
        Err(error) => panic!("{error}: {operation:?}"),
    };
    let parameter = Reader::new(&encoded, Layer::Ain).tlv("parameter");
    let parameter = parameter.unwrap_or_else(|error| panic!("{error}: {encoded:02x?}"));
    match Operation::decode(operation.code(), &parameter) {
        Some(Ok(decoded)) => assert_eq!(writer.message(&decoded), Ok(&encoded[..])),
        other => panic!("{other:?}: {encoded:02x?}"),
    }
}

pub fn ain(octets: &[u8]) {
    let Ok(parameter) = Reader::new(octets, Layer::Ain).tlv("parameter") else { return };
    let mut look = Look::default();
    for operation in OPERATIONS {
        walk(operation.fields, &parameter, &mut look);
        if let Some(Ok(typed)) = Operation::decode(operation.code, &parameter) {
            assert_eq!(typed.code(), operation.code);
            comes_back(&typed);
        }
        if let Some(result) = operation.result {
            walk_result(result, &parameter, &mut look);
            _ = OperationResult::decode(operation.code, &parameter);
        }
    }
    for error in ain::ERRORS {
        walk(error.fields, &parameter, &mut look);
        _ = OperationError::decode(error.code, &parameter);
    }
    walk_any(&parameter, &mut look);
    assert_eq!(look.open, 0, "all that is opened is closed");
}

pub fn stack(octets: &[u8]) {
    for lowest in [
        Layer::Mtp2,
        Layer::M2pa,
        Layer::M2ua,
        Layer::M3ua,
        Layer::Sua,
        Layer::Mtp3,
        Layer::Sccp,
        Layer::Tcap,
    ] {
        every_variant(octets, lowest);
    }
}

pub fn capture(octets: &[u8]) {
    let Ok(mut capture) = Capture::new(std::io::Cursor::new(octets.to_vec())) else { return };
    let mut session = Session::default();
    let mut look = Look::default();
    _ = capture.for_each(|item| {
        if let Item::Message(message) = item {
            session.decode(&message, |decoded| {
                for resolved in decoded.components {
                    if let Ok(component) = &resolved.component
                        && let Some(parameter) = component.parameter()
                    {
                        walk_any(&parameter, &mut look);
                    }
                }
            });
        }
        ControlFlow::Continue(())
    });
    session.finish();
}

//! Bodies of the fuzz targets: any octets, every decoder, nothing may panic, loop or grow.
//! Behind a private feature; no part of the public interface.
#![allow(missing_docs)]

use crate::capture::{Capture, Item, Session};
use crate::wire::ain::walk::{Element, Shape, Value, Visitor, walk, walk_any, walk_result};
use crate::wire::ain::{self, OPERATIONS, Operation, OperationError, OperationResult};
use crate::wire::codes::Variant;
use crate::wire::stack::{Options, Stack};
use crate::wire::tcap::{self, ansi, itu};
use crate::wire::{Diagnostic, Layer, Reader};
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
    for variant in [Variant::Ansi, Variant::Itu, Variant::China, Variant::Japan] {
        let mut diagnostics = vec![];
        let options = Options { variant, tcap_subsystems: &[247] };
        let stack = Stack::decode(octets, lowest, &options, &mut diagnostics);
        for diagnostic in &diagnostics {
            assert!(diagnostic.error.at as usize <= octets.len(), "{diagnostic}");
        }
        if let Some(message) = stack.m3ua {
            for parameter in message.parameters.into_iter().map_while(Result::ok) {
                _ = format!("{:?}", crate::wire::m3ua::Value::decode(&parameter));
            }
        }
    }
}

pub fn mtp3(octets: &[u8]) {
    every_variant(octets, Layer::Mtp3);
}

pub fn m3ua(octets: &[u8]) {
    every_variant(octets, Layer::M3ua);
}

pub fn sccp(octets: &[u8]) {
    every_variant(octets, Layer::Sccp);
}

pub fn tcap(octets: &[u8]) {
    let mut reader = Reader::new(octets, Layer::Tcap);
    match tcap::Message::decode(&mut reader) {
        Ok(tcap::Message::Ansi(package)) => {
            package.irregularities(|_| ());
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
            message.components.iter().flat_map(itu::Components::iter).for_each(drop);
        }
        Err(error) => assert!(error.at as usize <= octets.len(), "{error}"),
    }
}

pub fn ain(octets: &[u8]) {
    let Ok(parameter) = Reader::new(octets, Layer::Ain).tlv("parameter") else { return };
    let mut look = Look::default();
    for operation in OPERATIONS {
        walk(operation.fields, &parameter, &mut look);
        if let Some(Ok(typed)) = Operation::decode(operation.code, &parameter) {
            assert_eq!(typed.code(), operation.code);
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
    for lowest in
        [Layer::Mtp2, Layer::M2pa, Layer::M2ua, Layer::M3ua, Layer::Mtp3, Layer::Sccp, Layer::Tcap]
    {
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

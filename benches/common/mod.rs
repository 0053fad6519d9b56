//! The inputs of all benches, the value that they decode into and encode from, and the limit that
//! decoders are measured against.
#![allow(dead_code, missing_docs, unreachable_pub)] // each bench uses its own part

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::operations::MonitorForChange;
use hookflash::wire::ber::Tlv;
use hookflash::wire::mtp3::{Msu, ServiceIndicator, Variant};
use hookflash::wire::sccp::Unitdata;
use hookflash::wire::tcap::Message;
use hookflash::wire::tcap::ansi::{Component, Invoke, OperationCode, Package};
use hookflash::wire::{Encode, Error, ErrorKind, Layer, Reader, Writer};
use std::io::Cursor;
use std::ops::ControlFlow;

/// All operations over MTP3.
pub const CORPUS: &[u8] = include_bytes!("../../testdata/corpus/ain_mtp3.pcap");
/// All operations over M3UA, SCTP and IP.
pub const CORPUS_SCTP: &[u8] = include_bytes!("../../testdata/corpus/ain_m3ua.pcap");
/// Transfers by hook flash.
pub const TRANSFER: &[u8] = include_bytes!("../../testdata/captures/hookflash-transfer.pcap");

/// A message as MTP3 carries it, and the TCAP package in it.
#[derive(Clone, PartialEq)]
pub struct Input {
    pub msu: Vec<u8>,
    pub tcap: Vec<u8>,
}

impl Input {
    /// The AIN parameter SEQUENCE.
    pub fn parameter(&self) -> Tlv<'_> {
        let package = Package::decode(&mut Reader::new(&self.tcap, Layer::Tcap));
        let mut components = package.expect("a package").components.expect("components").iter();
        let (_, component) = components.next().expect("a component");
        component.expect("an invoke").parameter().expect("a parameter")
    }
}

/// ANSI packages that hold one AIN invoke and nothing else, each in a UDT.
fn invokes(file: &'static [u8]) -> Vec<Input> {
    let mut found = vec![];
    let mut session = Session::default();
    let mut capture = Capture::new(Cursor::new(file)).expect("test data");
    capture
        .for_each(|item| {
            if let Item::Message(message) = item {
                session.decode(&message, |decoded| {
                    let Some(Message::Ansi(package)) = &decoded.stack.tcap else { return };
                    let [only] = decoded.components else { return };
                    let Ok(Component::Invoke(invoke)) = only.component else { return };
                    let Invoke { operation, parameter: Some(_), .. } = invoke else { return };
                    let octets = package.element.octets;
                    if operation.ain().is_none() || package.dialogue.is_some() {
                        return;
                    }
                    if let Ok(length) = u8::try_from(octets.len()) {
                        // SIO, DPC 5-20-1, OPC 5-10-1, SLS; UDT from subsystem 247 to 247.
                        let head = [0x83, 1, 20, 5, 1, 10, 5, 6, 9, 0, 3, 8, 13];
                        let called = [5, 0xC3, 247, 1, 20, 5];
                        let calling = [5, 0xC3, 247, 1, 10, 5];
                        let msu = [&head[..], &called, &calling, &[length], octets].concat();
                        found.push(Input { msu, tcap: octets.to_vec() });
                    }
                });
            }
            ControlFlow::Continue(())
        })
        .expect("test data is whole");
    found
}

/// The four messages of a transfer: Info_Collected, Monitor_For_Change, Status_Reported and
/// Analyze_Route.
pub fn flow() -> Vec<Input> {
    invokes(TRANSFER).into_iter().take(4).collect()
}

/// Messages of all operations, as many as the corpus has that fit a UDT.
pub fn mix() -> Vec<Input> {
    invokes(CORPUS)
}

/// The least that a decoder of BER must do: every tag and length, recursively. Returns how many
/// elements there are.
pub fn bare_walk(mut octets: &[u8]) -> usize {
    let mut count = 0;
    while let [first, rest @ ..] = octets {
        let mut rest = rest;
        if first & 0x1F == 0x1F {
            while let [more, after @ ..] = rest {
                rest = after;
                if more & 0x80 == 0 {
                    break;
                }
            }
        }
        let [length, after @ ..] = rest else { return count };
        rest = after;
        let mut length = usize::from(*length);
        if length > 0x80 {
            let Some((long, after)) = rest.split_at_checked(length & 0x7F) else { return count };
            length = long.iter().fold(0, |length, octet| length << 8 | usize::from(*octet));
            rest = after;
        }
        let Some((contents, after)) = rest.split_at_checked(length) else { return count };
        count += 1;
        if first & 0x20 != 0 {
            count += bare_walk(contents);
        }
        octets = after;
    }
    count
}

/// Every octet looked at once.
pub fn xor(octets: &[u8]) -> u8 {
    octets.iter().fold(0, |sum, octet| sum ^ octet)
}

pub fn refuse() -> Error {
    Error { kind: ErrorKind::Missing, at: 0, layer: Layer::Tcap, what: "AIN invoke" }
}

/// What a message holds: the value that the caller owns, decodes into and encodes from.
#[derive(Debug, Clone)]
pub struct Whole<'a> {
    pub msu: Msu<Reader<'a>>,
    pub unitdata: Unitdata<'a>,
    pub package: Package<'a>,
    pub invoke: Invoke<'a>,
    pub operation: Operation<'a>,
}

/// Equal where the values are, whatever octets they were read from.
impl PartialEq for Whole<'_> {
    fn eq(&self, other: &Self) -> bool {
        fn values<'w, 'a>(whole: &'w Whole<'a>) -> impl PartialEq + use<'w, 'a> {
            let Whole { msu, unitdata, package, invoke, operation } = whole;
            let addresses = (&unitdata.called_party_address, &unitdata.calling_party_address);
            let ids = (package.originating_id, package.responding_id);
            (
                (msu.service_information, msu.routing_label, unitdata.protocol_class, addresses),
                (package.package_type, ids, invoke.last, invoke.invoke_id, invoke.correlation_id),
                operation,
            )
        }
        values(self) == values(other)
    }
}

impl<'a> Whole<'a> {
    /// A value to decode into.
    pub fn blank() -> Self {
        Self {
            msu: Msu::BLANK,
            unitdata: Unitdata::BLANK,
            package: Package::BLANK,
            invoke: Invoke::BLANK,
            operation: Operation::from(MonitorForChange::BLANK),
        }
    }

    /// The value of `octets`, which hold such a message.
    pub fn of(octets: &'a [u8]) -> Self {
        let mut value = Self::blank();
        value.decode(octets).expect("a whole message");
        value
    }

    /// Reads MTP3, SCCP, TCAP and AIN.
    #[inline]
    pub fn decode(&mut self, octets: &'a [u8]) -> Result<(), Error> {
        self.msu.decode_into(&mut Reader::new(octets, Layer::Mtp3), Variant::Ansi)?;
        if self.msu.service_information.service_indicator != ServiceIndicator::SCCP {
            return Err(refuse());
        }
        let mut payload = self.msu.payload;
        self.unitdata.decode_into(&mut payload, Variant::Ansi)?;
        self.decode_tcap(self.unitdata.data)
    }

    /// Reads TCAP and AIN.
    #[inline]
    pub fn decode_tcap(&mut self, mut reader: Reader<'a>) -> Result<(), Error> {
        self.package.decode_into(&mut reader)?;
        let mut components = match &self.package.components {
            Some(components) => components.reader(),
            None => return Err(refuse()),
        };
        self.invoke.decode_into(&mut components)?;
        let (Some(code), Some(parameter)) = (self.invoke.operation.ain(), &self.invoke.parameter)
        else {
            return Err(refuse());
        };
        match self.operation.decode_into(code, parameter) {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(error),
            None => Err(refuse()),
        }
    }

    /// The TCAP package, to be encoded.
    #[inline]
    pub fn package(&self) -> Package<'a, impl Encode> {
        let operation = OperationCode::private(self.operation.code());
        Package {
            package_type: self.package.package_type,
            originating_id: self.package.originating_id,
            responding_id: self.package.responding_id,
            ..Package::unidirectional(Invoke {
                last: self.invoke.last,
                invoke_id: self.invoke.invoke_id,
                correlation_id: self.invoke.correlation_id,
                ..Invoke::last(0, operation, &self.operation)
            })
        }
    }
}

/// Writes MTP3, SCCP, TCAP and AIN.
impl Encode for Whole<'_> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        Msu {
            service_information: self.msu.service_information,
            routing_label: self.msu.routing_label,
            payload: Unitdata {
                protocol_class: self.unitdata.protocol_class,
                called_party_address: self.unitdata.called_party_address,
                calling_party_address: self.unitdata.calling_party_address,
                data: self.package(),
            },
        }
        .encode(writer)
    }
}

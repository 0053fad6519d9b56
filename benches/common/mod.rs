//! The inputs of all benches, and the limit that decoders are measured against.
#![allow(dead_code, missing_docs, unreachable_pub)] // each bench uses its own part

use hookflash::capture::{Capture, Item, Session};
use hookflash::wire::ain::Operation;
use hookflash::wire::ain::operations::MonitorForChange;
use hookflash::wire::mtp3::{Msu, PointCode, RoutingLabel, ServiceIndicator, Variant};
use hookflash::wire::sccp::{self, Address, SubsystemNumber};
use hookflash::wire::tcap::Message;
use hookflash::wire::tcap::ansi::{Component, Invoke, Package, PackageType, TransactionId};
use hookflash::wire::{Error, ErrorKind, Layer, Reader};
use std::ops::ControlFlow;

pub const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/corpus/ain_mtp3.pcap");
pub const TRANSFER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/hookflash-transfer.pcap");

/// A message as MTP3 carries it, and the TCAP package in it.
#[derive(Clone, PartialEq)]
pub struct Input {
    pub msu: Vec<u8>,
    pub tcap: Vec<u8>,
}

/// ANSI packages that hold one AIN invoke, each in a UDT.
fn invokes(path: &str) -> Vec<(u16, Input)> {
    let mut found = vec![];
    let mut session = Session::default();
    let mut capture = Capture::open(path).expect("test data");
    capture
        .for_each(|item| {
            if let Item::Message(message) = item {
                session.decode(&message, |decoded| {
                    let Some(Message::Ansi(package)) = &decoded.stack.tcap else { return };
                    let [only] = decoded.components else { return };
                    let Ok(Component::Invoke(invoke)) = only.component else { return };
                    let Invoke { operation, parameter: Some(_), .. } = invoke else { return };
                    let octets = package.element.octets;
                    if let (Some(code), Ok(length)) = (operation.ain(), u8::try_from(octets.len()))
                    {
                        // SIO, DPC 5-20-1, OPC 5-10-1, SLS; UDT from subsystem 247 to 247.
                        let head = [0x83, 1, 20, 5, 1, 10, 5, 6, 9, 0, 3, 8, 13];
                        let called = [5, 0xC3, 247, 1, 20, 5];
                        let calling = [5, 0xC3, 247, 1, 10, 5];
                        let msu = [&head[..], &called, &calling, &[length], octets].concat();
                        found.push((code, Input { msu, tcap: octets.to_vec() }));
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
    invokes(TRANSFER).into_iter().take(4).map(|(_, input)| input).collect()
}

/// Messages of all operations, as many as the corpus has that fit a UDT.
pub fn mix() -> Vec<Input> {
    invokes(CORPUS).into_iter().map(|(_, input)| input).collect()
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

/// What a message holds: the value that the caller owns and that is decoded into.
#[derive(Clone)]
pub struct Whole<'a> {
    pub routing_label: RoutingLabel,
    pub called_party_address: Address<'a>,
    pub calling_party_address: Address<'a>,
    pub package_type: PackageType,
    pub originating_id: Option<TransactionId>,
    pub responding_id: Option<TransactionId>,
    pub invoke_id: Option<u8>,
    pub correlation_id: Option<u8>,
    pub operation: Operation<'a>,
}

impl<'a> Whole<'a> {
    /// A value to decode `octets` into, which hold such a message.
    pub fn of(octets: &'a [u8]) -> Self {
        let point_code = PointCode::new(Variant::Ansi, 0);
        let address = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
        let mut value = Self {
            routing_label: RoutingLabel {
                destination_point_code: point_code,
                originating_point_code: point_code,
                signalling_link_selection: 0,
            },
            called_party_address: address,
            calling_party_address: address,
            package_type: PackageType::RESPONSE,
            originating_id: None,
            responding_id: None,
            invoke_id: None,
            correlation_id: None,
            operation: Operation::from(MonitorForChange::BLANK),
        };
        value.decode(octets).expect("a whole message");
        value
    }

    /// Reads MTP3, SCCP, TCAP and AIN.
    #[inline]
    pub fn decode(&mut self, octets: &'a [u8]) -> Result<(), Error> {
        let mut msu = Msu::decode(&mut Reader::new(octets, Layer::Mtp3), Variant::Ansi)?;
        self.routing_label = msu.routing_label;
        if msu.service_information.service_indicator != ServiceIndicator::SCCP {
            return Err(refuse());
        }
        let sccp::Message::Unitdata(unitdata) =
            sccp::Message::decode(&mut msu.payload, Variant::Ansi)?
        else {
            return Err(refuse());
        };
        self.called_party_address = unitdata.called_party_address;
        self.calling_party_address = unitdata.calling_party_address;
        self.decode_tcap(unitdata.data)
    }

    /// Reads TCAP and AIN.
    #[inline]
    pub fn decode_tcap(&mut self, mut reader: Reader<'a>) -> Result<(), Error> {
        let package = Package::decode(&mut reader)?;
        self.package_type = package.package_type;
        self.originating_id = package.originating_id;
        self.responding_id = package.responding_id;
        let mut components = package.components.ok_or_else(refuse)?.reader();
        let Component::Invoke(invoke) = Component::decode(&components.tlv("component")?)? else {
            return Err(refuse());
        };
        self.invoke_id = invoke.invoke_id;
        self.correlation_id = invoke.correlation_id;
        let (Some(code), Some(parameter)) = (invoke.operation.ain(), &invoke.parameter) else {
            return Err(refuse());
        };
        self.operation.decode_into(code, parameter).ok_or_else(refuse)?
    }
}

//! From a frame to its items: link, network and transport in turn.

use super::file::{Frame, Lost, Next};
use super::ip::{self, Packet};
use super::ip_fragments::Fragments;
use super::item::{Counters, LinkId, Output, Sink};
use super::limits::Limits;
use super::link::{self, Payload};
use super::sctp::{self, Sctp};
use super::tcp::Tcp;
use super::{Ending, Progress};
use crate::wire::{Error, ErrorKind, Layer, Reader};

/// What is remembered from frame to frame.
pub(super) struct Decoder {
    fragments: Fragments,
    transport: Transport,
    /// Interfaces up to here, counted over all sections, had an unknown link type reported.
    reported: Vec<u32>,
    most_reported: usize,
    /// Nothing is left to report at the end.
    ended: bool,
}

struct Transport {
    sctp: Sctp,
    tcp: Tcp,
}

impl Decoder {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            fragments: Fragments::new(limits),
            transport: Transport { sctp: Sctp::new(limits), tcp: Tcp::new(limits) },
            reported: Vec::new(),
            most_reported: limits.interfaces,
            ended: false,
        }
    }

    #[inline]
    pub(super) fn next(
        &mut self,
        next: Next<'_>,
        counters: &mut Counters,
        sink: &mut Sink<'_>,
    ) -> Progress {
        match next {
            Next::Frame(frame) => {
                counters.frames += 1;
                counters.octets += frame.octets.len() as u64;
                let number = counters.frames;
                let captured = frame.octets.len() as u32;
                let mut output =
                    Output::new(sink, counters, number, frame.time, captured, frame.missing);
                self.frame(&frame, &mut output);
                let (used, stopped) = (output.used(), output.stopped());
                if !used {
                    counters.skipped += 1;
                }
                if stopped { Progress::Stopped } else { Progress::Frame }
            }
            Next::Lost(lost) => {
                counters.frames += 1;
                let number = counters.frames;
                let mut output = Output::new(sink, counters, number, None, 0, 0);
                let (kind, what) = match lost {
                    Lost::TooLong => (ErrorKind::LimitReached, "length of the frame"),
                    Lost::Malformed => (ErrorKind::BadContents, "pcapng packet block"),
                    Lost::NoInterface => (ErrorKind::Missing, "pcapng interface description"),
                };
                output.fault(Error { kind, at: 0, layer: Layer::Capture, what });
                if output.stopped() { Progress::Stopped } else { Progress::Frame }
            }
            Next::Nothing => Progress::Frame,
            Next::End(ending) => self.finish(ending, counters, sink),
        }
    }

    #[cold]
    fn finish(&mut self, ending: Ending, counters: &mut Counters, sink: &mut Sink<'_>) -> Progress {
        let number = counters.frames;
        let mut output = Output::new(sink, counters, number, None, 0, 0);
        self.end(&mut output);
        if output.stopped() { Progress::Stopped } else { Progress::End(ending) }
    }

    /// Reports reassemblies that never completed, once.
    pub(super) fn end(&mut self, output: &mut Output<'_, '_>) {
        if !self.ended {
            self.ended = true;
            self.fragments.end(output);
            self.transport.sctp.end(output);
            self.transport.tcp.end(output);
        }
    }

    #[inline]
    fn frame(&mut self, frame: &Frame<'_>, output: &mut Output<'_, '_>) {
        match link::payload(frame.link_type, frame.octets) {
            Some(Ok(Payload::Signalling { protocol, octets, number, sent })) => {
                let link = LinkId::of(&[frame.interface.into(), number.into()]);
                output.message(protocol, (link, sent), octets, None);
            }
            Some(Ok(Payload::Ip(reader))) => match ip::packet(reader) {
                Ok(packet) => self.packet(&packet, output),
                Err(error) => output.fault(error),
            },
            Some(Ok(Payload::Other)) => {}
            Some(Err(error)) => output.fault(error),
            None => self.unknown_link_type(frame, output),
        }
    }

    /// Every interface says so once. Should there be more of them than are remembered, it is
    /// not said of the rest.
    #[cold]
    fn unknown_link_type(&mut self, frame: &Frame<'_>, output: &mut Output<'_, '_>) {
        if self.reported.len() < self.most_reported
            && let Err(place) = self.reported.binary_search(&frame.interface)
        {
            self.reported.insert(place, frame.interface);
            let kind = ErrorKind::Unsupported { code: frame.link_type.into() };
            output.fault(Error { kind, at: 0, layer: Layer::Link, what: "link type" });
        }
    }

    fn packet(&mut self, packet: &Packet<'_>, output: &mut Output<'_, '_>) {
        let Some(fragment) = packet.fragment else {
            self.transport.payload(packet, packet.protocol, packet.payload, output);
            return;
        };
        let Some((protocol, octets)) = self.fragments.add(packet, fragment, output) else {
            return;
        };
        // Octets of the datagram are counted from its own start.
        let reader = Reader::new(octets, Layer::Ip);
        match ip::extensions(protocol, reader) {
            Ok((protocol, payload, None)) => {
                self.transport.payload(packet, protocol, payload, output);
            }
            // A fragment within a datagram from fragments is an attack or an accident.
            Ok((_, payload, Some(_))) => {
                output.fault(payload.error(ErrorKind::TooDeep, "fragment"));
            }
            Err(error) => output.fault(error),
        }
    }
}

impl Transport {
    fn payload(
        &mut self,
        packet: &Packet<'_>,
        protocol: u8,
        payload: Reader<'_>,
        output: &mut Output<'_, '_>,
    ) {
        match protocol {
            ip::SCTP => self.sctp.packet(packet, payload, packet.missing, output),
            ip::TCP => self.tcp.packet(packet, payload, packet.missing, output),
            ip::UDP => {
                if let Err(error) = self.udp(packet, payload, output) {
                    output.fault(error);
                }
            }
            _ => {}
        }
    }

    /// SCTP in UDP (RFC 6951): from or to its port.
    fn udp(
        &mut self,
        packet: &Packet<'_>,
        payload: Reader<'_>,
        output: &mut Output<'_, '_>,
    ) -> Result<(), Error> {
        let mut reader = payload.with_layer(Layer::Udp);
        let source = reader.u16_be("source port")?;
        let destination = reader.u16_be("destination port")?;
        if source != sctp::UDP_PORT && destination != sctp::UDP_PORT {
            return Ok(());
        }
        let length = reader.u16_be("UDP length")?;
        reader.take(2, "UDP checksum")?;
        let Some(octets) = usize::from(length).checked_sub(8) else {
            let kind = ErrorKind::BadLength { length: length.into() };
            return Err(payload.with_layer(Layer::Udp).error(kind, "UDP length"));
        };
        let here = octets.min(reader.len());
        let missing = u32::try_from(octets - here).unwrap_or(u32::MAX);
        let reader = reader.sub(here, "UDP payload")?;
        self.sctp.packet(packet, reader, missing, output);
        Ok(())
    }
}

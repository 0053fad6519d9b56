//! SCTP (RFC 9260): user messages of the signalling protocols.

use super::ip::Packet;
use super::item::{LinkId, Output, Protocol};
use super::limits::Limits;
use super::sctp_checksum;
use super::sctp_fragments::{Key, Messages, Part};
use crate::wire::{Diagnostic, Error, ErrorKind, Layer, Reader, sctp};

/// The UDP port of SCTP in UDP (RFC 6951 5.1).
pub(super) const UDP_PORT: u16 = 9899;

/// Both ends of an association or a connection, as the packet names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) source: (u128, u16),
    pub(super) destination: (u128, u16),
}

impl Ends {
    /// The same link for both directions, and which of them it is.
    pub(super) fn link(&self, transport: u8) -> (LinkId, bool) {
        let forward = self.source <= self.destination;
        let (low, high) =
            if forward { (self.source, self.destination) } else { (self.destination, self.source) };
        let ports = u64::from(transport) << 32 | u64::from(low.1) << 16 | u64::from(high.1);
        let halves = |address: u128| ((address >> 64) as u64, address as u64);
        let ((a, b), (c, d)) = (halves(low.0), halves(high.0));
        (LinkId::of(&[ports, a, b, c, d]), forward)
    }

    pub(super) const fn has_port(&self, port: u16) -> bool {
        self.source.1 == port || self.destination.1 == port
    }

    /// The signalling protocol of a payload protocol identifier: IANA's numbers, and the
    /// registered port where the identifier says nothing (0) or nothing that is registered.
    fn protocol(&self, identifier: u32) -> Option<Protocol> {
        match identifier {
            2 => Some(Protocol::M2ua),
            3 => Some(Protocol::M3ua),
            4 => Some(Protocol::Sua),
            5 => Some(Protocol::M2pa),
            // IANA registers these for protocols other than the ones sought.
            1 | 6..=75 => None,
            // Stacks that forget to put the identifier into network order.
            0x0200_0000 => Some(Protocol::M2ua),
            0x0300_0000 => Some(Protocol::M3ua),
            0x0400_0000 => Some(Protocol::Sua),
            0x0500_0000 => Some(Protocol::M2pa),
            _ if self.has_port(2905) => Some(Protocol::M3ua),
            _ if self.has_port(2904) => Some(Protocol::M2ua),
            _ if self.has_port(3565) => Some(Protocol::M2pa),
            _ if self.has_port(14001) => Some(Protocol::Sua),
            _ => None,
        }
    }
}

/// User messages in reassembly.
pub(super) struct Sctp {
    messages: Messages,
}

impl Sctp {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { messages: Messages::new(limits) }
    }

    /// Serves the user messages of one packet. `packet` gives the addresses, `octets` the SCTP
    /// packet, of which `missing` octets were not captured.
    pub(super) fn packet(
        &mut self,
        packet: &Packet<'_>,
        octets: Reader<'_>,
        missing: u32,
        output: &mut Output<'_, '_>,
    ) {
        let mut reader = octets.with_layer(Layer::Sctp);
        let result = self.chunks(packet, &mut reader, missing, output);
        if let Err(error) = result {
            output.fault(error);
        } else if missing > 0 {
            output.fault(reader.error(ErrorKind::Truncated { missing }, "SCTP packet"));
        }
    }

    fn chunks(
        &mut self,
        packet: &Packet<'_>,
        reader: &mut Reader<'_>,
        missing: u32,
        output: &mut Output<'_, '_>,
    ) -> Result<(), Error> {
        let whole = *reader;
        let header = sctp::Packet::decode(reader)?;
        let source = (packet.source, header.source_port);
        let destination = (packet.destination, header.destination_port);
        let tag = header.verification_tag;
        let ends = Ends { source, destination };
        // Of a packet that was cut the checksum says nothing. It is looked at when there is
        // something to say it of.
        let mut bad_checksum = None;
        let mut checked = missing > 0;
        for chunk in header.chunks {
            let chunk = chunk?;
            if !matches!(chunk.chunk_type, sctp::ChunkType::DATA | sctp::ChunkType::I_DATA) {
                continue;
            }
            if !checked {
                checked = true;
                bad_checksum = sctp_checksum::judge(whole);
            }
            self.data(&chunk, ends, tag, bad_checksum, output)?;
        }
        Ok(())
    }

    fn data(
        &mut self,
        chunk: &sctp::Chunk<'_>,
        ends: Ends,
        tag: u32,
        diagnostic: Option<Diagnostic>,
        output: &mut Output<'_, '_>,
    ) -> Result<(), Error> {
        let mut value = chunk.value;
        let tsn = value.u32_be("TSN")?;
        let stream = value.u16_be("stream identifier")?;
        let unordered = chunk.flags & 4 != 0;
        let (first, last) = (chunk.flags & 2 != 0, chunk.flags & 1 != 0);
        let (message, sequence, identifier);
        if chunk.chunk_type == sctp::ChunkType::DATA {
            let stream_sequence = value.u16_be("stream sequence number")?;
            // Unordered messages have none that counts (RFC 9260 3.3.1).
            message = if unordered { 0 } else { stream_sequence.into() };
            sequence = tsn;
            identifier = Some(value.u32_be("payload protocol identifier")?);
        } else {
            value.take(2, "reserved")?;
            message = value.u32_be("message identifier")?;
            let word = value.u32_be("payload protocol identifier")?;
            // The field is the identifier in the first fragment and the fragment's number in
            // all others (RFC 8260 2.1).
            (sequence, identifier) = if first { (0, Some(word)) } else { (word, None) };
        }
        if value.is_empty() {
            // RFC 9260 3.3.10.9: no user data.
            return Err(value.error(ErrorKind::BadLength { length: 0 }, "user data"));
        }
        if identifier.is_some_and(|id| ends.protocol(id).is_none()) {
            return Ok(());
        }
        if first && last {
            serve(ends, identifier.unwrap_or(0), value.rest(), diagnostic, output);
            return Ok(());
        }
        let key = Key { ends, tag, stream, unordered, kind: chunk.chunk_type.0, message };
        let octets = value.rest();
        let part = Part { sequence, first, last, identifier, octets, bad: diagnostic.is_some() };
        if let Some((identifier, octets, bad)) = self.messages.add(key, part, output) {
            let diagnostic = diagnostic.or_else(|| {
                let error = value.error(ErrorKind::BadChecksum, "checksum of a fragment");
                bad.then(|| Diagnostic::warning(error))
            });
            serve(ends, identifier, octets, diagnostic, output);
        }
        Ok(())
    }

    /// Reports what never completed.
    pub(super) fn end(&mut self, output: &mut Output<'_, '_>) {
        self.messages.end(output);
    }
}

fn serve(
    ends: Ends,
    identifier: u32,
    octets: &[u8],
    diagnostic: Option<Diagnostic>,
    output: &mut Output<'_, '_>,
) {
    if let Some(protocol) = ends.protocol(identifier) {
        output.message(protocol, ends.link(super::ip::SCTP), octets, diagnostic);
    }
}

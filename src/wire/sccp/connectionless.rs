//! Which message carries data without a connection: one unitdata where it fits, else one long
//! unitdata where the network takes it, else segments.

use super::address::Address;
use super::codes::ProtocolClass;
use super::optional::{OptionalParameters, Segmentation};
use super::{ExtendedUnitdata, MAXIMUM_HOPS, Message, Unitdata};
use crate::wire::codes::Variant;
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::clamp;
use crate::wire::writer::refused;

/// Into how many segments a message may be cut (T1.112.3 3.17, Q.713 3.17).
pub const MAXIMUM_SEGMENTS: usize = 16;

/// How many octets an SCCP message may have on links of the classic rates: 272 octets of
/// signalling information (T1.111.3 2.2, Q.703 2.2) less the routing label.
pub const fn maximum_length(variant: Variant) -> usize {
    272 - match variant {
        Variant::Ansi | Variant::China => 7,
        Variant::Itu => 4,
        Variant::Japan => 5,
    }
}

/// Data to be sent without a connection, in whatever message carries it.
///
/// ```
/// use hookflash::wire::mtp3::Variant;
/// use hookflash::wire::sccp::{Address, Connectionless, SubsystemNumber, maximum_length};
/// use hookflash::wire::Writer;
/// let address = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
/// let data = [0xAA; 600];
/// let connectionless = Connectionless::new(address, address, &data);
/// // Three segments on a classic link, one long unitdata where there is room.
/// let local_reference = 7;
/// assert_eq!(connectionless.fit(maximum_length(Variant::Ansi), local_reference)?.len(), 3);
/// assert_eq!(connectionless.fit(4091, local_reference)?.len(), 1);
/// let mut writer = Writer::new();
/// for message in connectionless.fit(265, local_reference)? {
///     assert!(writer.message(&message)?.len() <= 265);
/// }
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connectionless<'a> {
    /// Protocol class and return option.
    pub protocol_class: ProtocolClass,
    /// How many times the global title may be translated, 1 to 15, where the message tells.
    pub hop_counter: u8,
    /// Who the data is for.
    pub called_party_address: Address<'a>,
    /// Who sends it.
    pub calling_party_address: Address<'a>,
    /// The user's message, encoded.
    pub data: &'a [u8],
}

impl<'a> Connectionless<'a> {
    /// Data of class 0 that does not come back, with all hops before it.
    pub const fn new(called: Address<'a>, calling: Address<'a>, data: &'a [u8]) -> Self {
        Self {
            protocol_class: ProtocolClass::CLASS_0,
            hop_counter: MAXIMUM_HOPS,
            called_party_address: called,
            calling_party_address: calling,
            data,
        }
    }

    /// The messages that carry the data, none longer than `maximum` octets (see
    /// [`maximum_length`]): a UDT; where it does not fit, an LUDT; where that does not, XUDTs.
    ///
    /// An XUDT without segments holds no more than a UDT, so that none is chosen; who wants one
    /// says [`ExtendedUnitdata`]. Who wants no LUDT says [`segments`](Self::segments) where
    /// [`unitdata`](Self::unitdata) is none. The local reference is put into segments, and must be
    /// another for each message that is cut.
    ///
    /// # Errors
    ///
    /// Those of [`segments`](Self::segments).
    pub fn fit(&self, maximum: usize, local_reference: u32) -> Result<Messages<'a>, Error> {
        match self.unitdata(maximum).or_else(|| self.long_unitdata(maximum)) {
            Some(message) => Ok(Messages(Kind::One(Some(message)))),
            None => self.segments(maximum, local_reference),
        }
    }

    /// A UDT, where it fits.
    pub fn unitdata(&self, maximum: usize) -> Option<Message<'a, &'a [u8]>> {
        let (called, calling) = self.address_lengths();
        let size = 8 + called + calling + self.data.len();
        // The pointer to the data is one octet.
        if size > maximum || self.data.len() > 255 || called + calling + 3 > 255 {
            return None;
        }
        Some(Message::Unitdata(Unitdata {
            protocol_class: self.protocol_class,
            ..Unitdata::new(self.called_party_address, self.calling_party_address, self.data)
        }))
    }

    /// An LUDT, where it fits.
    pub fn long_unitdata(&self, maximum: usize) -> Option<Message<'a, &'a [u8]>> {
        let (called, calling) = self.address_lengths();
        let size = 15 + called + calling + self.data.len();
        if size > maximum || self.data.len() > usize::from(u16::MAX) {
            return None;
        }
        Some(Message::LongUnitdata(self.extended(self.data, OptionalParameters::NONE)))
    }

    /// XUDTs that carry the data in segments, the first as large as any (Q.714 4.1.1).
    ///
    /// # Errors
    ///
    /// Data that 16 segments of this size cannot hold; a local reference of more than 24 bits.
    pub fn segments(&self, maximum: usize, local_reference: u32) -> Result<Messages<'a>, Error> {
        if local_reference > 0xFF_FFFF {
            let kind = ErrorKind::OutOfRange { value: local_reference };
            return Err(refused(kind, Layer::Sccp, "segmentation local reference"));
        }
        let (called, calling) = self.address_lengths();
        // Type, class, hops, four pointers, three lengths; segmentation and the end of the
        // optional part. The pointer to the optional part, one octet, must reach it.
        let room = maximum.saturating_sub(17 + called + calling);
        let size = room.min(251_usize.saturating_sub(called + calling));
        let count = self.data.len().div_ceil(size.max(1)).max(1);
        if size == 0 || count > MAXIMUM_SEGMENTS {
            let kind = ErrorKind::BadLength { length: clamp(self.data.len()) };
            return Err(refused(kind, Layer::Sccp, "data"));
        }
        let segments =
            Segments { message: *self, size, remaining: count, first: true, local_reference };
        Ok(Messages(Kind::Segments(segments)))
    }

    const fn extended(
        &self,
        data: &'a [u8],
        optional: OptionalParameters<'a>,
    ) -> ExtendedUnitdata<'a, &'a [u8]> {
        ExtendedUnitdata {
            protocol_class: self.protocol_class,
            hop_counter: self.hop_counter,
            called_party_address: self.called_party_address,
            calling_party_address: self.calling_party_address,
            data,
            optional,
        }
    }

    fn address_lengths(&self) -> (usize, usize) {
        (self.called_party_address.encoded_length(), self.calling_party_address.encoded_length())
    }
}

/// The messages that carry one piece of data, in order.
#[derive(Debug, Clone)]
pub struct Messages<'a>(Kind<'a>);

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // a box would allocate for every message
enum Kind<'a> {
    One(Option<Message<'a, &'a [u8]>>),
    Segments(Segments<'a>),
}

#[derive(Debug, Clone)]
struct Segments<'a> {
    /// What is left of the data, and all that does not change.
    message: Connectionless<'a>,
    /// Octets of data a segment has, but for the last.
    size: usize,
    remaining: usize,
    first: bool,
    local_reference: u32,
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<'a, &'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Kind::One(message) => message.take(),
            Kind::Segments(segments) => segments.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = match &self.0 {
            Kind::One(message) => message.is_some().into(),
            Kind::Segments(segments) => segments.remaining,
        };
        (count, Some(count))
    }
}

impl ExactSizeIterator for Messages<'_> {}
impl core::iter::FusedIterator for Messages<'_> {}

impl<'a> Segments<'a> {
    fn next(&mut self) -> Option<Message<'a, &'a [u8]>> {
        self.remaining = self.remaining.checked_sub(1)?;
        let (data, rest) = self.message.data.split_at(self.size.min(self.message.data.len()));
        self.message.data = rest;
        let class = self.message.protocol_class;
        let segmentation = Segmentation {
            first: core::mem::replace(&mut self.first, false),
            class_1: class.class() == 1,
            // At most 15: there are no more than 16 segments.
            remaining: self.remaining as u8,
            local_reference: self.local_reference,
        };
        // Segments must stay in sequence, whatever class was asked for (Q.714 4.1.1).
        let in_sequence = ProtocolClass(class.0 & 0xF0 | ProtocolClass::CLASS_1.0);
        let message = Connectionless { protocol_class: in_sequence, ..self.message };
        let optional =
            OptionalParameters { segmentation: Some(segmentation), ..OptionalParameters::NONE };
        Some(Message::ExtendedUnitdata(message.extended(data, optional)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{GlobalTitle, GtDigits, SubsystemNumber};
    use super::*;
    use crate::wire::codes::PointCode;
    use crate::wire::{Reader, Writer};
    use alloc::vec::Vec;

    fn addresses() -> [Address<'static>; 4] {
        let digits = GtDigits::text("18005551234").expect("digits");
        let title = GlobalTitle::NumberingPlan {
            translation_type: 10,
            numbering_plan: super::super::NumberingPlan::ISDN,
            encoding_scheme: super::super::EncodingScheme::BCD_ODD,
            digits,
        };
        let ssn = SubsystemNumber(247);
        [
            Address::absent(Variant::Ansi),
            Address::subsystem(Variant::Ansi, ssn),
            Address::node(PointCode::new(Variant::Ansi, 1), ssn),
            Address { subsystem_number: Some(ssn), ..Address::translated(Variant::Ansi, title) },
        ]
    }

    #[test]
    fn data_of_any_size_arrives_whole_in_messages_of_no_more_than_the_maximum() {
        let octets: Vec<u8> = (0..3000_u32).map(|n| (n % 251) as u8).collect();
        let mut kinds = [0; 3];
        let mut writer = Writer::new();
        for maximum in [60, 265, 268, 1000] {
            for address in addresses() {
                for size in (0..octets.len()).step_by(83).chain(200..260) {
                    let class = ProtocolClass(0x80);
                    let connectionless = Connectionless {
                        protocol_class: class,
                        ..Connectionless::new(address, addresses()[2], &octets[..size])
                    };
                    let Ok(messages) = connectionless.fit(maximum, 0x03_0201) else {
                        assert!(size > 16 * 20, "{maximum} {size}");
                        continue;
                    };
                    let count = messages.len();
                    let mut arrived: Vec<u8> = Vec::new();
                    for (place, message) in messages.enumerate() {
                        let written = writer.message(&message).expect("it fits");
                        assert!(written.len() <= maximum);
                        let mut reader = Reader::new(written, Layer::Sccp);
                        let read = Message::decode(&mut reader, Variant::Ansi).expect("a message");
                        arrived.extend(read.data().expect("data").rest());
                        match read {
                            Message::Unitdata(read) => {
                                kinds[0] += 1;
                                assert_eq!(read.protocol_class, class);
                            }
                            Message::LongUnitdata(_) => kinds[1] += 1,
                            Message::ExtendedUnitdata(read) => {
                                kinds[2] += 1;
                                assert_eq!(read.protocol_class, ProtocolClass(0x81));
                                let segment = read.optional.segmentation.expect("a segment");
                                assert_eq!((segment.first, segment.class_1), (place == 0, false));
                                assert_eq!(usize::from(segment.remaining), count - 1 - place);
                            }
                            other => panic!("{other:?}"),
                        }
                    }
                    assert_eq!(arrived, &octets[..size]);
                }
            }
        }
        assert!(kinds.iter().all(|count| *count > 40), "{kinds:?}");
    }

    #[test]
    fn a_unitdata_holds_255_octets_where_there_is_room() {
        let [_, address, ..] = addresses();
        let data = [0; 256];
        let kind = |size: usize, maximum| {
            let connectionless = Connectionless::new(address, address, &data[..size]);
            let mut messages = connectionless.fit(maximum, 0).expect("it fits");
            messages.next().map(|message| message.message_type().0)
        };
        assert_eq!(kind(255, 267), Some(9));
        assert_eq!(kind(255, 266), Some(0x11));
        assert_eq!(kind(255, 274), Some(9));
        assert_eq!(kind(256, 275), Some(0x13));
        assert_eq!(kind(256, 274), Some(0x11));
    }

    #[test]
    fn more_than_16_segments_and_a_reference_of_25_bits_are_refused() {
        let [_, address, ..] = addresses();
        // 265 octets less 17 and two addresses of 2.
        let data = [0; 16 * 244 + 1];
        let whole = Connectionless::new(address, address, &data);
        let fits = Connectionless { data: &data[1..], ..whole };
        assert_eq!(fits.fit(265, 0).map(|messages| messages.len()), Ok(16));
        let error = whole.fit(265, 0).map(|_| ()).expect_err("17 segments");
        assert_eq!((error.kind, error.what), (ErrorKind::BadLength { length: 3905 }, "data"));
        assert!(fits.fit(265, 0x100_0000).is_err());
        assert!(fits.fit(0, 0).is_err());
    }
}

//! SCCP: the signalling connection control part (T1.112, Q.713).
//!
//! Data of a connection is handed up message by message: what several DT1 or DT2 carry together is
//! not put together.

mod address;
mod codes;
mod connection;
mod connectionless;
mod digits;
mod management;
mod optional;
mod parts;
#[cfg(feature = "arbitrary")]
mod samples;
mod text;
mod write;

use super::codes::Variant;
use super::error::{Diagnostic, Error, ErrorKind, Layer};
use super::reader::Reader;
use parts::{Layout, Parts};

pub use address::{Address, GlobalTitle, Routing};
pub use codes::*;
pub use connection::{Connection, ConnectionParameters, Sequencing};
pub use connectionless::{Connectionless, MAXIMUM_SEGMENTS, Messages, maximum_length};
pub use digits::GtDigits;
pub use management::{Management, ManagementType};
pub use optional::{Importance, OptionalParameters, OtherParameters, Parameter, Segmentation};

/// The most that a hop counter counts (T1.112.3 3.18, Q.713 3.18).
pub const MAXIMUM_HOPS: u8 = 15;

/// A message of any type, over its data: what was read, or anything to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message<'a, D = Reader<'a>> {
    /// UDT.
    Unitdata(Unitdata<'a, D>),
    /// UDTS: a UDT that came back.
    UnitdataService(UnitdataService<'a, D>),
    /// XUDT.
    ExtendedUnitdata(ExtendedUnitdata<'a, D>),
    /// XUDTS: an XUDT that came back.
    ExtendedUnitdataService(ExtendedUnitdataService<'a, D>),
    /// LUDT: as XUDT, with two-octet pointers and data length, least significant octet first.
    LongUnitdata(ExtendedUnitdata<'a, D>),
    /// LUDTS: an LUDT that came back.
    LongUnitdataService(ExtendedUnitdataService<'a, D>),
    /// A message of a connection, CR to IT.
    Connection(Connection<'a, D>),
}

/// Unitdata (T1.112.3 4.10, Q.713 4.10).
///
/// ```
/// use hookflash::wire::mtp3::Variant;
/// use hookflash::wire::sccp::{Address, ProtocolClass, SubsystemNumber, Unitdata};
/// use hookflash::wire::Writer;
/// let ssn = SubsystemNumber(247);
/// let unitdata = Unitdata {
///     protocol_class: ProtocolClass::CLASS_1,
///     called_party_address: Address::subsystem(Variant::Ansi, ssn),
///     calling_party_address: Address::subsystem(Variant::Ansi, ssn),
///     data: [0xAA], // or a TCAP package
/// };
/// let mut writer = Writer::new();
/// let octets = writer.message(&unitdata)?;
/// assert_eq!(octets, [9, 1, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 247, 1, 0xAA]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unitdata<'a, D = Reader<'a>> {
    /// Protocol class and return option.
    pub protocol_class: ProtocolClass,
    /// Who the message is for.
    pub called_party_address: Address<'a>,
    /// Who sent it.
    pub calling_party_address: Address<'a>,
    /// The user's message.
    pub data: D,
}

/// Unitdata service (T1.112.3 4.11, Q.713 4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitdataService<'a, D = Reader<'a>> {
    /// Why the message came back.
    pub return_cause: ReturnCause,
    /// Who the message comes back to.
    pub called_party_address: Address<'a>,
    /// Who the message was for.
    pub calling_party_address: Address<'a>,
    /// The message that came back.
    pub data: D,
}

/// Extended unitdata (T1.112.3 4.18, Q.713 4.18), and long unitdata (Q.713 4.20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedUnitdata<'a, D = Reader<'a>> {
    /// Protocol class and return option.
    pub protocol_class: ProtocolClass,
    /// How many more times the global title may be translated, 1 to 15.
    pub hop_counter: u8,
    /// Who the message is for.
    pub called_party_address: Address<'a>,
    /// Who sent it.
    pub calling_party_address: Address<'a>,
    /// The user's message, or a segment of it.
    pub data: D,
    /// The optional part.
    pub optional: OptionalParameters<'a>,
}

/// Extended unitdata service (T1.112.3 4.19, Q.713 4.19), and long unitdata service (Q.713 4.21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtendedUnitdataService<'a, D = Reader<'a>> {
    /// Why the message came back.
    pub return_cause: ReturnCause,
    /// How many more times the global title may be translated, 1 to 15.
    pub hop_counter: u8,
    /// Who the message comes back to.
    pub called_party_address: Address<'a>,
    /// Who the message was for.
    pub calling_party_address: Address<'a>,
    /// The message that came back, or its first segment.
    pub data: D,
    /// The optional part.
    pub optional: OptionalParameters<'a>,
}

impl<'a> Message<'a> {
    /// Reads one message. Its last octet is the last that a pointer leads to: octets after that
    /// are left in `reader`.
    ///
    /// ```
    /// use hookflash::wire::mtp3::Variant;
    /// use hookflash::wire::sccp::{Message, SubsystemNumber};
    /// use hookflash::wire::{Layer, Reader};
    /// let octets = [9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0xAA];
    /// let message = Message::decode(&mut Reader::new(&octets, Layer::Sccp), Variant::Ansi)?;
    /// let Message::Unitdata(unitdata) = message else { panic!() };
    /// assert_eq!(unitdata.called_party_address.subsystem_number, Some(SubsystemNumber(247)));
    /// assert_eq!(unitdata.data.rest(), [0xAA]);
    /// # Ok::<(), hookflash::wire::Error>(())
    /// ```
    #[inline]
    pub fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Sccp);
        if reader.peek() == Some(MessageType::UNITDATA.0) {
            Self::unitdata(reader, variant)
        } else {
            Self::other(reader, variant)
        }
    }

    /// What messages mostly are, mostly without global titles.
    fn unitdata(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        let (protocol_class, parts) = Parts::decode(reader, "protocol class")?;
        let protocol_class = ProtocolClass(protocol_class);
        match (Address::has_title(&parts.called), Address::has_title(&parts.calling)) {
            (false, false) => Ok(Self::Unitdata(Unitdata {
                protocol_class,
                called_party_address: Address::read(parts.called, variant, false)?,
                calling_party_address: Address::read(parts.calling, variant, false)?,
                data: parts.data.with_layer(Layer::Sccp),
            })),
            (false, true) => Self::titled::<false, true>(protocol_class, &parts, variant),
            (true, false) => Self::titled::<true, false>(protocol_class, &parts, variant),
            (true, true) => Self::titled::<true, true>(protocol_class, &parts, variant),
        }
    }

    /// A unitdata message of which it is known which addresses have global titles. Apart from the
    /// others, each writes its fields once, to where the caller wants the message.
    #[inline(never)]
    fn titled<const CALLED: bool, const CALLING: bool>(
        protocol_class: ProtocolClass,
        parts: &Parts<'a>,
        variant: Variant,
    ) -> Result<Self, Error> {
        Ok(Self::Unitdata(Unitdata {
            protocol_class,
            called_party_address: Address::read(parts.called, variant, CALLED)?,
            calling_party_address: Address::read(parts.calling, variant, CALLING)?,
            data: parts.data.with_layer(Layer::Sccp),
        }))
    }

    fn other(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        if reader.peek() == Some(MessageType::UNITDATA_SERVICE.0) {
            return UnitdataService::decode(reader, variant).map(Self::UnitdataService);
        }
        let at = reader.at();
        let message_type = MessageType(reader.u8("message type")?);
        Ok(match message_type {
            MessageType::EXTENDED_UNITDATA => {
                Self::ExtendedUnitdata(ExtendedUnitdata::decode(reader, variant, Layout::Extended)?)
            }
            MessageType::EXTENDED_UNITDATA_SERVICE => Self::ExtendedUnitdataService(
                ExtendedUnitdataService::decode(reader, variant, Layout::Extended)?,
            ),
            MessageType::LONG_UNITDATA => {
                Self::LongUnitdata(ExtendedUnitdata::decode(reader, variant, Layout::Long)?)
            }
            MessageType::LONG_UNITDATA_SERVICE => Self::LongUnitdataService(
                ExtendedUnitdataService::decode(reader, variant, Layout::Long)?,
            ),
            of_connection if Connection::has(of_connection) => {
                Self::Connection(Connection::decode(message_type, reader, variant)?)
            }
            MessageType(found) => {
                let kind = ErrorKind::Unexpected { found: found.into() };
                return Err(Error { at, ..reader.error(kind, "SCCP message type") });
            }
        })
    }
}

impl<'a, D> Message<'a, D> {
    /// The message type.
    pub const fn message_type(&self) -> MessageType {
        match self {
            Self::Unitdata(_) => MessageType::UNITDATA,
            Self::UnitdataService(_) => MessageType::UNITDATA_SERVICE,
            Self::ExtendedUnitdata(_) => MessageType::EXTENDED_UNITDATA,
            Self::ExtendedUnitdataService(_) => MessageType::EXTENDED_UNITDATA_SERVICE,
            Self::LongUnitdata(_) => MessageType::LONG_UNITDATA,
            Self::LongUnitdataService(_) => MessageType::LONG_UNITDATA_SERVICE,
            Self::Connection(m) => m.message_type(),
        }
    }

    /// Called and calling party address, but for a message of a connection.
    pub const fn addresses(&self) -> Option<(&Address<'a>, &Address<'a>)> {
        match self {
            Self::Unitdata(m) => Some((&m.called_party_address, &m.calling_party_address)),
            Self::UnitdataService(m) => Some((&m.called_party_address, &m.calling_party_address)),
            Self::ExtendedUnitdata(m) | Self::LongUnitdata(m) => {
                Some((&m.called_party_address, &m.calling_party_address))
            }
            Self::ExtendedUnitdataService(m) | Self::LongUnitdataService(m) => {
                Some((&m.called_party_address, &m.calling_party_address))
            }
            Self::Connection(_) => None,
        }
    }

    /// Who the message is for, where it says.
    pub const fn called_party_address(&self) -> Option<&Address<'a>> {
        match (self, self.addresses()) {
            (Self::Connection(m), _) => m.called_party_address(),
            (_, Some((called, _))) => Some(called),
            (_, None) => None,
        }
    }

    /// Who sent the message, where it says.
    pub const fn calling_party_address(&self) -> Option<&Address<'a>> {
        match (self, self.addresses()) {
            (Self::Connection(m), _) => m.calling_party_address(),
            (_, Some((_, calling))) => Some(calling),
            (_, None) => None,
        }
    }

    /// The user's message or a part of it; messages of a connection may have none.
    pub const fn data(&self) -> Option<D>
    where
        D: Copy,
    {
        match self {
            Self::Unitdata(m) => Some(m.data),
            Self::UnitdataService(m) => Some(m.data),
            Self::ExtendedUnitdata(m) | Self::LongUnitdata(m) => Some(m.data),
            Self::ExtendedUnitdataService(m) | Self::LongUnitdataService(m) => Some(m.data),
            Self::Connection(m) => m.data(),
        }
    }

    /// Which segment the data is, where the message is segmented.
    pub const fn segmentation(&self) -> Option<Segmentation> {
        match self {
            Self::ExtendedUnitdata(m) | Self::LongUnitdata(m) => m.optional.segmentation,
            Self::ExtendedUnitdataService(m) | Self::LongUnitdataService(m) => {
                m.optional.segmentation
            }
            Self::Unitdata(_) | Self::UnitdataService(_) | Self::Connection(_) => None,
        }
    }

    /// What is decoded here and against the specification: a protocol class that needs a
    /// connection, or none in a message of one, a hop counter out of range, and the oddities of
    /// the addresses. `at` is where the message type stands.
    pub fn irregularities(&self, at: u32) -> impl Iterator<Item = Diagnostic> + use<D> {
        let (class, hops) = match self {
            Self::Unitdata(m) => (Some(m.protocol_class), None),
            Self::ExtendedUnitdata(m) | Self::LongUnitdata(m) => {
                (Some(m.protocol_class), Some(m.hop_counter))
            }
            Self::ExtendedUnitdataService(m) | Self::LongUnitdataService(m) => {
                (None, Some(m.hop_counter))
            }
            Self::UnitdataService(_) => (None, None),
            Self::Connection(m) => (None, m.optional().and_then(|optional| optional.hop_counter)),
        };
        let out_of_range = |value: u8, offset, what| {
            let kind = ErrorKind::OutOfRange { value: value.into() };
            Diagnostic::warning(Error { kind, at: at + offset, layer: Layer::Sccp, what })
        };
        let class = class.and_then(|class| match class.0 {
            0x00 | 0x01 | 0x80 | 0x81 => None,
            _ if class.class() > 1 => Some(out_of_range(class.class(), 1, "protocol class")),
            octet => Some(out_of_range(octet >> 4, 1, "message handling")),
        });
        let connection = match self {
            Self::Connection(m) => {
                m.protocol_class().filter(|class| !matches!(class.class(), 2 | 3))
            }
            _ => None,
        };
        let class = class.or_else(|| {
            // CR has one reference before its class, CC and IT have two.
            let offset = if self.message_type() == MessageType::CONNECTION_REQUEST { 4 } else { 7 };
            connection.map(|class| out_of_range(class.class(), offset, "protocol class"))
        });
        let hops = hops
            .filter(|hops| !(1..=15).contains(hops))
            .map(|hops| out_of_range(hops, 2, "hop counter"));
        let called = self.called_party_address().map(Address::irregularities);
        let calling = self.calling_party_address().map(Address::irregularities);
        [class, hops].into_iter().flatten().chain([called, calling].into_iter().flatten().flatten())
    }
}

impl<'a, D> Unitdata<'a, D> {
    /// A message of class 0 that does not come back.
    pub const fn new(called: Address<'a>, calling: Address<'a>, data: D) -> Self {
        Self {
            protocol_class: ProtocolClass::CLASS_0,
            called_party_address: called,
            calling_party_address: calling,
            data,
        }
    }
}

impl<'a, D> UnitdataService<'a, D> {
    /// A message that came back; its addresses are those of the message, changed over.
    pub const fn new(
        return_cause: ReturnCause,
        called: Address<'a>,
        calling: Address<'a>,
        data: D,
    ) -> Self {
        Self { return_cause, called_party_address: called, calling_party_address: calling, data }
    }
}

impl<'a, D> ExtendedUnitdata<'a, D> {
    /// A message of class 0 that does not come back, with all hops before it and no optional part.
    pub const fn new(called: Address<'a>, calling: Address<'a>, data: D) -> Self {
        Self {
            protocol_class: ProtocolClass::CLASS_0,
            hop_counter: MAXIMUM_HOPS,
            called_party_address: called,
            calling_party_address: calling,
            data,
            optional: OptionalParameters::NONE,
        }
    }
}

impl<'a, D> ExtendedUnitdataService<'a, D> {
    /// A message that came back, with all hops before it and no optional part; its addresses are
    /// those of the message, changed over.
    pub const fn new(
        return_cause: ReturnCause,
        called: Address<'a>,
        calling: Address<'a>,
        data: D,
    ) -> Self {
        Self {
            return_cause,
            hop_counter: MAXIMUM_HOPS,
            called_party_address: called,
            calling_party_address: calling,
            data,
            optional: OptionalParameters::NONE,
        }
    }
}

impl<D> Unitdata<'_, D> {
    /// The subsystems that are called and calling.
    #[inline(always)]
    pub(crate) fn subsystems(&self) -> [Option<u8>; 2] {
        let of = |address: &Address<'_>| address.subsystem_number.map(|number| number.0);
        [of(&self.called_party_address), of(&self.calling_party_address)]
    }
}

impl<'a> Unitdata<'a> {
    /// Addresses that say nothing, and no data: a value to [decode into](Self::decode_into).
    pub const BLANK: Self = Self::new(
        Address::absent(Variant::Ansi),
        Address::absent(Variant::Ansi),
        Reader::new(&[], Layer::Sccp),
    );

    /// Reads a UDT as [`Message::decode`] does, into a value that is there already: the fastest
    /// way where messages are UDT. After an error the fields hold anything.
    ///
    /// # Errors
    ///
    /// Another message type, with which `reader` is left as it was; what `Message::decode` refuses.
    ///
    /// ```
    /// use hookflash::wire::mtp3::Variant;
    /// use hookflash::wire::sccp::{SubsystemNumber, Unitdata};
    /// use hookflash::wire::{Layer, Reader};
    /// let messages = [
    ///     [9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0xAA],
    ///     [9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0xBB],
    /// ];
    /// let mut unitdata = Unitdata::BLANK;
    /// for octets in &messages {
    ///     unitdata.decode_into(&mut Reader::new(octets, Layer::Sccp), Variant::Ansi)?;
    ///     assert_eq!(unitdata.calling_party_address.subsystem_number, Some(SubsystemNumber(248)));
    /// }
    /// # Ok::<(), hookflash::wire::Error>(())
    /// ```
    #[inline(always)] // so that what is read goes from registers to its place
    pub fn decode_into(&mut self, reader: &mut Reader<'a>, variant: Variant) -> Result<(), Error> {
        let start = reader.with_layer(Layer::Sccp);
        if start.peek().is_some_and(|octet| octet != MessageType::UNITDATA.0) {
            return Err(not_unitdata(start));
        }
        let mut rest = start;
        let (protocol_class, parts) = Parts::decode(&mut rest, "protocol class")?;
        self.protocol_class = ProtocolClass(protocol_class);
        self.called_party_address.read_into(parts.called, variant)?;
        self.calling_party_address.read_into(parts.calling, variant)?;
        self.data = parts.data;
        *reader = rest;
        Ok(())
    }

    /// Reads a UDT that fills `start` into a value that is there already, for who looks at little of
    /// it: the rest is not worked out. False where something is wrong.
    #[inline(always)]
    pub(crate) fn decode_quick_into(&mut self, start: Reader<'a>, variant: Variant) -> bool {
        if start.peek() != Some(MessageType::UNITDATA.0) {
            return false;
        }
        let mut rest = start.with_layer(Layer::Sccp);
        let Ok((protocol_class, parts)) = Parts::decode(&mut rest, "protocol class") else {
            return false;
        };
        self.protocol_class = ProtocolClass(protocol_class);
        self.data = parts.data;
        rest.is_empty()
            && self.called_party_address.read_into(parts.called, variant).is_ok()
            && self.calling_party_address.read_into(parts.calling, variant).is_ok()
    }
}

#[cold]
fn not_unitdata(reader: Reader<'_>) -> Error {
    let found = reader.peek().unwrap_or_default().into();
    reader.error(ErrorKind::Unexpected { found }, "message type of UDT")
}

impl<'a> UnitdataService<'a> {
    fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        let (return_cause, mut parts) = Parts::decode(reader, "return cause")?;
        Ok(Self {
            return_cause: ReturnCause(return_cause),
            called_party_address: Address::decode(&mut parts.called, variant)?,
            calling_party_address: Address::decode(&mut parts.calling, variant)?,
            data: parts.data,
        })
    }
}

impl<'a> ExtendedUnitdata<'a> {
    fn decode(reader: &mut Reader<'a>, variant: Variant, layout: Layout) -> Result<Self, Error> {
        let protocol_class = ProtocolClass(reader.u8("protocol class")?);
        let hop_counter = reader.u8("hop counter")?;
        let (mut parts, optional) = Parts::decode_with_optional(reader, layout)?;
        Ok(Self {
            protocol_class,
            hop_counter,
            called_party_address: Address::decode(&mut parts.called, variant)?,
            calling_party_address: Address::decode(&mut parts.calling, variant)?,
            data: parts.data,
            optional,
        })
    }
}

impl<'a> ExtendedUnitdataService<'a> {
    fn decode(reader: &mut Reader<'a>, variant: Variant, layout: Layout) -> Result<Self, Error> {
        let return_cause = ReturnCause(reader.u8("return cause")?);
        let hop_counter = reader.u8("hop counter")?;
        let (mut parts, optional) = Parts::decode_with_optional(reader, layout)?;
        Ok(Self {
            return_cause,
            hop_counter,
            called_party_address: Address::decode(&mut parts.called, variant)?,
            calling_party_address: Address::decode(&mut parts.calling, variant)?,
            data: parts.data,
            optional,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn message(octets: &[u8]) -> Result<Message<'_>, Error> {
        Message::decode(&mut Reader::new(octets, Layer::Sccp), Variant::Ansi)
    }

    const UDT: &[u8] = &[9, 0x80, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0xAA];
    const OPTIONAL: &[u8] = &[0x10, 4, 0xC1, 1, 2, 3, 0];
    const XUDT: &[u8] = &[0x11, 1, 9, 4, 6, 8, 9, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0xAA];
    const LUDT: &[u8] =
        &[0x13, 1, 9, 7, 0, 8, 0, 9, 0, 10, 0, 2, 0xC1, 247, 2, 0xC1, 248, 1, 0, 0xAA];

    #[test]
    fn a_unitdata_gives_its_addresses_and_data() -> Result<(), Error> {
        let Message::Unitdata(unitdata) = message(UDT)? else { panic!("not UDT") };
        assert!(unitdata.protocol_class.return_on_error());
        assert_eq!(unitdata.protocol_class.class(), 0);
        assert_eq!(unitdata.called_party_address.subsystem_number, Some(SubsystemNumber(247)));
        assert_eq!(unitdata.calling_party_address.subsystem_number, Some(SubsystemNumber(248)));
        assert_eq!((unitdata.data.rest(), unitdata.data.at()), (&[0xAA][..], 12));
        Ok(())
    }

    #[test]
    fn parts_may_stand_in_any_order() -> Result<(), Error> {
        // Data first, then the calling address, then the called one.
        let octets = [9, 0, 8, 4, 1, 1, 0xAA, 2, 0xC1, 248, 2, 0xC1, 247];
        let message = message(&octets)?;
        let (called, calling) = message.addresses().expect("unitdata has addresses");
        assert_eq!(called.subsystem_number, Some(SubsystemNumber(247)));
        assert_eq!(calling.subsystem_number, Some(SubsystemNumber(248)));
        assert_eq!(message.data().map(|data| data.rest()), Some(&[0xAA][..]));
        Ok(())
    }

    #[test]
    fn extended_and_long_unitdata_differ_in_layout_only() -> Result<(), Error> {
        let extended = [XUDT, OPTIONAL].concat();
        let long = [LUDT, OPTIONAL].concat();
        let Message::ExtendedUnitdata(extended) = message(&extended)? else { panic!("not XUDT") };
        let Message::LongUnitdata(long) = message(&long)? else { panic!("not LUDT") };
        for unitdata in [extended, long] {
            assert_eq!((unitdata.protocol_class, unitdata.hop_counter), (ProtocolClass(1), 9));
            assert_eq!(unitdata.called_party_address.subsystem_number, Some(SubsystemNumber(247)));
            assert_eq!(unitdata.calling_party_address.subsystem_number, Some(SubsystemNumber(248)));
            assert_eq!(unitdata.data.rest(), [0xAA]);
            let segmentation = unitdata.optional.segmentation.expect("segmented");
            assert_eq!((segmentation.remaining, segmentation.local_reference), (1, 0x03_0201));
        }
        Ok(())
    }

    #[test]
    fn an_optional_pointer_of_zero_means_no_optional_part() -> Result<(), Error> {
        let mut octets = XUDT.to_vec();
        octets[6] = 0;
        assert_eq!(message(&octets)?.segmentation(), None);
        let mut octets = LUDT.to_vec();
        octets[9] = 0;
        assert_eq!(message(&octets)?.segmentation(), None);
        Ok(())
    }

    #[test]
    fn service_messages_have_a_return_cause() -> Result<(), Error> {
        let octets = [&[0x0A, 4], &UDT[2..]].concat();
        let Message::UnitdataService(service) = message(&octets)? else { panic!("not UDTS") };
        assert_eq!(service.return_cause, ReturnCause::UNEQUIPPED_USER);
        for (message_type, layout) in [(0x12, XUDT), (0x14, LUDT)] {
            let octets = [&[message_type, 0x0C], &layout[2..], OPTIONAL].concat();
            let (Message::ExtendedUnitdataService(service) | Message::LongUnitdataService(service)) =
                message(&octets)?
            else {
                panic!("not a service message")
            };
            assert_eq!(service.return_cause, ReturnCause::HOP_COUNTER_VIOLATION);
            assert_eq!(service.hop_counter, 9);
            assert!(service.optional.segmentation.is_some());
        }
        Ok(())
    }

    #[test]
    fn octets_after_the_last_part_are_left() -> Result<(), Error> {
        for octets in [UDT.to_vec(), [XUDT, OPTIONAL].concat(), [LUDT, OPTIONAL].concat()] {
            let octets = [&octets[..], &[0xDE, 0xAD]].concat();
            let mut reader = Reader::new(&octets, Layer::Mtp3);
            Message::decode(&mut reader, Variant::Ansi)?;
            assert_eq!(reader.rest(), [0xDE, 0xAD]);
            assert_eq!(reader.at() as usize, octets.len() - 2);
        }
        Ok(())
    }

    #[test]
    fn a_pointer_leads_past_all_pointers_and_no_further_than_the_message() {
        for (place, what) in [
            (2, "pointer to called party address"),
            (3, "pointer to calling party address"),
            (4, "pointer to data"),
        ] {
            for value in [0, u8::try_from(4 - place).expect("small"), 20, 255] {
                let mut octets = UDT.to_vec();
                octets[place] = value;
                let error = message(&octets).expect_err("a bad pointer");
                assert_eq!(error.kind, ErrorKind::BadPointer { value: value.into() });
                assert_eq!((error.at as usize, error.what), (place, what));
            }
        }
        let mut octets = LUDT.to_vec();
        octets[8] = 1;
        let error = message(&octets).expect_err("a bad pointer");
        assert_eq!((error.kind, error.at), (ErrorKind::BadPointer { value: 0x0109 }, 7));
    }

    #[test]
    fn a_message_cut_anywhere_is_an_error() {
        for octets in [UDT.to_vec(), [XUDT, OPTIONAL].concat(), [LUDT, OPTIONAL].concat()] {
            assert!(message(&octets).is_ok());
            for cut in 0..octets.len() {
                assert!(message(&octets[..cut]).is_err(), "{octets:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn a_class_that_needs_a_connection_is_flagged() -> Result<(), Error> {
        let flags = |octet: u8| {
            let mut octets = UDT.to_vec();
            octets[1] = octet;
            let flags = message(&octets)?.irregularities(0);
            Ok::<_, Error>(flags.map(|flag| (flag.error.kind, flag.error.at)).collect::<Vec<_>>())
        };
        for octet in [0x00, 0x01, 0x80, 0x81] {
            assert_eq!(flags(octet)?, []);
        }
        assert_eq!(flags(0x03)?, [(ErrorKind::OutOfRange { value: 3 }, 1)]);
        assert_eq!(flags(0x82)?, [(ErrorKind::OutOfRange { value: 2 }, 1)]);
        assert_eq!(flags(0x41)?, [(ErrorKind::OutOfRange { value: 4 }, 1)]);
        Ok(())
    }

    #[test]
    fn a_hop_counter_of_zero_and_a_reserved_global_title_are_flagged() -> Result<(), Error> {
        let mut octets = [XUDT, OPTIONAL].concat();
        octets[2] = 0;
        octets[11] = 0xFD;
        let whats: Vec<_> =
            message(&octets)?.irregularities(0).map(|flag| flag.error.what).collect();
        assert_eq!(whats, ["hop counter", "global title indicator"]);
        Ok(())
    }

    #[test]
    fn a_type_that_nobody_assigned_is_an_error() {
        for message_type in [0, 0x15, 0xFF] {
            let error = message(&[message_type, 0]).expect_err("no such type");
            let found = message_type.into();
            assert_eq!((error.kind, error.at), (ErrorKind::Unexpected { found }, 0));
        }
    }
}

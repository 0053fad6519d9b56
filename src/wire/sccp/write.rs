//! Messages written: type, fixed parameters, then pointers and parts.

use super::codes::MessageType;
use super::optional::OptionalParameters;
use super::parts::{self, Layout};
use super::{
    ExtendedUnitdata, ExtendedUnitdataService, MAXIMUM_HOPS, Message, Unitdata, UnitdataService,
};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::writer::{Encode, Writer, refused};

impl<D: Encode> Encode for Unitdata<'_, D> {
    /// # Errors
    ///
    /// More than 255 octets of data; what an address refuses; a pointer that would not reach.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let Self { protocol_class, called_party_address, calling_party_address, data } = self;
        let optional = &OptionalParameters::NONE;
        let (called, calling) = (called_party_address, calling_party_address);
        parts::write(Layout::Short, called, calling, data, optional, writer)?;
        writer.array([MessageType::UNITDATA.0, protocol_class.0]);
        Ok(())
    }
}

impl<D: Encode> Encode for UnitdataService<'_, D> {
    /// # Errors
    ///
    /// Those of [`Unitdata`].
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let Self { return_cause, called_party_address, calling_party_address, data } = self;
        let optional = &OptionalParameters::NONE;
        let (called, calling) = (called_party_address, calling_party_address);
        parts::write(Layout::Short, called, calling, data, optional, writer)?;
        writer.array([MessageType::UNITDATA_SERVICE.0, return_cause.0]);
        Ok(())
    }
}

impl<D: Encode> Encode for ExtendedUnitdata<'_, D> {
    /// An XUDT; for an LUDT see [`Message::LongUnitdata`].
    ///
    /// # Errors
    ///
    /// Those of [`Unitdata`]; a hop counter that is not 1 to 15; what the optional part refuses.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.write(Layout::Extended, MessageType::EXTENDED_UNITDATA, writer)
    }
}

impl<D: Encode> Encode for ExtendedUnitdataService<'_, D> {
    /// An XUDTS; for an LUDTS see [`Message::LongUnitdataService`].
    ///
    /// # Errors
    ///
    /// Those of [`ExtendedUnitdata`].
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.write(Layout::Extended, MessageType::EXTENDED_UNITDATA_SERVICE, writer)
    }
}

impl<D: Encode> ExtendedUnitdata<'_, D> {
    fn write(
        &self,
        layout: Layout,
        message_type: MessageType,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        let (called, calling) = (&self.called_party_address, &self.calling_party_address);
        parts::write(layout, called, calling, &self.data, &self.optional, writer)?;
        let hops = checked_hops(self.hop_counter)?;
        writer.array([message_type.0, self.protocol_class.0, hops]);
        Ok(())
    }
}

impl<D: Encode> ExtendedUnitdataService<'_, D> {
    fn write(
        &self,
        layout: Layout,
        message_type: MessageType,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        let (called, calling) = (&self.called_party_address, &self.calling_party_address);
        parts::write(layout, called, calling, &self.data, &self.optional, writer)?;
        let hops = checked_hops(self.hop_counter)?;
        writer.array([message_type.0, self.return_cause.0, hops]);
        Ok(())
    }
}

#[inline]
fn checked_hops(hops: u8) -> Result<u8, Error> {
    match hops {
        1..=MAXIMUM_HOPS => Ok(hops),
        _ => {
            let kind = ErrorKind::OutOfRange { value: hops.into() };
            Err(refused(kind, Layer::Sccp, "hop counter"))
        }
    }
}

impl<D: Encode> Encode for Message<'_, D> {
    /// # Errors
    ///
    /// Those of the message.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        match self {
            Self::Unitdata(m) => m.encode(writer),
            Self::UnitdataService(m) => m.encode(writer),
            Self::ExtendedUnitdata(m) => m.encode(writer),
            Self::ExtendedUnitdataService(m) => m.encode(writer),
            Self::LongUnitdata(m) => m.write(Layout::Long, MessageType::LONG_UNITDATA, writer),
            Self::LongUnitdataService(m) => {
                m.write(Layout::Long, MessageType::LONG_UNITDATA_SERVICE, writer)
            }
            Self::Connection(m) => m.encode(writer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::wire::writer::{Encode, Writer};
    use alloc::vec::Vec;

    fn written(message: &impl Encode) -> Result<Vec<u8>, Error> {
        Writer::new().message(message).map(<[u8]>::to_vec)
    }

    const SUBSYSTEM: Address<'_> = Address::subsystem(Variant::Ansi, SubsystemNumber(247));
    const OPTIONAL: OptionalParameters<'_> = OptionalParameters {
        segmentation: Some(Segmentation {
            first: true,
            class_1: true,
            remaining: 1,
            local_reference: 0x03_0201,
        }),
        ..OptionalParameters::NONE
    };

    #[test]
    fn every_message_is_written_as_it_was_read() -> Result<(), Error> {
        const ADDRESSES: &[u8] = &[2, 0xC1, 247, 5, 0xC3, 248, 1, 2, 3];
        const SEGMENT: &[u8] = &[0x10, 4, 0xC1, 1, 2, 3, 0];
        let (short, long): (&[u8], &[u8]) = (&[1, 0xAA], &[1, 0, 0xAA]);
        for octets in [
            [&[9, 0x80, 3, 5, 10][..], ADDRESSES, short].concat(),
            [&[10, 4, 3, 5, 10][..], ADDRESSES, short].concat(),
            [&[0x11, 1, 9, 4, 6, 11, 0][..], ADDRESSES, short].concat(),
            [&[0x11, 1, 9, 4, 6, 11, 12][..], ADDRESSES, short, SEGMENT].concat(),
            [&[0x12, 1, 9, 4, 6, 11, 12][..], ADDRESSES, short, SEGMENT].concat(),
            [&[0x13, 1, 9, 7, 0, 8, 0, 12, 0, 0, 0][..], ADDRESSES, long].concat(),
            [&[0x13, 1, 9, 7, 0, 8, 0, 12, 0, 13, 0][..], ADDRESSES, long, SEGMENT].concat(),
            [&[0x14, 1, 9, 7, 0, 8, 0, 12, 0, 13, 0][..], ADDRESSES, long, SEGMENT].concat(),
        ] {
            let message = Message::decode(&mut Reader::new(&octets, Layer::Sccp), Variant::Ansi)?;
            assert_eq!(message.data().map(|data| data.rest()), Some(&[0xAA][..]));
            assert_eq!(written(&message)?, octets);
        }
        Ok(())
    }

    #[test]
    fn a_built_message_equals_the_one_that_is_read() -> Result<(), Error> {
        let data = Reader::new(&[0xAA, 0xBB], Layer::Tcap);
        let extended = ExtendedUnitdata {
            hop_counter: 3,
            optional: OPTIONAL,
            ..ExtendedUnitdata::new(SUBSYSTEM, SUBSYSTEM, data)
        };
        let cause = ReturnCause::UNEQUIPPED_USER;
        let service = ExtendedUnitdataService::new(cause, SUBSYSTEM, SUBSYSTEM, data);
        for built in [
            Message::Unitdata(Unitdata::new(SUBSYSTEM, SUBSYSTEM, data)),
            Message::UnitdataService(UnitdataService::new(cause, SUBSYSTEM, SUBSYSTEM, data)),
            Message::ExtendedUnitdata(extended),
            Message::LongUnitdata(extended),
            Message::ExtendedUnitdataService(service),
            Message::LongUnitdataService(service),
        ] {
            let octets = written(&built)?;
            let mut reader = Reader::new(&octets, Layer::Sccp);
            assert_eq!(Message::decode(&mut reader, Variant::Ansi)?, built);
            assert!(reader.is_empty());
        }
        Ok(())
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |message: Message<'_, &[u8]>| {
            written(&message).map(|_| ()).map_err(|error| (error.kind, error.what))
        };
        let long = alloc::vec![0; 0x1_0000];
        let data = |length: usize| &long[..length];
        let unitdata =
            |length| Message::Unitdata(Unitdata::new(SUBSYSTEM, SUBSYSTEM, data(length)));
        assert_eq!(refused(unitdata(255)), Ok(()));
        assert_eq!(refused(unitdata(256)), Err((ErrorKind::BadLength { length: 256 }, "data")));
        let extended = ExtendedUnitdata::new(SUBSYSTEM, SUBSYSTEM, data(0xFFFF));
        assert_eq!(refused(Message::LongUnitdata(extended)), Ok(()));
        assert_eq!(
            refused(Message::LongUnitdata(ExtendedUnitdata { data: data(0x1_0000), ..extended })),
            Err((ErrorKind::BadLength { length: 0x1_0000 }, "data"))
        );
        assert!(
            refused(Message::LongUnitdata(ExtendedUnitdata { optional: OPTIONAL, ..extended }))
                .is_err()
        );
        for hop_counter in [0, 16, 255] {
            let extended = ExtendedUnitdata { hop_counter, data: data(1), ..extended };
            let value = hop_counter.into();
            assert_eq!(
                refused(Message::ExtendedUnitdata(extended)),
                Err((ErrorKind::OutOfRange { value }, "hop counter"))
            );
        }
        let surplus = data(254);
        let far = Address { surplus, ..Address::absent(Variant::Ansi) };
        assert_eq!(
            refused(Message::Unitdata(Unitdata::new(far, SUBSYSTEM, data(1)))),
            Err((ErrorKind::BadPointer { value: 258 }, "pointer to calling party address"))
        );
        let far = Address { surplus: data(255), ..far };
        assert_eq!(
            refused(Message::Unitdata(Unitdata::new(SUBSYSTEM, far, data(1)))),
            Err((ErrorKind::BadLength { length: 256 }, "calling party address"))
        );
    }
}

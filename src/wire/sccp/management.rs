//! SCCP management messages, the data of unitdata to subsystem 1 (T1.112.3 5, Q.713 5).

use super::codes::SubsystemNumber;
use crate::wire::codes::{PointCode, Variant, codes};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::writer::{Encode, Writer, refused};

codes! {
    /// Format identifier (T1.112.3 5.2.1, Q.713 5.2.1).
    pub struct ManagementType(u8) {
        SUBSYSTEM_ALLOWED = 0x01, "SSA";
        SUBSYSTEM_PROHIBITED = 0x02, "SSP";
        SUBSYSTEM_STATUS_TEST = 0x03, "SST";
        SUBSYSTEM_OUT_OF_SERVICE_REQUEST = 0x04, "SOR";
        SUBSYSTEM_OUT_OF_SERVICE_GRANT = 0x05, "SOG";
        SUBSYSTEM_CONGESTED = 0x06, "SSC";
        SUBSYSTEM_BACKUP_ROUTING = 0xFD, "SBR";
        SUBSYSTEM_NORMAL_ROUTING = 0xFE, "SNR";
        SUBSYSTEM_ROUTING_STATUS_TEST = 0xFF, "SRT";
    }
}

/// A message between the SCCP management of two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Management<'a> {
    /// What the message says.
    pub management_type: ManagementType,
    /// The subsystem that it speaks of.
    pub affected_subsystem_number: SubsystemNumber,
    /// The node of that subsystem.
    pub affected_point_code: PointCode,
    /// Bits 2-1: 0 unknown, 1 solitary, 2 duplicated (T1.112.3 5.2.4).
    pub multiplicity: u8,
    /// Further octets: the congestion level of [`ManagementType::SUBSYSTEM_CONGESTED`].
    pub rest: Reader<'a>,
}

impl<'a> Management<'a> {
    /// A message with nothing after its multiplicity, which is unknown.
    pub const fn new(
        management_type: ManagementType,
        affected_subsystem_number: SubsystemNumber,
        affected_point_code: PointCode,
    ) -> Self {
        Self {
            management_type,
            affected_subsystem_number,
            affected_point_code,
            multiplicity: 0,
            rest: Reader::new(&[], Layer::Sccp),
        }
    }

    /// Reads the data of a unitdata message to [`SubsystemNumber::MANAGEMENT`].
    pub fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Sccp);
        Ok(Self {
            management_type: ManagementType(reader.u8("format identifier")?),
            affected_subsystem_number: SubsystemNumber(reader.u8("affected subsystem number")?),
            affected_point_code: PointCode::decode(reader, variant, "affected point code")?,
            multiplicity: reader.u8("subsystem multiplicity indicator")? & 3,
            rest: {
                let rest = *reader;
                reader.take_rest();
                rest
            },
        })
    }

    /// How congested the subsystem is, 1 to 8, where the message tells (Q.713 5.2.5).
    pub fn congestion_level(&self) -> Option<u8> {
        if self.management_type == ManagementType::SUBSYSTEM_CONGESTED {
            self.rest.peek().map(|octet| octet & 0x0F)
        } else {
            None
        }
    }

    /// Congestion without its level, or octets that a message of this type does not have; all was
    /// read all the same.
    pub fn irregularity(&self) -> Option<Error> {
        let mut rest = self.rest;
        let what = "the SCCP management message";
        match self.management_type {
            ManagementType::SUBSYSTEM_CONGESTED => {
                rest.u8("congestion level").and_then(|_| rest.end(what)).err()
            }
            ManagementType::SUBSYSTEM_ALLOWED
            | ManagementType::SUBSYSTEM_PROHIBITED
            | ManagementType::SUBSYSTEM_STATUS_TEST
            | ManagementType::SUBSYSTEM_OUT_OF_SERVICE_REQUEST
            | ManagementType::SUBSYSTEM_OUT_OF_SERVICE_GRANT => rest.end(what).err(),
            _ => None,
        }
    }
}

impl Encode for Management<'_> {
    /// # Errors
    ///
    /// A point code of more bits than its variant has; a multiplicity above 3.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.put(self.rest.rest());
        if self.multiplicity > 3 {
            let kind = ErrorKind::OutOfRange { value: self.multiplicity.into() };
            return Err(refused(kind, Layer::Sccp, "subsystem multiplicity indicator"));
        }
        writer.u8(self.multiplicity);
        self.affected_point_code.write(writer, Layer::Sccp, "affected point code")?;
        writer.array([self.management_type.0, self.affected_subsystem_number.0]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn management(octets: &[u8], variant: Variant) -> Result<Management<'_>, Error> {
        Management::decode(&mut Reader::new(octets, Layer::Sccp), variant)
    }

    #[test]
    fn the_point_code_has_the_size_of_the_variant() -> Result<(), Error> {
        let ansi = management(&[2, 247, 1, 2, 3, 0], Variant::Ansi)?;
        assert_eq!(ansi.management_type.name(), Some("SSP"));
        assert_eq!(ansi.affected_subsystem_number, SubsystemNumber(247));
        assert_eq!(ansi.affected_point_code, PointCode::new(Variant::Ansi, 0x03_0201));
        assert_eq!(ansi.congestion_level(), None);

        let itu = management(&[6, 8, 1, 2, 0xFD, 0x14], Variant::Itu)?;
        assert_eq!(itu.affected_point_code, PointCode::new(Variant::Itu, 0x0201));
        assert_eq!((itu.multiplicity, itu.congestion_level()), (1, Some(4)));
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        for (octets, variant) in [
            (&[2, 247, 1, 2, 3, 0][..], Variant::Ansi),
            (&[6, 8, 1, 2, 1, 4], Variant::Itu),
            (&[1, 8, 1, 0xC2, 3], Variant::Japan),
        ] {
            assert_eq!(Writer::new().message(&management(octets, variant)?)?, octets);
        }
        let prohibited = Management::new(
            ManagementType::SUBSYSTEM_PROHIBITED,
            SubsystemNumber(247),
            PointCode::new(Variant::Ansi, 0x03_0201),
        );
        assert_eq!(management(&[2, 247, 1, 2, 3, 0], Variant::Ansi)?, prohibited);
        let multiplicity = Management { multiplicity: 4, ..prohibited };
        let error = Writer::new().message(&multiplicity).map(|_| ()).expect_err("three bits");
        assert_eq!(error.kind, ErrorKind::OutOfRange { value: 4 });
        Ok(())
    }

    #[test]
    fn a_level_that_is_missing_and_octets_that_are_too_many_are_told() -> Result<(), Error> {
        // ITU: type, subsystem, two octets of point code, multiplicity; SSC has its level behind.
        let told = |octets: &[u8]| {
            let found = management(octets, Variant::Itu)?.irregularity();
            Ok::<_, Error>(found.map(|error| (error.kind, error.at)))
        };
        assert_eq!(told(&[6, 8, 1, 2, 0, 4])?, None);
        assert_eq!(told(&[6, 8, 1, 2, 0])?, Some((ErrorKind::Truncated { missing: 1 }, 5)));
        assert_eq!(told(&[6, 8, 1, 2, 0, 4, 9])?, Some((ErrorKind::Trailing { count: 1 }, 6)));
        assert_eq!(told(&[1, 8, 1, 2, 0])?, None);
        assert_eq!(told(&[1, 8, 1, 2, 0, 7, 7])?, Some((ErrorKind::Trailing { count: 2 }, 5)));
        // Of a type that is not known, none can say.
        assert_eq!(told(&[0x77, 8, 1, 2, 0, 7])?, None);
        Ok(())
    }

    #[test]
    fn a_management_message_cut_short_is_an_error() {
        let error = management(&[1, 247, 1, 2, 3], Variant::Ansi).expect_err("no multiplicity");
        assert_eq!((error.kind, error.at), (ErrorKind::Truncated { missing: 1 }, 5));
    }
}

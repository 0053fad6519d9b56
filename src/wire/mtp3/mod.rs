//! MTP level 3: the service information octet and the routing label (T1.111.4, Q.704).

use super::codes::codes;
use super::error::{Error, ErrorKind, Layer};
use super::reader::Reader;
use super::writer::{Encode, Writer, refused};
use core::fmt;

mod management;

pub use super::codes::{PointCode, Variant};
pub use management::{Content, HeadingCode, Management};

codes! {
    /// The user of the message (T1.111.4 14.2.1, Q.704 14.2.1); four bits.
    pub struct ServiceIndicator(u8) {
        NETWORK_MANAGEMENT = 0, "SNM";
        TESTING = 1, "MTN";
        SPECIAL_TESTING = 2, "MTNS";
        SCCP = 3, "SCCP";
        TUP = 4, "TUP";
        ISUP = 5, "ISUP";
        DUP_CALL = 6, "DUP (call and circuit)";
        DUP_FACILITY = 7, "DUP (facility)";
        MTP_TESTING = 8, "MTP testing user part";
        BROADBAND_ISUP = 9, "B-ISUP";
        SATELLITE_ISUP = 10, "satellite ISUP";
        AAL2 = 12, "AAL2 signalling";
        BICC = 13, "BICC";
        GATEWAY_CONTROL = 14, "gateway control protocol";
    }

    /// Which network the point codes belong to (T1.111.4 14.2.2, Q.704 14.2.2); two bits.
    pub struct NetworkIndicator(u8) {
        INTERNATIONAL = 0, "international";
        INTERNATIONAL_SPARE = 1, "international spare";
        NATIONAL = 2, "national";
        NATIONAL_RESERVED = 3, "national reserved";
    }
}

/// The octet before the label (T1.111.4 14.2, Q.704 14.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ServiceInformationOctet {
    /// Bits 8-7.
    pub network_indicator: NetworkIndicator,
    /// Bits 6-5: the message priority in ANSI and Japanese networks, spare in others.
    pub priority: u8,
    /// Bits 4-1.
    pub service_indicator: ServiceIndicator,
}

impl From<u8> for ServiceInformationOctet {
    fn from(octet: u8) -> Self {
        Self {
            network_indicator: NetworkIndicator(octet >> 6),
            priority: octet >> 4 & 3,
            service_indicator: ServiceIndicator(octet & 0x0F),
        }
    }
}

impl Encode for ServiceInformationOctet {
    /// # Errors
    ///
    /// A field of more bits than it has in the octet.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let Self { network_indicator, priority, service_indicator } = *self;
        if network_indicator.0 > 3 {
            return out_of_range(network_indicator.0, "network indicator");
        }
        if priority > 3 {
            return out_of_range(priority, "priority");
        }
        if service_indicator.0 > 0x0F {
            return out_of_range(service_indicator.0, "service indicator");
        }
        writer.u8(network_indicator.0 << 6 | priority << 4 | service_indicator.0);
        Ok(())
    }
}

#[cold]
fn out_of_range(value: u8, what: &'static str) -> Result<(), Error> {
    Err(refused(ErrorKind::OutOfRange { value: value.into() }, Layer::Mtp3, what))
}

/// Where the message goes, where it comes from, and what spreads the load (T1.111.4 2.2,
/// Q.704 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoutingLabel {
    /// The node that the message is for.
    pub destination_point_code: PointCode,
    /// The node that sent it.
    pub originating_point_code: PointCode,
    /// Messages of one value take one path: 8 bits in ANSI (5 in older networks), else 4.
    pub signalling_link_selection: u8,
}

impl RoutingLabel {
    /// Reads a label: 7 octets in ANSI and China, 4 in ITU, 5 in Japan. Spare bits are dropped.
    #[inline(always)]
    pub fn decode(reader: &mut Reader<'_>, variant: Variant) -> Result<Self, Error> {
        let what = "routing label";
        let (destination, originating, selection) = match variant {
            Variant::Ansi | Variant::China => {
                let [d, e, f, o, p, q, selection] = reader.array(what)?;
                (u32::from_le_bytes([d, e, f, 0]), u32::from_le_bytes([o, p, q, 0]), selection)
            }
            // Q.704 2.2.1: one 32-bit number, least significant octet first.
            Variant::Itu => {
                let label = reader.u32_le(what)?;
                (label, label >> 14, (label >> 28) as u8)
            }
            Variant::Japan => {
                let [d, e, o, p, selection] = reader.array(what)?;
                (u16::from_le_bytes([d, e]).into(), u16::from_le_bytes([o, p]).into(), selection)
            }
        };
        Ok(Self {
            destination_point_code: PointCode::new(variant, destination),
            originating_point_code: PointCode::new(variant, originating),
            signalling_link_selection: match variant {
                Variant::Ansi => selection,
                Variant::Itu | Variant::China | Variant::Japan => selection & 0x0F,
            },
        })
    }
}

impl Encode for RoutingLabel {
    /// # Errors
    ///
    /// Point codes of two variants; a point code or selection of more bits than the variant has.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let destination = self.destination_point_code;
        let originating = self.originating_point_code;
        let selection = self.signalling_link_selection;
        let destination = destination.checked(Layer::Mtp3, "destination point code")?;
        let originating = originating.checked(Layer::Mtp3, "originating point code")?;
        let variant = destination.variant;
        if originating.variant != variant {
            let what = "variant of the originating point code";
            return Err(refused(ErrorKind::BadContents, Layer::Mtp3, what));
        }
        if variant != Variant::Ansi && selection > 0x0F {
            return out_of_range(selection, "signalling link selection");
        }
        let [d, e, f, _] = destination.value.to_le_bytes();
        let [o, p, q, _] = originating.value.to_le_bytes();
        match variant {
            Variant::Ansi | Variant::China => writer.array([d, e, f, o, p, q, selection]),
            Variant::Itu => writer
                .u32_le(destination.value | originating.value << 14 | u32::from(selection) << 28),
            Variant::Japan => writer.array([d, e, o, p, selection]),
        }
        Ok(())
    }
}

impl fmt::Display for RoutingLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { destination_point_code, originating_point_code, signalling_link_selection } =
            self;
        write!(f, "{originating_point_code} > {destination_point_code}")?;
        write!(f, " ({signalling_link_selection})")
    }
}

/// A message signal unit from the service information octet on (T1.111.4 2, Q.704 2).
///
/// ```
/// use hookflash::wire::mtp3::{Msu, ServiceIndicator, Variant};
/// use hookflash::wire::{Layer, Reader};
/// let octets = [0x83, 0x95, 0xD4, 0xF4, 1, 2, 3, 9, 0xAA];
/// let msu = Msu::decode(&mut Reader::new(&octets, Layer::Mtp3), Variant::Ansi)?;
/// assert_eq!(msu.service_information.service_indicator, ServiceIndicator::SCCP);
/// assert_eq!(msu.routing_label.to_string(), "3-2-1 > 244-212-149 (9)");
/// assert_eq!((msu.payload.rest(), msu.payload.at()), (&[0xAA][..], 8));
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
///
/// Over its payload: what was read, or anything to be encoded.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::mtp3::*;
/// let code = |value| PointCode { variant: Variant::Itu, value };
/// let msu = Msu {
///     service_information: ServiceInformationOctet {
///         network_indicator: NetworkIndicator::NATIONAL,
///         priority: 0,
///         service_indicator: ServiceIndicator::SCCP,
///     },
///     routing_label: RoutingLabel {
///         destination_point_code: code(1),
///         originating_point_code: code(2),
///         signalling_link_selection: 3,
///     },
///     payload: [0xAA],
/// };
/// assert_eq!(Writer::new().message(&msu)?, [0x83, 1, 0x80, 0, 0x30, 0xAA]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Msu<P> {
    /// The service information octet.
    pub service_information: ServiceInformationOctet,
    /// The routing label.
    pub routing_label: RoutingLabel,
    /// The user's message: all the octets after the label.
    pub payload: P,
}

impl<'a> Msu<Reader<'a>> {
    /// The message of network management or of a link test that it carries, if its service indicator
    /// says that it carries one.
    pub fn management(&self) -> Option<Result<Management<'a>, Error>> {
        let test = match self.service_information.service_indicator {
            ServiceIndicator::NETWORK_MANAGEMENT => false,
            ServiceIndicator::TESTING | ServiceIndicator::SPECIAL_TESTING => true,
            _ => return None,
        };
        let variant = self.routing_label.originating_point_code.variant;
        Some(Management::decode(&mut self.payload.clone(), variant, test))
    }

    /// What stands behind a message of management whose end is known.
    pub fn behind_management(&self) -> Option<Reader<'a>> {
        let mut reader = self.payload;
        let variant = self.routing_label.originating_point_code.variant;
        let message = self.management()?.ok()?;
        Management::decode(&mut reader, variant, self.is_test()).ok()?;
        let known = !matches!(message.content, Content::Other(_));
        (known && !reader.is_empty()).then_some(reader)
    }

    /// Whether it is of a link test.
    pub fn is_test(&self) -> bool {
        matches!(
            self.service_information.service_indicator,
            ServiceIndicator::TESTING | ServiceIndicator::SPECIAL_TESTING
        )
    }

    /// Reads a message signal unit, which ends where `reader` ends.
    #[inline(always)] // so that what is read goes from registers to where the caller wants it
    pub fn decode(reader: &mut Reader<'a>, variant: Variant) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Mtp3);
        Ok(Self {
            service_information: reader.u8("service information octet")?.into(),
            routing_label: RoutingLabel::decode(reader, variant)?,
            payload: {
                let payload = *reader;
                reader.take_rest();
                payload
            },
        })
    }
}

impl<'a> Msu<Reader<'a>> {
    /// No message: a value to [decode into](Self::decode_into).
    pub const BLANK: Self = Self {
        service_information: ServiceInformationOctet {
            network_indicator: NetworkIndicator::NATIONAL,
            priority: 0,
            service_indicator: ServiceIndicator::SCCP,
        },
        routing_label: RoutingLabel {
            destination_point_code: PointCode::new(Variant::Ansi, 0),
            originating_point_code: PointCode::new(Variant::Ansi, 0),
            signalling_link_selection: 0,
        },
        payload: Reader::new(&[], Layer::Mtp3),
    };

    /// Reads as [`decode`](Self::decode) does, into a value that is there already. After an error
    /// its fields hold anything.
    ///
    /// # Errors
    ///
    /// Octets that end before the payload.
    #[inline(always)] // so that what is read goes from registers to its place
    pub fn decode_into(&mut self, reader: &mut Reader<'a>, variant: Variant) -> Result<(), Error> {
        let msu = Self::decode(reader, variant)?;
        // Field by field, so that each goes from its register to its place.
        self.service_information.network_indicator = msu.service_information.network_indicator;
        self.service_information.priority = msu.service_information.priority;
        self.service_information.service_indicator = msu.service_information.service_indicator;
        let RoutingLabel {
            destination_point_code,
            originating_point_code,
            signalling_link_selection,
        } = msu.routing_label;
        self.routing_label.destination_point_code = destination_point_code;
        self.routing_label.originating_point_code = originating_point_code;
        self.routing_label.signalling_link_selection = signalling_link_selection;
        self.payload = msu.payload;
        Ok(())
    }
}

impl<P: Encode> Encode for Msu<P> {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        self.payload.encode(writer)?;
        self.routing_label.encode(writer)?;
        self.service_information.encode(writer)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for ServiceInformationOctet {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        source.arbitrary::<u8>().map(Self::from)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for RoutingLabel {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let variant = source.arbitrary()?;
        let most = if variant == Variant::Ansi { 0xFF } else { 0x0F };
        Ok(Self {
            destination_point_code: super::chance::point_code(source, variant)?,
            originating_point_code: super::chance::point_code(source, variant)?,
            signalling_link_selection: source.int_in_range(0..=most)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ErrorKind;

    fn msu(octets: &[u8], variant: Variant) -> Result<Msu<Reader<'_>>, Error> {
        Msu::decode(&mut Reader::new(octets, Layer::Mtp3), variant)
    }

    #[test]
    fn the_service_information_octet_has_three_parts() {
        let octet = ServiceInformationOctet::from(0x95);
        assert_eq!(octet.network_indicator, NetworkIndicator::NATIONAL);
        assert_eq!(octet.priority, 1);
        assert_eq!(octet.service_indicator, ServiceIndicator::ISUP);
        assert_eq!(ServiceIndicator(11).name(), None);
    }

    #[test]
    fn each_variant_reads_its_own_label() -> Result<(), Error> {
        let octets = [0x03, 0x11, 0xE0, 0x02, 0x74, 0x09, 0x81, 0xF3, 0x55];
        let label = |variant| {
            let msu = msu(&octets, variant)?;
            let label = msu.routing_label;
            Ok::<_, Error>((
                label.destination_point_code.value,
                label.originating_point_code.value,
                label.signalling_link_selection,
                msu.payload.len(),
            ))
        };
        assert_eq!(label(Variant::Ansi)?, (0x02_E011, 0x81_0974, 0xF3, 1));
        assert_eq!(label(Variant::China)?, (0x02_E011, 0x81_0974, 0x03, 1));
        // 0x7402E011: bits 0-13, 14-27, 28-31.
        assert_eq!(label(Variant::Itu)?, (0x2011, 0x100B, 7, 4));
        assert_eq!(label(Variant::Japan)?, (0xE011, 0x7402, 9, 3));
        Ok(())
    }

    #[test]
    fn each_variant_writes_the_label_that_it_reads() -> Result<(), Error> {
        // Bits that are spare in a variant are 0.
        for (variant, octets) in [
            (Variant::Ansi, &[0x93, 0x11, 0xE0, 0x02, 0x74, 0x09, 0x81, 0xF3, 0x55][..]),
            (Variant::China, &[0x93, 0x11, 0xE0, 0x02, 0x74, 0x09, 0x81, 0x03, 0x55]),
            (Variant::Itu, &[0x93, 0x11, 0xE0, 0x02, 0x74, 0x55]),
            (Variant::Japan, &[0x93, 0x11, 0xE0, 0x02, 0x74, 0x03, 0x55]),
        ] {
            assert_eq!(Writer::new().message(&msu(octets, variant)?)?, octets);
        }
        Ok(())
    }

    #[test]
    fn what_does_not_fit_its_bits_is_refused() -> Result<(), Error> {
        let whole = msu(&[0x83, 1, 0x80, 0, 0x30, 0xAA], Variant::Itu)?;
        let refused = |change: fn(&mut Msu<Reader<'_>>)| {
            let mut changed = whole;
            change(&mut changed);
            Writer::new().message(&changed).map(|_| ()).map_err(|error| (error.kind, error.what))
        };
        let out_of_range = |value, what| Err((ErrorKind::OutOfRange { value }, what));
        assert_eq!(
            refused(|msu| msu.service_information.network_indicator.0 = 4),
            out_of_range(4, "network indicator")
        );
        assert_eq!(
            refused(|msu| msu.service_information.priority = 4),
            out_of_range(4, "priority")
        );
        assert_eq!(
            refused(|msu| msu.service_information.service_indicator.0 = 16),
            out_of_range(16, "service indicator")
        );
        assert_eq!(
            refused(|msu| msu.routing_label.signalling_link_selection = 16),
            out_of_range(16, "signalling link selection")
        );
        assert_eq!(
            refused(|msu| msu.routing_label.destination_point_code.value = 0x4000),
            out_of_range(0x4000, "destination point code")
        );
        assert_eq!(
            refused(|msu| msu.routing_label.originating_point_code.value = u32::MAX),
            out_of_range(u32::MAX, "originating point code")
        );
        assert_eq!(
            refused(|msu| msu.routing_label.originating_point_code.variant = Variant::Japan),
            Err((ErrorKind::BadContents, "variant of the originating point code"))
        );
        Ok(())
    }

    #[test]
    fn a_label_cut_short_is_an_error_at_the_end_of_the_octets() {
        for (variant, size) in
            [(Variant::Ansi, 8), (Variant::Itu, 5), (Variant::China, 8), (Variant::Japan, 6)]
        {
            let octets = [0x83; 8];
            assert!(msu(&octets[..size], variant).is_ok());
            for cut in 0..size {
                let error = msu(&octets[..cut], variant).expect_err("cut short");
                assert!(matches!(error.kind, ErrorKind::Truncated { .. }), "{error}");
                assert_eq!(error.at as usize, cut);
                assert_eq!(error.layer, Layer::Mtp3);
            }
        }
    }
}

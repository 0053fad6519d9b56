//! MTP level 2 signal units (T1.111.3 2, Q.703 2), without flags, check bits and bit stuffing.

use super::codes::codes;
use super::error::{Error, ErrorKind, Layer};
use super::reader::{Reader, clamp};
use super::writer::{Encode, Writer, refused};

codes! {
    /// Status field of a link status signal unit (T1.111.3 11.1.3, Q.703 11.1.3); three bits.
    pub struct LinkStatus(u8) {
        OUT_OF_ALIGNMENT = 0, "SIO";
        NORMAL_ALIGNMENT = 1, "SIN";
        EMERGENCY_ALIGNMENT = 2, "SIE";
        OUT_OF_SERVICE = 3, "SIOS";
        PROCESSOR_OUTAGE = 4, "SIPO";
        BUSY = 5, "SIB";
    }
}

/// How long sequence numbers and length are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Format {
    /// 7-bit sequence numbers and a 6-bit length (Q.703 2.2).
    Basic,
    /// 12-bit sequence numbers and a 9-bit length, for links of 1.5 or 2 Mbit/s (Q.703 annex A).
    Extended,
}

/// A sequence number with its indicator bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sequence {
    /// The number, 7 or 12 bits.
    pub number: u16,
    /// The indicator bit, whose change asks for or marks a retransmission.
    pub indicator: bool,
}

/// A signal unit, over the message that it may carry: what was read, or anything to be encoded.
///
/// ```
/// use hookflash::wire::Writer;
/// use hookflash::wire::mtp2::{Body, Format, Sequence, SignalUnit};
/// let unit = SignalUnit {
///     format: Format::Basic,
///     backward: Sequence { number: 5, indicator: true },
///     forward: Sequence { number: 6, indicator: false },
///     spare: 0,
///     body: Body::Msu([0x83, 1, 2]), // or an mtp3::Msu
/// };
/// assert_eq!(Writer::new().message(&unit)?, [0x85, 6, 3, 0x83, 1, 2]);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalUnit<P> {
    /// How long its numbers are; the link decides it.
    pub format: Format,
    /// The last unit accepted (BSN, BIB).
    pub backward: Sequence,
    /// The number of this unit (FSN, FIB).
    pub forward: Sequence,
    /// Spare bits above the length indicator; bits 8-7 of the basic format are the message
    /// priority in Japanese networks.
    pub spare: u8,
    /// What it carries, which the length indicator tells.
    pub body: Body<P>,
}

/// What a signal unit carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<P> {
    /// FISU: nothing; length indicator 0.
    FillIn,
    /// LSSU: the state of the link; length indicator 1 or 2.
    LinkStatus {
        /// The state.
        status: LinkStatus,
        /// The second octet of a two-octet status field.
        second: Option<u8>,
    },
    /// MSU: a message, from the service information octet on; length indicator 3 or more.
    Msu(P),
}

impl<'a> SignalUnit<Reader<'a>> {
    /// Reads a signal unit and leaves in `reader` what follows it, such as its check bits. A
    /// basic message of more than 62 octets says 63 and ends where `reader` ends.
    pub fn decode(reader: &mut Reader<'a>, format: Format) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Mtp2);
        Ok(Self {
            format,
            backward: Sequence::decode(reader, format, "backward sequence number")?,
            forward: Sequence::decode(reader, format, "forward sequence number")?,
            spare: match format {
                Format::Basic => reader.peek().map_or(0, |octet| octet >> 6),
                Format::Extended => 0,
            },
            body: Body::decode(reader, format)?,
        })
    }
}

impl Sequence {
    fn decode(reader: &mut Reader<'_>, format: Format, what: &'static str) -> Result<Self, Error> {
        Ok(match format {
            Format::Basic => {
                let octet = reader.u8(what)?;
                Self { number: (octet & 0x7F).into(), indicator: octet & 0x80 != 0 }
            }
            Format::Extended => {
                let octets = reader.u16_le(what)?;
                Self { number: octets & 0x0FFF, indicator: octets & 0x8000 != 0 }
            }
        })
    }
}

impl<'a> Body<Reader<'a>> {
    fn decode(reader: &mut Reader<'a>, format: Format) -> Result<Self, Error> {
        let what = "length indicator";
        let at = reader.at();
        let length: usize = match format {
            Format::Basic => (reader.u8(what)? & 0x3F).into(),
            Format::Extended => (reader.u16_le(what)? & 0x01FF).into(),
        };
        Ok(match length {
            0 => Self::FillIn,
            1 | 2 => {
                let mut field = reader.sub(length, what)?;
                Self::LinkStatus {
                    status: LinkStatus(field.u8("status field")? & 7),
                    second: field.peek(),
                }
            }
            // Q.703 2.3.3: 63 stands for every length of 63 and more.
            63 if format == Format::Basic => {
                if reader.len() < 63 {
                    let available = u16::try_from(reader.len()).unwrap_or(u16::MAX);
                    let kind = ErrorKind::LengthBeyondEnd { claimed: 63, available };
                    return Err(Error { at, ..reader.error(kind, what) });
                }
                let msu = *reader;
                reader.take_rest();
                Self::Msu(msu)
            }
            _ => Self::Msu(reader.sub(length, what)?),
        })
    }
}

impl<P: Encode> Encode for SignalUnit<P> {
    /// # Errors
    ///
    /// A sequence number, spare bits or status of more bits than they have; a message of fewer
    /// than 3 octets, or in the extended format more than 511; what the message refuses.
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let behind = writer.len();
        match &self.body {
            Body::FillIn => {}
            Body::LinkStatus { status, second } => {
                if let Some(second) = second {
                    writer.u8(*second);
                }
                writer.u8(fits(status.0.into(), 7, "status field")? as u8);
            }
            Body::Msu(msu) => {
                msu.encode(writer)?;
                if writer.len() - behind < 3 {
                    return Err(bad_length(writer.len() - behind));
                }
            }
        }
        let length = writer.len() - behind;
        let (forward, backward) = (self.forward, self.backward);
        match self.format {
            Format::Basic => {
                let spare = fits(self.spare.into(), 3, "spare bits")? as u8;
                writer.array([
                    backward.basic("backward sequence number")?,
                    forward.basic("forward sequence number")?,
                    // Q.703 2.3.3: 63 stands for every length of 63 and more.
                    spare << 6 | length.min(63) as u8,
                ]);
            }
            Format::Extended => {
                fits(self.spare.into(), 0, "spare bits")?;
                let Ok(length @ ..=0x01FF) = u16::try_from(length) else {
                    return Err(bad_length(length));
                };
                writer.u16_le(length);
                writer.u16_le(forward.extended("forward sequence number")?);
                writer.u16_le(backward.extended("backward sequence number")?);
            }
        }
        Ok(())
    }
}

impl Sequence {
    #[inline]
    fn basic(self, what: &'static str) -> Result<u8, Error> {
        let indicator = if self.indicator { 0x80 } else { 0 };
        Ok(fits(self.number, 0x7F, what)? as u8 | indicator)
    }

    #[inline]
    fn extended(self, what: &'static str) -> Result<u16, Error> {
        let indicator = if self.indicator { 0x8000 } else { 0 };
        Ok(fits(self.number, 0x0FFF, what)? | indicator)
    }
}

#[inline]
fn fits(value: u16, most: u16, what: &'static str) -> Result<u16, Error> {
    if value <= most {
        Ok(value)
    } else {
        Err(refused(ErrorKind::OutOfRange { value: value.into() }, Layer::Mtp2, what))
    }
}

#[cold]
fn bad_length(length: usize) -> Error {
    let kind = ErrorKind::BadLength { length: clamp(length) };
    refused(kind, Layer::Mtp2, "message signal unit")
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SignalUnit<Reader<'a>> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let format = source.arbitrary()?;
        let (most, most_spare) = match format {
            Format::Basic => (0x7F, 3),
            Format::Extended => (0x0FFF, 0),
        };
        let mut sequence = || {
            let number = source.int_in_range(0..=most)?;
            Ok(Sequence { number, indicator: source.arbitrary()? })
        };
        let (backward, forward) = (sequence()?, sequence()?);
        Ok(Self {
            format,
            backward,
            forward,
            spare: source.int_in_range(0..=most_spare)?,
            body: source.arbitrary()?,
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Body<Reader<'a>> {
    fn arbitrary(source: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let kind = source.int_in_range(0..=3)?;
        let msu: Reader<'a> = source.arbitrary()?;
        Ok(match kind {
            0 => Self::FillIn,
            1 => {
                let status = LinkStatus(source.int_in_range(0..=7)?);
                Self::LinkStatus { status, second: source.arbitrary()? }
            }
            _ if msu.len() < 3 => Self::FillIn,
            _ => Self::Msu(msu),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(octets: &[u8], format: Format) -> Result<(SignalUnit<Reader<'_>>, usize), Error> {
        let mut reader = Reader::new(octets, Layer::Mtp2);
        let unit = SignalUnit::decode(&mut reader, format)?;
        Ok((unit, reader.len()))
    }

    #[test]
    fn the_length_tells_the_three_kinds_apart() -> Result<(), Error> {
        let (fill_in, _) = unit(&[0x85, 0x06, 0x00], Format::Basic)?;
        assert_eq!(fill_in.backward, Sequence { number: 5, indicator: true });
        assert_eq!(fill_in.forward, Sequence { number: 6, indicator: false });
        assert_eq!(fill_in.body, Body::FillIn);

        let (status, _) = unit(&[0, 0, 2, 3, 9], Format::Basic)?;
        let out_of_service = LinkStatus::OUT_OF_SERVICE;
        assert_eq!(status.body, Body::LinkStatus { status: out_of_service, second: Some(9) });

        let (message, left) = unit(&[0, 0, 0x43, 0x83, 1, 2, 0xCC, 0xCC], Format::Basic)?;
        assert_eq!(message.spare, 1);
        assert_eq!(message.body, Body::Msu(Reader::new_at(&[0x83, 1, 2], 3, Layer::Mtp2)));
        assert_eq!(left, 2);
        Ok(())
    }

    #[test]
    fn a_length_of_63_means_63_or_more() -> Result<(), Error> {
        let mut octets = [0; 73];
        octets[2] = 63;
        let (message, left) = unit(&octets, Format::Basic)?;
        let Body::Msu(msu) = message.body else { panic!("a message") };
        assert_eq!((msu.len(), left), (70, 0));
        assert!(unit(&octets[..66], Format::Basic).is_ok());
        let error = unit(&octets[..65], Format::Basic).expect_err("62 octets");
        assert_eq!(error.kind, ErrorKind::LengthBeyondEnd { claimed: 63, available: 62 });
        Ok(())
    }

    #[test]
    fn the_extended_format_has_two_octets_a_field() -> Result<(), Error> {
        let octets = [0x23, 0x81, 0x56, 0x04, 0x03, 0x00, 0x83, 1, 2];
        let (message, left) = unit(&octets, Format::Extended)?;
        assert_eq!(message.backward, Sequence { number: 0x123, indicator: true });
        assert_eq!(message.forward, Sequence { number: 0x456, indicator: false });
        assert_eq!(message.body, Body::Msu(Reader::new_at(&[0x83, 1, 2], 6, Layer::Mtp2)));
        assert_eq!(left, 0);
        Ok(())
    }

    #[test]
    fn what_was_read_is_written_as_it_was() -> Result<(), Error> {
        let long = [&[0x85, 6, 63][..], &[0xAA; 63]].concat();
        for (octets, format) in [
            (&[0x85, 6, 0][..], Format::Basic),
            (&[5, 0x86, 1, 3], Format::Basic),
            (&[5, 6, 2, 3, 9], Format::Basic),
            (&[5, 6, 0x43, 0x83, 1, 2], Format::Basic),
            (&long, Format::Basic),
            (&[0x23, 0x81, 0x56, 4, 0, 0], Format::Extended),
            (&[0x23, 1, 0x56, 0x84, 1, 0, 5], Format::Extended),
            (&[0x23, 1, 0x56, 4, 3, 0, 0x83, 1, 2], Format::Extended),
        ] {
            let (unit, left) = unit(octets, format)?;
            assert_eq!((unit.format, left), (format, 0));
            assert_eq!(Writer::new().message(&unit)?, octets);
        }
        Ok(())
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let refused = |unit: SignalUnit<&[u8]>| {
            Writer::new().message(&unit).map(|_| ()).map_err(|error| error.what)
        };
        let (format, extended) = (Format::Basic, Format::Extended);
        let number = |number| Sequence { number, indicator: true };
        let (backward, forward) = (number(0x7F), number(0x7F));
        let body = Body::Msu(&[0x83, 1, 2][..]);
        let unit = SignalUnit { format, backward, forward, spare: 3, body };
        assert_eq!(refused(unit), Ok(()));
        assert_eq!(
            refused(SignalUnit { backward: number(0x80), ..unit }),
            Err("backward sequence number")
        );
        assert_eq!(
            refused(SignalUnit { forward: number(0x80), ..unit }),
            Err("forward sequence number")
        );
        assert_eq!(refused(SignalUnit { spare: 4, ..unit }), Err("spare bits"));
        assert_eq!(
            refused(SignalUnit { body: Body::Msu(&[0x83, 1]), ..unit }),
            Err("message signal unit")
        );
        let (status, second) = (LinkStatus(8), None);
        assert_eq!(
            refused(SignalUnit { body: Body::LinkStatus { status, second }, ..unit }),
            Err("status field")
        );
        let long = [0; 512];
        assert_eq!(refused(SignalUnit { body: Body::Msu(&long), ..unit }), Ok(()));

        let unit = SignalUnit { format: extended, spare: 0, ..unit };
        let forward = number(0x0FFF);
        assert_eq!(refused(SignalUnit { forward, ..unit }), Ok(()));
        assert_eq!(refused(SignalUnit { spare: 1, ..unit }), Err("spare bits"));
        assert_eq!(
            refused(SignalUnit { forward: number(0x1000), ..unit }),
            Err("forward sequence number")
        );
        assert_eq!(refused(SignalUnit { body: Body::Msu(&long[1..]), ..unit }), Ok(()));
        assert_eq!(
            refused(SignalUnit { body: Body::Msu(&long), ..unit }),
            Err("message signal unit")
        );
    }

    #[test]
    fn a_length_past_the_end_is_an_error() {
        let error = unit(&[0, 0, 5, 0x83, 1], Format::Basic).expect_err("three short");
        assert_eq!(error.kind, ErrorKind::LengthBeyondEnd { claimed: 5, available: 2 });
    }
}

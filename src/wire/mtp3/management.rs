//! Messages of signalling network management and of link tests (T1.111.4 15, T1.111.7 5; Q.704 15,
//! Q.707 5).

use crate::wire::codes::{PointCode, Variant};
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::Reader;
use crate::wire::writer::{Encode, Writer, refused};

/// The heading code: bits 4-1 (H0) say which group, bits 8-5 (H1) which message of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeadingCode(
    /// The octet.
    pub u8,
);

impl HeadingCode {
    /// Bits 4-1.
    pub const fn h0(self) -> u8 {
        self.0 & 0x0F
    }

    /// Bits 8-5.
    pub const fn h1(self) -> u8 {
        self.0 >> 4
    }

    /// The message's acronym (T1.111.4 table 4, Q.704 table 1), of network management or, where
    /// `test`, of a link test.
    pub const fn name(self, variant: Variant, test: bool) -> Option<&'static str> {
        let ansi = matches!(variant, Variant::Ansi);
        Some(match (self.h0(), self.h1()) {
            (1, 1) if test => "SLTM",
            (1, 2) if test => "SLTA",
            _ if test => return None,
            (1, 1) => "COO",
            (1, 2) => "COA",
            (1, 3) => "XCO",
            (1, 4) => "XCA",
            (1, 5) => "CBD",
            (1, 6) => "CBA",
            (2, 1) => "ECO",
            (2, 2) => "ECA",
            (3, 1) => "RCT",
            (3, 2) => "TFC",
            (4, 1) => "TFP",
            (4, 2) if ansi => "TCP",
            (4, 3) => "TFR",
            (4, 4) if ansi => "TCR",
            (4, 5) => "TFA",
            (4, 6) if ansi => "TCA",
            (5, 1) if ansi => "RSP",
            (5, 1) => "RST",
            (5, 2) => "RSR",
            (5, 3) if ansi => "RCP",
            (5, 4) if ansi => "RCR",
            (6, 1) => "LIN",
            (6, 2) => "LUN",
            (6, 3) => "LIA",
            (6, 4) => "LUA",
            (6, 5) => "LID",
            (6, 6) => "LFU",
            (6, 7) => "LLT",
            (6, 8) => "LRT",
            (7, 1) => "TRA",
            (7, 2) if ansi => "TRW",
            (8, 1) => "DLC",
            (8, 2) => "CSS",
            (8, 3) => "CNS",
            (8, 4) => "CNP",
            (10, 1) => "UPU",
            _ => return None,
        })
    }
}

/// What a message of management says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// COO, COA, XCO, XCA: the number of the last message that was taken over the old link; 7 bits,
    /// 24 in the extended ones.
    ForwardSequenceNumber(u32),
    /// CBD, CBA.
    ChangebackCode(u8),
    /// TFP, TFR, TFA, RST, RSR and those of clusters: where to; of a cluster, the member is 0.
    Destination(PointCode),
    /// TFC: which destination is congested, and how much, 0 to 3.
    Congestion(PointCode, u8),
    /// UPU: which user of which node is not there (bits 4-1), and why (bits 8-5).
    UserPart(PointCode, u8),
    /// DLC: the data link that is to become the signalling link; 14 bits in ANSI, else 12.
    DataLink(u16),
    /// SLTM, SLTA.
    TestPattern(&'a [u8]),
    /// Nothing beside the link.
    Link,
    /// Of a message that is not known, or whose fields stand nowhere here: all its octets.
    Other(Reader<'a>),
}

/// A message of signalling network management (service indicator 0) or of a link test (1 and 2).
///
/// ```
/// use hookflash::wire::mtp3::{Content, Management, PointCode, Variant};
/// use hookflash::wire::{Layer, Reader, Writer};
/// let octets = [0x14, 1, 20, 5];
/// let mut reader = Reader::new(&octets, Layer::Mtp3);
/// let message = Management::decode(&mut reader, Variant::Ansi, false)?;
/// assert_eq!(message.heading_code.name(Variant::Ansi, false), Some("TFP"));
/// let code = PointCode::new(Variant::Ansi, 0x05_1401);
/// assert_eq!(message.content, Content::Destination(code));
/// assert_eq!(Writer::new().message(&message)?, octets);
/// # Ok::<(), hookflash::wire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Management<'a> {
    /// Which message.
    pub heading_code: HeadingCode,
    /// Which link of those between the two nodes; in ITU networks the routing label says it.
    pub signalling_link_code: Option<u8>,
    /// The rest.
    pub content: Content<'a>,
}

impl<'a> Management<'a> {
    /// Reads a message behind the routing label, which ends where `reader` ends. `test`: it is one of
    /// a link test.
    ///
    /// # Errors
    ///
    /// A message that ends within a field.
    pub fn decode(reader: &mut Reader<'a>, variant: Variant, test: bool) -> Result<Self, Error> {
        *reader = reader.with_layer(Layer::Mtp3);
        let heading_code = HeadingCode(reader.u8("heading code")?);
        let ansi = variant == Variant::Ansi;
        let mut signalling_link_code = None;
        let link = |octet: u8| ansi.then_some(octet & 0x0F);
        let name = heading_code.name(variant, test).unwrap_or("");
        let content = match name {
            "SLTM" | "SLTA" => {
                let octet = reader.u8("length of the test pattern")?;
                signalling_link_code = link(octet);
                Content::TestPattern(reader.take(usize::from(octet >> 4), "test pattern")?)
            }
            "COO" | "COA" | "CBD" | "CBA" if ansi => {
                let word = reader.u16_le("forward sequence number")?;
                signalling_link_code = Some((word & 0x0F) as u8);
                let code = word >> 4;
                match heading_code.h1() {
                    1 | 2 => Content::ForwardSequenceNumber(u32::from(code & 0x7F)),
                    _ => Content::ChangebackCode((code & 0xFF) as u8),
                }
            }
            "COO" | "COA" => {
                let number = reader.u8("forward sequence number")? & 0x7F;
                Content::ForwardSequenceNumber(number.into())
            }
            "CBD" | "CBA" => Content::ChangebackCode(reader.u8("changeback code")?),
            "XCO" | "XCA" if ansi => {
                let word = u32::from_le_bytes(reader.array("forward sequence number")?);
                signalling_link_code = Some((word & 0x0F) as u8);
                Content::ForwardSequenceNumber(word >> 4 & 0xFF_FFFF)
            }
            "XCO" | "XCA" => {
                let [low, middle, high] = reader.array("forward sequence number")?;
                Content::ForwardSequenceNumber(u32::from_le_bytes([low, middle, high, 0]))
            }
            "ECO" | "ECA" | "LIN" | "LUN" | "LIA" | "LUA" | "LID" | "LFU" | "LLT" | "LRT" => {
                if ansi {
                    signalling_link_code = link(reader.u8("signalling link code")?);
                }
                Content::Link
            }
            // Four bits of the link's code, then the data link (T1.111.4 15); else the data link alone
            // (Q.704 15.12).
            "DLC" if ansi => {
                let [low, middle, high] = reader.array("signalling data link")?;
                signalling_link_code = link(low);
                let data_link = u32::from_le_bytes([low, middle, high, 0]) >> 4 & 0x3FFF;
                Content::DataLink(data_link as u16)
            }
            "DLC" => Content::DataLink(reader.u16_le("signalling data link")? & 0x0FFF),
            "CSS" | "CNS" | "CNP" if !ansi => Content::Link,
            "RCT" | "TRA" | "TRW" => Content::Link,
            "TFC" if variant == Variant::Itu => {
                // The two bits that the code leaves (Q.704 15.6.2).
                let word = reader.u16_le("destination")?;
                let code = PointCode::new(variant, u32::from(word & 0x3FFF));
                Content::Congestion(code, (word >> 14) as u8)
            }
            "TFC" => {
                let code = PointCode::decode(reader, variant, "destination")?;
                Content::Congestion(code, reader.u8("status")? & 3)
            }
            "UPU" => {
                let code = PointCode::decode(reader, variant, "destination")?;
                Content::UserPart(code, reader.u8("user part and cause")?)
            }
            "TFP" | "TCP" | "TFR" | "TCR" | "TFA" | "TCA" | "RSP" | "RST" | "RSR" | "RCP"
            | "RCR" => Content::Destination(PointCode::decode(reader, variant, "destination")?),
            _ => Content::Other(*reader),
        };
        Ok(Self { heading_code, signalling_link_code, content })
    }
}

impl Encode for Management<'_> {
    /// # Errors
    ///
    /// A value of more bits than it has; a test pattern of more than 15 octets.
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        let refuse =
            |value: u32, what| Err(refused(ErrorKind::OutOfRange { value }, Layer::Mtp3, what));
        let link = self.signalling_link_code.unwrap_or(0);
        if link > 0x0F {
            return refuse(link.into(), "signalling link code");
        }
        let with_link = self.signalling_link_code.is_some();
        match self.content {
            Content::ForwardSequenceNumber(number) => {
                let extended = self.heading_code.h1() >= 3;
                if number > if extended { 0xFF_FFFF } else { 0x7F } {
                    return refuse(number, "forward sequence number");
                }
                let [low, middle, high, last] = match with_link {
                    true => (number << 4 | u32::from(link)).to_le_bytes(),
                    false => number.to_le_bytes(),
                };
                match (with_link, extended) {
                    (true, true) => writer.array([low, middle, high, last]),
                    (true, false) => writer.array([low, middle]),
                    (false, true) => writer.array([low, middle, high]),
                    (false, false) => writer.u8(low),
                }
            }
            Content::ChangebackCode(code) if with_link => {
                writer.array((u16::from(code) << 4 | u16::from(link)).to_le_bytes());
            }
            Content::ChangebackCode(code) => writer.u8(code),
            Content::Destination(code) => code.encode(writer)?,
            Content::Congestion(code, status) => {
                if status > 3 {
                    return refuse(status.into(), "status");
                }
                if code.variant == Variant::Itu {
                    let word = (code.value & 0x3FFF) as u16 | u16::from(status) << 14;
                    writer.array(word.to_le_bytes());
                } else {
                    writer.u8(status);
                    code.encode(writer)?;
                }
            }
            Content::UserPart(code, user) => {
                writer.u8(user);
                code.encode(writer)?;
            }
            Content::DataLink(data_link) => {
                if data_link > if with_link { 0x3FFF } else { 0x0FFF } {
                    return refuse(data_link.into(), "signalling data link");
                }
                if with_link {
                    let word = u32::from(data_link) << 4 | u32::from(link);
                    let [low, middle, high, _] = word.to_le_bytes();
                    writer.array([low, middle, high]);
                } else {
                    writer.array(data_link.to_le_bytes());
                }
            }
            Content::TestPattern(pattern) => {
                let Ok(length @ 0..=15) = u8::try_from(pattern.len()) else {
                    return refuse(pattern.len() as u32, "length of the test pattern");
                };
                writer.put(pattern);
                writer.u8(length << 4 | link);
            }
            Content::Link if with_link => writer.u8(link),
            Content::Link => {}
            Content::Other(rest) => writer.put(rest.rest()),
        }
        writer.u8(self.heading_code.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8], variant: Variant, test: bool) -> Result<Management<'_>, Error> {
        Management::decode(&mut Reader::new(octets, Layer::Mtp3), variant, test)
    }

    #[test]
    fn each_message_is_read_and_written_as_it_was() -> Result<(), Error> {
        let ansi: &[&[u8]] = &[
            &[0x11, 0xA3, 0x04],
            &[0x21, 0xA3, 0x04],
            &[0x31, 0xA3, 0xCB, 0xED, 0x0F],
            &[0x51, 0xF3, 0x0F],
            &[0x12, 3],
            &[0x13],
            &[0x23, 1, 20, 5, 2],
            &[0x14, 1, 20, 5],
            &[0x64, 0, 20, 5],
            &[0x35, 0, 20, 5],
            &[0x16, 7],
            &[0x27],
            &[0x1A, 1, 20, 5, 0x13],
            &[0x18, 0x34, 0x12, 0x01],
            &[0x99, 1, 2, 3],
        ];
        let itu: &[&[u8]] = &[
            &[0x11, 0x4A],
            &[0x31, 1, 2, 3],
            &[0x61, 0xFF],
            &[0x12],
            &[0x23, 0x01, 0x88],
            &[0x14, 0x01, 0x08],
            &[0x25, 0x01, 0x08],
            &[0x16],
            &[0x1A, 0x01, 0x08, 0x25],
            &[0x18, 0x34, 0x02],
            &[0x28],
        ];
        for (list, variant) in [(ansi, Variant::Ansi), (itu, Variant::Itu)] {
            for octets in list {
                let message = read(octets, variant, false)?;
                assert_eq!(Writer::new().message(&message)?, *octets, "{message:?}");
            }
        }
        for (octets, variant) in
            [(&[0x11, 0x23, 0xAA, 0xBB][..], Variant::Ansi), (&[0x21, 0x10, 0xAA], Variant::Itu)]
        {
            let message = read(octets, variant, true)?;
            assert!(matches!(message.content, Content::TestPattern(_)), "{message:?}");
            assert_eq!(Writer::new().message(&message)?, octets);
        }
        Ok(())
    }

    #[test]
    fn fields_have_the_places_that_the_standards_give_them() -> Result<(), Error> {
        let coo = read(&[0x11, 0xA3, 0x04], Variant::Ansi, false)?;
        assert_eq!(coo.signalling_link_code, Some(3));
        assert_eq!(coo.content, Content::ForwardSequenceNumber(0x4A));
        let tfc = read(&[0x23, 0x01, 0x88], Variant::Itu, false)?;
        let code = PointCode::new(Variant::Itu, 0x0801);
        assert_eq!(tfc.content, Content::Congestion(code, 2));
        // As tshark reads both.
        let dlc = read(&[0x18, 0x34, 0x12, 0x01], Variant::Ansi, false)?;
        assert_eq!(dlc.signalling_link_code, Some(4));
        assert_eq!(dlc.content, Content::DataLink(4387));
        let dlc = read(&[0x18, 0x34, 0x12], Variant::Itu, false)?;
        assert_eq!((dlc.signalling_link_code, dlc.content), (None, Content::DataLink(564)));
        assert_eq!(HeadingCode(0x15).name(Variant::Ansi, false), Some("RSP"));
        assert_eq!(HeadingCode(0x15).name(Variant::Itu, false), Some("RST"));
        Ok(())
    }

    #[test]
    fn a_message_that_ends_within_a_field_is_an_error() {
        for octets in [&[][..], &[0x11, 1], &[0x14, 1, 2], &[0x23, 1, 2, 3]] {
            assert!(read(octets, Variant::Ansi, false).is_err(), "{octets:?}");
        }
        assert!(read(&[0x11, 0xF0, 1], Variant::Itu, true).is_err(), "15 octets of pattern");
    }
}

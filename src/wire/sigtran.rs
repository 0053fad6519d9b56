//! What the SIGTRAN adaptation layers have in common: the eight-octet message header and, but
//! for M2PA, the tag-length-value parameters padded to four octets (RFC 4666 3.1 and 3.2).

use super::error::{Error, ErrorKind, Layer};
use super::reader::{Reader, clamp};
use super::writer::{Encode, Writer, refused};
use alloc::vec::Vec;
use nom::number::complete::{be_u8, be_u16, be_u32};

/// The one version of every adaptation layer (RFC 4666 3.1.1).
pub const VERSION: u8 = 1;

/// The common message header, which also frames messages on a stream of octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Message class.
    pub class: u8,
    /// Message type within the class.
    pub message_type: u8,
    /// Octets in the message, this header included.
    pub length: u32,
}

impl Header {
    /// How many octets the header has.
    pub const SIZE: usize = 8;

    /// Reads the header. The reserved octet is ignored (RFC 4666 3.1.2).
    pub fn decode(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let start = *reader;
        let (version, _reserved, class, message_type, length) =
            reader.header("common message header", (be_u8, be_u8, be_u8, be_u8, be_u32))?;
        if version != VERSION {
            return Err(
                start.error(ErrorKind::Unsupported { code: version.into() }, "protocol version")
            );
        }
        if (length as usize) < Self::SIZE {
            return Err(Error {
                at: start.at() + 4,
                ..start.error(ErrorKind::BadLength { length }, "message length")
            });
        }
        Ok(Self { class, message_type, length })
    }

    /// Reads the header of a message that must fill `reader`, and the reader of its body.
    ///
    /// The length may leave out the padding of the last parameter, and the padding may be absent
    /// (RFC 4666 3.1.4: "A receiver SHOULD accept the message whether or not the final parameter
    /// padding is included in the message length").
    pub(crate) fn decode_whole<'a>(reader: &mut Reader<'a>) -> Result<(Self, Reader<'a>), Error> {
        let header = Self::decode(reader)?;
        let body = reader.sub(header.length as usize - Self::SIZE, "message length")?;
        skip_padding(reader, header.length as usize);
        reader.end("message")?;
        Ok((header, body))
    }
}

impl Header {
    /// Writes the header of the message whose body is all that was written since the writer held
    /// `behind` octets.
    #[inline]
    pub(crate) fn write(
        class: u8,
        message_type: u8,
        behind: usize,
        layer: Layer,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        let length = writer.len() - behind + Self::SIZE;
        let Ok(length) = u32::try_from(length) else {
            return Err(refused(
                ErrorKind::BadLength { length: u32::MAX },
                layer,
                "message length",
            ));
        };
        Self { class, message_type, length }.encode(writer)
    }
}

impl Encode for Header {
    #[inline]
    fn encode(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.u32_be(self.length);
        writer.array([VERSION, 0, self.class, self.message_type]);
        Ok(())
    }
}

/// Pads what was written since the writer held `behind` octets to a multiple of four
/// (RFC 4666 3.2).
#[inline]
pub(crate) fn pad(behind: usize, writer: &mut Writer) {
    let padding = (writer.len() - behind).wrapping_neg() & 3;
    if padding != 0 {
        writer.zeros_behind(padding, behind);
    }
}

/// Pads the value that was written since the writer held `behind` octets, and writes the tag and
/// the length, which leaves out the padding.
#[inline]
pub(crate) fn write_header(
    tag: u16,
    behind: usize,
    layer: Layer,
    what: &'static str,
    writer: &mut Writer,
) -> Result<(), Error> {
    let length = writer.len() - behind + 4;
    let Ok(octets) = u16::try_from(length) else {
        return Err(refused(ErrorKind::BadLength { length: clamp(length) }, layer, what));
    };
    pad(behind, writer);
    writer.u16_be(octets);
    writer.u16_be(tag);
    Ok(())
}

/// Writes a parameter whose value is one 32-bit number.
#[inline]
pub(crate) fn write_number(tag: u16, number: u32, writer: &mut Writer) {
    writer.u32_be(number);
    writer.u16_be(8);
    writer.u16_be(tag);
}

/// Writes parameters as they were read; the padding of the last may not have been (RFC 4666
/// 3.1.4).
///
/// # Errors
///
/// That of the first parameter that cannot be read, nowhere.
pub(crate) fn write_parameters(parameters: Reader<'_>, writer: &mut Writer) -> Result<(), Error> {
    let mut left = parameters;
    while let Some(parameter) = parameter(&mut left) {
        if let Err(error) = parameter {
            return Err(Error { at: Error::NOWHERE, ..error });
        }
    }
    let behind = writer.len();
    writer.put(parameters.rest());
    pad(behind, writer);
    Ok(())
}

/// Whether two lists hold the same parameters, wherever they stand and whatever pads them. Where
/// one cannot be read, neither is compared further than that.
pub(crate) fn same_parameters(mut one: Reader<'_>, mut other: Reader<'_>) -> bool {
    loop {
        match (parameter(&mut one), parameter(&mut other)) {
            (None, None) => return true,
            (Some(Ok((tag, value, _))), Some(Ok((other_tag, other_value, _))))
                if tag == other_tag && value == other_value => {}
            (Some(Err(error)), Some(Err(other))) => {
                return error.kind == other.kind && error.what == other.what;
            }
            _ => return false,
        }
    }
}

/// Passes over the padding after `length` octets, as far as it is there.
fn skip_padding(reader: &mut Reader<'_>, length: usize) {
    let padding = (length.wrapping_neg() & 3).min(reader.len());
    // Cannot fail: no more octets are taken than there are.
    let _ = reader.take(padding, "padding");
}

/// One parameter as every adaptation layer lays it out: tag, value, and where the tag stands.
pub(crate) type RawParameter<'a> = (u16, Reader<'a>, u32);

/// Reads the next parameter; none at the end. After an error nothing more is there to read, so
/// that a loop over parameters ends.
#[inline]
pub(crate) fn parameter<'a>(reader: &mut Reader<'a>) -> Option<Result<RawParameter<'a>, Error>> {
    if reader.is_empty() {
        return None;
    }
    let parameter = decode_parameter(reader);
    if parameter.is_err() {
        reader.take_rest();
    }
    Some(parameter)
}

#[inline]
fn decode_parameter<'a>(reader: &mut Reader<'a>) -> Result<RawParameter<'a>, Error> {
    let start = *reader;
    let (tag, length) = reader.header("parameter header", (be_u16, be_u16))?;
    let length_at = start.at() + 2;
    let Some(value_length) = usize::from(length).checked_sub(4) else {
        return Err(Error {
            at: length_at,
            ..start.error(ErrorKind::BadLength { length: length.into() }, "parameter")
        });
    };
    let value = reader.sub(value_length, "parameter").map_err(|error| Error {
        kind: ErrorKind::LengthBeyondEnd {
            claimed: length.into(),
            available: u16::try_from(start.len()).unwrap_or(u16::MAX),
        },
        at: length_at,
        ..error
    })?;
    skip_padding(reader, length.into());
    Ok((tag, value, start.at()))
}

/// Reads a value that is one 32-bit number and nothing else.
pub(crate) fn number(value: Reader<'_>, what: &'static str) -> Result<u32, Error> {
    exactly(value, 4, what)?.u32_be(what)
}

/// Checks that a value has the one length its definition allows.
pub(crate) fn exactly<'a>(
    value: Reader<'a>,
    length: usize,
    what: &'static str,
) -> Result<Reader<'a>, Error> {
    if value.len() == length { Ok(value) } else { Err(bad_length(&value, what)) }
}

/// Checks that a value is a list of entries of `size` octets each.
pub(crate) fn list<'a>(
    value: Reader<'a>,
    size: usize,
    what: &'static str,
) -> Result<Reader<'a>, Error> {
    if value.len().is_multiple_of(size) { Ok(value) } else { Err(bad_length(&value, what)) }
}

#[cold]
fn bad_length(value: &Reader<'_>, what: &'static str) -> Error {
    value.error(ErrorKind::BadLength { length: clamp(value.len()) }, what)
}

/// Cuts a stream of octets, in pieces of any size, into messages by the length in their common
/// header: for transports that keep no boundaries (TCP), for SCTP keeps them itself.
///
/// It holds no more than a message and a piece, whatever a header claims.
///
/// ```
/// use hookflash::wire::m3ua::Frames;
/// let mut frames = Frames::new(1 << 16);
/// let heartbeat = [1, 0, 3, 3, 0, 0, 0, 8];
/// frames.push(&heartbeat[..5]);
/// assert!(frames.next().is_none());
/// frames.push(&heartbeat[5..]);
/// assert_eq!(frames.next(), Some(Ok(&heartbeat[..])));
/// assert!(frames.next().is_none());
/// ```
#[derive(Debug, Clone)]
pub struct Frames {
    octets: Vec<u8>,
    /// Where the next message begins.
    start: usize,
    /// Octets of the stream before `octets`.
    passed: u64,
    longest: usize,
    failed: bool,
}

impl Frames {
    /// Takes messages of up to `longest` octets.
    pub const fn new(longest: usize) -> Self {
        Self { octets: Vec::new(), start: 0, passed: 0, longest, failed: false }
    }

    /// Takes the next octets of the stream.
    pub fn push(&mut self, octets: &[u8]) {
        if self.failed {
            return;
        }
        self.passed += self.start as u64;
        self.octets.drain(..self.start);
        self.start = 0;
        self.octets.extend_from_slice(octets);
    }

    /// The next whole message; none until more octets come.
    ///
    /// # Errors
    ///
    /// A header of another version, or a length below the header's own or above the limit. Where
    /// the next message would begin is unknown then: the error is the last thing that comes, and
    /// the stream is to be closed. Its place counts from the start of the stream (modulo 2^32).
    #[allow(clippy::should_implement_trait)] // a message borrows from the frames
    pub fn next(&mut self) -> Option<Result<&[u8], Error>> {
        let rest = &self.octets[self.start..];
        if self.failed || rest.len() < Header::SIZE {
            return None;
        }
        let at = (self.passed + self.start as u64) as u32;
        let mut reader = Reader::new_at(rest, at, Layer::M3ua);
        let length = Header::decode(&mut reader).and_then(|header| {
            // The next message stands on a boundary of four octets (RFC 4666 3.2).
            let length = (header.length as usize).next_multiple_of(4);
            if length <= self.longest {
                return Ok(length);
            }
            let kind = ErrorKind::BadLength { length: header.length };
            Err(Error { kind, at: at.wrapping_add(4), layer: Layer::M3ua, what: "message length" })
        });
        match length {
            Ok(length) if length <= rest.len() => {
                let message = self.start..self.start + length;
                self.start = message.end;
                Some(Ok(&self.octets[message]))
            }
            Ok(_) => None,
            Err(error) => {
                self.failed = true;
                self.octets = Vec::new();
                self.start = 0;
                Some(Err(error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_cut_of_a_stream_gives_the_same_messages() {
        let messages: [&[u8]; 3] = [
            &[1, 0, 3, 3, 0, 0, 0, 16, 0, 9, 0, 8, 1, 2, 3, 4],
            &[1, 0, 3, 6, 0, 0, 0, 8],
            &[1, 0, 3, 3, 0, 0, 0, 13, 0, 9, 0, 5, 1, 0, 0, 0],
        ];
        let stream = messages.concat();
        for size in 1..=stream.len() {
            let mut frames = Frames::new(64);
            let mut found = Vec::new();
            for piece in stream.chunks(size) {
                frames.push(piece);
                while let Some(message) = frames.next() {
                    found.push(message.map(<[u8]>::to_vec));
                }
            }
            assert!(
                found.iter().map(|m| m.as_deref()).eq(messages.iter().map(|m| Ok(*m))),
                "{size}"
            );
        }
    }

    #[test]
    fn a_length_above_the_limit_ends_the_stream_and_holds_nothing() {
        let mut frames = Frames::new(64);
        frames.push(&[1, 0, 3, 6, 0, 0, 0, 8, 1, 0, 3, 3, 0xFF, 0xFF, 0xFF, 0xFF]);
        assert!(matches!(frames.next(), Some(Ok(_))));
        let error = frames.next().and_then(Result::err).map(|error| (error.kind, error.at));
        assert_eq!(error, Some((ErrorKind::BadLength { length: u32::MAX }, 12)));
        frames.push(&[0; 1000]);
        assert!(frames.next().is_none() && frames.octets.is_empty());
    }
    use crate::wire::Layer;

    fn whole(octets: &[u8]) -> Result<(Header, Reader<'_>), Error> {
        Header::decode_whole(&mut Reader::new(octets, Layer::M3ua))
    }

    #[test]
    fn the_length_must_be_that_of_the_message() {
        assert!(whole(&[1, 0, 3, 3, 0, 0, 0, 8]).is_ok());
        let kind = |octets| whole(octets).map_err(|e| (e.kind, e.at)).err();
        assert_eq!(
            kind(&[1, 0, 3, 3, 0, 0, 0, 12]),
            Some((ErrorKind::LengthBeyondEnd { claimed: 4, available: 0 }, 8))
        );
        assert_eq!(
            kind(&[1, 0, 3, 3, 0, 0, 0, 8, 0, 9, 0, 4]),
            Some((ErrorKind::Trailing { count: 4 }, 8))
        );
        assert_eq!(kind(&[1, 0, 3, 3, 0, 0, 0, 7]), Some((ErrorKind::BadLength { length: 7 }, 4)));
        assert_eq!(kind(&[2, 0, 3, 3, 0, 0, 0, 8]), Some((ErrorKind::Unsupported { code: 2 }, 0)));
    }

    #[test]
    fn the_last_padding_may_be_counted_or_not_and_be_there_or_not() -> Result<(), Error> {
        for octets in [
            &[1, 0, 3, 3, 0, 0, 0, 13, 0, 9, 0, 5, 0xAA][..],
            &[1, 0, 3, 3, 0, 0, 0, 13, 0, 9, 0, 5, 0xAA, 0, 0, 0],
            &[1, 0, 3, 3, 0, 0, 0, 16, 0, 9, 0, 5, 0xAA, 0, 0, 0],
        ] {
            let (_, mut body) = whole(octets)?;
            let (tag, value, at) = parameter(&mut body).expect("a parameter")?;
            assert_eq!((tag, value.rest(), at), (9, &[0xAA][..], 8));
            assert!(parameter(&mut body).is_none());
        }
        Ok(())
    }

    #[test]
    fn a_parameter_shorter_than_its_header_ends_the_loop() {
        for length in 0..4 {
            let octets = [0, 9, 0, length, 0, 9, 0, 4];
            let mut body = Reader::new_at(&octets, 8, Layer::M3ua);
            let error = parameter(&mut body).expect("an error").expect_err("too short");
            assert_eq!(error.kind, ErrorKind::BadLength { length: length.into() });
            assert_eq!(error.at, 10);
            assert!(parameter(&mut body).is_none());
        }
    }

    #[test]
    fn a_parameter_that_claims_more_than_there_is_says_so() {
        let mut body = Reader::new(&[0, 9, 0, 9, 1, 2, 3, 4], Layer::M3ua);
        let error = parameter(&mut body).expect("an error").expect_err("too long");
        assert_eq!(error.kind, ErrorKind::LengthBeyondEnd { claimed: 9, available: 8 });
    }
}

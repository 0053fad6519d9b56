//! Where the variable and optional parts of a message stand (T1.112.3 1.5 to 1.7, Q.713 1.5
//! to 1.7).

use super::address::Address;
use super::optional::OptionalParameters;
use crate::wire::error::{Error, ErrorKind, Layer};
use crate::wire::reader::{Reader, clamp};
use crate::wire::writer::{Encode, Writer, refused};

/// How pointers and the length of the data are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// UDT, UDTS: one octet each, and no optional part.
    Short,
    /// XUDT, XUDTS: one octet each.
    Extended,
    /// LUDT, LUDTS: two octets each, least significant first.
    Long,
}

/// The parts that the pointers lead to.
pub(super) struct Parts<'a> {
    pub(super) called: Reader<'a>,
    pub(super) calling: Reader<'a>,
    pub(super) data: Reader<'a>,
}

#[derive(Clone, Copy)]
pub(super) struct Pointer {
    pub(super) value: usize,
    /// Where the pointer stands.
    at: u32,
    /// How many octets from what it counts from (its own octet, of two octets the most significant
    /// one, which is the last: Q.713 1.5) to the end of the pointers.
    before: usize,
    what: &'static str,
}

impl<'a> Parts<'a> {
    /// Reads a message without optional part from its type on: the octet after the type, and what
    /// the pointers lead to. Leaves `reader` after the furthest part.
    ///
    /// The parts may stand in any order and may overlap; none may overlap the pointers.
    // Inlined, so that the parts are not handed over through memory.
    #[inline(always)]
    pub(super) fn decode(
        reader: &mut Reader<'a>,
        second: &'static str,
    ) -> Result<(u8, Self), Error> {
        let (at, layer) = (reader.at(), reader.layer());
        let &[_, octet, called, calling, data, ref body @ ..] = reader.rest() else {
            return Err(head_cut_short(*reader, second));
        };
        let body = Reader::new_at(body, at.wrapping_add(5), layer);
        let pointer = |value: u8, offset: u32, before, what| {
            let at = at.wrapping_add(offset);
            Pointer { value: value.into(), at, before, what }
        };
        let pointers = Pointers {
            called: pointer(called, 2, 3, "pointer to called party address"),
            calling: pointer(calling, 3, 2, "pointer to calling party address"),
            data: pointer(data, 4, 1, "pointer to data"),
            optional: None,
        };
        let (parts, furthest) = pointers.follow(&body, Layout::Short)?;
        *reader = body.after(furthest);
        Ok((octet, parts))
    }

    /// Reads the pointers of an extended or long message and what they lead to, and leaves
    /// `reader` after the furthest part.
    pub(super) fn decode_with_optional(
        reader: &mut Reader<'a>,
        layout: Layout,
    ) -> Result<(Self, OptionalParameters<'a>), Error> {
        let pointers = Pointers::decode(reader, layout)?;
        let (parts, mut furthest) = pointers.follow(reader, layout)?;
        let mut optional = OptionalParameters::NONE;
        if let Some(pointer) = pointers.optional {
            let mut part = *reader;
            part = part.after(pointer.offset(reader)?);
            optional = OptionalParameters::decode(&mut part)?;
            furthest = furthest.max(reader.len() - part.len());
        }
        *reader = reader.after(furthest);
        Ok((parts, optional))
    }
}

/// The error of a message that ends before its parts.
#[cold]
fn head_cut_short(mut reader: Reader<'_>, second: &'static str) -> Error {
    for what in [
        "message type",
        second,
        "pointer to called party address",
        "pointer to calling party address",
        "pointer to data",
    ] {
        if let Err(error) = reader.u8(what) {
            return error;
        }
    }
    // Does not happen: one of the five is not there.
    reader.error(ErrorKind::BadContents, "pointer to data")
}

struct Pointers {
    called: Pointer,
    calling: Pointer,
    data: Pointer,
    optional: Option<Pointer>,
}

impl Pointers {
    fn decode(reader: &mut Reader<'_>, layout: Layout) -> Result<Self, Error> {
        Ok(match layout {
            Layout::Short | Layout::Extended => Self {
                called: short_pointer(reader, 4, "pointer to called party address")?,
                calling: short_pointer(reader, 3, "pointer to calling party address")?,
                data: short_pointer(reader, 2, "pointer to data")?,
                optional: Some(short_pointer(reader, 1, "pointer to optional part")?)
                    .filter(|pointer| pointer.value != 0),
            },
            Layout::Long => Self {
                called: long_pointer(reader, 7, "pointer to called party address")?,
                calling: long_pointer(reader, 5, "pointer to calling party address")?,
                data: long_pointer(reader, 3, "pointer to data")?,
                optional: Some(long_pointer(reader, 1, "pointer to optional part")?)
                    .filter(|pointer| pointer.value != 0),
            },
        })
    }

    /// The parts, and how many octets of `body` there are up to the end of the furthest.
    #[inline(always)]
    fn follow<'a>(&self, body: &Reader<'a>, layout: Layout) -> Result<(Parts<'a>, usize), Error> {
        let short = Layout::Short;
        let (called, end) = self.called.part(body, short, "called party address")?;
        let (calling, other) = self.calling.part(body, short, "calling party address")?;
        let end = end.max(other);
        let (data, other) = self.data.part(body, layout, "data")?;
        Ok((Parts { called, calling, data }, end.max(other)))
    }
}

pub(super) fn short_pointer(
    reader: &mut Reader<'_>,
    before: usize,
    what: &'static str,
) -> Result<Pointer, Error> {
    let at = reader.at();
    Ok(Pointer { value: reader.u8(what)?.into(), at, before, what })
}

fn long_pointer(
    reader: &mut Reader<'_>,
    before: usize,
    what: &'static str,
) -> Result<Pointer, Error> {
    let at = reader.at();
    Ok(Pointer { value: reader.u16_le(what)?.into(), at, before, what })
}

impl Pointer {
    /// Where in `body`, which follows the pointers, the pointer leads to.
    #[inline(always)]
    pub(super) fn offset(self, body: &Reader<'_>) -> Result<usize, Error> {
        match self.value.checked_sub(self.before) {
            Some(offset) if offset < body.len() => Ok(offset),
            _ => Err(self.leads_outside(body)),
        }
    }

    #[cold]
    fn leads_outside(self, body: &Reader<'_>) -> Error {
        let kind = ErrorKind::BadPointer { value: clamp(self.value) };
        Error { at: self.at, ..body.error(kind, self.what) }
    }

    /// The contents of the part that the pointer leads to: a length, then as many octets; and
    /// where in `body` they end.
    #[inline(always)]
    pub(super) fn part<'a>(
        self,
        body: &Reader<'a>,
        layout: Layout,
        what: &'static str,
    ) -> Result<(Reader<'a>, usize), Error> {
        let offset = self.offset(body)?;
        let octets = body.rest();
        let (begin, length) = match layout {
            Layout::Short | Layout::Extended => (offset + 1, usize::from(octets[offset])),
            Layout::Long => match octets[offset..] {
                [low, high, ..] => (offset + 2, u16::from_le_bytes([low, high]).into()),
                _ => return Err(cut_short(body, offset, layout, what)),
            },
        };
        match octets.get(begin..begin + length) {
            Some(contents) => {
                let at = body.at().wrapping_add(begin as u32);
                Ok((Reader::new_at(contents, at, body.layer()), begin + length))
            }
            None => Err(cut_short(body, offset, layout, what)),
        }
    }
}

/// The error of a part that claims more than there is.
#[cold]
fn cut_short(body: &Reader<'_>, offset: usize, layout: Layout, what: &'static str) -> Error {
    let mut part = body.after(offset);
    let read = |part: &mut Reader<'_>| {
        let length = match layout {
            Layout::Short | Layout::Extended => part.u8(what)?.into(),
            Layout::Long => part.u16_le(what)?,
        };
        part.sub(length.into(), what).map(|_| ())
    };
    match read(&mut part) {
        Err(error) => error,
        // Does not happen: the part is cut short.
        Ok(()) => part.error(ErrorKind::BadContents, what),
    }
}

/// Writes the parts in the order of their pointers, and the pointers before them.
#[inline]
pub(super) fn write(
    layout: Layout,
    called: &Address<'_>,
    calling: &Address<'_>,
    data: &impl Encode,
    optional: &OptionalParameters<'_>,
    writer: &mut Writer,
) -> Result<(), Error> {
    let behind = writer.len();
    if layout != Layout::Short {
        optional.encode(writer)?;
    }
    let has_optional = writer.len() != behind;
    let behind_data = writer.len();
    data.encode(writer)?;
    let data = writer.len() - behind_data;
    match (layout, u8::try_from(data), u16::try_from(data)) {
        (Layout::Short | Layout::Extended, Ok(length), _) => writer.u8(length),
        (Layout::Long, _, Ok(length)) => writer.u16_le(length),
        _ => return Err(bad_length(data, "data")),
    }
    let calling = write_address(calling, writer, "calling party address")?;
    let called = write_address(called, writer, "called party address")?;
    match layout {
        // Each pointer counts from its own octet.
        Layout::Short => writer.array([
            3,
            short(called + 3, "pointer to calling party address")?,
            short(called + calling + 3, "pointer to data")?,
        ]),
        Layout::Extended => writer.array([
            4,
            short(called + 4, "pointer to calling party address")?,
            short(called + calling + 4, "pointer to data")?,
            if has_optional {
                short(called + calling + data + 4, "pointer to optional part")?
            } else {
                0
            },
        ]),
        // Each pointer counts from the second of its octets, the most significant one.
        Layout::Long => {
            let optional = if has_optional {
                u16::try_from(called + calling + data + 5)
                    .map_err(|_| bad_pointer(data, "pointer to optional part"))?
            } else {
                0
            };
            writer.u16_le(optional);
            // Addresses have no more than 255 octets each.
            writer.u16_le((called + calling + 5) as u16);
            writer.u16_le((called + 6) as u16);
            writer.u16_le(7);
        }
    }
    Ok(())
}

/// Writes an address and its length; how many octets the address has without it.
#[inline]
pub(super) fn write_address(
    address: &Address<'_>,
    writer: &mut Writer,
    what: &'static str,
) -> Result<usize, Error> {
    let behind = writer.len();
    address.encode(writer)?;
    let length = writer.len() - behind;
    let Ok(octet) = u8::try_from(length) else {
        return Err(bad_length(length, what));
    };
    writer.u8(octet);
    Ok(length)
}

#[inline]
fn short(pointer: usize, what: &'static str) -> Result<u8, Error> {
    u8::try_from(pointer).map_err(|_| bad_pointer(pointer, what))
}

#[cold]
pub(super) fn bad_pointer(value: usize, what: &'static str) -> Error {
    refused(ErrorKind::BadPointer { value: clamp(value) }, Layer::Sccp, what)
}

#[cold]
fn bad_length(length: usize, what: &'static str) -> Error {
    refused(ErrorKind::BadLength { length: clamp(length) }, Layer::Sccp, what)
}

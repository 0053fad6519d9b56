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
    pub(super) optional: OptionalParameters<'a>,
}

#[derive(Clone, Copy)]
struct Pointer {
    value: u16,
    /// Where the pointer stands.
    at: u32,
    /// What it counts from: its own octet, of two octets the most significant one, which is the
    /// last (Q.713 1.5).
    origin: u32,
    what: &'static str,
}

impl<'a> Parts<'a> {
    /// Reads the pointers and what they lead to, and leaves `reader` after the furthest part.
    ///
    /// The parts may stand in any order and may overlap; none may overlap the pointers.
    #[inline]
    pub(super) fn decode(reader: &mut Reader<'a>, layout: Layout) -> Result<Self, Error> {
        let called = pointer(reader, layout, "pointer to called party address")?;
        let calling = pointer(reader, layout, "pointer to calling party address")?;
        let data = pointer(reader, layout, "pointer to data")?;
        let optional = match layout {
            Layout::Short => None,
            Layout::Extended | Layout::Long => {
                Some(pointer(reader, layout, "pointer to optional part")?)
                    .filter(|pointer| pointer.value != 0)
            }
        };
        // From here on `reader` is the variable part, and `left` what follows the furthest part.
        let body = *reader;
        let mut left = body;
        Ok(Self {
            called: octets(&body, &mut left, called, Layout::Short, "called party address")?,
            calling: octets(&body, &mut left, calling, Layout::Short, "calling party address")?,
            data: octets(&body, &mut left, data, layout, "data")?,
            optional: {
                let optional = match optional {
                    Some(pointer) => {
                        let mut part = follow(&body, pointer)?;
                        let optional = OptionalParameters::decode(&mut part)?;
                        further(&mut left, part);
                        optional
                    }
                    None => OptionalParameters::NONE,
                };
                *reader = left;
                optional
            },
        })
    }
}

#[inline]
fn pointer(reader: &mut Reader<'_>, layout: Layout, what: &'static str) -> Result<Pointer, Error> {
    let at = reader.at();
    Ok(match layout {
        Layout::Short | Layout::Extended => {
            Pointer { value: reader.u8(what)?.into(), at, origin: at, what }
        }
        Layout::Long => Pointer { value: reader.u16_le(what)?, at, origin: at + 1, what },
    })
}

/// The octets from where the pointer leads to, within `body`.
#[inline]
fn follow<'a>(body: &Reader<'a>, pointer: Pointer) -> Result<Reader<'a>, Error> {
    let target = u64::from(pointer.origin) + u64::from(pointer.value);
    let offset = target.checked_sub(body.at().into()).and_then(|n| usize::try_from(n).ok());
    match offset {
        Some(offset) if offset < body.len() => {
            let mut part = *body;
            part.take(offset, pointer.what)?;
            Ok(part)
        }
        _ => {
            let kind = ErrorKind::BadPointer { value: pointer.value.into() };
            Err(Error { at: pointer.at, ..body.error(kind, pointer.what) })
        }
    }
}

/// The contents of the part that the pointer leads to: a length, then as many octets.
#[inline]
fn octets<'a>(
    body: &Reader<'a>,
    left: &mut Reader<'a>,
    pointer: Pointer,
    layout: Layout,
    what: &'static str,
) -> Result<Reader<'a>, Error> {
    let mut part = follow(body, pointer)?;
    let length = match layout {
        Layout::Short | Layout::Extended => part.u8(what)?.into(),
        Layout::Long => part.u16_le(what)?,
    };
    let contents = part.sub(length.into(), what)?;
    further(left, part);
    Ok(contents)
}

/// Moves `left` on to where `part` has come, if that is further.
fn further<'a>(left: &mut Reader<'a>, part: Reader<'a>) {
    if part.len() < left.len() {
        *left = part;
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
fn write_address(
    address: &Address<'_>,
    writer: &mut Writer,
    what: &'static str,
) -> Result<usize, Error> {
    let behind = writer.len();
    address.encode(writer)?;
    let length = writer.len() - behind;
    match u8::try_from(length) {
        Ok(octet) => writer.u8(octet),
        Err(_) => return Err(bad_length(length, what)),
    }
    Ok(length)
}

#[inline]
fn short(pointer: usize, what: &'static str) -> Result<u8, Error> {
    u8::try_from(pointer).map_err(|_| bad_pointer(pointer, what))
}

#[cold]
fn bad_pointer(value: usize, what: &'static str) -> Error {
    refused(ErrorKind::BadPointer { value: clamp(value) }, Layer::Sccp, what)
}

#[cold]
fn bad_length(length: usize, what: &'static str) -> Error {
    refused(ErrorKind::BadLength { length: clamp(length) }, Layer::Sccp, what)
}

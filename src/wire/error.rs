//! What went wrong, where, in which layer, and which field claimed it.

use core::fmt;

/// A layer of a signalling message, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Layer {
    /// The capture file itself.
    Capture,
    /// A link-layer header of a capture: Ethernet, VLAN, Linux cooked, MTP2 pseudo-header.
    Link,
    /// IPv4 or IPv6.
    Ip,
    /// UDP (RFC 768), when SCTP is carried in it (RFC 6951).
    Udp,
    /// TCP (RFC 9293).
    Tcp,
    /// SCTP (RFC 9260).
    Sctp,
    /// MTP level 2 (T1.111.3, Q.703).
    Mtp2,
    /// M2PA (RFC 4165).
    M2pa,
    /// M2UA (RFC 3331).
    M2ua,
    /// SUA (RFC 3868).
    Sua,
    /// M3UA (RFC 4666).
    M3ua,
    /// MTP level 3 (T1.111.4, Q.704).
    Mtp3,
    /// ISUP (T1.113, Q.763): message type and circuit only.
    Isup,
    /// SCCP (T1.112, Q.713).
    Sccp,
    /// TCAP: ANSI (T1.114) or ITU (Q.773).
    Tcap,
    /// AIN (GR-1299-CORE).
    Ain,
}

impl Layer {
    /// Every layer, lowest first.
    pub const ALL: [Self; 16] = [
        Self::Capture,
        Self::Link,
        Self::Ip,
        Self::Udp,
        Self::Tcp,
        Self::Sctp,
        Self::Mtp2,
        Self::M2pa,
        Self::M2ua,
        Self::Sua,
        Self::M3ua,
        Self::Mtp3,
        Self::Isup,
        Self::Sccp,
        Self::Tcap,
        Self::Ain,
    ];

    /// The short name that output uses: `"mtp3"`, `"sccp"`, ….
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Link => "link",
            Self::Ip => "ip",
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Sctp => "sctp",
            Self::Mtp2 => "mtp2",
            Self::M2pa => "m2pa",
            Self::M2ua => "m2ua",
            Self::Sua => "sua",
            Self::M3ua => "m3ua",
            Self::Mtp3 => "mtp3",
            Self::Isup => "isup",
            Self::Sccp => "sccp",
            Self::Tcap => "tcap",
            Self::Ain => "ain",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with the octets. Numbers are octet counts unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The octets end before the field does.
    Truncated {
        /// Octets that the field still needs.
        missing: u32,
    },
    /// The field claims a length that passes the end of what holds it.
    LengthBeyondEnd {
        /// The length claimed; `u32::MAX` for anything larger.
        claimed: u32,
        /// The octets that are there; `u16::MAX` for any more.
        available: u16,
    },
    /// The field's length is one that its definition does not allow.
    BadLength {
        /// The length found.
        length: u32,
    },
    /// A number of digits that the field's definition does not allow.
    DigitCount {
        /// The number found.
        count: u32,
    },
    /// A list with a number of elements that its definition does not allow.
    ElementCount {
        /// The number found.
        count: u32,
    },
    /// A length octet of FF, which X.690 8.1.3.5 reserves.
    ReservedLength,
    /// Another identifier, tag or message type than the ones that may stand here.
    Unexpected {
        /// The code found (for BER: the identifier octets, first octet highest).
        found: u32,
    },
    /// Primitive where the encoding must be constructed, or the reverse (X.690 8.1.2.5).
    BadForm,
    /// A mandatory element is absent.
    Missing,
    /// An element stands before one that its SEQUENCE names earlier.
    OutOfOrder,
    /// An element that may stand once stands again.
    Duplicate,
    /// A value outside the range of its type.
    OutOfRange {
        /// The value found; `u32::MAX` for anything larger.
        value: u32,
    },
    /// Contents that break the encoding rules of their type.
    BadContents,
    /// Nested deeper than the decoder follows.
    TooDeep,
    /// An indefinite length with no end-of-contents octets (X.690 8.1.3.6).
    Unterminated,
    /// Octets that remain after the last element.
    Trailing {
        /// How many.
        count: u32,
    },
    /// A pointer that leads outside the message or onto itself.
    BadPointer {
        /// The pointer's value.
        value: u32,
    },
    /// A checksum that does not match the octets.
    BadChecksum,
    /// A protocol, version or link type that is not decoded here.
    Unsupported {
        /// The code that names it.
        code: u32,
    },
    /// Something that must have been sent and was not captured.
    NotCaptured,
    /// A bound on memory was reached and the element was let go.
    LimitReached,
}

/// One fault: what, where, in which layer, at which field.
///
/// `at` counts octets from the start of what the outermost [`Reader`](super::Reader) was given.
/// It is `Copy` and 32 octets long, so that returning one costs nothing on the good path.
///
/// ```
/// use hookflash::wire::{ErrorKind, Layer, Reader};
/// let error = Reader::new(&[0x8d], Layer::Ain).tlv("bearerCapability").unwrap_err();
/// assert_eq!(error.to_string(), "ain: octet 1: bearerCapability ends 1 octet short");
/// assert_eq!(error.kind, ErrorKind::Truncated { missing: 1 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The octet where it was seen, from 0; [`NOWHERE`](Self::NOWHERE) for a value that was not
    /// read from octets.
    pub at: u32,
    /// The layer whose rule was broken.
    pub layer: Layer,
    /// The field that is wrong, or that claimed the length.
    pub what: &'static str,
}

const _: () = assert!(size_of::<Error>() <= 32);

fn octets(n: u32) -> &'static str {
    if n == 1 { "octet" } else { "octets" }
}

impl Error {
    /// The place of a fault in a value that is to be encoded: no octet has it.
    pub const NOWHERE: u32 = u32::MAX;

    /// The fault in words, without its place.
    pub fn reason(&self) -> impl fmt::Display {
        Reason(*self)
    }
}

struct Reason(Error);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.0.what;
        match self.0.kind {
            ErrorKind::Truncated { missing } => {
                write!(f, "{what} ends {missing} {} short", octets(missing))
            }
            ErrorKind::LengthBeyondEnd { claimed: u32::MAX, available } => {
                write!(f, "{what} claims 4 GiB or more, {available} left")
            }
            ErrorKind::LengthBeyondEnd { claimed, available } => {
                write!(f, "{what} claims {claimed} {}, {available} left", octets(claimed))
            }
            ErrorKind::BadLength { length } => {
                write!(f, "{what} may not be {length} {} long", octets(length))
            }
            ErrorKind::DigitCount { count } => {
                write!(f, "{what} may not have {count} digit{}", if count == 1 { "" } else { "s" })
            }
            ErrorKind::ElementCount { count } => {
                let plural = if count == 1 { "" } else { "s" };
                write!(f, "{what} may not have {count} element{plural}")
            }
            ErrorKind::ReservedLength => write!(f, "{what} has the reserved length octet FF"),
            ErrorKind::Unexpected { found } => write!(f, "{found:02X} is no {what}"),
            ErrorKind::BadForm => {
                write!(f, "{what} is primitive where it must be constructed, or the reverse")
            }
            ErrorKind::Missing => write!(f, "{what} is mandatory and absent"),
            ErrorKind::OutOfOrder => write!(f, "{what} stands after an element it must precede"),
            ErrorKind::Duplicate => write!(f, "{what} stands more than once"),
            ErrorKind::OutOfRange { value: u32::MAX } => {
                write!(f, "{what} is outside the range of its type")
            }
            ErrorKind::OutOfRange { value } => {
                write!(f, "{what} is {value}, outside the range of its type")
            }
            ErrorKind::BadContents => write!(f, "{what} breaks the encoding rules of its type"),
            ErrorKind::TooDeep => write!(f, "{what} is nested deeper than is followed"),
            ErrorKind::Unterminated => {
                write!(f, "{what} has an indefinite length and no end-of-contents")
            }
            ErrorKind::Trailing { count } => {
                write!(f, "{count} {} after the end of {what}", octets(count))
            }
            ErrorKind::BadPointer { value } => {
                write!(f, "{what} {value} leads outside the message")
            }
            ErrorKind::BadChecksum => write!(f, "{what} does not match the octets"),
            ErrorKind::Unsupported { code } => write!(f, "{what} {code} is not decoded here"),
            ErrorKind::NotCaptured => write!(f, "{what} is not in the capture"),
            ErrorKind::LimitReached => write!(f, "{what}: limit reached, let go"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at == Self::NOWHERE {
            return write!(f, "{}: {}", self.layer, self.reason());
        }
        write!(f, "{}: octet {}: {}", self.layer, self.at, self.reason())
    }
}

impl core::error::Error for Error {}

impl core::str::FromStr for Layer {
    type Err = ParseError;

    /// The layer of this short name, in small or capital letters.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let named = |layer: &Self| layer.name().eq_ignore_ascii_case(text);
        let unknown = ParseError::NoSuch { what: "layer", expected: "a name like mtp3 or sccp" };
        Self::ALL.into_iter().find(named).ok_or(unknown)
    }
}

/// Text that does not stand for a value.
///
/// ```
/// use hookflash::wire::mtp3::PointCode;
/// let error = "5-300-1".parse::<PointCode>().unwrap_err();
/// assert_eq!(error.to_string(), "cluster must be a number from 0 to 255");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParseError {
    /// Not one of the words or forms that there are.
    NoSuch {
        /// What the text should have been.
        what: &'static str,
        /// What it may look like.
        expected: &'static str,
    },
    /// Not a number, or a number outside its range.
    OutOfRange {
        /// What the number should have been.
        what: &'static str,
        /// The largest number that it may be; the smallest is 0.
        most: u32,
    },
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuch { what, expected } => write!(f, "{what} must be {expected}"),
            Self::OutOfRange { what, most } => {
                write!(f, "{what} must be a number from 0 to {most}")
            }
        }
    }
}

impl core::error::Error for ParseError {}

/// A decimal number up to `most`.
pub(crate) fn parse_number(text: &str, what: &'static str, most: u32) -> Result<u32, ParseError> {
    // A sign, which the standard library takes, is no digit.
    let digits = text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| digits && *number <= most)
        .ok_or(ParseError::OutOfRange { what, most })
}

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Unusual, and decoded in full.
    Note,
    /// Against the specification, and decoded all the same.
    Warning,
    /// Not decoded, from here to the end of the element.
    Error,
}

impl Severity {
    /// `"note"`, `"warning"` or `"error"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A fault beside a message that was decoded as far as it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// The fault.
    pub error: Error,
}

impl Diagnostic {
    /// The element is not decoded.
    pub const fn error(error: Error) -> Self {
        Self { severity: Severity::Error, error }
    }
    /// Decoded, against the specification.
    pub const fn warning(error: Error) -> Self {
        Self { severity: Severity::Warning, error }
    }
    /// Decoded, and worth a remark.
    pub const fn note(error: Error) -> Self {
        Self { severity: Severity::Note, error }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity.name(), self.error)
    }
}

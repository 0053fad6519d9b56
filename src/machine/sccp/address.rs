//! Addresses that borrow from no message, and the path to a peer.

use crate::wire::codes::PointCode;
use crate::wire::error::ParseError;
use crate::wire::mtp3::Variant;
use crate::wire::sccp::{
    self, EncodingScheme, GlobalTitle, GtDigits, NatureOfAddress, NumberingPlan, ProtocolClass,
    Routing, SubsystemNumber,
};
use core::fmt;

/// How many digits a title may have here. E.164 has 15, E.214 15, and nothing that is translated has
/// more.
pub const MAXIMUM_DIGITS: usize = 24;

/// An address of SCCP (T1.112.3 3.4, Q.713 3.4) that owns its digits.
///
/// ```
/// use hookflash::machine::sccp::Address;
/// use hookflash::wire::mtp3::Variant;
/// let address = Address::parse(Variant::Ansi, "gt 18005551234 (tt 10 np 1) ssn 247")?;
/// assert_eq!(address.to_string(), "gt 18005551234 (tt 10 np 1) ssn 247");
/// # Ok::<(), hookflash::wire::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    /// The point codes' variant, and so the address's layout.
    pub variant: Variant,
    /// Coded by the national standard.
    pub national: bool,
    /// By what a node on the way routes.
    pub routing: Routing,
    /// The user of SCCP.
    pub subsystem_number: Option<SubsystemNumber>,
    /// The node.
    pub point_code: Option<PointCode>,
    /// A number that translation makes a node of.
    pub global_title: Option<Title>,
}

/// A global title that owns its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Title {
    /// The table that translates the title.
    pub translation_type: Option<u8>,
    /// The plan that the number follows.
    pub numbering_plan: Option<NumberingPlan>,
    /// What kind of number it is.
    pub nature_of_address: Option<NatureOfAddress>,
    /// The number.
    pub digits: Digits,
}

/// Digits of a title, packed as they go over the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digits {
    packed: [u8; MAXIMUM_DIGITS / 2],
    count: u8,
}

impl Digits {
    /// Digits from their codes, 0 to 15. None for too many.
    pub fn from_codes(codes: impl IntoIterator<Item = u8>) -> Option<Self> {
        let mut digits = Self { packed: [0; MAXIMUM_DIGITS / 2], count: 0 };
        for code in codes {
            let octet = digits.packed.get_mut(usize::from(digits.count / 2))?;
            *octet |= (code & 0x0F) << (4 * (digits.count % 2));
            digits.count += 1;
        }
        Some(digits)
    }

    /// Digits from text: `0` to `9`, `A` to `F`. None for another character, and for too many.
    pub fn from_text(text: &str) -> Option<Self> {
        GtDigits::text(text).and_then(|digits| Self::from_codes(digits.iter()))
    }

    /// Each digit's code, in order.
    pub fn codes(&self) -> impl Iterator<Item = u8> + use<'_> {
        (0..self.count).map(|n| self.packed[usize::from(n / 2)] >> (4 * (n % 2)) & 0x0F)
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn as_wire(&self) -> GtDigits<'_> {
        let octets = usize::from(self.count.div_ceil(2));
        GtDigits::packed(&self.packed[..octets], self.count % 2 == 1)
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_wire().fmt(f)
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Title {
    fn of(title: &GlobalTitle<'_>) -> Option<Self> {
        let digits = Digits::from_codes(title.digits()?.iter())?;
        let blank = Self {
            translation_type: title.translation_type(),
            numbering_plan: None,
            nature_of_address: None,
            digits,
        };
        Some(match *title {
            GlobalTitle::NatureOfAddress { nature_of_address, .. } => {
                Self { nature_of_address: Some(nature_of_address), ..blank }
            }
            GlobalTitle::NumberingPlan { numbering_plan, .. } => {
                Self { numbering_plan: Some(numbering_plan), ..blank }
            }
            GlobalTitle::Full { numbering_plan, nature_of_address, .. } => Self {
                numbering_plan: Some(numbering_plan),
                nature_of_address: Some(nature_of_address),
                ..blank
            },
            GlobalTitle::TranslationType { .. } | GlobalTitle::Reserved { .. } => blank,
        })
    }

    /// The form follows from what is there.
    fn as_wire(&self) -> GlobalTitle<'_> {
        let digits = self.digits.as_wire();
        let encoding_scheme = EncodingScheme::of(&digits);
        let translation_type = self.translation_type.unwrap_or(0);
        match (self.translation_type, self.numbering_plan, self.nature_of_address) {
            (_, Some(numbering_plan), Some(nature_of_address)) => GlobalTitle::Full {
                translation_type,
                numbering_plan,
                encoding_scheme,
                nature_of_address,
                digits,
            },
            (_, Some(numbering_plan), None) => GlobalTitle::NumberingPlan {
                translation_type,
                numbering_plan,
                encoding_scheme,
                digits,
            },
            (None, None, Some(nature_of_address)) => {
                GlobalTitle::NatureOfAddress { nature_of_address, digits }
            }
            _ => GlobalTitle::TranslationType { translation_type, digits },
        }
    }
}

impl Address {
    /// A subsystem of the node that the routing label names.
    pub const fn subsystem(variant: Variant, subsystem_number: SubsystemNumber) -> Self {
        Self {
            variant,
            national: matches!(variant, Variant::Ansi),
            routing: Routing::SubsystemNumber,
            subsystem_number: Some(subsystem_number),
            point_code: None,
            global_title: None,
        }
    }

    /// A subsystem of a node.
    pub const fn node(point_code: PointCode, subsystem_number: SubsystemNumber) -> Self {
        Self {
            point_code: Some(point_code),
            ..Self::subsystem(point_code.variant, subsystem_number)
        }
    }

    /// What an address of a message says. None for a title of no known form, or of more digits than
    /// [`MAXIMUM_DIGITS`].
    #[inline]
    pub fn of(address: &sccp::Address<'_>) -> Option<Self> {
        Some(Self {
            variant: address.variant,
            national: address.national,
            routing: address.routing,
            subsystem_number: address.subsystem_number,
            point_code: address.point_code,
            global_title: match &address.global_title {
                None => None,
                Some(title) => Some(Title::of(title)?),
            },
        })
    }

    /// The address as it is encoded.
    pub fn as_wire(&self) -> sccp::Address<'_> {
        sccp::Address {
            national: self.national,
            routing: self.routing,
            subsystem_number: self.subsystem_number,
            point_code: self.point_code,
            global_title: self.global_title.as_ref().map(Title::as_wire),
            ..sccp::Address::absent(self.variant)
        }
    }

    /// The address that this text stands for.
    ///
    /// # Errors
    ///
    /// Those of [`wire::sccp::Address::parse`](sccp::Address::parse), and too many digits.
    pub fn parse(variant: Variant, text: &str) -> Result<Self, ParseError> {
        let too_many = ParseError::OutOfRange {
            what: "number of digits of a global title",
            most: MAXIMUM_DIGITS as u32,
        };
        Self::of(&sccp::Address::parse(variant, text)?).ok_or(too_many)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_wire().fmt(f)
    }
}

/// The way to a peer: what a message from it said of both ends, so that an answer goes back by the
/// way on which the query came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Path {
    /// This side, as the peer called it.
    pub local: Address,
    /// The peer.
    pub remote: Address,
    /// The node whose messages the answer's come from; the own one if none is said.
    pub local_point_code: Option<PointCode>,
    /// The node that the message came from. It need not be the peer's own: a relay stands between.
    pub remote_point_code: Option<PointCode>,
    /// Protocol class and return option.
    pub protocol_class: ProtocolClass,
    /// Messages of class 1 with the same selection keep their order.
    pub signalling_link_selection: u8,
    /// 0 to 3.
    pub message_priority: u8,
}

impl Path {
    /// Whether the remote ends of two paths may be the same. A relay on the way may name its sender more fully than
    /// the sender did, so that only what both say can differ.
    pub fn may_be_of_one_peer(&self, other: &Self) -> bool {
        let (one, two) = (&self.remote, &other.remote);
        let differ = |one: Option<u32>, two: Option<u32>| one.zip(two).is_some_and(|(a, b)| a != b);
        let ssn = |address: &Address| address.subsystem_number.map(|number| number.0.into());
        let node = |path: &Self| {
            let named = path.remote.point_code.or(path.remote_point_code);
            named.map(|node| node.value)
        };
        match (one.routing, two.routing) {
            (Routing::GlobalTitle, Routing::GlobalTitle) => {
                one.global_title.map(|title| title.digits)
                    == two.global_title.map(|title| title.digits)
            }
            (Routing::SubsystemNumber, Routing::SubsystemNumber) => {
                !differ(node(self), node(other)) && !differ(ssn(one), ssn(two))
            }
            _ => true,
        }
    }

    /// The way from a subsystem of this node to an address: class 0, returned if it cannot be
    /// delivered.
    pub const fn to(local: SubsystemNumber, remote: Address) -> Self {
        Self {
            local: Address::subsystem(remote.variant, local),
            remote,
            local_point_code: None,
            remote_point_code: None,
            protocol_class: ProtocolClass::CLASS_0.returned_on_error(),
            signalling_link_selection: 0,
            message_priority: 0,
        }
    }
}

// A million dialogues keep one each.
const _: () = assert!(size_of::<Path>() <= 128);

//! The message that nearly all messages are, read without a stack.

use super::{is_plain, looks_like_ansi, names_management};
use crate::wire::codes::Variant;
use crate::wire::error::Layer;
use crate::wire::reader::Reader;
use crate::wire::tcap::ansi;
use crate::wire::{mtp3, sccp};

/// An ANSI package of components in a UDT in an MSU, each of its usual form, with nothing wrong up
/// to the components: what a [`Stack`](super::Stack) would hold too, with nothing to say of it.
///
/// A stack has room for every layer that there is, and to fill it takes longer than to read these
/// three. This is made of what fits in registers, for who looks at little of it.
///
/// ```
/// use hookflash::wire::mtp3::Variant;
/// use hookflash::wire::stack::Usual;
/// let octets = [
///     0x83, 1, 20, 5, 1, 10, 5, 6, // SIO, DPC 5-20-1, OPC 5-10-1, SLS
///     9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 247, 19, // SCCP UDT
///     0xE4, 17, 0xC7, 4, 0, 0, 0, 7, 0xE8, 9, // Response
///     0xEA, 7, 0xCF, 1, 1, 0x30, 2, 5, 0, // Return Result
/// ];
/// let mut usual = Usual::BLANK;
/// assert!(usual.read_into(&octets, Variant::Ansi));
/// assert_eq!(usual.package.responding_id.map(|id| id.0), Some(7));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Usual<'a> {
    /// MTP level 3.
    pub msu: mtp3::Msu<Reader<'a>>,
    /// SCCP.
    pub unitdata: sccp::Unitdata<'a>,
    /// TCAP, whose components nobody has read.
    pub package: ansi::Package<'a>,
}

impl<'a> Usual<'a> {
    /// The layers that it has.
    pub const LAYERS: [Layer; 3] = [Layer::Mtp3, Layer::Sccp, Layer::Tcap];

    /// No message: a value to [read into](Self::read_into).
    pub const BLANK: Self = Self {
        msu: mtp3::Msu::BLANK,
        unitdata: sccp::Unitdata::BLANK,
        package: ansi::Package::BLANK,
    };

    /// Reads an MSU into a value that is there already; false says only that a stack must be read,
    /// and the value is then worth nothing.
    // Into a value of the caller's, which need not lie anywhere where all is inlined: what is returned
    // where something may be wrong goes through memory.
    #[inline(always)]
    pub fn read_into(&mut self, octets: &'a [u8], variant: Variant) -> bool {
        let mut reader = Reader::new(octets, Layer::Mtp3);
        if self.msu.decode_into(&mut reader, variant).is_err()
            || self.msu.service_information.service_indicator != mtp3::ServiceIndicator::SCCP
            || !self.unitdata.decode_quick_into(self.msu.payload, variant)
            || !is_plain(&self.unitdata, variant)
        {
            return false;
        }
        let data = self.unitdata.data.with_layer(Layer::Tcap);
        if names_management(self.unitdata.subsystems()) || !looks_like_ansi(data.peek()) {
            return false;
        }
        let Some(package) = ansi::Package::decode_quick(data) else { return false };
        self.package = package;
        package.components.is_some_and(|components| !components.is_empty())
            && package.trailing.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Stack};
    use super::*;
    use alloc::{format, vec};

    /// Info_Collected, from its service information octet to its invoke.
    const MESSAGE: [u8; 60] = [
        0x83, 1, 20, 5, 1, 10, 5, 6, 9, 0, 3, 5, 7, 2, 0xC1, 247, 2, 0xC1, 247, 40, 0xE2, 0x26,
        0xC7, 4, 0, 0, 0, 5, 0xE8, 0x1E, 0xE9, 0x1C, 0xCF, 1, 1, 0xD1, 2, 0x67, 1, 0x30, 0x13,
        0x9F, 0x3D, 1, 3, 0x9F, 0x41, 3, 0, 0x50, 8, 0x8F, 7, 3, 0x10, 0x79, 0x52, 0x55, 0x10,
        0x32,
    ];

    /// What is usual is what a stack makes of it, without a word.
    fn check(octets: &[u8], variant: Variant) -> bool {
        let mut usual = Usual::BLANK;
        if !usual.read_into(octets, variant) {
            return false;
        }
        let mut said = vec![];
        let options = Options { variant, tcap_subsystems: &[] };
        let stack = Stack::decode(octets, Layer::Mtp3, &options, &mut said);
        assert!(said.is_empty(), "{octets:02x?} {said:?}");
        assert_eq!(stack.layers(), Usual::LAYERS);
        assert_eq!(stack.mtp3, Some(usual.msu));
        assert_eq!(stack.sccp, Some(sccp::Message::Unitdata(usual.unitdata)));
        let Some(crate::wire::tcap::Message::Ansi(package)) = stack.tcap else {
            panic!("{octets:02x?}")
        };
        assert_eq!(format!("{package:?}"), format!("{:?}", usual.package));
        true
    }

    #[test]
    fn what_is_usual_is_what_a_stack_reads_and_has_nothing_to_say_of() {
        assert!(check(&MESSAGE, Variant::Ansi));
        let variants = [Variant::Ansi, Variant::Itu, Variant::China, Variant::Japan];
        let mut usual = 0;
        for place in 0..MESSAGE.len() {
            for octet in 0..=255 {
                let mut octets = MESSAGE;
                octets[place] = octet;
                usual += u32::from(variants.into_iter().any(|variant| check(&octets, variant)));
            }
            check(&MESSAGE[..place], Variant::Ansi);
        }
        // Point codes, ids and what stands in the components may be anything.
        assert!(usual > 5_000, "{usual}");
    }

    fn is_odd(octets: &[u8]) -> bool {
        let mut usual = Usual::BLANK;
        !usual.read_into(octets, Variant::Ansi)
    }

    #[test]
    fn what_is_odd_is_left_to_the_stack() {
        let with = |place: usize, octet| {
            let mut octets = MESSAGE;
            octets[place] = octet;
            is_odd(&octets)
        };
        assert!(with(0, 0x85), "ISUP");
        assert!(with(8, 0x0A), "UDTS");
        assert!(with(9, 0x02), "class 2");
        assert!(with(15, 1), "SCCP management");
        assert!(with(14, 0x41), "an international address in a national network");
        assert!(with(20, 0x62), "ITU TCAP");
        assert!(with(21, 0x25), "a package that ends too soon");
        assert!(with(29, 0x1D), "components that end too soon");
        let mut longer = MESSAGE.to_vec();
        longer.push(0);
        assert!(is_odd(&longer), "an octet behind the UDT");
    }
}

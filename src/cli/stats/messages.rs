//! What is counted of messages by themselves.

use super::tally::{Rough, Tally};
use crate::capture::dialogues::Package;
use crate::capture::{Decoded, Message, Timestamp};
use crate::wire::codes::PointCode;
use crate::wire::stack::Usual;
use crate::wire::{Layer, Severity, sccp};

/// Messages and their octets.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Amount {
    pub(super) messages: u64,
    pub(super) octets: u64,
}

impl Amount {
    const NONE: Self = Self { messages: 0, octets: 0 };

    #[inline]
    fn add(&mut self, more: Self) {
        self.messages += more.messages;
        self.octets += more.octets;
    }
}

/// What a message is counted by. Few kinds make up a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    /// A bit for each, as [`Layer`] numbers them.
    layers: u32,
    point_codes: Option<(PointCode, PointCode)>,
    /// The subsystem that is called; 256 for none, where SCCP has addresses.
    called: Option<u16>,
}

const _: () = assert!(Layer::ALL.len() <= u32::BITS as usize);

const USUAL: u32 = layers(&Usual::LAYERS);

const fn layers(all: &[Layer]) -> u32 {
    let (mut bits, mut place) = (0, 0);
    while place < all.len() {
        bits |= 1 << all[place] as u32;
        place += 1;
    }
    bits
}

impl Kind {
    const NONE: Self = Self { layers: 0, point_codes: None, called: None };

    #[inline]
    fn place(&self) -> usize {
        let codes = self.point_codes.map_or(0, |codes| codes.rough());
        let other = self.layers ^ u32::from(self.called.unwrap_or(0)) << 21;
        let mixed = (u64::from(codes) << 32 | u64::from(other)).wrapping_mul(SPREAD);
        (mixed >> 53) as usize % KINDS
    }
}

/// Of a network of some thirty nodes each pair has a place of its own as a rule.
const KINDS: usize = 2048;
/// The multiplier of splitmix64.
const SPREAD: u64 = 0xBF58_476D_1CE4_E5B9;

/// The table grows no longer than this, whatever a capture holds; the rest is counted together.
const PAIRS: usize = 1 << 14;
/// As many message types as an octet can tell apart.
const TYPES: usize = 256;

impl Rough for (PointCode, PointCode) {
    fn rough(&self) -> u32 {
        self.0.value ^ self.1.value.rotate_left(13)
    }
}

/// The figures of messages.
#[derive(Debug)]
pub(super) struct Messages {
    pub(super) all: Amount,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
    /// Those with something wrong.
    pub(super) wrong: u64,
    /// Frames, or parts of them, that hold no message though they should.
    pub(super) faults: u64,
    /// Messages of ISUP by type.
    pub(super) calls: Tally<Package, u64>,
    /// In the order of [`Layer::ALL`].
    pub(super) layers: [Amount; Layer::ALL.len()],
    pub(super) pairs: Tally<(PointCode, PointCode), Amount>,
    pub(super) other_pairs: Amount,
    /// By the number of the subsystem that is called; the last is of those without one.
    pub(super) subsystems: [Amount; 257],
    /// What was counted of a kind since its place was another's, and is in no table yet.
    kinds: Box<[(Kind, Amount)]>,
}

impl Default for Messages {
    fn default() -> Self {
        Self {
            all: Amount::NONE,
            first: None,
            last: None,
            wrong: 0,
            faults: 0,
            calls: Tally::default(),
            layers: [Amount::NONE; _],
            pairs: Tally::default(),
            other_pairs: Amount::NONE,
            subsystems: [Amount::NONE; 257],
            kinds: vec![(Kind::NONE, Amount::NONE); KINDS].into(),
        }
    }
}

impl Messages {
    /// `wrong`: beside what its diagnostics say.
    pub(super) fn add(&mut self, decoded: &Decoded<'_, '_>, wrong: bool) {
        let stack = decoded.stack;
        let addresses = stack.sccp.as_ref().and_then(sccp::Message::addresses);
        let called = addresses.map(|(called, _)| called.subsystem_number.map(|number| number.0));
        let kind = Kind {
            layers: layers(stack.layers()),
            point_codes: stack.point_codes(),
            called: called.map(|called| called.map_or(256, u16::from)),
        };
        if let Some(isup) = &stack.isup
            && let Some(count) = self.calls.row(Package::Isup(isup.message_type), TYPES)
        {
            *count += 1;
        }
        let wrong = wrong || decoded.diagnostics.iter().any(|d| d.severity > Severity::Note);
        self.count(kind, decoded.message, wrong);
    }

    /// `wrong`: something is, with its components.
    #[inline(always)]
    pub(super) fn add_usual(&mut self, message: &Message<'_>, usual: &Usual<'_>, wrong: bool) {
        let label = &usual.msu.routing_label;
        let [called, _] = usual.unitdata.subsystems();
        let kind = Kind {
            layers: USUAL,
            point_codes: Some((label.originating_point_code, label.destination_point_code)),
            called: Some(called.map_or(256, u16::from)),
        };
        self.count(kind, message, wrong);
    }

    #[inline(always)]
    fn count(&mut self, kind: Kind, message: &Message<'_>, wrong: bool) {
        self.wrong += u64::from(wrong);
        if let Some(time) = message.time {
            if self.first.is_none_or(|first| time < first) {
                self.first = Some(time);
            }
            if self.last.is_none_or(|last| time > last) {
                self.last = Some(time);
            }
        }
        let Some(place) = self.kinds.get_mut(kind.place()) else { return };
        let one = Amount { messages: 1, octets: message.octets.len() as u64 };
        if place.0 == kind {
            place.1.add(one);
        } else {
            let (kind, amount) = std::mem::replace(place, (kind, one));
            self.settle(kind, amount);
        }
    }

    /// Counts in the tables what was counted of a kind.
    #[cold]
    fn settle(&mut self, kind: Kind, amount: Amount) {
        if amount.messages == 0 {
            return;
        }
        self.all.add(amount);
        let own = |layer: &Layer| kind.layers & 1 << *layer as u32 != 0;
        let layers = Layer::ALL.iter().zip(&mut self.layers);
        layers.filter(|(layer, _)| own(layer)).for_each(|(_, all)| all.add(amount));
        if let Some(pair) = kind.point_codes {
            self.pairs.row(pair, PAIRS).unwrap_or(&mut self.other_pairs).add(amount);
        }
        if let Some(called) = kind.called
            && let Some(all) = self.subsystems.get_mut(usize::from(called))
        {
            all.add(amount);
        }
    }

    /// All of it is in the tables now.
    pub(super) fn finish(&mut self) {
        for (kind, amount) in std::mem::take(&mut self.kinds) {
            self.settle(kind, amount);
        }
    }
}

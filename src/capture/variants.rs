//! Which variant of MTP3 and SCCP each link speaks, and which subsystems carry TCAP, found from
//! the messages themselves.
//!
//! Nothing in a message names its variant. But a label of seven octets read as one of four leaves
//! SCCP pointers that lead nowhere, and an ANSI address read as an ITU one rarely ends where its
//! length says. Each message is read in every variant and scored by how much of it holds together;
//! a link's variant is the one with the highest sum.

use super::item::LinkId;
use super::seeded::Seed;
use crate::wire::codes::Variant;
use crate::wire::m3ua::{self, DataForm};
use crate::wire::mtp3::{Msu, ServiceIndicator};
use crate::wire::reader::Reader;
use crate::wire::stack::Stack;
use crate::wire::{isup, sccp, tcap};
use std::collections::HashMap;

/// The variants in the order that decides between equal scores.
pub(super) const VARIANTS: [Variant; 4] =
    [Variant::Ansi, Variant::Itu, Variant::China, Variant::Japan];

/// Messages of a link that are read in every variant; after them only those that its variant
/// cannot read.
const LEARNING: u32 = 32;

/// By how much a message must speak for another variant than its link's to be read in it.
const CLEAR_MARGIN: i32 = 6;

/// Links that are told apart; the messages of all others count as one link.
const LINKS: usize = 4096;

/// What was found out about a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumption {
    /// The link.
    pub link: LinkId,
    /// The frame of the first message with evidence.
    pub frame: u64,
    /// The variant.
    pub variant: Variant,
    /// How many messages spoke for it or against it.
    pub messages: u64,
    /// The subsystems whose data was TCAP: bit n of word n / 64 is subsystem n.
    pub tcap_subsystems: [u64; 4],
}

impl Assumption {
    /// The numbers of the subsystems whose data was TCAP.
    pub fn subsystems(&self) -> impl Iterator<Item = u8> + use<> {
        let words = self.tcap_subsystems;
        (0..=255u8).filter(move |n| words[usize::from(n / 64)] & 1 << (n % 64) != 0)
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Evidence {
    first_frame: u64,
    messages: u64,
    /// Those of them that carried a user of MTP. Management and link tests of ANSI and of China are
    /// mostly the same: however many there are, the link is not known by them.
    of_users: u64,
    sums: [i32; 4],
    /// The variant of the highest sum.
    best: Variant,
    /// The point codes of the last message in each variant, lower first.
    pairs: [Option<(u32, u32)>; 4],
    tcap_subsystems: [u64; 4],
}

fn best(scores: &[i32; 4]) -> Variant {
    let mut best = 0;
    for place in 1..4 {
        if scores[place] > scores[best] {
            best = place;
        }
    }
    VARIANTS[best]
}

/// The evidence of every link.
#[derive(Debug, Default)]
pub(super) struct Variants {
    places: HashMap<LinkId, usize, Seed>,
    /// In the order of their first messages.
    evidence: Vec<(LinkId, Evidence)>,
    /// The link that was asked for last: messages of one link come in a row.
    last: Option<(LinkId, usize)>,
}

/// The evidence of a link.
pub(super) struct Carried<'v>(&'v mut Evidence);

impl Carried<'_> {
    /// Notes that the data of these subsystems was TCAP.
    #[inline]
    pub(super) fn tcap(self, frame: u64, subsystems: [Option<u8>; 2]) {
        if self.0.first_frame == 0 {
            self.0.first_frame = frame;
        }
        for ssn in subsystems.into_iter().flatten() {
            self.0.tcap_subsystems[usize::from(ssn / 64)] |= 1 << (ssn % 64);
        }
    }
}

impl Variants {
    /// The link whose evidence counts for a link: its own, or the one that all links share that
    /// came when there were too many.
    fn known(&self, link: LinkId) -> LinkId {
        let own = self.places.len() < LINKS || self.places.contains_key(&link);
        if own { link } else { LinkId(0) }
    }

    /// The place of the evidence that counts for a link.
    #[inline]
    fn place(&mut self, link: LinkId) -> Option<usize> {
        match self.last {
            Some((last, place)) if last == link => Some(place),
            _ => {
                let place = *self.places.get(&self.known(link))?;
                self.last = Some((link, place));
                Some(place)
            }
        }
    }

    fn get(&mut self, link: LinkId) -> Option<&Evidence> {
        let place = self.place(link)?;
        self.evidence.get(place).map(|(_, evidence)| evidence)
    }

    fn entry(&mut self, link: LinkId) -> &mut Evidence {
        let place = self.place(link).unwrap_or_else(|| {
            let link = self.known(link);
            let place = self.evidence.len();
            self.places.insert(link, place);
            self.evidence.push((link, Evidence::default()));
            place
        });
        &mut self.evidence[place].1
    }

    /// The variant of a link that has shown enough of itself.
    pub(super) fn settled(&mut self, link: LinkId) -> Option<Variant> {
        let evidence = self.get(link)?;
        (evidence.of_users >= LEARNING.into()).then_some(evidence.best)
    }

    /// The variant of a link, where it is `given` or the link has shown enough of itself, and
    /// where to note that its subsystems [carried](Carried::tcap) TCAP.
    #[inline]
    pub(super) fn known_link(
        &mut self,
        link: LinkId,
        given: Option<Variant>,
    ) -> Option<(Variant, Carried<'_>)> {
        let place = self.place(link)?;
        let (_, evidence) = self.evidence.get_mut(place)?;
        let settled = (evidence.of_users >= LEARNING.into()).then_some(evidence.best);
        Some((given.or(settled)?, Carried(evidence)))
    }

    /// The variant that speaks best for a link so far, for a message that was cut and says little.
    pub(super) fn so_far(&mut self, link: LinkId) -> Option<Variant> {
        let evidence = self.get(link)?;
        (evidence.messages > 0).then_some(evidence.best)
    }

    /// The variant to read a message in, from the link's messages and this one, which `read` reads
    /// in any variant.
    pub(super) fn of<'a>(
        &mut self,
        link: LinkId,
        frame: u64,
        mut read: impl FnMut(Variant) -> Stack<'a>,
    ) -> Variant {
        let evidence = self.entry(link);
        let mut pairs = [None; 4];
        let mut scores = [0; 4];
        let mut is_management = false;
        for (place, variant) in VARIANTS.into_iter().enumerate() {
            let stack = read(variant);
            scores[place] = score(&stack, variant);
            is_management |= stack.mtp3.is_some_and(|msu| msu.management().is_some());
            pairs[place] = stack
                .point_codes()
                .map(|(from, to)| (from.value.min(to.value), from.value.max(to.value)));
            // The two ends of a link keep their point codes.
            if pairs[place].is_some() && pairs[place] == evidence.pairs[place] {
                scores[place] += 3;
            }
        }
        evidence.pairs = pairs;
        if scores.iter().all(|score| *score == scores[0]) {
            return evidence.best;
        }
        if evidence.messages == 0 {
            evidence.first_frame = frame;
        }
        evidence.messages += 1;
        evidence.of_users += u64::from(!is_management);
        for (sum, score) in evidence.sums.iter_mut().zip(scores) {
            *sum = sum.saturating_add(score);
        }
        evidence.best = best(&evidence.sums);
        let (links, own) = (evidence.best, best(&scores));
        let of =
            |variant: Variant| scores[VARIANTS.iter().position(|v| *v == variant).unwrap_or(0)];
        if of(own) - of(links) >= CLEAR_MARGIN { own } else { links }
    }

    /// Notes that the data of these subsystems was TCAP.
    pub(super) fn carried_tcap(&mut self, link: LinkId, frame: u64, subsystems: [Option<u8>; 2]) {
        Carried(self.entry(link)).tcap(frame, subsystems);
    }

    /// Whether a subsystem's data has been TCAP before.
    pub(super) fn carries_tcap(&mut self, link: LinkId, ssn: u8) -> bool {
        self.get(link)
            .is_some_and(|e| e.tcap_subsystems[usize::from(ssn / 64)] & 1 << (ssn % 64) != 0)
    }

    pub(super) fn assumptions(&self) -> impl Iterator<Item = Assumption> {
        self.evidence.iter().filter_map(|(link, evidence)| {
            let found = evidence.messages > 0 || evidence.tcap_subsystems != [0; 4];
            found.then_some(Assumption {
                link: *link,
                frame: evidence.first_frame,
                variant: evidence.best,
                messages: evidence.messages,
                tcap_subsystems: evidence.tcap_subsystems,
            })
        })
    }
}

/// How well a message holds together in a variant; 0 says nothing.
fn score(stack: &Stack<'_>, variant: Variant) -> i32 {
    let mut score = 0;
    if let Some(DataForm::ProtocolData(data)) = stack.m3ua_data.map(|data| data.protocol_data) {
        let widest = data.originating_point_code.max(data.destination_point_code);
        if u64::from(widest) >> variant.point_code_bits() != 0 {
            score -= 8;
        }
    }
    let msu_indicator =
        stack.mtp3.map(|msu: Msu<Reader<'_>>| msu.service_information.service_indicator);
    match &stack.sccp {
        Some(message) => score += score_sccp(stack, message, variant),
        // SCCP that cannot be read: the label's length is wrong, or the message is damaged behind
        // a message type that stands where it should.
        None if carries_sccp(stack, msu_indicator) => {
            let first = stack.mtp3.and_then(|msu| msu.payload.peek());
            score -= if matches!(first, Some(0x09 | 0x0A | 0x11..=0x14)) { 5 } else { 8 };
        }
        None => {}
    }
    if let Some(msu) = &stack.mtp3 {
        score += score_management(msu, variant);
    }
    if let Some(message) = &stack.isup {
        score += score_isup(stack, message, variant);
    } else if msu_indicator == Some(ServiceIndicator::ISUP) {
        score -= 4;
    }
    score
}

/// Messages of management and of link tests say where they end, and their headings are few. It
/// weighs less than what SCCP and ISUP say, for many are of a few octets only.
fn score_management(msu: &Msu<Reader<'_>>, variant: Variant) -> i32 {
    match msu.management() {
        None => 0,
        Some(Ok(message))
            if message.heading_code.name(variant, msu.is_test()).is_some()
                && msu.behind_management().is_none() =>
        {
            2
        }
        Some(_) => -2,
    }
}

/// What stands behind the label that MTP3 or M3UA brings.
fn user_part<'a>(stack: &Stack<'a>) -> Option<Reader<'a>> {
    match (&stack.mtp3, stack.m3ua_data.map(|data| data.protocol_data)) {
        (Some(msu), _) => Some(msu.payload),
        (None, Some(DataForm::ProtocolData(data))) => Some(data.user_data),
        (None, _) => None,
    }
}

fn carries_sccp(stack: &Stack<'_>, msu: Option<ServiceIndicator>) -> bool {
    let m3ua = stack.m3ua_data.map(|data: m3ua::Data<Reader<'_>>| data.protocol_data);
    match (msu, m3ua) {
        (Some(indicator), _) => indicator == ServiceIndicator::SCCP,
        (None, Some(DataForm::ProtocolData(data))) => {
            data.service_indicator == ServiceIndicator::SCCP.0
        }
        (None, Some(DataForm::Msu { .. })) => true,
        (None, None) => stack.m3ua.is_none(),
    }
}

fn score_sccp(stack: &Stack<'_>, message: &sccp::Message<'_>, variant: Variant) -> i32 {
    let Some((called, calling)) = message.addresses() else {
        let fits = message.irregularities(0).next().is_none() && connection_fits(stack, message);
        return if fits { 1 } else { -8 };
    };
    let irregular = message.irregularities(0).count().min(8) as i32;
    let mut score = 4 - 2 * irregular;
    let labels = stack.point_codes();
    for (address, label) in [
        (called, labels.map(|(_, destination)| destination)),
        (calling, labels.map(|(originating, _)| originating)),
    ] {
        score += match (variant, address.national) {
            (Variant::Ansi, true) => 2,
            (Variant::Ansi, false) => 0,
            // Reserved for national use in ITU addresses, and as a rule 0.
            (_, true) => -2,
            (_, false) => 1,
        };
        if address.subsystem_number.is_some_and(|ssn| ssn.0 == 0) {
            score -= 2;
        }
        if address.point_code.is_some() && address.point_code == label {
            score += 3;
        }
        if matches!(address.global_title, Some(sccp::GlobalTitle::Reserved { .. })) {
            score -= 4;
        }
        score -= (2 * address.surplus.len().min(4)) as i32;
    }
    score += match stack.tcap {
        Some(tcap::Message::Ansi(_)) => 4 + i32::from(variant == Variant::Ansi),
        Some(tcap::Message::Itu(_)) => 4 + i32::from(variant != Variant::Ansi),
        None if message.segmentation().is_some() => 2,
        None => 0,
    };
    score
}

/// Whether a message of a connection that has no variable part fills the payload of its label (Q.713
/// 4.6 to 4.17); of the others the pointers hold, or they were not read.
fn connection_fits(stack: &Stack<'_>, message: &sccp::Message<'_>) -> bool {
    let Some(payload) = user_part(stack).map(|payload| payload.len()) else { return true };
    match message.message_type().0 {
        0x05 | 0x0E => payload == 7, // RLC, RSC: two references
        0x08 => payload == 6,        // AK: reference, receive number, credit
        0x0C => payload == 4,        // EA: reference
        0x0D => payload == 8,        // RSR: two references, cause
        0x0F => payload == 5,        // ERR: reference, cause
        0x10 => payload == 11,       // IT: two references, class, sequencing, credit
        _ => true,
    }
}

/// Message types are few, and parameters must lie in the message: of an IAM, the called party number
/// above all. ANSI IAMs have four fixed octets, then a pointer to the user service information and
/// one to the number (T1.113.3 table 22); ITU ones five, then the pointer to the number (Q.763 table
/// 32).
fn score_isup(stack: &Stack<'_>, message: &isup::Message<Reader<'_>>, variant: Variant) -> i32 {
    let parameters = message.parameters.rest();
    let mut score = if message.message_type.name().is_some() { 2 } else { -3 };
    // A circuit has 14 bits in ANSI, else 12 (Q.763 1.2); the others are spare, and 0.
    let spare = if variant == Variant::Ansi { 0xC000 } else { 0xF000 };
    let circuit = user_part(stack).and_then(|mut payload| payload.u16_le("circuit").ok());
    if circuit.is_some_and(|circuit| circuit & spare != 0) {
        score -= 1;
    }
    score += score_parameters(message);
    if message.message_type.0 == 1 {
        let at = 5;
        let number = parameters.get(at).and_then(|pointer| {
            let start = at + usize::from(*pointer);
            let length = usize::from(*parameters.get(start)?);
            (*pointer > 0 && length > 0).then_some(start + length < parameters.len())
        });
        let fixed_fits = variant != Variant::Ansi
            || parameters.get(4).is_some_and(|pointer| (3..8).contains(pointer));
        score += if number == Some(true) && fixed_fits { 2 } else { -3 };
    }
    score
}

/// Whether the parameters, of a message that has them in a known order, lie in it and fill it.
fn score_parameters(message: &isup::Message<Reader<'_>>) -> i32 {
    let end_of = |reader: Reader<'_>| reader.at().saturating_add(reader.len() as u32);
    let mut last: Option<u32> = None;
    let read =
        message.each_parameter(|parameter| last = last.max(Some(end_of(parameter.contents))));
    match (read, last) {
        (Err(_), _) => -2,
        // Behind the last one stands the end of optional parameters, or the pointer to none.
        (Ok(()), Some(last)) if end_of(message.parameters) > last.saturating_add(1) => -1,
        (Ok(()), Some(_)) => 1,
        (Ok(()), None) => 0,
    }
}

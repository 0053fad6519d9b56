//! Why octets came back otherwise: a walk over the old and the new elements side by side.

use super::labels::{Labels, Rule};
use crate::wire::ber::{Identifier, Tlv};
use crate::wire::digits::DigitString;
use crate::wire::{Layer, Reader};

/// Why octets that mean the same are not the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reason {
    /// More length octets than are needed.
    LongLength,
    /// A length that only end-of-contents tells.
    Indefinite,
    /// A string in segments.
    Constructed,
    /// An INTEGER or ENUMERATED with octets that say nothing.
    LongInteger,
    /// A code in another number of octets than it has.
    CodeSize,
    /// An error code in an INTEGER of its own.
    ExplicitCode,
    /// A true BOOLEAN that is not FF.
    TrueNotFf,
    /// Bits that do not count and are not 0.
    UnusedBits,
    /// Zeros behind the last bit that is set in a named-bit string.
    TrailingZeroBits,
    /// The half octet behind an odd number of digits, not 0.
    Filler,
    /// Spare bits that are not 0.
    SpareBits,
    /// A carrier that states another number of digits than it has.
    StatedDigits,
    /// Elements, parts or parameters that may stand in any order.
    Order,
    /// A field that may have either of two tags.
    OtherTag,
    /// An element that no table names, now behind those that have names.
    UnknownMoved,
    /// Component IDs with no id in them, which say the same as none.
    NoIds,
    /// Padding that is not 0, or that the length counts or does not.
    Padding,
    /// Octets that no pointer, length or element covers.
    Gap,
    /// A parameter that is read and has no place in what is written.
    Dropped,
    /// A tag or form of an older edition.
    OldForm,
    /// None of these: what is written means something else, or a reason is missing here.
    Unexplained,
}

impl Reason {
    /// Every reason but [`Unexplained`](Self::Unexplained).
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::LongLength => "length not in its shortest form",
            Self::Indefinite => "indefinite length",
            Self::Constructed => "constructed string",
            Self::LongInteger => "integer not in its shortest form",
            Self::CodeSize => "code in another number of octets",
            Self::ExplicitCode => "code inside an INTEGER of its own",
            Self::TrueNotFf => "true that is not FF",
            Self::UnusedBits => "unused bits that are not 0",
            Self::TrailingZeroBits => "zeros behind the last bit that is set",
            Self::Filler => "filler digit that is not 0",
            Self::SpareBits => "spare bits that are not 0",
            Self::StatedDigits => "stated number of digits",
            Self::Order => "other order",
            Self::OtherTag => "the other of two tags",
            Self::UnknownMoved => "unknown element moved",
            Self::NoIds => "empty component IDs",
            Self::Padding => "padding",
            Self::Gap => "octets that nothing covers",
            Self::Dropped => "parameter without a meaning here left out",
            Self::OldForm => "form of an older edition",
            Self::Unexplained => "NO REASON FOUND",
        }
    }

    /// The name in JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::LongLength => "longLength",
            Self::Indefinite => "indefiniteLength",
            Self::Constructed => "constructedString",
            Self::LongInteger => "longInteger",
            Self::CodeSize => "codeSize",
            Self::ExplicitCode => "explicitCode",
            Self::TrueNotFf => "trueNotFF",
            Self::UnusedBits => "unusedBits",
            Self::TrailingZeroBits => "trailingZeroBits",
            Self::Filler => "filler",
            Self::SpareBits => "spareBits",
            Self::StatedDigits => "statedDigits",
            Self::Order => "order",
            Self::OtherTag => "otherTag",
            Self::UnknownMoved => "unknownMoved",
            Self::NoIds => "noIds",
            Self::Padding => "padding",
            Self::Gap => "gap",
            Self::Dropped => "dropped",
            Self::OldForm => "oldForm",
            Self::Unexplained => "unexplained",
        }
    }
}

/// One place that came back otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Octets from the start of the message as it was.
    pub(super) at: u32,
    pub(super) layer: Layer,
    pub(super) field: String,
    pub(super) reason: Reason,
}

/// Compares the element that a message had with the one that came back for it.
pub(super) fn compare(old: &Tlv<'_>, new: &Tlv<'_>, labels: &Labels, found: &mut Vec<Difference>) {
    if old.octets == new.octets {
        return;
    }
    let (layer, field, rule) = labels.of(old);
    let before = found.len();
    let mut tell = |at: u32, reason| {
        found.push(Difference { at, layer, field: field.clone(), reason });
    };
    if old.identifier.primitive() != new.identifier.primitive() {
        return tell(old.at, Reason::Unexplained);
    }
    let length_at = old.at + old.identifier_octets().len() as u32;
    if old.indefinite {
        tell(length_at, Reason::Indefinite);
    } else if has_long_length(old) {
        tell(length_at, Reason::LongLength);
    }
    match (old.is_constructed(), new.is_constructed()) {
        (true, true) => {
            compare_children(old, new, labels, (layer, &field), found);
        }
        (false, false) => {
            let reasons = leaf(rule, old.contents, new.contents);
            reasons.into_iter().for_each(|reason| tell(old.contents_at, reason));
        }
        (true, false) => match (rule, old.octet_string()) {
            (_, Ok(string)) => {
                tell(old.at, Reason::Constructed);
                let reasons = leaf(rule, &string.to_cow(), new.contents);
                reasons.into_iter().for_each(|reason| tell(old.contents_at, reason));
            }
            (Rule::Integer, Err(_)) if is_explicit(old, new) => {
                tell(old.at, Reason::ExplicitCode);
            }
            _ => tell(old.at, Reason::Unexplained),
        },
        (false, true) => tell(old.at, Reason::Unexplained),
    }
    if found.len() == before {
        found.push(Difference { at: old.at, layer, field, reason: Reason::Unexplained });
    }
}

/// Whether fewer length octets would do (X.690 10.1).
fn has_long_length(tlv: &Tlv<'_>) -> bool {
    let header = tlv.octets.len() - tlv.contents.len() - tlv.identifier_octets().len();
    let length = tlv.contents.len();
    let needed = match length {
        0..0x80 => 1,
        _ => 1 + (usize::BITS - length.leading_zeros()).div_ceil(8) as usize,
    };
    header > needed
}

fn is_explicit(old: &Tlv<'_>, new: &Tlv<'_>) -> bool {
    let inside = old.reader().tlv("code").and_then(|inner| inner.integer());
    inside.is_ok() && inside == new.integer()
}

/// The reasons for which contents differ; [`Reason::Unexplained`] alone where they mean something
/// else.
fn leaf(rule: Rule, old: &[u8], new: &[u8]) -> Vec<Reason> {
    if old == new {
        return vec![];
    }
    let found = match rule {
        Rule::Integer => integer(old, new),
        Rule::Boolean => match (old, new) {
            ([old], [0xFF]) if *old != 0 => vec![Reason::TrueNotFf],
            _ => vec![],
        },
        Rule::Bits => bits(old, new),
        Rule::Digits => digits(old, new),
        Rule::Carrier => match (old, new) {
            ([a, b, old @ ..], [c, d, new @ ..]) if a == c && b >> 4 == d >> 4 && old == new => {
                vec![Reason::StatedDigits]
            }
            _ => vec![],
        },
        Rule::Octets => vec![],
    };
    if found.is_empty() { vec![Reason::Unexplained] } else { found }
}

fn integer(old: &[u8], new: &[u8]) -> Vec<Reason> {
    // Without the octets that only repeat the sign (X.690 8.3.2).
    let bare = |octets: &[u8]| {
        let filler = octets
            .windows(2)
            .take_while(|two| matches!(two, [0, 0..0x80] | [0xFF, 0x80..=0xFF]))
            .count();
        octets[filler..].to_vec()
    };
    match bare(old) == bare(new) && !old.is_empty() {
        true if old.len() > new.len() => vec![Reason::LongInteger],
        true => vec![Reason::CodeSize],
        false => vec![],
    }
}

fn bits(old: &[u8], new: &[u8]) -> Vec<Reason> {
    let ([unused, old @ ..], [new_unused, new @ ..]) = (old, new) else { return vec![] };
    if *unused > 7 || *new_unused > 7 {
        return vec![];
    }
    let mask = 0xFFu8 << unused;
    let mut clean = old.to_vec();
    if let Some(last) = clean.last_mut() {
        *last &= mask;
    }
    let mut found = vec![];
    if clean != old {
        found.push(Reason::UnusedBits);
    }
    let ones = |octets: &[u8]| {
        let end = octets.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
        octets[..end].to_vec()
    };
    if ones(&clean) != ones(new) {
        return vec![];
    }
    if (clean.len(), unused) != (new.len(), new_unused) {
        found.push(Reason::TrailingZeroBits);
    }
    found
}

fn digits(old: &[u8], new: &[u8]) -> Vec<Reason> {
    let ([first, second, old @ ..], [new_first, new_second, new @ ..]) = (old, new) else {
        return vec![];
    };
    if first != new_first || second & 0x7F != new_second & 0x7F || old.len() != new.len() {
        return vec![];
    }
    let odd = first & 0x80 != 0;
    if DigitString::packed(old, odd) != DigitString::packed(new, odd) {
        return vec![];
    }
    let mut found = vec![];
    if second != new_second {
        found.push(Reason::SpareBits);
    }
    if old != new {
        found.push(Reason::Filler);
    }
    found
}

/// The elements of a constructed one; none where they are no elements.
fn children<'a>(tlv: &Tlv<'a>) -> Option<Vec<Tlv<'a>>> {
    let mut reader: Reader<'a> = tlv.reader();
    let mut found = vec![];
    while !reader.is_empty() {
        found.push(reader.tlv("element").ok()?);
    }
    Some(found)
}

/// Finds each old child among the new ones: by its identifier, and among equal ones by its turn.
fn partners(old: &[Tlv<'_>], new: &[Tlv<'_>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; new.len()];
    let mut take = |wanted: &Tlv<'_>| {
        let key = |tlv: &Tlv<'_>| match tlv.identifier {
            Identifier::LONG => tlv.identifier_octets().to_vec(),
            identifier => identifier.primitive().0.to_be_bytes().to_vec(),
        };
        let place = (new.iter().zip(&taken))
            .position(|(candidate, taken)| !taken && key(candidate) == key(wanted))?;
        taken[place] = true;
        Some(place)
    };
    old.iter().map(&mut take).collect()
}

/// Finds those that are left over, are known, and have the contents of a new one that is left over.
fn other_tags(
    old: &[Tlv<'_>],
    new: &[Tlv<'_>],
    places: &mut [Option<usize>],
    labels: &Labels,
) -> Vec<usize> {
    let mut found = vec![];
    for (at, tlv) in old.iter().enumerate() {
        if places[at].is_some() || labels.is_unknown(tlv) {
            continue;
        }
        let free = |place: usize| !places.contains(&Some(place));
        let place =
            (0..new.len()).find(|place| free(*place) && new[*place].contents == tlv.contents);
        if place.is_some() {
            places[at] = place;
            found.push(at);
        }
    }
    found
}

fn compare_children(
    old: &Tlv<'_>,
    new: &Tlv<'_>,
    labels: &Labels,
    (layer, field): (Layer, &str),
    found: &mut Vec<Difference>,
) {
    let mut tell = |at: u32, field: &str, reason| {
        found.push(Difference { at, layer, field: field.to_string(), reason });
    };
    let (Some(olds), Some(news)) = (children(old), children(new)) else {
        if old.contents != new.contents {
            tell(old.contents_at, field, Reason::Unexplained);
        }
        return;
    };
    let mut places = partners(&olds, &news);
    for place in other_tags(&olds, &news, &mut places, labels) {
        tell(olds[place].at, &labels.of(&olds[place]).1, Reason::OtherTag);
    }
    let lost: Vec<&Tlv<'_>> =
        olds.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(tlv, _)| tlv).collect();
    // An Invoke without ids may have empty component IDs, or none.
    let says_nothing = |tlv: &Tlv<'_>| tlv.identifier.0 == 0xCF && tlv.contents.is_empty();
    for tlv in &lost {
        let reason = if says_nothing(tlv) { Reason::NoIds } else { Reason::Unexplained };
        tell(tlv.at, &labels.of(tlv).1, reason);
    }
    let put_in = (0..news.len()).filter(|place| !places.contains(&Some(*place)));
    for place in put_in {
        let reason = if says_nothing(&news[place]) { Reason::NoIds } else { Reason::Unexplained };
        tell(old.at, field, reason);
    }
    let increasing = |places: &mut dyn Iterator<Item = usize>| {
        let places: Vec<usize> = places.collect();
        places.windows(2).all(|two| two[0] < two[1])
    };
    if !increasing(&mut places.iter().flatten().copied()) {
        let named = |tlv: &Tlv<'_>| !labels.is_unknown(tlv);
        let known = olds.iter().zip(&places).filter(|(tlv, _)| named(tlv));
        if increasing(&mut known.filter_map(|(_, place)| *place)) {
            for tlv in olds.iter().filter(|tlv| !named(tlv)) {
                tell(tlv.at, &labels.of(tlv).1, Reason::UnknownMoved);
            }
        } else {
            tell(old.at, field, Reason::Order);
        }
    }
    for (old, place) in olds.iter().zip(places) {
        if let Some(place) = place
            && old.identifier.primitive() == news[place].identifier.primitive()
        {
            compare(old, &news[place], labels, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ain;

    /// The reasons for which the parameters of an operation come back otherwise, with their places
    /// and fields.
    fn reasons(code: u16, old: &[u8], new: &[u8]) -> Vec<(u32, String, Reason)> {
        let read = |octets| Reader::new(octets, Layer::Ain).tlv("parameters").unwrap();
        let (old, new) = (read(old), read(new));
        let mut labels = Labels::new();
        labels.parameters(ain::operation(code).unwrap().fields, &old);
        let mut found = vec![];
        compare(&old, &new, &labels, &mut found);
        found.into_iter().map(|d| (d.at, d.field, d.reason)).collect()
    }

    fn only(code: u16, old: &[u8], new: &[u8]) -> (u32, String, Reason) {
        let found = reasons(code, old, new);
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().unwrap()
    }

    const ANALYZE_ROUTE: u16 = 0x6501;
    const REQUEST_REPORT: u16 = 0x6D01;

    #[test]
    fn equal_octets_need_no_reason() {
        assert_eq!(reasons(ANALYZE_ROUTE, &[0x30, 3, 0x94, 1, 5], &[0x30, 3, 0x94, 1, 5]), []);
    }

    #[test]
    fn long_and_indefinite_lengths_are_told_at_their_first_octet() {
        let new = [0x30, 3, 0x94, 1, 5];
        let long = [0x30, 0x81, 3, 0x94, 1, 5];
        assert_eq!(only(ANALYZE_ROUTE, &long, &new), (1, "parameters".into(), Reason::LongLength));
        let indefinite = [0x30, 0x80, 0x94, 1, 5, 0, 0];
        assert_eq!(only(ANALYZE_ROUTE, &indefinite, &new).2, Reason::Indefinite);
        let inside = [0x30, 4, 0x94, 0x81, 1, 5];
        let found = only(ANALYZE_ROUTE, &inside, &new);
        assert_eq!(found, (3, "chargePartyStationType".into(), Reason::LongLength));
    }

    #[test]
    fn a_string_in_segments_may_also_have_a_filler() {
        let new = [0x30, 7, 0x8F, 5, 0x83, 0x10, 0x79, 0x52, 0x05];
        let cut = [0x30, 11, 0xAF, 9, 4, 3, 0x83, 0x10, 0x79, 4, 2, 0x52, 0xF5];
        let found = reasons(ANALYZE_ROUTE, &cut, &new);
        let kinds: Vec<_> = found.iter().map(|found| found.2).collect();
        assert_eq!(kinds, [Reason::Constructed, Reason::Filler]);
        assert!(found.iter().all(|found| found.1 == "calledPartyID"));
    }

    #[test]
    fn spare_bits_and_fillers_of_digits_are_told_apart_from_other_digits() {
        let new = [0x30, 7, 0x8F, 5, 0x83, 0x10, 0x79, 0x52, 0x05];
        let mut old = new;
        old[5] = 0x90;
        assert_eq!(only(ANALYZE_ROUTE, &old, &new).2, Reason::SpareBits);
        let mut old = new;
        old[8] = 0x95;
        assert_eq!(only(ANALYZE_ROUTE, &old, &new).2, Reason::Filler);
        let mut old = new;
        old[7] = 0x53;
        assert_eq!(only(ANALYZE_ROUTE, &old, &new).2, Reason::Unexplained);
    }

    #[test]
    fn integers_with_octets_that_say_nothing() {
        let new = [0x30, 3, 0x94, 1, 5];
        assert_eq!(
            only(ANALYZE_ROUTE, &[0x30, 4, 0x94, 2, 0, 5], &new),
            (4, "chargePartyStationType".into(), Reason::LongInteger)
        );
        assert_eq!(only(ANALYZE_ROUTE, &[0x30, 4, 0x94, 2, 0, 6], &new).2, Reason::Unexplained);
    }

    #[test]
    fn bits_behind_the_last_one_and_bits_that_do_not_count() {
        let new = [0x30, 5, 0x9F, 0x5C, 2, 4, 0x10];
        for (old, reason) in [
            (&[0x30, 5, 0x9F, 0x5C, 2, 4, 0x1F][..], Reason::UnusedBits),
            (&[0x30, 5, 0x9F, 0x5C, 2, 0, 0x10], Reason::TrailingZeroBits),
            (&[0x30, 6, 0x9F, 0x5C, 3, 0, 0x10, 0], Reason::TrailingZeroBits),
            (&[0x30, 5, 0x9F, 0x5C, 2, 4, 0x30], Reason::Unexplained),
        ] {
            assert_eq!(only(REQUEST_REPORT, old, &new).2, reason, "{old:02x?}");
        }
    }

    #[test]
    fn a_carrier_may_state_another_number_of_digits() {
        let new = [0x30, 7, 0x9F, 0x29, 4, 2, 0x34, 0x20, 0x88];
        let mut old = new;
        old[6] = 0x3A;
        let found = only(ANALYZE_ROUTE, &old, &new);
        assert_eq!(found, (5, "carrier".into(), Reason::StatedDigits));
        old[6] = 0x4A;
        assert_eq!(only(ANALYZE_ROUTE, &old, &new).2, Reason::Unexplained);
    }

    #[test]
    fn another_order_is_told_of_the_holder_and_a_moved_unknown_of_itself() {
        let two = [0x30, 7, 0x94, 1, 5, 0x8F, 2, 0, 0x10];
        let other = [0x30, 7, 0x8F, 2, 0, 0x10, 0x94, 1, 5];
        assert_eq!(only(ANALYZE_ROUTE, &two, &other), (0, "parameters".into(), Reason::Order));
        let unknown = [0x30, 7, 0x9F, 0x7F, 1, 0, 0x94, 1, 5];
        let moved = [0x30, 7, 0x94, 1, 5, 0x9F, 0x7F, 1, 0];
        let found = only(ANALYZE_ROUTE, &unknown, &moved);
        assert_eq!(found, (2, "9F7F".into(), Reason::UnknownMoved));
    }

    #[test]
    fn elements_that_are_gone_or_new_have_no_reason() {
        let two = [0x30, 6, 0x94, 1, 5, 0x8D, 1, 0];
        let one = [0x30, 3, 0x94, 1, 5];
        assert_eq!(only(ANALYZE_ROUTE, &two, &one).2, Reason::Unexplained);
        assert_eq!(only(ANALYZE_ROUTE, &one, &two).2, Reason::Unexplained);
    }

    #[test]
    fn empty_component_ids_say_the_same_as_none() {
        let read = |octets| Reader::new(octets, Layer::Tcap).tlv("component").unwrap();
        let with = read(&[0xE9, 6, 0xCF, 0, 0xD1, 2, 0x64, 1]);
        let without = read(&[0xE9, 4, 0xD1, 2, 0x64, 1]);
        for (old, new) in [(with, without), (without, with)] {
            let mut found = vec![];
            compare(&old, &new, &Labels::new(), &mut found);
            assert_eq!(found.iter().map(|d| d.reason).collect::<Vec<_>>(), [Reason::NoIds]);
        }
    }

    #[test]
    fn true_is_ff() {
        let rule = Rule::Boolean;
        assert_eq!(leaf(rule, &[1], &[0xFF]), [Reason::TrueNotFf]);
        assert_eq!(leaf(rule, &[0], &[0xFF]), [Reason::Unexplained]);
    }

    #[test]
    fn codes_may_have_another_size_or_an_integer_around_them() {
        assert_eq!(leaf(Rule::Integer, &[5], &[0, 5]), [Reason::CodeSize]);
        let read = |octets| Reader::new(octets, Layer::Tcap).tlv("code").unwrap();
        let (old, new) = (read(&[0xF3, 3, 2, 1, 7]), read(&[0xD3, 1, 7]));
        let mut found = vec![];
        compare(&old, &new, &Labels::new(), &mut found);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].reason, Reason::ExplicitCode);
    }
}

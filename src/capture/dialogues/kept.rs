//! The dialogues that are remembered, each in its place from its beginning until another takes it.

use super::Dialogue;

/// A ring: who comes when there is no more room takes the place of who came first. Nothing is moved,
/// for a dialogue is half a kilobyte.
#[derive(Debug)]
struct Ring {
    places: Vec<Dialogue>,
    most: usize,
    /// Where the oldest lies.
    oldest: usize,
    count: usize,
}

impl Ring {
    /// Room for `most` dialogues, of which `soon` are reserved.
    fn new(most: usize, soon: usize) -> Self {
        // In one piece from the beginning: to grow it would hold it twice for a moment.
        let places = Vec::with_capacity(most.min(soon));
        Self { places, most, oldest: 0, count: 0 }
    }

    /// The one at `place`, counted from the oldest.
    #[inline]
    const fn index(&self, place: usize) -> usize {
        let index = self.oldest + place;
        if index < self.most { index } else { index - self.most }
    }

    fn iter(&self) -> impl Iterator<Item = &Dialogue> {
        (0..self.count).filter_map(|place| self.places.get(self.index(place)))
    }

    #[inline]
    fn oldest(&self) -> Option<&Dialogue> {
        self.places.get(self.oldest).filter(|_| self.count > 0)
    }

    #[inline]
    fn oldest_mut(&mut self) -> Option<&mut Dialogue> {
        self.places.get_mut(self.oldest).filter(|_| self.count > 0)
    }

    /// Gives up the place of the oldest. What lies there stays until the place is taken, without what
    /// it has elsewhere.
    fn forget_oldest(&mut self) {
        if let Some(oldest) = self.oldest_mut() {
            oldest.steps.clear();
        }
        self.oldest = self.index(1);
        self.count = self.count.saturating_sub(1);
    }

    /// The place of one that is to come, which has whatever lay there; none if there is no room.
    fn next(&mut self) -> Option<&mut Dialogue> {
        if self.count == self.most {
            return None;
        }
        let index = self.index(self.count);
        if index == self.places.len() {
            self.places.push(Dialogue::BLANK);
        }
        self.count += 1;
        self.places.get_mut(index)
    }

    /// Counted from the oldest, the place of the first whose number is no less, in a ring of numbers
    /// that have gaps.
    fn place(&self, number: u64) -> usize {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            let less = self.places.get(self.index(middle)).is_some_and(|one| one.number < number);
            (low, high) = if less { (middle + 1, high) } else { (low, middle) };
        }
        low
    }

    /// Where one lies in such a ring.
    fn search(&self, number: u64) -> Option<usize> {
        let place = self.place(number);
        let index = self.index(place);
        let found = self.places.get(index).is_some_and(|one| one.number == number);
        (place < self.count && found).then_some(index)
    }
}

/// The dialogues that began last, in the order of their numbers, which have no gaps; and of those
/// before them, where it is wanted, the ones that have not ended.
#[derive(Debug)]
pub(super) struct Kept {
    latest: Ring,
    lasting: Ring,
}

impl Kept {
    /// Room for `most` dialogues, of which `soon` are reserved.
    pub(super) fn new(most: usize, soon: usize) -> Self {
        Self { latest: Ring::new(most, soon), lasting: Ring::new(0, 0) }
    }

    /// The same room: that for so many is for the latest, all other for those that last.
    pub(super) fn with_latest(self, latest: usize) -> Self {
        let most = self.most();
        let latest = latest.clamp(1, most);
        Self { latest: Ring::new(latest, latest), lasting: Ring::new(most - latest, 0) }
    }

    pub(super) const fn most(&self) -> usize {
        self.latest.most + self.lasting.most
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Dialogue> {
        self.lasting.iter().chain(self.latest.iter())
    }

    /// The oldest of the latest, where there is no room for one more beside it.
    #[inline]
    pub(super) fn leaving(&self) -> Option<&Dialogue> {
        if self.latest.count < self.latest.most { None } else { self.latest.oldest() }
    }

    /// Makes room among the latest: their oldest is one of those that last from now on. False where
    /// there is no room for it.
    pub(super) fn keep_leaving(&mut self) -> bool {
        let Some(place) = self.lasting.next() else { return false };
        if let Some(leaving) = self.latest.oldest_mut() {
            std::mem::swap(place, leaving);
        }
        self.latest.forget_oldest();
        true
    }

    /// Makes room among the latest: `over` is the last to see their oldest.
    pub(super) fn forget_leaving(&mut self, over: impl FnOnce(&mut Dialogue)) {
        if let Some(leaving) = self.latest.oldest_mut() {
            over(leaving);
        }
        self.latest.forget_oldest();
    }

    #[inline]
    fn first(&mut self) -> &mut Ring {
        if self.lasting.count > 0 { &mut self.lasting } else { &mut self.latest }
    }

    /// The oldest of all.
    pub(super) fn oldest_mut(&mut self) -> Option<&mut Dialogue> {
        self.first().oldest_mut()
    }

    /// Gives up the place of the oldest of all.
    pub(super) fn forget_oldest(&mut self) {
        self.first().forget_oldest();
    }

    /// Numbers of the latest have no gaps, so that one tells the place.
    #[inline]
    fn find(&self, number: u64) -> Result<usize, usize> {
        let first = self.latest.oldest().map_or(u64::MAX, |oldest| oldest.number);
        if let Some(place) = number.checked_sub(first) {
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            return Ok(if place < self.latest.count {
                self.latest.index(place)
            } else {
                usize::MAX
            });
        }
        Err(self.lasting.search(number).unwrap_or(usize::MAX))
    }

    #[inline]
    pub(super) fn get(&self, number: u64) -> Option<&Dialogue> {
        match self.find(number) {
            Ok(latest) => self.latest.places.get(latest),
            Err(lasting) => self.lasting.places.get(lasting),
        }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Dialogue> {
        match self.find(number) {
            Ok(latest) => self.latest.places.get_mut(latest),
            Err(lasting) => self.lasting.places.get_mut(lasting),
        }
    }

    /// The first whose number is no less.
    pub(super) fn first_from_mut(&mut self, number: u64) -> Option<&mut Dialogue> {
        let place = self.lasting.place(number);
        if place < self.lasting.count {
            let index = self.lasting.index(place);
            return self.lasting.places.get_mut(index);
        }
        let first = self.latest.oldest()?.number;
        self.get_mut(number.max(first))
    }

    /// The place of one that is to come, which has whatever lay there; none if there is no room.
    pub(super) fn next(&mut self) -> Option<&mut Dialogue> {
        self.latest.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(kept: &Kept) -> Vec<u64> {
        kept.iter().map(|dialogue| dialogue.number).collect()
    }

    fn check(kept: &mut Kept, expected: &[u64]) {
        assert_eq!(numbers(kept), expected);
        for other in 0..100 {
            let found = kept.get_mut(other).map(|dialogue| dialogue.number);
            assert_eq!(found, expected.contains(&other).then_some(other));
            assert_eq!(kept.get(other).map(|dialogue| dialogue.number), found);
            let from = kept.first_from_mut(other).map(|dialogue| dialogue.number);
            assert_eq!(from, expected.iter().copied().find(|number| *number >= other));
        }
    }

    #[test]
    fn whoever_comes_takes_the_place_of_who_went_and_is_found_by_its_number() {
        let mut kept = Kept::new(3, 2);
        for number in 1..=10 {
            if let Some(leaving) = kept.leaving() {
                assert_eq!(leaving.number, number - 3);
                assert!(kept.next().is_none());
                assert!(!kept.keep_leaving());
                kept.forget_leaving(|leaving| assert_eq!(leaving.number, number - 3));
            }
            kept.next().expect("room").number = number;
            check(&mut kept, &(number.saturating_sub(2).max(1)..=number).collect::<Vec<_>>());
        }
    }

    #[test]
    fn those_that_last_are_found_behind_the_latest_and_are_the_first_to_go() {
        let mut kept = Kept::new(5, 5).with_latest(2);
        assert_eq!(kept.most(), 5);
        let mut expected = vec![];
        for number in 1..=20 {
            // Every third of those before the latest lasts, as long as there is room.
            if kept.leaving().is_some_and(|leaving| leaving.number % 3 == 0) {
                if !kept.keep_leaving() {
                    assert_eq!(kept.oldest_mut().map(|oldest| oldest.number), Some(expected[0]));
                    kept.forget_oldest();
                    expected.remove(0);
                    assert!(kept.keep_leaving());
                }
            } else if kept.leaving().is_some() {
                kept.forget_leaving(|leaving| expected.retain(|number| *number != leaving.number));
            }
            kept.next().expect("room").number = number;
            expected.push(number);
            check(&mut kept, &expected);
        }
        assert_eq!(expected, [12, 15, 18, 19, 20]);
        while kept.oldest_mut().is_some() {
            kept.forget_oldest();
            expected.remove(0);
            check(&mut kept, &expected);
        }
    }
}

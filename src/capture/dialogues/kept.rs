//! The dialogues that are remembered, each in its place from its beginning until another takes it.

use super::Dialogue;

/// A ring: who comes when there is no more room takes the place of who came first. Nothing is moved,
/// for a dialogue is half a kilobyte.
#[derive(Debug)]
pub(super) struct Kept {
    places: Vec<Dialogue>,
    most: usize,
    /// Where the oldest lies.
    oldest: usize,
    count: usize,
}

impl Kept {
    /// Room for `most` dialogues, of which `soon` are reserved.
    pub(super) fn new(most: usize, soon: usize) -> Self {
        // In one piece from the beginning: to grow it would hold it twice for a moment.
        let places = Vec::with_capacity(most.min(soon));
        Self { places, most, oldest: 0, count: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// The one at `place`, counted from the oldest.
    #[inline]
    const fn index(&self, place: usize) -> usize {
        let index = self.oldest + place;
        if index < self.most { index } else { index - self.most }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Dialogue> {
        (0..self.count).filter_map(|place| self.places.get(self.index(place)))
    }

    #[inline]
    pub(super) fn oldest(&self) -> Option<&Dialogue> {
        self.places.get(self.oldest).filter(|_| self.count > 0)
    }

    #[inline]
    pub(super) fn oldest_mut(&mut self) -> Option<&mut Dialogue> {
        self.places.get_mut(self.oldest).filter(|_| self.count > 0)
    }

    /// Numbers have no gaps, so that one tells the place.
    #[inline]
    fn find(&self, number: u64) -> Option<usize> {
        let place = usize::try_from(number.checked_sub(self.oldest()?.number)?).ok()?;
        (place < self.count).then(|| self.index(place))
    }

    #[inline]
    pub(super) fn get(&self, number: u64) -> Option<&Dialogue> {
        self.places.get(self.find(number)?)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Dialogue> {
        let index = self.find(number)?;
        self.places.get_mut(index)
    }

    /// Gives up the place of the oldest. What lies there stays until the place is taken, without what
    /// it has elsewhere.
    pub(super) fn forget_oldest(&mut self) {
        if let Some(oldest) = self.oldest_mut() {
            oldest.steps.clear();
        }
        self.oldest = self.index(1);
        self.count = self.count.saturating_sub(1);
    }

    /// The place of one that is to come, which has whatever lay there; none if there is no room.
    pub(super) fn next(&mut self) -> Option<&mut Dialogue> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_takes_the_place_of_who_went_and_is_found_by_its_number() {
        let mut kept = Kept::new(3, 2);
        for number in 1..=10 {
            if kept.len() == 3 {
                assert!(kept.next().is_none());
                assert_eq!(kept.oldest().map(|oldest| oldest.number), Some(number - 3));
                kept.forget_oldest();
            }
            kept.next().expect("room").number = number;
            let there: Vec<u64> = kept.iter().map(|dialogue| dialogue.number).collect();
            assert_eq!(there, (number.saturating_sub(2).max(1)..=number).collect::<Vec<_>>());
            for other in 0..=number + 1 {
                let found = kept.get_mut(other).map(|dialogue| dialogue.number);
                assert_eq!(found, there.contains(&other).then_some(other));
            }
        }
    }
}

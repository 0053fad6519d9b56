//! The components of a message, which has one as a rule, and the messages of a dialogue, which has
//! two: in place, so that a table of dialogues lies in one piece.

use super::{Part, Step};
use core::ops::{Deref, DerefMut};

/// The components of a [step](super::Step), in their order: a slice of [`Part`]. One alone lies in
/// the step itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts(Few);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Few {
    #[default]
    None,
    One(Part),
    More(Vec<Part>),
}

impl Parts {
    pub(super) const NONE: Self = Self(Few::None);

    /// One alone, blank at first, to where it lies.
    #[inline(always)]
    pub(super) fn set_one(&mut self) -> &mut Part {
        if !matches!(self.0, Few::One(_)) {
            self.0 = const { Few::One(Part::BLANK) };
        }
        match &mut self.0 {
            Few::One(part) => part,
            Few::None | Few::More(_) => unreachable!("it was just set"),
        }
    }

    /// Gives up the room for several.
    #[inline]
    pub(super) fn release(&mut self) {
        if matches!(self.0, Few::More(_)) {
            self.0 = Few::None;
        }
    }

    /// Takes over others, to where it lies.
    #[inline]
    pub(super) fn copy(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (Few::One(own), Few::One(other)) => *own = *other,
            (own, other) => *own = other.clone(),
        }
    }
}

impl Deref for Parts {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        match &self.0 {
            Few::None => &[],
            Few::One(part) => core::slice::from_ref(part),
            Few::More(parts) => parts,
        }
    }
}

impl DerefMut for Parts {
    fn deref_mut(&mut self) -> &mut [Part] {
        match &mut self.0 {
            Few::None => &mut [],
            Few::One(part) => core::slice::from_mut(part),
            Few::More(parts) => parts,
        }
    }
}

impl FromIterator<Part> for Parts {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Self {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return Self::default() };
        Self(match parts.next() {
            None => Few::One(first),
            Some(second) => Few::More([first, second].into_iter().chain(parts).collect()),
        })
    }
}

impl<'p> IntoIterator for &'p Parts {
    type Item = &'p Part;
    type IntoIter = core::slice::Iter<'p, Part>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Messages of a dialogue that lie in the dialogue itself.
const IN_PLACE: usize = 2;

/// The messages of a [dialogue](super::Dialogue), in their order: a slice of [`Step`].
#[derive(Clone)]
pub struct Steps {
    /// Behind `count` there is anything.
    few: [Step; IN_PLACE],
    count: u8,
    /// All, when there are more.
    all: Vec<Step>,
}

impl Steps {
    /// None.
    pub(super) const NONE: Self =
        Self { few: [const { Step::BLANK }; IN_PLACE], count: 0, all: Vec::new() };

    /// The place of one more, which has whatever lay there.
    #[inline]
    pub(super) fn next(&mut self) -> &mut Step {
        if self.all.is_empty() && usize::from(self.count) < IN_PLACE {
            self.count += 1;
            return &mut self.few[usize::from(self.count) - 1];
        }
        self.more()
    }

    fn more(&mut self) -> &mut Step {
        if self.all.is_empty() {
            self.all.reserve(2 * IN_PLACE);
            self.all.extend(core::mem::replace(&mut self.few, Self::NONE.few));
            self.count = 0;
        }
        self.all.push_mut(Step::BLANK)
    }

    pub(super) fn pop(&mut self) {
        if self.all.pop().is_none() {
            self.count = self.count.saturating_sub(1);
        }
    }

    /// None from now on, and no room of any.
    pub(super) fn clear(&mut self) {
        self.few.iter_mut().for_each(|step| step.parts.release());
        self.count = 0;
        if self.all.capacity() > 0 {
            self.all = Vec::new();
        }
    }
}

impl core::fmt::Debug for Steps {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl Deref for Steps {
    type Target = [Step];

    #[inline]
    fn deref(&self) -> &[Step] {
        if self.all.is_empty() { &self.few[..usize::from(self.count)] } else { &self.all }
    }
}

impl DerefMut for Steps {
    #[inline]
    fn deref_mut(&mut self) -> &mut [Step] {
        if self.all.is_empty() { &mut self.few[..usize::from(self.count)] } else { &mut self.all }
    }
}

impl PartialEq for Steps {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Steps {}

impl<'s> IntoIterator for &'s Steps {
    type Item = &'s Step;
    type IntoIter = core::slice::Iter<'s, Step>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_in_order_when_they_no_longer_lie_in_place_and_none_comes_back() {
        let mut steps = Steps::NONE;
        for round in 0..3 {
            for frame in 1..=5 {
                steps.next().copy(&Step { frame, ..Step::BLANK });
                let frames: Vec<u64> = steps.iter().map(|step| step.frame).collect();
                assert_eq!(frames, (1..=frame).collect::<Vec<_>>(), "round {round}");
            }
            (0..5 - round).for_each(|_| steps.pop());
            assert_eq!(steps.len() as u64, round);
            steps.clear();
            assert!(steps.is_empty());
        }
    }
}

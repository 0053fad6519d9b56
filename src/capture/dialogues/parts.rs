//! The components of a message, which has one as a rule.

use super::Part;
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

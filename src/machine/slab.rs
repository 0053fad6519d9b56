use alloc::vec::Vec;
use core::num::NonZeroU32;

/// The place of a value in a [`Slab`], and which of the values that stood there one after the
/// other. A key of a value that is gone finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// One more than the place, so that an `Option<Key>` takes no more room.
    place: NonZeroU32,
    generation: u32,
}

impl Key {
    /// The key of a place and a generation, as another number carried them.
    pub(crate) fn new(place: u32, generation: u32) -> Option<Self> {
        Some(Self { place: NonZeroU32::new(place.checked_add(1)?)?, generation })
    }

    /// The place, from 0.
    pub(crate) const fn place(self) -> u32 {
        self.place.get() - 1
    }
}

/// Values that stay at their place until they are removed. Inserting, finding and removing take
/// the same time however many there are.
#[derive(Debug, Clone)]
pub struct Slab<T> {
    places: Vec<Place<T>>,
    free: Option<u32>,
    length: usize,
}

#[derive(Debug, Clone)]
struct Place<T> {
    generation: u32,
    value: Result<T, Option<u32>>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { places: Vec::new(), free: None, length: 0 }
    }
}

impl<T> Slab<T> {
    /// How many values there are.
    pub const fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The key that the next value will have.
    pub(crate) fn next_key(&self) -> Option<Key> {
        let place = self.free.map_or_else(|| u32::try_from(self.places.len()).ok(), Some)?;
        let generation = self.places.get(place as usize).map_or(0, |place| place.generation);
        Key::new(place, generation)
    }

    /// Puts a value where there is room. None where 2^32 - 1 values are.
    pub fn insert(&mut self, value: T) -> Option<Key> {
        let key = self.next_key()?;
        match self.places.get_mut(key.place() as usize) {
            Some(place) => {
                self.free = place.value.as_ref().err().copied().flatten();
                place.value = Ok(value);
            }
            None => self.places.push(Place { generation: key.generation, value: Ok(value) }),
        }
        self.length += 1;
        Some(key)
    }

    /// The value of a key.
    #[inline]
    pub fn get(&self, key: Key) -> Option<&T> {
        let place = self.places.get(key.place() as usize)?;
        place.value.as_ref().ok().filter(|_| place.generation == key.generation)
    }

    /// The value of a key, to be changed.
    #[inline]
    pub fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let place = self.places.get_mut(key.place() as usize)?;
        let generation = place.generation;
        place.value.as_mut().ok().filter(|_| generation == key.generation)
    }

    /// Takes a value out. Its key finds nothing from now on.
    pub fn remove(&mut self, key: Key) -> Option<T> {
        let place = self.places.get_mut(key.place() as usize)?;
        if place.generation != key.generation || place.value.is_err() {
            return None;
        }
        let value = core::mem::replace(&mut place.value, Err(self.free));
        place.generation = place.generation.wrapping_add(1);
        self.free = Some(key.place());
        self.length -= 1;
        value.ok()
    }

    /// All values and their keys, by place.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &T)> {
        self.places.iter().enumerate().filter_map(|(number, place)| {
            let value = place.value.as_ref().ok()?;
            Some((Key::new(u32::try_from(number).ok()?, place.generation)?, value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_value_that_is_gone_finds_nothing_in_its_place() {
        let mut slab = Slab::default();
        let (one, two) = (slab.insert('a').expect("room"), slab.insert('b').expect("room"));
        assert_eq!(slab.remove(one), Some('a'));
        let three = slab.insert('c').expect("room");
        assert_eq!(three.place(), one.place());
        assert_eq!(slab.remove(one), None);
        assert_eq!(slab.get(one), None);
        assert_eq!((slab.get(two), slab.get(three)), (Some(&'b'), Some(&'c')));
        assert_eq!(slab.len(), 2);
        assert_eq!(slab.iter().map(|(_, value)| *value).collect::<Vec<_>>(), ['c', 'b']);
    }
}

//! Batches on several threads, their effects in order.
//!
//! All threads do the same: take the next batch from the input, do what can be done with it alone,
//! wait for its turn with what is shared, do the rest alone, and put the text out in order. No
//! thread has a task of its own that another could wait for while it idles, and each has one batch
//! at a time, so that memory is bounded by the number of threads.

use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What a panic of another thread left is as good as before: all here is changed in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that the batches use one after the other, in the order of their numbers.
#[derive(Debug)]
pub(super) struct Turns<T> {
    state: Mutex<Turn<T>>,
    /// The thread with batch n waits for number n modulo their count: no two wait for one.
    changed: Vec<Condvar>,
}

#[derive(Debug)]
struct Turn<T> {
    next: u64,
    given_up: bool,
    value: T,
}

impl<T> Turns<T> {
    /// For `threads` threads, each with one batch at a time.
    pub(super) fn new(value: T, threads: usize) -> Self {
        Self {
            state: Mutex::new(Turn { next: 0, given_up: false, value }),
            changed: (0..threads.max(1)).map(|_| Condvar::new()).collect(),
        }
    }

    fn changed(&self, number: u64) -> &Condvar {
        &self.changed[(number % self.changed.len() as u64) as usize]
    }

    /// Waits for the turn of batch `number`. Every number must come once; none where a thread gave
    /// up and the turn will never be.
    pub(super) fn take<R>(&self, number: u64, with: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut state = lock(&self.state);
        while state.next != number && !state.given_up {
            state = self.changed(number).wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.given_up {
            return None;
        }
        let result = with(&mut state.value);
        state.next = number + 1;
        drop(state);
        self.changed(number + 1).notify_one();
        Some(result)
    }

    /// Lets all go that wait.
    pub(super) fn give_up(&self) {
        lock(&self.state).given_up = true;
        self.changed.iter().for_each(Condvar::notify_one);
    }

    pub(super) fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).value
    }
}

/// How many texts may wait for one that takes longer, beside one for each thread.
const AHEAD: usize = 4;

/// Writes the text of batches in the order of their numbers, whenever it comes. Who has the text
/// that is due writes it, and all behind it that waits; the others leave theirs and go on.
#[derive(Debug)]
pub(super) struct InOrder<W> {
    state: Mutex<Waiting<W>>,
    changed: Condvar,
    most: u64,
}

#[derive(Debug)]
struct Waiting<W> {
    next: u64,
    texts: BTreeMap<u64, Vec<u8>>,
    /// Texts that were written: their room is used again.
    spare: Vec<Vec<u8>>,
    /// None while a thread writes.
    to: Option<W>,
    failed: Option<io::Error>,
    given_up: bool,
}

impl<W: FnMut(&mut Vec<u8>) -> io::Result<()>> InOrder<W> {
    /// Writes with `to`, which takes out what it writes.
    pub(super) fn new(to: W, threads: usize) -> Self {
        let (texts, spare) = (BTreeMap::new(), Vec::new());
        let to = Some(to);
        let state = Waiting { next: 0, texts, spare, to, failed: None, given_up: false };
        let most = (AHEAD + threads) as u64;
        Self { state: Mutex::new(state), changed: Condvar::new(), most }
    }

    /// Puts out the text of batch `number`, and leaves an empty one in its place. Every number
    /// must come once. False when nothing can be written any more.
    pub(super) fn put(&self, number: u64, text: &mut Vec<u8>) -> bool {
        let mut state = lock(&self.state);
        let empty = state.spare.pop().unwrap_or_default();
        state.texts.insert(number, mem::replace(text, empty));
        if let Some(mut to) = state.to.take() {
            while let Some(mut text) = {
                let next = state.next;
                state.texts.remove(&next)
            } {
                let failed = state.failed.is_some();
                drop(state);
                let written = if failed { Ok(()) } else { to(&mut text) };
                text.clear();
                state = lock(&self.state);
                state.next += 1;
                state.failed = state.failed.take().or_else(|| written.err());
                state.spare.push(text);
                self.changed.notify_all();
            }
            state.to = Some(to);
        }
        // The batch that is due never waits, so the others do not wait forever.
        while number >= state.next + self.most && !state.given_up {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.failed.is_none() && !state.given_up
    }

    /// Lets all go that wait.
    pub(super) fn give_up(&self) {
        lock(&self.state).given_up = true;
        self.changed.notify_all();
    }

    /// Why writing failed, if it did.
    pub(super) fn finish(self) -> io::Result<()> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.failed.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    /// Takes numbers on several threads, and lets each do its work.
    fn on_threads(threads: usize, count: u64, work: impl Fn(u64) + Sync) {
        let next = AtomicU64::new(0);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count {
                            break;
                        }
                        // Some are slower than others.
                        (0..number % 7 * 100).for_each(|_| thread::yield_now());
                        work(number);
                    }
                });
            }
        });
    }

    #[test]
    fn turns_come_in_the_order_of_their_numbers() {
        for threads in [1, 2, 5] {
            let turns = Turns::new(Vec::new(), threads);
            on_threads(threads, 200, |number| {
                assert_eq!(turns.take(number, |all| all.push(number)), Some(()));
            });
            assert_eq!(turns.into_inner(), (0..200).collect::<Vec<_>>());
        }
    }

    #[test]
    fn texts_come_out_in_order_and_whole() {
        for threads in [1, 2, 5] {
            let mut written = Vec::new();
            let out = InOrder::new(
                |text: &mut Vec<u8>| {
                    written.append(text);
                    Ok(())
                },
                threads,
            );
            on_threads(threads, 200, |number| {
                let mut text = format!("{number},").into_bytes();
                assert!(out.put(number, &mut text));
                assert!(text.is_empty());
            });
            assert!(out.finish().is_ok());
            let wanted: String = (0..200).map(|number| format!("{number},")).collect();
            assert_eq!(String::from_utf8(written).unwrap(), wanted);
        }
    }

    #[test]
    fn after_a_failure_nothing_is_written_and_nobody_waits() {
        let mut calls = 0;
        let out = InOrder::new(
            |_: &mut Vec<u8>| {
                calls += 1;
                if calls < 3 { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
            },
            3,
        );
        on_threads(3, 50, |number| _ = out.put(number, &mut b"x".to_vec()));
        assert_eq!(out.finish().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(calls, 3);
    }

    #[test]
    fn who_waits_for_a_thread_that_gave_up_is_let_go() {
        let turns = Turns::new((), 2);
        let out = InOrder::new(|_: &mut Vec<u8>| Ok(()), 1);
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(turns.take(1, |()| ()), None));
            scope.spawn(|| assert!(!out.put(1 + AHEAD as u64, &mut Vec::new())));
            turns.give_up();
            out.give_up();
        });
    }
}

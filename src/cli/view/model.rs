//! The dialogues that were read, with their messages.

use crate::capture::dialogues::{Dialogue, Dialogues};
use crate::capture::filter::Filter;
use crate::capture::{
    Decoded, KeptFrame, LinkId, Message, Overrides, Protocol, Session, Timestamp,
};
use crate::wire::codes::Variant;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Messages of a dialogue that are kept; the rest is counted.
const STEPS: usize = 1024;

/// Of a reader that died, what it left is as good as before.
pub(super) fn lock(model: &Shared) -> MutexGuard<'_, Model> {
    model.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) type Shared = Arc<Mutex<Model>>;

/// Whether there is more to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    Running,
    Ended,
    /// It ended before its time, and why.
    Failed(String),
}

/// A message, to be decoded whenever it is looked at.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    frame: u64,
    index: u32,
    time: Option<Timestamp>,
    protocol: Protocol,
    octets: Box<[u8]>,
    link: LinkId,
    forward: bool,
    /// What its link speaks.
    variant: Variant,
    /// The segments before it, of a message that came in several.
    segments: Vec<Self>,
    /// The frame in which it completes, as the capture has it.
    captured: Arc<KeptFrame>,
}

impl Kept {
    pub(super) fn new(message: &Message<'_>, variant: Variant) -> Self {
        Self {
            frame: message.frame,
            index: message.index,
            time: message.time,
            protocol: message.protocol,
            octets: message.octets.into(),
            link: message.link,
            forward: message.forward,
            variant,
            segments: Vec::new(),
            captured: Arc::default(),
        }
    }

    fn message(&self) -> Message<'_> {
        Message {
            frame: self.frame,
            index: self.index,
            time: self.time,
            protocol: self.protocol,
            octets: &self.octets,
            link: self.link,
            forward: self.forward,
            diagnostics: &[],
        }
    }

    /// The frames that it came in, in their order.
    pub(super) fn frames(&self) -> impl Iterator<Item = &KeptFrame> {
        self.segments.iter().map(|segment| &*segment.captured).chain([&*self.captured])
    }

    pub(super) const fn place(&self) -> (u64, u32) {
        (self.frame, self.index)
    }
}

/// Segments that are kept until a message of theirs completes.
const SEGMENTS: usize = 64;

/// All that is shown.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) dialogues: Dialogues,
    messages: HashMap<u64, Vec<Kept>>,
    /// Messages that may be segments of one to come.
    segments: VecDeque<Kept>,
    pub(super) frames: u64,
    pub(super) reading: Reading,
    /// The time of the message that came last, and when it came.
    heard: Option<(Timestamp, Instant)>,
    /// Grows with all that is added.
    pub(super) revision: u64,
}

impl Model {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            dialogues: Dialogues::with_limits(limit, STEPS),
            messages: HashMap::new(),
            segments: VecDeque::new(),
            frames: 0,
            reading: Reading::Running,
            heard: None,
            revision: 0,
        }
    }

    /// Says that time has passed since the last message, where another may come: whoever waits for
    /// an answer on a quiet link waits in vain some time.
    pub(super) fn pass_time(&mut self) {
        let (Reading::Running, Some((time, came))) = (&self.reading, self.heard) else { return };
        let since = came.elapsed();
        let nanoseconds = time.nanoseconds.saturating_add(since.subsec_nanos());
        let judged = self.dialogues.pass_time(Timestamp {
            seconds: time
                .seconds
                .saturating_add_unsigned(since.as_secs() + u64::from(nanoseconds / 1_000_000_000)),
            nanoseconds: nanoseconds % 1_000_000_000,
            ..time
        });
        self.revision += u64::from(judged);
    }

    /// Adds a message; the number of its dialogue, if it has one.
    pub(super) fn add(&mut self, decoded: &Decoded<'_, '_>) -> Option<u64> {
        self.heard = decoded.message.time.map(|time| (time, Instant::now())).or(self.heard);
        let mut kept = Kept::new(decoded.message, decoded.stack.variant);
        let segment = decoded.stack.sccp.as_ref().and_then(|message| message.segmentation());
        if decoded.reassembled {
            let of = |other: &Kept| other.link == kept.link && other.forward == kept.forward;
            kept.segments = self.segments.iter().filter(|other| of(other)).cloned().collect();
        } else if segment.is_some_and(|segment| segment.remaining > 0) {
            if self.segments.len() >= SEGMENTS {
                self.segments.pop_front();
            }
            self.segments.push_back(kept);
            return None;
        }
        let Self { dialogues, messages, revision, .. } = self;
        let number = dialogues.add(decoded, |old| _ = messages.remove(&old.number))?;
        *revision += 1;
        let list = messages.entry(number).or_default();
        if list.len() < STEPS {
            list.push(kept);
        }
        Some(number)
    }

    /// Gives the messages that completed in a frame the frame.
    pub(super) fn captured(&mut self, numbers: &[u64], frame: u64, captured: &KeptFrame) {
        let captured = Arc::new(captured.clone());
        for number in numbers {
            let list = self.messages.get_mut(number).into_iter().flatten();
            for kept in list.rev().take_while(|kept| kept.frame == frame) {
                kept.captured = captured.clone();
            }
        }
        for kept in self.segments.iter_mut().rev().take_while(|kept| kept.frame == frame) {
            kept.captured = captured.clone();
        }
    }

    pub(super) fn dialogue(&self, number: u64) -> Option<&Dialogue> {
        self.dialogues.get(number)
    }

    pub(super) fn messages(&self, number: u64) -> &[Kept] {
        self.messages.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Decodes the messages of a dialogue one after the other, so that answers know what they
    /// answer.
    pub(super) fn decode(
        &self,
        number: u64,
        overrides: &Overrides,
        mut each: impl FnMut(usize, &Decoded<'_, '_>),
    ) {
        let messages = self.messages(number);
        let Some(first) = messages.first() else { return };
        let overrides = Overrides { variant: Some(first.variant), ..overrides.clone() };
        let mut session = Session::new(overrides);
        for (place, kept) in messages.iter().enumerate() {
            for segment in &kept.segments {
                session.decode(&segment.message(), |_| ());
            }
            session.decode(&kept.message(), |decoded| each(place, decoded));
        }
    }

    /// Whether a message of the dialogue matches.
    pub(super) fn matches(&self, number: u64, overrides: &Overrides, filter: &Filter) -> bool {
        let mut found = false;
        self.decode(number, overrides, |_, decoded| found |= filter.matches(decoded));
        found
    }
}

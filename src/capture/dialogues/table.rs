//! The dialogues that are remembered, and how a message finds its own.

use super::kept::Kept;
use super::read::{Does, Found, Standard, read, read_usual};
use super::{Code, Dialogue, Kind, Node, Package, Part, State, Step};
use crate::capture::invokes::{Asked, Invokes};
use crate::capture::item::{Message, Timestamp};
use crate::capture::reading::Decoded;
use crate::capture::seeded::Seed;
use crate::wire::stack::Usual;
use crate::wire::tcap::ansi::TransactionId;
use core::num::NonZeroU64;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// How many dialogues are remembered where nobody says otherwise: 20 MiB of short ones.
const DIALOGUES: usize = 1 << 15;
/// How many messages of each.
const STEPS: usize = 256;

/// How many messages all dialogues have room for together, a dialogue. One with several components
/// counts as several.
const STEPS_EACH: usize = 4;
/// How many ids are remembered, a dialogue: two of its own, and one of those before it.
const IDS_EACH: usize = 3;
/// How many dialogues with the same id are looked at, the latest first: an id that is given out again
/// for every dialogue must not make each message look at all of them.
const LIKE: usize = 16;

const SECOND: u64 = 1_000_000_000;
/// Seconds in which an answer may come where nobody says otherwise: several times what switches and
/// databases wait for each other.
pub const PATIENCE: u32 = 10;
/// Nanoseconds in which what was sent comes again, from a sender that had no acknowledgement or on
/// another link; later the same octets are another message.
const AGAIN: u64 = 2 * SECOND;

/// What happened, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Messages with TCAP or ISUP.
    pub messages: u64,
    /// Dialogues that were seen.
    pub dialogues: u64,
    /// Dialogues that were handed out before the end of the capture, to make room for others.
    pub made_room: u64,
    /// Those of them that had not ended.
    pub given_up: u64,
    /// Messages that were seen before.
    pub repeated: u64,
    /// Messages of dialogues that were over.
    pub late: u64,
}

/// What a transaction id is looked up by. The node that gave it out is compared afterwards: its
/// answers may be addressed to it by another point code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    standard: Standard,
    id: u32,
}

impl Hash for Key {
    // One word where a derived hash would have two: every message is looked up.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64((self.standard as u64) << 32 | u64::from(self.id));
    }
}

impl From<Package> for Standard {
    fn from(package: Package) -> Self {
        match package {
            Package::Ansi(_) => Self::Ansi,
            Package::Itu(_) => Self::Itu,
            Package::Isup(_) => Self::Isup,
        }
    }
}

/// A circuit has its number between two nodes: who they are belongs to the key.
fn key(standard: Standard, id: u32, nodes: &[Node; 2]) -> Key {
    if standard != Standard::Isup {
        return Key { standard, id };
    }
    let code = |node: &Node| node.point_code.map_or(0, |code| code.value);
    let (one, other) = (code(&nodes[0]), code(&nodes[1]));
    let mixed = (one ^ other).wrapping_mul(0x9E37_79B1) ^ one.wrapping_add(other).rotate_left(7);
    Key { standard, id: mixed ^ id }
}

/// Puts messages together to dialogues.
#[derive(Debug)]
pub struct Dialogues {
    most: usize,
    steps: usize,
    kept: Kept,
    /// The latest dialogue in which a node gave out the id; each leads to the one before.
    by_id: HashMap<Key, u64, Seed>,
    /// How many ids may be remembered before those of dialogues that are forgotten must go.
    ids: usize,
    /// Whether dialogues that have ended make room before others.
    forgets_ended: bool,
    last: u64,
    /// Nanoseconds of silence after which no answer is expected any more.
    patience: u64,
    /// The latest time that was seen.
    now: Option<Timestamp>,
    /// Of the dialogues up to this one it is known whether there was an answer.
    judged: u64,
    /// What dialogues asked for that made room before the answer came.
    unanswered: Invokes,
    /// Messages of all that are remembered.
    held: usize,
    counters: Counters,
}

impl Default for Dialogues {
    /// With room for 32,768 dialogues of 256 messages each.
    fn default() -> Self {
        Self::with_limits(DIALOGUES, STEPS)
    }
}

/// What a message says of its dialogue. It borrows nothing from the message.
#[derive(Debug)]
pub struct Entry(Found);

impl Entry {
    /// How many components it has.
    pub fn count(&self) -> usize {
        self.0.step.parts.len()
    }

    /// Gives up the room that it has taken for several components.
    pub fn release(&mut self) {
        self.0.step.parts.release();
    }

    /// Whether something is wrong with a component, where the message was read as far as its
    /// [layers](crate::capture::Depth::Layers) and its components are read here.
    pub const fn is_wrong(&self) -> bool {
        self.0.wrong
    }
}

#[cfg(test)]
impl Entry {
    pub(super) fn parts(&self) -> &[Part] {
        &self.0.step.parts
    }
}

impl Default for Entry {
    /// What no message said: to be [read over](EntryReader::read_over).
    fn default() -> Self {
        Self(Found::BLANK)
    }
}

/// Reads what messages say of their dialogues, for the table that it is of.
#[derive(Debug, Clone, Copy)]
pub struct EntryReader(Seed);

impl EntryReader {
    /// Reads a message; none, if it has neither TCAP nor ISUP.
    pub fn read(&self, decoded: &Decoded<'_, '_>) -> Option<Entry> {
        let mut entry = Entry::default();
        self.read_over(&mut entry, decoded).then_some(entry)
    }

    /// Reads a message over what another said; false, if it has neither TCAP nor ISUP: the entry is
    /// then worth nothing. Entries that lie there already are filled faster than new ones.
    pub fn read_over(&self, entry: &mut Entry, decoded: &Decoded<'_, '_>) -> bool {
        read(decoded, &self.0, &mut entry.0)
    }

    /// Reads the [usual](crate::capture::Session::usual) message over what another said.
    #[inline(always)]
    pub fn read_usual(&self, entry: &mut Entry, message: &Message<'_>, usual: &Usual<'_>) {
        read_usual(message, usual, &self.0, &mut entry.0);
    }
}

/// Which end of a dialogue gave out an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Second,
}

impl Dialogues {
    /// Remembers so many dialogues, at least one, with so many messages each, and four a dialogue on
    /// the average, or as many as one may have if that is more: above either, the dialogue that
    /// began first must make room. A message with several components counts as several.
    pub fn with_limits(dialogues: usize, steps: usize) -> Self {
        let most = dialogues.max(1);
        Self {
            most,
            steps,
            kept: Kept::new(most, DIALOGUES),
            // To grow it takes as long as to fill it.
            by_id: HashMap::with_capacity_and_hasher(
                most.min(DIALOGUES) * IDS_EACH,
                Seed::default(),
            ),
            ids: most.saturating_mul(IDS_EACH),
            forgets_ended: false,
            last: 0,
            patience: PATIENCE as u64 * SECOND,
            now: None,
            judged: 0,
            unanswered: Invokes::default(),
            held: 0,
            counters: Counters::default(),
        }
    }

    /// Forgets a dialogue that has ended when so many others have begun after it, and hands it out
    /// before those that began earlier and go on: for who need not see them in their order. All
    /// other room is for those that go on. To be said before the first message.
    pub fn forgetting_ended(self, after: usize) -> Self {
        let after = after.clamp(1, self.most);
        Self {
            kept: self.kept.with_latest(after),
            by_id: HashMap::with_capacity_and_hasher(after * IDS_EACH, *self.by_id.hasher()),
            ids: after * IDS_EACH,
            forgets_ended: true,
            ..self
        }
    }

    /// Takes a dialogue for one [without an answer](State::Unanswered) when nothing has come back
    /// for so many seconds, [`PATIENCE`] where nobody says otherwise. Until then it is [open](State::Open).
    pub fn with_patience(self, seconds: u32) -> Self {
        Self { patience: u64::from(seconds) * SECOND, ..self }
    }

    /// Says that it is at least so late now, though no message tells it; true if a dialogue is without
    /// an answer that was not before.
    pub fn pass_time(&mut self, now: Timestamp) -> bool {
        if self.now.is_none_or(|before| before < now) {
            self.now = Some(now);
        }
        self.judge()
    }

    /// What happened so far.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The dialogues that are remembered, in the order in which they began.
    pub fn iter(&self) -> impl Iterator<Item = &Dialogue> {
        self.kept.iter()
    }

    /// The dialogue of this number, if it is remembered.
    pub fn get(&self, number: u64) -> Option<&Dialogue> {
        self.dialogue(number)
    }

    /// Reads what messages say of their dialogues, for [`put`](Self::put): on another thread, if
    /// that is wanted.
    pub fn reader(&self) -> EntryReader {
        EntryReader(*self.by_id.hasher())
    }

    /// Adds a message to its dialogue, and gives its number; none for a message
    /// with neither TCAP nor ISUP. A dialogue that must make room for another is handed to `over`.
    pub fn add(
        &mut self,
        decoded: &Decoded<'_, '_>,
        over: impl FnMut(&mut Dialogue),
    ) -> Option<u64> {
        let entry = self.reader().read(decoded)?;
        Some(self.put(&entry, over))
    }

    /// [Adds](Self::add) a message; if it is not `wanted`, only where it belongs to a dialogue that is
    /// remembered.
    pub fn add_if(
        &mut self,
        decoded: &Decoded<'_, '_>,
        wanted: bool,
        over: impl FnMut(&mut Dialogue),
    ) -> Option<u64> {
        self.put_if(&self.reader().read(decoded)?, wanted, over)
    }

    /// [Adds](Self::add) what was read of a message by this table's [reader](Self::reader).
    pub fn put(&mut self, entry: &Entry, mut over: impl FnMut(&mut Dialogue)) -> u64 {
        self.make_room(&mut over);
        self.put_at(&entry.0, self.place(&entry.0), over)
    }

    /// [Adds](Self::add_if) what was read of a message by this table's [reader](Self::reader).
    pub fn put_if(
        &mut self,
        entry: &Entry,
        wanted: bool,
        mut over: impl FnMut(&mut Dialogue),
    ) -> Option<u64> {
        self.make_room(&mut over);
        let place = self.place(&entry.0);
        (wanted || place.is_some()).then(|| self.put_at(&entry.0, place, over))
    }

    /// Hands out all that are remembered.
    pub fn finish(&mut self, mut over: impl FnMut(&mut Dialogue)) {
        self.judge();
        self.by_id.clear();
        self.held = 0;
        while let Some(oldest) = self.kept.oldest_mut() {
            over(oldest);
            self.kept.forget_oldest();
        }
    }

    fn dialogue(&self, number: u64) -> Option<&Dialogue> {
        self.kept.get(number)
    }

    fn dialogue_mut(&mut self, number: u64) -> Option<&mut Dialogue> {
        self.kept.get_mut(number)
    }

    fn put_at(
        &mut self,
        found: &Found,
        place: Option<(u64, bool)>,
        over: impl FnMut(&mut Dialogue),
    ) -> u64 {
        self.counters.messages += 1;
        if let Some(time) = found.step.time
            && self.now.is_none_or(|now| now < time)
        {
            let new_second = self.now.is_none_or(|now| now.seconds < time.seconds);
            self.now = Some(time);
            if new_second {
                self.judge();
            }
        }
        match place {
            Some((number, forward)) => {
                self.goes_on(number, found, forward);
                number
            }
            None => self.begins(found, over),
        }
    }

    /// Finds the dialogues of which it is known by now that no answer comes.
    #[cold]
    fn judge(&mut self) -> bool {
        let mut found = false;
        let Some(now) = self.now else { return found };
        while let Some(dialogue) = self.kept.first_from_mut(self.judged + 1) {
            if dialogue.state == State::Open && !dialogue.answered {
                // Without times nobody knows for how long it was silent.
                match dialogue.began() {
                    Some(began) if now.nanoseconds_since(&began) < self.patience => return found,
                    Some(_) => {
                        dialogue.state = State::Unanswered;
                        found = true;
                    }
                    None => {}
                }
            }
            self.judged = dialogue.number;
        }
        found
    }

    /// The dialogue that a message belongs to, and whether it goes forward there.
    fn place(&self, found: &Found) -> Option<(u64, bool)> {
        match found.does {
            Does::StandsAlone => None,
            _ if found.standard == Standard::Isup => self.call(found),
            Does::Begins => self.begun(found).map(|number| (number, true)),
            // By the id of its receiver it is found as it was when it went out; it goes the other way.
            Does::Returns(_) => {
                let [sender, receiver] = found.ids;
                let by_receiver =
                    receiver.and_then(|id| self.find(found, id, found.nodes[1], sender));
                by_receiver.map(|(number, end)| (number, end == End::First)).or_else(|| {
                    let found = self.find(found, sender?, found.nodes[0], None);
                    found.map(|(number, end)| (number, end == End::Second))
                })
            }
            _ => found.ids[1]
                .and_then(|id| self.find(found, id, found.nodes[1], found.ids[0]))
                .map(|(number, end)| (number, end == End::Second)),
        }
    }

    /// The call that is on a circuit, if this message does not begin another one there.
    fn call(&self, found: &Found) -> Option<(u64, bool)> {
        if found.does == Does::Begins {
            return None;
        }
        let key = key(found.standard, found.ids[0]?, &found.nodes);
        let [from, to] = found.nodes.map(|node| node.point_code);
        self.with_id(key).find_map(|dialogue| {
            let [first, second] = dialogue.nodes.map(|node| node.point_code);
            let forward = [first, second] == [from, to];
            let is_of_it = forward || [first, second] == [to, from];
            (is_of_it && dialogue.ids[0] == found.ids[0]).then_some((dialogue.number, forward))
        })
    }

    /// The dialogue that these very octets began: the message was sent again, or is seen on another
    /// link. What goes the other way is of a node that gave out the same id.
    fn begun(&self, found: &Found) -> Option<u64> {
        let [from, to] = found.nodes.map(|node| node.point_code);
        self.with_id(key(found.standard, found.ids[0]?, &found.nodes)).find_map(|dialogue| {
            let against = [to, from] == dialogue.nodes.map(|node| node.point_code) && from != to;
            let same = |step: &&Step| step.octets == found.step.octets;
            let is_first = dialogue.steps.first().is_some_and(|first| same(&first));
            // Ids are given out again.
            let is_another = is_first
                && dialogue.has_ended()
                && dialogue
                    .steps
                    .iter()
                    .rev()
                    .find(same)
                    .is_some_and(|at| !is_soon(at, &found.step));
            (!against && is_first && !is_another).then_some(dialogue.number)
        })
    }

    /// The dialogues in which a node gave out an id, the latest first.
    fn with_id(&self, key: Key) -> impl Iterator<Item = &Dialogue> {
        let mut next = self.by_id.get(&key).copied();
        std::iter::from_fn(move || {
            let dialogue = self.dialogue(next?)?;
            let end =
                usize::from(key.standard != Standard::Isup && dialogue.ids[0] != Some(key.id));
            let before = dialogue.before[end].map(NonZeroU64::get);
            next = before.filter(|before| *before < dialogue.number);
            Some(dialogue)
        })
        .take(LIKE)
    }

    /// Notes that a node gave out an id in this dialogue.
    fn note(&mut self, key: Key, number: u64, end: usize) {
        let before = self.by_id.insert(key, number);
        if let Some(dialogue) = self.dialogue_mut(number) {
            let before = before.filter(|before| *before != number);
            dialogue.before[end] = before.and_then(NonZeroU64::new);
        }
    }

    /// The dialogue in which a node gave out an id: of those that it fits, the latest of the
    /// node itself, else the latest.
    fn find(&self, found: &Found, id: u32, owner: Node, other: Option<u32>) -> Option<(u64, End)> {
        let mut best: Option<(bool, u64, End)> = None;
        for dialogue in self.with_id(key(found.standard, id, &found.nodes)) {
            for (place, end) in [(0, End::First), (1, End::Second)] {
                let far = dialogue.ids[1 - place];
                let fits = dialogue.ids[place] == Some(id)
                    && (other.is_none() || far.is_none() || far == other);
                if !fits {
                    continue;
                }
                let own = dialogue.nodes[place].point_code == owner.point_code;
                if best.is_none_or(|(was, ..)| own && !was) {
                    best = Some((own, dialogue.number, end));
                }
            }
        }
        best.map(|(_, number, end)| (number, end))
    }

    /// Makes room for one more message.
    #[inline]
    fn make_room(&mut self, over: &mut impl FnMut(&mut Dialogue)) {
        // Room for one that is as long as may be there is in any case.
        while self.held > self.most.saturating_mul(STEPS_EACH).max(self.steps) {
            self.forget_oldest(over);
        }
    }

    fn forget_oldest(&mut self, over: &mut impl FnMut(&mut Dialogue)) {
        let Some(oldest) = self.kept.oldest_mut() else {
            self.held = 0;
            return;
        };
        self.held = self.held.saturating_sub(weight(oldest));
        self.counters.made_room += 1;
        self.counters.given_up += u64::from(!oldest.has_ended());
        remember_invokes(&mut self.unanswered, oldest);
        over(oldest);
        self.kept.forget_oldest();
    }

    /// Makes room for one more dialogue.
    #[inline]
    fn make_place(&mut self, over: &mut impl FnMut(&mut Dialogue)) {
        let Some(leaving) = self.kept.leaving() else { return };
        if !self.forgets_ended {
            return self.forget_oldest(over);
        }
        if leaving.has_ended() {
            self.held = self.held.saturating_sub(weight(leaving));
            self.counters.made_room += 1;
            let (number, before) = (leaving.number, leaving.before);
            if before != [None; 2] {
                self.unlink(number);
            }
            self.kept.forget_leaving(over);
        } else if !self.kept.keep_leaving() {
            self.forget_oldest(over);
            self.kept.keep_leaving();
        }
    }

    /// Leads past a dialogue that is to be forgotten, where ids of it were given out before in
    /// others that are remembered.
    #[cold]
    fn unlink(&mut self, number: u64) {
        let Some(dialogue) = self.kept.get(number) else { return };
        let (ids, nodes, before) = (dialogue.ids, dialogue.nodes, dialogue.before);
        let Some(standard) = dialogue.steps.first().map(|step| Standard::from(step.package)) else {
            return;
        };
        for (id, before) in ids.into_iter().zip(before) {
            let (Some(id), Some(before)) = (id, before) else { continue };
            if self.kept.get(before.get()).is_none() {
                continue;
            }
            let key = key(standard, id, &nodes);
            let after = self.with_id(key).find_map(|dialogue| {
                let end =
                    dialogue.before.iter().position(|b| b.map(NonZeroU64::get) == Some(number));
                end.map(|end| (dialogue.number, end))
            });
            match after {
                Some((after, end)) => {
                    if let Some(after) = self.kept.get_mut(after) {
                        after.before[end] = Some(before);
                    }
                }
                None => {
                    if let Some(latest) =
                        self.by_id.get_mut(&key).filter(|latest| **latest == number)
                    {
                        *latest = before.get();
                    }
                }
            }
        }
    }

    fn begins(&mut self, found: &Found, mut over: impl FnMut(&mut Dialogue)) -> u64 {
        self.make_place(&mut over);
        self.forget_ids();
        self.last += 1;
        self.counters.dialogues += 1;
        let Found { mut ids, mut nodes, standard, does, application, ref step, .. } = *found;
        let whole = matches!(does, Does::Begins | Does::StandsAlone);
        // Of an end whose beginning was not seen, the receiver is who has an id.
        let answered = ids[0].is_none() && ids[1].is_some();
        if answered {
            ids.reverse();
            nodes.reverse();
        }
        let Some(dialogue) = self.kept.next() else { return self.last };
        dialogue.number = self.last;
        dialogue.nodes = nodes;
        dialogue.ids = ids;
        dialogue.state = State::Open;
        settle(&mut dialogue.state, does);
        dialogue.whole = whole;
        dialogue.answered = !whole;
        dialogue.more = 0;
        dialogue.application = application;
        dialogue.before = [None; 2];
        let own = dialogue.steps.next();
        own.copy(step);
        // What comes back goes to who sent it.
        own.forward = answered == step.returned.is_some();
        if !whole {
            answer_to_old(&self.unanswered, found, &mut own.parts);
        }
        self.held += own.weight();
        for (end, id) in ids.into_iter().enumerate() {
            // Nothing belongs to what stands alone.
            if let Some(id) = id.filter(|_| does != Does::StandsAlone) {
                self.note(key(standard, id, &nodes), self.last, end);
            }
        }
        self.last
    }

    /// Forgets ids of dialogues that made room. They do no harm, and to look for each when its
    /// dialogue goes takes longer than all else about it: its place is in no cache by then.
    fn forget_ids(&mut self) {
        if self.by_id.len() < self.ids {
            return;
        }
        let kept = &self.kept;
        self.by_id.retain(|_, number| kept.get(*number).is_some());
        // Of a table that stays full, each id would make the next look at all of them.
        if self.by_id.len() > self.ids / 2 {
            self.ids = self.ids.saturating_mul(2).min(self.most.saturating_mul(IDS_EACH));
        }
    }

    fn goes_on(&mut self, number: u64, found: &Found, forward: bool) {
        let most = self.steps;
        let Found { ids, ref nodes, standard, does, .. } = *found;
        let Some(dialogue) = self.dialogue_mut(number) else { return };
        let own = usize::from(!forward);
        let step = dialogue.steps.next();
        step.copy(&found.step);
        step.forward = forward;
        let Some((step, before)) = dialogue.steps.split_last_mut() else { return };
        // Only the first messages have an application context.
        for part in step.parts.iter_mut() {
            if let Some(Code::Local(application, _)) = &mut part.code {
                *application = dialogue.application.or(*application);
            }
        }
        let over = !matches!(dialogue.state, State::Unanswered | State::Open);
        let same = before.iter().rev().find(|before| before.octets == step.octets);
        step.repeated = same.is_some_and(|same| !over || is_soon(same, step));
        let returned = step.returned.is_some();
        step.late = over && !step.repeated && !returned;
        let (repeated, late, weight) = (step.repeated, step.late, step.weight());
        let mut new_id = None;
        if !repeated && step.returned.is_none() {
            if dialogue.ids[own].is_none() && ids[0].is_some() {
                dialogue.ids[own] = ids[0];
                new_id = ids[0];
            }
            // Who answers says who it is, which may be another than was asked.
            let answers = !forward && !over && !dialogue.answered;
            if answers && nodes[0].point_code.is_some() && standard != Standard::Isup {
                dialogue.nodes[1] = nodes[0];
            }
            answer(before, step);
        }
        // A dialogue of which the first or the last message came back is none; one that goes on may do so.
        let settles = if returned { over || !dialogue.answered } else { !over };
        if settles && !repeated {
            settle(&mut dialogue.state, does);
            dialogue.answered |= does != Does::Begins;
        }
        let has_room = dialogue.steps.len() <= most;
        if !has_room {
            dialogue.steps.pop();
            dialogue.more += 1;
        }
        self.held += if has_room { weight } else { 0 };
        if let Some(id) = new_id {
            self.note(key(standard, id, nodes), number, own);
        }
        self.counters.repeated += u64::from(repeated);
        self.counters.late += u64::from(late);
    }
}

/// Whether a message comes so soon behind another that it may be the same, sent again.
fn is_soon(before: &Step, after: &Step) -> bool {
    let times = before.time.zip(after.time);
    times.is_none_or(|(before, after)| after.nanoseconds_since(&before) <= AGAIN)
}

/// How many messages a dialogue counts for.
fn weight(dialogue: &Dialogue) -> usize {
    dialogue.steps.iter().map(Step::weight).sum()
}

/// Invokes of T1.114 that may still be answered are remembered beyond their dialogue.
fn remember_invokes(unanswered: &mut Invokes, dialogue: &Dialogue) {
    if dialogue.has_ended() {
        return;
    }
    for step in &dialogue.steps {
        let end = usize::from(!step.forward);
        let Some(id) = dialogue.ids[end] else { continue };
        let node = dialogue.nodes[end].point_code.map(|code| code.value);
        for part in &step.parts {
            if let (Some(Code::Operation(operation)), Some(Ok(invoke_id)), false) =
                (part.code, part.invoke_id.map(u8::try_from), part.answered)
            {
                let invoke = (TransactionId(id), invoke_id);
                let asked = Asked { operation, frame: step.frame };
                unanswered.insert(invoke, node, true, asked);
            }
        }
    }
}

/// Finds what a message answers whose dialogue is not remembered.
fn answer_to_old(unanswered: &Invokes, found: &Found, parts: &mut [Part]) {
    let (Standard::Ansi, Some(id)) = (found.standard, found.ids[1]) else { return };
    let node = found.nodes[1].point_code.map(|code| code.value);
    for part in parts.iter_mut().filter(|part| part.asked.is_none()) {
        if let Some(Ok(invoke_id)) = part.answers.map(u8::try_from) {
            let asked = unanswered.find(TransactionId(id), invoke_id, node);
            part.asked = asked.map(|asked| Code::Operation(asked.operation));
        }
    }
}

/// The state that a message leads to.
fn settle(state: &mut State, does: Does) {
    *state = match does {
        Does::Begins => return,
        Does::Continues => State::Open,
        Does::Ends => State::Ended,
        Does::UserAborts => State::UserAbort,
        Does::ProviderAborts(cause) => State::ProviderAbort(cause),
        Does::StandsAlone => State::Unidirectional,
        Does::Returns(cause) => State::Returned(cause),
    };
}

/// Finds the invokes that the parts of a step answer.
fn answer(before: &mut [Step], step: &mut Step) {
    for part in step.parts.iter_mut() {
        let Some(id) = part.answers else { continue };
        let from_other = before.iter_mut().rev().filter(|other| other.forward != step.forward);
        let asked = from_other.filter(|other| !other.repeated).find_map(|other| {
            let time = other.time;
            let mut parts = other.parts.iter_mut();
            let found = parts.find(|p| p.kind == Kind::Invoke && p.invoke_id == Some(id))?;
            Some((found, time))
        });
        if let Some((invoke, time)) = asked {
            invoke.answered = true;
            part.asked = invoke.code.or(part.asked);
            part.waited = time.zip(step.time).map(|(then, now)| now.nanoseconds_since(&then));
        }
    }
}

#[cfg(test)]
impl Dialogues {
    pub(super) fn by_id_len(&self) -> usize {
        self.by_id.len()
    }
}

//! The dialogues that are remembered, and how a message finds its own.

use super::answers::{answer, answer_to_old, remember_invokes};
use super::entry::{Entry, EntryReader};
use super::ids::{Ids, key};
use super::kept::Kept;
use super::read::{Does, Found, Standard};
use super::{Code, Dialogue, Package, State, Step};
use crate::capture::invokes::Invokes;
use crate::capture::item::Timestamp;
use crate::capture::reading::Decoded;
use crate::capture::seeded::Seed;
use crate::wire::isup;

/// How many dialogues are remembered where nobody says otherwise: 20 MiB of short ones.
const DIALOGUES: usize = 1 << 15;
/// How many messages of each.
const STEPS: usize = 256;

/// How many messages all dialogues have room for together, a dialogue. One with several components
/// counts as several.
const STEPS_EACH: usize = 4;

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

/// Puts messages together to dialogues.
#[derive(Debug)]
pub struct Dialogues {
    most: usize,
    steps: usize,
    kept: Kept,
    ids: Ids,
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

/// Which end of a message gave out an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Sender,
    Receiver,
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
            ids: Ids::new(most, most.min(DIALOGUES), Seed::default()),
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
            ids: Ids::new(self.most, after, self.ids.seed()),
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
        EntryReader(self.ids.seed())
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
        self.ids.clear();
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
        if let Some(time) = found.step.time {
            self.tick(time);
        }
        match place {
            Some((number, forward)) => {
                self.goes_on(number, found, forward);
                number
            }
            None => self.begins(found, over),
        }
    }

    /// Follows the capture's clock, which may go back a little where links are merged, and far where
    /// another capture begins.
    #[inline]
    fn tick(&mut self, time: Timestamp) {
        let Some(now) = self.now else {
            self.now = Some(time);
            return;
        };
        if time > now {
            self.now = Some(time);
            if time.seconds > now.seconds {
                self.judge();
            }
        } else if time.seconds < now.seconds && now.nanoseconds_since(&time) > self.patience {
            self.now = Some(time);
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
                    // By another clock nobody knows.
                    Some(began) if began > now => {}
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
                    receiver.and_then(|id| self.find(found, id, Place::Receiver, sender));
                by_receiver.map(|(number, end)| (number, end == End::First)).or_else(|| {
                    let found = self.find(found, sender?, Place::Sender, None);
                    found.map(|(number, end)| (number, end == End::Second))
                })
            }
            _ => found.ids[1]
                .and_then(|id| self.find(found, id, Place::Receiver, found.ids[0]))
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
        let on_it = |dialogue: &Dialogue| {
            let [first, second] = dialogue.nodes.map(|node| node.point_code);
            let forward = [first, second] == [from, to];
            let is_of_it = forward || [first, second] == [to, from];
            (is_of_it && dialogue.ids[0] == found.ids[0]).then_some((dialogue.number, forward))
        };
        let mut calls = self.ids.of(key, &self.kept).filter_map(on_it);
        // Where both ends seize a circuit there are two calls, and these answer the other's.
        let answers = matches!(
            found.step.package,
            Package::Isup(
                isup::MessageType::ADDRESS_COMPLETE
                    | isup::MessageType::ANSWER
                    | isup::MessageType::CONNECT
                    | isup::MessageType::CALL_PROGRESS
            )
        );
        let latest = calls.next()?;
        let backward = |(_, forward): &(u64, bool)| !forward;
        if !answers || backward(&latest) {
            return Some(latest);
        }
        calls.next().filter(backward).or(Some(latest))
    }

    /// The dialogue that these very octets began: the message was sent again, or is seen on another
    /// link. What goes the other way is of a node that gave out the same id.
    fn begun(&self, found: &Found) -> Option<u64> {
        let [from, to] = found.nodes.map(|node| node.point_code);
        self.ids.of(key(found.standard, found.ids[0]?, &found.nodes), &self.kept).find_map(
            |dialogue| {
                let against =
                    [to, from] == dialogue.nodes.map(|node| node.point_code) && from != to;
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
            },
        )
    }

    /// The dialogue in which an end of a message gave out an id: of those that it fits, the latest of
    /// the node itself, else the latest in which it was not the other end.
    fn find(&self, found: &Found, id: u32, owner: Place, other: Option<u32>) -> Option<(u64, End)> {
        let [sender, receiver] = found.nodes.map(|node| node.point_code);
        let (owner, against) = match owner {
            Place::Sender => (sender, receiver),
            Place::Receiver => (receiver, sender),
        };
        let mut best: Option<(bool, u64, End)> = None;
        for dialogue in self.ids.of(key(found.standard, id, &found.nodes), &self.kept) {
            for (place, end) in [(0, End::First), (1, End::Second)] {
                let far = dialogue.ids[1 - place];
                let fits = dialogue.ids[place] == Some(id)
                    && (other.is_none() || far.is_none() || far == other);
                if !fits {
                    continue;
                }
                let node = dialogue.nodes[place].point_code;
                let own = node == owner;
                if !own && node.is_some() && node == against {
                    continue;
                }
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
                self.ids.lead_past(number, &mut self.kept);
            }
            self.kept.forget_leaving(over);
        } else if !self.kept.keep_leaving() {
            self.forget_oldest(over);
            self.kept.keep_leaving();
        }
    }

    fn begins(&mut self, found: &Found, mut over: impl FnMut(&mut Dialogue)) -> u64 {
        self.make_place(&mut over);
        self.ids.forget(&self.kept);
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
                self.ids.note(key(standard, id, &nodes), self.last, end, &mut self.kept);
            }
        }
        self.last
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
            if dialogue.ids[own].is_none() && ids[0].is_some() && standard != Standard::Isup {
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
            self.ids.note(key(standard, id, nodes), number, own, &mut self.kept);
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

#[cfg(test)]
impl Dialogues {
    pub(super) fn by_id_len(&self) -> usize {
        self.ids.len()
    }
}

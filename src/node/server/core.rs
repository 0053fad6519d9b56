//! Calls, their data, and which desk is told what. Sans-IO: time is an argument, a store is behind
//! its trait.

use super::acd::{Acd, AgentState, Choice, Millis};
use super::document::{Caller, Document};
use super::store::{Revision, Store, StoreError, Subscriber};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// An agent who has a call, or is about to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The telephone.
    pub number: String,
    /// `offered`, `connected` or `conferenced`.
    pub phase: String,
    /// Who gave the call on to this agent.
    pub from: Option<String>,
}

/// A call and its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: i64,
    /// Who calls.
    pub caller: Caller,
    /// What was dialled.
    pub dialled: String,
    /// The agents who have it.
    pub parties: Vec<Party>,
    /// When it began, in RFC 3339.
    pub began: String,
    /// The version of the data, from 1.
    pub version: i64,
    /// The data.
    pub data: Document,
}

/// What is to be sent to a subscriber's computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The subscriber's number.
    pub number: String,
    /// The number of the event.
    pub seq: u64,
    /// The event, as JSON.
    pub text: String,
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// The data have this version now.
    Version(i64),
    /// Somebody was faster: the version and the data as they are.
    Conflict(i64, Box<Document>),
    /// It is not possible, in words.
    Refused(String),
}

#[derive(Debug, Default)]
struct Desk {
    last: u64,
    kept: std::collections::VecDeque<(u64, String)>,
    attached: usize,
}

/// How many events are kept for a desk that is away.
const KEPT: usize = 1000;

/// The server without its sockets.
pub struct Core {
    store: Box<dyn Store>,
    subscribers: HashMap<String, Subscriber>,
    by_agent: HashMap<String, String>,
    acd: Acd,
    calls: HashMap<i64, Call>,
    of_number: HashMap<String, i64>,
    desks: HashMap<String, Desk>,
    last_call: i64,
    /// Open calls that are stored with the next commit.
    changed: BTreeSet<i64>,
    out: Vec<Event>,
}

impl core::fmt::Debug for Core {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Core").field("calls", &self.calls.len()).finish_non_exhaustive()
    }
}

fn at(now: Millis) -> String {
    let time = jiff::Timestamp::from_millisecond(now as i64).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}

impl Core {
    /// The server as its store left it, with these subscribers and groups.
    ///
    /// # Errors
    ///
    /// The store cannot be read or written.
    pub fn new(
        mut store: Box<dyn Store>,
        configured: &[Subscriber],
        acd: Acd,
    ) -> Result<Self, StoreError> {
        for subscriber in configured {
            store.put_subscriber(subscriber)?;
        }
        store.commit()?;
        let last_call = store.last_call()?;
        let mut core = Self {
            subscribers: HashMap::new(),
            by_agent: HashMap::new(),
            acd,
            calls: HashMap::new(),
            of_number: HashMap::new(),
            desks: HashMap::new(),
            last_call,
            changed: BTreeSet::new(),
            out: Vec::new(),
            store,
        };
        for subscriber in core.store.subscribers()? {
            let Subscriber { number, agent, groups, skills, .. } = &subscriber;
            if !agent.is_empty() {
                core.by_agent.insert(agent.clone(), number.clone());
                core.acd.agent(number, groups.clone(), skills.clone());
            }
            core.subscribers.insert(number.clone(), subscriber);
        }
        for (number, (last, kept)) in core.store.desks()? {
            core.desks.insert(number, Desk { last, kept: kept.into(), attached: 0 });
        }
        for (id, json) in core.store.open_calls()? {
            let Ok(call) = serde_json::from_str::<Call>(&json) else { continue };
            for party in &call.parties {
                core.of_number.insert(party.number.clone(), id);
                core.acd.busy(&party.number);
            }
            core.calls.insert(id, call);
        }
        Ok(core)
    }

    /// A subscriber by number.
    pub fn subscriber(&self, number: &str) -> Option<&Subscriber> {
        self.subscribers.get(number)
    }

    /// A subscriber by the agent's name.
    pub fn agent(&self, agent: &str) -> Option<&Subscriber> {
        self.subscribers.get(self.by_agent.get(agent)?)
    }

    /// What an agent does.
    pub fn state(&self, number: &str) -> Option<AgentState> {
        self.acd.state(number)
    }

    /// How many calls are open.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// The call that somebody has.
    pub fn call_of(&self, number: &str) -> Option<&Call> {
        self.calls.get(self.of_number.get(number)?)
    }

    /// Makes everything safe; then it may be told.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub fn commit(&mut self) -> Result<Vec<Event>, StoreError> {
        // Once for all that happened to a call since the last time.
        for id in core::mem::take(&mut self.changed) {
            if let Some(call) = self.calls.get(&id) {
                let json = serde_json::to_string(call).unwrap_or_default();
                self.store.put_call(id, &json, false)?;
            }
        }
        self.store.commit()?;
        Ok(core::mem::take(&mut self.out))
    }

    fn push(
        &mut self,
        now: Millis,
        number: &str,
        kind: &str,
        call: i64,
        more: Value,
    ) -> Result<(), StoreError> {
        if !self.subscribers.contains_key(number) {
            return Ok(());
        }
        let desk = self.desks.entry(number.into()).or_default();
        desk.last += 1;
        let seq = desk.last;
        let mut event = json!({"type": kind, "seq": seq, "at": at(now), "call": call.to_string()});
        if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
            event.extend(more);
        }
        let text = event.to_string();
        if desk.kept.len() >= KEPT
            && let Some((oldest, _)) = desk.kept.pop_front()
        {
            self.store.acknowledge(number, oldest)?;
        }
        desk.kept.push_back((seq, text.clone()));
        self.store.add_event(number, seq, &text)?;
        self.out.push(Event { number: number.into(), seq, text });
        Ok(())
    }

    fn save(&mut self, id: i64, over: bool) -> Result<(), StoreError> {
        if !over {
            self.changed.insert(id);
            return Ok(());
        }
        let Some(call) = self.calls.remove(&id) else { return Ok(()) };
        let json = serde_json::to_string(&call).unwrap_or_default();
        self.store.put_call(id, &json, true)
    }

    fn who(&self, number: &str) -> Value {
        let name = self.subscribers.get(number).map_or("", |subscriber| &subscriber.name);
        json!({"number": number, "name": name})
    }

    /// Chooses an agent for a call of the service control point.
    pub fn choose(
        &mut self,
        now: Millis,
        group: &str,
        call: u64,
        skills: &[String],
        excluded: &[String],
    ) -> Choice {
        self.acd.choose(now, group, call, skills, excluded)
    }

    /// Gives a call, with its data, to whoever has this number. The outcome, as records know it.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub fn deliver(
        &mut self,
        now: Millis,
        to: &str,
        from: Option<&str>,
        caller: &str,
        dialled: &str,
    ) -> Result<&'static str, StoreError> {
        let Some(subscriber) = self.subscribers.get(to) else { return Ok("unknown") };
        let reached = subscriber.address.starts_with("http")
            || self.desks.get(to).is_some_and(|desk| desk.attached > 0);
        let outcome = if reached { "delivered" } else { "waiting" };
        let given = from.and_then(|from| self.of_number.get(from).copied());
        let known = self.of_number.get(to).and_then(|id| self.calls.get(id));
        let again = known.is_some_and(|call| match given {
            Some(given) => call.id == given,
            None => call.caller.number == caller && call.dialled == dialled,
        });
        if again {
            // The same message twice.
            return Ok(outcome);
        }
        if known.is_some() {
            self.left(now, to, "failed", false)?;
        }
        let id = match given {
            Some(id) => id,
            None => {
                self.last_call += 1;
                let name =
                    self.subscribers.get(caller).map_or_else(String::new, |s| s.name.clone());
                let caller = Caller { number: caller.into(), name };
                let data = Document {
                    caller: caller.clone(),
                    currency: "USD".into(),
                    ..Document::default()
                };
                let call = Call {
                    id: self.last_call,
                    caller,
                    dialled: dialled.into(),
                    parties: Vec::new(),
                    began: at(now),
                    version: 1,
                    data,
                };
                self.calls.insert(self.last_call, call);
                self.last_call
            }
        };
        let from = from.filter(|_| given.is_some());
        let party =
            Party { number: to.into(), phase: "offered".into(), from: from.map(Into::into) };
        let Some(call) = self.calls.get_mut(&id) else { return Ok("failed") };
        call.parties.push(party);
        let offered = json!({
            "caller": call.caller, "dialled": call.dialled, "to": to, "version": call.version,
            "from": null, "data": call.data,
            "parties": call.parties.iter().map(|party| &party.number).collect::<Vec<_>>(),
        });
        let mut offered = offered;
        if let Some(from) = from {
            offered["from"] = self.who(from);
        }
        self.of_number.insert(to.into(), id);
        self.acd.busy(to);
        self.push(now, to, "call.offered", id, offered)?;
        if let Some(from) = from {
            let started = json!({"from": from, "to": to});
            self.push(now, from, "call.transfer_started", id, started)?;
        }
        self.save(id, false)?;
        Ok(outcome)
    }

    /// Something that the service control point saw of a call: `connected`, `conferenced`,
    /// `transferred` or `ended`. `number` is who was called, `subscriber` whose record it was.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub fn event(
        &mut self,
        now: Millis,
        kind: &str,
        number: &str,
        subscriber: &str,
        reason: &str,
    ) -> Result<(), StoreError> {
        match kind {
            "connected" => self.connected(now, number),
            "conferenced" => self.conferenced(now, subscriber),
            "transferred" => self.transferred(now, subscriber, number),
            "ended" => self.left(now, number, reason, false),
            _ => Ok(()),
        }
    }

    fn phase(&mut self, number: &str, phase: &str) -> Option<i64> {
        let id = *self.of_number.get(number)?;
        let call = self.calls.get_mut(&id)?;
        let party = call.parties.iter_mut().find(|party| party.number == number)?;
        if party.phase == phase {
            return None;
        }
        party.phase = phase.into();
        Some(id)
    }

    fn connected(&mut self, now: Millis, number: &str) -> Result<(), StoreError> {
        let Some(id) = self.phase(number, "connected") else { return Ok(()) };
        let call = &self.calls[&id];
        let from = call.parties.iter().find(|party| party.number == number);
        let with =
            from.and_then(|party| party.from.clone()).unwrap_or_else(|| call.caller.number.clone());
        self.push(now, number, "call.connected", id, json!({"with": [with]}))?;
        self.save(id, false)
    }

    fn conferenced(&mut self, now: Millis, number: &str) -> Result<(), StoreError> {
        let Some(id) = self.phase(number, "conferenced") else { return Ok(()) };
        let Some(call) = self.calls.get_mut(&id) else { return Ok(()) };
        for party in &mut call.parties {
            party.phase = "conferenced".into();
        }
        let numbers: Vec<String> = call.parties.iter().map(|party| party.number.clone()).collect();
        let all: Vec<&String> = core::iter::once(&call.caller.number).chain(&numbers).collect();
        let more = json!({"parties": all});
        for number in &numbers {
            self.push(now, number, "call.conferenced", id, more.clone())?;
        }
        self.save(id, false)
    }

    fn transferred(&mut self, now: Millis, from: &str, to: &str) -> Result<(), StoreError> {
        let Some(id) = self.of_number.get(from).copied() else { return Ok(()) };
        if self.of_number.get(to) != Some(&id) {
            return Ok(());
        }
        let Some(call) = self.calls.get_mut(&id) else { return Ok(()) };
        for party in &mut call.parties {
            if party.number == to {
                party.phase = "connected".into();
            }
        }
        let more = json!({"from": from, "to": to, "parties": [call.caller.number, to]});
        for number in [from, to] {
            self.push(now, number, "call.transferred", id, more.clone())?;
        }
        self.left(now, from, "transferred", true)
    }

    /// Somebody has the call no more; with nobody left it is over.
    fn left(
        &mut self,
        now: Millis,
        number: &str,
        reason: &str,
        served: bool,
    ) -> Result<(), StoreError> {
        let Some(id) = self.of_number.remove(number) else { return Ok(()) };
        let Some(call) = self.calls.get_mut(&id) else { return Ok(()) };
        let party = call.parties.iter().find(|party| party.number == number);
        let served = served || party.is_some_and(|party| party.phase != "offered");
        call.parties.retain(|party| party.number != number);
        let over = call.parties.is_empty();
        self.push(now, number, "call.ended", id, json!({"reason": reason}))?;
        self.acd.released(now, number, served);
        self.save(id, over)
    }

    /// What the telephone API of a desk says of its telephone.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub fn telephone(&mut self, now: Millis, number: &str, state: &str) -> Result<(), StoreError> {
        let idle = state == "idle";
        self.acd.telephone(number, idle);
        let has =
            self.call_of(number).and_then(|call| call.parties.iter().find(|p| p.number == number));
        match has.map(|party| party.phase.as_str()) {
            Some("connected" | "conferenced") if idle => self.left(now, number, "hung_up", true),
            Some("offered") if state == "talking" => self.connected(now, number),
            _ => Ok(()),
        }
    }

    /// An agent edits the data of a call that the agent has.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub fn edit(
        &mut self,
        now: Millis,
        number: &str,
        call: i64,
        version: i64,
        data: Document,
    ) -> Result<Edited, StoreError> {
        if self.of_number.get(number) != Some(&call) {
            return Ok(Edited::Refused("this call is not yours, or it is over".into()));
        }
        if let Err(words) = data.check() {
            return Ok(Edited::Refused(words));
        }
        let Some(known) = self.calls.get_mut(&call) else {
            return Ok(Edited::Refused("this call is over".into()));
        };
        if known.version != version {
            return Ok(Edited::Conflict(known.version, Box::new(known.data.clone())));
        }
        let changes = known.data.changes(&data);
        if changes.is_empty() {
            return Ok(Edited::Version(version));
        }
        known.version += 1;
        known.data = data;
        let (version, data) = (known.version, json!(known.data));
        let numbers: Vec<String> = known.parties.iter().map(|party| party.number.clone()).collect();
        let by = self.subscribers.get(number).map_or_else(String::new, |s| s.agent.clone());
        let revision =
            Revision { version, at: at(now), by: by.clone(), changes: json!(changes).to_string() };
        self.store.add_revision(call, &revision)?;
        for number in numbers {
            let more = json!({"version": version, "data": data, "by": by, "changes": changes});
            self.push(now, &number, "call.data", call, more)?;
        }
        self.save(call, false)?;
        Ok(Edited::Version(version))
    }

    /// Who changed what in the data of a call, for somebody who has it.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    pub fn history(
        &mut self,
        number: &str,
        call: i64,
    ) -> Result<Option<Vec<Revision>>, StoreError> {
        if self.of_number.get(number) != Some(&call) {
            return Ok(None);
        }
        self.store.history(call).map(Some)
    }

    /// An agent says ready or away. The state that follows.
    pub fn set_ready(&mut self, now: Millis, number: &str, ready: bool) -> &'static str {
        self.acd.set_ready(now, number, ready);
        self.acd.state(number).map_or("signed_out", AgentState::name)
    }

    /// A desk is there. What it is told first, and the events after `from` that it has not
    /// acknowledged.
    pub fn attach(&mut self, now: Millis, number: &str, from: u64) -> (Value, Vec<String>) {
        let desk = self.desks.entry(number.into()).or_default();
        desk.attached += 1;
        let first = desk.attached == 1;
        let kept = desk.kept.iter().filter(|(seq, _)| *seq > from).map(|(_, text)| text.clone());
        let kept: Vec<String> = kept.collect();
        let last = desk.last;
        if first && self.acd.state(number) == Some(AgentState::SignedOut) {
            self.acd.set_ready(now, number, true);
        }
        let call = self.call_of(number).map(|call| {
            let party = call.parties.iter().find(|party| party.number == number);
            let from = party.and_then(|party| party.from.as_deref()).map(|from| self.who(from));
            json!({
                "call": call.id.to_string(), "phase": party.map(|party| &party.phase),
                "caller": call.caller, "dialled": call.dialled, "from": from,
                "parties": call.parties.iter().map(|party| &party.number).collect::<Vec<_>>(),
                "version": call.version, "data": call.data,
            })
        });
        let agent = self.subscribers.get(number).map_or("", |subscriber| &subscriber.agent);
        let state = self.acd.state(number).map_or("signed_out", AgentState::name);
        let calls: Vec<Value> = call.into_iter().collect();
        (
            json!({"type": "welcome", "agent": agent, "state": state, "last": last, "calls": calls}),
            kept,
        )
    }

    /// A desk is gone.
    pub fn detach(&mut self, number: &str) {
        let Some(desk) = self.desks.get_mut(number) else { return };
        desk.attached = desk.attached.saturating_sub(1);
        if desk.attached == 0 {
            self.acd.signed_out(number);
        }
    }

    /// A desk has this event and all before it.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    pub fn acknowledge(&mut self, number: &str, seq: u64) -> Result<(), StoreError> {
        let Some(desk) = self.desks.get_mut(number) else { return Ok(()) };
        if desk.kept.front().is_none_or(|(oldest, _)| *oldest > seq) {
            return Ok(());
        }
        desk.kept.retain(|(kept, _)| *kept > seq);
        self.store.acknowledge(number, seq)
    }

    /// Times that are over. The agents whose state changed.
    pub fn lapse(&mut self, now: Millis) -> Vec<String> {
        self.acd.lapse(now)
    }
}

#[cfg(test)]
mod tests {
    use super::super::acd::Group;
    use super::super::store::Memory;
    use super::*;

    const A: &str = "3125550100";
    const B: &str = "2125550102";
    const C: &str = "2125550103";

    fn core() -> Core {
        let mut acd = Acd::default();
        acd.group("sales", Group { queue_limit: 2, wrap_up: 0 });
        let agent = |number: &str, agent: &str| Subscriber {
            number: number.into(),
            name: agent.to_uppercase(),
            agent: agent.into(),
            address: "desk".into(),
            groups: vec!["sales".into()],
            ..Subscriber::default()
        };
        Core::new(Box::new(Memory::default()), &[agent(B, "bob"), agent(C, "carol")], acd)
            .expect("a server")
    }

    fn told(core: &mut Core) -> Vec<(String, String)> {
        let events = core.commit().expect("safe");
        let kind = |text: &str| {
            serde_json::from_str::<Value>(text).expect("JSON")["type"]
                .as_str()
                .expect("a type")
                .to_string()
        };
        events.into_iter().map(|event| (event.number, kind(&event.text))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(number, kind)| (number.to_string(), kind.to_string())).collect()
    }

    #[test]
    fn the_data_follow_the_call_from_one_agent_to_the_next() {
        let mut core = core();
        core.attach(0, B, 0);
        core.attach(0, C, 0);
        assert_eq!(core.deliver(1, B, None, A, "8005550199").expect("stored"), "delivered");
        core.event(2, "connected", B, "8005550199", "").expect("stored");
        assert_eq!(told(&mut core), pairs(&[(B, "call.offered"), (B, "call.connected")]));
        let mut data = core.call_of(B).expect("a call").data.clone();
        data.notes = "two hoses".into();
        assert_eq!(core.edit(3, B, 1, 1, data.clone()).expect("stored"), Edited::Version(2));
        assert!(matches!(
            core.edit(3, B, 1, 1, data.clone()).expect("read"),
            Edited::Conflict(2, _)
        ));
        assert!(matches!(core.edit(3, C, 1, 2, data).expect("read"), Edited::Refused(_)));
        told(&mut core);
        core.deliver(4, C, Some(B), B, "").expect("stored");
        let events = core.commit().expect("safe");
        assert_eq!(events[0].number, C);
        assert!(events[0].text.contains("two hoses"));
        assert_eq!(core.deliver(4, C, Some(B), B, "").expect("stored"), "delivered");
        assert!(told(&mut core).is_empty(), "the same message twice changes nothing");
        core.event(5, "connected", C, B, "").expect("stored");
        core.event(6, "conferenced", C, B, "").expect("stored");
        core.event(7, "transferred", C, B, "").expect("stored");
        let expected = [
            (C, "call.connected"),
            (B, "call.conferenced"),
            (C, "call.conferenced"),
            (B, "call.transferred"),
            (C, "call.transferred"),
            (B, "call.ended"),
        ];
        assert_eq!(told(&mut core), pairs(&expected));
        assert!(core.call_of(B).is_none());
        core.event(8, "ended", C, B, "hung_up").expect("stored");
        assert_eq!(core.calls(), 0);
    }

    #[test]
    fn a_desk_that_was_away_gets_everything_that_it_has_not_acknowledged() {
        let mut core = core();
        assert_eq!(core.deliver(1, B, None, A, "8005550199").expect("stored"), "waiting");
        core.event(2, "connected", B, "", "").expect("stored");
        let (welcome, kept) = core.attach(3, B, 0);
        assert_eq!((welcome["last"].as_u64(), kept.len()), (Some(2), 2));
        assert_eq!(welcome["calls"][0]["phase"], "connected");
        core.acknowledge(B, 1).expect("stored");
        core.detach(B);
        let (_, kept) = core.attach(4, B, 0);
        assert_eq!(kept.len(), 1);
        assert!(kept[0].contains("call.connected"));
        assert!(core.attach(4, B, 2).1.is_empty());
    }

    #[test]
    fn a_server_that_is_started_again_knows_its_calls_and_what_desks_wait_for() {
        let path = std::env::temp_dir().join(format!("hookflash-core-{}", std::process::id()));
        let start = || {
            let store = super::super::store::Sqlite::open(&path).expect("a database");
            let bob = Subscriber { number: B.into(), agent: "bob".into(), ..Subscriber::default() };
            Core::new(Box::new(store), &[bob], Acd::default()).expect("a server")
        };
        let mut first = start();
        first.deliver(1, B, None, A, "8005550199").expect("stored");
        first.commit().expect("safe");
        drop(first);
        let mut second = start();
        assert_eq!(second.call_of(B).map(|call| call.caller.number.as_str()), Some(A));
        assert_eq!(second.attach(2, B, 0).1.len(), 1);
        drop(second);
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }

    #[test]
    fn a_desk_that_never_comes_back_is_not_kept_events_without_end() {
        let mut core = core();
        for n in 0..2 * KEPT as u64 {
            core.deliver(n, B, None, &n.to_string(), "8").expect("stored");
        }
        assert_eq!(core.desks[B].kept.len(), KEPT);
    }
}

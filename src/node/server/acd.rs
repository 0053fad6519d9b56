//! Automatic call distribution: which agent gets the next call.

use std::collections::{BTreeSet, HashMap, VecDeque};

/// A moment, in milliseconds since the Unix epoch.
pub type Millis = u64;

/// A group of agents with one queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How many calls may wait.
    pub queue_limit: usize,
    /// How long an agent writes up a call before the next.
    pub wrap_up: Millis,
}

/// What an agent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentState {
    /// No desk is signed in.
    SignedOut,
    /// Takes calls.
    Ready,
    /// Takes none.
    Away,
    /// Chosen for a call that has not been offered yet.
    Reserved(u64, Millis),
    /// Has a call.
    Busy,
    /// Writes up a call until then.
    WrapUp(Millis),
}

impl AgentState {
    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Ready => "ready",
            Self::Away => "away",
            Self::Reserved(..) => "reserved",
            Self::Busy => "busy",
            Self::WrapUp(_) => "wrap_up",
        }
    }
}

#[derive(Debug)]
struct Agent {
    groups: Vec<String>,
    skills: Vec<String>,
    state: AgentState,
    idle_since: Millis,
    /// What the telephone API said last; none if it said nothing.
    telephone_idle: Option<bool>,
}

#[derive(Debug)]
struct Waiting {
    call: u64,
    /// Who does not ask again for so long has hung up.
    asked: Millis,
}

/// What came of asking for an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// This one, reserved for the call.
    Agent(String),
    /// Nobody is free; the call's place in the queue, from 1.
    Queued(usize),
    /// Nobody is free, and the queue is full.
    Full,
    /// There is no such group.
    NoGroup,
}

/// How long a reservation holds without an offer.
const RESERVED: Millis = 5_000;
/// How long a place in the queue holds without a question.
const PATIENCE: Millis = 60_000;

/// The agents and the queues.
#[derive(Debug, Default)]
pub struct Acd {
    groups: HashMap<String, Group>,
    agents: HashMap<String, Agent>,
    /// The agents of each group.
    members: HashMap<String, Vec<String>>,
    queues: HashMap<String, VecDeque<Waiting>>,
    /// When reservations and wrap-ups may be over; some are before.
    deadlines: BTreeSet<(Millis, String)>,
}

impl Acd {
    /// Adds a group.
    pub fn group(&mut self, name: &str, group: Group) {
        self.groups.insert(name.into(), group);
    }

    /// Adds an agent, signed out, by telephone number.
    pub fn agent(&mut self, number: &str, groups: Vec<String>, skills: Vec<String>) {
        // In place of what was known of the agent; the search is for reconfiguration only.
        if let Some(old) = self.agents.remove(number) {
            for group in old.groups {
                self.members.entry(group).or_default().retain(|member| member != number);
            }
        }
        for group in &groups {
            self.members.entry(group.clone()).or_default().push(number.into());
        }
        let state = AgentState::SignedOut;
        let agent = Agent { groups, skills, state, idle_since: 0, telephone_idle: None };
        self.agents.insert(number.into(), agent);
    }

    /// What an agent does.
    pub fn state(&self, number: &str) -> Option<AgentState> {
        self.agents.get(number).map(|agent| agent.state)
    }

    /// How many calls wait for a group.
    pub fn waiting(&self, group: &str) -> usize {
        self.queues.get(group).map_or(0, VecDeque::len)
    }

    /// Chooses an agent for a call: of those that are free, who knows most of what is wanted, then who has
    /// been idle longest. Calls that wait are served in their order.
    pub fn choose(
        &mut self,
        now: Millis,
        group: &str,
        call: u64,
        skills: &[String],
        excluded: &[String],
    ) -> Choice {
        self.lapse(now);
        let Some(settings) = self.groups.get(group) else { return Choice::NoGroup };
        let queue = self.queues.entry(group.into()).or_default();
        let place = queue.iter().position(|waiting| waiting.call == call);
        let before = place.unwrap_or(queue.len());
        let members = self.members.get(group).map_or(&[][..], Vec::as_slice);
        let agents = members.iter().filter_map(|number| self.agents.get_key_value(number));
        let mut free: Vec<(&String, &Agent)> = agents
            .filter(|(number, agent)| {
                let held =
                    matches!(agent.state, AgentState::Reserved(for_call, _) if for_call == call);
                (agent.state == AgentState::Ready || held)
                    && agent.telephone_idle != Some(false)
                    && !excluded.contains(number)
            })
            .collect();
        // As many agents as calls before this one are theirs.
        if free.len() > before {
            let knows =
                |agent: &Agent| skills.iter().filter(|skill| agent.skills.contains(skill)).count();
            free.sort_by_key(|(number, agent)| {
                (core::cmp::Reverse(knows(agent)), agent.idle_since, (*number).clone())
            });
            if let Some(number) = free.first().map(|(number, _)| (*number).clone()) {
                if let Some(place) = place {
                    queue.remove(place);
                }
                if let Some(agent) = self.agents.get_mut(&number) {
                    agent.state = AgentState::Reserved(call, now + RESERVED);
                    self.deadlines.insert((now + RESERVED, number.clone()));
                }
                return Choice::Agent(number);
            }
        }
        match place {
            Some(place) => {
                queue[place].asked = now;
                Choice::Queued(place + 1)
            }
            None if queue.len() >= settings.queue_limit => Choice::Full,
            None => {
                queue.push_back(Waiting { call, asked: now });
                Choice::Queued(queue.len())
            }
        }
    }

    /// A call leaves the queues.
    pub fn abandon(&mut self, call: u64) {
        for queue in self.queues.values_mut() {
            queue.retain(|waiting| waiting.call != call);
        }
    }

    /// An agent was given a call.
    pub fn busy(&mut self, number: &str) {
        if let Some(agent) = self.agents.get_mut(number) {
            agent.state = AgentState::Busy;
        }
    }

    /// An agent's call is over. `served`: the agent talked, and has something to write up.
    pub fn released(&mut self, now: Millis, number: &str, served: bool) {
        let Some(agent) = self.agents.get_mut(number) else { return };
        if !matches!(agent.state, AgentState::Busy | AgentState::Reserved(..)) {
            return;
        }
        let wrap_up = agent.groups.iter().filter_map(|group| self.groups.get(group));
        let wrap_up = wrap_up.map(|group| group.wrap_up).max().unwrap_or(0);
        agent.idle_since = now;
        agent.state = AgentState::Ready;
        if served && wrap_up > 0 {
            agent.state = AgentState::WrapUp(now + wrap_up);
            self.deadlines.insert((now + wrap_up, number.into()));
        }
    }

    /// An agent says ready or away. Who has a call stays busy until it is over.
    pub fn set_ready(&mut self, now: Millis, number: &str, ready: bool) {
        let Some(agent) = self.agents.get_mut(number) else { return };
        if !matches!(agent.state, AgentState::Busy | AgentState::Reserved(..)) {
            if ready && agent.state != AgentState::Ready {
                agent.idle_since = now;
            }
            agent.state = if ready { AgentState::Ready } else { AgentState::Away };
        }
    }

    /// The last desk of an agent was closed.
    pub fn signed_out(&mut self, number: &str) {
        if let Some(agent) = self.agents.get_mut(number)
            && agent.state != AgentState::Busy
        {
            agent.state = AgentState::SignedOut;
        }
    }

    /// What the telephone API says.
    pub fn telephone(&mut self, number: &str, idle: bool) {
        if let Some(agent) = self.agents.get_mut(number) {
            agent.telephone_idle = Some(idle);
        }
    }

    /// Reservations, wrap-ups and waiting that are over. Whose state changed.
    pub fn lapse(&mut self, now: Millis) -> Vec<String> {
        let mut changed = Vec::new();
        while self.deadlines.first().is_some_and(|(until, _)| *until <= now) {
            let Some((_, number)) = self.deadlines.pop_first() else { break };
            let Some(agent) = self.agents.get_mut(&number) else { continue };
            if let AgentState::Reserved(_, until) | AgentState::WrapUp(until) = agent.state
                && until <= now
            {
                agent.state = AgentState::Ready;
                changed.push(number);
            }
        }
        for queue in self.queues.values_mut() {
            queue.retain(|waiting| waiting.asked + PATIENCE > now);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acd(agents: usize) -> Acd {
        let mut acd = Acd::default();
        acd.group("sales", Group { queue_limit: 2, wrap_up: 10_000 });
        for n in 0..agents {
            acd.agent(&n.to_string(), vec!["sales".into()], vec![format!("skill {n}")]);
            acd.set_ready(100 - n as u64, &n.to_string(), true);
        }
        acd
    }

    fn choose(acd: &mut Acd, now: Millis, call: u64) -> Choice {
        acd.choose(now, "sales", call, &[], &[])
    }

    #[test]
    fn who_has_been_idle_longest_is_next_unless_another_knows_more() {
        let mut acd = acd(3);
        let wanted = ["skill 1".to_string()];
        assert_eq!(acd.choose(200, "sales", 1, &wanted, &[]), Choice::Agent("1".into()));
        assert_eq!(choose(&mut acd, 200, 2), Choice::Agent("2".into()));
        assert_eq!(choose(&mut acd, 200, 3), Choice::Agent("0".into()));
    }

    #[test]
    fn calls_wait_in_their_order_up_to_the_limit() {
        let mut acd = acd(1);
        assert_eq!(choose(&mut acd, 0, 1), Choice::Agent("0".into()));
        acd.busy("0");
        assert_eq!(choose(&mut acd, 1, 2), Choice::Queued(1));
        assert_eq!(choose(&mut acd, 1, 3), Choice::Queued(2));
        assert_eq!(choose(&mut acd, 1, 4), Choice::Full);
        acd.released(2, "0", true);
        assert_eq!(choose(&mut acd, 3, 2), Choice::Queued(1), "the agent writes up");
        acd.lapse(10_003);
        assert_eq!(choose(&mut acd, 10_003, 3), Choice::Queued(2), "it is the first one's turn");
        assert_eq!(choose(&mut acd, 10_003, 2), Choice::Agent("0".into()));
    }

    #[test]
    fn who_talks_on_the_telephone_is_not_free() {
        let mut acd = acd(1);
        acd.telephone("0", false);
        assert_eq!(choose(&mut acd, 0, 1), Choice::Queued(1));
        acd.telephone("0", true);
        assert_eq!(choose(&mut acd, 0, 1), Choice::Agent("0".into()));
    }

    #[test]
    fn a_reservation_without_an_offer_lapses_and_so_does_a_place_in_the_queue() {
        let mut acd = acd(1);
        choose(&mut acd, 0, 1);
        assert_eq!(choose(&mut acd, 1, 2), Choice::Queued(1));
        assert_eq!(choose(&mut acd, 5_000, 2), Choice::Agent("0".into()));
        acd.busy("0");
        choose(&mut acd, 5_001, 3);
        acd.lapse(70_000);
        assert_eq!(acd.waiting("sales"), 0);
    }

    #[test]
    fn no_agent_has_two_calls_whatever_happens() {
        let mut seed = 7_u64;
        let mut below = |bound: u64| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed % bound
        };
        let mut acd = acd(3);
        let mut has: HashMap<String, u64> = HashMap::new();
        for step in 0..20_000_u64 {
            let now = step * 100;
            for number in acd.lapse(now) {
                has.remove(&number);
            }
            match below(4) {
                0 | 1 => {
                    let call = step;
                    if let Choice::Agent(number) = choose(&mut acd, now, call) {
                        assert!(has.insert(number.clone(), call).is_none(), "agent {number} twice");
                        acd.busy(&number);
                    }
                }
                2 => {
                    let number = below(3).to_string();
                    acd.released(now, &number, below(2) == 0);
                    if acd.state(&number) != Some(AgentState::Busy) {
                        has.remove(&number);
                    }
                }
                _ => acd.set_ready(now, &below(3).to_string(), below(4) > 0),
            }
            assert!(acd.waiting("sales") <= 2);
        }
    }
}

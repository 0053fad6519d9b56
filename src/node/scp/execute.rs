//! Carrying out a record: step by step, as far as it goes without an answer from outside.

use super::record::{Action, Event, Record, Rule, Via};
use crate::wire::ain::parameters::{CcID, TriggerCriteriaType};
use std::sync::Arc;

/// What a message says that rules look at, and that steps use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The operation, as AIN names it.
    pub operation: String,
    /// The trigger.
    pub trigger: Option<TriggerCriteriaType>,
    /// How the legs of the call are.
    pub configuration: Option<CcID>,
    /// Whose line reports.
    pub subscriber: Option<String>,
    /// The digits that were collected.
    pub digits: Option<String>,
    /// The called number.
    pub dialled: Option<String>,
    /// The calling number.
    pub caller: Option<String>,
}

/// What has to be asked outside; the answer is an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// How a line is.
    Status {
        /// Its number.
        number: String,
        /// Who is asked.
        via: Via,
        /// Seconds to wait for `idle`.
        within: u64,
    },
    /// A free agent.
    Agent {
        /// The group.
        group: String,
        /// What the agent must know.
        skills: Vec<String>,
        /// Who is not to be chosen.
        excluded: Vec<String>,
        /// Who calls.
        caller: String,
    },
    /// The call's data to the computer of a number.
    Deliver {
        /// The number.
        to: String,
        /// Who has the call now, if somebody has.
        from: Option<String>,
        /// Who calls.
        caller: String,
        /// What was dialled.
        dialled: String,
    },
}

/// What is said to the switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// Analyze_Route.
    Route(String, Vec<Event>),
    /// Originate_Call.
    Originate(String, Vec<Event>),
    /// Forward_Call.
    Forward(String, Vec<Event>),
    /// Authorize_Termination.
    Authorize(Vec<Event>),
    /// Send_To_Resource.
    Announce(Vec<u16>, usize),
    /// Collect_Information.
    Collect,
    /// Merge_Call.
    Merge,
    /// Reconnect.
    Reconnect,
    /// Disconnect_Leg.
    DisconnectLeg(u8),
    /// Continue.
    Continue,
    /// Disconnect.
    Disconnect,
}

/// How far a record came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It waits for the outcome of this.
    Ask(Request),
    /// It says this and waits for what the switch reports of it (announcements, digits).
    SayAndWait(Say),
    /// It says this; the rule is done.
    Say(Say),
}

/// The steps that one message may lead to: a record that goes in circles without an end is cut.
pub const MAXIMUM_STEPS: usize = 10_000;

/// A record that is being carried out.
#[derive(Debug, Clone)]
pub struct Execution {
    record: Arc<Record>,
    rule: usize,
    at: usize,
    steps: usize,
    outcome: String,
    target: String,
    facts: Facts,
    /// Numbers that were tried and are not to be chosen again.
    excluded: Vec<String>,
}

fn one_of(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => pattern == text,
    }
}

impl Rule {
    /// Why the rule does not apply, in words; none where it does. `minute` is that of the day, in
    /// UTC.
    pub fn objection(&self, facts: &Facts, minute: u16) -> Option<String> {
        let conditions = &self.conditions;
        if !conditions.operations.contains(&facts.operation) {
            return Some(format!("it is for {}", conditions.operations.join(", ")));
        }
        let triggers = &conditions.triggers;
        if !triggers.is_empty() && !facts.trigger.is_some_and(|trigger| triggers.contains(&trigger))
        {
            let found = facts.trigger.and_then(TriggerCriteriaType::name).unwrap_or("none");
            return Some(format!("the trigger is {found}"));
        }
        let legs = &conditions.configurations;
        if !legs.is_empty() && !facts.configuration.is_some_and(|legs_are| legs.contains(&legs_are))
        {
            let found = facts.configuration.and_then(CcID::name).unwrap_or("not told");
            return Some(format!("the call's configuration is {found}"));
        }
        let number = facts.digits.as_deref().or(facts.dialled.as_deref()).unwrap_or("");
        let digits = &conditions.digits;
        if !digits.is_empty() && !digits.iter().any(|pattern| one_of(pattern, number)) {
            return Some(format!("the digits are `{number}`"));
        }
        let (from, to) = conditions.time?;
        let within =
            if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to };
        (!within).then(|| format!("it is {:02}:{:02}", minute / 60, minute % 60))
    }
}

impl Record {
    /// The rule for a message.
    pub fn rule_for(&self, facts: &Facts, minute: u16) -> Option<usize> {
        self.rules.iter().position(|rule| rule.objection(facts, minute).is_none())
    }
}

impl Execution {
    /// Begins with the rule for a message; none where no rule applies.
    pub fn begin(record: Arc<Record>, facts: Facts, minute: u16) -> Option<Self> {
        let rule = record.rule_for(&facts, minute)?;
        let target = facts.digits.clone().or_else(|| facts.dialled.clone()).unwrap_or_default();
        let excluded = facts.subscriber.clone().into_iter().collect();
        Some(Self {
            record,
            rule,
            at: 0,
            steps: 0,
            outcome: "start".into(),
            target,
            facts,
            excluded,
        })
    }

    /// Takes another rule of the record for a later message of the same call; false where none
    /// applies.
    pub fn again(&mut self, facts: Facts, minute: u16) -> bool {
        let facts = Facts {
            subscriber: facts.subscriber.or_else(|| self.facts.subscriber.clone()),
            digits: facts.digits.or_else(|| self.facts.digits.clone()),
            dialled: facts.dialled.or_else(|| self.facts.dialled.clone()),
            caller: facts.caller.or_else(|| self.facts.caller.clone()),
            ..facts
        };
        let Some(rule) = self.record.rule_for(&facts, minute) else { return false };
        (self.rule, self.at, self.outcome, self.facts) = (rule, 0, "start".into(), facts);
        true
    }

    /// The record.
    pub const fn record(&self) -> &Arc<Record> {
        &self.record
    }

    /// What the message said.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Where the call goes.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The line of the record's text where its rule begins.
    pub fn line(&self) -> usize {
        self.record.rules[self.rule].line
    }

    fn value(&self, number: &str) -> String {
        let fact = |fact: &Option<String>| fact.clone().unwrap_or_default();
        match number {
            "$target" => self.target.clone(),
            "$digits" => fact(&self.facts.digits),
            "$dialled" => fact(&self.facts.dialled),
            "$caller" => fact(&self.facts.caller),
            "$subscriber" => fact(&self.facts.subscriber),
            number => number.into(),
        }
    }

    /// Goes on after the outcome of what was asked. `value` is what came with it: an agent's number, digits.
    pub fn outcome(&mut self, outcome: &str, value: Option<String>) -> Next {
        if let Some(value) = value {
            match outcome {
                "agent" => {
                    self.excluded.push(value.clone());
                    self.target = value;
                }
                "digits" => {
                    self.target.clone_from(&value);
                    self.facts.digits = Some(value);
                }
                _ => {}
            }
        }
        if matches!(outcome, "busy" | "unknown") {
            self.excluded.push(self.target.clone());
        }
        if outcome == "heard" {
            // Time has passed: whoever was busy may be tried again.
            self.excluded.truncate(usize::from(self.facts.subscriber.is_some()));
        }
        self.outcome = outcome.into();
        self.advance()
    }

    /// As far as it goes.
    pub fn advance(&mut self) -> Next {
        let record = Arc::clone(&self.record);
        let rule = &record.rules[self.rule];
        while let Some(step) = rule.steps.get(self.at) {
            self.at += 1;
            self.steps += 1;
            if self.steps > MAXIMUM_STEPS {
                break;
            }
            if !step.if_outcome.is_empty() && !step.if_outcome.contains(&self.outcome) {
                continue;
            }
            match &step.action {
                Action::Target(number) => self.target = self.value(number),
                Action::Goto(at) => self.at = *at,
                Action::Status { of, via, within } => {
                    return Next::Ask(Request::Status {
                        number: self.value(of),
                        via: *via,
                        within: *within,
                    });
                }
                Action::Agent { group, skills } => {
                    return Next::Ask(Request::Agent {
                        group: group.clone(),
                        skills: skills.clone(),
                        excluded: self.excluded.clone(),
                        caller: self.value("$caller"),
                    });
                }
                Action::Deliver(to) => {
                    let mid_call = self.facts.trigger.is_some_and(is_flash)
                        || self.facts.operation.contains("Mid_Call");
                    let from = self.facts.subscriber.clone().filter(|_| mid_call);
                    return Next::Ask(Request::Deliver {
                        to: self.value(to),
                        from,
                        caller: self.value("$caller"),
                        dialled: self.value("$dialled"),
                    });
                }
                Action::Announce(announcements, digits) => {
                    return Next::SayAndWait(Say::Announce(announcements.clone(), *digits));
                }
                Action::Collect => return Next::SayAndWait(Say::Collect),
                Action::Route(to, events) => {
                    return Next::Say(Say::Route(self.value(to), events.clone()));
                }
                Action::Originate(to, events) => {
                    return Next::Say(Say::Originate(self.value(to), events.clone()));
                }
                Action::Forward(to, events) => {
                    return Next::Say(Say::Forward(self.value(to), events.clone()));
                }
                Action::Authorize(events) => return Next::Say(Say::Authorize(events.clone())),
                Action::Merge => return Next::Say(Say::Merge),
                Action::Reconnect => return Next::Say(Say::Reconnect),
                Action::DisconnectLeg(leg) => return Next::Say(Say::DisconnectLeg(*leg)),
                Action::Continue => return Next::Say(Say::Continue),
                Action::Disconnect => return Next::Say(Say::Disconnect),
            }
        }
        // Checked records end with a step that is always done; only too many steps lead here.
        Next::Say(Say::Disconnect)
    }
}

/// Whether a trigger is one of the hook flash.
pub(super) const fn is_flash(trigger: TriggerCriteriaType) -> bool {
    matches!(trigger.0, 31..=36)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRANSFER: &str = include_str!("../../../examples/lab/records/transfer.toml");

    fn facts() -> Facts {
        Facts {
            operation: "Info_Collected".into(),
            trigger: Some(TriggerCriteriaType::T_SWITCH_HOOK_FLASH_IMMEDIATE),
            subscriber: Some("2125550102".into()),
            digits: Some("2125550103".into()),
            caller: Some("2125550102".into()),
            ..Facts::default()
        }
    }

    fn begin() -> Execution {
        let record = Arc::new(Record::parse(TRANSFER).expect("the lab's record"));
        Execution::begin(record, facts(), 0).expect("a rule for a flash")
    }

    #[test]
    fn an_idle_line_is_given_the_data_and_then_the_call() {
        let mut execution = begin();
        let Next::Ask(Request::Status { number, .. }) = execution.advance() else {
            panic!("status")
        };
        assert_eq!(number, "2125550103");
        let Next::Ask(Request::Deliver { to, from, .. }) = execution.outcome("idle", None) else {
            panic!("deliver")
        };
        assert_eq!((to.as_str(), from.as_deref()), ("2125550103", Some("2125550102")));
        let Next::Say(Say::Route(to, events)) = execution.outcome("delivered", None) else {
            panic!("route")
        };
        assert_eq!(to, "2125550103");
        assert!(events.contains(&Event::Success));
    }

    #[test]
    fn a_busy_line_leads_to_another_agent() {
        let mut execution = begin();
        execution.advance();
        let Next::Ask(Request::Agent { excluded, .. }) = execution.outcome("busy", None) else {
            panic!("agent")
        };
        assert_eq!(excluded, ["2125550102", "2125550103"]);
        let next = execution.outcome("agent", Some("2125550104".into()));
        assert!(matches!(next, Next::Ask(Request::Deliver { to, .. }) if to == "2125550104"));
        let next = execution.outcome("failed", None);
        assert!(matches!(next, Next::Say(Say::Route(to, _)) if to == "2125550104"));
    }

    #[test]
    fn a_record_that_turns_in_circles_comes_to_an_end() {
        let text = r#"
            subscriber = "1"
            [[rule]]
            on = "Info_Collected"
            steps = [{ target = "2", label = "again" }, { goto = "again" }]
        "#;
        let record = Arc::new(Record::parse(text).expect("a record"));
        let mut execution = Execution::begin(record, facts(), 0).expect("a rule");
        assert_eq!(execution.advance(), Next::Say(Say::Disconnect));
    }

    #[test]
    fn a_rule_applies_at_its_time_of_day_over_midnight_too() {
        let text = r#"
            subscriber = "1"
            [[rule]]
            on = "Info_Collected"
            time = "22:00-06:00"
            steps = [{ disconnect = true }]
        "#;
        let record = Record::parse(text).expect("a record");
        let applies = |minute| record.rule_for(&facts(), minute).is_some();
        assert_eq!([0, 359, 360, 1319, 1320].map(applies), [true, true, false, false, true]);
    }

    #[test]
    fn what_is_wrong_with_a_record_is_said_at_its_place() {
        let cases = [
            ("on = \"Info_Colected\"\nsteps = [{ disconnect = true }]", "no operation of AIN"),
            ("on = \"Info_Collected\"\nsteps = [{ rout = \"1\" }]", "`route`?"),
            ("on = \"Info_Collected\"\nsteps = [{ route = \"12a\" }]", "is no number"),
            ("on = \"Info_Collected\"\nsteps = [{ status = \"1\" }]", "last step of a rule"),
            (
                "on = \"Info_Collected\"\nsteps = [{ disconnect = true }, { continue = true }]",
                "never reached",
            ),
            ("on = \"Info_Collected\"\nsteps = [{ goto = \"x\" }]", "no step with the label"),
            (
                "on = \"Info_Collected\"\ntrigger = \"flush\"\nsteps = [{ continue = true }]",
                "is no trigger",
            ),
            (
                "on = \"Info_Collected\"\nsteps = [{ if = \"bsy\", continue = true }]",
                "is no outcome",
            ),
        ];
        for (rule, words) in cases {
            let text = format!("subscriber = \"1\"\n[[rule]]\n{rule}\n");
            let mistakes = Record::parse(&text).expect_err(words);
            assert!(mistakes.iter().any(|m| m.words.contains(words)), "{words}: {mistakes:?}");
        }
    }
}

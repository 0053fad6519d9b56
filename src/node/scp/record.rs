//! Call processing records: what is to be done for a subscriber, as data.
//!
//! A record is a TOML text of rules. A rule says on which message it applies and which steps follow;
//! the first that applies is taken.

use crate::net::Mistake;
use crate::wire::ain::parameters::{CcID, TriggerCriteriaType};
use serde::Deserialize;
use toml::Spanned;

/// A record, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Whose it is: a number, or its beginning before a `*`.
    pub subscriber: String,
    /// What it is for.
    pub name: String,
    /// The rules, in order.
    pub rules: Vec<Rule>,
    /// The text that it was read from.
    pub text: String,
}

/// What is done on a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// When it applies.
    pub conditions: Conditions,
    /// What is done, one after the other.
    pub steps: Vec<Step>,
    /// The line of the text where it begins, from 1.
    pub line: usize,
}

/// When a rule applies. What is empty or none applies always.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conditions {
    /// The operations, as AIN names them: `Info_Collected`.
    pub operations: Vec<String>,
    /// The triggers.
    pub triggers: Vec<TriggerCriteriaType>,
    /// The digits, or their beginnings before a `*`.
    pub digits: Vec<String>,
    /// How the legs of the call are.
    pub configurations: Vec<CcID>,
    /// From this minute of the day to that, in UTC; over midnight if the second is less.
    pub time: Option<(u16, u16)>,
}

/// A step, and when it is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The outcomes of the step before after which it is done; always if empty.
    pub if_outcome: Vec<String>,
    /// Its name for `goto`.
    pub label: Option<String>,
    /// What is done.
    pub action: Action,
}

/// Who is asked how a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The switch, by Monitor_For_Change.
    #[default]
    Switch,
    /// The workstation beside the telephone, by way of the server.
    Workstation,
}

/// An event that a routed call is to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The called party answers.
    Answer,
    /// It is busy; the record decides.
    Busy,
    /// It does not answer; the record decides.
    NoAnswer,
    /// The call ends.
    Disconnect,
    /// The caller gives up.
    Abandon,
    /// A flash; the record decides.
    Flash,
    /// Calls are joined, and a party leaves.
    Success,
}

/// What a step does. A number is digits or a variable: `$target`, `$digits`, `$dialled`,
/// `$caller`, `$subscriber`.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// How is the line? Outcomes: `idle`, `busy`, `unknown`.
    Status {
        /// The number.
        of: String,
        /// Who is asked.
        via: Via,
        /// Seconds to wait for `idle`.
        within: u64,
    },
    /// The next free agent of a group becomes the target. Outcomes: `agent`, `none`, `full`,
    /// `failed`.
    Agent {
        /// The group.
        group: String,
        /// What the agent must know.
        skills: Vec<String>,
    },
    /// The server delivers the call's data to the computer of a number. Outcomes: `delivered`,
    /// `waiting` (no desk is there now), `unknown`, `failed`.
    Deliver(String),
    /// Analyze_Route.
    Route(String, Vec<Event>),
    /// Originate_Call.
    Originate(String, Vec<Event>),
    /// Forward_Call.
    Forward(String, Vec<Event>),
    /// Authorize_Termination.
    Authorize(Vec<Event>),
    /// Send_To_Resource with these announcements, collecting so many digits. Outcomes: `digits`,
    /// `heard`.
    Announce(Vec<u16>, usize),
    /// Collect_Information: outcome `digits`.
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
    /// A number becomes the target.
    Target(String),
    /// On with the step of that label.
    Goto(usize),
}

impl Action {
    /// Whether the switch goes on with the call after it.
    pub const fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Route(..)
                | Self::Originate(..)
                | Self::Forward(..)
                | Self::Authorize(_)
                | Self::Merge
                | Self::Reconnect
                | Self::DisconnectLeg(_)
                | Self::Continue
                | Self::Disconnect
        )
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    subscriber: String,
    #[serde(default)]
    name: String,
    #[serde(rename = "rule")]
    rules: Vec<Spanned<RuleTable>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

impl<T> OneOrMore<T> {
    fn list(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    on: Spanned<OneOrMore<String>>,
    trigger: Option<Spanned<OneOrMore<String>>>,
    digits: Option<OneOrMore<String>>,
    legs: Option<Spanned<OneOrMore<String>>>,
    time: Option<Spanned<String>>,
    steps: Vec<Spanned<StepTable>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StepTable {
    #[serde(rename = "if")]
    if_outcome: Option<OneOrMore<String>>,
    label: Option<String>,
    status: Option<String>,
    via: Option<Via>,
    within: Option<u64>,
    agent: Option<String>,
    skills: Vec<String>,
    deliver: Option<String>,
    route: Option<String>,
    originate: Option<String>,
    forward: Option<String>,
    authorize: Option<bool>,
    report: Vec<Event>,
    announce: Option<OneOrMore<u16>>,
    digits: Option<usize>,
    collect: Option<bool>,
    merge: Option<bool>,
    reconnect: Option<bool>,
    disconnect_leg: Option<u8>,
    #[serde(rename = "continue")]
    go_on: Option<bool>,
    disconnect: Option<bool>,
    target: Option<String>,
    goto: Option<String>,
}

/// The names of the groups of triggers that a record may use, beside AIN's own.
const FLASHES: [TriggerCriteriaType; 6] = [
    TriggerCriteriaType::O_SWITCH_HOOK_FLASH_IMMEDIATE,
    TriggerCriteriaType::O_FEATURE_ACTIVATOR,
    TriggerCriteriaType::O_SWITCH_HOOK_FLASH_SPECIFIED_CODE,
    TriggerCriteriaType::T_SWITCH_HOOK_FLASH_IMMEDIATE,
    TriggerCriteriaType::T_FEATURE_ACTIVATOR,
    TriggerCriteriaType::T_SWITCH_HOOK_FLASH_SPECIFIED_CODE,
];

/// The value with one of AIN's names, as the tables have them.
fn named<T>(
    name: &str,
    values: impl Iterator<Item = T>,
    name_of: impl Fn(&T) -> Option<&'static str>,
) -> Option<T> {
    let mut values = values;
    values.find(|value| name_of(value).is_some_and(|known| known.eq_ignore_ascii_case(name)))
}

impl Record {
    /// Reads and checks a record.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it: unknown keys and names, steps that do nothing or two things, steps that
    /// can never be reached, rules that leave the caller without an end.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let file: File = crate::net::Configuration::parse_part(text)?;
        let mut mistakes = Vec::new();
        let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        if file.rules.is_empty() {
            mistakes.push(Mistake::new(0..0, "a record without a `[[rule]]` does nothing"));
        }
        let mut rules = Vec::new();
        for table in file.rules {
            let at = table.span();
            rules.push(rule(table.into_inner(), line(at.start), &at, &mut mistakes));
        }
        if mistakes.is_empty() {
            Ok(Self { subscriber: file.subscriber, name: file.name, rules, text: text.into() })
        } else {
            Err(mistakes)
        }
    }
}

fn rule(
    table: RuleTable,
    line: usize,
    at: &core::ops::Range<usize>,
    mistakes: &mut Vec<Mistake>,
) -> Rule {
    let mut conditions = Conditions::default();
    let place = table.on.span();
    for name in table.on.into_inner().list() {
        let operations = crate::wire::ain::operations::OPERATIONS;
        match operations.iter().find(|known| known.message.eq_ignore_ascii_case(&name)) {
            Some(known) => conditions.operations.push(known.message.into()),
            None => mistakes.push(Mistake::new(
                place.clone(),
                format!(
                    "`{name}` is no operation of AIN; `Info_Collected` and `O_Mid_Call` are two"
                ),
            )),
        }
    }
    if let Some(triggers) = table.trigger {
        let place = triggers.span();
        for name in triggers.into_inner().list() {
            let known = named(&name, (0..=64).map(TriggerCriteriaType), |value| value.name());
            match known {
                _ if name == "flash" => conditions.triggers.extend(FLASHES),
                Some(value) => conditions.triggers.push(value),
                None => {
                    let words =
                        format!("`{name}` is no trigger; `flash` stands for all of the hook flash");
                    mistakes.push(Mistake::new(place.clone(), words));
                }
            }
        }
    }
    if let Some(legs) = table.legs {
        let place = legs.span();
        for name in legs.into_inner().list() {
            match named(&name, (0..=12).map(CcID), |value| value.name()) {
                Some(value) => conditions.configurations.push(value),
                None => mistakes.push(Mistake::new(
                    place.clone(),
                    format!("`{name}` is none of AIN's call configurations, such as `partyOnHold`"),
                )),
            }
        }
    }
    conditions.digits = table.digits.map_or_else(Vec::new, OneOrMore::list);
    if let Some(time) = table.time {
        conditions.time = minutes(time.get_ref());
        if conditions.time.is_none() {
            mistakes.push(Mistake::new(time.span(), "a time is `08:00-17:30`, in UTC"));
        }
    }
    let labels: Vec<Option<String>> =
        table.steps.iter().map(|step| step.get_ref().label.clone()).collect();
    let mut steps = Vec::new();
    let mut ended: Option<core::ops::Range<usize>> = None;
    for table in table.steps {
        let place = table.span();
        if ended.take().is_some() {
            let words =
                "this step is never reached: the one before is always done, and is the last";
            mistakes.push(Mistake::new(place.clone(), words));
        }
        match step(table.into_inner(), &labels) {
            Ok(step) => {
                let always = step.if_outcome.is_empty();
                let jumped_to = labels.get(steps.len() + 1).is_some_and(Option::is_some);
                let ends = step.action.is_last() || matches!(step.action, Action::Goto(_));
                if always && ends && !jumped_to {
                    ended = Some(place);
                }
                steps.push(step);
            }
            Err(words) => mistakes.push(Mistake::new(place, words)),
        }
    }
    if ended.is_none() && mistakes.is_empty() {
        let words = "the last step of a rule must be done whatever happened, and take the call on: \
                     `route`, `continue`, `disconnect` …";
        mistakes.push(Mistake::new(at.start..at.start + 8, words));
    }
    Rule { conditions, steps, line }
}

fn minutes(text: &str) -> Option<(u16, u16)> {
    let minute = |text: &str| {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    let (from, to) = text.split_once('-')?;
    Some((minute(from)?, minute(to)?))
}

fn number(text: String) -> Result<String, String> {
    const VARIABLES: [&str; 5] = ["$target", "$digits", "$dialled", "$caller", "$subscriber"];
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if is_number || VARIABLES.contains(&text.as_str()) {
        return Ok(text);
    }
    Err(format!("`{text}` is no number and none of {}", VARIABLES.join(", ")))
}

fn step(table: StepTable, labels: &[Option<String>]) -> Result<Step, String> {
    let events = table.report;
    let reports = !events.is_empty();
    let mut actions = Vec::new();
    let set = |flag: Option<bool>| flag == Some(true);
    if let Some(of) = table.status {
        let (via, within) = (table.via.unwrap_or_default(), table.within.unwrap_or(0));
        actions.push(Action::Status { of: number(of)?, via, within });
    } else if table.via.is_some() || table.within.is_some() {
        return Err("`via` and `within` belong to `status`".into());
    }
    if let Some(group) = table.agent {
        actions.push(Action::Agent { group, skills: table.skills });
    }
    if let Some(to) = table.deliver {
        actions.push(Action::Deliver(number(to)?));
    }
    if let Some(to) = table.route {
        actions.push(Action::Route(number(to)?, events.clone()));
    }
    if let Some(to) = table.originate {
        actions.push(Action::Originate(number(to)?, events.clone()));
    }
    if let Some(to) = table.forward {
        actions.push(Action::Forward(number(to)?, events.clone()));
    }
    if set(table.authorize) {
        actions.push(Action::Authorize(events));
    }
    if let Some(announcements) = table.announce {
        actions.push(Action::Announce(announcements.list(), table.digits.unwrap_or(0)));
    }
    for (flag, action) in [
        (set(table.collect), Action::Collect),
        (set(table.merge), Action::Merge),
        (set(table.reconnect), Action::Reconnect),
        (set(table.go_on), Action::Continue),
        (set(table.disconnect), Action::Disconnect),
    ] {
        if flag {
            actions.push(action);
        }
    }
    if let Some(leg) = table.disconnect_leg {
        actions.push(Action::DisconnectLeg(leg));
    }
    if let Some(to) = table.target {
        actions.push(Action::Target(number(to)?));
    }
    if let Some(label) = table.goto {
        let place = labels.iter().position(|known| known.as_deref() == Some(label.as_str()));
        actions.push(Action::Goto(
            place.ok_or_else(|| format!("there is no step with the label `{label}`"))?,
        ));
    }
    let action = match (actions.pop(), actions.is_empty()) {
        (Some(action), true) => action,
        (None, _) => return Err("this step does nothing".into()),
        (Some(_), false) => return Err("a step does one thing; this one does several".into()),
    };
    let routes = matches!(
        action,
        Action::Route(..) | Action::Originate(..) | Action::Forward(..) | Action::Authorize(_)
    );
    if reports && !routes {
        return Err("`report` belongs to `route`, `originate`, `forward` and `authorize`".into());
    }
    let if_outcome = table.if_outcome.map_or_else(Vec::new, OneOrMore::list);
    const OUTCOMES: [&str; 13] = [
        "idle",
        "busy",
        "unknown",
        "agent",
        "none",
        "full",
        "failed",
        "delivered",
        "waiting",
        "digits",
        "heard",
        "no_answer",
        "start",
    ];
    if let Some(wrong) = if_outcome.iter().find(|outcome| !OUTCOMES.contains(&outcome.as_str())) {
        return Err(format!("`{wrong}` is no outcome; there are: {}", OUTCOMES.join(", ")));
    }
    Ok(Step { if_outcome, label: table.label, action })
}

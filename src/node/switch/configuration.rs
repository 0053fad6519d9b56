//! What a switch is told about its lines.

use super::trigger::{DigitTrigger, Trigger};
use core::time::Duration;

/// A line with a telephone on it, or a circuit of a trunk with the other switch at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSettings {
    /// Its number.
    pub number: String,
    /// Whose it is, as a display shows it.
    pub name: String,
    /// The trunk group, for a circuit; reports name it instead of the number.
    pub trunk_group: Option<u16>,
    /// Whether it can be used.
    pub in_service: bool,
    /// The triggers on it.
    pub triggers: Vec<Trigger>,
    /// Whether a flash without any trigger calls a third party all the same.
    pub three_way: bool,
}

impl LineSettings {
    /// A line in service, without triggers.
    pub fn new(number: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            name: String::new(),
            trunk_group: None,
            in_service: true,
            triggers: Vec::new(),
            three_way: false,
        }
    }
}

/// Where calls to numbers of other switches go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrunkRoute {
    /// The number, or its beginning and `*`. Of several the longest counts.
    pub digits: String,
    /// The group whose first idle circuit takes the call.
    pub trunk_group: u16,
}

/// An announcement that the switch can play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its number in Send_To_Resource.
    pub id: u16,
    /// What is heard.
    pub text: String,
    /// How long it is.
    pub length: Duration,
}

/// A switch's lines, triggers, announcements and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The lines.
    pub lines: Vec<LineSettings>,
    /// The triggers on digits, for every line of the office.
    pub digit_triggers: Vec<DigitTrigger>,
    /// The ways to other switches.
    pub trunk_routes: Vec<TrunkRoute>,
    /// The announcements.
    pub announcements: Vec<Announcement>,
    /// How many digits make a number.
    pub number_length: usize,
    /// The shortest on-hook that is a flash.
    pub flash_from: Duration,
    /// The longest.
    pub flash_to: Duration,
    /// How long dial tone waits for the first digit.
    pub first_digit: Duration,
    /// How long the switch waits for the next digit.
    pub next_digit: Duration,
    /// T1: how long the service control point may take to answer.
    pub t1: Duration,
    /// How long a telephone rings.
    pub no_answer: Duration,
    /// How long a call that is brought back rings.
    pub recall: Duration,
    /// How long busy and reorder tones go on before the switch acts.
    pub treatment: Duration,
    /// Where a caller goes whom nobody takes back; the number first dialled if nothing is said.
    pub recall_to: Option<String>,
    /// How many calls there may be.
    pub calls: usize,
    /// How many parties one conference has at most.
    pub parties: usize,
}

impl Default for Settings {
    /// Numbers of ten digits; a flash of 0.3 to 1.0 s; dial tone for 16 s, 4 s between digits; T1
    /// of 3 s; ringing for 30 s, recalls for 20 s; tones for 15 s; 100,000 calls, 6 parties.
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            digit_triggers: Vec::new(),
            trunk_routes: Vec::new(),
            announcements: Vec::new(),
            number_length: 10,
            flash_from: Duration::from_millis(300),
            flash_to: Duration::from_millis(1000),
            first_digit: Duration::from_secs(16),
            next_digit: Duration::from_secs(4),
            t1: Duration::from_secs(3),
            no_answer: Duration::from_secs(30),
            recall: Duration::from_secs(20),
            treatment: Duration::from_secs(15),
            recall_to: None,
            calls: 100_000,
            parties: 6,
        }
    }
}

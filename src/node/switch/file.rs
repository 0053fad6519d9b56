//! The switch's tables in its configuration file.

use super::configuration::{Announcement, LineSettings, Settings, TrunkRoute};
use super::trigger::{Collects, DigitTrigger, FlashForm, Trigger, TriggerKind};
use crate::net::Mistake;
use core::time::Duration;
use serde::Deserialize;
use std::net::SocketAddr;
use toml::Spanned;

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub(super) switch: Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Where telephones connect.
    listen: SocketAddr,
    /// The origins of web pages that may.
    #[serde(default)]
    origins: Vec<String>,
    /// The key of operators; without one there is no operator's interface.
    operator_key: Option<String>,
    /// The subsystem of this switch.
    subsystem: Option<u8>,
    /// The service control point: its point code, or a global title with its translation type.
    scp: Spanned<String>,
    scp_subsystem: Option<u8>,
    t1: Option<f64>,
    no_answer: Option<f64>,
    recall: Option<f64>,
    treatment: Option<f64>,
    first_digit: Option<f64>,
    next_digit: Option<f64>,
    recall_to: Option<String>,
    number_length: Option<usize>,
    calls: Option<usize>,
    parties: Option<usize>,
    #[serde(default, rename = "line")]
    lines: Vec<Line>,
    #[serde(default, rename = "digits")]
    digits: Vec<Digits>,
    #[serde(default, rename = "trunk")]
    trunks: Vec<Trunk>,
    #[serde(default, rename = "announcement")]
    announcements: Vec<Spoken>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    number: Spanned<String>,
    #[serde(default)]
    name: String,
    key: String,
    trunk_group: Option<u16>,
    #[serde(default = "yes")]
    in_service: bool,
    #[serde(default)]
    three_way: bool,
    #[serde(default, rename = "trigger")]
    triggers: Vec<OnLine>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum At {
    Flash,
    OffHook,
    TerminationAttempt,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form {
    #[default]
    Immediate,
    SpecifiedCode,
    FeatureActivator,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reports {
    #[default]
    InfoCollected,
    MidCall,
    MidCallAtOnce,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnLine {
    at: Spanned<At>,
    #[serde(default)]
    form: Form,
    #[serde(default)]
    report: Reports,
    /// What is dialled after the flash.
    code: Option<String>,
    activator: Option<u8>,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default)]
    go_on: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digits {
    digits: String,
    #[serde(default = "yes")]
    active: bool,
    #[serde(default)]
    go_on: bool,
}

/// A way to other switches.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trunk {
    digits: Spanned<String>,
    trunk_group: Spanned<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoken {
    id: u16,
    text: String,
    seconds: f64,
}

const fn yes() -> bool {
    true
}

/// A switch as its file describes it.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Where telephones connect.
    pub listen: SocketAddr,
    /// The origins of web pages that may.
    pub origins: Vec<String>,
    /// The key of operators.
    pub operator_key: Option<String>,
    /// The subsystem of this switch.
    pub subsystem: u8,
    /// The service control point: its point code.
    pub scp: String,
    /// Its subsystem.
    pub scp_subsystem: u8,
    /// The keys of the lines, in their order.
    pub keys: Vec<String>,
    /// What the switch knows.
    pub settings: Settings,
}

impl OnLine {
    fn trigger(&self, mistakes: &mut Vec<Mistake>) -> Trigger {
        let code = self.code.clone().unwrap_or_default();
        let needs_code = !matches!(self.form, Form::Immediate);
        let at_once = matches!(self.report, Reports::MidCallAtOnce);
        let is_flash = matches!(self.at.get_ref(), At::Flash);
        if is_flash && needs_code && (code.is_empty() || at_once) {
            let words = "this form needs a `code` that is dialled after the flash";
            mistakes.push(Mistake::new(self.at.span(), words));
        }
        let kind = match self.at.get_ref() {
            At::OffHook => TriggerKind::OffHook,
            At::TerminationAttempt => TriggerKind::TerminationAttempt,
            At::Flash => TriggerKind::Flash {
                form: match self.form {
                    Form::Immediate => FlashForm::Immediate,
                    Form::SpecifiedCode => FlashForm::SpecifiedCode(code),
                    Form::FeatureActivator => {
                        FlashForm::FeatureActivator { code, id: self.activator.unwrap_or(1) }
                    }
                },
                collects: match self.report {
                    Reports::InfoCollected => Collects::InfoCollected,
                    Reports::MidCall => Collects::MidCall,
                    Reports::MidCallAtOnce => Collects::Nothing,
                },
            },
        };
        Trigger { kind, active: self.active, go_on: self.go_on }
    }
}

impl File {
    pub(super) fn configuration(self) -> Result<Configuration, Vec<Mistake>> {
        let table = self.switch;
        let mut mistakes = Vec::new();
        let mut numbers = std::collections::HashSet::new();
        let length = table.number_length.unwrap_or(10);
        let mut lines = Vec::new();
        for line in &table.lines {
            let number = line.number.get_ref();
            let is_number = number.len() <= 15 && number.bytes().all(|b| b.is_ascii_digit());
            if !is_number || number.is_empty() {
                mistakes.push(Mistake::new(line.number.span(), "a number is 1 to 15 digits"));
            }
            if !numbers.insert(number.clone()) {
                let words = format!("there is another line `{number}`");
                mistakes.push(Mistake::new(line.number.span(), words));
            }
            lines.push(LineSettings {
                number: number.clone(),
                name: line.name.clone(),
                trunk_group: line.trunk_group,
                in_service: line.in_service,
                triggers: line.triggers.iter().map(|t| t.trigger(&mut mistakes)).collect(),
                three_way: line.three_way,
            });
        }
        let mut trunk_routes = Vec::new();
        for trunk in &table.trunks {
            let (digits, group) = (trunk.digits.get_ref(), *trunk.trunk_group.get_ref());
            let plain = digits.strip_suffix('*').unwrap_or(digits);
            if digits.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
                let words = "digits of a number, all or the first of them and `*`";
                mistakes.push(Mistake::new(trunk.digits.span(), words));
            }
            if !lines.iter().any(|line| line.trunk_group == Some(group)) {
                let words = format!("no line is a circuit of trunk group {group}");
                mistakes.push(Mistake::new(trunk.trunk_group.span(), words));
            }
            trunk_routes.push(TrunkRoute { digits: digits.clone(), trunk_group: group });
        }
        let base = Settings::default();
        let time = |seconds: Option<f64>, default| {
            let given = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            given.unwrap_or(default)
        };
        let settings = Settings {
            lines,
            digit_triggers: table
                .digits
                .into_iter()
                .map(|d| DigitTrigger { digits: d.digits, active: d.active, go_on: d.go_on })
                .collect(),
            trunk_routes,
            announcements: table
                .announcements
                .into_iter()
                .map(|spoken| Announcement {
                    id: spoken.id,
                    text: spoken.text,
                    length: time(Some(spoken.seconds), Duration::from_secs(3)),
                })
                .collect(),
            number_length: length,
            first_digit: time(table.first_digit, base.first_digit),
            next_digit: time(table.next_digit, base.next_digit),
            t1: time(table.t1, base.t1),
            no_answer: time(table.no_answer, base.no_answer),
            recall: time(table.recall, base.recall),
            treatment: time(table.treatment, base.treatment),
            recall_to: table.recall_to,
            calls: table.calls.unwrap_or(base.calls),
            parties: table.parties.unwrap_or(base.parties),
            ..base
        };
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Configuration {
            listen: table.listen,
            origins: table.origins,
            operator_key: table.operator_key,
            subsystem: table.subsystem.unwrap_or(246),
            scp: table.scp.into_inner(),
            scp_subsystem: table.scp_subsystem.unwrap_or(247),
            keys: table.lines.into_iter().map(|line| line.key).collect(),
            settings,
        })
    }
}

impl Configuration {
    /// Reads the tables of a switch from the text of a file.
    ///
    /// # Errors
    ///
    /// The mistakes in them.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        crate::net::Configuration::parse_part::<File>(text)?.configuration()
    }
}

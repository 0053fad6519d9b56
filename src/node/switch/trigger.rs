//! Triggers, and the gaps that keep queries back.

use super::{LineId, Switch};
use crate::machine::Time;
use crate::wire::ain::parameters::TriggerCriteriaType;
use core::time::Duration;
use std::collections::VecDeque;

/// How a flash says what it wants (GR-1299-CORE, TriggerCriteriaType 31 to 36).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlashForm {
    /// The flash alone.
    Immediate,
    /// A feature activator: its code is dialled after the flash.
    FeatureActivator {
        /// What is dialled, such as `*1`.
        code: String,
        /// Its number in the query.
        id: u8,
    },
    /// A code and then the digits, such as `*7`.
    SpecifiedCode(String),
}

/// What a flash leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collects {
    /// Recall dial tone, digits, then Info_Collected.
    InfoCollected,
    /// Recall dial tone, digits, then O_Mid_Call or T_Mid_Call.
    MidCall,
    /// O_Mid_Call or T_Mid_Call at once.
    Nothing,
}

/// The detection point of a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TriggerKind {
    /// The flash during a call.
    Flash {
        /// How the flash says what it wants.
        form: FlashForm,
        /// What it leads to.
        collects: Collects,
    },
    /// Off-hook: Origination_Attempt.
    OffHook,
    /// A call for the line: Termination_Attempt.
    TerminationAttempt,
}

/// A trigger on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Where it fires.
    pub kind: TriggerKind,
    /// Whether it is set.
    pub active: bool,
    /// Whether the call goes on as dialled when the service control point is silent; else the
    /// caller hears reorder tone.
    pub go_on: bool,
}

impl Trigger {
    /// The flash that has its digits reported by Info_Collected.
    pub const fn flash() -> Self {
        Self {
            kind: TriggerKind::Flash {
                form: FlashForm::Immediate,
                collects: Collects::InfoCollected,
            },
            active: true,
            go_on: false,
        }
    }

    /// Its type in a query.
    pub const fn criteria(&self, terminating: bool) -> TriggerCriteriaType {
        match (&self.kind, terminating) {
            (TriggerKind::OffHook, _) => TriggerCriteriaType::OFF_HOOK_IMMEDIATE,
            (TriggerKind::TerminationAttempt, _) => TriggerCriteriaType::TERMINATION_ATTEMPT,
            (TriggerKind::Flash { form, .. }, false) => match form {
                FlashForm::Immediate => TriggerCriteriaType::O_SWITCH_HOOK_FLASH_IMMEDIATE,
                FlashForm::FeatureActivator { .. } => TriggerCriteriaType::O_FEATURE_ACTIVATOR,
                FlashForm::SpecifiedCode(_) => {
                    TriggerCriteriaType::O_SWITCH_HOOK_FLASH_SPECIFIED_CODE
                }
            },
            (TriggerKind::Flash { form, .. }, true) => match form {
                FlashForm::Immediate => TriggerCriteriaType::T_SWITCH_HOOK_FLASH_IMMEDIATE,
                FlashForm::FeatureActivator { .. } => TriggerCriteriaType::T_FEATURE_ACTIVATOR,
                FlashForm::SpecifiedCode(_) => {
                    TriggerCriteriaType::T_SWITCH_HOOK_FLASH_SPECIFIED_CODE
                }
            },
        }
    }

    const fn is_flash(&self) -> bool {
        matches!(self.kind, TriggerKind::Flash { .. })
    }
}

/// A specific digit string for the whole office: Info_Analyzed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigitTrigger {
    /// The digits, or their beginning before a `*`.
    pub digits: String,
    /// Whether it is set.
    pub active: bool,
    /// Whether the call goes on as dialled when the service control point is silent.
    pub go_on: bool,
}

/// Whether a number is one of `pattern`: the same digits, or the beginning before its `*`.
pub(super) fn matches(pattern: &str, number: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => number.starts_with(beginning),
        None => pattern == number,
    }
}

/// Numbers to which queries are spaced out (automatic code gapping).
#[derive(Debug, Default)]
pub(super) struct Gaps(VecDeque<Gap>);

#[derive(Debug)]
struct Gap {
    beginning: String,
    interval: Duration,
    until: Time,
    next: Time,
}

/// More gaps than these push the oldest out (GR-1298-CORE lets a switch bound its list).
const GAPS: usize = 256;

impl Gaps {
    /// Whether a query about this number is to be kept back.
    fn holds_back(&mut self, now: Time, number: &str) -> bool {
        self.0.retain(|gap| gap.until > now);
        let Some(gap) = self.0.iter_mut().find(|gap| number.starts_with(&gap.beginning)) else {
            return false;
        };
        if gap.next > now {
            return true;
        }
        gap.next = now + gap.interval;
        false
    }
}

impl Switch {
    /// Sets or clears every trigger of a line that `which` chooses. How many changed.
    pub fn set_triggers(
        &mut self,
        line: LineId,
        which: impl Fn(&Trigger) -> bool,
        active: bool,
    ) -> usize {
        let triggers = &mut self.line_mut(line).settings.triggers;
        let chosen = triggers.iter_mut().filter(|trigger| which(trigger));
        let changed = chosen.filter_map(|trigger| {
            let changes = trigger.active != active;
            trigger.active = active;
            changes.then_some(())
        });
        changed.count()
    }

    /// Puts a trigger on a line in place of one of the same kind.
    pub fn put_trigger(&mut self, line: LineId, trigger: Trigger) {
        let triggers = &mut self.line_mut(line).settings.triggers;
        triggers.retain(|old| old.kind != trigger.kind);
        triggers.push(trigger);
    }

    /// Takes every trigger off the flash of a line.
    pub fn clear_flash(&mut self, line: LineId) -> usize {
        self.set_triggers(line, Trigger::is_flash, false)
    }

    /// The triggers on a line.
    pub fn triggers(&self, line: LineId) -> &[Trigger] {
        &self.line_of(line).settings.triggers
    }

    pub(super) fn trigger_of(
        &self,
        line: LineId,
        wanted: impl Fn(&TriggerKind) -> bool,
    ) -> Option<&Trigger> {
        self.triggers(line).iter().find(|trigger| trigger.active && wanted(&trigger.kind))
    }

    /// The active flash triggers of a line.
    pub(super) fn flash_triggers(&self, line: LineId) -> impl Iterator<Item = &Trigger> {
        self.triggers(line).iter().filter(|trigger| trigger.active && trigger.is_flash())
    }

    pub(super) fn digit_trigger(&self, number: &str) -> Option<&DigitTrigger> {
        let triggers = &self.settings.digit_triggers;
        triggers.iter().find(|trigger| trigger.active && matches(&trigger.digits, number))
    }

    /// Sets or clears the triggers on these digits. How many changed.
    pub fn set_digit_trigger(&mut self, digits: &str, active: bool) -> usize {
        let triggers = self.settings.digit_triggers.iter_mut();
        let chosen =
            triggers.filter(|trigger| trigger.digits == digits && trigger.active != active);
        chosen.map(|trigger| trigger.active = active).count()
    }

    /// Keeps queries about numbers with this beginning apart: at most one in `interval`, for
    /// `duration`. A duration of zero takes the gap away.
    pub fn gap(&mut self, now: Time, beginning: &str, interval: Duration, duration: Duration) {
        self.pass(now);
        let gaps = &mut self.gaps.0;
        gaps.retain(|gap| gap.beginning != beginning);
        if duration.is_zero() {
            return;
        }
        if gaps.len() >= GAPS {
            gaps.pop_front();
        }
        let until = self.now + duration;
        gaps.push_back(Gap {
            beginning: beginning.into(),
            interval,
            until,
            next: self.now + interval,
        });
    }

    pub(super) fn held_back(&mut self, number: &str) -> bool {
        let held_back = self.gaps.holds_back(self.now, number);
        self.counters.gapped += u64::from(held_back);
        held_back
    }
}

//! A line: the hook, the flash, the keys.

use super::configuration::LineSettings;
use super::view::LineView;
use super::{CallId, Due, LineId, Phone, Switch};
use crate::machine::Time;
use crate::machine::timer::Timer;
use core::time::Duration;

/// How long the flash button breaks the loop.
const BUTTON: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hook {
    On,
    Off,
    /// On-hook during a call, not yet long enough for a hang-up. With the button the handset is
    /// still lifted.
    Between(Time, Option<Timer>, Cause),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    Handset,
    Button,
}

#[derive(Debug)]
pub(super) struct Line {
    pub(super) settings: LineSettings,
    /// Of a circuit with a call that came in: the caller's number and name.
    pub(super) calling: Option<(String, String)>,
    pub(super) hook: Hook,
    /// The call that the telephone is in, or that rings it.
    pub(super) active: Option<CallId>,
    /// The call that it has put on hold.
    pub(super) held: Option<CallId>,
    /// What was last shown of it.
    pub(super) shown: LineView,
    /// What a monitor was last told.
    pub(super) was_idle: bool,
}

impl Line {
    pub(super) fn new(settings: &LineSettings) -> Self {
        Self {
            settings: settings.clone(),
            calling: None,
            hook: Hook::On,
            active: None,
            held: None,
            shown: LineView::default(),
            was_idle: settings.in_service,
        }
    }

    /// Whether a call can be presented to it.
    /// Whether another switch is at its end.
    pub(super) const fn is_circuit(&self) -> bool {
        self.settings.trunk_group.is_some()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.settings.in_service && self.hook == Hook::On && self.active.is_none()
    }
}

impl Switch {
    pub(super) fn on_telephone(&mut self, line: LineId, event: Phone) {
        let hook = self.line_of(line).hook;
        let active = self.line_of(line).active;
        let circuit = self.line_of(line).is_circuit();
        match (event, hook) {
            (Phone::SetUp { called, calling, name }, Hook::On) if circuit && active.is_none() => {
                let own = self.line_mut(line);
                own.hook = Hook::Off;
                own.calling = (!calling.is_empty()).then_some((calling, name));
                self.originate(line);
                for digit in called.chars().filter(char::is_ascii_digit) {
                    self.on_digit(line, digit);
                }
                let active = self.line_of(line).active;
                if active.is_some_and(|call| self.is_collecting(call)) {
                    self.on_digit(line, '#');
                }
            }
            (Phone::Refuse { busy }, Hook::On) if circuit => {
                if let Some(call) = active {
                    self.on_refused(call, line, busy);
                }
            }
            // The other switch tells an end from a flash itself.
            (Phone::OnHook, Hook::Off) if circuit => {
                self.line_mut(line).hook = Hook::Between(self.now, None, Cause::Handset);
                self.on_hung_up(line);
                self.line_mut(line).hook = Hook::On;
                self.line_mut(line).calling = None;
            }
            (Phone::SetUp { .. } | Phone::Refuse { .. }, _) => {}
            (Phone::Flash, _) if circuit => {}
            (Phone::OffHook, Hook::On) => {
                self.line_mut(line).hook = Hook::Off;
                match active {
                    Some(call) => self.on_answer(call, line),
                    None => self.originate(line),
                }
            }
            (Phone::OffHook, Hook::Between(since, timer, _)) => {
                self.stop(timer);
                self.line_mut(line).hook = Hook::Off;
                let length = self.now - since;
                if length < self.settings.flash_from {
                    self.counters.glitches += 1;
                } else if length <= self.settings.flash_to {
                    self.counters.flashes += 1;
                    self.on_flash(line);
                } else {
                    self.on_hang_up(line);
                    self.bring_back(line);
                    self.originate(line);
                }
            }
            (Phone::OnHook, Hook::Off) if active.is_some() => {
                // 1 ms beyond the longest flash.
                let longest = self.settings.flash_to + Duration::from_millis(1);
                let timer = self.arm(longest, Due::HangUp(line));
                self.line_mut(line).hook = Hook::Between(self.now, timer, Cause::Handset);
            }
            (Phone::OnHook, Hook::Off) => self.line_mut(line).hook = Hook::On,
            // Hung up while the flash button has not let go yet.
            (Phone::OnHook, Hook::Between(since, timer, _)) => {
                self.stop(timer);
                let longest = self.settings.flash_to + Duration::from_millis(1);
                let timer = self.arm(longest.saturating_sub(self.now - since), Due::HangUp(line));
                self.line_mut(line).hook = Hook::Between(since, timer, Cause::Handset);
            }
            (Phone::Flash, Hook::Off) if active.is_some() => {
                let length = BUTTON.clamp(self.settings.flash_from, self.settings.flash_to);
                let timer = self.arm(length, Due::FlashEnds(line));
                self.line_mut(line).hook = Hook::Between(self.now, timer, Cause::Button);
            }
            (Phone::Digits(digits), Hook::Off) => {
                for digit in digits.chars() {
                    if digit.is_ascii_digit() || digit == '*' || digit == '#' {
                        self.on_digit(line, digit);
                    }
                }
            }
            // A handset cannot be lifted or put back twice; keys and flashes need an open loop.
            (Phone::OffHook, Hook::Off)
            | (Phone::OnHook, Hook::On)
            | (Phone::Flash | Phone::Digits(_), Hook::On | Hook::Between(..))
            | (Phone::Flash, Hook::Off) => {}
        }
    }

    pub(super) fn on_hung_up(&mut self, line: LineId) {
        if matches!(self.line_of(line).hook, Hook::Between(..)) {
            self.on_hang_up(line);
            self.line_mut(line).hook = Hook::On;
            // What comes back to whoever hung up must find the telephone on-hook.
            self.bring_back(line);
        }
    }

    /// Sees to a line that lost its call: back to the one that it has on hold, if it has one.
    /// Without a call an on-hook that was undecided is a hang-up.
    pub(super) fn tidy(&mut self, id: LineId) {
        let line = self.line_of(id);
        if line.active.is_some() || line.hook == Hook::On {
            return;
        }
        if line.held.is_some() {
            return self.return_to_held(id);
        }
        if let Hook::Between(_, timer, cause) = line.hook {
            self.stop(timer);
            self.line_mut(id).hook = match cause {
                Cause::Handset => Hook::On,
                Cause::Button => Hook::Off,
            };
        }
    }

    /// Puts a line in or out of service. A call that is on it goes on.
    pub fn set_in_service(&mut self, line: LineId, in_service: bool) {
        self.line_mut(line).settings.in_service = in_service;
        self.show();
    }
}

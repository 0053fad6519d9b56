//! What the service control point tells the switch to do, and what the switch does.

use super::call::{Announcing, Call, LegState, Reason, State, Treatment};
use super::events::ORIGINATED;
use super::{AskId, CallId, LineId, Output, Report, Switch, Wait};
use crate::machine::Time;
use crate::wire::ain::parameters::{CcID, EDPNotification, EDPRequest, FailureCause};
use core::time::Duration;

/// An operation of the service control point about a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    /// Analyze_Route: to this number, or to the one that was dialled.
    AnalyzeRoute(Option<String>),
    /// Continue: as if there had been no trigger.
    Continue,
    /// Authorize_Termination: the line may ring.
    AuthorizeTermination,
    /// Forward_Call: to this number instead.
    ForwardCall(String),
    /// Disconnect: the caller hears reorder tone.
    Disconnect,
    /// Disconnect_Leg. Leg 0 is who flashed, 1 the other of the first call, 2 the one called since.
    DisconnectLeg(u8),
    /// Merge_Call: the call on hold and the other are one.
    MergeCall,
    /// Originate_Call: the first call goes on hold, this number is called.
    OriginateCall(String),
    /// Split_Leg: a party hears nobody until Reconnect or Merge_Call.
    SplitLeg(u8),
    /// Reconnect: back to the call on hold, with everybody who was split off.
    Reconnect,
    /// Send_To_Resource or Connect_To_Resource: an announcement, and digits.
    Announce {
        /// The announcements, in order.
        announcements: Vec<u16>,
        /// How many digits to collect.
        digits: usize,
        /// Whether the caller is let go when it is over.
        then_disconnect: bool,
        /// The form for legs (Connect_To_Resource).
        legs: bool,
    },
    /// Collect_Information: dial tone, and Info_Collected.
    CollectInformation,
    /// Request_Report_BCM_Event.
    RequestReport {
        /// Events for which the call waits.
        requests: EDPRequest,
        /// Events that are told only.
        notifications: EDPNotification,
    },
}

/// Why an instruction is not carried out; Application_Error tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotDo {
    /// There is no such dialogue, or its call is over.
    NoCall,
    /// The call is not at a point where this can be done.
    WrongState,
    /// The leg is not there.
    NoSuchLeg,
    /// A number, an announcement or a set of events that the switch cannot use.
    WrongValue,
}

/// The length of an announcement that is not in the table.
const UNKNOWN_ANNOUNCEMENT: Duration = Duration::from_secs(3);

impl Switch {
    /// Carries out what came in one package. With `over` it was the last of its dialogue.
    pub fn instruct(&mut self, now: Time, ask: AskId, instructions: &[Instruction], over: bool) {
        self.pass(now);
        // Events are armed before the call goes on, whatever their place in the package.
        let arming =
            |instruction: &&Instruction| matches!(instruction, Instruction::RequestReport { .. });
        let numbered = instructions.iter().enumerate();
        let (first, then): (Vec<_>, Vec<_>) = numbered.partition(|(_, one)| arming(one));
        for (place, instruction) in first.into_iter().chain(then) {
            let waited = self.dialogues.get(&ask).and_then(|dialogue| dialogue.waiting.clone());
            if let Err(reason) = self.carry_out(ask, instruction) {
                self.outputs.push_back(Output::CannotDo(ask, place, reason));
            }
            // Whatever was done to a leg: a call that is suspended still waits for its route.
            let dialogue = self.dialogues.get(&ask).filter(|dialogue| dialogue.waiting.is_none());
            let call = dialogue.and_then(|dialogue| self.calls.get(&dialogue.call));
            if call.is_some_and(|call| call.state == State::Asking(ask)) {
                self.await_instruction(ask, waited.unwrap_or(Wait::Digits));
            }
        }
        let waits = self.dialogues.get(&ask).is_some_and(|dialogue| dialogue.waiting.is_some());
        if over {
            if waits {
                self.on_failed(ask);
            } else {
                self.forget(ask);
            }
        }
        self.show();
    }

    /// The peer ended the dialogue: nothing more is said in it.
    fn forget(&mut self, ask: AskId) {
        let Some(dialogue) = self.dialogues.remove(&ask) else { return };
        self.stop(dialogue.timer);
        if let Some(call) = self.calls.get_mut(&dialogue.call) {
            call.dialogues.retain(|other| *other != ask);
            if matches!(&call.state, State::Announcing(announcing) if announcing.ask == ask) {
                // Nobody is there to hear the digits; the announcement goes on to its end.
                if let State::Announcing(announcing) = &mut call.state {
                    announcing.then_disconnect = true;
                }
            }
        }
    }

    fn carry_out(&mut self, ask: AskId, instruction: &Instruction) -> Result<(), CannotDo> {
        let dialogue = self.dialogues.get_mut(&ask).ok_or(CannotDo::NoCall)?;
        let (id, line) = (dialogue.call, dialogue.line);
        if let Instruction::RequestReport { requests, notifications } = instruction {
            let never =
                EDPRequest::FEATURE_ACTIVATOR | EDPRequest::SWITCH_HOOK_FLASH | EDPRequest::SUCCESS;
            if notifications.0 & never.0 != 0 {
                return Err(CannotDo::WrongValue);
            }
            dialogue.requests = EDPRequest(requests.0 & 0xFF_FFFF);
            dialogue.notifications = EDPNotification(notifications.0 & 0xFF_FFFF);
            return Ok(());
        }
        let wait = dialogue.waiting.clone();
        let call = self.calls.get(&id).ok_or(CannotDo::NoCall)?;
        let suspended = call.state == State::Asking(ask);
        let flashed = matches!(wait, Some(Wait::MidCall(_)));
        match instruction {
            Instruction::AnalyzeRoute(Some(number)) | Instruction::ForwardCall(number)
                if suspended =>
            {
                self.take_wait(ask);
                self.route(id, number);
            }
            Instruction::AnalyzeRoute(None) if suspended => {
                self.take_wait(ask);
                self.go_on(id);
            }
            Instruction::AuthorizeTermination => {
                let Some(Wait::Termination(target)) = wait else {
                    return Err(CannotDo::WrongState);
                };
                self.take_wait(ask);
                self.present(id, target);
            }
            Instruction::Continue if wait.is_some() => match self.take_wait(ask) {
                Some(Wait::Digits) => self.go_on(id),
                Some(Wait::Termination(target)) => self.present(id, target),
                Some(Wait::Failure) => self.treat(id, Treatment::Busy),
                Some(Wait::Left) => self.end(id),
                Some(Wait::MidCall(_)) | None => {}
            },
            Instruction::Disconnect => {
                let wait = self.take_wait(ask);
                if suspended && wait != Some(Wait::Left) {
                    self.treat(id, Treatment::Reorder);
                } else {
                    self.end(id);
                }
            }
            Instruction::DisconnectLeg(leg) => {
                let (id, party) = self.leg(id, line, *leg).ok_or(CannotDo::NoSuchLeg)?;
                self.take_wait(ask);
                self.leave(id, party);
            }
            Instruction::OriginateCall(number) if flashed => {
                let controller = line;
                let consult = self
                    .consult(controller, Reason::Instructed(ask))
                    .ok_or(CannotDo::WrongState)?;
                self.take_wait(ask);
                // The dialogue is about the second call now, and still hears of the first.
                if let Some(dialogue) = self.dialogues.get_mut(&ask) {
                    dialogue.call = consult;
                    dialogue.requests.0 |= ORIGINATED;
                }
                self.move_dialogue(ask, id, consult);
                self.route(consult, number);
            }
            // The second call is there already, and waits for where it goes.
            Instruction::OriginateCall(number) if suspended => {
                self.take_wait(ask);
                if let Some(dialogue) = self.dialogues.get_mut(&ask) {
                    dialogue.requests.0 |= ORIGINATED;
                }
                self.route(id, number);
            }
            Instruction::MergeCall => {
                let held = self.line_of(line).held;
                let joined = if held.is_some() { self.join(line) } else { self.unsplit(id) };
                self.take_wait(ask);
                let about = self.about(held.unwrap_or(id), line, None);
                let report = if joined {
                    let configuration = Some(CcID::STABLE_M_PARTY);
                    Report::Success(super::About { configuration, notification: true, ..about })
                } else {
                    Report::Failure(about, FailureCause::TEMPORARY_FAILURE)
                };
                // The success that an armed event reports is not told twice.
                let told = matches!(self.outputs.back(), Some(Output::Report(of, Report::Success(_))
                    | Output::End(of, Some(Report::Success(_)))) if *of == ask);
                if !told && self.dialogues.contains_key(&ask) {
                    self.outputs.push_back(Output::Report(ask, report));
                }
            }
            Instruction::SplitLeg(leg) => {
                let (id, party) = self.leg(id, line, *leg).ok_or(CannotDo::NoSuchLeg)?;
                let call = self.calls.get_mut(&id).ok_or(CannotDo::NoCall)?;
                if call.leg(party).is_none_or(|leg| leg.state != LegState::Talking) {
                    return Err(CannotDo::WrongState);
                }
                call.set_leg(party, LegState::Split);
                self.touch(id);
                self.take_wait(ask);
            }
            Instruction::Reconnect => {
                self.take_wait(ask);
                if self.line_of(line).held.is_some() {
                    if let Some(active) = self.line_of(line).active {
                        // The dialogue stays with the call that the line goes back to.
                        let held = self.line_of(line).held.unwrap_or(active);
                        if let Some(dialogue) = self.dialogues.get_mut(&ask) {
                            dialogue.call = held;
                            dialogue.requests.0 &= !ORIGINATED;
                        }
                        self.move_dialogue(ask, active, held);
                        self.leave(active, line);
                    }
                    self.return_to_held(line);
                } else if !self.unsplit(id) && !flashed {
                    return Err(CannotDo::WrongState);
                }
            }
            Instruction::Announce { announcements, digits, then_disconnect, legs } if suspended => {
                self.take_wait(ask);
                let known = |id: &u16| self.settings.announcements.iter().find(|a| a.id == *id);
                let length = announcements
                    .iter()
                    .map(|id| known(id).map_or(UNKNOWN_ANNOUNCEMENT, |a| a.length));
                let length = length.sum();
                let texts = announcements.iter().map(|id| {
                    known(id).map_or_else(|| format!("announcement {id}"), |a| a.text.clone())
                });
                let text = texts.collect::<Vec<_>>().join(" ");
                let what = Announcing {
                    ask,
                    text,
                    collects: *digits,
                    collected: String::new(),
                    then_disconnect: *then_disconnect,
                    legs: *legs,
                };
                self.announce(id, length, what);
            }
            Instruction::CollectInformation if suspended => {
                self.take_wait(ask);
                self.collect(id, Reason::Instructed(ask));
            }
            Instruction::CollectInformation if flashed => {
                let consult =
                    self.consult(line, Reason::Instructed(ask)).ok_or(CannotDo::WrongState)?;
                self.take_wait(ask);
                if let Some(dialogue) = self.dialogues.get_mut(&ask) {
                    dialogue.call = consult;
                }
                self.move_dialogue(ask, id, consult);
            }
            Instruction::RequestReport { .. }
            | Instruction::AnalyzeRoute(_)
            | Instruction::Continue
            | Instruction::ForwardCall(_)
            | Instruction::OriginateCall(_)
            | Instruction::Announce { .. }
            | Instruction::CollectInformation => return Err(CannotDo::WrongState),
        }
        Ok(())
    }

    fn move_dialogue(&mut self, ask: AskId, from: CallId, to: CallId) {
        if let Some(call) = self.calls.get_mut(&from) {
            call.dialogues.retain(|other| *other != ask);
        }
        if let Some(call) = self.calls.get_mut(&to)
            && !call.dialogues.contains(&ask)
        {
            call.dialogues.push(ask);
        }
    }

    /// The party that a leg number means, and the call that it is in.
    fn leg(&self, id: CallId, controller: LineId, leg: u8) -> Option<(CallId, LineId)> {
        let other =
            |call: &Call| call.legs.iter().find(|leg| leg.line != controller).map(|leg| leg.line);
        let (first, second) = match self.line_of(controller).held {
            Some(held) => (held, self.line_of(controller).active),
            None => (id, None),
        };
        match leg {
            0 => Some((second.unwrap_or(first), controller)).filter(|(call, line)| {
                self.calls.get(call).is_some_and(|c| c.leg(*line).is_some())
            }),
            1 => Some((first, other(self.calls.get(&first)?)?)),
            _ => match second {
                Some(second) => Some((second, other(self.calls.get(&second)?)?)),
                // In a conference it is who came last.
                None => {
                    let call = self.calls.get(&first).filter(|call| call.legs.len() > 2)?;
                    let last = call.legs.iter().rev().find(|leg| leg.line != controller)?;
                    Some((first, last.line))
                }
            },
        }
    }

    /// Brings back whoever was split off. False if nobody was.
    fn unsplit(&mut self, id: CallId) -> bool {
        self.touch(id);
        let Some(call) = self.calls.get_mut(&id) else { return false };
        let mut any = false;
        for leg in &mut call.legs {
            if leg.state == LegState::Split {
                (leg.state, any) = (LegState::Talking, true);
            }
        }
        any
    }
}

//! Where messages come from: a file, standard input, or a program that captures.

use super::super::Exit;
use super::model::{Model, Reading, Shared, lock};
use crate::capture::{Capture, Ending, Item, KeptFrame, Overrides, Progress, Session};
use std::ops::ControlFlow;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// A capture that is being read.
pub(super) struct Source {
    /// What to call it.
    pub(super) name: String,
    capture: Capture,
    child: Option<Child>,
}

impl Drop for Source {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            _ = child.kill();
            _ = child.wait();
        }
    }
}

impl Source {
    pub(super) fn file(path: &str) -> Result<Self, String> {
        let capture = Capture::open(path).map_err(|error| format!("{path}: {error}"))?;
        let name = if path == "-" { "standard input" } else { path };
        Ok(Self { name: name.into(), capture, child: None })
    }

    /// Lets dumpcap capture, or tcpdump where there is no dumpcap.
    pub(super) fn interface(interface: &str, filter: Option<&str>) -> Result<Self, String> {
        let filter = filter.unwrap_or("");
        let dumpcap: &[&str] = &["-q", "-i", interface, "-w", "-", "-f", filter];
        let tcpdump: &[&str] = &["-i", interface, "-U", "-s", "0", "-w", "-", filter];
        let programs = [
            ("dumpcap", dumpcap),
            ("tcpdump", &tcpdump[..tcpdump.len() - usize::from(filter.is_empty())]),
        ];
        for (program, arguments) in programs {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            let mut child = match command.spawn() {
                Ok(child) => child,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(format!("{program}: {error}")),
            };
            let Some(output) = child.stdout.take() else { continue };
            return match Capture::new(output) {
                Ok(capture) => {
                    // Nobody reads what it says from here on; it must not wait for a reader.
                    if let Some(mut said) = child.stderr.take() {
                        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
                    }
                    let name = format!("{interface} ({program})");
                    Ok(Self { name, capture, child: Some(child) })
                }
                Err(_) => {
                    let said =
                        child.wait_with_output().map(|output| output.stderr).unwrap_or_default();
                    let said = String::from_utf8_lossy(&said);
                    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
                    Err(format!(
                        "{program} captures nothing from {interface}: {}",
                        last.unwrap_or("it ended")
                    ))
                }
            };
        }
        Err("capturing needs dumpcap (of Wireshark) or tcpdump, and neither is there".into())
    }

    /// Reads to the end, or until it is told to stop.
    pub(super) fn read(mut self, overrides: Overrides, model: &Shared, stop: &AtomicBool) {
        let mut session = Session::new(overrides);
        let mut captured = KeptFrame::default();
        let mut numbers = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            numbers.clear();
            let mut frame = 0;
            let step = self.capture.next_keeping(&mut captured, &mut |item| {
                if let Item::Message(message) = item {
                    frame = message.frame;
                    let add = |model: &mut Model, session: &mut Session| {
                        session.decode(&message, |decoded| model.add(decoded))
                    };
                    numbers.extend(add(&mut lock(model), &mut session));
                }
                ControlFlow::Continue(())
            });
            let mut model = lock(model);
            model.frames = self.capture.counters().frames;
            if frame != 0 {
                model.captured(&numbers, frame, &captured);
            }
            model.reading = match step {
                Ok(Progress::Frame | Progress::Stopped) => continue,
                Ok(Progress::End(Ending::Complete)) => Reading::Ended,
                Ok(Progress::End(Ending::CutShort)) => {
                    Reading::Failed("cut short: the last frame is not complete".into())
                }
                Err(error) => Reading::Failed(error.to_string()),
            };
            return;
        }
    }
}

/// Writes a line a message, as they come.
pub(super) fn lines(mut source: Source, overrides: &Overrides, filter: Option<&str>) -> Exit {
    use super::super::output::{Output, Row};
    use super::super::{clock::Clock, line};
    use crate::capture::filter::Filter;
    let filter = match filter.map(Filter::new).transpose() {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!("hookflash: filter: {error}");
            return Exit::Usage;
        }
    };
    let mut out = Output::standard();
    let mut row = Row::new(out.colored());
    let (mut clock, mut found) = (Clock::default(), Vec::new());
    let mut session = Session::new(overrides.clone());
    loop {
        let step = source.capture.next(&mut |item| {
            match item {
                Item::Fault(fault) if filter.is_none() => {
                    line::fault(&mut row, fault.time.map(|time| clock.time_of_day(time)), &fault);
                }
                Item::Fault(_) => {}
                Item::Message(message) => session.decode(&message, |decoded| {
                    if filter.as_ref().is_none_or(|filter| filter.matches(decoded)) {
                        found.clear();
                        let time = message.time.map(|time| clock.time_of_day(time));
                        line::message(&mut row, time, decoded, &mut found);
                    }
                }),
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = out.write_now(&mut row.text) {
            return super::super::decode::output_failed(&error);
        }
        match step {
            Ok(Progress::Frame | Progress::Stopped) => {}
            Ok(Progress::End(_)) => return Exit::Done,
            Err(error) => return super::refused(&format!("{}: {error}", source.name)),
        }
    }
}

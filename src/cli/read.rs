//! One capture from its file to the output, on one thread or on several.

use super::decode::Shower;
use super::parallel::{InOrder, Turns};
use super::progress::Progress;
use super::show::{Numbers, Show, Style};
use crate::capture::{
    Batch, Capture, CaptureError, Ending, Item, KeptFrame, Overrides, Progress as Step, Session,
    Shown, Workspace,
};
use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Why a capture was not read to its end.
pub(super) enum Failure {
    Capture(CaptureError),
    Output(io::Error),
    /// The file that frames are copied to.
    Copy(io::Error),
}

/// How reading ended: by itself, or because enough was shown.
type Ended = Result<ControlFlow<(), Ending>, Failure>;

/// Shows a capture with as many threads as `jobs`.
pub(super) fn read(
    file: &str,
    session: &mut Session,
    overrides: &Overrides,
    shower: &mut Shower<'_>,
    jobs: usize,
) -> Ended {
    let capture = Capture::open(file).map_err(Failure::Capture)?;
    let metadata = std::fs::metadata(file).ok();
    let size = metadata.as_ref().map(std::fs::Metadata::len);
    // Of a pipe somebody may be watching the other end.
    let live = !metadata.is_some_and(|metadata| metadata.is_file());
    let input = Input { capture, progress: Progress::new(), size, live };
    let ended = if jobs > 1 {
        together(input, session, overrides, shower, jobs)
    } else {
        alone(input, session, shower)
    };
    if let Ok(ControlFlow::Continue(_)) = ended {
        session.finish();
        for fault in session.given_up() {
            shower.fault(&fault).map_err(Failure::Output)?;
        }
    }
    ended
}

struct Input {
    capture: Capture,
    progress: Progress,
    size: Option<u64>,
    live: bool,
}

impl Input {
    /// Reads one frame; how the capture ended, if it did.
    fn next(
        &mut self,
        sink: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    ) -> Option<Result<ControlFlow<(), Ending>, CaptureError>> {
        let step = self.capture.next(sink);
        self.stepped(step)
    }

    fn stepped(
        &mut self,
        step: Result<Step, CaptureError>,
    ) -> Option<Result<ControlFlow<(), Ending>, CaptureError>> {
        let ended = match step {
            Ok(Step::Frame) => {
                self.progress.frame(&self.capture, self.size);
                return None;
            }
            Ok(Step::Stopped) => Ok(ControlFlow::Break(())),
            Ok(Step::End(ending)) => Ok(ControlFlow::Continue(ending)),
            Err(error) => Err(error),
        };
        self.progress.end();
        Some(ended)
    }

    /// Whether the input may keep us waiting, with somebody watching.
    fn idle(&self) -> bool {
        self.live && self.capture.must_read()
    }
}

/// Message by message on this thread.
fn alone(mut input: Input, session: &mut Session, shower: &mut Shower<'_>) -> Ended {
    let mut kept = shower.copy.is_some().then(KeptFrame::default);
    loop {
        let mut failed = None;
        let mut sink = |item: Item<'_>| {
            let shown = match item {
                Item::Fault(fault) => shower.fault(&fault).map(ControlFlow::Continue),
                Item::Message(message) => {
                    let shown = if shower.show.counts_only() {
                        session.survey(&message);
                        Ok(shower.surveyed())
                    } else {
                        let depth = shower.depth();
                        session.decode_as_far(depth, &message, |decoded| shower.message(decoded))
                    };
                    let mut given_up = session.given_up();
                    let faults = given_up.try_for_each(|fault| shower.fault(&fault));
                    shown.and_then(|flow| faults.map(|()| flow))
                }
            };
            shown.unwrap_or_else(|error| {
                failed = Some(error);
                ControlFlow::Break(())
            })
        };
        let ended = match &mut kept {
            Some(kept) => {
                let step = input.capture.next_keeping(kept, &mut sink);
                input.stepped(step)
            }
            None => input.next(&mut sink),
        };
        if let (Some(copy), Some(kept)) = (&mut shower.copy, &kept)
            && let Err(error) = copy.frame(kept)
        {
            input.progress.end();
            return Err(Failure::Copy(error));
        }
        if let Some(error) = failed {
            input.progress.end();
            return Err(Failure::Output(error));
        }
        match ended {
            Some(Ok(flow)) => return Ok(flow),
            Some(Err(error)) => {
                // What was decoded comes before what went wrong.
                shower.flush().map_err(Failure::Output)?;
                return Err(Failure::Capture(error));
            }
            None if input.idle() => shower.flush().map_err(Failure::Output)?,
            None => {}
        }
    }
}

/// Where the batches come from, under one lock.
struct Source {
    input: Input,
    /// The number of the next batch.
    number: u64,
    messages: u64,
    faults: u64,
    left: Option<u64>,
    ended: Option<Result<ControlFlow<(), Ending>, CaptureError>>,
    /// Nothing can be written any more.
    closed: bool,
}

impl Source {
    /// Fills a batch, and gives its number; none when there are no more.
    fn fill(&mut self, batch: &mut Batch) -> Option<u64> {
        let Self { input, messages, faults, left, ended, .. } = self;
        while !self.closed && ended.is_none() && !batch.is_full() {
            *ended = input.next(&mut |item| {
                batch.push(&item);
                match item {
                    Item::Fault(_) => *faults += 1,
                    Item::Message(_) => {
                        *messages += 1;
                        if let Some(left) = left {
                            *left = left.saturating_sub(1);
                            if *left == 0 {
                                return ControlFlow::Break(());
                            }
                        }
                    }
                }
                ControlFlow::Continue(())
            });
            if input.idle() && !batch.is_empty() {
                break;
            }
        }
        if batch.is_empty() {
            return None;
        }
        self.number += 1;
        Some(self.number - 1)
    }
}

/// What the session learns, batch after batch.
struct Settling<'s> {
    session: &'s mut Session,
    numbers: &'s mut Numbers,
    /// Faults that came from the session.
    faults: u64,
}

/// What all threads share.
struct Shared<'s, W> {
    style: Style<'s>,
    file: Option<&'s str>,
    overrides: &'s Overrides,
    source: Mutex<Source>,
    settling: Turns<Settling<'s>>,
    out: InOrder<W>,
    wrong: AtomicBool,
    /// Messages that were shown.
    shown: AtomicU64,
}

/// A thread that dies must not be waited for.
struct Guard<'g, 's, W: FnMut(&mut Vec<u8>) -> io::Result<()>>(&'g Shared<'s, W>);

impl<W: FnMut(&mut Vec<u8>) -> io::Result<()>> Drop for Guard<'_, '_, W> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.settling.give_up();
            self.0.out.give_up();
        }
    }
}

impl<W: FnMut(&mut Vec<u8>) -> io::Result<()>> Shared<'_, W> {
    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes batches from the source until there are none. `full` is called after a batch that was
    /// full: there is more where it came from.
    fn work(&self, mut full: impl FnMut()) {
        let _guard = Guard(self);
        let mut show = Show::new(self.style, self.file);
        let mut workspace = Workspace::default();
        let mut batch = Batch::default();
        let mut indexes = Vec::new();
        loop {
            batch.clear();
            let Some(number) = self.source().fill(&mut batch) else { break };
            if batch.is_full() {
                full();
            }
            show.wrong = self.wrong.load(Ordering::Relaxed);
            let (depth, counts_only) = (show.depth(), show.counts_only());
            let mut readings = workspace.read(&batch, self.overrides, depth);
            let settled = self.settling.take(number, |settling| {
                settling.session.settle(&mut readings);
                settling.faults += readings.given_up() as u64;
                indexes.clear();
                indexes.extend(readings.places().map(|place| settling.numbers.index(place)));
            });
            if settled.is_none() {
                break;
            }
            let mut index = indexes.iter().copied();
            _ = readings.show(|shown| {
                let index = index.next().unwrap_or(0);
                match shown {
                    Shown::Fault(fault) => show.fault(fault, index),
                    Shown::Message(_) if counts_only => show.shown += 1,
                    Shown::Message(decoded) => _ = show.message(decoded),
                }
                ControlFlow::Continue(())
            });
            workspace.take_back(readings);
            if show.wrong {
                self.wrong.store(true, Ordering::Relaxed);
            }
            if !self.out.put(number, show.text()) {
                self.source().closed = true;
            }
        }
        self.shown.fetch_add(show.shown, Ordering::Relaxed);
    }
}

/// Batch by batch on as many threads as `jobs`, this one among them. The others are started when
/// there is work for them.
fn together(
    input: Input,
    session: &mut Session,
    overrides: &Overrides,
    shower: &mut Shower<'_>,
    jobs: usize,
) -> Ended {
    shower.flush().map_err(Failure::Output)?;
    let Shower { out, show, numbers, style, messages, faults, left, .. } = shower;
    let source = Source {
        input,
        number: 0,
        messages: 0,
        faults: 0,
        left: *left,
        ended: None,
        closed: false,
    };
    let shared = Shared {
        style: *style,
        file: show.file,
        overrides,
        source: Mutex::new(source),
        settling: Turns::new(Settling { session, numbers, faults: 0 }, jobs),
        out: InOrder::new(|text: &mut Vec<u8>| out.write_now(text), jobs),
        wrong: AtomicBool::new(show.wrong),
        shown: AtomicU64::new(0),
    };
    thread::scope(|scope| {
        let mut started = false;
        shared.work(|| {
            if !started {
                started = true;
                (1..jobs).for_each(|_| _ = scope.spawn(|| shared.work(|| ())));
            }
        });
    });
    let Shared { source, settling, out, wrong, shown, .. } = shared;
    let source = source.into_inner().unwrap_or_else(PoisonError::into_inner);
    *messages += shown.into_inner();
    if style.filter.is_none() {
        *faults += source.faults + settling.into_inner().faults;
    }
    *left = source.left;
    show.wrong = wrong.into_inner();
    if let Err(error) = out.finish() {
        source.input.progress.end();
        return Err(Failure::Output(error));
    }
    match source.ended {
        Some(Ok(flow)) => Ok(flow),
        Some(Err(error)) => Err(Failure::Capture(error)),
        // Only a closed output keeps reading from coming to an end.
        None => Ok(ControlFlow::Break(())),
    }
}

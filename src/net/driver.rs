//! One loop for every machine of a node: what the links bring goes in, what comes out goes to the
//! links and to the application.

use super::configuration::{Configuration, LinkConfiguration, Peer};
use super::link::{self, Connection, Ends, Incoming, Outbox, Told, Transport};
use super::metrics::Metrics;
use super::sctp;
use super::trace::Trace;
use crate::machine::sccp::Path;
use crate::machine::stack::{Event, Output, Stack};
use crate::machine::tcap::{Awaits, DialogueId, Indication};
use crate::machine::{Machine, Time, m3ua};
use crate::wire::tcap::ansi::{Abort, OperationCode, PAbortCause, Problem};
use bytes::Bytes;
use core::time::Duration;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::{debug, error, info, warn};

/// The user of a node's dialogues.
///
/// It is called from the driver's loop, one call at a time, and answers through the stack that it
/// is given. What takes long it gives to a task of its own, which sends a [`Message`](Self::Message) when it
/// is done.
#[allow(unused_variables)] // names say what the default ignores
pub trait Application: Send + 'static {
    /// What other tasks tell it.
    type Message: Send + 'static;

    /// The links are being opened.
    fn started(&mut self, stack: &mut Stack) {}

    /// A dialogue began, went on or ended.
    fn indication(&mut self, stack: &mut Stack, indication: Indication<Path>);

    /// The time of an operation is up.
    fn expired(
        &mut self,
        stack: &mut Stack,
        dialogue: DialogueId,
        invoke_id: u8,
        operation: OperationCode,
        awaits: Awaits,
    ) {
    }

    /// An answer to an operation was refused: the operation is over, as if its time were up.
    fn refused(
        &mut self,
        stack: &mut Stack,
        dialogue: DialogueId,
        invoke_id: u8,
        operation: OperationCode,
        problem: Problem,
    ) {
        self.expired(stack, dialogue, invoke_id, operation, Awaits::Both);
    }

    /// A link came up or went down; `place` is its place in the configuration.
    fn link(&mut self, stack: &mut Stack, place: usize, state: &LinkState) {}

    /// Another task tells something.
    fn message(&mut self, stack: &mut Stack, message: Self::Message) {}

    /// Something that the stack settled itself.
    fn event(&mut self, stack: &mut Stack, event: &Event) {}

    /// Does what is due, and says when it wants to be called next.
    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        None
    }

    /// When it wants to be called next, if that changed since [`due`](Self::due) said it.
    fn wakes(&self) -> Option<Time> {
        None
    }

    /// The node is to stop: end what can be ended. Called until it says true or the time for it is over.
    fn stopping(&mut self, stack: &mut Stack) -> bool {
        stack.tcap.is_empty()
    }
}

/// An application that answers nothing: a relay has no other.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Application for Nobody {
    type Message = core::convert::Infallible;

    fn indication(&mut self, _: &mut Stack, _: Indication<Path>) {}
}

/// What is known of a link beside what M3UA knows of it.
#[derive(Debug, Clone, Default)]
pub struct LinkState {
    /// The peer's address while the association is up.
    pub peer: Option<SocketAddr>,
    /// Why it went down, or never came up.
    pub trouble: Option<String>,
}

/// How a node runs.
#[derive(Debug, Default)]
pub struct Options {
    /// Where to write the node's own traffic.
    pub capture: Option<std::path::PathBuf>,
    /// How long to wait for dialogues to end when the node is to stop.
    pub grace: Option<Duration>,
    /// Who is shown every message of the links.
    pub tap: Option<Tap>,
}

/// Is shown every message of the links: whether it goes out, and its octets.
#[allow(clippy::type_complexity)] // said in full, it is shorter than a name for it
pub struct Tap(pub Box<dyn Fn(bool, &Bytes) + Send>);

impl core::fmt::Debug for Tap {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Tap")
    }
}

/// A handle on a node that runs: tells its application something, or stops it.
#[derive(Debug)]
pub struct Handle<M> {
    messages: mpsc::Sender<M>,
    stop: mpsc::Sender<()>,
}

impl<M> Clone for Handle<M> {
    fn clone(&self) -> Self {
        Self { messages: self.messages.clone(), stop: self.stop.clone() }
    }
}

impl<M> Handle<M> {
    /// Tells the application something. False: the node has stopped.
    pub async fn send(&self, message: M) -> bool {
        self.messages.send(message).await.is_ok()
    }

    /// Stops the node in order: dialogues end first, for as long as [`Options::grace`] allows.
    pub fn stop(&self) {
        // A second word to stop says nothing new.
        let _ = self.stop.try_send(());
    }
}

/// A node: its machines, its links, its application.
#[derive(Debug)]
pub struct Node<A: Application> {
    name: String,
    stack: Stack,
    application: A,
    links: Vec<LinkConfiguration>,
    /// Where to put what is for a link that is up and not being closed.
    outboxes: Vec<Option<Outbox>>,
    /// Which links M3UA was told to be up, and not yet to be down.
    up: Vec<bool>,
    states: Vec<LinkState>,
    batches: Vec<Vec<(u16, Bytes)>>,
    origin: Instant,
    messages: mpsc::Receiver<A::Message>,
    stop: mpsc::Receiver<()>,
    handle: Handle<A::Message>,
    trace: Option<Trace>,
    tap: Option<Tap>,
    grace: Duration,
    metrics: Arc<Metrics>,
    fire: Option<Time>,
    words: Words,
}

/// How many events a second are logged: more are counted, so that a peer that errs without end neither fills
/// the disk nor holds up the others.
const WORDS: u32 = 200;

#[derive(Debug, Default)]
struct Words {
    second: u64,
    said: u32,
    unsaid: u64,
}

impl Words {
    fn may_speak(&mut self, elapsed: Duration, node: &str) -> bool {
        if elapsed.as_secs() != self.second {
            self.second = elapsed.as_secs();
            self.said = 0;
            if self.unsaid > 0 {
                warn!(
                    node,
                    events = self.unsaid,
                    "events not logged: more than {WORDS} in a second"
                );
                self.unsaid = 0;
            }
        }
        self.said += 1;
        let may = self.said <= WORDS;
        self.unsaid += u64::from(!may);
        may
    }
}

/// How long the grace is if nothing is said.
const GRACE: Duration = Duration::from_secs(5);

impl<A: Application> Node<A> {
    /// A node as it is configured. Nothing is opened yet.
    ///
    /// # Errors
    ///
    /// The file for the node's own traffic cannot be made.
    pub fn new(configuration: Configuration, application: A, options: Options) -> io::Result<Self> {
        let (to_application, messages) = mpsc::channel(1024);
        let (to_stop, stop) = mpsc::channel(1);
        let count = configuration.links.len();
        let trace = options.capture.as_deref().map(Trace::create).transpose()?;
        Ok(Self {
            metrics: Arc::new(Metrics::new(&configuration)),
            name: configuration.name,
            stack: Stack::new(configuration.stack),
            application,
            links: configuration.links,
            outboxes: (0..count).map(|_| None).collect(),
            up: vec![false; count],
            states: vec![LinkState::default(); count],
            batches: vec![Vec::new(); count],
            origin: Instant::now(),
            messages,
            stop,
            handle: Handle { messages: to_application, stop: to_stop },
            trace,
            tap: options.tap,
            grace: options.grace.unwrap_or(GRACE),
            fire: None,
            words: Words::default(),
        })
    }

    /// Its application, before it runs.
    pub const fn application(&mut self) -> &mut A {
        &mut self.application
    }

    /// A handle on it.
    pub fn handle(&self) -> Handle<A::Message> {
        self.handle.clone()
    }

    /// What it counts; stays good while it runs.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    fn now(&self) -> Time {
        Time::ZERO + self.origin.elapsed()
    }

    /// Runs until it is stopped. Gives back the application.
    ///
    /// # Errors
    ///
    /// A listener cannot be opened.
    pub async fn run(mut self) -> io::Result<A> {
        let (to_driver, mut incoming) = mpsc::channel::<Incoming>(64);
        let mut tasks = JoinSet::new();
        self.open(&to_driver, &mut tasks)?;
        drop(to_driver);
        info!(node = self.name, links = self.links.len(), "running");
        self.application.started(&mut self.stack);
        self.settle();
        let mut stopping: Option<Instant> = None;
        let sleep = tokio::time::sleep_until(self.origin);
        tokio::pin!(sleep);
        loop {
            self.fire = [self.fire, self.application.wakes()].into_iter().flatten().min();
            let due = [self.stack.poll_timeout(), self.fire].into_iter().flatten().min();
            let wake = due.map(|due| self.origin + (due - Time::ZERO));
            let wake = [wake, stopping].into_iter().flatten().min();
            if let Some(wake) = wake
                && sleep.deadline() != wake
            {
                sleep.as_mut().reset(wake);
            }
            tokio::select! {
                biased;
                Some(()) = self.stop.recv() => {
                    stopping.get_or_insert_with(|| Instant::now() + self.grace);
                    debug!(node = self.name, dialogues = self.stack.tcap.len(), "stopping");
                }
                told = incoming.recv() => {
                    let Some(told) = told else { break };
                    self.told(told);
                    // What came meanwhile needs no settling of its own.
                    for _ in 0..32 {
                        let Ok(told) = incoming.try_recv() else { break };
                        self.told(told);
                    }
                }
                Some(message) = self.messages.recv() => {
                    self.tick();
                    self.application.message(&mut self.stack, message);
                }
                () = &mut sleep, if wake.is_some() => {}
            }
            self.tick();
            // Whatever the links bring, other tasks have their turn.
            for _ in 0..256 {
                let Ok(message) = self.messages.try_recv() else { break };
                self.application.message(&mut self.stack, message);
            }
            self.settle();
            if let Some(until) = stopping
                && (self.application.stopping(&mut self.stack) || Instant::now() >= until)
            {
                self.settle();
                break;
            }
        }
        self.shut(&mut incoming).await;
        tasks.shutdown().await;
        Ok(self.application)
    }

    /// Takes the associations down in order: inactive, down, closed.
    async fn shut(&mut self, incoming: &mut mpsc::Receiver<Incoming>) {
        let now = self.now();
        let open: Vec<_> = self.stack.tcap.open().collect();
        if !open.is_empty() {
            warn!(node = self.name, dialogues = open.len(), "dialogues are ended: the node stops");
        }
        for dialogue in open {
            // Their peers are told; those that never answered have no id to be told by.
            let cause = Abort::Cause(PAbortCause::RESOURCE_UNAVAILABLE);
            let _ = self.stack.tcap.abort(now, dialogue, cause);
        }
        self.settle();
        for number in 0..self.links.len() {
            let stop = m3ua::Input::Stop(m3ua::AssociationId(number as u16));
            self.stack.handle_input(now, stop);
        }
        self.settle();
        let until = Instant::now() + Duration::from_secs(1);
        while self.up.contains(&true) {
            match tokio::time::timeout_at(until, incoming.recv()).await {
                Ok(Some(told)) => self.told(told),
                Ok(None) | Err(_) => break,
            }
            self.settle();
        }
        if let Some(trace) = &mut self.trace {
            trace.finish();
        }
        info!(node = self.name, "stopped");
    }

    /// Does what is due.
    fn tick(&mut self) {
        let now = self.now();
        self.stack.handle_timeout(now);
        if self.fire.is_none_or(|fire| fire <= now) {
            self.fire = self.application.due(&mut self.stack);
        }
    }

    fn told(&mut self, (number, told): Incoming) {
        let now = self.now();
        let association = m3ua::AssociationId(number);
        let place = usize::from(number);
        let name = self.links.get(place).map_or("?", |link| link.name.as_str());
        match told {
            Told::Up(peer, outbox, (incoming, outgoing)) => {
                info!(node = self.name, link = name, %peer, incoming, outgoing, "association up");
                self.outboxes[place] = Some(outbox);
                self.up[place] = true;
                self.states[place] = LinkState { peer: Some(peer), trouble: None };
                let streams = m3ua::Input::Streams { association, incoming, outgoing };
                self.stack.handle_input(now, streams);
                self.stack.handle_input(now, m3ua::Input::Up(association));
                self.application.link(&mut self.stack, place, &self.states[place]);
            }
            Told::Down(why, unsent) => {
                warn!(node = self.name, link = name, why, "association down");
                // The outbox is gone already where M3UA closed the association itself.
                self.outboxes[place] = None;
                let was_up = core::mem::replace(&mut self.up[place], false);
                self.states[place] = LinkState { peer: None, trouble: Some(why) };
                if was_up {
                    self.stack.handle_input(now, m3ua::Input::Down(association, unsent));
                }
                self.application.link(&mut self.stack, place, &self.states[place]);
            }
            Told::Messages(messages) => {
                for (stream, octets) in messages {
                    if let Some(trace) = &mut self.trace {
                        trace.message(number, false, &octets);
                    }
                    if let Some(Tap(tap)) = &self.tap {
                        tap(false, &octets);
                    }
                    self.stack
                        .handle_input(now, m3ua::Input::Message { association, stream, octets });
                    self.take_out();
                }
            }
        }
    }

    /// Takes out what came of it, and sends it on its way.
    fn settle(&mut self) {
        self.take_out();
        for (place, batch) in self.batches.iter_mut().enumerate() {
            if batch.is_empty() {
                continue;
            }
            let messages = core::mem::take(batch);
            let count = messages.len();
            let (lost, why) = match &self.outboxes[place] {
                Some(outbox) => (outbox.push(messages), "the peer does not read"),
                None => (count, "the association is down"),
            };
            if lost > 0 {
                self.metrics.lost(place, lost as u64);
                let link = self.links[place].name.as_str();
                warn!(node = self.name, link, messages = lost, "not sent: {why}");
            }
        }
        self.metrics.observe(&self.stack, &self.outboxes);
    }

    fn take_out(&mut self) {
        while let Some(output) = self.stack.poll_output() {
            match output {
                Output::M3ua(output) => self.m3ua(output),
                Output::Indication(indication) => {
                    self.metrics.indication(&indication);
                    self.application.indication(&mut self.stack, indication);
                }
                Output::Expired { dialogue, invoke_id, operation, awaits } => {
                    self.metrics.expired(operation);
                    self.application.expired(
                        &mut self.stack,
                        dialogue,
                        invoke_id,
                        operation,
                        awaits,
                    );
                }
                Output::Refused { dialogue, invoke_id, operation, problem } => {
                    self.metrics.refused(operation);
                    self.application.refused(
                        &mut self.stack,
                        dialogue,
                        invoke_id,
                        operation,
                        problem,
                    );
                }
                Output::Event(event) => {
                    if self.words.may_speak(self.origin.elapsed(), &self.name) {
                        log(&self.name, &self.links, &event);
                    }
                    self.application.event(&mut self.stack, &event);
                }
            }
        }
    }

    fn m3ua(&mut self, output: m3ua::Output) {
        match output {
            m3ua::Output::Send { association, stream, octets } => {
                if let Some(trace) = &mut self.trace {
                    trace.message(association.0, true, &octets);
                }
                if let Some(Tap(tap)) = &self.tap {
                    tap(true, &octets);
                }
                if let Some(batch) = self.batches.get_mut(usize::from(association.0)) {
                    batch.push((stream, octets));
                }
            }
            m3ua::Output::Close(association) => self.settle_link(usize::from(association.0)),
            // The stack keeps the others to itself.
            _ => {}
        }
    }

    /// Sends what waits for an association and closes it behind that.
    fn settle_link(&mut self, place: usize) {
        if let Some(outbox) = self.outboxes.get_mut(place).and_then(Option::take) {
            outbox.push(core::mem::take(&mut self.batches[place]));
        }
    }

    /// Opens listeners and begins to connect.
    fn open(&self, driver: &mpsc::Sender<Incoming>, tasks: &mut JoinSet<()>) -> io::Result<()> {
        let mut listeners: HashMap<(Transport, Vec<SocketAddr>), Vec<usize>> = HashMap::new();
        for (place, link) in self.links.iter().enumerate() {
            if link.listens {
                listeners
                    .entry((link.ends.transport, link.ends.local.clone()))
                    .or_default()
                    .push(place);
            } else {
                tasks.spawn(link::keep(place as u16, link.ends.clone(), driver.clone()));
            }
        }
        for ((transport, local), places) in listeners {
            let guests = Guests {
                seats: places
                    .iter()
                    .map(|place| (*place as u16, self.links[*place].peers.clone()))
                    .collect(),
                taken: Arc::default(),
                // One socket listens for all: it offers as many streams as the one that wants most.
                ends: Ends {
                    streams: places
                        .iter()
                        .map(|place| self.links[*place].ends.streams)
                        .max()
                        .unwrap_or(1),
                    ..self.links[places[0]].ends.clone()
                },
                metrics: Arc::clone(&self.metrics),
            };
            match transport {
                Transport::Tcp => {
                    for address in &local {
                        let socket = match address {
                            SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4()?,
                            SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6()?,
                        };
                        socket.set_reuseaddr(true)?;
                        let listener = socket
                            .bind(*address)
                            .and_then(|()| socket.listen(128))
                            .map_err(|error| named(error, *address))?;
                        tasks.spawn(guests.clone().welcome_tcp(listener, driver.clone()));
                    }
                }
                Transport::Sctp => {
                    let listener = sctp::Listener::bind(&local, guests.ends.streams)
                        .map_err(|error| named(error, local[0]))?;
                    tasks.spawn(guests.welcome_sctp(listener, driver.clone()));
                }
            }
        }
        Ok(())
    }
}

fn named(error: io::Error, address: SocketAddr) -> io::Error {
    io::Error::new(error.kind(), format!("{address}: {error}"))
}

/// The links that wait at one address, each for its peer.
#[derive(Debug, Clone)]
struct Guests {
    seats: Vec<(u16, Vec<Peer>)>,
    taken: Arc<Mutex<Vec<u16>>>,
    ends: Ends,
    metrics: Arc<Metrics>,
}

impl Guests {
    /// The free seat of a guest. One with its port comes before one with its address alone.
    fn seat(&self, from: SocketAddr) -> Option<u16> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fits: Vec<_> = self
            .seats
            .iter()
            .filter(|(number, _)| !taken.contains(number))
            .filter_map(|(number, peers)| {
                let best =
                    peers.iter().filter(|peer| peer.is(from)).map(|peer| peer.port.is_some());
                best.max().map(|exact| (!exact, *number))
            })
            .collect();
        fits.sort_unstable();
        let (_, number) = *fits.first()?;
        taken.push(number);
        Some(number)
    }

    fn leave(&self, number: u16) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.retain(|other| *other != number);
    }

    /// Serves a guest in a task of its own, or shows it the door.
    fn serve(
        &self,
        connection: Connection,
        from: SocketAddr,
        driver: &mpsc::Sender<Incoming>,
        served: &mut JoinSet<()>,
    ) {
        let Some(number) = self.seat(from) else {
            self.metrics.refused_peer();
            warn!(%from, "association refused: not configured, or there already");
            return;
        };
        let (guests, driver, maximum) = (self.clone(), driver.clone(), self.ends.maximum);
        served.spawn(async move {
            let (why, unsent) = connection.run(number, from, maximum, &driver).await;
            // Told before the seat is free, so that the next guest comes after.
            let _ = driver.send((number, Told::Down(why, unsent))).await;
            guests.leave(number);
        });
    }

    async fn welcome_tcp(self, listener: TcpListener, driver: mpsc::Sender<Incoming>) {
        let mut served = JoinSet::new();
        loop {
            match listener
                .accept()
                .await
                .and_then(|(stream, from)| Ok((Connection::tcp(stream)?, from)))
            {
                Ok((connection, from)) => self.serve(connection, from, &driver, &mut served),
                Err(trouble) => Self::pause(&trouble).await,
            }
            while served.try_join_next().is_some() {}
        }
    }

    async fn welcome_sctp(self, listener: sctp::Listener, driver: mpsc::Sender<Incoming>) {
        let mut served = JoinSet::new();
        loop {
            match listener.accept(self.ends.maximum).await {
                Ok((association, from)) => {
                    let connection = Connection::Sctp(Box::new(association));
                    self.serve(connection, from, &driver, &mut served);
                }
                Err(trouble) => Self::pause(&trouble).await,
            }
            while served.try_join_next().is_some() {}
        }
    }

    /// No descriptor is left, or the guest was gone before it was let in.
    async fn pause(trouble: &io::Error) {
        error!(%trouble, "association not taken");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn log(node: &str, links: &[LinkConfiguration], event: &Event) {
    match event {
        Event::M3ua(event) => {
            let link = event
                .association()
                .and_then(|association| links.get(usize::from(association.0)))
                .map_or("", |link| link.name.as_str());
            info!(node, link, "m3ua: {event}");
        }
        Event::Sccp(event) => info!(node, "sccp: {event}"),
        Event::Tcap(event) => info!(node, "tcap: {event}"),
        Event::Destination(status) => info!(node, "mtp: {status}"),
        Event::Subsystem { node: other, subsystem, allowed, congestion } => {
            let ssn = subsystem.0;
            info!(node, allowed, congestion, "sccp: subsystem {ssn} of {other}");
        }
    }
}

//! The server on real sockets: one task has the [`Core`], everything else sends it messages.

use super::acd::{Choice, Millis};
use super::core::{Core, Edited};
use super::document::Document;
use super::file::Configuration;
use super::store::{Memory, Revision, Sqlite, Store, Subscriber};
use crate::node::link::{self, Lines, send_waiting};
use crate::node::observer::{Observed, Observer};
use core::time::Duration;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tracing::{debug, error, info, warn};

/// How many texts may wait for one desk; one that reads more slowly has to come again.
const WAITING: usize = 1024;
/// How long a desk may take to say how its telephone is.
const PATIENCE: Duration = Duration::from_millis(500);
/// How many connections of service control points there may be.
const SCPS: usize = 16;

/// The sending end to a desk.
#[derive(Debug, Clone)]
pub struct Desktop {
    pub(super) id: u64,
    pub(super) out: mpsc::Sender<String>,
}

impl Desktop {
    pub(super) fn new(id: u64) -> (Self, mpsc::Receiver<String>) {
        let (out, texts) = mpsc::channel(WAITING);
        (Self { id, out }, texts)
    }
}

/// What the sockets tell the server.
#[derive(Debug)]
pub(super) enum Message {
    Find(String, oneshot::Sender<Option<Subscriber>>),
    Attach(String, Desktop, u64),
    Detach(String, u64),
    /// An agent signed out: its desks are closed.
    SignOut(String),
    Desk(String, Desktop, Value),
    History(String, i64, oneshot::Sender<Option<Vec<Revision>>>),
    Scp(Value, mpsc::Sender<Value>),
    Acknowledged(String, u64),
}

/// A handle on a server that runs.
#[derive(Debug, Clone)]
pub struct ServerHandle {
    messages: mpsc::Sender<Message>,
}

impl ServerHandle {
    pub(super) async fn send(&self, message: Message) -> bool {
        self.messages.send(message).await.is_ok()
    }

    pub(super) async fn find(&self, agent: &str) -> Option<Subscriber> {
        let (answer, found) = oneshot::channel();
        self.send(Message::Find(agent.into(), answer)).await;
        found.await.ok().flatten()
    }

    pub(super) async fn history(&self, number: &str, call: i64) -> Option<Vec<Revision>> {
        let (answer, found) = oneshot::channel();
        self.send(Message::History(number.into(), call, answer)).await;
        found.await.ok().flatten()
    }
}

/// A question to a desk that is out.
#[derive(Debug)]
struct Question {
    request: Value,
    reply: mpsc::Sender<Value>,
    until: tokio::time::Instant,
}

/// A server that is ready to run.
#[derive(Debug)]
pub struct Server {
    core: Core,
    secret: Arc<str>,
    webhook_secret: Arc<str>,
    messages: mpsc::Receiver<Message>,
    handle: ServerHandle,
    desks: HashMap<String, Vec<Desktop>>,
    webhooks: HashMap<String, mpsc::Sender<(u64, String)>>,
    questions: HashMap<u64, Question>,
    last_question: u64,
    /// What desks are told after the next commit.
    answers: Vec<(Desktop, String)>,
    observer: Observer,
    /// What agents' desks were last told of the agent.
    states: HashMap<String, &'static str>,
}

fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as Millis
}

fn text<'v>(message: &'v Value, key: &str) -> &'v str {
    message[key].as_str().unwrap_or("")
}

fn texts(message: &Value, key: &str) -> Vec<String> {
    let list = message[key].as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str).map(Into::into).collect()
}

impl Server {
    /// A server as it is configured; relative paths are beside its file.
    ///
    /// # Errors
    ///
    /// The database cannot be opened.
    pub fn new(configuration: &Configuration, beside: &Path) -> io::Result<Self> {
        let store: Box<dyn Store> = match &configuration.database {
            Some(path) => Box::new(Sqlite::open(&beside.join(path)).map_err(io::Error::other)?),
            None => Box::new(Memory::default()),
        };
        let core = Core::new(store, &configuration.subscribers, configuration.acd());
        let (to_server, messages) = mpsc::channel(4096);
        Ok(Self {
            core: core.map_err(io::Error::other)?,
            secret: configuration.secret.as_str().into(),
            webhook_secret: configuration.webhook_secret.as_str().into(),
            messages,
            handle: ServerHandle { messages: to_server },
            desks: HashMap::new(),
            webhooks: HashMap::new(),
            questions: HashMap::new(),
            last_question: 0,
            answers: Vec::new(),
            observer: Observer::default(),
            states: HashMap::new(),
        })
    }

    /// Has an observer see what the server hears and tells.
    pub fn observe(&mut self, observer: Observer) {
        self.observer = observer;
    }

    /// A handle on it.
    pub fn handle(&self) -> ServerHandle {
        self.handle.clone()
    }

    /// Runs until its task is dropped; service control points come to `scps`.
    pub async fn run(mut self, scps: TcpListener) {
        let door = tokio::spawn(welcome(scps, Arc::clone(&self.secret), self.handle()));
        let mut ticks = tokio::time::interval(Duration::from_millis(100));
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                message = self.messages.recv() => {
                    let Some(message) = message else { break };
                    let mut replies = Vec::new();
                    self.take(message, &mut replies);
                    // One commit for all that has come meanwhile.
                    for _ in 0..512 {
                        let Ok(message) = self.messages.try_recv() else { break };
                        self.take(message, &mut replies);
                    }
                    if !self.tell(replies) {
                        break;
                    }
                }
                _ = ticks.tick() => self.tick(),
            }
        }
        door.abort();
    }

    /// Makes what happened safe, then tells it. False: it cannot be made safe, and nothing must be told.
    fn tell(&mut self, replies: Vec<(mpsc::Sender<Value>, Value)>) -> bool {
        let events = match self.core.commit() {
            Ok(events) => events,
            Err(error) => {
                error!(%error, "nothing can be stored: the server stops");
                return false;
            }
        };
        for event in events {
            self.webhook(&event.number, event.seq, &event.text);
            let name = self.core.subscriber(&event.number).map_or("", |s| &s.agent);
            self.observer.tell(|| told("server", name, "desk", &event.text));
            self.show_desks(&event.number, &event.text);
            self.show_state(&event.number);
        }
        for (desk, answer) in core::mem::take(&mut self.answers) {
            // A desk without room is found out at its next event.
            let _ = desk.out.try_send(answer);
        }
        for (to, reply) in replies {
            self.observer.tell(|| told("server", "SCP", "server", &reply.to_string()));
            // A peer that does not read its answers has asked in vain.
            let _ = to.try_send(reply);
        }
        true
    }

    fn show_desks(&mut self, number: &str, text: &str) {
        let Some(desks) = self.desks.get_mut(number) else { return };
        let before = desks.len();
        desks.retain(|desk| desk.out.try_send(text.into()).is_ok());
        for _ in desks.len()..before {
            // It resumes when it comes again.
            self.core.detach(number);
        }
    }

    /// Tells an agent's desks what the agent does, where that changed.
    fn show_state(&mut self, number: &str) {
        let Some(state) = self.core.state(number).map(super::acd::AgentState::name) else { return };
        if self.states.insert(number.into(), state) != Some(state) {
            self.show_desks(number, &json!({"type": "state", "state": state}).to_string());
        }
    }

    fn webhook(&mut self, number: &str, seq: u64, text: &str) {
        let Some(url) = self.core.subscriber(number).map(|s| s.address.clone()) else { return };
        if !url.starts_with("http") {
            return;
        }
        let (handle, secret) = (self.handle.clone(), Arc::clone(&self.webhook_secret));
        let sender = self.webhooks.entry(number.into()).or_insert_with(|| {
            let (sender, events) = mpsc::channel(1000);
            tokio::spawn(deliver(url, number.into(), secret, events, handle));
            sender
        });
        // What finds no room stays in the store and is sent when the server starts again.
        if sender.try_send((seq, text.into())).is_err() {
            warn!(number, seq, "too many events wait for a webhook");
        }
    }

    fn tick(&mut self) {
        for number in self.core.lapse(now()) {
            self.show_state(&number);
        }
        let late = tokio::time::Instant::now();
        let over: Vec<u64> =
            self.questions.iter().filter(|(_, q)| q.until <= late).map(|(id, _)| *id).collect();
        for id in over {
            self.answer_question(id, "unknown");
        }
    }

    fn answer_question(&mut self, id: u64, result: &str) {
        let Some(question) = self.questions.remove(&id) else { return };
        let reply = json!({"id": question.request["id"], "result": result});
        // As above.
        let _ = question.reply.try_send(reply);
    }

    fn take(&mut self, message: Message, replies: &mut Vec<(mpsc::Sender<Value>, Value)>) {
        let done = match message {
            Message::Find(agent, answer) => {
                // Who asked may be gone.
                let _ = answer.send(self.core.agent(&agent).cloned());
                Ok(())
            }
            Message::History(number, call, answer) => {
                self.core.history(&number, call).map(|found| drop(answer.send(found)))
            }
            Message::Attach(number, desk, from) => {
                let (welcome, kept) = self.core.attach(now(), &number, from);
                let mut texts = core::iter::once(welcome.to_string()).chain(kept);
                if texts.all(|text| desk.out.try_send(text).is_ok()) {
                    self.desks.entry(number).or_default().push(desk);
                } else {
                    self.core.detach(&number);
                }
                Ok(())
            }
            Message::Detach(number, id) => {
                if let Some(desks) = self.desks.get_mut(&number) {
                    let before = desks.len();
                    desks.retain(|desk| desk.id != id);
                    if desks.len() < before {
                        self.core.detach(&number);
                    }
                }
                Ok(())
            }
            Message::SignOut(number) => {
                for _ in self.desks.remove(&number).unwrap_or_default() {
                    self.core.detach(&number);
                }
                Ok(())
            }
            Message::Desk(number, desk, value) => self.desk(&number, &desk, &value),
            Message::Acknowledged(number, seq) => self.core.acknowledge(&number, seq),
            Message::Scp(value, reply) => {
                self.observer.tell(|| told("SCP", "server", "server", &value.to_string()));
                self.scp(value, reply, replies)
            }
        };
        if let Err(error) = done {
            error!(%error, "not stored");
        }
    }

    fn desk(
        &mut self,
        number: &str,
        desk: &Desktop,
        value: &Value,
    ) -> Result<(), super::StoreError> {
        let id = &value["id"];
        let answer = match text(value, "type") {
            "ack" => return self.core.acknowledge(number, value["seq"].as_u64().unwrap_or(0)),
            "telephone" => {
                let state = text(value, "state").to_string();
                if state.is_empty() {
                    // A desk without a telephone.
                    return Ok(());
                }
                self.core.telephone(now(), number, &state)?;
                if let Some(question) = id.as_u64() {
                    self.answer_question(question, if state == "idle" { "idle" } else { "busy" });
                }
                return Ok(());
            }
            "state" => match text(value, "state") {
                wanted @ ("ready" | "away") => {
                    let state = self.core.set_ready(now(), number, wanted == "ready");
                    self.states.insert(number.into(), state);
                    json!({"type": "state", "state": state})
                }
                other => {
                    let words = format!("an agent is `ready` or `away`, not `{other}`");
                    json!({"type": "error", "id": id, "text": words})
                }
            },
            "edit" => {
                let call = text(value, "call").parse().unwrap_or(0);
                let version = value["version"].as_i64().unwrap_or(0);
                match serde_json::from_value::<Document>(value["data"].clone()) {
                    Ok(data) => match self.core.edit(now(), number, call, version, data)? {
                        Edited::Version(version) => {
                            json!({"type": "edited", "id": id, "call": call.to_string(), "version": version})
                        }
                        Edited::Conflict(version, data) => json!({
                            "type": "conflict", "id": id, "call": call.to_string(), "version": version, "data": data,
                        }),
                        Edited::Refused(words) => json!({"type": "error", "id": id, "text": words}),
                    },
                    Err(error) => json!({"type": "error", "id": id, "text": error.to_string()}),
                }
            }
            other => {
                let words = match other {
                    "" => "a message is a JSON object with a `type`".into(),
                    other => format!("`{other}` is no message of a desk"),
                };
                json!({"type": "error", "id": id, "text": words})
            }
        };
        // Told after what it follows from is safe: the commit comes first.
        self.answers.push((desk.clone(), answer.to_string()));
        Ok(())
    }

    fn scp(
        &mut self,
        value: Value,
        reply: mpsc::Sender<Value>,
        replies: &mut Vec<(mpsc::Sender<Value>, Value)>,
    ) -> Result<(), super::StoreError> {
        let id = value["id"].clone();
        match text(&value, "type") {
            "agent" => {
                let call = value["call"].as_u64().unwrap_or(0);
                let (skills, excluded) = (texts(&value, "skills"), texts(&value, "exclude"));
                let choice =
                    self.core.choose(now(), text(&value, "group"), call, &skills, &excluded);
                let answer = match choice {
                    Choice::Agent(number) => json!({"id": id, "result": "agent", "number": number}),
                    Choice::Queued(place) => json!({"id": id, "result": "none", "place": place}),
                    Choice::Full => json!({"id": id, "result": "full"}),
                    Choice::NoGroup => json!({"id": id, "result": "failed"}),
                };
                replies.push((reply, answer));
            }
            "deliver" => {
                let from = value["from"].as_str();
                let (to, caller) = (text(&value, "to"), text(&value, "caller"));
                let result = self.core.deliver(now(), to, from, caller, text(&value, "dialled"))?;
                replies.push((reply, json!({"id": id, "result": result})));
            }
            "status" => {
                let number = text(&value, "number").to_string();
                self.last_question += 1;
                let question =
                    json!({"type": "status.query", "id": self.last_question}).to_string();
                // Whichever desk has the telephone answers.
                let desks = self.desks.get(&number).into_iter().flatten();
                let asked = desks.filter(|desk| desk.out.try_send(question.clone()).is_ok());
                if asked.count() > 0 {
                    let until = tokio::time::Instant::now() + PATIENCE;
                    self.questions
                        .insert(self.last_question, Question { request: value, reply, until });
                } else {
                    replies.push((reply, json!({"id": id, "result": "unknown"})));
                }
            }
            "event" => {
                let (number, subscriber) = (text(&value, "number"), text(&value, "subscriber"));
                self.core.event(
                    now(),
                    text(&value, "kind"),
                    number,
                    subscriber,
                    text(&value, "reason"),
                )?;
            }
            other => {
                debug!(kind = other, "a message of the service control point that is not known");
                replies.push((reply, json!({"id": id, "result": "failed"})));
            }
        }
        Ok(())
    }
}

/// A message as an observer sees it.
fn told(from: &str, to: &str, protocol: &'static str, message: &str) -> Observed {
    let value: Value = serde_json::from_str(message).unwrap_or(Value::Null);
    let word = |key: &str| value[key].as_str().map(str::to_string);
    let kind = word("kind").or_else(|| word("result")).or_else(|| word("type")).unwrap_or_default();
    let about = word("number").or_else(|| word("to")).or_else(|| word("group")).unwrap_or_default();
    let fields = value.as_object().into_iter().flatten();
    let detail =
        fields.filter(|(_, value)| !value.is_null()).map(|(key, value)| format!("{key} {value}"));
    Observed {
        from: from.into(),
        to: to.into(),
        protocol,
        label: if protocol == "desk" {
            word("type").unwrap_or(kind)
        } else {
            format!("{kind} {about}").trim_end().into()
        },
        detail: detail.collect(),
        error: matches!(word("result").as_deref(), Some("failed" | "full" | "unknown")),
    }
}

/// Lets service control points in.
async fn welcome(listener: TcpListener, secret: Arc<str>, handle: ServerHandle) {
    let seats = Arc::new(tokio::sync::Semaphore::new(SCPS));
    loop {
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(came) => came,
            Err(error) => {
                warn!(%error, "no connection taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (secret, handle) = (Arc::clone(&secret), handle.clone());
        tokio::spawn(async move {
            if let Err(error) = serve(stream, &secret, handle).await {
                warn!(%peer, %error, "service control point gone");
            }
            drop(seat);
        });
    }
}

async fn serve(stream: TcpStream, secret: &str, handle: ServerHandle) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut lines = Lines::new(reader);
    let greeting = link::welcome(&mut lines, &mut writer, secret);
    let name = tokio::time::timeout(Duration::from_secs(5), greeting)
        .await
        .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    info!(name, "service control point");
    let (reply, mut replies) = mpsc::channel::<Value>(4096);
    let writing = tokio::spawn(async move {
        while let Some(reply) = replies.recv().await {
            if send_waiting(&mut writer, &reply, &mut replies).await.is_err() {
                return;
            }
        }
    });
    let result = loop {
        match lines.next().await {
            Ok(Some(message)) => {
                if !handle.send(Message::Scp(message, reply.clone())).await {
                    break Ok(());
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    writing.abort();
    result
}

/// Sends events to a webhook, in order, until each was taken.
async fn deliver(
    url: String,
    number: String,
    secret: Arc<str>,
    mut events: mpsc::Receiver<(u64, String)>,
    handle: ServerHandle,
) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .max_redirects(0)
        .build()
        .into();
    while let Some((seq, event)) = events.recv().await {
        let mut pause = Duration::from_millis(500);
        loop {
            let (agent, url, event, secret) =
                (agent.clone(), url.clone(), event.clone(), Arc::clone(&secret));
            let sent = tokio::task::spawn_blocking(move || {
                let signature = signature(&secret, &event);
                let request = agent.post(&url).header("Content-Type", "application/json");
                request.header("X-Hookflash-Signature", &signature).send(event.as_bytes())
            });
            match sent.await {
                Ok(Ok(_)) => break,
                Ok(Err(error)) => warn!(number, seq, %error, "webhook"),
                Err(_) => return,
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(60));
        }
        if !handle.send(Message::Acknowledged(number.clone(), seq)).await {
            return;
        }
    }
}

/// HMAC-SHA-256 over the octets of the event.
fn signature(secret: &str, event: &str) -> String {
    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(event.as_bytes());
    let octets = mac.finalize().into_bytes();
    let text: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("sha256={text}")
}

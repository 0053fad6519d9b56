//! The switch on real sockets: its calls on the signalling stack, its telephones on WebSockets.

use super::file::Configuration;
use super::signalling::Signalling;
use super::{LineId, LineView, Output, Phone, Switch, TriggerKind};
use crate::machine::Time;
use crate::machine::sccp::{Address, Path};
use crate::machine::stack::Stack;
use crate::machine::tcap::Indication;
use crate::net::{Application, Handle};
use crate::node::observer::{Observed, Observer};
use crate::wire::codes::PointCode;
use crate::wire::sccp::SubsystemNumber;
use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as InPath, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{oneshot, watch};

/// What the sockets tell the switch.
#[derive(Debug)]
pub enum Told {
    /// A telephone does something.
    Phone(LineId, Phone),
    /// An operator sets or clears triggers; how many changed goes back.
    Trigger(LineId, Choice, bool, oneshot::Sender<usize>),
    /// An operator puts a line in or out of service.
    Service(LineId, bool),
    /// Stop.
    Stop,
}

/// Which triggers of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Those on the flash.
    Flash,
    /// Those on off-hook.
    OffHook,
    /// Those on a call for the line.
    TerminationAttempt,
}

impl Choice {
    const fn is(self, kind: &TriggerKind) -> bool {
        matches!(
            (self, kind),
            (Self::Flash, TriggerKind::Flash { .. })
                | (Self::OffHook, TriggerKind::OffHook)
                | (Self::TerminationAttempt, TriggerKind::TerminationAttempt)
        )
    }
}

/// A line as telephones and tests see it.
#[derive(Debug)]
struct Socket {
    number: String,
    name: String,
    key: String,
    view: watch::Sender<LineView>,
}

/// The lines of a switch for whoever watches them.
#[derive(Debug, Clone)]
pub struct Lines(Arc<[Socket]>);

impl Default for Lines {
    fn default() -> Self {
        Self(Arc::new([]))
    }
}

impl Lines {
    /// The state of a line, now and whenever it changes.
    pub fn watch(&self, line: LineId) -> Option<watch::Receiver<LineView>> {
        Some(self.0.get(line.0 as usize)?.view.subscribe())
    }

    /// The line with a number.
    pub fn find(&self, number: &str) -> Option<LineId> {
        let place = self.0.iter().position(|line| line.number == number)?;
        Some(LineId(place as u32))
    }
}

/// A switch that runs on a stack.
#[derive(Debug)]
pub struct SwitchNode {
    switch: Switch,
    signalling: Signalling,
    lines: Lines,
    observer: Observer,
}

impl SwitchNode {
    /// Has an observer see what telephones do and hear.
    pub fn observe(&mut self, observer: Observer) {
        self.observer = observer;
    }

    /// A switch as its file describes it, with the variant of its node.
    ///
    /// # Errors
    ///
    /// A point code of the service control point that is none, in words.
    pub fn new(
        configuration: &Configuration,
        node: &crate::net::Configuration,
    ) -> Result<Self, String> {
        let variant = node.stack.sccp.point_code.variant;
        let code = PointCode::parse(variant, &configuration.scp).map_err(|e| e.to_string())?;
        let remote = Address {
            point_code: Some(code),
            ..Address::subsystem(variant, SubsystemNumber(configuration.scp_subsystem))
        };
        let path = Path::to(SubsystemNumber(configuration.subsystem), remote);
        let lines = configuration.settings.lines.iter().zip(&configuration.keys);
        let lines = lines.map(|(line, key)| Socket {
            number: line.number.clone(),
            name: line.name.clone(),
            key: key.clone(),
            view: watch::Sender::new(LineView {
                state: "idle",
                tone: "silence",
                ..LineView::default()
            }),
        });
        Ok(Self {
            lines: Lines(lines.collect()),
            switch: Switch::new(configuration.settings.clone()),
            signalling: Signalling::new(path),
            observer: Observer::default(),
        })
    }

    /// Its lines, for whoever watches them.
    pub fn lines(&self) -> Lines {
        self.lines.clone()
    }

    /// The switch itself.
    pub const fn switch(&self) -> &Switch {
        &self.switch
    }

    fn flush(&mut self, stack: &mut Stack) {
        while let Some(output) = self.switch.poll_output() {
            if self.signalling.output(&mut self.switch, stack, &output) {
                continue;
            }
            if let Output::Line(line) = output
                && let Some(socket) = self.lines.0.get(line.0 as usize)
            {
                let view = self.switch.view(line);
                self.observer.tell(|| telephone_hears(socket, &view));
                socket.view.send_replace(view);
            }
        }
    }
}

impl Application for SwitchNode {
    type Message = Told;

    fn indication(&mut self, stack: &mut Stack, indication: Indication<Path>) {
        self.signalling.indication(&mut self.switch, stack, &indication);
        self.flush(stack);
    }

    fn message(&mut self, stack: &mut Stack, message: Told) {
        match message {
            Told::Phone(line, event) => {
                if let Some(socket) = self.lines.0.get(line.0 as usize) {
                    self.observer.tell(|| telephone_does(socket, &event));
                }
                self.switch.telephone(stack.now(), line, event);
            }
            Told::Trigger(line, choice, active, answer) => {
                let which = |trigger: &super::Trigger| choice.is(&trigger.kind);
                // Nobody may wait for it any more.
                let _ = answer.send(self.switch.set_triggers(line, which, active));
            }
            Told::Service(line, in_service) => self.switch.set_in_service(line, in_service),
            Told::Stop => {}
        }
        self.flush(stack);
    }

    fn due(&mut self, stack: &mut Stack) -> Option<Time> {
        self.switch.handle_timeout(stack.now());
        self.flush(stack);
        self.switch.poll_timeout()
    }

    fn wakes(&self) -> Option<Time> {
        self.switch.poll_timeout()
    }
}

/// A telephone by the first word of its owner's name.
fn called(socket: &Socket) -> String {
    let name = socket.name.split(' ').next().unwrap_or("");
    if name.is_empty() { socket.number.clone() } else { name.into() }
}

fn telephone_does(socket: &Socket, event: &Phone) -> Observed {
    let label = match event {
        Phone::OffHook => "off-hook".into(),
        Phone::OnHook => "on-hook".into(),
        Phone::Flash => "flash".into(),
        Phone::Digits(digits) => format!("digits {digits}"),
        Phone::SetUp { called, calling, .. } => format!("call from {calling} to {called}"),
        Phone::Refuse { busy: true } => "busy".into(),
        Phone::Refuse { busy: false } => "refused".into(),
    };
    let (from, to) = (called(socket), "SSP".into());
    Observed { from, to, protocol: "phone", label, detail: Vec::new(), error: false }
}

fn telephone_hears(socket: &Socket, view: &LineView) -> Observed {
    let mut detail = Vec::new();
    if !view.hears.is_empty() {
        detail.push(format!("hears {}", view.hears.join(", ")));
    }
    if !view.held.is_empty() {
        detail.push(format!("holds {}", view.held.join(", ")));
    }
    detail.extend(view.announcement.clone());
    let silent = view.tone == "silence";
    let label = if silent {
        view.state.into()
    } else {
        format!("{}: {} tone", view.state, view.tone.replace('_', " "))
    };
    let error = view.state == "busy";
    Observed { from: "SSP".into(), to: called(socket), protocol: "phone", label, detail, error }
}

/// The interface of telephones and operators; `docs/system.md` describes it.
pub fn router(configuration: &Configuration, lines: Lines, handle: Handle<Told>) -> Router {
    let web = Web {
        lines,
        handle,
        origins: configuration.origins.clone().into(),
        operator_key: configuration.operator_key.clone().map(Into::into),
    };
    Router::new()
        .route("/v1/lines/{number}", get(telephone))
        .route("/v1/lines/{number}/triggers", put(triggers))
        .route("/v1/lines/{number}/service", put(service))
        .with_state(web)
}

#[derive(Debug, Clone)]
struct Web {
    lines: Lines,
    handle: Handle<Told>,
    origins: Arc<[String]>,
    operator_key: Option<Arc<str>>,
}

/// Compares secrets in a time that does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | a ^ b);
    one.len() == other.len() && differences == 0
}

async fn telephone(
    State(web): State<Web>,
    InPath(number): InPath<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Pages of strangers must not lift a handset (RFC 6455 10.2); what is no browser sends no origin.
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or(""));
    if origin.is_some_and(|origin| !web.origins.iter().any(|known| known == origin)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = query.get("key").map_or("", String::as_str);
    let line = web.lines.find(&number);
    let socket = line.and_then(|line| web.lines.0.get(line.0 as usize));
    // An unknown line and a wrong key look alike.
    let (Some(line), Some(true)) = (line, socket.map(|socket| same(&socket.key, key))) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    upgrade
        .max_message_size(4096)
        .read_buffer_size(4096)
        .on_upgrade(move |socket| serve(web, line, socket))
}

fn shown(socket: &Socket, view: &LineView) -> String {
    let ringing = view.ringing.as_ref().map(|ringing| {
        let mut shown =
            json!({"caller": ringing.caller, "name": ringing.name, "recall": ringing.recall});
        if let Some(called) = &ringing.called {
            shown["called"] = json!(called);
        }
        shown
    });
    json!({
        "type": "line", "number": socket.number, "name": socket.name,
        "hook": if view.off_hook { "off" } else { "on" }, "state": view.state, "tone": view.tone,
        "announcement": view.announcement, "ringing": ringing, "hears": view.hears, "held": view.held,
    })
    .to_string()
}

/// A message of a telephone.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum FromPhone {
    Hook {
        hook: String,
    },
    Flash,
    Digits {
        digits: String,
    },
    SetUp {
        called: String,
        #[serde(default)]
        calling: String,
        #[serde(default)]
        name: String,
    },
    Refuse {
        #[serde(default)]
        busy: bool,
    },
}

impl FromPhone {
    fn event(self) -> Option<Phone> {
        match self {
            Self::Hook { hook } if hook == "off" => Some(Phone::OffHook),
            Self::Hook { hook } if hook == "on" => Some(Phone::OnHook),
            Self::Hook { .. } => None,
            Self::Flash => Some(Phone::Flash),
            Self::Digits { digits } => Some(Phone::Digits(digits)),
            Self::SetUp { called, calling, name } => Some(Phone::SetUp { called, calling, name }),
            Self::Refuse { busy } => Some(Phone::Refuse { busy }),
        }
    }
}

/// How many may be connected to one line.
const CONNECTIONS: usize = 8;

async fn serve(web: Web, line: LineId, mut socket: WebSocket) {
    let Some(own) = web.lines.0.get(line.0 as usize) else { return };
    let mut views = own.view.subscribe();
    // A telephone, and the computer's interface to it; a crowd is a mistake.
    if own.view.receiver_count() > CONNECTIONS {
        let reason = CloseFrame { code: 4001, reason: "too many on this line".into() };
        let _ = socket.send(Message::Close(Some(reason))).await;
        return;
    }
    views.mark_changed();
    loop {
        tokio::select! {
            changed = views.changed() => {
                if changed.is_err() {
                    return;
                }
                let text = shown(own, &views.borrow_and_update());
                if socket.send(Message::Text(text.into())).await.is_err() {
                    return;
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    let event = serde_json::from_str::<FromPhone>(&text).ok().and_then(FromPhone::event);
                    match event {
                        Some(event) => {
                            if !web.handle.send(Told::Phone(line, event)).await {
                                return;
                            }
                        }
                        None => {
                            let words = "a telephone says hook, flash or digits";
                            let text = json!({"type": "error", "text": words}).to_string();
                            if socket.send(Message::Text(text.into())).await.is_err() {
                                return;
                            }
                        }
                    }
                }
                Some(Ok(_)) => {}
                // The telephone is unplugged; the line stays as it is, as lines do.
                Some(Err(_)) | None => return,
            }
        }
    }
}

impl Web {
    /// Whether an operator's key came with a request.
    fn operates(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("");
        self.operator_key.as_deref().is_some_and(|key| !key.is_empty() && same(key, given))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetTriggers {
    at: Choice,
    active: bool,
}

async fn triggers(
    State(web): State<Web>,
    InPath(number): InPath<String>,
    headers: HeaderMap,
    axum::Json(wanted): axum::Json<SetTriggers>,
) -> Response {
    if !web.operates(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(line) = web.lines.find(&number) else { return StatusCode::NOT_FOUND.into_response() };
    let (answer, changed) = oneshot::channel();
    if !web.handle.send(Told::Trigger(line, wanted.at, wanted.active, answer)).await {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    match changed.await {
        Ok(changed) => axum::Json(json!({"changed": changed})).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn service(
    State(web): State<Web>,
    InPath(number): InPath<String>,
    headers: HeaderMap,
    axum::Json(wanted): axum::Json<Value>,
) -> Response {
    if !web.operates(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(line) = web.lines.find(&number) else { return StatusCode::NOT_FOUND.into_response() };
    let Some(in_service) = wanted.get("in_service").and_then(Value::as_bool) else {
        return (StatusCode::BAD_REQUEST, "in_service: true or false\n").into_response();
    };
    web.handle.send(Told::Service(line, in_service)).await;
    StatusCode::NO_CONTENT.into_response()
}

//! The workstation: a telephone and the desk beside it, for programs.
//!
//! The web page of the desk does the same for people; `docs/system.md` describes both interfaces.

use core::time::Duration;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::io;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn failed(error: impl core::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

fn late(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what.to_string())
}

/// The telephone of a line, at the switch's interface.
#[derive(Debug)]
pub struct Telephone {
    out: mpsc::Sender<String>,
    state: watch::Receiver<Value>,
    task: JoinHandle<()>,
}

impl Drop for Telephone {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Telephone {
    /// Plugs a telephone in. `url` is that of the line, with its key.
    ///
    /// # Errors
    ///
    /// The switch cannot be reached, or refuses the key.
    pub async fn connect(url: &str) -> io::Result<Self> {
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await.map_err(failed)?;
        let (to_state, mut state) = watch::channel(Value::Null);
        let (out, mut waiting) = mpsc::channel::<String>(64);
        let task = tokio::spawn(async move {
            loop {
                tokio::select! {
                    text = waiting.recv() => {
                        let Some(text) = text else { return };
                        if socket.send(Message::Text(text.into())).await.is_err() {
                            return;
                        }
                    }
                    message = socket.next() => match message {
                        Some(Ok(Message::Text(text))) => {
                            let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
                            if value["type"] == "line" {
                                to_state.send_replace(value);
                            }
                        }
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                        Some(Ok(_)) => {}
                    },
                }
            }
        });
        tokio::time::timeout(Duration::from_secs(5), state.wait_for(|state| !state.is_null()))
            .await
            .map_err(|_| late("the switch does not say how the line is"))?
            .map_err(failed)?;
        Ok(Self { out, state, task })
    }

    async fn say(&self, message: Value) {
        // A telephone that is unplugged does nothing.
        let _ = self.out.send(message.to_string()).await;
    }

    /// Lifts the handset: answers, or gets dial tone.
    pub async fn lift(&self) {
        self.say(json!({"type": "hook", "hook": "off"})).await;
    }

    /// Puts the handset back.
    pub async fn hang_up(&self) {
        self.say(json!({"type": "hook", "hook": "on"})).await;
    }

    /// Presses the flash button.
    pub async fn flash(&self) {
        self.say(json!({"type": "flash"})).await;
    }

    /// Presses keys.
    pub async fn dial(&self, digits: &str) {
        self.say(json!({"type": "digits", "digits": digits})).await;
    }

    /// Sets a call up that comes in on a circuit of a trunk: the number dialled, the caller's number and name.
    pub async fn set_up(&self, called: &str, calling: &str, name: &str) {
        self.say(json!({"type": "set_up", "called": called, "calling": calling, "name": name}))
            .await;
    }

    /// Refuses the call that was sent out on a circuit of a trunk.
    pub async fn refuse(&self, busy: bool) {
        self.say(json!({"type": "refuse", "busy": busy})).await;
    }

    /// How the line is, as the switch shows it.
    pub fn state(&self) -> Value {
        self.state.borrow().clone()
    }

    /// Follows the state of the line.
    pub fn watch(&self) -> watch::Receiver<Value> {
        self.state.clone()
    }

    /// Waits until the line is so.
    ///
    /// # Errors
    ///
    /// It is not for that long; the error says how it is.
    pub async fn until(
        &self,
        within: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> io::Result<Value> {
        let mut state = self.state.clone();
        match tokio::time::timeout(within, state.wait_for(|value| wanted(value))).await {
            Ok(Ok(value)) => Ok(value.clone()),
            Ok(Err(_)) => Err(late("the telephone is unplugged")),
            Err(_) => Err(late(&format!("the line stays as it is: {}", *self.state.borrow()))),
        }
    }

    /// Waits until the line's state, in one word, is this.
    ///
    /// # Errors
    ///
    /// As [`until`](Self::until).
    pub async fn until_state(&self, within: Duration, state: &str) -> io::Result<Value> {
        self.until(within, |value| value["state"] == state).await
    }

    /// Waits until the line hears just these numbers.
    ///
    /// # Errors
    ///
    /// As [`until`](Self::until).
    pub async fn until_hears(&self, within: Duration, numbers: &[&str]) -> io::Result<Value> {
        self.until(within, |value| {
            let heard = value["hears"].as_array().map_or(&[][..], Vec::as_slice);
            heard.len() == numbers.len()
                && numbers.iter().all(|number| heard.iter().any(|heard| heard == number))
        })
        .await
    }
}

/// A session at the server's door: the cookie of an agent.
#[derive(Debug, Clone)]
pub struct Session {
    base: String,
    agent: String,
    cookie: String,
}

impl Session {
    /// Signs an agent in. `base` is the server's address, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or refuses; the status stands in the error.
    pub async fn sign_in(base: &str, agent: &str, password: &str) -> io::Result<Self> {
        let url = format!("{base}/desk/{agent}/sign-in");
        let body = json!({"password": password}).to_string();
        let answer = tokio::task::spawn_blocking(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(10)))
                .http_status_as_error(false)
                .build()
                .into();
            agent.post(&url).header("Content-Type", "application/json").send(body.as_bytes())
        });
        let answer = answer.await.map_err(failed)?.map_err(failed)?;
        let status = answer.status();
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        match cookie {
            Some(cookie) if status == 204 => {
                Ok(Self { base: base.into(), agent: agent.into(), cookie: cookie.into() })
            }
            _ => Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!("not signed in: {status}"),
            )),
        }
    }

    /// Uses the session for another agent's desk; the server refuses that.
    pub fn pretend(&mut self, agent: &str) {
        self.agent = agent.into();
    }

    /// What the server says of the agent: name, number, telephone.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or the session is over.
    pub async fn me(&self) -> io::Result<Value> {
        let url = format!("{}/desk/{}/me", self.base, self.agent);
        let cookie = self.cookie.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let mut answer = ureq::get(&url).header("Cookie", &cookie).call()?;
            answer.body_mut().read_to_string()
        });
        let text = answer.await.map_err(failed)?.map_err(failed)?;
        serde_json::from_str(&text).map_err(failed)
    }
}

/// A desk: the events of an agent's calls.
#[derive(Debug)]
pub struct Desk {
    socket: Socket,
    /// The last event that was acknowledged.
    last: u64,
    telephone: Option<Telephone>,
    /// Events that came while another was waited for.
    passed: std::collections::VecDeque<Value>,
}

impl Desk {
    /// Opens the desk of a session and goes on after the event with this number. With a telephone it says how
    /// that is, unasked and asked.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or the session is over.
    pub async fn open(
        session: &Session,
        from: u64,
        telephone: Option<Telephone>,
    ) -> io::Result<Self> {
        let host = session.base.strip_prefix("http").unwrap_or(&session.base);
        let url = format!("ws{host}/desk/{}/socket", session.agent);
        let mut request = url.into_client_request().map_err(failed)?;
        let cookie = HeaderValue::from_str(&session.cookie).map_err(failed)?;
        request.headers_mut().insert("Cookie", cookie);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.map_err(failed)?;
        let resume = json!({"type": "resume", "from": from}).to_string();
        socket.send(Message::Text(resume.into())).await.map_err(failed)?;
        Ok(Self { socket, last: from, telephone, passed: std::collections::VecDeque::new() })
    }

    /// The number of the last event that came.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The telephone beside the desk.
    pub const fn telephone(&self) -> Option<&Telephone> {
        self.telephone.as_ref()
    }

    /// Sends a message to the server.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn say(&mut self, message: &Value) -> io::Result<()> {
        self.socket.send(Message::Text(message.to_string().into())).await.map_err(failed)
    }

    /// The next message; events are acknowledged, questions about the telephone answered.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn next(&mut self) -> io::Result<Value> {
        let mut states = self.telephone.as_ref().map(Telephone::watch);
        loop {
            let changed = async {
                match &mut states {
                    Some(states) => states.changed().await,
                    None => core::future::pending().await,
                }
            };
            tokio::select! {
                changed = changed => {
                    if changed.is_err() {
                        states = None;
                        continue;
                    }
                    let state = states.as_mut().map(|states| states.borrow_and_update()["state"].clone());
                    let message = json!({"type": "telephone", "state": state});
                    self.say(&message).await?;
                }
                message = self.socket.next() => {
                    let message = message.ok_or_else(|| failed("closed"))?.map_err(failed)?;
                    let Message::Text(text) = message else {
                        if message.is_close() {
                            return Err(failed("closed"));
                        }
                        continue;
                    };
                    let value: Value = serde_json::from_str(&text).map_err(failed)?;
                    if let Some(seq) = value["seq"].as_u64() {
                        if seq <= self.last {
                            continue;
                        }
                        self.last = seq;
                        self.say(&json!({"type": "ack", "seq": seq})).await?;
                    }
                    if value["type"] == "status.query" {
                        let state = self.telephone.as_ref().map_or(Value::Null, |t| t.state()["state"].clone());
                        self.say(&json!({"type": "telephone", "id": value["id"], "state": state})).await?;
                        continue;
                    }
                    return Ok(value);
                }
            }
        }
    }

    /// Waits for a message of this type; others that come before are kept.
    ///
    /// # Errors
    ///
    /// It does not come in time, or the connection is gone.
    pub async fn expect(&mut self, within: Duration, kind: &str) -> io::Result<Value> {
        if let Some(place) = self.passed.iter().position(|value| value["type"] == kind) {
            return self.passed.remove(place).ok_or_else(|| failed("gone"));
        }
        let until = tokio::time::Instant::now() + within;
        loop {
            let next = tokio::time::timeout_at(until, self.next()).await;
            let value = next.map_err(|_| {
                let came: Vec<&Value> = self.passed.iter().map(|value| &value["type"]).collect();
                late(&format!("no {kind}; what came: {came:?}"))
            })??;
            if value["type"] == kind {
                return Ok(value);
            }
            if self.passed.len() > 1000 {
                self.passed.pop_front();
            }
            self.passed.push_back(value);
        }
    }
}

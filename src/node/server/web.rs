//! The desk over HTTP and WebSocket; `docs/system.md` describes it.

use super::accounts::{Attempts, Sessions, verify};
use super::acd::Millis;
use super::file::Configuration;
use super::run::{Desktop, Message, ServerHandle};
use super::store::Subscriber;
use axum::Router;
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use core::time::Duration;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;

/// How many passwords are checked at once: each takes 19 MiB.
const CHECKS: usize = 2;

#[derive(Debug, Clone)]
struct Web {
    server: ServerHandle,
    origins: Arc<[String]>,
    secure: bool,
    accounts: Arc<Mutex<(Attempts, Sessions)>>,
    checks: Arc<Semaphore>,
    last: Arc<AtomicU64>,
}

fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as Millis
}

/// The pages and sockets of the desks.
pub fn router(configuration: &Configuration, server: ServerHandle) -> Router {
    let web = Web {
        server,
        origins: configuration.origins.clone().into(),
        secure: configuration.secure_cookies,
        accounts: Arc::default(),
        checks: Arc::new(Semaphore::new(CHECKS)),
        last: Arc::default(),
    };
    Router::new()
        .route("/", get(index))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/desk/{agent}", get(to_page))
        .route("/desk/{agent}/", get(page))
        .route("/desk/{agent}/app.js", get(script))
        .route("/desk/{agent}/style.css", get(style))
        .route("/desk/{agent}/sign-in", post(sign_in))
        .route("/desk/{agent}/sign-out", post(sign_out))
        .route("/desk/{agent}/me", get(me))
        .route("/desk/{agent}/calls/{call}/history", get(history))
        .route("/desk/{agent}/socket", get(socket))
        .layer(axum::middleware::map_response(guard))
        .with_state(web)
}

/// What a browser may do with what it gets.
async fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'self'; connect-src 'self' ws: wss:; frame-src 'self'; frame-ancestors 'self'; \
             base-uri 'none'; form-action 'self'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn index() -> Response {
    asset("text/html; charset=utf-8", include_str!("page/index.html"))
}

async fn to_page(Path(agent): Path<String>) -> Response {
    let known = agent.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !known {
        return StatusCode::NOT_FOUND.into_response();
    }
    axum::response::Redirect::permanent(&format!("/desk/{agent}/")).into_response()
}

async fn page() -> Response {
    asset("text/html; charset=utf-8", include_str!("page/desk.html"))
}

async fn script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("page/desk.js"))
}

async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("page/style.css"))
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';'));
    cookies.find_map(|cookie| cookie.trim().strip_prefix("session="))
}

impl Web {
    fn accounts<T>(&self, with: impl FnOnce(&mut Attempts, &mut Sessions) -> T) -> T {
        // What a panic left behind is whole: every change is one call.
        let mut both = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let (attempts, sessions) = &mut *both;
        with(attempts, sessions)
    }

    /// The subscriber whose session this is.
    async fn session(&self, headers: &HeaderMap, agent: &str) -> Option<Subscriber> {
        let token = token(headers)?;
        if !self.accounts(|_, sessions| sessions.check(now(), token, agent)) {
            return None;
        }
        self.server.find(agent).await
    }

    /// Whether a request comes from a page of this server; what is no browser sends no origin.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or(""));
        origin.is_none_or(|origin| self.origins.iter().any(|own| own == origin))
    }

    fn cookie(&self, agent: &str, value: &str, more: &str) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("session={value}; HttpOnly; SameSite=Strict; Path=/desk/{agent}/{secure}{more}")
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    password: String,
}

async fn sign_in(
    State(web): State<Web>,
    Path(agent): Path<String>,
    headers: HeaderMap,
    axum::Json(Password { password }): axum::Json<Password>,
) -> Response {
    if !web.is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let strange =
        agent.len() > 64 || !agent.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if strange || password.len() > 1024 {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(seconds) = web.accounts(|attempts, _| attempts.next(now(), &agent)) {
        let wait = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, wait).into_response();
    }
    let Ok(_seat) = web.checks.acquire().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let hash = web.server.find(&agent).await.map_or_else(String::new, |known| known.password_hash);
    let good = tokio::task::spawn_blocking(move || verify(&password, &hash)).await;
    let (Ok(true), Ok(token)) = (good, crate::node::link::challenge()) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    web.accounts(|attempts, sessions| {
        attempts.succeeded(&agent);
        sessions.begin(now(), &token, &agent);
    });
    let cookie = web.cookie(&agent, &token, "");
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

async fn sign_out(
    State(web): State<Web>,
    Path(agent): Path<String>,
    headers: HeaderMap,
) -> Response {
    if !web.is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(subscriber) = web.session(&headers, &agent).await else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    if let Some(token) = token(&headers) {
        web.accounts(|_, sessions| sessions.end(token));
    }
    web.server.send(Message::SignOut(subscriber.number)).await;
    let cookie = web.cookie(&agent, "", "; Max-Age=0");
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

async fn me(State(web): State<Web>, Path(agent): Path<String>, headers: HeaderMap) -> Response {
    match web.session(&headers, &agent).await {
        Some(Subscriber { number, name, skills, telephone, .. }) => axum::Json(json!({
            "agent": agent, "name": name, "number": number, "skills": skills, "telephone": telephone,
        }))
        .into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn history(
    State(web): State<Web>,
    Path((agent, call)): Path<(String, i64)>,
    headers: HeaderMap,
) -> Response {
    let Some(subscriber) = web.session(&headers, &agent).await else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Some(revisions) = web.server.history(&subscriber.number, call).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let list = revisions.into_iter().map(|revision| {
        let changes: Value = serde_json::from_str(&revision.changes).unwrap_or(Value::Null);
        json!({"version": revision.version, "at": revision.at, "by": revision.by, "changes": changes})
    });
    axum::Json(list.collect::<Vec<_>>()).into_response()
}

async fn socket(
    State(web): State<Web>,
    Path(agent): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !web.is_own(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(subscriber) = web.session(&headers, &agent).await else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    upgrade
        .max_message_size(256 << 10)
        // Thousands are quiet most of the time; a long message has its buffer grow.
        .read_buffer_size(4096)
        .on_upgrade(move |socket| attend(web, subscriber.number, socket))
}

/// How long a desk may take to say where it wants to go on.
const FIRST_WORD: Duration = Duration::from_secs(10);

/// How often a desk is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);

async fn attend(web: Web, number: String, mut socket: WebSocket) {
    let first = tokio::time::timeout(FIRST_WORD, socket.recv()).await;
    let Ok(Some(Ok(Frame::Text(first)))) = first else { return };
    let first: Value = serde_json::from_str(&first).unwrap_or(Value::Null);
    if first["type"] != "resume" {
        let error = json!({"type": "error", "text": "the first message is `resume`"}).to_string();
        // The desk may be gone already.
        let _ = socket.send(Frame::Text(error.into())).await;
        return;
    }
    let (desk, mut texts) = Desktop::new(web.last.fetch_add(1, Ordering::Relaxed));
    let id = desk.id;
    let from = first["from"].as_u64().unwrap_or(0);
    if !web.server.send(Message::Attach(number.clone(), desk.clone(), from)).await {
        return;
    }
    // The server's own end of the channel says when the desk is let go.
    let answers = desk.out.downgrade();
    drop(desk);
    let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + PING, PING);
    let mut silent = 0;
    loop {
        tokio::select! {
            _ = pings.tick() => {
                // A peer that is gone without a word is found out by what it does not answer.
                silent += 1;
                if silent > 2 || socket.send(Frame::Ping(Vec::new().into())).await.is_err() {
                    break;
                }
            }
            text = texts.recv() => match text {
                Some(text) => {
                    if socket.send(Frame::Text(text.into())).await.is_err() {
                        break;
                    }
                }
                None => {
                    let reason = CloseFrame { code: 4003, reason: "signed out, or too slow".into() };
                    let _ = socket.send(Frame::Close(Some(reason))).await;
                    break;
                }
            },
            frame = socket.recv() => match frame {
                Some(Ok(Frame::Text(text))) => {
                    let Some(out) = answers.upgrade() else { break };
                    let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
                    let message = Message::Desk(number.clone(), Desktop { id, out }, value);
                    silent = 0;
                    if !web.server.send(message).await {
                        break;
                    }
                }
                Some(Ok(_)) => silent = 0,
                Some(Err(_)) | None => break,
            },
        }
    }
    web.server.send(Message::Detach(number, id)).await;
}

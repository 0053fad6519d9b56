//! The service control point's side of the link to the server: it is kept up, requests go out,
//! answers come in.

use crate::net::{Application, Handle};
use crate::node::link::{Lines, greet, send_waiting};
use core::time::Duration;
use serde_json::Value;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tracing::{info, warn};

/// How many messages may wait for the server: what a busy minute's calls have to say while it is away.
const WAITING: usize = 1 << 18;

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The number of the request.
    pub id: u64,
    /// The outcome, as steps know it.
    pub outcome: String,
    /// What came with it: an agent's number.
    pub value: Option<String>,
}

/// The end of the link that messages are put into.
#[derive(Debug, Clone)]
pub struct ServerLink {
    out: mpsc::Sender<Value>,
}

impl ServerLink {
    /// A link, and what is to be given to [`keep`].
    pub fn new() -> (Self, mpsc::Receiver<Value>) {
        let (out, waiting) = mpsc::channel(WAITING);
        (Self { out }, waiting)
    }

    /// Sends a message. False where too many wait, or nobody takes them.
    pub(super) fn send(&self, message: Value) -> bool {
        self.out.try_send(message).is_ok()
    }
}

/// Keeps the link up until the application is gone. What waited longer than the server was away is
/// sent late: events are never dropped while there is room.
pub async fn keep<A: Application>(
    server: SocketAddr,
    name: String,
    secret: String,
    mut waiting: mpsc::Receiver<Value>,
    handle: Handle<A::Message>,
    answer: impl Fn(Option<Answer>, bool) -> A::Message,
) {
    let mut pause = Duration::from_millis(50);
    loop {
        match connected::<A>(server, &name, &secret, &mut waiting, &handle, &answer).await {
            Ok(()) => return,
            Err(error) => {
                warn!(%server, %error, "no link to the server");
                if !handle.send(answer(None, false)).await {
                    return;
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

async fn connected<A: Application>(
    server: SocketAddr,
    name: &str,
    secret: &str,
    waiting: &mut mpsc::Receiver<Value>,
    handle: &Handle<A::Message>,
    answer: &impl Fn(Option<Answer>, bool) -> A::Message,
) -> io::Result<()> {
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (reader, mut writer) = stream.into_split();
    let mut lines = Lines::new(reader);
    let patience = Duration::from_secs(5);
    tokio::time::timeout(patience, greet(&mut lines, &mut writer, name, secret))
        .await
        .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    info!(%server, "link to the server");
    if !handle.send(answer(None, true)).await {
        return Ok(());
    }
    // `next` may have read part of a line when it is dropped, so it has a task of its own.
    let (came, mut coming) = mpsc::channel(256);
    let reading = tokio::spawn(async move {
        loop {
            let next = lines.next().await;
            let over = !matches!(next, Ok(Some(_)));
            if came.send(next).await.is_err() || over {
                return;
            }
        }
    });
    let result = loop {
        tokio::select! {
            message = waiting.recv() => match message {
                Some(message) => {
                    if let Err(error) = send_waiting(&mut writer, &message, waiting).await {
                        break Err(error);
                    }
                }
                None => break Ok(()),
            },
            message = coming.recv() => match message {
                Some(Ok(Some(message))) => {
                    let Some(id) = message["id"].as_u64() else { continue };
                    let told = Answer {
                        id,
                        outcome: message["result"].as_str().unwrap_or("failed").into(),
                        value: message["number"].as_str().map(Into::into),
                    };
                    if !handle.send(answer(Some(told), true)).await {
                        break Ok(());
                    }
                }
                Some(Err(error)) => break Err(error),
                Some(Ok(None)) | None => break Err(io::Error::from(io::ErrorKind::ConnectionReset)),
            },
        }
    };
    reading.abort();
    result
}

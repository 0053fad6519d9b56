//! The link between service control point and server: JSON, a line a message, over TCP, both sides
//! proven by a secret that they share.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::io;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;

/// The version of the messages.
pub(crate) const VERSION: u64 = 1;
/// A line longer than this is no message.
pub(crate) const LONGEST: u64 = 256 << 10;

/// How many octets are put together for one write.
const AT_ONCE: usize = 64 << 10;

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// 32 octets that nobody can guess, as text.
pub(crate) fn challenge() -> io::Result<String> {
    let mut octets = [0; 32];
    getrandom::fill(&mut octets).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(hexadecimal(&octets))
}

/// What proves that a side knows the secret: HMAC-SHA-256 over its role and the other's challenge.
pub(crate) fn proof(secret: &str, role: &str, challenge: &str) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(role.as_bytes());
    mac.update(b"|");
    mac.update(challenge.as_bytes());
    hexadecimal(&mac.finalize().into_bytes())
}

/// Compares in a time that does not tell where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | a ^ b);
    one.len() == other.len() && differences == 0
}

/// Lines of JSON.
pub(crate) struct Lines<R>(BufReader<R>);

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self(BufReader::new(reader))
    }

    /// The next message; none at the end.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Value>> {
        let mut line = Vec::new();
        let read = (&mut self.0).take(LONGEST).read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line that is too long, or cut",
            ));
        }
        let value = serde_json::from_slice(&line);
        value.map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    async fn hello(&mut self, kind: &str) -> io::Result<Value> {
        let refused = |words: String| io::Error::new(io::ErrorKind::PermissionDenied, words);
        let message =
            self.next().await?.ok_or_else(|| refused("closed before its hello".into()))?;
        if message["type"] != kind {
            return Err(refused(format!("`{}` instead of `{kind}`", message["type"])));
        }
        if message["version"] != VERSION {
            return Err(refused(format!(
                "version {} of the messages; {VERSION} is spoken here",
                message["version"]
            )));
        }
        Ok(message)
    }
}

pub(crate) async fn send(
    writer: &mut (impl AsyncWrite + Unpin),
    message: &Value,
) -> io::Result<()> {
    let mut line = message.to_string();
    line.push('\n');
    writer.write_all(line.as_bytes()).await
}

/// Sends a message and those that have come to be sent meanwhile, in one piece.
pub(crate) async fn send_waiting(
    writer: &mut (impl AsyncWrite + Unpin),
    first: &Value,
    waiting: &mut mpsc::Receiver<Value>,
) -> io::Result<()> {
    let mut lines = first.to_string();
    lines.push('\n');
    while lines.len() < AT_ONCE
        && let Ok(next) = waiting.try_recv()
    {
        lines += &next.to_string();
        lines.push('\n');
    }
    writer.write_all(lines.as_bytes()).await
}

fn text<'v>(message: &'v Value, key: &str) -> &'v str {
    message[key].as_str().unwrap_or("")
}

/// The side that connects proves itself, and has the other prove itself.
pub(crate) async fn greet<R: AsyncRead + Unpin>(
    lines: &mut Lines<R>,
    writer: &mut (impl AsyncWrite + Unpin),
    name: &str,
    secret: &str,
) -> io::Result<()> {
    let hello = lines.hello("hello").await?;
    let own = challenge()?;
    let answer = proof(secret, "scp", text(&hello, "challenge"));
    let message = json!({"type": "hello", "version": VERSION, "name": name, "answer": answer, "challenge": own});
    send(writer, &message).await?;
    let welcome = lines.hello("welcome").await?;
    if !same(text(&welcome, "answer"), &proof(secret, "server", &own)) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the server does not know the secret",
        ));
    }
    Ok(())
}

/// The side that waits. The name of the peer.
pub(crate) async fn welcome<R: AsyncRead + Unpin>(
    lines: &mut Lines<R>,
    writer: &mut (impl AsyncWrite + Unpin),
    secret: &str,
) -> io::Result<String> {
    let own = challenge()?;
    send(writer, &json!({"type": "hello", "version": VERSION, "challenge": own})).await?;
    let hello = lines.hello("hello").await?;
    if secret.is_empty() || !same(text(&hello, "answer"), &proof(secret, "scp", &own)) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the peer does not know the secret",
        ));
    }
    let answer = proof(secret, "server", text(&hello, "challenge"));
    send(writer, &json!({"type": "welcome", "version": VERSION, "answer": answer})).await?;
    Ok(text(&hello, "name").into())
}

//! One association: the tasks that keep it up, read from it and write to it.

use super::codec::M3uaCodec;
use super::sctp;
use bytes::{Bytes, BytesMut};
use core::fmt;
use core::time::Duration;
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_util::codec::Decoder;

/// What carries M3UA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// The one that RFC 4666 knows.
    Sctp,
    /// For labs and tests: the same messages one behind the other.
    Tcp,
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sctp => "sctp",
            Self::Tcp => "tcp",
        })
    }
}

/// The number of an association in its configuration.
pub(super) type Number = u16;

/// What a link tells the driver.
#[derive(Debug)]
pub(super) enum Told {
    /// The peer, where to put what is for it, the streams toward this side and toward it.
    Up(SocketAddr, Outbox, (u16, u16)),
    Messages(Vec<(u16, Bytes)>),
    /// Why, and what was not sent.
    Down(String, Vec<Bytes>),
}

/// One association was told of.
pub(super) type Incoming = (Number, Told);

/// How much may wait for one peer that does not read: no longer than this are its own messages read, and
/// at twice as much what is to be sent is thrown away and counted.
const HIGH: usize = 4 << 20;

#[derive(Debug, Default)]
struct Gauge {
    octets: AtomicUsize,
    drained: Notify,
    /// The outbox was dropped: nothing more comes.
    closed: Notify,
}

/// What waits to be sent on an association. Closed when it is dropped.
#[derive(Debug)]
pub(super) struct Outbox {
    sender: mpsc::UnboundedSender<Vec<(u16, Bytes)>>,
    gauge: Arc<Gauge>,
}

impl Outbox {
    /// Puts messages behind those that wait. Gives back how many were thrown away because too
    /// much waits already.
    pub(super) fn push(&self, messages: Vec<(u16, Bytes)>) -> usize {
        let octets: usize = messages.iter().map(|(_, message)| message.len()).sum();
        if self.gauge.octets.load(Ordering::Relaxed) + octets > 2 * HIGH {
            return messages.len();
        }
        self.gauge.octets.fetch_add(octets, Ordering::Relaxed);
        let count = messages.len();
        // The association may be gone already; the driver is told so by `Down`.
        self.sender.send(messages).map_or(count, |()| 0)
    }

    /// How many octets wait.
    pub(super) fn waiting(&self) -> usize {
        self.gauge.octets.load(Ordering::Relaxed)
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.gauge.closed.notify_one();
    }
}

/// How long what waits may take to go out once the association is to be closed: a peer that does not read
/// would hold it for ever.
const FAREWELL: Duration = Duration::from_secs(1);

/// Ends when the association was to be closed and [`FAREWELL`] is over.
async fn farewell(gauge: &Gauge) -> Ended {
    gauge.closed.notified().await;
    tokio::time::sleep(FAREWELL).await;
    Err(io::Error::new(io::ErrorKind::TimedOut, "closed, and the peer did not read to the end")
        .into())
}

/// A socket that is open.
#[derive(Debug)]
pub(super) enum Connection {
    Tcp(TcpStream),
    Sctp(Box<sctp::Association>),
}

/// Where an association comes from or goes to.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    pub(super) transport: Transport,
    pub(super) local: Vec<SocketAddr>,
    pub(super) remote: Vec<SocketAddr>,
    pub(super) streams: u16,
    pub(super) maximum: usize,
}

impl Connection {
    async fn open(ends: &Ends) -> io::Result<(Self, SocketAddr)> {
        let remote = *ends.remote.first().ok_or(io::ErrorKind::InvalidInput)?;
        let connection = match ends.transport {
            Transport::Tcp => {
                let socket = match remote {
                    SocketAddr::V4(_) => TcpSocket::new_v4()?,
                    SocketAddr::V6(_) => TcpSocket::new_v6()?,
                };
                socket.set_reuseaddr(true)?;
                if let Some(local) = ends.local.first() {
                    socket.bind(*local)?;
                }
                Self::tcp(socket.connect(remote).await?)?
            }
            Transport::Sctp => {
                let any: SocketAddr = match remote {
                    SocketAddr::V4(_) => ([0, 0, 0, 0], 0).into(),
                    SocketAddr::V6(_) => ([0_u16; 8], 0).into(),
                };
                let local = if ends.local.is_empty() { &[any][..] } else { &ends.local };
                let opened =
                    sctp::Association::connect(local, &ends.remote, ends.streams, ends.maximum);
                Self::Sctp(Box::new(opened.await?))
            }
        };
        Ok((connection, remote))
    }

    pub(super) fn tcp(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        // A peer whose machine is gone does not say so (half-open): ask.
        let keepalive = socket2::TcpKeepalive::new()
            .with_time(Duration::from_secs(10))
            .with_interval(Duration::from_secs(5))
            .with_retries(3);
        let socket = socket2::SockRef::from(&stream);
        socket.set_tcp_keepalive(&keepalive)?;
        // While something waits for its acknowledgement, nobody asks: that has its own end.
        socket.set_tcp_user_timeout(Some(Duration::from_secs(25)))?;
        Ok(Self::Tcp(stream))
    }

    /// Reads and writes until one side ends it. Says why, and what it did not send.
    pub(super) async fn run(
        self,
        number: Number,
        peer: SocketAddr,
        maximum: usize,
        driver: &mpsc::Sender<Incoming>,
    ) -> (String, Vec<Bytes>) {
        let (sender, queue) = mpsc::unbounded_channel();
        let gauge = Arc::new(Gauge::default());
        let outbox = Outbox { sender, gauge: Arc::clone(&gauge) };
        let streams = match &self {
            Self::Tcp(_) => Ok((1, 1)),
            Self::Sctp(association) => association.streams(),
        };
        let streams = match streams {
            Ok(streams) => streams,
            Err(error) => return (error.to_string(), Vec::new()),
        };
        if driver.send((number, Told::Up(peer, outbox, streams))).await.is_err() {
            return ("stopped".into(), Vec::new());
        }
        let mut waiting = Waiting { queue, batch: VecDeque::new() };
        let ended = match self {
            Self::Tcp(stream) => {
                let (reader, writer) = stream.into_split();
                tokio::select! {
                    ended = read_tcp(reader, number, maximum, driver, &gauge) => ended,
                    ended = write_tcp(writer, &mut waiting, &gauge) => ended,
                    ended = farewell(&gauge) => ended,
                }
            }
            Self::Sctp(association) => tokio::select! {
                ended = run_sctp(*association, number, &mut waiting, driver, &gauge) => ended,
                ended = farewell(&gauge) => ended,
            },
        };
        let why = ended.map_or_else(|error| error.to_string(), |()| "closed".into());
        let mut unsent: Vec<_> = waiting.batch.into_iter().map(|(_, message)| message).collect();
        while let Ok(messages) = waiting.queue.try_recv() {
            unsent.extend(messages.into_iter().map(|(_, message)| message));
        }
        (why, unsent)
    }
}

/// What is to be sent: the batch at hand, and those behind it.
struct Waiting {
    queue: mpsc::UnboundedReceiver<Vec<(u16, Bytes)>>,
    batch: VecDeque<(u16, Bytes)>,
}

type Ended = Result<(), super::FrameError>;

/// Waits until the peer has read enough of what is for it.
async fn flow(gauge: &Gauge) {
    loop {
        let drained = gauge.drained.notified();
        if gauge.octets.load(Ordering::Relaxed) < HIGH {
            return;
        }
        drained.await;
    }
}

fn sent(gauge: &Gauge, octets: usize) {
    let before = gauge.octets.fetch_sub(octets, Ordering::Relaxed);
    if before >= HIGH && before - octets < HIGH {
        gauge.drained.notify_waiters();
    }
}

const READ: usize = 1 << 16;

async fn read_tcp(
    mut reader: tokio::net::tcp::OwnedReadHalf,
    number: Number,
    maximum: usize,
    driver: &mpsc::Sender<Incoming>,
    gauge: &Gauge,
) -> Ended {
    let mut codec = M3uaCodec { maximum };
    let mut octets = BytesMut::with_capacity(READ);
    loop {
        flow(gauge).await;
        octets.reserve(READ);
        if reader.read_buf(&mut octets).await? == 0 {
            return Ok(());
        }
        let mut messages = Vec::new();
        let fault = loop {
            match codec.decode(&mut octets) {
                Ok(Some(message)) => messages.push((0, message)),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        if !messages.is_empty() && driver.send((number, Told::Messages(messages))).await.is_err() {
            return Ok(());
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
    }
}

async fn write_tcp(
    mut writer: tokio::net::tcp::OwnedWriteHalf,
    waiting: &mut Waiting,
    gauge: &Gauge,
) -> Ended {
    let mut octets = BytesMut::with_capacity(READ);
    while let Some(messages) = waiting.queue.recv().await {
        waiting.batch.extend(messages);
        while waiting.batch.len() < 1024 {
            let Ok(messages) = waiting.queue.try_recv() else { break };
            waiting.batch.extend(messages);
        }
        waiting.batch.iter().for_each(|(_, message)| octets.extend_from_slice(message));
        // A batch of which a part went out counts as not sent: twice is better than never, and the
        // receiver tells the second one.
        writer.write_all(&octets).await?;
        waiting.batch.clear();
        sent(gauge, octets.len());
        octets.clear();
    }
    // The driver closed the association: what was sent arrives first.
    writer.shutdown().await?;
    Ok(())
}

async fn run_sctp(
    mut association: sctp::Association,
    number: Number,
    waiting: &mut Waiting,
    driver: &mpsc::Sender<Incoming>,
    gauge: &Gauge,
) -> Ended {
    let Waiting { queue, batch } = waiting;
    let mut open = true;
    loop {
        // Sending does not consume until it is done, so that either may be given up for the other.
        tokio::select! {
            messages = queue.recv(), if open && batch.is_empty() => match messages {
                Some(messages) => batch.extend(messages),
                None => {
                    association.shutdown();
                    open = false;
                }
            },
            done = async {
                match batch.front() {
                    Some((stream, message)) => association.send(*stream, message).await,
                    None => core::future::pending().await,
                }
            }, if !batch.is_empty() => {
                done?;
                if let Some((_, message)) = batch.pop_front() {
                    sent(gauge, message.len());
                }
            }
            received = async { flow(gauge).await; association_receive(&association).await } => {
                received?;
                let mut messages = Vec::new();
                loop {
                    match association.try_receive()? {
                        sctp::Next::Message(stream, message) => messages.push((stream, message)),
                        sctp::Next::Nothing => break,
                        sctp::Next::End => {
                            let _ = driver.send((number, Told::Messages(messages))).await;
                            return Ok(());
                        }
                    }
                    if messages.len() >= 256 {
                        break;
                    }
                }
                if !messages.is_empty()
                    && driver.send((number, Told::Messages(messages))).await.is_err()
                {
                    return Ok(());
                }
            }
        }
    }
}

async fn association_receive(association: &sctp::Association) -> io::Result<()> {
    association.readable().await
}

/// Waits longer after each failure, to half a minute, and not as long as the others that failed
/// with it.
#[derive(Debug, Default)]
struct Backoff(u32);

impl Backoff {
    fn next(&mut self) -> Duration {
        let longest = Duration::from_millis(100 << self.0.min(8)).min(Duration::from_secs(30));
        self.0 += 1;
        // Between half of it and the whole.
        let chance = RandomState::new().hash_one(self.0) % 512;
        longest * (512 + chance as u32) / 1024
    }
}

/// Keeps an association up that this side opens.
pub(super) async fn keep(number: Number, ends: Ends, driver: mpsc::Sender<Incoming>) {
    let mut backoff = Backoff::default();
    let mut told = String::new();
    while !driver.is_closed() {
        match Connection::open(&ends).await {
            Ok((connection, peer)) => {
                told.clear();
                let since = tokio::time::Instant::now();
                let (why, unsent) = connection.run(number, peer, ends.maximum, &driver).await;
                if since.elapsed() > Duration::from_secs(5) {
                    backoff = Backoff::default();
                }
                if driver.send((number, Told::Down(why, unsent))).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                let why = error.to_string();
                // The same trouble again is not told again.
                if why != told {
                    if driver.send((number, Told::Down(why.clone(), Vec::new()))).await.is_err() {
                        return;
                    }
                    told = why;
                }
            }
        }
        tokio::time::sleep(backoff.next()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attempt_waits_longer_up_to_half_a_minute_and_never_as_long_as_the_other() {
        let (mut one, mut other) = (Backoff::default(), Backoff::default());
        let waits: Vec<_> = (0..20).map(|_| (one.next(), other.next())).collect();
        assert!(waits[0].0 <= Duration::from_millis(100));
        assert!(waits[19].0 >= Duration::from_millis(12_800));
        assert!(waits.iter().all(|(one, _)| *one <= Duration::from_secs(30)));
        assert!(waits.iter().any(|(one, other)| one != other));
    }
}

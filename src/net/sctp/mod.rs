//! SCTP of the Linux kernel: one socket an association (RFC 6458 4), several addresses each side.

mod kernel;

use bytes::{Bytes, BytesMut};
use socket2::{Domain, MsgHdr, Protocol, Socket, Type};
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// The payload protocol identifier of M3UA (RFC 4666 1.4.8).
const M3UA: u32 = 3;

const RTO_INFO: i32 = 0;
const INIT_MESSAGE: i32 = 2;
const NO_DELAY: i32 = 3;
const PEER_ADDRESS_PARAMETERS: i32 = 9;
const EVENTS: i32 = 11;
const STATUS: i32 = 14;
const BIND_ADD: i32 = 100;
const CONNECT: i32 = 110;

/// What a peer that is gone is found out by: in milliseconds, how long to wait at first, at least
/// and at most before sending again, and how often an idle path is tried. The defaults of the
/// kernel are made for other networks and take a minute to leave a dead path.
const RETRANSMISSION: [u32; 3] = [500, 1000, 250];
const HEARTBEAT: u32 = 1000;
/// How often a path is tried before another one is taken.
const PATH_RETRANSMISSIONS: u16 = 2;

/// An association.
#[derive(Debug)]
pub(super) struct Association {
    socket: AsyncFd<Socket>,
    partial: BytesMut,
    maximum: usize,
}

/// How much is received at once.
const READ: usize = 16 * 1024;

/// What a peer sent.
#[derive(Debug)]
pub(super) enum Next {
    /// A message and its stream.
    Message(u16, Bytes),
    /// Nothing yet.
    Nothing,
    /// The peer ended the association.
    End,
}

/// Where associations come in.
#[derive(Debug)]
pub(super) struct Listener(AsyncFd<Socket>);

/// Says what is wrong when the kernel has no SCTP.
fn explain(error: io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(libc::EPROTONOSUPPORT | libc::ESOCKTNOSUPPORT | libc::EAFNOSUPPORT | libc::ENOSYS) => {
            let words = "this kernel has no SCTP (modprobe sctp); TCP is the other transport";
            io::Error::new(io::ErrorKind::Unsupported, words)
        }
        _ => error,
    }
}

fn socket(local: &[SocketAddr], streams: u16) -> io::Result<Socket> {
    let first = local.first().ok_or_else(|| invalid("no local address"))?;
    let protocol = Protocol::from(kernel::IPPROTO_SCTP);
    let socket =
        Socket::new(Domain::for_address(*first), Type::STREAM, Some(protocol)).map_err(explain)?;
    socket.set_nonblocking(true)?;
    socket.set_reuse_address(true)?;
    let mut init = [0; 8];
    init[..2].copy_from_slice(&streams.to_ne_bytes());
    init[2..4].copy_from_slice(&streams.to_ne_bytes());
    kernel::set(socket.as_fd(), INIT_MESSAGE, &init)?;
    prepare(&socket)?;
    socket.bind(&(*first).into())?;
    if let [_, others @ ..] = local
        && !others.is_empty()
    {
        kernel::set(socket.as_fd(), BIND_ADD, &addresses(others))?;
    }
    Ok(socket)
}

fn prepare(socket: &Socket) -> io::Result<()> {
    kernel::set(socket.as_fd(), NO_DELAY, &1_i32.to_ne_bytes())?;
    // Of the events only the first: tell the stream with the data.
    kernel::set(socket.as_fd(), EVENTS, &[1, 0, 0, 0, 0, 0, 0, 0])?;
    let mut rto = [0; 16];
    for (octets, value) in rto[4..].chunks_mut(4).zip(RETRANSMISSION) {
        octets.copy_from_slice(&value.to_ne_bytes());
    }
    kernel::set(socket.as_fd(), RTO_INFO, &rto)?;
    // `struct sctp_paddrparams`, packed: association, address of all peers, interval, attempts,
    // MTU, delay, flags (1: heartbeats on), flow label, code point.
    let mut path = [0; 156];
    path[4..6].copy_from_slice(&(libc::AF_INET as u16).to_ne_bytes());
    path[132..136].copy_from_slice(&HEARTBEAT.to_ne_bytes());
    path[136..138].copy_from_slice(&PATH_RETRANSMISSIONS.to_ne_bytes());
    path[146..150].copy_from_slice(&1_u32.to_ne_bytes());
    kernel::set(socket.as_fd(), PEER_ADDRESS_PARAMETERS, &path)
}

/// Socket addresses one behind the other, each as long as its family's.
fn addresses(list: &[SocketAddr]) -> Vec<u8> {
    let mut octets = Vec::new();
    for address in list {
        match address {
            SocketAddr::V4(address) => {
                octets.extend_from_slice(&(libc::AF_INET as u16).to_ne_bytes());
                octets.extend_from_slice(&address.port().to_be_bytes());
                octets.extend_from_slice(&address.ip().octets());
                octets.extend_from_slice(&[0; 8]);
            }
            SocketAddr::V6(address) => {
                octets.extend_from_slice(&(libc::AF_INET6 as u16).to_ne_bytes());
                octets.extend_from_slice(&address.port().to_be_bytes());
                octets.extend_from_slice(&address.flowinfo().to_be_bytes());
                octets.extend_from_slice(&address.ip().octets());
                octets.extend_from_slice(&address.scope_id().to_ne_bytes());
            }
        }
    }
    octets
}

fn invalid(words: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, words)
}

impl Listener {
    /// Listens at all of these addresses at once.
    pub(super) fn bind(local: &[SocketAddr], streams: u16) -> io::Result<Self> {
        let socket = socket(local, streams)?;
        socket.listen(128)?;
        Ok(Self(kernel::register(socket)?))
    }

    /// The next association, and the address that it came from.
    pub(super) async fn accept(&self, maximum: usize) -> io::Result<(Association, SocketAddr)> {
        let accept = |socket: &Socket| socket.accept();
        let (socket, from) = self.0.async_io(Interest::READABLE, accept).await?;
        socket.set_nonblocking(true)?;
        prepare(&socket)?;
        let from = from.as_socket().ok_or_else(|| invalid("an address of no known family"))?;
        let socket = kernel::register(socket)?;
        Ok((Association { socket, partial: BytesMut::new(), maximum }, from))
    }
}

impl Association {
    /// Connects from all local addresses to all of the peer's.
    pub(super) async fn connect(
        local: &[SocketAddr],
        remote: &[SocketAddr],
        streams: u16,
        maximum: usize,
    ) -> io::Result<Self> {
        let socket = socket(local, streams)?;
        match kernel::set(socket.as_fd(), CONNECT, &addresses(remote)) {
            Err(error) if error.raw_os_error() != Some(libc::EINPROGRESS) => return Err(error),
            _ => {}
        }
        let socket = kernel::register(socket)?;
        drop(socket.writable().await?);
        if let Some(error) = socket.get_ref().take_error()? {
            return Err(error);
        }
        Ok(Self { socket, partial: BytesMut::new(), maximum })
    }

    /// How many streams there are toward this side and toward the peer: of what one side asks for and the other
    /// offers the lesser.
    pub(super) fn streams(&self) -> io::Result<(u16, u16)> {
        // `struct sctp_status`: association, state, window, two counts, streams in and out, and more.
        let mut status = [0; 256];
        let length = kernel::get(self.socket.get_ref().as_fd(), STATUS, &mut status)?;
        match status[..length.min(256)] {
            [_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, a, b, c, d, ..] => {
                Ok((u16::from_ne_bytes([a, b]), u16::from_ne_bytes([c, d])))
            }
            _ => Err(invalid("an association without a state")),
        }
    }

    /// Waits until there is something to receive.
    pub(super) async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await.map(|mut ready| ready.retain_ready())
    }

    /// What there is to receive.
    pub(super) fn try_receive(&mut self) -> io::Result<Next> {
        loop {
            let from = self.partial.len();
            self.partial.resize(from + READ, 0);
            let buffer = &mut self.partial[from..];
            let received = self
                .socket
                .try_io(Interest::READABLE, |socket| kernel::receive(socket.as_fd(), buffer));
            let length = received.as_ref().map_or(0, |received| received.length);
            self.partial.truncate(from + length);
            let received = match received {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Ok(Next::Nothing);
                }
                received => received?,
            };
            if received.notification {
                self.partial.truncate(from);
            } else if received.length == 0 {
                return Ok(Next::End);
            } else if self.partial.len() > self.maximum {
                return Err(invalid("a message longer than is taken"));
            } else if received.end_of_record {
                return Ok(Next::Message(received.stream, self.partial.split().freeze()));
            }
        }
    }

    /// Sends a message on a stream.
    pub(super) async fn send(&self, stream: u16, message: &[u8]) -> io::Result<()> {
        let control = kernel::control(stream, M3UA);
        let send = |socket: &Socket| {
            let parts = [IoSlice::new(message)];
            let header: MsgHdr<'_, '_, '_> =
                MsgHdr::new().with_buffers(&parts).with_control(&control);
            socket.sendmsg(&header, libc::MSG_NOSIGNAL)
        };
        self.socket.async_io(Interest::WRITABLE, send).await.map(drop)
    }

    /// Ends the association in order: what was sent arrives first.
    pub(super) fn shutdown(&self) {
        // One that is gone already needs no end.
        let _ = self.socket.get_ref().shutdown(std::net::Shutdown::Write);
    }
}

/// Whether this kernel has SCTP.
///
/// # Errors
///
/// What is wrong, in words.
pub fn available() -> io::Result<()> {
    let protocol = Protocol::from(kernel::IPPROTO_SCTP);
    Socket::new(Domain::IPV4, Type::STREAM, Some(protocol)).map(drop).map_err(explain)
}

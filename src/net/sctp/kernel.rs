//! What the kernel offers for SCTP and no safe crate wraps: socket options, and receiving with the
//! number of the stream (RFC 6458). The only file of the crate with `unsafe`.
#![expect(unsafe_code)]

use socket2::Socket;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use tokio::io::unix::AsyncFd;

/// The level of the options, and the protocol's number.
pub(super) const IPPROTO_SCTP: i32 = 132;
/// The type of the ancillary data with [`SIZE_OF_SNDRCVINFO`] octets (RFC 6458 5.3.2).
const SCTP_SNDRCV: i32 = 1;
/// `struct sctp_sndrcvinfo`: stream, sequence, flags, two octets that fill, then PPID, context, time to live, TSN,
/// cumulative TSN and association.
pub(super) const SIZE_OF_SNDRCVINFO: usize = 32;
const MSG_NOTIFICATION: i32 = 0x8000;

/// Lets the runtime wait for a socket.
pub(super) fn register(socket: Socket) -> io::Result<AsyncFd<Socket>> {
    // SAFETY: a `Socket` owns its descriptor, which stays open and the same until it is dropped,
    // and it is dropped by the `AsyncFd` that takes it.
    Ok(unsafe { AsyncFd::register(socket) }?)
}

/// Sets a socket option to these octets.
pub(super) fn set(socket: BorrowedFd<'_>, option: i32, value: &[u8]) -> io::Result<()> {
    let length = libc::socklen_t::try_from(value.len())
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    // SAFETY: the pointer and the length are those of one slice, which the kernel only reads.
    let result = unsafe {
        libc::setsockopt(socket.as_raw_fd(), IPPROTO_SCTP, option, value.as_ptr().cast(), length)
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Reads a socket option; gives back how many octets it has.
pub(super) fn get(socket: BorrowedFd<'_>, option: i32, value: &mut [u8]) -> io::Result<usize> {
    let mut length = libc::socklen_t::try_from(value.len())
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    // SAFETY: the pointer and the length are those of one slice, beyond which the kernel writes nothing; it sets
    // the length to what it wrote.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            IPPROTO_SCTP,
            option,
            value.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    if result == 0 { Ok(length as usize) } else { Err(io::Error::last_os_error()) }
}

/// What one call brought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Received {
    /// How many octets; none at the end of the association.
    pub(super) length: usize,
    /// The stream that they came on.
    pub(super) stream: u16,
    /// Whether the message ends with them.
    pub(super) end_of_record: bool,
    /// Whether this is the kernel's word on the association and no data.
    pub(super) notification: bool,
}

/// Receives a message or a part of one.
pub(super) fn receive(socket: BorrowedFd<'_>, buffer: &mut [u8]) -> io::Result<Received> {
    // Aligned for `cmsghdr`.
    let mut control = [0_u64; 16];
    let mut part = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    // SAFETY: all octets zero is a valid `msghdr`: null pointers and lengths of nothing.
    let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = &raw mut part;
    header.msg_iovlen = 1;
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = size_of_val(&control);
    // SAFETY: `header` points to `part` and `control`, `part` to `buffer`, with their lengths; all
    // of them live until the call is over.
    let length = unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut header, 0) };
    let Ok(length) = usize::try_from(length) else { return Err(io::Error::last_os_error()) };
    let mut stream = 0;
    // SAFETY: the kernel filled `control` and set `msg_controllen`; CMSG_FIRSTHDR and CMSG_NXTHDR
    // stay within them and give null at the end.
    let mut next = unsafe { libc::CMSG_FIRSTHDR(&raw const header) };
    while !next.is_null() {
        // SAFETY: not null, so a `cmsghdr` within `control`.
        let message = unsafe { &*next };
        if message.cmsg_level == IPPROTO_SCTP && message.cmsg_type == SCTP_SNDRCV {
            // SAFETY: data of this type begins with the stream's number, two octets; it may stand
            // unaligned.
            stream = unsafe { libc::CMSG_DATA(next).cast::<u16>().read_unaligned() };
        }
        // SAFETY: as above.
        next = unsafe { libc::CMSG_NXTHDR(&raw const header, next) };
    }
    Ok(Received {
        length,
        stream,
        end_of_record: header.msg_flags & libc::MSG_EOR != 0,
        notification: header.msg_flags & MSG_NOTIFICATION != 0,
    })
}

/// Ancillary data that says on which stream, and with which payload protocol identifier, a
/// message goes.
pub(super) fn control(stream: u16, payload_protocol: u32) -> [u8; 48] {
    let mut octets = [0; 48];
    // `struct cmsghdr`: length, level, type.
    octets[..8].copy_from_slice(&(16 + SIZE_OF_SNDRCVINFO).to_ne_bytes());
    octets[8..12].copy_from_slice(&IPPROTO_SCTP.to_ne_bytes());
    octets[12..16].copy_from_slice(&SCTP_SNDRCV.to_ne_bytes());
    octets[16..18].copy_from_slice(&stream.to_ne_bytes());
    // The identifier goes out as it stands: in network order (RFC 6458 5.3.2).
    octets[24..28].copy_from_slice(&payload_protocol.to_be_bytes());
    octets
}

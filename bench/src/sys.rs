// SPDX-License-Identifier: MIT OR Apache-2.0

//! System calls, and the columns that are written in C: all of the benchmark's own unsafe code.

use std::ffi::c_void;
use std::io;
use std::mem::zeroed;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

// SAFETY: Each signature is that of the definition in columns/floor.c. The safe ones take and return numbers, and keep
// no pointers to Rust's memory.
unsafe extern "C" {
    /// From now on the other functions make the same requests as klink.
    pub safe fn floor_as_klink();
    pub safe fn floor_dump(dumps: u64) -> u64;
    pub safe fn floor_getlink(trips: u64) -> u64;
    pub fn floor_drain(fill: FillFn, filler: *mut c_void) -> u64;
    pub safe fn floor_insert(routes: u64);
}

// SAFETY: As above, of columns/libmnl.c.
#[cfg(feature = "libmnl")]
unsafe extern "C" {
    pub safe fn libmnl_dump(dumps: u64) -> u64;
    pub safe fn libmnl_getlink(trips: u64) -> u64;
    pub fn libmnl_drain(fill: FillFn, filler: *mut c_void) -> u64;
    pub safe fn libmnl_insert(routes: u64);
}

/// The function that a drain in C calls for the next burst; 0 at the end.
pub type FillFn = extern "C" fn(*mut c_void, RawFd, u32) -> u64;

/// Runs a drain that is written in C; `fill` sends the next burst to a socket with a port id.
pub fn drain<F>(column: unsafe extern "C" fn(FillFn, *mut c_void) -> u64, mut fill: F) -> u64
where
    F: FnMut(RawFd, u32) -> Option<u64>,
{
    // SAFETY: The drains in C give the pointer to `fill_from_c`, which takes one to an `F`, and do nothing else with it.
    unsafe { column(fill_from_c::<F>, (&raw mut fill).cast()) }
}

extern "C" fn fill_from_c<F>(filler: *mut c_void, fd: RawFd, portid: u32) -> u64
where
    F: FnMut(RawFd, u32) -> Option<u64>,
{
    // SAFETY: `drain` made the pointer of an `F` that lives for as long as the caller runs, which has one thread.
    let fill = unsafe { &mut *filler.cast::<F>() };
    fill(fd, portid).unwrap_or(0)
}

/// User and system time of all threads of this process.
pub fn processor_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: clock_gettime(2) writes to `time` alone, which outlives the call.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(result, 0, "clock_gettime");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Moves this process into a new network namespace.
pub fn new_network_namespace() -> io::Result<()> {
    // SAFETY: unshare(2) takes no pointer, and a network namespace has no part in Rust's memory.
    check(unsafe { libc::unshare(libc::CLONE_NEWNET) })?;
    Ok(())
}

/// A socket of the protocol `NETLINK_USERSOCK`.
pub fn usersock() -> io::Result<OwnedFd> {
    // SAFETY: socket(2) takes no pointer.
    let fd = check(unsafe {
        libc::socket(
            libc::AF_NETLINK,
            libc::SOCK_RAW | libc::SOCK_CLOEXEC,
            libc::NETLINK_USERSOCK,
        )
    })?;
    // SAFETY: The call above has just opened it, and nothing else has its number.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Sends a datagram to `portid` this many times, with as few system calls as possible.
pub fn send(socket: &OwnedFd, portid: u32, datagram: &mut [u8], times: usize) -> io::Result<()> {
    // SAFETY: All fields are integers, for which zeros are values.
    let mut to: libc::sockaddr_nl = unsafe { zeroed() };
    to.nl_family = libc::AF_NETLINK as libc::sa_family_t;
    to.nl_pid = portid;
    let mut bytes = libc::iovec {
        iov_base: datagram.as_mut_ptr().cast(),
        iov_len: datagram.len(),
    };
    // SAFETY: All fields are integers and pointers that may be null.
    let mut header: libc::mmsghdr = unsafe { zeroed() };
    header.msg_hdr.msg_name = (&raw mut to).cast();
    header.msg_hdr.msg_namelen = size_of_val(&to) as libc::socklen_t;
    header.msg_hdr.msg_iov = &mut bytes;
    header.msg_hdr.msg_iovlen = 1;
    let mut headers = vec![header; times];
    let mut sent = 0;
    while sent < times {
        let rest = &mut headers[sent..];
        // SAFETY: sendmmsg(2) reads so many headers, and through them `to`, `bytes` and the datagram, which all outlive
        // the call, and writes to the headers alone.
        let result = unsafe {
            libc::sendmmsg(
                socket.as_raw_fd(),
                rest.as_mut_ptr(),
                rest.len() as libc::c_uint,
                0,
            )
        };
        sent += check(result)? as usize;
    }
    Ok(())
}

/// Sets a socket's receive buffer to this size in bytes; the kernel doubles it.
pub fn grow_receive_buffer(fd: RawFd, size: libc::c_int) -> io::Result<()> {
    // SAFETY: setsockopt(2) reads as many bytes of `size` as it is given, which outlives the call.
    check(unsafe {
        libc::setsockopt(
            fd,
            libc::SOL_SOCKET,
            libc::SO_RCVBUFFORCE,
            (&raw const size).cast(),
            size_of_val(&size) as libc::socklen_t,
        )
    })?;
    Ok(())
}

fn check(result: libc::c_int) -> io::Result<libc::c_int> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(result)
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! The proc connector.

use std::io;
use std::mem::zeroed;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use anyhow::{ensure, Result};
use klink::proc::{EventData, Notification, ProcessEvent, Processes};

use crate::collector::{Collector, Kind, Seen, Tally, WAIT};

/// A collector with one recv(2) per event, as users of the connector read it: with the socket's own buffer, and without
/// a check of the sender.
pub struct Proc(OwnedFd);

/// `CN_IDX_PROC`, which is its group as well, and `CN_VAL_PROC`.
const ID: u32 = 1;
/// `PROC_CN_MCAST_LISTEN`
const LISTEN: u32 = 1;
/// `struct nlmsghdr`, `struct cn_msg` and the operation.
const REQUEST: usize = 16 + 20 + 4;

impl Proc {
    pub fn open() -> Result<Self> {
        // SAFETY: The values outlive the calls, and nothing else owns the descriptor.
        unsafe {
            let fd = libc::socket(
                libc::AF_NETLINK,
                libc::SOCK_DGRAM | libc::SOCK_CLOEXEC,
                libc::NETLINK_CONNECTOR,
            );
            ensure!(
                fd >= 0,
                "there is no connector: {}",
                io::Error::last_os_error()
            );
            let socket = OwnedFd::from_raw_fd(fd);
            let mut address: libc::sockaddr_nl = zeroed();
            address.nl_family = libc::AF_NETLINK as u16;
            address.nl_groups = ID;
            let wait = libc::timeval {
                tv_sec: 0,
                tv_usec: WAIT.as_micros() as i64,
            };
            let words: [u32; REQUEST / 4] = [
                REQUEST as u32,
                libc::NLMSG_DONE as u32,
                0,
                0,
                ID,
                ID,
                0,
                0,
                4,
                LISTEN,
            ];
            let done = libc::bind(
                fd,
                (&raw const address).cast(),
                size_of_val(&address) as u32,
            ) == 0
                && libc::setsockopt(
                    fd,
                    libc::SOL_SOCKET,
                    libc::SO_RCVTIMEO,
                    (&raw const wait).cast(),
                    size_of_val(&wait) as u32,
                ) == 0
                && libc::send(fd, words.as_ptr().cast(), REQUEST, 0) == REQUEST as isize;
            ensure!(
                done,
                "cannot listen to the proc connector: {}",
                io::Error::last_os_error()
            );
            Ok(Self(socket))
        }
    }
}

impl Collector for Proc {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        let mut buffer = [0u8; 4096];
        loop {
            // SAFETY: The buffer outlives the call.
            let length = unsafe {
                libc::recv(
                    self.0.as_raw_fd(),
                    buffer.as_mut_ptr().cast(),
                    buffer.len(),
                    0,
                )
            };
            if length < 0 {
                match io::Error::last_os_error() {
                    error if error.raw_os_error() == Some(libc::ENOBUFS) => tally.lose(None),
                    error if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                    error => return Err(error.into()),
                }
                continue;
            }
            let payload = buffer.get(16..length as usize).unwrap_or_default();
            if let Ok(event) = ProcessEvent::read(payload) {
                note(tally, &event);
            }
        }
    }
}

/// A collector with klink, which receives up to 16 events at once, checks their sender, and counts drops.
pub struct KlinkProc(Processes);

impl KlinkProc {
    pub fn open() -> Result<Self> {
        let mut processes = Processes::open()?;
        processes.subscription().set_timeout(Some(WAIT));
        Ok(Self(processes))
    }
}

impl Collector for KlinkProc {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        loop {
            match self.0.next() {
                Ok(Notification::Process(event)) => note(tally, &event),
                Ok(Notification::Lost(lost)) => tally.lose(Some(lost.drops.into())),
                Err(error) if error.is_timeout() => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn note(tally: &mut Tally, event: &ProcessEvent) {
    let (kind, process, parent) = match event.data {
        EventData::Fork {
            parent_tgid,
            child_tgid,
            ..
        } => (Kind::Fork, child_tgid, Some(parent_tgid)),
        EventData::Exec { tgid, .. } => (Kind::Exec, tgid, None),
        EventData::Exit { tgid, .. } => (Kind::Exit, tgid, None),
        _ => return,
    };
    tally.note(Seen {
        kind,
        process,
        parent,
        time: Some(event.timestamp_ns),
    });
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! Processes that fork, exec and exit, from the kernel's proc connector (`drivers/connector/cn_proc.c`).
//!
//! The events are multicast, one per datagram: a burst of processes loses events, which is reported as
//! [`Notification::Lost`].
//!
//! ```no_run
//! use klink::proc::{Notification, Processes, EventData};
//!
//! let mut processes = Processes::open()?;
//! loop {
//!     match processes.next()? {
//!         Notification::Process(event) => match event.data {
//!             EventData::Exec { pid, .. } => println!("{pid} runs a program"),
//!             EventData::Exit { pid, code, .. } => println!("{pid} ended with {code:#x}"),
//!             _ => {}
//!         },
//!         Notification::Lost(lost) => println!("{} events lost", lost.drops),
//!     }
//! }
//! # #[allow(unreachable_code)]
//! # Ok::<(), klink::Error>(())
//! ```

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Op};
use crate::listener::{self, Lost};
use crate::subscription::Subscription;
use crate::wire::{Group, Header, Malformed, Protocol};
use crate::Errno;

/// A subscription to process events.
#[derive(Debug)]
pub struct Processes {
    subscription: Subscription,
}

/// One item that [`Processes`] receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    /// Something happened to a process.
    Process(ProcessEvent),
    /// Events that the kernel dropped before the next one.
    Lost(Lost),
}

/// An event of a process (`struct proc_event`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProcessEvent {
    /// The CPU that the event occurred on.
    pub cpu: u32,
    /// The time, in nanoseconds of `CLOCK_MONOTONIC`.
    pub timestamp_ns: u64,
    /// The kind of the event, with its data (`event_data`).
    pub data: EventData,
}

/// The data of process events, by kind. A `pid` is that of a thread, a `tgid` that of its process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)] // The names of the fields say what they are.
pub enum EventData {
    /// The kernel's reply to the subscription: an errno, 0 for success.
    Answer { errno: u32 },
    /// A process or thread was created. The parent of a thread is its process's.
    Fork {
        parent_pid: u32,
        parent_tgid: u32,
        child_pid: u32,
        child_tgid: u32,
    },
    /// The process runs another program.
    Exec { pid: u32, tgid: u32 },
    /// The process has other user ids.
    Uid {
        pid: u32,
        tgid: u32,
        real: u32,
        effective: u32,
    },
    /// The process has other group ids.
    Gid {
        pid: u32,
        tgid: u32,
        real: u32,
        effective: u32,
    },
    /// The process leads a new session.
    Sid { pid: u32, tgid: u32 },
    /// The process is traced, or no longer traced if the tracer is 0.
    Ptrace {
        pid: u32,
        tgid: u32,
        tracer_pid: u32,
        tracer_tgid: u32,
    },
    /// The thread has another name, padded with NULs.
    Comm { pid: u32, tgid: u32, comm: [u8; 16] },
    /// The process's memory is being written to a core file.
    Coredump { pid: u32, tgid: u32 },
    /// The process ended. `code` is the status as in wait(2), `signal` the signal that its parent gets, or [`u32::MAX`]
    /// (-1) for a thread, whose end sends none.
    Exit {
        pid: u32,
        tgid: u32,
        code: u32,
        signal: u32,
    },
    /// An event that is not known here: `PROC_EVENT_*`.
    Other(u32),
}

const GROUP: u32 = 1;
/// `CN_IDX_PROC` and `CN_VAL_PROC`
const ID: u32 = 1;
/// `PROC_CN_MCAST_LISTEN`
const LISTEN: u32 = 1;
/// `struct cn_msg`
const CONNECTOR_LEN: usize = 20;

impl Processes {
    /// Subscribes.
    ///
    /// `EPERM`: the kernel requires `CAP_NET_ADMIN` (since 6.6 not for this group). [`ErrorKind::TimedOut`]: the kernel
    /// does not reply, because the caller is in a user or pid namespace other than the initial ones, where it reports
    /// nothing.
    pub fn open() -> Result<Self, Error> {
        let mut subscription = Subscription::open(Protocol::CONNECTOR)?;
        if let Some(group) = Group::new(GROUP) {
            subscription.join(group)?;
        }
        subscription.send(&crate::request(Header::DONE, |message| {
            message.raw(&ID.to_ne_bytes())?;
            message.raw(&ID.to_ne_bytes())?;
            message.raw(&[0; 8])?;
            message.raw(&(size_of_val(&LISTEN) as u16).to_ne_bytes())?;
            message.raw(&[0; 2])?;
            message.raw(&LISTEN.to_ne_bytes())
        }))?;
        let mut processes = Self { subscription };
        processes.wait_for_answer()?;
        Ok(processes)
    }

    /// The subscription, to limit how long it waits or to enlarge its buffer.
    pub fn subscription(&mut self) -> &mut Subscription {
        &mut self.subscription
    }

    /// Waits for the next event, as [`Listener::next`](crate::Listener::next) does.
    #[allow(clippy::should_implement_trait)] // It would end only with an error.
    pub fn next(&mut self) -> Result<Notification, Error> {
        match self.subscription.next()? {
            listener::Notification::Lost(lost) => Ok(Notification::Lost(lost)),
            listener::Notification::Message(notification) => {
                let event = ProcessEvent::read(notification.message.payload);
                event
                    .map(Notification::Process)
                    .map_err(|malformed| Error::new(Op::Receive, "the proc connector", malformed))
            }
        }
    }

    fn wait_for_answer(&mut self) -> Result<(), Error> {
        const LIMIT: Duration = Duration::from_secs(2);
        let until = Instant::now() + LIMIT;
        let refused = |kind: ErrorKind| Error::new(Op::Join, "the proc connector", kind);
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            self.subscription.set_timeout(Some(left));
            match self.next() {
                Ok(Notification::Process(ProcessEvent {
                    data: EventData::Answer { errno },
                    ..
                })) => {
                    self.subscription.set_timeout(None);
                    return match errno {
                        0 => Ok(()),
                        errno => Err(refused(Errno(errno as i32).into())),
                    };
                }
                // Another socket subscribes already, and processes keep starting.
                Ok(_) => {}
                Err(error) if error.is_timeout() => break,
                Err(error) => return Err(error),
            }
        }
        Err(refused(ErrorKind::TimedOut(LIMIT)))
    }
}

/// Takes the socket, for a [`Listener`](crate::Listener). Messages that were received and not returned yet are lost.
impl From<Processes> for OwnedFd {
    fn from(processes: Processes) -> Self {
        processes.subscription.into()
    }
}

impl ProcessEvent {
    /// Reads the payload of a message of the connector.
    ///
    /// [`Malformed::Kind`]: the message comes from another part of the kernel (`CN_IDX_*`).
    pub fn read(payload: &[u8]) -> Result<Self, Malformed> {
        let short = Malformed::Short {
            need: CONNECTOR_LEN + 16,
            have: payload.len(),
        };
        let event = payload.get(CONNECTOR_LEN..).ok_or(short)?;
        let (head, data) = event.split_first_chunk::<16>().ok_or(short)?;
        if !payload.starts_with([ID.to_ne_bytes(); 2].as_flattened()) {
            return Err(Malformed::Kind {
                kind: Header::DONE.into(),
            });
        }
        let word = |bytes: &[u8], index: usize| {
            let bytes = bytes.get(index * 4..).and_then(|rest| rest.first_chunk());
            bytes.map_or(0, |&bytes| u32::from_ne_bytes(bytes))
        };
        let timestamp = head
            .last_chunk()
            .map_or(0, |&bytes| u64::from_ne_bytes(bytes));
        let [a, b, c, d] = [0, 1, 2, 3].map(|index| word(data, index));
        Ok(Self {
            cpu: word(head, 1),
            timestamp_ns: timestamp,
            data: match word(head, 0) {
                0 => EventData::Answer { errno: a },
                0x1 => EventData::Fork {
                    parent_pid: a,
                    parent_tgid: b,
                    child_pid: c,
                    child_tgid: d,
                },
                0x2 => EventData::Exec { pid: a, tgid: b },
                0x4 => EventData::Uid {
                    pid: a,
                    tgid: b,
                    real: c,
                    effective: d,
                },
                0x40 => EventData::Gid {
                    pid: a,
                    tgid: b,
                    real: c,
                    effective: d,
                },
                0x80 => EventData::Sid { pid: a, tgid: b },
                0x100 => EventData::Ptrace {
                    pid: a,
                    tgid: b,
                    tracer_pid: c,
                    tracer_tgid: d,
                },
                0x200 => EventData::Comm {
                    pid: a,
                    tgid: b,
                    comm: data
                        .get(8..)
                        .and_then(|comm| comm.first_chunk())
                        .map_or([0; 16], |&comm| comm),
                },
                0x4000_0000 => EventData::Coredump { pid: a, tgid: b },
                0x8000_0000 => EventData::Exit {
                    pid: a,
                    tgid: b,
                    code: c,
                    signal: d,
                },
                other => EventData::Other(other),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(what: u32, data: &[u32]) -> Vec<u8> {
        let mut payload = [ID, ID, 0, 0, 0].map(u32::to_ne_bytes).concat();
        payload.extend(what.to_ne_bytes());
        payload.extend(3u32.to_ne_bytes());
        payload.extend(1_000_000_007u64.to_ne_bytes());
        payload.extend(data.iter().flat_map(|word| word.to_ne_bytes()));
        payload
    }

    #[test]
    fn events_known_unknown_and_cut_short() {
        let exit = ProcessEvent::read(&payload(0x8000_0000, &[7, 8, 256, 17])).unwrap();
        assert_eq!((exit.cpu, exit.timestamp_ns), (3, 1_000_000_007));
        let data = EventData::Exit {
            pid: 7,
            tgid: 8,
            code: 256,
            signal: 17,
        };
        assert_eq!(exit.data, data);
        let other = ProcessEvent::read(&payload(0x10, &[])).unwrap();
        assert_eq!(other.data, EventData::Other(0x10));
        assert!(ProcessEvent::read(&[0; 35]).is_err());
        let mut others = payload(0x2, &[7, 8]);
        others[0] ^= 1;
        let refused = ProcessEvent::read(&others);
        assert_eq!(refused, Err(Malformed::Kind { kind: 3 }));
    }
}

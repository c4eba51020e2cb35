// SPDX-License-Identifier: MIT OR Apache-2.0

//! Linux audit, with a rule for the system calls that make, change and end processes.

use std::os::fd::OwnedFd;
use std::process;

use anyhow::{Context, Result};
use klink::{request, ErrorKind, Protocol, Raw, Socket};

use crate::collector::{Collector, Kind, Seen, Tally, WAIT};

// include/uapi/linux/audit.h
const GET: u16 = 1000;
const SET: u16 = 1001;
const ADD_RULE: u16 = 1011;
const DEL_RULE: u16 = 1012;
const SYSCALL: u16 = 1300;
const FILTER_EXIT: u32 = 4;
const ALWAYS: u32 = 2;
const ARCH: u32 = 11;
const X86_64: u32 = 0xc000_003e;
const EQUAL: u32 = 0x4000_0000;
const ENABLED: u32 = 1;
const PID: u32 = 4;
const BACKLOG_LIMIT: u32 = 0x10;
const BACKLOG_WAIT_TIME: u32 = 0x20;

const CLONE: u32 = libc::SYS_clone as u32;
const FORK: u32 = libc::SYS_fork as u32;
const VFORK: u32 = libc::SYS_vfork as u32;
const EXECVE: u32 = libc::SYS_execve as u32;
const EXIT_GROUP: u32 = libc::SYS_exit_group as u32;

/// A collector in auditd's place: the kernel sends its records here. The rule exists as long as this does.
pub struct Audit {
    control: Socket,
    records: Raw,
    /// Records that the kernel has lost so far.
    lost: u32,
}

impl Audit {
    /// Opens it. A system call waits at most this many ticks while the backlog is full; after that its record is lost.
    pub fn open(wait: u32) -> Result<Self> {
        let mut auditd = Socket::open(Protocol::AUDIT)?;
        let pid = process::id();
        apply(&mut auditd, SET, &[PID, 0, 0, pid, 0, 0, 0, 0, 0, 0, 0])?;
        let mut records = Raw::try_from(OwnedFd::from(auditd))?;
        records.set_timeout(Some(WAIT))?;
        let mut audit = Self {
            control: Socket::open(Protocol::AUDIT)?,
            records,
            lost: 0,
        };
        audit.lost = audit.lost()?;
        // auditd's own rules have this limit.
        let mask = ENABLED | BACKLOG_LIMIT | BACKLOG_WAIT_TIME;
        let status = [mask, 1, 0, 0, 0, 8192, 0, 0, 0, wait, 0];
        apply(&mut audit.control, SET, &status)?;
        audit.rule(ADD_RULE)?;
        Ok(audit)
    }

    /// Adds or deletes `-a always,exit -F arch=b64 -S clone,fork,vfork,execve,exit_group`, a `struct audit_rule_data`.
    fn rule(&mut self, verb: u16) -> Result<()> {
        let mut calls = [0; 64];
        for call in [CLONE, FORK, VFORK, EXECVE, EXIT_GROUP] {
            calls[call as usize / 32] |= 1 << (call % 32);
        }
        let first = |value| {
            let mut words = [0; 64];
            words[0] = value;
            words
        };
        let (field, value, compare) = (first(ARCH), first(X86_64), first(EQUAL));
        let head = &[FILTER_EXIT, ALWAYS, 1][..];
        let words = [head, &calls, &field, &value, &compare, &[0]].concat();
        apply(&mut self.control, verb, &words)
    }

    /// The number of lost records in `struct audit_status`.
    fn lost(&mut self) -> Result<u32> {
        let status = self.control.request(&request(GET, |_| Ok(())))?;
        let lost = status.payload.get(24..).and_then(<[u8]>::first_chunk);
        Ok(u32::from_ne_bytes(*lost.context("a short audit status")?))
    }
}

impl Collector for Audit {
    fn read(&mut self, tally: &mut Tally) -> Result<()> {
        loop {
            match self.records.receive() {
                Ok(datagram) => {
                    if let Some(seen) = read(datagram.bytes) {
                        tally.note(seen);
                    }
                }
                Err(error) if error.is_timeout() => break,
                // The kernel tries again, and counts the records that it gives up.
                Err(error) if *error.kind() == ErrorKind::Overrun => {}
                Err(error) => return Err(error.into()),
            }
        }
        let lost = self.lost()?;
        if lost != self.lost {
            // Records of any kind, of which an event has several.
            tally.lose(None);
            self.lost = lost;
        }
        Ok(())
    }
}

impl Drop for Audit {
    fn drop(&mut self) {
        let off = [ENABLED | PID, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let done = self
            .rule(DEL_RULE)
            .and_then(|()| apply(&mut self.control, SET, &off));
        if let Err(error) = done {
            eprintln!("bench-events: audit stays on: {error:#}");
        }
    }
}

fn apply(socket: &mut Socket, kind: u16, words: &[u32]) -> Result<()> {
    let bytes: Vec<u8> = words.iter().copied().flat_map(u32::to_ne_bytes).collect();
    socket.apply(&request(kind, |message| message.raw(&bytes)))?;
    Ok(())
}

/// Parses a record. The length in its header does not include the header, so it is not a message for klink.
fn read(record: &[u8]) -> Option<Seen> {
    let (header, text) = record.split_at_checked(16)?;
    if header.get(4..6)? != SYSCALL.to_ne_bytes() {
        return None;
    }
    // Fields are read in the kernel's order.
    let mut fields = std::str::from_utf8(text).ok()?.split(' ');
    let mut number = |name: &str| -> Option<u32> {
        let field = fields.find_map(|field| field.strip_prefix(name));
        field?.parse().ok()
    };
    let call = number("syscall=")?;
    // Negative where the call has failed; exit_group has none.
    let result = match call {
        EXIT_GROUP => 0,
        _ => number("exit=")?,
    };
    let (ppid, pid) = (number("ppid=")?, number("pid=")?);
    let (kind, process, parent) = match call {
        EXIT_GROUP => (Kind::Exit, pid, ppid),
        EXECVE => (Kind::Exec, pid, ppid),
        _ => (Kind::Fork, result, pid),
    };
    Some(Seen {
        kind,
        process,
        parent: Some(parent),
        // The time is that of a tick.
        time: None,
    })
}

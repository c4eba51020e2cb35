// SPDX-License-Identifier: MIT OR Apache-2.0

//! The output of strace: the bytes below each call (`-e read=all -e write=all`), or else as much as its arguments show.

mod value;

use std::collections::{BTreeMap, BTreeSet};

use klink::Protocol;

use self::value::Value;
use super::reading::SIZE_MAX;
use crate::bytes::Bytes;
use crate::capture::To;
use crate::shown::Shown;

/// Whether a text is strace's.
pub(crate) fn is_strace(text: &str) -> bool {
    text.contains("nlmsg_len=")
        || text.contains("(AF_NETLINK,")
        || text.contains("<NETLINK:[")
        || text.contains("sa_family=AF_NETLINK")
}

/// Reads strace's text. Beside the datagrams come remarks about what it does not show.
pub(crate) fn read(text: &str) -> Result<(Vec<Shown>, Vec<String>), String> {
    let mut strace = Strace::default();
    for (number, line) in (1..).zip(text.lines()) {
        strace
            .line(line)
            .map_err(|error| format!("line {number}: {error}"))?;
    }
    strace.end();
    let mut remarks = Vec::new();
    if strace.unseen > 0 {
        remarks.push(format!(
            "{} calls show no bytes: run strace with `-e read=all -e write=all`",
            strace.unseen
        ));
    }
    if strace.io_uring {
        remarks.push(String::from(
            "what goes through io_uring is not in strace's text",
        ));
    }
    match strace.shown {
        shown if shown.is_empty() => Err(format!(
            "strace has written no bytes of netlink messages: run it with `-e read=all -e write=all`{}",
            match strace.io_uring {
                true => "; what goes through io_uring it cannot see",
                false => "",
            }
        )),
        shown => Ok((shown, remarks)),
    }
}

#[derive(Clone, Copy)]
struct Socket {
    protocol: Protocol,
    closes_on_exec: bool,
}

#[derive(Default)]
struct Strace {
    /// Descriptors of netlink sockets; processes may share a table.
    tables: Vec<BTreeMap<u32, Socket>>,
    table_of: BTreeMap<String, usize>,
    /// Processes whose first line came before the end of the call that made them.
    early: BTreeSet<String>,
    /// The beginnings of calls that another process's lines interrupt.
    unfinished: BTreeMap<String, String>,
    call: Option<Call>,
    shown: Vec<Shown>,
    unseen: usize,
    io_uring: bool,
}

/// A call that sends or receives.
struct Call {
    protocol: Option<Protocol>,
    to: To,
    /// The datagrams that its arguments show.
    datagrams: Vec<Part>,
    /// The bytes that the rows below it show.
    rows: Vec<Vec<u8>>,
    /// Bytes of the buffer that is being shown.
    buffer: usize,
}

/// As much of a datagram as there is.
struct Part {
    bytes: Vec<u8>,
    len: usize,
}

impl Strace {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let below = line.strip_prefix(' ').unwrap_or("");
        if let Some(row) = below.strip_prefix("| ") {
            return match &mut self.call {
                Some(call) => call.row(row),
                None => Ok(()),
            };
        }
        if below.starts_with("* ")
            || (below.starts_with("= ") && below.contains(" buffers in vector "))
        {
            if let Some(call) = &mut self.call {
                call.buffer = 0;
                if below.starts_with("= ") {
                    call.rows.push(Vec::new());
                }
            }
            return Ok(());
        }
        self.end();
        let (process, call) = process(line);
        self.called(process, call);
        Ok(())
    }

    /// Takes in the line of a system call.
    fn called(&mut self, process: &str, line: &str) {
        if line.starts_with("+++ ") {
            // Its number may be another process's next.
            self.table_of.remove(process);
            return;
        }
        if !self.table_of.contains_key(process) {
            self.begin_early(process);
        }
        let joined;
        let mut line = line;
        if let Some(resumed) = line.strip_prefix("<... ") {
            let Some((_, rest)) = resumed.split_once(" resumed>") else {
                return;
            };
            let Some(begun) = self.unfinished.remove(process) else {
                return;
            };
            joined = begun + rest;
            line = &joined;
        } else if let Some(begun) = line.strip_suffix("<unfinished ...>") {
            self.unfinished.insert(process.to_owned(), begun.to_owned());
            return;
        }
        let Some((name, rest)) = line.split_once('(') else {
            return;
        };
        if name.is_empty()
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return;
        }
        let (arguments, result) = ended(rest);
        self.io_uring |= name.starts_with("io_uring_");
        let to = match name {
            "send" | "sendto" | "sendmsg" | "sendmmsg" | "write" | "writev" | "pwritev2" => {
                To::Kernel
            }
            "recv" | "recvfrom" | "recvmsg" | "recvmmsg" | "recvmmsg_time64" | "read" | "readv"
            | "preadv2" => To::User,
            _ => return self.bookkeeping(process, name, arguments, result),
        };
        let Some((descriptor, decoration)) = descriptor(arguments) else {
            return;
        };
        let decoded = line.contains("nlmsg_len=");
        let protocol = match &decoration {
            Some(decoration) => match decoration.strip_prefix("NETLINK:[") {
                Some(name) => named(name.split([':', ']']).next().unwrap_or("")),
                None if decoration.starts_with("socket:") => self.socket(process, descriptor, true),
                None => return,
            },
            // Other processes read files.
            None => self.socket(
                process,
                descriptor,
                !matches!(name, "read" | "write" | "readv" | "writev"),
            ),
        };
        let is_netlink = decoration.is_some_and(|decoration| decoration.starts_with("NETLINK:"));
        if line.contains("MSG_PEEK") || (protocol.is_none() && !decoded && !is_netlink) {
            return;
        }
        let len = result.and_then(|result| result.parse::<i64>().ok());
        if to == To::User && len.is_none_or(|len| len <= 0) {
            return;
        }
        let len = usize::try_from(len.unwrap_or(0)).unwrap_or(0);
        self.call = Some(Call {
            protocol,
            to,
            datagrams: datagrams(name, arguments, protocol, len),
            rows: Vec::new(),
            buffer: 0,
        });
    }

    /// Calls that make and close descriptors.
    fn bookkeeping(&mut self, process: &str, name: &str, arguments: &str, result: Option<&str>) {
        let new = result.and_then(leading_number);
        let first = descriptor(arguments).map(|(descriptor, _)| descriptor);
        match (name, new) {
            ("close", _) => {
                if let Some(closed) = first {
                    self.table(process).remove(&closed);
                }
            }
            ("close_range", Some(_)) => {
                let mut numbers = arguments
                    .split(", ")
                    .map(|number| number.parse::<u32>().unwrap_or(u32::MAX));
                let (low, high) = (
                    numbers.next().unwrap_or(0),
                    numbers.next().unwrap_or(u32::MAX),
                );
                if !arguments.contains("CLOEXEC") {
                    self.table(process)
                        .retain(|descriptor, _| !(low..=high).contains(descriptor));
                }
            }
            ("execve" | "execveat", Some(_)) => {
                self.table(process)
                    .retain(|_, socket| !socket.closes_on_exec);
            }
            (name, Some(child)) if FORKS.contains(&name) => {
                let child = child.to_string();
                if !self.early.remove(&child) {
                    self.fork(process, arguments, child);
                }
            }
            ("socket", Some(descriptor)) => {
                let opened = opened(arguments);
                let table = self.table(process);
                match opened {
                    Some(socket) => table.insert(descriptor, socket),
                    None => table.remove(&descriptor),
                };
            }
            ("dup" | "dup2" | "dup3" | "fcntl", Some(new)) => {
                if name == "fcntl" && !arguments.contains("F_DUPFD") {
                    return;
                }
                let known = first.and_then(|first| self.table(process).get(&first).copied());
                let table = self.table(process);
                match known {
                    Some(socket) => {
                        let closes_on_exec = arguments.contains("CLOEXEC");
                        table.insert(
                            new,
                            Socket {
                                closes_on_exec,
                                ..socket
                            },
                        )
                    }
                    None => table.remove(&new),
                };
            }
            (_, Some(new)) if OPENS.contains(&name) => {
                self.table(process).remove(&new);
            }
            _ => {}
        }
    }

    /// Gives a child its parent's descriptors: the same, or copies.
    fn fork(&mut self, parent: &str, arguments: &str, child: String) {
        let parent = self.table_number(parent);
        let number = match arguments.contains("CLONE_FILES") {
            true => parent,
            false => {
                let copy = self.tables.get(parent).cloned().unwrap_or_default();
                self.tables.push(copy);
                self.tables.len() - 1
            }
        };
        self.table_of.insert(child, number);
    }

    /// A process that is not known yet is the child of one whose call has not returned, if there is one.
    fn begin_early(&mut self, process: &str) {
        let parent = self.unfinished.iter().find_map(|(parent, begun)| {
            let (name, arguments) = begun.split_once('(')?;
            FORKS
                .contains(&name)
                .then(|| (parent.clone(), arguments.to_owned()))
        });
        if let Some((parent, arguments)) = parent {
            self.fork(&parent, &arguments, process.to_owned());
            self.early.insert(process.to_owned());
        }
    }

    fn table_number(&mut self, process: &str) -> usize {
        if let Some(&number) = self.table_of.get(process) {
            return number;
        }
        self.tables.push(BTreeMap::new());
        let number = self.tables.len() - 1;
        self.table_of.insert(process.to_owned(), number);
        number
    }

    fn table(&mut self, process: &str) -> &mut BTreeMap<u32, Socket> {
        let number = self.table_number(process);
        &mut self.tables[number]
    }

    /// The protocol of a descriptor. Threads share them, and the text may begin after they were started.
    fn socket(&self, process: &str, descriptor: u32, may_be_shared: bool) -> Option<Protocol> {
        let own = self
            .table_of
            .get(process)
            .and_then(|&number| self.tables.get(number));
        let own = own.and_then(|table| table.get(&descriptor));
        let other = || self.tables.iter().find_map(|table| table.get(&descriptor));
        let socket = own.or_else(|| other().filter(|_| may_be_shared));
        socket.map(|socket| socket.protocol)
    }

    /// Ends the call that was being read.
    fn end(&mut self) {
        let Some(call) = self.call.take() else {
            return;
        };
        let from_rows = call.rows.into_iter().filter(|bytes| !bytes.is_empty());
        let mut parts: Vec<_> = from_rows
            .map(|bytes| Part {
                len: bytes.len(),
                bytes,
            })
            .collect();
        if parts.is_empty() {
            parts = call.datagrams;
        }
        self.unseen += usize::from(parts.is_empty());
        for part in parts {
            self.shown.push(Shown {
                protocol: call.protocol.map(Into::into),
                to: Some(call.to),
                len: part.len,
                ..Shown::whole(part.bytes)
            });
        }
    }
}

impl Call {
    /// A row of bytes: `00000  14 00 ...  characters |`.
    fn row(&mut self, row: &str) -> Result<(), String> {
        let wrong = || format!("strace's row of bytes is not whole: {row:?}");
        let (offset, rest) = row.split_once("  ").ok_or_else(wrong)?;
        let digits = rest.strip_suffix(" |").map(|rest| rest.as_bytes());
        // 16 characters in the last columns.
        let (digits, _) = digits
            .and_then(|rest| rest.split_last_chunk::<16>())
            .ok_or_else(wrong)?;
        let digits = std::str::from_utf8(digits).map_err(|_| wrong())?;
        let bytes = Bytes::parse(digits)
            .map_err(|error| format!("{error}: {row:?}"))?
            .0;
        let offset = usize::from_str_radix(offset, 16).map_err(|_| wrong())?;
        if offset == 0 {
            self.buffer = 0;
        }
        if offset != self.buffer || bytes.is_empty() || bytes.len() > 16 {
            return Err(wrong());
        }
        self.buffer += bytes.len();
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        match self.rows.last_mut() {
            Some(datagram) if datagram.len() + bytes.len() <= SIZE_MAX => datagram.extend(bytes),
            _ => return Err(String::from("more than 16 MiB in one call")),
        }
        Ok(())
    }
}

/// Calls whose result is a new process.
const FORKS: [&str; 5] = ["fork", "vfork", "clone", "clone2", "clone3"];

/// Calls whose result is a new descriptor.
const OPENS: [&str; 24] = [
    "open",
    "openat",
    "openat2",
    "creat",
    "accept",
    "accept4",
    "epoll_create",
    "epoll_create1",
    "eventfd",
    "eventfd2",
    "signalfd",
    "signalfd4",
    "timerfd_create",
    "inotify_init",
    "inotify_init1",
    "fanotify_init",
    "memfd_create",
    "memfd_secret",
    "pidfd_open",
    "pidfd_getfd",
    "perf_event_open",
    "userfaultfd",
    "bpf",
    "io_uring_setup",
];

/// Splits off what strace puts in front of a call: `[pid 7] ` or `7 `, then times, numbers of calls, addresses.
fn process(line: &str) -> (&str, &str) {
    let mut process = "";
    let mut rest = line.trim_start();
    if let Some((pid, call)) = rest
        .strip_prefix("[pid")
        .and_then(|rest| rest.split_once("] "))
    {
        (process, rest) = (pid.trim(), call);
    } else if let Some((pid, call)) = rest.split_once(' ') {
        let digits = pid.split('<').next().unwrap_or("");
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            (process, rest) = (pid, call);
        }
    }
    // `-Y` puts the command after the number.
    process = process.split('<').next().unwrap_or("");
    loop {
        rest = rest.trim_start();
        let time =
            |byte: u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'-' | b'+' | b'T');
        let is_time =
            |word: &str| word.bytes().all(time) && word.bytes().any(|byte| byte.is_ascii_digit());
        match rest.split_once(' ') {
            Some((word, call)) if is_time(word) => rest = call,
            _ => match rest
                .strip_prefix("(+")
                .and_then(|rest| rest.split_once(')'))
            {
                Some((_, call)) => rest = call,
                None => match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                    Some((address, call))
                        if address
                            .bytes()
                            .all(|byte| byte == b' ' || byte.is_ascii_hexdigit()) =>
                    {
                        rest = call;
                    }
                    _ => return (process, rest),
                },
            },
        }
    }
}

/// Arguments and result of `3, ...) = 20 <0.000012>`.
fn ended(rest: &str) -> (&str, Option<&str>) {
    for (at, _) in rest.rmatch_indices("= ") {
        let (before, result) = (rest.get(..at), rest.get(at + 2..));
        if let (Some(before), Some(result)) = (before, result) {
            if let Some(arguments) = before.trim_end().strip_suffix(')') {
                return (arguments, result.split([' ', '<']).next());
            }
        }
    }
    (rest, None)
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// The descriptor that arguments begin with, and what `-y` says of it.
fn descriptor(arguments: &str) -> Option<(u32, Option<String>)> {
    let number = leading_number(arguments)?;
    let rest = arguments.trim_start_matches(|c: char| c.is_ascii_digit());
    let decoration = rest.strip_prefix('<').map(|rest| {
        let end = rest.find(['>', ',']).unwrap_or(rest.len());
        value::unescaped(rest.get(..end).unwrap_or(rest))
    });
    Some((number, decoration))
}

/// The socket of `AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE`.
fn opened(arguments: &str) -> Option<Socket> {
    if !arguments.starts_with("AF_NETLINK,") {
        return None;
    }
    Some(Socket {
        protocol: named(arguments.rsplit(", ").next()?)?,
        closes_on_exec: arguments.contains("SOCK_CLOEXEC"),
    })
}

/// A protocol as strace names it: with a name, or as a number, and in a comment that it has no name.
fn named(name: &str) -> Option<Protocol> {
    let word = name.split(' ').next()?;
    let number = match word.strip_prefix("0x") {
        Some(digits) => u8::from_str_radix(digits, 16).ok(),
        None => word.parse().ok(),
    };
    if let Some(number) = number {
        return Some(Protocol(number));
    }
    let name = word.strip_prefix("NETLINK_").unwrap_or(word);
    let mut all = (0..Protocol::LIMIT).map(Protocol);
    all.find(|protocol| {
        protocol.name() == Some(name) || (*protocol == Protocol::SOCK_DIAG && name == "INET_DIAG")
    })
}

/// The datagrams as the arguments of a call show them; `len` is its result.
fn datagrams(name: &str, arguments: &str, protocol: Option<Protocol>, len: usize) -> Vec<Part> {
    let values = value::arguments(arguments);
    let Some(value) = values.get(1) else {
        return Vec::new();
    };
    let part = |bytes: Vec<u8>, len: usize| Part {
        len: len.max(bytes.len()),
        bytes,
    };
    let parts = match name {
        "sendmsg" | "recvmsg" => vec![message(value, protocol, len)],
        "sendmmsg" | "recvmmsg" | "recvmmsg_time64" => {
            let Value::List(all) = value else {
                return Vec::new();
            };
            all.iter()
                .take(len)
                .map(|one| {
                    let len = one.member("msg_len").and_then(Value::number).unwrap_or(0);
                    one.member("msg_hdr")
                        .and_then(|header| message(header, protocol, len as usize))
                })
                .collect()
        }
        "writev" | "readv" | "pwritev2" | "preadv2" => vec![vector(value, protocol, len)],
        _ => {
            let asked = values.get(2).and_then(Value::number).unwrap_or(0) as usize;
            let len = if len == 0 { asked } else { len };
            let bytes = value.bytes(protocol).bytes;
            vec![Some(part(bytes, len))]
        }
    };
    parts
        .into_iter()
        .flatten()
        .filter(|part| !part.bytes.is_empty() && part.bytes.len() <= part.len)
        .collect()
}

/// The datagram of a `struct msghdr`.
fn message(header: &Value, protocol: Option<Protocol>, len: usize) -> Option<Part> {
    let vectors = header.member("msg_iov")?;
    vector(vectors, protocol, len)
}

/// The datagram in several buffers, until one is not shown to its end.
fn vector(buffers: &Value, protocol: Option<Protocol>, len: usize) -> Option<Part> {
    let Value::List(buffers) = buffers else {
        return None;
    };
    let lens = buffers.iter().map(|buffer| {
        buffer
            .member("iov_len")
            .and_then(Value::number)
            .unwrap_or(0)
    });
    let room: u64 = lens.fold(0, u64::saturating_add);
    // What failed was to be sent whole.
    let total = if len == 0 { room as usize } else { len };
    let mut bytes = Vec::new();
    for buffer in buffers {
        let room = buffer.member("iov_len").and_then(Value::number)? as usize;
        let here = room.min(total.checked_sub(bytes.len())?);
        let shown = buffer.member("iov_base")?.bytes(protocol);
        let whole = shown.bytes.len() == here && shown.whole;
        bytes.extend(shown.bytes.into_iter().take(here));
        if !whole {
            break;
        }
    }
    Some(Part { bytes, len: total })
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink recv`: shows datagrams as they arrive, from any sender.

use std::fmt::{self, Display};
use std::time::Instant;

use clap::Args;
use klink::{Datagram, ErrorKind, Protocol, Sender};
use klink_ynl::Role;
use serde::Serialize;

use crate::datagram::{self, Item};
use crate::exit::{statuses, Failure};
use crate::groups;
use crate::known::Known;
use crate::options::{self, Limits};
use crate::output::{Escaped, Hex};
use crate::session::Session;
use crate::time::Time;

/// Shows datagrams as they arrive, each with its sender: the kernel or a program.
///
/// The socket's port id is printed on standard error, so that others can send to it. For kernel groups prefer `klink
/// monitor`, which drops datagrams from other senders.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Recv {
    /// Protocol: number below 32, or name such as USERSOCK.
    #[arg(value_parser = options::protocol)]
    protocol: Protocol,

    /// Groups to join, by number or name.
    #[arg(long, value_delimiter = ',')]
    group: Vec<String>,

    #[command(flatten)]
    limits: Limits,
}

pub(crate) fn run(recv: &Recv, session: &mut Session) -> Result<(), Failure> {
    let protocol = recv.protocol;
    let mut raw = session.raw(protocol)?;
    let explain = |error: klink::Error| Failure::explain(&error, protocol);
    for typed in &recv.group {
        let group = groups::parse(protocol, typed).map_err(Failure::usage)?;
        raw.join(group).map_err(explain)?;
    }
    let mut known = Known::default();
    if protocol == Protocol::GENERIC {
        known.families = session.families()?;
    }
    session.remark(&format!("portid {}", raw.portid().map_err(explain)?));
    let end = recv
        .limits
        .duration
        .map(|duration| Instant::now() + duration);
    let mut count = 0;
    while recv.limits.count != Some(count) {
        session.output.flush()?;
        session.check_deadline()?;
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        let idle = session.idle_timeout();
        let wait = left.into_iter().chain(idle).min();
        raw.set_timeout(wait).map_err(explain)?;
        match raw.receive() {
            Ok(datagram) => {
                let received = Received::new(protocol, datagram, &known);
                session.output.show(&received)?;
                known.report_failures(|failure| session.remark(failure));
                count += 1;
            }
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::Overrun | ErrorKind::Truncated { .. }
                ) =>
            {
                session.remark(&error.to_string());
            }
            Err(error) if !error.is_timeout() => return Err(explain(error)),
            Err(_) if session.check_deadline().is_err() => return Err(Failure::late()),
            Err(_) if left == wait => break,
            Err(_) if count > 0 => break,
            Err(_) => return Err(Failure::silence(protocol, idle.unwrap_or_default())),
        }
    }
    session.output.flush()
}

/// One datagram.
#[derive(Serialize)]
struct Received<'a> {
    time: Time,
    protocol: String,
    /// The sender's port id; 0 is the kernel.
    sender: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<u32>,
    /// The netlink messages or the uevent that it holds, if it holds nothing else.
    messages: Vec<Item<'a>>,
    bytes: Hex<'a>,
}

impl<'a> Received<'a> {
    fn new(protocol: Protocol, datagram: Datagram<'a>, known: &'a Known) -> Self {
        let role = match (datagram.group, datagram.sender) {
            (Some(_), _) => Some(Role::Notification),
            (None, Sender::Kernel) => Some(Role::Answer),
            // Programs do as they like.
            (None, Sender::User(_)) => None,
        };
        let mut items = datagram::items(
            Some(protocol),
            datagram.bytes,
            datagram.bytes.len(),
            known,
            role,
        );
        if items.iter().any(|item| matches!(item, Item::Junk(_))) {
            items.clear();
        }
        Self {
            time: Time::now(),
            protocol: protocol.to_string(),
            sender: match datagram.sender {
                Sender::Kernel => 0,
                Sender::User(portid) => portid.get(),
            },
            group: datagram.group.map(|group| group.get()),
            messages: items.into_iter().map(Item::whole).collect(),
            bytes: Hex(datagram.bytes),
        }
    }
}

impl Display for Received<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.time)?;
        match self.sender {
            0 => f.write_str("kernel")?,
            portid => write!(f, "portid {portid}")?,
        }
        if let Some(group) = self.group {
            write!(f, " group {group}")?;
        }
        if self.messages.is_empty() {
            return write!(f, ": {}", Escaped(self.bytes.0));
        }
        for message in &self.messages {
            f.write_str(": ")?;
            message.fmt(f)?;
        }
        Ok(())
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink stat`: shows every netlink socket, its owner, and its losses.

mod owners;

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use klink::sock_diag::NetlinkSockets;
use klink::{ErrorKind, Protocol, Socket};
use serde::Serialize;

use self::owners::{Owner, Owners};
use crate::exit::{statuses, Failure};
use crate::groups;
use crate::options::{self, Limits};
use crate::output::{Styled, RED};
use crate::session::Session;
use crate::time::Time;

/// Shows every netlink socket of the network namespace: protocol, owner, groups, queued bytes and losses.
///
/// A socket whose queue stays full belongs to a program that does not read, and its drops are lost messages. Only root
/// sees the owners of other users' sockets.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Stat {
    /// Show only this protocol: number or name.
    #[arg(value_parser = options::protocol)]
    protocol: Option<Protocol>,

    /// Show only sockets that have lost something.
    #[arg(long)]
    drops: bool,

    /// Repeat every second, or at the given interval.
    #[arg(
        long, value_name = "SECONDS", value_parser = options::seconds,
        num_args = 0..=1, require_equals = true, default_missing_value = "1"
    )]
    watch: Option<Duration>,

    #[command(flatten)]
    limits: Limits,
}

pub(crate) fn run(stat: &Stat, session: &mut Session) -> Result<(), Failure> {
    let mut socket = session.socket(Protocol::SOCK_DIAG)?;
    let names = group_names(session);
    let mut owners = Owners::default();
    let mut before = BTreeMap::new();
    let end = stat
        .limits
        .duration
        .map(|duration| Instant::now() + duration);
    let mut round = 0;
    loop {
        let mut sockets = read(&mut socket, &names, &mut owners)?;
        sockets.retain(|socket| {
            stat.protocol
                .is_none_or(|protocol| socket.number == protocol)
        });
        for socket in &mut sockets {
            let drops = before.insert((socket.number, socket.portid, socket.inode), socket.drops);
            socket.new_drops = drops.map(|before| socket.drops.wrapping_sub(before));
        }
        sockets.retain(|socket| !stat.drops || socket.drops > 0);
        if round > 0 {
            session.output.next_screen()?;
        }
        session.output.caption(HEAD)?;
        sockets
            .iter()
            .try_for_each(|socket| session.output.show(socket))?;
        session.output.flush()?;
        round += 1;
        let Some(pause) = stat.watch.filter(|_| stat.limits.count != Some(round)) else {
            return Ok(());
        };
        if end.is_some_and(|end| Instant::now() + pause > end) {
            return Ok(());
        }
        thread::sleep(pause);
    }
}

const HEAD: &str =
    "protocol       portid     owner                  queued    buffer    drops      groups";

/// One socket.
#[derive(Serialize)]
struct Row {
    time: Time,
    protocol: String,
    #[serde(skip)]
    number: Protocol,
    /// 0 is the kernel.
    portid: u32,
    owners: Vec<Owner>,
    groups: Vec<u32>,
    group_names: Vec<String>,
    /// Bytes of memory that wait to be read.
    queued: u32,
    /// The maximum of the queued bytes.
    buffer: u32,
    /// The number of losses since the socket was opened; wraps.
    drops: u32,
    /// The number of losses since the previous list.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_drops: Option<u32>,
    inode: u32,
}

fn read(
    socket: &mut Socket,
    names: &BTreeMap<u32, String>,
    owners: &mut Owners,
) -> Result<Vec<Row>, Failure> {
    let time = Time::now();
    // Sockets come and go all the time, so an inconsistent list is good enough.
    let found = socket.snapshot(NetlinkSockets::all(), 0, |found| {
        let memory = found.memory().unwrap_or_default();
        let protocol = found.protocol();
        let name = |group: klink::Group| match protocol {
            Protocol::GENERIC => names.get(&group.get()).cloned(),
            _ => groups::name(protocol, group).map(str::to_owned),
        };
        Row {
            time,
            protocol: protocol.to_string(),
            number: protocol,
            portid: found.portid(),
            owners: Vec::new(),
            groups: found.groups().map(|group| group.get()).collect(),
            group_names: found
                .groups()
                .map(|group| name(group).unwrap_or_else(|| group.to_string()))
                .collect(),
            queued: memory.receive,
            buffer: memory.receive_limit,
            drops: memory.drops,
            new_drops: None,
            inode: found.inode(),
        }
    });
    let mut rows = found.map_err(|error| no_diagnosis(&error))?.into_inner();
    rows.sort_by_key(|row| (row.number, row.portid));
    // The kernel lists a socket that is in groups a second time, with its groups.
    rows.dedup_by_key(|row| (row.number, row.portid, row.inode));
    owners.update(rows.iter().map(|row| row.inode));
    for row in &mut rows {
        row.owners = owners.of(row.inode);
    }
    Ok(rows)
}

/// The error for a kernel that answers `ENOENT` because it cannot list netlink sockets.
fn no_diagnosis(error: &klink::Error) -> Failure {
    match error.kind() {
        ErrorKind::Refused(ack) if ack.errno == Some(klink::Errno::ENOENT) => Failure::new(format!(
            "{error}: this kernel does not list netlink sockets: load the module with `sudo modprobe netlink_diag`"
        )),
        _ => Failure::explain(error, Protocol::SOCK_DIAG),
    }
}

/// The groups of generic netlink by number, each with its family; empty if the families are not available.
fn group_names(session: &Session) -> BTreeMap<u32, String> {
    let families = session
        .controller()
        .ok()
        .and_then(|mut controller| controller.families().ok());
    let families = families.unwrap_or_default();
    let named = families.iter().flat_map(|family| {
        family
            .groups()
            .map(move |(name, group)| (group.get(), format!("{}:{name}", family.name())))
    });
    named.collect()
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let owner = match self.owners.first() {
            None if self.portid == 0 => String::from("kernel"),
            None => String::from("?"),
            Some(owner) if self.owners.len() == 1 => owner.to_string(),
            Some(owner) => format!("{owner} +{}", self.owners.len() - 1),
        };
        let drops = match self.new_drops {
            Some(new) if new > 0 => format!("{} +{new}", self.drops),
            _ => self.drops.to_string(),
        };
        let row = format!(
            "{:<14} {:<10} {:<22} {:<9} {:<9} {:<10} {}",
            self.protocol,
            self.portid,
            owner,
            self.queued,
            self.buffer,
            drops,
            self.group_names.join(",")
        );
        Styled(f.alternate() && self.drops > 0, RED, row.trim_end()).fmt(f)
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink monitor`: shows the kernel's multicast messages.

use std::fmt::{self, Display};

use clap::Args;
use klink::{Group, Header, Message, Messages, Protocol};
use klink_ynl::Role;
use serde::Serialize;

use crate::datagram;
use crate::exit::{statuses, Failure};
use crate::groups;
use crate::known::Known;
use crate::session::Session;
use crate::stream::{Arrival, Content, Listening, Lost, Refused};
use crate::target::Target;
use crate::time::Time;

/// Shows the kernel's multicast messages as they arrive: one line each, with time, group and network namespace.
///
/// Lost datagrams are reported inline, with their number; so is a datagram that another program sends to udev's group.
/// Examples: `klink monitor route:link,ipv4-route`, `klink monitor uevent`, `klink monitor uevent:kernel,udev`, `klink
/// monitor sock_diag`, `klink monitor nlctrl ethtool:monitor`, `klink monitor
/// netfilter:nftables`, `klink monitor 30:1`.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Monitor {
    /// Protocol or generic netlink family to listen to, and its groups by number or name. The default is all groups
    /// that have a name.
    #[arg(required = true, value_name = "PEER[:GROUP,...]", value_parser = Target::parse)]
    targets: Vec<Target>,

    #[command(flatten)]
    listening: Listening,

    /// Show attributes, too.
    #[arg(long)]
    attributes: bool,
}

pub(crate) fn run(monitor: &Monitor, session: &mut Session) -> Result<(), Failure> {
    let mut known = Known::new(session.families().unwrap_or_default());
    let mut stream = monitor.listening.open(&monitor.targets, session)?;
    while let Some(arrival) = stream.next(|| session.output.flush())? {
        show(&arrival, monitor.attributes, &mut known, session)?;
    }
    Ok(())
}

fn show(
    arrival: &Arrival,
    attributes: bool,
    known: &mut Known,
    session: &mut Session,
) -> Result<(), Failure> {
    let (bytes, group, nsid) = match &arrival.content {
        Content::Datagram {
            bytes, group, nsid, ..
        } => (bytes, *group, *nsid),
        Content::Refused => return session.output.show(&Refused::new(arrival)),
        Content::Lost(drops) => {
            return session.output.show(&Lost::new(arrival, *drops));
        }
        Content::Broken(error) => return Err(Failure::explain(error, arrival.protocol)),
    };
    let unknown = |message: &Message<'_>| is_unknown(arrival.protocol, message, known);
    if Messages::new(bytes)
        .flatten()
        .any(|message| unknown(&message))
    {
        // Its module has been loaded since.
        known.families = session.families()?;
    }
    let place = Origin::new(arrival, group, nsid);
    let role = Some(Role::Notification);
    for about in datagram::items(Some(arrival.protocol), bytes, bytes.len(), known, role) {
        let place = place.clone();
        let about = if attributes { about.whole() } else { about };
        session.output.show(&Shown { place, about })?;
    }
    known.report_failures(|failure| session.remark(failure));
    Ok(())
}

fn is_unknown(protocol: Protocol, message: &Message<'_>, known: &Known) -> bool {
    let kind = message.header.kind;
    protocol == Protocol::GENERIC && kind >= Header::MIN_KIND && known.families.get(kind).is_none()
}

/// Where and when a message was received.
#[derive(Clone, Serialize)]
struct Origin {
    time: Time,
    protocol: String,
    group: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_name: Option<&'static str>,
    /// The network namespace that the message is about, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    nsid: Option<i32>,
}

impl Origin {
    fn new(arrival: &Arrival, group: Option<Group>, nsid: Option<i32>) -> Self {
        Self {
            time: arrival.time,
            protocol: arrival.protocol.to_string(),
            group: group.map(Group::get),
            group_name: group.and_then(|group| groups::name(arrival.protocol, group)),
            nsid,
        }
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.time, self.protocol)?;
        match (self.group_name, self.group) {
            (Some(name), _) => write!(f, " {name}")?,
            (None, Some(group)) => write!(f, " group {group}")?,
            (None, None) => {}
        }
        match self.nsid {
            Some(nsid) => write!(f, " nsid {nsid}"),
            None => Ok(()),
        }
    }
}

/// A message with its origin.
#[derive(Serialize)]
struct Shown<T> {
    #[serde(flatten)]
    place: Origin,
    #[serde(flatten)]
    about: T,
}

impl<T: Display> Display for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.place)?;
        self.about.fmt(f)
    }
}

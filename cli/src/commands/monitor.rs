// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink monitor`: shows what the kernel sends to multicast groups.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use clap::Args;
use klink::uevent::Uevent;
use klink::{Group, Header, Message, Messages, Protocol};
use serde::Serialize;

use crate::exit::{Failure, Status};
use crate::groups;
use crate::message::{Described, Families};
use crate::output::{Escaped, Hex};
use crate::session::Session;
use crate::stream::{Arrival, Listening, Lost, What};
use crate::target::Target;
use crate::time::Time;

/// Shows what the kernel sends to multicast groups, as it arrives: one line per message, with time, group and network
/// namespace.
///
/// Lost datagrams are reported inline, with their number. Examples: `klink monitor route:link,ipv4-route`, `klink
/// monitor uevent`, `klink monitor sock_diag`, `klink monitor nlctrl ethtool:monitor`, `klink monitor
/// netfilter:nftables`, `klink monitor 30:1`.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Monitor {
    /// What to listen to: a protocol or a generic netlink family, and its groups by number or name. The default is all
    /// groups that have a name.
    #[arg(required = true, value_name = "PEER[:GROUP,...]", value_parser = Target::parse)]
    targets: Vec<Target>,

    #[command(flatten)]
    listening: Listening,

    /// Show attributes, too.
    #[arg(long)]
    attributes: bool,
}

pub(crate) fn run(monitor: &Monitor, session: &mut Session) -> Result<(), Failure> {
    let mut families = session.families().unwrap_or_default();
    let mut stream = monitor.listening.open(&monitor.targets, session)?;
    loop {
        let arrival = match stream.at_once() {
            Some(arrival) => arrival,
            None => {
                session.output.flush()?;
                match stream.next()? {
                    Some(arrival) => arrival,
                    None => return Ok(()),
                }
            }
        };
        show(&arrival, monitor.attributes, &mut families, session)?;
    }
}

fn show(
    arrival: &Arrival,
    attributes: bool,
    families: &mut Families,
    session: &mut Session,
) -> Result<(), Failure> {
    let (bytes, group, nsid) = match &arrival.what {
        What::Datagram {
            bytes, group, nsid, ..
        } => (bytes, *group, *nsid),
        What::Lost(drops) => {
            return session.output.show(&Lost::new(arrival, *drops));
        }
        What::Broken(error) => return Err(Failure::explain(error, arrival.protocol)),
    };
    let place = Origin::new(arrival, group, nsid);
    if arrival.protocol == Protocol::KOBJECT_UEVENT {
        let uevent = Uevent::read(bytes);
        let about = Properties(uevent);
        return session.output.show(&Shown { place, about });
    }
    for message in Messages::new(bytes) {
        let place = place.clone();
        let Ok(message) = message else {
            let about = Junk { junk: Hex(bytes) };
            return session.output.show(&Shown { place, about });
        };
        if is_unknown(arrival.protocol, &message, families) {
            // The family's module was loaded after the last look.
            *families = session.families()?;
        }
        let about = Described::new(arrival.protocol, message, families);
        let about = if attributes { about.whole() } else { about };
        session.output.show(&Shown { place, about })?;
    }
    Ok(())
}

fn is_unknown(protocol: Protocol, message: &Message<'_>, families: &Families) -> bool {
    let kind = message.header.kind;
    protocol == Protocol::GENERIC && kind >= Header::MIN_KIND && families.get(kind).is_none()
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

/// A datagram that does not hold netlink messages.
#[derive(Serialize)]
struct Junk<'a> {
    junk: Hex<'a>,
}

impl Display for Junk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a netlink message: {}", self.junk)
    }
}

/// The properties of a uevent.
struct Properties<'a>(Uevent<'a>);

impl Serialize for Properties<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Object<'a> {
            uevent: BTreeMap<std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>>,
        }
        let text = String::from_utf8_lossy;
        let properties = self.0.properties();
        let object = Object {
            uevent: properties
                .map(|(key, value)| (text(key), text(value)))
                .collect(),
        };
        object.serialize(serializer)
    }
}

impl Display for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |text: &str| Escaped(text.as_bytes()).to_string();
        let (action, path) = (escaped(self.0.action()), escaped(self.0.devpath()));
        write!(f, "{action} {path} {}", escaped(self.0.subsystem()))
    }
}

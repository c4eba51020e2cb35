// SPDX-License-Identifier: MIT OR Apache-2.0

//! The target of a listener: `PROTOCOL[:GROUP,...]` or `FAMILY[:GROUP,...]`.

use std::fmt::{self, Display};

use klink::{Group, Listener, Protocol, Raw};

use crate::exit::Failure;
use crate::groups;
use crate::options;
use crate::session::Session;

/// The group of KOBJECT_UEVENT that udev's daemon sends to. Only programs with `CAP_NET_ADMIN` can.
pub(crate) const UDEV: Group = match Group::new(2) {
    Some(group) => group,
    None => panic!("groups are counted from 1"),
};

/// A target, as given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    peer: Peer,
    /// Empty for all groups that have a name.
    groups: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Peer {
    Protocol(Protocol),
    Family(String),
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.peer {
            Peer::Protocol(protocol) => protocol.fmt(f)?,
            Peer::Family(family) => family.fmt(f)?,
        }
        match self.groups.as_slice() {
            [] => Ok(()),
            groups => write!(f, ":{}", groups.join(",")),
        }
    }
}

impl Target {
    /// A family by name, and groups of it.
    pub(crate) fn family(name: &str, groups: Vec<String>) -> Self {
        Self {
            peer: Peer::Family(name.to_owned()),
            groups,
        }
    }

    /// A protocol, and groups of it by number.
    pub(crate) fn protocol(protocol: Protocol, groups: Vec<String>) -> Self {
        Self {
            peer: Peer::Protocol(protocol),
            groups,
        }
    }

    pub(crate) fn parse(typed: &str) -> Result<Self, String> {
        let (peer, groups) = typed.split_once(':').unwrap_or((typed, ""));
        let peer = if peer.bytes().all(|byte| byte.is_ascii_digit()) {
            Peer::Protocol(options::protocol(peer)?)
        } else {
            match options::protocol_named(peer) {
                Some(protocol) => Peer::Protocol(protocol),
                None => Peer::Family(peer.to_owned()),
            }
        };
        let groups = groups.split(',').filter(|group| !group.is_empty());
        Ok(Self {
            peer,
            groups: groups.map(str::to_owned).collect(),
        })
    }

    /// Whether its messages are those of generic netlink families.
    pub(crate) fn is_generic(&self) -> bool {
        matches!(
            self.peer,
            Peer::Family(_) | Peer::Protocol(Protocol::GENERIC)
        )
    }

    /// Whether what it names comes from udev's daemon, and not from the kernel.
    pub(crate) fn is_udev(&self) -> bool {
        let udev = |name: &String| groups::parse(Protocol::KOBJECT_UEVENT, name) == Ok(UDEV);
        self.peer == Peer::Protocol(Protocol::KOBJECT_UEVENT) && self.groups.iter().any(udev)
    }

    /// [`Target::open`] for udev's events: a socket that hears programs, too.
    pub(crate) fn open_raw(&self, session: &Session) -> Result<(Raw, String), Failure> {
        let protocol = Protocol::KOBJECT_UEVENT;
        let groups = self.groups_of(protocol)?;
        let mut raw = session.raw(protocol)?;
        for (group, _) in &groups {
            let joined = raw.join(*group);
            joined.map_err(|error| Failure::explain(&error, protocol))?;
        }
        let groups: Vec<_> = groups.into_iter().map(|(_, name)| name).collect();
        Ok((raw, format!("{protocol}:{}", groups.join(","))))
    }

    /// Opens a listener and joins the groups. Returns a description of the target, too.
    pub(crate) fn open(&self, session: &Session) -> Result<(Listener, String), Failure> {
        let (protocol, name, groups) = match &self.peer {
            Peer::Protocol(protocol) => {
                let groups = self.groups_of(*protocol)?;
                (*protocol, protocol.to_string(), groups)
            }
            Peer::Family(family) => {
                let groups = self.groups_of_family(family, session)?;
                (Protocol::GENERIC, family.clone(), groups)
            }
        };
        let is_proc = |(_, name): &(Group, String)| name == "proc";
        let mut listener = match protocol {
            Protocol::CONNECTOR if groups.iter().any(is_proc) => session.processes()?,
            _ => session.listener(protocol)?,
        };
        for (group, _) in &groups {
            let joined = listener.join(*group);
            joined.map_err(|error| Failure::explain(&error, protocol))?;
        }
        let groups: Vec<_> = groups.into_iter().map(|(_, name)| name).collect();
        Ok((listener, format!("{name}:{}", groups.join(","))))
    }

    fn groups_of(&self, protocol: Protocol) -> Result<Vec<(Group, String)>, Failure> {
        if protocol == Protocol::USERSOCK {
            return Err(Failure::usage(
                "only programs send on USERSOCK, and this command shows only messages from the kernel: use `klink recv USERSOCK`",
            ));
        }
        let parse = |name: &str| {
            let group = groups::parse(protocol, name).map_err(Failure::usage)?;
            let name = groups::name(protocol, group);
            Ok((group, name.map_or_else(|| group.to_string(), str::to_owned)))
        };
        if !self.groups.is_empty() {
            return self.groups.iter().map(|name| parse(name)).collect();
        }
        match groups::names(protocol) {
            // Messages of the second group come from udev's daemon.
            _ if protocol == Protocol::KOBJECT_UEVENT => Ok(vec![parse("kernel")?]),
            [] if protocol == Protocol::GENERIC => Err(Failure::usage(
                "the groups of generic netlink belong to families: give a family from `klink genl list`",
            )),
            [] => Err(Failure::usage(format!(
                "{protocol} has no named groups: give their numbers, such as {protocol}:1"
            ))),
            names => names.iter().map(|name| parse(name)).collect(),
        }
    }

    fn groups_of_family(
        &self,
        name: &str,
        session: &Session,
    ) -> Result<Vec<(Group, String)>, Failure> {
        let mut controller = session.controller()?;
        let explain = |error: klink::Error| Failure::explain(&error, Protocol::GENERIC);
        let family = controller.family(name).map_err(explain)?;
        if !self.groups.is_empty() {
            let group = |name: &String| match name.parse().ok().and_then(Group::new) {
                Some(group) => Ok((group, name.clone())),
                None => Ok((family.group(name).map_err(explain)?, name.clone())),
            };
            return self.groups.iter().map(group).collect();
        }
        let groups: Vec<_> = family
            .groups()
            .map(|(name, group)| (group, name.to_owned()))
            .collect();
        if groups.is_empty() {
            return Err(Failure::usage(format!(
                "the family {name:?} has no multicast groups: `klink genl list` shows families with groups"
            )));
        }
        Ok(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_and_families_with_groups() {
        let target = |peer, groups: &[&str]| Target {
            peer,
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        };
        let route = Peer::Protocol(Protocol::ROUTE);
        assert_eq!(Target::parse("route"), Ok(target(route.clone(), &[])));
        assert_eq!(
            Target::parse("ROUTE:link,7"),
            Ok(target(route, &["link", "7"]))
        );
        let thirty = Peer::Protocol(Protocol(30));
        assert_eq!(Target::parse("30:1"), Ok(target(thirty, &["1"])));
        let nlctrl = Peer::Family("nlctrl".to_owned());
        assert_eq!(
            Target::parse("nlctrl:notify"),
            Ok(target(nlctrl, &["notify"]))
        );
        assert!(Target::parse("32").is_err());
        assert!(Target::parse("").is_err());
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink listen`: shows a family's notifications, decoded by its specification.

use std::fmt::{self, Display};

use clap::Args;
use klink::{genl, Messages};
use klink_ynl::client::{KernelFamily, Notification};
use klink_ynl::{Decoded, Spec};
use serde::Serialize;

use crate::exit::{statuses, Failure};
use crate::family::Specified;
use crate::groups;
use crate::session::Session;
use crate::stream::{Arrival, Content, Listening, Lost, Refused};
use crate::target::Target;
use crate::time::Time;

/// Shows a family's notifications as they arrive, decoded by its specification.
///
/// Families of generic netlink without a specification are shown by numbers.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Listen {
    #[command(flatten)]
    specified: Specified,

    /// Notifications or multicast groups to show; by default, all groups of the family.
    names: Vec<String>,

    #[command(flatten)]
    listening: Listening,
}

pub(crate) fn run(arguments: &Listen, session: &mut Session) -> Result<(), Failure> {
    let (family, kernel) = arguments.specified.find_to_listen(session)?;
    let wanted = Wanted::new(&family, kernel.as_ref(), &arguments.names)?;
    let mut stream = arguments.listening.open(&[wanted.target], session)?;
    while let Some(arrival) = stream.next(|| session.output.flush())? {
        show(&family, &wanted.notifications, &arrival, session)?;
    }
    Ok(())
}

/// The family or protocol to listen to, and its groups.
struct Wanted {
    target: Target,
    /// The notifications to show; empty for all.
    notifications: Vec<String>,
}

impl Wanted {
    /// `kernel` is what the kernel publishes about a family of generic netlink: it goes before the specification.
    fn new(
        family: &KernelFamily,
        kernel: Option<&genl::Family>,
        names: &[String],
    ) -> Result<Self, Failure> {
        let spec = family.spec();
        let all: Vec<_> = match kernel {
            Some(kernel) => kernel.groups().map(|(name, _)| name).collect(),
            None => spec.groups().iter().map(|group| &*group.name).collect(),
        };
        let (mut notifications, mut groups) = (Vec::new(), Vec::new());
        for name in names {
            let operation = spec.operation(name).ok();
            let group = match operation.filter(|operation| operation.is_notification()) {
                Some(operation) => {
                    notifications.push(name.clone());
                    operation.group()
                }
                None => Some(name.as_str()),
            };
            let Some(group) = group else {
                groups.extend(all.iter().map(|&group| group.to_owned()));
                continue;
            };
            // Also by number, and by the names that `klink monitor` takes.
            let number = || groups::parse(family.protocol(), group).ok();
            groups.push(match family.group(group).ok().or_else(number) {
                Some(number) if kernel.is_none() => number.to_string(),
                _ if all.contains(&group) => group.to_owned(),
                _ => return Err(unknown(spec, name, &all)),
            });
        }
        if names.is_empty() {
            groups.extend(all.iter().map(|&group| group.to_owned()));
        }
        if groups.is_empty() {
            return Err(Failure::usage(format!(
                "{} has no multicast groups: its notifications go to the sockets that asked for them",
                spec.name()
            )));
        }
        let target = match kernel {
            Some(kernel) => Target::family(kernel.name(), groups),
            None => Target::protocol(family.protocol(), numbers(family, groups)),
        };
        Ok(Self {
            target,
            notifications,
        })
    }
}

/// Groups by number where the number is fixed.
fn numbers(family: &KernelFamily, groups: Vec<String>) -> Vec<String> {
    let number = |name: String| match family.group(&name) {
        Ok(number) => number.to_string(),
        Err(_) => name,
    };
    groups.into_iter().map(number).collect()
}

/// There is nothing of this name to listen to.
fn unknown(spec: &Spec, name: &str, groups: &[&str]) -> Failure {
    let notifications = spec.operations().iter().filter(|one| one.is_notification());
    let notifications: Vec<_> = notifications.map(|one| one.name()).collect();
    let known: Vec<_> = [("notifications", &*notifications), ("groups", groups)]
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| format!("its {what} are {}", names.join(", ")))
        .collect();
    let known = known.join("; ");
    let family = spec.name();
    Failure::usage(match known.is_empty() {
        true => format!("{family} has no notifications and no groups"),
        false => format!("{family} has no notification or group {name:?}: {known}"),
    })
}

/// Shows those messages of a datagram that belong to the family and were asked for.
fn show(
    family: &KernelFamily,
    wanted: &[String],
    arrival: &Arrival,
    session: &mut Session,
) -> Result<(), Failure> {
    let (bytes, nsid) = match &arrival.content {
        Content::Datagram { bytes, nsid, .. } => (bytes, *nsid),
        Content::Refused => return session.output.show(&Refused::new(arrival)),
        Content::Lost(drops) => return session.output.show(&Lost::new(arrival, *drops)),
        Content::Broken(error) => return Err(Failure::explain(error, arrival.protocol)),
    };
    for message in Messages::new(bytes).map_while(Result::ok) {
        let number = family.operation_number(&message);
        let Notification::Message {
            operation,
            message: msg,
        } = family.notification(message)
        else {
            continue;
        };
        let name = operation.map(|operation| operation.name());
        let is_wanted = |name| wanted.iter().any(|wanted| wanted == name);
        if wanted.is_empty() || name.is_some_and(is_wanted) {
            let unknown = || format!("@{}", number.unwrap_or_default());
            session.output.show(&Shown {
                time: arrival.time,
                name: name.map_or_else(unknown, str::to_owned),
                nsid,
                msg,
            })?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Shown<'a> {
    time: Time,
    name: String,
    /// The network namespace that the message is about, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    nsid: Option<i32>,
    msg: Decoded<'a>,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let msg = serde_json::to_string(&self.msg).map_err(|_| fmt::Error)?;
        write!(f, "{} {} {msg}", self.time, self.name)
    }
}

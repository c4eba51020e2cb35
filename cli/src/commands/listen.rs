// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink listen`: shows a family's notifications, decoded by its specification.

use std::fmt::{self, Display};

use clap::Args;
use klink::Messages;
use klink_ynl::client::{KernelFamily, Notification};
use klink_ynl::Decoded;
use serde::Serialize;

use crate::exit::{Failure, Status};
use crate::family::{explain, Specified};
use crate::session::Session;
use crate::stream::{Arrival, Listening, Lost, Refused, What};
use crate::target::Target;
use crate::time::Time;

/// Shows a family's notifications as they arrive, decoded by its specification.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Listen {
    #[command(flatten)]
    specified: Specified,

    /// Notifications or multicast groups to show; by default, all groups that the specification names.
    names: Vec<String>,

    #[command(flatten)]
    listening: Listening,
}

pub(crate) fn run(arguments: &Listen, session: &mut Session) -> Result<(), Failure> {
    let family = arguments.specified.find(session)?;
    let wanted = family
        .subscriptions(&arguments.names)
        .map_err(|error| explain(&family, &error, false))?;
    let target = target(&family, &wanted.groups)?;
    let mut stream = arguments.listening.open(&[target], session)?;
    while let Some(arrival) = stream.next(|| session.output.flush())? {
        show(&family, &wanted.notifications, &arrival, session)?;
    }
    Ok(())
}

/// The groups to join: by number where the number is fixed.
fn target(family: &KernelFamily, groups: &[String]) -> Result<Target, Failure> {
    if family.id().is_some() {
        let groups = groups.to_vec();
        return Ok(Target::family(family.spec().name(), groups));
    }
    let numbers: Result<Vec<_>, _> = groups.iter().map(|name| family.group(name)).collect();
    let numbers = numbers.map_err(|error| explain(family, &error, false))?;
    let numbers = numbers.iter().map(ToString::to_string).collect();
    Ok(Target::protocol(family.protocol(), numbers))
}

/// Shows those messages of a datagram that belong to the family and were asked for.
fn show(
    family: &KernelFamily,
    wanted: &[String],
    arrival: &Arrival,
    session: &mut Session,
) -> Result<(), Failure> {
    let (bytes, nsid) = match &arrival.what {
        What::Datagram { bytes, nsid, .. } => (bytes, *nsid),
        What::Refused => return session.output.show(&Refused::new(arrival)),
        What::Lost(drops) => return session.output.show(&Lost::new(arrival, *drops)),
        What::Broken(error) => return Err(Failure::explain(error, arrival.protocol)),
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

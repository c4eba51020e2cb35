// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink do`, `klink dump` and `klink listen`: any family by its specification.

mod transaction;

use std::fmt::{self, Display};
use std::io;
use std::path::PathBuf;

use clap::Args;
use klink::wire::genl;
use klink::wire::NoRoom;
use klink::{Errno, Error, ErrorKind, Flags, Message, Messages, Plain, Protocol, Verdict, Writer};
use klink_ynl::{Decoded, Family, Folders, NotThere, Operation, Spec};
use serde::Serialize;
use serde_json::Value;

use self::transaction::Frame;
use crate::commands::monitor::Lost;
use crate::commands::send;
use crate::exit::{Failure, Status};
use crate::session::Session;
use crate::stream::{Arrival, Listening, What};
use crate::target::Target;
use crate::time::Time;

/// A family, by its specification.
#[derive(Args, Debug)]
struct Specified {
    /// The family, as its specification is called, such as rt-link or ethtool.
    family: String,

    /// The specification, or a folder of them. Without it, those of KLINK_SPECS, /usr/local/share/klink/specs,
    /// /usr/share/klink/specs and /usr/share/ynl/specs are looked through.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
}

/// Asks for one operation of a family, by its specification, and shows what comes back.
///
/// Requests and answers are JSON in the form of the specification, and what is shown can be sent again: `klink dump
/// rt-route getroute --json | klink do rt-route newroute --flags create,replace --json -`. What the specification does
/// not explain is shown as hexadecimal digits under a name that begins with @, and can be sent so.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Do {
    #[command(flatten)]
    specified: Specified,

    /// The operation, such as getlink.
    operation: String,

    /// What to ask with, as a JSON object; - is standard input, with one object after the other.
    object: Option<String>,

    /// Further flags of the request: names, such as create,excl, or a number.
    #[arg(long, value_name = "FLAGS", value_parser = send::flags)]
    flags: Option<Flags>,
}

/// Asks for all objects of an operation, by the family's specification, and shows them one by one.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Dump {
    #[command(flatten)]
    specified: Specified,

    /// The operation, such as getlink.
    operation: String,

    /// What to ask with, as a JSON object.
    object: Option<String>,
}

/// Shows a family's notifications as they come, by its specification.
#[derive(Debug, Args)]
#[command(after_help = Status::table())]
pub(crate) struct Listen {
    #[command(flatten)]
    specified: Specified,

    /// Notifications or multicast groups; without any, all groups that the specification names.
    names: Vec<String>,

    #[command(flatten)]
    listening: Listening,
}

pub(crate) fn run_do(arguments: &Do, session: &mut Session) -> Result<(), Failure> {
    let peer = Peer::find(&arguments.specified, session)?;
    let operation = peer.request(&arguments.operation)?;
    let flags = arguments.flags.unwrap_or(Flags::NONE);
    if let Some(frame) = Frame::around(&peer, operation)? {
        return frame.send(objects(arguments.object.as_deref()), flags, session);
    }
    let mut socket = session.socket(peer.protocol)?;
    for object in objects(arguments.object.as_deref()) {
        let payload = peer.encode(operation, &object?)?;
        let request = peer.asks(operation, &payload).flags(flags);
        let explain = |error: &Error| peer.explain(operation, &payload, error, false);
        if operation.answers() || flags.contains(Flags::ECHO) {
            let mut shown = Ok(());
            let mut batch = socket.batch_with_replies(|_, message| {
                if shown.is_ok() {
                    shown = session.output.show(&peer.shown(operation, &message));
                }
            });
            batch.push(&request).map_err(|error| explain(&error))?;
            let outcome = batch.finish().map_err(|error| explain(&error))?;
            shown?;
            if let Some(failure) = outcome.failures.first() {
                return Err(peer.refused(operation, &payload, &failure.verdict, false));
            }
        } else {
            let verdict = socket.apply(&request).map_err(|error| explain(&error))?;
            if !verdict.is_plain_success() {
                session.remark(&verdict.to_string());
            }
        }
    }
    session.output.flush()
}

pub(crate) fn run_dump(arguments: &Dump, session: &mut Session) -> Result<(), Failure> {
    let peer = Peer::find(&arguments.specified, session)?;
    let operation = peer.request(&arguments.operation)?;
    let mut socket = session.socket(peer.protocol)?;
    for object in objects(arguments.object.as_deref()) {
        let payload = peer.encode(operation, &object?)?;
        let request = peer.asks(operation, &payload);
        let explain = |error: Error| peer.explain(operation, &payload, &error, true);
        let mut dump = socket.dump(&request).map_err(explain)?;
        while let Some(message) = dump.next().map_err(explain)? {
            session.output.show(&peer.shown(operation, &message))?;
        }
    }
    session.output.flush()
}

pub(crate) fn run_listen(arguments: &Listen, session: &mut Session) -> Result<(), Failure> {
    let peer = Peer::find(&arguments.specified, session)?;
    let (mut wanted, mut groups) = (Vec::new(), Vec::new());
    for name in &arguments.names {
        match peer
            .spec
            .operation(name)
            .ok()
            .filter(|operation| operation.is_notification())
        {
            Some(operation) => {
                wanted.push(operation.name());
                groups.extend(operation.group());
            }
            None => groups.push(name),
        }
    }
    if groups.is_empty() {
        groups.extend(peer.spec.groups().iter().map(|group| group.name.as_str()));
    }
    let target = peer.target(&groups)?;
    let mut stream = arguments.listening.open(&[target], session)?;
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
        heard(&peer, &wanted, &arrival, session)?;
    }
}

/// Shows the messages of a datagram that are of the family, and among those that are wanted.
fn heard(
    peer: &Peer,
    wanted: &[&str],
    arrival: &Arrival,
    session: &mut Session,
) -> Result<(), Failure> {
    let (bytes, nsid) = match &arrival.what {
        What::Datagram { bytes, nsid, .. } => (bytes, *nsid),
        What::Lost(drops) => return session.output.show(&Lost::new(arrival, *drops)),
        What::Broken(error) => return Err(Failure::explain(error, arrival.protocol)),
    };
    for message in Messages::new(bytes).map_while(Result::ok) {
        if peer.family_id.is_some_and(|id| id != message.header.kind) {
            continue;
        }
        let Some(value) = peer.value(&message) else {
            continue;
        };
        let operation = peer.spec.notification(value);
        if wanted.is_empty()
            || operation.is_some_and(|operation| wanted.contains(&operation.name()))
        {
            session.output.show(&Notification {
                time: arrival.time,
                name: operation.map_or_else(
                    || format!("@{value}"),
                    |operation| operation.name().to_owned(),
                ),
                nsid,
                msg: match operation {
                    Some(operation) => peer.spec.decode(operation, message.payload),
                    None => peer.spec.decode_unknown(message.payload),
                },
            })?;
        }
    }
    Ok(())
}

/// A family to talk to.
struct Peer {
    spec: Spec,
    protocol: Protocol,
    /// In generic netlink, the kind of the family's messages.
    family_id: Option<u16>,
}

impl Peer {
    fn find(specified: &Specified, session: &Session) -> Result<Self, Failure> {
        let spec = load(specified)?;
        let (protocol, family_id) = match spec.family() {
            Family::Raw(protocol) => (protocol, None),
            Family::Generic { .. } => {
                let mut controller = session.controller()?;
                let family = controller.family(spec.name());
                let family = family.map_err(|error| Failure::explain(&error, Protocol::GENERIC))?;
                (Protocol::GENERIC, Some(family.id()))
            }
        };
        Ok(Self {
            spec,
            protocol,
            family_id,
        })
    }

    /// An operation that can be asked for. Specifications do not list every dump that the kernel has, so whether it
    /// can be asked for in this way is the kernel's to say.
    fn request(&self, name: &str) -> Result<&Operation, Failure> {
        let operation = self.spec.operation(name).map_err(Failure::usage)?;
        if operation.is_notification() {
            let family = self.spec.name();
            return Err(Failure::usage(format!(
                "{family} {name} is a notification: hear it with `klink listen {family} {name}`"
            )));
        }
        Ok(operation)
    }

    fn encode(&self, operation: &Operation, object: &Value) -> Result<Vec<u8>, Failure> {
        let payload = self.spec.encode(operation, object);
        payload.map_err(|error| {
            Failure::usage(format!(
                "{} {}: {error}",
                self.spec.name(),
                operation.name()
            ))
        })
    }

    /// The message that asks for an operation.
    fn asks<'a>(
        &self,
        operation: &Operation,
        payload: &'a [u8],
    ) -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), NoRoom> + 'a> {
        let kind = self.family_id.or(operation.request());
        klink::request(kind.unwrap_or_default(), |message| message.raw(payload))
    }

    /// What tells a message's operation.
    fn value(&self, message: &Message<'_>) -> Option<u16> {
        match self.family_id {
            None => Some(message.header.kind),
            Some(_) => Some(genl::Header::read(message).ok()?.0.cmd.into()),
        }
    }

    fn shown<'a>(&'a self, operation: &'a Operation, message: &Message<'a>) -> Object<'a> {
        let value = self.value(message);
        let same = operation.reply().is_some() && operation.reply() == value;
        // Where a change is echoed, its notification comes back.
        let told = if same {
            None
        } else {
            value.and_then(|value| self.spec.notification(value))
        };
        Object(self.spec.decode(told.unwrap_or(operation), message.payload))
    }

    /// The groups as they are listened to: by number where that is always the same.
    fn target(&self, groups: &[&str]) -> Result<Target, Failure> {
        let family = self.spec.name();
        if groups.is_empty() {
            return Err(Failure::usage(format!(
                "the specification of {family} has no multicast groups"
            )));
        }
        let typed = match self.family_id {
            Some(_) => format!("{family}:{}", groups.join(",")),
            None => {
                let numbers: Result<Vec<_>, _> =
                    groups.iter().map(|name| self.group(name)).collect();
                format!("{}:{}", self.protocol.0, numbers?.join(","))
            }
        };
        Target::parse(&typed).map_err(Failure::usage)
    }

    fn group(&self, name: &str) -> Result<String, Failure> {
        let groups = self.spec.groups();
        let group = groups
            .iter()
            .find(|group| group.name == name)
            .and_then(|group| group.number);
        group.map(|group| group.to_string()).ok_or_else(|| {
            let known: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
            let (family, known) = (self.spec.name(), known.join(", "));
            Failure::usage(format!(
                "{family} has no notification or group {name:?}: its groups are {known}"
            ))
        })
    }

    fn explain(
        &self,
        operation: &Operation,
        payload: &[u8],
        error: &Error,
        dumped: bool,
    ) -> Failure {
        match error.kind() {
            ErrorKind::Refused(verdict) => self.refused(operation, payload, verdict, dumped),
            _ => Failure::explain(error, self.protocol),
        }
    }

    /// The kernel's no, with the names of the specification.
    fn refused(
        &self,
        operation: &Operation,
        payload: &[u8],
        verdict: &Verdict,
        dumped: bool,
    ) -> Failure {
        let mut verdict = verdict.clone();
        verdict.attribute = verdict.attribute.map(|path| {
            let names = path
                .start()
                .and_then(|start| self.spec.path(operation, payload, start));
            names.map_or(path.clone(), |names| path.renamed(names))
        });
        verdict.missing = verdict.missing.map(|path| {
            let kind = path.kinds().last().unwrap_or_default();
            let names = self
                .spec
                .path_of_missing(operation, payload, path.start(), kind);
            names.map_or(path.clone(), |names| path.renamed(names))
        });
        let (family, name) = (self.spec.name(), operation.name());
        let mut dumps = self
            .spec
            .operations()
            .iter()
            .filter(|operation| operation.can_dump());
        let (status, advice) = match (verdict.errno, dumps.next()) {
            (Some(Errno::EPERM | Errno::EACCES), _) => (
                Status::NotPermitted,
                String::from("try with sudo; in a container, outside of it"),
            ),
            (Some(Errno::EOPNOTSUPP), _) if !dumped && operation.can_dump() => (
                Status::Refused,
                format!("if it can only be dumped, that is `klink dump {family} {name}`"),
            ),
            (Some(Errno::EOPNOTSUPP), _) if dumped && operation.can_do() => (
                Status::Refused,
                format!("if it cannot be dumped, ask for one with `klink do {family} {name}`"),
            ),
            (Some(Errno::EOPNOTSUPP), _) => (
                Status::Refused,
                String::from("this kernel, or the device, does not do that"),
            ),
            _ if self.family_id.is_some() => (
                Status::Refused,
                format!("see what it takes with `klink genl policy {family}`"),
            ),
            (_, Some(dump)) => (
                Status::Refused,
                format!(
                    "see what there is with `klink dump {family} {}`",
                    dump.name()
                ),
            ),
            _ => (
                Status::Refused,
                String::from("the specification says what it takes"),
            ),
        };
        Failure {
            status,
            message: Some(format!("{family} {name}: {verdict}: {advice}")),
        }
    }
}

fn load(specified: &Specified) -> Result<Spec, Failure> {
    let loaded = match &specified.spec {
        Some(file) if !file.is_dir() => Spec::load(file).map_err(NotThere::Unusable),
        Some(folder) => Folders::new([folder.clone()]).load(&specified.family),
        None => Folders::of_system().load(&specified.family),
    };
    let spec = loaded.map_err(|error| match error {
        NotThere::Unusable(error) => Failure::new(error.to_string()),
        nowhere => Failure::new(format!(
            "{nowhere}: name the folder with --spec or KLINK_SPECS; the kernel's source has them in \
             Documentation/netlink/specs, `cargo lab specs` fetches those"
        )),
    })?;
    let name = |name: &str| name.replace('_', "-");
    if name(spec.name()) != name(&specified.family)
        && specified.spec.as_ref().is_some_and(|path| !path.is_dir())
    {
        return Err(Failure::usage(format!(
            "this is the specification of {}, not of {}",
            spec.name(),
            specified.family
        )));
    }
    Ok(spec)
}

/// What was given to ask with.
fn objects(given: Option<&str>) -> Box<dyn Iterator<Item = Result<Value, Failure>>> {
    let wrong = |error: serde_json::Error| match error.io_error_kind() {
        Some(_) => Failure::new(format!("cannot read the next object: {error}")),
        None => Failure::usage(format!("this is no JSON: {error}")),
    };
    match given {
        None => Box::new(std::iter::once(Ok(Value::Object(serde_json::Map::new())))),
        Some("-") => {
            let mut stream = serde_json::Deserializer::from_reader(io::stdin().lock()).into_iter();
            Box::new(
                std::iter::from_fn(move || stream.next()).map(move |object| object.map_err(wrong)),
            )
        }
        Some(text) => Box::new(std::iter::once(serde_json::from_str(text).map_err(wrong))),
    }
}

/// A message in the form of its specification.
#[derive(Serialize)]
#[serde(transparent)]
struct Object<'a>(Decoded<'a>);

impl Display for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?)
    }
}

#[derive(Serialize)]
struct Notification<'a> {
    time: Time,
    name: String,
    /// The network namespace that it is about, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    nsid: Option<i32>,
    msg: Decoded<'a>,
}

impl Display for Notification<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let msg = serde_json::to_string(&self.msg).map_err(|_| fmt::Error)?;
        write!(f, "{} {} {msg}", self.time, self.name)
    }
}

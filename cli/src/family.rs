// SPDX-License-Identifier: MIT OR Apache-2.0

//! A family that is talked to by its specification: which one, what with, and what to do where it refuses.

use std::io;
use std::path::PathBuf;

use clap::Args;
use klink::{Errno, Protocol};
use klink_ynl::client::{Client, ClientError, KernelFamily, Refusal};
use klink_ynl::{FindError, Folders, Spec};
use serde_json::Value;

use crate::exit::{Failure, Status};
use crate::session::Session;

/// A family, by its specification.
#[derive(Args, Debug)]
pub(crate) struct Specified {
    /// The family, as its specification is called, such as rt-link or ethtool.
    family: String,

    /// The specification, or a folder of them. Without it, the folders of KLINK_SPECS are looked through, then what klink
    /// has inside, then /usr/local/share/klink/specs, /usr/share/klink/specs and /usr/share/ynl/specs.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
}

impl Specified {
    /// The family as this kernel has it.
    pub(crate) fn find(&self, session: &Session) -> Result<KernelFamily, Failure> {
        KernelFamily::resolve(load(self)?, |name| {
            let mut controller = session.controller()?;
            let family = controller.family(name);
            let family = family.map_err(|error| Failure::explain(&error, Protocol::GENERIC))?;
            Ok(family.id())
        })
    }

    /// A client of it.
    pub(crate) fn open(&self, session: &Session) -> Result<Client, Failure> {
        let family = self.find(session)?;
        let socket = session.socket(family.protocol())?;
        Ok(Client::new(family, socket))
    }
}

/// Why an operation has failed, and what can be done about it. `dumped`: it was asked for all objects.
pub(crate) fn explain(family: &KernelFamily, error: &ClientError, dumped: bool) -> Failure {
    match error {
        ClientError::Netlink(error) => Failure::explain(error, family.protocol()),
        ClientError::Refused(refusal) => refused(family, refusal, dumped),
        ClientError::IsNotification { family, operation } => Failure::usage(format!(
            "{error}: hear it with `klink listen {family} {operation}`"
        )),
        _ => Failure::usage(error),
    }
}

fn refused(family: &KernelFamily, refusal: &Refusal, dumped: bool) -> Failure {
    let (name, operation) = (&refusal.family, &refusal.operation);
    let known = family.spec().operation(operation).ok();
    let can_dump = known.is_some_and(|operation| operation.can_dump());
    let can_do = known.is_some_and(|operation| operation.can_do());
    let mut operations = family.spec().operations().iter();
    let other = operations.find(|operation| operation.can_dump());
    let (status, advice) = match (refusal.ack.errno, other) {
        (Some(Errno::EPERM | Errno::EACCES), _) => (
            Status::NotPermitted,
            String::from("try with sudo; in a container, outside of it"),
        ),
        (Some(Errno::EOPNOTSUPP), _) if !dumped && can_dump => (
            Status::Refused,
            format!("if it can only be dumped, that is `klink dump {name} {operation}`"),
        ),
        (Some(Errno::EOPNOTSUPP), _) if dumped && can_do => (
            Status::Refused,
            format!("if it cannot be dumped, ask for one with `klink do {name} {operation}`"),
        ),
        (Some(Errno::EOPNOTSUPP), _) => (
            Status::Refused,
            String::from("this kernel, or the device, does not do that"),
        ),
        _ if family.id().is_some() => (
            Status::Refused,
            format!("see what it takes with `klink genl policy {name}`"),
        ),
        (_, Some(dump)) => (
            Status::Refused,
            format!("see what there is with `klink dump {name} {}`", dump.name()),
        ),
        _ => (
            Status::Refused,
            String::from("the specification says what it takes"),
        ),
    };
    Failure {
        status,
        message: Some(format!("{refusal}: {advice}")),
    }
}

fn load(specified: &Specified) -> Result<Spec, Failure> {
    let loaded = match &specified.spec {
        Some(file) if !file.is_dir() => Spec::load(file).map_err(FindError::Unusable),
        Some(folder) => Folders::new([folder.clone()]).load(&specified.family),
        None => Folders::of_system().load(&specified.family),
    };
    let spec = loaded.map_err(|error| match error {
        FindError::Unusable(error) => Failure::new(error.to_string()),
        missing => Failure::new(format!(
            "{missing}: name a folder with --spec or KLINK_SPECS; inside of klink there are {}",
            klink_ynl::families().collect::<Vec<_>>().join(", ")
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
pub(crate) fn objects(given: Option<&str>) -> Box<dyn Iterator<Item = Result<Value, Failure>>> {
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

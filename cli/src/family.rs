// SPDX-License-Identifier: MIT OR Apache-2.0

//! A family, addressed by its specification: which family, which specification, and advice when it refuses.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;
use klink::{genl, Errno, Protocol};
use klink_ynl::client::{Client, ClientError, KernelFamily, Refusal};
use klink_ynl::{FindError, Folders, Spec};
use serde_json::{json, Value};

use crate::exit::{Failure, Status};
use crate::json::{self, Unique};
use crate::session::Session;

/// A family, by its specification.
#[derive(Args, Debug)]
pub(crate) struct Specified {
    /// Family, by the name of its specification, such as rt-link or ethtool.
    family: String,

    /// Specification file, or a folder of specifications. By default, the folders of KLINK_SPECS are searched, then the
    /// descriptions inside of klink and of loaded modules, then /usr/local/share/klink/specs, /usr/share/klink/specs and
    /// /usr/share/ynl/specs.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
}

impl Specified {
    /// Finds the family in the running kernel.
    pub(crate) fn find(&self, session: &Session) -> Result<KernelFamily, Failure> {
        let spec = self.spec()?;
        KernelFamily::resolve(spec, |name| Ok(published(name, session)?.id()))
    }

    /// [`Specified::find`] of a family to listen to, with what the kernel publishes about one of generic netlink. That
    /// needs no specification.
    pub(crate) fn find_to_listen(
        &self,
        session: &Session,
    ) -> Result<(KernelFamily, Option<genl::Family>), Failure> {
        let spec = match self.read() {
            Err(missing @ FindError::Missing { .. }) => {
                // If the kernel has no such family either, it is the specification that is missing.
                match published(&self.family, session) {
                    Ok(family) => nothing_about(family.name())?,
                    Err(_) => self.checked(Err(missing))?,
                }
            }
            read => self.checked(read)?,
        };
        let mut kernel = None;
        let family = KernelFamily::resolve(spec, |name| {
            Ok::<_, Failure>(kernel.insert(published(name, session)?).id())
        })?;
        Ok((family, kernel))
    }

    /// The description, whether or not the kernel has the family.
    pub(crate) fn spec(&self) -> Result<Spec, Failure> {
        self.checked(self.read())
    }

    /// The description's text. What klink itself has does not say all that a file does.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        self.spec()?;
        let file = match &self.spec {
            Some(file) if !file.is_dir() => Some(file.clone()),
            Some(folder) => Folders::new([folder.clone()]).find(&self.family),
            None => Folders::of_system().find(&self.family),
        };
        let file = file.ok_or_else(|| {
            Failure::new(format!(
                "what klink itself knows of {} does not say what its requests have: give its file with --spec",
                self.family
            ))
        })?;
        fs::read_to_string(&file)
            .map_err(|error| Failure::new(format!("read {}: {error}", file.display())))
    }

    fn read(&self) -> Result<Spec, FindError> {
        match &self.spec {
            Some(file) if !file.is_dir() => Spec::load(file).map_err(FindError::Unusable),
            Some(folder) => Folders::new([folder.clone()]).load(&self.family),
            None => Folders::of_system().load(&self.family),
        }
    }

    /// The specification that was read, if it is of this family.
    fn checked(&self, read: Result<Spec, FindError>) -> Result<Spec, Failure> {
        let spec = read.map_err(|error| match error {
            FindError::Unusable(error) => Failure::new(error.to_string()),
            missing => Failure::new(format!(
                "{missing}: give its folder with --spec or KLINK_SPECS; klink itself knows {}",
                klink_ynl::families().collect::<Vec<_>>().join(", ")
            )),
        })?;
        let name = |name: &str| name.replace('_', "-");
        if name(spec.name()) != name(&self.family)
            && self.spec.as_ref().is_some_and(|path| !path.is_dir())
        {
            return Err(Failure::usage(format!(
                "this is the specification of {}, not of {}",
                spec.name(),
                self.family
            )));
        }
        Ok(spec)
    }

    /// Opens a client of the family.
    pub(crate) fn open(&self, session: &Session) -> Result<Client, Failure> {
        let family = self.find(session)?;
        let socket = session.socket(family.protocol())?;
        Ok(Client::new(family, socket))
    }
}

/// The reason why an operation failed, with advice about what to do. `dumped`: all objects were requested.
pub(crate) fn explain(family: &KernelFamily, error: &ClientError, dumped: bool) -> Failure {
    match error {
        ClientError::Netlink(error) => Failure::explain(error, family.protocol()),
        ClientError::Refused(refusal) => refused(family, refusal, dumped),
        ClientError::IsNotification { family, operation } => Failure::usage(format!(
            "{error}: receive it with `klink listen {family} {operation}`"
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
            String::from("use sudo; inside of a container, run the command outside of it"),
        ),
        (Some(Errno::EOPNOTSUPP), _) if !dumped && can_dump => (
            Status::Refused,
            format!("if it can only be dumped, use `klink dump {name} {operation}`"),
        ),
        (Some(Errno::EOPNOTSUPP), _) if dumped && can_do => (
            Status::Refused,
            format!(
                "if it cannot be dumped, request one object with `klink do {name} {operation}`"
            ),
        ),
        (Some(Errno::EOPNOTSUPP), _) => (
            Status::Refused,
            String::from("this kernel or the device does not support it"),
        ),
        _ if family.id().is_some() => (
            Status::Refused,
            format!("`klink genl policy {name}` shows valid attributes"),
        ),
        (_, Some(dump)) => (
            Status::Refused,
            format!("`klink dump {name} {}` shows what exists", dump.name()),
        ),
        _ => (
            Status::Refused,
            String::from("see the specification for valid requests"),
        ),
    };
    Failure {
        status,
        message: Some(format!("{refusal}: {advice}")),
    }
}

/// The kernel's own information about a family of generic netlink.
fn published(name: &str, session: &Session) -> Result<genl::Family, Failure> {
    let mut controller = session.controller()?;
    let family = controller.family(name);
    family.map_err(|error| Failure::explain(&error, Protocol::GENERIC))
}

/// A specification that only names the family.
fn nothing_about(name: &str) -> Result<Spec, Failure> {
    // JSON is YAML, too.
    let text = json!({"name": name}).to_string();
    Spec::parse(&text).map_err(|error| Failure::new(error.to_string()))
}

/// The objects from the arguments, or from standard input.
pub(crate) fn objects(given: Option<&str>) -> Box<dyn Iterator<Item = Result<Value, Failure>>> {
    let wrong = |error: serde_json::Error| match error.io_error_kind() {
        Some(_) => Failure::new(format!("cannot read the next object: {error}")),
        None => Failure::usage(format!("this is not JSON: {error}")),
    };
    match given {
        None => Box::new(std::iter::once(Ok(Value::Object(serde_json::Map::new())))),
        Some("-") => {
            let mut stream = json::stream(io::stdin().lock()).peekable();
            if stream.peek().is_none() {
                let nothing = "standard input has no object: give one, such as {}";
                return Box::new(std::iter::once(Err(Failure::usage(nothing))));
            }
            Box::new(stream.map(move |object| object.map_err(wrong)))
        }
        Some(text) => {
            let object = serde_json::from_str(text).map(|Unique(object)| object);
            Box::new(std::iter::once(object.map_err(wrong)))
        }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! A client for any family of the running kernel: requests and replies are JSON in the form of the specification.
//!
//! ```
//! use klink_ynl::client::Client;
//! use klink_ynl::Spec;
//! use serde_json::json;
//!
//! // A system has the kernel's in `Folders::of_system()`.
//! let spec = Spec::parse(
//!     "
//!     name: nlctrl
//!     protocol: genetlink-legacy
//!     attribute-sets:
//!       - name: controller
//!         attributes:
//!           - {name: family-id, type: u16}
//!           - {name: family-name, type: string}
//!     operations:
//!       enum-model: directional
//!       list:
//!         - name: getfamily
//!           attribute-set: controller
//!           do: {request: {value: 3}, reply: {value: 1}}
//!           dump: {reply: {value: 1}}
//!     ",
//! )?;
//! let mut client = Client::open(spec)?;
//!
//! let replies = client.request("getfamily", &json!({"family-name": "nlctrl"}))?;
//! assert_eq!(replies[0]["family-id"], 16);
//!
//! let all = json!({});
//! let mut families = client.dump("getfamily", &all)?;
//! while let Some(family) = families.next()? {
//!     println!("{}", serde_json::to_string(&family)?);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod family;
mod listener;
mod published;
mod request;
mod transaction;

use std::time::Duration;

use klink::genl::Controller;
use klink::{Acknowledgement, Dump, Error, Flags, Netns, Protocol, Socket};
use serde_json::Value;

use crate::model::{Operation, Spec};

pub use error::{ClientError, Refusal};
pub use family::{KernelFamily, Reply, Subscriptions};
pub use listener::{Notification, Notifications};
pub use published::Published;

use request::Ask;

/// A socket to one family, which is asked by the names in its specification.
#[derive(Debug)]
pub struct Client {
    family: KernelFamily,
    socket: Socket,
}

impl Client {
    /// Finds the family in the kernel and opens a socket of its protocol.
    ///
    /// # Errors
    /// [`ClientError::Netlink`]: there is no such family (`ErrorKind::NotFound`), or no such protocol.
    pub fn open(spec: Spec) -> Result<Self, ClientError> {
        Self::over(spec, Controller::open, Socket::open)
    }

    /// [`Client::open`] in another network namespace.
    ///
    /// # Errors
    /// Those of [`Client::open`], and of entering the namespace.
    pub fn open_in(netns: &Netns, spec: Spec) -> Result<Self, ClientError> {
        let socket = |protocol| Socket::open_in(netns, protocol);
        Self::over(spec, || Controller::open_in(netns), socket)
    }

    /// A generic family's socket is the one that has found it.
    fn over(
        spec: Spec,
        controller: impl FnOnce() -> Result<Controller, Error>,
        socket: impl FnOnce(Protocol) -> Result<Socket, Error>,
    ) -> Result<Self, ClientError> {
        let mut used = None;
        let family = KernelFamily::resolve(spec, |name| {
            let controller = used.insert(controller()?);
            Ok::<_, Error>(controller.family(name)?.id())
        })?;
        let socket = match used {
            Some(controller) => controller.into(),
            None => socket(family.protocol())?,
        };
        Ok(Self::new(family, socket))
    }

    /// Over a socket of the family's protocol.
    pub fn new(family: KernelFamily, socket: Socket) -> Self {
        Self { family, socket }
    }

    /// The family.
    pub fn family(&self) -> &KernelFamily {
        &self.family
    }

    /// Limits how long a request waits for each datagram of its answer; `None` for no limit. 5 seconds at first.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.socket.set_timeout(timeout);
    }

    /// Asks for one operation, and collects what comes back as JSON: nothing where the kernel only acknowledges.
    ///
    /// # Errors
    /// [`ClientError::Refused`] has the kernel's reasons, with the specification's names.
    pub fn request(&mut self, operation: &str, object: &Value) -> Result<Vec<Value>, ClientError> {
        let mut replies = Vec::new();
        let reply = |reply: Reply<'_>| replies.push(reply.to_value());
        self.request_with(operation, object, Flags::NONE, reply)?;
        Ok(replies)
    }

    /// [`Client::request`] with further flags, such as [`Flags::CREATE`]. Each message that comes back is handed to `reply`;
    /// what the kernel acknowledges with, which may be a warning, is returned.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub fn request_with(
        &mut self,
        operation: &str,
        object: &Value,
        flags: Flags,
        mut reply: impl FnMut(Reply<'_>),
    ) -> Result<Acknowledgement, ClientError> {
        let family = &self.family;
        let operation = family.request(operation)?;
        let ask = Ask::new(family, operation, object, flags);
        if !operation.answers() && !flags.contains(Flags::ECHO) {
            return self.socket.apply(&ask).map_err(|error| ask.explain(error));
        }
        // Audit leaves answers to a thread of its own, after the acknowledgement (kernel/audit.c,
        // audit_send_reply): without one, the answer is what comes.
        if operation.answers() && family.protocol() == Protocol::AUDIT {
            let answer = self
                .socket
                .request(&ask)
                .map_err(|error| ask.explain(error))?;
            reply(family.reply(operation, &answer));
            return Ok(Acknowledgement::default());
        }
        let mut batch = self
            .socket
            .batch_with_replies(|_, message| reply(family.reply(operation, &message)));
        batch.push(&ask).map_err(|error| ask.explain(error))?;
        let outcome = batch.finish().map_err(|error| ask.explain(error))?;
        match outcome.failures.first() {
            Some(failure) => Err(ask.refused(&failure.ack)),
            None => Ok(Acknowledgement::default()),
        }
    }

    /// Asks for all objects of an operation.
    ///
    /// # Errors
    /// The request cannot be written or sent.
    pub fn dump<'c>(
        &'c mut self,
        operation: &str,
        object: &'c Value,
    ) -> Result<Replies<'c>, ClientError> {
        let family = &self.family;
        let operation = family.request(operation)?;
        let ask = Ask::new(family, operation, object, Flags::NONE);
        match self.socket.dump(ask) {
            Ok(dump) => Ok(Replies {
                family,
                operation,
                object,
                dump,
            }),
            // What could not be written is found again where it is written for nobody.
            Err(error) => {
                let ask = Ask::new(family, operation, object, Flags::NONE);
                ask.check()?;
                Err(ask.explain(error))
            }
        }
    }
}

/// The objects of a dump, one by one, each borrowed from the receive buffer: `while let Some(object) = replies.next()?`.
#[derive(Debug)]
#[must_use = "a dump is read with `next`"]
pub struct Replies<'c> {
    family: &'c KernelFamily,
    operation: &'c Operation,
    object: &'c Value,
    dump: Dump<'c, Ask<'c>>,
}

impl Replies<'_> {
    /// The next object; `None` at the end.
    ///
    /// # Errors
    /// Those of [`Dump::next`](klink::Dump::next), a refusal with the specification's names.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Option<Reply<'_>>, ClientError> {
        match self.dump.next() {
            Ok(message) => Ok(message.map(|message| self.family.reply(self.operation, &message))),
            Err(error) => {
                Err(Ask::new(self.family, self.operation, self.object, Flags::NONE).explain(error))
            }
        }
    }
}

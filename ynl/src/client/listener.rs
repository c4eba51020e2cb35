// SPDX-License-Identifier: MIT OR Apache-2.0

use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use klink::genl::Controller;
use klink::{Error, Listener, Lost, Message};
use serde_json::Value;

use super::error::ClientError;
use super::family::KernelFamily;
use crate::decode::Decoded;
use crate::model::{Operation, Spec};

/// The notifications of a family, in the form of its specification.
#[derive(Debug)]
pub struct Notifications {
    family: KernelFamily,
    listener: Listener,
}

/// One notification, or a hole where some were lost.
#[derive(Debug)]
pub enum Notification<'a> {
    /// A message of the family.
    Message {
        /// Its operation, if the specification has it.
        operation: Option<&'a Operation>,
        /// Its content.
        message: Decoded<'a>,
    },
    /// A message that is not of the family.
    Other(Message<'a>),
    /// Some were lost.
    Lost(Lost),
}

impl Notification<'_> {
    /// The name of the notification, if the specification has it.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Message { operation, .. } => Some((*operation)?.name()),
            _ => None,
        }
    }

    /// The message as JSON that owns itself; `Null` where there is none.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Message { message, .. } => serde_json::to_value(message).unwrap_or_default(),
            _ => Value::Null,
        }
    }
}

impl Notifications {
    /// Joins the multicast groups of `names`, each a notification or a group; without any, all that the specification
    /// names. Other notifications of these groups come, too.
    ///
    /// # Errors
    /// There is no such family or group, or joining needs rights that the caller has not.
    pub fn open<N: AsRef<str>>(spec: Spec, names: &[N]) -> Result<Self, ClientError> {
        let mut controller = None;
        let id = |name: &str| -> Result<u16, Error> {
            let controller = controller.insert(Controller::open()?);
            Ok(controller.family(name)?.id())
        };
        let family = KernelFamily::resolve(spec, id)?;
        let mut listener = Listener::open(family.protocol())?;
        for name in &family.subscriptions(names)?.groups {
            let group = match &mut controller {
                Some(controller) => controller.family(family.spec().name())?.group(name)?,
                None => family.group(name)?,
            };
            listener.join(group)?;
        }
        Ok(Self { family, listener })
    }

    /// The family.
    pub fn family(&self) -> &KernelFamily {
        &self.family
    }

    /// Limits how long [`Notifications::next`] waits. At first there is no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.listener.set_timeout(timeout);
    }

    /// Waits for the next notification or loss.
    ///
    /// # Errors
    /// Those of [`Listener::next`](klink::Listener::next).
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Notification<'_>, Error> {
        Ok(match self.listener.next()? {
            klink::Notification::Message(notification) => {
                self.family.notification(notification.message)
            }
            klink::Notification::Lost(lost) => Notification::Lost(lost),
        })
    }
}

impl KernelFamily {
    /// A message that came unasked.
    pub fn notification<'a>(&'a self, message: Message<'a>) -> Notification<'a> {
        let Some(number) = self.operation_number(&message) else {
            return Notification::Other(message);
        };
        let operation = self.spec().notification(number);
        Notification::Message {
            operation,
            message: match operation {
                Some(operation) => self.spec().decode(operation, message.payload),
                None => self.spec().decode_unknown(message.payload),
            },
        }
    }
}

impl AsFd for Notifications {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

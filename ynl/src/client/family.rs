// SPDX-License-Identifier: MIT OR Apache-2.0

use klink::wire::genl;
use klink::{Acknowledgement, Group, Message, Protocol};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::error::ClientError;
use crate::decode::Decoded;
use crate::model::{Family, Operation, Spec};

/// A family of the running kernel: its specification, and what its messages are known by.
#[derive(Debug)]
pub struct KernelFamily {
    spec: Spec,
    protocol: Protocol,
    /// In generic netlink, the kind of the family's messages.
    id: Option<u16>,
}

/// The notifications and groups to listen to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subscriptions {
    /// The notifications that were named; empty for all.
    pub notifications: Vec<String>,
    /// The multicast groups to join.
    pub groups: Vec<String>,
}

/// A message in the form of its specification.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    operation: &'a Operation,
    decoded: Decoded<'a>,
}

impl Reply<'_> {
    /// The operation that it is of: the one that was asked for, or, where a change is echoed, its notification.
    pub fn operation(&self) -> &Operation {
        self.operation
    }

    /// The message as JSON that owns itself.
    pub fn to_value(&self) -> Value {
        // There is no key that is no string, and no number that JSON has not.
        serde_json::to_value(self.decoded).unwrap_or_default()
    }
}

impl Serialize for Reply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.decoded.serialize(serializer)
    }
}

impl KernelFamily {
    /// The family as this kernel has it. `id` gives the id of a generic netlink family, as
    /// [`Controller::family`](klink::genl::Controller::family) does; it is not called for other protocols.
    ///
    /// # Errors
    /// Those of `id`.
    pub fn resolve<E>(spec: Spec, id: impl FnOnce(&str) -> Result<u16, E>) -> Result<Self, E> {
        let (protocol, id) = match spec.family() {
            Family::Raw(protocol) => (protocol, None),
            Family::Generic { .. } => (Protocol::GENERIC, Some(id(spec.name())?)),
        };
        Ok(Self { spec, protocol, id })
    }

    /// The specification.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The protocol that its messages are of.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The id of a generic netlink family.
    pub fn id(&self) -> Option<u16> {
        self.id
    }

    /// An operation that can be asked for. Specifications do not list every dump that the kernel has, so whether it can be
    /// asked for in this way is the kernel's to say.
    ///
    /// # Errors
    /// There is none of this name, or it is a notification.
    pub fn request(&self, name: &str) -> Result<&Operation, ClientError> {
        let operation = self.spec.operation(name);
        let operation = operation.map_err(ClientError::UnknownOperation)?;
        if operation.is_notification() {
            return Err(ClientError::IsNotification {
                family: self.spec.name().to_owned(),
                operation: name.to_owned(),
            });
        }
        Ok(operation)
    }

    /// The kind of the message that asks for an operation.
    pub(super) fn kind(&self, operation: &Operation) -> u16 {
        self.id.or(operation.request()).unwrap_or_default()
    }

    /// The number that a message's operation goes by; `None` if the message is of another family, or too short to have one.
    pub fn operation_number(&self, message: &Message<'_>) -> Option<u16> {
        match self.id {
            None => Some(message.header.kind),
            Some(id) if id != message.header.kind => None,
            Some(_) => Some(genl::Header::read(message).ok()?.0.cmd.into()),
        }
    }

    /// An answer to an operation.
    pub fn reply<'a>(&'a self, operation: &'a Operation, message: &Message<'a>) -> Reply<'a> {
        let number = self.operation_number(message);
        let is_reply = operation.reply().is_some() && operation.reply() == number;
        // Where a change is echoed, its notification comes back.
        let echoed = number
            .filter(|_| !is_reply)
            .and_then(|number| self.spec.notification(number));
        let operation = echoed.unwrap_or(operation);
        Reply {
            operation,
            decoded: self.spec.decode(operation, message.payload),
        }
    }

    /// The groups to join for `names`, each a notification or a multicast group; without any, all groups that the
    /// specification names.
    ///
    /// # Errors
    /// There are no groups, or none of this name.
    pub fn subscriptions<N: AsRef<str>>(&self, names: &[N]) -> Result<Subscriptions, ClientError> {
        let mut wanted = Subscriptions::default();
        for name in names.iter().map(AsRef::as_ref) {
            let operation = self.spec.operation(name).ok();
            match operation.filter(|operation| operation.is_notification()) {
                Some(operation) => {
                    wanted.notifications.push(name.to_owned());
                    wanted.groups.extend(operation.group().map(str::to_owned));
                }
                None => wanted.groups.push(name.to_owned()),
            }
        }
        if wanted.groups.is_empty() {
            let groups = self.spec.groups().iter();
            wanted.groups.extend(groups.map(|group| group.name.clone()));
        }
        if wanted.groups.is_empty() {
            let family = self.spec.name().to_owned();
            return Err(ClientError::NoGroups { family });
        }
        Ok(wanted)
    }

    /// The number of a group, for a protocol whose groups always have the same.
    ///
    /// # Errors
    /// The specification has none of this name with a number.
    pub fn group(&self, name: &str) -> Result<Group, ClientError> {
        let groups = self.spec.groups();
        let group = groups.iter().find(|group| group.name == name);
        group
            .and_then(|group| group.number)
            .ok_or_else(|| ClientError::UnknownGroup {
                family: self.spec.name().to_owned(),
                name: name.to_owned(),
                known: groups.iter().map(|group| group.name.clone()).collect(),
            })
    }

    /// The kernel's reasons with the specification's names for attributes, in the request that `object` stands for.
    pub(super) fn named(
        &self,
        operation: &Operation,
        object: &Value,
        ack: &Acknowledgement,
    ) -> Acknowledgement {
        let mut ack = ack.clone();
        let Ok(payload) = self.spec.encode(operation, object) else {
            return ack;
        };
        ack.attribute = ack.attribute.map(|path| {
            let start = path.start();
            let names = start.and_then(|start| self.spec.path(operation, &payload, start));
            names.map_or(path.clone(), |names| path.renamed(names))
        });
        ack.missing = ack.missing.map(|path| {
            let kind = path.kinds().last().unwrap_or_default();
            let names = self
                .spec
                .path_of_missing(operation, &payload, path.start(), kind);
            names.map_or(path.clone(), |names| path.renamed(names))
        });
        ack
    }
}

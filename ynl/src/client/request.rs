// SPDX-License-Identifier: MIT OR Apache-2.0

use std::cell::RefCell;

use klink::wire::{BuildError, Malformed};
use klink::{Acknowledgement, Error, ErrorKind, Flags, Message, Request, Writer};
use serde_json::Value;

use super::error::{ClientError, Refusal};
use super::family::KernelFamily;
use crate::encode::EncodeError;
use crate::model::Operation;

/// A request that the specification writes, straight into the socket's buffer.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    family: &'a KernelFamily,
    operation: &'a Operation,
    object: &'a Value,
    flags: Flags,
    /// Why it could not be written.
    failed: RefCell<Option<EncodeError>>,
}

impl<'a> Ask<'a> {
    pub(super) fn new(
        family: &'a KernelFamily,
        operation: &'a Operation,
        object: &'a Value,
        flags: Flags,
    ) -> Self {
        Self {
            family,
            operation,
            object,
            flags,
            failed: RefCell::new(None),
        }
    }

    /// Whether the object is what the specification wants.
    pub(super) fn check(&self) -> Result<(), ClientError> {
        let written = self.family.spec().encode(self.operation, self.object);
        written.map(drop).map_err(|error| self.unwritable(error))
    }

    /// An error with the specification's names.
    pub(super) fn explain(&self, error: Error) -> ClientError {
        if let Some(error) = self.failed.take() {
            return self.unwritable(error);
        }
        match error.kind() {
            ErrorKind::Refused(ack) => self.refused(ack),
            _ => ClientError::Netlink(error),
        }
    }

    pub(super) fn refused(&self, ack: &Acknowledgement) -> ClientError {
        ClientError::Refused(Box::new(Refusal {
            family: self.family.spec().name().to_owned(),
            operation: self.operation.name().to_owned(),
            ack: self.family.named(self.operation, self.object, ack),
        }))
    }

    fn unwritable(&self, error: EncodeError) -> ClientError {
        ClientError::Encode {
            family: self.family.spec().name().to_owned(),
            operation: self.operation.name().to_owned(),
            error,
        }
    }
}

impl Request for Ask<'_> {
    type Reply<'r> = Message<'r>;

    fn kind(&self) -> u16 {
        self.family.kind(self.operation)
    }

    fn flags(&self) -> Flags {
        self.flags
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let written = self
            .family
            .spec()
            .write(message, self.operation, self.object);
        written.map_err(|error| match error.build_error() {
            // It is called again, with more room.
            Some(BuildError::Full) => BuildError::Full,
            build_error => {
                self.failed.replace(Some(error));
                build_error.unwrap_or(BuildError::TooLong)
            }
        })
    }

    fn read<'r>(&self, message: Message<'r>) -> Result<Message<'r>, Malformed> {
        Ok(message)
    }
}

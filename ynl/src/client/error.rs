// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;

use klink::{Acknowledgement, Error};

use crate::encode::EncodeError;
use crate::model::UnknownOperation;

/// A family cannot be asked, or refuses.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientError {
    /// The specification has no operation of this name.
    UnknownOperation(UnknownOperation),
    /// The operation is a notification, which the kernel sends unasked.
    IsNotification {
        /// The family.
        family: String,
        /// The operation.
        operation: String,
    },
    /// The specification has neither a notification nor a multicast group of this name.
    UnknownGroup {
        /// The family.
        family: String,
        /// The name that was asked for.
        name: String,
        /// The groups that there are.
        known: Vec<String>,
    },
    /// The specification has no multicast groups.
    NoGroups {
        /// The family.
        family: String,
    },
    /// The object is not what the specification wants.
    Encode {
        /// The family.
        family: String,
        /// The operation.
        operation: String,
        /// The reason.
        error: EncodeError,
    },
    /// The changes of a transaction do not fit its datagram.
    TransactionTooLong {
        /// How many bytes fit.
        limit: usize,
    },
    /// The kernel refuses.
    Refused(Box<Refusal>),
    /// Anything else on the way.
    Netlink(Error),
}

/// The kernel's refusal, and its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The family.
    pub family: String,
    /// The operation.
    pub operation: String,
    /// The kernel's reasons. Attributes are called as in the specification.
    pub ack: Acknowledgement,
}

impl From<Error> for ClientError {
    fn from(error: Error) -> Self {
        Self::Netlink(error)
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation(unknown) => unknown.fmt(f),
            Self::IsNotification { family, operation } => {
                write!(f, "{family} {operation} is a notification")
            }
            Self::UnknownGroup {
                family,
                name,
                known,
            } => {
                let known = known.join(", ");
                write!(
                    f,
                    "{family} has no notification or group {name:?}: its groups are {known}"
                )
            }
            Self::NoGroups { family } => {
                write!(f, "the specification of {family} has no multicast groups")
            }
            Self::Encode {
                family,
                operation,
                error,
            } => write!(f, "{family} {operation}: {error}"),
            Self::TransactionTooLong { limit } => write!(
                f,
                "a transaction has at most {limit} bytes, and these objects make more: send fewer at once"
            ),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Netlink(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::UnknownOperation(unknown) => Some(unknown),
            Self::Encode { error, .. } => Some(error),
            Self::Netlink(error) => Some(error),
            _ => None,
        }
    }
}

/// `rt-link newlink: EINVAL (Invalid argument): MTU less than device minimum, attribute mtu`
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.family, self.operation, self.ack)
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Permissions for operations.

use crate::sys::constant;

/// The permission that an operation requires; other processes get `EPERM`. There is no default.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Every process may request the operation.
    Anyone,
    /// The operation requires `CAP_NET_ADMIN` in the initial user namespace.
    NetAdmin,
    /// The operation requires `CAP_NET_ADMIN` in the user namespace that owns the network namespace; every user has it in
    /// one of their own.
    NamespaceNetAdmin,
}

impl Access {
    pub(super) const fn flags(self) -> u32 {
        match self {
            Self::Anyone => 0,
            Self::NetAdmin => constant::GENL_ADMIN_PERM,
            Self::NamespaceNetAdmin => constant::GENL_UNS_ADMIN_PERM,
        }
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Who may ask for an operation.

use crate::sys::constant;

/// Who may ask for an operation; others get `EPERM`. There is no default.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Every process.
    Anyone,
    /// With `CAP_NET_ADMIN` in the initial user namespace.
    NetAdmin,
    /// With `CAP_NET_ADMIN` in the user namespace that owns the network namespace; which anybody has in one of their own.
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

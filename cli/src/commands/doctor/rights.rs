// SPDX-License-Identifier: MIT OR Apache-2.0

//! The capabilities of this process.

use std::fs;

/// `CAP_NET_ADMIN` and `CAP_SYS_MODULE`, by number (capabilities(7)).
pub(super) const CAP_NET_ADMIN: u32 = 12;
pub(super) const CAP_SYS_MODULE: u32 = 16;

/// The effective capabilities of this process, which count in its user namespace.
pub(super) struct Rights(pub(super) u64);

impl Rights {
    pub(super) fn read() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
        let bits = effective.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
        Self(bits.unwrap_or(0))
    }

    pub(super) fn has(&self, capability: u32) -> bool {
        (self.0 >> capability) & 1 == 1
    }
}

// SPDX-License-Identifier: GPL-2.0

//! When and where, in any context.

use crate::sys;

/// Nanoseconds since boot, time asleep included (`CLOCK_BOOTTIME`). Between CPUs it may be off by the time that the
/// kernel takes to set it right.
#[inline]
pub fn since_boot() -> u64 {
    sys::ktime_get_boot_fast_ns()
}

/// The CPU that this runs on; another one soon, unless interrupts or preemption are off.
#[inline]
pub fn cpu() -> u32 {
    sys::klink_cpu()
}

/// A number that nobody can guess.
pub fn random() -> u64 {
    sys::random()
}

// SPDX-License-Identifier: GPL-2.0

//! The time and the CPU, in any context.

use crate::sys;

/// Nanoseconds since boot, including suspend (`CLOCK_BOOTTIME`). Between CPUs it may differ by the time that the kernel
/// takes to correct it.
#[inline]
pub fn since_boot() -> u64 {
    sys::ktime_get_boot_fast_ns()
}

/// The CPU that this code runs on; it may change at any time, unless interrupts or preemption are disabled.
#[inline]
pub fn cpu() -> u32 {
    sys::klink_cpu()
}

/// A number that cannot be guessed.
pub fn random() -> u64 {
    sys::random()
}

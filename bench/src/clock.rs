// SPDX-License-Identifier: MIT OR Apache-2.0

//! The resources that a process has used so far.

use std::fs;

pub use crate::sys::processor_time;

/// The maximum resident memory, in KiB. This is not getrusage(2)'s figure, which execve(2) does not reset.
pub fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

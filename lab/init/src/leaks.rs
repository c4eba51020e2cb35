// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kernel's memory leak detector (the kernel's Documentation/dev-tools/kmemleak.rst).

use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The detector's file, which exists on kernels that have one.
pub const DETECTOR: &str = "/sys/kernel/debug/kmemleak";

/// Runs the detector, if the kernel has one, and returns its report, where the kernel's log only has a number. Takes 6 seconds
/// and more.
///
/// # Errors
/// The detector cannot be run or read.
pub fn find() -> io::Result<String> {
    if !Path::new(DETECTOR).exists() {
        return Ok(String::new());
    }
    // The detector ignores memory younger than 5 seconds; a second scan finds memory whose pointer was being moved
    // during the first.
    thread::sleep(Duration::from_millis(5_500));
    for _ in 0..2 {
        match fs::write(DETECTOR, "scan") {
            // The detector has disabled itself, and the kernel's log says so.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return Ok(String::new())
            }
            written => written?,
        }
    }
    fs::read_to_string(DETECTOR)
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! The name of this machine, and its uptime.

use std::fs;
use std::io;
use std::time::Duration;

use crate::failure::{Failure, Status};

/// The host name.
pub fn name() -> Result<String, Failure> {
    line("/proc/sys/kernel/hostname")
}

/// The id of the boot.
pub fn boot() -> Result<String, Failure> {
    line("/proc/sys/kernel/random/boot_id")
}

/// The time since boot, including suspend, in hundredths of a second.
pub(crate) fn uptime() -> Option<Duration> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    let seconds = text.split(' ').next()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// The only line of a file, which is not empty.
fn line(path: &str) -> Result<String, Failure> {
    let text = fs::read_to_string(path).and_then(|text| match text.trim() {
        "" => Err(io::ErrorKind::InvalidData.into()),
        line => Ok(line.to_owned()),
    });
    text.map_err(|error| Failure::new(Status::Failed, format_args!("{path}: {error}: mount /proc")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_a_name_and_a_boot() {
        assert!(name().is_ok());
        assert_eq!(boot().unwrap().len(), 36);
        assert!(uptime().unwrap() > Duration::ZERO);
    }
}

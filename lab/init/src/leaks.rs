// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kernel's memory leak detector (the kernel's Documentation/dev-tools/kmemleak.rst).

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The detector's file, which exists on kernels that have one.
pub const DETECTOR: &str = "/sys/kernel/debug/kmemleak";

/// Has a line for each period in which leaks were intended: its first and its last jiffy.
const PERIODS: &str = "/run/klink-intended-leaks";

/// Runs `leaking`, and has [`find`] leave out what is allocated meanwhile, from now on and in every process: such a leak may
/// be found only much later, because the stack of some thread may still hold an old pointer to it.
///
/// # Errors
/// The kernel's clock cannot be read, or the period cannot be noted. Errors of `leaking` are its own.
pub fn intended<T>(leaking: impl FnOnce() -> T) -> io::Result<T> {
    let first = jiffies()?;
    let value = leaking();
    let line = format!("{first} {}\n", jiffies()?);
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(PERIODS)?
        .write_all(line.as_bytes())?;
    Ok(value)
}

/// The kernel's clock, in the unit of the detector's reports.
fn jiffies() -> io::Result<u64> {
    fs::read_to_string("/proc/timer_list")?
        .lines()
        .find_map(|line| line.strip_prefix("jiffies: ")?.parse().ok())
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "/proc/timer_list has no jiffies",
            )
        })
}

/// Runs the detector, if the kernel has one, and returns its report, where the kernel's log only has a number, without what is
/// [`intended`]. Takes 6 seconds and more.
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
    let periods = match fs::read_to_string(PERIODS) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        periods => periods?,
    };
    Ok(unintended(&fs::read_to_string(DETECTOR)?, &periods))
}

/// The objects of a report that were not allocated in one of these periods.
fn unintended(report: &str, periods: &str) -> String {
    let periods: Vec<RangeInclusive<u64>> = periods
        .lines()
        .filter_map(|line| {
            let (first, last) = line.split_once(' ')?;
            Some(first.parse().ok()?..=last.parse().ok()?)
        })
        .collect();
    let mut objects: Vec<String> = Vec::new();
    for line in report.split_inclusive('\n') {
        match objects.last_mut() {
            Some(object) if line.starts_with(' ') => *object += line,
            _ => objects.push(line.to_owned()),
        }
    }
    objects.retain(|object| {
        let allocated = object
            .lines()
            .find_map(|line| line.split_once(", jiffies ")?.1.parse().ok());
        !periods
            .iter()
            .any(|period| allocated.is_some_and(|at| period.contains(&at)))
    });
    objects.concat()
}

#[cfg(test)]
mod tests {
    use super::unintended;

    /// As the kernel's mm/kmemleak.c prints it.
    fn object(jiffies: u64) -> String {
        format!(
            "unreferenced object 0xffff88803e4e9150 (size 16):\n  comm \"insmod\", pid 1751, jiffies {jiffies}\n  \
             hex dump (first 16 bytes):\n    20 8c b0 3d 80 88 ff ff 08 00 00 00 6b 6b 6b a5   ..=........kkk.\n  \
             backtrace (crc 2aa5ce3d):\n    kmemleak_alloc+0x23/0x30\n"
        )
    }

    #[test]
    fn only_intended_leaks_are_left_out() {
        let [before, first, last, after] =
            [4_294_956_485, 4_294_956_486, 4_294_956_488, 4_294_956_489].map(object);
        let report = format!("{first}{before}{last}{after}");
        let periods = "1 2\n4294956486 4294956488\n";
        assert_eq!(unintended(&report, periods), format!("{before}{after}"));
        assert_eq!(unintended(&report, ""), report);
        assert_eq!(unintended("", periods), "");
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! Dates.

use std::fmt::{self, Display};
use std::time::Duration;

/// A time since 1970 as a date in UTC by RFC 3339: with nanoseconds, or by `{:.6}` with microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub Duration);

impl Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (year, month, day) = civil(seconds / 86_400);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        let nanos = format!("{:09}", self.0.subsec_nanos());
        let digits = f.precision().unwrap_or(9).clamp(1, 9);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:.digits$}Z"
        )
    }
}

/// Year, month and day of a day since 1970. Years begin in March here, so that a leap day is a year's last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let first = (153 * month + 2) / 5;
    let (year, month) = match month {
        0..=9 => (year, month + 3),
        _ => (year + 1, month - 9),
    };
    (era * 400 + year, month, day - first + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        // date --utc --date @...
        for (seconds, date) in [
            (0, "1970-01-01T00:00:00.000001999Z"),
            (951_825_599, "2000-02-29T11:59:59.000001999Z"),
            (1_709_164_800, "2024-02-29T00:00:00.000001999Z"),
            (1_735_689_599, "2024-12-31T23:59:59.000001999Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000001999Z"),
        ] {
            let shown = Date(Duration::new(seconds, 1999));
            assert_eq!(shown.to_string(), date);
            assert_eq!(format!("{shown:.6}"), date.replace("999Z", "Z"));
        }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! Metrics in Prometheus' text format, for the textfile collector of node_exporter.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use klink::events::Cursor;

use crate::core::Core;
use crate::failure::{say, Failure, Status};
use crate::machine::uptime;

/// The file with metrics, if there is one.
#[derive(Debug)]
pub struct Metrics {
    file: Option<PathBuf>,
    /// Whether it could be written the last time; `None` before the first.
    works: Option<bool>,
}

impl Metrics {
    /// Metrics in this file, or none.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self { file, works: None }
    }

    /// Replaces the file, so that its reader never sees a part. `end` is the position of the journal's next event. Only
    /// the first time, it is a failure if that is not possible: later it is no reason to stop forwarding.
    pub fn write(
        &mut self,
        core: &Core,
        end: Option<Cursor>,
        reconnections: u64,
    ) -> Result<(), Failure> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let text = text(core, end, uptime(), reconnections);
        let mut new = OsString::from(file);
        new.push(".new");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, file));
        let before = self.works.replace(written.is_ok());
        let Err(error) = written else {
            return Ok(());
        };
        let what = format!("cannot write {}: {error}", file.display());
        match before {
            None => {
                let what = format!("{what}: give another --metrics");
                return Err(Failure::new(Status::Failed, what));
            }
            Some(true) => say(&format!("{what}: forwarding goes on without")),
            Some(false) => {}
        }
        Ok(())
    }
}

fn text(core: &Core, end: Option<Cursor>, uptime: Option<Duration>, reconnections: u64) -> String {
    let counts = core.counts();
    let mut text = String::new();
    let mut one = |name: &str, kind: &str, help: &str, value: f64| {
        let name = format!("klink_forward_{name}");
        let _ = write!(
            text,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
        );
    };
    for (name, help, value) in [
        ("events_total", "Events that are stored.", counts.events),
        (
            "lost_total",
            "Events that are reported as lost.",
            counts.lost,
        ),
        (
            "left_out_total",
            "Events of kinds that are not forwarded.",
            counts.left_out,
        ),
        (
            "messages_total",
            "Messages that are stored.",
            counts.messages,
        ),
        (
            "journals_total",
            "Journals that were begun.",
            counts.journals,
        ),
        (
            "refused_total",
            "Messages that another forwarder's have kept out.",
            counts.refused,
        ),
        (
            "standbys_total",
            "How often this forwarder began to stand by.",
            counts.stood_by,
        ),
        (
            "reconnections_total",
            "How often the connection to a server was lost.",
            reconnections,
        ),
    ] {
        one(name, "counter", help, value as f64);
    }
    let stands_by = u8::from(core.is_standing_by());
    one(
        "standing_by",
        "gauge",
        "Whether another forwarder is at work.",
        stands_by.into(),
    );
    let place = core.place();
    let lag = end.filter(|end| end.journal == place.journal);
    let lag = lag.map(|end| end.next.saturating_sub(place.next));
    if let Some(lag) = lag {
        one(
            "lag_events",
            "gauge",
            "Events in the journal that are not stored.",
            lag as f64,
        );
    }
    let behind = match (lag, uptime) {
        (Some(0), _) => Some(Duration::ZERO),
        // Before the first event is stored, nobody knows.
        (Some(_), Some(uptime)) if !counts.time.is_zero() => {
            Some(uptime.saturating_sub(counts.time))
        }
        _ => None,
    };
    if let Some(behind) = behind {
        let help = "Age of the last event that is stored, or 0 if there is no other.";
        one("lag_seconds", "gauge", help, behind.as_secs_f64());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_write_has_to_succeed() {
        let folder = std::env::temp_dir().join(format!("klink-metrics-{}", std::process::id()));
        let core = Core::new(1, "boot", 1 << 16, 7);
        let mut metrics = Metrics::new(Some(folder.join("file")));
        assert!(metrics.write(&core, None, 0).is_err());
        fs::create_dir(&folder).unwrap();
        let mut metrics = Metrics::new(Some(folder.join("file")));
        metrics.write(&core, None, 0).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
        metrics.write(&core, None, 0).unwrap();
    }

    #[test]
    fn each_metric_has_help_a_type_and_a_value() {
        let core = Core::new(1, "boot", 1 << 16, 7);
        let end = core.place();
        let text = text(&core, Some(end), Some(Duration::from_secs(5)), 3);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len() % 3, 0);
        for three in lines.chunks(3) {
            let name = three[2].split(' ').next().unwrap();
            assert!(
                three[0].starts_with(&format!("# HELP {name} ")),
                "{three:?}"
            );
            assert!(
                three[1].starts_with(&format!("# TYPE {name} ")),
                "{three:?}"
            );
        }
        for line in [
            "klink_forward_reconnections_total 3",
            "klink_forward_lag_events 0",
            "klink_forward_lag_seconds 0",
        ] {
            assert!(lines.contains(&line), "{line} in {text}");
        }
    }
}

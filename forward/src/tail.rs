// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink-forward tail`: the events of many machines in one place.

use std::io::Write;

use klink::events::Kind;
use klink_line::{Record, Styled, RED};

use crate::failure::Failure;
use crate::message::Start;
use crate::nats::Connection;
use crate::read::{read, Begin, ReadOptions};
use crate::subject;

/// Which events to show, and how.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only of this machine.
    pub host: Option<String>,
    /// Only of these kinds; none for all. Gaps and starts are always shown.
    pub kinds: Vec<Kind>,
    /// From the stream's first message on, and not only new ones.
    pub old: bool,
    /// End with the last message that is there.
    pub no_follow: bool,
    /// JSON in place of text.
    pub json: bool,
    /// Text in colour.
    pub styled: bool,
}

/// Shows the events of many machines.
pub async fn tail(
    connection: &Connection,
    selection: &Selection,
    output: &mut impl Write,
) -> Result<(), Failure> {
    let subjects = match &selection.host {
        Some(host) => subject::subjects(host),
        None => subject::ALL.to_owned(),
    };
    let which = ReadOptions {
        subjects,
        begin: match selection.old {
            true => Begin::Oldest,
            false => Begin::Next,
        },
        follow: !selection.no_follow,
    };
    read(connection, &which, |message| {
        let host = subject::parse(&message.subject)
            .map_or_else(|| message.subject.to_string(), |(host, _)| host);
        let text = String::from_utf8_lossy(&message.payload);
        let shown = text
            .lines()
            .try_for_each(|line| selection.show(&host, line, output));
        let shown = shown.and_then(|()| output.flush());
        shown.map_err(|error| Failure::output(&error))
    })
    .await
}

impl Selection {
    /// A line without its end.
    #[cfg(feature = "watch")]
    pub(crate) fn text(&self, host: &str, line: &str) -> String {
        let mut text = Vec::new();
        // A vector takes all.
        let _ = self.show(host, line, &mut text);
        String::from_utf8_lossy(&text).trim_end().to_owned()
    }

    fn show(&self, host: &str, line: &str, output: &mut impl Write) -> std::io::Result<()> {
        // A start is a restart with more.
        if let Ok(start) = serde_json::from_str::<Start>(line) {
            if self.json {
                return json(host, line, output);
            }
            let host = klink_line::Escaped(host.as_bytes());
            let what = match (start.reboot, &start.previous) {
                (true, _) => "the machine was rebooted",
                (false, Some(_)) => "the module was reloaded",
                (false, None) => "forwarding begins",
            };
            let what = format!("{what}: event numbers start again");
            return writeln!(output, "{host} {}", Styled(self.styled, RED, what));
        }
        let record = serde_json::from_str::<Record<'_>>(line);
        if let Ok(Record::Event(event)) = &record {
            if !self.kinds.is_empty() && !self.kinds.contains(&event.kind()) {
                return Ok(());
            }
        }
        if self.json {
            return json(host, line, output);
        }
        let host = klink_line::Escaped(host.as_bytes());
        match record {
            Ok(record) if self.styled => writeln!(output, "{host} {record:#}"),
            Ok(record) => writeln!(output, "{host} {record}"),
            Err(_) => writeln!(output, "{host} {}", klink_line::Escaped(line.as_bytes())),
        }
    }
}

/// Writes the line with the machine's name in front. What is not an object is left out.
fn json(host: &str, line: &str, output: &mut impl Write) -> std::io::Result<()> {
    let Some(rest) = line.strip_prefix('{') else {
        return Ok(());
    };
    let host = serde_json::to_string(host)?;
    writeln!(output, "{{\"host\":{host},{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str =
        r#"{"seq":17,"time_ns":4711000000042,"cpu":0,"kind":"mark","text":"hello"}"#;

    fn shown(selection: &Selection, line: &str) -> String {
        let mut output = Vec::new();
        selection.show("web.1", line, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn lines_are_those_of_klink_events_with_a_name() {
        let text = Selection::default();
        assert_eq!(shown(&text, EVENT), "web.1 17 4711.000000042 mark hello\n");
        let lost = r#"{"first":1,"last":2,"lost":2}"#;
        assert_eq!(shown(&text, lost), "web.1 1 to 2: 2 events lost\n");
        let start = String::from_utf8(Start::message(7, "b", None).body).unwrap();
        let begins = "web.1 forwarding begins: event numbers start again\n";
        assert_eq!(shown(&text, start.trim()), begins);
        assert_eq!(shown(&text, "\x1b[2J"), "web.1 \\u{1b}[2J\n");
        let json = Selection {
            json: true,
            ..Selection::default()
        };
        let with_host = EVENT.replacen('{', "{\"host\":\"web.1\",", 1);
        assert_eq!(shown(&json, EVENT), format!("{with_host}\n"));
    }

    #[test]
    fn kinds_select_events_and_not_gaps() {
        let exec = Selection {
            kinds: vec![Kind::EXEC],
            ..Selection::default()
        };
        assert_eq!(shown(&exec, EVENT), "");
        assert_ne!(shown(&exec, r#"{"first":1,"last":2,"lost":2}"#), "");
    }
}

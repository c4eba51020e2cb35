// SPDX-License-Identifier: MIT OR Apache-2.0

//! Counts of everything that a campaign can do and encounter.

use std::collections::HashMap;
use std::fmt::{self, Write};

use anyhow::{Context, Result};

/// The parts of the table, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Datagrams as a whole.
    Datagram,
    /// Faults of a message's header and its position in the datagram, or none.
    Framing,
    /// Bits of the header's flags, in messages whose framing is right.
    Flag,
    /// Operations of families, and the echo protocol: messages that reached one.
    Operation,
    /// Attributes in messages that reached an operation.
    Attribute,
    /// Attributes that the kernel refused by name.
    Refused,
    /// Changes to attributes, and kinds of payloads.
    Payload,
    /// Replies, by protocol.
    Answer,
    /// Errno and message of the refusals.
    Reason,
    /// Refusals by system calls.
    Call,
    /// Events around the senders.
    Event,
    /// Safe calls of a module.
    Made,
    /// The contexts of these calls.
    Place,
}

impl Section {
    const ALL: [(Self, &'static str); 13] = [
        (Self::Datagram, "datagram"),
        (Self::Framing, "framing"),
        (Self::Flag, "flag"),
        (Self::Operation, "operation"),
        (Self::Attribute, "attribute"),
        (Self::Refused, "refused"),
        (Self::Payload, "payload"),
        (Self::Answer, "answer"),
        (Self::Reason, "reason"),
        (Self::Call, "call"),
        (Self::Event, "event"),
        (Self::Made, "made"),
        (Self::Place, "place"),
    ];

    fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(section, _)| *section == self)
            .map_or("", |(_, name)| name)
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(section, _)| *section)
    }
}

/// A row of a [`Tally`], found once so that counting is cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row(usize);

/// The table.
#[derive(Debug, Default)]
pub struct Tally {
    rows: Vec<(Section, String, u64)>,
    index: HashMap<(Section, String), Row>,
}

impl Tally {
    /// The row of this name, which from now on is in the table even if it stays at zero.
    pub fn row(&mut self, section: Section, name: &str) -> Row {
        let key = (section, name.to_owned());
        *self.index.entry(key).or_insert_with(|| {
            self.rows.push((section, name.to_owned(), 0));
            Row(self.rows.len() - 1)
        })
    }

    /// Counts one more in a row.
    pub fn count(&mut self, row: Row) {
        self.add(row, 1);
    }

    /// Counts one more in a row by its name.
    pub fn note(&mut self, section: Section, name: &str) {
        let row = self.row(section, name);
        self.count(row);
    }

    /// Adds this many to a row.
    pub fn add(&mut self, row: Row, count: u64) {
        if let Some((_, _, sum)) = self.rows.get_mut(row.0) {
            *sum += count;
        }
    }

    /// The count of a row.
    pub fn of(&self, section: Section, name: &str) -> u64 {
        let row = self.index.get(&(section, name.to_owned()));
        row.and_then(|row| self.rows.get(row.0))
            .map_or(0, |(_, _, count)| *count)
    }

    /// The sum of all rows of a section.
    pub fn sum(&self, section: Section) -> u64 {
        let rows = self.rows.iter().filter(|(of, ..)| *of == section);
        rows.map(|(_, _, count)| count).sum()
    }

    /// Adds a line that [`Tally::to_lines`] of another process has written.
    ///
    /// # Errors
    /// Fails if the line is of another form.
    pub fn add_line(&mut self, line: &str) -> Result<()> {
        let mut fields = line.splitn(3, '\t');
        let mut parse = || {
            let section = Section::parse(fields.next()?)?;
            let count = fields.next()?.parse().ok()?;
            Some((section, count, fields.next()?))
        };
        let (section, count, name) =
            parse().with_context(|| format!("no line of a tally: {line:?}"))?;
        let row = self.row(section, name);
        self.add(row, count);
        Ok(())
    }

    /// One line a row.
    pub fn to_lines(&self) -> String {
        self.rows
            .iter()
            .fold(String::new(), |mut lines, (section, name, count)| {
                let _ = writeln!(lines, "{}\t{count}\t{name}", section.name());
                lines
            })
    }

    /// The rows that have no counts.
    pub fn zeros(&self) -> Vec<String> {
        let zeros = self.rows.iter().filter(|(_, _, count)| *count == 0);
        zeros
            .map(|(section, name, _)| format!("{}: {name}", section.name()))
            .collect()
    }
}

/// The table for people.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut last = None;
        for (section, name, count) in rows {
            if last.replace(section) != Some(section) {
                writeln!(f, "{}", section.name())?;
            }
            writeln!(f, "  {count:>10}  {name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_of_several_processes_add_up() {
        let mut worker = Tally::default();
        worker.row(Section::Flag, "ACK");
        worker.note(Section::Reason, "EINVAL: tab\tin words");
        let mut sum = Tally::default();
        for line in worker.to_lines().lines().chain(worker.to_lines().lines()) {
            sum.add_line(line).unwrap();
        }
        assert_eq!(sum.of(Section::Reason, "EINVAL: tab\tin words"), 2);
        assert_eq!(sum.zeros(), ["flag: ACK"]);
        assert!(sum.add_line("flag\tmany\tACK").is_err());
        assert!(sum.add_line("flag").is_err());
    }
}

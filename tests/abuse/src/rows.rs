// SPDX-License-Identifier: MIT OR Apache-2.0

//! The rows of the table that are known beforehand: everything that a campaign is meant to reach.

use klink::Flags;

use crate::attribute;
use crate::datagram::{Datagram, Whole};
use crate::family::{Family, Operation, Rule};
use crate::framing::Framing;
use crate::names;
use crate::tally::{Row, Section, Tally};
use crate::text;

/// The row of datagrams with a message that reached an operation.
pub const PAST_THE_HEADER: &str = "past the header";

/// Names of the bits of a header's flags, from the lowest.
const FLAGS: [&str; 16] = [
    "0x0001 REQUEST",
    "0x0002 MULTI",
    "0x0004 ACK",
    "0x0008 ECHO",
    "0x0010 DUMP_INTR",
    "0x0020 DUMP_FILTERED",
    "0x0040",
    "0x0080",
    "0x0100 ROOT or REPLACE",
    "0x0200 MATCH or EXCL",
    "0x0400 ATOMIC or CREATE",
    "0x0800 APPEND",
    "0x1000",
    "0x2000",
    "0x4000",
    "0x8000",
];

/// The rows for each property of a datagram.
pub struct Rows {
    wholes: Vec<Row>,
    past_the_header: Row,
    framings: Vec<Row>,
    flags: Vec<Row>,
    /// Rows of those shapes that some rule of the families can have.
    shapes: Vec<Option<Row>>,
    texts: Vec<Row>,
    echo: Row,
    families: Vec<FamilyRows>,
}

impl Rows {
    /// Puts them into the table.
    pub fn new(tally: &mut Tally, families: &[Family]) -> Self {
        let mut rows =
            |section, names: &[&str]| names.iter().map(|name| tally.row(section, name)).collect();
        let wholes = rows(Section::Datagram, &Whole::ALL.map(|(_, name)| name));
        let framings = rows(Section::Framing, &Framing::ALL.map(|(_, name)| name));
        let flags = rows(Section::Flag, &FLAGS);
        let texts = rows(Section::Payload, &text::Shape::ALL.map(|(_, name)| name));
        Self {
            wholes,
            framings,
            flags,
            texts,
            shapes: shapes(tally, families),
            past_the_header: tally.row(Section::Datagram, PAST_THE_HEADER),
            echo: tally.row(Section::Operation, "echo"),
            families: families
                .iter()
                .map(|family| FamilyRows::new(tally, family))
                .collect(),
        }
    }

    /// Counts a datagram that has been sent.
    pub fn count(&self, tally: &mut Tally, datagram: &Datagram) {
        let mut count = |rows: &[Row], index: usize| {
            rows.get(index)
                .into_iter()
                .for_each(|row| tally.count(*row))
        };
        if let Some(whole) = datagram.whole {
            count(&self.wholes, whole as usize);
        }
        datagram
            .texts
            .iter()
            .for_each(|shape| count(&self.texts, *shape as usize));
        for message in &datagram.messages {
            count(&self.framings, message.framing as usize);
            let bits = (0..FLAGS.len())
                .filter(|bit| message.reaches && message.flags.contains(Flags(1 << bit)));
            bits.for_each(|bit| count(&self.flags, bit));
        }
        let shapes = datagram
            .shapes
            .iter()
            .filter_map(|shape| *self.shapes.get(*shape as usize)?);
        shapes.for_each(|row| tally.count(row));
        let reaching = || datagram.messages.iter().filter(|message| message.reaches);
        if reaching().next().is_some() {
            tally.count(self.past_the_header);
        }
        for message in reaching() {
            let Some((index, operation)) = &message.operation else {
                tally.count(self.echo);
                continue;
            };
            let Some(family) = self.families.get(*index) else {
                continue;
            };
            let operations = family
                .operations
                .iter()
                .filter(|(known, _)| known == operation);
            operations.for_each(|(_, row)| tally.count(*row));
            for &(_, set, rule) in &message.attributes {
                family
                    .attribute(set, rule)
                    .into_iter()
                    .for_each(|(row, _)| tally.count(*row));
            }
        }
    }

    /// The name of the attribute that a rule of a family is about.
    pub fn attribute(&self, family: usize, set: usize, rule: usize) -> Option<&str> {
        self.families
            .get(family)?
            .attribute(set, rule)
            .map(|(_, name)| name.as_str())
    }
}

/// The rows of the shapes that attributes of these families can take.
fn shapes(tally: &mut Tally, families: &[Family]) -> Vec<Option<Row>> {
    let rules = || families.iter().flat_map(|family| &family.sets).flatten();
    let all = attribute::Shape::ALL.iter();
    all.map(|(shape, name)| {
        let possible = rules().any(|rule| shape.is_possible(&rule.policy));
        possible.then(|| tally.row(Section::Payload, name))
    })
    .collect()
}

struct FamilyRows {
    operations: Vec<(Operation, Row)>,
    /// As [`Family::sets`]: each attribute's row and name.
    sets: Vec<Vec<(Row, String)>>,
}

impl FamilyRows {
    fn new(tally: &mut Tally, family: &Family) -> Self {
        let name = |operation: &Operation| {
            let how = if operation.is_dump { "dump" } else { "do" };
            format!(
                "{} {} {how}",
                family.name,
                names::operation(&family.name, operation.cmd)
            )
        };
        let row =
            |operation: &Operation| (*operation, tally.row(Section::Operation, &name(operation)));
        let operations = family.operations.iter().map(row).collect();
        let mut places = vec![None; family.sets.len()];
        for operation in &family.operations {
            if let Some(set) = operation.set {
                place(family, &mut places, set, operation.cmd, &[]);
            }
        }
        let sets = family.sets.iter().zip(places).map(|(rules, place)| {
            let (cmd, nests) = place.unwrap_or_default();
            let mut row = |rule: &Rule| {
                let attribute =
                    names::attribute(&family.name, &[&nests[..], &[rule.attr]].concat());
                let name = format!(
                    "{} {}: {attribute}",
                    family.name,
                    names::operation(&family.name, cmd)
                );
                (tally.row(Section::Attribute, &name), name)
            };
            rules.iter().map(&mut row).collect()
        });
        Self {
            operations,
            sets: sets.collect(),
        }
    }

    fn attribute(&self, set: usize, rule: usize) -> Option<&(Row, String)> {
        self.sets.get(set)?.get(rule)
    }
}

/// Notes of a set, and of those nested in it, the first operation and nests that lead there.
fn place(
    family: &Family,
    places: &mut [Option<(u8, Vec<u16>)>],
    set: usize,
    cmd: u8,
    nests: &[u16],
) {
    let Some(slot) = places.get_mut(set).filter(|place| place.is_none()) else {
        return;
    };
    *slot = Some((cmd, nests.to_vec()));
    for rule in family.set(set) {
        if let Some(nested) = rule.policy.nested {
            place(
                family,
                places,
                nested as usize,
                cmd,
                &[nests, &[rule.attr]].concat(),
            );
        }
    }
}

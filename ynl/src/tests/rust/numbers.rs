// SPDX-License-Identifier: MIT OR Apache-2.0

//! The numbers that klink's modules and its crates share, in `protocol/`: made of the descriptions, as plain constants.

use std::fmt::Write as _;

use serde_json::Value;

use crate::model::{Attribute, Family, Operation, Shape, Spec};
use crate::rust::names::{camel, Taken};
use crate::rust::policy::{Check, Described};

/// The numbers of a family, with the sentences of its description, which are klink's own. `called` are the names of modules,
/// where they are not those of attribute sets, and `values` the enumerations that both ends share, with their types.
pub(super) fn numbers(text: &str, called: &[(&str, &str)], values: &[(&str, &str)]) -> String {
    let value: Value = yaml_serde::from_str(text).unwrap();
    let described = Described::of(&value).unwrap_or_else(|error| panic!("{error}"));
    let spec = &described.spec;
    let Family::Generic { version } = spec.family() else {
        panic!("{}", spec.name());
    };
    let mut text = format!(
        "// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0\n\n\
         //! The numbers of the family {0}, made of its description by `make families`.\n\n\
         /// The family's name.\npub const FAMILY: &str = {0:?};\n\
         /// The version of the family.\npub const VERSION: u8 = {version};\n",
        spec.name()
    );
    let _ = write!(text, "\n/// Operations.\npub mod cmd {{\n");
    let mut taken = Taken::new(&[]);
    for (index, operation) in spec.operations().iter().enumerate() {
        let number = operation.request().or(operation.reply()).unwrap();
        let name = taken.constant(operation.name());
        let description = doc(&value, &format!("/operations/list/{index}"));
        comment(
            &mut text,
            "    ",
            &format!("{}. {description}", modes(operation)),
        );
        let _ = writeln!(text, "    pub const {name}: u8 = {number};");
    }
    text.push_str("}\n");
    for (index, set) in spec.sets.iter().enumerate() {
        let known = called.iter().find(|(name, _)| *name == set.name);
        let module = known.map_or(set.name.replace('-', "_"), |(_, module)| {
            (*module).to_owned()
        });
        let _ = write!(
            text,
            "\n/// Attributes of `{}`.\npub mod {module} {{\n",
            set.name
        );
        let mut taken = Taken::new(&["MAX"]);
        for (at, attribute) in set.attributes.iter().enumerate() {
            let (name, kind) = (taken.constant(&attribute.name), attribute.kind);
            let description = doc(&value, &format!("/attribute-sets/{index}/attributes/{at}"));
            let what = what(&described, index, attribute);
            comment(&mut text, "    ", &format!("{what}. {description}"));
            let _ = writeln!(text, "    pub const {name}: u16 = {kind};");
        }
        let max = set.attributes.iter().map(|one| one.kind).max();
        let max = max.unwrap_or_default();
        let _ = write!(
            text,
            "    /// The highest type.\n    pub const MAX: u16 = {max};\n}}\n"
        );
    }
    let _ = write!(text, "\n/// Multicast groups.\npub mod group {{\n");
    let mut taken = Taken::new(&[]);
    for group in spec.groups() {
        let (name, label) = (taken.constant(&group.name), &group.name);
        let sent = spec.operations().iter();
        let sent = sent.filter(|one| one.group() == Some(label));
        let sent: Vec<_> = sent.map(|one| format!("`{}`", one.name())).collect();
        let _ = writeln!(text, "    /// The group of {}.", sent.join(", "));
        let _ = writeln!(text, "    pub const {name}: &str = {label:?};");
    }
    text.push_str("}\n");
    let definitions = value.pointer("/definitions").and_then(Value::as_array);
    for (index, definition) in definitions.into_iter().flatten().enumerate() {
        let name = definition.get("name").and_then(Value::as_str).unwrap();
        if let Some((_, repr)) = values.iter().find(|(known, _)| *known == name) {
            let place = format!("/definitions/{index}");
            enumeration(&mut text, &value, &place, spec, repr);
        }
    }
    text
}

/// A type for the values of an enumeration.
fn enumeration(text: &mut String, value: &Value, place: &str, spec: &Spec, repr: &str) {
    let label = value
        .pointer(&format!("{place}/name"))
        .and_then(Value::as_str);
    let enumeration = spec
        .enums
        .iter()
        .find(|one| Some(&*one.name) == label)
        .unwrap();
    let name = camel(&enumeration.name);
    text.push('\n');
    comment(text, "", &doc(value, place));
    let _ = write!(
        text,
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub struct {name}(pub {repr});\n\n\
         impl {name} {{\n"
    );
    let mut taken = Taken::new(&["ALL"]);
    let entries = enumeration.entries.iter().enumerate();
    let entries: Vec<_> = entries
        .map(|(at, (number, label))| (at, number, label, taken.constant(label)))
        .collect();
    for (at, number, label, constant) in &entries {
        let description = doc(value, &format!("{place}/entries/{at}"));
        let description = if description.is_empty() {
            format!("`{label}`.")
        } else {
            description
        };
        comment(text, "    ", &description);
        let _ = writeln!(text, "    pub const {constant}: Self = Self({number});");
    }
    text.push_str(
        "\n    /// All known values, by number.\n    pub const ALL: &'static [Self] = &[",
    );
    let all = entries
        .iter()
        .map(|(.., constant)| format!("Self::{constant}"));
    let all: Vec<_> = all.collect();
    // As rustfmt has it.
    match all.join(", ") {
        short if short.len() <= 58 => text.push_str(&short),
        _ => {
            let lines = all.iter().map(|one| format!("\n        {one},"));
            text.extend(lines.chain(["\n    ".to_owned()]));
        }
    }
    text.push_str("];\n\n");
    let comment = "    /// The name; `None` for a value that this crate does not know.\n";
    // A table is shorter than a comparison with each.
    if repr == "u8" {
        text.push_str("    /// The names, by number from 1 on.\n    const NAMES: &'static [&'static str] = &[\n");
        let names = entries.iter().map(|(at, number, label, _)| {
            assert_eq!(i64::try_from(at + 1), Ok(**number), "{label}");
            format!("{label:?},")
        });
        // As rustfmt has it.
        filled(text, "       ", names, 100);
        let _ = write!(
            text,
            "    ];\n\n{comment}    pub fn name(self) -> Option<&'static str> {{\n        \
             let at = usize::from(self.0).checked_sub(1)?;\n        Self::NAMES.get(at).copied()\n    }}\n}}\n"
        );
        return;
    }
    let _ = write!(
        text,
        "{comment}    pub const fn name(self) -> Option<&'static str> {{\n        Some(match self {{\n"
    );
    for (_, _, label, constant) in &entries {
        let _ = writeln!(text, "            Self::{constant} => {label:?},");
    }
    text.push_str("            _ => return None,\n        })\n    }\n}\n");
}

/// The documentation at a place in a description.
fn doc(value: &Value, place: &str) -> String {
    let doc = value
        .pointer(&format!("{place}/doc"))
        .and_then(Value::as_str);
    doc.unwrap_or_default().trim().to_owned()
}

/// A comment for rustdoc, in lines of at most 120 letters.
fn comment(text: &mut String, indent: &str, words: &str) {
    let words = words.split_whitespace().map(str::to_owned);
    filled(text, &format!("{indent}///"), words, 120);
}

/// Words in lines that begin with `start`.
fn filled(text: &mut String, start: &str, words: impl Iterator<Item = String>, width: usize) {
    let mut line = start.to_owned();
    for word in words {
        if line.len() + 1 + word.len() > width {
            let _ = writeln!(text, "{line}");
            start.clone_into(&mut line);
        }
        let _ = write!(line, " {word}");
    }
    let _ = writeln!(text, "{line}");
}

fn modes(operation: &Operation) -> &'static str {
    match (operation.can_do(), operation.can_dump()) {
        (true, true) => "Do and dump",
        (true, false) => "Do",
        (false, true) => "Dump",
        (false, false) => "Notification",
    }
}

/// An attribute's type and its bounds.
fn what(described: &Described, set: usize, attribute: &Attribute) -> String {
    let nest = |set: &usize| {
        let set = described.spec.sets.get(*set);
        set.map_or(String::new(), |set| set.name.clone())
    };
    let several = if attribute.multi {
        ", any number of them"
    } else {
        ""
    };
    let what = match &attribute.shape {
        Shape::Pad => return "Padding".to_owned(),
        Shape::Nest(Some(set)) => format!("Nest of `{}`", nest(set)),
        Shape::Struct(index) => {
            let name = described.spec.structs.get(*index).map(|one| &one.name);
            format!("A struct, `{}`", name.map_or("", String::as_str))
        }
        Shape::String => "String".to_owned(),
        Shape::Flag => "Flag".to_owned(),
        Shape::Bytes(_) => "Bytes".to_owned(),
        _ => String::new(),
    };
    let rule = described.rule(set, attribute).ok().flatten();
    let (kind, check) = rule.map_or(("", Check::None), |rule| (rule.kind, rule.check));
    let what = if what.is_empty() {
        kind.to_owned()
    } else {
        what
    };
    let bounds = match check {
        Check::Len(max) => format!(" of at most {max} bytes"),
        Check::Min(min) => format!(", from {min}"),
        Check::Max(max) => format!(", up to {max}"),
        Check::Range(min, max) | Check::FullRange(min, max) => format!(", from {min} to {max}"),
        _ => String::new(),
    };
    format!("{what}{bounds}{several}")
}

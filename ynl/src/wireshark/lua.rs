// SPDX-License-Identifier: MIT OR Apache-2.0

//! A text in Lua, whatever names are in it.

use std::collections::HashSet;
use std::fmt::Write as _;

/// A string of Lua with these bytes. Nothing of a name is code, whatever is in it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            b' '..=b'~' => quoted.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => {
                let _ = write!(quoted, "\\{byte:03}");
            }
        }
    }
    quoted.push('"');
    quoted
}

/// A name as filters have it.
fn word(name: &str) -> String {
    let plain = |letter: char| match letter.to_ascii_lowercase() {
        letter @ ('a'..='z' | '0'..='9') => letter,
        _ => '_',
    };
    name.chars().map(plain).collect()
}

pub(super) fn prefix(family: &str) -> String {
    match word(family) {
        word if word.starts_with("klink_") => word,
        word => format!("klink_{word}"),
    }
}

/// Words so far: of names that would be the same in filters, all but the first get a number.
#[derive(Default)]
pub(super) struct Words(HashSet<String>);

impl Words {
    pub(super) fn one(&mut self, name: &str) -> String {
        let first = match word(name) {
            word if word.is_empty() => String::from("_"),
            word => word,
        };
        let mut word = first.clone();
        let mut count = 1;
        while !self.0.insert(word.clone()) {
            count += 1;
            word = format!("{first}_{count}");
        }
        word
    }
}

/// The table, line by line.
pub(super) struct Lua(pub(super) String);

impl Lua {
    pub(super) fn line(&mut self, depth: usize, text: &str) {
        self.0.push_str(&"    ".repeat(depth));
        self.0.push_str(text);
        self.0.push('\n');
    }

    pub(super) fn list<T>(
        &mut self,
        name: &str,
        all: impl Iterator<Item = T>,
        mut one: impl FnMut(&mut Self, T),
    ) {
        self.line(1, &format!("{name} = {{"));
        all.for_each(|item| one(self, item));
        self.line(1, "},");
    }
}

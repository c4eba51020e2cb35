// SPDX-License-Identifier: MIT OR Apache-2.0

//! Names in Rust, each once.

use std::collections::HashSet;

/// Names that are taken.
#[derive(Default)]
pub(crate) struct Taken(HashSet<String>);

impl Taken {
    pub(crate) fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|name| (*name).to_owned()).collect())
    }

    /// A type's name: with `kind` after it, where another has the same.
    pub(super) fn type_name(&mut self, name: &str, kind: &str) -> String {
        let name = camel(name);
        if self.0.insert(name.clone()) {
            return name;
        }
        self.numbered(&format!("{name}{kind}"), "")
    }

    /// A method's or a function's name.
    pub(super) fn method(&mut self, name: &str) -> String {
        let name = self.unique(&snake(name));
        match name.as_str() {
            "self" | "super" | "crate" => self.unique(&format!("{name}_")),
            name if KEYWORDS.contains(&name) => format!("r#{name}"),
            _ => name,
        }
    }

    /// A constant's name.
    pub(crate) fn constant(&mut self, name: &str) -> String {
        let name = words(name, '_').to_uppercase();
        self.unique(&digits(&name, "_"))
    }

    pub(super) fn unique(&mut self, name: &str) -> String {
        self.numbered(name, "_")
    }

    fn numbered(&mut self, name: &str, between: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}{between}{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !self.0.contains(name));
        let free = free.unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield", "union",
];

/// Letters and digits, with `between` for all else.
fn words(name: &str, between: char) -> String {
    let parts = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(&between.to_string())
}

/// A name that begins with a digit has something in front of it.
fn digits(name: &str, front: &str) -> String {
    match name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        true => name.to_owned(),
        false => format!("{front}{name}"),
    }
}

fn snake(name: &str) -> String {
    digits(&words(name, '_').to_lowercase(), "_")
}

pub(crate) fn camel(name: &str) -> String {
    let mut all = String::new();
    for word in words(name, ' ').split(' ') {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        // Two numbers beside each other are still two.
        let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        if is_digit(first) && is_digit(all.chars().last()) {
            all.push('_');
        }
        all.extend(first);
        all.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    }
    digits(&all, "N")
}

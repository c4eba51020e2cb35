// SPDX-License-Identifier: MIT OR Apache-2.0

//! The names that each file of a crate uses from other files, read from its `mod` and `use` lines and its paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A crate's files; the first one is its root.
pub(crate) struct Crate {
    pub(crate) files: Vec<File>,
    modules: BTreeMap<Vec<String>, usize>,
}

pub(crate) struct File {
    /// The path from the folder of the repository.
    pub(crate) path: String,
    module: Vec<String>,
    tokens: Vec<String>,
    imports: Vec<Import>,
}

/// A name that a `use` imports.
struct Import {
    is_public: bool,
    path: Vec<String>,
    /// `*` for all.
    name: String,
}

/// The target of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// A file of the same crate.
    File(usize),
    /// A path of another crate of this repository, by that crate's name in Rust.
    Foreign(String, Vec<String>),
}

/// Keywords that define the name after them.
const DEFINING: [&str; 10] = [
    "struct",
    "enum",
    "trait",
    "fn",
    "const",
    "static",
    "type",
    "union",
    "mod",
    "macro_rules",
];

impl Crate {
    /// Reads a crate from its root file on; code for tests only is left out.
    pub(crate) fn read(repository: &Path, root: &str) -> Self {
        let mut all = Self {
            files: Vec::new(),
            modules: BTreeMap::new(),
        };
        let folder = Path::new(root).parent().unwrap().to_owned();
        all.add(repository, root.to_owned(), Vec::new(), &folder);
        all
    }

    /// Adds a file and those of its modules, which are in `folder`.
    fn add(&mut self, repository: &Path, path: String, module: Vec<String>, folder: &Path) {
        let text = fs::read_to_string(repository.join(&path));
        let text = text.unwrap_or_else(|error| panic!("{path}: {error}"));
        let (tokens, paths) = without_tests(tokens(&text));
        self.modules.insert(module.clone(), self.files.len());
        self.files.push(File {
            path,
            imports: imports(&tokens),
            tokens: tokens.clone(),
            module: module.clone(),
        });
        for (index, three) in tokens.windows(3).enumerate() {
            let [word, name, end] = three else { continue };
            if word != "mod" || end != ";" {
                continue;
            }
            let inner = [&module[..], std::slice::from_ref(name)].concat();
            match paths.get(&index) {
                // The modules of such a file are next to it.
                Some(path) => {
                    let path = self.folder_of(&module).join(path);
                    let beside = path.parent().unwrap().to_owned();
                    self.add(repository, text_of(&path), inner, &beside);
                }
                None => {
                    let path = folder.join(name).with_extension("rs");
                    self.add(repository, text_of(&path), inner, &folder.join(name));
                }
            }
        }
    }

    fn folder_of(&self, module: &[String]) -> PathBuf {
        let file = &self.files[self.modules[module]];
        Path::new(&file.path).parent().unwrap().to_owned()
    }

    /// All targets that a file names, each with the name that it uses.
    pub(crate) fn named_by(&self, from: usize) -> BTreeSet<(Target, String)> {
        let file = &self.files[from];
        let mut named = BTreeSet::new();
        for import in &file.imports {
            let Some(target) = self.resolve(from, &import.path, 0) else {
                continue;
            };
            // A file does not depend on names that it re-exports from its own folder.
            let hands_on = import.is_public
                && matches!(&target, Target::File(to) if self.files[*to].module.starts_with(&file.module));
            if !hands_on {
                named.insert((target, import.path.last().cloned().unwrap_or_default()));
            }
        }
        for path in paths(&file.tokens) {
            if let Some(target) = self.resolve(from, &path, 0) {
                named.insert((target, path.last().cloned().unwrap_or_default()));
            }
        }
        named.remove(&(Target::File(from), String::new()));
        named.retain(|(target, _)| *target != Target::File(from));
        named
    }

    /// Follows a path in a file; `None` if it leads out of the repository.
    fn resolve(&self, from: usize, path: &[String], depth: usize) -> Option<Target> {
        let mut module = self.files[from].module.clone();
        let mut rest = path;
        let mut is_local = false;
        while let [first, behind @ ..] = rest {
            match first.as_str() {
                "crate" => module.clear(),
                "self" => {}
                "super" => drop(module.pop()),
                _ => break,
            }
            is_local = true;
            rest = behind;
        }
        let begin = module.len();
        while let [first, behind @ ..] = rest {
            module.push(first.clone());
            if !self.modules.contains_key(&module) {
                module.pop();
                break;
            }
            rest = behind;
        }
        is_local |= module.len() > begin;
        let file = *self.modules.get(&module)?;
        let Some(name) = rest.first() else {
            return is_local.then_some(Target::File(file));
        };
        if !is_local && name.starts_with("klink") {
            return Some(Target::Foreign(name.clone(), rest[1..].to_vec()));
        }
        if depth < 8 {
            let named = |import: &&Import| import.name == *name && import.path != *rest;
            if let Some(import) = self.files[file].imports.iter().find(named) {
                // If the path begins with the import itself, it was already followed.
                if is_local || depth == 0 {
                    let onward = [&import.path[..], &rest[1..]].concat();
                    return match self.resolve(file, &onward, depth + 1) {
                        // A file that uses another crate's item through a re-export depends on the file with the
                        // re-export.
                        Some(Target::Foreign(..)) if import.is_public && is_local && file != 0 => {
                            Some(Target::File(file))
                        }
                        target => target,
                    };
                }
            }
        }
        if !is_local {
            return None;
        }
        if self.files[file].defines(name) {
            return Some(Target::File(file));
        }
        let globs = self.files[file]
            .imports
            .iter()
            .filter(|import| import.name == "*");
        for glob in globs {
            if let Some(Target::File(other)) = self.resolve(file, &glob.path, depth + 1) {
                if self.files[other].defines(name) {
                    return Some(Target::File(other));
                }
            }
        }
        // A macro's path begins at the root, in any file.
        let is_macro = |file: &File| file.defines_as("macro_rules", name);
        let other = self.files.iter().position(is_macro);
        Some(Target::File(other.unwrap_or(file)))
    }

    /// The target of another crate's path in this crate.
    pub(crate) fn resolve_foreign(&self, path: &[String]) -> Option<Target> {
        let path = [&["crate".to_owned()], path].concat();
        self.resolve(0, &path, 0)
    }
}

impl File {
    fn defines(&self, name: &str) -> bool {
        DEFINING.iter().any(|word| self.defines_as(word, name))
    }

    fn defines_as(&self, word: &str, name: &str) -> bool {
        let tokens = self.tokens.iter().map(String::as_str);
        let mut behind = tokens.clone().skip(1).chain([""]);
        let mut after = tokens.clone().skip(2).chain(["", ""]);
        tokens.zip(behind.by_ref()).any(|(first, second)| {
            let third = after.next().unwrap_or_default();
            first == word && (second == name || second == "!" && third == name)
        })
    }
}

fn text_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The words and punctuation of a source, without comments, and with empty strings.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let c = at(index);
        let raw = (c == 'r' || c == 'b' && at(index + 1) == 'r')
            .then(|| {
                let mut end = index + if c == 'b' { 2 } else { 1 };
                let begin = end;
                while at(end) == '#' {
                    end += 1;
                }
                (at(end) == '"').then_some((end + 1, end - begin))
            })
            .flatten();
        if let Some((begin, hashes)) = raw {
            index = begin;
            let is_end = |index: usize| {
                at(index) == '"' && (1..=hashes).all(|behind| at(index + behind) == '#')
            };
            while index < chars.len() && !is_end(index) {
                index += 1;
            }
            index += 1 + hashes;
            tokens.push("\"".to_owned());
        } else if c == '/' && at(index + 1) == '/' {
            while index < chars.len() && at(index) != '\n' {
                index += 1;
            }
        } else if c == '/' && at(index + 1) == '*' {
            while index < chars.len() && !(at(index) == '*' && at(index + 1) == '/') {
                index += 1;
            }
            index += 2;
        } else if c == '"' {
            let begin = index + 1;
            index = begin;
            while index < chars.len() && at(index) != '"' {
                index += if at(index) == '\\' { 2 } else { 1 };
            }
            // A string only matters as the value of `#[path = …]`.
            let quoted: String = chars.get(begin..index).unwrap_or(&[]).iter().collect();
            tokens.push(format!("\"{quoted}"));
            index += 1;
        } else if c == '\'' && (at(index + 1) == '\\' || at(index + 2) == '\'') {
            index += 2;
            while index < chars.len() && at(index) != '\'' {
                index += 1;
            }
            index += 1;
        } else if is_word(c) {
            let begin = index;
            while is_word(at(index)) {
                index += 1;
            }
            let word: String = chars[begin..index].iter().collect();
            // `r#do`
            if word == "r" && at(index) == '#' && is_word(at(index + 1)) {
                index += 1;
            } else {
                tokens.push(word);
            }
        } else if c == ':' && at(index + 1) == ':' {
            tokens.push("::".to_owned());
            index += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            index += 1;
        }
    }
    tokens
}

/// The names of the tests in a source.
pub(crate) fn tests(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let is_test = |token: &String| token == "test";
    let mut tests = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let is_attribute = token == "#" && tokens.get(index + 1).is_some_and(|next| next == "[");
        if !is_attribute {
            continue;
        }
        // `#[test]`, `#[tokio::test(…)]`, and not `#[cfg(test)]`
        let path = tokens[index + 2..].iter();
        let path = path.take_while(|token| !["]", "("].contains(&token.as_str()));
        if path.last().is_some_and(is_test) {
            let at = tokens[index..].iter().position(|token| token == "fn");
            tests.extend(at.and_then(|at| tokens.get(index + at + 1)).cloned());
        }
    }
    tests
}

/// Leaves out code after `#[cfg(test)]`. Also returns `#[path = …]` by the index of its `mod`.
fn without_tests(tokens: Vec<String>) -> (Vec<String>, BTreeMap<usize, String>) {
    let mut kept = Vec::new();
    let mut paths = BTreeMap::new();
    let mut path = None;
    let mut index = 0;
    let is = |index: usize, what: &[&str]| {
        what.iter()
            .enumerate()
            .all(|(more, word)| tokens.get(index + more).is_some_and(|token| token == word))
    };
    while let Some(token) = tokens.get(index) {
        if is(index, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            let mut depth = 0;
            loop {
                index += 1;
                match tokens.get(index).map(String::as_str) {
                    Some("{") => depth += 1,
                    Some("}") => depth -= 1,
                    Some(";") if depth == 0 => break,
                    None => break,
                    _ => continue,
                }
                if depth == 0 {
                    break;
                }
            }
            index += 1;
            continue;
        }
        if is(index, &["#", "[", "path", "="]) {
            let quoted = tokens.get(index + 4).map_or("", String::as_str);
            path = Some(quoted.trim_start_matches('"').to_owned());
            index += 6;
            continue;
        }
        if token == "mod" {
            paths.extend(path.take().map(|path| (kept.len(), path)));
        }
        kept.push(token.clone());
        index += 1;
    }
    (kept, paths)
}

/// The names that `use` imports.
fn imports(tokens: &[String]) -> Vec<Import> {
    let mut imports = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token != "use" {
            continue;
        }
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        // `pub use`, `pub(crate) use`
        let is_public = before.is_some_and(|before| before == "pub" || before == ")");
        let end = tokens[index..].iter().position(|token| token == ";");
        let tree = &tokens[index + 1..index + end.unwrap_or(1)];
        tree_of(tree, &[], is_public, &mut imports);
    }
    imports
}

fn tree_of(tree: &[String], before: &[String], is_public: bool, imports: &mut Vec<Import>) {
    let mut path = before.to_vec();
    let mut index = 0;
    while let Some(token) = tree.get(index) {
        match token.as_str() {
            "::" => {}
            "{" => {
                let inside = &tree[index + 1..tree.len().saturating_sub(1)];
                let mut depth = 0;
                let branches = inside.split(|token| {
                    depth += i32::from(token == "{") - i32::from(token == "}");
                    depth == 0 && token == ","
                });
                for branch in branches.filter(|branch| !branch.is_empty()) {
                    tree_of(branch, &path, is_public, imports);
                }
                return;
            }
            "as" => {
                let name = tree.get(index + 1).cloned().unwrap_or_default();
                imports.push(Import {
                    is_public,
                    path,
                    name,
                });
                return;
            }
            "*" => {
                let name = "*".to_owned();
                imports.push(Import {
                    is_public,
                    path,
                    name,
                });
                return;
            }
            "self" if !path.is_empty() => {}
            _ => path.push(token.clone()),
        }
        index += 1;
    }
    let name = path.last().cloned().unwrap_or_default();
    imports.push(Import {
        is_public,
        path,
        name,
    });
}

/// The paths outside `use`.
fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut index = 0;
    let is_name = |token: &str| token.starts_with(|c: char| c.is_alphabetic() || c == '_');
    while index < tokens.len() {
        if tokens[index] == "use" {
            while index < tokens.len() && tokens[index] != ";" {
                index += 1;
            }
        }
        let mut path = Vec::new();
        while let Some(token) = tokens.get(index).filter(|token| is_name(token)) {
            path.push(token.clone());
            if tokens.get(index + 1).is_none_or(|token| token != "::") {
                break;
            }
            index += 2;
        }
        if path.len() > 1 {
            paths.push(path);
        }
        index += 1;
    }
    paths
}

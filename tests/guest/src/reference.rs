// SPDX-License-Identifier: MIT OR Apache-2.0

//! Compares klink's output with that of a family's own tool, value by value, by a table.
//!
//! A table is a text. A line that is not indented begins a block, and the indented ones below belong to it:
//!
//! ```text
//! make
//!     COMMAND                      a shell's, in the namespace where everything is made
//! compare TOOL                     a command that prints JSON, XML or lines
//!     klink dump FAMILY OPERATION  what shows the same objects in the same order
//!     items PATH                   the tool's objects are in these arrays; `klink-items` are klink's
//!     order PATH                   klink's objects are in the order of this number
//!     where PATH=VALUE ...         only klink's objects with one of these values; `unless` leaves those out
//!     for PATH=VALUE ...           the rows below are for the tool's objects with one of these values
//!     PATH KLINKS-PATH CONVERSION  the tool's value, and klink's, as the tool shows it
//!     PATH - REASON                a value that klink cannot show
//!     | LINE                       of a tool that prints lines: {PATH CONVERSION} stands for klink's value
//!     klink-only PATH              what has a name of `@` in klink's answer, and has to
//! again FAMILY OPERATION           what klink showed, sent as this request in an empty namespace
//!     dump FAMILY OPERATION        what is sent
//!     before COMMAND               a shell's, in the new namespace
//!     where, unless                only these objects
//!     without PATH ...             leaves these attributes out
//!     with NAME=NUMBER ...         adds these
//!     shows TOOL                   prints the same there as at first
//!     differs PATH ...             apart from these
//! ```
//!
//! Each value that the tool shows has to have a row: what a newer tool shows in addition is found.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use serde_json::Value;

mod convert;
mod path;
mod table;
mod template;
mod xml;

use convert::{text, Names};
use path::Path;
use table::{Again, Compare, Conditions, Row, Table};

/// The programs of iproute2 and others, which busybox's own would otherwise go before.
const PRELUDE: &str = "\
    for tool in ip ss wg; do eval \"$tool() { /usr/bin/$tool \\\"\\$@\\\"; }\"; done\n\
    for tool in auditctl bridge conntrack ethtool ipset nft tc; do\n\
    eval \"$tool() { /usr/sbin/$tool \\\"\\$@\\\"; }\"; done\n";

/// How many values were equal, and what was not.
#[derive(Debug, Default)]
pub struct Report {
    /// The values that were compared with a tool's.
    pub compared: usize,
    /// Values that were there again, after the answers had been sent as requests.
    pub again: usize,
    /// A line for each difference.
    pub differences: Vec<String>,
}

/// Runs a table: makes its objects in a new network namespace, compares them, and makes them again in another one.
///
/// # Panics
/// Panics if the table cannot be read, or a tool does not run.
pub fn run(name: &str, table: &str) -> Report {
    let table = Table::parse(name, table);
    let namespace = Namespace::new(if table.is_here { "" } else { name });
    let mut report = Report::default();
    if let Err(said) = namespace.shell(&format!("set -e\n{}", table.make)) {
        report.differences.push(format!("{name}: make: {said}"));
    }
    let links = namespace.klink(&["dump", "rt-link", "getlink"], "");
    let names = Names::new(&links.unwrap_or_else(|said| panic!("{said}")));
    for compare in &table.compares {
        let mut one = One {
            place: format!("{name}: {}", compare.tool),
            report: &mut report,
            names: &names,
        };
        one.compare(compare, &namespace);
    }
    if !table.agains.is_empty() {
        let other = Namespace::new(&format!("{name}-again"));
        for again in &table.agains {
            send_again(name, again, [&namespace, &other], &mut report);
        }
    }
    report
}

/// A named network namespace, removed when dropped; or without a name the guest's own.
struct Namespace(String);

impl Namespace {
    fn new(name: &str) -> Self {
        let namespace = Namespace(name.to_owned());
        if name.is_empty() {
            return namespace;
        }
        let _ = namespace.ip("del");
        namespace.ip("add").unwrap_or_else(|said| panic!("{said}"));
        namespace
    }

    fn ip(&self, verb: &str) -> Result<String, String> {
        output(Command::new("/usr/bin/ip").args(["netns", verb, &self.0]))
    }

    /// The output of a script, or else its error.
    fn shell(&self, script: &str) -> Result<String, String> {
        let script = format!("{PRELUDE}{script}");
        let mut command = Command::new("sh");
        if !self.0.is_empty() {
            command = Command::new("/usr/bin/ip");
            command.args(["netns", "exec", &self.0, "sh"]);
        }
        output(command.args(["-c", &script]))
    }

    /// klink's answers, one a line.
    fn klink(&self, words: &[&str], object: &str) -> Result<Vec<Value>, String> {
        let mut command = Command::new("klink");
        command.args(words).arg("--json");
        if !self.0.is_empty() {
            command.args(["--netns", &self.0]);
        }
        if !object.is_empty() {
            command.arg(object);
        }
        let lines = output(&mut command).map_err(|said| format!("{words:?}: {said}"))?;
        let read = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        Ok(lines.lines().map(read).collect())
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            let _ = self.ip("del");
        }
    }
}

fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{}: {}", output.status, said.trim())),
    }
}

/// The output of tools, as one value: several arrays are one.
fn parse(output: &str) -> Value {
    if output.trim_start().starts_with('<') {
        return xml::parse(output);
    }
    let values = serde_json::Deserializer::from_str(output).into_iter::<Value>();
    let values: Result<Vec<_>, _> = values.collect();
    let mut values = values.unwrap_or_else(|e| panic!("{e}: {output}"));
    match values.len() {
        1 => values.remove(0),
        _ => values
            .iter()
            .flat_map(|value| path::items(value, None))
            .cloned()
            .collect::<Vec<_>>()
            .into(),
    }
}

/// One comparison.
struct One<'a> {
    place: String,
    report: &'a mut Report,
    names: &'a Names,
}

impl One<'_> {
    fn differ(&mut self, what: std::fmt::Arguments<'_>) {
        let line = format!("{}: {what}", self.place);
        self.report.differences.push(line);
    }

    fn compare(&mut self, compare: &Compare, namespace: &Namespace) {
        let shown = match namespace.shell(&compare.tool) {
            Ok(shown) => shown,
            Err(said) => return self.differ(format_args!("{said}")),
        };
        let klinks = match klinks(compare, namespace) {
            Ok(klinks) => klinks,
            Err(said) => return self.differ(format_args!("{said}")),
        };
        if klinks.is_empty() {
            self.differ(format_args!("klink shows nothing"));
        }
        for object in &klinks {
            for (at, _) in path::leaves(object) {
                if is_unknown(&at) && !compare.klink_only.contains(&path::pattern(&at)) {
                    self.differ(format_args!("klink does not know {at}: {object}"));
                }
            }
        }
        if !compare.lines.is_empty() {
            return self.lines(compare, &shown, &klinks);
        }
        let shown = parse(&shown);
        let tools = path::items(&shown, compare.items.as_deref());
        if tools.len() != klinks.len() {
            self.differ(format_args!(
                "{} objects, klink shows {}",
                tools.len(),
                klinks.len()
            ));
        }
        for (tool, klink) in tools.into_iter().zip(&klinks) {
            self.object(compare, tool, klink);
        }
    }

    fn object(&mut self, compare: &Compare, tool: &Value, klink: &Value) {
        for (at, value) in path::leaves(tool) {
            let indices = path::indices(&at);
            let pattern = path::pattern(&at);
            let Some(row) = compare.row(&at, &pattern, tool) else {
                let value = text(value);
                self.differ(format_args!("no row for {at} {value}: klink has {klink}"));
                continue;
            };
            let Row::Same {
                klink: path,
                conversion,
            } = row
            else {
                continue;
            };
            let found = Path::new(path).of(klink, &indices);
            let mine = conversion.apply(found, klink, self.names, value);
            let theirs = text(value);
            if mine.as_deref() == Some(theirs.as_str()) {
                self.report.compared += 1;
            } else {
                let mine = mine.unwrap_or_else(|| found.map_or("nothing".to_owned(), text));
                let which = compare.called(tool);
                self.differ(format_args!(
                    "{which}{at} is {theirs}, klink's {path} {mine}"
                ));
            }
        }
    }

    fn lines(&mut self, compare: &Compare, shown: &str, klinks: &[Value]) {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let theirs = shown.lines().map(words).filter(|line| !line.is_empty());
        let mut theirs = theirs
            .filter(|line| !compare.is_left_out(line))
            .collect::<Vec<_>>()
            .into_iter();
        for klink in klinks {
            for (line, values) in template::render(&compare.lines, klink, self.names) {
                match theirs.next() {
                    Some(their) if their == words(&line) => self.report.compared += values,
                    their => {
                        let their = their.unwrap_or_else(|| "nothing".to_owned());
                        self.differ(format_args!("{their:?}, klink's {line:?}: {klink}"));
                    }
                }
            }
        }
        for their in theirs {
            self.differ(format_args!("{their:?} is not in klink's"));
        }
    }
}

/// Whether a place has a part that klink has no name for. A field of the header that has the name of an attribute is not one.
fn is_unknown(at: &str) -> bool {
    at.split('.')
        .filter_map(|part| part.strip_prefix('@'))
        .any(|name| {
            name.starts_with(|first: char| first.is_ascii_digit())
                || ["hex", "rest", "len"].contains(&name)
        })
}

/// klink's objects for a comparison.
fn klinks(compare: &Compare, namespace: &Namespace) -> Result<Vec<Value>, String> {
    let mut all = Vec::new();
    for (words, object) in &compare.klinks {
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let shown = Value::Array(namespace.klink(&words, object)?);
        let items = path::items(&shown, compare.klink_items.as_deref());
        let chosen = items
            .into_iter()
            .filter(|object| compare.conditions.hold(object));
        all.extend(chosen.cloned());
    }
    if let Some(path) = &compare.order {
        // What is equal stays in klink's order.
        all.sort_by_key(|object| Path::new(path).of(object, &[]).and_then(Value::as_u64));
    }
    Ok(all)
}

fn send_again(name: &str, again: &Again, [first, other]: [&Namespace; 2], report: &mut Report) {
    let place = format!("{name}: again {}", again.request.join(" "));
    if let Err(said) = other.shell(&format!("set -e\n{}", again.before)) {
        report.differences.push(format!("{place}: before: {said}"));
    }
    for (words, object) in &again.dumps {
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let shown = match first.klink(&words, object) {
            Ok(shown) => shown,
            Err(said) => {
                report.differences.push(format!("{place}: {said}"));
                continue;
            }
        };
        let mut requests = String::new();
        for mut object in shown
            .into_iter()
            .filter(|object| again.conditions.hold(object))
        {
            for path in &again.without {
                Path::new(path).remove(&mut object);
            }
            for (name, number) in &again.with {
                object[name.as_str()] = number.parse::<u64>().map_or(Value::Null, Value::from);
            }
            let _ = writeln!(requests, "{object}");
        }
        if requests.is_empty() {
            report
                .differences
                .push(format!("{place}: there is nothing to send"));
        }
        // Each object is a request of its own, so that what the kernel says is about one.
        let each = if again.at_once {
            vec![requests.as_str()]
        } else {
            requests.lines().collect()
        };
        for request in each {
            let mut command = Command::new("klink");
            command.arg("do").args(&again.request);
            command.args(["--json", "--netns", &other.0, "-"]);
            if let Err(said) = runs_with(&mut command, request) {
                report
                    .differences
                    .push(format!("{place}: {said}: {request}"));
            }
        }
    }
    for tool in &again.shows {
        let [then, now] = [first, other].map(|namespace| namespace.shell(tool));
        match (then, now) {
            (Ok(then), Ok(now)) => same(
                &format!("{name}: again: {tool}"),
                again,
                &then,
                &now,
                report,
            ),
            (then, now) => report
                .differences
                .push(format!("{place}: {tool}: {then:?}, {now:?}")),
        }
    }
}

/// Runs a command with this input.
fn runs_with(command: &mut Command, input: &str) -> Result<(), String> {
    use std::io::Write;
    use std::process::Stdio;
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    // It may end before it has read everything.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it was started");
    let _ = writer.join();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

/// Compares a tool's output in both namespaces.
fn same(place: &str, again: &Again, then: &str, now: &str, report: &mut Report) {
    let is_tree = matches!(then.trim_start().chars().next(), Some('<' | '[' | '{'));
    let listed = |output: &str| -> BTreeMap<String, String> {
        if !is_tree {
            let lines = output
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty());
            let lines = lines.filter(|line| {
                !again
                    .differs
                    .iter()
                    .any(|words| line.contains(words.as_str()))
            });
            return lines
                .enumerate()
                .map(|(n, line)| (n.to_string(), line.to_owned()))
                .collect();
        }
        let value = parse(output);
        let objects = path::items(&value, None)
            .into_iter()
            .filter(|object| again.shown.hold(object));
        let leaves = objects.enumerate().flat_map(|(index, object)| {
            let name = object.get("ifname").or_else(|| object.get("handle"));
            let name = name.map_or_else(|| index.to_string(), text);
            let leaves = path::leaves(object).into_iter();
            leaves.map(move |(at, value)| (name.clone(), at, text(value)))
        });
        let leaves = leaves.filter(|(_, at, _)| !again.does_differ(&path::pattern(at)));
        leaves
            .map(|(name, at, value)| (format!("{name}: {at}"), value))
            .collect()
    };
    let (then, mut now) = (listed(then), listed(now));
    if then.is_empty() {
        report
            .differences
            .push(format!("{place}: there is nothing to compare"));
    }
    for (at, value) in then {
        match now.remove(&at) {
            Some(other) if other == value => report.again += 1,
            Some(other) => report
                .differences
                .push(format!("{place}: {at} was {value}, is {other}")),
            None => report
                .differences
                .push(format!("{place}: {at} was {value}")),
        }
    }
    for (at, value) in now {
        report
            .differences
            .push(format!("{place}: {at} is {value}, and was not"));
    }
}

impl Compare {
    /// The row for a value of one of the tool's objects: the last one that is for such an object.
    fn row(&self, place: &str, pattern: &str, tool: &Value) -> Option<&Row> {
        let rows = self.rows.iter().rev();
        let mut fitting = rows.filter(|(at, when, _)| {
            (path::matches(at, place) || path::matches(at, pattern)) && when.hold(tool)
        });
        fitting.next().map(|(_, _, row)| row)
    }

    /// A name for an object of the tool, for a message.
    fn called(&self, tool: &Value) -> String {
        let names = ["ifname", "dst", "handle", "name", "dev"];
        let name = names.iter().find_map(|name| tool.get(name));
        name.map_or(String::new(), |name| format!("{}: ", text(name)))
    }

    fn is_left_out(&self, line: &str) -> bool {
        self.left_out
            .iter()
            .any(|begin| line.starts_with(begin.as_str()))
    }
}

impl Again {
    fn does_differ(&self, pattern: &str) -> bool {
        self.differs.iter().any(|at| path::matches(at, pattern))
    }
}

impl Conditions {
    /// Whether an object is one of those that are meant.
    fn hold(&self, object: &Value) -> bool {
        let is = |(path, wanted): &(String, String)| {
            let found = Path::new(path).of(object, &[]).map(text);
            match wanted.as_str() {
                "*" => found.is_some(),
                "" => found.is_none(),
                _ => found.as_ref() == Some(wanted),
            }
        };
        (self.of.is_empty() || self.of.iter().any(is)) && !self.without.iter().any(is)
    }
}

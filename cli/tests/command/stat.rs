// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sockets, their owners, and their losses.

use std::process::Stdio;

use klink::{Group, Listener, Protocol, Raw};
use serde_json::Value;

use crate::namespace::Namespace;
use crate::run::{command, fails, klink, objects, parse, prints};

/// A listener that does not read, and a program that keeps sending to its group until messages are lost.
struct Stalled {
    listener: Listener,
    sender: Raw,
    group: Group,
}

impl Stalled {
    fn new(group: u32) -> Self {
        let group = Group::new(group).unwrap();
        let mut listener = Listener::open(Protocol::USERSOCK).unwrap();
        listener.join(group).unwrap();
        let sender = Raw::open(Protocol::USERSOCK).unwrap();
        Self {
            listener,
            sender,
            group,
        }
    }

    fn send(&mut self, count: u32) {
        for _ in 0..count {
            self.sender.multicast(self.group, &[0; 1024]).unwrap();
        }
    }

    fn row(&self, rows: &[Value]) -> Value {
        let portid = self.listener.portid().unwrap().get();
        let row = rows.iter().find(|row| row["portid"] == portid);
        row.unwrap_or_else(|| panic!("no {portid}: {rows:?}"))
            .clone()
    }
}

#[test]
fn a_stalled_listener_is_shown_with_its_drops() {
    let mut stalled = Stalled::new(27);
    let idle = stalled.row(&objects(&klink(&["stat", "usersock", "--json"])));
    assert_eq!((&idle["drops"], &idle["queued"]), (&0.into(), &0.into()));
    assert_eq!(idle["owners"][0]["pid"], std::process::id());
    assert_eq!(idle["groups"], Value::from(vec![27]));
    stalled.send(1000);
    let full = stalled.row(&objects(&klink(&["stat", "usersock", "--drops", "--json"])));
    let number = |name: &str| full[name].as_u64().unwrap();
    assert!(number("drops") > 0, "{full}");
    assert!(number("queued") > number("buffer") / 2, "{full}");
    assert!(number("queued") <= number("buffer"), "{full}");
    let table = prints(&klink(&["stat", "USERSOCK"]));
    assert!(table.starts_with("protocol "), "{table}");
    let words: Vec<_> = table.lines().filter(|line| line.ends_with(" 27")).collect();
    assert!(
        words.len() == 1 && words[0].contains(&number("drops").to_string()),
        "{table}"
    );
}

#[test]
fn drops_rise_while_they_are_watched() {
    let mut stalled = Stalled::new(26);
    stalled.send(1000);
    let mut watch = command(&["stat", "usersock", "--json", "--watch=0.2", "-n", "2"]);
    let mut watch = watch.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = std::io::BufReader::new(watch.stdout.take().unwrap());
    let mut text = String::new();
    while !text.contains(&format!(
        "\"portid\":{},",
        stalled.listener.portid().unwrap()
    )) {
        std::io::BufRead::read_line(&mut stdout, &mut text).unwrap();
    }
    stalled.send(10);
    std::io::Read::read_to_string(&mut stdout, &mut text).unwrap();
    assert!(watch.wait().unwrap().success());
    let mut rows = parse(&text);
    let first = stalled.row(&rows);
    rows.reverse();
    let second = stalled.row(&rows);
    assert!(first["new_drops"].is_null(), "{first}");
    assert_eq!(second["new_drops"], 10, "{second}");
}

#[test]
fn the_kernel_has_sockets_too_and_groups_have_names() {
    let namespace = Namespace::new();
    let mut listener = namespace.klink(&["recv", "route", "--group", "link,nsid", "--for", "5"]);
    let (listener, _) = crate::run::Running::start(
        {
            listener.arg("--json");
            listener
        },
        "portid",
    );
    let table = prints(&namespace.output(&["stat", "route"]));
    assert!(
        table.contains("\nROUTE          0          kernel "),
        "{table}"
    );
    assert!(
        table.contains(" klink/") && table.contains(" link,nsid\n"),
        "{table}"
    );
    drop(listener);
}

#[test]
fn what_cannot_be_watched_is_wrong_usage() {
    fails(&["stat", "--watch=0"], 2, &["--watch", "seconds"]);
    fails(&["stat", "nosuch"], 2, &["nosuch", "number"]);
    fails(&["stat", "route", "5"], 2, &["5"]);
}

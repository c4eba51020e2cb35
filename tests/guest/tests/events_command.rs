// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink events` in a guest: its output, where it continues, how it ends.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::events::{Cursor, Journal};
use klink_tests_guest::namespace::Elsewhere;
use klink_tests_guest::screen::Screen;
use klink_tests_guest::terminal::Terminal;
use klink_tests_guest::Guest;
use rustix::process::{kill_process, Pid, Signal};
use rustix::thread::set_name;

/// Causes events of one kind for as long as something else runs: about three per millisecond.
fn in_a_storm<T>(run: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                set_name(c"busy").unwrap();
                thread::sleep(Duration::from_micros(300));
            }
        });
        let result = run();
        over.store(true, Ordering::Relaxed);
        result
    })
}

fn send(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

#[test]
fn a_killed_command_goes_on_after_its_last_line() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let mut journal = Journal::open().unwrap();
    let begin = journal.emit("begin").unwrap() + 1;
    let follow = |next: u64| {
        let mut command = Command::new("klink");
        command.args(["events", "--follow", "--json", "--from", &next.to_string()]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let next = in_a_storm(|| {
        let start = Instant::now();
        let mut follower = follow(begin);
        let first = follower.stdout.as_mut().unwrap().read(&mut [0]).unwrap();
        let to_first_line = start.elapsed();
        follower.kill().unwrap();
        follower.wait().unwrap();
        assert_eq!(first, 1);
        let mut next = begin;
        const ROUNDS: u32 = 50;
        for round in 0..ROUNDS {
            let mut follower = follow(next);
            // Evenly spread over twice the time to the first line, in arbitrary order.
            thread::sleep(to_first_line * 2 * (round * 37 % ROUNDS) / ROUNDS);
            follower.kill().unwrap();
            next = follows(&follower.wait_with_output().unwrap().stdout, next);
        }
        next
    });
    assert!(next > begin, "no run came to its first line");
    let end = journal.emit("end").unwrap();
    let rest = ["events", "--json", "--from", &next.to_string()];
    let rest = Command::new("klink").args(rest).output().unwrap();
    assert!(rest.status.success(), "{rest:?}");
    assert!(follows(&rest.stdout, next) > end);
}

/// Checks that complete lines are events with the numbers from `next` on, and returns the number after the last.
fn follows(lines: &[u8], mut next: u64) -> u64 {
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        if line.ends_with(b"\n") {
            let begin = format!("{{\"seq\":{next},\"time_ns\":");
            let shown = String::from_utf8_lossy(line);
            assert!(shown.starts_with(&begin), "{next}: {shown}");
            next += 1;
        }
    }
    next
}

#[test]
fn the_command_keeps_its_place_in_a_file() {
    let guest = Guest::enter();
    let events = guest.load("klink_events", "sources=none");
    let mut journal = Journal::open().unwrap();
    let klink = |arguments: &[&str]| {
        let mut command = Command::new("klink");
        let output = command.arg("events").args(arguments).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        (
            output.status.code(),
            shown,
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for text in ["first", "second"] {
        journal.emit(text).unwrap();
        let (status, shown, _) = klink(&["--from", "/run/klink-place", "--type", "mark"]);
        assert_eq!(status, Some(0));
        let [line] = shown.lines().collect::<Vec<_>>()[..] else {
            panic!("{shown}")
        };
        assert!(
            line.contains(" mark pid ") && line.ends_with(text),
            "{line}"
        );
    }
    fs::remove_file("/run/klink-place").unwrap();
    let (_, shown, _) = klink(&["--pid", "1"]);
    assert_eq!(shown, "");
    let (_, shown, _) = klink(&["--follow", "--from", "now", "--for", "0.2"]);
    assert_eq!(shown, "");
    let (status, _, said) = klink(&["--follow", "--from", "now", "--timeout", "0.2"]);
    assert_eq!(
        (status, said.contains("--timeout")),
        (Some(5), true),
        "{said}"
    );
    let (_, shown, _) = klink(&["--stats"]);
    assert!(
        shown.contains("mark     on                     2            0"),
        "{shown}"
    );
    let (status, _, said) = klink(&["--from", "700"]);
    assert_eq!((status, said.lines().count()), (Some(6), 1), "{said}");
    drop(events);
    let (status, _, said) = klink(&[]);
    assert_eq!(
        (status, said.contains("klink_events.ko")),
        (Some(3), true),
        "{said}"
    );
}

#[test]
fn a_signal_ends_the_command_after_a_whole_event() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=comm");
    let place = std::path::Path::new("/run/klink-place");
    let mut next = 1;
    let journal = Journal::open().unwrap().status().unwrap().0.journal;
    in_a_storm(|| {
        for (round, signal) in [Signal::INT, Signal::TERM]
            .into_iter()
            .cycle()
            .take(10)
            .enumerate()
        {
            let mut command = Command::new("klink");
            command.args(["events", "--follow", "--json", "--from", "/run/klink-place"]);
            let mut follower = command.stdout(Stdio::piped()).spawn().unwrap();
            let mut stdout = follower.stdout.take().unwrap();
            // Once it has shown something, it runs and catches signals.
            let mut shown = vec![0];
            stdout.read_exact(&mut shown).unwrap();
            let reads = thread::spawn(move || {
                stdout.read_to_end(&mut shown).unwrap();
                shown
            });
            thread::sleep(Duration::from_millis(round as u64 * 29));
            send(&follower, signal);
            assert_eq!(follower.wait().unwrap().code(), Some(130));
            let shown = reads.join().unwrap();
            assert!(shown.ends_with(b"\n"));
            next = follows(&shown, next);
            let kept = Cursor::load(place).unwrap();
            assert_eq!(kept, Some(Cursor { journal, next }));
        }
    });
    let end = Journal::open().unwrap().emit("end").unwrap();
    let rest = ["events", "--json", "--from", "/run/klink-place"];
    let rest = Command::new("klink").args(rest).output().unwrap();
    assert!(follows(&rest.stdout, next) > end);
    fs::remove_file(place).unwrap();
}

#[test]
fn a_signal_ends_a_command_that_waits() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    Journal::open().unwrap().emit("begin").unwrap();
    let mut follower = Command::new("klink")
        .args(["events", "--follow"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = [0];
    follower
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut line)
        .unwrap();
    thread::sleep(Duration::from_millis(100));
    let sent = std::time::Instant::now();
    send(&follower, Signal::INT);
    assert_eq!(follower.wait().unwrap().code(), Some(130));
    // It looks once a second, but does not wait for that.
    assert!(
        sent.elapsed() < Duration::from_millis(500),
        "{:?}",
        sent.elapsed()
    );
}

#[test]
fn events_are_shown_in_published_schemas() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    Journal::open().unwrap().emit("begin").unwrap();
    let shown = |arguments: &[&str]| {
        let mut klink = Command::new("klink");
        let output = klink.arg("events").args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let events = shown(&["--json"]).lines().count();
    for (format, place, value) in [
        ("ecs", "/ecs/version", "9.4.0"),
        ("ocsf", "/metadata/version", "1.8.0"),
        ("otlp", "/resourceLogs/0/scopeLogs/0/scope/name", "klink"),
    ] {
        let lines = shown(&["--format", format]);
        assert_eq!(lines.lines().count(), events, "{lines}");
        for line in lines.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let found = record.pointer(place).and_then(|value| value.as_str());
            assert!(
                found.is_some_and(|found| found.starts_with(value)),
                "{line}"
            );
        }
    }
}

#[test]
fn other_network_namespaces_have_no_events() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    Journal::open().unwrap().emit("here").unwrap();
    let elsewhere = Elsewhere::new();
    let pid = elsewhere.pid().to_string();
    for arguments in [
        &["events"][..],
        &["events", "--stats"],
        &["events", "--from", "1"],
    ] {
        let mut command = Command::new("klink");
        let output = command
            .args(arguments)
            .args(["--netns", &pid])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(
            said.contains("only in the initial network namespace"),
            "{said}"
        );
    }
    for arguments in ["--from 1", "--stats"] {
        let here = format!("unshare -n klink events {arguments} --netns 1");
        let output = Command::new("sh").args(["-c", &here]).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && shown.contains("mark"), "{shown}");
    }
}

/// The line of a kind of event: the kind, the number of events, and the rate per second.
fn rate(lines: &[String], kind: &str) -> Option<(u64, u64)> {
    let mut words = lines.iter().find(|line| line.starts_with(kind))?.split(' ');
    let mut number = || words.find_map(|word| word.parse().ok());
    Some((number()?, number()?))
}

#[test]
fn watching_shows_a_storm_and_a_reload_and_ends_by_q() {
    let guest = Guest::enter();
    let mut events = guest.load("klink_events", "sources=comm");
    let (mut screen, mut small) = (Screen::new(80, 24), Screen::new(60, 14));
    let watch = ["klink", "events", "watch", "--type", "comm"];
    let mut terminal = Terminal::run_as(0, (80, 24), &watch);
    in_a_storm(|| {
        let (first, _) = terminal.shows(&mut screen, |lines| {
            rate(lines, "comm").filter(|(_, a_second)| *a_second > 100)
        });
        // The event is counted, but its kind is not among the latest events.
        Journal::open().unwrap().emit("unseen").unwrap();
        terminal.shows(&mut screen, |lines| {
            rate(lines, "comm").filter(|(events, _)| *events > first + 100)?;
            rate(lines, "mark").filter(|(events, _)| *events == 1)
        });
        let picture = screen.lines();
        let is_there = |wanted: &str| picture.iter().any(|line| line.contains(wanted));
        for wanted in [" comm pid ", "in use", "no events lost", "\u{2588}"] {
            assert!(is_there(wanted), "{wanted}: {picture:#?}");
        }
        assert!(!is_there("unseen"), "{picture:#?}");
    });
    drop(events);
    terminal.shows(&mut screen, |lines| {
        lines[0].starts_with("no journal").then_some(())
    });
    terminal.resize(60, 14);
    events = guest.load("klink_events", "sources=comm");
    terminal.shows(&mut small, |lines| {
        let reloaded = lines.iter().any(|line| line.contains("reloaded: 1"));
        (reloaded && lines[0].starts_with("journal ")).then_some(())
    });
    terminal.presses("q");
    assert_eq!(terminal.status(), Some(0));
    drop(events);
}

#[test]
fn watch_restores_the_terminal_when_interrupted() {
    let guest = Guest::enter();
    let _events = guest.load("klink_events", "sources=none");
    for (before, key) in [
        ("", Some("\x03")),
        ("(sleep 1; kill -TERM $(pidof klink)) &", None),
    ] {
        // The terminal echoes and ends lines as before.
        let script = format!(
            "{before} klink events watch; echo status $?; \
             stty -a | grep -q ' icanon' && stty -a | grep -q ' echo ' && echo all is well"
        );
        let mut terminal = Terminal::run_as(0, (80, 24), &["sh", "-c", &script]);
        terminal.sees("journal ");
        if let Some(key) = key {
            terminal.presses(key);
        }
        // The alternate screen ends first.
        for text in ["\x1b[?1049l", "status 130", "all is well"] {
            terminal.sees(text);
        }
        assert_eq!(terminal.status(), Some(0));
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! The proc connector: its events of processes whose fate is known, and its report of dropped events.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use klink::proc::{EventData, Notification, ProcessEvent, Processes};
use klink::Protocol;
use klink_tests_guest::{as_user, Guest, USER};
use rustix::process::{getpid, getppid, kill_process, Pid, Signal};
use rustix::thread::gettid;
use rustix::time::{clock_gettime, ClockId};

fn processes() -> Processes {
    let mut processes = Processes::open().unwrap();
    processes
        .subscription()
        .set_timeout(Some(Duration::from_secs(20)));
    processes
}

/// The events until `last` is reached.
fn reported(processes: &mut Processes, last: impl Fn(&EventData) -> bool) -> Vec<ProcessEvent> {
    let mut reported = Vec::new();
    loop {
        let Notification::Process(event) = processes.next().unwrap() else {
            panic!("lost, behind {reported:#?}")
        };
        reported.push(event);
        if last(&event.data) {
            return reported;
        }
    }
}

fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

fn this_process() -> u32 {
    getpid().as_raw_pid() as u32
}

fn this_thread() -> u32 {
    gettid().as_raw_pid() as u32
}

#[test]
fn a_child_is_followed_from_its_fork_to_its_exit() {
    let _guest = Guest::enter();
    let mut processes = processes();
    let before = now_ns();
    let mut command = Command::new("sh");
    let mut child = command.args(["-c", "exit 7"]).spawn().unwrap();
    let pid = child.id();
    assert_eq!(child.wait().unwrap().code(), Some(7));
    let exit = EventData::Exit {
        pid,
        tgid: pid,
        code: 7 << 8,
        signal: Signal::CHILD.as_raw() as u32,
    };
    let reported = reported(&mut processes, |data| *data == exit);
    let after = now_ns();
    let position = |data| reported.iter().position(|event| event.data == data);
    let fork = EventData::Fork {
        parent_pid: this_thread(),
        parent_tgid: this_process(),
        child_pid: pid,
        child_tgid: pid,
    };
    let exec = EventData::Exec { pid, tgid: pid };
    let (fork, exec) = (position(fork).unwrap(), position(exec).unwrap());
    assert!(fork < exec, "{reported:#?}");
    let cpus = thread::available_parallelism().unwrap().get() as u32;
    for event in [reported[fork], reported[exec], reported[reported.len() - 1]] {
        assert!(event.cpu < cpus, "{event:?}");
        let times = before..=after;
        assert!(times.contains(&event.timestamp_ns), "{event:?}, {times:?}");
    }
}

#[test]
fn a_killed_child_has_the_signal_in_its_code() {
    let _guest = Guest::enter();
    let mut processes = processes();
    let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
    let pid = child.id();
    reported(&mut processes, |data| {
        *data == EventData::Exec { pid, tgid: pid }
    });
    let killed = Pid::from_child(&child);
    kill_process(killed, Signal::KILL).unwrap();
    child.wait().unwrap();
    reported(&mut processes, |data| {
        matches!(*data, EventData::Exit { pid: dead, code, .. }
            if dead == pid && code == Signal::KILL.as_raw() as u32)
    });
}

#[test]
fn a_thread_comes_with_its_process_and_its_name() {
    let _guest = Guest::enter();
    let mut processes = processes();
    let named = thread::Builder::new().name(String::from("fifteen-letters"));
    let pid = named.spawn(this_thread).unwrap().join().unwrap();
    let tgid = this_process();
    let reported = reported(
        &mut processes,
        |data| matches!(data, EventData::Exit { pid: dead, .. } if *dead == pid),
    );
    let reported: Vec<_> = reported.iter().map(|event| event.data).collect();
    // For the kernel, a thread has the same parent as its process.
    let parent = getppid().unwrap().as_raw_pid() as u32;
    let fork = EventData::Fork {
        parent_pid: parent,
        parent_tgid: parent,
        child_pid: pid,
        child_tgid: tgid,
    };
    let comm = EventData::Comm {
        pid,
        tgid,
        comm: *b"fifteen-letters\0",
    };
    assert!(
        reported.contains(&fork) && reported.contains(&comm),
        "{reported:#?}"
    );
    assert!(reported
        .iter()
        .all(|data| !matches!(data, EventData::Exec { .. })));
}

#[test]
fn a_change_of_the_user_is_reported() {
    let _guest = Guest::enter();
    let mut processes = processes();
    let (pid, tgid) = (as_user(this_thread), this_process());
    let reported = reported(
        &mut processes,
        |data| matches!(data, EventData::Exit { pid: dead, .. } if *dead == pid),
    );
    let reported: Vec<_> = reported.iter().map(|event| event.data).collect();
    let (real, effective) = (USER, USER);
    let uid = EventData::Uid {
        pid,
        tgid,
        real,
        effective,
    };
    let gid = EventData::Gid {
        pid,
        tgid,
        real,
        effective,
    };
    assert!(
        reported.contains(&uid) && reported.contains(&gid),
        "{reported:#?}"
    );
}

#[test]
fn a_session_is_reported_for_its_leader() {
    let _guest = Guest::enter();
    let mut processes = processes();
    let mut child = Command::new("setsid").arg("true").spawn().unwrap();
    let pid = child.id();
    child.wait().unwrap();
    reported(&mut processes, |data| {
        *data == EventData::Sid { pid, tgid: pid }
    });
}

#[test]
fn what_is_dropped_is_counted_and_later_events_come() {
    let _guest = Guest::enter();
    let mut processes = processes();
    processes.subscription().set_receive_buffer(4096).unwrap();
    for _ in 0..20 {
        assert!(Command::new("true").status().unwrap().success());
    }
    let mut read = 0;
    let lost = loop {
        match processes.next().unwrap() {
            Notification::Process(_) => read += 1,
            Notification::Lost(lost) => break lost.drops,
        }
    };
    // At least a fork, an exec and an exit each, except the last exit, whose event may come after its parent has
    // continued; the socket held a few of them.
    assert!(read > 0 && read + lost >= 59, "{read} read, {lost} lost");
    assert_eq!(lost, drops(Protocol::CONNECTOR));
    let mut child = Command::new("true").spawn().unwrap();
    let pid = child.id();
    child.wait().unwrap();
    let reported = reported(
        &mut processes,
        |data| matches!(data, EventData::Exit { pid: dead, .. } if *dead == pid),
    );
    assert!(reported
        .iter()
        .any(|event| event.data == EventData::Exec { pid, tgid: pid }));
}

/// The drops of the only socket of a protocol that a process has, as the kernel shows them to every user.
fn drops(protocol: Protocol) -> u32 {
    let table = fs::read_to_string("/proc/net/netlink").unwrap();
    let rows = table.lines().map(|line| line.split_whitespace().collect());
    let number = protocol.0.to_string();
    let mut rows = rows.filter(|row: &Vec<_>| row[1] == number && row[2] != "0");
    rows.next().unwrap()[8].parse().unwrap()
}

#[test]
fn an_ordinary_user_hears_too() {
    let _guest = Guest::enter();
    as_user(|| {
        let mut processes = processes();
        let mut child = Command::new("true").spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        reported(&mut processes, |data| {
            *data == EventData::Exec { pid, tgid: pid }
        });
    });
}

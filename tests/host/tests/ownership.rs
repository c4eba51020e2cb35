// SPDX-License-Identifier: MIT OR Apache-2.0

//! The resources of a socket: one descriptor with one owner, no thread, and nothing that remains.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::fs;
use std::marker::PhantomData;
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use klink::genl::{Changes, Controller};
use klink::uevent::Uevents;
use klink::{route, Listener, Netns, Protocol, Raw, Socket, Subscription};
use klink_tests_host::{privileged, Namespace};

/// Descriptors belong to the process, so only one test runs at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many descriptors this process has.
fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// The number of threads that this thread has made, including itself: a new thread inherits the name of its creator.
fn threads() -> usize {
    let name = |path: PathBuf| fs::read_to_string(path.join("comm")).ok();
    let ours = name("/proc/thread-self".into());
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    tasks
        .filter(|task| name(task.as_ref().unwrap().path()) == ours)
        .count()
}

/// Opens, uses and drops one of each.
fn use_all() {
    let mut socket = Socket::open(Protocol::ROUTE).unwrap();
    socket.request(&route::GetLink::by_name("lo")).unwrap();
    drop(socket.dump(route::Links::all()).unwrap());
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    listener.join_family("nlctrl", "notify").unwrap();
    assert!(listener.try_next().unwrap().is_none());
    let mut controller = Controller::open().unwrap();
    controller.family("nlctrl").unwrap();
    controller.family("no such").unwrap_err();
    Changes::open().unwrap();
    Uevents::open().unwrap();
    Subscription::open(Protocol::GENERIC).unwrap();
    Raw::open(Protocol::USERSOCK).unwrap();
    Socket::open(Protocol(31)).unwrap_err();
}

#[test]
fn nothing_stays_open_and_no_thread_runs() {
    let _alone = alone();
    use_all();
    let before = (descriptors(), threads());
    for _ in 0..50 {
        use_all();
    }
    assert_eq!((descriptors(), threads()), before);
}

#[test]
fn the_thread_that_opens_a_socket_elsewhere_ends() {
    let _alone = alone();
    privileged(|| {
        let namespace = Namespace::new();
        let netns: Netns = namespace.netns();
        drop(Socket::open_in(&netns, Protocol::ROUTE).unwrap());
        let before = (descriptors(), threads());
        for _ in 0..50 {
            let mut socket = Socket::open_in(&netns, Protocol::ROUTE).unwrap();
            socket.request(&route::GetLink::by_name("lo")).unwrap();
        }
        assert_eq!((descriptors(), threads()), before);
    });
}

#[test]
fn programs_that_are_run_inherit_no_socket() {
    let _alone = alone();
    let sockets = [
        Socket::open(Protocol::ROUTE).unwrap(),
        Socket::open(Protocol::GENERIC).unwrap(),
    ];
    let list = Command::new("ls").args(["-l", "/proc/self/fd"]).output();
    let list = String::from_utf8(list.unwrap().stdout).unwrap();
    for socket in &sockets {
        let ours = format!("/proc/self/fd/{}", socket.as_raw_fd());
        let ours = fs::read_link(ours).unwrap();
        assert!(!list.contains(ours.to_str().unwrap()), "{list}");
    }
}

/// Whether a type is `Clone`: the trait's method is used only if the type does not have its own.
struct Probe<T>(PhantomData<T>);

impl<T: Clone> Probe<T> {
    fn can_be_cloned() -> bool {
        true
    }
}

trait Otherwise {
    fn can_be_cloned() -> bool {
        false
    }
}

impl<T> Otherwise for Probe<T> {}

#[test]
fn no_socket_can_be_cloned() {
    assert!(Probe::<Protocol>::can_be_cloned());
    assert!(!Probe::<Socket>::can_be_cloned());
    assert!(!Probe::<Listener>::can_be_cloned());
    assert!(!Probe::<Subscription>::can_be_cloned());
    assert!(!Probe::<Raw>::can_be_cloned());
}

#[test]
fn one_crate_and_one_dependency_from_outside() {
    let _alone = alone();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let tree = ["tree", "--package", "klink", "--edges", "normal"];
    let tree = cargo
        .args(tree)
        .args(["--prefix", "none"])
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let mut names: Vec<_> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    names.sort_unstable();
    names.dedup();
    let expected = [
        "klink",
        "klink-journal",
        "klink-protocol",
        "klink-wire",
        "libc",
    ];
    assert_eq!(names, expected);
}

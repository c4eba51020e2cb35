// SPDX-License-Identifier: MIT OR Apache-2.0

//! Other network namespaces.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::fs::read_link;
use std::time::Duration;

use klink::{route, Errno, Listener, Netns, Notification, Protocol, Socket};
use klink_tests_host::{privileged, Namespace};

#[test]
fn a_socket_is_opened_there_and_the_thread_stays_here() {
    privileged(|| {
        let namespace = Namespace::new();
        namespace.ip("link add only-there type bridge");
        let before = read_link("/proc/thread-self/ns/net").unwrap();
        let mut there = Socket::open_in(&namespace.netns(), Protocol::ROUTE).unwrap();
        assert_eq!(read_link("/proc/thread-self/ns/net").unwrap(), before);
        there
            .request(&route::GetLink::by_name("only-there"))
            .unwrap();
        let mut here = Socket::open(Protocol::ROUTE).unwrap();
        let error = here
            .request(&route::GetLink::by_name("only-there"))
            .unwrap_err();
        assert_eq!(error.errno(), Some(Errno::ENODEV));
    });
}

#[test]
fn names_that_are_none_are_refused() {
    for (name, errno) in [
        ("no such namespace", Errno::ENOENT),
        ("../../proc/self/ns/net", Errno::EINVAL),
        ("", Errno::EINVAL),
    ] {
        let error = Netns::named(name).unwrap_err();
        assert_eq!(error.errno(), Some(errno), "{error}");
        assert!(
            error.to_string().starts_with("open network namespace \""),
            "{error}"
        );
    }
    assert_eq!(
        Netns::of_process(u32::MAX).unwrap_err().errno(),
        Some(Errno::ENOENT)
    );
    Netns::of_process(std::process::id()).unwrap();
}

#[test]
fn all_namespaces_are_heard_each_with_its_id() {
    privileged(|| {
        let here = Namespace::new();
        let there = Namespace::new();
        let mut listener = Listener::open_in(&here.netns(), Protocol::ROUTE).unwrap();
        listener.set_timeout(Some(Duration::from_secs(2)));
        listener.join(route::group::LINK).unwrap();
        listener.set_all_namespaces(true).unwrap();
        let name = there.name();
        here.ip(&format!("netns set {name} 77"));
        there.ip("link set lo up");
        let Notification::Message(event) = listener.next().unwrap() else {
            panic!("lost")
        };
        assert_eq!(event.nsid, Some(77));
        here.ip("link set lo up");
        let Notification::Message(event) = listener.next().unwrap() else {
            panic!("lost")
        };
        assert_eq!(event.nsid, None);
    });
}

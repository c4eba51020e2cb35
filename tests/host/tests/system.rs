// SPDX-License-Identifier: MIT OR Apache-2.0

//! Sockets as `ss` shows them, uevents as sysfs has them, families as the kernel lists them.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use klink::genl::{self, Controller};
use klink::uevent::{Notification, Uevents};
use klink::{sock_diag, ErrorKind, Listener, Protocol, Socket};
use klink_tests_host::{privileged, Namespace};

#[test]
fn tcp_sockets_are_those_of_ss() {
    let _listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listener = std::net::TcpListener::bind("[::1]:0").unwrap();
    let address = listener.local_addr().unwrap();
    let _client = std::net::TcpStream::connect(address).unwrap();
    let _server = listener.accept().unwrap();
    let mut socket = Socket::open(Protocol::SOCK_DIAG).unwrap();
    let mut ours = BTreeSet::new();
    for request in [
        sock_diag::InetSockets::tcp_v4(),
        sock_diag::InetSockets::tcp_v6(),
    ] {
        let found = socket.snapshot(request, 0, |found| {
            let state = match found.state() {
                1 => "ESTAB",
                10 => "LISTEN",
                _ => "",
            };
            assert!(found.memory().is_some() || state.is_empty());
            (state, found.local(), found.remote(), found.inode())
        });
        ours.extend(found.unwrap().into_inner());
    }
    let ss = std::process::Command::new("ss")
        .args(["-tanHe"])
        .output()
        .unwrap();
    let mut compared = 0;
    for line in String::from_utf8_lossy(&ss.stdout).lines() {
        let mut words = line.split_whitespace();
        let (state, local) = (words.next().unwrap(), words.nth(2).unwrap());
        let inode = words.find_map(|word| word.strip_prefix("ino:"));
        // A connection in time-wait belongs to no inode.
        let inode = inode.and_then(|inode| inode.parse::<u32>().ok());
        let Some(inode) = inode.filter(|inode| *inode != 0) else {
            continue;
        };
        // Sockets of other programs may have been opened or closed since.
        if let Some(ours) = ours.iter().find(|ours| ours.3 == inode) {
            let port = |address: &str| address.rsplit(':').next().unwrap().to_owned();
            assert_eq!(port(local), ours.1.port().to_string(), "{line}");
            assert!(ours.0.is_empty() || ours.0 == state, "{line}");
            compared += 1;
        }
    }
    assert!(compared >= 4, "{compared} of {}", ours.len());
    assert!(ours
        .iter()
        .any(|ours| ours.0 == "ESTAB" && ours.2 == address));
}

#[test]
fn unix_sockets_have_their_names_and_peers() {
    let name = format!("klink-test-{}", std::process::id());
    let address = {
        use std::os::linux::net::SocketAddrExt;
        std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap()
    };
    let _listener = std::os::unix::net::UnixListener::bind_addr(&address).unwrap();
    let mut socket = Socket::open(Protocol::SOCK_DIAG).unwrap();
    let mut found = false;
    let mut sockets = socket
        .dump(sock_diag::UnixSockets::all().in_states(1 << 10))
        .unwrap();
    while let Some(unix) = sockets.next().unwrap() {
        assert_eq!(unix.state(), 10);
        found |= unix
            .name()
            .is_some_and(|bytes| bytes.strip_prefix(&[0]) == Some(name.as_bytes()));
    }
    assert!(found);
}

#[test]
fn netlink_sockets_have_their_groups_and_drops() {
    let mut listener = Listener::open(Protocol::ROUTE).unwrap();
    listener.join(klink::route::group::LINK).unwrap();
    listener.join(klink::route::group::IPV4_MCADDR).unwrap();
    let portid = listener.portid().unwrap().get();
    let mut socket = Socket::open(Protocol::SOCK_DIAG).unwrap();
    let mut sockets = socket.dump(sock_diag::NetlinkSockets::all()).unwrap();
    let mut found = false;
    while let Some(netlink) = sockets.next().unwrap() {
        if netlink.portid() == portid && netlink.protocol() == Protocol::ROUTE {
            let groups: Vec<_> = netlink.groups().map(|group| group.get()).collect();
            assert_eq!(groups, [1, 37]);
            assert_eq!(netlink.memory().unwrap().drops, 0);
            found = true;
        }
    }
    assert!(found);
}

#[test]
fn a_uevent_has_what_sysfs_says() {
    privileged(|| {
        let namespace = Namespace::new();
        let mut uevents = Uevents::open_in(&namespace.netns()).unwrap();
        uevents.listener().set_timeout(Some(Duration::from_secs(2)));
        let trigger = "cat /sys/class/net/lo/uevent; echo change > /sys/class/net/lo/uevent";
        let shown = namespace.run("sh", &["-c", trigger]);
        loop {
            let Notification::Uevent(uevent) = uevents.next().unwrap() else {
                panic!("lost")
            };
            if uevent.action() != "change" {
                continue;
            }
            assert_eq!(
                (uevent.subsystem(), uevent.devpath()),
                ("net", "/devices/virtual/net/lo")
            );
            assert!(uevent.seqnum().is_some());
            for property in shown.lines() {
                let (key, value) = property.split_once('=').unwrap();
                assert_eq!(uevent.get(key), Some(value));
            }
            break;
        }
    });
}

/// Properties by key.
type Properties = BTreeMap<String, String>;

/// A running `udevadm monitor`, which prints the kernel's uevents.
struct Monitor {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Monitor {
    fn start(namespace: &Namespace) -> Self {
        let mut udevadm = namespace.command("udevadm");
        udevadm.args(["monitor", "--kernel", "--property"]);
        let mut child = udevadm.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // It prints this when it has joined the group.
        let ready = lines.any(|line| line.unwrap().starts_with("KERNEL - "));
        assert!(ready, "udevadm monitor does not start");
        Self { child, lines }
    }

    /// The next uevent.
    fn next(&mut self) -> Properties {
        let mut properties = Properties::new();
        for line in &mut self.lines {
            match line.unwrap().split_once('=') {
                Some((key, value)) => drop(properties.insert(key.to_owned(), value.to_owned())),
                None if !properties.is_empty() => break,
                None => {}
            }
        }
        properties
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        // This fails only if it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn uevents_are_those_of_udevadm() {
    privileged(|| {
        let namespace = Namespace::new();
        let mut uevents = Uevents::open_in(&namespace.netns()).unwrap();
        uevents.listener().set_timeout(Some(Duration::from_secs(2)));
        let mut monitor = Monitor::start(&namespace);
        namespace.ip("link add first type bridge");
        namespace.ip("link set first name second");
        namespace.ip("link del second");
        let change = "change 01234567-89ab-cdef-0123-456789abcdef COLOR=red SIZE=7";
        let change = format!("echo {change} > /sys/class/net/lo/uevent");
        namespace.run("sh", &["-c", &change]);
        let mut actions = BTreeSet::new();
        while !actions.contains("change") {
            let Notification::Uevent(uevent) = uevents.next().unwrap() else {
                panic!("lost")
            };
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let properties = uevent.properties();
            let ours: Properties = properties
                .map(|(key, value)| (text(key), text(value)))
                .collect();
            assert_eq!(ours, monitor.next());
            actions.insert(uevent.action().to_owned());
        }
        let expected = ["add", "change", "move", "remove"];
        assert!(actions.iter().eq(expected), "{actions:?}");
    });
}

#[test]
fn families_groups_operations_and_policies() {
    let mut controller = Controller::open().unwrap();
    let family = controller.family("nlctrl").unwrap();
    assert_eq!((family.id(), family.version()), (16, 2));
    assert!(family
        .operations()
        .iter()
        .any(|op| op.cmd == 3 && op.can_do() && op.can_dump()));
    assert!(family.group("notify").is_ok());
    let error = family.group("nobody").unwrap_err();
    assert_eq!(
        error.to_string(),
        "resolve group \"nobody\" of generic netlink family \"nlctrl\": not found"
    );
    assert!(controller.families().unwrap().contains(&family));
    let error = controller.family("no-such").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NotFound);

    let policies = controller.policies("nlctrl").unwrap();
    let (_, of_get_family) = policies.operations().find(|(cmd, _)| *cmd == 3).unwrap();
    let rules: Vec<_> = policies.rules(of_get_family.request.unwrap()).collect();
    let (_, name) = rules.iter().find(|(kind, _)| *kind == 2).unwrap();
    assert_eq!(name.kind, genl::AttrType::NUL_STRING);
    assert_eq!(name.max_len, Some(15));
}

#[test]
fn a_group_is_joined_by_family_and_name() {
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    let group = listener.join_family("nlctrl", "notify").unwrap();
    assert!(group.get() > 0);
    let error = listener.join_family("no-such", "notify").unwrap_err();
    assert_eq!(
        error.to_string(),
        "resolve generic netlink family \"no-such\": not found"
    );
}

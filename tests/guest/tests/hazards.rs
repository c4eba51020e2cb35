// SPDX-License-Identifier: MIT OR Apache-2.0

//! The hazards of modules that use netlink, by the numbers of `docs/writing-a-module.md`, which klink prevents. For
//! hazards of received messages, the other half of the tests is `abuse.rs`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

use std::fs;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use klink::genl::Answer;
use klink::wire::extack::Ack;
use klink::wire::{Builder, Slice};
use klink::{
    Acknowledgement, Errno, ErrorKind, Flags, Group, Header, Listener, Names, Notification,
    Protocol, Raw, Socket,
};
use klink_protocol::fault::{self, ack, cmd, dump, genl_cmd, group, HOLD_MS};
use klink_tests_guest::family::Client;
use klink_tests_guest::namespace::{as_root_elsewhere, Elsewhere};
use klink_tests_guest::peer::{Draft, Peer};
use klink_tests_guest::{as_user, Guest};
use rustix::io::Errno as Refusal;

static NAMES: Names = Names::unknown(4);

fn fault_family() -> Client {
    Client::open(fault::FAMILY, &NAMES)
}

/// Sends a request without attributes, which must succeed.
fn say(socket: &mut Socket, kind: u16) {
    let ack = socket.apply(&klink::request(kind, |_| Ok(()))).unwrap();
    assert!(ack.is_plain_success(), "{ack}");
}

/// The kernel's reply to a request that it refuses.
fn refused<T>(result: Result<T, klink::Error>) -> Acknowledgement {
    let error = result.err().expect("it is not refused");
    match error.kind() {
        ErrorKind::Refused(ack) => (**ack).clone(),
        _ => panic!("{error}"),
    }
}

/// Runs `short` while `long` is in progress, and returns whether it was over first.
fn overtakes(long: impl FnOnce() + Send, short: impl FnOnce()) -> bool {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            long();
            over.store(true, Ordering::SeqCst);
        });
        thread::sleep(Duration::from_millis(u64::from(HOLD_MS) / 4));
        short();
        !over.load(Ordering::SeqCst)
    })
}

/// H1: handlers run in the context of each sender, several at a time, and may sleep.
#[test]
fn a_request_that_sleeps_delays_no_other() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let _family = guest.load("klink_fault_genl", "");
    let mut socket = Socket::open(fault::PROTOCOL).unwrap();
    let mut other = Socket::open(fault::PROTOCOL).unwrap();
    let (mut held, mut family) = (fault_family(), fault_family());
    let mut hold = || assert!(held.ack(genl_cmd::HOLD, |_| Ok(())).is_plain_success());
    // A guest that is itself delayed gets another chance.
    assert!(
        (0..5).any(|_| overtakes(|| say(&mut socket, cmd::HOLD), || say(&mut other, cmd::ACK),))
    );
    assert!((0..5).any(|_| overtakes(&mut hold, || {
        let ack = family.ack(genl_cmd::CHECK, |_| Ok(()));
        assert!(ack.is_plain_success(), "{ack}");
    })));
}

/// H2: buffers are freed exactly once: received ones by the core, sent ones with the message, even if nothing receives
/// it.
#[test]
fn nothing_of_a_datagram_stays_in_memory() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", &format!("greeting={}", "g".repeat(1023)));
    let mut peer = Peer::open();
    let mut full = Peer::open();
    full.small_buffer();
    let large = Draft::new(&[b'x'; 30_000]).bytes();
    let mut rounds = |count| {
        for _ in 0..count {
            peer.send(&large);
            peer.answer();
            full.send(&large);
        }
    };
    rounds(100);
    let before = memory();
    rounds(1000);
    // A leak would be 60 MB of datagrams, or 4 MB of replies.
    let kept = memory().saturating_sub(before);
    let bound = 2_000 + quarantine();
    assert!(kept < bound, "{kept} KiB more are in use");
}

/// Kibibytes that the debug kernel keeps although they were freed (`QUARANTINE_FRACTION` in mm/kasan/quarantine.c). It
/// finds small leaks by itself.
fn quarantine() -> u64 {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    match release.trim().ends_with("-debug") {
        true => meminfo("MemTotal") / 32,
        false => 0,
    }
}

/// Kibibytes that the kernel cannot free.
fn memory() -> u64 {
    meminfo("SUnreclaim")
}

fn meminfo(wanted: &str) -> u64 {
    let all = fs::read_to_string("/proc/meminfo").unwrap();
    let mut fields = all.lines().filter_map(|line| line.split_once(':'));
    let (_, field) = fields.find(|(name, _)| *name == wanted).unwrap();
    field.trim().trim_end_matches(" kB").parse().unwrap()
}

/// H3: a datagram that is also sent to a group is the same memory for all receivers: it is read and not written.
#[test]
fn what_a_group_shares_arrives_there_as_it_was_sent() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let mut member = Raw::open(fault::PROTOCOL).unwrap();
    let group = Group::new(7).unwrap();
    member.join(group).unwrap();
    let mut sender = Raw::open(fault::PROTOCOL).unwrap();
    let mut room = [0; 256];
    let mut slice = Slice::new(&mut room);
    for seq in 1..=3 {
        let flags = Flags::REQUEST | Flags::ACK;
        let mut message = Builder::new(&mut slice, cmd::ACK, flags, seq).unwrap();
        message.put_str(ack::TEXT, "one and all").unwrap();
        message.put_u32(ack::ERRNO, 16).unwrap();
        message.finish().unwrap();
    }
    let sent = slice.written();
    sender.multicast(group, sent).unwrap();
    assert_eq!(member.try_receive().unwrap().unwrap().bytes, sent);
    for seq in 1..=3 {
        let answer = sender.try_receive().unwrap().unwrap();
        let message = answer.messages().next().unwrap().unwrap();
        assert_eq!(
            (message.header.kind, message.header.seq),
            (Header::ERROR, seq)
        );
    }
}

/// H3: attributes are aligned to 4 bytes, so a number of 8 may lie anywhere between.
#[test]
fn numbers_of_8_bytes_are_read_at_any_place() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let mut socket = Socket::open(fault::PROTOCOL).unwrap();
    let cookie = 0x0102_0304_0506_0708_u64;
    for flags in 0..2 {
        let ack = socket
            .apply(&klink::request(cmd::ACK, |message| {
                for _ in 0..flags {
                    message.put_flag(99)?;
                }
                message.put_u64(ack::COOKIE, cookie)
            }))
            .unwrap();
        assert_eq!(ack.cookie.unwrap(), cookie.to_ne_bytes());
    }
}

/// H4: attributes that claim more bytes than there are end the request.
#[test]
fn attributes_that_claim_too_much_are_refused() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let _family = guest.load("klink_fault_genl", "");
    let mut socket = Socket::open(fault::PROTOCOL).unwrap();
    let mut family = fault_family();
    for broken in [
        &[3, 0, 1, 0][..],
        &[0; 4],
        &[9, 0, 1, 0, 0, 0, 0, 0],
        &[0xff, 0xff, 1, 0, 0, 0, 0, 0],
    ] {
        let request = klink::request(cmd::REPLAY, |message| message.raw(broken));
        let ack = refused(socket.apply(&request));
        assert_eq!(ack.errno, Some(Errno::EINVAL), "{broken:?}");
        let ack = family.ack(genl_cmd::CHECK, |message| message.raw(broken));
        assert_eq!(ack.errno, Some(Errno::EINVAL), "{broken:?}");
    }
}

/// H5: a capability is that of the sender. If a socket is written to like a file, so that the program may not know what
/// it writes to, the process that opened the socket must have it, too.
#[test]
fn rights_are_those_of_sender_and_opener() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let mut admin = Draft::new(&[]);
    (admin.kind, admin.flags) = (cmd::ADMIN, (Flags::REQUEST | Flags::ACK).0);
    let admin = admin.bytes();
    let mut of_root = Raw::open(fault::PROTOCOL).unwrap();
    let mut of_user = as_user(|| Raw::open(fault::PROTOCOL).unwrap());
    let reported = |socket: &mut Raw| {
        let answer = socket.try_receive().unwrap().expect("no answer");
        let message = answer.messages().next().unwrap().unwrap();
        Ack::read(&message).unwrap().errno
    };
    let refused = Errno::EPERM.0 as u32;
    for (socket, written) in [(&mut of_root, 0), (&mut of_user, refused)] {
        socket.send(&admin).unwrap();
        assert_eq!(reported(socket), 0);
        rustix::io::write(&socket, &admin).unwrap();
        assert_eq!(reported(socket), written);
        as_user(|| {
            socket.send(&admin).unwrap();
            assert_eq!(reported(socket), refused);
            rustix::io::write(&socket, &admin).unwrap();
            assert_eq!(reported(socket), refused);
        });
    }
}

/// H5: every user has all capabilities in a user namespace of their own, and none over the machine.
#[test]
fn rights_in_a_namespace_of_ones_own_end_there() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let _family = guest.load("klink_fault_genl", "");
    for (namespaces, test) in [("-U", "in_a_user_namespace"), ("-Un", "in_both_namespaces")] {
        let output = as_root_elsewhere(namespaces, test);
        assert!(output.status.success(), "{output:#?}");
    }
}

#[test]
#[ignore = "runs in a user namespace, where another test starts it"]
fn in_a_user_namespace() {
    let admin = klink::request(cmd::ADMIN, |_| Ok(()));
    let ack = refused(Socket::open(fault::PROTOCOL).unwrap().apply(&admin));
    assert_eq!(ack.errno, Some(Errno::EPERM));
    // The network namespace belongs to the machine's own user namespace.
    let ack = fault_family().ack(genl_cmd::CHECK_ADMIN, |_| Ok(()));
    assert_eq!(ack.errno, Some(Errno::EPERM));
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    for group in [group::NET_ADMIN, group::SYS_ADMIN] {
        let error = listener.join_family(fault::FAMILY, group).unwrap_err();
        assert_eq!(error.errno(), Some(Errno::EPERM), "{error}");
    }
}

#[test]
#[ignore = "runs in a user and a network namespace, where another test starts it"]
fn in_both_namespaces() {
    let admin = klink::request(cmd::ADMIN, |_| Ok(()));
    let ack = refused(Socket::open(fault::PROTOCOL).unwrap().apply(&admin));
    assert_eq!(ack.errno, Some(Errno::EPERM));
    let ack = fault_family().ack(genl_cmd::CHECK_ADMIN, |_| Ok(()));
    assert!(ack.is_plain_success(), "{ack}");
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    listener
        .join_family(fault::FAMILY, group::SYS_ADMIN)
        .unwrap();
    let sent = fault_family()
        .ask(genl_cmd::MULTICAST, |_| Ok(()))
        .map(count);
    assert_eq!(sent.unwrap(), 1, "its own namespace's group has a member");
    assert!(matches!(
        listener.try_next(),
        Ok(Some(Notification::Message(_)))
    ));
}

fn count(answer: Answer<'_>) -> u32 {
    answer.attrs.find(dump::INDEX).unwrap().u32().unwrap()
}

/// H5: a process that joins a group in a namespace of its own receives nothing of the machine's.
#[test]
fn a_group_is_one_in_each_namespace() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    let elsewhere = Elsewhere::new();
    let there = Client::open_in(&elsewhere.netns(), fault::FAMILY, &NAMES).unwrap();
    let mut listener = Listener::open_in(&elsewhere.netns(), Protocol::GENERIC).unwrap();
    listener
        .join(there.family().group(group::ANYONE).unwrap())
        .unwrap();
    let mut here = fault_family();
    assert_eq!(count(here.ask(genl_cmd::MULTICAST, |_| Ok(())).unwrap()), 0);
    assert!(here
        .ack(genl_cmd::NOTIFY, |message| message.put_u32(dump::INDEX, 1))
        .is_plain_success());
    assert!(listener.try_next().unwrap().is_none());
}

/// H7: a message sent in atomic context arrives, and a receiver without room does not delay it.
#[test]
fn what_is_sent_under_a_spinlock_arrives() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    let mut deaf = Listener::open(Protocol::GENERIC).unwrap();
    deaf.set_receive_buffer(0).unwrap();
    let mut listener = Listener::open(Protocol::GENERIC).unwrap();
    for listener in [&mut deaf, &mut listener] {
        for group in [group::ANYONE, group::NET_ADMIN, group::SYS_ADMIN] {
            listener.join_family(fault::FAMILY, group).unwrap();
        }
    }
    let mut family = fault_family();
    for index in 0..20 {
        let sent = family.ask(genl_cmd::MULTICAST, |message| {
            message.put_u32(dump::INDEX, index)
        });
        assert_eq!(count(sent.unwrap()), 3);
        for _ in 0..3 {
            let Ok(Some(Notification::Message(event))) = listener.try_next() else {
                panic!("nothing has arrived")
            };
            assert_eq!(count(Answer::read(event.message).unwrap()), index);
        }
    }
    while let Some(event) = deaf.try_next().unwrap() {
        if let Notification::Lost(lost) = event {
            assert!(lost.drops > 0);
            return;
        }
    }
    panic!("nothing was lost");
}

/// H7: a protocol is notified which sockets join and leave its groups, also by closing, and in which namespace.
#[test]
fn joining_and_leaving_is_reported_once_each() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let elsewhere = Elsewhere::new();
    let group = Group::new(100).unwrap();
    let mut here = Listener::open(fault::PROTOCOL).unwrap();
    let mut there = Listener::open_in(&elsewhere.netns(), fault::PROTOCOL).unwrap();
    here.join(group).unwrap();
    there.join(group).unwrap();
    here.leave(group).unwrap();
    drop(there);
    let log = guest.log();
    let reported: Vec<_> = log
        .iter()
        .filter_map(|line| line.split_once("group 100 in namespace "))
        .collect();
    let [(_, joined), (_, joined_there), (_, left), (_, left_there)] = reported[..] else {
        panic!("{log:#?}")
    };
    let (here, there) = (
        joined.trim_end_matches(" joined"),
        joined_there.trim_end_matches(" joined"),
    );
    assert_ne!(here, there);
    assert_eq!(left, format!("{here} left"));
    assert_eq!(left_there, format!("{there} left"));
}

/// H8: a request in progress keeps the module loaded.
#[test]
fn a_sender_keeps_the_module() {
    let guest = Guest::enter();
    let module = guest.load("klink_fault", "");
    let mut socket = Socket::open(fault::PROTOCOL).unwrap();
    overtakes(
        || say(&mut socket, cmd::HOLD),
        || assert_eq!(module.try_unload(), Err(Refusal::AGAIN)),
    );
    drop(socket);
    assert_eq!(module.try_unload(), Ok(()));
}

/// H9: unregistering a family waits for its operations.
#[test]
fn a_family_waits_for_its_operations() {
    let guest = Guest::enter();
    let module = guest.load("klink_fault_genl", "");
    let mut family = fault_family();
    let begin = Instant::now();
    overtakes(
        || {
            let ack = family.ack(genl_cmd::HOLD, |_| Ok(()));
            assert!(ack.is_plain_success(), "{ack}");
            assert!(begin.elapsed() >= Duration::from_millis(HOLD_MS.into()));
        },
        || assert_eq!(module.try_unload(), Ok(())),
    );
    let ack = family.ack(genl_cmd::HOLD, |_| Ok(()));
    assert_eq!(ack.errno, Some(Errno::ENOENT), "{ack}");
}

/// H9: a reader that stops reading a dump keeps the module loaded until it closes its socket.
#[test]
fn a_reader_that_stops_keeps_the_module() {
    let guest = Guest::enter();
    let module = guest.load("klink_fault_genl", "");
    let family = fault_family().family().clone();
    let mut reader = Socket::open(Protocol::GENERIC).unwrap();
    let mut records = reader
        .dump(family.request(genl_cmd::DUMP, |message| {
            message.put_u32(dump::COUNT, 10_000)?;
            message.put_u32(dump::SIZE, 100)
        }))
        .unwrap();
    assert!(records.next().unwrap().is_some());
    assert_eq!(module.try_unload(), Err(Refusal::AGAIN));
    drop(records);
    assert_eq!(module.try_unload(), Err(Refusal::AGAIN));
    drop(reader);
    assert_eq!(module.try_unload(), Ok(()));
}

/// H10: sockets of all protocols notify a notifier when they are closed; it is removed with its module meanwhile.
#[test]
fn a_notifier_goes_while_sockets_close() {
    let guest = Guest::enter();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for protocol in [Protocol::USERSOCK, fault::PROTOCOL] {
            let over = &over;
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    // A socket of the module's protocol keeps it loaded: unloading needs a moment without any.
                    if let Ok(socket) = Raw::open(protocol) {
                        drop(OwnedFd::from(socket));
                    }
                    thread::sleep(Duration::from_millis(1));
                }
            });
        }
        for _ in 0..10 {
            drop(guest.load("klink_fault", ""));
        }
        over.store(true, Ordering::Relaxed);
    });
}

/// H11: every namespace has a socket of the protocol, which serves its processes; it is removed with the namespace, and
/// all of them with the module.
#[test]
fn a_namespace_takes_its_socket_along() {
    let guest = Guest::enter();
    let fault = guest.load("klink_fault", "");
    let stays = Elsewhere::new();
    for _ in 0..3 {
        let passes = Elsewhere::new();
        for namespace in [&stays, &passes] {
            let mut socket = Socket::open_in(&namespace.netns(), fault::PROTOCOL).unwrap();
            say(&mut socket, cmd::ADMIN);
        }
    }
    say(&mut Socket::open(fault::PROTOCOL).unwrap(), cmd::ADMIN);
    // A namespace that is older than the module has no socket of it: opening one could not be done safely.
    drop(fault);
    let error = Socket::open_in(&stays.netns(), fault::PROTOCOL).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EPROTONOSUPPORT));
    let _again = guest.load("klink_fault", "");
    let mut socket = Socket::open_in(&stays.netns(), fault::PROTOCOL).unwrap();
    let error = socket
        .apply(&klink::request(cmd::ADMIN, |_| Ok(())))
        .unwrap_err();
    assert_eq!(error.errno(), Some(Errno::ECONNREFUSED), "{error}");
    let comes = Elsewhere::new();
    say(
        &mut Socket::open_in(&comes.netns(), fault::PROTOCOL).unwrap(),
        cmd::ADMIN,
    );
}

/// H11: a socket of the initial namespace receives nothing from others.
#[test]
fn the_socket_is_in_the_initial_namespace_alone() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let elsewhere = Elsewhere::new();
    let mut raw = Raw::open_in(&elsewhere.netns(), klink::echo::PROTOCOL).unwrap();
    let error = raw.send(&Draft::new(b"hello?").bytes()).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::ECONNREFUSED));
    assert!(!guest.logged("hello?"));
}

/// H12: texts of any length are truncated between characters; nothing in a message makes a handler panic.
#[test]
fn a_message_with_values_is_cut_where_it_ends() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    let mut socket = Socket::open(fault::PROTOCOL).unwrap();
    for letter in ["x", "é", "語", "🐧"] {
        for count in [0, 1, 19, 26, 39, 40, 78, 79, 80, 500] {
            let text = letter.repeat(count);
            let request = klink::request(cmd::ACK, |message| {
                message.put_u32(ack::ERRNO, 16)?;
                message.put_str(ack::TEXT, &text)
            });
            let said = refused(socket.apply(&request)).message.unwrap();
            let fits = (79 / letter.len()).min(count);
            assert_eq!(said, letter.repeat(fits), "{count}");
        }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! The rules of `docs/echo.md`: who gets a reply, its content, and the log.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::Instant;

use klink::echo::{Client, GREETING, PROTOCOL};
use klink::Flags;
use klink_tests_guest::peer::{Draft, Peer};
use klink_tests_guest::{as_uid, as_user, Guest, USER};

#[test]
fn greets_an_ordinary_user_and_logs_the_words() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let portid = as_user(|| {
        let mut client = Client::open(PROTOCOL).unwrap();
        assert_eq!(
            client.say("Hello from  user space").unwrap(),
            GREETING.as_bytes()
        );
        let mut peer = Peer::open();
        peer.send(&Draft::new("it's 日本語\0".as_bytes()).bytes());
        peer.answer();
        peer.portid()
    });
    assert!(
        guest.logged("(uid 1000) says \"Hello from  user space\""),
        "{:#?}",
        guest.log()
    );
    // The record's reader escapes characters outside ASCII, not the module.
    let escaped: String = "日本語"
        .bytes()
        .map(|byte| format!("\\x{byte:02x}"))
        .collect();
    let line = format!("klink_echo: portid {portid} (uid 1000) says \"it's {escaped}\"");
    assert!(guest.log().contains(&line), "{:#?}", guest.log());
}

#[test]
fn the_header_has_sequence_number_and_portid() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    as_user(|| {
        let mut peer = Peer::open();
        for seq in [0, 1, 0x8000_0000, u32::MAX] {
            peer.send(
                &Draft {
                    seq,
                    ..Draft::new(b"x\0")
                }
                .bytes(),
            );
            let answer = peer.answer();
            answer.is_greeting(seq);
            assert_eq!(answer.header.flags, Flags::NONE);
            assert_eq!(answer.header.claimed_portid, peer.portid().get());
        }
        peer.hears_nothing();
    });
}

#[test]
fn answers_each_message_of_a_datagram() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    as_user(|| {
        let mut peer = Peer::open();
        let datagram: Vec<u8> = (1..=20)
            .flat_map(|seq| {
                Draft {
                    seq,
                    ..Draft::new(b"several")
                }
                .bytes()
            })
            .collect();
        peer.send(&datagram);
        for seq in 1..=20 {
            peer.answer().is_greeting(seq);
        }
        peer.hears_nothing();
    });
}

#[test]
fn takes_any_kind_and_flags() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    as_user(|| {
        let mut peer = Peer::open();
        for kind in (0..=17).chain([0x7fff, u16::MAX]) {
            for flags in [0, 1, 4, 5, 0x301, u16::MAX] {
                let seq = (u32::from(kind) << 16) | u32::from(flags);
                peer.send(
                    &Draft {
                        kind,
                        flags,
                        seq,
                        ..Draft::new(b"x\0")
                    }
                    .bytes(),
                );
                peer.answer().is_greeting(seq);
            }
        }
        peer.hears_nothing();
    });
}

#[test]
fn greeting_and_protocol_are_parameters() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "protocol=29 greeting=\"Good morning, 世界\"");
    as_user(|| {
        let mut client = Client::open(klink::Protocol(29)).unwrap();
        assert_eq!(client.say("hi").unwrap(), "Good morning, 世界".as_bytes());
    });
}

#[test]
fn greeting_of_the_greatest_length_fits() {
    let guest = Guest::enter();
    let greeting = "g".repeat(1023);
    let _echo = guest.load("klink_echo", &format!("greeting={greeting}"));
    as_user(|| {
        let mut client = Client::open(PROTOCOL).unwrap();
        assert_eq!(client.say("hi").unwrap(), greeting.as_bytes());
    });
}

#[test]
fn serves_an_unmodified_client_of_the_exercise() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let client = Command::new("/job/exercise_client")
        .arg("Hello kernel, this is 1997")
        .uid(USER)
        .gid(USER)
        .output()
        .unwrap();
    assert!(client.status.success(), "{client:?}");
    let printed = String::from_utf8(client.stdout).unwrap();
    assert_eq!(printed, format!("Received message payload: {GREETING}\n"));
    assert!(
        guest.logged("(uid 1000) says \"Hello kernel, this is 1997\""),
        "{:#?}",
        guest.log()
    );
}

/// Sends this text this often, in one datagram.
fn says(words: &str, times: usize) {
    let message = Draft::new(words.as_bytes()).bytes();
    Peer::open().send(&message.repeat(times));
}

/// The number of lines since the test began that contain this text.
fn lines(guest: &Guest, words: &str) -> usize {
    let log = guest.log();
    log.iter().filter(|line| line.contains(words)).count()
}

/// The maximum number of lines of a budget since this time: 20 in each 5 seconds.
fn of_one_budget(begin: Instant) -> usize {
    20 * (begin.elapsed().as_secs() as usize / 5 + 1)
}

#[test]
fn one_user_cannot_hide_anothers_log_lines() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let begin = Instant::now();
    as_user(|| says("flood", 100));
    says("root was here", 1);
    as_uid(USER + 1, || says("another was here", 1));
    let flood = lines(&guest, "flood");
    assert!((20..=of_one_budget(begin)).contains(&flood), "{flood}");
    for words in ["(uid 0) says \"root was", "(uid 1001) says \"another was"] {
        assert_eq!(lines(&guest, words), 1, "{words}: {:#?}", guest.log());
    }
}

#[test]
fn many_users_do_not_flood_the_log_or_hide_root() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let begin = Instant::now();
    for uid in 0..40 {
        as_uid(USER + uid, || says("flood", 25));
    }
    says("root was here", 1);
    let flood = lines(&guest, "flood");
    // Eight of them have a budget of their own, the others share one.
    let most = 9 * of_one_budget(begin);
    assert!((20 * 9..=most).contains(&flood), "{flood}, at most {most}");
    assert_eq!(lines(&guest, "root was here"), 1);
}

#[test]
fn a_user_with_many_ids_has_one_budget() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    let begin = Instant::now();
    let this = env::current_exe().unwrap();
    let mut elsewhere = Command::new("unshare")
        .args(["-U", "sh", "-c", "read go && exec \"$@\"", "sh"])
        .arg(this)
        .args(["--exact", "as_many_users_of_a_namespace"])
        .args(["--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .uid(USER)
        .gid(USER)
        .spawn()
        .unwrap();
    // As newuidmap(1) does, which has the privileges.
    let own = fs::read_link("/proc/self/ns/user").unwrap();
    let process = format!("/proc/{}", elsewhere.id());
    while fs::read_link(format!("{process}/ns/user")).unwrap() == own {
        std::thread::yield_now();
    }
    for map in ["gid_map", "uid_map"] {
        let ids = format!("0 {USER} 1\n1 100000 100\n");
        fs::write(format!("{process}/{map}"), ids).unwrap();
    }
    let mut stdin = elsewhere.stdin.take().unwrap();
    stdin.write_all(b"go\n").unwrap();
    let output = elsewhere.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:#?}");
    as_uid(USER + 1, || says("another was here", 1));
    assert!(guest.logged("(uid 100000) says"));
    let flood = lines(&guest, "flood");
    assert!((20..=of_one_budget(begin)).contains(&flood), "{flood}");
    assert_eq!(lines(&guest, "another was here"), 1);
}

#[test]
#[ignore = "runs in a user namespace, where another test starts it"]
fn as_many_users_of_a_namespace() {
    for uid in 1..=40 {
        as_uid(uid, || says("flood", 25));
    }
}

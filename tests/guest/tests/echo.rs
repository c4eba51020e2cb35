// SPDX-License-Identifier: MIT OR Apache-2.0

//! The echo as `docs/echo.md` has it: who is answered, with what, and what the log shows.

use std::os::unix::process::CommandExt;
use std::process::Command;

use klink::echo::{Client, GREETING, PROTOCOL};
use klink::Flags;
use klink_tests_guest::peer::{Draft, Peer};
use klink_tests_guest::{as_user, Guest, USER};

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
    // The record's reader escapes what is not ASCII, not the module.
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

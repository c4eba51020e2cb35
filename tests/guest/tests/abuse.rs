// SPDX-License-Identifier: MIT OR Apache-2.0

//! Hostile input of all kinds: each test sends it as an ordinary user, then both its socket and a new one still get
//! replies. After every test it is checked that the kernel's log has no trouble, and that the module can be unloaded.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use klink::echo::{GREETING, PROTOCOL};
use klink::{Errno, ErrorKind};
use klink_tests_guest::peer::{good_exchange, Draft, Peer};
use klink_tests_guest::{as_user, Guest, USER};

/// Loads the module, lets an ordinary user do this, and checks that everything works afterwards.
fn survives(abuse: impl FnOnce(&Guest, &mut Peer) + Send) {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    as_user(|| {
        let mut peer = Peer::open();
        abuse(&guest, &mut peer);
        peer.good_exchange();
        peer.hears_nothing();
        good_exchange();
    });
}

#[test]
fn datagrams_shorter_than_a_header() {
    survives(|guest, peer| {
        for len in 1..16 {
            peer.send(&vec![0xff; len]);
            peer.hears_nothing();
        }
        assert!(guest.logged("sent a broken header"), "{:#?}", guest.log());
    });
}

#[test]
fn an_empty_datagram() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    as_user(|| {
        let mut raw = klink::Raw::open(PROTOCOL).unwrap();
        // The core refuses it; the module never sees one.
        assert_eq!(raw.send(&[]).unwrap_err().errno(), Some(Errno::ENODATA));
        good_exchange();
    });
}

#[test]
fn a_length_that_the_datagram_does_not_have() {
    survives(|guest, peer| {
        for len in [21, 4000, 0x7fff_ffff, u32::MAX - 3, u32::MAX] {
            peer.send(
                &Draft {
                    len: Some(len),
                    ..Draft::new(b"four")
                }
                .bytes(),
            );
            peer.hears_nothing();
        }
        assert!(guest.logged("sent a broken header"), "{:#?}", guest.log());
    });
}

#[test]
fn a_length_that_does_not_cover_the_header() {
    survives(|guest, peer| {
        for len in [0, 1, 3, 15] {
            peer.send(
                &Draft {
                    len: Some(len),
                    ..Draft::new(b"four")
                }
                .bytes(),
            );
            peer.hears_nothing();
        }
        assert!(guest.logged("sent a broken header"), "{:#?}", guest.log());
    });
}

#[test]
fn a_length_that_leaves_bytes_behind() {
    survives(|guest, peer| {
        let mut datagram = Draft {
            seq: 1,
            ..Draft::new(b"good")
        }
        .bytes();
        datagram.extend_from_slice(b"junk");
        peer.send(&datagram);
        peer.answer().is_greeting(1);
        peer.hears_nothing();
        assert!(guest.logged("sent a broken header"), "{:#?}", guest.log());
    });
}

#[test]
fn good_messages_end_at_the_first_broken_one() {
    survives(|_, peer| {
        let mut datagram = Draft {
            seq: 1,
            ..Draft::new(b"good")
        }
        .bytes();
        datagram.extend(
            Draft {
                seq: 2,
                len: Some(99),
                ..Draft::new(b"bad")
            }
            .bytes(),
        );
        datagram.extend(
            Draft {
                seq: 3,
                ..Draft::new(b"lost")
            }
            .bytes(),
        );
        peer.send(&datagram);
        peer.answer().is_greeting(1);
        peer.hears_nothing();
    });
}

/// The exercise's module replies to the portid in the message; 0 is its own socket, and the kernel's stack overflows.
#[test]
fn a_claimed_portid_of_0_is_answered_to_the_sender() {
    survives(|_, peer| {
        let message = Draft {
            seq: 7,
            claimed_portid: 0,
            ..Draft::new(b"boo\0")
        }
        .bytes();
        assert_eq!(message.len(), 20);
        for _ in 0..100 {
            peer.send(&message);
            peer.answer().is_greeting(7);
            peer.hears_nothing();
        }
    });
}

#[test]
fn a_claimed_portid_does_not_redirect_the_answer() {
    survives(|guest, peer| {
        let mut victim = Peer::bound_to(4_000_000_001);
        let victim_portid = victim.portid().get();
        for claimed_portid in [victim_portid, 1, 4_000_000_002, u32::MAX] {
            peer.send(
                &Draft {
                    seq: 7,
                    claimed_portid,
                    ..Draft::new(b"it was them\0")
                }
                .bytes(),
            );
            peer.answer().is_greeting(7);
            victim.hears_nothing();
        }
        assert!(
            !guest.logged(&format!("portid {victim_portid}")),
            "{:#?}",
            guest.log()
        );
        victim.good_exchange();
    });
}

#[test]
fn no_payload() {
    survives(|guest, peer| {
        peer.send(
            &Draft {
                seq: 1,
                ..Draft::new(b"")
            }
            .bytes(),
        );
        peer.answer().is_greeting(1);
        assert!(guest.logged("says \"\""), "{:#?}", guest.log());
    });
}

#[test]
fn no_terminating_nul() {
    survives(|guest, peer| {
        for text in ["a", "abcd", "four and a bit"] {
            peer.send(&Draft::new(text.as_bytes()).bytes());
            peer.answer().is_greeting(0);
            let end = format!("says \"{text}\"");
            let log = guest.log();
            assert!(
                log.iter().any(|line| line.ends_with(&end)),
                "{end}: {log:#?}"
            );
        }
    });
}

#[test]
fn a_payload_of_200_kb() {
    survives(|guest, peer| {
        for byte in [b'a', b'\n', 0xff] {
            peer.send(
                &Draft {
                    seq: 1,
                    ..Draft::new(&vec![byte; 200_000])
                }
                .bytes(),
            );
            peer.answer().is_greeting(1);
        }
        let log = guest.log();
        let longest = log.iter().map(String::len).max().unwrap();
        assert!(longest < 1000, "{log:#?}");
    });
}

#[test]
fn a_thousand_messages_in_a_datagram() {
    survives(|_, peer| {
        let empty = Draft::new(b"").bytes();
        peer.send(&empty.repeat(1000));
        // Messages that found room were replied to; the others are reported as lost, in order after those.
        let mut answers = 0;
        let lost = loop {
            match peer.waiting() {
                Ok(Some(_)) => answers += 1,
                Ok(None) => break false,
                Err(error) => {
                    assert_eq!(*error.kind(), ErrorKind::Overrun);
                    break true;
                }
            }
        };
        assert!(answers == 1000 || lost, "{answers}");
        while peer.waiting().unwrap().is_some() {}
    });
}

#[test]
fn words_that_forge_log_lines() {
    survives(|guest, peer| {
        let forged = b"x\"\nklink_echo: portid 1 (uid 0) says \"root was here\n\x1b[2J\r\xff\0";
        peer.send(&Draft::new(forged).bytes());
        peer.answer().is_greeting(0);
        let log = guest.log();
        assert!(
            !log.iter().any(|line| line.contains("klink_echo: portid 1 ")
                && line.starts_with("klink_echo: portid 1 "))
        );
        // The log's reader doubles the backslash of an escape.
        let seen = r#"says "x\\"\\nklink_echo: portid 1 (uid 0) says \\"root was here\\n\\u{1b}[2J\\r\\xff""#;
        let seen = seen.replace(r"\\", r"\x5c");
        assert!(
            log.iter().any(|line| line.ends_with(&seen)),
            "{seen}: {log:#?}"
        );
    });
}

#[test]
fn a_flood_of_messages_is_not_a_flood_of_log_lines() {
    survives(|guest, peer| {
        for _ in 0..3000 {
            peer.send(&Draft::new(b"flood").bytes());
            peer.answer().is_greeting(0);
        }
        let lines = guest
            .log()
            .iter()
            .filter(|line| line.contains("flood"))
            .count();
        // 20 in 5 seconds, and the guest may be slow.
        assert!((1..500).contains(&lines), "{lines} lines");
        // The lines that were left out are counted when there is room again.
        thread::sleep(Duration::from_secs(6));
        peer.good_exchange();
        assert!(guest.logged("lines left out"), "{:#?}", guest.log());
    });
}

#[test]
fn a_sender_that_never_reads() {
    survives(|_, peer| {
        let mut deaf = Peer::open();
        deaf.small_buffer();
        for _ in 0..3000 {
            deaf.send(&Draft::new(b"not listening").bytes());
        }
        // Other sockets are served meanwhile, and the socket that does not read learns that it missed messages.
        peer.good_exchange();
        let mut answers = 0;
        let error = loop {
            match deaf.waiting() {
                Ok(Some(_)) => answers += 1,
                Ok(None) => panic!("{answers} answers and no loss"),
                Err(error) => break error,
            }
        };
        assert_eq!(*error.kind(), ErrorKind::Overrun);
        while deaf.waiting().unwrap().is_some() {}
        deaf.good_exchange();
    });
}

#[test]
fn senders_that_die() {
    let guest = Guest::enter();
    let _echo = guest.load("klink_echo", "");
    for round in 0..10 {
        let mut talker = Command::new("klink")
            .arg("chat")
            .uid(USER)
            .gid(USER)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut words = talker.stdin.take().unwrap();
        let talking = thread::spawn(move || while words.write_all(b"blah\n").is_ok() {});
        // Some are killed before their first message, some in the middle of it.
        thread::sleep(Duration::from_millis(round * 20));
        talker.kill().unwrap();
        talker.wait().unwrap();
        talking.join().unwrap();
        as_user(good_exchange);
    }
}

#[test]
fn concurrent_senders() {
    survives(|_, _| {
        thread::scope(|scope| {
            for sender in 0..8u32 {
                scope.spawn(move || {
                    let mut peer = Peer::open();
                    for message in 0..200 {
                        let seq = (sender << 16) | message;
                        peer.send(
                            &Draft {
                                seq,
                                ..Draft::new(b"all at once")
                            }
                            .bytes(),
                        );
                        peer.answer().is_greeting(seq);
                    }
                    peer.hears_nothing();
                });
            }
        });
    });
}

#[test]
fn random_bytes() {
    survives(|_, peer| {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for _ in 0..3000 {
            let len = 1 + random() as usize % 80;
            let mut datagram: Vec<u8> = (0..len).map(|_| random() as u8).collect();
            // Half of them have a length field that may be valid.
            if let (Some(field), true) = (datagram.first_chunk_mut::<4>(), random() % 2 == 0) {
                *field = (random() as u32 % 90).to_ne_bytes();
            }
            peer.send(&datagram);
            // A random message gets a reply if its header is complete; nothing else arrives in any case.
            while let Some(answer) = peer.waiting().unwrap() {
                assert!(answer
                    .windows(GREETING.len())
                    .any(|part| part == GREETING.as_bytes()));
            }
        }
    });
}

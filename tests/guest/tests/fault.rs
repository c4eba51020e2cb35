// SPDX-License-Identifier: MIT OR Apache-2.0

//! The receive path of the crate against a kernel end that misbehaves: `klink_fault.ko`, for the defects in
//! `docs/robustness.md`.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

use klink::genl::{Answer, Controller, Family};
use klink::wire::{BuildError, Malformed};
use klink::{
    Errno, ErrorKind, Flags, Group, Header, Listener, Message, Notification, Portid, Protocol, Raw,
    Request, Snapshot, Socket, Subscription, Writer,
};
use klink_protocol::fault::{self, cmd, dump, genl_cmd, group};
use klink_tests_guest::peer::{bind, Draft};
use klink_tests_guest::replay::{Replay, ANSWER};
use klink_tests_guest::{as_user, Guest};

/// Longer than the receive buffer of 33 KiB.
const LONG: usize = 40_000;

fn socket() -> Socket {
    Socket::open(fault::PROTOCOL).unwrap()
}

fn listener(groups: &[u32]) -> Listener {
    let mut listener = Listener::open(fault::PROTOCOL).unwrap();
    for &number in groups {
        listener.join(numbered(number)).unwrap();
    }
    listener
}

fn numbered(group: u32) -> Group {
    Group::new(group).unwrap()
}

/// The items that a listener receives until there are none, in short.
fn received(listener: &mut Listener) -> Vec<String> {
    let mut received = Vec::new();
    while let Some(event) = listener.try_next().unwrap() {
        received.push(match event {
            Notification::Message(event) => {
                let text = String::from_utf8_lossy(event.message.payload).into_owned();
                format!("{} {text}", event.group.map_or(0, Group::get))
            }
            Notification::Lost(lost) => format!("lost {}", lost.drops),
        });
    }
    received
}

/// The socket's drops, as the kernel shows them to every user.
fn drops(portid: Portid) -> u32 {
    let table = fs::read_to_string("/proc/net/netlink").unwrap();
    let rows = table.lines().map(|line| line.split_whitespace().collect());
    let (protocol, portid) = (fault::PROTOCOL.0.to_string(), portid.get().to_string());
    let mut rows = rows.filter(|row: &Vec<_>| row[1] == protocol && row[2] == portid);
    rows.next().unwrap()[8].parse().unwrap()
}

#[test]
fn a_too_long_reply_is_an_error_and_the_next_fits() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let long = vec![7; LONG];
        let request = Replay::new().says(&long);
        let error = socket.request(&request).unwrap_err();
        let cut = ErrorKind::Truncated {
            len: LONG + Header::LEN,
            room: 33 * 1024,
        };
        assert_eq!(*error.kind(), cut);
        assert_eq!(socket.request(&request).unwrap().payload, long);
    });
}

#[test]
fn a_too_long_part_of_a_dump_leaves_the_rest() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let parts = Replay::new()
            .says(b"one")
            .says(&[7; LONG])
            .says(b"three")
            .sends(&[end()]);
        let mut dump = socket.dump(parts).unwrap();
        assert_eq!(dump.next().unwrap().unwrap().payload, b"one");
        let error = dump.next().unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Truncated { .. }),
            "{error}"
        );
        assert_eq!(dump.next().unwrap().unwrap().payload, b"three");
        assert!(dump.next().unwrap().is_none());
    });
}

/// The end of a dump.
fn end() -> Draft<'static> {
    Draft {
        kind: Header::DONE,
        flags: Flags::MULTI.0,
        ..Draft::new(&[0; 4])
    }
}

#[test]
fn a_too_long_notification_is_lost_and_the_next_fits() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut listener = listener(&[40]);
        let long = vec![b'x'; LONG];
        let request = Replay::new().to(numbered(40)).says(&long).says(&long);
        socket().apply(&request.says(b"end")).unwrap();
        let received = received(&mut listener);
        assert_eq!(received[0], "lost 0", "the kernel dropped nothing");
        assert_eq!(received[1].len(), "40 ".len() + LONG);
        assert_eq!(received[2..], ["40 end"]);
    });
}

#[test]
fn what_a_full_socket_drops_is_counted() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut listener = listener(&[33]);
        listener.set_receive_buffer(4096).unwrap();
        let mut socket = socket();
        let flood = Replay::new().to(numbered(33)).times(100).says(b"flood");
        socket.apply(&flood).unwrap();
        let mut reported = 0;
        let mut read = 0;
        // While the socket is being emptied the kernel drops more messages, and the count at the end includes them.
        while let Some(event) = listener.try_next().unwrap() {
            match event {
                Notification::Message(_) if read == 0 => {
                    read += 1;
                    socket.apply(&flood).unwrap();
                }
                Notification::Message(_) => read += 1,
                Notification::Lost(lost) => reported += lost.drops,
            }
        }
        assert_eq!(read + reported, 200, "{read} read, {reported} lost");
        assert!(read > 1 && reported > 100, "{read} read, {reported} lost");
        assert_eq!(reported, drops(listener.portid().unwrap()));
        let after = Replay::new().to(numbered(33)).says(b"after");
        socket.apply(&after).unwrap();
        assert_eq!(received(&mut listener), ["33 after"]);
    });
}

#[test]
fn an_answer_without_room_is_an_error_not_a_wait() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        socket.set_receive_buffer(4096).unwrap();
        let flood = Replay::new().times(100).says(b"flood");
        let before = Instant::now();
        let mut dump = socket.dump(flood.sends(&[end()])).unwrap();
        assert_eq!(*dump.next().unwrap_err().kind(), ErrorKind::Overrun);
        drop(dump);
        assert!(before.elapsed() < Duration::from_secs(5));
        let reply = Replay::new().says(b"fine");
        assert_eq!(socket.request(&reply).unwrap().payload, b"fine");
    });
}

/// Records of the generic netlink family, which change during the first attempts.
struct Records<'f> {
    family: &'f Family,
    /// The number of attempts that are still to be disturbed.
    disturbed: Cell<u32>,
    attempts: Cell<u32>,
}

impl<'f> Records<'f> {
    const COUNT: u32 = 60;

    fn disturbed(family: &'f Family, attempts: u32) -> Self {
        Self {
            family,
            disturbed: Cell::new(attempts),
            attempts: Cell::new(0),
        }
    }
}

impl Request for Records<'_> {
    type Reply<'a> = u32;

    fn kind(&self) -> u16 {
        self.family.id()
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&[genl_cmd::DUMP, fault::VERSION, 0, 0])?;
        message.put_u32(dump::COUNT, Self::COUNT)?;
        message.put_u32(dump::SIZE, 1000)?;
        self.attempts.set(self.attempts.get() + 1);
        if let Some(left) = self.disturbed.get().checked_sub(1) {
            self.disturbed.set(left);
            message.put_u32(dump::CHANGE, 20)?;
        }
        Ok(())
    }

    fn read(&self, message: Message<'_>) -> Result<u32, Malformed> {
        let attrs = Answer::read(message)?.attrs;
        attrs
            .find(dump::INDEX)
            .map_or(Ok(u32::MAX), |index| index.u32())
    }
}

fn family() -> Family {
    let mut controller = Controller::open().unwrap();
    controller.family(fault::FAMILY).unwrap()
}

#[test]
fn an_interrupted_dump_says_so_at_its_end() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    as_user(|| {
        let mut socket = Socket::open(Protocol::GENERIC).unwrap();
        let family = family();
        let mut dump = socket.dump(Records::disturbed(&family, 1)).unwrap();
        for index in 0..Records::COUNT {
            assert_eq!(dump.next().unwrap(), Some(index));
        }
        assert_eq!(*dump.next().unwrap_err().kind(), ErrorKind::Interrupted);
        assert_eq!(dump.next().unwrap(), None);
    });
}

#[test]
fn a_snapshot_keeps_its_last_attempt() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    as_user(|| {
        let mut socket = Socket::open(Protocol::GENERIC).unwrap();
        let family = family();
        let all: Vec<u32> = (0..Records::COUNT).collect();
        for (retries, expected) in [
            (0, Snapshot::Interrupted(all.clone())),
            (1, Snapshot::Interrupted(all.clone())),
            (2, Snapshot::Consistent(all.clone())),
            (9, Snapshot::Consistent(all.clone())),
        ] {
            let records = Records::disturbed(&family, 2);
            let snapshot = socket.snapshot(&records, retries, |index| index);
            assert_eq!(snapshot.unwrap(), expected, "{retries} retries");
            assert_eq!(records.attempts.get() as usize, retries.min(2) + 1);
        }
    });
}

/// A message that another process sends, as a reply to the request with this sequence number.
fn forgery(seq: u32) -> Vec<u8> {
    let forged = Draft {
        kind: ANSWER,
        seq,
        ..Draft::new(b"forged")
    };
    forged.bytes()
}

#[test]
fn a_forged_answer_is_dropped_and_counted() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let mut forger = Raw::open(fault::PROTOCOL).unwrap();
        let portid = socket.portid().unwrap();
        let request = Replay::new().says(b"real");
        let seq = socket.request(&request).unwrap().header.seq;
        for next in 1..=3 {
            forger.send_to(portid, &forgery(seq + next)).unwrap();
            assert_eq!(socket.request(&request).unwrap().payload, b"real");
        }
        forger.send_to(portid, &forgery(seq + 4)).unwrap();
        let mut dump = socket.dump(request.sends(&[end()])).unwrap();
        assert_eq!(dump.next().unwrap().unwrap().payload, b"real");
        assert!(dump.next().unwrap().is_none());
        drop(dump);
        assert_eq!(socket.skipped().not_from_kernel, 4);
        assert_eq!(socket.skipped().unmatched, 0);
    });
}

#[test]
fn forged_notifications_are_dropped_and_counted() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut listener = listener(&[5]);
        let mut forger = Raw::open(fault::PROTOCOL).unwrap();
        forger.multicast(numbered(5), &forgery(0)).unwrap();
        forger
            .send_to(listener.portid().unwrap(), &forgery(0))
            .unwrap();
        let real = Replay::new().to(numbered(5)).says(b"real");
        socket().apply(&real).unwrap();
        assert_eq!(received(&mut listener), ["5 real"]);
        assert_eq!(listener.not_from_kernel(), 2);
    });
}

#[test]
fn groups_up_to_the_last_are_distinguished() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let numbers = [1, 5, 32, 33, 37, 64, 65, 100];
        let mut all = listener(&numbers);
        // The first groups beyond a word share their bit with these, and nothing else.
        let mut one = listener(&[1]);
        let mut last = listener(&[100]);
        let mut socket = socket();
        let texts: Vec<_> = numbers.map(|number| format!("to {number}")).into();
        let mut request = Replay::new();
        for (&number, text) in numbers.iter().zip(&texts) {
            request = request.to(numbered(number)).says(text.as_bytes());
        }
        socket.apply(&request).unwrap();
        let expected = numbers.map(|number| format!("{number} to {number}"));
        assert_eq!(received(&mut all), expected);
        assert_eq!(received(&mut one), ["1 to 1"]);
        assert_eq!(received(&mut last), ["100 to 100"]);
        let error = all.join(numbered(101)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "join group 101 of netlink protocol 31: EINVAL (Invalid argument)"
        );
        assert_eq!(socket.skipped(), Default::default());
    });
}

#[test]
fn an_echoed_notification_is_no_ack_and_comes_once() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    as_user(|| {
        let family = family();
        let mut listener = Listener::open(Protocol::GENERIC).unwrap();
        let group = listener.join_family(fault::FAMILY, group::ANYONE).unwrap();
        let mut socket = Socket::open(Protocol::GENERIC).unwrap();
        let notify = |index| {
            let request = family.request(genl_cmd::NOTIFY, move |message| {
                message.put_u32(dump::INDEX, index)
            });
            request.flags(Flags::ECHO)
        };
        assert!(socket.apply(&notify(1)).unwrap().is_plain_success());
        // If the echo is requested, it is the reply.
        let echo = socket.request(&notify(2)).unwrap();
        assert_eq!(echo.cmd, genl_cmd::NOTIFIED);
        assert_eq!(echo.attrs.find(dump::INDEX).unwrap().u32(), Ok(2));
        assert_eq!(socket.skipped(), Default::default());
        for index in [1, 2] {
            let Some(Notification::Message(event)) = listener.try_next().unwrap() else {
                panic!("no notification")
            };
            assert_eq!(event.group, Some(group));
            let seen = event.message.attrs(4).find(dump::INDEX).unwrap().u32();
            assert_eq!(seen, Ok(index));
        }
        assert!(listener.try_next().unwrap().is_none());
    });
}

#[test]
fn a_subscription_knows_its_ack_from_notifications() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut subscription = Subscription::open(fault::PROTOCOL).unwrap();
        subscription.join(numbered(50)).unwrap();
        let events = Replay::new()
            .says(b"to the asker")
            .to(numbered(50))
            .says(b"to all");
        assert!(subscription.apply(&events).unwrap().is_plain_success());
        for (text, group) in [
            (&b"to the asker"[..], None),
            (b"to all", Some(numbered(50))),
        ] {
            let Some(Notification::Message(event)) = subscription.try_next().unwrap() else {
                panic!("no event")
            };
            assert_eq!((event.message.payload, event.group), (text, group));
        }
        assert!(subscription.try_next().unwrap().is_none());
    });
}

#[test]
fn an_ack_does_not_end_a_dump() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let yes = Draft {
            kind: Header::ERROR,
            ..Draft::new(&[0; 20])
        };
        let parts = Replay::new().sends(&[yes]).says(b"one").sends(&[yes]);
        let mut dump = socket.dump(parts.says(b"two").sends(&[end()])).unwrap();
        assert_eq!(dump.next().unwrap().unwrap().payload, b"one");
        assert_eq!(dump.next().unwrap().unwrap().payload, b"two");
        assert!(dump.next().unwrap().is_none());
    });
}

#[test]
fn unmatched_numbers_are_skipped_and_counted() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let numbered = |seq: i32, text| Draft {
            kind: ANSWER,
            seq: seq as u32,
            ..Draft::new(text)
        };
        let unmatched = [
            numbered(-1, b"to an older one"),
            numbered(1, b"to the next"),
            numbered(i32::MIN, b"to nobody"),
        ];
        let request = Replay::new()
            .sends(&unmatched[..1])
            .sends(&unmatched)
            .sends(&[unmatched[1], numbered(0, b"right")]);
        assert_eq!(socket.request(&request).unwrap().payload, b"right");
        assert_eq!(socket.skipped().unmatched, 5);
        assert!(socket.apply(&request).unwrap().is_plain_success());
        assert_eq!(socket.skipped().unmatched, 10);
    });
}

#[test]
fn what_comes_after_the_deadline_is_unmatched() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        socket.set_timeout(Some(Duration::from_millis(300)));
        let before = Instant::now();
        let error = socket.apply(&Replay::new().silent()).unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!(before.elapsed() >= Duration::from_millis(300));
        let late = Draft {
            kind: Header::ERROR,
            seq: u32::MAX,
            ..Draft::new(&[0; 20])
        };
        socket.set_timeout(Some(Duration::from_secs(10)));
        let request = Replay::new().sends(&[late]).says(b"in time");
        assert_eq!(socket.request(&request).unwrap().payload, b"in time");
        assert_eq!(socket.skipped().unmatched, 1);
    });
}

#[test]
fn a_dump_without_an_end_is_an_error_at_last() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        socket.set_timeout(Some(Duration::from_millis(300)));
        let mut dump = socket.dump(Replay::new().says(b"one")).unwrap();
        assert_eq!(dump.next().unwrap().unwrap().payload, b"one");
        assert!(dump.next().unwrap_err().is_timeout());
    });
}

#[test]
fn broken_datagrams_do_not_harm_the_next_exchange() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let longer_than_it_is = Draft {
            len: Some(1000),
            ..Draft::new(b"")
        };
        for broken in [
            &b"abc"[..],
            &[0xff; 20],
            &[0; 16],
            &longer_than_it_is.bytes(),
        ] {
            let error = socket
                .request(&Replay::new().sends_bytes(broken))
                .unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Malformed(_)), "{error}");
            let request = Replay::new().says(b"fine");
            assert_eq!(socket.request(&request).unwrap().payload, b"fine");
        }
    });
}

#[test]
fn a_taken_port_id_leads_to_another() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        // The port id that the kernel would choose first.
        let wanted = std::process::id();
        let taken = Raw::try_from(bind(fault::PROTOCOL, wanted).unwrap()).unwrap();
        let error = bind(fault::PROTOCOL, wanted).unwrap_err();
        assert_eq!(error, rustix::io::Errno::ADDRINUSE);
        let mut sockets: Vec<_> = (0..3).map(|_| socket()).collect();
        let mut seen = vec![taken.portid().unwrap()];
        for socket in &mut sockets {
            let portid = socket.portid().unwrap();
            assert!(!seen.contains(&portid), "{portid} twice");
            seen.push(portid);
            let reply = socket.request(&Replay::new().says(b"mine")).unwrap();
            assert_eq!(reply.payload, b"mine");
        }
        // Another protocol has port ids of its own.
        let other = Raw::try_from(bind(Protocol::USERSOCK, wanted).unwrap()).unwrap();
        assert_eq!(other.portid().unwrap().get(), wanted);
    });
}

#[test]
fn a_message_of_unknown_kind_is_an_answer() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = socket();
        let newest = Draft {
            kind: u16::MAX,
            flags: u16::MAX,
            ..Draft::new(b"from the future")
        };
        let reply = socket.request(&Replay::new().sends(&[newest])).unwrap();
        assert_eq!(reply.header.kind, u16::MAX);
        let error = socket
            .apply(&klink::request(cmd::HOLD + 1, |_| Ok(())))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "request 20 of netlink protocol 31: {}: there are REPLAY, ACK, ADMIN and HOLD",
                Errno::EOPNOTSUPP
            )
        );
    });
}

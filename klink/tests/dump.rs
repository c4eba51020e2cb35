// SPDX-License-Identifier: MIT OR Apache-2.0

//! Dumps, against a scripted kernel.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::time::{Duration, Instant};

use klink::testing::{interrupted, packed, unmatched, Answers, Kernel, Script};
use klink::{Errno, ErrorKind, Flags, Header, Message, Protocol, Request, Snapshot, Socket};

/// Five objects, numbered.
fn five(request: &Message<'_>, answers: &mut Answers) {
    for number in 0..5 {
        answers.part(request, 20, |object| object.put_u32(1, number));
    }
    answers.done(request);
}

fn socket(script: impl Script + 'static) -> Socket {
    Kernel::new(script).socket(Protocol::ROUTE)
}

#[derive(Clone, Copy)]
struct Get;

impl Request for Get {
    type Reply<'a> = Message<'a>;

    fn kind(&self) -> u16 {
        22
    }

    fn write(&self, _: &mut klink::Writer<'_>) -> Result<(), klink::wire::BuildError> {
        Ok(())
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, klink::wire::Malformed> {
        Ok(message)
    }
}

fn number(object: Message<'_>) -> u32 {
    object.attrs(0).find(1).unwrap().u32().unwrap()
}

fn numbers(socket: &mut Socket) -> Result<Vec<u32>, klink::Error> {
    let mut dump = socket.dump(Get)?;
    let mut numbers = Vec::new();
    while let Some(object) = dump.next()? {
        numbers.push(number(object));
    }
    assert!(dump.next()?.is_none(), "it stays at its end");
    Ok(numbers)
}

#[test]
fn objects_come_in_order_however_they_are_packed() {
    assert_eq!(numbers(&mut socket(five)).unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(numbers(&mut socket(packed(five))).unwrap(), [0, 1, 2, 3, 4]);
    let mut socket = socket(unmatched(five));
    assert_eq!(numbers(&mut socket).unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(socket.skipped().unmatched, 6);
}

#[test]
fn a_half_read_dump_leaves_the_socket_usable() {
    let mut socket = socket(five);
    for read in 0..6 {
        let mut dump = socket.dump(Get).unwrap();
        for _ in 0..read {
            dump.next().unwrap();
        }
        drop(dump);
    }
    assert_eq!(numbers(&mut socket).unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(socket.skipped().unmatched, 0, "its rest is not unmatched");
}

#[test]
fn an_interrupted_dump_ends_with_an_error() {
    let mut socket = socket(interrupted(five));
    let mut dump = socket.dump(Get).unwrap();
    for expected in 0..5 {
        assert_eq!(number(dump.next().unwrap().unwrap()), expected);
    }
    let error = dump.next().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Interrupted);
    assert!(dump.next().unwrap().is_none());
}

#[test]
fn a_snapshot_tries_again_and_keeps_the_last_attempt() {
    let mut dumps = 0;
    let mut steady = five;
    let mut unsteady = interrupted(five);
    let mut socket = socket(move |request: &Message<'_>, answers: &mut Answers| {
        dumps += 1;
        if dumps % 3 == 0 {
            steady.answer(request, answers);
        } else {
            unsteady.answer(request, answers);
        }
    });
    let once = socket.snapshot(Get, 0, number).unwrap();
    assert_eq!(once, Snapshot::Interrupted(vec![0, 1, 2, 3, 4]));
    let again = socket.snapshot(Get, 1, number).unwrap();
    assert_eq!(again, Snapshot::Consistent(vec![0, 1, 2, 3, 4]));
}

#[test]
fn a_refused_dump_is_an_error_at_once() {
    let mut socket = socket(|request: &Message<'_>, answers: &mut Answers| {
        answers.refuse(request, Errno::EOPNOTSUPP, "no dump here");
    });
    let error = numbers(&mut socket).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EOPNOTSUPP));
}

#[test]
fn an_error_or_a_warning_at_the_end_is_reported() {
    for (errno, failed) in [(-5i32, true), (0, false)] {
        let mut socket = socket(move |request: &Message<'_>, answers: &mut Answers| {
            answers.part(request, 20, |object| object.put_u32(1, 0));
            let flags = Flags::MULTI | Flags::ACK_TLVS;
            answers.message(Header::DONE, flags, request.header.seq, |done| {
                done.raw(&errno.to_ne_bytes())?;
                done.put_str(klink::wire::ExtAck::MESSAGE, "half of it")
            });
        });
        let mut dump = socket.dump(Get).unwrap();
        assert!(dump.next().unwrap().is_some());
        match dump.next() {
            Err(error) => {
                assert!(failed);
                assert!(error.to_string().contains("EIO"), "{error}");
                assert!(error.to_string().contains("half of it"), "{error}");
            }
            Ok(end) => {
                assert!(!failed && end.is_none());
                let words = dump.ack().unwrap().message.as_deref();
                assert_eq!(words, Some("half of it"));
            }
        }
    }
}

#[test]
fn a_malformed_object_does_not_take_others_along() {
    let mut socket = socket(|request: &Message<'_>, answers: &mut Answers| {
        answers.part(request, 24, |object| object.raw(&[0; 12]));
        answers.part(request, 24, |object| object.raw(&[0; 11]));
        answers.part(request, 20, |object| object.raw(&[0; 12]));
        answers.part(request, 24, |object| object.raw(&[0; 12]));
        answers.done(request);
    });
    let mut routes = socket.dump(klink::route::Routes::v4()).unwrap();
    assert!(routes.next().unwrap().is_some());
    for _ in ["cut off", "no route"] {
        let error = routes.next().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed(_)));
    }
    assert!(routes.next().unwrap().is_some());
    assert!(routes.next().unwrap().is_none());
}

#[test]
fn a_view_takes_unknown_long_and_short_attributes() {
    let mut socket = socket(|request: &Message<'_>, answers: &mut Answers| {
        answers.part(request, 16, |link| {
            link.raw(&[0; 16])?;
            link.put(4000, b"from the future")?;
            link.put_u64(4, 1500)?; // The MTU, wider than it is now.
            link.put_u8(13, 1)?; // The queue length, narrower.
            link.put_str(3, "eth0")
        });
        answers.done(request);
    });
    let mut links = socket.dump(klink::route::Links::all()).unwrap();
    let link = links.next().unwrap().unwrap();
    assert_eq!(link.ifname(), Some("eth0"));
    assert_eq!(link.txqlen(), None);
    if cfg!(target_endian = "little") {
        assert_eq!(link.mtu(), Some(1500));
    }
    assert_eq!(link.attrs().count(), 4);
}

#[test]
fn a_lost_part_is_reported_and_the_rest_still_comes() {
    let mut socket = socket(|request: &Message<'_>, answers: &mut Answers| {
        answers.part(request, 20, |object| object.put_u32(1, 0));
        answers.overrun(1);
        answers.part(request, 20, |object| object.put_u32(1, 2));
        answers.done(request);
    });
    let mut dump = socket.dump(Get).unwrap();
    assert_eq!(number(dump.next().unwrap().unwrap()), 0);
    assert_eq!(*dump.next().unwrap_err().kind(), ErrorKind::Overrun);
    assert_eq!(number(dump.next().unwrap().unwrap()), 2);
    assert!(dump.next().unwrap().is_none());
}

#[test]
fn an_acknowledgement_before_the_end_does_not_end_it() {
    let mut socket = socket(|request: &Message<'_>, answers: &mut Answers| {
        answers.ack_with(request, None, |_| Ok(()));
        answers.part(request, 20, |object| object.put_u32(1, 0));
        answers.ack_with(request, None, |_| Ok(()));
        answers.part(request, 20, |object| object.put_u32(1, 1));
        answers.done(request);
    });
    assert_eq!(numbers(&mut socket).unwrap(), [0, 1]);
}

#[test]
fn a_missing_end_is_awaited_once_more_then_forgotten() {
    let mut dumps = 0;
    let mut socket = socket(move |request: &Message<'_>, answers: &mut Answers| {
        dumps += 1;
        answers.part(request, 20, |object| object.put_u32(1, dumps));
        if dumps > 1 {
            answers.done(request);
        }
    });
    assert!(numbers(&mut socket).unwrap_err().is_timeout());
    assert!(numbers(&mut socket).unwrap_err().is_timeout());
    assert_eq!(numbers(&mut socket).unwrap(), [2]);
}

#[test]
fn a_dump_is_collected_or_ends_with_its_error() {
    let three = |request: &Message<'_>, answers: &mut Answers| {
        for number in 0..3 {
            answers.part(request, 20, move |object| object.put_u32(1, number));
        }
        answers.done(request);
    };
    let all = socket(three).dump(Get).unwrap().collect(number);
    assert_eq!(all.unwrap(), [0, 1, 2]);
    let broken = socket(interrupted(three))
        .dump(Get)
        .unwrap()
        .collect(number);
    assert_eq!(broken.unwrap_err().kind(), &ErrorKind::Interrupted);
}

/// A kernel whose dumps have no end: more parts than a reader takes in half a second who needs a millisecond for each.
fn endless() -> Kernel {
    Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        for _ in 0..1000 {
            answers.part(request, 20, |part| part.raw(b"again"));
        }
    })
}

#[test]
fn a_dump_without_an_end_ends_at_the_deadline() {
    let mut socket = endless().socket(Protocol(30));
    socket.set_deadline(Some(Instant::now() + Duration::from_millis(500)));
    let mut dump = socket.dump(klink::request(20, |_| Ok(()))).unwrap();
    let mut parts = 0;
    let error = loop {
        match dump.next() {
            Ok(Some(_)) => parts += 1,
            Ok(None) => panic!("the end came after {parts} parts"),
            Err(error) => break error,
        }
        // Slow enough that they do not come to an end before.
        std::thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(*error.kind(), ErrorKind::DeadlinePassed);
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "request 20 of netlink protocol 30: not over at the deadline"
    );
}

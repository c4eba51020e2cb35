// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's acknowledgements: `klink_fault.ko` chooses their content.

#![allow(clippy::panic, clippy::unwrap_used)] // A test that cannot go on fails.

use std::os::fd::AsFd;
use std::process::{Command, Stdio};

use klink::genl::Controller;
use klink::wire::{BuildError, Malformed};
use klink::{
    Acknowledgement, Errno, Error, ErrorKind, Flags, Message, Names, Protocol, Request, Socket,
    Writer,
};
use klink_protocol::fault::{self, ack, cmd, dump, genl_cmd};
use klink_tests_guest::{as_user, Guest};

static NEST: Names = Names {
    header: 0,
    attributes: &[(7, "inside", None)],
};
static NAMES: Names = Names {
    header: 0,
    attributes: &[
        (ack::BAD, "bad", None),
        (ack::NEST, "nest", Some(&NEST)),
        (9, "name", None),
    ],
};

/// A request for an acknowledgement.
struct Ask<F>(F);

impl<F> Request for Ask<F>
where
    F: Fn(&mut Writer<'_>) -> Result<(), BuildError>,
{
    type Reply<'a> = Message<'a>;

    fn kind(&self) -> u16 {
        cmd::ACK
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        (self.0)(message)
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, Malformed> {
        Ok(message)
    }

    fn label(&self) -> Option<&'static str> {
        Some("ACK")
    }

    fn names(&self) -> &'static Names {
        &NAMES
    }
}

/// Requests a refusal.
fn refusal(
    socket: &mut Socket,
    write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>,
) -> (Error, Acknowledgement) {
    let asked = Ask(|message: &mut Writer<'_>| {
        message.put_u32(ack::ERRNO, Errno::EINVAL.0 as u32)?;
        write(message)
    });
    let error = socket.apply(&asked).unwrap_err();
    let ErrorKind::Refused(ack) = error.kind() else {
        panic!("{error}")
    };
    let ack = (**ack).clone();
    (error, ack)
}

/// Checks the error line of a refusal, on a socket with short acknowledgements and on one whose acknowledgements repeat
/// the request.
fn says(write: impl Fn(&mut Writer<'_>) -> Result<(), BuildError>, line: &str) -> Acknowledgement {
    let mut capped = Socket::open(fault::PROTOCOL).unwrap();
    let (error, short) = refusal(&mut capped, &write);
    let said = "request ACK of netlink protocol 31: EINVAL (Invalid argument)";
    assert_eq!(error.to_string(), format!("{said}{line}"));
    let (_, long) = refusal(&mut uncapped(), &write);
    assert_eq!(short, long);
    short
}

/// A socket whose acknowledgements repeat the request.
fn uncapped() -> Socket {
    const NETLINK_CAP_ACK: &str = "10";
    let socket = Socket::open(fault::PROTOCOL).unwrap();
    let same = socket.as_fd().try_clone_to_owned().unwrap();
    let set = Command::new("/job/netlink_option")
        .args([NETLINK_CAP_ACK, "0"])
        .stdin(Stdio::from(same))
        .status();
    assert!(set.unwrap().success());
    socket
}

#[test]
fn a_bare_errno_and_the_kernels_words() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        says(|_| Ok(()), "");
        says(
            |message| message.put_str(ack::TEXT, "the moon is full"),
            ": the moon is full",
        );
    });
}

#[test]
fn the_offending_attribute_has_its_path() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        says(
            |message| {
                message.put_str(ack::TEXT, "too bad")?;
                message.put(ack::BAD, &[1; 1000])
            },
            ": too bad, attribute bad",
        );
    });
}

#[test]
fn what_is_missing_has_its_path_at_the_top_and_inside() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        says(
            |message| message.put_u16(ack::MISSING, 9),
            ": missing attribute name",
        );
        says(
            |message| {
                message.put(ack::NEST, &[])?;
                message.put_u16(ack::MISSING, 7)
            },
            ": missing attribute nest.inside",
        );
        says(
            |message| message.put_u16(ack::MISSING, 300),
            ": missing attribute 300",
        );
    });
}

#[test]
fn a_cookie_comes_with_a_yes() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        for mut socket in [Socket::open(fault::PROTOCOL).unwrap(), uncapped()] {
            let asked = Ask(|message: &mut Writer<'_>| message.put_u64(ack::COOKIE, 0x5eed));
            let ack = socket.apply(&asked).unwrap();
            assert_eq!(ack.cookie.as_deref(), Some(&0x5eedu64.to_ne_bytes()[..]));
            assert_eq!(ack.errno, None);
        }
    });
}

#[test]
fn a_warning_comes_with_a_yes() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        for mut socket in [Socket::open(fault::PROTOCOL).unwrap(), uncapped()] {
            let asked = Ask(|message: &mut Writer<'_>| message.put_str(ack::TEXT, "deprecated"));
            let ack = socket.apply(&asked).unwrap();
            assert_eq!(ack.to_string(), "success: deprecated");
        }
    });
}

#[test]
fn a_refusal_or_ack_may_come_instead_of_a_reply() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = Socket::open(fault::PROTOCOL).unwrap();
        let no = Ask(|message: &mut Writer<'_>| {
            message.put_u32(ack::ERRNO, Errno::EPERM.0 as u32)?;
            message.put_str(ack::TEXT, "not you")
        });
        let error = socket.request(&no).unwrap_err();
        assert!(error
            .to_string()
            .ends_with("EPERM (Operation not permitted): not you"));
        let yes = klink::request(cmd::ACK, |_| Ok(())).flags(Flags::ACK);
        assert_eq!(
            *socket.request(&yes).unwrap_err().kind(),
            ErrorKind::NoReply
        );
        let unknown = Ask(|message: &mut Writer<'_>| message.put_u32(ack::ERRNO, 3000));
        let error = socket.apply(&unknown).unwrap_err();
        assert!(error.to_string().ends_with(": errno 3000"), "{error}");
    });
}

#[test]
fn every_failure_of_a_batch_fits_the_socket() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = Socket::open(fault::PROTOCOL).unwrap();
        let mut batch = socket.batch();
        let words = "as many words as the kernel repeats of a message, which is a line and no more than that";
        for number in 0..600 {
            let request = Ask(move |message: &mut Writer<'_>| {
                if number % 7 != 0 {
                    message.put_u32(ack::ERRNO, 20 + number % 7)?;
                }
                message.put_str(ack::TEXT, words.get(..79).unwrap_or(words))
            });
            batch.push(&request).unwrap();
        }
        let outcome = batch.finish().unwrap();
        assert_eq!(outcome.sent, 600);
        let failed = outcome.failures.iter();
        let failed = failed.map(|failure| (failure.index as u32, failure.ack.errno));
        let expected = (0..600).filter(|number| number % 7 != 0);
        assert!(failed.eq(expected.map(|number| (number, Some(Errno(20 + number as i32 % 7))))));
    });
}

#[test]
fn a_batch_whose_answers_find_no_room_says_so() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault", "");
    as_user(|| {
        let mut socket = Socket::open(fault::PROTOCOL).unwrap();
        socket.set_receive_buffer(4096).unwrap();
        let no = Ask(|message: &mut Writer<'_>| message.put_u32(ack::ERRNO, 1));
        let mut batch = socket.batch();
        for _ in 0..100 {
            batch.push(&no).unwrap();
        }
        let error = batch.finish().unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Overrun);
        assert_eq!(socket.apply(&no).unwrap_err().errno(), Some(Errno::EPERM));
    });
}

#[test]
fn a_dump_may_fail_in_its_middle_and_warn_at_its_end() {
    let guest = Guest::enter();
    let _fault = guest.load("klink_fault_genl", "");
    as_user(|| {
        let mut controller = Controller::open().unwrap();
        let family = controller.family(fault::FAMILY).unwrap();
        let mut socket = Socket::open(Protocol::GENERIC).unwrap();
        for (fail, read) in [(Some(30), 30), (None, 50)] {
            let request = family.request(genl_cmd::DUMP, |message| {
                message.put_u32(dump::COUNT, 50)?;
                message.put_u32(dump::SIZE, 500)?;
                message.put_str(dump::TEXT, "half of it")?;
                match fail {
                    Some(index) => {
                        message.put_u32(dump::FAIL, index)?;
                        message.put_u32(dump::ERRNO, Errno::EIO.0 as u32)
                    }
                    None => Ok(()),
                }
            });
            let mut records = socket.dump(request).unwrap();
            for index in 0..read {
                let record = records.next().unwrap().unwrap();
                assert_eq!(record.attrs.find(dump::INDEX).unwrap().u32(), Ok(index));
            }
            match records.next() {
                Err(error) => {
                    let line = format!("{}: half of it", Errno::EIO);
                    assert!(
                        fail.is_some() && error.to_string().ends_with(&line),
                        "{error}"
                    );
                }
                Ok(end) => {
                    assert!(fail.is_none() && end.is_none());
                    let words = records.ack().unwrap().message.as_deref();
                    assert_eq!(words, Some("half of it"));
                }
            }
        }
    });
}

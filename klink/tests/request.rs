// SPDX-License-Identifier: MIT OR Apache-2.0

//! Requests and changes, against a scripted kernel.

#![allow(clippy::unwrap_used, clippy::panic)] // A test that cannot go on fails.

use std::time::Duration;

use klink::genl::Controller;
use klink::route::{attr, SetLink};
use klink::testing::{echoes, forged, overrun, silent, truncated, unmatched, Answers, Kernel};
use klink::wire::genl::ctrl;
use klink::wire::{ExtAck, Malformed};
use klink::{Errno, ErrorKind, Flags, Header, Message, Names, Protocol, Request, Writer};

fn hello(message: &mut Writer<'_>) -> Result<(), klink::wire::BuildError> {
    message.raw(b"hello")
}

#[test]
fn a_reply_comes_back() {
    let mut socket = Kernel::new(echoes()).socket(Protocol(30));
    let request = klink::request(20, hello);
    assert_eq!(socket.request(&request).unwrap().payload, b"hello");
}

#[test]
fn no_ack_is_asked_for_where_none_is_needed() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        assert_eq!(request.header.flags, Flags::REQUEST);
        answers.reply(request, 20, |_| Ok(()));
    });
    let mut socket = kernel.socket(Protocol(30));
    socket.request(&klink::request(20, hello)).unwrap();
}

#[test]
fn unmatched_numbers_are_counted_and_never_fatal() {
    let mut socket = Kernel::new(unmatched(echoes())).socket(Protocol(30));
    for _ in 0..3 {
        let reply = socket.request(&klink::request(20, hello));
        assert_eq!(reply.unwrap().payload, b"hello");
    }
    assert_eq!(socket.skipped().unmatched, 3);
}

#[test]
fn what_the_kernel_did_not_send_is_counted() {
    let mut socket = Kernel::new(forged(echoes())).socket(Protocol(30));
    let reply = socket.request(&klink::request(20, hello));
    assert_eq!(reply.unwrap().payload, b"hello");
    assert_eq!(socket.skipped().not_from_kernel, 1);
}

#[test]
fn silence_is_a_timeout_and_leaves_the_socket_usable() {
    let mut asked = 0;
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        asked += 1;
        if asked > 1 {
            answers.reply(request, 20, |reply| reply.raw(b"late"));
        }
    });
    let mut socket = kernel.socket(Protocol(30));
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "request 20 of netlink protocol 30: no reply within 5s"
    );
    assert!(error.is_timeout());
    let reply = socket.request(&klink::request(20, hello));
    assert_eq!(reply.unwrap().payload, b"late");
}

#[test]
fn endless_unmatched_messages_end_at_the_deadline() {
    let kernel = Kernel::new(|_: &Message<'_>, answers: &mut Answers| {
        for _ in 0..1000 {
            answers.message(20, Flags::NONE, 0, |_| Ok(()));
        }
    });
    let mut socket = kernel.socket(Protocol(30));
    socket.set_timeout(Some(Duration::ZERO));
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    assert!(error.is_timeout());
    assert!(socket.skipped().unmatched < 1000);
}

#[test]
fn a_cut_reply_is_an_error_and_grows_the_buffer() {
    let mut socket = Kernel::new(truncated(echoes())).socket(Protocol(30));
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    let cut = ErrorKind::Truncated {
        len: 1 << 20,
        room: 33 * 1024,
    };
    assert_eq!(*error.kind(), cut);
    // The next reply has the same length, which now fits.
    let reply = socket.request(&klink::request(20, hello));
    assert!(reply.is_ok());
}

#[test]
fn a_lost_answer_is_an_error_and_not_a_wait() {
    let mut socket = Kernel::new(overrun(echoes())).socket(Protocol(30));
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Overrun);
}

#[test]
fn a_loss_is_cleared_before_the_next_request() {
    let mut asked = 0;
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        asked += 1;
        if asked == 1 {
            answers.overrun(1);
            answers.part(request, 20, |_| Ok(()));
            answers.part(request, 20, |_| Ok(()));
        } else {
            answers.reply(request, 20, |reply| reply.raw(b"received"));
        }
    });
    let mut socket = kernel.socket(Protocol(30));
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Overrun);
    let reply = socket.request(&klink::request(20, hello));
    assert_eq!(reply.unwrap().payload, b"received");
    assert_eq!(socket.skipped().unmatched, 2);
}

#[test]
fn an_ack_where_a_reply_was_expected_says_so() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.ack_with(request, None, |_| Ok(()));
    });
    let mut socket = kernel.socket(Protocol(30));
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoReply);
}

static INSIDE: Names = Names {
    header: 0,
    attributes: &[(1, "id", None)],
};
static NAMES: Names = Names {
    header: 4,
    attributes: &[(7, "limits", Some(&INSIDE))],
};

/// A request whose attributes have names.
struct NamedRequest;

impl Request for NamedRequest {
    type Reply<'a> = Message<'a>;

    fn kind(&self) -> u16 {
        20
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), klink::wire::BuildError> {
        message.raw(&[0; 4])?;
        message.nest(7, |inside| inside.put_u32(1, 5000))
    }

    fn read<'a>(&self, message: Message<'a>) -> Result<Message<'a>, klink::wire::Malformed> {
        Ok(message)
    }

    fn label(&self) -> Option<&'static str> {
        Some("SET_LIMITS")
    }

    fn names(&self) -> &'static Names {
        &NAMES
    }
}

#[test]
fn a_refusal_has_all_that_the_kernel_said() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.ack_with(request, Some(Errno::ERANGE), |extack| {
            extack.put_str(ExtAck::MESSAGE, "integer out of range")?;
            extack.put_u32(ExtAck::OFFSET, 24)?;
            extack.put(ExtAck::COOKIE, b"cake")?;
            extack.nest(ExtAck::POLICY, |policy| {
                policy.put_u32(1, 4)?;
                policy.put_u64(4, 1)?;
                policy.put_u64(5, 4094)
            })
        });
    });
    let mut socket = kernel.socket(Protocol::GENERIC);
    let error = socket.apply(&NamedRequest).unwrap_err();
    assert_eq!(
        error.to_string(),
        "request SET_LIMITS of netlink protocol GENERIC: ERANGE (Numerical result out of range): \
         integer out of range, attribute limits.id, expected u32 from 1 to 4094"
    );
    assert_eq!(error.errno(), Some(Errno::ERANGE));
    let ErrorKind::Refused(ack) = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(ack.cookie.as_deref(), Some(&b"cake"[..]));
}

#[test]
fn a_refusal_says_which_attribute_is_missing() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.ack_with(request, Some(Errno::EINVAL), |extack| {
            extack.put_u32(ExtAck::MISSING, 1)?;
            extack.put_u32(ExtAck::MISSING_NEST, 20)
        });
    });
    let mut socket = kernel.socket(Protocol::GENERIC);
    let error = socket.apply(&NamedRequest).unwrap_err();
    assert_eq!(
        error.to_string(),
        "request SET_LIMITS of netlink protocol GENERIC: EINVAL (Invalid argument): \
         missing attribute limits.id"
    );
}

#[test]
fn a_refusal_that_repeats_the_request_is_read_as_well() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.message(Header::ERROR, Flags::ACK_TLVS, request.header.seq, |ack| {
            ack.raw(&(-22i32).to_ne_bytes())?;
            ack.raw(&request.header.to_bytes())?;
            ack.raw(request.payload)?;
            ack.put_str(ExtAck::MESSAGE, "no")
        });
    });
    let mut socket = kernel.socket(Protocol::GENERIC);
    let error = socket.apply(&NamedRequest).unwrap_err();
    assert!(error.to_string().ends_with("EINVAL (Invalid argument): no"));
}

#[test]
fn a_warning_comes_with_success() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        answers.ack_with(request, None, |extack| {
            extack.put_str(ExtAck::MESSAGE, "deprecated")
        });
    });
    let ack = kernel.socket(Protocol(30)).apply(&NamedRequest).unwrap();
    assert_eq!(ack.message.as_deref(), Some("deprecated"));
    assert_eq!(ack.to_string(), "success: deprecated");
}

#[test]
fn the_echo_of_a_change_is_not_taken_for_its_ack() {
    let mut socket = Kernel::new(echoes()).socket(Protocol(30));
    let ack = socket.apply(&klink::request(20, hello).flags(Flags::ECHO));
    assert!(ack.unwrap().is_plain_success());
}

#[test]
fn malformed_answers_do_not_harm_the_next_exchange() {
    let mut asked = 0;
    let kernel = Kernel::new(move |request: &Message<'_>, answers: &mut Answers| {
        asked += 1;
        match asked {
            1 => answers.datagram(&[0xff; 20]),
            2 => answers.datagram(b"abc"),
            3 => answers.message(Header::ERROR, Flags::NONE, request.header.seq, |_| Ok(())),
            _ => answers.reply(request, 20, |_| Ok(())),
        }
    });
    let mut socket = kernel.socket(Protocol(30));
    for _ in 0..3 {
        let error = socket.request(&klink::request(20, hello)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed(_)), "{error}");
    }
    socket.request(&klink::request(20, hello)).unwrap();
}

#[test]
fn without_a_timeout_a_silent_double_does_not_hang() {
    let mut socket = Kernel::new(silent()).socket(Protocol(30));
    socket.set_timeout(None);
    let error = socket.request(&klink::request(20, hello)).unwrap_err();
    assert_eq!(error.errno(), Some(Errno::EDEADLK));
}

#[test]
fn attributes_are_added_behind_a_request_s_own() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        let kinds: Vec<_> = request.attrs(16).map(|attr| attr.unwrap().kind()).collect();
        assert_eq!(kinds, [4, attr::IFLA_IFALIAS, attr::IFLA_TXQLEN]);
        answers.ack_with(request, Some(Errno::EPERM), |ack| {
            let offset = Header::LEN + 16 + 8;
            ack.put_u32(ExtAck::OFFSET, offset as u32)
        });
    });
    let mut socket = kernel.socket(Protocol::ROUTE);
    // Longer than the first buffer, so that it is written twice.
    let alias = "x".repeat(4000);
    let set = SetLink::new(1).mtu(1400);
    let set = set.with(|message| message.put_str(attr::IFLA_IFALIAS, &alias));
    let set = set.with(|message| message.put_u32(attr::IFLA_TXQLEN, 7));
    let error = socket.apply(&set).unwrap_err();
    assert_eq!(
        error.to_string(),
        "request RTM_SETLINK of netlink protocol ROUTE: EPERM (Operation not permitted): attribute ifalias"
    );
}

#[test]
fn two_families_are_held_and_asked_over_one_socket() {
    let kernel = Kernel::new(|request: &Message<'_>, answers: &mut Answers| {
        let name = request.attrs(4).find(ctrl::attr::FAMILY_NAME);
        let id = match name.map(|name| name.str().unwrap()) {
            Some("one") => 30,
            Some("two") => 31,
            // A request for one of them is a request for itself.
            _ => return answers.reply(request, request.kind(), |answer| answer.raw(&[7, 1, 0, 0])),
        };
        answers.reply(request, ctrl::ID, |answer| {
            answer.raw(&[1, 2, 0, 0])?;
            answer.put_u16(ctrl::attr::FAMILY_ID, id)
        });
    });
    let mut controller = Controller::from(kernel.socket(Protocol::GENERIC));
    let one = controller.family("one").unwrap();
    let two = controller.family("two").unwrap();
    for (family, id) in [(&one, 30), (&two, 31)] {
        assert_eq!(family.id(), id);
        let asked = family.request(7, |_| Ok(()));
        assert_eq!(controller.socket().request(&asked).unwrap().cmd, 7);
    }
    let plain = klink::request(one.id(), |message| message.raw(&[7, 1, 0, 0]));
    let mut socket = klink::Socket::from(controller);
    let answer = socket.request(&plain).unwrap();
    assert_eq!(one.answer(answer).unwrap().cmd, 7);
    assert_eq!(two.answer(answer), Err(Malformed::Kind { kind: 30 }));
}

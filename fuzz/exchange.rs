// SPDX-License-Identifier: MIT OR Apache-2.0

//! The invariants of the library's sockets for arbitrary replies of the kernel: a socket returns what a naive reader of
//! the replies returns, it comes to an end, and the next request gets its reply. The tests of `klink` run the same
//! function.
//!
//! An input is a method, a way to change the replies, and the replies: datagrams with their length in front, or losses.
//! Sequence numbers in them count back from the request's own.

use std::fmt::Debug;
use std::hint::black_box;

use klink::genl::Controller;
use klink::testing::{
    forged, interrupted, overrun, packed, truncated, unmatched, Answers, Kernel, Script,
};
use klink::wire::extack::{Ack, Done};
use klink::wire::policy::Policy;
use klink::wire::BuildError;
use klink::{
    proc, route, sock_diag, uevent, Dump, Error, ErrorKind, Flags, Header, Message, Messages,
    Notification, Plain, Protocol, Request, Socket, Writer,
};

/// A datagram, or a loss.
type Answer = Option<Vec<u8>>;

/// Runs one input.
pub(super) fn exchange(input: &[u8]) {
    let [verb, change, rest @ ..] = input else {
        return;
    };
    let answers = answers(rest);
    let script = scripted(answers.clone());
    let reported = read(&answers);
    // The expected result is known only if nothing changes the replies.
    let (kernel, reported) = match change % 8 {
        0 => (Kernel::new(script), Some(reported)),
        1 => (Kernel::new(unmatched(script)), None),
        2 => (Kernel::new(forged(script)), None),
        3 => (Kernel::new(interrupted(script)), None),
        4 => (Kernel::new(truncated(script)), None),
        5 => (Kernel::new(packed(script)), None),
        6 => (Kernel::new(unmatched(forged(truncated(script)))), None),
        _ => (Kernel::new(overrun(script)), None),
    };
    let reported = reported.as_deref();
    let mut socket = kernel.socket(Protocol::ROUTE);
    match verb % 7 {
        0 => request(&mut socket, reported),
        1 => apply(&mut socket, reported),
        2 => dump(&mut socket, reported),
        3 => batch(&mut socket),
        4 => subscription(&kernel),
        5 => controller(&kernel),
        _ => return datagrams(&answers),
    }
    if change % 8 != 7 {
        // A change may turn one reply into up to four.
        goes_on(&mut socket, 4 * answers.len() + 4);
    }
}

fn answers(mut bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while let [low, high, rest @ ..] = bytes {
        let len = usize::from(u16::from_le_bytes([*low, *high]));
        let datagram = rest.get(..len).unwrap_or(rest);
        let lost = len == usize::from(u16::MAX);
        answers.push((!lost).then(|| datagram.to_vec()));
        bytes = if lost { rest } else { &rest[datagram.len()..] };
    }
    answers
}

/// Gives these replies to the first request, and valid ones to all others.
fn scripted(answers: Vec<Answer>) -> impl Script {
    let mut answers = Some(answers);
    move |request: &Message<'_>, to: &mut Answers| {
        let Some(answers) = answers.take() else {
            to.reply(request, 20, |reply| reply.raw(request.payload));
            return to.ack(request);
        };
        for answer in answers {
            match answer {
                Some(datagram) => to.datagram(&numbered(&datagram, request.header.seq)),
                None => to.overrun(1),
            }
        }
    }
}

/// The difference between the request's sequence number and the message's.
fn behind(header: &Header) -> u32 {
    header.seq & 0xff
}

/// The datagram with absolute sequence numbers.
fn numbered(datagram: &[u8], seq: u32) -> Vec<u8> {
    let mut numbered = datagram.to_vec();
    let mut messages = Messages::new(datagram);
    loop {
        let at = datagram.len() - messages.rest().len();
        let Some(Ok(message)) = messages.next() else {
            return numbered;
        };
        let seq = seq.wrapping_sub(behind(&message.header));
        numbered[at + 8..at + 12].copy_from_slice(&seq.to_ne_bytes());
    }
}

/// The information that a message, or its absence, gives about the request.
#[derive(Clone, Debug, PartialEq)]
enum Report {
    Reply(Vec<u8>),
    Ack,
    Refusal,
    End {
        failed: bool,
    },
    /// An end that cannot be read, and that is not an end outside of dumps.
    BrokenEnd,
    Malformed,
    Lost,
    /// A message about another request.
    Unmatched,
    Nothing,
}

/// The information in the replies, each with whether a dump is inconsistent by then.
fn read(answers: &[Answer]) -> Vec<(Report, bool)> {
    let mut reported = Vec::new();
    let mut inconsistent = false;
    for answer in answers {
        let Some(datagram) = answer else {
            reported.push((Report::Lost, inconsistent));
            continue;
        };
        for message in Messages::new(datagram) {
            let report = match message {
                Err(_) => Report::Malformed,
                Ok(message) if behind(&message.header) != 0 => Report::Unmatched,
                Ok(message) => {
                    inconsistent |= message.header.flags.contains(Flags::DUMP_INTR);
                    report(&message)
                }
            };
            reported.push((report, inconsistent));
        }
    }
    reported
}

fn report(message: &Message<'_>) -> Report {
    let sound = |policy: Option<_>| policy.map(Policy::read).transpose().is_ok();
    match message.header.kind {
        Header::MIN_KIND.. => Report::Reply(message.payload.to_vec()),
        Header::ERROR => match Ack::read(message) {
            Ok(ack) if sound(ack.extack.policy) && ack.errno == 0 => Report::Ack,
            Ok(ack) if sound(ack.extack.policy) => Report::Refusal,
            _ => Report::Malformed,
        },
        Header::DONE => match Done::read(message) {
            Ok(done) if sound(done.extack.policy) => Report::End {
                failed: done.errno != 0,
            },
            _ => Report::BrokenEnd,
        },
        _ => Report::Nothing,
    }
}

/// The information outside of dumps, where nothing ends.
fn of_one(reported: &[(Report, bool)]) -> impl Iterator<Item = &Report> {
    let reported = reported.iter().map(|(report, _)| report);
    reported.filter(|report| {
        matches!(
            report,
            Report::Reply(_) | Report::Ack | Report::Refusal | Report::Malformed | Report::Lost
        )
    })
}

fn hello() -> Plain<impl Fn(&mut Writer<'_>) -> Result<(), BuildError>> {
    klink::request(20, |message| message.raw(b"hello"))
}

fn request(socket: &mut Socket, reported: Option<&[(Report, bool)]>) {
    let got = socket.request(&hello());
    let Some(reported) = reported else { return };
    match of_one(reported).next() {
        Some(Report::Reply(payload)) => assert_eq!(got.unwrap().payload, payload),
        Some(Report::Ack) => assert_eq!(*got.unwrap_err().kind(), ErrorKind::NoReply),
        other => is(&got, other),
    }
}

fn apply(socket: &mut Socket, reported: Option<&[(Report, bool)]>) {
    let got = socket.apply(&hello());
    let Some(reported) = reported else { return };
    let first = of_one(reported).find(|report| !matches!(report, Report::Reply(_)));
    match first {
        Some(Report::Ack) => drop(got.unwrap()),
        other => is(&got, other),
    }
}

/// Checks that an error is the expected one, and a timeout if none is expected.
fn is<T: Debug>(got: &Result<T, Error>, reported: Option<&Report>) {
    let error = got.as_ref().unwrap_err();
    let same = match reported {
        Some(Report::Refusal) => matches!(error.kind(), ErrorKind::Refused(_)),
        Some(Report::Malformed) => matches!(error.kind(), ErrorKind::Malformed(_)),
        Some(Report::Lost) => *error.kind() == ErrorKind::Overrun,
        None => error.is_timeout(),
        _ => false,
    };
    assert!(same, "{error}, not {reported:?}");
}

fn dump(socket: &mut Socket, reported: Option<&[(Report, bool)]>) {
    let mut dump = socket.dump(hello()).unwrap();
    let Some(reported) = reported else {
        return read_all(dump);
    };
    for (report, inconsistent) in reported {
        match report {
            Report::Unmatched | Report::Nothing | Report::Ack => continue,
            Report::Reply(payload) => assert_eq!(dump.next().unwrap().unwrap().payload, payload),
            Report::End { failed: true } => return is(&dump.next(), Some(&Report::Refusal)),
            Report::End { .. } if *inconsistent => {
                assert_eq!(*dump.next().unwrap_err().kind(), ErrorKind::Interrupted);
                return assert!(dump.next().unwrap().is_none());
            }
            Report::End { .. } => return assert!(dump.next().unwrap().is_none()),
            Report::Refusal => return is(&dump.next(), Some(report)),
            Report::BrokenEnd => is(&dump.next(), Some(&Report::Malformed)),
            Report::Malformed | Report::Lost => is(&dump.next(), Some(report)),
        }
    }
    is(&dump.next(), None);
    drop(dump);
    let unmatched = reported
        .iter()
        .filter(|(report, _)| *report == Report::Unmatched);
    assert_eq!(socket.skipped().unmatched, unmatched.count() as u64);
}

/// Reads a dump to its end, with any result.
fn read_all<R: Request>(mut dump: Dump<'_, R>) {
    loop {
        match dump.next() {
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) if goes_behind(&error) => {}
            Err(_) => return,
        }
    }
}

/// Whether the next item comes after a gap.
fn goes_behind(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Truncated { .. } | ErrorKind::Overrun | ErrorKind::Malformed(_)
    )
}

fn batch(socket: &mut Socket) {
    let mut batch = socket.batch_with_replies(|index, _| assert!(index < 3));
    for _ in 0..3 {
        batch.push(&hello()).unwrap();
    }
    if let Ok(outcome) = batch.finish() {
        assert_eq!(outcome.sent, 3);
        assert!(outcome.failures.iter().all(|failure| failure.index < 3));
    }
}

fn subscription(kernel: &Kernel) {
    let mut subscription = kernel.subscription(Protocol::AUDIT);
    black_box(subscription.apply(&hello()).is_ok());
    loop {
        match subscription.try_next() {
            Ok(Some(Notification::Message(event))) => {
                drop(black_box(event.message.payload.to_vec()))
            }
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) => assert!(goes_behind(&error), "{error}"),
        }
    }
}

fn controller(kernel: &Kernel) {
    let mut controller = Controller::from(kernel.socket(Protocol::GENERIC));
    black_box(controller.policies("any").is_ok());
    let mut controller = Controller::from(kernel.socket(Protocol::GENERIC));
    black_box(controller.families().is_ok());
}

/// Reads the datagrams as any kind of message, attribute by attribute.
fn datagrams(answers: &[Answer]) {
    for datagram in answers.iter().flatten() {
        // `CN_IDX_PROC` and `CN_VAL_PROC`, without which the message is refused.
        let event = [[1, 1].map(u32::to_ne_bytes).as_flattened(), datagram].concat();
        black_box(proc::ProcessEvent::read(&event).is_ok());
        let uevent = uevent::Uevent::read(datagram);
        for (key, value) in uevent.properties() {
            assert!(key.len() + value.len() < datagram.len());
        }
        black_box((uevent.action(), uevent.seqnum()));
        objects(datagram);
    }
}

fn objects(payload: &[u8]) {
    let of = |kind| message(kind, payload);
    if let Ok(link) = route::Link::read(of(route::kind::NEWLINK)) {
        black_box((link.ifname(), link.mtu(), link.stats().is_some()));
        black_box(link.alternative_names().count());
        black_box(link.linkinfo().and_then(|info| info.kind()));
    }
    if let Ok(address) = route::Address::read(of(route::kind::NEWADDR)) {
        black_box((address.ip(), address.lifetimes()));
    }
    if let Ok(route) = route::Route::read(of(route::kind::NEWROUTE)) {
        black_box((route.table(), route.metrics().and_then(|of| of.mtu())));
        for hop in route.next_hops() {
            black_box((hop.gateway(), hop.attrs().count()));
        }
    }
    if let Ok(neighbour) = route::Neighbour::read(of(route::kind::NEWNEIGH)) {
        black_box((neighbour.index(), neighbour.attrs().count()));
    }
    if let Ok(rule) = route::Rule::read(of(route::kind::NEWRULE)) {
        black_box((rule.table(), rule.priority()));
    }
    let Some((_, rest)) = payload.split_first() else {
        return;
    };
    // `AF_UNIX`, `AF_INET` and `AF_NETLINK`.
    let [unix, inet, netlink] = [1, 2, 16].map(|family| [&[family], rest].concat());
    // `SOCK_DIAG_BY_FAMILY`
    if let Ok(socket) = sock_diag::InetSocket::read(message(20, &inet)) {
        black_box((socket.local(), socket.remote(), socket.memory()));
    }
    if let Ok(socket) = sock_diag::UnixSocket::read(message(20, &unix)) {
        black_box((socket.name(), socket.memory(), socket.queues()));
    }
    if let Ok(socket) = sock_diag::NetlinkSocket::read(message(20, &netlink)) {
        black_box((socket.groups().count(), socket.memory()));
    }
}

fn message(kind: u16, payload: &[u8]) -> Message<'_> {
    Message {
        header: Header {
            len: (Header::LEN + payload.len()) as u32,
            kind,
            flags: Flags::NONE,
            seq: 0,
            claimed_portid: 0,
        },
        payload,
    }
}

/// Checks that the socket soon works again.
fn goes_on(socket: &mut Socket, attempts: usize) {
    for _ in 0..attempts {
        match socket.request(&hello()) {
            Ok(reply) => return assert_eq!(reply.payload, b"hello"),
            Err(error) => assert!(goes_behind(&error), "{error}"),
        }
    }
    panic!("no reply after {attempts} requests");
}

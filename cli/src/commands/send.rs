// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink send`: sends one message and shows the reply.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use klink::wire::extack::Ack;
use klink::{Error, ErrorKind, Flags, Header, Message, Messages, Portid, Protocol, Raw, Sender};
use klink_ynl::Role;

use crate::bytes::{self, Bytes};
use crate::commands::chat;
use crate::exit::{statuses, Failure};
use crate::known::Known;
use crate::message::Described;
use crate::session::Session;
use crate::{flags, groups, kinds, options};

/// Sends one message and shows the reply.
///
/// A text is sent as the payload of a message of type 0, with a NUL appended, and the reply is shown as text. With
/// --type the message is a request that follows netlink's rules: the reply is matched to it, a dump is read to its end,
/// and the kernel's reasons for a refusal are shown. Other replies are shown message by message.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
// clap's own has the group before the protocol.
#[command(override_usage = "klink send [OPTIONS] <PROTOCOL> <TEXT|--hex <DIGITS>|--file <PATH>>")]
#[command(group = ArgGroup::new("what").required(true).args(["text", "hex", "file"]))]
pub(crate) struct Send {
    /// Protocol: number below 32, or name such as ROUTE.
    #[arg(value_parser = options::protocol)]
    protocol: Protocol,

    /// Text to send.
    text: Option<OsString>,

    /// Bytes to send, as hexadecimal digits.
    #[arg(long, value_name = "DIGITS", value_parser = Bytes::parse)]
    hex: Option<Bytes>,

    /// File whose bytes are sent; - is standard input.
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,

    /// Type of the message (nlmsg_type).
    #[arg(long = "type", value_name = "NUMBER")]
    kind: Option<u16>,

    /// Flags of the message: names, such as ack,dump, or a number.
    #[arg(long, value_name = "FLAGS", value_parser = flags::parse, requires = "kind")]
    flags: Option<Flags>,

    /// Send the bytes as a whole datagram, including its headers and the port ids in them. A port id of 0 crashes the
    /// kernel if a module replies to it.
    #[arg(long, conflicts_with_all = ["text", "kind"])]
    datagram: bool,

    /// Send to a program's socket instead of the kernel.
    #[arg(long, value_name = "PORTID", value_parser = portid, conflicts_with = "group")]
    to: Option<Portid>,

    /// Send to a multicast group of programs, by number (1 to 32) or name.
    #[arg(long)]
    group: Option<String>,

    /// Do not wait for a reply.
    #[arg(long)]
    no_wait: bool,
}

pub(crate) fn run(send: &Send, session: &mut Session) -> Result<(), Failure> {
    let kernel = send.to.is_none() && send.group.is_none();
    match (&send.text, send.kind) {
        (_, Some(kind)) if kernel && !send.no_wait && !send.answers_behind_ack() => {
            request(send, kind, session)
        }
        (Some(text), None) if kernel && !send.no_wait => {
            let mut client = session.echo_client(send.protocol)?;
            chat::exchange(&mut client, send.protocol, text.as_bytes(), session)
        }
        _ => datagram(send, session),
    }
}

impl Send {
    /// The payload from the arguments.
    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        match (&self.text, &self.hex, &self.file) {
            (Some(text), ..) => {
                let mut bytes = text.as_bytes().to_vec();
                bytes.push(0);
                Ok(bytes)
            }
            (_, Some(Bytes(bytes)), _) => Ok(bytes.clone()),
            (.., Some(path)) => bytes::file(path),
            (None, None, None) => Err(Failure::usage("nothing to send; see klink send --help")),
        }
    }

    fn answers_behind_ack(&self) -> bool {
        let kind = self.kind.unwrap_or(Header::NOOP);
        kinds::answers_behind_ack(self.protocol, kind)
    }

    fn explain(&self, error: &Error) -> Failure {
        match self.to {
            Some(portid) => Failure::unreachable(error, self.protocol, portid),
            None => Failure::explain(error, self.protocol),
        }
    }
}

/// Sends a request that follows netlink's rules.
fn request(send: &Send, kind: u16, session: &mut Session) -> Result<(), Failure> {
    let payload = send.bytes()?;
    let flags = send.flags.unwrap_or(Flags::NONE);
    let request = klink::request(kind, |message| message.raw(&payload)).flags(flags);
    let mut socket = session.socket(send.protocol)?;
    let known = known(send.protocol, session)?;
    // As the socket sends it, but for what it alone decides.
    let header = Header {
        len: 0,
        kind,
        flags: flags | Flags::REQUEST,
        seq: 0,
        claimed_portid: 0,
    };
    let asked = Message {
        header,
        payload: &payload,
    };
    let explain = |error: Error| match error.kind() {
        ErrorKind::Refused(ack) => {
            let ack = known.named(send.protocol, &asked, ack);
            let words = format!("{} {}: {ack}", error.op(), error.object());
            Failure::explain_as(&error, words, send.protocol)
        }
        _ => send.explain(&error),
    };
    let mut show = |message: Message<'_>| {
        let described = Described::new(send.protocol, message, &known, Some(Role::Answer));
        session.output.show(&described.whole())
    };
    if flags.contains(Flags::DUMP) {
        let mut dump = socket.dump(&request).map_err(explain)?;
        while let Some(message) = dump.next().map_err(explain)? {
            show(message)?;
        }
    } else if flags.contains(Flags::ACK) {
        let ack = socket.apply(&request).map_err(explain)?;
        if !ack.is_plain_success() {
            let ack = known.named(send.protocol, &asked, &ack);
            session.remark(&ack.to_string());
        }
    } else {
        show(socket.request(&request).map_err(explain)?)?;
    }
    known.report_failures(|failure| session.remark(failure));
    session.output.flush()
}

/// Sends a datagram whose reply is not matched.
fn datagram(send: &Send, session: &mut Session) -> Result<(), Failure> {
    let mut datagram = send.bytes()?;
    let mut raw = session.raw(send.protocol)?;
    let explain = |error: Error| send.explain(&error);
    raw.set_extended_acks(true).map_err(explain)?;
    if !send.datagram {
        let flags = match send.kind {
            // The kernel's protocols ignore messages without REQUEST.
            Some(_) => Flags::REQUEST | send.flags.unwrap_or(Flags::NONE),
            None => Flags::NONE,
        };
        let message = klink::request(send.kind.unwrap_or(0), |message| message.raw(&datagram));
        datagram = raw.message(&message.flags(flags), 1).map_err(explain)?;
    }
    raw.set_timeout(Some(session.answer_timeout()))
        .map_err(explain)?;
    let expected = match (send.to, &send.group) {
        (Some(portid), _) => {
            raw.send_to(portid, &datagram).map_err(explain)?;
            Sender::User(portid)
        }
        (_, Some(group)) => {
            let group = groups::parse(send.protocol, group).map_err(Failure::usage)?;
            // Members of the group may reply or not, so there is nothing to wait for.
            return raw.multicast(group, &datagram).map_err(explain);
        }
        (None, None) => {
            raw.send(&datagram).map_err(explain)?;
            Sender::Kernel
        }
    };
    if send.no_wait {
        return Ok(());
    }
    let known = known(send.protocol, session)?;
    for message in Messages::new(&datagram).flatten() {
        known.remember(send.protocol, &message);
    }
    while !answered(&mut raw, expected, send, &known, session)? {
        session.check_deadline()?;
    }
    session.output.flush()
}

/// Handles one datagram; returns `true` if it ends the reply.
fn answered(
    raw: &mut Raw,
    expected: Sender,
    send: &Send,
    known: &Known,
    session: &mut Session,
) -> Result<bool, Failure> {
    let datagram = raw.receive().map_err(|error| send.explain(&error))?;
    if datagram.sender != expected {
        return Ok(false);
    }
    let role = (expected == Sender::Kernel).then_some(Role::Answer);
    let mut complete = true;
    for message in Messages::new(datagram.bytes) {
        let message = message.map_err(|malformed| {
            Failure::new(format!(
                "the reply is not a netlink message: {malformed}: `klink recv` shows its bytes"
            ))
        })?;
        let is_ack = message.header.kind == Header::ERROR;
        complete = !(is_ack && send.answers_behind_ack())
            && (!message.header.flags.contains(Flags::MULTI)
                || message.header.kind == Header::DONE);
        if let (Header::ERROR, Ok(ack)) = (message.header.kind, Ack::read(&message)) {
            if ack.errno != 0 {
                let described = Described::new(send.protocol, message, known, role);
                return Err(Failure::refused(&described, send.protocol));
            }
        }
        let described = Described::new(send.protocol, message, known, role);
        session.output.show(&described.whole())?;
    }
    Ok(complete)
}

/// The descriptions of messages.
fn known(protocol: Protocol, session: &Session) -> Result<Known, Failure> {
    let mut known = Known::default();
    if protocol == Protocol::GENERIC {
        known.families = session.families()?;
    }
    Ok(known)
}

fn portid(typed: &str) -> Result<Portid, String> {
    let portid = typed.parse().ok().and_then(Portid::new);
    portid.ok_or_else(|| {
        String::from("a port id is a number of at least 1: `klink stat` shows port ids")
    })
}

// SPDX-License-Identifier: GPL-2.0

//! `klink_fault.ko`: a netlink protocol that replies as requested, for tests only. `protocol/src/fault.rs` lists the
//! requests.

#![forbid(unsafe_code)]

use core::fmt;

use kernel::error::code::{EINTR, EINVAL, EPERM};
use kernel::prelude::*;
use kernel::time::delay::fsleep;
use kernel::time::Delta;

use klink_kernel::hook::Setup;
use klink_kernel::netlink::{
    self, code, on_release, Attr, Capability, Context, Datagram, ExtAck, Group, Groups, Handler,
    Messages, Net, Outgoing, Portid, Protocol, Request, Socket,
};
use klink_kernel::protocol::fault::{self, ack, cmd, replay};
use klink_kernel::{log_error, log_sender};

klink_kernel::module! {
    type: Module,
    name: "klink_fault",
    authors: ["The klink authors"],
    description: "Sends and acknowledges as requested: for tests only",
    license: "GPL",
}

struct Module;

impl klink_kernel::Module for Module {
    fn init(setup: &mut Setup) -> Result<Self> {
        let protocol: Protocol = fault::PROTOCOL;
        let groups = Groups {
            count: fault::GROUPS,
            anyone_joins: true,
            anyone_sends: true,
        };
        on_release(setup, protocol, |net: &Net, portid: Portid| {
            log_event(format_args!("portid {portid}"), net, "has gone");
        })?;
        Socket::open_in_namespaces(setup, protocol, groups, Replay)
            .inspect_err(|refused| log_error!("{refused}"))?;
        Ok(Self)
    }
}

/// The protocol.
struct Replay;

impl Handler for Replay {
    fn request(&self, request: &Request<'_>, ack: &mut ExtAck<'_>) -> netlink::Result {
        match request.message.header.kind {
            cmd::REPLAY => replay(request),
            cmd::ACK => acknowledge(request, ack),
            cmd::ADMIN if request.datagram.capable(Capability::NetAdmin) => Ok(()),
            cmd::ADMIN => Err(ack.refuse(EPERM, c"CAP_NET_ADMIN is needed")),
            cmd::HOLD => {
                fsleep(Delta::from_millis(fault::HOLD_MS.into()));
                Ok(())
            }
            _ => Err(ack.refuse(code::EOPNOTSUPP, c"there are REPLAY, ACK, ADMIN and HOLD")),
        }
    }

    fn bind(&self, net: &Net, group: Group) -> netlink::Result {
        log_event(format_args!("group {group}"), net, "joined");
        Ok(())
    }

    fn unbind(&self, net: &Net, group: Group) {
        log_event(format_args!("group {group}"), net, "left");
    }
}

fn log_event(who: fmt::Arguments<'_>, net: &Net, what: &str) {
    log_sender!("{who} in namespace {} {what}", net.inode());
}

fn replay(request: &Request<'_>) -> netlink::Result {
    let mut group = None;
    let mut repeat = 1;
    let mut silent = false;
    for attr in request.message.attrs(0) {
        let attr = attr?;
        match attr.kind() {
            replay::GROUP => group = Group::new(attr.u32()?),
            replay::REPEAT => repeat = attr.u32()?.min(fault::REPEAT_MAX),
            replay::SILENT => silent = true,
            replay::MESSAGES | replay::RAW => {
                for _ in 0..repeat {
                    send(request, group, &attr)?;
                }
                repeat = 1;
            }
            _ => return Err(EINVAL.into()),
        }
    }
    if silent {
        return Err(EINTR.into());
    }
    Ok(())
}

/// Sends one datagram. A receiver without room is what an overrun is about, and not a failure.
fn send(request: &Request<'_>, group: Option<Group>, attr: &Attr<'_>) -> netlink::Result {
    let datagram: &Datagram<'_> = request.datagram;
    let mut outgoing = Outgoing::new(attr.payload().len(), Context::Process)?;
    if attr.kind() == replay::RAW {
        outgoing.raw(attr.payload())?;
    } else {
        for message in Messages::new(attr.payload()) {
            let message = message?;
            let seq = request.seq().wrapping_add(message.header.seq);
            let mut copy = outgoing.message(message.header.kind, message.header.flags, seq)?;
            copy.claim(message.header.claimed_portid);
            copy.raw(message.payload)?;
            copy.finish()?;
        }
    }
    match group {
        Some(group) => {
            datagram
                .socket()
                .broadcast(group, None, outgoing, Context::Process)?;
            Ok(())
        }
        None => match datagram.reply(outgoing) {
            Err(error) if error == kernel::error::code::EAGAIN.into() => Ok(()),
            other => other,
        },
    }
}

fn acknowledge(request: &Request<'_>, ack: &mut ExtAck<'_>) -> netlink::Result {
    let attrs = request.message.attrs(0);
    if let Some(text) = attrs.find(ack::TEXT) {
        ack.format(format_args!("{}", text.str()?));
    }
    if let Some(bad) = attrs.find(ack::BAD) {
        ack.attr(&bad);
    }
    if let Some(missing) = attrs.find(ack::MISSING) {
        match attrs.find(ack::NEST) {
            Some(nest) => ack.missing_in(&nest, missing.u16()?),
            None => ack.missing(missing.u16()?),
        }
    }
    if let Some(cookie) = attrs.find(ack::COOKIE) {
        ack.cookie(cookie.u64()?.to_ne_bytes());
    }
    match attrs.find(ack::ERRNO) {
        Some(errno) => Err(netlink::Error::from_number(errno.u32()?)),
        None => Ok(()),
    }
}

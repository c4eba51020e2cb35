// SPDX-License-Identifier: MIT OR Apache-2.0

//! A short description of a message's object, for the protocols that klink knows.

use std::fmt::Write as _;

use klink::genl::Family;
use klink::proc::{ProcessEvent, What};
use klink::wire::genl;
use klink::{route, sock_diag, Flags, Header, Message, Protocol};

/// Describes the object; `None` if the protocol is unknown or the message does not say.
pub(crate) fn about(protocol: Protocol, message: &Message<'_>) -> Option<String> {
    if message.header.flags.contains(Flags::REQUEST) {
        return None;
    }
    match (protocol, message.header.kind) {
        (Protocol::ROUTE, 16 | 17) => link(*message),
        (Protocol::ROUTE, 20 | 21) => address(*message),
        (Protocol::ROUTE, 24 | 25) => path(*message),
        (Protocol::ROUTE, 28 | 29) => neighbour(*message),
        (Protocol::ROUTE, 32 | 33) => rule(*message),
        (Protocol::SOCK_DIAG, _) => socket(*message),
        (Protocol::GENERIC, genl::ctrl::ID) => family(message),
        (Protocol::CONNECTOR, Header::DONE) => process(message.payload),
        _ => None,
    }
}

fn link(message: Message<'_>) -> Option<String> {
    let link = route::Link::read(message).ok()?;
    let mut about = format!("{} {}", link.index(), link.ifname().unwrap_or("?"));
    if let Some(mtu) = link.mtu() {
        let _ = write!(about, " mtu {mtu}");
    }
    about.push_str(if link.is_up() { " up" } else { " down" });
    if link.has_carrier() {
        about.push_str(" carrier");
    }
    if let Some(kind) = link.kind() {
        let _ = write!(about, " kind {kind}");
    }
    Some(about)
}

fn address(message: Message<'_>) -> Option<String> {
    let address = route::Address::read(message).ok()?;
    let ip = address.ip()?;
    let index = address.index();
    Some(format!("{ip}/{} on {index}", address.prefix_len()))
}

fn path(message: Message<'_>) -> Option<String> {
    let route = route::Route::read(message).ok()?;
    let mut about = match route.dst() {
        Some(dst) => format!("{dst}/{}", route.dst_len()),
        None => String::from("default"),
    };
    if let Some(gateway) = route.gateway() {
        let _ = write!(about, " via {gateway}");
    }
    if let Some(oif) = route.oif() {
        let _ = write!(about, " by {oif}");
    }
    let _ = write!(about, " table {}", route.table());
    Some(about)
}

fn neighbour(message: Message<'_>) -> Option<String> {
    let neighbour = route::Neighbour::read(message).ok()?;
    let mut about = String::new();
    if let Some(dst) = neighbour.dst() {
        let _ = write!(about, "{dst} ");
    }
    let _ = write!(about, "on {}", neighbour.index());
    if let Some(lladdr) = neighbour.lladdr() {
        let _ = write!(about, " at {lladdr}");
    }
    let _ = write!(about, " state {:#x}", neighbour.state());
    Some(about)
}

fn rule(message: Message<'_>) -> Option<String> {
    let rule = route::Rule::read(message).ok()?;
    Some(format!(
        "priority {} table {}",
        rule.priority(),
        rule.table()
    ))
}

fn socket(message: Message<'_>) -> Option<String> {
    if let Ok(socket) = sock_diag::InetSocket::read(message) {
        return Some(format!("{} to {}", socket.local(), socket.remote()));
    }
    let socket = sock_diag::NetlinkSocket::read(message).ok()?;
    Some(format!("{} portid {}", socket.protocol(), socket.portid()))
}

fn family(message: &Message<'_>) -> Option<String> {
    let (_, attrs) = genl::Header::read(message).ok()?;
    let family = Family::read(attrs).ok()?;
    match family.name() {
        "" => None,
        name => Some(format!("{name} id {}", family.id())),
    }
}

fn process(payload: &[u8]) -> Option<String> {
    let of = |pid: u32, tgid: u32| match pid == tgid {
        true => pid.to_string(),
        false => format!("thread {pid} of {tgid}"),
    };
    Some(match ProcessEvent::read(payload).ok()?.what {
        What::Answer { errno } => format!("answer {errno}"),
        What::Fork {
            parent_tgid,
            child_pid,
            child_tgid,
            ..
        } => format!("fork {} by {parent_tgid}", of(child_pid, child_tgid)),
        What::Exec { pid, tgid } => format!("exec {}", of(pid, tgid)),
        What::Uid {
            pid,
            tgid,
            real,
            effective,
        } => format!("uid {} real {real} effective {effective}", of(pid, tgid)),
        What::Gid {
            pid,
            tgid,
            real,
            effective,
        } => format!("gid {} real {real} effective {effective}", of(pid, tgid)),
        What::Sid { pid, tgid } => format!("sid {}", of(pid, tgid)),
        What::Ptrace {
            pid,
            tgid,
            tracer_tgid,
            ..
        } => format!("ptrace {} by {tracer_tgid}", of(pid, tgid)),
        What::Comm { pid, tgid, comm } => {
            let comm = String::from_utf8_lossy(&comm);
            let comm = comm.trim_end_matches('\0');
            format!("comm {} {comm:?}", of(pid, tgid))
        }
        What::Coredump { pid, tgid } => format!("coredump {}", of(pid, tgid)),
        What::Exit {
            pid,
            tgid,
            code,
            signal,
        } => format!("exit {} code {code:#x} signal {signal}", of(pid, tgid)),
        What::Other(kind) => format!("event {kind:#x}"),
        _ => return None,
    })
}

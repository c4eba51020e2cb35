// SPDX-License-Identifier: MIT OR Apache-2.0

//! A short description of a message's object, for the protocols that klink knows.

use std::fmt::Write as _;

use klink::genl::Family;
use klink::proc::{EventData, ProcessEvent};
use klink::wire::genl;
use klink::{route, sock_diag, Flags, Header, Message, Protocol};

use crate::output::Escaped;

/// Describes the object, with text from the message escaped; `None` if the protocol is unknown or the message does not say.
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
        // Requests and their answers have structs.
        (Protocol::AUDIT, 1005 | 1100..=2999) => record(message.payload),
        _ => None,
    }
}

fn link(message: Message<'_>) -> Option<String> {
    let link = route::Link::read(message).ok()?;
    // `IFLA_IFNAME`, which may be no UTF-8.
    let name = message
        .attrs(16)
        .find(3)
        .map_or(&b"?"[..], |name| name.string());
    let mut about = format!("{} {}", link.index(), Escaped(name));
    if let Some(mtu) = link.mtu() {
        let _ = write!(about, " mtu {mtu}");
    }
    about.push_str(if link.is_up() { " up" } else { " down" });
    if link.has_carrier() {
        about.push_str(" carrier");
    }
    if let Some(kind) = link.kind() {
        let _ = write!(about, " kind {}", Escaped(kind.as_bytes()));
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
        name => Some(format!("{} id {}", Escaped(name.as_bytes()), family.id())),
    }
}

/// The text of a record of audit, which may have a NUL after it.
fn record(payload: &[u8]) -> Option<String> {
    let text = payload.strip_suffix(b"\0").unwrap_or(payload);
    (!text.is_empty()).then(|| Escaped(text).to_string())
}

fn process(payload: &[u8]) -> Option<String> {
    let of = |pid: u32, tgid: u32| match pid == tgid {
        true => pid.to_string(),
        false => format!("thread {pid} of {tgid}"),
    };
    Some(match ProcessEvent::read(payload).ok()?.data {
        EventData::Answer { errno } => format!("answer {errno}"),
        EventData::Fork {
            parent_tgid,
            child_pid,
            child_tgid,
            ..
        } => format!("fork {} by {parent_tgid}", of(child_pid, child_tgid)),
        EventData::Exec { pid, tgid } => format!("exec {}", of(pid, tgid)),
        EventData::Uid {
            pid,
            tgid,
            real,
            effective,
        } => format!("uid {} real {real} effective {effective}", of(pid, tgid)),
        EventData::Gid {
            pid,
            tgid,
            real,
            effective,
        } => format!("gid {} real {real} effective {effective}", of(pid, tgid)),
        EventData::Sid { pid, tgid } => format!("sid {}", of(pid, tgid)),
        EventData::Ptrace {
            pid,
            tgid,
            tracer_tgid,
            ..
        } => format!("ptrace {} by {tracer_tgid}", of(pid, tgid)),
        EventData::Comm { pid, tgid, comm } => {
            let comm = comm.split(|&byte| byte == 0).next().unwrap_or(&[]);
            format!("comm {} \"{}\"", of(pid, tgid), Escaped(comm))
        }
        EventData::Coredump { pid, tgid } => format!("coredump {}", of(pid, tgid)),
        EventData::Exit {
            pid,
            tgid,
            code,
            signal,
        } => {
            let exit = format!("exit {} code {code:#x}", of(pid, tgid));
            match signal {
                // The -1 of a thread: no process gets a signal.
                u32::MAX => exit,
                signal => format!("{exit} signal {signal}"),
            }
        }
        EventData::Other(kind) => format!("event {kind:#x}"),
        _ => return None,
    })
}

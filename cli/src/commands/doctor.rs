// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink doctor`: diagnoses problems of this machine, and suggests a fix for each.

use std::fs;

use clap::Args;
use klink::sock_diag::NetlinkSockets;
use klink::{echo, Errno, Protocol};

use crate::exit::{statuses, Failure};
use crate::options;
use crate::session::Session;

mod finding;
mod kernel;
mod rights;

use finding::{Finding, Level};
use kernel::Machine;
use rights::{Rights, CAP_NET_ADMIN};

/// Checks this machine for what netlink and klink's modules need: sockets, modules, capabilities, buffers.
///
/// Each finding is one line, and each that is not ok suggests a fix. The exit status is 1 if a check finds a problem.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Doctor {
    /// Protocol that a module uses or is to use: number or name.
    #[arg(default_value_t = echo::PROTOCOL, value_parser = options::protocol)]
    protocol: Protocol,
}

pub(crate) fn run(doctor: &Doctor, session: &mut Session) -> Result<(), Failure> {
    let modules = modules();
    let (machine, rights) = (Machine::this(), Rights::read());
    let findings = [
        sockets(session),
        families(session),
        protocol(doctor.protocol, &modules, session),
        loaded(&modules),
        kernel::kernel(&machine),
        kernel::loading(&machine, &rights),
        administration(&rights),
        namespace(),
        buffer(&rights),
        losses(session),
    ];
    let mut problems = 0;
    for finding in &findings {
        problems += usize::from(finding.level == Level::Problem);
        session.output.show(finding)?;
    }
    session.output.flush()?;
    match problems {
        0 => Ok(()),
        problems => Err(Failure::new(format!(
            "{problems} of {} checks found a problem: apply the fix given with each",
            findings.len()
        ))),
    }
}

fn sockets(session: &Session) -> Finding {
    match session.raw(Protocol::ROUTE) {
        Ok(_) => Finding::ok("sockets", "netlink sockets can be opened"),
        Err(failure) => Finding::problem(
            "sockets",
            failure.message.unwrap_or_default(),
            "a sandbox may forbid AF_NETLINK: run the command outside of it",
        ),
    }
}

fn families(session: &Session) -> Finding {
    let families = session.controller().and_then(|mut controller| {
        let families = controller.families();
        families.map_err(|error| Failure::explain(&error, Protocol::GENERIC))
    });
    match families {
        Ok(families) => Finding::ok(
            "families",
            format!("{} generic netlink families answer", families.len()),
        ),
        Err(failure) => Finding::problem(
            "families",
            failure.message.unwrap_or_default(),
            "generic netlink does not work in this namespace",
        ),
    }
}

/// Finds the owner of the protocol: one of klink's modules, another module, or none.
fn protocol(protocol: Protocol, modules: &[String], session: &Session) -> Finding {
    const CHECK: &str = "protocol";
    let has = |protocol| session.raw(protocol).is_ok();
    let ours = modules.iter().any(|module| module == "klink_echo");
    match (session.raw(protocol), ours) {
        (Ok(_), true) => Finding::ok(
            CHECK,
            format!("{protocol} exists, and klink_echo is loaded"),
        ),
        (Ok(_), false) if protocol.name().is_some() => {
            Finding::ok(CHECK, format!("{protocol} exists, as part of the kernel"))
        }
        (Ok(_), false) => {
            let mut others = (0..Protocol::LIMIT).rev().map(Protocol);
            let free = others.find(|&other| other.name().is_none() && !has(other));
            let next = match free {
                Some(free) => {
                    format!("load klink_echo with another number, such as protocol={free}")
                }
                None => String::from("no other number is free: unload a module that uses one"),
            };
            Finding::note(
                CHECK,
                format!(
                    "{protocol} belongs to another module: if the module replies to the port id in the message header \
                     (nlmsg_pid), as many do, any program can crash the kernel with port id 0; klink sends its own port id"
                ),
                next,
            )
        }
        (Err(_), _) => Finding::note(
            CHECK,
            format!("{protocol} is free: no module uses it"),
            match protocol {
                echo::PROTOCOL => String::from("load its module with `sudo insmod klink_echo.ko`"),
                _ => format!(
                    "load its module, for example with `sudo insmod klink_echo.ko protocol={protocol}`"
                ),
            },
        ),
    }
}

fn loaded(modules: &[String]) -> Finding {
    match modules {
        [] => Finding::note(
            "modules",
            "none of klink's modules is loaded",
            "load one with `make load`, or run everything in a guest with `make demo`",
        ),
        modules => Finding::ok("modules", format!("loaded: {}", modules.join(", "))),
    }
}

fn administration(rights: &Rights) -> Finding {
    if rights.has(CAP_NET_ADMIN) {
        return Finding::ok("rights", "this user has CAP_NET_ADMIN");
    }
    Finding::note(
        "rights",
        "this user does not have CAP_NET_ADMIN, which reading events and changing the network require",
        "use sudo",
    )
}

fn namespace() -> Finding {
    let link = |path| fs::read_link(path);
    match (link("/proc/self/ns/net"), link("/proc/1/ns/net")) {
        (Ok(ours), Ok(first)) if ours != first => Finding::note(
            "namespace",
            "this is not the network namespace of process 1",
            "use `sudo klink --netns 1 ...` for modules that serve only the initial namespace",
        ),
        (Ok(_), Ok(_)) => Finding::ok("namespace", "this is the network namespace of process 1"),
        _ => Finding::note(
            "namespace",
            "this user cannot see whether this is the network namespace of process 1",
            "use sudo, and run the command outside of containers",
        ),
    }
}

/// A buffer size in bytes that is enough without capabilities: room for a thousand small messages.
const ROOM: u64 = 1 << 20;

fn buffer(rights: &Rights) -> Finding {
    let read = |name| fs::read_to_string(format!("/proc/sys/net/core/{name}"));
    let number = |name| read(name).ok()?.trim().parse::<u64>().ok();
    match number("rmem_max") {
        Some(max) if max >= ROOM => {
            Finding::ok("buffer", format!("a socket buffer can have {max} bytes"))
        }
        Some(max) if rights.has(CAP_NET_ADMIN) => Finding::ok(
            "buffer",
            format!("a socket buffer of an unprivileged user can have {max} bytes, of this user any size (--buffer)"),
        ),
        Some(max) => Finding::note(
            "buffer",
            format!(
                "a socket buffer can have only {max} bytes, which a burst of about {} messages fills",
                max / 830
            ),
            format!("raise the limit with `sudo sysctl net.core.rmem_max={}`", 8 * ROOM),
        ),
        // The file does not exist in other network namespaces.
        None => Finding::note(
            "buffer",
            "the limit of socket buffers is not visible in this network namespace",
            "check it in the initial network namespace: `sudo klink --netns 1 doctor`",
        ),
    }
}

fn losses(session: &Session) -> Finding {
    const CHECK: &str = "losses";
    let Ok(mut socket) = session.socket(Protocol::SOCK_DIAG) else {
        return Finding::note(
            CHECK,
            "sock_diag is not available",
            "`klink stat` shows the reason",
        );
    };
    let lossy = socket.snapshot(NetlinkSockets::all(), 0, |socket| {
        socket.memory().is_some_and(|memory| memory.drops > 0)
    });
    match lossy {
        Ok(sockets) => match sockets
            .into_inner()
            .into_iter()
            .filter(|&lossy| lossy)
            .count()
        {
            0 => Finding::ok(CHECK, "no netlink socket has lost anything"),
            count => Finding::note(
                CHECK,
                format!("{count} netlink sockets have lost messages"),
                "`sudo klink stat --drops` shows their owners",
            ),
        },
        Err(error) if error.errno() == Some(Errno::ENOENT) => Finding::note(
            CHECK,
            "the kernel does not list netlink sockets",
            "load the module with `sudo modprobe netlink_diag`",
        ),
        Err(error) => Finding::note(CHECK, error.to_string(), "`klink stat` shows more"),
    }
}

/// The names of klink's modules that are loaded.
fn modules() -> Vec<String> {
    let all = fs::read_to_string("/proc/modules").unwrap_or_default();
    let names = all.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| name.starts_with("klink_"))
        .map(str::to_owned)
        .collect()
}

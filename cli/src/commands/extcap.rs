// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink extcap`: protocols, families and their groups as capture interfaces of Wireshark, which asks for them by
//! extcap(4).

use std::path::PathBuf;

use clap::Args;
use klink::Protocol;

use crate::capture::Writer;
use crate::commands::record::{self, Source};
use crate::exit::{statuses, Failure};
use crate::groups;
use crate::session::Session;
use crate::stream::Listening;
use crate::target::Target;

/// Makes the protocols, families and groups of this machine capture interfaces of Wireshark and tshark.
///
/// Wireshark starts it through a script in its folder of extcap programs (Help, About, Folders), such as
/// ~/.local/lib/wireshark/extcap/klink with the lines `#!/bin/sh` and `exec klink extcap "$@"`. What was lost is a comment at the next packet.
#[derive(Debug, Args)]
#[command(after_help = statuses())]
pub(crate) struct Extcap {
    /// List the interfaces.
    #[arg(long)]
    extcap_interfaces: bool,

    /// Wireshark's version, which changes nothing.
    #[arg(long, value_name = "VERSION")]
    extcap_version: Option<String>,

    /// The interface that is meant.
    #[arg(long, value_name = "INTERFACE")]
    extcap_interface: Option<String>,

    /// List its link types.
    #[arg(long)]
    extcap_dlts: bool,

    /// List its options.
    #[arg(long)]
    extcap_config: bool,

    /// Wireshark's filter, which is not used.
    #[arg(long, value_name = "FILTER")]
    extcap_capture_filter: Option<String>,

    /// Capture from it.
    #[arg(long)]
    capture: bool,

    /// The pipe to write to.
    #[arg(long, value_name = "PIPE")]
    fifo: Option<PathBuf>,

    /// Groups to capture from a protocol or family, by number or name; without them all that have a name.
    #[arg(long, value_name = "GROUPS")]
    groups: Option<String>,

    #[command(flatten)]
    listening: Listening,
}

/// The prefix of an interface's name.
const PREFIX: &str = "klink-";

/// The separator before the name of a group, in an interface's name as in a target.
const GROUP: char = ':';

pub(crate) fn run(extcap: &Extcap, session: &mut Session) -> Result<(), Failure> {
    if extcap.extcap_interfaces {
        let list = interfaces(session);
        session.output.document(list.as_bytes())?;
        return session.output.flush();
    }
    let Some(interface) = &extcap.extcap_interface else {
        return Err(Failure::usage(
            "Wireshark starts this command: see klink extcap --help; to record without it, klink record",
        ));
    };
    let Some(peer) = interface.strip_prefix(PREFIX) else {
        return Err(Failure::usage(format!(
            "no interface {interface:?}: klink extcap --extcap-interfaces lists them"
        )));
    };
    if extcap.extcap_dlts {
        let link = "dlt {number=253}{name=NETLINK}{display=Linux Netlink}\n";
        session.output.document(link.as_bytes())?;
        return session.output.flush();
    }
    let is_group = peer.contains(GROUP);
    if extcap.extcap_config {
        if is_group {
            return Ok(());
        }
        let option = "arg {number=0}{call=--groups}{display=Groups}{type=string}\
                      {tooltip=By number or name, with commas between; all that have a name if there are none}\n";
        session.output.document(option.as_bytes())?;
        return session.output.flush();
    }
    let (true, Some(pipe)) = (extcap.capture, &extcap.fifo) else {
        return Err(Failure::usage("nothing to do: give --capture and --fifo"));
    };
    let typed = match extcap.groups.as_deref().unwrap_or("") {
        "" => peer.to_owned(),
        groups if is_group => {
            return Err(Failure::usage(format!(
                "{interface:?} is one group: for {groups:?}, capture from the interface without a group"
            )))
        }
        groups => format!("{peer}{GROUP}{groups}"),
    };
    let target = Target::parse(&typed).map_err(Failure::usage)?;
    let mut capture = Writer::create_pcapng(pipe, interface)?;
    let source = Source::Groups(std::slice::from_ref(&target));
    record::fill(&mut capture, &source, &extcap.listening, session).map(|_| ())
}

/// The sentence of each interface: protocols whose groups have names, families of generic netlink that have groups, and
/// each of these groups.
fn interfaces(session: &Session) -> String {
    let mut list = format!(
        "extcap {{version={}}}{{display=klink}}\n",
        env!("CARGO_PKG_VERSION")
    );
    let mut add = |name: &str, display: &str, groups: &[&str]| {
        let mut interface = |value: &str, display: &str| {
            // Braces end a value here.
            if !value.contains(['{', '}']) {
                list.push_str(&format!(
                    "interface {{value={PREFIX}{value}}}{{display={display}}}\n"
                ));
            }
        };
        interface(name, display);
        for group in groups {
            interface(
                &format!("{name}{GROUP}{group}"),
                &format!("{display}, group {group}"),
            );
        }
    };
    for protocol in (0..Protocol::LIMIT).map(Protocol) {
        let groups = groups::names(protocol);
        if !groups.is_empty() {
            let name = protocol.to_string().to_lowercase();
            add(&name, &format!("Netlink: {protocol}"), groups);
        }
    }
    // Without generic netlink there are none.
    let families = session
        .controller()
        .ok()
        .and_then(|mut controller| controller.families().ok());
    for family in families.iter().flatten() {
        let groups: Vec<_> = family.groups().map(|(name, _)| name).collect();
        if !groups.is_empty() {
            let name = family.name();
            add(name, &format!("Generic netlink: {name}"), &groups);
        }
    }
    list
}

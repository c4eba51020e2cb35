// SPDX-License-Identifier: GPL-2.0

//! `klink_events.ko`: the kernel's events in a journal, which processes read by dumps at their own pace.
//!
//! `docs/events.md` has the rules, and `protocol/src/events.rs` the definitions that both ends share; `family.rs` is made
//! of `specs/klink_events.yaml`.

#![forbid(unsafe_code)]

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::Setup;
use klink_kernel::module::compat;
use klink_kernel::protocol::events::{Kind, ARGS_MAX};
use klink_kernel::{log_error, log_info, text_param};

mod family;
mod journal;
mod operations;
mod sources;

use journal::Journal;
use operations::{Events, FAMILY};
use sources::Sources;

klink_kernel::module! {
    type: Module,
    name: "klink_events",
    authors: ["The klink authors"],
    description: "The kernel's events, without silent loss",
    license: "GPL",
    params: {
        size: u64 {
            default: 0x80_0000,
            description: "Bytes of the journal, 4096 to 1073741824, rounded up to a power of two; 8 MiB by default",
        },
        args: u32 {
            default: 0,
            description: "Bytes of a program's arguments in an exec, 0 to 512; none by default",
        },
    },
}

text_param!(
    SOURCES,
    sources,
    255,
    "Events to collect, by kind, as in fork,exec,exit; default for all but tcp, none for none"
);

/// The kinds that are on at load unless others are named. A busy server has many times more states of sockets than
/// other events, which would be overwritten sooner.
const DEFAULT: u64 = !Kind::TCP.bit();

struct Module;

impl klink_kernel::Module for Module {
    fn init(setup: &mut Setup) -> Result<Self> {
        let size: u64 = compat::param(module_parameters::size.value());
        let args: u32 = compat::param(module_parameters::args.value());
        let wanted = wanted()?;
        if args as usize > ARGS_MAX {
            log_error!("no events with {args} bytes of arguments: load with args=0 to {ARGS_MAX}");
            return Err(EINVAL);
        }
        let journal = Journal::new(setup, size, args as usize, operations::wake)?;
        log_info!(
            "journal {:016x} of {} bytes",
            journal.id(),
            journal.status().size
        );
        let sources = Sources::new(setup, &journal, wanted)?;
        FAMILY.open(setup, Arc::new(Events { journal, sources }, GFP_KERNEL)?)?;
        Ok(Self)
    }
}

/// The mask of the kinds that are on at load.
fn wanted() -> Result<u64> {
    let names = match SOURCES.get() {
        Ok(None) => return Ok(DEFAULT),
        Ok(Some(names)) => names,
        Err(long) => {
            log_error!("sources has {} bytes: name each kind once", long.given);
            return Err(EINVAL);
        }
    };
    let mut wanted = 0;
    for name in names.split(|byte| *byte == b',') {
        let kind = core::str::from_utf8(name).ok().and_then(Kind::by_name);
        match kind {
            Some(kind) => wanted |= kind.bit(),
            None if name == b"default" => wanted |= DEFAULT,
            None if name == b"none" => {}
            None => {
                log_error!(
                    "no source {}: modinfo shows an example",
                    name.escape_ascii()
                );
                return Err(EINVAL);
            }
        }
    }
    Ok(wanted)
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! `klink events`: shows the journal of `klink_events.ko`.

mod close;
mod follow;
mod signals;
mod start;
mod stats;
#[cfg(feature = "watch")]
mod watch;

use clap::{Args, Subcommand};
use klink::Protocol;

use crate::exit::{statuses, Failure};
use crate::session::Session;
use follow::Selection;

/// Shows the kernel's events from the journal of klink_events.ko: processes, devices, addresses, modules and more.
///
/// Events that were overwritten before they could be read are reported on a line of their own, with the first and the
/// last number. Examples: `klink events --follow --type exec`, `klink events --follow --from /var/lib/me/cursor
/// --json`, `klink events --stats`, `klink events watch`.
#[derive(Debug, Args)]
#[command(after_help = statuses(), args_conflicts_with_subcommands = true)]
pub(crate) struct Events {
    #[command(subcommand)]
    view: Option<View>,

    #[command(flatten)]
    selection: Selection,

    /// Show the journal's counters and sources instead.
    #[arg(long, conflicts_with_all = ["follow", "from", "kinds", "pid", "count", "duration"])]
    stats: bool,
}

#[derive(Debug, Subcommand)]
enum View {
    #[cfg(feature = "watch")]
    Watch(watch::Watch),
    Close(close::Close),
}

pub(crate) fn run(events: &Events, session: &mut Session) -> Result<(), Failure> {
    session.name_families(Protocol::GENERIC)?;
    match &events.view {
        #[cfg(feature = "watch")]
        Some(View::Watch(watch)) => return watch::run(watch, session),
        Some(View::Close(_)) => return close::run(session),
        None => {}
    }
    if events.stats {
        return stats::show(session);
    }
    follow::run(&events.selection, session)
}

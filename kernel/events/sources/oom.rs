// SPDX-License-Identifier: GPL-2.0

//! Victims of the out-of-memory killer: `include/trace/events/oom.h`.

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{Missing, OomVictim, Task, Tracepoint};
use klink_kernel::protocol::events::Kind;

use super::{put_task, Journal};

/// In the context of who asked for memory, under the killer's lock.
pub(super) fn oom(journal: Arc<Journal>) -> Result<Tracepoint<OomVictim>, Missing> {
    Tracepoint::attach(move |task: Task<'_>| {
        journal.append(Kind::OOM, |attributes| put_task(attributes, &task.ids()));
    })
}

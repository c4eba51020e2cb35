// SPDX-License-Identifier: GPL-2.0

//! Threads that wait for too long: `include/trace/events/sched.h`, `kernel/hung_task.c`.

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{Hang, Missing, Task, Tracepoint};
use klink_kernel::protocol::events::Kind;

use super::{put_task, Journal};

/// In the context of the thread that looks for them.
pub(super) fn hang(journal: Arc<Journal>) -> Result<Tracepoint<Hang>, Missing> {
    Tracepoint::attach(move |task: Task<'_>| {
        journal.append(Kind::HANG, |attributes| put_task(attributes, &task.ids()));
    })
}

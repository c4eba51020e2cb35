// SPDX-License-Identifier: GPL-2.0

//! Processes and threads: `include/trace/events/sched.h`, `include/trace/events/task.h`.

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{Exec, Exit, Fork, Missing, Rename, Task, Tracepoint};
use klink_kernel::protocol::events::{event, Kind, PATH_MAX};

use super::{put_task, Journal};

/// Why there are no events of other users: credentials change without a tracepoint.
pub(super) const NO_UID: Missing =
    Missing::Lacks("the kernel has no tracepoint where a process changes its user");

/// In the context of the thread that makes the other.
pub(super) fn fork(journal: Arc<Journal>) -> Result<Tracepoint<Fork>, Missing> {
    Tracepoint::attach(move |(_, child): (Task<'_>, Task<'_>)| {
        journal.append(Kind::FORK, |attributes| put_task(attributes, &child.ids()));
    })
}

/// In the context of the thread, which has its new name.
pub(super) fn exec(journal: Arc<Journal>) -> Result<Tracepoint<Exec>, Missing> {
    Tracepoint::attach(move |(task, path): (Task<'_>, &[u8])| {
        journal.append(Kind::EXEC, |attributes| {
            put_task(attributes, &task.ids())?;
            let shown = path.get(..PATH_MAX);
            attributes.put_string(event::PATH, shown.unwrap_or(path))?;
            match shown {
                Some(shown) if shown.len() < path.len() => attributes.put_flag(event::CUT),
                _ => Ok(()),
            }
        });
    })
}

/// In the context of the thread.
pub(super) fn exit(journal: Arc<Journal>) -> Result<Tracepoint<Exit>, Missing> {
    Tracepoint::attach(move |(task, last): (Task<'_>, bool)| {
        journal.append(Kind::EXIT, |attributes| {
            put_task(attributes, &task.ids())?;
            let code = task.exit_code();
            match code & 0x7f {
                0 => attributes.put_u32(event::STATUS, code >> 8 & 0xff)?,
                signal => attributes.put_u32(event::SIGNAL, signal)?,
            }
            if last {
                attributes.put_flag(event::LAST_THREAD)?;
            }
            Ok(())
        });
    })
}

/// In the context of the thread or of one that names it. It still has its old name.
pub(super) fn comm(journal: Arc<Journal>) -> Result<Tracepoint<Rename>, Missing> {
    Tracepoint::attach(move |(task, comm): (Task<'_>, &[u8])| {
        journal.append(Kind::COMM, |attributes| {
            put_task(attributes, &task.ids())?;
            // Whatever was given; a thread keeps 15 bytes of it.
            attributes.put_string(event::NEW_COMM, comm.get(..15).unwrap_or(comm))
        });
    })
}

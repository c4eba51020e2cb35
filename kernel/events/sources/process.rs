// SPDX-License-Identifier: GPL-2.0

//! Processes and threads: `include/trace/events/sched.h`, `include/trace/events/task.h`.

use klink_kernel::hook::{Arguments, Exec, Exit, Fork, Listener, Missing, Rename, Task};
use klink_kernel::protocol::events::{event, Kind, PATH_MAX};
use klink_kernel::wire::BuildError;

use super::Journal;
use crate::journal::ROOM_WITH_ARGS;

/// The reason why there are no events of other users: `docs/events.md` has the details.
pub(super) const NO_UID: Missing =
    Missing::Lacks("the kernel has no tracepoint where a process changes its user");

/// Called in the context of the parent.
impl Listener<Fork> for Journal {
    fn notify(&self, (_, child): (Task<'_>, Task<'_>)) {
        self.append_task(Kind::FORK, &child, |_| Ok(()));
    }
}

/// Called in the context of the thread, which has its new name.
impl Listener<Exec> for Journal {
    fn notify(&self, (task, path, arguments): (Task<'_>, &[u8], Arguments<'_>)) {
        let _ = self.try_append::<ROOM_WITH_ARGS, BuildError>(Kind::EXEC, |attributes| {
            attributes.put_task(&task)?;
            let shown = path.get(..PATH_MAX);
            attributes.put_string(event::PATH, shown.unwrap_or(path))?;
            if shown.is_some_and(|shown| shown.len() < path.len()) {
                attributes.put_flag(event::CUT)?;
            }
            match self.args {
                0 => Ok(()),
                max => attributes.put_args(&arguments, max),
            }
        });
    }
}

/// Called in the context of the thread.
impl Listener<Exit> for Journal {
    fn notify(&self, (task, last): (Task<'_>, bool)) {
        self.append_task(Kind::EXIT, &task, |attributes| {
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
    }
}

/// Called in the context of the thread or of one that renames it. The thread still has its old name.
impl Listener<Rename> for Journal {
    fn notify(&self, (task, comm): (Task<'_>, &[u8])) {
        self.append_task(Kind::COMM, &task, |attributes| {
            // The name is as given; a thread keeps 15 bytes of it.
            attributes.put_string(event::NEW_COMM, comm.get(..15).unwrap_or(comm))
        });
    }
}

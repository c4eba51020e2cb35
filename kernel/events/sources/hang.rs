// SPDX-License-Identifier: GPL-2.0

//! Threads that wait for too long: `include/trace/events/sched.h`, `kernel/hung_task.c`.

use klink_kernel::hook::{Hang, Listener, Task};
use klink_kernel::protocol::events::Kind;

use super::Journal;

/// Called in the context of the thread that looks for hung threads.
impl Listener<Hang> for Journal {
    fn notify(&self, task: Task<'_>) {
        self.append_task(Kind::HANG, &task, |_| Ok(()));
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Victims of the out-of-memory killer: `include/trace/events/oom.h`.

use klink_kernel::hook::{Listener, OomVictim, Task};
use klink_kernel::protocol::events::Kind;

use super::Journal;

/// Called in the context of the process that needs memory, under the killer's lock.
impl Listener<OomVictim> for Journal {
    fn notify(&self, task: Task<'_>) {
        self.append_task(Kind::OOM, &task, |_| Ok(()));
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Modules: `include/linux/module.h`.

use klink_kernel::hook::{Listener, ModuleChange, Modules};
use klink_kernel::protocol::events::{event, Action, Kind};

use super::Journal;

/// Called in the context of the process that loads or unloads. The journal's own loading is its first such event.
impl Listener<Modules> for Journal {
    fn notify(&self, (change, name): (ModuleChange, &[u8])) {
        let action = match change {
            ModuleChange::Loaded => Action::ADD,
            ModuleChange::Going => Action::REMOVE,
        };
        self.append(Kind::MODULE, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            attributes.put_string(event::MODULE, name)
        });
    }
}

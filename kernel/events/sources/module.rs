// SPDX-License-Identifier: GPL-2.0

//! Modules: `include/linux/module.h`.

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{Missing, ModuleChange, Modules, Notifier};
use klink_kernel::protocol::events::{event, Action, Kind};

use super::Journal;

/// In the context of who loads or unloads. The journal's own loading is its first such event.
pub(super) fn module(journal: Arc<Journal>) -> Result<Notifier<Modules>, Missing> {
    Notifier::new(move |(change, name): (ModuleChange, &[u8])| {
        let action = match change {
            ModuleChange::Loaded => Action::ADD,
            ModuleChange::Going => Action::REMOVE,
        };
        journal.append(Kind::MODULE, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            attributes.put_string(event::MODULE, name)
        });
    })
}

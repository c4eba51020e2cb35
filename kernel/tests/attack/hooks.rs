// SPDX-License-Identifier: GPL-2.0

//! Hooks of every kind, each prepared twice with the same listener.

use kernel::prelude::*;
use kernel::sync::Arc;

use klink_kernel::hook::{
    Addresses4, Addresses6, Devices, Event, Exec, Exit, Fork, Hang, Hook, Listener, Missing,
    Modules, OomVictim, Reboots, Rename, Setup, Task,
};
use klink_kernel::netlink::Net;

use super::calls::{self, Late};

struct Watch(Arc<Late>);

impl Drop for Watch {
    fn drop(&mut self) {
        calls::from_hook(&self.0, Net::initial(), None, "", 8);
    }
}

macro_rules! watch {
    ($($event:ident $place:literal;)*) => {
        $(impl Listener<$event> for Watch {
            fn notify(&self, _notice: <$event as Event>::Notice<'_>) {
                calls::from_hook(&self.0, Net::initial(), None, $place, 2);
            }
        })*

        pub(super) fn prepare(setup: &mut Setup, late: &Arc<Late>) -> Result<KVec<Hook>, Missing> {
            // `KVec::push` could panic.
            let mut hooks = KVec::with_capacity(32, GFP_KERNEL)?;
            let mut add = |hook| hooks.push_within_capacity(hook).map_err(|_| Missing::Lacks("room"));
            let watch = Arc::new(Watch(late.clone()), GFP_KERNEL)?;
            $(for _ in 0..2 {
                add(Hook::new::<$event, _>(setup, watch.clone())?)?;
            })*
            let exit = Arc::new(WatchExit(late.clone()), GFP_KERNEL)?;
            add(Hook::new::<Exit, _>(setup, exit)?)?;
            Ok(hooks)
        }
    };
}

watch! {
    Fork "a process hook";
    Exec "a process hook";
    Exit "a process hook";
    Rename "a process hook";
    OomVictim "a process hook";
    Hang "a process hook";
    Devices "a device hook";
    Addresses4 "a device hook";
    Addresses6 "a device hook";
    Modules "a module hook";
    Reboots "a module hook";
}

/// Uses the arguments that it gets.
pub(super) struct WatchExit(pub(super) Arc<Late>);

impl Listener<Exit> for WatchExit {
    fn notify(&self, (task, last): (Task<'_>, bool)) {
        let ids = task.ids();
        if last && ids.pid == ids.tgid && task.exit_code() == u32::MAX {
            calls::from_hook(&self.0, Net::initial(), None, "", 1);
        }
    }
}

// SPDX-License-Identifier: GPL-2.0

//! What happens in the kernel, as calls of a [`Listener`]: tracepoints and notifier chains.
//!
//! Each registration ends when it is dropped, and has waited then for calls that are under way. What a listener is told
//! is valid during the call only. Where a kernel lacks something, registering says so ([`Missing`]); nothing else about it
//! depends on the kernel's version, and the prototypes that C calls are checked when the module is built.
//!
//! C headers: `include/linux/tracepoint.h`, `include/trace/events/`, `include/linux/notifier.h`.

mod notifier;
mod publish;
mod task;
mod tracepoint;

pub use notifier::{
    Address, AddressChange, Addresses4, Addresses6, Chain, Device, DeviceChange, Devices,
    ModuleChange, Modules, Notifier, Reboots, Stop,
};
pub use publish::{Field, Publication, Publications, Publisher, Receiver, Value};
pub use task::{Ids, Task};
pub use tracepoint::{Exec, Exit, Fork, Hang, OomVictim, Point, Rename, Tracepoint};

/// Something that the kernel tells.
pub trait Hook: 'static {
    /// What it tells.
    type Notice<'a>;
}

/// Who is told, in whatever context that is: it does not sleep, and takes no lock that may be held there.
pub trait Listener<H: Hook>: Send + Sync + 'static {
    /// It has happened.
    fn hear(&self, notice: H::Notice<'_>);
}

/// Why something cannot be heard of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The kernel does not have it; in words.
    Lacks(&'static str),
    /// It refused.
    Refused(crate::netlink::Error),
}

impl From<kernel::alloc::AllocError> for Missing {
    fn from(error: kernel::alloc::AllocError) -> Self {
        Self::Refused(error.into())
    }
}

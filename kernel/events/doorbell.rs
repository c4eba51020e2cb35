// SPDX-License-Identifier: GPL-2.0

//! The bell's way out: what rings it holds no reference to the family, which in turn holds the journal.

use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use klink_kernel::netlink::genl::Registration;
use klink_kernel::netlink::{Net, Wait};
use klink_kernel::protocol::events::{cmd, Position};

use super::family::{Events, WAKE};

/// The family's registration, from when it is there until the module goes.
#[pin_data]
pub(super) struct Doorbell {
    #[pin]
    registration: Mutex<Option<Registration<Events>>>,
}

impl Doorbell {
    /// Silent yet.
    pub(super) fn new() -> Result<Arc<Self>> {
        Arc::pin_init(
            pin_init!(Self { registration <- new_mutex!(None) }? Error),
            GFP_KERNEL,
        )
    }

    pub(super) fn connect(&self, registration: Registration<Events>) {
        *self.registration.lock() = Some(registration);
    }

    /// Ends the registration, and with it, unless a dump is under way, the journal.
    pub(super) fn disconnect(&self) {
        // Not under the lock: the journal waits for the bell when it goes, and the bell for the lock.
        let registration = self.registration.lock().take();
        drop(registration);
    }

    /// Tells who waits in the initial network namespace that there is something to read. May sleep.
    pub(super) fn ring(&self) {
        let registration = self.registration.lock();
        let Some(registration) = registration.as_ref() else {
            return;
        };
        if !registration.has_listeners::<WAKE>(Net::initial()) {
            return;
        }
        let position = registration.state().journal.position();
        // A bell that is not heard costs its reader time, not events.
        let _ = registration
            .event(cmd::WAKE, Position::ROOM, Wait::Yes, |message| {
                Ok(position.put(message)?)
            })
            .and_then(|event| registration.multicast::<WAKE>(Net::initial(), event, Wait::Yes));
    }
}

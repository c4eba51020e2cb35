// SPDX-License-Identifier: GPL-2.0

//! The bell's way out: what rings it holds no reference to the family, which in turn holds the journal.

use kernel::prelude::*;
use kernel::revocable::Revocable;
use kernel::sync::{Arc, SetOnce};

use klink_kernel::netlink::genl::Registration;
use klink_kernel::netlink::{Net, Wait};
use klink_kernel::protocol::events::{cmd, Position};

use super::family::{Events, FAMILY, WAKE};

/// The family's registration, from when it is there until the module goes.
pub(super) struct Doorbell {
    registration: SetOnce<Pin<KBox<Revocable<Registration<Events>>>>>,
}

impl Doorbell {
    /// Silent yet.
    pub(super) fn new() -> Result<Arc<Self>> {
        let registration = SetOnce::new();
        Ok(Arc::new(Self { registration }, GFP_KERNEL)?)
    }

    /// Registers the family. If that fails, nobody has seen it.
    pub(super) fn connect(&self, module: &'static ThisModule, events: Arc<Events>) -> Result {
        let place = KBox::new_uninit(GFP_KERNEL)?;
        let registration = FAMILY.register(module, events)?;
        let registration = place.write_pin_init(Revocable::new(registration))?;
        self.registration.populate(registration);
        Ok(())
    }

    /// Ends the registration, and with it, unless a dump is under way, the journal.
    pub(super) fn disconnect(&self) {
        if let Some(registration) = self.registration.as_ref() {
            registration.revoke();
        }
    }

    /// Tells who waits in the initial network namespace that there is something to read. Does not sleep.
    pub(super) fn ring(&self) {
        let registration = self.registration.as_ref();
        let Some(registration) = registration.and_then(|family| family.try_access()) else {
            return;
        };
        if !registration.has_listeners::<WAKE>(Net::initial()) {
            return;
        }
        let position = registration.state().journal.position();
        // A bell that is not heard costs its reader time, not events.
        let _ = registration
            .event(cmd::WAKE, Position::ROOM, Wait::No, |message| {
                Ok(position.put(message)?)
            })
            .and_then(|event| registration.multicast::<WAKE>(Net::initial(), event, Wait::No));
    }
}

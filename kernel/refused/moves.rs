// SPDX-License-Identifier: GPL-2.0

//! Uses of what is gone, which must not compile.

use klink_kernel::netlink::genl::Part;
use klink_kernel::netlink::{Datagram, Flags, Handler, Outgoing};
use klink_kernel::Setup;

/// Sending consumes.
pub fn send_twice(datagram: &Datagram<'_>, answer: Outgoing) {
    let _ = datagram.reply(answer);
    let _ = datagram.reply(answer); //~ use of moved value: `answer`
}

/// An unfinished message still borrows what would send it.
pub fn send_unfinished(datagram: &Datagram<'_>, mut answer: Outgoing) {
    if let Ok(mut message) = answer.message(16, Flags::NONE, 1) {
        let _ = datagram.reply(answer); //~ cannot move out of `answer` because it is borrowed
        let _ = message.raw(b"late");
    }
}

/// A message has no way to the buffer that it is built in, which another's could be swapped with.
pub fn swap_buffers(one: &mut Outgoing, other: &mut Outgoing) {
    if let (Ok(mut one), Ok(mut other)) = (
        one.message(16, Flags::NONE, 1),
        other.message(16, Flags::NONE, 1),
    ) {
        one.raw_with(|one| {
            //~ no method named `raw_with` found
            other.raw_with(|other| core::mem::swap(one, other)) //~ no method named `raw_with` found
        });
    }
}

/// Nor does a message in the making go elsewhere, by being swapped with one that stays.
pub fn swap_messages(part: &mut Part<'_>, other: &mut Outgoing) {
    if let Ok(mut other) = other.message(16, Flags::NONE, 1) {
        let _ = part.push(|message| {
            // By what would be kept, and by what would be lent for too long.
            //~ borrowed data escapes outside of function
            core::mem::swap(message, &mut other); //~ borrowed data escapes outside of closure
            Ok(())
        });
    }
}

/// A handler that would keep a datagram.
pub struct Hoarder(pub core::cell::OnceCell<&'static [u8]>);

// SAFETY: It does not compile anyway.
unsafe impl Sync for Hoarder {}

impl Handler for Hoarder {
    fn datagram(&self, datagram: &Datagram<'_>) {
        let _ = self.0.set(datagram.bytes()); //~ borrowed data escapes outside of method
    }
}

/// An init that would keep what prepares.
pub fn keep_setup(setup: &mut Setup) -> &'static mut Setup {
    setup //~ lifetime may not live long enough
}

// SPDX-License-Identifier: GPL-2.0

//! Uses of what is gone, which must not compile.

use klink_kernel::netlink::{Datagram, Flags, Handler, Outgoing};

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

/// A handler that would keep a datagram.
pub struct Hoarder(pub core::cell::OnceCell<&'static [u8]>);

// SAFETY: It does not compile anyway.
unsafe impl Sync for Hoarder {}

impl Handler for Hoarder {
    fn datagram(&self, datagram: &Datagram<'_>) {
        let _ = self.0.set(datagram.bytes()); //~ borrowed data escapes outside of method
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Uses of what is gone, which must not compile.

use klink_kernel::hook::{ProcessContext, Task};
use klink_kernel::netlink::genl::{Definition, DumpDatagram, Registered, Request};
use klink_kernel::netlink::{Datagram, Endpoint, ExtAck, Flags, Handler, Net, Outgoing};
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
pub fn swap_messages(datagram: &mut DumpDatagram<'_>, other: &mut Outgoing) {
    if let Ok(mut other) = other.message(16, Flags::NONE, 1) {
        let _ = datagram.push(|message| {
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

/// Nor does an extended ack go to another request.
pub fn swap_acks(datagram: &Datagram<'_>, other: &mut ExtAck<'_>) {
    let _ = datagram.dispatch(|_, ack| {
        // By what would be kept, and by what would be lent for too long.
        //~ borrowed data escapes outside of function
        core::mem::swap(ack, other); //~ borrowed data escapes outside of closure
        Ok(())
    });
}

/// A socket that would be used after its module.
pub fn keep_endpoint(datagram: &Datagram<'_>) -> &'static Endpoint {
    datagram.socket() //~ lifetime may not live long enough
}

/// A namespace that would outlive its sender.
pub fn keep_net(datagram: &Datagram<'_>) -> &'static Net {
    datagram.net() //~ lifetime may not live long enough
}

/// A family that would be used after it was closed.
pub fn keep_registered<D: Definition>(request: &Request<'_, D>) -> &'static Registered<D> {
    // By the request, and by what it borrows from.
    //~ lifetime may not live long enough
    request.registered() //~ lifetime may not live long enough
}

/// A thread that would be looked at after it has ended.
pub fn keep_task() -> Task<'static> {
    Task::with_current(|task| task) //~ lifetime may not live long enough
}

/// Leave to wait for hooks that would be used in one.
pub fn keep_context(setup: &Setup) -> ProcessContext<'static> {
    setup.process() //~ lifetime may not live long enough
}

// SPDX-License-Identifier: GPL-2.0

//! Calls that must not compile, because a type is missing that proves them right.

use klink_kernel::netlink::genl::{Definition, Event, Family, Op};
use klink_kernel::netlink::{Datagram, Endpoint, Header, Net, Outgoing, Portid, Wait};

struct Quiet;

static QUIET: Family<Quiet> = Family::new();

impl Definition for Quiet {
    const NAME: &'static str = "quiet";
    const VERSION: u8 = 1;
    const OPS: &'static [Op<Self>] = &[];
}

/// A family that may not be registered cannot multicast.
pub fn multicast_unregistered(event: Event<Quiet>) {
    let _ = QUIET.multicast::<0>(Net::initial(), event, Wait::Yes); //~ no method named `multicast` found for struct `klink_kernel::netlink::genl::Family`
}

/// The sender's claim is a number, not an address.
pub fn answer_to_the_claim(socket: &Endpoint, header: Header, answer: Outgoing) {
    let _ = socket.unicast(header.claimed_portid, answer); //~ mismatched types
}

/// The kernel is not a port id.
pub fn answer_to_the_kernel(socket: &Endpoint, answer: Outgoing) {
    let _ = socket.unicast(Portid(0), answer); //~ cannot initialize a tuple struct which contains private fields
}

fn elsewhere<T: Send>(_: T) {}

/// What a datagram says of its sender holds only in the sender's context.
pub fn datagram_in_another_thread(datagram: Datagram<'static>) {
    // Because of its buffer, and of the marker that says so.
    //~ cannot be sent between threads safely
    elsewhere(datagram); //~ cannot be sent between threads safely
}

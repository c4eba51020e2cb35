// SPDX-License-Identifier: GPL-2.0

//! Calls that must not compile, because a type is missing that proves them right.

use klink_kernel::hook::{
    load, Chain, Event, Listener, Loaded, Missing, ProcessContext, Registrar, Setup, Source,
};
use klink_kernel::netlink::genl::{Definition, DumpDatagram, Info, Op, Progress};
use klink_kernel::netlink::{Datagram, Endpoint, Header, Outgoing, Portid};
use klink_kernel::wire;

struct Quiet;

impl Definition for Quiet {
    type State = Self;
    const NAME: &'static str = "quiet";
    const VERSION: u8 = 1;
    const OPS: &'static [Op<Self>] = &[];
}

/// The sender's claim is a number, not an address.
pub fn answer_to_the_claim(socket: &Endpoint, header: Header, answer: Outgoing) {
    let _ = socket.unicast(header.claimed_portid, answer); //~ mismatched types
}

/// Nor is it one after a check that it is not the kernel's.
pub fn answer_to_the_checked_claim(socket: &Endpoint, header: Header, answer: Outgoing) {
    if let Some(claimed) = wire::Portid::new(header.claimed_portid) {
        let _ = socket.unicast(claimed, answer); //~ mismatched types
    }
}

/// An address is not made from a number.
pub fn answer_to_a_number(socket: &Endpoint, answer: Outgoing) {
    let _ = socket.unicast(Portid(7), answer); //~ cannot initialize a tuple struct which contains private fields
}

fn elsewhere<T: Send>(_: T) {}

/// The facts of a datagram about its sender hold only in the sender's context.
pub fn datagram_in_another_thread(datagram: Datagram<'static>) {
    // Because of its buffer, and of the marker that says so.
    //~ cannot be sent between threads safely
    elsewhere(datagram); //~ cannot be sent between threads safely
}

/// Only the thread that the kernel has called outside of hooks may wait for them.
pub fn context_in_another_thread(context: ProcessContext<'static>) {
    elsewhere(context); //~ cannot be sent between threads safely
}

/// Nothing but loading prepares what is opened.
pub fn setup_of_ones_own() -> Setup {
    Setup {} //~ cannot construct `klink_kernel::Setup` with struct literal syntax due to private fields
}

/// Nor is anything loaded but by the kernel.
pub fn loaded<M>(module: M) -> Loaded<M> {
    Loaded { _module: module } //~ cannot construct `klink_kernel::hook::Loaded<_>` with struct literal syntax due to private fields
}

/// Nor anywhere else.
pub fn load_again<M: klink_kernel::Module>(
    setup: &Setup,
    place: &mut Loaded<M>,
) -> kernel::error::Result {
    load(setup.module(), place, |_, _| ()) //~ call to unsafe function `klink_kernel::hook::load` is unsafe
}

/// A chain whose arguments are unchecked.
struct Unread;

impl Event for Unread {
    type Notice<'a> = ();
    type Answer = ();
}

//~ the trait `klink_kernel::hook::Chain` requires an `unsafe impl` declaration
impl Chain for Unread {
    // The type of `FUNCTIONS` has no name here.
    unsafe fn read<'a>(_event: u32, _data: *mut core::ffi::c_void) -> Option<()> {
        None
    }
}

/// A place for listeners of another type than it is called for.
struct Pretended;

impl Event for Pretended {
    type Notice<'a> = ();
    type Answer = ();
}

impl Source for Pretended {
    //~ the trait bound `Pretended: klink_kernel::hook::sealed::Sealed` is not satisfied
    fn find<L: Listener<Self>>() -> Result<Registrar, Missing> {
        Err(Missing::Lacks("it"))
    }
}

/// A dump's place that one thread alone may use, where any thread may read on.
#[derive(Clone, Copy, Default)]
pub struct OfOneThread(core::marker::PhantomData<*mut ()>);

impl klink_kernel::netlink::genl::Dump<Quiet> for OfOneThread {
    const CMD: u8 = 1;
    const ACCESS: klink_kernel::netlink::genl::Access = klink_kernel::netlink::genl::Access::Anyone;
    const POLICY: klink_kernel::netlink::genl::PolicyRef =
        klink_kernel::netlink::genl::PolicyRef::NONE;
    type Cursor = OfOneThread; //~ cannot be sent between threads safely

    fn next(
        _state: &Quiet,
        _request: &Info<'_>,
        _cursor: &mut OfOneThread,
        _datagram: &mut DumpDatagram<'_>,
        _ack: &mut klink_kernel::netlink::ExtAck<'_>,
    ) -> klink_kernel::netlink::Result<Progress> {
        Ok(Progress::Done)
    }
}

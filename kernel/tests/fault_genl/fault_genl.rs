// SPDX-License-Identifier: GPL-2.0

//! `klink_fault_genl.ko`: a generic netlink family that misbehaves on demand, for tests only: dumps that go wrong,
//! groups of every kind, a policy with every rule. `protocol/src/fault.rs` lists the requests, and `family.rs` is made of
//! `klink_fault.yaml`.

#![forbid(unsafe_code)]

use kernel::prelude::*;
use kernel::sync::{new_spinlock, Arc, SpinLock};
use kernel::time::delay::fsleep;
use kernel::time::Delta;

use klink_kernel::hook::Setup;
use klink_kernel::netlink::genl::{DumpDatagram, Family, Info, Progress};
use klink_kernel::netlink::{self, Context, Delivery, ExtAck};
use klink_kernel::protocol::fault::{self, dump};

mod family;

use family::{
    Check, CheckAdmin, CheckNone, Dump, Hold, KlinkFault, Multicast, NamespaceNetAdmin, Notified,
    Notify, Operations, PutRecord, ANYONE, NET_ADMIN, SYS_ADMIN,
};

klink_kernel::module! {
    type: Module,
    name: "klink_fault_genl",
    authors: ["The klink authors"],
    description: "A family that misbehaves on demand: for tests only",
    license: "GPL",
}

struct Module;

impl klink_kernel::Module for Module {
    fn init(setup: &mut Setup) -> Result<Self> {
        let family = Arc::pin_init(Fault::new(), GFP_KERNEL)?;
        FAMILY.open(setup, family)?;
        Ok(Self)
    }
}

/// The family's state.
#[pin_data]
struct Fault {
    /// Held while something is sent as from a context that must not sleep.
    #[pin]
    atomic: SpinLock<()>,
}

impl Fault {
    fn new() -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            atomic <- new_spinlock!(()),
        })
    }
}

static FAMILY: Family<KlinkFault<Fault>> = Family::new();

/// The position of the dump, and its requested behaviour.
#[derive(Clone, Copy, Default)]
struct Plan {
    next: u32,
    count: u32,
    size: u32,
    change: u32,
    fail: u32,
}

impl Operations for Fault {
    const NAMESPACES: bool = true;

    type DumpCursor = Plan;

    fn dump_start(
        &self,
        request: Dump<'_, Self>,
        plan: &mut Plan,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        *plan = Plan {
            next: 0,
            count: request.count().map_or(0, |count| count.value),
            size: request.size().map_or(0, |size| size.value),
            change: request.change().map_or(u32::MAX, |change| change.value),
            fail: request.fail().map_or(u32::MAX, |fail| fail.value),
        };
        Ok(())
    }

    fn dump_next(
        &self,
        request: &Info<'_>,
        plan: &mut Plan,
        datagram: &mut DumpDatagram<'_>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        datagram.generation(if plan.next >= plan.change { 2 } else { 1 });
        while plan.next < plan.count.min(plan.fail) {
            let pushed = datagram.push(|message| {
                PutRecord::of(message).index(plan.next)?;
                message.reserve(dump::PADDING, plan.size as usize)?;
                Ok(())
            })?;
            if !pushed {
                return Ok(Progress::More);
            }
            plan.next += 1;
        }
        if let Some(text) = request.attr(dump::TEXT) {
            ack.format(format_args!("{}", text.str()?));
        }
        if plan.fail < plan.count {
            let errno = request.attr(dump::ERRNO).map_or(Ok(0), |attr| attr.u32())?;
            return Err(netlink::Error::from_number(errno));
        }
        Ok(Progress::Done)
    }

    fn notify(&self, notify: Notify<'_, Self>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        notify.notify::<ANYONE>(Notified::CMD, Notified::ROOM, |message| {
            PutRecord::of(message).index(notify.index().value)
        })
    }

    fn multicast(&self, request: Multicast<'_, Self>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        let atomic = self.atomic.lock();
        let sent = u32::from(multicast::<ANYONE>(&request)?)
            + u32::from(multicast::<NET_ADMIN>(&request)?)
            + u32::from(multicast::<SYS_ADMIN>(&request)?);
        drop(atomic);
        request.reply(|reply| reply.index(sent))
    }

    // The policy does all of the work.

    fn check(&self, _request: Check<'_, Self>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        Ok(())
    }

    fn check_admin(
        &self,
        _request: NamespaceNetAdmin<CheckAdmin<'_, Self>>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        Ok(())
    }

    fn check_none(&self, _request: CheckNone<'_, Self>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        Ok(())
    }

    fn hold(&self, _request: Hold<'_, Self>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        fsleep(Delta::from_millis(fault::HOLD_MS.into()));
        Ok(())
    }
}

/// Whether the group had members.
fn multicast<const GROUP: usize>(request: &Multicast<'_, Fault>) -> netlink::Result<bool> {
    let family = request.registered();
    if !family.has_listeners::<GROUP>(request.net()) {
        return Ok(false);
    }
    let index = request.index().map_or(0, |index| index.value);
    let (cmd, room) = (Notified::CMD, Notified::ROOM);
    let notification = family.notification(cmd, room, Context::Atomic, |message| {
        PutRecord::of(message).index(index)
    })?;
    let delivery = family.multicast::<GROUP>(request.net(), notification, Context::Atomic)?;
    Ok(delivery == Delivery::Delivered)
}

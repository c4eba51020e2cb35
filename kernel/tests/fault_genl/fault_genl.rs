// SPDX-License-Identifier: GPL-2.0

//! `klink_fault_genl.ko`: a generic netlink family that misbehaves on demand, for tests only: dumps that go wrong,
//! groups of every kind, a policy with every rule. `protocol/src/fault.rs` lists the requests.

#![forbid(unsafe_code)]

use kernel::prelude::*;
use kernel::sync::{new_spinlock, Arc, SpinLock};
use kernel::time::delay::fsleep;
use kernel::time::Delta;

use klink_kernel::hook::Setup;
use klink_kernel::netlink::genl::{
    Access, Definition, Do, Dump, Family, Group, Info, Join, Op, Part, Policy, PolicyRef, Progress,
    Request, Rule,
};
use klink_kernel::netlink::{self, Context, Delivery, ExtAck};
use klink_kernel::protocol::fault::{self, check, check_nested, dump, genl_cmd, group};

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

static FAMILY: Family<Fault> = Family::new();

impl Definition for Fault {
    const NAME: &'static str = fault::FAMILY;
    const VERSION: u8 = fault::VERSION;
    const OPS: &'static [Op<Self>] = &[
        Op::dump::<Records>(),
        Op::doit::<Notify>(),
        Op::doit::<Multicast>(),
        Op::doit::<Check>(),
        Op::doit::<CheckAdmin>(),
        Op::doit::<CheckNone>(),
        Op::doit::<Hold>(),
    ];
    const GROUPS: &'static [Group] = &[
        Group::new(group::ANYONE, Join::Anyone),
        Group::new(group::NET_ADMIN, Join::NetAdmin),
        Group::new(group::SYS_ADMIN, Join::SysAdmin),
    ];
    const NAMESPACES: bool = true;
}

struct Records;

static RECORDS: Policy<{ dump::MAX as usize + 1 }> = Policy::new()
    .attr(dump::COUNT, Rule::u32())
    .attr(
        dump::SIZE,
        Rule::u32().range::<0, { dump::SIZE_MAX as u64 }>(),
    )
    .attr(dump::CHANGE, Rule::u32())
    .attr(dump::FAIL, Rule::u32())
    .attr(dump::ERRNO, Rule::u32().range::<1, 4095>())
    .attr(dump::TEXT, Rule::nul_string(dump::TEXT_MAX));

/// The position of the dump, and its requested behaviour.
#[derive(Clone, Copy, Default)]
struct Plan {
    next: u32,
    count: u32,
    size: u32,
    change: u32,
    fail: u32,
}

impl Dump<Fault> for Records {
    const CMD: u8 = genl_cmd::DUMP;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = RECORDS.as_ref();
    type Cursor = Plan;

    fn start(
        _state: &Fault,
        request: &Info<'_>,
        plan: &mut Plan,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        let number = |kind: u16, missing| request.attr(kind).map_or(Ok(missing), |attr| attr.u32());
        *plan = Plan {
            next: 0,
            count: number(dump::COUNT, 0)?,
            size: number(dump::SIZE, 0)?,
            change: number(dump::CHANGE, u32::MAX)?,
            fail: number(dump::FAIL, u32::MAX)?,
        };
        Ok(())
    }

    fn next(
        _state: &Fault,
        request: &Info<'_>,
        plan: &mut Plan,
        part: &mut Part<'_>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        part.generation(if plan.next >= plan.change { 2 } else { 1 });
        while plan.next < plan.count.min(plan.fail) {
            let pushed = part.push(|message| {
                message.put_u32(dump::INDEX, plan.next)?;
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
}

struct Notify;

static NOTIFY: Policy<{ dump::MAX as usize + 1 }> = Policy::new().attr(dump::INDEX, Rule::u32());

impl Do<Fault> for Notify {
    const CMD: u8 = genl_cmd::NOTIFY;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = NOTIFY.as_ref();

    fn run(_state: &Fault, request: &Request<'_, Fault>, ack: &mut ExtAck<'_>) -> netlink::Result {
        let index = request.require(dump::INDEX, ack)?.u32()?;
        request.notify::<0>(genl_cmd::NOTIFIED, 8, |message| {
            Ok(message.put_u32(dump::INDEX, index)?)
        })
    }
}

struct Multicast;

impl Do<Fault> for Multicast {
    const CMD: u8 = genl_cmd::MULTICAST;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = NOTIFY.as_ref();

    fn run(state: &Fault, request: &Request<'_, Fault>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        let atomic = state.atomic.lock();
        let sent = u32::from(multicast::<0>(request)?)
            + u32::from(multicast::<1>(request)?)
            + u32::from(multicast::<2>(request)?);
        drop(atomic);
        request.reply(8, |message| Ok(message.put_u32(dump::INDEX, sent)?))
    }
}

/// Whether the group had members.
fn multicast<const GROUP: usize>(request: &Request<'_, Fault>) -> netlink::Result<bool> {
    let family = request.registered();
    if !family.has_listeners::<GROUP>(request.net()) {
        return Ok(false);
    }
    let index = request.attr(dump::INDEX).map_or(Ok(0), |attr| attr.u32())?;
    let notification = family.notification(genl_cmd::NOTIFIED, 8, Context::Atomic, |message| {
        Ok(message.put_u32(dump::INDEX, index)?)
    })?;
    let delivery = family.multicast::<GROUP>(request.net(), notification, Context::Atomic)?;
    Ok(delivery == Delivery::Delivered)
}

static CHECK: Policy<{ check::MAX as usize + 1 }> = Policy::new()
    .attr(check::U8, Rule::u8())
    .attr(check::U16, Rule::u16())
    .attr(check::U32, Rule::u32())
    .attr(check::U64, Rule::u64())
    .attr(check::UINT, Rule::uint())
    .attr(check::S8, Rule::s8())
    .attr(check::S16, Rule::s16())
    .attr(check::S32, Rule::s32())
    .attr(check::S64, Rule::s64())
    .attr(check::SINT, Rule::sint())
    .attr(check::BE16, Rule::be16().range::<1, 1000>())
    .attr(check::BE32, Rule::be32())
    .attr(check::FLAG, Rule::flag())
    .attr(check::STRING, Rule::string(8))
    .attr(check::NUL_STRING, Rule::nul_string(8))
    .attr(check::BINARY, Rule::binary(2, 8))
    .attr(check::BITFIELD32, Rule::bitfield32(0xf))
    .attr(check::NESTED, Rule::nested(&CHECK_NESTED))
    .attr(check::NESTED_ARRAY, Rule::nested_array(&CHECK_NESTED))
    .attr(check::REJECT, Rule::reject(c"not in requests"))
    .attr(check::RANGE, Rule::u32().range::<10, 100_000>())
    .attr(
        check::RANGE_SIGNED,
        Rule::s64().range_signed::<-5_000_000_000, 5>(),
    )
    .attr(check::MASK, Rule::u16().mask(0x11))
    .attr(check::LAST, Rule::u32());

static CHECK_NESTED: Policy<{ check_nested::MAX as usize + 1 }> =
    Policy::new().attr(check_nested::DIGIT, Rule::u8().range::<0, 9>());

/// Declares operations that leave all of the work to the policy.
macro_rules! check {
    ($($name:ident: $cmd:expr, $access:expr, $policy:expr;)*) => {$(
        struct $name;

        impl Do<Fault> for $name {
            const CMD: u8 = $cmd;
            const ACCESS: Access = $access;
            const POLICY: PolicyRef = $policy;

            fn run(
                _state: &Fault,
                _request: &Request<'_, Fault>,
                _ack: &mut ExtAck<'_>,
            ) -> netlink::Result {
                Ok(())
            }
        }
    )*};
}

check! {
    Check: genl_cmd::CHECK, Access::Anyone, CHECK.as_ref();
    CheckAdmin: genl_cmd::CHECK_ADMIN, Access::NamespaceNetAdmin, CHECK.as_ref();
    CheckNone: genl_cmd::CHECK_NONE, Access::Anyone, PolicyRef::NONE;
}

struct Hold;

impl Do<Fault> for Hold {
    const CMD: u8 = genl_cmd::HOLD;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(
        _state: &Fault,
        _request: &Request<'_, Fault>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        fsleep(Delta::from_millis(fault::HOLD_MS.into()));
        Ok(())
    }
}

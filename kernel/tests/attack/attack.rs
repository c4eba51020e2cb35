// SPDX-License-Identifier: GPL-2.0

//! `klink_attack.ko`: safe calls to the crate that modules are built on, drawn from a seed and made in any order and
//! context, for tests only. `protocol/src/attack.rs` lists the calls, `docs/attacks.md` what they prove.

#![forbid(unsafe_code)]

use core::cell::Cell;
use core::fmt;
use core::mem;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use kernel::error::code::{EAGAIN, EINVAL};
use kernel::prelude::*;
use kernel::sync::{new_spinlock, rcu, Arc, SpinLock};

use klink_kernel::hook::{Deferred, Exit, Hook, Missing, Publisher, Setup};
use klink_kernel::module::compat;
use klink_kernel::module::ring::{Cursor, Ring};
use klink_kernel::netlink::genl::{
    Access, Definition, Do, Dump, DumpDatagram, Family, Group, Info, Join, Notification, Op,
    Policy, PolicyRef, Progress, Request, Rule,
};
use klink_kernel::netlink::{
    self, code, on_release, ExtAck, Groups, Handler, Net, Outgoing, Portid, Protocol, Socket,
};
use klink_kernel::protocol::attack::{self, attr, cmd, fail, kind, CALLS, COUNT_MAX, PLACES};
use klink_kernel::protocol::fault;
use klink_kernel::{log_error, log_info};

mod calls;
mod hooks;

use calls::Late;

klink_kernel::module! {
    type: Module,
    name: "klink_attack",
    authors: ["The klink authors"],
    description: "Makes safe calls in any order and context: for tests only",
    license: "GPL",
    params: {
        fail: u32 {
            default: 0,
            description: "What init fails at: see protocol/src/attack.rs",
        },
        forget: u32 {
            default: 256,
            description: "How many objects may be leaked; with 0 nothing is",
        },
    },
}

struct Module {
    late: Arc<Late>,
    forgets: bool,
}

impl klink_kernel::Module for Module {
    const ADVICE: &'static str = "this module is for tests";

    fn init(setup: &mut Setup) -> Result<Self> {
        let fail: u32 = compat::param(module_parameters::fail.value());
        let stop_behind = |step| if fail == step { Err(EAGAIN) } else { Ok(()) };
        let forget: u32 = compat::param(module_parameters::forget.value());
        stop_behind(fail::AT_ONCE)?;
        if fail == fail::LOCKED {
            return locked(setup);
        }
        if fail == fail::COPY {
            // In memory that does not belong to the module.
            KBox::pin_init(
                <KernelModule as kernel::InPlaceModule>::init(setup.module()),
                GFP_KERNEL,
            )?;
            return Err(EAGAIN);
        }
        let late = Arc::pin_init(Late::new(), GFP_KERNEL)?;
        FAMILY.open(setup, Arc::new(Attack(late.clone()), GFP_KERNEL)?)?;
        stop_behind(fail::FAMILY)?;
        let groups = match fail {
            fail::GROUPS => Groups::MAX.saturating_add(1),
            fail::ALL_GROUPS => u32::MAX,
            _ => attack::GROUPS,
        };
        let protocol = match fail {
            fail::PROTOCOL => fault::PROTOCOL,
            _ => attack::PROTOCOL,
        };
        let groups = Groups {
            count: groups,
            anyone_joins: true,
            anyone_sends: true,
        };
        let socket = Socket::open_with_groups(setup, protocol, groups, Raw(late.clone()))
            .inspect_err(|refused| log_error!("{refused}"))?;
        stop_behind(fail::SOCKET)?;
        let here = late.clone();
        on_release(setup, attack::PROTOCOL, move |net: &Net, portid: Portid| {
            calls::from_hook(&here, net, Some(portid), "on_release", 4);
        })?;
        let deferred = [
            deferred(setup, 0, &late, 8)?,
            deferred(setup, 1_000_000, &late, 4)?,
            deferred(setup, u64::MAX, &late, 1)?,
        ];
        stop_behind(fail::DEFERRED)?;
        let hooks = hooks::prepare(setup, &late).map_err(|missing| match missing {
            Missing::Refused(error) => Error::from(error),
            Missing::Lacks(what) => {
                log_error!("{what}");
                EINVAL
            }
        })?;
        stop_behind(fail::HOOKS)?;
        if fail == fail::STARTED {
            let process = setup.process();
            // Started twice, which changes nothing.
            for hook in Iterator::chain(hooks.iter(), &hooks) {
                hook.start(&process)?;
            }
            return Err(EAGAIN);
        }
        if fail == fail::TWO_SOCKETS {
            Socket::open(setup, Protocol(28), Raw(late.clone()))
                .inspect_err(|refused| log_error!("{refused}"))?;
        }
        if fail == fail::FAMILY_TWICE {
            FAMILY.open(setup, Arc::new(Attack(late.clone()), GFP_KERNEL)?)?;
        }
        if fail == fail::TAKEN {
            TAKEN.open(setup, Arc::new(Taken, GFP_KERNEL)?)?;
        }
        let rings = [
            Ring::new(setup, 1, 7, *b"attack")?,
            Ring::new(setup, 8192, 8, *b"others")?,
        ];
        for size in [u64::MAX, (1 << 63) + 1, 1 << 62, 1 << 50, 1 << 40] {
            if Ring::<8>::new(setup, size, 7, *b"attack").is_ok() {
                log_error!("a ring of {size} bytes");
                return Err(EINVAL);
            }
        }
        let shared = Shared::new(setup, socket, deferred, hooks, rings, forget);
        late.replace(Some(Arc::pin_init(shared, GFP_KERNEL)?));
        Ok(Self {
            late,
            forgets: forget > 0,
        })
    }
}

fn deferred(setup: &mut Setup, delay: u64, late: &Arc<Late>, count: u32) -> Result<Deferred> {
    let late = late.clone();
    Ok(Deferred::new(setup, delay, move || {
        calls::deferred(&late, count);
    })?)
}

impl Drop for Module {
    /// Runs when everything is closed, while handles still exist.
    fn drop(&mut self) {
        calls::from_hook(&self.late, Net::initial(), None, "", 100);
        let shared = self.late.replace(None);
        if self.forgets {
            mem::forget(shared);
        }
    }
}

/// Prepares everything under a spinlock, where each preparation is refused.
fn locked(setup: &mut Setup) -> Result<Module> {
    let late = Arc::pin_init(Late::new(), GFP_KERNEL)?;
    let attack = Arc::new(Attack(late.clone()), GFP_KERNEL)?;
    let exit = Arc::new(hooks::WatchExit(late.clone()), GFP_KERNEL)?;
    let lock = KBox::pin_init(new_spinlock!(()), GFP_KERNEL)?;
    let guard = lock.lock();
    let family = FAMILY.open(setup, attack).err();
    let deferred = Deferred::new(setup, 0, || ()).err();
    let release = on_release(setup, attack::PROTOCOL, |_: &Net, _: Portid| ()).err();
    let socket = Socket::open(setup, attack::PROTOCOL, Raw(late)).err();
    let hook = Hook::new::<Exit, _>(setup, exit).err();
    let ring = Ring::<4>::new(setup, 4096, 7, *b"attack").err();
    drop(guard);
    let all = [family, deferred, release, socket.map(Into::into), ring];
    let refused = all.iter().all(|error| *error == Some(code::EDEADLK));
    match refused && hook == Some(Missing::Refused(code::EDEADLK)) {
        true => Err(code::EDEADLK.into()),
        false => Err(EINVAL),
    }
}

/// The objects that calls work with.
#[pin_data]
struct Shared {
    socket: Socket,
    deferred: [Deferred; 3],
    hooks: KVec<Hook>,
    publisher: Publisher,
    rings: [Arc<Ring<4>>; 2],
    /// The seed of calls in hooks.
    seed: AtomicU64,
    /// The number of handles that may still be forgotten.
    forget: AtomicU32,
    made: [AtomicU32; CALLS.len()],
    places: [AtomicU32; PLACES.len()],
    /// Held while calls are made.
    #[pin]
    lock: SpinLock<()>,
    /// Held briefly, from any context, so it is only tried.
    #[pin]
    stored: SpinLock<Stored>,
}

/// Objects that one call leaves to another.
#[derive(Default)]
struct Stored {
    outgoing: Option<Outgoing>,
    notification: Option<Notification<Attack>>,
    portid: Option<Portid>,
    cursor: Cursor,
}

impl Shared {
    fn new(
        setup: &Setup,
        socket: Socket,
        deferred: [Deferred; 3],
        hooks: KVec<Hook>,
        rings: [Arc<Ring<4>>; 2],
        forget: u32,
    ) -> impl PinInit<Self, Error> {
        let publisher = Publisher::new(setup.module());
        try_pin_init!(Self {
            socket,
            deferred,
            hooks,
            publisher,
            rings,
            seed: AtomicU64::new(1),
            forget: AtomicU32::new(forget),
            made: [const { AtomicU32::new(0) }; CALLS.len()],
            places: [const { AtomicU32::new(0) }; PLACES.len()],
            lock <- new_spinlock!(()),
            stored <- new_spinlock!(Stored::default()),
        })
    }

    fn was_in(&self, place: &str) {
        let index = PLACES.iter().position(|name| *name == place);
        if let Some(count) = index.and_then(|index| self.places.get(index)) {
            count.fetch_add(1, Relaxed);
        }
    }
}

/// The family's state.
struct Attack(Arc<Late>);

static FAMILY: Family<Attack> = Family::new();

impl Definition for Attack {
    type State = Self;
    const NAME: &'static str = attack::FAMILY;
    const VERSION: u8 = attack::VERSION;
    const OPS: &'static [Op<Self>] = &[
        Op::doit::<Call>(),
        Op::dump::<Call>(),
        Op::doit::<End>(),
        Op::doit::<Atomic>(),
        Op::doit::<Reply>(),
        Op::doit::<Hooks>(),
        Op::doit::<Count>(),
    ];
    const GROUPS: &'static [Group] = &[
        Group::new("first", Join::Anyone),
        Group::new("last", Join::Anyone),
    ];
}

/// A policy whose rules refer to itself.
static POLICY: Policy<{ attr::MAX as usize + 1 }> = Policy::new()
    .attr(attr::SEED, Rule::u64())
    .attr(attr::COUNT, Rule::u32().range::<0, { COUNT_MAX as u64 }>())
    .attr(attr::SIZE, Rule::u64())
    .attr(attr::NEST, Rule::nested(&POLICY));

/// A family whose name is taken.
struct Taken;

static TAKEN: Family<Taken> = Family::new();

impl Definition for Taken {
    type State = Self;
    const NAME: &'static str = "nlctrl";
    const VERSION: u8 = 1;
    const OPS: &'static [Op<Self>] = &[];
}

fn number(request: &Info<'_>, kind: u16) -> netlink::Result<u64> {
    match request.attr(kind) {
        None => Ok(0),
        Some(attr) if attr.payload().len() == 4 => Ok(attr.u32()?.into()),
        Some(attr) => Ok(attr.u64()?),
    }
}

struct Call;

impl Do<Attack> for Call {
    const CMD: u8 = cmd::CALL;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = POLICY.as_ref();

    fn run(state: &Attack, request: &Request<'_, Attack>, ack: &mut ExtAck<'_>) -> netlink::Result {
        let seed = number(request, attr::SEED)?;
        let count = number(request, attr::COUNT)? as u32;
        let shared = state.0.get()?;
        calls::operation(&shared, request, ack, seed, count);
        Ok(())
    }
}

struct Count;

impl Do<Attack> for Count {
    const CMD: u8 = cmd::COUNT;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(state: &Attack, request: &Request<'_, Attack>, _: &mut ExtAck<'_>) -> netlink::Result {
        let shared = state.0.get()?;
        let (made, places) = (size_of_val(&shared.made), size_of_val(&shared.places));
        let room = made.saturating_add(places).saturating_add(8);
        request.reply(room, |message| {
            counts(message.reserve(attr::MADE, made)?, &shared.made);
            counts(message.reserve(attr::PLACES, places)?, &shared.places);
            Ok(())
        })
    }
}

/// Writes counters, and resets them.
fn counts(to: &mut [u8], from: &[AtomicU32]) {
    for (to, from) in to.chunks_exact_mut(4).zip(from) {
        to.copy_from_slice(&from.swap(0, Relaxed).to_ne_bytes());
    }
}

/// The position of the dump.
#[derive(Clone, Copy, Default)]
struct Position {
    seed: u64,
    count: u32,
    parts: u32,
}

impl Dump<Attack> for Call {
    const CMD: u8 = cmd::CALL;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = POLICY.as_ref();
    type Cursor = Position;

    fn start(
        state: &Attack,
        request: &Info<'_>,
        place: &mut Position,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result {
        place.seed = number(request, attr::SEED)?;
        place.count = number(request, attr::COUNT)? as u32;
        calls::dump(&state.0, request, None, ack, place.seed, place.count / 2);
        Ok(())
    }

    /// If the seed is odd, the dump continues for as long as it is read.
    fn next(
        state: &Attack,
        request: &Info<'_>,
        place: &mut Position,
        datagram: &mut DumpDatagram<'_>,
        ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        place.parts = place.parts.wrapping_add(1);
        let seed = place.seed.wrapping_add(place.parts.into());
        calls::dump(
            &state.0,
            request,
            Some(datagram),
            ack,
            seed,
            place.count / 2,
        );
        if place.seed % 2 == 0 && place.parts > 3 {
            return Ok(Progress::Done);
        }
        let _ = datagram.push(|message| Ok(message.put_u32(attr::COUNT, 0)?));
        Ok(Progress::More)
    }

    fn done(state: &Attack, place: &mut Position) {
        calls::from_hook(&state.0, Net::initial(), None, "a dump", place.count / 4);
    }
}

struct End;

impl Do<Attack> for End {
    const CMD: u8 = cmd::END;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = PolicyRef::NONE;

    /// Ends everything that an operation can reach: the family's static and the handles of hooks. All hooks are
    /// stopped; prepared objects stay.
    fn run(state: &Attack, request: &Request<'_, Attack>, _: &mut ExtAck<'_>) -> netlink::Result {
        let shared = state.0.get()?;
        let process = request.process();
        for hook in Iterator::chain(shared.hooks.iter(), &shared.hooks) {
            hook.stop(&process)?;
        }
        request.registered().has_listeners::<0>(request.net());
        answer(request, 0)
    }
}

fn answer(request: &Request<'_, Attack>, errno: u32) -> netlink::Result {
    request.reply(8, |message| Ok(message.put_u32(attr::ERRNO, errno)?))
}

struct Atomic;

impl Do<Attack> for Atomic {
    const CMD: u8 = cmd::ATOMIC;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(state: &Attack, request: &Request<'_, Attack>, _: &mut ExtAck<'_>) -> netlink::Result {
        let shared = state.0.get()?;
        let guard = shared.lock.lock();
        let locked = calls::sleeping(&shared, request);
        drop(guard);
        let guard = rcu::read_lock();
        let reading = calls::sleeping(&shared, request);
        drop(guard);
        let errno = locked.filter(|errno| Some(*errno) == reading);
        answer(
            request,
            errno.map_or(0, |error| error.to_errno().unsigned_abs()),
        )
    }
}

struct Reply;

impl Do<Attack> for Reply {
    const CMD: u8 = cmd::REPLY;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = POLICY.as_ref();

    fn run(_state: &Attack, request: &Request<'_, Attack>, _: &mut ExtAck<'_>) -> netlink::Result {
        let size = number(request, attr::SIZE)?;
        request.reply(size as usize, |message| {
            Ok(message.put_u64(attr::SIZE, size)?)
        })
    }
}

struct Hooks;

impl Do<Attack> for Hooks {
    const CMD: u8 = cmd::HOOKS;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = POLICY.as_ref();

    fn run(state: &Attack, request: &Request<'_, Attack>, _: &mut ExtAck<'_>) -> netlink::Result {
        let shared = state.0.get()?;
        let start = number(request, attr::COUNT)? != 0;
        for hook in &shared.hooks {
            match start {
                true => hook.start(&request.process())?,
                false => hook.stop(&request.process())?,
            }
        }
        Ok(())
    }
}

/// The protocol.
struct Raw(Arc<Late>);

impl Handler for Raw {
    fn request(&self, request: &netlink::Request<'_>, ack: &mut ExtAck<'_>) -> netlink::Result {
        if request.message.header.kind != kind::CALL {
            return Err(ack.refuse(code::EOPNOTSUPP, c"there is CALL"));
        }
        let (mut seed, mut count) = (0, 0);
        for attr in request.message.attrs(0) {
            let attr = attr?;
            match attr.kind() {
                attr::SEED => seed = attr.u64()?,
                attr::COUNT => count = attr.u32()?.min(COUNT_MAX),
                _ => return Err(ack.refuse_attr(EINVAL, &attr, c"there are SEED and COUNT")),
            }
        }
        let shared = self.0.get()?;
        calls::handler(&shared, request.datagram, ack, seed, count);
        Ok(())
    }

    fn bind(&self, net: &Net, _group: netlink::Group) -> netlink::Result {
        calls::from_hook(&self.0, net, None, "bind", 4);
        Ok(())
    }

    fn unbind(&self, net: &Net, _group: netlink::Group) {
        // A socket leaves as many groups as the protocol has.
        calls::from_hook(&self.0, net, None, "unbind", 1);
    }
}

/// The content of a log line: calls that are made while it is written, with interrupts off.
struct InLog<F>(Cell<Option<F>>);

impl<F: FnOnce()> fmt::Display for InLog<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(run) = self.0.take() {
            run();
        }
        f.write_str("attacks while this is written")
    }
}

fn in_log(run: impl FnOnce()) {
    log_info!("{}", InLog(Cell::new(Some(run))));
}

// SPDX-License-Identifier: GPL-2.0

//! The calls, by the numbers of their names in `protocol/src/attack.rs`.

use core::ffi::CStr;
use core::mem;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kernel::error::code::EBUSY;
use kernel::prelude::*;
use kernel::sync::{new_spinlock, rcu, Arc, SpinLock};

use klink_kernel::hook::{Field, ProcessContext, Task};
use klink_kernel::log_sender;
use klink_kernel::module::ring::{Cursor, Sink, Stop};
use klink_kernel::module::{clock, log};
use klink_kernel::netlink::genl::{AttrValue, DumpDatagram, Info, Request};
use klink_kernel::netlink::{
    self, Attrs, Capability, Context, Datagram, ExtAck, Flags, Group, Net, Outgoing, Portid,
};
use klink_kernel::protocol::attack::{attr, cmd, CALLS};

use super::{in_log, Attack, Shared, FAMILY};

/// The objects that calls work with, from the end of init to the end of the module.
#[pin_data]
pub(super) struct Late {
    /// Hooks, which run in any context, only try it.
    #[pin]
    shared: SpinLock<Option<Arc<Shared>>>,
}

impl Late {
    pub(super) fn new() -> impl PinInit<Self> {
        pin_init!(Self { shared <- new_spinlock!(None) })
    }

    pub(super) fn replace(&self, by: Option<Arc<Shared>>) -> Option<Arc<Shared>> {
        mem::replace(&mut *self.shared.lock(), by)
    }

    /// For process context.
    pub(super) fn get(&self) -> Result<Arc<Shared>> {
        self.shared.lock().clone().ok_or(EBUSY)
    }

    /// For any context.
    fn try_get(&self) -> Option<Arc<Shared>> {
        self.shared.try_lock()?.clone()
    }
}

/// Random numbers from a seed (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 8).checked_rem(limit as u64).unwrap_or(0) as usize
    }

    fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let index = self.below(from.len());
        from.get(index).copied().unwrap_or_default()
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Rooms of messages: at the edges, below, above.
    fn size(&mut self) -> usize {
        const MAX: usize = Outgoing::MAX;
        match self.below(4) {
            0 => self.pick(&[
                0,
                MAX,
                MAX + 1,
                MAX - 1,
                usize::MAX,
                usize::MAX - 15,
                1 << 32,
            ]),
            1 => self.pick(&[65_535, 65_536, 16_384, 8192, 4096, 3776]),
            _ => self.below(300),
        }
    }

    fn number(&mut self) -> u64 {
        match self.below(3) {
            0 => self.pick(&[
                0,
                1,
                32,
                33,
                65_535,
                65_536,
                65_537,
                u32::MAX.into(),
                u64::MAX,
            ]),
            1 => self.next(),
            _ => self.below(100) as u64,
        }
    }

    fn context(&mut self) -> Context {
        match self.once_in(2) {
            true => Context::Process,
            false => Context::Atomic,
        }
    }

    fn group(&mut self) -> Option<Group> {
        Group::new(self.number() as u32)
    }
}

/// The objects that calls can use in this context.
struct Here<'a, 'e, 'p> {
    shared: &'a Shared,
    random: Random,
    net: &'a Net,
    to: Option<Portid>,
    process: Option<ProcessContext<'a>>,
    info: Option<&'a Info<'a>>,
    request: Option<&'a Request<'a, Attack>>,
    datagram: Option<&'a Datagram<'a>>,
    ack: Option<&'a mut ExtAck<'e>>,
    dump: Option<&'a mut DumpDatagram<'p>>,
}

/// Calls in an operation.
pub(super) fn operation(
    shared: &Shared,
    request: &Request<'_, Attack>,
    ack: &mut ExtAck<'_>,
    seed: u64,
    count: u32,
) {
    // This runs before `attack` can make more of them.
    if let Some(mut stored) = shared.stored.try_lock() {
        stored.portid = Some(request.portid());
    }
    let here = Here {
        net: request.net(),
        to: Some(request.portid()),
        process: Some(request.process()),
        info: Some(request),
        request: Some(request),
        ack: Some(ack),
        ..Here::new(shared, seed)
    };
    here.attack("an operation", count);
}

/// Calls in a dump.
pub(super) fn dump(
    late: &Late,
    info: &Info<'_>,
    datagram: Option<&mut DumpDatagram<'_>>,
    ack: &mut ExtAck<'_>,
    seed: u64,
    count: u32,
) {
    let Some(shared) = late.try_get() else {
        return;
    };
    let here = Here {
        net: info.net(),
        to: Some(info.portid()),
        info: Some(info),
        ack: Some(ack),
        dump: datagram,
        ..Here::new(&shared, seed)
    };
    here.attack("a dump", count);
}

/// Calls in the protocol's handler.
pub(super) fn handler(
    shared: &Shared,
    datagram: &Datagram<'_>,
    ack: &mut ExtAck<'_>,
    seed: u64,
    count: u32,
) {
    let here = Here {
        net: datagram.net(),
        to: Some(datagram.sender()),
        process: Some(datagram.process()),
        datagram: Some(datagram),
        ack: Some(ack),
        ..Here::new(shared, seed)
    };
    here.attack("a handler", count);
}

/// Calls in a hook.
pub(super) fn from_hook(late: &Late, net: &Net, to: Option<Portid>, place: &str, count: u32) {
    let Some(shared) = late.try_get() else {
        return;
    };
    let here = Here {
        net,
        to,
        ..Here::new(&shared, shared.seed.fetch_add(1, Relaxed))
    };
    here.attack(place, count);
}

/// Calls in deferred work.
pub(super) fn deferred(late: &Late, count: u32) {
    from_hook(late, Net::initial(), None, "deferred work", count);
}

/// Makes each call that may sleep, and returns the error of all of them.
pub(super) fn sleeping(shared: &Shared, request: &Request<'_, Attack>) -> Option<netlink::Error> {
    let process = request.process();
    let results = [
        Outgoing::new(8, Context::Process).map(drop),
        request.reply(8, |_| Ok(())),
        request.notify::<0>(cmd::CALL, 8, |_| Ok(())),
        request
            .registered()
            .notification(cmd::CALL, 8, Context::Process, |_| Ok(()))
            .map(drop),
        request.reply_with(shared.rings[0].memory(), 8, |_, _| Ok(())),
        shared.rings[1].close(&process),
    ];
    let hooks = shared
        .hooks
        .iter()
        .flat_map(|hook| [hook.start(&process), hook.stop(&process)]);
    let mut errors = Iterator::chain(results.into_iter(), hooks).map(Result::err);
    let first = errors.next()?;
    errors.all(|error| error == first).then_some(first)?
}

impl<'a> Here<'a, '_, '_> {
    fn new(shared: &'a Shared, seed: u64) -> Self {
        Self {
            shared,
            random: Random(seed),
            net: Net::initial(),
            to: None,
            process: None,
            info: None,
            request: None,
            datagram: None,
            ack: None,
            dump: None,
        }
    }

    /// Makes a number of calls, each of them directly or in a context that must not sleep.
    fn attack(mut self, place: &str, count: u32) {
        let shared = self.shared;
        shared.was_in(place);
        if self.to.is_none() {
            self.to = shared.stored.try_lock().and_then(|stored| stored.portid);
        }
        for _ in 0..count {
            match self.random.below(32) {
                0..4 => {
                    let guard = shared.lock.try_lock();
                    if guard.is_some() {
                        shared.was_in("a spinlock");
                    }
                    self.call();
                    drop(guard);
                }
                4..8 => {
                    let guard = rcu::read_lock();
                    shared.was_in("RCU");
                    self.call();
                    drop(guard);
                }
                8 => {
                    let guard = (shared.lock.try_lock(), rcu::read_lock());
                    shared.was_in("a spinlock and RCU");
                    self.call();
                    drop(guard);
                }
                9 => {
                    shared.was_in("a log line");
                    in_log(|| self.call());
                }
                _ => self.call(),
            }
        }
    }

    /// Makes one call. Its result does not matter, only that the kernel survives.
    fn call(&mut self) {
        let number = self.random.below(CALLS.len());
        let possible = match number {
            0 => self.drop_outgoing(),
            1 => self.forget_outgoing(),
            2 => self.messages(),
            3 => self.swap_builders(),
            4 => self.socket_unicast(),
            5 => self.socket_broadcast(),
            6 => self.socket_listeners(),
            7 => self.endpoint_unicast(),
            8 => self.endpoint_broadcast(),
            9 => self.datagram_reply(),
            10 => self.dispatch(),
            11 => self.reply(),
            12 => self.notify(),
            13 => self.family_multicast(),
            14 => self.registered_multicast(),
            15 => self.late_multicast(),
            16 => self.family_listeners(),
            17 => self.hook(true),
            18 => self.hook(false),
            19 => self.defer(),
            20 => self.forget_handle(),
            21 => self.ext_ack(),
            22 => self.push(),
            23 => self.push_some(),
            24 => self.generation(),
            25 => self.publish(),
            26 => self.append(),
            27 => self.read(),
            28 => self.map(),
            29 => self.close(),
            30 => self.task(),
            _ => self.clock_and_log(),
        };
        if let (true, Some(made)) = (possible, self.shared.made.get(number)) {
            made.fetch_add(1, Relaxed);
        }
    }

    fn outgoing(&mut self) -> netlink::Result<Outgoing> {
        let (size, context) = (self.random.size(), self.random.context());
        match self.datagram {
            Some(datagram) if self.random.once_in(2) => datagram.answer(size),
            _ => Outgoing::new(size, context),
        }
    }

    /// A message to send: one that another call has left, a new one, or an empty one.
    fn sendable(&mut self) -> netlink::Result<Outgoing> {
        if let Some(outgoing) = self
            .shared
            .stored
            .try_lock()
            .and_then(|mut stored| stored.outgoing.take())
        {
            return Ok(outgoing);
        }
        let mut outgoing = self.outgoing()?;
        for _ in 0..self.random.below(3) {
            let (kind, seq) = (self.random.number() as u16, self.random.number() as u32);
            let mut message = outgoing.message(kind, Flags(seq as u16), seq)?;
            message.put_u64(attr::SEED, seq.into())?;
            message.finish()?;
        }
        Ok(outgoing)
    }

    fn keep(&mut self, outgoing: Outgoing) {
        let stored = self.shared.stored.try_lock();
        // The previous message is dropped after the lock is released.
        let before = stored.map(|mut stored| stored.outgoing.replace(outgoing));
        drop(before);
    }

    fn drop_outgoing(&mut self) -> bool {
        let outgoing = self.outgoing();
        if let (Ok(outgoing), true) = (outgoing, self.random.once_in(4)) {
            self.keep(outgoing);
        }
        true
    }

    /// Whether an object of this size may still be forgotten.
    fn may_forget(&self) -> bool {
        let forget = &self.shared.forget;
        forget
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1))
            .is_ok()
    }

    fn forget_outgoing(&mut self) -> bool {
        if self.may_forget() {
            let size = self.random.below(300);
            mem::forget(Outgoing::new(size, Context::Atomic));
        }
        true
    }

    fn messages(&mut self) -> bool {
        if let Ok(mut outgoing) = self.outgoing() {
            for _ in 0..self.random.below(6) {
                let _ = self.message(&mut outgoing);
            }
            self.keep(outgoing);
        }
        true
    }

    /// Finishes, drops or forgets a message that may be broken.
    #[inline(never)]
    fn message(&mut self, outgoing: &mut Outgoing) -> netlink::Result {
        let some = BYTES.get(..self.random.below(71)).unwrap_or_default();
        if self.random.once_in(3) {
            return outgoing.raw(some);
        }
        let mut message = outgoing.message(16, Flags::NONE, 1)?;
        for _ in 0..self.random.below(4) {
            let kind = self.random.number() as u16;
            let result = match self.random.below(9) {
                0 => message.raw(some),
                1 => message.put(kind, some),
                2 => message.put_string(kind, some),
                3 => message.reserve(kind, self.random.size()).map(|_| ()),
                4 => message.nest(kind, |message| {
                    message.nest(kind, |message| message.raw(some))
                }),
                5 => message.put_uint(kind, self.random.number()),
                6 => message.put_flag(kind),
                7 => message.nest(kind, |message| {
                    message.written_mut().fill(kind as u8);
                    message.raw(some)
                }),
                _ => {
                    message.claim(self.random.number() as u32);
                    Ok(())
                }
            };
            if result.is_err() && self.random.once_in(2) {
                return Ok(result?);
            }
        }
        match self.random.below(4) {
            0 => drop(message),
            1 => mem::forget(message),
            _ => message.finish()?,
        }
        Ok(())
    }

    fn swap_builders(&mut self) -> bool {
        let _ = self.swapped();
        true
    }

    /// Swaps buffers and unfinished messages where they have a name, also in the middle of a nest.
    #[inline(never)]
    fn swapped(&mut self) -> netlink::Result {
        let (mut one, mut other) = (self.outgoing()?, self.outgoing()?);
        one.raw(b"begin")?;
        mem::swap(&mut one, &mut other);
        {
            let mut in_one = one.message(16, Flags::NONE, 1)?;
            let mut in_other = other.message(17, Flags::NONE, 2)?;
            in_other.raw(b"more than the other")?;
            mem::swap(&mut in_one, &mut in_other);
            let fail = self.random.once_in(2);
            let _ = in_one.nest(1, |message| {
                mem::swap(message, &mut in_other);
                message.put_u32(2, 2)?;
                match fail {
                    true => Err(netlink::Error::from(EINVAL)),
                    false => Ok(()),
                }
            });
            let _ = in_other.put_u8(3, 3);
            if self.random.once_in(2) {
                in_one.finish()?;
            }
            in_other.finish()?;
        }
        mem::swap(&mut one, &mut other);
        self.keep(other);
        self.shared
            .socket
            .broadcast(self.net, Group::new(1).ok_or(EINVAL)?, None, one)?;
        Ok(())
    }

    fn socket_unicast(&mut self) -> bool {
        let Some(to) = self.to else {
            return false;
        };
        if let Ok(outgoing) = self.sendable() {
            let _ = self.shared.socket.unicast(self.net, to, outgoing);
        }
        true
    }

    fn socket_broadcast(&mut self) -> bool {
        if let (Ok(outgoing), Some(group)) = (self.sendable(), self.random.group()) {
            let socket = self.shared.socket;
            let _ = socket.broadcast(self.net, group, self.to, outgoing);
        }
        true
    }

    fn socket_listeners(&mut self) -> bool {
        if let Some(group) = self.random.group() {
            self.shared.socket.has_listeners(self.net, group);
        }
        true
    }

    fn endpoint_unicast(&mut self) -> bool {
        let (Some(datagram), Some(to)) = (self.datagram, self.to) else {
            return false;
        };
        if let Ok(outgoing) = self.sendable() {
            let _ = datagram.socket().unicast(to, outgoing);
        }
        true
    }

    fn endpoint_broadcast(&mut self) -> bool {
        let Some(datagram) = self.datagram else {
            return false;
        };
        let context = self.random.context();
        if let (Ok(outgoing), Some(group)) = (self.sendable(), self.random.group()) {
            let socket = datagram.socket();
            socket.has_listeners(group);
            let _ = socket.broadcast(group, self.to, outgoing, context);
        }
        true
    }

    fn datagram_reply(&mut self) -> bool {
        let Some(datagram) = self.datagram else {
            return false;
        };
        if let Ok(outgoing) = self.sendable() {
            let _ = datagram.reply(outgoing);
        }
        datagram.capable(Capability::NetAdmin);
        datagram.capable(Capability::SysAdmin);
        let group = datagram.group().map_or(0, Group::get);
        let numbers = u32::from(datagram.protocol().0).wrapping_add(group);
        datagram.uid().wrapping_add(numbers) != u32::MAX
    }

    #[inline(never)]
    fn dispatch(&mut self) -> bool {
        let Some(datagram) = self.datagram else {
            return false;
        };
        let mut count = 0;
        let _ = datagram.dispatch(|request, ack| {
            count = 1_u16.wrapping_add(count);
            ack.missing(count);
            // Once more inside.
            datagram.dispatch(|request, ack| {
                let attr = request.message.attrs(0).next().ok_or(EINVAL)??;
                let error = netlink::Error::from_number(request.seq());
                Err(ack.refuse_attr(error, &attr, c"inside"))
            })?;
            Err(netlink::Error::from_number(request.seq()))
        });
        self.shared.was_in("dispatch");
        true
    }

    fn reply(&mut self) -> bool {
        let Some(request) = self.request else {
            return false;
        };
        let (size, len) = (self.random.size(), self.random.size());
        let _ = request.reply(size, |message| {
            message.reserve(attr::SIZE, len)?;
            Ok(())
        });
        true
    }

    fn notify(&mut self) -> bool {
        let Some(request) = self.request else {
            return false;
        };
        let (size, cmd) = (self.random.size(), self.random.next() as u8);
        let _ = request.notify::<1>(cmd, size, |message| Ok(message.put_u32(attr::COUNT, 1)?));
        true
    }

    fn family_multicast(&mut self) -> bool {
        let (size, cmd) = (self.random.size(), self.random.next() as u8);
        let notification = FAMILY.notification(cmd, size, |message| {
            // The family itself, which is not registered yet, or no longer.
            FAMILY.has_listeners::<0>(Net::initial());
            Ok(message.put_u32(attr::COUNT, 1)?)
        });
        if let Ok(notification) = notification {
            if self.random.once_in(2) {
                let stored = self.shared.stored.try_lock();
                let before = stored.map(|mut stored| stored.notification.replace(notification));
                drop(before);
            } else {
                let _ = FAMILY.multicast::<0>(self.net, notification);
            }
        }
        true
    }

    fn registered_multicast(&mut self) -> bool {
        let Some(request) = self.request else {
            return false;
        };
        let family = request.registered();
        let (size, context) = (self.random.size(), self.random.context());
        let notification = family.notification(cmd::CALL, size, context, |_| Ok(()));
        if let Ok(notification) = notification {
            let context = self.random.context();
            let _ = family.multicast::<1>(self.net, notification, context);
        }
        let Attack(_) = family.state();
        true
    }

    fn late_multicast(&mut self) -> bool {
        let stored = self.shared.stored.try_lock();
        let notification = stored.and_then(|mut stored| stored.notification.take());
        if let Some(notification) = notification {
            let _ = FAMILY.multicast::<1>(self.net, notification);
        }
        true
    }

    fn family_listeners(&mut self) -> bool {
        FAMILY.has_listeners::<0>(self.net);
        FAMILY.has_listeners::<1>(Net::initial());
        true
    }

    fn hook(&mut self, start: bool) -> bool {
        let index = self.random.below(self.shared.hooks.len());
        let (Some(process), Some(hook)) = (&self.process, self.shared.hooks.get(index)) else {
            return false;
        };
        // This call takes some time.
        if self.random.once_in(4) {
            let _ = match start {
                true => hook.start(process),
                false => hook.stop(process),
            };
        }
        true
    }

    fn defer(&mut self) -> bool {
        for deferred in &self.shared.deferred {
            deferred.queue();
        }
        true
    }

    fn forget_handle(&mut self) -> bool {
        if self.may_forget() {
            mem::forget(self.shared.deferred.clone());
            mem::forget(self.shared.hooks.first().cloned());
            mem::forget(
                self.shared
                    .stored
                    .try_lock()
                    .map(|mut stored| stored.notification.take()),
            );
        }
        true
    }

    fn ext_ack(&mut self) -> bool {
        let kind = self.random.number() as u16;
        let what = self.random.below(9);
        // Attributes of no message, of the request, and of another message.
        let elsewhere = [8, 0, 1, 0, 1, 2, 3, 4];
        let elsewhere = Attrs::new(&elsewhere).next().and_then(Result::ok);
        let own = self.info.and_then(|info| match kind & 16 {
            0 => info.attr(kind % 9),
            _ => AttrValue::last(info.attrs(), kind % 9, Some).map(|given| given.attr),
        });
        let Some(attr) = own.filter(|_| self.random.once_in(2)).or(elsewhere) else {
            return false;
        };
        let Some(ack) = &mut self.ack else {
            return false;
        };
        match what {
            0 => ack.message(c"attack"),
            1 => ack.format(format_args!("{kind} {:?} \0 {:200}", what, "語")),
            2 => ack.attr(&attr),
            3 => ack.missing(kind),
            4 => ack.missing_in(&attr, kind),
            5 => ack.cookie([0xff; 8]),
            6 => drop(ack.refuse(EINVAL, c"")),
            7 => drop(ack.refuse_attr(EINVAL, &attr, c"attack")),
            _ => drop(self.info.map(|info| info.require(kind, ack).is_ok())),
        }
        true
    }

    fn push(&mut self) -> bool {
        let (len, fail) = (self.random.size(), self.random.once_in(4));
        let Some(datagram) = &mut self.dump else {
            return false;
        };
        let _ = datagram.push(|message| {
            message.reserve(attr::SIZE, len.min(1000))?;
            match fail {
                true => Err(EINVAL.into()),
                false => Ok(()),
            }
        });
        true
    }

    fn push_some(&mut self) -> bool {
        let (at, said) = (self.random.number() as usize, self.random.size());
        let at = if self.random.once_in(2) { 0 } else { at };
        let Some(datagram) = &mut self.dump else {
            return false;
        };
        let _ = datagram.push_some(|room| {
            room.put(at, &WORDS);
            room.put(room.len(), &WORDS);
            room.put(usize::MAX, &WORDS);
            said
        });
        true
    }

    fn generation(&mut self) -> bool {
        let generation = self.random.number() as u32;
        let Some(datagram) = &mut self.dump else {
            return false;
        };
        datagram.generation(generation);
        datagram.generation(generation.wrapping_add(1));
        true
    }

    #[inline(never)]
    fn publish(&mut self) -> bool {
        let text = BYTES.get(..self.random.below(300)).unwrap_or_default();
        let what = self.random.pick(&[c"attack", c"", c"\xff\xfe", LONG]);
        let number = self.random.number();
        let fields = [
            Field::number(what, number),
            Field::signed(c"signed", number as i64),
            Field::text(c"text", text),
            Field::text(LONG, b"\0"),
        ];
        let fields = fields.get(self.random.below(4)..).unwrap_or_default();
        let fields = match self.random.once_in(4) {
            true => &[Field::number(c"many", 1); 20],
            false => fields,
        };
        let _ = self.shared.publisher.publish(what, fields);
        true
    }

    fn append(&mut self) -> bool {
        let payload = BYTES.get(..self.random.below(3000)).unwrap_or_default();
        for ring in &self.shared.rings {
            ring.append(self.random.number() as u8, payload);
            let words = [self.random.number(); 200];
            let some = words.get(..self.random.below(201)).unwrap_or_default();
            ring.append_words(self.random.number() as u8, some);
        }
        true
    }

    /// Reads from a ring, also with the cursor of another ring.
    #[inline(never)]
    fn read(&mut self) -> bool {
        let mut liar = Liar {
            said: self.random.size(),
            ..Liar::default()
        };
        let Some(mut stored) = self.shared.stored.try_lock() else {
            return false;
        };
        let mut cursor = stored.cursor;
        for ring in &self.shared.rings {
            let mut left = self.random.number().min(100);
            match self.random.below(6) {
                0 => cursor = ring.oldest(),
                1 => cursor = ring.end(),
                2 => cursor = ring.find(self.random.number()).unwrap_or_default(),
                3 => cursor = Cursor::default(),
                _ => {}
            }
            let wanted = self.random.pick(&[u64::MAX, 1, 2]);
            let budget = self.random.size();
            let (_, stop) = ring.read(&mut cursor, wanted, &mut left, budget, &mut liar);
            if let (Stop::Gap(gap), true) = (stop, self.random.once_in(2)) {
                cursor.pass_gap(&gap);
            }
            let status = ring.status();
            let bytes = ring.bytes();
            if status.used > bytes {
                log_sender!("a ring of {bytes} bytes has {} in use", status.used);
            }
        }
        stored.cursor = cursor;
        true
    }

    /// Prepares descriptors, which no process gets because the replies fail.
    fn map(&mut self) -> bool {
        let Some(request) = self.request else {
            return false;
        };
        for ring in &self.shared.rings {
            let refused = request.reply_with(ring.memory(), self.random.below(64), |_, number| {
                log_sender!("a descriptor {number} of {} bytes", ring.mapped_bytes());
                Err(EINVAL.into())
            });
            if refused.is_ok() {
                log_sender!("one of {} descriptors is left", ring.opened());
            }
        }
        true
    }

    /// Closes a ring for those who would map it.
    fn close(&mut self) -> bool {
        let Some(process) = &self.process else {
            return false;
        };
        if let Some(ring) = self.shared.rings.first() {
            let _ = ring.close(process);
        }
        true
    }

    fn task(&mut self) -> bool {
        let ids = Task::with_current(|task| (task.ids(), task.exit_code()));
        ids.0.comm.len() == 16
    }

    fn clock_and_log(&mut self) -> bool {
        let times = [
            clock::since_boot(),
            clock::since_boot(),
            clock::cpu().into(),
        ];
        log_sender!("attack: {:?} {:?}", times, log::permit());
        clock::random() != clock::random()
    }
}

/// A sink that has less room than it claims, or as much.
#[derive(Default)]
struct Liar {
    said: usize,
    put: usize,
}

impl Sink<AtomicU64> for Liar {
    fn len(&self) -> usize {
        self.said
    }

    fn put(&mut self, at: usize, words: &[AtomicU64]) {
        let sum = words.iter().map(|word| word.load(Relaxed));
        self.put = sum.fold(at, |sum, word| sum.wrapping_add(word as usize));
    }
}

static BYTES: [u8; 3000] = [b'x'; 3000];

static WORDS: [AtomicU64; 40] = [const { AtomicU64::new(0x1122_3344_5566_7788) }; 40];

/// A text that is longer than any name or text may be.
const LONG: &CStr = match CStr::from_bytes_with_nul(&LONG_BYTES) {
    Ok(long) => long,
    Err(_) => c"",
};

const LONG_BYTES: [u8; 400] = {
    let mut long = [b'l'; 400];
    long[399] = 0;
    long
};

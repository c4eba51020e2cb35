// SPDX-License-Identifier: GPL-2.0

//! From the core's callbacks to the handler that a module has registered for a protocol.
//!
//! The core passes no context to some binding, only what they are about. So there is one slot per protocol, and one
//! set of callbacks per slot, each of which knows its number.

use core::ptr;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use kernel::alloc::flags::GFP_KERNEL;
use kernel::alloc::KBox;
use kernel::error::code::ENOENT;
use kernel::ffi::c_int;
use kernel::sync::{rcu, Arc, ArcBorrow};
use kernel::ThisModule;

use super::socket::Sock;
use super::{code, Datagram, Endpoint, Error, Group, Groups, Handler, Net, Protocol, Refused};
use crate::sys;

const PROTOCOLS: usize = Protocol::LIMIT as usize;

/// The handler of each protocol that this module owns. A slot is null, or it holds one reference of an `Arc` and is
/// given back by the [`Registration`] that filled it, after a grace period.
static HANDLERS: [AtomicPtr<Entry>; PROTOCOLS] =
    [const { AtomicPtr::new(ptr::null_mut()) }; PROTOCOLS];

/// The protocols that this module has opened, a bit each. While it is loaded, processes may have sockets of them even
/// after it has closed its own, and to open that again would not be safe: for a moment the core takes a new kernel
/// socket for a process's, and stops with `BUG()` where somebody sends to it just then (`__netlink_kernel_create()` in
/// `net/netlink/af_netlink.c`).
static OPENED: AtomicU32 = AtomicU32::new(0);

struct Entry {
    handler: KBox<dyn Handler>,
    module: &'static ThisModule,
    groups: Groups,
    binding: Option<&'static Binding>,
}

/// What a filled slot of [`HANDLERS`] belongs to. It is filled before a socket exists, so that the first datagram finds
/// its handler, and emptied after the last socket is gone.
pub(super) struct Registration {
    slot: &'static AtomicPtr<Entry>,
    protocol: Protocol,
    /// Whether every namespace has a socket: see [`Registration::open_all`].
    opened: bool,
}

impl Registration {
    pub(super) fn new(
        module: &'static ThisModule,
        protocol: Protocol,
        groups: Groups,
        binding: Option<&'static Binding>,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        let slot = HANDLERS
            .get(usize::from(protocol.0))
            .ok_or(Refused::Number(protocol))?;
        if protocol.name().is_some() {
            return Err(Refused::Kernel(protocol));
        }
        if OPENED.load(Ordering::Relaxed) & bit(protocol) != 0 {
            return Err(Refused::Opened(protocol));
        }
        let handler = KBox::new(handler, GFP_KERNEL).map_err(|_| Refused::Memory)?;
        let entry = Entry {
            handler,
            module,
            groups,
            binding,
        };
        let entry = Arc::new(entry, GFP_KERNEL).map_err(|_| Refused::Memory)?;
        let entry = Arc::into_raw(entry).cast_mut();
        match slot.compare_exchange(ptr::null_mut(), entry, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => Ok(Self {
                slot,
                protocol,
                opened: false,
            }),
            Err(_) => {
                // SAFETY: From `into_raw` above, and not stored.
                drop(unsafe { Arc::from_raw(entry) });
                Err(Refused::Taken(protocol))
            }
        }
    }

    /// A socket in one namespace.
    pub(super) fn open(&self, net: &Net) -> core::result::Result<Sock, Refused> {
        let entry = handler(self.protocol).ok_or(Refused::Taken(self.protocol))?;
        entry.open(self.protocol, net)
    }

    /// The sockets of all namespaces.
    pub(super) fn open_all(mut self) -> core::result::Result<Self, Refused> {
        let namespaces = Namespaces::of(self.protocol).ok_or(Refused::Kernel(self.protocol))?;
        // SAFETY: The number is below the limit, and this registration alone uses it: the slot is ours.
        let result = Error::check(unsafe {
            sys::klink_pernet_register(self.protocol.0.into(), namespaces.init, namespaces.exit)
        });
        match result {
            Ok(_) => {
                self.opened = true;
                Ok(self)
            }
            Err(error) if error == kernel::error::code::ENOMEM.into() => Err(Refused::Memory),
            Err(_) => Err(Refused::Taken(self.protocol)),
        }
    }

    /// The socket of one namespace, if [`Registration::open_all`] has made it.
    pub(super) fn endpoint<'a>(&'a self, net: &'a Net) -> Option<&'a Endpoint> {
        if !self.opened {
            return None;
        }
        // SAFETY: Registered, so every namespace has a place for the pointer, which is null or a socket that lives
        // until the namespace or the registration ends; `'a` ends before either.
        unsafe {
            let sock = *sys::klink_pernet_sock(self.protocol.0.into(), net.as_ptr().cast_mut());
            (!sock.is_null()).then(|| Endpoint::from_ptr(sock))
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        if self.opened {
            // SAFETY: Registered by `open_all`. Closes the sockets of all namespaces.
            unsafe { sys::klink_pernet_unregister(self.protocol.0.into()) };
        }
        let entry = self.slot.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: In process context without locks, as module init and exit are.
        unsafe { sys::synchronize_rcu() };
        // SAFETY: The slot's reference, from `into_raw`. Nobody reads the slot's old value any more: who did so within
        // the grace period has taken a reference of their own.
        drop(unsafe { Arc::from_raw(entry) });
    }
}

impl Entry {
    fn open(&self, protocol: Protocol, net: &Net) -> core::result::Result<Sock, Refused> {
        let ops = sys::klink_socket_ops {
            input,
            bind: self.binding.map(|binding| binding.bind),
            unbind: self.binding.map(|binding| binding.unbind),
            groups: self.groups.count,
            flags: self.groups.flags(),
        };
        // SAFETY: The namespace is alive; the callbacks are code of the module that `module` is, which the core keeps
        // loaded for as long as a process has such a socket open; C copies `ops`. The socket is ours.
        let sock = unsafe {
            Sock::from_ptr(sys::klink_socket_create(
                net.as_ptr().cast_mut(),
                protocol.0.into(),
                self.module.as_ptr().cast(),
                &ops,
            ))
        };
        if sock.is_some() {
            OPENED.fetch_or(bit(protocol), Ordering::Relaxed);
        }
        // The core tells no reason. Out of memory would have been logged, so what is left is that somebody has it.
        sock.ok_or(Refused::Taken(protocol))
    }
}

/// The protocol's bit in [`OPENED`]. Numbers end at 31.
fn bit(protocol: Protocol) -> u32 {
    1u32.checked_shl(protocol.0.into()).unwrap_or(0)
}

/// The handler of a protocol, kept alive by the reference returned.
fn handler(protocol: Protocol) -> Option<Arc<Entry>> {
    let slot = HANDLERS.get(usize::from(protocol.0))?;
    let guard = rcu::read_lock();
    let entry = slot.load(Ordering::Acquire);
    if entry.is_null() {
        return None;
    }
    // SAFETY: The slot held a reference when it was read, and gives it back only after a grace period, which cannot end
    // before `guard` is dropped.
    let entry = Arc::from(unsafe { ArcBorrow::from_raw(entry) });
    drop(guard);
    Some(entry)
}

/// # Safety
///
/// The core calls this, with a datagram for one of our sockets, in the context of the process that sent it.
unsafe extern "C" fn input(skb: *mut sys::sk_buff) {
    // SAFETY: By this function's contract; it ends when `datagram` does.
    let Some(datagram) = (unsafe { Datagram::new(skb) }) else {
        return;
    };
    match handler(datagram.protocol()) {
        Some(entry) => entry.handler.datagram(&datagram),
        // Dropped after the core had found the socket. Who waits for an answer gets one.
        None => datagram.dispatch(|_, _| Err(code::ECONNREFUSED)),
    }
}

/// What the core calls without saying for which protocol: one function for each number that is not the kernel's own,
/// which passes its arguments on, and the number behind them, by a jump: a module has up to sixty of them.
/// The tables are constants of functions, so that a module which uses one of them does not contain the other.
macro_rules! by_protocol {
    ($protocol:expr, $type:ident { $($field:ident: $function:ident),* }) => {{
        const TABLE: &[(u8, $type)] = by_protocol!(
            $type { $($field: $function),* } 1 3 13 14 17 19 23 24 25 26 27 28 29 30 31
        );
        const { assert!(has_all_free_numbers(TABLE)) };
        let row = TABLE.iter().find(|(number, _)| *number == $protocol.0);
        row.map(|(_, functions)| functions)
    }};
    ($type:ident $fields:tt $($number:literal)*) => {
        &[$(($number, by_protocol!(@ $number $type $fields))),*]
    };
    (@ $number:literal $type:ident { $($field:ident: $function:ident),* }) => {
        $type { $($field: $function::<$number>),* }
    };
}

/// Whether a table has all numbers without a name, and no others.
const fn has_all_free_numbers<T>(table: &[(u8, T)]) -> bool {
    let mut number = 0;
    let mut row = 0;
    while number < Protocol::LIMIT {
        if Protocol(number).name().is_none() {
            if row == table.len() || table[row].0 != number {
                return false;
            }
            row += 1;
        }
        number += 1;
    }
    row == table.len()
}

/// The callbacks for groups.
pub(super) struct Binding {
    bind: sys::netlink_bind,
    unbind: sys::netlink_unbind,
}

impl Binding {
    pub(super) fn of(protocol: Protocol) -> Option<&'static Self> {
        by_protocol!(
            protocol,
            Binding {
                bind: bind,
                unbind: unbind
            }
        )
    }
}

/// The callbacks for namespaces.
struct Namespaces {
    init: sys::pernet_init,
    exit: sys::pernet_exit,
}

impl Namespaces {
    fn of(protocol: Protocol) -> Option<&'static Self> {
        by_protocol!(
            protocol,
            Namespaces {
                init: net_init,
                exit: net_exit
            }
        )
    }
}

/// # Safety
///
/// The core calls this while a process joins a group, in whose namespace it is.
unsafe extern "C" fn bind<const PROTOCOL: u8>(net: *mut sys::net, group: c_int) -> c_int {
    // SAFETY: By this function's contract.
    unsafe { join(net, group, Protocol(PROTOCOL)) }
}

/// # Safety
///
/// As [`bind`].
#[inline(never)]
unsafe fn join(net: *mut sys::net, group: c_int, protocol: Protocol) -> c_int {
    let Some(entry) = handler(protocol) else {
        return ENOENT.to_errno();
    };
    let Some(group) = group_number(group) else {
        return 0;
    };
    // SAFETY: By this function's contract the process keeps its namespace alive.
    Error::returned(entry.handler.bind(unsafe { Net::from_ptr(net) }, group))
}

/// # Safety
///
/// The core calls this while a process leaves a group, in whose namespace it is.
unsafe extern "C" fn unbind<const PROTOCOL: u8>(net: *mut sys::net, group: c_int) {
    // SAFETY: By this function's contract.
    unsafe { leave(net, group, Protocol(PROTOCOL)) }
}

/// # Safety
///
/// As [`unbind`].
#[inline(never)]
unsafe fn leave(net: *mut sys::net, group: c_int, protocol: Protocol) {
    if let (Some(entry), Some(group)) = (handler(protocol), group_number(group)) {
        // SAFETY: By this function's contract the process keeps its namespace alive.
        entry.handler.unbind(unsafe { Net::from_ptr(net) }, group);
    }
}

fn group_number(group: c_int) -> Option<Group> {
    Group::new(u32::try_from(group).ok()?)
}

/// # Safety
///
/// The core calls this for each namespace after `klink_pernet_register`, which [`Registration`] does for our slot only.
unsafe extern "C" fn net_init<const PROTOCOL: u8>(net: *mut sys::net) -> c_int {
    // SAFETY: By this function's contract.
    unsafe { net_open(net, Protocol(PROTOCOL)) }
}

/// # Safety
///
/// As [`net_init`].
#[inline(never)]
unsafe fn net_open(net: *mut sys::net, protocol: Protocol) -> c_int {
    let Some(entry) = handler(protocol) else {
        return ENOENT.to_errno();
    };
    // SAFETY: The core initialises the namespace or lists it, so it is alive.
    match entry.open(protocol, unsafe { Net::from_ptr(net) }) {
        Ok(sock) => {
            // SAFETY: The core has made the place for the pointer before it calls us, and nobody else writes there.
            unsafe { *sys::klink_pernet_sock(protocol.0.into(), net) = sock.into_ptr() };
            0
        }
        Err(refused) => Error::from(refused).to_errno(),
    }
}

/// # Safety
///
/// The core calls this once for each namespace that [`net_init`] succeeded for; no process is left in it, or the
/// registration ends.
unsafe extern "C" fn net_exit<const PROTOCOL: u8>(net: *mut sys::net) {
    // SAFETY: By this function's contract.
    unsafe { net_close(net, Protocol(PROTOCOL)) }
}

/// # Safety
///
/// As [`net_exit`].
#[inline(never)]
unsafe fn net_close(net: *mut sys::net, protocol: Protocol) {
    // SAFETY: The place is there by this function's contract, and holds what `net_open` put there.
    let sock = unsafe {
        let place = sys::klink_pernet_sock(protocol.0.into(), net);
        Sock::from_ptr(place.replace(ptr::null_mut()))
    };
    drop(sock);
}

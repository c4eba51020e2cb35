// SPDX-License-Identifier: GPL-2.0

//! A kernel socket with a protocol number of the module's own, and the core's calls for it.
//!
//! The core passes its callbacks no context, so a module has one such socket, or one in each network namespace, all with
//! one handler.

use core::fmt;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use kernel::alloc::{flags::GFP_KERNEL, KBox};
use kernel::error::code::ENOMEM;
use kernel::ffi::c_int;
use kernel::sync::rcu;
use kernel::ThisModule;

use super::{
    code, Context, Datagram, Delivery, Endpoint, Error, Group, Groups, Handler, Net, Outgoing,
    Portid, Protocol, Refused, Result,
};
use crate::hook::{Setup, Slot};
use crate::sys;

/// The module's socket. It is prepared in init, opened after that, and closed before the module is unloaded. Before and
/// after, sending through it fails with `ECONNREFUSED`.
#[derive(Clone, Copy)]
pub struct Socket(());

impl Socket {
    /// Prepares the socket for the initial network namespace.
    pub fn open(
        setup: &mut Setup,
        protocol: Protocol,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        Self::prepare::<false>(setup, protocol, Groups::default(), false, handler)
    }

    /// Prepares the socket for the initial network namespace, with groups whose members the handler is notified of.
    pub fn open_with_groups(
        setup: &mut Setup,
        protocol: Protocol,
        groups: Groups,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        Self::prepare::<false>(setup, protocol, groups, true, handler)
    }

    /// Prepares a socket for the initial network namespace and for each namespace that is made after the module was
    /// loaded, with groups whose members the handler is notified of.
    ///
    /// Older namespaces have none: processes in them may have sockets of the protocol by the time that theirs would be
    /// opened, and the core stops with `BUG()` if one sends at that moment (`__netlink_kernel_create()` in
    /// `net/netlink/af_netlink.c`). Load such a module at boot.
    pub fn open_in_namespaces(
        setup: &mut Setup,
        protocol: Protocol,
        groups: Groups,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        Self::prepare::<true>(setup, protocol, groups, true, handler)
    }

    fn prepare<const NAMESPACES: bool>(
        setup: &mut Setup,
        protocol: Protocol,
        groups: Groups,
        binds: bool,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        setup.check().map_err(|_| Refused::Atomic)?;
        let slot = Open::<NAMESPACES>::new(protocol, groups, binds, handler)?;
        if PREPARED.swap(true, Ordering::Relaxed) {
            return Err(Refused::Second);
        }
        setup.add(slot).map_err(|_| Refused::Memory)?;
        Ok(Self(()))
    }

    /// Sends as [`Endpoint::unicast`], through the socket of a namespace.
    pub fn unicast(&self, net: &Net, to: Portid, message: Outgoing) -> Result {
        self.with(net, |socket| socket.unicast(to, message))?
    }

    /// Sends as [`Endpoint::broadcast`] in atomic context, through the socket of a namespace.
    pub fn broadcast(
        &self,
        net: &Net,
        group: Group,
        except: Option<Portid>,
        message: Outgoing,
    ) -> Result<Delivery> {
        self.with(net, |socket| {
            socket.broadcast(group, except, message, Context::Atomic)
        })?
    }

    /// Whether the group may have members, as [`Endpoint::has_listeners`]. False if the namespace has no socket.
    pub fn has_listeners(&self, net: &Net, group: Group) -> bool {
        self.with(net, |socket| socket.has_listeners(group))
            .unwrap_or(false)
    }

    /// The socket of a namespace, kept by RCU.
    fn with<R>(&self, net: &Net, run: impl FnOnce(&Endpoint) -> R) -> Result<R> {
        let guard = rcu::read_lock();
        let sock = if net == Net::initial() {
            INITIAL.load(Ordering::Acquire)
        } else if NAMESPACES.load(Ordering::Acquire) {
            // SAFETY: While the flag is set there is a place for the pointer in each namespace, and for as long as the
            // guard lives that is not taken back.
            unsafe { (*place(net.as_ptr().cast_mut())).load(Ordering::Acquire) }
        } else {
            ptr::null_mut()
        };
        if sock.is_null() {
            return Err(code::ECONNREFUSED);
        }
        // SAFETY: Closing takes the pointer away, and waits for a grace period before it gives the socket back.
        let result = run(unsafe { Endpoint::from_ptr(sock) });
        drop(guard);
        Ok(result)
    }
}

/// Whether the module has prepared its socket.
static PREPARED: AtomicBool = AtomicBool::new(false);

/// The target of the core's calls, from before the first socket is opened until the module is unloaded: processes'
/// sockets outlive the module's own if they keep the module loaded, and leave their groups when they are closed.
static CALLED: AtomicPtr<Called> = AtomicPtr::new(ptr::null_mut());

/// The socket of the initial namespace, while it may be sent through.
static INITIAL: AtomicPtr<sys::sock> = AtomicPtr::new(ptr::null_mut());

/// Whether namespaces have a place for a socket's pointer.
static NAMESPACES: AtomicBool = AtomicBool::new(false);

/// Whether new namespaces get a socket: not while existing ones are visited, nor while the module is unloaded.
static COMING: AtomicBool = AtomicBool::new(false);

struct Called {
    handler: KBox<dyn Handler>,
    protocol: Protocol,
    groups: Groups,
    /// Whether the handler is notified of members.
    binds: bool,
    module: AtomicPtr<sys::module>,
}

/// The module's socket, open or not.
struct Open<const NAMESPACES: bool> {
    called: KBox<Called>,
}

impl<const NAMESPACES: bool> Open<NAMESPACES> {
    fn new(
        protocol: Protocol,
        groups: Groups,
        binds: bool,
        handler: impl Handler,
    ) -> core::result::Result<KBox<Self>, Refused> {
        if protocol.0 >= Protocol::LIMIT {
            return Err(Refused::Number(protocol));
        }
        if protocol.name().is_some() {
            return Err(Refused::Kernel(protocol));
        }
        if groups.count > Groups::MAX {
            return Err(Refused::Groups(groups.count));
        }
        let make = || {
            let called = Called {
                handler: KBox::new(handler, GFP_KERNEL)?,
                protocol,
                groups,
                binds,
                module: AtomicPtr::new(ptr::null_mut()),
            };
            let called = KBox::new(called, GFP_KERNEL)?;
            KBox::new(Self { called }, GFP_KERNEL)
        };
        make().map_err(|_| Refused::Memory)
    }

    fn open_initial(&self, module: &'static ThisModule) -> Result {
        // SAFETY: The initial namespace is a static of the kernel's.
        let sock = unsafe { self.called.create(Net::initial().as_ptr().cast_mut()) };
        if sock.is_null() {
            return Err(code::EADDRINUSE);
        }
        INITIAL.store(sock, Ordering::Release);
        // SAFETY: The module is being loaded, and is not in use by anything else.
        let owned = unsafe {
            sys::klink_socket_is_owned(self.called.protocol.0.into(), module.as_ptr().cast())
        };
        if owned {
            Ok(())
        } else {
            // Another module has opened the protocol in its own namespace, and processes' sockets keep that one.
            Err(code::EADDRINUSE)
        }
    }
}

impl<const IN_NAMESPACES: bool> Slot for Open<IN_NAMESPACES> {
    fn open(&self, module: &'static ThisModule) -> Result {
        let called = &*self.called;
        called
            .module
            .store(module.as_ptr().cast(), Ordering::Relaxed);
        CALLED.store(ptr::from_ref(called).cast_mut(), Ordering::Release);
        if IN_NAMESPACES {
            // SAFETY: The callbacks are for the places that this makes, and stay until `close` takes them back.
            Error::check(unsafe { sys::klink_pernet_register(net_init, net_exit) })?;
            NAMESPACES.store(true, Ordering::Release);
        }
        self.open_initial(module)?;
        // Only now: a socket elsewhere would open the protocol to processes of the initial namespace, too.
        COMING.store(IN_NAMESPACES, Ordering::Release);
        Ok(())
    }

    fn close(&self) {
        COMING.store(false, Ordering::Release);
        let initial = INITIAL.swap(ptr::null_mut(), Ordering::AcqRel);
        let in_namespaces = NAMESPACES.swap(false, Ordering::AcqRel);
        sys::synchronize_rcu();
        if IN_NAMESPACES && in_namespaces {
            // SAFETY: Registered; closes the sockets of all namespaces but the initial one.
            unsafe { sys::klink_pernet_unregister() };
        }
        if !initial.is_null() {
            // SAFETY: It was made by `create`, and the pointer that is taken back was the only one to it. The last, so
            // that no other module gets the protocol while this one has sockets.
            unsafe { sys::klink_socket_close(initial) };
        }
    }

    fn explain(&self, error: Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match error {
            code::EADDRINUSE => fmt::Display::fmt(&Refused::Taken(self.called.protocol), f),
            _ => fmt::Display::fmt(&Refused::Memory, f),
        }
    }
}

impl<const IN_NAMESPACES: bool> Drop for Open<IN_NAMESPACES> {
    fn drop(&mut self) {
        // No process has a socket of the protocol: it would keep the module loaded. So the core calls no more.
        let called = ptr::from_ref(&*self.called).cast_mut();
        let _ =
            CALLED.compare_exchange(called, ptr::null_mut(), Ordering::AcqRel, Ordering::Relaxed);
    }
}

impl Called {
    /// Makes a socket. Null if the protocol is taken in this namespace, or memory runs out.
    ///
    /// # Safety
    ///
    /// The namespace is alive, and no process has sent to the protocol in it yet.
    unsafe fn create(&self, net: *mut sys::net) -> *mut sys::sock {
        let ops = sys::klink_socket_ops {
            input,
            bind: if self.binds { Some(bind) } else { None },
            unbind: if self.binds { Some(unbind) } else { None },
            groups: self.groups.count,
            flags: self.groups.flags(),
        };
        let module = self.module.load(Ordering::Relaxed);
        // SAFETY: By this function's contract; the callbacks are code of the module that `module` is, which the core keeps
        // loaded for as long as a process has such a socket open; C copies `ops`.
        unsafe { sys::klink_socket_create(net, self.protocol.0.into(), module, &ops) }
    }
}

/// The target of the core's calls.
///
/// # Safety
///
/// Called in one of the core's calls for a socket of the protocol, the module's or a process's.
unsafe fn called<'a>() -> &'a Called {
    // SAFETY: It is set before the first socket is opened, and the box that it points into lives until the module goes:
    // closing the module's sockets waits for calls, and a process's socket keeps the module.
    unsafe { &*CALLED.load(Ordering::Acquire) }
}

/// # Safety
///
/// The core calls this, with a datagram for one of our sockets, in the context of the process that sent it.
unsafe extern "C" fn input(skb: *mut sys::sk_buff) {
    // SAFETY: By this function's contract; both end when it returns.
    if let (called, Some(datagram)) = unsafe { (called(), Datagram::new(skb)) } {
        called.handler.datagram(&datagram);
    }
}

/// # Safety
///
/// The core calls this while a process joins a group, in whose namespace it is.
unsafe extern "C" fn bind(net: *mut sys::net, group: c_int) -> c_int {
    let Some(group) = group_number(group) else {
        return 0;
    };
    // SAFETY: By this function's contract; the process keeps its namespace alive.
    let (called, net) = unsafe { (called(), Net::from_ptr(net)) };
    Error::returned(called.handler.bind(net, group))
}

/// # Safety
///
/// The core calls this while a process leaves a group, in whose namespace it is.
unsafe extern "C" fn unbind(net: *mut sys::net, group: c_int) {
    if let Some(group) = group_number(group) {
        // SAFETY: By this function's contract; the process keeps its namespace alive.
        let (called, net) = unsafe { (called(), Net::from_ptr(net)) };
        called.handler.unbind(net, group);
    }
}

fn group_number(group: c_int) -> Option<Group> {
    Group::new(u32::try_from(group).ok()?)
}

/// The place of a namespace for the pointer to its socket: null, or one that belongs to it.
///
/// # Safety
///
/// The namespace is alive, and places are registered.
unsafe fn place(net: *mut sys::net) -> *const AtomicPtr<sys::sock> {
    // SAFETY: By this function's contract. An `AtomicPtr` is laid out as the pointer in it.
    unsafe { sys::klink_pernet_sock(net).cast_const().cast() }
}

/// # Safety
///
/// The core calls this for each namespace, when the place has been made for it.
unsafe extern "C" fn net_init(net: *mut sys::net) -> c_int {
    if !COMING.load(Ordering::Acquire) {
        return 0;
    }
    // SAFETY: The core makes the namespace, which no process is in yet.
    unsafe {
        let sock = called().create(net);
        (*place(net)).store(sock, Ordering::Release);
        if sock.is_null() {
            return ENOMEM.to_errno();
        }
    }
    0
}

/// # Safety
///
/// The core calls this for each namespace that [`net_init`] has succeeded for: it is about to go, or the module is.
unsafe extern "C" fn net_exit(net: *mut sys::net) {
    // SAFETY: By this function's contract.
    let sock = unsafe { (*place(net)).swap(ptr::null_mut(), Ordering::AcqRel) };
    if sock.is_null() {
        return;
    }
    // SAFETY: It was made by `create`, and no pointer to it is left: where the module goes, `close` has waited for those
    // that RCU kept; where the namespace does, nothing refers to that any more, so no process is sending either.
    unsafe {
        if COMING.load(Ordering::Acquire) {
            sys::netlink_kernel_release(sock);
        } else {
            sys::klink_socket_close(sock);
        }
    }
}

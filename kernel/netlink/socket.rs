// SPDX-License-Identifier: GPL-2.0

//! Sockets of the kernel on a protocol number of their own.

use core::fmt;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel::alloc::flags::GFP_KERNEL;
use kernel::alloc::KBox;
use kernel::error::code::{EBUSY, EINVAL, ENOMEM};
use kernel::sync::{rcu, Arc, ArcBorrow};
use kernel::ThisModule;

use super::{code, Datagram, Error, Outgoing, Portid, Protocol, Result};
use crate::sys;

/// What a module does with what processes send to its socket.
///
/// Methods run in the context of the process that sends: they may sleep and allocate, on several CPUs at once.
pub trait Handler: Send + Sync + 'static {
    /// One datagram, of any content.
    fn datagram(&self, datagram: &Datagram<'_>);
}

/// A kernel socket in the initial network namespace. Dropped, it stops receiving at once, and its handler is dropped
/// after the last call that was under way.
///
/// Create it last in a module's init, so that init cannot fail any more: once it exists, processes hold references to
/// the module's code, which a failing init would free under them. Only one module may use a protocol number, in whatever
/// namespaces: the core counts such references for the module that came first.
pub struct Socket {
    sock: Sock,
    // After `sock`: the core must not know the socket any more when the registration ends.
    _registration: Registration,
}

impl Socket {
    /// Opens it; `module` is what the module's init was given.
    pub fn new(
        module: &'static ThisModule,
        protocol: Protocol,
        handler: impl Handler,
    ) -> core::result::Result<Self, Refused> {
        if protocol.0 >= Protocol::LIMIT {
            return Err(Refused::Number(protocol));
        }
        if protocol.name().is_some() {
            return Err(Refused::Kernel(protocol));
        }
        let registration = Registration::new(protocol, handler)?;
        let ops = sys::klink_socket_ops {
            input,
            bind: None,
            unbind: None,
            groups: 0,
            flags: 0,
        };
        // SAFETY: A null namespace stands for the initial one; the callbacks are code of the module that `module` is,
        // which the core keeps loaded for as long as a process has such a socket open; C copies `ops`.
        let sock = unsafe {
            sys::klink_socket_create(
                ptr::null_mut(),
                protocol.0.into(),
                module.as_ptr().cast(),
                &ops,
            )
        };
        // The core tells no reason. Out of memory would have been logged, so what is left is that somebody has it.
        let sock = NonNull::new(sock).ok_or(Refused::Taken(protocol))?;
        Ok(Self {
            sock: Sock(sock),
            _registration: registration,
        })
    }

    /// Sends to one process.
    ///
    /// `EAGAIN` if its buffer is full, of which it learns by `ENOBUFS`; `ECONNREFUSED` if nobody has this port id;
    /// `EINVAL` if `message` holds no message.
    pub fn unicast(&self, to: Portid, message: Outgoing) -> Result {
        // SAFETY: `self` owns the socket.
        unsafe { message.unicast(self.sock.0.as_ptr(), to) }
    }
}

/// Why a protocol number cannot be had.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such number: `EINVAL`.
    Number(Protocol),
    /// The kernel has given it to one of its own subsystems, in use or not: `EBUSY`.
    Kernel(Protocol),
    /// Another module has it: `EADDRINUSE`.
    Taken(Protocol),
    /// Out of memory: `ENOMEM`.
    Memory,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(protocol) => write!(
                f,
                "there is no netlink protocol {}, numbers end at {}",
                protocol.0,
                Protocol::LIMIT - 1
            ),
            Self::Kernel(protocol) => {
                write!(
                    f,
                    "netlink protocol {} is the kernel's own ({protocol})",
                    protocol.0
                )
            }
            Self::Taken(protocol) => {
                write!(
                    f,
                    "netlink protocol {} is taken by another module",
                    protocol.0
                )
            }
            Self::Memory => f.write_str("out of memory"),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Number(_) => EINVAL.into(),
            Refused::Kernel(_) => EBUSY.into(),
            Refused::Taken(_) => code::EADDRINUSE,
            Refused::Memory => ENOMEM.into(),
        }
    }
}

impl From<Refused> for kernel::error::Error {
    fn from(refused: Refused) -> Self {
        Error::from(refused).into()
    }
}

/// A socket that the core knows.
struct Sock(NonNull<sys::sock>);

// SAFETY: Kernel sockets belong to no thread; the functions used on them lock what they need.
unsafe impl Send for Sock {}
// SAFETY: As above.
unsafe impl Sync for Sock {}

impl Drop for Sock {
    fn drop(&mut self) {
        // SAFETY: Made by `klink_socket_create` and owned by `self`. Callers of the input function that are under way
        // hold references of their own to what they use.
        unsafe { sys::netlink_kernel_release(self.0.as_ptr()) }
    }
}

/// The handler of each protocol that this module owns. A slot is null, or it holds one reference of an `Arc` and is
/// given back by the [`Registration`] that filled it, after a grace period.
static HANDLERS: [AtomicPtr<Entry>; Protocol::LIMIT as usize] =
    [const { AtomicPtr::new(ptr::null_mut()) }; Protocol::LIMIT as usize];

struct Entry {
    handler: KBox<dyn Handler>,
}

/// What a filled slot of [`HANDLERS`] belongs to. It is filled before the socket exists, so that the first datagram
/// finds its handler, and emptied after the socket is gone.
struct Registration {
    slot: &'static AtomicPtr<Entry>,
}

impl Registration {
    fn new(protocol: Protocol, handler: impl Handler) -> core::result::Result<Self, Refused> {
        let slot = HANDLERS
            .get(usize::from(protocol.0))
            .ok_or(Refused::Number(protocol))?;
        let handler = KBox::new(handler, GFP_KERNEL).map_err(|_| Refused::Memory)?;
        let entry = Arc::new(Entry { handler }, GFP_KERNEL).map_err(|_| Refused::Memory)?;
        let entry = Arc::into_raw(entry).cast_mut();
        match slot.compare_exchange(ptr::null_mut(), entry, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) => Ok(Self { slot }),
            Err(_) => {
                // SAFETY: From `into_raw` above, and not stored.
                drop(unsafe { Arc::from_raw(entry) });
                Err(Refused::Taken(protocol))
            }
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let entry = self.slot.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: In process context without locks, as module init and exit and handlers are.
        unsafe { sys::synchronize_rcu() };
        // SAFETY: The slot's reference, from `into_raw`. Nobody reads the slot's old value any more: who did so within
        // the grace period has taken a reference of their own.
        drop(unsafe { Arc::from_raw(entry) });
    }
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
    if let Some(entry) = handler(datagram.protocol()) {
        entry.handler.datagram(&datagram);
    }
}

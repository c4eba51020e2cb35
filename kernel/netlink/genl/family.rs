// SPDX-License-Identifier: GPL-2.0

//! Families: their definition, their registration, and what only a registered one can do.

use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::ops::Deref;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use kernel::error::code::EEXIST;
use kernel::sync::Arc;
use kernel::ThisModule;

use super::Op;
use crate::netlink::{Builder, Delivery, Error, Flags, Net, Outgoing, Result, Tail, Wait};
use crate::sys::{self, constant};
use crate::wire::genl::{Header, NAME_LEN};

/// A generic netlink family. The type that implements it is the state that its operations work on.
pub trait Definition: Sized + Send + Sync + 'static {
    /// The name by which processes find it: 1 to 15 bytes.
    const NAME: &'static str;
    /// The version that its messages carry.
    const VERSION: u8;
    /// The operations by ascending number, for each number the act before the dump.
    const OPS: &'static [Op<Self>];
    /// The multicast groups.
    const GROUPS: &'static [Group] = &[];
    /// Whether it exists in every network namespace, or in the initial one only.
    const NAMESPACES: bool = false;
}

/// A multicast group of a family.
#[repr(transparent)]
pub struct Group(sys::genl_multicast_group);

impl Group {
    /// With a name of 1 to 15 bytes.
    pub const fn new(name: &str, join: Join) -> Self {
        Self(sys::genl_multicast_group {
            name: c_name(name),
            flags: join.flags() as u8,
        })
    }
}

/// Who may join a group; others get `EPERM`. There is no default.
///
/// Capabilities are checked in the user namespace that owns the network namespace, and anybody has them in one of their
/// own. So send to a group that concerns the whole machine in the initial network namespace only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Every process.
    Anyone,
    /// With `CAP_NET_ADMIN`.
    NetAdmin,
    /// With `CAP_SYS_ADMIN`.
    SysAdmin,
}

impl Join {
    const fn flags(self) -> u32 {
        match self {
            Self::Anyone => 0,
            Self::NetAdmin => constant::GENL_MCAST_CAP_NET_ADMIN,
            Self::SysAdmin => constant::GENL_MCAST_CAP_SYS_ADMIN,
        }
    }
}

/// What the core knows of a family. A `static` of the module: dumps refer to it even after its registration has ended.
#[repr(C)]
pub struct Family<D: Definition> {
    // First, so that the core's pointer to it points to the whole. The core alone writes it, under its own lock.
    raw: UnsafeCell<sys::genl_family>,
    /// One reference of an `Arc` from before the registration begins until after it has ended, otherwise null.
    state: AtomicPtr<D>,
}

// SAFETY: `raw` is read and written by the core only, but for the family's id, which does not change while it is
// registered; the tables that it points to are never written. The state is Sync.
unsafe impl<D: Definition> Sync for Family<D> {}

impl<D: Definition> Family<D> {
    /// The tables of `D` as the core wants them. What it would warn about does not compile.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        assert!(
            D::OPS.len() <= u8::MAX as usize,
            "a family has at most 255 rows of operations"
        );
        assert!(
            D::GROUPS.len() <= u8::MAX as usize,
            "a family has at most 255 groups"
        );
        let mut row = 1;
        while row < D::OPS.len() {
            assert!(
                D::OPS[row - 1].may_precede(&D::OPS[row]),
                "operations are sorted by number; one number has an act, then a dump, with the same access"
            );
            row += 1;
        }
        let raw = sys::genl_family {
            hdrsize: 0,
            name: c_name(D::NAME),
            version: D::VERSION as u32,
            maxattr: 0,
            bits: 0,
            n_ops: 0,
            n_small_ops: 0,
            n_split_ops: D::OPS.len() as u8,
            n_mcgrps: D::GROUPS.len() as u8,
            resv_start_op: 0,
            policy: ptr::null(),
            pre_doit: ptr::null(),
            post_doit: ptr::null(),
            bind: ptr::null(),
            unbind: ptr::null(),
            ops: ptr::null(),
            small_ops: ptr::null(),
            split_ops: D::OPS.as_ptr().cast(),
            mcgrps: D::GROUPS.as_ptr().cast(),
            module: ptr::null_mut(),
            sock_priv_size: 0,
            sock_priv_init: ptr::null(),
            sock_priv_destroy: ptr::null(),
            id: 0,
            mcgrp_offset: 0,
            sock_privs: ptr::null_mut(),
        };
        Self {
            raw: UnsafeCell::new(raw),
            state: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// Makes the family known; `module` is what the module's init was given. From now on operations run.
    ///
    /// `EEXIST` if there is a family of this name. Do it last in a module's init, so that init cannot fail any more.
    pub fn register(
        &'static self,
        module: &'static ThisModule,
        state: Arc<D>,
    ) -> Result<Registration<D>> {
        let state = Arc::into_raw(state).cast_mut();
        let place = &self.state;
        if place
            .compare_exchange(ptr::null_mut(), state, Ordering::AcqRel, Ordering::Relaxed)
            .is_err()
        {
            // SAFETY: From `into_raw` above, and not stored.
            drop(unsafe { Arc::from_raw(state) });
            return Err(EEXIST.into());
        }
        // SAFETY: The family is a static of the module that `module` is; it is not registered, since its place for the
        // state was empty, and its tables were checked when it was made.
        let result = Error::check(unsafe {
            sys::klink_family_register(self.as_ptr(), module.as_ptr().cast(), D::NAMESPACES)
        });
        match result {
            // INVARIANT: Registered.
            Ok(_) => Ok(Registration { family: self }),
            Err(error) => {
                self.give_back();
                Err(error)
            }
        }
    }

    /// From the whole, because the core's pointer comes back to be that of the whole again.
    fn as_ptr(&'static self) -> *mut sys::genl_family {
        ptr::from_ref(self).cast_mut().cast()
    }

    /// The state, while the family is registered.
    ///
    /// # Safety
    ///
    /// `this` is a family that is registered during the call.
    pub(super) unsafe fn state(this: *const Self) -> *const D {
        // SAFETY: Families are statics.
        unsafe { &*this }.state.load(Ordering::Acquire)
    }

    /// Drops the reference to the state. The family is not registered.
    fn give_back(&self) {
        let state = self.state.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: From `into_raw` in `register`. No operation runs or begins, since the family is not registered, and
        // dumps have references of their own.
        drop(unsafe { Arc::from_raw(state) });
    }
}

/// The proof that a family is registered, and the end of that when it is dropped: operations that are under way have
/// returned then, and none begins. Dumps that are under way go on when their readers do.
///
/// # Invariants
///
/// `family` is registered.
pub struct Registration<D: Definition> {
    family: &'static Family<D>,
}

impl<D: Definition> Deref for Registration<D> {
    type Target = Registered<D>;

    fn deref(&self) -> &Registered<D> {
        // SAFETY: By the type invariant.
        unsafe { Registered::from_family(self.family) }
    }
}

impl<D: Definition> Drop for Registration<D> {
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: By the type invariant.
        unsafe { sys::genl_unregister_family(self.family.as_ptr()) };
        self.family.give_back();
    }
}

/// A family for as long as it is registered: borrowed from its [`Registration`], or from a request to it.
///
/// # Invariants
///
/// Registered while a reference to it lives.
#[repr(transparent)]
pub struct Registered<D: Definition>(Family<D>);

impl<D: Definition> Registered<D> {
    /// # Safety
    ///
    /// `family` is registered for `'a`.
    pub(super) unsafe fn from_family<'a>(family: *const Family<D>) -> &'a Self {
        // SAFETY: By this function's contract; `Registered` is transparent.
        unsafe { &*family.cast() }
    }

    /// What the operations work on.
    pub fn state(&self) -> &D {
        // SAFETY: By the type invariant, and while a family is registered its place for the state is filled.
        unsafe { &*Family::state(&self.0) }
    }

    /// Builds a message for a group: `fill` writes its attributes, `room` bytes at most.
    pub fn event(
        &self,
        cmd: u8,
        room: usize,
        wait: Wait,
        fill: impl FnOnce(&mut Builder<'_, Tail>) -> Result,
    ) -> Result<Event<D>> {
        let mut event = Outgoing::new(Header::LEN + room, wait)?;
        self.put(&mut event, cmd, 0, fill)?;
        Ok(Event(event, PhantomData))
    }

    /// Sends it to all members of a group, who are in one namespace. `GROUP` is an index into the family's groups. Who
    /// has no room loses it, and learns of that by `ENOBUFS`.
    pub fn multicast<const GROUP: usize>(
        &self,
        net: &Net,
        event: Event<D>,
        wait: Wait,
    ) -> Result<Delivery> {
        const { assert!(GROUP < D::GROUPS.len(), "the family has no such group") };
        let skb = event.0.into_skb()?;
        // SAFETY: By the type invariant; the group exists; the buffer is ours and is consumed; the caller says that it
        // may sleep if `wait` says so.
        Delivery::check(unsafe {
            sys::klink_family_multicast(
                self.0.raw.get(),
                net.as_ptr().cast_mut(),
                skb,
                GROUP as u32,
                wait == Wait::No,
            )
        })
    }

    /// Whether there may be anybody in the group: saves building a message for nobody. The core counts the members in all
    /// namespaces together, so only [`Delivery`] tells for certain.
    pub fn has_listeners<const GROUP: usize>(&self, net: &Net) -> bool {
        const { assert!(GROUP < D::GROUPS.len(), "the family has no such group") };
        // SAFETY: By the type invariant; the group exists.
        unsafe {
            sys::klink_family_has_listeners(self.0.raw.get(), net.as_ptr().cast_mut(), GROUP as u32)
        }
    }

    /// Appends one message.
    pub(super) fn put(
        &self,
        to: &mut Outgoing,
        cmd: u8,
        seq: u32,
        fill: impl FnOnce(&mut Builder<'_, Tail>) -> Result,
    ) -> Result {
        // SAFETY: The id does not change while the family is registered.
        let kind = unsafe { (*self.0.raw.get()).id } as u16;
        let mut message = to.message(kind, Flags::NONE, seq)?;
        message.raw(
            &Header {
                cmd,
                version: D::VERSION,
            }
            .to_bytes(),
        )?;
        fill(&mut message)?;
        message.finish()?;
        Ok(())
    }
}

/// A finished message of a family, for one of its groups.
pub struct Event<D>(Outgoing, PhantomData<fn(&D)>);

/// A name as C has it: in 16 bytes, the last of which is NUL.
const fn c_name(name: &str) -> [u8; NAME_LEN] {
    let from = name.as_bytes();
    assert!(!from.is_empty(), "a name has at least one byte");
    assert!(from.len() < NAME_LEN, "a name has at most 15 bytes");
    let mut to = [0; NAME_LEN];
    let mut at = 0;
    while at < from.len() {
        assert!(from[at] != 0, "a name has no NUL");
        to[at] = from[at];
        at += 1;
    }
    to
}

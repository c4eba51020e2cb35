// SPDX-License-Identifier: GPL-2.0

//! Families: their definition, their registration, and the functions of a registered one.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use kernel::alloc::{flags::GFP_KERNEL, KBox};
use kernel::error::code::{EEXIST, ENODEV};
use kernel::sync::{rcu, Arc};
use kernel::ThisModule;

use super::Op;
use crate::hook::{Setup, Slot};
use crate::netlink::{Builder, Context, Delivery, Error, Flags, Net, Outgoing, Result, SkbTail};
use crate::sys::{self, constant};
use crate::wire::align;
use crate::wire::genl::{Header, NAME_LEN};

/// A generic netlink family.
pub trait Definition: Sized + 'static {
    /// The state that its operations work on.
    type State: Send + Sync + 'static;
    /// The name by which processes find it: 1 to 15 bytes.
    const NAME: &'static str;
    /// The version that its messages carry.
    const VERSION: u8;
    /// The operations by ascending number, for each number [`Op::doit`] before [`Op::dump`].
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
    /// A group with a name of 1 to 15 bytes.
    pub const fn new(name: &str, join: Join) -> Self {
        Self(sys::genl_multicast_group {
            name: c_name(name),
            flags: join.flags() as u8,
        })
    }
}

/// The permission to join a group; other processes get `EPERM`. There is no default.
///
/// Capabilities are checked in the user namespace that owns the network namespace, and every user has them in one of
/// their own. So a group that concerns the whole machine should be used only in the initial network namespace.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// Every process may join.
    Anyone,
    /// Joining requires `CAP_NET_ADMIN`.
    NetAdmin,
    /// Joining requires `CAP_SYS_ADMIN`.
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

/// The core's data of a family, and access to its groups outside of requests: a `static` of the module.
///
/// It is prepared in init, opened after that, and closed before the module is unloaded: by then operations in progress
/// have returned, and no new one begins. A process that reads a dump keeps the module loaded.
#[repr(C)]
pub struct Family<D: Definition> {
    // First, so that the core's pointer to it points to the whole. The core alone writes it, under its own lock.
    raw: UnsafeCell<sys::genl_family>,
    /// One reference of an `Arc` from the preparation of the family until the module is unloaded, otherwise null.
    state: AtomicPtr<D::State>,
    /// Whether code outside of the core may use it: it is registered, and stays so during an RCU read-side section.
    open: AtomicBool,
}

// SAFETY: `raw` is read and written by the core only, but for the family's id, which does not change while it is
// registered; the tables that it points to are never written. The state is Sync.
unsafe impl<D: Definition> Sync for Family<D> {}

/// The most bytes of a family's description, which the core puts into one message (`ctrl_fill_info()` in
/// `net/netlink/genetlink.c`), of `NLMSG_DEFAULT_SIZE`: less than a page by its bookkeeping, whose size depends on the
/// configuration. A family that is larger cannot be found by name, and ends the list of families before all that were
/// registered after it.
const DESCRIPTION_MAX: usize = 3 << 10;

impl<D: Definition> Family<D> {
    /// Bytes of the family's description: headers, name, four numbers, and a nest for each operation and group.
    const DESCRIPTION_LEN: usize = {
        let mut len = 16 + Header::LEN + (4 + NAME_LEN) + 4 * 8 + 4 + 4;
        let mut row = 0;
        while row < D::OPS.len() {
            // A number with a do and a dump is one operation.
            if row == 0 || !D::OPS[row - 1].has_number_of(&D::OPS[row]) {
                len += 4 + 8 + 8;
            }
            row += 1;
        }
        let mut group = 0;
        while group < D::GROUPS.len() {
            let mut name = 0;
            while D::GROUPS[group].0.name[name] != 0 {
                name += 1;
            }
            len += 4 + 8 + align(4 + name + 1);
            group += 1;
        }
        len
    };

    /// The tables of `D` in the form of the core. Tables that the core would warn about do not compile.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        assert!(
            !is_reserved(D::NAME),
            "the core has plans of its own for a family of this name, and stops where it differs from them"
        );
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
                "operations are sorted by number; one number has a do, then a dump, with the same access"
            );
            row += 1;
        }
        assert!(
            Self::DESCRIPTION_LEN <= DESCRIPTION_MAX,
            "the operations and groups are too many for the message in which the core describes a family"
        );
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
            open: AtomicBool::new(false),
        }
    }

    /// Prepares the family: processes can find it when init has succeeded.
    ///
    /// `EEXIST` if this has been done before. If there is a family of the same name, the module is not loaded.
    pub fn open(&'static self, setup: &mut Setup, state: Arc<D::State>) -> Result {
        setup.check()?;
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
        // INVARIANT: Filled above. Where one of these fails, it is dropped, and empties the place again.
        setup.add(KBox::new(Open { family: self }, GFP_KERNEL)?)
    }

    /// From the whole, because the core's pointer is converted back to a pointer to the whole.
    fn as_ptr(&'static self) -> *mut sys::genl_family {
        ptr::from_ref(self).cast_mut().cast()
    }

    /// The state of the operations.
    ///
    /// # Safety
    ///
    /// The family's place for it is filled during `'a`.
    pub(super) unsafe fn state<'a>(this: *const Self) -> &'a D::State {
        // SAFETY: Families live for ever; by this function's contract it is the pointer of an `Arc` that is kept.
        unsafe { &*(*this).state.load(Ordering::Acquire) }
    }

    /// Calls `run` with the family while it is kept registered by RCU; `ENODEV` if it is not open.
    fn with<R>(&self, run: impl FnOnce(&Registered<D>) -> Result<R>) -> Result<R> {
        let guard = rcu::read_lock();
        if !self.open.load(Ordering::Acquire) {
            return Err(ENODEV.into());
        }
        // SAFETY: It is open, and closing it waits for a grace period before it is not registered any more.
        let result = run(unsafe { Registered::from_family(self) });
        drop(guard);
        result
    }

    /// Builds a message as [`Registered::notification`], in atomic context; `fill` runs in the caller's. `ENODEV` if
    /// the family is not open.
    pub fn notification(
        &self,
        cmd: u8,
        room: usize,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
    ) -> Result<Notification<D>> {
        // `fill` runs outside of the RCU read-side section.
        let id = self.with(|family| Ok(family.id()))?;
        Notification::new(id, cmd, room, Context::Atomic, fill)
    }

    /// Sends as [`Registered::multicast`], in atomic context. `ENODEV` if the family is not open.
    pub fn multicast<const GROUP: usize>(
        &self,
        net: &Net,
        notification: Notification<D>,
    ) -> Result<Delivery> {
        self.with(|family| family.multicast::<GROUP>(net, notification, Context::Atomic))
    }

    /// Whether the group may have members, as [`Registered::has_listeners`]. False if the family is not open.
    pub fn has_listeners<const GROUP: usize>(&self, net: &Net) -> bool {
        self.with(|family| Ok(family.has_listeners::<GROUP>(net)))
            .unwrap_or(false)
    }
}

/// A family that opens and closes with the module.
///
/// # Invariants
///
/// The family's place for the state is filled, and this alone empties it.
struct Open<D: Definition> {
    family: &'static Family<D>,
}

impl<D: Definition> Slot for Open<D> {
    fn open(&self, module: &'static ThisModule) -> Result {
        // SAFETY: The family is a static of the module that `module` is, or lives as long; it is not registered, since each
        // setup opens a slot once, and no other has this family by the type invariant; its tables were checked when it was
        // made.
        Error::check(unsafe {
            sys::klink_family_register(self.family.as_ptr(), module.as_ptr().cast(), D::NAMESPACES)
        })?;
        self.family.open.store(true, Ordering::Release);
        Ok(())
    }

    fn close(&self) {
        if self.family.open.swap(false, Ordering::AcqRel) {
            sys::synchronize_rcu();
            // SAFETY: Registered, since it was open. Waits for operations that are under way.
            unsafe { sys::genl_unregister_family(self.family.as_ptr()) };
        }
    }

    fn explain(&self, error: Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match error == EEXIST.into() {
            true => write!(f, "there is a generic netlink family {} already", D::NAME),
            false => write!(f, "cannot register family {}: {error:?}", D::NAME),
        }
    }
}

impl<D: Definition> Drop for Open<D> {
    fn drop(&mut self) {
        let state = self.family.state.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: From `into_raw` in `Family::open`, by the type invariant. The family is closed: no operation runs or
        // begins. No dump does either: a reader keeps the module loaded, and while it does so, this is not dropped.
        drop(unsafe { Arc::from_raw(state) });
    }
}

/// A family for as long as it is registered: borrowed from a request to it.
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

    /// The state of the operations.
    pub fn state(&self) -> &D::State {
        // SAFETY: The place is filled before a family is registered and emptied after that, so by the type invariant it is
        // filled.
        unsafe { Family::state(&self.0) }
    }

    /// Builds a message for a group: `fill` writes its attributes, `room` bytes at most. Errors are those of
    /// [`Outgoing::new`] and of `fill`.
    pub fn notification(
        &self,
        cmd: u8,
        room: usize,
        context: Context,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
    ) -> Result<Notification<D>> {
        Notification::new(self.id(), cmd, room, context, fill)
    }

    /// Sends a notification to all members of a group, which are in one namespace. `GROUP` is an index into the
    /// family's groups. A member without room loses it, which it sees as `ENOBUFS`. `EDEADLK` if the context is not
    /// `context`.
    pub fn multicast<const GROUP: usize>(
        &self,
        net: &Net,
        notification: Notification<D>,
        context: Context,
    ) -> Result<Delivery> {
        const { assert!(GROUP < D::GROUPS.len(), "the family has no such group") };
        context.check()?;
        let skb = notification.0.into_skb()?;
        // SAFETY: By the type invariant; the group exists; the buffer is ours and is consumed; the context was checked.
        Delivery::check(unsafe {
            sys::klink_family_multicast(
                self.0.raw.get(),
                net.as_ptr().cast_mut(),
                skb,
                GROUP as u32,
                context == Context::Atomic,
            )
        })
    }

    /// Whether the group may have members: saves building a message without receivers. The core counts the members in
    /// all namespaces together, so only [`Delivery`] is certain.
    pub fn has_listeners<const GROUP: usize>(&self, net: &Net) -> bool {
        const { assert!(GROUP < D::GROUPS.len(), "the family has no such group") };
        // SAFETY: By the type invariant; the group exists.
        unsafe {
            sys::klink_family_has_listeners(self.0.raw.get(), net.as_ptr().cast_mut(), GROUP as u32)
        }
    }

    /// The type of the family's messages.
    pub(super) fn id(&self) -> u16 {
        // SAFETY: The id does not change while the family is registered.
        unsafe { (*self.0.raw.get()).id as u16 }
    }
}

/// A finished message of a family, for one of its groups.
pub struct Notification<D>(Outgoing, PhantomData<fn(&D)>);

impl<D: Definition> Notification<D> {
    fn new(
        id: u16,
        cmd: u8,
        room: usize,
        context: Context,
        fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
    ) -> Result<Self> {
        let mut message = Outgoing::new(room.saturating_add(Header::LEN), context)?;
        put::<D>(&mut message, id, cmd, 0, fill)?;
        Ok(Self(message, PhantomData))
    }
}

/// Appends one message of the family `D` with this id.
pub(super) fn put<D: Definition>(
    to: &mut Outgoing,
    id: u16,
    cmd: u8,
    seq: u32,
    fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result,
) -> Result {
    let mut message = to.message(id, Flags::NONE, seq)?;
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

/// Whether the core expects a certain family with this name, whose id or group is fixed, and stops if it has others
/// (`genl_validate_assign_mc_groups()` in `net/netlink/genetlink.c`).
const fn is_reserved(name: &str) -> bool {
    const RESERVED: [&str; 3] = ["NET_DM", "VFS_DQUOT", "pmcraid"];
    let mut row = 0;
    while row < RESERVED.len() {
        if is_equal(name.as_bytes(), RESERVED[row].as_bytes()) {
            return true;
        }
        row += 1;
    }
    false
}

const fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// A name in C's form: in 16 bytes, the last of which is NUL.
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

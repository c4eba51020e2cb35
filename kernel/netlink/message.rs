// SPDX-License-Identifier: GPL-2.0

//! Messages to processes.

use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kernel::error::code::{EINVAL, EMSGSIZE, ENOMEM};

use super::{code, Flags, Portid, Result};
use crate::sys;
use crate::wire::{Buffer, BuildError, Builder};

/// The context of a call, which is checked: `EDEADLK` is returned if it is another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// In process context, without spinlocks and outside of RCU read-side sections (`GFP_KERNEL`).
    Process,
    /// With interrupts enabled; on real-time kernels with preemption enabled as well (`GFP_ATOMIC`).
    Atomic,
}

impl Context {
    #[inline]
    pub(crate) fn check(self) -> Result {
        let holds = match self {
            Self::Process => sys::klink_may_sleep(),
            Self::Atomic => sys::klink_may_send(),
        };
        if holds {
            Ok(())
        } else {
            Err(code::EDEADLK)
        }
    }
}

/// A socket buffer of our own that is filled with messages, then consumed by sending it.
///
/// # Invariants
///
/// Owns `skb`, whose end `tail` is.
pub struct Outgoing {
    skb: NonNull<sys::sk_buff>,
    tail: SkbTail,
    claim: u32,
}

impl Outgoing {
    /// The maximum size of a buffer in bytes: 1 MiB.
    pub const MAX: usize = 1 << 20;

    /// A buffer for one message with `payload` bytes, or for several with this many in total, including their headers
    /// except the first.
    ///
    /// `EMSGSIZE` above [`Outgoing::MAX`]; `EDEADLK` if the context is not `context`; `ENOMEM`.
    #[inline]
    pub fn new(payload: usize, context: Context) -> Result<Self> {
        if payload > Self::MAX {
            return Err(EMSGSIZE.into());
        }
        context.check()?;
        let mut room = sys::klink_room {
            start: ptr::null_mut(),
            len: 0,
        };
        // SAFETY: The context was checked; `room` is written on success.
        let skb = unsafe { sys::klink_skb_new(payload, context == Context::Atomic, &mut room) };
        let skb = NonNull::new(skb).ok_or(ENOMEM)?;
        // SAFETY: C returned a new buffer, which is ours, and its tail room.
        let tail = unsafe { SkbTail::new(room) }.ok_or(ENOMEM)?;
        // INVARIANT: As above.
        Ok(Self {
            skb,
            tail,
            claim: 0,
        })
    }

    /// Sets the port id of messages that are begun from now on, in place of the kernel's.
    pub(super) fn claim(mut self, portid: Portid) -> Self {
        self.claim = portid.get();
        self
    }

    /// Begins a message after those that are there. It is valid once it is finished.
    pub fn message(&mut self, kind: u16, flags: Flags, seq: u32) -> Result<Builder<'_, SkbTail>> {
        let mut message = Builder::new(&mut self.tail, kind, flags, seq)?;
        message.claim(self.claim);
        Ok(message)
    }

    /// Appends bytes unchanged, for protocols whose datagrams are not messages.
    pub fn raw(&mut self, bytes: &[u8]) -> Result {
        let to = self.tail.append(bytes.len())?;
        for (to, from) in to.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(())
    }

    /// The buffer with its length set, for a function that consumes it. `EINVAL` if it is empty.
    #[inline]
    pub(super) fn into_skb(self) -> Result<*mut sys::sk_buff> {
        if self.tail.used == 0 {
            return Err(EINVAL.into());
        }
        let this = ManuallyDrop::new(self);
        // SAFETY: By the type invariant `skb` is ours, and `tail`, of which so much is written, its end.
        unsafe { sys::klink_skb_put(this.skb.as_ptr(), this.tail.used) };
        Ok(this.skb.as_ptr())
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        // SAFETY: By the type invariant the buffer is ours.
        unsafe { sys::klink_skb_free(self.skb.as_ptr()) }
    }
}

// SAFETY: A socket buffer belongs to its owner, in any context.
unsafe impl Send for Outgoing {}

/// The end of a socket buffer, in which messages are built.
///
/// # Invariants
///
/// `start` points to `capacity` bytes that nobody else uses while `self` lives, of which the first `ready` are
/// initialised. `used <= ready <= capacity`.
pub struct SkbTail {
    start: NonNull<u8>,
    capacity: usize,
    ready: usize,
    used: usize,
}

impl SkbTail {
    /// # Safety
    ///
    /// `room` is memory that nobody else uses while the result lives.
    pub(super) unsafe fn new(room: sys::klink_room) -> Option<Self> {
        // INVARIANT: By this function's contract.
        Some(Self {
            start: NonNull::new(room.start)?,
            capacity: room.len,
            ready: 0,
            used: 0,
        })
    }

    // By the type invariant nothing here is truncated. Checked arithmetic could panic instead, and takes more code.

    /// Bytes that can still be appended.
    pub(super) fn room(&self) -> usize {
        self.capacity.saturating_sub(self.used)
    }

    /// Appends the bytes that `fill` puts into all of the room except `less` bytes; `fill` returns their number.
    /// Returns the number of appended bytes, which may be less.
    pub(super) fn append_with(
        &mut self,
        less: usize,
        fill: impl FnOnce(&mut Tailroom<'_>) -> usize,
    ) -> usize {
        // SAFETY: By the type invariant nobody else uses it; there are `room()` bytes after what is used.
        let start = unsafe { self.start.add(self.used) };
        // INVARIANT: As above; nothing is initialised so far.
        let mut room = Tailroom {
            start,
            len: self.room().saturating_sub(less),
            ready: 0,
            _tail: PhantomData,
        };
        let used = fill(&mut room).min(room.ready);
        // INVARIANT: So much after `used` is initialised by the invariant of `room`, which is within the capacity.
        self.used = self.used.saturating_add(used);
        self.ready = self.ready.max(self.used);
        used
    }

    /// Initialises the memory for `len` more bytes, and some more, so that this is not called for each attribute.
    #[cold]
    fn prepare(&mut self, len: usize) {
        let ready = self.used.saturating_add(len.max(128)).min(self.capacity);
        // SAFETY: By the type invariant. Zeros, so that what nobody writes does not show kernel memory.
        unsafe {
            let behind = self.start.as_ptr().add(self.ready);
            behind.write_bytes(0, ready.saturating_sub(self.ready));
        }
        // INVARIANT: Initialised up to here, and not above `capacity`.
        self.ready = ready;
    }
}

/// Room at the end of a message, with unspecified contents until bytes are written.
///
/// # Invariants
///
/// `start` points to `len` bytes that nobody else uses during `'a`, of which the first `ready` are initialised.
pub struct Tailroom<'a> {
    start: NonNull<u8>,
    len: usize,
    ready: usize,
    _tail: PhantomData<&'a mut SkbTail>,
}

impl Tailroom<'_> {
    /// The size of the room in bytes.
    #[allow(clippy::len_without_is_empty)] // The room is memory to be filled.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Writes numbers at an offset, in the machine's byte order: as many as there is room for, and none after a gap.
    #[inline]
    pub fn put(&mut self, at: usize, words: &[AtomicU64]) {
        const WORD: usize = size_of::<u64>();
        let room = self.len.saturating_sub(at) / WORD;
        let words = words.get(..room).unwrap_or(words);
        if at > self.ready {
            return;
        }
        // SAFETY: `at` is not above `ready`, which is within the room.
        let mut to = unsafe { self.start.add(at) }.cast::<u64>();
        let mut put = |word: &AtomicU64| {
            // SAFETY: By the type invariant; there is room for all words after `at`, and this is called once for each.
            unsafe {
                to.write_unaligned(word.load(Relaxed));
                to = to.add(1);
            }
        };
        // Many at once, so that counting them costs little.
        let (many, few) = words.split_at(words.len() & !15);
        for words in many.chunks_exact(16) {
            words.iter().for_each(&mut put);
        }
        few.iter().for_each(put);
        // INVARIANT: What was written is contiguous with what was initialised before.
        self.ready = self.ready.max(at.saturating_add(size_of_val(words)));
    }
}

impl Buffer for SkbTail {
    #[inline]
    fn written(&self) -> &[u8] {
        // SAFETY: By the type invariant.
        unsafe { core::slice::from_raw_parts(self.start.as_ptr(), self.used) }
    }

    #[inline]
    fn used(&self) -> usize {
        self.used
    }

    #[inline]
    fn written_mut(&mut self) -> &mut [u8] {
        // SAFETY: By the type invariant.
        unsafe { core::slice::from_raw_parts_mut(self.start.as_ptr(), self.used) }
    }

    #[inline]
    fn append(&mut self, len: usize) -> core::result::Result<&mut [u8], BuildError> {
        if len > self.room() {
            return Err(BuildError::Full);
        }
        if len > self.ready.saturating_sub(self.used) {
            self.prepare(len);
        }
        // SAFETY: By the type invariant and the checks above there are `len` bytes left after what is used, and they
        // are initialised.
        let appended =
            unsafe { core::slice::from_raw_parts_mut(self.start.as_ptr().add(self.used), len) };
        // INVARIANT: Not above `ready`.
        self.used = self.used.saturating_add(len);
        Ok(appended)
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.used = self.used.min(len);
    }
}

// On kernels with KUnit these run whenever a module is loaded.
#[kernel::macros::kunit_tests(klink_message)]
mod tests {
    use super::*;
    use crate::wire::Messages;

    #[test]
    fn what_is_written_is_there_to_be_sent() -> Result {
        let mut outgoing = Outgoing::new(2, Context::Process)?;
        let mut message = outgoing.message(30, Flags::NONE, 7)?;
        message.raw(b"hi")?;
        message.finish()?;
        let mut messages = Messages::new(outgoing.tail.written());
        let message = messages.next().ok_or(EINVAL)??;
        assert_eq!(message.payload, b"hi");
        assert_eq!(message.header.seq, 7);
        assert!(messages.next().is_none());
        Ok(())
    }

    #[test]
    fn what_nobody_writes_shows_no_memory_of_the_kernel() -> Result {
        let mut outgoing = Outgoing::new(64, Context::Atomic)?;
        assert!(outgoing.tail.append(64)?.iter().all(|byte| *byte == 0));
        Ok(())
    }

    #[test]
    fn only_what_was_put_is_sent_and_without_holes() -> Result {
        let mut outgoing = Outgoing::new(32, Context::Process)?;
        let all = outgoing.tail.room();
        outgoing.tail.append_with(all - 20, |room| {
            assert_eq!(room.len(), 20);
            room.put(1, &[1].map(AtomicU64::new));
            room.put(0, &[2, 3, 4].map(AtomicU64::new));
            room.put(8, &[5].map(AtomicU64::new));
            20
        });
        let words = [2, 5].map(u64::to_ne_bytes);
        assert_eq!(outgoing.tail.written(), words.as_flattened());
        outgoing.tail.append_with(all, |_| 8);
        assert_eq!(outgoing.tail.written().len(), 16);
        Ok(())
    }

    #[test]
    fn what_is_too_long_to_be_sent_is_refused() {
        for payload in [Outgoing::MAX + 1, usize::MAX - 16, usize::MAX] {
            assert!(Outgoing::new(payload, Context::Process).is_err());
        }
        assert!(Outgoing::new(Outgoing::MAX, Context::Process).is_ok());
    }

    #[test]
    fn a_full_buffer_refuses_and_keeps_what_it_has() -> Result {
        let mut outgoing = Outgoing::new(16, Context::Process)?;
        let room = outgoing.tail.capacity;
        outgoing.raw(b"begin")?;
        assert!(outgoing.tail.append(room).is_err());
        assert_eq!(outgoing.tail.written(), b"begin");
        assert!(outgoing.tail.append(room - 5).is_ok());
        assert!(outgoing.raw(b"x").is_err());
        Ok(())
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Dumps: replies of many messages, built datagram by datagram as the reader asks for them.

use core::mem::MaybeUninit;

use kernel::error::code::{EINVAL, EMSGSIZE};
use kernel::ffi::c_int;

use super::{Access, Definition, Family, Header, Info, PolicyRef};
use crate::netlink::{Builder, ExtAck, Flags, Portid, Result, SkbTail, Tailroom};
use crate::sys;
use crate::wire::{align, Buffer, ALIGN};

/// A list of objects that a process can request from a family. While the process reads, the module cannot be unloaded.
pub trait Dump<D: Definition> {
    /// The number of the operation.
    const CMD: u8;
    /// The permission that the operation requires.
    const ACCESS: Access;
    /// The attributes of a request, as [`Policy::as_ref`](super::Policy::as_ref) returns them.
    const POLICY: PolicyRef;

    /// The position of the dump: at most 48 bytes that live from one datagram to the next. It is not dropped.
    type Cursor: Copy + Default + Send + 'static;

    /// Begins a dump: reads the attributes. An error is the reply to the request.
    fn start(
        state: &D::State,
        request: &Info<'_>,
        cursor: &mut Self::Cursor,
        ack: &mut ExtAck<'_>,
    ) -> Result {
        let _ = (state, request, cursor, ack);
        Ok(())
    }

    /// Writes the next datagram, and moves the cursor past the messages that [`DumpDatagram::push`] accepted. An error ends the
    /// dump after the messages that were written.
    fn next(
        state: &D::State,
        request: &Info<'_>,
        cursor: &mut Self::Cursor,
        datagram: &mut DumpDatagram<'_>,
        ack: &mut ExtAck<'_>,
    ) -> Result<Progress>;

    /// Ends a dump, even if the reader is gone: undoes what `start` did. Not called if `start` failed.
    fn done(state: &D::State, cursor: &mut Self::Cursor) {
        let _ = (state, cursor);
    }
}

/// Whether a dump is complete.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is more for another datagram.
    More,
    /// This datagram was the last.
    Done,
}

/// One datagram of a dump, while it is filled.
pub struct DumpDatagram<'a> {
    cb: &'a mut sys::netlink_callback,
    tail: SkbTail,
    flags: Flags,
    kind: u16,
    header: Header,
    seq: u32,
    portid: Portid,
}

impl DumpDatagram<'_> {
    /// Sets how often the dumped objects have changed so far. If the number differs from that of an earlier datagram, the
    /// reader is notified that the dump is inconsistent (`NLM_F_DUMP_INTR`). Call it at the start of each datagram; 0 has
    /// no effect.
    pub fn generation(&mut self, generation: u32) {
        // SAFETY: The reference is the core's callback state, which nobody else uses while the datagram is filled.
        if unsafe { sys::klink_dump_changed(self.cb, generation) } {
            self.flags = self.flags | Flags::DUMP_INTR;
        }
    }

    /// Appends one message, whose attributes `fill` writes. `Ok(false)` if it does not fit: then nothing of it is
    /// written, and it belongs in the next datagram. `EMSGSIZE` if it would fit no datagram.
    pub fn push(&mut self, fill: impl FnOnce(&mut Builder<'_, SkbTail>) -> Result) -> Result<bool> {
        let put = self.begin().and_then(|mut message| {
            fill(&mut message)?;
            Ok(message.finish()?)
        });
        match put {
            Ok(()) => self.report(),
            Err(error) if error == EMSGSIZE.into() && !self.tail.written().is_empty() => {
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// Appends one message with as many attributes as there is room for: `fill` gets all of the room, and returns the
    /// number of bytes that it has written. If there are none, or there is no room at all, there is no message.
    pub fn push_some(&mut self, fill: impl FnOnce(&mut Tailroom<'_>) -> usize) -> Result {
        if self.tail.room() < ALIGN + HEADERS {
            return Ok(());
        }
        let begin = align(self.tail.used());
        self.begin()?.finish()?;
        // What follows a message is aligned.
        let added = self.tail.append_with(ALIGN, fill);
        if added == 0 {
            self.tail.truncate(begin);
            return Ok(());
        }
        let len = HEADERS.saturating_add(added) as u32;
        if let Some(field) = self
            .tail
            .written_mut()
            .get_mut(begin..)
            .and_then(<[u8]>::first_chunk_mut)
        {
            *field = len.to_ne_bytes();
        }
        // Within the room, of which so much was left.
        self.tail
            .append(align(added).saturating_sub(added))?
            .fill(0);
        self.report();
        Ok(())
    }

    /// Begins a message, which is not there unless it is finished.
    fn begin(&mut self) -> Result<Builder<'_, SkbTail>> {
        let mut message = Builder::new(&mut self.tail, self.kind, self.flags, self.seq)?;
        message.claim(self.portid.get());
        message.raw(&self.header.to_bytes())?;
        Ok(message)
    }

    /// Marks the message that was written with the result of [`DumpDatagram::generation`].
    fn report(&mut self) {
        // SAFETY: As in `generation`.
        unsafe { sys::klink_dump_report(self.cb) };
    }
}

/// The size in bytes of the headers before a message's attributes.
const HEADERS: usize = crate::wire::Header::LEN + Header::LEN;

/// # Safety
///
/// The core calls this first for a dump of a registered [`Family`] of `D`, and keeps the family registered meanwhile.
pub(super) unsafe extern "C" fn start<D: Definition, A: Dump<D>>(
    cb: *mut sys::netlink_callback,
) -> c_int {
    const {
        assert!(
            size_of::<A::Cursor>() <= sys::constant::NETLINK_CTX_SIZE as usize,
            "a cursor has at most 48 bytes"
        );
        assert!(
            align_of::<A::Cursor>() <= align_of::<usize>(),
            "a cursor is aligned as a pointer"
        );
    }
    // SAFETY: By this function's contract.
    let Some(info) = (unsafe { info::<D, A>(cb) }) else {
        return EINVAL.to_errno();
    };
    // SAFETY: The only one in this call.
    let mut ack = unsafe { info.ext_ack() };
    // SAFETY: By this function's contract.
    let state = unsafe { state::<D>(&info) };
    let mut cursor = A::Cursor::default();
    match A::start(state, &info, &mut cursor, &mut ack) {
        Ok(()) => {
            // SAFETY: The place belongs to the dump; the cursor fits by the assertions above.
            unsafe { sys::klink_dump_cursor(cb).cast::<A::Cursor>().write(cursor) };
            0
        }
        Err(error) => error.to_errno(),
    }
}

/// # Safety
///
/// The core calls this after [`start`] has returned 0, with the buffer of the next datagram.
pub(super) unsafe extern "C" fn next<D: Definition, A: Dump<D>>(
    skb: *mut sys::sk_buff,
    cb: *mut sys::netlink_callback,
) -> c_int {
    // SAFETY: By this function's contract.
    let Some(info) = (unsafe { info::<D, A>(cb) }) else {
        return EINVAL.to_errno();
    };
    let mut room = sys::klink_room {
        start: core::ptr::null_mut(),
        len: 0,
    };
    // SAFETY: The buffer is ours to fill until this function returns.
    let tail = unsafe {
        sys::klink_skb_room(skb, &mut room);
        SkbTail::new(room)
    };
    let Some(tail) = tail else {
        return EMSGSIZE.to_errno();
    };
    // SAFETY: The only one in this call.
    let mut ack = unsafe { info.ext_ack() };
    // SAFETY: `start` has put the cursor there, and `done` has not run; the core serialises the calls for one dump. The id
    // is read only: what it was when the dump began.
    let (state, cursor, cb, id) = unsafe {
        let cursor = &mut *sys::klink_dump_cursor(cb).cast::<A::Cursor>();
        let id = (*info.raw().family).id;
        (state::<D>(&info), cursor, &mut *cb, id)
    };
    // SAFETY: As above.
    let flags = Flags(unsafe { sys::klink_dump_flags(cb) });
    let mut datagram = DumpDatagram {
        cb,
        tail,
        flags,
        kind: id as u16,
        header: Header {
            cmd: A::CMD,
            version: D::VERSION,
        },
        seq: info.seq(),
        portid: info.portid(),
    };
    let result = A::next(state, &info, cursor, &mut datagram, &mut ack);
    let used = datagram.tail.written().len();
    // SAFETY: So much of the buffer's tail room is written.
    unsafe { sys::klink_skb_put(skb, used) };
    match result {
        // An empty datagram would look like the end of a file, and there would be no end of them.
        Ok(Progress::More) if used == 0 => EMSGSIZE.to_errno(),
        Ok(Progress::More) => used as c_int,
        Ok(Progress::Done) => 0,
        Err(error) => error.to_errno(),
    }
}

/// # Safety
///
/// The core calls this once after [`start`] has returned 0, and calls neither again for this dump.
pub(super) unsafe extern "C" fn done<D: Definition, A: Dump<D>>(
    cb: *mut sys::netlink_callback,
) -> c_int {
    // SAFETY: By this function's contract; `start` has put the cursor there.
    unsafe {
        if let Some(info) = info::<D, A>(cb) {
            let cursor = &mut *sys::klink_dump_cursor(cb).cast::<A::Cursor>();
            A::done(state::<D>(&info), cursor);
        }
    }
    0
}

/// # Safety
///
/// `cb` is what the core passed to a callback of a dump `A`, which does not return during `'a`.
unsafe fn info<'a, D: Definition, A: Dump<D>>(cb: *mut sys::netlink_callback) -> Option<Info<'a>> {
    let mut raw = MaybeUninit::uninit();
    // SAFETY: By this function's contract; C writes every field. The core keeps request and attributes until the dump
    // is done; they were checked against the policy that `A` names.
    unsafe {
        sys::klink_dump_request(cb, raw.as_mut_ptr());
        Info::new(raw.assume_init(), A::POLICY.max)
    }
}

/// The state of the family's operations.
///
/// # Safety
///
/// `info` is that of a dump of a [`Family`] of `D` whose callback does not return during `'a`.
unsafe fn state<'a, D: Definition>(info: &Info<'_>) -> &'a D::State {
    // SAFETY: A dump keeps the module loaded, and while it is, the family keeps its state, registered or not.
    unsafe { Family::state(info.raw().family.cast::<Family<D>>()) }
}

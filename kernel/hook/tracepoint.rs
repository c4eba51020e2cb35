// SPDX-License-Identifier: GPL-2.0

//! Tracepoints of the kernel proper, by name: their symbols are not exported, but the kernel shows them all.

use core::ffi::{c_void, CStr};
use core::ptr::NonNull;

use kernel::ffi::{c_char, c_int};
use kernel::str::as_char_ptr_in_const_context;
use kernel::sync::Arc;

use super::{Hook, Listener, Missing, Task};
use crate::netlink::Error;
use crate::sys;

/// A listener that a tracepoint calls.
///
/// # Invariants
///
/// `probe` with the listener is registered at `point`.
pub struct Tracepoint<L> {
    point: NonNull<sys::tracepoint>,
    probe: *mut c_void,
    listener: Arc<L>,
}

// SAFETY: The kernel registers and calls from any thread, and the listener is Send and Sync.
unsafe impl<L: Send + Sync> Send for Tracepoint<L> {}
// SAFETY: There is nothing to do with a reference.
unsafe impl<L: Send + Sync> Sync for Tracepoint<L> {}

impl<L> Tracepoint<L> {
    /// Calls the listener from now on.
    pub fn attach<P: Point>(listener: Arc<L>) -> Result<Self, Missing>
    where
        L: Listener<P>,
    {
        // SAFETY: The probe is the point's own, for this type of listener.
        unsafe { Self::register(P::NAME, P::MISSING, P::probe::<L>(), listener) }
    }

    /// # Safety
    ///
    /// `probe` is a C function that takes an `L` and what the tracepoint of this name passes.
    #[inline(never)]
    unsafe fn register(
        name: &CStr,
        missing: &'static str,
        probe: *mut c_void,
        listener: Arc<L>,
    ) -> Result<Self, Missing> {
        // SAFETY: A string that ends with NUL.
        let point = unsafe { sys::klink_tracepoint_find(as_char_ptr_in_const_context(name)) };
        let point = NonNull::new(point).ok_or(Missing::Lacks(missing))?;
        // SAFETY: By this function's contract; the reference keeps the listener where it is until `drop` has
        // unregistered.
        Error::check(unsafe {
            sys::tracepoint_probe_register(point.as_ptr(), probe, pointer(&listener))
        })
        .map_err(Missing::Refused)?;
        // INVARIANT: Registered above.
        Ok(Self {
            point,
            probe,
            listener,
        })
    }
}

/// What the probe gets.
fn pointer<L>(listener: &Arc<L>) -> *mut c_void {
    core::ptr::from_ref::<L>(listener).cast_mut().cast()
}

impl<L> Drop for Tracepoint<L> {
    fn drop(&mut self) {
        // SAFETY: By the type invariant. After the second call no probe runs any more.
        unsafe {
            sys::tracepoint_probe_unregister(
                self.point.as_ptr(),
                self.probe,
                pointer(&self.listener),
            );
            sys::klink_tracepoint_synchronize();
        }
    }
}

/// A tracepoint that is known here.
///
/// # Safety
///
/// `probe` gives a C function that takes a `*const L` and what the tracepoint of this name passes.
pub unsafe trait Point: Hook + Sized {
    /// Its name.
    const NAME: &'static CStr;
    /// What is missing where it is not there.
    const MISSING: &'static str;

    /// The function that the kernel calls.
    fn probe<L: Listener<Self>>() -> *mut c_void;
}

/// Declares tracepoints: the name, and the C arguments with what becomes of them.
macro_rules! points {
    ($(
        $(#[$doc:meta])*
        $point:ident $name:ident($($arg:ident: $c:ty),*) -> $notice:ty { $($value:tt)* }
    )*) => {$(
        $(#[$doc])*
        pub struct $point;

        impl Hook for $point {
            type Notice<'a> = $notice;
        }

        // SAFETY: The type of this name is compared with what the tracepoint calls: see `sys/prototypes.awk`.
        unsafe impl Point for $point {
            const NAME: &'static CStr = match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => panic!(),
            };
            const MISSING: &'static str = concat!("the kernel has no tracepoint ", stringify!($name));

            fn probe<L: Listener<Self>>() -> *mut c_void {
                /// # Safety
                ///
                /// The tracepoint calls this with the `L` that was registered and its arguments.
                unsafe extern "C" fn probe<L: Listener<$point>>(listener: *mut c_void, $($arg: $c),*) {
                    // SAFETY: By this function's contract.
                    let listener = unsafe { &*listener.cast::<L>() };
                    // SAFETY: The arguments live as long as the call.
                    listener.hear(unsafe { $($value)* });
                }
                let probe: sys::probe::$name = probe::<L>;
                probe as *mut c_void
            }
        }
    )*};
}

points! {
    /// A thread has been made and is about to run: its maker, then itself.
    Fork sched_process_fork(parent: *mut sys::task_struct, child: *mut sys::task_struct) -> (Task<'a>, Task<'a>) {
        (Task::new(parent), Task::new(child))
    }

    /// A process runs another program: itself, and the file's name as it was given.
    Exec sched_process_exec(task: *mut sys::task_struct, _old_pid: c_int, program: *mut sys::linux_binprm) -> (Task<'a>, &'a [u8]) {
        (Task::new(task), sys::string(sys::klink_program_name(program)))
    }

    /// A thread ends: itself, and whether it is its process's last.
    Exit sched_process_exit(task: *mut sys::task_struct, last: bool) -> (Task<'a>, bool) {
        (Task::new(task), last)
    }

    /// A thread gets another name: itself, still with the old one, and the new one.
    Rename task_rename(task: *mut sys::task_struct, comm: *const c_char) -> (Task<'a>, &'a [u8]) {
        (Task::new(task), sys::string(comm))
    }

    /// The kernel kills a process because memory is short.
    OomVictim mark_victim(task: *mut sys::task_struct, _uid: u32) -> Task<'a> {
        Task::new(task)
    }

    /// A thread has been waiting for long.
    Hang sched_process_hang(task: *mut sys::task_struct) -> Task<'a> {
        Task::new(task)
    }
}

// SPDX-License-Identifier: GPL-2.0

//! Tracepoints of the kernel proper, by name: their symbols are not exported, but the kernel shows them all.

use core::ffi::{c_void, CStr};
use core::marker::PhantomData;
use core::ptr::NonNull;

use kernel::alloc::flags::GFP_KERNEL;
use kernel::alloc::KBox;
use kernel::ffi::{c_char, c_int};
use kernel::str::{as_char_ptr_in_const_context, CStrExt};

use super::{Missing, Task};
use crate::netlink::Error;
use crate::sys;

/// A function that a tracepoint calls, in whatever context that is: it does not sleep, and takes no lock that may be held
/// there.
///
/// # Invariants
///
/// `probe` with the data is registered at `point`.
pub struct Tracepoint<P: Point> {
    point: NonNull<sys::tracepoint>,
    probe: *mut c_void,
    data: KBox<dyn Data>,
    _point: PhantomData<fn(P)>,
}

/// What owns a function, without its type.
trait Data: Send + Sync {}

impl<F: Send + Sync> Data for F {}

// SAFETY: The kernel registers and calls from any thread, and the function is Send and Sync.
unsafe impl<P: Point> Send for Tracepoint<P> {}
// SAFETY: There is nothing to do with a reference.
unsafe impl<P: Point> Sync for Tracepoint<P> {}

impl<P: Point> Tracepoint<P> {
    /// Calls `called` from now on.
    pub fn attach<F>(called: F) -> Result<Self, Missing>
    where
        F: Fn(P::Args<'_>) + Send + Sync + 'static,
    {
        // SAFETY: A string that ends with NUL.
        let point = unsafe { sys::klink_tracepoint_find(as_char_ptr_in_const_context(P::NAME)) };
        let point = NonNull::new(point).ok_or(Missing::Lacks(P::MISSING))?;
        let data = KBox::new(called, GFP_KERNEL)?;
        let probe = P::probe::<F>();
        let called: *const F = &*data;
        // SAFETY: `point` is the tracepoint of this name, whose prototype C has compared with that of the probe; the box
        // keeps the function where it is until `drop` has unregistered.
        Error::check(unsafe {
            sys::tracepoint_probe_register(point.as_ptr(), probe, called.cast_mut().cast())
        })
        .map_err(Missing::Refused)?;
        // INVARIANT: Registered above.
        Ok(Self {
            point,
            probe,
            data,
            _point: PhantomData,
        })
    }

    fn data(&self) -> *mut c_void {
        let data: *const dyn Data = &*self.data;
        data.cast::<c_void>().cast_mut()
    }
}

impl<P: Point> Drop for Tracepoint<P> {
    fn drop(&mut self) {
        // SAFETY: By the type invariant. After the second call no probe runs any more.
        unsafe {
            sys::tracepoint_probe_unregister(self.point.as_ptr(), self.probe, self.data());
            sys::klink_tracepoint_synchronize();
        }
    }
}

/// A tracepoint that is known here.
///
/// # Safety
///
/// `probe` gives a C function that takes the data, a `*const F`, and what the tracepoint of this name passes.
pub unsafe trait Point: 'static {
    /// Its name.
    const NAME: &'static CStr;
    /// What is missing where it is not there.
    const MISSING: &'static str;
    /// What it tells.
    type Args<'a>;

    /// The function that the kernel calls.
    fn probe<F: Fn(Self::Args<'_>)>() -> *mut c_void;
}

/// Declares tracepoints: the name, and the C arguments with what becomes of them.
macro_rules! points {
    ($(
        $(#[$doc:meta])*
        $point:ident $name:literal($($arg:ident: $c:ty),*) -> $args:ty { $($value:tt)* }
    )*) => {$(
        $(#[$doc])*
        pub struct $point;

        // SAFETY: The arguments are those that shim.c has checked against the tracepoint of this name.
        unsafe impl Point for $point {
            const NAME: &'static CStr = match CStr::from_bytes_with_nul(concat!($name, "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => panic!(),
            };
            const MISSING: &'static str = concat!("the kernel has no tracepoint ", $name);
            type Args<'a> = $args;

            fn probe<F: Fn(Self::Args<'_>)>() -> *mut c_void {
                /// # Safety
                ///
                /// The tracepoint calls this with the `F` that was registered and its arguments.
                unsafe extern "C" fn probe<F: Fn(<$point as Point>::Args<'_>)>(
                    data: *mut c_void,
                    $($arg: $c),*
                ) {
                    // SAFETY: By this function's contract.
                    let called = unsafe { &*data.cast::<F>() };
                    // SAFETY: The arguments live as long as the call.
                    called(unsafe { $($value)* });
                }
                probe::<F> as *mut c_void
            }
        }
    )*};
}

points! {
    /// A thread has been made and is about to run: its maker, then itself.
    Fork "sched_process_fork"(parent: *const sys::task_struct, child: *const sys::task_struct) -> (Task<'a>, Task<'a>) {
        (Task::new(parent), Task::new(child))
    }

    /// A process runs another program: itself, and the file's name as it was given.
    Exec "sched_process_exec"(task: *const sys::task_struct, _old_pid: c_int, program: *const sys::linux_binprm) -> (Task<'a>, &'a [u8]) {
        (Task::new(task), CStr::from_char_ptr(sys::klink_program_name(program)).to_bytes())
    }

    /// A thread ends: itself, and whether it is its process's last.
    Exit "sched_process_exit"(task: *const sys::task_struct, last: bool) -> (Task<'a>, bool) {
        (Task::new(task), last)
    }

    /// A thread gets another name: itself, still with the old one, and the new one.
    Rename "task_rename"(task: *const sys::task_struct, comm: *const c_char) -> (Task<'a>, &'a [u8]) {
        (Task::new(task), CStr::from_char_ptr(comm).to_bytes())
    }

    /// The kernel kills a process because memory is short.
    OomVictim "mark_victim"(task: *const sys::task_struct, _uid: u32) -> Task<'a> {
        Task::new(task)
    }

    /// A thread has been waiting for long.
    Hang "sched_process_hang"(task: *const sys::task_struct) -> Task<'a> {
        Task::new(task)
    }
}

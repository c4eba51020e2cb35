// SPDX-License-Identifier: GPL-2.0

//! Tracepoints of the kernel proper, by name: their symbols are not exported, but the kernel lists them all.

use core::ffi::{c_void, CStr};
use core::ptr::NonNull;

use kernel::ffi::{c_char, c_int};
use kernel::str::as_char_ptr_in_const_context;

use super::{
    Arguments, Called, Event, Listener, Missing, Registrar, RegistrarKind, Sealed, Source, Task,
    TcpChange,
};
use crate::sys;

/// Finds a tracepoint, for a probe that takes its arguments.
#[inline(never)]
fn find(name: &CStr, missing: &'static str, probe: *mut c_void) -> Result<RegistrarKind, Missing> {
    // SAFETY: A string that ends with NUL.
    let point = unsafe { sys::klink_tracepoint_find(as_char_ptr_in_const_context(name)) };
    let point = NonNull::new(point).ok_or(Missing::Lacks(missing))?;
    Ok(RegistrarKind::Point { point, probe })
}

/// Declares tracepoints: the name, the C arguments, and their conversion.
macro_rules! points {
    ($(
        $(#[$doc:meta])*
        $point:ident $name:ident($($arg:ident: $c:ty),*) -> $notice:ty { $($value:tt)* }
    )*) => {$(
        $(#[$doc])*
        pub struct $point;

        impl Event for $point {
            type Notice<'a> = $notice;
            type Answer = ();
        }

        impl Sealed for $point {}

        impl Source for $point {
            fn find<L: Listener<Self>>() -> Result<Registrar, Missing> {
                const NAME: &CStr = match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                    Ok(name) => name,
                    Err(_) => panic!(),
                };
                /// # Safety
                ///
                /// The tracepoint calls this with a `Called<L>` that is registered and its arguments.
                unsafe extern "C" fn probe<L: Listener<$point>>(called: *mut c_void, $($arg: $c),*) {
                    // SAFETY: By this function's contract.
                    let called = unsafe { &*called.cast::<Called<L>>() };
                    // SAFETY: The arguments live as long as the call.
                    called.listener.notify(unsafe { $($value)* });
                }
                let probe: sys::probe::$name = probe::<L>;
                // INVARIANT: The type of this name is compared with what the tracepoint calls: see `sys/prototypes.awk`.
                find(
                    NAME,
                    concat!("the kernel has no tracepoint ", stringify!($name)),
                    probe as *mut c_void,
                )
                .map(Registrar)
            }
        }
    )*};
}

points! {
    /// A thread has been created and is about to run: its parent, then the thread.
    Fork sched_process_fork(parent: *mut sys::task_struct, child: *mut sys::task_struct) -> (Task<'a>, Task<'a>) {
        (Task::new(parent), Task::new_one(child))
    }

    /// The running process runs another program: the process, the file's name as it was given, and the arguments.
    Exec sched_process_exec(task: *mut sys::task_struct, _old_pid: c_int, program: *mut sys::linux_binprm) -> (Task<'a>, &'a [u8], Arguments<'a>) {
        (Task::new(task), sys::string(sys::klink_program_name(program)), Arguments::new())
    }

    /// A thread ends: the thread, and whether it is its process's last.
    Exit sched_process_exit(task: *mut sys::task_struct, last: bool) -> (Task<'a>, bool) {
        (Task::new(task), last)
    }

    /// A thread is renamed: the thread, still with the old name, and the new name.
    Rename task_rename(task: *mut sys::task_struct, comm: *const c_char) -> (Task<'a>, &'a [u8]) {
        (Task::new(task), sys::string(comm))
    }

    /// The kernel kills a process because memory ran out.
    OomVictim mark_victim(task: *mut sys::task_struct, _uid: u32) -> Task<'a> {
        Task::new(task)
    }

    /// A thread has been waiting for a long time.
    Hang sched_process_hang(task: *mut sys::task_struct) -> Task<'a> {
        Task::new(task)
    }

    /// A TCP socket of any network namespace gets another state. Other sockets of the internet's families, which the
    /// kernel reports as well, are left out.
    TcpStates inet_sock_set_state(sock: *const sys::sock, old: c_int, new: c_int) -> TcpChange {
        match TcpChange::new(sock, old, new) {
            Some(change) => change,
            None => return,
        }
    }
}

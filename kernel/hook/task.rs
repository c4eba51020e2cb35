// SPDX-License-Identifier: GPL-2.0

//! Threads as arguments of hooks.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::sys;

/// A thread (`struct task_struct`), borrowed from the call that it is an argument of.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    raw: *const sys::task_struct,
    /// It has not run yet, and does not during the call.
    is_new: bool,
    _call: PhantomData<&'a sys::task_struct>,
}

/// The ids and the name of a thread, and what it belongs to. Ids are those of the initial namespaces.
pub struct TaskIds {
    /// The id of the thread.
    pub pid: u32,
    /// The id of its process.
    pub tgid: u32,
    /// The id of the parent process; 0 if there is none.
    pub ppid: u32,
    /// The id of its real user.
    pub uid: u32,
    /// The id of its cgroup in the unified hierarchy: the number of its directory's inode.
    pub cgroup: u64,
    /// When its process was started, in nanoseconds since boot, including suspend (`CLOCK_BOOTTIME`); 0 if it has been
    /// waited for.
    pub start: u64,
    /// The number of the pid namespace's inode; 0 if it has been waited for.
    pub pidns: u32,
    /// The number of the network namespace's inode; 0 unless the thread is the running one, or a new one.
    pub netns: u32,
    /// The number of the user namespace's inode.
    pub userns: u32,
    /// Its name, which ends at a NUL or after 15 bytes; what follows has no meaning.
    pub comm: [u8; 16],
}

impl Task<'_> {
    /// # Safety
    ///
    /// `raw` is a thread that stays during `'a`.
    pub(super) unsafe fn new(raw: *const sys::task_struct) -> Self {
        Self {
            raw,
            is_new: false,
            _call: PhantomData,
        }
    }

    /// # Safety
    ///
    /// As [`Task::new`], and the thread does not run during `'a`.
    pub(super) unsafe fn new_one(raw: *const sys::task_struct) -> Self {
        Self {
            raw,
            is_new: true,
            _call: PhantomData,
        }
    }

    /// Calls `inside` with the running thread.
    pub fn with_current<R>(inside: impl FnOnce(Task<'_>) -> R) -> R {
        // SAFETY: It stays while it runs this.
        inside(unsafe { Task::new(sys::klink_current()) })
    }

    /// The ids and the name of the thread.
    #[inline]
    pub fn ids(&self) -> TaskIds {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: By the contracts of `new` and `new_one`; C writes every field.
        let raw = unsafe {
            sys::klink_task(self.raw, self.is_new, raw.as_mut_ptr());
            raw.assume_init()
        };
        TaskIds {
            pid: raw.pid,
            tgid: raw.tgid,
            ppid: raw.ppid,
            uid: raw.uid,
            cgroup: raw.cgroup,
            start: raw.start,
            pidns: raw.pidns,
            netns: raw.netns,
            userns: raw.userns,
            comm: raw.comm,
        }
    }

    /// Whether it is in the initial pid namespace, to which the ids of [`Task::ids`] belong; false if it has been
    /// waited for.
    pub fn is_in_initial_pid_namespace(&self) -> bool {
        // SAFETY: By the contract of `new`.
        unsafe { sys::klink_task_in_init_pid_ns(self.raw) }
    }

    /// Its exit code as in wait(2): the status in the second byte, the signal in the lowest 7 bits.
    pub fn exit_code(&self) -> u32 {
        // SAFETY: By the contract of `new`.
        unsafe { sys::klink_task_exit_code(self.raw) }
    }
}

/// The arguments of the program that the running process begins to run, borrowed from the call that says so.
pub struct Arguments<'a>(PhantomData<&'a sys::linux_binprm>);

impl Arguments<'_> {
    /// # Safety
    ///
    /// The running process begins to run a program, and no other thread has its memory during `'a`.
    pub(super) unsafe fn new() -> Self {
        Self(PhantomData)
    }

    /// Copies the arguments, each with a NUL behind it. Returns those that were copied, and whether there are more: `room`
    /// is too small, or the memory could not be read without sleeping.
    pub fn read<'b>(&self, room: &'b mut [u8]) -> (&'b [u8], bool) {
        let mut cut = true;
        // SAFETY: C writes to both, and not beyond the room's length.
        let len = unsafe { sys::klink_program_args(room.as_mut_ptr(), room.len(), &mut cut) };
        (room.get(..len).unwrap_or_default(), cut)
    }
}

/// The bytes of a buffer before its first NUL.
pub(super) fn until_nul(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == 0);
    bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes)
}

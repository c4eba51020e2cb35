// SPDX-License-Identifier: MIT OR Apache-2.0

//! Clocks and processors.

use std::mem::zeroed;
use std::time::Duration;

fn read(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: The value outlives the call.
    unsafe { libc::clock_gettime(clock, &mut time) };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Nanoseconds since boot. The guest never sleeps, so that `CLOCK_MONOTONIC` is the same.
pub fn now() -> u64 {
    read(libc::CLOCK_BOOTTIME).as_nanos() as u64
}

/// The calling thread's processor time.
pub fn cpu_of_thread() -> Duration {
    read(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// The processor time of this process and of its children that have ended.
pub fn cpu_with_children() -> Duration {
    // SAFETY: Zeros are a value of the type, which outlives the call.
    let children = unsafe {
        let mut usage: libc::rusage = zeroed();
        libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage);
        usage
    };
    [children.ru_utime, children.ru_stime]
        .into_iter()
        .map(|time| Duration::new(time.tv_sec as u64, time.tv_usec as u32 * 1000))
        .sum::<Duration>()
        + read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Keeps the calling thread, and the processes it starts, on one processor, if there are several.
pub fn pin(processor: usize) {
    // SAFETY: Zeros are an empty set, which outlives the calls.
    unsafe {
        let mut set: libc::cpu_set_t = zeroed();
        let several = libc::sysconf(libc::_SC_NPROCESSORS_ONLN) > processor as i64;
        if several {
            libc::CPU_SET(processor, &mut set);
            libc::sched_setaffinity(0, size_of_val(&set), &set);
        }
    }
}

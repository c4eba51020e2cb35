// SPDX-License-Identifier: GPL-2.0

//! Log lines. Unlike the kernel crate's macros these take all that implements `core`'s `Display`, and end the line.

use crate::sys;

/// Leave to log one more line that the running process causes: how many were refused since the last leave, or `None` if
/// this one is refused, too.
///
/// Each user has 20 such lines of a module in 5 seconds; of ordinary users 8 at a time, and all others share as many. So
/// no user hides what another causes, and a module logs 200 in 5 seconds at most. Who runs in a user namespace that an
/// ordinary user has made counts as that user, and kernel threads and interrupts as others.
pub fn permit() -> Option<u32> {
    u32::try_from(sys::klink_log_permit()).ok()
}

/// Logs what the module does.
#[macro_export]
macro_rules! log_info {
    ($($arg:tt)*) => { ::kernel::pr_info!("{}\n", ::core::format_args!($($arg)*)) };
}

/// Logs why the module cannot do what it was asked to.
#[macro_export]
macro_rules! log_error {
    ($($arg:tt)*) => { ::kernel::pr_err!("{}\n", ::core::format_args!($($arg)*)) };
}

/// Logs what the running process causes, such as the sender of a datagram, within the limit of
/// [`permit`](crate::module::log::permit).
#[macro_export]
macro_rules! log_sender {
    ($($arg:tt)*) => {
        if let Some(refused) = $crate::module::log::permit() {
            if refused != 0 {
                $crate::log_info!("{refused} lines left out");
            }
            $crate::log_info!($($arg)*);
        }
    };
}

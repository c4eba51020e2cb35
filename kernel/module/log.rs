// SPDX-License-Identifier: GPL-2.0

//! Log lines. Unlike the kernel crate's macros these accept every type that implements `core`'s `Display`, and end the
//! line.

use crate::sys;

/// Asks whether the running process may cause one more log line. Returns the number of lines refused since the last
/// one, or `None` if this one is refused, too.
///
/// Each user may cause 20 such lines of a module in 5 seconds; 8 ordinary users have such a budget at a time, and all
/// others share one. So no user hides what another causes, and a module logs at most 200 lines in 5 seconds. A process
/// in a user namespace that an ordinary user has made counts as that user, and kernel threads and interrupts as others.
pub fn permit() -> Option<u32> {
    u32::try_from(sys::klink_log_permit()).ok()
}

/// Logs an action of the module.
#[macro_export]
macro_rules! log_info {
    ($($arg:tt)*) => { ::kernel::pr_info!("{}\n", ::core::format_args!($($arg)*)) };
}

/// Logs the reason why the module cannot do what was requested.
#[macro_export]
macro_rules! log_error {
    ($($arg:tt)*) => { ::kernel::pr_err!("{}\n", ::core::format_args!($($arg)*)) };
}

/// Logs an event that the running process causes, for example by sending a datagram, within the limit of
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

// SPDX-License-Identifier: GPL-2.0

//! The end of the machine: `include/linux/reboot.h`.

use klink_kernel::hook::{Listener, Reboots, Stop};
use klink_kernel::protocol::events::{event, Action, Kind, TEXT_MAX};

use super::Journal;

/// Called in the context of the process that stops the machine; whether a reader still gets the event depends on the
/// way it is stopped.
impl Listener<Reboots> for Journal {
    fn notify(&self, (stop, argument): (Stop, &[u8])) {
        let action = match stop {
            Stop::Restart => Action::RESTART,
            Stop::Halt => Action::HALT,
            Stop::PowerOff => Action::POWER_OFF,
        };
        self.append(Kind::REBOOT, |attributes| {
            attributes.put_u32(event::ACTION, action.0)?;
            if argument.is_empty() {
                return Ok(());
            }
            let shown = argument.get(..usize::from(TEXT_MAX)).unwrap_or(argument);
            attributes.put_string(event::TEXT, shown)
        });
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

//! Devices that are added, removed or changed: the kernel's own uevents, before udev has processed them.
//!
//! ```
//! use klink::uevent::{Notification, Uevents};
//!
//! let mut uevents = Uevents::open()?;
//! # uevents.listener().set_timeout(Some(std::time::Duration::ZERO));
//! loop {
//!     match uevents.next() {
//!         Ok(Notification::Uevent(uevent)) => println!("{} {}", uevent.action(), uevent.devpath()),
//!         Ok(Notification::Lost(lost)) => println!("{} lost", lost.drops),
//!         Err(error) if error.is_timeout() => break,
//!         Err(error) => return Err(error),
//!     }
//! }
//! # Ok::<(), klink::Error>(())
//! ```

use crate::error::Error;
use crate::listener::{DatagramOrLoss, Listener, Lost};
use crate::wire::{Group, Protocol};
use crate::Netns;

/// A listener to uevents.
#[derive(Debug)]
pub struct Uevents {
    listener: Listener,
}

/// One item that [`Uevents`] receives.
#[derive(Clone, Copy, Debug)]
pub enum Notification<'a> {
    /// An event of a device.
    Uevent(Uevent<'a>),
    /// Uevents that the kernel dropped before the next one.
    Lost(Lost),
}

/// An event of a device (`lib/kobject_uevent.c`).
#[derive(Clone, Copy, Debug)]
pub struct Uevent<'a> {
    bytes: &'a [u8],
}

impl Uevents {
    /// Joins the kernel's group.
    pub fn open() -> Result<Self, Error> {
        Self::over(Listener::open(Protocol::KOBJECT_UEVENT)?)
    }

    /// [`Uevents::open`] in another network namespace, which reports only its own network devices.
    pub fn open_in(netns: &Netns) -> Result<Self, Error> {
        Self::over(Listener::open_in(netns, Protocol::KOBJECT_UEVENT)?)
    }

    fn over(mut listener: Listener) -> Result<Self, Error> {
        if let Some(kernel) = Group::new(1) {
            listener.join(kernel)?;
        }
        Ok(Self { listener })
    }

    /// The listener, to limit how long it waits or to enlarge its buffer.
    pub fn listener(&mut self) -> &mut Listener {
        &mut self.listener
    }

    /// Waits for the next uevent, as [`Listener::next`] does.
    #[allow(clippy::should_implement_trait)] // An iterator cannot lend.
    pub fn next(&mut self) -> Result<Notification<'_>, Error> {
        Ok(match self.listener.next_datagram()? {
            DatagramOrLoss::Datagram(datagram) => Notification::Uevent(Uevent {
                bytes: datagram.bytes,
            }),
            DatagramOrLoss::Lost(lost) => Notification::Lost(lost),
        })
    }
}

impl<'a> Uevent<'a> {
    /// Reads a datagram: `add@/devices/x`, then `KEY=value`, each followed by a NUL.
    pub fn read(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// The action, such as `add`, `remove`, `change`.
    pub fn action(&self) -> &'a str {
        self.get("ACTION").unwrap_or("")
    }

    /// The device's path under `/sys`.
    pub fn devpath(&self) -> &'a str {
        self.get("DEVPATH").unwrap_or("")
    }

    /// The subsystem that the device belongs to.
    pub fn subsystem(&self) -> &'a str {
        self.get("SUBSYSTEM").unwrap_or("")
    }

    /// The number of the uevent since boot; the same in all network namespaces.
    pub fn seqnum(&self) -> Option<u64> {
        self.get("SEQNUM")?.parse().ok()
    }

    /// A property as UTF-8, which all of the kernel's own are.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.properties()
            .find(|&(known, _)| known == key.as_bytes())
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// All properties, in the kernel's order.
    pub fn properties(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        self.bytes.split(|&byte| byte == 0).filter_map(|property| {
            let equals = property.iter().position(|&byte| byte == b'=')?;
            let (key, value) = property.split_at_checked(equals)?;
            // The summary at the start has no `=` before its `@`.
            (!key.contains(&b'@')).then_some((key, value.get(1..).unwrap_or(&[])))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_without_the_summary() {
        let bytes = b"add@/devices/a=b\0ACTION=add\0DEVPATH=/devices/a=b\0SUBSYSTEM=net\0SEQNUM=7\0X=\0junk\0";
        let uevent = Uevent::read(bytes);
        assert_eq!((uevent.action(), uevent.devpath()), ("add", "/devices/a=b"));
        assert_eq!((uevent.subsystem(), uevent.seqnum()), ("net", Some(7)));
        assert_eq!(uevent.get("X"), Some(""));
        assert_eq!(uevent.get("junk"), None);
        assert_eq!(uevent.properties().count(), 5);
        assert_eq!(Uevent::read(b"").action(), "");
    }
}

// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Addresses: protocol numbers, port ids and multicast groups (netlink(7), `include/uapi/linux/netlink.h`).

use core::fmt;
use core::num::NonZeroU32;

/// The third argument of socket(2) for `AF_NETLINK`: the kernel subsystem, or module, that is addressed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub u8);

impl Protocol {
    /// Links, addresses, routes, rules, neighbours, traffic control.
    pub const ROUTE: Self = Self(0);
    /// Reserved for messages between user programs.
    pub const USERSOCK: Self = Self(2);
    /// Socket diagnostics.
    pub const SOCK_DIAG: Self = Self(4);
    /// Netfilter logging; unused since Linux 3.17.
    pub const NFLOG: Self = Self(5);
    /// IPsec.
    pub const XFRM: Self = Self(6);
    /// SELinux events.
    pub const SELINUX: Self = Self(7);
    /// Open-iSCSI.
    pub const ISCSI: Self = Self(8);
    /// Auditing.
    pub const AUDIT: Self = Self(9);
    /// Lookups in the forwarding table.
    pub const FIB_LOOKUP: Self = Self(10);
    /// The connector, which carries process events among others.
    pub const CONNECTOR: Self = Self(11);
    /// Netfilter subsystems.
    pub const NETFILTER: Self = Self(12);
    /// Kernel object events, as udev reads them.
    pub const KOBJECT_UEVENT: Self = Self(15);
    /// Generic netlink.
    pub const GENERIC: Self = Self(16);
    /// SCSI transports.
    pub const SCSITRANSPORT: Self = Self(18);
    /// RDMA.
    pub const RDMA: Self = Self(20);
    /// The kernel's crypto API.
    pub const CRYPTO: Self = Self(21);
    /// SMC monitoring.
    pub const SMC: Self = Self(22);

    /// Protocol numbers are below this (`MAX_LINKS`); socket(2) fails with `EPROTONOSUPPORT` for others.
    pub const LIMIT: u8 = 32;

    /// The name without `NETLINK_`; `None` for a number without a name.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::ROUTE => "ROUTE",
            Self::USERSOCK => "USERSOCK",
            Self::SOCK_DIAG => "SOCK_DIAG",
            Self::NFLOG => "NFLOG",
            Self::XFRM => "XFRM",
            Self::SELINUX => "SELINUX",
            Self::ISCSI => "ISCSI",
            Self::AUDIT => "AUDIT",
            Self::FIB_LOOKUP => "FIB_LOOKUP",
            Self::CONNECTOR => "CONNECTOR",
            Self::NETFILTER => "NETFILTER",
            Self::KOBJECT_UEVENT => "KOBJECT_UEVENT",
            Self::GENERIC => "GENERIC",
            Self::SCSITRANSPORT => "SCSITRANSPORT",
            Self::RDMA => "RDMA",
            Self::CRYPTO => "CRYPTO",
            Self::SMC => "SMC",
            _ => return None,
        })
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.0),
        }
    }
}

impl fmt::Debug for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protocol({self})")
    }
}

/// The address of one user-space netlink socket.
///
/// It is never 0, which is the kernel's own address: a reply to the kernel cannot be expressed. It is not a process id,
/// although the kernel assigns the process id if it is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Portid(NonZeroU32);

impl Portid {
    /// The port id with this number; `None` for 0, the kernel.
    #[inline]
    pub const fn new(portid: u32) -> Option<Self> {
        match NonZeroU32::new(portid) {
            Some(portid) => Some(Self(portid)),
            None => None,
        }
    }

    /// The number, as in `nl_pid` and `nlmsg_pid`.
    #[inline]
    pub const fn get(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for Portid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A multicast group by number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(NonZeroU32);

impl Group {
    /// The group with this number; `None` for 0, which means no group.
    #[inline]
    pub const fn new(group: u32) -> Option<Self> {
        match NonZeroU32::new(group) {
            Some(group) => Some(Self(group)),
            None => None,
        }
    }

    /// The number, as `NETLINK_ADD_MEMBERSHIP` takes it.
    #[inline]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The group's bit in `nl_groups`, which has room for groups 1 to 32 only.
    #[inline]
    pub const fn mask(self) -> Option<u32> {
        1u32.checked_shl(self.0.get() - 1)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_not_a_portid() {
        assert_eq!(Portid::new(0), None);
        assert_eq!(Portid::new(7).map(Portid::get), Some(7));
    }

    #[test]
    fn mask_ends_at_group_32() {
        let mask = |group| Group::new(group).and_then(Group::mask);
        assert_eq!(mask(0), None);
        assert_eq!(mask(1), Some(1));
        assert_eq!(mask(32), Some(1 << 31));
        assert_eq!(mask(33), None);
        assert_eq!(mask(u32::MAX), None);
    }
}

// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! Generic netlink: `struct genlmsghdr` and the controller that names families (`include/uapi/linux/genetlink.h`).

use crate::message::Message;
use crate::{head, Attrs, Malformed};

/// The header of every generic netlink message, before its attributes: `struct genlmsghdr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The operation, in the family's numbering.
    pub cmd: u8,
    /// The family's version.
    pub version: u8,
}

impl Header {
    /// The length of the header in bytes (`GENL_HDRLEN`).
    pub const LEN: usize = 4;

    /// Splits a message into header and attributes.
    #[inline]
    pub fn read<'a>(message: &Message<'a>) -> Result<(Self, Attrs<'a>), Malformed> {
        let &[cmd, version, _, _] = head(message.payload)?;
        Ok((Self { cmd, version }, message.attrs(Self::LEN)))
    }

    /// The header as in a message; the reserved bytes are 0.
    #[inline]
    pub const fn to_bytes(self) -> [u8; Self::LEN] {
        [self.cmd, self.version, 0, 0]
    }
}

/// The size in bytes of a family's or group's name with its NUL (`GENL_NAMSIZ`).
pub const NAME_LEN: usize = 16;

/// The controller, `nlctrl`: the family that describes all families.
pub mod ctrl {
    /// The type of its messages (`GENL_ID_CTRL`). The types of other families are looked up by name.
    pub const ID: u16 = 16;
    /// The version of the family.
    pub const VERSION: u8 = 2;
    /// The name of its only multicast group, which reports families that are added or removed.
    pub const GROUP: &str = "notify";

    /// Operations (`CTRL_CMD_*`).
    pub mod cmd {
        /// A family was added.
        pub const NEW_FAMILY: u8 = 1;
        /// A family was removed.
        pub const DEL_FAMILY: u8 = 2;
        /// Requests one family by name or id, or dumps all.
        pub const GET_FAMILY: u8 = 3;
        /// A multicast group was added.
        pub const NEW_GROUP: u8 = 7;
        /// A multicast group was removed.
        pub const DEL_GROUP: u8 = 8;
        /// Dumps the policies of one family or operation.
        pub const GET_POLICY: u8 = 10;
    }

    /// Attributes (`CTRL_ATTR_*`).
    pub mod attr {
        /// u16: the type of the family's messages.
        pub const FAMILY_ID: u16 = 1;
        /// String: the family's name.
        pub const FAMILY_NAME: u16 = 2;
        /// u32: the family's version.
        pub const VERSION: u16 = 3;
        /// u32: the length of the family's own header in bytes.
        pub const HEADER_SIZE: u16 = 4;
        /// u32: the highest attribute type.
        pub const MAX_ATTR: u16 = 5;
        /// Array of [`super::op`].
        pub const OPS: u16 = 6;
        /// Array of [`super::group`].
        pub const GROUPS: u16 = 7;
        /// Array by policy index of arrays by attribute type of [`crate::policy::Policy`].
        pub const POLICY: u16 = 8;
        /// Array by operation of [`super::op_policy`].
        pub const OP_POLICY: u16 = 9;
        /// u32: limits a policy dump to one operation.
        pub const OP: u16 = 10;
    }

    /// Attributes nested in [`attr::OPS`] (`CTRL_ATTR_OP_*`).
    pub mod op {
        /// u32: the operation's number.
        pub const ID: u16 = 1;
        /// u32: [`super::op_flags`].
        pub const FLAGS: u16 = 2;
    }

    /// Requirements and capabilities of an operation (`GENL_*`).
    pub mod op_flags {
        /// The operation requires `CAP_NET_ADMIN` in the initial user namespace.
        pub const ADMIN_PERM: u32 = 0x01;
        /// The operation supports a do request.
        pub const DO: u32 = 0x02;
        /// The operation supports a dump.
        pub const DUMP: u32 = 0x04;
        /// The operation has a policy.
        pub const HAS_POLICY: u32 = 0x08;
        /// The operation requires `CAP_NET_ADMIN` in the network namespace's user namespace.
        pub const UNS_ADMIN_PERM: u32 = 0x10;
    }

    /// Attributes nested in [`attr::GROUPS`] (`CTRL_ATTR_MCAST_GRP_*`).
    pub mod group {
        /// String: the group's name.
        pub const NAME: u16 = 1;
        /// u32: the group's number.
        pub const ID: u16 = 2;
    }

    /// Attributes nested in [`attr::OP_POLICY`] (`CTRL_ATTR_POLICY_*`).
    pub mod op_policy {
        /// u32: the index of the policy of do requests.
        pub const DO: u16 = 1;
        /// u32: the index of the policy of dump requests.
        pub const DUMP: u16 = 2;
    }
}

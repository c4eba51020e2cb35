// SPDX-License-Identifier: MIT OR Apache-2.0

use super::{family, kind};
use crate::request::{Request, Writer};
use crate::view::{field, view};
use crate::wire::{BuildError, Flags};

view! {
    /// A network device (`struct ifinfomsg`, `IFLA_*`).
    Link [16]
    {
        /// 0; that of bridges where one tells about its port. See [`family`](super::family).
        family: u8 = 0;
        /// Its number in this namespace.
        index: i32 = 4;
        /// `IFF_*`, see netdevice(7).
        flags: u32 = 8;
        /// What kind of hardware it is (`ARPHRD_*`).
        hardware: u16 = 2;
    }
    {
        /// The hardware address.
        address: bytes = 1;
        /// The hardware address of the broadcast.
        broadcast: bytes = 2;
        /// The name.
        ifname: str = 3;
        /// The largest packet in bytes.
        mtu: u32 = 4;
        /// The device at the other end or below; in the namespace [`Link::link_netnsid`] if there is one.
        link: i32 = 5;
        /// The queueing discipline.
        qdisc: str = 6;
        /// The device that this one is a port of.
        master: i32 = 10;
        /// The length of the transmit queue in packets.
        txqlen: u32 = 13;
        /// The state as RFC 2863 has it (`IF_OPER_*`).
        operstate: u8 = 16;
        /// 0 for the default mode, 1 for dormant.
        linkmode: u8 = 17;
        /// What kind of virtual device it is, and its options.
        linkinfo: nest(LinkInfo) = 18;
        /// A text for people.
        ifalias: str = 20;
        /// See [`Link::stats`].
        stats64: bytes = 23;
        /// The device group.
        group: u32 = 27;
        /// How many listeners keep the device promiscuous.
        promiscuity: u32 = 30;
        /// Transmit queues.
        num_tx_queues: u32 = 31;
        /// Receive queues.
        num_rx_queues: u32 = 32;
        /// Whether there is a carrier.
        carrier: u8 = 33;
        /// How often the carrier came or went.
        carrier_changes: u32 = 35;
        /// The namespace of [`Link::link`].
        link_netnsid: i32 = 37;
        /// The smallest MTU that the device takes.
        min_mtu: u32 = 50;
        /// The largest MTU that the device takes; 0 for no limit.
        max_mtu: u32 = 51;
        /// Other names.
        prop_list: attrs = 52;
        /// The hardware address that was burnt in.
        perm_address: bytes = 54;
    }
}

object!(Link, kind::NEWLINK, except Link::is_about_port);

view! {
    /// What kind of virtual device a link is (`IFLA_INFO_*`).
    LinkInfo [0]
    {}
    {
        /// Such as `vlan`, `bridge`, `dummy`.
        kind: str = 1;
        /// Options, in the kind's own numbering.
        data: attrs = 2;
        /// The kind of the device that this one is a port of.
        slave_kind: str = 4;
        /// Options of the port, in that kind's numbering.
        slave_data: attrs = 5;
    }
}

impl<'a> Link<'a> {
    /// Bridges tell of their ports with messages of the same kinds. What goes then is the port, not the link.
    fn is_about_port(&self) -> bool {
        self.family() != family::UNSPEC
    }

    /// Other names of the device.
    pub fn alternative_names(&self) -> impl Iterator<Item = &'a str> {
        const ALT_IFNAME: u16 = 53;
        self.prop_list()
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter(|property| property.kind() == ALT_IFNAME)
            .filter_map(|name| name.str().ok())
    }

    /// Counters of packets.
    pub fn stats(&self) -> Option<Stats<'a>> {
        self.stats64().map(|bytes| Stats { bytes })
    }
}

/// Counters of a link (`struct rtnl_link_stats64`); one that the kernel does not have is 0.
#[derive(Clone, Copy, Debug)]
pub struct Stats<'a> {
    bytes: &'a [u8],
}

macro_rules! stats {
    ($( $(#[$doc:meta])* $name:ident = $index:literal; )*) => {
        impl Stats<'_> {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> u64 {
                    field(self.bytes, $index * 8, u64::from_ne_bytes)
                }
            )*
        }
    };
}

stats! {
    /// Packets received.
    rx_packets = 0;
    /// Packets sent.
    tx_packets = 1;
    /// Bytes received.
    rx_bytes = 2;
    /// Bytes sent.
    tx_bytes = 3;
    /// Bad packets received.
    rx_errors = 4;
    /// Packets that could not be sent.
    tx_errors = 5;
    /// Packets received and dropped for want of room.
    rx_dropped = 6;
    /// Packets dropped instead of sent.
    tx_dropped = 7;
    /// Multicast packets received.
    multicast = 8;
}

/// Asks for links; without IPv6's counters and the details of virtual functions, which few look at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Links<'n> {
    master: Option<i32>,
    kind: Option<&'n str>,
}

impl<'n> Links<'n> {
    /// All links.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only the ports of a bridge, bond or the like.
    pub fn ports_of(mut self, master: i32) -> Self {
        self.master = Some(master);
        self
    }

    /// Only virtual devices of a kind, such as `vlan`.
    pub fn of_kind(mut self, kind: &'n str) -> Self {
        self.kind = Some(kind);
        self
    }
}

const EXT_MASK: u16 = 29;
/// `RTEXT_FILTER_SKIP_STATS`: in spite of its name it leaves out IPv6's only.
const SKIP_STATS: u32 = 1 << 3;
const IFNAME: u16 = 3;
const MTU: u16 = 4;
const LINK: u16 = 5;
const MASTER: u16 = 10;
const LINKINFO: u16 = 18;
const INFO_KIND: u16 = 1;
const INFO_DATA: u16 = 2;

/// `struct ifinfomsg`
fn header(index: i32, flags: u32, change: u32) -> [u8; 16] {
    let mut header = [0; 16];
    header[0] = family::UNSPEC;
    header[4..8].copy_from_slice(&index.to_ne_bytes());
    header[8..12].copy_from_slice(&flags.to_ne_bytes());
    header[12..].copy_from_slice(&change.to_ne_bytes());
    header
}

impl Request for Links<'_> {
    answered_by!(Link, kind::GETLINK, "RTM_GETLINK");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(0, 0, 0))?;
        message.put_u32(EXT_MASK, SKIP_STATS)?;
        if let Some(master) = self.master {
            message.put_i32(MASTER, master)?;
        }
        if let Some(kind) = self.kind {
            message.nest(LINKINFO, |info| info.put_str(INFO_KIND, kind))?;
        }
        Ok(())
    }
}

/// Asks for one link, as [`Links`] asks for all.
///
/// `ENODEV`: there is none.
#[derive(Clone, Copy, Debug)]
pub enum GetLink<'n> {
    /// By its number.
    Index(i32),
    /// By its name, of at most 15 bytes.
    Name(&'n str),
}

impl Request for GetLink<'_> {
    answered_by!(Link, kind::GETLINK, "RTM_GETLINK");

    #[inline]
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        match *self {
            Self::Index(index) => message.raw(&header(index, 0, 0))?,
            Self::Name(name) => {
                message.raw(&header(0, 0, 0))?;
                message.put_str(IFNAME, name)?;
            }
        }
        message.put_u32(EXT_MASK, SKIP_STATS)
    }
}

/// Makes a virtual device.
///
/// `EEXIST`: the name is taken. `EOPNOTSUPP`: the kernel does not have the kind; a module may be missing.
#[derive(Clone, Copy)]
pub struct NewLink<'n> {
    kind: &'n str,
    name: Option<&'n str>,
    link: Option<i32>,
    options: Option<&'n Options<'n>>,
}

/// Writes the attributes of one kind of device.
type Options<'n> = dyn Fn(&mut Writer<'_>) -> Result<(), BuildError> + 'n;

impl<'n> NewLink<'n> {
    /// Of a kind, such as `dummy`. The kernel chooses a name.
    pub fn new(kind: &'n str) -> Self {
        Self {
            kind,
            name: None,
            link: None,
            options: None,
        }
    }

    /// With a name of at most 15 bytes.
    pub fn name(mut self, name: &'n str) -> Self {
        self.name = Some(name);
        self
    }

    /// On top of another device.
    pub fn on(mut self, link: i32) -> Self {
        self.link = Some(link);
        self
    }

    /// With the kind's own attributes.
    pub fn options(
        mut self,
        options: &'n (dyn Fn(&mut Writer<'_>) -> Result<(), BuildError> + 'n),
    ) -> Self {
        self.options = Some(options);
        self
    }
}

impl Request for NewLink<'_> {
    answered_by!(Link, kind::NEWLINK, "RTM_NEWLINK");

    fn flags(&self) -> Flags {
        Flags::CREATE | Flags::EXCL
    }

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(0, 0, 0))?;
        if let Some(name) = self.name {
            message.put_str(IFNAME, name)?;
        }
        if let Some(link) = self.link {
            message.put_i32(LINK, link)?;
        }
        message.nest(LINKINFO, |info| {
            info.put_str(INFO_KIND, self.kind)?;
            match self.options {
                Some(options) => info.nest(INFO_DATA, options),
                None => Ok(()),
            }
        })
    }
}

/// Changes a link.
#[derive(Clone, Copy, Debug)]
pub struct SetLink<'n> {
    index: i32,
    up: Option<bool>,
    mtu: Option<u32>,
    master: Option<i32>,
    name: Option<&'n str>,
}

impl<'n> SetLink<'n> {
    /// The link with this number; nothing is changed yet.
    pub fn new(index: i32) -> Self {
        Self {
            index,
            up: None,
            mtu: None,
            master: None,
            name: None,
        }
    }

    /// Switches it on or off.
    pub fn up(mut self, up: bool) -> Self {
        self.up = Some(up);
        self
    }

    /// Sets the largest packet in bytes.
    pub fn mtu(mut self, mtu: u32) -> Self {
        self.mtu = Some(mtu);
        self
    }

    /// Makes it a port of another device, or of none for 0.
    pub fn master(mut self, master: i32) -> Self {
        self.master = Some(master);
        self
    }

    /// Gives it another name.
    pub fn name(mut self, name: &'n str) -> Self {
        self.name = Some(name);
        self
    }
}

impl Request for SetLink<'_> {
    answered_by!(Link, kind::SETLINK, "RTM_SETLINK");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        const UP: u32 = libc::IFF_UP as u32;
        let (flags, change) = match self.up {
            Some(up) => (u32::from(up) * UP, UP),
            None => (0, 0),
        };
        message.raw(&header(self.index, flags, change))?;
        if let Some(mtu) = self.mtu {
            message.put_u32(MTU, mtu)?;
        }
        if let Some(master) = self.master {
            message.put_i32(MASTER, master)?;
        }
        if let Some(name) = self.name {
            message.put_str(IFNAME, name)?;
        }
        Ok(())
    }
}

/// Deletes a virtual link by its number.
#[derive(Clone, Copy, Debug)]
pub struct DeleteLink(pub i32);

impl Request for DeleteLink {
    answered_by!(Link, kind::DELLINK, "RTM_DELLINK");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(self.0, 0, 0))
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0

use super::{attr, family, kind};
use crate::request::{Request, Writer};
use crate::view::{field, view};
use crate::wire::{BuildError, Flags};

view! {
    /// A network device (`struct ifinfomsg`, `IFLA_*`).
    Link [16]
    {
        /// 0, or the family of bridges in a message about a bridge port. See [`family`](super::family).
        family: u8 = 0;
        /// The index of the link in this namespace.
        index: i32 = 4;
        /// Flags (`IFF_*`), see netdevice(7).
        flags: u32 = 8;
        /// The hardware type (`ARPHRD_*`).
        hardware: u16 = 2;
    }
    {
        /// The hardware address.
        address: hardware = attr::IFLA_ADDRESS;
        /// The hardware broadcast address.
        broadcast: hardware = attr::IFLA_BROADCAST;
        /// The name.
        ifname: str = attr::IFLA_IFNAME;
        /// The maximum packet size in bytes.
        mtu: u32 = attr::IFLA_MTU;
        /// The index of the peer or lower device; in the namespace [`Link::link_netnsid`], if that is given.
        link: i32 = attr::IFLA_LINK;
        /// The queueing discipline.
        qdisc: str = attr::IFLA_QDISC;
        /// The index of the device that this one is a port of.
        master: i32 = attr::IFLA_MASTER;
        /// The length of the transmit queue in packets.
        txqlen: u32 = attr::IFLA_TXQLEN;
        /// The operational state of RFC 2863 (`IF_OPER_*`).
        operstate: u8 = attr::IFLA_OPERSTATE;
        /// 0 for the default mode, 1 for dormant.
        linkmode: u8 = attr::IFLA_LINKMODE;
        /// The kind of a virtual device, and its options.
        linkinfo: nest(LinkInfo) = attr::IFLA_LINKINFO;
        /// Free-form alias (`IFLA_IFALIAS`).
        ifalias: str = attr::IFLA_IFALIAS;
        /// Counters, see [`Link::stats`].
        stats64: bytes = attr::IFLA_STATS64;
        /// The device group.
        group: u32 = attr::IFLA_GROUP;
        /// The number of requests that keep the device promiscuous.
        promiscuity: u32 = attr::IFLA_PROMISCUITY;
        /// The number of transmit queues.
        num_tx_queues: u32 = attr::IFLA_NUM_TX_QUEUES;
        /// The number of receive queues.
        num_rx_queues: u32 = attr::IFLA_NUM_RX_QUEUES;
        /// Whether the device has a carrier.
        carrier: u8 = attr::IFLA_CARRIER;
        /// How often the carrier has changed.
        carrier_changes: u32 = attr::IFLA_CARRIER_CHANGES;
        /// The namespace of [`Link::link`].
        link_netnsid: i32 = attr::IFLA_LINK_NETNSID;
        /// The minimum MTU that the device supports.
        min_mtu: u32 = attr::IFLA_MIN_MTU;
        /// The maximum MTU that the device supports; 0 for no limit.
        max_mtu: u32 = attr::IFLA_MAX_MTU;
        /// Alternative names.
        prop_list: attrs = attr::IFLA_PROP_LIST;
        /// The permanent hardware address.
        perm_address: hardware = attr::IFLA_PERM_ADDRESS;
    }
}

object!(Link, kind::NEWLINK, except Link::is_about_port);

view! {
    /// The kind of a virtual device (`IFLA_INFO_*`).
    LinkInfo [0]
    {}
    {
        /// The kind, such as `vlan`, `bridge`, `dummy`.
        kind: str = attr::IFLA_INFO_KIND;
        /// Options, with attribute types of the kind.
        data: attrs = attr::IFLA_INFO_DATA;
        /// The kind of the device that this one is a port of.
        slave_kind: str = attr::IFLA_INFO_SLAVE_KIND;
        /// Options of the port, with attribute types of that kind.
        slave_data: attrs = attr::IFLA_INFO_SLAVE_DATA;
    }
}

impl<'a> Link<'a> {
    /// Bridges report their ports with messages of the same types. `RTM_DELLINK` then means the port, not the link.
    fn is_about_port(&self) -> bool {
        self.family() != family::UNSPEC
    }

    /// Whether the link is up (`IFF_UP`).
    pub fn is_up(&self) -> bool {
        self.has(libc::IFF_UP)
    }

    /// Whether the link is up and can carry packets (`IFF_RUNNING`): [`Link::operstate`] is up or unknown.
    pub fn is_running(&self) -> bool {
        self.has(libc::IFF_RUNNING)
    }

    /// Whether the driver has a carrier (`IFF_LOWER_UP`).
    pub fn has_carrier(&self) -> bool {
        const IFF_LOWER_UP: i32 = 1 << 16;
        self.has(IFF_LOWER_UP)
    }

    /// Whether the link is the loopback device (`IFF_LOOPBACK`).
    pub fn is_loopback(&self) -> bool {
        self.has(libc::IFF_LOOPBACK)
    }

    /// Whether the link leads to a single peer (`IFF_POINTOPOINT`).
    pub fn is_point_to_point(&self) -> bool {
        self.has(libc::IFF_POINTOPOINT)
    }

    /// Whether the link accepts packets for other hosts (`IFF_PROMISC`) because a user has set the flag; for programs
    /// that capture, see [`Link::promiscuity`].
    pub fn is_promiscuous(&self) -> bool {
        self.has(libc::IFF_PROMISC)
    }

    fn has(&self, flag: i32) -> bool {
        self.flags() & flag as u32 != 0
    }

    /// The kind of a virtual device, such as `vlan`; `None` for hardware and the loopback device.
    pub fn kind(&self) -> Option<&'a str> {
        self.linkinfo()?.kind()
    }

    /// Alternative names of the device.
    pub fn alternative_names(&self) -> impl Iterator<Item = &'a str> {
        self.prop_list()
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter(|property| property.kind() == attr::IFLA_ALT_IFNAME)
            .filter_map(|name| name.str().ok())
    }

    /// Packet counters.
    pub fn stats(&self) -> Option<Stats<'a>> {
        self.stats64().map(|bytes| Stats { bytes })
    }
}

/// Counters of a link (`struct rtnl_link_stats64`); a counter that the kernel does not have is 0.
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
    /// Received packets that were dropped because there was no room.
    rx_dropped = 6;
    /// Packets dropped instead of sent.
    tx_dropped = 7;
    /// Multicast packets received.
    multicast = 8;
}

/// A dump of links; without IPv6's counters and the details of virtual functions, which few programs need.
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

    /// Selects the ports of a bridge, bond or similar device.
    pub fn ports_of(mut self, master: i32) -> Self {
        self.master = Some(master);
        self
    }

    /// Selects the virtual devices of a kind, such as `vlan`.
    pub fn of_kind(mut self, kind: &'n str) -> Self {
        self.kind = Some(kind);
        self
    }
}

/// `RTEXT_FILTER_SKIP_STATS`: in spite of its name it omits only IPv6's counters.
const SKIP_STATS: u32 = 1 << 3;

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
        message.put_u32(attr::IFLA_EXT_MASK, SKIP_STATS)?;
        if let Some(master) = self.master {
            message.put_i32(attr::IFLA_MASTER, master)?;
        }
        if let Some(kind) = self.kind {
            message.nest(attr::IFLA_LINKINFO, |info| {
                info.put_str(attr::IFLA_INFO_KIND, kind)
            })?;
        }
        Ok(())
    }
}

/// A request for one link, with the same content as [`Links`].
///
/// `ENODEV`: there is no such link.
#[derive(Clone, Copy, Debug)]
pub struct GetLink<'n> {
    which: Which<'n>,
}

#[derive(Clone, Copy, Debug)]
enum Which<'n> {
    Index(i32),
    Name(&'n str),
}

impl<'n> GetLink<'n> {
    /// The link with this index.
    #[inline]
    pub fn by_index(index: i32) -> Self {
        Self {
            which: Which::Index(index),
        }
    }

    /// The link with this name, of at most 15 bytes.
    #[inline]
    pub fn by_name(name: &'n str) -> Self {
        Self {
            which: Which::Name(name),
        }
    }
}

impl Request for GetLink<'_> {
    answered_by!(Link, kind::GETLINK, "RTM_GETLINK");

    #[inline]
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        match self.which {
            Which::Index(index) => message.raw(&header(index, 0, 0))?,
            Which::Name(name) => {
                message.raw(&header(0, 0, 0))?;
                message.put_str(attr::IFLA_IFNAME, name)?;
            }
        }
        message.put_u32(attr::IFLA_EXT_MASK, SKIP_STATS)
    }
}

/// Creates a virtual device.
///
/// `EEXIST`: the name is taken. `EOPNOTSUPP`: the kernel does not have the kind; a module may not be loaded.
#[derive(Clone, Copy)]
pub struct NewLink<'n> {
    kind: &'n str,
    name: Option<&'n str>,
    link: Option<i32>,
    options: Option<&'n Options<'n>>,
}

/// A function that writes the attributes of one kind of device.
type Options<'n> = dyn Fn(&mut Writer<'_>) -> Result<(), BuildError> + 'n;

impl<'n> NewLink<'n> {
    /// A device of a kind, such as `dummy`. The kernel chooses a name.
    pub fn new(kind: &'n str) -> Self {
        Self {
            kind,
            name: None,
            link: None,
            options: None,
        }
    }

    /// Sets the name, of at most 15 bytes.
    pub fn name(mut self, name: &'n str) -> Self {
        self.name = Some(name);
        self
    }

    /// Places the device on top of another one.
    pub fn on(mut self, link: i32) -> Self {
        self.link = Some(link);
        self
    }

    /// Adds the kind's own attributes. The closure may run more than once, with more room each time.
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
            message.put_str(attr::IFLA_IFNAME, name)?;
        }
        if let Some(link) = self.link {
            message.put_i32(attr::IFLA_LINK, link)?;
        }
        message.nest(attr::IFLA_LINKINFO, |info| {
            info.put_str(attr::IFLA_INFO_KIND, self.kind)?;
            match self.options {
                Some(options) => info.nest(attr::IFLA_INFO_DATA, options),
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
    /// A request for the link with this index, without any change yet.
    pub fn new(index: i32) -> Self {
        Self {
            index,
            up: None,
            mtu: None,
            master: None,
            name: None,
        }
    }

    /// Brings the link up or down.
    pub fn up(mut self, up: bool) -> Self {
        self.up = Some(up);
        self
    }

    /// Sets the MTU in bytes.
    pub fn mtu(mut self, mtu: u32) -> Self {
        self.mtu = Some(mtu);
        self
    }

    /// Makes the link a port of another device, or of none for 0.
    pub fn master(mut self, master: i32) -> Self {
        self.master = Some(master);
        self
    }

    /// Renames the link.
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
            message.put_u32(attr::IFLA_MTU, mtu)?;
        }
        if let Some(master) = self.master {
            message.put_i32(attr::IFLA_MASTER, master)?;
        }
        if let Some(name) = self.name {
            message.put_str(attr::IFLA_IFNAME, name)?;
        }
        Ok(())
    }
}

/// Deletes a virtual link by its index.
#[derive(Clone, Copy, Debug)]
pub struct DeleteLink {
    index: i32,
}

impl DeleteLink {
    /// The link with this index.
    pub fn new(index: i32) -> Self {
        Self { index }
    }
}

impl Request for DeleteLink {
    answered_by!(Link, kind::DELLINK, "RTM_DELLINK");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        message.raw(&header(self.index, 0, 0))
    }
}

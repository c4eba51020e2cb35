// SPDX-License-Identifier: MIT OR Apache-2.0

use std::net::IpAddr;

use super::{attr, family, family_of, kind, put_ip, table};
use crate::request::{Request, Writer};
use crate::view::view;
use crate::wire::{align, Attrs, BuildError, Flags};

view! {
    /// A route (`struct rtmsg`, `RTA_*`).
    Route [12]
    {
        /// See [`family`](super::family).
        family: u8 = 0;
        /// The length of the destination prefix in bits; 0 for the default route.
        dst_len: u8 = 1;
        /// The length of the source prefix in bits.
        src_len: u8 = 2;
        /// The type of service.
        tos: u8 = 3;
        /// The low byte of the table, see [`Route::table`].
        table_byte: u8 = 4;
        /// The origin of the route (`RTPROT_*`): the kernel 2, boot scripts 3, the administrator 4.
        protocol: u8 = 5;
        /// The distance to the destination (`RT_SCOPE_*`).
        scope: u8 = 6;
        /// The type of the route (`RTN_*`): 1 for unicast.
        route_type: u8 = 7;
        /// Flags (`RTNH_F_*` and `RTM_F_*`).
        flags: u32 = 8;
    }
    {
        /// The destination; absent for the default route.
        dst: ip = attr::RTA_DST;
        /// The source prefix of packets.
        src: ip = attr::RTA_SRC;
        /// The device that packets must arrive on.
        iif: i32 = attr::RTA_IIF;
        /// The output device.
        oif: i32 = attr::RTA_OIF;
        /// The next hop.
        gateway: ip = attr::RTA_GATEWAY;
        /// The metric; lower values take precedence.
        priority: u32 = attr::RTA_PRIORITY;
        /// The source address of packets that have none yet.
        prefsrc: ip = attr::RTA_PREFSRC;
        /// Metrics of the path.
        metrics: nest(Metrics) = attr::RTA_METRICS;
        /// Several next hops.
        multipath: bytes = attr::RTA_MULTIPATH;
        /// The table, if it does not fit in a byte.
        table_attr: u32 = attr::RTA_TABLE;
        /// A next hop of another family: its family in two bytes, then the address.
        via: bytes = attr::RTA_VIA;
        /// The preference that an IPv6 router advertises.
        pref: u8 = attr::RTA_PREF;
        /// The type of the encapsulation (`LWTUNNEL_ENCAP_*`).
        encap_type: u16 = attr::RTA_ENCAP_TYPE;
        /// The id of the next hop object.
        nh_id: u32 = attr::RTA_NH_ID;
    }
}

object!(Route, kind::NEWROUTE);

view! {
    /// Metrics of a route's path (`RTAX_*`); see ip-route(8).
    Metrics [0]
    {}
    {
        /// The maximum packet size in bytes.
        mtu: u32 = attr::RTAX_MTU;
        /// The maximum TCP window in bytes.
        window: u32 = attr::RTAX_WINDOW;
        /// The maximum TCP segment size in bytes.
        advmss: u32 = attr::RTAX_ADVMSS;
        /// The hop limit of packets.
        hoplimit: u32 = attr::RTAX_HOPLIMIT;
        /// The initial congestion window in segments.
        initcwnd: u32 = attr::RTAX_INITCWND;
    }
}

impl<'a> Route<'a> {
    /// The table: 254 is `main`, 255 `local`.
    #[inline]
    pub fn table(&self) -> u32 {
        match self.table_attr() {
            Some(table) => table,
            None => self.table_byte().into(),
        }
    }

    /// The next hops of a multipath route; empty for a route with a single next hop.
    pub fn next_hops(&self) -> NextHops<'a> {
        NextHops {
            rest: self.multipath().unwrap_or(&[]),
        }
    }
}

/// An iterator over `struct rtnexthop`. It ends at the first malformed one.
#[derive(Clone, Copy, Debug)]
pub struct NextHops<'a> {
    rest: &'a [u8],
}

/// One of several next hops.
#[derive(Clone, Copy, Debug)]
pub struct NextHop<'a> {
    /// The output device.
    pub oif: i32,
    /// Flags (`RTNH_F_*`).
    pub flags: u8,
    /// The share of the packets, from 1 to 256.
    pub weight: u16,
    attrs: Attrs<'a>,
}

impl<'a> NextHop<'a> {
    /// The attributes, with the types of route attributes.
    pub fn attrs(&self) -> Attrs<'a> {
        self.attrs
    }

    /// The address of the router.
    pub fn gateway(&self) -> Option<IpAddr> {
        crate::view::ip(self.attrs.find(attr::RTA_GATEWAY)?.payload())
    }
}

impl<'a> Iterator for NextHops<'a> {
    type Item = NextHop<'a>;

    fn next(&mut self) -> Option<NextHop<'a>> {
        let rest = self.rest;
        let &[l0, l1, flags, hops, i0, i1, i2, i3] = rest.first_chunk()?;
        let len = usize::from(u16::from_ne_bytes([l0, l1]));
        let attrs = rest.get(8..len)?;
        self.rest = rest.get(align(len)..).unwrap_or(&[]);
        Some(NextHop {
            oif: i32::from_ne_bytes([i0, i1, i2, i3]),
            flags,
            weight: u16::from(hops) + 1,
            attrs: Attrs::new(attrs),
        })
    }
}

/// A dump of the routes of all tables: the same routes that the multicast group of their family covers.
///
/// The routes that `ip route` shows are [`Routes::in_table`] of [`table::MAIN`].
#[derive(Clone, Copy, Debug)]
pub struct Routes {
    family: u8,
    table: Option<u32>,
    oif: Option<i32>,
    protocol: u8,
    route_type: u8,
}

impl Routes {
    /// IPv4 routes of all tables.
    pub fn v4() -> Self {
        Self::of_family(family::INET)
    }

    /// IPv6 routes of all tables.
    pub fn v6() -> Self {
        Self::of_family(family::INET6)
    }

    fn of_family(family: u8) -> Self {
        Self {
            family,
            table: None,
            oif: None,
            protocol: 0,
            route_type: 0,
        }
    }

    /// Selects the routes of one table, such as [`table::MAIN`]. `ENOENT`: there is no table with this number.
    pub fn in_table(mut self, table: u32) -> Self {
        self.table = Some(table);
        self
    }

    /// Selects the routes with this output device.
    pub fn by(mut self, oif: i32) -> Self {
        self.oif = Some(oif);
        self
    }

    /// Selects the routes of an origin (`RTPROT_*`).
    pub fn of_protocol(mut self, protocol: u8) -> Self {
        self.protocol = protocol;
        self
    }

    /// Selects the routes of a type (`RTN_*`).
    pub fn of_type(mut self, route_type: u8) -> Self {
        self.route_type = route_type;
        self
    }
}

const STATIC: u8 = 4;
const UNICAST: u8 = 1;
const SCOPE_UNIVERSE: u8 = 0;
const SCOPE_LINK: u8 = 253;
const SCOPE_NOWHERE: u8 = 255;

impl Request for Routes {
    answered_by!(Route, kind::GETROUTE, "RTM_GETROUTE");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let (protocol, route_type) = (self.protocol, self.route_type);
        message.raw(&[self.family, 0, 0, 0, 0, protocol, 0, route_type, 0, 0, 0, 0])?;
        if let Some(table) = self.table {
            message.put_u32(attr::RTA_TABLE, table)?;
        }
        if let Some(oif) = self.oif {
            message.put_i32(attr::RTA_OIF, oif)?;
        }
        Ok(())
    }
}

/// Adds a unicast route.
///
/// `EEXIST`: there is a route to this destination with this metric. `ENETUNREACH`: the gateway is unreachable.
#[derive(Clone, Copy, Debug)]
pub struct NewRoute {
    path: Path,
    flags: Flags,
}

/// Deletes a unicast route.
///
/// `ESRCH`: there is no matching route.
#[derive(Clone, Copy, Debug)]
pub struct DeleteRoute {
    path: Path,
}

/// The properties that identify a route.
#[derive(Clone, Copy, Debug)]
struct Path {
    dst: IpAddr,
    dst_len: u8,
    gateway: Option<IpAddr>,
    oif: Option<i32>,
    table: u32,
    priority: Option<u32>,
}

macro_rules! path_methods {
    () => {
        /// Sets the router.
        #[inline]
        pub fn via(mut self, gateway: IpAddr) -> Self {
            self.path.gateway = Some(gateway);
            self
        }

        /// Sets the output device.
        #[inline]
        pub fn by(mut self, oif: i32) -> Self {
            self.path.oif = Some(oif);
            self
        }

        /// Sets another table than `main`.
        #[inline]
        pub fn in_table(mut self, table: u32) -> Self {
            self.path.table = table;
            self
        }

        /// Sets the metric.
        #[inline]
        pub fn priority(mut self, priority: u32) -> Self {
            self.path.priority = Some(priority);
            self
        }
    };
}

impl NewRoute {
    /// A route to a destination: the address, and the length of its prefix in bits. In the table `main`.
    #[inline]
    pub fn new(dst: IpAddr, dst_len: u8) -> Self {
        Self {
            path: Path::to(dst, dst_len),
            flags: Flags::CREATE | Flags::EXCL,
        }
    }

    path_methods!();

    /// Replaces the existing route, if there is one.
    #[inline]
    pub fn or_replace(mut self) -> Self {
        self.flags = Flags::CREATE | Flags::REPLACE;
        self
    }
}

impl DeleteRoute {
    /// A route to a destination: the address, and the length of its prefix in bits. In the table `main`.
    #[inline]
    pub fn new(dst: IpAddr, dst_len: u8) -> Self {
        Self {
            path: Path::to(dst, dst_len),
        }
    }

    path_methods!();
}

impl Path {
    #[inline]
    fn to(dst: IpAddr, dst_len: u8) -> Self {
        Self {
            dst,
            dst_len,
            gateway: None,
            oif: None,
            table: table::MAIN,
            priority: None,
        }
    }

    #[inline]
    fn write(
        &self,
        message: &mut Writer<'_>,
        protocol: u8,
        scope: u8,
        route_type: u8,
    ) -> Result<(), BuildError> {
        let family = family_of(&self.dst);
        // A table number above a byte is in the attribute, which takes precedence.
        let table = u8::try_from(self.table).unwrap_or(0);
        message.raw(&[
            family,
            self.dst_len,
            0,
            0,
            table,
            protocol,
            scope,
            route_type,
            0,
            0,
            0,
            0,
        ])?;
        put_ip(message, attr::RTA_DST, &self.dst)?;
        if let Some(gateway) = &self.gateway {
            put_ip(message, attr::RTA_GATEWAY, gateway)?;
        }
        if let Some(oif) = self.oif {
            message.put_i32(attr::RTA_OIF, oif)?;
        }
        if let Some(priority) = self.priority {
            message.put_u32(attr::RTA_PRIORITY, priority)?;
        }
        if table == 0 {
            message.put_u32(attr::RTA_TABLE, self.table)?;
        }
        Ok(())
    }
}

impl Request for NewRoute {
    answered_by!(Route, kind::NEWROUTE, "RTM_NEWROUTE");

    #[inline]
    fn flags(&self) -> Flags {
        self.flags
    }

    #[inline]
    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        let scope = match (self.path.gateway, self.path.dst) {
            (None, IpAddr::V4(_)) => SCOPE_LINK,
            _ => SCOPE_UNIVERSE,
        };
        self.path.write(message, STATIC, scope, UNICAST)
    }
}

impl Request for DeleteRoute {
    answered_by!(Route, kind::DELROUTE, "RTM_DELROUTE");

    fn write(&self, message: &mut Writer<'_>) -> Result<(), BuildError> {
        // Matches any protocol, scope and type.
        self.path.write(message, 0, SCOPE_NOWHERE, 0)
    }
}

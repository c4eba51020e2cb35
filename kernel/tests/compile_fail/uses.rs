// SPDX-License-Identifier: GPL-2.0

//! Uses of a family that must not compile, found where generic functions are instantiated.

use klink_kernel::netlink::genl::{
    Access, Definition, Dump, DumpDatagram, Family, Group, Info, Join, Notification, Op, PolicyRef,
    Progress, Registered,
};
use klink_kernel::netlink::{Context, ExtAck, Net, Result};

struct Watched;

static WATCHED: Family<Watched> = Family::new();

impl Definition for Watched {
    type State = Self;
    const NAME: &'static str = "watched";
    const VERSION: u8 = 1;
    const OPS: &'static [Op<Self>] = &[
        Op::dump::<List<1, [u64; 7]>>(),
        Op::dump::<List<2, u128>>(),
        Op::dump::<List<3, [u64; 6]>>(),
    ];
    const GROUPS: &'static [Group] = &[Group::new("only", Join::Anyone)];
}

//~ a cursor has at most 48 bytes
//~ a cursor is aligned as a pointer
struct List<const CMD: u8, Cursor>(Cursor);

impl<const CMD: u8, Cursor: Copy + Default + Send + 'static> Dump<Watched> for List<CMD, Cursor> {
    const CMD: u8 = CMD;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;
    type Cursor = Cursor;

    fn next(
        _state: &Watched,
        _request: &Info<'_>,
        _cursor: &mut Cursor,
        _datagram: &mut DumpDatagram<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> Result<Progress> {
        Ok(Progress::Done)
    }
}

/// The only group that there is compiles.
pub fn multicast(family: &Registered<Watched>, notification: Notification<Watched>) {
    let _ = family.multicast::<0>(Net::initial(), notification, Context::Process);
}

//~ the family has no such group
pub fn multicast_beyond(family: &Registered<Watched>, notification: Notification<Watched>) {
    let _ = family.multicast::<1>(Net::initial(), notification, Context::Process);
}

pub fn keep() -> &'static Family<Watched> {
    &WATCHED
}

// SPDX-License-Identifier: GPL-2.0

//! Tables that must not compile: what the core would warn about when a family is registered, or refuse when it is used.

use klink_kernel::netlink::genl::{
    Access, Definition, Do, Dump, DumpDatagram, Family, Group, Info, Join, Op, Policy, PolicyRef,
    Progress, Request, Rule,
};
use klink_kernel::netlink::{ExtAck, Result};

struct Row<const CMD: u8, const ADMIN: bool>;

const fn access(admin: bool) -> Access {
    if admin {
        Access::NetAdmin
    } else {
        Access::Anyone
    }
}

impl<D: Definition, const CMD: u8, const ADMIN: bool> Do<D> for Row<CMD, ADMIN> {
    const CMD: u8 = CMD;
    const ACCESS: Access = access(ADMIN);
    const POLICY: PolicyRef = PolicyRef::NONE;

    fn run(_state: &D::State, _request: &Request<'_, D>, _ack: &mut ExtAck<'_>) -> Result {
        Ok(())
    }
}

impl<D: Definition, const CMD: u8, const ADMIN: bool> Dump<D> for Row<CMD, ADMIN> {
    const CMD: u8 = CMD;
    const ACCESS: Access = access(ADMIN);
    const POLICY: PolicyRef = PolicyRef::NONE;
    type Cursor = ();

    fn next(
        _state: &D::State,
        _request: &Info<'_>,
        _cursor: &mut (),
        _datagram: &mut DumpDatagram<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> Result<Progress> {
        Ok(Progress::Done)
    }
}

macro_rules! family {
    ($definition:ident, $static:ident, $name:literal, [$($op:expr),*], [$group:expr; $count:literal]) => {
        family!($definition, $static, $name, [$($op),*], (&[const { $group }; $count]));
    };
    ($definition:ident, $static:ident, $name:literal, [$($op:expr),*], [$($group:expr),*]) => {
        family!($definition, $static, $name, [$($op),*], (&[$($group),*]));
    };
    ($definition:ident, $static:ident, $name:literal, [$($op:expr),*], ($groups:expr)) => {
        struct $definition;

        impl Definition for $definition {
            type State = Self;
            const NAME: &'static str = $name;
            const VERSION: u8 = 1;
            const OPS: &'static [Op<Self>] = &[$($op),*];
            const GROUPS: &'static [Group] = $groups;
        }

        static $static: Family<$definition> = Family::new();
    };
}

// These two compile, so that the others fail for the reason given.
family!(Empty, EMPTY, "empty", [], []);
family!(
    Sound,
    SOUND,
    "fifteen letters",
    [
        Op::doit::<Row<1, true>>(),
        Op::dump::<Row<1, true>>(),
        Op::dump::<Row<2, false>>()
    ],
    [Group::new("fifteen letters", Join::Anyone)]
);

//~ operations are sorted by number
family!(
    Unsorted,
    UNSORTED,
    "f",
    [Op::doit::<Row<2, true>>(), Op::doit::<Row<1, true>>()],
    []
);
//~ operations are sorted by number
family!(
    DumpFirst,
    DUMP_FIRST,
    "f",
    [Op::dump::<Row<1, true>>(), Op::doit::<Row<1, true>>()],
    []
);
//~ operations are sorted by number
family!(
    Twice,
    TWICE,
    "f",
    [Op::doit::<Row<1, true>>(), Op::doit::<Row<1, true>>()],
    []
);
//~ operations are sorted by number
family!(
    TwoAccesses,
    TWO_ACCESSES,
    "f",
    [Op::doit::<Row<1, true>>(), Op::dump::<Row<1, false>>()],
    []
);
//~ the core has plans of its own for a family of this name
family!(Reserved, RESERVED, "pmcraid", [], []);
//~ a name has at least one byte
family!(Nameless, NAMELESS, "", [], []);
//~ a name has at most 15 bytes
family!(LongName, LONG_NAME, "sixteen letters!", [], []);
//~ a name has no NUL
family!(NulName, NUL_NAME, "a\0b", [], []);
//~ a name has at least one byte
family!(
    NamelessGroup,
    NAMELESS_GROUP,
    "f",
    [],
    [Group::new("", Join::Anyone)]
);
//~ a name has at most 15 bytes
family!(
    LongGroup,
    LONG_GROUP,
    "f",
    [],
    [Group::new("sixteen letters!", Join::Anyone)]
);

// As many as fit compile.
family!(
    ManyGroups,
    MANY_GROUPS,
    "f",
    [],
    [Group::new("fifteen letters", Join::Anyone); 93]
);
//~ the operations and groups are too many
family!(
    TooManyGroups,
    TOO_MANY_GROUPS,
    "f",
    [],
    [Group::new("fifteen letters", Join::Anyone); 94]
);

//~ attribute types begin with 1
static TYPE_0: Policy<2> = Policy::new().attr(0, Rule::u8());
//~ this type is above the policy's highest
static TOO_HIGH: Policy<2> = Policy::new().attr(2, Rule::u8());
//~ this type has a rule already
static TWO_RULES: Policy<2> = Policy::new().attr(1, Rule::u8()).attr(1, Rule::u16());
//~ a policy has room for at least one attribute
static NO_ROOM: Policy<1> = Policy::new();
//~ range is for unsigned numbers
static SIGNED_RANGE: Policy<2> = Policy::new().attr(1, Rule::s8().range::<0, 1>());
//~ range is for unsigned numbers
static FLAG_RANGE: Policy<2> = Policy::new().attr(1, Rule::flag().range::<0, 1>());
//~ range_signed is for signed numbers
static UNSIGNED_RANGE: Policy<2> = Policy::new().attr(1, Rule::u8().range_signed::<0, 1>());
//~ mask is for unsigned numbers in host byte order
static SIGNED_MASK: Policy<2> = Policy::new().attr(1, Rule::s8().mask(1));
//~ bounds are for numbers and bytes
static TEXT_BOUND: Policy<2> = Policy::new().attr(1, Rule::string(4).max(3));
//~ this bound is below 0
static BOUND_BELOW: Policy<2> = Policy::new().attr(1, Rule::u8().min(-1));
//~ the range is empty
static EMPTY_BETWEEN: Policy<2> = Policy::new().attr(1, Rule::s8().between(2, 1));
//~ one check a rule
static TWO_BOUNDS: Policy<2> = Policy::new().attr(1, Rule::u8().min(1).max(2));
//~ one check a rule
static TWO_CHECKS: Policy<2> = Policy::new().attr(1, Rule::u8().mask(1).range::<0, 1>());
//~ the range is empty
static EMPTY_RANGE: Policy<2> = Policy::new().attr(1, Rule::u8().range::<2, 1>());
//~ the range is empty
static EMPTY_SIGNED: Policy<2> = Policy::new().attr(1, Rule::s8().range_signed::<2, 1>());
//~ the range is empty
static EMPTY_BINARY: Policy<2> = Policy::new().attr(1, Rule::binary(2, 1));
//~ a binary's bounds have 15 bits
static LONG_BINARY: Policy<2> = Policy::new().attr(1, Rule::binary(0, 32_768));
//~ 0 would mean any length
static EMPTY_STRING: Policy<2> = Policy::new().attr(1, Rule::string(0));
//~ a message has at most 1024 bytes
static LONG_MESSAGE: Policy<2> = Policy::new().attr(1, Rule::reject(LONG));
//~ no bit could be set
static NO_BITS: Policy<2> = Policy::new().attr(1, Rule::bitfield32(0));

static TEXT: [u8; 1026] = {
    let mut text = [b'x'; 1026];
    text[1025] = 0;
    text
};
const LONG: &core::ffi::CStr = match core::ffi::CStr::from_bytes_with_nul(&TEXT) {
    Ok(long) => long,
    Err(_) => panic!(),
};

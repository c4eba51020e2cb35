// SPDX-License-Identifier: MIT OR Apache-2.0

//! Records the kernel's own replies for the corpus: dumps, policies, and extended acks in each form.
//!
//! In a network namespace with some routes the result is the same on every machine:
//! ```text
//! unshare --net sh -c 'ip link set lo up; ip address add 192.0.2.1/24 dev lo; ip address add 2001:db8::1/64 dev lo;
//!     ip route add 198.51.100.0/24 dev lo metric 7; exec cargo run --manifest-path fuzz/Cargo.toml --example record'
//! ```

use std::error::Error;
use std::fs;

use klink_wire::genl::ctrl;
use klink_wire::{BuildError, Builder, Flags, Header, Messages, Protocol, Slice};
use netlink_sys::{Socket, SocketAddr};

fn main() -> Result<(), Box<dyn Error>> {
    for ask in DUMPS {
        let answer = ask.answer(true, true)?;
        let first = Messages::new(&answer).next().ok_or("no answer")??;
        keep("dump", ask.name, start(&answer, 4))?;
        keep("header", ask.name, start(&answer, 2))?;
        keep("attr", ask.name, first.attrs(ask.fixed.len()).rest())?;
    }
    // netdev's first command requires an interface.
    let netdev = Ask {
        kind: family("netdev")?,
        ..generic("missing", &[1, 1, 0, 0], |_| Ok(()))
    };
    for ask in VERDICTS.iter().chain([&netdev.acknowledged()]) {
        keep("extack", ask.name, &ask.answer(true, true)?)?;
        if ask.flags == Flags::ACK {
            keep(
                "extack",
                &format!("{}-whole", ask.name),
                &ask.answer(true, false)?,
            )?;
            keep(
                "extack",
                &format!("{}-plain", ask.name),
                &ask.answer(false, false)?,
            )?;
        }
    }
    Ok(())
}

/// The message type of a generic netlink family.
fn family(name: &'static str) -> Result<u16, Box<dyn Error>> {
    let answer = generic(name, GET_FAMILY, |_| Ok(())).answer(true, true)?;
    let families = Messages::new(&answer)
        .flatten()
        .map(|message| message.attrs(GET_FAMILY.len()));
    for family in families {
        if family
            .find(ctrl::attr::FAMILY_NAME)
            .is_some_and(|found| found.str() == Ok(name))
        {
            return Ok(family
                .find(ctrl::attr::FAMILY_ID)
                .ok_or("a family without id")?
                .u16()?);
        }
    }
    Err(format!("this kernel has no family {name}").into())
}

fn keep(target: &str, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let folder = format!("{}/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(&folder)?;
    Ok(fs::write(format!("{folder}/{name}"), bytes)?)
}

/// The first messages of a reply, as many as requested.
fn start(answer: &[u8], messages: usize) -> &[u8] {
    let mut rest = Messages::new(answer);
    rest.by_ref().take(messages).for_each(drop);
    &answer[..answer.len() - rest.rest().len()]
}

/// A request, and the name under which its reply is stored.
struct Ask {
    name: &'static str,
    protocol: Protocol,
    kind: u16,
    flags: Flags,
    fixed: &'static [u8],
    attrs: Attributes,
}

type Attributes = fn(&mut Builder<'_, Slice<'_>>) -> Result<(), BuildError>;

impl Ask {
    const fn acknowledged(mut self) -> Self {
        self.flags = Flags::ACK;
        self
    }

    /// All replies of the kernel, up to its acknowledgement.
    fn answer(&self, extended: bool, capped: bool) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut room = [0; 256];
        let mut request = Slice::new(&mut room);
        let mut message = Builder::new(&mut request, self.kind, Flags::REQUEST | self.flags, 1)?;
        message.raw(self.fixed)?;
        (self.attrs)(&mut message)?;
        message.finish()?;

        let mut socket = Socket::new(self.protocol.0.into())?;
        socket.bind_auto()?;
        socket.set_ext_ack(extended)?;
        socket.set_cap_ack(capped)?;
        socket.set_netlink_get_strict_chk(true)?;
        socket.send_to(request.written(), &SocketAddr::new(0, 0), 0)?;
        let mut answer = Vec::new();
        while !Messages::new(&answer)
            .flatten()
            .any(|message| matches!(message.header.kind, Header::DONE | Header::ERROR))
        {
            let (datagram, _) = socket.recv_from_full()?;
            answer.extend(datagram);
        }
        Ok(answer)
    }
}

// include/uapi/linux/rtnetlink.h
const NEW_LINK: u16 = 16;
const GET_LINK: u16 = 18;
const NEW_ADDRESS: u16 = 20;
const GET_ADDRESS: u16 = 22;
const NEW_ROUTE: u16 = 24;
const GET_ROUTE: u16 = 26;
const GET_RULE: u16 = 34;

const INET: u8 = 2;
const ROUTES: &[u8] = &[INET, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const GET_FAMILY: &[u8] = &[ctrl::cmd::GET_FAMILY, ctrl::VERSION, 0, 0];
const GET_POLICY: &[u8] = &[ctrl::cmd::GET_POLICY, ctrl::VERSION, 0, 0];

const DUMPS: &[Ask] = &[
    route("links", GET_LINK, &[0; 16]),
    route("addresses", GET_ADDRESS, &[0; 8]),
    route("routes", GET_ROUTE, ROUTES),
    route("rules", GET_RULE, &[0; 12]),
    generic("families", GET_FAMILY, |_| Ok(())),
    generic("policy-nlctrl", GET_POLICY, |ask| name(ask, "nlctrl")),
    generic("policy-ethtool", GET_POLICY, |ask| name(ask, "ethtool")),
];

const VERDICTS: &[Ask] = &[
    generic("success", GET_FAMILY, |ask| name(ask, "nlctrl")).acknowledged(),
    generic("no-family", GET_FAMILY, |ask| name(ask, "nobody")).acknowledged(),
    generic("string-too-long", GET_FAMILY, |ask| {
        name(ask, "a name that is too long")
    })
    .acknowledged(),
    generic("number-too-short", GET_FAMILY, |ask| {
        ask.put_u8(ctrl::attr::FAMILY_ID, 1)
    })
    .acknowledged(),
    route(
        "no-local-address",
        NEW_ADDRESS,
        &[INET, 24, 0, 0, 0, 0, 0, 0],
    )
    .acknowledged(),
    route("odd-length", NEW_LINK, &[0; 13]).acknowledged(),
    route(
        "no-device",
        NEW_ROUTE,
        &[INET, 24, 0, 0, 254, 4, 253, 1, 0, 0, 0, 0],
    )
    .acknowledged(),
    Ask {
        attrs: |ask| ask.put_u32(15, 99),
        ..route("no-table", GET_ROUTE, ROUTES)
    },
    Ask {
        attrs: |ask| ask.put_u32(77, 99),
        ..route("unknown-attribute", GET_ROUTE, ROUTES)
    },
];

fn name(ask: &mut Builder<'_, Slice<'_>>, name: &str) -> Result<(), BuildError> {
    ask.put_str(ctrl::attr::FAMILY_NAME, name)
}

const fn route(name: &'static str, kind: u16, fixed: &'static [u8]) -> Ask {
    Ask {
        name,
        protocol: Protocol::ROUTE,
        kind,
        flags: Flags::DUMP,
        fixed,
        attrs: |_| Ok(()),
    }
}

const fn generic(name: &'static str, fixed: &'static [u8], attrs: Attributes) -> Ask {
    Ask {
        name,
        protocol: Protocol::GENERIC,
        kind: ctrl::ID,
        flags: Flags::DUMP,
        fixed,
        attrs,
    }
}

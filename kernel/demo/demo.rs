// SPDX-License-Identifier: GPL-2.0

//! `klink_demo.ko`: a small generic netlink family to copy. Eight lamps can be read, listed, set and watched.
//!
//! `protocol/src/demo.rs` has the definitions that both ends share, `specs/klink_demo.yaml` the same for other tools,
//! and `docs/writing-a-module.md` refers to this file as the next step.

#![forbid(unsafe_code)]

use kernel::error::code::{EINVAL, ENOENT};
use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use klink_kernel::hook::Setup;
use klink_kernel::netlink::genl::{
    Access, Definition, Do, Dump, Family, Group, Info, Join, Op, Part, Policy, PolicyRef, Progress,
    Request, Rule,
};
use klink_kernel::netlink::{self, ExtAck};
use klink_kernel::protocol::demo::{attr, cmd, color, group, Lamp};
use klink_kernel::protocol::demo::{
    change_color, BRIGHTNESS_MAX, FAMILY, LAMPS, NAME_MAX, VERSION,
};

klink_kernel::module! {
    type: Module,
    name: "klink_demo",
    authors: ["The klink authors"],
    description: "A generic netlink family to copy: eight lamps",
    license: "GPL",
}

struct Module;

impl klink_kernel::Module for Module {
    fn init(setup: &mut Setup) -> Result<Self> {
        let demo = Arc::pin_init(
            pin_init!(Demo { house <- new_mutex!(House::new()) }? Error),
            GFP_KERNEL,
        )?;
        DEMO.open(setup, demo)?;
        Ok(Self)
    }
}

// The family, as data: its operations, who may request them, and the policies of requests.

static DEMO: Family<Demo> = Family::new();

impl Definition for Demo {
    const NAME: &'static str = FAMILY;
    const VERSION: u8 = VERSION;
    const OPS: &'static [Op<Self>] = &[Op::doit::<Get>(), Op::dump::<Get>(), Op::doit::<Set>()];
    const GROUPS: &'static [Group] = &[Group::new(group::CHANGES, Join::Anyone)];
}

/// The index of the only group in `GROUPS`.
const CHANGES: usize = 0;

static ID: Policy<{ attr::ID as usize + 1 }> =
    Policy::new().attr(attr::ID, Rule::u32().range::<0, { LAMPS as u64 - 1 }>());

static LAMP: Policy<{ attr::MAX as usize + 1 }> = Policy::new()
    .attr(attr::ID, Rule::u32().range::<0, { LAMPS as u64 - 1 }>())
    .attr(attr::NAME, Rule::nul_string(NAME_MAX))
    .attr(
        attr::BRIGHTNESS,
        Rule::u32().range::<0, { BRIGHTNESS_MAX as u64 }>(),
    )
    .attr(attr::COLOR, Rule::nested(&COLOR))
    .attr(attr::CHANGES, Rule::reject(c"changes are counted, not set"));

static COLOR: Policy<{ color::MAX as usize + 1 }> = Policy::new()
    .attr(color::RED, Rule::u8())
    .attr(color::GREEN, Rule::u8())
    .attr(color::BLUE, Rule::u8());

// The operations.

struct Get;

impl Do<Demo> for Get {
    const CMD: u8 = cmd::GET;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = ID.as_ref();

    fn run(demo: &Demo, request: &Request<'_, Demo>, ack: &mut ExtAck<'_>) -> netlink::Result {
        let id = request.require(attr::ID, ack)?.u32()?;
        let lamp = demo.house.lock().lamp(id).copied().ok_or(ENOENT)?;
        request.reply(Lamp::ROOM, |message| Ok(lamp.borrow(id).put(message)?))
    }
}

impl Dump<Demo> for Get {
    const CMD: u8 = cmd::GET;
    const ACCESS: Access = Access::Anyone;
    const POLICY: PolicyRef = PolicyRef::NONE;

    /// The number of the next lamp.
    type Cursor = u32;

    fn next(
        demo: &Demo,
        _request: &Info<'_>,
        next: &mut u32,
        part: &mut Part<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        let house = demo.house.lock();
        part.generation(house.generation);
        while let Some(lamp) = house.lamp(*next) {
            if !part.push(|message| Ok(lamp.borrow(*next).put(message)?))? {
                return Ok(Progress::More);
            }
            *next += 1;
        }
        Ok(Progress::Done)
    }
}

struct Set;

impl Do<Demo> for Set {
    const CMD: u8 = cmd::SET;
    const ACCESS: Access = Access::NetAdmin;
    const POLICY: PolicyRef = LAMP.as_ref();

    fn run(demo: &Demo, request: &Request<'_, Demo>, ack: &mut ExtAck<'_>) -> netlink::Result {
        let id = request.require(attr::ID, ack)?.u32()?;
        let changes = (
            request.attr(attr::NAME),
            request.attr(attr::BRIGHTNESS),
            request.attr(attr::COLOR),
        );
        if let (None, None, None) = changes {
            return Err(ack.refuse(EINVAL, c"nothing to set: give name, brightness or color"));
        }
        let mut house = demo.house.lock();
        let lamp = house.lamp_mut(id).ok_or(ENOENT)?;
        // On a copy, so that a request changes everything that it names, or nothing.
        let mut changed = *lamp;
        let (name, brightness, color) = changes;
        if let Some(name) = name {
            changed.name = Name::new(
                name.str()
                    .map_err(|_| ack.refuse_attr(EINVAL, &name, c"a name is UTF-8"))?,
            );
        }
        if let Some(brightness) = brightness {
            changed.brightness = brightness.u32()?;
        }
        if let Some(color) = color {
            change_color(&mut changed.color, color.nested())?;
        }
        changed.changes = changed.changes.wrapping_add(1);
        *lamp = changed;
        house.generation = house.generation.wrapping_add(1);
        drop(house);

        request.notify::<CHANGES>(cmd::CHANGED, Lamp::ROOM, |message| {
            Ok(changed.borrow(id).put(message)?)
        })
    }
}

// The state that the operations work on.

#[pin_data]
struct Demo {
    #[pin]
    house: Mutex<House>,
}

struct House {
    lamps: [Bulb; LAMPS as usize],
    /// Counts changes, so that a reader of a dump learns that it saw two states.
    generation: u32,
}

#[derive(Clone, Copy)]
struct Bulb {
    name: Name,
    brightness: u32,
    color: [u8; 3],
    changes: u64,
}

impl House {
    fn new() -> Self {
        let lamp = Bulb {
            name: Name::new("lamp"),
            brightness: 0,
            color: [255; 3],
            changes: 0,
        };
        Self {
            lamps: [lamp; LAMPS as usize],
            generation: 1,
        }
    }

    fn lamp(&self, id: u32) -> Option<&Bulb> {
        self.lamps.get(id as usize)
    }

    fn lamp_mut(&mut self, id: u32) -> Option<&mut Bulb> {
        self.lamps.get_mut(id as usize)
    }
}

impl Bulb {
    /// The lamp in the form of the protocol.
    fn borrow(&self, id: u32) -> Lamp<'_> {
        Lamp {
            id,
            name: self.name.as_str(),
            brightness: self.brightness,
            color: self.color,
            changes: self.changes,
        }
    }
}

/// A lamp's name.
#[derive(Clone, Copy)]
struct Name {
    bytes: [u8; NAME_MAX as usize],
    len: usize,
}

impl Name {
    /// A name of at most [`NAME_MAX`] bytes, as the policy requires; a longer one would be truncated.
    fn new(name: &str) -> Self {
        let mut bytes = [0; NAME_MAX as usize];
        for (to, from) in bytes.iter_mut().zip(name.bytes()) {
            *to = from;
        }
        Self {
            bytes,
            len: name.len().min(bytes.len()),
        }
    }

    fn as_str(&self) -> &str {
        self.bytes
            .get(..self.len)
            .and_then(|name| core::str::from_utf8(name).ok())
            .unwrap_or("")
    }
}

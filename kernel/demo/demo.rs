// SPDX-License-Identifier: GPL-2.0

//! `klink_demo.ko`: a small generic netlink family to copy. Eight lamps can be read, listed, set and watched.
//!
//! `family.rs` is made of `specs/klink_demo.yaml`, and `docs/writing-a-module.md` refers to this file as the next step.

#![forbid(unsafe_code)]

use kernel::error::code::{EINVAL, ENOENT};
use kernel::prelude::*;
use kernel::sync::{new_mutex, Arc, Mutex};

use klink_kernel::hook::Setup;
use klink_kernel::netlink::genl::{DumpDatagram, Family, Info, Progress};
use klink_kernel::netlink::{self, ExtAck};

mod family;

use family::{
    Changed, Color, Get, KlinkDemo, NetAdmin, Operations, PutLamp, Set, LAST_LAMP, NAME_MAX,
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

static DEMO: Family<KlinkDemo<Demo>> = Family::new();

impl Operations for Demo {
    fn get(&self, get: Get<'_, Self>, _ack: &mut ExtAck<'_>) -> netlink::Result {
        let id = get.id().value;
        let lamp = self.house.lock().lamp(id).copied().ok_or(ENOENT)?;
        get.reply(|message| lamp.put(id, message))
    }

    /// The number of the next lamp.
    type GetCursor = u32;

    fn get_next(
        &self,
        _request: &Info<'_>,
        next: &mut u32,
        datagram: &mut DumpDatagram<'_>,
        _ack: &mut ExtAck<'_>,
    ) -> netlink::Result<Progress> {
        let house = self.house.lock();
        datagram.generation(house.generation);
        while let Some(lamp) = house.lamp(*next) {
            if !datagram.push(|message| lamp.put(*next, &mut PutLamp::of(message)))? {
                return Ok(Progress::More);
            }
            *next += 1;
        }
        Ok(Progress::Done)
    }

    fn set(&self, set: NetAdmin<Set<'_, Self>>, ack: &mut ExtAck<'_>) -> netlink::Result {
        if set.name().is_none() && set.brightness().is_none() && set.color().is_none() {
            return Err(ack.refuse(EINVAL, c"nothing to set: give name, brightness or color"));
        }
        let id = set.id().value;
        let mut house = self.house.lock();
        let lamp = house.lamp_mut(id).ok_or(ENOENT)?;
        // On a copy, so that a request changes everything that it names, or nothing.
        let mut changed = *lamp;
        if let Some(name) = set.name() {
            changed.name = Name::new(
                core::str::from_utf8(name.value)
                    .map_err(|_| ack.refuse_attr(EINVAL, &name.attr, c"a name is UTF-8"))?,
            );
        }
        if let Some(brightness) = set.brightness() {
            changed.brightness = brightness.value;
        }
        if let Some(color) = set.color() {
            changed.paint(color.value);
        }
        changed.changes = changed.changes.wrapping_add(1);
        *lamp = changed;
        house.generation = house.generation.wrapping_add(1);
        drop(house);

        Changed::notify(&set, |message| changed.put(id, message))
    }
}

// The state that the operations work on.

#[pin_data]
struct Demo {
    #[pin]
    house: Mutex<House>,
}

const LAMPS: usize = LAST_LAMP as usize + 1;

struct House {
    lamps: [Bulb; LAMPS],
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
            lamps: [lamp; LAMPS],
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
    /// Changes those parts of the color that are given.
    fn paint(&mut self, color: Color<'_>) {
        let given = [color.red(), color.green(), color.blue()];
        for (part, given) in self.color.iter_mut().zip(given) {
            if let Some(given) = given {
                *part = given.value;
            }
        }
    }

    fn put(&self, id: u32, lamp: &mut PutLamp<'_, '_>) -> netlink::Result {
        let [red, green, blue] = self.color;
        lamp.id(id)?;
        lamp.name(self.name.as_bytes())?;
        lamp.brightness(self.brightness)?;
        lamp.color(|color| {
            color.red(red)?;
            color.green(green)?;
            color.blue(blue)
        })?;
        lamp.changes(self.changes)
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

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The demo family: eight lamps that can be read, set and watched. `specs/klink_demo.yaml` says the same in YNL.

use klink_wire::build::{Buffer, BuildError, Builder};
use klink_wire::{Attrs, Malformed};

/// The family's name.
pub const FAMILY: &str = "klink-demo";
/// The version of the family.
pub const VERSION: u8 = 1;
/// The number of lamps, numbered from 0.
pub const LAMPS: u32 = 8;
/// The maximum length of a lamp's name in bytes.
pub const NAME_MAX: u16 = 15;
/// The highest brightness.
pub const BRIGHTNESS_MAX: u32 = 100;

/// Operations.
pub mod cmd {
    /// Do: the lamp with this `ID`. Dump: all lamps.
    pub const GET: u8 = 1;
    /// Do: changes the lamp with this `ID` as the other attributes say.
    pub const SET: u8 = 2;
    /// Notification: a lamp has changed.
    pub const CHANGED: u8 = 3;
}

/// Attributes of a lamp.
pub mod attr {
    /// u32: the number of the lamp.
    pub const ID: u16 = 1;
    /// String of 1 to [`super::NAME_MAX`] bytes.
    pub const NAME: u16 = 2;
    /// u32: 0 to [`super::BRIGHTNESS_MAX`].
    pub const BRIGHTNESS: u16 = 3;
    /// Nest of [`super::color`].
    pub const COLOR: u16 = 4;
    /// uint: how often the lamp was set; not in requests.
    pub const CHANGES: u16 = 5;
    /// The highest attribute type.
    pub const MAX: u16 = CHANGES;
}

/// Attributes of a color.
pub mod color {
    /// u8
    pub const RED: u16 = 1;
    /// u8
    pub const GREEN: u16 = 2;
    /// u8
    pub const BLUE: u16 = 3;
    /// The highest attribute type.
    pub const MAX: u16 = BLUE;
}

/// Multicast groups.
pub mod group {
    /// The group of [`super::cmd::CHANGED`], which every user may join.
    pub const CHANGES: &str = "changes";
}

/// One lamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lamp<'a> {
    /// The number of the lamp.
    pub id: u32,
    /// The name of the lamp.
    pub name: &'a str,
    /// The brightness, from 0 to [`BRIGHTNESS_MAX`].
    pub brightness: u32,
    /// The parts red, green and blue.
    pub color: [u8; 3],
    /// How often the lamp was set.
    pub changes: u64,
}

impl<'a> Lamp<'a> {
    /// The maximum size in bytes of the attributes that [`Lamp::put`] writes.
    pub const ROOM: usize = 8 + 20 + 8 + 28 + 12;

    /// Writes the attributes of the lamp.
    pub fn put<B: Buffer>(&self, message: &mut Builder<'_, B>) -> Result<(), BuildError> {
        let [red, green, blue] = self.color;
        message.put_u32(attr::ID, self.id)?;
        message.put_str(attr::NAME, self.name)?;
        message.put_u32(attr::BRIGHTNESS, self.brightness)?;
        message.nest(attr::COLOR, |nest| {
            nest.put_u8(color::RED, red)?;
            nest.put_u8(color::GREEN, green)?;
            nest.put_u8(color::BLUE, blue)
        })?;
        message.put_uint(attr::CHANGES, self.changes)
    }

    /// Reads the attributes of a lamp; missing ones keep their default, and unknown ones are skipped.
    pub fn read(attrs: Attrs<'a>) -> Result<Self, Malformed> {
        let mut lamp = Self::default();
        for attr in attrs {
            let attr = attr?;
            match attr.kind() {
                attr::ID => lamp.id = attr.u32()?,
                attr::NAME => lamp.name = attr.str()?,
                attr::BRIGHTNESS => lamp.brightness = attr.u32()?,
                attr::COLOR => change_color(&mut lamp.color, attr.nested())?,
                attr::CHANGES => lamp.changes = attr.uint()?,
                _ => {}
            }
        }
        Ok(lamp)
    }
}

/// Changes those parts of a color that a nest of [`color`] contains.
pub fn change_color(color: &mut [u8; 3], attrs: Attrs<'_>) -> Result<(), Malformed> {
    let [red, green, blue] = color;
    for attr in attrs {
        let attr = attr?;
        match attr.kind() {
            color::RED => *red = attr.u8()?,
            color::GREEN => *green = attr.u8()?,
            color::BLUE => *blue = attr.u8()?,
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use klink_wire::{Flags, Messages, Slice};

    use super::*;

    #[test]
    fn a_lamp_survives_the_round_trip_and_fits_its_room() {
        let lamp = Lamp {
            id: 7,
            name: "fifteen letters",
            brightness: 100,
            color: [1, 2, 3],
            changes: u64::MAX,
        };
        let mut room = [0; 16 + Lamp::ROOM];
        let mut slice = Slice::new(&mut room);
        let mut message = Builder::new(&mut slice, 30, Flags::NONE, 1).unwrap();
        lamp.put(&mut message).unwrap();
        message.finish().unwrap();
        assert_eq!(slice.written().len(), 16 + Lamp::ROOM);
        let message = Messages::new(slice.written()).next().unwrap().unwrap();
        assert_eq!(Lamp::read(message.attrs(0)), Ok(lamp));
    }
}

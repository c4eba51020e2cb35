// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The demo family: eight lamps that can be read, set and watched. Its numbers are made of `specs/klink_demo.yaml`.

use klink_wire::build::{Buffer, BuildError, Builder};
use klink_wire::{Attrs, Malformed};

mod numbers;

pub use numbers::{attr, cmd, color, group, FAMILY, VERSION};

/// The number of lamps, numbered from 0.
pub const LAMPS: u32 = 8;
/// The maximum length of a lamp's name in bytes.
pub const NAME_MAX: u16 = 15;
/// The highest brightness.
pub const BRIGHTNESS_MAX: u32 = 100;

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

// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0

//! The numbers of the family klink-demo, made of its description by `make families`.

/// The family's name.
pub const FAMILY: &str = "klink-demo";
/// The version of the family.
pub const VERSION: u8 = 1;

/// Operations.
pub mod cmd {
    /// Do and dump. The lamp with this id, or all lamps.
    pub const GET: u8 = 1;
    /// Do. Changes the lamp with this id as the other attributes say.
    pub const SET: u8 = 2;
    /// Notification. A lamp has changed.
    pub const CHANGED: u8 = 3;
}

/// Attributes of `lamp`.
pub mod attr {
    /// u32, up to 7. The lamp's number.
    pub const ID: u16 = 1;
    /// String of at most 15 bytes. What it is called.
    pub const NAME: u16 = 2;
    /// u32, up to 100. From 0 for off to 100.
    pub const BRIGHTNESS: u16 = 3;
    /// Nest of `color`.
    pub const COLOR: u16 = 4;
    /// uint. How often the lamp was set. In answers only.
    pub const CHANGES: u16 = 5;
    /// The highest type.
    pub const MAX: u16 = 5;
}

/// Attributes of `color`.
pub mod color {
    /// u8.
    pub const RED: u16 = 1;
    /// u8.
    pub const GREEN: u16 = 2;
    /// u8.
    pub const BLUE: u16 = 3;
    /// The highest type.
    pub const MAX: u16 = 3;
}

/// Multicast groups.
pub mod group {
    /// The group of `changed`.
    pub const CHANGES: &str = "changes";
}

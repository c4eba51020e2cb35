// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fmt;

/// A hardware address, such as the 6 bytes of Ethernet: `02:00:00:00:00:01` when displayed.
///
/// The length depends on the hardware: 20 bytes for InfiniBand, 4 or 16 for tunnels, whose addresses are IP addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HardwareAddress<'a>(&'a [u8]);

impl<'a> HardwareAddress<'a> {
    /// The address with these bytes.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes of the address.
    #[inline]
    pub const fn bytes(self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Display for HardwareAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for HardwareAddress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hardware_address_prints_with_colons() {
        let of = |bytes| HardwareAddress::new(bytes).to_string();
        assert_eq!(of(&[2, 0, 0, 0, 0xab, 0x1f]), "02:00:00:00:ab:1f");
        assert_eq!(of(&[7]), "07");
        assert_eq!(of(&[]), "");
    }
}

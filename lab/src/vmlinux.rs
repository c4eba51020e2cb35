// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kernel as QEMU starts it directly, so that the guest does not have to decompress it: the ELF file inside a
//! bzImage (by PVH), and on arm64 the image itself.

use std::io::Read;

use anyhow::{bail, ensure, Context, Result};
use klink_lab_decompress::{Xz, Zstd};

use crate::arch::Arch;

// The kernel's Documentation/arch/x86/boot.rst names these fields and their offsets.
const SETUP_SECTORS: usize = 0x1f1;
const SIGNATURE: usize = 0x202;
const VERSION: usize = 0x206;
const PAYLOAD_OFFSET: usize = 0x248;
const PAYLOAD_LENGTH: usize = 0x24c;

/// In the header of Documentation/arch/arm64/booting.rst.
const ARM64_MAGIC: usize = 56;

/// The first version of the header that has the payload's offset.
const WITH_PAYLOAD: u16 = 0x0208;

/// The kernel in the image of an architecture's package.
///
/// # Errors
/// Fails if the image is of another kind, or its compression is not one that Debian's kernels use.
pub fn extract(arch: Arch, image: Vec<u8>) -> Result<Vec<u8>> {
    match arch {
        Arch::Amd64 => decompress(&image),
        Arch::Arm64 => {
            ensure!(
                image.get(ARM64_MAGIC..ARM64_MAGIC + 4) == Some(b"ARM\x64"),
                "the kernel image is not an uncompressed one for arm64"
            );
            Ok(image)
        }
    }
}

/// Returns the ELF file that is compressed in a bzImage.
fn decompress(image: &[u8]) -> Result<Vec<u8>> {
    let signature = image.get(SIGNATURE..SIGNATURE + 4);
    let version = image
        .get(VERSION..VERSION + 2)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u16::from_le_bytes);
    ensure!(
        signature == Some(b"HdrS") && version >= Some(WITH_PAYLOAD),
        "the kernel image is not a bzImage"
    );
    let number =
        |offset| Some(u32::from_le_bytes(image.get(offset..offset + 4)?.try_into().ok()?) as usize);
    let setup_sectors = usize::from(image[SETUP_SECTORS]);
    let payload =
        number(PAYLOAD_OFFSET)
            .zip(number(PAYLOAD_LENGTH))
            .and_then(|(offset, length)| {
                let start = ((setup_sectors + 1) * 512).checked_add(offset)?;
                image.get(start..start.checked_add(length)?)
            });
    let payload = payload.context("the kernel image is truncated")?;
    let mut elf = Vec::new();
    let read = match payload {
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Zstd::new(payload)
            .context("cannot decompress the kernel image")?
            .read_to_end(&mut elf),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Xz::first(payload).read_to_end(&mut elf),
        _ => bail!("the lab does not support the compression of the kernel image"),
    };
    read.context("cannot decompress the kernel image")?;
    ensure!(
        elf.starts_with(b"\x7fELF"),
        "the kernel image contains no ELF file"
    );
    Ok(elf)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bzImage around a payload that begins 16 bytes into the protected-mode code.
    fn image(payload: &[u8]) -> Vec<u8> {
        let mut image = vec![0; 2 * 512 + 16];
        image[SETUP_SECTORS] = 1;
        image[SIGNATURE..SIGNATURE + 4].copy_from_slice(b"HdrS");
        image[VERSION..VERSION + 2].copy_from_slice(&0x20fu16.to_le_bytes());
        image[PAYLOAD_OFFSET..PAYLOAD_OFFSET + 4].copy_from_slice(&16u32.to_le_bytes());
        image[PAYLOAD_LENGTH..PAYLOAD_LENGTH + 4]
            .copy_from_slice(&(payload.len() as u32).to_le_bytes());
        image.extend_from_slice(payload);
        image
    }

    /// `printf '\x7fELF and more' | zstd`, with the four bytes of the size that the kernel's build appends.
    const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd\x20\x0d\x69\x00\x00\x7fELF and more\x0d\0\0\0";

    #[test]
    fn the_payload_is_decompressed() {
        let elf = extract(Arch::Amd64, image(ZSTD)).unwrap();
        assert_eq!(elf, b"\x7fELF and more");
    }

    #[test]
    fn an_image_for_arm64_is_taken_as_it_is() {
        let mut image = vec![0; ARM64_MAGIC];
        image.extend_from_slice(b"ARM\x64\0\0\0\0");
        assert_eq!(extract(Arch::Arm64, image.clone()).unwrap(), image);
        assert!(extract(Arch::Amd64, image).is_err());
    }

    #[test]
    fn other_images_are_refused() {
        let mut cut = image(ZSTD);
        cut.truncate(cut.len() - 1);
        let mut old = image(ZSTD);
        old[VERSION..VERSION + 2].copy_from_slice(&0x207u16.to_le_bytes());
        for bad in [
            Vec::new(),
            b"MZ".to_vec(),
            cut,
            old,
            image(b"\x1f\x8b\x08"),
            image(b""),
        ] {
            for arch in Arch::ALL {
                assert!(extract(arch, bad.clone()).is_err());
            }
        }
    }
}

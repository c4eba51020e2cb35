// SPDX-License-Identifier: MIT OR Apache-2.0
//! The guest's initial file system: a cpio archive in the `newc` format (the kernel's
//! Documentation/driver-api/early-userspace/buffer-format.rst), uncompressed, because decompression would cost more
//! than it saves.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};

const FOLDER: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const LINK: u32 = 0o120_000;

/// The name of the entry that ends an archive.
const END: &str = "TRAILER!!!";

/// A file system under construction. Paths have no leading slash.
pub struct Image {
    bytes: Vec<u8>,
    folders: BTreeSet<PathBuf>,
    entries: u32,
}

impl Image {
    pub fn new() -> Self {
        Image {
            bytes: Vec::new(),
            folders: BTreeSet::new(),
            entries: 0,
        }
    }

    /// Adds a folder, and its parent folders.
    pub fn folder(&mut self, path: impl AsRef<Path>) -> Result<()> {
        self.folder_of(path, 0, 0o755)
    }

    /// Adds a folder that belongs to the user with this id.
    pub fn folder_of(&mut self, path: impl AsRef<Path>, user: u32, mode: u32) -> Result<()> {
        let path = path.as_ref();
        if path.as_os_str().is_empty() || self.folders.contains(path) {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            self.folder(parent)?;
        }
        self.folders.insert(path.to_owned());
        self.entry(path, FOLDER | mode, user, b"")
    }

    /// Adds a file, and its parent folders.
    pub fn file(&mut self, path: impl AsRef<Path>, mode: u32, content: &[u8]) -> Result<()> {
        self.folder(path.as_ref().parent().unwrap_or(Path::new("")))?;
        self.entry(path.as_ref(), FILE | mode, 0, content)
    }

    /// Adds a symbolic link, and its parent folders.
    pub fn link(&mut self, path: impl AsRef<Path>, target: impl AsRef<Path>) -> Result<()> {
        self.folder(path.as_ref().parent().unwrap_or(Path::new("")))?;
        self.entry(
            path.as_ref(),
            LINK | 0o777,
            0,
            target.as_ref().as_os_str().as_bytes(),
        )
    }

    /// Adds a copy of a file or folder on the host, including its content.
    pub fn copy(&mut self, path: impl AsRef<Path>, source: &Path) -> Result<()> {
        let path = path.as_ref();
        let context = || format!("cannot copy {}", source.display());
        let metadata = source.symlink_metadata().with_context(context)?;
        if metadata.is_dir() {
            self.folder(path)?;
            for entry in fs::read_dir(source).with_context(context)? {
                let entry = entry.with_context(context)?;
                self.copy(path.join(entry.file_name()), &entry.path())?;
            }
            Ok(())
        } else if metadata.is_symlink() {
            self.link(path, fs::read_link(source).with_context(context)?)
        } else {
            ensure!(
                metadata.is_file(),
                "cannot copy {}: it is neither a file nor a folder",
                source.display()
            );
            self.file(
                path,
                metadata.permissions().mode() & 0o7777,
                &fs::read(source).with_context(context)?,
            )
        }
    }

    /// Completes the archive.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.entry(Path::new(END), 0, 0, b"")?;
        Ok(self.bytes)
    }

    fn entry(&mut self, path: &Path, mode: u32, user: u32, content: &[u8]) -> Result<()> {
        let name = path.as_os_str().as_bytes();
        let size = u32::try_from(content.len())
            .with_context(|| format!("{} is too large", path.display()))?;
        self.entries += 1;
        let links = 1;
        let [time, device, checksum] = [0; 3];
        let fields = [
            self.entries,
            mode,
            user,
            user,
            links,
            time,
            size,
            device,
            device,
            device,
            device,
            name.len() as u32 + 1,
            checksum,
        ];
        self.bytes.extend_from_slice(b"070701");
        for field in fields {
            self.bytes
                .extend_from_slice(format!("{field:08x}").as_bytes());
        }
        self.bytes.extend_from_slice(name);
        self.bytes.push(0);
        self.pad();
        self.bytes.extend_from_slice(content);
        self.pad();
        Ok(())
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::process::{Command, Stdio};

    fn names(archive: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        let mut rest = archive;
        while !rest.is_empty() {
            let field = |index: usize| {
                let start = 6 + 8 * index;
                usize::from_str_radix(std::str::from_utf8(&rest[start..start + 8]).unwrap(), 16)
                    .unwrap()
            };
            assert_eq!(&rest[..6], b"070701");
            let (size, name) = (field(6), field(11));
            names.push(String::from_utf8(rest[110..110 + name - 1].to_vec()).unwrap());
            rest = &rest[(110 + name).next_multiple_of(4) + size.next_multiple_of(4)..];
        }
        names
    }

    #[test]
    fn folders_come_once_and_before_what_is_in_them() {
        let mut image = Image::new();
        image.file("lib/klink/a.ko", 0o644, b"12345").unwrap();
        image.file("lib/klink/b.ko", 0o644, b"").unwrap();
        image.folder("lib").unwrap();
        image.link("bin/sh", "busybox").unwrap();
        let archive = image.finish().unwrap();
        assert_eq!(
            names(&archive),
            [
                "lib",
                "lib/klink",
                "lib/klink/a.ko",
                "lib/klink/b.ko",
                "bin",
                "bin/sh",
                END
            ]
        );
        assert_eq!(archive.len() % 4, 0);
    }

    #[test]
    fn copies_keep_modes_links_and_structure() {
        let folder = std::env::temp_dir().join(format!("klink-lab-image-{}", std::process::id()));
        fs::create_dir_all(folder.join("in")).unwrap();
        fs::write(folder.join("in/run.sh"), "exit 0\n").unwrap();
        fs::set_permissions(folder.join("in/run.sh"), fs::Permissions::from_mode(0o750)).unwrap();
        std::os::unix::fs::symlink("run.sh", folder.join("in/link")).unwrap();
        let mut image = Image::new();
        image.copy("job/in", &folder.join("in")).unwrap();
        assert!(image.copy("job/absent", &folder.join("absent")).is_err());
        let archive = image.finish().unwrap();
        fs::remove_dir_all(&folder).unwrap();
        let mut found = names(&archive);
        found.sort();
        assert_eq!(
            found,
            [END, "job", "job/in", "job/in/link", "job/in/run.sh"]
        );
        let text = String::from_utf8_lossy(&archive).into_owned();
        assert!(text.contains("000081e8"), "the script's mode is 0100750");
    }

    /// The format is cpio's own, so the program, if it is installed, is the reference.
    #[test]
    fn cpio_reads_the_archive() {
        let mut image = Image::new();
        image.file("a/b", 0o600, b"x").unwrap();
        let archive = image.finish().unwrap();
        let cpio = Command::new("cpio")
            .args(["-t", "--quiet"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut cpio) = cpio else { return };
        cpio.stdin.take().unwrap().write_all(&archive).unwrap();
        let output = cpio.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "a\na/b\n");
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Unpacking of .deb packages: no maintainer script runs, nothing is registered with dpkg.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use anyhow::{bail, ensure, Context, Result};
use klink_lab_decompress::Xz;

use super::sorted;

/// Unpacks the files of the package that `keep` accepts, by their path without a leading `./`, into a folder.
///
/// # Errors
/// Fails if the package is damaged, or the folder cannot be written.
pub fn unpack(deb: &Path, into: &Path, keep: impl Fn(&str) -> bool) -> Result<()> {
    let unpacked = read_data(deb, |data| unpack_tar(data, into, &keep));
    unpacked.with_context(|| format!("cannot unpack {}", deb.display()))
}

/// Unpacks the files whose paths begin with one of `wanted` from a .tar.xz, which is the file `inner` of the package.
/// Paths are without the top folder of the archive.
///
/// # Errors
/// Fails if the package is damaged or lacks the file, or the folder cannot be written.
pub fn unpack_inner(deb: &Path, inner: &str, into: &Path, wanted: &[&str]) -> Result<()> {
    let unpacked = read_data(deb, |data| {
        for entry in tar::Archive::new(data).entries()? {
            let mut entry = entry?;
            if clean(&entry.path()?) == inner {
                let mut archive = Vec::new();
                entry.read_to_end(&mut archive)?;
                // If it turns out not to be sorted, files may be missing.
                if !unpack_wanted(sorted::part(&archive, wanted), into, wanted)? {
                    unpack_wanted(sorted::whole(&archive), into, wanted)?;
                }
                return Ok(());
            }
        }
        bail!("the package has no {inner}");
    });
    unpacked.with_context(|| format!("cannot unpack {}", deb.display()))
}

/// Returns whether all entries were in the order of their paths.
fn unpack_wanted(archive: impl Read, into: &Path, wanted: &[&str]) -> Result<bool> {
    let mut is_sorted = true;
    let mut last = Vec::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = sorted::below_top(&entry.path_bytes()).to_vec();
        is_sorted &= last <= path;
        let name = String::from_utf8_lossy(&path);
        let is_wanted = wanted.iter().any(|wanted| name.starts_with(wanted));
        if is_wanted && !entry.header().entry_type().is_dir() {
            let path = into.join(&*name);
            std::fs::create_dir_all(path.parent().unwrap_or(into))?;
            entry.unpack(path)?;
        }
        last = path;
    }
    Ok(is_sorted)
}

/// Reads one file of the package.
///
/// # Errors
/// Fails if the package is damaged, or lacks the file.
pub fn read_file(deb: &Path, wanted: &str) -> Result<String> {
    let text = read_data(deb, |data| {
        for entry in tar::Archive::new(data).entries()? {
            let entry = entry?;
            if clean(&entry.path()?) == wanted {
                return Ok(io::read_to_string(entry)?);
            }
        }
        bail!("the package has no {wanted}");
    });
    text.with_context(|| format!("cannot read {}", deb.display()))
}

/// Reads a text file that is compressed with xz.
///
/// # Errors
/// Fails if the file cannot be read, or is not compressed text.
pub fn read_xz(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    io::read_to_string(Xz::new(file))
        .with_context(|| format!("cannot decompress {}", path.display()))
}

/// Passes the package's tar archive of files to `read`.
fn read_data<T>(deb: &Path, read: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
    let mut archive = ar::Archive::new(BufReader::with_capacity(1 << 16, File::open(deb)?));
    while let Some(member) = archive.next_entry() {
        let member = member?;
        match member.header().identifier() {
            b"data.tar.xz" => return read(&mut Xz::new(member)),
            b"data.tar" => return read(&mut { member }),
            name => ensure!(
                !name.starts_with(b"data."),
                "{} is not supported",
                String::from_utf8_lossy(name)
            ),
        }
    }
    bail!("the package has no data");
}

fn unpack_tar(data: &mut dyn Read, into: &Path, keep: &impl Fn(&str) -> bool) -> Result<()> {
    for entry in tar::Archive::new(data).entries()? {
        let mut entry = entry?;
        let path = clean(&entry.path()?);
        if !path.is_empty() && keep(&path) {
            ensure!(
                entry.unpack_in(into)?,
                "the package has a file outside of its own tree: {path}"
            );
        }
    }
    Ok(())
}

fn clean(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.strip_prefix("./")
        .unwrap_or(&path)
        .trim_end_matches('/')
        .to_owned()
}

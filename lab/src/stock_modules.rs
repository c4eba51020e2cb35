// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stock kernel modules: selected with their dependencies, decompressed, and listed so that `modprobe` finds them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use elf::endian::LittleEndian;
use elf::ElfBytes;
use klink_lab_decompress::Xz;

use crate::cache::Cached;
use crate::image::Image;

/// Modules that every guest can load: network devices to cause events with, and netlink's own tools.
pub const ALWAYS: [&str; 4] = ["dummy", "netlink_diag", "nlmon", "veth"];

/// Adds modules and their dependencies to the image.
///
/// # Errors
/// Fails if the kernel has no such module.
pub fn add(
    image: &mut Image,
    cached: &Cached,
    names: impl IntoIterator<Item = String>,
) -> Result<()> {
    let release = cached.kernel.release();
    let folder = Path::new("lib/modules").join(&release);
    let host = cached.folder.join("usr").join(&folder);
    let built_in = fs::read_to_string(host.join("modules.builtin")).unwrap_or_default();
    let files = index(&host)?;
    let mut wanted: Vec<String> = names
        .into_iter()
        .map(|name| name.replace('-', "_"))
        .filter(|name| !is_in(&built_in, name))
        .collect();
    let mut dependencies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    while let Some(name) = wanted.pop() {
        if dependencies.contains_key(&name) {
            continue;
        }
        let file = files.get(&name).with_context(|| {
            format!("kernel {release} has no module {name} (built-in code has no module): check --with-module")
        })?;
        let mut module = Vec::new();
        let context = || format!("cannot read {}", file.display());
        let compressed = File::open(file).with_context(context)?;
        Xz::new(compressed)
            .read_to_end(&mut module)
            .with_context(context)?;
        image.file(folder.join(format!("{name}.ko")), 0o644, &module)?;
        let needs = needs_of(&module).with_context(context)?;
        wanted.extend(needs.iter().cloned());
        dependencies.insert(name, needs);
    }
    let mut list = String::new();
    for name in dependencies.keys() {
        let needs: String = all_needs(name, &dependencies)
            .iter()
            .map(|need| format!(" {need}.ko"))
            .collect();
        writeln!(list, "{name}.ko:{needs}")?;
    }
    image.file(folder.join("modules.dep"), 0o644, list.as_bytes())?;
    // This makes modprobe succeed without loading anything.
    image.file(folder.join("modules.builtin"), 0o644, built_in.as_bytes())
}

/// Whether a module is in the list of the kernel's built-in modules.
fn is_in(built_in: &str, name: &str) -> bool {
    let file_name = |path: &'_ str| {
        path.rsplit('/')
            .next()?
            .strip_suffix(".ko")
            .map(|name| name.replace('-', "_"))
    };
    built_in
        .lines()
        .any(|path| file_name(path).as_deref() == Some(name))
}

/// All modules of a kernel by name.
fn index(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.join("kernel")];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
        {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if let Some(name) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.strip_suffix(".ko.xz"))
            {
                files.insert(name.replace('-', "_"), entry.path());
            }
        }
    }
    Ok(files)
}

/// The modules that a module names as its dependencies.
fn needs_of(module: &[u8]) -> Result<Vec<String>> {
    let file = ElfBytes::<LittleEndian>::minimal_parse(module)?;
    let header = file
        .section_header_by_name(".modinfo")?
        .context("the module has no .modinfo")?;
    let (information, _) = file.section_data(&header)?;
    let mut fields = information.split(|&byte| byte == 0);
    let list = fields
        .find_map(|field| field.strip_prefix(b"depends="))
        .unwrap_or(b"");
    let names = std::str::from_utf8(list)?
        .split(',')
        .filter(|name| !name.is_empty());
    Ok(names.map(|name| name.replace('-', "_")).collect())
}

/// The modules that have to be loaded before a module, in the order of modules.dep: the nearest first.
fn all_needs(name: &str, dependencies: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut next = dependencies.get(name).cloned().unwrap_or_default();
    while !next.is_empty() {
        let further = next
            .iter()
            .flat_map(|need| dependencies.get(need).cloned().unwrap_or_default())
            .collect();
        // A module that is needed again later has to be loaded earlier still.
        all.retain(|known| !next.contains(known));
        all.append(&mut next);
        next = further;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_by_several_is_loaded_first() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>()
        };
        let dependencies = [
            ("a", names(&["b", "c"])),
            ("b", names(&["c"])),
            ("c", names(&["d"])),
            ("d", names(&[])),
        ];
        let dependencies = dependencies
            .into_iter()
            .map(|(name, needs)| (name.to_owned(), needs))
            .collect();
        assert_eq!(all_needs("a", &dependencies), ["b", "c", "d"]);
        assert_eq!(all_needs("d", &dependencies), names(&[]));
    }

    #[test]
    fn what_is_built_in_is_known_by_its_modules_name() {
        let list = "kernel/net/unix/unix.ko\nkernel/net/netlink/netlink-diag.ko\n";
        assert!(is_in(list, "unix") && is_in(list, "netlink_diag"));
        assert!(!is_in(list, "diag") && !is_in("", "unix"));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        for bytes in [&b""[..], b"\x7fELF", &[0; 200]] {
            assert!(needs_of(bytes).is_err());
        }
    }
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! The cache of kernels, toolchains and QEMU, which stays consistent when several runs use it, or a run is killed.
//!
//! Each entry is a folder that is built under another name and renamed when it is complete, so an entry with its final
//! name is complete. One run at a time adds or removes entries (`setup.lock`); a run that uses entries holds `use.lock`
//! shared, so that nothing is removed meanwhile.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};
use rustix::fs::{flock, FlockOperation};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

use crate::arch::Arch;
use crate::kernels::{Kernel, Series};
use crate::progress;

/// The prefix of the names of folders that are being built.
const UNFINISHED: &str = ".unfinished-";

/// The lab's cache.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

/// A kernel that is complete in the cache.
#[derive(Debug, Clone)]
pub struct Cached {
    pub kernel: Kernel,
    /// The version of its Debian packages.
    pub package_version: String,
    /// The folder of the kernel.
    pub folder: PathBuf,
    /// The file system with the kernel's toolchain.
    pub toolchain: PathBuf,
}

/// The kernels that were the newest in the archive at the last check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// The versions by series: all that the archive had, and cached ones that the archive no longer has.
    pub versions: BTreeMap<Series, String>,
    /// The series that the lab supports, the current one first.
    pub supported: Vec<Series>,
}

impl Cache {
    /// The user's cache, which need not exist.
    ///
    /// # Errors
    /// Fails if the environment names neither a cache nor a home folder.
    pub fn of_user() -> Result<Self> {
        let absolute = |name| {
            env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let base =
            absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")));
        let base = base
            .context("no folder for the lab's cache: set HOME or XDG_CACHE_HOME to a full path")?;
        Ok(Cache {
            root: base.join("klink"),
        })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder for downloads until the entry that needs them is complete, so that an interrupted set-up can
    /// continue.
    pub fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    pub fn kernels(&self) -> PathBuf {
        self.root.join("kernels")
    }

    pub fn toolchains(&self) -> PathBuf {
        self.root.join("toolchains")
    }

    pub fn reference_tools(&self) -> PathBuf {
        self.root.join("peers")
    }

    /// The folder for packages of another release than this machine's.
    pub fn packages(&self) -> PathBuf {
        self.root.join("packages")
    }

    pub fn emulators(&self) -> PathBuf {
        self.root.join("emulators")
    }

    /// The file that stores whether KVM works.
    pub fn kvm(&self) -> PathBuf {
        self.root.join("kvm.json")
    }

    /// Protects entries from being removed as long as the lock lives.
    pub fn use_lock(&self) -> Result<Lock> {
        Lock::take(&self.root, "use.lock", FlockOperation::LockShared)
    }

    /// A lock for adding entries to the cache.
    pub fn setup_lock(&self) -> Result<Lock> {
        Lock::take(&self.root, "setup.lock", FlockOperation::LockExclusive)
    }

    /// A lock for removing entries that may be in use; `None` if one is in use.
    pub fn removal_lock(&self) -> Result<Option<Lock>> {
        Lock::try_take(
            &self.root,
            "use.lock",
            FlockOperation::NonBlockingLockExclusive,
        )
    }

    /// Makes a folder that `fill` fills, and renames it to `name` in `parent` when it is complete; requires
    /// [`Cache::setup_lock`].
    ///
    /// # Errors
    /// Fails if the folder cannot be made or filled.
    pub fn publish(
        &self,
        parent: &Path,
        name: &str,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        let folder = parent.join(format!("{UNFINISHED}{name}"));
        // The lock is held, so an existing folder was left by a run that was killed.
        remove_tree(&folder)?;
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        fill(&folder)?;
        let named = parent.join(name);
        remove_tree(&named)?;
        fs::rename(folder, &named).with_context(|| format!("cannot create {}", named.display()))
    }

    /// Removes the unfinished folders of runs that were killed; requires [`Cache::setup_lock`].
    pub fn sweep(&self) -> Result<()> {
        for parent in [
            self.kernels(),
            self.toolchains(),
            self.emulators(),
            self.reference_tools(),
            self.packages(),
        ] {
            for name in names(&parent)?
                .iter()
                .filter(|name| name.starts_with(UNFINISHED))
            {
                remove_tree(&parent.join(name))?;
            }
        }
        Ok(())
    }

    /// All complete kernels, the highest series first.
    pub fn cached(&self) -> Result<Vec<Cached>> {
        let names = names(&self.kernels())?;
        let mut cached: Vec<_> = names
            .iter()
            .filter_map(|name| self.find(&Kernel::of_name(name)?))
            .collect();
        cached.sort_by_key(|cached| Reverse(cached.kernel.series));
        Ok(cached)
    }

    /// The kernel, if it and its toolchain are complete.
    pub fn find(&self, kernel: &Kernel) -> Option<Cached> {
        let folder = self.kernels().join(kernel.name());
        let description = read_json(&folder.join("kernel.json"))?;
        let field = |name| description.get(name).and_then(Value::as_str);
        let toolchain = self.toolchains().join(field("toolchain")?);
        let package_version = field("package_version")?.to_owned();
        toolchain.is_dir().then(|| Cached {
            kernel: kernel.clone(),
            package_version,
            folder,
            toolchain,
        })
    }

    /// Writes the description that [`Cache::find`] reads, to a folder that is not complete yet.
    pub fn describe(&self, folder: &Path, package_version: &str, toolchain: &str) -> Result<()> {
        let description = json!({ "package_version": package_version, "toolchain": toolchain });
        write(&folder.join("kernel.json"), &format!("{description:#}\n"))
    }

    /// The file that stores [`Pins`].
    fn pins_file(&self, arch: Arch) -> PathBuf {
        self.root.join(arch.mark("pins.json"))
    }

    /// The archive's kernels for an architecture at the last check; empty if there was none.
    pub fn pins(&self, arch: Arch) -> Pins {
        let read = || {
            let value = read_json(&self.pins_file(arch))?;
            let versions = value.get("versions")?.as_object()?.iter();
            let versions = versions.map(|(series, version)| {
                Some((series.parse().ok()?, version.as_str()?.to_owned()))
            });
            let supported = value
                .get("supported")?
                .as_array()?
                .iter()
                .map(|series| series.as_str()?.parse().ok());
            Some(Pins {
                versions: versions.collect::<Option<_>>()?,
                supported: supported.collect::<Option<_>>()?,
            })
        };
        read().unwrap_or_default()
    }

    /// Stores the archive's kernels for an architecture.
    pub fn pin(&self, arch: Arch, pins: &Pins) -> Result<()> {
        let versions: BTreeMap<_, _> = pins
            .versions
            .iter()
            .map(|(series, version)| (series.to_string(), version.as_str()))
            .collect();
        let supported: Vec<_> = pins.supported.iter().map(ToString::to_string).collect();
        write(
            &self.pins_file(arch),
            &format!(
                "{:#}\n",
                json!({ "versions": versions, "supported": supported })
            ),
        )
    }

    /// Fails if this many bytes of space are not available.
    pub fn check_space(&self, needed: u64) -> Result<()> {
        fs::create_dir_all(&self.root)
            .with_context(|| format!("cannot create the cache {}", self.root.display()))?;
        let space = rustix::fs::statvfs(&self.root)?;
        let available = space.f_bavail.saturating_mul(space.f_frsize);
        ensure!(
            available >= needed,
            "{} has {} MB left, but the set-up needs {} MB: free some space, or set XDG_CACHE_HOME to another folder",
            self.root.display(),
            available / 1_000_000,
            needed / 1_000_000
        );
        Ok(())
    }
}

/// A lock between runs of the lab; it is released when this is dropped, or when the process ends in any way.
pub struct Lock(#[expect(dead_code, reason = "closing the file is what unlocks")] File);

impl Lock {
    /// Takes the lock, and waits until it is free.
    pub fn take(folder: &Path, name: &str, operation: FlockOperation) -> Result<Self> {
        let no_wait = match operation {
            FlockOperation::LockShared => FlockOperation::NonBlockingLockShared,
            _ => FlockOperation::NonBlockingLockExclusive,
        };
        if let Some(lock) = Lock::try_take(folder, name, no_wait)? {
            return Ok(lock);
        }
        progress::say("another run of the lab uses the cache: waiting for it");
        let file = Lock::open(folder, name)?;
        flock(&file, operation).with_context(|| format!("cannot lock {name}"))?;
        Ok(Lock(file))
    }

    fn try_take(folder: &Path, name: &str, operation: FlockOperation) -> Result<Option<Self>> {
        let file = Lock::open(folder, name)?;
        match flock(&file, operation) {
            Ok(()) => Ok(Some(Lock(file))),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot lock {name}")),
        }
    }

    fn open(folder: &Path, name: &str) -> Result<File> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        let path = folder.join(name);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        file.with_context(|| format!("cannot open {}", path.display()))
    }
}

/// Writes a file atomically: at any time it has either the old content or the new one.
pub fn write(path: &Path, content: &str) -> Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, content)
        .and_then(|()| fs::rename(&new, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a file of the cache; `None` if it does not exist or is damaged.
pub fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// A short name for a folder in the cache, derived from its content.
pub fn digest(of: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(of);
    let bytes = digest.iter().take(4);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Removes a folder and its content, if it exists.
pub fn remove_tree(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The sorted names in a folder; empty if it does not exist.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("cannot read {}", folder.display()))?,
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where the lab keeps kernels, toolchains and QEMU, and how runs at the same time, and runs that were killed, leave it whole.
//!
//! Each of them is a folder that is built under another name and renamed when it is complete, so what has
//! its name is complete. One run at a time adds or removes (`setup.lock`); whoever uses what is there holds `use.lock`
//! shared, so that nothing is removed under it.

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

use crate::kernels::{Kernel, Series};
use crate::progress;

/// The beginning of the names of folders that are being built.
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
    /// The version of Debian's packages of it.
    pub package_version: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The file system with its toolchain.
    pub toolchain: PathBuf,
}

/// Which kernels were the archive's newest when it was last asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// The versions by series: all that the archive had, and those cached that it has lost.
    pub versions: BTreeMap<Series, String>,
    /// The series that the lab supports, the current one first.
    pub supported: Vec<Series>,
}

impl Cache {
    /// The user's cache, which need not exist.
    ///
    /// # Errors
    /// The environment names neither a cache nor a home.
    pub fn of_user() -> Result<Self> {
        let absolute = |name| {
            env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let base =
            absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")));
        let base = base.context(
            "no place for the lab's cache: set HOME or XDG_CACHE_HOME to a folder's full path",
        )?;
        Ok(Cache {
            root: base.join("klink"),
        })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where downloads stay until what needs them is complete, so that an interrupted set-up goes on where it was.
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

    pub fn emulators(&self) -> PathBuf {
        self.root.join("emulators")
    }

    /// The file that remembers whether KVM works.
    pub fn kvm(&self) -> PathBuf {
        self.root.join("kvm.json")
    }

    /// Keeps what is there from being removed, as long as the lock lives.
    pub fn use_lock(&self) -> Result<Lock> {
        Lock::take(&self.root, "use.lock", FlockOperation::LockShared)
    }

    /// The right to add to the cache.
    pub fn setup_lock(&self) -> Result<Lock> {
        Lock::take(&self.root, "setup.lock", FlockOperation::LockExclusive)
    }

    /// The right to remove from the cache what may be in use; `None` where something is.
    pub fn removal_lock(&self) -> Result<Option<Lock>> {
        Lock::try_take(
            &self.root,
            "use.lock",
            FlockOperation::NonBlockingLockExclusive,
        )
    }

    /// Makes a folder that `fill` fills, and that is called `name` in `parent` when it is complete; needs
    /// [`Cache::setup_lock`].
    ///
    /// # Errors
    /// It cannot be filled, or not be made.
    pub fn publish(
        &self,
        parent: &Path,
        name: &str,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        let folder = parent.join(format!("{UNFINISHED}{name}"));
        // With the lock held, one that is there was left by a run that was killed.
        remove_tree(&folder)?;
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        fill(&folder)?;
        let named = parent.join(name);
        remove_tree(&named)?;
        fs::rename(folder, &named).with_context(|| format!("cannot create {}", named.display()))
    }

    /// Removes what runs that were killed have left; needs [`Cache::setup_lock`].
    pub fn sweep(&self) -> Result<()> {
        for parent in [
            self.kernels(),
            self.toolchains(),
            self.emulators(),
            self.reference_tools(),
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

    /// All kernels that are complete, the highest series first.
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

    /// Writes what [`Cache::find`] reads, into a folder that is not complete yet.
    pub fn describe(&self, folder: &Path, package_version: &str, toolchain: &str) -> Result<()> {
        let description = json!({ "package_version": package_version, "toolchain": toolchain });
        write(&folder.join("kernel.json"), &format!("{description:#}\n"))
    }

    /// What the archive had when it was last asked; nothing where it never was.
    pub fn pins(&self) -> Pins {
        let read = || {
            let value = read_json(&self.root.join("pins.json"))?;
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

    /// Remembers what the archive has.
    pub fn pin(&self, pins: &Pins) -> Result<()> {
        let versions: BTreeMap<_, _> = pins
            .versions
            .iter()
            .map(|(series, version)| (series.to_string(), version.as_str()))
            .collect();
        let supported: Vec<_> = pins.supported.iter().map(ToString::to_string).collect();
        write(
            &self.root.join("pins.json"),
            &format!(
                "{:#}\n",
                json!({ "versions": versions, "supported": supported })
            ),
        )
    }

    /// Refuses to begin what needs this many bytes if they are not there.
    pub fn check_space(&self, needed: u64) -> Result<()> {
        fs::create_dir_all(&self.root)
            .with_context(|| format!("cannot create the cache {}", self.root.display()))?;
        let space = rustix::fs::statvfs(&self.root)?;
        let available = space.f_bavail.saturating_mul(space.f_frsize);
        ensure!(
            available >= needed,
            "{} has {} MB left, and the set-up needs {} MB: free some, or set XDG_CACHE_HOME to another place",
            self.root.display(),
            available / 1_000_000,
            needed / 1_000_000
        );
        Ok(())
    }
}

/// A lock between runs of the lab; it ends when this is dropped, or when the process ends in whatever way.
pub struct Lock(#[expect(dead_code, reason = "closing the file is what unlocks")] File);

impl Lock {
    /// Takes the lock, and waits until it can be had.
    pub fn take(folder: &Path, name: &str, operation: FlockOperation) -> Result<Self> {
        let no_wait = match operation {
            FlockOperation::LockShared => FlockOperation::NonBlockingLockShared,
            _ => FlockOperation::NonBlockingLockExclusive,
        };
        if let Some(lock) = Lock::try_take(folder, name, no_wait)? {
            return Ok(lock);
        }
        progress::say("another run of the lab is at work here: waiting for it");
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

/// Writes a file in one step: it has the old content or the new one at any time.
pub fn write(path: &Path, content: &str) -> Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, content)
        .and_then(|()| fs::rename(&new, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a file of the cache; one that is not there or damaged is as good as none.
pub fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// A short name for what a folder in the cache is made of.
pub fn digest(of: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(of);
    let bytes = digest.iter().take(4);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Removes a folder with all that is in it, if it is there.
pub fn remove_tree(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The names in a folder in their order; none if it is not there.
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

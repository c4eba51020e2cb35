// SPDX-License-Identifier: MIT OR Apache-2.0
//! Runs the toolchain in the file system that it was built for: with a mount namespace, a few bind mounts and `chroot`,
//! as root or, in a user namespace, as any user.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, Context, Result};
use rustix::fs::StatVfsMountFlags;

use crate::host;

/// A folder of the host that is visible in the file system.
pub struct Mount {
    pub source: PathBuf,
    /// The full path at which it is visible.
    pub target: String,
    pub writable: bool,
}

impl Mount {
    pub fn read_only(source: impl Into<PathBuf>, target: impl Into<String>) -> Self {
        Mount {
            source: source.into(),
            target: target.into(),
            writable: false,
        }
    }

    pub fn writable(source: impl Into<PathBuf>, target: impl Into<String>) -> Self {
        Mount {
            source: source.into(),
            target: target.into(),
            writable: true,
        }
    }
}

/// A command that runs `words` in the file system `root`, where it sees the mounts, a /tmp of its own, and the host's
/// /dev and /proc. All its processes end with it, and it ends with the lab.
///
/// # Errors
/// Fails if neither root nor user namespaces are available, or a mount point cannot be made.
pub fn command(root: &Path, mounts: &[Mount], words: &[&str]) -> Result<Command> {
    let mut script = String::from("set -eu\n");
    let own = [Mount::read_only(root, "")];
    for mount in own.iter().chain(mounts) {
        let target = root.join(mount.target.trim_start_matches('/'));
        if !target.is_dir() {
            fs::create_dir_all(&target)
                .with_context(|| format!("cannot create {}", target.display()))?;
        }
        let (source, target) = (quote(&mount.source)?, quote(&target)?);
        script += &format!("mount --bind {source} {target}\n");
        if !mount.writable {
            script += &format!("mount -o {} {target}\n", read_only_options(&mount.source)?);
        }
    }
    for folder in ["dev", "proc"] {
        script += &format!("mount --rbind /{folder} {}\n", quote(&root.join(folder))?);
    }
    script += &format!("mount -t tmpfs tmpfs {}\n", quote(&root.join("tmp"))?);
    script += &format!(
        "exec chroot {} /usr/bin/env -i PATH=/usr/bin LC_ALL=C HOME=/tmp \"$@\"\n",
        quote(root)?
    );

    let mut command = host::bound_command(unshare()?)?;
    command
        .args(namespaces()?)
        .args(["--mount", "--pid", "--fork", "--kill-child", "--"]);
    command
        .args(["/bin/sh", "-c", &script, "sh"])
        .args(words)
        .stdin(Stdio::null());
    // Programs for root, such as chroot, are not on every user's PATH.
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    Ok(command)
}

/// Makes the mount points that every command needs.
pub fn prepare(root: &Path) -> Result<()> {
    for folder in ["dev", "proc", "tmp"] {
        fs::create_dir_all(root.join(folder))?;
    }
    Ok(())
}

/// The options of a mount point, which must be as strict as those of the mount that it shows: in a user namespace the
/// kernel refuses others.
fn read_only_options(source: &Path) -> Result<String> {
    let stat = rustix::fs::statvfs(source)
        .with_context(|| format!("cannot look at {}", source.display()))?;
    let mut options = String::from("remount,bind,ro");
    for (flag, name) in [
        (StatVfsMountFlags::NOSUID, ",nosuid"),
        (StatVfsMountFlags::NODEV, ",nodev"),
        (StatVfsMountFlags::NOEXEC, ",noexec"),
        (StatVfsMountFlags::NOATIME, ",noatime"),
        (StatVfsMountFlags::NODIRATIME, ",nodiratime"),
        (StatVfsMountFlags::RELATIME, ",relatime"),
    ] {
        if stat.f_flag.contains(flag) {
            options += name;
        }
    }
    Ok(options)
}

fn unshare() -> Result<PathBuf> {
    host::find_program("unshare")
        .context("this machine has no unshare: install the package util-linux")
}

/// The options that give `unshare` the permission to mount.
fn namespaces() -> Result<&'static [&'static str]> {
    let works = |options: &[&str]| -> Result<bool> {
        let mut probe = Command::new(unshare()?);
        probe.args(options).args([
            "--mount",
            "--",
            "/bin/sh",
            "-c",
            "mount -t tmpfs tmpfs /tmp",
        ]);
        Ok(probe
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?
            .success())
    };
    const AS_ROOT: &[&str] = &[];
    const AS_ANYBODY: &[&str] = &["--user", "--map-root-user"];
    if host::is_root() && works(AS_ROOT)? {
        return Ok(AS_ROOT);
    }
    if works(AS_ANYBODY)? {
        return Ok(AS_ANYBODY);
    }
    bail!(
        "cannot enter the toolchain's file system: this requires user namespaces, or root with the permission to mount; \
         run this as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces \
         or kernel.apparmor_restrict_unprivileged_userns; in a container, its security profile)"
    );
}

fn quote(path: &Path) -> Result<String> {
    let text = path
        .to_str()
        .with_context(|| format!("{} is not UTF-8", path.display()))?;
    Ok(format!("'{}'", text.replace('\'', r"'\''")))
}

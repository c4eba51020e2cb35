// SPDX-License-Identifier: MIT OR Apache-2.0

//! Tests `tests/tools.sh` with a real apt that keeps its lists and its record of installed packages in a folder of the
//! test.

#![allow(clippy::unwrap_used)] // A test that cannot go on fails.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tools.sh");
/// A package that is installed on every machine with apt, so that nothing is downloaded.
const INSTALLED: &str = "/no/such/file:apt";

/// A folder with all files that apt writes.
struct Apt(PathBuf);

impl Apt {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("apt-{}-{count}", std::process::id()));
        for folder in [
            "var/lib/dpkg",
            "var/lib/apt/lists/partial",
            "var/cache/apt/archives/partial",
            "etc/apt/apt.conf.d",
            "etc/apt/preferences.d",
            "etc/apt/sources.list.d",
            "bin",
        ] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::copy("/var/lib/dpkg/status", root.join("var/lib/dpkg/status")).unwrap();
        let dir = root.display();
        let settings = format!(
            "Dir \"{dir}\"; Dir::State::status \"{dir}/var/lib/dpkg/status\"; APT::Sandbox::User \"\";\n"
        );
        fs::write(root.join("apt.conf"), settings).unwrap();
        // Nothing here requires root.
        let sudo = root.join("bin/sudo");
        fs::write(&sudo, "#!/bin/sh\nexec \"$@\"\n").unwrap();
        fs::set_permissions(&sudo, fs::Permissions::from_mode(0o755)).unwrap();
        Self(root)
    }

    fn tools(&self, tool: &str) -> Command {
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new(SCRIPT);
        command
            .arg(tool)
            .env("APT_CONFIG", self.0.join("apt.conf"))
            .env("PATH", format!("{}:{path}", self.0.join("bin").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// A process that holds the lock as apt does, until its standard input closes.
    fn hold(&self, lock: &str) -> Child {
        let program = "import fcntl, sys\n\
            lock = open(sys.argv[1], 'w')\n\
            fcntl.lockf(lock, fcntl.LOCK_EX)\n\
            print('held', flush=True)\n\
            sys.stdin.read()";
        let mut holder = Command::new("python3")
            .args(["-c", program])
            .arg(self.0.join(lock))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = holder.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        assert_eq!(line, "held\n");
        holder
    }
}

impl Drop for Apt {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Waits for each lock that apt takes: those of the lists, of dpkg and of the archives.
#[test]
fn installing_waits_while_another_apt_runs() {
    for lock in [
        "var/lib/apt/lists/lock",
        "var/lib/dpkg/lock-frontend",
        "var/cache/apt/archives/lock",
    ] {
        let apt = Apt::new();
        let mut holder = apt.hold(lock);
        let mut tools = apt.tools(INSTALLED).spawn().unwrap();
        let mut said = String::new();
        let mut err = BufReader::new(tools.stderr.take().unwrap());
        err.read_line(&mut said).unwrap();
        assert_eq!(said, "another apt is running: waiting for it\n", "{lock}");
        assert!(tools.try_wait().unwrap().is_none(), "{lock}");

        drop(holder.stdin.take());
        assert!(holder.wait().unwrap().success());
        assert!(tools.wait().unwrap().success(), "{lock}");
    }
}

#[test]
fn a_package_that_is_not_there_is_an_error_at_once() {
    let apt = Apt::new();
    let output = apt
        .tools("/no/such/file:klink-no-such-package")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        said.contains("Unable to locate package klink-no-such-package"),
        "{said}"
    );
}

#[test]
fn nothing_is_installed_when_nothing_is_missing() {
    let output = Apt::new()
        .tools("sh:klink-no-such-package")
        .output()
        .unwrap();
    assert!(output.status.success() && output.stdout.is_empty());
}

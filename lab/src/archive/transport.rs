// SPDX-License-Identifier: MIT OR Apache-2.0
//! Downloads from a mirror: with apt's own helper, so that its proxies, certificates and passwords apply, or with curl
//! if there is no apt.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{bail, ensure, Context, Result};
use sha2::{Digest, Sha256};

use crate::host;
use crate::progress::Step;

const APT_HELPER: &str = "/usr/lib/apt/apt-helper";

/// A file to download.
pub struct Download {
    pub url: String,
    pub path: PathBuf,
    /// The expected digest in hexadecimal; without one the caller has to check the file.
    pub sha256: Option<String>,
    /// The size in bytes if it is known, only for the progress.
    pub size: u64,
}

impl Download {
    fn is_there(&self) -> Result<bool> {
        match (&self.sha256, self.path.exists()) {
            (Some(sha256), true) => Ok(&digest(&self.path)? == sha256),
            _ => Ok(false),
        }
    }
}

/// Downloads the files that are not there yet, and checks the digest of each.
///
/// # Errors
/// Fails if the mirror cannot be reached or lacks a file, or a file's digest is wrong.
pub fn fetch(downloads: &[Download], step: &Step) -> Result<()> {
    let mut missing = Vec::new();
    for download in downloads {
        if !download.is_there()? {
            remove(&download.path)?;
            missing.push(download);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    // The caller's files are complete or absent, even if this run is interrupted.
    let partial: Vec<_> = missing
        .iter()
        .map(|download| download.path.with_extension("partial"))
        .collect();
    for path in &partial {
        remove(path)?;
    }
    transfer(&missing, &partial, step)?;
    for (download, partial) in missing.iter().zip(&partial) {
        if let Some(wanted) = &download.sha256 {
            let found = digest(partial)?;
            ensure!(
                &found == wanted,
                "{} has SHA-256 {found}, but the archive's index says {wanted}: the mirror is being updated or is \
                 damaged; try again later, or pass another mirror with --mirror URL",
                download.url
            );
        }
        fs::rename(partial, &download.path)?;
    }
    Ok(())
}

fn transfer(downloads: &[&Download], partial: &[PathBuf], step: &Step) -> Result<()> {
    let mut command;
    let mut input = String::new();
    if Path::new(APT_HELPER).exists() {
        command = host::bound_command(APT_HELPER)?;
        // Otherwise apt would download as a user who cannot write to root's cache.
        command.args([
            "-qq",
            "-o",
            "APT::Sandbox::User=",
            "-o",
            "Acquire::Retries=3",
            "download-file",
        ]);
        for (download, path) in downloads.iter().zip(partial) {
            command.arg(&download.url).arg(path);
        }
    } else if let Some(curl) = host::find_program("curl") {
        command = host::bound_command(curl)?;
        command.args([
            "--fail",
            "--silent",
            "--show-error",
            "--location",
            "--retry",
            "3",
            "--config",
            "-",
        ]);
        for (download, path) in downloads.iter().zip(partial) {
            let quoted = path
                .display()
                .to_string()
                .replace('\\', "\\\\")
                .replace('"', "\\\"");
            writeln!(input, "url = \"{}\"\noutput = \"{quoted}\"", download.url)?;
        }
    } else {
        bail!("cannot download: install apt or curl");
    }
    command
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().context("cannot start the download")?;
    // Dropped at once, which ends the input.
    child
        .stdin
        .take()
        .context("the download has no input")?
        .write_all(input.as_bytes())?;
    let mut stderr = child
        .stderr
        .take()
        .context("the download has no standard error")?;
    let reader = thread::spawn(move || io::read_to_string(&mut stderr));
    let total: u64 = downloads.iter().map(|download| download.size).sum();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let done: u64 = partial
            .iter()
            .filter_map(|path| path.metadata().ok())
            .map(|metadata| metadata.len())
            .sum();
        step.detail(format!(
            "{} of {} MB, ",
            done / 1_000_000,
            total / 1_000_000
        ));
        thread::sleep(Duration::from_millis(10));
    };
    step.detail(format!("{} MB, ", total / 1_000_000));
    let log = reader.join().ok().and_then(Result::ok).unwrap_or_default();
    if !status.success() {
        let is_reason = |line: &&str| line.starts_with("E: ") || line.starts_with("curl: ");
        let reason = log.lines().find(is_reason).unwrap_or("no reason given");
        let reason = reason.trim_start_matches("E: ").trim();
        bail!("cannot download ({reason}): check the network and its proxy, or pass another mirror with --mirror URL");
    }
    Ok(())
}

/// The SHA-256 of a file in hexadecimal.
pub fn digest(path: &Path) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    io::copy(&mut file, &mut hasher).with_context(|| format!("cannot read {}", path.display()))?;
    let mut hexadecimal = String::with_capacity(64);
    for byte in hasher.finalize() {
        write!(hexadecimal, "{byte:02x}")?;
    }
    Ok(hexadecimal)
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// The sources that apt on this machine uses, as lines of `origin|label|component|suite|URL`.
pub fn apt_targets() -> Result<String> {
    let apt = host::find_program("apt-get")
        .context("this machine has no apt to get a mirror from: pass the URL of a Debian mirror with --mirror")?;
    let output = Command::new(apt)
        .args([
            "indextargets",
            "--format",
            "$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(RELEASE)|$(REPO_URI)",
        ])
        .arg("Created-By: Packages")
        .output()
        .context("cannot ask apt for its mirror")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

// SPDX-License-Identifier: MIT OR Apache-2.0
//! A suite's `InRelease` file: its signature and the digests that it signs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{bail, ensure, Context, Result};

use crate::host;

/// The paths where Debian's packages install the archive's keys.
const KEYRINGS: [&str; 2] = [
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
];

/// The keys for checking the archive's signatures.
pub fn keyring(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = given {
        ensure!(
            path.is_file(),
            "no keyring {}: pass the file with the archive's keys to --keyring",
            path.display()
        );
        return Ok(std::path::absolute(path)?);
    }
    KEYRINGS.iter().map(PathBuf::from).find(|path| path.is_file()).context(
        "this machine has no keys of the Debian archive: install the package debian-archive-keyring, or pass --keyring FILE",
    )
}

/// Checks the signature of the `InRelease` file at `path`, and returns the signed text.
///
/// # Errors
/// Fails if the signature is not by a key of the keyring, or no program is installed that could check it.
pub fn verify(path: &Path, keyring: &Path) -> Result<String> {
    let signed = path.with_extension("signed");
    let mut command = if let Some(gpgv) = host::find_program("gpgv") {
        let mut command = Command::new(gpgv);
        command
            .arg("--quiet")
            .arg("--keyring")
            .arg(keyring)
            .arg("--output")
            .arg(&signed)
            .arg(path);
        command
    } else if let Some(sqv) = host::find_program("sqv") {
        let mut command = Command::new(sqv);
        command
            .arg("--keyring")
            .arg(keyring)
            .arg("--cleartext")
            .arg("--output")
            .arg(&signed)
            .arg(path);
        command
    } else {
        bail!("cannot check signatures: install gpgv or sqv");
    };
    // A file left by an interrupted run must not be taken for the result of this one.
    match std::fs::remove_file(&signed) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let output = command
        .output()
        .context("cannot start the check of the archive's signature")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason
            .lines()
            .last()
            .unwrap_or("no reason given")
            .to_owned();
        bail!("the archive's signature is invalid ({reason}): the mirror, or a machine on the way to it, has changed the index");
    }
    let text = std::fs::read_to_string(&signed)
        .with_context(|| format!("cannot read {}", signed.display()))?;
    Ok(text)
}

/// The content of a verified `InRelease`.
pub struct Release<'a> {
    text: &'a str,
}

impl<'a> Release<'a> {
    /// Parses the text that [`verify`] has returned, for the requested suite.
    ///
    /// # Errors
    /// Fails if it belongs to another suite.
    pub fn new(text: &'a str, suite: &str) -> Result<Self> {
        let release = Release { text };
        let codename = release.field("Codename").unwrap_or("");
        ensure!(
            codename == suite,
            "the mirror has suite {codename:?} in place of {suite}"
        );
        Ok(release)
    }

    /// A field of one line.
    pub fn field(&self, name: &str) -> Option<&'a str> {
        self.text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(str::trim)
    }

    /// Whether files can be downloaded by their digest, which still works while a mirror is being updated.
    pub fn has_by_hash(&self) -> bool {
        self.field("Acquire-By-Hash") == Some("yes")
    }

    /// The SHA-256, in hexadecimal, of a file below the suite's folder.
    pub fn sha256(&self, file: &str) -> Option<&'a str> {
        let list = self.text.split_once("\nSHA256:")?.1;
        // An entry begins with a space; the next field does not.
        let entries = list
            .lines()
            .skip(1)
            .take_while(|line| line.starts_with(' '));
        entries
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .find_map(|entry| match entry[..] {
                [sha256, _, name] if name == file => Some(sha256),
                _ => None,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Origin: Debian\nCodename: trixie\nAcquire-By-Hash: yes\nMD5Sum:\n 11 5 main/a\nSHA256:\n 22 5 main/a\n 33   7 main/b\nSHA512:\n 44 5 main/c\n";

    #[test]
    fn only_the_sha256_list_is_read() {
        let release = Release::new(TEXT, "trixie").unwrap();
        assert_eq!(release.sha256("main/a"), Some("22"));
        assert_eq!(release.sha256("main/b"), Some("33"));
        assert_eq!(release.sha256("main/c"), None);
        assert!(release.has_by_hash());
    }

    #[test]
    fn another_suite_is_refused() {
        assert!(Release::new(TEXT, "trixie-backports").is_err());
    }
}

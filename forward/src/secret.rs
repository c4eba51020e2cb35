// SPDX-License-Identifier: MIT OR Apache-2.0

//! Secrets with which a user authenticates.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use async_nats::Auth;
use nkeys::KeyPair;

/// A file with a secret. It is read for each connection, so that it can be renewed while the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// The user's JWT and seed, as `nsc` writes it.
    Creds(PathBuf),
    /// An nkey's seed.
    Nkey(PathBuf),
}

impl Secret {
    /// The answer to a server's nonce.
    pub fn sign(&self, nonce: &[u8]) -> Result<Auth, String> {
        let read = |file: &Path, next: &str| {
            let text = std::fs::read_to_string(file);
            text.map_err(|error| format!("{error}: give a file {next}"))
        };
        let mut auth = Auth::new();
        let seed = match self {
            Self::Creds(file) => {
                const NEXT: &str = "that `nsc generate creds` writes";
                let text = read(file, NEXT)?;
                let mut sections = sections(&text).map(str::to_owned);
                auth.jwt = sections.next();
                let seed = sections.next();
                seed.ok_or_else(|| format!("it has no JWT and seed: give a file {NEXT}"))?
            }
            Self::Nkey(file) => read(file, "with a seed")?.trim().to_owned(),
        };
        let bad = |error| format!("its seed is not one: {error}: give a file with a seed");
        let pair = KeyPair::from_seed(&seed).map_err(bad)?;
        auth.signature = Some(pair.sign(nonce).map_err(bad)?);
        if auth.jwt.is_none() {
            auth.nkey = Some(pair.public_key());
        }
        Ok(auth)
    }
}

/// The lines after those that begin a section.
fn sections(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let pairs = lines.clone().zip(lines.skip(1));
    let sections = pairs.filter(|(head, _)| head.starts_with("---") && head.contains("BEGIN"));
    sections.map(|(_, line)| line)
}

/// The option, and the file.
impl Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Creds(file) => write!(f, "--creds {}", file.display()),
            Self::Nkey(file) => write!(f, "--nkey {}", file.display()),
        }
    }
}

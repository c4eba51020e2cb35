// SPDX-License-Identifier: MIT OR Apache-2.0
//! The architectures of guests: what differs between them, apart from QEMU's machine (see [`crate::qemu`]). Compilers
//! and QEMU are always programs for this machine.

use std::fmt;
use std::str::FromStr;

use anyhow::{bail, Result};

/// An architecture of kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arch {
    Amd64,
    Arm64,
}

impl Arch {
    /// This machine's architecture.
    pub const HOST: Arch = if cfg!(target_arch = "aarch64") {
        Arch::Arm64
    } else {
        Arch::Amd64
    };

    pub const ALL: [Arch; 2] = [Arch::Amd64, Arch::Arm64];

    /// Whether its programs run on this machine.
    pub fn is_host(self) -> bool {
        self == Arch::HOST
    }

    /// Debian's name.
    pub fn debian(self) -> &'static str {
        match self {
            Arch::Amd64 => "amd64",
            Arch::Arm64 => "arm64",
        }
    }

    /// The name in the triplets of compilers, in Rust's targets, and of QEMU's program.
    pub fn machine(self) -> &'static str {
        match self {
            Arch::Amd64 => "x86_64",
            Arch::Arm64 => "aarch64",
        }
    }

    /// The triplet of compilers and of folders of libraries.
    pub fn triplet(self) -> String {
        format!("{}-linux-gnu", self.machine())
    }

    /// The program of compilers for this architecture with such a name.
    pub fn tool(self, name: &str) -> String {
        if self.is_host() {
            name.to_owned()
        } else {
            format!("{}-{name}", self.triplet())
        }
    }

    /// The folder of libraries in Debian's file system.
    pub fn libraries(self) -> String {
        format!("usr/lib/{}", self.triplet())
    }

    /// The program that loads the libraries of others, as these name it.
    pub fn loader(self) -> &'static str {
        match self {
            Arch::Amd64 => "lib64/ld-linux-x86-64.so.2",
            Arch::Arm64 => "lib/ld-linux-aarch64.so.1",
        }
    }

    /// The loader's file in the folder of libraries.
    pub fn loader_file(self) -> &'static str {
        self.loader().rsplit('/').next().unwrap_or_default()
    }

    /// The flavours of Debian's kernels with Rust, as releases end.
    pub fn flavours(self) -> &'static [&'static str] {
        match self {
            Arch::Amd64 => &["amd64", "cloud-amd64", "rt-amd64"],
            Arch::Arm64 => &["arm64", "cloud-arm64", "rt-arm64", "arm64-16k"],
        }
    }

    /// Debian's package of QEMU for machines of this architecture.
    pub fn emulator(self) -> &'static str {
        match self {
            Arch::Amd64 => "qemu-system-x86",
            Arch::Arm64 => "qemu-system-arm",
        }
    }

    /// Rust's target of programs for guests. They are static, because a guest has no libraries. For this machine it is
    /// that of `cargo lab`, so that what both need is compiled once; the standard library of other targets has all that
    /// they are linked with.
    pub fn target(self) -> String {
        let library = if self.is_host() { "gnu" } else { "musl" };
        format!("{}-unknown-linux-{library}", self.machine())
    }

    /// The folder in the file system of a toolchain where packages for guests are unpacked.
    pub fn guest_root(self) -> String {
        if self.is_host() {
            String::new()
        } else {
            format!("usr/{}/guest", self.triplet())
        }
    }

    /// Marks a name in the cache. That of amd64, the first architecture, has no mark.
    pub fn mark(self, name: &str) -> String {
        match self {
            Arch::Amd64 => name.to_owned(),
            Arch::Arm64 => format!("{self}-{name}"),
        }
    }

    /// The architecture of a marked name, and the name.
    pub fn of_marked(name: &str) -> (Self, &str) {
        let unmarked = name.strip_prefix("arm64-");
        unmarked.map_or((Arch::Amd64, name), |name| (Arch::Arm64, name))
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.debian())
    }
}

impl FromStr for Arch {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match Arch::ALL.into_iter().find(|arch| arch.debian() == text) {
            Some(arch) => Ok(arch),
            None => bail!("give amd64 or arm64"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_names_are_read_as_they_are_given() {
        for arch in Arch::ALL {
            let name = arch.mark("7.3.4+deb13-rt");
            assert_eq!(Arch::of_marked(&name), (arch, "7.3.4+deb13-rt"));
            assert_eq!(arch.to_string().parse::<Arch>().unwrap(), arch);
        }
        assert!("x86_64".parse::<Arch>().is_err());
    }
}

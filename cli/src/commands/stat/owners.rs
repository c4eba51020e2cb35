// SPDX-License-Identifier: MIT OR Apache-2.0

//! The processes that have a socket open, by its inode: `/proc/PID/fd`, as proc_pid_fd(5) describes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::fs;

use serde::Serialize;

use crate::output::Escaped;

/// A process that has a socket open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Owner {
    pid: u32,
    /// The name of the process, of at most 15 bytes.
    command: String,
}

impl Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Escaped(self.command.as_bytes()), self.pid)
    }
}

/// The owners of sockets, as far as this user is allowed to see them.
#[derive(Default)]
pub(crate) struct Owners(BTreeMap<u32, Vec<Owner>>);

impl Owners {
    /// Looks for the owners of these sockets, unless all of them are known. This reads the whole of `/proc`, so a
    /// socket that another process takes over keeps its old owner until a new socket appears.
    pub(crate) fn update(&mut self, inodes: impl Iterator<Item = u32>) {
        let wanted: BTreeSet<u32> = inodes.filter(|&inode| inode != 0).collect();
        if wanted.iter().all(|inode| self.0.contains_key(inode)) {
            return;
        }
        self.0 = wanted.iter().map(|&inode| (inode, Vec::new())).collect();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let pid = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            if let Some(pid) = pid {
                self.look_at(pid);
            }
        }
    }

    /// Reads the sockets of one process. A process that has ended, or whose descriptors are hidden, looks as if it had
    /// none.
    fn look_at(&mut self, pid: u32) {
        let mut command = None;
        let descriptors = fs::read_dir(format!("/proc/{pid}/fd"));
        for descriptor in descriptors.into_iter().flatten().flatten() {
            let Some(inode) = fs::read_link(descriptor.path())
                .ok()
                .and_then(|link| inode(link.to_str()?))
            else {
                continue;
            };
            let Some(owners) = self.0.get_mut(&inode) else {
                continue;
            };
            let command = command.get_or_insert_with(|| {
                let command = fs::read(format!("/proc/{pid}/comm")).unwrap_or_default();
                String::from_utf8_lossy(command.trim_ascii_end()).into_owned()
            });
            let owner = Owner {
                pid,
                command: command.clone(),
            };
            // A process can have a socket under several descriptors.
            if owners.last() != Some(&owner) {
                owners.push(owner);
            }
        }
    }

    pub(crate) fn of(&self, inode: u32) -> Vec<Owner> {
        self.0.get(&inode).cloned().unwrap_or_default()
    }
}

/// Parses a link such as `socket:[4711]`.
fn inode(link: &str) -> Option<u32> {
    link.strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sockets_have_an_inode_here() {
        assert_eq!(inode("socket:[4711]"), Some(4711));
        for other in ["pipe:[4711]", "socket:[]", "/dev/null", "socket:[4711"] {
            assert_eq!(inode(other), None, "{other}");
        }
    }
}

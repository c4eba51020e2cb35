// SPDX-License-Identifier: MIT OR Apache-2.0

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::thread;

use crate::error::{Error, Op};
use crate::wire::Protocol;
use crate::{sys, Errno};

/// A network namespace in which sockets can be opened, held by an open file.
///
/// A socket always belongs to the namespace that it was opened in. Entering one requires `CAP_SYS_ADMIN` (setns(2)).
#[derive(Debug)]
pub struct Netns(OwnedFd);

impl Netns {
    /// The namespace with the name that `ip netns add` gave it.
    pub fn named(name: &str) -> Result<Self, Error> {
        // A name is a file in one folder: with these names the path would leave the folder.
        if name.is_empty() || name.contains('/') || name == "." || name == ".." {
            return Err(named(name, Errno::EINVAL));
        }
        Self::open(&Path::new("/run/netns").join(name)).map_err(|errno| named(name, errno))
    }

    /// The namespace of a process.
    pub fn of_process(pid: u32) -> Result<Self, Error> {
        Self::open(Path::new(&format!("/proc/{pid}/ns/net"))).map_err(|errno| {
            let object = format!("the network namespace of process {pid}");
            Error::new(Op::Open, object, errno)
        })
    }

    fn open(path: &Path) -> Result<Self, Errno> {
        File::open(path)
            .map(|file| Self(file.into()))
            .map_err(|error| Errno(error.raw_os_error().unwrap_or(libc::EIO)))
    }

    /// Opens a socket in the namespace.
    pub(crate) fn socket(&self, protocol: Protocol) -> Result<OwnedFd, Errno> {
        self.enter(|| sys::socket(protocol.0))
    }

    /// Runs a function in the namespace. A thread of its own enters the namespace and ends, so the caller's thread
    /// never moves.
    pub(crate) fn enter(
        &self,
        open: impl FnOnce() -> Result<OwnedFd, Errno> + Send,
    ) -> Result<OwnedFd, Errno> {
        thread::scope(|scope| {
            let opened = thread::Builder::new()
                .name("klink-netns".to_owned())
                .spawn_scoped(scope, || {
                    sys::enter_netns(self.as_fd())?;
                    open()
                })
                .map_err(|error| Errno(error.raw_os_error().unwrap_or(libc::EAGAIN)))?;
            opened.join().unwrap_or(Err(Errno::EIO))
        })
    }
}

fn named(name: &str, errno: Errno) -> Error {
    Error::new(Op::Open, format_args!("network namespace {name:?}"), errno)
}

impl From<OwnedFd> for Netns {
    fn from(fd: OwnedFd) -> Self {
        Self(fd)
    }
}

impl AsFd for Netns {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

// SPDX-License-Identifier: GPL-2.0

//! TCP sockets as arguments of hooks.

use core::mem::MaybeUninit;

use kernel::ffi::c_int;

use crate::sys;

/// The change of a TCP socket's state. Ports and addresses are those that the socket has when it changes.
pub struct TcpChange {
    /// The number of the network namespace's inode.
    pub netns: u32,
    /// The port on this side; 0 if there is none yet.
    pub local_port: u16,
    /// The port on the other side; 0 if there is none.
    pub remote_port: u16,
    /// The state before, by its number in `include/net/tcp_states.h`.
    pub old: u16,
    /// The state from now on.
    pub new: u16,
    len: u32,
    local: [u8; 16],
    remote: [u8; 16],
}

impl TcpChange {
    /// The change; `None` if it is not a TCP socket.
    ///
    /// # Safety
    ///
    /// `sock` is a socket of the internet's families that stays during the call.
    pub(super) unsafe fn new(sock: *const sys::sock, old: c_int, new: c_int) -> Option<Self> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: By this function's contract. C writes every field if it returns true.
        let raw = unsafe { sys::klink_tcp(sock, raw.as_mut_ptr()).then(|| raw.assume_init()) }?;
        Some(Self {
            netns: raw.netns,
            local_port: raw.local_port,
            remote_port: raw.remote_port,
            old: old as u16,
            new: new as u16,
            len: raw.len,
            local: raw.local,
            remote: raw.remote,
        })
    }

    /// The address on this side: 4 bytes in network byte order, or 16 of an IPv6 socket.
    pub fn local(&self) -> &[u8] {
        self.local.get(..self.len as usize).unwrap_or(&self.local)
    }

    /// The address on the other side, in the same form.
    pub fn remote(&self) -> &[u8] {
        self.remote.get(..self.len as usize).unwrap_or(&self.remote)
    }
}

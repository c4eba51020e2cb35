// SPDX-License-Identifier: GPL-2.0

//! States of TCP sockets: `include/trace/events/sock.h`.

use klink_kernel::hook::{self, Listener, TcpStates};
use klink_kernel::protocol::events::{event, Kind, TcpChange, TcpState};

use super::Journal;

/// Called in the context of the process that acts, or in the soft interrupt in which a segment has come, under the
/// socket's lock.
impl Listener<TcpStates> for Journal {
    fn notify(&self, change: hook::TcpChange) {
        self.append(Kind::TCP, |attributes| {
            let tcp = TcpChange {
                netns: change.netns,
                local_port: change.local_port,
                remote_port: change.remote_port,
                old: TcpState(change.old),
                new: TcpState(change.new),
            };
            attributes.put(event::TCP, &tcp.to_bytes())?;
            attributes.put(event::LOCAL, change.local())?;
            attributes.put(event::REMOTE, change.remote())
        });
    }
}
